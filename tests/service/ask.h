/* ask.h - a pack opened for tests, and questions asked in one line */
#ifndef KV_TESTS_SERVICE_ASK_H
#define KV_TESTS_SERVICE_ASK_H

#include <stdlib.h>

#include "check.h"
#include "model/pack.h"
#include "service/plan.h"

#ifndef KARVAN_SOURCE_ROOT
#error "the build says where the sources are"
#endif

typedef struct {
    kv_corridor *c;
    kv_desk *desk;
    kv_clerk *clerk;
    kv_arena arena;
    kv_plan plan;
    kv_error err;
} asked;

static inline void open_pack(asked *a, const kv_pack *pack, const kv_gazetteer *g)
{
    kv_error err = { 0 };
    for (size_t i = 0; i < pack->findings.count && i < 10; i++)
        print_error("%s:%u %s '%s': %s\n", pack->findings.at[i].file, pack->findings.at[i].line, pack->findings.at[i].column,
                    pack->findings.at[i].value, pack->findings.at[i].reason);
    check_i64(pack->error_count, 0, "errors in the pack");
    memset(a, 0, sizeof *a);
    check_i64(kv_compile(&a->c, pack, (kv_compile_options){ INT32_MIN, INT32_MAX, 0 }, &err), KV_OK, err.text);
    check_i64(kv_desk_open(&a->desk, a->c, g, &err), KV_OK, err.text);
    check_i64(kv_clerk_open(&a->clerk, a->desk, &err), KV_OK, err.text);
}

static inline void open_folder(asked *a, const char *path, const kv_gazetteer *g)
{
    kv_error err = { 0 };
    kv_pack *pack = NULL;
    check_i64(kv_pack_read(&pack, path, &err), KV_OK, err.text);
    open_pack(a, pack, g);
    kv_pack_free(pack);
}

#define MINI KARVAN_SOURCE_ROOT "/tests/service/packs/mini"

static inline void close_asked(asked *a)
{
    kv_arena_free(&a->arena);
    kv_clerk_close(a->clerk);
    kv_desk_close(a->desk);
    kv_corridor_close(a->c);
}

/* ask(&a, .from = "KZALA", ...) */
#define ask(a, ...) ask_request((a), (kv_plan_request){ .transfers_max = -1, __VA_ARGS__ })
static inline kv_status ask_request(asked *a, kv_plan_request request)
{
    kv_arena_reset(&a->arena);
    memset(&a->err, 0, sizeof a->err);
    return kv_plan_trip(a->clerk, &request, &a->arena, &a->plan, &a->err);
}

/* the chain of services of an option: "ALA-AAU FEEDER ALA-PTI", trucks as "truck" */
static inline const char *chain(asked *a, kv_option *o)
{
    static char text[400];
    text[0] = '\0';
    if (!o->part_count)
        check_i64(kv_plan_explain(a->clerk, &a->plan, o, &a->arena, &a->err), KV_OK, a->err.text);
    for (uint32_t i = 0; i < o->part_count; i++) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, "%s%s", n ? " " : "", o->parts[i].kind == KV_PART_RIDE ? o->parts[i].service_id : "truck");
    }
    return text;
}

/* first of the whole set with this chain; NULL: none. Explained. */
static inline kv_option *find_chain(asked *a, const char *want)
{
    for (uint32_t i = 0; i < a->plan.all_count; i++)
        if (!strcmp(chain(a, &a->plan.all[i]), want))
            return &a->plan.all[i];
    return NULL;
}

static inline kv_time at(const char *text)
{
    kv_time t = 0;
    check_true(kv_time_parse(kv_text_of(text), &t, NULL, NULL), text);
    return t;
}

static inline void check_time(kv_time got, const char *want, const char *why)
{
    char text[32];
    kv_time_format(got, text);
    check_text(text, want, why);
}

/* what must hold for every explained option */
static inline void check_option(asked *a, kv_option *o)
{
    int64_t sum = 0;
    double grams = 0;
    if (!o->part_count)
        check_i64(kv_plan_explain(a->clerk, &a->plan, o, &a->arena, &a->err), KV_OK, a->err.text);
    check_true(o->part_count >= 1, "an option has parts");
    for (uint32_t i = 0; i < o->line_count; i++) {
        sum += o->lines[i].line.converted;
        check_true(o->lines[i].id && *o->lines[i].id, "a line names its tariff");
        check_true(o->lines[i].name && *o->lines[i].name, "a line says what it is for");
        check_true(o->lines[i].origin != NULL, "a line has a source");
        check_true(o->lines[i].part == KV_NONE || o->lines[i].part < o->part_count, "a line belongs to a part");
    }
    if (a->plan.priced)
        check_i64(sum, o->price.minor, "the lines add up to the price");
    for (uint32_t i = 0; i < o->emission_count; i++)
        grams += o->emissions[i].co2.wtt_g + o->emissions[i].co2.ttw_g;
    check_true(grams - o->co2_kg * 1000 < o->emission_count + 1 && o->co2_kg * 1000 - grams < o->emission_count + 1, "emission lines add up, each rounded to a gram");
    for (uint32_t i = 0; i < o->part_count; i++) {
        const kv_part *p = &o->parts[i], *before = i ? p - 1 : NULL;
        check_true(p->depart < p->arrive, "a part takes time");
        check_true(p->ready <= p->cutoff && p->cutoff <= p->depart, "ready before cut-off before departure");
        check_true(p->handling_s >= 0 && p->opening_wait_s >= 0 && p->wait_s >= 0, "no time runs backwards");
        check_true(p->chance >= 0 && p->chance <= 1, "a chance is a chance");
        if (before)
            check_i64(before->arrive + p->handling_s + p->opening_wait_s + p->wait_s, p->depart, "handling, opening and waiting fill the gap");
        if (before && p->kind == KV_PART_RIDE)
            check_i64(before->arrive + p->handling_s + p->opening_wait_s, p->ready, "ready after handling and opening");
        if (before && before->kind == KV_PART_RIDE && p->kind == KV_PART_RIDE)
            check_true(before->to.stop == p->from.stop || p->handling_count == 0, "a chain has no gap but a link");
    }
    check_i64(o->parts[o->part_count - 1].arrive, kv_tick_time(a->c, o->journey->arrive), "the last part brings it there");
    check_true(o->arrival.p10 <= o->arrival.p50 && o->arrival.p50 <= o->arrival.p80 && o->arrival.p80 <= o->arrival.p90
               && o->arrival.p90 <= o->arrival.p95, "quantiles ascend");
}

#endif
