/* read_ids.c - which row has this id?
 *
 *     slot  [ . | tag key value | . | tag key value | ... ]     open addressing, linear steps, at most half full
 *
 * The tag is the upper half of the hash: a lookup that misses almost never touches the pool, one that hits
 * touches it once. stop_times.txt asks twice for each of its millions of rows. */
#include "model/read.h"

#include <stdlib.h>
#include <string.h>

static uint32_t tag_of(uint64_t hash) { return (uint32_t)(hash >> 32) | 1u; }       /* 0 is a free slot */

uint32_t kv_ids_find(const kv_ids *ids, const kv_pool *pool, kv_text id)
{
    if (!ids->used || !id.n)
        return KV_NONE;
    uint64_t hash = kv_text_hash(id);
    uint32_t tag = tag_of(hash);
    for (size_t at = hash & (ids->slot_count - 1);; at = (at + 1) & (ids->slot_count - 1)) {
        const kv_id_slot *slot = &ids->slot[at];
        if (!slot->tag)
            return KV_NONE;
        if (slot->tag != tag)
            continue;
        const char *known = pool->bytes.at + slot->key;
        if (pool->bytes.count - slot->key > id.n && !memcmp(known, id.p, id.n) && !known[id.n])
            return slot->value;
    }
}

static bool grow(kv_ids *ids, const kv_pool *pool)
{
    size_t count = ids->slot_count ? 2 * ids->slot_count : 64;
    kv_id_slot *slot = calloc(count, sizeof *slot);
    if (!slot)
        return false;
    for (size_t i = 0; i < ids->slot_count; i++) {
        if (!ids->slot[i].tag)
            continue;
        size_t at = kv_text_hash(kv_text_of(pool->bytes.at + ids->slot[i].key)) & (count - 1);
        while (slot[at].tag)
            at = (at + 1) & (count - 1);
        slot[at] = ids->slot[i];
    }
    free(ids->slot);
    ids->slot = slot;
    ids->slot_count = count;
    return true;
}

bool kv_ids_put(kv_ids *ids, const kv_pool *pool, kv_str key, uint32_t value)
{
    if (2 * (ids->used + 1) > ids->slot_count && !grow(ids, pool))
        return false;
    uint64_t hash = kv_text_hash(kv_text_of(kv_pool_get(pool, key)));
    size_t at = hash & (ids->slot_count - 1);
    while (ids->slot[at].tag)
        at = (at + 1) & (ids->slot_count - 1);
    ids->slot[at] = (kv_id_slot){ tag_of(hash), key, value };
    ids->used++;
    return true;
}

void kv_ids_free(kv_ids *ids)
{
    free(ids->slot);
    *ids = (kv_ids){ 0 };
}

/* ---- did you mean ... ? ------------------------------------------------------------------------------- */

enum { WORD_MAX = 48, FAR = 9, DISTANCE_MAX = 2 };

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

int kv_word_distance(kv_text a, kv_text b)
{
    if (a.n > WORD_MAX || b.n > WORD_MAX || a.n > b.n + DISTANCE_MAX || b.n > a.n + DISTANCE_MAX)
        return FAR;
    int rows[3][WORD_MAX + 1];                              /* letters inserted, left out, changed, or swapped */
    int *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.n; j++)
        last[j] = (int)j;
    for (size_t i = 1; i <= a.n; i++) {
        now[0] = (int)i;
        int least = now[0];
        for (size_t j = 1; j <= b.n; j++) {
            bool same = lower(a.p[i - 1]) == lower(b.p[j - 1]);
            int best = last[j - 1] + !same;
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && lower(a.p[i - 1]) == lower(b.p[j - 2]) && lower(a.p[i - 2]) == lower(b.p[j - 1]);
            if (swapped && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
            if (best < least)
                least = best;
        }
        if (least > DISTANCE_MAX)
            return FAR;
        int *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return last[b.n] > DISTANCE_MAX ? FAR : last[b.n];
}

bool kv_word_near(kv_text a, kv_text b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    return n > 2 && kv_word_distance(a, b) <= (n < 6 ? 1 : DISTANCE_MAX);
}

const char *kv_ids_near(const kv_ids *ids, const kv_pool *pool, kv_text id)
{
    const char *best = "";
    int best_distance = FAR;
    for (size_t i = 0; i < ids->slot_count; i++) {
        if (!ids->slot[i].tag || ids->slot[i].value >= KV_STOP_LEFT_OUT)
            continue;
        const char *key = kv_pool_get(pool, ids->slot[i].key);
        kv_text known = kv_text_of(key);
        if (!kv_word_near(known, id))
            continue;
        int distance = kv_word_distance(known, id);
        if (distance < best_distance || (distance == best_distance && strcmp(key, best) < 0)) {
            best = key;
            best_distance = distance;
        }
    }
    return best;
}
