/* rates.c - rows of a pack made ready for asking: lists parsed, amounts scaled, price lists numbered
 *
 * A row that cannot be understood here is refused with its line, never skipped: a price without it would be wrong.
 * `karvan pack check` finds the same faults earlier and all at once. */
#define _GNU_SOURCE                             /* qsort_r */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/equipment.h"
#include "price/pricer.h"

static const char tariffs_file[] = "freight_tariffs.txt", surcharges_file[] = "freight_surcharges.txt",
                  handling_file[] = "freight_handling.txt", fx_file[] = "freight_fx.txt";

static kv_status no_memory(kv_error *err) { return kv_fail(err, KV_MEMORY, "", "memory is out"); }

__attribute__((format(printf, 6, 7)))
static kv_status refuse(kv_error *err, const char *file, uint32_t line, const char *column, const char *hint, const char *format, ...)
{
    char where[120], text[200];
    va_list args;
    snprintf(where, sizeof where, "%s:%u %s", file, line, column);
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    kv_fail(err, KV_INVALID, where, "%s", text);
    return kv_hint(err, "%s", hint);
}

/* ---- parts of rows -------------------------------------------------------------------------------------- */

static kv_status add_currency(kv_pricer *p, kv_currency c, uint32_t *index, kv_error *err)
{
    *index = kv_currency_index(p, c);
    if (*index != KV_NONE)
        return KV_OK;
    *index = (uint32_t)p->currencies.count;
    kv_money_kind kind = { c, kv_currency_digits(c) };
    return kv_vec_push(&p->currencies, kind) ? KV_OK : no_memory(err);
}

static int64_t power_of_ten(int n)
{
    int64_t power = 1;
    while (n-- > 0)
        power *= 10;
    return power;
}

static kv_status take_amount(kv_pricer *p, kv_decimal d, kv_currency c, kv_amount *out, kv_error *err)
{
    kv_status status = add_currency(p, c, &out->currency, err);
    if (status != KV_OK)
        return status;
    int shift = p->currencies.at[out->currency].digits - d.scale;
    out->mantissa = d.mantissa;
    out->times = power_of_ten(shift);
    out->over = power_of_ten(-shift);
    return KV_OK;
}

static kv_status take_taker(kv_pricer *p, kv_str equipment, kv_str hs, const char *file, uint32_t line, kv_taker *out, kv_error *err)
{
    const kv_corridor *c = p->corridor;
    kv_hs_entry entries[KV_HS_ENTRIES_MAX];
    kv_text bad = { 0 };
    out->first_hs = (uint32_t)p->hs.count;
    if (!kv_equipment_set_parse(kv_text_of(kv_corridor_text(c, equipment)), &out->equipment, &bad))
        return refuse(err, file, line, "equipment", "one of G R T U P, container, wagon-..., 20, 40, 45, 45G1; at most 12 codes",
                      "'%.*s' is no equipment", (int)(bad.n < 60 ? bad.n : 60), bad.p);
    if (!kv_hs_parse(kv_text_of(kv_corridor_text(c, hs)), entries, KV_HS_ENTRIES_MAX, &out->hs_count, &bad))
        return refuse(err, file, line, "hs", "a list such as 10;1001;72-76;-2709, at most 64 entries", "'%.*s' is no HS prefix",
                      (int)(bad.n < 60 ? bad.n : 60), bad.p);
    for (uint32_t i = 0; i < out->hs_count; i++)
        if (!kv_vec_push(&p->hs, entries[i]))
            return no_memory(err);
    return KV_OK;
}

static kv_ref parse_ref(const kv_corridor *c, kv_str s)
{
    const char *text = kv_corridor_text(c, s);
    if (!*text)
        return kv_ref_of(KV_REF_ANY, 0);
    uint32_t stop = kv_corridor_stop(c, kv_text_of(text));
    if (stop != KV_NONE)
        return kv_ref_of(KV_REF_STOP, stop);
    return strlen(text) == 2 ? kv_ref_of(KV_REF_COUNTRY, kv_country_number(text)) : kv_ref_of(KV_REF_NOWHERE, 0);
}

static int64_t kilograms(double tonnes)
{
    return tonnes >= 1e12 ? INT64_MAX : tonnes <= 0 ? 0 : llround(tonnes * 1000);
}

/* ---- tariffs ---------------------------------------------------------------------------------------------- */

static kv_status take_rate(kv_pricer *p, uint32_t row, kv_error *err)
{
    const kv_tariff_row *t = &p->corridor->tariffs[row];
    kv_rate *r = &p->rates[row];
    uint32_t line = t->origin.line;
    if (t->amount.mantissa < 0 || t->minimum.mantissa < 0)
        return refuse(err, tariffs_file, line, "amount", "write discounts as percent surcharges on base", "a rate below zero");
    if ((t->unit >= KV_PER_CONTAINER_KM) != (t->kind == KV_TARIFF_KM))
        return refuse(err, tariffs_file, line, "unit", "kind km goes with container_km, TEU_km, FEU_km, wagon_km, truck_km, t_km",
                      "unit '%s' does not go with kind '%s'", kv_term_word(KV_LIST_PRICE_UNIT, t->unit),
                      kv_term_word(KV_LIST_TARIFF_KIND, t->kind));
    *r = (kv_rate){
        .valid = t->valid, .agency = t->agency, .from = parse_ref(p->corridor, t->from), .to = parse_ref(p->corridor, t->to),
        .kind = t->kind, .mode = t->mode, .load = t->load, .unit = t->unit,
        .both_ways = t->both_ways, .covers_handling = t->covers_handling, .has_minimum = t->has_minimum,
        .weight_from_kg = kilograms(t->weight_from_t), .weight_to_kg = kilograms(t->weight_to_t),
        .weight_min_kg = kilograms(t->weight_min_t), .count_from = t->count_from, .count_to = t->count_to,
    };
    if (r->weight_from_kg > 0 || r->weight_to_kg != INT64_MAX)
        r->bounded |= 2;
    if (r->count_from > 1 || r->count_to != INT32_MAX)
        r->bounded |= 1;
    kv_status status = take_amount(p, t->amount, t->currency, &r->amount, err);
    if (status == KV_OK && t->has_minimum) {
        kv_amount minimum;
        status = take_amount(p, t->minimum, t->currency, &minimum, err);
        if (status == KV_OK)
            r->minimum = kv_amount_times(&minimum, (kv_quantity){ 1, 0 });
    }
    if (status == KV_OK)
        status = take_taker(p, t->equipment, t->hs, tariffs_file, line, &r->taker, err);
    r->taker.equipment.kinds &= kv_unit_kinds(t->unit, t->mode == KV_MODE_ROAD);
    return status;
}

static int order(uint64_t a, uint64_t b) { return (a > b) - (a < b); }

/* two rates of one key are equal in everything but cargo, amount and validity */
static int compare_keys(const kv_pricer *p, uint32_t a, uint32_t b)
{
    const kv_rate *x = &p->rates[a], *y = &p->rates[b];
    int d = order(x->kind, y->kind);
    d = d ? d : order(x->from, y->from);
    d = d ? d : order(x->to, y->to);
    d = d ? d : order(x->agency, y->agency);
    d = d ? d : order(x->mode, y->mode);
    if (d || x->kind != KV_TARIFF_THROUGH)
        return d;
    const kv_corridor *c = p->corridor;
    d = order(x->both_ways, y->both_ways);
    d = d ? d : order(x->covers_handling, y->covers_handling);
    return d ? d : strcmp(kv_corridor_text(c, c->tariffs[a].through_group), kv_corridor_text(c, c->tariffs[b].through_group));
}

static int by_key(const void *a, const void *b, void *context)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int d = compare_keys(context, x, y);
    return d ? d : order(x, y);
}

static kv_status number_keys(kv_pricer *p, kv_error *err)
{
    uint32_t n = p->corridor->tariffs_count;
    p->by_key = malloc((n + 1) * sizeof *p->by_key);
    p->key_first = malloc((n + 1) * sizeof *p->key_first);
    if (!p->by_key || !p->key_first)
        return no_memory(err);
    for (uint32_t i = 0; i < n; i++)
        p->by_key[i] = i;
    if (n)
        qsort_r(p->by_key, n, sizeof *p->by_key, by_key, p);
    for (uint32_t i = 0; i < n; i++) {
        if (!i || compare_keys(p, p->by_key[i - 1], p->by_key[i]) != 0)
            p->key_first[p->key_count++] = i;
        p->rates[p->by_key[i]].key = p->key_count - 1;
    }
    p->key_first[p->key_count] = n;
    return KV_OK;
}

/* ---- surcharges, handling, exchange ---------------------------------------------------------------------- */

static kv_status check_extra(const kv_surcharge_row *s, kv_error *err)
{
    uint32_t line = s->origin.line;
    bool percent = s->kind == KV_SURCHARGE_PERCENT;
    if (percent != (s->on == KV_SURCHARGE_ON_BASE))
        return refuse(err, surcharges_file, line, "applies_to", "percent goes with base; fixed with leg, passing or journey",
                      "kind '%s' does not go with applies_to '%s'", kv_term_word(KV_LIST_SURCHARGE_KIND, s->kind),
                      kv_term_word(KV_LIST_SURCHARGE_ON, s->on));
    if (s->amount.mantissa < 0 && !percent)
        return refuse(err, surcharges_file, line, "amount", "write discounts as percent on base", "a charge below zero");
    if (s->on == KV_SURCHARGE_ON_JOURNEY
        && (s->from || s->to || s->agency != KV_NONE || s->mode != KV_MODE_NONE || s->stop != KV_NONE))
        return refuse(err, surcharges_file, line, "applies_to", "write leg or passing for charges of a part of the network",
                      "a charge for every journey cannot name carrier, mode or places");
    if (s->on != KV_SURCHARGE_ON_LEG && !percent && s->unit >= KV_PER_CONTAINER_KM)
        return refuse(err, surcharges_file, line, "unit", "by distance only with applies_to leg", "there is no distance here");
    return KV_OK;
}

static kv_status take_extra(kv_pricer *p, uint32_t row, kv_error *err)
{
    const kv_surcharge_row *s = &p->corridor->surcharges[row];
    kv_extra *e = &p->extras[row];
    kv_status status = check_extra(s, err);
    if (status != KV_OK)
        return status;
    *e = (kv_extra){
        .valid = s->valid, .agency = s->agency, .stop = s->stop, .from = parse_ref(p->corridor, s->from),
        .to = parse_ref(p->corridor, s->to), .kind = s->kind, .on = s->on, .mode = s->mode, .unit = s->unit,
        .dg_only = s->dg_only, .reefer_only = s->reefer_only,
    };
    if (s->kind == KV_SURCHARGE_PERCENT)
        e->amount = (kv_amount){ s->amount.mantissa, 1, 100 * power_of_ten(s->amount.scale), KV_NONE };
    else
        status = take_amount(p, s->amount, s->currency, &e->amount, err);
    if (status == KV_OK)
        status = take_taker(p, s->equipment, s->hs, surcharges_file, s->origin.line, &e->taker, err);
    if (s->kind == KV_SURCHARGE_FIXED)
        e->taker.equipment.kinds &= kv_unit_kinds(s->unit, true);
    return status;
}

static kv_status sort_extras(kv_pricer *p, kv_error *err)
{
    uint32_t n = p->corridor->surcharges_count, at = 0;
    p->extra_order = malloc((n + 1) * sizeof *p->extra_order);
    if (!p->extra_order)
        return no_memory(err);
    for (uint32_t on = 0; on < KV_SURCHARGE_ON_COUNT; on++) {
        p->extra_first[on] = at;
        for (uint32_t i = 0; i < n; i++)
            if (p->extras[i].on == on)
                p->extra_order[at++] = i;
    }
    p->extra_first[KV_SURCHARGE_ON_COUNT] = at;
    assert(at == n);
    return KV_OK;
}

static kv_status take_fee(kv_pricer *p, uint32_t row, kv_error *err)
{
    const kv_handling_row *h = &p->corridor->handling[row];
    kv_status status = KV_OK;
    if ((h->has_price && h->price.mantissa < 0) || (h->has_storage && h->storage_day.mantissa < 0))
        return refuse(err, handling_file, h->origin.line, "price", "leave it empty when there is no charge", "a charge below zero");
    if (h->has_price && h->price_unit >= KV_PER_CONTAINER_KM)
        return refuse(err, handling_file, h->origin.line, "price_unit", "container, TEU, FEU, wagon, truck, t, unit, shipment",
                      "there is no distance at a terminal");
    if (h->has_price)
        status = take_amount(p, h->price, h->currency, &p->fees[row].price, err);
    if (status == KV_OK && h->has_storage)
        status = take_amount(p, h->storage_day, h->currency, &p->fees[row].storage, err);
    return status;
}

static kv_status take_fx(kv_pricer *p, kv_error *err)
{
    const kv_corridor *c = p->corridor;
    const kv_currency usd = { "USD" };
    uint32_t base, quote;
    kv_status status = KV_OK;
    for (uint32_t i = 0; status == KV_OK && i < c->fx_count; i++) {
        if (c->fx[i].rate.mantissa <= 0)
            return refuse(err, fx_file, c->fx[i].origin.line, "rate", "1 base = rate quote", "a rate of exchange is above zero");
        status = add_currency(p, c->fx[i].base, &base, err);
        if (status == KV_OK)
            status = add_currency(p, c->fx[i].quote, &quote, err);
    }
    if (status != KV_OK)
        return status;
    p->usd = kv_currency_index(p, usd);
    size_t n = p->currencies.count;
    p->fx = calloc(n * n + 1, sizeof *p->fx);
    if (!p->fx)
        return no_memory(err);
    for (uint32_t i = 0; i < c->fx_count; i++) {            /* sorted by base, quote, day */
        kv_range *range = &p->fx[kv_currency_index(p, c->fx[i].base) * n + kv_currency_index(p, c->fx[i].quote)];
        if (!range->count)
            range->first = i;
        assert(range->first + range->count == i);
        range->count++;
    }
    return KV_OK;
}

kv_status kv_pricer_open(kv_pricer **out, const kv_corridor *c, kv_error *err)
{
    *out = NULL;
    kv_pricer *p = calloc(1, sizeof *p);
    if (!p)
        return no_memory(err);
    p->corridor = c;
    p->rates = calloc(c->tariffs_count + 1, sizeof *p->rates);
    p->extras = calloc(c->surcharges_count + 1, sizeof *p->extras);
    p->fees = calloc(c->handling_count + 1, sizeof *p->fees);
    kv_status status = p->rates && p->extras && p->fees ? KV_OK : no_memory(err);
    for (uint32_t i = 0; status == KV_OK && i < c->tariffs_count; i++)
        status = take_rate(p, i, err);
    for (uint32_t i = 0; status == KV_OK && i < c->surcharges_count; i++)
        status = take_extra(p, i, err);
    for (uint32_t i = 0; status == KV_OK && i < c->handling_count; i++)
        status = take_fee(p, i, err);
    if (status == KV_OK)
        status = take_fx(p, err);
    if (status == KV_OK)
        status = number_keys(p, err);
    if (status == KV_OK)
        status = sort_extras(p, err);
    if (status == KV_OK)
        status = kv_pricer_index(p, err);
    if (status == KV_OK)
        *out = p;
    else
        kv_pricer_close(p);
    return status;
}

void kv_pricer_close(kv_pricer *p)
{
    if (!p)
        return;
    free(p->rates);
    free(p->extras);
    free(p->fees);
    kv_vec_free(&p->hs);
    free(p->by_key);
    free(p->key_first);
    free(p->extra_order);
    free(p->stop_country);
    free(p->lane_first);
    kv_vec_free(&p->lanes);
    free(p->stretch_class);
    kv_vec_free(&p->classes);
    kv_vec_free(&p->class_rates);
    kv_vec_free(&p->road_rates);
    free(p->passing_before);
    kv_vec_free(&p->currencies);
    free(p->fx);
    free(p);
}
