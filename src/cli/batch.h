/* batch.h - many questions in one file, many threads, answers in the order of the file
 *
 *     batch_read.c    rows of the file -> questions, every fault told with its line
 *     batch.c         threads over one corridor, each with a planner of its own; times and counters
 *     batch_write.c   journeys -> lines                                                                */
#ifndef KV_CLI_BATCH_H
#define KV_CLI_BATCH_H

#include <stdio.h>

#include "base/vec.h"
#include "cli/plan.h"

typedef struct {
    const char *id;                     /* as written */
    uint32_t line;                      /* of the file */
    const kv_access *from, *to;         /* the stop, or the terminals of a place */
    uint32_t from_count, to_count;
    uint32_t to_stop;                   /* as named: equal ones are answered one after another */
    kv_time depart, arrive_by;          /* arrive_by KV_TIME_NONE: none */
    bool local;                         /* written in the pack's zone, and answered in it */
} kv_cli_query;

typedef KV_VEC(kv_cli_query) kv_cli_queries;

/* kv_cli_read_queries - all good rows, in the order of the file
 * path      "-": standard input
 * arena     takes ids and stops
 * returns   false when nothing could be read at all (told already, *exit_code is set); *bad counts rows left out, each told */
bool kv_cli_read_queries(const char *path, const kv_corridor *c, kv_arena *arena, kv_cli_queries *out, size_t *bad, int *exit_code);

typedef KV_VEC(char) kv_cli_text;       /* growing output */
typedef struct {
    uint32_t criteria;
    kv_currency currency;
    bool json;                          /* a line is a JSON object with the same names */
} kv_cli_columns;

void kv_cli_write_header(FILE *out, const kv_cli_columns *columns);
/* one line for each journey; charge (minor units) comes on top of every price; zone is the pack's. false when memory is out */
bool kv_cli_write_answer(kv_cli_text *out, const kv_cli_columns *columns, const kv_corridor *c, const kv_cli_query *query,
                         const kv_answer *answer, int64_t charge, kv_zone *zone);

#endif
