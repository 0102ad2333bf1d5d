/* test_search.c - the search against the oracle that tries everything, on seeded random worlds
 *
 *     test_search [worlds [first seed]]       prints world and question of the first mismatch */
#include "check.h"

#include <pthread.h>
#include <stdlib.h>

#include "oracle.h"

#ifndef WORLDS
#define WORLDS 4000
#define FIRST_SEED 1
#endif

static uint64_t worlds = WORLDS, first_seed = FIRST_SEED;

static void print_vector(const char *what, oracle_vector v)
{
    fprintf(stderr, "  %s arrives %g h, price %u, co2 %u, transhipments %u, chance cost %u, departs %g h\n", what, v.arrive / 3600.0, v.price, v.co2,
            v.transhipments, v.chance, v.depart / 3600.0);
}

static void print_journey(const kv_journey *j)
{
    for (uint32_t n = 0; n < j->ride_count; n++) {
        const kv_ride *r = j->rides + n;
        fprintf(stderr, "      pattern %u %u-%u run %d ready %g departs %g arrives %g through %d link from %d\n", r->pattern, r->board, r->alight, (int)r->run, r->ready / 3600.0,
                r->depart / 3600.0, r->arrive / 3600.0, (int)r->through, (int)r->link_from);
    }
}

static bool same_answer(uint64_t seed, bool plain, bool loud)
{
    tiny w;
    oracle_set want = { 0 }, got = { 0 };
    kv_arena arena = { 0 };
    kv_planner *p = NULL;
    kv_answer answer;
    kv_error err = { 0 };
    bool fine = true;
    tiny_make(&w, seed, plain);
    oracle_answer(&w, &want);
    assert_int_equal(kv_planner_open(&p, &w.c, &err), KV_OK);
    for (int again = 0; again < 2 && fine; again++) {       /* the second time with the destination's bounds kept */
        got.count = 0;
        assert_int_equal(kv_search(p, plain ? NULL : &w.costs, &w.q, again, &arena, &answer, &err), KV_OK);
        for (uint32_t n = 0; n < answer.count && fine; n++) {
            const kv_journey *j = answer.journeys + n;
            oracle_vector v;
            const char *why;
            fine = oracle_check(&w, j, &v, &why);
            if (!fine && loud) { fprintf(stderr, "seed %llu: a journey found is not one: %s\n", (unsigned long long)seed, why); print_journey(j); }
            if (fine && (v.arrive != j->arrive || (!plain && ((w.q.criteria & KV_BY_PRICE ? v.price != j->price : v.price > j->price) || v.co2 != j->co2_g || v.chance != (w.q.criteria & KV_BY_CHANCE || w.q.chance_cost_max != UINT32_MAX ? j->chance_cost : v.chance)))
                         || v.transhipments != j->transhipments || (w.q.profile && v.depart != j->depart))) {
                fine = false;
                if (loud) {
                    fprintf(stderr, "seed %llu: a journey's figures are wrong: says %g h, %u, %u, %u, %u\n", (unsigned long long)seed, j->arrive / 3600.0, j->price, j->co2_g, j->transhipments, j->chance_cost);
                    print_vector("recomputed", v);
                    print_journey(j);
                }
            }
            if (!(w.q.criteria & KV_BY_PRICE)) v.price = 0;
            if (!(w.q.criteria & KV_BY_CO2)) v.co2 = 0;
            if (!(w.q.criteria & KV_BY_TRANSHIPMENTS)) v.transhipments = 0;
            if (!(w.q.criteria & KV_BY_CHANCE)) v.chance = 0;
            if (!w.q.profile) v.depart = 0;
            assert_true(kv_vec_push(&got, v));
        }
        size_t found = got.count;
        oracle_reduce(&got);
        if (fine && (got.count != found || got.count != want.count || (got.count && memcmp(got.at, want.at, got.count * sizeof *got.at)))) {
            fine = false;
            if (loud) {
                fprintf(stderr, "seed %llu (%s): the sets differ (found %zu, of them %zu apart; wanted %zu)\n", (unsigned long long)seed, again ? "bounds kept" : "fresh", found, got.count, want.count);
                for (size_t i = 0; i < want.count; i++) print_vector("wanted", want.at[i]);
                for (size_t i = 0; i < got.count; i++) print_vector("found ", got.at[i]);
                for (uint32_t i = 0; i < answer.count; i++) { fprintf(stderr, "    journey %u\n", i); print_journey(answer.journeys + i); }
            }
        }
        kv_arena_reset(&arena);
    }
    if (!fine && loud) tiny_print(&w);
    kv_planner_close(p);
    kv_vec_free(&want);
    kv_vec_free(&got);
    kv_arena_free(&arena);
    tiny_free(&w);
    return fine;
}

static void run_worlds(bool plain)
{
    uint64_t wrong = 0;
    for (uint64_t seed = first_seed; seed < first_seed + worlds; seed++)
        if (!same_answer(seed, plain, wrong == 0)) wrong++;
    if (wrong) fprintf(stderr, "%llu of %llu worlds differ\n", (unsigned long long)wrong, (unsigned long long)worlds);
    assert_int_equal(wrong, 0);
}

static void plain_feeds_agree_with_the_oracle(void **state) { (void)state; run_worlds(true); }
static void all_criteria_agree_with_the_oracle(void **state) { (void)state; run_worlds(false); }

/* one corridor, one folding of costs, a planner a thread */
typedef struct { const tiny *w; kv_arena arena; kv_answer answer; kv_status status; } asker;

static void *ask(void *self)
{
    asker *a = self;
    kv_planner *p = NULL;
    kv_error err = { 0 };
    a->status = kv_planner_open(&p, &a->w->c, &err);
    for (int again = 0; again < 3 && !a->status; again++)
        a->status = kv_search(p, a->w->plain ? NULL : &a->w->costs, &a->w->q, again, &a->arena, &a->answer, &err);
    kv_planner_close(p);
    return NULL;
}

static void all_thread_counts_give_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++)
        for (uint32_t threads = 2; threads <= 8; threads *= 2) {
            tiny w;
            asker one = { .w = &w }, many[8];
            pthread_t thread[8];
            tiny_make(&w, seed, seed % 3 == 0);
            ask(&one);
            assert_int_equal(one.status, KV_OK);
            for (uint32_t t = 0; t < threads; t++) {
                many[t] = (asker){ .w = &w };
                assert_int_equal(pthread_create(&thread[t], NULL, ask, &many[t]), 0);
            }
            for (uint32_t t = 0; t < threads; t++) {
                pthread_join(thread[t], NULL);
                assert_int_equal(many[t].status, KV_OK);
                assert_int_equal(many[t].answer.count, one.answer.count);
                for (uint32_t n = 0; n < one.answer.count; n++) {
                    const kv_journey *x = one.answer.journeys + n, *y = many[t].answer.journeys + n;
                    assert_int_equal(x->ride_count, y->ride_count);
                    assert_memory_equal(x->rides, y->rides, x->ride_count * sizeof *x->rides);
                    assert_int_equal(x->price, y->price);
                }
                kv_arena_free(&many[t].arena);
            }
            kv_arena_free(&one.arena);
            tiny_free(&w);
        }
}

/* does the second set hold something at least as good for everything in the first? */
static bool nothing_lost(const kv_answer *before, const kv_answer *after)
{
    for (uint32_t n = 0; n < before->count; n++) {
        const kv_journey *x = before->journeys + n;
        bool found = false;
        for (uint32_t m = 0; m < after->count && !found; m++) {
            const kv_journey *y = after->journeys + m;
            found = y->arrive <= x->arrive && y->price <= x->price && y->co2_g <= x->co2_g && y->transhipments <= x->transhipments && y->chance_cost <= x->chance_cost;
        }
        if (!found) return false;
    }
    return true;
}

static void relaxing_a_limit_loses_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        tiny w;
        kv_planner *p = NULL;
        kv_error err = { 0 };
        kv_arena arena = { 0 };
        kv_answer tight, loose;
        tiny_make(&w, seed, false);
        w.q.profile = false;
        w.q.criteria = 31;
        assert_int_equal(kv_planner_open(&p, &w.c, &err), KV_OK);
        assert_int_equal(kv_search(p, &w.costs, &w.q, false, &arena, &tight, &err), KV_OK);
        kv_question q = w.q;
        switch (seed % 5) {
        case 0: q.latest += 5 * 86400; break;
        case 1: q.legs_max++; break;
        case 2: q.price_max = KV_BARRED; break;
        case 3: q.chance_cost_max = UINT32_MAX; break;
        default: q.ready_last = KV_NEVER; break;
        }
        assert_int_equal(kv_search(p, &w.costs, &q, false, &arena, &loose, &err), KV_OK);
        if (!nothing_lost(&tight, &loose)) fail_msg("seed %llu: a journey was lost when limit %llu was relaxed", (unsigned long long)seed, (unsigned long long)(seed % 5));
        kv_planner_close(p);
        kv_arena_free(&arena);
        tiny_free(&w);
    }
}

static void bad_questions_are_refused(void **state)
{
    (void)state;
    static const struct { uint32_t legs, from_count, stop, criteria; const char *where, *why; } row[] = {
        { 0, 1, 0, 3, "legs_max", "a journey has at least one ride" },
        { KV_LEGS_MAX + 1, 1, 0, 3, "legs_max", "more rides than a label counts" },
        { 2, 0, 0, 3, "from, to", "no origin" },
        { 2, 1, 999, 3, "from", "a stop that is not there" },
        { 2, 1, 0, 31, "criteria", "prices need costs" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        tiny w;
        kv_planner *p = NULL;
        kv_error err = { 0 };
        kv_arena arena = { 0 };
        kv_answer answer;
        tiny_make(&w, 5, true);
        w.q.legs_max = row[i].legs;
        w.q.from_count = row[i].from_count;
        w.from[0].stop = row[i].stop;
        w.q.criteria = row[i].criteria;
        assert_int_equal(kv_planner_open(&p, &w.c, &err), KV_OK);
        check_i64(kv_search(p, NULL, &w.q, false, &arena, &answer, &err), KV_INVALID, row[i].why);
        assert_string_equal(err.where, row[i].where);
        kv_planner_close(p);
        kv_arena_free(&arena);
        tiny_free(&w);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) worlds = strtoull(argv[1], NULL, 10);
    if (argc > 2) first_seed = strtoull(argv[2], NULL, 10);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_feeds_agree_with_the_oracle),
        cmocka_unit_test(all_criteria_agree_with_the_oracle),
        cmocka_unit_test(all_thread_counts_give_the_same),
        cmocka_unit_test(relaxing_a_limit_loses_nothing),
        cmocka_unit_test(bad_questions_are_refused),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
