/* map.c - open addressing with linear steps, at most half full */
#include "price/map.h"

#include <stdlib.h>

static size_t place(const kv_map *m, uint64_t key)
{
    uint64_t h = key * UINT64_C(0x9E3779B97F4A7C15);        /* 2^64 / golden ratio: neighbours land far apart */
    size_t at = (size_t)(h ^ h >> 32) & (m->slot_count - 1);
    while (m->slot[at].used && m->slot[at].key != key)
        at = (at + 1) & (m->slot_count - 1);
    return at;
}

static bool grow(kv_map *m)
{
    kv_map bigger = { .slot_count = m->slot_count ? 2 * m->slot_count : 64, .used = m->used };
    bigger.slot = calloc(bigger.slot_count, sizeof *bigger.slot);
    if (!bigger.slot)
        return false;
    for (size_t i = 0; i < m->slot_count; i++)
        if (m->slot[i].used)
            bigger.slot[place(&bigger, m->slot[i].key)] = m->slot[i];
    free(m->slot);
    *m = bigger;
    return true;
}

uint32_t *kv_map_put(kv_map *m, uint64_t key, uint32_t value)
{
    if (2 * (m->used + 1) > m->slot_count && !grow(m))
        return NULL;
    kv_map_slot *s = &m->slot[place(m, key)];
    if (!s->used) {
        *s = (kv_map_slot){ key, value, 1 };
        m->used++;
    }
    return &s->value;
}

const uint32_t *kv_map_get(const kv_map *m, uint64_t key)
{
    if (!m->slot_count)
        return NULL;
    const kv_map_slot *s = &m->slot[place(m, key)];
    return s->used ? &s->value : NULL;
}

void kv_map_free(kv_map *m)
{
    free(m->slot);
    *m = (kv_map){ 0 };
}
