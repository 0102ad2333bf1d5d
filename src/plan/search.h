/* search.h - the exact Pareto set of journeys through a corridor
 *
 * What a journey is (the exhaustive oracle in tests/ implements the same words):
 *
 *  1. A journey is an access, then 1 .. legs_max rides, then an egress. A ride is a leg (i, j) of a pattern with a run, or
 *     of a flexible pattern. KV_NO_PICKUP at i or KV_NO_DROPOFF at j forbids it, and so does a barred leg price.
 *  2. Access a starts at query.ready and brings the cargo to stop a.stop at ready + a.seconds, coming by a.mode (NONE when it
 *     is already there). Egress e takes it from e.stop by e.mode; with NONE the journey ends there.
 *  3. Ready for the next vehicle: cargo at stop v at time A by mode m (NONE at the start), to go by mode o, is ready at
 *     R = open_at(v, A + change(v, m, o).seconds). A change with KV_BARRED price cannot be made. On a plain feed
 *     (info->is_freight 0) the change takes change_s[v] instead, 0 before the first ride.
 *  4. A run is caught when R <= departure - cut-off of its service. Any such run may be chosen, not only the first.
 *     A flexible pattern leaves at kv_flex_depart(R + cut-off), as soon as it can, or is held back for new terms: when a
 *     price epoch (prices asked for or limited) or a month (chances asked for or limited) begins later, it may also leave
 *     as the first that departs at or after that moment.
 *     The first ride of a journey departs no later than query.ready_last when its access has mode NONE (with another mode
 *     the access itself is the start, which is query.ready); KV_NEVER: no limit, the question with one ready time.
 *  5. A link u -> v (transfers.txt) may be used once between two rides, before the first and after the last: the cargo is
 *     at v, ready (rule 3 without the change time), link seconds after its arrival at u (rule 3 with 0 seconds of
 *     handling; price and CO2e of change(v, m, o) still count). Links are not chained.
 *  6. Price: leg prices by the epoch of each departure, or a through rate over a chain of successive rides whose patterns
 *     all have the group, from the first's boarding stop to the last's alighting stop, priced by the epoch of the first
 *     departure, plus leg_extra of each ride by its own departure; plus change prices at every change, at the origin (m NONE or access mode) and at the destination (o
 *     NONE or egress mode), but not at changes inside a through rate that covers handling; plus access and egress prices;
 *     plus storage: per_day for each started day of (departure - R) beyond free_days, at every change after the first
 *     timetabled ride has been taken (before it the cargo waits at the consignor's). A link inside a through chain breaks it.
 *  7. CO2e: legs, changes, access and egress.
 *  8. Chance cost: for every ride with a run that follows another ride r: chance row of (lateness class of r in the month of
 *     its departure, spread of the change) at floor((departure - cut-off - R) / 3600) hours of slack; flexible
 *     rides and the first ride cost nothing. With a link between: spread 0 row is not asked, cost is the same row as without.
 *  9. Transhipments = rides - 1, and one more each for access and egress with a mode.
 * 10. Arrival: last ride's arrival (+ link); with an egress of mode o: R of rule 3 + egress.seconds; without: the arrival
 *     itself (change to NONE costs its price and CO2e but no time). Must be <= query.latest.
 *
 * 11. In a profile the first ride is any run caught by cargo ready at some moment of the window; an access with a mode, or a
 *     flexible first ride, starts at query.ready and every 24 hours after it.
 * 12. Without query.save_storage cargo is not held back to save storage: where a journey that is earlier at a stop, and no worse in
 *     anything else so far, has to pay storage further on, one that comes later and pays less of it need not be found. With it
 *     the set is exact in this too, at many times the work.
 *
 * A journey x beats y when it is no worse in every criterion asked for and the two differ; with query.profile leaving
 * later counts as a criterion too. The answer holds one journey for every vector that nothing beats. */
#ifndef KV_PLAN_SEARCH_H
#define KV_PLAN_SEARCH_H

#include "base/arena.h"
#include "plan/costs.h"

typedef struct {                /* first or last mile, or simply the terminal itself */
    uint32_t stop;
    uint32_t seconds, price, co2_g;
    uint32_t mode;              /* kv_mode; NONE: the terminal is the end point */
} kv_access;

enum {                          /* criteria; arrival always counts */
    KV_BY_ARRIVAL = 1, KV_BY_TRANSHIPMENTS = 2, KV_BY_PRICE = 4, KV_BY_CO2 = 8, KV_BY_CHANCE = 16
};

typedef struct {
    const kv_access *from, *to; /* distinct stops within each */
    uint32_t from_count, to_count;
    kv_tick ready, ready_last;  /* window; ready_last KV_NEVER: one ready time */
    kv_tick latest;             /* arrival at the latest */
    uint32_t duration_max_s;    /* arrival minus first departure; 0: no limit. Profile and two-criteria questions only */
    uint32_t legs_max;          /* 1 .. KV_LEGS_MAX rides */
    uint32_t legs_beyond;       /* with all criteria: at most so many rides more than the fewest that lead there at all; 0: no such limit */
    bool save_storage;          /* also wait on purpose, or come later, to pay less storage further on (rule 12) */
    uint32_t criteria;          /* KV_BY_* */
    uint32_t price_max;         /* KV_BARRED: no limit */
    uint32_t chance_cost_max;   /* UINT32_MAX: no limit */
    bool profile;               /* every departure in the window, not only the best over the whole window */
    uint64_t work_max;          /* labels tried before giving up with what was found; 0: no limit */
} kv_question;
enum { KV_LEGS_MAX = 15 };

typedef struct {
    uint32_t pattern, board, alight;    /* positions in the pattern */
    uint32_t run;                       /* index into run_*; KV_NONE: flexible */
    kv_tick depart, arrive;
    kv_tick ready;                      /* R: ready for this ride */
    uint32_t through;                   /* index into costs->through that covers this ride, KV_NONE: section rate */
    uint32_t link_from;                 /* stop from which a link led to the boarding stop, KV_NONE */
} kv_ride;

typedef struct {
    kv_tick depart, arrive;             /* depart: first ride's departure, or query.ready with an access mode */
    uint32_t price, co2_g, chance_cost;
    uint32_t transhipments;
    uint32_t from, to;                  /* which access, which egress */
    uint32_t link_last;                 /* stop to which a link led after the last ride, KV_NONE */
    uint32_t ride_count;
    const kv_ride *rides;
} kv_journey;

typedef struct {
    const kv_journey *journeys;         /* by arrival, then transhipments, price, CO2e, chance cost, departure */
    uint32_t count;
    uint64_t labels_tried, labels_kept, rides_scanned;
    bool capped;                        /* work_max was met: the set may be incomplete */
    bool storage_paid;                  /* some journey pays storage: with save_storage there may be a cheaper one */
    uint32_t legs_max;                  /* the limit of rides that held */
    uint32_t legs_needed_more;          /* 1 when labels were still alive at it */
    /* for "nothing found": the reached stop that lies nearest to an end point (great circle), and when */
    uint32_t nearest_stop; kv_tick nearest_at; double nearest_km;
} kv_answer;

typedef struct kv_planner kv_planner;   /* scratch of one thread; keeps bounds of recent destinations */
kv_status kv_planner_open(kv_planner **out, const kv_corridor *c, kv_error *err);
void      kv_planner_close(kv_planner *p);                      /* NULL is fine */
size_t    kv_planner_bytes(const kv_planner *p);                /* scratch in use */

/* kv_search - answer one question
 * costs     may be NULL when only arrival and transhipments are asked for (plain feeds)
 * arena     takes the answer
 * keep_bounds  keep the destination's bounds for the next question with the same `to` and costs
 * errors    KV_INVALID: a stop out of range, legs_max out of range; KV_MEMORY
 * cost      no allocation in the search loop once scratch has grown to the largest question                 */
kv_status kv_search(kv_planner *p, const kv_costs *costs, const kv_question *q, bool keep_bounds,
                    kv_arena *arena, kv_answer *out, kv_error *err);

#endif
