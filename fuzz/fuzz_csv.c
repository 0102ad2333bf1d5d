/* fuzz_csv.c - the CSV scanner against any bytes
 *
 * What it reads, written out again with every field in quotes, reads back the same; a fault names a place that
 * exists; the scan comes to an end and looks at nothing outside the buffer. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/vec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef KV_VEC(char) bytes;

static void put(bytes *b, const char *p, size_t n)
{
    bool room = kv_vec_reserve(b, n + 1);
    assert(room);
    if (n)
        memcpy(b->at + b->count, p, n);
    b->count += n;
}

static void put_row(bytes *b, const kv_csv *csv)
{
    for (size_t i = 0; i < csv->field_count; i++) {
        put(b, i ? ",\"" : "\"", i ? 2 : 1);
        for (size_t k = 0; k < csv->field[i].n; k++) {
            put(b, &csv->field[i].p[k], 1);
            if (csv->field[i].p[k] == '"')
                put(b, "\"", 1);
        }
        put(b, "\"", 1);
    }
    put(b, "\n", 1);
}

/* every row as text, counted lengths first, so that two scans can be compared */
static void put_plain(bytes *b, const kv_csv *csv)
{
    put(b, (const char *)&csv->field_count, sizeof csv->field_count);
    for (size_t i = 0; i < csv->field_count; i++) {
        put(b, (const char *)&csv->field[i].n, sizeof csv->field[i].n);
        put(b, csv->field[i].p, csv->field[i].n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static kv_csv csv;
    char *copy = malloc(size ? size : 1);           /* exactly as long, so that a step too far is seen */
    assert(copy);
    if (size)
        memcpy(copy, data, size);
    uint32_t lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n' || data[i] == '\r';

    bytes written = { 0 }, first = { 0 }, second = { 0 };
    kv_csv_open(&csv, copy, size);
    for (kv_csv_event event; (event = kv_csv_next(&csv)) != KV_CSV_END;) {
        if (event == KV_CSV_FAULT) {
            assert(csv.fault_text && csv.fault_text[0] && csv.field_count == 0);
            assert(csv.fault_line >= 1 && csv.fault_line <= lines);
            assert(csv.fault_column >= 1 && csv.fault_column <= KV_CSV_FIELDS_MAX + 1);
            continue;
        }
        assert(csv.field_count >= 1 && csv.field_count <= KV_CSV_FIELDS_MAX);
        assert(csv.row_line >= 1 && csv.row_line <= lines);
        for (size_t i = 0; i < csv.field_count; i++)
            assert(csv.field[i].n <= KV_CSV_FIELD_BYTES_MAX);
        put_row(&written, &csv);
        put_plain(&first, &csv);
    }
    kv_csv_close(&csv);
    free(copy);

    kv_csv_open(&csv, written.at, written.count);
    for (kv_csv_event event; (event = kv_csv_next(&csv)) != KV_CSV_END;) {
        assert(event == KV_CSV_ROW);
        put_plain(&second, &csv);
    }
    kv_csv_close(&csv);
    assert(first.count == second.count && (!first.count || !memcmp(first.at, second.at, first.count)));
    kv_vec_free(&written);
    kv_vec_free(&first);
    kv_vec_free(&second);
    return 0;
}
