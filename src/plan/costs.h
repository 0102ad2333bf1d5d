/* costs.h - what the search needs to know of prices, emissions and chances: flat arrays, nothing else
 *
 * The use case folds tariffs, factors and distributions of one shipment into these arrays; the search adds numbers and
 * has never heard of tariffs. Prices are minor units of the query's currency and emissions grams, both
 * for the whole shipment; KV_BARRED says "not possible". Arrays belong to whoever made the struct and outlive the search. */
#ifndef KV_PLAN_COSTS_H
#define KV_PLAN_COSTS_H

#include "model/corridor.h"

#define KV_BARRED   UINT32_MAX                      /* not possible, or not allowed */
#define KV_UNPRICED (UINT32_MAX - 1)                /* a leg without a rate of its own: ridden inside a through rate only */
enum { KV_COST_MAX = 1 << 30 };             /* no single price or emission reaches it */

typedef struct {                            /* a change between two modes at a stop */
    uint32_t seconds;                       /* planned (50 %) handling time */
    uint32_t price;                         /* KV_BARRED: cannot be done here */
    uint32_t co2_g;
    uint32_t spread;                        /* how handling time spreads: row of the chance table */
} kv_change;

typedef struct { uint32_t free_days, per_day; } kv_storage;   /* per_day 0: waiting is free */

typedef struct {                            /* a through rate between two terminals */
    uint32_t group;                         /* bit number 0..31 */
    uint32_t from, to;                      /* stops */
    uint32_t rate;                          /* which tariff, for explaining */
    uint32_t covers_handling;               /* 1: handling between its legs is in the rate */
    uint32_t first_price;                   /* price in epoch e: through_price[first_price + e] */
} kv_through;

typedef struct kv_costs {
    const kv_corridor *corridor;
    uint64_t id;                            /* another for every folding that one planner meets: addresses come again after a free() */
    uint32_t epoch_count;                   /* >= 1; epoch e: departures in epoch_from[e] .. epoch_from[e + 1] - 1 */
    const kv_tick *epoch_from;              /* [0] is 0 */
    const uint32_t *leg_price;              /* [epoch_count * leg_count], epoch by epoch; KV_BARRED or KV_UNPRICED */
    const uint32_t *leg_extra;              /* same shape: charges on a leg that a through rate covers does not include
                                               (leg and passing surcharges); NULL: none anywhere */
    const uint32_t *leg_co2;                /* [leg_count] */
    const uint32_t *change_block;           /* [stops]: which block of changes */
    const kv_change *changes;               /* blocks of [from mode][to mode], KV_MODE_COUNT squared; NONE: origin, destination */
    const kv_storage *storage;              /* [stops]; NULL: none anywhere */
    const kv_through *through;              /* sorted by from, group, to */
    const uint32_t *through_first;          /* [stops + 1]; NULL: no through rates */
    const uint32_t *through_price;          /* KV_BARRED: not valid in that epoch */
    const uint32_t *pattern_groups;         /* [patterns]: bits of the groups whose rates may cover it */
    uint32_t through_count;
    /* chances; all NULL when reliability is not asked for */
    const uint16_t *leg_lateness;           /* [leg_count * 12]: lateness class of the leg departing in month 1..12 */
    uint32_t lateness_count, spread_count;
    const uint16_t *const *chance;          /* [lateness * spread_count + spread]: costs by whole hours of slack */
    const uint16_t *chance_length;          /* same index: length >= 1; the last entry holds for more slack */
} kv_costs;
/* chance cost = round(-1000 ln p), at most KV_CHANCE_NEVER; rows never rise with slack */
enum { KV_CHANCE_NEVER = 20000 };

#endif
