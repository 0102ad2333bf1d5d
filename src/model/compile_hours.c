/* compile_hours.c - opening hours of the local clock become open spans of ticks
 *
 * Stops with the same hours in the same zone share a class. A class is unrolled day by day over the whole period,
 * each end of a span put through its zone, so that a terminal in Istanbul or Bucharest opens at 08:00
 * local time before and after a change of the clock. Spans that touch are joined; a class that is open all the
 * time is none at all. */
#include <stdio.h>
#include <stdlib.h>

#include "model/compile.h"
#include "model/hours.h"

typedef struct { kv_str text, zone; uint32_t class; } known;    /* text of the pack, zone of the image */
typedef KV_VEC(kv_span) spans;

/* a stop's own zone, else its place's, else the first agency's */
static kv_str zone_of(const kv_build *b, uint32_t stop)
{
    const kv_stop_row *s = &b->stops.at[stop];
    if (s->zone)
        return s->zone;
    if (s->parent != KV_NONE && b->stops.at[s->parent].zone)
        return b->stops.at[s->parent].zone;
    return b->about.zone;
}

static int by_from(const void *a, const void *b)
{
    const kv_span *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

/* ticks within 0 .. horizon */
static kv_tick clip(const kv_build *b, kv_time t)
{
    kv_time tick = t - b->about.base;
    return tick < 0 ? 0 : tick > b->horizon ? b->horizon : (kv_tick)tick;
}

/* every day of the period on which the span holds, and a few more on both sides for zones */
static bool unroll(const kv_build *b, kv_zone *zone, const kv_hours_span *h, spans *out)
{
    int64_t first = b->about.base / KV_DAY_S - 3, last = (b->about.base + b->horizon) / KV_DAY_S + 2;
    for (int64_t day = first; day <= last; day++) {
        if (!(h->weekdays >> kv_days_weekday(day) & 1))
            continue;
        kv_span s = { clip(b, kv_zone_to_utc(zone, day * KV_DAY_S + h->from_s)),
                      clip(b, kv_zone_to_utc(zone, day * KV_DAY_S + h->to_s)) };
        if (s.from < s.to && !kv_vec_push(out, s))
            return false;
    }
    return true;
}

static void join(spans *s)
{
    if (s->count)
        qsort(s->at, s->count, sizeof s->at[0], by_from);
    size_t kept = 0;
    for (size_t i = 0; i < s->count; i++) {
        kv_span *top = kept ? &s->at[kept - 1] : NULL;
        if (top && s->at[i].from <= top->to)
            top->to = s->at[i].to > top->to ? s->at[i].to : top->to;
        else
            s->at[kept++] = s->at[i];
    }
    s->count = kept;
}

/* the text's spans over the whole period, or why it cannot be read */
static kv_status read_hours(kv_build *b, uint32_t stop, const char *text, kv_zone *zone, spans *open)
{
    kv_text rest = kv_text_of(text), wrong = { 0 };
    kv_hours_span h;
    while (kv_hours_next(&rest, &h, &wrong))
        if (!unroll(b, zone, &h, open))
            return kv_build_no_memory(b);
    if (wrong.n) {
        char where[48];
        snprintf(where, sizeof where, "stops.txt:%u opening_hours", b->stops.at[stop].line);
        kv_fail(b->err, KV_INVALID, where, "cannot read '%.*s'", (int)(wrong.n < 80 ? wrong.n : 80), wrong.p);
        return kv_hint(b->err, "write it like %s", KV_HOURS_GRAMMAR);
    }
    join(open);
    return KV_OK;
}

static kv_status add_class(kv_build *b, uint32_t stop, known *k)
{
    uint32_t zone;
    spans open = { 0 };
    kv_status status = kv_build_zone(b, k->zone, &zone);
    if (status == KV_OK)
        status = read_hours(b, stop, kv_pool_get(&b->pack->text, k->text), b->zones.at[zone], &open);
    bool always = !open.count || (open.count == 1 && open.at[0].from == 0 && open.at[0].to == b->horizon);
    if (status == KV_OK && !always) {
        bool memory = kv_vec_reserve(&b->open, open.count);
        for (size_t i = 0; memory && i < open.count; i++)
            b->open.at[b->open.count++] = open.at[i];
        k->class = (uint32_t)b->hours.count - 1;
        if (!memory || !kv_vec_push(&b->hours, (uint32_t)b->open.count))
            status = kv_build_no_memory(b);
    }
    kv_vec_free(&open);
    return status;
}

kv_status kv_build_hours(kv_build *b)
{
    KV_VEC(known) classes = { 0 };
    const uint32_t *row_of = b->row_of[KV_SECTION_stops];
    size_t count = b->pack->stop_hours.count < b->stops.count ? b->pack->stop_hours.count : b->stops.count;
    kv_str *text = calloc(b->stops.count + 1, sizeof *text);    /* by the image's numbers */
    kv_status status = text && kv_vec_push(&b->hours, 0u) ? KV_OK : kv_build_no_memory(b);
    for (size_t i = 0; status == KV_OK && i < count; i++)
        text[row_of[i]] = b->pack->stop_hours.at[i];
    for (uint32_t s = 0; status == KV_OK && s < b->stops.count; s++) {
        if (!text[s])
            continue;
        known k = { text[s], zone_of(b, s), KV_NONE };
        size_t at = 0;
        while (at < classes.count && (classes.at[at].text != k.text || classes.at[at].zone != k.zone))
            at++;
        if (at == classes.count) {
            status = add_class(b, s, &k);
            if (status == KV_OK && !kv_vec_push(&classes, k))
                status = kv_build_no_memory(b);
        }
        if (status == KV_OK)
            b->stops.at[s].hours = classes.at[at].class;
    }
    kv_vec_free(&classes);
    free(text);
    return status;
}
