/* test_plan_places.c - end points as people write them, with a gazetteer of a dozen places beside the pack */
#include "ask.h"

static asked mini;
static kv_gazetteer *places;
static kv_arena memory;

static const char list[] =
    "code,name,name_ascii,subdivision,function,lat,lon,coord_source\n"
    "GEPTI,Poti,,,123,42.15,41.67,t\n"
    "GEKUT,Kutaisi,,,236,42.25,42.70,t\n"
    "GERUS,Rustavi,,,23,41.55,45.00,t\n"
    "GESEN,Senaki,,,23,,,t\n"
    "KZALA,Almaty,,,234,43.25,76.95,t\n"
    "AZBAK,Baku,,,1234,40.38,49.83,t\n"
    "LYTIP,Tripoli,,,134,32.90,13.18,t\n"
    "LBKYE,Tripoli,,,134,34.43,35.83,t\n"
    "GRTRI,Tripoli,,,3,37.50,22.37,t\n"
    "AMEVN,Yerevan,,,234,40.18,44.51,t\n"
    "AUPOT,Gori,,,123,-30.00,140.00,t\n"
    "GEGOR,Gori,,,23,41.98,44.11,t\n"
    "TRERZ,Erzurum,,,234,39.90,41.27,t\n";
static const char extra[] = "code,name,lat,lon,country,kind,source\n";
static const char names[] = "code,lang,name\nGEPTI,ru,\xD0\x9F\xD0\xBE\xD1\x82\xD0\xB8\nKZALA,zh,\xE9\x98\xBF\xE6\x8B\x89\xE6\x9C\xA8\xE5\x9B\xBE\n";

static int open_all(void **state)
{
    (void)state;
    kv_error err = { 0 };
    kv_text index;
    check_i64(kv_gazetteer_build((kv_gazetteer_source){ "list", list, sizeof list - 1 }, (kv_gazetteer_source){ "extra", extra, sizeof extra - 1 },
                                 (kv_gazetteer_source){ "names", names, sizeof names - 1 }, &memory, &index, &err), KV_OK, err.text);
    check_i64(kv_gazetteer_open_bytes(&places, index.p, index.n, "test", &err), KV_OK, err.text);
    open_folder(&mini, MINI, places);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    close_asked(&mini);
    kv_gazetteer_close(places);
    kv_arena_free(&memory);
    return 0;
}

static void test_found(void **state)
{
    (void)state;
    static const struct { const char *to, *code, *country, *zone, *why; } row[] = {
        { "GEPTI", "GEPTI", "GE", "Asia/Tbilisi", "a place of the pack" },
        { "GEPTI-PORT", "GEPTI-PORT", "GE", "Asia/Tbilisi", "a terminal" },
        { "gepti-port", "GEPTI-PORT", "GE", "Asia/Tbilisi", "in small letters" },
        { "GE PTI", "GEPTI", "GE", "Asia/Tbilisi", "as the list prints it" },
        { "Poti", "GEPTI", "GE", "Asia/Tbilisi", "by name" },
        { " poti ", "GEPTI", "GE", "Asia/Tbilisi", "blanks and case" },
        { "\xD0\x9F\xD0\xBE\xD1\x82\xD0\xB8", "GEPTI", "GE", "Asia/Tbilisi", "Cyrillic" },
        { "Poti, Georgia", "GEPTI", "GE", "Asia/Tbilisi", "with its country" },
        { "Rustavi", "GERUS", "GE", "Asia/Tbilisi", "outside the pack: by truck from Tbilisi" },
        { "Gori", "GEGOR", "GE", "Asia/Tbilisi", "of two with the name the one near the corridor" },
        { "41.55,45.00", "", "GE", "Asia/Tbilisi", "a point; country of the nearest place" },
        { "41.55, 45.00", "", "GE", "Asia/Tbilisi", "with a blank" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        check_i64(ask(&mini, .from = "KZALA", .to = row[i].to, .cargo = "2x45G1", .depart = "2026-11-27"), KV_OK, mini.err.text[0] ? mini.err.text : row[i].why);
        check_text(mini.plan.to.code, row[i].code, row[i].why);
        check_text(mini.plan.to.country, row[i].country, row[i].why);
        check_text(mini.plan.to.zone, row[i].zone, row[i].why);
    }
    check_i64(ask(&mini, .from = "\xE9\x98\xBF\xE6\x8B\x89\xE6\x9C\xA8\xE5\x9B\xBE", .to = "Potti", .cargo = "2x45G1", .depart = "2026-11-27"), KV_OK,
              mini.err.text);
    check_text(mini.plan.from.code, "KZALA", "Chinese");
    check_text(mini.plan.to.code, "GEPTI", "one letter too many, and a place of the pack");
}

static void test_refused(void **state)
{
    (void)state;
    static const struct { const char *to, *text, *hint; } row[] = {
        { "Tripoli", "may mean several places", "LBKYE Tripoli, LB" },
        { "Tripoli", "may mean several places", "LYTIP Tripoli, LY" },
        { "Atlantis", "no place is called \"Atlantis\"", "UN/LOCODE" },
        { "Rustavy", "no place is called \"Rustavy\"", "did you mean GERUS Rustavi" },
        { "GESEN", "GESEN Senaki is known, but not where it lies", "coordinates" },
        { "\xFF\xFE", "", "" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        check_i64(ask(&mini, .from = "KZALA", .to = row[i].to, .cargo = "2x45G1", .depart = "2026-11-27"), KV_INVALID, row[i].to);
        check_text(mini.err.where, "to", "the field at fault");
        check_true(strstr(mini.err.text, row[i].text) != NULL, mini.err.text);
        check_true(strstr(mini.err.hint, row[i].hint) != NULL, mini.err.hint);
    }
}

/* lorries of the last mile stay inside a customs area */
static void test_borders(void **state)
{
    (void)state;
    check_i64(ask(&mini, .from = "KZALA", .to = "Yerevan", .cargo = "2x45G1", .depart = "2026-11-27"), KV_NOTHING,
              "170 km from Tbilisi as the crow flies, but over a border");
    check_true(mini.plan.block_count > 0 && strstr(mini.plan.blocks[0], "no terminal with a service") != NULL, "and so it says");
    check_i64(ask(&mini, .from = "KZALA", .to = "Rustavi", .cargo = "20xwagon", .hs = "1001", .depart = "2026-11-27"), KV_NOTHING, "wagons");
    check_true(strstr(mini.plan.blocks[0], "wagons do not go by truck") != NULL, mini.plan.blocks[0]);
    check_i64(ask(&mini, .from = "KZALA", .to = "Baku", .cargo = "2x45G1", .depart = "2026-11-27"), KV_NOTHING, "no truck rate in Azerbaijan");
    bool noted = false;
    for (uint32_t i = 0; i < mini.plan.note_count; i++)
        noted = noted || strstr(mini.plan.notes[i], "no truck rate");
    check_true(noted, "the near terminal that has no rate is noted");
    check_i64(ask(&mini, .from = "Rustavi", .to = "Kutaisi", .cargo = "2x45G1", .depart = "2026-11-27"), KV_OK, mini.err.text);
    check_text(chain(&mini, &mini.plan.options[0]), "truck", "short enough to go all the way by truck");
    check_option(&mini, &mini.plan.options[0]);
    check_i64(mini.plan.options[0].parts[0].kind, KV_PART_TRUCK_ALL_THE_WAY, "said so");
    check_i64(ask(&mini, .from = "Rustavi", .to = "Kutaisi", .cargo = "2x45G1", .depart = "2026-11-27", .truck_km_max = -1), KV_NOTHING, "without trucks");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_found), cmocka_unit_test(test_refused), cmocka_unit_test(test_borders) };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
