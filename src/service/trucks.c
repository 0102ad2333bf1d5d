/* trucks.c - first and last miles: which terminals an end point reaches, and by truck how far, how long and for how much
 *
 *     a place of the pack      its own terminals, without a vehicle; trucks only when no usable service calls there
 *     a place or point outside trucks to the nearest terminals that a usable service calls at
 *
 * A truck's road is the geodesic line times KV_ROAD_FACTOR and its pace KV_ROAD_KMH: both estimates, shown as such, with
 * their sources in docs/planning.md. Trucks stay inside one customs area: a border takes papers and hours that a
 * line on the map does not show. */
#include "service/desk.h"

#include <geodesic.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KV_ROAD_FACTOR 1.3              /* road over geodesic */
#define KV_ROAD_KMH    35               /* door to door, rests included */

double kv_distance_m(double lat1, double lon1, double lat2, double lon2)
{
    struct geod_geodesic earth;
    double metres;
    geod_init(&earth, 6378137, 1 / 298.257223563);
    geod_inverse(&earth, lat1, lon1, lat2, lon2, &metres, NULL, NULL);
    return metres;
}

int64_t  kv_road_m(double geodesic_m) { return llround(geodesic_m * KV_ROAD_FACTOR); }
uint32_t kv_road_s(int64_t road_m) { return (uint32_t)((road_m * 3600 + KV_ROAD_KMH * 1000 - 1) / (KV_ROAD_KMH * 1000)); }

bool kv_truck_takes(const kv_cargo *cargo)
{
    uint32_t wagons = 1u << KV_EQUIPMENT_WAGON_COVERED | 1u << KV_EQUIPMENT_WAGON_HOPPER | 1u << KV_EQUIPMENT_WAGON_GONDOLA
                    | 1u << KV_EQUIPMENT_WAGON_TANK | 1u << KV_EQUIPMENT_WAGON_FLAT;
    for (int32_t i = 0; i < cargo->item_count; i++)
        if (!(cargo->item[i].equipment & ~wagons))
            return false;
    return true;
}

/* countries between which lorries pass without a customs border */
static bool same_customs_area(const char *a, const char *b)
{
    static const char areas[][90] = {
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",        /* European Union */
        "AM BY KG KZ RU",                                                                          /* Eurasian Economic Union */
    };
    if (!strcmp(a, b))
        return true;
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++)
        if (*a && *b && strstr(areas[i], a) && strstr(areas[i], b))
            return true;
    return false;
}

/* does a usable leg begin (or end) here, or behind a link from (or to) here? */
static bool usable(const kv_corridor *c, const kv_fold *f, uint32_t stop, bool outward)
{
    if (outward ? f->boards[stop] : f->alights[stop])
        return true;
    if (outward) {
        for (uint32_t i = c->link_first[stop]; i < c->link_first[stop + 1]; i++)
            if (f->boards[c->links[i].to])
                return true;
        return false;
    }
    for (uint32_t s = 0; s < c->stops_count; s++)
        for (uint32_t i = c->link_first[s]; f->alights[s] && i < c->link_first[s + 1]; i++)
            if (c->links[i].to == stop)
                return true;
    return false;
}

typedef struct { uint32_t stop; double metres; } near;

static int by_distance(const void *a, const void *b)
{
    const near *x = a, *y = b;
    if (x->metres != y->metres)
        return x->metres < y->metres ? -1 : 1;
    return (x->stop > y->stop) - (x->stop < y->stop);
}

static kv_status price_truck(kv_clerk *k, const kv_cargo *cargo, kv_currency currency, const kv_limits *limits, const char *country,
                             int32_t day, kv_mile *mile, bool *no_rate, kv_error *err)
{
    kv_desk *d = k->desk;
    *no_rate = false;
    if (limits->priced) {
        int64_t minor = kv_price_road(d->pricer, cargo, currency, country, mile->metres, day, NULL);
        *no_rate = minor == KV_PRICE_NONE;
        if (!*no_rate && !kv_cost_of(minor, currency, &mile->access.price, err))
            return KV_INVALID;
    }
    mile->access.mode = KV_MODE_ROAD;
    mile->access.seconds = kv_road_s(mile->metres);
    mile->access.co2_g = kv_co2_grams(kv_emissions_road(d->corridor, cargo, country, (double)mile->metres / 1000, NULL));
    return KV_OK;
}

static kv_status find_trucks(kv_clerk *k, const kv_fold *f, const kv_limits *limits, const kv_end *end, bool outward, int32_t day,
                             double km_max, kv_arena *arena, kv_mile *miles, uint32_t *count, bool *no_rate, kv_error *err)
{
    const kv_corridor *c = k->desk->corridor;
    near *found = kv_new_array(arena, near, c->stops_count);
    size_t found_count = 0;
    if (!found)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    for (uint32_t s = 0; s < c->stops_count; s++) {
        const kv_stop_row *row = &c->stops[s];
        if (row->kind != KV_STOP_TERMINAL || isnan(row->lat) || isnan(row->lon) || kv_limits_avoid(limits, row->country)
            || !same_customs_area(row->country, end->place.country) || !(outward ? f->boards[s] : f->alights[s]))
            continue;
        double metres = kv_distance_m(end->place.lat, end->place.lon, row->lat, row->lon);
        if ((double)kv_road_m(metres) <= km_max * 1000)
            found[found_count++] = (near){ s, metres };
    }
    qsort(found, found_count, sizeof *found, by_distance);
    for (size_t i = 0; i < found_count && *count < KV_MILES_MAX; i++) {
        kv_mile mile = { .access = { .stop = found[i].stop }, .metres = kv_road_m(found[i].metres) };
        bool none;
        kv_status s = price_truck(k, &f->cargo, f->currency, limits, end->place.country, day, &mile, &none, err);
        if (s != KV_OK)
            return s;
        *no_rate = *no_rate || none;
        if (!none)
            miles[(*count)++] = mile;
    }
    return KV_OK;
}

kv_status kv_miles_find(kv_clerk *k, const kv_fold *f, const kv_limits *limits, const kv_end *end, bool outward, int32_t charge_day,
                        double km_max, kv_arena *arena, kv_mile **out, uint32_t *count, bool *no_rate, kv_error *err)
{
    const kv_corridor *c = k->desk->corridor;
    *count = 0;
    *no_rate = false;
    uint32_t own = 0;
    if (end->stop != KV_NONE)
        own = c->stops[end->stop].kind == KV_STOP_PLACE ? c->stops[end->stop].child_count : 1;
    *out = kv_new_array(arena, kv_mile, own + KV_MILES_MAX);
    if (!*out)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    bool served = false;
    for (uint32_t i = 0; i < own; i++) {
        uint32_t stop = end->stop;
        if (c->stops[stop].kind == KV_STOP_PLACE)
            stop = c->stop_children[c->stops[stop].first_child + i];
        served = served || usable(c, f, stop, outward);
        (*out)[(*count)++] = (kv_mile){ .access = { .stop = stop, .mode = KV_MODE_NONE } };
    }
    if (served || km_max < 0 || !c->info->is_freight || !(limits->modes >> KV_MODE_ROAD & 1) || !kv_truck_takes(&f->cargo)
        || isnan(end->place.lat) || isnan(end->place.lon))
        return KV_OK;
    *count = 0;
    kv_status s = find_trucks(k, f, limits, end, outward, charge_day, km_max, arena, *out, count, no_rate, err);
    if (s == KV_OK && !*count)                          /* the terminals themselves, so that the answer can say where it got stuck */
        *count = own;
    return s;
}

kv_status kv_truck_all_the_way(kv_clerk *k, const kv_cargo *cargo, kv_currency currency, const kv_limits *limits, const kv_end *from,
                               const kv_end *to, int32_t charge_day, double km_max, kv_mile *out, bool *possible, kv_error *err)
{
    *possible = false;
    if (km_max < 0 || !k->desk->corridor->info->is_freight || !(limits->modes >> KV_MODE_ROAD & 1) || !kv_truck_takes(cargo)
        || isnan(from->place.lat) || isnan(to->place.lat) || !same_customs_area(from->place.country, to->place.country)
        || kv_limits_avoid(limits, from->place.country) || kv_limits_avoid(limits, to->place.country))
        return KV_OK;
    int64_t metres = kv_road_m(kv_distance_m(from->place.lat, from->place.lon, to->place.lat, to->place.lon));
    if ((double)metres > km_max * 1000)
        return KV_OK;
    *out = (kv_mile){ .access = { .stop = KV_NONE }, .metres = metres };
    bool none;
    kv_status s = price_truck(k, cargo, currency, limits, from->place.country, charge_day, out, &none, err);
    *possible = s == KV_OK && !none;
    return s;
}
