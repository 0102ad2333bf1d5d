/* read_encoding.c - is it UTF-8, and if not, what is it?
 *
 * The question is asked once for a whole file, eight bytes at a time; only when the answer is no do the fields have to be looked at
 * one by one, and is a guess made. ICU guesses well from pages of text; the corridor's own cases, a few words in
 * Cyrillic or Chinese among ASCII, show in how long the runs of high bytes are and where these bytes lie. */
#include <string.h>
#include <unicode/ucsdet.h>

#include "model/read.h"

enum { SAMPLE_MAX = 8192 };

/* no NUL, and no byte above 127 */
static bool is_plain_ascii(kv_text t)
{
    const uint64_t high = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
    size_t i = 0;
    for (; i + 8 <= t.n; i += 8) {
        uint64_t word;
        memcpy(&word, t.p + i, 8);
        if ((word | (word - ones)) & high)              /* a NUL borrows from its top bit */
            return false;
    }
    for (; i < t.n; i++)
        if ((unsigned char)t.p[i] - 1u > 0x7E)
            return false;
    return true;
}

/* The bytes around those above 127: what a guess has to go by. */
static size_t take_sample(kv_text t, char *sample)
{
    enum { AROUND = 24 };
    size_t n = 0, next = 0;
    for (size_t i = 0; i < t.n && n < SAMPLE_MAX; i++) {
        if ((unsigned char)t.p[i] < 0x80 || i < next)
            continue;
        size_t from = i > next + AROUND ? i - AROUND : next, to = i + AROUND < t.n ? i + AROUND : t.n;
        while (from < to && n < SAMPLE_MAX)
            sample[n++] = t.p[from++];
        next = to;
    }
    return n;
}

/* Mostly good UTF-8, with some damage? Then there is no other encoding to name. */
static bool is_damaged_utf8(kv_text t)
{
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < t.n;) {
        size_t length = 0;
        for (size_t k = 2; k <= 4 && k <= t.n - i && !length; k++)
            if (kv_utf8_valid((kv_text){ t.p + i, k }, NULL))
                length = k;
        bool ascii = (unsigned char)t.p[i] < 0x80;
        good += !ascii && length;
        bad += !ascii && !length;
        i += ascii || !length ? 1 : length;
    }
    return good > bad;
}

/*     Windows-1251   small letters E0..FF, capitals C0..DF
 *     KOI8-R         small letters C0..DF, capitals E0..FF
 *     GB18030        runs of pairs, mostly B0..D7 and A1..FE: the common characters
 *     Latin          single high bytes between ASCII letters                                                    */
static const char *guess_script(kv_text t)
{
    size_t high = 0, runs = 0, run = 0, upper_half = 0, odd_runs = 0, common_pairs = 0;
    for (size_t i = 0; i <= t.n; i++) {
        unsigned char c = i < t.n ? (unsigned char)t.p[i] : 0;
        if (c < 0x80) {
            runs += run > 0;
            odd_runs += run & 1;
            run = 0;
            continue;
        }
        high++;
        upper_half += c >= 0xE0;
        common_pairs += !(run & 1) && c >= 0xB0 && c <= 0xD7;
        run++;
    }
    if (high < 3 * runs)
        return "";
    if (!odd_runs && 10 * common_pairs >= 8 * (high / 2))
        return "GB18030";
    return 2 * upper_half > high ? "windows-1251" : "KOI8-R";
}

static const char *guess(kv_reader *r, kv_text t)
{
    enum { SURE = 20 };                                 /* of 100; ICU is modest about short samples */
    char sample[SAMPLE_MAX];
    size_t n = take_sample(t, sample);
    if (is_damaged_utf8((kv_text){ sample, n }))
        return "";
    const char *script = guess_script((kv_text){ sample, n });
    if (*script)
        return script;
    UErrorCode error = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&error);
    if (U_FAILURE(error))
        return "";
    ucsdet_setText(detector, sample, (int32_t)n, &error);
    const UCharsetMatch *match = n ? ucsdet_detect(detector, &error) : NULL;
    bool sure = match && U_SUCCESS(error) && ucsdet_getConfidence(match, &error) >= SURE;
    const char *name = sure ? ucsdet_getName(match, &error) : NULL;
    const char *kept = name && U_SUCCESS(error) ? kv_arena_text(&r->pack->arena, name, strlen(name)) : NULL;
    ucsdet_close(detector);
    return kept ? kept : "";
}

bool kv_encoding_check(kv_reader *r)
{
    kv_text t = r->bytes;
    r->dirty = false;
    r->encoding = "";
    bool little = t.n >= 2 && !memcmp(t.p, "\xFF\xFE", 2), big = t.n >= 2 && !memcmp(t.p, "\xFE\xFF", 2);
    if (little || big) {
        kv_finding *f = kv_report(r, KV_FINDING_ERROR, r->file, 1, "", (kv_text){ 0 }, "is UTF-16, not UTF-8");
        kv_finding_hint(r, f, "save it again as UTF-8");
        return false;
    }
    if (is_plain_ascii(t) || kv_utf8_valid(t, NULL))
        return true;
    r->dirty = true;
    r->encoding = guess(r, t);
    return true;
}

bool kv_encoding_field(kv_reader *r, const char *column, kv_text t)
{
    size_t at;
    if (!r->dirty || kv_utf8_valid(t, &at))
        return true;
    unsigned byte = (unsigned char)t.p[at];
    kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, column, "byte 0x%02X at position %zu is not UTF-8", byte, at + 1);
    if (*r->encoding)
        kv_finding_hint(r, f, "the file looks like %s: save it again as UTF-8", r->encoding);
    else
        kv_finding_hint(r, f, "save the file again as UTF-8");
    return false;
}
