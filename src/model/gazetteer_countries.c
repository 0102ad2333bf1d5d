/* gazetteer_countries.c - "Poti, Georgia", "Поти, Грузия": names of countries in the languages of the corridor
 *
 * ICU knows them; they are folded like any name, without blanks. A name that two countries share is left to the
 * first; what people say and no standard lists is added by hand. */
#define _GNU_SOURCE                                         /* qsort_r */
#include "model/gazetteer_build.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

typedef kv_gazetteer_builder builder;

static const char *const language[] = {
    "en", "ru", "zh", "zh_Hant", "kk", "az", "ka", "tr", "uz", "tk", "ky", "tg", "fa", "hy", "uk", "bg", "ro", "de",
    "fr", "es", "it", "pl", "pt", "hu", "el", "ja", "ko", "ar", "nl",
};

static const struct { char country[3]; const char *name; } said[] = {
    { "GB", "UK" }, { "GB", "Great Britain" }, { "GB", "England" }, { "GB", "Scotland" }, { "GB", "Wales" },
    { "US", "USA" }, { "US", "America" }, { "AE", "UAE" }, { "AE", "Emirates" }, { "CN", "PRC" },
    { "CN", "P.R. China" }, { "CN", "People's Republic of China" }, { "KR", "Korea" }, { "KR", "Republic of Korea" },
    { "RU", "Russian Federation" }, { "TR", "Turkey" }, { "TR", "Turkiye" }, { "NL", "Holland" },
    { "CZ", "Czech Republic" }, { "MD", "Moldova" }, { "KG", "Kirghizia" }, { "KZ", "Kazakstan" },
    { "IR", "Persia" }, { "HK", "Hong Kong" }, { "MO", "Macau" }, { "VN", "Viet Nam" }, { "MK", "Macedonia" },
};

static kv_status add(builder *b, const char *country, uint32_t title, kv_text name)
{
    kv_letters letters = kv_builder_letters(b);
    kv_key key;
    char squeezed[KV_KEY_BYTES_MAX + 1];
    if (kv_fold(&letters, name, &key) != KV_FOLDED || !key.count)
        return KV_OK;                                   /* longer than anybody types */
    kv_country_row row = { .title = title };
    memcpy(row.country, country, 2);
    uint32_t n = kv_key_squeeze(&key, squeezed);
    if (n < 2 || !kv_pool_put(&b->texts, (kv_text){ squeezed, n }, &row.key) || !kv_vec_push(&b->countries, row))
        return n < 2 ? KV_OK : kv_fail(b->err, KV_MEMORY, NULL, "memory is out");
    return KV_OK;
}

static size_t display_name(const char *country, const char *in, char out[256])
{
    char locale[16] = "und_";
    memcpy(locale + 4, country, 3);
    UChar name[128];
    UErrorCode icu = U_ZERO_ERROR;
    int32_t n = uloc_getDisplayCountry(locale, in, name, 128, &icu), bytes = 0;
    if (U_FAILURE(icu) || icu == U_USING_DEFAULT_WARNING)
        return 0;
    u_strToUTF8(out, 256, &bytes, name, n, &icu);
    return U_FAILURE(icu) ? 0 : (size_t)bytes;
}

/* by name; the same name stands in the order in which it was added */
static int by_key(const void *a, const void *b, void *texts)
{
    const kv_country_row *p = a, *q = b;
    int c = strcmp(kv_pool_get(texts, p->key), kv_pool_get(texts, q->key));
    return c ? c : memcmp(p->country, q->country, 2);
}

/* The list has codes that are no country's: XZ is the open sea. */
static kv_status add_others(builder *b)
{
    uint32_t title;
    if (!kv_pool_put(&b->texts, kv_text_of("International waters"), &title))
        return kv_fail(b->err, KV_MEMORY, NULL, "memory is out");
    kv_status status = add(b, "XZ", title, kv_text_of("XZ"));
    return status ? status : add(b, "XZ", title, kv_text_of("International waters"));
}

kv_status kv_builder_add_countries(kv_gazetteer_builder *b)
{
    char name[256];
    kv_status status = add_others(b);
    for (const char *const *c = uloc_getISOCountries(); *c && !status; c++) {
        uint32_t title;
        size_t n = display_name(*c, "en", name);
        if (!kv_pool_put(&b->texts, (kv_text){ name, n }, &title))
            return kv_fail(b->err, KV_MEMORY, NULL, "memory is out");
        status = add(b, *c, title, kv_text_of(*c));
        for (size_t l = 0; !status && l < sizeof language / sizeof language[0]; l++)
            if ((n = display_name(*c, language[l], name)) > 0)
                status = add(b, *c, title, (kv_text){ name, n });
        for (size_t s = 0; !status && s < sizeof said / sizeof said[0]; s++)
            if (!strcmp(said[s].country, *c))
                status = add(b, *c, title, kv_text_of(said[s].name));
    }
    if (status || !b->countries.count)
        return status;
    qsort_r(b->countries.at, b->countries.count, sizeof *b->countries.at, by_key, &b->texts);
    size_t kept = 1;
    for (size_t i = 1; i < b->countries.count; i++)
        if (b->countries.at[i].key != b->countries.at[kept - 1].key)
            b->countries.at[kept++] = b->countries.at[i];
    b->countries.count = kept;
    return KV_OK;
}
