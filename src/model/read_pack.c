/* read_pack.c - a pack from its files: all of them in one pass, in the order in which they name one another
 *
 *     sources agency stops routes services calendars trips  ->  stop_times ...  ->  prices ...  ->  checks over all */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "model/read.h"

extern const kv_table kv_table_sources, kv_table_agency, kv_table_stops, kv_table_routes, kv_table_services, kv_table_calendar,
    kv_table_calendar_dates, kv_table_shapes, kv_table_trips, kv_table_stop_times, kv_table_frequencies, kv_table_transfers,
    kv_table_feed_info, kv_table_handling, kv_table_variability, kv_table_closures, kv_table_fx, kv_table_tariffs,
    kv_table_surcharges, kv_table_emissions, kv_table_sections, kv_table_projects;

const kv_table *const kv_tables[KV_TABLE_COUNT] = {
    [KV_TABLE_SOURCES] = &kv_table_sources,
    [KV_TABLE_AGENCY] = &kv_table_agency,
    [KV_TABLE_STOPS] = &kv_table_stops,
    [KV_TABLE_ROUTES] = &kv_table_routes,
    [KV_TABLE_SERVICES] = &kv_table_services,
    [KV_TABLE_CALENDAR] = &kv_table_calendar,
    [KV_TABLE_CALENDAR_DATES] = &kv_table_calendar_dates,
    [KV_TABLE_SHAPES] = &kv_table_shapes,
    [KV_TABLE_TRIPS] = &kv_table_trips,
    [KV_TABLE_STOP_TIMES] = &kv_table_stop_times,
    [KV_TABLE_FREQUENCIES] = &kv_table_frequencies,
    [KV_TABLE_TRANSFERS] = &kv_table_transfers,
    [KV_TABLE_FEED_INFO] = &kv_table_feed_info,
    [KV_TABLE_HANDLING] = &kv_table_handling,
    [KV_TABLE_VARIABILITY] = &kv_table_variability,
    [KV_TABLE_CLOSURES] = &kv_table_closures,
    [KV_TABLE_FX] = &kv_table_fx,
    [KV_TABLE_TARIFFS] = &kv_table_tariffs,
    [KV_TABLE_SURCHARGES] = &kv_table_surcharges,
    [KV_TABLE_EMISSIONS] = &kv_table_emissions,
    [KV_TABLE_SECTIONS] = &kv_table_sections,
    [KV_TABLE_PROJECTS] = &kv_table_projects,
};

static int table_index(const char *file)
{
    for (int i = 0; i < KV_TABLE_COUNT; i++)
        if (!strcmp(kv_tables[i]->file, file))
            return i;
    return KV_TABLE_COUNT;
}

const kv_table *kv_table_named(const char *file)
{
    int i = table_index(file);
    return i < KV_TABLE_COUNT ? kv_tables[i] : NULL;
}

/* ---- files ---------------------------------------------------------------------------------------------- */

/* A file that we do not know: is it one that is missing, with a slip in its name? */
static void check_name(kv_reader *r, const kv_member *m)
{
    const char *near = "";
    kv_text name = kv_text_of(m->name);
    int least = 9;
    for (int i = 0; i < KV_TABLE_COUNT; i++) {
        kv_text known = kv_text_of(kv_tables[i]->file);
        int distance = kv_word_distance(name, known);
        if (distance < least && kv_word_near(name, known) && !kv_source_find(r->source, known.p)) {
            near = known.p;
            least = distance;
        }
    }
    if (!*near && !kv_text_starts(name, "freight_"))
        return;
    char shown[KV_VALUE_BYTES_MAX + 1];
    kv_printable(shown, name);
    const char *file = kv_arena_text(&r->pack->arena, shown, strlen(shown));
    kv_finding *f = kv_report(r, KV_FINDING_WARNING, file ? file : "", 0, "", (kv_text){ 0 }, "is no file of a pack and is not read");
    if (*near)
        kv_finding_hint(r, f, "did you mean %s?", near);
    else
        kv_finding_hint(r, f, "docs/pack-format.md names the freight files");
}

static void check_names(kv_reader *r)
{
    for (size_t i = 0; i < r->source->members.count; i++) {
        const kv_member *m = &r->source->members.at[i];
        const kv_table *known = kv_table_named(m->name);
        if (!known)
            check_name(r, m);
        else if (m->twice)
            kv_report(r, KV_FINDING_ERROR, known->file, 0, "", (kv_text){ 0 }, "is twice in the archive");
    }
    bool calendars = kv_source_find(r->source, "calendar.txt") || kv_source_find(r->source, "calendar_dates.txt");
    if (!calendars) {
        kv_finding *f = kv_report(r, KV_FINDING_ERROR, "calendar.txt", 0, "", (kv_text){ 0 }, "is missing, and calendar_dates.txt too");
        kv_finding_hint(r, f, "one of them says on which days trips run");
    }
    if (r->pack->is_freight && !kv_source_find(r->source, "sources.txt")) {
        kv_finding *f = kv_report(r, KV_FINDING_ERROR, "sources.txt", 0, "", (kv_text){ 0 }, "is missing, but freight rows name their sources");
        kv_finding_hint(r, f, "each source_id stands there with its title");
    }
}

static void read_opened(kv_reader *r, kv_table_id id)
{
    const kv_table *table = r->table;
    if (!kv_table_open(r))
        return;
    r->usable[id] = true;
    if (table->read)
        table->read(r);
    else
        kv_table_read(r);
    if (r->row_count)
        return;
    r->usable[id] = !table->required;
    kv_finding *f = kv_report(r, table->required ? KV_FINDING_ERROR : KV_FINDING_WARNING, r->file, 1, "", (kv_text){ 0 },
                              "has column names but no rows");
    if (!table->required)
        kv_finding_hint(r, f, "a file without rows may be left out");
}

static void read_file(kv_reader *r, kv_table_id id)
{
    const kv_table *table = r->table = kv_tables[id];
    r->file = table->file;
    const kv_member *m = kv_source_find(r->source, table->file);
    if (!m) {
        if (table->required)
            kv_finding_hint(r, kv_report(r, KV_FINDING_ERROR, table->file, 0, "", (kv_text){ 0 }, "is missing"),
                            "a pack needs agency, stops, routes, trips, stop_times, and calendar or calendar_dates");
        return;
    }
    kv_error err = { 0 };
    kv_status status = kv_source_load(r->source, m, &r->bytes, &err);
    if (status == KV_MEMORY) {
        r->status = KV_MEMORY;
        return;
    }
    if (status != KV_OK) {
        kv_finding_hint(r, kv_report(r, KV_FINDING_ERROR, table->file, 0, "", (kv_text){ 0 }, "%s", err.text), "%s", err.hint);
        return;
    }
    read_opened(r, id);
    kv_csv_close(&r->csv);
    kv_source_unload(r->source, r->bytes);
    r->bytes = (kv_text){ 0 };
}

/* ---- the whole ------------------------------------------------------------------------------------------ */

/* Findings by file and line, as a person goes through them; those of a line in the order found. */
typedef struct { kv_finding finding; int table; uint32_t at; } placed;

static int compare_findings(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    if (x->table != y->table)
        return x->table - y->table;
    if (x->table == KV_TABLE_COUNT && strcmp(x->finding.file, y->finding.file))
        return strcmp(x->finding.file, y->finding.file);
    if (x->finding.line != y->finding.line)
        return x->finding.line < y->finding.line ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static void sort_findings(kv_reader *r)
{
    size_t count = r->pack->findings.count;
    placed *list = malloc((count + 1) * sizeof *list);
    if (!list) {
        r->status = KV_MEMORY;
        return;
    }
    for (size_t i = 0; i < count; i++)
        list[i] = (placed){ r->pack->findings.at[i], table_index(r->pack->findings.at[i].file), (uint32_t)i };
    qsort(list, count, sizeof *list, compare_findings);
    for (size_t i = 0; i < count; i++)
        r->pack->findings.at[i] = list[i].finding;
    free(list);
}

static void free_reader(kv_reader *r)
{
    kv_ids *ids[] = { &r->sources, &r->agencies, &r->stops, &r->routes, &r->calendars, &r->trips, &r->shapes, &r->zones,
                      &r->unknown_zones, &r->tariffs, &r->surcharges, &r->sections, &r->projects, &r->countries, &r->groups };
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        kv_ids_free(ids[i]);
    kv_vec_free(&r->stops_in);
    kv_vec_free(&r->stop_parents);
    kv_vec_free(&r->stop_marks);
    kv_vec_free(&r->service_trips);
    kv_vec_free(&r->source_lines);
    kv_vec_free(&r->agency_lines);
    kv_vec_free(&r->calendar_lines);
    kv_vec_free(&r->exceptions_in);
    kv_vec_free(&r->shapes_in);
    kv_vec_free(&r->trip_lost);
}

static void read_all(kv_reader *r)
{
    kv_pack *pack = r->pack;
    for (size_t i = 0; i < r->source->members.count; i++) {
        const kv_table *table = kv_table_named(r->source->members.at[i].name);
        pack->is_freight = pack->is_freight || (table && kv_text_starts(kv_text_of(table->file), "freight_"));
    }
    pack->newest_file = r->source->newest;
    pack->feed_from = INT32_MIN;
    pack->feed_to = INT32_MAX;
    size_t bad;
    kv_text name = kv_text_of(r->source->name);
    pack->name = kv_reader_text(r, kv_utf8_valid(name, &bad) ? name : kv_text_of("pack"));
    check_names(r);
    for (int i = 0; i < KV_TABLE_COUNT && r->status == KV_OK; i++) {
        read_file(r, (kv_table_id)i);
        if (r->status == KV_OK && r->table->done)
            r->table->done(r);
    }
    void (*const checks[])(kv_reader *) = { kv_check_calendars, kv_check_services, kv_check_prices, sort_findings };
    for (size_t i = 0; i < sizeof checks / sizeof checks[0] && r->status == KV_OK; i++)
        checks[i](r);
}

kv_status kv_pack_read_source(kv_pack **out, kv_source *source, kv_error *err)
{
    *out = NULL;
    kv_pack *pack = calloc(1, sizeof *pack);
    kv_reader *r = calloc(1, sizeof *r);
    if (!pack || !r) {
        free(pack);
        free(r);
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    }
    r->pack = pack;
    r->source = source;
    r->warning_kept = KV_FINDINGS_MAX;
    read_all(r);
    kv_status status = r->status;
    free_reader(r);
    free(r);
    if (status != KV_OK) {
        kv_pack_free(pack);
        return kv_fail(err, status, NULL, "memory is out");
    }
    *out = pack;
    return KV_OK;
}

kv_status kv_pack_read(kv_pack **out, const char *path, kv_error *err)
{
    *out = NULL;
    kv_source *source;
    kv_status status = kv_source_open(&source, path, err);
    if (status != KV_OK)
        return status;
    bool any = false;
    for (size_t i = 0; i < source->members.count && !any; i++)
        any = kv_table_named(source->members.at[i].name);
    if (any) {
        status = kv_pack_read_source(out, source, err);
    } else {
        status = kv_fail(err, KV_INVALID, path, "holds none of the files of a pack, such as stops.txt");
        kv_hint(err, "name the folder or .zip in which stops.txt, routes.txt and trips.txt lie");
    }
    kv_source_close(source);
    return status;
}

kv_status kv_pack_read_memory(kv_pack **out, const kv_memory_file *files, size_t count, kv_error *err)
{
    *out = NULL;
    kv_source *source;
    kv_status status = kv_source_open_memory(&source, files, count, err);
    if (status != KV_OK)
        return status;
    status = kv_pack_read_source(out, source, err);
    kv_source_close(source);
    return status;
}

void kv_pack_free(kv_pack *pack)
{
    if (!pack)
        return;
    kv_arena_free(&pack->arena);
    kv_pool_free(&pack->text);
    kv_vec_free(&pack->findings);
    kv_vec_free(&pack->agencies);
    kv_vec_free(&pack->stops);
    kv_vec_free(&pack->stop_hours);
    kv_vec_free(&pack->services);
    kv_vec_free(&pack->trips);
    kv_vec_free(&pack->trip_times);
    kv_vec_free(&pack->stop_times);
    kv_vec_free(&pack->calendars);
    kv_vec_free(&pack->exceptions);
    kv_vec_free(&pack->frequencies);
    kv_vec_free(&pack->transfers);
    kv_vec_free(&pack->handling);
    kv_vec_free(&pack->variability);
    kv_vec_free(&pack->closures);
    kv_vec_free(&pack->tariffs);
    kv_vec_free(&pack->surcharges);
    kv_vec_free(&pack->fx);
    kv_vec_free(&pack->emissions);
    kv_vec_free(&pack->sections);
    kv_vec_free(&pack->projects);
    kv_vec_free(&pack->sources);
    free(pack);
}
