/* test_lateness.c - which rows make a leg late: the most special one, closures at both ends, passing, waits */
#include "make_world.h"

/* ---- the most special row ---------------------------------------------------------------------------- */

/* Two carriers; KTZ has the routes R (rail: P-A, Q, Z-A) and T (sea: the same), UTY has U (rail). P is the place of P-A, Z of Z-A. */
static kv_pack *two_carriers(uint32_t stop[5], uint32_t service[3], uint32_t agency[2])
{
    kv_pack *p = make_pack(true);
    stop[0] = make_stop(p, "P", KV_STOP_PLACE, KV_NONE);
    stop[1] = make_stop(p, "P-A", 0, stop[0]);
    stop[2] = make_stop(p, "Q", 0, KV_NONE);
    stop[3] = make_stop(p, "Z", KV_STOP_PLACE, KV_NONE);
    stop[4] = make_stop(p, "Z-A", 0, stop[3]);
    agency[0] = make_agency(p, "KTZ", "UTC");
    agency[1] = make_agency(p, "UTY", "UTC");
    service[0] = make_service(p, "R", agency[0]);
    service[1] = make_service(p, "T", agency[0]);
    service[2] = make_service(p, "U", agency[1]);
    p->services.at[service[1]].mode = KV_MODE_SEA;
    uint32_t calendar = make_calendar(p, 0x7F, day("2026-01-01"), day("2026-12-31"));
    const uint32_t calls[] = { stop[1], stop[2], stop[4] };
    for (int i = 0; i < 3; i++)
        make_line(p, (const char *[]){ "r", "t", "u" }[i], service[i], calendar, calls, 3, 8, 10);
    return p;
}

enum { ON_R, ON_T, ON_KTZ, ON_UTY, ON_RAIL };
enum { ANY = -1, P, PA, Q, Z, ZA };

static const struct { int on, from, to, month; double late; } rows[] = {
    { ON_RAIL, ANY, ANY, 0, 1 },
    { ON_RAIL, ANY, ANY, 2, 2 },
    { ON_RAIL, PA, ZA, 0, 3 },
    { ON_KTZ, ANY, ANY, 0, 4 },
    { ON_KTZ, ANY, ANY, 5, 5 },
    { ON_R, ANY, ANY, 0, 6 },
    { ON_R, ANY, ANY, 7, 7 },
    { ON_R, P, ANY, 0, 8 },
    { ON_R, PA, ANY, 9, 9 },
    { ON_R, PA, Z, 0, 10 },
    { ON_R, ANY, Q, 11, 11 },
    { ON_R, ANY, ANY, 0, 12 },                  /* a second row for the same: the first holds */
};
static const struct { const char *service, *from, *to; int month; double late; const char *why; } asked[] = {
    { "U", "P-A", "Q", 1, 1, "mode, all months" },
    { "U", "P-A", "Q", 2, 2, "mode: its month before all months" },
    { "U", "P-A", "Z-A", 1, 3, "mode with stops before mode" },
    { "U", "P-A", "Z-A", 2, 3, "with stops counts more than the month" },
    { "U", "Q", "Z-A", 1, 1, "other stops: the row for all" },
    { "T", "P-A", "Q", 1, 4, "carrier, and no row of its mode" },
    { "T", "P-A", "Q", 5, 5, "carrier: its month" },
    { "R", "Q", "Z-A", 1, 6, "route before carrier and mode" },
    { "R", "Q", "Z-A", 2, 6, "route for all months before mode of the month" },
    { "R", "Q", "Z-A", 7, 7, "route of the month" },
    { "R", "P-A", "Q", 1, 8, "route with a place: its terminals" },
    { "R", "P-A", "Q", 7, 8, "route with a stop before route of the month" },
    { "R", "P-A", "Q", 9, 9, "the terminal before its place" },
    { "R", "P-A", "Z-A", 1, 10, "both stops before one" },
    { "R", "P-A", "Z-A", 9, 10, "and before one in its month" },
    { "R", "P-A", "Q", 11, 11, "to that terminal before from that place" },
};

static void test_most_special(void **state)
{
    (void)state;
    uint32_t stop[5], service[3], agency[2];
    kv_pack *p = two_carriers(stop, service, agency);
    for (size_t i = 0; i < COUNT(rows); i++) {
        kv_lateness_on on = rows[i].on == ON_RAIL ? KV_LATENESS_ON_MODE : rows[i].on <= ON_T ? KV_LATENESS_ON_ROUTE : KV_LATENESS_ON_CARRIER;
        uint32_t id = (uint32_t[]){ service[0], service[1], agency[0], agency[1], KV_MODE_RAIL }[rows[i].on];
        make_lateness(p, on, id, rows[i].from == ANY ? KV_NONE : stop[rows[i].from], rows[i].to == ANY ? KV_NONE : stop[rows[i].to],
                      rows[i].month, (hours3){ rows[i].late, rows[i].late, rows[i].late });
    }
    kv_corridor *c = compile(p, ALL_DAYS);
    kv_reliability *r = open_reliability(c);
    for (size_t i = 0; i < COUNT(asked); i++) {
        kv_spread s = kv_reliability_class(r, class_of(r, c, asked[i].service, asked[i].from, asked[i].to, asked[i].month));
        check_i64(s.count, 1, asked[i].why);
        check_i64(s.first, (int64_t)asked[i].late, asked[i].why);
    }
    check_i64(class_of(r, c, "R", "P-A", "Q", 1), class_of(r, c, "R", "P-A", "Q", 2), "equal causes, one class");
    check_i64(class_of(r, c, "U", "P-A", "Q", 1), class_of(r, c, "U", "Q", "Z-A", 12), "also between legs");
    uint32_t classes;
    kv_reliability_lateness(r, &classes);
    check_i64(classes, 12, "one for each row that is ever used, and class 0");
    kv_reliability_close(r);
    kv_corridor_close(c);
    make_free(p);
}

/* Random rows, each with a lateness of its own, against a look at all rows for every leg and month. */
static int rank_of(const kv_corridor *c, const kv_variability_row *row, const kv_pattern_row *p, uint32_t i, uint32_t j, int month)
{
    const kv_service_row *s = &c->services[p->service];
    uint32_t from = c->position_stop[p->first_position + i], to = c->position_stop[p->first_position + j];
    bool on = row->on == KV_LATENESS_ON_ROUTE ? row->service == p->service
            : row->on == KV_LATENESS_ON_CARRIER ? row->agency == s->agency : row->mode == s->mode;
    if (!on || (row->month && row->month != month))
        return -1;
    if (row->from_stop != KV_NONE && row->from_stop != from && row->from_stop != c->stops[from].parent)
        return -1;
    if (row->to_stop != KV_NONE && row->to_stop != to && row->to_stop != c->stops[to].parent)
        return -1;
    int kind = row->on == KV_LATENESS_ON_ROUTE ? 3 : row->on == KV_LATENESS_ON_CARRIER ? 2 : 1;
    int stops = row->from_stop == KV_NONE ? 0 : row->from_stop == from ? 2 : 1;
    stops += row->to_stop == KV_NONE ? 0 : row->to_stop == to ? 2 : 1;
    return kind * 100 + stops * 10 + (row->month != 0);
}

static void test_rows_against_all(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        kv_random random;
        char why[40];
        kv_random_seed(&random, seed);
        snprintf(why, sizeof why, "seed %d", (int)seed);
        uint32_t stop[5], service[3], agency[2];
        kv_pack *p = two_carriers(stop, service, agency);
        for (uint32_t i = 0; i < 25; i++) {
            kv_lateness_on on = (kv_lateness_on)kv_random_below(&random, 3);
            uint32_t id = on == KV_LATENESS_ON_ROUTE ? service[kv_random_below(&random, 3)]
                        : on == KV_LATENESS_ON_CARRIER ? agency[kv_random_below(&random, 2)]
                        : kv_random_below(&random, 2) ? KV_MODE_RAIL : KV_MODE_SEA;
            uint32_t from = kv_random_below(&random, 2) ? KV_NONE : stop[kv_random_below(&random, 5)];
            uint32_t to = kv_random_below(&random, 2) ? KV_NONE : stop[kv_random_below(&random, 5)];
            make_lateness(p, on, id, from, to, kv_random_below(&random, 2) ? 0 : (int)kv_random_below(&random, 12) + 1,
                          (hours3){ i + 1, i + 1, i + 1 });
        }
        kv_corridor *c = compile(p, ALL_DAYS);
        kv_reliability *r = open_reliability(c);
        uint32_t classes;
        const uint16_t *class = kv_reliability_lateness(r, &classes);
        for (uint32_t k = 0; k < c->patterns_count; k++) {
            const kv_pattern_row *q = &c->patterns[k];
            for (uint32_t i = 0; i < 2; i++)
                for (uint32_t j = i + 1; j < 3; j++)
                    for (int month = 1; month <= 12; month++) {
                        int best = -1;
                        int32_t late = 0;
                        for (uint32_t v = 0; v < c->variability_count; v++) {
                            int rank = rank_of(c, &c->variability[v], q, i, j, month);
                            if (rank > best) {
                                best = rank;
                                late = c->variability[v].p50_s / 3600;
                            }
                        }
                        kv_spread s = kv_reliability_class(r, class[kv_leg_index(q, i, j) * 12 + (uint32_t)month - 1]);
                        check_i64(s.first, late, why);
                        check_i64(s.count, 1, why);
                    }
        }
        kv_reliability_close(r);
        kv_corridor_close(c);
        make_free(p);
    }
}

/* ---- closures, passing, waits ------------------------------------------------------------------------ */

static double mean_of(kv_spread s)
{
    double sum = 0;
    for (int32_t k = 0; k < s.count; k++)
        sum += s.probability[k] * (s.first + k);
    return sum;
}

/* Mean of a closure that is p50 = p90 = 20 h long: half of them spread over 0 .. 4 h (10 %) and 4 .. 20 h (40 %), half
 * are 20 h: (0.1 * 2 + 0.4 * 12 + 0.5 * 20) = 15 h. */
static const struct {
    const char *stop; int month; uint32_t modes; double chance;
    const char *from, *to; int asked; double mean;
    const char *why;
} closed[] = {
    { "P-A", 11, 1u << KV_MODE_SEA, 0.1, "P-A", "Q", 11, 1.5, "the boarding terminal is closed" },
    { "P-A", 11, 1u << KV_MODE_SEA, 0.1, "P-A", "Q", 10, 0, "in another month" },
    { "P-A", 11, 1u << KV_MODE_RAIL, 0.1, "P-A", "Q", 11, 0, "for another mode" },
    { "P-A", 11, 1u << KV_MODE_SEA, 0.1, "Q", "Z-A", 11, 0, "at another stop" },
    { "Z-A", 11, 1u << KV_MODE_SEA, 0.2, "P-A", "Z-A", 11, 3, "the alighting terminal is closed" },
    { "Q", 11, 1u << KV_MODE_SEA, 0.2, "P-A", "Z-A", 11, 0, "a closure passed on the way does not count" },
    { "Z", 11, 1u << KV_MODE_SEA, 1, "P-A", "Z-A", 11, 15, "a place closes its terminals; for certain" },
    { "Z", 11, ~0u, 0, "P-A", "Z-A", 11, 0, "a chance of nothing" },
};

static void test_closures(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(closed); i++) {
        uint32_t stop[5], service[3], agency[2], at = 0;
        kv_pack *p = two_carriers(stop, service, agency);
        while (strcmp((const char *[]){ "P", "P-A", "Q", "Z", "Z-A" }[at], closed[i].stop))
            at++;
        make_closure(p, stop[at], closed[i].month, closed[i].modes, closed[i].chance, 20, 20);
        kv_corridor *c = compile(p, ALL_DAYS);
        kv_reliability *r = open_reliability(c);
        uint32_t class = class_of(r, c, "T", closed[i].from, closed[i].to, closed[i].asked);
        check_near(mean_of(kv_reliability_class(r, class)), closed[i].mean, 1e-6, closed[i].why);
        check_true((class == 0) == (closed[i].mean == 0), closed[i].why);
        kv_reliability_close(r);
        kv_corridor_close(c);
        make_free(p);
    }
}

static void test_closures_add_up(void **state)
{
    (void)state;
    uint32_t stop[5], service[3], agency[2];
    kv_pack *p = two_carriers(stop, service, agency);
    make_closure(p, stop[PA], 11, 1u << KV_MODE_SEA, 0.1, 20, 20);
    make_closure(p, stop[P], 11, 1u << KV_MODE_SEA, 0.1, 40, 40);
    make_closure(p, stop[ZA], 11, 1u << KV_MODE_SEA, 0.2, 20, 20);
    make_lateness(p, KV_LATENESS_ON_ROUTE, service[1], KV_NONE, KV_NONE, 0, (hours3){ 2, 2, 2 });
    kv_corridor *c = compile(p, ALL_DAYS);
    kv_reliability *r = open_reliability(c);
    kv_spread s = kv_reliability_class(r, class_of(r, c, "T", "P-A", "Z-A", 11));
    check_near(mean_of(s), 2 + 1.5 + 3 + 3, 1e-6, "the row, the place, the terminal and the other end");
    check_i64(s.first, 2, "at best only the row");
    check_near(s.probability[0], 0.9 * 0.9 * 0.8, 0.02, "no closure at all; a closure of minutes counts a little");
    kv_reliability_close(r);
    kv_corridor_close(c);
    make_free(p);
}

static void test_passing(void **state)
{
    (void)state;
    uint32_t stop[5], service[3], agency[2];
    kv_pack *p = two_carriers(stop, service, agency);
    make_handling(p, stop[Q], KV_APPLIES_PASSING, (hours3){ 1, 6, 14 });
    make_handling(p, stop[PA], KV_APPLIES_BOTH, (hours3){ 0, 50, 99 });
    uint32_t winter = make_handling(p, stop[Q], KV_APPLIES_PASSING, (hours3){ 1, 1, 21 });
    p->handling.at[winter].operation = KV_OPERATION_BORDER;
    p->handling.at[winter].valid = (kv_validity){ day("2026-12-01"), day("2027-01-31"), INT32_MAX };
    make_handling(p, stop[Q], KV_APPLIES_CHANGE, (hours3){ 0, 70, 99 });
    kv_corridor *c = compile(p, ALL_DAYS);
    kv_reliability *r = open_reliability(c);
    check_i64(class_of(r, c, "R", "P-A", "Q", 3), 0, "nothing is passed between two neighbours");
    /* about 6 h: 2 % take no time, 8 % up to 1 h, 40 % 1 .. 6 h, 40 % 6 .. 14 h, 10 % 14 .. 18 h */
    double mean = 0.02 * -6 + 0.08 * -5.5 + 0.4 * -2.5 + 0.4 * 4 + 0.1 * 10;
    kv_spread s = kv_reliability_class(r, class_of(r, c, "R", "P-A", "Z-A", 3));
    check_near(mean_of(s), mean, 1e-6, "how passing Q spreads about its median");
    check_near(kv_spread_below(s, -5.5), 0.06, 1e-9, "never quicker than no time at all");
    s = kv_reliability_class(r, class_of(r, c, "R", "P-A", "Z-A", 12));
    check_near(mean_of(s), mean + 0.4 * 10 + 0.1 * 25, 1e-6, "a row that holds in winter only: 1 h, or up to 31 h");
    kv_reliability_close(r);
    kv_corridor_close(c);
    make_free(p);
}

static const struct { kv_dispatch dispatch; hours3 wait; double longest, first, mean, last; const char *why; } waits[] = {
    { KV_DISPATCH_HEADWAY, { 1, 5, 9 }, 10, -5, 0, 5, "headway 10 h: evenly 0 .. 10, planned 5" },
    { KV_DISPATCH_WHEN_FULL, { 5, 5, 5 }, 0, 0, 0, 0, "always five hours: as planned" },
    { KV_DISPATCH_WHEN_FULL, { 0, 0, 4 }, 0, 0, 0.4 * 2 + 0.1 * 5, 6, "half leave at once" },
    { KV_DISPATCH_WHEN_FULL, { 0, 0, 4 }, 4, 0, 0.4 * 2 + 0.1 * 4, 4, "never longer than the longest wait" },
    { KV_DISPATCH_WHEN_FULL, { 1, 21, 21 }, 0, -21, 0.1 * (0.2 * -20.5 + 0.8 * -21) + 0.4 * -10, 0, "never before it is ready" },
};

static void test_waits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(waits); i++) {
        uint32_t stop[5], service[3], agency[2];
        kv_pack *p = two_carriers(stop, service, agency);
        make_flexible(p, service[1], waits[i].dispatch, waits[i].wait, waits[i].longest);
        kv_corridor *c = compile(p, ALL_DAYS);
        kv_reliability *r = open_reliability(c);
        kv_spread s = kv_reliability_class(r, class_of(r, c, "T", "P-A", "Q", 6));
        check_near(s.first, waits[i].first, 0, waits[i].why);
        check_near(s.first + s.count - 1, waits[i].last, 0, waits[i].why);
        check_near(mean_of(s), waits[i].mean, 1e-6, waits[i].why);
        check_i64(class_of(r, c, "R", "P-A", "Q", 6), 0, "a timetabled service does not wait");
        kv_reliability_close(r);
        kv_corridor_close(c);
        make_free(p);
    }
}

/* ---- too many kinds ---------------------------------------------------------------------------------- */

/* a line of `stops` ports, each with a closure of its own in every month; chance 0: many different ones */
static kv_corridor *many_ports(uint32_t stops, double step_h, double chance, kv_pack **pack)
{
    kv_pack *p = make_pack(true);
    uint32_t *calls = calloc(stops, sizeof *calls);
    uint32_t service = make_service(p, "S", make_agency(p, "X", "UTC"));
    make_sure(calls != NULL);
    p->services.at[service].mode = KV_MODE_SEA;
    for (uint32_t i = 0; i < stops; i++) {
        char id[16];
        snprintf(id, sizeof id, "P%03u", (unsigned)i);
        calls[i] = make_stop(p, id, 0, KV_NONE);
        for (int month = 1; month <= 12; month++) {
            double p50 = step_h * ((double)i * 12 + month);
            make_closure(p, calls[i], month, 1u << KV_MODE_SEA, chance > 0 ? chance : 0.1 * (1 + (i + (uint32_t)month) % 9), p50, p50);
        }
    }
    make_line(p, "s", service, make_calendar(p, 0x7F, day("2026-01-01"), day("2026-01-07")), calls, stops, 0, 1);
    make_lateness(p, KV_LATENESS_ON_ROUTE, service, KV_NONE, KV_NONE, 0, (hours3){ -1.4, -1.4, -1.4 });
    free(calls);
    kv_corridor *c = compile(p, ALL_DAYS);
    *pack = p;
    return c;
}

static void test_too_many_kinds(void **state)
{
    (void)state;
    kv_pack *p;
    kv_corridor *c = many_ports(120, 0.01, 0.25, &p);         /* 7140 legs * 12 months, all different, up to 14 h */
    kv_reliability *r = open_reliability(c);
    uint32_t classes;
    kv_reliability_lateness(r, &classes);
    check_i64(kv_reliability_grain_h(r), 1, "rounded to hours, and said so");
    check_true(classes > 1 && classes <= 65535, "so that numbers suffice");
    double exact = -1.4 + 0.25 * 0.75 * (0.01 * (1 * 12 + 6) + 0.01 * (110 * 12 + 6));
    check_near(mean_of(kv_reliability_class(r, class_of(r, c, "S", "P001", "P110", 6))), exact, 0.6, "still about right");
    kv_reliability_close(r);
    kv_corridor_close(c);
    make_free(p);

    c = many_ports(40, 0.01, 0.25, &p);
    r = open_reliability(c);
    check_i64(kv_reliability_grain_h(r), 0, "a pack of ordinary size is not rounded");
    kv_reliability_close(r);
    kv_corridor_close(c);
    make_free(p);

    kv_error err = { 0 };
    c = many_ports(130, 2.5, 0, &p);                       /* up to 3900 h and nine chances: days are still too many */
    check_i64(kv_reliability_open(&r, c, &err), KV_INVALID, "then it says so");
    check_true(r == NULL && strstr(err.text, "65535") && err.hint[0], err.text);
    kv_corridor_close(c);
    make_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_most_special), cmocka_unit_test(test_rows_against_all), cmocka_unit_test(test_closures),
        cmocka_unit_test(test_closures_add_up), cmocka_unit_test(test_passing), cmocka_unit_test(test_waits),
        cmocka_unit_test(test_too_many_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
