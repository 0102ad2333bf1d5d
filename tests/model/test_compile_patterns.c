/* test_compile_patterns.c - which trips share a pattern, and does none overtake another? */
#include "make_pack.h"

enum { TRIPS = 6, STOPS = 4 };
typedef struct {
    const char *why;
    const char *trip[TRIPS];            /* "08:00 09:00/09:30 12:00": departure, arrival/departure, arrival; all A B C */
    uint32_t patterns, profiles;        /* wanted */
    const char *runs;                   /* trips in the order of the patterns' runs: "0 1|2" */
} row;

static const row rows[] = {
    { "the same train every hour: one pattern, one profile",
      { "08:00 09:00 12:00", "09:00 10:00 13:00", "10:00 11:00 14:00" }, 1, 1, "0 1 2" },
    { "a faster one that does not catch up: one pattern, two profiles",
      { "08:00 09:00 12:00", "09:00 09:30 12:30", "10:00 11:00 14:00" }, 1, 2, "0 1 2" },
    { "overtaken on the way: two patterns", { "08:00 09:00 12:00", "08:30 08:45 13:00" }, 2, 2, "0|1" },
    { "overtaken only at the last stop: two patterns", { "08:00 09:00 12:00", "09:00 10:00 11:59" }, 2, 2, "0|1" },
    { "caught up with, to the minute, is not overtaken", { "08:00 09:00 12:00", "08:30 09:00 12:00" }, 1, 2, "0 1" },
    { "two trains at the same time are two trains", { "08:00 09:00 12:00", "08:00 09:00 12:00" }, 1, 1, "0 1" },
    { "the same departure, but one is slower: the faster goes first", { "08:00 09:00 13:00", "08:00 09:00 12:00" }, 1, 2,
      "1 0" },
    { "the same departure, each faster somewhere: two patterns", { "08:00 09:00 13:00", "08:00 10:00 12:00" }, 2, 2,
      "0|1" },
    { "a long stay lets the next one pass while it stands: arrivals ascend, departures do not",
      { "08:00 09:00/11:00 12:00", "08:30 09:30/10:00 12:00" }, 2, 2, "0|1" },
    { "departure at the last stop and arrival at the first count for nothing",
      { "07:00/08:00 09:00 12:00/15:00", "08:00/08:30 09:30 12:30/12:31" }, 1, 1, "0 1" },
    { "three that overtake one another: three patterns",
      { "08:00 09:00 14:00", "08:10 09:10 13:00", "08:20 09:20 12:00" }, 3, 3, "0|1|2" },
    { "the overtaken one first finds a place in an open pattern",
      { "08:00 09:00 14:00", "08:10 09:10 13:00", "15:00 16:00 20:00", "15:10 16:10 21:00" }, 2, 4, "0 2 3|1" },
};

static void read_trip(kv_pack *p, const uint32_t *stop, const char *text)
{
    kv_text rest = kv_text_of(text), item;
    for (int i = 0; kv_text_next(&rest, ' ', &item); i++) {
        kv_text depart = item, arrive;
        char clock[2][8] = { { 0 }, { 0 } };
        kv_text_next(&depart, '/', &arrive);
        snprintf(clock[0], 8, "%.*s", (int)arrive.n, arrive.p);
        snprintf(clock[1], 8, "%.*s", depart.n ? (int)depart.n : (int)arrive.n, depart.n ? depart.p : arrive.p);
        make_call(p, stop[i], at(clock[0]), at(clock[1]));
    }
}

static void check_runs(const kv_corridor *c, const row *r)
{
    char got[200] = "";
    for (uint32_t i = 0; i < c->patterns_count; i++)
        for (uint32_t k = 0; k < c->patterns[i].run_count; k++) {
            size_t n = strlen(got);
            const char *id = kv_corridor_text(c, c->trips[c->run_trip[c->patterns[i].first_run + k]].id);
            snprintf(got + n, sizeof got - n, "%s%s", !n ? "" : k ? " " : "|", id);
        }
    check_text(got, r->runs, r->why);
}

static void test_overtaking(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const row *r = &rows[i];
        kv_pack *p = make_pack(false);
        uint32_t stop[STOPS], service = make_service(p, "R", make_agency(p, "X", "UTC"));
        static const char *const stop_id[STOPS] = { "A", "B", "C", "D" }, *const trip_id[TRIPS] = { "0", "1", "2", "3", "4", "5" };
        for (int s = 0; s < STOPS; s++)
            stop[s] = make_stop(p, stop_id[s], KV_STOP_TERMINAL, KV_NONE);
        uint32_t calendar = make_calendar(p, 0x7F, day("2026-06-01"), day("2026-06-01"));
        for (int t = 0; t < TRIPS && r->trip[t]; t++) {
            make_trip(p, trip_id[t], service, calendar);
            read_trip(p, stop, r->trip[t]);
        }
        kv_corridor *c = compile(p, ALL_DAYS);
        uint32_t profiles = 0;
        for (uint32_t k = 0; k < c->patterns_count; k++)
            profiles += c->patterns[k].profile_count;
        check_i64(c->patterns_count, r->patterns, r->why);
        check_i64(profiles, r->profiles, r->why);
        check_runs(c, r);
        kv_corridor_close(c);
        make_free(p);
    }
}

/* Other stops, flags or distances are other patterns; a trip of one stop is none. */
static void test_groups(void **state)
{
    (void)state;
    kv_pack *p = make_pack(true);
    uint32_t a = make_stop(p, "A", KV_STOP_TERMINAL, KV_NONE), b = make_stop(p, "B", KV_STOP_TERMINAL, KV_NONE);
    uint32_t agency = make_agency(p, "X", "UTC"), r1 = make_service(p, "R1", agency), r2 = make_service(p, "R2", agency);
    uint32_t calendar = make_calendar(p, 0x7F, day("2026-06-01"), day("2026-06-02"));
    static const struct { const char *trip; int service; int flags; float from_km, to_km; int calls; } trips[] = {
        { "T1", 1, 0, 0, 100, 2 },                      /* pattern 0 */
        { "T2", 1, 0, 10, 110, 2 },                     /* the same stretch, counted from another point */
        { "T3", 1, 0, 0, 120, 2 },                      /* another distance */
        { "T4", 1, KV_NO_PICKUP, 0, 100, 2 },           /* another flag */
        { "T5", 2, 0, 0, 100, 2 },                      /* another service */
        { "T6", 2, 0, 0, 100, 1 },                      /* goes nowhere */
        { "T7", 1, 0, 0, 100, 3 },                      /* and back */
    };
    for (size_t i = 0; i < COUNT(trips); i++) {
        make_trip(p, trips[i].trip, trips[i].service == 1 ? r1 : r2, calendar);
        kv_stop_time *t = make_call(p, a, 0, 3600);
        t->distance = trips[i].from_km;
        t->flags = (uint8_t)trips[i].flags;
        if (trips[i].calls > 1)
            make_call(p, b, 7200, 7200)->distance = trips[i].to_km;
        if (trips[i].calls > 2)
            make_call(p, a, 9000, 9000)->distance = 2 * trips[i].to_km;
    }
    kv_corridor *c = compile(p, ALL_DAYS);
    check_i64(c->patterns_count, 5, "R1: A-B 100 km, 120 km, no pickup; A-B-A; R2: A-B");
    static const struct { uint32_t service, stops, metres, flags, runs; const char *why; } want[] = {
        { 0, 2, 100000, 0, 4, "T1 and T2" }, { 0, 2, 120000, 0, 2, "T3" }, { 0, 2, 100000, KV_NO_PICKUP, 2, "T4" },
        { 0, 3, 200000, 0, 2, "T7" }, { 1, 2, 100000, 0, 2, "T5" },
    };
    uint32_t legs = 0;
    for (size_t i = 0; i < COUNT(want); i++) {
        const kv_pattern_row *x = &c->patterns[i];
        check_i64(x->service, want[i].service, want[i].why);
        check_i64(x->stop_count, want[i].stops, want[i].why);
        check_i64(c->position_m[x->first_position], 0, want[i].why);
        check_i64(c->position_m[x->first_position + x->stop_count - 1], want[i].metres, want[i].why);
        check_i64(c->position_flags[x->first_position], want[i].flags, want[i].why);
        check_i64(x->run_count, want[i].runs, want[i].why);
        check_i64(x->first_leg, legs, want[i].why);
        legs += x->stop_count * (x->stop_count - 1) / 2;
    }
    check_i64(c->info->leg_count, legs, "pairs of positions");
    check_i64(c->visit_first[1] - c->visit_first[0], 6, "A: once in four patterns, twice in A-B-A");
    check_i64(c->visits[4].pattern, 3, "sorted by pattern");
    check_i64(c->visits[4].position, 2, "then by position");
    kv_corridor_close(c);
    make_free(p);
}

/* A pattern's profiles are numbered with 16 bits. */
static void test_profiles_max(void **state)
{
    (void)state;
    enum { COUNT_OF_TRIPS = 70000 };
    kv_pack *p = make_pack(false);
    uint32_t a = make_stop(p, "A", KV_STOP_TERMINAL, KV_NONE), b = make_stop(p, "B", KV_STOP_TERMINAL, KV_NONE);
    uint32_t service = make_service(p, "R", make_agency(p, "X", "UTC"));
    uint32_t calendar = make_calendar(p, 0x7F, day("2026-06-01"), day("2026-06-01"));
    for (int32_t i = 0; i < COUNT_OF_TRIPS; i++) {
        char id[16];
        snprintf(id, sizeof id, "T%05d", i);
        make_trip(p, id, service, calendar);
        make_call(p, a, i, i);
        make_call(p, b, 2 * i, 2 * i);
    }
    kv_corridor *c = compile(p, ALL_DAYS);
    check_i64(c->patterns_count, 2, "split");
    check_i64(c->patterns[0].profile_count, 65535, "as many as fit");
    check_i64(c->patterns[1].profile_count, COUNT_OF_TRIPS - 65535, "the rest");
    for (uint32_t i = 0; i < c->patterns_count; i++)
        for (uint32_t k = 0; k < c->patterns[i].run_count; k++) {
            uint32_t run = c->patterns[i].first_run + k;
            check_i64(run_calls(c, &c->patterns[i], run)[1].arrive, c->run_trip[run], "each run has its own calls");
        }
    kv_corridor_close(c);
    make_free(p);
}

/* Great circle where no distance is given, as far as it is known. */
static void test_distance(void **state)
{
    (void)state;
    for (int freight = 0; freight < 2; freight++) {
        kv_pack *p = make_pack(freight);
        uint32_t stop[3] = { make_stop(p, "CNXAG", 0, KV_NONE), make_stop(p, "GEPTI", 0, KV_NONE), make_stop(p, "NOWHERE", 0, KV_NONE) };
        p->stops.at[0].lat = 34.3;
        p->stops.at[0].lon = 108.9;
        p->stops.at[1].lat = 42.15;
        p->stops.at[1].lon = 41.67;
        uint32_t service = make_service(p, "R", make_agency(p, "X", "UTC"));
        make_trip(p, "T", service, make_calendar(p, 1, day("2026-06-01"), day("2026-06-01")));
        for (int i = 0; i < 3; i++)
            make_call(p, stop[i], 100 * i, 100 * i);
        kv_corridor *c = compile(p, ALL_DAYS);
        check_i64(c->position_m[1], freight ? 5799091 : 5785791, "Xi'an to Poti by Vincenty's formula; on a sphere 0.2 % less");
        check_i64(c->position_m[2], c->position_m[1], "nothing is known of it");
        kv_corridor_close(c);
        make_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overtaking),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_profiles_max),
        cmocka_unit_test(test_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
