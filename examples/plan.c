/* plan.c - ask the installed library for ways from one place to another, and print them with every line of their prices
 *
 *     ./plan CNXAG GEPTI 2026-12-01..2026-12-14 2x45G1 24t 8471
 *     ./plan --pack my-pack KZALA GEPTI 2026-12-01
 *     ./plan                                                           the first of these
 *
 * Build it with examples/Makefile, which asks pkg-config where the library is. */
#define _POSIX_C_SOURCE 200809L         /* gmtime_r */
#include <karvan/karvan.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef KARVAN_DATADIR
#define KARVAN_DATADIR "/usr/local/share/karvan"        /* the Makefile says where it really is */
#endif

static void print_time(int64_t seconds)
{
    time_t t = (time_t)seconds;
    struct tm utc;
    char text[32];
    if (gmtime_r(&t, &utc) && strftime(text, sizeof text, "%Y-%m-%d %H:%MZ", &utc))
        fputs(text, stdout);
}

static void print_money(int64_t minor, const kv_karvan_option *o)
{
    int64_t unit = 1;
    for (int i = 0; i < o->currency_digits; i++)
        unit *= 10;
    printf("%s%" PRId64, minor < 0 ? "-" : "", (minor < 0 ? -minor : minor) / unit);
    if (o->currency_digits)
        printf(".%0*" PRId64, o->currency_digits, (minor < 0 ? -minor : minor) % unit);
    printf(" %s", o->currency);
}

static void print_option(const kv_karvan_option *o)
{
    printf("\n%s (%s)\n  ", o->label, o->countries);
    print_money(o->price, o);
    printf(", %.0f kg CO2e, every connection made with a chance of %.0f %%\n  there on ", o->co2e_kg, 100 * o->chance);
    print_time(o->arrive);
    printf(" as planned, nine times in ten by ");
    print_time(o->arrive_p90);
    putchar('\n');
    for (size_t i = 0; i < o->leg_count; i++) {
        const kv_karvan_leg *leg = &o->legs[i];
        printf("    %-5s %-12s ", leg->mode, leg->from_code);
        print_time(leg->depart);
        printf("  %-12s ", leg->to_code);
        print_time(leg->arrive);
        printf("  %s\n", leg->carrier);
    }
    for (size_t i = 0; i < o->line_count; i++) {
        printf("      ");
        print_money(o->lines[i].amount, o);
        printf("  %s [%s, %s%s]\n", o->lines[i].name, o->lines[i].id, o->lines[i].confidence, o->lines[i].carried ? ", carried forward" : "");
    }
}

static int fail(const kv_error *err)
{
    fprintf(stderr, "%s%s%s\n", err->where, *err->where ? ": " : "", err->text);
    if (*err->hint)
        fprintf(stderr, "  try: %s\n", err->hint);
    return kv_status_exit_code(err->status);
}

int main(int argc, char **argv)
{
    const char *pack = KARVAN_DATADIR "/packs/middle-corridor";
    if (argc > 2 && !strcmp(argv[1], "--pack")) {
        pack = argv[2];
        argv += 2;
        argc -= 2;
    }
    if (argc > 1 && argc < 4) {
        fputs("plan [--pack DIR] FROM TO WHEN [CARGO [WEIGHT [HS]]]\n", stderr);
        return 2;
    }
    kv_karvan_request request = { .from = "CNXAG", .to = "GEPTI", .depart = "2026-12-01..2026-12-14", .cargo = "2x45G1", .weight = "24t", .hs = "8471" };
    if (argc > 1)
        request = (kv_karvan_request){
            .from = argv[1], .to = argv[2], .depart = argv[3], .cargo = argc > 4 ? argv[4] : NULL, .weight = argc > 5 ? argv[5] : NULL,
            .hs = argc > 6 ? argv[6] : NULL,
        };
    kv_karvan_options options = { .places = KARVAN_DATADIR "/places.kvg" };
    kv_karvan *karvan;
    kv_karvan_answer *answer;
    kv_error err = { 0 };
    if (kv_karvan_open(&karvan, pack, &options, &err) != KV_OK)
        return fail(&err);
    kv_status status = kv_karvan_plan(karvan, &request, &answer, &err);
    if (status != KV_OK && status != KV_NOTHING) {
        kv_karvan_close(karvan);
        return fail(&err);
    }
    for (size_t i = 0; i < kv_karvan_option_count(answer); i++)
        print_option(kv_karvan_option_at(answer, i));
    for (size_t i = 0; i < kv_karvan_text_count(answer, KV_KARVAN_BLOCKS); i++)
        printf("nothing: %s\n", kv_karvan_text_at(answer, KV_KARVAN_BLOCKS, i));
    for (size_t i = 0; i < kv_karvan_text_count(answer, KV_KARVAN_REMEDIES); i++)
        printf("try %s\n", kv_karvan_text_at(answer, KV_KARVAN_REMEDIES, i));
    for (size_t i = 0; i < kv_karvan_text_count(answer, KV_KARVAN_NOTES); i++)
        printf("note: %s\n", kv_karvan_text_at(answer, KV_KARVAN_NOTES, i));
    kv_karvan_answer_free(answer);
    kv_karvan_close(karvan);
    return kv_status_exit_code(status);
}
