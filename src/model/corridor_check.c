/* corridor_check.c - nothing in an image may lead outside
 *
 * A checksum tells of accidents, not of malice: a crafted file carries a right one. So every number that the engines
 * follow without looking is looked at once, when the file is opened, in straight passes over the arrays:
 * rows by the tables of layout.c, then what belongs together in the timetable. Figures that can only make an answer
 * wrong (a price, a length) are the pack's business, not ours. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "model/image.h"

enum {
    TIME_MAX = 1 << 30,                     /* days: far from any overflow */
    FIELDS_MAX = 64                         /* of a row */
};

typedef struct { const kv_corridor *c; const char *name; kv_error *err; } check;

static kv_status bad(const check *k, const char *section, uint64_t row)
{
    kv_fail(k->err, KV_INVALID, k->name, "the compiled corridor is damaged: %s %" PRIu64 " leads outside", section, row);
    return kv_hint(k->err, "compile it again: karvan pack compile DIR -o FILE");
}

/* ---- rows -------------------------------------------------------------------------------------------- */

typedef struct { kv_field field; uint32_t limit; } test;

static bool allowed(const char *at, const test *t)
{
    uint32_t value;
    int32_t scale;
    switch ((kv_field_kind)t->field.kind) {
    case KV_FIELD_TEXT:
    case KV_FIELD_INDEX:
        memcpy(&value, at, sizeof value);
        return value < t->limit;
    case KV_FIELD_OPTIONAL:
        memcpy(&value, at, sizeof value);
        return value < t->limit || value == KV_NONE;
    case KV_FIELD_WORD:
        return (uint8_t)*at < t->field.of;
    case KV_FIELD_SCALE:
        memcpy(&scale, at, sizeof scale);
        return scale >= 0 && scale <= 9;
    case KV_FIELD_CODE:
        return !at[3];
    case KV_FIELD_U32:
    case KV_FIELD_I32:
    case KV_FIELD_I64:
    case KV_FIELD_F64:
    case KV_FIELD_LINE:
    case KV_FIELD_DERIVED:
        break;
    }
    return true;
}

/* row by row, so that each comes into the cache once */
static kv_status check_rows(const check *k)
{
    const struct { const void *at; uint32_t count; } table[KV_SECTION_COUNT] = {
#define X(member, type, text) { k->c->member, k->c->member##_count },
        KV_SECTION_MAP(X)
#undef X
    };
    for (kv_section s = 0; s < KV_SECTION_COUNT; s++) {
        kv_layout l = kv_layout_of(s);
        test tests[FIELDS_MAX];
        uint32_t test_count = 0;
        assert(l.field_count <= FIELDS_MAX);
        for (uint32_t i = 0; i < l.field_count; i++) {
            const kv_field *f = &l.fields[i];
            uint32_t limit = f->kind == KV_FIELD_TEXT ? k->c->text_count
                           : f->kind == KV_FIELD_INDEX || f->kind == KV_FIELD_OPTIONAL ? table[f->of].count : 0;
            if (f->kind <= KV_FIELD_WORD || f->kind == KV_FIELD_SCALE || f->kind == KV_FIELD_CODE)
                tests[test_count++] = (test){ *f, limit };
        }
        const char *row = table[s].at;
        for (uint32_t i = 0; test_count && i < table[s].count; i++, row += l.element)
            for (uint32_t t = 0; t < test_count; t++)
                if (!allowed(row + tests[t].field.offset, &tests[t]))
                    return bad(k, l.name, i);
    }
    for (uint32_t i = 0; i < k->c->closures_count; i++)
        if (!k->c->closures[i].month)               /* 0 is "all months" elsewhere, but not here */
            return bad(k, "closures", i);
    return KV_OK;
}

/* ---- what lies at a stop ----------------------------------------------------------------------------- */

/* offsets [count + 1] that start at 0, never fall, and end at the length of what they lead into */
static kv_status check_offsets(const check *k, const char *name, const uint32_t *first, uint32_t first_count,
                               uint64_t wanted, uint32_t length)
{
    if (first_count != wanted || !first_count || first[0] != 0 || first[first_count - 1] != length)
        return bad(k, name, 0);
    for (uint32_t i = 1; i < first_count; i++)
        if (first[i] < first[i - 1])
            return bad(k, name, i);
    return KV_OK;
}

/* spans from .. to - 1, ascending, with a gap between any two */
static uint32_t first_bad_span(const kv_span *span, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (span[i].from >= span[i].to || (i && span[i].from <= span[i - 1].to))
            return i;
    return count;
}

static kv_status check_stops(const check *k)
{
    const kv_corridor *c = k->c;
    for (uint32_t s = 0; s < c->stops_count; s++) {
        const kv_stop_row *row = &c->stops[s];
        bool child = row->parent != KV_NONE;
        if (child && (row->kind != KV_STOP_TERMINAL || c->stops[row->parent].kind != KV_STOP_PLACE))
            return bad(k, "stops", s);
        if (row->child_count > c->stop_children_count || row->first_child > c->stop_children_count - row->child_count)
            return bad(k, "stops", s);
        for (uint32_t i = 0; i < row->child_count; i++) {
            uint32_t of = c->stop_children[row->first_child + i];
            if (of >= c->stops_count || c->stops[of].parent != s)
                return bad(k, "stop_children", row->first_child + i);
        }
        if (row->hours != KV_NONE && row->hours >= c->hours_count - 1)
            return bad(k, "stops", s);
        if (s && strcmp(kv_corridor_text(c, c->stops[s - 1].id), kv_corridor_text(c, row->id)) >= 0)
            return bad(k, "stops", s);
    }
    uint64_t offsets = (uint64_t)c->stops_count + 1;
    kv_status status = check_offsets(k, "handling_first", c->handling_first, c->handling_first_count, offsets,
                                     c->handling_count);
    for (uint32_t s = 0; status == KV_OK && s < c->stops_count; s++)
        for (uint32_t i = c->handling_first[s]; i < c->handling_first[s + 1]; i++)
            if (c->handling[i].stop != s)
                return bad(k, "handling", i);
    if (status == KV_OK)
        status = check_offsets(k, "link_first", c->link_first, c->link_first_count, offsets, c->links_count);
    for (uint32_t i = 0; status == KV_OK && i < c->links_count; i++)
        if (c->links[i].to >= c->stops_count)
            return bad(k, "links", i);
    if (status == KV_OK && c->change_s_count != c->stops_count)
        return bad(k, "change_s", c->change_s_count);
    return status;
}

static kv_status check_hours(const check *k)
{
    const kv_corridor *c = k->c;
    kv_status status = check_offsets(k, "hours", c->hours, c->hours_count, c->hours_count, c->open_count);
    for (uint32_t h = 0; status == KV_OK && h + 1 < c->hours_count; h++) {
        uint32_t count = c->hours[h + 1] - c->hours[h];
        if (first_bad_span(c->open + c->hours[h], count) < count)
            return bad(k, "hours", h);
    }
    return status;
}

/* ---- the timetable ----------------------------------------------------------------------------------- */

static bool within(uint64_t first, uint64_t count, uint64_t all) { return first <= all && count <= all - first; }

/* calls in order within the pattern's span */
static bool calls_ascend(const kv_corridor *c, const kv_pattern_row *p)
{
    for (uint32_t f = 0; f < p->profile_count; f++) {
        const kv_call *call = c->calls + p->first_call + (size_t)f * p->stop_count;
        uint32_t last = 0;
        for (uint32_t i = 0; i < p->stop_count; i++) {
            if (call[i].arrive < last || call[i].depart < call[i].arrive)
                return false;
            last = call[i].depart;
        }
        if (last > p->span_s || call[0].depart != 0)
            return false;
    }
    return true;
}

/* runs in order at every position; with equal profiles the order of their bases is enough */
static bool runs_ascend(const kv_corridor *c, const kv_pattern_row *p)
{
    const kv_call *call = c->calls + p->first_call;
    for (uint32_t r = 0; r < p->run_count; r++) {
        uint32_t run = p->first_run + r, profile = c->run_profile[run];
        kv_tick base = c->run_base[run];
        if (profile >= p->profile_count || c->run_trip[run] >= c->trips_count || base >= KV_NEVER - p->span_s)
            return false;
        if (!r)
            continue;
        uint32_t before = c->run_profile[run - 1];
        if (c->run_base[run - 1] > base)
            return false;
        if (before == profile)
            continue;
        uint32_t gap = base - c->run_base[run - 1];
        const kv_call *x = call + (size_t)before * p->stop_count, *y = call + (size_t)profile * p->stop_count;
        for (uint32_t i = 0; i < p->stop_count; i++)
            if (x[i].arrive > (uint64_t)gap + y[i].arrive || x[i].depart > (uint64_t)gap + y[i].depart)
                return false;
    }
    return true;
}

static kv_status check_patterns(const check *k)
{
    const kv_corridor *c = k->c;
    if (c->position_flags_count != c->position_stop_count || c->position_m_count != c->position_stop_count
        || c->run_profile_count != c->run_base_count || c->run_trip_count != c->run_base_count)
        return bad(k, "positions and runs", 0);
    uint64_t legs = 0, positions = 0, runs = 0;
    for (uint32_t i = 0; i < c->patterns_count; i++) {
        const kv_pattern_row *p = &c->patterns[i];
        if (p->service >= c->services_count || p->stop_count < 2 || p->stop_count > KV_POSITIONS_MAX
            || p->first_position != positions || !within(positions, p->stop_count, c->position_stop_count)
            || p->first_run != runs || !within(runs, p->run_count, c->run_base_count) || !p->profile_count
            || !within(p->first_call, (uint64_t)p->profile_count * p->stop_count, c->calls_count)
            || p->first_leg != legs || p->flexible > 1 || p->span_s > c->info->longest_span_s
            || (p->flexible ? p->run_count || p->profile_count != 1 : !p->run_count || p->active_count)
            || !within(p->first_active, p->active_count, c->active_count)
            || first_bad_span(c->active + p->first_active, p->active_count) < p->active_count
            || !calls_ascend(c, p) || !runs_ascend(c, p))
            return bad(k, "patterns", i);
        positions += p->stop_count;
        runs += p->run_count;
        legs += (uint64_t)p->stop_count * (p->stop_count - 1) / 2;
    }
    if (positions != c->position_stop_count || runs != c->run_base_count || legs != c->info->leg_count)
        return bad(k, "patterns", c->patterns_count);
    for (uint32_t i = 0; i < c->position_stop_count; i++)
        if (c->position_stop[i] >= c->stops_count || c->position_flags[i] > (KV_NO_PICKUP | KV_NO_DROPOFF))
            return bad(k, "position", i);
    return KV_OK;
}

static kv_status check_visits(const check *k)
{
    const kv_corridor *c = k->c;
    kv_status status = check_offsets(k, "visit_first", c->visit_first, c->visit_first_count,
                                     (uint64_t)c->stops_count + 1, c->visits_count);
    for (uint32_t s = 0; status == KV_OK && s < c->stops_count; s++)
        for (uint32_t i = c->visit_first[s]; i < c->visit_first[s + 1]; i++) {
            const kv_visit *v = &c->visits[i];
            if (v->pattern >= c->patterns_count || v->position >= c->patterns[v->pattern].stop_count
                || c->position_stop[c->patterns[v->pattern].first_position + v->position] != s)
                return bad(k, "visits", i);
        }
    return status;
}

static kv_status check_info(const check *k)
{
    const kv_corridor *c = k->c;
    if (c->info_count != 1)
        return bad(k, "info", c->info_count);
    if (!c->text_count || c->text[0] || c->text[c->text_count - 1])
        return bad(k, "text", 0);
    const kv_corridor_info *info = c->info;
    if (info->base < -(int64_t)TIME_MAX * KV_DAY_S || info->base > (int64_t)TIME_MAX * KV_DAY_S
        || info->first_day > info->last_day || info->first_day < -TIME_MAX || info->last_day > TIME_MAX
        || info->is_freight > 1)
        return bad(k, "info", 0);
    return KV_OK;
}

kv_status kv_corridor_check(const kv_corridor *c, const char *name, kv_error *err)
{
    const check k = { c, name, err };
    kv_status status = check_info(&k);
    if (status == KV_OK)
        status = check_rows(&k);
    if (status == KV_OK)
        status = check_hours(&k);
    if (status == KV_OK)
        status = check_stops(&k);
    if (status == KV_OK)
        status = check_patterns(&k);
    if (status == KV_OK)
        status = check_visits(&k);
    return status;
}
