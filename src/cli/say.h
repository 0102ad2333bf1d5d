/* say.h - words for people: mistakes on stderr, lines no wider than the page, colour on a terminal only */
#ifndef KV_CLI_SAY_H
#define KV_CLI_SAY_H

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"

enum { KV_CLI_COLUMNS = 100 };

/* kv_cli_mistake - tell what is wrong, what to type instead, where to read more
 *     karvan: '--depart' needs a value
 *       try: --depart 2026-12-01      (more: karvan plan --help)
 * hint      "" when there is none
 * command   whose help says more; NULL: none
 * returns   2 */
__attribute__((format(printf, 3, 4)))
int kv_cli_mistake(const char *command, const char *hint, const char *format, ...);

/* kv_cli_error - the same for an error of a library call; `where` of a request ("arrive_by") is shown as its option
 * returns   the exit code of its status */
int kv_cli_error(const char *command, const kv_error *err);

/* columns that UTF-8 text takes on a terminal: wide letters two, marks none */
int  kv_cli_width(const char *text);
/* print words; `first` columns are taken already, following lines begin behind `indent` blanks. Ends the line. */
void kv_cli_wrap(FILE *out, int first, int indent, const char *text);
/* text, cut at `width` columns with "..." when longer, filled with blanks behind it (or before it, width < 0) */
void kv_cli_cell(FILE *out, const char *text, int width);

/* styles are "" unless the stream is a terminal and NO_COLOR is not set */
typedef struct { const char *bold, *dim, *good, *bad, *plain; } kv_cli_style;
kv_cli_style kv_cli_style_of(FILE *out, bool plain);

/* write out what stdout still holds; exit code, or 4 when it could not be written */
int kv_cli_finish(int exit_code);

#endif
