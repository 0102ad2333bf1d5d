/* options.c - reading a command line by its table */
#define _POSIX_C_SOURCE 200809L
#include "cli/options.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/say.h"

enum { NAME_COLUMNS = 26, WORD_MAX = 40, OPTIONS_MAX = 64 };

/* ---- what was probably meant -------------------------------------------------------------------------- */

/* letters to change, add, leave out or swap with their neighbour (optimal string alignment) */
static int distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    if (n > WORD_MAX || m > WORD_MAX)
        return WORD_MAX;
    int row[3][WORD_MAX + 1];
    for (size_t j = 0; j <= m; j++)
        row[0][j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            int best = last[j - 1] + (a[i - 1] != b[j - 1]);
            best = last[j] + 1 < best ? last[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

const char *kv_cli_meant(const char *written, const char *const *names, size_t count)
{
    const char *meant = NULL;
    size_t n = strlen(written);
    int nearest = n < 4 ? 2 : n < 8 ? 3 : 4;            /* below this many errors */
    for (size_t i = 0; i < count; i++) {
        int d = n >= 2 && !strncmp(written, names[i], n) ? 0 : distance(written, names[i]);
        if (d < nearest && d < (int)strlen(names[i])) {
            nearest = d;
            meant = names[i];
        }
    }
    return meant;
}

/* ---- help ------------------------------------------------------------------------------------------------ */

static void print_option(FILE *out, const kv_cli_option *o)
{
    char left[80];
    char letter[6] = { '-', o->letter, ',', ' ', '\0' };
    bool maybe = o->kind == KV_CLI_IS_MAYBE_COUNT;
    snprintf(left, sizeof left, "  %s--%s%s%s%s%s", o->letter ? letter : "", o->name, o->value ? " " : "", maybe ? "[" : "",
             o->value ? o->value : "", maybe ? "]" : "");
    int width = kv_cli_width(left);
    fputs(left, out);
    if (width + 2 > NAME_COLUMNS) {
        fputc('\n', out);
        width = 0;
    }
    fprintf(out, "%*s", NAME_COLUMNS - width, "");
    kv_cli_wrap(out, NAME_COLUMNS, NAME_COLUMNS, o->help);
}

static void print_lines(FILE *out, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        fprintf(out, "  %.*s\n", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

void kv_cli_help(const kv_cli_command *command, FILE *out)
{
    const char *line = command->usage;
    for (bool first = true; *line; first = false) {
        size_t n = strcspn(line, "\n");
        fprintf(out, "%s karvan %.*s\n", first ? "usage:" : "      ", (int)n, line);
        line += n + (line[n] == '\n');
    }
    fputc('\n', out);
    kv_cli_wrap(out, 0, 0, command->about);
    for (size_t i = 0; i < command->option_count; i++) {
        const kv_cli_option *o = &command->options[i];
        if (o->kind == KV_CLI_HEADING)
            fprintf(out, "\n%s\n", o->name);
        else
            print_option(out, o);
    }
    fputs("  --help                  this text\n", out);
    fputs("\nExamples\n", out);
    print_lines(out, command->examples);
    fputc('\n', out);
    kv_cli_wrap(out, 0, 0, command->exits ? command->exits
                                          : "Exit codes: 0 done, 1 it worked but nothing was found, 2 the input is not valid, "
                                            "4 try again (memory or disk), 70 our bug.");
}

/* ---- parsing ------------------------------------------------------------------------------------------------ */

static const kv_cli_option *find(const kv_cli_command *command, const char *name, size_t n)
{
    for (size_t i = 0; i < command->option_count; i++) {
        const kv_cli_option *o = &command->options[i];
        if (o->kind != KV_CLI_HEADING && strlen(o->name) == n && !memcmp(o->name, name, n))
            return o;
    }
    return NULL;
}

static int unknown_option(const kv_cli_command *command, const char *arg)
{
    const char *names[OPTIONS_MAX + 1] = { "help" };
    char written[WORD_MAX + 1], hint[80] = "";
    size_t count = 1, n = strcspn(arg, "=");
    for (size_t i = 0; i < command->option_count && count < sizeof names / sizeof *names; i++)
        if (command->options[i].kind != KV_CLI_HEADING)
            names[count++] = command->options[i].name;
    const char *meant = NULL;
    size_t dashes = strspn(arg, "-");
    if (n - dashes <= WORD_MAX) {
        for (size_t i = dashes; i < n; i++)
            written[i - dashes] = arg[i] == '_' ? '-' : (char)tolower((unsigned char)arg[i]);
        written[n - dashes] = '\0';
        meant = kv_cli_meant(written, names, count);
    }
    if (meant)
        snprintf(hint, sizeof hint, "--%s", meant);
    return kv_cli_mistake(command->name, hint, "there is no option '%.*s'%s%s%s", (int)(n < 60 ? n : 60), arg, meant ? "; did you mean '--" : "",
                          meant ? meant : "", meant ? "'?" : "");
}

static int wrong_value(const kv_cli_command *command, const kv_cli_option *o, const char *value)
{
    char hint[120] = "";
    if (o->example)
        snprintf(hint, sizeof hint, "--%s %s", o->name, o->example);
    if (!value)
        return kv_cli_mistake(command->name, hint, "'--%s' needs a value", o->name);
    if (o->kind == KV_CLI_IS_REAL)
        return kv_cli_mistake(command->name, hint, "'--%s' needs a number from %g to %g: %.60s", o->name, o->min, o->max, value);
    return kv_cli_mistake(command->name, hint, "'--%s' needs a whole number from %.0f to %.0f: %.60s", o->name, o->min, o->max, value);
}

/* the value of one option; false when it is none */
static bool store(const kv_cli_option *o, const char *value, void *into)
{
    void *at = (char *)into + o->offset;
    if (o->kind == KV_CLI_IS_TEXT) {
        *(const char **)at = value;
        return true;
    }
    if (o->kind == KV_CLI_IS_REAL) {
        double x;
        if (!kv_parse_double(kv_text_trim(kv_text_of(value)), &x) || !(x >= o->min && x <= o->max))
            return false;
        *(double *)at = x;
        return true;
    }
    int64_t x;
    if (!kv_parse_i64(kv_text_trim(kv_text_of(value)), &x) || (double)x < o->min || (double)x > o->max)
        return false;
    *(int64_t *)at = x;
    return true;
}

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

typedef struct {
    const kv_cli_command *command;
    void *into;
    bool given[OPTIONS_MAX];
} parser;

/* one option with its name told apart; *at is moved past its value. returns KV_CLI_GO_ON or an exit code */
static int take_option(parser *p, const kv_cli_option *o, const char *equals, int argc, char **argv, int *at)
{
    if (o->kind == KV_CLI_IS_FLAG) {
        if (equals)
            return kv_cli_mistake(p->command->name, "", "'--%s' takes no value", o->name);
        *(bool *)((char *)p->into + o->offset) = true;
        return KV_CLI_GO_ON;
    }
    bool *given = &p->given[o - p->command->options];
    if (*given)
        return kv_cli_mistake(p->command->name, "give it once; lists take commas between their items", "'--%s' is given twice", o->name);
    *given = true;
    const char *value = equals ? equals + 1 : *at + 1 < argc ? argv[*at + 1] : NULL;
    if (o->kind == KV_CLI_IS_MAYBE_COUNT && !equals && (!value || !is_number(value))) {
        *(int64_t *)((char *)p->into + o->offset) = (int64_t)o->min;
        return KV_CLI_GO_ON;
    }
    if (value && !equals) {
        if (!strncmp(value, "--", 2))                   /* the next option: the value was forgotten */
            value = NULL;
        else
            ++*at;
    }
    if (!value || !*value)
        return wrong_value(p->command, o, NULL);
    return store(o, value, p->into) ? KV_CLI_GO_ON : wrong_value(p->command, o, value);
}

static int take_long(parser *p, int argc, char **argv, int *at)
{
    const char *name = argv[*at] + 2, *equals = strchr(name, '=');
    const kv_cli_option *o = find(p->command, name, equals ? (size_t)(equals - name) : strlen(name));
    return o ? take_option(p, o, equals, argc, argv, at) : unknown_option(p->command, argv[*at]);
}

static int take_short(parser *p, int argc, char **argv, int *at)
{
    const char *arg = argv[*at];
    for (size_t i = 0; i < p->command->option_count && !arg[2]; i++)
        if (p->command->options[i].letter == arg[1])
            return take_option(p, &p->command->options[i], NULL, argc, argv, at);
    return unknown_option(p->command, arg);
}

static bool is_option(const char *arg)
{
    return arg[0] == '-' && arg[1] && !isdigit((unsigned char)arg[1]) && arg[1] != '.';
}

int kv_cli_parse(const kv_cli_command *command, int argc, char **argv, void *into, kv_cli_operands *operands)
{
    parser p = { .command = command, .into = into };
    assert(command->option_count <= OPTIONS_MAX);
    *operands = (kv_cli_operands){ 0 };
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)        /* help is given whatever else is wrong */
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
            kv_cli_help(command, stdout);
            return kv_cli_finish(0);
        }
    bool only_operands = false;
    for (int i = 0; i < argc; i++) {
        const char *arg = argv[i];
        int code = KV_CLI_GO_ON;
        if (!only_operands && !strcmp(arg, "--"))
            only_operands = true;
        else if (!only_operands && is_option(arg))
            code = arg[1] == '-' ? take_long(&p, argc, argv, &i) : take_short(&p, argc, argv, &i);
        else if (operands->count == command->operands_max)
            code = kv_cli_mistake(command->name, command->operands_max ? "names of several words need quotes" : "", "one word too many: '%.60s'", arg);
        else
            operands->operand[operands->count++] = arg;
        if (code != KV_CLI_GO_ON)
            return code;
    }
    return KV_CLI_GO_ON;
}
