/* time.c - days, dates, and instants as text
 *
 * A year that begins in March ends with the leap day, so the days before each of its months are fixed:
 *
 *     Mar Apr May Jun Jul  Aug Sep Oct Nov Dec  Jan Feb
 *      31  30  31  30  31   31  30  31  30  31   31  28 or 29      153 days in each five: (153 m + 2) / 5
 *
 * and 400 such years have 146097 days whatever year they begin with. Zones are in zone.c. */
#define _POSIX_C_SOURCE 200809L
#include "base/time.h"

#include <assert.h>
#include <time.h>

enum {
    DAYS_4 = 4 * 365 + 1, DAYS_100 = 25 * DAYS_4 - 1, DAYS_400 = 4 * DAYS_100 + 1,
    MARCH_0000_TO_1970 = 719468                     /* days from 0000-03-01 to 1970-01-01 */
};

static int64_t floor_div(int64_t n, int64_t d) { return n / d - (n % d < 0); }

int64_t kv_date_days(kv_date d)
{
    assert(d.month >= 1 && d.month <= 12);
    int64_t year = (int64_t)d.year - (d.month < 3);
    int64_t month = (d.month + 9) % 12;             /* 0 March .. 11 February */
    int64_t century = floor_div(year, 100);
    return 365 * year + floor_div(year, 4) - century + floor_div(century, 4)
         + (153 * month + 2) / 5 + d.day - 1 - MARCH_0000_TO_1970;
}

kv_date kv_days_date(int64_t days)
{
    assert(days > -INT64_C(700000000000) && days < INT64_C(700000000000));      /* the year fits its field */
    int64_t since = days + MARCH_0000_TO_1970;
    int64_t cycle = floor_div(since, DAYS_400);
    int64_t left = since - cycle * DAYS_400;
    int64_t century = left / DAYS_100;
    century -= century == 4;                        /* the last day of the 400 years is a 29 February */
    left -= century * DAYS_100;
    int64_t four = left / DAYS_4;
    left -= four * DAYS_4;
    int64_t year = left / 365;
    year -= year == 4;                              /* as is the last of four */
    left -= year * 365;
    int64_t month = (5 * left + 2) / 153;
    bool next_year = month >= 10;                   /* January and February */
    return (kv_date){
        .year = (int32_t)(400 * cycle + 100 * century + 4 * four + year + next_year),
        .month = (int32_t)(next_year ? month - 9 : month + 3),
        .day = (int32_t)(left - (153 * month + 2) / 5 + 1),
    };
}

int kv_days_weekday(int64_t days)
{
    int64_t since_monday = (days % 7 + 3) % 7;      /* 1970-01-01 was a Thursday */
    return (int)(since_monday < 0 ? since_monday + 7 : since_monday);
}

bool kv_date_valid(kv_date d)
{
    static const int32_t length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (d.year < 0 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1)
        return false;
    bool leap = d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0);
    return d.day <= length[d.month - 1] + (leap && d.month == 2);
}

/* ---- text ------------------------------------------------------------------------------------------- */

/* Cut a number of exactly n digits off the front. */
static bool take_digits(kv_text *t, size_t n, int32_t *out)
{
    if (t->n < n)
        return false;
    int32_t value = 0;
    for (size_t i = 0; i < n; i++) {
        char c = t->p[i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *out = value;
    t->p += n;
    t->n -= n;
    return true;
}

static bool take_one_of(kv_text *t, const char *chars)
{
    for (; *chars; chars++)
        if (t->n && t->p[0] == *chars) {
            t->p++;
            t->n--;
            return true;
        }
    return false;
}

static bool take_date(kv_text *t, const char *between, kv_date *out)
{
    kv_date d;
    bool shaped = take_digits(t, 4, &d.year) && (!*between || take_one_of(t, between))
               && take_digits(t, 2, &d.month) && (!*between || take_one_of(t, between))
               && take_digits(t, 2, &d.day);
    if (!shaped || !kv_date_valid(d))
        return false;
    *out = d;
    return true;
}

bool kv_date_parse_iso(kv_text t, kv_date *out)
{
    kv_date d;
    if (!take_date(&t, "-", &d) || t.n)
        return false;
    *out = d;
    return true;
}

bool kv_date_parse_gtfs(kv_text t, kv_date *out)
{
    kv_date d;
    if (!take_date(&t, "", &d) || t.n)
        return false;
    *out = d;
    return true;
}

/* hours:minutes below 24:00, as a clock or an offset shows them */
static bool take_clock(kv_text *t, int32_t *seconds)
{
    int32_t hours, minutes;
    if (!take_digits(t, 2, &hours) || !take_one_of(t, ":") || !take_digits(t, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds = hours * 3600 + minutes * 60;
    return true;
}

bool kv_time_parse(kv_text t, kv_time *out, bool *zoned, bool *date_only)
{
    kv_date d;
    int32_t clock = 0, second = 0, offset = 0;
    if (!take_date(&t, "-", &d))
        return false;
    bool bare = t.n == 0, with_zone = false;
    if (!bare) {
        if (!take_one_of(&t, "Tt ") || !take_clock(&t, &clock))
            return false;
        if (take_one_of(&t, ":")) {
            if (!take_digits(&t, 2, &second) || second > 59)
                return false;
            if (take_one_of(&t, ".")) {             /* a part of a second is dropped */
                int32_t digit;
                if (!take_digits(&t, 1, &digit))
                    return false;
                while (take_digits(&t, 1, &digit))
                    ;
            }
        }
        if (take_one_of(&t, "Zz")) {
            with_zone = true;
        } else if (t.n) {
            bool west = t.p[0] == '-';
            if (!take_one_of(&t, "+-") || !take_clock(&t, &offset))
                return false;
            offset = west ? -offset : offset;
            with_zone = true;
        }
        if (t.n)
            return false;
    }
    *out = kv_date_days(d) * KV_DAY_S + clock + second - offset;
    if (zoned)
        *zoned = with_zone;
    if (date_only)
        *date_only = bare;
    return true;
}

static char *put_digits(char *at, int32_t value, int n)
{
    for (int i = n - 1; i >= 0; i--) {
        at[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return at + n;
}

size_t kv_time_format(kv_time t, char out[32])
{
    const kv_time first = kv_date_days((kv_date){ 0, 1, 1 }) * KV_DAY_S;
    const kv_time last = kv_date_days((kv_date){ 10000, 1, 1 }) * KV_DAY_S - 1;
    out[0] = '\0';
    if (t == KV_TIME_NONE)
        return 0;
    t = t < first ? first : t > last ? last : t;
    int64_t days = floor_div(t, KV_DAY_S);
    int32_t second = (int32_t)(t - days * KV_DAY_S);
    kv_date d = kv_days_date(days);
    char *at = put_digits(out, d.year, 4);
    *at++ = '-';
    at = put_digits(at, d.month, 2);
    *at++ = '-';
    at = put_digits(at, d.day, 2);
    *at++ = 'T';
    at = put_digits(at, second / 3600, 2);
    *at++ = ':';
    at = put_digits(at, second / 60 % 60, 2);
    *at++ = ':';
    at = put_digits(at, second % 60, 2);
    *at++ = 'Z';
    *at = '\0';
    return (size_t)(at - out);
}

uint64_t kv_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
