/* gazetteer_write.c - the dictionary over all spellings, and the bytes of the file
 *
 * Every spelling gives one entry for its whole name without blanks and one for each of its words. Sorted, equal
 * letters become one term, and the entries behind it its two lists of postings. */
#define _GNU_SOURCE                                         /* qsort_r */
#include "model/gazetteer_build.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

typedef kv_gazetteer_builder builder;

typedef struct { const char *p; uint32_t spelling; uint8_t n; uint8_t word; } entry;

typedef struct {
    KV_VEC(entry) entries;
    KV_VEC(uint32_t) term_at, name_first, names, word_first, words;
    KV_VEC(char) terms;
    KV_VEC(uint8_t) lcp;
    uint32_t *back;
    uint8_t *back_lcp;
} dictionary;

static kv_status no_memory(builder *b) { return kv_fail(b->err, KV_MEMORY, NULL, "memory is out"); }

/* A place's spellings, whole names before cut ones. The same letters with the same text are said once, for the
 * list before a language and for English before others. */
static int by_place(const void *a, const void *b, void *texts)
{
    const kv_spelling_row *p = a, *q = b;
    (void)texts;
    if (p->place != q->place)
        return p->place < q->place ? -1 : 1;
    if (p->derived != q->derived)
        return p->derived - q->derived;
    if (p->key != q->key)
        return p->key < q->key ? -1 : 1;
    if (p->text != q->text)
        return p->text < q->text ? -1 : 1;
    int english = !strcmp(q->language, "en") - !strcmp(p->language, "en");
    return english ? english : strcmp(p->language, q->language);
}

static void tidy_spellings(builder *b)
{
    qsort_r(b->spellings.at, b->spellings.count, sizeof *b->spellings.at, by_place, NULL);
    size_t kept = 0;
    for (size_t i = 0; i < b->spellings.count; i++) {
        const kv_spelling_row *s = &b->spellings.at[i];
        bool known = false;
        for (size_t k = kept; k-- > 0 && b->spellings.at[k].place == s->place && !known;)
            known = b->spellings.at[k].key == s->key && b->spellings.at[k].text == s->text;
        if (!known)
            b->spellings.at[kept++] = *s;
    }
    b->spellings.count = kept;
}

static bool add_entries(builder *b, dictionary *d)
{
    for (uint32_t s = 0; s < b->spellings.count; s++) {
        const char *key = kv_pool_get(&b->texts, b->spellings.at[s].key);
        char squeezed[KV_KEY_BYTES_MAX];
        size_t n = 0;
        for (const char *p = key; *p;) {
            size_t length = strcspn(p, " ");
            if (!kv_vec_push(&d->entries, ((entry){ p, s, (uint8_t)length, 1 })))
                return false;
            memcpy(squeezed + n, p, length);
            n += length;
            p += length + (p[length] == ' ');
        }
        char *whole = kv_arena_text(b->arena, squeezed, n);
        if (!whole || !kv_vec_push(&d->entries, ((entry){ whole, s, (uint8_t)n, 0 })))
            return false;
    }
    return true;
}

static int by_letters(const void *a, const void *b, void *nothing)
{
    const entry *p = a, *q = b;
    (void)nothing;
    int c = memcmp(p->p, q->p, p->n < q->n ? p->n : q->n);
    if (c)
        return c;
    if (p->n != q->n)
        return p->n - q->n;
    if (p->word != q->word)
        return p->word - q->word;
    return (p->spelling > q->spelling) - (p->spelling < q->spelling);
}

static bool add_term(dictionary *d, const entry *e, const entry *before)
{
    uint8_t lcp = 0;
    while (before && lcp < e->n && lcp < before->n && e->p[lcp] == before->p[lcp])
        lcp++;
    if (!kv_vec_push(&d->term_at, (uint32_t)d->terms.count) || !kv_vec_push(&d->lcp, lcp)
        || !kv_vec_push(&d->name_first, (uint32_t)d->names.count)
        || !kv_vec_push(&d->word_first, (uint32_t)d->words.count) || !kv_vec_reserve(&d->terms, e->n))
        return false;
    memcpy(d->terms.at + d->terms.count, e->p, e->n);
    d->terms.count += e->n;
    return true;
}

static uint8_t shared_end(const dictionary *d, uint32_t s, uint32_t t)
{
    uint32_t n = d->term_at.at[s + 1] - d->term_at.at[s], m = d->term_at.at[t + 1] - d->term_at.at[t];
    const char *p = d->terms.at + d->term_at.at[s + 1], *q = d->terms.at + d->term_at.at[t + 1];
    uint8_t shared = 0;
    while (shared < n && shared < m && p[-1 - shared] == q[-1 - shared])
        shared++;
    return shared;
}

static int by_end(const void *a, const void *b, void *dictionary_)
{
    const dictionary *d = dictionary_;
    uint32_t s = *(const uint32_t *)a, t = *(const uint32_t *)b, shared = shared_end(d, s, t);
    uint32_t n = d->term_at.at[s + 1] - d->term_at.at[s], m = d->term_at.at[t + 1] - d->term_at.at[t];
    if (shared == n || shared == m)
        return (n > m) - (n < m);
    return d->terms.at[d->term_at.at[s + 1] - 1 - shared] - d->terms.at[d->term_at.at[t + 1] - 1 - shared];
}

static bool sort_by_end(builder *b, dictionary *d)
{
    size_t count = d->lcp.count;
    d->back = kv_new_array(b->arena, uint32_t, count);
    d->back_lcp = kv_new_array(b->arena, uint8_t, count);
    if (!d->back || !d->back_lcp)
        return false;
    for (uint32_t t = 0; t < count; t++)
        d->back[t] = t;
    qsort_r(d->back, count, sizeof *d->back, by_end, d);
    for (size_t t = 1; t < count; t++)
        d->back_lcp[t] = shared_end(d, d->back[t - 1], d->back[t]);
    return true;
}

static bool make_dictionary(builder *b, dictionary *d)
{
    if (!add_entries(b, d))
        return false;
    qsort_r(d->entries.at, d->entries.count, sizeof *d->entries.at, by_letters, NULL);
    const entry *term = NULL;
    for (size_t i = 0; i < d->entries.count; i++) {
        const entry *e = &d->entries.at[i];
        bool same = term && term->n == e->n && !memcmp(term->p, e->p, e->n);
        if (!same && !add_term(d, e, term))
            return false;
        if (!same)
            term = e;
        const entry *last = i ? e - 1 : NULL;           /* a word may stand twice in one name */
        if (same && last->word == e->word && last->spelling == e->spelling)
            continue;
        if (e->word ? !kv_vec_push(&d->words, e->spelling) : !kv_vec_push(&d->names, e->spelling))
            return false;
    }
    return kv_vec_push(&d->term_at, (uint32_t)d->terms.count) && kv_vec_push(&d->name_first, (uint32_t)d->names.count)
        && kv_vec_push(&d->word_first, (uint32_t)d->words.count) && sort_by_end(b, d);
}

typedef struct { const void *data; size_t count, element; } piece;

static kv_status join(builder *b, const piece piece_of[KV_GAZETTEER_SECTION_COUNT], kv_text *out)
{
    kv_gazetteer_header h = { .version = KV_GAZETTEER_VERSION, .byte_order = KV_GAZETTEER_BYTE_ORDER };
    memcpy(h.magic, KV_GAZETTEER_MAGIC, sizeof h.magic);
    uint64_t at = sizeof h;
    for (int i = 0; i < KV_GAZETTEER_SECTION_COUNT; i++) {
        h.section[i].offset = at;
        h.section[i].count = piece_of[i].count;
        at = (at + piece_of[i].count * piece_of[i].element + 7) & ~(uint64_t)7;
    }
    h.size = at;
    char *bytes = kv_arena_alloc(b->arena, at, 8);      /* zeroed: the gaps are zeros */
    if (!bytes)
        return no_memory(b);
    for (int i = 0; i < KV_GAZETTEER_SECTION_COUNT; i++)
        if (piece_of[i].count)
            memcpy(bytes + h.section[i].offset, piece_of[i].data, piece_of[i].count * piece_of[i].element);
    memcpy(bytes, &h, sizeof h);
    size_t from = offsetof(kv_gazetteer_header, checksum) + sizeof h.checksum;
    h.checksum = XXH3_64bits(bytes + from, at - from);
    memcpy(bytes, &h, sizeof h);
    *out = (kv_text){ bytes, at };
    return KV_OK;
}

kv_status kv_builder_write(kv_gazetteer_builder *b, kv_text *out)
{
    dictionary d = { 0 };
    tidy_spellings(b);
    kv_place_row *places = kv_new_array(b->arena, kv_place_row, b->places.count);
    for (size_t i = 0; places && i < b->places.count; i++)
        places[i] = b->places.at[i].row;
    kv_status status = !places || !make_dictionary(b, &d) ? no_memory(b) : KV_OK;
    if (!status) {
        const piece all[KV_GAZETTEER_SECTION_COUNT] = {
            [KV_GAZETTEER_texts] = { b->texts.bytes.at, b->texts.bytes.count, 1 },
            [KV_GAZETTEER_places] = { places, b->places.count, sizeof *places },
            [KV_GAZETTEER_spellings] = { b->spellings.at, b->spellings.count, sizeof *b->spellings.at },
            [KV_GAZETTEER_term_at] = { d.term_at.at, d.term_at.count, sizeof *d.term_at.at },
            [KV_GAZETTEER_terms] = { d.terms.at, d.terms.count, 1 },
            [KV_GAZETTEER_term_lcp] = { d.lcp.at, d.lcp.count, 1 },
            [KV_GAZETTEER_back] = { d.back, d.lcp.count, sizeof *d.back },
            [KV_GAZETTEER_back_lcp] = { d.back_lcp, d.lcp.count, 1 },
            [KV_GAZETTEER_name_first] = { d.name_first.at, d.name_first.count, sizeof *d.name_first.at },
            [KV_GAZETTEER_names] = { d.names.at, d.names.count, sizeof *d.names.at },
            [KV_GAZETTEER_word_first] = { d.word_first.at, d.word_first.count, sizeof *d.word_first.at },
            [KV_GAZETTEER_words] = { d.words.at, d.words.count, sizeof *d.words.at },
            [KV_GAZETTEER_countries] = { b->countries.at, b->countries.count, sizeof *b->countries.at },
            [KV_GAZETTEER_fold] = { b->fold, KV_FOLD_COUNT, sizeof b->fold[0] },
            [KV_GAZETTEER_fold_at] = { b->fold_at, b->fold_at_count, sizeof *b->fold_at },
        };
        status = join(b, all, out);
    }
    kv_vec_free(&d.entries);
    kv_vec_free(&d.term_at);
    kv_vec_free(&d.name_first);
    kv_vec_free(&d.names);
    kv_vec_free(&d.word_first);
    kv_vec_free(&d.words);
    kv_vec_free(&d.terms);
    kv_vec_free(&d.lcp);
    return status;
}
