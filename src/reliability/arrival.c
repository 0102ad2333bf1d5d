/* arrival.c - when the cargo really arrives: one distribution pushed through a whole journey
 *
 *     planned arrival of a ride + its lateness                     hours around a fixed instant
 *       + handling about its planned time                          sum of two distributions
 *       -> opening hours                                           each hour moves to the next opening
 *       -> the planned run, or the next one that is still caught   a few instants with their probabilities
 *       + lateness of each of these runs                           and so on to the last stop
 *
 * Hours are counted from the planned instant of each stage, to the second, so a journey in which everything goes
 * as planned comes out exact. Whatever happens between two of these hours is shared by both (spread.c).
 * Cargo for which no later run is known leaves the distribution and is reported as missed_beyond. */
#include <assert.h>
#include <stdio.h>

#include "model/handling.h"
#include "reliability/room.h"

enum { HOUR_S = 3600 };

/* around an instant: at.probability sums to what has not been missed */
typedef struct { kv_time anchor; kv_spread at; } when;

/* leaves late_s later than the planned run; then late as its class says */
typedef struct { int64_t late_s; double mass; uint32_t class; } departed;

typedef struct {
    kv_reliability *r;
    const kv_corridor *c;
    kv_arena *a;
    double missed;
} journey;

/* ---- the corridor ------------------------------------------------------------------------------------ */

static kv_time call_time(const kv_corridor *c, const kv_pattern_row *p, uint32_t run, uint32_t position, bool arrives)
{
    const kv_call *call = &c->calls[p->first_call + c->run_profile[run] * p->stop_count + position];
    return kv_tick_time(c, c->run_base[run]) + (arrives ? call->arrive : call->depart);
}

/* first run from `from` on that leaves the position at or after t; first_run + run_count: none */
static uint32_t run_at(const kv_corridor *c, const kv_pattern_row *p, uint32_t from, uint32_t position, kv_time t)
{
    uint32_t low = from, high = p->first_run + p->run_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (call_time(c, p, middle, position, false) < t)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* KV_TIME_NONE: not open any more */
static kv_time open_at(const kv_corridor *c, uint32_t stop, kv_time t)
{
    if (c->stops[stop].hours == KV_NONE)
        return t;
    kv_tick tick = kv_stop_open_at(c, stop, kv_time_tick(c, t));
    return tick == KV_NEVER ? KV_TIME_NONE : kv_tick_time(c, tick);
}

static uint32_t class_at(const journey *j, const kv_stage *s, kv_time depart)
{
    const kv_pattern_row *p = &j->c->patterns[s->pattern];
    int month = kv_tick_month(j->c, kv_time_tick(j->c, depart));
    return j->r->lateness[(size_t)kv_leg_index(p, s->board, s->alight) * 12 + (size_t)month - 1];
}

static kv_status check_stage(const kv_corridor *c, const kv_stage *s, uint32_t index, kv_error *err)
{
    char where[32];
    snprintf(where, sizeof where, "stage %u", (unsigned)index + 1);
    if (s->pattern >= c->patterns_count)
        return kv_fail(err, KV_INVALID, where, "there is no pattern %u", (unsigned)s->pattern);
    const kv_pattern_row *p = &c->patterns[s->pattern];
    if (s->board >= s->alight || s->alight >= p->stop_count || s->board_stop >= c->stops_count)
        return kv_fail(err, KV_INVALID, where, "is no leg of its pattern");
    if (p->flexible ? s->run != KV_NONE : s->run < p->first_run || s->run - p->first_run >= p->run_count)
        return kv_fail(err, KV_INVALID, where, "has no run of its pattern");
    if (s->arrive < s->depart || s->handling_count > KV_HANDLING_ROWS_MAX)
        return kv_fail(err, KV_INVALID, where, "arrives before it departs, or has too many handling rows");
    for (uint32_t i = 0; i < s->handling_count; i++)
        if (s->handling_rows[i] >= c->handling_count)
            return kv_fail(err, KV_INVALID, where, "there is no handling row %u", (unsigned)s->handling_rows[i]);
    return KV_OK;
}

/* planned time from the arrival of one ride to readiness for the next, without opening hours */
static kv_status change_seconds(const kv_corridor *c, const kv_stage *before, const kv_stage *s, int64_t *seconds, kv_error *err)
{
    uint32_t from = c->position_stop[c->patterns[before->pattern].first_position + before->alight];
    if (from == s->board_stop) {
        *seconds = kv_handling_seconds(c, s->handling_rows, s->handling_count);
        return KV_OK;
    }
    for (uint32_t k = c->link_first[from]; k < c->link_first[from + 1]; k++)
        if (c->links[k].to == s->board_stop) {
            *seconds = c->links[k].seconds;
            return KV_OK;
        }
    return kv_fail(err, KV_INVALID, NULL, "no link leads from %s to %s", kv_corridor_text(c, c->stops[from].id),
                   kv_corridor_text(c, c->stops[s->board_stop].id));
}

/* ---- one connection ---------------------------------------------------------------------------------- */

/* by the rule of the search: lateness of the ride before and handling against planned slack, whole hours */
static kv_status connection(journey *j, const kv_stage *before, const kv_stage *s, int64_t change_s, kv_connection *out)
{
    const kv_corridor *c = j->c;
    const kv_pattern_row *p = &c->patterns[s->pattern];
    *out = (kv_connection){ 1.0, KV_TIME_NONE };
    if (p->flexible)
        return KV_OK;
    uint32_t next = run_at(c, p, s->run, s->board, s->depart + 1);
    if (next < p->first_run + p->run_count)
        out->next_depart = call_time(c, p, next, s->board, false);
    if (!before)
        return KV_OK;
    kv_time ready = open_at(c, s->board_stop, before->arrive + change_s);
    int64_t slack_s = s->depart - s->cutoff_s - ready;
    if (ready == KV_TIME_NONE || slack_s < 0) {
        out->chance = 0.0;
        return KV_OK;
    }
    const uint16_t *cost;
    uint16_t length;
    uint32_t spread = kv_reliability_spread(j->r, s->handling_rows, s->handling_count);
    kv_status status = kv_reliability_row(j->r, class_at(j, before, before->depart), spread, &cost, &length);
    if (status == KV_OK)
        out->chance = kv_chance_of_cost(cost[slack_s / HOUR_S < length ? slack_s / HOUR_S : length - 1]);
    return status;
}

/* ---- distributions ----------------------------------------------------------------------------------- */

/* w without negligible ends, whole again, and later by whatever the handling rows spread */
static kv_status add_handling(journey *j, const uint32_t *rows, uint32_t count, when *w)
{
    const kv_spread *more;
    kv_status status = kv_handling_spread(j->r, rows, count, &more);
    if (status != KV_OK)
        return status;
    kv_spread x = kv_spread_trim(w->at);
    double left = 0.0;
    for (int32_t k = 0; k < x.count; k++)
        left += x.probability[k];
    int32_t length = x.count + more->count - 1;
    double *p = kv_new_array(j->a, double, length);
    if (!p)
        return KV_MEMORY;
    double whole = left > 0.0 ? (1.0 - j->missed) / left : 0.0;
    for (int32_t k = 0; k < x.count; k++)
        if (x.probability[k] > 0.0)
            kv_spread_add(p + k, more->probability, more->count, x.probability[k] * whole);
    w->at = (kv_spread){ x.first + more->first, length, p };
    return KV_OK;
}

static int64_t hours_below(int64_t seconds) { return seconds / HOUR_S - (seconds % HOUR_S < 0); }

/* each departure's lateness, laid around the planned arrival */
static kv_status arrive(journey *j, const departed *d, uint32_t count, kv_time planned, when *out)
{
    int64_t least = INT64_MAX, most = INT64_MIN;
    for (uint32_t i = 0; i < count; i++) {
        kv_spread late = kv_reliability_class(j->r, d[i].class);
        int64_t hours = hours_below(d[i].late_s);
        if (!late.count)
            return KV_MEMORY;
        least = hours + late.first < least ? hours + late.first : least;
        most = hours + late.first + late.count > most ? hours + late.first + late.count : most;
    }
    *out = (when){ planned, kv_spread_zero() };
    if (!count)
        return KV_OK;                       /* all is missed; nothing more will be read from it */
    double *p = kv_new_array(j->a, double, most - least + 1);
    if (!p)
        return KV_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        kv_spread late = kv_reliability_class(j->r, d[i].class);
        int64_t hours = hours_below(d[i].late_s);
        double part = (double)(d[i].late_s - hours * HOUR_S) / HOUR_S, *to = p + (hours + late.first - least);
        kv_spread_add(to, late.probability, late.count, d[i].mass * (1.0 - part));
        if (part > 0.0)
            kv_spread_add(to + 1, late.probability, late.count, d[i].mass * part);
    }
    out->at = (kv_spread){ (int32_t)least, (int32_t)(most - least + 1), p };
    return KV_OK;
}

/* the ride taken by cargo that is ready around w (before opening hours) */
static kv_status ride(journey *j, const kv_stage *s, when w, when *out)
{
    const kv_corridor *c = j->c;
    const kv_pattern_row *p = &c->patterns[s->pattern];
    departed *d = kv_new_array(j->a, departed, w.at.count);
    uint32_t count = 0, run = s->run, end = p->first_run + p->run_count, last = KV_NONE;
    if (!d)
        return KV_MEMORY;
    for (int32_t k = 0; k < w.at.count; k++) {
        double mass = w.at.probability[k];
        if (mass <= 0.0)
            continue;
        kv_time ready = open_at(c, s->board_stop, w.anchor + (int64_t)HOUR_S * (w.at.first + k));
        kv_time depart = KV_TIME_NONE;
        if (ready != KV_TIME_NONE && p->flexible) {
            kv_tick tick = kv_flex_depart(c, p, kv_time_tick(c, ready + s->cutoff_s));
            depart = tick == KV_NEVER ? KV_TIME_NONE : kv_tick_time(c, tick);
        } else if (ready != KV_TIME_NONE) {
            if (run < end && call_time(c, p, run, s->board, false) - s->cutoff_s < ready)
                run = run_at(c, p, run, s->board, ready + s->cutoff_s);
            depart = run < end ? call_time(c, p, run, s->board, false) : KV_TIME_NONE;
        }
        if (depart == KV_TIME_NONE) {
            j->missed += mass;
        } else if (!p->flexible && run == last) {
            d[count - 1].mass += mass;      /* hours ascend, so the same run comes in one go */
        } else {
            kv_time there = p->flexible ? depart + (s->arrive - s->depart) : call_time(c, p, run, s->alight, true);
            d[count++] = (departed){ there - s->arrive, mass, class_at(j, s, depart) };
            last = run;
        }
    }
    return arrive(j, d, count, s->arrive, out);
}

static void read_out(const journey *j, when w, kv_arrival *out)
{
    double left = 1.0 - j->missed, sum = 0.0;
    *out = (kv_arrival){ KV_TIME_NONE, KV_TIME_NONE, KV_TIME_NONE, KV_TIME_NONE, KV_TIME_NONE, 0.0, 0.0, j->missed };
    if (left < 1e-9) {
        out->missed_beyond = 1.0;
        return;
    }
    for (int32_t k = 0; k < w.at.count; k++)
        sum += w.at.probability[k] * k;
    kv_time *to[] = { &out->p10, &out->p50, &out->p80, &out->p90, &out->p95 };
    static const double at[] = { 0.10, 0.50, 0.80, 0.90, 0.95 };
    for (size_t i = 0; i < sizeof to / sizeof to[0]; i++)
        *to[i] = w.anchor + (int64_t)HOUR_S * (int64_t)kv_spread_quantile(w.at, at[i] * left);
    out->mean_h = w.at.first + sum / left;
}

kv_status kv_reliability_arrival(kv_reliability *r, kv_arena *scratch, const kv_stage *stages, uint32_t stage_count, kv_time start,
                                 int32_t tail_s, const uint32_t *tail_rows, uint32_t tail_row_count,
                                 kv_arrival *out, kv_connection *connections, kv_error *err)
{
    journey j = { r, r->corridor, scratch, 0.0 };
    when w = { start, kv_spread_zero() };
    double on_plan = 1.0;
    *out = (kv_arrival){ 0 };
    for (uint32_t i = 0; i < stage_count; i++) {
        const kv_stage *s = &stages[i], *before = i ? s - 1 : NULL;
        kv_connection link;
        int64_t change_s = 0;
        kv_status status = check_stage(r->corridor, s, i, err);
        if (status == KV_OK && before)
            status = change_seconds(r->corridor, before, s, &change_s, err);
        if (status == KV_OK && !before && start > s->depart)
            return kv_fail(err, KV_INVALID, "stage 1", "leaves before the cargo is ready");
        if (status == KV_OK)
            status = connection(&j, before, s, change_s, &link);
        if (status == KV_OK && !before) {   /* planned by whoever brings the cargo: it is there */
            status = arrive(&j, &(departed){ 0, 1.0, class_at(&j, s, s->depart) }, 1, s->arrive, &w);
        } else if (status == KV_OK) {
            w.anchor += change_s;
            status = add_handling(&j, s->handling_rows, s->handling_count, &w);
            if (status == KV_OK)
                status = ride(&j, s, w, &w);
        }
        if (status != KV_OK)
            return status == KV_MEMORY ? kv_fail(err, KV_MEMORY, NULL, "memory is out") : status;
        if (connections)
            connections[i] = link;
        on_plan *= link.chance;
    }
    w.anchor += tail_s;
    if (add_handling(&j, tail_rows, tail_row_count, &w) != KV_OK)
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    read_out(&j, w, out);
    out->on_plan = on_plan;
    return KV_OK;
}
