/* compile_patterns.c - from trips and calendars to patterns and runs
 *
 *     trips of a service   --same stops, flags, distances-->   group
 *     trip x day           --------------------------------->  run: base and calls
 *
 *     a |---------->              Runs of a group are sorted by base and dealt out to chains: a run goes to
 *     b   |------------------->   the first chain whose last run it does not overtake at any position (equal is
 *     c     |---------->          fine). Here c passes b, so a, b make one chain and c begins another. A chain
 *         time                    becomes a pattern, its distinct calls the pattern's profiles.
 *
 * A run first tries the chain that took its own calls last: week after week the same train then lies in the same
 * pattern, and a group of many mutually overtaking trips does not cost its square for every day. */
#define _GNU_SOURCE                             /* qsort_r */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/compile.h"
#include "model/image.h"

enum {
    PROFILES_MAX = UINT16_MAX,              /* of one pattern */
    CHAINS_TRIED = 256                      /* for a run; beyond it a chain more is cheaper than the search */
};
static const uint64_t runs_max = (uint64_t)1 << 26;         /* 1.7 GB while compiling */

typedef struct { uint64_t key; uint32_t trip, chain; } run;     /* key: base in ticks, then number of the calls */
static kv_tick base_of(uint64_t key) { return (kv_tick)(key >> 32); }
static uint32_t profile_of(uint64_t key) { return (uint32_t)key; }

typedef struct { uint64_t last; uint32_t count; } chain;        /* last: key of its last run */

typedef struct {                            /* scratch, kept from group to group */
    KV_VEC(kv_member) members;              /* of one service */
    KV_VEC(uint32_t) profile_member;
    KV_VEC(run) runs;
    KV_VEC(chain) chains;
    KV_VEC(uint32_t) chain_of;              /* [profiles] the chain that took it last */
    KV_VEC(uint32_t) local_of;              /* [profiles] number within the pattern, valid when local_in is the pattern */
    KV_VEC(uint32_t) local_in;
    KV_VEC(uint32_t) order;                 /* runs, chain by chain */
} scratch;

/* ---- groups ------------------------------------------------------------------------------------------ */

static int compare_u32(uint32_t a, uint32_t b) { return (a > b) - (a < b); }

static int by_places(const kv_member *x, const kv_member *y, const uint32_t *row_of)
{
    int order = compare_u32(x->count, y->count);
    for (uint32_t i = 0; !order && i < x->count; i++)
        order = compare_u32(row_of[x->times[i].stop], row_of[y->times[i].stop]);
    for (uint32_t i = 0; !order && i < x->count; i++)
        order = compare_u32(x->times[i].flags, y->times[i].flags);
    for (uint32_t i = 0; !order && i < x->count; i++)
        order = compare_u32(x->metres[i], y->metres[i]);
    return order;
}

static int by_calls(const kv_member *x, const kv_member *y)
{
    int order = 0;
    for (uint32_t i = 0; !order && i < x->count; i++) {
        kv_call a = kv_build_call(x->times, x->count, i), b = kv_build_call(y->times, y->count, i);
        order = compare_u32(a.arrive, b.arrive);
        order = order ? order : compare_u32(a.depart, b.depart);
    }
    return order;
}

static int by_member(const void *a, const void *b, void *row_of)
{
    const kv_member *x = a, *y = b;
    int order = by_places(x, y, row_of);
    order = order ? order : by_calls(x, y);
    return order ? order : compare_u32(x->trip, y->trip);
}

/* ---- patterns ---------------------------------------------------------------------------------------- */

kv_status kv_build_open_pattern(kv_build *b, const kv_group *g)
{
    const kv_member *m = g->member;
    const uint32_t *row_of = b->row_of[KV_SECTION_stops];
    uint64_t legs = b->about.leg_count + (uint64_t)m->count * (m->count - 1) / 2;
    if (legs >= KV_NONE || b->position_stop.count + m->count >= KV_NONE)
        return kv_fail(b->err, KV_INVALID, NULL, "too many pairs of stops: more than %u", KV_NONE);
    kv_pattern_row p = {
        .service = g->service,
        .first_position = (uint32_t)b->position_stop.count,
        .stop_count = m->count,
        .first_run = (uint32_t)b->run_base.count,
        .first_call = (uint32_t)b->calls.count,
        .first_leg = b->about.leg_count,
        .first_active = (uint32_t)b->active.count,
    };
    bool memory = kv_vec_push(&b->patterns, p) && kv_vec_reserve(&b->position_stop, m->count)
        && kv_vec_reserve(&b->position_flags, m->count) && kv_vec_reserve(&b->position_m, m->count);
    for (uint32_t i = 0; memory && i < m->count; i++) {
        b->position_stop.at[b->position_stop.count++] = row_of[m->times[i].stop];
        b->position_flags.at[b->position_flags.count++] = m->times[i].flags & (KV_NO_PICKUP | KV_NO_DROPOFF);
        b->position_m.at[b->position_m.count++] = m->metres[i];
    }
    b->about.leg_count = (uint32_t)legs;
    return memory ? KV_OK : kv_build_no_memory(b);
}

kv_status kv_build_add_profile(kv_build *b, const kv_group *g, uint32_t profile)
{
    const kv_member *m = &g->member[g->profile_member[profile]];
    kv_pattern_row *p = &b->patterns.at[b->patterns.count - 1];
    if (!kv_vec_reserve(&b->calls, m->count))
        return kv_build_no_memory(b);
    if (b->calls.count + m->count >= KV_NONE)
        return kv_fail(b->err, KV_INVALID, NULL, "too many different stop times: more than %u", KV_NONE);
    for (uint32_t i = 0; i < m->count; i++)
        b->calls.at[b->calls.count++] = kv_build_call(m->times, m->count, i);
    uint32_t span = b->calls.at[b->calls.count - 1].depart;
    p->profile_count++;
    p->span_s = span > p->span_s ? span : p->span_s;
    b->about.longest_span_s = span > b->about.longest_span_s ? span : b->about.longest_span_s;
    return KV_OK;
}

/* ---- runs -------------------------------------------------------------------------------------------- */

/* one departure of a member on a service day */
static kv_status push_run(kv_build *b, const kv_group *g, const kv_member *m, int32_t day, int32_t depart_s, scratch *s)
{
    kv_time base = kv_build_day_start(b, g->zone, day) + depart_s;
    if (day < b->about.first_day) {                         /* only while it still moves when the window opens */
        uint32_t span = kv_build_call(m->times, m->count, m->count - 1).arrive;
        if (base + span < kv_build_day_start(b, g->zone, b->about.first_day))
            return KV_OK;
    }
    kv_time tick = base - b->about.base;
    assert(tick >= 0 && tick < b->horizon);
    if (b->run_base.count + s->runs.count >= runs_max) {
        kv_fail(b->err, KV_INVALID, NULL, "more than %llu runs", (unsigned long long)runs_max);
        return kv_hint(b->err, "cut the window with --from-date and --days");
    }
    run r = { (uint64_t)tick << 32 | m->profile, m->trip, 0 };
    return kv_vec_push(&s->runs, r) ? KV_OK : kv_build_no_memory(b);
}

static kv_status push_member(kv_build *b, const kv_group *g, const kv_member *m, scratch *s)
{
    uint32_t trip = b->pack_trip[m->trip], calendar = b->pack->trip_times.at[trip].calendar;
    uint32_t f = b->frequency_first[trip], f_end = b->frequency_first[trip + 1];
    kv_status status = KV_OK;
    for (size_t d = b->calendar_first[calendar]; status == KV_OK && d < b->calendar_first[calendar + 1]; d++) {
        int32_t day = b->calendar_day[d];
        if (f == f_end)
            status = push_run(b, g, m, day, m->times[0].depart_s, s);
        for (uint32_t i = f; status == KV_OK && i < f_end; i++) {
            const kv_frequency *row = &b->frequencies[i];
            for (int64_t at = row->from_s; status == KV_OK && at < row->to_s; at += row->headway_s)
                status = push_run(b, g, m, day, (int32_t)at, s);
        }
    }
    return status;
}

static int by_run(const void *a, const void *b)
{
    const run *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return compare_u32(x->trip, y->trip);
}

/* may `next` follow `last`: nowhere earlier than it? Keys ascend, so equal calls always may. */
static bool follows(const kv_group *g, uint64_t last, uint64_t next)
{
    if (profile_of(last) == profile_of(next))
        return true;
    uint32_t gap = base_of(next) - base_of(last);
    const kv_member *x = &g->member[g->profile_member[profile_of(last)]];
    const kv_member *y = &g->member[g->profile_member[profile_of(next)]];
    for (uint32_t i = x->count; i-- > 0;) {                 /* the last stop tells most often */
        kv_call a = kv_build_call(x->times, x->count, i), c = kv_build_call(y->times, y->count, i);
        if (a.arrive > (uint64_t)gap + c.arrive || a.depart > (uint64_t)gap + c.depart)
            return false;
    }
    return true;
}

static bool deal_out(const kv_group *g, scratch *s)
{
    s->chains.count = s->chain_of.count = 0;
    if (!kv_vec_reserve(&s->chain_of, g->profile_count))
        return false;
    for (uint32_t i = 0; i < g->profile_count; i++)
        s->chain_of.at[i] = KV_NONE;
    for (size_t i = 0; i < s->runs.count; i++) {
        run *r = &s->runs.at[i];
        uint32_t *usual = &s->chain_of.at[profile_of(r->key)];
        uint32_t at = *usual;
        if (at == KV_NONE || !follows(g, s->chains.at[at].last, r->key)) {
            uint32_t tried = s->chains.count < CHAINS_TRIED ? (uint32_t)s->chains.count : CHAINS_TRIED;
            for (at = 0; at < tried && !follows(g, s->chains.at[at].last, r->key); at++)
                ;
            if (at == tried) {
                at = (uint32_t)s->chains.count;
                if (!kv_vec_push(&s->chains, ((chain){ 0 })))
                    return false;
            }
        }
        *usual = r->chain = at;
        s->chains.at[at].last = r->key;
        s->chains.at[at].count++;
    }
    return true;
}

/* runs chain by chain, each still ascending */
static bool order_by_chain(scratch *s)
{
    s->order.count = 0;
    if (!kv_vec_reserve(&s->order, s->runs.count))
        return false;
    uint32_t at = 0;
    for (size_t c = 0; c < s->chains.count; c++) {
        uint32_t count = s->chains.at[c].count;
        s->chains.at[c].count = at;                         /* from here on: where the next run goes */
        at += count;
    }
    for (size_t i = 0; i < s->runs.count; i++)
        s->order.at[s->chains.at[s->runs.at[i].chain].count++] = (uint32_t)i;
    return true;
}

static kv_status write_patterns(kv_build *b, const kv_group *g, scratch *s)
{
    s->local_of.count = s->local_in.count = 0;
    if (!kv_vec_reserve(&s->local_of, g->profile_count) || !kv_vec_reserve(&s->local_in, g->profile_count)
        || !kv_vec_reserve(&b->run_base, s->runs.count) || !kv_vec_reserve(&b->run_profile, s->runs.count)
        || !kv_vec_reserve(&b->run_trip, s->runs.count))
        return kv_build_no_memory(b);
    for (uint32_t i = 0; i < g->profile_count; i++)
        s->local_in.at[i] = KV_NONE;
    uint32_t chain_open = KV_NONE;
    for (size_t i = 0; i < s->runs.count; i++) {
        const run *r = &s->runs.at[s->order.at[i]];
        uint32_t profile = profile_of(r->key), pattern = (uint32_t)b->patterns.count - 1;
        bool is_new = r->chain != chain_open || s->local_in.at[profile] != pattern;
        kv_status status = KV_OK;
        if (r->chain != chain_open || (is_new && b->patterns.at[pattern].profile_count == PROFILES_MAX)) {
            status = kv_build_open_pattern(b, g);
            pattern = (uint32_t)b->patterns.count - 1;
            chain_open = r->chain;
        }
        if (status == KV_OK && is_new) {
            s->local_in.at[profile] = pattern;
            s->local_of.at[profile] = b->patterns.at[pattern].profile_count;
            status = kv_build_add_profile(b, g, profile);
        }
        if (status != KV_OK)
            return status;
        b->run_base.at[b->run_base.count++] = base_of(r->key);
        b->run_profile.at[b->run_profile.count++] = (uint16_t)s->local_of.at[profile];
        b->run_trip.at[b->run_trip.count++] = r->trip;
        b->patterns.at[pattern].run_count++;
    }
    return KV_OK;
}

static kv_status build_timetable(kv_build *b, const kv_group *g, scratch *s)
{
    s->runs.count = 0;
    kv_status status = KV_OK;
    for (uint32_t i = 0; status == KV_OK && i < g->member_count; i++)
        status = push_member(b, g, &g->member[i], s);
    if (status != KV_OK || !s->runs.count)
        return status;
    bool sorted = true;
    for (size_t i = 1; sorted && i < s->runs.count; i++)
        sorted = by_run(&s->runs.at[i - 1], &s->runs.at[i]) <= 0;
    if (!sorted)
        qsort(s->runs.at, s->runs.count, sizeof s->runs.at[0], by_run);
    if (!deal_out(g, s) || !order_by_chain(s))
        return kv_build_no_memory(b);
    return write_patterns(b, g, s);
}

/* ---- services ---------------------------------------------------------------------------------------- */

static kv_status build_group(kv_build *b, kv_group *g, kv_member *member, scratch *s)
{
    s->profile_member.count = 0;
    for (uint32_t i = 0; i < g->member_count; i++) {
        if (!i || by_calls(&member[i - 1], &member[i]) != 0)
            if (!kv_vec_push(&s->profile_member, i))
                return kv_build_no_memory(b);
        member[i].profile = (uint32_t)s->profile_member.count - 1;
    }
    g->member = member;
    g->profile_count = (uint32_t)s->profile_member.count;
    g->profile_member = s->profile_member.at;
    if (b->services.at[g->service].dispatch != KV_DISPATCH_TIMETABLE)
        return kv_build_flexible(b, g);
    return build_timetable(b, g, s);
}

/* members of one service: sort, cut into groups */
static kv_status build_service(kv_build *b, uint32_t service, scratch *s)
{
    kv_member *member = s->members.at;
    uint32_t count = (uint32_t)s->members.count, *row_of = b->row_of[KV_SECTION_stops];
    kv_group g = { .service = service };
    kv_status status = count ? kv_build_zone(b, kv_build_service_zone(b, service), &g.zone) : KV_OK;
    if (count > 1)
        qsort_r(member, count, sizeof *member, by_member, row_of);
    for (uint32_t from = 0, to; status == KV_OK && from < count; from = to) {
        for (to = from + 1; to < count && by_places(&member[from], &member[to], row_of) == 0; to++)
            ;
        g.member_count = to - from;
        status = build_group(b, &g, member + from, s);
    }
    return status;
}

static kv_status push_trip(kv_build *b, uint32_t trip, scratch *s)
{
    kv_member m = { .trip = trip };
    m.times = kv_build_times(b, trip, &m.count);
    if (m.count > KV_POSITIONS_MAX) {
        char where[40];
        snprintf(where, sizeof where, "trips.txt:%u", b->trips.at[trip].line);
        return kv_fail(b->err, KV_INVALID, where, "trip %s stops %u times, at most %d are possible",
                       kv_build_text(b, b->trips.at[trip].id), m.count, KV_POSITIONS_MAX);
    }
    if (!m.count)
        return KV_OK;
    m.metres = b->metres + (m.times - b->pack->stop_times.at);
    return kv_vec_push(&s->members, m) ? KV_OK : kv_build_no_memory(b);
}

kv_status kv_build_patterns(kv_build *b)
{
    scratch s = { 0 };
    size_t services = b->services.count;
    uint32_t *first = calloc(services + 2, sizeof *first), *of_service = malloc((b->trips.count + 1) * sizeof *of_service);
    kv_status status = first && of_service ? KV_OK : kv_build_no_memory(b);
    if (status == KV_OK) {                                  /* trips service by service, by counting */
        for (size_t t = 0; t < b->trips.count; t++)
            first[b->trips.at[t].service + 2]++;
        for (size_t i = 2; i < services + 2; i++)
            first[i] += first[i - 1];
        for (uint32_t t = 0; t < b->trips.count; t++)
            of_service[first[b->trips.at[t].service + 1]++] = t;
    }
    for (uint32_t i = 0; status == KV_OK && i < services; i++) {
        s.members.count = 0;
        for (uint32_t t = first[i]; status == KV_OK && t < first[i + 1]; t++)
            status = push_trip(b, of_service[t], &s);
        if (status == KV_OK)
            status = build_service(b, i, &s);
    }
    if (status == KV_OK && !b->patterns.count) {
        kv_fail(b->err, KV_INVALID, NULL, "no departures in the days asked for");
        status = kv_hint(b->err, "try other days, or see what runs: karvan pack show");
    }
    free(first);
    free(of_service);
    kv_vec_free(&s.members);
    kv_vec_free(&s.profile_member);
    kv_vec_free(&s.runs);
    kv_vec_free(&s.chains);
    kv_vec_free(&s.chain_of);
    kv_vec_free(&s.local_of);
    kv_vec_free(&s.local_in);
    kv_vec_free(&s.order);
    return status;
}
