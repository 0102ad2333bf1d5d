/* pricer.h - inside the price engine: rows made ready for asking, and where they hold
 *
 *     tariffs --rates.c--> kv_rate[]   same index; lists parsed, amounts scaled, keys numbered
 *                --index.c--> per leg (i, j) of the timetable: lanes that carry from call i to call j
 *                             per call i: the class of its stretch i -> i + 1, and each class's rates by distance
 *
 * A key is (kind, carrier, mode, from, to, group): rates of one key are one price list of one carrier, in which the narrowest
 * row that fits wins. Rows of a key are neighbours in every list here. */
#ifndef KV_PRICE_PRICER_H
#define KV_PRICE_PRICER_H

#include "price/map.h"
#include "price/price.h"

/* A place reference as one number: anywhere, a stop (a place means its terminals), a country, or nothing that is known. */
typedef uint32_t kv_ref;
enum { KV_REF_ANY = 0, KV_REF_STOP = 1, KV_REF_COUNTRY = 2, KV_REF_NOWHERE = 3 };
static inline kv_ref   kv_ref_of(uint32_t kind, uint32_t id) { return kind << 30 | id; }
static inline uint32_t kv_ref_kind(kv_ref r) { return r >> 30; }
static inline uint32_t kv_ref_id(kv_ref r) { return r & 0x3FFFFFFF; }
static inline uint32_t kv_country_number(const char *code)      /* 0 unknown */
{
    return code[0] && code[1] ? (uint32_t)(unsigned char)code[0] << 8 | (unsigned char)code[1] : 0;
}

/* An amount of money for one unit: minor units are mantissa * times / over. */
typedef struct {
    int64_t mantissa, times, over;
    uint32_t currency;                  /* index into currencies */
} kv_amount;

typedef struct {                        /* which cargo a row is for */
    kv_equipment_set equipment;
    uint32_t first_hs, hs_count;        /* into hs */
} kv_taker;

typedef struct {                        /* a tariff */
    kv_validity valid;
    uint32_t key;
    uint32_t agency;                    /* KV_NONE any */
    kv_ref from, to;
    uint8_t kind, mode, load, unit;
    uint8_t both_ways, covers_handling, bounded, has_minimum;   /* bounded: bits, weight 2, count 1 */
    int64_t weight_from_kg, weight_to_kg, weight_min_kg;
    int64_t count_from, count_to;
    kv_amount amount;
    int64_t minimum;                    /* minor units */
    kv_taker taker;
} kv_rate;

typedef struct {                        /* a surcharge */
    kv_validity valid;
    uint32_t agency, stop;              /* KV_NONE any */
    kv_ref from, to;
    uint8_t kind, on, mode, unit, dg_only, reefer_only, pad[2];
    kv_amount amount;                   /* of percent: mantissa / over is the factor */
    kv_taker taker;
} kv_extra;

typedef struct { kv_currency code; int32_t digits; } kv_money_kind;
typedef struct { kv_amount price, storage; } kv_fee;            /* of a handling row */
typedef struct { uint32_t rate, to; } kv_lane;                  /* to: position in the pattern */
typedef struct { uint32_t first, count; } kv_range;

struct kv_pricer {
    const kv_corridor *corridor;
    kv_rate *rates;                     /* [tariffs] */
    kv_extra *extras;                   /* [surcharges] */
    kv_fee *fees;                       /* [handling] */
    KV_VEC(kv_hs_entry) hs;

    uint32_t *by_key;                   /* rates in order of their keys */
    uint32_t *key_first;                /* [key_count + 1] into by_key */
    uint32_t key_count;
    uint32_t *extra_order;              /* surcharges by what they are on */
    uint32_t extra_first[KV_SURCHARGE_ON_COUNT + 1];

    uint32_t *stop_country;             /* [stops] kv_country_number, of the place when the terminal has none */
    uint32_t *lane_first;               /* [legs + 1] into lanes */
    KV_VEC(kv_lane) lanes;
    uint32_t *stretch_class;            /* [positions]: rates by distance from here to the next call; 0 none */
    KV_VEC(kv_range) classes;           /* into class_rates; [0] is empty */
    KV_VEC(uint32_t) class_rates;
    KV_VEC(uint32_t) road_rates;        /* by distance, mode road, free of terminals: first and last mile */
    uint32_t *passing_before;           /* [positions + 1]: calls before it at which passing costs something */

    KV_VEC(kv_money_kind) currencies;   /* of rows and of exchange rates */
    kv_range *fx;                       /* [currencies squared] into corridor->fx: rows of base, quote */
    uint32_t usd;
};

/* ---- one question ------------------------------------------------------------------------------------------- */

typedef struct {
    const kv_pricer *p;
    const kv_cargo *cargo;
    uint32_t currency;                  /* KV_NONE: the pack has never heard of it */
    int32_t day;
    bool failed;                        /* a charge has no rate of exchange, or memory is out */
    int64_t total;
    kv_price_lines *lines;              /* NULL: only the number */
    size_t lines_before;
} kv_ask;

kv_ask  kv_ask_begin(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, int32_t day, kv_price_lines *lines);
/* the total, or KV_PRICE_NONE with the lines taken back when it failed */
int64_t kv_ask_end(kv_ask *ask);

/* fx.c: from and to are currency indices; false when no rate is known. fx_day: INT32_MIN when none was needed */
bool     kv_fx_convert(const kv_pricer *p, uint32_t from, uint32_t to, int32_t day, int64_t minor, int64_t *out, int32_t *fx_day);
uint32_t kv_currency_index(const kv_pricer *p, kv_currency c);      /* KV_NONE: unknown */

/* fit.c */
typedef struct { int64_t mantissa; int32_t scale; } kv_quantity;
/* how many units; metres only counts for *_KM. by_road: a container or bulk takes trucks. false: the unit is not one of this item */
bool kv_quantity_of(const kv_cargo_item *item, uint8_t unit, int64_t metres, int64_t weight_min_kg, bool by_road, kv_quantity *out);
/* kinds of equipment that the unit counts, as bits */
uint32_t kv_unit_kinds(uint8_t unit, bool by_road);
/* item: its kinds narrowed to what the vehicle takes. narrow: larger is narrower */
bool kv_rate_fits(const kv_ask *ask, const kv_rate *r, const kv_cargo_item *item, uint32_t *narrow);
bool kv_extra_fits(const kv_ask *ask, const kv_extra *e, const kv_cargo_item *item);
/* keeps of the list only the narrowest fitting rates of each key; returns how many */
uint32_t kv_rates_choose(const kv_ask *ask, const uint32_t *list, uint32_t count, const kv_cargo_item *item, uint32_t *chosen);

/* line.c */
int64_t kv_amount_times(const kv_amount *a, kv_quantity q);         /* minor units of its currency, rounded once */
/* adds a line to ask->total and ask->lines; sets ask->failed */
void kv_ask_charge(kv_ask *ask, kv_price_line line, const kv_amount *amount, kv_quantity q, int64_t minimum);

typedef struct {                        /* what a tariff line is written for */
    uint32_t item;
    const kv_cargo_item *as;            /* with its kinds narrowed to what the vehicle takes */
    kv_line_kind kind;
    uint32_t agency;
    uint8_t mode;
    kv_ref from, to;                    /* a stop of a leg, or the reference of a through rate */
    int64_t metres;
} kv_carriage;
/* a rate with its percent surcharges. The rate must fit */
void kv_ask_rate(kv_ask *ask, uint32_t rate, const kv_carriage *what);
/* the same number, or KV_PRICE_NONE, with nothing added */
int64_t kv_rate_price(const kv_ask *ask, uint32_t rate, const kv_carriage *what);

/* index.c */
kv_status kv_pricer_index(kv_pricer *p, kv_error *err);
bool      kv_ref_within(const kv_pricer *p, kv_ref inner, kv_ref outer);    /* is every stop of inner one of outer? */
bool      kv_stop_within(const kv_pricer *p, uint32_t stop, kv_ref outer);

/* charges.c: fixed surcharges of a ride, and what is paid for calls between its ends */
void kv_ask_ride_extras(kv_ask *ask, const kv_pattern_row *pattern, uint32_t board, uint32_t alight);

#endif
