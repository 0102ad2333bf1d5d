/* test_arena.c - what an arena hands out is zeroed, aligned, and nobody else's */
#include "check.h"

#include "base/arena.h"
#include "base/random.h"

static void test_alignment(void **state)
{
    (void)state;
    kv_arena a = { 0 };
    for (size_t align = 1; align <= 64; align *= 2)
        for (size_t size = 0; size < 200; size += 7) {
            unsigned char *p = kv_arena_alloc(&a, size, align);
            check_true(p != NULL, "even for no bytes");
            check_i64((intptr_t)p % (intptr_t)align, 0, "aligned as asked");
        }
    kv_arena_free(&a);
    check_true(!a.block && !a.base && !a.used && !a.size, "free leaves an empty arena");
    kv_arena_free(&a);
}

static void test_zeroed_after_reset(void **state)
{
    (void)state;
    kv_arena a = { 0 };
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 100; i++) {
            unsigned char *p = kv_arena_alloc(&a, 333, 8);
            for (int k = 0; k < 333; k++)
                check_i64(p[k], 0, "zeroed, also when the block was used before");
            memset(p, 0xAB, 333);
        }
        kv_arena_reset(&a);
        check_i64(a.used, 0, "a reset arena holds nothing");
        check_true(a.size >= 4000, "but keeps its largest block");
    }
    kv_arena_free(&a);
}

/* Seeded sizes; every piece is filled with its own number and must still hold it at the end. */
static void test_no_overlap(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        kv_arena a = { 0 };
        kv_random r;
        kv_random_seed(&r, seed);
        struct { unsigned char *p; size_t n; } piece[300];
        for (size_t i = 0; i < COUNT(piece); i++) {
            piece[i].n = kv_random_below(&r, 10) ? kv_random_below(&r, 300) : kv_random_below(&r, 50000);
            piece[i].p = kv_arena_alloc(&a, piece[i].n, (size_t)1 << kv_random_below(&r, 7));
            memset(piece[i].p, (int)(i & 0xFF), piece[i].n);
        }
        for (size_t i = 0; i < COUNT(piece); i++)
            for (size_t k = 0; k < piece[i].n; k++)
                check_i64(piece[i].p[k], (int)(i & 0xFF), "nobody else wrote here");
        kv_arena_free(&a);
    }
}

static void test_texts(void **state)
{
    (void)state;
    kv_arena a = { 0 };
    check_text(kv_arena_text(&a, "Aktau port", 5), "Aktau", "cut and terminated");
    check_text(kv_arena_text(&a, NULL, 0), "", "an empty text has no place");
    check_text(kv_arena_format(&a, "%s-%04d", "KZ", 7), "KZ-0007", "formatted");
    const char *wide = kv_arena_format(&a, "%*s", 20000, "x");
    check_i64(strlen(wide), 20000, "longer than a block");
    int numbers[] = { 1, 2, 3 };
    int *copy = kv_arena_copy(&a, numbers, sizeof numbers);
    numbers[0] = 9;
    check_i64(copy[0], 1, "a copy of its own");
    kv_arena_free(&a);
}

static void test_too_much(void **state)
{
    (void)state;
    kv_arena a = { 0 };
    size_t volatile most = SIZE_MAX;        /* volatile: the compiler must not refuse the absurd size itself */
    void *small = kv_arena_alloc(&a, 10, 1);
    check_true(!kv_arena_alloc(&a, most, 64), "all memory there is");
    check_true(!kv_arena_alloc(&a, most / 2 + 1, 64), "half of it");
    check_true(!kv_arena_alloc(&a, most - 100, 1), "a size that would wrap around");
    check_true(!kv_arena_text(&a, "", most), "a text that would wrap around");
    check_true(!kv_new_array(&a, int64_t, most / 4), "a count that would wrap around");
    check_true(kv_new_array(&a, int64_t, 4) != NULL, "and the arena still works");
    memset(small, 1, 10);
    kv_arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alignment), cmocka_unit_test(test_zeroed_after_reset),
        cmocka_unit_test(test_no_overlap), cmocka_unit_test(test_texts), cmocka_unit_test(test_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
