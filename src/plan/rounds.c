/* rounds.c - earliest arrival for every number of rides, from one ready time (RAPTOR rounds)
 *
 *     round 1   stops reached by one ride          each round scans the patterns that call at a stop improved
 *     round 2   ... by two                         by the last, once, from the first such position on,
 *     ...                                          carrying the earliest run that can be caught
 *
 * A journey that arrives no earlier than one with as many rides or fewer is never looked at: a label at stop w after k rides is
 * dropped when its time plus the bound of w reaches what is known at the end for k plus the rides still
 * needed there. Greedy runs towards the end point, one for every
 * number of rides, find first such values before the rounds begin. */
#include "plan/planner.h"

#include <string.h>

typedef struct {
    kv_planner *p;
    const kv_corridor *c;
    const kv_question *q;
    uint32_t words;
    uint32_t target[KV_LEGS_MAX + 2];       /* an arrival must be below this to be worth it, by rides */
    uint32_t found[KV_LEGS_MAX + 2];        /* step that reached the end in that round, KV_NONE */
    uint64_t scanned, kept;
} rounds;

static bool worth(const rounds *s, uint32_t rides, uint32_t seconds_left, uint32_t rides_left, kv_tick t)
{
    if (seconds_left == KV_NEVER || rides + rides_left > s->q->legs_max) return false;
    return kv_tick_add(t, seconds_left) < s->target[rides + rides_left];
}

static void reach_end(rounds *s, uint32_t rides, kv_tick t, uint32_t step)
{
    if (t >= s->target[rides]) return;
    s->found[rides] = step;
    for (uint32_t k = rides; k <= s->q->legs_max; k++) if (t < s->target[k]) s->target[k] = t;
}

static bool add_step(rounds *s, kv_step step, uint32_t *at)
{
    *at = (uint32_t)s->p->steps.count;
    return kv_vec_push(&s->p->steps, step);
}

/* the stop v is ready at t by `step`; improves what the next round boards from */
static void make_ready(rounds *s, uint32_t v, kv_tick t, uint32_t step)
{
    kv_planner *p = s->p;
    p->best_ready[v] = t;
    p->board_ready[v] = t;
    p->board_step[v] = step;
    kv_bit_set(p->next_marked, v);
}

/* what a ride into w in this round means: being ready there, links, the end */
static bool spread(rounds *s, uint32_t w, uint32_t rides)
{
    kv_planner *p = s->p;
    const kv_corridor *c = s->c;
    kv_tick t = p->best_arrival[w];
    uint32_t step = p->arrival_step[w];
    uint32_t change = kv_plain_change(c, w);
    if (change != KV_NEVER) {
        kv_tick ready = kv_tick_add(t, change);
        if (ready < p->best_ready[w] && worth(s, rides, p->time.ready[w], p->time.rides_ready[w], ready)) make_ready(s, w, ready, step);
    }
    for (uint32_t l = c->link_first[w]; l < c->link_first[w + 1]; l++) {
        uint32_t v = c->links[l].to;
        kv_tick ready = kv_tick_add(t, c->links[l].seconds);
        if (ready >= s->target[rides]) break;          /* links are sorted by seconds */
        bool boards = ready < p->best_ready[v] && worth(s, rides, p->time.ready[v], p->time.rides_ready[v], ready);
        bool ends = p->is_end[v] && ready < s->target[rides];
        if (!boards && !ends) continue;
        uint32_t linked;
        if (!add_step(s, (kv_step){ .parent = step, .pattern = KV_NONE, .stop = v }, &linked)) return false;
        if (ends) reach_end(s, rides, ready, linked);
        if (boards) make_ready(s, v, ready, linked);
    }
    return true;
}

static bool scan(rounds *s, uint32_t index, uint32_t rides)
{
    kv_planner *p = s->p;
    const kv_corridor *c = s->c;
    const kv_pattern_row *pt = c->patterns + index;
    const uint32_t *stop = c->position_stop + pt->first_position;
    const uint8_t *flags = c->position_flags + pt->first_position;
    const uint32_t *departing = p->time.departing + pt->first_position;
    uint32_t run = KV_NONE, end = pt->first_run + pt->run_count, board = 0, parent = KV_NONE;
    kv_tick base = 0;
    const kv_call *call = NULL;
    for (uint32_t i = p->pattern_from[index]; i < pt->stop_count; i++) {
        uint32_t v = stop[i];
        s->scanned++;
        if (run != KV_NONE) {
            kv_tick t = base + call[i].arrive;
            if (t < p->best_arrival[v] && !(flags[i] & KV_NO_DROPOFF) && worth(s, rides, p->time.arrived[v], p->time.rides_arrived[v], t)) {
                uint32_t step;
                if (!add_step(s, (kv_step){ .parent = parent, .pattern = index, .run = run, .board = (uint16_t)board, .alight = (uint16_t)i, .stop = v }, &step))
                    return false;
                p->best_arrival[v] = t;
                p->arrival_step[v] = step;
                kv_bit_set(p->touched, v);
                s->kept++;
                if (p->is_end[v]) reach_end(s, rides, t, step);
            }
        }
        if (i + 1 == pt->stop_count || departing[i] == KV_NEVER || !kv_bit_is(p->marked, v) || (flags[i] & KV_NO_PICKUP)) continue;
        kv_tick ready = p->board_ready[v];
        if (run != KV_NONE && base + call[i].depart < ready) continue;      /* equal: an earlier run may leave with this one and arrive before it */
        if (kv_tick_add(ready, departing[i]) >= s->target[rides - 1 + p->time.rides_ready[v]]) continue;
        uint32_t r = kv_first_run(c, pt, run == KV_NONE ? end : run, i, ready);
        if (r < (run == KV_NONE ? end : run) && (rides > 1 || kv_run_departs(c, pt, r, i) <= s->q->ready_last)) {
            run = r;
            base = c->run_base[r];
            call = kv_calls_of(c, pt, r);
            board = i;
            parent = p->board_step[v];
        }
    }
    return true;
}

/* Ride towards the end within `most` rides, always by what promises the earliest arrival there: a journey, if not the best, to
 * prune by. Returns how many rides it took, 0 when it got stuck. */
static uint32_t greedy(rounds *s, uint32_t v, kv_tick ready, uint32_t most)
{
    const kv_corridor *c = s->c;
    const kv_planner *p = s->p;
    for (uint32_t rides = 1; rides <= most; rides++) {
        kv_tick best = KV_NEVER, best_at = 0;
        uint32_t best_stop = KV_NONE;
        for (uint32_t n = c->visit_first[v]; n < c->visit_first[v + 1]; n++) {
            const kv_pattern_row *pt = c->patterns + c->visits[n].pattern;
            uint32_t i = c->visits[n].position, end = pt->first_run + pt->run_count;
            uint32_t at = pt->first_position + i;
            if (p->time.departing[at] == KV_NEVER || (c->position_flags[at] & KV_NO_PICKUP) || kv_tick_add(ready, p->time.departing[at]) >= best) continue;
            uint32_t r = kv_first_run(c, pt, end, i, ready);
            if (r == end || (rides == 1 && kv_run_departs(c, pt, r, i) > s->q->ready_last)) continue;
            for (uint32_t j = i + 1; j < pt->stop_count; j++) {
                uint32_t w = c->position_stop[pt->first_position + j];
                if (p->time.rides_arrived[w] > most - rides || (c->position_flags[pt->first_position + j] & KV_NO_DROPOFF)) continue;
                kv_tick t = kv_run_arrives(c, pt, r, j), promised = kv_tick_add(t, p->time.arrived[w]);
                if (promised < best) { best = promised; best_at = t; best_stop = w; }
            }
        }
        if (best_stop == KV_NONE) return 0;
        if (p->is_end[best_stop]) {
            for (uint32_t k = rides; k <= s->q->legs_max; k++) if (best_at + 1 < s->target[k]) s->target[k] = best_at + 1;
            return rides;
        }
        uint32_t change = kv_plain_change(c, best_stop);
        if (change == KV_NEVER) return 0;
        v = best_stop;
        ready = kv_tick_add(best_at, change);
    }
    return 0;
}

kv_status kv_rounds(kv_planner *p, const kv_question *q, kv_arena *arena, kv_answer *out, kv_error *err)
{
    const kv_corridor *c = p->c;
    rounds s = { .p = p, .c = c, .q = q, .words = (c->stops_count + 63) / 64 };
    for (uint32_t k = 0; k <= KV_LEGS_MAX + 1; k++) { s.target[k] = q->latest == KV_NEVER ? KV_NEVER : q->latest + 1; s.found[k] = KV_NONE; }
    memset(p->best_arrival, 0xff, sizeof *p->best_arrival * c->stops_count);
    memset(p->best_ready, 0xff, sizeof *p->best_ready * c->stops_count);
    memset(p->next_marked, 0, s.words * 8);
    p->steps.count = 0;
    for (uint32_t a = 0; a < q->from_count; a++) {
        uint32_t o = q->from[a].stop;
        if (!worth(&s, 0, p->time.ready[o], p->time.rides_ready[o], q->ready)) continue;
        make_ready(&s, o, q->ready, KV_NONE);
        for (uint32_t most = p->time.rides_ready[o]; most <= q->legs_max; most++) {
            uint32_t took = greedy(&s, o, q->ready, most);
            if (took && took < most) break;                 /* more rides do not tempt it */
        }
    }
    for (uint32_t a = 0; a < q->from_count; a++) {
        uint32_t o = q->from[a].stop;
        for (uint32_t l = c->link_first[o]; l < c->link_first[o + 1]; l++) {
            uint32_t v = c->links[l].to;
            kv_tick ready = kv_tick_add(q->ready, c->links[l].seconds);
            uint32_t step;
            if (ready >= p->best_ready[v] || !worth(&s, 0, p->time.ready[v], p->time.rides_ready[v], ready)) continue;
            if (!add_step(&s, (kv_step){ .parent = KV_NONE, .pattern = KV_NONE, .stop = v, .run = o }, &step)) goto out_of_memory;
            make_ready(&s, v, ready, step);
        }
    }
    if (q->ready_last != KV_NEVER)              /* being ready at the start is not worth much later: the window may be over */
        KV_EACH_BIT(p->next_marked, s.words, v) p->best_ready[v] = KV_NEVER;
    uint32_t pattern_words = (c->patterns_count + 63) / 64;
    for (uint32_t rides = 1; rides <= q->legs_max; rides++) {
        uint64_t *swap = p->marked; p->marked = p->next_marked; p->next_marked = swap;
        memset(p->next_marked, 0, s.words * 8);
        memset(p->touched, 0, s.words * 8);
        if (!kv_mark_patterns(p, rides, s.target, KV_NEVER)) break;
        KV_EACH_BIT(p->pattern_marked, pattern_words, index) if (!scan(&s, index, rides)) goto out_of_memory;
        KV_EACH_BIT(p->touched, s.words, w) if (!spread(&s, w, rides)) goto out_of_memory;
    }
    p->found.count = 0;
    for (uint32_t k = 1; k <= q->legs_max; k++) {
        kv_journey journey;
        if (s.found[k] == KV_NONE) continue;
        kv_status status = kv_steps_to_journey(p, q, s.found[k], arena, &journey, err);
        if (status) return status;
        if (!kv_vec_push(&p->found, journey)) goto out_of_memory;
    }
    out->labels_tried = s.kept;
    out->labels_kept = s.kept;
    out->rides_scanned = s.scanned;
    return kv_answer_finish(p, arena, out, err);
out_of_memory:
    return kv_fail(err, KV_MEMORY, "", "memory is out while searching");
}
