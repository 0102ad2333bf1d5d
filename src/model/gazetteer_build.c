/* gazetteer_build.c - three csv files become places with their spellings
 *
 *     read places -> sort by code -> give them spellings, folded -> gazetteer_write.c
 *
 * One listed name can hold several: "Brugge (Bruges)", "Mina Zayed/Abu Dhabi", "Miike, Tokyo",
 * "Nizhniy Novgorod (ex Gorkiy)", "Ningbo Pt". The whole name is a spelling; so is what stands before the first
 * sign, as good as the name; and, ranked behind, what stands in brackets and a port's name without "port". What
 * follows a slash or comma is the place around: it is found by its words only. */
#define _GNU_SOURCE                                         /* qsort_r */
#include "model/gazetteer_build.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"

typedef kv_gazetteer_builder builder;

static kv_status no_memory(builder *b) { return kv_fail(b->err, KV_MEMORY, NULL, "memory is out"); }

/* ---- rows of csv -------------------------------------------------------------------------------------- */

enum { COLUMNS_MAX = 8 };

typedef struct {
    builder *b;
    const char *where;
    kv_csv csv;
    const char *const *name;
    uint32_t column[COLUMNS_MAX];
    size_t count;
} table;

static kv_status bad_row(const table *t, const char *column, const char *what, kv_text value)
{
    char where[120];
    snprintf(where, sizeof where, "%s:%u %s", t->where, (unsigned)t->csv.row_line, column);
    return kv_fail(t->b->err, KV_INVALID, where, "'%.*s' %s", (int)(value.n < 60 ? value.n : 60),
                   value.n ? value.p : "", what);
}

static kv_status table_open(table *t, builder *b, kv_gazetteer_source src, const char *const *name, size_t count)
{
    *t = (table){ .b = b, .where = src.where, .name = name, .count = count };
    assert(count <= COLUMNS_MAX);
    kv_csv_open(&t->csv, src.data, src.size);
    if (kv_csv_next(&t->csv) != KV_CSV_ROW)
        return kv_fail(b->err, KV_INVALID, src.where, "there is no heading");
    for (size_t c = 0; c < count; c++) {
        t->column[c] = KV_CSV_FIELDS_MAX;
        for (uint32_t f = 0; f < t->csv.field_count; f++)
            if (kv_text_is(t->csv.field[f], name[c]))
                t->column[c] = f;
        if (t->column[c] == KV_CSV_FIELDS_MAX)
            return kv_fail(b->err, KV_INVALID, src.where, "there is no column %s", name[c]);
    }
    return KV_OK;
}

/* KV_OK with a row, KV_NOTHING at the end, or the fault */
static kv_status table_next(table *t, kv_text *field)
{
    kv_csv_event event = kv_csv_next(&t->csv);
    if (event == KV_CSV_END)
        return KV_NOTHING;
    if (event == KV_CSV_FAULT) {
        char where[120];
        snprintf(where, sizeof where, "%s:%u", t->where, (unsigned)t->csv.fault_line);
        return kv_fail(t->b->err, KV_INVALID, where, "%s", t->csv.fault_text);
    }
    for (size_t c = 0; c < t->count; c++) {
        field[c] = t->column[c] < t->csv.field_count ? kv_text_trim(t->csv.field[t->column[c]]) : (kv_text){ 0 };
        if (!kv_utf8_valid(field[c], NULL))
            return bad_row(t, t->name[c], "is not UTF-8", (kv_text){ 0 });
    }
    return KV_OK;
}

/* ---- places ------------------------------------------------------------------------------------------- */

static bool read_angle(kv_text t, double limit, int32_t *e5)
{
    double degrees;
    if (!kv_parse_double(t, &degrees) || !(fabs(degrees) <= limit))
        return false;
    *e5 = (int32_t)lround(degrees * 1e5);
    return true;
}

static uint8_t functions_of(kv_text signs)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < signs.n; i++) {
#define X(name, sign, text) bits |= signs.p[i] == (sign) ? (uint32_t)KV_PLACE_##name : 0;
        KV_PLACE_FUNCTION_MAP(X)
#undef X
    }
    return (uint8_t)bits;
}

static uint8_t functions_of_kind(kv_text kind)
{
    return kv_text_is(kind, "seaport") ? KV_PLACE_PORT
         : kv_text_is(kind, "inland_terminal") ? KV_PLACE_RAIL | KV_PLACE_INLAND
         : kv_text_is(kind, "border_station") ? KV_PLACE_BORDER
         : kv_text_is(kind, "rail_junction") ? KV_PLACE_RAIL
         : KV_PLACE_ROAD;
}

static uint8_t weight_of(uint32_t functions)
{
    static const uint8_t weight[KV_PLACE_BIT_COUNT] = {
        [KV_PLACE_BIT_PORT] = 4, [KV_PLACE_BIT_RAIL] = 2, [KV_PLACE_BIT_ROAD] = 1, [KV_PLACE_BIT_AIRPORT] = 3,
        [KV_PLACE_BIT_POST] = 2, [KV_PLACE_BIT_INLAND] = 2, [KV_PLACE_BIT_FIXED] = 1, [KV_PLACE_BIT_BORDER] = 1,
    };
    uint32_t sum = 0;
    for (uint32_t i = 0; i < KV_PLACE_BIT_COUNT; i++)
        sum += functions >> i & 1u ? weight[i] : 0u;
    return (uint8_t)sum;
}

static bool capital(char c) { return c >= 'A' && c <= 'Z'; }

/* KZAAU, KZ-ALTYNKOL */
static bool good_code(kv_text code)
{
    if (code.n < 5 || code.n > KV_CODE_BYTES_MAX || !capital(code.p[0]) || !capital(code.p[1]))
        return false;
    if (code.n > 5 && code.p[2] != '-')
        return false;
    for (size_t i = code.n > 5 ? 3 : 2; i < code.n; i++)
        if (!capital(code.p[i]) && !(code.p[i] >= '0' && code.p[i] <= '9') && !(code.n > 5 && code.p[i] == '-'))
            return false;
    return true;
}

typedef struct { kv_text code, name, ascii, lat, lon; } place_fields;

static kv_status add_place(const table *t, place_fields f, kv_place_row row)
{
    builder *b = t->b;
    if (!good_code(f.code))
        return bad_row(t, "code", "is not a code such as KZAAU or KZ-ALTYNKOL", f.code);
    if (!f.name.n)
        return bad_row(t, "name", "is empty", f.name);
    memcpy(row.country, f.code.p, 2);
    row.lat_e5 = row.lon_e5 = INT32_MIN;
    if (f.lat.n || f.lon.n) {
        if (!read_angle(f.lat, 90, &row.lat_e5))
            return bad_row(t, "lat", "is not a latitude", f.lat);
        if (!read_angle(f.lon, 180, &row.lon_e5))
            return bad_row(t, "lon", "is not a longitude", f.lon);
    }
    row.weight = weight_of(row.functions);
    kv_listed_place place = { .row = row };
    if (!kv_pool_put(&b->texts, f.code, &place.row.code) || !kv_pool_put(&b->texts, f.name, &place.row.listed)
        || !kv_pool_put(&b->texts, f.ascii, &place.ascii))
        return no_memory(b);
    place.row.name = place.row.listed;
    return kv_vec_push(&b->places, place) ? KV_OK : no_memory(b);
}

static kv_status read_list(builder *b, kv_gazetteer_source src)
{
    static const char *const name[] = { "code", "name", "name_ascii", "subdivision", "function", "lat", "lon" };
    enum { CODE, NAME, ASCII, SUBDIVISION, FUNCTION, LAT, LON, COUNT };
    table t;
    kv_text f[COUNT] = { 0 };
    kv_status status = table_open(&t, b, src, name, COUNT);
    while (!status && (status = table_next(&t, f)) == KV_OK) {
        kv_place_row row = { .functions = functions_of(f[FUNCTION]) };
        if (f[SUBDIVISION].n > sizeof row.subdivision) {
            status = bad_row(&t, "subdivision", "is longer than three signs", f[SUBDIVISION]);
            break;
        }
        if (f[SUBDIVISION].n)
            memcpy(row.subdivision, f[SUBDIVISION].p, f[SUBDIVISION].n);
        status = add_place(&t, (place_fields){ f[CODE], f[NAME], f[ASCII], f[LAT], f[LON] }, row);
    }
    kv_csv_close(&t.csv);
    return status == KV_NOTHING ? KV_OK : status;
}

static kv_status read_extra(builder *b, kv_gazetteer_source src)
{
    static const char *const name[] = { "code", "name", "lat", "lon", "kind" };
    enum { CODE, NAME, LAT, LON, KIND, COUNT };
    if (!src.size)
        return KV_OK;
    table t;
    kv_text f[COUNT] = { 0 };
    kv_status status = table_open(&t, b, src, name, COUNT);
    while (!status && (status = table_next(&t, f)) == KV_OK)
        status = add_place(&t, (place_fields){ f[CODE], f[NAME], { 0 }, f[LAT], f[LON] },
                           (kv_place_row){ .functions = functions_of_kind(f[KIND]) });
    kv_csv_close(&t.csv);
    return status == KV_NOTHING ? KV_OK : status;
}

static int by_code(const void *a, const void *b, void *texts)
{
    const kv_listed_place *p = a, *q = b;
    return strcmp(kv_pool_get(texts, p->row.code), kv_pool_get(texts, q->row.code));
}

static kv_status sort_places(builder *b)
{
    if (!b->places.count)
        return kv_fail(b->err, KV_INVALID, NULL, "there is no place in the list");
    qsort_r(b->places.at, b->places.count, sizeof *b->places.at, by_code, &b->texts);
    for (size_t i = 1; i < b->places.count; i++)        /* equal texts are one text in the pool */
        if (b->places.at[i].row.code == b->places.at[i - 1].row.code)
            return kv_fail(b->err, KV_INVALID, NULL, "code %s stands there twice",
                           kv_pool_get(&b->texts, b->places.at[i].row.code));
    return KV_OK;
}

static uint32_t find_place(const builder *b, const char *code)
{
    size_t low = 0, high = b->places.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = strcmp(kv_pool_get(&b->texts, b->places.at[middle].row.code), code);
        if (!c)
            return (uint32_t)middle;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return UINT32_MAX;
}

/* ---- spellings ---------------------------------------------------------------------------------------- */

kv_letters kv_builder_letters(const kv_gazetteer_builder *b)
{
    return (kv_letters){ b->fold, b->fold_at, b->texts.bytes.at };
}

static kv_status push_spelling(builder *b, kv_spelling_row row, const kv_key *key)
{
    if (!key->count)
        return KV_OK;                                   /* nothing but signs */
    row.words = (uint8_t)key->count;
    row.bytes = (uint8_t)key->bytes;
    if (!kv_pool_put(&b->texts, (kv_text){ key->p, key->bytes }, &row.key))
        return no_memory(b);
    return kv_vec_push(&b->spellings, row) ? KV_OK : no_memory(b);
}

/* text may be a piece of a longer text and must not point into the pool */
static kv_status add_spelling(builder *b, kv_text text, kv_spelling_row row)
{
    kv_key key;
    kv_letters letters = kv_builder_letters(b);
    text = kv_text_trim(text);
    if (kv_fold(&letters, text, &key) != KV_FOLDED)
        return kv_fail(b->err, KV_INVALID, NULL, "the name '%.*s' has too many letters or words",
                       (int)(text.n < 60 ? text.n : 60), text.p);
    if (!kv_pool_put(&b->texts, text, &row.text))
        return no_memory(b);
    kv_status status = push_spelling(b, row, &key);
    letters = kv_builder_letters(b);
    if (!status && kv_fold_wide(&letters, text, &key))
        status = push_spelling(b, row, &key);
    return status;
}

static size_t cut_at(kv_text t, const char *signs)
{
    size_t i = 0;
    while (i < t.n && !strchr(signs, t.p[i]))
        i++;
    return i;
}

static kv_text without_former(kv_text t)
{
    static const char *const former[] = { "ex ", "ex-", "formerly ", "former ", "= ", "=" };
    for (size_t i = 0; i < sizeof former / sizeof former[0]; i++)
        if (kv_text_starts(t, former[i])) {
            size_t n = strlen(former[i]);
            return kv_text_trim((kv_text){ t.p + n, t.n - n });
        }
    return t;
}

/* "Ningbo Pt" is also called Ningbo. */
static kv_text without_port(kv_text t)
{
    static const char *const behind[] = { " Pt", " Port" };
    for (size_t i = 0; i < sizeof behind / sizeof behind[0]; i++) {
        size_t n = strlen(behind[i]);
        if (t.n > n && !memcmp(t.p + t.n - n, behind[i], n))
            return kv_text_trim((kv_text){ t.p, t.n - n });
    }
    return (kv_text){ 0 };
}

static kv_status add_listed(builder *b, uint32_t place, kv_text name)
{
    kv_spelling_row row = { .place = place };
    kv_status status = add_spelling(b, name, row);
    size_t first = cut_at(name, "(/=,");
    kv_text head = kv_text_trim((kv_text){ name.p, first });
    if (!status && first < name.n && head.n)
        status = add_spelling(b, head, row);
    row.derived = 1;
    if (!status && head.n && without_port(head).n)
        status = add_spelling(b, without_port(head), row);
    for (size_t i = first; !status && i < name.n; i++) {
        if (name.p[i] != '(' && name.p[i] != '=')
            continue;
        kv_text rest = { name.p + i + 1, name.n - i - 1 };
        kv_text inner = without_former(kv_text_trim((kv_text){ rest.p, cut_at(rest, ")(/=,") }));
        if (inner.n)
            status = add_spelling(b, inner, row);
    }
    return status;
}

static kv_status add_listed_names(builder *b)
{
    kv_status status = KV_OK;
    for (size_t i = 0; !status && i < b->places.count; i++) {
        kv_listed_place place = b->places.at[i];
        for (int ascii = 0; !status && ascii < 2; ascii++) {
            const char *pooled = kv_pool_get(&b->texts, ascii ? place.ascii : place.row.listed);
            size_t n = strlen(pooled);
            if (!n)
                continue;
            char *name = kv_arena_text(b->arena, pooled, n);
            status = name ? add_listed(b, (uint32_t)i, (kv_text){ name, n }) : no_memory(b);
        }
    }
    return status;
}

enum { WEIGHT_MAX = 63, NAME_WEIGHT_MAX = 32 };

static kv_status read_names(builder *b, kv_gazetteer_source src)
{
    static const char *const name[] = { "code", "lang", "name" };
    enum { CODE, LANG, NAME, COUNT };
    if (!src.size)
        return KV_OK;
    table t;
    kv_text f[COUNT] = { 0 };
    uint8_t *titled = kv_new_array(b->arena, uint8_t, b->places.count);
    uint8_t *known = kv_new_array(b->arena, uint8_t, b->places.count);
    if (!titled || !known)
        return no_memory(b);
    kv_status status = table_open(&t, b, src, name, COUNT);
    while (!status && (status = table_next(&t, f)) == KV_OK) {
        char code[KV_CODE_BYTES_MAX + 1] = "";
        kv_spelling_row row = { 0 };
        if (f[CODE].n && f[CODE].n < sizeof code)
            memcpy(code, f[CODE].p, f[CODE].n);
        row.place = find_place(b, code);
        if (row.place == UINT32_MAX) {
            status = bad_row(&t, "code", "is the code of no place", f[CODE]);
        } else if (!f[NAME].n) {
            status = bad_row(&t, "name", "is empty", f[NAME]);
        } else if (f[LANG].n >= sizeof row.language) {
            status = bad_row(&t, "lang", "is longer than four signs", f[LANG]);
        } else {
            memcpy(row.language, f[LANG].n ? f[LANG].p : "", f[LANG].n);
            kv_place_row *place = &b->places.at[row.place].row;
            status = add_spelling(b, f[NAME], row);
            if (!status && kv_text_is(f[LANG], "en") && !titled[row.place]) {
                titled[row.place] = 1;
                if (!kv_pool_put(&b->texts, f[NAME], &place->name))
                    status = no_memory(b);
            }
            if (known[row.place] < NAME_WEIGHT_MAX && place->weight < WEIGHT_MAX) {
                known[row.place]++;
                place->weight++;
            }
        }
    }
    kv_csv_close(&t.csv);
    return status == KV_NOTHING ? KV_OK : status;
}

/* ---- all together ------------------------------------------------------------------------------------- */

static kv_status make_letters(builder *b)
{
    const char **text;
    kv_status status = kv_letters_make(b->fold, b->arena, &text, &b->fold_at_count, b->err);
    if (status)
        return status;
    b->fold_at = kv_new_array(b->arena, uint32_t, b->fold_at_count);
    if (!b->fold_at)
        return no_memory(b);
    for (uint32_t i = 0; i < b->fold_at_count; i++)
        if (!kv_pool_put(&b->texts, kv_text_of(text[i]), &b->fold_at[i]))
            return no_memory(b);
    return KV_OK;
}

kv_status kv_gazetteer_build(kv_gazetteer_source list, kv_gazetteer_source extra, kv_gazetteer_source names,
                             kv_arena *arena, kv_text *out, kv_error *err)
{
    *out = (kv_text){ 0 };
    builder *b = kv_new(arena, builder);
    if (!b)
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    b->arena = arena;
    b->err = err;
    kv_status status = make_letters(b);
    if (!status)
        status = read_list(b, list);
    if (!status)
        status = read_extra(b, extra);
    if (!status)
        status = sort_places(b);
    if (!status)
        status = add_listed_names(b);
    if (!status)
        status = read_names(b, names);
    if (!status)
        status = kv_builder_add_countries(b);
    if (!status)
        status = kv_builder_write(b, out);
    kv_pool_free(&b->texts);
    kv_vec_free(&b->places);
    kv_vec_free(&b->spellings);
    kv_vec_free(&b->countries);
    return status;
}
