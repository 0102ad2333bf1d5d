/* cargo.h - what is to be carried: items of equipment, mass, goods, dangers
 *
 *     2x45G1            two 40' high-cube boxes (ISO 6346: length 4, height 5, group G)
 *     2x45G1,1x22R1     several items travel together on every leg
 *     30xwagon          wagons that suit the goods: hopper or covered for grain, tank for oil
 *     30xwagon-tank     wagons of one type          3xtruck  1xtrailer
 *     500t              bulk that suits the goods: liquid for HS 2709..2711 and 15, dry for 10, 25, 26, 2701..2704, 31,
 *                       else general
 *
 * Masses: goods are what is handed over, with its packing; gross adds the container's, wagon's or truck's own mass
 * (docs/formulas.md#masses). */
#ifndef KV_MODEL_CARGO_H
#define KV_MODEL_CARGO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"
#include "model/terms.h"

enum { KV_CARGO_ITEMS_MAX = 8 };

typedef struct {                /* invariants: count >= 1 (bulk: 1); equipment != 0; gross_kg >= 0 */
    int32_t count;              /* containers, wagons, trucks */
    uint32_t equipment;         /* kv_equipment any of which will do, as bits */
    char code[16];              /* as asked: "45G1", "wagon", "500t" */
    uint8_t length_ft;          /* containers: 10, 20, 30, 40, 45; else 0 */
    uint8_t pad[3];
    int32_t teu_100;            /* TEU x 100 of one unit: 100, 200, 225; 0 when not a container */
    int64_t goods_kg;           /* goods with their packing, per unit (bulk: all of it) */
    int64_t gross_kg;           /* with the container's or wagon's own mass */
    int32_t lane_cm;            /* deck length of one unit on a ferry: truck 1650, trailer 1360, wagon 1473 (tank 1300),
                                 * container its length; 0 for bulk */
} kv_cargo_item;

typedef struct {
    kv_cargo_item item[KV_CARGO_ITEMS_MAX];
    int32_t item_count;
    char hs[12];                /* digits, "" not given */
    uint8_t dg_class;           /* 1..9, 0 none */
    uint8_t reefer;             /* needs power: any item of group R, or asked for */
    uint8_t empty;              /* empty containers or wagons */
    uint8_t weight_given;
} kv_cargo;

/* cargo     as above; NULL or "": one 45G1
 * weight    "24t", "24000kg": goods with their packing, per unit; "empty" or "0t": empty units; NULL: a stated default by
 *           equipment (10 t a TEU, 65 t a wagon, 20 t a truck). Bulk says its own weight
 * hs, dg    NULL or "" when not given; hs 2 to 10 digits, dots and blanks between them are dropped; dg "3" or "6.1"
 * limits    30.48 t gross a container (10.16 t of 10', 25.4 t of 30'), 75 t of goods a wagon, 30 t a truck or trailer,
 *           10,000 units an item, 10 million tonnes of bulk
 * errors    KV_INVALID with where "--cargo", "--weight", "--hs", "--dg", and a hint that says what to write instead */
kv_status kv_cargo_parse(kv_cargo *out, const char *cargo, const char *weight, const char *hs, const char *dg, kv_error *err);

/* sums over items, count included */
int64_t kv_cargo_teu_100(const kv_cargo *c);
int64_t kv_cargo_goods_kg(const kv_cargo *c);
int64_t kv_cargo_units(const kv_cargo *c);
static inline bool kv_item_is_bulk(const kv_cargo_item *item)
{
    return item->equipment & (1u << KV_EQUIPMENT_BULK_DRY | 1u << KV_EQUIPMENT_BULK_LIQUID | 1u << KV_EQUIPMENT_GENERAL);
}
/* what the item takes of a departure's capacity, times 100. Foreign units are turned over: a wagon or truck takes 2 TEU, two TEU
 * a wagon, a container a truck; bulk 65 t a wagon, 20 t a truck, 10 t a TEU; tonnes are gross */
int64_t kv_item_capacity_100(const kv_cargo_item *item, kv_capacity_unit unit);

/* An HS list of the pack format, parsed: "10;1001;72-76;-2709", "" any. Entries that start with '-' exclude. */
typedef struct { uint64_t low, high; uint8_t digits, exclude, pad[6]; } kv_hs_entry;
/* false at an entry that is none, which is then *bad (may be NULL), or when there are more than `room` */
bool kv_hs_parse(kv_text list, kv_hs_entry *entries, uint32_t room, uint32_t *count, kv_text *bad);
/* hs "" fits only the empty list; a code shorter than a prefix does not fit it. narrow (may be NULL): digits of the longest prefix
 * that holds, 0 when the list names none */
bool kv_hs_fits(const kv_hs_entry *entries, uint32_t count, const char *hs, int *narrow);
bool kv_hs_matches(kv_text list, const char *hs);               /* both in one, at most KV_HS_ENTRIES_MAX entries */
enum { KV_HS_ENTRIES_MAX = 64 };

/* An equipment list of tariffs, parsed: "45G1;40;G;wagon", "" any. */
enum { KV_EQUIPMENT_CODES_MAX = 12 };
typedef struct {
    uint32_t kinds;                     /* bits of kv_equipment that any entry could hold for */
    uint32_t singles, families;         /* from words of one kind, from families */
    uint8_t any, code_count;
    uint8_t lengths[6];                 /* feet, 0 ends */
    char codes[KV_EQUIPMENT_CODES_MAX][4];
} kv_equipment_set;
bool kv_equipment_set_parse(kv_text list, kv_equipment_set *set, kv_text *bad);
/* narrow (may be NULL): 3 whole code, or the one kind of wagon or truck that was asked for; 2 length, or one of several kinds asked
 * for; 1 letter or family; 0 any */
bool kv_equipment_set_fits(const kv_equipment_set *set, const kv_cargo_item *item, int *narrow);
bool kv_equipment_matches(kv_text list, const kv_cargo_item *item, int *narrow);    /* both in one */

/* Does the service take the cargo? Equipment, gross mass, dangerous goods, reefer plugs, capacity of one departure. A service
 * without freight data (a plain feed) takes everything.
 * returns true, or false with a reason ("takes no dangerous goods of class 3", "carries 54 wagons, not 60") */
struct kv_corridor;
bool kv_cargo_fits(const struct kv_corridor *c, uint32_t service, const kv_cargo *cargo, char reason[120]);

#endif
