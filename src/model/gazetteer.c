/* gazetteer.c - open an index, trust nothing in it, look up codes
 *
 * Opening reads the file once: the checksum tells damage, the bounds tell a file that was made wrongly or on
 * purpose. After that no offset in it can lead outside, so looking up checks nothing. */
#include "model/gazetteer_index.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/vec.h"

const char *kv_match_text(kv_match match)
{
    static const char *const text[] = {
#define X(name, words) words,
        KV_MATCH_MAP(X)
#undef X
    };
    assert(match < KV_MATCH_COUNT);
    return text[match];
}

size_t kv_place_functions_text(uint32_t functions, char out[16])
{
    size_t n = 0;
#define X(name, sign, text) if (functions & KV_PLACE_##name) out[n++] = sign;
    KV_PLACE_FUNCTION_MAP(X)
#undef X
    out[n] = '\0';
    return n;
}

/* ---- opening ------------------------------------------------------------------------------------------ */

static kv_status damaged(const char *where, const char *what, kv_error *err)
{
    kv_fail(err, KV_INVALID, where, "the index of places is damaged: %s", what);
    return kv_hint(err, "make it anew, or install it again"), KV_INVALID;
}

static const size_t element[KV_GAZETTEER_SECTION_COUNT] = {
#define X(name, type) [KV_GAZETTEER_##name] = sizeof(type),
    KV_GAZETTEER_SECTION_MAP(X)
#undef X
};

static kv_status check_header(const void *data, size_t size, const char *where, kv_gazetteer_header *h, kv_error *err)
{
    if (size < sizeof *h || memcmp(data, KV_GAZETTEER_MAGIC, sizeof h->magic) != 0)
        return kv_fail(err, KV_INVALID, where, "this is not an index of places");
    memcpy(h, data, sizeof *h);
    if (h->version != KV_GAZETTEER_VERSION || h->byte_order != KV_GAZETTEER_BYTE_ORDER) {
        kv_fail(err, KV_INVALID, where, "this index of places has version %u, this program reads version %d",
                (unsigned)h->version, KV_GAZETTEER_VERSION);
        return kv_hint(err, "use the index that came with this program"), KV_INVALID;
    }
    if (h->size != size)
        return damaged(where, h->size > size ? "it is cut off" : "something stands behind its end", err);
    size_t from = offsetof(kv_gazetteer_header, checksum) + sizeof h->checksum;
    if (XXH3_64bits((const char *)data + from, size - from) != h->checksum)
        return damaged(where, "its checksum is wrong", err);
    for (int i = 0; i < KV_GAZETTEER_SECTION_COUNT; i++) {
        uint64_t offset = h->section[i].offset, count = h->section[i].count;
        if (offset % 8 || offset < sizeof *h || offset > size || count > UINT32_MAX
            || count * element[i] > size - offset)
            return damaged(where, "a section lies outside", err);
    }
    return KV_OK;
}

static bool rising(const uint32_t *first, uint32_t count, uint32_t end, uint32_t step_max)
{
    if (!count || first[0] != 0 || first[count - 1] != end)
        return false;
    bool good = true;
    for (uint32_t i = 1; i < count; i++)
        good &= first[i] >= first[i - 1] && first[i] - first[i - 1] <= step_max;
    return good;
}

static bool all_below(const uint32_t *at, uint32_t count, uint32_t limit)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < count; i++)
        most = at[i] > most ? at[i] : most;
    return !count || most < limit;
}

static bool good_terms(const kv_gazetteer *g)
{
    if (g->back_count != g->term_count || g->back_lcp_count != g->term_count || g->term_at_count != g->term_count + 1
        || g->name_first_count != g->term_at_count || g->word_first_count != g->term_at_count)
        return false;
    if (!rising(g->term_at, g->term_at_count, g->terms_count, KV_KEY_BYTES_MAX)
        || !rising(g->name_first, g->name_first_count, g->names_count, UINT32_MAX)
        || !rising(g->word_first, g->word_first_count, g->words_count, UINT32_MAX))
        return false;
    bool good = all_below(g->back, g->back_count, g->term_count);
    for (uint32_t t = 0; good && t < g->term_count; t++) {
        size_t n = kv_term(g, t).n, before = t ? kv_term(g, t - 1).n : 0;
        size_t m = kv_term(g, g->back[t]).n, behind = t ? kv_term(g, g->back[t - 1]).n : 0;
        good = n > 0 && g->term_lcp[t] <= n && g->term_lcp[t] <= before && g->back_lcp[t] <= m && g->back_lcp[t] <= behind;
    }
    return good && all_below(g->names, g->names_count, g->spellings_count)
        && all_below(g->words, g->words_count, g->spellings_count);
}

static bool key_fits(const kv_gazetteer *g, const kv_spelling_row *s)
{
    return s->bytes <= KV_KEY_BYTES_MAX && g->texts_count - s->key > s->bytes && !g->texts[s->key + s->bytes]
        && !memchr(g->texts + s->key, '\0', s->bytes);
}

static bool good_rows(const kv_gazetteer *g)
{
    uint32_t texts = g->texts_count;
    bool good = g->places_count > 0;
    for (uint32_t i = 0; i < g->places_count; i++) {
        const kv_place_row *p = &g->places[i];
        bool located = p->lat_e5 != INT32_MIN;
        good &= p->code < texts && p->name < texts && p->listed < texts;
        good &= !located || (p->lat_e5 >= -9000000 && p->lat_e5 <= 9000000 && p->lon_e5 >= -18000000
                             && p->lon_e5 <= 18000000);
    }
    for (uint32_t i = 0; good && i < g->spellings_count; i++) {
        const kv_spelling_row *s = &g->spellings[i];
        good = s->place < g->places_count && s->text < texts && s->key < texts && !s->language[sizeof s->language - 1]
            && key_fits(g, s);
    }
    for (uint32_t i = 0; i < g->countries_count; i++)
        good &= g->countries[i].key < texts && g->countries[i].title < texts;
    uint32_t most = 0;
    for (uint32_t i = 0; i < g->fold_count; i++)
        most = g->fold[i] > most ? g->fold[i] : most;
    return good && g->fold_count == KV_FOLD_COUNT && most < g->fold_at_count
        && all_below(g->fold_at, g->fold_at_count, texts);
}

kv_status kv_gazetteer_open_bytes(kv_gazetteer **out, const void *data, size_t size, const char *where, kv_error *err)
{
    *out = NULL;
    assert((uintptr_t)data % 8 == 0 || size < sizeof(kv_gazetteer_header));
    kv_gazetteer_header h;
    kv_status status = check_header(data, size, where, &h, err);
    if (status)
        return status;
    kv_gazetteer *g = calloc(1, sizeof *g);
    if (!g)
        return kv_fail(err, KV_MEMORY, where, "memory is out");
#define X(name, type) \
    g->name = (const type *)(const void *)((const char *)data + h.section[KV_GAZETTEER_##name].offset); \
    g->name##_count = (uint32_t)h.section[KV_GAZETTEER_##name].count;
    KV_GAZETTEER_SECTION_MAP(X)
#undef X
    g->term_count = g->term_lcp_count;
    bool texts = g->texts_count && !g->texts[0] && !g->texts[g->texts_count - 1];
    if (!texts || g->term_count == UINT32_MAX || !good_terms(g) || !good_rows(g)) {
        free(g);
        return damaged(where, "an entry leads outside", err);
    }
    *out = g;
    return KV_OK;
}

kv_status kv_gazetteer_open(kv_gazetteer **out, const char *path, kv_error *err)
{
    *out = NULL;
    kv_file file;
    kv_status status = kv_file_map(&file, path, err);
    if (status)
        return status;
    status = kv_gazetteer_open_bytes(out, file.data, file.size, path, err);
    if (status)
        kv_file_unmap(&file);
    else
        (*out)->file = file;
    return status;
}

void kv_gazetteer_close(kv_gazetteer *g)
{
    if (!g)
        return;
    kv_file_unmap(&g->file);
    free(g);
}

/* ---- places ------------------------------------------------------------------------------------------- */

size_t kv_gazetteer_count(const kv_gazetteer *g) { return g->places_count; }

kv_gazetteer_place kv_gazetteer_at(const kv_gazetteer *g, size_t i)
{
    assert(i < g->places_count);
    const kv_place_row *row = &g->places[i];
    kv_gazetteer_place p = {
        .code = g->texts + row->code, .name = g->texts + row->name, .listed = g->texts + row->listed,
        .functions = row->functions, .located = row->lat_e5 != INT32_MIN,
    };
    memcpy(p.country, row->country, sizeof row->country);
    memcpy(p.subdivision, row->subdivision, sizeof row->subdivision);
    if (p.located) {
        p.lat = row->lat_e5 / 1e5;
        p.lon = row->lon_e5 / 1e5;
    }
    return p;
}

bool kv_place_find(const kv_gazetteer *g, const char *code, uint32_t *place)
{
    uint32_t low = 0, high = g->places_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int c = strcmp(g->texts + g->places[middle].code, code);
        if (!c) {
            *place = middle;
            return true;
        }
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

bool kv_place_find_written(const kv_gazetteer *g, kv_text code, uint32_t *place)
{
    char upper[KV_CODE_BYTES_MAX + 2] = "";
    code = kv_text_trim(code);
    if (code.n < 5 || code.n > KV_CODE_BYTES_MAX)
        return false;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    if (kv_place_find(g, upper, place))
        return true;
    if (upper[2] != ' ' && upper[2] != '-')
        return false;
    if (code.n == 6) {                                  /* CN XAG, CN-XAG */
        memmove(upper + 2, upper + 3, 4);
        return kv_place_find(g, upper, place);
    }
    for (size_t i = 2; i < code.n; i++)                 /* KZ ALTYNKOL */
        if (upper[i] == ' ')
            upper[i] = '-';
    return kv_place_find(g, upper, place);
}

bool kv_gazetteer_get(const kv_gazetteer *g, kv_text code, kv_gazetteer_place *place)
{
    uint32_t i;
    if (!kv_place_find_written(g, code, &i))
        return false;
    *place = kv_gazetteer_at(g, i);
    return true;
}

const kv_gazetteer_marks *kv_gazetteer_mark(const kv_gazetteer *g, const char *const *codes, size_t count,
                                            kv_arena *arena, size_t *unknown)
{
    kv_gazetteer_marks *marks = kv_arena_alloc(arena, ((size_t)g->places_count / 64 + 1) * sizeof(uint64_t),
                                               _Alignof(kv_gazetteer_marks));
    size_t missed = 0;
    for (size_t i = 0; marks && i < count; i++) {
        uint32_t place;
        if (kv_place_find(g, codes[i], &place))
            marks->bit[place / 64] |= UINT64_C(1) << place % 64;
        else
            missed++;
    }
    if (unknown)
        *unknown = missed;
    return marks;
}

/* ---- countries ---------------------------------------------------------------------------------------- */

const kv_country_row *kv_country_find(const kv_gazetteer *g, const char *squeezed)
{
    uint32_t low = 0, high = g->countries_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int c = strcmp(g->texts + g->countries[middle].key, squeezed);
        if (!c)
            return &g->countries[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *kv_gazetteer_country_name(const kv_gazetteer *g, const char *country)
{
    char key[3] = "";
    for (int i = 0; i < 2 && country[i]; i++)
        key[i] = country[i] >= 'A' && country[i] <= 'Z' ? (char)(country[i] - 'A' + 'a') : country[i];
    const kv_country_row *row = key[1] && !country[2] ? kv_country_find(g, key) : NULL;
    return row ? g->texts + row->title : "";
}
