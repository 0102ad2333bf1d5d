/* test_plan_json.c - an answer as JSON: every field of docs/planning.md is there, of its kind, and the figures agree */
#include "ask.h"

#include <jansson.h>

#include "service/plan_json.h"

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

static json_t *answer(unsigned flags)
{
    char *text;
    size_t size;
    json_error_t error;
    check_i64(kv_plan_json(mini.c, &mini.plan, flags, &text, &size, &mini.err), KV_OK, mini.err.text);
    check_i64(size, (int64_t)strlen(text), "size");
    json_t *root = json_loads(text, 0, &error);
    check_true(root != NULL, error.text);
    free(text);
    return root;
}

/* "options[0].legs[1].from.code" */
static json_t *get(json_t *root, const char *path)
{
    char key[80];
    json_t *at = root;
    while (at && *path) {
        size_t n = strcspn(path, ".[");
        if (n) {
            memcpy(key, path, n);
            key[n] = '\0';
            at = json_object_get(at, key);
        }
        path += n;
        if (*path == '[') {
            char *end;
            at = json_array_get(at, (size_t)strtoul(path + 1, &end, 10));
            path = end + 1;
        }
        path += *path == '.';
    }
    return at;
}

static int64_t cents(const char *amount)
{
    const char *dot = strchr(amount, '.');
    int64_t whole = strtoll(amount, NULL, 10) * 100, part = dot ? strtoll(dot + 1, NULL, 10) : 0;
    return *amount == '-' ? whole - part : whole + part;
}

static void test_fields(void **state)
{
    (void)state;
    check_i64(ask(&mini, .from = "KZALA", .to = "GEKUT", .cargo = "2x45G1", .weight = "24t", .hs = "8471", .depart = "2026-11-27..2026-12-05"), KV_OK,
              mini.err.text);
    static const struct { const char *path; json_type type; const char *text; } want[] = {
        { "status", JSON_STRING, "ok" },
        { "pack.version", JSON_STRING, "mini 1" },
        { "pack.calendars_from", JSON_STRING, "2026-11-01" },
        { "pack.calendars_to", JSON_STRING, "2027-03-31" },
        { "query.from.code", JSON_STRING, "KZALA" },
        { "query.from.name", JSON_STRING, "Almaty" },
        { "query.from.country", JSON_STRING, "KZ" },
        { "query.from.zone", JSON_STRING, "Asia/Almaty" },
        { "query.from.lat", JSON_REAL, NULL },
        { "query.ready.time", JSON_STRING, "2026-11-26T19:00:00Z" },
        { "query.ready.zone", JSON_STRING, "Asia/Almaty" },
        { "query.ready_last.time", JSON_STRING, "2026-12-05T18:59:59Z" },
        { "query.cargo[0].count", JSON_INTEGER, NULL },
        { "query.cargo[0].code", JSON_STRING, "45G1" },
        { "query.cargo[0].goods_kg", JSON_INTEGER, NULL },
        { "query.cargo[0].teu", JSON_REAL, NULL },
        { "query.weight_assumed", JSON_FALSE, NULL },
        { "query.hs", JSON_STRING, "8471" },
        { "query.dg_class", JSON_NULL, NULL },
        { "query.currency", JSON_STRING, "USD" },
        { "options[0].label", JSON_STRING, NULL },
        { "options[0].route", JSON_STRING, "Middle Corridor" },
        { "options[0].countries[0]", JSON_STRING, "KZ" },
        { "options[0].countries[2]", JSON_STRING, "GE" },
        { "options[0].family", JSON_INTEGER, NULL },
        { "options[0].depart.time", JSON_STRING, "2026-11-30T06:00:00Z" },
        { "options[0].arrive.zone", JSON_STRING, "Asia/Tbilisi" },
        { "options[0].duration_h", JSON_REAL, NULL },
        { "options[0].price.currency", JSON_STRING, "USD" },
        { "options[0].price.amount", JSON_STRING, "5748.46" },
        { "options[0].co2e_kg", JSON_REAL, NULL },
        { "options[0].co2e.wtt_co2e_kg", JSON_REAL, NULL },
        { "options[0].co2e.ttw_co2e_kg", JSON_REAL, NULL },
        { "options[0].transhipments", JSON_INTEGER, NULL },
        { "options[0].chance", JSON_REAL, NULL },
        { "options[0].has_estimate", JSON_TRUE, NULL },
        { "options[0].has_carried", JSON_FALSE, NULL },
        { "options[0].arrival.p10.time", JSON_STRING, NULL },
        { "options[0].arrival.p50.time", JSON_STRING, NULL },
        { "options[0].arrival.p80.time", JSON_STRING, NULL },
        { "options[0].arrival.p90.zone", JSON_STRING, "Asia/Tbilisi" },
        { "options[0].arrival.p95.time", JSON_STRING, NULL },
        { "options[0].arrival.mean_delay_h", JSON_REAL, NULL },
        { "options[0].arrival.on_plan", JSON_REAL, NULL },
        { "options[0].arrival.missed_beyond", JSON_REAL, NULL },
        { "options[0].legs[0].kind", JSON_STRING, "ride" },
        { "options[0].legs[0].mode", JSON_STRING, "rail" },
        { "options[0].legs[0].from.code", JSON_STRING, "KZALA-RAIL" },
        { "options[0].legs[0].to.code", JSON_STRING, "KZAAU-PORT" },
        { "options[0].legs[0].ready.time", JSON_STRING, NULL },
        { "options[0].legs[0].cutoff.time", JSON_STRING, "2026-11-29T18:00:00Z" },
        { "options[0].legs[0].depart.time", JSON_STRING, "2026-11-30T06:00:00Z" },
        { "options[0].legs[0].arrive.time", JSON_STRING, "2026-12-04T06:00:00Z" },
        { "options[0].legs[0].arrive_p90.time", JSON_STRING, NULL },
        { "options[0].legs[0].distance_km", JSON_REAL, NULL },
        { "options[0].legs[0].handling_h", JSON_REAL, NULL },
        { "options[0].legs[0].opening_wait_h", JSON_REAL, NULL },
        { "options[0].legs[0].wait_h", JSON_REAL, NULL },
        { "options[0].legs[0].handling[0].operation", JSON_STRING, "terminal" },
        { "options[0].legs[0].handling[0].p50_h", JSON_REAL, NULL },
        { "options[0].legs[0].handling[0].source", JSON_STRING, "S1" },
        { "options[0].legs[0].carrier.id", JSON_STRING, "KTZ" },
        { "options[0].legs[0].carrier.name", JSON_STRING, "Kazakh Railways" },
        { "options[0].legs[0].service.id", JSON_STRING, "ALA-AAU" },
        { "options[0].legs[0].trip", JSON_STRING, "T-ALA-AAU" },
        { "options[0].legs[0].dispatch", JSON_STRING, "timetable" },
        { "options[0].legs[0].connection.chance", JSON_REAL, NULL },
        { "options[0].legs[0].capacity.value", JSON_INTEGER, NULL },
        { "options[0].legs[0].capacity.unit", JSON_STRING, "wagon" },
        { "options[0].legs[0].through_tariff", JSON_STRING, "X-G1" },
        { "options[0].legs[0].confidence", JSON_STRING, "published" },
        { "options[0].legs[0].calls[0].depart.time", JSON_STRING, NULL },
        { "options[0].legs[0].calls[0].arrive", JSON_NULL, NULL },
        { "options[0].legs[0].calls[1].code", JSON_STRING, "KZAAU-PORT" },
        { "options[0].legs[1].dispatch", JSON_STRING, "when_full" },
        { "options[0].legs[1].trip", JSON_NULL, NULL },
        { "options[0].legs[1].connection.next_depart", JSON_NULL, NULL },
        { "options[0].legs[2].connection.next_depart.time", JSON_STRING, "2026-12-11T04:00:00Z" },
        { "options[0].legs[3].kind", JSON_STRING, "last_mile" },
        { "options[0].legs[3].mode", JSON_STRING, "road" },
        { "options[0].legs[3].confidence", JSON_STRING, "estimate" },
        { "options[0].price_lines[1].kind", JSON_STRING, "through_rate" },
        { "options[0].price_lines[1].id", JSON_STRING, "X-G1" },
        { "options[0].price_lines[1].name", JSON_STRING, NULL },
        { "options[0].price_lines[1].leg", JSON_INTEGER, NULL },
        { "options[0].price_lines[1].item", JSON_STRING, "45G1" },
        { "options[0].price_lines[1].quantity", JSON_REAL, NULL },
        { "options[0].price_lines[1].unit", JSON_STRING, "container" },
        { "options[0].price_lines[1].charged.amount", JSON_STRING, "3000.00" },
        { "options[0].price_lines[1].amount.amount", JSON_STRING, "3000.00" },
        { "options[0].price_lines[1].fx_date", JSON_NULL, NULL },
        { "options[0].price_lines[1].valid_from", JSON_STRING, "2026-01-01" },
        { "options[0].price_lines[1].valid_to", JSON_STRING, "2027-12-31" },
        { "options[0].price_lines[1].carried", JSON_FALSE, NULL },
        { "options[0].price_lines[1].source", JSON_STRING, "S1" },
        { "options[0].price_lines[1].confidence", JSON_STRING, "published" },
        { "options[0].emissions[0].leg", JSON_INTEGER, NULL },
        { "options[0].emissions[0].kind", JSON_STRING, "hub" },
        { "options[0].emissions[1].distance_km", JSON_REAL, NULL },
        { "options[0].emissions[1].wtt_co2e_kg", JSON_REAL, NULL },
        { "options[0].emissions[1].class", JSON_STRING, "rail" },
        { "options[0].emissions[1].source", JSON_STRING, "S1" },
        { "all[0].price.amount", JSON_STRING, NULL },
        { "all[0].chance", JSON_REAL, NULL },
        { "sources.S1.title", JSON_STRING, "Figures made up for the tests" },
        { "sources.S2.publisher", JSON_STRING, NULL },
        { "notes[0]", JSON_STRING, NULL },
        { "counters.labels_tried", JSON_INTEGER, NULL },
        { "counters.capped", JSON_FALSE, NULL },
    };
    json_t *root = answer(0);
    for (size_t i = 0; i < COUNT(want); i++) {
        json_t *got = get(root, want[i].path);
        check_true(got != NULL, want[i].path);
        check_i64(json_typeof(got), want[i].type, want[i].path);
        if (want[i].text)
            check_text(json_string_value(got), want[i].text, want[i].path);
    }
    check_true(!json_object_get(root, "nothing"), "only when nothing was found");
    json_decref(root);
}

/* what a program adds up from the JSON is what the JSON says */
static void test_sums(void **state)
{
    (void)state;
    check_i64(ask(&mini, .from = "KZALA", .to = "GEKUT", .cargo = "2x45G1,1x22G1", .depart = "2026-11-27..2026-12-05", .currency = "EUR"), KV_NOTHING,
              "no rate for a 22G1");
    check_i64(ask(&mini, .from = "KZALA", .to = "GEKUT", .cargo = "3x45G1", .depart = "2026-11-27..2026-12-05", .currency = "EUR"), KV_OK, mini.err.text);
    json_t *root = answer(KV_PLAN_JSON_INDENT | KV_PLAN_JSON_NO_ALL), *option, *line;
    size_t i, k;
    check_true(!json_object_get(root, "all"), "left out");
    json_array_foreach(json_object_get(root, "options"), i, option)
    {
        int64_t sum = 0;
        double kg = 0;
        json_array_foreach(json_object_get(option, "price_lines"), k, line)
        {
            sum += cents(json_string_value(get(line, "amount.amount")));
            check_text(json_string_value(get(line, "amount.currency")), "EUR", "every line as asked");
            check_true(get(root, "sources") && json_object_get(get(root, "sources"), json_string_value(json_object_get(line, "source"))), "its source is listed");
        }
        check_i64(sum, cents(json_string_value(get(option, "price.amount"))), "lines add up");
        json_array_foreach(json_object_get(option, "emissions"), k, line)
            kg += json_real_value(json_object_get(line, "co2e_kg"));
        check_true(kg - json_real_value(json_object_get(option, "co2e_kg")) < 0.02 && json_real_value(json_object_get(option, "co2e_kg")) - kg < 0.02,
                   "emissions add up to the rounding");
    }
    json_decref(root);
}

static void test_nothing(void **state)
{
    (void)state;
    check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .depart = "2026-11-27", .arrive_by = "2026-12-09"), KV_NOTHING, mini.err.text);
    json_t *root = answer(0);
    check_text(json_string_value(get(root, "status")), "nothing", "status");
    check_i64((int64_t)json_array_size(get(root, "options")), 0, "no option");
    check_text(json_string_value(get(root, "nothing.furthest.code")), "AZALA-PORT", "furthest place");
    check_true(json_is_string(get(root, "nothing.furthest.at.time")), "and when");
    check_true(json_is_real(get(root, "nothing.furthest.left_km")), "and how far it still is");
    check_true(json_is_string(get(root, "nothing.blocks[0]")), "what stands in the way");
    check_text(json_string_value(get(root, "nothing.remedies[0].change")), "--arrive-by 2026-12-10", "what would help");
    check_true(json_is_string(get(root, "nothing.remedies[0].result")), "and what it gives");
    json_decref(root);
}

/* equal questions, equal texts, but for the times taken */
static void test_repeatable(void **state)
{
    (void)state;
    json_t *first = NULL;
    for (int round = 0; round < 2; round++) {
        check_i64(ask(&mini, .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .depart = "2026-11-27..2026-12-20"), KV_OK, mini.err.text);
        json_t *root = answer(0);
        json_object_del(root, "counters");
        if (!first)
            first = root;
        else {
            check_true(json_equal(first, root), "the same answer");
            json_decref(root);
        }
    }
    json_decref(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields), cmocka_unit_test(test_sums), cmocka_unit_test(test_nothing), cmocka_unit_test(test_repeatable),
    };
    return cmocka_run_group_tests(tests, open_mini, close_mini);
}
