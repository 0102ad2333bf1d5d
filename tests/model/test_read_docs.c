/* test_read_docs.c - docs/pack-format.md and the reader's tables of columns name the same files and columns
 *
 * Of the document three things are read: the table of standard files (its second column), the tables below "## freight_x.txt"
 * (their first column), and the indented examples. */
#define _GNU_SOURCE                 /* memmem */
#include "check.h"

#include <stdlib.h>

#include "base/csv.h"
#include "base/file.h"
#include "model/read.h"

enum { NAMES_MAX = 64 };
typedef struct { kv_text name; bool required; } named;
typedef struct { char file[64]; named column[NAMES_MAX]; size_t count; } documented;

static documented documents[2 * KV_TABLE_COUNT];
static size_t document_count;

static documented *document(const char *file, size_t n)
{
    for (size_t i = 0; i < document_count; i++)
        if (strlen(documents[i].file) == n && !memcmp(documents[i].file, file, n))
            return &documents[i];
    check_true(document_count < COUNT(documents) && n < sizeof documents[0].file, "room for a document");
    memcpy(documents[document_count].file, file, n);
    return &documents[document_count++];
}

static void add(documented *d, kv_text name, bool required)
{
    check_true(d->count < NAMES_MAX, "room for a column");
    d->column[d->count++] = (named){ name, required };
}

/* "`stop_id`\*, `stop_name`, and ours: `country`" */
static void read_quoted(documented *d, kv_text cell)
{
    for (const char *p = cell.p, *end = cell.p + cell.n; (p = memchr(p, '`', (size_t)(end - p)));) {
        const char *close = memchr(p + 1, '`', (size_t)(end - p - 1));
        check_true(close != NULL, "quotes in pairs");
        add(d, (kv_text){ p + 1, (size_t)(close - p - 1) }, close + 2 < end && close[1] == '\\' && close[2] == '*');
        p = close + 1;
    }
}

/* "amount*, currency, dg (1: only dangerous goods)" */
static void read_listed(documented *d, kv_text cell)
{
    kv_text item;
    while (kv_text_next(&cell, ',', &item)) {
        const char *bracket = memchr(item.p, '(', item.n);
        kv_text name = kv_text_trim((kv_text){ item.p, bracket ? (size_t)(bracket - item.p) : item.n });
        bool required = name.n && name.p[name.n - 1] == '*';
        name.n -= required;
        add(d, name, required);
    }
}

/* One example: its columns are known, every row has as many fields, each required column is there. */
static void check_example(const kv_table *table, const char *data, size_t size)
{
    static kv_csv csv;
    kv_csv_open(&csv, data, size);
    check_i64(kv_csv_next(&csv), KV_CSV_ROW, table->file);
    size_t fields = csv.field_count, required = 0;
    for (size_t i = 0; i < table->column_count; i++)
        required += table->columns[i].required;
    for (size_t i = 0; i < fields; i++) {
        bool known = false;
        for (size_t k = 0; k < table->column_count && !known; k++) {
            known = kv_text_is(kv_text_trim(csv.field[i]), table->columns[k].name);
            required -= known && table->columns[k].required;
        }
        check_true(known, table->file);
    }
    check_i64(required, 0, table->file);
    size_t rows = 0;
    for (kv_csv_event event; (event = kv_csv_next(&csv)) != KV_CSV_END; rows++) {
        check_i64(event, KV_CSV_ROW, table->file);
        check_i64(csv.field_count, fields, table->file);
    }
    check_true(rows > 0, table->file);
    kv_csv_close(&csv);
}

static size_t read_example(kv_text text, const kv_table *table)
{
    static char example[4096];
    size_t n = 0;
    kv_text rest = text, line;
    while (rest.n >= 4 && !memcmp(rest.p, "    ", 4)) {
        const char *end = memchr(rest.p, '\n', rest.n);
        line = (kv_text){ rest.p, end ? (size_t)(end - rest.p) + 1 : rest.n };
        check_true(n + line.n < sizeof example, "an example of reasonable length");
        memcpy(example + n, line.p, line.n);
        n += line.n;
        rest.p += line.n;
        rest.n -= line.n;
    }
    check_example(table, example, n);
    return text.n - rest.n;
}

static size_t examples;

static void read_document(kv_text text)
{
    documented *d = NULL;
    bool standard = false;
    for (kv_text rest = text, line; rest.n;) {
        const char *end = memchr(rest.p, '\n', rest.n);
        line = (kv_text){ rest.p, end ? (size_t)(end - rest.p) : rest.n };
        if (kv_text_starts(line, "## ")) {
            const char *suffix = memmem(line.p, line.n, ".txt", 4);
            standard = kv_text_starts(line, "## Standard files");
            d = suffix ? document(line.p + 3, (size_t)(suffix + 4 - line.p - 3)) : NULL;
        } else if (kv_text_starts(line, "| ") && (standard || d)) {
            kv_text first, second, cells = { line.p + 1, line.n - 1 };
            check_true(kv_text_next(&cells, '|', &first) && kv_text_next(&cells, '|', &second), "cells");
            if (standard && kv_text_is((kv_text){ first.p + (first.n > 4 ? first.n - 4 : 0), 4 }, ".txt"))
                read_quoted(document(first.p, first.n), second);
            else if (d && !kv_text_is(first, "column"))
                read_listed(d, first);
        } else if (d && kv_text_starts(line, "    ")) {
            const kv_table *table = kv_table_named(d->file);
            check_true(table != NULL, d->file);
            size_t taken = read_example(rest, table);
            rest.p += taken;
            rest.n -= taken;
            examples++;
            continue;
        }
        rest.p += line.n + (end != NULL);
        rest.n -= line.n + (end != NULL);
    }
}

static void check_columns(const documented *d, const kv_table *table)
{
    char why[160];
    for (size_t i = 0; i < d->count; i++) {
        const kv_column *found = NULL;
        for (size_t k = 0; k < table->column_count; k++)
            if (kv_text_is(d->column[i].name, table->columns[k].name))
                found = &table->columns[k];
        snprintf(why, sizeof why, "%s: documented column %.*s is read", table->file, (int)d->column[i].name.n, d->column[i].name.p);
        check_true(found != NULL, why);
        snprintf(why, sizeof why, "%s: %s is marked as required when it is", table->file, found->name);
        check_i64(d->column[i].required, found->required, why);
    }
    for (size_t k = 0; k < table->column_count; k++) {
        size_t times = 0;
        for (size_t i = 0; i < d->count; i++)
            times += kv_text_is(d->column[i].name, table->columns[k].name);
        snprintf(why, sizeof why, "%s: column %s stands once in docs/pack-format.md", table->file, table->columns[k].name);
        check_i64(times, 1, why);
    }
}

static void test_columns(void **state)
{
    (void)state;
    kv_file file;
    kv_error err = { 0 };
    check_i64(kv_file_map(&file, "docs/pack-format.md", &err), KV_OK, err.text);
    read_document((kv_text){ file.data, file.size });
    check_i64(document_count, KV_TABLE_COUNT, "as many files as tables");
    for (size_t i = 0; i < document_count; i++) {
        const kv_table *table = kv_table_named(documents[i].file);
        check_true(table != NULL, documents[i].file);
        check_columns(&documents[i], table);
    }
    check_i64(examples, 11, "an example for each freight file and the sources");
    kv_file_unmap(&file);
}

/* What a table says fits together. */
static void test_tables(void **state)
{
    (void)state;
    for (int i = 0; i < KV_TABLE_COUNT; i++) {
        const kv_table *t = kv_tables[i];
        check_true(kv_table_named(t->file) == t && t->column_count <= KV_COLUMNS_MAX && (t->take || t->read), t->file);
        check_true(t->line + sizeof(uint32_t) <= t->row_size, t->file);
        for (size_t k = 0; k < t->column_count; k++) {
            const kv_column *c = &t->columns[k];
            char words[300];
            check_true(c->offset < t->row_size && c->given < t->row_size && c->min <= c->max, c->name);
            check_true(kv_column_words(c, words, sizeof words) > 0 && strlen(words) < sizeof words - 1, c->name);
            if (c->kind == KV_COLUMN_INTEGER || c->kind == KV_COLUMN_HOURS || c->kind == KV_COLUMN_TONNES)
                check_true(c->min < c->max && c->min >= INT32_MIN && c->max <= INT32_MAX, c->name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_columns), cmocka_unit_test(test_tables) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
