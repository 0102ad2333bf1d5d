/* test_compile_text.c - from text files to an image: the order of rows and columns does not show
 *
 * The reference pack is read twice, the second time with the rows of every file shuffled. But for the line numbers
 * both become the same bytes, in time zones, tariffs, distances and all. */
#define _POSIX_C_SOURCE 200809L             /* opendir */
#include <dirent.h>

#include "base/file.h"
#include "random_pack.h"

enum { FILES_MAX = 64 };
typedef struct { kv_memory_file file[FILES_MAX]; char name[FILES_MAX][64]; kv_file map[FILES_MAX]; size_t count; } files;

static void load(files *f, const char *folder)
{
    const char *source = getenv("KARVAN_SOURCE_ROOT");
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", source ? source : ".", folder);
    DIR *dir = opendir(path);
    check_true(dir != NULL, path);
    for (struct dirent *entry; (entry = readdir(dir)) && f->count < FILES_MAX;) {
        if (!strstr(entry->d_name, ".txt"))
            continue;
        char whole[4400];
        snprintf(whole, sizeof whole, "%s/%s", path, entry->d_name);
        check_i64(kv_file_map(&f->map[f->count], whole, NULL), KV_OK, whole);
        snprintf(f->name[f->count], sizeof f->name[0], "%.60s", entry->d_name);
        f->file[f->count] = (kv_memory_file){ f->name[f->count], f->map[f->count].data, f->map[f->count].size };
        f->count++;
    }
    closedir(dir);
}

/* all lines but the first in another order; a line within quotes would need more */
static char *shuffled(const kv_memory_file *file, kv_random *r)
{
    typedef struct { const char *at; size_t n; } line;
    KV_VEC(line) lines = { 0 };
    const char *end = file->data + file->size;
    for (const char *at = file->data; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop + 1 : end;
        PUT(&lines, ((line){ at, (size_t)(stop - at) }));
        at = stop;
    }
    check_true(lines.count && end[-1] == '\n', file->name);
    for (uint32_t i = (uint32_t)lines.count - 1; i > 1; i--) {
        uint32_t k = 1 + kv_random_below(r, i);
        line kept = lines.at[i];
        lines.at[i] = lines.at[k];
        lines.at[k] = kept;
    }
    char *copy = malloc(file->size), *to = copy;
    make_sure(copy != NULL);
    for (size_t i = 0; i < lines.count; to += lines.at[i++].n)
        memcpy(to, lines.at[i].at, lines.at[i].n);
    kv_vec_free(&lines);
    return copy;
}

static kv_corridor *read_and_compile(const kv_memory_file *file, size_t count)
{
    kv_pack *pack;
    kv_error err = { 0 };
    check_i64(kv_pack_read_memory(&pack, file, count, &err), KV_OK, err.text);
    for (size_t i = 0; i < pack->findings.count && pack->error_count; i++)
        print_error("%s:%u %s\n", pack->findings.at[i].file, pack->findings.at[i].line, pack->findings.at[i].reason);
    check_i64(pack->error_count, 0, "the reference pack has no errors");
    kv_corridor *c = compile(pack, ALL_DAYS);
    kv_pack_free(pack);
    return c;
}

/* the image without its header and with every line 0 */
static char *without_lines(const kv_corridor *c)
{
    char *copy = malloc(c->image_size);
    make_sure(copy != NULL);
    memcpy(copy, c->image, c->image_size);
    memset(copy, 0, 64);
    const struct { const void *at; uint32_t count; } table[KV_SECTION_COUNT] = {
#define X(member, type, text) { c->member, c->member##_count },
        KV_SECTION_MAP(X)
#undef X
    };
    for (kv_section s = 0; s < KV_SECTION_COUNT; s++) {
        kv_layout l = kv_layout_of(s);
        for (uint32_t i = 0; i < l.field_count; i++)
            for (uint32_t row = 0; l.fields[i].kind == KV_FIELD_LINE && row < table[s].count; row++)
                memset(copy + ((const char *)table[s].at - (const char *)c->image) + row * l.element + l.fields[i].offset, 0, 4);
    }
    return copy;
}

static void test_shuffled_rows(void **state)
{
    (void)state;
    files f = { .count = 0 };
    load(&f, "packs/middle-corridor");
    kv_corridor *c = read_and_compile(f.file, f.count);
    check_true(c->info->is_freight && c->run_base_count > 1000 && c->tariffs_count > 100, "the corridor is there");
    char *want = without_lines(c);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        kv_random r;
        kv_random_seed(&r, seed);
        kv_memory_file other[FILES_MAX];
        for (size_t i = 0; i < f.count; i++) {
            other[i] = f.file[i];
            other[i].data = shuffled(&f.file[i], &r);
        }
        kv_corridor *again = read_and_compile(other, f.count);
        char *got = without_lines(again);
        check_i64(again->image_size, c->image_size, "as long");
        check_true(!memcmp(got, want, c->image_size), "byte by byte");
        kv_corridor_close(again);
        free(got);
        for (size_t i = 0; i < f.count; i++)
            free((void *)(uintptr_t)other[i].data);
    }
    free(want);
    kv_corridor_close(c);
    for (size_t i = 0; i < f.count; i++)
        kv_file_unmap(&f.map[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_shuffled_rows) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
