/* make_pack.h - packs made by hand, row by row, for tests of the compiler
 *
 *     kv_pack *p = make_pack(false);
 *     uint32_t a = make_stop(p, "A", KV_STOP_TERMINAL, KV_NONE), b = ...;
 *     uint32_t service = make_service(p, "R", make_agency(p, "KTZ", "Asia/Almaty"));
 *     uint32_t calendar = make_calendar(p, 0x7F, day("2026-06-01"), day("2026-06-07"));
 *     make_trip(p, "T", service, calendar);
 *     make_call(p, a, at("08:00"), at("08:00"));      // of the last trip, in order
 *     make_call(p, b, at("25:30"), at("25:30"));                                                       */
#ifndef KV_TESTS_MAKE_PACK_H
#define KV_TESTS_MAKE_PACK_H

#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "model/pack.h"

#define ALL_DAYS ((kv_compile_options){ INT32_MIN, INT32_MAX, 0 })
#define PUT(vec, row)  make_sure(kv_vec_push((vec), (row)))
#define MAKE(vec, row) (PUT(vec, row), (uint32_t)(vec)->count - 1)      /* the same, and its index */

static inline void make_sure(bool memory) { check_true(memory, "memory for a test"); }

static inline kv_str make_text(kv_pack *p, const char *text)
{
    kv_str s = 0;
    make_sure(kv_pool_put(&p->text, kv_text_of(text), &s));
    return s;
}

static inline kv_pack *make_pack(bool is_freight)
{
    kv_pack *p = calloc(1, sizeof *p);
    make_sure(p != NULL);
    p->is_freight = is_freight;
    make_text(p, "");
    return p;
}

static inline void make_free(kv_pack *p)
{
    kv_vec_free(&p->agencies);
    kv_vec_free(&p->stops);
    kv_vec_free(&p->stop_hours);
    kv_vec_free(&p->services);
    kv_vec_free(&p->trips);
    kv_vec_free(&p->trip_times);
    kv_vec_free(&p->stop_times);
    kv_vec_free(&p->calendars);
    kv_vec_free(&p->exceptions);
    kv_vec_free(&p->frequencies);
    kv_vec_free(&p->transfers);
    kv_vec_free(&p->handling);
    kv_vec_free(&p->variability);
    kv_vec_free(&p->closures);
    kv_vec_free(&p->tariffs);
    kv_vec_free(&p->surcharges);
    kv_vec_free(&p->fx);
    kv_vec_free(&p->emissions);
    kv_vec_free(&p->sections);
    kv_vec_free(&p->projects);
    kv_vec_free(&p->sources);
    kv_pool_free(&p->text);
    kv_arena_free(&p->arena);
    free(p);
}

static inline int32_t day(const char *iso)
{
    kv_date d;
    check_true(kv_date_parse_iso(kv_text_of(iso), &d), iso);
    return (int32_t)kv_date_days(d);
}

static inline int32_t at(const char *clock)     /* "25:30" -> seconds */
{
    int hours = 0, minutes = 0;
    check_i64(sscanf(clock, "%d:%d", &hours, &minutes), 2, clock);
    return hours * 3600 + minutes * 60;
}

static inline kv_time utc(const char *text)
{
    kv_time t;
    bool zoned, date_only;
    check_true(kv_time_parse(kv_text_of(text), &t, &zoned, &date_only), text);
    return t;
}

static inline uint32_t make_agency(kv_pack *p, const char *id, const char *zone)
{
    return MAKE(&p->agencies, ((kv_agency_row){ .id = make_text(p, id), .zone = make_text(p, zone) }));
}

static inline uint32_t make_stop(kv_pack *p, const char *id, int kind, uint32_t parent)
{
    kv_stop_row row = { .id = make_text(p, id), .kind = (uint8_t)kind, .parent = parent, .hours = KV_NONE,
                        .lat = NAN, .lon = NAN, .origin = { .source = KV_NONE } };
    make_sure(kv_vec_push(&p->stop_hours, 0));
    return MAKE(&p->stops, row);
}

static inline uint32_t make_service(kv_pack *p, const char *id, uint32_t agency)
{
    kv_service_row row = { .id = make_text(p, id), .agency = agency, .mode = KV_MODE_RAIL, .equipment = UINT32_MAX,
                           .origin = { .source = KV_NONE } };
    return MAKE(&p->services, row);
}

static inline uint32_t make_calendar(kv_pack *p, int weekdays, int32_t first, int32_t last)
{
    kv_calendar row = { .weekdays = (uint8_t)weekdays, .first_day = first, .last_day = last,
                        .first_exception = (uint32_t)p->exceptions.count };
    return MAKE(&p->calendars, row);
}

static inline void make_exception(kv_pack *p, int32_t on, bool added)   /* of the last calendar */
{
    PUT(&p->exceptions, ((kv_exception){ .day = on, .added = added }));
    p->calendars.at[p->calendars.count - 1].exception_count++;
}

static inline uint32_t make_trip(kv_pack *p, const char *id, uint32_t service, uint32_t calendar)
{
    PUT(&p->trip_times, ((kv_pack_trip){ calendar, (uint32_t)p->stop_times.count, 0 }));
    return MAKE(&p->trips, ((kv_trip_row){ .id = make_text(p, id), .service = service }));
}

static inline kv_stop_time *make_call(kv_pack *p, uint32_t stop, int32_t arrive_s, int32_t depart_s)   /* of the last trip */
{
    kv_pack_trip *t = &p->trip_times.at[p->trip_times.count - 1];
    kv_stop_time row = { .trip = (uint32_t)p->trips.count - 1, .stop = stop, .sequence = t->time_count++,
                         .arrive_s = arrive_s, .depart_s = depart_s, .distance = NAN };
    uint32_t index = MAKE(&p->stop_times, row);     /* may move them */
    return &p->stop_times.at[index];
}

static inline void make_transfer(kv_pack *p, uint32_t from, uint32_t to, int32_t seconds, int type)
{
    PUT(&p->transfers, ((kv_transfer){ .from_stop = from, .to_stop = to, .seconds = seconds, .type = (uint8_t)type }));
}

/* compile, or fail the test with the error */
static inline kv_corridor *compile(const kv_pack *p, kv_compile_options options)
{
    kv_corridor *c = NULL;
    kv_error err = { 0 };
    if (kv_compile(&c, p, options, &err) != KV_OK)
        print_error("%s: %s (%s)\n", err.where, err.text, err.hint);
    check_true(c != NULL, "the pack compiles");
    return c;
}

static inline const kv_call *run_calls(const kv_corridor *c, const kv_pattern_row *p, uint32_t run)
{
    return c->calls + p->first_call + (size_t)c->run_profile[run] * p->stop_count;
}

#endif
