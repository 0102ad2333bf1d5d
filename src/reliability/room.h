/* room.h - what a kv_reliability holds, for the files of this room */
#ifndef KV_RELIABILITY_ROOM_H
#define KV_RELIABILITY_ROOM_H

#include <pthread.h>

#include "reliability/causes.h"

typedef struct kv_row_table kv_row_table;       /* chance rows, rows.c */

struct kv_reliability {
    const kv_corridor *corridor;

    /* filled when it opens, read-only from then on */
    uint16_t *lateness;                         /* [leg_count * 12] */
    kv_cause_node **class_node;                 /* [class_count] */
    uint32_t class_count;
    uint32_t grain_h;                           /* see kv_reliability_grain_h() */

    pthread_mutex_t lock;                       /* over all that follows; what has been built is read without it */
    kv_causes causes;
    KV_VEC(kv_cause_node *) spread_node;        /* by spread class */
    KV_VEC(uint32_t) spread_of_cause;           /* spread class of a cause, KV_NONE */
    kv_arena row_memory;
    _Atomic(kv_row_table *) rows;
};

/* lateness.c: fills lateness, class_node, class_count, grain_h; called once, before any other thread knows r */
kv_status kv_lateness_build(kv_reliability *r, kv_error *err);
/* rows.c: number of the cause "these handling rows take longer than planned"; needs the lock */
kv_status kv_handling_cause(kv_reliability *r, const uint32_t *handling_rows, uint32_t count, uint32_t *number);
/* rows.c: its distribution; takes the lock; valid as long as r */
kv_status kv_handling_spread(kv_reliability *r, const uint32_t *handling_rows, uint32_t count, const kv_spread **out);

#endif
