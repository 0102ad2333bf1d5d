/* check_calendars.c - does it ever run, and does it run twice at once?
 *
 * Days are counted, not walked: a range of ten thousand years costs what a week costs. */
#include <stdlib.h>

#include "model/read.h"

/* how many days from first to last fall on a weekday of the mask */
static int64_t days_on(uint8_t weekdays, int64_t first, int64_t last)
{
    if (last < first)
        return 0;
    int64_t weeks = (last - first + 1) / 7, count = 0;
    for (int i = 0; i < 7; i++)
        count += weekdays >> i & 1 ? weeks : 0;
    for (int64_t day = first + 7 * weeks; day <= last; day++)
        count += weekdays >> kv_days_weekday(day) & 1;
    return count;
}

static int64_t running_days(const kv_pack *pack, const kv_calendar *c)
{
    int64_t count = days_on(c->weekdays, c->first_day, c->last_day);
    for (uint32_t i = 0; i < c->exception_count; i++) {
        const kv_exception *e = &pack->exceptions.at[c->first_exception + i];
        bool in_week = e->day >= c->first_day && e->day <= c->last_day
                    && c->weekdays >> kv_days_weekday(e->day) & 1;
        count += (e->added && !in_week) - (!e->added && in_week);
    }
    return count;
}

void kv_check_calendars(kv_reader *r)
{
    const kv_pack *pack = r->pack;
    for (size_t i = 0; i < pack->calendars.count; i++) {
        uint32_t line = r->calendar_lines.at[i].line;
        const kv_calendar *c = &pack->calendars.at[i];
        bool dates_only = !line && c->exception_count;
        if ((!line && !dates_only) || running_days(pack, c) > 0)
            continue;                           /* one without line and dates was told where a trip names it */
        kv_finding *f = kv_report(r, KV_FINDING_WARNING, dates_only ? "calendar_dates.txt" : "calendar.txt", line, "service_id",
                                  kv_text_of(kv_reader_id(r, c->id)), "never runs: no day is left");
        kv_finding_hint(r, f, "its trips will not be found");
    }
}

static int compare_spans(const void *a, const void *b)
{
    const kv_frequency *x = a, *y = b;
    if (x->trip != y->trip)
        return x->trip < y->trip ? -1 : 1;
    if (x->from_s != y->from_s)
        return x->from_s < y->from_s ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Sorted by trip and start; the row that reaches furthest so far is the one to overlap. */
void kv_check_frequencies(kv_reader *r)
{
    kv_pack *pack = r->pack;
    if (!pack->frequencies.count)
        return;
    qsort(pack->frequencies.at, pack->frequencies.count, sizeof *pack->frequencies.at, compare_spans);
    const kv_frequency *furthest = &pack->frequencies.at[0];
    for (size_t i = 1; i < pack->frequencies.count; i++) {
        const kv_frequency *f = &pack->frequencies.at[i];
        if (f->trip == furthest->trip && f->from_s < furthest->to_s && f->from_s < f->to_s) {
            kv_text trip = kv_text_of(kv_reader_id(r, pack->trips.at[f->trip].id));
            kv_finding *told = kv_report(r, kv_lenient(r), "frequencies.txt", f->line, "trip_id", trip, "overlaps with line %u",
                                         furthest->line);
            kv_finding_hint(r, told, "end_time is the first moment that is no longer served");
        }
        if (f->trip != furthest->trip || f->to_s > furthest->to_s)
            furthest = f;
    }
}
