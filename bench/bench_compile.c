/* bench_compile.c - from text files to a mapped corridor: how long, how large?
 *
 *     bench_compile [PACK [FIRST_DAY DAYS [OUT]]]
 *
 * Without arguments a world of 20,000 terminals is made first (world.h, seed 1): once with the 5 million departures in 90
 * days and all of them compiled, once cut to 28 days. Reading and compiling are timed once each, as a user meets them;
 * opening is the best of nine, with the file in the page cache. */
#include <stdio.h>

#include "base/text.h"
#include "base/time.h"
#include "model/pack.h"
#include "world.h"

static double seconds_since(uint64_t t0) { return (double)(kv_now_ns() - t0) / 1e9; }

static int fail(const char *doing, const kv_error *err)
{
    fprintf(stderr, "%s: %s: %s (%s)\n", doing, err->where, err->text, err->hint);
    return 1;
}

static void show_findings(const kv_pack *pack)
{
    for (size_t i = 0; i < pack->findings.count && i < 10; i++) {
        const kv_finding *f = &pack->findings.at[i];
        fprintf(stderr, "%s:%u %s '%s': %s\n", f->file, f->line, f->column, f->value, f->reason);
    }
}

static int measure(const char *path, kv_compile_options options, const char *out)
{
    kv_error err = { 0 };
    kv_pack *pack;
    uint64_t t0 = kv_now_ns();
    if (kv_pack_read(&pack, path, &err) != KV_OK)
        return fail("read", &err);
    double read_s = seconds_since(t0);
    kv_corridor *c;
    t0 = kv_now_ns();
    if (kv_compile(&c, pack, options, &err) != KV_OK) {
        show_findings(pack);
        return fail("compile", &err);
    }
    double compile_s = seconds_since(t0);
    kv_pack_free(pack);
    t0 = kv_now_ns();
    if (kv_corridor_save(c, out, &err) != KV_OK)
        return fail("save", &err);
    double save_s = seconds_since(t0);
    uint64_t departures = 0;
    for (uint32_t i = 0; i < c->patterns_count; i++)
        departures += (uint64_t)c->patterns[i].run_count * (c->patterns[i].stop_count - 1);
    printf("compile/%-24s %u stops, %u patterns, %u positions, %u runs, %llu departures, %u legs\n", path, c->stops_count,
           c->patterns_count, c->position_stop_count, c->run_base_count, (unsigned long long)departures, c->info->leg_count);
    printf("  text to file  %.2f s: read %.2f, compile %.2f, save %.2f;  file %.1f MB\n", read_s + compile_s + save_s, read_s,
           compile_s, save_s, (double)c->image_size / 1e6);
    kv_corridor_close(c);
    double best = 1e9;
    for (int i = 0; i < 9; i++) {
        t0 = kv_now_ns();
        if (kv_corridor_open(&c, out, &err) != KV_OK)
            return fail("open", &err);
        double s = seconds_since(t0);
        best = s < best ? s : best;
        kv_corridor_close(c);
    }
    printf("  mapped open   %.1f ms\n", best * 1e3);
    return 0;
}

int main(int argc, char **argv)
{
    static const char folder[] = "/tmp/karvan-bench-world", image[] = "/tmp/karvan-bench-world.kv";
    kv_compile_options all = { INT32_MIN, INT32_MAX, 0 };
    if (argc > 1) {
        kv_date d;
        int64_t days;
        if (argc > 3) {
            if (!kv_date_parse_iso(kv_text_of(argv[2]), &d) || !kv_parse_i64(kv_text_of(argv[3]), &days) || days < 1) {
                fputs("bench_compile [PACK [FIRST_DAY DAYS [OUT]]]\n", stderr);
                return 2;
            }
            all.first_day = (int32_t)kv_date_days(d);
            all.last_day = all.first_day + (int32_t)days - 1;
        }
        return measure(argv[1], all, argc > 4 ? argv[4] : image);
    }
    world_options o = WORLD_DEFAULTS;
    kv_error err = { 0 };
    o.terminals = 20000;
    o.services = 0;
    o.departures = 5000000;
    o.days = 90;
    if (world_write(&o, folder, &err) != KV_OK)
        return fail("world", &err);
    kv_compile_options month = { o.first_day + 28, o.first_day + 55, 0 };
    int failed = measure(folder, all, image);
    return failed ? failed : measure(folder, month, image);
}
