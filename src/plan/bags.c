/* bags.c - which labels may be forgotten
 *
 * Label x makes label y at the same stop superfluous when every continuation of y is open to x and ends no worse. Being
 * there first is not always better: with storage, whoever comes later pays less of it. But as long as x would leave within
 * its free days it pays nothing either, so y is then kept only for departures after that (label.rival): mostly
 * far beyond what the journeys already found allow. */
#include "plan/rich.h"

#include <string.h>

bool kv_target_beats(const kv_rich *r, kv_tick at, uint32_t price, uint32_t co2, uint32_t transhipments, uint32_t chance, uint32_t start)
{
    for (size_t i = 0; i < r->targets.count; i++) {
        const kv_target *t = r->targets.at + i;
        if (t->at <= at && t->price <= price && t->co2 <= co2 && t->transhipments <= transhipments && t->chance <= chance && t->start >= start)
            return true;
    }
    return false;
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
    return true;
}

bool kv_label_hopeless(const kv_rich *r, const kv_label *y)
{
    const kv_question *q = r->q;
    uint32_t v = y->stop, left = r->seconds.arrived[v];
    uint32_t rides_left = r->p->time.rides_arrived[v];
    if (y->open) {                                          /* an open rate ends with a ride */
        uint32_t more = r->p->time.rides_ready[v];
        rides_left = more;
        left = kv_sum(r->change_seconds[v], r->seconds.ready[v]);
    }
    if (left >= KV_NEVER - 2 || rides_left == 255 || y->rides + rides_left > q->legs_max) return true;
    kv_tick at = kv_sum(y->at, left);
    if (at > r->latest) return true;
    if (y->rival != KV_NEVER && kv_sum(y->rival, r->free_least_s) > at) at = kv_sum(y->rival, r->free_least_s);
    if (at > r->latest) return true;
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

/* does x make y superfluous? */
static int covers(kv_rich *r, const kv_bag_entry *x, const kv_bag_entry *y)
{
    if (x->at > y->at || x->price > y->price || x->co2 > y->co2 || x->rides > y->rides || x->chance > y->chance || x->start < y->start) return NO;
    if (x->rides == y->rides && (x->kind & ~y->kind & KIND_TRUCKED)) return NO;
    if (((x->kind ^ y->kind) & KIND_SAME) || x->open != y->open) return NO;
    if (x->lateness != y->lateness && r->use_chance && !r->rough) {
        uint32_t shift = shift_of(r, x->lateness, y->lateness);
        if (shift == SHIFT_NEVER || (y->at - x->at) / 3600 < shift) return NO;
    }
    if (r->rough || !r->storage_any || !(x->kind & KIND_PAYS)) return ALWAYS;
    if (x->at == y->at && (y->kind & KIND_PAYS)) return ALWAYS;
    return UNTIL_FREE_DAYS_END;
}

static bool grow(kv_rich *r, kv_bag *bag)
{
    if (bag->count < bag->room) return true;
    uint32_t room = bag->room ? bag->room * 2 : 8;
    if (!kv_vec_reserve(&r->entries, room)) return false;
    uint32_t first = (uint32_t)r->entries.count;
    if (bag->count) memcpy(r->entries.at + first, r->entries.at + bag->first, bag->count * sizeof *r->entries.at);
    r->entries.count += room;
    bag->first = first;
    bag->room = room;
    return true;
}

bool kv_bag_offer(kv_rich *r, kv_label *label, uint32_t index, bool *kept)
{
    kv_bag *bag = r->bags + label->stop;
    kv_bag_entry y = { .at = label->at, .price = r->use_price ? label->price : 0, .co2 = r->use_co2 ? label->co2 : 0, .start = label->start,
                       .chance = r->use_chance ? label->chance : 0, .rides = label->rides, .kind = label->kind, .lateness = label->lateness,
                       .open = label->open, .label = index };
    *kept = false;
    kv_bag_entry *e = r->entries.at + bag->first;
    for (uint32_t i = 0; i < bag->count; i++) {
        int how = covers(r, e + i, &y);
        if (how == ALWAYS) return true;
        if (how == UNTIL_FREE_DAYS_END && (label->rival == KV_NEVER || label->rival < e[i].at)) label->rival = e[i].at;
    }
    if (label->rival != KV_NEVER) {
        bool charged = r->costs->storage && r->costs->storage[label->stop].per_day;
        if ((!charged && !r->has_flexible[label->stop]) || kv_label_hopeless(r, label)) return true;
    }
    uint32_t left = 0;
    for (uint32_t i = 0; i < bag->count; i++) {
        int how = covers(r, &y, e + i);
        if (how == ALWAYS) {                                /* not expanded yet: it has no fewer rides than y, and y is new */
            r->labels.at[e[i].label].stop = KV_NONE;
            continue;
        }
        if (how == UNTIL_FREE_DAYS_END) {
            kv_label *other = r->labels.at + e[i].label;
            if (other->rival == KV_NEVER || other->rival < y.at) other->rival = y.at;
        }
        e[left++] = e[i];
    }
    if (!bag->count && !kv_vec_push(&r->touched, label->stop)) return false;
    bag->count = left;
    if (!grow(r, bag)) return false;
    r->entries.at[bag->first + bag->count++] = y;
    *kept = true;
    r->kept++;
    return true;
}
