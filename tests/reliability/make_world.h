/* make_world.h - small corridors with rows of lateness, closures and handling, all in UTC and in hours
 *
 * Packs are made row by row (tests/model/make_pack.h) and compiled; places are found again by their ids, because the
 * compiler sorts them. */
#ifndef KV_TESTS_MAKE_WORLD_H
#define KV_TESTS_MAKE_WORLD_H

#include "model/handling.h"
#include "model/make_pack.h"
#include "base/random.h"
#include "reliability/reliability.h"

#define check_near(got, want, by, why) check_near_at((got), (want), (by), (why), __FILE__, __LINE__)
static inline void check_near_at(double got, double want, double by, const char *why, const char *file, int line)
{
    if (got >= want - by && got <= want + by)
        return;
    print_error("%s: got %.12g, want %.12g\n", why, got, want);
    _fail(file, line);
}

static inline int32_t hours_s(double hours) { return (int32_t)lround(hours * 3600); }

typedef struct { double p10, p50, p90; } hours3;

static inline uint32_t make_handling(kv_pack *p, uint32_t stop, kv_applies applies, hours3 h)
{
    kv_handling_row row = { .stop = stop, .any_from = 1, .any_to = 1, .applies = (uint8_t)applies, .operation = KV_OPERATION_TERMINAL,
                            .equipment = UINT32_MAX, .p10_s = hours_s(h.p10), .p50_s = hours_s(h.p50), .p90_s = hours_s(h.p90),
                            .valid = { INT32_MIN, INT32_MAX, INT32_MAX }, .origin = { .source = KV_NONE } };
    return MAKE(&p->handling, row);
}

/* id: service, agency or mode, as `on` says */
static inline uint32_t make_lateness(kv_pack *p, kv_lateness_on on, uint32_t id, uint32_t from, uint32_t to, int month, hours3 h)
{
    kv_variability_row row = { .on = (uint8_t)on, .month = (uint8_t)month, .from_stop = from, .to_stop = to, .service = KV_NONE,
                               .agency = KV_NONE, .p10_s = hours_s(h.p10), .p50_s = hours_s(h.p50), .p90_s = hours_s(h.p90),
                               .origin = { .source = KV_NONE } };
    if (on == KV_LATENESS_ON_ROUTE)
        row.service = id;
    else if (on == KV_LATENESS_ON_CARRIER)
        row.agency = id;
    else
        row.mode = (uint8_t)id;
    return MAKE(&p->variability, row);
}

static inline uint32_t make_closure(kv_pack *p, uint32_t stop, int month, uint32_t modes, double chance, double p50, double p90)
{
    return MAKE(&p->closures, ((kv_closure_row){ .stop = stop, .month = (uint8_t)month, .modes = modes, .chance = chance,
                                                .p50_s = hours_s(p50), .p90_s = hours_s(p90), .origin = { .source = KV_NONE } }));
}

static inline void make_flexible(kv_pack *p, uint32_t service, kv_dispatch dispatch, hours3 wait, double longest)
{
    kv_service_row *s = &p->services.at[service];
    s->dispatch = (uint8_t)dispatch;
    s->wait_p10_s = hours_s(wait.p10);
    s->wait_p50_s = hours_s(wait.p50);
    s->wait_p90_s = hours_s(wait.p90);
    s->wait_max_s = longest > 0 ? hours_s(longest) : INT32_MAX;
}

/* a trip that calls at stops[0 .. count - 1], `ride` hours apart, standing nowhere; departs at `clock` hours of the day */
static inline void make_line(kv_pack *p, const char *id, uint32_t service, uint32_t calendar, const uint32_t *stops, size_t count,
                             double clock, double ride)
{
    make_trip(p, id, service, calendar);
    for (size_t i = 0; i < count; i++)
        make_call(p, stops[i], hours_s(clock + ride * (double)i), hours_s(clock + ride * (double)i));
}

static inline uint32_t stop_of(const kv_corridor *c, const char *id)
{
    uint32_t stop = kv_corridor_stop(c, kv_text_of(id));
    check_true(stop != KV_NONE, id);
    return stop;
}

static inline uint32_t pattern_of(const kv_corridor *c, const char *service)
{
    for (uint32_t i = 0; i < c->patterns_count; i++)
        if (!strcmp(kv_corridor_text(c, c->services[c->patterns[i].service].id), service))
            return i;
    check_true(false, service);
    return KV_NONE;
}

static inline uint32_t position_of(const kv_corridor *c, uint32_t pattern, const char *stop)
{
    const kv_pattern_row *p = &c->patterns[pattern];
    for (uint32_t i = 0; i < p->stop_count; i++)
        if (c->position_stop[p->first_position + i] == stop_of(c, stop))
            return i;
    check_true(false, stop);
    return KV_NONE;
}

static inline kv_reliability *open_reliability(const kv_corridor *c)
{
    kv_reliability *r = NULL;
    kv_error err = { 0 };
    if (kv_reliability_open(&r, c, &err) != KV_OK)
        print_error("%s: %s (%s)\n", err.where, err.text, err.hint);
    check_true(r != NULL, "reliability opens");
    return r;
}

/* class of a leg by names; month 1..12 */
static inline uint32_t class_of(kv_reliability *r, const kv_corridor *c, const char *service, const char *from, const char *to, int month)
{
    uint32_t classes, pattern = pattern_of(c, service);
    uint32_t leg = kv_leg_index(&c->patterns[pattern], position_of(c, pattern, from), position_of(c, pattern, to));
    uint32_t class = kv_reliability_lateness(r, &classes)[leg * 12 + (uint32_t)month - 1];
    check_true(class < classes, "a class of its own");
    return class;
}

/* all rows of a change at the stop, any modes */
static inline void put_handling(const kv_corridor *c, kv_stage *s, kv_mode from, kv_mode to)
{
    kv_cargo any = { .item_count = 1 };
    any.item[0].count = 1;
    any.item[0].equipment = 1;
    s->handling_count = kv_handling_rows(c, &any, s->board_stop, from, to, false, c->info->first_day, s->handling_rows);
}

/* the stage that cargo ready at `ready` (cut-off not yet counted) takes: the first run, or the flexible service */
static inline bool find_stage(const kv_corridor *c, uint32_t pattern, uint32_t board, uint32_t alight, kv_time ready, kv_stage *s)
{
    const kv_pattern_row *p = &c->patterns[pattern];
    const kv_call *call = &c->calls[p->first_call];
    *s = (kv_stage){ .pattern = pattern, .board = board, .alight = alight, .run = KV_NONE, .cutoff_s = c->services[p->service].cutoff_s,
                     .board_stop = c->position_stop[p->first_position + board] };
    if (p->flexible) {
        kv_tick t = kv_flex_depart(c, p, kv_time_tick(c, ready + s->cutoff_s));
        s->depart = kv_tick_time(c, t);
        s->arrive = s->depart + (call[alight].arrive - call[board].depart);
        return t != KV_NEVER;
    }
    for (uint32_t run = p->first_run; run < p->first_run + p->run_count; run++) {
        call = run_calls(c, p, run);
        s->run = run;
        s->depart = kv_tick_time(c, c->run_base[run]) + call[board].depart;
        s->arrive = kv_tick_time(c, c->run_base[run]) + call[alight].arrive;
        if (s->depart - s->cutoff_s >= ready)
            return true;
    }
    return false;
}

#endif
