/* compile_stops.c - what lies at a stop: terminals of a place, handling rows, calls of patterns
 *
 * Three times the same picture: first[s] .. first[s + 1] - 1 are the entries of stop s. */
#include <stdlib.h>

#include "model/compile.h"

static kv_status build_children(kv_build *b)
{
    for (size_t s = 0; s < b->stops.count; s++) {
        uint32_t parent = b->stops.at[s].parent;
        if (parent != KV_NONE)
            b->stops.at[parent].child_count++;
    }
    uint32_t at = 0;
    for (size_t s = 0; s < b->stops.count; s++) {
        b->stops.at[s].first_child = b->stops.at[s].child_count ? at : 0;
        at += b->stops.at[s].child_count;
        b->stops.at[s].child_count = 0;
    }
    if (!kv_vec_reserve(&b->stop_children, at))
        return kv_build_no_memory(b);
    b->stop_children.count = at;
    for (uint32_t s = 0; s < b->stops.count; s++) {
        uint32_t parent = b->stops.at[s].parent;
        if (parent == KV_NONE)
            continue;
        kv_stop_row *p = &b->stops.at[parent];
        b->stop_children.at[p->first_child + p->child_count++] = s;
    }
    return KV_OK;
}

/* rows are sorted by stop already; those of a place stand under the place alone, kv_handling_rows() joins them */
static kv_status build_handling(kv_build *b)
{
    size_t stops = b->stops.count;
    if (!kv_vec_reserve(&b->handling_first, stops + 1))
        return kv_build_no_memory(b);
    uint32_t row = 0;
    for (size_t s = 0; s <= stops; s++) {
        while (row < b->handling.count && b->handling.at[row].stop < s)
            row++;
        b->handling_first.at[b->handling_first.count++] = row;
    }
    return KV_OK;
}

/* by pattern and then position within each stop, because patterns are walked in that order */
static kv_status build_visits(kv_build *b)
{
    size_t stops = b->stops.count, count = b->position_stop.count;
    uint32_t *at = calloc(stops + 2, sizeof *at);
    if (!at || !kv_vec_reserve(&b->visit_first, stops + 1) || !kv_vec_reserve(&b->visits, count)) {
        free(at);
        return kv_build_no_memory(b);
    }
    for (size_t i = 0; i < count; i++)
        at[b->position_stop.at[i] + 1]++;
    for (size_t s = 0; s < stops; s++)
        at[s + 1] += at[s];
    for (size_t s = 0; s <= stops; s++)
        b->visit_first.at[b->visit_first.count++] = at[s];
    b->visits.count = count;
    for (uint32_t p = 0; p < b->patterns.count; p++)
        for (uint32_t i = 0; i < b->patterns.at[p].stop_count; i++)
            b->visits.at[at[b->position_stop.at[b->patterns.at[p].first_position + i]]++] = (kv_visit){ p, i };
    free(at);
    return KV_OK;
}

kv_status kv_build_stops(kv_build *b)
{
    kv_status status = build_children(b);
    if (status == KV_OK)
        status = build_handling(b);
    if (status == KV_OK)
        status = build_visits(b);
    return status;
}
