/* test_rows.c - classes of handling, chance rows, and many threads asking at once */
#include <pthread.h>

#include "make_world.h"

/* ---- by hand ----------------------------------------------------------------------------------------- */

/* R runs A - B with the lateness given; B has up to two handling rows. */
static kv_corridor *one_leg(hours3 late, const hours3 *handling, uint32_t handling_count)
{
    kv_pack *p = make_pack(true);
    const uint32_t calls[] = { make_stop(p, "A", 0, KV_NONE), make_stop(p, "B", 0, KV_NONE) };
    uint32_t service = make_service(p, "R", make_agency(p, "KTZ", "UTC"));
    make_line(p, "r", service, make_calendar(p, 0x7F, day("2026-01-01"), day("2026-12-31")), calls, 2, 8, 10);
    make_lateness(p, KV_LATENESS_ON_ROUTE, service, KV_NONE, KV_NONE, 0, late);
    for (uint32_t i = 0; i < handling_count; i++)
        make_handling(p, calls[1], KV_APPLIES_CHANGE, handling[i]);
    kv_corridor *c = compile(p, ALL_DAYS);
    make_free(p);
    return c;
}

enum { NEVER = 20000, ROW = 10 };
static const struct { hours3 late; uint32_t handling_count; hours3 handling[2]; uint32_t length; uint16_t cost[ROW]; const char *why; } hand[] = {
    { { 0, 0, 0 }, 0, { { 0, 0, 0 } }, 1, { 0 }, "always on time, nothing to handle" },
    { { 0, 0, 0 }, 1, { { 6, 6, 6 } }, 1, { 0 }, "handling always takes its six hours: they are planned" },
    { { 3, 3, 3 }, 0, { { 0, 0, 0 } }, 4, { NEVER, NEVER, NEVER, 0 }, "always three hours late" },
    { { -2, -2, -2 }, 0, { { 0, 0, 0 } }, 1, { 0 }, "always early" },
    { { 0, 0, 4 }, 0, { { 0, 0, 0 } }, 7, { 598, 431, 288, 163, 78, 25, 0 }, "55, 65, 75, 85, 92.5, 97.5, 100 %" },
    { { 0, 0, 0 }, 1, { { 6, 6, 10 } }, 7, { 598, 431, 288, 163, 78, 25, 0 }, "the same from handling: 6 h, or up to 12" },
    { { 3, 3, 3 }, 1, { { 6, 6, 10 } }, 10, { NEVER, NEVER, NEVER, 598, 431, 288, 163, 78, 25, 0 }, "one after the other" },
    { { -3, -3, -3 }, 1, { { 6, 6, 10 } }, 4, { 163, 78, 25, 0 }, "a train that is early gives its time to the crane" },
    { { 0, 0, 4 }, 2, { { 1, 1, 1 }, { 2, 2, 2 } }, 7, { 598, 431, 288, 163, 78, 25, 0 }, "certain handling changes nothing" },
    { { 0, 0, 0.0005 }, 0, { { 0, 0, 0 } }, 1, { 0 }, "two seconds are no hour: 99.99 % cost nothing" },
};

static void test_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(hand); i++) {
        kv_corridor *c = one_leg(hand[i].late, hand[i].handling, hand[i].handling_count);
        kv_reliability *r = open_reliability(c);
        kv_stage s = { .board_stop = stop_of(c, "B") };
        const uint16_t *cost = NULL, *again = NULL;
        uint16_t length = 0;
        put_handling(c, &s, KV_MODE_RAIL, KV_MODE_RAIL);
        check_i64(s.handling_count, hand[i].handling_count, "the terminal's rows");
        uint32_t class = class_of(r, c, "R", "A", "B", 4), spread = kv_reliability_spread(r, s.handling_rows, s.handling_count);
        check_i64(kv_reliability_row(r, class, spread, &cost, &length), KV_OK, hand[i].why);
        check_i64(length, hand[i].length, hand[i].why);
        for (uint32_t h = 0; h < length; h++)
            check_i64(cost[h], hand[i].cost[h], hand[i].why);
        check_i64(kv_reliability_row(r, class, spread, &again, &length), KV_OK, hand[i].why);
        check_true(cost == again, "the same row lies where it lay");
        kv_reliability_close(r);
        kv_corridor_close(c);
    }
    check_true(kv_chance_of_cost(NEVER) == 0 && kv_chance_of_cost(0) == 1, "never and surely");
    check_near(kv_chance_of_cost(598), 0.55, 3e-4, "and between");
}

static void test_handling_classes(void **state)
{
    (void)state;
    const hours3 three[] = { { 1, 2, 3 }, { 4, 5, 9 }, { 0, 7, 8 } };
    kv_corridor *c = one_leg((hours3){ 0, 0, 0 }, three, 3);
    kv_reliability *r = open_reliability(c);
    const uint32_t both[] = { 0, 1, 2 }, turned[] = { 1, 2, 0 };
    uint32_t one = kv_reliability_spread(r, both, 1);
    check_i64(kv_reliability_spread(r, NULL, 0), 0, "no rows: as planned");
    check_i64(one, 1, "numbered without gaps");
    check_i64(kv_reliability_spread(r, both, 2), 2, "two rows are another class");
    check_i64(kv_reliability_spread(r, both, 3), 3, "and three");
    check_i64(kv_reliability_spread(r, turned, 3), 3, "in any order");
    check_i64(kv_reliability_spread(r, both, 1), one, "asked again");
    const uint16_t *cost;
    uint16_t length;
    check_i64(kv_reliability_row(r, 0, KV_NONE, &cost, &length), KV_MEMORY, "a class that could not be made has no row");
    kv_reliability_close(r);
    kv_corridor_close(c);
}

/* ---- many rows, many threads ------------------------------------------------------------------------- */

enum { KINDS = 40, THREADS = 4 };

/* KINDS routes A - B, each late in its own way, and KINDS handling rows at B */
static kv_corridor *many_kinds(uint64_t seed)
{
    kv_random random;
    kv_random_seed(&random, seed);
    kv_pack *p = make_pack(true);
    const uint32_t calls[] = { make_stop(p, "A", 0, KV_NONE), make_stop(p, "B", 0, KV_NONE) };
    uint32_t agency = make_agency(p, "KTZ", "UTC"), calendar = make_calendar(p, 0x7F, day("2026-01-01"), day("2026-01-07"));
    for (int i = 0; i < KINDS; i++) {
        char id[16];
        snprintf(id, sizeof id, "R%02d", i);
        uint32_t service = make_service(p, id, agency);
        make_line(p, id, service, calendar, calls, 2, 8, 10);
        double median = kv_random_unit(&random) * 20 - 5;
        make_lateness(p, KV_LATENESS_ON_ROUTE, service, KV_NONE, KV_NONE, 0,
                      (hours3){ median - 10 * kv_random_unit(&random), median, median + 40 * kv_random_unit(&random) });
        median = kv_random_unit(&random) * 20;
        make_handling(p, calls[1], KV_APPLIES_CHANGE, (hours3){ median * kv_random_unit(&random), median, median + 30 * kv_random_unit(&random) });
    }
    kv_corridor *c = compile(p, ALL_DAYS);
    make_free(p);
    return c;
}

static void test_against_sums(void **state)
{
    (void)state;
    kv_corridor *c = many_kinds(7);
    kv_reliability *r = open_reliability(c);
    kv_arena a = { 0 };
    uint32_t classes;
    kv_reliability_lateness(r, &classes);
    check_i64(classes, KINDS + 1, "each route its own");
    for (uint32_t class = 0; class < classes; class++)
        for (uint32_t h = 0; h < KINDS; h += 3) {
            const kv_handling_row *row = &c->handling[h];
            kv_spread handling, sum;
            const uint16_t *cost;
            uint16_t length;
            check_i64(kv_reliability_row(r, class, kv_reliability_spread(r, &h, 1), &cost, &length), KV_OK, "memory");
            kv_spread_of_quantiles(&a, row->p10_s - row->p50_s, row->p50_s - row->p50_s, row->p90_s - row->p50_s, -row->p50_s, &handling);
            kv_spread_sum(&a, kv_reliability_class(r, class), handling, &sum);
            check_i64(cost[length - 1], 0, "ends where it costs nothing");
            for (uint32_t k = 0; k < length; k++) {
                double want = -1000 * log(kv_spread_below(sum, k + 0.5));
                check_near(cost[k], fmin(want, NEVER), want > 15000 ? 400 : 0.51, "logarithm of the sum's probability");
                check_true(!k || cost[k] <= cost[k - 1], "never rises");
                check_true(k + 1u == length || cost[k], "cut after the first nothing");
            }
            check_true(kv_spread_below(sum, length + 0.5) > 0.9994, "what is cut off is next to nothing");
            kv_arena_reset(&a);
        }
    kv_arena_free(&a);
    kv_reliability_close(r);
    kv_corridor_close(c);
}

typedef struct { kv_reliability *r; uint64_t seed; const uint16_t *cost[KINDS + 1][KINDS]; uint16_t length[KINDS + 1][KINDS]; bool ok; } asker;

static void *ask_all(void *arg)
{
    asker *me = arg;
    kv_random random;
    kv_random_seed(&random, me->seed);
    me->ok = true;
    uint32_t first = kv_random_below(&random, 1000);
    for (uint32_t n = 0; n < 3 * (KINDS + 1) * KINDS; n++) {
        uint32_t at = (first + n * 7) % ((KINDS + 1) * KINDS), class = at / KINDS, row = at % KINDS;
        const uint16_t *cost = NULL;
        uint16_t length = 0;
        kv_spread s = kv_reliability_class(me->r, class);
        uint32_t spread = kv_reliability_spread(me->r, &row, 1);
        me->ok &= s.count > 0 && kv_reliability_row(me->r, class, spread, &cost, &length) == KV_OK;
        me->ok &= !me->cost[class][row] || me->cost[class][row] == cost;
        me->cost[class][row] = cost;
        me->length[class][row] = length;
    }
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    static asker ask[THREADS], alone;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        kv_corridor *c = many_kinds(seed);
        kv_reliability *together = open_reliability(c), *other = open_reliability(c);
        pthread_t thread[THREADS];
        memset(ask, 0, sizeof ask);
        memset(&alone, 0, sizeof alone);
        for (int i = 0; i < THREADS; i++) {
            ask[i].r = together;
            ask[i].seed = seed * 10 + (uint64_t)i;
            check_i64(pthread_create(&thread[i], NULL, ask_all, &ask[i]), 0, "a thread");
        }
        for (int i = 0; i < THREADS; i++)
            pthread_join(thread[i], NULL);
        alone.r = other;
        ask_all(&alone);
        for (int i = 0; i < THREADS; i++) {
            check_true(ask[i].ok, "every row is there and stays where it is");
            for (uint32_t class = 0; class <= KINDS; class++)
                for (uint32_t row = 0; row < KINDS; row++) {
                    check_true(ask[i].cost[class][row] == ask[0].cost[class][row], "one row for all threads");
                    check_i64(ask[i].length[class][row], alone.length[class][row], "as long as when asked alone");
                    check_true(!memcmp(ask[i].cost[class][row], alone.cost[class][row], 2u * alone.length[class][row]), "and the same");
                }
        }
        kv_reliability_close(together);
        kv_reliability_close(other);
        kv_corridor_close(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand), cmocka_unit_test(test_handling_classes), cmocka_unit_test(test_against_sums),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
