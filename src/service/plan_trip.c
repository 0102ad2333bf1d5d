/* plan_trip.c - one request, answered: read it, fold its costs, search, collect
 *
 *     request.c --> limits, cargo, window --fold--> costs, first and last miles --search--> the whole set --> options
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

static kv_status search(kv_clerk *k, const kv_plan_request *request, kv_plan_inside *in, const kv_wishes *w, const kv_fold *fold,
                        kv_arena *arena, kv_plan *plan, kv_error *err)
{
    const kv_corridor *c = k->desk->corridor;
    kv_question q = {
        .from = accesses(arena, in->first, in->first_count), .from_count = in->first_count,
        .to = accesses(arena, in->last, in->last_count), .to_count = in->last_count,
        .ready = kv_time_tick(c, w->window.from), .ready_last = kv_time_tick(c, w->window.to), .latest = kv_time_tick(c, w->latest),
        .legs_max = request->transfers_max >= 0 ? (uint32_t)request->transfers_max + 1 : KV_RIDES_DEFAULT,
        .legs_beyond = request->transfers_max >= 0 ? 0 : KV_RIDES_BEYOND_DEFAULT, .criteria = in->criteria, .price_max = KV_BARRED, .chance_cost_max = UINT32_MAX,
        .profile = request->profile, .save_storage = request->save_storage, .work_max = request->work_max ? request->work_max : KV_WORK_DEFAULT,
    };
    if (!q.from || !q.to)
        return no_memory(err);
    in->ready = q.ready;
    in->latest = q.latest;
    if (w->window.open)
        q.ready_last = q.profile ? q.latest : KV_NEVER;
    if (w->price_max >= 0 && in->priced && kv_currency_same(in->counted, plan->currency)) {
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

/* prices as asked: those the search counted, or made out anew where it counted in another currency */
static kv_status make_out(kv_clerk *k, kv_arena *arena, kv_plan *plan, const kv_wishes *w, kv_error *err)
{
    const kv_plan_inside *in = plan->inside;
    if (kv_currency_same(in->counted, plan->currency))
        return KV_OK;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < plan->all_count; i++) {
        kv_status s = kv_plan_price(k, plan, &plan->all[i], arena, err);
        if (s != KV_OK)
            return s;
        if (w->price_max < 0 || plan->all[i].price.minor <= w->price_max)
            plan->all[kept++] = plan->all[i];
    }
    plan->all_count = kept;
    return KV_OK;
}

static kv_status collect(kv_clerk *k, const kv_plan_request *request, const kv_plan_inside *in, const kv_wishes *w, const kv_journey *truck,
                         kv_arena *arena, kv_plan *plan, kv_error *err)
{
    const kv_corridor *c = k->desk->corridor;
    uint32_t count = plan->counters.count, kept = 0;
    kv_journey *all = kv_new_array(arena, kv_journey, count + 1);
    plan->all = kv_new_array(arena, kv_option, count + 1);
    if (!all || !plan->all)
        return no_memory(err);
    bool bounded = w->price_max >= 0 && in->priced && kv_currency_same(in->counted, plan->currency);
    bool truck_kept = truck && w->via == KV_NONE && (!bounded || truck->price <= w->price_max) && truck->arrive <= in->latest;
    for (uint32_t i = 0; i < count; i++) {
        kv_journey j = plan->counters.journeys[i];
        j.price += (uint32_t)in->journey_charge;
        if (request->transfers_max >= 0 && j.transhipments > (uint32_t)request->transfers_max)
            continue;
        if (w->via != KV_NONE && !calls_at(c, &j, w->via))
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
    plan->all_count = kept;
    bool chances = in->criteria & KV_BY_CHANCE || request->chance_min > 0;
    for (uint32_t i = 0; i < kept; i++)
        plan->all[i] = (kv_option){
            .journey = &all[i], .price = { all[i].price, plan->currency }, .co2_kg = all[i].co2_g / 1000.0,
            .chance = chances ? kv_chance_of_cost(all[i].chance_cost) : NAN, .countries = "", .label = "", .route = "",
        };
    return make_out(k, arena, plan, w, err);
}

static void add_notes(kv_clerk *k, const kv_plan_request *request, const kv_plan_inside *in, const kv_fold *fold, bool no_rate, kv_arena *arena, kv_plan *plan)
{
    const kv_desk *d = k->desk;
    if (plan->counters.capped)
        kv_plan_note(arena, plan, "the search stopped after %llu labels: ways may be missing; a shorter window or an earlier latest arrival makes it complete",
                     (unsigned long long)(request->work_max ? request->work_max : KV_WORK_DEFAULT));
    if (plan->counters.legs_needed_more && request->transfers_max < 0)
        kv_plan_note(arena, plan, "ways of more than %u rides were not followed; --transfers-max %u follows them further", plan->counters.legs_max, plan->counters.legs_max + 2);
    if (plan->counters.storage_paid && !request->save_storage)
        kv_plan_note(arena, plan, "some ways pay storage; ways that come later on purpose to pay less of it were not followed; --save-storage follows them");
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

/* Folds and first and last miles in in->counted, the currency in which the search counts. */
typedef struct {
    const kv_fold *fold;
    bool no_rate[2];                    /* at the two ends a terminal was near, but had no truck rate */
    bool by_truck;                      /* all the way is possible */
} prepared;

static kv_status prepare(kv_clerk *k, const kv_plan_request *request, kv_plan_inside *in, const kv_plan *plan, const kv_wishes *w, kv_arena *arena,
                         prepared *out, kv_error *err)
{
    double km_max = request->truck_km_max == 0 ? KV_TRUCK_KM_DEFAULT : request->truck_km_max;
    kv_mile *first, *last;
    uint32_t charge = 0;
    kv_status s = kv_fold_get(k, &in->limits, &plan->cargo, in->counted, in->charge_day, kv_day_of(w->latest), &out->fold, err);
    if (s == KV_OK && in->priced
        && !kv_cost_of(kv_price_journey(k->desk->pricer, &plan->cargo, in->counted, in->charge_day, NULL), in->counted, &charge, err))
        s = KV_INVALID;
    if (s == KV_OK)
        s = kv_miles_find(k, out->fold, &in->limits, &in->from, true, in->charge_day, km_max, arena, &first, &in->first_count, &out->no_rate[0], err);
    if (s == KV_OK)
        s = kv_miles_find(k, out->fold, &in->limits, &in->to, false, in->charge_day, km_max, arena, &last, &in->last_count, &out->no_rate[1], err);
    if (s == KV_OK)
        s = kv_truck_all_the_way(k, &plan->cargo, in->counted, &in->limits, &in->from, &in->to, in->charge_day, km_max, &in->whole, &out->by_truck, err);
    if (s != KV_OK)
        return s;
    in->journey_charge = charge;
    in->first = first;
    in->last = last;
    return KV_OK;
}

kv_status kv_plan_find(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *plan, kv_error *err)
{
    kv_wishes w;
    kv_error unread = { 0 };
    err = err ? err : &unread;
    memset(plan, 0, sizeof *plan);
    plan->furthest.stop = KV_NONE;
    kv_plan_inside *in = kv_new(arena, kv_plan_inside);
    if (!in)
        return no_memory(err);
    plan->inside = in;
    kv_status s = kv_request_read(k, request, arena, plan, in, &w, err);
    if (s != KV_OK)
        return s;

    uint64_t began = kv_now_ns();
    prepared p;
    kv_error too_large = { 0 };
    in->counted = plan->currency;
    s = prepare(k, request, in, plan, &w, arena, &p, &too_large);
    if (s == KV_INVALID && !strcmp(too_large.where, "currency")) {
        in->counted = (kv_currency){ "USD" };           /* of larger units than most; prices are made out as asked all the same */
        s = prepare(k, request, in, plan, &w, arena, &p, &too_large);
    }
    if (s != KV_OK) {
        *err = too_large;
        return s;
    }
    plan->fold_ns = kv_now_ns() - began;
    const kv_costs *costs = &p.fold->costs;
    if (costs->through_count && !(in->through = kv_arena_copy(arena, costs->through, costs->through_count * sizeof *costs->through)))
        return no_memory(err);
    s = search(k, request, in, &w, p.fold, arena, plan, err);
    if (s != KV_OK)
        return s;
    kv_tick ready = kv_time_tick(k->desk->corridor, w.window.from);
    kv_journey truck = {
        .depart = ready, .arrive = ready + in->whole.access.seconds, .price = in->whole.access.price + (uint32_t)in->journey_charge,
        .co2_g = in->whole.access.co2_g, .from = KV_NONE, .to = KV_NONE, .link_last = KV_NONE,
    };
    s = collect(k, request, in, &w, p.by_truck ? &truck : NULL, arena, plan, err);
    if (s != KV_OK)
        return s;
    add_notes(k, request, in, p.fold, p.no_rate[0] || p.no_rate[1], arena, plan);
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
    if (s == KV_OK && request->options_max <= 0 && !request->profile)
        s = kv_side_by_side(k, request, arena, out, err);
    out->explain_ns = kv_now_ns() - began;
    return s;
}
