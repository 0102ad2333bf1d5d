/* read_table.c - a file, its header, its rows, driven by the table of its columns
 *
 *     header   stop_id , stop_lat , stop_nane , note         where[]   stop_id 0, stop_name -1, stop_lat 1 ...
 *                                   ~~~~~~~~~ did you mean stop_name?
 *     row      KZAAU   , 43.6     , ...           -> blank row copied, filled field by field, given to take() */
#include <stdlib.h>
#include <string.h>

#include "model/read.h"

static kv_text header_name(const kv_reader *r, size_t field) { return kv_text_trim(r->csv.field[field]); }

kv_table_id kv_table_id_of(const kv_reader *r)
{
    int i = 0;
    while (kv_tables[i] != r->table)
        i++;
    return (kv_table_id)i;
}

static void tell_fault(kv_reader *r)
{
    uint32_t field = r->csv.fault_column - 1;
    const char *column = "";
    for (size_t i = 0; i < r->table->column_count && r->header_fields; i++)
        if (r->where[i] >= 0 && (uint32_t)r->where[i] == field)
            column = r->table->columns[i].name;
    kv_finding *f = kv_report(r, KV_FINDING_ERROR, r->file, r->csv.fault_line, column, (kv_text){ 0 }, "field %u: %s",
                              r->csv.fault_column, r->csv.fault_text);
    if (strstr(r->csv.fault_text, "NUL"))
        kv_finding_hint(r, f, "the file is damaged or not text: fetch or save it again");
    else if (strstr(r->csv.fault_text, "quote"))
        kv_finding_hint(r, f, "a field that holds a comma or quote stands in quotes, and each quote in it twice");
}

/* ---- the header --------------------------------------------------------------------------------------- */

/* A column that we do not know: is it one that we miss, with a slip in its name? */
static void suggest(kv_reader *r, kv_text name, size_t field)
{
    const kv_column *near = NULL;
    int least = 9;
    for (size_t i = 0; i < r->table->column_count; i++) {
        const kv_column *c = &r->table->columns[i];
        int distance = kv_word_distance(name, kv_text_of(c->name));
        if (r->where[i] < 0 && kv_word_near(name, kv_text_of(c->name)) && distance < least) {
            near = c;
            least = distance;
        }
    }
    if (!near)
        return;
    kv_finding *f = kv_report(r, KV_FINDING_WARNING, r->file, r->csv.row_line, "", name, "column %zu is not known and not read",
                              field + 1);
    kv_finding_hint(r, f, "did you mean %s?", near->name);
}

static bool read_header(kv_reader *r)
{
    const kv_table *table = r->table;
    for (size_t i = 0; i < KV_COLUMNS_MAX; i++)
        r->where[i] = -1;
    r->header_fields = 0;
    kv_csv_event event = kv_csv_next(&r->csv);
    if (event == KV_CSV_FAULT) {
        tell_fault(r);
        return false;
    }
    if (event == KV_CSV_END) {
        kv_severity severity = table->required || r->pack->is_freight ? KV_FINDING_ERROR : KV_FINDING_WARNING;
        kv_finding *f = kv_report(r, severity, r->file, 0, "", (kv_text){ 0 }, "is empty: there is not even a line of column names");
        kv_finding_hint(r, f, "leave the file out or write its header");
        return false;
    }
    bool good = true;
    r->header_fields = r->csv.field_count;
    for (size_t field = 0; field < r->header_fields; field++) {
        kv_text name = header_name(r, field);
        for (size_t i = 0; i < table->column_count; i++) {
            if (!kv_text_is(name, table->columns[i].name))
                continue;
            if (r->where[i] >= 0) {
                kv_report(r, KV_FINDING_ERROR, r->file, r->csv.row_line, table->columns[i].name, (kv_text){ 0 },
                          "column stands twice, as %d and %zu", r->where[i] + 1, field + 1);
                continue;
            }
            r->where[i] = (int16_t)field;
        }
    }
    for (size_t field = 0; field < r->header_fields; field++) {
        kv_text name = header_name(r, field);
        bool known = !name.n;
        for (size_t i = 0; i < table->column_count && !known; i++)
            known = kv_text_is(name, table->columns[i].name);
        if (!known)
            suggest(r, name, field);
    }
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].required && r->where[i] < 0) {
            kv_finding *f = kv_report(r, KV_FINDING_ERROR, r->file, r->csv.row_line, table->columns[i].name, (kv_text){ 0 },
                                      "required column is missing");
            kv_finding_hint(r, f, "the first line names the columns, separated by commas");
            good = false;
        }
    return good;
}

bool kv_table_open(kv_reader *r)
{
    kv_csv_open(&r->csv, r->bytes.p, r->bytes.n);
    r->row_count = 0;
    r->row_faults = r->row_errors = 0;
    r->header_fields = 0;
    return kv_encoding_check(r) && read_header(r);
}

/* ---- rows --------------------------------------------------------------------------------------------- */

kv_text kv_table_field(const kv_reader *r, size_t column)
{
    int16_t field = r->where[column];
    return field >= 0 && (size_t)field < r->csv.field_count ? kv_text_trim(r->csv.field[field]) : (kv_text){ 0 };
}

/* Fields are counted against the header: one comma too many shifts all that follows. */
static void check_field_count(kv_reader *r)
{
    size_t count = r->csv.field_count;
    if (count < r->header_fields) {
        kv_finding *f = kv_row_report(r, KV_FINDING_WARNING, "", "has %zu fields where the header has %zu", count, r->header_fields);
        kv_finding_hint(r, f, "the missing ones are taken as empty; is the line cut short?");
        return;
    }
    bool filled = false;
    for (size_t i = r->header_fields; i < count; i++)
        filled = filled || kv_text_trim(r->csv.field[i]).n;
    if (filled) {
        kv_finding *f = kv_row_report(r, kv_lenient(r), "", "has %zu fields where the header has %zu", count, r->header_fields);
        kv_finding_hint(r, f, "a text that holds a comma stands in quotes");
    }
}

void kv_table_begin_row(kv_reader *r)
{
    r->row_faults = r->row_errors = 0;
    r->row_count++;
    if (r->csv.field_count != r->header_fields)
        check_field_count(r);
}

bool kv_table_next(kv_reader *r)
{
    for (;;) {
        kv_csv_event event = r->status == KV_OK ? kv_csv_next(&r->csv) : KV_CSV_END;
        if (event == KV_CSV_END)
            return false;
        if (event == KV_CSV_ROW) {
            kv_table_begin_row(r);
            return true;
        }
        r->row_count++;
        r->lost_row[kv_table_id_of(r)] = true;
        tell_fault(r);
    }
}

void kv_table_parse(kv_reader *r, const void *blank, void *row)
{
    const kv_table *table = r->table;
    memcpy(row, blank, table->row_size);
    *(uint32_t *)((char *)row + table->line) = r->csv.row_line;
    for (size_t i = 0; i < table->column_count; i++) {
        if (r->where[i] < 0)
            continue;
        const kv_column *c = &table->columns[i];
        kv_severity severity = c->lenient ? kv_lenient(r) : KV_FINDING_ERROR;
        kv_text t = kv_table_field(r, i);
        bool good = true;
        if (!t.n && c->required) {
            kv_row_report(r, severity, c->name, "is empty, but required");
            good = false;
        } else if (t.n && !kv_encoding_field(r, c->name, t)) {
            severity = KV_FINDING_ERROR;
            good = false;
        } else if (t.n) {
            good = kv_value_parse(r, c, t, row);
            if (c->given)
                *((uint8_t *)row + c->given) = 1;
        }
        r->row_faults += !good;
        r->row_errors += !good && severity == KV_FINDING_ERROR;
    }
}

/* A row of defaults, to be copied and filled. */
static void make_blank(const kv_table *table, void *row)
{
    memset(row, 0, table->row_size);
    for (size_t i = 0; i < table->column_count; i++) {
        const kv_column *c = &table->columns[i];
        void *member = (char *)row + c->offset;
        switch (c->kind) {
        case KV_COLUMN_WORD:
        case KV_COLUMN_FLAG:
            *(uint8_t *)member = (uint8_t)c->preset;
            break;
        case KV_COLUMN_INTEGER:
        case KV_COLUMN_HOURS:
        case KV_COLUMN_TONNES:
        case KV_COLUMN_DATE:
        case KV_COLUMN_GTFS_DATE:
        case KV_COLUMN_CLOCK:
            *(int32_t *)member = (int32_t)c->preset;
            break;
        case KV_COLUMN_NUMBER:
            *(double *)member = c->preset;
            break;
        case KV_COLUMN_EQUIPMENT:
        case KV_COLUMN_DG:
        case KV_COLUMN_MODES:
            *(uint32_t *)member = (uint32_t)c->preset;
            break;
        case KV_COLUMN_AGENCY:
        case KV_COLUMN_STOP:
        case KV_COLUMN_ROUTE:
        case KV_COLUMN_TRIP:
        case KV_COLUMN_SOURCE:
            *(uint32_t *)member = KV_NONE;
            break;
        default:                                        /* texts, decimals and codes: zero bytes are empty */
            break;
        }
    }
}

void kv_table_read(kv_reader *r)
{
    const kv_table *table = r->table;
    void *blank = malloc(table->row_size), *row = malloc(table->row_size);
    if (blank && row) {
        make_blank(table, blank);
        while (kv_table_next(r)) {
            kv_table_parse(r, blank, row);
            table->take(r, row);
        }
    } else {
        r->status = KV_MEMORY;
    }
    free(blank);
    free(row);
}

kv_str kv_reader_text(kv_reader *r, kv_text t)
{
    kv_str s = 0;
    if (!kv_pool_put(&r->pack->text, t, &s))
        r->status = KV_MEMORY;
    return s;
}

bool kv_id_keep(kv_reader *r, kv_ids *ids, const char *column, kv_str id, size_t index, const void *rows, size_t stride,
                size_t line_at)
{
    if (!id)
        return false;                                   /* empty: told already */
    uint32_t known = kv_ids_find(ids, &r->pack->text, kv_text_of(kv_reader_id(r, id)));
    if (known != KV_NONE) {
        uint32_t line;
        memcpy(&line, (const char *)rows + known * stride + line_at, sizeof line);
        kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, column, "is taken already by line %u", line);
        kv_finding_hint(r, f, "each id stands once; this row is not read");
        return false;
    }
    if (!kv_ids_put(ids, &r->pack->text, id, (uint32_t)index)) {
        r->status = KV_MEMORY;
        return false;
    }
    return true;
}
