/* gazetteer.h - find a place of the world by code or by name, in any script, with typing errors forgiven
 *
 *     kv_gazetteer *g;
 *     kv_gazetteer_open(&g, "places.kvg", &err);
 *     kv_gazetteer_hits hits;
 *     kv_gazetteer_find(g, kv_text_of("Сиань, Китай"), NULL, &arena, &hits, &err);
 *     printf("%s %s\n", hits.at[0].place.code, hits.at[0].place.name);     // CNXIA Xi'an
 *
 * The index holds all UN/LOCODEs, further places of the corridor (codes CC-NAME) and other spellings of
 * well-known ones; kv_gazetteer_build() makes it from the csv files of data/places. It is mapped read-only:
 * one open gazetteer serves any number of threads at once, each with its own arena.
 *
 * How two names are the same: letters lose case and marks, other scripts are read in Latin letters, apostrophes
 * vanish, all other signs part words, "Pt" is "port", "St" before a word is "saint". So Gəncə, GANCA and Гянджа
 * (as data/places/names.csv spells it) lead to one place. "ä" is "a" and also "ae", "ø" is "o" and also "oe".
 *
 * What a typing error is: a letter too many, too few or wrong, or two neighbours exchanged (optimal string
 * alignment). One is forgiven from 4 letters on, two from 8. Errors are looked for only when nothing has
 * exactly the name. */
#ifndef KV_MODEL_GAZETTEER_H
#define KV_MODEL_GAZETTEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"

typedef struct kv_gazetteer kv_gazetteer;       /* opaque: a mapped file, read-only, shared by all threads */

/* What happens at a place, from the functions of UN/LOCODE; none means that the list does not know. */
#define KV_PLACE_FUNCTION_MAP(X) \
    X(PORT,       '1', "port") \
    X(RAIL,       '2', "rail terminal") \
    X(ROAD,       '3', "road terminal") \
    X(AIRPORT,    '4', "airport") \
    X(POST,       '5', "postal exchange") \
    X(INLAND,     '6', "inland terminal") \
    X(FIXED,      '7', "pipeline or fixed transport") \
    X(BORDER,     'B', "border crossing")
#define X(name, sign, text) KV_PLACE_BIT_##name,
enum { KV_PLACE_FUNCTION_MAP(X) KV_PLACE_BIT_COUNT };
#undef X
#define X(name, sign, text) KV_PLACE_##name = 1 << KV_PLACE_BIT_##name,
enum { KV_PLACE_FUNCTION_MAP(X) KV_PLACE_NO_FUNCTION = 0 };
#undef X

typedef struct {                /* texts live as long as the gazetteer is open and are never NULL */
    const char *code;           /* "CNXAG", "KZ-ALTYNKOL" */
    const char *name;           /* for people: "Xi'an International Land Port" */
    const char *listed;         /* as UN/LOCODE lists it, with its letters put back: "Xianguojilugang" */
    char country[4];            /* ISO 3166: "CN"; XZ for places in no country's waters */
    char subdivision[4];        /* ISO 3166-2 without the country, "" when unknown */
    uint32_t functions;         /* KV_PLACE_PORT | ..., 0 when unknown */
    bool located;               /* lat and lon are known */
    double lat, lon;            /* degrees, WGS 84; 0 when not known */
} kv_gazetteer_place;

/* How a hit was found, best first. */
#define KV_MATCH_MAP(X) \
    X(CODE,   "code") \
    X(NAME,   "name") \
    X(WORDS,  "words") \
    X(PREFIX, "prefix") \
    X(FUZZY,  "fuzzy")
#define X(name, text) KV_MATCH_##name,
typedef enum { KV_MATCH_MAP(X) KV_MATCH_COUNT } kv_match;
#undef X
const char *kv_match_text(kv_match match);      /* "code", "name" ...; static */

typedef struct {
    kv_gazetteer_place place;
    kv_match match;
    uint32_t errors;            /* typing errors forgiven: 0, 1 or 2 */
    const char *spelling;       /* the spelling that matched: "Тифлис"; for CODE the code */
    const char *language;       /* of that spelling: "ru"; "" for names of the list */
    bool favoured;              /* it was among options.favoured */
} kv_gazetteer_hit;

typedef struct { kv_gazetteer_hit *at; size_t count; } kv_gazetteer_hits;

/* A set of places to put first among equals, such as the places of the corridor. */
typedef struct kv_gazetteer_marks kv_gazetteer_marks;

enum { KV_GAZETTEER_LIMIT = 10, KV_GAZETTEER_LIMIT_MAX = 100, KV_GAZETTEER_QUERY_BYTES_MAX = 400 };

typedef struct {                /* {0} is fine, and so is NULL */
    uint32_t limit;             /* hits wanted, 1 .. KV_GAZETTEER_LIMIT_MAX; 0 is KV_GAZETTEER_LIMIT */
    char country[4];            /* only places of this country, "GE" or "ge"; "" for all */
    uint32_t functions;         /* only places with one of these; 0 for all */
    const kv_gazetteer_marks *favoured;     /* NULL: none */
    bool exact;                 /* no typing errors, no beginnings of words */
} kv_gazetteer_options;

/* kv_gazetteer_open - map an index
 * fails      KV_MISSING when there is no file; KV_INVALID when it is no index, of another version, cut off or damaged
 * cost       one pass over the file for its checksum and its bounds: 4 ms for the whole world */
kv_status kv_gazetteer_open(kv_gazetteer **out, const char *path, kv_error *err);
/* the same from memory, aligned to 8 bytes, which must outlive the gazetteer; `where` names it in errors */
kv_status kv_gazetteer_open_bytes(kv_gazetteer **out, const void *data, size_t size, const char *where, kv_error *err);
void      kv_gazetteer_close(kv_gazetteer *g);                              /* NULL is fine */

size_t    kv_gazetteer_count(const kv_gazetteer *g);
kv_gazetteer_place kv_gazetteer_at(const kv_gazetteer *g, size_t i);        /* i below count; in the order of codes */

/* kv_gazetteer_get - the place with exactly this code; case and a blank or hyphen behind the country do not matter
 * returns    false when there is none; *place is then untouched
 * cost       O(log n), under 1 us; allocates nothing */
bool kv_gazetteer_get(const kv_gazetteer *g, kv_text code, kv_gazetteer_place *place);

/* kv_gazetteer_find - the places that a person may mean
 * query      UTF-8: a code, or a name with its words in any order, alone or with its country: "Xian, CN", "xian cn",
 *            "Poti Georgia", "Поти, Грузия". Words such as port, station, airport need not be in the name;
 *            they prefer places that are one. The last word may be unfinished.
 * options    NULL for none
 * arena      the hits live there; about 2 kB for 10 hits
 * hits       best first: by kind of match, then errors, favoured, importance (from the functions), length; equal
 *            input gives equal output. A place stands there once, with its best match. No hit is KV_OK and count 0.
 * fails      KV_INVALID: not UTF-8, longer than KV_GAZETTEER_QUERY_BYTES_MAX, more than 16 words, bad options;
 *            KV_MEMORY
 * cost       5 us for a name, 30 us (p99 0.7 ms) for a beginning, 150 us (p99 0.6 ms) with a typing error; allocates
 *            from the arena only */
kv_status kv_gazetteer_find(const kv_gazetteer *g, kv_text query, const kv_gazetteer_options *options,
                            kv_arena *arena, kv_gazetteer_hits *hits, kv_error *err);

/* kv_gazetteer_mark - gather places by code; codes that nobody knows are counted in *unknown (may be NULL)
 * returns    a set in the arena, good for this gazetteer; NULL only when memory is out. 14 kB. */
const kv_gazetteer_marks *kv_gazetteer_mark(const kv_gazetteer *g, const char *const *codes, size_t count,
                                            kv_arena *arena, size_t *unknown);

const char *kv_gazetteer_country_name(const kv_gazetteer *g, const char *country);  /* "GE" -> "Georgia"; "" if unknown */
size_t      kv_place_functions_text(uint32_t functions, char out[16]);              /* "1246", as in the list */

/* kv_gazetteer_build - compile csv files into an index
 * list       code,name,name_ascii,subdivision,function,lat,lon[,...]       (data/places/unlocode.csv)
 * extra      code,name,lat,lon,country,kind[,...]                          (data/places/extra.csv), may be empty
 * names      code,lang,name                                                (data/places/names.csv), may be empty
 *            a row with lang "en" that comes first for its code is the place's name for people
 * out        the bytes of the file, in the arena; equal input gives equal bytes
 * fails      KV_INVALID with file and line: a bad row, a code twice, a name for a code that is nowhere
 * cost       2 s and 100 MB for the whole world; uses ICU, which looking up does not */
typedef struct { const char *where; const char *data; size_t size; } kv_gazetteer_source;
kv_status kv_gazetteer_build(kv_gazetteer_source list, kv_gazetteer_source extra, kv_gazetteer_source names,
                             kv_arena *arena, kv_text *out, kv_error *err);

#endif
