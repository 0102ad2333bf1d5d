/* batch.c - threads over one corridor, each with a planner of its own
 *
 *     questions, sorted by destination    A A A A | A A B B | B C C C | ...      blocks are taken by whichever
 *     answers, in the order of the file   q1 q2 q3 ...                           thread is free
 *
 * Questions to one destination follow one another, so that its bounds are made once. What is measured is the search of
 * each question alone: bounds count for the first question that needs them. */
#define _POSIX_C_SOURCE 200809L
#include "cli/batch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/open.h"
#include "cli/options.h"
#include "cli/say.h"
#include "price/price.h"

enum {
    BLOCK = 32, THREADS_MAX = 256, HORIZON_DAYS = 60,
    RIDES_FREIGHT = 8,      /* on a plain feed as many as can be searched: they cost nothing, and 3 in 1,000 ways need more than eight */
};

typedef struct { uint32_t to_stop, query; } turn;
typedef struct { uint32_t thread; size_t at, size; uint64_t ns; uint32_t journeys; } answered;     /* at: in the thread's text */

typedef struct {
    const kv_cli_wishes *wishes;
    const kv_corridor *c;
    kv_desk *desk;                      /* freight packs */
    kv_pricer *pricer;                  /* for charges once a journey */
    kv_cargo cargo;
    kv_cli_columns columns;
    uint32_t profile_s, duration_max_s, legs_max;
    const kv_cli_query *query;
    const turn *turn;                   /* [count] by destination */
    size_t count;
    answered *answer;                   /* [count] in the order of the file */
    atomic_size_t next;
    atomic_bool failed;
} batch;

typedef struct {
    batch *b;
    uint32_t number;
    pthread_t thread;
    kv_clerk *clerk;
    kv_planner *planner;
    bool owns_planner;
    kv_zone *zone;
    kv_arena arena;
    kv_cli_text text;
    uint64_t labels_tried, labels_kept, rides_scanned, capped, limited;
    kv_error err;
} worker;

/* ---- one question ------------------------------------------------------------------------------------------- */

static kv_question question_of(const batch *b, const kv_cli_query *q)
{
    const kv_corridor *c = b->c;
    kv_question out = {
        .from = q->from, .from_count = q->from_count, .to = q->to, .to_count = q->to_count, .ready = kv_time_tick(c, q->depart),
        .ready_last = b->profile_s ? kv_time_tick(c, q->depart + b->profile_s) : KV_NEVER, .latest = KV_NEVER,
        .duration_max_s = b->duration_max_s, .legs_max = b->legs_max, .criteria = b->columns.criteria, .price_max = KV_BARRED,
        .chance_cost_max = UINT32_MAX, .profile = b->profile_s > 0, .work_max = b->wishes->request.work_max,
    };
    kv_time latest = q->arrive_by;
    if (b->desk) {                                      /* all ways of a freight pack, but not those of next year */
        kv_time most = q->depart + b->profile_s + (b->duration_max_s ? (kv_time)b->duration_max_s : HORIZON_DAYS * (kv_time)KV_DAY_S);
        if (latest == KV_TIME_NONE || most < latest)
            latest = most;
        out.duration_max_s = out.profile ? b->duration_max_s : 0;
    }
    if (latest != KV_TIME_NONE)
        out.latest = kv_time_tick(c, latest);
    return out;
}

/* the cargo is where it shall be: no ride brings it there sooner */
static bool is_there(const kv_cli_query *q)
{
    for (uint32_t a = 0; a < q->from_count; a++)
        for (uint32_t e = 0; e < q->to_count; e++)
            if (q->from[a].stop == q->to[e].stop)
                return true;
    return false;
}

static kv_status answer_one(worker *w, uint32_t index)
{
    batch *b = w->b;
    const kv_cli_query *q = &b->query[index];
    kv_question question = question_of(b, q);
    const kv_costs *costs = NULL;
    kv_status status = KV_OK;
    int64_t charge = 0;
    answered *a = &b->answer[index];
    kv_arena_reset(&w->arena);
    if (is_there(q) || (q->arrive_by != KV_TIME_NONE && q->arrive_by < q->depart))
        return KV_OK;                                   /* nothing to ride; nothing arrives before it leaves */
    if (b->desk) {
        kv_time to = kv_tick_time(b->c, question.latest);
        status = kv_clerk_fold(w->clerk, &b->wishes->request, &b->cargo, b->columns.currency, q->depart, to, &costs, &w->err);
        if (status == KV_OK && b->columns.criteria & KV_BY_PRICE) {
            int32_t day = (int32_t)(q->depart / KV_DAY_S - (q->depart % KV_DAY_S < 0));
            charge = kv_price_journey(b->pricer, &b->cargo, b->columns.currency, day, NULL);
        }
    }
    kv_answer answer = { 0 };
    uint64_t began = kv_now_ns();
    if (status == KV_OK)
        status = kv_search(w->planner, costs, &question, true, &w->arena, &answer, &w->err);
    a->ns = kv_now_ns() - began;
    if (status != KV_OK)
        return status;
    w->labels_tried += answer.labels_tried;
    w->labels_kept += answer.labels_kept;
    w->rides_scanned += answer.rides_scanned;
    w->capped += answer.capped;
    w->limited += answer.legs_needed_more;
    a->thread = w->number;
    a->at = w->text.count;
    a->journeys = answer.count;
    if (!kv_cli_write_answer(&w->text, &b->columns, b->c, q, &answer, charge > 0 ? charge : 0, w->zone))
        return kv_fail(&w->err, KV_MEMORY, "", "memory is out");
    a->size = w->text.count - a->at;
    return KV_OK;
}

/* ---- threads --------------------------------------------------------------------------------------------------- */

static kv_status open_worker(worker *w)
{
    const batch *b = w->b;
    const char *zone = kv_corridor_text(b->c, b->c->info->zone);
    kv_status status = kv_zone_open(&w->zone, *zone ? zone : "UTC", &w->err);
    if (status == KV_OK && b->desk) {
        status = kv_clerk_open(&w->clerk, b->desk, &w->err);
        w->planner = w->clerk ? kv_clerk_planner(w->clerk) : NULL;
    } else if (status == KV_OK) {
        status = kv_planner_open(&w->planner, b->c, &w->err);
        w->owns_planner = true;
    }
    return status;
}

static void close_worker(worker *w)
{
    if (w->owns_planner)
        kv_planner_close(w->planner);
    kv_clerk_close(w->clerk);
    kv_zone_close(w->zone);
    kv_arena_free(&w->arena);
    kv_vec_free(&w->text);
}

static void *work(void *argument)
{
    worker *w = argument;
    batch *b = w->b;
    kv_status status = KV_OK;
    while (status == KV_OK && !atomic_load_explicit(&b->failed, memory_order_relaxed)) {
        size_t first = atomic_fetch_add(&b->next, BLOCK);
        if (first >= b->count)
            break;
        size_t end = first + BLOCK < b->count ? first + BLOCK : b->count;
        for (size_t i = first; i < end && status == KV_OK; i++)
            status = answer_one(w, b->turn[i].query);
    }
    if (status != KV_OK)
        atomic_store(&b->failed, true);
    return NULL;
}

/* returns KV_CLI_GO_ON or an exit code */
static int run(batch *b, worker *workers, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        workers[i] = (worker){ .b = b, .number = i };
        if (open_worker(&workers[i]) != KV_OK)
            return kv_cli_error("plan", &workers[i].err);
    }
    uint32_t started = 1;                               /* the first works on this thread */
    while (started < count && !pthread_create(&workers[started].thread, NULL, work, &workers[started]))
        started++;
    work(&workers[0]);
    for (uint32_t i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    for (uint32_t i = 0; i < count; i++)
        if (workers[i].err.status != KV_OK)
            return kv_cli_error("plan", &workers[i].err);
    return KV_CLI_GO_ON;
}

/* ---- summary ------------------------------------------------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* the smallest value that at least `percent` of all do not exceed */
static double percentile_ms(const uint64_t *sorted, size_t count, unsigned percent)
{
    size_t rank = (count * percent + 99) / 100;
    return count ? (double)sorted[rank ? rank - 1 : 0] / 1e6 : 0;
}

/* resident memory as the system counts it, 0 when it does not say */
static double resident_mb(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[200];
    long kb = 0;
    while (file && !kb && fgets(line, sizeof line, file))
        if (!strncmp(line, "VmRSS:", 6))
            kb = strtol(line + 6, NULL, 10);
    if (file)
        fclose(file);
    return (double)kb / 1024;
}

static int summarize(const batch *b, const worker *workers, uint32_t threads, const kv_cli_pack *pack, double wall_s)
{
    uint64_t *ns = calloc(b->count + 1, sizeof *ns), sum = 0, tried = 0, kept = 0, scanned = 0, capped = 0, limited = 0, journeys = 0;
    size_t found = 0, outside = 0, bytes = 0;
    const kv_corridor_info *info = b->c->info;
    for (size_t i = 0; i < b->count; i++) {
        sum += b->answer[i].ns;
        journeys += b->answer[i].journeys;
        found += b->answer[i].journeys > 0;
        kv_time t = b->query[i].depart;
        outside += t < (info->first_day - 1) * (kv_time)KV_DAY_S || t >= (info->last_day + 2) * (kv_time)KV_DAY_S;
        if (ns)
            ns[i] = b->answer[i].ns;
    }
    for (uint32_t i = 0; i < threads; i++) {
        tried += workers[i].labels_tried;
        kept += workers[i].labels_kept;
        scanned += workers[i].rides_scanned;
        capped += workers[i].capped;
        limited += workers[i].limited;
        bytes += kv_planner_bytes(workers[i].planner);
    }
    if (ns)
        qsort(ns, b->count, sizeof *ns, by_number);
    if (!b->wishes->quiet && ns) {
        fprintf(stderr, "queries    %zu, %zu answered, %llu journeys\n", b->count, found, (unsigned long long)journeys);
        fprintf(stderr, "search     mean %.3f ms, p50 %.3f, p95 %.3f, p99 %.3f, longest %.3f\n", b->count ? (double)sum / 1e6 / (double)b->count : 0,
                percentile_ms(ns, b->count, 50), percentile_ms(ns, b->count, 95), percentile_ms(ns, b->count, 99), percentile_ms(ns, b->count, 100));
        fprintf(stderr, "labels     %llu tried, %llu kept; rides scanned %llu\n", (unsigned long long)tried, (unsigned long long)kept,
                (unsigned long long)scanned);
        fprintf(stderr, "memory     %.1f MB resident, of it corridor %.1f MB, search %.1f MB\n", resident_mb(), (double)b->c->image_size / 1048576,
                (double)bytes / 1048576);
        fprintf(stderr, "threads    %u, wall %.3f s\n", threads, wall_s);
        fprintf(stderr, "pack       read in %.3f s, compiled in %.3f s%s\n", (double)pack->read_ns / 1e9, (double)pack->compile_ns / 1e9,
                pack->compiled_file ? " (was compiled already)" : "");
    }
    free(ns);
    if (outside) {
        char first[32], last[32];
        kv_time_format(info->first_day * (kv_time)KV_DAY_S, first);
        kv_time_format(info->last_day * (kv_time)KV_DAY_S, last);
        fprintf(stderr, "note: %zu quer%s outside the pack's days %.10s .. %.10s\n", outside, outside == 1 ? "y departs" : "ies depart", first, last);
    }
    if (capped)
        fprintf(stderr, "note: %llu searches were stopped by the limit of work; ways may be missing\n", (unsigned long long)capped);
    if (limited)
        fprintf(stderr, "note: %llu searches ended at %u rides; ways with more may be missing\n", (unsigned long long)limited, b->legs_max);
    return found ? 0 : kv_status_exit_code(KV_NOTHING);
}

/* ---- the whole ------------------------------------------------------------------------------------------------------ */

static int by_destination(const void *a, const void *b)
{
    const turn *x = a, *y = b;
    return x->to_stop != y->to_stop ? (x->to_stop > y->to_stop) - (x->to_stop < y->to_stop) : (x->query > y->query) - (x->query < y->query);
}

static void write_answers(const batch *b, const worker *workers)
{
    kv_cli_write_header(stdout, &b->columns);
    for (size_t i = 0; i < b->count; i++) {
        const answered *a = &b->answer[i];
        if (a->size)
            fwrite(workers[a->thread].text.at + a->at, 1, a->size, stdout);
    }
}

static uint32_t threads_of(const kv_cli_wishes *w, size_t queries)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t threads = w->threads > 0 ? w->threads : cores > 0 ? cores : 1;
    int64_t blocks = (int64_t)(queries / BLOCK) + 1;
    threads = threads < blocks ? threads : blocks;
    return (uint32_t)(threads < THREADS_MAX ? threads : THREADS_MAX);
}

/* read what is asked for beside the questions; KV_CLI_GO_ON or an exit code */
static int settle(batch *b, const kv_cli_wishes *w, kv_compile_options *days)
{
    kv_text bad;
    b->wishes = w;
    b->columns.json = w->json;
    b->columns.criteria = KV_BY_ARRIVAL | KV_BY_TRANSHIPMENTS;
    if (w->criteria && !kv_cli_criteria(w->criteria, &b->columns.criteria, &bad))
        return kv_cli_mistake("plan", "--criteria arrival,transfers,price,co2e,chance", "'--criteria' does not know \"%.*s\"", (int)bad.n, bad.p);
    if (w->transfers_max >= 0)                          /* else a way with few may be missing behind a faster one with too many */
        b->columns.criteria |= KV_BY_TRANSHIPMENTS;
    if (w->profile && !kv_cli_duration(w->profile, &b->profile_s))
        return kv_cli_mistake("plan", "--profile 24h or --profile 28d", "'--profile' needs a length of time: %.60s", w->profile);
    if (w->duration_max && !kv_cli_duration(w->duration_max, &b->duration_max_s))
        return kv_cli_mistake("plan", "--max-duration 36h or --max-duration 10d", "'--max-duration' needs a length of time: %.60s", w->duration_max);
    return kv_cli_days("plan", w->from_date, w->days, w->min_change_s, days);
}

/* what a freight pack needs beside its timetable */
static int open_desk(batch *b)
{
    const kv_cli_wishes *w = b->wishes;
    const kv_plan_request *r = &w->request;
    uint32_t rich = KV_BY_PRICE | KV_BY_CO2 | KV_BY_CHANCE;
    kv_error err = { 0 };
    b->legs_max = w->transfers_max >= 0 ? (uint32_t)w->transfers_max + 1 : b->c->info->is_freight ? (uint32_t)RIDES_FREIGHT : (uint32_t)KV_LEGS_MAX;
    if (!b->c->info->is_freight) {
        if (b->columns.criteria & rich)
            return kv_cli_mistake("plan", "--criteria arrival,transfers", "this pack has no freight files: there are no prices, emissions or chances");
        if (r->avoid || r->avoid_carriers || r->only_carriers || r->avoid_modes || r->only_modes)
            return kv_cli_mistake("plan", "one question: karvan plan FROM TO --depart DATE", "a batch over a pack without freight files takes no limits");
        return KV_CLI_GO_ON;
    }
    const char *currency = r->currency ? r->currency : "USD";
    if (!kv_currency_parse(kv_text_trim(kv_text_of(currency)), &b->columns.currency))
        return kv_cli_mistake("plan", "--currency USD", "'--currency' needs a code of ISO 4217: %.60s", currency);
    if (kv_cargo_parse(&b->cargo, r->cargo, r->weight, r->hs, r->dg, &err) != KV_OK || kv_desk_open(&b->desk, b->c, NULL, &err) != KV_OK
        || kv_pricer_open(&b->pricer, b->c, &err) != KV_OK)
        return kv_cli_error("plan", &err);
    return KV_CLI_GO_ON;
}

static int answer_all(batch *b, const kv_cli_pack *pack, const kv_cli_queries *queries)
{
    uint32_t threads = threads_of(b->wishes, queries->count);
    turn *turns = calloc(queries->count + 1, sizeof *turns);
    worker *workers = calloc(threads, sizeof *workers);
    b->query = queries->at;
    b->count = queries->count;
    b->answer = calloc(b->count + 1, sizeof *b->answer);
    int code;
    if (turns && workers && b->answer) {
        for (size_t i = 0; i < b->count; i++)
            turns[i] = (turn){ b->query[i].to_stop, (uint32_t)i };
        qsort(turns, b->count, sizeof *turns, by_destination);
        b->turn = turns;
        uint64_t began = kv_now_ns();
        code = run(b, workers, threads);
        double wall_s = (double)(kv_now_ns() - began) / 1e9;
        if (code == KV_CLI_GO_ON) {
            write_answers(b, workers);
            code = summarize(b, workers, threads, pack, wall_s);
        }
    } else {
        kv_error err = { 0 };
        kv_fail(&err, KV_MEMORY, "", "memory is out");
        code = kv_cli_error("plan", &err);
    }
    for (uint32_t i = 0; workers && i < threads; i++)
        close_worker(&workers[i]);
    free(workers);
    free(turns);
    free(b->answer);
    return code;
}

int kv_cli_batch(const kv_cli_wishes *wishes)
{
    batch b = { 0 };
    kv_compile_options days;
    kv_cli_pack pack = { 0 };
    kv_cli_queries queries = { 0 };
    kv_arena arena = { 0 };
    size_t bad = 0;
    int code = settle(&b, wishes, &days);
    if (code == KV_CLI_GO_ON)
        code = kv_cli_open_pack("plan", wishes->pack, &days, &pack);
    if (code == KV_CLI_GO_ON) {
        b.c = pack.corridor;
        code = open_desk(&b);
    }
    if (code == KV_CLI_GO_ON && kv_cli_read_queries(wishes->batch, b.c, &arena, &queries, &bad, &code))
        code = answer_all(&b, &pack, &queries);
    if (bad) {
        fprintf(stderr, "karvan: %zu row%s of %s could not be used\n", bad, bad == 1 ? "" : "s", wishes->batch);
        code = code > 2 ? code : 2;
    }
    kv_vec_free(&queries);
    kv_arena_free(&arena);
    kv_pricer_close(b.pricer);
    kv_desk_close(b.desk);
    kv_cli_close_pack(&pack);
    return kv_cli_finish(code);
}
