/* text.c - pieces of UTF-8 text, and a pool that stores each distinct text once
 *
 *     pool.bytes   \0 A Q T A U \0 P o t i \0      a kv_str is where a text begins; 0 is the empty one
 *     pool.slot    [ . | 1+1 | . | 7+1 ]           open addressing, linear steps, at most 2/3 full
 *
 * A pool's texts end at their NUL, so a text with a NUL inside is kept up to it. */
#define _GNU_SOURCE                                         /* strtod_l */
#include "base/text.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

kv_text kv_text_of(const char *s) { return s ? (kv_text){ s, strlen(s) } : (kv_text){ 0 }; }

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

kv_text kv_text_trim(kv_text t)
{
    while (t.n && is_blank(t.p[0])) {
        t.p++;
        t.n--;
    }
    while (t.n && is_blank(t.p[t.n - 1]))
        t.n--;
    return t;
}

bool kv_text_same(kv_text a, kv_text b) { return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n)); }

bool kv_text_is(kv_text t, const char *s) { return kv_text_same(t, kv_text_of(s)); }

bool kv_text_starts(kv_text t, const char *prefix)
{
    kv_text p = kv_text_of(prefix);
    return t.n >= p.n && kv_text_same((kv_text){ t.p, p.n }, p);
}

bool kv_text_next(kv_text *rest, char separator, kv_text *item)
{
    if (!rest->n)
        return false;
    const char *cut = memchr(rest->p, separator, rest->n);
    size_t n = cut ? (size_t)(cut - rest->p) : rest->n;
    *item = kv_text_trim((kv_text){ rest->p, n });
    size_t taken = cut ? n + 1 : n;
    rest->p += taken;
    rest->n -= taken;
    return true;
}

uint64_t kv_text_hash(kv_text t) { return XXH3_64bits(t.n ? t.p : "", t.n); }

/* Length of the well-formed character at p (Unicode 15, table 3-7), 0 when there is none. */
static size_t utf8_length(const unsigned char *p, size_t n)
{
    unsigned char c = p[0];
    if (c < 0x80)
        return c != 0;
    size_t length = c >= 0xC2 && c <= 0xDF ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
    if (!length || n < length)
        return 0;
    unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;     /* no overlong forms */
    unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;    /* no surrogates, none past 10FFFF */
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

bool kv_utf8_valid(kv_text t, size_t *bad_at)
{
    for (size_t i = 0; i < t.n;) {
        size_t length = utf8_length((const unsigned char *)t.p + i, t.n - i);
        if (!length) {
            if (bad_at)
                *bad_at = i;
            return false;
        }
        i += length;
    }
    return true;
}

/* ---- numbers ---------------------------------------------------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool kv_parse_i64(kv_text t, int64_t *out)
{
    bool minus = t.n && t.p[0] == '-';
    size_t i = minus;
    if (i == t.n)
        return false;
    int64_t value = 0;                                      /* negative all along: INT64_MIN has no opposite */
    for (; i < t.n; i++) {
        if (!is_digit(t.p[i]) || __builtin_mul_overflow(value, 10, &value)
            || __builtin_sub_overflow(value, t.p[i] - '0', &value))
            return false;
    }
    if (!minus && value == INT64_MIN)
        return false;
    *out = minus ? value : -value;
    return true;
}

/* The rare number with too many digits for one exact multiplication. The C locale, whatever the program's. */
static bool parse_double_slowly(kv_text t, double *out)
{
    char buffer[512];
    if (t.n >= sizeof buffer)
        return false;
    memcpy(buffer, t.p, t.n);
    buffer[t.n] = '\0';
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!c)
        return false;
    double value = strtod_l(buffer, NULL, c);
    freelocale(c);
    if (!isfinite(value))
        return false;
    *out = value;
    return true;
}

bool kv_parse_double(kv_text t, double *out)
{
    static const double power[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    bool minus = t.n && t.p[0] == '-';
    size_t i = minus, digits = 0;
    uint64_t mantissa = 0;
    int exponent = 0;
    bool fits = true;
    for (bool behind_point = false; i < t.n; i++) {
        if (t.p[i] == '.') {
            if (behind_point)
                return false;
            behind_point = true;
            continue;
        }
        if (!is_digit(t.p[i]))
            break;
        digits++;
        fits = fits && mantissa < (UINT64_C(1) << 53) / 10 && exponent > -22;
        if (fits) {
            mantissa = mantissa * 10 + (uint64_t)(t.p[i] - '0');
            exponent -= behind_point;
        }
    }
    if (!digits)
        return false;
    if (i < t.n) {
        if (t.p[i] != 'e' && t.p[i] != 'E')
            return false;
        kv_text rest = { t.p + i + 1, t.n - i - 1 };
        if (rest.n > 1 && rest.p[0] == '+' && is_digit(rest.p[1])) {
            rest.p++;
            rest.n--;
        }
        int64_t shift;
        if (!kv_parse_i64(rest, &shift))
            return false;
        if (shift < -10000 || shift > 10000)
            fits = false;
        else
            exponent += (int)shift;
    }
    /* A whole number below 2^53 and a power of ten up to 10^22 are exact, so one division or product is
     * rounded once and right (Clinger 1990). */
    if (!fits || exponent < -22 || exponent > 22)
        return parse_double_slowly(t, out);
    double value = exponent < 0 ? (double)mantissa / power[-exponent] : (double)mantissa * power[exponent];
    *out = minus ? -value : value;
    return true;
}

/* ---- pool ------------------------------------------------------------------------------------------- */

static bool pool_rehash(kv_pool *pool)
{
    size_t count = pool->slot_count ? 2 * pool->slot_count : 64;
    uint32_t *slot = calloc(count, sizeof *slot);
    if (!slot)
        return false;
    for (size_t i = 0; i < pool->slot_count; i++) {
        if (!pool->slot[i])
            continue;
        size_t at = kv_text_hash(kv_text_of(pool->bytes.at + pool->slot[i] - 1)) & (count - 1);
        while (slot[at])
            at = (at + 1) & (count - 1);
        slot[at] = pool->slot[i];
    }
    free(pool->slot);
    pool->slot = slot;
    pool->slot_count = count;
    return true;
}

bool kv_pool_put(kv_pool *pool, kv_text t, kv_str *out)
{
    const char *nul = t.n ? memchr(t.p, '\0', t.n) : NULL;
    if (nul)
        t.n = (size_t)(nul - t.p);
    if (!pool->bytes.count && !kv_vec_push(&pool->bytes, '\0'))
        return false;
    if (!t.n) {
        *out = 0;
        return true;
    }
    if (3 * (pool->used + 1) > 2 * pool->slot_count && !pool_rehash(pool))
        return false;
    size_t at = kv_text_hash(t) & (pool->slot_count - 1);
    for (; pool->slot[at]; at = (at + 1) & (pool->slot_count - 1)) {
        const char *known = pool->bytes.at + pool->slot[at] - 1;
        size_t left = pool->bytes.count - (pool->slot[at] - 1);
        if (left > t.n && !memcmp(known, t.p, t.n) && !known[t.n]) {
            *out = pool->slot[at] - 1;
            return true;
        }
    }
    if (t.n >= UINT32_MAX - pool->bytes.count || !kv_vec_reserve(&pool->bytes, t.n + 1))
        return false;
    kv_str s = (kv_str)pool->bytes.count;
    memcpy(pool->bytes.at + s, t.p, t.n);
    pool->bytes.at[s + t.n] = '\0';
    pool->bytes.count += t.n + 1;
    pool->slot[at] = s + 1;
    pool->used++;
    *out = s;
    return true;
}

const char *kv_pool_get(const kv_pool *pool, kv_str s) { return s < pool->bytes.count ? pool->bytes.at + s : ""; }

void kv_pool_free(kv_pool *pool)
{
    kv_vec_free(&pool->bytes);
    free(pool->slot);
    *pool = (kv_pool){ 0 };
}
