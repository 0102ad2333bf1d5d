/* corridor.h - a compiled corridor: every table of a pack, and its timetable unrolled
 *
 *     packs/x/ *.txt --read, check--> kv_pack --compile--> one image --mmap--> kv_corridor
 *
 * Read-only, flat arrays without pointers inside, one file that is mapped and shared by all threads. The image
 * is a header, a table of sections, and the sections, each an array of one plain struct below. The same
 * structs serve the reader (kv_pack), so a row is described once. All files are of the machine's
 * byte order; another order or version is refused.
 *
 * Time inside is kv_tick: seconds since corridor->base (UTC). Money amounts stay decimals as written. */
#ifndef KV_MODEL_CORRIDOR_H
#define KV_MODEL_CORRIDOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/money.h"
#include "base/status.h"
#include "base/text.h"
#include "base/time.h"
#include "model/terms.h"

typedef uint32_t kv_tick;                   /* seconds since the corridor's base */
#define KV_NEVER UINT32_MAX                 /* as a tick */
#define KV_NONE  UINT32_MAX                 /* as an index: there is none */

/* Where a row came from and how sure it is: every figure a user sees leads back to one of these. */
typedef struct { uint32_t source, line; uint8_t confidence, pad[3]; } kv_origin;   /* source: index, or KV_NONE */

/* Validity: days since 1970-01-01, both included. carried_after: the last day of published validity when the
 * row was carried forward beyond it, else INT32_MAX. */
typedef struct { int32_t from, to, carried_after; } kv_validity;

typedef struct {                            /* agency.txt */
    kv_str id, name, zone, url;
} kv_agency_row;

enum { KV_STOP_TERMINAL = 0, KV_STOP_PLACE = 1 };
typedef struct {                            /* stops.txt */
    double lat, lon;                        /* degrees; NAN when unknown */
    kv_str id, name, zone;
    uint32_t parent;                        /* the place of a terminal, KV_NONE */
    char country[4];                        /* ISO 3166-1 alpha-2, "" when unknown */
    uint8_t kind, pad[3];
    uint32_t first_child, child_count;      /* of a place: into stop_children */
    uint32_t line;
    uint32_t hours;                         /* index into hours, KV_NONE: always open */
    uint32_t gauge_mm;                      /* 0: not given or not rail */
    kv_str kind_word, notes;                /* seaport, inland_terminal, border_station ... as in the pack */
    kv_origin origin;
} kv_stop_row;

typedef struct {                            /* routes.txt joined with freight_services.txt; one per route */
    kv_str id, short_name, long_name;
    uint32_t agency;
    uint8_t mode, dispatch, capacity_unit, reefer_known;
    uint8_t is_freight;                     /* has a row in freight_services.txt */
    uint8_t pad[3];
    uint32_t equipment;                     /* mask of kv_equipment taken; all ones on a plain feed */
    uint32_t dg_classes;                    /* bit c: IMO/ADR class c (1..9) is taken */
    int32_t capacity;                       /* per departure, in capacity_unit; 0: not given */
    int32_t reefer_plugs;                   /* per departure; meaningful when reefer_known */
    int32_t gross_kg_max;                   /* per unit; 0: no limit given */
    int32_t cutoff_s;                       /* cargo is in by departure - cutoff */
    int32_t wait_p10_s, wait_p50_s, wait_p90_s, wait_max_s;     /* flexible dispatch: wait from ready to departure; max 0: none given */
    kv_str emission_class;
    kv_str through_groups;                  /* ';' list as written */
    kv_str notes;
    uint32_t line;
    kv_origin origin;
} kv_service_row;

typedef struct {                            /* trips.txt, cold */
    kv_str id, headsign;
    uint32_t service, line;
} kv_trip_row;

typedef struct {                            /* freight_handling.txt */
    uint32_t stop;                          /* terminal, or place: then all its terminals */
    uint8_t from_mode, to_mode;             /* KV_MODE_NONE: see any_* */
    uint8_t any_from, any_to;               /* the column was empty: any vehicle, or none (origin, destination) */
    uint8_t operation, applies, price_unit, storage_unit, co2_unit, has_price, has_storage, pad;
    uint32_t equipment;
    int32_t p10_s, p50_s, p90_s;
    double throughput_day; kv_str throughput_unit;
    kv_decimal price, storage_day;          /* storage: per storage_unit and started day after free_days */
    kv_currency currency;
    int32_t free_days;
    double co2_kg;                          /* per co2_unit, well-to-wheel */
    kv_validity valid;
    kv_str notes;
    kv_origin origin;
} kv_handling_row;

typedef struct {                            /* freight_variability.txt: lateness of arrival against plan */
    uint8_t on, mode, month, pad;           /* month 1..12, 0 all */
    uint32_t service, agency;               /* as `on` says */
    uint32_t from_stop, to_stop;            /* KV_NONE: any */
    int32_t p10_s, p50_s, p90_s;
    kv_str notes;
    kv_origin origin;
} kv_variability_row;

typedef struct {                            /* freight_closures.txt */
    uint32_t stop;
    uint8_t month, pad[3];                  /* 1..12 */
    uint32_t modes;                         /* bit per kv_mode that has to wait */
    double chance;                          /* that a call in this month meets a closure, 0..1 */
    int32_t p50_s, p90_s;                   /* how long it then waits */
    kv_str notes;
    kv_origin origin;
} kv_closure_row;

typedef struct {                            /* freight_tariffs.txt */
    kv_str id;
    uint8_t kind, mode, load, unit, both_ways, covers_handling, has_minimum, pad;  /* mode NONE: any */
    uint32_t agency;                        /* KV_NONE: any carrier */
    kv_str through_group;                   /* kind through */
    kv_str from, to;                        /* stop id of a terminal or place, country code, "" any */
    kv_str equipment, hs;                   /* as written: "22G1;45G1;40;wagon-tank", "10;1001;72-76" */
    kv_decimal amount, minimum;             /* minimum: least charge of the line, in currency */
    kv_currency currency;
    double weight_from_t, weight_to_t;      /* gross tonnes per unit: from <= w < to; 0, INFINITY when open */
    double weight_min_t;                    /* least chargeable tonnes per unit, 0 none */
    int32_t count_from, count_to;           /* units in the shipment, both included; 0, INT32_MAX when open */
    kv_validity valid;
    kv_str covers, notes;
    kv_origin origin;
} kv_tariff_row;

typedef struct {                            /* freight_surcharges.txt */
    kv_str id, name;
    uint8_t kind, on, mode, unit, dg_only, reefer_only, pad[2];
    uint32_t agency, stop;                  /* KV_NONE any */
    kv_str from, to, equipment, hs;
    kv_decimal amount;                      /* money, or percent */
    kv_currency currency;                   /* code "" for percent */
    kv_validity valid;
    kv_str notes;
    kv_origin origin;
} kv_surcharge_row;

typedef struct {                            /* freight_fx.txt: 1 base = rate quote, from this day on */
    int32_t day;
    kv_currency base, quote;
    uint32_t pad;
    kv_decimal rate;
    kv_origin origin;
} kv_fx_row;

typedef struct {                            /* freight_emissions.txt */
    kv_str emission_class, traction;
    char country[4];                        /* "" any */
    uint8_t unit, pad[3];
    double wtt_g, ttw_g;                    /* gCO2e per unit */
    double distance_factor;                 /* 1.0: intensity already per distance shown */
    int32_t year;
    kv_str certainty, notes;
    kv_origin origin;
} kv_emission_row;

typedef struct {                            /* freight_sections.txt */
    kv_str id, name, operator_name, capacity_unit, load_unit, status, notes;
    uint32_t from_stop, to_stop;
    uint8_t mode, layer, both_ways, pad;
    int32_t gauge_mm, year, load_year;
    double capacity, length_km, load;       /* NAN when unknown */
    kv_origin origin;
} kv_section_row;

typedef struct {                            /* freight_projects.txt */
    kv_str id, name, country, kind, layer, status, start, completion, adds_unit, target, relieves, notes;
    double cost_musd, adds_value;           /* NAN when unknown */
    kv_origin origin;
} kv_project_row;

typedef struct {                            /* sources.txt */
    kv_str id, title, publisher, date, address;
} kv_source_row;

/* ---- the timetable ----------------------------------------------------------------------------------
 *
 * A pattern is a stop sequence of one service whose runs do not overtake one another. Its times are profiles:
 *     profile f of pattern p, position i:   call[p.first_call + f * p.stop_count + i].arrive / .depart
 * seconds after the run's base, which is its first departure: call 0 is { 0, 0 }, and the last depart is its arrive.
 * Its runs are sorted by base, and none arrives or departs anywhere before the run in front of it:
 *     run r of pattern p leaves position i at  run_base[r] + call[...][i].depart
 * A flexible pattern (headway, when_full) has no runs and one profile: cargo ready at t leaves at
 *     kv_flex_depart(pattern, t) = first active second at or after t, plus wait_p50,
 * and needs depart/arrive differences of the profile from there on.
 *
 * A leg is a pattern and two of its positions i < j; legs of a pattern lie row by row from first_leg:
 *     (0,1) (0,2) ... (0,n-1) (1,2) ... : kv_leg_index()                                                   */
typedef struct {
    uint32_t service;
    uint32_t first_position, stop_count;    /* into position_* */
    uint32_t first_run, run_count;          /* into run_*; 0 runs: flexible */
    uint32_t first_call, profile_count;     /* into call */
    uint32_t first_leg;                     /* running number of legs of all patterns before */
    uint32_t first_active, active_count;    /* into active: flexible patterns only */
    uint8_t  flexible, pad[3];
    uint32_t span_s;                        /* longest time from first departure to last arrival */
} kv_pattern_row;

typedef struct { uint32_t arrive, depart; } kv_call;            /* seconds after the run's base */
typedef struct { kv_tick from, to; } kv_span;                   /* from <= t < to */
typedef struct { uint32_t pattern, position; } kv_visit;
typedef struct { uint32_t to, seconds; } kv_link;               /* transfers.txt between two stops */
enum { KV_NO_PICKUP = 1, KV_NO_DROPOFF = 2 };

typedef struct {
    int64_t base;                           /* kv_time of tick 0 */
    int32_t first_day, last_day;            /* validity of calendars: days since 1970-01-01, inclusive */
    uint32_t is_freight;                    /* any freight file present */
    uint32_t leg_count;                     /* of all patterns */
    uint32_t longest_span_s;
    uint32_t change_default_s;              /* --min-change of a plain feed */
    kv_str name, version, publisher, zone;  /* feed_info.txt, first agency's zone */
    int64_t compiled_from;                  /* newest modification time of the files read */
} kv_corridor_info;

/*    member          element type        what */
#define KV_SECTION_MAP(X) \
    X(info,           kv_corridor_info,   "one row about the whole") \
    X(text,           char,               "all texts, NUL-terminated; kv_str is an offset") \
    X(agencies,       kv_agency_row,      "carriers") \
    X(stops,          kv_stop_row,        "places and terminals, sorted by id") \
    X(stop_children,  uint32_t,           "terminals of each place") \
    X(services,       kv_service_row,     "routes with their freight service") \
    X(trips,          kv_trip_row,        "trips, for explaining") \
    X(handling,       kv_handling_row,    "terminal operations, sorted by stop") \
    X(handling_first, uint32_t,           "[stops + 1] into handling; a place's rows stand under the place alone") \
    X(variability,    kv_variability_row, "lateness") \
    X(closures,       kv_closure_row,     "weather closures, sorted by stop and month") \
    X(tariffs,        kv_tariff_row,      "rates") \
    X(surcharges,     kv_surcharge_row,   "surcharges") \
    X(fx,             kv_fx_row,          "exchange rates, sorted by base, quote, day") \
    X(emissions,      kv_emission_row,    "emission factors") \
    X(sections,       kv_section_row,     "infrastructure") \
    X(projects,       kv_project_row,     "works that could be built") \
    X(sources,        kv_source_row,      "where figures come from") \
    X(hours,          uint32_t,           "[classes + 1] into open spans") \
    X(open,           kv_span,            "opening spans of each class, in ticks, ascending") \
    X(patterns,       kv_pattern_row,     "the timetable") \
    X(position_stop,  uint32_t,           "stop at each pattern position") \
    X(position_flags, uint8_t,            "KV_NO_PICKUP, KV_NO_DROPOFF") \
    X(position_m,     uint32_t,           "metres from the pattern's first stop") \
    X(calls,          kv_call,            "profiles") \
    X(run_base,       kv_tick,            "runs, pattern by pattern, ascending") \
    X(run_profile,    uint16_t,           "profile of each run within its pattern") \
    X(run_trip,       uint32_t,           "trip of each run, for explaining") \
    X(active,         kv_span,            "when flexible patterns run") \
    X(visit_first,    uint32_t,           "[stops + 1] into visits") \
    X(visits,         kv_visit,           "patterns that call at each stop") \
    X(link_first,     uint32_t,           "[stops + 1] into links") \
    X(links,          kv_link,            "links out of each stop, sorted by seconds") \
    X(change_s,       uint32_t,           "change time at each stop on a plain feed (KV_NEVER: no change allowed)")

typedef struct kv_corridor {                /* opened by kv_corridor_open or kv_compile; never written to */
#define X(member, type, text) const type *member; uint32_t member##_count;
    KV_SECTION_MAP(X)
#undef X
    const void *image; size_t image_size;
    int owned;                              /* 1: malloc'd image, 2: mapped file */
} kv_corridor;

/* path      a file written by kv_corridor_save
 * errors    KV_INVALID: not a corridor, other version or byte order, damaged (checksum), cut short
 * cost      one mmap and one XXH3 pass over the file */
kv_status kv_corridor_open(kv_corridor **out, const char *path, kv_error *err);
kv_status kv_corridor_save(const kv_corridor *c, const char *path, kv_error *err);
void      kv_corridor_close(kv_corridor *c);                                /* NULL is fine */

static inline const char *kv_corridor_text(const kv_corridor *c, kv_str s) { return c->text + s; }
uint32_t kv_corridor_stop(const kv_corridor *c, kv_text id);                /* KV_NONE when unknown; O(log n) */

static inline kv_time kv_tick_time(const kv_corridor *c, kv_tick t) { return c->info->base + (kv_time)t; }
/* ticks below 0 become 0, beyond the range KV_NEVER - 1 */
kv_tick kv_time_tick(const kv_corridor *c, kv_time t);

/* index of leg (i, j), i < j, among the legs of all patterns */
static inline uint32_t kv_leg_index(const kv_pattern_row *p, uint32_t i, uint32_t j)
{
    return p->first_leg + i * (2 * p->stop_count - i - 1) / 2 + (j - i - 1);
}

/* first tick at or after t when the stop is open (t itself without opening hours); KV_NEVER beyond the pack */
kv_tick kv_stop_open_at(const kv_corridor *c, uint32_t stop, kv_tick t);
/* planned departure of a flexible pattern for cargo that is ready (cut-off included) at t; KV_NEVER: none */
kv_tick kv_flex_depart(const kv_corridor *c, const kv_pattern_row *p, kv_tick t);
/* month 1..12 of a tick, UTC */
int     kv_tick_month(const kv_corridor *c, kv_tick t);

#endif
