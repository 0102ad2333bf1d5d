/* check_trips.c - the calls of a trip in order: do its times go forward, and what are those that are not written?
 *
 *     KZAAU 08:00    ....    ....    AZALT 20:00       times between are laid along the distance: shape_dist_traveled
 *       |-- 120 km --|-- 60 --|-- 60 --|               where all have it, else the great circle, else evenly */
#include <math.h>
#include <stdio.h>

#include "model/read.h"

typedef struct { char text[16]; } clock_text;

static clock_text clock_of(int32_t seconds)
{
    clock_text c;
    snprintf(c.text, sizeof c.text, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return c;
}

static const char file[] = "stop_times.txt";

static const char *stop_id(const kv_reader *r, const kv_stop_time *call)
{
    return kv_reader_id(r, r->pack->stops.at[call->stop].id);
}

static void check_sequence(kv_reader *r, const kv_stop_time *call, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        if (call[i].sequence != call[i - 1].sequence)
            continue;
        char value[16];
        snprintf(value, sizeof value, "%u", call[i].sequence);
        kv_finding *f = kv_report(r, KV_FINDING_ERROR, file, call[i].line, "stop_sequence", kv_text_of(value),
                                  "stands for this trip already in line %u", call[i - 1].line);
        kv_finding_hint(r, f, "each call of a trip has its own number; the order is that of the numbers");
    }
}

static void check_distances(kv_reader *r, const kv_stop_time *call, uint32_t count)
{
    float furthest = -1;
    for (uint32_t i = 0; i < count; i++) {
        if (isnan(call[i].distance))
            continue;
        if (call[i].distance < furthest) {
            char value[32];
            snprintf(value, sizeof value, "%g", (double)call[i].distance);
            kv_report(r, kv_lenient(r), file, call[i].line, "shape_dist_traveled", kv_text_of(value),
                      "is less than at a stop before it");
            return;
        }
        furthest = call[i].distance;
    }
}

/* first and last times are there, and no call is left before it is reached */
static bool check_times(kv_reader *r, const kv_stop_time *call, uint32_t count)
{
    static const char hint[] = "past midnight of the service day go on: 25:10:00, 31:10:00, 200:00:00";
    bool good = true;
    const kv_stop_time *ends[] = { &call[0], &call[count - 1] };
    for (int i = 0; i < 2; i++) {
        if (ends[i]->depart_s != KV_NO_TIME)
            continue;
        kv_finding *f = kv_report(r, KV_FINDING_ERROR, file, ends[i]->line, i ? "arrival_time" : "departure_time", (kv_text){ 0 },
                                  "the %s call of a trip needs its time", i ? "last" : "first");
        kv_finding_hint(r, f, "only times between may be left out");
        good = false;
    }
    const kv_stop_time *before = NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (call[i].arrive_s == KV_NO_TIME)
            continue;
        if (call[i].depart_s < call[i].arrive_s) {
            clock_text d = clock_of(call[i].depart_s), a = clock_of(call[i].arrive_s);
            kv_finding *f = kv_report(r, KV_FINDING_ERROR, file, call[i].line, "departure_time", kv_text_of(d.text),
                                      "leaves %s before it arrives there, %s", stop_id(r, &call[i]), a.text);
            kv_finding_hint(r, f, "%s", hint);
            good = false;
        }
        if (before && call[i].arrive_s < before->depart_s) {
            clock_text a = clock_of(call[i].arrive_s), d = clock_of(before->depart_s);
            kv_finding *f = kv_report(r, KV_FINDING_ERROR, file, call[i].line, "arrival_time", kv_text_of(a.text),
                                      "arrives before it leaves %s, %s in line %u", stop_id(r, before), d.text, before->line);
            kv_finding_hint(r, f, "%s", hint);
            good = false;
        }
        before = &call[i];
    }
    return good;
}

/* ---- times between -------------------------------------------------------------------------------------- */

static double great_circle(const kv_stop_row *a, const kv_stop_row *b)        /* in radians: only parts of a whole count */
{
    const double radian = 0.017453292519943295;
    double lat = (b->lat - a->lat) * radian / 2, lon = (b->lon - a->lon) * radian / 2;
    double h = sin(lat) * sin(lat) + cos(a->lat * radian) * cos(b->lat * radian) * sin(lon) * sin(lon);
    return 2 * asin(sqrt(h < 1 ? h : 1));
}

typedef enum { BY_SHAPE, BY_POSITION, EVENLY } measure;

/* from call i to the next one */
static double step(const kv_reader *r, const kv_stop_time *call, measure by)
{
    const kv_stop_row *stops = r->pack->stops.at;
    return by == BY_SHAPE ? (double)call[1].distance - (double)call[0].distance
         : by == BY_POSITION ? great_circle(&stops[call[0].stop], &stops[call[1].stop]) : 1.0;
}

/* call[0] and call[count] have times, those between do not */
static void fill(const kv_reader *r, kv_stop_time *call, uint32_t count)
{
    measure by = BY_SHAPE;
    double whole = 0;
    for (; by <= EVENLY; by++) {
        bool usable = true;
        whole = 0;
        for (uint32_t i = 0; i < count && usable; i++) {
            double one = step(r, &call[i], by);
            usable = one >= 0;                              /* also false when it is not a number */
            whole += one;
        }
        if (usable && whole > 0)
            break;
    }
    int32_t from = call[0].depart_s, to = call[count].arrive_s;
    double done = 0;
    for (uint32_t i = 1; i < count; i++) {
        done += step(r, &call[i - 1], by);
        double part = to > from ? ((double)to - (double)from) * (done / whole) : 0;
        call[i].arrive_s = call[i].depart_s = from + (int32_t)(part + 0.5);
    }
}

static void interpolate(const kv_reader *r, kv_stop_time *call, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        if (call[i].arrive_s != KV_NO_TIME)
            continue;
        uint32_t next = i + 1;
        while (call[next].arrive_s == KV_NO_TIME)           /* the last call has its time */
            next++;
        fill(r, &call[i - 1], next - (i - 1));
        i = next;
    }
}

static void check_trip(kv_reader *r, uint32_t trip)
{
    kv_pack_trip *t = &r->pack->trip_times.at[trip];
    bool lost = r->trip_lost.count && r->trip_lost.at[trip];
    if (t->time_count < 2) {
        if (lost || !r->usable[KV_TABLE_STOP_TIMES])
            return;
        const kv_trip_row *row = &r->pack->trips.at[trip];
        kv_finding *f = kv_report(r, KV_FINDING_WARNING, "trips.txt", row->line, "trip_id", kv_text_of(kv_reader_id(r, row->id)),
                                  t->time_count ? "has only one call in stop_times.txt" : "has no calls in stop_times.txt");
        kv_finding_hint(r, f, "nothing can be carried on it");
        return;
    }
    kv_stop_time *call = r->pack->stop_times.at + t->first_time;
    check_sequence(r, call, t->time_count);
    check_distances(r, call, t->time_count);
    if (!lost && check_times(r, call, t->time_count))
        interpolate(r, call, t->time_count);
}

void kv_check_trips(kv_reader *r)
{
    for (uint32_t i = 0; i < r->pack->trips.count; i++)
        check_trip(r, i);
}
