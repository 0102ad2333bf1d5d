/* test_vec.c - growing arrays grow, and say so when they cannot */
#include "check.h"

#include "base/vec.h"

static void test_push(void **state)
{
    (void)state;
    KV_VEC(int64_t) v = { 0 };
    size_t moves = 0;
    for (int64_t i = 0; i < 100000; i++) {
        size_t room = v.room;
        check_true(kv_vec_push(&v, i * i), "there is memory for this");
        moves += v.room != room;
    }
    check_i64(v.count, 100000, "all are in");
    check_true(moves < 20, "doubling: few moves");
    for (int64_t i = 0; i < 100000; i++)
        check_i64(v.at[i], i * i, "in order");
    kv_vec_free(&v);
    check_true(!v.at && !v.count && !v.room, "free leaves an empty one");
    kv_vec_free(&v);
}

static void test_reserve(void **state)
{
    (void)state;
    KV_VEC(char) v = { 0 };
    check_true(kv_vec_reserve(&v, 0), "nothing is always there");
    check_true(kv_vec_reserve(&v, 1000) && v.room >= 1000, "room as asked");
    char *before = v.at;
    for (int i = 0; i < 1000; i++)
        check_true(kv_vec_push(&v, 'x'), "reserved");
    check_true(v.at == before, "what was reserved does not move");
    kv_vec_free(&v);
}

static void test_large_items(void **state)
{
    (void)state;
    typedef struct { char bytes[4000]; } large;
    KV_VEC(large) v = { 0 };
    for (char i = 0; i < 5; i++)
        check_true(kv_vec_push(&v, (large){ .bytes = { i } }), "items larger than the first step");
    check_i64(v.at[4].bytes[0], 4, "kept");
    kv_vec_free(&v);
}

static void test_too_much(void **state)
{
    (void)state;
    KV_VEC(int64_t) v = { 0 };
    size_t volatile most = SIZE_MAX;
    check_true(kv_vec_push(&v, 42), "one");
    size_t room = v.room;
    static const size_t part[] = { 1, 2, 8, 16 };
    for (size_t i = 0; i < COUNT(part); i++)
        check_true(!kv_vec_reserve(&v, most / part[i]), "more than memory can hold");
    check_true(!kv_vec_reserve(&v, most - 1), "count + more would wrap around");
    check_true(v.count == 1 && v.room == room && v.at[0] == 42, "a refusal changes nothing");
    kv_vec_free(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_push), cmocka_unit_test(test_reserve), cmocka_unit_test(test_large_items),
        cmocka_unit_test(test_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
