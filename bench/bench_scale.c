/* bench_scale.c - how the cost of a question grows: with departures, with the window, with criteria, with threads
 *
 * One table a question, 300 random questions a row, best of three, one core unless said. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/random.h"
#include "model/pack.h"
#include "plan/search.h"
#include "service/plan.h"
#include "world.h"

enum { DAY = 86400, QUERIES = 300, THREADS_MAX = 16 };

static void fail(const kv_error *err)
{
    fprintf(stderr, "bench_scale: %s: %s\n", err->where, err->text);
    exit(1);
}

static kv_corridor *make(uint32_t terminals, uint32_t services, uint64_t departures, uint32_t days, bool freight)
{
    world_options o = WORLD_DEFAULTS;
    kv_error err = { 0 };
    kv_pack *pack = NULL;
    kv_corridor *c = NULL;
    char folder[200];
    const char *temporary = getenv("TMPDIR");
    o.terminals = terminals; o.services = services; o.departures = departures; o.days = days; o.freight = freight;
    snprintf(folder, sizeof folder, "%s/karvan-bench-%ld-scale", temporary ? temporary : "/tmp", (long)getpid());
    if (world_write(&o, folder, &err) || kv_pack_read(&pack, folder, &err) || kv_compile(&c, pack, (kv_compile_options){ INT32_MIN, INT32_MAX, 7200 }, &err)) fail(&err);
    kv_pack_free(pack);
    char command[260];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    if (system(command)) fprintf(stderr, "bench_scale: %s stays\n", folder);
    return c;
}

typedef struct {
    const kv_corridor *c; const kv_costs *costs;
    uint32_t criteria, horizon_days, window_days, first, step;
    uint64_t ns, journeys, kept;
} job;

/* questions first, first + step, ... of the fixed list; the destination's bounds are kept between them */
static void *ask(void *self)
{
    job *j = self;
    const kv_corridor *c = j->c;
    kv_error err = { 0 };
    kv_planner *p = NULL;
    kv_arena arena = { 0 };
    kv_random r;
    kv_random_seed(&r, 7);
    if (kv_planner_open(&p, c, &err)) fail(&err);
    kv_tick first = (kv_tick)((int64_t)c->info->first_day * DAY - c->info->base);
    j->ns = j->journeys = j->kept = 0;
    for (uint32_t n = 0; n < QUERIES;) {
        kv_access from = { .stop = kv_random_below(&r, c->stops_count) }, to = { .stop = kv_random_below(&r, c->stops_count) };
        if (from.stop == to.stop || c->visit_first[from.stop] == c->visit_first[from.stop + 1] || c->visit_first[to.stop] == c->visit_first[to.stop + 1]) continue;
        if (n++ % j->step != j->first) continue;
        kv_tick ready = first + n % 7 * DAY;
        kv_question q = { .from = &from, .to = &to, .from_count = 1, .to_count = 1, .ready = ready, .legs_max = 8, .criteria = j->criteria, .price_max = KV_BARRED,
                          .ready_last = j->window_days ? ready + j->window_days * DAY : KV_NEVER, .profile = j->window_days && !j->costs,
                          .latest = j->horizon_days ? ready + j->horizon_days * DAY : KV_NEVER, .chance_cost_max = UINT32_MAX };
        kv_answer a;
        if (kv_search(p, j->costs, &q, true, &arena, &a, &err)) fail(&err);
        kv_arena_reset(&arena);
        uint64_t t0 = kv_now_ns();
        if (kv_search(p, j->costs, &q, true, &arena, &a, &err)) fail(&err);
        j->ns += kv_now_ns() - t0;
        j->journeys += a.count;
        j->kept += a.labels_kept;
        kv_arena_reset(&arena);
    }
    kv_planner_close(p);
    kv_arena_free(&arena);
    return NULL;
}

static void row(const char *label, job j, uint32_t threads)
{
    uint64_t best = UINT64_MAX;
    for (int turn = 0; turn < 3; turn++) {
        job many[THREADS_MAX];
        pthread_t thread[THREADS_MAX];
        uint64_t busy = 0, journeys = 0, kept = 0, longest = 0;
        for (uint32_t t = 0; t < threads; t++) {
            many[t] = j;
            many[t].first = t;
            many[t].step = threads;
            if (pthread_create(&thread[t], NULL, ask, &many[t])) exit(1);
        }
        for (uint32_t t = 0; t < threads; t++) {
            pthread_join(thread[t], NULL);
            busy += many[t].ns;
            journeys += many[t].journeys;
            kept += many[t].kept;
            if (many[t].ns > longest) longest = many[t].ns;
        }
        if (longest < best) { best = longest; j.journeys = journeys; j.kept = kept; j.ns = busy; }
    }
    printf("  %-34s %10.3f ms a question  %8.1f journeys  %9.0f labels", label, (double)j.ns / 1e6 / QUERIES, (double)j.journeys / QUERIES, (double)j.kept / QUERIES);
    if (threads > 1) printf("  %8.0f questions/s", QUERIES / ((double)best / 1e9));
    printf("\n");
    fflush(stdout);
}

int main(void)
{
    char label[64];
    kv_error err = { 0 };
    printf("departures (90 days, 20 terminals a thousand departures, at most 20,000): arrival and transhipments\n");
    for (uint64_t departures = 10000; departures <= 5000000; departures = departures == 1000000 ? 5000000 : departures * 10) {
        uint32_t terminals = departures >= 1000000 ? 20000 : (uint32_t)(departures / 50);
        kv_corridor *c = make(terminals, 0, departures, 90, false);
        snprintf(label, sizeof label, "%llu departures, %u terminals", (unsigned long long)departures, c->stops_count);
        row(label, (job){ .c = c, .criteria = 3 }, 1);
        kv_corridor_close(c);
    }
    printf("window (200 places, 500 services both ways): profile of arrival and transhipments\n");
    kv_corridor *c = make(200, 500, 0, 180, false);
    for (uint32_t days = 7; days <= 90; days = days == 56 ? 90 : days * 2) {
        snprintf(label, sizeof label, "%u days", days);
        row(label, (job){ .c = c, .criteria = 3, .window_days = days }, 1);
    }
    printf("threads: the same, 28 days\n");
    for (uint32_t threads = 1; threads <= 4; threads *= 2) {
        snprintf(label, sizeof label, "%u threads", threads);
        row(label, (job){ .c = c, .criteria = 3, .window_days = 28 }, threads);
    }
    kv_corridor_close(c);
    printf("criteria (200 places, 500 services both ways, one ready time, 14 days): full sets\n");
    c = make(200, 500, 0, 90, true);
    kv_desk *desk = NULL;
    kv_clerk *clerk = NULL;
    const kv_costs *costs = NULL;
    kv_cargo cargo;
    kv_plan_request request = { .cargo = "2x45G1", .weight = "20t", .hs = "8471", .transfers_max = -1 };
    if (kv_desk_open(&desk, c, NULL, &err) || kv_clerk_open(&clerk, desk, &err) || kv_cargo_parse(&cargo, request.cargo, request.weight, request.hs, NULL, &err)
        || kv_clerk_fold(clerk, &request, &cargo, (kv_currency){ "USD" }, (kv_time)c->info->first_day * DAY, (kv_time)c->info->last_day * DAY, &costs, &err)) fail(&err);
    static const struct { uint32_t criteria; const char *name; } sets[] = {
        { 3, "arrival, transhipments" }, { 7, "+ price" }, { 15, "+ price, CO2e" }, { 31, "+ price, CO2e, chance" } };
    for (size_t n = 0; n < sizeof sets / sizeof *sets; n++) row(sets[n].name, (job){ .c = c, .costs = costs, .criteria = sets[n].criteria, .horizon_days = 14 }, 1);
    kv_clerk_close(clerk);
    kv_desk_close(desk);
    kv_corridor_close(c);
    return 0;
}
