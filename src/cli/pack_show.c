/* pack_show.c - karvan pack show: what a pack holds, in one page
 *
 * Read from the compiled corridor, so that a folder, an archive and a compiled file are shown alike. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/clock.h"
#include "cli/open.h"
#include "cli/options.h"
#include "cli/pack.h"
#include "cli/say.h"

typedef struct { bool json; } wishes;
enum { CARRIERS_SHOWN = 60 };

static const kv_cli_option options[] = {
    KV_CLI_FLAG(wishes, json, "json", "the same for programs"),
};

static const kv_cli_command command = {
    .name = "pack show", .usage = "pack show [PATH] [options]",
    .about = "What is in a pack (a folder, a .zip or a compiled file; the reference corridor when not given): validity, carriers, services by mode and dispatch, "
             "terminals by country, tariffs, how much is estimated, sources.",
    .options = options, .option_count = sizeof options / sizeof *options, .operands = "PATH", .operands_max = 1,
    .examples = "karvan pack show packs/middle-corridor\nkarvan pack show feed.zip --json",
};

/* ---- counting --------------------------------------------------------------------------------------------------- */

typedef struct { uint32_t rows, estimates, derived, carried; } share;

static void count(share *s, const kv_origin *origin, const kv_validity *valid)
{
    if (origin->source == KV_NONE)
        return;                                         /* a row of a plain feed names no source */
    s->rows++;
    s->estimates += origin->confidence == KV_CONFIDENCE_ESTIMATE;
    s->derived += origin->confidence == KV_CONFIDENCE_DERIVED;
    s->carried += valid && valid->carried_after != INT32_MAX;
}

typedef struct {
    uint32_t places, terminals;
    uint32_t service[KV_MODE_COUNT][KV_DISPATCH_COUNT];
    uint32_t tariff[KV_TARIFF_KIND_COUNT];
    uint32_t *by_carrier;                               /* [agencies] services */
    share services, handling, tariffs, surcharges, emissions, variability, closures;
    int32_t tariffs_from, tariffs_to;
} facts;

static void gather(const kv_corridor *c, facts *f)
{
    f->tariffs_from = INT32_MAX;
    f->tariffs_to = INT32_MIN;
    for (uint32_t i = 0; i < c->stops_count; i++)
        if (c->stops[i].kind == KV_STOP_PLACE)
            f->places++;
        else
            f->terminals++;
    for (uint32_t i = 0; i < c->services_count; i++) {
        const kv_service_row *s = &c->services[i];
        f->service[s->mode][s->dispatch]++;
        if (s->agency != KV_NONE)
            f->by_carrier[s->agency]++;
        if (s->is_freight)
            count(&f->services, &s->origin, NULL);
    }
    for (uint32_t i = 0; i < c->tariffs_count; i++) {
        const kv_tariff_row *t = &c->tariffs[i];
        f->tariff[t->kind]++;
        count(&f->tariffs, &t->origin, &t->valid);
        f->tariffs_from = t->valid.from > INT32_MIN / 2 && t->valid.from < f->tariffs_from ? t->valid.from : f->tariffs_from;
        f->tariffs_to = t->valid.to < INT32_MAX / 2 && t->valid.to > f->tariffs_to ? t->valid.to : f->tariffs_to;
    }
    for (uint32_t i = 0; i < c->handling_count; i++)
        count(&f->handling, &c->handling[i].origin, &c->handling[i].valid);
    for (uint32_t i = 0; i < c->surcharges_count; i++)
        count(&f->surcharges, &c->surcharges[i].origin, &c->surcharges[i].valid);
    for (uint32_t i = 0; i < c->emissions_count; i++)
        count(&f->emissions, &c->emissions[i].origin, NULL);
    for (uint32_t i = 0; i < c->variability_count; i++)
        count(&f->variability, &c->variability[i].origin, NULL);
    for (uint32_t i = 0; i < c->closures_count; i++)
        count(&f->closures, &c->closures[i].origin, NULL);
}

/* ---- text ----------------------------------------------------------------------------------------------------------- */

static const char *text(const kv_corridor *c, kv_str s) { return kv_corridor_text(c, s); }

static void heading(const char *what)
{
    kv_cli_style style = kv_cli_style_of(stdout, false);
    printf("\n%s%s%s\n", style.bold, what, style.plain);
}

static void print_share(const char *what, const share *s)
{
    if (!s->rows)
        return;
    printf("  %-12s %6u rows, %3.0f %% estimated, %3.0f %% derived", what, s->rows, 100.0 * s->estimates / s->rows, 100.0 * s->derived / s->rows);
    if (s->carried)
        printf(", %3.0f %% carried forward", 100.0 * s->carried / s->rows);
    putchar('\n');
}

static void print_services(const kv_corridor *c, const facts *f)
{
    char line[200];
    heading("Services");
    for (int m = 0; m < KV_MODE_COUNT; m++) {
        size_t used = 0;
        uint32_t all = 0;
        for (int d = 0; d < KV_DISPATCH_COUNT; d++) {
            all += f->service[m][d];
            if (f->service[m][d])
                used += (size_t)snprintf(line + used, sizeof line - used, "%s%u %s", used ? ", " : "", f->service[m][d], kv_term_shown(KV_LIST_DISPATCH, d));
        }
        if (all)
            printf("  %-12s %6u  %s\n", kv_term_word(KV_LIST_MODE, m), all, line);
    }
    printf("  %u trips in %u patterns, %u departures from %u stops\n", c->trips_count, c->patterns_count, c->run_base_count, f->terminals);
}

typedef struct { uint32_t agency, services; } carrier;

static int by_services(const void *a, const void *b)
{
    const carrier *x = a, *y = b;
    return x->services != y->services ? (x->services < y->services) - (x->services > y->services) : (x->agency > y->agency) - (x->agency < y->agency);
}

/* the carriers with the most services first; a feed of a continent has more than anybody reads */
static void print_carriers(const kv_corridor *c, const facts *f)
{
    char line[CARRIERS_SHOWN * 120];
    size_t used = 0;
    uint32_t shown = c->agencies_count < CARRIERS_SHOWN ? c->agencies_count : CARRIERS_SHOWN;
    carrier *list = calloc(c->agencies_count + 1u, sizeof *list);
    heading("Carriers (services)");
    for (uint32_t i = 0; list && i < c->agencies_count; i++)
        list[i] = (carrier){ i, f->by_carrier[i] };
    if (list)
        qsort(list, c->agencies_count, sizeof *list, by_services);
    line[0] = '\0';
    for (uint32_t i = 0; list && i < shown; i++) {
        const char *id = text(c, c->agencies[list[i].agency].id), *name = text(c, c->agencies[list[i].agency].name);
        if (used + strlen(id) + strlen(name) + 60 > sizeof line) {
            shown = i;
            break;
        }
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%s %s (%u)", i ? "; " : "", id, name, list[i].services);
    }
    if (shown < c->agencies_count)
        snprintf(line + used, sizeof line - used, "; and %u more", c->agencies_count - shown);
    free(list);
    fputs("  ", stdout);
    kv_cli_wrap(stdout, 2, 2, line);
}

static void print_terminals(const kv_corridor *c)
{
    heading("Terminals by country");
    char line[2000] = "";
    size_t used = 0;
    bool *done = calloc(c->stops_count + 1u, sizeof *done);
    for (uint32_t i = 0; done && i < c->stops_count; i++) {
        uint32_t terminals = 0;
        if (done[i] || !*c->stops[i].country)
            continue;
        for (uint32_t k = i; k < c->stops_count; k++)
            if (!strcmp(c->stops[k].country, c->stops[i].country)) {
                done[k] = true;
                terminals += c->stops[k].kind == KV_STOP_TERMINAL;
            }
        if (terminals && used < sizeof line - 16)
            used += (size_t)snprintf(line + used, sizeof line - used, "%s%s %u", used ? ", " : "", c->stops[i].country, terminals);
    }
    free(done);
    fputs("  ", stdout);
    kv_cli_wrap(stdout, 2, 2, used ? line : "no countries are given");
}

static void print_text(const kv_corridor *c, const facts *f, const kv_cli_pack *pack)
{
    const kv_corridor_info *info = c->info;
    kv_cli_style style = kv_cli_style_of(stdout, false);
    printf("%s%s%s", style.bold, *text(c, info->name) ? text(c, info->name) : "a pack without a name", style.plain);
    if (*text(c, info->version))
        printf(", version %s", text(c, info->version));
    if (*text(c, info->publisher))
        printf(", by %s", text(c, info->publisher));
    printf("\n  calendars    %s .. %s\n", kv_cli_day(info->first_day).text, kv_cli_day(info->last_day).text);
    if (f->tariffs_to != INT32_MIN)
        printf("  tariffs      %s .. %s\n", f->tariffs_from == INT32_MAX ? "open" : kv_cli_day(f->tariffs_from).text, kv_cli_day(f->tariffs_to).text);
    printf("  places       %u with %u terminals\n", f->places, f->terminals);
    printf("  size         %.1f MB compiled; read in %.3f s, compiled in %.3f s\n", (double)c->image_size / 1048576, (double)pack->read_ns / 1e9,
           (double)pack->compile_ns / 1e9);
    print_services(c, f);
    print_carriers(c, f);
    print_terminals(c);
    if (!info->is_freight) {
        fputs("\nA plain GTFS feed: no freight files, so no prices, emissions or chances.\n", stdout);
        return;
    }
    heading("Figures and how sure they are");
    print_share("services", &f->services);
    print_share("handling", &f->handling);
    print_share("tariffs", &f->tariffs);
    print_share("surcharges", &f->surcharges);
    print_share("emissions", &f->emissions);
    print_share("variability", &f->variability);
    print_share("closures", &f->closures);
    printf("  tariffs are %u lane rates, %u rates by distance, %u through rates\n", f->tariff[KV_TARIFF_LANE], f->tariff[KV_TARIFF_KM], f->tariff[KV_TARIFF_THROUGH]);
    printf("  %u exchange rates, %u sections of infrastructure, %u projects, %u sources\n", c->fx_count, c->sections_count, c->projects_count, c->sources_count);
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------- */

static json_t *share_json(const share *s)
{
    return json_pack("{s:i, s:i, s:i, s:i}", "rows", (int)s->rows, "estimates", (int)s->estimates, "derived", (int)s->derived, "carried", (int)s->carried);
}

static int print_json(const kv_corridor *c, const facts *f)
{
    const kv_corridor_info *info = c->info;
    json_t *services = json_array(), *carriers = json_array();
    for (int m = 0; m < KV_MODE_COUNT; m++)
        for (int d = 0; d < KV_DISPATCH_COUNT; d++)
            if (f->service[m][d])
                json_array_append_new(services, json_pack("{s:s, s:s, s:i}", "mode", kv_term_word(KV_LIST_MODE, m), "dispatch",
                                                          kv_term_word(KV_LIST_DISPATCH, d), "count", (int)f->service[m][d]));
    for (uint32_t i = 0; i < c->agencies_count; i++)
        json_array_append_new(carriers, json_pack("{s:s, s:s, s:i}", "id", text(c, c->agencies[i].id), "name", text(c, c->agencies[i].name), "services",
                                                  (int)f->by_carrier[i]));
    json_t *root = json_pack("{s:s, s:s, s:s, s:b, s:s, s:s, s:i, s:i, s:i, s:i, s:i, s:o, s:o, s:{s:i, s:i, s:i}}", "name", text(c, info->name), "version",
        text(c, info->version), "publisher", text(c, info->publisher), "freight", (int)info->is_freight, "calendars_from", kv_cli_day(info->first_day).text,
        "calendars_to", kv_cli_day(info->last_day).text, "places", (int)f->places, "terminals", (int)f->terminals, "trips", (int)c->trips_count, "runs",
        (int)c->run_base_count, "sources", (int)c->sources_count, "services", services, "carriers", carriers, "tariffs", "lane",
        (int)f->tariff[KV_TARIFF_LANE], "km", (int)f->tariff[KV_TARIFF_KM], "through", (int)f->tariff[KV_TARIFF_THROUGH]);
    json_t *figures = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "services", share_json(&f->services), "handling", share_json(&f->handling), "tariffs",
        share_json(&f->tariffs), "surcharges", share_json(&f->surcharges), "emissions", share_json(&f->emissions), "variability",
        share_json(&f->variability), "closures", share_json(&f->closures));
    bool ok = root && figures && !json_object_set(root, "figures", figures);
    char *out = ok ? json_dumps(root, JSON_INDENT(2)) : NULL;
    if (out)
        puts(out);
    free(out);
    json_decref(figures);
    json_decref(root);
    return out ? 0 : kv_status_exit_code(KV_MEMORY);
}

int kv_cli_pack_show(int argc, char **argv)
{
    wishes w = { 0 };
    kv_cli_operands operands;
    kv_cli_pack pack = { 0 };
    int code = kv_cli_parse(&command, argc, argv, &w, &operands);
    if (code == KV_CLI_GO_ON)
        code = kv_cli_open_pack("pack show", operands.operand[0], NULL, &pack);
    if (code == KV_CLI_GO_ON) {
        const kv_corridor *c = pack.corridor;
        facts f = { .by_carrier = calloc(c->agencies_count + 1u, sizeof *f.by_carrier) };
        code = kv_status_exit_code(KV_MEMORY);
        if (f.by_carrier) {
            gather(c, &f);
            code = 0;
            if (w.json)
                code = print_json(c, &f);
            else
                print_text(c, &f, &pack);
        }
        free(f.by_carrier);
    }
    kv_cli_close_pack(&pack);
    return kv_cli_finish(code);
}
