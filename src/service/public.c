/* public.c - include/karvan/karvan.h over the use case plan
 *
 * A clerk is one thread's scratch; the library keeps those that are free in a list, so that any thread may ask at any
 * time and the folded costs of recent cargoes are found again. An answer copies nothing but what its plain structs need. */
#include "karvan/karvan.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/pack.h"
#include "service/plan.h"
#include "service/plan_json.h"

struct kv_karvan {
    kv_corridor *corridor;
    kv_gazetteer *gazetteer;
    kv_desk *desk;
    pthread_mutex_t lock;               /* over the free clerks */
    KV_VEC(kv_clerk *) free;
};

struct kv_karvan_answer {
    kv_arena arena;                     /* everything the answer points to */
    kv_plan plan;
    kv_karvan_option *options;
    const char **remedies;
};

static kv_status no_memory(kv_error *err) { return kv_fail(err, KV_MEMORY, "", "memory is out"); }

/* ---- opening ------------------------------------------------------------------------------------------------ */

static bool is_compiled(const char *path)
{
    char magic[6] = { 0 };
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    bool yes = fread(magic, 1, sizeof magic, f) == sizeof magic && !memcmp(magic, "KARVAN", sizeof magic);
    fclose(f);
    return yes;
}

static kv_status read_day(const char *text, const char *where, int32_t *day, kv_error *err)
{
    kv_date date;
    if (!text)
        return KV_OK;
    if (!kv_date_parse_iso(kv_text_of(text), &date)) {
        kv_fail(err, KV_INVALID, where, "\"%s\" is not a date", text);
        return kv_hint(err, "2026-12-01");
    }
    *day = (int32_t)kv_date_days(date);
    return KV_OK;
}

static kv_status refuse(const kv_pack *pack, kv_error *err)
{
    for (size_t i = 0; i < pack->findings.count; i++) {
        const kv_finding *f = &pack->findings.at[i];
        if (f->severity != KV_FINDING_ERROR)
            continue;
        char where[120];
        snprintf(where, sizeof where, "%s:%u %s", f->file, f->line, f->column);
        kv_fail(err, KV_INVALID, where, "%s%s%s (%zu errors in all)", f->value, *f->value ? ": " : "", f->reason, pack->error_count);
        return kv_hint(err, "%s", *f->hint ? f->hint : "karvan pack check lists every fault");
    }
    return kv_fail(err, KV_INVALID, "", "the pack has %zu errors", pack->error_count);
}

static kv_status open_corridor(kv_karvan *k, const char *path, const kv_karvan_options *o, kv_error *err)
{
    if (is_compiled(path))
        return kv_corridor_open(&k->corridor, path, err);
    kv_compile_options options = { INT32_MIN, INT32_MAX, o->change_minutes * 60 };
    kv_pack *pack = NULL;
    kv_status s = read_day(o->first_day, "first_day", &options.first_day, err);
    if (s == KV_OK)
        s = read_day(o->last_day, "last_day", &options.last_day, err);
    if (s == KV_OK)
        s = kv_pack_read(&pack, path, err);
    if (s == KV_OK)
        s = pack->error_count ? refuse(pack, err) : kv_compile(&k->corridor, pack, options, err);
    kv_pack_free(pack);
    return s;
}

kv_status kv_karvan_open(kv_karvan **out, const char *path, const kv_karvan_options *options, kv_error *err)
{
    const kv_karvan_options none = { 0 };
    *out = NULL;
    options = options ? options : &none;
    kv_karvan *k = calloc(1, sizeof *k);
    if (!k)
        return no_memory(err);
    if (pthread_mutex_init(&k->lock, NULL)) {
        free(k);
        return no_memory(err);
    }
    kv_status s = open_corridor(k, path, options, err);
    if (s == KV_OK && options->places)
        s = kv_gazetteer_open(&k->gazetteer, options->places, err);
    if (s == KV_OK)
        s = kv_desk_open(&k->desk, k->corridor, k->gazetteer, err);
    if (s == KV_OK)
        *out = k;
    else
        kv_karvan_close(k);
    return s;
}

void kv_karvan_close(kv_karvan *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->free.count; i++)
        kv_clerk_close(k->free.at[i]);
    kv_vec_free(&k->free);
    kv_desk_close(k->desk);
    kv_gazetteer_close(k->gazetteer);
    kv_corridor_close(k->corridor);
    pthread_mutex_destroy(&k->lock);
    free(k);
}

/* ---- asking -------------------------------------------------------------------------------------------------- */

static kv_status take_clerk(kv_karvan *k, kv_clerk **out, kv_error *err)
{
    pthread_mutex_lock(&k->lock);
    *out = k->free.count ? k->free.at[--k->free.count] : NULL;
    pthread_mutex_unlock(&k->lock);
    return *out ? KV_OK : kv_clerk_open(out, k->desk, err);
}

static void give_back(kv_karvan *k, kv_clerk *clerk)
{
    pthread_mutex_lock(&k->lock);
    bool kept = kv_vec_push(&k->free, clerk);
    pthread_mutex_unlock(&k->lock);
    if (!kept)
        kv_clerk_close(clerk);
}

static kv_status plan(kv_karvan *k, const kv_karvan_request *r, kv_arena *arena, kv_plan *out, kv_error *err)
{
    kv_plan_request request = {
        .from = r->from, .to = r->to, .cargo = r->cargo, .weight = r->weight, .hs = r->hs, .dg = r->dg, .depart = r->depart,
        .arrive_by = r->arrive_by, .avoid = r->avoid, .avoid_carriers = r->avoid_carriers, .only_carriers = r->only_carriers,
        .avoid_modes = r->avoid_modes, .only_modes = r->only_modes, .via = r->via, .currency = r->currency, .price_max = r->price_max,
        .chance_min = r->chance_min, .transfers_max = r->rides_max > 0 ? r->rides_max - 1 : -1, .horizon_days = r->horizon_days,
        .truck_km_max = r->truck_km_max, .options_max = r->options_max, .work_max = r->work_max,
    };
    kv_clerk *clerk;
    kv_status s = take_clerk(k, &clerk, err);
    if (s != KV_OK)
        return s;
    s = kv_plan_trip(clerk, &request, arena, out, err);
    give_back(k, clerk);
    return s;
}

kv_status kv_karvan_plan_json(kv_karvan *k, const kv_karvan_request *request, char **json, size_t *size, kv_error *err)
{
    kv_arena arena = { 0 };
    kv_plan answer;
    *json = NULL;
    kv_status s = plan(k, request, &arena, &answer, err);
    if (s == KV_OK || s == KV_NOTHING) {
        kv_status written = kv_plan_json(k->corridor, &answer, 0, json, size, err);
        s = written == KV_OK ? s : written;
    }
    kv_arena_free(&arena);
    return s;
}

void kv_karvan_json_free(char *json) { free(json); }

/* ---- plain structs --------------------------------------------------------------------------------------------- */

static_assert(KV_KARVAN_NEVER == KV_TIME_NONE, "an instant that never is has one value");

static kv_karvan_leg leg_of(const kv_part *p)
{
    return (kv_karvan_leg){
        .mode = kv_term_word(KV_LIST_MODE, (int)p->mode), .from_code = p->from.code, .from_name = p->from.name, .from_zone = p->from.zone,
        .to_code = p->to.code, .to_name = p->to.name, .to_zone = p->to.zone, .carrier = p->carrier, .service = p->service,
        .ready = p->ready, .cutoff = p->cutoff, .depart = p->depart, .arrive = p->arrive,
        .handling_h = (double)p->handling_s / 3600, .wait_h = (double)(p->opening_wait_s + p->wait_s) / 3600,
        .distance_km = p->distance_km, .chance = p->chance, .next_depart = p->next_depart,
    };
}

static kv_karvan_line line_of(const kv_corridor *c, const kv_option *o, const kv_plan_line *l)
{
    kv_time t = l->part == KV_NONE ? o->parts[0].depart : o->parts[l->part].depart;
    bool sourced = l->origin->source != KV_NONE;
    return (kv_karvan_line){
        .id = l->id, .name = l->name, .amount = l->line.converted, .leg = l->part == KV_NONE ? -1 : (int32_t)l->part,
        .source = sourced ? kv_corridor_text(c, c->sources[l->origin->source].title) : "",
        .confidence = kv_term_word(KV_LIST_CONFIDENCE, l->origin->confidence),
        .carried = l->valid.carried_after != INT32_MAX && t / KV_DAY_S > l->valid.carried_after,
    };
}

static bool fill_option(const kv_corridor *c, kv_arena *arena, const kv_option *o, kv_karvan_option *out)
{
    kv_karvan_leg *legs = kv_new_array(arena, kv_karvan_leg, o->part_count + 1);
    kv_karvan_line *lines = kv_new_array(arena, kv_karvan_line, o->line_count + 1);
    if (!legs || !lines)
        return false;
    for (uint32_t i = 0; i < o->part_count; i++)
        legs[i] = leg_of(&o->parts[i]);
    for (uint32_t i = 0; i < o->line_count; i++)
        lines[i] = line_of(c, o, &o->lines[i]);
    *out = (kv_karvan_option){
        .label = o->label, .route = o->route, .countries = o->countries, .depart = o->parts[0].depart,
        .arrive = kv_tick_time(c, o->journey->arrive), .price = o->price.minor, .currency_digits = kv_currency_digits(o->price.currency),
        .co2e_kg = o->co2_kg, .co2e_wtt_kg = o->co2.wtt_g / 1000, .co2e_ttw_kg = o->co2.ttw_g / 1000, .chance = o->chance,
        .arrive_p50 = o->arrival.p50, .arrive_p80 = o->arrival.p80, .arrive_p90 = o->arrival.p90, .transhipments = o->journey->transhipments,
        .has_estimate = o->has_estimate, .has_carried = o->has_carried, .legs = legs, .leg_count = o->part_count, .lines = lines,
        .line_count = o->line_count,
    };
    memcpy(out->currency, o->price.currency.code, sizeof out->currency);
    return true;
}

static bool fill(const kv_corridor *c, kv_karvan_answer *a)
{
    a->options = kv_new_array(&a->arena, kv_karvan_option, a->plan.option_count + 1);
    a->remedies = kv_new_array(&a->arena, const char *, a->plan.remedy_count + 1);
    if (!a->options || !a->remedies)
        return false;
    for (uint32_t i = 0; i < a->plan.option_count; i++)
        if (!fill_option(c, &a->arena, &a->plan.options[i], &a->options[i]))
            return false;
    for (uint32_t i = 0; i < a->plan.remedy_count; i++) {
        a->remedies[i] = kv_arena_format(&a->arena, "%s: %s", a->plan.remedies[i].change, a->plan.remedies[i].result);
        if (!a->remedies[i])
            return false;
    }
    return true;
}

kv_status kv_karvan_plan(kv_karvan *k, const kv_karvan_request *request, kv_karvan_answer **out, kv_error *err)
{
    *out = NULL;
    kv_karvan_answer *a = calloc(1, sizeof *a);
    if (!a)
        return no_memory(err);
    kv_status s = plan(k, request, &a->arena, &a->plan, err);
    if ((s == KV_OK || s == KV_NOTHING) && !fill(k->corridor, a))
        s = no_memory(err);
    if (s == KV_OK || s == KV_NOTHING)
        *out = a;
    else
        kv_karvan_answer_free(a);
    return s;
}

void kv_karvan_answer_free(kv_karvan_answer *a)
{
    if (!a)
        return;
    kv_arena_free(&a->arena);
    free(a);
}

size_t kv_karvan_option_count(const kv_karvan_answer *a) { return a->plan.option_count; }
size_t kv_karvan_journey_count(const kv_karvan_answer *a) { return a->plan.all_count; }
const kv_karvan_option *kv_karvan_option_at(const kv_karvan_answer *a, size_t i) { return i < a->plan.option_count ? &a->options[i] : NULL; }

size_t kv_karvan_text_count(const kv_karvan_answer *a, kv_karvan_texts which)
{
    switch (which) {
    case KV_KARVAN_NOTES:    return a->plan.note_count;
    case KV_KARVAN_BLOCKS:   return a->plan.block_count;
    case KV_KARVAN_REMEDIES: return a->plan.remedy_count;
    }
    return 0;
}

const char *kv_karvan_text_at(const kv_karvan_answer *a, kv_karvan_texts which, size_t i)
{
    if (i >= kv_karvan_text_count(a, which))
        return "";
    switch (which) {
    case KV_KARVAN_NOTES:    return a->plan.notes[i];
    case KV_KARVAN_BLOCKS:   return a->plan.blocks[i];
    case KV_KARVAN_REMEDIES: return a->remedies[i];
    }
    return "";
}
