/* bench_plan.c - how long a question takes
 *
 *     bench_plan [--size corridor|world] [--feed DIR] [--queries N] [--runs N] [--rich]
 *
 * Without arguments: one core, the corridor-sized network of bench/world (200 places, 500 services), 1,000 random questions, best of
 * five runs a line. With --size world: 20,000 terminals, 5 million departures in 90 days. Beside the times stand counters:
 * stops scanned and labels kept tell why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/random.h"
#include "model/pack.h"
#include "plan/search.h"
#include "service/plan.h"
#include "world.h"

enum { DAY = 86400, QUERIES_MAX = 100000 };

typedef struct { uint32_t from, to; kv_tick ready; } pair;
typedef struct { const char *name; uint32_t criteria; uint32_t horizon_days, window_days; bool profile, keep_bounds; uint32_t share, beyond; } trial;

static int by_time(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

static void fail(const kv_error *err)
{
    fprintf(stderr, "bench_plan: %s: %s\n", err->where, err->text);
    exit(1);
}

static kv_corridor *load(const char *folder)
{
    kv_error err = { 0 };
    kv_pack *pack = NULL;
    kv_corridor *c = NULL;
    uint64_t t0 = kv_now_ns();
    if (kv_pack_read(&pack, folder, &err)) fail(&err);
    uint64_t t1 = kv_now_ns();
    if (kv_compile(&c, pack, (kv_compile_options){ INT32_MIN, INT32_MAX, 7200 }, &err)) fail(&err);
    uint64_t t2 = kv_now_ns();
    printf("%s: %u stops, %u patterns, %u positions, %u runs; read %.2f s, compiled %.2f s, image %.1f MB\n", folder, c->stops_count, c->patterns_count,
           c->position_stop_count, c->run_base_count, (double)(t1 - t0) / 1e9, (double)(t2 - t1) / 1e9, (double)c->image_size / 1e6);
    kv_pack_free(pack);
    return c;
}

/* pairs between which something leads: an origin that something leaves and a destination that something reaches */
static uint32_t make_pairs(const kv_corridor *c, pair *pairs, uint32_t want)
{
    kv_random r;
    kv_random_seed(&r, 42);
    kv_tick first = (kv_tick)((int64_t)c->info->first_day * DAY - c->info->base), span = (kv_tick)(c->info->last_day - c->info->first_day) * DAY;
    for (uint32_t n = 0; n < want;) {
        uint32_t a = kv_random_below(&r, c->stops_count), b = kv_random_below(&r, c->stops_count);
        if (a == b || c->visit_first[a] == c->visit_first[a + 1] || c->visit_first[b] == c->visit_first[b + 1]) continue;
        pairs[n++] = (pair){ a, b, first + kv_random_below(&r, span > 14 * DAY ? span / 4 : span) };
    }
    return want;
}

static void run(const kv_corridor *c, const kv_costs *costs, const trial *t, const pair *pairs, uint32_t count, int runs)
{
    kv_error err = { 0 };
    kv_planner *p = NULL;
    kv_arena arena = { 0 };
    if (kv_planner_open(&p, c, &err)) fail(&err);
    uint64_t *best = malloc(count * sizeof *best);
    if (!best) exit(1);
    memset(best, 0xff, count * sizeof *best);
    uint64_t journeys = 0, answered = 0, tried = 0, kept = 0, scanned = 0, most = 0;
    if (t->share > 1) count = count / t->share ? count / t->share : 1;
    for (int turn = 0; turn < runs; turn++) {
        journeys = answered = tried = kept = scanned = most = 0;
        for (uint32_t n = 0; n < count; n++) {
            kv_access from = { .stop = pairs[n].from }, to = { .stop = pairs[n].to };
            kv_question q = { .from = &from, .to = &to, .from_count = 1, .to_count = 1, .ready = pairs[n].ready, .ready_last = KV_NEVER,
                              .latest = t->horizon_days ? pairs[n].ready + t->horizon_days * DAY : KV_NEVER, .legs_max = 8, .legs_beyond = t->beyond, .criteria = t->criteria,
                              .price_max = KV_BARRED, .chance_cost_max = UINT32_MAX, .profile = t->profile, .work_max = 1000000 };
            if (t->window_days) q.ready_last = q.ready + t->window_days * DAY;
            kv_answer a;
            kv_arena_reset(&arena);
            if (t->keep_bounds && kv_search(p, costs, &q, true, &arena, &a, &err)) fail(&err);      /* the destination was asked for before */
            kv_arena_reset(&arena);
            uint64_t t0 = kv_now_ns();
            if (kv_search(p, costs, &q, t->keep_bounds, &arena, &a, &err)) fail(&err);
            uint64_t ns = kv_now_ns() - t0;
            if (ns < best[n]) best[n] = ns;
            journeys += a.count;
            answered += a.count > 0;
            if (a.count > most) most = a.count;
            tried += a.labels_tried;
            kept += a.labels_kept;
            scanned += a.rides_scanned;
        }
    }
    uint64_t sum = 0;
    for (uint32_t n = 0; n < count; n++) sum += best[n];
    qsort(best, count, sizeof *best, by_time);
    printf("%-58s mean %8.3f  p50 %8.3f  p95 %8.3f  p99 %8.3f ms  answered %4.0f %%  journeys %6.1f (most %3llu)  tried %9.0f  kept %8.0f  scanned %9.0f  scratch %5.1f MB\n", t->name,
           (double)sum / 1e6 / count, (double)best[count / 2] / 1e6, (double)best[count * 95ull / 100] / 1e6, (double)best[count * 99ull / 100] / 1e6,
           100.0 * (double)answered / count, (double)journeys / count, (unsigned long long)most, (double)tried / count, (double)kept / count, (double)scanned / count,
           (double)kv_planner_bytes(p) / 1e6);
    fflush(stdout);
    free(best);
    kv_planner_close(p);
    kv_arena_free(&arena);
}

static const trial simple[] = {
    { "arrival, transhipments; bounds kept", 3, 0, 0, false, true, 1, 0 },
    { "arrival, transhipments; bounds made", 3, 0, 0, false, false, 1, 0 },
    { "24 h profile; bounds kept", 3, 0, 1, true, true, 1, 0 },
    { "28 day profile; bounds kept", 3, 0, 28, true, true, 5, 0 },
};
static const trial rich[] = {
    { "arrival, transhipments with handling, 10 days; bounds kept", 3, 10, 0, false, true, 1, 0 },
    { "3 criteria (price), 10 days; bounds kept", 7, 10, 0, false, true, 1, 0 },
    { "4 criteria (price, CO2e), 10 days; bounds kept", 15, 10, 0, false, true, 1, 0 },
    { "4 criteria (price, CO2e), 10 days; bounds made", 15, 10, 0, false, false, 1, 0 },
    { "4 criteria (price, CO2e), 20 days; bounds kept", 15, 20, 0, false, true, 2, 0 },
    { "5 criteria, 10 days; bounds kept", 31, 10, 0, false, true, 1, 0 },
    { "5 criteria, 20 days; bounds kept", 31, 20, 0, false, true, 5, 0 },
    { "5 criteria, window of 28 days, 60 days, fewest + 3 rides", 31, 60, 28, false, true, 10, 3 },
};

static const char *generated(world_options options, const char *name)
{
    static char folder[200];
    kv_error err = { 0 };
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/karvan-bench-%ld-%s", temporary ? temporary : "/tmp", (long)getuid(), name);
    if (world_write(&options, folder, &err)) fail(&err);
    return folder;
}

int main(int argc, char **argv)
{
    const char *size = "corridor", *feed = NULL;
    uint32_t queries = 1000;
    int runs = 5;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--size") && i + 1 < argc) size = argv[++i];
        else if (!strcmp(argv[i], "--feed") && i + 1 < argc) feed = argv[++i];
        else if (!strcmp(argv[i], "--queries") && i + 1 < argc) queries = (uint32_t)strtoul(argv[++i], NULL, 10);
        else if (!strcmp(argv[i], "--runs") && i + 1 < argc) runs = (int)strtol(argv[++i], NULL, 10);
        else { fprintf(stderr, "usage: bench_plan [--size corridor|world] [--feed DIR] [--queries N] [--runs N]\n"); return 2; }
    }
    if (queries < 1 || queries > QUERIES_MAX) queries = 1000;
    bool large = !strcmp(size, "world");
    static pair pairs[QUERIES_MAX];
    world_options options = WORLD_DEFAULTS;
    options.services = 500;
    if (large) { options.terminals = 20000; options.services = 0; options.departures = 5000000; options.days = 90; }
    else options.days = 90;
    kv_error err = { 0 };
    for (int with_prices = 0; with_prices < 2; with_prices++) {
        options.freight = with_prices;
        kv_corridor *c = load(feed ? feed : generated(options, large ? with_prices ? "world-freight" : "world" : with_prices ? "corridor-freight" : "corridor"));
        make_pairs(c, pairs, queries);
        if (!c->info->is_freight)
            for (size_t n = 0; n < sizeof simple / sizeof *simple; n++) run(c, NULL, simple + n, pairs, large && n > 1 ? queries / 10 + 1 : queries, runs);
        if (c->info->is_freight) {
            kv_desk *desk = NULL;
            kv_clerk *clerk = NULL;
            const kv_costs *costs = NULL;
            kv_cargo cargo;
            kv_plan_request request = { .cargo = "2x45G1", .weight = "20t", .hs = "8471", .transfers_max = -1 };
            kv_currency usd = { "USD" };
            if (kv_desk_open(&desk, c, NULL, &err) || kv_clerk_open(&clerk, desk, &err) || kv_cargo_parse(&cargo, request.cargo, request.weight, request.hs, NULL, &err)) fail(&err);
            uint64_t t0 = kv_now_ns();
            kv_time base = kv_tick_time(c, 0);
            if (kv_clerk_fold(clerk, &request, &cargo, usd, (kv_time)c->info->first_day * DAY > base ? (kv_time)c->info->first_day * DAY : base,
                              (kv_time)c->info->last_day * DAY, &costs, &err)) fail(&err);
            printf("folded prices, emissions and chances of one cargo in %.1f ms, %u epochs\n", (double)(kv_now_ns() - t0) / 1e6, costs->epoch_count);
            for (size_t n = 0; n < sizeof rich / sizeof *rich; n++) run(c, costs, rich + n, pairs, large ? queries / 10 + 1 : queries, large ? 2 : runs);
            kv_clerk_close(clerk);
            kv_desk_close(desk);
        }
        kv_corridor_close(c);
        if (feed) break;
    }
    return 0;
}
