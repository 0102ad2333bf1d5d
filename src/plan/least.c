/* least.c - the least time, price and CO2e that is still needed, each as if the others did not count
 *
 * One backward sweep over the stops per criterion (Dijkstra, binary heap): settling w at value x offers
 * x + leg to every stop from which a leg leads to w. Clock times, waiting and storage are left out, so
 * a value is never more than what a journey really needs. Kept for the destination as long as costs and end points are
 * the same: query after query to one port pays once. */
#include "plan/rich.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNREACHED (UINT32_MAX - 2)

static uint64_t hash_word(uint64_t h, uint64_t w)
{
    h ^= w + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
    return h * 0xff51afd7ed558ccdu;
}

static bool bind_legs(kv_rich *r)
{
    const kv_corridor *c = r->c;
    if (r->leg_seconds) return true;
    if (!KV_NEED(r->p, r->leg_seconds, c->info->leg_count + 1u) || !KV_NEED(r->p, r->leg_least, c->info->leg_count + 1u)) return false;
    for (uint32_t n = 0; n < c->patterns_count; n++) {
        const kv_pattern_row *pt = c->patterns + n;
        const kv_service_row *s = c->services + pt->service;
        uint32_t before = (uint32_t)(s->cutoff_s > 0 ? s->cutoff_s : 0) + (uint32_t)(pt->flexible && s->wait_p50_s > 0 ? s->wait_p50_s : 0);
        for (uint32_t i = 0; i + 1 < pt->stop_count; i++)
            for (uint32_t j = i + 1; j < pt->stop_count; j++) {
                uint32_t least = UINT32_MAX;
                for (uint32_t f = 0; f < pt->profile_count; f++) {
                    const kv_call *call = c->calls + pt->first_call + (size_t)f * pt->stop_count;
                    uint32_t ride = call[j].arrive - call[i].depart;
                    if (ride < least) least = ride;
                }
                r->leg_seconds[kv_leg_index(pt, i, j)] = kv_sum(before, least);
            }
    }
    return true;
}

static bool bind_months(kv_rich *r)
{
    if (r->month) return true;
    const kv_corridor *c = r->c;
    int64_t first = c->info->base >= 0 ? c->info->base / KV_DAY_S : 0;
    int64_t days = (int64_t)c->info->last_day - first + 2 + (int64_t)(c->info->longest_span_s / KV_DAY_S) + 400;
    r->month_count = (uint32_t)(days > 1 ? days : 1);
    if (!KV_NEED(r->p, r->month, r->month_count)) return false;
    for (uint32_t d = 0; d < r->month_count; d++) r->month[d] = (uint8_t)kv_days_date(first + d).month;
    return true;
}

static void bind_changes(kv_rich *r)
{
    const kv_corridor *c = r->c;
    const kv_costs *costs = r->costs;
    for (uint32_t v = 0; v < c->stops_count; v++) {
        const kv_change *block = costs->changes + (size_t)costs->change_block[v] * KV_MODE_COUNT * KV_MODE_COUNT;
        uint32_t seconds = UNREACHED, price = UNREACHED, co2 = UNREACHED;
        for (int n = 0; n < KV_MODE_COUNT * KV_MODE_COUNT; n++) {
            if (block[n].price == KV_BARRED || n % KV_MODE_COUNT == KV_MODE_NONE) continue;
            if (block[n].seconds < seconds) seconds = block[n].seconds;
            if (block[n].price < price) price = block[n].price;
            if (block[n].co2_g < co2) co2 = block[n].co2_g;
        }
        r->change_seconds[v] = seconds;
        r->change_price[v] = price;
        r->change_co2[v] = co2;
    }
}

static bool bind_through(kv_rich *r)
{
    const kv_costs *costs = r->costs;
    uint32_t stops = r->c->stops_count;
    free(r->through_back_first);
    free(r->through_back);
    r->through_back_first = calloc(stops + 2u, sizeof *r->through_back_first);
    r->through_back = calloc(costs->through_count + 1u, sizeof *r->through_back);
    if (!r->through_back_first || !r->through_back) return false;
    for (uint32_t t = 0; t < costs->through_count; t++) r->through_back_first[costs->through[t].to + 2]++;
    for (uint32_t v = 0; v < stops; v++) r->through_back_first[v + 2] += r->through_back_first[v + 1];
    for (uint32_t t = 0; t < costs->through_count; t++) r->through_back[r->through_back_first[costs->through[t].to + 1]++] = t;
    return true;
}

bool kv_least_bind(kv_rich *r, const kv_costs *costs)
{
    const kv_corridor *c = r->c;
    size_t stops = c->stops_count + 1u;
    uint64_t identity = 1;
    identity = hash_word(identity, (uint64_t)(uintptr_t)costs);
    identity = hash_word(identity, costs->id);
    identity = hash_word(identity, (uint64_t)(uintptr_t)costs->leg_price);
    identity = hash_word(identity, (uint64_t)(uintptr_t)costs->changes);
    identity = hash_word(identity, (uint64_t)(uintptr_t)costs->leg_co2 ^ costs->epoch_count);
    r->costs = costs;
    if (identity == r->bound_costs) return true;
    r->bounds_key = 0;
    r->bound_costs = 0;
    if (!bind_legs(r) || !bind_months(r) || !bind_through(r)) return false;
    if (!KV_NEED(r->p, r->change_seconds, stops) || !KV_NEED(r->p, r->change_price, stops) || !KV_NEED(r->p, r->change_co2, stops)
        || !KV_NEED(r->p, r->has_flexible, stops) || !KV_NEED(r->p, r->bags, stops)) return false;
    kv_least *sets[3] = { &r->seconds, &r->price, &r->co2 };
    for (int n = 0; n < 3; n++)
        if (!KV_NEED(r->p, sets[n]->arrived, stops) || !KV_NEED(r->p, sets[n]->ready, stops) || !KV_NEED(r->p, sets[n]->departing, c->position_stop_count + 1u))
            return false;
    bind_changes(r);
    for (uint32_t l = 0; l < c->info->leg_count; l++) {
        uint32_t least = KV_BARRED;                         /* the order of the values does it: priced, unpriced, barred */
        for (uint32_t e = 0; e < costs->epoch_count; e++) {
            uint32_t price = costs->leg_price[(size_t)e * c->info->leg_count + l];
            if (price < least) least = price;
        }
        r->leg_least[l] = least;
    }
    r->storage_any = false;
    r->free_least_s = UINT32_MAX;
    for (uint32_t v = 0; v < c->stops_count; v++) {
        r->has_flexible[v] = c->link_first[v] < c->link_first[v + 1];
        for (uint32_t n = c->visit_first[v]; n < c->visit_first[v + 1]; n++) {
            const kv_pattern_row *pt = c->patterns + c->visits[n].pattern;
            if (pt->flexible && c->visits[n].position + 1 < pt->stop_count) r->has_flexible[v] = 1;
        }
        if (!costs->storage || !costs->storage[v].per_day) continue;
        r->storage_any = true;
        uint32_t free_s = costs->storage[v].free_days >= UINT32_MAX / KV_DAY_S ? UINT32_MAX - 2 : costs->storage[v].free_days * KV_DAY_S;
        if (free_s < r->free_least_s) r->free_least_s = free_s;
    }
    if (!r->storage_any) r->free_least_s = 0;
    free(r->shift);
    r->shift = NULL;
    r->shift_count = costs->lateness_count;
    if (costs->leg_lateness && costs->lateness_count <= 2048) {
        size_t cells = (size_t)costs->lateness_count * costs->lateness_count;
        r->shift = malloc(cells * sizeof *r->shift + 1);
        if (!r->shift) return false;
        memset(r->shift, 0xff, cells * sizeof *r->shift);
    }
    r->bound_costs = identity;
    return true;
}

/* ---- one sweep ------------------------------------------------------------------------------------- */

static bool heap_push(kv_rich *r, uint32_t value, uint32_t stop)
{
    uint64_t item = (uint64_t)value << 32 | stop;
    if (!kv_vec_push(&r->heap, item)) return false;
    size_t i = r->heap.count - 1;
    while (i > 0 && r->heap.at[(i - 1) / 4] > item) { r->heap.at[i] = r->heap.at[(i - 1) / 4]; i = (i - 1) / 4; }
    r->heap.at[i] = item;
    return true;
}

static uint64_t heap_pop(kv_rich *r)
{
    uint64_t top = r->heap.at[0], item = r->heap.at[--r->heap.count];
    size_t n = r->heap.count, i = 0;
    for (;;) {
        size_t child = 4 * i + 1, best = child;
        if (child >= n) break;
        for (size_t k = child + 1; k < child + 4 && k < n; k++) if (r->heap.at[k] < r->heap.at[best]) best = k;
        if (r->heap.at[best] >= item) break;
        r->heap.at[i] = r->heap.at[best];
        i = best;
    }
    r->heap.at[i] = item;
    return top;
}

typedef enum { BY_SECONDS, BY_PRICE, BY_CO2 } sweep_kind;

static bool ready_at(kv_rich *r, kv_least *set, const uint32_t *change, sweep_kind kind, uint32_t v, uint32_t value)
{
    if (value >= set->ready[v]) return true;
    set->ready[v] = value;
    uint32_t a = kv_sum(value, change[v]);
    if (a < set->arrived[v]) { set->arrived[v] = a; if (!heap_push(r, a, v)) return false; }
    for (uint32_t l = r->p->link_back_first[v]; l < r->p->link_back_first[v + 1]; l++) {
        uint32_t u = r->p->link_back[l].to;
        a = kind == BY_SECONDS ? kv_sum(value, r->p->link_back[l].seconds) : kv_sum(value, change[v]);
        if (a < set->arrived[u]) { set->arrived[u] = a; if (!heap_push(r, a, u)) return false; }
    }
    return true;
}

/* what remains at an end point: its change and the last mile */
static uint32_t at_end(const kv_rich *r, const kv_access *e, sweep_kind kind)
{
    const kv_change *block = r->costs->changes + (size_t)r->costs->change_block[e->stop] * KV_MODE_COUNT * KV_MODE_COUNT;
    uint32_t least = UNREACHED;
    for (uint32_t m = 1; m < KV_MODE_COUNT; m++) {
        const kv_change *ch = block + m * KV_MODE_COUNT + e->mode;
        if (ch->price == KV_BARRED) continue;
        uint32_t value = kind == BY_PRICE ? kv_sum(ch->price, e->price) : kind == BY_CO2 ? kv_sum(ch->co2_g, e->co2_g)
                       : e->mode == KV_MODE_NONE ? 0 : e->seconds;       /* a link may spare the handling time */
        if (value < least) least = value;
    }
    return least;
}

static bool sweep(kv_rich *r, kv_least *set, const uint32_t *weight, const uint32_t *change, sweep_kind kind)
{
    const kv_corridor *c = r->c;
    memset(set->arrived, 0xff, sizeof *set->arrived * c->stops_count);
    memset(set->ready, 0xff, sizeof *set->ready * c->stops_count);
    r->heap.count = 0;
    for (uint32_t e = 0; e < r->q->to_count; e++) {
        const kv_access *to = r->q->to + e;
        uint32_t value = at_end(r, to, kind);
        if (value < set->arrived[to->stop]) { set->arrived[to->stop] = value; if (!heap_push(r, value, to->stop)) return false; }
        for (uint32_t l = r->p->link_back_first[to->stop]; l < r->p->link_back_first[to->stop + 1]; l++) {
            uint32_t u = r->p->link_back[l].to, a = kind == BY_SECONDS ? kv_sum(value, r->p->link_back[l].seconds) : value;
            if (a < set->arrived[u]) { set->arrived[u] = a; if (!heap_push(r, a, u)) return false; }
        }
    }
    while (r->heap.count) {
        uint64_t item = heap_pop(r);
        uint32_t w = (uint32_t)item, x = (uint32_t)(item >> 32);
        if (x != set->arrived[w]) continue;
        for (uint32_t n = c->visit_first[w]; n < c->visit_first[w + 1]; n++) {
            const kv_pattern_row *pt = c->patterns + c->visits[n].pattern;
            uint32_t j = c->visits[n].position;
            if (c->position_flags[pt->first_position + j] & KV_NO_DROPOFF) continue;
            for (uint32_t i = 0; i < j; i++) {
                uint32_t leg = kv_leg_index(pt, i, j);
                if (r->leg_least[leg] == KV_BARRED || (c->position_flags[pt->first_position + i] & KV_NO_PICKUP)) continue;
                if (!ready_at(r, set, change, kind, c->position_stop[pt->first_position + i], kv_sum(weight[leg], x))) return false;
            }
        }
        if (kind == BY_PRICE && r->costs->through_first)
            for (uint32_t n = r->through_back_first[w]; n < r->through_back_first[w + 1]; n++) {
                const kv_through *t = r->costs->through + r->through_back[n];
                for (uint32_t e = 0; e < r->costs->epoch_count; e++) {
                    uint32_t price = r->costs->through_price[t->first_price + e];
                    if (price < KV_UNPRICED && !ready_at(r, set, change, kind, t->from, kv_sum(price, x))) return false;
                }
            }
    }
    for (uint32_t n = 0; n < c->patterns_count; n++) {
        const kv_pattern_row *pt = c->patterns + n;
        for (uint32_t i = 0; i < pt->stop_count; i++) {
            uint32_t least = UNREACHED, first = pt->first_position;
            for (uint32_t j = i + 1; j < pt->stop_count; j++) {
                uint32_t leg = kv_leg_index(pt, i, j), value = kv_sum(weight[leg], set->arrived[c->position_stop[first + j]]);
                if (r->leg_least[leg] != KV_BARRED && value < least) least = value;
            }
            if (kind == BY_PRICE) {                         /* it may open a through rate, or go on under one */
                if (r->costs->through_count && r->costs->pattern_groups[n]) least = 0;
            }
            set->departing[first + i] = least;
        }
    }
    return true;
}

bool kv_least_make(kv_rich *r)
{
    uint64_t key = 7;
    for (uint32_t e = 0; e < r->q->to_count; e++) {
        const kv_access *to = r->q->to + e;
        key = hash_word(key, to->stop);
        key = hash_word(key, to->seconds);
        key = hash_word(key, (uint64_t)to->price << 32 | to->co2_g);
        key = hash_word(key, to->mode);
    }
    key |= 1;
    if (key == r->bounds_key) return true;
    r->bounds_key = 0;
    if (kv_time_bounds_make(r->p, r->q, NULL)) return false;        /* for the number of rides */
    r->p->bounds_key = 0;
    if (!sweep(r, &r->seconds, r->leg_seconds, r->change_seconds, BY_SECONDS)
        || !sweep(r, &r->price, r->leg_least, r->change_price, BY_PRICE)
        || !sweep(r, &r->co2, r->costs->leg_co2, r->change_co2, BY_CO2)) return false;
    r->bounds_key = key;
    return true;
}
