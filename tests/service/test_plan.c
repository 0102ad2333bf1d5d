/* test_plan.c - the use case plan on a pack small enough to add up by hand (tests/service/packs/mini)
 *
 *     KZALA ==rail, Mondays==> KZAAU ==feeder when full, or ferry Tue Fri==> AZALA ==rail, daily==> GETBS ==> GEPTI
 *       \=============================rail by RUASF, Wednesdays================================================/
 *
 * 2026-11-30 is a Monday. Almaty is UTC+5, Baku and Tbilisi UTC+4, Moscow UTC+3. 1 USD = 500 KZT, 1 EUR = 1.10 USD. */
#include "ask.h"

#include <math.h>

static asked mini;

static int open_mini(void **state)
{
    (void)state;
    open_folder(&mini, MINI, NULL);
    return 0;
}

static int close_mini(void **state)
{
    (void)state;
    close_asked(&mini);
    return 0;
}

/* ---- prices, to the cent ------------------------------------------------------------------------------------ */

static void test_prices(void **state)
{
    (void)state;
    static const struct { const char *from, *to, *cargo, *weight, *hs, *depart, *currency, *modes, *chain; int64_t want; const char *why; } row[] = {
        { "KZALA", "KZAAU", "2x45G1", "24t", NULL, "2026-11-27", NULL, NULL, "ALA-AAU", 298250,
          "lift 2 x 50, lane 2 x 700,000 KZT = 2,800 USD, documents 75 EUR = 82.50" },
        { "KZALA", "KZAAU", "2x45G1", "24t", NULL, "2026-12-18", NULL, NULL, "ALA-AAU", 318250, "from 16 December 2 x 750,000 KZT = 3,000" },
        { "KZALA", "KZAAU", "2x45G1", "24t", NULL, "2026-11-27", "KZT", NULL, "ALA-AAU", 149125000,
          "100 USD = 50,000; 1,400,000 as it stands; 75 EUR = 82.50 USD = 41,250 KZT" },
        { "KZALA", "KZAAU", "30xwagon", "55t", "1001", "2026-11-27", NULL, NULL, "ALA-AAU", 3293250,
          "least 60 t a wagon: 30 x 60 x 18.25 = 32,850; no lift for wagons; documents" },
        { "KZALA", "KZAAU", "30xwagon", "65t", "1001", "2026-11-27", NULL, NULL, "ALA-AAU", 3567000, "30 x 65 x 18.25 = 35,587.50" },
        { "KZAAU", "AZALA", "2x45G1", "24t", NULL, "2026-11-27", NULL, NULL, "FEEDER", 107250, "2 x 450, bunker 10 % = 90, documents 82.50" },
        { "KZAAU", "AZALA", "2x45G1", "24t", NULL, "2026-11-27", "EUR", NULL, "FEEDER", 97500,
          "each line converted once: 818.18 + 81.82 + 75.00" },
        { "KZAAU", "AZALA", "2x45G1", "24t", NULL, "2026-11-27", NULL, "ferry", "FERRY", 128250, "2 x 600, documents" },
        { "KZALA", "AZALA", "2x45G1", "24t", NULL, "2026-11-27", NULL, NULL, "ALA-AAU FEEDER", 318250,
          "lift 100, through rate 2 x 1,500 that covers the handling at Aktau, documents" },
        { "KZALA", "AZALA", "2x45G1", "24t", NULL, "2026-11-27", NULL, "rail,ferry", "ALA-AAU FERRY", 322250,
          "the same and 2 x 2 x 10 of storage: ready 4 Dec 16:00 UTC, leaves 8 Dec 08:00, 4 days begun, 2 free" },
        { "KZALA", "GEPTI", "2x45G1", "24t", NULL, "2026-11-27", NULL, NULL, "ALA-AAU FEEDER ALA-PTI", 572750,
          "lift 100, through 3,000, Alat 2 x 120, 48 t x 500 km x 0.06 = 1,440, 48 x 350 x 0.05 = 840, seal 2 x 12.50, documents" },
        { "KZALA", "GEPTI", "2x45G1", "24t", NULL, "2026-11-27", NULL, NULL, "NORTH", 824250, "lift 100, 2 x 4,000, customs on the way 2 x 30 once, documents" },
        { "KZALA", "GEKUT", "2x45G1", "24t", NULL, "2026-11-27", NULL, NULL, "ALA-AAU FEEDER ALA-PTI truck", 571746,
          "to Tbilisi 1,440, lift 80, truck 192.297 km x 1.3 x 1.50 x 2 = 749.96" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_status s = ask(&mini, .from = row[i].from, .to = row[i].to, .cargo = row[i].cargo, .weight = row[i].weight, .hs = row[i].hs,
                          .depart = row[i].depart, .currency = row[i].currency, .only_modes = row[i].modes);
        check_i64(s, KV_OK, mini.err.text[0] ? mini.err.text : row[i].why);
        kv_option *o = find_chain(&mini, row[i].chain);
        check_true(o != NULL, row[i].chain);
        check_option(&mini, o);
        check_i64(o->price.minor, row[i].want, row[i].why);
    }
}

static void test_lines(void **state)
{
    (void)state;
    check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .weight = "24t", .depart = "2026-11-27"), KV_OK, mini.err.text);
    kv_option *o = find_chain(&mini, "ALA-AAU FEEDER ALA-PTI");
    static const struct { const char *id; kv_line_kind kind; uint32_t part; int64_t amount; } want[] = {
        { "KZALA-RAIL", KV_LINE_HANDLING, 0, 10000 }, { "X-G1", KV_LINE_THROUGH, 0, 300000 }, { "AZALA-PORT", KV_LINE_HANDLING, 2, 24000 },
        { "K-AZ", KV_LINE_TARIFF, 2, 144000 },        { "K-GE", KV_LINE_TARIFF, 2, 84000 },   { "SEAL", KV_LINE_SURCHARGE, 2, 2500 },
        { "DOCS", KV_LINE_SURCHARGE, KV_NONE, 8250 },
    };
    check_i64(o->line_count, COUNT(want), "lines");
    for (size_t i = 0; i < COUNT(want); i++) {
        check_text(o->lines[i].id, want[i].id, "in the order of the journey");
        check_i64(o->lines[i].line.kind, want[i].kind, want[i].id);
        check_i64(o->lines[i].part, want[i].part, want[i].id);
        check_i64(o->lines[i].line.converted, want[i].amount, want[i].id);
    }
    check_text(o->lines[1].name, "through rate Almaty goods station - Alat port", "from where to where");
    check_true(o->parts[0].through != KV_NONE && o->parts[0].through == o->parts[1].through && o->parts[2].through == KV_NONE, "two legs under it");
    check_true(o->has_estimate, "the feeder's row is an estimate");
    check_true(!o->has_carried, "nothing carried: the feeder's own rate is not used");
}

static void test_carried(void **state)
{
    (void)state;
    check_i64(ask(&mini, .from = "KZALA", .to = "KZAAU", .cargo = "1x45G1", .depart = "2027-01-22"), KV_OK, mini.err.text);
    check_true(!mini.plan.options[0].has_carried, "leaves on 25 January, the rate is published to the 31st");
    check_i64(ask(&mini, .from = "KZALA", .to = "KZAAU", .cargo = "1x45G1", .depart = "2027-01-29"), KV_OK, mini.err.text);
    check_true(mini.plan.options[0].has_carried, "leaves on 1 February under a rate that was carried forward");
}

/* ---- hours ------------------------------------------------------------------------------------------------------ */

static void test_times(void **state)
{
    (void)state;
    check_i64(ask(&mini, .from = "KZALA", .to = "GEKUT", .cargo = "2x45G1", .weight = "24t", .depart = "2026-11-27"), KV_OK, mini.err.text);
    check_time(mini.plan.ready, "2026-11-26T19:00:00Z", "a bare date is midnight in Almaty");
    kv_option *o = find_chain(&mini, "ALA-AAU FEEDER ALA-PTI truck");
    check_option(&mini, o);
    const kv_part *p = o->parts;
    check_time(p[0].depart, "2026-11-30T06:00:00Z", "Monday 11:00 in Almaty");
    check_time(p[0].cutoff, "2026-11-29T18:00:00Z", "12 hours before");
    check_i64(p[0].handling_s, 4 * 3600, "terminal handling before the first ride");
    check_time(p[1].ready, "2026-12-05T06:00:00Z", "arrived 4 December 06:00, 24 hours of transhipment");
    check_time(p[1].depart, "2026-12-07T06:00:00Z", "a when-full ship leaves after its planned wait of 48 hours");
    check_i64(p[1].dispatch, KV_DISPATCH_WHEN_FULL, "dispatch rule is shown");
    check_time(p[2].ready, "2026-12-08T22:00:00Z", "arrived 8 December 06:00, 16 hours");
    check_time(p[2].depart, "2026-12-09T04:00:00Z", "daily at 08:00 in Baku, cut-off 4 hours");
    check_time(p[2].arrive, "2026-12-09T22:00:00Z", "26:00 in Baku");
    check_i64(p[3].handling_s, 2 * 3600, "handling before the truck");
    check_time(p[3].depart, "2026-12-10T04:00:00Z", "the yard opens at 08:00 in Tbilisi");
    check_i64(p[3].opening_wait_s, 4 * 3600, "from midnight UTC to 04:00");
    check_i64(p[3].mode, KV_MODE_ROAD, "by road");
    check_i64((int64_t)(p[3].distance_km * 10), 2499, "1.3 times the line");
    check_true(p[0].call_count == 2 && p[2].call_count == 2, "calls of the leg");
    check_text(o->countries, "KZ AZ GE", "countries in order");
    check_text(o->route, "Middle Corridor", "what people call it");
}

/* a truck to a timetabled first ride leaves as late as the cut-off lets it */
static void test_first_mile(void **state)
{
    (void)state;
    check_i64(ask(&mini, .from = "42.25,42.70", .to = "GEPTI", .cargo = "1x45G1", .depart = "2026-12-01", .truck_km_max = 260, .only_modes = "rail,road"),
              KV_OK, mini.err.text);
    kv_option *o = find_chain(&mini, "truck ALA-PTI");
    if (!o)                                             /* the truck all the way may beat it in everything */
        check_text(chain(&mini, &mini.plan.all[0]), "truck", "86 km by road");
    check_i64(ask(&mini, .from = "41.70,44.80", .to = "GEPTI", .cargo = "1x45G1", .depart = "2026-12-01", .truck_km_max = 100), KV_OK, mini.err.text);
    o = find_chain(&mini, "truck ALA-PTI");
    check_true(o != NULL, "8 km to the yard in Tbilisi");
    check_option(&mini, o);
    check_true(o->parts[0].depart > o->parts[0].ready, "the truck waits for the train, not at the yard");
    check_true(o->parts[0].arrive + o->parts[1].handling_s <= o->parts[1].cutoff, "in time");
    check_i64(mini.plan.all[0].journey->transhipments, 1, "truck to train is a change");
}

/* ---- CO2e -------------------------------------------------------------------------------------------------------- */

static void test_emissions(void **state)
{
    (void)state;
    check_i64(ask(&mini, .from = "KZAAU", .to = "AZALA", .cargo = "2x45G1", .weight = "24t", .depart = "2026-11-27"), KV_OK, mini.err.text);
    kv_option *o = find_chain(&mini, "FEEDER");
    check_i64(o->journey->co2_g, 972000, "48 t x 450 km x 45 g");
    check_i64((int64_t)(o->co2.wtt_g + 0.5), 172800, "48 x 450 x 8");
    check_i64((int64_t)(o->co2.ttw_g + 0.5), 799200, "48 x 450 x 37");
    check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .weight = "24t", .depart = "2026-11-27"), KV_OK, mini.err.text);
    o = find_chain(&mini, "ALA-AAU FEEDER ALA-PTI");
    check_i64(o->journey->co2_g, 20000 + 2880000 + 40000 + 972000 + 40000 + 816000,
              "hub 4 TEU x 5, rail 48 x 3000 x 20, hub 4 x 10, sea, hub, rail 48 x 850 x 20");
}

/* ---- options ------------------------------------------------------------------------------------------------------ */

static void test_options(void **state)
{
    (void)state;
    check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .weight = "24t", .depart = "2026-11-27..2026-12-10"), KV_OK, mini.err.text);
    const kv_plan *p = &mini.plan;
    check_true(p->option_count >= 3 && p->option_count <= 6, "a handful of options");
    check_true(p->all_count >= p->option_count, "with all behind them");
    static const char *const words[] = { "fastest", "cheapest", "greenest", "surest", "fewest changes" };
    for (size_t w = 0; w < COUNT(words); w++) {
        const kv_option *labelled = NULL;
        for (uint32_t i = 0; i < p->option_count; i++)
            if (strstr(p->options[i].label, words[w])) {
                check_true(!labelled, "one option for each word");
                labelled = &p->options[i];
            }
        check_true(labelled != NULL, words[w]);
        uint32_t surest = UINT32_MAX;
        for (uint32_t i = 0; i < p->all_count; i++)
            if (p->all[i].journey->chance_cost < surest)
                surest = p->all[i].journey->chance_cost;
        for (uint32_t i = 0; i < p->all_count; i++) {
            const kv_journey *x = p->all[i].journey, *best = labelled->journey;
            if (x->chance_cost > surest + 693)              /* hardly ever holds: half of the best chance, or less */
                continue;
            check_true(w != 0 || best->arrive <= x->arrive, "fastest of all");
            check_true(w != 1 || best->price <= x->price, "cheapest of all");
            check_true(w != 2 || best->co2_g <= x->co2_g, "greenest of all");
            check_true(w != 3 || best->chance_cost <= x->chance_cost, "surest of all");
            check_true(w != 4 || best->transhipments <= x->transhipments, "fewest changes of all");
        }
    }
    for (uint32_t i = 0; i < p->option_count; i++) {
        check_option(&mini, &p->options[i]);
        check_true(*p->options[i].label, "every option says why it is shown");
        for (uint32_t k = 0; k < i; k++)
            check_true(p->options[i].journey != p->options[k].journey, "shown once");
    }
    for (uint32_t i = 0; i < p->all_count; i++)
        for (uint32_t k = 0; k < i; k++) {
            char x[400];
            snprintf(x, sizeof x, "%s", chain(&mini, &p->all[i]));
            check_i64(!strcmp(x, chain(&mini, &p->all[k])), p->all[i].family == p->all[k].family, "a family is a chain of services");
        }
    check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .weight = "24t", .depart = "2026-11-27", .options_max = 2), KV_OK, mini.err.text);
    check_i64(mini.plan.option_count, 2, "no more than asked for");
}

/* every figure of every journey of every answer adds up */
static void test_everything_adds_up(void **state)
{
    (void)state;
    static const struct { const char *from, *to, *cargo, *hs; } row[] = {
        { "KZALA", "GEPTI", "2x45G1", NULL }, { "KZALA", "GEPTI", "1x22G1,1x45R1", NULL }, { "KZALA", "GEPTI", "20xwagon", "1001" },
        { "KZAAU", "GEKUT", "3x22G1", NULL }, { "KZAAU", "41.5,44.5", "1x45G1", NULL },    { "KZALA", "GETBS", "1x45G1", NULL },
    };
    static const char *const currencies[] = { "USD", "EUR", "KZT" };
    for (size_t i = 0; i < COUNT(row); i++)
        for (size_t c = 0; c < COUNT(currencies); c++) {
            kv_status s = ask(&mini, .from = row[i].from, .to = row[i].to, .cargo = row[i].cargo, .hs = row[i].hs,
                              .depart = "2026-12-10..2026-12-31", .currency = currencies[c]);
            check_true(s == KV_OK || s == KV_NOTHING, mini.err.text);
            for (uint32_t k = 0; k < mini.plan.all_count; k++)
                check_option(&mini, &mini.plan.all[k]);
        }
}

/* ---- limits --------------------------------------------------------------------------------------------------------- */

typedef struct { kv_journey j[200]; uint32_t count; } kept;

static void keep(kept *k)
{
    k->count = 0;
    for (uint32_t i = 0; i < mini.plan.all_count && i < COUNT(k->j); i++)
        k->j[k->count++] = *mini.plan.all[i].journey;
}

/* Whatever is found under a limit is found without it, or something no worse in every criterion. */
static void test_relaxing_loses_nothing(void **state)
{
    (void)state;
    const kv_plan_request base = { .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .weight = "24t", .depart = "2026-11-27", .transfers_max = -1 };
    kv_plan_request row[10];
    const char *why[10];
    int n = 0;
#define LIMIT(text, field, value) row[n] = base, row[n].field = value, why[n++] = text
    LIMIT("arrive by", arrive_by, "2026-12-14");
    LIMIT("price", price_max, "5700");
    LIMIT("chance", chance_min, 0.9);
    LIMIT("transfers", transfers_max, 1);
    LIMIT("country", avoid, "RU");
    LIMIT("carrier", avoid_carriers, "KMTF");
    LIMIT("only carriers", only_carriers, "KTZ,ASCO,ADY");
    LIMIT("mode", avoid_modes, "sea");
    LIMIT("only modes", only_modes, "rail,ferry");
    LIMIT("via", via, "RUASF");
#undef LIMIT
    static kept limited;
    for (int i = 0; i < n; i++) {
        check_i64(ask_request(&mini, row[i]), KV_OK, why[i]);
        keep(&limited);
        check_true(limited.count > 0, why[i]);
        uint32_t limited_count = mini.plan.all_count;
        check_i64(ask_request(&mini, base), KV_OK, "without it");
        check_true(limited_count < mini.plan.all_count, "the limit leaves something out");
        for (uint32_t k = 0; k < limited.count; k++) {
            bool found = false;
            const kv_journey *x = &limited.j[k];
            for (uint32_t a = 0; a < mini.plan.all_count; a++) {
                const kv_journey *y = mini.plan.all[a].journey;
                found = found || (y->arrive <= x->arrive && y->price <= x->price && y->co2_g <= x->co2_g
                                  && y->transhipments <= x->transhipments && y->chance_cost <= x->chance_cost);
            }
            check_true(found, why[i]);
        }
    }
}

static void test_limits_hold(void **state)
{
    (void)state;
    check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .depart = "2026-11-27", .avoid = "ru"), KV_OK, mini.err.text);
    for (uint32_t i = 0; i < mini.plan.all_count; i++)
        check_true(!strstr(mini.plan.all[i].countries, "RU"), "small letters will do");
    check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .depart = "2026-11-27", .price_max = "5400.00", .weight = "10t"), KV_OK, mini.err.text);
    for (uint32_t i = 0; i < mini.plan.all_count; i++)
        check_true(mini.plan.all[i].price.minor <= 540000, "documents are in the price that is limited");
    check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .depart = "2026-11-27", .arrive_by = "2026-12-11"), KV_OK, mini.err.text);
    for (uint32_t i = 0; i < mini.plan.all_count; i++)
        check_true(kv_tick_time(mini.c, mini.plan.all[i].journey->arrive) < at("2026-12-11T20:00Z"), "by the end of that day in Tbilisi");
    check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .depart = "2026-11-27..2026-12-02"), KV_OK, mini.err.text);
    for (uint32_t i = 0; i < mini.plan.all_count; i++)
        check_true(kv_tick_time(mini.c, mini.plan.all[i].journey->depart) < at("2026-12-02T19:00Z"), "leaves before the window ends");
}

/* ---- nothing fits ------------------------------------------------------------------------------------------------------ */

static bool any_text(const char *const *list, uint32_t count, const char *part)
{
    for (uint32_t i = 0; i < count; i++)
        if (strstr(list[i], part))
            return true;
    return false;
}

static void test_nothing(void **state)
{
    (void)state;
    const kv_plan_request base = { .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .weight = "24t", .depart = "2026-11-27", .transfers_max = -1 };
    struct { kv_plan_request request; const char *block, *remedy, *furthest, *why; } row[12];
    int n = 0;
#define ROW(w, b, r, f, ...) \
    row[n].request = base; { kv_plan_request *q = &row[n].request; __VA_ARGS__; } row[n].why = w; row[n].block = b; row[n].remedy = r; row[n++].furthest = f
    ROW("too early", "earliest possible arrival is 2026-12-10", "--arrive-by 2026-12-10", "AZALA-PORT", q->arrive_by = "2026-12-09");
    ROW("too dear", "least price is 5647.50 USD", "--price-max 5647.50", NULL, q->price_max = "5600");
    ROW("too many", "carries 60 wagons, not 70", "--cargo 35xwagon", "KZALA-RAIL", (q->cargo = "70xwagon", q->weight = NULL, q->hs = "1001"));
    ROW("equipment", "takes no dry containers", NULL, "UZTAS-RAIL", (q->from = "UZTAS", q->to = "KZALA"));
    ROW("no tariff", "no tariff covers this cargo", NULL, "UZTAS-RAIL", (q->from = "UZTAS", q->to = "KZALA", q->cargo = "10xwagon", q->hs = "1001"));
    ROW("one country", "calls in a country to avoid", "without --avoid GE", "AZALA-PORT", q->avoid = "GE");
    ROW("two countries", "--avoid AZ,RU leaves no way", "without --avoid", "KZAAU-PORT", q->avoid = "AZ,RU");
    ROW("one of two", "--avoid UZ,RU leaves no way", "without --avoid RU", NULL, (q->avoid = "UZ,RU", q->transfers_max = 0));
    ROW("modes", "left out by mode or carrier", "without --only-modes", "KZALA-RAIL", q->only_modes = "sea");
    ROW("chance", "the surest way has a chance of", "--chance-min", NULL, (q->chance_min = 0.99, q->arrive_by = "2026-12-11"));
    ROW("truck", "within 50 km of Kutaisi", "--truck-km-max 250", NULL, (q->to = "GEKUT", q->truck_km_max = 50, q->avoid = "RU"));
    ROW("window", "nothing leaves within the window", "--depart 2026-12-03..2026-12-07", NULL, q->depart = "2026-12-03..2026-12-04");
#undef ROW
    for (int i = 0; i < n; i++) {
        check_i64(ask_request(&mini, row[i].request), KV_NOTHING, row[i].why);
        check_i64(mini.plan.option_count, 0, row[i].why);
        check_true(any_text(mini.plan.blocks, mini.plan.block_count, row[i].block), row[i].block);
        bool found = !row[i].remedy && !mini.plan.remedy_count;
        for (uint32_t k = 0; k < mini.plan.remedy_count; k++)
            found = found || (row[i].remedy && strstr(mini.plan.remedies[k].change, row[i].remedy));
        check_true(found, row[i].remedy ? row[i].remedy : row[i].why);
        if (row[i].furthest)
            check_text(mini.plan.furthest.code, row[i].furthest, row[i].why);
    }
}

/* what a remedy promises is so: asked with the change, something is found */
static void test_remedies_work(void **state)
{
    (void)state;
    static const struct { const char *option, *arrive_by, *price_max, *depart, *avoid; double chance_min, truck; const char *to; } row[] = {
        { .option = "--arrive-by ", .arrive_by = "2026-12-09", .to = "GEPTI" },
        { .option = "--price-max ", .price_max = "5600", .to = "GEPTI" },
        { .option = "--depart ", .depart = "2026-12-03..2026-12-04", .to = "GEPTI" },
        { .option = "--chance-min ", .chance_min = 0.99, .arrive_by = "2026-12-11", .to = "GEPTI" },
        { .option = "--truck-km-max ", .truck = 50, .to = "GEKUT" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_plan_request request = {
            .from = "KZALA", .to = row[i].to, .cargo = "2x45G1", .weight = "24t", .depart = row[i].depart ? row[i].depart : "2026-11-27",
            .arrive_by = row[i].arrive_by, .price_max = row[i].price_max, .chance_min = row[i].chance_min, .truck_km_max = row[i].truck, .transfers_max = -1,
        };
        check_i64(ask_request(&mini, request), KV_NOTHING, row[i].option);
        char value[80] = "";
        for (uint32_t k = 0; k < mini.plan.remedy_count; k++)
            if (!strncmp(mini.plan.remedies[k].change, row[i].option, strlen(row[i].option)))
                snprintf(value, sizeof value, "%s", mini.plan.remedies[k].change + strlen(row[i].option));
        check_true(*value, row[i].option);
        if (!strcmp(row[i].option, "--arrive-by "))
            request.arrive_by = value;
        else if (!strcmp(row[i].option, "--price-max "))
            request.price_max = value;
        else if (!strcmp(row[i].option, "--depart "))
            request.depart = value;
        else if (!strcmp(row[i].option, "--chance-min "))
            request.chance_min = strtod(value, NULL);
        else
            request.truck_km_max = strtod(value, NULL);
        check_i64(ask_request(&mini, request), KV_OK, value);
    }
}

/* ---- what a person can get wrong ------------------------------------------------------------------------------------------ */

static void test_refused(void **state)
{
    (void)state;
    const kv_plan_request base = { .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .depart = "2026-11-27", .transfers_max = -1 };
    struct { kv_plan_request request; const char *where, *text, *hint; } row[40];
    int n = 0;
#define ROW(w, t, h, ...) row[n].request = base; { kv_plan_request *q = &row[n].request; __VA_ARGS__; } row[n].where = w; row[n].text = t; row[n++].hint = h
    ROW("from", "missing", "UN/LOCODE", q->from = NULL);
    ROW("from", "missing", "UN/LOCODE", q->from = "  ");
    ROW("from", "no place of this pack is called \"Atlantis\"", "", q->from = "Atlantis");
    ROW("from", "no place", "did you mean KZALA Almaty", q->from = "Alamty");
    ROW("to", "same place", "terminals' ids", q->to = "Almaty");
    ROW("to", "same place", "", q->to = "KZALA-RAIL");
    ROW("to", "not on Earth", "latitude comes first: 42.15,141.67", q->to = "141.67,42.15");
    ROW("to", "not on Earth", "latitude -90 to 90", q->to = "91,181");
    ROW("depart", "missing", "2026-12-01", q->depart = NULL);
    ROW("depart", "\"tomorrow\" is not a date", "2026-12-01..2026-12-14", q->depart = "tomorrow");
    ROW("depart", "\"2026-13-01\" is not a date", "", q->depart = "2026-12-01..2026-13-01");
    ROW("depart", "ends before it begins", "2026-12-01..2026-12-14", q->depart = "2026-12-14..2026-12-01");
    ROW("depart", "outside this pack's calendars", "from 2026-11-01 to 2027-03-31", q->depart = "2029-01-01");
    ROW("depart", "outside this pack's calendars", "from 2026-11-01 to 2027-03-31", q->depart = "2026-01-01..2026-01-31");
    ROW("arrive_by", "\"soon\" is not a date", "2026-12-31", q->arrive_by = "soon");
    ROW("arrive_by", "before the cargo is ready", "a day after 2026-11-27", q->arrive_by = "2026-11-20");
    ROW("cargo", "", "", q->cargo = "2xbanana");
    ROW("weight", "", "", q->weight = "heavy");
    ROW("hs", "", "", q->hs = "8x");
    ROW("dg", "", "", q->dg = "12");
    ROW("currency", "not a currency", "USD, EUR", q->currency = "dollars");
    ROW("currency", "no exchange rate for JPY", "", q->currency = "JPY");
    ROW("price_max", "not an amount", "5200", q->price_max = "cheap");
    ROW("price_max", "not an amount", "5200", q->price_max = "-5");
    ROW("avoid", "\"RUS\" is not a country code", "RU,IR", q->avoid = "RUS");
    ROW("avoid_modes", "no mode is called \"train\"", "rail", q->avoid_modes = "train");
    ROW("only_modes", "no mode is called \"none\"", "rail", q->only_modes = "none");
    ROW("avoid_carriers", "no carrier has the id \"KTX\"", "KTZ", q->avoid_carriers = "KTX");
    ROW("only_carriers", "no carrier has the id \"X\"", "carriers of this pack", q->only_carriers = "KTZ,X");
    ROW("chance_min", "not a chance", "0.8", q->chance_min = 80);
    ROW("chance_min", "not a chance", "0.8", q->chance_min = NAN);
    ROW("transfers_max", "at most 14", "", q->transfers_max = 99);
    ROW("truck_km_max", "at most 5000", "", q->truck_km_max = 1e9);
    ROW("horizon_days", "at most 400", "", q->horizon_days = 5000);
    ROW("via", "no place", "", q->via = "Mordor");
    ROW("via", "no service of this pack calls", "", q->via = "10,10");
#undef ROW
    for (int i = 0; i < n; i++) {
        check_i64(ask_request(&mini, row[i].request), KV_INVALID, row[i].where);
        check_text(mini.err.where, row[i].where, mini.err.text);
        check_true(mini.err.text[0], "it says what is wrong");
        if (!strstr(mini.err.text, row[i].text))
            check_text(mini.err.text, row[i].text, "text");
        if (!strstr(mini.err.hint, row[i].hint))
            check_text(mini.err.hint, row[i].hint, "hint");
    }
}

/* ---- dates ---------------------------------------------------------------------------------------------------------------- */

static void test_dates(void **state)
{
    (void)state;
    static const struct { const char *depart, *ready, *last, *why; } row[] = {
        { "2026-12-01", "2026-11-30T19:00:00Z", "2026-11-30T19:00:00Z", "midnight in Almaty" },
        { "2026-12-01..2026-12-14", "2026-11-30T19:00:00Z", "2026-12-14T18:59:59Z", "the last day whole" },
        { " 2026-12-01 .. 2026-12-14 ", "2026-11-30T19:00:00Z", "2026-12-14T18:59:59Z", "blanks" },
        { "2026-12-01T06:00Z", "2026-12-01T06:00:00Z", "2026-12-01T06:00:00Z", "an instant" },
        { "2026-12-01T06:00+05:00", "2026-12-01T01:00:00Z", "2026-12-01T01:00:00Z", "with its offset" },
        { "2026-12-01T06:00", "2026-12-01T01:00:00Z", "2026-12-01T01:00:00Z", "without one: the clock in Almaty" },
        { "2026-12-01T06:00Z..2026-12-02", "2026-12-01T06:00:00Z", "2026-12-02T18:59:59Z", "mixed" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_status s = ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .depart = row[i].depart);
        check_true(s == KV_OK || s == KV_NOTHING, mini.err.text);
        check_time(mini.plan.ready, row[i].ready, row[i].why);
        check_time(mini.plan.ready_last, row[i].last, row[i].why);
    }
    check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .depart = "2027-03-01"), KV_OK, mini.err.text);
    check_true(any_text(mini.plan.notes, mini.plan.note_count, "calendars end on 2027-03-31"), "the horizon passes the end of the pack");
}

/* ---- the cache of folds ------------------------------------------------------------------------------------------------------ */

static void test_folds(void **state)
{
    (void)state;
    asked fresh;
    open_folder(&fresh, MINI, NULL);
    for (int round = 0; round < 3; round++)
        for (int i = 1; i <= 12; i++) {                 /* more cargoes than are kept */
            char cargo[20];
            snprintf(cargo, sizeof cargo, "%dx45G1", i);
            check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = cargo, .weight = "24t", .depart = "2026-11-27"), KV_OK, mini.err.text);
            kv_clerk_close(fresh.clerk);
            check_i64(kv_clerk_open(&fresh.clerk, fresh.desk, &fresh.err), KV_OK, "a clerk who remembers nothing");
            check_i64(ask(&fresh, .from = "KZALA", .to = "GEPTI", .cargo = cargo, .weight = "24t", .depart = "2026-11-27"), KV_OK, fresh.err.text);
            check_i64(mini.plan.all_count, fresh.plan.all_count, cargo);
            for (uint32_t k = 0; k < mini.plan.all_count; k++) {
                check_i64(mini.plan.all[k].price.minor, fresh.plan.all[k].price.minor, cargo);
                check_i64(mini.plan.all[k].journey->arrive, fresh.plan.all[k].journey->arrive, cargo);
            }
        }
    close_asked(&fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prices), cmocka_unit_test(test_lines), cmocka_unit_test(test_carried), cmocka_unit_test(test_times),
        cmocka_unit_test(test_first_mile), cmocka_unit_test(test_emissions), cmocka_unit_test(test_options),
        cmocka_unit_test(test_everything_adds_up), cmocka_unit_test(test_relaxing_loses_nothing), cmocka_unit_test(test_limits_hold),
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_remedies_work), cmocka_unit_test(test_refused), cmocka_unit_test(test_dates),
        cmocka_unit_test(test_folds),
    };
    return cmocka_run_group_tests(tests, open_mini, close_mini);
}
