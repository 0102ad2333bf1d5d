/* test_karvan_h.c - the public C API: open, ask from many threads, read, free */
#include <pthread.h>
#include <stdlib.h>

#include "check.h"
#include "karvan/karvan.h"

#define MINI KARVAN_SOURCE_ROOT "/tests/service/packs/mini"

static kv_karvan *karvan;

static int open_mini(void **state)
{
    (void)state;
    kv_error err = { 0 };
    check_i64(kv_karvan_open(&karvan, MINI, NULL, &err), KV_OK, err.text);
    return 0;
}

static int close_mini(void **state)
{
    (void)state;
    kv_karvan_close(karvan);
    kv_karvan_close(NULL);
    return 0;
}

static const kv_karvan_request to_poti = { .from = "KZALA", .to = "GEPTI", .cargo = "2x45G1", .weight = "24t", .depart = "2026-11-27..2026-12-05" };

static void test_answer(void **state)
{
    (void)state;
    kv_error err = { 0 };
    kv_karvan_answer *answer;
    check_i64(kv_karvan_plan(karvan, &to_poti, &answer, &err), KV_OK, err.text);
    check_true(kv_karvan_option_count(answer) >= 3, "options");
    check_true(kv_karvan_journey_count(answer) >= kv_karvan_option_count(answer), "the set behind them");
    for (size_t i = 0; i < kv_karvan_option_count(answer); i++) {
        const kv_karvan_option *o = kv_karvan_option_at(answer, i);
        int64_t sum = 0;
        for (size_t k = 0; k < o->line_count; k++) {
            sum += o->lines[k].amount;
            check_true(*o->lines[k].id && *o->lines[k].source && *o->lines[k].confidence, "a line has its tariff and source");
            check_true(o->lines[k].leg >= -1 && o->lines[k].leg < (int32_t)o->leg_count, "and its leg");
        }
        check_i64(sum, o->price, "lines add up to the price");
        check_text(o->currency, "USD", "currency");
        check_i64(o->currency_digits, 2, "cents");
        check_i64(o->legs[0].depart, o->depart, "the first leg begins the journey");
        check_i64(o->legs[o->leg_count - 1].arrive, o->arrive, "the last ends it");
        check_true(o->arrive_p50 <= o->arrive_p80 && o->arrive_p80 <= o->arrive_p90, "quantiles");
        check_true(o->co2e_wtt_kg + o->co2e_ttw_kg > o->co2e_kg - 0.1 && o->co2e_wtt_kg + o->co2e_ttw_kg < o->co2e_kg + 0.1, "both parts of CO2e");
    }
    check_true(!kv_karvan_option_at(answer, 9999), "beyond the last");
    const kv_karvan_option *fastest = kv_karvan_option_at(answer, 0);
    check_true(strstr(fastest->label, "fastest") != NULL, "fastest first");
    check_text(fastest->countries, "KZ AZ GE", "countries");
    check_text(fastest->legs[1].service, "Feeder", "service");
    check_i64(fastest->legs[1].next_depart, KV_KARVAN_NEVER, "a ship that leaves when full is not missed");
    check_i64((int64_t)kv_karvan_text_count(answer, KV_KARVAN_BLOCKS), 0, "nothing stands in the way");
    check_text(kv_karvan_text_at(answer, KV_KARVAN_BLOCKS, 0), "", "beyond the last");
    kv_karvan_answer_free(answer);
    kv_karvan_answer_free(NULL);
}

static void test_nothing(void **state)
{
    (void)state;
    kv_error err = { 0 };
    kv_karvan_answer *answer;
    kv_karvan_request r = to_poti;
    r.price_max = "100";
    check_i64(kv_karvan_plan(karvan, &r, &answer, &err), KV_NOTHING, err.text);
    check_i64((int64_t)kv_karvan_option_count(answer), 0, "no option");
    check_true(kv_karvan_text_count(answer, KV_KARVAN_REMEDIES) > 0, "a remedy");
    check_text(kv_karvan_text_at(answer, KV_KARVAN_REMEDIES, 0), "--price-max 5647.50: arrives 2026-12-11 at 5647.50 USD", "change and result");
    check_true(*kv_karvan_text_at(answer, KV_KARVAN_BLOCKS, 0), "a block");
    kv_karvan_answer_free(answer);
    r = to_poti;
    r.rides_max = 1;
    r.avoid = "RU";
    check_i64(kv_karvan_plan(karvan, &r, &answer, &err), KV_NOTHING, "no direct train but through Russia");
    kv_karvan_answer_free(answer);
}

static void test_refused(void **state)
{
    (void)state;
    kv_error err = { 0 };
    kv_karvan_answer *answer;
    kv_karvan *other;
    char *json;
    kv_karvan_request r = to_poti;
    r.to = "Atlantis";
    check_i64(kv_karvan_plan(karvan, &r, &answer, &err), KV_INVALID, "no such place");
    check_text(err.where, "to", "the field at fault");
    check_true(!answer, "no answer");
    check_i64(kv_karvan_plan_json(karvan, &r, &json, NULL, &err), KV_INVALID, "the same as JSON");
    check_true(!json, "no text");
    check_i64(kv_karvan_plan(karvan, &(kv_karvan_request){ 0 }, &answer, NULL), KV_INVALID, "an empty question, and nobody wants to know why");
    check_i64(kv_karvan_open(&other, MINI "/nowhere", NULL, &err), KV_MISSING, err.text);
    check_true(!other, "nothing opened");
    check_i64(kv_karvan_open(&other, MINI "/stops.txt", NULL, &err), KV_INVALID, "neither folder nor zip");
    check_i64(kv_karvan_open(&other, MINI, &(kv_karvan_options){ .places = MINI "/stops.txt" }, &err), KV_INVALID, "no index of places");
    check_i64(kv_karvan_open(&other, MINI, &(kv_karvan_options){ .first_day = "soon" }, &err), KV_INVALID, "no date");
    check_text(err.where, "first_day", "the option at fault");
    check_i64(kv_karvan_open(&other, MINI, &(kv_karvan_options){ .first_day = "2026-12-01", .last_day = "2026-12-31" }, &err), KV_OK, err.text);
    check_i64(kv_karvan_plan(other, &to_poti, &answer, &err), KV_OK, err.text);
    kv_karvan_answer_free(answer);
    kv_karvan_close(other);
}

/* eight threads, one pack: every answer is the one a single thread gets */
static char *lone_answer(void)
{
    char *json;
    kv_error err = { 0 };
    check_i64(kv_karvan_plan_json(karvan, &to_poti, &json, NULL, &err), KV_OK, err.text);
    *strstr(json, "\"counters\"") = '\0';               /* what follows holds the times taken */
    return json;
}

static void *many(void *want)
{
    static char failed[] = "a question failed", another[] = "another answer";
    static const char *const cargo[] = { "2x45G1", "3x45G1", "2x45G1", "20xwagon" };
    for (int i = 0; i < 40; i++) {
        kv_karvan_request r = to_poti;
        kv_error err = { 0 };
        char *json;
        r.cargo = cargo[i % 4];
        if (i % 4 == 3)
            r.hs = "1001";
        if (kv_karvan_plan_json(karvan, &r, &json, NULL, &err) != KV_OK)
            return failed;
        bool same = strncmp(json, want, strlen(want)) == 0;
        kv_karvan_json_free(json);
        if (i % 2 == 0 && !same)
            return another;
    }
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    char *want = lone_answer();
    pthread_t thread[8];
    for (size_t i = 0; i < COUNT(thread); i++)
        check_i64(pthread_create(&thread[i], NULL, many, want), 0, "thread");
    for (size_t i = 0; i < COUNT(thread); i++) {
        void *fault;
        pthread_join(thread[i], &fault);
        check_true(!fault, fault ? (const char *)fault : "");
    }
    kv_karvan_json_free(want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answer), cmocka_unit_test(test_nothing), cmocka_unit_test(test_refused), cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, open_mini, close_mini);
}
