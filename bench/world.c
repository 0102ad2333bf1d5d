/* world.c - where places lie and which services run between them
 *
 * Freight clusters: the largest hub of a thousand draws some hundred times what the smallest does, and most lines go to
 * a hub near by. Trains and trucks step from hub to near hub, ships from port to far port. */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"

typedef struct { double lat, lon, spread; uint32_t weight; const char *countries, *zone; } region;
static const region regions[] = {
    { 33, 114, 7, 18, "CN", "Asia/Shanghai" },      { 46, 68, 7, 8, "KZUZTMKG", "Asia/Almaty" },
    { 41, 46, 2, 5, "AZGEAM", "Asia/Baku" },        { 39, 33, 3, 6, "TR", "Europe/Istanbul" },
    { 50, 15, 5, 14, "DEPLCZAT", "Europe/Berlin" }, { 47, 3, 4, 9, "FRBENL", "Europe/Paris" },
    { 45, 25, 3, 5, "ROBGRS", "Europe/Bucharest" }, { 55, 45, 8, 6, "RU", "Europe/Moscow" },
    { 22, 78, 6, 9, "IN", "Asia/Kolkata" },         { 13, 104, 6, 7, "VNTHMY", "Asia/Bangkok" },
    { 28, 50, 5, 5, "AESAIR", "Asia/Dubai" },       { 39, -83, 8, 12, "US", "America/New_York" },
    { 37, -115, 5, 6, "MX", "America/Los_Angeles" }, { -22, -50, 6, 5, "BRAR", "America/Sao_Paulo" },
    { -28, 27, 4, 3, "ZA", "Africa/Johannesburg" }, { 8, 5, 4, 2, "NGGH", "Africa/Lagos" },
};
enum { REGIONS = sizeof regions / sizeof regions[0] };

#define X(name, word, share, speed, detour, dwell, cents, co2) { share, speed, detour, dwell },
static const struct { uint32_t share; double speed_kmh, detour, dwell_h; } modes[WORLD_MODES] = { WORLD_MODE_MAP(X) };
#undef X

const char *world_zone(uint32_t r) { return regions[r].zone; }

double world_km(double lat1, double lon1, double lat2, double lon2)
{
    const double radian = 3.14159265358979323846 / 180;
    double north = sin((lat2 - lat1) * radian / 2), east = sin((lon2 - lon1) * radian / 2);
    double h = north * north + cos(lat1 * radian) * cos(lat2 * radian) * east * east;
    return 2 * 6371.0088 * asin(sqrt(h < 1 ? h : 1));
}

static uint32_t draw(world *w, uint32_t from, uint32_t to) { return from + kv_random_below(&w->random, to - from + 1); }
static bool percent(world *w, uint32_t p) { return kv_random_below(&w->random, 100) < p; }
static uint32_t skewed(world *w, uint32_t n)        /* 0 .. n - 1, the first ones far more often */
{
    double u = kv_random_unit(&w->random);
    return (uint32_t)(u * u * u * n);
}
static double bell(world *w)                        /* about normal, mean 0, deviation 1 */
{
    double sum = 0;
    for (int i = 0; i < 12; i++)
        sum += kv_random_unit(&w->random);
    return sum - 6;
}

/* ---- places ------------------------------------------------------------------------------------------ */

static double latitude(double lat) { return lat > 75 ? 75 : lat < -60 ? -60 : lat; }
static double longitude(double lon) { return lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon; }

static bool make_hubs(world *w)
{
    uint32_t count = w->options.terminals / 30 + 6, all = 0;
    for (uint32_t r = 0; r < REGIONS; r++)
        all += regions[r].weight;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t r = 0, ticket = kv_random_below(&w->random, all);
        while (ticket >= regions[r].weight)
            ticket -= regions[r++].weight;
        world_hub h = { .lat = latitude(regions[r].lat + regions[r].spread * bell(w)),
                        .lon = longitude(regions[r].lon + 1.4 * regions[r].spread * bell(w)), .region = r };
        if (!kv_vec_push(&w->hubs, h))
            return false;
    }
    return true;
}

static bool find_near_hubs(world *w)
{
    if (!kv_vec_reserve(&w->near, w->hubs.count * WORLD_NEAR))
        return false;
    for (size_t i = 0; i < w->hubs.count; i++) {
        double best[WORLD_NEAR];
        uint32_t hub[WORLD_NEAR] = { 0 }, found = 0;
        for (size_t k = 0; k < w->hubs.count; k++) {
            double km = world_km(w->hubs.at[i].lat, w->hubs.at[i].lon, w->hubs.at[k].lat, w->hubs.at[k].lon);
            if (found == WORLD_NEAR && km >= best[found - 1])
                continue;
            uint32_t at = found < WORLD_NEAR ? found++ : found - 1;
            for (; at && best[at - 1] > km; at--) {
                best[at] = best[at - 1];
                hub[at] = hub[at - 1];
            }
            best[at] = km;
            hub[at] = (uint32_t)k;
        }
        for (uint32_t k = 0; k < WORLD_NEAR; k++)
            w->near.at[w->near.count++] = hub[k % found];
    }
    return true;
}

/* Places hub by hub, so that a hub's terminals lie together; the first of a hub are its largest. */
static bool make_places(world *w)
{
    uint32_t hubs = (uint32_t)w->hubs.count, *share = calloc(hubs, sizeof *share);
    uint32_t *named = calloc(26 * 26, sizeof *named);
    bool memory = share && named;
    for (uint32_t i = 0; memory && i < w->options.terminals; i++)
        share[i < hubs ? i : skewed(w, hubs)]++;
    for (uint32_t h = 0; memory && h < hubs; h++) {
        world_hub *hub = &w->hubs.at[h];
        hub->first_terminal = (uint32_t)w->terminals.count;
        hub->terminal_count = share[h];
        const region *r = &regions[hub->region];
        for (uint32_t left = share[h]; memory && left > 0;) {
            double km = -120 * log(1 - kv_random_unit(&w->random)), angle = 6.2831853 * kv_random_unit(&w->random);
            world_place p = { .hub = h, .first_terminal = (uint32_t)w->terminals.count,
                              .lat = latitude(hub->lat + km / 111 * sin(angle)),
                              .lon = longitude(hub->lon + km / (111 * cos(hub->lat * 0.01745)) * cos(angle)) };
            const char *country = r->countries + 2 * kv_random_below(&w->random, (uint32_t)strlen(r->countries) / 2);
            uint32_t n = named[(country[0] - 'A') * 26 + (country[1] - 'A')]++;
            p.id[0] = country[0];
            p.id[1] = country[1];
            for (int i = 4; i >= 2; i--, n /= 26)
                p.id[i] = (char)('A' + n % 26);
            if (n)                                  /* beyond 17,576 places of a country */
                p.id[5] = (char)('A' + n % 26);
            p.terminal_count = draw(w, 1, 3);
            p.terminal_count = p.terminal_count > left ? left : p.terminal_count;
            left -= p.terminal_count;
            for (uint32_t i = 0; memory && i < p.terminal_count; i++) {
                world_terminal t = { .place = (uint32_t)w->places.count, .lat = p.lat + 0.05 * bell(w),
                                     .lon = p.lon + 0.05 * bell(w),
                                     .port = w->terminals.count == hub->first_terminal || percent(w, 20) };
                memory = kv_vec_push(&w->terminals, t);
            }
            memory = memory && kv_vec_push(&w->places, p);
        }
    }
    free(share);
    free(named);
    return memory;
}

/* ---- lines ------------------------------------------------------------------------------------------- */

/* the hub where a line of this mode goes next */
static uint32_t next_hub(world *w, uint32_t hub, int mode)
{
    const uint32_t *near = &w->near.at[(size_t)hub * WORLD_NEAR];
    switch (mode) {
    case WORLD_RAIL:
        return near[skewed(w, WORLD_NEAR)];
    case WORLD_ROAD:
        return near[skewed(w, 5)];
    case WORLD_BARGE:
        return near[skewed(w, 4)];
    default:
        return percent(w, 40) ? near[draw(w, 1, WORLD_NEAR - 1)] : skewed(w, (uint32_t)w->hubs.count);
    }
}

static uint32_t terminal_of(world *w, uint32_t hub, int mode)
{
    const world_hub *h = &w->hubs.at[hub];
    uint32_t t = 0;
    for (int tries = 0; tries < 20 && h->terminal_count; tries++) {
        t = h->first_terminal + skewed(w, h->terminal_count);
        if (mode != WORLD_SEA || w->terminals.at[t].port)
            break;
        t = h->first_terminal;                      /* always a port */
    }
    return t;
}

static void make_line(world *w, world_service *s)
{
    uint32_t ticket = kv_random_below(&w->random, 100);
    while (ticket >= modes[s->mode].share)
        ticket -= modes[s->mode++].share;
    static const uint8_t most[WORLD_MODES] = { 6, 3, 8, 5 };
    uint32_t wanted = draw(w, 2, most[s->mode]), hub = skewed(w, (uint32_t)w->hubs.count);
    /* two thirds begin anywhere, so that small terminals have their line too */
    uint32_t t = percent(w, 66) ? kv_random_below(&w->random, (uint32_t)w->terminals.count) : terminal_of(w, hub, s->mode);
    if (s->mode == WORLD_SEA && !w->terminals.at[t].port)
        t = w->hubs.at[w->places.at[w->terminals.at[t].place].hub].first_terminal;
    s->stop[s->stop_count++] = t;
    for (int tries = 0; s->stop_count < wanted && tries < 40; tries++) {
        uint32_t last = s->stop[s->stop_count - 1];
        t = terminal_of(w, next_hub(w, w->places.at[w->terminals.at[last].place].hub, s->mode), s->mode);
        bool there = false;
        for (uint32_t i = 0; i < s->stop_count; i++)
            there = there || w->terminals.at[s->stop[i]].place == w->terminals.at[t].place;
        if (!there)
            s->stop[s->stop_count++] = t;
    }
}

static uint8_t weekdays(world *w, int mode)
{
    static const uint8_t least[WORLD_MODES] = { 2, 3, 1, 2 }, most[WORLD_MODES] = { 6, 7, 2, 4 };
    uint32_t count = draw(w, least[mode], most[mode]);
    uint8_t mask = 0;
    while (count) {
        uint8_t day = (uint8_t)(1u << kv_random_below(&w->random, 7));
        count -= !(mask & day);
        mask |= day;
    }
    return mask;
}

/* running and dwell times of one way, a little faster or slower than usual */
static void make_times(world *w, const world_service *s, bool back, double pace, world_trip *trip)
{
    double minutes = 0;
    for (uint32_t i = 0; i < s->stop_count; i++) {
        const world_terminal *t = &w->terminals.at[s->stop[back ? s->stop_count - 1 - i : i]];
        if (i) {
            const world_terminal *before = &w->terminals.at[s->stop[back ? s->stop_count - i : i - 1]];
            double km = modes[s->mode].detour * world_km(before->lat, before->lon, t->lat, t->lon);
            minutes += 30 + 60 * pace * km / modes[s->mode].speed_kmh;
        }
        trip->arrive_min[i] = (uint32_t)minutes / 5 * 5;
        if (i && i + 1U < s->stop_count)
            minutes += 60 * modes[s->mode].dwell_h * (0.7 + 0.6 * kv_random_unit(&w->random));
        trip->leave_min[i] = (uint32_t)minutes / 5 * 5;
    }
}

static bool make_trips(world *w, const world_service *s, bool back, uint32_t *count)
{
    uint8_t mask = weekdays(w, s->mode);
    uint16_t usual = (uint16_t)(draw(w, 0, 95) * 15);
    world_trip trip = { .weekdays = mask, .depart_min = usual };
    make_times(w, s, back, 1, &trip);
    if (percent(w, 50)) {
        *count = 1;
        return kv_vec_push(&w->trips, trip);
    }
    for (int day = 0; day < 7; day++) {             /* a train of its own for each weekday */
        if (!(mask >> day & 1))
            continue;
        trip.weekdays = (uint8_t)(1 << day);
        trip.depart_min = (uint16_t)((usual + draw(w, 0, 24) * 15) % 1440);
        if (percent(w, 30))
            make_times(w, s, back, 0.9 + 0.2 * kv_random_unit(&w->random), &trip);
        if (!kv_vec_push(&w->trips, trip))
            return false;
        ++*count;
    }
    return true;
}

/* calls that leave, over the service's season */
static uint64_t departures_of(const world *w, const world_service *s)
{
    uint64_t sum = 0;
    for (uint32_t i = s->first_trip; i < s->first_trip + s->trip_count; i++)
        for (int day = 0; day < 7; day++)
            if (w->trips.at[i].weekdays >> day & 1) {
                int64_t first = s->first_day + (day - kv_days_weekday(s->first_day) + 7) % 7;
                sum += first > s->last_day ? 0 : (uint64_t)((s->last_day - first) / 7 + 1) * (s->stop_count - 1U);
            }
    return sum;
}

static bool make_services(world *w)
{
    const world_options *o = &w->options;
    uint32_t agencies = (o->services ? o->services : (uint32_t)(o->departures / 1000)) / 40 + 2 * WORLD_MODES;
    for (uint32_t i = 0; i < agencies; i++)
        if (!kv_vec_push(&w->agencies, ((world_agency){ (uint8_t)(i % WORLD_MODES), kv_random_below(&w->random, REGIONS) })))
            return false;
    uint64_t short_lines = 0;
    while (o->services ? w->services.count < o->services : w->departures < o->departures) {
        world_service s = { .first_day = o->first_day, .last_day = o->first_day + (int32_t)o->days - 1,
                            .first_trip = (uint32_t)w->trips.count };
        make_line(w, &s);
        if (s.stop_count < 2) {
            if (++short_lines > 1000 + 100 * w->services.count)
                break;                              /* too few places for any line */
            continue;
        }
        s.agency = kv_random_below(&w->random, agencies / WORLD_MODES) * WORLD_MODES + s.mode;
        if (percent(w, 10)) {                       /* begins in the first half of the period, or ends in the second */
            int32_t half = (int32_t)kv_random_below(&w->random, (o->days + 1) / 2);
            if (percent(w, 50))
                s.first_day += half;
            else
                s.last_day -= half;
        }
        s.cancelled = percent(w, 8) ? draw(w, 1, 3) : 0;
        if (!make_trips(w, &s, false, &s.trip_count) || !make_trips(w, &s, true, &s.back_count))
            return false;
        s.trip_count += s.back_count;
        for (uint32_t i = 0; i < s.stop_count; i++)
            w->terminals.at[s.stop[i]].served = true;
        w->departures += departures_of(w, &s);
        if (!kv_vec_push(&w->services, s))
            return false;
    }
    return true;
}

/* ---- all of it --------------------------------------------------------------------------------------- */

kv_status world_make(world *w, const world_options *o, kv_error *err)
{
    *w = (world){ .options = *o };
    kv_random_seed(&w->random, o->seed);
    if (o->terminals < 2 || o->terminals > 10000000 || o->days < 1 || o->days > 3650
        || (!o->services && !o->departures) || o->services > 10000000 || o->departures > 1000000000)
        return kv_fail(err, KV_INVALID, NULL, "a world has 2 to 10 million places, 1 to 3650 days, and services or departures");
    if (!make_hubs(w) || !find_near_hubs(w) || !make_places(w) || !make_services(w))
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    if (o->services ? w->services.count < o->services : w->departures < o->departures)
        return kv_fail(err, KV_INVALID, NULL, "%u places are too few for services between them", o->terminals);
    return KV_OK;
}

void world_free(world *w)
{
    kv_vec_free(&w->hubs);
    kv_vec_free(&w->near);
    kv_vec_free(&w->places);
    kv_vec_free(&w->terminals);
    kv_vec_free(&w->agencies);
    kv_vec_free(&w->services);
    kv_vec_free(&w->trips);
}

kv_status world_write(const world_options *o, const char *folder, kv_error *err)
{
    world w;
    kv_status status = world_make(&w, o, err);
    if (status == KV_OK)
        status = world_files(&w, folder, err);
    world_free(&w);
    return status;
}
