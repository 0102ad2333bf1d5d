/* gazetteer_fold.c - from what a person typed to the words that are compared
 *
 *     "Порт Баку"      port baku          Cyrillic, Georgian, Armenian, Greek, Chinese ... in Latin letters
 *     "Xi'an Pt"       xian port          apostrophes vanish, abbreviations of the list are written out
 *     "上海港"          shanghai gang      a sign that says what a place is (harbour, city) is a word of its own
 *     "Bakı (Xəzər)"   baki xazar         marks and case vanish, other signs part words
 *
 * The letters come from a table in the index; here is only what no letter can know alone. */
#include "model/gazetteer_index.h"

#include <string.h>

/* The next code point of valid UTF-8. */
static uint32_t take(const char **p)
{
    const unsigned char *u = (const unsigned char *)*p;
    if (u[0] < 0x80) {
        *p += 1;
        return u[0];
    }
    if (u[0] < 0xE0) {
        *p += 2;
        return (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu);
    }
    if (u[0] < 0xF0) {
        *p += 3;
        return (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
    }
    *p += 4;
    return (u[0] & 0x07u) << 18 | (u[1] & 0x3Fu) << 12 | (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
}

/* Letters that people without them write as two; the table has them as one. */
static const char *wide(uint32_t c)
{
    switch (c) {
    case 0xC4: case 0xE4: return "ae";
    case 0xD6: case 0xF6: case 0xD8: case 0xF8: return "oe";
    case 0xDC: case 0xFC: return "ue";
    case 0xC5: case 0xE5: return "aa";
    case 0x18F: case 0x259: return "e";
    default: return NULL;
    }
}

/* What the list abbreviates. "St" and the like stand before a name, never behind it. */
static const struct { const char *is, *means; bool leads; } shorts[] = {
    { "pt", "port", false }, { "apt", "airport", false }, { "airpt", "airport", false },
    { "int", "international", false }, { "intl", "international", false }, { "rwy", "railway", false },
    { "st", "saint", true }, { "ste", "sainte", true }, { "mt", "mount", true }, { "ft", "fort", true },
};

typedef struct { kv_key *key; bool open; kv_fold_result result; } writer;

static void put(writer *w, char c)
{
    kv_key *k = w->key;
    if (w->result != KV_FOLDED)
        return;
    if (!w->open && k->count == KV_KEY_WORDS_MAX) {
        w->result = KV_FOLD_TOO_MANY_WORDS;
        return;
    }
    if (k->bytes + 2 > KV_KEY_BYTES_MAX) {
        w->result = KV_FOLD_TOO_LONG;
        return;
    }
    if (!w->open) {
        if (k->count)
            k->p[k->bytes++] = ' ';
        k->at[k->count] = (uint8_t)k->bytes;
        k->n[k->count++] = 0;
        w->open = true;
    }
    k->p[k->bytes++] = c;
    k->n[k->count - 1]++;
}

static void put_text(writer *w, const char *s)
{
    for (; *s; s++) {
        if (*s == ' ')
            w->open = false;
        else
            put(w, *s);
    }
}

/* Write the abbreviated words out. Rare, so the key is made anew. */
static kv_fold_result spell_out(kv_key *key)
{
    bool any = false;
    const char *means[KV_KEY_WORDS_MAX] = { 0 };
    for (uint32_t i = 0; i < key->count; i++) {
        for (size_t s = 0; s < sizeof shorts / sizeof shorts[0]; s++) {
            if (key->count > 1 && strlen(shorts[s].is) == key->n[i] && !memcmp(key->p + key->at[i], shorts[s].is, key->n[i])
                && (!shorts[s].leads || i + 1 < key->count)) {
                means[i] = shorts[s].means;
                any = true;
            }
        }
    }
    if (!any)
        return KV_FOLDED;
    kv_key from = *key;
    *key = (kv_key){ 0 };
    writer w = { key, false, KV_FOLDED };
    for (uint32_t i = 0; i < from.count; i++) {
        w.open = false;
        if (means[i]) {
            put_text(&w, means[i]);
            continue;
        }
        for (uint32_t j = 0; j < from.n[i]; j++)
            put(&w, from.p[from.at[i] + j]);
    }
    return w.result;
}

static kv_fold_result fold(const kv_letters *letters, kv_text text, bool wider, kv_key *key, bool *widened)
{
    memset(key, 0, sizeof *key);
    writer w = { key, false, KV_FOLDED };
    uint32_t before = 0;
    for (const char *p = text.p, *end = text.p + text.n; p < end && w.result == KV_FOLDED;) {
        uint32_t c = take(&p);
        uint16_t f = c < KV_FOLD_COUNT ? letters->fold[c] : KV_FOLD_DROP;
        const char *two = wider ? wide(c) : NULL;
        if (two) {
            put_text(&w, two);
            *widened = true;
        } else if (c == 0x306 && (before == 0x438 || before == 0x418) && w.open) {
            key->p[key->bytes - 1] = 'y';               /* Cyrillic short i in two parts */
        } else if (c == 0x582 && (before == 0x578 || before == 0x548) && w.open) {
            key->p[key->bytes - 1] = 'u';               /* Armenian writes u as o and w */
        } else if (f == KV_FOLD_SPACE) {
            w.open = false;
        } else if (f != KV_FOLD_DROP) {
            put_text(&w, letters->texts + letters->fold_at[f]);
        }
        before = c;
    }
    if (w.result == KV_FOLDED)
        w.result = spell_out(key);
    if (w.result != KV_FOLDED)
        memset(key, 0, sizeof *key);
    key->p[key->bytes] = '\0';
    return w.result;
}

kv_fold_result kv_fold(const kv_letters *letters, kv_text text, kv_key *key)
{
    return fold(letters, text, false, key, NULL);
}

bool kv_fold_wide(const kv_letters *letters, kv_text text, kv_key *key)
{
    bool widened = false;
    return fold(letters, text, true, key, &widened) == KV_FOLDED && widened;
}

uint32_t kv_key_squeeze(const kv_key *key, char out[KV_KEY_BYTES_MAX + 1])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < key->count; i++) {
        memcpy(out + n, key->p + key->at[i], key->n[i]);
        n += key->n[i];
    }
    out[n] = '\0';
    return n;
}

void kv_key_keep(const kv_key *from, uint32_t mask, kv_key *out)
{
    memset(out, 0, sizeof *out);
    for (uint32_t i = 0; i < from->count; i++) {
        if (!(mask & 1u << i))
            continue;
        if (out->count)
            out->p[out->bytes++] = ' ';
        out->at[out->count] = (uint8_t)out->bytes;
        out->n[out->count++] = from->n[i];
        memcpy(out->p + out->bytes, from->p + from->at[i], from->n[i]);
        out->bytes += from->n[i];
    }
}

/* Words that say what a place is, in folded letters; the languages of the corridor and its ends. */
static const struct { const char *word; uint32_t functions; } generic[] = {
    { "port", KV_PLACE_PORT }, { "ports", KV_PLACE_PORT }, { "seaport", KV_PLACE_PORT }, { "harbour", KV_PLACE_PORT },
    { "harbor", KV_PLACE_PORT }, { "hafen", KV_PLACE_PORT }, { "haven", KV_PLACE_PORT }, { "puerto", KV_PLACE_PORT },
    { "porto", KV_PLACE_PORT }, { "portu", KV_PLACE_PORT }, { "porti", KV_PLACE_PORT }, { "portul", KV_PLACE_PORT },
    { "liman", KV_PLACE_PORT }, { "limani", KV_PLACE_PORT }, { "gang", KV_PLACE_PORT }, { "navsadguri", KV_PLACE_PORT },
    { "bandar", KV_PLACE_PORT }, { "bender", KV_PLACE_PORT },
    { "airport", KV_PLACE_AIRPORT }, { "aeroport", KV_PLACE_AIRPORT }, { "aeroporto", KV_PLACE_AIRPORT },
    { "aeropuerto", KV_PLACE_AIRPORT }, { "flughafen", KV_PLACE_AIRPORT }, { "havalimani", KV_PLACE_AIRPORT },
    { "station", KV_PLACE_RAIL }, { "railway", KV_PLACE_RAIL }, { "rail", KV_PLACE_RAIL }, { "gare", KV_PLACE_RAIL },
    { "bahnhof", KV_PLACE_RAIL }, { "stantsiya", KV_PLACE_RAIL }, { "stansiya", KV_PLACE_RAIL },
    { "stansiyasi", KV_PLACE_RAIL }, { "vokzal", KV_PLACE_RAIL }, { "gar", KV_PLACE_RAIL }, { "gari", KV_PLACE_RAIL },
    { "zhan", KV_PLACE_RAIL }, { "terminal", KV_PLACE_INLAND }, { "terminali", KV_PLACE_INLAND },
    { "border", KV_PLACE_BORDER }, { "crossing", KV_PLACE_BORDER },
    { "city", 0 }, { "town", 0 }, { "gorod", 0 }, { "g", 0 }, { "shi", 0 }, { "sheher", 0 }, { "seher", 0 },
    { "sahar", 0 }, { "of", 0 }, { "the", 0 }, { "near", 0 },
};

bool kv_word_generic(const char *p, size_t n, uint32_t *functions)
{
    for (size_t i = 0; i < sizeof generic / sizeof generic[0]; i++) {
        if (strlen(generic[i].word) == n && !memcmp(generic[i].word, p, n)) {
            *functions |= generic[i].functions;
            return true;
        }
    }
    return false;
}
