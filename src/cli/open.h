/* open.h - which pack is meant, and making it ready to plan on */
#ifndef KV_CLI_OPEN_H
#define KV_CLI_OPEN_H

#include <stdbool.h>
#include <stdio.h>

#include "model/corridor.h"
#include "model/pack.h"

enum { KV_CLI_PATH_MAX = 4096 };

typedef struct {
    const kv_corridor *corridor;    /* to be closed with kv_cli_close_pack */
    kv_corridor *owned;
    bool compiled_file;             /* it was a compiled file */
    uint64_t read_ns, compile_ns;   /* compile_ns 0 when it was compiled already */
} kv_cli_pack;

/* the pack that is meant: `given`, else KARVAN_PACK, else the reference pack: of the source tree the program was built in, else
 * the installed one. returns false when the reference pack is nowhere; `path` then holds where it was looked for last */
bool kv_cli_pack_path(const char *given, char path[KV_CLI_PATH_MAX]);

/* kv_cli_open_pack - a folder, a .zip or a compiled file
 * given     NULL: the default
 * options   NULL: the whole pack
 * command   for messages
 * returns   KV_CLI_GO_ON; or the exit code after the mistake was told */
int  kv_cli_open_pack(const char *command, const char *given, const kv_compile_options *options, kv_cli_pack *out);
void kv_cli_close_pack(kv_cli_pack *p);

/* --from-date, --days and --min-change as the compiler wants them; from_date NULL, days and min_change_s below 0: not given.
 * KV_CLI_GO_ON or an exit code */
int  kv_cli_days(const char *command, const char *from_date, int64_t days, int64_t min_change_s, kv_compile_options *out);

/* is it a file written by kv_corridor_save, to look at? */
bool kv_cli_is_compiled(const char *path);

/* findings of a pack, first errors, then warnings, at most `most` (0: all); where the rest is, when there is more */
void kv_cli_findings(FILE *out, const kv_pack *pack, size_t most, const char *path);

/* a data file beside the packs ("places.kvg"): false when it is nowhere */
bool kv_cli_data_path(const char *name, char path[KV_CLI_PATH_MAX]);

#endif
