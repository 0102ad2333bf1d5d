/* test_file.c - a file is there entirely or not at all */
#define _XOPEN_SOURCE 700
#include "check.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static char folder[] = "/tmp/karvan-test-XXXXXX";

static const char *path_of(const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int count_files(void)
{
    DIR *dir = opendir(folder);
    int n = 0;
    for (struct dirent *entry; (entry = readdir(dir));)
        n += entry->d_name[0] != '.';
    closedir(dir);
    return n;
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path_of("a"));
    rmdir(path_of("sub"));
    return rmdir(folder);
}

static void test_write_and_map(void **state)
{
    (void)state;
    static const struct { const char *data; size_t n; const char *why; } row[] = {
        { "", 0, "an empty file" },
        { "x", 1, "one byte" },
        { "a\0b", 3, "NUL bytes" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_error err = { 0 };
        check_i64(kv_file_write(path_of("a"), row[i].data, row[i].n, &err), KV_OK, row[i].why);
        kv_file f;
        check_i64(kv_file_map(&f, path_of("a"), &err), KV_OK, row[i].why);
        check_true(f.data && f.size == row[i].n && !memcmp(f.data, row[i].data, row[i].n), row[i].why);
        kv_file_unmap(&f);
        check_true(!f.data && !f.size, "unmapped");
        kv_file_unmap(&f);
        check_i64(count_files(), 1, "nothing else is left");
    }
}

static void test_replaces(void **state)
{
    (void)state;
    size_t n = 3000000;
    char *large = malloc(n);
    memset(large, 'z', n);
    kv_file before, after;
    check_i64(kv_file_write(path_of("a"), "old", 3, NULL), KV_OK, "the old one");
    chmod(path_of("a"), 0640);
    check_i64(kv_file_map(&before, path_of("a"), NULL), KV_OK, "mapped");
    check_i64(kv_file_write(path_of("a"), large, n, NULL), KV_OK, "the new one");
    check_true(!memcmp(before.data, "old", 3), "who reads the old one goes on reading it");
    check_i64(kv_file_map(&after, path_of("a"), NULL), KV_OK, "mapped");
    check_true(after.size == n && !memcmp(after.data, large, n), "who comes now reads the new one");
    struct stat st;
    check_true(!stat(path_of("a"), &st) && (st.st_mode & 0777) == 0640, "permissions stay");
    kv_file_unmap(&before);
    kv_file_unmap(&after);
    free(large);
}

static void test_faults(void **state)
{
    (void)state;
    kv_error err = { 0 };
    kv_file f = { "x", 1 };
    check_i64(kv_file_map(&f, path_of("none"), &err), KV_MISSING, "not there");
    check_text(err.where, path_of("none"), "says which");
    check_true(!f.data && !f.size, "and gives nothing");
    check_i64(kv_file_map(&f, folder, &err), KV_INVALID, "a folder");
    check_true(strstr(err.text, "folder") != NULL, "says so");
    check_i64(kv_file_map(&f, "/dev/null", &err), KV_INVALID, "a device");
    check_i64(kv_file_write(path_of("none/b"), "x", 1, &err), KV_MISSING, "no such folder");
    check_i64(kv_file_write(path_of("a/b"), "x", 1, &err), KV_MISSING, "a file in the way");

    mkdir(path_of("sub"), 0700);
    check_true(kv_file_write(path_of("sub"), "x", 1, &err) != KV_OK, "a folder of that name");
    check_true(err.text[0], "says why");
    check_i64(count_files(), 2, "and the temporary file is gone");

    char long_path[5000];
    memset(long_path, 'a', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    check_true(kv_file_write(long_path, "x", 1, &err) != KV_OK, "a name that is too long");
    check_true(kv_file_map(&f, long_path, &err) != KV_OK, "to read, too");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_and_map), cmocka_unit_test(test_replaces), cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
