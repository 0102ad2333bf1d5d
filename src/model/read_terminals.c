/* read_terminals.c - what happens at a terminal and how sure arrivals are: freight_handling.txt,
 * freight_variability.txt, freight_closures.txt */
#include <limits.h>

#include "model/read.h"

#define ANY_EQUIPMENT ((1u << KV_EQUIPMENT_COUNT) - 1)

/* ---- freight_handling.txt ------------------------------------------------------------------------------ */

typedef struct { kv_handling_row row; uint8_t has_from, has_to, has_p10, has_p50, has_p90, has_unit, pad[2]; } handling_in;

#define UNIT(row_, member, name, ...) \
    KV_COLUMN(row_, member, name, WORD, .list = KV_LIST_PRICE_UNIT, .words = KV_UNITS_WITHOUT_KM, __VA_ARGS__)
#define HOURS(member, name, flag) \
    KV_COLUMN(handling_in, row.member, name, HOURS, .given = offsetof(handling_in, flag), .min = 0, .max = 10000)
static const kv_column handling_columns[] = {
    KV_COLUMN(handling_in, row.stop, "stop_id", STOP, .required = true),
    KV_COLUMN(handling_in, row.from_mode, "from_mode", WORD, .list = KV_LIST_MODE, .given = offsetof(handling_in, has_from)),
    KV_COLUMN(handling_in, row.to_mode, "to_mode", WORD, .list = KV_LIST_MODE, .given = offsetof(handling_in, has_to)),
    KV_COLUMN(handling_in, row.operation, "operation", WORD, .list = KV_LIST_OPERATION, .required = true),
    KV_COLUMN(handling_in, row.applies, "applies", WORD, .list = KV_LIST_APPLIES, .preset = KV_APPLIES_CHANGE),
    KV_COLUMN(handling_in, row.equipment, "equipment", EQUIPMENT, .preset = ANY_EQUIPMENT),
    HOURS(p10_s, "p10_h", has_p10),
    HOURS(p50_s, "p50_h", has_p50),
    HOURS(p90_s, "p90_h", has_p90),
    KV_COLUMN(handling_in, row.throughput_day, "throughput_day", NUMBER, .min = 0, .max = 1e9),
    KV_COLUMN(handling_in, row.throughput_unit, "throughput_unit", TEXT),
    KV_COLUMN(handling_in, row.price, "price", DECIMAL, .given = offsetof(handling_in, row.has_price), .min = 0, .max = 1e12),
    UNIT(handling_in, row.price_unit, "price_unit", .given = offsetof(handling_in, has_unit), .preset = KV_PER_UNIT),
    KV_COLUMN(handling_in, row.currency, "currency", CURRENCY),
    KV_COLUMN(handling_in, row.free_days, "free_days", INTEGER, .min = 0, .max = 10000),
    KV_COLUMN(handling_in, row.storage_day, "storage_day", DECIMAL, .given = offsetof(handling_in, row.has_storage), .min = 0,
              .max = 1e12),
    UNIT(handling_in, row.storage_unit, "storage_unit", .preset = KV_PER_UNIT),
    KV_COLUMN(handling_in, row.co2_kg, "co2e_kg", NUMBER, .min = 0, .max = 1e9),
    KV_COLUMN(handling_in, row.co2_unit, "co2e_unit", WORD, .list = KV_LIST_PRICE_UNIT,
              .words = 1u << KV_PER_TEU | 1u << KV_PER_T | 1u << KV_PER_UNIT, .preset = KV_PER_TEU),
    KV_VALIDITY_COLUMNS(handling_in, row.valid),
    KV_SOURCE_COLUMNS(handling_in, row.origin),
    KV_NOTES_COLUMN(handling_in, row.notes),
};
#undef HOURS

static void take_handling(kv_reader *r, void *in)
{
    handling_in *h = in;
    kv_handling_row *row = &h->row;
    row->any_from = !h->has_from;
    row->any_to = !h->has_to;
    if (!h->has_p50 && (h->has_p10 || h->has_p90))
        kv_row_report(r, KV_FINDING_ERROR, "p50_h", "is empty, but other quantiles are given");
    if (!h->has_p10)
        row->p10_s = row->p50_s;
    if (!h->has_p90)
        row->p90_s = row->p50_s;
    if (h->has_p50 && !r->row_faults && (row->p10_s > row->p50_s || row->p50_s > row->p90_s))
        kv_row_report(r, KV_FINDING_ERROR, "p50_h", "quantiles do not ascend: p10 <= p50 <= p90");
    if (row->throughput_unit) {
        static const char *const units[] = { "TEU", "wagon", "t", "truck", "train" };
        kv_text unit = kv_text_of(kv_reader_id(r, row->throughput_unit));
        bool known = false;
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
            known = known || kv_text_is(unit, units[i]);
        if (!known)
            kv_row_report(r, KV_FINDING_ERROR, "throughput_unit", "must be one of TEU, wagon, t, truck, train");
    }
    bool money = (row->has_price && row->price.mantissa) || (row->has_storage && row->storage_day.mantissa);
    if (money && !row->currency.code[0] && !r->row_faults)
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "currency", "is empty, but there is a price"),
                        "a currency of ISO 4217 such as USD");
    if (row->has_price && row->price.mantissa && !h->has_unit && !r->row_faults)
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "price_unit", "is empty, but there is a price"),
                        "container, TEU, FEU, wagon, truck, t, lane_m, unit or shipment");
    kv_check_validity(r, &row->valid);
    if (row->stop != KV_NONE)
        kv_reader_push(r, &r->pack->handling, *row);
}

const kv_table kv_table_handling = { .file = "freight_handling.txt", KV_COLUMNS(handling_columns), .row_size = sizeof(handling_in),
                                     .line = offsetof(handling_in, row.origin.line), .take = take_handling };

/* ---- freight_variability.txt --------------------------------------------------------------------------- */

typedef struct { kv_variability_row row; kv_str id; int32_t month; uint8_t has_p10, pad[3]; } variability_in;

#define LATENESS(member, name, ...) KV_COLUMN(variability_in, row.member, name, HOURS, .min = -10000, .max = 10000, __VA_ARGS__)
static const kv_column variability_columns[] = {
    KV_COLUMN(variability_in, row.on, "applies_to", WORD, .list = KV_LIST_LATENESS_ON, .required = true),
    KV_COLUMN(variability_in, id, "id", TEXT, .required = true),
    KV_COLUMN(variability_in, row.from_stop, "from_stop_id", STOP),
    KV_COLUMN(variability_in, row.to_stop, "to_stop_id", STOP),
    KV_COLUMN(variability_in, month, "month", INTEGER, .min = 1, .max = 12),
    LATENESS(p10_s, "p10_h", .given = offsetof(variability_in, has_p10)),
    LATENESS(p50_s, "p50_h", .required = true),
    LATENESS(p90_s, "p90_h", .required = true),
    KV_SOURCE_COLUMNS(variability_in, row.origin),
    KV_NOTES_COLUMN(variability_in, row.notes),
};
#undef LATENESS

static void take_variability(kv_reader *r, void *in)
{
    variability_in *v = in;
    kv_variability_row *row = &v->row;
    row->service = row->agency = KV_NONE;
    row->month = (uint8_t)v->month;
    kv_text id = kv_text_of(kv_reader_id(r, v->id));
    if (r->row_faults)
        return;
    if (row->on == KV_LATENESS_ON_MODE) {
        int mode = kv_term_find(KV_LIST_MODE, id);
        if (mode <= KV_MODE_NONE)
            kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "id", "is not a mode"), "rail sea ferry road barge air pipeline");
        else
            row->mode = (uint8_t)mode;
    } else {
        bool route = row->on == KV_LATENESS_ON_ROUTE;
        uint32_t index = kv_ids_find(route ? &r->routes : &r->agencies, &r->pack->text, id);
        if (index == KV_NONE && r->usable[route ? KV_TABLE_ROUTES : KV_TABLE_AGENCY]) {
            kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, "id", "is not in %s", route ? "routes.txt" : "agency.txt");
            kv_hint_near(r, f, route ? &r->routes : &r->agencies, id,
                         kv_missing_hint(r, route ? KV_TABLE_ROUTES : KV_TABLE_AGENCY));
        }
        *(route ? &row->service : &row->agency) = index;
    }
    if (!v->has_p10)
        row->p10_s = row->p50_s;
    if (row->p10_s > row->p50_s || row->p50_s > row->p90_s)
        kv_row_report(r, KV_FINDING_ERROR, "p50_h", "quantiles do not ascend: p10 <= p50 <= p90");
    kv_reader_push(r, &r->pack->variability, *row);
}

const kv_table kv_table_variability = { .file = "freight_variability.txt", KV_COLUMNS(variability_columns),
                                        .row_size = sizeof(variability_in), .line = offsetof(variability_in, row.origin.line),
                                        .take = take_variability };

/* ---- freight_closures.txt ------------------------------------------------------------------------------ */

typedef struct { kv_closure_row row; int32_t month; } closure_in;

static const kv_column closure_columns[] = {
    KV_COLUMN(closure_in, row.stop, "stop_id", STOP, .required = true),
    KV_COLUMN(closure_in, month, "month", INTEGER, .required = true, .min = 1, .max = 12),
    KV_COLUMN(closure_in, row.modes, "modes", MODES, .preset = 1u << KV_MODE_SEA | 1u << KV_MODE_FERRY),
    KV_COLUMN(closure_in, row.chance, "chance", NUMBER, .required = true, .min = 0, .max = 1),
    KV_COLUMN(closure_in, row.p50_s, "p50_h", HOURS, .required = true, .min = 0, .max = 10000),
    KV_COLUMN(closure_in, row.p90_s, "p90_h", HOURS, .required = true, .min = 0, .max = 10000),
    KV_SOURCE_COLUMNS(closure_in, row.origin),
    KV_NOTES_COLUMN(closure_in, row.notes),
};

static void take_closure(kv_reader *r, void *in)
{
    closure_in *c = in;
    c->row.month = (uint8_t)c->month;
    if (!r->row_faults && c->row.p50_s > c->row.p90_s)
        kv_row_report(r, KV_FINDING_ERROR, "p50_h", "quantiles do not ascend: p50 <= p90");
    if (c->row.stop != KV_NONE)
        kv_reader_push(r, &r->pack->closures, c->row);
}

const kv_table kv_table_closures = { .file = "freight_closures.txt", KV_COLUMNS(closure_columns), .row_size = sizeof(closure_in),
                                     .line = offsetof(closure_in, row.origin.line), .take = take_closure };
