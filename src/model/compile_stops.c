/* compile_stops.c - what lies at a stop: terminals of a place, handling rows, calls of patterns
 *
 * Three times the same picture: first[s] .. first[s + 1] - 1 are the entries of stop s. Rows of a place hold for its
 * terminals too, so they are repeated in front of each terminal's own: the engines then read one range. */
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

static kv_status build_handling(kv_build *b)
{
    typedef KV_VEC(kv_handling_row) rows;
    rows own = { b->handling.at, b->handling.count, b->handling.room };     /* sorted by stop */
    b->handling.at = NULL;
    b->handling.count = b->handling.room = 0;
    size_t stops = b->stops.count;
    uint32_t *first = calloc(stops + 2, sizeof *first);
    bool memory = first && kv_vec_reserve(&b->handling_first, stops + 1);
    for (size_t i = 0; memory && i < own.count; i++)
        first[own.at[i].stop + 1]++;
    for (size_t s = 0; memory && s < stops; s++)
        first[s + 1] += first[s];
    for (size_t s = 0; memory && s < stops; s++) {
        b->handling_first.at[b->handling_first.count++] = (uint32_t)b->handling.count;
        uint32_t parent = b->stops.at[s].parent;
        for (int turn = 0; memory && turn < 2; turn++) {    /* the place's rows, then its own */
            size_t of = turn ? s : parent;
            if (of == KV_NONE)
                continue;
            memory = kv_vec_reserve(&b->handling, first[of + 1] - first[of]);
            for (uint32_t i = first[of]; memory && i < first[of + 1]; i++)
                b->handling.at[b->handling.count++] = own.at[i];
        }
    }
    memory = memory && kv_vec_push(&b->handling_first, (uint32_t)b->handling.count);
    free(first);
    kv_vec_free(&own);
    return memory ? KV_OK : kv_build_no_memory(b);
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
