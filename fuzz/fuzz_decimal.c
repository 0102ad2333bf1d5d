/* fuzz_decimal.c - decimal numbers, currencies and money from any bytes
 *
 * A decimal that is accepted is the number that a plain reader sees; money written and read again is the same
 * amount; converting at rate 1 changes nothing. The first byte picks the currency. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/money.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const codes[] = { "USD", "JPY", "KWD", "CLF", "KZT", "CNY", "AZN", "GEL" };
    if (!size)
        return 0;
    kv_currency currency;
    bool known = kv_currency_parse(kv_text_of(codes[data[0] % 8]), &currency);
    assert(known);
    kv_text text = { (const char *)data + 1, size - 1 };

    kv_currency other;
    if (kv_currency_parse(text, &other))
        assert(strlen(other.code) == 3 && kv_currency_same(other, other));

    kv_decimal d;
    if (!kv_decimal_parse(text, &d))
        return 0;
    assert(d.scale >= 0 && d.scale <= 9);
    double number;
    bool read = kv_parse_double(text, &number);
    assert(read);
    double expected = (double)d.mantissa / pow(10, d.scale);
    assert(fabs(number - expected) <= 1e-15 * fabs(expected));

    int64_t minor = kv_money_times(d, currency, 1, 1);
    int digits = kv_currency_digits(currency);
    double exact = number * pow(10, digits);
    assert(fabs((double)minor - exact) <= 0.5 + 1e-12 * fabs(exact) || minor == INT64_MAX || minor == INT64_MIN);

    kv_money money = { minor, currency };
    char out[32];
    size_t n = kv_money_format(money, out);
    kv_decimal again;
    if (kv_decimal_parse((kv_text){ out, n }, &again)) {        /* up to 18 digits */
        assert(again.scale == digits);
        assert(kv_money_times(again, currency, 1, 1) == minor);
    }
    assert(kv_money_convert(minor, currency, currency, (kv_decimal){ 1, 0 }) == minor);
    /* three equal parts, each rounded once, miss the whole by less than three halves */
    int64_t third = kv_money_times(d, currency, 1, 3);
    if (minor > INT64_MIN / 4 && minor < INT64_MAX / 4)
        assert(third * 3 - minor >= -2 && third * 3 - minor <= 2);
    return 0;
}
