/* pack.c - karvan pack check | show | compile: choose the way; and compile, the shortest of them */
#include "cli/pack.h"

#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "cli/say.h"

static const struct { const char *name; int (*run)(int argc, char **argv); const char *about; } ways[] = {
    { "check", kv_cli_pack_check, "every fault of a pack with file, line, column, value, reason" },
    { "show", kv_cli_pack_show, "what is in a pack: carriers, services, terminals, tariffs, sources" },
    { "compile", kv_cli_pack_compile, "one file that is mapped in milliseconds" },
};
enum { WAY_COUNT = sizeof ways / sizeof *ways };

static void help(FILE *out)
{
    fputs("usage: karvan pack check PATH | show PATH | compile PATH -o FILE\n\n"
          "A pack is a corridor as a folder (or .zip) of text files: a GTFS feed, and freight files beside it.\n\n", out);
    for (int i = 0; i < WAY_COUNT; i++)
        fprintf(out, "  %-9s %s\n", ways[i].name, ways[i].about);
    fputs("\n  karvan pack check --help and so on say more.\n\nExamples\n"
          "  karvan pack check packs/middle-corridor\n"
          "  karvan pack show packs/middle-corridor\n"
          "  karvan pack compile feed.zip -o feed.kv --from-date 2026-12-01 --days 90\n", out);
}

int kv_cli_run_pack(int argc, char **argv)
{
    const char *name = argc ? argv[0] : "", *names[WAY_COUNT];
    if (!strcmp(name, "--help") || !strcmp(name, "-h")) {
        help(stdout);
        return kv_cli_finish(0);
    }
    for (int i = 0; i < WAY_COUNT; i++) {
        names[i] = ways[i].name;
        if (!strcmp(name, ways[i].name))
            return ways[i].run(argc - 1, argv + 1);
    }
    if (!*name) {
        help(stderr);
        return 2;
    }
    const char *meant = kv_cli_meant(name, names, WAY_COUNT);
    char hint[80] = "karvan pack check PATH";
    if (meant)
        snprintf(hint, sizeof hint, "karvan pack %s PATH", meant);
    return kv_cli_mistake("pack", hint, "there is no way '%.60s' of pack%s%s%s", name, meant ? "; did you mean '" : "", meant ? meant : "", meant ? "'?" : "");
}

/* ---- compile ------------------------------------------------------------------------------------------------ */

typedef struct {
    const char *output, *from_date;
    int64_t days, min_change_s;
    bool json, quiet;
} compile_wishes;

static const kv_cli_option compile_options[] = {
    { .name = "output", .letter = 'o', .kind = KV_CLI_IS_TEXT, .offset = offsetof(compile_wishes, output), .value = "FILE",
      .help = "the file to write; an old one is replaced in one step", .example = "corridor.kv" },
    KV_CLI_TEXT(compile_wishes, from_date, "from-date", "DATE", "first service day to be kept; the pack's first when not given", "2026-12-01"),
    KV_CLI_COUNT(compile_wishes, days, "days", "N", "how many service days to keep; all when not given", "90", 1, 4000),
    KV_CLI_COUNT(compile_wishes, min_change_s, "min-change", "SECONDS", "change time where a plain feed says nothing; 0 when not given", "300", 0, 86400),
    KV_CLI_FLAG(compile_wishes, json, "json", "what was written, for programs"),
    KV_CLI_FLAG(compile_wishes, quiet, "quiet", "nothing but mistakes"),
};

static const kv_cli_command compile_command = {
    .name = "pack compile", .usage = "pack compile PATH -o FILE [options]",
    .about = "Reads and checks a pack (a folder or a .zip) and writes one file that is mapped in milliseconds, with a version and a checksum. "
             "The file serves wherever a pack is asked for.",
    .options = compile_options, .option_count = sizeof compile_options / sizeof *compile_options, .operands = "PATH", .operands_max = 1,
    .examples = "karvan pack compile packs/middle-corridor -o corridor.kv\n"
                "karvan pack compile feed.zip -o feed.kv --from-date 2026-12-01 --days 90 --min-change 300\n"
                "karvan plan --batch queries.csv --pack feed.kv",
};

static void tell_compiled(const compile_wishes *w, const kv_cli_pack *pack, uint64_t write_ns)
{
    const kv_corridor *c = pack->corridor;
    char first[32], last[32];
    kv_time_format(c->info->first_day * (kv_time)KV_DAY_S, first);
    kv_time_format(c->info->last_day * (kv_time)KV_DAY_S, last);
    double mb = (double)c->image_size / 1048576, read_s = (double)pack->read_ns / 1e9, compile_s = (double)pack->compile_ns / 1e9;
    if (w->json)
        printf("{\"bytes\": %zu, \"stops\": %u, \"services\": %u, \"patterns\": %u, \"runs\": %u, \"calendars_from\": \"%.10s\", "
               "\"calendars_to\": \"%.10s\", \"read_s\": %.3f, \"compile_s\": %.3f, \"write_s\": %.3f}\n",
               c->image_size, c->stops_count, c->services_count, c->patterns_count, c->run_base_count, first, last, read_s, compile_s,
               (double)write_ns / 1e9);
    else if (!w->quiet)
        printf("%s: %.1f MB, %u stops, %u services, %u runs, %.10s .. %.10s\nread in %.2f s, compiled in %.2f s, written in %.2f s\n", w->output,
               mb, c->stops_count, c->services_count, c->run_base_count, first, last, read_s, compile_s, (double)write_ns / 1e9);
}

int kv_cli_pack_compile(int argc, char **argv)
{
    compile_wishes w = { .days = -1, .min_change_s = -1 };
    kv_cli_operands operands;
    kv_compile_options days;
    int code = kv_cli_parse(&compile_command, argc, argv, &w, &operands);
    if (code == KV_CLI_GO_ON && !operands.count)
        code = kv_cli_mistake("pack compile", "karvan pack compile feed.zip -o feed.kv", "PATH is missing: a folder or a .zip");
    if (code == KV_CLI_GO_ON && !w.output)
        code = kv_cli_mistake("pack compile", "-o corridor.kv", "'--output' is missing: the file to write");
    if (code == KV_CLI_GO_ON)
        code = kv_cli_days("pack compile", w.from_date, w.days, w.min_change_s, &days);
    if (code == KV_CLI_GO_ON && kv_cli_is_compiled(operands.operand[0]))
        code = kv_cli_mistake("pack compile", "the folder or .zip it was compiled from", "%s is compiled already", operands.operand[0]);
    kv_cli_pack pack = { 0 };
    if (code == KV_CLI_GO_ON)
        code = kv_cli_open_pack("pack compile", operands.operand[0], &days, &pack);
    if (code == KV_CLI_GO_ON) {
        kv_error err = { 0 };
        uint64_t began = kv_now_ns();
        code = 0;
        if (kv_corridor_save(pack.corridor, w.output, &err) == KV_OK)
            tell_compiled(&w, &pack, kv_now_ns() - began);
        else
            code = kv_cli_error("pack compile", &err);
    }
    kv_cli_close_pack(&pack);
    return kv_cli_finish(code);
}
