/* reliability.h - chances to make connections, and when the cargo really arrives
 *
 * Times spread as docs/pack-format.md says (piecewise straight quantile lines), held as probabilities of whole hours.
 * Two uses: chance rows for the search (one connection), and the arrival distribution of a journey by propagating
 * delay, handling and closures through all its connections, with the next departure after a missed one. */
#ifndef KV_RELIABILITY_RELIABILITY_H
#define KV_RELIABILITY_RELIABILITY_H

#include "base/arena.h"
#include "model/cargo.h"
#include "model/corridor.h"

/* A distribution over hours: probability[k] that the value lies in [first + k - 0.5, first + k + 0.5) hours; sums to 1.
 * What lies between two whole hours is shared by them in proportion, so means are exact and whole hours stay themselves. */
typedef struct { int32_t first, count; const double *probability; } kv_spread;
/* of quantiles in seconds; never below `floor_s` (INT32_MIN: no floor). Beyond half a year, early or late, counts as half a year */
kv_status kv_spread_of_quantiles(kv_arena *a, int32_t p10_s, int32_t p50_s, int32_t p90_s, int32_t floor_s, kv_spread *out);
kv_status kv_spread_sum(kv_arena *a, kv_spread x, kv_spread y, kv_spread *out);         /* independent */
kv_status kv_spread_mix(kv_arena *a, kv_spread x, kv_spread y, double chance_of_y, kv_spread *out);
double    kv_spread_below(kv_spread x, double hours);                                   /* P(X <= hours), linear inside a cell */
double    kv_spread_quantile(kv_spread x, double p);            /* the first whole hour by which p is reached: within half an hour */

typedef struct kv_reliability kv_reliability;   /* of one corridor; interns classes; safe to share between threads */
kv_status kv_reliability_open(kv_reliability **out, const kv_corridor *c, kv_error *err);
void      kv_reliability_close(kv_reliability *r);

/* lateness classes of all legs: [leg_count * 12], by month of departure - 1. Valid as long as r. Class 0 is "always on time".
 * A class joins: variability row of the leg (most special first), closures at both ends for the mode, passing handling
 * rows' spread, and for flexible patterns the wait's spread about its median. *class_count of them. */
const uint16_t *kv_reliability_lateness(kv_reliability *r, uint32_t *class_count);
/* 0; or the hours to which figures were rounded because a pack tells more than 65,535 kinds of lateness apart */
uint32_t        kv_reliability_grain_h(const kv_reliability *r);
/* built when first asked for; empty (count 0) when memory is out */
kv_spread       kv_reliability_class(const kv_reliability *r, uint32_t lateness_class);
/* spread class of handling rows (about their planned time): interned, numbered from 0 without gaps; 0 is "exactly as planned".
 * KV_NONE when memory is out; kv_reliability_row() then says so. At most KV_HANDLING_ROWS_MAX rows. */
uint32_t        kv_reliability_spread(kv_reliability *r, const uint32_t *handling_rows, uint32_t count);
/* chance row: cost[h] = round(-1000 ln P(lateness + handling spread <= h hours + 0.5)), capped at 20000, non-increasing;
 * *length >= 1, cut after the first 0. Kept as long as r: the pointer is stable. */
kv_status       kv_reliability_row(kv_reliability *r, uint32_t lateness_class, uint32_t spread_class, const uint16_t **cost, uint16_t *length);
static inline double kv_chance_of_cost(uint32_t cost);

/* A journey as the propagation sees it. Times are kv_time. */
typedef struct {
    uint32_t pattern, board, alight, run;       /* run KV_NONE: flexible */
    kv_time depart, arrive;                     /* planned */
    uint32_t handling_rows[32], handling_count; /* of the change before this ride */
    int32_t cutoff_s;
    uint32_t board_stop;
} kv_stage;
typedef struct {
    kv_time p10, p50, p80, p90, p95;
    double mean_h;                              /* of (real arrival - planned arrival), hours */
    double on_plan;                             /* chance that every connection is made as planned (product) */
    double missed_beyond;                       /* chance that some connection is missed and no later departure is known */
} kv_arrival;
/* one connection: the chance to make it, and the next departure of the same pattern if missed */
typedef struct { double chance; kv_time next_depart; } kv_connection;   /* next_depart KV_TIME_NONE: none known */

/* kv_reliability_arrival - propagate through the stages
 * start       when the cargo is ready at the first stage. The first ride leaves as planned, whatever its handling rows:
 *             the cargo waits at the consignor's. No stages: the start of the tail
 * tail_s      time after the last ride (egress handling and truck), tail_rows its handling rows
 * connections [stage_count] or NULL; entry 0 is chance 1
 * scratch     not reset; some 10 to 100 KiB a stage
 * errors      KV_INVALID: a stage that the corridor does not have; KV_MEMORY
 * Quantiles are whole hours from the planned arrival. All missed for good: quantiles are KV_TIME_NONE.
 * Two stages with different stops between them are joined by their link (transfers.txt) instead of the handling time.
 * connections[i].chance is that of the search (plan/search.h, rule 8): lateness of the ride before alone.
 * A missed connection takes the next run of the same pattern that is caught; later legs follow as their own next runs. */
kv_status kv_reliability_arrival(kv_reliability *r, kv_arena *scratch, const kv_stage *stages, uint32_t stage_count, kv_time start,
                                 int32_t tail_s, const uint32_t *tail_rows, uint32_t tail_row_count,
                                 kv_arrival *out, kv_connection *connections, kv_error *err);

#include <math.h>
static inline double kv_chance_of_cost(uint32_t cost) { return cost >= 20000 ? 0.0 : exp(-(double)cost / 1000.0); }

#endif
