/* desk.h - what the files of the use case plan share, and nobody else sees
 *
 *     request.c --limits.c--> who may carry --fold.c--> costs +
 *        |                                                    +-- kv_search -- options.c -- explain.c --> answer
 *        +----ends.c, trucks.c--> first and last miles -------+      |
 *                                                                    +-- nothing.c, when nothing fits
 *
 * A day always is days since 1970-01-01, UTC. Charges of terminals, storage, trucks and journey surcharges are
 * those of the day on which the cargo is ready; carriage is charged by the day of its departure. */
#ifndef KV_SERVICE_DESK_H
#define KV_SERVICE_DESK_H

#include "service/plan.h"

enum {
    KV_FOLDS_KEPT = 8,
    KV_COUNTRIES_MAX = 64,              /* in one --avoid */
    KV_MILES_MAX = 12,                  /* terminals that trucks go to, at each end */
    KV_EPOCHS_MAX = 4096,
    KV_TRUCK_KM_DEFAULT = 400,
    KV_HORIZON_DAYS_DEFAULT = 60,
    KV_HORIZON_DAYS_MAX = 400,
    KV_RIDES_BEYOND_DEFAULT = 3,        /* and so many more than the fewest that lead there */
    KV_RIDES_DEFAULT = 10,              /* rides of a journey when no limit of transfers is given */
    KV_OPTIONS_DEFAULT = 6,
    KV_WORK_DEFAULT = 2000000,          /* labels tried before an answer is given with what was found, and said to be so */
};

struct kv_desk {
    const kv_corridor *corridor;
    const kv_gazetteer *gazetteer;
    const kv_gazetteer_marks *favoured; /* the pack's places */
    kv_arena arena;                     /* of the marks */
    kv_pricer *pricer;
    kv_reliability *reliability;
    int32_t *epoch_day;                 /* first day of each stretch of days in which no price or handling row changes */
    uint32_t epoch_count;               /* >= 1; [0] is INT32_MIN */
    bool priced;                        /* there are tariffs */
};

/* ---- limits.c: whom and what a request leaves out ------------------------------------------------------- */

typedef struct {
    uint32_t modes;                                     /* bit per kv_mode that may be ridden */
    char country[KV_COUNTRIES_MAX][4];                  /* avoided; sorted */
    uint32_t country_count;
    const uint8_t *agency_barred;                       /* [agencies] */
    bool priced;                                        /* legs need a price */
} kv_limits;

/* errors    KV_INVALID with where "avoid", "only_carriers", ... */
kv_status kv_limits_of(const kv_desk *d, const kv_plan_request *request, kv_arena *arena, kv_limits *out, kv_error *err);
bool      kv_limits_avoid(const kv_limits *l, const char *country);
/* may this service be ridden as far as mode and carrier go? */
bool      kv_limits_take(const kv_limits *l, const kv_service_row *service);

/* ---- fold.c, fold_terminals.c: one shipment's costs ------------------------------------------------------- */

typedef struct {
    kv_arena arena;                     /* everything below lives in it */
    const char *key; size_t key_size;   /* cargo, currency, limits, epochs: equal keys, equal costs */
    uint64_t used_at;
    kv_costs costs;
    kv_cargo cargo;
    kv_currency currency;
    const uint8_t *fits;                /* [services]: takes the cargo and is not left out */
    const uint8_t *boards, *alights;    /* [stops]: some leg that may be ridden begins, ends there */
    const uint32_t *spread;             /* [costs.spread_count]: class of the reliability engine */
    uint32_t groups_left_out;           /* groups of through rates beyond the 32 that the search tells apart */
} kv_fold;

struct kv_clerk {
    kv_desk *desk;
    kv_planner *planner;
    kv_fold *fold[KV_FOLDS_KEPT];
    uint64_t now;                       /* counts uses of folds */
    KV_VEC(kv_zone *) zones;
    KV_VEC(const char *) zone_names;    /* same index; texts of the corridor */
};

/* charge_day picks handling, storage; departures lie in from_day .. to_day */
kv_status kv_fold_get(kv_clerk *k, const kv_limits *limits, const kv_cargo *cargo, kv_currency currency, int32_t charge_day,
                      int32_t to_day, const kv_fold **out, kv_error *err);
uint32_t  kv_epoch_of(const kv_desk *d, int32_t day);
/* an amount of the pricer as the search counts it; false (with err about the currency) when it is too large */
bool      kv_cost_of(int64_t minor, kv_currency currency, uint32_t *out, kv_error *err);

/* the parts of a fold that concern terminals */
kv_status kv_fold_terminals(kv_desk *d, kv_fold *f, const kv_limits *limits, int32_t charge_day, kv_error *err);
kv_status kv_fold_chances(kv_desk *d, kv_fold *f, kv_error *err);

/* ---- ends.c: what the person calls from and to; trucks.c: how the cargo gets to a terminal ---------------------- */

typedef struct {
    kv_place_seen place;
    uint32_t stop;                      /* place or terminal of the pack; KV_NONE outside it */
} kv_end;

typedef struct {                        /* a first or last mile */
    kv_access access;
    int64_t metres;                     /* by road; 0 when the terminal is the end point */
} kv_mile;

kv_status kv_end_find(kv_clerk *k, const char *text, const char *where, kv_arena *arena, kv_end *out, kv_error *err);
kv_place_seen kv_place_of_stop(const kv_desk *d, uint32_t stop);
/* km_max < 0: no trucks. *no_rate: some terminal was near enough, but the pack has no road rate for it */
kv_status kv_miles_find(kv_clerk *k, const kv_fold *f, const kv_limits *limits, const kv_end *end, bool outward, int32_t charge_day,
                        double km_max, kv_arena *arena, kv_mile **out, uint32_t *count, bool *no_rate, kv_error *err);
/* by truck all the way; false when it is too far or cannot be priced */
kv_status kv_truck_all_the_way(kv_clerk *k, const kv_cargo *cargo, kv_currency currency, const kv_limits *limits, const kv_end *from,
                               const kv_end *to, int32_t charge_day, double km_max, kv_mile *out, bool *possible, kv_error *err);
double    kv_distance_m(double lat1, double lon1, double lat2, double lon2);       /* geodesic, WGS84 */
bool      kv_truck_takes(const kv_cargo *cargo);                                   /* containers, trucks, trailers, bulk, general */
/* the road's distance for a geodesic one, and how long a truck takes; docs/planning.md says why */
int64_t   kv_road_m(double geodesic_m);
uint32_t  kv_road_s(int64_t road_m);

/* ---- dates.c ------------------------------------------------------------------------------------------------ */

typedef struct { kv_time from, to; bool open; } kv_window;      /* open: one ready time, any departure behind it */
/* "2026-12-01..2026-12-14" and the like; bare dates and times without offset in the zone */
kv_status kv_window_parse(kv_clerk *k, const char *text, const char *zone, kv_window *out, kv_error *err);
/* an instant, or a bare date: then the end of that day */
kv_status kv_deadline_parse(kv_clerk *k, const char *text, const char *zone, kv_time *out, kv_error *err);
kv_zone  *kv_clerk_zone(kv_clerk *k, const char *name);         /* NULL: unknown, take UTC */
char     *kv_local_text(kv_clerk *k, const char *zone, kv_time t, kv_arena *arena);    /* 2026-12-01 07:30 */
char     *kv_local_date(kv_clerk *k, const char *zone, kv_time t, kv_arena *arena);    /* 2026-12-01 */
int32_t   kv_day_of(kv_time t);                                 /* UTC */

/* ---- request.c, plan_trip.c ---------------------------------------------------------------------------------------------- */

struct kv_plan_inside {                 /* lives in the answer's arena */
    kv_limits limits;
    kv_end from, to;
    const kv_mile *first, *last; uint32_t first_count, last_count;
    kv_mile whole;                      /* by truck all the way */
    kv_currency counted;                /* what journey->price is in: the currency asked for, or USD where that has too small units */
    const kv_through *through;          /* copy of the fold's */
    int32_t charge_day;
    int64_t journey_charge;             /* surcharges once a journey, in every journey's price already; in `counted` */
    bool priced, freight;
    uint32_t criteria;
    kv_tick ready, latest;
};
typedef struct kv_plan_inside kv_plan_inside;

typedef struct {                        /* what the search has to heed */
    kv_window window;
    kv_time latest;
    int64_t price_max;                  /* minor units of the currency asked for; < 0: none */
    uint32_t via;                       /* KV_NONE: none */
} kv_wishes;
kv_status kv_request_read(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *plan, kv_plan_inside *in, kv_wishes *w,
                          kv_error *err);
/* parse, fold, search: everything but choosing and explaining. KV_NOTHING when no journey fits; out->all is then empty */
kv_status kv_plan_find(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *out, kv_error *err);
void      kv_plan_note(kv_arena *arena, kv_plan *plan, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* option->price in the currency asked for, by the same calls that explain it */
kv_status kv_plan_price(kv_clerk *k, const kv_plan *plan, kv_option *option, kv_arena *arena, kv_error *err);

/* ---- options.c, nothing.c ---------------------------------------------------------------------------------------- */

/* adds the best way of every well-known route that plan->options leaves out, explained; plan->all stays as it is */
kv_status kv_side_by_side(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *plan, kv_error *err);
/* how far an option is from the best of plan->all in everything asked for, as shares of the best; 0: best in all */
double    kv_option_badness(const kv_plan *plan, const kv_option *option);

/* families, routes, countries, labels of all; picks the few to show */
kv_status kv_options_choose(kv_clerk *k, kv_arena *arena, kv_plan *plan, int options_max, kv_error *err);
kv_status kv_nothing_explain(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *plan, kv_error *err);

#endif
