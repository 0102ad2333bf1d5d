/* request.c - what a person asked, read and refused where it makes no sense, before anything is computed */
#include "service/desk.h"

#include <math.h>
#include <string.h>

/* the model says "--cargo", an answer to any caller says "cargo" */
static kv_status without_dashes(kv_status s, kv_error *err)
{
    if (err && !strncmp(err->where, "--", 2))
        memmove(err->where, err->where + 2, strlen(err->where + 2) + 1);
    return s;
}

/* does the pack know what this currency is worth? */
static bool is_exchanged(const kv_corridor *c, kv_currency currency)
{
    for (uint32_t i = 0; i < c->fx_count; i++)
        if (kv_currency_same(c->fx[i].base, currency) || kv_currency_same(c->fx[i].quote, currency))
            return true;
    for (uint32_t i = 0; i < c->tariffs_count; i++)
        if (kv_currency_same(c->tariffs[i].currency, currency))
            return true;
    return false;
}

static kv_status read_money(const kv_desk *d, const kv_plan_request *request, kv_currency *currency, int64_t *price_max, kv_error *err)
{
    kv_text text = kv_text_trim(kv_text_of(request->currency));
    *price_max = -1;
    if (!kv_currency_parse(text.n ? text : kv_text_of("USD"), currency)) {
        kv_fail(err, KV_INVALID, "currency", "\"%.*s\" is not a currency", (int)text.n, text.p);
        return kv_hint(err, "three letters of ISO 4217: USD, EUR, CNY, KZT");
    }
    if (d->priced && !is_exchanged(d->corridor, *currency)) {
        kv_fail(err, KV_INVALID, "currency", "this pack has no exchange rate for %s", currency->code);
        return kv_hint(err, "its first tariff is in %s", d->corridor->tariffs[0].currency.code);
    }
    kv_decimal most;
    text = kv_text_trim(kv_text_of(request->price_max));
    if (!text.n)
        return KV_OK;
    if (!kv_decimal_parse(text, &most) || most.mantissa < 0) {
        kv_fail(err, KV_INVALID, "price_max", "\"%.*s\" is not an amount of money", (int)text.n, text.p);
        return kv_hint(err, "a number without the currency: 5200 or 5200.00");
    }
    *price_max = kv_money_times(most, *currency, 1, 1);
    return KV_OK;
}

static kv_status read_ends(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan_inside *in, kv_error *err)
{
    const kv_corridor *c = k->desk->corridor;
    kv_status s = kv_end_find(k, request->from, "from", arena, &in->from, err);
    if (s == KV_OK)
        s = kv_end_find(k, request->to, "to", arena, &in->to, err);
    if (s != KV_OK)
        return s;
    uint32_t a = in->from.stop, b = in->to.stop;
    bool same = a == KV_NONE || b == KV_NONE ? a == b && kv_distance_m(in->from.place.lat, in->from.place.lon, in->to.place.lat, in->to.place.lon) < 100
                                             : a == b || c->stops[a].parent == b || c->stops[b].parent == a;
    if (same) {
        kv_fail(err, KV_INVALID, "to", "origin and destination are the same place, %s", in->from.place.name);
        return kv_hint(err, "between two terminals of one place give both terminals' ids");
    }
    return KV_OK;
}

static kv_status read_dates(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *plan, const kv_plan_inside *in, kv_wishes *w, kv_error *err)
{
    const kv_corridor *c = k->desk->corridor;
    kv_status s = kv_window_parse(k, request->depart, in->from.place.zone, &w->window, err);
    if (s != KV_OK)
        return s;
    int64_t first = c->info->first_day, last = c->info->last_day;
    kv_time begin = first * KV_DAY_S, end = (last + 1) * KV_DAY_S;
    char begins[32], ends[32];
    kv_time_format(begin, begins);
    kv_time_format(last * KV_DAY_S, ends);
    /* a service day begins up to a day before or after it does in UTC */
    if (w->window.from >= end + KV_DAY_S || (!w->window.open && w->window.to < begin - KV_DAY_S) || w->window.from < c->info->base - 400 * (int64_t)KV_DAY_S) {
        kv_fail(err, KV_INVALID, "depart", "%s lies outside this pack's calendars", request->depart);
        return kv_hint(err, "they hold from %.10s to %.10s", begins, ends);
    }
    int days = request->horizon_days > 0 ? request->horizon_days : KV_HORIZON_DAYS_DEFAULT;
    if (days > KV_HORIZON_DAYS_MAX)
        return kv_fail(err, KV_INVALID, "horizon_days", "%d days; at most %d", days, KV_HORIZON_DAYS_MAX);
    w->latest = w->window.to + days * (int64_t)KV_DAY_S;
    if (w->window.from < begin - KV_DAY_S)
        kv_plan_note(arena, plan, "the pack's calendars begin on %.10s; nothing is known of departures before", begins);
    if (w->latest > end + KV_DAY_S)
        kv_plan_note(arena, plan, "the pack's calendars end on %.10s; departures after that day are not known", ends);
    if (!kv_text_trim(kv_text_of(request->arrive_by)).n)
        return KV_OK;
    kv_time by;
    s = kv_deadline_parse(k, request->arrive_by, in->to.place.zone, &by, err);
    if (s != KV_OK)
        return s;
    if (by <= w->window.from) {
        kv_fail(err, KV_INVALID, "arrive_by", "%s is before the cargo is ready", request->arrive_by);
        return kv_hint(err, "a day after %s", kv_local_date(k, in->from.place.zone, w->window.from, arena));
    }
    if (by < w->latest || (request->horizon_days <= 0 && by <= w->window.to + KV_HORIZON_DAYS_MAX * (int64_t)KV_DAY_S))
        w->latest = by;
    return KV_OK;
}

static uint32_t criteria_of(const kv_desk *d, const kv_plan_request *request)
{
    const uint32_t all = KV_BY_ARRIVAL | KV_BY_TRANSHIPMENTS | KV_BY_PRICE | KV_BY_CO2 | KV_BY_CHANCE;
    uint32_t criteria = request->criteria ? request->criteria & all : all;
    if (!d->priced)
        criteria &= ~(uint32_t)KV_BY_PRICE;
    if (!d->corridor->info->is_freight)
        criteria &= ~(uint32_t)(KV_BY_CO2 | KV_BY_CHANCE);
    if (request->transfers_max >= 0)
        criteria |= KV_BY_TRANSHIPMENTS;                /* else a way with fewer might be missing behind a faster one with too many */
    return criteria | KV_BY_ARRIVAL;
}

static kv_status read_numbers(const kv_plan_request *request, kv_error *err)
{
    if (request->transfers_max >= KV_LEGS_MAX)
        return kv_fail(err, KV_INVALID, "transfers_max", "%d transfers; at most %d", request->transfers_max, KV_LEGS_MAX - 1);
    if (!(request->chance_min >= 0 && request->chance_min <= 1)) {
        kv_fail(err, KV_INVALID, "chance_min", "%g is not a chance", request->chance_min);
        return kv_hint(err, "between 0 and 1: 0.8 means four times in five");
    }
    if (isnan(request->truck_km_max) || request->truck_km_max > 5000)
        return kv_fail(err, KV_INVALID, "truck_km_max", "%g km; at most 5000", request->truck_km_max);
    return KV_OK;
}

static kv_status read_via(kv_clerk *k, const char *text, kv_arena *arena, uint32_t *stop, kv_error *err)
{
    kv_end via;
    *stop = KV_NONE;
    if (!kv_text_trim(kv_text_of(text)).n)
        return KV_OK;
    kv_status s = kv_end_find(k, text, "via", arena, &via, err);
    if (s == KV_OK && via.stop == KV_NONE)
        return kv_fail(err, KV_INVALID, "via", "no service of this pack calls at %s", via.place.name);
    *stop = via.stop;
    return s;
}

kv_status kv_request_read(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *plan, kv_plan_inside *in, kv_wishes *w,
                          kv_error *err)
{
    const kv_desk *d = k->desk;
    kv_status s = without_dashes(kv_cargo_parse(&plan->cargo, request->cargo, request->weight, request->hs, request->dg, err), err);
    if (s == KV_OK)
        s = read_money(d, request, &plan->currency, &w->price_max, err);
    if (s == KV_OK)
        s = read_numbers(request, err);
    if (s == KV_OK)
        s = kv_limits_of(d, request, arena, &in->limits, err);
    if (s == KV_OK)
        s = read_ends(k, request, arena, in, err);
    if (s == KV_OK)
        s = read_dates(k, request, arena, plan, in, w, err);
    if (s == KV_OK)
        s = read_via(k, request->via, arena, &w->via, err);
    if (s != KV_OK)
        return s;
    plan->from = in->from.place;
    plan->to = in->to.place;
    plan->ready = w->window.from;
    plan->ready_last = w->window.to;
    in->criteria = criteria_of(d, request);
    in->freight = d->corridor->info->is_freight;
    plan->priced = in->priced = in->limits.priced;
    in->charge_day = kv_day_of(w->window.from);
    return KV_OK;
}
