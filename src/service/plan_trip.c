/* plan_trip.c - one request, answered: read what is asked, fold its costs, search, collect
 *
 *     from, to --ends-->  window --dates-->  limits, cargo --fold-->  first and last miles --search-->  the whole set
 *
 * What a person can get wrong is refused before anything is computed. What is merely impossible is an answer (nothing.c). */
#include "service/desk.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static kv_status no_memory(kv_error *err) { return kv_fail(err, KV_MEMORY, "", "memory is out"); }

void kv_plan_note(kv_arena *arena, kv_plan *plan, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (uint32_t i = 0; i < plan->note_count; i++)
        if (!strcmp(plan->notes[i], text))
            return;
    const char **notes = kv_new_array(arena, const char *, plan->note_count + 1);
    char *copy = kv_arena_text(arena, text, strlen(text));
    if (!notes || !copy)
        return;                                         /* a note less is no reason to answer nothing */
    for (uint32_t i = 0; i < plan->note_count; i++)
        notes[i] = plan->notes[i];
    notes[plan->note_count++] = copy;
    plan->notes = notes;
}

/* ---- reading the request ------------------------------------------------------------------------------------- */

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

typedef struct { kv_window window; kv_time latest; int64_t price_max; } wishes;

static kv_status read_dates(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *plan, const kv_plan_inside *in, wishes *w, kv_error *err)
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

/* ---- the search ------------------------------------------------------------------------------------------------- */

static const kv_access *accesses(kv_arena *arena, const kv_mile *mile, uint32_t count)
{
    kv_access *a = kv_new_array(arena, kv_access, count + 1);
    for (uint32_t i = 0; a && i < count; i++)
        a[i] = mile[i].access;
    return a;
}

/* without limits a plain feed needs no costs, and the faster engine of two criteria answers */
static bool is_plain(const kv_desk *d, const kv_limits *l)
{
    if (d->corridor->info->is_freight || l->country_count || l->modes != (1u << KV_MODE_COUNT) - 1)
        return false;
    for (uint32_t i = 0; i < d->corridor->agencies_count; i++)
        if (l->agency_barred[i])
            return false;
    return true;
}

static kv_status search(kv_clerk *k, const kv_plan_request *request, kv_plan_inside *in, const wishes *w, const kv_fold *fold,
                        kv_arena *arena, kv_plan *plan, kv_error *err)
{
    const kv_corridor *c = k->desk->corridor;
    kv_question q = {
        .from = accesses(arena, in->first, in->first_count), .from_count = in->first_count,
        .to = accesses(arena, in->last, in->last_count), .to_count = in->last_count,
        .ready = kv_time_tick(c, w->window.from), .ready_last = kv_time_tick(c, w->window.to), .latest = kv_time_tick(c, w->latest),
        .legs_max = request->transfers_max >= 0 ? (uint32_t)request->transfers_max + 1 : KV_RIDES_DEFAULT,
        .legs_beyond = request->transfers_max >= 0 ? 0 : KV_RIDES_BEYOND_DEFAULT, .criteria = in->criteria, .price_max = KV_BARRED, .chance_cost_max = UINT32_MAX,
        .profile = request->profile, .work_max = request->work_max ? request->work_max : KV_WORK_DEFAULT,
    };
    if (!q.from || !q.to)
        return no_memory(err);
    in->ready = q.ready;
    in->latest = q.latest;
    if (w->window.open)
        q.ready_last = q.profile ? q.latest : KV_NEVER;
    if (w->price_max >= 0 && in->priced) {
        if (w->price_max < in->journey_charge)
            return KV_OK;                               /* what is charged for any journey is more already */
        int64_t most = w->price_max - in->journey_charge;
        q.price_max = most < KV_COST_MAX ? (uint32_t)most : KV_COST_MAX;
    }
    if (request->chance_min > 0 && c->info->is_freight)
        q.chance_cost_max = (uint32_t)(-1000 * log(request->chance_min) + 0.5);
    if (!q.from_count || !q.to_count)
        return KV_OK;
    uint64_t began = kv_now_ns();
    kv_status s = kv_search(k->planner, is_plain(k->desk, &in->limits) ? NULL : &fold->costs, &q, true, arena, &plan->counters, err);
    plan->search_ns = kv_now_ns() - began;
    if (s == KV_INVALID)                                /* we asked it, not the user */
        return kv_fail(err, KV_BUG, "search", "the search refuses its question");
    return s;
}

/* ---- what was found ------------------------------------------------------------------------------------------------ */

/* x is no worse than y in every criterion asked for */
static bool no_worse(const kv_journey *x, const kv_journey *y, uint32_t criteria, bool profile)
{
    return x->arrive <= y->arrive && (!(criteria & KV_BY_TRANSHIPMENTS) || x->transhipments <= y->transhipments)
        && (!(criteria & KV_BY_PRICE) || x->price <= y->price) && (!(criteria & KV_BY_CO2) || x->co2_g <= y->co2_g)
        && (!(criteria & KV_BY_CHANCE) || x->chance_cost <= y->chance_cost) && (!profile || x->depart >= y->depart);
}

static bool calls_at(const kv_corridor *c, const kv_journey *j, uint32_t via)
{
    for (uint32_t r = 0; r < j->ride_count; r++) {
        const kv_ride *ride = &j->rides[r];
        const uint32_t *stop = c->position_stop + c->patterns[ride->pattern].first_position;
        for (uint32_t i = ride->board; i <= ride->alight; i++)
            if (stop[i] == via || c->stops[stop[i]].parent == via)
                return true;
    }
    return false;
}

static kv_status collect(kv_clerk *k, const kv_plan_request *request, const kv_plan_inside *in, const wishes *w, const kv_journey *truck,
                         uint32_t via, kv_arena *arena, kv_plan *plan, kv_error *err)
{
    const kv_corridor *c = k->desk->corridor;
    uint32_t count = plan->counters.count, kept = 0;
    kv_journey *all = kv_new_array(arena, kv_journey, count + 1);
    if (!all)
        return no_memory(err);
    bool truck_kept = truck && via == KV_NONE && (w->price_max < 0 || !in->priced || truck->price <= w->price_max) && truck->arrive <= in->latest;
    for (uint32_t i = 0; i < count; i++) {
        kv_journey j = plan->counters.journeys[i];
        j.price += (uint32_t)in->journey_charge;
        if (request->transfers_max >= 0 && j.transhipments > (uint32_t)request->transfers_max)
            continue;
        if (via != KV_NONE && !calls_at(c, &j, via))
            continue;
        if (truck_kept && no_worse(&j, truck, in->criteria, request->profile))
            truck_kept = false;
        if (!truck_kept || !no_worse(truck, &j, in->criteria, request->profile))
            all[kept++] = j;
    }
    if (truck_kept) {
        uint32_t at = kept++;
        for (; at && all[at - 1].arrive > truck->arrive; at--)
            all[at] = all[at - 1];
        all[at] = *truck;
    }
    plan->all = kv_new_array(arena, kv_option, kept + 1);
    if (!plan->all)
        return no_memory(err);
    plan->all_count = kept;
    for (uint32_t i = 0; i < kept; i++)
        plan->all[i] = (kv_option){
            .journey = &all[i], .price = { all[i].price, plan->currency }, .co2_kg = all[i].co2_g / 1000.0,
            .chance = in->criteria & KV_BY_CHANCE || request->chance_min > 0 ? kv_chance_of_cost(all[i].chance_cost) : NAN,
            .countries = "", .label = "", .route = "",
        };
    return KV_OK;
}

static void add_notes(kv_clerk *k, const kv_plan_request *request, const kv_plan_inside *in, const kv_fold *fold, bool no_rate, kv_arena *arena, kv_plan *plan)
{
    const kv_desk *d = k->desk;
    if (plan->counters.capped)
        kv_plan_note(arena, plan, "the search stopped after %llu labels: ways may be missing; a shorter window or an earlier latest arrival makes it complete",
                     (unsigned long long)(request->work_max ? request->work_max : KV_WORK_DEFAULT));
    if (plan->counters.legs_needed_more && request->transfers_max < 0)
        kv_plan_note(arena, plan, "ways of more than %u rides were not followed; --transfers-max %u follows them further", plan->counters.legs_max, plan->counters.legs_max + 2);
    if (fold->groups_left_out)
        kv_plan_note(arena, plan, "the pack has more than 32 groups of through rates for this cargo; %u are left out", fold->groups_left_out);
    if (!d->corridor->info->is_freight)
        kv_plan_note(arena, plan, "this pack has no freight files: times and transfers only, no prices, emissions or chances");
    else if (!d->priced)
        kv_plan_note(arena, plan, "this pack has no tariffs: prices are not known");
    if (request->via && *request->via)
        kv_plan_note(arena, plan, "the ways by %s are those among the best ways between the two ends", request->via);
    if (no_rate)
        kv_plan_note(arena, plan, "a terminal near the end point is left out: the pack has no truck rate there");
    for (uint32_t i = 0; i < in->first_count + in->last_count; i++)
        if ((i < in->first_count ? in->first[i] : in->last[i - in->first_count]).metres) {
            kv_plan_note(arena, plan, "first and last miles by truck are estimates: 1.3 times the straight line at 35 km/h");
            break;
        }
}

kv_status kv_plan_find(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *plan, kv_error *err)
{
    kv_desk *d = k->desk;
    memset(plan, 0, sizeof *plan);
    plan->furthest.stop = KV_NONE;
    kv_plan_inside *in = kv_new(arena, kv_plan_inside);
    if (!in)
        return no_memory(err);
    plan->inside = in;
    wishes w;
    kv_status s = without_dashes(kv_cargo_parse(&plan->cargo, request->cargo, request->weight, request->hs, request->dg, err), err);
    if (s == KV_OK)
        s = read_money(d, request, &plan->currency, &w.price_max, err);
    if (s == KV_OK)
        s = read_numbers(request, err);
    if (s == KV_OK)
        s = kv_limits_of(d, request, arena, &in->limits, err);
    if (s == KV_OK)
        s = read_ends(k, request, arena, in, err);
    if (s == KV_OK)
        s = read_dates(k, request, arena, plan, in, &w, err);
    kv_end via = { .stop = KV_NONE };
    if (s == KV_OK && request->via && *request->via)
        s = kv_end_find(k, request->via, "via", arena, &via, err);
    if (s == KV_OK && request->via && *request->via && via.stop == KV_NONE)
        s = kv_fail(err, KV_INVALID, "via", "no service of this pack calls at %s", via.place.name);
    if (s != KV_OK)
        return s;
    plan->from = in->from.place;
    plan->to = in->to.place;
    plan->ready = w.window.from;
    plan->ready_last = w.window.to;
    in->criteria = criteria_of(d, request);
    in->freight = d->corridor->info->is_freight;
    plan->priced = in->priced = in->limits.priced;
    in->charge_day = kv_day_of(w.window.from);

    uint64_t began = kv_now_ns();
    const kv_fold *fold;
    s = kv_fold_get(k, &in->limits, &plan->cargo, plan->currency, in->charge_day, kv_day_of(w.latest), &fold, err);
    if (s != KV_OK)
        return s;
    plan->fold_ns = kv_now_ns() - began;
    uint32_t charge = 0;
    if (in->priced && !kv_cost_of(kv_price_journey(d->pricer, &plan->cargo, plan->currency, in->charge_day, NULL), plan->currency, &charge, err))
        return KV_INVALID;
    in->journey_charge = charge;
    if (fold->costs.through_count
        && !(in->through = kv_arena_copy(arena, fold->costs.through, fold->costs.through_count * sizeof *fold->costs.through)))
        return no_memory(err);

    double km_max = request->truck_km_max == 0 ? KV_TRUCK_KM_DEFAULT : request->truck_km_max;     /* a float is compared with what was not set */
    kv_mile *first, *last;
    bool no_rate[3], possible;
    s = kv_miles_find(k, fold, &in->limits, &in->from, true, in->charge_day, km_max, arena, &first, &in->first_count, &no_rate[0], err);
    if (s == KV_OK)
        s = kv_miles_find(k, fold, &in->limits, &in->to, false, in->charge_day, km_max, arena, &last, &in->last_count, &no_rate[1], err);
    if (s == KV_OK)
        s = kv_truck_all_the_way(k, &plan->cargo, plan->currency, &in->limits, &in->from, &in->to, in->charge_day, km_max, &in->whole, &possible, err);
    if (s != KV_OK)
        return s;
    in->first = first;
    in->last = last;
    s = search(k, request, in, &w, fold, arena, plan, err);
    if (s != KV_OK)
        return s;
    kv_tick ready = kv_time_tick(d->corridor, w.window.from);
    kv_journey truck = {
        .depart = ready, .arrive = ready + in->whole.access.seconds, .price = in->whole.access.price + charge, .co2_g = in->whole.access.co2_g,
        .from = KV_NONE, .to = KV_NONE, .link_last = KV_NONE,
    };
    s = collect(k, request, in, &w, possible ? &truck : NULL, via.stop, arena, plan, err);
    if (s != KV_OK)
        return s;
    add_notes(k, request, in, fold, no_rate[0] || no_rate[1], arena, plan);
    return plan->all_count ? KV_OK : KV_NOTHING;
}

/* ---- the use case ------------------------------------------------------------------------------------------------------ */

kv_status kv_plan_trip(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *out, kv_error *err)
{
    kv_status s = kv_plan_find(k, request, arena, out, err);
    uint64_t began = kv_now_ns();
    if (s == KV_NOTHING) {
        s = kv_nothing_explain(k, request, arena, out, err);
        out->explain_ns = kv_now_ns() - began;
        return s == KV_OK ? KV_NOTHING : s;
    }
    if (s != KV_OK)
        return s;
    s = kv_options_choose(k, arena, out, request->options_max > 0 ? request->options_max : KV_OPTIONS_DEFAULT, err);
    for (uint32_t i = 0; s == KV_OK && i < out->option_count; i++)
        s = kv_plan_explain(k, out, &out->options[i], arena, err);
    out->explain_ns = kv_now_ns() - began;
    return s;
}
