/* spread.c - distributions over whole hours: from quantiles, sums, mixtures
 *
 * A value between two whole hours is shared by them in proportion to how near it lies:
 *
 *     1.25 h always          ->   1 h: 75 %   2 h: 25 %
 *     0 .. 4 h evenly        ->   0 h: 12.5 %   1, 2, 3 h: 25 % each   4 h: 12.5 %
 *
 * So the mean is exact and stays exact through sums and mixtures, what is always later stays later (the probability
 * of being above hour k is the mean of a function that rises with the value), and whole hours are themselves.
 * The probability of at most hour k is the true one averaged over k .. k + 1, which is what a slack
 * rounded down to k hours stands for. Sums drop ends that together weigh less than a billionth. */
#include "reliability/spread.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    CELLS_MAX = 20000,                      /* of a sum; what lies above is counted into the last hour */
    KNOT_COUNT = 5
};
static const double negligible = 0.5e-9;    /* at each end */

typedef struct { double hours, below; } knot;   /* the value, and the probability of less */

/* ---- from lines to hours ----------------------------------------------------------------------------- */

typedef struct { int32_t first; uint32_t count; double *p; } cells;

static void put_point(const cells *c, double x, double mass)
{
    double whole = floor(x), part = x - whole;
    int32_t k = (int32_t)whole - c->first;
    c->p[k] += mass * (1.0 - part);
    if (part > 0.0)
        c->p[k + 1] += mass * part;
}

/* integral from -infinity to u of the share that hour 0 takes of a value: 1 - |u| between -1 and 1 */
static double share_until(double u)
{
    if (u <= -1.0)
        return 0.0;
    if (u >= 1.0)
        return 1.0;
    return u < 0.0 ? 0.5 * (u + 1.0) * (u + 1.0) : 1.0 - 0.5 * (1.0 - u) * (1.0 - u);
}

/* mass spread evenly over x .. y */
static void put_even(const cells *c, double x, double y, double mass)
{
    if (y - x < 1e-6) {
        put_point(c, 0.5 * (x + y), mass);
        return;
    }
    int32_t from = (int32_t)floor(x), to = (int32_t)ceil(y);
    double before = 0.0;
    for (int32_t k = from; k <= to; k++) {
        double share = share_until(y - k) - share_until(x - k);
        before += share;
        if (k == to)                        /* the last takes what rounding has left over */
            share += (y - x) - before;
        c->p[k - c->first] += share > 0.0 ? mass * share / (y - x) : 0.0;
    }
}

static kv_spread trimmed(kv_spread s)
{
    double total = 0.0, low = 0.0, high = 0.0;
    for (int32_t k = 0; k < s.count; k++)
        total += s.probability[k];
    int32_t from = 0, to = s.count;
    while (from < to - 1 && low + s.probability[from] <= negligible * total)
        low += s.probability[from++];
    while (to - 1 > from && high + s.probability[to - 1] <= negligible * total)
        high += s.probability[--to];
    return (kv_spread){ s.first + from, to - from, s.probability + from };
}

static void scale_to_one(double *p, int32_t count)
{
    double total = 0.0;
    for (int32_t k = 0; k < count; k++)
        total += p[k];
    if (total > 0.0)
        for (int32_t k = 0; k < count; k++)
            p[k] /= total;
}

static kv_spread finished(int32_t first, int32_t count, double *p)
{
    kv_spread s = trimmed((kv_spread){ first, count, p });
    scale_to_one(p + (s.probability - p), s.count);
    return s;
}

/* straight lines through the knots, cut off at low and high, then moved back by shift */
static kv_status lines_to_hours(kv_arena *a, const knot at[KNOT_COUNT], double low, double high, double shift, kv_spread *out)
{
    double least = fmin(fmax(at[0].hours, low), high) - shift;
    double most = fmin(fmax(at[KNOT_COUNT - 1].hours, low), high) - shift;
    cells c = { .first = (int32_t)floor(least) };
    c.count = (uint32_t)((int32_t)floor(most) + 2 - c.first);
    c.p = kv_new_array(a, double, c.count);
    if (!c.p)
        return KV_MEMORY;
    for (int i = 0; i + 1 < KNOT_COUNT; i++) {
        double x = at[i].hours, y = at[i + 1].hours, mass = at[i + 1].below - at[i].below;
        double from = fmin(fmax(x, low), high), to = fmin(fmax(y, low), high);
        double length = y - x, at_low = 0.0, at_high = 0.0;
        if (length > 0.0) {
            at_low = fmin(fmax((low - x) / length, 0.0), 1.0);
            at_high = fmin(fmax((y - high) / length, 0.0), 1.0);
        }
        if (at_low > 0.0)
            put_point(&c, low - shift, mass * at_low);
        if (at_high > 0.0)
            put_point(&c, high - shift, mass * at_high);
        if (at_low + at_high < 1.0)
            put_even(&c, from - shift, to - shift, mass * (1.0 - at_low - at_high));
    }
    *out = finished(c.first, (int32_t)c.count, c.p);
    return KV_OK;
}

static double hours_of(int32_t seconds)
{
    double h = (double)seconds / 3600.0;
    return fmin(fmax(h, -(double)KV_SPREAD_HOURS_MAX), (double)KV_SPREAD_HOURS_MAX);
}

kv_status kv_spread_of_lines(kv_arena *a, const kv_lines *l, kv_spread *out)
{
    double p50 = hours_of(l->p50_s), p10 = fmin(hours_of(l->p10_s), p50), p90 = fmax(hours_of(l->p90_s), p50);
    double low = l->low_s == INT32_MIN ? -INFINITY : hours_of(l->low_s);
    double high = l->high_s == INT32_MAX ? INFINITY : fmax(hours_of(l->high_s), low);
    const knot at[KNOT_COUNT] = {
        { p10 - (p50 - p10) / 4, 0.0 }, { p10, 0.1 }, { p50, 0.5 }, { p90, 0.9 }, { p90 + (p90 - p50) / 2, 1.0 },
    };
    return lines_to_hours(a, at, low, high, hours_of(l->shift_s), out);
}

kv_status kv_spread_of_even(kv_arena *a, int32_t length_s, int32_t shift_s, kv_spread *out)
{
    double length = fmax(hours_of(length_s), 0.0);
    knot at[KNOT_COUNT];
    for (int i = 0; i < KNOT_COUNT; i++)
        at[i] = (knot){ length * i / (KNOT_COUNT - 1), (double)i / (KNOT_COUNT - 1) };
    return lines_to_hours(a, at, -INFINITY, INFINITY, hours_of(shift_s), out);
}

kv_status kv_spread_of_quantiles(kv_arena *a, int32_t p10_s, int32_t p50_s, int32_t p90_s, int32_t floor_s, kv_spread *out)
{
    kv_lines l = { .p10_s = p10_s, .p50_s = p50_s, .p90_s = p90_s, .low_s = floor_s, .high_s = INT32_MAX };
    return kv_spread_of_lines(a, &l, out);
}

/* ---- arithmetic -------------------------------------------------------------------------------------- */

kv_spread kv_spread_zero(void)
{
    static const double certain[1] = { 1.0 };
    return (kv_spread){ 0, 1, certain };
}

kv_spread kv_spread_trim(kv_spread s) { return trimmed(s); }

static bool is_zero(kv_spread s) { return s.count == 1 && s.first == 0 && s.probability[0] >= 1.0; }

void kv_spread_add(double *restrict to, const double *restrict p, int32_t count, double mass)
{
    for (int32_t k = 0; k < count; k++)
        to[k] += mass * p[k];
}

kv_status kv_spread_sum(kv_arena *a, kv_spread x, kv_spread y, kv_spread *out)
{
    assert(x.count > 0 && y.count > 0);
    if (is_zero(x) || is_zero(y)) {
        *out = is_zero(x) ? y : x;
        return KV_OK;
    }
    if (x.count > y.count) {                /* the longer in the inner loop */
        kv_spread swap = x;
        x = y;
        y = swap;
    }
    int32_t count = x.count + y.count - 1;
    double *p = kv_new_array(a, double, count);
    if (!p)
        return KV_MEMORY;
    for (int32_t k = 0; k < x.count; k++)
        if (x.probability[k] > 0.0)
            kv_spread_add(p + k, y.probability, y.count, x.probability[k]);
    for (int32_t k = CELLS_MAX; k < count; k++)
        p[CELLS_MAX - 1] += p[k];
    *out = finished(x.first + y.first, count < CELLS_MAX ? count : CELLS_MAX, p);
    return KV_OK;
}

kv_status kv_spread_mix(kv_arena *a, kv_spread x, kv_spread y, double chance_of_y, kv_spread *out)
{
    assert(x.count > 0 && y.count > 0);
    double share = fmin(fmax(chance_of_y, 0.0), 1.0);
    int32_t x_end = x.first + x.count, y_end = y.first + y.count;
    int32_t first = x.first < y.first ? x.first : y.first, end = x_end > y_end ? x_end : y_end;
    double *p = kv_new_array(a, double, end - first);
    if (!p)
        return KV_MEMORY;
    kv_spread_add(p + (x.first - first), x.probability, x.count, 1.0 - share);
    kv_spread_add(p + (y.first - first), y.probability, y.count, share);
    *out = finished(first, end - first, p);
    return KV_OK;
}

/* ---- reading ----------------------------------------------------------------------------------------- */

double kv_spread_below(kv_spread x, double hours)
{
    double place = hours + 0.5 - (double)x.first, sum = 0.0;     /* in cells from the left end */
    if (!(place > 0.0))
        return 0.0;
    if (place >= (double)x.count)
        return x.count ? 1.0 : 0.0;
    int32_t whole = (int32_t)place;
    for (int32_t k = 0; k < whole; k++)
        sum += x.probability[k];
    return fmin(sum + x.probability[whole] * (place - whole), 1.0);
}

double kv_spread_quantile(kv_spread x, double p)
{
    double sum = 0.0;
    for (int32_t k = 0; k + 1 < x.count; k++) {
        sum += x.probability[k];
        if (sum >= p - 1e-9)                /* 0.1 + 0.4 is 0.5 here */
            return (double)(x.first + k);
    }
    return (double)(x.first + x.count - 1);
}

double kv_spread_mean(kv_spread x)
{
    double sum = 0.0;
    for (int32_t k = 0; k < x.count; k++)
        sum += x.probability[k] * (double)k;
    return (double)x.first + sum;
}
