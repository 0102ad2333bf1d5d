/* test_time.c - days, dates, and instants as text */
#include "check.h"

#include "base/random.h"
#include "base/time.h"

/* The slow and obvious calendar: one day after the other. */
static void test_walk(void **state)
{
    (void)state;
    static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    kv_date d = { 1600, 1, 1 };                     /* a Saturday, 135140 days before 1970 */
    int weekday = 5;
    for (int64_t days = -135140; d.year < 2401; days++) {
        check_i64(kv_date_days(d), days, "days of a date");
        kv_date back = kv_days_date(days);
        check_true(back.year == d.year && back.month == d.month && back.day == d.day, "date of the days");
        check_i64(kv_days_weekday(days), weekday, "weekday");
        check_true(kv_date_valid(d), "a day that was");
        weekday = (weekday + 1) % 7;
        bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0;
        if (d.day++ == length[d.month - 1] + (leap && d.month == 2)) {
            check_true(!kv_date_valid(d), "the day behind the last of a month");
            d.day = 1;
            if (d.month++ == 12) {
                d.month = 1;
                d.year++;
            }
        }
    }
}

static void test_far(void **state)
{
    (void)state;
    static const struct { kv_date d; int64_t days; const char *why; } row[] = {
        { { 1970, 1, 1 }, 0, "day 0" },
        { { 1969, 12, 31 }, -1, "the day before" },
        { { 0, 3, 1 }, -719468, "a March year" },
        { { 0, 1, 1 }, -719528, "year 0 is a leap year" },
        { { -1, 12, 31 }, -719529, "below year 0" },
        { { 9999, 12, 31 }, 2932896, "the last of four digits" },
        { { 2147483647, 12, 31 }, INT64_C(784351576776), "the largest year" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        check_i64(kv_date_days(row[i].d), row[i].days, row[i].why);
        if (row[i].days > INT64_C(700000000000))
            continue;
        kv_date back = kv_days_date(row[i].days);
        check_true(back.year == row[i].d.year && back.month == row[i].d.month && back.day == row[i].d.day, row[i].why);
    }
    for (int64_t days = -INT64_C(699999999999); days < INT64_C(700000000000); days += INT64_C(1234567890))
        check_i64(kv_date_days(kv_days_date(days)), days, "there and back, far away");
}

static void test_dates(void **state)
{
    (void)state;
    static const struct { const char *text; bool iso, gtfs; const char *why; } row[] = {
        { "2026-12-01", true, false, "ISO" },
        { "20261201", false, true, "GTFS" },
        { "2024-02-29", true, false, "leap day" },
        { "2026-02-29", false, false, "no leap day" },
        { "1900-02-29", false, false, "no leap day in 1900" },
        { "20000229", false, true, "one in 2000" },
        { "2026-00-01", false, false, "month 0" },
        { "2026-13-01", false, false, "month 13" },
        { "2026-12-00", false, false, "day 0" },
        { "20261232", false, false, "day 32" },
        { "0000-01-01", true, false, "the first of four digits" },
        { "9999-12-31", true, false, "the last" },
        { "2026-1-01", false, false, "one digit" },
        { "2026-12-01 ", false, false, "a blank behind" },
        { "-026-12-01", false, false, "a sign" },
        { "+2026-12-01", false, false, "a plus sign" },
        { "2026/12/01", false, false, "slashes" },
        { "202612011", false, false, "a digit more" },
        { "2026120", false, false, "a digit less" },
        { "", false, false, "nothing" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_date d = { 7, 7, 7 };
        check_i64(kv_date_parse_iso(kv_text_of(row[i].text), &d), row[i].iso, row[i].why);
        check_true(row[i].iso || d.year == 7, "a refusal writes nothing");
        d.year = 7;
        check_i64(kv_date_parse_gtfs(kv_text_of(row[i].text), &d), row[i].gtfs, row[i].why);
        check_true(row[i].gtfs || d.year == 7, "a refusal writes nothing");
    }
    check_true(!kv_date_valid((kv_date){ 10000, 1, 1 }) && !kv_date_valid((kv_date){ -1, 1, 1 }), "four digits");
}

static void test_parse(void **state)
{
    (void)state;
    enum { BAD, WALL, ZONED, DATE };
    static const struct { const char *text; int kind; int64_t want; const char *why; } row[] = {
        { "1970-01-01T00:00:00Z", ZONED, 0, "second 0" },
        { "2026-12-01T06:00Z", ZONED, 1796104800, "without seconds" },
        { "2026-12-01T06:00:00+05:00", ZONED, 1796086800, "east is earlier" },
        { "2026-12-01T06:00:00-03:30", ZONED, 1796117400, "west is later, half hours too" },
        { "2026-12-01t06:00z", ZONED, 1796104800, "small letters, as RFC 3339 allows" },
        { "2026-12-01 06:00Z", ZONED, 1796104800, "a blank, as RFC 3339 allows" },
        { "2026-12-01T06:00:00.999Z", ZONED, 1796104800, "parts of a second are dropped" },
        { "2026-12-01T00:00+23:59", ZONED, 1795996860, "a large offset" },
        { "2026-12-01T06:00", WALL, 1796104800, "no zone: the clock on the wall" },
        { "2026-12-01T23:59:59", WALL, 1796169599, "the last second of a day" },
        { "2026-12-01", DATE, 1796083200, "a date" },
        { "1969-12-31T23:59:59Z", ZONED, -1, "before 1970" },
        { "0000-01-01T00:00:00Z", ZONED, -62167219200, "the first second" },
        { "9999-12-31T23:59:59Z", ZONED, 253402300799, "the last" },
        { "2026-12-01Z", BAD, 0, "a zone for a date" },
        { "2026-12-01T", BAD, 0, "no clock" },
        { "2026-12-01T06", BAD, 0, "no minutes" },
        { "2026-12-01T6:00Z", BAD, 0, "one digit" },
        { "2026-12-01T24:00Z", BAD, 0, "hour 24" },
        { "2026-12-01T06:60Z", BAD, 0, "minute 60" },
        { "2026-12-01T06:00:60Z", BAD, 0, "second 60" },
        { "2026-12-01T06:00:00.Z", BAD, 0, "a point and nothing behind" },
        { "2026-12-01T06:00+5", BAD, 0, "a short offset" },
        { "2026-12-01T06:00+0500", BAD, 0, "an offset without colon" },
        { "2026-12-01T06:00+24:00", BAD, 0, "an offset of a day" },
        { "2026-12-01T06:00Z ", BAD, 0, "a blank behind" },
        { "2026-12-01T06:00ZZ", BAD, 0, "something behind" },
        { "2026-12-01x06:00Z", BAD, 0, "another letter between" },
        { "2026-02-30T06:00Z", BAD, 0, "a day that never was" },
        { "tomorrow", BAD, 0, "a word" },
        { "", BAD, 0, "nothing" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_time t = 77;
        bool zoned = false, date_only = false;
        bool good = kv_time_parse(kv_text_of(row[i].text), &t, &zoned, &date_only);
        check_i64(!good ? BAD : date_only ? DATE : zoned ? ZONED : WALL, row[i].kind, row[i].why);
        check_i64(t, good ? row[i].want : 77, row[i].why);
    }
    kv_time t;
    check_true(kv_time_parse(kv_text_of("2026-12-01"), &t, NULL, NULL), "nobody asks which kind");
}

static void test_format(void **state)
{
    (void)state;
    static const struct { kv_time t; const char *want, *why; } row[] = {
        { 0, "1970-01-01T00:00:00Z", "second 0" },
        { -1, "1969-12-31T23:59:59Z", "before 1970" },
        { 1796104800, "2026-12-01T06:00:00Z", "a day in 2026" },
        { -62167219200, "0000-01-01T00:00:00Z", "the first" },
        { 253402300799, "9999-12-31T23:59:59Z", "the last" },
        { 253402300800, "9999-12-31T23:59:59Z", "behind the last" },
        { INT64_MAX, "9999-12-31T23:59:59Z", "far behind" },
        { INT64_MIN + 1, "0000-01-01T00:00:00Z", "far before" },
        { KV_TIME_NONE, "", "no time" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char out[32];
        check_i64(kv_time_format(row[i].t, out), strlen(row[i].want), row[i].why);
        check_text(out, row[i].want, row[i].why);
    }
    kv_random r;
    kv_random_seed(&r, 3);
    for (int i = 0; i < 100000; i++) {
        kv_time t = (kv_time)(kv_random_u64(&r) % 315569520000u) - 62167219200, back;
        char out[32];
        size_t n = kv_time_format(t, out);
        bool zoned;
        check_true(kv_time_parse((kv_text){ out, n }, &back, &zoned, NULL) && zoned && back == t, out);
    }
}

static void test_now(void **state)
{
    (void)state;
    uint64_t before = kv_now_ns(), after = before;
    while (after == before)
        after = kv_now_ns();
    check_true(after > before, "time passes and does not run back");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk), cmocka_unit_test(test_far), cmocka_unit_test(test_dates),
        cmocka_unit_test(test_parse), cmocka_unit_test(test_format), cmocka_unit_test(test_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
