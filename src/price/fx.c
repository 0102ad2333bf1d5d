/* fx.c - rates of exchange: the latest on or before the day, inverse and cross rates when needed
 *
 *     KZT -> EUR    direct row KZT/EUR?  else inverse of EUR/KZT?  else KZT -> USD -> EUR, each direct or inverse
 *
 * A rate becomes a fraction, and an amount is multiplied and rounded once. Fractions of more than 18 digits (the cross
 * of two long rates) lose digits behind the 18th. */
#include "price/pricer.h"

#include <assert.h>

typedef struct { kv_wide over, under; int32_t day; } fraction;

uint32_t kv_currency_index(const kv_pricer *p, kv_currency c)
{
    for (uint32_t i = 0; i < p->currencies.count; i++)
        if (kv_currency_same(p->currencies.at[i].code, c))
            return i;
    return KV_NONE;
}

static int64_t power_of_ten(int n)
{
    int64_t p = 1;
    while (n-- > 0)
        p *= 10;
    return p;
}

/* rows of one pair, by day: the latest on or before the day, else the first */
static const kv_fx_row *row_at(const kv_pricer *p, kv_range rows, int32_t day)
{
    const kv_fx_row *row = p->corridor->fx + rows.first;
    uint32_t low = 0, high = rows.count;                    /* the first row after the day lies in low .. high */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (row[middle].day <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return row + (low ? low - 1 : 0);
}

static bool one_step(const kv_pricer *p, uint32_t from, uint32_t to, int32_t day, fraction *f)
{
    size_t n = p->currencies.count;
    kv_range direct = p->fx[from * n + to], inverse = p->fx[to * n + from];
    if (!direct.count && !inverse.count)
        return false;
    const kv_fx_row *row = row_at(p, direct.count ? direct : inverse, day);
    int64_t mantissa = row->rate.mantissa, power = power_of_ten(row->rate.scale);
    assert(mantissa > 0);
    *f = direct.count ? (fraction){ mantissa, power, row->day } : (fraction){ power, mantissa, row->day };
    return true;
}

/* both parts below 2^62 */
static void shorten(fraction *f)
{
    const kv_wide limit = (kv_wide)1 << 62;
    if (f->over < limit && f->under < limit)
        return;
    kv_wide a = f->over, b = f->under;
    while (b) {
        kv_wide r = a % b;
        a = b;
        b = r;
    }
    f->over /= a;
    f->under /= a;
    while (f->over >= limit || f->under >= limit) {
        f->over = (f->over + 1) >> 1;
        f->under = (f->under + 1) >> 1;
    }
}

bool kv_fx_convert(const kv_pricer *p, uint32_t from, uint32_t to, int32_t day, int64_t minor, int64_t *out, int32_t *fx_day)
{
    *fx_day = INT32_MIN;
    *out = minor;
    if (from == to || !minor)                               /* nothing is nothing in every currency */
        return true;
    if (from == KV_NONE || to == KV_NONE)
        return false;
    fraction f, second;
    if (!one_step(p, from, to, day, &f)) {
        if (p->usd == KV_NONE || !one_step(p, from, p->usd, day, &f) || !one_step(p, p->usd, to, day, &second))
            return false;
        f.over *= second.over;
        f.under *= second.under;
        f.day = second.day < f.day ? second.day : f.day;    /* as old as the older of the two */
    }
    shorten(&f);
    int32_t digits = p->currencies.at[to].digits - p->currencies.at[from].digits;
    f.over *= power_of_ten(digits);
    f.under *= power_of_ten(-digits);
    shorten(&f);
    int64_t n;
    if (!__builtin_mul_overflow(minor, (int64_t)f.over, &n))
        *out = kv_div_half_even(n, (int64_t)f.under);
    else
        *out = kv_wide_div_half_even((kv_wide)minor * f.over, f.under);
    *fx_day = f.day;
    return true;
}
