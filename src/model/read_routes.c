/* read_routes.c - what runs: routes.txt, freight_services.txt, trips.txt
 *
 * A service is a route of GTFS and, in a freight pack, its row of freight_services.txt. A route without one carries
 * anything by its timetable: that is what a plain feed means. */
#include <limits.h>
#include <string.h>

#include "model/read.h"

/* ---- routes.txt --------------------------------------------------------------------------------------- */

typedef struct { kv_service_row row; kv_str agency; int32_t type; } route_in;

static const kv_column route_columns[] = {
    KV_COLUMN(route_in, row.id, "route_id", TEXT, .required = true),
    KV_COLUMN(route_in, agency, "agency_id", TEXT),
    KV_COLUMN(route_in, row.short_name, "route_short_name", TEXT),
    KV_COLUMN(route_in, row.long_name, "route_long_name", TEXT),
    KV_COLUMN(route_in, type, "route_type", INTEGER, .lenient = true, .min = 0, .max = 1799, .preset = 2),
};

/* GTFS route types, with those of the European extension by hundreds */
static kv_mode mode_of_type(int32_t type)
{
    static const uint8_t basic[] = { KV_MODE_RAIL, KV_MODE_RAIL, KV_MODE_RAIL, KV_MODE_ROAD, KV_MODE_FERRY, KV_MODE_RAIL,
                                     KV_MODE_RAIL, KV_MODE_RAIL, KV_MODE_ROAD, KV_MODE_ROAD, KV_MODE_ROAD, KV_MODE_ROAD,
                                     KV_MODE_RAIL };
    if (type >= 0 && (size_t)type < sizeof basic)
        return basic[type];
    switch (type / 100) {
    case 1: case 4: case 5: case 6: case 9: return KV_MODE_RAIL;
    case 10: case 12: return KV_MODE_FERRY;
    case 11: return KV_MODE_AIR;
    default: return KV_MODE_ROAD;
    }
}

static uint32_t agency_of(kv_reader *r, kv_str id)
{
    const kv_pack *pack = r->pack;
    if (!r->usable[KV_TABLE_AGENCY] || !pack->agencies.count)
        return KV_NONE;
    if (id) {
        kv_text name = kv_text_of(kv_reader_id(r, id));
        uint32_t index = kv_ids_find(&r->agencies, &pack->text, name);
        if (index != KV_NONE)
            return index;
        bool only = pack->agencies.count == 1;                  /* a plain feed of one agency: whose else? */
        kv_finding *f = kv_row_report(r, only ? kv_lenient(r) : KV_FINDING_ERROR, "agency_id", "is not in agency.txt");
        kv_hint_near(r, f, &r->agencies, name, only ? "it is taken to be the only agency"
                                                         : kv_missing_hint(r, KV_TABLE_AGENCY));
        return only ? 0 : KV_NONE;
    }
    if (pack->agencies.count > 1) {
        kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, "agency_id", "is empty, but there are %zu agencies", pack->agencies.count);
        kv_finding_hint(r, f, "name the agency that runs the route");
        return KV_NONE;
    }
    return 0;
}

static void take_route(kv_reader *r, void *in)
{
    route_in *route = in;
    if (!kv_id_keep_in(r, &r->routes, "route_id", route->row.id, &r->pack->services, line))
        return;
    kv_service_row *s = &route->row;
    s->agency = agency_of(r, route->agency);
    s->mode = (uint8_t)mode_of_type(route->type);
    s->dispatch = KV_DISPATCH_TIMETABLE;
    s->capacity_unit = KV_CAPACITY_TEU;
    s->equipment = UINT32_MAX;
    s->dg_classes = 0x3FE;                      /* 1..9 */
    s->emission_class = kv_reader_text(r, kv_text_of(kv_term_word(KV_LIST_MODE, s->mode)));
    s->origin = (kv_origin){ .source = KV_NONE, .line = s->line };
    kv_reader_push(r, &r->pack->services, *s);
    kv_reader_push(r, &r->service_trips, 0);
}

const kv_table kv_table_routes = { .file = "routes.txt", .required = true, KV_COLUMNS(route_columns), .row_size = sizeof(route_in),
                                   .line = offsetof(route_in, row.line), .take = take_route };

/* ---- freight_services.txt ------------------------------------------------------------------------------ */

typedef struct {
    kv_service_row row;                         /* only what freight_services.txt says */
    uint32_t route;
    int32_t headway_s;
    uint8_t has_headway, has_p10, has_p50, has_p90, has_max, pad[3];
} service_in;

#define HOURS(member, name, ...) KV_COLUMN(service_in, member, name, HOURS, .min = 0, .max = 10000, __VA_ARGS__)
static const kv_column service_columns[] = {
    KV_COLUMN(service_in, route, "route_id", ROUTE, .required = true),
    KV_COLUMN(service_in, row.mode, "mode", WORD, .list = KV_LIST_MODE, .words = ~(1u << KV_MODE_NONE), .required = true),
    KV_COLUMN(service_in, row.dispatch, "dispatch", WORD, .list = KV_LIST_DISPATCH, .preset = KV_DISPATCH_TIMETABLE),
    KV_COLUMN(service_in, row.equipment, "equipment", EQUIPMENT, .required = true),
    KV_COLUMN(service_in, row.capacity, "capacity", INTEGER, .min = 0, .max = INT32_MAX),
    KV_COLUMN(service_in, row.capacity_unit, "capacity_unit", WORD, .list = KV_LIST_CAPACITY_UNIT, .preset = KV_CAPACITY_TEU),
    HOURS(row.cutoff_s, "cutoff_h", .preset = 0),
    HOURS(headway_s, "headway_h", .given = offsetof(service_in, has_headway)),
    HOURS(row.wait_p10_s, "wait_p10_h", .given = offsetof(service_in, has_p10)),
    HOURS(row.wait_p50_s, "wait_p50_h", .given = offsetof(service_in, has_p50)),
    HOURS(row.wait_p90_s, "wait_p90_h", .given = offsetof(service_in, has_p90)),
    HOURS(row.wait_max_s, "wait_max_h", .given = offsetof(service_in, has_max)),
    KV_COLUMN(service_in, row.gross_kg_max, "gross_max_t", TONNES, .min = 0, .max = 2000000),
    KV_COLUMN(service_in, row.reefer_plugs, "reefer_plugs", INTEGER, .given = offsetof(service_in, row.reefer_known), .min = 0,
              .max = INT32_MAX),
    KV_COLUMN(service_in, row.dg_classes, "dg_classes", DG),
    KV_COLUMN(service_in, row.emission_class, "emission_class", TEXT),
    KV_COLUMN(service_in, row.through_groups, "through_groups", TEXT),
    KV_SOURCE_COLUMNS(service_in, row.origin),
    KV_NOTES_COLUMN(service_in, row.notes),
};
#undef HOURS

static void set_headway(kv_reader *r, service_in *in)
{
    kv_service_row *s = &in->row;
    if (!in->has_headway || in->headway_s <= 0) {
        kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, "headway_h", "dispatch headway needs a headway above 0");
        kv_finding_hint(r, f, "the mean hours between departures, such as 24");
    }
    s->wait_p10_s = in->headway_s / 10;         /* spread evenly from 0 to all of it */
    s->wait_p50_s = in->headway_s / 2;
    s->wait_p90_s = (int32_t)((int64_t)in->headway_s * 9 / 10);
    s->wait_max_s = in->headway_s;
}

static void set_waits(kv_reader *r, service_in *in)
{
    kv_service_row *s = &in->row;
    if (!in->has_p50) {
        kv_finding *f = kv_row_report(r, KV_FINDING_ERROR, "wait_p50_h", "dispatch when_full needs its wait");
        kv_finding_hint(r, f, "hours from readiness to departure: wait_p50_h, better with wait_p10_h and wait_p90_h");
        return;
    }
    if (!in->has_p10)
        s->wait_p10_s = s->wait_p50_s;
    if (!in->has_p90)
        s->wait_p90_s = s->wait_p50_s;
    if (s->wait_p10_s > s->wait_p50_s || s->wait_p50_s > s->wait_p90_s)
        kv_row_report(r, KV_FINDING_ERROR, "wait_p50_h", "waits do not ascend: p10 <= p50 <= p90");
    else if (in->has_max && s->wait_max_s < s->wait_p90_s)
        kv_row_report(r, KV_FINDING_ERROR, "wait_max_h", "the longest wait is below wait_p90_h");
}

static void check_unused_waits(kv_reader *r, const service_in *in)
{
    bool waits = in->has_p10 || in->has_p50 || in->has_p90 || in->has_max;
    const char *column = in->has_p10 ? "wait_p10_h" : in->has_p50 ? "wait_p50_h" : in->has_p90 ? "wait_p90_h" : "wait_max_h";
    if (waits && in->row.dispatch != KV_DISPATCH_WHEN_FULL)
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_WARNING, column, "is not used: dispatch is %s",
                                         kv_term_word(KV_LIST_DISPATCH, in->row.dispatch)), "waits belong to dispatch when_full");
    if (in->has_headway && in->row.dispatch != KV_DISPATCH_HEADWAY)
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_WARNING, "headway_h", "is not used: dispatch is %s",
                                         kv_term_word(KV_LIST_DISPATCH, in->row.dispatch)), "a headway belongs to dispatch headway");
}

static void keep_groups(kv_reader *r, kv_str groups)
{
    kv_text list = kv_text_of(kv_reader_id(r, groups)), item;
    size_t at = 0, n = list.n;                          /* the pool may move while names are put into it */
    while (at < n) {
        kv_text rest = { kv_reader_id(r, groups) + at, n - at };
        if (!kv_text_next(&rest, ';', &item))
            break;
        at = n - rest.n;
        if (!item.n || kv_ids_find(&r->groups, &r->pack->text, item) != KV_NONE)
            continue;
        char name[256];
        size_t size = item.n < sizeof name ? item.n : sizeof name;
        memcpy(name, item.p, size);
        if (!kv_ids_put(&r->groups, &r->pack->text, kv_reader_text(r, (kv_text){ name, size }), 0))
            r->status = KV_MEMORY;
    }
}

static void take_service(kv_reader *r, void *row)
{
    service_in *in = row;
    kv_service_row *said = &in->row;
    if (!r->row_faults)
        check_unused_waits(r, in);
    if (!r->row_faults && said->dispatch == KV_DISPATCH_HEADWAY)
        set_headway(r, in);
    else if (!r->row_faults && said->dispatch == KV_DISPATCH_WHEN_FULL)
        set_waits(r, in);
    else
        said->wait_p10_s = said->wait_p50_s = said->wait_p90_s = said->wait_max_s = 0;
    keep_groups(r, said->through_groups);
    if (in->route == KV_NONE)
        return;
    kv_service_row *s = &r->pack->services.at[in->route];
    if (s->is_freight) {
        kv_row_report(r, KV_FINDING_ERROR, "route_id", "has its service already in line %u", s->origin.line);
        return;
    }
    if (!said->emission_class)
        said->emission_class = kv_reader_text(r, kv_text_of(kv_term_word(KV_LIST_MODE, said->mode)));
    said->id = s->id;
    said->short_name = s->short_name;
    said->long_name = s->long_name;
    said->agency = s->agency;
    said->line = s->line;
    said->is_freight = 1;
    *s = *said;
}

const kv_table kv_table_services = { .file = "freight_services.txt", KV_COLUMNS(service_columns), .row_size = sizeof(service_in),
                                     .line = offsetof(service_in, row.origin.line), .take = take_service };

/* ---- trips.txt ---------------------------------------------------------------------------------------- */

typedef struct { kv_trip_row row; kv_str calendar, shape; } trip_in;

static const kv_column trip_columns[] = {
    KV_COLUMN(trip_in, row.id, "trip_id", TEXT, .required = true),
    KV_COLUMN(trip_in, row.service, "route_id", ROUTE, .required = true),
    KV_COLUMN(trip_in, calendar, "service_id", TEXT, .required = true),
    KV_COLUMN(trip_in, row.headsign, "trip_headsign", TEXT),
    KV_COLUMN(trip_in, shape, "shape_id", TEXT),
};

/* A plain feed may name calendars that it does not have: such trips never run. */
static uint32_t calendar_of(kv_reader *r, kv_str id)
{
    kv_text name = kv_text_of(kv_reader_id(r, id));
    uint32_t index = kv_ids_find(&r->calendars, &r->pack->text, name);
    if (index != KV_NONE || !id)
        return index;
    if (r->usable[KV_TABLE_CALENDAR] || r->usable[KV_TABLE_CALENDAR_DATES]) {
        kv_finding *f = kv_row_report(r, kv_lenient(r), "service_id", "is in neither calendar.txt nor calendar_dates.txt");
        kv_hint_near(r, f, &r->calendars, name, "without its days the trip never runs");
    }
    index = (uint32_t)r->pack->calendars.count;
    kv_reader_push(r, &r->pack->calendars, ((kv_calendar){ .id = id, .first_day = 0, .last_day = -1 }));
    kv_reader_push(r, &r->calendar_lines, ((kv_line){ 0 }));
    if (!kv_ids_put(&r->calendars, &r->pack->text, id, index))
        r->status = KV_MEMORY;
    return index;
}

static void take_trip(kv_reader *r, void *in)
{
    trip_in *t = in;
    if (!kv_id_keep_in(r, &r->trips, "trip_id", t->row.id, &r->pack->trips, line))
        return;
    uint32_t calendar = calendar_of(r, t->calendar);
    if (t->shape && r->usable[KV_TABLE_SHAPES]
        && kv_ids_find(&r->shapes, &r->pack->text, kv_text_of(kv_reader_id(r, t->shape))) == KV_NONE)
        kv_row_report(r, kv_lenient(r), "shape_id", "is not in shapes.txt");
    if (t->row.service != KV_NONE)
        r->service_trips.at[t->row.service] = 1;
    else
        r->trip_without_route = true;
    kv_reader_push(r, &r->pack->trips, t->row);
    kv_reader_push(r, &r->pack->trip_times, ((kv_pack_trip){ .calendar = calendar }));
}

const kv_table kv_table_trips = { .file = "trips.txt", .required = true, KV_COLUMNS(trip_columns), .row_size = sizeof(trip_in),
                                  .line = offsetof(trip_in, row.line), .take = take_trip };
