/* compile_rows.c - the same pack, whatever the order of its rows, becomes the same tables
 *
 * Texts first: those that rows use are sorted and laid out anew, so that from here on a smaller kv_str is a smaller
 * text. Then table by table, each after those it points at: rows are copied with new texts and indices, sorted
 * by the fields that layout.c names, and the way from old to new numbers is kept for the tables that follow. */
#define _GNU_SOURCE                             /* qsort_r */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/compile.h"

/* tables with rows of the pack, each behind those it points at; `stops` point at one another */
#define KV_ROWS_MAP(X) \
    X(sources) X(agencies) X(stops) X(services) X(trips) X(handling) X(variability) X(closures) X(tariffs) \
    X(surcharges) X(fx) X(emissions) X(sections) X(projects)

/* ---- texts ------------------------------------------------------------------------------------------- */

static void mark_texts(uint32_t *used, kv_section section, const void *rows, size_t count)
{
    kv_layout l = kv_layout_of(section);
    for (uint32_t i = 0; count && i < l.field_count; i++) {     /* no rows: no address to count from */
        if (l.fields[i].kind != KV_FIELD_TEXT)
            continue;
        const char *at = (const char *)rows + l.fields[i].offset;
        for (size_t row = 0; row < count; row++, at += l.element) {
            kv_str s;
            memcpy(&s, at, sizeof s);
            used[s] = 1;
        }
    }
}

typedef struct { uint64_t head; uint32_t at; } text_key;    /* head: first eight bytes, big end first */

static uint64_t head_of(const char *s)
{
    uint64_t head = 0;
    for (int i = 0; i < 8; i++) {
        head = head << 8 | (unsigned char)*s;
        s += *s != '\0';
    }
    return head;
}

static int by_text(const void *a, const void *b, void *bytes)
{
    const text_key *x = a, *y = b;
    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    return strcmp((const char *)bytes + x->at, (const char *)bytes + y->at);
}

static kv_status build_texts(kv_build *b)
{
    const kv_pack *pack = b->pack;
    size_t bytes = pack->text.bytes.count;
    b->text_of = calloc(bytes + 1, sizeof *b->text_of);
    if (!b->text_of)
        return kv_build_no_memory(b);
#define X(member) mark_texts(b->text_of, KV_SECTION_##member, pack->member.at, pack->member.count);
    KV_ROWS_MAP(X)
#undef X
    b->text_of[0] = b->text_of[pack->name] = b->text_of[pack->version] = b->text_of[pack->publisher] = 1;

    KV_VEC(text_key) keys = { 0 };
    bool memory = kv_vec_push(&b->text, '\0');              /* kv_str 0 is the empty text */
    size_t size = 1;
    for (uint32_t s = 1; memory && s < bytes; s++)
        if (b->text_of[s]) {
            const char *text = pack->text.bytes.at + s;
            memory = kv_vec_push(&keys, ((text_key){ head_of(text), s }));
            size += strlen(text) + 1;
        }
    b->text_of[0] = 0;
    if (keys.count)
        qsort_r(keys.at, keys.count, sizeof keys.at[0], by_text, pack->text.bytes.at);
    memory = memory && kv_vec_reserve(&b->text, size);
    for (size_t i = 0; memory && i < keys.count; i++) {
        const char *text = pack->text.bytes.at + keys.at[i].at;
        size_t n = strlen(text);
        if (!n) {
            b->text_of[keys.at[i].at] = 0;
            continue;
        }
        b->text_of[keys.at[i].at] = (uint32_t)b->text.count;
        memcpy(b->text.at + b->text.count, text, n + 1);
        b->text.count += n + 1;
    }
    kv_vec_free(&keys);
    return memory ? KV_OK : kv_build_no_memory(b);
}

/* ---- rows -------------------------------------------------------------------------------------------- */

/* copy one field of every row, with the numbers of the image */
static void copy_field(const kv_build *b, kv_section own, const kv_field *f, const char *from, char *to, size_t count,
                       size_t element)
{
    from += f->offset;
    to += f->offset;
    size_t size = kv_field_size((kv_field_kind)f->kind);
    for (size_t row = 0; row < count; row++, from += element, to += element) {
        uint32_t value;
        double number;
        switch ((kv_field_kind)f->kind) {
        case KV_FIELD_TEXT:
            memcpy(&value, from, sizeof value);
            value = b->text_of[value];
            memcpy(to, &value, sizeof value);
            break;
        case KV_FIELD_INDEX:
        case KV_FIELD_OPTIONAL:
            memcpy(&value, from, sizeof value);
            assert(value != KV_NONE || f->kind == KV_FIELD_OPTIONAL);
            if (value != KV_NONE && f->of != own)           /* a table's own numbers are not known yet */
                value = b->row_of[f->of][value];
            memcpy(to, &value, sizeof value);
            break;
        case KV_FIELD_F64:                                  /* one NAN, one zero */
            memcpy(&number, from, sizeof number);
            number = isnan(number) ? (double)NAN : number + 0.0;
            memcpy(to, &number, sizeof number);
            break;
        case KV_FIELD_CODE:
            for (size_t i = 0; i < 3 && from[i]; i++)
                to[i] = from[i];
            break;
        case KV_FIELD_DERIVED:
            break;
        case KV_FIELD_WORD:
        case KV_FIELD_U32:
        case KV_FIELD_I32:
        case KV_FIELD_I64:
        case KV_FIELD_SCALE:
        case KV_FIELD_LINE:
            memcpy(to, from, size);
            break;
        }
    }
}

typedef struct { const char *rows; kv_layout layout; } row_order;

static int by_row(const void *a, const void *b, void *context)
{
    const row_order *o = context;
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    int order = kv_layout_compare(&o->layout, o->rows + (size_t)x * o->layout.element,
                                  o->rows + (size_t)y * o->layout.element);
    return order ? order : (x > y) - (x < y);
}

/* rows of one table from the pack to `to`, sorted; fills row_of[section] */
static kv_status build_table(kv_build *b, kv_section section, const void *from, size_t count, void *to)
{
    kv_layout l = kv_layout_of(section);
    if (count >= KV_NONE)
        return kv_fail(b->err, KV_INVALID, NULL, "too many %s: %zu", l.name, count);
    if (!count)
        return KV_OK;
    char *rows = calloc(count, l.element);
    uint32_t *order = malloc(count * sizeof *order);        /* new number -> old */
    uint32_t *row_of = malloc(count * sizeof *row_of);
    b->row_of[section] = row_of;
    if (!rows || !order || !row_of) {
        free(rows);
        free(order);
        return kv_build_no_memory(b);
    }
    for (uint32_t i = 0; i < l.field_count; i++)
        copy_field(b, section, &l.fields[i], from, rows, count, l.element);
    row_order context = { rows, l };
    bool sorted = true;
    for (uint32_t i = 0; i < count; i++) {
        order[i] = i;
        sorted = sorted && (!i || by_row(&order[i - 1], &order[i], &context) < 0);
    }
    if (!sorted)
        qsort_r(order, count, sizeof *order, by_row, &context);
    for (uint32_t i = 0; i < count; i++) {
        memcpy((char *)to + (size_t)i * l.element, rows + (size_t)order[i] * l.element, l.element);
        row_of[order[i]] = i;
    }
    free(rows);
    free(order);
    return KV_OK;
}

/* Two levels only: a terminal may belong to a place, a place to nothing. */
static kv_status settle_parents(kv_build *b)
{
    const uint32_t *row_of = b->row_of[KV_SECTION_stops];
    for (size_t i = 0; i < b->stops.count; i++) {
        kv_stop_row *s = &b->stops.at[i];
        s->hours = KV_NONE;
        if (s->kind == KV_STOP_PLACE)
            s->parent = KV_NONE;
        if (s->parent == KV_NONE)
            continue;
        s->parent = row_of[s->parent];
        if (b->stops.at[s->parent].kind != KV_STOP_PLACE) {
            char where[40];
            snprintf(where, sizeof where, "stops.txt:%u parent_station", s->line);
            return kv_fail(b->err, KV_INVALID, where, "%s is a terminal itself, not a place (location_type 1)",
                           kv_build_text(b, b->stops.at[s->parent].id));
        }
    }
    return KV_OK;
}

static kv_status turn_trips(kv_build *b)
{
    const uint32_t *row_of = b->row_of[KV_SECTION_trips];
    assert(b->pack->trip_times.count == b->trips.count);
    b->pack_trip = malloc((b->trips.count + 1) * sizeof *b->pack_trip);
    if (!b->pack_trip)
        return kv_build_no_memory(b);
    for (uint32_t i = 0; i < b->trips.count; i++)
        b->pack_trip[row_of[i]] = i;
    return KV_OK;
}

kv_status kv_build_rows(kv_build *b)
{
    kv_status status = build_texts(b);
#define X(member) \
    if (status == KV_OK && b->pack->member.count && !kv_vec_reserve(&b->member, b->pack->member.count)) \
        status = kv_build_no_memory(b); \
    if (status == KV_OK) { \
        status = build_table(b, KV_SECTION_##member, b->pack->member.at, b->pack->member.count, b->member.at); \
        b->member.count = b->pack->member.count; \
    }
    KV_ROWS_MAP(X)
#undef X
    if (status == KV_OK)
        status = settle_parents(b);
    if (status == KV_OK)
        status = turn_trips(b);
    b->about.name = b->text_of ? b->text_of[b->pack->name] : 0;
    b->about.version = b->text_of ? b->text_of[b->pack->version] : 0;
    b->about.publisher = b->text_of ? b->text_of[b->pack->publisher] : 0;
    b->about.zone = b->agencies.count ? b->agencies.at[0].zone : 0;
    return status;
}
