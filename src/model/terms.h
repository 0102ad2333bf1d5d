/* terms.h - the closed lists of the freight world: modes, equipment, units, rules
 *
 * Each list stands once: the enum, the words in the pack's files, the words shown to people and the
 * checker's "one of ..." messages all read it. kv_term_find() and kv_term_word() serve every list. */
#ifndef KV_MODEL_TERMS_H
#define KV_MODEL_TERMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* How a vehicle moves. NONE stands for "no vehicle": before the first and after the last leg.
 *      name       word        shown as */
#define KV_MODE_MAP(X) \
    X(NONE,     "none",     "-") \
    X(RAIL,     "rail",     "rail") \
    X(SEA,      "sea",      "sea") \
    X(FERRY,    "ferry",    "rail or ro-ro ferry") \
    X(ROAD,     "road",     "truck") \
    X(BARGE,    "barge",    "barge") \
    X(AIR,      "air",      "air") \
    X(PIPELINE, "pipeline", "pipeline")

/* When a service leaves. */
#define KV_DISPATCH_MAP(X) \
    X(TIMETABLE, "timetable", "by timetable") \
    X(HEADWAY,   "headway",   "at a headway") \
    X(WHEN_FULL, "when_full", "when full")

/* What the cargo travels in. The letters are ISO 6346 type group letters; a query's 45G1 is length 4,
 * height 5, group G. Bit i of a mask is the i-th entry.
 *      name            word              shown as                  */
#define KV_EQUIPMENT_MAP(X) \
    X(BOX_DRY,          "G",              "dry container") \
    X(BOX_REEFER,       "R",              "reefer container") \
    X(BOX_TANK,         "T",              "tank container") \
    X(BOX_OPEN,         "U",              "open-top container") \
    X(BOX_FLAT,         "P",              "flat-rack container") \
    X(WAGON_COVERED,    "wagon-covered",  "covered wagon") \
    X(WAGON_HOPPER,     "wagon-hopper",   "hopper wagon") \
    X(WAGON_GONDOLA,    "wagon-gondola",  "gondola wagon") \
    X(WAGON_TANK,       "wagon-tank",     "tank wagon") \
    X(WAGON_FLAT,       "wagon-flat",     "flat wagon") \
    X(TRUCK,            "truck",          "truck") \
    X(TRAILER,          "trailer",        "trailer") \
    X(BULK_DRY,         "bulk-dry",       "dry bulk") \
    X(BULK_LIQUID,      "bulk-liquid",    "liquid bulk") \
    X(GENERAL,          "general",        "general cargo")

/* What capacity is counted in. */
#define KV_CAPACITY_UNIT_MAP(X) \
    X(TEU, "TEU", "TEU") X(WAGON, "wagon", "wagons") X(T, "t", "tonnes") X(LANE_M, "lane_m", "lane metres") \
    X(TRUCK, "truck", "trucks")

/* What an amount of money is for. *_KM multiply by the distance of the stretch priced. */
#define KV_PRICE_UNIT_MAP(X) \
    X(CONTAINER, "container", "a container") X(TEU, "TEU", "a TEU") X(FEU, "FEU", "a FEU") X(WAGON, "wagon", "a wagon") \
    X(TRUCK, "truck", "a truck") X(T, "t", "a tonne") X(LANE_M, "lane_m", "a lane metre") X(SHIPMENT, "shipment", "a shipment") \
    X(UNIT, "unit", "a container, wagon or truck") \
    X(CONTAINER_KM, "container_km", "a container-km") X(TEU_KM, "TEU_km", "a TEU-km") X(FEU_KM, "FEU_km", "a FEU-km") \
    X(WAGON_KM, "wagon_km", "a wagon-km") X(TRUCK_KM, "truck_km", "a truck-km") X(T_KM, "t_km", "a tonne-km")

/* What is done to the unit at a terminal. */
#define KV_OPERATION_MAP(X) \
    X(TRANSHIPMENT, "transhipment", "transhipment") X(GAUGE_CHANGE, "gauge_change", "gauge change") \
    X(BORDER, "border", "border") X(CUSTOMS, "customs", "customs") X(TERMINAL, "terminal", "terminal handling")

/* When a handling row counts: at a change of vehicle, when staying on a vehicle that passes, or both. */
#define KV_APPLIES_MAP(X) X(CHANGE, "change", "at a change") X(PASSING, "passing", "when passing") X(BOTH, "both", "both")

#define KV_TARIFF_KIND_MAP(X) X(LANE, "lane", "lane rate") X(KM, "km", "rate by distance") X(THROUGH, "through", "through rate")
#define KV_LOAD_MAP(X) X(ANY, "any", "laden or empty") X(LADEN, "laden", "laden") X(EMPTY, "empty", "empty")

#define KV_SURCHARGE_KIND_MAP(X) X(FIXED, "fixed", "fixed") X(PERCENT, "percent", "percent")
/*  leg: on each leg ridden; passing: each time stop_id is passed or changed at; journey: once;
 *  base: percent on the tariff lines of the legs that match (percent only) */
#define KV_SURCHARGE_ON_MAP(X) X(BASE, "base", "tariff") X(LEG, "leg", "leg") X(PASSING, "passing", "passing") X(JOURNEY, "journey", "journey")

#define KV_LATENESS_ON_MAP(X) X(ROUTE, "route", "one service") X(MODE, "mode", "all services of a mode") X(CARRIER, "carrier", "all services of a carrier")

#define KV_EMISSION_UNIT_MAP(X) X(T_KM, "t_km", "a tonne-km") X(TEU_KM, "TEU_km", "a TEU-km")

#define KV_LAYER_MAP(X) X(FREIGHT, "freight", "freight") X(OIL, "oil", "oil") X(POWER, "power", "power") X(DATA, "data", "data") X(AIR, "air", "air")

/* How sure a figure is. */
#define KV_CONFIDENCE_MAP(X) X(PUBLISHED, "published", "published") X(DERIVED, "derived", "derived") X(ESTIMATE, "estimate", "estimate")

#define X(name, word, shown) KV_MODE_##name,
typedef enum { KV_MODE_MAP(X) KV_MODE_COUNT } kv_mode;
#undef X
#define X(name, word, shown) KV_DISPATCH_##name,
typedef enum { KV_DISPATCH_MAP(X) KV_DISPATCH_COUNT } kv_dispatch;
#undef X
#define X(name, word, shown) KV_EQUIPMENT_##name,
typedef enum { KV_EQUIPMENT_MAP(X) KV_EQUIPMENT_COUNT } kv_equipment;
#undef X
#define X(name, word, shown) KV_CAPACITY_##name,
typedef enum { KV_CAPACITY_UNIT_MAP(X) KV_CAPACITY_UNIT_COUNT } kv_capacity_unit;
#undef X
#define X(name, word, shown) KV_PER_##name,
typedef enum { KV_PRICE_UNIT_MAP(X) KV_PRICE_UNIT_COUNT } kv_price_unit;
#undef X
#define X(name, word, shown) KV_OPERATION_##name,
typedef enum { KV_OPERATION_MAP(X) KV_OPERATION_COUNT } kv_operation;
#undef X
#define X(name, word, shown) KV_APPLIES_##name,
typedef enum { KV_APPLIES_MAP(X) KV_APPLIES_COUNT } kv_applies;
#undef X
#define X(name, word, shown) KV_TARIFF_##name,
typedef enum { KV_TARIFF_KIND_MAP(X) KV_TARIFF_KIND_COUNT } kv_tariff_kind;
#undef X
#define X(name, word, shown) KV_LOAD_##name,
typedef enum { KV_LOAD_MAP(X) KV_LOAD_COUNT } kv_load;
#undef X
#define X(name, word, shown) KV_SURCHARGE_##name,
typedef enum { KV_SURCHARGE_KIND_MAP(X) KV_SURCHARGE_KIND_COUNT } kv_surcharge_kind;
#undef X
#define X(name, word, shown) KV_SURCHARGE_ON_##name,
typedef enum { KV_SURCHARGE_ON_MAP(X) KV_SURCHARGE_ON_COUNT } kv_surcharge_on;
#undef X
#define X(name, word, shown) KV_LATENESS_ON_##name,
typedef enum { KV_LATENESS_ON_MAP(X) KV_LATENESS_ON_COUNT } kv_lateness_on;
#undef X
#define X(name, word, shown) KV_EMISSION_##name,
typedef enum { KV_EMISSION_UNIT_MAP(X) KV_EMISSION_UNIT_COUNT } kv_emission_unit;
#undef X
#define X(name, word, shown) KV_LAYER_##name,
typedef enum { KV_LAYER_MAP(X) KV_LAYER_COUNT } kv_layer;
#undef X
#define X(name, word, shown) KV_CONFIDENCE_##name,
typedef enum { KV_CONFIDENCE_MAP(X) KV_CONFIDENCE_COUNT } kv_confidence;
#undef X

typedef enum {
    KV_LIST_MODE, KV_LIST_DISPATCH, KV_LIST_EQUIPMENT, KV_LIST_CAPACITY_UNIT, KV_LIST_PRICE_UNIT, KV_LIST_OPERATION,
    KV_LIST_APPLIES, KV_LIST_TARIFF_KIND, KV_LIST_LOAD, KV_LIST_SURCHARGE_KIND, KV_LIST_SURCHARGE_ON,
    KV_LIST_LATENESS_ON, KV_LIST_EMISSION_UNIT, KV_LIST_LAYER, KV_LIST_CONFIDENCE, KV_LIST_COUNT
} kv_list;

int         kv_term_count(kv_list list);
const char *kv_term_word(kv_list list, int value);      /* as written in files; static */
const char *kv_term_shown(kv_list list, int value);     /* for people; static */
int         kv_term_find(kv_list list, kv_text word);   /* -1 when the word is not in the list; case-sensitive */

/* "G;R;wagon-covered" or the families "container", "wagon", "bulk", "any" -> mask; false at an unknown word, which
 * is then *bad (a view into list; bad may be NULL), and at an empty list */
bool        kv_equipment_mask_parse(kv_text list, uint32_t *mask, kv_text *bad);

#endif
