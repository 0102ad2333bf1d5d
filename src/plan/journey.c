/* journey.c - from steps back to journeys a person can read, in one order that never changes */
#include "plan/planner.h"

#include <stdlib.h>
#include <string.h>

static uint32_t link_seconds(const kv_corridor *c, uint32_t from, uint32_t to)
{
    for (uint32_t l = c->link_first[from]; l < c->link_first[from + 1]; l++) if (c->links[l].to == to) return c->links[l].seconds;
    return 0;
}

/* the latest run of a ride's pattern that is at the alighting stop by `limit` and leaves by `depart_last` */
static uint32_t latest_run(const kv_corridor *c, const kv_ride *ride, kv_tick limit, kv_tick depart_last)
{
    const kv_pattern_row *pt = c->patterns + ride->pattern;
    uint32_t low = ride->run, high = pt->first_run + pt->run_count;     /* low arrives in time, high does not */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (kv_run_arrives(c, pt, middle, ride->alight) <= limit && kv_run_departs(c, pt, middle, ride->board) <= depart_last) low = middle; else high = middle;
    }
    return low;
}

kv_status kv_steps_to_journey(kv_planner *p, const kv_question *q, uint32_t step, kv_arena *arena, kv_journey *out, kv_error *err)
{
    const kv_corridor *c = p->c;
    const kv_step *steps = p->steps.at;
    uint32_t count = 0, last = step;
    for (uint32_t at = step; at != KV_NONE; at = steps[at].parent) if (steps[at].pattern != KV_NONE) count++;
    kv_ride *rides = kv_new_array(arena, kv_ride, count);
    if (!rides) return kv_fail(err, KV_MEMORY, "", "memory is out while writing down the answer");
    memset(out, 0, sizeof *out);
    out->link_last = KV_NONE;
    uint32_t end_stop = steps[last].stop, origin = KV_NONE;
    if (steps[last].pattern == KV_NONE) { out->link_last = end_stop; last = steps[last].parent; }
    for (uint32_t at = last, n = count; at != KV_NONE;) {
        const kv_step *s = steps + at;
        const kv_pattern_row *pt = c->patterns + s->pattern;
        kv_ride *ride = rides + --n;
        *ride = (kv_ride){ .pattern = s->pattern, .board = s->board, .alight = s->alight, .run = s->run, .through = KV_NONE, .link_from = KV_NONE };
        ride->depart = kv_run_departs(c, pt, s->run, s->board);
        ride->arrive = kv_run_arrives(c, pt, s->run, s->alight);
        at = s->parent;
        if (at != KV_NONE && steps[at].pattern == KV_NONE) {
            at = steps[at].parent;
            ride->link_from = at == KV_NONE ? steps[s->parent].run : steps[at].stop;
        }
        if (at == KV_NONE) origin = ride->link_from != KV_NONE ? ride->link_from : c->position_stop[pt->first_position + s->board];
    }
    for (uint32_t n = count; n-- > 0;) {
        kv_ride *ride = rides + n;
        const kv_pattern_row *pt = c->patterns + ride->pattern;
        uint32_t board_stop = c->position_stop[pt->first_position + ride->board];
        uint32_t need = ride->link_from != KV_NONE ? link_seconds(c, ride->link_from, board_stop) : n ? kv_plain_change(c, board_stop) : 0;
        if (n > 0) {
            kv_ride *before = rides + n - 1;
            if (n > 1 || !q->profile) before->run = latest_run(c, before, ride->depart - need, n == 1 ? q->ready_last : KV_NEVER);
            before->depart = kv_run_departs(c, c->patterns + before->pattern, before->run, before->board);
            before->arrive = kv_run_arrives(c, c->patterns + before->pattern, before->run, before->alight);
            ride->ready = before->arrive + need;
        } else {
            out->depart = ride->depart - need;
            ride->ready = q->ready + need;
        }
    }
    const kv_ride *final = rides + count - 1;
    uint32_t alight_stop = c->position_stop[c->patterns[final->pattern].first_position + final->alight];
    out->arrive = final->arrive + (out->link_last != KV_NONE ? link_seconds(c, alight_stop, end_stop) : 0);
    out->transhipments = count - 1;
    out->ride_count = count;
    out->rides = rides;
    for (uint32_t a = 0; a < q->from_count; a++) if (q->from[a].stop == origin) out->from = a;
    out->to = (uint32_t)p->is_end[end_stop] - 1;
    return KV_OK;
}

static int compare(uint32_t a, uint32_t b) { return (a > b) - (a < b); }

static int by_answer_order(const void *x, const void *y)
{
    const kv_journey *a = x, *b = y;
    int d = compare(a->arrive, b->arrive);
    if (!d) d = compare(a->transhipments, b->transhipments);
    if (!d) d = compare(a->price, b->price);
    if (!d) d = compare(a->co2_g, b->co2_g);
    if (!d) d = compare(a->chance_cost, b->chance_cost);
    if (!d) d = compare(b->depart, a->depart);
    if (!d) d = compare(a->ride_count, b->ride_count);
    for (uint32_t i = 0; !d && i < a->ride_count; i++) {
        d = compare(a->rides[i].pattern, b->rides[i].pattern);
        if (!d) d = compare(a->rides[i].run, b->rides[i].run);
        if (!d) d = compare(a->rides[i].board, b->rides[i].board);
        if (!d) d = compare(a->rides[i].alight, b->rides[i].alight);
    }
    return d;
}

kv_status kv_answer_finish(kv_planner *p, kv_arena *arena, kv_answer *out, kv_error *err)
{
    size_t n = p->found.count;
    if (n) qsort(p->found.at, n, sizeof *p->found.at, by_answer_order);
    out->count = (uint32_t)n;
    out->journeys = n ? kv_arena_copy(arena, p->found.at, n * sizeof *p->found.at) : NULL;
    if (n && !out->journeys) return kv_fail(err, KV_MEMORY, "", "memory is out while writing down the answer");
    return KV_OK;
}
