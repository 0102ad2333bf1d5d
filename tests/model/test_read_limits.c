/* test_read_limits.c - files that are made, or happen, to be as bad as a file can be
 *
 * Nothing here may crash, hang, or take much memory: a line of 2 GB, archives cut short, damaged, or made to burst, names that
 * point outside, pipes. And whatever is done to a good pack, by a seeded few bytes at a time, leaves findings or a pack
 * whose every index leads somewhere. */
#define _GNU_SOURCE                 /* mkdtemp, mkfifo, truncate */
#include "check.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/random.h"
#include "model/read.h"
#include "pack_dump.h"
#include "pack_files.h"

static char dir[] = "/tmp/karvan-test-XXXXXX";
static char path[256];

static const char *in_dir(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void write_file(const char *name, const void *data, size_t size)
{
    FILE *f = fopen(in_dir(name), "wb");
    check_true(f && fwrite(data, 1, size, f) == size && fclose(f) == 0, name);
}

/* ---- archives ------------------------------------------------------------------------------------------- */

static zip_t *new_zip(const char *name)
{
    int why;
    zip_t *zip = zip_open(in_dir(name), ZIP_CREATE | ZIP_TRUNCATE, &why);
    check_true(zip != NULL, name);
    return zip;
}

static void add_member(zip_t *zip, const char *name, const void *data, size_t size)
{
    zip_source_t *source = zip_source_buffer(zip, data, size, 0);
    check_true(source && zip_file_add(zip, name, source, ZIP_FL_OVERWRITE) >= 0, name);
}

static void add_pack(zip_t *zip, const pack_files *f, const char *folder)
{
    for (size_t i = 0; i < f->count; i++) {
        char name[256];
        snprintf(name, sizeof name, "%s%s", folder, f->file[i].name);
        add_member(zip, name, f->file[i].data, f->file[i].size);
    }
}

static kv_status read_path(kv_pack **p, kv_error *err)
{
    *err = (kv_error){ 0 };
    kv_status status = kv_pack_read(p, path, err);
    check_true((status == KV_OK) == (*p != NULL), "a pack or an error");
    if (status != KV_OK)
        check_true(err->text[0] && err->hint[0], "a refusal says why and what to do");
    return status;
}

static void expect_finding(kv_pack *p, const char *file, const char *reason, const char *why)
{
    bool found = false;
    for (size_t i = 0; i < p->findings.count; i++)
        found = found || (!strcmp(p->findings.at[i].file, file) && strstr(p->findings.at[i].reason, reason));
    check_true(found, why);
    pack_walk(p);
    kv_pack_free(p);
}

static void test_not_a_pack(void **state)
{
    (void)state;
    kv_pack *p;
    kv_error err;
    in_dir("none");
    check_i64(read_path(&p, &err), KV_MISSING, "no such folder");
    write_file("text.zip", "this is no zip", 14);
    check_i64(read_path(&p, &err), KV_INVALID, "not a zip");
    write_file("empty.zip", "", 0);
    check_i64(read_path(&p, &err), KV_INVALID, "an empty file");
    check_i64(mkdir(in_dir("folder"), 0700), 0, "a folder");
    check_i64(read_path(&p, &err), KV_INVALID, "an empty folder");
    check_true(strstr(err.text, "none of the files") != NULL, err.text);
    write_file("folder/readme.txt", "x", 1);
    in_dir("folder");
    check_i64(read_path(&p, &err), KV_INVALID, "a folder of something else");
    check_i64(mkfifo(in_dir("folder/stops.txt"), 0600), 0, "a pipe");
    in_dir("folder");
    check_i64(read_path(&p, &err), KV_INVALID, "a pipe is not waited for");
    zip_t *zip = new_zip("other.zip");
    add_member(zip, "readme.txt", "x", 1);
    check_i64(zip_close(zip), 0, "written");
    check_i64(read_path(&p, &err), KV_INVALID, "an archive of something else");
}

static void test_archives(void **state)
{
    (void)state;
    const pack_files good = files_load("tests/model/packs/good");
    kv_pack *p;
    kv_error err;

    zip_t *zip = new_zip("nested.zip");                 /* the pack is where most of its files are */
    add_member(zip, "stops.txt", "nonsense", 8);
    add_pack(zip, &good, "a/b/");
    add_member(zip, "__MACOSX/a/b/._stops.txt", "\0\0", 2);
    add_member(zip, "../../stops.txt", "nonsense", 8);
    check_i64(zip_close(zip), 0, "written");
    check_i64(read_path(&p, &err), KV_OK, err.text);
    check_i64(p->error_count, 0, "read from a/b");
    kv_pack_free(p);

    kv_file whole;
    check_i64(kv_file_map(&whole, path, &err), KV_OK, err.text);
    char *copy = malloc(whole.size);
    check_true(copy != NULL, "memory for a test");
    for (size_t size = 0; size < whole.size; size += whole.size / 23) {
        write_file("cut.zip", whole.data, size);
        check_true(read_path(&p, &err) != KV_OK, "cut short: the end with the names is missing");
    }
    for (uint64_t seed = 1; seed <= 60; seed++) {
        kv_random r;
        kv_random_seed(&r, seed);
        memcpy(copy, whole.data, whole.size);
        for (uint32_t i = 1 + kv_random_below(&r, 20); i; i--)
            copy[kv_random_below(&r, (uint32_t)whole.size)] ^= (char)(1 + kv_random_below(&r, 255));
        write_file("damaged.zip", copy, whole.size);
        if (read_path(&p, &err) == KV_OK)
            pack_walk(p);
        kv_pack_free(p);
    }
    free(copy);
    kv_file_unmap(&whole);

    zip = new_zip("stored.zip");                        /* a flipped byte of the data: the sum tells */
    add_pack(zip, &good, "");
    for (zip_uint64_t i = 0; i < (zip_uint64_t)zip_get_num_entries(zip, 0); i++)
        check_i64(zip_set_file_compression(zip, i, ZIP_CM_STORE, 0), 0, "stored");
    check_i64(zip_close(zip), 0, "written");
    check_i64(kv_file_map(&whole, path, &err), KV_OK, err.text);
    copy = malloc(whole.size);
    check_true(copy != NULL, "memory for a test");
    memcpy(copy, whole.data, whole.size);
    char *at = memmem(copy, whole.size, "Altynkol station", 16);
    check_true(at != NULL, "the text is stored");
    *at = 'a';
    write_file("flipped.zip", copy, whole.size);
    check_i64(read_path(&p, &err), KV_OK, err.text);
    expect_finding(p, "stops.txt", "CRC", "the sum does not fit");
    free(copy);
    kv_file_unmap(&whole);
    pack_files f = good;
    files_free(&f);
}

static void test_bombs(void **state)
{
    (void)state;
    pack_files good = files_load("tests/model/packs/good");
    kv_pack *p;
    kv_error err;
    enum { BOMB = 100 << 20 };
    char *zeros = calloc(1, BOMB);
    check_true(zeros != NULL, "memory for a test");
    zip_t *zip = new_zip("bomb.zip");
    add_pack(zip, &good, "");
    add_member(zip, "shapes.txt", zeros, BOMB);
    add_member(zip, "other.bin", zeros, BOMB);          /* not ours: not unzipped */
    check_i64(zip_close(zip), 0, "written");
    check_i64(read_path(&p, &err), KV_OK, err.text);
    expect_finding(p, "shapes.txt", "times its size", "100 MB out of 100 kB");
    free(zeros);
    files_free(&good);
}

/* ---- monsters ------------------------------------------------------------------------------------------- */

/* The file is a hole on the disk: 2 GiB of NULs behind the last row, without an end of line. */
static void test_long_line(void **state)
{
    (void)state;
    const pack_files good = files_load("tests/model/packs/good");
    check_i64(mkdir(in_dir("long"), 0700), 0, "a folder");
    for (size_t i = 0; i < good.count; i++) {
        char name[128];
        snprintf(name, sizeof name, "long/%s", good.file[i].name);
        write_file(name, good.file[i].data, good.file[i].size);
    }
    in_dir("long/stop_times.txt");
    struct stat st;
    check_i64(stat(path, &st), 0, "its size");
    check_i64(truncate(path, (off_t)(INT64_C(2) << 30) + st.st_size), 0, "two more GiB in one line");
    in_dir("long");
    kv_pack *p;
    kv_error err;
    check_i64(read_path(&p, &err), KV_OK, err.text);
    expect_finding(p, "stop_times.txt", "NUL", "a line of 2 GiB");
    check_i64(unlink(in_dir("long/stop_times.txt")), 0, "gone");
    pack_files f = good;
    files_free(&f);
}

static void test_large_fields(void **state)
{
    (void)state;
    pack_files f = files_load("tests/model/packs/good");
    enum { LARGE = 3 << 20 };
    char *row = malloc(LARGE + 64);
    check_true(row != NULL, "memory for a test");
    static const struct { const char *before, *reason; char fill; const char *why; } cases[] = {
        { "FEEDER,ASCO,,", "1 MiB", 'x', "a plain field of 3 MiB" },
        { "FEEDER,ASCO,,\"", "1 MiB", '\n', "a quote that 3 million lines do not close" },
        { "FEEDER,ASCO,,", "256 fields", ',', "3 million commas" },
        { "FEEDER,ASCO,,", "1 MiB", ' ', "3 MiB of blanks" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t n = strlen(cases[i].before);
        memcpy(row, cases[i].before, n);
        memset(row + n, cases[i].fill, LARGE);
        files_set_line(&f, "routes.txt", 3, row, n + LARGE);
        expect_finding(files_read(&f), "routes.txt", cases[i].reason, cases[i].why);
        pack_files again = files_load("tests/model/packs/good");
        files_free(&f);
        f = again;
    }
    free(row);
    files_free(&f);
}

/* Odd packs that would cost the square of their size if somebody compared all with all. */
static void test_no_squares(void **state)
{
    (void)state;
    enum { ROWS = 30000 };
    pack_files f = files_load("tests/model/packs/good");
    char *rows = malloc(ROWS * 140), *parents = malloc(ROWS * 60);
    check_true(rows && parents, "memory for a test");
    size_t n = (size_t)snprintf(rows, 140, "tariff_id,kind,from_id,to_id,amount,currency,unit,weight_from_t,weight_to_t,source_id,confidence\n");
    for (int i = 0; i < ROWS; i++)
        n += (size_t)snprintf(rows + n, 140, "X%d,lane,KZAAU,AZ-ALAT,%d,USD,t,%d.5,%d.5,S1,estimate\n", i, i, i, i + 1);
    files_put(&f, "freight_tariffs.txt", rows, n);
    kv_pack *p = files_read(&f);
    check_i64(p->error_count + p->warning_count, 0, "30,000 weight breaks");
    kv_pack_free(p);
    n = (size_t)snprintf(parents, 60, "stop_id,location_type,parent_station,stop_lat,stop_lon\n");
    for (int i = 0; i < ROWS; i++)
        n += (size_t)snprintf(parents + n, 60, "P%d,1,P%d,1,1\n", i, (i + 1) % ROWS);
    files_put(&f, "stops.txt", parents, n);
    p = files_read(&f);
    check_true(p->error_count >= ROWS, "a circle of 30,000");
    pack_walk(p);
    kv_pack_free(p);
    free(rows);
    free(parents);
    files_free(&f);
}

/* A plain feed of a million calls, its trips in any order: each call ends up with its trip. */
static void test_million(void **state)
{
    (void)state;
    enum { TRIPS = 50000, CALLS = 20, ROW_MAX = 64 };
    pack_files f = files_load("tests/model/packs/plain");
    char *trips = malloc((TRIPS + 1) * ROW_MAX), *times = malloc((size_t)(TRIPS * CALLS + 1) * ROW_MAX);
    check_true(trips && times, "memory for a test");
    size_t n = (size_t)snprintf(trips, ROW_MAX, "route_id,service_id,trip_id\n");
    for (int i = 0; i < TRIPS; i++)
        n += (size_t)snprintf(trips + n, ROW_MAX, "R,W,%d\n", i);
    files_put(&f, "trips.txt", trips, n);
    n = (size_t)snprintf(times, ROW_MAX, "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n");
    for (int64_t i = 0; i < TRIPS; i++)
        for (int k = 0; k < CALLS; k++) {
            int trip = (int)(i * 7919 % TRIPS), minute = trip % 60;
            n += (size_t)snprintf(times + n, ROW_MAX, "%d,%02d:%02d:00,%02d:%02d:30,%s,%d\n", trip, k, minute, k, minute,
                                  k & 1 ? "H" : "K", k * 10);
        }
    files_put(&f, "stop_times.txt", times, n);
    files_remove(&f, "frequencies.txt");
    kv_pack *p = files_read(&f);
    check_i64(p->error_count + p->warning_count, 0, "no findings");
    check_i64(p->stop_times.count, TRIPS * CALLS, "a million calls");
    pack_walk(p);
    for (uint32_t i = 0; i < TRIPS; i++)
        for (uint32_t k = 0; k < CALLS; k++)
            if (p->stop_times.at[i * CALLS + k].arrive_s != (int32_t)(k * 3600 + i % 60 * 60))
                check_i64(i, -1, "the time of its trip");
    kv_pack_free(p);
    free(trips);
    free(times);
    files_free(&f);
}

/* ---- mutations ------------------------------------------------------------------------------------------ */

static void mutate(kv_random *r, pack_file *file)
{
    static const char *const words[] = { "-1", "\"", "\"\"", ",", "\n", "\r", "0", "99999999999999999999", "1e308", "25:61:00",
                                         "\xFF\xFE", "\xEF\xBB\xBF", "KZAAU", "KZAAU-PORT", "T1", "S1", "FEEDER", "none", "any", ";",
                                         "20260101", "2026-01-01", "rail", "USD", "\xD0", "Mo-Su 00:00-24:00", "DAILY" };
    size_t at = file->size ? kv_random_below(r, (uint32_t)file->size) : 0;
    switch (kv_random_below(r, 5)) {
    case 0:
        if (file->size)
            file->data[at] ^= (char)(1u << kv_random_below(r, 8));
        break;
    case 1:
        if (file->size)
            file->data[at] = (char)kv_random_below(r, 256);
        break;
    case 2:
        file->size = at;
        break;
    case 3: {                                           /* a piece left out */
        size_t n = kv_random_below(r, 40);
        n = n < file->size - at ? n : file->size - at;
        memmove(file->data + at, file->data + at + n, file->size - at - n);
        file->size -= n;
        break;
    }
    default: {                                          /* a word put in, or a piece of the file itself again */
        const char *word = words[kv_random_below(r, COUNT(words))];
        size_t n = strlen(word), from = 0;
        bool self = kv_random_below(r, 3) == 0 && file->size;
        if (self) {
            from = kv_random_below(r, (uint32_t)file->size);
            n = kv_random_below(r, 200);
            n = n < file->size - from ? n : file->size - from;
        }
        char *data = malloc(file->size + n + 1);
        check_true(data != NULL, "memory for a test");
        memcpy(data, file->data, at);
        memcpy(data + at, self ? file->data + from : word, n);
        memcpy(data + at + n, file->data + at, file->size - at);
        free(file->data);
        file->data = data;
        file->size += n;
    }
    }
}

static void test_mutations(void **state)
{
    (void)state;
    enum { SEEDS = 2000 };
    const pack_files base[] = { files_load("tests/model/packs/good"), files_load("tests/model/packs/plain") };
    size_t readable = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        kv_random r;
        kv_random_seed(&r, seed);
        pack_files f = files_copy_all(&base[seed % 2]);
        for (uint32_t i = 1 + kv_random_below(&r, 4); i; i--)
            mutate(&r, &f.file[kv_random_below(&r, (uint32_t)f.count)]);
        kv_pack *p = files_read(&f);
        if (p->error_count)
            check_true(p->findings.count > 0, "errors are told");
        readable += !p->error_count;
        pack_walk(p);
        char *shown = pack_show(p);                     /* and every text of it can be shown */
        free(shown);
        kv_pack_free(p);
        files_free(&f);
    }
    check_true(readable > SEEDS / 20 && readable < SEEDS / 2, "some stay readable, most do not");
    for (size_t i = 0; i < COUNT(base); i++) {
        pack_files f = base[i];
        files_free(&f);
    }
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_not_a_pack), cmocka_unit_test(test_archives), cmocka_unit_test(test_bombs), cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_large_fields), cmocka_unit_test(test_no_squares), cmocka_unit_test(test_million), cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
