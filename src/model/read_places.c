/* read_places.c - who and where: sources.txt, agency.txt, stops.txt
 *
 * Stops are kept sorted by id, and what is read behind them names them by index. So rows wait in stops_in until
 * the file is read; then they are sorted, entrances and platforms inside stations fall out, and parents are found. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/read.h"

/* ---- sources.txt -------------------------------------------------------------------------------------- */

typedef struct { kv_source_row row; uint32_t line; } source_in;

static const kv_column source_columns[] = {
    KV_COLUMN(source_in, row.id, "source_id", TEXT, .required = true),
    KV_COLUMN(source_in, row.title, "title", TEXT, .required = true),
    KV_COLUMN(source_in, row.publisher, "publisher", TEXT),
    KV_COLUMN(source_in, row.date, "date", TEXT),
    KV_COLUMN(source_in, row.address, "address", TEXT),
};

static void take_source(kv_reader *r, void *in)
{
    source_in *s = in;
    if (!kv_id_keep_in(r, &r->sources, "source_id", s->row.id, &r->source_lines, line))
        return;
    kv_reader_push(r, &r->source_lines, ((kv_line){ s->line }));
    kv_reader_push(r, &r->pack->sources, s->row);
}

const kv_table kv_table_sources = { .file = "sources.txt", KV_COLUMNS(source_columns), .row_size = sizeof(source_in),
                                    .line = offsetof(source_in, line), .take = take_source };

/* ---- agency.txt --------------------------------------------------------------------------------------- */

typedef struct { kv_agency_row row; uint32_t line; } agency_in;

static const kv_column agency_columns[] = {
    KV_COLUMN(agency_in, row.id, "agency_id", TEXT),
    KV_COLUMN(agency_in, row.name, "agency_name", TEXT, .required = true, .lenient = true),
    KV_COLUMN(agency_in, row.url, "agency_url", TEXT),
    KV_COLUMN(agency_in, row.zone, "agency_timezone", ZONE, .required = true),
};

static void take_agency(kv_reader *r, void *in)
{
    agency_in *a = in;
    size_t count = r->pack->agencies.count;
    if (!a->row.id && count) {
        kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, "agency_id", "is empty, but there are several agencies");
        kv_finding_hint(r, f, "only a feed of one agency may leave its id out");
    } else if (count == 1 && !r->pack->agencies.at[0].id) {
        kv_finding *f = kv_report(r, KV_FINDING_ERROR, r->file, r->agency_lines.at[0].line, "agency_id", (kv_text){ 0 },
                                  "is empty, but there are several agencies");
        kv_finding_hint(r, f, "only a feed of one agency may leave its id out");
    }
    if (a->row.id && !kv_id_keep_in(r, &r->agencies, "agency_id", a->row.id, &r->agency_lines, line))
        return;
    kv_reader_push(r, &r->agency_lines, ((kv_line){ a->line }));
    kv_reader_push(r, &r->pack->agencies, a->row);
}

const kv_table kv_table_agency = { .file = "agency.txt", .required = true, KV_COLUMNS(agency_columns),
                                   .row_size = sizeof(agency_in), .line = offsetof(agency_in, line), .take = take_agency };

/* ---- stops.txt ---------------------------------------------------------------------------------------- */

static const kv_column stop_columns[] = {
    KV_COLUMN(kv_stop_in, row.id, "stop_id", TEXT, .required = true),
    KV_COLUMN(kv_stop_in, row.name, "stop_name", TEXT),
    KV_COLUMN(kv_stop_in, row.lat, "stop_lat", NUMBER, .min = -90, .max = 90, .preset = NAN),
    KV_COLUMN(kv_stop_in, row.lon, "stop_lon", NUMBER, .min = -180, .max = 180, .preset = NAN),
    KV_COLUMN(kv_stop_in, type, "location_type", INTEGER, .min = 0, .max = 4),
    KV_COLUMN(kv_stop_in, parent, "parent_station", TEXT),
    KV_COLUMN(kv_stop_in, row.zone, "stop_timezone", ZONE, .lenient = true),
    KV_COLUMN(kv_stop_in, row.country, "country", COUNTRY, .lenient = true),
    KV_COLUMN(kv_stop_in, row.kind_word, "kind", TEXT),
    KV_COLUMN(kv_stop_in, row.gauge_mm, "gauge_mm", INTEGER, .lenient = true, .min = 0, .max = 3000),
    KV_COLUMN(kv_stop_in, hours, "opening_hours", OPENING, .lenient = true),
    KV_COLUMN(kv_stop_in, row.origin.source, "source_id", SOURCE, .lenient = true),
    KV_COLUMN(kv_stop_in, row.origin.confidence, "confidence", WORD, .list = KV_LIST_CONFIDENCE, .lenient = true),
    KV_COLUMN(kv_stop_in, row.notes, "notes", TEXT),
};

static bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

static void check_position(kv_reader *r, const kv_stop_in *s)
{
    bool lat = !isnan(s->row.lat), lon = !isnan(s->row.lon);
    if (lat && lon && s->row.lat == 0 && s->row.lon == 0) {
        kv_finding *f = kv_row_report(r, KV_FINDING_WARNING, "stop_lat", "0,0 lies in the Atlantic, off Africa");
        kv_finding_hint(r, f, "leave both empty when the position is not known");
    }
    if (r->row_faults || (lat && lon))
        return;
    if (lat != lon)
        kv_row_report(r, kv_lenient(r), lat ? "stop_lon" : "stop_lat", "is empty, but the other coordinate is given");
    else if (s->type <= KV_STOP_PLACE)
        kv_row_report(r, KV_FINDING_WARNING, "stop_lat", "there is no position: distances to this stop are not known");
}

static void take_stop(kv_reader *r, void *in)
{
    kv_stop_in *s = in;
    if (!s->row.id)
        return;
    check_position(r, s);
    s->row.origin.line = s->row.line;
    s->row.kind = (uint8_t)(s->type == 1 ? KV_STOP_PLACE : KV_STOP_TERMINAL);
    s->row.parent = s->row.hours = KV_NONE;
    const char *id = kv_reader_id(r, s->row.id);
    if (!s->row.country[0] && r->pack->is_freight && is_capital(id[0]) && is_capital(id[1]))
        memcpy(s->row.country, id, 2);
    kv_reader_push(r, &r->stops_in, *s);
}

typedef struct { const char *id; uint32_t line, index; } by_id;

static int compare_ids(const void *a, const void *b)
{
    const by_id *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static void keep_stop(kv_reader *r, const kv_stop_in *s)
{
    uint32_t index = s->type <= 1 ? (uint32_t)r->pack->stops.count : KV_STOP_LEFT_OUT + (uint32_t)s->type;
    if (!kv_ids_put(&r->stops, &r->pack->text, s->row.id, index))
        r->status = KV_MEMORY;
    if (s->type > 1)
        return;
    kv_reader_push(r, &r->pack->stops, s->row);
    kv_reader_push(r, &r->pack->stop_hours, s->hours);
    kv_reader_push(r, &r->stop_parents, s->parent);
    kv_reader_push(r, &r->stop_marks, s->type == 1 ? KV_MARK_PLACE : 0);
}

static void done_stops(kv_reader *r)
{
    size_t count = r->stops_in.count;
    by_id *order = malloc((count + 1) * sizeof *order);
    if (!order) {
        r->status = KV_MEMORY;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const kv_stop_in *s = &r->stops_in.at[i];
        order[i] = (by_id){ kv_reader_id(r, s->row.id), s->row.line, (uint32_t)i };
    }
    qsort(order, count, sizeof *order, compare_ids);
    for (size_t i = 0, first = 0; i < count && r->status == KV_OK; i++) {
        if (i && !strcmp(order[i].id, order[first].id)) {
            kv_finding *f = kv_report(r, KV_FINDING_ERROR, r->file, order[i].line, "stop_id", kv_text_of(order[i].id),
                                      "is taken already by line %u", order[first].line);
            kv_finding_hint(r, f, "each id stands once; this row is not read");
            continue;
        }
        first = i;
        keep_stop(r, &r->stops_in.at[order[i].index]);
    }
    free(order);
    kv_vec_free(&r->stops_in);
    if (r->status == KV_OK)
        kv_check_stops(r);
}

const kv_table kv_table_stops = { .file = "stops.txt", .required = true, KV_COLUMNS(stop_columns), .row_size = sizeof(kv_stop_in),
                                  .line = offsetof(kv_stop_in, row.line), .take = take_stop, .done = done_stops };
