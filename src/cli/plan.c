/* plan.c - karvan plan: one question answered for a person or a program, or a file of questions */
#include "cli/plan.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "cli/plan_show.h"
#include "cli/say.h"
#include "service/plan_json.h"

static const kv_cli_option options[] = {
    KV_CLI_HEAD("Cargo"),
    KV_CLI_TEXT(kv_cli_wishes, request.cargo, "cargo", "LIST", "what travels: 2x45G1 boxes, 30xwagon, 3xtruck, 500t of bulk; default 1x45G1", "2x45G1"),
    KV_CLI_TEXT(kv_cli_wishes, request.weight, "weight", "MASS", "goods in each unit with their packing: 24t, 800kg, empty", "24t"),
    KV_CLI_TEXT(kv_cli_wishes, request.hs, "hs", "CODE", "goods by the Harmonized System, 2 to 10 digits", "8471"),
    KV_CLI_TEXT(kv_cli_wishes, request.dg, "dg", "CLASS", "class of dangerous goods, 1 to 9", "3"),
    KV_CLI_HEAD("Dates"),
    KV_CLI_TEXT(kv_cli_wishes, request.depart, "depart", "WHEN", "when the cargo is ready: a date, a window of dates, or a time; dates are local at the origin",
                "2026-12-01..2026-12-14"),
    KV_CLI_TEXT(kv_cli_wishes, request.arrive_by, "arrive-by", "WHEN", "latest arrival: a date (its end) or a time", "2027-01-15"),
    KV_CLI_TEXT(kv_cli_wishes, profile, "profile", "LENGTH", "every departure worth taking in a window of this length from the first date on, not only the best of it: 24h, 28d", "28d"),
    KV_CLI_HEAD("Limits"),
    KV_CLI_TEXT(kv_cli_wishes, request.avoid, "avoid", "COUNTRIES", "countries not to pass: RU,IR", "RU,IR"),
    KV_CLI_TEXT(kv_cli_wishes, request.avoid_carriers, "avoid-carriers", "IDS", "carriers not to use", "RZD"),
    KV_CLI_TEXT(kv_cli_wishes, request.only_carriers, "only-carriers", "IDS", "carriers to use and no others", "KTZE,ADY"),
    KV_CLI_TEXT(kv_cli_wishes, request.avoid_modes, "avoid-modes", "MODES", "modes not to use: rail, sea, ferry, road, barge, air, pipeline", "sea"),
    KV_CLI_TEXT(kv_cli_wishes, request.only_modes, "only-modes", "MODES", "modes to use and no others", "rail,sea"),
    KV_CLI_TEXT(kv_cli_wishes, request.via, "via", "PLACE", "show ways that call at this place", "KZAAU"),
    KV_CLI_TEXT(kv_cli_wishes, request.price_max, "price-max", "AMOUNT", "dearest price, in the currency", "9500"),
    KV_CLI_REAL(kv_cli_wishes, chance_min, "chance-min", "P", "least chance to make every connection, 0 to 1", "0.5", 0, 1),
    KV_CLI_COUNT(kv_cli_wishes, transfers_max, "transfers-max", "N", "most transhipments, 0 to 14", "3", 0, KV_LEGS_MAX - 1),
    KV_CLI_REAL(kv_cli_wishes, truck_km_max, "truck-km-max", "KM", "longest first and last mile by truck; 400 when not given, 0 for none", "150", 0, 5000),
    KV_CLI_COUNT(kv_cli_wishes, horizon_days, "horizon-days", "N", "search this many days behind the window; 60 when not given", "120", 1, 400),
    KV_CLI_HEAD("Answer"),
    KV_CLI_TEXT(kv_cli_wishes, criteria, "criteria", "LIST", "what counts: arrival,transfers,price,co2e,chance; all five when not given", "arrival,price"),
    KV_CLI_TEXT(kv_cli_wishes, request.currency, "currency", "CODE", "currency of all prices; USD when not given", "EUR"),
    KV_CLI_COUNT(kv_cli_wishes, options, "options", "N", "truly different ways to show; 6 when not given", "3", 1, 50),
    KV_CLI_MAYBE_COUNT(kv_cli_wishes, explain, "explain", "N", "every hour, price line and gram of option N (1 when not given)", "2", 1, 1000000),
    KV_CLI_FLAG(kv_cli_wishes, all, "all", "the whole set of ways, not only the different ones"),
    KV_CLI_FLAG(kv_cli_wishes, thorough, "thorough", "search until the set is complete, however long it takes"),
    KV_CLI_FLAG(kv_cli_wishes, save_storage, "save-storage", "also come later on purpose to pay less storage on the way; many times slower"),
    KV_CLI_FLAG(kv_cli_wishes, json, "json", "the answer for programs"),
    KV_CLI_FLAG(kv_cli_wishes, quiet, "quiet", "nothing on stderr but mistakes"),
    KV_CLI_HEAD("Pack"),
    KV_CLI_TEXT(kv_cli_wishes, pack, "pack", "PATH", "folder, .zip (any GTFS feed) or compiled file; when not given KARVAN_PACK, else the reference corridor", "packs/middle-corridor"),
    KV_CLI_TEXT(kv_cli_wishes, from_date, "from-date", "DATE", "first service day to be used", "2026-12-01"),
    KV_CLI_COUNT(kv_cli_wishes, days, "days", "N", "how many service days to use from there", "90", 1, 4000),
    KV_CLI_COUNT(kv_cli_wishes, min_change_s, "min-change", "SECONDS", "change time where a plain feed says nothing; 0 when not given", "300", 0, 86400),
    KV_CLI_HEAD("Many questions"),
    KV_CLI_TEXT(kv_cli_wishes, batch, "batch", "FILE", "questions in a file: id,from,to,depart[,arrive_by], stop ids, times RFC 3339 or of the pack's zone; '-' reads them from the input", "queries.csv"),
    KV_CLI_COUNT(kv_cli_wishes, threads, "threads", "N", "threads; all cores when not given", "4", 1, 256),
    KV_CLI_TEXT(kv_cli_wishes, duration_max, "max-duration", "LENGTH", "arrival at most this long after departure", "10d"),
};

static const kv_cli_command command = {
    .name = "plan",
    .usage = "plan FROM TO --depart WHEN [options]\nplan --batch FILE [options]",
    .about = "The ways from FROM to TO for a cargo: those that nothing beats in arrival, price, CO2e, transhipments and chance to make every "
             "connection. FROM and TO are UN/LOCODEs, terminals, names in any script, or latitude,longitude.",
    .options = options, .option_count = sizeof options / sizeof *options,
    .operands = "FROM TO", .operands_max = 2,
    .examples = "karvan plan CNXAG GEPTI --cargo 2x45G1 --weight 24t --hs 8471 --depart 2026-12-01..2026-12-14\n"
                "karvan plan Almaty Baku --cargo 30xwagon --hs 1001 --depart 2026-12-01 --avoid RU --explain\n"
                "karvan plan 51.43,6.76 CNXAG --depart 2026-12-01 --criteria arrival,price --json\n"
                "karvan plan --batch queries.csv --pack feed.zip --criteria arrival,transfers --threads 4",
};

bool kv_cli_criteria(const char *list, uint32_t *mask, kv_text *bad)
{
    static const struct { const char *word; uint32_t bit; } words[] = {
        { "arrival", KV_BY_ARRIVAL }, { "transfers", KV_BY_TRANSHIPMENTS }, { "transhipments", KV_BY_TRANSHIPMENTS }, { "price", KV_BY_PRICE },
        { "co2e", KV_BY_CO2 }, { "chance", KV_BY_CHANCE },
    };
    kv_text rest = kv_text_of(list);
    *mask = 0;
    while (kv_text_next(&rest, ',', bad)) {
        uint32_t bit = 0;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (kv_text_is(*bad, words[i].word))
                bit = words[i].bit;
        if (!bit)
            return false;
        *mask |= bit;
    }
    *bad = (kv_text){ 0 };
    return *mask != 0;
}

bool kv_cli_duration(const char *text, uint32_t *seconds)
{
    kv_text t = kv_text_trim(kv_text_of(text));
    int64_t n;
    if (t.n < 2)
        return false;
    int64_t unit = t.p[t.n - 1] == 'h' ? 3600 : t.p[t.n - 1] == 'd' ? KV_DAY_S : 0;
    t.n--;
    if (!unit || !kv_parse_i64(t, &n) || n <= 0 || n > 400 * (int64_t)KV_DAY_S / unit)
        return false;
    *seconds = (uint32_t)(n * unit);
    return true;
}

/* "2026-12-01" and 28 days: "2026-12-01..2026-12-28"; times are moved on as they are written */
static int profile_window(kv_cli_wishes *w)
{
    uint32_t seconds;
    kv_time first;
    bool zoned, bare;
    if (!kv_cli_duration(w->profile, &seconds))
        return kv_cli_mistake("plan", "--profile 24h or --profile 28d", "'--profile' needs a length of time: %.60s", w->profile);
    if (strstr(w->request.depart, ".."))
        return kv_cli_mistake("plan", "--depart 2026-12-01 --profile 14d", "'--profile' says how long the window is: give '--depart' its first day only");
    if (!kv_time_parse(kv_text_trim(kv_text_of(w->request.depart)), &first, &zoned, &bare))
        return KV_CLI_GO_ON;                            /* told as any other date that is none */
    char from[32], to[32];
    kv_time_format(first, from);
    kv_time_format(first + seconds - (bare ? 1 : 0), to);
    if (bare && seconds % KV_DAY_S == 0)
        from[10] = to[10] = '\0';
    else if (!zoned)
        from[19] = to[19] = '\0';
    snprintf(w->window, sizeof w->window, "%s..%s", from, to);
    w->request.depart = w->window;
    return KV_CLI_GO_ON;
}

/* what only a file of questions takes, or only a single one; NULL: nothing is out of place */
static const char *out_of_place(const kv_cli_wishes *w)
{
    const kv_plan_request *r = &w->request;
    if (!w->batch)
        return w->threads >= 0 ? "threads" : w->duration_max ? "max-duration" : NULL;
    return r->depart ? "depart" : r->arrive_by ? "arrive-by" : r->via ? "via" : r->price_max ? "price-max" : w->chance_min > 0 ? "chance-min"
         : w->truck_km_max >= 0 ? "truck-km-max" : w->horizon_days ? "horizon-days" : w->options ? "options" : w->explain ? "explain" : w->all ? "all" : NULL;
}

/* the request as the library wants it; KV_CLI_GO_ON or an exit code */
static int settle(kv_cli_wishes *w, const kv_cli_operands *operands)
{
    kv_text bad;
    if (operands->count < 2)
        return kv_cli_mistake("plan", "karvan plan CNXAG GEPTI --depart 2026-12-01", operands->count ? "TO is missing" : "FROM and TO are missing");
    w->request.from = operands->operand[0];
    w->request.to = operands->operand[1];
    w->request.transfers_max = (int)w->transfers_max;
    w->request.chance_min = w->chance_min;
    w->request.truck_km_max = w->truck_km_max > 0 ? w->truck_km_max : w->truck_km_max < 0 ? 0 : -1;
    w->request.options_max = (int)w->options;
    w->request.profile = w->profile != NULL;
    w->request.horizon_days = (int)w->horizon_days;
    w->request.work_max = w->thorough ? UINT64_MAX : 0;
    w->request.save_storage = w->save_storage;
    if (w->criteria && !kv_cli_criteria(w->criteria, &w->request.criteria, &bad))
        return kv_cli_mistake("plan", "--criteria arrival,transfers,price,co2e,chance", "'--criteria' does not know \"%.*s\"", (int)bad.n, bad.p);
    if (!w->request.depart)
        return kv_cli_mistake("plan", "--depart 2026-12-01 or --depart 2026-12-01..2026-12-14", "'--depart' is missing: when is the cargo ready?");
    return w->profile ? profile_window(w) : KV_CLI_GO_ON;
}

/* which option --explain means; NULL when there is none with that number, told already */
static kv_option *explained(const kv_cli_wishes *w, kv_plan *plan)
{
    uint32_t count = w->all ? plan->all_count : plan->option_count;
    if (w->explain <= count)
        return (w->all ? plan->all : plan->options) + w->explain - 1;
    kv_cli_mistake("plan", w->all ? "--explain 1" : "--explain 1, or --all to count all ways", "'--explain %lld': there %s only %u option%s",
                   (long long)w->explain, count == 1 ? "is" : "are", count, count == 1 ? "" : "s");
    return NULL;
}

static int print_json(const kv_cli_wishes *w, const kv_corridor *c, const kv_plan *plan, kv_error *err)
{
    char *text = NULL;
    size_t size;
    if (kv_plan_json(c, plan, KV_PLAN_JSON_INDENT | (w->all ? 0 : KV_PLAN_JSON_NO_ALL), &text, &size, err) != KV_OK)
        return kv_cli_error("plan", err);
    fwrite(text, 1, size, stdout);
    fputc('\n', stdout);
    free(text);
    return 0;
}

static int print_text(const kv_cli_wishes *w, kv_clerk *clerk, const kv_corridor *c, kv_plan *plan, kv_arena *arena, kv_error *err)
{
    kv_cli_clock clock = { 0 };
    kv_cli_page page = { .out = stdout, .c = c, .wishes = w, .plan = plan, .clock = &clock, .style = kv_cli_style_of(stdout, false) };
    int code = 0;
    if (!plan->all_count) {
        kv_cli_show_nothing(&page);
    } else if (w->explain) {
        kv_option *option = explained(w, plan);
        if (!option)
            code = kv_status_exit_code(KV_INVALID);
        else if (!option->part_count && kv_plan_explain(clerk, plan, option, arena, err) != KV_OK)
            code = kv_cli_error("plan", err);
        else
            kv_cli_explain(&page, option, w->explain);
    } else {
        kv_cli_show_plan(&page);
    }
    kv_cli_clock_close(&clock);
    return code;
}

static int answer(const kv_cli_wishes *w, kv_desk *desk, const kv_corridor *c)
{
    kv_error err = { 0 };
    kv_clerk *clerk = NULL;
    kv_arena arena = { 0 };
    kv_plan plan = { 0 };
    kv_status status = kv_clerk_open(&clerk, desk, &err);
    if (status == KV_OK)
        status = kv_plan_trip(clerk, &w->request, &arena, &plan, &err);
    int code = kv_status_exit_code(status);
    if (status != KV_OK && status != KV_NOTHING) {
        code = kv_cli_error("plan", &err);
    } else {
        int printed = w->json ? print_json(w, c, &plan, &err) : print_text(w, clerk, c, &plan, &arena, &err);
        code = printed ? printed : code;
    }
    kv_clerk_close(clerk);
    kv_arena_free(&arena);
    return code;
}

/* A place of the world is found by the index of places; without it the pack's own places still are. */
static int answer_with_places(const kv_cli_wishes *w, const kv_corridor *c)
{
    char path[KV_CLI_PATH_MAX];
    kv_error err = { 0 };
    kv_gazetteer *places = NULL;
    kv_desk *desk = NULL;
    if (kv_cli_data_path("places.kvg", path) && kv_gazetteer_open(&places, path, &err) != KV_OK)
        return kv_cli_error("plan", &err);
    if (!places && !w->quiet)
        fputs("karvan: the index of the world's places is not installed: only the pack's own places are known\n", stderr);
    int code = kv_desk_open(&desk, c, places, &err) == KV_OK ? answer(w, desk, c) : kv_cli_error("plan", &err);
    kv_desk_close(desk);
    kv_gazetteer_close(places);
    return code;
}

int kv_cli_run_plan(int argc, char **argv)
{
    kv_cli_wishes w = { .transfers_max = -1, .days = -1, .threads = -1, .min_change_s = -1, .truck_km_max = -1 };
    kv_cli_operands operands;
    int code = kv_cli_parse(&command, argc, argv, &w, &operands);
    if (code != KV_CLI_GO_ON)
        return code;
    const char *stray = out_of_place(&w);
    if (stray)
        return kv_cli_mistake("plan", "", w.batch ? "'--%s' is for one question, not for '--batch'" : "'--%s' goes with '--batch' only", stray);
    if (w.batch && operands.count)
        return kv_cli_mistake("plan", "karvan plan --batch FILE", "'--batch' reads its places from the file: '%.60s' is too much", operands.operand[0]);
    if (w.batch)
        return kv_cli_batch(&w);
    kv_compile_options days;
    kv_cli_pack pack = { 0 };
    code = settle(&w, &operands);
    if (code == KV_CLI_GO_ON)
        code = kv_cli_days("plan", w.from_date, w.days, w.min_change_s, &days);
    if (code == KV_CLI_GO_ON)
        code = kv_cli_open_pack("plan", w.pack, &days, &pack);
    if (code == KV_CLI_GO_ON)
        code = answer_with_places(&w, pack.corridor);
    kv_cli_close_pack(&pack);
    return kv_cli_finish(code);
}
