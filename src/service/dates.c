/* dates.c - windows and deadlines as people write them, in the zone of the place they mean */
#include "service/desk.h"

#include <string.h>

int32_t kv_day_of(kv_time t)
{
    return (int32_t)(t / KV_DAY_S - (t % KV_DAY_S < 0));
}

kv_zone *kv_clerk_zone(kv_clerk *k, const char *name)
{
    for (size_t i = 0; i < k->zones.count; i++)
        if (k->zone_names.at[i] == name || !strcmp(k->zone_names.at[i], name))
            return k->zones.at[i];
    kv_zone *zone = NULL;
    if (!*name || kv_zone_open(&zone, name, NULL) != KV_OK)
        return NULL;
    if (!kv_vec_push(&k->zones, zone)) {
        kv_zone_close(zone);
        return NULL;
    }
    if (!kv_vec_push(&k->zone_names, name)) {
        kv_zone_close(k->zones.at[--k->zones.count]);
        return NULL;
    }
    return zone;
}

typedef struct { kv_time t; bool date_only; } moment;

static bool moment_of(kv_clerk *k, kv_text text, const char *zone_name, int64_t day_more, moment *out)
{
    bool zoned, date_only;
    kv_time t;
    if (!kv_time_parse(text, &t, &zoned, &date_only))
        return false;
    if (date_only)
        t += day_more * KV_DAY_S;
    if (!zoned) {
        kv_zone *zone = kv_clerk_zone(k, zone_name);
        if (zone)
            t = kv_zone_to_utc(zone, t);
    }
    *out = (moment){ t, date_only };
    return true;
}

static kv_status wrong(const char *where, kv_text text, kv_error *err)
{
    kv_fail(err, KV_INVALID, where, "\"%.*s\" is not a date", (int)(text.n < 80 ? text.n : 80), text.p);
    return kv_hint(err, "%s", !strcmp(where, "depart") ? "2026-12-01, 2026-12-01..2026-12-14 or 2026-12-01T06:00Z"
                                                       : "2026-12-31 or 2026-12-31T18:00Z");
}

kv_status kv_window_parse(kv_clerk *k, const char *text, const char *zone, kv_window *out, kv_error *err)
{
    kv_text t = kv_text_trim(kv_text_of(text));
    if (!t.n) {
        kv_fail(err, KV_INVALID, "depart", "the day on which the cargo is ready is missing");
        return kv_hint(err, "2026-12-01 or 2026-12-01..2026-12-14");
    }
    const char *dots = NULL;
    for (size_t i = 0; i + 1 < t.n && !dots; i++)
        if (t.p[i] == '.' && t.p[i + 1] == '.')
            dots = t.p + i;
    moment from, to;
    if (!dots) {
        if (!moment_of(k, t, zone, 0, &from))
            return wrong("depart", t, err);
        *out = (kv_window){ from.t, from.t, true };
        return KV_OK;
    }
    kv_text first = kv_text_trim((kv_text){ t.p, (size_t)(dots - t.p) });
    kv_text last = kv_text_trim((kv_text){ dots + 2, (size_t)(t.p + t.n - dots - 2) });
    if (!moment_of(k, first, zone, 0, &from))
        return wrong("depart", first, err);
    if (!moment_of(k, last, zone, 1, &to))
        return wrong("depart", last, err);
    if (to.date_only)
        to.t -= 1;                                      /* the whole last day belongs to the window */
    if (to.t < from.t) {
        kv_fail(err, KV_INVALID, "depart", "the window ends before it begins");
        return kv_hint(err, "%.*s..%.*s", (int)last.n, last.p, (int)first.n, first.p);
    }
    *out = (kv_window){ from.t, to.t, false };
    return KV_OK;
}

kv_status kv_deadline_parse(kv_clerk *k, const char *text, const char *zone, kv_time *out, kv_error *err)
{
    kv_text t = kv_text_trim(kv_text_of(text));
    moment m;
    if (!moment_of(k, t, zone, 1, &m))
        return wrong("arrive_by", t, err);
    *out = m.date_only ? m.t - 1 : m.t;
    return KV_OK;
}

static kv_time wall(kv_clerk *k, const char *zone_name, kv_time t)
{
    kv_zone *zone = kv_clerk_zone(k, zone_name);
    return zone ? t + kv_zone_offset(zone, t) : t;
}

char *kv_local_text(kv_clerk *k, const char *zone, kv_time t, kv_arena *arena)
{
    char text[32];
    if (!kv_time_format(wall(k, zone, t), text))
        return kv_arena_format(arena, "-");
    return kv_arena_format(arena, "%.10s %.5s", text, text + 11);
}

char *kv_local_date(kv_clerk *k, const char *zone, kv_time t, kv_arena *arena)
{
    char text[32];
    if (!kv_time_format(wall(k, zone, t), text))
        return kv_arena_format(arena, "-");
    return kv_arena_format(arena, "%.10s", text);
}
