/* csv.c - a scanner for RFC 4180 text that knows where it stands
 *
 * One pass over the buffer, row by row, field by field:
 *
 *     plain field    abc          ends at , or end of line; a quote inside is a letter like any other
 *     quoted field   "a, ""b"""   ends at its quote; blanks may follow; "" is one quote
 *
 * After a fault the scan goes on at the next line. For a quote that is never closed that is the line after the one
 * where it was opened: one stray quote must not hide the rest of a file. The cost stays linear in the size of the
 * file, because a row has at most 256 fields and each rescan uses one up. */
#include "base/csv.h"

#include <string.h>

enum { PLAIN, COMMA, END_OF_LINE, NUL };

static int class_of(char c)
{
    return c == ',' ? COMMA : c == '\n' || c == '\r' ? END_OF_LINE : c == '\0' ? NUL : PLAIN;
}

void kv_csv_open(kv_csv *csv, const char *data, size_t size)
{
    memset(csv, 0, sizeof *csv);
    if (size >= 3 && !memcmp(data, "\xEF\xBB\xBF", 3)) {
        data += 3;
        size -= 3;
    }
    csv->at = size ? data : "";
    csv->end = csv->at + size;
    csv->line = 1;
}

void kv_csv_close(kv_csv *csv) { kv_vec_free(&csv->unquoted); }

/* Step over the end of line at csv->at, if there is one. */
static void step_line(kv_csv *csv)
{
    if (csv->at == csv->end)
        return;
    bool pair = csv->end - csv->at >= 2 && csv->at[0] == '\r' && csv->at[1] == '\n';
    csv->at += pair ? 2 : 1;
    csv->line++;
}

static const char *line_end(const char *from, const char *end)
{
    const char *lf = from < end ? memchr(from, '\n', (size_t)(end - from)) : NULL;
    const char *limit = lf ? lf : end;
    const char *cr = from < limit ? memchr(from, '\r', (size_t)(limit - from)) : NULL;
    return cr ? cr : limit;
}

/* Report a fault in the current field and go on behind the line that `from` is on. */
static kv_csv_event fault(kv_csv *csv, const char *text, const char *from, uint32_t line)
{
    csv->fault_text = text;
    csv->fault_line = line;
    csv->fault_column = (uint32_t)csv->field_count + 1;
    csv->at = line_end(from, csv->end);
    csv->line = line;
    step_line(csv);
    csv->field_count = 0;
    return KV_CSV_FAULT;
}

/* A field in quotes, csv->at behind the first. Sets *text, or the place of a copy in csv->unquoted. */
static const char *scan_quoted(kv_csv *csv, kv_text *text, bool *copied)
{
    const char *from = csv->at;
    size_t kept = csv->unquoted.count;
    *copied = false;
    for (const char *part = from;;) {
        while (csv->at < csv->end && *csv->at != '"' && class_of(*csv->at) <= COMMA)
            csv->at++;
        if (csv->at == csv->end)
            return "quote not closed";
        if (csv->at - from > KV_CSV_FIELD_BYTES_MAX)
            return "field in quotes longer than 1 MiB; perhaps a quote is not closed";
        if (class_of(*csv->at) == NUL)
            return "NUL byte in the text";
        if (*csv->at != '"') {
            step_line(csv);
            continue;
        }
        size_t n = (size_t)(csv->at - part);
        csv->at++;
        bool pair = csv->at < csv->end && *csv->at == '"';
        if (!pair && !*copied) {
            *text = (kv_text){ part, n };
            return NULL;
        }
        n += pair;                                  /* the part before the quote, and one quote of the pair */
        if (!kv_vec_reserve(&csv->unquoted, n + 1))
            return "memory is out";
        memcpy(csv->unquoted.at + csv->unquoted.count, part, n);
        csv->unquoted.count += n;
        *copied = true;
        if (!pair) {
            *text = (kv_text){ NULL, csv->unquoted.count - kept };
            return NULL;
        }
        part = ++csv->at;
    }
}

static kv_csv_event scan_row(kv_csv *csv)
{
    bool copied[KV_CSV_FIELDS_MAX];
    csv->field_count = 0;
    csv->unquoted.count = 0;
    csv->row_line = csv->line;
    for (;;) {
        if (csv->field_count == KV_CSV_FIELDS_MAX)
            return fault(csv, "more than 256 fields in one row", csv->at, csv->line);
        const char *from = csv->at;
        uint32_t line = csv->line;
        kv_text text;
        copied[csv->field_count] = false;
        if (csv->at < csv->end && *csv->at == '"') {
            csv->at++;
            const char *wrong = scan_quoted(csv, &text, &copied[csv->field_count]);
            if (wrong)
                return fault(csv, wrong, from, line);
            while (csv->at < csv->end && (*csv->at == ' ' || *csv->at == '\t'))
                csv->at++;
            if (csv->at < csv->end && (class_of(*csv->at) == PLAIN || class_of(*csv->at) == NUL))
                return fault(csv, "text behind a closing quote", csv->at, csv->line);
        } else {
            while (csv->at < csv->end && class_of(*csv->at) == PLAIN)
                csv->at++;
            text = (kv_text){ from, (size_t)(csv->at - from) };
            if (text.n > KV_CSV_FIELD_BYTES_MAX)
                return fault(csv, "field longer than 1 MiB", csv->at, csv->line);
            if (csv->at < csv->end && class_of(*csv->at) == NUL)
                return fault(csv, "NUL byte in the text", csv->at, csv->line);
        }
        csv->field[csv->field_count++] = text;
        if (csv->at == csv->end || class_of(*csv->at) == END_OF_LINE) {
            step_line(csv);
            break;
        }
        csv->at++;                                  /* the comma */
    }
    for (size_t i = 0, at = 0; i < csv->field_count; i++)
        if (copied[i]) {                            /* the buffer has stopped moving */
            csv->field[i].p = csv->unquoted.at + at;
            at += csv->field[i].n;
        }
    return KV_CSV_ROW;
}

kv_csv_event kv_csv_next(kv_csv *csv)
{
    while (csv->at < csv->end) {                    /* rows without anything but blanks */
        const char *p = csv->at;
        while (p < csv->end && (*p == ' ' || *p == '\t'))
            p++;
        if (p < csv->end && class_of(*p) != END_OF_LINE)
            return scan_row(csv);
        csv->at = p;
        step_line(csv);
    }
    csv->field_count = 0;
    return KV_CSV_END;
}
