/* line.c - one charge: amount times quantity, rounded in its own currency, converted, rounded once more
 *
 * Every number the engine returns is a sum of lines made here, whether somebody wants to see them or not. */
#include "price/pricer.h"

#include <assert.h>

/* No line is larger, however absurd its row: a thousand of them still add up. */
#define LINE_MAX ((int64_t)1 << 50)

static int64_t limited(int64_t minor) { return minor > LINE_MAX ? LINE_MAX : minor < -LINE_MAX ? -LINE_MAX : minor; }

kv_ask kv_ask_begin(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, int32_t day, kv_price_lines *lines)
{
    return (kv_ask){
        .p = p, .cargo = cargo, .currency = kv_currency_index(p, currency), .day = day, .lines = lines,
        .lines_before = lines ? lines->count : 0,
    };
}

int64_t kv_ask_end(kv_ask *ask)
{
    if (!ask->failed)
        return ask->total;
    if (ask->lines)
        ask->lines->count = ask->lines_before;
    return KV_PRICE_NONE;
}

static const int64_t power[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
};

int64_t kv_amount_times(const kv_amount *a, kv_quantity q)
{
    assert(q.scale >= 0 && q.scale < (int)(sizeof power / sizeof power[0]));
    int64_t n, d;
    if (!__builtin_mul_overflow(a->mantissa, q.mantissa, &n) && !__builtin_mul_overflow(n, a->times, &n)
        && !__builtin_mul_overflow(a->over, power[q.scale], &d))
        return limited(kv_div_half_even(n, d));
    kv_wide wide = (kv_wide)a->mantissa * q.mantissa;
    if (__builtin_mul_overflow(wide, (kv_wide)a->times, &wide))
        return (a->mantissa < 0) == (q.mantissa < 0) ? LINE_MAX : -LINE_MAX;
    return limited(kv_wide_div_half_even(wide, (kv_wide)a->over * power[q.scale]));
}

/* minor: in the currency of the row */
static void add(kv_ask *ask, kv_price_line line, uint32_t currency, kv_quantity q, int64_t minor)
{
    if (!kv_fx_convert(ask->p, currency, ask->currency, ask->day, minor, &line.converted, &line.fx_day)) {
        ask->failed = true;
        return;
    }
    line.converted = limited(line.converted);
    ask->total += line.converted;
    if (!ask->lines)
        return;
    line.quantity = (kv_decimal){ q.mantissa, q.scale };
    line.amount = (kv_money){ minor, ask->p->currencies.at[currency].code };
    if (!kv_vec_push(ask->lines, line))
        ask->failed = true;
}

void kv_ask_charge(kv_ask *ask, kv_price_line line, const kv_amount *amount, kv_quantity q, int64_t minimum)
{
    int64_t minor = kv_amount_times(amount, q);
    add(ask, line, amount->currency, q, minor < minimum ? minimum : minor);
}

static uint32_t stop_of(kv_ref r) { return kv_ref_kind(r) == KV_REF_STOP ? kv_ref_id(r) : KV_NONE; }

static bool base_extra_holds(const kv_ask *ask, const kv_extra *e, const kv_carriage *what)
{
    return (e->agency == KV_NONE || e->agency == what->agency) && (e->mode == KV_MODE_NONE || e->mode == what->mode)
        && kv_ref_within(ask->p, what->from, e->from) && kv_ref_within(ask->p, what->to, e->to)
        && kv_extra_fits(ask, e, what->as);
}

void kv_ask_rate(kv_ask *ask, uint32_t rate, const kv_carriage *what)
{
    const kv_pricer *p = ask->p;
    const kv_rate *r = &p->rates[rate];
    kv_quantity q;
    if (!kv_quantity_of(what->as, r->unit, what->metres, r->weight_min_kg, r->mode == KV_MODE_ROAD, &q)) {
        ask->failed = true;
        return;
    }
    int64_t minor = kv_amount_times(&r->amount, q), left;
    if (r->has_minimum && minor < r->minimum)
        minor = r->minimum;
    left = minor;
    kv_price_line line = {
        .kind = what->kind, .row = rate, .item = what->item, .stop_from = stop_of(what->from), .stop_to = stop_of(what->to),
        .unit = r->unit,
    };
    add(ask, line, r->amount.currency, q, minor);

    uint32_t end = p->extra_first[KV_SURCHARGE_ON_BASE + 1];
    for (uint32_t i = p->extra_first[KV_SURCHARGE_ON_BASE]; i < end; i++) {
        const kv_extra *e = &p->extras[p->extra_order[i]];
        if (!base_extra_holds(ask, e, what))
            continue;
        kv_quantity base = { minor, p->currencies.at[r->amount.currency].digits };
        int64_t part = kv_wide_div_half_even((kv_wide)minor * e->amount.mantissa, e->amount.over);
        part = limited(part < -left ? -left : part);        /* discounts never turn a line below nothing */
        left += part;
        line.kind = KV_LINE_SURCHARGE;
        line.row = p->extra_order[i];
        add(ask, line, r->amount.currency, base, part);
    }
}

int64_t kv_rate_price(const kv_ask *ask, uint32_t rate, const kv_carriage *what)
{
    kv_ask one = *ask;
    one.failed = false;
    one.total = 0;
    one.lines = NULL;
    kv_ask_rate(&one, rate, what);
    return one.failed ? KV_PRICE_NONE : one.total;
}
