/* test_zone.c - zones of the corridor, by hand; zones of the world, against the C library
 *
 * glibc reads the same files with code of its own, so it is the slow and obvious answer: TZ is set, one zone after
 * the other, and localtime_r is asked. */
#define _DEFAULT_SOURCE                                     /* tm_gmtoff */
#include "check.h"

#include <stdlib.h>
#include <time.h>

#include "base/random.h"
#include "base/time.h"

static kv_zone *open_zone(const char *name)
{
    kv_zone *zone;
    kv_error err = { 0 };
    if (kv_zone_open(&zone, name, &err) != KV_OK)
        fail_msg("%s: %s", err.text, err.hint);
    return zone;
}

static kv_time at(const char *text)
{
    kv_time t;
    check_true(kv_time_parse(kv_text_of(text), &t, NULL, NULL), text);
    return t;
}

static void test_offsets(void **state)
{
    (void)state;
    static const struct { const char *zone, *utc; int hours_x100; const char *why; } row[] = {
        { "Asia/Almaty", "2024-02-29T17:59:59Z", 600, "the last second of UTC+6" },
        { "Asia/Almaty", "2024-02-29T18:00:00Z", 500, "Kazakhstan is one zone since March 2024" },
        { "Asia/Almaty", "2026-12-01T00:00:00Z", 500, "today" },
        { "Asia/Almaty", "2004-07-01T00:00:00Z", 700, "summer time was kept until 2004" },
        { "Asia/Aqtau", "2026-12-01T00:00:00Z", 500, "Aktau" },
        { "Asia/Shanghai", "2026-07-01T00:00:00Z", 800, "China" },
        { "Asia/Baku", "2026-07-01T00:00:00Z", 400, "Azerbaijan has no summer time since 2016" },
        { "Asia/Tbilisi", "2026-07-01T00:00:00Z", 400, "Georgia" },
        { "Asia/Ashgabat", "2026-07-01T00:00:00Z", 500, "Turkmenistan" },
        { "Europe/Istanbul", "2016-09-07T00:00:00Z", 300, "Turkiye stays on summer time since 2016" },
        { "Europe/Istanbul", "2026-01-01T00:00:00Z", 300, "in winter too" },
        { "Europe/Istanbul", "2015-12-01T00:00:00Z", 200, "winter before that" },
        { "Europe/Bucharest", "2026-03-29T00:59:59Z", 200, "winter" },
        { "Europe/Bucharest", "2026-03-29T01:00:00Z", 300, "summer begins" },
        { "Europe/Bucharest", "2026-10-25T01:00:00Z", 200, "and ends" },
        { "Europe/Bucharest", "2050-07-01T00:00:00Z", 300, "by the rule behind the last transition" },
        { "Europe/Bucharest", "2050-12-01T00:00:00Z", 200, "the rule's winter" },
        { "Asia/Kathmandu", "2026-01-01T00:00:00Z", 575, "a quarter of an hour" },
        { "Europe/Dublin", "2045-07-01T00:00:00Z", 100, "its rule counts winter as the other time" },
        { "America/Santiago", "2045-01-01T00:00:00Z", -300, "summer over New Year" },
        { "America/Nuuk", "2040-03-25T00:59:59Z", -200, "a rule whose clock reads -1: an hour before the day" },
        { "America/Nuuk", "2040-03-25T01:00:00Z", -100, "and its summer" },
        { "UTC", "2026-01-01T00:00:00Z", 0, "no transitions at all" },
        { "Etc/GMT-5", "2026-01-01T00:00:00Z", 500, "POSIX signs count the other way" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_zone *zone = open_zone(row[i].zone);
        check_i64(kv_zone_offset(zone, at(row[i].utc)), row[i].hours_x100 * 36, row[i].why);
        kv_zone_close(zone);
    }
}

static void test_wall(void **state)
{
    (void)state;
    static const struct { const char *zone, *wall, *utc, *why; } row[] = {
        { "Asia/Almaty", "2026-12-01T06:00", "2026-12-01T01:00Z", "an ordinary morning" },
        { "Asia/Almaty", "2024-02-29T23:30", "2024-02-29T17:30Z", "shown twice: the first" },
        { "Asia/Almaty", "2024-03-01T00:00", "2024-02-29T19:00Z", "midnight, an hour after the clock first came near it" },
        { "Asia/Almaty", "2004-03-28T02:30", "2004-03-27T20:30Z", "skipped: 03:30" },
        { "Asia/Almaty", "2004-10-31T02:30", "2004-10-30T19:30Z", "shown twice: the first" },
        { "Europe/Istanbul", "2016-03-27T03:30", "2016-03-27T01:30Z", "skipped: 04:30" },
        { "Europe/Istanbul", "2015-11-08T03:30", "2015-11-08T00:30Z", "shown twice, two weeks late because of an election" },
        { "Europe/Bucharest", "2026-03-29T02:59:59", "2026-03-29T00:59:59Z", "the last second before the gap" },
        { "Europe/Bucharest", "2026-03-29T03:00", "2026-03-29T01:00Z", "the first skipped: 04:00" },
        { "Europe/Bucharest", "2026-03-29T03:30", "2026-03-29T01:30Z", "skipped: 04:30" },
        { "Europe/Bucharest", "2026-03-29T04:00", "2026-03-29T01:00Z", "the first behind the gap" },
        { "Europe/Bucharest", "2026-10-25T03:30", "2026-10-25T00:30Z", "shown twice: the first" },
        { "Europe/Bucharest", "2026-10-25T04:00", "2026-10-25T02:00Z", "behind the overlap" },
        { "Europe/Bucharest", "2050-03-27T03:30", "2050-03-27T01:30Z", "skipped, by the rule" },
        { "Europe/Bucharest", "2050-10-30T03:30", "2050-10-30T00:30Z", "twice, by the rule" },
        { "Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00Z", "a whole day skipped: noon of the next" },
        { "Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45Z", "half an hour twice" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_zone *zone = open_zone(row[i].zone);
        char got[32], want[32];
        kv_time_format(kv_zone_to_utc(zone, at(row[i].wall)), got);
        kv_time_format(at(row[i].utc), want);
        check_text(got, want, row[i].why);
        kv_zone_close(zone);
    }
}

static void test_service_day(void **state)
{
    (void)state;
    static const struct { const char *zone, *date, *utc, *why; } row[] = {
        { "Asia/Almaty", "2026-12-01", "2026-11-30T19:00Z", "an ordinary day begins at midnight" },
        { "Asia/Almaty", "2024-02-29", "2024-02-28T18:00Z", "25 hours, but the clock changes after noon" },
        { "Asia/Almaty", "2024-03-01", "2024-02-29T19:00Z", "the day after" },
        { "Europe/Bucharest", "2026-03-29", "2026-03-28T21:00Z", "23 hours: begins at 23:00 of the day before" },
        { "Europe/Bucharest", "2026-10-25", "2026-10-24T22:00Z", "25 hours: begins at 01:00" },
        { "Europe/Bucharest", "2026-10-26", "2026-10-25T22:00Z", "the day after: midnight again" },
        { "Europe/Istanbul", "2026-03-29", "2026-03-28T21:00Z", "no summer time, midnight" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_zone *zone = open_zone(row[i].zone);
        kv_date d;
        check_true(kv_date_parse_iso(kv_text_of(row[i].date), &d), row[i].date);
        char got[32], want[32];
        kv_time_format(kv_zone_service_day(zone, kv_date_days(d)), got);
        kv_time_format(at(row[i].utc), want);
        check_text(got, want, row[i].why);
        kv_zone_close(zone);
    }
}

static const char *const world[] = {
    "Asia/Almaty", "Asia/Aqtau", "Asia/Qostanay", "Asia/Shanghai", "Asia/Urumqi", "Asia/Baku", "Asia/Tbilisi",
    "Asia/Ashgabat", "Asia/Tashkent", "Asia/Tehran", "Europe/Istanbul", "Europe/Bucharest", "Europe/Sofia",
    "Europe/Berlin", "Europe/Moscow", "Europe/Kiev", "Europe/Dublin", "Africa/Casablanca", "Africa/Cairo", "Asia/Gaza",
    "Asia/Jerusalem", "Asia/Kathmandu", "America/New_York", "America/St_Johns", "America/Santiago", "America/Nuuk",
    "America/Caracas", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia", "Pacific/Chatham",
    "Antarctica/Troll", "Etc/GMT+12", "UTC", "EST5EDT",
};

static void test_like_libc(void **state)
{
    (void)state;
    char *old = getenv("TZ"), *kept = old ? strdup(old) : NULL;
    kv_random r;
    kv_random_seed(&r, 11);
    for (size_t z = 0; z < COUNT(world); z++) {
        kv_zone *zone = open_zone(world[z]);
        setenv("TZ", world[z], 1);
        tzset();
        for (int i = 0; i < 3000; i++) {
            /* 1900 to 2200, and every third time within two days of a change of the year */
            kv_time t = (kv_time)(kv_random_u64(&r) % 9467280000u) - 2208988800;
            if (i % 3 == 0)
                t = kv_date_days((kv_date){ 1900 + (int32_t)kv_random_below(&r, 300), 1, 1 }) * KV_DAY_S
                  + (kv_time)kv_random_below(&r, 4 * KV_DAY_S) - 2 * KV_DAY_S;
            time_t c_time = (time_t)t;
            struct tm local;
            check_true(localtime_r(&c_time, &local) != NULL, world[z]);
            if (kv_zone_offset(zone, t) != local.tm_gmtoff) {
                char text[32];
                kv_time_format(t, text);
                fail_msg("%s at %s: got %d, the C library says %ld", world[z], text, kv_zone_offset(zone, t), local.tm_gmtoff);
            }
        }
        kv_zone_close(zone);
    }
    if (kept)
        setenv("TZ", kept, 1);
    else
        unsetenv("TZ");
    tzset();
    free(kept);
}

/* There and back: an instant is found again, or, when its reading was shown twice, the earlier one is. */
static void test_round_trip(void **state)
{
    (void)state;
    kv_random r;
    kv_random_seed(&r, 12);
    for (size_t z = 0; z < COUNT(world); z++) {
        kv_zone *zone = open_zone(world[z]);
        for (int i = 0; i < 2000; i++) {
            kv_time utc = (kv_time)(kv_random_u64(&r) % 9467280000u) - 2208988800;
            kv_time wall = utc + kv_zone_offset(zone, utc), back = kv_zone_to_utc(zone, wall);
            check_true(back <= utc && utc - back <= KV_DAY_S, world[z]);
            check_i64(back + kv_zone_offset(zone, back), wall, "the same reading");
        }
        kv_zone_close(zone);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct { const char *name, *why; } row[] = {
        { "", "nothing" },
        { "Asia/Nowhere", "not a place" },
        { "asia/almaty", "capitals matter" },
        { "Asia", "a folder" },
        { "Asia/", "a folder, named so" },
        { "/etc/localtime", "a path" },
        { "../../../etc/passwd", "a way out of the folder" },
        { "Asia/../Asia/Almaty", "even one that leads back" },
        { "Asia//Almaty", "an empty step" },
        { "Asia/Almaty\n", "a line break" },
        { "tzdata.zi", "a file that is not a zone" },
        { "UTC+5", "not a name of the database" },
        { "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "too long" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_zone *zone = (kv_zone *)1;
        kv_error err = { 0 };
        check_i64(kv_zone_open(&zone, row[i].name, &err), KV_INVALID, row[i].why);
        check_true(!zone && err.text[0] && err.hint[0], row[i].why);
        check_i64(kv_zone_open(&zone, row[i].name, NULL), KV_INVALID, "nobody asks why");
    }
    kv_zone_close(NULL);
}

static void test_extremes(void **state)
{
    (void)state;
    for (size_t z = 0; z < COUNT(world); z++) {
        kv_zone *zone = open_zone(world[z]);
        static const kv_time far[] = { -9000000000000000000, -400000000000, 400000000000, 9000000000000000000 };
        for (size_t i = 0; i < COUNT(far); i++) {
            int32_t offset = kv_zone_offset(zone, far[i]);
            check_true(offset > -26 * 3600 && offset < 26 * 3600, "an answer, however far");
        }
        kv_zone_close(zone);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_offsets), cmocka_unit_test(test_wall), cmocka_unit_test(test_service_day),
        cmocka_unit_test(test_like_libc), cmocka_unit_test(test_round_trip), cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
