/* leg.c - the least sum of rates that carries a cargo from one call of a service to another
 *
 *     calls        0 ------ 1 ------ 2 ------ 3 ------ 4        border between 2 and 3
 *     lanes        |-----------------A-----------------|        from 0 to 4
 *                           |----B----|                         from 1 to 2
 *     by distance  =======KZ==========|  ====AZ========|        hold stretch by stretch
 *
 * A leg is cut only at calls where a rate that fits begins or ends (here 0, 1, 2, 3, 4); between two cuts lies one line. Two
 * neighbouring lines are never the same rate by distance: that would be one line cut in two to gain by
 * rounding. So each cut keeps its two best sums whose last lines differ, and the least sum at the end is exact. */
#include "price/pricer.h"

#include <assert.h>
#include <stdlib.h>

typedef struct { uint32_t from, to, rate; } edge;           /* calls counted from the boarding call */

typedef struct {                                            /* a sum of lines up to a cut */
    int64_t sum;
    uint32_t lines;                                         /* 0: none reaches this cut, except at call 0 */
    uint32_t last;                                          /* rate by distance of the last line; KV_NONE: a lane */
    uint32_t from, rate;                                    /* last line: where it begins, which rate */
    uint8_t from_rank, reached;
} best;

typedef struct {
    kv_ask *ask;
    const kv_pattern_row *pattern;
    const uint32_t *stop, *metre;                           /* of the boarding call */
    uint32_t calls;
    kv_carriage what;
    edge *lanes, *runs;
    uint32_t lane_count, run_count;
    uint8_t *cut;                                           /* [calls] */
    best (*at)[2];                                          /* [calls]; set where cut */
    edge *path;                                             /* [calls] */
    uint32_t *chosen;                                       /* room for one list of rates */
} cover;

/* ---- what fits -------------------------------------------------------------------------------------------- */

/* lanes out of every call, as far as the alighting call */
static void find_lanes(cover *v, uint32_t board, uint32_t alight)
{
    const kv_pricer *p = v->ask->p;
    for (uint32_t a = board; a < alight; a++) {
        uint32_t at = p->lane_first[kv_leg_index(v->pattern, a, a + 1)], end = p->lane_first[kv_leg_index(v->pattern, a, alight) + 1];
        while (at < end) {
            uint32_t to = p->lanes.at[at].to, n = 0;
            for (; at < end && p->lanes.at[at].to == to; at++)
                v->chosen[n++] = p->lanes.at[at].rate;
            n = kv_rates_choose(v->ask, v->chosen, n, v->what.as, v->chosen);
            for (uint32_t i = 0; i < n; i++)
                v->lanes[v->lane_count++] = (edge){ a - board, to - board, v->chosen[i] };
            if (n)
                v->cut[a - board] = v->cut[to - board] = 1;
        }
    }
}

/* rates by distance: the longest runs of neighbouring stretches on which each holds */
static void find_runs(cover *v, uint32_t board)
{
    const kv_pricer *p = v->ask->p;
    const uint32_t *class = p->stretch_class + v->pattern->first_position + board;
    for (uint32_t a = 0, b; a + 1 < v->calls; a = b) {
        for (b = a + 1; b + 1 < v->calls && class[b] == class[a]; b++) {}
        kv_range list = p->classes.at[class[a]];
        uint32_t n = list.count ? kv_rates_choose(v->ask, p->class_rates.at + list.first, list.count, v->what.as, v->chosen) : 0;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t k = v->run_count;
            while (k && !(v->runs[k - 1].rate == v->chosen[i] && v->runs[k - 1].to == a))
                k--;
            if (k)
                v->runs[k - 1].to = b;
            else
                v->runs[v->run_count++] = (edge){ a, b, v->chosen[i] };
        }
    }
    for (uint32_t i = 0; i < v->run_count; i++)
        v->cut[v->runs[i].from] = v->cut[v->runs[i].to] = 1;
}

/* ---- the least sum ---------------------------------------------------------------------------------------- */

static kv_carriage carriage(const cover *v, uint32_t from, uint32_t to)
{
    kv_carriage what = v->what;
    what.from = kv_ref_of(KV_REF_STOP, v->stop[from]);
    what.to = kv_ref_of(KV_REF_STOP, v->stop[to]);
    what.metres = (int64_t)v->metre[to] - v->metre[from];
    return what;
}

static bool is_better(const best *a, const best *b)
{
    return !b->reached || a->sum < b->sum || (a->sum == b->sum && a->lines < b->lines);
}

static void keep(best at[2], best x)
{
    if (at[0].reached && x.last == at[0].last) {
        if (is_better(&x, &at[0]))
            at[0] = x;
    } else if (is_better(&x, &at[0])) {
        at[1] = at[0];
        at[0] = x;
    } else if (is_better(&x, &at[1]))
        at[1] = x;
}

static void extend(cover *v, uint32_t from, uint32_t to, uint32_t rate, bool by_distance)
{
    uint8_t rank = by_distance && v->at[from][0].last == rate;
    const best *b = &v->at[from][rank];
    if (!b->reached)
        return;
    kv_carriage what = carriage(v, from, to);
    int64_t price = kv_rate_price(v->ask, rate, &what);
    if (price == KV_PRICE_NONE)
        return;
    keep(v->at[to], (best){
        .sum = b->sum + price, .lines = b->lines + 1, .last = by_distance ? rate : KV_NONE, .from = from, .rate = rate,
        .from_rank = rank, .reached = 1,
    });
}

static void relax(cover *v)
{
    uint32_t lane = 0;
    for (uint32_t a = 0; a < v->calls; a++)
        if (v->cut[a])
            v->at[a][0] = v->at[a][1] = (best){ .last = KV_NONE };
    v->at[0][0].reached = 1;
    for (uint32_t a = 0; a + 1 < v->calls; a++) {
        if (!v->cut[a])
            continue;
        for (; lane < v->lane_count && v->lanes[lane].from == a; lane++)
            extend(v, a, v->lanes[lane].to, v->lanes[lane].rate, v->ask->p->rates[v->lanes[lane].rate].kind == KV_TARIFF_KM);
        for (uint32_t i = 0; i < v->run_count; i++)
            for (uint32_t b = a + 1; v->runs[i].from <= a && b <= v->runs[i].to; b++)
                if (v->cut[b])
                    extend(v, a, b, v->runs[i].rate, true);
    }
}

/* charges the lines of the least sum, first line first */
static void charge(cover *v)
{
    uint32_t to = v->calls - 1, rank = 0, n = 0;
    while (to) {
        const best *b = &v->at[to][rank];
        v->path[n++] = (edge){ b->from, to, b->rate };
        to = b->from;
        rank = b->from_rank;
    }
    while (n--) {
        kv_carriage what = carriage(v, v->path[n].from, v->path[n].to);
        kv_ask_rate(v->ask, v->path[n].rate, &what);
    }
}

/* ---- scratch ---------------------------------------------------------------------------------------------- */

enum { SCRATCH_BYTES = 12 * 1024 };                         /* enough for forty calls and a hundred lanes */

static size_t cut_off(size_t *at, size_t count, size_t size)
{
    size_t here = (*at + 15) & ~(size_t)15;
    *at = here + count * size;
    return here;
}

static void cover_item(kv_ask *ask, const kv_pattern_row *pattern, uint32_t board, uint32_t alight, uint32_t item)
{
    const kv_pricer *p = ask->p;
    const kv_corridor *c = p->corridor;
    const kv_service_row *service = &c->services[pattern->service];
    const uint32_t *class = p->stretch_class + pattern->first_position;
    uint32_t calls = alight - board + 1;
    size_t lanes = 0, runs = 0, longest = 1, size = 0;
    for (uint32_t a = board; a < alight; a++) {
        size_t first = p->lane_first[kv_leg_index(pattern, a, a + 1)], end = p->lane_first[kv_leg_index(pattern, a, alight) + 1];
        lanes += end - first;
        longest = end - first > longest ? end - first : longest;
        if (a == board || class[a] != class[a - 1]) {
            size_t count = p->classes.at[class[a]].count;
            runs += count;
            longest = count > longest ? count : longest;
        }
    }
    if (!lanes && !runs) {
        ask->failed = true;
        return;
    }
    size_t at_lanes = cut_off(&size, lanes, sizeof(edge)), at_runs = cut_off(&size, runs, sizeof(edge));
    size_t at_best = cut_off(&size, calls, sizeof(best[2])), at_path = cut_off(&size, calls, sizeof(edge));
    size_t at_chosen = cut_off(&size, longest, sizeof(uint32_t)), at_cut = cut_off(&size, calls, 1);
    _Alignas(16) unsigned char small[SCRATCH_BYTES];
    unsigned char *scratch = size <= sizeof small ? small : malloc(size);
    if (!scratch) {
        ask->failed = true;
        return;
    }
    kv_cargo_item as = ask->cargo->item[item];
    as.equipment &= service->equipment;
    cover v = {
        .ask = ask, .pattern = pattern, .calls = calls,
        .stop = c->position_stop + pattern->first_position + board, .metre = c->position_m + pattern->first_position + board,
        .what = { .item = item, .as = &as, .kind = KV_LINE_TARIFF, .agency = service->agency, .mode = service->mode },
        .lanes = (edge *)(void *)(scratch + at_lanes), .runs = (edge *)(void *)(scratch + at_runs),
        .at = (best(*)[2])(void *)(scratch + at_best), .path = (edge *)(void *)(scratch + at_path),
        .chosen = (uint32_t *)(void *)(scratch + at_chosen), .cut = scratch + at_cut,
    };
    for (uint32_t i = 0; i < calls; i++)
        v.cut[i] = 0;
    find_lanes(&v, board, alight);
    find_runs(&v, board);
    if (v.cut[0] && v.cut[calls - 1]) {
        relax(&v);
        if (v.at[calls - 1][0].reached)
            charge(&v);
        else
            ask->failed = true;
    } else
        ask->failed = true;
    if (scratch != small)
        free(scratch);
}

int64_t kv_price_leg(const kv_pricer *p, const kv_cargo *cargo, kv_currency currency, const kv_pattern_row *pattern,
                     uint32_t board, uint32_t alight, int32_t day, kv_price_lines *lines)
{
    assert(board < alight && alight < pattern->stop_count);
    kv_ask ask = kv_ask_begin(p, cargo, currency, day, lines);
    for (int i = 0; i < cargo->item_count && !ask.failed; i++)
        cover_item(&ask, pattern, board, alight, (uint32_t)i);
    if (!ask.failed)
        kv_ask_ride_extras(&ask, pattern, board, alight);
    return kv_ask_end(&ask);
}
