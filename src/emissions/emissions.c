/* emissions.c - CO2e of a transport chain by ISO 14083: each leg by distance and country, each hub by its operations
 *
 *     calls      CN ---- CN ---- KZ -------- KZ -- AZ          factor by the country of the stretch's first call
 *     lines      |-- CN row -----|-- KZ row -------|           stretches with the same row are one line
 *     and for each call between the ends: operations that are done to a unit that stays on its vehicle
 *
 * Activity is goods mass times distance; the container's own mass is not counted, except when empty containers or wagons
 * are the cargo. docs/formulas.md#emissions has formula, units and sources. */
#include "emissions/emissions.h"

#include <math.h>
#include <string.h>

#include "model/handling.h"

enum { KG_A_TEU = 10000 };      /* goods a TEU, to turn tonnes into TEU and back: the average of Clean Cargo */

static double mass_t(const kv_cargo *cargo, const kv_cargo_item *item)
{
    int64_t kg = cargo->empty ? item->gross_kg : item->goods_kg;
    return (double)(kg * item->count) / 1000;
}

static double teu(const kv_cargo *cargo, const kv_cargo_item *item)
{
    return item->length_ft ? (double)((int64_t)item->teu_100 * item->count) / 100 : mass_t(cargo, item) * 1000 / KG_A_TEU;
}

/* tonnes or TEU of the whole shipment */
static double load_of(const kv_cargo *cargo, uint8_t unit)
{
    double sum = 0;
    for (int i = 0; i < cargo->item_count; i++)
        sum += unit == KV_EMISSION_TEU_KM ? teu(cargo, &cargo->item[i]) : mass_t(cargo, &cargo->item[i]);
    return sum;
}

/* ---- legs ------------------------------------------------------------------------------------------------- */

/* A class is the offset of its text: a corridor stores each text once. KV_NONE: the pack does not speak of it. */
static kv_str class_named(const kv_corridor *c, const char *name)
{
    for (uint32_t i = 0; i < c->emissions_count; i++)
        if (!strcmp(kv_corridor_text(c, c->emissions[i].emission_class), name))
            return c->emissions[i].emission_class;
    return KV_NONE;
}

static bool same_country(const char *a, const char *b) { return a[0] == b[0] && (!a[0] || a[1] == b[1]); }

/* the row of this class and country, else of the class alone; KV_NONE */
static uint32_t factor_row(const kv_corridor *c, kv_str class, const char *country)
{
    uint32_t any = KV_NONE;
    for (uint32_t i = 0; i < c->emissions_count; i++) {
        const kv_emission_row *row = &c->emissions[i];
        if (row->emission_class != class)
            continue;
        if (row->country[0] && same_country(row->country, country))
            return i;
        if (!row->country[0] && any == KV_NONE)
            any = i;
    }
    return any;
}

static const char *country_of(const kv_corridor *c, uint32_t stop)
{
    const kv_stop_row *s = &c->stops[stop];
    return s->country[0] || s->parent == KV_NONE ? s->country : c->stops[s->parent].country;
}

static void add(kv_co2 *sum, kv_co2 more)
{
    sum->wtt_g += more.wtt_g;
    sum->ttw_g += more.ttw_g;
}

/* a line lost for want of memory takes nothing from the figures */
static void keep(kv_emission_lines *lines, kv_emission_line line)
{
    if (lines)
        (void)kv_vec_push(lines, line);
}

static kv_emission_line stretch(const kv_corridor *c, const kv_cargo *cargo, uint32_t row, double km)
{
    kv_emission_line line = { .stop_from = KV_NONE, .stop_to = KV_NONE, .row = row, .distance_km = km };
    if (row == KV_NONE)
        return line;
    const kv_emission_row *e = &c->emissions[row];
    line.activity = load_of(cargo, e->unit) * km;
    line.co2 = (kv_co2){ e->wtt_g * line.activity * e->distance_factor, e->ttw_g * line.activity * e->distance_factor };
    return line;
}

/* handling rows with CO2e, item by item */
static kv_co2 hub(const kv_corridor *c, const kv_cargo *cargo, uint32_t stop, kv_mode from, kv_mode to, bool passing, int32_t day,
                  kv_emission_lines *lines)
{
    kv_co2 sum = { 0 };
    for (int i = 0; i < cargo->item_count; i++) {
        const kv_cargo_item *item = &cargo->item[i];
        uint32_t rows[KV_HANDLING_ROWS_MAX];
        uint32_t count = kv_handling_rows_item(c, item, stop, from, to, passing, day, rows);
        for (uint32_t k = 0; k < count; k++) {
            const kv_handling_row *h = &c->handling[rows[k]];
            if (!(h->co2_kg > 0))
                continue;
            double units = h->co2_unit == KV_PER_T ? mass_t(cargo, item)
                         : h->co2_unit == KV_PER_TEU || kv_item_is_bulk(item) ? teu(cargo, item) : item->count;
            kv_emission_line line = {
                .stop_from = stop, .stop_to = stop, .row = rows[k], .is_hub = true, .activity = units,
                .co2 = { 0, h->co2_kg * 1000 * units },
            };
            add(&sum, line.co2);
            keep(lines, line);
        }
    }
    return sum;
}

static bool any_passing_row(const kv_corridor *c, uint32_t stop)
{
    for (uint32_t i = c->handling_first[stop]; i < c->handling_first[stop + 1]; i++)
        if (c->handling[i].applies != KV_APPLIES_CHANGE && c->handling[i].co2_kg > 0)
            return true;
    return false;
}

kv_co2 kv_emissions_leg(const kv_corridor *c, const kv_cargo *cargo, const kv_pattern_row *pattern, uint32_t board, uint32_t alight,
                        bool *known, kv_emission_lines *lines)
{
    const kv_service_row *service = &c->services[pattern->service];
    const uint32_t *stop = c->position_stop + pattern->first_position, *metre = c->position_m + pattern->first_position;
    kv_str class = service->emission_class;
    kv_co2 sum = { 0 };
    *known = true;
    if (!class)
        class = class_named(c, kv_term_word(KV_LIST_MODE, service->mode));
    const char *country = country_of(c, stop[board]);
    uint32_t row = factor_row(c, class, country);
    for (uint32_t i = board, begin = board; i < alight; i++) {
        uint32_t next = row;
        if (i + 1 < alight && !same_country(country, country_of(c, stop[i + 1]))) {
            country = country_of(c, stop[i + 1]);
            next = factor_row(c, class, country);
        }
        if (i + 1 < alight && next == row)
            continue;
        kv_emission_line line = stretch(c, cargo, row, ((double)metre[i + 1] - metre[begin]) / 1000);
        line.stop_from = stop[begin];
        line.stop_to = stop[i + 1];
        *known = *known && row != KV_NONE;
        add(&sum, line.co2);
        keep(lines, line);
        begin = i + 1;
        row = next;
    }
    for (uint32_t i = board + 1; i < alight; i++) {
        uint32_t place = c->stops[stop[i]].parent;
        if (any_passing_row(c, stop[i]) || (place != KV_NONE && any_passing_row(c, place)))
            add(&sum, hub(c, cargo, stop[i], (kv_mode)service->mode, (kv_mode)service->mode, true, c->info->first_day, lines));
    }
    return sum;
}

kv_co2 kv_emissions_change(const kv_corridor *c, const kv_cargo *cargo, uint32_t stop, kv_mode from, kv_mode to, int32_t day,
                           kv_emission_lines *lines)
{
    return hub(c, cargo, stop, from, to, false, day, lines);
}

uint32_t kv_co2_grams(kv_co2 co2)
{
    double grams = floor(co2.wtt_g + co2.ttw_g + 0.5);
    return grams < UINT32_MAX ? (uint32_t)(grams > 0 ? grams : 0) : UINT32_MAX - 1;
}

kv_co2 kv_emissions_road(const kv_corridor *c, const kv_cargo *cargo, const char *country, double distance_km, kv_emission_lines *lines)
{
    kv_emission_line line = stretch(c, cargo, factor_row(c, class_named(c, kv_term_word(KV_LIST_MODE, KV_MODE_ROAD)), country), distance_km);
    keep(lines, line);
    return line.co2;
}
