/* bounds.c - what is at least still needed from each stop to the end points
 *
 *     end <--- stretch --- w <--- stretch --- v        every clock time forgotten: a train leaves as soon as
 *          <--- link ----- u                           one is there, and takes its fastest profile
 *
 * Two sweeps backwards: least seconds (a bucket queue over stops, running down each pattern from the position where the
 * settled stop is called at) and least number of rides (level by level). A label whose time plus this bound cannot beat
 * what is known at the end point is dropped: on a large network most of the search never happens. */
#include "plan/planner.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKET_SHIFT = 11, BUCKETS = 1 << 14 };      /* 2,048 s wide; the ring spans 388 days */

static bool push(kv_planner *p, uint32_t stop, uint32_t value)
{
    uint32_t slot = (value >> BUCKET_SHIFT) & (BUCKETS - 1);
    if (!kv_vec_reserve(&p->bucket, 1)) return false;
    uint32_t at = (uint32_t)p->bucket.count++;
    p->bucket.at[at].stop = stop;
    p->bucket.at[at].value = value;
    p->bucket.at[at].next = p->bucket_head[slot];
    p->bucket_head[slot] = at;
    return true;
}

/* a stop can be left towards the end in `value` seconds once ready: what that means for being unloaded there or linked to it */
static bool improve_ready(kv_planner *p, uint32_t v, uint32_t value)
{
    kv_time_bounds *b = &p->time;
    if (value >= b->ready[v]) return true;
    b->ready[v] = value;
    uint32_t change = kv_plain_change(p->c, v);
    if (change != KV_NEVER) {
        uint32_t a = kv_tick_add(value, change);
        if (a < b->arrived[v]) { b->arrived[v] = a; if (!push(p, v, a)) return false; }
    }
    for (uint32_t l = p->link_back_first[v]; l < p->link_back_first[v + 1]; l++) {
        uint32_t u = p->link_back[l].to, a = kv_tick_add(value, p->link_back[l].seconds);
        if (a < b->arrived[u]) { b->arrived[u] = a; if (!push(p, u, a)) return false; }
    }
    return true;
}

static bool settle(kv_planner *p, uint32_t w, uint32_t value)
{
    const kv_corridor *c = p->c;
    kv_time_bounds *b = &p->time;
    for (uint32_t n = c->visit_first[w]; n < c->visit_first[w + 1]; n++) {
        const kv_pattern_row *pt = c->patterns + c->visits[n].pattern;
        uint32_t j = c->visits[n].position, at = pt->first_position + j;
        if (j == 0 || (c->position_flags[at] & KV_NO_DROPOFF)) continue;
        uint32_t left = value;
        while (j > 0) {
            at = pt->first_position + j - 1;
            left = kv_tick_add(left, p->stretch_s[at]);
            if (left >= b->departing[at]) break;
            b->departing[at] = left;
            b->departing_visit[p->visit_of[at]] = left;
            if (!(c->position_flags[at] & KV_NO_PICKUP) && !improve_ready(p, c->position_stop[at], left)) return false;
            left = kv_tick_add(left, p->dwell_s[at]);
            j--;
        }
    }
    return true;
}

static bool least_seconds(kv_planner *p, const kv_question *q)
{
    const kv_corridor *c = p->c;
    kv_time_bounds *b = &p->time;
    memset(b->arrived, 0xff, sizeof *b->arrived * c->stops_count);
    memset(b->ready, 0xff, sizeof *b->ready * c->stops_count);
    memset(b->departing, 0xff, sizeof *b->departing * c->position_stop_count);
    memset(b->departing_visit, 0xff, sizeof *b->departing_visit * c->visits_count);
    memset(p->bucket_head, 0xff, sizeof *p->bucket_head * BUCKETS);
    p->bucket.count = 0;
    size_t open = 0;
    for (uint32_t e = 0; e < q->to_count; e++) {
        uint32_t d = q->to[e].stop;
        b->arrived[d] = 0;
        if (!push(p, d, 0)) return false;
        for (uint32_t l = p->link_back_first[d]; l < p->link_back_first[d + 1]; l++) {
            uint32_t u = p->link_back[l].to, a = p->link_back[l].seconds;
            if (a < b->arrived[u]) { b->arrived[u] = a; if (!push(p, u, a)) return false; }
        }
    }
    uint32_t empty = 0;
    for (uint32_t turn = 0; empty < BUCKETS && open < p->bucket.count; turn++) {
        uint32_t slot = turn & (BUCKETS - 1);
        if (p->bucket_head[slot] == KV_NONE) { empty++; continue; }
        empty = 0;
        while (p->bucket_head[slot] != KV_NONE) {
            uint32_t at = p->bucket_head[slot];
            p->bucket_head[slot] = p->bucket.at[at].next;
            open++;
            uint32_t stop = p->bucket.at[at].stop, value = p->bucket.at[at].value;
            if (value == b->arrived[stop] && !settle(p, stop, value)) return false;
        }
    }
    return true;
}

static void least_rides(kv_planner *p, const kv_question *q)
{
    const kv_corridor *c = p->c;
    kv_time_bounds *b = &p->time;
    uint32_t words = (c->stops_count + 63) / 64;
    memset(b->rides_arrived, 255, c->stops_count);
    memset(b->rides_ready, 255, c->stops_count);
    memset(p->pattern_done, 0, sizeof *p->pattern_done * c->patterns_count);
    memset(p->marked, 0, words * 8);
    for (uint32_t e = 0; e < q->to_count; e++) {
        uint32_t d = q->to[e].stop;
        b->rides_arrived[d] = 0;
        kv_bit_set(p->marked, d);
        for (uint32_t l = p->link_back_first[d]; l < p->link_back_first[d + 1]; l++) {
            b->rides_arrived[p->link_back[l].to] = 0;
            kv_bit_set(p->marked, p->link_back[l].to);
        }
    }
    for (uint8_t level = 1; level < 250; level++) {
        bool any = false;
        memset(p->next_marked, 0, words * 8);
        KV_EACH_BIT(p->marked, words, w) {
            for (uint32_t n = c->visit_first[w]; n < c->visit_first[w + 1]; n++) {
                const kv_pattern_row *pt = c->patterns + c->visits[n].pattern;
                uint32_t j = c->visits[n].position, done = p->pattern_done[c->visits[n].pattern];
                if (j <= done || (c->position_flags[pt->first_position + j] & KV_NO_DROPOFF)) continue;
                for (uint32_t i = done; i < j; i++) {           /* positions before `done` were reached by fewer rides */
                    uint32_t v = c->position_stop[pt->first_position + i];
                    if (b->rides_ready[v] <= level || (c->position_flags[pt->first_position + i] & KV_NO_PICKUP)) continue;
                    b->rides_ready[v] = level;
                    if (level < b->rides_arrived[v]) { b->rides_arrived[v] = level; kv_bit_set(p->next_marked, v); any = true; }
                    for (uint32_t l = p->link_back_first[v]; l < p->link_back_first[v + 1]; l++) {
                        uint32_t u = p->link_back[l].to;
                        if (level < b->rides_arrived[u]) { b->rides_arrived[u] = level; kv_bit_set(p->next_marked, u); any = true; }
                    }
                }
                p->pattern_done[c->visits[n].pattern] = (uint16_t)j;
            }
        }
        uint64_t *swap = p->marked; p->marked = p->next_marked; p->next_marked = swap;
        if (!any) break;
    }
}

kv_status kv_time_bounds_make(kv_planner *p, const kv_question *q, kv_error *err)
{
    const kv_corridor *c = p->c;
    size_t stops = c->stops_count + 1u;
    if (!KV_NEED(p, p->time.arrived, stops) || !KV_NEED(p, p->time.ready, stops) || !KV_NEED(p, p->time.departing, c->position_stop_count + 1u)
        || !KV_NEED(p, p->time.departing_visit, c->visits_count + 1u) || !KV_NEED(p, p->time.rides_arrived, stops) || !KV_NEED(p, p->time.rides_ready, stops)
        || !KV_NEED(p, p->pattern_done, c->patterns_count + 1u) || !KV_NEED(p, p->bucket_head, BUCKETS) || !least_seconds(p, q))
        return kv_fail(err, KV_MEMORY, "", "memory is out while preparing the search");
    least_rides(p, q);
    return KV_OK;
}
