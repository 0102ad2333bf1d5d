/* equipment.c - which units a list names, and what they take of a ship or train
 *
 * A list of a tariff is broader than that of a service: beside type letters and families it may name lengths and
 * whole codes. How narrow the entry was decides between two rates of one carrier for the same carriage. */
#include "model/equipment.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/cargo.h"
#include "model/corridor.h"

enum { BULK_KG_A_WAGON = 65000, BULK_KG_A_TRUCK = 20000, BULK_KG_A_TEU = 10000 };

uint8_t kv_iso_length_ft(char letter)
{
    return letter == '1' ? 10 : letter == '2' ? 20 : letter == '3' ? 30 : letter == '4' ? 40 : letter == 'L' ? 45 : 0;
}

uint32_t kv_iso_type_kind(char letter)
{
    switch (letter) {
    case 'G': case 'V': case 'B': case 'S': return 1u << KV_EQUIPMENT_BOX_DRY;
    case 'R': return 1u << KV_EQUIPMENT_BOX_REEFER;
    case 'T': case 'K': return 1u << KV_EQUIPMENT_BOX_TANK;
    case 'U': return 1u << KV_EQUIPMENT_BOX_OPEN;
    case 'P': return 1u << KV_EQUIPMENT_BOX_FLAT;
    default: return 0;
    }
}

/*                    feet  TEU  lane   dry, open, flat   reefer   tank    gross max */
static const struct { uint8_t feet; int32_t teu_100, lane_cm; int64_t tare_kg, reefer_kg, tank_kg, gross_kg_max; } boxes[] = {
    { 10, 50, 299, 1300, 1800, 2000, 10160 },
    { 20, 100, 606, 2200, 3000, 3700, 30480 },
    { 30, 150, 913, 3000, 3900, 4500, 25400 },
    { 40, 200, 1219, 3800, 4600, 5500, 30480 },
    { 45, 225, 1372, 4800, 5300, 6500, 30480 },
};

kv_box kv_box_of(uint8_t length_ft, uint32_t kind)
{
    size_t i = 0;
    while (i + 1 < sizeof boxes / sizeof boxes[0] && boxes[i].feet != length_ft)
        i++;
    assert(boxes[i].feet == length_ft);
    int64_t tare = kind == 1u << KV_EQUIPMENT_BOX_REEFER ? boxes[i].reefer_kg
                 : kind == 1u << KV_EQUIPMENT_BOX_TANK ? boxes[i].tank_kg : boxes[i].tare_kg;
    return (kv_box){ length_ft, boxes[i].teu_100, boxes[i].lane_cm, tare, boxes[i].gross_kg_max };
}

/* ---- equipment lists -------------------------------------------------------------------------------------- */

static bool add_entry(kv_equipment_set *set, kv_text item)
{
    static const struct { const char *word; uint8_t feet; } lengths[] = {
        { "10", 10 }, { "20", 20 }, { "30", 30 }, { "40", 40 }, { "45", 45 },
    };
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        if (!kv_text_is(item, lengths[i].word))
            continue;
        size_t at = 0;
        while (set->lengths[at] && set->lengths[at] != lengths[i].feet)
            at++;
        set->lengths[at] = lengths[i].feet;
        set->kinds |= KV_EQUIPMENT_BOXES;
        return true;
    }
    int kind = kv_term_find(KV_LIST_EQUIPMENT, item);
    uint32_t family;
    if (kind >= 0) {
        set->singles |= 1u << kind;
        set->kinds |= 1u << kind;
        return true;
    }
    if (kv_text_is(item, "any")) {
        set->any = 1;
        set->kinds = KV_EQUIPMENT_ALL;
        return true;
    }
    if (kv_equipment_mask_parse(item, &family, NULL)) {
        set->families |= family;
        set->kinds |= family;
        return true;
    }
    if (item.n != 4 || !kv_iso_length_ft(item.p[0]) || !kv_iso_type_kind(item.p[2]) || item.p[3] < '0' || item.p[3] > '9'
        || set->code_count == KV_EQUIPMENT_CODES_MAX)
        return false;
    memcpy(set->codes[set->code_count++], item.p, 4);
    set->kinds |= kv_iso_type_kind(item.p[2]);
    return true;
}

bool kv_equipment_set_parse(kv_text list, kv_equipment_set *set, kv_text *bad)
{
    kv_text item;
    *set = (kv_equipment_set){ 0 };
    list = kv_text_trim(list);
    if (!list.n) {
        set->any = 1;
        set->kinds = KV_EQUIPMENT_ALL;
    }
    while (kv_text_next(&list, ';', &item))
        if (!add_entry(set, item)) {
            if (bad)
                *bad = item;
            return false;
        }
    return true;
}

bool kv_equipment_set_fits(const kv_equipment_set *set, const kv_cargo_item *item, int *narrow)
{
    int found = set->any ? 0 : -1;
    uint32_t named = item->equipment & set->singles;
    if (item->equipment & set->families)
        found = 1;
    if (named)
        found = item->length_ft ? 1 : item->equipment & (item->equipment - 1) ? 2 : 3;
    if (item->length_ft) {
        for (size_t i = 0; i < sizeof set->lengths && set->lengths[i]; i++)
            if (set->lengths[i] == item->length_ft)
                found = 2;
        for (size_t i = 0; i < set->code_count; i++)
            if (!memcmp(set->codes[i], item->code, 4))
                found = 3;
    }
    if (narrow)
        *narrow = found < 0 ? 0 : found;
    return found >= 0;
}

bool kv_equipment_matches(kv_text list, const kv_cargo_item *item, int *narrow)
{
    kv_equipment_set set;
    return kv_equipment_set_parse(list, &set, NULL) && kv_equipment_set_fits(&set, item, narrow);
}

/* ---- HS lists ----------------------------------------------------------------------------------------------- */

static bool parse_prefix(kv_text t, uint64_t *value)
{
    *value = 0;
    if (t.n < 2 || t.n > 10)
        return false;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] < '0' || t.p[i] > '9')
            return false;
        *value = *value * 10 + (uint64_t)(t.p[i] - '0');
    }
    return true;
}

bool kv_hs_parse(kv_text list, kv_hs_entry *entries, uint32_t room, uint32_t *count, kv_text *bad)
{
    kv_text item;
    *count = 0;
    list = kv_text_trim(list);
    while (kv_text_next(&list, ';', &item)) {
        kv_hs_entry e = { .exclude = item.n && item.p[0] == '-' };
        kv_text low = { item.p + e.exclude, item.n - e.exclude };
        const char *dash = low.n ? memchr(low.p, '-', low.n) : NULL;
        kv_text high = low;
        if (dash) {
            low.n = (size_t)(dash - low.p);
            high = (kv_text){ dash + 1, high.n - low.n - 1 };
        }
        e.digits = (uint8_t)low.n;
        if (!parse_prefix(low, &e.low) || !parse_prefix(high, &e.high) || low.n != high.n || e.high < e.low || *count == room) {
            if (bad)
                *bad = item;
            return false;
        }
        entries[(*count)++] = e;
    }
    return true;
}

bool kv_hs_fits(const kv_hs_entry *entries, uint32_t count, const char *hs, int *narrow)
{
    size_t n = strlen(hs);
    bool named = false, found = false;
    int longest = 0;
    if (narrow)
        *narrow = 0;
    if (!n)
        return !count;
    for (uint32_t i = 0; i < count; i++) {
        const kv_hs_entry *e = &entries[i];
        uint64_t value = 0;
        named = named || !e->exclude;
        if (e->digits > n)
            continue;
        for (size_t k = 0; k < e->digits; k++)
            value = value * 10 + (uint64_t)(hs[k] - '0');
        if (value < e->low || value > e->high)
            continue;
        if (e->exclude)
            return false;
        found = true;
        longest = e->digits > longest ? e->digits : longest;
    }
    if (narrow)
        *narrow = longest;
    return found || !named;
}

bool kv_hs_matches(kv_text list, const char *hs)
{
    kv_hs_entry entries[KV_HS_ENTRIES_MAX];
    uint32_t count;
    return kv_hs_parse(list, entries, KV_HS_ENTRIES_MAX, &count, NULL) && kv_hs_fits(entries, count, hs, NULL);
}

/* ---- capacity ------------------------------------------------------------------------------------------------ */

static int64_t ceil_div(int64_t n, int64_t d) { return (n + d - 1) / d; }

int64_t kv_item_capacity_100(const kv_cargo_item *item, kv_capacity_unit unit)
{
    int64_t count = item->count, kg = item->goods_kg;
    bool bulk = kv_item_is_bulk(item);
    switch (unit) {
    case KV_CAPACITY_TEU:
        return bulk ? 100 * ceil_div(kg, BULK_KG_A_TEU) : count * (item->length_ft ? item->teu_100 : 200);
    case KV_CAPACITY_WAGON:
        return bulk ? 100 * ceil_div(kg, BULK_KG_A_WAGON) : item->length_ft ? ceil_div(count * item->teu_100, 2) : 100 * count;
    case KV_CAPACITY_TRUCK:
        return 100 * (bulk ? ceil_div(kg, BULK_KG_A_TRUCK) : count);
    case KV_CAPACITY_LANE_M:
        return bulk ? ceil_div(kg, BULK_KG_A_TRUCK) * 1650 : count * item->lane_cm;
    case KV_CAPACITY_T:
        return ceil_div(item->gross_kg * count, 10);
    case KV_CAPACITY_UNIT_COUNT:
        break;
    }
    return 0;
}

static void say_kind(const kv_cargo_item *item, char out[48])
{
    if (item->length_ft) {
        int kind = 0;
        while (!(item->equipment >> kind & 1))
            kind++;
        snprintf(out, 48, "%ss (%s)", kv_term_shown(KV_LIST_EQUIPMENT, kind), item->code);
        return;
    }
    if (kv_item_is_bulk(item)) {
        snprintf(out, 48, "%s", item->equipment & 1u << KV_EQUIPMENT_BULK_LIQUID ? "liquid bulk"
                                : item->equipment & 1u << KV_EQUIPMENT_BULK_DRY ? "dry bulk" : "general cargo");
        return;
    }
    int kind = kv_term_find(KV_LIST_EQUIPMENT, kv_text_of(item->code));
    if (kind < 0)
        snprintf(out, 48, "wagons for these goods");
    else
        snprintf(out, 48, "%ss", kv_term_shown(KV_LIST_EQUIPMENT, kind));
}

bool kv_cargo_fits(const kv_corridor *c, uint32_t service, const kv_cargo *cargo, char reason[120])
{
    const kv_service_row *s = &c->services[service];
    int64_t needed = 0, plugs = 0;
    char what[48];
    reason[0] = '\0';
    if (!s->is_freight)
        return true;
    for (int i = 0; i < cargo->item_count; i++) {
        const kv_cargo_item *item = &cargo->item[i];
        if (!(item->equipment & s->equipment)) {
            say_kind(item, what);
            snprintf(reason, 120, "takes no %s", what);
            return false;
        }
        if (s->gross_kg_max && !kv_item_is_bulk(item) && item->gross_kg > s->gross_kg_max) {
            snprintf(reason, 120, "takes units up to %.1f t, not %.1f t", s->gross_kg_max / 1000.0,
                     (double)item->gross_kg / 1000.0);
            return false;
        }
        if (item->equipment == 1u << KV_EQUIPMENT_BOX_REEFER && !cargo->empty)
            plugs += item->count;
        needed += kv_item_capacity_100(item, (kv_capacity_unit)s->capacity_unit);
    }
    if (cargo->dg_class && !(s->dg_classes >> cargo->dg_class & 1)) {
        snprintf(reason, 120, "takes no dangerous goods of class %d", cargo->dg_class);
        return false;
    }
    if (plugs && (!s->reefer_known || s->reefer_plugs < plugs)) {
        if (s->reefer_known && s->reefer_plugs)
            snprintf(reason, 120, "has %d reefer plugs, not %" PRId64, s->reefer_plugs, plugs);
        else
            snprintf(reason, 120, "takes no reefers: %s", s->reefer_known ? "it has no plugs" : "plugs are not known");
        return false;
    }
    if (s->capacity && needed > 100 * (int64_t)s->capacity) {
        snprintf(reason, 120, "carries %d %s, not %" PRId64, s->capacity,
                 kv_term_shown(KV_LIST_CAPACITY_UNIT, s->capacity_unit), ceil_div(needed, 100));
        return false;
    }
    return true;
}
