/* gazetteer_letters.c - how every letter of the world reads in a to z, asked of ICU once, when the index is made
 *
 * Scripts whose place names the corridor meets daily follow the spellings that maps use (BGN/PCGN for Cyrillic and
 * Armenian, the national system for Georgian, ELOT for Greek, shortened to plain letters), because the list is
 * written so: Шымкент must read shymkent, not simkent. Everything else is left to ICU's Any-Latin, Latin-ASCII. */
#include "model/gazetteer_index.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

/* Runs of letters from a first one on; "-" stands for a letter that vanishes, "." for one left to ICU. */
static const struct { uint32_t first; const char *reads; } runs[] = {
    /* а .. я */
    { 0x430, "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya" },
    /* ѐ .. џ */
    { 0x450, "e e dj g ye z i yi j lj nj c k i u dz" },
    /* Ukrainian ґ, Kazakh and other Turkic letters, every second one is a capital */
    { 0x491, "g" }, { 0x493, "g" }, { 0x497, "zh" }, { 0x49B, "k" }, { 0x49D, "g" }, { 0x4A3, "n" },
    { 0x4AF, "u" }, { 0x4B1, "u" }, { 0x4B3, "kh" }, { 0x4B7, "j" }, { 0x4B9, "j" }, { 0x4BB, "h" },
    { 0x4D9, "a" }, { 0x4E9, "o" }, { 0x4E3, "i" }, { 0x4EF, "u" },
    /* Georgian ა .. ჰ */
    { 0x10D0, "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h" },
    /* Armenian ա .. ֆ, և */
    { 0x561, "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f ev" },
    /* Greek ά έ ή ί and α .. ώ */
    { 0x3AC, "a e i i" },
    { 0x3B1, "a v g d e z i th i k l m n x o p r s s t y f ch ps o i y o y o" },
    /* Persian and Arabic letters that differ only on the keyboard */
    { 0x64A, "i" }, { 0x6CC, "i" }, { 0x649, "i" }, { 0x643, "k" }, { 0x6A9, "k" }, { 0x622, "a" }, { 0x627, "a" },
    { 0x648, "v" }, { 0x6AF, "g" }, { 0x67E, "p" }, { 0x686, "ch" }, { 0x698, "zh" }, { 0x639, "-" }, { 0x621, "-" },
    /* Latin letters that are neither an ASCII letter with a mark nor dealt with by ICU as we want them */
    { 0x259, "a" }, { 0x1DD, "a" }, { 0x131, "i" }, { 0x111, "d" }, { 0xF8, "o" }, { 0x142, "l" }, { 0xE6, "ae" },
    { 0xFE, "th" }, { 0xF0, "d" }, { 0xDF, "ss" }, { 0x153, "oe" }, { 0x127, "h" }, { 0x14B, "n" },
    /* what Chinese adds to a name to say what it is: city, harbour, station, county, district */
    { 0x5E02, "_shi" }, { 0x6E2F, "_gang" }, { 0x7AD9, "_zhan" }, { 0x53BF, "_xian" }, { 0x533A, "_qu" },
};

typedef struct {
    uint16_t *fold;
    kv_arena *arena;
    const char **text;
    uint32_t count, room;
    uint16_t *slot;             /* open hash of the texts; 0 is free */
    bool out_of_memory;
} maker;

enum { SLOTS = 1 << 16 };         /* Korean alone has 11,172 syllables */

static uint16_t number_of(maker *m, const char *reads)
{
    size_t n = strlen(reads);
    uint32_t at = (uint32_t)kv_text_hash((kv_text){ reads, n }) & (SLOTS - 1);
    for (; m->slot[at]; at = (at + 1) & (SLOTS - 1))
        if (!strcmp(m->text[m->slot[at]], reads))
            return m->slot[at];
    if (m->count == m->room) {
        m->out_of_memory = true;
        return KV_FOLD_SPACE;
    }
    m->text[m->count] = kv_arena_text(m->arena, reads, n);
    if (!m->text[m->count]) {
        m->out_of_memory = true;
        return KV_FOLD_SPACE;
    }
    m->slot[at] = (uint16_t)m->count;
    return (uint16_t)m->count++;
}

static void set(maker *m, UChar32 c, const char *reads)
{
    m->fold[c] = !strcmp(reads, "-") ? KV_FOLD_DROP : number_of(m, reads);
}

static bool apostrophe(UChar32 c)
{
    return c == '\'' || c == '`' || c == 0xB4 || (c >= 0x2018 && c <= 0x201B) || c == 0x2032 || (c >= 0x2B0 && c <= 0x2FF);
}

/* One letter through ICU; what remains of it in a to z and digits. */
static void ask_icu(maker *m, UTransliterator *latin, UChar32 c)
{
    UChar text[64];
    int32_t n = 0, limit;
    UErrorCode icu = U_ZERO_ERROR;
    U16_APPEND_UNSAFE(text, n, c);
    limit = n;
    utrans_transUChars(latin, text, &n, 64, 0, &limit, &icu);
    char reads[32];
    size_t count = 0;
    for (int32_t i = 0; U_SUCCESS(icu) && i < n && count + 1 < sizeof reads; i++) {
        UChar l = text[i];
        if (l >= 'A' && l <= 'Z')
            l = (UChar)(l - 'A' + 'a');
        if ((l >= 'a' && l <= 'z') || (l >= '0' && l <= '9'))
            reads[count++] = (char)l;
    }
    reads[count] = '\0';
    m->fold[c] = count ? number_of(m, reads) : KV_FOLD_DROP;
}

static void set_runs(maker *m)
{
    for (size_t r = 0; r < sizeof runs / sizeof runs[0]; r++) {
        uint32_t c = runs[r].first;
        for (kv_text rest = kv_text_of(runs[r].reads), one; kv_text_next(&rest, ' ', &one); c++) {
            char reads[16] = "";
            memcpy(reads, one.p, one.n < sizeof reads ? one.n : sizeof reads - 1);
            if (reads[0] == '_')
                reads[0] = ' ';
            set(m, (UChar32)c, reads);
        }
    }
}

kv_status kv_letters_make(uint16_t *fold, kv_arena *arena, const char ***texts, uint32_t *count, kv_error *err)
{
    maker m = { .fold = fold, .arena = arena, .room = SLOTS / 2 };
    m.text = kv_new_array(arena, const char *, m.room);
    m.slot = kv_new_array(arena, uint16_t, SLOTS);
    if (!m.text || !m.slot)
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    m.text[KV_FOLD_SPACE] = m.text[KV_FOLD_DROP] = "";
    m.count = 2;
    memset(fold, 0, KV_FOLD_COUNT * sizeof *fold);

    UChar id[64];
    UErrorCode icu = U_ZERO_ERROR;
    u_uastrcpy(id, "NFKD; [:Mn:] Remove; Any-Latin; Latin-ASCII");
    UTransliterator *latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &icu);
    if (U_FAILURE(icu))
        return kv_fail(err, KV_BUG, NULL, "ICU cannot make Latin letters: %s", u_errorName(icu));
    for (UChar32 c = '0'; c <= '9'; c++)
        set(&m, c, (char[]){ (char)c, '\0' });
    for (UChar32 c = 'a'; c <= 'z'; c++)
        set(&m, c, (char[]){ (char)c, '\0' });
    set_runs(&m);
    for (UChar32 c = 1; c < KV_FOLD_COUNT; c++) {
        UChar32 small = u_tolower(c);
        uint32_t kind = U_MASK(u_charType(c));
        if (fold[c] != KV_FOLD_SPACE)
            continue;
        if (small != c && small < KV_FOLD_COUNT && fold[small] != KV_FOLD_SPACE)
            fold[c] = fold[small];
        else if (apostrophe(c) || kind & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK))
            fold[c] = KV_FOLD_DROP;
        else if (kind & (U_GC_L_MASK | U_GC_N_MASK | U_GC_MC_MASK))
            ask_icu(&m, latin, c);
    }
    utrans_close(latin);
    if (m.out_of_memory)
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    *texts = m.text;
    *count = m.count;
    return KV_OK;
}
