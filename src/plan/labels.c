/* labels.c - the exact set over arrival, price, CO2e, transhipments and chance (rounds of labels in bags)
 *
 * Round k extends every label of round k - 1 by one ride. From a label, at each pattern that calls at its stop:
 *
 *     ready ---> run 0 ----> every later stop of the pattern: a new label
 *          \---> run 1       a later run is tried as long as it may be better in something: a surer connection,
 *           \--> run 2       a cheaper month, less storage behind it; and only while that can still lead to a journey
 *            ...             that no journey found so far beats in every criterion (least.c says what is at least to come)
 *
 * A rough first pass takes only the first and the first sure run and forgets labels too early; the journeys that it finds
 * are real ones and make the exact second pass short. A through rate opens where its first ride is boarded: the
 * label then carries no price for its rides until the rate ends. */
#include "plan/rich.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What one expansion of a label has in hand. */
typedef struct {
    kv_rich *r;
    kv_label from;                              /* a copy: the array of labels may move */
    uint32_t index, pattern;
    const kv_pattern_row *pt;
    const kv_service_row *service;
    const kv_change *change;
    uint32_t board;
    kv_tick ready;
    bool leaving;                               /* first ride of a profile: leaving later is a gain of its own */
    uint64_t dead;                              /* alighting positions below 64 that no later departure can make worth it */
} boarding;

static uint32_t epoch_of(const kv_costs *costs, kv_tick t)
{
    uint32_t e = 0;
    while (e + 1 < costs->epoch_count && costs->epoch_from[e + 1] <= t) e++;
    return e;
}

static uint32_t month_of(const kv_rich *r, kv_tick t)
{
    uint32_t day = (uint32_t)(((uint64_t)(r->c->info->base % KV_DAY_S) + t) / KV_DAY_S);
    return day < r->month_count ? r->month[day] - 1u : 0;
}

static const kv_change *change_at(const kv_rich *r, uint32_t stop, uint32_t from, uint32_t to)
{
    return r->costs->changes + ((size_t)r->costs->change_block[stop] * KV_MODE_COUNT + from) * KV_MODE_COUNT + to;
}

/* `stop` apart from the label: a label that a better one replaced no longer knows its own */
static uint32_t storage_charge(const kv_rich *r, const kv_label *l, uint32_t stop, kv_tick ready, kv_tick depart)
{
    if (!r->storage_any || !(l->kind & KIND_PAYS)) return 0;
    const kv_storage *s = r->costs->storage + stop;
    if (!s->per_day || depart <= ready) return 0;
    uint32_t days = (depart - ready + KV_DAY_S - 1) / KV_DAY_S;
    if (days <= s->free_days) return 0;
    uint64_t charge = (uint64_t)(days - s->free_days) * s->per_day;
    return charge > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)charge;
}

/* a label that reaches an egress is a journey */
static bool offer_journey(kv_rich *r, const kv_label *l, uint32_t index, bool *kept)
{
    const kv_question *q = r->q;
    *kept = false;
    uint32_t first = r->p->is_end[l->stop];
    if (!first || l->open || !l->rides) return true;
    const kv_access *to = q->to + first - 1;
    const kv_change *ch = change_at(r, l->stop, l->kind & KIND_MODE, to->mode);
    if (ch->price == KV_BARRED) return true;
    kv_tick at = l->at;
    if (to->mode != KV_MODE_NONE) {
        kv_tick ready = l->kind & KIND_LINKED ? at : kv_stop_open_at(r->c, l->stop, kv_tick_add(at, ch->seconds));
        at = kv_tick_add(ready, to->seconds);
    }
    uint32_t price = kv_sum(kv_sum(l->price, ch->price), to->price), co2 = kv_sum(kv_sum(l->co2, ch->co2_g), to->co2_g);
    if (at > r->latest || (q->price_max != KV_BARRED && price > q->price_max) || l->chance > q->chance_cost_max) return true;
    uint32_t transhipments = l->rides - 1u + (q->from[l->access].mode != KV_MODE_NONE) + (to->mode != KV_MODE_NONE);
    kv_target t = { .at = at, .price = r->want_price ? price : 0, .co2 = r->want_co2 ? co2 : 0, .start = q->profile ? l->start : 0,
                    .chance = r->want_chance ? l->chance : 0, .transhipments = (uint8_t)(r->want_transhipments ? transhipments : 0),
                    .to = (uint8_t)(first - 1), .label = index, .true_price = price, .true_co2 = co2, .true_chance = l->chance,
                    .true_transhipments = (uint8_t)transhipments };
    return kv_target_offer(r, t, kept);
}

/* how near the search came, for the answer to "nothing found" */
static void note_nearest(kv_rich *r, const kv_label *l)
{
    const kv_stop_row *s = r->c->stops + l->stop;
    for (uint32_t e = 0; e < r->q->to_count; e++) {
        const kv_stop_row *d = r->c->stops + r->q->to[e].stop;
        double x = (s->lon - d->lon) * cos((s->lat + d->lat) * 0.00872664625997), y = s->lat - d->lat, km = sqrt(x * x + y * y) * 111.195;
        if (!(km < r->nearest_km)) continue;
        r->nearest_km = km;
        r->nearest_stop = l->stop;
        r->nearest_at = l->at;
    }
}

/* take a new label: as a journey, into its bag, over links. The label is pushed only when something keeps it. */
static bool offer(kv_rich *r, const kv_label *label)
{
    const kv_question *q = r->q;
    r->tried++;
    if (label->at > r->latest || label->chance > q->chance_cost_max) return true;
    if (q->price_max != KV_BARRED && label->price > q->price_max) return true;
    if (kv_label_hopeless(r, label)) return true;
    uint32_t index = (uint32_t)r->labels.count;
    bool journey, kept = false;
    if (!kv_vec_push(&r->labels, *label) || !offer_journey(r, label, index, &journey)) return false;
    if (label->rides < q->legs_max) {
        if (!kv_bag_offer(r, &r->labels.at[index], index, &kept)) return false;
        if (kept && !kv_vec_push(&r->next_round, index)) return false;
    } else {
        r->legs_short = true;
        kept = r->c->link_first[label->stop] < r->c->link_first[label->stop + 1] && !label->open && !(label->kind & KIND_LINKED);
    }
    if (!kept && !journey) { r->labels.count--; return true; }
    return true;
}

static bool offer_linked(kv_rich *r, uint32_t index)
{
    const kv_corridor *c = r->c;
    kv_label l = r->labels.at[index];
    for (uint32_t n = c->link_first[l.stop]; n < c->link_first[l.stop + 1]; n++) {
        kv_label linked = l;
        linked.stop = c->links[n].to;
        linked.at = kv_tick_add(l.at, c->links[n].seconds);
        linked.kind = (uint8_t)(l.kind | KIND_LINKED);
        linked.parent = index;
        linked.pattern = KV_NONE;
        linked.through = KV_NONE;
        linked.rival = KV_NEVER;
        if (!offer(r, &linked)) return false;
    }
    return true;
}

/* a new label with its journey and its links */
static bool arrive(kv_rich *r, const kv_label *label)
{
    uint32_t before = (uint32_t)r->labels.count;
    if (!offer(r, label)) return false;
    if (r->labels.count == before || label->open || (label->kind & KIND_LINKED)) return true;
    return r->c->link_first[label->stop] == r->c->link_first[label->stop + 1] || offer_linked(r, before);
}

static bool same_rate(const kv_through *t, const kv_open_rate *o) { return t->group == o->group && t->covers_handling == o->covers_handling; }

/* the number of an open rate; made when new. 0 only when memory is out */
static uint32_t open_rate(kv_rich *r, uint32_t group, uint32_t stop, uint32_t covers, uint32_t epoch)
{
    const kv_costs *costs = r->costs;
    for (uint32_t i = 1; i < r->open.count; i++) {
        const kv_open_rate *o = r->open.at + i;
        if (o->group == group && o->stop == stop && o->covers_handling == covers && o->epoch == epoch) return i;
    }
    kv_open_rate o = { .group = group, .stop = stop, .covers_handling = covers, .epoch = epoch, .least = UINT32_MAX - 2 };
    for (uint32_t t = costs->through_first[stop]; t < costs->through_first[stop + 1]; t++) {
        const kv_through *th = costs->through + t;
        if (!same_rate(th, &o)) continue;
        uint32_t price = costs->through_price[th->first_price + epoch];
        uint32_t sum = price < KV_UNPRICED ? kv_sum(price, r->price.arrived[th->to]) : UINT32_MAX - 2;
        if (sum < o.least) o.least = sum;
    }
    if (r->open.count > UINT16_MAX || !kv_vec_push(&r->open, o)) return 0;
    return (uint32_t)r->open.count - 1;
}

/* end an open rate at the label's stop, if it leads there */
static bool close_rate(kv_rich *r, const kv_label *l)
{
    const kv_costs *costs = r->costs;
    kv_open_rate o = r->open.at[l->open];
    for (uint32_t t = costs->through_first[o.stop]; t < costs->through_first[o.stop + 1]; t++) {
        const kv_through *th = costs->through + t;
        uint32_t price = costs->through_price[th->first_price + o.epoch];
        if (th->to != l->stop || !same_rate(th, &o) || price >= KV_UNPRICED) continue;
        kv_label closed = *l;
        closed.open = 0;
        closed.price = kv_sum(l->price, price);
        closed.through = t;
        if (!arrive(r, &closed)) return false;
    }
    return true;
}

/* one leg of one departure: by its own rate, and under every through rate that can begin or go on */
static bool ride(const boarding *b, uint32_t j, uint32_t epoch, kv_label l)
{
    kv_rich *r = b->r;
    const kv_costs *costs = r->costs;
    size_t leg = (size_t)epoch * r->c->info->leg_count + kv_leg_index(b->pt, b->board, j);
    uint32_t price = costs->leg_price[leg], extra = costs->leg_extra ? costs->leg_extra[leg] : 0;
    uint32_t base = l.price, handling = b->change->price;
    if (price == KV_BARRED) return true;
    if (b->from.open) {
        const kv_open_rate o = r->open.at[b->from.open];
        if (!(costs->pattern_groups[b->pattern] >> o.group & 1)) return true;
        l.open = b->from.open;
        l.price = kv_sum(kv_sum(base, o.covers_handling ? 0 : handling), extra);
        return arrive(r, &l) && close_rate(r, &l);
    }
    if (price != KV_UNPRICED) {
        l.price = kv_sum(kv_sum(base, handling), price);
        if (!arrive(r, &l)) return false;
    }
    if (!costs->through_first || !costs->pattern_groups[b->pattern]) return true;
    for (uint32_t t = costs->through_first[b->from.stop]; t < costs->through_first[b->from.stop + 1]; t++) {
        const kv_through *th = costs->through + t;
        bool seen = false;                                  /* rates are sorted by group: one open label for each kind */
        if (!(costs->pattern_groups[b->pattern] >> th->group & 1)) continue;
        for (uint32_t u = t; u-- > costs->through_first[b->from.stop];)
            if (costs->through[u].group == th->group && costs->through[u].covers_handling == th->covers_handling) seen = true;
        if (seen) continue;
        uint32_t open = open_rate(r, th->group, b->from.stop, th->covers_handling, epoch);
        if (!open) return false;
        l.open = (uint16_t)open;
        l.price = kv_sum(kv_sum(base, handling), extra);
        if (!arrive(r, &l) || !close_rate(r, &l)) return false;
    }
    return true;
}

/* the label that boarding gives, before a leg is chosen: waiting, chance and the start are the same for all legs */
static kv_label boarded(const boarding *b, uint32_t run, kv_tick depart, uint32_t chance)
{
    const kv_rich *r = b->r;
    kv_label l = b->from;
    l.price = kv_sum(l.price, storage_charge(r, &b->from, b->from.stop, b->ready, depart));
    l.chance = (uint16_t)(l.chance + chance > UINT16_MAX ? UINT16_MAX : l.chance + chance);
    l.rides++;
    l.kind = (uint8_t)((l.kind & (KIND_PAYS | KIND_TRUCKED)) | b->service->mode | (run != KV_NONE ? KIND_PAYS : 0));
    l.parent = b->index;
    l.pattern = b->pattern;
    l.run = run;
    l.board = (uint16_t)b->board;
    l.depart = depart;
    l.ready = b->ready;
    l.rival = KV_NEVER;
    l.through = KV_NONE;
    l.open = 0;
    if (b->from.rides == 0) l.start = r->q->from[l.access].mode != KV_MODE_NONE ? l.start : depart;
    return l;
}

/* Can alighting at j lead to anything, at this arrival or a later one, at the best price and the best chance there is? */
static bool leg_worth(const boarding *b, uint32_t j, const kv_label *l, uint32_t chance_best)
{
    const kv_rich *r = b->r;
    const kv_question *q = r->q;
    uint32_t leg = kv_leg_index(b->pt, b->board, j), rides_left = r->p->time.rides_arrived[l->stop], price = 0;
    if (r->leg_least[leg] == KV_BARRED || rides_left == 255 || l->rides + rides_left > q->legs_max) return false;
    kv_tick at = kv_sum(l->at, r->seconds.arrived[l->stop]);
    if (at > r->latest) return false;
    if (r->use_price) {
        bool through = r->costs->through_first && r->costs->pattern_groups[b->pattern];
        price = through ? b->from.price : kv_sum(kv_sum(kv_sum(b->from.price, b->change->price), r->leg_least[leg]), r->price.arrived[l->stop]);
        if (q->price_max != KV_BARRED && price > q->price_max) return false;
    }
    uint32_t more_rides = (uint32_t)l->rides + rides_left;
    uint32_t transhipments = r->want_transhipments && more_rides ? more_rides - 1 + (q->from[l->access].mode != KV_MODE_NONE) : 0;
    return !kv_target_beats(r, at, r->want_price ? price : 0, r->want_co2 ? kv_sum(l->co2, r->co2.arrived[l->stop]) : 0, transhipments,
                            r->want_chance ? b->from.chance + chance_best : 0, q->profile ? l->start : 0);
}

static bool ride_all(boarding *b, kv_label l, const kv_call *call, kv_tick base, kv_tick depart, uint32_t chance_best)
{
    kv_rich *r = b->r;
    uint32_t epoch = epoch_of(r->costs, depart), month = r->use_chance ? month_of(r, depart) : 0;
    for (uint32_t j = b->board + 1; j < b->pt->stop_count; j++) {
        uint64_t bit = j < 64 ? (uint64_t)1 << j : 0;
        if ((b->dead & bit) || (r->c->position_flags[b->pt->first_position + j] & KV_NO_DROPOFF)) continue;
        r->scanned++;
        uint32_t leg = kv_leg_index(b->pt, b->board, j);
        l.stop = r->c->position_stop[b->pt->first_position + j];
        l.at = base + call[j].arrive;
        l.alight = (uint16_t)j;
        l.co2 = kv_sum(kv_sum(b->from.co2, b->change->co2_g), r->costs->leg_co2[leg]);
        l.lateness = r->use_chance ? r->costs->leg_lateness[(size_t)leg * 12 + month] : 0;
        if (l.at > r->latest) break;
        if (!leg_worth(b, j, &l, chance_best)) {
            if (!b->leaving) b->dead |= bit;
            continue;
        }
        if (!ride(b, j, epoch, l)) return false;
    }
    return true;
}

/* May a run that leaves at `depart` or later still be worth it? With `same`: when it is as sure and as dear as one already
 * taken at `taken`, so that only storage can speak for it. */
static bool later_worth(const boarding *b, kv_tick depart, uint32_t chance, bool same, kv_tick taken)
{
    const kv_rich *r = b->r;
    const kv_question *q = r->q;
    const kv_least *s = &r->seconds;
    uint32_t at_position = b->pt->first_position + b->board;
    if (same && (!r->hold || r->rough)) return false;
    if (s->departing[at_position] >= UINT32_MAX - 2) return false;
    uint32_t before = (uint32_t)(b->service->cutoff_s > 0 ? b->service->cutoff_s : 0)      /* what leg_seconds adds to riding */
                    + (uint32_t)(b->pt->flexible && b->service->wait_p50_s > 0 ? b->service->wait_p50_s : 0);
    uint32_t riding = s->departing[at_position] >= UINT32_MAX - 2 ? UINT32_MAX - 2 : s->departing[at_position] - before;
    kv_tick at = kv_sum(depart, riding);
    if (same && kv_sum(kv_sum(taken, riding), r->free_least_s) > at) at = kv_sum(kv_sum(taken, riding), r->free_least_s);
    if (at > r->latest) return false;
    uint32_t price = 0, co2 = 0, start = q->profile ? (b->from.rides ? b->from.start : depart) : 0;
    if (r->use_price) {
        price = b->from.open ? kv_sum(b->from.price, r->open.at[b->from.open].least)
                             : kv_sum(kv_sum(b->from.price, b->change->price), r->price.departing[at_position]);
        if (q->price_max != KV_BARRED && price > q->price_max) return false;
    }
    if (r->want_co2) co2 = kv_sum(kv_sum(b->from.co2, b->change->co2_g), r->co2.departing[at_position]);
    uint32_t transhipments = r->want_transhipments ? (uint32_t)b->from.rides + (q->from[b->from.access].mode != KV_MODE_NONE) : 0;
    return !kv_target_beats(r, at, r->want_price ? price : 0, co2, transhipments, r->want_chance ? b->from.chance + chance : 0, start);
}

/* the first tick at which prices or lateness may be others than at t */
static kv_tick next_terms(const kv_rich *r, kv_tick t, uint32_t epoch)
{
    kv_tick next = epoch + 1 < r->costs->epoch_count && r->use_price ? r->costs->epoch_from[epoch + 1] : KV_NEVER;
    if (!r->use_chance) return next;
    uint32_t offset = (uint32_t)(r->c->info->base % KV_DAY_S);
    uint32_t day = (uint32_t)(((uint64_t)offset + t) / KV_DAY_S);
    for (uint32_t d = day + 1; d < r->month_count; d++) {
        if (r->month[d] == r->month[day]) continue;
        uint64_t first = (uint64_t)d * KV_DAY_S - offset;
        return first < next ? (kv_tick)first : next;
    }
    return next;
}

static bool board_timetable(boarding *b)
{
    kv_rich *r = b->r;
    const kv_corridor *c = r->c;
    const kv_question *q = r->q;
    const kv_pattern_row *pt = b->pt;
    uint32_t cutoff = (uint32_t)(b->service->cutoff_s > 0 ? b->service->cutoff_s : 0), end = pt->first_run + pt->run_count;
    kv_tick from = kv_tick_add(b->ready, cutoff);
    if (b->from.rival != KV_NEVER) {                        /* before that, the rival does as well */
        if (!r->costs->storage[b->from.stop].per_day) return true;
        kv_tick rival = b->from.kind & KIND_LINKED ? b->from.rival : kv_stop_open_at(c, b->from.stop, kv_tick_add(b->from.rival, b->change->seconds));
        kv_tick until = kv_sum(rival, kv_sum(0, r->costs->storage[b->from.stop].free_days >= UINT32_MAX / KV_DAY_S ? UINT32_MAX - 2 : r->costs->storage[b->from.stop].free_days * KV_DAY_S));
        if (until >= from) from = kv_tick_add(until, 1);
        if (from == KV_NEVER) return true;
    }
    const uint16_t *row = NULL;
    uint32_t row_last = 0;
    if (r->use_chance && b->from.rides > 0) {
        size_t cell = (size_t)b->from.lateness * r->costs->spread_count + b->change->spread;
        row = r->costs->chance[cell];
        row_last = row ? r->costs->chance_length[cell] - 1u : 0;
    }
    bool first_ride = b->from.rides == 0, sure_taken = false;
    b->leaving = q->profile && first_ride && q->from[b->from.access].mode == KV_MODE_NONE;
    uint64_t all_dead = b->pt->stop_count <= 64 ? (b->pt->stop_count == 64 ? 0 : (uint64_t)1 << b->pt->stop_count) - ((uint64_t)2 << b->board) : UINT64_MAX;
    kv_tick taken = 0, terms_end = 0;
    uint32_t tries = 0;
    for (uint32_t run = kv_first_run(c, pt, end, b->board, from); run < end; run++, tries++) {
        const kv_call *call = kv_calls_of(c, pt, run);
        kv_tick depart = c->run_base[run] + call[b->board].depart;
        if (first_ride && q->ready_last != KV_NEVER && q->from[b->from.access].mode == KV_MODE_NONE && depart > q->ready_last) break;
        if (depart > r->latest) break;
        uint32_t slack_h = (depart - cutoff - b->ready) / 3600, chance = row ? row[slack_h < row_last ? slack_h : row_last] : 0;
        uint32_t chance_best = row ? row[row_last] : 0;
        if (depart >= terms_end) {                          /* a new month or a new tariff: what was taken before says nothing */
            sure_taken = false;
            terms_end = next_terms(r, depart, epoch_of(r->costs, depart));
        }
        if (!later_worth(b, depart, chance_best, false, 0)) {
            if (b->leaving) continue;
            break;
        }
        if (sure_taken && !later_worth(b, depart, chance_best, true, taken)) {
            if (terms_end == KV_NEVER) break;
            run = kv_first_run(c, pt, end, b->board, terms_end) - 1;
            continue;
        }
        if (!r->rough || tries == 0 || chance == chance_best)
            if (!ride_all(b, boarded(b, run, depart, chance), call, c->run_base[run], depart, chance_best)) return false;
        if ((b->dead & all_dead) == all_dead) break;
        if (b->leaving && c->stops[b->from.stop].hours == KV_NONE) break;     /* later departures are starts of their own */
        if (chance == chance_best && !sure_taken && !b->leaving) { sure_taken = true; taken = depart; }
    }
    return true;
}

static bool board_flexible(boarding *b)
{
    kv_rich *r = b->r;
    const kv_question *q = r->q;
    uint32_t cutoff = (uint32_t)(b->service->cutoff_s > 0 ? b->service->cutoff_s : 0);
    if (b->from.rides == 0 && q->profile && !r->grid && q->from[b->from.access].mode == KV_MODE_NONE) return true;
    uint32_t wait = (uint32_t)(b->service->wait_p50_s > 0 ? b->service->wait_p50_s : 0);
    bool bound_to_window = b->from.rides == 0 && q->ready_last != KV_NEVER && q->from[b->from.access].mode == KV_MODE_NONE;
    b->leaving = q->profile && b->from.rides == 0;
    const kv_call *call = r->c->calls + b->pt->first_call;
    for (kv_tick from = kv_tick_add(b->ready, cutoff); from != KV_NEVER;) {
        kv_tick depart = kv_flex_depart(r->c, b->pt, from);
        if (depart == KV_NEVER || depart > r->latest || (bound_to_window && depart > q->ready_last)) return true;
        if (later_worth(b, depart, 0, false, 0)) {
            if (!ride_all(b, boarded(b, KV_NONE, depart, 0), call, depart - call[b->board].depart, depart, 0)) return false;
        } else if (!b->leaving) {
            return true;
        }
        kv_tick terms = next_terms(r, depart, epoch_of(r->costs, depart));
        if (r->rough || terms == KV_NEVER) return true;
        from = terms - wait > from ? terms - wait : from + 1;           /* held back for the next terms */
    }
    return true;
}

static bool expand(kv_rich *r, uint32_t index)
{
    const kv_corridor *c = r->c;
    kv_label from = r->labels.at[index];
    if (from.stop == KV_NONE || (from.rides > 0 && kv_label_hopeless(r, &from))) return true;
    kv_tick ready[KV_MODE_COUNT];
    bool known[KV_MODE_COUNT] = { false };
    for (uint32_t n = c->visit_first[from.stop]; n < c->visit_first[from.stop + 1]; n++) {
        boarding b = { .r = r, .from = from, .index = index, .pattern = c->visits[n].pattern, .board = c->visits[n].position };
        b.pt = c->patterns + b.pattern;
        if (b.board + 1 >= b.pt->stop_count || (c->position_flags[b.pt->first_position + b.board] & KV_NO_PICKUP)) continue;
        if (r->seconds.departing[b.pt->first_position + b.board] >= UINT32_MAX - 2) continue;
        b.service = c->services + b.pt->service;
        uint32_t mode = b.service->mode;
        b.change = change_at(r, from.stop, from.kind & KIND_MODE, mode);
        if (b.change->price == KV_BARRED) continue;
        if (!known[mode]) {
            known[mode] = true;
            ready[mode] = from.kind & KIND_LINKED ? from.at : kv_stop_open_at(c, from.stop, kv_tick_add(from.at, b.change->seconds));
        }
        b.ready = ready[mode];
        if (b.ready == KV_NEVER) continue;
        if (!(b.pt->flexible ? board_flexible(&b) : board_timetable(&b))) return false;
    }
    return true;
}

static void clear_bags(kv_rich *r)
{
    for (size_t i = 0; i < r->touched.count; i++) r->bags[r->touched.at[i]] = (kv_bag){ 0, 0, 0 };
    r->touched.count = 0;
    r->blocks.count = 0;
}

static bool run_rounds(kv_rich *r)
{
    const kv_question *q = r->q;
    while (r->next_round.count) {
        size_t count = r->next_round.count;
        r->round.count = 0;
        if (!kv_vec_reserve(&r->round, count)) return false;
        memcpy(r->round.at, r->next_round.at, count * sizeof *r->round.at);
        r->round.count = count;
        r->next_round.count = 0;
        for (size_t i = 0; i < count; i++) {
            if (q->work_max && r->tried > q->work_max) { r->capped = true; r->next_round.count = 0; return true; }
            const kv_label *l = r->labels.at + r->round.at[i];
            if (l->stop != KV_NONE && l->rides && !r->targets.count) note_nearest(r, l);
            if (!expand(r, r->round.at[i])) return false;
        }
    }
    return true;
}

/* the cargo lies ready at the origin, or is on its way there by truck */
static bool seed(kv_rich *r, kv_tick ready)
{
    const kv_question *q = r->q;
    for (uint32_t a = 0; a < q->from_count; a++) {
        const kv_access *from = q->from + a;
        if (q->profile && from->mode != KV_MODE_NONE && !r->grid) continue;
        kv_label l = { .at = kv_tick_add(ready, from->seconds), .price = from->price, .co2 = from->co2_g, .start = ready, .kind = (uint8_t)(from->mode | (from->mode != KV_MODE_NONE ? KIND_TRUCKED : 0)),
                       .stop = from->stop, .parent = KV_NONE, .pattern = KV_NONE, .run = KV_NONE, .rival = KV_NEVER, .through = KV_NONE, .access = a };
        uint32_t index = (uint32_t)r->labels.count;
        if (!kv_vec_push(&r->labels, l) || !kv_vec_push(&r->next_round, index)) return false;
        for (uint32_t n = r->c->link_first[l.stop]; n < r->c->link_first[l.stop + 1]; n++) {
            kv_label linked = l;
            linked.stop = r->c->links[n].to;
            linked.at = kv_tick_add(l.at, r->c->links[n].seconds);
            linked.kind |= KIND_LINKED;
            linked.parent = index;
            uint32_t at = (uint32_t)r->labels.count;
            if (!kv_vec_push(&r->labels, linked) || !kv_vec_push(&r->next_round, at)) return false;
        }
    }
    return run_rounds(r);
}

static int latest_first(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return (a < b) - (a > b);
}

/* the last moments at which cargo must be ready to catch each first ride of the window, and the daily grid */
static bool list_starts(kv_rich *r)
{
    const kv_corridor *c = r->c;
    const kv_question *q = r->q;
    r->starts.count = 0;
    for (uint64_t t = q->ready; t <= q->ready_last && t < KV_NEVER; t += KV_DAY_S) if (!kv_vec_push(&r->starts, (uint32_t)t)) return false;
    for (uint32_t a = 0; a < q->from_count; a++) {
        if (q->from[a].mode != KV_MODE_NONE) continue;
        uint32_t o = q->from[a].stop;
        for (uint32_t l = c->link_first[o]; l <= c->link_first[o + 1]; l++) {
            bool linked = l < c->link_first[o + 1];
            uint32_t v = linked ? c->links[l].to : o;
            for (uint32_t n = c->visit_first[v]; n < c->visit_first[v + 1]; n++) {
                const kv_pattern_row *pt = c->patterns + c->visits[n].pattern;
                const kv_service_row *s = c->services + pt->service;
                uint32_t i = c->visits[n].position, end = pt->first_run + pt->run_count;
                const kv_change *ch = change_at(r, v, KV_MODE_NONE, s->mode);
                if (pt->flexible || ch->price == KV_BARRED || r->seconds.departing[pt->first_position + i] >= UINT32_MAX - 2) continue;
                uint32_t before = kv_sum((uint32_t)(s->cutoff_s > 0 ? s->cutoff_s : 0), linked ? c->links[l].seconds : ch->seconds);
                for (uint32_t run = kv_first_run(c, pt, end, i, kv_tick_add(q->ready, before)); run < end; run++) {
                    kv_tick depart = kv_run_departs(c, pt, run, i);
                    if (depart > q->ready_last) break;
                    kv_tick at = depart - before;
                    if (!linked && c->stops[v].hours != KV_NONE) {      /* opening hours: the last moment lies earlier; step back hour by hour */
                        while (at > q->ready && kv_stop_open_at(c, v, kv_tick_add(at, ch->seconds)) > depart - (uint32_t)(s->cutoff_s > 0 ? s->cutoff_s : 0))
                            at = at - q->ready > 3600 ? at - 3600 : q->ready;
                    }
                    if (!kv_vec_push(&r->starts, at)) return false;
                }
            }
        }
    }
    if (r->starts.count) qsort(r->starts.at, r->starts.count, sizeof *r->starts.at, latest_first);
    return true;
}

static bool search_all(kv_rich *r)
{
    const kv_question *q = r->q;
    if (!q->profile) return seed(r, q->ready);
    if (!list_starts(r)) return false;
    for (size_t i = 0; i < r->starts.count; i++) {
        if (i && r->starts.at[i] == r->starts.at[i - 1]) continue;
        r->grid = (r->starts.at[i] - q->ready) % KV_DAY_S == 0;
        if (!seed(r, r->starts.at[i])) return false;
    }
    return true;
}

static kv_status write_journeys(kv_rich *r, kv_arena *arena, kv_answer *out, kv_error *err)
{
    kv_planner *p = r->p;
    const kv_question *q = r->q;
    p->found.count = 0;
    for (size_t n = 0; n < r->targets.count; n++) {
        const kv_target *t = r->targets.at + n;
        const kv_label *labels = r->labels.at;
        uint32_t count = 0, at = t->label, through = KV_NONE;
        for (uint32_t l = at; l != KV_NONE; l = labels[l].parent) if (labels[l].pattern != KV_NONE) count++;
        kv_ride *rides = kv_new_array(arena, kv_ride, count);
        if (!rides) return kv_fail(err, KV_MEMORY, "", "memory is out while writing down the answer");
        kv_journey j = { .arrive = t->at, .price = t->true_price, .co2_g = t->true_co2, .chance_cost = t->true_chance, .transhipments = t->true_transhipments,
                         .from = labels[at].access, .to = t->to, .link_last = KV_NONE, .ride_count = count, .rides = rides };
        if (labels[at].pattern == KV_NONE) { j.link_last = q->to[t->to].stop; at = labels[at].parent; }
        while (at != KV_NONE && labels[at].pattern != KV_NONE) {
            const kv_label *l = labels + at;
            if (l->through != KV_NONE) through = l->through;
            kv_ride *ride = rides + --count;
            *ride = (kv_ride){ .pattern = l->pattern, .board = l->board, .alight = l->alight, .run = l->run, .depart = l->depart, .arrive = l->at,
                               .ready = l->ready, .through = through, .link_from = KV_NONE };
            at = l->parent;
            if (at != KV_NONE && !labels[at].open) through = KV_NONE;
            if (at != KV_NONE && labels[at].pattern == KV_NONE && labels[at].parent != KV_NONE) {
                at = labels[at].parent;
                ride->link_from = labels[at].pattern == KV_NONE ? q->from[labels[at].access].stop
                    : r->c->position_stop[r->c->patterns[labels[at].pattern].first_position + labels[at].alight];
            }
        }
        j.depart = q->from[j.from].mode != KV_MODE_NONE ? labels[t->label].start : rides[0].depart;
        if (!kv_vec_push(&p->found, j)) return kv_fail(err, KV_MEMORY, "", "memory is out while writing down the answer");
    }
    return kv_answer_finish(p, arena, out, err);
}

/* does a journey pay for waiting anywhere? */
static bool pays_storage(const kv_rich *r, uint32_t label)
{
    for (; label != KV_NONE; label = r->labels.at[label].parent) {
        const kv_label *l = r->labels.at + label;
        if (l->pattern == KV_NONE || l->parent == KV_NONE) continue;
        uint32_t stop = r->c->position_stop[r->c->patterns[l->pattern].first_position + l->board];
        if (storage_charge(r, r->labels.at + l->parent, stop, l->ready, l->depart)) return true;
    }
    return false;
}

void kv_rich_free(kv_rich *r)
{
    if (!r) return;
    free(r->through_back_first);
    free(r->through_back);
    free(r->shift);
    kv_vec_free(&r->heap);
    kv_vec_free(&r->labels);
    kv_vec_free(&r->blocks);
    kv_vec_free(&r->target_lanes);
    kv_vec_free(&r->touched);
    kv_vec_free(&r->round);
    kv_vec_free(&r->next_round);
    kv_vec_free(&r->open);
    kv_vec_free(&r->targets);
    kv_vec_free(&r->starts);
    void *owned[] = { r->leg_seconds, r->leg_least, r->change_seconds, r->change_price, r->change_co2, r->has_flexible, r->month, r->bags,
                      r->seconds.arrived, r->seconds.ready, r->seconds.departing, r->price.arrived, r->price.ready, r->price.departing,
                      r->co2.arrived, r->co2.ready, r->co2.departing };
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) free(owned[i]);
    free(r);
}

kv_status kv_labels(kv_planner *p, const kv_costs *costs, const kv_question *q, bool keep_bounds, kv_arena *arena, kv_answer *out, kv_error *err)
{
    if (!p->rich) {
        p->rich = calloc(1, sizeof *p->rich);
        if (!p->rich) return kv_fail(err, KV_MEMORY, "", "memory is out while preparing the search");
        p->rich->p = p;
        p->rich->c = p->c;
    }
    kv_rich *r = p->rich;
    r->q = q;
    if (!keep_bounds) r->bounds_key = 0;
    r->want_price = q->criteria & KV_BY_PRICE;
    r->want_co2 = q->criteria & KV_BY_CO2;
    r->want_transhipments = q->criteria & KV_BY_TRANSHIPMENTS;
    r->want_chance = (q->criteria & KV_BY_CHANCE) && costs->leg_lateness;
    r->use_price = r->want_price || q->price_max != KV_BARRED;
    r->use_co2 = r->want_co2;
    r->use_chance = r->want_chance || (q->chance_cost_max != UINT32_MAX && costs->leg_lateness);
    r->latest = q->latest >= KV_NEVER - 2 ? KV_NEVER - 3 : q->latest;
    r->labels.count = r->targets.count = r->target_lanes.count = r->open.count = r->next_round.count = 0;
    r->tried = r->kept = r->scanned = 0;
    r->capped = r->legs_short = false;
    r->grid = true;
    r->nearest_stop = KV_NONE;
    r->nearest_km = INFINITY;
    uint32_t asked_first = 0;
    r->asked_first = &asked_first;
    bool fine = kv_least_bind(r, costs) && kv_least_make(r) && kv_vec_push(&r->open, (kv_open_rate){ 0 });
    r->hold = r->storage_any && q->save_storage && r->use_price;
    kv_question limited = *q;
    if (fine && q->legs_beyond) {
        uint32_t fewest = KV_LEGS_MAX;
        for (uint32_t a = 0; a < q->from_count; a++) if (p->time.rides_arrived[q->from[a].stop] < fewest) fewest = p->time.rides_arrived[q->from[a].stop];
        if (fewest + q->legs_beyond < limited.legs_max) limited.legs_max = fewest + q->legs_beyond;
        r->q = &limited;
    }
    if (fine) {
        r->rough = true;
        fine = search_all(r);
        clear_bags(r);
        r->next_round.count = 0;
    }
    if (fine && !r->capped) {
        r->rough = false;
        fine = search_all(r);
        clear_bags(r);
    }
    if (!fine) { clear_bags(r); return kv_fail(err, KV_MEMORY, "", "memory is out while searching"); }
    out->labels_tried = r->tried;
    out->labels_kept = r->kept;
    out->rides_scanned = r->scanned;
    out->capped = r->capped;
    for (size_t n = 0; n < r->targets.count; n++) out->storage_paid = out->storage_paid || pays_storage(r, r->targets.at[n].label);
    out->legs_max = limited.legs_max;
    out->legs_needed_more = r->legs_short;
    out->nearest_stop = r->nearest_stop;
    out->nearest_at = r->nearest_at;
    out->nearest_km = r->nearest_km;
    kv_status status = write_journeys(r, arena, out, err);
    r->q = NULL;
    return status;
}
