/* csv.h - a scanner for RFC 4180 text that knows where it stands
 *
 * Reads a whole buffer (a mapped file or an unzipped member); fields are views into it, or into the
 * scanner's own buffer when a quoted field held "" pairs. BOM skipped, CRLF, LF and CR end a row, empty rows
 * are skipped, quotes may span lines. Every fault names line and column; the scanner goes on behind it. */
#ifndef KV_BASE_CSV_H
#define KV_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "base/vec.h"

enum { KV_CSV_FIELDS_MAX = 256, KV_CSV_FIELD_BYTES_MAX = 1 << 20 };

typedef enum {
    KV_CSV_ROW,             /* a row is ready */
    KV_CSV_END,             /* no more rows */
    KV_CSV_FAULT            /* fault_* are set, the rest of that row was skipped; call again to go on */
} kv_csv_event;

typedef struct {
    const char *at, *end;
    uint32_t line, row_line;                /* 1-based; row_line is where the current row began */
    kv_text field[KV_CSV_FIELDS_MAX];       /* valid until the next call */
    size_t field_count;
    const char *fault_text;                 /* static: "quote not closed", "field longer than 1 MiB" ... */
    uint32_t fault_line, fault_column;      /* column is the 1-based field number */
    KV_VEC(char) unquoted;
} kv_csv;

void         kv_csv_open(kv_csv *csv, const char *data, size_t size);
kv_csv_event kv_csv_next(kv_csv *csv);
void         kv_csv_close(kv_csv *csv);

#endif
