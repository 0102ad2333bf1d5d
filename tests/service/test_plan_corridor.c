/* test_plan_corridor.c - the questions a forwarder would ask of the reference pack
 *
 * The search may stop early here (work_max): what matters is that ways are found, differ in truth, and that every figure
 * of every one of them adds up and has its source. */
#include "ask.h"

static asked corridor;

static int open_corridor(void **state)
{
    (void)state;
    open_folder(&corridor, KARVAN_SOURCE_ROOT "/packs/middle-corridor", NULL);
    return 0;
}

static int close_corridor(void **state)
{
    (void)state;
    close_asked(&corridor);
    return 0;
}

static const struct { const char *from, *to, *cargo, *weight, *hs; uint32_t routes; } question[] = {
    { "CNXAG", "GEPTI", "2x45G1", "24t", "8471", 2 },    { "CNXAG", "TRIST", "2x45G1", "24t", "8471", 2 },
    { "CNXAG", "ROCND", "2x45G1", "24t", "8471", 2 },    { "CNXAG", "DEDUI", "2x45G1", "24t", "8471", 2 },
    { "KZALA", "AZBAK", "30xwagon", NULL, "1001", 2 },   { "KZAAU", "AZBAK", "20xwagon-tank", NULL, "2710", 2 },
    { "CNXAG", "AZBAK", "1x22G1", "20t", "8471", 1 },    { "51.43,6.76", "CNXAG", "1x45G1", NULL, NULL, 1 },
};

static void test_questions(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(question); i++) {
        char why[80];
        snprintf(why, sizeof why, "%s - %s %s", question[i].from, question[i].to, question[i].cargo);
        check_i64(ask(&corridor, .from = question[i].from, .to = question[i].to, .cargo = question[i].cargo, .weight = question[i].weight,
                      .hs = question[i].hs, .depart = "2026-12-01..2026-12-14", .work_max = 100000), KV_OK, corridor.err.text[0] ? corridor.err.text : why);
        const kv_plan *p = &corridor.plan;
        check_true(p->option_count >= 3, why);
        uint32_t routes = 0, families = 0;
        for (uint32_t o = 0; o < p->option_count; o++) {
            bool new_route = true, new_family = true;
            for (uint32_t k = 0; k < o; k++) {
                new_route = new_route && strcmp(p->options[o].route, p->options[k].route);
                new_family = new_family && p->options[o].family != p->options[k].family;
            }
            routes += new_route;
            families += new_family;
            check_option(&corridor, &p->options[o]);
        }
        check_true(families >= 3, why);
        check_true(routes >= question[i].routes, why);
    }
}

/* all of the set, not only what is shown */
static void test_all_add_up(void **state)
{
    (void)state;
    static const char *const currencies[] = { "USD", "EUR", "KZT", "CNY" };
    for (size_t c = 0; c < COUNT(currencies); c++) {
        check_i64(ask(&corridor, .from = "CNXAG", .to = "GEPTI", .cargo = "10x45G1,5x22G1", .weight = "18t", .hs = "8471", .depart = "2026-12-20..2027-01-10",
                      .currency = currencies[c], .work_max = 60000), KV_OK, corridor.err.text);
        for (uint32_t k = 0; k < corridor.plan.all_count; k++)
            check_option(&corridor, &corridor.plan.all[k]);
    }
}

static void test_without_russia(void **state)
{
    (void)state;
    check_i64(ask(&corridor, .from = "CNXAG", .to = "DEDUI", .cargo = "2x45G1", .weight = "24t", .hs = "8471", .depart = "2026-12-01..2026-12-14",
                  .avoid = "RU,BY,IR", .work_max = 100000), KV_OK, corridor.err.text);
    for (uint32_t i = 0; i < corridor.plan.all_count; i++)
        check_true(!strstr(corridor.plan.all[i].countries, "RU") && !strstr(corridor.plan.all[i].countries, "BY") && !strstr(corridor.plan.all[i].countries, "IR"),
                   "not by these countries");
}

static void test_far_future(void **state)
{
    (void)state;
    check_i64(ask(&corridor, .from = "CNXAG", .to = "GEPTI", .cargo = "2x45G1", .weight = "24t", .depart = "2028-06-01", .work_max = 60000), KV_OK, corridor.err.text);
    bool carried = false;
    for (uint32_t i = 0; i < corridor.plan.option_count; i++)
        carried = carried || corridor.plan.options[i].has_carried;
    check_true(carried, "tariffs of 2028 are carried forward, and marked");
    check_i64(ask(&corridor, .from = "CNXAG", .to = "GEPTI", .cargo = "2x45G1", .weight = "24t", .depart = "2031-06-01"), KV_INVALID, "beyond the pack");
    check_true(strstr(corridor.err.hint, "to 2028-12-31") != NULL, corridor.err.hint);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_questions), cmocka_unit_test(test_all_add_up), cmocka_unit_test(test_without_russia), cmocka_unit_test(test_far_future),
    };
    return cmocka_run_group_tests(tests, open_corridor, close_corridor);
}
