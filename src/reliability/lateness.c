/* lateness.c - which causes make a leg late, by month of its departure
 *
 *     lateness of a leg = its variability row        the most special one: route with stops, route, carrier, mode
 *                       + closure where it boards    delays the departure and so all that follows
 *                       + closure where it alights
 *                       + passing rows in between    only how they spread: their hours stand in the timetable
 *                       + wait about its median      flexible services
 *
 * Five small numbers name the causes of a leg in a month; equal fives share a class. Classes are numbered here, for all
 * legs at once, and no distribution is built: that waits until somebody asks (causes.c). Rows that name stops are
 * handed to the patterns that call there, so a leg looks only at the few rows that may be its own. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/handling.h"
#include "reliability/room.h"

enum { MONTHS = 12, CLASSES_MAX = 65535 };

typedef struct { uint32_t variability, board, alight, passing, wait; } causes_of_leg;
typedef struct { uint32_t row, next; } attached_row;

typedef struct {
    kv_reliability *r;
    const kv_corridor *c;
    kv_arena *a;                            /* for the whole survey */
    kv_arena pattern_memory;                /* for one pattern */
    int32_t grain_s;                        /* hours are rounded to it, chances to grain_e9 */
    uint32_t grain_e9;

    uint32_t *row_cause;                    /* of each variability row */
    uint32_t *by_mode, *by_agency, *by_service;     /* [.. * 12]: row without stops, KV_NONE */
    uint32_t *attached;                     /* by pattern: first row with stops, KV_NONE */
    KV_VEC(attached_row) rows;

    uint32_t *closure_at;                   /* by stop: which block of closure_cause, KV_NONE: never closed; NULL: none at all */
    uint32_t *closure_first;                /* [stops + 1] into closures */
    uint32_t *closure_cause;                /* blocks of [12][KV_MODE_COUNT]; KV_NONE until asked for */
    uint8_t *passed;                        /* by stop: has passing rows that spread; NULL: none at all */
    bool passing_dated;                     /* some of them hold for a part of the calendar only */
    int32_t day_of_month[MONTHS];           /* a day of the calendar in each month, for their validity */

    causes_of_leg *class_key;               /* [class_count] */
    uint32_t class_count, *slot, slot_count;
    size_t class_room;
} survey;

/* ---- causes from rows -------------------------------------------------------------------------------- */

static int32_t rounded(const survey *s, int32_t seconds)
{
    if (!s->grain_s || seconds == INT32_MIN || seconds == INT32_MAX)
        return seconds;
    int64_t up = (int64_t)seconds + s->grain_s / 2, rest = up % s->grain_s;
    return (int32_t)(up - rest - (rest < 0 ? s->grain_s : 0));
}

static kv_status lines_cause(survey *s, kv_lines l, uint32_t *number)
{
    l.p10_s = rounded(s, l.p10_s);
    l.p50_s = rounded(s, l.p50_s);
    l.p90_s = rounded(s, l.p90_s);
    l.shift_s = rounded(s, l.shift_s);
    return kv_cause_number(&s->r->causes, &(kv_cause){ .kind = KV_CAUSE_LINES, .lines = l }, number);
}

static kv_status closure_row_cause(survey *s, const kv_closure_row *row, uint32_t *number)
{
    double e9 = row->chance > 0 ? row->chance < 1 ? row->chance * 1e9 : 1e9 : 0;
    uint32_t chance = (uint32_t)(e9 + 0.5);
    if (s->grain_e9)
        chance = (chance + s->grain_e9 / 2) / s->grain_e9 * s->grain_e9;
    int32_t p50 = rounded(s, row->p50_s);
    kv_cause cause = { .kind = KV_CAUSE_CLOSURE, .chance_e9 = chance, .lines = {
        .p10_s = p50 / 5, .p50_s = p50, .p90_s = rounded(s, row->p90_s), .low_s = 0, .high_s = INT32_MAX } };
    return kv_cause_number(&s->r->causes, &cause, number);
}

/* the wait of a flexible service about its median, which is planned with */
static kv_status wait_cause(survey *s, const kv_service_row *service, uint32_t *number)
{
    int32_t median = service->wait_p50_s > 0 ? service->wait_p50_s : 0;
    if (service->dispatch == KV_DISPATCH_HEADWAY) {
        kv_cause even = { .kind = KV_CAUSE_EVEN, .lines = { .p90_s = rounded(s, service->wait_max_s), .shift_s = rounded(s, median) } };
        return kv_cause_number(&s->r->causes, &even, number);
    }
    int32_t longest = service->wait_max_s > 0 ? service->wait_max_s : INT32_MAX;
    return lines_cause(s, (kv_lines){ .p10_s = service->wait_p10_s, .p50_s = median, .p90_s = service->wait_p90_s,
                                      .low_s = 0, .high_s = rounded(s, longest), .shift_s = median }, number);
}

/* ---- variability ------------------------------------------------------------------------------------- */

static int kind_rank(uint8_t on) { return on == KV_LATENESS_ON_ROUTE ? 3 : on == KV_LATENESS_ON_CARRIER ? 2 : 1; }

/* rank of a stop that a row names for a leg's end: 0 any, 1 its place, 2 itself; -1 it is another */
static int stop_rank(const kv_corridor *c, uint32_t named, uint32_t stop)
{
    if (named == KV_NONE)
        return 0;
    return named == stop ? 2 : named == c->stops[stop].parent ? 1 : -1;
}

static bool row_serves(const kv_corridor *c, const kv_variability_row *row, uint32_t service)
{
    const kv_service_row *s = &c->services[service];
    return row->on == KV_LATENESS_ON_ROUTE ? row->service == service
         : row->on == KV_LATENESS_ON_CARRIER ? row->agency == s->agency : row->mode == s->mode;
}

static void put_default(const kv_corridor *c, uint32_t *by_month, uint32_t index)
{
    uint32_t month = c->variability[index].month;
    for (uint32_t m = 0; m < MONTHS; m++) {
        uint32_t now = by_month[m];
        if (month ? month == m + 1 && (now == KV_NONE || !c->variability[now].month) : now == KV_NONE)
            by_month[m] = index;
    }
}

static bool attach_at(survey *s, uint32_t index, uint32_t stop)
{
    const kv_corridor *c = s->c;
    for (uint32_t v = c->visit_first[stop]; v < c->visit_first[stop + 1]; v++) {
        uint32_t pattern = c->visits[v].pattern, head = s->attached[pattern];
        if (!row_serves(c, &c->variability[index], c->patterns[pattern].service))
            continue;
        if (head != KV_NONE && s->rows.at[head].row == index)
            continue;                       /* a pattern that calls twice */
        if (!kv_vec_push(&s->rows, ((attached_row){ index, head })))
            return false;
        s->attached[pattern] = (uint32_t)s->rows.count - 1;
    }
    return true;
}

static kv_status survey_variability(survey *s)
{
    const kv_corridor *c = s->c;
    uint32_t defaults = (KV_MODE_COUNT + c->agencies_count + c->services_count) * MONTHS;
    s->by_mode = kv_new_array(s->a, uint32_t, defaults);
    s->row_cause = kv_new_array(s->a, uint32_t, c->variability_count);
    s->attached = kv_new_array(s->a, uint32_t, c->patterns_count);
    if (!s->by_mode || !s->row_cause || !s->attached)
        return KV_MEMORY;
    s->by_agency = s->by_mode + KV_MODE_COUNT * MONTHS;
    s->by_service = s->by_agency + c->agencies_count * MONTHS;
    memset(s->by_mode, 0xFF, defaults * sizeof *s->by_mode);
    memset(s->attached, 0xFF, c->patterns_count * sizeof *s->attached);
    for (uint32_t i = 0; i < c->variability_count; i++) {
        const kv_variability_row *row = &c->variability[i];
        kv_status status = lines_cause(s, (kv_lines){ .p10_s = row->p10_s, .p50_s = row->p50_s, .p90_s = row->p90_s,
                                                      .low_s = INT32_MIN, .high_s = INT32_MAX }, &s->row_cause[i]);
        if (status != KV_OK)
            return status;
        uint32_t named = row->from_stop != KV_NONE ? row->from_stop : row->to_stop;
        if (named == KV_NONE) {
            if (row->on == KV_LATENESS_ON_ROUTE && row->service < c->services_count)
                put_default(c, s->by_service + row->service * MONTHS, i);
            else if (row->on == KV_LATENESS_ON_CARRIER && row->agency < c->agencies_count)
                put_default(c, s->by_agency + row->agency * MONTHS, i);
            else if (row->on == KV_LATENESS_ON_MODE)
                put_default(c, s->by_mode + row->mode * MONTHS, i);
            continue;
        }
        const kv_stop_row *stop = &c->stops[named];
        bool room = attach_at(s, i, named);
        for (uint32_t k = 0; room && k < stop->child_count; k++)
            room = attach_at(s, i, c->stop_children[stop->first_child + k]);
        if (!room)
            return KV_MEMORY;
    }
    return KV_OK;
}

typedef struct { uint32_t row[MONTHS]; int rank[MONTHS]; } best_rows;

static int rank_of(const kv_variability_row *row, int stops) { return kind_rank(row->on) * 16 + stops * 2 + (row->month != 0); }

static void default_rows(const survey *s, uint32_t service, best_rows *best)
{
    const kv_service_row *row = &s->c->services[service];
    const uint32_t *of[3] = { s->by_service + service * MONTHS, NULL, s->by_mode + row->mode * MONTHS };
    if (row->agency < s->c->agencies_count)
        of[1] = s->by_agency + row->agency * MONTHS;
    for (uint32_t m = 0; m < MONTHS; m++) {
        best->row[m] = KV_NONE;
        best->rank[m] = -1;
        for (int i = 0; i < 3 && best->row[m] == KV_NONE; i++)
            if (of[i] && of[i][m] != KV_NONE) {
                best->row[m] = of[i][m];
                best->rank[m] = rank_of(&s->c->variability[of[i][m]], 0);
            }
    }
}

/* rows with stops that suit the leg and are more special than what best holds */
static void attached_rows(const survey *s, uint32_t head, uint32_t board, uint32_t alight, best_rows *best)
{
    for (uint32_t at = head; at != KV_NONE; at = s->rows.at[at].next) {
        uint32_t index = s->rows.at[at].row;
        const kv_variability_row *row = &s->c->variability[index];
        int from = stop_rank(s->c, row->from_stop, board), to = stop_rank(s->c, row->to_stop, alight);
        if (from < 0 || to < 0)
            continue;
        int rank = rank_of(row, from + to);
        for (uint32_t m = 0; m < MONTHS; m++) {
            if (row->month && row->month != m + 1)
                continue;
            if (rank > best->rank[m] || (rank == best->rank[m] && index < best->row[m])) {
                best->rank[m] = rank;
                best->row[m] = index;
            }
        }
    }
}

/* ---- closures ---------------------------------------------------------------------------------------- */

static kv_status survey_closures(survey *s)
{
    const kv_corridor *c = s->c;
    if (!c->closures_count)
        return KV_OK;
    s->closure_first = kv_new_array(s->a, uint32_t, c->stops_count + 1);
    s->closure_at = kv_new_array(s->a, uint32_t, c->stops_count);
    if (!s->closure_first || !s->closure_at)
        return KV_MEMORY;
    for (uint32_t i = 0; i < c->closures_count; i++)
        s->closure_first[c->closures[i].stop + 1]++;
    uint32_t blocks = 0;
    for (uint32_t stop = 0; stop < c->stops_count; stop++)
        s->closure_first[stop + 1] += s->closure_first[stop];
    for (uint32_t stop = 0; stop < c->stops_count; stop++) {
        uint32_t parent = c->stops[stop].parent;
        bool closes = s->closure_first[stop + 1] > s->closure_first[stop]
                   || (parent != KV_NONE && s->closure_first[parent + 1] > s->closure_first[parent]);
        s->closure_at[stop] = closes ? blocks++ : KV_NONE;
    }
    size_t size = (size_t)blocks * MONTHS * KV_MODE_COUNT;
    s->closure_cause = kv_new_array(s->a, uint32_t, size);
    if (!s->closure_cause)
        return KV_MEMORY;
    memset(s->closure_cause, 0xFF, size * sizeof *s->closure_cause);
    return KV_OK;
}

static kv_status add_closures(survey *s, uint32_t stop, uint32_t month, kv_mode mode, uint32_t *sum)
{
    for (uint32_t i = s->closure_first[stop]; i < s->closure_first[stop + 1]; i++) {
        const kv_closure_row *row = &s->c->closures[i];
        uint32_t one;
        if (row->month != month + 1 || !(row->modes & 1u << mode))
            continue;
        kv_status status = closure_row_cause(s, row, &one);
        if (status == KV_OK)
            status = kv_cause_sum(&s->r->causes, *sum, one, sum);
        if (status != KV_OK)
            return status;
    }
    return KV_OK;
}

/* cause of all closures of the terminal and of its place */
static kv_status closure_cause(survey *s, uint32_t stop, uint32_t month, kv_mode mode, uint32_t *number)
{
    *number = 0;
    if (!s->closure_at || s->closure_at[stop] == KV_NONE)
        return KV_OK;
    uint32_t *known = &s->closure_cause[(s->closure_at[stop] * MONTHS + month) * KV_MODE_COUNT + mode];
    if (*known == KV_NONE) {
        uint32_t sum = 0, parent = s->c->stops[stop].parent;
        kv_status status = add_closures(s, stop, month, mode, &sum);
        if (status == KV_OK && parent != KV_NONE)
            status = add_closures(s, parent, month, mode, &sum);
        if (status != KV_OK)
            return status;
        *known = sum;
    }
    *number = *known;
    return KV_OK;
}

/* ---- passing ----------------------------------------------------------------------------------------- */

static kv_status survey_passing(survey *s)
{
    const kv_corridor *c = s->c;
    int32_t first = c->info->first_day, last = c->info->last_day;
    for (uint32_t i = 0; i < c->handling_count; i++) {
        const kv_handling_row *row = &c->handling[i];
        if (row->applies == KV_APPLIES_CHANGE || (row->p10_s == row->p50_s && row->p50_s == row->p90_s))
            continue;
        if (!s->passed)
            s->passed = kv_new_array(s->a, uint8_t, c->stops_count);
        if (!s->passed)
            return KV_MEMORY;
        s->passed[row->stop] = 1;
        s->passing_dated |= row->valid.from > first || row->valid.to < last;
    }
    for (uint32_t stop = 0; s->passed && stop < c->stops_count; stop++) {
        uint32_t parent = c->stops[stop].parent;
        if (parent != KV_NONE && s->passed[parent])
            s->passed[stop] = 1;
    }
    for (int m = 0; m < MONTHS; m++)
        s->day_of_month[m] = first;
    int64_t year_of_days = last < first ? first : (int64_t)first + 366 < last ? (int64_t)first + 366 : last;
    for (int64_t day = year_of_days; day >= first; day--)
        s->day_of_month[kv_days_date(day).month - 1] = (int32_t)day;
    return KV_OK;
}

/* by month: how passing this stop spreads, for any equipment that the service takes */
static kv_status passing_causes(survey *s, const kv_service_row *service, uint32_t stop, uint32_t by_month[MONTHS])
{
    kv_cargo any = { .item_count = 1 };
    any.item[0].count = 1;
    any.item[0].equipment = service->equipment;
    for (uint32_t m = 0; m < MONTHS; m++) {
        if (m && !s->passing_dated) {
            by_month[m] = by_month[0];
            continue;
        }
        uint32_t rows[KV_HANDLING_ROWS_MAX], sum = 0, one;
        uint32_t count = kv_handling_rows(s->c, &any, stop, (kv_mode)service->mode, (kv_mode)service->mode, true, s->day_of_month[m], rows);
        for (uint32_t i = 0; i < count; i++) {
            const kv_handling_row *row = &s->c->handling[rows[i]];
            kv_status status = lines_cause(s, (kv_lines){ .p10_s = row->p10_s, .p50_s = row->p50_s, .p90_s = row->p90_s, .low_s = 0,
                                                          .high_s = INT32_MAX, .shift_s = row->p50_s }, &one);
            if (status == KV_OK)
                status = kv_cause_sum(&s->r->causes, sum, one, &sum);
            if (status != KV_OK)
                return status;
        }
        by_month[m] = sum;
    }
    return KV_OK;
}

/* ---- classes ----------------------------------------------------------------------------------------- */

/* a multiplication for every number: a large pack asks some million times, and a general hash was most of its time */
static size_t slot_of(const survey *s, const causes_of_leg *key)
{
    const uint32_t part[] = { key->variability, key->board, key->alight, key->passing, key->wait };
    uint64_t h = 0;
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        h = (h ^ h >> 32 ^ part[i]) * 0x9E3779B97F4A7C15u;
    return (size_t)(h >> 40) & (s->slot_count - 1);
}

/* KV_CONFLICT: there are more kinds than a class number can count */
static kv_status class_of(survey *s, const causes_of_leg *key, uint16_t *class)
{
    static_assert(sizeof *key == 20, "compared as bytes: no padding");
    size_t at = slot_of(s, key);
    for (; s->slot[at]; at = (at + 1) & (s->slot_count - 1)) {
        if (!memcmp(&s->class_key[s->slot[at] - 1], key, sizeof *key)) {
            *class = (uint16_t)(s->slot[at] - 1);
            return KV_OK;
        }
    }
    if (s->class_count == CLASSES_MAX)
        return KV_CONFLICT;
    s->class_key[s->class_count] = *key;
    *class = (uint16_t)s->class_count++;
    s->slot[at] = s->class_count;
    return KV_OK;
}

typedef struct {                            /* what is the same for all legs of a pattern, or for all that end at a position */
    const kv_pattern_row *pattern;
    uint32_t wait;
    best_rows base;
    uint32_t (*closure)[MONTHS];            /* by position; NULL: never closed */
    uint32_t (*passing)[MONTHS];            /* by position; NULL: nothing to pass */
} pattern_causes;

static kv_status gather(survey *s, const kv_pattern_row *p, pattern_causes *of)
{
    const kv_corridor *c = s->c;
    const kv_service_row *service = &c->services[p->service];
    *of = (pattern_causes){ .pattern = p };
    default_rows(s, p->service, &of->base);
    kv_status status = p->flexible ? wait_cause(s, service, &of->wait) : KV_OK;
    for (uint32_t i = 0; status == KV_OK && i < p->stop_count; i++) {
        uint32_t stop = c->position_stop[p->first_position + i];
        if (s->closure_at && s->closure_at[stop] != KV_NONE) {
            if (!of->closure)
                of->closure = kv_arena_alloc(&s->pattern_memory, p->stop_count * sizeof *of->closure, _Alignof(uint32_t));
            if (!of->closure)
                return KV_MEMORY;
            for (uint32_t m = 0; status == KV_OK && m < MONTHS; m++)
                status = closure_cause(s, stop, m, (kv_mode)service->mode, &of->closure[i][m]);
        }
        if (status == KV_OK && s->passed && s->passed[stop] && i && i + 1 < p->stop_count) {
            if (!of->passing)
                of->passing = kv_arena_alloc(&s->pattern_memory, p->stop_count * sizeof *of->passing, _Alignof(uint32_t));
            if (!of->passing)
                return KV_MEMORY;
            status = passing_causes(s, service, stop, of->passing[i]);
        }
    }
    return status;
}

static kv_status survey_leg(survey *s, const pattern_causes *of, uint32_t head, uint32_t i, uint32_t j,
                            const uint32_t passing[MONTHS], uint16_t class[MONTHS])
{
    const uint32_t *stops = s->c->position_stop + of->pattern->first_position;
    best_rows best = of->base;
    causes_of_leg before = { 0 };
    if (head != KV_NONE)
        attached_rows(s, head, stops[i], stops[j], &best);
    for (uint32_t m = 0; m < MONTHS; m++) {
        causes_of_leg key = {
            .variability = best.row[m] == KV_NONE ? 0 : s->row_cause[best.row[m]],
            .board = of->closure ? of->closure[i][m] : 0,
            .alight = of->closure ? of->closure[j][m] : 0,
            .passing = passing[m],
            .wait = of->wait,
        };
        if (key.board > key.alight) {       /* a sum does not mind the order */
            uint32_t swap = key.board;
            key.board = key.alight;
            key.alight = swap;
        }
        if (m && !memcmp(&key, &before, sizeof key)) {
            class[m] = class[m - 1];
            continue;
        }
        kv_status status = class_of(s, &key, &class[m]);
        if (status != KV_OK)
            return status;
        before = key;
    }
    return KV_OK;
}

static kv_status survey_pattern(survey *s, uint32_t index)
{
    const kv_pattern_row *p = &s->c->patterns[index];
    uint32_t head = s->attached[index], legs = 0;
    pattern_causes of;
    uint16_t class[MONTHS] = { 0 };
    kv_status status = gather(s, p, &of);
    bool alike = !of.closure && !of.passing && head == KV_NONE;     /* all legs have the causes of the first */
    for (uint32_t i = 0; status == KV_OK && i + 1 < p->stop_count; i++) {
        uint32_t passing[MONTHS] = { 0 };
        for (uint32_t j = i + 1; status == KV_OK && j < p->stop_count; j++, legs++) {
            if (!alike || !legs)
                status = survey_leg(s, &of, head, i, j, passing, class);
            uint16_t *to = s->r->lateness + (size_t)MONTHS * (p->first_leg + legs);
            for (uint32_t m = 0; m < MONTHS; m++)
                if (class[m])               /* untouched zero pages stay the system's */
                    to[m] = class[m];
            for (uint32_t m = 0; of.passing && status == KV_OK && m < MONTHS; m++)
                status = kv_cause_sum(&s->r->causes, passing[m], of.passing[j][m], &passing[m]);
        }
    }
    kv_arena_reset(&s->pattern_memory);
    return status;
}

static kv_status survey_all(survey *s)
{
    s->slot_count = 4 * (CLASSES_MAX + 1);
    s->slot = kv_new_array(s->a, uint32_t, s->slot_count);
    s->class_key = kv_new_array(s->a, causes_of_leg, CLASSES_MAX);
    if (!s->slot || !s->class_key)
        return KV_MEMORY;
    uint16_t none;
    kv_status status = class_of(s, &(causes_of_leg){ 0 }, &none);
    if (status == KV_OK)
        status = survey_variability(s);
    if (status == KV_OK)
        status = survey_closures(s);
    if (status == KV_OK)
        status = survey_passing(s);
    for (uint32_t p = 0; status == KV_OK && p < s->c->patterns_count; p++)
        status = survey_pattern(s, p);
    return status;
}

static kv_status name_classes(const survey *s)
{
    kv_reliability *r = s->r;
    kv_causes *causes = &r->causes;
    r->class_count = s->class_count;
    r->class_node = malloc(s->class_count * sizeof *r->class_node);
    if (!r->class_node)
        return KV_MEMORY;
    for (uint32_t i = 0; i < s->class_count; i++) {
        const causes_of_leg *key = &s->class_key[i];
        const uint32_t parts[] = { key->board, key->alight, key->passing, key->wait };
        uint32_t sum = key->variability;
        for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
            kv_status status = kv_cause_sum(causes, sum, parts[k], &sum);
            if (status != KV_OK)
                return status;
        }
        r->class_node[i] = causes->nodes.at[sum];
    }
    return KV_OK;
}

kv_status kv_lateness_build(kv_reliability *r, kv_error *err)
{
    static const struct { int32_t hours; uint32_t e9; } grain[] = { { 0, 0 }, { 1, 10000000 }, { 6, 50000000 }, { 24, 100000000 } };
    kv_status status = KV_CONFLICT;
    for (size_t g = 0; status == KV_CONFLICT && g < sizeof grain / sizeof grain[0]; g++) {
        kv_arena memory = { 0 };
        survey s = { .r = r, .c = r->corridor, .a = &memory, .grain_s = grain[g].hours * 3600, .grain_e9 = grain[g].e9 };
        free(r->lateness);
        r->lateness = calloc((size_t)r->corridor->info->leg_count * MONTHS + 1, sizeof *r->lateness);
        r->grain_h = (uint32_t)grain[g].hours;
        status = r->lateness ? survey_all(&s) : KV_MEMORY;
        if (status == KV_OK)
            status = name_classes(&s);
        kv_vec_free(&s.rows);
        kv_arena_free(&s.pattern_memory);
        kv_arena_free(&memory);
    }
    if (status == KV_CONFLICT) {
        kv_fail(err, KV_INVALID, "freight_variability.txt", "the pack tells more than %d kinds of lateness apart", (int)CLASSES_MAX);
        return kv_hint(err, "give lateness and closures in coarser steps");
    }
    return status == KV_OK ? KV_OK : kv_fail(err, status, NULL, "memory is out");
}
