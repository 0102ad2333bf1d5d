/* test_emissions.c - CO2e of legs and hubs, rule by rule */
#include "check.h"

#include <math.h>

#include "../model/kit.h"
#include "emissions/emissions.h"

static bool near(double a, double b) { return fabs(a - b) <= 1e-9 * (fabs(a) + fabs(b) + 1); }

/* rail CN 0 - CN 1000 - KZ 1600 - KZ 4000 - RU 4500 - KZ 5000 km */
static void network(kit *k)
{
    kit_stop(k, "A", "CN", "");
    kit_stop(k, "B", "CN", "");
    kit_stop(k, "C", "KZ", "");
    kit_stop(k, "D", "KZ", "");
    kit_stop(k, "E", "RU", "");
    kit_stop(k, "P", "KZ", "place");
    kit_stop(k, "PX", "", "P");
    kit_ride(k, kit_service(k, "T", "KTZE", "rail"), "A B C D E PX", (const uint32_t[]){ 0, 1000000, 1600000, 4000000, 4500000, 5000000 });
    kit_ride(k, kit_service(k, "F", "ASCO", "sea"), "PX A", (const uint32_t[]){ 0, 470000 });
}

typedef struct {
    const char *cargo, *weight; uint32_t pattern, board, alight; double wtt_g, ttw_g; size_t lines; bool known; const char *why;
} leg_case;

static void test_legs(void **state)
{
    (void)state;
    kit k = { 0 };
    network(&k);
    kit_handling(&k, (kit_work){ .stop = "C", .operation = "gauge_change", .applies = "both", .co2_kg = 10 });
    kit_handling(&k, (kit_work){ .stop = "C", .operation = "terminal", .co2_kg = 1000 });
    kit_factor(&k, "rail", "", "t_km", 1, 2, 1);
    kit_factor(&k, "rail", "CN", "t_km", 16, 0, 1);
    kit_factor(&k, "road", "KZ", "t_km", 18, 77, 1.05);
    kit_factor(&k, "road", "", "t_km", 10, 20, 1);
    kit_factor(&k, "ocean", "", "TEU_km", 10, 50, 1.15);
    static const leg_case row[] = {
        { "45G1", "10t", 0, 0, 1, 160000, 0, 1, true, "10 t x 1000 km x 16 g, the row of the country" },
        { "2x45G1", "10t", 0, 0, 1, 320000, 0, 1, true, "goods of both boxes, not the boxes" },
        { "45G1", "10t", 0, 0, 2, 256000, 0, 1, true, "two stretches with the same row are one line: the country of the stretch's first call" },
        { "45G1", "10t", 0, 2, 3, 24000, 48000, 1, true, "no row for KZ: the row without a country" },
        { "45G1", "10t", 0, 2, 4, 29000, 58000, 1, true, "KZ and RU take the same row" },
        { "45G1", "10t", 0, 1, 3, 96000 + 24000, 48000 + 20000, 3, true, "CN to the border, KZ behind it, and the gauge change of 2 TEU" },
        { "45G1", "empty", 0, 0, 1, 60800, 0, 1, true, "an empty box is the cargo: 3.8 t" },
        { "3xwagon-tank", "60t", 0, 0, 1, 2880000, 0, 1, true, "wagons by their goods" },
        { "500t", NULL, 0, 0, 1, 8000000, 0, 1, true, "bulk" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_cargo cargo = kit_cargo(row[i].cargo, row[i].weight, NULL);
        const kv_corridor *c = kit_done(&k);
        kv_emission_lines lines = { 0 };
        bool known;
        kv_co2 co2 = kv_emissions_leg(c, &cargo, &c->patterns[row[i].pattern], row[i].board, row[i].alight, &known, &lines), sum = { 0, 0 };
        check_true(near(co2.wtt_g, row[i].wtt_g) && near(co2.ttw_g, row[i].ttw_g), row[i].why);
        check_i64(lines.count, row[i].lines, row[i].why);
        check_i64(known, row[i].known, row[i].why);
        for (size_t n = 0; n < lines.count; n++) {
            sum.wtt_g += lines.at[n].co2.wtt_g;
            sum.ttw_g += lines.at[n].co2.ttw_g;
        }
        check_true(near(sum.wtt_g, co2.wtt_g) && near(sum.ttw_g, co2.ttw_g), "the parts add up");
        kv_co2 again = kv_emissions_leg(c, &cargo, &c->patterns[row[i].pattern], row[i].board, row[i].alight, &known, NULL);
        check_i64(kv_co2_grams(again), kv_co2_grams(co2), "with and without lines");
        kv_vec_free(&lines);
    }
    kit_free(&k);
}

static void test_units_and_unknown(void **state)
{
    (void)state;
    kit k = { 0 };
    network(&k);
    kit_factor(&k, "sea", "", "TEU_km", 10, 50, 1.15);
    const kv_corridor *c = kit_done(&k);
    bool known;
    kv_emission_lines lines = { 0 };
    kv_cargo box = kit_cargo("2xL5G1", "20t", NULL), bulk = kit_cargo("500t", NULL, NULL);
    kv_co2 co2 = kv_emissions_leg(c, &box, &c->patterns[1], 0, 1, &known, &lines);
    check_true(near(co2.wtt_g, 4.5 * 470 * 10 * 1.15) && near(co2.ttw_g, 4.5 * 470 * 50 * 1.15), "TEU-km, the ship's detour by its factor");
    check_true(lines.count == 1 && near(lines.at[0].activity, 4.5 * 470) && near(lines.at[0].distance_km, 470), "activity is by planned distance");
    co2 = kv_emissions_leg(c, &bulk, &c->patterns[1], 0, 1, &known, NULL);
    check_true(near(co2.ttw_g, 50 * 470 * 50 * 1.15), "500 t are 50 TEU of 10 t");
    lines.count = 0;
    co2 = kv_emissions_leg(c, &box, &c->patterns[0], 0, 5, &known, &lines);
    check_true(!known && co2.wtt_g + co2.ttw_g == 0 && lines.count == 1 && lines.at[0].row == KV_NONE, "no factor for rail: unknown, counted 0, and told");
    check_true(near(lines.at[0].distance_km, 5000), "over the whole distance");
    kv_vec_free(&lines);
    kit_free(&k);
}

static void test_hubs(void **state)
{
    (void)state;
    kit k = { 0 };
    network(&k);
    kit_handling(&k, (kit_work){ .stop = "A", .operation = "terminal", .equipment = "container", .co2_kg = 10 });
    kit_handling(&k, (kit_work){ .stop = "A", .operation = "terminal", .equipment = "wagon", .co2_kg = 2, .co2_unit = "unit" });
    kit_handling(&k, (kit_work){ .stop = "A", .operation = "terminal", .equipment = "bulk;general", .co2_kg = 0.5, .co2_unit = "t" });
    kit_handling(&k, (kit_work){ .stop = "A", .operation = "border", .valid_to = "2026-06-30", .co2_kg = 1, .co2_unit = "unit" });
    static const struct { const char *cargo, *date; double grams; const char *why; } row[] = {
        { "2x45G1", "2026-07-01", 40000, "4 TEU of 10 kg" },
        { "2x45G1", "2026-06-30", 42000, "and the border, while it holds" },
        { "3xwagon-tank", "2026-07-01", 6000, "a wagon 2 kg" },
        { "500t", "2026-07-01", 250000, "a tonne half a kilogram" },
        { "1x22G1,1xwagon-tank", "2026-07-01", 12000, "each item by its rows" },
        { "500t", "2026-06-30", 300000, "of bulk a unit is 10 t" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_cargo cargo = kit_cargo(row[i].cargo, NULL, NULL);
        kv_emission_lines lines = { 0 };
        kv_co2 co2 = kv_emissions_change(kit_done(&k), &cargo, 0, KV_MODE_NONE, KV_MODE_RAIL, kit_day(row[i].date, 0), &lines);
        check_true(near(co2.ttw_g, row[i].grams) && co2.wtt_g == 0, row[i].why);
        check_true(lines.count > 0 && lines.at[0].is_hub && lines.at[0].stop_from == 0, "lines of hubs");
        kv_vec_free(&lines);
    }
    kit_free(&k);
}

static void test_road_and_grams(void **state)
{
    (void)state;
    kit k = { 0 };
    network(&k);
    kit_factor(&k, "road", "KZ", "t_km", 18, 77, 1.05);
    const kv_corridor *c = kit_done(&k);
    kv_cargo cargo = kit_cargo("45G1", "10t", NULL);
    kv_emission_lines lines = { 0 };
    kv_co2 co2 = kv_emissions_road(c, &cargo, "KZ", 100, &lines);
    check_true(near(co2.wtt_g, 18900) && near(co2.ttw_g, 80850) && lines.count == 1 && near(lines.at[0].activity, 1000), "10 t x 100 km x 1.05");
    co2 = kv_emissions_road(c, &cargo, "GE", 100, &lines);
    check_true(co2.wtt_g + co2.ttw_g == 0 && lines.count == 2 && lines.at[1].row == KV_NONE, "no factor in GE");
    kv_vec_free(&lines);
    kit_free(&k);
    check_i64(kv_co2_grams((kv_co2){ 0.25, 0.25 }), 1, "half a gram is one");
    check_i64(kv_co2_grams((kv_co2){ 0.2, 0.2 }), 0, "less is none");
    check_i64(kv_co2_grams((kv_co2){ 1e12, 0 }), UINT32_MAX - 1, "never the mark of what is not possible");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_legs), cmocka_unit_test(test_units_and_unknown), cmocka_unit_test(test_hubs), cmocka_unit_test(test_road_and_grams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
