/* world_main.c - write a made-up network to a folder
 *
 *     world --places 200 --services 500 --days 28 -o DIR                        a corridor
 *     world --places 20000 --departures 5000000 --days 90 --freight -o DIR      the world, with prices and the rest */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "world.h"

static int usage(const char *wrong)
{
    if (wrong)
        fprintf(stderr, "world: cannot use '%s'\n", wrong);
    fputs("world [--places N] [--services N | --departures N] [--days N] [--from-date YYYY-MM-DD] [--seed N]\n"
          "      [--queries N] [--freight] -o DIR\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    world_options o = WORLD_DEFAULTS;
    const char *folder = NULL;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--freight")) {
            o.freight = true;
            continue;
        }
        const char *option = argv[i], *value = i + 1 < argc ? argv[++i] : "";
        int64_t n = 0;
        kv_date d;
        bool number = kv_parse_i64(kv_text_of(value), &n) && n >= 0 && n <= UINT32_MAX;
        if (!strcmp(option, "-o") && *value)
            folder = value;
        else if (!strcmp(option, "--from-date") && kv_date_parse_iso(kv_text_of(value), &d))
            o.first_day = (int32_t)kv_date_days(d);
        else if (!strcmp(option, "--places") && number)
            o.terminals = (uint32_t)n;
        else if (!strcmp(option, "--services") && number)
            o.services = (uint32_t)n;
        else if (!strcmp(option, "--departures") && number)
            o.services = 0, o.departures = (uint64_t)n;
        else if (!strcmp(option, "--days") && number)
            o.days = (uint32_t)n;
        else if (!strcmp(option, "--seed") && number)
            o.seed = (uint64_t)n;
        else if (!strcmp(option, "--queries") && number)
            o.queries = (uint32_t)n;
        else
            return usage(option);
    }
    if (!folder)
        return usage(NULL);
    kv_error err = { 0 };
    if (world_write(&o, folder, &err) != KV_OK) {
        fprintf(stderr, "world: %s%s%s\n", err.where, err.where[0] ? ": " : "", err.text);
        return kv_status_exit_code(err.status);
    }
    return 0;
}
