/* oracle.c - slow and obvious: a depth-first walk that never forgets anything
 *
 * Prices are not carried along: when a chain of rides is complete its price is the least over all ways to cut the chain
 * into single rides and through rates. */
#include "oracle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const kv_pattern_row *p;
    uint32_t pattern, board, alight, run;
    kv_tick depart, arrive, ready;
    uint32_t board_stop, alight_stop;
    bool linked;                /* a link led to the boarding stop */
    uint32_t change_price, change_co2, storage;
    uint32_t chance;
} oracle_ride;

typedef struct {
    const tiny *w;
    oracle_set *out;
    oracle_ride ride[KV_LEGS_MAX];
    uint32_t access;
    kv_tick start;              /* when the cargo is let go */
} walk;

static const kv_change *change_of(const tiny *w, uint32_t stop, uint32_t from, uint32_t to)
{
    return w->costs.changes + ((size_t)w->costs.change_block[stop] * KV_MODE_COUNT + from) * KV_MODE_COUNT + to;
}

static uint32_t epoch_at(const tiny *w, kv_tick t)
{
    uint32_t e = 0;
    for (uint32_t n = 0; n < w->costs.epoch_count; n++) if (w->costs.epoch_from[n] <= t) e = n;
    return e;
}

static uint64_t least_price(const walk *k, uint32_t count)
{
    const kv_costs *c = &k->w->costs;
    uint32_t legs = k->w->c.info->leg_count;
    uint64_t best[KV_LEGS_MAX + 1];
    for (uint32_t n = 1; n <= count; n++) best[n] = UINT64_MAX / 4;
    best[0] = 0;
    for (uint32_t i = 0; i < count; i++) {
        const oracle_ride *r = k->ride + i;
        uint32_t epoch = epoch_at(k->w, r->depart), leg = kv_leg_index(r->p, r->board, r->alight);
        uint32_t price = c->leg_price[epoch * legs + leg];
        uint64_t before = best[i] + (k->w->plain ? 0 : r->change_price);
        if (price != KV_UNPRICED && before + price < best[i + 1]) best[i + 1] = before + price;
        if (!c->through_first) continue;
        for (uint32_t t = 0; t < c->through_count; t++) {
            const kv_through *th = c->through + t;
            uint64_t sum = before;
            if (th->from != r->board_stop || c->through_price[th->first_price + epoch] == KV_BARRED) continue;
            for (uint32_t m = i; m < count; m++) {
                const oracle_ride *s = k->ride + m;
                if (!(c->pattern_groups[s->pattern] >> th->group & 1) || (m > i && s->linked)) break;
                if (m > i && !th->covers_handling) sum += s->change_price;
                if (c->leg_extra) sum += c->leg_extra[epoch_at(k->w, s->depart) * legs + kv_leg_index(s->p, s->board, s->alight)];
                uint64_t whole = sum + c->through_price[th->first_price + epoch];
                if (th->to == s->alight_stop && whole < best[m + 1]) best[m + 1] = whole;
            }
        }
    }
    for (uint32_t i = 0; i < count; i++) best[count] += k->ride[i].storage;
    return best[count];
}

/* a complete journey, if it keeps the limits: its vector */
static bool finish(const walk *k, uint32_t count, uint32_t egress, kv_tick at, bool linked, oracle_vector *out)
{
    const tiny *w = k->w;
    const kv_question *q = &w->q;
    const kv_access *from = q->from + k->access, *to = q->to + egress;
    const oracle_ride *last = k->ride + count - 1;
    uint64_t price = 0, co2 = 0;
    uint32_t chance = 0;
    if (!w->plain) {
        const kv_change *ch = change_of(w, to->stop, w->c.services[last->p->service].mode, to->mode);
        if (ch->price == KV_BARRED) return false;
        price = least_price(k, count);
        if (price >= UINT64_MAX / 4) return false;
        price += from->price + (uint64_t)ch->price + to->price;
        co2 = from->co2_g + (uint64_t)ch->co2_g + to->co2_g;
        for (uint32_t i = 0; i < count; i++) {
            const oracle_ride *r = k->ride + i;
            co2 += r->change_co2 + (uint64_t)w->costs.leg_co2[kv_leg_index(r->p, r->board, r->alight)];
            chance += r->chance;
        }
        if (to->mode != KV_MODE_NONE) {
            kv_tick ready = linked ? at : kv_stop_open_at(&w->c, to->stop, at + ch->seconds);
            if (ready == KV_NEVER) return false;
            at = ready + to->seconds;
        }
    }
    kv_tick depart = from->mode != KV_MODE_NONE ? k->start : k->ride[0].depart;
    if (w->plain) depart = k->ride[0].depart - (k->ride[0].ready - k->start);     /* a link before it starts as late as it can */
    if (at > q->latest || (q->price_max != KV_BARRED && price > q->price_max) || chance > q->chance_cost_max) return false;
    if (q->duration_max_s && at - depart > q->duration_max_s) return false;
    *out = (oracle_vector){ .arrive = at, .price = (uint32_t)price, .co2 = (uint32_t)co2, .chance = chance, .depart = depart,
                            .transhipments = count - 1 + (from->mode != KV_MODE_NONE) + (to->mode != KV_MODE_NONE) };
    return true;
}

static oracle_vector as_asked(const kv_question *q, oracle_vector v)
{
    if (!(q->criteria & KV_BY_PRICE)) v.price = 0;
    if (!(q->criteria & KV_BY_CO2)) v.co2 = 0;
    if (!(q->criteria & KV_BY_TRANSHIPMENTS)) v.transhipments = 0;
    if (!(q->criteria & KV_BY_CHANCE)) v.chance = 0;
    if (!q->profile) v.depart = 0;
    return v;
}

/* the ride of (pattern, board, alight, run) from stop v, where the cargo is since `at`; false: a rule forbids it */
static bool take(const walk *k, uint32_t count, uint32_t v, kv_tick at, uint32_t mode, bool linked, uint32_t pattern, uint32_t i, uint32_t j, uint32_t run, kv_tick not_before, oracle_ride *out)
{
    const tiny *w = k->w;
    const kv_corridor *c = &w->c;
    const kv_pattern_row *p = c->patterns + pattern;
    const kv_service_row *s = c->services + p->service;
    if (c->position_stop[p->first_position + i] != v) return false;
    if ((c->position_flags[p->first_position + i] & KV_NO_PICKUP) || (c->position_flags[p->first_position + j] & KV_NO_DROPOFF)) return false;
    *out = (oracle_ride){ .p = p, .pattern = pattern, .board = i, .alight = j, .run = run, .board_stop = v,
                          .alight_stop = c->position_stop[p->first_position + j], .linked = linked };
    kv_tick ready = at;
    const kv_change *ch = NULL;
    if (w->plain) {
        if (!linked && count > 0) {
            if (c->change_s[v] == KV_NEVER) return false;
            ready += c->change_s[v];
        }
    } else {
        ch = change_of(w, v, mode, s->mode);
        if (ch->price == KV_BARRED) return false;
        out->change_price = ch->price;
        out->change_co2 = ch->co2_g;
        if (!linked) ready = kv_stop_open_at(c, v, at + ch->seconds);
        if (ready == KV_NEVER) return false;
    }
    out->ready = ready;
    const kv_call *call = c->calls + p->first_call;
    if (run == KV_NONE) {
        kv_tick from = ready + (uint32_t)s->cutoff_s, wait = (uint32_t)s->wait_p50_s;
        if (not_before > wait && not_before - wait > from) from = not_before - wait;
        out->depart = kv_flex_depart(c, p, from);
        if (out->depart == KV_NEVER) return false;
        out->arrive = out->depart + call[j].arrive - call[i].depart;
    } else {
        call += c->run_profile[run] * p->stop_count;
        out->depart = c->run_base[run] + call[i].depart;
        out->arrive = c->run_base[run] + call[j].arrive;
        if (ready + (uint32_t)s->cutoff_s > out->depart) return false;
    }
    if (w->plain) return true;
    if (w->costs.leg_price[epoch_at(w, out->depart) * c->info->leg_count + kv_leg_index(p, i, j)] == KV_BARRED) return false;
    bool timetabled = false;
    for (uint32_t n = 0; n < count; n++) if (k->ride[n].run != KV_NONE) timetabled = true;
    if (w->costs.storage && timetabled) {
        const kv_storage *st = w->costs.storage + v;
        uint32_t days = (out->depart - ready + 86399) / 86400;
        if (days > st->free_days) out->storage = (days - st->free_days) * st->per_day;
    }
    if (run != KV_NONE && count > 0) {
        const oracle_ride *b = k->ride + count - 1;
        uint32_t class = w->costs.leg_lateness[kv_leg_index(b->p, b->board, b->alight) * 12 + (uint32_t)kv_tick_month(c, b->depart) - 1];
        uint32_t cell = class * w->costs.spread_count + ch->spread, slack = (out->depart - (uint32_t)s->cutoff_s - ready) / 3600;
        uint32_t last = w->costs.chance_length[cell] - 1u;
        out->chance = w->costs.chance[cell][slack < last ? slack : last];
    }
    return true;
}

/* moments from which new terms hold, for which flexible rides may be held back; [0] is 0 */
static uint32_t list_terms(const tiny *w, kv_tick terms[16])
{
    const kv_question *q = &w->q;
    uint32_t count = 0;
    terms[count++] = 0;
    if (w->plain) return count;
    if ((q->criteria & KV_BY_PRICE) || q->price_max != KV_BARRED)
        for (uint32_t e = 1; e < w->costs.epoch_count; e++) terms[count++] = w->costs.epoch_from[e];
    if ((q->criteria & KV_BY_CHANCE) || q->chance_cost_max != UINT32_MAX)
        for (kv_tick t = 86400 - (kv_tick)(w->c.info->base % 86400); t < q->latest && count < 16; t += 86400)
            if (kv_tick_month(&w->c, t) != kv_tick_month(&w->c, t - 1)) terms[count++] = t;
    return count;
}

static bool window_holds(const walk *k, const oracle_ride *first)
{
    const kv_question *q = &k->w->q;
    return q->ready_last == KV_NEVER || q->from[k->access].mode != KV_MODE_NONE || first->depart <= q->ready_last;
}

static void keep(const walk *k, uint32_t count, uint32_t stop, kv_tick at, bool linked)
{
    oracle_vector v;
    for (uint32_t e = 0; e < k->w->q.to_count; e++)
        if (k->w->q.to[e].stop == stop && finish(k, count, e, at, linked, &v)) {
            oracle_vector asked = as_asked(&k->w->q, v);
            if (!kv_vec_push(k->out, asked)) abort();
        }
}

static void go_on(walk *k, uint32_t count, uint32_t v, kv_tick at, uint32_t mode, bool linked)
{
    const kv_corridor *c = &k->w->c;
    kv_tick terms[16];
    uint32_t term_count = list_terms(k->w, terms);
    if (count == k->w->q.legs_max || at > k->w->q.latest) return;
    for (uint32_t n = 0; n < c->patterns_count; n++) {
        const kv_pattern_row *p = c->patterns + n;
        for (uint32_t i = 0; i < p->stop_count; i++) for (uint32_t j = i + 1; j < p->stop_count; j++)
            for (uint32_t r = 0; r < (p->flexible ? term_count : p->run_count); r++) {
                oracle_ride *ride = k->ride + count;
                if (!take(k, count, v, at, mode, linked, n, i, j, p->flexible ? KV_NONE : p->first_run + r, p->flexible ? terms[r] : 0, ride) || ride->arrive > k->w->q.latest) continue;
                if (count == 0 && !window_holds(k, ride)) continue;
                uint32_t to = ride->alight_stop, by = c->services[p->service].mode;
                kv_tick arrive = ride->arrive;
                keep(k, count + 1, to, arrive, false);
                go_on(k, count + 1, to, arrive, by, false);
                for (uint32_t l = c->link_first[to]; l < c->link_first[to + 1]; l++) {
                    keep(k, count + 1, c->links[l].to, arrive + c->links[l].seconds, true);
                    go_on(k, count + 1, c->links[l].to, arrive + c->links[l].seconds, by, true);
                }
            }
    }
}

static void start_at(walk *k, kv_tick t)
{
    const kv_corridor *c = &k->w->c;
    const kv_access *a = k->w->q.from + k->access;
    k->start = t;
    go_on(k, 0, a->stop, t + a->seconds, a->mode, false);
    for (uint32_t l = c->link_first[a->stop]; l < c->link_first[a->stop + 1]; l++)
        go_on(k, 0, c->links[l].to, t + a->seconds + c->links[l].seconds, a->mode, true);
}

static int order(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    for (size_t i = 0; i < sizeof(oracle_vector) / sizeof(uint32_t); i++) if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

void oracle_reduce(oracle_set *set)
{
    if (set->count) qsort(set->at, set->count, sizeof *set->at, order);
    size_t left = 0;
    for (size_t i = 0; i < set->count; i++) {
        const oracle_vector *y = set->at + i;
        bool beaten = i > 0 && order(y, y - 1) == 0;
        for (size_t n = 0; n < set->count && !beaten; n++) {
            const oracle_vector *x = set->at + n;
            beaten = order(x, y) != 0 && x->arrive <= y->arrive && x->price <= y->price && x->co2 <= y->co2 && x->transhipments <= y->transhipments
                  && x->chance <= y->chance && x->depart >= y->depart;
        }
        if (!beaten) set->at[left++] = *y;      /* moves only towards the front: what beats it is beaten by nothing before it, or stays */
    }
    set->count = left;
}

void oracle_answer(const tiny *w, oracle_set *out)
{
    const kv_question *q = &w->q;
    walk k = { .w = w, .out = out };
    out->count = 0;
    for (k.access = 0; k.access < q->from_count; k.access++) {
        if (!q->profile) { start_at(&k, q->ready); continue; }
        for (kv_tick t = q->ready; t <= q->ready_last; t += 86400) start_at(&k, t);
    }
    oracle_reduce(out);
}

static bool check_from(const tiny *w, const kv_journey *j, kv_tick start, oracle_vector *out, const char **why)
{
    walk k = { .w = w, .access = j->from, .start = start };
    const kv_corridor *c = &w->c;
    const kv_access *a = w->q.from + j->from;
    *why = "a ride breaks a rule";
    uint32_t v = a->stop, mode = a->mode;
    kv_tick at = k.start + a->seconds;
    for (uint32_t n = 0; n < j->ride_count; n++) {
        const kv_ride *r = j->rides + n;
        bool linked = r->link_from != KV_NONE;
        if (linked) {
            uint32_t to = c->position_stop[c->patterns[r->pattern].first_position + r->board], seconds = KV_NEVER;
            if (r->link_from != v) return false;
            for (uint32_t l = c->link_first[v]; l < c->link_first[v + 1]; l++) if (c->links[l].to == to && c->links[l].seconds < seconds) seconds = c->links[l].seconds;
            if (seconds == KV_NEVER) { *why = "there is no such link"; return false; }
            at += seconds;
            v = to;
        }
        kv_tick terms[16];
        uint32_t term_count = r->run == KV_NONE ? list_terms(w, terms) : 1;
        bool taken = false;
        for (uint32_t t = 0; t < term_count && !taken; t++)
            taken = take(&k, n, v, at, mode, linked, r->pattern, r->board, r->alight, r->run, r->run == KV_NONE ? terms[t] : 0, k.ride + n) && k.ride[n].depart == r->depart;
        if (!taken) return false;
        if (k.ride[n].depart != r->depart || k.ride[n].arrive != r->arrive) { *why = "times are not those of the run"; return false; }
        v = k.ride[n].alight_stop;
        at = r->arrive;
        mode = c->services[k.ride[n].p->service].mode;
    }
    bool linked = j->link_last != KV_NONE;
    if (linked) {
        uint32_t seconds = KV_NEVER;
        for (uint32_t l = c->link_first[v]; l < c->link_first[v + 1]; l++) if (c->links[l].to == j->link_last && c->links[l].seconds < seconds) seconds = c->links[l].seconds;
        if (seconds == KV_NEVER) return false;
        at += seconds;
        v = j->link_last;
    }
    *why = "it does not end at an end point";
    if (w->q.to[j->to].stop != v) return false;
    *why = "a limit is broken";
    return finish(&k, j->ride_count, j->to, at, linked, out);
}

bool oracle_check(const tiny *w, const kv_journey *j, oracle_vector *out, const char **why)
{
    const kv_question *q = &w->q;
    bool truck = q->from[j->from].mode != KV_MODE_NONE, flexible = j->ride_count && j->rides[0].run == KV_NONE;
    if (w->plain || (q->profile && truck)) return check_from(w, j, j->depart, out, why);
    if (!q->profile || !flexible) return check_from(w, j, q->ready, out, why);
    for (kv_tick t = q->ready; t <= q->ready_last; t += 86400)      /* a flexible start of a profile: on one of its days */
        if (check_from(w, j, t, out, why) && out->depart == j->depart) return true;
    return false;
}
