/* explain.c - every hour, every line of the price, every gram of one way, with where each figure comes from
 *
 *     ready --handling-- --opening wait-- --wait for the vehicle-- depart ==ride== arrive | handling ...
 *
 * Prices and emissions are asked of the engines once more, this time with lines. They are the same calls that were folded
 * for the search, so the lines must add up to the journey's figures: if they do not, that is our bug and said so. */
#include "service/desk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/handling.h"

typedef struct {
    kv_clerk *k;
    const kv_desk *desk;
    const kv_corridor *c;
    const kv_plan *plan;
    const kv_plan_inside *in;
    const kv_journey *j;
    kv_option *option;
    kv_arena *arena;
    kv_error *err;
    uint32_t first_ride_part;           /* parts before the first ride: 0 or 1 */
    kv_price_lines found;               /* of one call */
    kv_emission_lines found_co2;
    KV_VEC(kv_plan_line) lines;
    KV_VEC(kv_emission_line) co2;
    KV_VEC(uint32_t) co2_part;
    int64_t price;
    uint64_t grams;
    bool failed;                        /* memory is out */
} explainer;

static const char *text(const explainer *x, kv_str s) { return kv_corridor_text(x->c, s); }

static const kv_pattern_row *pattern_of(const explainer *x, uint32_t r) { return &x->c->patterns[x->j->rides[r].pattern]; }
static const kv_service_row *service_of(const explainer *x, uint32_t r) { return &x->c->services[pattern_of(x, r)->service]; }
static uint32_t stop_at(const explainer *x, uint32_t r, uint32_t position)
{
    return x->c->position_stop[pattern_of(x, r)->first_position + position];
}
static uint32_t board_stop(const explainer *x, uint32_t r) { return stop_at(x, r, x->j->rides[r].board); }
static uint32_t alight_stop(const explainer *x, uint32_t r) { return stop_at(x, r, x->j->rides[r].alight); }

/* the mode by which the cargo comes to the change before ride r (ride_count: to the last change) */
static kv_mode mode_before(const explainer *x, uint32_t r)
{
    return r ? (kv_mode)service_of(x, r - 1)->mode : (kv_mode)x->in->first[x->j->from].access.mode;
}
static kv_mode mode_after(const explainer *x, uint32_t r)
{
    return r < x->j->ride_count ? (kv_mode)service_of(x, r)->mode : (kv_mode)x->in->last[x->j->to].access.mode;
}
static uint32_t change_stop(const explainer *x, uint32_t r)
{
    if (r < x->j->ride_count)
        return board_stop(x, r);
    return x->j->link_last != KV_NONE ? x->j->link_last : alight_stop(x, r - 1);
}

static int32_t day_of_ride(const explainer *x, uint32_t r) { return kv_day_of(kv_tick_time(x->c, x->j->rides[r].depart)); }

static uint32_t link_s(const explainer *x, uint32_t from, uint32_t to)
{
    for (uint32_t i = x->c->link_first[from]; i < x->c->link_first[from + 1]; i++)
        if (x->c->links[i].to == to)
            return x->c->links[i].seconds;
    return 0;
}

/* ---- lines of the price -------------------------------------------------------------------------------------- */

static const char *stretch(explainer *x, const char *what, uint32_t from, uint32_t to)
{
    const kv_stop_row *stops = x->c->stops;
    if (from == KV_NONE || to == KV_NONE)
        return what;
    if (from == to)
        return kv_arena_format(x->arena, "%s at %s", what, text(x, stops[from].name));
    return kv_arena_format(x->arena, "%s %s - %s", what, text(x, stops[from].name), text(x, stops[to].name));
}

static void describe_line(explainer *x, kv_plan_line *l)
{
    const kv_corridor *c = x->c;
    uint32_t row = l->line.row;
    switch (l->line.kind) {
    case KV_LINE_TARIFF: case KV_LINE_THROUGH: case KV_LINE_ACCESS: {
        const kv_tariff_row *t = &c->tariffs[row];
        const char *what = l->line.kind == KV_LINE_THROUGH ? "through rate" : l->line.kind == KV_LINE_ACCESS ? "truck"
                         : t->mode == KV_MODE_NONE ? "carriage" : kv_term_shown(KV_LIST_MODE, t->mode);
        l->id = text(x, t->id);
        l->name = stretch(x, what, l->line.stop_from, l->line.stop_to);
        l->valid = t->valid;
        l->origin = &t->origin;
        l->notes = text(x, t->notes);
        break;
    }
    case KV_LINE_SURCHARGE: {
        const kv_surcharge_row *s = &c->surcharges[row];
        l->id = text(x, s->id);
        l->name = text(x, s->name);
        l->valid = s->valid;
        l->origin = &s->origin;
        l->notes = text(x, s->notes);
        break;
    }
    case KV_LINE_HANDLING: case KV_LINE_STORAGE: {
        const kv_handling_row *h = &c->handling[row];
        l->id = text(x, c->stops[h->stop].id);
        l->name = stretch(x, l->line.kind == KV_LINE_STORAGE ? "storage" : kv_term_shown(KV_LIST_OPERATION, h->operation),
                          l->line.stop_from, l->line.stop_from);
        l->valid = h->valid;
        l->origin = &h->origin;
        l->notes = text(x, h->notes);
        break;
    }
    }
    if (!l->name)
        x->failed = true;
}

/* the lines of one call become lines of the option; total is what the call returned */
static void take_lines(explainer *x, int64_t total, uint32_t part, int32_t day)
{
    for (size_t i = 0; i < x->found.count && !x->failed; i++) {
        kv_plan_line l = { .line = x->found.at[i], .part = part };
        describe_line(x, &l);
        if (l.origin && l.origin->confidence == KV_CONFIDENCE_ESTIMATE)
            x->option->has_estimate = true;
        if (day > l.valid.carried_after)
            x->option->has_carried = true;
        x->failed = x->failed || !kv_vec_push(&x->lines, l);
    }
    x->found.count = 0;
    x->price += total > 0 ? total : 0;
}

static bool through_begins(const explainer *x, uint32_t r)
{
    uint32_t through = x->j->rides[r].through;
    return through != KV_NONE && (r == 0 || x->j->rides[r - 1].through != through);
}
/* is the change before ride r inside a through rate? */
static bool through_goes_on(const explainer *x, uint32_t r)
{
    return r && r < x->j->ride_count && x->j->rides[r].through != KV_NONE && x->j->rides[r - 1].through == x->j->rides[r].through;
}

static void price_ride(explainer *x, uint32_t r, uint32_t part)
{
    const kv_ride *ride = &x->j->rides[r];
    const kv_pricer *p = x->desk->pricer;
    int32_t day = day_of_ride(x, r);
    kv_currency currency = x->plan->currency;
    if (ride->through == KV_NONE) {
        take_lines(x, kv_price_leg(p, &x->plan->cargo, currency, pattern_of(x, r), ride->board, ride->alight, day, &x->found), part, day);
        return;
    }
    const kv_through *t = &x->in->through[ride->through];
    if (through_begins(x, r)) {
        int64_t total = kv_price_through(p, &x->plan->cargo, currency, t->rate, day, &x->found);
        for (size_t i = 0; i < x->found.count; i++)
            if (x->found.at[i].stop_from == KV_NONE || x->found.at[i].kind == KV_LINE_THROUGH) {
                x->found.at[i].stop_from = t->from;
                x->found.at[i].stop_to = t->to;
            }
        take_lines(x, total, part, day);
    }
    take_lines(x, kv_price_leg_surcharges(p, &x->plan->cargo, currency, pattern_of(x, r), ride->board, ride->alight, day, &x->found), part, day);
}

static void price_change(explainer *x, uint32_t r, uint32_t part)
{
    if (through_goes_on(x, r) && x->in->through[x->j->rides[r].through].covers_handling)
        return;
    take_lines(x, kv_price_change(x->desk->pricer, &x->plan->cargo, x->plan->currency, change_stop(x, r), mode_before(x, r), mode_after(x, r),
                                  x->in->charge_day, &x->found), part, x->in->charge_day);
}

static void price_storage(explainer *x, uint32_t r, uint32_t part)
{
    const kv_ride *ride = &x->j->rides[r];
    bool pays = false;                                  /* once a timetabled ride has been taken */
    for (uint32_t i = 0; i < r; i++)
        pays = pays || x->j->rides[i].run != KV_NONE;
    if (!pays || ride->depart <= ride->ready)
        return;
    uint32_t free_days = 0, row = 0, stop = board_stop(x, r), days = (ride->depart - ride->ready + KV_DAY_S - 1) / KV_DAY_S;
    int64_t per_day = 0;
    kv_price_storage(x->desk->pricer, &x->plan->cargo, x->plan->currency, stop, x->in->charge_day, &free_days, &per_day, &row);
    if (per_day <= 0 || days <= free_days)
        return;
    int64_t charge = per_day * (days - free_days);
    kv_price_line line = {
        .kind = KV_LINE_STORAGE, .row = row, .item = KV_NONE, .stop_from = stop, .stop_to = stop, .quantity = { days - free_days, 0 },
        .unit = x->c->handling[row].storage_unit, .amount = { charge, x->plan->currency }, .converted = charge, .fx_day = INT32_MIN,
    };
    x->failed = x->failed || !kv_vec_push(&x->found, line);
    take_lines(x, charge, part, x->in->charge_day);
}

/* ---- emissions ---------------------------------------------------------------------------------------------------- */

static void take_co2(explainer *x, kv_co2 co2, uint32_t part)
{
    for (size_t i = 0; i < x->found_co2.count && !x->failed; i++) {
        const kv_emission_line *l = &x->found_co2.at[i];
        if (l->row != KV_NONE && (l->is_hub ? x->c->handling[l->row].origin : x->c->emissions[l->row].origin).confidence == KV_CONFIDENCE_ESTIMATE)
            x->option->has_estimate = true;
        x->failed = !kv_vec_push(&x->co2, *l) || !kv_vec_push(&x->co2_part, part);
    }
    x->found_co2.count = 0;
    x->option->co2.wtt_g += co2.wtt_g;
    x->option->co2.ttw_g += co2.ttw_g;
    x->grams += kv_co2_grams(co2);
}

static void weigh_ride(explainer *x, uint32_t r, uint32_t part)
{
    const kv_ride *ride = &x->j->rides[r];
    bool known;
    take_co2(x, kv_emissions_leg(x->c, &x->plan->cargo, pattern_of(x, r), ride->board, ride->alight, &known, &x->found_co2), part);
}

static void weigh_change(explainer *x, uint32_t r, uint32_t part)
{
    take_co2(x, kv_emissions_change(x->c, &x->plan->cargo, change_stop(x, r), mode_before(x, r), mode_after(x, r), x->in->charge_day, &x->found_co2), part);
}

/* ---- parts ----------------------------------------------------------------------------------------------------------- */

static kv_place_seen place(const explainer *x, uint32_t stop) { return kv_place_of_stop(x->desk, stop); }

/* handling of the change before ride r: planned seconds and the rows behind it; a link takes its own time instead */
static int64_t handling(explainer *x, uint32_t r, const uint32_t **rows, uint32_t *count)
{
    uint32_t found[KV_HANDLING_ROWS_MAX], from = KV_NONE;
    *rows = NULL;
    *count = 0;
    if (r < x->j->ride_count)
        from = x->j->rides[r].link_from;
    else if (x->j->link_last != KV_NONE)
        from = alight_stop(x, r - 1);
    if (from != KV_NONE)
        return link_s(x, from, change_stop(x, r));
    if (!x->c->info->is_freight)
        return r && r < x->j->ride_count && x->c->change_s_count ? x->c->change_s[change_stop(x, r)] : 0;
    *count = kv_handling_rows(x->c, &x->plan->cargo, change_stop(x, r), mode_before(x, r), mode_after(x, r), false, x->in->charge_day, found);
    if (*count && !(*rows = kv_arena_copy(x->arena, found, *count * sizeof *found)))
        x->failed = true, *count = 0;
    for (uint32_t i = 0; i < *count; i++) {
        const kv_handling_row *h = &x->c->handling[found[i]];
        x->option->has_estimate = x->option->has_estimate || h->origin.confidence == KV_CONFIDENCE_ESTIMATE;
    }
    return kv_handling_seconds(x->c, found, *count);
}

static void part_calls(explainer *x, kv_part *part, uint32_t r)
{
    const kv_ride *ride = &x->j->rides[r];
    const kv_pattern_row *p = pattern_of(x, r);
    uint32_t count = ride->alight - ride->board + 1, profile = 0;
    if (ride->run != KV_NONE)
        profile = x->c->run_profile[ride->run];
    const kv_call *call = x->c->calls + p->first_call + (size_t)profile * p->stop_count;
    kv_time base = kv_tick_time(x->c, ride->depart) - (kv_time)call[ride->board].depart;
    kv_place_seen *calls = kv_new_array(x->arena, kv_place_seen, count);
    kv_time *arrive = kv_new_array(x->arena, kv_time, count), *depart = kv_new_array(x->arena, kv_time, count);
    if (!calls || !arrive || !depart) {
        x->failed = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        calls[i] = place(x, stop_at(x, r, ride->board + i));
        arrive[i] = base + (kv_time)call[ride->board + i].arrive;
        depart[i] = base + (kv_time)call[ride->board + i].depart;
    }
    part->calls = calls;
    part->call_arrive = arrive;
    part->call_depart = depart;
    part->call_count = count;
    const uint32_t *metres = x->c->position_m + p->first_position;
    part->distance_km = (metres[ride->alight] - metres[ride->board]) / 1000.0;
}

/* how late this leg alone may come */
static void part_lateness(explainer *x, kv_part *part, uint32_t r)
{
    const kv_ride *ride = &x->j->rides[r];
    part->arrive_p10 = part->arrive_p90 = part->arrive;
    if (!x->c->info->is_freight)
        return;
    uint32_t classes;
    const uint16_t *lateness = kv_reliability_lateness(x->desk->reliability, &classes);
    size_t leg = kv_leg_index(pattern_of(x, r), ride->board, ride->alight);
    kv_spread late = kv_reliability_class(x->desk->reliability, lateness[leg * 12 + (size_t)kv_tick_month(x->c, ride->depart) - 1]);
    part->arrive_p10 = part->arrive + llround(kv_spread_quantile(late, 0.1) * 3600);
    part->arrive_p90 = part->arrive + llround(kv_spread_quantile(late, 0.9) * 3600);
}

/* when the cargo comes to the change before ride r; KV_NEVER when it may come at any time (at the first terminal itself) */
static kv_tick arrival_before(const explainer *x, uint32_t r)
{
    if (r)
        return x->j->rides[r - 1].arrive;
    const kv_mile *mile = &x->in->first[x->j->from];
    return mile->metres ? x->j->depart + mile->access.seconds : KV_NEVER;
}

static kv_part ride_part(explainer *x, uint32_t r)
{
    const kv_ride *ride = &x->j->rides[r];
    const kv_service_row *service = service_of(x, r);
    const char *name = text(x, service->short_name);
    kv_part part = {
        .kind = KV_PART_RIDE, .mode = (kv_mode)service->mode, .from = place(x, board_stop(x, r)), .to = place(x, alight_stop(x, r)),
        .carrier = "", .carrier_id = "", .service = *name ? name : text(x, service->long_name), .service_id = text(x, service->id),
        .trip_id = ride->run != KV_NONE ? text(x, x->c->trips[x->c->run_trip[ride->run]].id) : "",
        .dispatch = (kv_dispatch)service->dispatch, .ready = kv_tick_time(x->c, ride->ready), .depart = kv_tick_time(x->c, ride->depart),
        .arrive = kv_tick_time(x->c, ride->arrive), .chance = 1, .next_depart = KV_TIME_NONE, .capacity = service->capacity,
        .capacity_unit = (kv_capacity_unit)service->capacity_unit, .through = KV_NONE, .origin = service->is_freight ? &service->origin : NULL, .stage = r,
    };
    if (service->agency != KV_NONE) {
        part.carrier = text(x, x->c->agencies[service->agency].name);
        part.carrier_id = text(x, x->c->agencies[service->agency].id);
    }
    if (ride->through != KV_NONE)
        part.through = x->in->through[ride->through].rate;
    part.cutoff = part.depart - service->cutoff_s;
    part.handling_s = handling(x, r, &part.handling_rows, &part.handling_count);
    kv_tick came = arrival_before(x, r);
    if (came != KV_NEVER)
        part.opening_wait_s = (int64_t)ride->ready - (int64_t)came - part.handling_s;
    if (part.opening_wait_s < 0)
        part.opening_wait_s = 0;
    part.wait_s = part.depart - part.ready;
    x->option->has_estimate = x->option->has_estimate || (part.origin && part.origin->confidence == KV_CONFIDENCE_ESTIMATE);
    part_calls(x, &part, r);
    part_lateness(x, &part, r);
    return part;
}

/* The search sends a truck off when the cargo is ready. A person sends it so that it comes in time: as late as the
 * handling and the opening hours before a timetabled departure let it. */
static kv_time truck_leaves(const explainer *x, const kv_part *ride)
{
    const kv_mile *mile = &x->in->first[x->j->from];
    kv_tick came = x->j->depart + mile->access.seconds;
    const kv_ride *first = &x->j->rides[0];
    if (first->run == KV_NONE || first->link_from != KV_NONE)
        return kv_tick_time(x->c, x->j->depart);
    int64_t in_by = ride->cutoff - x->c->info->base;
    int64_t latest = in_by - ride->handling_s;
    while (latest > came && kv_stop_open_at(x->c, mile->access.stop, (kv_tick)(latest + ride->handling_s)) > in_by)
        latest -= 1800;
    return kv_tick_time(x->c, latest > came ? (kv_tick)latest - mile->access.seconds : x->j->depart);
}

/* the first ride when its truck leaves later than the search had it */
static void come_later(const explainer *x, kv_part *ride, kv_time came)
{
    if (x->j->rides[0].link_from != KV_NONE)
        return;
    kv_time ready = kv_tick_time(x->c, kv_stop_open_at(x->c, ride->from.stop, (kv_tick)(came + ride->handling_s - x->c->info->base)));
    ride->ready = ready;
    ride->opening_wait_s = ready - came - ride->handling_s;
    ride->wait_s = ride->depart - ready;
}

static kv_part truck_part(const explainer *x, kv_part_kind kind, const kv_mile *mile, kv_time ready, kv_time depart)
{
    kv_part part = {
        .kind = kind, .mode = KV_MODE_ROAD, .from = x->plan->from, .to = x->plan->to, .carrier = "", .carrier_id = "", .service = "truck",
        .service_id = "", .trip_id = "", .dispatch = KV_DISPATCH_HEADWAY, .ready = ready, .cutoff = depart, .depart = depart,
        .arrive = depart + mile->access.seconds, .wait_s = depart - ready, .chance = 1, .next_depart = KV_TIME_NONE,
        .distance_km = (double)mile->metres / 1000, .through = KV_NONE, .stage = KV_NONE,
    };
    part.arrive_p10 = part.arrive_p90 = part.arrive;
    if (kind == KV_PART_ACCESS)
        part.to = place(x, mile->access.stop);
    if (kind == KV_PART_EGRESS)
        part.from = place(x, mile->access.stop);
    x->option->has_estimate = true;
    return part;
}

static void charge_truck(explainer *x, const kv_mile *mile, const char *country, uint32_t part)
{
    if (x->in->priced)
        take_lines(x, kv_price_road(x->desk->pricer, &x->plan->cargo, x->plan->currency, country, mile->metres, x->in->charge_day, &x->found), part,
                   x->in->charge_day);
    take_co2(x, kv_emissions_road(x->c, &x->plan->cargo, country, (double)mile->metres / 1000, &x->found_co2), part);
}

/* ---- when it really arrives ------------------------------------------------------------------------------------------ */

static kv_status distribute(explainer *x, kv_part *parts)
{
    const kv_journey *j = x->j;
    kv_arena scratch = { 0 };
    kv_stage *stages = kv_new_array(&scratch, kv_stage, j->ride_count);
    kv_connection *connections = kv_new_array(&scratch, kv_connection, j->ride_count);
    if (!stages || !connections) {
        kv_arena_free(&scratch);
        return kv_fail(x->err, KV_MEMORY, "", "memory is out");
    }
    for (uint32_t r = 0; r < j->ride_count; r++) {
        const kv_ride *ride = &j->rides[r];
        const kv_part *part = &parts[x->first_ride_part + r];
        stages[r] = (kv_stage){
            .pattern = ride->pattern, .board = ride->board, .alight = ride->alight, .run = ride->run, .depart = part->depart, .arrive = part->arrive,
            .handling_count = part->handling_count, .cutoff_s = service_of(x, r)->cutoff_s, .board_stop = board_stop(x, r),
        };
        if (part->handling_count)
            memcpy(stages[r].handling_rows, part->handling_rows, part->handling_count * sizeof *part->handling_rows);
    }
    kv_time start = kv_tick_time(x->c, j->rides[0].ready);
    int64_t tail = (int64_t)j->arrive - (int64_t)j->rides[j->ride_count - 1].arrive;
    const uint32_t *rows = NULL;
    uint32_t row_count = 0;
    if (x->in->last[j->to].metres)
        handling(x, j->ride_count, &rows, &row_count);
    kv_status s = kv_reliability_arrival(x->desk->reliability, &scratch, stages, j->ride_count, start, (int32_t)tail, rows, row_count, &x->option->arrival,
                                         connections, x->err);
    for (uint32_t r = 0; s == KV_OK && r < j->ride_count; r++) {
        parts[x->first_ride_part + r].chance = connections[r].chance;
        parts[x->first_ride_part + r].next_depart = connections[r].next_depart;
    }
    double chance = 1;                                  /* the search counts in steps; this is the product itself */
    for (uint32_t r = 0; r < j->ride_count; r++)
        chance *= connections[r].chance;
    if (s == KV_OK)
        x->option->chance = chance;
    kv_arena_free(&scratch);
    return s;
}

static void arrive_as_planned(explainer *x)
{
    kv_time t = kv_tick_time(x->c, x->j->arrive);
    x->option->arrival = (kv_arrival){ .p10 = t, .p50 = t, .p80 = t, .p90 = t, .p95 = t, .on_plan = 1 };
    x->option->chance = 1;
}

/* ---- all of it --------------------------------------------------------------------------------------------------------- */

static kv_part *explain_rides(explainer *x, uint32_t *count)
{
    const kv_journey *j = x->j;
    const kv_mile *first = &x->in->first[j->from], *last = &x->in->last[j->to];
    kv_part *parts = kv_new_array(x->arena, kv_part, j->ride_count + 2);
    if (!parts)
        return NULL;
    uint32_t n = 0;
    x->first_ride_part = first->metres ? 1 : 0;
    n = x->first_ride_part;
    for (uint32_t r = 0; r < j->ride_count; r++, n++) {
        parts[n] = ride_part(x, r);
        if (r == 0 && first->metres) {
            parts[0] = truck_part(x, KV_PART_ACCESS, first, kv_tick_time(x->c, j->depart), truck_leaves(x, &parts[n]));
            come_later(x, &parts[n], parts[0].arrive);
            charge_truck(x, first, x->plan->from.country, 0);
        }
        weigh_change(x, r, n);
        weigh_ride(x, r, n);
        if (!x->in->priced)
            continue;
        price_change(x, r, n);
        price_storage(x, r, n);
        price_ride(x, r, n);
    }
    if (last->metres) {
        parts[n] = truck_part(x, KV_PART_EGRESS, last, kv_tick_time(x->c, j->rides[j->ride_count - 1].arrive),
                              kv_tick_time(x->c, j->arrive) - last->access.seconds);
        kv_part *truck = &parts[n];
        truck->handling_s = handling(x, j->ride_count, &truck->handling_rows, &truck->handling_count);
        truck->opening_wait_s = truck->wait_s - truck->handling_s;
        truck->wait_s = 0;
        truck->ready = truck->depart;
        truck->stage = KV_NONE;
    }
    uint32_t end = last->metres ? n : n - 1;
    weigh_change(x, j->ride_count, end);
    if (x->in->priced)
        price_change(x, j->ride_count, end);
    if (last->metres)
        charge_truck(x, last, x->plan->to.country, end);
    *count = end + 1;
    return parts;
}

static void price_journey(explainer *x)
{
    take_lines(x, kv_price_journey(x->desk->pricer, &x->plan->cargo, x->plan->currency, x->in->charge_day, &x->found), KV_NONE, x->in->charge_day);
}

static kv_status release(explainer *x, kv_status s)
{
    if (s == KV_OK && x->failed)
        s = kv_fail(x->err, KV_MEMORY, "", "memory is out");
    kv_vec_free(&x->found);
    kv_vec_free(&x->found_co2);
    kv_vec_free(&x->lines);
    kv_vec_free(&x->co2);
    kv_vec_free(&x->co2_part);
    return s;
}

static kv_status finish(explainer *x, kv_part *parts, uint32_t part_count)
{
    kv_option *o = x->option;
    const kv_journey *j = x->j;
    if (x->in->priced)
        price_journey(x);
    if (!parts || x->failed)
        return kv_fail(x->err, KV_MEMORY, "", "memory is out");
    int64_t sum = 0;
    for (size_t i = 0; i < x->lines.count; i++)
        sum += x->lines.at[i].line.converted;
    if (x->in->priced && (sum != o->price.minor || x->price != sum))
        return kv_fail(x->err, KV_BUG, "price", "the lines add up to %lld, the answer says %lld", (long long)sum, (long long)o->price.minor);
    if (x->in->freight && x->grams != j->co2_g)
        return kv_fail(x->err, KV_BUG, "emissions", "the lines add up to %llu g, the search counted %u", (unsigned long long)x->grams, j->co2_g);
    o->parts = parts;
    o->part_count = part_count;
    o->lines = kv_arena_copy(x->arena, x->lines.at ? (void *)x->lines.at : (void *)"", x->lines.count * sizeof *x->lines.at);
    o->line_count = (uint32_t)x->lines.count;
    o->emissions = kv_arena_copy(x->arena, x->co2.at ? (void *)x->co2.at : (void *)"", x->co2.count * sizeof *x->co2.at);
    o->emission_part = kv_arena_copy(x->arena, x->co2_part.at ? (void *)x->co2_part.at : (void *)"", x->co2_part.count * sizeof *x->co2_part.at);
    o->emission_count = (uint32_t)x->co2.count;
    if (!o->lines || !o->emissions || !o->emission_part)
        return kv_fail(x->err, KV_MEMORY, "", "memory is out");
    return KV_OK;
}

kv_status kv_plan_price(kv_clerk *k, const kv_plan *plan, kv_option *option, kv_arena *arena, kv_error *err)
{
    kv_option unused = { 0 };
    explainer x = {
        .k = k, .desk = k->desk, .c = k->desk->corridor, .plan = plan, .in = plan->inside, .j = option->journey, .option = &unused, .arena = arena, .err = err,
    };
    const kv_journey *j = x.j;
    for (uint32_t r = 0; r < j->ride_count; r++) {
        price_change(&x, r, 0);
        price_storage(&x, r, 0);
        price_ride(&x, r, 0);
    }
    if (j->ride_count) {
        const kv_mile *first = &x.in->first[j->from], *last = &x.in->last[j->to];
        price_change(&x, j->ride_count, 0);
        if (first->metres)
            charge_truck(&x, first, plan->from.country, 0);
        if (last->metres)
            charge_truck(&x, last, plan->to.country, 0);
    } else {
        charge_truck(&x, &x.in->whole, plan->from.country, 0);
    }
    price_journey(&x);
    option->price.minor = x.price;
    return release(&x, KV_OK);
}

kv_status kv_plan_explain(kv_clerk *k, const kv_plan *plan, kv_option *option, kv_arena *arena, kv_error *err)
{
    explainer x = {
        .k = k, .desk = k->desk, .c = k->desk->corridor, .plan = plan, .in = plan->inside, .j = option->journey, .option = option, .arena = arena, .err = err,
    };
    kv_part *parts;
    uint32_t count = 1;
    option->co2 = (kv_co2){ 0 };
    option->has_estimate = option->has_carried = false;
    if (x.j->ride_count) {
        parts = explain_rides(&x, &count);
    } else {
        parts = kv_new(arena, kv_part);
        kv_time ready = kv_tick_time(x.c, x.j->depart);
        if (parts)
            *parts = truck_part(&x, KV_PART_TRUCK_ALL_THE_WAY, &x.in->whole, ready, ready);
        charge_truck(&x, &x.in->whole, plan->from.country, 0);
    }
    kv_status s = finish(&x, parts, count);
    if (s == KV_OK && x.j->ride_count && x.in->freight)
        s = distribute(&x, parts);
    else if (s == KV_OK)
        arrive_as_planned(&x);
    return release(&x, s);
}
