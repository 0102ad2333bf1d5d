/* test_check.c - every rule of the checker says what is wrong, where, and what to do; and says nothing else */
#include "check.h"

#include "check_cases.h"
#include "pack_dump.h"
#include "pack_files.h"

enum { SHOWN_MAX = 1 << 16 };

static void apply(pack_files *f, const edit *e)
{
    if (e->line == REMOVE) {
        files_remove(f, e->file);
    } else if (e->line == WHOLE) {
        files_put(f, e->file, e->text, e->size);
    } else {
        files_set_line(f, e->file, (unsigned)e->line, e->text, e->size);
    }
}

static void test_rules(void **state)
{
    (void)state;
    static char found[SHOWN_MAX];
    const pack_files base[] = { [GOOD] = files_load("tests/model/packs/good"), [PLAIN] = files_load("tests/model/packs/plain") };
    for (size_t i = 0; i < COUNT(check_cases); i++) {
        pack_files f = files_copy_all(&base[check_cases[i].base]);
        for (size_t k = 0; k < COUNT(check_cases[i].edit) && check_cases[i].edit[k].file; k++)
            apply(&f, &check_cases[i].edit[k]);
        kv_pack *p = files_read(&f);
        findings_show(p, true, found, sizeof found);
        check_text(found, check_cases[i].want, check_cases[i].why);
        check_i64(p->findings.count, p->error_count + p->warning_count, "all are counted");
        pack_walk(p);
        kv_pack_free(p);
        files_free(&f);
    }
    for (size_t i = 0; i < COUNT(base); i++) {
        pack_files f = base[i];
        files_free(&f);
    }
}

/* A plain feed with warnings loads, and what was warned about is left out or taken as said. */
static void test_tolerated(void **state)
{
    (void)state;
    pack_files f = files_load("tests/model/packs/plain");
    static const char times[] = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\n"
                                "T,8:00:00,8:00:00,S1,1,9\nT,9:00:00,9:00:00,H,2,1\nU,10:00:00,10:00:00,H,1,\nU,11:00:00,11:00:00,K,2,\n";
    files_put(&f, "stop_times.txt", times, sizeof times - 1);
    files_set_line(&f, "stops.txt", 3, TEXT("S1,Track 1,50,10,0,X"));
    files_set_line(&f, "stops.txt", 4, TEXT("H,Halt,51,11,1,"));
    files_set_line(&f, "trips.txt", 3, TEXT("R,V,U,"));
    kv_pack *p = files_read(&f);
    check_i64(p->error_count, 0, "no errors");
    check_i64(p->warning_count, 4, "one warning each: parent, calendar, pickup_type, station");
    pack_walk(p);
    check_i64(p->stop_times.count, 4, "a call with a warning stays");
    check_i64(p->stop_times.at[0].flags, 0, "its pickup_type is the default");
    check_i64(p->stop_times.at[1].flags, KV_NO_PICKUP, "the next row's own");
    for (size_t i = 0; i < p->stops.count; i++)
        if (!strcmp(kv_pool_get(&p->text, p->stops.at[i].id), "H"))
            check_i64(p->stops.at[i].kind, KV_STOP_TERMINAL, "the station is taken as a stop");
    check_i64(p->calendars.at[p->trip_times.at[1].calendar].weekdays, 0, "the trip has a calendar without days");
    kv_pack_free(p);
    files_free(&f);
}

/* More findings than are kept: all counted, and errors go before warnings. */
static void test_many(void **state)
{
    (void)state;
    enum { WARNINGS = KV_FINDINGS_MAX + 50, ERRORS = 30 };
    pack_files f = files_load("tests/model/packs/plain");
    char *rows = malloc((WARNINGS + ERRORS + 1) * 40);
    check_true(rows != NULL, "memory for a test");
    size_t n = (size_t)snprintf(rows, 40, "from_stop_id,to_stop_id,transfer_type\n");
    for (int i = 0; i < WARNINGS; i++)
        n += (size_t)snprintf(rows + n, 40, "S,X%d,0\n", i);
    for (int i = 0; i < ERRORS; i++)
        n += (size_t)snprintf(rows + n, 40, "\"S\"x,H,0\n");
    files_put(&f, "transfers.txt", rows, n);
    kv_pack *p = files_read(&f);
    check_i64(p->warning_count, WARNINGS, "warnings are counted on");
    check_i64(p->error_count, ERRORS, "errors are counted");
    check_i64(p->findings.count, KV_FINDINGS_MAX, "not all are kept");
    size_t errors = 0;
    for (size_t i = 0; i < p->findings.count; i++)
        errors += p->findings.at[i].severity == KV_FINDING_ERROR;
    check_i64(errors, ERRORS, "each error took the place of a warning");
    check_i64(p->findings.at[KV_FINDINGS_MAX - 1].severity, KV_FINDING_ERROR, "in the order of lines");
    kv_pack_free(p);
    free(rows);
    files_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rules), cmocka_unit_test(test_tolerated), cmocka_unit_test(test_many) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
