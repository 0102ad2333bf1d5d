/* fit.c - is this rate meant for this cargo, on this day, and how much of it is there to pay for?
 *
 * Of the rows of one key the narrowest wins: first by its HS list, then equipment, laden or empty, weight and count breaks, and
 * at last a row within its published validity before one that was carried forward. Rows that are equally narrow
 * all stay, and the least price decides. */
#include "price/pricer.h"

#include "model/equipment.h"

enum { BULK_KG_A_TRUCK = 20000 };

static int64_t trucks_of(const kv_cargo_item *item)
{
    return kv_item_is_bulk(item) ? (item->goods_kg + BULK_KG_A_TRUCK - 1) / BULK_KG_A_TRUCK : item->count;
}

static kv_quantity units_of(const kv_cargo_item *item, uint8_t unit, int64_t weight_min_kg)
{
    int64_t count = item->count;
    int64_t kg = item->goods_kg > weight_min_kg ? item->goods_kg : weight_min_kg;
    switch ((kv_price_unit)unit) {
    case KV_PER_CONTAINER: case KV_PER_CONTAINER_KM: case KV_PER_WAGON: case KV_PER_WAGON_KM: case KV_PER_UNIT:
        return (kv_quantity){ count, 0 };
    case KV_PER_TEU: case KV_PER_TEU_KM:
        return (kv_quantity){ count * item->teu_100, 2 };
    case KV_PER_FEU: case KV_PER_FEU_KM:
        return (kv_quantity){ count * item->teu_100 * 5, 3 };
    case KV_PER_TRUCK: case KV_PER_TRUCK_KM:
        return (kv_quantity){ trucks_of(item), 0 };
    case KV_PER_T: case KV_PER_T_KM:
        return (kv_quantity){ count * kg, 3 };
    case KV_PER_LANE_M:
        return (kv_quantity){ count * item->lane_cm, 2 };
    case KV_PER_SHIPMENT: case KV_PRICE_UNIT_COUNT:
        break;
    }
    return (kv_quantity){ 1, 0 };
}

uint32_t kv_unit_kinds(uint8_t unit, bool by_road)
{
    const uint32_t bulk = 1u << KV_EQUIPMENT_BULK_DRY | 1u << KV_EQUIPMENT_BULK_LIQUID | 1u << KV_EQUIPMENT_GENERAL;
    switch ((kv_price_unit)unit) {
    case KV_PER_CONTAINER: case KV_PER_TEU: case KV_PER_FEU:
    case KV_PER_CONTAINER_KM: case KV_PER_TEU_KM: case KV_PER_FEU_KM:
        return KV_EQUIPMENT_BOXES;
    case KV_PER_WAGON: case KV_PER_WAGON_KM:
        return KV_EQUIPMENT_WAGONS;
    case KV_PER_TRUCK: case KV_PER_TRUCK_KM:
        return by_road ? KV_EQUIPMENT_ALL & ~KV_EQUIPMENT_WAGONS : KV_EQUIPMENT_ROAD;
    case KV_PER_LANE_M: case KV_PER_UNIT:
        return KV_EQUIPMENT_ALL & ~bulk;
    case KV_PER_T: case KV_PER_T_KM: case KV_PER_SHIPMENT: case KV_PRICE_UNIT_COUNT:
        break;
    }
    return KV_EQUIPMENT_ALL;
}

bool kv_quantity_of(const kv_cargo_item *item, uint8_t unit, int64_t metres, int64_t weight_min_kg, bool by_road, kv_quantity *out)
{
    if (!(item->equipment & kv_unit_kinds(unit, by_road)))
        return false;
    *out = units_of(item, unit, weight_min_kg);
    if (unit >= KV_PER_CONTAINER_KM) {
        if (__builtin_mul_overflow(out->mantissa, metres, &out->mantissa))
            return false;                                   /* more than 9 * 10^18 gram-metres is no shipment */
        out->scale += 3;
    }
    return true;
}

/* Weight breaks of containers count their own mass, as weighbridges do; those of wagons, trucks and bulk the goods. */
static int64_t break_kg(const kv_cargo_item *item) { return item->length_ft ? item->gross_kg : item->goods_kg; }

static bool taker_fits(const kv_pricer *p, const kv_taker *t, const kv_cargo *cargo, const kv_cargo_item *item, int *hs, int *equipment)
{
    *hs = *equipment = 0;
    if (!(t->equipment.kinds & item->equipment))
        return false;
    if (!t->equipment.any && !kv_equipment_set_fits(&t->equipment, item, equipment))
        return false;
    if (t->hs_count && !kv_hs_fits(p->hs.at + t->first_hs, t->hs_count, cargo->hs, hs))
        return false;
    *hs += t->hs_count > 0;                                 /* a list that only excludes is narrower than none */
    return true;
}

bool kv_rate_fits(const kv_ask *ask, const kv_rate *r, const kv_cargo_item *item, uint32_t *narrow)
{
    int hs, equipment;
    if (ask->day < r->valid.from || ask->day > r->valid.to)
        return false;
    if (r->load != KV_LOAD_ANY && (r->load == KV_LOAD_EMPTY) != (bool)ask->cargo->empty)
        return false;
    if (!taker_fits(ask->p, &r->taker, ask->cargo, item, &hs, &equipment))
        return false;
    if (r->bounded) {
        int64_t kg = break_kg(item), units = kv_cargo_units(ask->cargo);
        if (kg < r->weight_from_kg || kg >= r->weight_to_kg || units < r->count_from || units > r->count_to)
            return false;
    }
    bool published = r->valid.carried_after == INT32_MAX || ask->day <= r->valid.carried_after;
    *narrow = (uint32_t)hs << 8 | (uint32_t)equipment << 4 | (uint32_t)(r->load != KV_LOAD_ANY) << 3
            | (uint32_t)r->bounded << 1 | published;
    return true;
}

bool kv_extra_fits(const kv_ask *ask, const kv_extra *e, const kv_cargo_item *item)
{
    int hs, equipment;
    return ask->day >= e->valid.from && ask->day <= e->valid.to && (!e->dg_only || ask->cargo->dg_class)
        && (!e->reefer_only || item->equipment == 1u << KV_EQUIPMENT_BOX_REEFER)
        && taker_fits(ask->p, &e->taker, ask->cargo, item, &hs, &equipment);
}

uint32_t kv_rates_choose(const kv_ask *ask, const uint32_t *list, uint32_t count, const kv_cargo_item *item, uint32_t *chosen)
{
    uint32_t kept = 0, key_from = 0, key = KV_NONE, best = 0;
    for (uint32_t i = 0; i < count; i++) {
        const kv_rate *r = &ask->p->rates[list[i]];
        uint32_t narrow;
        if (!kv_rate_fits(ask, r, item, &narrow))
            continue;
        if (r->key != key || narrow > best) {
            if (r->key != key)
                key_from = kept;
            kept = key_from;
            key = r->key;
            best = narrow;
        } else if (narrow < best)
            continue;
        chosen[kept++] = list[i];
    }
    return kept;
}
