/* test_spread.c - distributions over whole hours: the lines of the pack format, sums, mixtures */
#include "check.h"
#include "lines.h"
#include "reliability/spread.h"

enum { H = 3600 };

#define check_near(got, want, by, why) check_near_at((got), (want), (by), (why), __FILE__, __LINE__)
static void check_near_at(double got, double want, double by, const char *why, const char *file, int line)
{
    if (fabs(got - want) <= by)
        return;
    print_error("%s: got %.12g, want %.12g\n", why, got, want);
    _fail(file, line);
}

static double at_hour(kv_spread s, int32_t hour)
{
    return hour < s.first || hour >= s.first + s.count ? 0.0 : s.probability[hour - s.first];
}

static double total(kv_spread s)
{
    double sum = 0;
    for (int32_t k = 0; k < s.count; k++)
        sum += s.probability[k];
    return sum;
}

static kv_spread made(kv_arena *a, int32_t p10_s, int32_t p50_s, int32_t p90_s, int32_t floor_s)
{
    kv_spread s = { 0 };
    check_i64(kv_spread_of_quantiles(a, p10_s, p50_s, p90_s, floor_s, &s), KV_OK, "memory");
    return s;
}

/* ---- by hand ----------------------------------------------------------------------------------------- */

static const struct {
    double p10, p50, p90, low;
    int32_t first;
    double p[8];
    const char *why;
} hand[] = {
    { 0, 0, 0, -INFINITY, 0, { 1 }, "always on time" },
    { 7, 7, 7, -INFINITY, 7, { 1 }, "always seven hours" },
    { 1.25, 1.25, 1.25, -INFINITY, 1, { 0.75, 0.25 }, "between two hours: the nearer one takes more" },
    { -1.25, -1.25, -1.25, -INFINITY, -2, { 0.25, 0.75 }, "the same when early" },
    { 0, 0, 4, -INFINITY, 0, { 0.55, 0.1, 0.1, 0.1, 0.075, 0.05, 0.025 }, "half on time, the rest along straight lines to 6 h" },
    { 0, 0, 4, 2, 2, { 0.75, 0.1, 0.075, 0.05, 0.025 }, "a floor gathers what lies below it" },
    { -4, 0, 0, 0, 0, { 1 }, "never early: a floor at the median leaves only zero" },
    { 4, 20, 20, 16, 16, { 0.4125, 0.025, 0.025, 0.025, 0.5125 }, "a floor within a line cuts it there" },
};

static void test_by_hand(void **state)
{
    (void)state;
    kv_arena a = { 0 };
    for (size_t i = 0; i < COUNT(hand); i++) {
        kv_spread s = made(&a, (int32_t)(hand[i].p10 * H), (int32_t)(hand[i].p50 * H), (int32_t)(hand[i].p90 * H),
                           hand[i].low > -INFINITY ? (int32_t)(hand[i].low * H) : INT32_MIN);
        check_i64(s.first, hand[i].first, hand[i].why);
        for (int32_t k = 0; k < 8; k++)
            check_near(at_hour(s, hand[i].first + k), hand[i].p[k], 1e-12, hand[i].why);
        check_near(total(s), 1, 1e-12, hand[i].why);
    }
    kv_arena_free(&a);
}

static const struct { double hours, below; const char *why; } reading[] = {
    { -0.51, 0, "left of everything" },
    { -0.5, 0, "the left end of hour 0" },
    { 0, 0.275, "half of hour 0" },
    { 0.5, 0.55, "the right end of hour 0" },
    { 1, 0.6, "half of hour 1 more" },
    { 4.5, 0.925, "up to 4 h" },
    { 6.5, 1, "all" },
    { 1e9, 1, "and beyond" },
};
static const struct { double p, hours; const char *why; } quantile[] = {
    { 0, 0, "the first hour" },
    { 0.5, 0, "half are on time" },
    { 0.55, 0, "exactly reached by hour 0, whatever 0.5 + 0.05 is in binary" },
    { 0.6, 1, "a little more needs hour 1" },
    { 0.86, 4, "4 h" },
    { 0.9, 4, "4 h, as the row says" },
    { 1, 6, "the last" },
};

static void test_reading(void **state)
{
    (void)state;
    kv_arena a = { 0 };
    kv_spread s = made(&a, 0, 0, 4 * H, INT32_MIN);
    for (size_t i = 0; i < COUNT(reading); i++)
        check_near(kv_spread_below(s, reading[i].hours), reading[i].below, 1e-12, reading[i].why);
    for (size_t i = 0; i < COUNT(quantile); i++)
        check_near(kv_spread_quantile(s, quantile[i].p), quantile[i].hours, 0, quantile[i].why);
    kv_arena_free(&a);
}

static void test_arithmetic(void **state)
{
    (void)state;
    kv_arena a = { 0 };
    kv_spread zero = kv_spread_zero(), two = made(&a, 2 * H, 2 * H, 2 * H, INT32_MIN), coin, sum, mixed;
    check_i64(kv_spread_mix(&a, zero, two, 0.5, &coin), KV_OK, "memory");
    check_near(at_hour(coin, 0), 0.5, 0, "heads");
    check_near(at_hour(coin, 1), 0, 0, "nothing between");
    check_near(at_hour(coin, 2), 0.5, 0, "tails");
    check_i64(kv_spread_sum(&a, coin, coin, &sum), KV_OK, "memory");
    check_near(at_hour(sum, 0), 0.25, 1e-15, "two heads");
    check_near(at_hour(sum, 2), 0.5, 1e-15, "one of each");
    check_near(at_hour(sum, 4), 0.25, 1e-15, "two tails");
    check_i64(kv_spread_sum(&a, coin, zero, &sum), KV_OK, "memory");
    check_true(sum.probability == coin.probability, "nothing to add: nothing is copied");
    check_i64(kv_spread_mix(&a, coin, two, 0, &mixed), KV_OK, "memory");
    check_near(at_hour(mixed, 2), 0.5, 0, "a chance of 0 changes nothing");
    check_i64(kv_spread_mix(&a, zero, two, 1e-10, &mixed), KV_OK, "memory");
    check_i64(mixed.count, 1, "an end below half a billionth is dropped");
    check_near(mixed.probability[0], 1, 0, "and the rest is made whole");
    check_i64(kv_spread_mix(&a, zero, two, 1e-8, &mixed), KV_OK, "memory");
    check_i64(mixed.count, 3, "one above is kept");
    kv_arena_free(&a);
}

/* ---- properties -------------------------------------------------------------------------------------- */

static int32_t draw_s(kv_random *r, int32_t least, int32_t most)
{
    return least + (int32_t)kv_random_below(r, (uint32_t)(most - least) + 1);
}

typedef struct { int32_t p10, p50, p90, low, high, shift; } quantiles;

static quantiles draw_quantiles(kv_random *r)
{
    quantiles q = { .p50 = draw_s(r, -10 * H, 100 * H), .low = INT32_MIN, .high = INT32_MAX };
    int32_t wide = kv_random_below(r, 2) ? 60 * H : H;
    q.p10 = q.p50 - draw_s(r, 0, wide);
    q.p90 = q.p50 + draw_s(r, 0, wide);
    if (kv_random_below(r, 2))
        q.low = q.p10 + draw_s(r, -wide, wide);
    if (kv_random_below(r, 3) == 0)
        q.high = q.p50 + draw_s(r, -wide, 2 * wide);
    if (q.low > q.high)
        q.high = q.low;
    if (kv_random_below(r, 2))
        q.shift = q.p50;
    return q;
}

static kv_spread of(kv_arena *a, quantiles q)
{
    kv_lines l = { .p10_s = q.p10, .p50_s = q.p50, .p90_s = q.p90, .low_s = q.low, .high_s = q.high, .shift_s = q.shift };
    kv_spread s = { 0 };
    check_i64(kv_spread_of_lines(a, &l, &s), KV_OK, "memory");
    return s;
}

static void test_against_lines(void **state)
{
    (void)state;
    kv_arena a = { 0 };
    for (uint64_t seed = 1; seed <= 300; seed++) {
        kv_random r;
        char why[40];
        kv_random_seed(&r, seed);
        snprintf(why, sizeof why, "seed %d", (int)seed);
        quantiles q = draw_quantiles(&r);
        lines l = { q.p10 / 3600.0, q.p50 / 3600.0, q.p90 / 3600.0, q.low == INT32_MIN ? -INFINITY : q.low / 3600.0,
                    q.high == INT32_MAX ? INFINITY : q.high / 3600.0 };
        double shift = q.shift / 3600.0;
        kv_spread s = of(&a, q);
        check_near(total(s), 1, 1e-12, why);
        check_near(kv_spread_mean(s), lines_mean(l) - shift, 2e-4, why);
        for (int i = 0; i < 5; i++) {
            int32_t hour = s.first + (int32_t)kv_random_below(&r, (uint32_t)s.count);
            check_near(kv_spread_below(s, hour + 0.5), lines_below((lines){ l.p10 - shift, l.p50 - shift, l.p90 - shift,
                       l.low - shift, l.high - shift }, hour), 2e-4, why);
        }
        kv_arena_reset(&a);
    }
    kv_arena_free(&a);
}

/* every hour of y is reached at least as surely as by x */
static void check_later(kv_spread x, kv_spread y, const char *why)
{
    double sum_x = 0, sum_y = 0;
    int32_t from = x.first < y.first ? x.first : y.first, end = x.first + x.count > y.first + y.count ? x.first + x.count : y.first + y.count;
    for (int32_t hour = from; hour < end; hour++) {
        sum_x += at_hour(x, hour);
        sum_y += at_hour(y, hour);
        check_true(sum_y <= sum_x + 2e-9, why);
    }
    for (double p = 0.05; p < 1; p += 0.05)
        check_true(kv_spread_quantile(x, p - 4e-9) <= kv_spread_quantile(y, p), why);
}

static void test_order_and_means(void **state)
{
    (void)state;
    kv_arena a = { 0 };
    for (uint64_t seed = 1; seed <= 500; seed++) {
        kv_random r;
        char why[40];
        kv_random_seed(&r, seed);
        snprintf(why, sizeof why, "seed %d", (int)seed);
        quantiles q = draw_quantiles(&r), later = q;
        later.shift = q.shift = 0;
        later.p10 += draw_s(&r, 0, q.p50 - q.p10);
        later.p90 += draw_s(&r, 0, 20 * H);
        kv_spread x = of(&a, q), y = of(&a, later), z = of(&a, draw_quantiles(&r)), xz, yz, mx, my;
        check_later(x, y, why);
        double chance = kv_random_unit(&r);
        check_i64(kv_spread_sum(&a, x, z, &xz), KV_OK, why);
        check_i64(kv_spread_sum(&a, y, z, &yz), KV_OK, why);
        check_i64(kv_spread_mix(&a, x, z, chance, &mx), KV_OK, why);
        check_i64(kv_spread_mix(&a, y, z, chance, &my), KV_OK, why);
        check_later(xz, yz, why);
        check_later(mx, my, why);
        check_near(total(xz), 1, 1e-12, why);
        check_near(total(mx), 1, 1e-12, why);
        check_near(kv_spread_mean(xz), kv_spread_mean(x) + kv_spread_mean(z), 1e-6, why);
        check_near(kv_spread_mean(mx), kv_spread_mean(x) * (1 - chance) + kv_spread_mean(z) * chance, 1e-6, why);
        kv_arena_reset(&a);
    }
    kv_arena_free(&a);
}

static void test_extremes(void **state)
{
    (void)state;
    kv_arena a = { 0 };
    static const struct { int32_t p10, p50, p90, floor; const char *why; } wild[] = {
        { INT32_MIN, 0, INT32_MAX, INT32_MIN, "as wide as it can be said" },
        { INT32_MAX, INT32_MAX, INT32_MAX, 0, "later than any pack" },
        { INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN, "earlier than any pack" },
        { 9 * H, 5 * H, 1 * H, INT32_MIN, "the wrong way round" },
        { 0, 0, 1, INT32_MIN, "one second wide" },
        { INT32_MIN, INT32_MIN, INT32_MIN, INT32_MAX, "a floor above everything" },
    };
    for (size_t i = 0; i < COUNT(wild); i++) {
        kv_spread s = made(&a, wild[i].p10, wild[i].p50, wild[i].p90, wild[i].floor);
        check_near(total(s), 1, 1e-12, wild[i].why);
        check_true(s.count >= 1 && s.count <= 4 * KV_SPREAD_HOURS_MAX, wild[i].why);
        for (int32_t k = 0; k < s.count; k++)
            check_true(s.probability[k] >= 0, wild[i].why);
    }
    kv_spread wide = made(&a, -4400 * H, 0, 4400 * H, INT32_MIN), sum;
    check_i64(kv_spread_sum(&a, wide, wide, &sum), KV_OK, "memory");
    check_true(sum.count <= 20000, "sums do not grow without end");
    check_near(total(sum), 1, 1e-12, "nothing is lost");
    check_true(sum.probability[sum.count - 1] > 100 * sum.probability[sum.count - 2], "what is later counts into the last hour");
    kv_spread even;
    check_i64(kv_spread_of_even(&a, 4 * H, 2 * H, &even), KV_OK, "memory");
    check_i64(even.first, -2, "a wait of 0 .. 4 h about its median");
    for (int32_t k = -2; k <= 2; k++)
        check_near(at_hour(even, k), k == -2 || k == 2 ? 0.125 : 0.25, 1e-12, "evenly");
    check_i64(kv_spread_of_even(&a, 0, 0, &even), KV_OK, "memory");
    check_i64(even.count, 1, "no wait at all");
    kv_arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),       cmocka_unit_test(test_reading),         cmocka_unit_test(test_arithmetic),
        cmocka_unit_test(test_against_lines), cmocka_unit_test(test_order_and_means), cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
