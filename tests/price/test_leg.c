/* test_leg.c - what a leg costs, rule by rule; the network stands in scenario.h */
#include "scenario.h"

static const char km_rates[] =
    "tariff CNKM kind=km unit=container_km from=CN to=CN amount=0.50\n"
    "tariff CNKZ kind=km unit=container_km from=CN to=KZ amount=0.60\n"
    "tariff KZKM kind=km unit=container_km from=KZ to=KZ amount=0.35\n";

typedef struct { const char *rows, *cargo, *weight, *hs, *date, *currency, *leg, *want, *why; } price_case;     /* leg: service, board, alight */

static void run(const price_case *row)
{
    scenario s;
    scenario_open(&s, row->rows);
    check_text(s.err.text, "", row->why);
    kv_cargo cargo = kit_cargo(row->cargo, row->weight, row->hs);
    cargo.dg_class = strstr(row->why, "dangerous") ? 3 : 0;
    kv_currency asked = kit_currency(row->currency);
    const kv_pattern_row *pattern = &s.k.c.patterns[strchr("TFGL", row->leg[0]) - "TFGL"];
    uint32_t board = (uint32_t)(row->leg[1] - '0'), alight = (uint32_t)(row->leg[2] - '0');
    int32_t day = kit_day(row->date ? row->date : "2026-06-15", 0);
    kv_price_lines lines = { 0 };
    char got[600];
    int64_t price = kv_price_leg(s.p, &cargo, asked, pattern, board, alight, day, &lines);
    scenario_show(&s, &lines, asked, price, got, sizeof got);
    check_text(got, row->want, row->why);
    check_i64(kv_price_leg(s.p, &cargo, asked, pattern, board, alight, day, NULL), price, "with and without lines");
    if (price != KV_PRICE_NONE)
        check_i64(scenario_sum(&lines), price, "lines add up");
    else
        check_i64(lines.count, 0, "no price, no lines");
    kv_vec_free(&lines);
    scenario_close(&s);
}

static void run_all(const price_case *row, size_t count)
{
    for (size_t i = 0; i < count; i++)
        run(&row[i]);
}

#define LANE "tariff R1 from=KZALA to=KZAAU amount=100"

static void test_lanes(void **state)
{
    (void)state;
    static const price_case row[] = {
        { LANE, "2x45G1", NULL, NULL, NULL, NULL, "T23", "R1 200.00; 200.00", "two containers, by places: the port is a terminal of KZAAU" },
        { LANE, "45G1", NULL, NULL, NULL, NULL, "T13", "none", "a stretch that nothing covers" },
        { LANE, "45G1", NULL, NULL, NULL, NULL, "T01", "none", "another leg" },
        { LANE, "wagon", NULL, "1001", NULL, NULL, "T23", "none", "a rate per container is not for wagons" },
        { "tariff R1 from=KZAAU-PORT to=KZALA amount=100", "45G1", NULL, NULL, NULL, NULL, "T23", "none", "the other direction" },
        { "tariff R1 from=KZAAU-PORT to=KZALA amount=100 both_ways=1", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "both ways" },
        { "tariff R1 from=KZ to=KZ amount=100 both_ways=1", "45G1", NULL, NULL, NULL, NULL, "T13", "R1 100.00; 100.00", "both ways within a country: one line" },
        { "tariff R1 amount=100", "45G1", NULL, NULL, NULL, NULL, "T03", "R1 100.00; 100.00", "anywhere" },
        { "tariff R1 from=CN to=KZ amount=100", "45G1", NULL, NULL, NULL, NULL, "T03", "R1 100.00; 100.00", "country to country" },
        { "tariff R1 from=AZALA to=GE amount=100", "45G1", NULL, NULL, NULL, NULL, "G03", "R1 100.00; 100.00", "place to country" },
        { "tariff R1 from=KZAAU to=AZ amount=100", "45G1", NULL, NULL, NULL, NULL, "F01", "R1 100.00; 100.00", "a terminal without a country is in its place's" },
        { LANE " agency=ADY", "45G1", NULL, NULL, NULL, NULL, "T23", "none", "another carrier's rate" },
        { LANE " agency=KTZE", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "this carrier's rate" },
        { LANE " mode=sea", "45G1", NULL, NULL, NULL, NULL, "T23", "none", "another mode" },
        { LANE " mode=rail", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "this mode" },
        { LANE "\ntariff R2 from=CNXAG to=KZALA amount=300", "45G1", NULL, NULL, NULL, NULL, "T03", "R2 300.00; R1 100.00; 400.00", "two lanes one after the other" },
        { LANE "\ntariff R2 from=CNXAG to=KZALA amount=300\ntariff R3 from=CNXAG to=KZAAU amount=390", "45G1", NULL, NULL, NULL, NULL, "T03",
          "R3 390.00; 390.00", "one lane over all is cheaper" },
        { LANE "\ntariff R2 from=CNXAG to=KZALA amount=300\ntariff R3 from=CNXAG to=KZAAU amount=400", "45G1", NULL, NULL, NULL, NULL, "T03",
          "R3 400.00; 400.00", "at the same sum the fewer lines" },
        { LANE "\ntariff R2 from=CNXAG to=KZALA amount=300\ntariff R3 from=CNXAG to=KZAAU amount=410", "45G1", NULL, NULL, NULL, NULL, "T03",
          "R2 300.00; R1 100.00; 400.00", "one lane over all is dearer" },
        { LANE "\ntariff R2 from=KZALA to=KZAAU amount=90 agency=KTZE", "45G1", NULL, NULL, NULL, NULL, "T23", "R2 90.00; 90.00", "among different price lists the least wins" },
        { LANE "\ntariff R2 from=KZALA to=KZAAU amount=110 agency=KTZE", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "whoever names the carrier" },
        { "tariff R1 from=KZALA to=KZAAU amount=100 unit=TEU\n", "2x45G1", NULL, NULL, NULL, NULL, "T23", "R1 400.00; 400.00", "TEU" },
        { "tariff R1 from=KZALA to=KZAAU amount=100 unit=TEU\n", "2xL5G1", NULL, NULL, NULL, NULL, "T23", "R1 450.00; 450.00", "a 45' box is 2.25 TEU" },
        { "tariff R1 from=KZALA to=KZAAU amount=100 unit=FEU\n", "3x22G1", NULL, NULL, NULL, NULL, "T23", "R1 150.00; 150.00", "FEU" },
        { "tariff R1 from=KZALA to=KZAAU amount=100 unit=wagon\n", "30xwagon", NULL, "1001", NULL, NULL, "T23", "R1 3000.00; 3000.00", "wagons" },
        { "tariff R1 from=KZALA to=KZAAU amount=1.25 unit=t\n", "2xwagon", "60.5t", "1001", NULL, NULL, "T23", "R1 151.25; 151.25", "tonnes of goods" },
        { "tariff R1 from=KZALA to=KZAAU amount=1.25 unit=t weight_min_t=65\n", "2xwagon", "60.5t", "1001", NULL, NULL, "T23", "R1 162.50; 162.50", "at least 65 t a wagon" },
        { "tariff R1 from=KZALA to=KZAAU amount=2 unit=t\n", "500t", NULL, "1001", NULL, NULL, "T23", "R1 1000.00; 1000.00", "bulk" },
        { "tariff R1 from=KZALA to=KZAAU amount=10 unit=lane_m\n", "2xtruck", NULL, NULL, NULL, NULL, "T23", "R1 330.00; 330.00", "lane metres" },
        { "tariff R1 from=KZALA to=KZAAU amount=700 unit=shipment\n", "9x45G1", NULL, NULL, NULL, NULL, "T23", "R1 700.00; 700.00", "one shipment, however many" },
        { "tariff R1 from=KZALA to=KZAAU amount=70 unit=unit\n", "2xtrailer", NULL, NULL, NULL, NULL, "T23", "R1 140.00; 140.00", "units" },
        { "tariff R1 from=GEPTI to=GETBS amount=500 unit=truck mode=road\n", "2x45G1", NULL, NULL, NULL, NULL, "L01", "R1 1000.00; 1000.00", "by road a box takes a truck" },
        { "tariff R1 from=GEPTI to=GETBS amount=500 unit=truck\n", "2x45G1", NULL, NULL, NULL, NULL, "L01", "none", "elsewhere a box is no truck" },
        { "tariff R1 from=GEPTI to=GETBS amount=500 unit=truck mode=road\n", "50t", NULL, NULL, NULL, NULL, "L01", "R1 1500.00; 1500.00", "50 t take three trucks of 20 t" },
        { LANE " minimum=150", "1x45G1", NULL, NULL, NULL, NULL, "T23", "R1 150.00; 150.00", "at least the minimum" },
        { LANE " minimum=150", "2x45G1", NULL, NULL, NULL, NULL, "T23", "R1 200.00; 200.00", "more than the minimum" },
        { LANE " equipment=40\ntariff R2 from=KZALA to=KZAAU amount=60 equipment=20", "1x45G1,2x22G1", NULL, NULL, NULL, NULL, "T23",
          "R1 100.00; R2 120.00; 220.00", "each item by its own rate" },
        { LANE " equipment=40", "1x45G1,2x22G1", NULL, NULL, NULL, NULL, "T23", "none", "every item needs one" },
    };
    run_all(row, COUNT(row));
}

static void test_distance(void **state)
{
    (void)state;
    static const price_case row[] = {
        { km_rates, "2x45G1", NULL, NULL, NULL, NULL, "T23", "KZKM 2100.00; 2100.00", "3000 km x 0.35 x 2" },
        { km_rates, "1x45G1", NULL, NULL, NULL, NULL, "T13", "KZKM 1155.18; 1155.18", "neighbouring stretches are one line: 3300.5 km x 0.35 = 1155.175" },
        { km_rates, "1x45G1", NULL, NULL, NULL, NULL, "T03", "CNKZ 1800.00; KZKM 1155.18; 2955.18", "cut where the country ends" },
        { km_rates, "1x45G1", NULL, NULL, NULL, NULL, "F01", "none", "no rate over the sea" },
        { "tariff A kind=km unit=container_km from=KZ amount=1", "45G1", NULL, NULL, NULL, NULL, "T23", "A 3000.00; 3000.00", "from KZ to anywhere" },
        { "tariff A kind=km unit=container_km from=KZ amount=1", "45G1", NULL, NULL, NULL, NULL, "T03", "none", "not the stretch that begins in CN" },
        { "tariff A kind=km unit=container_km from=KZ to=CN amount=1 both_ways=1", "45G1", NULL, NULL, NULL, NULL, "T01", "A 3000.00; 3000.00", "the border both ways" },
        { "tariff A kind=km unit=TEU_km amount=0.15", "45G1", NULL, NULL, NULL, NULL, "F01", "A 141.00; 141.00", "470 km x 2 TEU x 0.15" },
        { "tariff A kind=km unit=FEU_km amount=0.24", "22G1", NULL, NULL, NULL, NULL, "F01", "A 56.40; 56.40", "half a FEU" },
        { "tariff A kind=km unit=t_km amount=0.042 weight_min_t=60", "2xwagon", "50t", "1001", NULL, NULL, "T12", "A 1514.52; 1514.52", "300.5 km x 120 t x 0.042" },
        { "tariff A kind=km unit=wagon_km amount=1.1", "3xwagon", NULL, "1001", NULL, NULL, "T12", "A 991.65; 991.65", "300.5 x 3 x 1.1" },
        { "tariff A kind=km unit=truck_km amount=1.5 mode=road", "45G1", NULL, NULL, NULL, NULL, "L01", "A 480.00; 480.00", "a box takes a truck" },
        { "tariff A kind=km unit=container_km amount=1 minimum=800", "45G1", NULL, NULL, NULL, NULL, "F01", "A 800.00; 800.00", "least charge of the line" },
        { "tariff A kind=km unit=container_km from=KZ to=KZ amount=1 minimum=400", "45G1", NULL, NULL, NULL, NULL, "T13", "A 3300.50; 3300.50",
          "the minimum is asked once for the whole line, not for the short stretch" },
        { "tariff A kind=km unit=container_km from=KZALT to=KZAAU amount=1", "45G1", NULL, NULL, NULL, NULL, "T13", "A 3300.50; 3300.50", "between two places, whatever lies between" },
        { "tariff A kind=km unit=container_km from=KZALT to=KZAAU amount=1", "45G1", NULL, NULL, NULL, NULL, "T23", "none", "not a part of it" },
        { "tariff A kind=km unit=container_km from=CN to=KZ amount=1\ntariff B from=KZALT to=KZAAU amount=900", "45G1", NULL, NULL, NULL, NULL, "T03",
          "A 3000.00; B 900.00; 3900.00", "by distance to the border, then a lane" },
        { "tariff A kind=km unit=container_km amount=1\ntariff B from=KZALT to=KZALA amount=100", "45G1", NULL, NULL, NULL, NULL, "T03",
          "A 3000.00; B 100.00; A 3000.00; 6100.00", "a cheap lane in the middle" },
        { "tariff A kind=km unit=container_km amount=1\ntariff B from=KZALT to=KZALA amount=301", "45G1", NULL, NULL, NULL, NULL, "T03",
          "A 6300.50; 6300.50", "a dear lane in the middle" },
        { "tariff A kind=km unit=container_km amount=1\ntariff B kind=km unit=container_km from=KZ to=KZ amount=0.5", "45G1", NULL, NULL, NULL, NULL, "T03",
          "A 3000.00; B 1650.25; 4650.25", "the cheaper of two rates where both hold" },
        { "tariff A kind=km unit=container_km from=KZ to=KZ amount=0.00001", "45G1", NULL, NULL, NULL, NULL, "T13", "A 0.03; 0.03",
          "3300.5 x 0.00001 is 0.033: one line, not two that round to 0.00 and 0.03" },
    };
    run_all(row, COUNT(row));
}

static void test_which_wins(void **state)
{
    (void)state;
    static const price_case row[] = {
        { LANE "\ntariff R2 from=KZALA to=KZAAU amount=130 hs=84", "45G1", NULL, "8471", NULL, NULL, "T23", "R2 130.00; 130.00", "the row for these goods, though dearer" },
        { LANE "\ntariff R2 from=KZALA to=KZAAU amount=130 hs=84", "45G1", NULL, "1001", NULL, NULL, "T23", "R1 100.00; 100.00", "other goods" },
        { LANE "\ntariff R2 from=KZALA to=KZAAU amount=130 hs=84", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "goods that nobody named" },
        { LANE " hs=84\ntariff R2 from=KZALA to=KZAAU amount=130 hs=8471", "45G1", NULL, "8471", NULL, NULL, "T23", "R2 130.00; 130.00", "the longer prefix" },
        { LANE " hs=10;72-76;-7403", "45G1", NULL, "7403", NULL, NULL, "T23", "none", "excluded goods" },
        { LANE " hs=10;72-76;-7403", "45G1", NULL, "7401", NULL, NULL, "T23", "R1 100.00; 100.00", "within the range" },
        { LANE "\ntariff R2 from=KZALA to=KZAAU amount=130 hs=-2709", "45G1", NULL, "8471", NULL, NULL, "T23", "R2 130.00; 130.00", "all goods but one is narrower than all goods" },
        { LANE " equipment=G\ntariff R2 from=KZALA to=KZAAU amount=130 equipment=40\ntariff R3 from=KZALA to=KZAAU amount=90", "45G1", NULL, NULL, NULL, NULL,
          "T23", "R2 130.00; 130.00", "a length is narrower than a letter and than any" },
        { LANE " equipment=40\ntariff R2 from=KZALA to=KZAAU amount=130 equipment=45G1", "45G1", NULL, NULL, NULL, NULL, "T23", "R2 130.00; 130.00", "a code is narrower than a length" },
        { LANE " equipment=40\ntariff R2 from=KZALA to=KZAAU amount=130 equipment=45G1", "42G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "another box" },
        { LANE " equipment=45G1\ntariff R2 from=KZALA to=KZAAU amount=130 hs=84", "45G1", NULL, "8471", NULL, NULL, "T23", "R2 130.00; 130.00", "goods before equipment" },
        { LANE "\ntariff R2 from=KZALA to=KZAAU amount=130 hs=84\ntariff R3 from=KZALA to=KZAAU amount=120 agency=KTZE", "45G1", NULL, "8471", NULL, NULL,
          "T23", "R3 120.00; 120.00", "narrower counts within one price list only; between lists the least wins" },
        { LANE "\ntariff R2 from=KZALA to=KZAAU amount=95", "45G1", NULL, NULL, NULL, NULL, "T23", "R2 95.00; 95.00", "equally narrow: the least" },
        { LANE "\ntariff R2 from=KZALA to=KZAAU amount=50 load=empty", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "laden" },
        { LANE "\ntariff R2 from=KZALA to=KZAAU amount=50 load=empty", "45G1", "empty", NULL, NULL, NULL, "T23", "R2 50.00; 50.00", "empty" },
        { LANE " load=any\ntariff R2 from=KZALA to=KZAAU amount=150 load=empty", "45G1", "empty", NULL, NULL, NULL, "T23", "R2 150.00; 150.00", "empty is narrower than either" },
        { LANE " weight_to_t=24\ntariff R2 from=KZALA to=KZAAU amount=120 weight_from_t=24", "22G1", "21.799t", NULL, NULL, NULL, "T23", "R1 100.00; 100.00",
          "23.999 t gross: below the break" },
        { LANE " weight_to_t=24\ntariff R2 from=KZALA to=KZAAU amount=120 weight_from_t=24", "22G1", "21.8t", NULL, NULL, NULL, "T23", "R2 120.00; 120.00",
          "24 t gross: at the break" },
        { LANE " unit=wagon weight_from_t=60 weight_to_t=65", "wagon", "60t", "1001", NULL, NULL, "T23", "R1 100.00; 100.00", "of a wagon the goods are weighed" },
        { LANE " unit=wagon weight_from_t=60 weight_to_t=65", "wagon", "65t", "1001", NULL, NULL, "T23", "none", "the upper end is outside" },
        { LANE " count_from=10\ntariff R2 from=KZALA to=KZAAU amount=120 count_to=9", "9x45G1", NULL, NULL, NULL, NULL, "T23", "R2 1080.00; 1080.00", "nine" },
        { LANE " count_from=10\ntariff R2 from=KZALA to=KZAAU amount=120 count_to=9", "10x45G1", NULL, NULL, NULL, NULL, "T23", "R1 1000.00; 1000.00", "ten" },
        { LANE " count_from=10\n", "5x45G1,5x42G1", NULL, NULL, NULL, NULL, "T23", "R1 500.00; R1 500.00; 1000.00", "all units of the shipment count" },
        { LANE " valid_from=2026-06-01 valid_to=2026-06-30", "45G1", NULL, NULL, "2026-05-31", NULL, "T23", "none", "the day before" },
        { LANE " valid_from=2026-06-01 valid_to=2026-06-30", "45G1", NULL, NULL, "2026-06-01", NULL, "T23", "R1 100.00; 100.00", "the first day" },
        { LANE " valid_from=2026-06-01 valid_to=2026-06-30", "45G1", NULL, NULL, "2026-06-30", NULL, "T23", "R1 100.00; 100.00", "the last day" },
        { LANE " valid_from=2026-06-01 valid_to=2026-06-30", "45G1", NULL, NULL, "2026-07-01", NULL, "T23", "none", "the day after" },
        { LANE " valid_to=2028-12-31 carried_after=2025-12-31", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "carried forward holds" },
        { LANE " valid_to=2028-12-31 carried_after=2025-12-31\ntariff R2 from=KZALA to=KZAAU amount=130 valid_from=2026-01-01", "45G1", NULL, NULL, NULL, NULL,
          "T23", "R2 130.00; 130.00", "a published row wins over one carried forward" },
        { LANE " valid_to=2028-12-31 carried_after=2025-12-31\ntariff R2 from=KZALA to=KZAAU amount=130 valid_from=2025-01-01", "45G1", NULL, NULL, "2025-12-31", NULL,
          "T23", "R1 100.00; 100.00", "on the last published day both are published" },
        { LANE " valid_to=2028-12-31 carried_after=2025-12-31 hs=84\ntariff R2 from=KZALA to=KZAAU amount=130 valid_from=2026-01-01", "45G1", NULL, "84", NULL, NULL,
          "T23", "R1 100.00; 100.00", "but not over a narrower one" },
    };
    run_all(row, COUNT(row));
}

static void test_money(void **state)
{
    (void)state;
    static const price_case row[] = {
        { "tariff R1 amount=0.125", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 0.12; 0.12", "half goes to the even cent" },
        { "tariff R1 amount=0.375", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 0.38; 0.38", "up as well as down" },
        { "tariff R1 amount=0.125", "3x45G1", NULL, NULL, NULL, NULL, "T23", "R1 0.38; 0.38", "rounded once, for the line: 0.375" },
        { "tariff R1 amount=100.5 currency=JPY", "45G1", NULL, NULL, NULL, "JPY", "T23", "R1 100; 100", "yen have no decimals" },
        { "tariff R1 amount=1.2345 currency=KWD", "45G1", NULL, NULL, NULL, "KWD", "T23", "R1 1.234; 1.234", "dinars have three" },
        { "tariff R1 amount=50000 currency=KZT\nfx 2026-01-01 USD KZT 500", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 50000.00 KZT = 100.00; 100.00", "inverse of USD/KZT" },
        { "tariff R1 amount=100\nfx 2026-01-01 USD KZT 500.25", "45G1", NULL, NULL, NULL, "KZT", "T23", "R1 100.00 USD = 50025.00; 50025.00", "direct" },
        { "tariff R1 amount=100\nfx 2026-01-01 USD KZT 500\nfx 2026-06-15 USD KZT 510\nfx 2026-06-16 USD KZT 520", "45G1", NULL, NULL, "2026-06-14", "KZT", "T23",
          "R1 100.00 USD = 50000.00; 50000.00", "the latest on or before the day: January's" },
        { "tariff R1 amount=100\nfx 2026-01-01 USD KZT 500\nfx 2026-06-15 USD KZT 510\nfx 2026-06-16 USD KZT 520", "45G1", NULL, NULL, "2026-06-15", "KZT", "T23",
          "R1 100.00 USD = 51000.00; 51000.00", "on the day itself" },
        { "tariff R1 amount=100\nfx 2026-07-01 USD KZT 500\nfx 2026-07-02 USD KZT 510", "45G1", NULL, NULL, "2026-06-15", "KZT", "T23",
          "R1 100.00 USD = 50000.00; 50000.00", "before the first: the first" },
        { "tariff R1 amount=1000 currency=KZT\nfx 2026-01-01 EUR USD 1.0832\nfx 2026-01-01 USD KZT 503.35", "45G1", NULL, NULL, NULL, "EUR", "T23",
          "R1 1000.00 KZT = 1.83; 1.83", "cross over USD, rounded once: 1000 / 503.35 / 1.0832 = 1.8341" },
        { "tariff R1 amount=1000 currency=KZT\nfx 2026-01-01 EUR KZT 550\nfx 2026-01-01 EUR USD 1.0832\nfx 2026-01-01 USD KZT 503.35", "45G1", NULL, NULL, NULL, "EUR",
          "T23", "R1 1000.00 KZT = 1.82; 1.82", "a direct pair before a cross rate" },
        { "tariff R1 amount=100 currency=JPY\nfx 2026-01-01 USD JPY 150", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100 JPY = 0.67; 0.67", "from no decimals to two" },
        { "tariff R1 amount=100 currency=GEL\nfx 2026-01-01 USD KZT 500", "45G1", NULL, NULL, NULL, NULL, "T23", "none", "no rate for GEL" },
        { "tariff R1 amount=100 currency=GEL\ntariff R2 from=KZ amount=900\nfx 2026-01-01 USD KZT 500", "45G1", NULL, NULL, NULL, NULL, "T23", "R2 900.00; 900.00",
          "a rate that cannot be converted is not offered" },
        { "tariff R1 amount=100", "45G1", NULL, NULL, NULL, "EUR", "T23", "none", "a currency that the pack has never heard of" },
        { "tariff R1 amount=0 currency=GEL", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 0.00 GEL = 0.00; 0.00", "nothing is nothing in every currency" },
        { "tariff A amount=0.004 kind=km unit=container_km from=KZ to=KZ currency=KZT\nfx 2026-01-01 USD KZT 500", "45G1", NULL, NULL, NULL, NULL, "T13",
          "A 13.20 KZT = 0.03; 0.03", "rounded in its own currency first: 13.202" },
        { "tariff R1 amount=999999999999 currency=KZT unit=shipment\nfx 2026-01-01 USD KZT 500.123456789", "45G1", NULL, NULL, NULL, NULL, "T23",
          "R1 999999999999.00 KZT = 1999506294.74; 1999506294.74", "wide numbers" },
    };
    run_all(row, COUNT(row));
}

static void test_surcharges(void **state)
{
    (void)state;
    static const price_case row[] = {
        { LANE "\nsurcharge FUEL kind=percent on=base amount=10", "2x45G1", NULL, NULL, NULL, NULL, "T23", "R1 200.00; FUEL 20.00; 220.00", "percent of the line" },
        { "tariff R1 amount=0.15\nsurcharge FUEL kind=percent on=base amount=50", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 0.15; FUEL 0.08; 0.23", "0.075 to the even cent" },
        { LANE " minimum=150\nsurcharge FUEL kind=percent on=base amount=10", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 150.00; FUEL 15.00; 165.00", "of what is charged" },
        { LANE "\nsurcharge FUEL kind=percent on=base amount=10.42\nsurcharge OFF kind=percent on=base amount=-30", "45G1", NULL, NULL, NULL, NULL, "T23",
          "R1 100.00; FUEL 10.42; OFF -30.00; 80.42", "each of the line, none of the other" },
        { LANE "\nsurcharge OFF kind=percent on=base amount=-60\nsurcharge MORE kind=percent on=base amount=-60", "45G1", NULL, NULL, NULL, NULL, "T23",
          "R1 100.00; OFF -60.00; MORE -40.00; 0.00", "discounts never pay the shipper" },
        { LANE "\nsurcharge FUEL kind=percent on=base amount=10 agency=ADY", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "another carrier" },
        { LANE "\nsurcharge FUEL kind=percent on=base amount=10 mode=sea", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "another mode" },
        { LANE " currency=KZT\nsurcharge FUEL kind=percent on=base amount=10\nfx 2026-01-01 USD KZT 500", "45G1", NULL, NULL, NULL, NULL, "T23",
          "R1 100.00 KZT = 0.20; FUEL 10.00 KZT = 0.02; 0.22", "in the currency of its line" },
        { "tariff CNKZ kind=km unit=container_km from=CN to=KZ amount=1\ntariff KZKM kind=km unit=container_km from=KZ to=KZ amount=1\n"
          "surcharge FUEL kind=percent on=base amount=10 from=KZ to=KZ", "45G1", NULL, NULL, NULL, NULL, "T03",
          "CNKZ 3000.00; KZKM 3300.50; FUEL 330.05; 6630.55", "only of lines between these places" },
        { LANE "\ntariff R2 from=KZALA to=KZAAU amount=105 agency=KTZE\nsurcharge FUEL kind=percent on=base amount=10 from=KZALA", "45G1", NULL, NULL, NULL, NULL, "T23",
          "R1 100.00; FUEL 10.00; 110.00", "the least sum counts the surcharges" },
        { LANE "\nsurcharge DG kind=percent on=base amount=50 dg_only=1", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "harmless goods" },
        { LANE "\nsurcharge DG kind=percent on=base amount=50 dg_only=1", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; DG 50.00; 150.00", "dangerous goods" },
        { LANE "\nsurcharge COLD amount=80 reefer_only=1", "1x45G1,1x45R1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; R1 100.00; COLD 80.00; 280.00", "the reefer alone" },
        { LANE "\nsurcharge GOODS amount=80 hs=84", "45G1", NULL, "1001", NULL, NULL, "T23", "R1 100.00; 100.00", "other goods" },
        { LANE "\nsurcharge LEG amount=25", "2x45G1", NULL, NULL, NULL, NULL, "T23", "R1 200.00; LEG 50.00; 250.00", "on the leg" },
        { LANE "\nsurcharge LEG amount=25 unit=shipment", "2x45G1,1x22G1", NULL, NULL, NULL, NULL, "T23", "R1 200.00; R1 100.00; LEG 25.00; 325.00", "once for the shipment" },
        { LANE "\nsurcharge LEG amount=0.01 unit=container_km", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; LEG 30.00; 130.00", "by the leg's distance" },
        { LANE "\nsurcharge LEG amount=25 unit=wagon", "2x45G1", NULL, NULL, NULL, NULL, "T23", "R1 200.00; 200.00", "boxes are no wagons" },
        { LANE "\nsurcharge LEG amount=25 from=KZALA to=KZAAU agency=KTZE mode=rail", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; LEG 25.00; 125.00", "all of it fits" },
        { LANE "\nsurcharge LEG amount=25 from=KZAAU", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "the other end" },
        { LANE "\nsurcharge LEG amount=25 valid_from=2026-07-01", "45G1", NULL, NULL, NULL, NULL, "T23", "R1 100.00; 100.00", "not yet" },
        { LANE "\nsurcharge LEG amount=25 currency=GEL", "45G1", NULL, NULL, NULL, NULL, "T23", "none", "a charge that cannot be converted is not left out" },
        { "tariff R1 amount=100\nsurcharge WAR on=passing stop=KZALT amount=7", "45G1", NULL, NULL, NULL, NULL, "T03", "R1 100.00; WAR 7.00; 107.00", "a call between the ends" },
        { "tariff R1 amount=100\nsurcharge WAR on=passing stop=KZALT amount=7", "45G1", NULL, NULL, NULL, NULL, "T13", "R1 100.00; 100.00", "an end is not passed" },
        { "tariff R1 amount=100\nsurcharge WAR on=passing stop=KZALT amount=7\nsurcharge ALL on=passing amount=1", "45G1", NULL, NULL, NULL, NULL, "T03",
          "R1 100.00; WAR 7.00; ALL 1.00; ALL 1.00; 109.00", "one for each call" },
        { "tariff R1 amount=100\nhandling KZALT applies=passing operation=border price=40", "2x45G1", NULL, NULL, NULL, NULL, "T03", "R1 200.00; KZALT 80.00; 280.00",
          "a border passed on the train" },
        { "tariff R1 amount=100\nhandling KZALT applies=both operation=border price=40 unit=shipment", "2x45G1,1x22G1", NULL, NULL, NULL, NULL, "T03",
          "R1 200.00; R1 100.00; KZALT 40.00; 340.00", "one paper for the shipment" },
        { "tariff R1 amount=100\nhandling KZALT operation=border price=40", "45G1", NULL, NULL, NULL, NULL, "T03", "R1 100.00; 100.00", "rows of a change do not count when passing" },
        { "tariff R1 amount=100\nhandling KZALT applies=passing price=40 from_mode=sea", "45G1", NULL, NULL, NULL, NULL, "T03", "R1 100.00; 100.00", "another vehicle" },
    };
    run_all(row, COUNT(row));
}

static void test_refused_rows(void **state)
{
    (void)state;
    static const struct { const char *rows, *where, *why; } row[] = {
        { LANE " unit=container_km", "freight_tariffs.txt:2 unit", "a lane by distance" },
        { "tariff A kind=km unit=container amount=1", "freight_tariffs.txt:2 unit", "by distance without distance" },
        { LANE "\ntariff R2 amount=-1", "freight_tariffs.txt:3 amount", "below zero" },
        { LANE " equipment=boat", "freight_tariffs.txt:2 equipment", "no equipment" },
        { LANE " hs=x", "freight_tariffs.txt:2 hs", "no goods" },
        { "surcharge S amount=-1", "freight_surcharges.txt:0 amount", "a discount in money" },
        { "surcharge S kind=percent on=leg amount=1", "freight_surcharges.txt:0 applies_to", "a percent of a leg" },
        { "surcharge S on=base amount=1", "freight_surcharges.txt:0 applies_to", "money on a line" },
        { "surcharge S on=journey from=KZ amount=1", "freight_surcharges.txt:0 applies_to", "a journey has no such end" },
        { "surcharge S on=passing unit=container_km amount=1", "freight_surcharges.txt:0 unit", "a call has no length" },
        { "handling KZALT price=-1", "freight_handling.txt:0 price", "below zero" },
        { "handling KZALT price=1 unit=t_km", "freight_handling.txt:0 price_unit", "a terminal has no length" },
        { "fx 2026-01-01 USD KZT 0", "freight_fx.txt:0 rate", "nothing for a dollar" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        scenario s;
        scenario_open(&s, row[i].rows);
        check_true(!s.p && s.err.status == KV_INVALID && s.err.text[0] && s.err.hint[0], row[i].why);
        check_text(s.err.where, row[i].where, row[i].why);
        scenario_close(&s);
    }
}

/* far beyond the scratch that lies on the stack: a lane from every call to the next, a dearer one to the next but one */
static void test_long_ride(void **state)
{
    (void)state;
    enum { CALLS = 300 };
    kit k = { 0 };
    static char calls[CALLS * 5 + 1];
    uint32_t metre[CALLS];
    for (int i = 0; i < CALLS; i++) {
        char id[16];
        snprintf(id, sizeof id, "S%03d", i);
        kit_stop(&k, id, "KZ", "");
        memcpy(calls + 5 * i, id, 4);                   /* S000 and a blank */
        calls[5 * i + 4] = ' ';
        metre[i] = (uint32_t)i * 1000;
    }
    kit_ride(&k, kit_service(&k, "T", "KTZE", "rail"), calls, metre);
    for (int i = 0; i + 1 < CALLS; i++) {
        char from[16], to[16], over[16];
        snprintf(from, sizeof from, "S%03d", i);
        snprintf(to, sizeof to, "S%03d", i + 1);
        snprintf(over, sizeof over, "S%03d", i + 2 < CALLS ? i + 2 : 0);
        kit_tariff(&k, (kit_rate){ .id = "ONE", .from = from, .to = to, .amount = "1" });
        kit_tariff(&k, (kit_rate){ .id = "TWO", .from = from, .to = over, .amount = "2.01" });
    }
    kv_pricer *p = NULL;
    kv_error err = { 0 };
    kv_price_lines lines = { 0 };
    const kv_corridor *c = kit_done(&k);
    check_i64(kv_pricer_open(&p, c, &err), KV_OK, err.text);
    kv_cargo cargo = kit_cargo("45G1", NULL, NULL);
    check_i64(kv_price_leg(p, &cargo, kit_currency("USD"), &c->patterns[0], 0, CALLS - 1, 20000, &lines), 100 * (CALLS - 1), "a lane from call to call");
    check_i64(lines.count, CALLS - 1, "each a line");
    check_i64(lines.at[0].stop_from, 0, "the first line first");
    check_i64(lines.at[CALLS - 2].stop_to, CALLS - 1, "the last line last");
    kv_vec_free(&lines);
    kv_pricer_close(p);
    kit_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lanes), cmocka_unit_test(test_distance), cmocka_unit_test(test_which_wins), cmocka_unit_test(test_money),
        cmocka_unit_test(test_surcharges), cmocka_unit_test(test_refused_rows), cmocka_unit_test(test_long_ride),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
