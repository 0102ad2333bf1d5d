/* time.h - instants are UTC seconds; zones and calendars exist only where text is read or written */
#ifndef KV_BASE_TIME_H
#define KV_BASE_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

typedef int64_t kv_time;                        /* seconds since 1970-01-01T00:00:00Z */
#define KV_TIME_NONE INT64_MIN
#define KV_DAY_S 86400

typedef struct { int32_t year, month, day; } kv_date;   /* proleptic Gregorian; month 1..12, day 1..31 */

int64_t kv_date_days(kv_date d);                /* days since 1970-01-01 */
kv_date kv_days_date(int64_t days);
int     kv_days_weekday(int64_t days);          /* 0 Monday .. 6 Sunday */
bool    kv_date_valid(kv_date d);
bool    kv_date_parse_iso(kv_text t, kv_date *out);     /* 2026-12-01 */
bool    kv_date_parse_gtfs(kv_text t, kv_date *out);    /* 20261201 */

/* 2026-12-01T06:00Z, 2026-12-01T06:00:00+05:00; with a date and time but no offset *zoned is false and
 * the value is the wall clock read as if it were UTC; a bare date likewise, at midnight. Parts of a second are
 * dropped; there is no second 60. zoned and date_only may be NULL. */
bool    kv_time_parse(kv_text t, kv_time *out, bool *zoned, bool *date_only);
/* 2026-12-01T06:00:00Z; returns the length: 20, or 0 and "" for KV_TIME_NONE. Years below 0000 and above 9999 show
 * the first and the last second that four digits can say. */
size_t  kv_time_format(kv_time t, char out[32]);

/* A zone of the tz database, as installed on the system (/usr/share/zoneinfo). Opaque and read-only. */
typedef struct kv_zone kv_zone;
kv_status kv_zone_open(kv_zone **out, const char *name, kv_error *err);     /* "Asia/Almaty" */
void      kv_zone_close(kv_zone *zone);                                     /* NULL is fine */
int32_t   kv_zone_offset(kv_zone *zone, kv_time utc);                       /* seconds east of UTC */
/* The clock set forward skips readings: one of them is taken as the later (02:30 as 03:30). Set back it shows some
 * twice: the first is meant. */
kv_time   kv_zone_to_utc(kv_zone *zone, kv_time wall);  /* wall clock seconds as if UTC */
/* GTFS service days start at noon minus 12 h, so that a day of 23 or 25 hours keeps its times in order */
kv_time   kv_zone_service_day(kv_zone *zone, int64_t days);

/* monotonic nanoseconds, for measuring only */
uint64_t  kv_now_ns(void);

#endif
