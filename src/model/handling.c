/* handling.c - which handling rows hold for a change of vehicle, or for passing, at a terminal
 *
 *     place KZAAU       border    rail -> sea   4 h     --+   rows of place and terminal add up
 *     KZAAU-PORT  transhipment    rail -> sea  12 h       +-- 16 h from train to ship
 *     KZAAU-PORT  transhipment     any -> any   6 h           left out: another row of its kind names the modes */
#include "model/handling.h"

#include <assert.h>

#include "model/equipment.h"

static bool row_holds(const kv_handling_row *h, uint32_t equipment, kv_mode from, kv_mode to, bool passing, int32_t day)
{
    bool applies = h->applies == KV_APPLIES_BOTH || (h->applies == KV_APPLIES_PASSING) == passing;
    return applies && (h->any_from || h->from_mode == from) && (h->any_to || h->to_mode == to)
        && (h->equipment & equipment) && h->valid.from <= day && day <= h->valid.to;
}

static bool is_special(const kv_handling_row *h)
{
    return !h->any_from || !h->any_to || (h->equipment & KV_EQUIPMENT_ALL) != KV_EQUIPMENT_ALL;
}

/* rows of one stop, behind the `count` that are there already */
static uint32_t stop_rows(const kv_corridor *c, uint32_t equipment, uint32_t stop, kv_mode from, kv_mode to, bool passing,
                          int32_t day, uint32_t *rows, uint32_t count)
{
    uint32_t first = count, end = c->handling_first[stop + 1];
    static_assert(KV_OPERATION_COUNT * KV_APPLIES_COUNT <= 32, "a bit for each operation and applies");
    uint32_t special = 0;
    for (uint32_t i = c->handling_first[stop]; i < end && count < KV_HANDLING_ROWS_MAX; i++) {
        const kv_handling_row *h = &c->handling[i];
        if (!row_holds(h, equipment, from, to, passing, day))
            continue;
        if (is_special(h))
            special |= 1u << (h->operation * KV_APPLIES_COUNT + h->applies);
        rows[count++] = i;
    }
    uint32_t kept = first;
    for (uint32_t i = first; i < count; i++) {
        const kv_handling_row *h = &c->handling[rows[i]];
        if (is_special(h) || !(special >> (h->operation * KV_APPLIES_COUNT + h->applies) & 1))
            rows[kept++] = rows[i];
    }
    return kept;
}

uint32_t kv_handling_rows_item(const kv_corridor *c, const kv_cargo_item *item, uint32_t stop, kv_mode from, kv_mode to,
                               bool passing, int32_t day, uint32_t rows[KV_HANDLING_ROWS_MAX])
{
    uint32_t place = c->stops[stop].parent, count = 0;
    if (place != KV_NONE)
        count = stop_rows(c, item->equipment, place, from, to, passing, day, rows, 0);
    return stop_rows(c, item->equipment, stop, from, to, passing, day, rows, count);
}

/* sorted lists without repetition, at most KV_HANDLING_ROWS_MAX */
static uint32_t merge(const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count, uint32_t *out)
{
    uint32_t i = 0, k = 0, count = 0;
    while ((i < a_count || k < b_count) && count < KV_HANDLING_ROWS_MAX) {
        uint32_t next = k == b_count || (i < a_count && a[i] <= b[k]) ? a[i] : b[k];
        i += i < a_count && a[i] == next;
        k += k < b_count && b[k] == next;
        out[count++] = next;
    }
    return count;
}

static void sort(uint32_t *rows, uint32_t count)            /* two ascending runs: place, terminal */
{
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t k = i; k && rows[k - 1] > rows[k]; k--) {
            uint32_t t = rows[k];
            rows[k] = rows[k - 1];
            rows[k - 1] = t;
        }
}

uint32_t kv_handling_rows(const kv_corridor *c, const kv_cargo *cargo, uint32_t stop, kv_mode from, kv_mode to,
                          bool passing, int32_t day, uint32_t rows[KV_HANDLING_ROWS_MAX])
{
    uint32_t count = 0;
    for (int i = 0; i < cargo->item_count; i++) {
        uint32_t more[KV_HANDLING_ROWS_MAX], so_far[KV_HANDLING_ROWS_MAX];
        uint32_t more_count = kv_handling_rows_item(c, &cargo->item[i], stop, from, to, passing, day, more);
        sort(more, more_count);
        for (uint32_t k = 0; k < count; k++)
            so_far[k] = rows[k];
        count = merge(so_far, count, more, more_count, rows);
    }
    return count;
}

uint32_t kv_handling_seconds(const kv_corridor *c, const uint32_t *rows, uint32_t count)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += c->handling[rows[i]].p50_s > 0 ? (uint32_t)c->handling[rows[i]].p50_s : 0;
    return sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX - 1;
}
