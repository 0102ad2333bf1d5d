/* fuzz_time.c - dates, times, numbers and zone names from any bytes
 *
 * What is read as a time, written again, reads as the same time; a date that is accepted exists and is the date of
 * its own day; a zone name that is accepted answers for any instant, and no name leads out of the tz folder. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/time.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_date(kv_date d)
{
    assert(kv_date_valid(d));
    kv_date again = kv_days_date(kv_date_days(d));
    assert(again.year == d.year && again.month == d.month && again.day == d.day);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kv_text text = { (const char *)data, size };
    kv_date date;
    if (kv_date_parse_iso(text, &date))
        check_date(date);
    if (kv_date_parse_gtfs(text, &date))
        check_date(date);

    kv_time t, again;
    bool zoned, date_only;
    if (kv_time_parse(text, &t, &zoned, &date_only)) {
        assert(!(zoned && date_only));
        char out[32];
        size_t n = kv_time_format(t, out);
        bool read = kv_time_parse((kv_text){ out, n }, &again, &zoned, &date_only);
        assert(read && zoned && !date_only);
        kv_time first = kv_date_days((kv_date){ 0, 1, 1 }) * KV_DAY_S;
        kv_time last = kv_date_days((kv_date){ 10000, 1, 1 }) * KV_DAY_S - 1;
        assert(again == t || t < first || t > last);        /* an offset may lead out of four-digit years */
    }

    int64_t whole;
    double number;
    if (kv_parse_i64(text, &whole)) {
        bool read = kv_parse_double(text, &number);
        assert(read && number == (double)whole);
    }
    if (kv_parse_double(text, &number))
        assert(isfinite(number));

    char name[80];
    if (size < sizeof name) {
        memcpy(name, data, size);
        name[size] = '\0';
        kv_zone *zone;
        kv_error err;
        if (kv_zone_open(&zone, name, &err) == KV_OK) {
            assert(!strstr(name, "..") && name[0] != '/');
            for (kv_time at = -4000000000; at < 8000000000; at += 777777777) {
                int32_t offset = kv_zone_offset(zone, at);
                assert(offset > -26 * 3600 && offset < 26 * 3600);
            }
            kv_zone_close(zone);
        } else {
            assert(err.status != KV_OK && err.text[0]);
        }
    }
    return 0;
}
