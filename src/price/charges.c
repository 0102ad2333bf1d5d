/* charges.c - what is paid beside the rates: terminal operations, storage, fixed surcharges
 *
 * A charge is taken for each item of the cargo that its row is for, one line each; a charge `a shipment` is taken once. */
#include "price/pricer.h"

#include "model/equipment.h"
#include "model/handling.h"

typedef struct { uint32_t row[KV_HANDLING_ROWS_MAX]; uint32_t count; } taken;   /* rows paid for once already */

static bool is_taken(taken *t, uint32_t row)
{
    for (uint32_t i = 0; i < t->count; i++)
        if (t->row[i] == row)
            return true;
    if (t->count < KV_HANDLING_ROWS_MAX)
        t->row[t->count++] = row;
    return false;
}

/* prices of handling rows at a stop */
static void ask_handling(kv_ask *ask, uint32_t stop, kv_mode from, kv_mode to, bool passing)
{
    const kv_corridor *c = ask->p->corridor;
    taken once = { .count = 0 };
    for (int i = 0; i < ask->cargo->item_count; i++) {
        const kv_cargo_item *item = &ask->cargo->item[i];
        uint32_t rows[KV_HANDLING_ROWS_MAX];
        uint32_t count = kv_handling_rows_item(c, item, stop, from, to, passing, ask->day, rows);
        for (uint32_t k = 0; k < count; k++) {
            const kv_handling_row *h = &c->handling[rows[k]];
            kv_quantity q;
            bool whole = h->price_unit == KV_PER_SHIPMENT;
            if (!h->has_price || (whole && is_taken(&once, rows[k]))
                || !kv_quantity_of(item, h->price_unit, 0, 0, from == KV_MODE_ROAD || to == KV_MODE_ROAD, &q))
                continue;
            kv_price_line line = {
                .kind = KV_LINE_HANDLING, .row = rows[k], .item = whole ? KV_NONE : (uint32_t)i, .stop_from = stop, .stop_to = stop,
                .unit = h->price_unit,
            };
            kv_ask_charge(ask, line, &ask->p->fees[rows[k]].price, q, 0);
        }
    }
}

/* one fixed surcharge for all items that it is for */
static void ask_extra(kv_ask *ask, uint32_t row, uint32_t stop_from, uint32_t stop_to, int64_t metres, bool by_road, uint32_t kinds)
{
    const kv_extra *e = &ask->p->extras[row];
    for (int i = 0; i < ask->cargo->item_count; i++) {
        kv_cargo_item item = ask->cargo->item[i];
        kv_quantity q;
        item.equipment &= kinds;
        if (!kv_extra_fits(ask, e, &item) || !kv_quantity_of(&item, e->unit, metres, 0, by_road, &q))
            continue;
        bool whole = e->unit == KV_PER_SHIPMENT;
        kv_price_line line = {
            .kind = KV_LINE_SURCHARGE, .row = row, .item = whole ? KV_NONE : (uint32_t)i, .stop_from = stop_from, .stop_to = stop_to,
            .unit = e->unit,
        };
        kv_ask_charge(ask, line, &e->amount, q, 0);
        if (whole)
            break;
    }
}

static bool is_at(const kv_corridor *c, uint32_t row_stop, uint32_t stop)
{
    return row_stop == KV_NONE || row_stop == stop || row_stop == c->stops[stop].parent;
}

void kv_ask_ride_extras(kv_ask *ask, const kv_pattern_row *pattern, uint32_t board, uint32_t alight)
{
    const kv_pricer *p = ask->p;
    const kv_corridor *c = p->corridor;
    const kv_service_row *service = &c->services[pattern->service];
    const uint32_t *stop = c->position_stop + pattern->first_position, *metre = c->position_m + pattern->first_position;
    bool by_road = service->mode == KV_MODE_ROAD;
    const uint32_t *at = p->passing_before + pattern->first_position;
    bool passes = at[alight] > at[board + 1];
    uint32_t first = p->extra_first[KV_SURCHARGE_ON_LEG], end = p->extra_first[KV_SURCHARGE_ON_LEG + 1];
    for (uint32_t i = first; i < end; i++) {
        const kv_extra *e = &p->extras[p->extra_order[i]];
        if ((e->agency == KV_NONE || e->agency == service->agency) && (e->mode == KV_MODE_NONE || e->mode == service->mode)
            && kv_stop_within(p, stop[board], e->from) && kv_stop_within(p, stop[alight], e->to))
            ask_extra(ask, p->extra_order[i], stop[board], stop[alight], (int64_t)metre[alight] - metre[board], by_road,
                      service->equipment);
    }
    for (uint32_t k = board + 1; passes && k < alight; k++) {
        if (at[k + 1] == at[k])
            continue;
        ask_handling(ask, stop[k], (kv_mode)service->mode, (kv_mode)service->mode, true);
        first = p->extra_first[KV_SURCHARGE_ON_PASSING];
        end = p->extra_first[KV_SURCHARGE_ON_PASSING + 1];
        for (uint32_t i = first; i < end; i++) {
            const kv_extra *e = &p->extras[p->extra_order[i]];
            if (is_at(c, e->stop, stop[k]) && (e->agency == KV_NONE || e->agency == service->agency)
                && (e->mode == KV_MODE_NONE || e->mode == service->mode) && kv_stop_within(p, stop[board], e->from)
                && kv_stop_within(p, stop[alight], e->to))
                ask_extra(ask, p->extra_order[i], stop[k], stop[k], 0, by_road, service->equipment);
        }
    }
}

int64_t kv_price_leg_surcharges(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, const kv_pattern_row *pattern,
                                uint32_t board, uint32_t alight, int32_t day, kv_price_lines *lines)
{
    kv_ask ask = kv_ask_begin(p, cargo, currency, day, lines);
    kv_ask_ride_extras(&ask, pattern, board, alight);
    return kv_ask_end(&ask);
}

int64_t kv_price_change(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, uint32_t stop, kv_mode from, kv_mode to,
                        int32_t day, kv_price_lines *lines)
{
    kv_ask ask = kv_ask_begin(p, cargo, currency, day, lines);
    bool by_road = from == KV_MODE_ROAD || to == KV_MODE_ROAD;
    ask_handling(&ask, stop, from, to, false);
    uint32_t first = p->extra_first[KV_SURCHARGE_ON_PASSING], end = p->extra_first[KV_SURCHARGE_ON_PASSING + 1];
    for (uint32_t i = first; i < end; i++) {
        const kv_extra *e = &p->extras[p->extra_order[i]];
        if (is_at(p->corridor, e->stop, stop) && e->agency == KV_NONE && kv_ref_kind(e->from) == KV_REF_ANY
            && kv_ref_kind(e->to) == KV_REF_ANY && (e->mode == KV_MODE_NONE || e->mode == from || e->mode == to))
            ask_extra(&ask, p->extra_order[i], stop, stop, 0, by_road, UINT32_MAX);
    }
    return kv_ask_end(&ask);
}

int64_t kv_price_journey(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, int32_t day, kv_price_lines *lines)
{
    kv_ask ask = kv_ask_begin(p, cargo, currency, day, lines);
    uint32_t first = p->extra_first[KV_SURCHARGE_ON_JOURNEY], end = p->extra_first[KV_SURCHARGE_ON_JOURNEY + 1];
    for (uint32_t i = first; i < end; i++)
        ask_extra(&ask, p->extra_order[i], KV_NONE, KV_NONE, 0, false, UINT32_MAX);
    return kv_ask_end(&ask);
}

/* ---- storage ------------------------------------------------------------------------------------------------ */

/* the storage row of an item: of the terminal before its place's, naming equipment before any, then the first */
static uint32_t storage_row(const kv_corridor *c, const kv_cargo_item *item, uint32_t stop, int32_t day)
{
    uint32_t levels[2] = { stop, c->stops[stop].parent }, found = KV_NONE;
    for (int k = 0; k < 2 && levels[k] != KV_NONE && found == KV_NONE; k++)
        for (uint32_t i = c->handling_first[levels[k]]; i < c->handling_first[levels[k] + 1]; i++) {
            const kv_handling_row *h = &c->handling[i];
            if (!h->has_storage || !(h->equipment & item->equipment) || day < h->valid.from || day > h->valid.to)
                continue;
            bool named = (h->equipment & KV_EQUIPMENT_ALL) != KV_EQUIPMENT_ALL;
            if (found == KV_NONE
                || (named && (c->handling[found].equipment & KV_EQUIPMENT_ALL) == KV_EQUIPMENT_ALL))
                found = i;
        }
    return found;
}

void kv_price_storage(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, uint32_t stop, int32_t day,
                      uint32_t *free_days, int64_t *per_day, uint32_t *row)
{
    const kv_corridor *c = p->corridor;
    kv_ask ask = kv_ask_begin(p, cargo, currency, day, NULL);
    taken once = { .count = 0 };
    *free_days = UINT32_MAX;
    *row = KV_NONE;
    for (int i = 0; i < cargo->item_count; i++) {
        uint32_t at = storage_row(c, &cargo->item[i], stop, day);
        kv_quantity q;
        if (at == KV_NONE || !kv_quantity_of(&cargo->item[i], c->handling[at].storage_unit, 0, 0, true, &q)
            || (c->handling[at].storage_unit == KV_PER_SHIPMENT && is_taken(&once, at)))
            continue;
        uint32_t days = c->handling[at].free_days > 0 ? (uint32_t)c->handling[at].free_days : 0;
        *free_days = days < *free_days ? days : *free_days;
        *row = *row == KV_NONE ? at : *row;
        kv_ask_charge(&ask, (kv_price_line){ .kind = KV_LINE_STORAGE, .row = at }, &p->fees[at].storage, q, 0);
    }
    if (*row == KV_NONE)
        *free_days = 0;
    *per_day = kv_ask_end(&ask);
}
