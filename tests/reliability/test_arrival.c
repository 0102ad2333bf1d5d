/* test_arrival.c - when the cargo really arrives: cases that a person can follow
 *
 *     A --- R, train, Mondays 00:00, 24 h ---> B --- S, ship, Wednesdays 00:00, 24 h ---> C
 *
 * The train is at B on Tuesday 00:00, handling takes 6 h, so 18 h are left before the ship. All times in UTC. */
#include "make_world.h"

typedef struct {
    hours3 late_r, late_s, handling;
    double chance_closed;                   /* B for ships, all months: 20 h (see test_lateness.c) */
    double cutoff;
    const char *open_b;                     /* opening hours of B */
    const char *last_ship;
} world;

static kv_corridor *make_world(const world *w)
{
    kv_pack *p = make_pack(true);
    uint32_t a = make_stop(p, "A", 0, KV_NONE), b = make_stop(p, "B", 0, KV_NONE), c = make_stop(p, "C", 0, KV_NONE);
    uint32_t agency = make_agency(p, "KTZ", "UTC"), r = make_service(p, "R", agency), s = make_service(p, "S", agency);
    p->services.at[s].mode = KV_MODE_SEA;
    p->services.at[s].cutoff_s = hours_s(w->cutoff);
    make_line(p, "r", r, make_calendar(p, 0x01, day("2026-01-05"), day("2026-03-30")), (const uint32_t[]){ a, b }, 2, 0, 24);
    make_line(p, "s", s, make_calendar(p, 0x04, day("2026-01-07"), day(w->last_ship ? w->last_ship : "2026-04-29")),
              (const uint32_t[]){ b, c }, 2, 0, 24);
    make_lateness(p, KV_LATENESS_ON_ROUTE, r, KV_NONE, KV_NONE, 0, w->late_r);
    make_lateness(p, KV_LATENESS_ON_ROUTE, s, KV_NONE, KV_NONE, 0, w->late_s);
    make_handling(p, b, KV_APPLIES_CHANGE, w->handling.p50 > 0 ? w->handling : (hours3){ 6, 6, 6 });
    for (int month = 1; w->chance_closed > 0 && month <= 12; month++)
        make_closure(p, b, month, 1u << KV_MODE_SEA, w->chance_closed, 20, 20);
    if (w->open_b)
        p->stop_hours.at[b] = make_text(p, w->open_b);
    kv_corridor *corridor = compile(p, ALL_DAYS);
    make_free(p);
    return corridor;
}

/* train of 12 January and the ship that it should catch */
static void plan(const kv_corridor *c, kv_stage stage[2])
{
    check_true(find_stage(c, pattern_of(c, "R"), 0, 1, utc("2026-01-12T00:00:00Z"), &stage[0]), "a train");
    stage[1].board_stop = stop_of(c, "B");
    put_handling(c, &stage[1], KV_MODE_RAIL, KV_MODE_SEA);
    uint32_t rows[32], count = stage[1].handling_count;
    memcpy(rows, stage[1].handling_rows, sizeof rows);
    kv_tick ready = kv_stop_open_at(c, stage[1].board_stop,
                                    kv_time_tick(c, stage[0].arrive + kv_handling_seconds(c, rows, count)));
    check_true(find_stage(c, pattern_of(c, "S"), 0, 1, kv_tick_time(c, ready), &stage[1]), "a ship");
    memcpy(stage[1].handling_rows, rows, sizeof rows);
    stage[1].handling_count = count;
}

#define WEEK 168
static const struct {
    world w;
    double chance, p10, p50, p80, p90, p95;     /* hours after the planned arrival */
    double mean, missed;
    const char *why;
} cases[] = {
    { { .cutoff = 0 }, 1, 0, 0, 0, 0, 0, 0, 0, "everything as planned: the planned arrival, exactly" },
    { { .late_r = { 18, 18, 18 } }, 1, 0, 0, 0, 0, 0, 0, 0, "18 h late, 18 h of slack: just caught" },
    { { .late_r = { 19, 19, 19 } }, 0, WEEK, WEEK, WEEK, WEEK, WEEK, WEEK, 0, "an hour more: always the ship of next week" },
    { { .late_r = { 187, 187, 187 } }, 0, 2 * WEEK, 2 * WEEK, 2 * WEEK, 2 * WEEK, 2 * WEEK, 2 * WEEK, 0, "a week and 19 h: two ships later" },
    { { .late_r = { -30, -30, -30 } }, 1, 0, 0, 0, 0, 0, 0, 0, "a day early: the ship booked leaves when it leaves" },
    { { .late_r = { 18, 18, 58 } }, 0.505, 0, 0, WEEK, WEEK, WEEK, 0.495 * WEEK, 0, "half the trains are just in time, the others are not" },
    { { .late_s = { -2, 3, 9 } }, 1, -2, 3, 7, 9, 10, 0.1 * -2.625 + 0.4 * 0.5 + 0.4 * 6 + 0.1 * 10.5, 0, "the last ride's lateness is the journey's" },
    { { .handling = { 6, 6, 46 } }, 0.685, 0, 0, WEEK, WEEK, WEEK, 0.315 * WEEK, 0, "handling of 6 to 66 h: 18 h more are too many" },
    { { .handling = { 1, 6, 6 } }, 1, 0, 0, 0, 0, 0, 0, 0, "quick handling gains nothing" },
    { { .chance_closed = 0.1 }, 1, 0, 0, 0, 0, 20, 0.1 * 15, 0, "the port is closed one time in ten, half of these for 20 h" },
    { { .cutoff = 12, .late_r = { 6, 6, 6 } }, 1, 0, 0, 0, 0, 0, 0, 0, "cut-off 12 h: 6 h of slack, just in" },
    { { .cutoff = 12, .late_r = { 7, 7, 7 } }, 0, WEEK, WEEK, WEEK, WEEK, WEEK, WEEK, 0, "an hour after the cut-off" },
    { { .open_b = "Mo-Su 08:00-20:00", .late_r = { 13, 13, 13 } }, 1, 0, 0, 0, 0, 0, 0, 0, "handled by 19:00, while the gate is open" },
    { { .open_b = "Mo-Su 08:00-20:00", .late_r = { 15, 15, 15 } }, 1, WEEK, WEEK, WEEK, WEEK, WEEK, WEEK, 0,
      "handled by 21:00: the gate opens when the ship has gone. The search counts hours of slack only and does not see it" },
    { { .last_ship = "2026-01-14", .late_r = { 18, 18, 58 } }, 0.505, 0, 0, 0, 0, 0, 0, 0.495, "no later ship is known: half get nowhere" },
    { { .last_ship = "2026-01-14", .late_r = { 18, 18, 58 }, .late_s = { -2, 3, 9 } }, 0.505, -2, 3, 7, 9, 10,
      0.1 * -2.625 + 0.4 * 0.5 + 0.4 * 6 + 0.1 * 10.5, 0.495, "the other half arrive as late as if nothing could be missed" },
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        kv_corridor *c = make_world(&cases[i].w);
        kv_reliability *r = open_reliability(c);
        kv_arena a = { 0 };
        kv_arrival got;
        kv_connection link[2];
        kv_error err = { 0 };
        kv_stage stage[2];
        plan(c, stage);
        check_i64(stage[1].arrive, utc("2026-01-15T00:00:00Z"), "the ship of the week is planned");
        check_i64(kv_reliability_arrival(r, &a, stage, 2, stage[0].depart, 0, NULL, 0, &got, link, &err), KV_OK, err.text);
        check_near(link[0].chance, 1, 0, "the first ride is there");
        check_i64(link[0].next_depart, utc("2026-01-19T00:00:00Z"), "next train");
        check_near(link[1].chance, cases[i].chance, 6e-4, cases[i].why);
        check_near(got.on_plan, link[0].chance * link[1].chance, 1e-15, "the product of all connections");
        check_i64(link[1].next_depart, cases[i].w.last_ship ? KV_TIME_NONE : utc("2026-01-21T00:00:00Z"), "next ship");
        check_i64(got.p10 - stage[1].arrive, hours_s(cases[i].p10), cases[i].why);
        check_i64(got.p50 - stage[1].arrive, hours_s(cases[i].p50), cases[i].why);
        check_i64(got.p80 - stage[1].arrive, hours_s(cases[i].p80), cases[i].why);
        check_i64(got.p90 - stage[1].arrive, hours_s(cases[i].p90), cases[i].why);
        check_i64(got.p95 - stage[1].arrive, hours_s(cases[i].p95), cases[i].why);
        check_near(got.mean_h, cases[i].mean, 1e-6, cases[i].why);
        check_near(got.missed_beyond, cases[i].missed, 1e-6, cases[i].why);
        kv_arena_free(&a);
        kv_reliability_close(r);
        kv_corridor_close(c);
    }
}

static void test_nothing_left(void **state)
{
    (void)state;
    kv_corridor *c = make_world(&(world){ .late_r = { 40, 40, 40 }, .last_ship = "2026-01-14" });
    kv_reliability *r = open_reliability(c);
    kv_arena a = { 0 };
    kv_arrival got;
    kv_stage stage[2];
    kv_error err = { 0 };
    plan(c, stage);
    check_i64(kv_reliability_arrival(r, &a, stage, 2, stage[0].depart, 3600, NULL, 0, &got, NULL, &err), KV_OK, err.text);
    check_near(got.missed_beyond, 1, 0, "the only ship is always missed");
    check_near(got.on_plan, 0, 0, "never as planned");
    check_i64(got.p50, KV_TIME_NONE, "so there is no time to tell");
    kv_arena_free(&a);
    kv_reliability_close(r);
    kv_corridor_close(c);
}

static void test_tail(void **state)
{
    (void)state;
    kv_corridor *c = make_world(&(world){ .handling = { 1, 6, 6 }, .late_s = { 2, 2, 2 }, .late_r = { 18, 18, 58 }, .last_ship = "2026-01-14" });
    kv_reliability *r = open_reliability(c);
    kv_arena a = { 0 };
    kv_arrival got;
    kv_stage stage[2];
    kv_error err = { 0 };
    plan(c, stage);
    check_i64(kv_reliability_arrival(r, &a, stage, 2, stage[0].depart, 7 * 3600 + 30, stage[1].handling_rows, 1, &got, NULL, &err), KV_OK, err.text);
    kv_time planned = stage[1].arrive + 7 * 3600 + 30;
    check_i64(got.p90 - planned, 2 * 3600, "the ship's two hours, to the second of the plan");
    check_i64(got.p10 - planned, (2 - 5) * 3600, "unless handling at the end takes 1 h instead of 6");
    check_near(got.missed_beyond, 0.48, 0.005, "almost half get nowhere, and are not counted above");
    check_near(got.mean_h, 2 - 0.1 * 5.5 - 0.4 * 2.5, 0.02, "nor in the mean");
    check_i64(kv_reliability_arrival(r, &a, NULL, 0, 1000, 500, stage[1].handling_rows, 1, &got, NULL, &err), KV_OK, err.text);
    check_i64(got.p50, 1500, "no ride at all: a truck all the way");
    check_near(got.on_plan, 1, 0, "nothing to miss");
    kv_arena_free(&a);
    kv_reliability_close(r);
    kv_corridor_close(c);
}

/* The ship of 28 January is missed; the next sails in February, and in February ships are 10 h late. */
static void test_month_of_the_next(void **state)
{
    (void)state;
    kv_pack *p = make_pack(true);
    uint32_t a = make_stop(p, "A", 0, KV_NONE), b = make_stop(p, "B", 0, KV_NONE), z = make_stop(p, "C", 0, KV_NONE);
    uint32_t agency = make_agency(p, "KTZ", "UTC"), r1 = make_service(p, "R", agency), s1 = make_service(p, "S", agency);
    make_line(p, "r", r1, make_calendar(p, 0x01, day("2026-01-05"), day("2026-03-30")), (const uint32_t[]){ a, b }, 2, 0, 24);
    make_line(p, "s", s1, make_calendar(p, 0x04, day("2026-01-07"), day("2026-04-29")), (const uint32_t[]){ b, z }, 2, 0, 24);
    make_lateness(p, KV_LATENESS_ON_ROUTE, r1, KV_NONE, KV_NONE, 1, (hours3){ 48, 48, 48 });
    make_lateness(p, KV_LATENESS_ON_ROUTE, s1, KV_NONE, KV_NONE, 2, (hours3){ 10, 10, 10 });
    kv_corridor *c = compile(p, ALL_DAYS);
    make_free(p);
    kv_reliability *r = open_reliability(c);
    kv_arena memory = { 0 };
    kv_arrival got;
    kv_stage stage[2];
    kv_error err = { 0 };
    check_true(find_stage(c, pattern_of(c, "R"), 0, 1, utc("2026-01-26T00:00:00Z"), &stage[0]), "a train");
    check_true(find_stage(c, pattern_of(c, "S"), 0, 1, stage[0].arrive, &stage[1]), "a ship");
    check_i64(stage[1].depart, utc("2026-01-28T00:00:00Z"), "in January");
    check_i64(kv_reliability_arrival(r, &memory, stage, 2, stage[0].depart, 0, NULL, 0, &got, NULL, &err), KV_OK, err.text);
    check_i64(got.p50 - stage[1].arrive, (WEEK + 10) * 3600, "the lateness of the month in which it really leaves");

    kv_connection link[2];
    check_true(find_stage(c, pattern_of(c, "S"), 0, 1, utc("2026-02-01T00:00:00Z"), &stage[1]), "a ship in February");
    stage[1].cutoff_s = 145 * 3600;         /* the cargo is due 47 h after the train */
    check_i64(kv_reliability_arrival(r, &memory, stage, 2, stage[0].depart, 0, NULL, 0, &got, link, &err), KV_OK, err.text);
    check_near(link[1].chance, 0, 0, "a train of January is late even when the ship leaves in February");
    kv_arena_free(&memory);
    kv_reliability_close(r);
    kv_corridor_close(c);
}

/* Train to B; a link of 2 h from B to the quay B2; from there a ship that leaves 4 h after the cargo has come, within 1 .. 12 h. */
static void test_link_and_flexible(void **state)
{
    (void)state;
    kv_pack *p = make_pack(true);
    uint32_t a = make_stop(p, "A", 0, KV_NONE), b = make_stop(p, "B", 0, KV_NONE), q = make_stop(p, "B2", 0, KV_NONE), z = make_stop(p, "C", 0, KV_NONE);
    uint32_t agency = make_agency(p, "KTZ", "UTC"), r1 = make_service(p, "R", agency), s1 = make_service(p, "S", agency);
    make_flexible(p, s1, KV_DISPATCH_WHEN_FULL, (hours3){ 4, 4, 12 }, 0);
    make_line(p, "r", r1, make_calendar(p, 0x01, day("2026-01-05"), day("2026-03-30")), (const uint32_t[]){ a, b }, 2, 0, 24);
    make_line(p, "s", s1, make_calendar(p, 0x7F, day("2026-01-07"), day("2026-04-29")), (const uint32_t[]){ q, z }, 2, 0, 24);
    make_lateness(p, KV_LATENESS_ON_ROUTE, r1, KV_NONE, KV_NONE, 0, (hours3){ 5, 5, 5 });
    make_transfer(p, b, q, 2 * 3600, 2);
    kv_corridor *c = compile(p, ALL_DAYS);
    make_free(p);
    kv_reliability *r = open_reliability(c);
    kv_arena memory = { 0 };
    kv_arrival got;
    kv_connection link[2];
    kv_stage stage[2];
    kv_error err = { 0 };
    check_true(find_stage(c, pattern_of(c, "R"), 0, 1, utc("2026-01-12T00:00:00Z"), &stage[0]), "a train");
    check_true(find_stage(c, pattern_of(c, "S"), 0, 1, stage[0].arrive + 2 * 3600, &stage[1]), "a ship");
    check_i64(stage[1].depart, stage[0].arrive + 6 * 3600, "link and wait");
    check_i64(kv_reliability_arrival(r, &memory, stage, 2, stage[0].depart, 0, NULL, 0, &got, link, &err), KV_OK, err.text);
    check_near(link[1].chance, 1, 0, "a ship that waits for cargo is not missed");
    check_i64(link[1].next_depart, KV_TIME_NONE, "nor is there a next one");
    check_i64(got.p50 - stage[1].arrive, 5 * 3600, "the train's five hours");
    check_i64(got.p90 - stage[1].arrive, (5 + 8) * 3600, "and a wait of 12 h instead of 4");
    kv_arena_free(&memory);
    kv_reliability_close(r);
    kv_corridor_close(c);
}

static void test_refusals(void **state)
{
    (void)state;
    kv_corridor *c = make_world(&(world){ .cutoff = 0 });
    kv_reliability *r = open_reliability(c);
    kv_stage good[2], bad[2];
    plan(c, good);
    for (int i = 0; i < 8; i++) {
        kv_arena a = { 0 };
        kv_arrival got;
        kv_error err = { 0 };
        memcpy(bad, good, sizeof bad);
        kv_time start = good[0].depart;
        switch (i) {
        case 0: bad[1].pattern = 99; break;
        case 1: bad[1].alight = 0; break;
        case 2: bad[1].alight = 7; break;
        case 3: bad[1].run = KV_NONE; break;
        case 4: bad[1].run = 1u << 30; break;
        case 5: bad[1].handling_rows[0] = 1000; break;
        case 6: bad[1].board_stop = stop_of(c, "A"); break;
        default: start++; break;
        }
        check_i64(kv_reliability_arrival(r, &a, bad, 2, start, 0, NULL, 0, &got, NULL, &err), KV_INVALID, "no such journey");
        check_true(err.text[0], "and why");
        kv_arena_free(&a);
    }
    kv_reliability_close(r);
    kv_corridor_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),         cmocka_unit_test(test_nothing_left),      cmocka_unit_test(test_tail),
        cmocka_unit_test(test_month_of_the_next), cmocka_unit_test(test_link_and_flexible), cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
