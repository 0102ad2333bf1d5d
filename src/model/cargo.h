/* cargo.h - what is to be carried: items of equipment, mass, goods, dangers
 *
 *     2x45G1            two 40' high-cube boxes (ISO 6346: length 4, height 5, group G)
 *     2x45G1,1x22R1     several items travel together on every leg
 *     30xwagon          wagons that suit the goods: hopper or covered for grain, tank for oil
 *     30xwagon-tank     wagons of one type          3xtruck  1xtrailer
 *     500t              bulk that suits the goods: liquid for HS 2709..2711 and 15, dry for 10, 25, 26, 31, else general */
#ifndef KV_MODEL_CARGO_H
#define KV_MODEL_CARGO_H

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
    int32_t lane_cm;            /* deck length of one unit on a ferry: truck 1650, trailer 1360, wagon 1473 (tank 1300) */
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
 * weight    "24t", "24000kg": gross goods per unit; NULL: a stated default by equipment (10 t a TEU, 65 t a wagon, 20 t a truck)
 * hs, dg    NULL when not given; hs 2 to 10 digits
 * errors    KV_INVALID with where "--cargo", "--weight", "--hs", "--dg" */
kv_status kv_cargo_parse(kv_cargo *out, const char *cargo, const char *weight, const char *hs, const char *dg, kv_error *err);

/* sums over items, count included */
int64_t kv_cargo_teu_100(const kv_cargo *c);
int64_t kv_cargo_goods_kg(const kv_cargo *c);
int64_t kv_cargo_units(const kv_cargo *c);

/* does an HS list of the pack format ("10;1001;72-76;-2709", "" any) hold for this code ("" fits only "")? */
bool kv_hs_matches(kv_text list, const char *hs);
/* does an equipment list of tariffs ("45G1;40;G;wagon") hold for this item? narrow is 3 whole code, 2 length, 1 letter or family, 0 any */
bool kv_equipment_matches(kv_text list, const kv_cargo_item *item, int *narrow);

/* Does the service take the cargo? Equipment, gross mass, dangerous goods, reefer plugs, capacity of one departure.
 * returns true, or false with a reason ("takes no dangerous goods of class 3", "carries 54 wagons, not 60") */
struct kv_corridor;
bool kv_cargo_fits(const struct kv_corridor *c, uint32_t service, const kv_cargo *cargo, char reason[120]);

#endif
