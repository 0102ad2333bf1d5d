/* nothing.c - nothing fits: what stands in the way, and the smallest change that would help
 *
 * Blocks are read off the pack: which services call at the two ends, and why each is out. Remedies are found by asking
 * again with one wish relaxed at a time; only changes that really lead to a way are named, with what they give. */
#include "service/desk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BLOCKS_MAX = 12, REMEDIES_MAX = 8, LATER_DAYS = 30, TRUCK_KM_MORE = 1000, HORIZON_MORE = 180, WORK_MAX = 300000 };

typedef struct {
    kv_clerk *k;
    const kv_plan_request *request;
    kv_plan *plan;
    kv_arena *arena;
    kv_error *err;
    const char *block[BLOCKS_MAX]; uint32_t block_count;
    kv_remedy remedy[REMEDIES_MAX]; uint32_t remedy_count;
    kv_status status;
} asker;

static bool given(const char *text) { return kv_text_trim(kv_text_of(text)).n > 0; }

static void block(asker *a, const char *text)
{
    if (!text) {
        a->status = kv_fail(a->err, KV_MEMORY, "", "memory is out");
        return;
    }
    for (uint32_t i = 0; i < a->block_count; i++)
        if (!strcmp(a->block[i], text))
            return;
    if (a->block_count < BLOCKS_MAX)
        a->block[a->block_count++] = text;
}

/* ---- blocks ------------------------------------------------------------------------------------------------------ */

/* why services at one end are out; first reason that holds, in this order */
typedef struct { uint32_t calls, mode_or_carrier, cargo, country, price, usable; const char *example; } census;

static bool leaves_or_reaches(const kv_corridor *c, uint32_t pattern, uint32_t stop, bool outward, uint32_t *position)
{
    const kv_pattern_row *p = &c->patterns[pattern];
    for (uint32_t i = 0; i < p->stop_count; i++) {
        uint8_t flag = c->position_flags[p->first_position + i];
        bool fits = outward ? i + 1 < p->stop_count && !(flag & KV_NO_PICKUP) : i > 0 && !(flag & KV_NO_DROPOFF);
        if (fits && c->position_stop[p->first_position + i] == stop) {
            *position = i;
            return true;
        }
    }
    return false;
}

static bool any_leg_priced(asker *a, const kv_pattern_row *p, uint32_t position, bool outward, bool *all_avoided)
{
    const kv_corridor *c = a->k->desk->corridor;
    const kv_limits *limits = &a->plan->inside->limits;
    const uint32_t *stop = c->position_stop + p->first_position;
    bool priced = false;
    *all_avoided = true;
    if (kv_limits_avoid(limits, c->stops[stop[position]].country))
        return false;
    for (uint32_t n = 1; n < p->stop_count; n++) {
        if (outward ? position + n >= p->stop_count : n > position)
            break;
        uint32_t other = outward ? position + n : position - n;
        if (kv_limits_avoid(limits, c->stops[stop[other]].country))
            break;
        *all_avoided = false;
        uint32_t i = outward ? position : other, j = outward ? other : position;
        const char *groups = kv_corridor_text(c, c->services[p->service].through_groups);
        priced = priced || *groups || !limits->priced
              || kv_price_leg(a->k->desk->pricer, &a->plan->cargo, a->plan->currency, p, i, j, a->plan->inside->charge_day, NULL) != KV_PRICE_NONE;
    }
    return priced;
}

static census count_services(asker *a, const kv_mile *mile, uint32_t mile_count, bool outward)
{
    const kv_corridor *c = a->k->desk->corridor;
    const kv_limits *limits = &a->plan->inside->limits;
    census n = { 0 };
    for (uint32_t pattern = 0; pattern < c->patterns_count; pattern++) {
        const kv_pattern_row *p = &c->patterns[pattern];
        const kv_service_row *service = &c->services[p->service];
        for (uint32_t m = 0; m < mile_count; m++) {
            uint32_t position;
            bool avoided;
            char reason[120];
            if (!leaves_or_reaches(c, pattern, mile[m].access.stop, outward, &position))
                continue;
            n.calls++;
            if (!kv_limits_take(limits, service)) {
                n.mode_or_carrier++;
            } else if (c->info->is_freight && !kv_cargo_fits(c, p->service, &a->plan->cargo, reason)) {
                const char *name = kv_corridor_text(c, service->short_name);
                if (!n.cargo++)
                    n.example = kv_arena_format(a->arena, "%s %s", *name ? name : kv_corridor_text(c, service->long_name), reason);
            } else if (!any_leg_priced(a, p, position, outward, &avoided)) {
                n.country += avoided;
                n.price += !avoided;
            } else {
                n.usable++;
            }
            break;
        }
    }
    return n;
}

static void blocks_at(asker *a, const kv_end *end, const kv_mile *mile, uint32_t count, bool outward)
{
    const char *name = end->place.name, *verb = outward ? "leaves" : "reaches";
    if (!count) {
        if (!kv_truck_takes(&a->plan->cargo))
            block(a, kv_arena_format(a->arena, "%s is not in this pack, and wagons do not go by truck", name));
        else if (a->request->truck_km_max < 0)
            block(a, kv_arena_format(a->arena, "%s is not in this pack, and trucks are left out", name));
        else
            block(a, kv_arena_format(a->arena, "no terminal with a service for this cargo and a truck rate lies within %.0f km of %s",
                                     a->request->truck_km_max > 0 ? a->request->truck_km_max : KV_TRUCK_KM_DEFAULT, name));
        return;
    }
    census n = count_services(a, mile, count, outward);
    if (n.usable)
        return;
    if (!n.calls)
        block(a, kv_arena_format(a->arena, "no service %s %s", verb, name));
    if (n.cargo)
        block(a, kv_arena_format(a->arena, "no service that %s %s takes this cargo: %s%s", verb, name, n.example ? n.example : "", n.cargo > 1 ? " (and others)" : ""));
    if (n.mode_or_carrier)
        block(a, kv_arena_format(a->arena, "%s that %s %s is left out by mode or carrier",
                                 n.mode_or_carrier == n.calls ? "every service" : "a service", verb, name));
    if (n.country)
        block(a, kv_arena_format(a->arena, "every service that %s %s calls in a country to avoid", verb, name));
    if (n.price)
        block(a, kv_arena_format(a->arena, "no tariff covers this cargo on a service that %s %s", verb, name));
}

/* ---- how far it gets ---------------------------------------------------------------------------------------------- */

static double km_to_end(const asker *a, uint32_t stop)
{
    const kv_stop_row *s = &a->k->desk->corridor->stops[stop];
    if (isnan(s->lat) || isnan(a->plan->to.lat))
        return INFINITY;
    return kv_distance_m(s->lat, s->lon, a->plan->to.lat, a->plan->to.lon) / 1000;
}

static void note_furthest(asker *a, uint32_t stop, kv_time at)
{
    double km = km_to_end(a, stop);
    if (a->plan->furthest.stop != KV_NONE && !(km < a->plan->furthest_km))
        return;
    a->plan->furthest = kv_place_of_stop(a->k->desk, stop);
    a->plan->furthest_at = at;
    a->plan->furthest_km = km;
}

/* The search gives up early where its bounds say that there is no way at all. Then dates do not matter: what do usable legs
 * and links reach, of which is nearest to the destination? */
static void reach(asker *a)
{
    const kv_corridor *c = a->k->desk->corridor;
    const kv_plan_inside *in = a->plan->inside;
    const kv_fold *f;
    kv_error unused = { 0 };
    if (kv_fold_get(a->k, &in->limits, &a->plan->cargo, in->counted, in->charge_day, in->charge_day, &f, &unused) != KV_OK)
        return;
    uint8_t *reached = kv_new_array(a->arena, uint8_t, c->stops_count);
    uint32_t *queue = kv_new_array(a->arena, uint32_t, c->stops_count), head = 0, tail = 0;
    if (!reached || !queue)
        return;
    for (uint32_t i = 0; i < in->first_count; i++)
        if (!reached[in->first[i].access.stop]++)
            queue[tail++] = in->first[i].access.stop;
    while (head < tail) {
        uint32_t stop = queue[head++];
        for (uint32_t l = c->link_first[stop]; l < c->link_first[stop + 1]; l++)
            if (!reached[c->links[l].to]++)
                queue[tail++] = c->links[l].to;
        for (uint32_t v = c->visit_first[stop]; v < c->visit_first[stop + 1]; v++) {
            const kv_pattern_row *p = &c->patterns[c->visits[v].pattern];
            for (uint32_t j = c->visits[v].position + 1; j < p->stop_count; j++) {
                uint32_t to = c->position_stop[p->first_position + j];
                if (f->costs.leg_price[kv_leg_index(p, c->visits[v].position, j)] != KV_BARRED && !reached[to]) {
                    reached[to] = 1;
                    queue[tail++] = to;
                }
            }
        }
    }
    for (uint32_t i = 0; i < in->last_count; i++)
        if (reached[in->last[i].access.stop])           /* then dates or limits stand in the way, not the network */
            return;
    for (uint32_t i = 0; i < tail; i++)
        note_furthest(a, queue[i], KV_TIME_NONE);
}

/* where a way that comes too late is when the time is over */
static void reach_in_time(asker *a, const kv_journey *late)
{
    const kv_corridor *c = a->k->desk->corridor;
    for (uint32_t r = 0; r < late->ride_count; r++) {
        const kv_ride *ride = &late->rides[r];
        if (ride->arrive <= a->plan->inside->latest)
            note_furthest(a, c->position_stop[c->patterns[ride->pattern].first_position + ride->alight], kv_tick_time(c, ride->arrive));
    }
}

/* ---- remedies ------------------------------------------------------------------------------------------------------ */

/* ask again, for arrival, price and `criteria` only, which takes far less than the whole set; true when a way was found */
static bool ask_for(asker *a, uint32_t criteria, const kv_plan_request *relaxed, kv_plan *found)
{
    kv_error unused = { 0 };
    if (a->status != KV_OK || a->remedy_count == REMEDIES_MAX)
        return false;
    kv_plan_request request = *relaxed;
    request.criteria = criteria | KV_BY_ARRIVAL | KV_BY_PRICE;
    request.profile = false;
    request.work_max = WORK_MAX;
    kv_status s = kv_plan_find(a->k, &request, a->arena, found, &unused);
    if (s == KV_MEMORY)
        a->status = kv_fail(a->err, s, "", "memory is out");
    return s == KV_OK;
}

static bool ask(asker *a, const kv_plan_request *relaxed, kv_plan *found) { return ask_for(a, 0, relaxed, found); }

static const kv_option *least(const kv_plan *plan, uint32_t (*value)(const kv_journey *))
{
    const kv_option *best = &plan->all[0];
    for (uint32_t i = 1; i < plan->all_count; i++)
        if (value(plan->all[i].journey) < value(best->journey))
            best = &plan->all[i];
    return best;
}
static uint32_t by_arrival(const kv_journey *j) { return j->arrive; }
static uint32_t by_price(const kv_journey *j) { return j->price; }
static uint32_t by_chance(const kv_journey *j) { return j->chance_cost; }
static uint32_t by_changes(const kv_journey *j) { return j->transhipments; }
static uint32_t by_departure(const kv_journey *j) { return j->depart; }

static const char *money(asker *a, kv_money m)
{
    char text[32];
    kv_money_format(m, text);
    return kv_arena_format(a->arena, "%s", text);
}

static const char *arrival_date(asker *a, const kv_plan *found, const kv_option *o)
{
    return kv_local_date(a->k, found->to.zone, kv_tick_time(a->k->desk->corridor, o->journey->arrive), a->arena);
}

static void remedy(asker *a, const kv_plan *found, const kv_option *o, const char *change)
{
    const char *date = arrival_date(a, found, o), *price = money(a, o->price);
    const char *result = found->inside->priced ? kv_arena_format(a->arena, "arrives %s at %s %s", date, price, found->currency.code)
                                               : kv_arena_format(a->arena, "arrives %s", date);
    if (!change || !date || !price || !result) {
        a->status = kv_fail(a->err, KV_MEMORY, "", "memory is out");
        return;
    }
    a->remedy[a->remedy_count++] = (kv_remedy){ change, result };
}

/* each item of a list left out in turn, and the option without the list when it has one item only */
static void try_list(asker *a, const char *list, const char **field, const char *option, kv_plan_request *relaxed)
{
    kv_text rest = kv_text_of(list), item;
    uint32_t count = 0;
    while (kv_text_next(&rest, ',', &item))
        count += item.n > 0;
    rest = kv_text_of(list);
    bool any = false;
    while (count && kv_text_next(&rest, ',', &item)) {
        if (!item.n)
            continue;
        char *left = kv_new_array(a->arena, char, strlen(list) + 1);
        size_t used = 0;
        kv_text others = kv_text_of(list), other;
        while (left && kv_text_next(&others, ',', &other)) {
            if (!other.n || other.p == item.p)
                continue;
            if (used)
                left[used++] = ',';
            memcpy(left + used, other.p, other.n);
            used += other.n;
        }
        *field = left;
        kv_plan found;
        if (ask(a, relaxed, &found)) {
            any = true;
            block(a, kv_arena_format(a->arena, "%s %s leaves no way", option, list));
            remedy(a, &found, least(&found, by_arrival), kv_arena_format(a->arena, "without %s %.*s", option, (int)item.n, item.p));
        }
    }
    *field = NULL;
    kv_plan found;
    if (count > 1 && !any && ask(a, relaxed, &found)) {
        block(a, kv_arena_format(a->arena, "%s %s leaves no way", option, list));
        remedy(a, &found, least(&found, by_arrival), kv_arena_format(a->arena, "without %s", option));
    }
    *field = list;
}

static void try_limits(asker *a)
{
    kv_plan_request r = *a->request;
    kv_plan found;
    if (given(r.arrive_by)) {
        r.arrive_by = NULL;
        if (ask(a, &r, &found)) {
            const kv_option *o = least(&found, by_arrival);
            block(a, kv_arena_format(a->arena, "the earliest possible arrival is %s, later than asked", arrival_date(a, &found, o)));
            reach_in_time(a, o->journey);
            remedy(a, &found, o, kv_arena_format(a->arena, "--arrive-by %s", arrival_date(a, &found, o)));
        }
        r = *a->request;
    }
    if (given(r.price_max)) {
        r.price_max = NULL;
        if (ask(a, &r, &found)) {
            const kv_option *o = least(&found, by_price);
            block(a, kv_arena_format(a->arena, "the least price is %s %s, more than asked", money(a, o->price), found.currency.code));
            remedy(a, &found, o, kv_arena_format(a->arena, "--price-max %s", money(a, o->price)));
        }
        r = *a->request;
    }
    if (r.chance_min > 0) {
        r.chance_min = 1e-8;
        if (ask_for(a, KV_BY_CHANCE, &r, &found)) {
            const kv_option *o = least(&found, by_chance);
            double chance = floor(kv_chance_of_cost(o->journey->chance_cost) * 100) / 100;
            block(a, kv_arena_format(a->arena, "the surest way has a chance of %.0f %%", chance * 100));
            remedy(a, &found, o, kv_arena_format(a->arena, "--chance-min %.2f", chance));
        }
        r = *a->request;
    }
    if (r.transfers_max >= 0) {
        r.transfers_max = KV_LEGS_MAX - 1;
        if (ask_for(a, KV_BY_TRANSHIPMENTS, &r, &found)) {
            const kv_option *o = least(&found, by_changes);
            block(a, kv_arena_format(a->arena, "no way has fewer than %u transfers", o->journey->transhipments));
            remedy(a, &found, o, kv_arena_format(a->arena, "--transfers-max %u", o->journey->transhipments));
        }
        r = *a->request;
    }
    try_list(a, a->request->avoid, &r.avoid, "--avoid", &r);
    try_list(a, a->request->avoid_carriers, &r.avoid_carriers, "--avoid-carriers", &r);
    try_list(a, a->request->avoid_modes, &r.avoid_modes, "--avoid-modes", &r);
    r = *a->request;
    r.only_carriers = NULL;
    if (given(a->request->only_carriers) && ask(a, &r, &found))
        remedy(a, &found, least(&found, by_arrival), "without --only-carriers");
    r = *a->request;
    r.only_modes = NULL;
    if (given(a->request->only_modes) && ask(a, &r, &found))
        remedy(a, &found, least(&found, by_arrival), "without --only-modes");
    r = *a->request;
    r.via = NULL;
    if (given(a->request->via) && ask(a, &r, &found))
        remedy(a, &found, least(&found, by_arrival), "without --via");
}

static void try_dates(asker *a)
{
    kv_plan_request r = *a->request;
    kv_plan found;
    const kv_corridor *c = a->k->desk->corridor;
    char from[32], to[32];
    if (a->plan->ready_last > a->plan->ready) {         /* a window: a longer one */
        kv_time_format(a->plan->ready, from);
        kv_time_format(a->plan->ready_last + LATER_DAYS * (kv_time)KV_DAY_S, to);
        r.depart = kv_arena_format(a->arena, "%s..%s", from, to);
        if (r.depart && ask(a, &r, &found)) {
            const kv_option *o = least(&found, by_departure);
            const char *first = kv_local_date(a->k, found.from.zone, a->plan->ready, a->arena);
            kv_time departs = kv_tick_time(c, o->journey->depart);
            block(a, kv_arena_format(a->arena, "nothing leaves within the window"));
            remedy(a, &found, o, kv_arena_format(a->arena, "--depart %s..%s", first, kv_local_date(a->k, found.from.zone, departs, a->arena)));
        }
    }
    r = *a->request;
    if (given(r.arrive_by) || r.horizon_days >= HORIZON_MORE)
        return;
    r.horizon_days = HORIZON_MORE;
    if (ask(a, &r, &found)) {
        const kv_option *o = least(&found, by_arrival);
        block(a, kv_arena_format(a->arena, "nothing arrives within the days looked at behind the window"));
        remedy(a, &found, o, kv_arena_format(a->arena, "--arrive-by %s", arrival_date(a, &found, o)));
    }
}

static void try_trucks(asker *a)
{
    kv_plan_request r = *a->request;
    kv_plan found;
    if (r.truck_km_max >= TRUCK_KM_MORE || !kv_truck_takes(&a->plan->cargo))
        return;
    r.truck_km_max = TRUCK_KM_MORE;
    if (!ask(a, &r, &found))
        return;
    const kv_option *o = least(&found, by_arrival);
    const kv_plan_inside *in = found.inside;
    int64_t metres = 0;
    if (o->journey->from == KV_NONE) {
        metres = in->whole.metres;
    } else {
        if (in->first[o->journey->from].metres > metres)
            metres = in->first[o->journey->from].metres;
        if (in->last[o->journey->to].metres > metres)
            metres = in->last[o->journey->to].metres;
    }
    remedy(a, &found, o, kv_arena_format(a->arena, "--truck-km-max %d", (int)((metres + 9999) / 10000) * 10));
}

/* the same goods in other equipment, or in smaller lots */
static void try_cargo(asker *a)
{
    const kv_cargo *cargo = &a->plan->cargo;
    const kv_cargo_item *item = &cargo->item[0];
    if (cargo->item_count != 1)
        return;
    int64_t goods_t = (kv_cargo_goods_kg(cargo) + 999) / 1000;
    const uint32_t boxes = 1u << KV_EQUIPMENT_BOX_DRY;
    const uint32_t reefers = 1u << KV_EQUIPMENT_BOX_REEFER;
    struct { const char *cargo, *weight; } try[8];
    int count = 0;
    const char *weight = a->request->weight;
    if (item->equipment == boxes) {
        if (item->length_ft > 20 && goods_t <= 60LL * item->count)
            try[count].cargo = kv_arena_format(a->arena, "%dx22G1", item->count * 2),
            try[count++].weight = kv_arena_format(a->arena, "%lldkg", (long long)((item->goods_kg + 1) / 2));
        else if (item->length_ft == 20)
            try[count].cargo = kv_arena_format(a->arena, "%dx45G1", item->count), try[count++].weight = weight;
    } else if (!(item->equipment & reefers) && !item->teu_100 && goods_t > 0) {
        bool wagons = strncmp(item->code, "wagon", 5) == 0;
        if (wagons && strcmp(item->code, "wagon"))
            try[count].cargo = kv_arena_format(a->arena, "%dxwagon", item->count), try[count++].weight = weight;
        if (!wagons)
            try[count].cargo = kv_arena_format(a->arena, "%lldxwagon", (long long)((goods_t + 64) / 65)), try[count++].weight = NULL;
        if (goods_t <= 24 * 200)
            try[count].cargo = kv_arena_format(a->arena, "%lldx22G1", (long long)((goods_t + 23) / 24)), try[count++].weight = "24t";
    }
    for (int lots = 2; item->count > 1 && lots <= 4; lots++)
        try[count].cargo = kv_arena_format(a->arena, "%dx%s", (item->count + lots - 1) / lots, item->code), try[count++].weight = weight;
    for (int i = 0; i < count; i++) {
        kv_plan_request r = *a->request;
        kv_plan found;
        r.cargo = try[i].cargo;
        r.weight = try[i].weight;
        if (!r.cargo || !ask(a, &r, &found))
            continue;
        bool same_weight = r.weight == weight;
        remedy(a, &found, least(&found, by_arrival),
               same_weight || !r.weight ? kv_arena_format(a->arena, "--cargo %s", r.cargo)
                                        : kv_arena_format(a->arena, "--cargo %s --weight %s", r.cargo, r.weight));
        if (strstr(r.cargo, item->code))
            break;                                      /* smaller lots: the largest that goes is enough */
    }
}

/* nothing helped alone: do the limits stand in the way together? */
static void try_everything(asker *a)
{
    kv_plan_request r = *a->request;
    kv_plan found;
    r.arrive_by = r.price_max = r.avoid = r.avoid_carriers = r.avoid_modes = r.only_carriers = r.only_modes = r.via = NULL;
    r.chance_min = 0;
    r.transfers_max = -1;
    if (a->remedy_count || !ask(a, &r, &found))
        return;
    remedy(a, &found, least(&found, by_arrival), "without any of the limits");
    block(a, "the limits stand in the way together; dropping one alone does not help");
}

kv_status kv_nothing_explain(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *plan, kv_error *err)
{
    asker a = { .k = k, .request = request, .plan = plan, .arena = arena, .err = err, .status = KV_OK };
    const kv_plan_inside *in = plan->inside;
    const kv_corridor *c = k->desk->corridor;
    if (plan->counters.nearest_stop != KV_NONE && plan->counters.nearest_at)
        note_furthest(&a, plan->counters.nearest_stop, kv_tick_time(c, plan->counters.nearest_at));
    blocks_at(&a, &in->from, in->first, in->first_count, true);
    blocks_at(&a, &in->to, in->last, in->last_count, false);
    try_limits(&a);
    try_dates(&a);
    try_trucks(&a);
    try_cargo(&a);
    try_everything(&a);
    if (plan->furthest.stop == KV_NONE)
        reach(&a);
    if (!a.block_count)
        block(&a, kv_arena_format(arena, plan->furthest.stop != KV_NONE && plan->furthest_at == KV_TIME_NONE ? "no chain of services that take this cargo leads from %s to %s"
                                                                           : "no chain of services leads from %s to %s within the time looked at",
                                  plan->from.name, plan->to.name));
    if (a.status != KV_OK)
        return a.status;
    plan->blocks = kv_arena_copy(arena, a.block, a.block_count * sizeof *a.block);
    plan->block_count = a.block_count;
    plan->remedies = kv_arena_copy(arena, a.remedy, sizeof a.remedy);
    plan->remedy_count = a.remedy_count;
    return plan->blocks && plan->remedies ? KV_OK : kv_fail(err, KV_MEMORY, "", "memory is out");
}
