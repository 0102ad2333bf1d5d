/* options.h - one table per command gives parsing, the help text and "did you mean"
 *
 *     static const kv_cli_option options[] = {
 *         { "Cargo" },                                                        // a heading of the help
 *         KV_CLI_TEXT(wishes, cargo, "cargo", "LIST", "containers, wagons ...", "2x45G1"),
 *         KV_CLI_FLAG(wishes, json, "json", "for programs"),
 *     };
 *
 * Options may stand anywhere, "--" ends them, "--name=value" is "--name value". What begins with a minus and a digit
 * is an operand (a southern latitude). An option with a value that is given twice is refused: one would be lost. */
#ifndef KV_CLI_OPTIONS_H
#define KV_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef enum {
    KV_CLI_HEADING,             /* name is the heading */
    KV_CLI_IS_FLAG,             /* bool */
    KV_CLI_IS_TEXT,             /* const char * */
    KV_CLI_IS_COUNT,            /* int64_t between min and max */
    KV_CLI_IS_REAL,             /* double between min and max */
    KV_CLI_IS_MAYBE_COUNT       /* int64_t; the value may be left out and is then `min` */
} kv_cli_kind;

typedef struct {
    const char *name;           /* without dashes */
    char letter;                /* 'o' for -o; 0: none */
    kv_cli_kind kind;
    size_t offset;              /* where in the command's struct the value goes */
    const char *value;          /* "DATE", as the help shows it */
    const char *help;           /* one sentence without the stop */
    const char *example;        /* what "try:" shows behind the name */
    double min, max;
} kv_cli_option;

#define KV_CLI_HEAD(text) { .name = text, .kind = KV_CLI_HEADING }
#define KV_CLI_FLAG(type, member, name_, help_) \
    { .name = name_, .kind = KV_CLI_IS_FLAG, .offset = offsetof(type, member), .help = help_ }
#define KV_CLI_TEXT(type, member, name_, value_, help_, example_) \
    { .name = name_, .kind = KV_CLI_IS_TEXT, .offset = offsetof(type, member), .value = value_, .help = help_, .example = example_ }
#define KV_CLI_COUNT(type, member, name_, value_, help_, example_, min_, max_) \
    { .name = name_, .kind = KV_CLI_IS_COUNT, .offset = offsetof(type, member), .value = value_, .help = help_, .example = example_, .min = min_, .max = max_ }
#define KV_CLI_MAYBE_COUNT(type, member, name_, value_, help_, example_, min_, max_) \
    { .name = name_, .kind = KV_CLI_IS_MAYBE_COUNT, .offset = offsetof(type, member), .value = value_, .help = help_, .example = example_, .min = min_, .max = max_ }
#define KV_CLI_REAL(type, member, name_, value_, help_, example_, min_, max_) \
    { .name = name_, .kind = KV_CLI_IS_REAL, .offset = offsetof(type, member), .value = value_, .help = help_, .example = example_, .min = min_, .max = max_ }

typedef struct {
    const char *name;           /* "plan", "pack check" */
    const char *usage;          /* lines behind "karvan " */
    const char *about;          /* what it does, a paragraph */
    const kv_cli_option *options; size_t option_count;
    const char *operands;       /* "FROM TO": their names; missing ones are asked for by them */
    int operands_max;           /* as many as may be given; how many must be the command says itself */
    const char *examples;       /* lines that work when pasted */
    const char *exits;          /* NULL: the usual ones */
} kv_cli_command;

typedef struct {
    const char *operand[4];     /* views into argv */
    int count;
} kv_cli_operands;

enum { KV_CLI_GO_ON = -1 };

/* kv_cli_parse - read a command line into the command's struct
 * argv      what stands behind the command's name
 * into      preset to the defaults
 * returns   KV_CLI_GO_ON; or the exit code, when help was printed or a mistake told */
int  kv_cli_parse(const kv_cli_command *command, int argc, char **argv, void *into, kv_cli_operands *operands);
void kv_cli_help(const kv_cli_command *command, FILE *out);

/* the name among `names` (count of them) that was probably meant, NULL when none is near */
const char *kv_cli_meant(const char *written, const char *const *names, size_t count);

#endif
