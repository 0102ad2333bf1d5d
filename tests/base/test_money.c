/* test_money.c - exact to the smallest unit, halves to the even one, never wrapped around */
#include "check.h"

#include "base/money.h"
#include "base/random.h"

static kv_currency currency(const char *code)
{
    kv_currency c;
    check_true(kv_currency_parse(kv_text_of(code), &c), code);
    return c;
}

static kv_decimal decimal(const char *text)
{
    kv_decimal d;
    check_true(kv_decimal_parse(kv_text_of(text), &d), text);
    return d;
}

static void test_decimal(void **state)
{
    (void)state;
    static const struct { const char *text; bool good; int64_t mantissa; int32_t scale; const char *why; } row[] = {
        { "-30", true, -30, 0, "below zero" },
        { "0.15", true, 15, 2, "a part" },
        { "2305.42", true, 230542, 2, "an amount" },
        { "1.50", true, 150, 2, "exactly as written" },
        { "-0", true, 0, 0, "minus zero" },
        { "-0.05", true, -5, 2, "the sign belongs to the whole number" },
        { "000", true, 0, 0, "zeros" },
        { "999999999999999999", true, 999999999999999999, 0, "18 digits" },
        { "999999999.999999999", true, 999999999999999999, 9, "18 digits with 9 behind the point" },
        { "1000000000000000000", false, 0, 0, "19 digits" },
        { "9999999999.999999999", false, 0, 0, "19 digits with a point" },
        { "0.1234567891", false, 0, 0, "10 behind the point" },
        { ".5", false, 0, 0, "nothing before the point" },
        { "5.", false, 0, 0, "nothing behind it" },
        { "1,5", false, 0, 0, "a comma" },
        { "1 000", false, 0, 0, "a blank" },
        { "+5", false, 0, 0, "a plus sign" },
        { "--5", false, 0, 0, "two signs" },
        { "5-", false, 0, 0, "a sign behind" },
        { "1e3", false, 0, 0, "an exponent" },
        { "-", false, 0, 0, "only a sign" },
        { "", false, 0, 0, "nothing" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_decimal d = { 77, 7 };
        check_i64(kv_decimal_parse(kv_text_of(row[i].text), &d), row[i].good, row[i].why);
        check_i64(d.mantissa, row[i].good ? row[i].mantissa : 77, row[i].why);
        check_i64(d.scale, row[i].good ? row[i].scale : 7, row[i].why);
    }
}

static void test_currency(void **state)
{
    (void)state;
    static const struct { const char *code; int digits; const char *why; } row[] = {
        { "USD", 2, "two" }, { "EUR", 2, "two" }, { "CNY", 2, "two" }, { "KZT", 2, "two" }, { "AZN", 2, "two" },
        { "GEL", 2, "two" }, { "TRY", 2, "two" }, { "TMT", 2, "two" }, { "UZS", 2, "two" }, { "CHF", 2, "two" },
        { "RON", 2, "two" }, { "XDR", 2, "drawing rights, for liability" },
        { "JPY", 0, "none" }, { "KRW", 0, "none" }, { "KWD", 3, "three" }, { "CLF", 4, "four" },
        { "usd", -1, "small letters" }, { "XYZ", -1, "not in the list" }, { "US", -1, "short" }, { "USDX", -1, "long" },
        { "", -1, "nothing" }, { "D E", -1, "letters of two neighbours in a list" }, { "SD ", -1, "a blank" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_currency c = { "???" };
        bool good = kv_currency_parse(kv_text_of(row[i].code), &c);
        check_i64(good ? kv_currency_digits(c) : -1, row[i].digits, row[i].why);
        check_text(c.code, good ? row[i].code : "???", row[i].why);
    }
    check_true(kv_currency_same(currency("USD"), currency("USD")), "same");
    check_true(!kv_currency_same(currency("USD"), currency("EUR")), "not the same");
}

static void test_half_even(void **state)
{
    (void)state;
    static const struct { int64_t n, d, want; const char *why; } row[] = {
        { 5, 2, 2, "2.5 to the even 2" },
        { 7, 2, 4, "3.5 to the even 4" },
        { -5, 2, -2, "-2.5 to -2" },
        { -7, 2, -4, "-3.5 to -4" },
        { 1, 2, 0, "0.5 to 0" },
        { -1, 2, 0, "-0.5 to 0" },
        { 1, 3, 0, "a third down" },
        { 2, 3, 1, "two thirds up" },
        { -2, 3, -1, "below zero likewise" },
        { 6, 3, 2, "nothing left" },
        { INT64_MAX, 1, INT64_MAX, "the largest" },
        { INT64_MIN, 1, INT64_MIN, "the smallest" },
        { INT64_MAX, INT64_MAX, 1, "by itself" },
        { INT64_MIN, INT64_MAX, -1, "a hair more than -1" },
        { INT64_MAX, 2, INT64_C(4611686018427387904), "a half at the far end, to the even one" },
        { INT64_MAX / 2, INT64_MAX, 0, "just below a half" },
        { INT64_MAX / 2 + 1, INT64_MAX, 1, "just above a half" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        check_i64(kv_div_half_even(row[i].n, row[i].d), row[i].want, row[i].why);
        check_i64(kv_wide_div_half_even(row[i].n, row[i].d), row[i].want, row[i].why);
    }
    kv_wide large = (kv_wide)INT64_MAX * 10;
    check_i64(kv_wide_div_half_even(large, 10), INT64_MAX, "wide in, narrow out");
    check_i64(kv_wide_div_half_even(large, 9), INT64_MAX, "stays at the limit");
    check_i64(kv_wide_div_half_even(-large, 9), INT64_MIN, "and at the other");
}

static void test_times(void **state)
{
    (void)state;
    static const struct { const char *amount, *code; int64_t n, d, want; const char *why; } row[] = {
        { "2305.42", "USD", 2, 1, 461084, "two containers" },
        { "0.15", "USD", 1, 10, 2, "1.5 cents to the even 2" },
        { "0.25", "USD", 1, 10, 2, "2.5 cents to the even 2" },
        { "0.123456789", "USD", 1000000000, 1, 12345678900, "all nine digits count" },
        { "1.5", "JPY", 1, 1, 2, "no decimals: 1.5 to 2" },
        { "2.5", "JPY", 1, 1, 2, "2.5 to 2" },
        { "1.2345", "KWD", 1, 1, 1234, "three decimals: 1234.5 to 1234" },
        { "-100", "USD", 3, 7, -4286, "a discount: -42.857" },
        { "0.02", "EUR", 48000 * INT64_C(2543), 1000, 244128, "0.02 a t-km, 48 t over 2543 km" },
        { "999999999999999999", "USD", 1000, 1, INT64_MAX, "an absurd price stays at the limit" },
        { "-999999999999999999", "USD", 1000, 1, INT64_MIN, "and at the other" },
        { "999999999999999999", "CLF", INT64_MAX, 1, INT64_MAX, "even where 128 bits do not hold it" },
        { "-999999999999999999", "CLF", INT64_MAX, 1, INT64_MIN, "below zero too" },
        { "999999999999999999", "CLF", -INT64_MAX, 1, INT64_MIN, "whichever of the two is below" },
        { "0.000000001", "USD", INT64_MAX, INT64_MAX, 0, "far below a cent" },
        { "0", "USD", INT64_MAX, 1, 0, "nothing times anything" },
    };
    for (size_t i = 0; i < COUNT(row); i++)
        check_i64(kv_money_times(decimal(row[i].amount), currency(row[i].code), row[i].n, row[i].d), row[i].want, row[i].why);
}

static void test_convert(void **state)
{
    (void)state;
    static const struct { int64_t minor; const char *from, *to, *rate; int64_t want; const char *why; } row[] = {
        { 10000, "USD", "EUR", "0.92", 9200, "100 dollars" },
        { 10000, "USD", "JPY", "149.5", 14950, "into a currency without decimals" },
        { 14950, "JPY", "USD", "0.006688963", 10000, "and back" },
        { 10000, "USD", "KWD", "0.3075", 30750, "into three decimals" },
        { 1, "USD", "KZT", "523.5", 524, "a cent: 523.5 tiyn to the even 524" },
        { -1, "USD", "EUR", "0.5", 0, "-0.5 to 0" },
        { INT64_MAX, "JPY", "CLF", "999999999", INT64_MAX, "stays at the limit" },
        { -INT64_MAX, "JPY", "CLF", "999999999999999999", INT64_MIN, "and at the other" },
        { INT64_MAX, "USD", "USD", "1", INT64_MAX, "rate 1 changes nothing" },
        { INT64_MIN, "USD", "USD", "1.000000000", INT64_MIN, "however it is written" },
    };
    for (size_t i = 0; i < COUNT(row); i++)
        check_i64(kv_money_convert(row[i].minor, currency(row[i].from), currency(row[i].to), decimal(row[i].rate)),
                  row[i].want, row[i].why);
}

static void test_format(void **state)
{
    (void)state;
    static const struct { int64_t minor; const char *code, *want, *why; } row[] = {
        { 431000, "USD", "4310.00", "an amount" },
        { 0, "USD", "0.00", "nothing" },
        { 5, "USD", "0.05", "cents" },
        { -5, "USD", "-0.05", "below zero" },
        { 100, "JPY", "100", "no decimals, no point" },
        { 0, "JPY", "0", "nothing without decimals" },
        { 1, "KWD", "0.001", "three" },
        { 12345, "CLF", "1.2345", "four" },
        { INT64_MAX, "USD", "92233720368547758.07", "the largest" },
        { INT64_MIN, "USD", "-92233720368547758.08", "the smallest" },
        { INT64_MIN, "JPY", "-9223372036854775808", "the smallest without a point" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char out[32];
        check_i64(kv_money_format((kv_money){ row[i].minor, currency(row[i].code) }, out), strlen(row[i].want), row[i].why);
        check_text(out, row[i].want, row[i].why);
    }
    char out[32];
    kv_money_format((kv_money){ 7, { "" } }, out);
    check_text(out, "0.07", "an unknown currency has two decimals");
}

/* Random amounts against long division in whole numbers small enough for 128 bits. */
static void test_against_rationals(void **state)
{
    (void)state;
    kv_random r;
    kv_random_seed(&r, 21);
    for (int i = 0; i < 200000; i++) {
        kv_decimal amount = { (int64_t)(kv_random_u64(&r) >> 34) - (1 << 29), (int32_t)kv_random_below(&r, 10) };
        int64_t n = (int64_t)kv_random_below(&r, 1000000), d = 1 + (int64_t)kv_random_below(&r, 1000);
        int64_t got = kv_money_times(amount, currency("USD"), n, d);
        kv_wide below = d, above = (kv_wide)amount.mantissa * n * 100;
        for (int k = 0; k < amount.scale; k++)
            below *= 10;
        kv_wide miss = 2 * ((kv_wide)got * below - above);      /* twice the distance to the exact value, times below */
        check_true(miss <= below && miss >= -below, "the nearest");
        if (miss == below || miss == -below)
            check_i64(got & 1, 0, "of two as near, the even one");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimal), cmocka_unit_test(test_currency), cmocka_unit_test(test_half_even),
        cmocka_unit_test(test_times), cmocka_unit_test(test_convert), cmocka_unit_test(test_format),
        cmocka_unit_test(test_against_rationals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
