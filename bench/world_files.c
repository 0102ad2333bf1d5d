/* world_files.c - a made-up network as the files of a pack, and questions to ask of it */
#define _POSIX_C_SOURCE 200809L             /* mkdir */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/time.h"
#include "world.h"

#define X(name, word, share, speed, detour, dwell, cents, co2) { word, cents, co2 },
static const struct { const char *word; double cents, co2_g; } modes[WORLD_MODES] = { WORLD_MODE_MAP(X) };
#undef X

typedef struct { FILE *file; char path[4096]; kv_status status; kv_error *err; } out;

static void fail_errno(out *o, const char *doing)
{
    if (o->status == KV_OK)
        o->status = kv_fail(o->err, KV_INVALID, o->path, "cannot %s: %s", doing, strerror(errno));
}

static void begin(out *o, const char *folder, const char *name)
{
    if (o->status != KV_OK)
        return;
    snprintf(o->path, sizeof o->path, "%s/%s", folder, name);
    o->file = fopen(o->path, "wb");
    if (!o->file)
        fail_errno(o, "write a file here");
}

__attribute__((format(printf, 2, 3)))
static void put(out *o, const char *format, ...)
{
    if (!o->file)
        return;
    va_list args;
    va_start(args, format);
    if (vfprintf(o->file, format, args) < 0)
        fail_errno(o, "write the file");
    va_end(args);
}

static void end(out *o)
{
    if (o->file && fclose(o->file))
        fail_errno(o, "write the file");
    o->file = NULL;
}

static uint32_t draw(world *w, uint32_t from, uint32_t to) { return from + kv_random_below(&w->random, to - from + 1); }
static bool percent(world *w, uint32_t p) { return kv_random_below(&w->random, 100) < p; }

typedef struct { char text[24]; } name;

static name terminal(const world *w, uint32_t t)        /* KZAAB, or KZAAB-2 */
{
    const world_place *p = &w->places.at[w->terminals.at[t].place];
    name n;
    snprintf(n.text, sizeof n.text, "%s-%c", p->id, (char)('A' + (t - p->first_terminal)));
    return n;
}

static name date(int32_t day, const char *format)
{
    kv_date d = kv_days_date(day);
    name n;
    snprintf(n.text, sizeof n.text, format, d.year, d.month, d.day);
    return n;
}

static int32_t last_day(const world *w) { return w->options.first_day + (int32_t)w->options.days - 1; }

/* ---- standard files ---------------------------------------------------------------------------------- */

static void write_agencies(world *w, out *o)
{
    put(o, "agency_id,agency_name,agency_url,agency_timezone\n");
    for (uint32_t i = 0; i < w->agencies.count; i++) {
        const world_agency *a = &w->agencies.at[i];
        put(o, "A%u,Carrier %u by %s,https://example.org/%u,%s\n", i, i, modes[a->mode].word, i,
            w->options.freight ? world_zone(a->region) : "Etc/UTC");
    }
}

static void write_stops(world *w, out *o)
{
    put(o, "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station%s\n",
        w->options.freight ? ",kind,opening_hours" : "");
    for (uint32_t i = 0; i < w->places.count; i++) {
        const world_place *p = &w->places.at[i];
        put(o, "%s,City %u,%.5f,%.5f,1,%s\n", p->id, i, p->lat, p->lon, w->options.freight ? ",city," : "");
    }
    for (uint32_t i = 0; i < w->terminals.count; i++) {
        const world_terminal *t = &w->terminals.at[i];
        put(o, "%s,Terminal %u,%.5f,%.5f,0,%s", terminal(w, i).text, i, t->lat, t->lon, w->places.at[t->place].id);
        if (w->options.freight)
            put(o, ",%s,%s", t->port ? "seaport" : "inland_terminal", percent(w, 20) ? "Mo-Sa 06:00-22:00" : "");
        put(o, "\n");
    }
}

static void write_routes(world *w, out *o)
{
    static const int type[WORLD_MODES] = { 2, 3, 4, 4 };
    put(o, "route_id,agency_id,route_short_name,route_type\n");
    for (uint32_t i = 0; i < w->services.count; i++)
        put(o, "R%06u,A%u,%s %u,%d\n", i, w->services.at[i].agency, modes[w->services.at[i].mode].word, i,
            type[w->services.at[i].mode]);
}

/* most services share the calendar of their weekdays; one with a season or cancelled days has its own */
static bool own_calendar(const world *w, const world_service *s)
{
    return s->cancelled || s->first_day != w->options.first_day || s->last_day != last_day(w);
}

static name calendar(const world *w, uint32_t service, uint32_t trip)
{
    const world_service *s = &w->services.at[service];
    name n;
    if (own_calendar(w, s))
        snprintf(n.text, sizeof n.text, "R%06u-%u", service, trip);
    else
        snprintf(n.text, sizeof n.text, "D%02X", w->trips.at[s->first_trip + trip].weekdays);
    return n;
}

static void write_calendar(out *o, const char *id, unsigned mask, int32_t first, int32_t last)
{
    put(o, "%s", id);
    for (int day = 0; day < 7; day++)
        put(o, ",%u", mask >> day & 1);
    put(o, ",%s,%s\n", date(first, "%04d%02d%02d").text, date(last, "%04d%02d%02d").text);
}

static void write_calendars(world *w, out *o)
{
    put(o, "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n");
    for (unsigned mask = 1; mask < 128; mask++) {
        char id[8];
        snprintf(id, sizeof id, "D%02X", mask);
        write_calendar(o, id, mask, w->options.first_day, last_day(w));
    }
    for (uint32_t i = 0; i < w->services.count; i++) {
        const world_service *s = &w->services.at[i];
        for (uint32_t t = 0; own_calendar(w, s) && t < s->trip_count; t++)
            write_calendar(o, calendar(w, i, t).text, w->trips.at[s->first_trip + t].weekdays, s->first_day, s->last_day);
    }
}

static void write_calendar_dates(world *w, out *o)
{
    put(o, "service_id,date,exception_type\n");
    for (uint32_t i = 0; i < w->services.count; i++) {
        const world_service *s = &w->services.at[i];
        int32_t from = s->first_day;
        for (uint32_t k = 0; k < s->cancelled; k++) {           /* ascending, so that none is drawn twice */
            from += (int32_t)draw(w, 1, w->options.days / 4 + 1);
            for (uint32_t t = 0; from <= s->last_day && t < s->trip_count; t++)
                put(o, "%s,%s,2\n", calendar(w, i, t).text, date(from, "%04d%02d%02d").text);
        }
    }
}

static void write_trips(world *w, out *o)
{
    put(o, "route_id,service_id,trip_id\n");
    for (uint32_t i = 0; i < w->services.count; i++)
        for (uint32_t t = 0; t < w->services.at[i].trip_count; t++)
            put(o, "R%06u,%s,R%06u-%u\n", i, calendar(w, i, t).text, i, t);
}

static void write_stop_times(world *w, out *o)
{
    put(o, "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n");
    for (uint32_t i = 0; i < w->services.count; i++) {
        const world_service *s = &w->services.at[i];
        for (uint32_t t = 0; t < s->trip_count; t++) {
            const world_trip *trip = &w->trips.at[s->first_trip + t];
            bool back = t >= s->trip_count - s->back_count;
            for (uint32_t k = 0; k < s->stop_count; k++) {
                uint32_t arrive = trip->depart_min + trip->arrive_min[k], leave = trip->depart_min + trip->leave_min[k];
                put(o, "R%06u-%u,%02u:%02u:00,%02u:%02u:00,%s,%u\n", i, t, arrive / 60, arrive % 60, leave / 60, leave % 60,
                    terminal(w, s->stop[back ? s->stop_count - 1 - k : k]).text, k);
            }
        }
    }
}

/* Change times of 2 to 24 h and links within a place. A freight pack has its handling rows instead. */
static void write_transfers(world *w, out *o)
{
    put(o, "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n");
    for (uint32_t i = 0; !w->options.freight && i < w->terminals.count; i++)
        put(o, "%s,%s,2,%u\n", terminal(w, i).text, terminal(w, i).text, draw(w, 4, 48) * 1800);
    for (uint32_t i = 0; i < w->places.count; i++) {
        const world_place *p = &w->places.at[i];
        for (uint32_t a = 0; a < p->terminal_count; a++)
            for (uint32_t b = 0; b < p->terminal_count; b++)
                if (a != b)
                    put(o, "%s,%s,2,%u\n", terminal(w, p->first_terminal + a).text, terminal(w, p->first_terminal + b).text,
                        draw(w, 2, 12) * 1800);
    }
}

static void write_feed_info(world *w, out *o)
{
    put(o, "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version\n");
    put(o, "karvan bench/world,https://example.org,en,%s,%s,seed %llu\n", date(w->options.first_day, "%04d%02d%02d").text,
        date(last_day(w), "%04d%02d%02d").text, (unsigned long long)w->options.seed);
}

/* ---- freight files ----------------------------------------------------------------------------------- */

static void write_sources(world *w, out *o)
{
    (void)w;
    put(o, "source_id,title,publisher,date,address\nS1,made up for benchmarks,karvan bench/world,,\n");
}

/* Two services that meet make a group whose through rate is below the sum of their own. */
static void form_groups(world *w, uint32_t *first, uint32_t *second, uint32_t *count)
{
    *count = 0;
    uint32_t wanted = (uint32_t)w->services.count / 20;
    wanted = wanted > WORLD_GROUPS_MAX ? WORLD_GROUPS_MAX : wanted;
    for (uint32_t tries = 0; *count < wanted && tries < 2000; tries++) {
        uint32_t a = kv_random_below(&w->random, (uint32_t)w->services.count);
        uint32_t b = kv_random_below(&w->random, (uint32_t)w->services.count);
        for (uint32_t k = 0; k < 2000; k++, b = (b + 1) % (uint32_t)w->services.count) {
            world_service *x = &w->services.at[a], *y = &w->services.at[b];
            if (a == b || x->group || y->group || x->stop[x->stop_count - 1] != y->stop[0])
                continue;
            first[*count] = a;
            second[*count] = b;
            x->group = y->group = (uint8_t)++*count;
            break;
        }
    }
}

static const char *emission_class(world *w, const world_service *s, uint32_t service)
{
    (void)w;
    return s->mode != WORLD_RAIL ? modes[s->mode].word : service % 3 ? "rail-electric" : "rail-diesel";
}

static void write_services(world *w, out *o)
{
    put(o, "route_id,mode,dispatch,equipment,capacity,capacity_unit,cutoff_h,headway_h,wait_p10_h,wait_p50_h,wait_p90_h,"
           "wait_max_h,dg_classes,reefer_plugs,emission_class,through_groups,source_id,confidence\n");
    static const uint32_t capacity[WORLD_MODES] = { 80, 2, 1200, 120 };
    for (uint32_t i = 0; i < w->services.count; i++) {
        const world_service *s = &w->services.at[i];
        char group[8] = "";
        if (s->group)
            snprintf(group, sizeof group, "G%02u", s->group);
        bool when_full = s->mode == WORLD_SEA && percent(w, 10), headway = s->mode == WORLD_ROAD && percent(w, 10);
        put(o, "R%06u,%s,%s,%s,%u,TEU,%u,%s,%s,%s,%u,%s,%s,S1,estimate\n", i, modes[s->mode].word,
            when_full ? "when_full" : headway ? "headway" : "timetable",
            s->mode == WORLD_ROAD ? "container;truck" : s->mode == WORLD_RAIL ? "container;wagon" : "container",
            capacity[s->mode], s->mode == WORLD_ROAD ? 1 : draw(w, 2, 24), headway ? "24" : "",
            when_full ? "12,48,120,264" : ",,,", percent(w, 70) ? "all" : "none", draw(w, 0, 20),
            emission_class(w, s, i), group);
    }
}

static void write_handling(world *w, out *o)
{
    put(o, "stop_id,from_mode,to_mode,operation,p10_h,p50_h,p90_h,price,price_unit,currency,free_days,storage_day,storage_unit,"
           "co2e_kg,co2e_unit,source_id,confidence\n");
    for (uint32_t i = 0; i < w->places.count; i++) {
        double hours = 2 + 22 * kv_random_unit(&w->random);
        put(o, "%s,,,transhipment,%.1f,%.1f,%.1f,%u,container,USD,%u,%u,container,%u,TEU,S1,estimate\n", w->places.at[i].id,
            hours * 0.6, hours, hours * 2, draw(w, 30, 150), draw(w, 2, 10), draw(w, 5, 40), draw(w, 4, 20));
        if (percent(w, 10))
            put(o, "%s,rail,rail,gauge_change,3,6,14,%u,container,USD,,,,2,TEU,S1,estimate\n", w->places.at[i].id,
                draw(w, 60, 150));
    }
}

static double km_of(const world *w, const world_service *s, uint32_t from, uint32_t to)
{
    double km = 0;
    for (uint32_t i = from; i < to; i++) {
        const world_terminal *a = &w->terminals.at[s->stop[i]], *b = &w->terminals.at[s->stop[i + 1]];
        km += world_km(a->lat, a->lon, b->lat, b->lon);
    }
    return km;
}

static void write_tariffs(world *w, out *o, const uint32_t *first, const uint32_t *second, uint32_t groups)
{
    static const char *const currency[] = { "USD", "USD", "EUR", "CNY", "KZT" };
    static const double per_usd[] = { 1, 1, 0.92, 7.2, 508 };
    put(o, "tariff_id,kind,agency_id,mode,through_group,from_id,to_id,both_ways,equipment,load,amount,currency,unit,valid_from,"
           "valid_to,source_id,confidence\n");
    double *level = calloc(w->agencies.count + 1, sizeof *level);
    if (!level)
        o->status = kv_fail(o->err, KV_MEMORY, NULL, "memory is out");
    for (uint32_t i = 0; level && i < w->agencies.count; i++) {     /* a rate by distance for each carrier; some change it */
        level[i] = modes[w->agencies.at[i].mode].cents / 100 * (0.6 + 0.8 * kv_random_unit(&w->random));
        uint32_t money = draw(w, 0, 4);
        int32_t change = percent(w, 20) ? w->options.first_day + (int32_t)w->options.days / 2 : 0;
        put(o, "K%u,km,A%u,%s,,,,0,,any,%.4f,%s,TEU_km,,%s,S1,estimate\n", i, i, modes[w->agencies.at[i].mode].word,
            level[i] * per_usd[money], currency[money], change ? date(change - 1, "%04d-%02d-%02d").text : "");
        if (change)
            put(o, "K%uN,km,A%u,%s,,,,0,,any,%.4f,%s,TEU_km,%s,,S1,estimate\n", i, i, modes[w->agencies.at[i].mode].word,
                1.08 * level[i] * per_usd[money], currency[money], date(change, "%04d-%02d-%02d").text);
    }
    for (uint32_t i = 0; level && i < w->services.count; i++) {     /* a rate of its own from end to end for a third */
        const world_service *s = &w->services.at[i];
        if (percent(w, 33))
            put(o, "L%u,lane,A%u,%s,,%s,%s,1,,laden,%.2f,USD,TEU,,,S1,estimate\n", i, s->agency, modes[s->mode].word,
                terminal(w, s->stop[0]).text, terminal(w, s->stop[s->stop_count - 1]).text,
                level[s->agency] * km_of(w, s, 0, s->stop_count - 1U) * (0.65 + 0.3 * kv_random_unit(&w->random)));
    }
    for (uint32_t i = 0; level && i < groups; i++) {
        const world_service *a = &w->services.at[first[i]], *b = &w->services.at[second[i]];
        double sum = level[a->agency] * km_of(w, a, 0, a->stop_count - 1U) + level[b->agency] * km_of(w, b, 0, b->stop_count - 1U);
        put(o, "G%u,through,,,G%02u,%s,%s,0,,laden,%.2f,USD,TEU,,,S1,estimate\n", i, a->group, terminal(w, a->stop[0]).text,
            terminal(w, b->stop[b->stop_count - 1]).text, sum * 0.75);
    }
    free(level);
}

static void write_surcharges(world *w, out *o)
{
    (void)w;
    put(o, "surcharge_id,name,kind,applies_to,mode,amount,source_id,confidence\n");
    for (int m = 0; m < WORLD_MODES; m++)
        put(o, "F%d,fuel,percent,base,%s,%d,S1,estimate\n", m, modes[m].word, 3 * m + 4);
}

static void write_fx(world *w, out *o)
{
    static const char *const quote[] = { "EUR", "CNY", "KZT" };
    static const double rate[] = { 0.92, 7.2, 508 };
    put(o, "date,base,quote,rate,source_id,confidence\n");
    for (int i = 0; i < 3; i++)
        put(o, "%s,USD,%s,%g,S1,estimate\n", date(w->options.first_day - 30, "%04d-%02d-%02d").text, quote[i], rate[i]);
}

static void write_emissions(world *w, out *o)
{
    (void)w;
    put(o, "emission_class,unit,wtt_g,ttw_g,source_id,confidence\n");
    put(o, "rail-electric,t_km,9,0,S1,estimate\nrail-diesel,t_km,5,22,S1,estimate\n");
    for (int m = WORLD_ROAD; m < WORLD_MODES; m++)
        put(o, "%s,t_km,%.1f,%.1f,S1,estimate\n", modes[m].word, modes[m].co2_g * 0.2, modes[m].co2_g * 0.8);
}

static void write_variability(world *w, out *o)
{
    (void)w;
    put(o, "applies_to,id,month,p10_h,p50_h,p90_h,source_id,confidence\n");
    static const char *const hours[WORLD_MODES] = { "-2,3,14", "-1,1,5", "-6,8,48", "0,4,20" };
    for (int m = 0; m < WORLD_MODES; m++)
        put(o, "mode,%s,,%s,S1,estimate\n", modes[m].word, hours[m]);
}

/* ---- questions --------------------------------------------------------------------------------------- */

static uint32_t root(uint32_t *of, uint32_t t)
{
    while (of[t] != t)
        t = of[t] = of[of[t]];
    return t;
}

/* Pairs within the largest set of terminals that lines and links join; leaving in the first third of the days. */
static void write_queries(world *w, out *o)
{
    put(o, "id,from,to,depart\n");
    uint32_t count = (uint32_t)w->terminals.count, best = 0, candidates = 0;
    uint32_t *of = malloc((count + 1) * sizeof *of), *size = calloc(count + 1, sizeof *size);
    if (!of || !size) {
        o->status = kv_fail(o->err, KV_MEMORY, NULL, "memory is out");
    } else {
        for (uint32_t t = 0; t < count; t++)
            of[t] = t;
        for (uint32_t i = 0; i < w->services.count; i++)
            for (uint32_t k = 1; k < w->services.at[i].stop_count; k++)
                of[root(of, w->services.at[i].stop[k])] = root(of, w->services.at[i].stop[0]);
        for (uint32_t t = 1; t < count; t++)
            if (w->terminals.at[t].place == w->terminals.at[t - 1].place)
                of[root(of, t)] = root(of, t - 1);
        for (uint32_t t = 0; t < count; t++)
            size[root(of, t)]++;
        for (uint32_t t = 0; t < count; t++)
            best = size[t] > size[best] ? t : best;
        for (uint32_t t = 0; t < count; t++)                    /* served ones of the largest set, to the front */
            if (w->terminals.at[t].served && root(of, t) == best)
                size[candidates++] = t;
        for (uint32_t i = 0; i < w->options.queries && candidates > 1; i++) {
            uint32_t from = size[kv_random_below(&w->random, candidates)], to;
            do
                to = size[kv_random_below(&w->random, candidates)];
            while (to == from);
            char when[32];
            int64_t seconds = (int64_t)w->options.days * KV_DAY_S / 3 / 900;
            kv_time_format(w->options.first_day * INT64_C(86400) + kv_random_below(&w->random, (uint32_t)seconds + 1) * INT64_C(900), when);
            put(o, "%u,%s,%s,%s\n", i + 1, terminal(w, from).text, terminal(w, to).text, when);
        }
    }
    free(of);
    free(size);
}

kv_status world_files(world *w, const char *folder, kv_error *err)
{
    static const struct { const char *name; void (*write)(world *, out *); } standard[] = {
        { "agency.txt", write_agencies },     { "stops.txt", write_stops },
        { "routes.txt", write_routes },       { "calendar.txt", write_calendars },
        { "calendar_dates.txt", write_calendar_dates }, { "trips.txt", write_trips },
        { "stop_times.txt", write_stop_times }, { "transfers.txt", write_transfers },
        { "feed_info.txt", write_feed_info }, { "queries.csv", write_queries },
    }, freight[] = {
        { "sources.txt", write_sources },     { "freight_services.txt", write_services },
        { "freight_handling.txt", write_handling }, { "freight_surcharges.txt", write_surcharges },
        { "freight_fx.txt", write_fx },       { "freight_emissions.txt", write_emissions },
        { "freight_variability.txt", write_variability },
    };
    out o = { .err = err };
    uint32_t first[WORLD_GROUPS_MAX], second[WORLD_GROUPS_MAX], groups = 0;
    if (mkdir(folder, 0777) && errno != EEXIST) {
        snprintf(o.path, sizeof o.path, "%s", folder);
        fail_errno(&o, "make the folder");
    }
    for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++) {
        begin(&o, folder, standard[i].name);
        standard[i].write(w, &o);
        end(&o);
    }
    if (w->options.freight) {
        form_groups(w, first, second, &groups);
        for (size_t i = 0; i < sizeof freight / sizeof freight[0]; i++) {
            begin(&o, folder, freight[i].name);
            freight[i].write(w, &o);
            end(&o);
        }
        begin(&o, folder, "freight_tariffs.txt");
        write_tariffs(w, &o, first, second, groups);
        end(&o);
    }
    return o.status;
}
