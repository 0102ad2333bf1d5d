/* test_read.c - what a good pack says is what is read, in whatever shape it comes */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <math.h>
#include <unistd.h>
#include <zip.h>

#include "base/csv.h"
#include "base/random.h"
#include "pack_dump.h"
#include "pack_files.h"

static const char folder[] = "tests/model/packs/good";

static uint32_t stop_named(const kv_pack *p, const char *id)
{
    for (uint32_t i = 0; i < p->stops.count; i++)
        if (!strcmp(kv_pool_get(&p->text, p->stops.at[i].id), id))
            return i;
    return KV_NONE;
}

static const char *text_of(const kv_pack *p, kv_str s) { return kv_pool_get(&p->text, s); }

static kv_pack *read_good(void)
{
    kv_pack *p = NULL;
    kv_error err = { 0 };
    check_i64(kv_pack_read(&p, folder, &err), KV_OK, err.text);
    char found[4096];
    findings_show(p, true, found, sizeof found);
    check_text(found, "", "the good pack has no findings");
    return p;
}

static void test_timetable(void **state)
{
    (void)state;
    kv_pack *p = read_good();
    pack_walk(p);
    check_text(text_of(p, p->name), "Three legs", "feed_name names the pack");
    check_text(text_of(p, p->version), "7", "feed_version");
    check_i64(p->feed_from, kv_date_days((kv_date){ 2026, 1, 1 }), "feed_start_date");
    check_true(p->is_freight && p->newest_file > 0, "freight files make a freight pack");
    const kv_stop_row *port = &p->stops.at[stop_named(p, "KZAAU-PORT")];
    check_i64(port->parent, stop_named(p, "KZAAU"), "parent_station");
    check_text(port->country, "KZ", "the country comes from the id");
    check_text(text_of(p, port->zone), "Asia/Aqtau", "the zone comes from the place");
    check_text(text_of(p, p->stop_hours.at[stop_named(p, "KZAAU-PORT")]), "Mo-Fr 08:00-20:00;Sa 09:00-13:00", "opening hours");
    check_i64(port->hours, KV_NONE, "hours are compiled later");
    check_i64(port->gauge_mm, 1520, "gauge");
    check_text(text_of(p, port->notes), "berths 4, 5 and 12", "a comma in quotes");
    check_i64(port->line, 5, "the line it came from");
    const kv_stop_time *t = &p->stop_times.at[p->trip_times.at[0].first_time];
    check_i64(t[0].depart_s, 8 * 3600, "08:00:00");
    check_i64(t[0].flags, KV_NO_DROPOFF, "drop_off_type 1");
    check_i64(t[1].arrive_s, 104 * 3600 + 30 * 60, "past midnight, four times");
    check_i64(t[1].depart_s, t[1].arrive_s, "the other time is the one given");
    check_true(t[1].distance == 3400.5f, "shape_dist_traveled");
    for (size_t i = 0; i < p->calendars.count; i++) {
        const kv_calendar *c = &p->calendars.at[i];
        if (strcmp(text_of(p, c->id), "SPECIAL") != 0)
            continue;
        check_i64(c->weekdays, 0, "known from calendar_dates.txt only");
        check_i64(c->exception_count, 2, "its days");
        check_i64(c->first_day, kv_date_days((kv_date){ 2026, 12, 14 }), "in order");
        check_i64(c->last_day, kv_date_days((kv_date){ 2026, 12, 16 }), "in order");
    }
    check_i64(p->transfers.count, 2, "transfers");
    check_i64(p->transfers.at[1].seconds, -1, "no min_transfer_time");
    kv_pack_free(p);
}

static void test_services(void **state)
{
    (void)state;
    kv_pack *p = read_good();
    const kv_service_row *train = &p->services.at[0], *ship = &p->services.at[1], *wagon = &p->services.at[2];
    check_i64(train->mode, KV_MODE_RAIL, "mode");
    check_i64(train->equipment, 0x3FF, "container and wagon: ten kinds");
    check_i64(train->cutoff_s, 24 * 3600 + 1800, "24.5 h");
    check_i64(train->gross_kg_max, 30480, "30.48 t");
    check_i64(train->reefer_known, 0, "no reefer_plugs: not known");
    check_i64(train->dg_classes, 1 << 3 | 1 << 8, "classes 3 and 8");
    check_text(text_of(p, train->emission_class), "rail", "the mode is the emission class");
    check_i64(train->wait_p50_s, 0, "a timetable has no waits");
    check_i64(ship->dispatch, KV_DISPATCH_WHEN_FULL, "dispatch");
    check_i64(ship->reefer_plugs, 20, "reefer_plugs");
    check_i64(ship->reefer_known, 1, "reefer_plugs given");
    check_i64(ship->dg_classes, 0x3FE, "all classes");
    check_i64(ship->wait_p90_s, 120 * 3600, "wait_p90_h");
    check_i64(ship->wait_max_s, 264 * 3600, "wait_max_h");
    check_i64(wagon->wait_p10_s, 36 * 360, "a tenth of the headway");
    check_i64(wagon->wait_p50_s, 18 * 3600, "half of the headway");
    check_i64(wagon->wait_p90_s, 36 * 3600 * 9 / 10, "nine tenths");
    check_i64(wagon->wait_max_s, 36 * 3600, "all of it");
    check_i64(wagon->dg_classes, 0, "no dangerous goods by default");
    check_text(text_of(p, wagon->id), "AZ-GE", "the route's id");
    check_i64(wagon->line, 4, "the route's line");
    check_i64(wagon->origin.line, 4, "the service's line");
    kv_pack_free(p);
}

static void test_freight(void **state)
{
    (void)state;
    kv_pack *p = read_good();
    const kv_handling_row *crane = &p->handling.at[0], *customs = &p->handling.at[1];
    check_i64(crane->from_mode, KV_MODE_RAIL, "from_mode");
    check_i64(crane->any_from, 0, "from_mode given");
    check_i64(crane->equipment, 0x1F, "container");
    check_i64(crane->price.mantissa * 10 + crane->price.scale, 95502, "95.50 as written");
    check_i64(crane->storage_unit, KV_PER_TEU, "storage_unit");
    check_i64(crane->valid.carried_after, kv_date_days((kv_date){ 2026, 12, 31 }), "carried_after");
    check_i64(customs->from_mode, KV_MODE_NONE, "none: the origin");
    check_i64(customs->any_from, 0, "none is not any");
    check_i64(customs->any_to, 1, "empty is any");
    check_i64(customs->applies, KV_APPLIES_BOTH, "applies");
    check_i64(customs->p10_s, 7200, "p10 defaults to p50");
    check_i64(customs->p90_s, 7200, "p90 defaults to p50");
    check_i64(customs->has_price, 0, "no price");
    check_i64(customs->valid.from, INT32_MIN, "open");
    check_i64(p->variability.at[0].p10_s, -9000, "2.5 h early");
    check_i64(p->variability.at[1].p10_s, 3 * 3600, "p10 defaults to p50");
    check_i64(p->closures.at[0].modes, 1 << KV_MODE_SEA | 1 << KV_MODE_FERRY, "ships by default");
    const kv_tariff_row *lane = &p->tariffs.at[0], *km = &p->tariffs.at[1], *through = &p->tariffs.at[2];
    check_i64(lane->load, KV_LOAD_LADEN, "laden by default");
    check_true(isinf(lane->weight_to_t) && lane->weight_from_t == 0, "any weight");
    check_i64(lane->count_to, INT32_MAX, "any count");
    check_i64(lane->has_minimum, 0, "no minimum");
    check_i64(km->agency, 2, "agency_id");
    check_i64(km->both_ways, 1, "both_ways");
    check_text(text_of(p, km->hs), "10;1001;72-76;-7201", "HS list as written");
    check_i64(km->minimum.mantissa, 25000, "minimum");
    check_i64(km->valid.to, INT32_MAX, "open");
    check_text(text_of(p, through->through_group), "TITR", "through_group");
    check_i64(through->covers_handling, 1, "covers_handling");
    check_text(p->surcharges.at[0].currency.code, "", "a percent has no currency");
    check_i64(p->surcharges.at[0].amount.mantissa, -25, "a discount");
    check_i64(p->surcharges.at[1].stop, stop_named(p, "KZAAU"), "stop_id");
    check_i64(p->fx.at[0].rate.mantissa, 10834, "rate");
    check_true(p->emissions.at[0].distance_factor == 1, "distance_factor 1 by default");
    check_text(p->emissions.at[1].country, "", "any country");
    check_true(isnan(p->projects.at[1].cost_musd), "an unknown cost");
    check_i64(p->sections.at[1].mode, KV_MODE_NONE, "a cable has no mode");
    check_i64(p->tariffs.at[0].origin.line, 2, "the line it came from");
    check_text(text_of(p, p->sources.at[p->tariffs.at[0].origin.source].title), "Tariffs, terms and times", "its source");
    check_i64(p->tariffs.at[0].origin.confidence, KV_CONFIDENCE_ESTIMATE, "its confidence");
    kv_pack_free(p);
}

/* ---- the same pack in other shapes ------------------------------------------------------------------------ */

static void check_same(kv_pack *p, const char *want, const char *why)
{
    char found[4096];
    findings_show(p, true, found, sizeof found);
    check_text(found, "", why);
    char *got = pack_show(p);
    check_text(got, want, why);
    pack_walk(p);
    free(got);
    kv_pack_free(p);
}

static void write_zip(const pack_files *f, const char *path, const char *prefix)
{
    int why;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &why);
    check_true(zip != NULL, path);
    for (size_t i = 0; i < f->count; i++) {
        char name[256];
        snprintf(name, sizeof name, "%s%s", prefix, f->file[i].name);
        zip_source_t *source = zip_source_buffer(zip, f->file[i].data, f->file[i].size, 0);
        check_true(source && zip_file_add(zip, name, source, 0) >= 0, "a member");
    }
    check_i64(zip_close(zip), 0, "the archive is written");
}

static void test_shapes_of_a_pack(void **state)
{
    (void)state;
    kv_pack *p = read_good();
    char *want = pack_show(p);
    kv_pack_free(p);
    pack_files f = files_load(folder);
    check_same(files_read(&f), want, "from memory");

    char path[] = "/tmp/karvan-test-XXXXXX";
    int fd = mkstemp(path);
    check_true(fd >= 0, "a file for the archive");
    close(fd);
    static const char *const prefixes[] = { "", "feed/", "a/b/c/" };
    for (size_t i = 0; i < COUNT(prefixes); i++) {
        write_zip(&f, path, prefixes[i]);
        kv_error err = { 0 };
        check_i64(kv_pack_read(&p, path, &err), KV_OK, err.text);
        check_same(p, want, prefixes[i]);
    }
    unlink(path);

    for (size_t i = 0; i < f.count; i++) {                  /* BOM, CRLF, no end of line at the end */
        char *out = malloc(2 * f.file[i].size + 4);
        check_true(out != NULL, "memory for a test");
        size_t n = 3;
        memcpy(out, "\xEF\xBB\xBF", 3);
        for (size_t k = 0; k < f.file[i].size; k++) {
            if (f.file[i].data[k] == '\n') {
                if (k + 1 == f.file[i].size)
                    break;
                out[n++] = '\r';
            }
            out[n++] = f.file[i].data[k];
        }
        char *name = files_copy(f.file[i].name, strlen(f.file[i].name));
        files_put(&f, name, out, n);
        free(name);
        free(out);
    }
    check_same(files_read(&f), want, "with BOM, CRLF and an open end");
    files_put(&f, "translations.txt", "a,b\n\xFF,\"", 8);
    files_put(&f, "notes.md", "# what", 6);
    check_same(files_read(&f), want, "files that are not ours do not count");
    files_free(&f);
    free(want);
}

/* ---- rows and columns in any order -------------------------------------------------------------------------- */

typedef struct { KV_VEC(char) text; } writer;

static void write_field(writer *w, kv_text t, bool quote, bool last)
{
    check_true(kv_vec_reserve(&w->text, 2 * t.n + 4), "memory for a test");
    if (quote)
        w->text.at[w->text.count++] = '"';
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '"')
            w->text.at[w->text.count++] = '"';
        w->text.at[w->text.count++] = t.p[i];
    }
    if (quote)
        w->text.at[w->text.count++] = '"';
    w->text.at[w->text.count++] = last ? '\n' : ',';
}

static void shuffle(kv_random *r, size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t k = kv_random_below(r, (uint32_t)i), keep = order[i - 1];
        order[i - 1] = order[k];
        order[k] = keep;
    }
}

/* Fields are quoted now and then, blanks put around them, and a column that nobody knows is added. */
static void shuffle_file(kv_random *r, pack_files *f, const char *name)
{
    static kv_csv csv;
    enum { ROWS_MAX = 64, FIELDS_MAX = 40 };
    static char cell[ROWS_MAX][FIELDS_MAX][256];
    pack_file *file = files_find(f, name);
    size_t rows = 0, fields = 0;
    kv_csv_open(&csv, file->data, file->size);
    while (kv_csv_next(&csv) == KV_CSV_ROW) {
        fields = rows ? fields : csv.field_count;
        for (size_t i = 0; i < fields; i++)
            snprintf(cell[rows][i], sizeof cell[rows][i], "%.*s", (int)csv.field[i].n, csv.field[i].p);
        snprintf(cell[rows][fields], sizeof cell[rows][fields], rows ? "%zu" : "x_unknown", rows);
        rows++;
    }
    kv_csv_close(&csv);
    fields++;
    size_t row_order[ROWS_MAX], field_order[FIELDS_MAX];
    shuffle(r, row_order, rows - 1);
    shuffle(r, field_order, fields);
    writer w = { 0 };
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < fields; k++) {
            const char *text = cell[i ? row_order[i - 1] + 1 : 0][field_order[k]];
            bool must = strpbrk(text, ",\"\n") != NULL;
            write_field(&w, kv_text_of(text), must || kv_random_below(r, 4) == 0, k + 1 == fields);
        }
    files_put(f, name, w.text.at, w.text.count);
    kv_vec_free(&w.text);
}

static void test_shuffled(void **state)
{
    (void)state;
    kv_pack *p = read_good();
    char *want = pack_show(p);
    kv_pack_free(p);
    const pack_files good = files_load(folder);
    for (uint64_t seed = 1; seed <= 60; seed++) {
        kv_random r;
        kv_random_seed(&r, seed);
        pack_files f = files_copy_all(&good);
        for (size_t i = 0; i < good.count; i++)
            shuffle_file(&r, &f, good.file[i].name);
        char why[32];
        snprintf(why, sizeof why, "seed %llu", (unsigned long long)seed);
        check_same(files_read(&f), want, why);
        files_free(&f);
    }
    free(want);
    pack_files f = good;
    files_free(&f);
}

/* ---- a plain feed ------------------------------------------------------------------------------------------- */

static const char plain_agency[] = "agency_name,agency_timezone\nBahn,Europe/Berlin\n";
static const char plain_stops[] = "stop_id,stop_lat,stop_lon,location_type,parent_station\nA,50,10,,ST\nB,50,11,,\nC,50,13,,\nD,50,14,,\nST,50,10,1,\nE1,50,10,2,ST\n";
static const char plain_routes[] = "route_id,route_type\nR,3\n";
static const char plain_trips[] = "trip_id,route_id,service_id\nT,R,W\nU,R,W\n";
static const char plain_calendar[] = "service_id,date,exception_type\nW,20260601,1\n";

static kv_pack *read_plain(const char *stop_times)
{
    const kv_memory_file file[] = {
        { "agency.txt", plain_agency, sizeof plain_agency - 1 }, { "stops.txt", plain_stops, sizeof plain_stops - 1 },
        { "routes.txt", plain_routes, sizeof plain_routes - 1 }, { "trips.txt", plain_trips, sizeof plain_trips - 1 },
        { "calendar_dates.txt", plain_calendar, sizeof plain_calendar - 1 },
        { "stop_times.txt", stop_times, strlen(stop_times) },
    };
    kv_pack *p = NULL;
    kv_error err = { 0 };
    check_i64(kv_pack_read_memory(&p, file, COUNT(file), &err), KV_OK, err.text);
    return p;
}

static void test_plain(void **state)
{
    (void)state;
    kv_pack *p = read_plain("trip_id,stop_id,stop_sequence,arrival_time,departure_time\n"
                            "T,A,1,1:00:00,1:00:00\nT,B,2,2:00:00,2:00:00\nU,A,1,1:00:00,1:00:00\nU,B,2,2:00:00,2:00:00");
    check_i64(p->error_count + p->warning_count, 0, "a plain feed without findings");
    pack_walk(p);
    check_i64(p->is_freight, 0, "no freight file");
    check_i64(p->services.at[0].mode, KV_MODE_ROAD, "route_type 3");
    check_i64(p->services.at[0].equipment, UINT32_MAX, "takes anything");
    check_i64(p->services.at[0].agency, 0, "the only agency");
    check_i64(stop_named(p, "E1"), KV_NONE, "an entrance is left out");
    check_text(p->stops.at[0].country, "", "no country out of an id that is none");
    kv_pack_free(p);
}

static void test_interpolation(void **state)
{
    (void)state;
    static const struct { const char *rows; int32_t b, c; const char *why; } row[] = {
        { "T,A,1,01:00:00,01:00:00,\nT,B,2,,,\nT,C,3,,,\nT,D,4,05:00:00,05:00:00,\n", 2 * 3600, 4 * 3600, "by great circle: 1, 2 and 1 degrees" },
        { "T,A,1,01:00:00,01:00:00,0\nT,B,2,,,30\nT,C,3,,,40\nT,D,4,05:00:00,05:00:00,40\n", 4 * 3600, 5 * 3600, "by shape_dist_traveled" },
        { "T,A,1,01:00:00,01:00:00,0\nT,B,2,,,\nT,C,3,,,40\nT,D,4,05:00:00,05:00:00,40\n", 2 * 3600, 4 * 3600, "a distance missing: great circle" },
        { "T,A,1,01:00:00,01:00:00,\nT,A,2,,,\nT,A,3,,,\nT,A,4,02:30:00,02:30:00,\n", 5400, 7200, "no distance at all: evenly" },
        { "T,A,1,01:00:00,02:00:00,\nT,B,2,,,\nT,C,3,,02:30:00,\nT,D,4,05:00:00,05:00:00,\n", 7800, 9000, "from departure to the arrival given by its departure" },
        { "T,D,4,05:00:00,05:00:00,\nT,C,3,,,\nT,A,1,01:00:00,01:00:00,\nT,B,2,,,\n", 2 * 3600, 4 * 3600, "rows out of order" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char text[512];
        snprintf(text, sizeof text, "trip_id,stop_id,stop_sequence,arrival_time,departure_time,shape_dist_traveled\n%s"
                                    "U,A,1,01:00:00,01:00:00,\nU,B,2,02:00:00,02:00:00,\n", row[i].rows);
        kv_pack *p = read_plain(text);
        check_i64(p->error_count, 0, row[i].why);
        pack_walk(p);
        const kv_stop_time *t = &p->stop_times.at[p->trip_times.at[0].first_time];
        check_i64(t[1].arrive_s, row[i].b, row[i].why);
        check_i64(t[2].arrive_s, row[i].c, row[i].why);
        kv_pack_free(p);
    }
}

/* The quick way through stop_times.txt and the long one read the same. */
static void test_quick_rows(void **state)
{
    (void)state;
    kv_pack *p = read_plain("stop_sequence,trip_id,arrival_time,departure_time,stop_id,drop_off_type,pickup_type,shape_dist_traveled\n"
                            "1,T,01:00:00,01:00:00,A,0,1,0.5\n"          /* quick */
                            "2,T,2:00:00,02:00:00,B,,,1\n"               /* one digit */
                            "\"3\",\"T\",\"03:00:00\",03:00:00,\"C\",1,,1e1\n" /* quotes, exponent */
                            "\n   \n"
                            "4 , T,104:00:00,104:00:00,D,0,0,20\r\n"     /* blanks, three digits */
                            "1,U,01:00:00,01:00:00,A,0,0,0\r\n"
                            "2,U,02:00:00,02:00:00,B,0,0,0");            /* no end of line */
    check_i64(p->error_count + p->warning_count, 0, "no findings");
    pack_walk(p);
    check_i64(p->stop_times.count, 6, "all rows");
    const kv_stop_time *t = p->stop_times.at;
    check_i64(t[0].flags, KV_NO_PICKUP, "pickup_type");
    check_i64(t[2].flags, KV_NO_DROPOFF, "drop_off_type");
    check_true(t[0].distance == 0.5f && t[2].distance == 10.0f, "distances");
    check_i64(t[3].arrive_s, 104 * 3600, "three digits");
    check_i64(t[3].line, 7, "lines are counted over empty ones");
    check_i64(t[5].line, 9, "to the last");
    kv_pack_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_timetable), cmocka_unit_test(test_services), cmocka_unit_test(test_freight),
        cmocka_unit_test(test_shapes_of_a_pack), cmocka_unit_test(test_shuffled), cmocka_unit_test(test_plain),
        cmocka_unit_test(test_interpolation), cmocka_unit_test(test_quick_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
