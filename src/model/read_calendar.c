/* read_calendar.c - when it runs: calendar.txt, calendar_dates.txt, frequencies.txt
 *
 * A calendar is a week within a range of days, and exceptions to it; one known from calendar_dates.txt only has
 * an empty week. Exceptions are gathered as they come and put together, calendar by calendar and day by
 * day, when the file is read. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/read.h"

/* ---- calendar.txt ------------------------------------------------------------------------------------- */

typedef struct { kv_calendar row; uint8_t day[7], pad; uint32_t line; } calendar_in;

#define WEEKDAY(i, name) KV_COLUMN(calendar_in, day[i], name, FLAG, .required = true)
static const kv_column calendar_columns[] = {
    KV_COLUMN(calendar_in, row.id, "service_id", TEXT, .required = true),
    WEEKDAY(0, "monday"), WEEKDAY(1, "tuesday"), WEEKDAY(2, "wednesday"), WEEKDAY(3, "thursday"), WEEKDAY(4, "friday"),
    WEEKDAY(5, "saturday"), WEEKDAY(6, "sunday"),
    KV_COLUMN(calendar_in, row.first_day, "start_date", GTFS_DATE, .required = true),
    KV_COLUMN(calendar_in, row.last_day, "end_date", GTFS_DATE, .required = true),
};
#undef WEEKDAY

static void take_calendar(kv_reader *r, void *in)
{
    calendar_in *c = in;
    if (!kv_id_keep_in(r, &r->calendars, "service_id", c->row.id, &r->calendar_lines, line))
        return;
    for (int i = 0; i < 7; i++)
        c->row.weekdays = (uint8_t)(c->row.weekdays | c->day[i] << i);
    if (!r->row_faults && c->row.last_day < c->row.first_day) {
        kv_row_report(r, KV_FINDING_ERROR, "end_date", "is before start_date");
        c->row.weekdays = 0;
    }
    kv_reader_push(r, &r->calendar_lines, ((kv_line){ c->line }));
    kv_reader_push(r, &r->pack->calendars, c->row);
}

const kv_table kv_table_calendar = { .file = "calendar.txt", KV_COLUMNS(calendar_columns), .row_size = sizeof(calendar_in),
                                     .line = offsetof(calendar_in, line), .take = take_calendar };

/* ---- calendar_dates.txt -------------------------------------------------------------------------------- */

typedef struct { kv_str calendar; int32_t day, type; uint32_t line; } date_in;

static const kv_column date_columns[] = {
    KV_COLUMN(date_in, calendar, "service_id", TEXT, .required = true),
    KV_COLUMN(date_in, day, "date", GTFS_DATE, .required = true),
    KV_COLUMN(date_in, type, "exception_type", INTEGER, .required = true, .min = 1, .max = 2),
};

static void take_date(kv_reader *r, void *in)
{
    const date_in *d = in;
    if (!d->calendar)
        return;
    uint32_t index = kv_ids_find(&r->calendars, &r->pack->text, kv_text_of(kv_reader_id(r, d->calendar)));
    if (index == KV_NONE) {
        index = (uint32_t)r->pack->calendars.count;
        kv_calendar row = { .id = d->calendar, .first_day = INT32_MAX, .last_day = INT32_MIN };
        kv_reader_push(r, &r->pack->calendars, row);
        kv_reader_push(r, &r->calendar_lines, ((kv_line){ 0 }));
        if (r->status == KV_OK && !kv_ids_put(&r->calendars, &r->pack->text, d->calendar, index))
            r->status = KV_MEMORY;
    }
    if (r->row_faults || r->status != KV_OK)
        return;
    kv_exception_in e = { .calendar = index, .day = d->day, .line = d->line, .added = d->type == 1 };
    kv_reader_push(r, &r->exceptions_in, e);
}

static int compare_exceptions(const void *a, const void *b)
{
    const kv_exception_in *x = a, *y = b;
    if (x->calendar != y->calendar)
        return x->calendar < y->calendar ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static void keep_exception(kv_reader *r, const kv_exception_in *e, const kv_exception_in *last)
{
    kv_calendar *c = &r->pack->calendars.at[e->calendar];
    if (last && last->calendar == e->calendar && last->day == e->day) {
        char date[16];
        kv_date d = kv_days_date(e->day);
        snprintf(date, sizeof date, "%04d%02d%02d", d.year, d.month, d.day);
        bool same = last->added == e->added;
        kv_report(r, same ? kv_lenient(r) : KV_FINDING_ERROR, r->file, e->line, "date", kv_text_of(date),
                  same ? "stands for this service_id already in line %u" : "line %u says the opposite for this service_id and day",
                  last->line);
        return;
    }
    if (!c->exception_count)
        c->first_exception = (uint32_t)r->pack->exceptions.count;
    c->exception_count++;
    kv_exception kept = { .day = e->day, .added = e->added };
    kv_reader_push(r, &r->pack->exceptions, kept);
}

static void done_dates(kv_reader *r)
{
    if (r->exceptions_in.count)
        qsort(r->exceptions_in.at, r->exceptions_in.count, sizeof *r->exceptions_in.at, compare_exceptions);
    for (size_t i = 0; i < r->exceptions_in.count && r->status == KV_OK; i++)
        keep_exception(r, &r->exceptions_in.at[i], i ? &r->exceptions_in.at[i - 1] : NULL);
    kv_vec_free(&r->exceptions_in);
    for (size_t i = 0; i < r->pack->calendars.count && r->status == KV_OK; i++) {
        kv_calendar *c = &r->pack->calendars.at[i];
        if (r->calendar_lines.at[i].line)
            continue;
        bool some = c->exception_count > 0;
        c->first_day = some ? r->pack->exceptions.at[c->first_exception].day : 0;
        c->last_day = some ? r->pack->exceptions.at[c->first_exception + c->exception_count - 1].day : -1;
    }
}

const kv_table kv_table_calendar_dates = { .file = "calendar_dates.txt", KV_COLUMNS(date_columns), .row_size = sizeof(date_in),
                                           .line = offsetof(date_in, line), .take = take_date, .done = done_dates };

/* ---- frequencies.txt ----------------------------------------------------------------------------------- */

typedef struct { kv_frequency row; int32_t exact; } frequency_in;

static const kv_column frequency_columns[] = {
    KV_COLUMN(frequency_in, row.trip, "trip_id", TRIP, .required = true),
    KV_COLUMN(frequency_in, row.from_s, "start_time", CLOCK, .required = true),
    KV_COLUMN(frequency_in, row.to_s, "end_time", CLOCK, .required = true),
    KV_COLUMN(frequency_in, row.headway_s, "headway_secs", INTEGER, .required = true, .min = 1, .max = INT32_MAX),
    KV_COLUMN(frequency_in, exact, "exact_times", INTEGER, .lenient = true, .min = 0, .max = 1),
};

static void take_frequency(kv_reader *r, void *in)
{
    const frequency_in *f = in;
    if (r->row_errors || f->row.trip == KV_NONE)
        return;
    if (f->row.to_s < f->row.from_s) {
        kv_finding *told = kv_row_report(r, KV_FINDING_ERROR, "end_time", "is before start_time");
        kv_finding_hint(r, told, "past midnight write 24:00:00 and more");
        return;
    }
    if (f->row.to_s == f->row.from_s)
        kv_row_report(r, KV_FINDING_WARNING, "end_time", "is start_time: nothing departs");
    kv_reader_push(r, &r->pack->frequencies, f->row);
}

const kv_table kv_table_frequencies = { .file = "frequencies.txt", KV_COLUMNS(frequency_columns), .row_size = sizeof(frequency_in),
                                        .line = offsetof(frequency_in, row.line), .take = take_frequency,
                                        .done = kv_check_frequencies };
