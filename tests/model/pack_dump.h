/* pack_dump.h - all that a pack says, as sorted lines without indices and source lines
 *
 * Two packs say the same when their dumps are the same text, in whatever order their rows and columns were written. And
 * pack_walk(): every index of a pack without errors leads somewhere. */
#ifndef KV_TESTS_PACK_DUMP_H
#define KV_TESTS_PACK_DUMP_H

#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "model/pack.h"

typedef struct { KV_VEC(char *) line; const kv_pack *p; } pack_dump;

__attribute__((format(printf, 2, 3)))
static inline void dump_line(pack_dump *d, const char *format, ...)
{
    char buffer[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(buffer, sizeof buffer, format, args);
    va_end(args);
    char *copy = malloc(strlen(buffer) + 1);
    check_true(copy && kv_vec_push(&d->line, copy), "memory for a test");
    memcpy(copy, buffer, strlen(buffer) + 1);
}

static inline int dump_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

#define S(s) kv_pool_get(&p->text, (s))
#define NAME(vec, index) ((index) == KV_NONE ? "-" : S(p->vec.at[index].id))
#define SOURCE(o) NAME(sources, (o).source), (o).confidence
#define VALID(v) (v).from, (v).to, (v).carried_after
#define DEC(x) (long long)(x).mantissa, (x).scale

static inline void dump_timetable(pack_dump *d)
{
    const kv_pack *p = d->p;
    for (size_t i = 0; i < p->agencies.count; i++)
        dump_line(d, "agency %s|%s|%s|%s", S(p->agencies.at[i].id), S(p->agencies.at[i].name), S(p->agencies.at[i].zone), S(p->agencies.at[i].url));
    for (size_t i = 0; i < p->stops.count; i++) {
        const kv_stop_row *s = &p->stops.at[i];
        dump_line(d, "stop %s|%s|%.9g|%.9g|%s|%s|%s|%d|%u|%s|%s|%s|%s %d", S(s->id), S(s->name), s->lat, s->lon, S(s->zone),
                  NAME(stops, s->parent), s->country, s->kind, s->gauge_mm, S(s->kind_word), S(s->notes), S(p->stop_hours.at[i]),
                  SOURCE(s->origin));
    }
    for (size_t i = 0; i < p->services.count; i++) {
        const kv_service_row *s = &p->services.at[i];
        dump_line(d, "service %s|%s|%s|%s|%d %d %d %d %d|%x %x|%d %d %d %d|%d %d %d %d|%s|%s|%s|%s %d", S(s->id), S(s->short_name),
                  S(s->long_name), NAME(agencies, s->agency), s->mode, s->dispatch, s->capacity_unit, s->reefer_known, s->is_freight,
                  s->equipment, s->dg_classes, s->capacity, s->reefer_plugs, s->gross_kg_max, s->cutoff_s, s->wait_p10_s,
                  s->wait_p50_s, s->wait_p90_s, s->wait_max_s, S(s->emission_class), S(s->through_groups), S(s->notes), SOURCE(s->origin));
    }
    for (size_t i = 0; i < p->trips.count; i++) {
        const kv_pack_trip *t = &p->trip_times.at[i];
        dump_line(d, "trip %s|%s|%s|%s", S(p->trips.at[i].id), S(p->trips.at[i].headsign), NAME(services, p->trips.at[i].service),
                  NAME(calendars, t->calendar));
        for (uint32_t k = 0; k < t->time_count; k++) {
            const kv_stop_time *c = &p->stop_times.at[t->first_time + k];
            dump_line(d, "call %s|%u|%u|%s|%d %d|%g|%d", S(p->trips.at[i].id), k, c->sequence, NAME(stops, c->stop), c->arrive_s,
                      c->depart_s, (double)c->distance, c->flags);
        }
    }
    for (size_t i = 0; i < p->calendars.count; i++) {
        const kv_calendar *c = &p->calendars.at[i];
        dump_line(d, "calendar %s|%x|%d %d", S(c->id), c->weekdays, c->first_day, c->last_day);
        for (uint32_t k = 0; k < c->exception_count; k++)
            dump_line(d, "exception %s|%u|%d %d", S(c->id), k, p->exceptions.at[c->first_exception + k].day,
                      p->exceptions.at[c->first_exception + k].added);
    }
    for (size_t i = 0; i < p->frequencies.count; i++) {
        const kv_frequency *f = &p->frequencies.at[i];
        dump_line(d, "frequency %s|%d %d %d", NAME(trips, f->trip), f->from_s, f->to_s, f->headway_s);
    }
    for (size_t i = 0; i < p->transfers.count; i++) {
        const kv_transfer *t = &p->transfers.at[i];
        dump_line(d, "transfer %s|%s|%d|%d", NAME(stops, t->from_stop), NAME(stops, t->to_stop), t->seconds, t->type);
    }
}

static inline void dump_prices(pack_dump *d)
{
    const kv_pack *p = d->p;
    for (size_t i = 0; i < p->tariffs.count; i++) {
        const kv_tariff_row *t = &p->tariffs.at[i];
        dump_line(d, "tariff %s|%d %d %d %d %d %d %d|%s|%s|%s|%s|%s|%s|%lld.%d|%lld.%d|%s|%g %g %g|%d %d|%d %d %d|%s|%s|%s %d", S(t->id),
                  t->kind, t->mode, t->load, t->unit, t->both_ways, t->covers_handling, t->has_minimum, NAME(agencies, t->agency),
                  S(t->through_group), S(t->from), S(t->to), S(t->equipment), S(t->hs), DEC(t->amount), DEC(t->minimum),
                  t->currency.code, t->weight_from_t, t->weight_to_t, t->weight_min_t, t->count_from, t->count_to, VALID(t->valid),
                  S(t->covers), S(t->notes), SOURCE(t->origin));
    }
    for (size_t i = 0; i < p->surcharges.count; i++) {
        const kv_surcharge_row *s = &p->surcharges.at[i];
        dump_line(d, "surcharge %s|%s|%d %d %d %d %d %d|%s|%s|%s|%s|%s|%s|%lld.%d|%s|%d %d %d|%s|%s %d", S(s->id), S(s->name), s->kind,
                  s->on, s->mode, s->unit, s->dg_only, s->reefer_only, NAME(agencies, s->agency), NAME(stops, s->stop), S(s->from),
                  S(s->to), S(s->equipment), S(s->hs), DEC(s->amount), s->currency.code, VALID(s->valid), S(s->notes), SOURCE(s->origin));
    }
    for (size_t i = 0; i < p->fx.count; i++) {
        const kv_fx_row *f = &p->fx.at[i];
        dump_line(d, "fx %d|%s|%s|%lld.%d|%s %d", f->day, f->base.code, f->quote.code, DEC(f->rate), SOURCE(f->origin));
    }
    for (size_t i = 0; i < p->handling.count; i++) {
        const kv_handling_row *h = &p->handling.at[i];
        dump_line(d, "handling %s|%d %d %d %d|%d %d %d %d %d %d %d|%x|%d %d %d|%g %s|%lld.%d|%lld.%d|%s|%d|%g|%d %d %d|%s|%s %d",
                  NAME(stops, h->stop), h->from_mode, h->to_mode, h->any_from, h->any_to, h->operation, h->applies, h->price_unit,
                  h->storage_unit, h->co2_unit, h->has_price, h->has_storage, h->equipment, h->p10_s, h->p50_s, h->p90_s,
                  h->throughput_day, S(h->throughput_unit), DEC(h->price), DEC(h->storage_day), h->currency.code, h->free_days,
                  h->co2_kg, VALID(h->valid), S(h->notes), SOURCE(h->origin));
    }
}

static inline void dump_rest(pack_dump *d)
{
    const kv_pack *p = d->p;
    for (size_t i = 0; i < p->variability.count; i++) {
        const kv_variability_row *v = &p->variability.at[i];
        dump_line(d, "variability %d %d %d|%s|%s|%s|%s|%d %d %d|%s|%s %d", v->on, v->mode, v->month, NAME(services, v->service),
                  NAME(agencies, v->agency), NAME(stops, v->from_stop), NAME(stops, v->to_stop), v->p10_s, v->p50_s, v->p90_s,
                  S(v->notes), SOURCE(v->origin));
    }
    for (size_t i = 0; i < p->closures.count; i++) {
        const kv_closure_row *c = &p->closures.at[i];
        dump_line(d, "closure %s|%d|%x|%g|%d %d|%s|%s %d", NAME(stops, c->stop), c->month, c->modes, c->chance, c->p50_s, c->p90_s,
                  S(c->notes), SOURCE(c->origin));
    }
    for (size_t i = 0; i < p->emissions.count; i++) {
        const kv_emission_row *e = &p->emissions.at[i];
        dump_line(d, "emission %s|%s|%s|%d|%g %g %g|%d|%s|%s|%s %d", S(e->emission_class), S(e->traction), e->country, e->unit, e->wtt_g,
                  e->ttw_g, e->distance_factor, e->year, S(e->certainty), S(e->notes), SOURCE(e->origin));
    }
    for (size_t i = 0; i < p->sections.count; i++) {
        const kv_section_row *s = &p->sections.at[i];
        dump_line(d, "section %s|%s|%s|%s|%s|%s|%s|%s|%s|%d %d %d|%d %d %d|%g %g %g|%s %d", S(s->id), S(s->name), S(s->operator_name),
                  S(s->capacity_unit), S(s->load_unit), S(s->status), S(s->notes), NAME(stops, s->from_stop), NAME(stops, s->to_stop),
                  s->mode, s->layer, s->both_ways, s->gauge_mm, s->year, s->load_year, s->capacity, s->length_km, s->load,
                  SOURCE(s->origin));
    }
    for (size_t i = 0; i < p->projects.count; i++) {
        const kv_project_row *j = &p->projects.at[i];
        dump_line(d, "project %s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%g %g|%s %d", S(j->id), S(j->name), S(j->country), S(j->kind),
                  S(j->layer), S(j->status), S(j->start), S(j->completion), S(j->adds_unit), S(j->target), S(j->relieves),
                  S(j->notes), j->cost_musd, j->adds_value, SOURCE(j->origin));
    }
    for (size_t i = 0; i < p->sources.count; i++) {
        const kv_source_row *s = &p->sources.at[i];
        dump_line(d, "source %s|%s|%s|%s|%s", S(s->id), S(s->title), S(s->publisher), S(s->date), S(s->address));
    }
}

/* the whole as one text; free() it */
static inline char *pack_show(const kv_pack *p)
{
    pack_dump d = { .p = p };
    dump_line(&d, "pack %s|%s|%d|%d %d|%zu %zu", S(p->version), S(p->publisher), p->is_freight, p->feed_from, p->feed_to,
              p->error_count, p->warning_count);
    dump_timetable(&d);
    dump_prices(&d);
    dump_rest(&d);
    qsort(d.line.at, d.line.count, sizeof *d.line.at, dump_compare);
    size_t size = 1, at = 0;
    for (size_t i = 0; i < d.line.count; i++)
        size += strlen(d.line.at[i]) + 1;
    char *text = malloc(size);
    check_true(text != NULL, "memory for a test");
    for (size_t i = 0; i < d.line.count; i++) {
        size_t n = strlen(d.line.at[i]);
        memcpy(text + at, d.line.at[i], n);
        at += n;
        text[at++] = '\n';
        free(d.line.at[i]);
    }
    text[at] = '\0';
    kv_vec_free(&d.line);
    return text;
}
#undef S
#undef NAME
#undef SOURCE
#undef VALID
#undef DEC

/* ---- every index leads somewhere ------------------------------------------------------------------------ */

#define WITHIN(index, vec, why)  check_true((index) < p->vec.count, why)
#define OPTIONAL(index, vec, why) check_true((index) == KV_NONE || (index) < p->vec.count, why)

static inline void walk_times(const kv_pack *p)
{
    uint32_t first = 0;
    for (size_t i = 0; i < p->trips.count; i++) {
        const kv_pack_trip *t = &p->trip_times.at[i];
        WITHIN(p->trips.at[i].service, services, "a trip's service");
        WITHIN(t->calendar, calendars, "a trip's calendar");
        check_i64(t->first_time, first, "trips' calls lie one behind the other");
        first += t->time_count;
        check_true(first <= p->stop_times.count, "a trip's calls");
        for (uint32_t k = 0; k < t->time_count; k++) {
            const kv_stop_time *c = &p->stop_times.at[t->first_time + k];
            check_i64(c->trip, i, "a call is its trip's");
            WITHIN(c->stop, stops, "a call's stop");
            check_true(!k || c[-1].sequence < c->sequence, "calls ascend");
            if (t->time_count < 2)
                continue;
            check_true(c->arrive_s >= 0 && c->arrive_s <= c->depart_s, "arrives, then departs");
            check_true(!k || c[-1].depart_s <= c->arrive_s, "times go forward");
        }
    }
    check_i64(first, p->stop_times.count, "every call is a trip's");
}

static inline void walk_days(const kv_pack *p)
{
    for (size_t i = 0; i < p->calendars.count; i++) {
        const kv_calendar *c = &p->calendars.at[i];
        check_true(c->exception_count <= p->exceptions.count && c->first_exception <= p->exceptions.count - c->exception_count, "exceptions");
        for (uint32_t k = 1; k < c->exception_count; k++)
            check_true(p->exceptions.at[c->first_exception + k - 1].day < p->exceptions.at[c->first_exception + k].day, "days ascend");
    }
    for (size_t i = 0; i < p->frequencies.count; i++) {
        WITHIN(p->frequencies.at[i].trip, trips, "a frequency's trip");
        check_true(p->frequencies.at[i].headway_s > 0 && p->frequencies.at[i].from_s <= p->frequencies.at[i].to_s, "a frequency");
    }
    for (size_t i = 0; i < p->transfers.count; i++) {
        WITHIN(p->transfers.at[i].from_stop, stops, "a transfer's stop");
        WITHIN(p->transfers.at[i].to_stop, stops, "a transfer's stop");
        check_true(p->transfers.at[i].seconds >= -1 && p->transfers.at[i].type <= 3, "a transfer");
    }
}

static inline void walk_origin(const kv_pack *p, const kv_origin *o)
{
    WITHIN(o->source, sources, "a row's source");
    check_true(o->confidence < KV_CONFIDENCE_COUNT && o->line > 1, "a row's confidence and line");
}

static inline void walk_freight(const kv_pack *p)
{
    for (size_t i = 0; i < p->handling.count; i++) {
        const kv_handling_row *h = &p->handling.at[i];
        WITHIN(h->stop, stops, "handling");
        check_true(h->from_mode < KV_MODE_COUNT && h->to_mode < KV_MODE_COUNT && h->operation < KV_OPERATION_COUNT, "handling's words");
        check_true(0 <= h->p10_s && h->p10_s <= h->p50_s && h->p50_s <= h->p90_s, "handling's quantiles");
        walk_origin(p, &h->origin);
    }
    for (size_t i = 0; i < p->variability.count; i++) {
        const kv_variability_row *v = &p->variability.at[i];
        OPTIONAL(v->service, services, "lateness");
        OPTIONAL(v->agency, agencies, "lateness");
        OPTIONAL(v->from_stop, stops, "lateness");
        OPTIONAL(v->to_stop, stops, "lateness");
        check_true(v->p10_s <= v->p50_s && v->p50_s <= v->p90_s && v->month <= 12, "lateness");
        walk_origin(p, &v->origin);
    }
    for (size_t i = 0; i < p->closures.count; i++) {
        const kv_closure_row *c = &p->closures.at[i];
        WITHIN(c->stop, stops, "a closure");
        check_true(c->month >= 1 && c->month <= 12 && c->modes && c->chance >= 0 && c->chance <= 1 && c->p50_s <= c->p90_s, "a closure");
        walk_origin(p, &c->origin);
    }
    for (size_t i = 0; i < p->tariffs.count; i++) {
        const kv_tariff_row *t = &p->tariffs.at[i];
        OPTIONAL(t->agency, agencies, "a tariff");
        check_true(t->kind < KV_TARIFF_KIND_COUNT && t->unit < KV_PRICE_UNIT_COUNT && t->mode < KV_MODE_COUNT, "a tariff's words");
        check_true(t->currency.code[0] && t->weight_from_t < t->weight_to_t && t->valid.from <= t->valid.to, "a tariff");
        walk_origin(p, &t->origin);
    }
    for (size_t i = 0; i < p->surcharges.count; i++) {
        OPTIONAL(p->surcharges.at[i].agency, agencies, "a surcharge");
        OPTIONAL(p->surcharges.at[i].stop, stops, "a surcharge");
        walk_origin(p, &p->surcharges.at[i].origin);
    }
    for (size_t i = 0; i < p->fx.count; i++)
        check_true(p->fx.at[i].rate.mantissa > 0 && p->fx.at[i].base.code[0] && p->fx.at[i].quote.code[0], "a rate");
    for (size_t i = 0; i < p->sections.count; i++) {
        WITHIN(p->sections.at[i].from_stop, stops, "a section");
        WITHIN(p->sections.at[i].to_stop, stops, "a section");
    }
}

static inline void pack_walk(const kv_pack *p)
{
    size_t errors = 0, warnings = 0;
    for (size_t i = 0; i < p->findings.count; i++) {
        const kv_finding *f = &p->findings.at[i];
        *(f->severity == KV_FINDING_ERROR ? &errors : &warnings) += 1;
        check_true(f->file && *f->file && f->column && f->value && f->reason && *f->reason && f->hint, "a finding says all it has to");
        check_true(strlen(f->value) <= 80, "a value is cut");
        const char *said[] = { f->file, f->value, f->reason, f->hint };
        for (size_t k = 0; k < COUNT(said); k++)
            check_true(kv_utf8_valid(kv_text_of(said[k]), NULL), "a finding is UTF-8");
        for (const char *c = f->value; *c; c++)
            check_true((unsigned char)*c >= 0x20 && *c != 0x7F, "a value is printable");
    }
    check_true(errors <= p->error_count && warnings <= p->warning_count, "counts go on");
    check_i64(p->trips.count, p->trip_times.count, "trips and their times");
    check_i64(p->stops.count, p->stop_hours.count, "stops and their hours");
    if (p->error_count)
        return;
    check_true(p->agencies.count && p->stops.count && p->services.count && p->trips.count, "a pack without errors is one");
    for (size_t i = 0; i < p->stops.count; i++) {
        const kv_stop_row *s = &p->stops.at[i];
        check_true(!i || strcmp(kv_pool_get(&p->text, s[-1].id), kv_pool_get(&p->text, s->id)) < 0, "stops are sorted");
        check_true(s->parent == KV_NONE || (s->kind == KV_STOP_TERMINAL && p->stops.at[s->parent].kind == KV_STOP_PLACE), "parents");
        check_true(isnan(s->lat) || (s->lat >= -90 && s->lat <= 90), "latitude");
        check_true(isnan(s->lon) || (s->lon >= -180 && s->lon <= 180), "longitude");
        OPTIONAL(s->origin.source, sources, "a stop's source");
    }
    for (size_t i = 0; i < p->services.count; i++) {
        const kv_service_row *s = &p->services.at[i];
        WITHIN(s->agency, agencies, "a service's agency");
        check_true(s->mode < KV_MODE_COUNT && s->dispatch < KV_DISPATCH_COUNT && s->capacity_unit < KV_CAPACITY_UNIT_COUNT, "words");
        check_true(s->wait_p10_s <= s->wait_p50_s && s->wait_p50_s <= s->wait_p90_s, "waits ascend");
        if (s->is_freight)
            walk_origin(p, &s->origin);
    }
    walk_times(p);
    walk_days(p);
    walk_freight(p);
}
#undef WITHIN
#undef OPTIONAL

#endif
