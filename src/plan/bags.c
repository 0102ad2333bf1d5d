/* bags.c - which labels may be forgotten
 *
 * Label x makes label y at the same stop superfluous when every continuation of y is open to x and ends no worse. Being
 * there first is not always better: with storage, whoever comes later pays less of it. But as long as x would leave within
 * its free days it pays nothing either, so y is then kept only for departures after that (label.rival): mostly
 * far beyond what the journeys already found allow. */
#include "plan/rich.h"

#include <string.h>

#define all(x) ((kv_lanes){ (x), (x), (x), (x) })

typedef int64_t halves __attribute__((vector_size(16)));
static inline bool any(kv_lanes mask)
{
    halves h = (halves)mask;
    return (h[0] | h[1]) != 0;
}

static inline int32_t lane_value(uint32_t x) { return x > INT32_MAX - 1 ? INT32_MAX - 1 : (int32_t)x; }

static inline bool beats(const kv_block *x, const kv_block *y)
{
    return any((x->at <= y->at) & (x->price <= y->price) & (x->co2 <= y->co2) & (x->changes <= y->changes) & (x->chance <= y->chance) & (x->start <= y->start));
}

bool kv_target_beats(const kv_rich *r, kv_tick at, uint32_t price, uint32_t co2, uint32_t transhipments, uint32_t chance, uint32_t start)
{
    const kv_block y = { .at = all(lane_value(at)), .price = all(lane_value(price)), .co2 = all(lane_value(co2)),
                         .changes = all((int32_t)transhipments), .chance = all((int32_t)chance), .start = all(-lane_value(start)) };
    size_t count = r->target_lanes.count, first = *r->asked_first;
    if (first < count && beats(r->target_lanes.at + first, &y)) return true;
    for (size_t i = 0; i < count && r->target_lanes.at[i].at[0] <= y.at[0]; i++) {      /* they lie by arrival */
        if (!beats(r->target_lanes.at + i, &y)) continue;
        *r->asked_first = (uint32_t)i;
        return true;
    }
    return false;
}

static bool fill_target_lanes(kv_rich *r)
{
    size_t blocks = (r->targets.count + KV_LANES - 1) / KV_LANES;
    r->target_lanes.count = 0;
    if (!kv_vec_reserve(&r->target_lanes, blocks)) return false;
    r->target_lanes.count = blocks;
    for (size_t i = 0; i < blocks * KV_LANES; i++) {
        kv_block *b = r->target_lanes.at + i / KV_LANES;
        size_t n = i % KV_LANES;
        if (i >= r->targets.count) { b->at[n] = INT32_MAX; continue; }
        const kv_target *t = r->targets.at + i;
        b->at[n] = lane_value(t->at);
        b->price[n] = lane_value(t->price);
        b->co2[n] = lane_value(t->co2);
        b->changes[n] = t->transhipments;
        b->chance[n] = t->chance;
        b->start[n] = -lane_value(t->start);
    }
    return true;
}

bool kv_target_offer(kv_rich *r, kv_target t, bool *kept)
{
    *kept = false;
    if (kv_target_beats(r, t.at, t.price, t.co2, t.transhipments, t.chance, t.start)) return true;
    size_t left = 0;
    for (size_t i = 0; i < r->targets.count; i++) {
        const kv_target *o = r->targets.at + i;
        bool beaten = t.at <= o->at && t.price <= o->price && t.co2 <= o->co2 && t.transhipments <= o->transhipments && t.chance <= o->chance && t.start >= o->start;
        if (!beaten) r->targets.at[left++] = *o;
    }
    r->targets.count = left;
    /* the journeys that arrive first are met first by most tests */
    if (!kv_vec_push(&r->targets, t)) return false;
    for (size_t i = left; i > 0 && r->targets.at[i - 1].at > t.at; i--) { r->targets.at[i] = r->targets.at[i - 1]; r->targets.at[i - 1] = t; }
    *kept = true;
    return fill_target_lanes(r);
}

bool kv_label_hopeless(const kv_rich *r, const kv_label *y)
{
    const kv_question *q = r->q;
    uint32_t v = y->stop, left = r->seconds.arrived[v];
    if ((y->kind & KIND_LINKED) && r->seconds.ready[v] < left) left = r->seconds.ready[v];
    uint32_t rides_left = r->p->time.rides_arrived[v];
    if (y->open) {                                          /* an open rate ends with a ride */
        uint32_t more = r->p->time.rides_ready[v];
        rides_left = more;
        left = kv_sum(r->change_seconds[v], r->seconds.ready[v]);
    }
    if (left >= KV_NEVER - 2 || rides_left == 255 || y->rides + rides_left > q->legs_max) return true;
    kv_tick at = kv_sum(y->at, left);
    if (at > r->latest) return true;
    if (y->rival != KV_NEVER) {         /* of use only for what leaves after the rival's free days, here or behind flexible rides */
        uint32_t free_s = r->free_least_s;
        if (!r->has_flexible[v]) free_s = r->costs->storage[v].free_days >= UINT32_MAX / KV_DAY_S ? UINT32_MAX - 2 : r->costs->storage[v].free_days * KV_DAY_S;
        kv_tick after = kv_sum(kv_sum(y->rival, left), free_s);
        if (after > at) at = after;
        if (at > r->latest) return true;
    }
    uint32_t price = r->use_price ? kv_sum(y->price, y->open ? r->open.at[y->open].least : r->price.arrived[v]) : 0;
    if (price > q->price_max && q->price_max != KV_BARRED) return true;
    uint32_t co2 = r->want_co2 ? kv_sum(y->co2, r->co2.arrived[v]) : 0;
    uint32_t more_rides = (uint32_t)y->rides + rides_left;
    uint32_t transhipments = r->want_transhipments && more_rides ? more_rides - 1 + (q->from[y->access].mode != KV_MODE_NONE) : 0;
    uint32_t start = q->profile ? y->start : 0;
    return kv_target_beats(r, at, r->want_price ? price : 0, co2, transhipments, r->want_chance ? y->chance : 0, start);
}

/* hours by which x must be there before y so that its chances are no worse at any connection */
static uint32_t shift_of(kv_rich *r, uint32_t x, uint32_t y)
{
    if (!r->shift) return SHIFT_NEVER;
    uint16_t *slot = r->shift + (size_t)x * r->shift_count + y;
    if (*slot != SHIFT_UNKNOWN) return *slot;
    const kv_costs *c = r->costs;
    uint32_t shift = 0;
    for (uint32_t s = 0; s < c->spread_count; s++) {
        size_t a = (size_t)x * c->spread_count + s, b = (size_t)y * c->spread_count + s;
        if (!c->chance[a] || !c->chance[b]) continue;
        uint32_t last_a = c->chance_length[a] - 1u, last_b = c->chance_length[b] - 1u;
        if (c->chance[a][last_a] > c->chance[b][last_b]) { shift = SHIFT_NEVER; break; }
        for (uint32_t h = 0; h <= last_b; h++)
            while (h + shift < last_a && c->chance[a][h + shift] > c->chance[b][h]) shift++;
    }
    *slot = (uint16_t)(shift >= SHIFT_NEVER ? SHIFT_NEVER : shift);
    return *slot;
}

enum { NO, UNTIL_FREE_DAYS_END, ALWAYS };

/* x is no worse than y in everything that lies in lanes: does it make y superfluous? */
static int covers(kv_rich *r, const kv_label *x, const kv_label *y)
{
    if (x->lateness != y->lateness && r->use_chance && !r->rough) {
        uint32_t shift = shift_of(r, x->lateness, y->lateness);
        if (shift == SHIFT_NEVER || (y->at - x->at) / 3600 < shift) return NO;
    }
    if (r->rough || !r->hold || !(x->kind & KIND_PAYS)) return ALWAYS;
    if (x->at == y->at && (y->kind & KIND_PAYS)) return ALWAYS;
    return UNTIL_FREE_DAYS_END;
}

static bool grow(kv_rich *r, kv_bag *bag)
{
    if (bag->count < bag->room * KV_LANES) return true;
    uint32_t room = bag->room ? bag->room * 2 : 1, first = (uint32_t)r->blocks.count;
    if (!kv_vec_reserve(&r->blocks, room)) return false;
    if (bag->room) memcpy(r->blocks.at + first, r->blocks.at + bag->first, bag->room * sizeof *r->blocks.at);
    r->blocks.count += room;
    for (uint32_t n = bag->room; n < room; n++) {
        r->blocks.at[first + n].at = all(INT32_MAX);
        r->blocks.at[first + n].label = all(-1);
    }
    bag->first = first;
    bag->room = room;
    return true;
}

static void copy_lane(kv_block *to, uint32_t i, const kv_block *from, uint32_t n)
{
    to->at[i] = from->at[n];
    to->price[i] = from->price[n];
    to->co2[i] = from->co2[n];
    to->chance[i] = from->chance[n];
    to->changes[i] = from->changes[n];
    to->start[i] = from->start[n];
    to->key[i] = from->key[n];
    to->label[i] = from->label[n];
}

static bool lane_beaten(const kv_block *b, uint32_t n, const kv_block *y)
{
    return b->at[n] >= y->at[0] && b->price[n] >= y->price[0] && b->co2[n] >= y->co2[0] && b->chance[n] >= y->chance[0]
        && b->changes[n] >= y->changes[0] && b->start[n] >= y->start[0] && b->key[n] == y->key[0];
}

bool kv_bag_offer(kv_rich *r, kv_label *label, uint32_t index, bool *kept)
{
    kv_bag *bag = r->bags + label->stop;
    int32_t changes = 2 * label->rides + ((label->kind & KIND_TRUCKED) != 0);
    const kv_block y = {
        .at = all(lane_value(label->at)), .price = all(r->use_price ? lane_value(label->price) : 0), .co2 = all(r->use_co2 ? lane_value(label->co2) : 0),
        .chance = all(r->use_chance ? label->chance : 0), .changes = all(changes), .start = all(r->q->profile ? -lane_value(label->start) : 0),
        .key = all((int32_t)((uint32_t)label->open << 8 | (label->kind & KIND_SAME))), .label = all((int32_t)index),
    };
    *kept = false;
    kv_block *block = bag->count ? r->blocks.at + bag->first : NULL;       /* the first bag of all: there are no blocks yet */
    uint32_t blocks = (bag->count + KV_LANES - 1) / KV_LANES;
    for (uint32_t b = 0; b < blocks; b++) {
        kv_lanes m = (block[b].at <= y.at) & (block[b].price <= y.price) & (block[b].co2 <= y.co2) & (block[b].chance <= y.chance)
                   & (block[b].changes <= y.changes) & (block[b].start <= y.start) & (block[b].key == y.key);
        if (!any(m)) continue;
        for (uint32_t n = 0; n < KV_LANES; n++) {
            if (!m[n]) continue;
            const kv_label *x = r->labels.at + block[b].label[n];
            int how = covers(r, x, label);
            if (how == ALWAYS) return true;
            if (how == UNTIL_FREE_DAYS_END && (label->rival == KV_NEVER || label->rival < x->at)) label->rival = x->at;
        }
    }
    if (label->rival != KV_NEVER) {
        bool charged = r->costs->storage && r->costs->storage[label->stop].per_day;
        if ((!charged && !r->has_flexible[label->stop]) || kv_label_hopeless(r, label)) return true;
    }
    for (uint32_t b = 0; b < blocks; b++) {
        kv_lanes m = (block[b].at >= y.at) & (block[b].price >= y.price) & (block[b].co2 >= y.co2) & (block[b].chance >= y.chance)
                   & (block[b].changes >= y.changes) & (block[b].start >= y.start) & (block[b].key == y.key);
        if (!any(m)) continue;
        for (uint32_t n = 0; n < KV_LANES && b * KV_LANES + n < bag->count; n++) {
            if (!lane_beaten(&block[b], n, &y)) continue;
            kv_label *other = r->labels.at + block[b].label[n];
            int how = covers(r, label, other);
            if (how == UNTIL_FREE_DAYS_END && (other->rival == KV_NEVER || other->rival < label->at)) other->rival = label->at;
            if (how != ALWAYS) continue;
            other->stop = KV_NONE;                          /* as many rides as y or more, so of this round: not extended yet */
            uint32_t last = --bag->count;
            copy_lane(&block[b], n, &block[last / KV_LANES], last % KV_LANES);
            block[last / KV_LANES].at[last % KV_LANES] = INT32_MAX;
            block[last / KV_LANES].label[last % KV_LANES] = -1;
            n--;                                            /* look at what moved in */
        }
    }
    if (!bag->room && !kv_vec_push(&r->touched, label->stop)) return false;
    if (!grow(r, bag)) return false;
    copy_lane(r->blocks.at + bag->first + bag->count / KV_LANES, bag->count % KV_LANES, &y, 0);
    bag->count++;
    *kept = true;
    r->kept++;
    return true;
}
