/* planner.h - the scratch of one search thread, shared by the files of this room
 *
 *     bounds.c    from the destination backwards: the least time, price, CO2e and rides still needed
 *     rounds.c    arrival and transhipments from one ready time, round by round
 *     profile.c   the same for every departure of a window, latest first
 *     labels.c    all criteria: bags of labels
 *     journey.c   labels back into journeys                                                            */
#ifndef KV_PLAN_PLANNER_H
#define KV_PLAN_PLANNER_H

#include <string.h>

#include "base/vec.h"
#include "plan/search.h"

typedef KV_VEC(uint32_t) kv_u32s;

/* ---- how a stop was reached in a two-criteria search; an improvement appends one */
typedef struct {
    uint32_t parent;                /* entry by which the boarding stop was ready; KV_NONE: the origin */
    uint32_t pattern, run;          /* pattern KV_NONE: a link from `stop` of the parent */
    uint16_t board, alight;
    uint32_t stop;
} kv_step;

/* ---- a moment at which a profile lets the cargo go: to catch this run */
typedef struct { kv_tick at; uint32_t pattern, position, run, origin, link_s; } kv_start;

typedef struct { uint32_t stop, value, next; } kv_bucket_item;

/* ---- least values still needed, backwards from the end points ------------------------------------- */
typedef struct {
    uint32_t *arrived;              /* [stops] seconds from being unloaded there; KV_NEVER: no way */
    uint32_t *ready;                /* [stops] seconds from being ready to board there */
    uint32_t *departing;            /* [positions] seconds from leaving that position */
    uint32_t *departing_visit;      /* [visits] the same, in the order in which a stop's visits are read */
    uint8_t  *rides_arrived;        /* [stops] rides from being unloaded there; 255: no way */
    uint8_t  *rides_ready;          /* [stops] */
} kv_time_bounds;

typedef struct kv_rich kv_rich;     /* scratch of labels.c */

struct kv_planner {
    const kv_corridor *c;
    /* of the corridor, made once */
    uint32_t *stretch_s;            /* [positions] least time from leaving i to reaching i + 1 */
    uint32_t *dwell_s;              /* [positions] least time between reaching and leaving i */
    uint32_t *visit_of;             /* [positions] which visit of its stop a position is */
    uint32_t *link_back_first;      /* [stops + 1] links into each stop */
    kv_link *link_back;             /* .to is where it starts */
    /* of the destination */
    kv_time_bounds time;
    uint32_t *bucket_head;          /* ring of the bucket queue */
    KV_VEC(kv_bucket_item) bucket;
    uint16_t *pattern_done;         /* [patterns] for counting rides */
    uint64_t bounds_key;            /* which end points the bounds belong to; 0: none */
    /* two criteria */
    uint32_t *best_arrival, *best_ready;        /* [stops] */
    uint32_t *board_ready, *board_step;         /* [stops] of the last round's improvements */
    uint32_t *arrival_step;                     /* [stops] */
    uint64_t *touched, *marked, *next_marked;   /* bitsets of stops */
    uint64_t *pattern_marked;                   /* bitset of patterns */
    uint16_t *pattern_from;                     /* [patterns] first marked position */
    uint8_t  *is_end;                           /* [stops] 1 + index of the egress (at most 254) */
    KV_VEC(kv_step) steps;
    /* profile: a row of labels for every number of rides, and the ready times to try */
    uint32_t *row_arrival, *row_ready;          /* [(KV_LEGS_MAX + 1) * stops] */
    KV_VEC(kv_start) starts;
    KV_VEC(kv_journey) found;
    kv_rich *rich;
    size_t bytes;
};

void *kv_planner_need(kv_planner *p, void **slot, size_t count, size_t size);  /* calloc once, counted in bytes; NULL: out */
#define KV_NEED(p, slot, n) kv_planner_need((p), (void **)&(slot), (size_t)(n), sizeof *(slot))

/* ---- times of runs ------------------------------------------------------------------------------- */
static inline const kv_call *kv_calls_of(const kv_corridor *c, const kv_pattern_row *p, uint32_t run)
{
    uint32_t profile = p->profile_count > 1 ? c->run_profile[run] : 0;
    return c->calls + p->first_call + (size_t)profile * p->stop_count;
}
static inline kv_tick kv_run_departs(const kv_corridor *c, const kv_pattern_row *p, uint32_t run, uint32_t i)
{
    return c->run_base[run] + kv_calls_of(c, p, run)[i].depart;
}
static inline kv_tick kv_run_arrives(const kv_corridor *c, const kv_pattern_row *p, uint32_t run, uint32_t i)
{
    return c->run_base[run] + kv_calls_of(c, p, run)[i].arrive;
}
/* first run of p, in first_run .. end - 1, that leaves position i at or after t; end when there is none.
 * Runs do not overtake, so departures ascend at every position. O(log runs). */
static inline uint32_t kv_first_run(const kv_corridor *c, const kv_pattern_row *p, uint32_t end, uint32_t i, kv_tick t)
{
    uint32_t low = p->first_run, count = end - low;
    if (p->profile_count == 1) {
        uint32_t off = c->calls[p->first_call + i].depart;
        if (t <= off) return low;
        t -= off;
        while (count > 0) {
            uint32_t half = count >> 1;
            bool right = c->run_base[low + half] < t;
            low = right ? low + half + 1 : low;
            count = right ? count - half - 1 : half;
        }
        return low;
    }
    while (count > 0) {
        uint32_t half = count >> 1;
        bool right = kv_run_departs(c, p, low + half, i) < t;
        low = right ? low + half + 1 : low;
        count = right ? count - half - 1 : half;
    }
    return low;
}

static inline kv_tick kv_tick_add(kv_tick t, uint32_t s) { return s >= KV_NEVER - t ? KV_NEVER : t + s; }

static inline void kv_bit_set(uint64_t *set, uint32_t i) { set[i >> 6] |= (uint64_t)1 << (i & 63); }
static inline bool kv_bit_is(const uint64_t *set, uint32_t i) { return set[i >> 6] >> (i & 63) & 1; }

/* for (each set bit) body with `index`; the set must not gain bits behind the running word */
#define KV_EACH_BIT(set, words, index) \
    for (uint32_t word_##index = 0; word_##index < (words); word_##index++) \
        for (uint64_t bits_##index = (set)[word_##index]; bits_##index; bits_##index &= bits_##index - 1) \
            for (uint32_t index = word_##index * 64 + (uint32_t)__builtin_ctzll(bits_##index), once_##index = 1; once_##index; once_##index = 0)

/* mark the patterns that call at a stop marked, from the first such position on, where what is known at the end (target by
 * rides, limit) still leaves the seconds that they need at least; false when there is none */
static inline bool kv_mark_patterns(kv_planner *p, uint32_t rides, const kv_tick *target_by_rides, kv_tick limit)
{
    const kv_corridor *c = p->c;
    uint32_t words = (c->stops_count + 63) / 64;
    bool any = false;
    memset(p->pattern_marked, 0, (size_t)((c->patterns_count + 63) / 64) * 8);
    KV_EACH_BIT(p->marked, words, v) {
        kv_tick target = target_by_rides[rides - 1 + p->time.rides_ready[v]], ready = p->board_ready[v];
        if (limit < target) target = limit;
        uint32_t spare = target > ready ? target - ready : 0;
        for (uint32_t n = c->visit_first[v]; n < c->visit_first[v + 1]; n++) {
            if (p->time.departing_visit[n] >= spare) continue;
            uint32_t index = c->visits[n].pattern, i = c->visits[n].position;
            any = true;
            if (!kv_bit_is(p->pattern_marked, index)) { kv_bit_set(p->pattern_marked, index); p->pattern_from[index] = (uint16_t)i; }
            else if (i < p->pattern_from[index]) p->pattern_from[index] = (uint16_t)i;
        }
    }
    return any;
}

/* ---- the pieces ------------------------------------------------------------------------------------ */
kv_status kv_time_bounds_make(kv_planner *p, const kv_question *q, kv_error *err);
kv_status kv_rounds(kv_planner *p, const kv_question *q, kv_arena *arena, kv_answer *out, kv_error *err);
kv_status kv_rounds_profile(kv_planner *p, const kv_question *q, kv_arena *arena, kv_answer *out, kv_error *err);
kv_status kv_labels(kv_planner *p, const kv_costs *costs, const kv_question *q, bool keep_bounds, kv_arena *arena, kv_answer *out, kv_error *err);
void      kv_rich_free(kv_rich *r);

/* rides of a chain of steps, last step first, appended in travel order; *link_last as in kv_journey. Then every ride but the last is
 * moved to the latest run that still makes the next, so that cargo is not sent off earlier than needed. */
kv_status kv_steps_to_journey(kv_planner *p, const kv_question *q, uint32_t step, kv_arena *arena, kv_journey *out, kv_error *err);
/* sort, and copy what p->found holds into the answer */
kv_status kv_answer_finish(kv_planner *p, kv_arena *arena, kv_answer *out, kv_error *err);

/* seconds a plain feed asks between unloading and boarding at a stop */
static inline uint32_t kv_plain_change(const kv_corridor *c, uint32_t stop) { return c->change_s_count ? c->change_s[stop] : 0; }

#endif
