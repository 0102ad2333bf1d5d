/* side_by_side.c - the well-known routes beside one another, also those that are beaten
 *
 * A shipper compares corridors: north, middle, south, ocean. The set of ways that nothing beats often holds only some of
 * them, for a route that is slower, dearer and dirtier than another is rightly not in it. So every route that the
 * set leaves out is searched for by itself, with the countries of the others avoided, and its best way is shown too,
 * marked as beaten by what stands above it. */
#include "service/desk.h"

#include <string.h>

static const struct { const char *route, *avoid; } route_only[] = {
    { "Middle Corridor", "RU,BY,IR,SG,MN" },
    { "northern route",  "AZ,TM,IR,SG" },
    { "southern route",  "RU,AZ,SG" },
    { "ocean route",     "KZ,RU,MN,KG" },
};

static bool has_route(const kv_option *options, uint32_t count, const char *route)
{
    for (uint32_t i = 0; i < count; i++)
        if (!strcmp(options[i].route, route))
            return true;
    return false;
}

/* the way of this route that serves best, by the chooser's own order; NULL: it does not lead there */
static kv_status best_on_route(kv_clerk *k, const kv_plan_request *request, const char *route, const char *avoid, kv_arena *arena,
                               kv_plan *plan, kv_option **best, kv_error *err)
{
    kv_plan_request only = *request;
    *best = NULL;
    only.avoid = request->avoid && *request->avoid ? kv_arena_format(arena, "%s,%s", request->avoid, avoid) : avoid;
    if (!only.avoid)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    kv_status s = kv_plan_find(k, &only, arena, plan, err);
    if (s == KV_NOTHING || s == KV_INVALID)             /* an end lies in a country of the other routes */
        return KV_OK;
    if (s == KV_OK)
        s = kv_options_choose(k, arena, plan, KV_OPTIONS_DEFAULT, err);
    double least = 0;
    for (uint32_t i = 0; s == KV_OK && i < plan->all_count; i++) {
        double bad = kv_option_badness(plan, &plan->all[i]);
        if (strcmp(plan->all[i].route, route) || (*best && bad >= least))
            continue;
        *best = &plan->all[i];
        least = bad;
    }
    return s;
}

kv_status kv_side_by_side(kv_clerk *k, const kv_plan_request *request, kv_arena *arena, kv_plan *plan, kv_error *err)
{
    uint32_t known = 0, room = plan->option_count + (uint32_t)(sizeof route_only / sizeof *route_only);
    for (uint32_t i = 0; i < plan->all_count; i++)
        known += *plan->all[i].route != '\0';
    if (!known)                                         /* not a journey along which these routes differ */
        return KV_OK;
    kv_option *options = kv_new_array(arena, kv_option, room);
    if (!options)
        return kv_fail(err, KV_MEMORY, "", "memory is out");
    memcpy(options, plan->options, plan->option_count * sizeof *options);
    for (size_t n = 0; n < sizeof route_only / sizeof *route_only; n++) {
        if (request->options_max > 0 && plan->option_count >= (uint32_t)request->options_max)
            break;                                      /* no more were asked for */
        if (has_route(plan->options, plan->option_count, route_only[n].route))
            continue;
        kv_plan *other = kv_new(arena, kv_plan);
        kv_option *best = NULL;
        if (!other)
            return kv_fail(err, KV_MEMORY, "", "memory is out");
        kv_status s = best_on_route(k, request, route_only[n].route, route_only[n].avoid, arena, other, &best, err);
        if (s == KV_OK && best)
            s = kv_plan_explain(k, other, best, arena, err);
        if (s != KV_OK)
            return s;
        if (!best)
            continue;
        bool in_set = has_route(plan->all, plan->all_count, route_only[n].route);
        best->label = in_set ? route_only[n].route : kv_arena_format(arena, "%s, beaten by others", route_only[n].route);
        if (!best->label)
            return kv_fail(err, KV_MEMORY, "", "memory is out");
        options[plan->option_count] = *best;
        plan->options = options;
        plan->option_count++;
    }
    return KV_OK;
}
