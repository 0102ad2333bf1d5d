/* random_pack.h - small packs with a bit of everything, and the same pack with its rows in another order */
#ifndef KV_TESTS_RANDOM_PACK_H
#define KV_TESTS_RANDOM_PACK_H

#include "base/random.h"
#include "make_pack.h"
#include "model/layout.h"

static inline uint32_t draw(kv_random *r, uint32_t from, uint32_t to) { return from + kv_random_below(r, to - from + 1); }
static inline bool chance(kv_random *r, uint32_t percent) { return kv_random_below(r, 100) < percent; }

static inline kv_str random_text(kv_pack *p, kv_random *r, const char *stem)
{
    char text[40];
    snprintf(text, sizeof text, "%s%u", stem, kv_random_below(r, 50));
    return chance(r, 20) ? 0 : make_text(p, text);
}

static inline kv_origin random_origin(kv_pack *p, kv_random *r)
{
    kv_origin o = { .source = chance(r, 20) ? KV_NONE : kv_random_below(r, (uint32_t)p->sources.count),
                    .line = kv_random_below(r, 1000), .confidence = (uint8_t)kv_random_below(r, KV_CONFIDENCE_COUNT) };
    return o;
}

/* Lines part rows that are equal otherwise; so they are drawn, not counted. */
static inline void random_freight(kv_pack *p, kv_random *r)
{
    uint32_t stops = (uint32_t)p->stops.count, services = (uint32_t)p->services.count, agencies = (uint32_t)p->agencies.count;
    kv_currency usd = { "USD" }, kzt = { "KZT" };
    for (uint32_t i = draw(r, 0, 6); i > 0; i--) {
        kv_handling_row h = { .stop = kv_random_below(r, stops), .any_from = chance(r, 50), .any_to = chance(r, 50),
                              .from_mode = (uint8_t)kv_random_below(r, KV_MODE_COUNT), .equipment = kv_random_below(r, 99),
                              .p50_s = (int32_t)kv_random_below(r, 99999), .throughput_day = kv_random_unit(r),
                              .price = { kv_random_below(r, 9999), 2 }, .currency = chance(r, 50) ? usd : kzt,
                              .notes = random_text(p, r, "note"), .origin = random_origin(p, r) };
        PUT(&p->handling, h);
        kv_variability_row v = { .service = chance(r, 50) ? KV_NONE : kv_random_below(r, services), .agency = KV_NONE,
                                 .from_stop = chance(r, 50) ? KV_NONE : kv_random_below(r, stops), .to_stop = KV_NONE,
                                 .month = (uint8_t)kv_random_below(r, 13), .p90_s = 7200, .origin = random_origin(p, r) };
        PUT(&p->variability, v);
        kv_closure_row c = { .stop = kv_random_below(r, stops), .month = (uint8_t)draw(r, 1, 12), .chance = 0.25,
                             .origin = random_origin(p, r) };
        PUT(&p->closures, c);
        kv_tariff_row t = { .id = random_text(p, r, "T"), .mode = KV_MODE_RAIL, .agency = kv_random_below(r, agencies),
                            .from = p->stops.at[kv_random_below(r, stops)].id, .to = random_text(p, r, "to"),
                            .hs = make_text(p, "10;1001"), .amount = { kv_random_below(r, 99999), 2 }, .currency = usd,
                            .weight_to_t = INFINITY, .count_to = INT32_MAX, .origin = random_origin(p, r) };
        PUT(&p->tariffs, t);
        kv_surcharge_row s = { .id = random_text(p, r, "S"), .agency = KV_NONE, .stop = KV_NONE, .name = random_text(p, r, "fuel"),
                               .amount = { 5, 0 }, .origin = random_origin(p, r) };
        PUT(&p->surcharges, s);
        kv_fx_row fx = { .day = (int32_t)draw(r, 20000, 20005), .base = usd, .quote = kzt, .rate = { 4801234, 4 },
                         .origin = random_origin(p, r) };
        PUT(&p->fx, fx);
        kv_emission_row e = { .emission_class = random_text(p, r, "rail"), .country = "KZ", .wtt_g = kv_random_unit(r),
                              .distance_factor = 1, .origin = random_origin(p, r) };
        PUT(&p->emissions, e);
        kv_section_row k = { .id = random_text(p, r, "sec"), .from_stop = kv_random_below(r, stops),
                             .to_stop = kv_random_below(r, stops), .capacity = NAN, .length_km = 7, .load = NAN,
                             .origin = random_origin(p, r) };
        PUT(&p->sections, k);
        kv_project_row w = { .id = random_text(p, r, "W"), .cost_musd = NAN, .adds_value = 3, .origin = random_origin(p, r) };
        PUT(&p->projects, w);
    }
}

static inline void random_calls(kv_pack *p, kv_random *r)
{
    int32_t t = (int32_t)(chance(r, 20) ? draw(r, 0, 60) : draw(r, 0, 30)) * 3600;
    static const int32_t step[] = { 0, 1800, 3600, 7200, 36000, 200000 };
    for (uint32_t n = draw(r, 1, 5); n > 0; n--) {
        int32_t arrive = t;
        t += chance(r, 50) ? 0 : step[kv_random_below(r, 4)];
        kv_stop_time *call = make_call(p, kv_random_below(r, (uint32_t)p->stops.count), arrive, t);
        call->flags = chance(r, 10) ? (uint8_t)draw(r, 1, 3) : 0;
        call->distance = chance(r, 30) ? (float)draw(r, 0, 3) * 100 : NAN;
        t += step[kv_random_below(r, COUNT(step))];
    }
}

/* the same stops an hour or so later, a little faster or slower: what shares patterns or overtakes */
static inline void random_copy_of_calls(kv_pack *p, kv_random *r, uint32_t trip)
{
    kv_pack_trip old = p->trip_times.at[trip];
    int32_t shift = (int32_t)draw(r, 0, 8) * 1800;
    for (uint32_t i = 0; i < old.time_count; i++) {
        kv_stop_time t = p->stop_times.at[old.first_time + i];
        int32_t arrive = t.arrive_s + shift;
        shift += chance(r, 30) ? (int32_t)draw(r, 0, 2) * 1800 : 0;
        kv_stop_time *call = make_call(p, t.stop, arrive, t.depart_s + shift);
        call->flags = t.flags;
        call->distance = t.distance;
    }
}

static inline kv_pack *random_pack(uint64_t seed)
{
    static const char *const zone[] = { "UTC", "Europe/Bucharest", "Asia/Almaty", "America/New_York", "Asia/Kathmandu" };
    static const char *const begin[] = { "2026-03-20", "2026-10-17", "2024-02-20", "2026-06-01" };
    static const char *const hours[] = { "", "", "Mo-Fr 08:00-20:00", "Mo-Su 06:00-22:00; Sa 04:00-05:00", "Mo-Su 00:00-24:00" };
    kv_random r;
    kv_random_seed(&r, seed);
    kv_pack *p = make_pack(chance(&r, 50));
    int32_t first = day(begin[kv_random_below(&r, 4)]);
    char id[24];
    for (uint32_t i = 0, n = draw(&r, 1, 4); i < n; i++) {
        snprintf(id, sizeof id, "source%u", i);
        PUT(&p->sources, ((kv_source_row){ .id = make_text(p, id), .title = random_text(p, &r, "title") }));
    }
    for (uint32_t i = 0, n = draw(&r, 1, 3); i < n; i++) {
        snprintf(id, sizeof id, "agency%u", kv_random_below(&r, 90) * 10 + i);
        make_agency(p, id, zone[kv_random_below(&r, COUNT(zone))]);
    }
    for (uint32_t i = 0, n = draw(&r, 3, 12), places = 0; i < n; i++) {
        bool place = i < n / 4;
        snprintf(id, sizeof id, "%c%c%u", (char)('A' + kv_random_below(&r, 26)), (char)('A' + kv_random_below(&r, 26)), i);
        uint32_t s = make_stop(p, id, place, place || !places || chance(&r, 50) ? KV_NONE : kv_random_below(&r, places));
        places += place;
        p->stop_hours.at[s] = make_text(p, hours[kv_random_below(&r, COUNT(hours))]);
        p->stops.at[s].zone = chance(&r, 50) ? 0 : make_text(p, zone[kv_random_below(&r, COUNT(zone))]);
        p->stops.at[s].lat = chance(&r, 10) ? (double)NAN : 40 + 5 * kv_random_unit(&r);
        p->stops.at[s].lon = 50 + 20 * kv_random_unit(&r);
        p->stops.at[s].origin = random_origin(p, &r);
    }
    for (uint32_t i = 0, n = draw(&r, 1, 4); i < n; i++) {
        snprintf(id, sizeof id, "R%u", kv_random_below(&r, 90) * 10 + i);
        uint32_t s = make_service(p, id, chance(&r, 20) ? KV_NONE : kv_random_below(&r, (uint32_t)p->agencies.count));
        p->services.at[s].dispatch = p->is_freight ? (uint8_t)kv_random_below(&r, KV_DISPATCH_COUNT) : KV_DISPATCH_TIMETABLE;
        p->services.at[s].wait_p50_s = (int32_t)kv_random_below(&r, 100000);
        p->services.at[s].origin = random_origin(p, &r);
    }
    for (uint32_t i = 0, n = draw(&r, 1, 4); i < n; i++) {
        int32_t from = first + (int32_t)draw(&r, 0, 5), to = from + (int32_t)draw(&r, 0, 20);
        make_calendar(p, (int)draw(&r, 0, 127), from, to);
        for (uint32_t k = draw(&r, 0, 3); k > 0; k--)
            make_exception(p, first + (int32_t)draw(&r, 0, 30), chance(&r, 50));
    }
    make_exception(p, first, true);                             /* something runs */
    for (uint32_t i = 0, n = draw(&r, 2, 14); i < n; i++) {
        uint32_t of = i && chance(&r, 60) ? kv_random_below(&r, i) : KV_NONE;
        uint32_t service = of == KV_NONE ? kv_random_below(&r, (uint32_t)p->services.count) : p->trips.at[of].service;
        snprintf(id, sizeof id, "T%u", kv_random_below(&r, 90) * 100 + i);
        make_trip(p, id, service, i ? kv_random_below(&r, (uint32_t)p->calendars.count) : (uint32_t)p->calendars.count - 1);
        if (of == KV_NONE)
            random_calls(p, &r);
        else
            random_copy_of_calls(p, &r, of);
        if (chance(&r, 10)) {
            int32_t from = (int32_t)draw(&r, 0, 20) * 3600;
            PUT(&p->frequencies, ((kv_frequency){ .trip = i, .from_s = from, .to_s = from + (int32_t)draw(&r, 0, 9) * 1800,
                                                  .headway_s = (int32_t)draw(&r, 1, 5) * 1200 }));
        }
    }
    for (uint32_t i = draw(&r, 0, 8), stops = (uint32_t)p->stops.count; i > 0; i--)
        make_transfer(p, kv_random_below(&r, stops), kv_random_below(&r, stops),
                      chance(&r, 30) ? -1 : (int32_t)kv_random_below(&r, 5) * 600, (int)draw(&r, 0, 3));
    if (p->is_freight)
        random_freight(p, &r);
    p->name = random_text(p, &r, "feed");
    return p;
}

/* ---- another order ----------------------------------------------------------------------------------- */

static inline uint32_t *random_order(kv_random *r, size_t count)    /* new number of each old one */
{
    uint32_t *order = malloc((count + 1) * sizeof *order);
    make_sure(order != NULL);
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    for (uint32_t i = (uint32_t)count; i > 1; i--) {
        uint32_t k = kv_random_below(r, i), kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
    return order;
}

static inline void reorder(void *at, size_t count, size_t size, const uint32_t *order)
{
    char *copy = malloc(count * size + 1);
    make_sure(copy != NULL);
    if (count)
        memcpy(copy, at, count * size);
    for (size_t i = 0; i < count; i++)
        memcpy((char *)at + order[i] * size, copy + i * size, size);
    free(copy);
}

/* texts to the new pool, indices to the new numbers */
static inline void renumber(const kv_pack *p, kv_pool *pool, kv_section section, void *at, size_t count,
                            uint32_t *const order[KV_SECTION_COUNT])
{
    kv_layout l = kv_layout_of(section);
    for (size_t row = 0; row < count; row++)
        for (uint32_t i = 0; i < l.field_count; i++) {
            const kv_field *f = &l.fields[i];
            char *where = (char *)at + row * l.element + f->offset;
            uint32_t value;
            memcpy(&value, where, sizeof value * (f->kind <= KV_FIELD_OPTIONAL));
            if (f->kind == KV_FIELD_TEXT)
                make_sure(kv_pool_put(pool, kv_text_of(kv_pool_get(&p->text, value)), &value));
            else if (f->kind == KV_FIELD_INDEX || (f->kind == KV_FIELD_OPTIONAL && value != KV_NONE))
                value = order[f->of][value];
            if (f->kind <= KV_FIELD_OPTIONAL)
                memcpy(where, &value, sizeof value);
        }
}

static inline void shuffle_stop_times(kv_pack *p, uint32_t *const order[KV_SECTION_COUNT])
{
    kv_stop_time *old = malloc((p->stop_times.count + 1) * sizeof *old);
    make_sure(old != NULL);
    memcpy(old, p->stop_times.at, p->stop_times.count * sizeof *old);
    size_t to = 0;
    for (uint32_t t = 0; t < p->trip_times.count; t++) {
        kv_pack_trip *trip = &p->trip_times.at[t];
        for (uint32_t i = 0; i < trip->time_count; i++) {
            kv_stop_time row = old[trip->first_time + i];
            row.trip = t;
            row.stop = order[KV_SECTION_stops][row.stop];
            p->stop_times.at[to + i] = row;
        }
        trip->first_time = (uint32_t)to;
        to += trip->time_count;
    }
    free(old);
}

/* The same pack, its rows (and with them all numbers and texts) in another order. */
static inline void shuffle(kv_pack *p, uint64_t seed)
{
    kv_random r;
    kv_random_seed(&r, seed);
    uint32_t *order[KV_SECTION_COUNT] = { 0 };
    kv_pool pool = { 0 };
    kv_str s;
    make_sure(kv_pool_put(&pool, kv_text_of(""), &s) && kv_pool_put(&pool, kv_text_of("unused"), &s));
#define TABLES(X) \
    X(sources) X(agencies) X(stops) X(services) X(trips) X(handling) X(variability) X(closures) X(tariffs) X(surcharges) \
    X(fx) X(emissions) X(sections) X(projects)
#define X(member) \
    order[KV_SECTION_##member] = random_order(&r, p->member.count); \
    reorder(p->member.at, p->member.count, sizeof p->member.at[0], order[KV_SECTION_##member]);
    TABLES(X)
#undef X
#define X(member) renumber(p, &pool, KV_SECTION_##member, p->member.at, p->member.count, order);
    TABLES(X)
#undef X
    reorder(p->stop_hours.at, p->stops.count, sizeof p->stop_hours.at[0], order[KV_SECTION_stops]);
    reorder(p->trip_times.at, p->trips.count, sizeof p->trip_times.at[0], order[KV_SECTION_trips]);
    for (size_t i = 0; i < p->stop_hours.count; i++)
        make_sure(kv_pool_put(&pool, kv_text_of(kv_pool_get(&p->text, p->stop_hours.at[i])), &p->stop_hours.at[i]));
    make_sure(kv_pool_put(&pool, kv_text_of(kv_pool_get(&p->text, p->name)), &p->name));
    kv_pool_free(&p->text);
    p->text = pool;

    shuffle_stop_times(p, order);
    uint32_t *calendar = random_order(&r, p->calendars.count);
    reorder(p->calendars.at, p->calendars.count, sizeof p->calendars.at[0], calendar);
    for (size_t i = 0; i < p->trip_times.count; i++)
        p->trip_times.at[i].calendar = calendar[p->trip_times.at[i].calendar];
    free(calendar);
    for (size_t i = 0; i < p->calendars.count; i++) {
        uint32_t *turn = random_order(&r, p->calendars.at[i].exception_count);
        reorder(p->exceptions.at + p->calendars.at[i].first_exception, p->calendars.at[i].exception_count,
                sizeof p->exceptions.at[0], turn);
        free(turn);
    }
    for (size_t i = 0; i < p->frequencies.count; i++)
        p->frequencies.at[i].trip = order[KV_SECTION_trips][p->frequencies.at[i].trip];
    for (size_t i = 0; i < p->transfers.count; i++) {
        p->transfers.at[i].from_stop = order[KV_SECTION_stops][p->transfers.at[i].from_stop];
        p->transfers.at[i].to_stop = order[KV_SECTION_stops][p->transfers.at[i].to_stop];
    }
    uint32_t *turn = random_order(&r, p->frequencies.count);
    reorder(p->frequencies.at, p->frequencies.count, sizeof p->frequencies.at[0], turn);
    free(turn);
    turn = random_order(&r, p->transfers.count);
    reorder(p->transfers.at, p->transfers.count, sizeof p->transfers.at[0], turn);
    free(turn);
    for (size_t i = 0; i < KV_SECTION_COUNT; i++)
        free(order[i]);
}

#endif
