/* rows.c - opening, classes of handling, and the chance rows that the search adds up
 *
 * A row answers "with h whole hours of slack, what does this connection cost?" for one lateness class and one handling
 * class:
 *
 *     cost[h] = -1000 ln P(lateness + handling spread <= h)          h = 0, 1, 2 ... until it costs nothing
 *
 * Rows are built when first asked for and never change or move. They hang in an open hash that only grows: a reader
 * takes the table and probes it without a lock; a writer fills a free slot last of all, or puts a larger table in place
 * of the old one, which stays readable until everything is closed. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/handling.h"
#include "reliability/room.h"

enum { COST_NEVER = 20000, FIRST_ROWS = 1024 };

typedef struct {
    uint64_t key;                           /* lateness class, handling class */
    uint16_t length;
    uint16_t cost[];
} chance_row;

struct kv_row_table {
    size_t mask, used;
    _Atomic(const chance_row *) slot[];
};

/* ---- open and close ---------------------------------------------------------------------------------- */

static kv_row_table *new_table(kv_arena *a, size_t slots)
{
    kv_row_table *t = kv_arena_alloc(a, sizeof *t + slots * sizeof t->slot[0], _Alignof(kv_row_table));
    if (!t)
        return NULL;
    t->mask = slots - 1;
    for (size_t i = 0; i < slots; i++)
        atomic_init(&t->slot[i], NULL);
    return t;
}

kv_status kv_reliability_open(kv_reliability **out, const kv_corridor *c, kv_error *err)
{
    *out = NULL;
    kv_reliability *r = calloc(1, sizeof *r);
    if (!r)
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    r->corridor = c;
    atomic_init(&r->rows, NULL);
    if (pthread_mutex_init(&r->lock, NULL)) {
        free(r);
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    }
    kv_row_table *t = new_table(&r->row_memory, FIRST_ROWS);
    kv_status status = t ? kv_causes_open(&r->causes) : KV_MEMORY;
    atomic_init(&r->rows, t);
    if (status == KV_OK)
        status = kv_lateness_build(r, err);
    if (status == KV_OK)
        status = kv_reliability_spread(r, NULL, 0) == 0 ? KV_OK : KV_MEMORY;   /* 0 is "exactly as planned" */
    if (status != KV_OK) {
        kv_reliability_close(r);
        return status == KV_MEMORY ? kv_fail(err, KV_MEMORY, NULL, "memory is out") : status;
    }
    *out = r;
    return KV_OK;
}

void kv_reliability_close(kv_reliability *r)
{
    if (!r)
        return;
    pthread_mutex_destroy(&r->lock);
    kv_causes_close(&r->causes);
    kv_vec_free(&r->spread_node);
    kv_vec_free(&r->spread_of_cause);
    kv_arena_free(&r->row_memory);
    free(r->class_node);
    free(r->lateness);
    free(r);
}

const uint16_t *kv_reliability_lateness(kv_reliability *r, uint32_t *class_count)
{
    *class_count = r->class_count;
    return r->lateness;
}

uint32_t kv_reliability_grain_h(const kv_reliability *r) { return r->grain_h; }

/* ---- distributions ----------------------------------------------------------------------------------- */

static const kv_spread *class_spread(kv_reliability *r, uint32_t class)
{
    assert(class < r->class_count);
    const kv_spread *s = kv_cause_known(r->class_node[class]);
    if (s)
        return s;
    pthread_mutex_lock(&r->lock);
    if (kv_cause_spread(&r->causes, r->class_node[class], &s) != KV_OK)
        s = NULL;
    pthread_mutex_unlock(&r->lock);
    return s;
}

kv_spread kv_reliability_class(const kv_reliability *r, uint32_t lateness_class)
{
    /* what it answers never changes; building it when first asked for is nobody's business */
    const kv_spread *s = class_spread((kv_reliability *)r, lateness_class);
    return s ? *s : (kv_spread){ 0 };
}

kv_status kv_handling_cause(kv_reliability *r, const uint32_t *handling_rows, uint32_t count, uint32_t *number)
{
    uint32_t part[KV_HANDLING_ROWS_MAX], parts = 0;
    assert(count <= KV_HANDLING_ROWS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        const kv_handling_row *row = &r->corridor->handling[handling_rows[i]];
        int32_t median = row->p50_s > 0 ? row->p50_s : 0;
        kv_cause cause = { .kind = KV_CAUSE_LINES, .lines = { .p10_s = row->p10_s, .p50_s = median, .p90_s = row->p90_s,
                                                              .low_s = 0, .high_s = INT32_MAX, .shift_s = median } };
        uint32_t one, at = parts;
        kv_status status = kv_cause_number(&r->causes, &cause, &one);
        if (status != KV_OK)
            return status;
        for (; at && part[at - 1] > one; at--)      /* in order, so that the same rows in another order are the same sum */
            part[at] = part[at - 1];
        part[at] = one;
        parts++;
    }
    *number = 0;
    for (uint32_t i = 0; i < parts; i++) {
        kv_status status = kv_cause_sum(&r->causes, *number, part[i], number);
        if (status != KV_OK)
            return status;
    }
    return KV_OK;
}

static kv_status spread_class(kv_reliability *r, uint32_t cause, uint32_t *class)
{
    while (r->spread_of_cause.count <= cause)
        if (!kv_vec_push(&r->spread_of_cause, KV_NONE))
            return KV_MEMORY;
    *class = r->spread_of_cause.at[cause];
    if (*class != KV_NONE)
        return KV_OK;
    if (!kv_vec_push(&r->spread_node, r->causes.nodes.at[cause]))
        return KV_MEMORY;
    *class = r->spread_of_cause.at[cause] = (uint32_t)r->spread_node.count - 1;
    return KV_OK;
}

uint32_t kv_reliability_spread(kv_reliability *r, const uint32_t *handling_rows, uint32_t count)
{
    uint32_t cause, class = KV_NONE;
    pthread_mutex_lock(&r->lock);
    kv_status status = kv_handling_cause(r, handling_rows, count, &cause);
    if (status == KV_OK)
        status = spread_class(r, cause, &class);
    pthread_mutex_unlock(&r->lock);
    return status == KV_OK ? class : KV_NONE;
}

kv_status kv_handling_spread(kv_reliability *r, const uint32_t *handling_rows, uint32_t count, const kv_spread **out)
{
    uint32_t cause;
    pthread_mutex_lock(&r->lock);
    kv_status status = kv_handling_cause(r, handling_rows, count, &cause);
    if (status == KV_OK)
        status = kv_cause_spread(&r->causes, r->causes.nodes.at[cause], out);
    pthread_mutex_unlock(&r->lock);
    return status;
}

/* ---- rows -------------------------------------------------------------------------------------------- */

static const chance_row *find(const kv_row_table *t, uint64_t key, size_t *at)
{
    const chance_row *row;
    *at = (size_t)(key * 0x9E3779B97F4A7C15u >> 38) & t->mask;
    while ((row = atomic_load_explicit(&t->slot[*at], memory_order_acquire)) && row->key != key)
        *at = (*at + 1) & t->mask;
    return row;
}

/* P(x + y <= h) for h = 0 .. count - 1; the longer of the two is summed up once, the shorter walks along it */
static void below_each_hour(kv_spread x, kv_spread y, double *sum_of_y, double *out, int32_t count)
{
    double sum = 0.0;
    for (int32_t k = 0; k < y.count; k++)
        sum_of_y[k] = sum += y.probability[k];
    for (int32_t i = 0; i < x.count; i++) {
        double mass = x.probability[i];
        int32_t start = x.first + i + y.first;              /* the hour at which y begins to count */
        int32_t from = start > 0 ? start : 0, whole = start + y.count;
        int32_t to = whole < count ? whole : count;
        if (from < to)
            kv_spread_add(out + from, sum_of_y + (from - start), to - from, mass);
    }
    sum = 0.0;
    for (int32_t h = 0, i = 0; h < count; h++) {            /* hours of x from which all of y lies below */
        for (; i < x.count && x.first + i + y.first + y.count <= h; i++)
            sum += x.probability[i];
        out[h] += sum;
    }
}

static uint16_t cost_of(double p)
{
    if (!(p > 0.0))
        return COST_NEVER;
    double cost = -1000.0 * log(p);
    return cost >= COST_NEVER ? COST_NEVER : cost <= 0.0 ? 0 : (uint16_t)(cost + 0.5);
}

static kv_status build_row(kv_reliability *r, kv_spread late, kv_spread handling, uint64_t key, const chance_row **out)
{
    kv_arena *scratch = &r->causes.scratch;
    kv_spread x = late.count < handling.count ? late : handling, y = late.count < handling.count ? handling : late;
    int32_t last = late.first + late.count - 1 + handling.first + handling.count - 1;
    int32_t count = last > 0 ? last + 1 : 1;
    kv_arena_reset(scratch);
    double *below = kv_new_array(scratch, double, count), *sum_of_y = kv_new_array(scratch, double, y.count);
    uint16_t *cost = kv_new_array(scratch, uint16_t, count);
    if (!below || !sum_of_y || !cost)
        return KV_MEMORY;
    below_each_hour(x, y, sum_of_y, below, count);
    int32_t length = 0;
    uint16_t least = COST_NEVER;
    for (int32_t h = 0; h < count && least; h++) {
        uint16_t here = h == count - 1 ? 0 : cost_of(below[h]);     /* nothing is later than the last hour */
        least = here < least ? here : least;                /* rounding of sums must not make a row rise */
        cost[length++] = least;
    }
    chance_row *row = kv_arena_alloc(&r->row_memory, sizeof *row + (size_t)length * sizeof row->cost[0], _Alignof(chance_row));
    if (!row)
        return KV_MEMORY;
    row->key = key;
    row->length = (uint16_t)length;
    memcpy(row->cost, cost, (size_t)length * sizeof *cost);
    *out = row;
    return KV_OK;
}

static kv_row_table *grown(kv_reliability *r, const kv_row_table *old)
{
    kv_row_table *t = new_table(&r->row_memory, 4 * (old->mask + 1));
    if (!t)
        return NULL;
    for (size_t i = 0; i <= old->mask; i++) {
        const chance_row *row = atomic_load_explicit(&old->slot[i], memory_order_relaxed);
        size_t at;
        if (row && !find(t, row->key, &at))
            atomic_store_explicit(&t->slot[at], row, memory_order_relaxed);
    }
    t->used = old->used;
    return t;
}

/* with the lock held: the row was not there a moment ago */
static kv_status add_row(kv_reliability *r, uint32_t lateness_class, uint32_t spread_class, uint64_t key, const chance_row **out)
{
    const kv_spread *late, *handling;
    size_t at;
    kv_row_table *t = atomic_load_explicit(&r->rows, memory_order_relaxed);
    if ((*out = find(t, key, &at)))
        return KV_OK;                       /* another thread was faster */
    assert(lateness_class < r->class_count && spread_class < r->spread_node.count);
    kv_status status = kv_cause_spread(&r->causes, r->class_node[lateness_class], &late);
    if (status == KV_OK)
        status = kv_cause_spread(&r->causes, r->spread_node.at[spread_class], &handling);
    if (status == KV_OK)
        status = build_row(r, *late, *handling, key, out);
    if (status != KV_OK)
        return status;
    if (2 * (t->used + 1) > t->mask + 1) {
        t = grown(r, t);
        if (!t)
            return KV_MEMORY;
        find(t, key, &at);
        atomic_store_explicit(&r->rows, t, memory_order_release);
    }
    t->used++;
    atomic_store_explicit(&t->slot[at], *out, memory_order_release);
    return KV_OK;
}

kv_status kv_reliability_row(kv_reliability *r, uint32_t lateness_class, uint32_t spread_class, const uint16_t **cost, uint16_t *length)
{
    uint64_t key = (uint64_t)lateness_class << 32 | spread_class;
    size_t at;
    if (spread_class == KV_NONE)
        return KV_MEMORY;                   /* what kv_reliability_spread() could not make */
    const chance_row *row = find(atomic_load_explicit(&r->rows, memory_order_acquire), key, &at);
    if (!row) {
        pthread_mutex_lock(&r->lock);
        kv_status status = add_row(r, lateness_class, spread_class, key, &row);
        pthread_mutex_unlock(&r->lock);
        if (status != KV_OK)
            return status;
    }
    *cost = row->cost;
    *length = row->length;
    return KV_OK;
}
