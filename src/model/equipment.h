/* equipment.h - containers, wagons and trucks as ISO 6346 and the railways know them: codes, lengths, masses */
#ifndef KV_MODEL_EQUIPMENT_H
#define KV_MODEL_EQUIPMENT_H

#include <stdint.h>

#include "model/terms.h"

#define KV_EQUIPMENT_BOXES  ((1u << (KV_EQUIPMENT_BOX_FLAT + 1)) - 1)
#define KV_EQUIPMENT_WAGONS ((1u << (KV_EQUIPMENT_WAGON_FLAT + 1)) - (1u << KV_EQUIPMENT_WAGON_COVERED))
#define KV_EQUIPMENT_ROAD   (1u << KV_EQUIPMENT_TRUCK | 1u << KV_EQUIPMENT_TRAILER)
#define KV_EQUIPMENT_ALL    ((1u << KV_EQUIPMENT_COUNT) - 1)

/* first letter of a size-type code: 1 10', 2 20', 3 30', 4 40', L 45'; 0 for other lengths, which are not carried here */
uint8_t  kv_iso_length_ft(char letter);
/* third letter: G V B S dry, R reefer, T K tank, U open top, P flat rack, as bit; 0 for others */
uint32_t kv_iso_type_kind(char letter);

typedef struct { uint8_t length_ft; int32_t teu_100, lane_cm; int64_t tare_kg, gross_kg_max; } kv_box;
/* length_ft 10, 20, 30, 40, 45; source docs/formulas.md#masses */
kv_box   kv_box_of(uint8_t length_ft, uint32_t kind);

#endif
