/* compile_days.c - on which days does a trip run, and when does such a day begin?
 *
 *     calendars     |-----------------------------------------------|
 *     window asked              |-----------------------|
 *     unrolled          |-------|-----------------------|
 *                     day_lo  first_day              last_day = day_hi
 *
 * Days before the window are unrolled as far back as the longest trip, for the runs that are still moving when it
 * opens. Tick 0 is a day before day_lo in UTC, since a day begins up to 14 h earlier in the east. A day
 * begins at noon minus 12 h of the zone (kv_zone_service_day), asked once for each zone and day. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/compile.h"

enum { MARGIN_S = 14 * KV_DAY_S };          /* for handling and opening hours behind the last arrival */
static const int64_t days_max = 1 << 26;    /* of all calendars together */
static const int64_t far_day = 1 << 28;     /* from 1970: hundreds of thousands of years */

const kv_stop_time *kv_build_times(const kv_build *b, uint32_t trip, uint32_t *count)
{
    const kv_pack_trip *t = &b->pack->trip_times.at[b->pack_trip[trip]];
    *count = t->time_count >= 2 ? t->time_count : 0;
    return *count ? &b->pack->stop_times.at[t->first_time] : NULL;
}

/* ---- zones ------------------------------------------------------------------------------------------- */

kv_status kv_build_zone(kv_build *b, kv_str name, uint32_t *zone)
{
    for (size_t i = 0; i < b->zones.count; i++)
        if (b->zone_name.at[i] == name) {
            *zone = (uint32_t)i;
            return KV_OK;
        }
    kv_zone *opened;
    kv_status status = kv_zone_open(&opened, name ? kv_build_text(b, name) : "UTC", b->err);
    if (status != KV_OK)
        return status;
    size_t days = (size_t)((int64_t)b->day_hi - b->day_lo) + 2;
    kv_time *start = malloc(days * sizeof *start);
    bool memory = start && kv_vec_reserve(&b->zone_name, 1) && kv_vec_reserve(&b->zones, 1)
        && kv_vec_reserve(&b->day_start, 1);
    if (!memory) {
        free(start);
        kv_zone_close(opened);
        return kv_build_no_memory(b);
    }
    for (size_t i = 0; i < days; i++)
        start[i] = KV_TIME_NONE;
    *zone = (uint32_t)b->zones.count;
    b->zone_name.at[b->zone_name.count++] = name;
    b->zones.at[b->zones.count++] = opened;
    b->day_start.at[b->day_start.count++] = start;
    return KV_OK;
}

kv_str kv_build_service_zone(const kv_build *b, uint32_t service)
{
    uint32_t agency = b->services.at[service].agency;
    if (agency == KV_NONE)
        agency = 0;
    return agency < b->agencies.count ? b->agencies.at[agency].zone : 0;
}

kv_time kv_build_day_start(kv_build *b, uint32_t zone, int32_t day)
{
    assert(day >= b->day_lo && day <= (int64_t)b->day_hi + 1);
    kv_time *start = &b->day_start.at[zone][(int64_t)day - b->day_lo];
    if (*start == KV_TIME_NONE)
        *start = kv_zone_service_day(b->zones.at[zone], day);
    return *start;
}

/* ---- what trips need --------------------------------------------------------------------------------- */

static int by_frequency(const void *a, const void *b)
{
    const kv_frequency *x = a, *y = b;
    if (x->trip != y->trip)
        return x->trip < y->trip ? -1 : 1;
    if (x->from_s != y->from_s)
        return x->from_s < y->from_s ? -1 : 1;
    if (x->to_s != y->to_s)
        return x->to_s < y->to_s ? -1 : 1;
    return (x->headway_s > y->headway_s) - (x->headway_s < y->headway_s);
}

static kv_status sort_frequencies(kv_build *b)
{
    size_t count = b->pack->frequencies.count, trips = b->trips.count;
    b->frequencies = malloc((count + 1) * sizeof *b->frequencies);
    b->frequency_first = calloc(trips + 2, sizeof *b->frequency_first);
    if (!b->frequencies || !b->frequency_first)
        return kv_build_no_memory(b);
    for (size_t i = 0; i < count; i++) {
        const kv_frequency *f = &b->pack->frequencies.at[i];
        if (f->headway_s <= 0 || f->from_s < 0 || f->to_s < f->from_s) {
            char where[40];
            snprintf(where, sizeof where, "frequencies.txt:%u", f->line);
            return kv_fail(b->err, KV_INVALID, where, "a headway of %d s from %d s to %d s", f->headway_s, f->from_s, f->to_s);
        }
        b->frequencies[i] = *f;
        b->frequency_first[f->trip + 1]++;
    }
    if (count)
        qsort(b->frequencies, count, sizeof *b->frequencies, by_frequency);
    for (size_t t = 0; t < trips; t++)
        b->frequency_first[t + 1] += b->frequency_first[t];
    return KV_OK;
}

/* Times the reader has checked; a pack filled by hand gets the same answer as a bad file. */
static kv_status check_times(kv_build *b, const kv_stop_time *times, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (times[i].arrive_s > times[i].depart_s || times[i].arrive_s < (i ? times[i - 1].depart_s : 0)) {
            char where[40];
            snprintf(where, sizeof where, "stop_times.txt:%u", times[i].line);
            return kv_fail(b->err, KV_INVALID, where, "arrives at %d s and departs at %d s of its day, out of order",
                           times[i].arrive_s, times[i].depart_s);
        }
    return KV_OK;
}

/* Longest reach of a trip from the beginning of its service day; which calendars are in use. */
static kv_status look_at_trips(kv_build *b, bool *used, int64_t *longest_run, int64_t *longest_any)
{
    *longest_run = *longest_any = 0;
    for (uint32_t t = 0; t < b->trips.count; t++) {
        uint32_t count;
        const kv_stop_time *times = kv_build_times(b, t, &count);
        if (!count)
            continue;
        kv_status status = check_times(b, times, count);
        if (status != KV_OK)
            return status;
        uint32_t pack_trip = b->pack_trip[t];
        used[b->pack->trip_times.at[pack_trip].calendar] = true;
        const kv_service_row *service = &b->services.at[b->trips.at[t].service];
        int64_t reach = times[count - 1].arrive_s, span = reach - times[0].depart_s;
        if (service->dispatch == KV_DISPATCH_TIMETABLE) {
            for (uint32_t f = b->frequency_first[pack_trip]; f < b->frequency_first[pack_trip + 1]; f++)
                reach = b->frequencies[f].to_s + span > reach ? b->frequencies[f].to_s + span : reach;
            *longest_run = reach > *longest_run ? reach : *longest_run;
        } else {
            int32_t wait = service->wait_max_s > service->wait_p50_s ? service->wait_max_s : service->wait_p50_s;
            reach = span + (wait > 0 ? wait : 0);
        }
        *longest_any = reach > *longest_any ? reach : *longest_any;
    }
    return KV_OK;
}

/* ---- calendars --------------------------------------------------------------------------------------- */

static void calendar_reach(const kv_pack *pack, const kv_calendar *c, int64_t *first, int64_t *last)
{
    if (c->weekdays && c->first_day <= c->last_day) {
        *first = c->first_day < *first ? c->first_day : *first;
        *last = c->last_day > *last ? c->last_day : *last;
    }
    for (uint32_t i = 0; i < c->exception_count; i++) {
        const kv_exception *e = &pack->exceptions.at[c->first_exception + i];
        if (!e->added)
            continue;
        *first = e->day < *first ? e->day : *first;
        *last = e->day > *last ? e->day : *last;
    }
}

static void day_text(int64_t day, char out[16])
{
    kv_date d = kv_days_date(day);
    snprintf(out, 16, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static kv_status choose_window(kv_build *b, const bool *used, int64_t longest_run, int64_t longest_any)
{
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < b->pack->calendars.count; i++)
        if (used[i])
            calendar_reach(b->pack, &b->pack->calendars.at[i], &first, &last);
    if (first > last)
        return kv_fail(b->err, KV_INVALID, NULL, "nothing runs: no trip with two stops has a day in its calendar");
    char from[16], to[16];
    day_text(first, from);
    day_text(last, to);
    int64_t lo = first;
    if (b->options.first_day > first) {
        first = b->options.first_day;
        lo = first - longest_run / KV_DAY_S - 2 > lo ? first - longest_run / KV_DAY_S - 2 : lo;
    }
    last = b->options.last_day < last ? b->options.last_day : last;
    if (first > last) {
        kv_fail(b->err, KV_INVALID, NULL, "no departures in the days asked for");
        return kv_hint(b->err, "its calendars run from %s to %s", from, to);
    }
    int64_t horizon = (last - lo + 4) * KV_DAY_S + longest_any + MARGIN_S;
    if (horizon >= KV_NEVER - KV_DAY_S || lo < -far_day || last > far_day) {
        kv_fail(b->err, KV_INVALID, NULL, "its calendars run from %s to %s: more than 130 years at a time", from, to);
        return kv_hint(b->err, "cut the window with --from-date and --days");
    }
    b->day_lo = (int32_t)lo;
    b->day_hi = (int32_t)last;
    b->horizon = (kv_tick)horizon;
    b->about.first_day = (int32_t)first;
    b->about.last_day = (int32_t)last;
    b->about.base = (lo - 1) * KV_DAY_S;
    return KV_OK;
}

/* days of one calendar within day_lo .. day_hi; on[] is all false before and after */
static bool push_days(kv_build *b, const kv_calendar *c, bool *on, int32_t **day, size_t *count, size_t *room)
{
    int64_t from = c->first_day > b->day_lo ? c->first_day : b->day_lo;
    int64_t to = c->last_day < b->day_hi ? c->last_day : b->day_hi;
    size_t all = (size_t)((int64_t)b->day_hi - b->day_lo) + 1;
    if (c->weekdays)
        for (int64_t d = from; d <= to; d++)
            on[d - b->day_lo] = c->weekdays >> kv_days_weekday(d) & 1;
    for (int added = 1; added >= 0; added--)                /* a day both added and removed is removed */
        for (uint32_t i = 0; i < c->exception_count; i++) {
            const kv_exception *e = &b->pack->exceptions.at[c->first_exception + i];
            if (e->added == added && e->day >= b->day_lo && e->day <= b->day_hi)
                on[(int64_t)e->day - b->day_lo] = added;
        }
    if (!kv_vec_grow((void **)day, *count, room, all, sizeof **day))
        return false;
    for (size_t i = 0; i < all; i++)
        if (on[i]) {
            (*day)[(*count)++] = b->day_lo + (int32_t)i;
            on[i] = false;
        }
    return true;
}

static kv_status expand_calendars(kv_build *b, const bool *used)
{
    size_t calendars = b->pack->calendars.count, count = 0, room = 0;
    bool *on = calloc((size_t)((int64_t)b->day_hi - b->day_lo) + 1, sizeof *on);
    b->calendar_first = calloc(calendars + 1, sizeof *b->calendar_first);
    kv_status status = on && b->calendar_first ? KV_OK : kv_build_no_memory(b);
    for (size_t i = 0; status == KV_OK && i < calendars; i++) {
        b->calendar_first[i] = count;
        if (used[i] && !push_days(b, &b->pack->calendars.at[i], on, &b->calendar_day, &count, &room))
            status = kv_build_no_memory(b);
        if (status == KV_OK && (int64_t)count > days_max) {
            kv_fail(b->err, KV_INVALID, NULL, "more than %" PRId64 " service days in its calendars", days_max);
            status = kv_hint(b->err, "cut the window with --from-date and --days");
        }
    }
    if (status == KV_OK)
        b->calendar_first[calendars] = count;
    free(on);
    return status;
}

kv_status kv_build_days(kv_build *b)
{
    bool *used = calloc(b->pack->calendars.count + 1, sizeof *used);
    int64_t longest_run, longest_any;
    kv_status status = used ? sort_frequencies(b) : kv_build_no_memory(b);
    if (status == KV_OK)
        status = look_at_trips(b, used, &longest_run, &longest_any);
    if (status == KV_OK)
        status = choose_window(b, used, longest_run, longest_any);
    if (status == KV_OK)
        status = expand_calendars(b, used);
    free(used);
    return status;
}
