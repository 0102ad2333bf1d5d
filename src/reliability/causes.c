/* causes.c - each cause of lateness once, its distribution when first asked for
 *
 *     leg Aktau - Alat in November = (("sea" row + closure at Aktau) + closure at Alat) + wait for the ship
 *
 * is one number in a table of distinct causes. The legs of a large pack share a few hundred of them, and most
 * are never asked for their distribution. */
#include "reliability/causes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static_assert(sizeof(kv_cause) == 40, "hashed as bytes: no padding");

enum { FIRST_SLOTS = 256 };

static size_t hash_of(const kv_cause *cause)
{
    return (size_t)kv_text_hash((kv_text){ (const char *)cause, sizeof *cause });
}

static bool grow(kv_causes *c, size_t slot_count)
{
    uint32_t *slot = calloc(slot_count, sizeof *slot);
    if (!slot)
        return false;
    for (uint32_t i = 0; i < c->nodes.count; i++) {
        size_t at = hash_of(&c->nodes.at[i]->cause) & (slot_count - 1);
        while (slot[at])
            at = (at + 1) & (slot_count - 1);
        slot[at] = i + 1;
    }
    free(c->slot);
    c->slot = slot;
    c->slot_count = slot_count;
    return true;
}

static bool always_zero(const kv_cause *x)
{
    const kv_lines *l = &x->lines;
    if (x->kind == KV_CAUSE_CLOSURE && !x->chance_e9)
        return true;
    if (x->kind == KV_CAUSE_EVEN)
        return l->p90_s <= 0;
    return (x->kind == KV_CAUSE_LINES || x->kind == KV_CAUSE_CLOSURE) && l->p10_s == l->p50_s && l->p50_s == l->p90_s
        && l->p50_s == l->shift_s && l->low_s <= l->p50_s && l->high_s >= l->p50_s;
}

kv_status kv_cause_number(kv_causes *c, const kv_cause *cause, uint32_t *number)
{
    if (c->nodes.count && always_zero(cause)) {
        *number = 0;
        return KV_OK;
    }
    size_t at = hash_of(cause) & (c->slot_count - 1);
    for (; c->slot[at]; at = (at + 1) & (c->slot_count - 1)) {
        if (!memcmp(&c->nodes.at[c->slot[at] - 1]->cause, cause, sizeof *cause)) {
            *number = c->slot[at] - 1;
            return KV_OK;
        }
    }
    kv_cause_node *node = kv_new(&c->kept, kv_cause_node);
    if (!node || c->nodes.count >= UINT32_MAX - 1 || !kv_vec_push(&c->nodes, node))
        return KV_MEMORY;
    node->cause = *cause;
    atomic_init(&node->spread, NULL);
    *number = (uint32_t)c->nodes.count - 1;
    c->slot[at] = *number + 1;
    if (2 * c->nodes.count > c->slot_count && !grow(c, 2 * c->slot_count)) {
        c->slot[at] = 0;                    /* as before the call */
        c->nodes.count--;
        return KV_MEMORY;
    }
    return KV_OK;
}

kv_status kv_cause_sum(kv_causes *c, uint32_t a, uint32_t b, uint32_t *number)
{
    assert(a < c->nodes.count && b < c->nodes.count);
    if (!a || !b) {
        *number = a + b;
        return KV_OK;
    }
    return kv_cause_number(c, &(kv_cause){ .kind = KV_CAUSE_SUM, .a = a < b ? a : b, .b = a < b ? b : a }, number);
}

kv_status kv_causes_open(kv_causes *c)
{
    uint32_t none;
    if (!grow(c, FIRST_SLOTS))
        return KV_MEMORY;
    kv_status status = kv_cause_number(c, &(kv_cause){ .kind = KV_CAUSE_NONE }, &none);
    assert(status != KV_OK || none == 0);
    return status;
}

void kv_causes_close(kv_causes *c)
{
    kv_vec_free(&c->nodes);
    free(c->slot);
    kv_arena_free(&c->kept);
    kv_arena_free(&c->scratch);
    *c = (kv_causes){ 0 };
}

static kv_status build(kv_causes *c, const kv_cause *x, kv_spread *out)
{
    const kv_spread *a, *b;
    kv_spread late;
    kv_status status;
    switch ((kv_cause_kind)x->kind) {
    case KV_CAUSE_LINES:
        return kv_spread_of_lines(&c->kept, &x->lines, out);
    case KV_CAUSE_EVEN:
        return kv_spread_of_even(&c->kept, x->lines.p90_s, x->lines.shift_s, out);
    case KV_CAUSE_CLOSURE:
        kv_arena_reset(&c->scratch);
        status = kv_spread_of_lines(&c->scratch, &x->lines, &late);
        return status != KV_OK ? status : kv_spread_mix(&c->kept, kv_spread_zero(), late, x->chance_e9 / 1e9, out);
    case KV_CAUSE_SUM:
        status = kv_cause_spread(c, c->nodes.at[x->a], &a);
        if (status == KV_OK)
            status = kv_cause_spread(c, c->nodes.at[x->b], &b);
        return status != KV_OK ? status : kv_spread_sum(&c->kept, *a, *b, out);
    case KV_CAUSE_NONE:
        break;
    }
    *out = kv_spread_zero();
    return KV_OK;
}

kv_status kv_cause_spread(kv_causes *c, kv_cause_node *node, const kv_spread **out)
{
    *out = kv_cause_known(node);
    if (*out)
        return KV_OK;
    kv_spread *built = kv_new(&c->kept, kv_spread);
    if (!built)
        return KV_MEMORY;
    kv_status status = build(c, &node->cause, built);
    if (status != KV_OK)
        return status;
    atomic_store_explicit(&node->spread, built, memory_order_release);
    *out = built;
    return KV_OK;
}
