/* read_report.c - findings: counted all, kept up to KV_FINDINGS_MAX, errors before warnings
 *
 * What a finding shows comes from outside and goes to terminals and into JSON: it is made printable here. */
#include <stdio.h>
#include <string.h>

#include "model/read.h"

enum { REASON_MAX = 400 };

static bool is_control(const unsigned char *p, size_t length)
{
    bool c0 = length == 1 && (p[0] < 0x20 || p[0] == 0x7F);
    bool c1 = length == 2 && p[0] == 0xC2 && p[1] < 0xA0;
    bool direction = length == 3 && p[0] == 0xE2 && ((p[1] == 0x80 && p[2] >= 0xAA && p[2] <= 0xAE)
                                                     || (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9));
    return c0 || c1 || direction;
}

/* at most room bytes and a NUL */
static void make_printable(char *out, size_t room, kv_text value)
{
    enum { DOTS = 3 };
    size_t n = 0, fits = 0;                 /* fits: how much may stay if dots have to follow */
    for (size_t i = 0; i < value.n;) {
        size_t left = value.n - i, length = 0;
        for (size_t k = 1; k <= 4 && k <= left && !length; k++)
            if (kv_utf8_valid((kv_text){ value.p + i, k }, NULL))
                length = k;
        const unsigned char *p = (const unsigned char *)value.p + i;
        bool plain = length && !is_control(p, length);
        size_t shown = plain ? length : 4;
        if (n + shown > room) {
            memcpy(out + fits, "...", DOTS);
            n = fits + DOTS;
            break;
        }
        if (plain)
            memcpy(out + n, p, length);
        else
            snprintf(out + n, 5, "\\x%02X", (unsigned)p[0]);
        n += shown;
        i += plain ? length : 1;
        if (n <= room - DOTS)
            fits = n;
    }
    out[n] = '\0';
}

void kv_printable(char out[KV_VALUE_BYTES_MAX + 1], kv_text value) { make_printable(out, KV_VALUE_BYTES_MAX, value); }

const char *kv_reader_id(const kv_reader *r, kv_str s) { return kv_pool_get(&r->pack->text, s); }

/* A search through all ids is for people who mend a pack, not for millions of rows that are wrong alike. */
void kv_hint_near(kv_reader *r, kv_finding *f, const kv_ids *ids, kv_text id, const char *otherwise)
{
    enum { SEARCHED_MAX = 20000, TOLD_MAX = 200 };
    bool search = f && ids->used < SEARCHED_MAX && r->pack->findings.count < TOLD_MAX;
    const char *near = search ? kv_ids_near(ids, &r->pack->text, id) : "";
    if (*near)
        kv_finding_hint(r, f, "did you mean %s?", near);
    else
        kv_finding_hint(r, f, "%s", otherwise);
}

const char *kv_missing_hint(const kv_reader *r, kv_table_id table)
{
    return r->lost_row[table] ? "a row of that file could not be read; it may be this one" : "add it there or mend the id";
}

kv_severity kv_lenient(const kv_reader *r) { return r->pack->is_freight ? KV_FINDING_ERROR : KV_FINDING_WARNING; }

/* The place for one more finding. When all are taken an error takes that of the last warning. */
static kv_finding *place_for(kv_reader *r, kv_severity severity)
{
    kv_pack *pack = r->pack;
    if (severity == KV_FINDING_ERROR)
        pack->error_count++;
    else
        pack->warning_count++;
    if (pack->findings.count < KV_FINDINGS_MAX) {
        if (!kv_vec_push(&pack->findings, (kv_finding){ 0 })) {
            r->status = KV_MEMORY;
            return NULL;
        }
        return &pack->findings.at[pack->findings.count - 1];
    }
    while (severity == KV_FINDING_ERROR && r->warning_kept) {
        kv_finding *f = &pack->findings.at[--r->warning_kept];
        if (f->severity == KV_FINDING_WARNING)
            return f;
    }
    return NULL;
}

__attribute__((format(printf, 2, 0)))
static const char *format_text(kv_reader *r, const char *format, va_list args)
{
    char buffer[2 * REASON_MAX], clean[REASON_MAX + 1];         /* it may quote ids, and those are from outside too */
    int n = vsnprintf(buffer, sizeof buffer, format, args);
    size_t size = n < 0 ? 0 : (size_t)n < sizeof buffer ? (size_t)n : sizeof buffer - 1;
    make_printable(clean, REASON_MAX, (kv_text){ buffer, size });
    const char *text = kv_arena_text(&r->pack->arena, clean, strlen(clean));
    if (!text)
        r->status = KV_MEMORY;
    return text ? text : "";
}

__attribute__((format(printf, 7, 0)))
static kv_finding *report(kv_reader *r, kv_severity severity, const char *file, uint32_t line, const char *column,
                          kv_text value, const char *format, va_list args)
{
    kv_finding *f = place_for(r, severity);
    if (!f)
        return NULL;
    char shown[KV_VALUE_BYTES_MAX + 1];
    kv_printable(shown, value);
    const char *kept = *shown ? kv_arena_text(&r->pack->arena, shown, strlen(shown)) : "";
    *f = (kv_finding){ .severity = severity, .file = file, .line = line, .column = column, .value = kept ? kept : "",
                       .reason = format_text(r, format, args), .hint = "" };
    return f;
}

kv_finding *kv_report(kv_reader *r, kv_severity severity, const char *file, uint32_t line, const char *column,
                      kv_text value, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    kv_finding *f = report(r, severity, file, line, column, value, format, args);
    va_end(args);
    return f;
}

kv_finding *kv_row_report(kv_reader *r, kv_severity severity, const char *column, const char *format, ...)
{
    kv_text value = { 0 };
    for (size_t i = 0; i < r->table->column_count; i++)
        if (*column && !strcmp(r->table->columns[i].name, column))
            value = kv_table_field(r, i);
    va_list args;
    va_start(args, format);
    kv_finding *f = report(r, severity, r->file, r->csv.row_line, column, value, format, args);
    va_end(args);
    return f;
}

void kv_finding_hint(kv_reader *r, kv_finding *f, const char *format, ...)
{
    if (!f)
        return;
    va_list args;
    va_start(args, format);
    f->hint = format_text(r, format, args);
    va_end(args);
}
