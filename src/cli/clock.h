/* clock.h - instants as the clocks of a place show them */
#ifndef KV_CLI_CLOCK_H
#define KV_CLI_CLOCK_H

#include "base/time.h"
#include "base/vec.h"

typedef struct { const char *name; kv_zone *zone; } kv_cli_clock_zone;
typedef struct { KV_VEC(kv_cli_clock_zone) zones; } kv_cli_clock;       /* {0} is ready; keeps zones once opened */
void kv_cli_clock_close(kv_cli_clock *clock);

/* zone: tz database name; an unknown one is taken for UTC. KV_TIME_NONE is "-" */
typedef struct { char text[24]; } kv_cli_moment;
kv_cli_moment kv_cli_date(kv_cli_clock *clock, const char *zone, kv_time t);        /* 2026-12-01 */
kv_cli_moment kv_cli_minute(kv_cli_clock *clock, const char *zone, kv_time t);      /* 2026-12-01 07:30 */
kv_cli_moment kv_cli_day_month(kv_cli_clock *clock, const char *zone, kv_time t);   /* 12-01 */
kv_cli_moment kv_cli_day(int32_t day);                                              /* days since 1970 */

#endif
