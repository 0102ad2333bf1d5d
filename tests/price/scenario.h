/* scenario.h - rates written as text, and the prices they give as text, so that a person can follow both
 *
 *     tariff R1 from=KZ to=KZ kind=km unit=container_km amount=0.35
 *     surcharge FUEL kind=percent on=base amount=10
 *     handling KZAAU-PORT price=60 from_mode=rail
 *     fx 2026-01-01 USD KZT 500
 *
 * on this network (kilometres from the first call):
 *     T  KTZE  rail   CNXAG 0 - KZALT 3000 - KZALA 3300.5 - KZAAU-PORT 6300.5
 *     F  ASCO  sea    KZAAU-PORT 0 - AZALA-PORT 470
 *     G  ADY   rail   AZALA-RAIL 0 - AZBKS 500 - GETBS 600 - GEPTI 920
 *     L  HEU   road   GEPTI 0 - GETBS 320 */
#ifndef KV_TESTS_SCENARIO_H
#define KV_TESTS_SCENARIO_H

#include "check.h"

#include "../model/kit.h"
#include "base/arena.h"
#include "price/price.h"

typedef struct { kv_arena words; kit k; kv_pricer *p; kv_error err; } scenario;

static inline void scenario_network(kit *k)
{
    kit_stop(k, "AZALA", "AZ", "place");
    kit_stop(k, "AZALA-PORT", "", "AZALA");
    kit_stop(k, "AZALA-RAIL", "AZ", "AZALA");
    kit_stop(k, "AZBKS", "AZ", "");
    kit_stop(k, "CNXAG", "CN", "");
    kit_stop(k, "GEPTI", "GE", "");
    kit_stop(k, "GETBS", "GE", "");
    kit_stop(k, "KZAAU", "KZ", "place");
    kit_stop(k, "KZAAU-PORT", "KZ", "KZAAU");
    kit_stop(k, "KZALA", "KZ", "");
    kit_stop(k, "KZALT", "KZ", "");
    kit_ride(k, kit_service(k, "T", "KTZE", "rail"), "CNXAG KZALT KZALA KZAAU-PORT", (const uint32_t[]){ 0, 3000000, 3300500, 6300500 });
    kit_ride(k, kit_service(k, "F", "ASCO", "sea"), "KZAAU-PORT AZALA-PORT", (const uint32_t[]){ 0, 470000 });
    kit_ride(k, kit_service(k, "G", "ADY", "rail"), "AZALA-RAIL AZBKS GETBS GEPTI", (const uint32_t[]){ 0, 500000, 600000, 920000 });
    kit_ride(k, kit_service(k, "L", "HEU", "road"), "GEPTI GETBS", (const uint32_t[]){ 0, 320000 });
}

/* the next word, NUL-terminated; "" when there is none */
static inline char *scenario_word(kv_arena *a, kv_text *line, char separator)
{
    kv_text word = { 0 };
    while (kv_text_next(line, separator, &word) && !word.n) {}
    return kv_arena_text(a, word.p, word.n);
}

/* sets the member of this name */
#define SCENARIO_TEXT(name) if (!strcmp(key, #name)) { into.name = value; known = true; }
#define SCENARIO_NUMBER(name, type) if (!strcmp(key, #name)) { into.name = (type)strtod(value, NULL); known = true; }
#define SCENARIO_WORDS(...) \
    while ((line = kv_text_trim(line)).n) { \
        kv_text word = { 0 }; \
        kv_text_next(&line, ' ', &word); \
        const char *key = scenario_word(a, &word, '='), *value = scenario_word(a, &word, '='); \
        bool known = false; \
        __VA_ARGS__ \
        check_true(known, key); \
    }

static inline void scenario_row(kv_arena *a, kit *k, kv_text line)
{
    const char *what = scenario_word(a, &line, ' '), *id = scenario_word(a, &line, ' ');
    if (!strcmp(what, "tariff")) {
        kit_rate into = { .id = id };
        SCENARIO_WORDS(SCENARIO_TEXT(kind) SCENARIO_TEXT(agency) SCENARIO_TEXT(mode) SCENARIO_TEXT(group) SCENARIO_TEXT(from)
            SCENARIO_TEXT(to) SCENARIO_TEXT(equipment) SCENARIO_TEXT(load) SCENARIO_TEXT(hs) SCENARIO_TEXT(amount)
            SCENARIO_TEXT(currency) SCENARIO_TEXT(unit) SCENARIO_TEXT(minimum) SCENARIO_TEXT(valid_from) SCENARIO_TEXT(valid_to)
            SCENARIO_TEXT(carried_after) SCENARIO_NUMBER(both_ways, bool) SCENARIO_NUMBER(covers_handling, bool)
            SCENARIO_NUMBER(weight_from_t, double) SCENARIO_NUMBER(weight_to_t, double) SCENARIO_NUMBER(weight_min_t, double)
            SCENARIO_NUMBER(count_from, int32_t) SCENARIO_NUMBER(count_to, int32_t))
        kit_tariff(k, into);
    } else if (!strcmp(what, "surcharge")) {
        kit_extra into = { .id = id };
        SCENARIO_WORDS(SCENARIO_TEXT(kind) SCENARIO_TEXT(on) SCENARIO_TEXT(agency) SCENARIO_TEXT(mode) SCENARIO_TEXT(from)
            SCENARIO_TEXT(to) SCENARIO_TEXT(stop) SCENARIO_TEXT(equipment) SCENARIO_TEXT(hs) SCENARIO_TEXT(amount)
            SCENARIO_TEXT(currency) SCENARIO_TEXT(unit) SCENARIO_TEXT(valid_from) SCENARIO_TEXT(valid_to)
            SCENARIO_NUMBER(dg_only, bool) SCENARIO_NUMBER(reefer_only, bool))
        kit_surcharge(k, into);
    } else if (!strcmp(what, "handling")) {
        kit_work into = { .stop = id };
        SCENARIO_WORDS(SCENARIO_TEXT(from_mode) SCENARIO_TEXT(to_mode) SCENARIO_TEXT(operation) SCENARIO_TEXT(applies)
            SCENARIO_TEXT(equipment) SCENARIO_TEXT(price) SCENARIO_TEXT(unit) SCENARIO_TEXT(currency) SCENARIO_TEXT(storage)
            SCENARIO_TEXT(storage_unit) SCENARIO_TEXT(valid_from) SCENARIO_TEXT(valid_to) SCENARIO_NUMBER(p50_h, double)
            SCENARIO_NUMBER(free_days, int32_t))
        kit_handling(k, into);
    } else if (!strcmp(what, "fx")) {
        const char *base = scenario_word(a, &line, ' '), *quote = scenario_word(a, &line, ' '), *rate = scenario_word(a, &line, ' ');
        kit_fx(k, id, base, quote, rate);
    } else
        check_text(what, "tariff, surcharge, handling or fx", "a row of a scenario");
}

/* rows are lines of text; s->p stays NULL when the pricer refuses them */
static inline void scenario_open(scenario *s, const char *rows)
{
    kv_text rest = kv_text_of(rows), line;
    *s = (scenario){ 0 };
    scenario_network(&s->k);
    while (kv_text_next(&rest, '\n', &line))
        if (line.n)
            scenario_row(&s->words, &s->k, line);
    kv_pricer_open(&s->p, kit_done(&s->k), &s->err);
}

static inline void scenario_close(scenario *s)
{
    kv_pricer_close(s->p);
    kit_free(&s->k);
    kv_arena_free(&s->words);
}

/* "R1 200.00; FUEL 20.00 KZT = 0.04; 200.04" : id, amount, its currency and conversion where it is not the one asked for; the sum */
static inline void scenario_show(const scenario *s, const kv_price_lines *lines, kv_currency asked, int64_t total, char *out, size_t size)
{
    const kv_corridor *c = &s->k.c;
    size_t at = 0;
    char money[32];
    out[0] = '\0';
    if (total == KV_PRICE_NONE) {
        snprintf(out, size, "none");
        return;
    }
    for (size_t i = 0; i < lines->count; i++) {
        const kv_price_line *l = &lines->at[i];
        kv_str id = l->kind == KV_LINE_SURCHARGE ? c->surcharges[l->row].id : l->kind == KV_LINE_HANDLING ? c->stops[l->stop_from].id
                                                                                                          : c->tariffs[l->row].id;
        kv_money_format(l->amount, money);
        at += (size_t)snprintf(out + at, size - at, "%s %s", kv_corridor_text(c, id), money);
        if (!kv_currency_same(l->amount.currency, asked)) {
            kv_money_format((kv_money){ l->converted, asked }, money);
            at += (size_t)snprintf(out + at, size - at, " %s = %s", l->amount.currency.code, money);
        }
        at += (size_t)snprintf(out + at, size - at, "; ");
    }
    kv_money_format((kv_money){ total, asked }, money);
    snprintf(out + at, size - at, "%s", money);
}

static inline int64_t scenario_sum(const kv_price_lines *lines)
{
    int64_t sum = 0;
    for (size_t i = 0; i < lines->count; i++)
        sum += lines->at[i].converted;
    return sum;
}

#endif
