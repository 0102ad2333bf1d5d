/* read_stop_times.c - the one file that is millions of rows long
 *
 * Its rows go through the same table of columns as all others when anything about them is unusual. The usual row,
 *
 *     T1234,25:10:00,25:12:00,KZAAU-PORT,7,0,0
 *
 * is split and read where it lies in the file, in one pass: no quotes, no fault, the trip mostly that of
 * the row before. A row that does not read that way is handed over as it is, so there is one set of messages.
 * Behind the last row the calls are put in order of trip and sequence, by counting, since they mostly are. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/read.h"

typedef struct {
    kv_stop_time row;
    int32_t sequence, pickup, drop_off;
    double distance;
    uint8_t has_arrival, has_departure;
} call_in;

enum { TRIP, STOP, SEQUENCE, ARRIVAL, DEPARTURE, PICKUP, DROP_OFF, DISTANCE, COLUMN_COUNT };
static const kv_column columns[] = {
    [TRIP] = KV_COLUMN(call_in, row.trip, "trip_id", TRIP, .required = true),
    [STOP] = KV_COLUMN(call_in, row.stop, "stop_id", STOP, .required = true),
    [SEQUENCE] = KV_COLUMN(call_in, sequence, "stop_sequence", INTEGER, .required = true, .min = 0, .max = INT32_MAX),
    [ARRIVAL] = KV_COLUMN(call_in, row.arrive_s, "arrival_time", CLOCK, .given = offsetof(call_in, has_arrival)),
    [DEPARTURE] = KV_COLUMN(call_in, row.depart_s, "departure_time", CLOCK, .given = offsetof(call_in, has_departure)),
    [PICKUP] = KV_COLUMN(call_in, pickup, "pickup_type", INTEGER, .lenient = true, .min = 0, .max = 3),
    [DROP_OFF] = KV_COLUMN(call_in, drop_off, "drop_off_type", INTEGER, .lenient = true, .min = 0, .max = 3),
    [DISTANCE] = KV_COLUMN(call_in, distance, "shape_dist_traveled", NUMBER, .lenient = true, .min = 0, .max = 1e9, .preset = NAN),
};
static_assert(sizeof columns / sizeof columns[0] == COLUMN_COUNT, "each column has its name");

/* ---- the usual row ------------------------------------------------------------------------------------ */

/* Splits the row at csv->at when it has no quotes, no NUL and a plain end; else leaves all as it was. */
static bool split_row(kv_csv *csv)
{
    const char *p = csv->at, *end = csv->end, *from = p;
    size_t count = 0;
    for (; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        if (c > ',')
            continue;
        if (c == ',') {
            if (count + 1 >= KV_CSV_FIELDS_MAX)
                return false;
            csv->field[count++] = (kv_text){ from, (size_t)(p - from) };
            from = p + 1;
        } else if (c == '\n') {
            break;
        } else if (c == '"' || c == '\0' || (c == '\r' && !(p + 1 < end && p[1] == '\n'))) {
            return false;
        }
    }
    const char *last = p > from && p[-1] == '\r' ? p - 1 : p;
    csv->field[count++] = (kv_text){ from, (size_t)(last - from) };
    if (p == end || p - csv->at > KV_CSV_FIELD_BYTES_MAX || count == 1)
        return false;                               /* the last row, a monster, an empty line: not ours */
    csv->field_count = count;
    csv->row_line = csv->line++;
    csv->at = p + 1;
    return true;
}

static inline kv_text field_of(const kv_reader *r, int column)
{
    int16_t field = r->where[column];
    return field >= 0 ? r->csv.field[field] : (kv_text){ 0 };
}

/* 1 to 9 digits */
static inline bool quick_number(kv_text t, uint32_t *out)
{
    if (!t.n || t.n > 9)
        return false;
    uint32_t value = 0;
    for (size_t i = 0; i < t.n; i++) {
        uint32_t digit = (uint32_t)(unsigned char)t.p[i] - '0';
        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

/* HH:MM:SS, or nothing at all: then *out stays */
static inline bool quick_clock(kv_text t, int32_t *out, uint8_t *given)
{
    if (!t.n)
        return true;
    if (t.n != 8 || t.p[2] != ':' || t.p[5] != ':')
        return false;
    uint32_t d[6];
    static const uint8_t at[6] = { 0, 1, 3, 4, 6, 7 };
    uint32_t bad = 0;
    for (int i = 0; i < 6; i++) {
        d[i] = (uint32_t)(unsigned char)t.p[at[i]] - '0';
        bad |= d[i] > 9;
    }
    if (bad || d[2] > 5 || d[4] > 5)
        return false;
    *out = (int32_t)((d[0] * 10 + d[1]) * 3600 + (d[2] * 10 + d[3]) * 60 + d[4] * 10 + d[5]);
    *given = 1;
    return true;
}

static inline bool quick_type(kv_text t, int32_t *out)
{
    if (!t.n)
        return true;
    if (t.n != 1 || t.p[0] < '0' || t.p[0] > '3')
        return false;
    *out = t.p[0] - '0';
    return true;
}

typedef struct { kv_text trip_name; uint32_t trip; } last_row;

static bool read_quickly(kv_reader *r, call_in *c, last_row *last)
{
    if (r->csv.field_count != r->header_fields)
        return false;
    const kv_pool *pool = &r->pack->text;
    kv_text trip = field_of(r, TRIP), distance = field_of(r, DISTANCE);
    if (!trip.n || trip.n != last->trip_name.n || memcmp(trip.p, last->trip_name.p, trip.n) != 0) {
        *last = (last_row){ trip, kv_ids_find(&r->trips, pool, trip) };
        if (last->trip == KV_NONE)
            return false;
    }
    *c = (call_in){ .row = { .trip = last->trip, .stop = kv_ids_find(&r->stops, pool, field_of(r, STOP)) } };
    uint32_t sequence;
    if (c->row.trip == KV_NONE || c->row.stop >= KV_STOP_LEFT_OUT || !quick_number(field_of(r, SEQUENCE), &sequence)
        || !quick_clock(field_of(r, ARRIVAL), &c->row.arrive_s, &c->has_arrival)
        || !quick_clock(field_of(r, DEPARTURE), &c->row.depart_s, &c->has_departure)
        || !quick_type(field_of(r, PICKUP), &c->pickup) || !quick_type(field_of(r, DROP_OFF), &c->drop_off))
        return false;
    c->distance = NAN;
    if (distance.n && !(kv_parse_double(distance, &c->distance) && c->distance >= 0 && c->distance <= 1e9))
        return false;
    c->sequence = (int32_t)sequence;
    c->row.line = r->csv.row_line;
    return true;
}

/* ---- every row ---------------------------------------------------------------------------------------- */

/* A station that no stop belongs to may stand for a stop on a plain feed. */
static bool may_call(kv_reader *r, uint32_t stop)
{
    uint8_t *marks = &r->stop_marks.at[stop];
    if (!(*marks & KV_MARK_PLACE))
        return true;
    if (r->pack->is_freight || *marks & KV_MARK_CHILDREN) {
        kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, "stop_id", "is a place (location_type 1): vehicles call at terminals");
        kv_finding_hint(r, f, "name a terminal (location_type 0) of the place, or give it one");
        return false;
    }
    kv_finding *f = kv_row_report(r, KV_FINDING_WARNING, "stop_id", "is a station without stops (location_type 1): taken as a stop");
    kv_finding_hint(r, f, "told once for this stop; make it location_type 0");
    *marks = 0;
    r->pack->stops.at[stop].kind = KV_STOP_TERMINAL;
    return true;
}

/* A trip that lost a call to a fault is not told to be too short or without times as well. */
static void mark_lost(kv_reader *r, uint32_t trip)
{
    if (trip == KV_NONE)
        return;
    while (r->trip_lost.count < r->pack->trips.count && r->status == KV_OK)
        kv_reader_push(r, &r->trip_lost, 0);
    if (r->status == KV_OK)
        r->trip_lost.at[trip] = 1;
}

static void keep_call(kv_reader *r, const call_in *c)
{
    kv_stop_time row = c->row;
    if (row.trip == KV_NONE)
        return;
    if (row.stop == KV_NONE || !may_call(r, row.stop)) {
        mark_lost(r, row.trip);
        return;
    }
    row.sequence = (uint32_t)c->sequence;
    row.distance = (float)c->distance;
    row.flags = (uint8_t)((c->pickup == 1 ? KV_NO_PICKUP : 0) | (c->drop_off == 1 ? KV_NO_DROPOFF : 0));
    row.arrive_s = c->has_arrival ? row.arrive_s : c->has_departure ? row.depart_s : KV_NO_TIME;
    row.depart_s = c->has_departure ? row.depart_s : row.arrive_s;
    kv_reader_push(r, &r->pack->stop_times, row);
}

static void read_stop_times(kv_reader *r)
{
    const call_in blank = { .row = { .trip = KV_NONE, .stop = KV_NONE }, .distance = NAN };
    call_in c;
    last_row last = { 0 };
    while (r->status == KV_OK) {
        bool split = !r->dirty && split_row(&r->csv);
        if (split && read_quickly(r, &c, &last)) {
            r->row_count++;
            keep_call(r, &c);
            continue;
        }
        if (!split && !kv_table_next(r))
            break;
        if (split)
            kv_table_begin_row(r);
        kv_table_parse(r, &blank, &c);
        if (r->row_errors)
            mark_lost(r, c.row.trip);
        else
            keep_call(r, &c);
    }
}

/* ---- order of trip and sequence ------------------------------------------------------------------------- */

static bool in_order(const kv_pack *pack)
{
    const kv_stop_time *t = pack->stop_times.at;
    for (size_t i = 1; i < pack->stop_times.count; i++)
        if (t[i - 1].trip > t[i].trip)
            return false;
    return true;
}

/* Moves calls to where their trips' calls lie: stable, so that what was in order stays in order. */
static bool gather_trips(kv_pack *pack)
{
    size_t count = pack->stop_times.count;
    kv_stop_time *sorted = malloc(count * sizeof *sorted);
    if (!sorted)
        return false;
    uint32_t next = 0;
    for (size_t i = 0; i < pack->trips.count; i++) {
        pack->trip_times.at[i].first_time = next;
        next += pack->trip_times.at[i].time_count;
        pack->trip_times.at[i].time_count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        kv_pack_trip *trip = &pack->trip_times.at[pack->stop_times.at[i].trip];
        sorted[trip->first_time + trip->time_count++] = pack->stop_times.at[i];
    }
    kv_vec_free(&pack->stop_times);
    pack->stop_times.at = sorted;
    pack->stop_times.count = pack->stop_times.room = count;
    return true;
}

static int compare_calls(const void *a, const void *b)
{
    const kv_stop_time *x = a, *y = b;
    if (x->sequence != y->sequence)
        return x->sequence < y->sequence ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static void done_stop_times(kv_reader *r)
{
    kv_pack *pack = r->pack;
    for (size_t i = 0; i < pack->stop_times.count; i++)
        pack->trip_times.at[pack->stop_times.at[i].trip].time_count++;
    if (!in_order(pack) && !gather_trips(pack)) {
        r->status = KV_MEMORY;
        return;
    }
    uint32_t first = 0;
    for (size_t i = 0; i < pack->trips.count; i++) {
        kv_pack_trip *trip = &pack->trip_times.at[i];
        trip->first_time = first;
        first += trip->time_count;
        if (trip->time_count < 2)
            continue;
        kv_stop_time *call = pack->stop_times.at + trip->first_time;
        bool sorted = true;
        for (uint32_t k = 1; k < trip->time_count && sorted; k++)
            sorted = call[k - 1].sequence <= call[k].sequence;
        if (!sorted)
            qsort(call, trip->time_count, sizeof *call, compare_calls);
    }
    kv_check_trips(r);
}

const kv_table kv_table_stop_times = { .file = "stop_times.txt", .required = true, .columns = columns, .column_count = COLUMN_COUNT,
                                       .row_size = sizeof(call_in), .line = offsetof(call_in, row.line), .read = read_stop_times,
                                       .done = done_stop_times };
