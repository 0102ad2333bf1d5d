/* pack_files.h - a pack as texts in memory: load one, change a line of it, read it, show its findings
 *
 *     pack_files f = files_load("tests/model/packs/good");
 *     files_set_line(&f, "stops.txt", 4, text, strlen(text));                 // line 0: append
 *     kv_pack *p = files_read(&f);                                             // never NULL
 *     files_free(&f);                                                                                     */
#ifndef KV_TESTS_PACK_FILES_H
#define KV_TESTS_PACK_FILES_H

#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"
#include "check.h"
#include "model/pack.h"

enum { FILES_MAX = 64 };
typedef struct { char *name, *data; size_t size; } pack_file;
typedef struct { pack_file file[FILES_MAX]; size_t count; } pack_files;

static inline char *files_copy(const char *data, size_t size)
{
    char *copy = malloc(size + 1);
    check_true(copy != NULL, "memory for a test");
    if (size)
        memcpy(copy, data, size);
    copy[size] = '\0';
    return copy;
}

static inline pack_file *files_find(pack_files *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++)
        if (!strcmp(f->file[i].name, name))
            return &f->file[i];
    return NULL;
}

static inline void files_put(pack_files *f, const char *name, const char *data, size_t size)
{
    pack_file *old = files_find(f, name);
    char *copy = files_copy(data, size);
    if (old) {
        free(old->data);
        old->data = copy;
        old->size = size;
        return;
    }
    check_true(f->count < FILES_MAX, "room for one more file");
    f->file[f->count++] = (pack_file){ files_copy(name, strlen(name)), copy, size };
}

static inline void files_remove(pack_files *f, const char *name)
{
    pack_file *file = files_find(f, name);
    check_true(file != NULL, name);
    free(file->name);
    free(file->data);
    *file = f->file[--f->count];
}

static inline pack_files files_load(const char *folder)
{
    pack_files f = { .count = 0 };
    DIR *dir = opendir(folder);
    check_true(dir != NULL, folder);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        kv_file file;
        kv_error err = { 0 };
        check_i64(kv_file_map(&file, path, &err), KV_OK, path);
        files_put(&f, entry->d_name, file.data, file.size);
        kv_file_unmap(&file);
    }
    closedir(dir);
    return f;
}

static inline pack_files files_copy_all(const pack_files *from)
{
    pack_files f = { .count = 0 };
    for (size_t i = 0; i < from->count; i++)
        files_put(&f, from->file[i].name, from->file[i].data, from->file[i].size);
    return f;
}

static inline void files_free(pack_files *f)
{
    for (size_t i = 0; i < f->count; i++) {
        free(f->file[i].name);
        free(f->file[i].data);
    }
    f->count = 0;
}

/* Replaces a line (1 is the header), or appends one when line is 0. */
static inline void files_set_line(pack_files *f, const char *name, unsigned line, const char *text, size_t n)
{
    pack_file *file = files_find(f, name);
    if (!file) {
        files_put(f, name, "", 0);
        file = files_find(f, name);
    }
    const char *from = file->data, *end = file->data + file->size;
    for (unsigned i = 1; line && i < line && from; i++) {
        from = strchr(from, '\n');
        from = from ? from + 1 : NULL;
    }
    check_true(from != NULL, "the line to change is there");
    from = line ? from : end;
    const char *to = strchr(from, '\n');
    to = to ? to + 1 : end;
    size_t before = (size_t)(from - file->data), after = (size_t)(end - to);
    char *data = malloc(before + n + 1 + after + 1);
    check_true(data != NULL, "memory for a test");
    memcpy(data, file->data, before);
    memcpy(data + before, text, n);
    data[before + n] = '\n';
    memcpy(data + before + n + 1, to, after);
    data[before + n + 1 + after] = '\0';
    free(file->data);
    file->data = data;
    file->size = before + n + 1 + after;
}

/* Each file is read from memory of exactly its size, so that the sanitizer sees a step too far. */
static inline kv_pack *files_read(const pack_files *f)
{
    kv_memory_file file[FILES_MAX];
    for (size_t i = 0; i < f->count; i++) {
        char *exact = malloc(f->file[i].size ? f->file[i].size : 1);
        check_true(exact != NULL, "memory for a test");
        memcpy(exact, f->file[i].data, f->file[i].size);
        file[i] = (kv_memory_file){ f->file[i].name, exact, f->file[i].size };
    }
    kv_pack *pack = NULL;
    kv_error err = { 0 };
    check_i64(kv_pack_read_memory(&pack, file, f->count, &err), KV_OK, err.text);
    for (size_t i = 0; i < f->count; i++)
        free((void *)(uintptr_t)file[i].data);
    return pack;
}

/* "E stops.txt:4 stop_lat '91': must be ... | hint", one line a finding */
static inline void findings_show(const kv_pack *p, bool hints, char *out, size_t room)
{
    size_t at = 0;
    out[0] = '\0';
    for (size_t i = 0; i < p->findings.count && at + 1 < room; i++) {
        const kv_finding *f = &p->findings.at[i];
        int n = snprintf(out + at, room - at, "%c %s:%u%s%s '%s': %s%s%s\n", f->severity == KV_FINDING_ERROR ? 'E' : 'W', f->file,
                         f->line, *f->column ? " " : "", f->column, f->value, f->reason, hints && *f->hint ? " | " : "",
                         hints ? f->hint : "");
        at += n > 0 ? (size_t)n : 0;
    }
}

#endif
