/* check_prices.c - do tariffs contradict one another, and can every amount be told in every currency?
 *
 *     T1  lane  AKTAU -> BAKU  40  laden  | 2024 ......... 2026 |              1450 USD
 *     T2  lane  AKTAU -> BAKU  40  laden               | 2026 ......... 2028 | 1600 USD    which holds in 2026?
 *
 * Tariffs with the same key are put side by side; two of them clash when all their ranges (days, weight, count)
 * overlap and their amounts differ. Days of published validity are held against published days, carried days against
 * carried ones, since a published rate goes before one that was carried forward. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/read.h"

static kv_text id_of(const kv_reader *r, kv_str s) { return kv_text_of(kv_reader_id(r, s)); }

/* ---- overlaps ------------------------------------------------------------------------------------------- */

typedef struct { uint32_t field[12]; uint32_t row; } tariff_key;

static tariff_key key_of(const kv_pack *pack, uint32_t row)
{
    const kv_tariff_row *t = &pack->tariffs.at[row];
    bool swap = t->both_ways && t->to < t->from;            /* A to B both ways is B to A both ways */
    return (tariff_key){ { t->kind, t->agency, t->mode, t->through_group, swap ? t->to : t->from, swap ? t->from : t->to,
                           t->both_ways, t->equipment, t->load, t->hs, t->unit, t->covers_handling }, row };
}

static int compare_keys(const void *a, const void *b)
{
    const tariff_key *x = a, *y = b;
    int order = memcmp(x->field, y->field, sizeof x->field);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

static bool same_amount(const kv_tariff_row *a, const kv_tariff_row *b)
{
    kv_wide x = a->amount.mantissa, y = b->amount.mantissa;
    for (int i = a->amount.scale; i < b->amount.scale; i++)
        x *= 10;
    for (int i = b->amount.scale; i < a->amount.scale; i++)
        y *= 10;
    return x == y && kv_currency_same(a->currency, b->currency);
}

static bool overlap(int32_t from, int32_t to, int32_t other_from, int32_t other_to)
{
    return from <= to && other_from <= other_to && from <= other_to && other_from <= to;
}

static int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }

static bool days_overlap(const kv_validity *a, const kv_validity *b)
{
    if (overlap(a->from, least(a->to, a->carried_after), b->from, least(b->to, b->carried_after)))
        return true;
    if (a->carried_after == INT32_MAX || b->carried_after == INT32_MAX)
        return false;
    int32_t a_from = a->carried_after >= a->from ? a->carried_after + 1 : a->from;
    int32_t b_from = b->carried_after >= b->from ? b->carried_after + 1 : b->from;
    return overlap(a_from, a->to, b_from, b->to);
}

static bool clash(const kv_tariff_row *a, const kv_tariff_row *b)
{
    return days_overlap(&a->valid, &b->valid)
        && a->weight_from_t < b->weight_to_t && b->weight_from_t < a->weight_to_t
        && a->count_from <= b->count_to && b->count_from <= a->count_to && !same_amount(a, b);
}

static void check_overlaps(kv_reader *r)
{
    enum { LOOK_BACK_MAX = 500 };           /* rows of one key held against each row: bounds the cost of odd packs */
    const kv_pack *pack = r->pack;
    size_t count = pack->tariffs.count;
    tariff_key *key = malloc((count + 1) * sizeof *key);
    if (!key) {
        r->status = KV_MEMORY;
        return;
    }
    for (size_t i = 0; i < count; i++)
        key[i] = key_of(pack, (uint32_t)i);
    qsort(key, count, sizeof *key, compare_keys);
    for (size_t i = 1; i < count; i++) {
        const kv_tariff_row *t = &pack->tariffs.at[key[i].row];
        size_t first = i > LOOK_BACK_MAX ? i - LOOK_BACK_MAX : 0;
        for (size_t k = i; k-- > first && !memcmp(key[k].field, key[i].field, sizeof key[i].field);) {
            const kv_tariff_row *other = &pack->tariffs.at[key[k].row];
            if (!clash(t, other))
                continue;
            kv_finding *f = kv_report(r, KV_FINDING_WARNING, "freight_tariffs.txt", t->origin.line, "tariff_id", id_of(r, t->id),
                                      "holds for the same cargo and days as line %u (%s), at another amount",
                                      other->origin.line, kv_reader_id(r, other->id));
            kv_finding_hint(r, f, "the lower one is taken; let one end before the other begins");
            break;
        }
    }
    free(key);
}

/* ---- exchange rates --------------------------------------------------------------------------------------- */

static int compare_rates(const void *a, const void *b)
{
    const kv_fx_row *const *x = a, *const *y = b;
    int base = memcmp(&(*x)->base, &(*y)->base, sizeof (*x)->base), quote = memcmp(&(*x)->quote, &(*y)->quote, sizeof (*x)->quote);
    if (base || quote)
        return base ? base : quote;
    if ((*x)->day != (*y)->day)
        return (*x)->day < (*y)->day ? -1 : 1;
    return ((*x)->origin.line > (*y)->origin.line) - ((*x)->origin.line < (*y)->origin.line);
}

static void tell_double_rate(kv_reader *r, const kv_fx_row *f, const kv_fx_row *other)
{
    char date[16];
    kv_date d = kv_days_date(f->day);
    snprintf(date, sizeof date, "%04d-%02d-%02d", d.year, d.month, d.day);
    kv_report(r, KV_FINDING_ERROR, "freight_fx.txt", f->origin.line, "date", kv_text_of(date),
              "the rate of %s in %s on this day stands already in line %u", f->base.code, f->quote.code, other->origin.line);
}

static void check_double_rates(kv_reader *r)
{
    const kv_pack *pack = r->pack;
    size_t count = pack->fx.count;
    const kv_fx_row **row = malloc((count + 1) * sizeof *row);
    if (!row) {
        r->status = KV_MEMORY;
        return;
    }
    for (size_t i = 0; i < count; i++)
        row[i] = &pack->fx.at[i];
    qsort(row, count, sizeof *row, compare_rates);
    for (size_t i = 1; i < count; i++)
        if (kv_currency_same(row[i]->base, row[i - 1]->base) && kv_currency_same(row[i]->quote, row[i - 1]->quote)
            && row[i]->day == row[i - 1]->day)
            tell_double_rate(r, row[i], row[i - 1]);
    free(row);
}

typedef KV_VEC(kv_currency) currencies;

static bool among(const currencies *list, kv_currency c)
{
    for (size_t i = 0; i < list->count; i++)
        if (kv_currency_same(list->at[i], c))
            return true;
    return false;
}

static void add(kv_reader *r, currencies *list, kv_currency c)
{
    if (c.code[0] && !among(list, c))
        kv_reader_push(r, list, c);
}

static void need_rate(kv_reader *r, currencies *known, const char *file, uint32_t line, kv_currency c)
{
    if (!c.code[0] || among(known, c))
        return;
    kv_finding *f = kv_report(r, KV_FINDING_ERROR, file, line, "currency", kv_text_of(c.code),
                              "has no exchange rate to or from USD");
    kv_finding_hint(r, f, "add a row with USD as base or quote to freight_fx.txt; cross rates go over USD");
    add(r, known, c);                                       /* told once */
}

static void check_rates(kv_reader *r)
{
    const kv_pack *pack = r->pack;
    if (kv_source_find(r->source, "freight_fx.txt") && !r->usable[KV_TABLE_FX])
        return;
    const kv_currency usd = { "USD" };
    currencies known = { 0 };
    add(r, &known, usd);
    for (size_t i = 0; i < pack->fx.count; i++) {
        const kv_fx_row *f = &pack->fx.at[i];
        if (kv_currency_same(f->base, usd) || kv_currency_same(f->quote, usd)) {
            add(r, &known, f->base);
            add(r, &known, f->quote);
        }
    }
    for (size_t i = 0; i < pack->tariffs.count; i++)
        need_rate(r, &known, "freight_tariffs.txt", pack->tariffs.at[i].origin.line, pack->tariffs.at[i].currency);
    for (size_t i = 0; i < pack->surcharges.count; i++)
        need_rate(r, &known, "freight_surcharges.txt", pack->surcharges.at[i].origin.line, pack->surcharges.at[i].currency);
    for (size_t i = 0; i < pack->handling.count; i++)
        need_rate(r, &known, "freight_handling.txt", pack->handling.at[i].origin.line, pack->handling.at[i].currency);
    kv_vec_free(&known);
}

void kv_check_prices(kv_reader *r)
{
    check_overlaps(r);
    check_double_rates(r);
    check_rates(r);
}
