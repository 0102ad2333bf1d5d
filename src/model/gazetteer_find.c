/* gazetteer_find.c - what did the person mean?
 *
 * A query is read in several ways at once, and each way asks the dictionary the same questions, cheap ones first:
 *
 *     "poti georgia"     1. all of it is a name      2. "poti", in Georgia      3. "georgia", in no country
 *
 *     is it a name?                 squeezed term -> names            NAME
 *     are all its words in one?     rarest word -> check the others   NAME (all of them), WORDS
 *     does one begin so?            terms with that beginning         PREFIX
 *     is one spelled nearly so?     only if nothing has the name      FUZZY
 *
 * What is found is ranked by one number, most important part first, and the best few are kept. A word such as
 * "port" that is not in the name is left out and speaks for places that are one. */
#include "model/gazetteer_index.h"

#include <string.h>

/* ---- keeping the best --------------------------------------------------------------------------------- */

enum { NO_SPELLING = -1 };

typedef struct {
    uint64_t rank;                  /* the lower, the better */
    uint32_t place;
    int64_t spelling;               /* NO_SPELLING: by code */
    uint8_t match, errors;
} found;

typedef struct {
    const kv_gazetteer *g;
    const kv_gazetteer_marks *favoured;
    kv_arena *arena;
    kv_text query;
    uint32_t functions;             /* wanted: 0 for all */
    char country[2];                /* wanted by the options: "\0" for all */
    bool exact;
    found best[KV_GAZETTEER_LIMIT_MAX];
    uint32_t count, limit;
} search;

/* One way of reading the query. */
typedef struct {
    kv_key key, content;            /* all words; those that say which place */
    kv_text raw;                    /* the text behind the key, when it must also agree letter by letter */
    uint32_t content_mask;
    uint32_t speaks_for;            /* functions, from words such as "port" */
    char country[2], subdivision[3];    /* found in the query; "\0" for none */
    uint8_t penalty;                /* how far-fetched this reading is */
    bool last_is_content;           /* the last word, perhaps unfinished, is in content */
} reading;

typedef struct { uint8_t match, errors, penalty; uint32_t letters; } quality;

static uint64_t rank_of(const search *s, const reading *r, uint32_t place, const kv_spelling_row *row, quality q)
{
    const kv_place_row *p = &s->g->places[place];
    bool favoured = s->favoured && s->favoured->bit[place / 64] >> place % 64 & 1;
    uint32_t weight = p->weight + (p->functions & r->speaks_for ? 40u : 0u);
    uint32_t extra = row && row->bytes > q.letters ? row->bytes - q.letters : 0;
    bool other_text = q.match == KV_MATCH_NAME && !kv_text_is(s->query, s->g->texts + row->text);
    bool other_signs = row && r->raw.n && !kv_text_is(r->raw, s->g->texts + row->text);
    uint64_t rank = q.match;
    rank = rank << 2 | q.errors;
    rank = rank << 3 | q.penalty;
    rank = rank << 1 | other_signs;
    rank = rank << 1 | !favoured;
    rank = rank << 1 | (row ? row->derived & 1u : 0);
    rank = rank << 7 | (127 - weight);
    rank = rank << 8 | extra;
    return rank << 33 | (uint64_t)place << 1 | other_text;
}

static void offer(search *s, const reading *r, uint32_t place, int64_t spelling, quality q)
{
    const kv_place_row *p = &s->g->places[place];
    if ((s->country[0] && memcmp(s->country, p->country, 2) != 0)
        || (r->country[0] && memcmp(r->country, p->country, 2) != 0)
        || (r->subdivision[0] && memcmp(r->subdivision, p->subdivision, 3) != 0)
        || (s->functions && !(s->functions & p->functions)))
        return;
    const kv_spelling_row *row = spelling == NO_SPELLING ? NULL : &s->g->spellings[spelling];
    found f = { rank_of(s, r, place, row, q), place, spelling, q.match, q.errors };
    if (s->count == s->limit && f.rank >= s->best[s->count - 1].rank)
        return;
    uint32_t at = 0;
    while (at < s->count && s->best[at].place != place)
        at++;
    if (at < s->count && s->best[at].rank <= f.rank)
        return;
    if (at == s->count && s->count < s->limit)
        s->count++;
    if (at == s->count)                                 /* full: the last one goes */
        at = s->count - 1;
    for (; at > 0 && s->best[at - 1].rank > f.rank; at--)
        s->best[at] = s->best[at - 1];
    s->best[at] = f;
}

static void offer_spelling(search *s, const reading *r, uint32_t spelling, quality q)
{
    offer(s, r, s->g->spellings[spelling].place, spelling, q);
}

/* ---- is it a name? ------------------------------------------------------------------------------------ */

static void offer_names(search *s, const reading *r, uint32_t term, quality q)
{
    for (uint32_t i = s->g->name_first[term]; i < s->g->name_first[term + 1]; i++)
        offer_spelling(s, r, s->g->names[i], q);
}

static void find_names(search *s, const reading *r)
{
    char squeezed[KV_KEY_BYTES_MAX + 1];
    uint32_t term, n = kv_key_squeeze(&r->key, squeezed);
    if (kv_gazetteer_term(s->g, squeezed, n, &term))
        offer_names(s, r, term, (quality){ KV_MATCH_NAME, 0, r->penalty, r->key.bytes });
    if (r->content.count == r->key.count)
        return;
    n = kv_key_squeeze(&r->content, squeezed);
    if (kv_gazetteer_term(s->g, squeezed, n, &term))
        offer_names(s, r, term, (quality){ KV_MATCH_NAME, 0, (uint8_t)(r->penalty + 1), r->content.bytes });
}

/* ---- are all its words in one? ------------------------------------------------------------------------ */

static uint32_t posting_count(const kv_gazetteer *g, kv_terms terms)
{
    return g->word_first[terms.end] - g->word_first[terms.first];
}

/* Words that must all be in one name, in any order; the last one may be a beginning. */
typedef struct { const kv_key *key; bool unfinished; uint8_t penalty; } wanted;

/* The terms that word i may be: itself, or for an unfinished last word those that begin so. */
static kv_terms terms_of(const search *s, const wanted *x, uint32_t i)
{
    const kv_key *k = x->key;
    if (x->unfinished && i + 1 == k->count)
        return kv_term_prefix(s->g, k->p + k->at[i], k->n[i]);
    uint32_t term;
    bool known = kv_gazetteer_term(s->g, k->p + k->at[i], k->n[i], &term);
    return (kv_terms){ term, term + known };
}

typedef enum { NOT_THERE, BEGINS, THERE } presence;

static presence word_in(const char *key, const char *word, size_t n, bool unfinished)
{
    presence best = NOT_THERE;
    for (const char *p = key; *p; p += *p == ' ') {
        size_t length = strcspn(p, " ");
        if (length >= n && !memcmp(p, word, n)) {
            if (length == n)
                return THERE;
            if (unfinished)
                best = BEGINS;
        }
        p += length;
    }
    return best;
}

static void check_words(search *s, const reading *r, const wanted *x, uint32_t spelling)
{
    const kv_key *k = x->key;
    const kv_spelling_row *row = &s->g->spellings[spelling];
    const char *key = s->g->texts + row->key;
    presence least = THERE;
    for (uint32_t i = 0; i < k->count && least != NOT_THERE; i++) {
        presence p = word_in(key, k->p + k->at[i], k->n[i], x->unfinished && i + 1 == k->count);
        least = p < least ? p : least;
    }
    if (least == NOT_THERE)
        return;
    quality q = { KV_MATCH_WORDS, 0, x->penalty, k->bytes };
    if (least == BEGINS) {
        q.match = KV_MATCH_PREFIX;
    } else if (row->words == k->count) {
        q.match = KV_MATCH_NAME;                        /* its words in another order */
        q.penalty++;
    }
    offer_spelling(s, r, spelling, q);
}

static void find_words(search *s, const reading *r, const wanted *x)
{
    const kv_gazetteer *g = s->g;
    kv_terms rarest = { 0, 0 };
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < x->key->count; i++) {
        kv_terms terms = terms_of(s, x, i);
        uint32_t count = posting_count(g, terms);
        if (count < least) {
            least = count;
            rarest = terms;
        }
    }
    for (uint32_t i = g->word_first[rarest.first]; i < g->word_first[rarest.end]; i++)
        check_words(s, r, x, g->words[i]);
}

/* ---- does one begin so? ------------------------------------------------------------------------------- */

static void find_beginnings(search *s, const reading *r)
{
    char squeezed[KV_KEY_BYTES_MAX + 1];
    uint32_t n = kv_key_squeeze(&r->key, squeezed);
    if (r->key.count == 1 && n < 4)
        return;                                         /* find_words() saw every name that begins so */
    kv_terms terms = kv_term_prefix(s->g, squeezed, n);
    for (uint32_t i = s->g->name_first[terms.first]; i < s->g->name_first[terms.end]; i++)
        offer_spelling(s, r, s->g->names[i], (quality){ KV_MATCH_PREFIX, 0, r->penalty, r->key.bytes });
}

/* ---- is one spelled nearly so? ------------------------------------------------------------------------ */

/* All names that are nearly the words of key, and with one word only, all names that have it nearly. */
static bool find_near_names(search *s, const reading *r, const kv_key *key, uint8_t penalty)
{
    char squeezed[KV_KEY_BYTES_MAX + 1];
    uint32_t n = kv_key_squeeze(key, squeezed), limit = kv_errors_forgiven(n);
    kv_near *near;
    size_t count;
    if (!limit)
        return true;
    if (!kv_term_near(s->g, squeezed, n, limit, s->arena, &near, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        quality q = { KV_MATCH_FUZZY, (uint8_t)near[i].errors, penalty, key->bytes };
        offer_names(s, r, near[i].term, q);
        if (key->count > 1)
            continue;
        q.penalty++;
        for (uint32_t w = s->g->word_first[near[i].term]; w < s->g->word_first[near[i].term + 1]; w++)
            offer_spelling(s, r, s->g->words[w], q);
    }
    return true;
}

static void check_near_words(search *s, const reading *r, uint32_t spelling)
{
    const kv_key *k = &r->content;
    const kv_spelling_row *row = &s->g->spellings[spelling];
    const char *key = s->g->texts + row->key;
    uint32_t errors = 0, letters = 0;
    for (uint32_t i = 0; i < k->count; i++) {
        uint32_t limit = kv_errors_forgiven(k->n[i]), least = limit + 1;
        for (const char *p = key; *p && least; p += *p == ' ') {
            size_t length = strcspn(p, " ");
            uint32_t e = kv_typing_errors(k->p + k->at[i], k->n[i], p, length, limit);
            least = e < least ? e : least;
            p += length;
        }
        if (least > limit)
            return;
        errors += least;
        letters += k->n[i];
    }
    if (errors > kv_errors_forgiven(letters))
        return;
    uint8_t missing = row->words != k->count;           /* the name has words that the query has not */
    offer_spelling(s, r, spelling, (quality){ KV_MATCH_FUZZY, (uint8_t)errors, (uint8_t)(r->penalty + missing), k->bytes });
}

/* Several words, each perhaps wrong: the one with the fewest candidates leads to the spellings. */
static bool find_near_words(search *s, const reading *r)
{
    const kv_key *k = &r->content;
    kv_near *rarest = NULL;
    size_t rarest_count = 0;
    uint64_t least = UINT64_MAX;
    for (uint32_t i = 0; i < k->count; i++) {
        uint32_t limit = kv_errors_forgiven(k->n[i]), term;
        kv_near *near;
        size_t count;
        if (limit) {
            if (!kv_term_near(s->g, k->p + k->at[i], k->n[i], limit, s->arena, &near, &count))
                return false;
        } else {
            near = kv_new(s->arena, kv_near);
            if (!near)
                return false;
            count = kv_gazetteer_term(s->g, k->p + k->at[i], k->n[i], &term);
            *near = (kv_near){ term, 0 };
        }
        uint64_t postings = 0;
        for (size_t j = 0; j < count; j++)
            postings += s->g->word_first[near[j].term + 1] - s->g->word_first[near[j].term];
        if (!postings)
            return true;                                /* nothing has a word like this */
        if (postings < least) {
            least = postings;
            rarest = near;
            rarest_count = count;
        }
    }
    for (size_t j = 0; j < rarest_count; j++)
        for (uint32_t w = s->g->word_first[rarest[j].term]; w < s->g->word_first[rarest[j].term + 1]; w++)
            check_near_words(s, r, s->g->words[w]);
    return true;
}

static bool find_near(search *s, const reading *r)
{
    if (!find_near_names(s, r, &r->key, r->penalty))
        return false;
    if (r->content.count < r->key.count && !find_near_names(s, r, &r->content, (uint8_t)(r->penalty + 1)))
        return false;
    return r->content.count < 2 || find_near_words(s, r);
}

/* ---- ways of reading ---------------------------------------------------------------------------------- */

enum { READINGS_MAX = 10, COUNTRY_WORDS_MAX = 3 };

typedef struct { reading at[READINGS_MAX]; uint32_t count; } readings;

/* Take the words of mask as the name. Returns NULL when there are none or no room. */
static reading *read_as(readings *list, const kv_key *key, uint32_t mask, uint8_t penalty)
{
    if (list->count == READINGS_MAX || !mask)
        return NULL;
    reading *r = &list->at[list->count++];
    memset(r, 0, sizeof *r);
    kv_key_keep(key, mask, &r->key);
    r->penalty = penalty;
    uint32_t functions = 0;
    for (uint32_t i = 0; i < r->key.count; i++) {
        if (kv_word_generic(r->key.p + r->key.at[i], r->key.n[i], &functions))
            continue;
        r->content_mask |= 1u << i;
    }
    if (!r->content_mask)
        r->content_mask = (1u << r->key.count) - 1;     /* a place may be called "Station" */
    else
        r->speaks_for = functions;
    kv_key_keep(&r->key, r->content_mask, &r->content);
    r->last_is_content = r->content_mask >> (r->key.count - 1) & 1;
    return r;
}

static const kv_country_row *country_in(const kv_gazetteer *g, const kv_key *key, uint32_t mask)
{
    kv_key words;
    char squeezed[KV_KEY_BYTES_MAX + 1];
    kv_key_keep(key, mask, &words);
    kv_key_squeeze(&words, squeezed);
    return kv_country_find(g, squeezed);
}

static void set_subdivision(reading *r, const kv_key *key, uint32_t word)
{
    for (uint32_t i = 0; i < key->n[word]; i++) {
        char c = key->p[key->at[word] + i];
        r->subdivision[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
}

/* "name, country" and "name, subdivision": only the last comma counts, and only if what follows is known. */
static bool read_behind_comma(readings *list, const kv_gazetteer *g, const kv_letters *letters, kv_text query)
{
    size_t comma = query.n;
    while (comma > 0 && query.p[comma - 1] != ',')
        comma--;
    if (!comma)
        return false;
    kv_key head, tail;
    kv_text before = { query.p, comma - 1 }, behind = { query.p + comma, query.n - comma };
    if (kv_fold(letters, before, &head) != KV_FOLDED || kv_fold(letters, behind, &tail) != KV_FOLDED || !head.count
        || !tail.count)
        return false;
    const kv_country_row *country = country_in(g, &tail, (1u << tail.count) - 1);
    bool subdivision = tail.count == 1 && tail.n[0] <= 3;
    if (!country && !subdivision)
        return false;
    uint32_t all = (1u << head.count) - 1;
    if (country) {
        reading *r = read_as(list, &head, all, 0);
        memcpy(r->country, country->country, sizeof r->country);
        r->raw = kv_text_trim(before);
    }
    if (subdivision) {
        reading *r = read_as(list, &head, all, country ? 1 : 0);
        set_subdivision(r, &tail, 0);
    }
    return true;
}

static void read_query(readings *list, const kv_gazetteer *g, const kv_letters *letters, kv_text query, const kv_key *key)
{
    list->count = 0;
    if (read_behind_comma(list, g, letters, query))
        return;
    uint32_t n = key->count, all = (1u << n) - 1;
    query = kv_text_trim(query);
    read_as(list, key, all, 0)->raw = query;
    for (uint32_t w = 1; w <= COUNTRY_WORDS_MAX && w < n; w++) {
        uint32_t first = (1u << w) - 1, last = first << (n - w);
        const kv_country_row *country = country_in(g, key, last);
        if (country)
            memcpy(read_as(list, key, all & ~last, 1)->country, country->country, 2);
        country = country_in(g, key, first);
        if (country)
            memcpy(read_as(list, key, all & ~first, 2)->country, country->country, 2);
    }
    if (n > 1 && (kv_text_starts(query, "ст.") || kv_text_starts(query, "ст ")))    /* Russian for station, not Saint */
        read_as(list, key, all & ~1u, 1)->speaks_for |= KV_PLACE_RAIL;
    if (n > 1 && key->n[n - 1] <= 3 && key->n[n - 1] > 1)
        set_subdivision(read_as(list, key, all & ~(1u << (n - 1)), 3), key, n - 1);
}

/* Different Chinese names read alike in Latin letters: then the signs decide. */
static bool has_chinese(kv_text t)
{
    for (size_t i = 0; i < t.n; i++)
        if ((unsigned char)t.p[i] >= 0xE3)              /* U+3000 and on */
            return true;
    return false;
}

/* ---- all together ------------------------------------------------------------------------------------- */

static kv_status check_options(search *s, const kv_gazetteer_options *o, kv_error *err)
{
    s->limit = o->limit ? o->limit : KV_GAZETTEER_LIMIT;
    if (s->limit > KV_GAZETTEER_LIMIT_MAX)
        return kv_fail(err, KV_INVALID, "limit", "%u hits are more than %d", (unsigned)s->limit, KV_GAZETTEER_LIMIT_MAX);
    s->functions = o->functions;
    s->favoured = o->favoured;
    s->exact = o->exact;
    if (!o->country[0])
        return KV_OK;
    for (int i = 0; i < 2; i++) {
        char c = o->country[i];
        s->country[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if (s->country[i] < 'A' || s->country[i] > 'Z' || o->country[2])
            return kv_fail(err, KV_INVALID, "country", "'%.4s' is not a country code of two letters", o->country);
    }
    return KV_OK;
}

static kv_status check_query(const kv_letters *letters, kv_text query, kv_key *key, kv_error *err)
{
    size_t bad_at;
    if (query.n > KV_GAZETTEER_QUERY_BYTES_MAX)
        return kv_fail(err, KV_INVALID, "query", "%zu bytes are more than any name has", query.n);
    if (!kv_utf8_valid(query, &bad_at))
        return kv_fail(err, KV_INVALID, "query", "byte %zu is not UTF-8", bad_at + 1);
    switch (kv_fold(letters, query, key)) {
    case KV_FOLD_TOO_LONG:
        return kv_fail(err, KV_INVALID, "query", "this is longer than any name");
    case KV_FOLD_TOO_MANY_WORDS:
        return kv_fail(err, KV_INVALID, "query", "these are more than %d words", KV_KEY_WORDS_MAX);
    case KV_FOLDED:
        break;
    }
    return KV_OK;
}

static bool has_name(const search *s) { return s->count && s->best[0].match <= KV_MATCH_NAME; }

static bool run(search *s, const readings *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const reading *r = &list->at[i];
        find_names(s, r);
        find_words(s, r, &(wanted){ &r->key, !s->exact, r->penalty });
        if (!s->exact)
            find_beginnings(s, r);
    }
    for (uint32_t i = 0; i < list->count && !s->count; i++) {
        const reading *r = &list->at[i];                /* nothing has all the words: those that say which place */
        if (r->content.count < r->key.count)
            find_words(s, r, &(wanted){ &r->content, !s->exact && r->last_is_content, (uint8_t)(r->penalty + 1) });
    }
    if (s->exact || has_name(s) || s->count == s->limit)
        return true;
    for (uint32_t i = 0; i < list->count; i++)
        if (!find_near(s, &list->at[i]))
            return false;
    return true;
}

static kv_status hand_over(const search *s, kv_gazetteer_hits *hits, kv_error *err)
{
    const kv_gazetteer *g = s->g;
    if (!s->count)
        return KV_OK;
    kv_gazetteer_hit *at = kv_new_array(s->arena, kv_gazetteer_hit, s->count);
    if (!at)
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    for (uint32_t i = 0; i < s->count; i++) {
        const found *f = &s->best[i];
        at[i].place = kv_gazetteer_at(g, f->place);
        at[i].match = (kv_match)f->match;
        at[i].errors = f->errors;
        at[i].spelling = f->spelling == NO_SPELLING ? at[i].place.code : g->texts + g->spellings[f->spelling].text;
        at[i].language = f->spelling == NO_SPELLING ? "" : g->spellings[f->spelling].language;
        at[i].favoured = s->favoured && s->favoured->bit[f->place / 64] >> f->place % 64 & 1;
    }
    *hits = (kv_gazetteer_hits){ at, s->count };
    return KV_OK;
}

kv_status kv_gazetteer_find(const kv_gazetteer *g, kv_text query, const kv_gazetteer_options *options,
                            kv_arena *arena, kv_gazetteer_hits *hits, kv_error *err)
{
    static const kv_gazetteer_options none;
    kv_letters letters = { g->fold, g->fold_at, g->texts };
    search s = { .g = g, .arena = arena, .query = kv_text_trim(query) };
    readings list;
    kv_key key = { 0 };
    *hits = (kv_gazetteer_hits){ 0 };
    kv_status status = check_options(&s, options ? options : &none, err);
    if (!status)
        status = check_query(&letters, query, &key, err);
    if (status)
        return status;
    uint32_t place;
    reading by_code = { 0 };
    if (kv_place_find_written(g, query, &place))
        offer(&s, &by_code, place, NO_SPELLING, (quality){ KV_MATCH_CODE, 0, 0, 0 });
    if (key.count) {
        read_query(&list, g, &letters, query, &key);
        if (!has_chinese(query))
            for (uint32_t i = 0; i < list.count; i++)
                list.at[i].raw = (kv_text){ 0 };
        if (!run(&s, &list))
            return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    }
    return hand_over(&s, hits, err);
}
