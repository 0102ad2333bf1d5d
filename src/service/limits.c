/* limits.c - lists such as "RU,IR" or "KTZE,ADY" read from a request
 *
 * A carrier or mode that the pack does not know is a typing error, said at once with what was probably meant; a country
 * without a stop is not, for nobody knows which countries a pack happens to leave out. */
#include "service/desk.h"

#include <ctype.h>
#include <string.h>

static bool same_letters(kv_text t, const char *s)
{
    size_t n = strlen(s);
    if (t.n != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (tolower((unsigned char)t.p[i]) != tolower((unsigned char)s[i]))
            return false;
    return true;
}

/* ids that begin alike, for the hint; else some */
static void list_agencies(const kv_corridor *c, kv_text wrong, kv_error *err)
{
    char list[100] = "";
    size_t used = 0;
    for (int pass = 0; pass < 2 && !used; pass++)
        for (uint32_t i = 0; i < c->agencies_count; i++) {
            const char *id = kv_corridor_text(c, c->agencies[i].id);
            bool alike = wrong.n && *id && tolower((unsigned char)*id) == tolower((unsigned char)wrong.p[0]);
            size_t n = strlen(id);
            if ((pass || alike) && n && used + n + 3 < sizeof list) {
                memcpy(list + used, used ? ", " : "", used ? 2 : 0);
                used += used ? 2 : 0;
                memcpy(list + used, id, n + 1);
                used += n;
            }
        }
    kv_hint(err, "carriers of this pack: %s", list);
}

static kv_status mark_agencies(const kv_corridor *c, const char *list, const char *where, uint8_t *marks, kv_error *err)
{
    kv_text rest = kv_text_of(list), item;
    while (kv_text_next(&rest, ',', &item)) {
        bool found = false;
        for (uint32_t i = 0; i < c->agencies_count; i++)
            if (same_letters(item, kv_corridor_text(c, c->agencies[i].id)))
                marks[i] = 1, found = true;
        if (!found) {
            kv_fail(err, KV_INVALID, where, "no carrier has the id \"%.*s\"", (int)item.n, item.p);
            list_agencies(c, item, err);
            return KV_INVALID;
        }
    }
    return KV_OK;
}

static kv_status modes_of(const char *list, const char *where, uint32_t *mask, kv_error *err)
{
    *mask = 0;
    kv_text rest = kv_text_of(list), item;
    while (kv_text_next(&rest, ',', &item)) {
        int mode = kv_term_find(KV_LIST_MODE, item);
        if (mode <= KV_MODE_NONE) {
            kv_fail(err, KV_INVALID, where, "no mode is called \"%.*s\"", (int)item.n, item.p);
            return kv_hint(err, "modes: rail, sea, ferry, road, barge, air, pipeline");
        }
        *mask |= 1u << mode;
    }
    return KV_OK;
}

static kv_status countries_of(kv_limits *l, const char *list, kv_error *err)
{
    kv_text rest = kv_text_of(list), item;
    while (kv_text_next(&rest, ',', &item)) {
        if (item.n != 2 || !isalpha((unsigned char)item.p[0]) || !isalpha((unsigned char)item.p[1])) {
            kv_fail(err, KV_INVALID, "avoid", "\"%.*s\" is not a country code", (int)item.n, item.p);
            return kv_hint(err, "two letters of ISO 3166, with commas between: RU,IR");
        }
        char code[4] = { (char)toupper((unsigned char)item.p[0]), (char)toupper((unsigned char)item.p[1]) };
        if (kv_limits_avoid(l, code))
            continue;
        if (l->country_count == KV_COUNTRIES_MAX)
            return kv_fail(err, KV_INVALID, "avoid", "more than %d countries", KV_COUNTRIES_MAX);
        uint32_t at = l->country_count++;
        for (; at && strcmp(l->country[at - 1], code) > 0; at--)        /* sorted, so that equal limits look equal */
            memcpy(l->country[at], l->country[at - 1], sizeof code);
        memcpy(l->country[at], code, sizeof code);
    }
    return KV_OK;
}

kv_status kv_limits_of(const kv_desk *d, const kv_plan_request *request, kv_arena *arena, kv_limits *out, kv_error *err)
{
    const kv_corridor *c = d->corridor;
    *out = (kv_limits){ .modes = (1u << KV_MODE_COUNT) - 1, .priced = d->priced };
    kv_status s = countries_of(out, request->avoid, err);
    uint32_t mask;
    if (s == KV_OK && (s = modes_of(request->avoid_modes, "avoid_modes", &mask, err)) == KV_OK)
        out->modes &= ~mask;
    if (s == KV_OK && (s = modes_of(request->only_modes, "only_modes", &mask, err)) == KV_OK && mask)
        out->modes &= mask;
    if (s != KV_OK)
        return s;
    uint8_t *barred = kv_new_array(arena, uint8_t, c->agencies_count + 1), *only = kv_new_array(arena, uint8_t, c->agencies_count + 1);
    if (!barred || !only)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    s = mark_agencies(c, request->only_carriers, "only_carriers", only, err);
    if (s == KV_OK && kv_text_trim(kv_text_of(request->only_carriers)).n)
        for (uint32_t i = 0; i < c->agencies_count; i++)
            barred[i] = !only[i];
    if (s == KV_OK)
        s = mark_agencies(c, request->avoid_carriers, "avoid_carriers", barred, err);
    out->agency_barred = barred;
    return s;
}

bool kv_limits_avoid(const kv_limits *l, const char *country)
{
    for (uint32_t i = 0; i < l->country_count; i++)
        if (!strcmp(l->country[i], country))
            return true;
    return false;
}

bool kv_limits_take(const kv_limits *l, const kv_service_row *service)
{
    return (l->modes >> service->mode & 1) && (service->agency == KV_NONE || !l->agency_barred[service->agency]);
}
