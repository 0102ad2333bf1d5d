/* world.h - made-up freight networks of any size, for benchmarks
 *
 * Same options, same bytes: a seed makes the places, services and questions, nothing else does. What is made:
 *
 *     regions   where freight lives: some sixteen areas of the earth, each with its countries and clock
 *     hubs      cities by gravity: a few large ones, many small ones; places lie around them, each with 1 to 3 terminals
 *     services  rail, road, sea and barge lines of 2 to 8 stops, both ways, on some weekdays; half of them
 *               have a train of its own for each weekday, with its own clock and running times
 *
 * Running times follow great-circle distance and mode: hours for a truck, weeks for a ship. */
#ifndef KV_BENCH_WORLD_H
#define KV_BENCH_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/random.h"
#include "base/status.h"
#include "base/vec.h"

typedef struct {
    uint32_t terminals;             /* 2 .. 10 million */
    uint32_t services;              /* routes, each of two directions; 0: as many as departures asks for */
    uint64_t departures;            /* calls that leave, over all days; 0: services says how many */
    uint32_t days;                  /* 1 .. 3650 */
    int32_t first_day;              /* days since 1970 */
    uint64_t seed;
    uint32_t queries;               /* lines of queries.csv */
    bool freight;                   /* tariffs, handling, emissions and the rest; else a plain GTFS feed with transfers.txt */
} world_options;

enum { WORLD_FIRST_DAY = 20605 };   /* 2026-06-01, a Monday */
#define WORLD_DEFAULTS \
    { .terminals = 200, .services = 500, .days = 28, .first_day = WORLD_FIRST_DAY, .seed = 1, .queries = 1000 }

/* folder    made when it is not there; files in it are written over
 * errors    KV_INVALID options out of range; what writing files can meet
 * cost      a second or two for 5 million departures in 90 days */
kv_status world_write(const world_options *o, const char *folder, kv_error *err);

/* ---- the network, between making and writing --------------------------------------------------------- */

/*    name   word     share  km/h  detour  dwell h  per km in US cents, a TEU      g CO2e a t-km */
#define WORLD_MODE_MAP(X) \
    X(RAIL,  "rail",  45,    28,   1.25,   4,       45,                            22) \
    X(ROAD,  "road",  27,    30,   1.30,   2,       110,                           75) \
    X(SEA,   "sea",   18,    30,   1.40,   20,      12,                            8) \
    X(BARGE, "barge", 10,    10,   1.35,   6,       22,                            28)
enum {
#define X(name, word, share, speed, detour, dwell, cents, co2) WORLD_##name,
    WORLD_MODE_MAP(X)
#undef X
    WORLD_MODES
};
enum { WORLD_STOPS_MAX = 8 };

typedef struct { double lat, lon; uint32_t region, first_terminal, terminal_count; } world_hub;
typedef struct { char id[8]; uint32_t hub, first_terminal, terminal_count; double lat, lon; } world_place;
typedef struct { uint32_t place; double lat, lon; bool port, served; } world_terminal;

/* one departure pattern: these minutes after midnight and after departure, on these weekdays */
typedef struct { uint8_t weekdays; uint16_t depart_min; uint32_t arrive_min[WORLD_STOPS_MAX], leave_min[WORLD_STOPS_MAX]; } world_trip;

typedef struct {
    uint8_t mode, stop_count;
    uint32_t agency;
    uint32_t stop[WORLD_STOPS_MAX];                 /* terminals */
    uint32_t first_trip, trip_count, back_count;    /* trips of the way there, then of the way back */
    int32_t first_day, last_day;                    /* of its season */
    uint32_t cancelled;                             /* days without service, drawn when written */
    uint8_t group;                                  /* of its through rates, 0 none */
} world_service;

typedef struct { uint8_t mode; uint32_t region; } world_agency;

typedef struct {
    world_options options;
    kv_random random;
    KV_VEC(world_hub) hubs;
    KV_VEC(uint32_t) near;                          /* [hubs][WORLD_NEAR] nearest hubs, itself first */
    KV_VEC(world_place) places;
    KV_VEC(world_terminal) terminals;
    KV_VEC(world_agency) agencies;
    KV_VEC(world_service) services;
    KV_VEC(world_trip) trips;
    uint64_t departures;
} world;
enum { WORLD_NEAR = 12, WORLD_GROUPS_MAX = 30 };

const char *world_zone(uint32_t region);            /* name in the tz database */
double      world_km(double lat1, double lon1, double lat2, double lon2);
kv_status   world_make(world *w, const world_options *o, kv_error *err);
void        world_free(world *w);
kv_status   world_files(world *w, const char *folder, kv_error *err);

#endif
