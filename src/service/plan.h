/* plan.h - the use case "which ways lead from A to B for this cargo, when, at what price, how surely?"
 *
 * Joins the search with prices, emissions and reliability: folds one shipment's tariffs, factors and distributions into
 * plan/costs.h, finds terminals and trucks for the end points, searches, explains every figure, groups the set into
 * a few truly different options, and says what blocks when nothing fits. */
#ifndef KV_SERVICE_PLAN_H
#define KV_SERVICE_PLAN_H

#include "base/arena.h"
#include "emissions/emissions.h"
#include "model/cargo.h"
#include "model/corridor.h"
#include "model/gazetteer.h"
#include "plan/search.h"
#include "price/price.h"
#include "reliability/reliability.h"

/* Everything that answers plans over one corridor; read-only after open and shared by threads. */
typedef struct kv_desk kv_desk;
/* gazetteer may be NULL: then only the pack's own places and coordinates are understood. Both are borrowed. */
kv_status kv_desk_open(kv_desk **out, const kv_corridor *c, const kv_gazetteer *g, kv_error *err);
void      kv_desk_close(kv_desk *d);
/* One thread's scratch: planner, folded costs of recent cargoes (kept until another cargo pushes them out). */
typedef struct kv_clerk kv_clerk;
kv_status kv_clerk_open(kv_clerk **out, kv_desk *d, kv_error *err);
void      kv_clerk_close(kv_clerk *k);

typedef struct {                        /* as the person asked; texts may be NULL where a default exists */
    const char *from, *to;              /* LOCODE, terminal id, name in any script, or "lat,lon" */
    const char *cargo, *weight, *hs, *dg;
    const char *depart;                 /* "2026-12-01", "2026-12-01..2026-12-14", RFC 3339; bare dates in the origin's zone */
    const char *arrive_by;
    const char *avoid;                  /* "RU,IR": countries passed through or called at */
    const char *avoid_carriers, *only_carriers;     /* agency ids, "," list */
    const char *avoid_modes, *only_modes;
    const char *via;                    /* place that the journey must call at; NULL none */
    const char *currency;               /* default USD */
    const char *price_max;              /* decimal in currency */
    double chance_min;                  /* 0 none */
    int transfers_max;                  /* -1 default */
    int horizon_days;                   /* search this far behind the window's end; 0: up to arrive_by, else 60 days */
    uint32_t criteria;                  /* KV_BY_*; 0: all five */
    bool profile;
    double truck_km_max;                /* first and last mile by truck; 0: default 400; < 0: none */
    int options_max;                    /* how many different options to name; 0: default 6 */
    bool save_storage;                  /* also ways that come later on purpose to pay less storage: plan/search.h rule 12 */
    uint64_t work_max;                  /* labels tried before giving up with what was found (a note says so); 0: 2 million, UINT64_MAX: never */
} kv_plan_request;

typedef struct {
    uint32_t stop;                      /* KV_NONE: the end point itself */
    const char *code, *name, *country;  /* of the place shown */
    double lat, lon;
    const char *zone;                   /* tz database name */
} kv_place_seen;

typedef enum { KV_PART_ACCESS, KV_PART_RIDE, KV_PART_EGRESS, KV_PART_TRUCK_ALL_THE_WAY } kv_part_kind;
typedef struct {                        /* one leg as shown */
    kv_part_kind kind;
    kv_mode mode;
    kv_place_seen from, to;
    const char *carrier, *carrier_id, *service, *service_id, *trip_id;
    kv_dispatch dispatch;
    kv_time ready, cutoff, depart, arrive;      /* cutoff = depart - service cut-off */
    kv_time arrive_p10, arrive_p90;             /* lateness of this leg alone around the planned arrival */
    int64_t handling_s, opening_wait_s, wait_s; /* before departure: handling (planned), waiting for opening, waiting for the vehicle */
    const uint32_t *handling_rows; uint32_t handling_count;
    double chance; kv_time next_depart;         /* of making this connection; what is next if missed (KV_TIME_NONE) */
    int32_t capacity; kv_capacity_unit capacity_unit;
    double distance_km;
    uint32_t through;                           /* tariff index of a through rate covering it, KV_NONE */
    const kv_place_seen *calls; uint32_t call_count;    /* stops passed, with borders, ends included */
    const kv_time *call_arrive, *call_depart;
    const kv_origin *origin;                    /* of the service */
    uint32_t stage;                             /* index of the ride in journey->rides, KV_NONE */
} kv_part;

typedef struct {
    kv_price_line line;
    const char *id, *name;              /* tariff or surcharge id; what it is for, in words */
    uint32_t part;                      /* which part it belongs to; KV_NONE: the journey */
    kv_validity valid;
    const kv_origin *origin;            /* source and confidence */
    const char *notes;
} kv_plan_line;

typedef struct {
    const kv_journey *journey;
    kv_part *parts; uint32_t part_count;
    kv_plan_line *lines; uint32_t line_count;
    kv_emission_line *emissions; uint32_t emission_count; const uint32_t *emission_part;
    kv_money price; kv_co2 co2; double co2_kg;
    double chance;                      /* product of the connections' chances */
    kv_arrival arrival;                 /* distribution */
    bool has_estimate, has_carried;     /* any figure is an estimate / carried forward beyond its published validity */
    const char *countries;              /* "CN KZ AZ GE" in order of passing */
    const char *label;                  /* "fastest", "cheapest", "surest", "greenest", "fewest changes", joined by ", " */
    const char *route;                  /* "Middle Corridor", "northern route", "ocean route" ..., "" when none of these */
    uint32_t family;                    /* journeys of one family use the same chain of services */
} kv_option;

typedef struct {                        /* what would help when nothing fits */
    const char *change;                 /* "without --avoid RU", "--arrive-by 2027-01-09", "--price-max 5230.00" */
    const char *result;                 /* "arrives 2027-01-09 at 5230.00 USD" */
} kv_remedy;

typedef struct {
    kv_cargo cargo; kv_currency currency;
    kv_place_seen from, to;
    kv_time ready, ready_last;
    kv_option *options; uint32_t option_count;  /* truly different ones first shown, best label first */
    kv_option *all; uint32_t all_count;         /* the whole set; parts and lines filled on demand by kv_plan_explain */
    const char *const *notes; uint32_t note_count;      /* caps met, outside validity, estimates in use */
    kv_place_seen furthest; kv_time furthest_at; double furthest_km;   /* nothing found; at is KV_TIME_NONE where dates play no part */
    const char *const *blocks; uint32_t block_count;    /* reasons: "no service takes tank wagons from Aktau", ... */
    const kv_remedy *remedies; uint32_t remedy_count;
    bool priced;                        /* prices are known; else they are 0 and mean nothing */
    kv_answer counters;
    uint64_t fold_ns, search_ns, explain_ns;
    const struct kv_plan_inside *inside;        /* what kv_plan_explain needs; not for others */
} kv_plan;

/* kv_plan_trip - answer a request
 * returns   KV_OK; KV_NOTHING when nothing fits (out says why); KV_INVALID / KV_MISSING with the field at fault in err->where
 *           ("from", "--cargo" style names without dashes: "from", "cargo", "depart")
 * arena     takes the answer                                                                                   */
kv_status kv_plan_trip(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *out, kv_error *err);
/* fill parts, lines, emissions, arrival of one option of plan->all (those in plan->options are filled already) */
kv_status kv_plan_explain(kv_clerk *k, const kv_plan *plan, kv_option *option, kv_arena *arena, kv_error *err);

/* the folded costs alone, for benches and tests */
kv_status kv_clerk_fold(kv_clerk *k, const kv_plan_request *request, const kv_cargo *cargo, kv_currency currency, kv_time from, kv_time to,
                        const kv_costs **out, kv_error *err);
kv_planner *kv_clerk_planner(kv_clerk *k);

#endif
