/* test_random.c - the sequence is the published one, and it is even */
#include "check.h"

#include "base/random.h"

static void test_known_answer(void **state)
{
    (void)state;
    /* xoshiro256** with its state filled by splitmix64 from seed 0: values agree with other implementations */
    static const uint64_t want[] = { 0x99EC5F36CB75F2B4, 0xBF6E1F784956452A, 0x1A5F849D4933E6E0, 0x6AA594F1262D2D2C };
    kv_random r;
    kv_random_seed(&r, 0);
    check_true(r.s[0] == 0xE220A8397B1DCDAF && r.s[3] == 0xF88BB8A8724C81EC, "splitmix64 from 0");
    for (size_t i = 0; i < COUNT(want); i++)
        check_true(kv_random_u64(&r) == want[i], "the published sequence");
}

static void test_repeats(void **state)
{
    (void)state;
    kv_random a, b, c;
    kv_random_seed(&a, 7);
    kv_random_seed(&b, 7);
    kv_random_seed(&c, 8);
    int same = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t x = kv_random_u64(&a);
        check_true(x == kv_random_u64(&b), "same seed, same run");
        same += x == kv_random_u64(&c);
    }
    check_i64(same, 0, "another seed, another run");
}

static void test_below(void **state)
{
    (void)state;
    kv_random r;
    kv_random_seed(&r, 1);
    static const uint32_t sizes[] = { 1, 2, 3, 7, 10 };
    for (size_t s = 0; s < COUNT(sizes); s++) {
        uint32_t n = sizes[s], seen[10] = { 0 };
        for (int i = 0; i < 100000; i++) {
            uint32_t x = kv_random_below(&r, n);
            check_true(x < n, "below n");
            seen[x]++;
        }
        for (uint32_t x = 0; x < n; x++)                    /* 100000 / n on average; 6 sigma is far less than 5 % */
            check_true(seen[x] > 95000 / n && seen[x] < 105000 / n + 1, "each as often as any other");
    }
    /* over 3/4 of 2^32 plain scaling would draw every third value twice as often as the others */
    uint32_t third[3] = { 0 };
    for (int i = 0; i < 100000; i++)
        third[kv_random_below(&r, 3u << 30) % 3]++;
    for (int k = 0; k < 3; k++)
        check_true(third[k] > 32000 && third[k] < 34700, "no bias in a wide range");
}

static void test_unit(void **state)
{
    (void)state;
    kv_random r;
    kv_random_seed(&r, 2);
    double sum = 0;
    for (int i = 0; i < 100000; i++) {
        double x = kv_random_unit(&r);
        check_true(x >= 0 && x < 1, "in [0, 1)");
        sum += x;
    }
    check_true(sum > 49400 && sum < 50600, "one half on average");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answer), cmocka_unit_test(test_repeats), cmocka_unit_test(test_below),
        cmocka_unit_test(test_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
