/* price.h - what a shipment costs, line by line, exact to the smallest unit of money
 *
 * A leg's price is the least sum of lane and km rates that covers its stretch, plus the surcharges that match; every line is
 * rounded half to even to its own currency's smallest unit, then converted to the query's currency and rounded once.
 * The same code gives one number (for the search) and the lines behind it (for people): they cannot differ. */
#ifndef KV_PRICE_PRICE_H
#define KV_PRICE_PRICE_H

#include "base/arena.h"
#include "base/vec.h"
#include "model/cargo.h"
#include "model/corridor.h"

typedef struct kv_pricer kv_pricer;     /* index over a corridor's tariffs; read-only after open, shared by threads */
kv_status kv_pricer_open(kv_pricer **out, const kv_corridor *c, kv_error *err);
void      kv_pricer_close(kv_pricer *p);

typedef enum { KV_LINE_TARIFF, KV_LINE_THROUGH, KV_LINE_SURCHARGE, KV_LINE_HANDLING, KV_LINE_STORAGE, KV_LINE_ACCESS } kv_line_kind;
typedef struct {
    kv_line_kind kind;
    uint32_t row;               /* index into tariffs, surcharges or handling */
    uint32_t item;              /* cargo item the line is for; KV_NONE: all */
    uint32_t stop_from, stop_to;/* stretch, or the terminal twice */
    kv_decimal quantity;        /* how many units the amount was taken for (2 containers, 48.000 t, 1234.5 km x 2) */
    uint8_t unit;               /* kv_price_unit */
    kv_money amount;            /* in the row's currency, rounded */
    int64_t converted;          /* minor units of the asked currency */
    int32_t fx_day;             /* day of the exchange rate used, INT32_MIN when none was needed */
} kv_price_line;
typedef KV_VEC(kv_price_line) kv_price_lines;

enum { KV_PRICE_NONE = -1 };    /* nothing covers it */

/* All prices: minor units of `currency` for the whole shipment, or KV_PRICE_NONE. day: days since 1970 of the departure.
 * lines: NULL, or the lines are appended. kv_price_lines memory belongs to the caller (kv_vec_free). */
int64_t kv_price_leg(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, const kv_pattern_row *pattern,
                     uint32_t board, uint32_t alight, int32_t day, kv_price_lines *lines);
/* through rate `tariff` (index into tariffs, kind through): the rate with its percent surcharges; NONE when cargo or day do not fit */
int64_t kv_price_through(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, uint32_t tariff, int32_t day,
                         kv_price_lines *lines);
/* surcharges on a leg that a through rate covers (passing, leg), which a through rate does not include */
int64_t kv_price_leg_surcharges(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, const kv_pattern_row *pattern,
                     uint32_t board, uint32_t alight, int32_t day, kv_price_lines *lines);
/* all handling rows of a change at a stop; 0 when there are none. NONE is never returned: no row, no charge */
int64_t kv_price_change(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, uint32_t stop, kv_mode from, kv_mode to,
                        int32_t day, kv_price_lines *lines);
/* storage at a stop: free days, and the price of each further started day */
void    kv_price_storage(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, uint32_t stop, int32_t day,
                         uint32_t *free_days, int64_t *per_day, uint32_t *row);
/* charges once a journey (surcharges on `journey`) */
int64_t kv_price_journey(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, int32_t day, kv_price_lines *lines);

/* a truck of first or last mile, free of any service: the least km rate of mode road that holds in the country (any carrier),
 * over `metres` by road; lines of kind ACCESS without stops. NONE: the pack has no such rate */
int64_t kv_price_road(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, const char *country, int64_t metres,
                      int32_t day, kv_price_lines *lines);

/* the days on which any price can change, within from..to: first is from; ascending; at most `room` written. returns how many */
uint32_t kv_price_epochs(const kv_pricer *p, int32_t from, int32_t to, int32_t *days, uint32_t room);
/* through rates usable for the cargo, expanded to pairs of terminals */
typedef struct { uint32_t tariff, from, to; kv_str group; bool covers_handling; } kv_through_pair;
kv_status kv_price_through_pairs(const kv_pricer *p, const kv_cargo *cargo, kv_arena *arena, kv_through_pair **out, uint32_t *count);

/* a handling row holds for a change (model/handling.c does the matching for price, emissions and reliability alike) */

#endif
