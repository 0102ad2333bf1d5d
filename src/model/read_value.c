/* read_value.c - one field: what its column asks for, and what to say when it is something else
 *
 * Each kind of column has one function that fills the member or tells the fault. The words of a fault come from the
 * column (kv_column_words), so that a range or a list stands in the column's table only. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/cargo.h"
#include "model/hours.h"
#include "model/read.h"

enum { WORDS_MAX = 300 };

/* ---- words for what a column takes -------------------------------------------------------------------- */

static bool may_write(const kv_column *c, int term) { return !c->words || c->words >> term & 1; }

static size_t append(char *out, size_t size, size_t n, const char *text)
{
    int more = n < size ? snprintf(out + n, size - n, "%s", text) : 0;
    return more < 0 ? n : n + (size_t)more < size ? n + (size_t)more : size - 1;
}

size_t kv_column_words(const kv_column *c, char *out, size_t size)
{
    static const char *const noun[KV_COLUMN_KIND_COUNT] = {
#define X(name, type, written) written,
        KV_COLUMN_MAP(X)
#undef X
    };
    size_t n = 0;
    out[0] = '\0';
    switch (c->kind) {
    case KV_COLUMN_WORD:
        n = append(out, size, n, "one of ");
        for (int i = 0, told = 0; i < kv_term_count(c->list); i++)
            if (may_write(c, i)) {
                n = append(out, size, n, told++ ? ", " : "");
                n = append(out, size, n, kv_term_word(c->list, i));
            }
        return n;
    case KV_COLUMN_INTEGER:
    case KV_COLUMN_NUMBER:
    case KV_COLUMN_DECIMAL:
    case KV_COLUMN_HOURS:
    case KV_COLUMN_TONNES: {
        n = append(out, size, n, c->kind == KV_COLUMN_INTEGER ? "a whole number" : c->kind == KV_COLUMN_HOURS ? "hours"
                               : c->kind == KV_COLUMN_TONNES ? "tonnes" : "a decimal number");
        char range[80] = "";
        if (c->min < c->max && c->max >= 1e9)
            snprintf(range, sizeof range, ", %.10g or more", c->min);
        else if (c->min < c->max)
            snprintf(range, sizeof range, " from %.10g to %.10g", c->min, c->max);
        return append(out, size, n, range);
    }
    case KV_COLUMN_FLAG:
        return append(out, size, n, "0 or 1");
    case KV_COLUMN_DATE:
        return append(out, size, n, "a date such as 2026-12-01");
    case KV_COLUMN_GTFS_DATE:
        return append(out, size, n, "a date such as 20261201");
    case KV_COLUMN_CLOCK:
        return append(out, size, n, "a time such as 07:05:00 or 31:10:00");
    case KV_COLUMN_CURRENCY:
        return append(out, size, n, "a currency of ISO 4217 such as USD");
    case KV_COLUMN_COUNTRY:
        return append(out, size, n, "a country of ISO 3166 in two capitals such as KZ");
    default:
        return append(out, size, n, noun[c->kind]);
    }
}

static void must_be(kv_reader *r, const kv_column *c, kv_severity severity, const char *hint)
{
    char words[WORDS_MAX];
    kv_column_words(c, words, sizeof words);
    kv_finding_hint(r, kv_row_report(r, severity, c->name, "must be %s", words), "%s", hint);
}

/* ---- numbers ------------------------------------------------------------------------------------------ */

static bool in_range(const kv_column *c, double value) { return c->min >= c->max || (value >= c->min && value <= c->max); }

static bool parse_integer(const kv_column *c, kv_text t, int32_t *out)
{
    int64_t value;
    if (!kv_parse_i64(t, &value) || value < INT32_MIN || value > INT32_MAX || !in_range(c, (double)value))
        return false;
    *out = (int32_t)value;
    return true;
}

/* a decimal of hours or tonnes times 3600 or 1000, rounded once */
static bool parse_scaled(const kv_column *c, kv_text t, int64_t factor, int32_t *out)
{
    kv_decimal d;
    if (!kv_decimal_parse(t, &d))
        return false;
    kv_wide power = 1;
    for (int i = 0; i < d.scale; i++)
        power *= 10;
    if (!in_range(c, (double)d.mantissa / (double)power))
        return false;
    int64_t value = kv_wide_div_half_even((kv_wide)d.mantissa * factor, power);
    if (value < INT32_MIN || value > INT32_MAX)
        return false;
    *out = (int32_t)value;
    return true;
}

static double decimal_value(kv_decimal d) { return (double)d.mantissa / pow(10.0, d.scale); }

static const char *number_hint(kv_text t)
{
    double value;
    kv_decimal d;
    if (kv_parse_double(t, &value) && !kv_decimal_parse(t, &d))
        return "at most 9 digits behind the point, 18 in all, no exponent";
    if (memchr(t.p, ',', t.n))
        return "write a point before the decimals and nothing between thousands";
    if (memchr(t.p, ' ', t.n))
        return "write the number alone, without unit or blanks";
    return "";
}

/* ---- dates and times ---------------------------------------------------------------------------------- */

static bool parse_date(const kv_column *c, kv_text t, int32_t *out, const char **hint)
{
    kv_date d;
    bool iso = kv_date_parse_iso(t, &d), gtfs = !iso && kv_date_parse_gtfs(t, &d), wants_iso = c->kind == KV_COLUMN_DATE;
    if (!iso && !gtfs) {
        *hint = "";
        return false;
    }
    *hint = wants_iso ? "freight files write dates as 2026-12-01" : "GTFS files write dates as 20261201";
    if (wants_iso != iso)
        return false;
    *out = (int32_t)kv_date_days(d);
    return true;
}

enum { HOURS_MAX = 9999 };

const char *kv_clock_parse(kv_text t, int32_t *seconds)
{
    int64_t part[3] = { 0, 0, 0 };
    size_t i = 0;
    bool minus = t.n && t.p[0] == '-';
    i += minus;
    for (int k = 0; k < 3; k++) {
        size_t from = i;
        for (; i < t.n && t.p[i] >= '0' && t.p[i] <= '9'; i++)
            if (part[k] <= 1000000)
                part[k] = part[k] * 10 + (t.p[i] - '0');
        if (i == from || (k && i - from != 2) || (k < 2 && (i == t.n || t.p[i++] != ':')))
            return "is not a time";
    }
    if (i != t.n)
        return "is not a time";
    if (minus)
        return "a time cannot be negative";
    if (part[1] > 59 || part[2] > 59)
        return "has more than 59 minutes or seconds";
    if (part[0] > HOURS_MAX)
        return "is beyond 9999 hours";
    *seconds = (int32_t)(part[0] * 3600 + part[1] * 60 + part[2]);
    return NULL;
}

/* ---- lists -------------------------------------------------------------------------------------------- */

static bool parse_dg(kv_text list, uint32_t *out, kv_text *bad)
{
    enum { ALL = 0x3FE };                   /* bits 1..9 */
    *out = kv_text_is(list, "all") ? ALL : 0;
    if (*out || kv_text_is(list, "none"))
        return true;
    while (kv_text_next(&list, ';', bad)) {
        if (bad->n != 1 || bad->p[0] < '1' || bad->p[0] > '9')
            return false;
        *out |= 1u << (bad->p[0] - '0');
    }
    return *out != 0;
}

static bool parse_modes(kv_text list, uint32_t *out, kv_text *bad)
{
    *out = 0;
    while (kv_text_next(&list, ';', bad)) {
        int mode = kv_term_find(KV_LIST_MODE, *bad);
        if (mode <= KV_MODE_NONE)
            return false;
        *out |= 1u << mode;
    }
    return *out != 0;
}

static bool check_hs(kv_text list, kv_text *bad)
{
    kv_hs_entry entries[KV_HS_ENTRIES_MAX];
    uint32_t count;
    return kv_hs_parse(list, entries, KV_HS_ENTRIES_MAX, &count, bad);
}

static bool check_hours(kv_text list, kv_text *bad)
{
    kv_hours_span span;
    bool any = false;
    while (kv_hours_next(&list, &span, bad))
        any = true;
    return any && !bad->n;
}

/* ---- texts with a meaning ------------------------------------------------------------------------------ */

static bool is_country(kv_text t)
{
    return t.n == 2 && t.p[0] >= 'A' && t.p[0] <= 'Z' && t.p[1] >= 'A' && t.p[1] <= 'Z';
}

/* Opens each zone once: a feed names the same one a thousand times. */
static bool zone_known(kv_reader *r, kv_str name)
{
    kv_text t = kv_text_of(kv_reader_id(r, name));
    if (kv_ids_find(&r->zones, &r->pack->text, t) != KV_NONE)
        return true;
    if (kv_ids_find(&r->unknown_zones, &r->pack->text, t) != KV_NONE)
        return false;
    kv_zone *zone = NULL;
    kv_status status = kv_zone_open(&zone, t.p, NULL);
    bool known = status == KV_OK;
    kv_zone_close(zone);
    if (status == KV_MEMORY || status == KV_BUSY)
        r->status = KV_MEMORY;
    if (!kv_ids_put(known ? &r->zones : &r->unknown_zones, &r->pack->text, name, 0))
        r->status = KV_MEMORY;
    return known;
}

/* A row of another file. When that file itself is missing or broken, that was told and every row here would
 * only say it again. */
static bool parse_reference(kv_reader *r, const kv_column *c, kv_severity severity, kv_text t, uint32_t *out)
{
    kv_table_id table = c->kind == KV_COLUMN_AGENCY ? KV_TABLE_AGENCY : c->kind == KV_COLUMN_STOP ? KV_TABLE_STOPS
                      : c->kind == KV_COLUMN_ROUTE ? KV_TABLE_ROUTES : c->kind == KV_COLUMN_TRIP ? KV_TABLE_TRIPS
                                                   : KV_TABLE_SOURCES;
    const kv_ids *ids = c->kind == KV_COLUMN_AGENCY ? &r->agencies : c->kind == KV_COLUMN_STOP ? &r->stops
                      : c->kind == KV_COLUMN_ROUTE ? &r->routes : c->kind == KV_COLUMN_TRIP ? &r->trips : &r->sources;
    uint32_t index = kv_ids_find(ids, &r->pack->text, t);
    if (index < KV_STOP_LEFT_OUT) {
        *out = index;
        return true;
    }
    if (!r->usable[table])
        return true;
    if (index != KV_NONE) {
        static const char *const what[] = { "an entrance", "a node inside a station", "a boarding area" };
        kv_finding *f = kv_row_report(r, severity, c->name, "is %s (location_type %u), where no vehicle calls",
                                      what[index - KV_STOP_LEFT_OUT - 2], (unsigned)(index - KV_STOP_LEFT_OUT));
        kv_finding_hint(r, f, "name the terminal (location_type 0) it belongs to");
        return false;
    }
    kv_finding *f = kv_row_report(r, severity, c->name, "is not in %s", kv_tables[table]->file);
    kv_hint_near(r, f, ids, t, kv_missing_hint(r, table));
    return false;
}

static void tell_item(kv_reader *r, const kv_column *c, kv_severity severity, kv_text bad, const char *reason,
                      const char *hint)
{
    char item[KV_VALUE_BYTES_MAX + 1];
    kv_printable(item, bad);
    kv_finding_hint(r, kv_row_report(r, severity, c->name, "'%s' %s", item, reason), "%s", hint);
}

static bool parse_word(kv_reader *r, const kv_column *c, kv_severity severity, kv_text t, uint8_t *out)
{
    int term = kv_term_find(c->list, t);
    if (term >= 0 && may_write(c, term)) {
        *out = (uint8_t)term;
        return true;
    }
    char hint[64] = "";
    for (int i = 0; i < kv_term_count(c->list) && !*hint; i++)
        if (may_write(c, i) && kv_word_near(kv_text_of(kv_term_word(c->list, i)), t))
            snprintf(hint, sizeof hint, "did you mean %s?", kv_term_word(c->list, i));
    must_be(r, c, severity, hint);
    return false;
}

bool kv_value_parse(kv_reader *r, const kv_column *c, kv_text t, void *row)
{
    void *member = (char *)row + c->offset;
    kv_severity severity = c->lenient ? kv_lenient(r) : KV_FINDING_ERROR;
    const char *hint = "";
    kv_text bad = { 0 };
    bool good = true;
    switch (c->kind) {
    case KV_COLUMN_TEXT:
        *(kv_str *)member = kv_reader_text(r, t);
        return true;
    case KV_COLUMN_WORD:
        return parse_word(r, c, severity, t, member);
    case KV_COLUMN_INTEGER:
        good = parse_integer(c, t, member);
        hint = number_hint(t);
        break;
    case KV_COLUMN_NUMBER: {
        double value;
        good = kv_parse_double(t, &value) && in_range(c, value);
        if (good)
            *(double *)member = value;
        hint = number_hint(t);
        break;
    }
    case KV_COLUMN_DECIMAL: {
        kv_decimal value;
        good = kv_decimal_parse(t, &value) && in_range(c, decimal_value(value));
        if (good)
            *(kv_decimal *)member = value;
        hint = number_hint(t);
        break;
    }
    case KV_COLUMN_HOURS:
        good = parse_scaled(c, t, 3600, member);
        hint = memchr(t.p, ':', t.n) ? "hours are decimals: 1.5 for 1:30" : number_hint(t);
        break;
    case KV_COLUMN_TONNES:
        good = parse_scaled(c, t, 1000, member);
        hint = number_hint(t);
        break;
    case KV_COLUMN_FLAG:
        good = t.n == 1 && (t.p[0] == '0' || t.p[0] == '1');
        if (good)
            *(uint8_t *)member = (uint8_t)(t.p[0] - '0');
        break;
    case KV_COLUMN_DATE:
    case KV_COLUMN_GTFS_DATE:
        good = parse_date(c, t, member, &hint);
        break;
    case KV_COLUMN_CLOCK: {
        const char *wrong = kv_clock_parse(t, member);
        if (wrong) {
            kv_finding *f = kv_row_report(r, severity, c->name, "%s", wrong);
            kv_finding_hint(r, f, "write HH:MM:SS after the start of the service day; past midnight 31:10:00");
        }
        return !wrong;
    }
    case KV_COLUMN_EQUIPMENT:
        good = kv_equipment_mask_parse(t, member, &bad);
        if (!good)
            tell_item(r, c, severity, bad, "is no equipment", "G R T U P, wagon-covered ..., truck, trailer, bulk-dry, general, or a family: container, wagon, bulk, any; separated by ;");
        return good;
    case KV_COLUMN_EQUIPMENT_TEXT:
        good = kv_equipment_set_parse(t, &(kv_equipment_set){ 0 }, &bad);
        if (!good)
            tell_item(r, c, severity, bad, "is no equipment", "20 40 45, at most 12 codes such as 45G1, G R T U P, wagon-covered ..., truck, trailer, or a family; separated by ;");
        *(kv_str *)member = kv_reader_text(r, t);
        return good;
    case KV_COLUMN_HS:
        good = check_hs(t, &bad);
        if (!good)
            tell_item(r, c, severity, bad, "is no HS prefix or range of chapters", "prefixes and ranges of chapters such as 10;1001;72-76, a - in front excludes; at most 64");
        *(kv_str *)member = kv_reader_text(r, t);
        return good;
    case KV_COLUMN_DG:
        good = parse_dg(t, member, &bad);
        if (!good)
            tell_item(r, c, severity, bad, "is no class of dangerous goods", "all, none, or classes 1 to 9 separated by ;");
        return good;
    case KV_COLUMN_MODES:
        good = parse_modes(t, member, &bad);
        if (!good)
            tell_item(r, c, severity, bad, "is no mode", "rail sea ferry road barge air pipeline, separated by ;");
        return good;
    case KV_COLUMN_CURRENCY:
        good = kv_currency_parse(t, member);
        break;
    case KV_COLUMN_COUNTRY:
        good = is_country(t);
        if (good)
            memcpy(member, t.p, 2);
        break;
    case KV_COLUMN_ZONE:
        *(kv_str *)member = kv_reader_text(r, t);
        if (!zone_known(r, *(kv_str *)member)) {
            *(kv_str *)member = 0;
            kv_finding *f = kv_row_report(r, severity, c->name, "is not a time zone of the tz database");
            kv_finding_hint(r, f, "write it like Asia/Almaty; if it is new, update the package tzdata");
            return false;
        }
        return true;
    case KV_COLUMN_OPENING:
        good = check_hours(t, &bad);
        if (good)
            *(kv_str *)member = kv_reader_text(r, t);
        else
            tell_item(r, c, severity, bad, "is no opening time", "write " KV_HOURS_GRAMMAR);
        return good;
    case KV_COLUMN_AGENCY:
    case KV_COLUMN_STOP:
    case KV_COLUMN_ROUTE:
    case KV_COLUMN_TRIP:
    case KV_COLUMN_SOURCE:
        return parse_reference(r, c, severity, t, member);
    case KV_COLUMN_KIND_COUNT:
        break;
    }
    if (!good)
        must_be(r, c, severity, hint);
    return good;
}
