/* clock.c - zones are opened when first asked for */
#include "cli/clock.h"

#include <stdio.h>
#include <string.h>

void kv_cli_clock_close(kv_cli_clock *clock)
{
    for (size_t i = 0; i < clock->zones.count; i++)
        kv_zone_close(clock->zones.at[i].zone);
    kv_vec_free(&clock->zones);
}

static kv_time wall(kv_cli_clock *clock, const char *name, kv_time t)
{
    for (size_t i = 0; i < clock->zones.count; i++)
        if (!strcmp(clock->zones.at[i].name, name))
            return t + kv_zone_offset(clock->zones.at[i].zone, t);
    kv_zone *zone = NULL;
    if (!*name || kv_zone_open(&zone, name, NULL) != KV_OK)
        return t;
    t += kv_zone_offset(zone, t);
    if (!kv_vec_push(&clock->zones, ((kv_cli_clock_zone){ name, zone })))
        kv_zone_close(zone);
    return t;
}

/* characters first .. first + count - 1 of the local time as RFC 3339 */
static kv_cli_moment cut(kv_cli_clock *clock, const char *zone, kv_time t, size_t first, size_t count)
{
    kv_cli_moment m = { "-" };
    char text[32];
    if (t == KV_TIME_NONE)
        return m;
    kv_time_format(wall(clock, zone, t), text);
    if (text[10] == 'T')
        text[10] = ' ';
    snprintf(m.text, sizeof m.text, "%.*s", (int)count, text + first);
    return m;
}

kv_cli_moment kv_cli_date(kv_cli_clock *clock, const char *zone, kv_time t) { return cut(clock, zone, t, 0, 10); }
kv_cli_moment kv_cli_minute(kv_cli_clock *clock, const char *zone, kv_time t) { return cut(clock, zone, t, 0, 16); }

kv_cli_moment kv_cli_day_month(kv_cli_clock *clock, const char *zone, kv_time t) { return cut(clock, zone, t, 5, 5); }

kv_cli_moment kv_cli_day(int32_t day)
{
    kv_cli_moment m;
    char text[32];
    kv_time_format(day * (kv_time)KV_DAY_S, text);
    snprintf(m.text, sizeof m.text, "%.10s", text);
    return m;
}
