/* terms.c - one table made of all the lists of terms.h, and the words looked up in it */
#include "model/terms.h"

#include <assert.h>

typedef struct { const char *word, *shown; } term;

#define X(name, word, shown) { word, shown },
static const term modes[] = { KV_MODE_MAP(X) };
static const term dispatches[] = { KV_DISPATCH_MAP(X) };
static const term equipment[] = { KV_EQUIPMENT_MAP(X) };
static const term capacity_units[] = { KV_CAPACITY_UNIT_MAP(X) };
static const term price_units[] = { KV_PRICE_UNIT_MAP(X) };
static const term operations[] = { KV_OPERATION_MAP(X) };
static const term applies[] = { KV_APPLIES_MAP(X) };
static const term tariff_kinds[] = { KV_TARIFF_KIND_MAP(X) };
static const term loads[] = { KV_LOAD_MAP(X) };
static const term surcharge_kinds[] = { KV_SURCHARGE_KIND_MAP(X) };
static const term surcharge_ons[] = { KV_SURCHARGE_ON_MAP(X) };
static const term lateness_ons[] = { KV_LATENESS_ON_MAP(X) };
static const term emission_units[] = { KV_EMISSION_UNIT_MAP(X) };
static const term layers[] = { KV_LAYER_MAP(X) };
static const term confidences[] = { KV_CONFIDENCE_MAP(X) };
#undef X

#define LIST(terms) { terms, (int)(sizeof terms / sizeof terms[0]) }
static const struct { const term *term; int count; } lists[] = {
    [KV_LIST_MODE] = LIST(modes),
    [KV_LIST_DISPATCH] = LIST(dispatches),
    [KV_LIST_EQUIPMENT] = LIST(equipment),
    [KV_LIST_CAPACITY_UNIT] = LIST(capacity_units),
    [KV_LIST_PRICE_UNIT] = LIST(price_units),
    [KV_LIST_OPERATION] = LIST(operations),
    [KV_LIST_APPLIES] = LIST(applies),
    [KV_LIST_TARIFF_KIND] = LIST(tariff_kinds),
    [KV_LIST_LOAD] = LIST(loads),
    [KV_LIST_SURCHARGE_KIND] = LIST(surcharge_kinds),
    [KV_LIST_SURCHARGE_ON] = LIST(surcharge_ons),
    [KV_LIST_LATENESS_ON] = LIST(lateness_ons),
    [KV_LIST_EMISSION_UNIT] = LIST(emission_units),
    [KV_LIST_LAYER] = LIST(layers),
    [KV_LIST_CONFIDENCE] = LIST(confidences),
};
static_assert(sizeof lists / sizeof lists[0] == KV_LIST_COUNT, "every list has its table");

int kv_term_count(kv_list list)
{
    assert(list < KV_LIST_COUNT);
    return lists[list].count;
}

const char *kv_term_word(kv_list list, int value)
{
    assert(value >= 0 && value < kv_term_count(list));
    return lists[list].term[value].word;
}

const char *kv_term_shown(kv_list list, int value)
{
    assert(value >= 0 && value < kv_term_count(list));
    return lists[list].term[value].shown;
}

int kv_term_find(kv_list list, kv_text word)
{
    for (int i = 0; i < kv_term_count(list); i++)
        if (kv_text_is(word, lists[list].term[i].word))
            return i;
    return -1;
}

#define BIT(name) (1u << KV_EQUIPMENT_##name)
static const struct { const char *word; uint32_t mask; } families[] = {
    { "container", BIT(BOX_DRY) | BIT(BOX_REEFER) | BIT(BOX_TANK) | BIT(BOX_OPEN) | BIT(BOX_FLAT) },
    { "wagon", BIT(WAGON_COVERED) | BIT(WAGON_HOPPER) | BIT(WAGON_GONDOLA) | BIT(WAGON_TANK) | BIT(WAGON_FLAT) },
    { "bulk", BIT(BULK_DRY) | BIT(BULK_LIQUID) },
    { "any", (1u << KV_EQUIPMENT_COUNT) - 1 },
};

bool kv_equipment_mask_parse(kv_text list, uint32_t *mask, kv_text *bad)
{
    uint32_t found = 0;
    kv_text item = { 0 };
    while (kv_text_next(&list, ';', &item)) {
        int one = kv_term_find(KV_LIST_EQUIPMENT, item);
        uint32_t bits = one >= 0 ? 1u << one : 0;
        for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
            if (kv_text_is(item, families[i].word))
                bits = families[i].mask;
        if (!bits) {
            if (bad)
                *bad = item;
            return false;
        }
        found |= bits;
    }
    if (!found && bad)
        *bad = item;
    *mask = found;
    return found != 0;
}
