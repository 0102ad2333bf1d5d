/* desk.c - opening the desk that all threads share, and each thread's clerk
 *
 * The desk knows on which days prices or handling change: between two such days a fold of costs holds for any date. */
#include "service/desk.h"

#include <stdlib.h>
#include <string.h>

static int by_day(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* the days of the pricer, and those on which handling rows begin and end: they change hours too */
static kv_status find_epochs(kv_desk *d, kv_error *err)
{
    const kv_corridor *c = d->corridor;
    int32_t from = kv_day_of(c->info->base), to = c->info->last_day + KV_HORIZON_DAYS_MAX;
    KV_VEC(int32_t) days = { 0 };
    bool ok = kv_vec_reserve(&days, KV_EPOCHS_MAX);
    if (ok)
        days.count = kv_price_epochs(d->pricer, from, to, days.at, KV_EPOCHS_MAX);
    if (days.count == UINT32_MAX)
        ok = false;
    if (ok && days.count > KV_EPOCHS_MAX) {
        kv_vec_free(&days);
        return kv_fail(err, KV_INVALID, "freight_tariffs.txt", "prices change on more than %d days", KV_EPOCHS_MAX);
    }
    if (!ok)
        days.count = 0;
    ok = ok && kv_vec_push(&days, from);
    for (uint32_t i = 0; ok && i < c->handling_count; i++) {
        kv_validity v = c->handling[i].valid;
        if (v.from > from && v.from <= to)
            ok = kv_vec_push(&days, v.from);
        if (ok && v.to >= from && v.to < to)
            ok = kv_vec_push(&days, v.to + 1);
    }
    if (ok) {
        qsort(days.at, days.count, sizeof *days.at, by_day);
        uint32_t kept = 0;
        for (size_t i = 0; i < days.count; i++)
            if (!kept || days.at[i] != days.at[kept - 1])
                days.at[kept++] = days.at[i];
        d->epoch_count = kept;
    }
    d->epoch_day = days.at;
    return ok ? KV_OK : kv_fail(err, KV_MEMORY, "", "memory is out");
}

/* the pack's places come first among equal names */
static kv_status favour_places(kv_desk *d, kv_error *err)
{
    const kv_corridor *c = d->corridor;
    const char **codes = calloc(c->stops_count + 1, sizeof *codes);
    size_t count = 0;
    for (uint32_t s = 0; codes && s < c->stops_count; s++)
        if (c->stops[s].parent == KV_NONE)
            codes[count++] = kv_corridor_text(c, c->stops[s].id);
    if (codes)
        d->favoured = kv_gazetteer_mark(d->gazetteer, codes, count, &d->arena, NULL);
    free(codes);
    return d->favoured ? KV_OK : kv_fail(err, KV_MEMORY, "", "memory is out");
}

kv_status kv_desk_open(kv_desk **out, const kv_corridor *c, const kv_gazetteer *g, kv_error *err)
{
    *out = NULL;
    kv_desk *d = calloc(1, sizeof *d);
    if (!d)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    d->corridor = c;
    d->gazetteer = g;
    d->priced = c->info->is_freight && c->tariffs_count;
    kv_status s = kv_pricer_open(&d->pricer, c, err);
    if (s == KV_OK)
        s = kv_reliability_open(&d->reliability, c, err);
    if (s == KV_OK)
        s = find_epochs(d, err);
    if (s == KV_OK && g)
        s = favour_places(d, err);
    if (s != KV_OK) {
        kv_desk_close(d);
        return s;
    }
    *out = d;
    return KV_OK;
}

void kv_desk_close(kv_desk *d)
{
    if (!d)
        return;
    kv_reliability_close(d->reliability);
    kv_pricer_close(d->pricer);
    free(d->epoch_day);
    kv_arena_free(&d->arena);
    free(d);
}

uint32_t kv_epoch_of(const kv_desk *d, int32_t day)
{
    uint32_t low = 0, high = d->epoch_count;            /* the last epoch that begins on or before the day */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (d->epoch_day[middle] <= day)
            low = middle;
        else
            high = middle;
    }
    return low;
}

kv_status kv_clerk_open(kv_clerk **out, kv_desk *d, kv_error *err)
{
    *out = NULL;
    kv_clerk *k = calloc(1, sizeof *k);
    if (!k)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    k->desk = d;
    kv_status s = kv_planner_open(&k->planner, d->corridor, err);
    if (s != KV_OK) {
        kv_clerk_close(k);
        return s;
    }
    *out = k;
    return KV_OK;
}

void kv_clerk_close(kv_clerk *k)
{
    if (!k)
        return;
    for (int i = 0; i < KV_FOLDS_KEPT; i++)
        if (k->fold[i]) {
            kv_arena arena = k->fold[i]->arena;         /* the fold lies in its own arena */
            kv_arena_free(&arena);
        }
    for (size_t i = 0; i < k->zones.count; i++)
        kv_zone_close(k->zones.at[i]);
    kv_vec_free(&k->zones);
    kv_vec_free(&k->zone_names);
    kv_planner_close(k->planner);
    free(k);
}

kv_planner *kv_clerk_planner(kv_clerk *k) { return k->planner; }

kv_place_seen kv_place_of_stop(const kv_desk *d, uint32_t stop)
{
    const kv_corridor *c = d->corridor;
    const kv_stop_row *s = &c->stops[stop];
    const char *zone = kv_corridor_text(c, s->zone);
    return (kv_place_seen){
        .stop = stop, .code = kv_corridor_text(c, s->id), .name = kv_corridor_text(c, s->name), .country = s->country,
        .lat = s->lat, .lon = s->lon, .zone = *zone ? zone : kv_corridor_text(c, c->info->zone),
    };
}
