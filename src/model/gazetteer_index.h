/* gazetteer_index.h - the file of a gazetteer, byte by byte
 *
 *     header | section | section | ...          all little ends first, every section aligned to 8
 *
 * A place has spellings; a spelling has a key: its words in folded letters, one blank between. The dictionary
 * holds, sorted and once each, every word and every whole name without its blanks; two lists of postings lead
 * from a term back to the spellings:
 *
 *     terms      almaata | almata | almaty | ...            term_lcp   letters shared with the term before
 *     as_name    almaata -> spelling "Alma-Ata"             name_first[t] .. name_first[t + 1] - 1
 *     as_word    alma -> "Alma-Ata", "Alma", "L'Alma" ...   word_first[t] .. word_first[t + 1] - 1
 *
 * Letters outside ASCII are folded by a table over the basic plane, made once from ICU, so that looking up needs
 * no ICU: fold[c] is KV_FOLD_SPACE, KV_FOLD_DROP or the number of a text. */
#ifndef KV_MODEL_GAZETTEER_INDEX_H
#define KV_MODEL_GAZETTEER_INDEX_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/file.h"
#include "base/text.h"
#include "model/gazetteer.h"

#define KV_GAZETTEER_MAGIC "KVPLACES"
enum { KV_GAZETTEER_VERSION = 1, KV_GAZETTEER_BYTE_ORDER = 0x01020304 };

enum {
    KV_CODE_BYTES_MAX = 32,
    KV_KEY_BYTES_MAX = 120,         /* a key, its blanks with it; a term is at most as long */
    KV_KEY_WORDS_MAX = 16,
    KV_FOLD_COUNT = 0x10000,
    KV_FOLD_SPACE = 0,
    KV_FOLD_DROP = 1
};

typedef struct {
    uint32_t code, name, listed;    /* texts */
    int32_t lat_e5, lon_e5;         /* degrees * 100000; INT32_MIN when unknown */
    char country[2], subdivision[3];
    uint8_t functions;
    uint8_t weight;                 /* 0 .. 63: how likely it is meant, from its functions and from being well-known */
    uint8_t zero;
} kv_place_row;
static_assert(sizeof(kv_place_row) == 28, "kv_place_row is written as it lies in memory");

typedef struct {
    uint32_t place;
    uint32_t text;                  /* as it is written */
    uint32_t key;                   /* folded words, in texts too */
    uint8_t words;                  /* in the key, 1 .. KV_KEY_WORDS_MAX */
    uint8_t bytes;                  /* of the key */
    uint8_t derived;                /* 1: cut from a longer name: "Bruges" of "Brugge (Bruges)" */
    char language[5];               /* "", "ru"; NUL-terminated */
} kv_spelling_row;
static_assert(sizeof(kv_spelling_row) == 20, "kv_spelling_row is written as it lies in memory");

typedef struct {
    uint32_t key;                   /* folded name without blanks */
    uint32_t title;                 /* the country's English name */
    char country[2];
    uint8_t zero[2];
} kv_country_row;                   /* sorted by key */
static_assert(sizeof(kv_country_row) == 12, "kv_country_row is written as it lies in memory");

/*    section      element */
#define KV_GAZETTEER_SECTION_MAP(X) \
    X(texts,       char) \
    X(places,      kv_place_row)        /* sorted by code */ \
    X(spellings,   kv_spelling_row)     /* sorted by place */ \
    X(term_at,     uint32_t)            /* into terms, one more than terms */ \
    X(terms,       char) \
    X(term_lcp,    uint8_t) \
    X(back,        uint32_t)            /* terms, sorted by their letters from the end */ \
    X(back_lcp,    uint8_t)             /* letters at the end shared with the term before in that order */ \
    X(name_first,  uint32_t)            /* into names, one more than terms */ \
    X(names,       uint32_t)            /* spellings */ \
    X(word_first,  uint32_t)            /* into words, one more than terms */ \
    X(words,       uint32_t)            /* spellings */ \
    X(countries,   kv_country_row) \
    X(fold,        uint16_t)            /* KV_FOLD_COUNT */ \
    X(fold_at,     uint32_t)            /* into texts */

#define X(name, type) KV_GAZETTEER_##name,
enum { KV_GAZETTEER_SECTION_MAP(X) KV_GAZETTEER_SECTION_COUNT };
#undef X

typedef struct {
    char magic[8];
    uint32_t version, byte_order;
    uint64_t size;                  /* of the whole file */
    uint64_t checksum;              /* XXH3 of everything behind this field */
    struct { uint64_t offset, count; } section[KV_GAZETTEER_SECTION_COUNT];
} kv_gazetteer_header;
static_assert(sizeof(kv_gazetteer_header) == 32 + 16 * KV_GAZETTEER_SECTION_COUNT, "no gaps in the header");

struct kv_gazetteer {
#define X(name, type) const type *name; uint32_t name##_count;
    KV_GAZETTEER_SECTION_MAP(X)
#undef X
    uint32_t term_count;
    kv_file file;                   /* {0} when opened from memory */
};

struct kv_gazetteer_marks { uint64_t bit[1]; };     /* one a place */

/* a code as it stands in the list; as a person writes it; both O(log n) */
bool kv_place_find(const kv_gazetteer *g, const char *code, uint32_t *place);
bool kv_place_find_written(const kv_gazetteer *g, kv_text code, uint32_t *place);
/* a country by its name in any language, folded and without blanks, or its two letters; NULL if none */
const kv_country_row *kv_country_find(const kv_gazetteer *g, const char *squeezed);

/* ---- folding (gazetteer_fold.c) ----------------------------------------------------------------------- */

typedef struct { const uint16_t *fold; const uint32_t *fold_at; const char *texts; } kv_letters;

/* A folded text cut into words: p[at[i]] .. has n[i] letters; the words are joined by single blanks. */
typedef struct {
    char p[KV_KEY_BYTES_MAX + 1];
    uint8_t at[KV_KEY_WORDS_MAX], n[KV_KEY_WORDS_MAX];
    uint32_t count, bytes;
} kv_key;

typedef enum { KV_FOLDED, KV_FOLD_TOO_LONG, KV_FOLD_TOO_MANY_WORDS } kv_fold_result;

/* Fold valid UTF-8 (see kv_utf8_valid) into words; on failure the key is empty. */
kv_fold_result kv_fold(const kv_letters *letters, kv_text text, kv_key *key);
/* the same with wider letters, ä as ae; false when the text has none of them or does not fit */
bool           kv_fold_wide(const kv_letters *letters, kv_text text, kv_key *key);
/* all words without blanks; returns the length */
uint32_t       kv_key_squeeze(const kv_key *key, char out[KV_KEY_BYTES_MAX + 1]);
/* the words i of which mask has bit i */
void           kv_key_keep(const kv_key *from, uint32_t mask, kv_key *out);
/* is it a word that says what a place is ("port", "gare") and not which? *functions is then what it speaks for */
bool           kv_word_generic(const char *p, size_t n, uint32_t *functions);

/* ---- the dictionary (gazetteer_terms.c) --------------------------------------------------------------- */

typedef struct { uint32_t first, end; } kv_terms;

static inline kv_text kv_term(const kv_gazetteer *g, uint32_t t)
{
    return (kv_text){ g->terms + g->term_at[t], g->term_at[t + 1] - g->term_at[t] };
}
/* the term equal to p, or none */
bool     kv_gazetteer_term(const kv_gazetteer *g, const char *p, size_t n, uint32_t *term);
/* the terms that begin with p */
kv_terms kv_term_prefix(const kv_gazetteer *g, const char *p, size_t n);
/* every term at most `limit` errors (1 or 2) from p, which has 4 letters or more, in their order; false when memory
 * is out */
typedef struct { uint32_t term; uint32_t errors; } kv_near;
bool     kv_term_near(const kv_gazetteer *g, const char *p, size_t n, uint32_t limit, kv_arena *arena,
                      kv_near **out, size_t *count);
/* typing errors between two words, or limit + 1 when they are more than limit */
uint32_t kv_typing_errors(const char *a, size_t an, const char *b, size_t bn, uint32_t limit);
/* how many are forgiven in a word of n letters: 0, 1 or 2 */
static inline uint32_t kv_errors_forgiven(size_t n) { return n < 4 ? 0 : n < 8 ? 1 : 2; }

/* ---- letters from ICU (gazetteer_letters.c) ----------------------------------------------------------- */

/* fill fold[KV_FOLD_COUNT] and the texts that it names; texts[0] and [1] stand for SPACE and DROP and are "" */
kv_status kv_letters_make(uint16_t *fold, kv_arena *arena, const char ***texts, uint32_t *count, kv_error *err);

#endif
