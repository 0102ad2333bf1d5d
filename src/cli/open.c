/* open.c - from a path, or none, to a corridor that can be planned on
 *
 *     --pack P          P
 *     KARVAN_PACK       set: that
 *     source tree       the program lies in  X/build/karvan  and X/packs/middle-corridor is there
 *     prefix            .../bin/karvan  and  .../share/karvan/packs/middle-corridor: moved as a whole
 *     installed         the data folder named when it was built
 *
 * The tree a program was built in comes before what is installed: who works on the pack wants to see his own. */
#define _XOPEN_SOURCE 700
#include "cli/open.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/options.h"
#include "cli/say.h"

static_assert(KV_CLI_PATH_MAX >= PATH_MAX, "realpath() may fill it");

static bool is_there(const char *path)
{
    struct stat st;
    return !stat(path, &st);
}

/* the folder of the running program, without the slash; false when the system does not say */
static bool own_folder(char folder[KV_CLI_PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", folder, KV_CLI_PATH_MAX - 1);
    if (n <= 0)
        return false;
    folder[n] = '\0';
    char *slash = strrchr(folder, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return true;
}

/* `name` below the source tree or a moved prefix, else where it is installed */
static bool beside(const char *name, char path[KV_CLI_PATH_MAX])
{
    static const char *const ways[] = { "/", "/../", "/../../", "/../share/karvan/" };
    char folder[KV_CLI_PATH_MAX], resolved[KV_CLI_PATH_MAX];
    if (own_folder(folder))
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
            int n = snprintf(path, KV_CLI_PATH_MAX, "%s%s%s", folder, ways[i], name);
            if (n > 0 && n < KV_CLI_PATH_MAX && is_there(path)) {
                if (realpath(path, resolved))
                    memcpy(path, resolved, strlen(resolved) + 1);
                return true;
            }
        }
    snprintf(path, KV_CLI_PATH_MAX, "%s/%s", KARVAN_DATA_DIR, name);
    return is_there(path);
}

bool kv_cli_data_path(const char *name, char path[KV_CLI_PATH_MAX])
{
    return beside(name, path);
}

bool kv_cli_pack_path(const char *given, char path[KV_CLI_PATH_MAX])
{
    if (!given || !*given)
        given = getenv("KARVAN_PACK");
    if (!given || !*given)
        return beside("packs/middle-corridor", path);
    snprintf(path, KV_CLI_PATH_MAX, "%s", given);
    return true;
}

bool kv_cli_is_compiled(const char *path)
{
    char head[6] = "";
    FILE *file = fopen(path, "rb");
    bool is = file && fread(head, 1, sizeof head, file) == sizeof head && !memcmp(head, "KARVAN", sizeof head);
    if (file)
        fclose(file);
    return is;
}

void kv_cli_findings(FILE *out, const kv_pack *pack, size_t most, const char *path)
{
    size_t said = 0;
    for (int pass = KV_FINDING_ERROR; pass <= KV_FINDING_WARNING; pass++)
        for (size_t i = 0; i < pack->findings.count; i++) {
            const kv_finding *f = &pack->findings.at[i];
            if (f->severity != (kv_severity)pass)
                continue;
            if (most && said == most) {
                fprintf(out, "... and more: karvan pack check %s\n", path);
                return;
            }
            said++;
            fprintf(out, "%s", f->file);
            if (f->line)
                fprintf(out, ":%u", f->line);
            fprintf(out, ": %s: ", pass == KV_FINDING_ERROR ? "error" : "warning");
            if (*f->column)
                fprintf(out, "%s ", f->column);
            if (*f->value)
                fprintf(out, "\"%s\": ", f->value);
            fprintf(out, "%s%s%s%s\n", f->reason, *f->hint ? " (" : "", f->hint, *f->hint ? ")" : "");
        }
}

static int read_and_compile(const char *command, const char *path, const kv_compile_options *options, kv_cli_pack *out)
{
    kv_error err = { 0 };
    kv_pack *pack = NULL;
    uint64_t began = kv_now_ns();
    if (kv_pack_read(&pack, path, &err) != KV_OK)
        return kv_cli_error(command, &err);
    out->read_ns = kv_now_ns() - began;
    int code = KV_CLI_GO_ON;
    if (pack->error_count) {
        kv_cli_findings(stderr, pack, 5, path);
        code = kv_cli_mistake(NULL, "", "the pack %s has %zu error%s", path, pack->error_count, pack->error_count == 1 ? "" : "s");
        fprintf(stderr, "  try: karvan pack check %s\n", path);
    } else {
        began = kv_now_ns();
        if (kv_compile(&out->owned, pack, *options, &err) != KV_OK)
            code = kv_cli_error(command, &err);
        out->compile_ns = kv_now_ns() - began;
    }
    kv_pack_free(pack);
    return code;
}

int kv_cli_days(const char *command, const char *from_date, int64_t days, int64_t min_change_s, kv_compile_options *out)
{
    *out = (kv_compile_options){ INT32_MIN, INT32_MAX, min_change_s > 0 ? (int32_t)min_change_s : 0 };
    if (from_date) {
        kv_date date;
        if (!kv_date_parse_iso(kv_text_trim(kv_text_of(from_date)), &date))
            return kv_cli_mistake(command, "--from-date 2026-12-01", "'--from-date' needs a date: %.60s", from_date);
        out->first_day = (int32_t)kv_date_days(date);
    }
    if (days > 0 && !from_date)
        return kv_cli_mistake(command, "--from-date 2026-12-01 --days 90", "'--days' needs '--from-date': the day from which to count");
    if (days > 0)
        out->last_day = out->first_day + (int32_t)days - 1;
    return KV_CLI_GO_ON;
}

int kv_cli_open_pack(const char *command, const char *given, const kv_compile_options *options, kv_cli_pack *out)
{
    char path[KV_CLI_PATH_MAX];
    kv_error err = { 0 };
    *out = (kv_cli_pack){ 0 };
    if (!kv_cli_pack_path(given, path))
        return kv_cli_mistake(command, "--pack DIR, or set KARVAN_PACK", "the reference pack is not installed: %s is not there", path);
    if (!is_there(path))
        return kv_cli_mistake(command, "--pack with a folder, a .zip or a compiled file", "there is no pack %s", path);
    const kv_compile_options whole = { INT32_MIN, INT32_MAX, 0 };
    if (kv_cli_is_compiled(path)) {
        if (options && (options->first_day != INT32_MIN || options->last_day != INT32_MAX || options->change_default_s))
            return kv_cli_mistake(command, "give the folder or .zip it was compiled from",
                                  "%s is compiled: its days and change times are settled", path);
        uint64_t began = kv_now_ns();
        if (kv_corridor_open(&out->owned, path, &err) != KV_OK)
            return kv_cli_error(command, &err);
        out->read_ns = kv_now_ns() - began;
        out->compiled_file = true;
    } else {
        int code = read_and_compile(command, path, options ? options : &whole, out);
        if (code != KV_CLI_GO_ON)
            return code;
    }
    out->corridor = out->owned;
    return KV_CLI_GO_ON;
}

void kv_cli_close_pack(kv_cli_pack *p)
{
    kv_corridor_close(p->owned);
    *p = (kv_cli_pack){ 0 };
}
