/* price.h - what a shipment costs, line by line, exact to the smallest unit of money
 *
 * A leg's price is the least sum of lane and km rates that covers its stretch, plus the surcharges that match; every line is
 * rounded half to even to its own currency's smallest unit, then converted to the query's currency and rounded once.
 * The same code gives one number (for the search) and the lines behind it (for people): they cannot differ.
 * docs/formulas.md#prices says which rates fit, which of them win, and what each unit counts. */
#ifndef KV_PRICE_PRICE_H
#define KV_PRICE_PRICE_H

#include "base/arena.h"
#include "base/vec.h"
#include "model/cargo.h"
#include "model/corridor.h"

typedef struct kv_pricer kv_pricer;     /* index over a corridor's tariffs; read-only after open, shared by threads */
/* c         borrowed until kv_pricer_close
 * errors    KV_INVALID with file, line and column: a rate or charge below zero, a unit that does not go with its kind, a percent that
 *           is not on base, a charge once a journey that names places, a rate of exchange of zero; KV_MEMORY
 * cost      a fraction of a microsecond per leg of the timetable; 4 bytes per leg and 8 per lane that holds on it */
kv_status kv_pricer_open(kv_pricer **out, const kv_corridor *c, kv_error *err);
void      kv_pricer_close(kv_pricer *p);                                    /* NULL is fine */

typedef enum { KV_LINE_TARIFF, KV_LINE_THROUGH, KV_LINE_SURCHARGE, KV_LINE_HANDLING, KV_LINE_STORAGE, KV_LINE_ACCESS } kv_line_kind;
typedef struct {
    kv_line_kind kind;
    uint32_t row;               /* index into tariffs, surcharges or handling */
    uint32_t item;              /* cargo item the line is for; KV_NONE: all */
    uint32_t stop_from, stop_to;/* stretch, or the terminal twice */
    kv_decimal quantity;        /* how many units the amount was taken for (2 containers, 48.000 t, 1234.5 km x 2); of a percent
                                 * surcharge: the line it is taken of, in that line's currency */
    uint8_t unit;               /* kv_price_unit */
    kv_money amount;            /* in the row's currency, rounded */
    int64_t converted;          /* minor units of the asked currency */
    int32_t fx_day;             /* day of the exchange rate used (of two, the older), INT32_MIN when none was needed */
} kv_price_line;
typedef KV_VEC(kv_price_line) kv_price_lines;

enum { KV_PRICE_NONE = -1 };    /* nothing covers it, or a charge cannot be converted to the currency asked for */

/* All prices: minor units of `currency` for the whole shipment, or KV_PRICE_NONE. day: days since 1970 of the departure.
 * lines: NULL, or the lines are appended (none with NONE); their `converted` add up to
 * the price. kv_price_lines memory belongs to the caller (kv_vec_free). NONE also when memory is out.
 * kv_price_leg: rates, and all of kv_price_leg_surcharges. cost: about a microsecond */
int64_t kv_price_leg(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, const kv_pattern_row *pattern,
                     uint32_t board, uint32_t alight, int32_t day, kv_price_lines *lines);
/* through rate `tariff` (index into tariffs, kind through): the rate with its percent surcharges; NONE when cargo or day do not fit.
 * Each item takes the narrowest fitting row of the price list that `tariff` belongs to */
int64_t kv_price_through(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, uint32_t tariff, int32_t day,
                         kv_price_lines *lines);
/* what a ride costs beside its rates, which a through rate does not include: surcharges on the leg, and for the calls between its ends
 * passing surcharges and handling rows that apply when passing */
int64_t kv_price_leg_surcharges(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, const kv_pattern_row *pattern,
                     uint32_t board, uint32_t alight, int32_t day, kv_price_lines *lines);
/* all handling rows of a change at a stop, and passing surcharges there that name neither carrier nor from_id, to_id; 0 when there are
 * none: no row, no charge. NONE only when a charge cannot be converted */
int64_t kv_price_change(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, uint32_t stop, kv_mode from, kv_mode to,
                        int32_t day, kv_price_lines *lines);
/* storage at a stop: free days (the fewest of any item), the price of each further started day for all items (0: none; NONE: it cannot
 * be converted), and the row it stands in (of the first item; KV_NONE: none). Rows of the terminal win over those of its place, rows
 * that name equipment over those that do not; modes do not matter */
void    kv_price_storage(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, uint32_t stop, int32_t day,
                         uint32_t *free_days, int64_t *per_day, uint32_t *row);
/* charges once a journey (surcharges on `journey`) */
int64_t kv_price_journey(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, int32_t day, kv_price_lines *lines);

/* a truck of first or last mile, free of any service: the least km rate of mode road that holds in the country (any carrier),
 * over `metres` by road; lines of kind ACCESS without stops. NONE: the pack has no such rate */
int64_t kv_price_road(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, const char *country, int64_t metres,
                      int32_t day, kv_price_lines *lines);

/* the days on which any price can change, within from..to: first is from; ascending; at most `room` written. returns how many there
 * are, which may be more than room (UINT32_MAX: memory is out) */
uint32_t kv_price_epochs(const kv_pricer *p, int32_t from, int32_t to, int32_t *days, uint32_t room);
/* the same, for this cargo and currency only: rows that never fit it are left out, and days of exchange when nothing is exchanged */
uint32_t kv_price_epochs_for(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, int32_t from, int32_t to,
                             int32_t *days, uint32_t room);
/* through rates that may fit the cargo on some day, expanded to pairs of terminals at which some service calls; one entry per price list
 * and pair. errors KV_INVALID: more than 4 million pairs; KV_MEMORY */
typedef struct { uint32_t tariff, from, to; kv_str group; bool covers_handling; } kv_through_pair;
kv_status kv_price_through_pairs(const kv_pricer *p, const kv_cargo *cargo, kv_arena *arena, kv_through_pair **out, uint32_t *count);

#endif
