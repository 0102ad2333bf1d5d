/* test_charges.c - what is paid beside the rates of a leg: changes, storage, through rates, trucks, the journey */
#include "scenario.h"

typedef struct { const char *rows, *cargo, *ask, *currency, *want, *why; } charge_case;

static kv_mode mode_of(kv_text word) { return (kv_mode)kv_term_find(KV_LIST_MODE, word); }

/* ask: "change STOP from to", "journey", "extras T03", "through ID", "road KZ metres" */
static int64_t ask(const scenario *s, const kv_cargo *cargo, kv_currency asked, const char *what, kv_price_lines *lines)
{
    int32_t day = kit_day("2026-06-15", 0);
    kv_text rest = kv_text_of(what), word, x = { 0 }, y = { 0 };
    char id[40] = "";
    kv_text_next(&rest, ' ', &word);
    if (kv_text_next(&rest, ' ', &x))
        snprintf(id, sizeof id, "%.*s", (int)x.n, x.p);
    if (kv_text_is(word, "journey"))
        return kv_price_journey(s->p, cargo, asked, day, lines);
    if (kv_text_is(word, "extras"))
        return kv_price_leg_surcharges(s->p, cargo, asked, &s->k.c.patterns[0], (uint32_t)(id[1] - '0'), (uint32_t)(id[2] - '0'), day, lines);
    if (kv_text_is(word, "through")) {
        uint32_t row = 0;
        while (strcmp(kv_corridor_text(&s->k.c, s->k.c.tariffs[row].id), id) != 0)
            row++;
        return kv_price_through(s->p, cargo, asked, row, day, lines);
    }
    kv_text_next(&rest, ' ', &y);
    if (kv_text_is(word, "road")) {
        int64_t metres = 0;
        kv_parse_i64(y, &metres);
        return kv_price_road(s->p, cargo, asked, id, metres, day, lines);
    }
    kv_text_next(&rest, ' ', &word);
    return kv_price_change(s->p, cargo, asked, kit_stop_at(&s->k, id), mode_of(y), mode_of(word), day, lines);
}

#define PORT "handling KZAAU-PORT operation=terminal from_mode=rail price=60\nhandling KZAAU-PORT operation=terminal to_mode=sea price=80\n"
#define THROUGH "tariff T1 kind=through group=TITR from=CNXAG to=GEPTI amount=4000 "

static const charge_case cases[] = {
    { PORT, "2x45G1", "change KZAAU-PORT rail sea", NULL, "KZAAU-PORT 120.00; KZAAU-PORT 160.00; 280.00", "off the train and on the ship" },
    { PORT, "2x45G1", "change KZAAU-PORT none sea", NULL, "KZAAU-PORT 160.00; 160.00", "the cargo begins here" },
    { PORT, "2x45G1", "change KZAAU-PORT rail none", NULL, "KZAAU-PORT 120.00; 120.00", "the cargo ends here" },
    { PORT, "2x45G1", "change KZALT rail sea", NULL, "0.00", "no rows, no charge" },
    { PORT, "3xwagon-tank", "change KZAAU-PORT rail sea", NULL, "0.00", "a price per container is not for wagons" },
    { "handling KZAAU operation=customs price=15 unit=shipment\n" PORT, "1x45G1,1x22G1", "change KZAAU-PORT rail none", NULL,
      "KZAAU-PORT 15.00; KZAAU-PORT 60.00; KZAAU-PORT 60.00; 135.00", "place and terminal; one customs paper for two items" },
    { "handling KZAAU-PORT equipment=wagon price=30 unit=unit\nhandling KZAAU-PORT price=50 unit=unit\n", "1x45G1,2xwagon-tank", "change KZAAU-PORT rail ferry", NULL,
      "KZAAU-PORT 50.00; KZAAU-PORT 60.00; 110.00", "each item by the row that is for it" },
    { "handling KZAAU-PORT price=10 unit=t\n", "500t", "change KZAAU-PORT rail sea", NULL, "KZAAU-PORT 5000.00; 5000.00", "tonnes" },
    { "handling KZAAU-PORT price=20 unit=truck\n", "2x45G1", "change KZAAU-PORT road sea", NULL, "KZAAU-PORT 40.00; 40.00", "the gate takes it per truck" },
    { "handling KZAAU-PORT price=20 unit=truck\n", "2x45G1", "change KZAAU-PORT rail sea", NULL, "0.00", "no truck comes" },
    { "handling KZAAU-PORT price=20 valid_to=2026-06-14\n", "2x45G1", "change KZAAU-PORT rail sea", NULL, "0.00", "no longer" },
    { "handling KZAAU-PORT price=20 currency=GEL\n", "45G1", "change KZAAU-PORT rail sea", NULL, "none", "cannot be told in dollars" },
    { "handling KZAAU-PORT price=20\nsurcharge WAR on=passing stop=KZAAU-PORT amount=25", "45G1", "change KZAAU-PORT rail sea", NULL,
      "KZAAU-PORT 20.00; WAR 25.00; 45.00", "calling at it costs, changing or riding" },
    { "surcharge WAR on=passing stop=KZAAU amount=25", "45G1", "change KZAAU-PORT rail sea", NULL, "WAR 25.00; 25.00", "of the place" },
    { "surcharge WAR on=passing stop=KZAAU amount=25 mode=sea", "45G1", "change KZAAU-PORT rail sea", NULL, "WAR 25.00; 25.00", "one of the two vehicles is a ship" },
    { "surcharge WAR on=passing stop=KZAAU amount=25 mode=sea", "45G1", "change KZAAU-PORT rail none", NULL, "0.00", "none is" },
    { "surcharge WAR on=passing stop=KZAAU amount=25 agency=ASCO", "45G1", "change KZAAU-PORT rail sea", NULL, "0.00", "a carrier's own charge is for riding with it" },

    { "surcharge FEE on=journey amount=120 equipment=40;45\nsurcharge FEE20 on=journey amount=80 equipment=20", "2x45G1,1x22G1", "journey", NULL,
      "FEE 240.00; FEE20 80.00; 320.00", "commission, once a journey" },
    { "surcharge FEE on=journey amount=120 unit=shipment", "2x45G1,1x22G1", "journey", NULL, "FEE 120.00; 120.00", "once a shipment" },
    { "surcharge FEE on=journey amount=120", "wagon-tank", "journey", NULL, "0.00", "not for wagons" },

    { "tariff R1 amount=100\nsurcharge LEG amount=5\nsurcharge WAR on=passing stop=KZALT amount=7\nhandling KZALA applies=passing price=3\n"
      "surcharge FUEL kind=percent on=base amount=10", "45G1", "extras T03", NULL, "LEG 5.00; WAR 7.00; KZALA 3.00; 15.00", "all but the rates" },

    { THROUGH, "2x45G1", "through T1", NULL, "T1 8000.00; 8000.00", "a through rate" },
    { THROUGH "equipment=40", "2x22G1", "through T1", NULL, "none", "not for this box" },
    { THROUGH "valid_to=2026-06-14", "2x45G1", "through T1", NULL, "none", "not today" },
    { THROUGH "equipment=40\ntariff T2 kind=through group=TITR from=CNXAG to=GEPTI amount=2500 equipment=20", "1x45G1,2x22G1", "through T1", NULL,
      "T1 4000.00; T2 5000.00; 9000.00", "each item by the row of the list that is for it" },
    { THROUGH "\ntariff T2 kind=through group=TITR from=CNXAG to=GEPTI amount=4500 hs=84", "45G1", "through T1", NULL, "T2 4500.00; 4500.00", "the narrower row of the list" },
    { THROUGH "\ntariff T2 kind=through group=OTHER from=CNXAG to=GEPTI amount=4500 hs=84", "45G1", "through T1", NULL, "T1 4000.00; 4000.00", "another group is another list" },
    { THROUGH "agency=KTZE\nsurcharge FUEL kind=percent on=base amount=5 agency=KTZE from=CN to=GE", "45G1", "through T1", NULL, "T1 4000.00; FUEL 200.00; 4200.00",
      "its percent surcharges" },
    { THROUGH "\nsurcharge FUEL kind=percent on=base amount=5 mode=rail", "45G1", "through T1", NULL, "T1 4000.00; 4000.00", "it has no mode of its own" },
    { "tariff R1 amount=100", "45G1", "through R1", NULL, "none", "a lane is no through rate" },

    { "tariff A kind=km mode=road unit=truck_km from=KZ to=KZ amount=1.5\ntariff B kind=km mode=road unit=truck_km from=AZ to=AZ amount=1", "2x45G1", "road KZ 100500", NULL,
      "A 301.50; 301.50", "100.5 km x 2 trucks x 1.5, by the country" },
    { "tariff A kind=km mode=road unit=truck_km from=KZ to=KZ amount=1.5\ntariff B kind=km mode=road unit=truck_km amount=1 agency=HEU", "45G1", "road KZ 100000", NULL,
      "B 100.00; 100.00", "any carrier: the least" },
    { "tariff A kind=km mode=road unit=truck_km from=KZ to=AZ amount=1.5", "45G1", "road KZ 100000", NULL, "none", "a rate over the border is not for a first mile" },
    { "tariff A kind=km mode=rail unit=t_km from=KZ to=KZ amount=1.5", "45G1", "road KZ 100000", NULL, "none", "a train comes to no door" },
    { "tariff A kind=km mode=road unit=truck_km from=KZ to=KZ amount=1.5", "2xwagon-tank", "road KZ 100000", NULL, "none", "wagons do not drive" },
    { "tariff A kind=km mode=road unit=truck_km from=KZ to=KZ amount=1 minimum=150 agency=HEU\nsurcharge FUEL kind=percent on=base amount=6 agency=HEU mode=road", "45G1",
      "road KZ 100000", NULL, "A 150.00; FUEL 9.00; 159.00", "minimum and floater of its carrier" },
};

static void test_charges(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const charge_case *row = &cases[i];
        scenario s;
        scenario_open(&s, row->rows);
        check_text(s.err.text, "", row->why);
        kv_cargo cargo = kit_cargo(row->cargo, NULL, "8471");
        kv_currency asked = kit_currency(row->currency);
        kv_price_lines lines = { 0 };
        char got[600];
        int64_t price = ask(&s, &cargo, asked, row->ask, &lines);
        scenario_show(&s, &lines, asked, price, got, sizeof got);
        check_text(got, row->want, row->why);
        check_i64(ask(&s, &cargo, asked, row->ask, NULL), price, "with and without lines");
        check_i64(price == KV_PRICE_NONE ? -1 : scenario_sum(&lines), price, "lines add up");
        kv_vec_free(&lines);
        scenario_close(&s);
    }
}

static void test_leg_is_rates_and_extras(void **state)
{
    (void)state;
    scenario s;
    scenario_open(&s, "handling KZALA applies=passing price=3\ntariff R1 amount=100\nsurcharge LEG amount=5\nsurcharge WAR on=passing stop=KZALT amount=7\n");
    kv_cargo cargo = kit_cargo("2x45G1", NULL, NULL);
    kv_currency usd = kit_currency("USD");
    int64_t leg = kv_price_leg(s.p, &cargo, usd, &s.k.c.patterns[0], 0, 3, 20000, NULL);
    int64_t extras = kv_price_leg_surcharges(s.p, &cargo, usd, &s.k.c.patterns[0], 0, 3, 20000, NULL);
    check_i64(leg, 20000 + extras, "a leg is its rates and what a through rate leaves to be paid");
    check_i64(extras, 1000 + 1400 + 600, "leg, passing, border");
    scenario_close(&s);
}

static void test_storage(void **state)
{
    (void)state;
    static const struct { const char *rows, *cargo, *date; uint32_t free_days; int64_t per_day; uint32_t row; const char *why; } row[] = {
        { "handling KZAAU-PORT storage=5.50 storage_unit=TEU free_days=3", "2x45G1", "2026-06-15", 3, 2200, 0, "four TEU at 5.50" },
        { "handling KZAAU-PORT price=10", "2x45G1", "2026-06-15", 0, 0, KV_NONE, "no storage" },
        { "handling KZAAU storage=4 free_days=7\nhandling KZAAU-PORT storage=5 free_days=3", "45G1", "2026-06-15", 3, 500, 1, "the terminal's row before the place's" },
        { "handling KZAAU storage=4 free_days=7\nhandling KZAAU-PORT storage=5 free_days=3 equipment=wagon", "45G1", "2026-06-15", 7, 400, 0, "the place's where the terminal has none for it" },
        { "handling KZAAU-PORT storage=4 free_days=7\nhandling KZAAU-PORT storage=9 free_days=2 equipment=R", "1x45G1,1x45R1", "2026-06-15", 2, 1300, 0,
          "each item by its row, the fewest free days" },
        { "handling KZAAU-PORT storage=4 free_days=7 valid_to=2026-06-14\nhandling KZAAU-PORT storage=6 free_days=5 valid_from=2026-06-15", "45G1", "2026-06-15", 5, 600, 1, "by the day" },
        { "handling KZAAU-PORT storage=4 free_days=7 currency=GEL", "45G1", "2026-06-15", 7, KV_PRICE_NONE, 0, "cannot be told in dollars" },
        { "handling KZAAU-PORT storage=100 storage_unit=shipment free_days=1", "1x45G1,1x22G1", "2026-06-15", 1, 10000, 0, "once for the shipment" },
        { "handling KZAAU-PORT storage=100 storage_unit=container free_days=1", "wagon-tank", "2026-06-15", 0, 0, KV_NONE, "not for wagons" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        scenario s;
        scenario_open(&s, row[i].rows);
        kv_cargo cargo = kit_cargo(row[i].cargo, NULL, NULL);
        uint32_t free_days = 99, at = 99;
        int64_t per_day = 99;
        kv_price_storage(s.p, &cargo, kit_currency("USD"), kit_stop_at(&s.k, "KZAAU-PORT"), kit_day(row[i].date, 0), &free_days, &per_day, &at);
        check_i64(free_days, row[i].free_days, row[i].why);
        check_i64(per_day, row[i].per_day, row[i].why);
        check_i64(at, row[i].row, row[i].why);
        scenario_close(&s);
    }
}

static void test_pairs(void **state)
{
    (void)state;
    static const struct { const char *rows, *cargo, *want, *why; } row[] = {
        { THROUGH, "45G1", "T1 CNXAG-GEPTI", "terminal to terminal" },
        { THROUGH "both_ways=1", "45G1", "T1 CNXAG-GEPTI T1 GEPTI-CNXAG", "both ways" },
        { "tariff T1 kind=through group=TITR from=KZAAU to=AZALA amount=1 covers_handling=1", "45G1", "T1 KZAAU-PORT-AZALA-PORT* T1 KZAAU-PORT-AZALA-RAIL*", "places mean their terminals" },
        { "tariff T1 kind=through group=TITR from=CN to=GE amount=1", "45G1", "T1 CNXAG-GEPTI T1 CNXAG-GETBS", "countries mean all of theirs" },
        { THROUGH "equipment=20", "45G1", "", "never for this cargo" },
        { THROUGH "valid_to=2020-01-01", "45G1", "T1 CNXAG-GEPTI", "validity is asked when it is priced" },
        { THROUGH "equipment=40\ntariff T2 kind=through group=TITR from=CNXAG to=GEPTI amount=2500 equipment=20", "1x45G1,2x22G1", "T1 CNXAG-GEPTI", "one offer for a list" },
        { THROUGH "equipment=40\ntariff T2 kind=through group=OTHER from=CNXAG to=GEPTI amount=2500 equipment=20", "1x45G1,2x22G1", "", "two lists do not make one" },
        { "tariff R1 amount=1", "45G1", "", "no through rate" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        scenario s;
        scenario_open(&s, row[i].rows);
        kv_cargo cargo = kit_cargo(row[i].cargo, NULL, NULL);
        kv_arena arena = { 0 };
        kv_through_pair *pair = NULL;
        uint32_t count = 99;
        char got[300] = "";
        check_i64(kv_price_through_pairs(s.p, &cargo, &arena, &pair, &count), KV_OK, row[i].why);
        for (uint32_t n = 0; n < count; n++)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s %s-%s%s", n ? " " : "", kv_corridor_text(&s.k.c, s.k.c.tariffs[pair[n].tariff].id),
                     kv_corridor_text(&s.k.c, s.k.c.stops[pair[n].from].id), kv_corridor_text(&s.k.c, s.k.c.stops[pair[n].to].id), pair[n].covers_handling ? "*" : "");
        check_text(got, row[i].want, row[i].why);
        kv_arena_free(&arena);
        scenario_close(&s);
    }
}

static void test_epochs(void **state)
{
    (void)state;
    static const struct { const char *rows, *want, *mine, *why; } row[] = {
        { "tariff R1 amount=1", "01", "01", "nothing ever changes" },
        { "tariff R1 amount=1 valid_from=2026-06-10 valid_to=2026-06-20", "01 10 21", "01 10 21", "it begins, it is over the day after its last" },
        { "tariff R1 amount=1 valid_from=2026-06-01 valid_to=2026-06-30", "01", "01", "outside the window" },
        { "tariff R1 amount=1 valid_to=2026-06-29", "01 30", "01 30", "the window's last day" },
        { "tariff R1 amount=1 carried_after=2026-06-09", "01 10", "01 10", "carried forward from the tenth" },
        { "surcharge S amount=1 valid_from=2026-06-10", "01 10", "01 10", "a surcharge" },
        { "handling KZALT price=1 valid_from=2026-06-10", "01 10", "01 10", "a charge of a terminal" },
        { "fx 2026-06-10 USD KZT 500\nfx 2026-06-12 USD KZT 500\ntariff R1 amount=1", "01 10 12", "01", "exchange, that dollars in dollars do not need" },
        { "fx 2026-06-10 USD KZT 500\ntariff R1 amount=1 currency=KZT", "01 10", "01 10", "exchange that they do need" },
        { "tariff R1 amount=1 valid_from=2026-06-10 unit=wagon", "01 10", "01", "never for this cargo" },
        { "tariff R1 amount=1 valid_from=2026-06-10\ntariff R2 amount=2 valid_from=2026-06-10", "01 10", "01 10", "a day once" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        scenario s;
        scenario_open(&s, row[i].rows);
        kv_cargo cargo = kit_cargo("45G1", NULL, NULL);
        int32_t days[8] = { 0 }, from = kit_day("2026-06-01", 0), to = kit_day("2026-06-30", 0);
        for (int mine = 0; mine < 2; mine++) {
            char got[60] = "";
            uint32_t count = mine ? kv_price_epochs_for(s.p, &cargo, kit_currency("USD"), from, to, days, 8) : kv_price_epochs(s.p, from, to, days, 8);
            for (uint32_t n = 0; n < count; n++)
                snprintf(got + strlen(got), sizeof got - strlen(got), "%s%02d", n ? " " : "", kv_days_date(days[n]).day);
            check_text(got, mine ? row[i].mine : row[i].want, row[i].why);
        }
        days[1] = 77;
        check_true(kv_price_epochs(s.p, from, to, days, 1) >= 1 && days[1] == 77, "never writes beyond its room");
        scenario_close(&s);
    }
}

/* between two epochs no price changes; the days themselves are the only ones that matter */
static void test_epochs_are_enough(void **state)
{
    (void)state;
    scenario s;
    scenario_open(&s,
        "handling KZALA applies=passing price=3 valid_from=2026-06-05 valid_to=2026-06-07\n"
        "tariff R1 amount=100 valid_to=2026-06-20 carried_after=2026-06-11\n"
        "tariff R2 amount=130 valid_from=2026-06-03\ntariff R3 amount=90 agency=KTZE currency=KZT valid_from=2026-06-14\n"
        "surcharge FUEL kind=percent on=base amount=10 valid_from=2026-06-09 valid_to=2026-06-17\n"
        "fx 2026-06-01 USD KZT 1\nfx 2026-06-16 USD KZT 0.7\nfx 2026-06-25 USD KZT 0.9\n");
    kv_cargo cargo = kit_cargo("45G1", NULL, NULL);
    int32_t days[64], from = kit_day("2026-06-01", 0), to = kit_day("2026-06-30", 0);
    uint32_t count = kv_price_epochs_for(s.p, &cargo, kit_currency("USD"), from, to, days, 64), e = 0, changes = 0;
    int64_t before = -2;
    for (int32_t day = from; day <= to; day++) {
        int64_t price = kv_price_leg(s.p, &cargo, kit_currency("USD"), &s.k.c.patterns[0], 0, 3, day, NULL);
        bool begins = e < count && days[e] == day;
        e += begins;
        check_true(begins || price == before, "a price changes on an epoch only");
        changes += price != before;
        before = price;
    }
    check_true(changes >= 8, "prices do change here");
    scenario_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_charges), cmocka_unit_test(test_leg_is_rates_and_extras), cmocka_unit_test(test_storage), cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_epochs), cmocka_unit_test(test_epochs_are_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
