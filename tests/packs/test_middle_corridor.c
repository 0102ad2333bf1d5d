/* test_middle_corridor.c - the reference pack: no finding, every leg has a price, and known rates come out to the cent
 *
 * The pack is read from its text files as a user's would be, compiled, and asked with the real price engine. */
#include <stdlib.h>

#include "check.h"
#include "model/pack.h"
#include "price/price.h"

#ifndef KARVAN_SOURCE_ROOT
#error "the build says where the sources are"
#endif

static const kv_currency usd = { "USD" };
static kv_corridor *corridor;
static kv_pricer *pricer;

static int open_pack(void **state)
{
    (void)state;
    kv_error err = { 0 };
    kv_pack *pack = NULL;
    check_i64(kv_pack_read(&pack, KARVAN_SOURCE_ROOT "/packs/middle-corridor", &err), KV_OK, err.text);
    for (size_t i = 0; i < pack->findings.count && i < 10; i++)
        print_error("%s:%u %s '%s': %s\n", pack->findings.at[i].file, pack->findings.at[i].line, pack->findings.at[i].column,
                    pack->findings.at[i].value, pack->findings.at[i].reason);
    check_i64(pack->error_count, 0, "errors");
    check_i64(pack->warning_count, 0, "warnings");
    check_i64(kv_compile(&corridor, pack, (kv_compile_options){ INT32_MIN, INT32_MAX, 0 }, &err), KV_OK, err.text);
    kv_pack_free(pack);
    check_i64(kv_pricer_open(&pricer, corridor, &err), KV_OK, err.text);
    return 0;
}

static int close_pack(void **state)
{
    (void)state;
    kv_pricer_close(pricer);
    kv_corridor_close(corridor);
    return 0;
}

static int32_t day(const char *text)
{
    kv_date d;
    check_true(kv_date_parse_iso(kv_text_of(text), &d), text);
    return (int32_t)kv_date_days(d);
}

static kv_cargo cargo(const char *items, const char *weight, const char *hs)
{
    kv_cargo c;
    kv_error err = { 0 };
    check_i64(kv_cargo_parse(&c, items, weight, hs, NULL, &err), KV_OK, err.text);
    return c;
}

static const char *text(kv_str s) { return kv_corridor_text(corridor, s); }

/* ---- known rates ------------------------------------------------------------------------------------------ */

static int64_t price(const char *route, const char *from, const char *to, const kv_cargo *c, int32_t on)
{
    for (uint32_t p = 0; p < corridor->patterns_count; p++) {
        const kv_pattern_row *row = &corridor->patterns[p];
        if (strcmp(text(corridor->services[row->service].id), route))
            continue;
        const uint32_t *stop = corridor->position_stop + row->first_position;
        for (uint32_t i = 0; i < row->stop_count; i++)
            for (uint32_t j = i + 1; j < row->stop_count; j++)
                if (!strcmp(text(corridor->stops[stop[i]].id), from) && !strcmp(text(corridor->stops[stop[j]].id), to))
                    return kv_price_leg(pricer, c, usd, row, i, j, on, NULL);
    }
    return -2;
}

static void test_known_rates(void **state)
{
    (void)state;
    static const struct { const char *route, *from, *to, *items, *weight, *hs, *date; int64_t cents; const char *why; } rows[] = {
        { "KTZE-ALT-AAU-W", "KZ-ALTYNKOL-RAIL", "KZAAU-PORT", "2x45G1", "24t", "8471", "2026-06-01", 290000, "T212: 1,450 a 40 ft box" },
        { "KTZE-ALT-AAU-W", "KZ-ALTYNKOL-RAIL", "KZAAU-PORT", "1x22G1", "12t", "8471", "2026-06-01", 80000, "T213: 800 a 20 ft box" },
        { "CASP-KMTF-W", "KZAAU-PORT", "AZALA-PORT", "2x45G1", "24t", "8471", "2026-06-01", 140000, "T218: 700 a box" },
        { "CASP-KMTF-W", "KZAAU-PORT", "AZALA-PORT", "2x45G1", "24t", "8471", "2026-01-15", 210000, "and 350 a box in the storm month" },
        { "CASP-KMTF-W", "KZAAU-PORT", "AZALA-PORT", "2x45G1", "24t", "8471", "2026-12-15", 158000, "and 90 a box in the storm season" },
        { "FERRY-KUR-RAIL-W", "KZKUR-PORT", "AZALA-PORT", "30xwagon", "65t", "1001", "2026-06-01", 2121120, "T075: 48 a metre, 14.73 m a wagon" },
        { "FERRY-KUR-RAIL-W", "KZKUR-PORT", "AZALA-PORT", "30xwagon-tank", "60t", "2710", "2026-06-01", 3159000, "T079: 81 a metre, 13 m a tank wagon" },
        { "FERRY-KUR-RORO-E", "AZALA-PORT", "KZKUR-PORT", "1xtruck", "20t", "8471", "2026-06-01", 120450, "T113: 73 x 16.5 m" },
        { "FERRY-KUR-RORO-W", "KZKUR-PORT", "AZALA-PORT", "1xtruck", "20t", "8471", "2026-06-01", 89925, "T114: 54.5 x 16.5 m" },
        { "FERRY-KRW-RORO-W", "TMKRW-PORT", "AZALA-PORT", "1x45G1", "20t", "8471", "2026-06-01", 100000, "T116" },
        { "TANK-DUB-BUS-W", "AZSAN-OIL", "AZ-BOYUKKESIK-RAIL", "10xwagon-tank", "60t", "2709", "2026-06-01", 660000, "T138: 11 a tonne" },
        { "TANK-ALA-KUL-W", "AZALA-PORT", "AZ-BOYUKKESIK-RAIL", "10xwagon-tank", "60t", "27101964", "2026-06-01", 720000, "T142: mazut at 12 a tonne" },
        { "TANK-ALA-KUL-W", "AZALA-PORT", "AZ-BOYUKKESIK-RAIL", "10xwagon-tank", "60t", "271012", "2026-06-01", 780000, "T149: other products at 13" },
        { "GRAIN-KSN-AAU-W", "KZKSN-RAIL", "KZAAU-PORT", "60xwagon-hopper", "70t", "1001", "2026-06-01", 20160000, "T230: 48 a tonne" },
        { "CASP-BULK-BAK-W", "KZAAU-PORT", "AZALA-PORT", "3000t", NULL, "1001", "2026-06-01", 6600000, "T232: 22 a tonne" },
        { "TNK-AAU-SAN-W", "KZAAU-OIL", "AZSAN-OIL", "5000t", NULL, "2709", "2026-06-01", 6000000, "T238: 12 a tonne" },
        { "PIPE-BTC-W", "AZSAN-OIL", "TRCEY-OIL", "5000t", NULL, "2709", "2026-06-01", 12000000, "T164: 24 a tonne" },
        { "GE-GBS-PTI-E", "GEPTI-PORT", "GEGAR-RAIL", "1xwagon", "62t", "2519", "2026-06-01", 60450, "T036: 9.75 a tonne from 60 t on" },
        { "GE-GBS-PTI-E", "GEPTI-PORT", "GEGAR-RAIL", "1xwagon", "27t", "2519", "2026-06-01", 47844, "T022: 17.72 a tonne below 30 t" },
        { "UTLC-DOS-W", "KZDOS-RAIL", "BYBQT-RAIL", "1x45G1", "24t", "8471", "2026-06-01", 325000, "T040" },
        { "UTLC-DOS-E", "BYBQT-RAIL", "KZDOS-RAIL", "1x45G1", "24t", "8471", "2026-06-01", 260000, "T050" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        kv_cargo c = cargo(rows[i].items, rows[i].weight, rows[i].hs);
        check_i64(price(rows[i].route, rows[i].from, rows[i].to, &c, day(rows[i].date)), rows[i].cents, rows[i].why);
    }
}

/* ---- every leg ---------------------------------------------------------------------------------------------- */

static void test_every_leg(void **state)
{
    (void)state;
    static const struct { const char *items, *weight, *hs; } kinds[] = {
        { "1x45G1", "24t", "8471" }, { "1x22G1", "20t", "" }, { "1x45R1", "20t", "0805" }, { "1xwagon-covered", "65t", "1001" },
        { "1xwagon-gondola", "65t", "7208" }, { "1xwagon-tank", "60t", "2710" }, { "1xwagon-tank", "60t", "" }, { "1xtruck", "20t", "" },
        { "1xtrailer", "18t", "8471" }, { "2000t", NULL, "1001" }, { "2000t", NULL, "2709" }, { "2t", NULL, "8471" },
    };
    static const char *const dates[] = { "2026-01-01", "2028-12-31" };
    uint32_t asked = 0;
    for (size_t k = 0; k < COUNT(kinds); k++) {
        kv_cargo c = cargo(kinds[k].items, kinds[k].weight, kinds[k].hs);
        for (uint32_t p = 0; p < corridor->patterns_count; p++) {
            const kv_pattern_row *row = &corridor->patterns[p];
            if (!(corridor->services[row->service].equipment & c.item[0].equipment))
                continue;
            for (uint32_t i = 0; i + 1 < row->stop_count; i++)
                for (size_t d = 0; d < COUNT(dates); d++, asked++) {
                    if (kv_price_leg(pricer, &c, usd, row, i, i + 1, day(dates[d]), NULL) > 0)
                        continue;
                    print_error("%s, %s %s\n", text(corridor->services[row->service].id), kinds[k].items, kinds[k].hs);
                    fail_msg("a leg without a price");
                }
        }
    }
    check_true(asked > 10000, "there were legs to ask for");
}

static void test_size(void **state)
{
    (void)state;
    uint32_t places = 0;
    for (uint32_t i = 0; i < corridor->stops_count; i++)
        places += corridor->stops[i].kind == KV_STOP_PLACE;
    check_true(places >= 150, "at least 150 places");
    check_true(corridor->services_count >= 300, "at least 300 services");
    check_true(corridor->info->first_day <= day("2026-01-01") && corridor->info->last_day >= day("2028-12-31"), "three years");
    check_true(corridor->run_base_count < 900000, "it stays small");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_known_rates),
        cmocka_unit_test(test_every_leg),
    };
    return cmocka_run_group_tests(tests, open_pack, close_pack);
}
