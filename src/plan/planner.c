/* planner.c - open a search thread's scratch, check a question, choose the engine */
#include "plan/planner.h"

#include <stdlib.h>
#include <string.h>

#include "plan/rich.h"

void *kv_planner_need(kv_planner *p, void **slot, size_t count, size_t size)
{
    if (*slot) return *slot;
    *slot = calloc(count ? count : 1, size);
    if (*slot) p->bytes += count * size;
    return *slot;
}

static bool prepare(kv_planner *p)
{
    const kv_corridor *c = p->c;
    size_t stops = c->stops_count + 1u, patterns = c->patterns_count + 1u, positions = c->position_stop_count + 1u;
    if (!KV_NEED(p, p->stretch_s, positions) || !KV_NEED(p, p->visit_of, positions) || !KV_NEED(p, p->dwell_s, positions) || !KV_NEED(p, p->link_back_first, stops + 1)
        || !KV_NEED(p, p->link_back, c->links_count + 1u) || !KV_NEED(p, p->best_arrival, stops) || !KV_NEED(p, p->best_ready, stops)
        || !KV_NEED(p, p->board_ready, stops) || !KV_NEED(p, p->board_step, stops) || !KV_NEED(p, p->arrival_step, stops)
        || !KV_NEED(p, p->touched, stops / 64 + 1) || !KV_NEED(p, p->marked, stops / 64 + 1) || !KV_NEED(p, p->next_marked, stops / 64 + 1)
        || !KV_NEED(p, p->pattern_marked, patterns / 64 + 1) || !KV_NEED(p, p->pattern_from, patterns) || !KV_NEED(p, p->is_end, stops)) return false;
    for (uint32_t n = 0; n < c->patterns_count; n++) {
        const kv_pattern_row *pt = c->patterns + n;
        for (uint32_t i = 0; i < pt->stop_count; i++) {
            uint32_t stretch = UINT32_MAX, dwell = UINT32_MAX;
            for (uint32_t f = 0; f < pt->profile_count; f++) {
                const kv_call *call = c->calls + pt->first_call + (size_t)f * pt->stop_count;
                if (i + 1 < pt->stop_count && call[i + 1].arrive - call[i].depart < stretch) stretch = call[i + 1].arrive - call[i].depart;
                if (call[i].depart - call[i].arrive < dwell) dwell = call[i].depart - call[i].arrive;
            }
            p->stretch_s[pt->first_position + i] = stretch;
            p->dwell_s[pt->first_position + i] = dwell;
        }
    }
    for (uint32_t n = 0; n < c->visits_count; n++) p->visit_of[c->patterns[c->visits[n].pattern].first_position + c->visits[n].position] = n;
    for (uint32_t l = 0; l < c->links_count; l++) p->link_back_first[c->links[l].to + 2]++;
    for (uint32_t v = 0; v < c->stops_count; v++) p->link_back_first[v + 2] += p->link_back_first[v + 1];
    for (uint32_t u = 0; u < c->stops_count; u++)
        for (uint32_t l = c->link_first[u]; l < c->link_first[u + 1]; l++)
            p->link_back[p->link_back_first[c->links[l].to + 1]++] = (kv_link){ .to = u, .seconds = c->links[l].seconds };
    return true;
}

kv_status kv_planner_open(kv_planner **out, const kv_corridor *c, kv_error *err)
{
    *out = NULL;
    kv_planner *p = calloc(1, sizeof *p);
    if (p) p->c = c;
    if (!p || !prepare(p)) {
        kv_planner_close(p);
        return kv_fail(err, KV_MEMORY, "", "memory is out while preparing the search");
    }
    *out = p;
    return KV_OK;
}

void kv_planner_close(kv_planner *p)
{
    if (!p) return;
    kv_rich_free(p->rich);
    void *owned[] = { p->visit_of, p->time.departing_visit, p->stretch_s, p->dwell_s, p->link_back_first, p->link_back, p->time.arrived, p->time.ready, p->time.departing,
                      p->time.rides_arrived, p->time.rides_ready, p->bucket_head, p->pattern_done, p->best_arrival, p->best_ready, p->board_ready,
                      p->board_step, p->arrival_step, p->touched, p->marked, p->next_marked, p->pattern_marked, p->pattern_from, p->is_end,
                      p->row_arrival, p->row_ready };
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) free(owned[i]);
    kv_vec_free(&p->bucket);
    kv_vec_free(&p->steps);
    kv_vec_free(&p->starts);
    kv_vec_free(&p->found);
    free(p);
}

size_t kv_planner_bytes(const kv_planner *p)
{
    size_t bytes = p->bytes + p->bucket.room * sizeof *p->bucket.at + p->steps.room * sizeof *p->steps.at + p->starts.room * sizeof *p->starts.at
                 + p->found.room * sizeof *p->found.at;
    const kv_rich *r = p->rich;
    if (r) bytes += r->labels.room * sizeof *r->labels.at + r->blocks.room * sizeof *r->blocks.at + r->heap.room * 8 + r->targets.room * sizeof *r->targets.at
                  + (r->round.room + r->next_round.room + r->touched.room) * 4 + (size_t)r->shift_count * r->shift_count * 2;
    return bytes;
}

static kv_status check(const kv_planner *p, const kv_question *q, kv_error *err)
{
    if (q->legs_max < 1 || q->legs_max > KV_LEGS_MAX)
        return kv_fail(err, KV_INVALID, "legs_max", "%u rides; it must be 1 to %d", q->legs_max, KV_LEGS_MAX);
    if (!q->from_count || !q->to_count || q->to_count > 250) return kv_fail(err, KV_INVALID, "from, to", "a question needs 1 to 250 end points on each side");
    for (uint32_t n = 0; n < q->from_count + q->to_count; n++) {
        const kv_access *a = n < q->from_count ? q->from + n : q->to + n - q->from_count;
        if (a->stop >= p->c->stops_count || a->mode >= KV_MODE_COUNT)
            return kv_fail(err, KV_INVALID, n < q->from_count ? "from" : "to", "stop %u of %u", a->stop, p->c->stops_count);
    }
    return KV_OK;
}

/* keep the journeys that nothing beats in arrival and transhipments, whatever their departure */
static void forget_departures(kv_planner *p, kv_answer *out)
{
    kv_journey *all = p->found.at;
    uint32_t left = 0, fewest = UINT32_MAX;
    for (size_t n = 0; n < p->found.count; n++) {           /* by arrival, then transhipments, then later departure first */
        if (all[n].transhipments >= fewest) continue;
        fewest = all[n].transhipments;
        all[left++] = all[n];
    }
    p->found.count = left;
    out->count = left;
}

static uint64_t end_key(const kv_question *q)
{
    uint64_t key = 1469598103934665603u;
    for (uint32_t e = 0; e < q->to_count; e++) key = (key ^ q->to[e].stop) * 1099511628211u;
    return key | 1;
}

static kv_status two_criteria(kv_planner *p, const kv_question *q, bool keep_bounds, kv_arena *arena, kv_answer *out, kv_error *err)
{
    uint64_t key = end_key(q);
    if (!keep_bounds || p->bounds_key != key) {
        p->bounds_key = 0;
        kv_status status = kv_time_bounds_make(p, q, err);
        if (status) return status;
        p->bounds_key = key;
        if (p->rich) p->rich->bounds_key = 0;               /* the rides' bounds are shared */
    }
    if (q->profile) return kv_rounds_profile(p, q, arena, out, err);
    kv_status status = kv_rounds(p, q, arena, out, err);
    if (status || !q->duration_max_s) return status;
    bool too_long = false;
    for (uint32_t n = 0; n < out->count; n++)
        if (out->journeys[n].arrive - out->journeys[n].depart > q->duration_max_s) too_long = true;
    if (!too_long) return KV_OK;
    kv_question every = *q;                                 /* the first departure takes too long; a later one may not */
    every.profile = true;
    if (every.ready_last > KV_NEVER - 1) every.ready_last = KV_NEVER - 1;
    status = kv_rounds_profile(p, &every, arena, out, err);
    if (status) return status;
    forget_departures(p, out);
    return kv_answer_finish(p, arena, out, err);
}

kv_status kv_search(kv_planner *p, const kv_costs *costs, const kv_question *q, bool keep_bounds, kv_arena *arena, kv_answer *out, kv_error *err)
{
    memset(out, 0, sizeof *out);
    out->nearest_stop = KV_NONE;
    kv_status status = check(p, q, err);
    if (status) return status;
    memset(p->is_end, 0, p->c->stops_count);
    for (uint32_t e = 0; e < q->to_count; e++) p->is_end[q->to[e].stop] = (uint8_t)(e + 1);
    if (costs) return kv_labels(p, costs, q, keep_bounds, arena, out, err);
    if (q->criteria & ~(uint32_t)(KV_BY_ARRIVAL | KV_BY_TRANSHIPMENTS))
        return kv_fail(err, KV_INVALID, "criteria", "without freight files only arrival and transhipments can be asked for");
    return two_criteria(p, q, keep_bounds, arena, out, err);
}
