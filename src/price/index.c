/* index.c - which rates can carry from one call of a pattern to another, found once for every leg
 *
 *     KZATY-TERM    refs that rates name:  KZATY-TERM, KZATY, KZ, anywhere      (those not named by any rate are skipped)
 *     KZAAU-PORT                           KZAAU-PORT, KZAAU, KZ, anywhere
 *     every pair of them, there and back, looked up among (kind, from, to)  -->  lanes of the leg
 *
 * Rates by distance between countries are not kept per leg but per stretch between neighbouring calls, and stretches of the
 * same countries and carrier share a class: a leg through one country then looks at one class. */
#include "price/pricer.h"

#include <assert.h>
#include <stdlib.h>

enum { USED_FROM = 1, USED_TO = 2, REFS_MAX = 4 };
typedef struct { kv_ref ref[REFS_MAX]; uint32_t count; } stop_refs;

typedef struct {
    kv_pricer *p;
    kv_map used;                /* ref -> USED_* bits */
    kv_map first[2];            /* kind lane, km: from, to -> first in by_key */
    kv_map classes;
    stop_refs *of_stop;
} builder;

bool kv_stop_within(const kv_pricer *p, uint32_t stop, kv_ref outer)
{
    switch (kv_ref_kind(outer)) {
    case KV_REF_ANY: return true;
    case KV_REF_STOP: return stop == kv_ref_id(outer) || p->corridor->stops[stop].parent == kv_ref_id(outer);
    case KV_REF_COUNTRY: return p->stop_country[stop] == kv_ref_id(outer);
    default: return false;
    }
}

bool kv_ref_within(const kv_pricer *p, kv_ref inner, kv_ref outer)
{
    if (kv_ref_kind(outer) == KV_REF_ANY)
        return true;
    if (kv_ref_kind(inner) == KV_REF_STOP)
        return kv_stop_within(p, kv_ref_id(inner), outer);
    return inner == outer && kv_ref_kind(outer) != KV_REF_NOWHERE;
}

static bool names_stop(const kv_rate *r)
{
    return kv_ref_kind(r->from) == KV_REF_STOP || kv_ref_kind(r->to) == KV_REF_STOP;
}

/* holds from call to call, whatever lies between; the other rates by distance hold stretch by stretch */
static bool is_lane(const kv_rate *r)
{
    return r->kind == KV_TARIFF_LANE || (r->kind == KV_TARIFF_KM && names_stop(r));
}

static uint64_t pair_key(kv_ref from, kv_ref to) { return (uint64_t)from << 32 | to; }

static bool find_countries(kv_pricer *p)
{
    const kv_corridor *c = p->corridor;
    p->stop_country = calloc(c->stops_count + 1, sizeof *p->stop_country);
    if (!p->stop_country)
        return false;
    for (uint32_t s = 0; s < c->stops_count; s++) {
        p->stop_country[s] = kv_country_number(c->stops[s].country);
        if (!p->stop_country[s] && c->stops[s].parent != KV_NONE)
            p->stop_country[s] = kv_country_number(c->stops[c->stops[s].parent].country);
    }
    return true;
}

/* what rates name, and where each pair's rates begin in by_key */
static bool note_rates(builder *b)
{
    kv_pricer *p = b->p;
    for (uint32_t i = 0; i < p->corridor->tariffs_count; i++) {
        const kv_rate *r = &p->rates[p->by_key[i]];
        if (r->kind == KV_TARIFF_KM && r->mode == KV_MODE_ROAD && !names_stop(r) && !kv_vec_push(&p->road_rates, p->by_key[i]))
            return false;
        if (r->kind == KV_TARIFF_THROUGH || kv_ref_kind(r->from) == KV_REF_NOWHERE || kv_ref_kind(r->to) == KV_REF_NOWHERE)
            continue;
        if (!kv_map_put(&b->first[r->kind == KV_TARIFF_KM], pair_key(r->from, r->to), i))
            return false;
        if (!is_lane(r))
            continue;
        uint32_t *from = kv_map_put(&b->used, r->from, 0);
        if (!from)
            return false;
        *from |= r->both_ways ? USED_FROM | USED_TO : USED_FROM;
        uint32_t *to = kv_map_put(&b->used, r->to, 0);
        if (!to)
            return false;
        *to |= r->both_ways ? USED_FROM | USED_TO : USED_TO;
    }
    return true;
}

static bool find_stop_refs(builder *b)
{
    const kv_pricer *p = b->p;
    const kv_corridor *c = p->corridor;
    b->of_stop = calloc(c->stops_count + 1, sizeof *b->of_stop);
    if (!b->of_stop)
        return false;
    for (uint32_t s = 0; s < c->stops_count; s++) {
        uint32_t parent = c->stops[s].parent;
        kv_ref refs[REFS_MAX] = { kv_ref_of(KV_REF_STOP, s), kv_ref_of(KV_REF_ANY, 0) };
        uint32_t count = 2;
        if (parent != KV_NONE)
            refs[count++] = kv_ref_of(KV_REF_STOP, parent);
        if (p->stop_country[s])
            refs[count++] = kv_ref_of(KV_REF_COUNTRY, p->stop_country[s]);
        for (uint32_t i = 0; i < count; i++)
            if (kv_map_get(&b->used, refs[i]))
                b->of_stop[s].ref[b->of_stop[s].count++] = refs[i];
    }
    return true;
}

static bool carrier_fits(const kv_rate *r, const kv_service_row *s)
{
    return (r->agency == KV_NONE || r->agency == s->agency) && (r->mode == KV_MODE_NONE || r->mode == s->mode);
}

/* rates of one pair of references that this service may use; back: its both_ways rates in the other direction */
static bool add_pair(builder *b, kv_map *first, kv_ref from, kv_ref to, uint32_t a_stop, uint32_t b_stop, bool back,
                     const kv_service_row *service, uint32_t to_position)
{
    kv_pricer *p = b->p;
    const uint32_t *start = kv_map_get(first, pair_key(from, to));
    if (!start)
        return true;
    const kv_rate *head = &p->rates[p->by_key[*start]];
    for (uint32_t i = *start; i < p->corridor->tariffs_count; i++) {
        const kv_rate *r = &p->rates[p->by_key[i]];
        if (r->kind != head->kind || r->from != from || r->to != to)
            break;
        if (!is_lane(r) || !carrier_fits(r, service))
            continue;
        if (back && (!r->both_ways || (kv_stop_within(p, a_stop, from) && kv_stop_within(p, b_stop, to))))
            continue;                                       /* it holds forwards already */
        kv_lane lane = { p->by_key[i], to_position };
        if (!kv_vec_push(&p->lanes, lane))
            return false;
    }
    return true;
}

static bool add_leg(builder *b, uint32_t a, uint32_t z, const kv_service_row *service, uint32_t to_position)
{
    const stop_refs *x = &b->of_stop[a], *y = &b->of_stop[z];
    bool ok = true;
    for (uint32_t i = 0; i < x->count; i++)
        for (uint32_t k = 0; k < y->count; k++)
            for (int kind = 0; ok && kind < 2; kind++)
                ok = add_pair(b, &b->first[kind], x->ref[i], y->ref[k], a, z, false, service, to_position)
                  && add_pair(b, &b->first[kind], y->ref[k], x->ref[i], a, z, true, service, to_position);
    return ok;
}

static bool find_lanes(builder *b)
{
    kv_pricer *p = b->p;
    const kv_corridor *c = p->corridor;
    uint32_t at = 0;
    p->lane_first = calloc((size_t)c->info->leg_count + 1, sizeof *p->lane_first);
    if (!p->lane_first)
        return false;
    for (uint32_t i = 0; i < c->patterns_count; i++) {
        const kv_pattern_row *row = &c->patterns[i];
        const uint32_t *stop = c->position_stop + row->first_position;
        for (uint32_t from = 0; from + 1 < row->stop_count; from++)
            for (uint32_t to = from + 1; to < row->stop_count; to++) {
                assert(kv_leg_index(row, from, to) == at);
                p->lane_first[at++] = (uint32_t)p->lanes.count;
                if (b->of_stop[stop[from]].count && !add_leg(b, stop[from], stop[to], &c->services[row->service], to))
                    return false;
            }
    }
    assert(at == c->info->leg_count);
    p->lane_first[at] = (uint32_t)p->lanes.count;
    return p->lanes.count < KV_NONE;
}

/* ---- stretches -------------------------------------------------------------------------------------------- */

static bool add_stretch_rates(builder *b, uint32_t from_country, uint32_t to_country, const kv_service_row *service)
{
    kv_pricer *p = b->p;
    kv_ref from[2] = { kv_ref_of(KV_REF_ANY, 0), kv_ref_of(KV_REF_COUNTRY, from_country) };
    kv_ref to[2] = { kv_ref_of(KV_REF_ANY, 0), kv_ref_of(KV_REF_COUNTRY, to_country) };
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++)
            for (int back = 0; back < 2; back++) {
                kv_ref x = back ? to[k] : from[i], y = back ? from[i] : to[k];
                const uint32_t *start = kv_map_get(&b->first[1], pair_key(x, y));
                if (!start)
                    continue;
                for (uint32_t n = *start; n < p->corridor->tariffs_count; n++) {
                    const kv_rate *r = &p->rates[p->by_key[n]];
                    if (r->kind != KV_TARIFF_KM || r->from != x || r->to != y)
                        break;
                    bool forwards = (r->from == from[0] || r->from == from[1]) && (r->to == to[0] || r->to == to[1]);
                    if (!carrier_fits(r, service) || (back && (!r->both_ways || forwards)))
                        continue;
                    if (!kv_vec_push(&p->class_rates, p->by_key[n]))
                        return false;
                }
            }
    return true;
}

static bool class_of(builder *b, uint32_t from, uint32_t to, const kv_service_row *service, uint32_t *class)
{
    kv_pricer *p = b->p;
    uint64_t key = (uint64_t)service->mode << 60 | (uint64_t)(service->agency & 0xFFFFFFF) << 32 | from << 16 | to;
    uint32_t *known = kv_map_put(&b->classes, key, KV_NONE);
    if (!known)
        return false;
    if (*known == KV_NONE) {
        kv_range range = { (uint32_t)p->class_rates.count, 0 };
        if (!add_stretch_rates(b, from, to, service))
            return false;
        range.count = (uint32_t)p->class_rates.count - range.first;
        *known = range.count ? (uint32_t)p->classes.count : 0;
        if (range.count && !kv_vec_push(&p->classes, range))
            return false;
    }
    *class = *known;
    return true;
}

static bool find_stretches(builder *b)
{
    kv_pricer *p = b->p;
    const kv_corridor *c = p->corridor;
    kv_range none = { 0 };
    p->stretch_class = calloc((size_t)c->position_stop_count + 1, sizeof *p->stretch_class);
    if (!p->stretch_class || !kv_vec_push(&p->classes, none))
        return false;
    for (uint32_t i = 0; i < c->patterns_count; i++) {
        const kv_pattern_row *row = &c->patterns[i];
        for (uint32_t k = 0; k + 1 < row->stop_count; k++) {
            uint32_t at = row->first_position + k;
            if (!class_of(b, p->stop_country[c->position_stop[at]], p->stop_country[c->position_stop[at + 1]],
                          &c->services[row->service], &p->stretch_class[at]))
                return false;
        }
    }
    return true;
}

/* ---- calls that cost something when passed ---------------------------------------------------------------- */

static bool pays_when_passed(const kv_pricer *p, uint32_t stop)
{
    const kv_corridor *c = p->corridor;
    uint32_t levels[2] = { stop, c->stops[stop].parent };
    for (int k = 0; k < 2 && levels[k] != KV_NONE; k++)
        for (uint32_t i = c->handling_first[levels[k]]; i < c->handling_first[levels[k] + 1]; i++)
            if (c->handling[i].has_price && c->handling[i].applies != KV_APPLIES_CHANGE)
                return true;
    for (uint32_t i = p->extra_first[KV_SURCHARGE_ON_PASSING]; i < p->extra_first[KV_SURCHARGE_ON_PASSING + 1]; i++) {
        uint32_t at = p->extras[p->extra_order[i]].stop;
        if (at == KV_NONE || at == stop || at == c->stops[stop].parent)
            return true;
    }
    return false;
}

static bool find_passing(kv_pricer *p)
{
    const kv_corridor *c = p->corridor;
    bool *pays = calloc((size_t)c->stops_count + 1, sizeof *pays);
    p->passing_before = calloc((size_t)c->position_stop_count + 1, sizeof *p->passing_before);
    bool ok = pays && p->passing_before;
    for (uint32_t s = 0; ok && s < c->stops_count; s++)
        pays[s] = pays_when_passed(p, s);
    for (uint32_t i = 0; ok && i < c->position_stop_count; i++)
        p->passing_before[i + 1] = p->passing_before[i] + pays[c->position_stop[i]];
    free(pays);
    return ok;
}

kv_status kv_pricer_index(kv_pricer *p, kv_error *err)
{
    builder b = { .p = p };
    bool ok = find_countries(p) && note_rates(&b) && find_stop_refs(&b) && find_lanes(&b) && find_stretches(&b) && find_passing(p);
    kv_map_free(&b.used);
    kv_map_free(&b.first[0]);
    kv_map_free(&b.first[1]);
    kv_map_free(&b.classes);
    free(b.of_stop);
    return ok ? KV_OK : kv_fail(err, KV_MEMORY, "", "memory is out");
}
