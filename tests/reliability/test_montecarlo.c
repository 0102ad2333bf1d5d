/* test_montecarlo.c - the arrival of a journey against playing it through, many thousand times
 *
 * The player knows nothing of whole hours, classes or tables. For every stage it looks through all rows of the pack for
 * those that hold, reads a value off their lines at a random number, and takes the first run that is not gone. The
 * figures under test count in whole hours, so a connection that is missed by minutes may be made there: the player
 * plays each game twice with the same random numbers, cargo being ready half an hour early and half an hour late, and
 * the figures must lie between the two, within half an hour and the error of so many plays. */
#include <stdlib.h>

#include "lines.h"
#include "make_world.h"

enum { STAGES_MAX = 4 };
static const double half_hour = 0.5;

typedef struct {
    kv_stage stage[STAGES_MAX];
    uint32_t count;
    int32_t tail_s;
    uint32_t tail_rows[32], tail_row_count;
} route;

/* ---- the player -------------------------------------------------------------------------------------- */

static lines lines_of(int32_t p10_s, int32_t p50_s, int32_t p90_s, double low, double high)
{
    return (lines){ p10_s / 3600.0, p50_s / 3600.0, p90_s / 3600.0, low, high };
}

static double draw_handling(kv_random *r, const kv_corridor *c, const uint32_t *rows, uint32_t count)
{
    double sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        const kv_handling_row *h = &c->handling[rows[i]];
        sum += lines_draw(r, lines_of(h->p10_s, h->p50_s, h->p90_s, 0, INFINITY));
    }
    return sum;
}

static bool is_at(const kv_corridor *c, uint32_t named, uint32_t stop) { return named == stop || named == c->stops[stop].parent; }

static double draw_closures(kv_random *r, const kv_corridor *c, uint32_t stop, int month, uint8_t mode)
{
    double sum = 0;
    for (uint32_t i = 0; i < c->closures_count; i++) {
        const kv_closure_row *row = &c->closures[i];
        if (is_at(c, row->stop, stop) && row->month == month && (row->modes >> mode & 1) && kv_random_unit(r) < row->chance)
            sum += lines_draw(r, lines_of(row->p50_s / 5, row->p50_s, row->p90_s, 0, INFINITY));
    }
    return sum;
}

/* route before carrier before mode, with more exact stops before fewer, the month before all months */
static const kv_variability_row *lateness_row(const kv_corridor *c, const kv_stage *s, uint32_t alight_stop, int month)
{
    const kv_service_row *service = &c->services[c->patterns[s->pattern].service];
    const kv_variability_row *best = NULL;
    int best_points = 0;
    for (uint32_t i = 0; i < c->variability_count; i++) {
        const kv_variability_row *row = &c->variability[i];
        int points = row->on == KV_LATENESS_ON_ROUTE ? 300 : row->on == KV_LATENESS_ON_CARRIER ? 200 : 100;
        bool holds = row->on == KV_LATENESS_ON_ROUTE ? row->service == c->patterns[s->pattern].service
                   : row->on == KV_LATENESS_ON_CARRIER ? row->agency == service->agency : row->mode == service->mode;
        holds = holds && (row->from_stop == KV_NONE || is_at(c, row->from_stop, s->board_stop));
        holds = holds && (row->to_stop == KV_NONE || is_at(c, row->to_stop, alight_stop));
        holds = holds && (!row->month || row->month == month);
        points += (row->from_stop == KV_NONE ? 0 : row->from_stop == s->board_stop ? 20 : 10)
                + (row->to_stop == KV_NONE ? 0 : row->to_stop == alight_stop ? 20 : 10) + (row->month != 0);
        if (holds && points > best_points) {
            best = row;
            best_points = points;
        }
    }
    return best;
}

/* hours by which a ride that departs (as planned for its run) in this month arrives late */
static double draw_lateness(kv_random *r, const kv_corridor *c, const kv_stage *s, int month)
{
    const kv_pattern_row *p = &c->patterns[s->pattern];
    const kv_service_row *service = &c->services[p->service];
    uint32_t alight = c->position_stop[p->first_position + s->alight];
    const kv_variability_row *row = lateness_row(c, s, alight, month);
    double late = row ? lines_draw(r, lines_of(row->p10_s, row->p50_s, row->p90_s, -INFINITY, INFINITY)) : 0;
    late += draw_closures(r, c, s->board_stop, month, service->mode) + draw_closures(r, c, alight, month, service->mode);
    for (uint32_t i = s->board + 1; i < s->alight; i++)
        for (uint32_t k = 0; k < c->handling_count; k++) {
            const kv_handling_row *h = &c->handling[k];
            if (h->applies != KV_APPLIES_CHANGE && is_at(c, h->stop, c->position_stop[p->first_position + i]))
                late += lines_draw(r, lines_of(h->p10_s, h->p50_s, h->p90_s, 0, INFINITY)) - h->p50_s / 3600.0;
        }
    if (service->dispatch == KV_DISPATCH_HEADWAY)
        late += (kv_random_unit(r) - 0.5) * service->wait_max_s / 3600.0;
    else if (service->dispatch == KV_DISPATCH_WHEN_FULL)
        late += lines_draw(r, lines_of(service->wait_p10_s, service->wait_p50_s, service->wait_p90_s, 0,
                                       service->wait_max_s / 3600.0)) - service->wait_p50_s / 3600.0;
    return late;
}

/* hours from the planned arrival of the last ride and its tail; INFINITY when no later run is known */
static double play(kv_random *r, const kv_corridor *c, const route *j, double ready_later_h)
{
    double now = 0;                         /* UTC in hours */
    for (uint32_t i = 0; i < j->count; i++) {
        const kv_stage *s = &j->stage[i];
        const kv_pattern_row *p = &c->patterns[s->pattern];
        kv_random own;                      /* so that a stage draws the same numbers, however many the one before took */
        kv_random_seed(&own, kv_random_u64(r));
        double depart = (double)s->depart / 3600, there = (double)s->arrive / 3600;
        if (i) {
            now += draw_handling(&own, c, s->handling_rows, s->handling_count) + ready_later_h;
            kv_tick ready = kv_stop_open_at(c, s->board_stop, kv_time_tick(c, (kv_time)ceil(now * 3600)));
            if (ready == KV_NEVER)
                return INFINITY;
            double in = (double)kv_tick_time(c, ready) / 3600 + s->cutoff_s / 3600.0;
            if (p->flexible) {
                kv_tick t = kv_flex_depart(c, p, kv_time_tick(c, (kv_time)ceil(in * 3600)));
                if (t == KV_NEVER)
                    return INFINITY;
                depart = (double)kv_tick_time(c, t) / 3600;
                there = depart + (double)(s->arrive - s->depart) / 3600;
            } else {
                uint32_t run = s->run;
                for (; run < p->first_run + p->run_count; run++) {
                    depart = (double)(kv_tick_time(c, c->run_base[run]) + run_calls(c, p, run)[s->board].depart) / 3600;
                    if (depart >= in - 1e-6)
                        break;
                }
                if (run == p->first_run + p->run_count)
                    return INFINITY;
                there = (double)(kv_tick_time(c, c->run_base[run]) + run_calls(c, p, run)[s->alight].arrive) / 3600;
            }
        }
        now = there + draw_lateness(&own, c, s, kv_tick_month(c, kv_time_tick(c, (kv_time)llround(depart * 3600))));
    }
    double tail = j->tail_s / 3600.0 - kv_handling_seconds(c, j->tail_rows, j->tail_row_count) / 3600.0;
    now += tail + draw_handling(r, c, j->tail_rows, j->tail_row_count);
    return now - (double)(j->stage[j->count - 1].arrive + j->tail_s) / 3600;
}

/* ---- random worlds ----------------------------------------------------------------------------------- */

static hours3 draw_hours(kv_random *r, double least, double most, double wide)
{
    hours3 h = { .p50 = least + (most - least) * kv_random_unit(r) };
    h.p10 = h.p50 - wide * kv_random_unit(r) / 2;
    h.p90 = h.p50 + wide * kv_random_unit(r);
    return h;
}

static hours3 later(hours3 h, double by) { return (hours3){ h.p10 + by, h.p50 + by, h.p90 + by }; }

/* A chain of places 0 .. stages; service i calls at place i, a border in between, and place i + 1. `later_h` is added to
 * every lateness; `closures_and_months` leaves out what depends on the month. */
static kv_corridor *random_world(uint64_t seed, uint32_t stages, bool closures_and_months, double later_h)
{
    kv_random r;
    kv_random_seed(&r, seed);
    kv_pack *p = make_pack(true);
    uint32_t terminal[STAGES_MAX + 1], border[STAGES_MAX], agency = make_agency(p, "KTZ", "UTC");
    uint32_t calendar[] = { make_calendar(p, 0x7F, day("2026-01-01"), day("2026-12-31")),
                            make_calendar(p, 0x12, day("2026-01-01"), day("2026-12-31")),
                            make_calendar(p, 0x01, day("2026-01-01"), day("2026-12-31")) };
    char id[16];
    for (uint32_t i = 0; i <= stages; i++) {
        snprintf(id, sizeof id, "P%u", (unsigned)i);
        uint32_t place = make_stop(p, id, KV_STOP_PLACE, KV_NONE);
        snprintf(id, sizeof id, "P%u-T", (unsigned)i);
        terminal[i] = make_stop(p, id, 0, place);
        if (kv_random_below(&r, 3) == 0)
            p->stop_hours.at[terminal[i]] = make_text(p, kv_random_below(&r, 2) ? "Mo-Su 06:00-20:00" : "Mo-Fr 08:00-18:00");
        hours3 handling = draw_hours(&r, 0, 12, 10);
        handling.p10 = fmax(handling.p10, 0);
        make_handling(p, kv_random_below(&r, 2) ? place : terminal[i], KV_APPLIES_CHANGE, handling);
        for (int month = 1; closures_and_months && kv_random_below(&r, 2) && month <= 12; month++)
            make_closure(p, kv_random_below(&r, 2) ? place : terminal[i], month, 1u << KV_MODE_SEA | 1u << KV_MODE_FERRY,
                         0.3 * kv_random_unit(&r), 30 * kv_random_unit(&r), 60);
    }
    for (uint32_t i = 0; i < stages; i++) {
        snprintf(id, sizeof id, "B%u", (unsigned)i);
        border[i] = make_stop(p, id, 0, KV_NONE);
        if (kv_random_below(&r, 2))
            make_handling(p, border[i], kv_random_below(&r, 2) ? KV_APPLIES_PASSING : KV_APPLIES_BOTH, (hours3){ 1, 5, 5 + 20 * kv_random_unit(&r) });
        snprintf(id, sizeof id, "R%u", (unsigned)i);
        uint32_t service = make_service(p, id, agency), kind = kv_random_below(&r, 5);
        p->services.at[service].mode = kv_random_below(&r, 2) ? KV_MODE_SEA : KV_MODE_RAIL;
        p->services.at[service].cutoff_s = hours_s(kv_random_below(&r, 3) * 4);
        if (kind == 0)
            make_flexible(p, service, KV_DISPATCH_HEADWAY, (hours3){ 3, 15, 27 }, 30);
        else if (kind == 1)
            make_flexible(p, service, KV_DISPATCH_WHEN_FULL, (hours3){ 4, 20, 70 }, kv_random_below(&r, 2) ? 80 : 0);
        double clock = kv_random_below(&r, 48) / 2.0, ride = 4 + kv_random_below(&r, 40) / 4.0;
        const uint32_t calls[] = { terminal[i], border[i], terminal[i + 1] };
        make_line(p, id, service, calendar[kv_random_below(&r, 3)], calls, 3, clock, ride);
        hours3 late = draw_hours(&r, -2, 10, 30);
        make_lateness(p, KV_LATENESS_ON_ROUTE, service, KV_NONE, KV_NONE, 0, later(late, later_h));
        if (closures_and_months && kv_random_below(&r, 2))
            make_lateness(p, KV_LATENESS_ON_ROUTE, service, terminal[i], KV_NONE, 1 + (int)kv_random_below(&r, 6),
                          later(draw_hours(&r, 0, 40, 30), later_h));
    }
    kv_corridor *c = compile(p, ALL_DAYS);
    make_free(p);
    return c;
}

/* the plan of cargo that is ready at `start`; slack_h more than needed for each ride with a timetable */
static bool random_route(const kv_corridor *c, uint64_t seed, uint32_t stages, double slack_h, route *j)
{
    kv_random r;
    kv_random_seed(&r, seed + 1000);
    kv_time now = utc("2026-01-03T00:00:00Z") + kv_random_below(&r, 60 * KV_DAY_S / 60) * 60;
    *j = (route){ .count = stages, .tail_s = 0 };
    kv_mode before = KV_MODE_NONE;
    for (uint32_t i = 0; i < stages; i++) {
        char service[16];
        kv_stage *s = &j->stage[i], at;
        snprintf(service, sizeof service, "R%u", (unsigned)i);
        uint32_t pattern = pattern_of(c, service);
        kv_mode mode = (kv_mode)c->services[c->patterns[pattern].service].mode;
        at.board_stop = c->position_stop[c->patterns[pattern].first_position];
        put_handling(c, &at, before, mode);
        if (i)
            now += (kv_time)kv_handling_seconds(c, at.handling_rows, at.handling_count);
        kv_tick ready = kv_stop_open_at(c, at.board_stop, kv_time_tick(c, now));
        if (ready == KV_NEVER)
            return false;
        double extra = i && !c->patterns[pattern].flexible ? slack_h : 0;
        if (!find_stage(c, pattern, 0, 2, kv_tick_time(c, ready) + hours_s(extra), s))
            return false;
        memcpy(s->handling_rows, at.handling_rows, sizeof at.handling_rows);
        s->handling_count = at.handling_count;
        now = s->arrive;
        before = mode;
    }
    if (kv_random_below(&r, 2)) {
        kv_stage end = { .board_stop = c->position_stop[c->patterns[j->stage[stages - 1].pattern].first_position + 2] };
        put_handling(c, &end, before, KV_MODE_NONE);
        memcpy(j->tail_rows, end.handling_rows, sizeof end.handling_rows);
        j->tail_row_count = end.handling_count;
        j->tail_s = (int32_t)kv_handling_seconds(c, end.handling_rows, end.handling_count) + 5400;
    }
    return true;
}

static kv_arrival arrival_of(kv_reliability *r, const route *j, kv_connection *link)
{
    kv_arena a = { 0 };
    kv_arrival got;
    kv_error err = { 0 };
    check_i64(kv_reliability_arrival(r, &a, j->stage, j->count, j->stage[0].depart, j->tail_s, j->tail_rows, j->tail_row_count,
                                     &got, link, &err), KV_OK, err.text);
    kv_arena_free(&a);
    return got;
}

/* ---- played and computed ----------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct { double *h; size_t plays, arrived; double mean; } games;

static games play_many(const kv_corridor *c, const route *j, uint64_t seed, size_t plays, double ready_later_h)
{
    games g = { .h = calloc(plays, sizeof(double)), .plays = plays };
    make_sure(g.h != NULL);
    for (size_t i = 0; i < plays; i++) {
        kv_random r;
        kv_random_seed(&r, seed * 1000003 + i);
        g.h[i] = play(&r, c, j, ready_later_h);
    }
    qsort(g.h, plays, sizeof(double), by_value);
    for (size_t i = 0; i < plays && g.h[i] < INFINITY; i++) {
        g.mean += g.h[i];
        g.arrived++;
    }
    g.mean /= g.arrived ? (double)g.arrived : 1;
    return g;
}

static double quantile_of(const games *g, double p)
{
    if (p <= 0)
        return -INFINITY;
    size_t at = (size_t)(p * (double)g->arrived);
    return p >= 1 || !g->arrived ? INFINITY : g->h[at < g->arrived ? at : g->arrived - 1];
}

/* 4.5 standard errors: one in 100,000 comparisons would fail by chance */
static void check_played(const kv_corridor *c, kv_reliability *r, const route *j, uint64_t seed, size_t plays)
{
    char why[60];
    kv_connection link[STAGES_MAX];
    kv_arrival got = arrival_of(r, j, link);
    kv_time planned = j->stage[j->count - 1].arrive + j->tail_s;
    games early = play_many(c, j, seed, plays, -half_hour), late = play_many(c, j, seed, plays, half_hour);
    const struct { double p; kv_time at; } quantile[] = { { 0.10, got.p10 }, { 0.50, got.p50 }, { 0.80, got.p80 }, { 0.90, got.p90 }, { 0.95, got.p95 } };
    for (size_t i = 0; i < COUNT(quantile); i++) {
        double p = quantile[i].p, error = 4.5 * sqrt(p * (1 - p) / (double)plays), h = (double)(quantile[i].at - planned) / 3600;
        snprintf(why, sizeof why, "seed %d: quantile %.2f", (int)seed, p);
        double least = quantile_of(&early, p - error) - half_hour, most = quantile_of(&late, p + error) + half_hour;
        if (h < least || h > most)
            print_error("played %.2f .. %.2f\n", least, most);
        check_true(h >= least && h <= most, why);
    }
    double error = 4.5 / sqrt((double)plays);
    snprintf(why, sizeof why, "seed %d: missed for good", (int)seed);
    check_true(got.missed_beyond >= 1 - (double)early.arrived / (double)plays - error && got.missed_beyond <= 1 - (double)late.arrived / (double)plays + error, why);
    if (early.arrived == plays && late.arrived == plays) {
        double variance = 0;
        for (size_t i = 0; i < plays; i++)
            variance += (late.h[i] - late.mean) * (late.h[i] - late.mean) / (double)plays;
        double by = 4.5 * sqrt(variance / (double)plays) + 1e-3;
        snprintf(why, sizeof why, "seed %d: mean", (int)seed);
        check_true(got.mean_h >= early.mean - by && got.mean_h <= late.mean + by, why);
    }
    free(early.h);
    free(late.h);
}

/* chance of each connection: lateness of the ride before and handling alone against the slack, played */
static void check_chances(const kv_corridor *c, kv_reliability *r, const route *j, uint64_t seed, size_t plays)
{
    char why[60];
    kv_connection link[STAGES_MAX];
    kv_arrival got = arrival_of(r, j, link);
    double product = 1;
    for (uint32_t i = 0; i < j->count; i++) {
        const kv_stage *s = &j->stage[i], *before = s - 1;
        product *= link[i].chance;
        snprintf(why, sizeof why, "seed %d: connection %d", (int)seed, (int)i);
        if (!i || c->patterns[s->pattern].flexible) {
            check_near(link[i].chance, 1, 0, why);
            continue;
        }
        uint32_t planned_s = kv_handling_seconds(c, s->handling_rows, s->handling_count);
        kv_time ready = kv_tick_time(c, kv_stop_open_at(c, s->board_stop, kv_time_tick(c, before->arrive + planned_s)));
        double slack = floor((double)(s->depart - s->cutoff_s - ready) / 3600);
        int month = kv_tick_month(c, kv_time_tick(c, before->depart));
        size_t sooner = 0, later_made = 0;
        for (size_t n = 0; n < plays; n++) {
            kv_random random;
            kv_random_seed(&random, seed * 7919 + i * 1000000007u + n);
            double late = draw_lateness(&random, c, before, month) + draw_handling(&random, c, s->handling_rows, s->handling_count) - planned_s / 3600.0;
            sooner += late <= slack - 0.5;
            later_made += late <= slack + 1.5;
        }
        double error = 4.5 * 0.5 / sqrt((double)plays);
        check_true(link[i].chance >= (double)sooner / (double)plays - error && link[i].chance <= (double)later_made / (double)plays + error, why);
    }
    snprintf(why, sizeof why, "seed %d: product", (int)seed);
    check_near(got.on_plan, product, 1e-12, why);
}

static void check_seed(uint64_t seed, size_t plays, double slack_h)
{
    uint32_t stages = 1 + (uint32_t)(seed % STAGES_MAX);
    kv_corridor *c = random_world(seed, stages, true, 0);
    kv_reliability *r = open_reliability(c);
    route j;
    if (random_route(c, seed, stages, slack_h, &j)) {
        check_played(c, r, &j, seed, plays);
        check_chances(c, r, &j, seed, plays < 20000 ? plays : 20000);
    }
    kv_reliability_close(r);
    kv_corridor_close(c);
}

static void test_few_well(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++)
        check_seed(seed, 200000, (double)seed);
}

static void test_many(void **state)
{
    (void)state;
    for (uint64_t seed = 101; seed <= 200; seed++)
        check_seed(seed, 4000, (double)(seed % 13));
}

/* ---- more slack, more lateness ----------------------------------------------------------------------- */

static void test_more_slack(void **state)
{
    (void)state;
    for (uint64_t seed = 300; seed < 340; seed++) {
        uint32_t stages = 2 + (uint32_t)(seed % 3);
        kv_corridor *c = random_world(seed, stages, true, 0);
        kv_reliability *r = open_reliability(c);
        route j;
        if (random_route(c, seed, stages, 10, &j)) {
            kv_connection before[STAGES_MAX], after[STAGES_MAX];
            arrival_of(r, &j, before);
            for (uint32_t i = 1; i < j.count; i++)
                j.stage[i].cutoff_s = j.stage[i].cutoff_s > 3 * 3600 ? j.stage[i].cutoff_s - 3 * 3600 : 0;
            arrival_of(r, &j, after);
            for (uint32_t i = 0; i < j.count; i++)
                check_true(after[i].chance >= before[i].chance, "a later cut-off never makes a connection less sure");
        }
        kv_reliability_close(r);
        kv_corridor_close(c);
    }
}

static void test_more_lateness(void **state)
{
    (void)state;
    for (uint64_t seed = 400; seed < 460; seed++) {
        uint32_t stages = 1 + (uint32_t)(seed % STAGES_MAX);
        kv_arrival before = { 0 };
        kv_connection link[STAGES_MAX], link_before[STAGES_MAX] = { { 0 } };
        for (double later_h = 0; later_h < 12; later_h += 2.7) {
            char why[40];
            snprintf(why, sizeof why, "seed %d: %.1f h later", (int)seed, later_h);
            kv_corridor *c = random_world(seed, stages, false, later_h);
            kv_reliability *r = open_reliability(c);
            route j;
            bool found = random_route(c, seed, stages, 3, &j);
            if (found) {
                kv_arrival got = arrival_of(r, &j, link);
                if (later_h > 0) {
                    check_true(got.p10 >= before.p10 && got.p50 >= before.p50 && got.p80 >= before.p80 && got.p90 >= before.p90 && got.p95 >= before.p95, why);
                    check_true(got.mean_h >= before.mean_h && got.on_plan <= before.on_plan, why);
                    for (uint32_t i = 0; i < j.count; i++)
                        check_true(link[i].chance <= link_before[i].chance, why);
                }
                before = got;
                memcpy(link_before, link, sizeof link);
            }
            kv_reliability_close(r);
            kv_corridor_close(c);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_well), cmocka_unit_test(test_many), cmocka_unit_test(test_more_slack), cmocka_unit_test(test_more_lateness),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
