/* options.c - from the whole set to a few options that differ in truth
 *
 * Hundreds of ways nothing beats are often one way on other days. Ways over the same chain of services are a family. Shown are
 * first the extremes (fastest, cheapest, greenest, surest, fewest changes) among the likely, of equals the one that is better elsewhere;
 * then, family by family, what is most unlike everything shown so far (other countries passed, other services) and still
 * good: unlikeness is divided by how much worse than the best it is. */
#include "service/desk.h"

#include <math.h>
#include <string.h>

enum { SERVICES_MAX = KV_LEGS_MAX, COUNTRIES_MAX = 32 };

typedef struct {                        /* what a way is made of, for telling ways apart */
    uint32_t service[SERVICES_MAX]; uint32_t service_count;
    const char *country[COUNTRIES_MAX]; uint32_t country_count;        /* in order of passing, without repeats in a row */
    double sea_km_max;                  /* longest single leg by sea */
    bool caspian;                       /* crosses between Kazakhstan or Turkmenistan and Azerbaijan by ship */
} way;

static void pass(way *w, const char *country)
{
    if (!*country || (w->country_count && !strcmp(w->country[w->country_count - 1], country)) || w->country_count == COUNTRIES_MAX)
        return;
    w->country[w->country_count++] = country;
}

static bool passes(const way *w, const char *country)
{
    for (uint32_t i = 0; i < w->country_count; i++)
        if (!strcmp(w->country[i], country))
            return true;
    return false;
}

static bool is_east_shore(const char *country) { return !strcmp(country, "KZ") || !strcmp(country, "TM"); }

static way way_of(const kv_corridor *c, const kv_plan *plan, const kv_journey *j)
{
    way w = { 0 };
    pass(&w, plan->from.country);
    for (uint32_t r = 0; r < j->ride_count; r++) {
        const kv_ride *ride = &j->rides[r];
        const kv_pattern_row *p = &c->patterns[ride->pattern];
        const uint32_t *stop = c->position_stop + p->first_position, *metres = c->position_m + p->first_position;
        uint32_t mode = c->services[p->service].mode;
        w.service[w.service_count++] = p->service;
        for (uint32_t i = ride->board; i <= ride->alight; i++)
            pass(&w, c->stops[stop[i]].country);
        if (mode != KV_MODE_SEA && mode != KV_MODE_FERRY)
            continue;
        double km = (metres[ride->alight] - metres[ride->board]) / 1000.0;
        const char *a = c->stops[stop[ride->board]].country, *b = c->stops[stop[ride->alight]].country;
        if (km > w.sea_km_max)
            w.sea_km_max = km;
        if ((is_east_shore(a) && !strcmp(b, "AZ")) || (is_east_shore(b) && !strcmp(a, "AZ")))
            w.caspian = true;
    }
    pass(&w, plan->to.country);
    return w;
}

/* what people call a way between China and Europe; "" for all others */
static const char *route_of(const way *w)
{
    if (w->caspian)
        return "Middle Corridor";
    if (w->sea_km_max > 5000)
        return "ocean route";
    if (passes(w, "RU"))
        return "northern route";
    if (passes(w, "IR"))
        return "southern route";
    return "";
}

/* part of what two ways have that they do not share, 0 alike .. 1 nothing shared; countries weigh as much as services */
static double difference(const way *a, const way *b)
{
    uint32_t services = 0, countries = 0;
    for (uint32_t i = 0; i < a->service_count; i++)
        for (uint32_t k = 0; k < b->service_count; k++)
            if (a->service[i] == b->service[k]) {
                services++;
                break;
            }
    for (uint32_t i = 0; i < a->country_count; i++)
        countries += passes(b, a->country[i]);
    double of_services = (double)(a->service_count > b->service_count ? a->service_count : b->service_count);
    double of_countries = (double)(a->country_count > b->country_count ? a->country_count : b->country_count);
    return 1 - 0.5 * (of_services > 0 ? fmin(services, of_services) / of_services : 0)
             - 0.5 * (of_countries > 0 ? fmin(countries, of_countries) / of_countries : 0);
}

static bool same_family(const way *a, const way *b)
{
    return a->service_count == b->service_count && !memcmp(a->service, b->service, a->service_count * sizeof a->service[0])
        && a->country_count == b->country_count && difference(a, b) == 0;
}

static kv_status describe(const kv_corridor *c, kv_arena *arena, kv_plan *plan, way *ways, kv_error *err)
{
    uint32_t families = 0;
    for (uint32_t i = 0; i < plan->all_count; i++) {
        kv_option *o = &plan->all[i];
        ways[i] = way_of(c, plan, o->journey);
        o->route = route_of(&ways[i]);
        uint32_t like = 0;
        while (like < i && !same_family(&ways[like], &ways[i]))
            like++;
        o->family = like < i ? plan->all[like].family : families++;
        if (like < i) {
            o->countries = plan->all[like].countries;
            continue;
        }
        char text[COUNTRIES_MAX * 4 + 1] = "";
        size_t used = 0;
        for (uint32_t k = 0; k < ways[i].country_count; k++) {
            size_t n = strlen(ways[i].country[k]);
            if (used)
                text[used++] = ' ';
            memcpy(text + used, ways[i].country[k], n);
            used += n;
        }
        o->countries = kv_arena_text(arena, text, used);
        if (!o->countries)
            return kv_fail(err, KV_MEMORY, "", "memory is out");
    }
    return KV_OK;
}

/* ---- extremes --------------------------------------------------------------------------------------------------- */

enum { FASTEST, CHEAPEST, GREENEST, SUREST, FEWEST, EXTREMES };
static const char *const extreme_words[EXTREMES] = { "fastest", "cheapest", "greenest", "surest", "fewest changes" };
static const uint32_t extreme_criteria[EXTREMES] = { KV_BY_ARRIVAL, KV_BY_PRICE, KV_BY_CO2, KV_BY_CHANCE, KV_BY_TRANSHIPMENTS };

static uint32_t value_of(const kv_journey *j, int extreme)
{
    switch (extreme) {
    case FASTEST:  return j->arrive;
    case CHEAPEST: return j->price;
    case GREENEST: return j->co2_g;
    case SUREST:   return j->chance_cost;
    default:       return j->transhipments;
    }
}

/* how far from the best in everything asked for, as shares of the best: 0 is best in all. Arrival counts from the ready
 * time, a chance as what is lost of the best chance, four times, for cargo that misses ships is worth little. */
static double badness(const kv_plan *plan, const kv_journey *j, const uint32_t least[EXTREMES])
{
    double sum = 0, first = plan->inside->ready;
    uint32_t criteria = plan->inside->criteria;
    if (least[FASTEST] > first)
        sum += (j->arrive - (double)least[FASTEST]) / (least[FASTEST] - first);
    if ((criteria & KV_BY_PRICE) && least[CHEAPEST])
        sum += ((double)j->price - least[CHEAPEST]) / least[CHEAPEST];
    if ((criteria & KV_BY_CO2) && least[GREENEST])
        sum += ((double)j->co2_g - least[GREENEST]) / least[GREENEST];
    if (criteria & KV_BY_CHANCE)
        sum += 4 * (1 - kv_chance_of_cost(j->chance_cost - least[SUREST]));
    return sum + 0.1 * (j->transhipments - (double)least[FEWEST]);
}

static void least_values(const kv_plan *plan, uint32_t least[EXTREMES])
{
    for (int e = 0; e < EXTREMES; e++) {
        least[e] = UINT32_MAX;
        for (uint32_t i = 0; i < plan->all_count; i++)
            if (value_of(plan->all[i].journey, e) < least[e])
                least[e] = value_of(plan->all[i].journey, e);
    }
}

double kv_option_badness(const kv_plan *plan, const kv_option *option)
{
    uint32_t least[EXTREMES];
    least_values(plan, least);
    return badness(plan, option->journey, least);
}

/* Half of the best chance there is: a way that is fast only if every ship waits for it is no answer to "how fast?". */
static bool likely(const kv_plan *plan, const kv_journey *j, const uint32_t least[EXTREMES])
{
    return !(plan->inside->criteria & KV_BY_CHANCE) || j->chance_cost <= least[SUREST] + 693;
}

/* the extreme one among the likely; of equals the one that does better in the rest */
static uint32_t best_of(const kv_plan *plan, int extreme, const uint32_t least[EXTREMES])
{
    uint32_t best = 0;
    while (!likely(plan, plan->all[best].journey, least))
        best++;
    for (uint32_t i = best + 1; i < plan->all_count; i++) {
        const kv_journey *x = plan->all[i].journey, *y = plan->all[best].journey;
        if (!likely(plan, x, least))
            continue;
        uint32_t a = value_of(x, extreme), b = value_of(y, extreme);
        if (a < b || (a == b && badness(plan, x, least) < badness(plan, y, least)))
            best = i;
    }
    return best;
}

static bool add_label(kv_arena *arena, kv_option *o, const char *word)
{
    o->label = *o->label ? kv_arena_format(arena, "%s, %s", o->label, word) : word;
    return o->label != NULL;
}

kv_status kv_options_choose(kv_clerk *k, kv_arena *arena, kv_plan *plan, int options_max, kv_error *err)
{
    const kv_corridor *c = k->desk->corridor;
    way *ways = kv_new_array(arena, way, plan->all_count + 1);
    bool *shown = kv_new_array(arena, bool, plan->all_count + 1), *family_shown = kv_new_array(arena, bool, plan->all_count + 1);
    uint32_t *chosen = kv_new_array(arena, uint32_t, (uint32_t)options_max + EXTREMES), count = 0;
    if (!ways || !shown || !family_shown || !chosen)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    kv_status s = describe(c, arena, plan, ways, err);
    if (s != KV_OK)
        return s;
    uint32_t criteria = plan->inside->criteria, least[EXTREMES];
    least_values(plan, least);
    for (int e = 0; e < EXTREMES && plan->all_count; e++) {
        if (!(criteria & extreme_criteria[e]))
            continue;
        uint32_t best = best_of(plan, e, least);
        for (uint32_t i = 0; i < count; i++)            /* one already shown that is as good keeps the list short */
            if (value_of(plan->all[chosen[i]].journey, e) == value_of(plan->all[best].journey, e))
                best = chosen[i];
        if (!add_label(arena, &plan->all[best], extreme_words[e]))
            return kv_fail(err, KV_MEMORY, "", "memory is out");
        if (shown[best])
            continue;
        shown[best] = family_shown[plan->all[best].family] = true;
        if (count < (uint32_t)options_max)
            chosen[count++] = best;
    }
    while (count < (uint32_t)options_max) {
        uint32_t next = KV_NONE;
        double best = 0;
        for (uint32_t i = 0; i < plan->all_count; i++) {
            if (family_shown[plan->all[i].family])
                continue;
            double nearest = 1;
            for (uint32_t n = 0; n < count; n++)
                nearest = fmin(nearest, difference(&ways[i], &ways[chosen[n]]));
            double worth = nearest / (1 + badness(plan, plan->all[i].journey, least));
            if (next == KV_NONE || worth > best) {
                next = i;
                best = worth;
            }
        }
        if (next == KV_NONE)
            break;
        shown[next] = family_shown[plan->all[next].family] = true;
        if (!*plan->all[next].label && !add_label(arena, &plan->all[next], *plan->all[next].route ? plan->all[next].route : "another way"))
            return kv_fail(err, KV_MEMORY, "", "memory is out");
        chosen[count++] = next;
    }
    plan->options = kv_new_array(arena, kv_option, count + 1);
    if (!plan->options)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    for (uint32_t i = 0; i < count; i++)
        plan->options[i] = plan->all[chosen[i]];
    plan->option_count = count;
    return KV_OK;
}
