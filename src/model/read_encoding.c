/* read_encoding.c - is it UTF-8, and if not, what is it?
 *
 * The question is asked once for a whole file, eight bytes at a time; only when the answer is no do the
 * fields have to be looked at one by one, and is ICU asked for a guess. */
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

static const char *guess(kv_reader *r, kv_text t)
{
    char sample[SAMPLE_MAX];
    size_t n = take_sample(t, sample);
    UErrorCode error = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&error);
    if (U_FAILURE(error))
        return "";
    ucsdet_setText(detector, sample, (int32_t)n, &error);
    const UCharsetMatch *match = n ? ucsdet_detect(detector, &error) : NULL;
    const char *name = match && U_SUCCESS(error) ? ucsdet_getName(match, &error) : NULL;
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
    if (!strcmp(r->encoding, "UTF-8"))                  /* mostly: then the rest is damage, not another encoding */
        r->encoding = "";
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
