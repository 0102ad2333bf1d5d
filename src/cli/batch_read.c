/* batch_read.c - a file of questions:  id,from,to,depart[,arrive_by]  in any order of columns
 *
 *     id,from,to,depart,arrive_by
 *     q1,CNXAG,GEPTI,2026-12-01T06:00,                 time of the pack's zone
 *     q2,KZAAU-PORT,GEPTI-PORT,2026-12-01T01:00:00Z,2027-01-15T00:00:00Z
 *
 * A bad row is told with file and line, and the others go on. */
#define _POSIX_C_SOURCE 200809L
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "cli/batch.h"
#include "cli/say.h"

enum { STOPS_MAX = 250 };

typedef enum { ID, FROM, TO, DEPART, ARRIVE_BY, COLUMN_COUNT } column;
static const char *const column_names[] = { "id", "from", "to", "depart", "arrive_by" };

typedef struct {
    const char *path;
    const kv_corridor *c;
    kv_arena *arena;
    kv_zone *zone;
    kv_cli_queries *out;
    size_t bad;
    size_t at[COLUMN_COUNT];            /* field number of each column; SIZE_MAX: not there */
    const kv_access **access;           /* [stops] made when first named */
    uint32_t *access_count;
    bool no_memory;
} reader;

__attribute__((format(printf, 4, 5)))
static void tell(reader *r, uint32_t line, const char *hint, const char *format, ...)
{
    char text[240];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fprintf(stderr, "%s:%u: %s\n", r->path, line, text);
    if (*hint)
        fprintf(stderr, "  try: %s\n", hint);
    r->bad++;
}

static kv_text field(const reader *r, const kv_csv *csv, column which)
{
    size_t at = r->at[which];
    return at < csv->field_count ? kv_text_trim(csv->field[at]) : (kv_text){ 0 };
}

static bool read_header(reader *r, kv_csv *csv)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        r->at[i] = SIZE_MAX;
        for (size_t f = csv->field_count; f-- > 0;)
            if (kv_text_is(kv_text_trim(csv->field[f]), column_names[i]))
                r->at[i] = f;
        if (r->at[i] == SIZE_MAX && i != ARRIVE_BY) {
            tell(r, csv->row_line, "a first line with the columns: id,from,to,depart", "the column %s is missing", column_names[i]);
            return false;
        }
    }
    return true;
}

/* the terminals that a stop stands for */
static const kv_access *stops_of(reader *r, uint32_t stop, uint32_t *count)
{
    const kv_corridor *c = r->c;
    if (!r->access[stop]) {
        const kv_stop_row *s = &c->stops[stop];
        bool place = s->kind == KV_STOP_PLACE;
        uint32_t n = place ? s->child_count : 1;
        kv_access *a = kv_new_array(r->arena, kv_access, n + 1);
        for (uint32_t i = 0; a && i < n; i++)
            a[i] = (kv_access){ .stop = place ? c->stop_children[s->first_child + i] : stop };
        r->access[stop] = a;
        r->access_count[stop] = n;
        r->no_memory = r->no_memory || !a;
    }
    *count = r->access_count[stop];
    return r->access[stop];
}

static bool read_stop(reader *r, const kv_csv *csv, column which, uint32_t *stop, const kv_access **list, uint32_t *count)
{
    kv_text id = field(r, csv, which);
    *stop = id.n ? kv_corridor_stop(r->c, id) : KV_NONE;
    if (*stop == KV_NONE) {
        if (id.n)
            tell(r, csv->row_line, "a stop_id of the pack", "%s: the pack has no stop \"%.*s\"", column_names[which], (int)(id.n < 80 ? id.n : 80), id.p);
        else
            tell(r, csv->row_line, "a stop_id of the pack", "%s is missing", column_names[which]);
        return false;
    }
    *list = stops_of(r, *stop, count);
    if (!*count || *count > STOPS_MAX) {
        tell(r, csv->row_line, "one of its terminals", "%s: the place %.*s has %u terminals", column_names[which], (int)id.n, id.p, *count);
        return false;
    }
    return *list != NULL;
}

static bool read_time(reader *r, const kv_csv *csv, column which, kv_time *out, bool *local)
{
    kv_text text = field(r, csv, which);
    bool zoned;
    if (!kv_time_parse(text, out, &zoned, NULL)) {
        tell(r, csv->row_line, "2026-12-01T06:00 or 2026-12-01T01:00:00Z", text.n ? "%s: \"%.*s\" is not a time" : "%s is missing",
             column_names[which], (int)(text.n < 80 ? text.n : 80), text.p);
        return false;
    }
    if (!zoned)
        *out = kv_zone_to_utc(r->zone, *out);
    if (local)
        *local = !zoned;
    return true;
}

static void read_row(reader *r, const kv_csv *csv)
{
    kv_cli_query q = { .line = csv->row_line, .arrive_by = KV_TIME_NONE };
    uint32_t from_stop;
    kv_text id = field(r, csv, ID);
    if (!id.n) {
        tell(r, csv->row_line, "", "id is missing");
        return;
    }
    if (!read_stop(r, csv, FROM, &from_stop, &q.from, &q.from_count) || !read_stop(r, csv, TO, &q.to_stop, &q.to, &q.to_count)
        || !read_time(r, csv, DEPART, &q.depart, &q.local))
        return;
    if (field(r, csv, ARRIVE_BY).n && !read_time(r, csv, ARRIVE_BY, &q.arrive_by, NULL))
        return;
    q.id = kv_arena_text(r->arena, id.p, id.n);
    if (!q.id || !kv_vec_push(r->out, q))
        r->no_memory = true;
}

static void read_rows(reader *r, const char *data, size_t size)
{
    kv_csv csv;
    kv_csv_open(&csv, data, size);
    kv_csv_event event;
    bool header = false;
    while (!r->no_memory && (event = kv_csv_next(&csv)) != KV_CSV_END) {
        if (event == KV_CSV_FAULT)
            tell(r, csv.fault_line, "", "%s", csv.fault_text);
        else if (header)
            read_row(r, &csv);
        else if (!(header = read_header(r, &csv)))
            break;
    }
    kv_csv_close(&csv);
}

/* all of standard input */
static bool read_input(kv_cli_text *out)
{
    for (;;) {
        if (!kv_vec_reserve(out, 65536))
            return false;
        size_t n = fread(out->at + out->count, 1, out->room - out->count, stdin);
        if (!n)
            return true;
        out->count += n;
    }
}

bool kv_cli_read_queries(const char *path, const kv_corridor *c, kv_arena *arena, kv_cli_queries *out, size_t *bad, int *exit_code)
{
    reader r = { .path = path, .c = c, .arena = arena, .out = out };
    kv_error err = { 0 };
    kv_file file = { 0 };
    kv_cli_text input = { 0 };
    bool piped = !strcmp(path, "-");
    if (piped ? !read_input(&input) : kv_file_map(&file, path, &err) != KV_OK) {
        if (piped)
            kv_fail(&err, KV_MEMORY, "standard input", "memory is out");
        *exit_code = kv_cli_error("plan", &err);
        kv_vec_free(&input);
        return false;
    }
    const char *zone = kv_corridor_text(c, c->info->zone);
    r.access = calloc(c->stops_count + 1u, sizeof *r.access);
    r.access_count = calloc(c->stops_count + 1u, sizeof *r.access_count);
    if (!r.access || !r.access_count)
        r.no_memory = true;
    else if (kv_zone_open(&r.zone, *zone ? zone : "UTC", &err) != KV_OK)
        r.bad++, *exit_code = kv_cli_error("plan", &err);
    else
        read_rows(&r, piped ? input.at : file.data, piped ? input.count : file.size);
    if (r.no_memory) {
        kv_fail(&err, KV_MEMORY, path, "memory is out");
        *exit_code = kv_cli_error("plan", &err);
    }
    bool good = !r.no_memory && r.zone;
    free(r.access);
    free(r.access_count);
    kv_zone_close(r.zone);
    kv_file_unmap(&file);
    kv_vec_free(&input);
    *bad = r.bad;
    return good;
}
