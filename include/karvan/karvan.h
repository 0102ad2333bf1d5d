/* karvan/karvan.h - plan freight through a corridor: open a pack, ask, read the answer, free it
 *
 *     kv_karvan *karvan;
 *     kv_error err = { 0 };
 *     kv_karvan_open(&karvan, "packs/middle-corridor", NULL, &err);
 *     kv_karvan_request ask = { .from = "CNXAG", .to = "GEPTI", .cargo = "2x45G1", .depart = "2026-12-01..2026-12-14" };
 *     kv_karvan_answer *answer;
 *     if (kv_karvan_plan(karvan, &ask, &answer, &err) == KV_OK)
 *         for (size_t i = 0; i < kv_karvan_option_count(answer); i++)
 *             puts(kv_karvan_option_at(answer, i)->label);
 *     kv_karvan_answer_free(answer);
 *     kv_karvan_close(karvan);
 *
 * Threads: one open pack serves any number of threads at once. An answer belongs to whoever asked; it
 * may be read by several threads and must be freed before its pack is closed. No function keeps a global state.
 *
 * Link with pkg-config: cc ask.c $(pkg-config --cflags --libs karvan)                                          */
#ifndef KARVAN_KARVAN_H
#define KARVAN_KARVAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "karvan/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct kv_karvan kv_karvan;                 /* an open pack; opaque */
typedef struct kv_karvan_answer kv_karvan_answer;   /* opaque */

typedef struct {                        /* {0} is fine, and so is NULL */
    const char *places;                 /* index of the world's places: places.kvg in the data folder (pkg-config --variable=datadir karvan); NULL: the pack's own places and coordinates only */
    const char *first_day, *last_day;   /* "2026-12-01": departures of these days only; NULL: all of the pack's calendars */
    int change_minutes;                 /* change time on a plain GTFS feed where it says nothing; 0: none */
} kv_karvan_options;

/* kv_karvan_open - open a corridor
 * path      a folder, a .zip of one, or a file made by `karvan pack compile`; a plain GTFS feed is a pack too
 * errors    KV_MISSING nothing there; KV_INVALID the pack has faults (err names the first and how many), or the compiled file
 *           is damaged or of another version; KV_MEMORY
 * cost      milliseconds for a compiled file, about a second for a folder of a few megabytes                 */
kv_status kv_karvan_open(kv_karvan **out, const char *path, const kv_karvan_options *options, kv_error *err);
void      kv_karvan_close(kv_karvan *karvan);       /* NULL is fine */

/* A question. {0} plus what you care about; NULL texts and zeros take the default. */
typedef struct {
    const char *from, *to;              /* UN/LOCODE, terminal id, name in any script, or "lat,lon"; required */
    const char *depart;                 /* "2026-12-01", "2026-12-01..2026-12-14", RFC 3339; bare dates in the origin's zone; required */
    const char *arrive_by;              /* a date (its end, in the destination's zone) or an instant */
    const char *cargo;                  /* "2x45G1", "30xwagon", "500t"; default one 45G1 */
    const char *weight, *hs, *dg;       /* "24t" goods per unit; HS code; dangerous goods class */
    const char *avoid;                  /* "RU,IR": countries not to be called at */
    const char *avoid_carriers, *only_carriers, *avoid_modes, *only_modes;      /* "," lists */
    const char *via;                    /* a place to call at */
    const char *currency;               /* default USD */
    const char *price_max;              /* "5200.00" in that currency */
    double chance_min;                  /* 0 .. 1, that every connection is made */
    int rides_max;                      /* 1: direct, without a change; 0: default 10 */
    int horizon_days;                   /* search this far behind the window; 0: 60 */
    double truck_km_max;                /* first and last mile by truck; 0: 400; < 0: none */
    int options_max;                    /* how many different options; 0: 6 */
    uint64_t work_max;                  /* give up after so many labels and say so; 0: 2 million; UINT64_MAX: never */
} kv_karvan_request;

/* kv_karvan_plan - answer a question
 * returns   KV_OK; KV_NOTHING when no way fits: the answer then holds blocks and remedies; else *out is NULL and err->where
 *           names the field at fault                                                                        */
kv_status kv_karvan_plan(kv_karvan *karvan, const kv_karvan_request *request, kv_karvan_answer **out, kv_error *err);
void      kv_karvan_answer_free(kv_karvan_answer *answer);      /* NULL is fine */

/* the same as JSON text, NUL-terminated; free it by kv_karvan_json_free. KV_NOTHING comes with text too. size may be NULL */
kv_status kv_karvan_plan_json(kv_karvan *karvan, const kv_karvan_request *request, char **json, size_t *size, kv_error *err);
void      kv_karvan_json_free(char *json);

/* ---- reading an answer: everything lives as long as the answer; texts are never NULL --------------------------- */

typedef struct {                        /* one leg; instants are UTC seconds since 1970, KV_KARVAN_NEVER for none */
    const char *mode;                   /* "rail", "sea", "ferry", "road" ... */
    const char *from_code, *from_name, *from_zone, *to_code, *to_name, *to_zone;
    const char *carrier, *service;      /* "truck" for first and last miles */
    int64_t ready, cutoff, depart, arrive;
    double handling_h, wait_h;          /* before departure */
    double distance_km;
    double chance;                      /* of making this connection, 0 .. 1 */
    int64_t next_depart;                /* what goes next when it is missed */
} kv_karvan_leg;
#define KV_KARVAN_NEVER INT64_MIN

typedef struct {                        /* amounts in minor units of the option's currency */
    const char *id, *name;              /* of the tariff or surcharge; what it is for */
    const char *source, *confidence;    /* title of the source; published, derived or estimate */
    int64_t amount;
    int32_t leg;                        /* index of the leg, -1: the journey */
    bool carried;                       /* used beyond its published validity */
} kv_karvan_line;

typedef struct {
    const char *label;                  /* "fastest, surest" */
    const char *route;                  /* "Middle Corridor", "northern route", "" */
    const char *countries;              /* "CN KZ AZ GE" */
    int64_t depart, arrive;
    int64_t price;                      /* minor units; the lines add up to it */
    char currency[4]; int currency_digits;
    double co2e_kg, co2e_wtt_kg, co2e_ttw_kg;
    double chance;                      /* that every connection is made as planned */
    int64_t arrive_p50, arrive_p80, arrive_p90;     /* when it is there in 50, 80, 90 of 100 cases */
    uint32_t transhipments;
    bool has_estimate, has_carried;
    const kv_karvan_leg *legs; size_t leg_count;
    const kv_karvan_line *lines; size_t line_count;
} kv_karvan_option;

size_t                  kv_karvan_option_count(const kv_karvan_answer *answer);
const kv_karvan_option *kv_karvan_option_at(const kv_karvan_answer *answer, size_t i);      /* i below the count */
size_t                  kv_karvan_journey_count(const kv_karvan_answer *answer);            /* of the whole set behind the options */

/* Texts about the answer as a whole. Remedies read "change: result". */
typedef enum { KV_KARVAN_NOTES, KV_KARVAN_BLOCKS, KV_KARVAN_REMEDIES } kv_karvan_texts;
size_t      kv_karvan_text_count(const kv_karvan_answer *answer, kv_karvan_texts which);
const char *kv_karvan_text_at(const kv_karvan_answer *answer, kv_karvan_texts which, size_t i);

#ifdef __cplusplus
}
#endif
#endif
