/* bench_reliability.c - opening a world's lateness classes, one chance row, the arrival of one journey
 *
 *     bench_reliability [PACK]
 *
 * Without a pack a world of 20,000 terminals is made (world.h, seed 1). It is opened as it is, and once more with a
 * closure for ships in every month at one terminal of five, in twenty kinds. Journeys are random walks: each ride is
 * the first that cargo catches at the stop where the ride before has left it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/handling.h"
#include "model/pack.h"
#include "reliability/reliability.h"
#include "world.h"

enum { RUNS = 5, JOURNEYS = 2000, STAGES = 6 };

static double us_since(uint64_t t0) { return (double)(kv_now_ns() - t0) / 1e3; }

static int fail(const char *doing, const kv_error *err)
{
    fprintf(stderr, "%s: %s: %s (%s)\n", doing, err->where, err->text, err->hint);
    return 1;
}

static kv_corridor *corridor_of(const char *path)
{
    kv_error err = { 0 };
    kv_pack *pack;
    kv_corridor *c = NULL;
    if (kv_pack_read(&pack, path, &err) != KV_OK || kv_compile(&c, pack, (kv_compile_options){ INT32_MIN, INT32_MAX, 0 }, &err) != KV_OK)
        fail(path, &err);
    kv_pack_free(pack);
    return c;
}

static kv_reliability *open_best_of(const kv_corridor *c, const char *what)
{
    kv_reliability *r = NULL;
    kv_error err = { 0 };
    double best = 1e12;
    uint32_t classes = 0;
    for (int i = 0; i < RUNS; i++) {
        kv_reliability_close(r);
        uint64_t t0 = kv_now_ns();
        if (kv_reliability_open(&r, c, &err) != KV_OK) {
            fail("open", &err);
            return NULL;
        }
        double us = us_since(t0);
        best = us < best ? us : best;
    }
    kv_reliability_lateness(r, &classes);
    printf("reliability/%-16s open %.2f ms: %u legs, %u classes\n", what, best / 1e3, c->info->leg_count, classes);
    return r;
}

/* every class of lateness that legs have with every handling row's spread: at most `most` rows */
static void measure_rows(kv_reliability *r, const kv_corridor *c, uint32_t most)
{
    uint32_t classes, rows = 0;
    uint64_t hours = 0, t0 = kv_now_ns();
    kv_reliability_lateness(r, &classes);
    for (uint32_t h = 0; h < c->handling_count && rows < most; h++)
        for (uint32_t class = 0; class < classes && rows < most; class++, rows++) {
            const uint16_t *cost;
            uint16_t length;
            if (kv_reliability_row(r, class, kv_reliability_spread(r, &h, 1), &cost, &length) == KV_OK)
                hours += length;
        }
    double first = us_since(t0);
    uint32_t again = 0;
    volatile uint16_t read = 0;             /* what is asked for is used */
    t0 = kv_now_ns();
    for (uint32_t h = 0; h < 100; h++)
        for (uint32_t class = 0; class < classes && class < 100; class++, again++) {
            const uint16_t *cost;
            uint16_t length;
            if (kv_reliability_row(r, class, h % 2, &cost, &length) == KV_OK)
                read = cost[0];
        }
    (void)read;
    printf("  chance row  %.2f us when first asked for, %.0f ns from then on (%u rows, %.0f hours each)\n", first / rows,
           us_since(t0) * 1e3 / again, rows, rows ? (double)hours / rows : 0);
}

static bool next_stage(const kv_corridor *c, kv_random *random, uint32_t stop, kv_mode before, kv_time now, kv_stage *s)
{
    uint32_t from = c->visit_first[stop], count = c->visit_first[stop + 1] - from;
    if (!count)
        return false;
    kv_visit v = c->visits[from + kv_random_below(random, count)];
    const kv_pattern_row *p = &c->patterns[v.pattern];
    const kv_call *call = &c->calls[p->first_call];
    kv_cargo box = { .item_count = 1 };
    box.item[0].count = 1;
    box.item[0].equipment = 1;
    *s = (kv_stage){ .pattern = v.pattern, .board = v.position, .run = KV_NONE, .cutoff_s = c->services[p->service].cutoff_s, .board_stop = stop };
    if (v.position + 1 >= p->stop_count)
        return false;
    s->alight = v.position + 1 + kv_random_below(random, p->stop_count - v.position - 1);
    s->handling_count = kv_handling_rows(c, &box, stop, before, (kv_mode)c->services[p->service].mode, false, c->info->first_day, s->handling_rows);
    now += kv_handling_seconds(c, s->handling_rows, s->handling_count);
    kv_tick ready = kv_stop_open_at(c, stop, kv_time_tick(c, now));
    if (ready == KV_NEVER)
        return false;
    if (p->flexible) {
        kv_tick t = kv_flex_depart(c, p, ready + (kv_tick)s->cutoff_s);
        s->depart = kv_tick_time(c, t);
        s->arrive = s->depart + (call[s->alight].arrive - call[s->board].depart);
        return t != KV_NEVER;
    }
    for (uint32_t run = p->first_run; run < p->first_run + p->run_count; run++) {
        call = &c->calls[p->first_call + c->run_profile[run] * p->stop_count];
        s->run = run;
        s->depart = kv_tick_time(c, c->run_base[run]) + call[s->board].depart;
        s->arrive = kv_tick_time(c, c->run_base[run]) + call[s->alight].arrive;
        if (s->depart - s->cutoff_s >= kv_tick_time(c, ready))
            return true;
    }
    return false;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure_arrivals(kv_reliability *r, const kv_corridor *c)
{
    static double us[JOURNEYS];
    kv_random random;
    kv_arena scratch = { 0 };
    uint32_t journeys = 0, stages = 0;
    double sum = 0, on_plan = 0;
    kv_random_seed(&random, 1);
    for (int tries = 0; tries < 100 * JOURNEYS && journeys < JOURNEYS; tries++) {
        kv_stage stage[STAGES];
        uint32_t count = 0, stop = kv_random_below(&random, c->stops_count), wanted = 1 + kv_random_below(&random, STAGES);
        kv_time now = kv_tick_time(c, 0) + KV_DAY_S * (int64_t)kv_random_below(&random, 3);
        kv_mode mode = KV_MODE_NONE;
        for (; count < wanted && next_stage(c, &random, stop, mode, now, &stage[count]); count++) {
            const kv_pattern_row *p = &c->patterns[stage[count].pattern];
            stop = c->position_stop[p->first_position + stage[count].alight];
            mode = (kv_mode)c->services[p->service].mode;
            now = stage[count].arrive;
        }
        if (count < wanted)
            continue;
        kv_arrival got;
        kv_connection link[STAGES];
        kv_error err = { 0 };
        for (int warm = 0; warm < 2; warm++) {      /* the second time with all distributions at hand */
            kv_arena_reset(&scratch);
            uint64_t t0 = kv_now_ns();
            if (kv_reliability_arrival(r, &scratch, stage, count, stage[0].depart, 0, NULL, 0, &got, link, &err) != KV_OK) {
                fail("arrival", &err);
                return;
            }
            us[journeys] = us_since(t0);
        }
        sum += us[journeys++];
        stages += count;
        on_plan += got.on_plan;
    }
    qsort(us, journeys, sizeof us[0], by_value);
    printf("  arrival     %.1f us a journey, p95 %.1f (%u journeys, %.1f rides each, %.2f on plan, scratch %zu KiB)\n", sum / journeys,
           us[journeys * 95 / 100], journeys, (double)stages / journeys, on_plan / journeys, scratch.size >> 10);
    kv_arena_free(&scratch);
}

static int measure(const kv_corridor *c, const char *what)
{
    kv_reliability *r = open_best_of(c, what);
    if (!r)
        return 1;
    measure_rows(r, c, 20000);
    measure_arrivals(r, c);
    kv_reliability_close(r);
    return 0;
}

/* the same corridor with closures at every fifth terminal, sorted by stop and month */
static int measure_closed(const kv_corridor *c)
{
    kv_closure_row *rows = calloc((size_t)c->stops_count * 12 + 1, sizeof *rows);
    kv_corridor closed = *c;
    uint32_t count = 0;
    if (!rows)
        return 1;
    for (uint32_t stop = 0; stop < c->stops_count; stop += 5)
        for (uint32_t month = 1; month <= 12; month++)
            rows[count++] = (kv_closure_row){ .stop = stop, .month = (uint8_t)month, .modes = ~0u, .chance = 0.02 * (stop / 5 % 5 + 1),
                                              .p50_s = (int32_t)(12 * 3600 * (1 + (month + 3) / 3 % 4)), .p90_s = 96 * 3600 };
    closed.closures = rows;
    closed.closures_count = count;
    int failed = measure(&closed, "with closures");
    free(rows);
    return failed;
}

int main(int argc, char **argv)
{
    static const char folder[] = "/tmp/karvan-bench-reliability";
    world_options o = WORLD_DEFAULTS;
    kv_error err = { 0 };
    o.terminals = 20000;
    o.services = 0;
    o.departures = 5000000 / 90 * 7;        /* a week of the 5 million departures in 90 days: as many legs */
    o.days = 7;
    o.freight = true;
    if (argc < 2 && world_write(&o, folder, &err) != KV_OK)
        return fail("world", &err);
    kv_corridor *c = corridor_of(argc < 2 ? folder : argv[1]);
    if (!c)
        return 1;
    int failed = measure(c, argc < 2 ? "world" : "pack");
    if (!failed)
        failed = measure_closed(c);
    kv_corridor_close(c);
    return failed;
}
