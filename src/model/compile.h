/* compile.h - what the steps of kv_compile share
 *
 *     rows      texts and rows in canonical order         compile_rows.c
 *     days      window, calendars, zones                  compile_days.c
 *     distance  metres along trips                        compile_distance.c
 *     patterns  trips -> patterns and runs                compile_patterns.c, compile_flexible.c
 *     hours     opening hours -> open spans               compile_hours.c
 *     stops     children, handling and visits by stop     compile_stops.c
 *     links     transfers -> links and change times       compile_links.c
 *     image     everything -> bytes                       compile.c
 *
 * Each step reads the pack and what earlier steps made, and fills its own tables. Private to the compiler. */
#ifndef KV_MODEL_COMPILE_H
#define KV_MODEL_COMPILE_H

#include "model/layout.h"
#include "model/pack.h"

typedef struct kv_build {
    const kv_pack *pack;
    kv_compile_options options;
    kv_error *err;

    /* the tables of the image, growing */
#define X(member, type, text) KV_VEC(type) member;
    KV_SECTION_MAP(X)
#undef X
    kv_corridor_info about;                 /* becomes info[0] */

    /* rows: from the pack's numbers to the image's */
    uint32_t *text_of;                      /* [pack text bytes] kv_str -> kv_str */
    uint32_t *row_of[KV_SECTION_COUNT];     /* [pack rows]; only for tables that other tables point at */
    uint32_t *pack_trip;                    /* [trips] back from the image's trip to the pack's */

    /* days: service days day_lo .. day_hi are unrolled, those before about.first_day only for runs still moving in it */
    int32_t day_lo, day_hi;
    kv_tick horizon;                        /* no run, wait or handling reaches beyond it */
    size_t *calendar_first;                 /* [calendars + 1] into calendar_day */
    int32_t *calendar_day;                  /* service days of each calendar, ascending */
    uint32_t *frequency_first;              /* [pack trips + 1] into frequencies */
    kv_frequency *frequencies;              /* sorted by trip, then times */
    KV_VEC(kv_str) zone_name;               /* as image texts */
    KV_VEC(kv_zone *) zones;
    KV_VEC(kv_time *) day_start;            /* per zone [day_hi + 1 - day_lo + 1], KV_TIME_NONE until asked for */

    uint32_t *metres;                       /* [pack stop_times] from the trip's first stop */
} kv_build;

kv_status kv_build_rows(kv_build *b);
kv_status kv_build_days(kv_build *b);
kv_status kv_build_distances(kv_build *b);
kv_status kv_build_patterns(kv_build *b);
kv_status kv_build_hours(kv_build *b);
kv_status kv_build_stops(kv_build *b);
kv_status kv_build_links(kv_build *b);

kv_status kv_build_no_memory(kv_build *b);
static inline const char *kv_build_text(const kv_build *b, kv_str s) { return b->text.at + s; }

/* number of a zone by its name (an image text); opened on first use */
kv_status kv_build_zone(kv_build *b, kv_str name, uint32_t *zone);
/* the zone in which the times of a service are written: its agency's, else the first agency's, else UTC */
kv_str    kv_build_service_zone(const kv_build *b, uint32_t service);
/* when service day `day` begins there; day_lo <= day <= day_hi + 1 */
kv_time   kv_build_day_start(kv_build *b, uint32_t zone, int32_t day);

/* stop times of a trip of the image; *count 0 when it has fewer than two, which is no journey */
const kv_stop_time *kv_build_times(const kv_build *b, uint32_t trip, uint32_t *count);
/* seconds from the trip's first departure to call i, as patterns keep them */
static inline kv_call kv_build_call(const kv_stop_time *times, uint32_t count, uint32_t i)
{
    int32_t from = times[0].depart_s;
    uint32_t arrive = i ? (uint32_t)(times[i].arrive_s - from) : 0;
    uint32_t depart = i + 1 < count ? (uint32_t)(times[i].depart_s - from) : arrive;
    return (kv_call){ arrive, depart };
}

/* Trips of one service with the same stops, flags and distances, sorted by calls and then by trip. */
typedef struct {
    const kv_stop_time *times;
    const uint32_t *metres;
    uint32_t trip;                          /* of the image */
    uint32_t count;                         /* stop times */
    uint32_t profile;                       /* number of its calls among the distinct ones of the group */
} kv_member;

typedef struct {
    uint32_t service, zone;
    const kv_member *member;
    uint32_t member_count;
    uint32_t profile_count;
    uint32_t *profile_member;               /* [profile_count] a member with these calls */
} kv_group;

/* append a pattern with the group's positions and no runs or profiles yet */
kv_status kv_build_open_pattern(kv_build *b, const kv_group *g);
/* append the calls of a profile of the group to the last pattern */
kv_status kv_build_add_profile(kv_build *b, const kv_group *g, uint32_t profile);
/* compile_flexible.c: the group's service leaves when cargo has waited, not by timetable */
kv_status kv_build_flexible(kv_build *b, const kv_group *g);

#endif
