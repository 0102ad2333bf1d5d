/* test_text.c - pieces of text, UTF-8, numbers, and the pool */
#include "check.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "base/text.h"

static void test_pieces(void **state)
{
    (void)state;
    check_i64(kv_text_of(NULL).n, 0, "NULL is empty");
    check_true(kv_text_is(kv_text_trim(kv_text_of(" \t a b \t")), "a b"), "blanks and tabs at both ends");
    check_true(kv_text_is(kv_text_trim(kv_text_of(" \t ")), ""), "only blanks");
    check_true(kv_text_is(kv_text_trim(kv_text_of("\na")), "\na"), "a line break is no blank");
    check_true(kv_text_is((kv_text){ 0 }, ""), "{0} is empty");
    check_true(!kv_text_is(kv_text_of("ab"), "a") && !kv_text_is(kv_text_of("a"), "ab"), "whole text only");
    check_true(kv_text_starts(kv_text_of("45G1"), "45") && kv_text_starts(kv_text_of("45"), "45"), "starts");
    check_true(!kv_text_starts(kv_text_of("4"), "45"), "shorter than the prefix");
    check_true(kv_text_starts(kv_text_of(""), ""), "everything starts with nothing");
    check_true(kv_text_same((kv_text){ 0 }, kv_text_of("")), "empty is empty");
}

static void test_next(void **state)
{
    (void)state;
    static const struct { const char *list, *items, *why; } row[] = {
        { "", "", "nothing" },
        { "G", "[G]", "one" },
        { "G;R; wagon-tank ", "[G][R][wagon-tank]", "trimmed" },
        { ";", "[]", "a separator ends an item; nothing behind it is no item" },
        { "a;;b", "[a][][b]", "an empty one between" },
        { "a;", "[a]", "a separator at the end" },
        { "  ", "[]", "blanks are an empty item" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char got[100] = "";
        kv_text rest = kv_text_of(row[i].list), item;
        while (kv_text_next(&rest, ';', &item))
            snprintf(got + strlen(got), sizeof got - strlen(got), "[%.*s]", (int)item.n, item.p);
        check_text(got, row[i].items, row[i].why);
    }
}

static void test_utf8(void **state)
{
    (void)state;
    static const struct { const char *text; size_t n; int64_t bad_at; const char *why; } row[] = {
        { "", 0, -1, "nothing" },
        { "Poti", 4, -1, "ASCII" },
        { "ბათუმი Алматы 西安", 38, -1, "Georgian, Cyrillic, Chinese" },
        { "\xF0\x9F\x9A\x82", 4, -1, "four bytes" },
        { "\xF4\x8F\xBF\xBF", 4, -1, "the last character, U+10FFFF" },
        { "\xF4\x90\x80\x80", 4, 0, "behind the last character" },
        { "\xC0\x80", 2, 0, "overlong NUL" },
        { "\xC1\xBF", 2, 0, "overlong ASCII" },
        { "\xE0\x9F\xBF", 3, 0, "overlong, three bytes" },
        { "\xF0\x8F\xBF\xBF", 4, 0, "overlong, four bytes" },
        { "\xED\xA0\x80", 3, 0, "surrogate" },
        { "\xED\x9F\xBF", 3, -1, "just before the surrogates" },
        { "\xEE\x80\x80", 3, -1, "just behind them" },
        { "a\0b", 3, 1, "NUL inside" },
        { "ab\x80", 3, 2, "a continuation byte alone" },
        { "ab\xE2\x82", 4, 2, "cut short" },
        { "ab\xE2\x82z", 5, 2, "broken off" },
        { "\xF5\x80\x80\x80", 4, 0, "a lead byte that does not exist" },
        { "\xFF", 1, 0, "a byte that is never UTF-8" },
        { "Bak\xFC", 4, 3, "Latin-1" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        size_t bad_at = 999;
        bool valid = kv_utf8_valid((kv_text){ row[i].text, row[i].n }, &bad_at);
        check_i64(valid ? -1 : (int64_t)bad_at, row[i].bad_at, row[i].why);
    }
}

static void test_i64(void **state)
{
    (void)state;
    static const struct { const char *text; bool good; int64_t want; const char *why; } row[] = {
        { "0", true, 0, "zero" },
        { "-0", true, 0, "minus zero" },
        { "007", true, 7, "leading zeros" },
        { "9223372036854775807", true, INT64_MAX, "the largest" },
        { "-9223372036854775808", true, INT64_MIN, "the smallest" },
        { "9223372036854775808", false, 0, "one more" },
        { "-9223372036854775809", false, 0, "one less" },
        { "99999999999999999999999", false, 0, "far more" },
        { "", false, 0, "nothing" },
        { "-", false, 0, "only a sign" },
        { "+5", false, 0, "a plus sign" },
        { " 5", false, 0, "a blank before" },
        { "5 ", false, 0, "a blank behind" },
        { "5.0", false, 0, "a point" },
        { "0x10", false, 0, "hex" },
        { "1e3", false, 0, "an exponent" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        int64_t got = 77;
        bool good = kv_parse_i64(kv_text_of(row[i].text), &got);
        check_i64(good, row[i].good, row[i].why);
        check_i64(got, row[i].good ? row[i].want : 77, row[i].why);
    }
}

static void test_double(void **state)
{
    (void)state;
    static const struct { const char *text; bool good; double want; const char *why; } row[] = {
        { "43.65", true, 43.65, "a latitude" },
        { "-0.5", true, -0.5, "below zero" },
        { ".5", true, 0.5, "no digit before the point" },
        { "5.", true, 5, "none behind it" },
        { "1E-4", true, 1e-4, "exponent, as some feeds write small distances" },
        { "1e+2", true, 100, "exponent with plus" },
        { "0.1e1", true, 1, "both" },
        { "123456789012345678901234567890", true, 123456789012345678901234567890.0, "more digits than fit" },
        { "0.30000000000000004", true, 0.30000000000000004, "seventeen digits" },
        { "179769313486231580793e288", true, 1.7976931348623158e308, "near the largest" },
        { "4.9e-324", true, 4.9e-324, "the smallest" },
        { "1e-400", true, 0, "too small is zero" },
        { "1e400", false, 0, "too large" },
        { "1e99999999999999999999", false, 0, "an exponent that overflows" },
        { "1e4294967296", false, 0, "one that would be 0 in 32 bits" },
        { "inf", false, 0, "inf" },
        { "nan", false, 0, "nan" },
        { "0x1p3", false, 0, "hex" },
        { "1,5", false, 0, "a comma" },
        { "1.2.3", false, 0, "two points" },
        { "", false, 0, "nothing" },
        { "-", false, 0, "a sign" },
        { ".", false, 0, "a point" },
        { "e5", false, 0, "no digits" },
        { "1e", false, 0, "no exponent" },
        { "1e+-5", false, 0, "two signs" },
        { " 1", false, 0, "a blank" },
        { "+1", false, 0, "a plus sign" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        double got = 77;
        bool good = kv_parse_double(kv_text_of(row[i].text), &got);
        check_i64(good, row[i].good, row[i].why);
        check_true(got == (row[i].good ? row[i].want : 77), row[i].why);
    }
}

static void test_double_like_strtod(void **state)
{
    (void)state;
    kv_random r;
    kv_random_seed(&r, 5);
    for (int i = 0; i < 200000; i++) {
        char text[80];
        int digits = (int)kv_random_below(&r, 20);
        switch (kv_random_below(&r, 3)) {
        case 0: snprintf(text, sizeof text, "%.*f", digits, (kv_random_unit(&r) - 0.5) * 400); break;
        case 1: snprintf(text, sizeof text, "%.*e", digits, ldexp(kv_random_unit(&r) - 0.5, (int)kv_random_below(&r, 600) - 300)); break;
        default: snprintf(text, sizeof text, "%llu.%llue%d", (unsigned long long)(kv_random_u64(&r) >> kv_random_below(&r, 60)),
                          (unsigned long long)(kv_random_u64(&r) >> kv_random_below(&r, 60)), (int)kv_random_below(&r, 50) - 25);
        }
        double got, want = strtod(text, NULL);
        check_true(kv_parse_double(kv_text_of(text), &got), text);
        check_true(got == want, text);
    }
}

static void test_pool(void **state)
{
    (void)state;
    kv_pool pool = { 0 };
    kv_str s, t;
    check_text(kv_pool_get(&pool, 0), "", "an empty pool knows the empty text");
    check_true(kv_pool_put(&pool, (kv_text){ 0 }, &s) && s == 0, "which is 0");
    check_true(kv_pool_put(&pool, kv_text_of("AQTAU"), &s) && s != 0, "a text");
    check_true(kv_pool_put(&pool, kv_text_of("POTI"), &t) && t != s, "another");
    check_true(kv_pool_put(&pool, (kv_text){ "AQTAU PORT", 5 }, &t) && t == s, "the same again, as a piece");
    check_true(kv_pool_put(&pool, kv_text_of("AQTA"), &t) && t != s, "a prefix is another text");
    check_true(kv_pool_put(&pool, (kv_text){ "AQTAU\0X", 7 }, &t) && t == s, "kept up to a NUL");
    check_true(kv_pool_put(&pool, (kv_text){ "\0X", 2 }, &t) && t == 0, "nothing before the NUL");
    check_text(kv_pool_get(&pool, s), "AQTAU", "read back");
    check_text(kv_pool_get(&pool, UINT32_MAX), "", "beyond the pool there is nothing");
    kv_pool_free(&pool);

    char many[300];
    memset(many, 'a', sizeof many);
    for (int round = 0; round < 2; round++)
        for (size_t n = sizeof many; n > 0; n--) {          /* longest first: each is the beginning of one that is there */
            check_true(kv_pool_put(&pool, (kv_text){ many, n }, &s), "memory");
            check_i64(strlen(kv_pool_get(&pool, s)), n, "a beginning is not the whole");
        }
    check_i64(pool.used, sizeof many, "each stored once");
    kv_pool_free(&pool);

    kv_str ids[20000];
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < COUNT(ids); i++) {
            char text[32];
            snprintf(text, sizeof text, "stop %u", i * 7919);
            check_true(kv_pool_put(&pool, kv_text_of(text), &s), "memory");
            if (round)
                check_i64(s, ids[i], "found again, across all growth");
            ids[i] = s;
            check_text(kv_pool_get(&pool, s), text, "read back");
        }
    check_i64(pool.used, COUNT(ids), "each stored once");
    kv_pool_free(&pool);
    check_true(!pool.slot && !pool.bytes.at, "empty again");
}

static void test_hash(void **state)
{
    (void)state;
    check_true(kv_text_hash((kv_text){ 0 }) == kv_text_hash(kv_text_of("")), "empty is empty");
    check_true(kv_text_hash(kv_text_of("a")) != kv_text_hash(kv_text_of("b")), "different texts differ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces), cmocka_unit_test(test_next), cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_i64), cmocka_unit_test(test_double), cmocka_unit_test(test_double_like_strtod),
        cmocka_unit_test(test_pool), cmocka_unit_test(test_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
