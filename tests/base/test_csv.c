/* test_csv.c - rows and faults as they stand in the text
 *
 * A scan is written down as one line: each row as its line number and its fields in [], each fault as ! line.column
 * and its words. */
#include "check.h"

#include <stdlib.h>

#include "base/csv.h"
#include "base/random.h"

static void scan(const char *data, size_t size, char *out, size_t room)
{
    static kv_csv csv;
    /* exactly as long as the text, so that the sanitizer sees a step too far */
    char *copy = malloc(size ? size : 1);
    memcpy(copy, data, size);
    size_t at = 0;
    out[0] = '\0';
    kv_csv_open(&csv, copy, size);
    for (kv_csv_event event; at < room && (event = kv_csv_next(&csv)) != KV_CSV_END;) {
        if (event == KV_CSV_FAULT) {
            at += (size_t)snprintf(out + at, room - at, "!%u.%u %s;", csv.fault_line, csv.fault_column, csv.fault_text);
            continue;
        }
        at += (size_t)snprintf(out + at, room - at, "%u", csv.row_line);
        for (size_t i = 0; i < csv.field_count && at < room; i++)
            at += (size_t)snprintf(out + at, room - at, "[%.*s]", (int)csv.field[i].n, csv.field[i].p);
        if (at < room)
            at += (size_t)snprintf(out + at, room - at, ";");
    }
    check_i64(kv_csv_next(&csv), KV_CSV_END, "the end stays the end");
    kv_csv_close(&csv);
    free(copy);
}

static void test_table(void **state)
{
    (void)state;
    static const struct { const char *text; size_t n; const char *want, *why; } row[] = {
#define T(text) text, sizeof(text) - 1
        { T(""), "", "an empty file" },
        { T("\xEF\xBB\xBF"), "", "only a BOM" },
        { T("\xEF\xBB\xBF" "a,b\n"), "1[a][b];", "BOM skipped" },
        { T("a\n\xEF\xBB\xBF" "b"), "1[a];2[\xEF\xBB\xBF" "b];", "only at the beginning" },
        { T("a,b\nc,d\n"), "1[a][b];2[c][d];", "LF" },
        { T("a,b\r\nc,d\r\n"), "1[a][b];2[c][d];", "CRLF" },
        { T("a,b\rc,d\r"), "1[a][b];2[c][d];", "CR" },
        { T("a\n\rb"), "1[a];3[b];", "LF and CR are two ends of line" },
        { T("a,b"), "1[a][b];", "no end of line at the end" },
        { T("\n\n a \n \t \n\nb\n\n"), "3[ a ];6[b];", "empty rows skipped, blanks kept" },
        { T(","), "1[][];", "two empty fields" },
        { T("a,,\n,b"), "1[a][][];2[][b];", "empty fields at each place" },
        { T("\"\""), "1[];", "an empty field in quotes is a row" },
        { T("\"a,b\",\"c\"\n"), "1[a,b][c];", "a comma in quotes" },
        { T("\"a\"\"b\",\"\"\"\",\"x\"\"\"\n"), "1[a\"b][\"][x\"];", "doubled quotes" },
        { T("\"a\"\"\",\"b\"\"\",c\n"), "1[a\"][b\"][c];", "two fields in the buffer" },
        { T("\"a\nb\r\nc\rd\",e\nf"), "1[a\nb\r\nc\rd][e];5[f];", "lines in quotes are counted" },
        { T("\"a\"  ,\"b\"\t\nc"), "1[a][b];2[c];", "blanks behind a closing quote" },
        { T("a\"b,c \"d\" e\n"), "1[a\"b][c \"d\" e];", "a quote inside a plain field is a letter" },
        { T(" \"a\"\n"), "1[ \"a\"];", "also behind a blank" },
        { T("\"a\"b,c\nd"), "!1.1 text behind a closing quote;2[d];", "text behind a quote" },
        { T("x,\"a\"b\nd"), "!1.2 text behind a closing quote;2[d];", "in the second column" },
        { T("x,\"a\nb\" c\nd"), "!2.2 text behind a closing quote;3[d];", "on the line where it stands" },
        { T("a\n\"b,c\nd,e\nf"), "1[a];!2.1 quote not closed;3[d][e];4[f];", "a stray quote hides one line only" },
        { T("\""), "!1.1 quote not closed;", "only a quote" },
        { T("a,\""), "!1.2 quote not closed;", "a quote at the end" },
        { T("\"\"\""), "!1.1 quote not closed;", "three" },
        { T("\"a\r"), "!1.1 quote not closed;", "cut in the middle of a line end" },
        { T("a\0b,c\nd"), "!1.1 NUL byte in the text;2[d];", "NUL" },
        { T("a,\"b\0\"\nd"), "!1.2 NUL byte in the text;2[d];", "NUL in quotes" },
        { T("a,\"b\"\0\nd"), "!1.2 text behind a closing quote;2[d];", "NUL behind a quote" },
        { T("\0"), "!1.1 NUL byte in the text;", "only NUL" },
        { T("a\xFF,b"), "1[a\xFF][b];", "bytes that are not UTF-8 are left to the reader" },
#undef T
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char got[500];
        scan(row[i].text, row[i].n, got, sizeof got);
        check_text(got, row[i].want, row[i].why);
    }
}

static void test_many_fields(void **state)
{
    (void)state;
    for (size_t fields = 250; fields <= 300; fields++) {
        char text[1000] = "", got[4000];
        memset(text, ',', fields - 1);
        memcpy(text + fields - 1, "\nb\n", 4);
        scan(text, strlen(text), got, sizeof got);
        if (fields <= KV_CSV_FIELDS_MAX) {
            check_i64(strlen(got), 1 + 2 * fields + strlen(";2[b];"), "all fields are there");
        } else {
            check_text(got, "!1.257 more than 256 fields in one row;2[b];", "one field too many, and the scan goes on");
        }
    }
}

static void test_long_fields(void **state)
{
    (void)state;
    enum { LIMIT = KV_CSV_FIELD_BYTES_MAX };
    static const struct { size_t n; bool quoted; const char *want, *why; } row[] = {
        { LIMIT, false, "2", "at the limit" },
        { LIMIT + 1, false, "!2.2 field longer than 1 MiB;3", "one byte more" },
        { 5 * LIMIT, false, "!2.2 field longer than 1 MiB;3", "far more" },
        { LIMIT, true, "2", "in quotes, at the limit" },
        { LIMIT + 1, true, "!2.2 field in quotes longer than 1 MiB; perhaps a quote is not closed;3", "one byte more" },
        { 5 * LIMIT, true, "!2.2 field in quotes longer than 1 MiB; perhaps a quote is not closed;3", "far more" },
    };
    char *text = malloc(6 * LIMIT), *got = malloc(2 * LIMIT);
    for (size_t i = 0; i < COUNT(row); i++) {
        size_t n = (size_t)snprintf(text, 100, "first\na,%s", row[i].quoted ? "\"" : "");
        memset(text + n, 'x', row[i].n);
        n += row[i].n;
        n += (size_t)snprintf(text + n, 100, "%s,c\nlast", row[i].quoted ? "\"" : "");
        scan(text, n, got, 2 * LIMIT);
        check_true(!strncmp(got, "1[first];", 9), row[i].why);
        check_true(!strncmp(got + 9, row[i].want, strlen(row[i].want)), row[i].why);
        check_true(strstr(got, "3[last];") != NULL, "and the scan goes on");
    }
    free(text);
    free(got);
}

/* Doubled quotes make the buffer grow in the middle of a row: fields before must not be lost. */
static void test_buffer_moves(void **state)
{
    (void)state;
    static char text[60000], got[60000], want[60000];
    size_t n = 0, w = (size_t)snprintf(want, sizeof want, "1");
    for (int i = 0; i < 200; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s\"%d\"\"%*s\"", i ? "," : "", i, i, "");
        w += (size_t)snprintf(want + w, sizeof want - w, "[%d\"%*s]", i, i, "");
    }
    snprintf(want + w, sizeof want - w, ";");
    scan(text, n, got, sizeof got);
    check_text(got, want, "all 200 fields");
}

/* Whatever is written in quotes comes back the same. */
static void test_round_trip(void **state)
{
    (void)state;
    static const char letters[] = "ab \",\n\r;\t\xC3\xB6";
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        kv_random r;
        kv_random_seed(&r, seed);
        char text[2000], want[2000], got[2000];
        size_t n = 0, w = 0;
        uint32_t line = 1;
        for (uint32_t rows = kv_random_below(&r, 4); rows; rows--) {
            w += (size_t)snprintf(want + w, sizeof want - w, "%u", line);
            uint32_t fields = 1 + kv_random_below(&r, 4);
            for (uint32_t f = 0; f < fields; f++) {
                if (f)
                    text[n++] = ',';
                text[n++] = '"';
                want[w++] = '[';
                char last = 0;
                for (uint32_t k = kv_random_below(&r, 12); k; k--) {
                    char c = letters[kv_random_below(&r, sizeof letters - 1)];
                    text[n++] = c;
                    if (c == '"')
                        text[n++] = c;
                    want[w++] = c;
                    line += c == '\r' || (c == '\n' && last != '\r');
                    last = c;
                }
                text[n++] = '"';
                want[w++] = ']';
            }
            text[n++] = '\n';
            want[w++] = ';';
            line++;
        }
        want[w] = '\0';
        scan(text, n, got, sizeof got);
        char why[40];
        snprintf(why, sizeof why, "seed %llu", (unsigned long long)seed);
        check_text(got, want, why);
    }
}

/* Every line opens a quote that the next one closes and opens again: must stay linear, or this takes minutes. */
static void test_hostile_quotes(void **state)
{
    (void)state;
    static const char line[] = "\",x,a\",y,\"\n";
    enum { LINES = 200000 };
    size_t n = 0;
    char *text = malloc(LINES * (sizeof line - 1));
    for (int i = 0; i < LINES; i++, n += sizeof line - 1)
        memcpy(text + n, line, sizeof line - 1);
    static kv_csv csv;
    kv_csv_open(&csv, text, n);
    size_t events = 0;
    while (kv_csv_next(&csv) != KV_CSV_END)
        events++;
    kv_csv_close(&csv);
    free(text);
    check_true(events > 0 && events <= LINES, "at most one event a line");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table), cmocka_unit_test(test_many_fields), cmocka_unit_test(test_long_fields),
        cmocka_unit_test(test_buffer_moves), cmocka_unit_test(test_round_trip), cmocka_unit_test(test_hostile_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
