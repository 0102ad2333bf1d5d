/* test_compile_days.c - when does a trip of a calendar leave, in UTC? */
#include "make_pack.h"

typedef struct {
    const char *why, *zone;
    int weekdays;
    const char *first, *last;
    const char *exceptions;             /* "+2026-01-01 -2026-01-02" */
    const char *depart, *arrive;        /* of the service day */
    const char *window_first, *window_last;
    const char *want;                   /* departures and arrivals, run by run; "" nothing at all */
} row;

static const row rows[] = {
    { "a day of summer time", "Europe/Bucharest", 0x7F, "2026-06-01", "2026-06-01", "", "08:00", "20:00", "", "",
      "2026-06-01T05:00:00Z/2026-06-01T17:00:00Z" },
    { "clocks go forward on 03-29: noon minus 12 h is 23:00 winter time of the day before, so 25:30 is 01:30 summer time",
      "Europe/Bucharest", 0x7F, "2026-03-28", "2026-03-30", "", "25:30", "26:30", "", "",
      "2026-03-28T23:30:00Z/2026-03-29T00:30:00Z 2026-03-29T22:30:00Z/2026-03-29T23:30:00Z "
      "2026-03-30T22:30:00Z/2026-03-30T23:30:00Z" },
    { "a train that leaves before the change and arrives after it runs as long as on any other day",
      "Europe/Bucharest", 0x7F, "2026-03-28", "2026-03-29", "", "22:00", "30:00", "", "",
      "2026-03-28T20:00:00Z/2026-03-29T04:00:00Z 2026-03-29T19:00:00Z/2026-03-30T03:00:00Z" },
    { "clocks go back on 10-25: the day has 25 hours and 06:00 is 06:00 winter time",
      "Europe/Bucharest", 0x7F, "2026-10-24", "2026-10-26", "", "06:00", "07:00", "", "",
      "2026-10-24T03:00:00Z/2026-10-24T04:00:00Z 2026-10-25T04:00:00Z/2026-10-25T05:00:00Z "
      "2026-10-26T04:00:00Z/2026-10-26T05:00:00Z" },
    { "Almaty went from UTC+6 to UTC+5 on 2024-03-01 for good", "Asia/Almaty", 0x7F, "2024-02-28", "2024-03-02", "",
      "12:00", "13:00", "", "",
      "2024-02-28T06:00:00Z/2024-02-28T07:00:00Z 2024-02-29T06:00:00Z/2024-02-29T07:00:00Z "
      "2024-03-01T07:00:00Z/2024-03-01T08:00:00Z 2024-03-02T07:00:00Z/2024-03-02T08:00:00Z" },
    { "Mondays and Fridays only; 2026-06-01 is a Monday", "UTC", 0x11, "2026-06-01", "2026-06-14", "", "00:00", "01:00",
      "", "",
      "2026-06-01T00:00:00Z/2026-06-01T01:00:00Z 2026-06-05T00:00:00Z/2026-06-05T01:00:00Z "
      "2026-06-08T00:00:00Z/2026-06-08T01:00:00Z 2026-06-12T00:00:00Z/2026-06-12T01:00:00Z" },
    { "one day cancelled, one added, one added beyond the calendar's end", "UTC", 0x01, "2026-06-01", "2026-06-08",
      "-2026-06-08 +2026-06-03 +2026-06-20", "00:00", "01:00", "", "",
      "2026-06-01T00:00:00Z/2026-06-01T01:00:00Z 2026-06-03T00:00:00Z/2026-06-03T01:00:00Z "
      "2026-06-20T00:00:00Z/2026-06-20T01:00:00Z" },
    { "a day both added and removed is removed, whatever the order", "UTC", 0, "2026-06-01", "2026-06-08",
      "+2026-06-02 +2026-06-03 -2026-06-03", "00:00", "01:00", "", "", "2026-06-02T00:00:00Z/2026-06-02T01:00:00Z" },
    { "only added days, no weekdays: the dates of the row do not count", "UTC", 0, "2026-06-01", "2026-06-30",
      "+2026-07-04", "10:00", "11:00", "", "", "2026-07-04T10:00:00Z/2026-07-04T11:00:00Z" },
    { "eight days on the way", "UTC", 0x01, "2026-06-01", "2026-06-08", "", "10:00", "200:00", "", "",
      "2026-06-01T10:00:00Z/2026-06-09T08:00:00Z 2026-06-08T10:00:00Z/2026-06-16T08:00:00Z" },
    { "window: the run of 06-01 still moves on 06-09, that of 05-25 does not", "UTC", 0x01, "2026-05-25", "2026-06-22",
      "", "10:00", "200:00", "2026-06-09", "2026-06-15",
      "2026-06-01T10:00:00Z/2026-06-09T08:00:00Z 2026-06-08T10:00:00Z/2026-06-16T08:00:00Z "
      "2026-06-15T10:00:00Z/2026-06-23T08:00:00Z" },
    { "the window opens at midnight of the zone: 06-09 04:30 in Almaty is within, though it is 06-08 in UTC",
      "Asia/Almaty", 0x01, "2026-06-01", "2026-06-15", "", "10:00", "196:30", "2026-06-09", "2026-06-15",
      "2026-06-01T05:00:00Z/2026-06-08T23:30:00Z 2026-06-08T05:00:00Z/2026-06-15T23:30:00Z "
      "2026-06-15T05:00:00Z/2026-06-22T23:30:00Z" },
    { "the same instants in UTC: the first run has arrived before the window opens", "UTC", 0x01, "2026-06-01",
      "2026-06-15", "", "05:00", "191:30", "2026-06-09", "2026-06-15",
      "2026-06-08T05:00:00Z/2026-06-15T23:30:00Z 2026-06-15T05:00:00Z/2026-06-22T23:30:00Z" },
    { "runs still moving, but no departure in the days asked for", "UTC", 0x01, "2026-06-01", "2026-06-01", "", "10:00",
      "200:00", "2026-06-02", "2026-06-15", "" },
    { "a first departure past midnight belongs to the service day", "UTC", 0x01, "2026-06-01", "2026-06-01", "",
      "49:00", "50:00", "", "", "2026-06-03T01:00:00Z/2026-06-03T02:00:00Z" },
    { "window before all calendars", "UTC", 0x7F, "2026-06-01", "2026-06-08", "", "10:00", "11:00", "2026-05-01",
      "2026-05-31", "" },
    { "calendar of one wrong weekday", "UTC", 0x02, "2026-06-01", "2026-06-01", "", "10:00", "11:00", "", "", "" },
    { "the last possible day of 68 years of running", "UTC", 0x7F, "2026-06-01", "2026-06-01", "", "10:00", "596000:00",
      "", "", "2026-06-01T10:00:00Z/2094-05-28T08:00:00Z" },
};

static kv_pack *pack_of(const row *r)
{
    kv_pack *p = make_pack(false);
    uint32_t a = make_stop(p, "A", KV_STOP_TERMINAL, KV_NONE), b = make_stop(p, "B", KV_STOP_TERMINAL, KV_NONE);
    uint32_t service = make_service(p, "R", make_agency(p, "X", r->zone));
    uint32_t calendar = make_calendar(p, r->weekdays, day(r->first), day(r->last));
    kv_text rest = kv_text_of(r->exceptions), item;
    while (kv_text_next(&rest, ' ', &item)) {
        kv_date d;
        check_true(kv_date_parse_iso((kv_text){ item.p + 1, item.n - 1 }, &d), r->exceptions);
        make_exception(p, (int32_t)kv_date_days(d), item.p[0] == '+');
    }
    make_trip(p, "T", service, calendar);
    make_call(p, a, at(r->depart), at(r->depart));
    make_call(p, b, at(r->arrive), at(r->arrive));
    return p;
}

static void test_days(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const row *r = &rows[i];
        kv_pack *p = pack_of(r);
        kv_compile_options options = ALL_DAYS;
        if (r->window_first[0])
            options = (kv_compile_options){ day(r->window_first), day(r->window_last), 0 };
        kv_corridor *c = NULL;
        kv_error err = { 0 };
        kv_status status = kv_compile(&c, p, options, &err);
        char got[1000] = "";
        if (status == KV_OK) {
            const kv_pattern_row *pattern = &c->patterns[0];
            check_i64(c->patterns_count, 1, r->why);
            for (uint32_t k = 0; k < pattern->run_count; k++) {
                char depart[32], arrive[32];
                const kv_call *call = run_calls(c, pattern, pattern->first_run + k);
                kv_time base = kv_tick_time(c, c->run_base[pattern->first_run + k]);
                kv_time_format(base + call[0].depart, depart);
                kv_time_format(base + call[1].arrive, arrive);
                size_t n = strlen(got);
                snprintf(got + n, sizeof got - n, "%s%s/%s", n ? " " : "", depart, arrive);
            }
        } else {
            check_i64(status, KV_INVALID, r->why);
            check_true(err.text[0], "a refusal says why");
        }
        check_text(got, r->want, r->why);
        kv_corridor_close(c);
        make_free(p);
    }
}

static void test_validity(void **state)
{
    (void)state;
    kv_pack *p = pack_of(&rows[5]);
    kv_corridor *c = compile(p, ALL_DAYS);
    check_i64(c->info->first_day, day("2026-06-01"), "all: first day of its calendars");
    check_i64(c->info->last_day, day("2026-06-14"), "all: last day of its calendars");
    kv_corridor_close(c);
    c = compile(p, (kv_compile_options){ day("2026-06-03"), day("2027-01-01"), 0 });
    check_i64(c->info->first_day, day("2026-06-03"), "first day of the window");
    check_i64(c->info->last_day, day("2026-06-14"), "the calendars end before the window");
    check_i64(c->run_base_count, 3, "departures of 06-05, 06-08, 06-12");
    kv_corridor_close(c);
    make_free(p);
}

/* Each agency's services run by its own clock; a route without agency by that of the first agency by id. */
static void test_zones(void **state)
{
    (void)state;
    kv_pack *p = make_pack(false);
    uint32_t a = make_stop(p, "A", KV_STOP_TERMINAL, KV_NONE), b = make_stop(p, "B", KV_STOP_TERMINAL, KV_NONE);
    uint32_t tr = make_agency(p, "TCDD", "Europe/Istanbul"), kz = make_agency(p, "KTZ", "Asia/Almaty");
    uint32_t calendar = make_calendar(p, 0x7F, day("2026-06-01"), day("2026-06-01"));
    const uint32_t agency[] = { tr, kz, KV_NONE };
    static const char *const id[] = { "R1", "R2", "R3" };
    for (int i = 0; i < 3; i++) {
        make_trip(p, id[i], make_service(p, id[i], agency[i]), calendar);
        make_call(p, a, at("12:00"), at("12:00"));
        make_call(p, b, at("13:00"), at("13:00"));
    }
    kv_corridor *c = compile(p, ALL_DAYS);
    static const char *const want[] = { "2026-06-01T09:00:00Z", "2026-06-01T07:00:00Z", "2026-06-01T07:00:00Z" };
    check_i64(c->patterns_count, 3, "a pattern a service");
    for (uint32_t i = 0; i < 3; i++)
        check_i64(kv_tick_time(c, c->run_base[c->patterns[i].first_run]), utc(want[i]), id[i]);
    check_text(kv_corridor_text(c, c->info->zone), "Asia/Almaty", "KTZ is first by id");
    kv_corridor_close(c);
    make_free(p);
}

static void test_frequencies(void **state)
{
    (void)state;
    kv_pack *p = pack_of(&(row){ "", "UTC", 0x7F, "2026-06-01", "2026-06-02", "", "08:00", "09:30", "", "", "" });
    PUT(&p->frequencies, ((kv_frequency){ .trip = 0, .from_s = at("22:00"), .to_s = at("25:00"), .headway_s = 3600 }));
    PUT(&p->frequencies, ((kv_frequency){ .trip = 0, .from_s = at("06:00"), .to_s = at("07:00"), .headway_s = 2400 }));
    kv_corridor *c = compile(p, ALL_DAYS);
    static const char *const want[] = {
        "2026-06-01T06:00:00Z", "2026-06-01T06:40:00Z", "2026-06-01T22:00:00Z", "2026-06-01T23:00:00Z",
        "2026-06-02T00:00:00Z", "2026-06-02T06:00:00Z", "2026-06-02T06:40:00Z", "2026-06-02T22:00:00Z",
        "2026-06-02T23:00:00Z", "2026-06-03T00:00:00Z",
    };
    check_i64(c->run_base_count, COUNT(want), "from <= t < to, not at the written 08:00");
    for (uint32_t i = 0; i < COUNT(want); i++)
        check_i64(kv_tick_time(c, c->run_base[i]), utc(want[i]), want[i]);
    check_i64(c->patterns_count, 1, "one pattern");
    check_i64(c->patterns[0].profile_count, 1, "one profile");
    check_i64(c->calls[1].arrive, 5400, "an hour and a half from first departure to arrival");
    kv_corridor_close(c);
    make_free(p);
}

static void test_refusals(void **state)
{
    (void)state;
    kv_pack *p = pack_of(&(row){ "", "UTC", 0x7F, "1800-01-01", "2026-06-02", "", "08:00", "09:30", "", "", "" });
    kv_corridor *c;
    kv_error err = { 0 };
    check_i64(kv_compile(&c, p, ALL_DAYS, &err), KV_INVALID, "226 years do not fit 32-bit seconds");
    check_true(strstr(err.text, "1800-01-01") && err.hint[0], "says which calendars, and what to do");
    c = compile(p, (kv_compile_options){ day("2026-06-01"), INT32_MAX, 0 });
    check_i64(c->run_base_count, 2, "a window makes it fit");
    kv_corridor_close(c);
    p->stop_times.at[1].arrive_s = 0;
    check_i64(kv_compile(&c, p, ALL_DAYS, &err), KV_INVALID, "arrives before it departs");
    p->stop_times.at[1].arrive_s = at("09:30");
    p->agencies.at[0].zone = make_text(p, "Europe/Atlantis");
    check_i64(kv_compile(&c, p, (kv_compile_options){ day("2026-06-01"), INT32_MAX, 0 }, &err), KV_INVALID, "no such zone");
    check_true(!c, "nothing comes back");
    p->error_count = 2;
    check_i64(kv_compile(&c, p, ALL_DAYS, &err), KV_INVALID, "a pack with errors");
    check_text(err.text, "the pack has 2 errors", "says so");
    make_free(p);
    p = make_pack(true);
    check_i64(kv_compile(&c, p, ALL_DAYS, &err), KV_INVALID, "an empty pack");
    make_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),        cmocka_unit_test(test_validity), cmocka_unit_test(test_zones),
        cmocka_unit_test(test_frequencies), cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
