/* money.c - exact money: multiply wide, round once
 *
 * An amount in minor units is mantissa * 10^(digits - scale) * quantity. All factors go above or below one
 * fraction of 128-bit integers, and only that fraction is rounded. What is beyond int64_t stays at its limit, so
 * that an absurd tariff gives an absurd price and not a small one. */
#include "base/money.h"

#include <assert.h>
#include <string.h>

enum { DECIMAL_DIGITS_MAX = 18, DECIMAL_SCALE_MAX = 9 };

/* ISO 4217 list one, by number of decimals; two is the common case. XDR has none there, by custom two. */
static const char digits_0[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ";
static const char digits_2[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
    "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR "
    "MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK "
    "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD "
    "XCG XDR YER ZAR ZMW ZWG ";
static const char digits_3[] = "BHD IQD JOD KWD LYD OMR TND ";
static const char digits_4[] = "CLF UYW ";

static bool listed(const char *list, const char *code)
{
    for (; *list; list += 4)
        if (!memcmp(list, code, 3))
            return true;
    return false;
}

static int digits_of(const char *code)              /* -1: not a currency */
{
    return listed(digits_2, code) ? 2 : listed(digits_0, code) ? 0 : listed(digits_3, code) ? 3
         : listed(digits_4, code) ? 4 : -1;
}

bool kv_currency_parse(kv_text t, kv_currency *out)
{
    if (t.n != 3 || digits_of(t.p) < 0)
        return false;
    *out = (kv_currency){ 0 };
    memcpy(out->code, t.p, 3);
    return true;
}

int kv_currency_digits(kv_currency c)
{
    int digits = digits_of(c.code);
    return digits < 0 ? 2 : digits;
}

bool kv_currency_same(kv_currency a, kv_currency b) { return !memcmp(a.code, b.code, sizeof a.code); }

bool kv_decimal_parse(kv_text t, kv_decimal *out)
{
    bool minus = t.n && t.p[0] == '-';
    size_t whole = 0, behind = 0;
    int64_t mantissa = 0;
    size_t i = minus;
    for (; i < t.n && t.p[i] >= '0' && t.p[i] <= '9' && ++whole <= DECIMAL_DIGITS_MAX; i++)
        mantissa = mantissa * 10 + (t.p[i] - '0');
    if (!whole || whole > DECIMAL_DIGITS_MAX)
        return false;
    if (i < t.n && t.p[i] == '.') {
        for (i++; i < t.n && t.p[i] >= '0' && t.p[i] <= '9'; i++) {
            if (++behind > DECIMAL_SCALE_MAX || whole + behind > DECIMAL_DIGITS_MAX)
                return false;
            mantissa = mantissa * 10 + (t.p[i] - '0');
        }
        if (!behind)
            return false;
    }
    if (i < t.n)
        return false;
    *out = (kv_decimal){ .mantissa = minus ? -mantissa : mantissa, .scale = (int32_t)behind };
    return true;
}

int64_t kv_div_half_even(int64_t n, int64_t d)
{
    assert(d > 0);
    int64_t q = n / d, r = n % d;
    if (r < 0) {
        r += d;
        q -= 1;
    }                                               /* now n == q*d + r and 0 <= r < d */
    return q + (r > d - r || (r == d - r && (q & 1)));
}

int64_t kv_wide_div_half_even(kv_wide n, kv_wide d)
{
    assert(d > 0);
    kv_wide q = n / d, r = n % d;
    if (r < 0) {
        r += d;
        q -= 1;
    }
    q += r > d - r || (r == d - r && (q & 1));
    return q > INT64_MAX ? INT64_MAX : q < INT64_MIN ? INT64_MIN : (int64_t)q;
}

static int64_t power_of_ten(int n)
{
    assert(n >= 0 && n <= DECIMAL_DIGITS_MAX);
    int64_t p = 1;
    while (n--)
        p *= 10;
    return p;
}

/* a * b * 10^shift / d, rounded once */
static int64_t scaled(int64_t a, int64_t b, int shift, int64_t d)
{
    kv_wide n = (kv_wide)a * b, below = d;
    if (shift < 0)
        below *= power_of_ten(-shift);
    else if (__builtin_mul_overflow(n, (kv_wide)power_of_ten(shift), &n))
        return (a < 0) == (b < 0) ? INT64_MAX : INT64_MIN;
    return kv_wide_div_half_even(n, below);
}

int64_t kv_money_times(kv_decimal amount, kv_currency c, int64_t quantity_n, int64_t quantity_d)
{
    assert(quantity_d > 0);
    return scaled(amount.mantissa, quantity_n, kv_currency_digits(c) - amount.scale, quantity_d);
}

int64_t kv_money_convert(int64_t minor, kv_currency from, kv_currency to, kv_decimal rate)
{
    return scaled(minor, rate.mantissa, kv_currency_digits(to) - kv_currency_digits(from) - rate.scale, 1);
}

size_t kv_money_format(kv_money m, char out[32])
{
    int digits = kv_currency_digits(m.currency);
    uint64_t left = m.minor < 0 ? 0 - (uint64_t)m.minor : (uint64_t)m.minor;
    char reversed[32];
    size_t n = 0;
    for (int place = 0; left || place <= digits; place++) {     /* one digit before the point at least */
        if (place == digits && digits)
            reversed[n++] = '.';
        reversed[n++] = (char)('0' + left % 10);
        left /= 10;
    }
    if (m.minor < 0)
        reversed[n++] = '-';
    for (size_t i = 0; i < n; i++)
        out[i] = reversed[n - 1 - i];
    out[n] = '\0';
    return n;
}
