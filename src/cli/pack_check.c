/* pack_check.c - karvan pack check: every fault of a pack, in one pass
 *
 *     stops.txt:12: error: stop_lat "91.5": more than 90
 *         try: latitude comes before longitude                                                            */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/open.h"
#include "cli/options.h"
#include "cli/pack.h"
#include "cli/say.h"
#include "service/plan.h"

typedef struct { bool json, quiet; } wishes;

static const kv_cli_option options[] = {
    KV_CLI_FLAG(wishes, json, "json", "findings and counts for programs"),
    KV_CLI_FLAG(wishes, quiet, "quiet", "no warnings, no counts"),
};

static const kv_cli_command command = {
    .name = "pack check", .usage = "pack check [PATH] [options]",
    .about = "Names every fault of a pack (a folder or a .zip; the reference corridor when not given): file, line, column, value, reason and what to do. A pack "
             "with errors is refused, one with warnings loads.",
    .options = options, .option_count = sizeof options / sizeof *options, .operands = "PATH", .operands_max = 1,
    .examples = "karvan pack check packs/middle-corridor\nkarvan pack check feed.zip --json",
    .exits = "Exit codes: 0 no errors, 2 there are errors or nothing could be read, 4 try again (memory), 70 our bug.",
};

static void print_finding(const kv_finding *f, kv_cli_style style)
{
    char text[600];
    bool error = f->severity == KV_FINDING_ERROR;
    snprintf(text, sizeof text, "%s%s%s%s%s%s", f->column, *f->column && *f->value ? " " : "", *f->value ? "\"" : "", f->value, *f->value ? "\"" : "",
             *f->column || *f->value ? ": " : "");
    char line[1600], place[24] = "";
    if (f->line)
        snprintf(place, sizeof place, ":%u", f->line);
    snprintf(line, sizeof line, "%s%s: %s: %s%s", f->file, place, error ? "error" : "warning", text, f->reason);
    fputs(error ? style.bad : "", stdout);
    kv_cli_wrap(stdout, 0, 4, line);
    fputs(error ? style.plain : "", stdout);
    if (*f->hint) {
        fputs("    ", stdout);
        snprintf(line, sizeof line, "try: %s", f->hint);
        kv_cli_wrap(stdout, 4, 9, line);
    }
}

typedef struct { const char *name; size_t count; } counted;

/* what was read, table by table; ends with a NULL name */
static void count_rows(const kv_pack *p, counted out[20])
{
    const counted rows[] = {
        { "agencies", p->agencies.count }, { "stops", p->stops.count }, { "routes", p->services.count }, { "trips", p->trips.count },
        { "stop_times", p->stop_times.count }, { "calendars", p->calendars.count }, { "frequencies", p->frequencies.count },
        { "transfers", p->transfers.count }, { "handling", p->handling.count }, { "variability", p->variability.count },
        { "closures", p->closures.count }, { "tariffs", p->tariffs.count }, { "surcharges", p->surcharges.count }, { "fx", p->fx.count },
        { "emissions", p->emissions.count }, { "sections", p->sections.count }, { "projects", p->projects.count }, { "sources", p->sources.count },
    };
    size_t n = sizeof rows / sizeof *rows;
    for (size_t i = 0; i < n; i++)
        out[i] = rows[i];
    out[n] = (counted){ 0 };
}

/* A pack whose rows are good may still say nothing together: no departures, prices that cannot be told apart. */
static kv_status try_it(const kv_pack *pack, kv_error *err)
{
    kv_corridor *c = NULL;
    kv_desk *desk = NULL;
    kv_status status = kv_compile(&c, pack, (kv_compile_options){ INT32_MIN, INT32_MAX, 0 }, err);
    if (status == KV_OK)
        status = kv_desk_open(&desk, c, NULL, err);
    kv_desk_close(desk);
    kv_corridor_close(c);
    return status;
}

static void print_text(const kv_pack *pack, const char *path, const kv_error *whole, const wishes *w)
{
    kv_cli_style style = kv_cli_style_of(stdout, false);
    for (size_t i = 0; i < pack->findings.count; i++)
        if (!w->quiet || pack->findings.at[i].severity == KV_FINDING_ERROR)
            print_finding(&pack->findings.at[i], style);
    if (whole->status != KV_OK) {
        kv_finding f = { .severity = KV_FINDING_ERROR, .file = *whole->where ? whole->where : path, .column = "", .value = "", .reason = whole->text, .hint = whole->hint };
        print_finding(&f, style);
    }
    size_t told = pack->findings.count, all = pack->error_count + pack->warning_count;
    if (all > told)
        printf("... and %zu more\n", all - told);
    if (w->quiet)
        return;
    counted rows[20];
    char line[800];
    size_t used = 0;
    count_rows(pack, rows);
    for (int i = 0; rows[i].name; i++)
        if (rows[i].count)
            used += (size_t)snprintf(line + used, sizeof line - used, "%s%zu %s", used ? ", " : "", rows[i].count, rows[i].name);
    kv_cli_wrap(stdout, 0, 0, used ? line : "nothing was read");
    size_t errors = pack->error_count + (whole->status != KV_OK);
    printf("%s%s: %zu error%s, %zu warning%s%s\n", errors ? style.bad : style.good, path, errors, errors == 1 ? "" : "s", pack->warning_count,
           pack->warning_count == 1 ? "" : "s", style.plain);
}

static json_t *finding_json(const kv_finding *f)
{
    return json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s}", "severity", f->severity == KV_FINDING_ERROR ? "error" : "warning", "file", f->file, "line",
                     (int)f->line, "column", f->column, "value", f->value, "reason", f->reason, "hint", f->hint);
}

static int print_json(const kv_pack *pack, const char *path, const kv_error *whole)
{
    json_t *root = json_object(), *list = json_array(), *counts = json_object();
    counted rows[20];
    bool ok = root && list && counts;
    for (size_t i = 0; ok && i < pack->findings.count; i++)
        ok = !json_array_append_new(list, finding_json(&pack->findings.at[i]));
    if (ok && whole->status != KV_OK) {
        kv_finding f = { .severity = KV_FINDING_ERROR, .file = *whole->where ? whole->where : path, .column = "", .value = "", .reason = whole->text, .hint = whole->hint };
        ok = !json_array_append_new(list, finding_json(&f));
    }
    count_rows(pack, rows);
    for (int i = 0; ok && rows[i].name; i++)
        ok = !json_object_set_new(counts, rows[i].name, json_integer((json_int_t)rows[i].count));
    ok = ok && !json_object_set_new(root, "pack", json_string(path))
      && !json_object_set_new(root, "errors", json_integer((json_int_t)pack->error_count + (whole->status != KV_OK)))
      && !json_object_set_new(root, "warnings", json_integer((json_int_t)pack->warning_count))
      && !json_object_set(root, "counts", counts) && !json_object_set(root, "findings", list);
    char *text = ok ? json_dumps(root, JSON_INDENT(2)) : NULL;
    if (text)
        puts(text);
    free(text);
    json_decref(root);
    json_decref(list);
    json_decref(counts);
    return text ? 0 : kv_status_exit_code(KV_MEMORY);
}

int kv_cli_pack_check(int argc, char **argv)
{
    wishes w = { 0 };
    kv_cli_operands operands;
    char path[KV_CLI_PATH_MAX];
    kv_error err = { 0 }, whole = { 0 };
    kv_pack *pack = NULL;
    int code = kv_cli_parse(&command, argc, argv, &w, &operands);
    if (code != KV_CLI_GO_ON)
        return code;
    if (!kv_cli_pack_path(operands.operand[0], path))
        return kv_cli_mistake("pack check", "karvan pack check DIR, or set KARVAN_PACK", "the reference pack is not installed: %s is not there", path);
    if (kv_cli_is_compiled(path))
        return kv_cli_mistake("pack check", "the folder or .zip it was compiled from", "%s is compiled: it was checked then", path);
    if (kv_pack_read(&pack, path, &err) != KV_OK)
        return kv_cli_error("pack check", &err);
    if (!pack->error_count)
        try_it(pack, &whole);
    code = pack->error_count || whole.status != KV_OK ? kv_status_exit_code(KV_INVALID) : 0;
    if (w.json) {
        int printed = print_json(pack, path, &whole);
        code = printed ? printed : code;
    } else {
        print_text(pack, path, &whole, &w);
    }
    kv_pack_free(pack);
    return kv_cli_finish(code);
}
