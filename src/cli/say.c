/* say.c - mistakes, wrapped text and colours */
#define _POSIX_C_SOURCE 200809L
#include "cli/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

/* a hint is said as it is, never cut: it may be a command to paste */
static void say_rest(const char *command, const char *hint)
{
    if (*hint && command)
        fprintf(stderr, "  try: %s      (more: karvan %s --help)\n", hint, command);
    else if (*hint)
        fprintf(stderr, "  try: %s\n", hint);
    else if (command)
        fprintf(stderr, "  try: karvan %s --help\n", command);
}

int kv_cli_mistake(const char *command, const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("karvan: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    say_rest(command, hint);
    return 2;
}

/* "arrive_by" of a request is the option --arrive-by; from and to are operands; files and paths stay as they are */
static void say_where(const char *where)
{
    static const char *const fields[] = {
        "cargo", "weight", "hs", "dg", "depart", "arrive_by", "avoid", "avoid_carriers", "only_carriers", "avoid_modes", "only_modes",
        "via", "currency", "price_max", "chance_min", "transfers_max", "truck_km_max", "horizon_days",
    };
    if (!strcmp(where, "from") || !strcmp(where, "to")) {
        fprintf(stderr, "%s: ", *where == 'f' ? "FROM" : "TO");
        return;
    }
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!strcmp(where, fields[i])) {
            fputs("--", stderr);
            for (const char *c = where; *c; c++)
                fputc(*c == '_' ? '-' : *c, stderr);
            fputs(": ", stderr);
            return;
        }
    if (*where)
        fprintf(stderr, "%s: ", where);
}

int kv_cli_error(const char *command, const kv_error *err)
{
    fputs("karvan: ", stderr);
    say_where(err->where);
    fprintf(stderr, "%s\n", *err->text ? err->text : kv_status_text(err->status));
    say_rest(err->status == KV_INVALID || err->status == KV_MISSING ? command : NULL, err->hint);
    return kv_status_exit_code(err->status);
}

/* ---- widths --------------------------------------------------------------------------------------------- */

static int width_of(UChar32 c)
{
    int8_t type = u_charType(c);
    if (c < 0 || type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR)
        return 0;
    int wide = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return wide == U_EA_FULLWIDTH || wide == U_EA_WIDE ? 2 : 1;
}

/* bytes of text that fit into `columns`; *used says how many columns they take */
static size_t fitting(const char *text, size_t n, int columns, int *used)
{
    size_t at = 0;
    *used = 0;
    while (at < n) {
        size_t next = at;
        UChar32 c;
        U8_NEXT((const uint8_t *)text, next, n, c);
        int w = width_of(c);
        if (*used + w > columns)
            break;
        *used += w;
        at = next;
    }
    return at;
}

int kv_cli_width(const char *text)
{
    int used;
    (void)fitting(text, strlen(text), 1 << 20, &used);
    return used;
}

void kv_cli_wrap(FILE *out, int first, int indent, const char *text)
{
    int column = first;
    bool begun = false;                                 /* a word stands on this line */
    while (*(text += strspn(text, " \n\t"))) {
        size_t n = strcspn(text, " \n\t");
        int used;
        (void)fitting(text, n, 1 << 20, &used);
        if (begun && column + 1 + used > KV_CLI_COLUMNS) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
            begun = false;
        }
        if (begun) {
            fputc(' ', out);
            column++;
        }
        while (column + used > KV_CLI_COLUMNS) {        /* a word longer than the page: an address */
            int part;
            size_t bytes = fitting(text, n, KV_CLI_COLUMNS - column, &part);
            fprintf(out, "%.*s\n%*s", (int)bytes, text, indent, "");
            text += bytes;
            n -= bytes;
            used -= part;
            column = indent;
        }
        fprintf(out, "%.*s", (int)n, text);
        column += used;
        text += n;
        begun = true;
    }
    fputc('\n', out);
}

void kv_cli_cell(FILE *out, const char *text, int width)
{
    int columns = width < 0 ? -width : width, used;
    size_t n = strlen(text), bytes = fitting(text, n, columns, &used);
    bool cut = bytes < n && columns > 4;
    if (cut)
        bytes = fitting(text, n, columns - 3, &used);
    int fill = columns - used - (cut ? 3 : 0);
    if (width < 0)
        fprintf(out, "%*s", fill, "");
    fprintf(out, "%.*s%s", (int)bytes, text, cut ? "..." : "");
    if (width > 0)
        fprintf(out, "%*s", fill, "");
}

/* ---- streams ------------------------------------------------------------------------------------------------ */

kv_cli_style kv_cli_style_of(FILE *out, bool plain)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    bool color = !plain && isatty(fileno(out)) && !(no_color && *no_color) && !(terminal && !strcmp(terminal, "dumb"));
    if (!color)
        return (kv_cli_style){ "", "", "", "", "" };
    return (kv_cli_style){ "\033[1m", "\033[2m", "\033[32m", "\033[31m", "\033[0m" };
}

int kv_cli_finish(int exit_code)
{
    if (!fflush(stdout) && !ferror(stdout))
        return exit_code;
    fprintf(stderr, "karvan: the answer could not be written: %s\n", strerror(errno));
    return kv_status_exit_code(KV_BUSY);
}
