/* check_services.c - does each service have what it needs: a row of its own, trips, an emission factor? */
#include "model/read.h"

static kv_text id_of(const kv_reader *r, kv_str s) { return kv_text_of(kv_reader_id(r, s)); }

static void check_trips(kv_reader *r, const kv_service_row *s)
{
    if (!s->is_freight || !r->usable[KV_TABLE_TRIPS] || r->trip_without_route)
        return;
    kv_finding *f = kv_report(r, KV_FINDING_ERROR, "freight_services.txt", s->origin.line, "route_id", id_of(r, s->id),
                              "dispatch is %s, but the route has no trip", kv_term_word(KV_LIST_DISPATCH, s->dispatch));
    kv_finding_hint(r, f, s->dispatch == KV_DISPATCH_TIMETABLE
                              ? "give it trips in trips.txt with their stop_times"
                              : "one trip in trips.txt gives its stops, running times and days");
}

static void check_factor(kv_reader *r, const kv_service_row *s, const kv_ids *with_factor, kv_ids *told)
{
    kv_text name = id_of(r, s->emission_class);
    if (kv_ids_find(with_factor, &r->pack->text, name) != KV_NONE || kv_ids_find(told, &r->pack->text, name) != KV_NONE)
        return;
    kv_finding *f = kv_report(r, KV_FINDING_WARNING, "freight_services.txt", s->origin.line, "emission_class", name,
                              "has no factor in freight_emissions.txt");
    kv_finding_hint(r, f, "told once for the class; its legs are without CO2e");
    if (!kv_ids_put(told, &r->pack->text, s->emission_class, 0))
        r->status = KV_MEMORY;
}

void kv_check_services(kv_reader *r)
{
    kv_pack *pack = r->pack;
    kv_ids with_factor = { 0 }, told = { 0 };
    bool factors = r->usable[KV_TABLE_EMISSIONS] || !kv_source_find(r->source, kv_tables[KV_TABLE_EMISSIONS]->file);
    for (size_t i = 0; i < pack->emissions.count && r->status == KV_OK; i++) {
        kv_str name = pack->emissions.at[i].emission_class;
        if (kv_ids_find(&with_factor, &pack->text, id_of(r, name)) == KV_NONE && !kv_ids_put(&with_factor, &pack->text, name, 0))
            r->status = KV_MEMORY;
    }
    for (size_t i = 0; i < pack->services.count && r->status == KV_OK; i++) {
        const kv_service_row *s = &pack->services.at[i];
        if (!r->service_trips.at[i])
            check_trips(r, s);
        if (s->is_freight && factors)
            check_factor(r, s, &with_factor, &told);
        if (!s->is_freight && pack->is_freight && (r->usable[KV_TABLE_SERVICES] || !kv_source_find(r->source, "freight_services.txt"))) {
            kv_finding *f = kv_report(r, KV_FINDING_WARNING, "routes.txt", s->line, "route_id", id_of(r, s->id),
                                      "has no row in freight_services.txt");
            kv_finding_hint(r, f, "it is taken to carry anything, by its timetable");
        }
    }
    kv_ids_free(&with_factor);
    kv_ids_free(&told);
}
