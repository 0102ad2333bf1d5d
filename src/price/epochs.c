/* epochs.c - on which days can a price change? Between two of them any day has the same prices */
#include "price/pricer.h"

#include <stdlib.h>

typedef struct { int32_t from, to; KV_VEC(int32_t) days; bool ok; } collector;

static void note(collector *k, int32_t day)
{
    if (day > k->from && day <= k->to)
        k->ok = k->ok && kv_vec_push(&k->days, day);
}

static void note_after(collector *k, int32_t day)
{
    if (day < INT32_MAX)
        note(k, day + 1);
}

static void note_validity(collector *k, kv_validity v)
{
    note(k, v.from);
    note_after(k, v.to);
    note_after(k, v.carried_after);                         /* a published row now wins over it */
}

static int by_day(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* cargo NULL: all rows; currency KV_NONE: any */
static uint32_t epochs(const kv_pricer *p, const kv_cargo *cargo, uint32_t currency, int32_t from, int32_t to, int32_t *days,
                       uint32_t room)
{
    const kv_corridor *c = p->corridor;
    collector k = { .from = from, .to = to, .ok = true };
    bool exchanges = false;
    k.ok = kv_vec_push(&k.days, from);
    for (uint32_t i = 0; i < c->tariffs_count; i++) {
        bool fits = !cargo;
        kv_ask ask = { .p = p, .cargo = cargo, .day = p->rates[i].valid.from };
        uint32_t narrow;
        for (int n = 0; !fits && n < cargo->item_count; n++)
            fits = kv_rate_fits(&ask, &p->rates[i], &cargo->item[n], &narrow);
        if (fits)
            note_validity(&k, c->tariffs[i].valid);
        exchanges = exchanges || (fits && p->rates[i].amount.currency != currency);
    }
    for (uint32_t i = 0; i < c->surcharges_count; i++) {
        bool fits = !cargo;
        kv_ask ask = { .p = p, .cargo = cargo, .day = p->extras[i].valid.from };
        for (int n = 0; !fits && n < cargo->item_count; n++)
            fits = kv_extra_fits(&ask, &p->extras[i], &cargo->item[n]);
        if (fits)
            note_validity(&k, c->surcharges[i].valid);
        exchanges = exchanges || (fits && p->extras[i].amount.currency != currency && p->extras[i].kind == KV_SURCHARGE_FIXED);
    }
    for (uint32_t i = 0; i < c->handling_count; i++) {
        const kv_handling_row *h = &c->handling[i];
        bool fits = !cargo;
        for (int n = 0; !fits && n < cargo->item_count; n++)
            fits = h->equipment & cargo->item[n].equipment;
        if (fits)
            note_validity(&k, h->valid);                    /* a row without a price may take the place of one with */
        exchanges = exchanges || (fits && h->has_price && p->fees[i].price.currency != currency)
                 || (fits && h->has_storage && p->fees[i].storage.currency != currency);
    }
    for (uint32_t i = 0; exchanges && i < c->fx_count; i++)
        note(&k, c->fx[i].day);
    qsort(k.days.at, k.days.count, sizeof *k.days.at, by_day);
    uint32_t count = 0;
    for (size_t i = 0; i < k.days.count; i++) {
        if (i && k.days.at[i] == k.days.at[i - 1])
            continue;
        if (count < room)
            days[count] = k.days.at[i];
        count++;
    }
    bool ok = k.ok;
    kv_vec_free(&k.days);
    return ok ? count : UINT32_MAX;
}

uint32_t kv_price_epochs(const kv_pricer *p, int32_t from, int32_t to, int32_t *days, uint32_t room)
{
    return epochs(p, NULL, KV_NONE, from, to, days, room);
}

uint32_t kv_price_epochs_for(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, int32_t from, int32_t to,
                             int32_t *days, uint32_t room)
{
    return epochs(p, cargo, kv_currency_index(p, currency), from, to, days, room);
}
