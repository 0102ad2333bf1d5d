/* ends.c - what a person calls a place, as a place: id, LOCODE, name in any script, or "lat,lon"
 *
 *     "GEPTI-PORT"  "GEPTI"  "ge pti"  "Poti"  "Поти, Грузия"  "42.15,41.67"
 *
 * The pack's own ids and names come first, then the gazetteer, where places of the pack win among equals. A name that
 * may mean several places is not guessed at: the error lists them with their codes. */
#include "service/desk.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAMED_MAX = 4, NEAR_M = 500000 };        /* candidates in a hint; how far a meant place may lie from any stop */

/* ---- the neighbourhood of a point ---------------------------------------------------------------------------- */

/* squared degrees, good enough to tell the nearest */
static double nearness(double lat1, double lon1, double lat2, double lon2)
{
    double x = (lon1 - lon2) * cos((lat1 + lat2) * (3.14159265358979 / 360)), y = lat1 - lat2;
    return x * x + y * y;
}

static uint32_t nearest_stop(const kv_corridor *c, double lat, double lon, const char *country)
{
    uint32_t best = KV_NONE;
    double least = INFINITY;
    for (uint32_t s = 0; s < c->stops_count; s++) {
        const kv_stop_row *row = &c->stops[s];
        if (isnan(row->lat) || isnan(row->lon) || (*country && strcmp(row->country, country)))
            continue;
        double d = nearness(lat, lon, row->lat, row->lon);
        if (d < least) {
            least = d;
            best = s;
        }
    }
    return best;
}

/* the zone of the nearest stop, of the same country if there is one */
static const char *zone_near(const kv_desk *d, double lat, double lon, const char *country)
{
    uint32_t stop = nearest_stop(d->corridor, lat, lon, country);
    if (stop == KV_NONE)
        stop = nearest_stop(d->corridor, lat, lon, "");
    return stop == KV_NONE ? "UTC" : kv_place_of_stop(d, stop).zone;
}

static const char *country_near(const kv_desk *d, double lat, double lon, kv_arena *arena)
{
    uint32_t stop = nearest_stop(d->corridor, lat, lon, "");
    const char *best = stop == KV_NONE ? "" : d->corridor->stops[stop].country;
    double least = stop == KV_NONE ? INFINITY : nearness(lat, lon, d->corridor->stops[stop].lat, d->corridor->stops[stop].lon);
    size_t count = d->gazetteer ? kv_gazetteer_count(d->gazetteer) : 0;
    for (size_t i = 0; i < count; i++) {
        kv_gazetteer_place p = kv_gazetteer_at(d->gazetteer, i);
        double away = p.located ? nearness(lat, lon, p.lat, p.lon) : INFINITY;
        if (away >= least)
            continue;
        least = away;
        best = kv_arena_text(arena, p.country, strlen(p.country));
        if (!best)
            return "";
    }
    return best;
}

/* ---- coordinates ------------------------------------------------------------------------------------------------ */

static bool is_coordinates(kv_text t, double *lat, double *lon)
{
    kv_text rest = t, first, second, more;
    return kv_text_next(&rest, ',', &first) && kv_text_next(&rest, ',', &second) && !kv_text_next(&rest, ',', &more)
        && kv_parse_double(first, lat) && kv_parse_double(second, lon);
}

static kv_status point(kv_clerk *k, double lat, double lon, const char *where, kv_arena *arena, kv_end *out, kv_error *err)
{
    if (!(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180)) {
        kv_fail(err, KV_INVALID, where, "%g,%g is not on Earth", lat, lon);
        if (lon >= -90 && lon <= 90 && lat >= -180 && lat <= 180)
            return kv_hint(err, "latitude comes first: %g,%g", lon, lat);
        return kv_hint(err, "latitude -90 to 90, then longitude -180 to 180");
    }
    const char *country = country_near(k->desk, lat, lon, arena), *name = kv_arena_format(arena, "%.4f, %.4f", lat, lon);
    if (!name)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    out->stop = KV_NONE;
    out->place = (kv_place_seen){
        .stop = KV_NONE, .code = "", .name = name, .country = country, .lat = lat, .lon = lon, .zone = zone_near(k->desk, lat, lon, country),
    };
    return KV_OK;
}

/* ---- names of the pack ------------------------------------------------------------------------------------------ */

static bool begin_alike(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!a[i] || tolower((unsigned char)a[i]) != tolower((unsigned char)b[i]))
            return false;
    return true;
}

static bool same_letters(kv_text t, const char *s) { return strlen(s) == t.n && begin_alike(s, t.p, t.n); }

static uint32_t pack_id(const kv_corridor *c, kv_text t)
{
    uint32_t stop = kv_corridor_stop(c, t);
    char upper[64];
    if (stop != KV_NONE || t.n >= sizeof upper)
        return stop;
    for (size_t i = 0; i < t.n; i++)
        upper[i] = (char)toupper((unsigned char)t.p[i]);
    return kv_corridor_stop(c, (kv_text){ upper, t.n });
}

typedef struct { uint32_t stop[NAMED_MAX]; uint32_t count; } named;

/* places of this name, or terminals of this name that belong to none of them */
static named pack_names(const kv_corridor *c, kv_text t)
{
    named found = { 0 };
    for (int kind = KV_STOP_PLACE; kind >= KV_STOP_TERMINAL; kind--)
        for (uint32_t s = 0; s < c->stops_count; s++) {
            if (c->stops[s].kind != kind || !same_letters(t, kv_corridor_text(c, c->stops[s].name)))
                continue;
            bool known = false;
            for (uint32_t i = 0; i < found.count && i < NAMED_MAX; i++)
                known = known || found.stop[i] == c->stops[s].parent;
            if (known)
                continue;
            if (found.count < NAMED_MAX)
                found.stop[found.count] = s;
            found.count++;
        }
    return found;
}

/* ---- errors that help ---------------------------------------------------------------------------------------------- */

static void append(char *list, size_t size, const char *separator, const char *code, const char *name, const char *country)
{
    size_t used = strlen(list);
    char item[80];
    snprintf(item, sizeof item, "%s%s %.40s%s%s", used ? separator : "", code, name, *country ? ", " : "", country);
    if (used + strlen(item) < size)
        memcpy(list + used, item, strlen(item) + 1);
}

static kv_status ambiguous_in_pack(const kv_desk *d, const named *found, kv_text t, const char *where, kv_error *err)
{
    char list[120] = "";
    for (uint32_t i = 0; i < found->count && i < NAMED_MAX; i++) {
        kv_place_seen p = kv_place_of_stop(d, found->stop[i]);
        append(list, sizeof list, "; ", p.code, p.name, p.country);
    }
    kv_fail(err, KV_INVALID, where, "\"%.*s\" may mean %u places", (int)t.n, t.p, found->count);
    return kv_hint(err, "%s", list);
}

static kv_status hits_in_hint(const kv_gazetteer_hits *hits, size_t count, const char *before, kv_error *err)
{
    char list[120] = "";
    for (size_t i = 0; i < hits->count && i < count && i < NAMED_MAX; i++)
        append(list, sizeof list - strlen(before), "; ", hits->at[i].place.code, hits->at[i].place.name, hits->at[i].place.country);
    return kv_hint(err, "%s%s", before, list);
}

/* ---- the gazetteer --------------------------------------------------------------------------------------------------- */

static bool better(const kv_gazetteer_hit *a, const kv_gazetteer_hit *b)
{
    return a->match < b->match || a->errors < b->errors || (a->favoured && !b->favoured);
}

static kv_status world_place(kv_clerk *k, const kv_gazetteer_place *p, const char *where, kv_arena *arena, kv_end *out, kv_error *err)
{
    const kv_desk *d = k->desk;
    uint32_t stop = kv_corridor_stop(d->corridor, kv_text_of(p->code));
    if (stop != KV_NONE) {
        *out = (kv_end){ kv_place_of_stop(d, stop), stop };
        return KV_OK;
    }
    if (!p->located) {
        kv_fail(err, KV_INVALID, where, "%s %s is known, but not where it lies", p->code, p->name);
        return kv_hint(err, "give its coordinates instead: 42.15,41.67");
    }
    const char *country = kv_arena_text(arena, p->country, strlen(p->country));
    if (!country)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    out->stop = KV_NONE;
    out->place = (kv_place_seen){
        .stop = KV_NONE, .code = p->code, .name = p->name, .country = country, .lat = p->lat, .lon = p->lon,
        .zone = zone_near(d, p->lat, p->lon, country),
    };
    return KV_OK;
}

/* Of places with one name the far ones are not meant: keeps, in front, those near some stop of the pack, if there are any. */
static size_t keep_near(const kv_corridor *c, kv_gazetteer_hit *hits, size_t count)
{
    size_t near_count = 0;
    for (size_t i = 0; i < count; i++) {
        const kv_gazetteer_place *p = &hits[i].place;
        uint32_t stop = p->located ? nearest_stop(c, p->lat, p->lon, "") : KV_NONE;
        if (stop == KV_NONE || kv_distance_m(p->lat, p->lon, c->stops[stop].lat, c->stops[stop].lon) > NEAR_M)
            continue;
        kv_gazetteer_hit hit = hits[i];
        for (size_t k = i; k > near_count; k--)
            hits[k] = hits[k - 1];
        hits[near_count++] = hit;
    }
    return near_count ? near_count : count;
}

static kv_status look_up(kv_clerk *k, kv_text t, const char *where, kv_arena *arena, kv_end *out, kv_error *err)
{
    const kv_desk *d = k->desk;
    kv_gazetteer_place place;
    if (kv_gazetteer_get(d->gazetteer, t, &place))
        return world_place(k, &place, where, arena, out, err);
    kv_gazetteer_options options = { .favoured = d->favoured };
    kv_gazetteer_hits hits;
    kv_error about = { 0 };
    kv_status s = kv_gazetteer_find(d->gazetteer, t, &options, arena, &hits, &about);
    if (s != KV_OK) {
        kv_fail(err, s, where, "%s", about.text);
        return kv_hint(err, "%s", about.hint);
    }
    if (!hits.count) {
        kv_fail(err, KV_INVALID, where, "no place is called \"%.*s\"", (int)(t.n < 80 ? t.n : 80), t.p);
        return kv_hint(err, "a UN/LOCODE, a name, or latitude,longitude; karvan places NAME looks one up");
    }
    size_t equal = 1;
    while (equal < hits.count && !better(&hits.at[0], &hits.at[equal]))
        equal++;
    if (equal > 1)
        equal = keep_near(d->corridor, hits.at, equal);
    const kv_gazetteer_hit *best = &hits.at[0];
    bool sure = best->match == KV_MATCH_CODE || best->match == KV_MATCH_NAME || best->favoured;
    if (equal == 1 && sure)
        return world_place(k, &best->place, where, arena, out, err);
    if (!sure) {
        kv_fail(err, KV_INVALID, where, "no place is called \"%.*s\"", (int)(t.n < 80 ? t.n : 80), t.p);
        return hits_in_hint(&hits, hits.count, "did you mean ", err);
    }
    kv_fail(err, KV_INVALID, where, "\"%.*s\" may mean several places", (int)(t.n < 80 ? t.n : 80), t.p);
    return hits_in_hint(&hits, equal, "", err);
}

/* without a gazetteer: the one place of the pack whose name begins with these whole words ("Poti" for "Poti port") */
static uint32_t beginning(const kv_corridor *c, kv_text t)
{
    uint32_t found = KV_NONE;
    for (uint32_t s = 0; s < c->stops_count; s++) {
        const char *name = kv_corridor_text(c, c->stops[s].name);
        if (c->stops[s].parent != KV_NONE || t.n < 3 || !begin_alike(name, t.p, t.n) || isalnum((unsigned char)name[t.n]) || (name[t.n] & 0x80))
            continue;
        if (found != KV_NONE)
            return KV_NONE;
        found = s;
    }
    return found;
}

/* letters wrong, missing, too many or exchanged with a neighbour; more than 2 counts as 3 */
static int typing_errors(kv_text t, const char *name)
{
    enum { LONGEST = 40 };
    size_t n = t.n, m = strlen(name);
    int row[3][LONGEST + 1];
    if (n > LONGEST || m > LONGEST || n > m + 2 || m > n + 2)
        return 3;
    for (size_t k = 0; k <= m; k++)
        row[0][k] = (int)k;
    for (size_t i = 1; i <= n; i++) {
        int *now = row[i % 3], *before = row[(i + 2) % 3], *two_before = row[(i + 1) % 3];
        now[0] = (int)i;
        for (size_t k = 1; k <= m; k++) {
            int a = tolower((unsigned char)t.p[i - 1]), b = tolower((unsigned char)name[k - 1]);
            int least = before[k - 1] + (a != b);
            least = before[k] + 1 < least ? before[k] + 1 : least;
            least = now[k - 1] + 1 < least ? now[k - 1] + 1 : least;
            if (i > 1 && k > 1 && a == tolower((unsigned char)name[k - 2]) && b == tolower((unsigned char)t.p[i - 2])
                && two_before[k - 2] + 1 < least)
                least = two_before[k - 2] + 1;
            now[k] = least;
        }
    }
    return row[n % 3][m] < 3 ? row[n % 3][m] : 3;
}

/* without a gazetteer: names of the pack that are nearly so written, or that begin so */
static kv_status unknown(const kv_desk *d, kv_text t, const char *where, kv_error *err)
{
    const kv_corridor *c = d->corridor;
    char list[100] = "";
    int forgiven = t.n < 4 ? 0 : t.n < 8 ? 1 : 2;
    for (int errors = 1; errors <= forgiven + 1 && !*list; errors++)
        for (uint32_t s = 0; s < c->stops_count; s++) {
            const char *name = kv_corridor_text(c, c->stops[s].name);
            bool alike = errors <= forgiven ? typing_errors(t, name) == errors : t.n >= 2 && begin_alike(name, t.p, t.n);
            if (c->stops[s].parent == KV_NONE && alike)
                append(list, sizeof list, "; ", kv_corridor_text(c, c->stops[s].id), name, "");
        }
    kv_fail(err, KV_INVALID, where, "no place of this pack is called \"%.*s\"", (int)(t.n < 80 ? t.n : 80), t.p);
    return *list ? kv_hint(err, "did you mean %s", list) : kv_hint(err, "a stop id or name of the pack, or latitude,longitude");
}

kv_status kv_end_find(kv_clerk *k, const char *text, const char *where, kv_arena *arena, kv_end *out, kv_error *err)
{
    const kv_desk *d = k->desk;
    kv_text t = kv_text_trim(kv_text_of(text));
    double lat, lon;
    memset(out, 0, sizeof *out);
    out->stop = KV_NONE;
    if (!t.n) {
        kv_fail(err, KV_INVALID, where, "the place is missing");
        return kv_hint(err, "a UN/LOCODE, a name, or latitude,longitude");
    }
    if (is_coordinates(t, &lat, &lon))
        return point(k, lat, lon, where, arena, out, err);
    uint32_t stop = pack_id(d->corridor, t);
    if (stop == KV_NONE) {
        named found = pack_names(d->corridor, t);
        if (found.count > 1)
            return ambiguous_in_pack(d, &found, t, where, err);
        if (found.count)
            stop = found.stop[0];
    }
    if (stop == KV_NONE && !d->gazetteer)
        stop = beginning(d->corridor, t);
    if (stop != KV_NONE) {
        *out = (kv_end){ kv_place_of_stop(d, stop), stop };
        return KV_OK;
    }
    return d->gazetteer ? look_up(k, t, where, arena, out, err) : unknown(d, t, where, err);
}
