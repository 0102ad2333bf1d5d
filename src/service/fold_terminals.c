/* fold_terminals.c - the part of a fold that concerns terminals: changes of vehicle, storage, and chances to connect
 *
 * A block holds every change of a terminal, [mode it comes by][mode it goes by]; terminals that do the same share a block:
 *
 *     change_block    stop 0 -> block 0 (nothing to do)    stop 1 -> block 2    stop 2 -> block 2 ...
 *
 * Handling times spread in a few hundred ways at most, and lateness in some hundred classes; only pairs of the
 * two that meet at some terminal get a row of chances. */
#include "service/desk.h"

#include <stdlib.h>
#include <string.h>

#include "model/handling.h"

enum { BLOCK = KV_MODE_COUNT * KV_MODE_COUNT };

static kv_status no_memory(kv_error *err) { return kv_fail(err, KV_MEMORY, "", "memory is out"); }

/* modes by which cargo may come to a stop and leave it, links from other stops included */
typedef struct { uint32_t in, out; } modes;

static modes *find_modes(const kv_corridor *c, kv_fold *f)
{
    modes *m = kv_new_array(&f->arena, modes, c->stops_count);
    uint32_t *arrive = kv_new_array(&f->arena, uint32_t, c->stops_count);
    if (!m || !arrive)
        return NULL;
    for (uint32_t p = 0; p < c->patterns_count; p++) {
        const kv_pattern_row *row = &c->patterns[p];
        if (!f->fits[row->service])
            continue;
        const uint32_t *stop = c->position_stop + row->first_position;
        uint32_t bit = 1u << c->services[row->service].mode;
        for (uint32_t i = 0; i < row->stop_count; i++) {
            if (i)
                arrive[stop[i]] |= bit;
            if (i + 1 < row->stop_count)
                m[stop[i]].out |= bit;
        }
    }
    for (uint32_t s = 0; s < c->stops_count; s++) {
        m[s].in |= arrive[s];
        for (uint32_t i = c->link_first[s]; i < c->link_first[s + 1]; i++)
            m[c->links[i].to].in |= arrive[s];
    }
    uint32_t ends = 1u << KV_MODE_NONE | 1u << KV_MODE_ROAD;    /* first and last miles */
    for (uint32_t s = 0; s < c->stops_count; s++) {
        if (!m[s].in && !m[s].out)
            continue;
        m[s].in |= ends;
        m[s].out |= ends;
    }
    return m;
}

static bool has_rows(const kv_corridor *c, uint32_t stop)
{
    uint32_t parent = c->stops[stop].parent;
    return c->handling_first[stop] < c->handling_first[stop + 1]
        || (parent != KV_NONE && c->handling_first[parent] < c->handling_first[parent + 1]);
}

/* may a surcharge fall due for calling here? */
static bool has_surcharge(const kv_corridor *c, uint32_t stop)
{
    for (uint32_t i = 0; i < c->surcharges_count; i++) {
        const kv_surcharge_row *s = &c->surcharges[i];
        if (s->on == KV_SURCHARGE_ON_PASSING && (s->stop == KV_NONE || s->stop == stop || s->stop == c->stops[stop].parent))
            return true;
    }
    return false;
}

/* ---- blocks ------------------------------------------------------------------------------------------------ */

typedef struct {
    KV_VEC(kv_change) change;           /* BLOCK for each block */
    KV_VEC(uint32_t) spread;            /* class of the reliability engine for each of ours; [0] is 0 */
    uint32_t *slot; uint32_t slot_count;        /* open hash of block + 1 */
} blocks;

static bool spread_of(blocks *b, uint32_t class, uint32_t *out)
{
    for (size_t i = 0; i < b->spread.count; i++)
        if (b->spread.at[i] == class) {
            *out = (uint32_t)i;
            return true;
        }
    *out = (uint32_t)b->spread.count;
    return kv_vec_push(&b->spread, class);
}

static kv_status fill_change(kv_desk *d, kv_fold *f, const kv_limits *limits, blocks *b, uint32_t stop, kv_mode from, kv_mode to,
                             int32_t day, kv_change *out, kv_error *err)
{
    const kv_corridor *c = d->corridor;
    uint32_t rows[KV_HANDLING_ROWS_MAX], class;
    uint32_t count = kv_handling_rows(c, &f->cargo, stop, from, to, false, day, rows);
    out->seconds = kv_handling_seconds(c, rows, count);
    out->co2_g = kv_co2_grams(kv_emissions_change(c, &f->cargo, stop, from, to, day, NULL));
    if (limits->priced) {
        int64_t minor = kv_price_change(d->pricer, &f->cargo, f->currency, stop, from, to, day, NULL);
        if (minor == KV_PRICE_NONE)                     /* a charge that cannot be converted */
            out->price = KV_BARRED;
        else if (!kv_cost_of(minor, f->currency, &out->price, err))
            return KV_INVALID;
    }
    class = kv_reliability_spread(d->reliability, rows, count);
    return spread_of(b, class, &out->spread) ? KV_OK : no_memory(err);
}

/* the block with these changes, a new one if there is none */
static bool intern(blocks *b, const kv_change change[BLOCK], uint32_t *out)
{
    kv_text bytes = { (const char *)change, BLOCK * sizeof *change };
    uint32_t at = (uint32_t)kv_text_hash(bytes) & (b->slot_count - 1);
    for (; b->slot[at]; at = (at + 1) & (b->slot_count - 1)) {
        *out = b->slot[at] - 1;
        if (!memcmp(b->change.at + (size_t)*out * BLOCK, change, bytes.n))
            return true;
    }
    *out = (uint32_t)(b->change.count / BLOCK);
    if (!kv_vec_reserve(&b->change, BLOCK))
        return false;
    memcpy(b->change.at + b->change.count, change, bytes.n);
    b->change.count += BLOCK;
    b->slot[at] = *out + 1;
    return true;
}

/* a plain feed has one change time for all modes, and none at either end of the journey */
static void plain_changes(const kv_corridor *c, uint32_t stop, kv_change change[BLOCK])
{
    uint32_t seconds = c->change_s_count ? c->change_s[stop] : 0;
    memset(change, 0, BLOCK * sizeof *change);
    for (int from = KV_MODE_NONE + 1; from < KV_MODE_COUNT; from++)
        for (int to = KV_MODE_NONE + 1; to < KV_MODE_COUNT; to++)
            change[from * KV_MODE_COUNT + to] = (kv_change){ .seconds = seconds, .price = seconds == KV_NEVER ? KV_BARRED : 0 };
}

static kv_status fill_blocks(kv_desk *d, kv_fold *f, const kv_limits *limits, const modes *m, blocks *b, int32_t day, uint32_t *block,
                             kv_error *err)
{
    const kv_corridor *c = d->corridor;
    kv_change change[BLOCK];
    memset(change, 0, sizeof change);
    bool ok = kv_vec_push(&b->spread, 0) && intern(b, change, &block[0]);
    for (uint32_t s = 0; ok && s < c->stops_count; s++) {
        block[s] = 0;
        if (!c->info->is_freight) {
            plain_changes(c, s, change);
            ok = intern(b, change, &block[s]);
            continue;
        }
        if (!m[s].in || (!has_rows(c, s) && !has_surcharge(c, s)))
            continue;
        memset(change, 0, sizeof change);
        for (int from = 0; from < KV_MODE_COUNT; from++)
            for (int to = 0; to < KV_MODE_COUNT; to++) {
                if (!(m[s].in >> from & 1) || !(m[s].out >> to & 1))
                    continue;
                kv_status status = fill_change(d, f, limits, b, s, (kv_mode)from, (kv_mode)to, day,
                                               &change[from * KV_MODE_COUNT + to], err);
                if (status != KV_OK)
                    return status;
            }
        ok = intern(b, change, &block[s]);
    }
    return ok ? KV_OK : no_memory(err);
}

/* ---- storage ------------------------------------------------------------------------------------------------- */

static kv_status fill_storage(const kv_desk *d, kv_fold *f, int32_t day, kv_error *err)
{
    const kv_corridor *c = d->corridor;
    kv_storage *storage = kv_new_array(&f->arena, kv_storage, c->stops_count);
    bool any = false;
    if (!storage)
        return no_memory(err);
    for (uint32_t s = 0; s < c->stops_count; s++) {
        if (!has_rows(c, s))
            continue;
        int64_t per_day = 0;                            /* NONE, not to be converted: not charged */
        uint32_t row;
        kv_price_storage(d->pricer, &f->cargo, f->currency, s, day, &storage[s].free_days, &per_day, &row);
        if (!kv_cost_of(per_day, f->currency, &storage[s].per_day, err))
            return KV_INVALID;
        any = any || per_day > 0;
    }
    f->costs.storage = any ? storage : NULL;
    return KV_OK;
}

kv_status kv_fold_terminals(kv_desk *d, kv_fold *f, const kv_limits *limits, int32_t charge_day, kv_error *err)
{
    const kv_corridor *c = d->corridor;
    const modes *m = find_modes(c, f);
    uint32_t *block = kv_new_array(&f->arena, uint32_t, c->stops_count + 1);
    blocks b = { .slot_count = 64 };
    while (b.slot_count < 2 * c->stops_count)
        b.slot_count *= 2;
    b.slot = kv_new_array(&f->arena, uint32_t, b.slot_count);
    if (!m || !block || !b.slot)
        return no_memory(err);
    kv_status s = fill_blocks(d, f, limits, m, &b, charge_day, block, err);
    if (s == KV_OK) {
        f->costs.change_block = block;
        f->costs.changes = kv_arena_copy(&f->arena, b.change.at, b.change.count * sizeof *b.change.at);
        f->costs.spread_count = (uint32_t)b.spread.count;
        f->spread = kv_arena_copy(&f->arena, b.spread.at, b.spread.count * sizeof *b.spread.at);
        if (!f->costs.changes || !f->spread)
            s = no_memory(err);
    }
    kv_vec_free(&b.change);
    kv_vec_free(&b.spread);
    if (s == KV_OK && limits->priced)
        s = fill_storage(d, f, charge_day, err);
    return s;
}

/* ---- chances --------------------------------------------------------------------------------------------------- */

/* spreads of the changes at a stop, as a list without repeats */
static uint32_t spreads_at(const kv_costs *costs, uint32_t stop, uint32_t list[BLOCK])
{
    const kv_change *change = costs->changes + (size_t)costs->change_block[stop] * BLOCK;
    uint32_t count = 0;
    for (int i = 0; i < BLOCK; i++) {
        uint32_t k = 0;
        while (k < count && list[k] != change[i].spread)
            k++;
        if (k == count)
            list[count++] = change[i].spread;
    }
    return count;
}

static void mark(const kv_costs *costs, uint8_t *wanted, uint32_t stop, const uint16_t months[12])
{
    uint32_t list[BLOCK], count = spreads_at(costs, stop, list);
    for (int month = 0; month < 12; month++)
        if (!month || months[month] != months[month - 1])
            for (uint32_t i = 0; i < count; i++)
                wanted[(size_t)months[month] * costs->spread_count + list[i]] = 1;
}

static void mark_pairs(const kv_corridor *c, const kv_fold *f, const uint16_t *lateness, uint8_t *wanted)
{
    for (uint32_t p = 0; p < c->patterns_count; p++) {
        const kv_pattern_row *row = &c->patterns[p];
        if (!f->fits[row->service])
            continue;
        const uint32_t *stop = c->position_stop + row->first_position;
        for (uint32_t i = 0; i + 1 < row->stop_count; i++)
            for (uint32_t j = i + 1; j < row->stop_count; j++) {
                const uint16_t *months = lateness + (size_t)kv_leg_index(row, i, j) * 12;
                mark(&f->costs, wanted, stop[j], months);
                for (uint32_t l = c->link_first[stop[j]]; l < c->link_first[stop[j] + 1]; l++)
                    mark(&f->costs, wanted, c->links[l].to, months);
            }
    }
}

/* A connection counts with one of these chances, the next lower one: the figures behind it are hours estimated by
 * people, and ways that differ by a tenth of a percent are not different ways. What is shown is computed exactly.
 *                                     1.00 .99 .97 .95 .90 .85 .80 .70 .60 .50 .40 .30  .20   .10   .05   .01   */
static const uint16_t chance_step[] = { 0,  10, 30, 51, 105, 163, 223, 357, 511, 693, 916, 1204, 1609, 2303, 2996, 4605, KV_CHANCE_NEVER };

static const uint16_t *in_steps(kv_arena *a, const uint16_t *row, uint16_t length)
{
    uint16_t *steps = kv_new_array(a, uint16_t, length);
    for (uint16_t h = 0, n = 0; steps && h < length; h++) {
        for (n = 0; chance_step[n] < row[h]; n++) continue;
        steps[h] = chance_step[n];
    }
    return steps;
}

kv_status kv_fold_chances(kv_desk *d, kv_fold *f, kv_error *err)
{
    static const uint16_t certain[1] = { 0 };
    const kv_corridor *c = d->corridor;
    uint32_t classes = 0;
    const uint16_t *lateness = kv_reliability_lateness(d->reliability, &classes);
    size_t all = (size_t)classes * f->costs.spread_count;
    uint8_t *wanted = kv_new_array(&f->arena, uint8_t, all + 1);
    const uint16_t **chance = kv_new_array(&f->arena, const uint16_t *, all + 1);
    uint16_t *length = kv_new_array(&f->arena, uint16_t, all + 1);
    if (!lateness || !wanted || !chance || !length)
        return no_memory(err);
    mark_pairs(c, f, lateness, wanted);
    for (uint32_t l = 0; l < classes; l++)
        for (uint32_t s = 0; s < f->costs.spread_count; s++) {
            size_t at = (size_t)l * f->costs.spread_count + s;
            chance[at] = certain;
            length[at] = 1;
            if (!wanted[at])
                continue;
            if (kv_reliability_row(d->reliability, l, f->spread[s], &chance[at], &length[at]) != KV_OK)
                return no_memory(err);
            chance[at] = in_steps(&f->arena, chance[at], length[at]);
            if (!chance[at])
                return no_memory(err);
        }
    f->costs.leg_lateness = lateness;
    f->costs.lateness_count = classes;
    f->costs.chance = chance;
    f->costs.chance_length = length;
    return KV_OK;
}
