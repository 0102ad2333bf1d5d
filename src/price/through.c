/* through.c - one price over a chain of legs, and the trucks of first and last mile
 *
 * A through rate is asked for by any of its rows; what counts is the price list (key) that the row belongs to: each
 * item of the cargo takes the narrowest row of it that fits, so that a shipment of 20' and 40' boxes has a price too. */
#include "price/pricer.h"

#include <stdlib.h>
#include <string.h>

/* the least price of one item among these rates, of which several keys may be there; charges it */
static void ask_least(kv_ask *ask, const uint32_t *list, uint32_t count, kv_carriage what)
{
    enum { ROOM = 256 };
    uint32_t small[ROOM], *chosen = count <= ROOM ? small : malloc(count * sizeof *chosen), least = KV_NONE;
    int64_t price = 0;
    if (!chosen) {
        ask->failed = true;
        return;
    }
    uint32_t n = kv_rates_choose(ask, list, count, what.as, chosen);
    for (uint32_t i = 0; i < n; i++) {
        const kv_rate *r = &ask->p->rates[chosen[i]];
        if (what.kind == KV_LINE_ACCESS)
            what.agency = r->agency;
        int64_t one = kv_rate_price(ask, chosen[i], &what);
        if (one != KV_PRICE_NONE && (least == KV_NONE || one < price)) {
            least = chosen[i];
            price = one;
        }
    }
    if (chosen != small)
        free(chosen);
    if (least == KV_NONE) {
        ask->failed = true;
        return;
    }
    if (what.kind == KV_LINE_ACCESS)
        what.agency = ask->p->rates[least].agency;
    kv_ask_rate(ask, least, &what);
}

int64_t kv_price_through(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, uint32_t tariff, int32_t day,
                         kv_price_lines *lines)
{
    kv_ask ask = kv_ask_begin(p, cargo, currency, day, lines);
    const kv_rate *r = &p->rates[tariff];
    uint32_t first = p->key_first[r->key], count = p->key_first[r->key + 1] - first;
    ask.failed = r->kind != KV_TARIFF_THROUGH;
    for (int i = 0; i < cargo->item_count && !ask.failed; i++)
        ask_least(&ask, p->by_key + first, count, (kv_carriage){
            .item = (uint32_t)i, .as = &cargo->item[i], .kind = KV_LINE_THROUGH, .agency = r->agency, .mode = r->mode,
            .from = r->from, .to = r->to,
        });
    return kv_ask_end(&ask);
}

int64_t kv_price_road(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, const char *country, int64_t metres,
                      int32_t day, kv_price_lines *lines)
{
    kv_ask ask = kv_ask_begin(p, cargo, currency, day, lines);
    kv_ref here = kv_ref_of(KV_REF_COUNTRY, kv_country_number(country));
    uint32_t small[64], count = 0;
    uint32_t *list = p->road_rates.count <= 64 ? small : malloc(p->road_rates.count * sizeof *list);
    ask.failed = !list;
    for (size_t i = 0; list && i < p->road_rates.count; i++) {
        const kv_rate *r = &p->rates[p->road_rates.at[i]];
        if (kv_ref_within(p, here, r->from) && kv_ref_within(p, here, r->to))
            list[count++] = p->road_rates.at[i];
    }
    for (int i = 0; i < cargo->item_count && !ask.failed; i++)
        ask_least(&ask, list, count, (kv_carriage){
            .item = (uint32_t)i, .as = &cargo->item[i], .kind = KV_LINE_ACCESS, .mode = KV_MODE_ROAD, .from = here, .to = here,
            .metres = metres, .agency = KV_NONE,
        });
    if (list != small)
        free(list);
    return kv_ask_end(&ask);
}

/* ---- pairs of terminals ----------------------------------------------------------------------------------- */

enum { PAIRS_MAX = 4000000 };
typedef KV_VEC(kv_through_pair) pair_list;

/* terminals of a reference at which some service calls */
static bool terminals_of(const kv_pricer *p, kv_ref ref, uint32_t *out, uint32_t *count)
{
    const kv_corridor *c = p->corridor;
    *count = 0;
    for (uint32_t s = 0; s < c->stops_count; s++)
        if (c->visit_first[s + 1] > c->visit_first[s] && kv_stop_within(p, s, ref))
            out[(*count)++] = s;
    return *count;
}

/* is there, on some day, a row of this key for each item? */
static bool may_fit(const kv_pricer *p, const kv_cargo *cargo, uint32_t key)
{
    for (int i = 0; i < cargo->item_count; i++) {
        bool found = false;
        for (uint32_t k = p->key_first[key]; k < p->key_first[key + 1] && !found; k++) {
            const kv_rate *r = &p->rates[p->by_key[k]];
            uint32_t narrow;
            kv_ask ask = { .p = p, .cargo = cargo, .day = r->valid.from };
            found = kv_rate_fits(&ask, r, &cargo->item[i], &narrow);
        }
        if (!found)
            return false;
    }
    return true;
}

static bool add_pairs(const kv_pricer *p, uint32_t tariff, const uint32_t *from, uint32_t from_count, const uint32_t *to,
                      uint32_t to_count, pair_list *pairs)
{
    kv_through_pair pair = {
        .tariff = tariff, .group = p->corridor->tariffs[tariff].through_group, .covers_handling = p->rates[tariff].covers_handling,
    };
    for (uint32_t i = 0; i < from_count; i++)
        for (uint32_t k = 0; k < to_count; k++) {
            pair.from = from[i];
            pair.to = to[k];
            if (pair.from != pair.to && !kv_vec_push(pairs, pair))
                return false;
        }
    return true;
}

kv_status kv_price_through_pairs(const kv_pricer *p, const kv_cargo *cargo, kv_arena *arena, kv_through_pair **out, uint32_t *count)
{
    pair_list pairs = { 0 };
    size_t stops = p->corridor->stops_count;
    uint32_t *from = malloc((stops + 1) * sizeof *from), *to = malloc((stops + 1) * sizeof *to), from_count, to_count;
    kv_status status = from && to ? KV_OK : KV_MEMORY;
    *out = NULL;
    *count = 0;
    for (uint32_t key = 0; status == KV_OK && key < p->key_count; key++) {
        uint32_t tariff = p->by_key[p->key_first[key]];
        const kv_rate *r = &p->rates[tariff];
        if (r->kind != KV_TARIFF_THROUGH || !may_fit(p, cargo, key) || !terminals_of(p, r->from, from, &from_count)
            || !terminals_of(p, r->to, to, &to_count))
            continue;
        if (pairs.count + 2 * (size_t)from_count * to_count > PAIRS_MAX)
            status = KV_INVALID;
        else if (!add_pairs(p, tariff, from, from_count, to, to_count, &pairs)
                 || (r->both_ways && !add_pairs(p, tariff, to, to_count, from, from_count, &pairs)))
            status = KV_MEMORY;
    }
    if (status == KV_OK && pairs.count) {
        *out = kv_arena_copy(arena, pairs.at, pairs.count * sizeof *pairs.at);
        *count = (uint32_t)pairs.count;
        status = *out ? KV_OK : KV_MEMORY;
    }
    kv_vec_free(&pairs);
    free(from);
    free(to);
    return status;
}
