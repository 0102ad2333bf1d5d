/* test_handling.c - which rows hold for a change, for passing, for origin and destination */
#include "check.h"

#include "kit.h"
#include "model/handling.h"

/* rows told by their hours: each row's p50 is a power of two, so a sum tells which were taken */
static void test_rows(void **state)
{
    (void)state;
    kit k = { 0 };
    kit_stop(&k, "KZAAU", "KZ", "place");
    uint32_t port = kit_stop(&k, "KZAAU-PORT", "KZ", "KZAAU");
    uint32_t lone = kit_stop(&k, "XX", "XX", "");
    kit_handling(&k, (kit_work){ .stop = "KZAAU", .operation = "customs", .p50_h = 1 });
    kit_handling(&k, (kit_work){ .stop = "KZAAU", .operation = "transhipment", .p50_h = 2 });
    kit_handling(&k, (kit_work){ .stop = "KZAAU-PORT", .operation = "transhipment", .p50_h = 4 });
    kit_handling(&k, (kit_work){ .stop = "KZAAU-PORT", .operation = "transhipment", .from_mode = "rail", .to_mode = "sea", .p50_h = 8 });
    kit_handling(&k, (kit_work){ .stop = "KZAAU-PORT", .operation = "transhipment", .equipment = "wagon", .p50_h = 16 });
    kit_handling(&k, (kit_work){ .stop = "KZAAU-PORT", .operation = "terminal", .from_mode = "none", .p50_h = 32 });
    kit_handling(&k, (kit_work){ .stop = "KZAAU-PORT", .operation = "terminal", .to_mode = "none", .p50_h = 64 });
    kit_handling(&k, (kit_work){ .stop = "KZAAU-PORT", .operation = "border", .applies = "passing", .p50_h = 128 });
    kit_handling(&k, (kit_work){ .stop = "KZAAU-PORT", .operation = "gauge_change", .applies = "both", .p50_h = 256 });
    kit_handling(&k, (kit_work){ .stop = "KZAAU-PORT", .operation = "border", .p50_h = 512, .valid_from = "2026-06-01", .valid_to = "2026-06-30" });
    const kv_corridor *c = kit_done(&k);
    static const struct { const char *from, *to, *cargo, *date; bool passing; int hours; const char *why; } row[] = {
        { "road", "rail", "45G1", "2026-05-31", false, 1 + 2 + 4 + 256, "general rows of place and terminal add up" },
        { "rail", "sea", "45G1", "2026-05-31", false, 1 + 2 + 8 + 256, "the row that names the modes wins over the general one of its stop" },
        { "road", "rail", "wagon-tank", "2026-05-31", false, 1 + 2 + 16 + 256, "so does the row that names the equipment" },
        { "rail", "sea", "wagon-tank", "2026-05-31", false, 1 + 2 + 8 + 16 + 256, "two rows that name something both hold" },
        { "none", "rail", "45G1", "2026-05-31", false, 1 + 2 + 4 + 32 + 256, "origin" },
        { "sea", "none", "45G1", "2026-05-31", false, 1 + 2 + 4 + 64 + 256, "destination" },
        { "rail", "rail", "45G1", "2026-05-31", true, 128 + 256, "staying on the vehicle" },
        { "road", "rail", "45G1", "2026-06-01", false, 1 + 2 + 4 + 256 + 512, "first day of validity" },
        { "road", "rail", "45G1", "2026-06-30", false, 1 + 2 + 4 + 256 + 512, "last day of validity" },
        { "road", "rail", "45G1", "2026-07-01", false, 1 + 2 + 4 + 256, "the day after" },
        { "road", "rail", "1x45G1,1xwagon-tank", "2026-05-31", false, 1 + 2 + 4 + 16 + 256, "each item brings its rows, each row once" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_cargo cargo = kit_cargo(row[i].cargo, NULL, NULL);
        uint32_t rows[KV_HANDLING_ROWS_MAX];
        uint32_t count = kv_handling_rows(c, &cargo, port, (kv_mode)kit_term(KV_LIST_MODE, row[i].from, 0),
                                          (kv_mode)kit_term(KV_LIST_MODE, row[i].to, 0), row[i].passing, kit_day(row[i].date, 0), rows);
        check_i64(kv_handling_seconds(c, rows, count), row[i].hours * 3600, row[i].why);
        for (uint32_t n = 1; n < count; n++)
            check_true(rows[n - 1] < rows[n], "rows ascend");
    }
    uint32_t rows[KV_HANDLING_ROWS_MAX];
    kv_cargo cargo = kit_cargo("45G1", NULL, NULL);
    check_i64(kv_handling_rows(c, &cargo, lone, KV_MODE_RAIL, KV_MODE_SEA, false, 0, rows), 0, "a stop without rows");
    check_i64(kv_handling_seconds(c, rows, 0), 0, "no rows, no time");
    kit_free(&k);
}

static void test_many_rows(void **state)
{
    (void)state;
    kit k = { 0 };
    uint32_t stop = kit_stop(&k, "A", "KZ", "");
    for (int i = 0; i < 50; i++)
        kit_handling(&k, (kit_work){ .stop = "A", .from_mode = "rail", .p50_h = 1 });
    const kv_corridor *c = kit_done(&k);
    kv_cargo cargo = kit_cargo("45G1,22G1", NULL, NULL);
    uint32_t rows[KV_HANDLING_ROWS_MAX];
    check_i64(kv_handling_rows(c, &cargo, stop, KV_MODE_RAIL, KV_MODE_SEA, false, 0, rows), KV_HANDLING_ROWS_MAX, "never more than fit");
    kit_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_many_rows) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
