/* map.h - 64-bit keys to 32-bit numbers: what the price index looks rows up by while it is built */
#ifndef KV_PRICE_MAP_H
#define KV_PRICE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct { uint64_t key; uint32_t value, used; } kv_map_slot;
typedef struct { kv_map_slot *slot; size_t slot_count, used; } kv_map;      /* {0} is empty */

/* the value at key, put there first when it is new; NULL when memory is out. Valid until the next put */
uint32_t *kv_map_put(kv_map *m, uint64_t key, uint32_t value);
/* NULL when it is not there */
const uint32_t *kv_map_get(const kv_map *m, uint64_t key);
void      kv_map_free(kv_map *m);

#endif
