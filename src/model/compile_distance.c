/* compile_distance.c - how far is it along a trip?
 *
 * Freight is priced and charged with emissions by distance: shape_dist_traveled in kilometres where two neighbours
 * have it, else the geodesic on WGS 84 (Karney 2013, PROJ's geodesic.h), asked once for each pair of stops. On a
 * plain feed nothing hangs on it, and a sphere of the mean radius is enough. A stretch to a stop of unknown position is 0. */
#include <geodesic.h>
#include <math.h>
#include <stdlib.h>

#include "model/compile.h"

static const double earth_radius_m = 6371008.8;     /* mean radius, IUGG */
static const double wgs84_axis_m = 6378137.0, wgs84_flattening = 1 / 298.257223563;
static const double radian = 3.14159265358979323846 / 180;

typedef struct { uint32_t from, to; double metres; } pair;      /* from KV_NONE: a free slot */

typedef struct {                            /* open hash, never more than half full */
    pair *slot;
    size_t size, used;
    struct geod_geodesic earth;
} pair_table;

static size_t slot_of(const pair_table *t, uint32_t from, uint32_t to)
{
    uint64_t h = ((uint64_t)from << 32 | to) * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(h >> 32) & (t->size - 1);
    while (t->slot[at].from != KV_NONE && (t->slot[at].from != from || t->slot[at].to != to))
        at = (at + 1) & (t->size - 1);
    return at;
}

static bool grow(pair_table *t)
{
    pair_table old = *t;
    t->size = old.size ? 2 * old.size : 1024;
    t->slot = malloc(t->size * sizeof *t->slot);
    if (!t->slot) {
        *t = old;
        return false;
    }
    for (size_t i = 0; i < t->size; i++)
        t->slot[i].from = KV_NONE;
    for (size_t i = 0; i < old.size; i++)
        if (old.slot[i].from != KV_NONE)
            t->slot[slot_of(t, old.slot[i].from, old.slot[i].to)] = old.slot[i];
    free(old.slot);
    return true;
}

static bool known(const kv_stop_row *s) { return isfinite(s->lat) && isfinite(s->lon); }

static double haversine_m(const kv_stop_row *a, const kv_stop_row *b)
{
    double north = sin((b->lat - a->lat) * radian / 2), east = sin((b->lon - a->lon) * radian / 2);
    double h = north * north + cos(a->lat * radian) * cos(b->lat * radian) * east * east;
    return 2 * earth_radius_m * asin(sqrt(h < 1 ? h : 1));
}

static bool geodesic_m(pair_table *t, const kv_stop_row *stops, uint32_t from, uint32_t to, double *metres)
{
    if (2 * (t->used + 1) > t->size && !grow(t))
        return false;
    pair *p = &t->slot[slot_of(t, from, to)];
    if (p->from == KV_NONE) {
        *p = (pair){ from, to, 0 };
        geod_inverse(&t->earth, stops[from].lat, stops[from].lon, stops[to].lat, stops[to].lon, &p->metres, NULL, NULL);
        t->used++;
    }
    *metres = p->metres;
    return true;
}

kv_status kv_build_distances(kv_build *b)
{
    const kv_pack *pack = b->pack;
    const uint32_t *row_of = b->row_of[KV_SECTION_stops];
    pair_table table = { 0 };
    geod_init(&table.earth, wgs84_axis_m, wgs84_flattening);
    b->metres = calloc(pack->stop_times.count + 1, sizeof *b->metres);
    bool memory = b->metres;
    for (size_t t = 0; memory && t < pack->trip_times.count; t++) {
        size_t first = pack->trip_times.at[t].first_time;
        double sum = 0;
        for (uint32_t i = 1; memory && i < pack->trip_times.at[t].time_count; i++) {
            const kv_stop_time *x = &pack->stop_times.at[first + i - 1], *y = x + 1;
            uint32_t from = row_of[x->stop], to = row_of[y->stop];
            double metres = 1000 * ((double)y->distance - (double)x->distance);
            bool given = pack->is_freight && isfinite(metres) && metres >= 0;
            if (!given) {
                metres = 0;
                if (from != to && known(&b->stops.at[from]) && known(&b->stops.at[to])) {
                    if (pack->is_freight)
                        memory = geodesic_m(&table, b->stops.at, from, to, &metres);
                    else
                        metres = haversine_m(&b->stops.at[from], &b->stops.at[to]);
                }
            }
            sum += isfinite(metres) ? metres : 0;
            b->metres[first + i] = sum < (double)(UINT32_MAX - 1) ? (uint32_t)(sum + 0.5) : UINT32_MAX - 1;
        }
    }
    free(table.slot);
    return memory ? KV_OK : kv_build_no_memory(b);
}
