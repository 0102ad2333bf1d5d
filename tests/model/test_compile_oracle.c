/* test_compile_oracle.c - what the patterns say is what the text says, on random packs
 *
 * The slow way: every trip on every day of its calendar, call by call, straight from the pack. The fast way: runs and
 * profiles of the compiled patterns. Both are written as lists of calls, sorted and compared. Flexible services are
 * asked instant by instant. Then the same pack in another order of rows must give the same bytes. */
#include "random_pack.h"

#include "base/time.h"

enum { PACKS = 500 };

typedef struct {
    const char *service, *trip, *stop;
    kv_time run;                            /* first departure */
    uint32_t position, flags;
    kv_time arrive, depart;
} call;
typedef KV_VEC(call) calls;

static int by_call(const void *a, const void *b)
{
    const call *x = a, *y = b;
    int order = strcmp(x->trip, y->trip);
    if (!order)
        order = (x->run > y->run) - (x->run < y->run);
    if (!order)
        order = (x->position > y->position) - (x->position < y->position);
    return order;
}

static bool runs_on(const kv_pack *p, const kv_calendar *c, int32_t d)
{
    bool on = d >= c->first_day && d <= c->last_day && c->weekdays >> kv_days_weekday(d) & 1;
    for (int added = 1; added >= 0; added--)
        for (uint32_t i = 0; i < c->exception_count; i++) {
            const kv_exception *e = &p->exceptions.at[c->first_exception + i];
            if (e->day == d && e->added == added)
                on = added;
        }
    return on;
}

static kv_zone *zone_of(const kv_pack *p, uint32_t service)
{
    uint32_t agency = p->services.at[service].agency;
    if (agency == KV_NONE) {                        /* the first by id */
        agency = 0;
        for (uint32_t i = 1; i < p->agencies.count; i++)
            if (strcmp(kv_pool_get(&p->text, p->agencies.at[i].id), kv_pool_get(&p->text, p->agencies.at[agency].id)) < 0)
                agency = i;
    }
    kv_zone *zone = NULL;
    check_i64(kv_zone_open(&zone, kv_pool_get(&p->text, p->agencies.at[agency].zone), NULL), KV_OK, "zone");
    return zone;
}

static void push_departure(const kv_pack *p, uint32_t t, kv_time leaves, calls *out)
{
    const kv_pack_trip *trip = &p->trip_times.at[t];
    const kv_stop_time *times = &p->stop_times.at[trip->first_time];
    for (uint32_t i = 0; i < trip->time_count; i++) {
        kv_time shift = leaves - times[0].depart_s;
        call c = { .service = kv_pool_get(&p->text, p->services.at[p->trips.at[t].service].id),
                   .trip = kv_pool_get(&p->text, p->trips.at[t].id),
                   .stop = kv_pool_get(&p->text, p->stops.at[times[i].stop].id),
                   .run = leaves, .position = i, .flags = times[i].flags,
                   .arrive = shift + (i ? times[i].arrive_s : times[i].depart_s),
                   .depart = shift + (i + 1 < trip->time_count ? times[i].depart_s : times[i].arrive_s) };
        PUT(out, c);
    }
}

static void slow_calls(const kv_pack *p, int32_t first_day, int32_t last_day, calls *out)
{
    for (uint32_t t = 0; t < p->trips.count; t++) {
        const kv_pack_trip *trip = &p->trip_times.at[t];
        if (trip->time_count < 2 || p->services.at[p->trips.at[t].service].dispatch != KV_DISPATCH_TIMETABLE)
            continue;
        const kv_stop_time *times = &p->stop_times.at[trip->first_time];
        int32_t span = times[trip->time_count - 1].arrive_s - times[0].depart_s;
        kv_zone *zone = zone_of(p, p->trips.at[t].service);
        for (int32_t d = day("2024-01-01"); d <= last_day; d++) {
            if (!runs_on(p, &p->calendars.at[trip->calendar], d))
                continue;
            kv_time midnight = kv_zone_service_day(zone, d), opens = kv_zone_service_day(zone, first_day);
            bool frequent = false;
            for (size_t f = 0; f < p->frequencies.count; f++) {
                const kv_frequency *row = &p->frequencies.at[f];
                if (row->trip != t)
                    continue;
                frequent = true;
                for (int32_t s = row->from_s; s < row->to_s; s += row->headway_s)
                    if (d >= first_day || midnight + s + span >= opens)
                        push_departure(p, t, midnight + s, out);
            }
            if (!frequent && (d >= first_day || midnight + times[0].depart_s + span >= opens))
                push_departure(p, t, midnight + times[0].depart_s, out);
        }
        kv_zone_close(zone);
    }
}

static void fast_calls(const kv_corridor *c, calls *out)
{
    for (uint32_t k = 0; k < c->patterns_count; k++) {
        const kv_pattern_row *x = &c->patterns[k];
        for (uint32_t run = x->first_run; run < x->first_run + x->run_count; run++)
            for (uint32_t i = 0; i < x->stop_count; i++) {
                kv_time base = kv_tick_time(c, c->run_base[run]);
                const kv_call *at_stop = run_calls(c, x, run) + i;
                call row = { .service = kv_corridor_text(c, c->services[x->service].id),
                             .trip = kv_corridor_text(c, c->trips[c->run_trip[run]].id),
                             .stop = kv_corridor_text(c, c->stops[c->position_stop[x->first_position + i]].id),
                             .run = base, .position = i, .flags = c->position_flags[x->first_position + i],
                             .arrive = base + at_stop->arrive, .depart = base + at_stop->depart };
                PUT(out, row);
            }
    }
}

static void check_same_calls(const kv_pack *p, const kv_corridor *c, const char *why)
{
    calls slow = { 0 }, fast = { 0 };
    slow_calls(p, c->info->first_day, c->info->last_day, &slow);
    fast_calls(c, &fast);
    if (slow.count)
        qsort(slow.at, slow.count, sizeof slow.at[0], by_call);
    if (fast.count)
        qsort(fast.at, fast.count, sizeof fast.at[0], by_call);
    check_i64(fast.count, slow.count, why);
    for (size_t i = 0; i < slow.count; i++) {
        const call *a = &fast.at[i], *b = &slow.at[i];
        check_text(a->trip, b->trip, why);
        check_text(a->service, b->service, why);
        check_text(a->stop, b->stop, why);
        check_i64(a->run, b->run, why);
        check_i64(a->position, b->position, why);
        check_i64(a->flags, b->flags, why);
        check_i64(a->arrive, b->arrive, why);
        check_i64(a->depart, b->depart, why);
    }
    kv_vec_free(&slow);
    kv_vec_free(&fast);
}

/* is the trip what the flexible pattern says: service, stops, calls? */
static bool trip_of(const kv_pack *p, uint32_t t, const kv_corridor *c, const kv_pattern_row *x)
{
    const kv_pack_trip *trip = &p->trip_times.at[t];
    const kv_stop_time *times = &p->stop_times.at[trip->first_time];
    if (trip->time_count != x->stop_count || strcmp(kv_pool_get(&p->text, p->services.at[p->trips.at[t].service].id),
                                                    kv_corridor_text(c, c->services[x->service].id)) != 0)
        return false;
    for (uint32_t i = 0; i < x->stop_count; i++) {
        uint32_t position = x->first_position + i;
        const char *stop = kv_corridor_text(c, c->stops[c->position_stop[position]].id);
        if (strcmp(kv_pool_get(&p->text, p->stops.at[times[i].stop].id), stop) != 0 || times[i].flags != c->position_flags[position]
            || (i && times[i].arrive_s - times[0].depart_s != (int32_t)c->calls[x->first_call + i].arrive)
            || (i + 1 < x->stop_count && times[i].depart_s - times[0].depart_s != (int32_t)c->calls[x->first_call + i].depart))
            return false;
    }
    return true;
}

/* Two patterns may differ in distance only; then a trip may belong to either, and is looked for in both together. */
static void check_flexible(const kv_pack *p, const kv_corridor *c, kv_random *r, const char *why)
{
    for (uint32_t k = 0; k < c->patterns_count; k++) {
        const kv_pattern_row *x = &c->patterns[k];
        if (!x->flexible)
            continue;
        for (int ask = 0; ask < 50; ask++) {
            kv_time t = c->info->first_day * INT64_C(86400) - 86400
                      + kv_random_below(r, (uint32_t)(c->info->last_day - c->info->first_day + 3) * 48) * INT64_C(1800);
            bool want = false, got = false;
            for (uint32_t i = 0; i < p->trips.count; i++) {
                if (!trip_of(p, i, c, x))
                    continue;
                kv_zone *zone = zone_of(p, p->trips.at[i].service);
                for (int32_t d = c->info->first_day; d <= c->info->last_day; d++)
                    if (runs_on(p, &p->calendars.at[p->trip_times.at[i].calendar], d) && kv_zone_service_day(zone, d) <= t
                        && t < kv_zone_service_day(zone, d + 1))
                        want = true;
                kv_zone_close(zone);
                for (uint32_t q = 0; q < c->patterns_count; q++) {
                    const kv_pattern_row *y = &c->patterns[q];
                    if (!y->flexible || y->service != x->service || !trip_of(p, i, c, y))
                        continue;
                    kv_tick wait = (kv_tick)c->services[y->service].wait_p50_s, tick = kv_time_tick(c, t);
                    got = got || kv_flex_depart(c, y, tick) == tick + wait;
                }
            }
            check_true(want == got, why);
        }
    }
}

static void test_oracle(void **state)
{
    (void)state;
    size_t compiled = 0, runs = 0, flexible = 0, split = 0;
    for (uint64_t seed = 1; seed <= PACKS; seed++) {
        char why[32];
        snprintf(why, sizeof why, "seed %u", (unsigned)seed);
        kv_random r;
        kv_random_seed(&r, seed + 1000000);
        kv_pack *p = random_pack(seed);
        kv_compile_options options = ALL_DAYS;
        if (chance(&r, 50)) {
            options.first_day = p->calendars.at[0].first_day + (int32_t)draw(&r, 0, 8);
            options.last_day = options.first_day + (int32_t)draw(&r, 0, 12);
        }
        options.change_default_s = 600;
        kv_corridor *c = NULL, *again = NULL;
        kv_error err = { 0 };
        if (kv_compile(&c, p, options, &err) == KV_OK) {
            compiled++;
            runs += c->run_base_count;
            check_same_calls(p, c, why);
            check_flexible(p, c, &r, why);
            for (uint32_t k = 0; k < c->patterns_count; k++) {
                flexible += c->patterns[k].flexible;
                split += k && c->patterns[k].service == c->patterns[k - 1].service
                      && c->patterns[k].stop_count == c->patterns[k - 1].stop_count;
            }
            shuffle(p, seed);
            again = compile(p, options);
            check_i64(again->image_size, c->image_size, why);
            check_true(!memcmp(again->image, c->image, c->image_size), why);
        } else {
            check_i64(err.status, KV_INVALID, why);
            check_true(options.first_day != INT32_MIN || !strncmp(err.text, "no", 2), why);
        }
        kv_corridor_close(c);
        kv_corridor_close(again);
        make_free(p);
    }
    check_true(compiled > PACKS / 2 && runs > 10000 && flexible > 100 && split > 100, "the packs have something to show");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_oracle) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
