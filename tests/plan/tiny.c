/* tiny.c - half a dozen stops, a handful of patterns, every rule of plan/search.h now and then */
#include "tiny.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR = 3600, DAY = 86400 };

static uint32_t pick(kv_random *r, uint32_t low, uint32_t high) { return low + kv_random_below(r, high - low + 1); }
static bool one_in(kv_random *r, uint32_t n) { return kv_random_below(r, n) == 0; }

typedef struct { kv_tick base; uint16_t profile; } run;
static int by_base(const void *x, const void *y)
{
    const run *a = x, *b = y;
    return a->base != b->base ? (a->base > b->base) - (a->base < b->base) : a->profile - b->profile;
}

static void make_patterns(tiny *w, kv_random *r, uint32_t stops, uint32_t patterns)
{
    kv_corridor *c = &w->c;
    kv_service_row *services = kv_new_array(&w->arena, kv_service_row, patterns);
    kv_pattern_row *pt = kv_new_array(&w->arena, kv_pattern_row, patterns);
    uint32_t *position_stop = kv_new_array(&w->arena, uint32_t, patterns * 5);
    uint8_t *flags = kv_new_array(&w->arena, uint8_t, patterns * 5);
    kv_call *calls = kv_new_array(&w->arena, kv_call, patterns * 10);
    kv_tick *bases = kv_new_array(&w->arena, kv_tick, patterns * 6);
    uint16_t *profiles = kv_new_array(&w->arena, uint16_t, patterns * 6);
    kv_span *active = kv_new_array(&w->arena, kv_span, patterns * 3);
    uint32_t positions = 0, runs = 0, call_count = 0, legs = 0, spans = 0;
    for (uint32_t n = 0; n < patterns; n++) {
        kv_pattern_row *p = pt + n;
        kv_service_row *s = services + n;
        uint32_t count = pick(r, 2, stops < 4 ? stops : 4);
        s->mode = (uint8_t)(w->plain ? KV_MODE_RAIL : pick(r, KV_MODE_RAIL, KV_MODE_ROAD));
        s->cutoff_s = w->plain ? 0 : one_in(r, 3) ? (int32_t)pick(r, 1, 5) * HOUR : 0;
        s->wait_p50_s = (int32_t)pick(r, 0, 30) * HOUR;
        *p = (kv_pattern_row){ .service = n, .first_position = positions, .stop_count = count, .first_run = runs, .first_call = call_count, .first_leg = legs,
                               .first_active = spans, .profile_count = 1, .flexible = !w->plain && one_in(r, 4) };
        for (uint32_t i = 0; i < count; i++) {
            uint32_t v = pick(r, 0, stops - 1);
            for (uint32_t k = 0; k < i; k++) if (position_stop[positions + k] == v && !one_in(r, 8)) { v = (v + 1) % stops; k = UINT32_MAX; }
            position_stop[positions + i] = v;
            flags[positions + i] = (uint8_t)(one_in(r, 12) ? pick(r, 1, 3) : 0);
        }
        if (!p->flexible && one_in(r, 3)) p->profile_count = 2;
        for (uint32_t f = 0; f < p->profile_count; f++) {
            uint32_t t = 0;
            for (uint32_t i = 0; i < count; i++) {
                kv_call *call = calls + call_count + f * count + i;
                call->arrive = t;
                if (i > 0 && one_in(r, 3)) t += pick(r, 0, 10) * HOUR;
                call->depart = t;
                t += pick(r, 1, 40) * HOUR + (one_in(r, 4) ? pick(r, 1, 59) * 60 : 0);
            }
        }
        if (p->flexible) {
            p->active_count = pick(r, 1, 2);
            kv_tick t = pick(r, 0, 2) * DAY;
            for (uint32_t k = 0; k < p->active_count; k++) {
                active[spans] = (kv_span){ t, t + pick(r, 1, 9) * DAY };
                t = active[spans++].to + pick(r, 1, 2) * DAY;
            }
        } else {
            run list[6];
            uint32_t want = pick(r, 1, 5), kept = 0;
            for (uint32_t k = 0; k < want; k++)
                list[k] = (run){ pick(r, 0, 15) * DAY + pick(r, 0, 23) * HOUR, (uint16_t)kv_random_below(r, p->profile_count) };
            qsort(list, want, sizeof *list, by_base);
            for (uint32_t k = 0; k < want; k++) {           /* drop runs that would overtake */
                bool fine = true;
                if (kept) for (uint32_t i = 0; i < count; i++) {
                    const kv_call *before = calls + call_count + profiles[runs - 1] * count + i, *now = calls + call_count + list[k].profile * count + i;
                    if (bases[runs - 1] + before->arrive > list[k].base + now->arrive || bases[runs - 1] + before->depart > list[k].base + now->depart) fine = false;
                }
                if (!fine) continue;
                bases[runs] = list[k].base;
                profiles[runs++] = list[k].profile;
                kept++;
            }
            p->run_count = kept;
        }
        positions += count;
        call_count += count * p->profile_count;
        legs += count * (count - 1) / 2;
    }
    c->services = services; c->services_count = patterns;
    c->patterns = pt; c->patterns_count = patterns;
    c->position_stop = position_stop; c->position_stop_count = positions;
    c->position_flags = flags; c->position_flags_count = positions;
    c->calls = calls; c->calls_count = call_count;
    c->run_base = bases; c->run_base_count = runs;
    c->run_profile = profiles; c->run_profile_count = runs;
    c->active = active; c->active_count = spans;
    kv_corridor_info *info = kv_new(&w->arena, kv_corridor_info);
    *info = (kv_corridor_info){ .base = 1767225600 + (int64_t)pick(r, 0, 40) * DAY, .first_day = 20454, .last_day = 20554, .is_freight = !w->plain,
                                .leg_count = legs, .longest_span_s = 20 * DAY };
    c->info = info; c->info_count = 1;
}

static void make_stops(tiny *w, kv_random *r, uint32_t stops)
{
    kv_corridor *c = &w->c;
    kv_stop_row *rows = kv_new_array(&w->arena, kv_stop_row, stops);
    uint32_t *visit_first = kv_new_array(&w->arena, uint32_t, stops + 1), *link_first = kv_new_array(&w->arena, uint32_t, stops + 1);
    uint32_t *change = kv_new_array(&w->arena, uint32_t, stops);
    kv_visit *visits = kv_new_array(&w->arena, kv_visit, c->position_stop_count + 1);
    kv_link *links = kv_new_array(&w->arena, kv_link, stops * 3);
    uint32_t *hours = kv_new_array(&w->arena, uint32_t, 2);
    kv_span *open = kv_new_array(&w->arena, kv_span, 40);
    uint32_t visit_count = 0, link_count = 0;
    for (uint32_t d = 0; d < 40; d++) open[d] = (kv_span){ d * DAY + 8 * HOUR, d * DAY + 17 * HOUR };
    hours[1] = 40;
    for (uint32_t v = 0; v < stops; v++) {
        rows[v] = (kv_stop_row){ .lat = 40 + v, .lon = 50 + v, .hours = !w->plain && one_in(r, 4) ? 0 : KV_NONE };
        change[v] = w->plain ? one_in(r, 15) ? KV_NEVER : pick(r, 0, 12) * HOUR : 0;
        visit_first[v] = visit_count;
        for (uint32_t n = 0; n < c->patterns_count; n++)
            for (uint32_t i = 0; i < c->patterns[n].stop_count; i++)
                if (c->position_stop[c->patterns[n].first_position + i] == v) visits[visit_count++] = (kv_visit){ n, i };
        link_first[v] = link_count;
        uint32_t seconds = 0;
        if (one_in(r, 4)) for (uint32_t k = 0, step = pick(r, 1, stops - 1); k < pick(r, 1, 2); k++) {
            seconds += pick(r, 0, 20) * HOUR;
            uint32_t to = (v + step + k) % stops;
            if (to != v) links[link_count++] = (kv_link){ to, seconds };
        }
    }
    visit_first[stops] = visit_count;
    link_first[stops] = link_count;
    c->stops = rows; c->stops_count = stops;
    c->visit_first = visit_first; c->visit_first_count = stops + 1;
    c->visits = visits; c->visits_count = visit_count;
    c->link_first = link_first; c->link_first_count = stops + 1;
    c->links = links; c->links_count = link_count;
    c->change_s = change; c->change_s_count = stops;
    c->hours = hours; c->hours_count = 2;
    c->open = open; c->open_count = 40;
}

static void make_costs(tiny *w, kv_random *r)
{
    kv_corridor *c = &w->c;
    kv_costs *k = &w->costs;
    uint32_t legs = c->info->leg_count, stops = c->stops_count, epochs = pick(r, 1, 3), coarse = one_in(r, 2) ? 1 : 50;
    kv_tick *epoch_from = kv_new_array(&w->arena, kv_tick, epochs);
    for (uint32_t e = 1; e < epochs; e++) epoch_from[e] = epoch_from[e - 1] + pick(r, 2, 7) * DAY;
    uint32_t *price = kv_new_array(&w->arena, uint32_t, legs * epochs), *extra = kv_new_array(&w->arena, uint32_t, legs * epochs), *co2 = kv_new_array(&w->arena, uint32_t, legs);
    for (uint32_t l = 0; l < legs; l++) {
        uint32_t kind = pick(r, 0, 11);
        co2[l] = pick(r, 1, 20) * coarse;
        for (uint32_t e = 0; e < epochs; e++) {
            bool fresh = e == 0 || one_in(r, 3);
            price[e * legs + l] = kind == 0 ? KV_BARRED : kind == 1 ? KV_UNPRICED : fresh ? pick(r, 1, 20) * coarse : price[(e - 1) * legs + l];
            extra[e * legs + l] = one_in(r, 5) ? pick(r, 0, 3) : 0;
        }
    }
    uint32_t blocks = pick(r, 1, 3);
    kv_change *changes = kv_new_array(&w->arena, kv_change, blocks * KV_MODE_COUNT * KV_MODE_COUNT);
    for (uint32_t n = 0; n < blocks * KV_MODE_COUNT * KV_MODE_COUNT; n++)
        changes[n] = (kv_change){ .seconds = pick(r, 0, 15) * HOUR, .price = one_in(r, 12) ? KV_BARRED : pick(r, 0, 4) * coarse, .co2_g = pick(r, 0, 3) * coarse, .spread = pick(r, 0, 2) };
    uint32_t *block = kv_new_array(&w->arena, uint32_t, stops);
    kv_storage *storage = kv_new_array(&w->arena, kv_storage, stops);
    for (uint32_t v = 0; v < stops; v++) {
        block[v] = pick(r, 0, blocks - 1);
        if (one_in(r, 2)) storage[v] = (kv_storage){ pick(r, 0, 3), pick(r, 0, 5) };
    }
    uint32_t *groups = kv_new_array(&w->arena, uint32_t, c->patterns_count), *through_first = kv_new_array(&w->arena, uint32_t, stops + 1);
    for (uint32_t n = 0; n < c->patterns_count; n++) groups[n] = one_in(r, 2) ? pick(r, 1, 3) : 0;
    kv_through *through = kv_new_array(&w->arena, kv_through, stops * 4);
    uint32_t *through_price = kv_new_array(&w->arena, uint32_t, stops * 4 * epochs);
    uint32_t rates = 0;
    bool any = one_in(r, 2);
    for (uint32_t v = 0; v < stops; v++) {
        through_first[v] = rates;
        for (uint32_t g = 0; any && g < 2; g++)
            for (uint32_t to = 0; to < stops && rates < stops * 4; to++) {
                if (to == v || !one_in(r, 4)) continue;
                through[rates] = (kv_through){ .group = g, .from = v, .to = to, .rate = rates, .covers_handling = one_in(r, 2), .first_price = rates * epochs };
                for (uint32_t e = 0; e < epochs; e++) through_price[rates * epochs + e] = one_in(r, 8) ? KV_BARRED : pick(r, 1, 25) * coarse;
                rates++;
            }
    }
    through_first[stops] = rates;
    uint32_t classes = pick(r, 1, 4), spreads = 3;
    uint16_t *lateness = kv_new_array(&w->arena, uint16_t, legs * 12);
    for (uint32_t l = 0; l < legs * 12; l++) lateness[l] = (uint16_t)(l % 12 && !one_in(r, 3) ? lateness[l - 1] : pick(r, 0, classes - 1));
    const uint16_t **chance = kv_new_array(&w->arena, const uint16_t *, classes * spreads);
    uint16_t *length = kv_new_array(&w->arena, uint16_t, classes * spreads);
    for (uint32_t n = 0; n < classes * spreads; n++) {
        uint16_t count = (uint16_t)pick(r, 1, 40), *row = kv_new_array(&w->arena, uint16_t, count);
        uint32_t cost = one_in(r, 3) ? 0 : pick(r, 0, 900);
        for (uint16_t h = 0; h < count; h++) { row[h] = (uint16_t)cost; if (one_in(r, 4)) cost = cost * pick(r, 0, 9) / 10; }
        chance[n] = row;
        length[n] = count;
    }
    *k = (kv_costs){ .corridor = c, .epoch_count = epochs, .epoch_from = epoch_from, .leg_price = price, .leg_extra = one_in(r, 2) ? extra : NULL, .leg_co2 = co2,
                     .change_block = block, .changes = changes, .storage = one_in(r, 3) ? NULL : storage, .through = through, .through_first = any ? through_first : NULL,
                     .through_price = through_price, .pattern_groups = groups, .through_count = rates, .leg_lateness = lateness, .lateness_count = classes,
                     .spread_count = spreads, .chance = chance, .chance_length = length };
}

static uint32_t make_ends(tiny *w, kv_random *r, kv_access *list, uint32_t avoid)
{
    uint32_t count = one_in(r, 3) ? 2 : 1, stops = w->c.stops_count, first = pick(r, 0, stops - 1);
    if (first == avoid) first = (first + 1) % stops;
    for (uint32_t n = 0; n < count; n++) {
        uint32_t v = (first + n) % stops;
        if (n && v == avoid) return n;
        list[n] = (kv_access){ .stop = v, .mode = KV_MODE_NONE };
        if (!w->plain && one_in(r, 3))
            list[n] = (kv_access){ .stop = v, .mode = KV_MODE_ROAD, .seconds = pick(r, 1, 30) * HOUR, .price = pick(r, 0, 5), .co2_g = pick(r, 0, 5) };
    }
    return count;
}

void tiny_make(tiny *w, uint64_t seed, bool plain)
{
    memset(w, 0, sizeof *w);
    kv_random r;
    kv_random_seed(&r, seed);
    w->plain = plain;
    uint32_t stops = pick(&r, 3, 6);
    make_patterns(w, &r, stops, pick(&r, 3, 8));
    make_stops(w, &r, stops);
    make_costs(w, &r);
    kv_question *q = &w->q;
    *q = (kv_question){ .from = w->from, .to = w->to, .ready = pick(&r, 0, 3) * DAY + pick(&r, 0, 23) * HOUR, .ready_last = KV_NEVER, .latest = pick(&r, 8, 25) * DAY,
                        .legs_max = pick(&r, 1, 4), .criteria = KV_BY_ARRIVAL | KV_BY_TRANSHIPMENTS, .price_max = KV_BARRED, .chance_cost_max = UINT32_MAX, .save_storage = true };
    q->from_count = make_ends(w, &r, w->from, KV_NONE);
    q->to_count = make_ends(w, &r, w->to, w->from[0].stop);
    if (one_in(&r, 3)) q->ready_last = q->ready + pick(&r, 0, 8) * DAY;
    if (plain) {
        q->profile = one_in(&r, 2);
        if (one_in(&r, 3)) q->duration_max_s = pick(&r, 1, 12) * DAY;
    } else {
        q->criteria = KV_BY_ARRIVAL | kv_random_below(&r, 16) * 2;
        if (one_in(&r, 2)) q->criteria = 31;
        if (one_in(&r, 5)) q->price_max = pick(&r, 10, 60);
        if (one_in(&r, 6)) q->chance_cost_max = pick(&r, 0, 500);
        q->profile = one_in(&r, 4);
    }
    if (q->profile && q->ready_last == KV_NEVER) q->ready_last = q->ready + pick(&r, 0, 12) * DAY;
}

void tiny_free(tiny *w) { kv_arena_free(&w->arena); }

void tiny_print(const tiny *w)
{
    const kv_corridor *c = &w->c;
    const kv_question *q = &w->q;
    const kv_costs *k = &w->costs;
    fprintf(stderr, "ready %g h, last %g h, latest %g h, legs %u, criteria %u, price_max %u, chance_max %u, profile %d, duration %g h\n", q->ready / 3600.0,
            q->ready_last / 3600.0, q->latest / 3600.0, q->legs_max, q->criteria, q->price_max, q->chance_cost_max, q->profile, q->duration_max_s / 3600.0);
    for (uint32_t n = 0; n < q->from_count + q->to_count; n++) {
        const kv_access *a = n < q->from_count ? q->from + n : q->to + n - q->from_count;
        fprintf(stderr, "%s stop %u mode %u %g h price %u co2 %u\n", n < q->from_count ? "from" : "to", a->stop, a->mode, a->seconds / 3600.0, a->price, a->co2_g);
    }
    for (uint32_t n = 0; n < c->patterns_count; n++) {
        const kv_pattern_row *p = c->patterns + n;
        fprintf(stderr, "pattern %u mode %u cutoff %d h%s groups %u:", n, c->services[n].mode, c->services[n].cutoff_s / 3600, p->flexible ? " flexible" : "", k->pattern_groups[n]);
        for (uint32_t i = 0; i < p->stop_count; i++) fprintf(stderr, " %u%s", c->position_stop[p->first_position + i], c->position_flags[p->first_position + i] ? "!" : "");
        if (p->flexible) fprintf(stderr, "  wait %d h", c->services[n].wait_p50_s / 3600);
        for (uint32_t r = p->first_run; r < p->first_run + p->run_count; r++) {
            fprintf(stderr, "\n    run %u:", r);
            for (uint32_t i = 0; i < p->stop_count; i++) {
                const kv_call *call = c->calls + p->first_call + c->run_profile[r] * p->stop_count + i;
                fprintf(stderr, " %g/%g", (c->run_base[r] + call->arrive) / 3600.0, (c->run_base[r] + call->depart) / 3600.0);
            }
        }
        fprintf(stderr, "\n    legs:");
        for (uint32_t i = 0; i < p->stop_count; i++) for (uint32_t j = i + 1; j < p->stop_count; j++)
            for (uint32_t e = 0; e < k->epoch_count; e++) fprintf(stderr, " %u-%u[%u]:%d", i, j, e, (int)k->leg_price[e * c->info->leg_count + kv_leg_index(p, i, j)]);
        fprintf(stderr, "\n");
    }
    for (uint32_t v = 0; v < c->stops_count; v++) {
        fprintf(stderr, "stop %u change %g h block %u%s", v, c->change_s[v] / 3600.0, k->change_block[v], c->stops[v].hours == KV_NONE ? "" : " hours");
        if (k->storage) fprintf(stderr, " storage %u free, %u a day", k->storage[v].free_days, k->storage[v].per_day);
        for (uint32_t l = c->link_first[v]; l < c->link_first[v + 1]; l++) fprintf(stderr, " link to %u %g h", c->links[l].to, c->links[l].seconds / 3600.0);
        fprintf(stderr, "\n");
    }
    for (uint32_t t = 0; k->through_first && t < k->through_count; t++)
        fprintf(stderr, "through %u: group %u %u -> %u covers %u price %d\n", t, k->through[t].group, k->through[t].from, k->through[t].to, k->through[t].covers_handling,
                (int)k->through_price[k->through[t].first_price]);
}
