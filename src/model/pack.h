/* pack.h - a pack as read from text: the same rows as a corridor, before its timetable is unrolled
 *
 * Reading never stops at the first fault. Every finding names file, line, column, value, reason and hint;
 * a pack with errors is refused by kv_compile, one with warnings loads. */
#ifndef KV_MODEL_PACK_H
#define KV_MODEL_PACK_H

#include "base/arena.h"
#include "base/vec.h"
#include "model/corridor.h"

typedef enum { KV_FINDING_ERROR, KV_FINDING_WARNING } kv_severity;
typedef struct {
    kv_severity severity;
    const char *file;           /* "stop_times.txt", static or in the pack's arena */
    uint32_t line;              /* 1-based; 0: the file as a whole */
    const char *column;         /* "" when it is about the row */
    const char *value;          /* as written, cut at 80 bytes and made printable */
    const char *reason, *hint;  /* hint may be "" */
} kv_finding;

/* What GTFS says about times, kept as read until kv_compile unrolls it. Indices lead into the pack's own vectors. */
typedef struct { uint32_t trip, stop, sequence, line; int32_t arrive_s, depart_s; float distance; uint8_t flags, pad[3]; } kv_stop_time;
    /* sorted by trip, sequence; times seconds after the service day's start; interpolated where missing;
     * distance: shape_dist_traveled as written, NAN when missing; flags: KV_NO_PICKUP, KV_NO_DROPOFF */
typedef struct { kv_str id; uint8_t weekdays /* bit 0 Monday */, pad[3]; int32_t first_day, last_day; uint32_t first_exception, exception_count; } kv_calendar;
typedef struct { int32_t day; uint8_t added, pad[3]; } kv_exception;
typedef struct { uint32_t trip; int32_t from_s, to_s, headway_s; uint32_t line; } kv_frequency;
typedef struct { uint32_t from_stop, to_stop; int32_t seconds /* -1: not given */; uint8_t type, pad[3]; uint32_t line; } kv_transfer;
typedef struct { uint32_t calendar, first_time, time_count; } kv_pack_trip;     /* one per row of trips, same index */

typedef struct kv_pack {
    kv_arena arena;             /* findings' texts */
    kv_pool text;
    KV_VEC(kv_finding) findings;
    size_t error_count, warning_count;      /* counted on, even beyond KV_FINDINGS_MAX kept */
    bool is_freight;
    kv_str name, version, publisher;
    int32_t feed_from, feed_to;             /* feed_info validity in days; INT32_MIN / INT32_MAX when open */
    int64_t newest_file;                    /* modification time */
    KV_VEC(kv_agency_row) agencies;
    KV_VEC(kv_stop_row) stops;              /* sorted by id; boarding terminals and places only */
    KV_VEC(kv_str) stop_hours;              /* opening_hours text of each stop, same index */
    KV_VEC(kv_service_row) services;
    KV_VEC(kv_trip_row) trips;
    KV_VEC(kv_pack_trip) trip_times;
    KV_VEC(kv_stop_time) stop_times;
    KV_VEC(kv_calendar) calendars;
    KV_VEC(kv_exception) exceptions;
    KV_VEC(kv_frequency) frequencies;
    KV_VEC(kv_transfer) transfers;
    KV_VEC(kv_handling_row) handling;
    KV_VEC(kv_variability_row) variability;
    KV_VEC(kv_closure_row) closures;
    KV_VEC(kv_tariff_row) tariffs;
    KV_VEC(kv_surcharge_row) surcharges;
    KV_VEC(kv_fx_row) fx;
    KV_VEC(kv_emission_row) emissions;
    KV_VEC(kv_section_row) sections;
    KV_VEC(kv_project_row) projects;
    KV_VEC(kv_source_row) sources;
} kv_pack;

enum { KV_FINDINGS_MAX = 10000 };

/* kv_pack_read - read and check a pack
 * path      a folder or a .zip
 * returns   KV_OK also when the pack has errors: look at pack->error_count. Else nothing could be read at all
 *           (no such folder, not a zip), *out is NULL and err says why
 * cost      linear in the bytes read; about 3 times their size in memory                                   */
kv_status kv_pack_read(kv_pack **out, const char *path, kv_error *err);
void      kv_pack_free(kv_pack *pack);      /* NULL is fine */

/* kv_pack_read_memory - the same from files that lie in memory, for tests and generators
 * files     name "stops.txt" and its bytes; they may go as soon as the call returns. A file that is not named
 *           is not there                                                                                    */
typedef struct { const char *name; const char *data; size_t size; } kv_memory_file;
kv_status kv_pack_read_memory(kv_pack **out, const kv_memory_file *files, size_t count, kv_error *err);

/* kv_compile - unroll a pack without errors into a corridor in memory
 * first_day, last_day    departures of these service days (days since 1970); INT32_MIN / INT32_MAX: all of the pack's
 *                        calendars. Runs that began before first_day but still move in it are included
 * change_default_s       change time at stops of a plain feed that says nothing, >= 0
 * errors    KV_INVALID: the pack has errors, no departures in the window, too many runs for 32-bit ticks     */
typedef struct { int32_t first_day, last_day, change_default_s; } kv_compile_options;
kv_status kv_compile(kv_corridor **out, const kv_pack *pack, kv_compile_options options, kv_error *err);

#endif
