/* profile.c - every departure of a window that is worth taking (rounds from the latest departure to the earliest)
 *
 *     Fri 08:00  ->  labels ........          labels stay when the next earlier departure is tried: what leaves
 *     Wed 08:00  ->  only what arrives        earlier must arrive earlier (or with fewer rides), or it is not
 *     Mon 08:00      earlier than that        worth leaving for. Late passes touch little.
 *
 * Also answers the question with a limit on duration: a later departure may keep it where the first does not. */
#include "plan/planner.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    kv_planner *p;
    const kv_corridor *c;
    const kv_question *q;
    uint32_t words, stops;
    kv_tick start, limit;                   /* this departure; arrivals must be below limit */
    kv_tick target[KV_LEGS_MAX + 2];
    uint32_t found[KV_LEGS_MAX + 2];
    uint64_t scanned, kept;
} sweep;

static bool worth(const sweep *s, uint32_t rides, uint32_t seconds_left, uint32_t rides_left, kv_tick t)
{
    if (seconds_left == KV_NEVER || rides + rides_left > s->q->legs_max) return false;
    t = kv_tick_add(t, seconds_left);
    return t < s->target[rides + rides_left] && t < s->limit;
}

static void reach_end(sweep *s, uint32_t rides, kv_tick t, uint32_t step)
{
    if (t >= s->target[rides] || t >= s->limit) return;
    s->found[rides] = step;
    for (uint32_t k = rides; k <= s->q->legs_max && t < s->target[k]; k++) {
        s->target[k] = t;
        if (k > rides) s->found[k] = KV_NONE;
    }
}

/* lower a label and those with more rides that are no better */
static bool lower(sweep *s, uint32_t *row, uint32_t v, uint32_t rides, kv_tick t)
{
    uint32_t *label = row + (size_t)rides * s->stops + v;
    if (t >= *label) return false;
    for (uint32_t k = rides; k <= s->q->legs_max && t < *label; k++, label += s->stops) *label = t;
    return true;
}

static void make_ready(sweep *s, uint32_t v, kv_tick t, uint32_t step)
{
    kv_planner *p = s->p;
    p->board_ready[v] = t;
    p->board_step[v] = step;
    kv_bit_set(p->next_marked, v);
}

static bool alight(sweep *s, uint32_t index, uint32_t run, uint32_t board, uint32_t i, uint32_t parent, uint32_t rides, kv_tick t)
{
    kv_planner *p = s->p;
    const kv_pattern_row *pt = s->c->patterns + index;
    uint32_t v = s->c->position_stop[pt->first_position + i];
    if (t >= p->row_arrival[(size_t)rides * s->stops + v] || (s->c->position_flags[pt->first_position + i] & KV_NO_DROPOFF)
        || !worth(s, rides, p->time.arrived[v], p->time.rides_arrived[v], t)) return true;
    lower(s, p->row_arrival, v, rides, t);
    p->arrival_step[v] = (uint32_t)p->steps.count;
    p->best_arrival[v] = t;
    if (!kv_vec_push(&p->steps, ((kv_step){ .parent = parent, .pattern = index, .run = run, .board = (uint16_t)board, .alight = (uint16_t)i, .stop = v })))
        return false;
    kv_bit_set(p->touched, v);
    s->kept++;
    if (p->is_end[v]) reach_end(s, rides, t, p->arrival_step[v]);
    return true;
}

static bool ride_from(sweep *s, uint32_t index, uint32_t run, uint32_t board, uint32_t parent)
{
    const kv_pattern_row *pt = s->c->patterns + index;
    const kv_call *call = kv_calls_of(s->c, pt, run);
    for (uint32_t i = board + 1; i < pt->stop_count; i++) {
        s->scanned++;
        if (!alight(s, index, run, board, i, parent, 1, s->c->run_base[run] + call[i].arrive)) return false;
    }
    return true;
}

static bool scan(sweep *s, uint32_t index, uint32_t rides)
{
    kv_planner *p = s->p;
    const kv_corridor *c = s->c;
    const kv_pattern_row *pt = c->patterns + index;
    uint32_t run = KV_NONE, end = pt->first_run + pt->run_count, board = 0, parent = KV_NONE;
    kv_tick base = 0;
    const kv_call *call = NULL;
    for (uint32_t i = p->pattern_from[index]; i < pt->stop_count; i++) {
        uint32_t v = c->position_stop[pt->first_position + i], left = p->time.departing[pt->first_position + i];
        s->scanned++;
        if (run != KV_NONE && !alight(s, index, run, board, i, parent, rides, base + call[i].arrive)) return false;
        if (left == KV_NEVER || !kv_bit_is(p->marked, v) || (c->position_flags[pt->first_position + i] & KV_NO_PICKUP)) continue;
        kv_tick ready = p->board_ready[v], soonest = kv_tick_add(ready, left);
        if ((run != KV_NONE && base + call[i].depart < ready) || soonest >= s->target[rides - 1 + p->time.rides_ready[v]] || soonest >= s->limit) continue;
        uint32_t last = run == KV_NONE ? end : run, r = kv_first_run(c, pt, last, i, ready);
        if (r < last) { run = r; base = c->run_base[r]; call = kv_calls_of(c, pt, r); board = i; parent = p->board_step[v]; }
    }
    return true;
}

static bool spread(sweep *s, uint32_t w, uint32_t rides)
{
    kv_planner *p = s->p;
    const kv_corridor *c = s->c;
    kv_tick t = p->best_arrival[w];
    uint32_t step = p->arrival_step[w], change = kv_plain_change(c, w);
    kv_tick ready = kv_tick_add(t, change);
    if (change != KV_NEVER && worth(s, rides, p->time.ready[w], p->time.rides_ready[w], ready) && lower(s, p->row_ready, w, rides, ready))
        make_ready(s, w, ready, step);
    for (uint32_t l = c->link_first[w]; l < c->link_first[w + 1]; l++) {
        uint32_t v = c->links[l].to;
        ready = kv_tick_add(t, c->links[l].seconds);
        if (ready >= s->target[rides] || ready >= s->limit) break;
        bool boards = worth(s, rides, p->time.ready[v], p->time.rides_ready[v], ready) && lower(s, p->row_ready, v, rides, ready);
        bool ends = p->is_end[v] && ready < s->target[rides];
        if (!boards && !ends) continue;
        uint32_t linked = (uint32_t)p->steps.count;
        if (!kv_vec_push(&p->steps, ((kv_step){ .parent = step, .pattern = KV_NONE, .stop = v }))) return false;
        if (ends) reach_end(s, rides, ready, linked);
        if (boards) make_ready(s, v, ready, linked);
    }
    return true;
}

/* every departure that can be caught from an end point in the window, directly or over a link */
static bool list_starts(kv_planner *p, const kv_question *q)
{
    const kv_corridor *c = p->c;
    p->starts.count = 0;
    for (uint32_t a = 0; a < q->from_count; a++) {
        uint32_t o = q->from[a].stop, first = c->link_first[o], last = c->link_first[o + 1];
        for (uint32_t l = first; l <= last; l++) {          /* l == last: without a link */
            uint32_t v = l < last ? c->links[l].to : o, link_s = l < last ? c->links[l].seconds : 0;
            for (uint32_t n = c->visit_first[v]; n < c->visit_first[v + 1]; n++) {
                const kv_pattern_row *pt = c->patterns + c->visits[n].pattern;
                uint32_t i = c->visits[n].position, at = pt->first_position + i, end = pt->first_run + pt->run_count;
                if (p->time.departing[at] == KV_NEVER || (c->position_flags[at] & KV_NO_PICKUP)) continue;
                for (uint32_t r = kv_first_run(c, pt, end, i, kv_tick_add(q->ready, link_s)); r < end; r++) {
                    kv_tick t = kv_run_departs(c, pt, r, i);
                    if (t > q->ready_last) break;
                    t -= link_s;
                    kv_start start = { .at = t, .pattern = c->visits[n].pattern, .position = i, .run = r, .origin = l < last ? o : KV_NONE, .link_s = link_s };
                    if (!kv_vec_push(&p->starts, start)) return false;
                }
            }
        }
    }
    return true;
}

static int latest_first(const void *x, const void *y)
{
    const kv_start *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? 1 : -1;
    if (a->pattern != b->pattern) return a->pattern < b->pattern ? -1 : 1;
    return (a->run > b->run) - (a->run < b->run);
}

kv_status kv_rounds_profile(kv_planner *p, const kv_question *q, kv_arena *arena, kv_answer *out, kv_error *err)
{
    const kv_corridor *c = p->c;
    sweep s = { .p = p, .c = c, .q = q, .words = (c->stops_count + 63) / 64, .stops = c->stops_count };
    size_t rows = (size_t)(KV_LEGS_MAX + 1) * c->stops_count + 1;
    uint32_t pattern_words = (c->patterns_count + 63) / 64;
    if (!KV_NEED(p, p->row_arrival, rows) || !KV_NEED(p, p->row_ready, rows) || !list_starts(p, q)) goto out_of_memory;
    memset(p->row_arrival, 0xff, sizeof *p->row_arrival * (q->legs_max + 1) * c->stops_count);
    memset(p->row_ready, 0xff, sizeof *p->row_ready * (q->legs_max + 1) * c->stops_count);
    for (uint32_t k = 0; k <= KV_LEGS_MAX + 1; k++) s.target[k] = KV_NEVER;
    p->steps.count = p->found.count = 0;
    if (p->starts.count) qsort(p->starts.at, p->starts.count, sizeof *p->starts.at, latest_first);
    for (size_t at = 0; at < p->starts.count;) {
        s.start = p->starts.at[at].at;
        s.limit = q->latest == KV_NEVER ? KV_NEVER : q->latest + 1;
        if (q->duration_max_s && kv_tick_add(s.start, q->duration_max_s) < s.limit) s.limit = kv_tick_add(s.start, q->duration_max_s) + 1;
        for (uint32_t k = 0; k <= q->legs_max; k++) s.found[k] = KV_NONE;
        memset(p->touched, 0, s.words * 8);
        size_t first_step = p->steps.count;
        bool kept = false;
        for (; at < p->starts.count && p->starts.at[at].at == s.start; at++) {
            const kv_start *start = p->starts.at + at;
            uint32_t parent = KV_NONE;
            if (start->origin != KV_NONE) {
                const kv_pattern_row *pt = c->patterns + start->pattern;
                parent = (uint32_t)p->steps.count;
                kv_step link = { .parent = KV_NONE, .pattern = KV_NONE, .stop = c->position_stop[pt->first_position + start->position], .run = start->origin };
                if (!kv_vec_push(&p->steps, link)) goto out_of_memory;
            }
            if (!ride_from(&s, start->pattern, start->run, start->position, parent)) goto out_of_memory;
        }
        for (uint32_t rides = 1; rides <= q->legs_max; rides++) {
            if (rides > 1) {
                uint64_t *swap = p->marked; p->marked = p->next_marked; p->next_marked = swap;
                memset(p->touched, 0, s.words * 8);
                if (!kv_mark_patterns(p, rides, s.target, s.limit)) break;
                KV_EACH_BIT(p->pattern_marked, pattern_words, index) if (!scan(&s, index, rides)) goto out_of_memory;
            }
            memset(p->next_marked, 0, s.words * 8);
            KV_EACH_BIT(p->touched, s.words, w) if (!spread(&s, w, rides)) goto out_of_memory;
        }
        for (uint32_t k = 1; k <= q->legs_max; k++) {
            if (s.found[k] == KV_NONE) continue;
            kv_journey journey;
            kv_status status = kv_steps_to_journey(p, q, s.found[k], arena, &journey, err);
            if (status) return status;
            kept = true;
            if (!kv_vec_push(&p->found, journey)) goto out_of_memory;
        }
        if (!kept && p->steps.count == first_step) continue;
        p->steps.count = 0;                 /* journeys are copied out: the steps of this departure are done with */
    }
    out->labels_tried = out->labels_kept = s.kept;
    out->rides_scanned = s.scanned;
    return kv_answer_finish(p, arena, out, err);
out_of_memory:
    return kv_fail(err, KV_MEMORY, "", "memory is out while searching");
}
