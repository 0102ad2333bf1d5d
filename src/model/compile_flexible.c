/* compile_flexible.c - services that leave when cargo has waited, not when a clock says so
 *
 * A ship on the Caspian goes when it is full. Its trips give the stops and the running times, their calendars the days
 * on which it works at all; there is one pattern for each distinct trip, without runs. Its service days become
 * spans, from the beginning of a day to the beginning of the next, joined where they touch:
 *
 *     days      Mo Tu We .. .. Sa Su
 *     active    [--------)     [----)
 *
 * Cargo that is ready within a span leaves after the planned wait, even if the span has ended by then. */
#include <stdlib.h>
#include <string.h>

#include "model/compile.h"

/* spans of the days that are on, as ticks */
static bool push_spans(kv_build *b, uint32_t zone, const bool *on)
{
    bool memory = true;
    for (int32_t day = b->about.first_day; memory && day <= b->about.last_day; day++) {
        if (!on[day - b->about.first_day])
            continue;
        kv_tick from = (kv_tick)(kv_build_day_start(b, zone, day) - b->about.base);
        kv_tick to = (kv_tick)(kv_build_day_start(b, zone, day + 1) - b->about.base);
        kv_pattern_row *p = &b->patterns.at[b->patterns.count - 1];
        kv_span *last = p->active_count ? &b->active.at[b->active.count - 1] : NULL;
        if (last && from <= last->to) {
            last->to = to;
        } else if (from < to) {
            memory = kv_vec_push(&b->active, ((kv_span){ from, to }));
            p->active_count++;
        }
    }
    return memory;
}

kv_status kv_build_flexible(kv_build *b, const kv_group *g)
{
    size_t days = (size_t)((int64_t)b->about.last_day - b->about.first_day) + 1;
    bool *on = malloc(days * sizeof *on);
    kv_status status = on ? KV_OK : kv_build_no_memory(b);
    for (uint32_t profile = 0; status == KV_OK && profile < g->profile_count; profile++) {
        uint32_t from = g->profile_member[profile];
        uint32_t to = profile + 1 < g->profile_count ? g->profile_member[profile + 1] : g->member_count;
        bool any = false;
        memset(on, 0, days * sizeof *on);
        for (uint32_t i = from; i < to; i++) {
            uint32_t calendar = b->pack->trip_times.at[b->pack_trip[g->member[i].trip]].calendar;
            for (size_t d = b->calendar_first[calendar]; d < b->calendar_first[calendar + 1]; d++)
                if (b->calendar_day[d] >= b->about.first_day)
                    any = on[b->calendar_day[d] - b->about.first_day] = true;
        }
        if (!any)
            continue;
        status = kv_build_open_pattern(b, g);
        if (status == KV_OK)
            status = kv_build_add_profile(b, g, profile);
        if (status == KV_OK) {
            b->patterns.at[b->patterns.count - 1].flexible = 1;
            if (!push_spans(b, g->zone, on))
                status = kv_build_no_memory(b);
        }
    }
    free(on);
    return status;
}
