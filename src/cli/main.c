/* main.c - karvan COMMAND ...: choose the subcommand */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"

typedef struct { const char *name; int (*run)(int argc, char **argv); const char *about; } subcommand;

static const subcommand commands[] = {
#define X(name, about) { #name, kv_cli_run_##name, about },
    KV_CLI_COMMAND_MAP(X)
#undef X
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static void help(FILE *out)
{
    fputs("usage: karvan COMMAND ...\n\nFreight on the Middle Corridor and other corridors, planned door to door.\n\nCommands\n", out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].about);
    fputs("\n  karvan COMMAND --help says more, with examples.\n  karvan --version\n\nExamples\n"
          "  karvan plan CNXAG GEPTI --cargo 2x45G1 --weight 24t --hs 8471 --depart 2026-12-01..2026-12-14\n"
          "  karvan places Поти\n"
          "  karvan pack check packs/middle-corridor\n", out);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help")) {
        for (int i = 0; argc > 2 && i < COMMAND_COUNT; i++)
            if (!strcmp(argv[2], commands[i].name)) {
                char wanted[] = "--help", *only[] = { wanted, NULL };
                return commands[i].run(1, only);
            }
        help(stdout);
        return kv_cli_finish(0);
    }
    if (!strcmp(name, "--version") || !strcmp(name, "-V")) {
        puts("karvan " KARVAN_VERSION);
        return kv_cli_finish(0);
    }
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (!strcmp(name, commands[i].name))
            return commands[i].run(argc - 2, argv + 2);
    if (!*name) {
        help(stderr);
        return 2;
    }
    const char *names[COMMAND_COUNT];
    for (int i = 0; i < COMMAND_COUNT; i++)
        names[i] = commands[i].name;
    const char *meant = kv_cli_meant(name, names, COMMAND_COUNT);
    char hint[80] = "karvan --help";
    if (meant)
        snprintf(hint, sizeof hint, "karvan %s", meant);
    return kv_cli_mistake(NULL, hint, "there is no %s '%.60s'%s%s%s", *name == '-' ? "option" : "command", name, meant ? "; did you mean '" : "", meant ? meant : "",
                          meant ? "'?" : "");
}
