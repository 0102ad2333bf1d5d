/* read_prices.c - what it costs: freight_tariffs.txt, freight_surcharges.txt, freight_fx.txt
 *
 * Here each row is checked by itself; what needs all rows, overlaps and rates to USD, stands in check_prices.c. */
#include <limits.h>
#include <math.h>

#include "model/read.h"

void kv_check_validity(kv_reader *r, const kv_validity *v)
{
    if (r->row_faults)
        return;
    if (v->to < v->from) {
        kv_row_report(r, KV_FINDING_ERROR, "valid_to", "is before valid_from");
    } else if (v->carried_after != INT32_MAX && v->carried_after > v->to) {
        kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, "carried_after", "is after valid_to");
        kv_finding_hint(r, f, "it is the last day of published validity; valid_to is how far the row was carried beyond it");
    }
}

/* "" anywhere, a stop's id, or the code of a country in which there is a stop */
static void check_place(kv_reader *r, const char *column, kv_str place)
{
    kv_text t = kv_text_of(kv_reader_id(r, place));
    if (!t.n || !r->usable[KV_TABLE_STOPS] || kv_ids_find(&r->stops, &r->pack->text, t) < KV_STOP_LEFT_OUT
        || kv_ids_find(&r->countries, &r->pack->text, t) != KV_NONE)
        return;
    bool country = t.n == 2;
    kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, column, country ? "is a country without any stop"
                                                                       : "is no terminal, place or country of this pack");
    kv_hint_near(r, f, &r->stops, t, "a stop_id, a country in two capitals, or empty for anywhere");
}

/* ---- freight_tariffs.txt ------------------------------------------------------------------------------- */

static const kv_column tariff_columns[] = {
    KV_COLUMN(kv_tariff_row, id, "tariff_id", TEXT, .required = true),
    KV_COLUMN(kv_tariff_row, kind, "kind", WORD, .list = KV_LIST_TARIFF_KIND, .required = true),
    KV_COLUMN(kv_tariff_row, agency, "agency_id", AGENCY),
    KV_COLUMN(kv_tariff_row, mode, "mode", WORD, .list = KV_LIST_MODE, .words = ~(1u << KV_MODE_NONE)),
    KV_COLUMN(kv_tariff_row, through_group, "through_group", TEXT),
    KV_COLUMN(kv_tariff_row, from, "from_id", TEXT),
    KV_COLUMN(kv_tariff_row, to, "to_id", TEXT),
    KV_COLUMN(kv_tariff_row, both_ways, "both_ways", FLAG),
    KV_COLUMN(kv_tariff_row, equipment, "equipment", EQUIPMENT_TEXT),
    KV_COLUMN(kv_tariff_row, load, "load", WORD, .list = KV_LIST_LOAD, .preset = KV_LOAD_LADEN),
    KV_COLUMN(kv_tariff_row, hs, "hs", HS),
    KV_COLUMN(kv_tariff_row, weight_from_t, "weight_from_t", NUMBER, .min = 0, .max = 1e8),
    KV_COLUMN(kv_tariff_row, weight_to_t, "weight_to_t", NUMBER, .min = 0, .max = 1e8, .preset = INFINITY),
    KV_COLUMN(kv_tariff_row, count_from, "count_from", INTEGER, .min = 0, .max = INT32_MAX),
    KV_COLUMN(kv_tariff_row, count_to, "count_to", INTEGER, .min = 0, .max = INT32_MAX, .preset = INT32_MAX),
    KV_COLUMN(kv_tariff_row, amount, "amount", DECIMAL, .required = true, .min = 0, .max = 1e12),
    KV_COLUMN(kv_tariff_row, currency, "currency", CURRENCY, .required = true),
    KV_COLUMN(kv_tariff_row, unit, "unit", WORD, .list = KV_LIST_PRICE_UNIT, .required = true),
    KV_COLUMN(kv_tariff_row, weight_min_t, "weight_min_t", NUMBER, .min = 0, .max = 1e8),
    KV_COLUMN(kv_tariff_row, minimum, "minimum", DECIMAL, .given = offsetof(kv_tariff_row, has_minimum), .min = 0, .max = 1e12),
    KV_COLUMN(kv_tariff_row, covers_handling, "covers_handling", FLAG),
    KV_VALIDITY_COLUMNS(kv_tariff_row, valid),
    KV_COLUMN(kv_tariff_row, covers, "covers", TEXT),
    KV_SOURCE_COLUMNS(kv_tariff_row, origin),
    KV_NOTES_COLUMN(kv_tariff_row, notes),
};

static void check_group(kv_reader *r, const kv_tariff_row *t)
{
    kv_text group = kv_text_of(kv_reader_id(r, t->through_group));
    if (t->kind != KV_TARIFF_THROUGH) {
        if (group.n)
            kv_finding_hint(r, kv_row_report(r, KV_FINDING_WARNING, "through_group", "is not used: the rate is no through rate"),
                            "a through_group belongs to kind through");
        return;
    }
    if (!group.n) {
        kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, "through_group", "a through rate needs its group");
        kv_finding_hint(r, f, "a group named in through_groups of freight_services.txt");
    } else if (kv_ids_find(&r->groups, &r->pack->text, group) == KV_NONE && r->usable[KV_TABLE_SERVICES]) {
        kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, "through_group", "no service is of this group");
        kv_hint_near(r, f, &r->groups, group, "name it in through_groups of freight_services.txt");
    }
}

static void take_tariff(kv_reader *r, void *in)
{
    kv_tariff_row *t = in;
    check_place(r, "from_id", t->from);
    check_place(r, "to_id", t->to);
    kv_check_validity(r, &t->valid);
    if (!r->row_faults) {
        check_group(r, t);
        bool km = !(KV_UNITS_WITHOUT_KM >> t->unit & 1);
        if (km && t->kind != KV_TARIFF_KM)
            kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "unit", "is by distance, but the kind is %s",
                                             kv_term_word(KV_LIST_TARIFF_KIND, t->kind)), "units with _km belong to kind km");
        else if (!km && t->kind == KV_TARIFF_KM)
            kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "unit", "is not by distance, but the kind is km"),
                            "container_km, TEU_km, FEU_km, wagon_km, truck_km or t_km");
        if (t->weight_from_t >= t->weight_to_t)
            kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "weight_to_t", "is not above weight_from_t"),
                            "a weight w is meant when from <= w < to");
        if (t->count_from > t->count_to)
            kv_row_report(r, KV_FINDING_ERROR, "count_to", "is below count_from");
    }
    if (kv_id_keep_in(r, &r->tariffs, "tariff_id", t->id, &r->pack->tariffs, origin.line))
        kv_reader_push(r, &r->pack->tariffs, *t);
}

const kv_table kv_table_tariffs = { .file = "freight_tariffs.txt", KV_COLUMNS(tariff_columns), .row_size = sizeof(kv_tariff_row),
                                    .line = offsetof(kv_tariff_row, origin.line), .take = take_tariff };

/* ---- freight_surcharges.txt ---------------------------------------------------------------------------- */

typedef struct { kv_surcharge_row row; uint8_t has_unit, has_stop, pad[2]; } surcharge_in;

static const kv_column surcharge_columns[] = {
    KV_COLUMN(surcharge_in, row.id, "surcharge_id", TEXT, .required = true),
    KV_COLUMN(surcharge_in, row.name, "name", TEXT, .required = true),
    KV_COLUMN(surcharge_in, row.kind, "kind", WORD, .list = KV_LIST_SURCHARGE_KIND, .required = true),
    KV_COLUMN(surcharge_in, row.on, "applies_to", WORD, .list = KV_LIST_SURCHARGE_ON, .required = true),
    KV_COLUMN(surcharge_in, row.agency, "agency_id", AGENCY),
    KV_COLUMN(surcharge_in, row.mode, "mode", WORD, .list = KV_LIST_MODE, .words = ~(1u << KV_MODE_NONE)),
    KV_COLUMN(surcharge_in, row.from, "from_id", TEXT),
    KV_COLUMN(surcharge_in, row.to, "to_id", TEXT),
    KV_COLUMN(surcharge_in, row.stop, "stop_id", STOP, .given = offsetof(surcharge_in, has_stop)),
    KV_COLUMN(surcharge_in, row.equipment, "equipment", EQUIPMENT_TEXT),
    KV_COLUMN(surcharge_in, row.hs, "hs", HS),
    KV_COLUMN(surcharge_in, row.dg_only, "dg", FLAG),
    KV_COLUMN(surcharge_in, row.reefer_only, "reefer", FLAG),
    KV_COLUMN(surcharge_in, row.amount, "amount", DECIMAL, .required = true, .min = -1e9, .max = 1e9),
    KV_COLUMN(surcharge_in, row.currency, "currency", CURRENCY),
    KV_COLUMN(surcharge_in, row.unit, "unit", WORD, .list = KV_LIST_PRICE_UNIT, .given = offsetof(surcharge_in, has_unit)),
    KV_VALIDITY_COLUMNS(surcharge_in, row.valid),
    KV_SOURCE_COLUMNS(surcharge_in, row.origin),
    KV_NOTES_COLUMN(surcharge_in, row.notes),
};

static void check_where(kv_reader *r, const surcharge_in *in)
{
    const kv_surcharge_row *s = &in->row;
    bool narrow = s->from || s->to || s->agency != KV_NONE || s->mode != KV_MODE_NONE;
    if (s->on == KV_SURCHARGE_ON_JOURNEY && narrow)
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "applies_to", "a charge on every journey cannot name carrier, mode or places"),
                        "write leg or passing for charges of a part of the network");
    if (s->on == KV_SURCHARGE_ON_PASSING && !in->has_stop)
        kv_row_report(r, KV_FINDING_ERROR, "stop_id", "is empty, but the surcharge applies to passing it");
    if (s->on != KV_SURCHARGE_ON_PASSING && in->has_stop)
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "stop_id", "is given, but the surcharge does not apply to passing"),
                        "stop_id belongs to applies_to passing");
}

static void check_fixed(kv_reader *r, const surcharge_in *in)
{
    const kv_surcharge_row *s = &in->row;
    if (!s->currency.code[0])
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "currency", "is empty, but the surcharge is an amount of money"),
                        "a currency of ISO 4217 such as USD");
    if (!in->has_unit)
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "unit", "is empty, but the surcharge is an amount of money"),
                        "container, TEU, FEU, wagon, truck, t, lane_m, unit or shipment");
    else if (!(KV_UNITS_WITHOUT_KM >> s->unit & 1) && s->on != KV_SURCHARGE_ON_LEG)
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "unit", "is by distance, but the surcharge does not apply to a leg"),
                        "units with _km belong to applies_to leg");
    if (s->amount.mantissa < 0)
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "amount", "is below 0"), "write a discount as percent on base");
}

static void check_surcharge(kv_reader *r, const surcharge_in *in)
{
    const kv_surcharge_row *s = &in->row;
    bool percent = s->kind == KV_SURCHARGE_PERCENT;
    if (percent != (s->on == KV_SURCHARGE_ON_BASE)) {
        kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, "applies_to", percent ? "a percent is taken of tariff lines"
                                                                                 : "only a percent is taken of tariff lines");
        kv_finding_hint(r, f, percent ? "percent applies to base" : "fixed applies to leg, passing or journey");
    }
    if (!percent)
        check_fixed(r, in);
    else if (s->currency.code[0] || in->has_unit)
        kv_row_report(r, KV_FINDING_WARNING, s->currency.code[0] ? "currency" : "unit", "is not used: the surcharge is a percent");
    check_where(r, in);
}

static void take_surcharge(kv_reader *r, void *in)
{
    kv_surcharge_row *s = &((surcharge_in *)in)->row;
    check_place(r, "from_id", s->from);
    check_place(r, "to_id", s->to);
    kv_check_validity(r, &s->valid);
    if (!r->row_faults)
        check_surcharge(r, in);
    if (s->kind == KV_SURCHARGE_PERCENT)
        s->currency = (kv_currency){ "" };
    if (kv_id_keep_in(r, &r->surcharges, "surcharge_id", s->id, &r->pack->surcharges, origin.line))
        kv_reader_push(r, &r->pack->surcharges, *s);
}

const kv_table kv_table_surcharges = { .file = "freight_surcharges.txt", KV_COLUMNS(surcharge_columns),
                                       .row_size = sizeof(surcharge_in), .line = offsetof(surcharge_in, row.origin.line),
                                       .take = take_surcharge };

/* ---- freight_fx.txt ------------------------------------------------------------------------------------ */

static const kv_column fx_columns[] = {
    KV_COLUMN(kv_fx_row, day, "date", DATE, .required = true),
    KV_COLUMN(kv_fx_row, base, "base", CURRENCY, .required = true),
    KV_COLUMN(kv_fx_row, quote, "quote", CURRENCY, .required = true),
    KV_COLUMN(kv_fx_row, rate, "rate", DECIMAL, .required = true, .min = 0, .max = 1e12),
    KV_SOURCE_COLUMNS(kv_fx_row, origin),
};

static void take_fx(kv_reader *r, void *in)
{
    const kv_fx_row *f = in;
    if (r->row_faults)
        return;
    if (f->rate.mantissa <= 0)
        kv_row_report(r, KV_FINDING_ERROR, "rate", "must be above 0");
    else if (kv_currency_same(f->base, f->quote))
        kv_row_report(r, KV_FINDING_ERROR, "quote", "is the base itself");
    kv_reader_push(r, &r->pack->fx, *f);
}

const kv_table kv_table_fx = { .file = "freight_fx.txt", KV_COLUMNS(fx_columns), .row_size = sizeof(kv_fx_row),
                               .line = offsetof(kv_fx_row, origin.line), .take = take_fx };
