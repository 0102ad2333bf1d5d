/* test_compile_services.c - flexible services, opening hours, links and change times, handling by stop */
#include "make_pack.h"

/* ---- flexible services ------------------------------------------------------------------------------- */

static void test_flexible(void **state)
{
    (void)state;
    kv_pack *p = make_pack(true);
    uint32_t aktau = make_stop(p, "KZAAU", 0, KV_NONE), alat = make_stop(p, "AZALT", 0, KV_NONE);
    uint32_t service = make_service(p, "FERRY", make_agency(p, "X", "Asia/Aqtau"));    /* UTC+5 */
    p->services.at[service].dispatch = KV_DISPATCH_WHEN_FULL;
    p->services.at[service].wait_p50_s = 36 * 3600;
    static const struct { const char *id; const char *first, *last; int weekdays; int32_t arrive_s; } trips[] = {
        { "T1", "2026-06-01", "2026-06-03", 0x7F, 20 * 3600 },      /* Mo Tu We */
        { "T2", "2026-06-04", "2026-06-30", 0x09, 20 * 3600 },      /* Th and Mo: Th joins them, then Mo 8, Th 11 ... */
        { "T3", "2026-06-01", "2026-06-30", 0x7F, 24 * 3600 },      /* slower: a pattern of its own */
    };
    for (size_t i = 0; i < COUNT(trips); i++) {
        make_trip(p, trips[i].id, service, make_calendar(p, trips[i].weekdays, day(trips[i].first), day(trips[i].last)));
        make_call(p, aktau, at("08:00"), at("08:00"));
        make_call(p, alat, at("08:00") + trips[i].arrive_s, at("08:00") + trips[i].arrive_s);
    }
    kv_corridor *c = compile(p, (kv_compile_options){ INT32_MIN, day("2026-06-20"), 0 });
    check_i64(c->patterns_count, 2, "one for each distinct trip");
    const kv_pattern_row *x = &c->patterns[0];
    check_true(x->flexible && !x->run_count && x->profile_count == 1, "no runs, one profile");
    check_i64(c->calls[x->first_call + 1].arrive, 20 * 3600, "running time");
    static const struct { const char *from, *to; } want[] = {
        { "2026-05-31T19:00:00Z", "2026-06-04T19:00:00Z" },
        { "2026-06-07T19:00:00Z", "2026-06-08T19:00:00Z" },
        { "2026-06-10T19:00:00Z", "2026-06-11T19:00:00Z" },
        { "2026-06-14T19:00:00Z", "2026-06-15T19:00:00Z" },
        { "2026-06-17T19:00:00Z", "2026-06-18T19:00:00Z" },
    };
    check_i64(x->active_count, COUNT(want), "days that touch are joined");
    for (uint32_t i = 0; i < COUNT(want); i++) {
        check_i64(kv_tick_time(c, c->active[x->first_active + i].from), utc(want[i].from), want[i].from);
        check_i64(kv_tick_time(c, c->active[x->first_active + i].to), utc(want[i].to), want[i].to);
    }
    check_i64(c->patterns[1].active_count, 1, "every day is one span");

    static const struct { const char *ready, *depart, *why; } ask[] = {
        { "2026-05-01T00:00:00Z", "2026-06-02T07:00:00Z", "before it runs at all: its first second, then the wait" },
        { "2026-06-02T00:00:00Z", "2026-06-03T12:00:00Z", "active: ready plus the wait" },
        { "2026-06-04T18:59:59Z", "2026-06-06T06:59:59Z", "the last second; the wait may lead beyond the span" },
        { "2026-06-04T19:00:00Z", "2026-06-09T07:00:00Z", "just too late: from Monday on" },
        { "2026-06-18T19:00:00Z", "", "no more" },
    };
    for (size_t i = 0; i < COUNT(ask); i++) {
        kv_tick t = kv_flex_depart(c, x, kv_time_tick(c, utc(ask[i].ready)));
        if (ask[i].depart[0])
            check_i64(kv_tick_time(c, t), utc(ask[i].depart), ask[i].why);
        else
            check_i64(t, KV_NEVER, ask[i].why);
    }
    check_i64(kv_flex_depart(c, x, KV_NEVER), KV_NEVER, "never ready, never gone");
    kv_corridor_close(c);
    make_free(p);
}

/* ---- opening hours ----------------------------------------------------------------------------------- */

typedef struct { const char *hours, *zone, *at, *want, *why; } opening;

static const opening openings[] = {
    { "", "UTC", "2026-06-06T03:00:00Z", "2026-06-06T03:00:00Z", "no hours: always open" },
    { "Mo-Su 00:00-24:00", "UTC", "2026-06-06T03:00:00Z", "2026-06-06T03:00:00Z", "day and night" },
    { "Mo-Fr 08:00-20:00; Sa 09:00-13:00", "UTC", "2026-06-05T07:59:59Z", "2026-06-05T08:00:00Z", "a second before" },
    { "Mo-Fr 08:00-20:00; Sa 09:00-13:00", "UTC", "2026-06-05T12:00:00Z", "2026-06-05T12:00:00Z", "open" },
    { "Mo-Fr 08:00-20:00; Sa 09:00-13:00", "UTC", "2026-06-05T19:59:59Z", "2026-06-05T19:59:59Z", "the last second" },
    { "Mo-Fr 08:00-20:00; Sa 09:00-13:00", "UTC", "2026-06-05T20:00:00Z", "2026-06-06T09:00:00Z", "Friday night: Saturday" },
    { "Mo-Fr 08:00-20:00; Sa 09:00-13:00", "UTC", "2026-06-06T13:00:00Z", "2026-06-08T08:00:00Z", "Saturday: Monday" },
    { "Mo-Fr 00:00-24:00", "UTC", "2026-06-04T23:59:59Z", "2026-06-04T23:59:59Z", "midnight does not close" },
    { "Mo-Fr 00:00-24:00", "UTC", "2026-06-06T00:00:00Z", "2026-06-08T00:00:00Z", "Saturday at once" },
    { "Mo 08:00-12:00; Mo 12:00-16:00", "UTC", "2026-06-01T12:00:00Z", "2026-06-01T12:00:00Z", "touching spans are one" },
    { "Mo 08:00-12:00; Mo 10:00-16:00", "UTC", "2026-06-01T15:00:00Z", "2026-06-01T15:00:00Z", "overlapping spans too" },
    { "Sa-Mo 10:00-11:00", "UTC", "2026-06-02T00:00:00Z", "2026-06-06T10:00:00Z", "over the week's end" },
    { "Mo-Su 08:00-20:00", "Europe/Bucharest", "2026-03-28T00:00:00Z", "2026-03-28T06:00:00Z", "winter: UTC+2" },
    { "Mo-Su 08:00-20:00", "Europe/Bucharest", "2026-03-29T00:00:00Z", "2026-03-29T05:00:00Z", "summer: UTC+3" },
    { "Mo-Su 00:00-24:00", "Europe/Bucharest", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z", "no gap at the change" },
    { "Mo-Su 08:00-20:00", "Asia/Almaty", "2026-06-01T00:00:00Z", "2026-06-01T03:00:00Z", "UTC+5" },
    { "Mo 08:00-09:00", "UTC", "2027-06-01T00:00:00Z", "", "beyond the pack" },
};

static kv_pack *pack_with_hours(const char *hours, const char *stop_zone, const char *agency_zone, int zone_at)
{
    kv_pack *p = make_pack(true);
    uint32_t place = make_stop(p, "P", KV_STOP_PLACE, KV_NONE);
    uint32_t b = make_stop(p, "B", 0, KV_NONE), a = make_stop(p, "A", 0, place);
    p->stop_hours.at[a] = make_text(p, hours);
    uint32_t agency = make_agency(p, "X", agency_zone);
    if (zone_at)
        p->stops.at[zone_at == 1 ? a : place].zone = make_text(p, stop_zone);
    make_trip(p, "T", make_service(p, "R", agency), make_calendar(p, 0x7F, day("2026-03-20"), day("2026-06-20")));
    make_call(p, a, 0, 0);
    make_call(p, b, 7200, 7200);
    return p;
}

static void test_hours(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(openings); i++)
        for (int zone_at = 0; zone_at < 3; zone_at++) {     /* first agency's, the stop's own, its place's zone */
            const opening *o = &openings[i];
            kv_pack *p = pack_with_hours(o->hours, o->zone, zone_at ? "America/New_York" : o->zone, zone_at);
            kv_corridor *c = compile(p, ALL_DAYS);
            uint32_t a = kv_corridor_stop(c, kv_text_of("A"));
            kv_tick t = kv_stop_open_at(c, a, kv_time_tick(c, utc(o->at)));
            if (o->want[0])
                check_i64(kv_tick_time(c, t), utc(o->want), o->why);
            else
                check_i64(t, KV_NEVER, o->why);
            bool always = !o->hours[0] || strstr(o->hours, "Mo-Su 00:00-24:00");
            check_true((c->stops[a].hours == KV_NONE) == always, o->why);
            check_i64(kv_stop_open_at(c, kv_corridor_stop(c, kv_text_of("B")), 5), 5, "B is always open");
            kv_corridor_close(c);
            make_free(p);
        }
    kv_pack *p = pack_with_hours("Mo-Fr 08:00-20:00; Sa nine to five", "", "UTC", 0);
    kv_corridor *c;
    kv_error err = { 0 };
    check_i64(kv_compile(&c, p, ALL_DAYS, &err), KV_INVALID, "hours that cannot be read");
    check_true(strstr(err.text, "Sa nine to five") && strstr(err.where, "opening_hours") && err.hint[0], "are shown");
    make_free(p);
}

static void test_hours_shared(void **state)
{
    (void)state;
    kv_pack *p = make_pack(true);
    static const struct { const char *id, *hours, *zone; uint32_t want; } stops[] = {
        { "A", "Mo-Fr 08:00-20:00", "UTC", 0 }, { "B", "Mo-Fr 08:00-20:00", "Asia/Almaty", 1 }, { "C", "", "UTC", KV_NONE },
        { "D", "Mo-Fr 08:00-20:00", "UTC", 0 }, { "E", "Sa 08:00-20:00", "UTC", 2 },
        { "F", "Mo-Su 00:00-24:00", "UTC", KV_NONE },
    };
    for (size_t i = 0; i < COUNT(stops); i++) {
        uint32_t s = make_stop(p, stops[i].id, 0, KV_NONE);
        p->stop_hours.at[s] = make_text(p, stops[i].hours);
        p->stops.at[s].zone = make_text(p, stops[i].zone);
    }
    make_trip(p, "T", make_service(p, "R", KV_NONE), make_calendar(p, 0x7F, day("2026-03-20"), day("2026-06-20")));
    make_call(p, 0, 0, 0);
    make_call(p, 1, 7200, 7200);
    kv_corridor *c = compile(p, ALL_DAYS);
    check_i64(c->hours_count, 4, "three classes");
    for (size_t i = 0; i < COUNT(stops); i++)
        check_i64(c->stops[i].hours, stops[i].want, stops[i].id);
    kv_corridor_close(c);
    make_free(p);
}

/* ---- links and change times -------------------------------------------------------------------------- */

/* Place P has terminals A and B, place Q has C and D; E stands alone. The default is 600 s. */
typedef struct {
    const char *why;
    int freight;
    const char *transfers;              /* from, to, type, seconds (-1: not given) */
    const char *links, *change;         /* wanted */
} linking;

static const linking linkings[] = {
    { "plain feed, nothing said: default everywhere, siblings are linked", 0, "",
      "A>B:600 B>A:600 C>D:600 D>C:600", "A:600 B:600 C:600 D:600 E:600" },
    { "freight pack, nothing said", 1, "", "", "A:0 B:0 C:0 D:0 E:0" },
    { "change time at one stop", 0, "A A 2 300", "A>B:600 B>A:600 C>D:600 D>C:600", "A:300 B:600 C:600 D:600 E:600" },
    { "a link is of one direction", 1, "A C 2 300", "A>C:300", "A:0 B:0 C:0 D:0 E:0" },
    { "two places: each terminal to each", 1, "P Q 2 300", "A>C:300 A>D:300 B>C:300 B>D:300", "A:0 B:0 C:0 D:0 E:0" },
    { "a place and a terminal", 1, "E Q 2 300", "E>C:300 E>D:300", "A:0 B:0 C:0 D:0 E:0" },
    { "within a place: change times and links", 1, "P P 2 300", "A>B:300 B>A:300", "A:300 B:300 C:0 D:0 E:0" },
    { "duplicates: the shortest holds, links are sorted by time", 1, "A C 2 300,A C 2 200,A D 2 100",
      "A>D:100 A>C:200", "A:0 B:0 C:0 D:0 E:0" },
    { "terminals named win over places named", 1, "P Q 2 300,A C 2 900", "A>D:300 A>C:900 B>C:300 B>D:300",
      "A:0 B:0 C:0 D:0 E:0" },
    { "not possible: no link", 1, "P Q 2 300,A C 3 -1", "A>D:300 B>C:300 B>D:300", "A:0 B:0 C:0 D:0 E:0" },
    { "not possible beats a time of the same exactness", 1, "A C 2 300,A C 3 -1", "", "A:0 B:0 C:0 D:0 E:0" },
    { "not possible among siblings: nothing is implied", 0, "A B 3 -1", "B>A:600 C>D:600 D>C:600",
      "A:600 B:600 C:600 D:600 E:600" },
    { "no change at a stop", 0, "E E 3 -1", "A>B:600 B>A:600 C>D:600 D>C:600", "A:600 B:600 C:600 D:600 E:never" },
    { "a row without time on a plain feed: the default", 0, "A E 0 -1,E E 1 -1",
      "A>B:600 A>E:600 B>A:600 C>D:600 D>C:600", "A:600 B:600 C:600 D:600 E:600" },
    { "a row without time in a freight pack", 1, "A E 0 -1", "A>E:0", "A:0 B:0 C:0 D:0 E:0" },
    { "types of trips staying seated are not ours", 1, "A C 4 -1,A C 5 -1", "", "A:0 B:0 C:0 D:0 E:0" },
};

static uint32_t stop_named(const kv_pack *p, char name)
{
    for (uint32_t i = 0; i < p->stops.count; i++)
        if (kv_pool_get(&p->text, p->stops.at[i].id)[0] == name)
            return i;
    fail_msg("no stop %c", name);
    return 0;
}

static void test_links(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(linkings); i++) {
        const linking *l = &linkings[i];
        kv_pack *p = make_pack(l->freight);
        uint32_t place_p = make_stop(p, "P", KV_STOP_PLACE, KV_NONE), place_q = make_stop(p, "Q", KV_STOP_PLACE, KV_NONE);
        make_stop(p, "A", 0, place_p);
        make_stop(p, "B", 0, place_p);
        make_stop(p, "C", 0, place_q);
        make_stop(p, "D", 0, place_q);
        make_stop(p, "E", 0, KV_NONE);
        make_trip(p, "T", make_service(p, "R", KV_NONE), make_calendar(p, 0x7F, 20000, 20001));
        make_call(p, stop_named(p, 'A'), 0, 0);
        make_call(p, stop_named(p, 'C'), 7200, 7200);
        kv_text rest = kv_text_of(l->transfers), item;
        while (kv_text_next(&rest, ',', &item)) {
            char text[32], from, to;
            int type, seconds;
            snprintf(text, sizeof text, "%.*s", (int)item.n, item.p);
            check_i64(sscanf(text, "%c %c %d %d", &from, &to, &type, &seconds), 4, text);
            make_transfer(p, stop_named(p, from), stop_named(p, to), seconds, type);
        }
        kv_corridor *c = compile(p, (kv_compile_options){ INT32_MIN, INT32_MAX, 600 });
        char links[200] = "", change[200] = "";
        for (uint32_t s = 0; s < c->stops_count; s++) {
            for (uint32_t k = c->link_first[s]; k < c->link_first[s + 1]; k++) {
                size_t n = strlen(links);
                snprintf(links + n, sizeof links - n, "%s%s>%s:%u", n ? " " : "", kv_corridor_text(c, c->stops[s].id),
                         kv_corridor_text(c, c->stops[c->links[k].to].id), c->links[k].seconds);
            }
            size_t n = strlen(change);
            if (c->stops[s].kind == KV_STOP_TERMINAL && c->change_s[s] == KV_NEVER)
                snprintf(change + n, sizeof change - n, " %s:never", kv_corridor_text(c, c->stops[s].id));
            else if (c->stops[s].kind == KV_STOP_TERMINAL)
                snprintf(change + n, sizeof change - n, "%s%s:%u", n ? " " : "", kv_corridor_text(c, c->stops[s].id),
                         c->change_s[s]);
        }
        check_text(links, l->links, l->why);
        check_text(change, l->change, l->why);
        kv_corridor_close(c);
        make_free(p);
    }
}

/* The only place has no terminals: its rows speak of nobody. Found by fuzz_compile. */
static void test_empty_place(void **state)
{
    (void)state;
    kv_pack *p = make_pack(false);
    uint32_t a = make_stop(p, "A", 0, KV_NONE), b = make_stop(p, "B", 0, KV_NONE), empty = make_stop(p, "P", KV_STOP_PLACE, KV_NONE);
    make_trip(p, "T", make_service(p, "R", KV_NONE), make_calendar(p, 0x7F, 20000, 20001));
    make_call(p, a, 0, 0);
    make_call(p, b, 7200, 7200);
    make_transfer(p, empty, a, 300, 2);
    make_transfer(p, empty, empty, 300, 2);
    kv_corridor *c = compile(p, ALL_DAYS);
    check_i64(c->links_count, 0, "no links");
    kv_corridor_close(c);
    make_free(p);
}

/* ---- places ------------------------------------------------------------------------------------------ */

static void test_places(void **state)
{
    (void)state;
    kv_pack *p = make_pack(true);
    uint32_t z = make_stop(p, "Z-PORT", 0, 3), y = make_stop(p, "Y", 0, KV_NONE), x = make_stop(p, "Z-RAIL", 0, 3);
    uint32_t place = make_stop(p, "Z", KV_STOP_PLACE, KV_NONE);
    const uint32_t at_stop[] = { x, place, z, place, y };
    for (uint32_t i = 0; i < COUNT(at_stop); i++)
        PUT(&p->handling, ((kv_handling_row){ .stop = at_stop[i], .p50_s = (int32_t)(100 * (i + 1)), .origin = { .source = KV_NONE } }));
    PUT(&p->closures, ((kv_closure_row){ .stop = z, .month = 12, .origin = { .source = KV_NONE } }));
    PUT(&p->closures, ((kv_closure_row){ .stop = z, .month = 2, .origin = { .source = KV_NONE } }));
    PUT(&p->closures, ((kv_closure_row){ .stop = y, .month = 3, .origin = { .source = KV_NONE } }));
    make_trip(p, "T", make_service(p, "R", KV_NONE), make_calendar(p, 0x7F, 20000, 20001));
    make_call(p, y, 0, 0);
    make_call(p, x, 7200, 7200);
    kv_corridor *c = compile(p, ALL_DAYS);
    static const struct { const char *id, *handling; uint32_t children; } want[] = {
        { "Y", "500", 0 }, { "Z", "200 400", 2 }, { "Z-PORT", "300", 0 }, { "Z-RAIL", "100", 0 },
    };
    for (uint32_t i = 0; i < COUNT(want); i++) {
        uint32_t s = kv_corridor_stop(c, kv_text_of(want[i].id));
        check_i64(s, i, want[i].id);
        char got[100] = "";
        for (uint32_t h = c->handling_first[s]; h < c->handling_first[s + 1]; h++) {
            size_t n = strlen(got);
            snprintf(got + n, sizeof got - n, "%s%d", n ? " " : "", c->handling[h].p50_s);
        }
        check_text(got, want[i].handling, want[i].id);
        check_i64(c->stops[s].child_count, want[i].children, want[i].id);
    }
    check_i64(c->stop_children[c->stops[1].first_child], 2, "Z-PORT");
    check_i64(c->stop_children[c->stops[1].first_child + 1], 3, "Z-RAIL");
    check_i64(c->closures[0].stop, 0, "closures by stop");
    check_i64(c->closures[1].month, 2, "then by month");
    static const char *const unknown[] = { "", "A", "Z-", "Z-POR", "Z-PORT2", "ZZ" };
    for (size_t i = 0; i < COUNT(unknown); i++)
        check_i64(kv_corridor_stop(c, kv_text_of(unknown[i])), KV_NONE, unknown[i]);
    kv_corridor_close(c);
    p->stops.at[place].kind = KV_STOP_TERMINAL;
    kv_error err;
    check_i64(kv_compile(&c, p, ALL_DAYS, &err), KV_INVALID, "a terminal cannot have terminals");
    make_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flexible),    cmocka_unit_test(test_hours),  cmocka_unit_test(test_hours_shared),
        cmocka_unit_test(test_links),       cmocka_unit_test(test_places), cmocka_unit_test(test_empty_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
