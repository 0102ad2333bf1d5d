/* causes.h - what makes a vehicle late or a handling long, each kept once
 *
 * A cause is a row's quantiles, a closure, a wait, or the sum of two causes; equal causes have equal numbers, so whole
 * legs can be compared by one number long before any distribution is built. Cause 0 is "none": exactly as planned.
 * Not for sharing between threads: whoever owns it locks, except for kv_cause_known(). */
#ifndef KV_RELIABILITY_CAUSES_H
#define KV_RELIABILITY_CAUSES_H

#include <stdatomic.h>

#include "base/vec.h"
#include "reliability/spread.h"

typedef enum {
    KV_CAUSE_NONE,      /* certainly 0 */
    KV_CAUSE_LINES,     /* kv_lines as they stand */
    KV_CAUSE_CLOSURE,   /* lines with chance_e9, else 0 */
    KV_CAUSE_EVEN,      /* evenly 0 .. p90_s, less shift_s */
    KV_CAUSE_SUM        /* of causes a <= b, independent of each other */
} kv_cause_kind;

typedef struct {        /* no padding, unused fields 0: it is hashed and compared as bytes */
    uint32_t kind, chance_e9, a, b;
    kv_lines lines;
} kv_cause;

typedef struct {
    kv_cause cause;
    _Atomic(const kv_spread *) spread;      /* NULL until asked for */
} kv_cause_node;

typedef struct {
    kv_arena kept, scratch;
    KV_VEC(kv_cause_node *) nodes;          /* a node does not move */
    uint32_t *slot;                         /* open hash of number + 1; 0 is free */
    size_t slot_count;
} kv_causes;

kv_status kv_causes_open(kv_causes *c);     /* c is {0}; after a failure it can be closed */
void      kv_causes_close(kv_causes *c);

/* number of this cause, made if it is new; certain zeros are cause 0; KV_MEMORY */
kv_status kv_cause_number(kv_causes *c, const kv_cause *cause, uint32_t *number);
kv_status kv_cause_sum(kv_causes *c, uint32_t a, uint32_t b, uint32_t *number);

/* distribution of a cause, built when first asked for; lives as long as c */
kv_status kv_cause_spread(kv_causes *c, kv_cause_node *node, const kv_spread **out);
/* the same if it has been built, else NULL; may be called from any thread */
static inline const kv_spread *kv_cause_known(const kv_cause_node *node)
{
    return atomic_load_explicit(&node->spread, memory_order_acquire);
}

#endif
