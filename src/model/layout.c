/* layout.c - the fields of every row, in the order by which rows are sorted
 *
 * Bytes that no field covers are padding: rows are copied field by field onto zeroed memory, so that
 * equal packs become equal files to the last byte. */
#include "model/layout.h"

#include <assert.h>
#include <string.h>
#include <xxhash.h>

#define TEXT(type, member)          { offsetof(type, member), KV_FIELD_TEXT, 0 }
#define INDEX(type, member, to)     { offsetof(type, member), KV_FIELD_INDEX, KV_SECTION_##to }
#define OPTIONAL(type, member, to)  { offsetof(type, member), KV_FIELD_OPTIONAL, KV_SECTION_##to }
#define WORD(type, member, limit)   { offsetof(type, member), KV_FIELD_WORD, limit }
#define FLAG(type, member)          WORD(type, member, 2)
#define U32(type, member)           { offsetof(type, member), KV_FIELD_U32, 0 }
#define I32(type, member)           { offsetof(type, member), KV_FIELD_I32, 0 }
#define F64(type, member)           { offsetof(type, member), KV_FIELD_F64, 0 }
#define CODE(type, member)          { offsetof(type, member), KV_FIELD_CODE, 0 }
#define LINE(type, member)          { offsetof(type, member), KV_FIELD_LINE, 0 }
#define DERIVED(type, member)       { offsetof(type, member), KV_FIELD_DERIVED, 0 }
#define DECIMAL(type, member)       { offsetof(type, member.mantissa), KV_FIELD_I64, 0 }, \
                                    { offsetof(type, member.scale), KV_FIELD_SCALE, 0 }
#define VALIDITY(type)              I32(type, valid.from), I32(type, valid.to), I32(type, valid.carried_after)
#define ORIGIN(type)                OPTIONAL(type, origin.source, sources), \
                                    WORD(type, origin.confidence, KV_CONFIDENCE_COUNT), LINE(type, origin.line)
#define MODE(type, member)          WORD(type, member, KV_MODE_COUNT)

static const kv_field info[] = {
#define T kv_corridor_info
    TEXT(T, name), TEXT(T, version), TEXT(T, publisher), TEXT(T, zone)
#undef T
};

static const kv_field agencies[] = {
#define T kv_agency_row
    TEXT(T, id), TEXT(T, name), TEXT(T, zone), TEXT(T, url)
#undef T
};

static const kv_field stops[] = {
#define T kv_stop_row
    TEXT(T, id), TEXT(T, name), TEXT(T, zone), OPTIONAL(T, parent, stops), CODE(T, country), FLAG(T, kind),
    F64(T, lat), F64(T, lon), U32(T, gauge_mm), TEXT(T, kind_word), TEXT(T, notes),
    DERIVED(T, first_child), DERIVED(T, child_count), DERIVED(T, hours), LINE(T, line), ORIGIN(T)
#undef T
};

static const kv_field services[] = {
#define T kv_service_row
    TEXT(T, id), TEXT(T, short_name), TEXT(T, long_name), OPTIONAL(T, agency, agencies), MODE(T, mode),
    WORD(T, dispatch, KV_DISPATCH_COUNT), WORD(T, capacity_unit, KV_CAPACITY_UNIT_COUNT), FLAG(T, reefer_known),
    FLAG(T, is_freight), U32(T, equipment), U32(T, dg_classes), I32(T, capacity), I32(T, reefer_plugs),
    I32(T, gross_kg_max), I32(T, cutoff_s), I32(T, wait_p10_s), I32(T, wait_p50_s), I32(T, wait_p90_s),
    I32(T, wait_max_s), TEXT(T, emission_class), TEXT(T, through_groups), TEXT(T, notes), LINE(T, line), ORIGIN(T)
#undef T
};

static const kv_field trips[] = {
#define T kv_trip_row
    TEXT(T, id), TEXT(T, headsign), INDEX(T, service, services), LINE(T, line)
#undef T
};

static const kv_field handling[] = {
#define T kv_handling_row
    INDEX(T, stop, stops), WORD(T, operation, KV_OPERATION_COUNT), WORD(T, applies, KV_APPLIES_COUNT),
    FLAG(T, any_from), FLAG(T, any_to), MODE(T, from_mode), MODE(T, to_mode), U32(T, equipment), VALIDITY(T),
    I32(T, p10_s), I32(T, p50_s), I32(T, p90_s), FLAG(T, has_price), FLAG(T, has_storage),
    WORD(T, price_unit, KV_PRICE_UNIT_COUNT), WORD(T, storage_unit, KV_PRICE_UNIT_COUNT),
    WORD(T, co2_unit, KV_PRICE_UNIT_COUNT), F64(T, throughput_day), TEXT(T, throughput_unit),
    DECIMAL(T, price), DECIMAL(T, storage_day), CODE(T, currency), I32(T, free_days), F64(T, co2_kg),
    TEXT(T, notes), ORIGIN(T)
#undef T
};

static const kv_field variability[] = {
#define T kv_variability_row
    WORD(T, on, KV_LATENESS_ON_COUNT), MODE(T, mode), OPTIONAL(T, service, services), OPTIONAL(T, agency, agencies),
    OPTIONAL(T, from_stop, stops), OPTIONAL(T, to_stop, stops), WORD(T, month, 13),
    I32(T, p10_s), I32(T, p50_s), I32(T, p90_s), TEXT(T, notes), ORIGIN(T)
#undef T
};

static const kv_field closures[] = {
#define T kv_closure_row
    INDEX(T, stop, stops), WORD(T, month, 13), U32(T, modes), F64(T, chance), I32(T, p50_s), I32(T, p90_s),
    TEXT(T, notes), ORIGIN(T)
#undef T
};

static const kv_field tariffs[] = {
#define T kv_tariff_row
    TEXT(T, id), WORD(T, kind, KV_TARIFF_KIND_COUNT), MODE(T, mode), WORD(T, load, KV_LOAD_COUNT),
    WORD(T, unit, KV_PRICE_UNIT_COUNT), FLAG(T, both_ways), FLAG(T, covers_handling), FLAG(T, has_minimum),
    OPTIONAL(T, agency, agencies), TEXT(T, through_group), TEXT(T, from), TEXT(T, to), TEXT(T, equipment), TEXT(T, hs),
    VALIDITY(T), F64(T, weight_from_t), F64(T, weight_to_t), F64(T, weight_min_t), I32(T, count_from), I32(T, count_to),
    DECIMAL(T, amount), DECIMAL(T, minimum), CODE(T, currency), TEXT(T, covers), TEXT(T, notes), ORIGIN(T)
#undef T
};

static const kv_field surcharges[] = {
#define T kv_surcharge_row
    TEXT(T, id), TEXT(T, name), WORD(T, kind, KV_SURCHARGE_KIND_COUNT), WORD(T, on, KV_SURCHARGE_ON_COUNT),
    MODE(T, mode), WORD(T, unit, KV_PRICE_UNIT_COUNT), FLAG(T, dg_only), FLAG(T, reefer_only),
    OPTIONAL(T, agency, agencies), OPTIONAL(T, stop, stops), TEXT(T, from), TEXT(T, to), TEXT(T, equipment), TEXT(T, hs),
    VALIDITY(T), DECIMAL(T, amount), CODE(T, currency), TEXT(T, notes), ORIGIN(T)
#undef T
};

static const kv_field fx[] = {
#define T kv_fx_row
    CODE(T, base), CODE(T, quote), I32(T, day), DECIMAL(T, rate), ORIGIN(T)
#undef T
};

static const kv_field emissions[] = {
#define T kv_emission_row
    TEXT(T, emission_class), CODE(T, country), TEXT(T, traction), WORD(T, unit, KV_EMISSION_UNIT_COUNT), I32(T, year),
    F64(T, wtt_g), F64(T, ttw_g), F64(T, distance_factor), TEXT(T, certainty), TEXT(T, notes), ORIGIN(T)
#undef T
};

static const kv_field sections[] = {
#define T kv_section_row
    TEXT(T, id), TEXT(T, name), INDEX(T, from_stop, stops), INDEX(T, to_stop, stops), MODE(T, mode),
    WORD(T, layer, KV_LAYER_COUNT), FLAG(T, both_ways), TEXT(T, operator_name), I32(T, gauge_mm), I32(T, year),
    I32(T, load_year), F64(T, capacity), TEXT(T, capacity_unit), F64(T, length_km), F64(T, load), TEXT(T, load_unit),
    TEXT(T, status), TEXT(T, notes), ORIGIN(T)
#undef T
};

static const kv_field projects[] = {
#define T kv_project_row
    TEXT(T, id), TEXT(T, name), TEXT(T, country), TEXT(T, kind), TEXT(T, layer), TEXT(T, status), TEXT(T, start),
    TEXT(T, completion), TEXT(T, adds_unit), TEXT(T, target), TEXT(T, relieves), F64(T, cost_musd), F64(T, adds_value),
    TEXT(T, notes), ORIGIN(T)
#undef T
};

static const kv_field sources[] = {
#define T kv_source_row
    TEXT(T, id), TEXT(T, title), TEXT(T, publisher), TEXT(T, date), TEXT(T, address)
#undef T
};

kv_layout kv_layout_of(kv_section section)
{
#define FIELDS(table) { table, sizeof table / sizeof table[0] }
    static const struct { const kv_field *at; size_t count; } rows[KV_SECTION_COUNT] = {
        [KV_SECTION_info] = FIELDS(info),
        [KV_SECTION_agencies] = FIELDS(agencies),
        [KV_SECTION_stops] = FIELDS(stops),
        [KV_SECTION_services] = FIELDS(services),
        [KV_SECTION_trips] = FIELDS(trips),
        [KV_SECTION_handling] = FIELDS(handling),
        [KV_SECTION_variability] = FIELDS(variability),
        [KV_SECTION_closures] = FIELDS(closures),
        [KV_SECTION_tariffs] = FIELDS(tariffs),
        [KV_SECTION_surcharges] = FIELDS(surcharges),
        [KV_SECTION_fx] = FIELDS(fx),
        [KV_SECTION_emissions] = FIELDS(emissions),
        [KV_SECTION_sections] = FIELDS(sections),
        [KV_SECTION_projects] = FIELDS(projects),
        [KV_SECTION_sources] = FIELDS(sources),
    };
    static const struct { const char *name; uint32_t element; } section_of[] = {
#define X(member, type, text) { #member, sizeof(type) },
        KV_SECTION_MAP(X)
#undef X
    };
    assert(section < KV_SECTION_COUNT);
    return (kv_layout){ section_of[section].name, section_of[section].element, (uint32_t)rows[section].count,
                        rows[section].at };
}

size_t kv_field_size(kv_field_kind kind)
{
    switch (kind) {
    case KV_FIELD_WORD:
        return 1;
    case KV_FIELD_I64:
    case KV_FIELD_F64:
        return 8;
    default:
        return 4;
    }
}

uint64_t kv_layout_hash(void)
{
    uint64_t hash = 0;
    for (kv_section s = 0; s < KV_SECTION_COUNT; s++) {
        kv_layout l = kv_layout_of(s);
        hash = XXH3_64bits_withSeed(l.name, strlen(l.name), hash);
        hash = XXH3_64bits_withSeed(&l.element, sizeof l.element, hash);
        if (l.field_count)
            hash = XXH3_64bits_withSeed(l.fields, l.field_count * sizeof l.fields[0], hash);
    }
    for (kv_list list = 0; list < KV_LIST_COUNT; list++)        /* what the words' numbers mean */
        for (int i = 0; i < kv_term_count(list); i++) {
            const char *word = kv_term_word(list, i);
            hash = XXH3_64bits_withSeed(word, strlen(word), hash);
        }
    return hash;
}

#define COMPARE(type) do { \
        type x, y; \
        memcpy(&x, p, sizeof x); \
        memcpy(&y, q, sizeof y); \
        if (x != y) \
            return x < y ? -1 : 1; \
    } while (0)

int kv_layout_compare(const kv_layout *layout, const void *a, const void *b)
{
    for (uint32_t i = 0; i < layout->field_count; i++) {
        const kv_field *f = &layout->fields[i];
        const char *p = (const char *)a + f->offset, *q = (const char *)b + f->offset;
        switch ((kv_field_kind)f->kind) {
        case KV_FIELD_WORD:
            COMPARE(uint8_t);
            break;
        case KV_FIELD_I32:
        case KV_FIELD_SCALE:
            COMPARE(int32_t);
            break;
        case KV_FIELD_I64:
            COMPARE(int64_t);
            break;
        case KV_FIELD_F64:                          /* by its bits: any order will do, and NAN has one too */
            COMPARE(uint64_t);
            break;
        case KV_FIELD_CODE: {
            int order = memcmp(p, q, 4);
            if (order)
                return order;
            break;
        }
        case KV_FIELD_TEXT:
        case KV_FIELD_INDEX:
        case KV_FIELD_OPTIONAL:
        case KV_FIELD_U32:
        case KV_FIELD_LINE:
        case KV_FIELD_DERIVED:
            COMPARE(uint32_t);
            break;
        }
    }
    return 0;
}
