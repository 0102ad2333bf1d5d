/* walk_corridor.h - follow everything in a corridor that an engine would follow without looking
 *
 * Run under sanitizers: a corridor that was accepted must not lead outside. Used by fuzz_corridor and by tests. */
#ifndef KV_FUZZ_WALK_CORRIDOR_H
#define KV_FUZZ_WALK_CORRIDOR_H

#include <string.h>

#include "model/corridor.h"
#include "model/layout.h"

static inline uint64_t walk_rows(const kv_corridor *c)
{
    const struct { const void *at; uint32_t count; } table[KV_SECTION_COUNT] = {
#define X(member, type, text) { c->member, c->member##_count },
        KV_SECTION_MAP(X)
#undef X
    };
    uint64_t sum = 0;
    for (kv_section s = 0; s < KV_SECTION_COUNT; s++) {
        kv_layout l = kv_layout_of(s);
        for (uint32_t row = 0; row < table[s].count; row++)
            for (uint32_t i = 0; i < l.field_count; i++) {
                const char *at = (const char *)table[s].at + (size_t)row * l.element + l.fields[i].offset;
                uint32_t value = 0;
                memcpy(&value, at, kv_field_size((kv_field_kind)l.fields[i].kind) < 4 ? 1 : 4);
                if (l.fields[i].kind == KV_FIELD_TEXT)
                    sum += strlen(kv_corridor_text(c, value));
                else if (l.fields[i].kind == KV_FIELD_CODE)
                    sum += strlen(at);
                else if (l.fields[i].kind == KV_FIELD_INDEX || (l.fields[i].kind == KV_FIELD_OPTIONAL && value != KV_NONE))
                    sum += *((const unsigned char *)table[l.fields[i].of].at
                             + (size_t)value * kv_layout_of(l.fields[i].of).element);
            }
    }
    return sum;
}

static inline uint64_t walk_stops(const kv_corridor *c)
{
    uint64_t sum = 0;
    for (uint32_t s = 0; s < c->stops_count; s++) {
        const char *id = kv_corridor_text(c, c->stops[s].id);
        sum += kv_corridor_stop(c, (kv_text){ id, strlen(id) }) == s;
        for (uint32_t i = 0; i < c->stops[s].child_count; i++)
            sum += c->stops[c->stop_children[c->stops[s].first_child + i]].kind;
        for (uint32_t i = c->handling_first[s]; i < c->handling_first[s + 1]; i++)
            sum += c->handling[i].equipment;
        for (uint32_t i = c->link_first[s]; i < c->link_first[s + 1]; i++)
            sum += c->change_s[c->links[i].to];
        for (uint32_t i = c->visit_first[s]; i < c->visit_first[s + 1]; i++)
            sum += c->position_m[c->patterns[c->visits[i].pattern].first_position + c->visits[i].position];
        for (kv_tick t = 0, step = 1; step; t += step, step *= 2)
            sum += kv_stop_open_at(c, s, t);
    }
    return sum;
}

static inline uint64_t walk_patterns(const kv_corridor *c)
{
    uint64_t sum = 0;
    for (uint32_t k = 0; k < c->patterns_count; k++) {
        const kv_pattern_row *p = &c->patterns[k];
        sum += c->services[p->service].mode;
        for (uint32_t i = 0; i < p->stop_count; i++)
            sum += c->stops[c->position_stop[p->first_position + i]].kind + c->position_flags[p->first_position + i];
        for (uint32_t run = p->first_run; run < p->first_run + p->run_count; run++) {
            const kv_call *call = c->calls + p->first_call + (size_t)c->run_profile[run] * p->stop_count;
            sum += c->run_base[run] + call[p->stop_count - 1].arrive + c->trips[c->run_trip[run]].line;
        }
        if (p->flexible)
            for (kv_tick t = 0, step = 1; step; t += step, step *= 2)
                sum += kv_flex_depart(c, p, t);
        sum += kv_leg_index(p, p->stop_count - 2, p->stop_count - 1);
    }
    return sum + (uint64_t)kv_tick_month(c, 0) + (uint64_t)kv_tick_month(c, KV_NEVER) + kv_time_tick(c, INT64_MAX)
         + kv_time_tick(c, INT64_MIN);
}

static inline uint64_t walk_corridor(const kv_corridor *c)
{
    return walk_rows(c) + walk_stops(c) + walk_patterns(c);
}

#endif
