/* spread.h - how distributions are made, for the files of this room; the arithmetic is in reliability.h */
#ifndef KV_RELIABILITY_SPREAD_H
#define KV_RELIABILITY_SPREAD_H

#include "reliability/reliability.h"

/* hours beyond it, early or late, count as this much: half a year */
enum { KV_SPREAD_HOURS_MAX = 4400 };

/* The quantile lines of docs/pack-format.md through p10, p50, p90; values below low_s become low_s (INT32_MIN: none), above
 * high_s become high_s (INT32_MAX: none); then shift_s is taken off: a handling time about its median has low 0 and
 * shift p50. Quantiles that do not ascend are pulled to p50. */
typedef struct { int32_t p10_s, p50_s, p90_s, low_s, high_s, shift_s; } kv_lines;
kv_status kv_spread_of_lines(kv_arena *a, const kv_lines *l, kv_spread *out);
/* evenly from 0 to length_s, then shift_s taken off: the wait for a service at a headway */
kv_status kv_spread_of_even(kv_arena *a, int32_t length_s, int32_t shift_s, kv_spread *out);

double    kv_spread_mean(kv_spread x);       /* hours */
kv_spread kv_spread_zero(void);             /* certainly 0; static */
/* a view without the ends that weigh less than half a billionth of the whole each; nothing is rescaled */
kv_spread kv_spread_trim(kv_spread s);
/* to[k] += mass * p[k] */
void      kv_spread_add(double *restrict to, const double *restrict p, int32_t count, double mass);

#endif
