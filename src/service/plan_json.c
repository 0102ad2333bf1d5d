/* plan_json.c - an answered plan as JSON, by jansson
 *
 * Numbers of people's size are rounded to what they mean (metres, grams, seconds as hours of four digits), so that equal
 * answers are equal texts. jansson says "memory is out" by a NULL that travels; it is looked at once, at the end. */
#include "service/plan_json.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const kv_corridor *c;
    const kv_plan *plan;
    json_t *sources;                    /* those that were named */
    bool failed;
} writer;

static void set(writer *w, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value))        /* takes a NULL for what it is */
        w->failed = true;
}

static void push(writer *w, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value))
        w->failed = true;
}

static json_t *text(const char *s) { return json_string(s ? s : ""); }
static json_t *number(double x, double digits) { return isfinite(x) ? json_real(round(x * digits) / digits) : json_null(); }
static json_t *hours(int64_t seconds) { return number((double)seconds / 3600, 1e4); }
static json_t *kg(double grams) { return number(grams / 1000, 1e3); }

static json_t *money(kv_money m)
{
    char amount[32];
    kv_money_format(m, amount);
    return json_pack("{s:s, s:s}", "amount", amount, "currency", m.currency.code);
}

static json_t *instant(kv_time t, const char *zone)
{
    char at[32];
    if (t == KV_TIME_NONE)
        return json_null();
    kv_time_format(t, at);
    return json_pack("{s:s, s:s}", "time", at, "zone", zone);
}

static json_t *day(int32_t days)
{
    char at[32];
    kv_time_format((kv_time)days * KV_DAY_S, at);
    return json_stringn(at, 10);
}

static json_t *place(writer *w, const kv_place_seen *p)
{
    json_t *o = json_object();
    set(w, o, "code", text(p->code));
    set(w, o, "name", text(p->name));
    set(w, o, "country", text(p->country));
    set(w, o, "lat", number(p->lat, 1e6));
    set(w, o, "lon", number(p->lon, 1e6));
    set(w, o, "zone", text(p->zone));
    return o;
}

static json_t *stop(writer *w, uint32_t i)
{
    return i == KV_NONE ? json_null() : text(kv_corridor_text(w->c, w->c->stops[i].id));
}

/* source and confidence, and the source itself into the list */
static void set_origin(writer *w, json_t *object, const kv_origin *origin)
{
    if (!origin)
        return;
    set(w, object, "confidence", text(kv_term_word(KV_LIST_CONFIDENCE, origin->confidence)));
    if (origin->source == KV_NONE) {
        set(w, object, "source", json_null());
        return;
    }
    const kv_source_row *s = &w->c->sources[origin->source];
    const char *id = kv_corridor_text(w->c, s->id);
    set(w, object, "source", text(id));
    if (json_object_get(w->sources, id))
        return;
    json_t *row = json_object();
    set(w, row, "title", text(kv_corridor_text(w->c, s->title)));
    set(w, row, "publisher", text(kv_corridor_text(w->c, s->publisher)));
    set(w, row, "date", text(kv_corridor_text(w->c, s->date)));
    set(w, row, "address", text(kv_corridor_text(w->c, s->address)));
    set(w, w->sources, id, row);
}

/* ---- legs ------------------------------------------------------------------------------------------------- */

static const char *const part_words[] = {
    [KV_PART_ACCESS] = "first_mile", [KV_PART_RIDE] = "ride", [KV_PART_EGRESS] = "last_mile", [KV_PART_TRUCK_ALL_THE_WAY] = "truck",
};

static json_t *handling(writer *w, const kv_part *p)
{
    json_t *rows = json_array();
    for (uint32_t i = 0; i < p->handling_count; i++) {
        const kv_handling_row *h = &w->c->handling[p->handling_rows[i]];
        json_t *row = json_object();
        set(w, row, "at", stop(w, h->stop));
        set(w, row, "operation", text(kv_term_word(KV_LIST_OPERATION, h->operation)));
        set(w, row, "p10_h", hours(h->p10_s));
        set(w, row, "p50_h", hours(h->p50_s));
        set(w, row, "p90_h", hours(h->p90_s));
        set_origin(w, row, &h->origin);
        if (*kv_corridor_text(w->c, h->notes))
            set(w, row, "notes", text(kv_corridor_text(w->c, h->notes)));
        push(w, rows, row);
    }
    return rows;
}

static json_t *calls(writer *w, const kv_part *p)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < p->call_count; i++) {
        json_t *call = place(w, &p->calls[i]);
        set(w, call, "arrive", i ? instant(p->call_arrive[i], p->calls[i].zone) : json_null());
        set(w, call, "depart", i + 1 < p->call_count ? instant(p->call_depart[i], p->calls[i].zone) : json_null());
        push(w, list, call);
    }
    return list;
}

static json_t *leg(writer *w, const kv_part *p)
{
    json_t *o = json_object();
    set(w, o, "kind", text(part_words[p->kind]));
    set(w, o, "mode", text(kv_term_word(KV_LIST_MODE, (int)p->mode)));
    set(w, o, "from", place(w, &p->from));
    set(w, o, "to", place(w, &p->to));
    set(w, o, "ready", instant(p->ready, p->from.zone));
    set(w, o, "cutoff", instant(p->cutoff, p->from.zone));
    set(w, o, "depart", instant(p->depart, p->from.zone));
    set(w, o, "arrive", instant(p->arrive, p->to.zone));
    set(w, o, "arrive_p10", instant(p->arrive_p10, p->to.zone));
    set(w, o, "arrive_p90", instant(p->arrive_p90, p->to.zone));
    set(w, o, "distance_km", number(p->distance_km, 1e3));
    set(w, o, "handling_h", hours(p->handling_s));
    set(w, o, "opening_wait_h", hours(p->opening_wait_s));
    set(w, o, "wait_h", hours(p->wait_s));
    set(w, o, "handling", handling(w, p));
    if (p->kind != KV_PART_RIDE) {
        set(w, o, "confidence", text("estimate"));
        return o;
    }
    set(w, o, "carrier", json_pack("{s:s, s:s}", "id", p->carrier_id, "name", p->carrier));
    set(w, o, "service", json_pack("{s:s, s:s}", "id", p->service_id, "name", p->service));
    set(w, o, "trip", *p->trip_id ? text(p->trip_id) : json_null());
    set(w, o, "dispatch", text(kv_term_word(KV_LIST_DISPATCH, (int)p->dispatch)));
    set(w, o, "connection", json_pack("{s:o, s:o}", "chance", number(p->chance, 1e4), "next_depart", instant(p->next_depart, p->from.zone)));
    set(w, o, "capacity", p->capacity ? json_pack("{s:i, s:s}", "value", (int)p->capacity, "unit", kv_term_word(KV_LIST_CAPACITY_UNIT, (int)p->capacity_unit))
                                      : json_null());
    set(w, o, "through_tariff", p->through == KV_NONE ? json_null() : text(kv_corridor_text(w->c, w->c->tariffs[p->through].id)));
    set_origin(w, o, p->origin);
    set(w, o, "calls", calls(w, p));
    return o;
}

/* ---- lines -------------------------------------------------------------------------------------------------- */

static const char *const line_words[] = {
    [KV_LINE_TARIFF] = "tariff", [KV_LINE_THROUGH] = "through_rate", [KV_LINE_SURCHARGE] = "surcharge", [KV_LINE_HANDLING] = "handling",
    [KV_LINE_STORAGE] = "storage", [KV_LINE_ACCESS] = "truck",
};

static json_t *quantity(kv_decimal d)
{
    double scale = pow(10, d.scale);
    return number((double)d.mantissa / scale, 1e6);
}

static int32_t day_of_part(const kv_option *o, uint32_t part, const kv_plan *plan)
{
    kv_time t = part == KV_NONE ? plan->ready : o->parts[part].depart;
    return (int32_t)(t / KV_DAY_S - (t % KV_DAY_S < 0));
}

static json_t *price_line(writer *w, const kv_option *o, const kv_plan_line *l)
{
    json_t *line = json_object();
    set(w, line, "kind", text(line_words[l->line.kind]));
    set(w, line, "id", text(l->id));
    set(w, line, "name", text(l->name));
    set(w, line, "leg", l->part == KV_NONE ? json_null() : json_integer(l->part));
    set(w, line, "from", stop(w, l->line.stop_from));
    set(w, line, "to", stop(w, l->line.stop_to));
    set(w, line, "item", l->line.item == KV_NONE ? json_null() : text(w->plan->cargo.item[l->line.item].code));
    bool percent = l->line.kind == KV_LINE_SURCHARGE && w->c->surcharges[l->line.row].kind == KV_SURCHARGE_PERCENT;
    if (percent) {
        kv_decimal share = w->c->surcharges[l->line.row].amount;
        set(w, line, "percent", quantity(share));
    } else {
        set(w, line, "quantity", quantity(l->line.quantity));
        set(w, line, "unit", text(kv_term_word(KV_LIST_PRICE_UNIT, l->line.unit)));
    }
    set(w, line, "charged", money(l->line.amount));
    set(w, line, "amount", money((kv_money){ l->line.converted, w->plan->currency }));
    set(w, line, "fx_date", l->line.fx_day == INT32_MIN ? json_null() : day(l->line.fx_day));
    set(w, line, "valid_from", l->valid.from <= INT32_MIN / 2 ? json_null() : day(l->valid.from));
    set(w, line, "valid_to", l->valid.to >= INT32_MAX / 2 ? json_null() : day(l->valid.to));
    bool carried = l->valid.carried_after != INT32_MAX && day_of_part(o, l->part, w->plan) > l->valid.carried_after;
    set(w, line, "carried", json_boolean(carried));
    if (l->valid.carried_after != INT32_MAX)
        set(w, line, "published_to", day(l->valid.carried_after));
    set_origin(w, line, l->origin);
    if (l->notes && *l->notes)
        set(w, line, "notes", text(l->notes));
    return line;
}

static json_t *emission_line(writer *w, const kv_emission_line *e, uint32_t part)
{
    json_t *o = json_object();
    set(w, o, "leg", json_integer(part));
    set(w, o, "kind", text(e->is_hub ? "hub" : "transport"));
    set(w, o, "from", stop(w, e->stop_from));
    set(w, o, "to", stop(w, e->stop_to));
    if (!e->is_hub)
        set(w, o, "distance_km", number(e->distance_km, 1e3));
    set(w, o, "activity", number(e->activity, 1e3));
    set(w, o, "co2e_kg", kg(e->co2.wtt_g + e->co2.ttw_g));
    set(w, o, "wtt_co2e_kg", kg(e->co2.wtt_g));
    set(w, o, "ttw_co2e_kg", kg(e->co2.ttw_g));
    set(w, o, "known", json_boolean(e->row != KV_NONE));
    if (e->row == KV_NONE)
        return o;
    if (e->is_hub) {
        set_origin(w, o, &w->c->handling[e->row].origin);
        return o;
    }
    const kv_emission_row *row = &w->c->emissions[e->row];
    set(w, o, "class", text(kv_corridor_text(w->c, row->emission_class)));
    set(w, o, "traction", text(kv_corridor_text(w->c, row->traction)));
    set(w, o, "unit", text(kv_term_word(KV_LIST_EMISSION_UNIT, row->unit)));
    set_origin(w, o, &row->origin);
    return o;
}

/* ---- options ------------------------------------------------------------------------------------------------- */

static json_t *countries(writer *w, const char *list)
{
    json_t *array = json_array();
    kv_text rest = kv_text_of(list), item;
    while (kv_text_next(&rest, ' ', &item))
        push(w, array, json_stringn(item.p, item.n));
    return array;
}

/* what the list of the whole set has too */
static json_t *summary(writer *w, const kv_option *o)
{
    const kv_journey *j = o->journey;
    kv_time depart = kv_tick_time(w->c, j->depart), arrive = kv_tick_time(w->c, j->arrive);
    if (o->part_count && o->parts[0].depart > depart)
        depart = o->parts[0].depart;
    json_t *x = json_object();
    set(w, x, "label", text(o->label));
    set(w, x, "route", text(o->route));
    set(w, x, "countries", countries(w, o->countries));
    set(w, x, "family", json_integer(o->family));
    set(w, x, "depart", instant(depart, w->plan->from.zone));
    set(w, x, "arrive", instant(arrive, w->plan->to.zone));
    set(w, x, "duration_h", hours(arrive - depart));
    set(w, x, "price", w->plan->priced ? money(o->price) : json_null());
    set(w, x, "co2e_kg", w->c->info->is_freight ? number(o->co2_kg, 1e3) : json_null());
    set(w, x, "transhipments", json_integer(j->transhipments));
    set(w, x, "chance", number(o->chance, 1e4));
    return x;
}

static json_t *arrival(writer *w, const kv_option *o)
{
    const char *zone = w->plan->to.zone;
    const kv_arrival *a = &o->arrival;
    json_t *x = json_object();
    set(w, x, "p10", instant(a->p10, zone));
    set(w, x, "p50", instant(a->p50, zone));
    set(w, x, "p80", instant(a->p80, zone));
    set(w, x, "p90", instant(a->p90, zone));
    set(w, x, "p95", instant(a->p95, zone));
    set(w, x, "mean_delay_h", number(a->mean_h, 1e2));
    set(w, x, "on_plan", number(a->on_plan, 1e4));
    set(w, x, "missed_beyond", number(a->missed_beyond, 1e4));
    return x;
}

static json_t *option(writer *w, const kv_option *o)
{
    json_t *x = summary(w, o), *legs = json_array(), *lines = json_array(), *emissions = json_array();
    set(w, x, "co2e", json_pack("{s:o, s:o}", "wtt_co2e_kg", kg(o->co2.wtt_g), "ttw_co2e_kg", kg(o->co2.ttw_g)));
    set(w, x, "has_estimate", json_boolean(o->has_estimate));
    set(w, x, "has_carried", json_boolean(o->has_carried));
    if (w->c->info->is_freight)
        set(w, x, "arrival", arrival(w, o));
    for (uint32_t i = 0; i < o->part_count; i++)
        push(w, legs, leg(w, &o->parts[i]));
    for (uint32_t i = 0; i < o->line_count; i++)
        push(w, lines, price_line(w, o, &o->lines[i]));
    for (uint32_t i = 0; i < o->emission_count; i++)
        push(w, emissions, emission_line(w, &o->emissions[i], o->emission_part[i]));
    set(w, x, "legs", legs);
    set(w, x, "price_lines", lines);
    set(w, x, "emissions", emissions);
    return x;
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

static json_t *query(writer *w)
{
    const kv_plan *p = w->plan;
    json_t *q = json_object(), *items = json_array();
    for (int32_t i = 0; i < p->cargo.item_count; i++) {
        const kv_cargo_item *item = &p->cargo.item[i];
        json_t *x = json_object();
        set(w, x, "count", json_integer(item->count));
        set(w, x, "code", text(item->code));
        set(w, x, "goods_kg", json_integer(item->goods_kg));
        set(w, x, "gross_kg", json_integer(item->gross_kg));
        set(w, x, "teu", number(item->teu_100 / 100.0, 100));
        push(w, items, x);
    }
    set(w, q, "from", place(w, &p->from));
    set(w, q, "to", place(w, &p->to));
    set(w, q, "ready", instant(p->ready, p->from.zone));
    set(w, q, "ready_last", instant(p->ready_last, p->from.zone));
    set(w, q, "cargo", items);
    set(w, q, "weight_assumed", json_boolean(!p->cargo.weight_given));
    set(w, q, "hs", *p->cargo.hs ? text(p->cargo.hs) : json_null());
    set(w, q, "dg_class", p->cargo.dg_class ? json_integer(p->cargo.dg_class) : json_null());
    set(w, q, "currency", text(p->currency.code));
    return q;
}

static json_t *texts(writer *w, const char *const *list, uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++)
        push(w, array, text(list[i]));
    return array;
}

static json_t *nothing(writer *w)
{
    const kv_plan *p = w->plan;
    json_t *o = json_object(), *remedies = json_array();
    for (uint32_t i = 0; i < p->remedy_count; i++)
        push(w, remedies, json_pack("{s:s, s:s}", "change", p->remedies[i].change, "result", p->remedies[i].result));
    json_t *furthest = json_null();
    if (p->furthest.stop != KV_NONE) {
        furthest = place(w, &p->furthest);
        set(w, furthest, "at", instant(p->furthest_at, p->furthest.zone));
        set(w, furthest, "left_km", number(p->furthest_km, 10));
    }
    set(w, o, "furthest", furthest);
    set(w, o, "blocks", texts(w, p->blocks, p->block_count));
    set(w, o, "remedies", remedies);
    return o;
}

static json_t *counters(writer *w)
{
    const kv_plan *p = w->plan;
    json_t *o = json_object();
    set(w, o, "journeys", json_integer(p->all_count));
    set(w, o, "labels_tried", json_integer((json_int_t)p->counters.labels_tried));
    set(w, o, "labels_kept", json_integer((json_int_t)p->counters.labels_kept));
    set(w, o, "rides_scanned", json_integer((json_int_t)p->counters.rides_scanned));
    set(w, o, "capped", json_boolean(p->counters.capped));
    set(w, o, "fold_ms", number((double)p->fold_ns / 1e6, 1e3));
    set(w, o, "search_ms", number((double)p->search_ns / 1e6, 1e3));
    set(w, o, "explain_ms", number((double)p->explain_ns / 1e6, 1e3));
    return o;
}

static json_t *pack(writer *w)
{
    const kv_corridor_info *info = w->c->info;
    json_t *o = json_object();
    set(w, o, "name", text(kv_corridor_text(w->c, info->name)));
    set(w, o, "version", text(kv_corridor_text(w->c, info->version)));
    set(w, o, "publisher", text(kv_corridor_text(w->c, info->publisher)));
    set(w, o, "calendars_from", day(info->first_day));
    set(w, o, "calendars_to", day(info->last_day));
    return o;
}

kv_status kv_plan_json(const kv_corridor *c, const kv_plan *plan, unsigned flags, char **out, size_t *size, kv_error *err)
{
    writer w = { .c = c, .plan = plan, .sources = json_object() };
    json_t *root = json_object(), *options = json_array();
    *out = NULL;
    set(&w, root, "status", text(plan->all_count ? "ok" : "nothing"));
    set(&w, root, "pack", pack(&w));
    set(&w, root, "query", query(&w));
    for (uint32_t i = 0; i < plan->option_count; i++)
        push(&w, options, option(&w, &plan->options[i]));
    set(&w, root, "options", options);
    if (!(flags & KV_PLAN_JSON_NO_ALL)) {
        json_t *all = json_array();
        for (uint32_t i = 0; i < plan->all_count; i++)
            push(&w, all, summary(&w, &plan->all[i]));
        set(&w, root, "all", all);
    }
    if (!plan->all_count)
        set(&w, root, "nothing", nothing(&w));
    set(&w, root, "notes", texts(&w, plan->notes, plan->note_count));
    set(&w, root, "sources", w.sources);
    set(&w, root, "counters", counters(&w));
    if (root && !w.failed)
        *out = json_dumps(root, (flags & KV_PLAN_JSON_INDENT ? JSON_INDENT(2) : JSON_COMPACT) | JSON_REAL_PRECISION(12));
    json_decref(root);
    if (!*out)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    if (size)
        *size = strlen(*out);
    return KV_OK;
}
