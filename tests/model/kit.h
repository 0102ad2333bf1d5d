/* kit.h - a corridor put together by hand, row by row, for tests that are about one rule
 *
 *     kit k = { 0 };
 *     kit_stop(&k, "AAA", "KZ", "");                                  stops in the order of their ids
 *     kit_ride(&k, kit_service(&k, "T1", "KTZ", "rail"), "AAA BBB", (const uint32_t[]){ 0, 500000 });
 *     kit_tariff(&k, (kit_rate){ .id = "R1", .amount = "100" });      what is left out takes the pack's default
 *     const kv_corridor *c = kit_done(&k);  ...  kit_free(&k);
 *
 * No reader, no compiler: a fault there cannot hide one here. */
#ifndef KV_TESTS_KIT_H
#define KV_TESTS_KIT_H

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "model/cargo.h"
#include "model/corridor.h"

typedef struct {
    kv_pool pool;
    KV_VEC(kv_agency_row) agencies;
    KV_VEC(kv_stop_row) stops;
    KV_VEC(kv_service_row) services;
    KV_VEC(kv_handling_row) handling;
    KV_VEC(kv_tariff_row) tariffs;
    KV_VEC(kv_surcharge_row) surcharges;
    KV_VEC(kv_fx_row) fx;
    KV_VEC(kv_emission_row) emissions;
    KV_VEC(kv_pattern_row) patterns;
    KV_VEC(uint32_t) position_stop;
    KV_VEC(uint32_t) position_m;
    KV_VEC(uint32_t) handling_first;
    KV_VEC(uint32_t) visit_first;
    KV_VEC(kv_visit) visits;
    uint32_t leg_count;
    kv_corridor_info info;
    kv_corridor c;
} kit;

#define kit_push(vec, item) do { bool pushed = kv_vec_push((vec), (item)); assert(pushed); (void)pushed; } while (0)

static inline kv_str kit_text(kit *k, const char *s)
{
    kv_str out = 0;
    bool put = kv_pool_put(&k->pool, kv_text_of(s), &out);
    assert(put);
    (void)put;
    return out;
}

static inline int32_t kit_day(const char *date, int32_t otherwise)
{
    kv_date d;
    if (!date || !*date)
        return otherwise;
    bool parsed = kv_date_parse_iso(kv_text_of(date), &d);
    assert(parsed);
    (void)parsed;
    return (int32_t)kv_date_days(d);
}

static inline kv_validity kit_valid(const char *from, const char *to, const char *carried)
{
    return (kv_validity){ kit_day(from, INT32_MIN), kit_day(to, INT32_MAX), kit_day(carried, INT32_MAX) };
}

static inline int kit_term(kv_list list, const char *word, int otherwise)
{
    int value = word && *word ? kv_term_find(list, kv_text_of(word)) : otherwise;
    assert(value >= 0);
    return value;
}

static inline kv_decimal kit_decimal(const char *s)
{
    kv_decimal d = { 0, 0 };
    bool parsed = !s || !*s || kv_decimal_parse(kv_text_of(s), &d);
    assert(parsed);
    (void)parsed;
    return d;
}

static inline kv_currency kit_currency(const char *s)
{
    kv_currency c;
    bool parsed = kv_currency_parse(kv_text_of(s && *s ? s : "USD"), &c);
    assert(parsed);
    (void)parsed;
    return c;
}

static inline uint32_t kit_stop_at(const kit *k, const char *id)
{
    for (uint32_t i = 0; i < k->stops.count; i++)
        if (!strcmp(kv_pool_get(&k->pool, k->stops.at[i].id), id))
            return i;
    assert(!*id);
    return KV_NONE;
}

static inline uint32_t kit_agency(kit *k, const char *id)
{
    if (!id || !*id)
        return KV_NONE;
    kv_str s = kit_text(k, id);
    for (uint32_t i = 0; i < k->agencies.count; i++)
        if (k->agencies.at[i].id == s)
            return i;
    kv_agency_row row = { .id = s, .name = s };
    kit_push(&k->agencies, row);
    return (uint32_t)k->agencies.count - 1;
}

/* parent: "" or the id of a place, which is added before with parent "place" */
static inline uint32_t kit_stop(kit *k, const char *id, const char *country, const char *parent)
{
    kv_stop_row row = { .id = kit_text(k, id), .parent = KV_NONE, .hours = KV_NONE, .kind = KV_STOP_TERMINAL, .lat = NAN, .lon = NAN };
    assert(!k->stops.count || strcmp(kv_pool_get(&k->pool, k->stops.at[k->stops.count - 1].id), id) < 0);
    memcpy(row.country, country, strlen(country) < 3 ? strlen(country) : 2);
    if (!strcmp(parent, "place"))
        row.kind = KV_STOP_PLACE;
    else if (*parent)
        row.parent = kit_stop_at(k, parent);
    kit_push(&k->stops, row);
    return (uint32_t)k->stops.count - 1;
}

static inline uint32_t kit_service(kit *k, const char *id, const char *agency, const char *mode)
{
    kv_service_row row = {
        .id = kit_text(k, id), .agency = kit_agency(k, agency), .mode = (uint8_t)kit_term(KV_LIST_MODE, mode, 1), .is_freight = 1,
        .equipment = (1u << KV_EQUIPMENT_COUNT) - 1, .emission_class = kit_text(k, mode),
    };
    kit_push(&k->services, row);
    return (uint32_t)k->services.count - 1;
}

/* calls: ids with blanks between; metres from the first call */
static inline uint32_t kit_ride(kit *k, uint32_t service, const char *calls, const uint32_t *metres)
{
    kv_pattern_row row = { .service = service, .first_position = (uint32_t)k->position_stop.count, .first_leg = k->leg_count };
    kv_text rest = kv_text_of(calls), id;
    while (kv_text_next(&rest, ' ', &id)) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)id.n, id.p);
        kit_push(&k->position_stop, kit_stop_at(k, name));
        kit_push(&k->position_m, metres[row.stop_count]);
        row.stop_count++;
    }
    k->leg_count += row.stop_count * (row.stop_count - 1) / 2;
    kit_push(&k->patterns, row);
    return (uint32_t)k->patterns.count - 1;
}

typedef struct {
    const char *id, *kind, *agency, *mode, *group, *from, *to, *equipment, *load, *hs, *amount, *currency, *unit, *minimum;
    const char *valid_from, *valid_to, *carried_after;
    bool both_ways, covers_handling;
    double weight_from_t, weight_to_t, weight_min_t;
    int32_t count_from, count_to;
} kit_rate;

static inline uint32_t kit_tariff(kit *k, kit_rate r)
{
    kv_tariff_row row = {
        .id = kit_text(k, r.id), .kind = (uint8_t)kit_term(KV_LIST_TARIFF_KIND, r.kind, KV_TARIFF_LANE),
        .mode = (uint8_t)kit_term(KV_LIST_MODE, r.mode, KV_MODE_NONE), .load = (uint8_t)kit_term(KV_LIST_LOAD, r.load, KV_LOAD_LADEN),
        .unit = (uint8_t)kit_term(KV_LIST_PRICE_UNIT, r.unit, KV_PER_CONTAINER), .both_ways = r.both_ways,
        .covers_handling = r.covers_handling, .has_minimum = r.minimum != NULL, .agency = kit_agency(k, r.agency),
        .through_group = kit_text(k, r.group), .from = kit_text(k, r.from), .to = kit_text(k, r.to),
        .equipment = kit_text(k, r.equipment), .hs = kit_text(k, r.hs), .amount = kit_decimal(r.amount),
        .minimum = kit_decimal(r.minimum), .currency = kit_currency(r.currency), .weight_from_t = r.weight_from_t,
        .weight_to_t = r.weight_to_t > 0 ? r.weight_to_t : (double)INFINITY, .weight_min_t = r.weight_min_t,
        .count_from = r.count_from, .count_to = r.count_to ? r.count_to : INT32_MAX,
        .valid = kit_valid(r.valid_from, r.valid_to, r.carried_after), .origin = { KV_NONE, (uint32_t)k->tariffs.count + 2, 0, { 0 } },
    };
    kit_push(&k->tariffs, row);
    return (uint32_t)k->tariffs.count - 1;
}

typedef struct {
    const char *id, *kind, *on, *agency, *mode, *from, *to, *stop, *equipment, *hs, *amount, *currency, *unit, *valid_from, *valid_to;
    bool dg_only, reefer_only;
} kit_extra;

static inline uint32_t kit_surcharge(kit *k, kit_extra e)
{
    kv_surcharge_row row = {
        .id = kit_text(k, e.id), .name = kit_text(k, e.id),
        .kind = (uint8_t)kit_term(KV_LIST_SURCHARGE_KIND, e.kind, KV_SURCHARGE_FIXED),
        .on = (uint8_t)kit_term(KV_LIST_SURCHARGE_ON, e.on, KV_SURCHARGE_ON_LEG),
        .mode = (uint8_t)kit_term(KV_LIST_MODE, e.mode, KV_MODE_NONE), .unit = (uint8_t)kit_term(KV_LIST_PRICE_UNIT, e.unit, KV_PER_CONTAINER),
        .dg_only = e.dg_only, .reefer_only = e.reefer_only, .agency = kit_agency(k, e.agency),
        .stop = kit_stop_at(k, e.stop ? e.stop : ""), .from = kit_text(k, e.from), .to = kit_text(k, e.to),
        .equipment = kit_text(k, e.equipment), .hs = kit_text(k, e.hs), .amount = kit_decimal(e.amount),
        .currency = kit_currency(e.currency), .valid = kit_valid(e.valid_from, e.valid_to, ""),
    };
    kit_push(&k->surcharges, row);
    return (uint32_t)k->surcharges.count - 1;
}

typedef struct {
    const char *stop, *from_mode, *to_mode, *operation, *applies, *equipment, *price, *unit, *currency, *storage, *storage_unit;
    const char *co2_unit, *valid_from, *valid_to;
    double p50_h, co2_kg;
    int32_t free_days;
} kit_work;

/* rows in the order of their stops */
static inline uint32_t kit_handling(kit *k, kit_work w)
{
    kv_handling_row row = {
        .stop = kit_stop_at(k, w.stop), .from_mode = (uint8_t)kit_term(KV_LIST_MODE, w.from_mode, KV_MODE_NONE),
        .to_mode = (uint8_t)kit_term(KV_LIST_MODE, w.to_mode, KV_MODE_NONE), .any_from = !w.from_mode, .any_to = !w.to_mode,
        .operation = (uint8_t)kit_term(KV_LIST_OPERATION, w.operation, KV_OPERATION_TRANSHIPMENT),
        .applies = (uint8_t)kit_term(KV_LIST_APPLIES, w.applies, KV_APPLIES_CHANGE),
        .price_unit = (uint8_t)kit_term(KV_LIST_PRICE_UNIT, w.unit, KV_PER_CONTAINER),
        .storage_unit = (uint8_t)kit_term(KV_LIST_PRICE_UNIT, w.storage_unit, KV_PER_UNIT),
        .co2_unit = (uint8_t)kit_term(KV_LIST_PRICE_UNIT, w.co2_unit, KV_PER_TEU), .has_price = w.price != NULL,
        .has_storage = w.storage != NULL, .equipment = (1u << KV_EQUIPMENT_COUNT) - 1, .p10_s = (int32_t)(w.p50_h * 3600),
        .p50_s = (int32_t)(w.p50_h * 3600), .p90_s = (int32_t)(w.p50_h * 3600), .price = kit_decimal(w.price),
        .storage_day = kit_decimal(w.storage), .currency = kit_currency(w.currency), .free_days = w.free_days, .co2_kg = w.co2_kg,
        .valid = kit_valid(w.valid_from, w.valid_to, ""),
    };
    if (w.equipment) {
        bool parsed = kv_equipment_mask_parse(kv_text_of(w.equipment), &row.equipment, NULL);
        assert(parsed);
        (void)parsed;
    }
    assert(!k->handling.count || k->handling.at[k->handling.count - 1].stop <= row.stop);
    kit_push(&k->handling, row);
    return (uint32_t)k->handling.count - 1;
}

/* rows in the order of base, quote, day */
static inline void kit_fx(kit *k, const char *date, const char *base, const char *quote, const char *rate)
{
    kv_fx_row row = { .day = kit_day(date, 0), .base = kit_currency(base), .quote = kit_currency(quote), .rate = kit_decimal(rate) };
    kit_push(&k->fx, row);
}

static inline void kit_factor(kit *k, const char *class, const char *country, const char *unit, double wtt_g, double ttw_g, double distance_factor)
{
    kv_emission_row row = {
        .emission_class = kit_text(k, class), .unit = (uint8_t)kit_term(KV_LIST_EMISSION_UNIT, unit, 0), .wtt_g = wtt_g,
        .ttw_g = ttw_g, .distance_factor = distance_factor,
    };
    memcpy(row.country, country, strlen(country) < 3 ? strlen(country) : 2);
    kit_push(&k->emissions, row);
}

static inline const kv_corridor *kit_done(kit *k)
{
    uint32_t row = 0;
    k->handling_first.count = k->visit_first.count = k->visits.count = 0;
    for (uint32_t s = 0; s <= k->stops.count; s++) {
        while (row < k->handling.count && k->handling.at[row].stop < s)
            row++;
        kit_push(&k->handling_first, row);
    }
    for (uint32_t s = 0; s <= k->stops.count; s++) {
        kit_push(&k->visit_first, (uint32_t)k->visits.count);
        for (uint32_t p = 0; p < k->patterns.count; p++)
            for (uint32_t i = 0; i < k->patterns.at[p].stop_count; i++)
                if (k->position_stop.at[k->patterns.at[p].first_position + i] == s) {
                    kv_visit visit = { p, i };
                    kit_push(&k->visits, visit);
                }
    }
    kit_text(k, "");
    k->info = (kv_corridor_info){ .is_freight = 1, .leg_count = k->leg_count, .first_day = kit_day("2026-01-01", 0) };
    k->c = (kv_corridor){ .info = &k->info, .info_count = 1, .text = k->pool.bytes.at, .text_count = (uint32_t)k->pool.bytes.count };
#define KIT_TABLE(name) k->c.name = k->name.at; k->c.name##_count = (uint32_t)k->name.count
    KIT_TABLE(agencies); KIT_TABLE(stops); KIT_TABLE(services); KIT_TABLE(handling); KIT_TABLE(tariffs); KIT_TABLE(surcharges);
    KIT_TABLE(fx); KIT_TABLE(emissions); KIT_TABLE(patterns); KIT_TABLE(position_stop); KIT_TABLE(position_m);
    KIT_TABLE(handling_first); KIT_TABLE(visit_first); KIT_TABLE(visits);
#undef KIT_TABLE
    return &k->c;
}

static inline void kit_free(kit *k)
{
    kv_pool_free(&k->pool);
    kv_vec_free(&k->agencies);
    kv_vec_free(&k->stops);
    kv_vec_free(&k->services);
    kv_vec_free(&k->handling);
    kv_vec_free(&k->tariffs);
    kv_vec_free(&k->surcharges);
    kv_vec_free(&k->fx);
    kv_vec_free(&k->emissions);
    kv_vec_free(&k->patterns);
    kv_vec_free(&k->position_stop);
    kv_vec_free(&k->position_m);
    kv_vec_free(&k->handling_first);
    kv_vec_free(&k->visit_first);
    kv_vec_free(&k->visits);
    *k = (kit){ 0 };
}

static inline kv_cargo kit_cargo(const char *cargo, const char *weight, const char *hs)
{
    kv_cargo out = { 0 };
    kv_error err = { 0 };
    kv_status status = kv_cargo_parse(&out, cargo, weight, hs, NULL, &err);
    if (status != KV_OK)
        fprintf(stderr, "kit_cargo: %s\n", err.text);
    assert(status == KV_OK);
    return out;
}

#endif
