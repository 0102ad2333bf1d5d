/* source_memory.c - what all sources share, and the source that reads packs from memory
 *
 * Tests, generators of random worlds and the fuzzer build packs as texts; they go the same way through the
 * reader as a folder does. */
#include "model/source.h"

#include <stdlib.h>
#include <string.h>

static char *copy_text(const char *text, size_t n)
{
    char *copy = malloc(n + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

/* "/data/corridor.zip" and "/data/corridor/" are both called corridor */
static char *name_of(const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    size_t from = n;
    while (from && path[from - 1] != '/')
        from--;
    if (n - from > 4 && !memcmp(path + n - 4, ".zip", 4))
        n -= 4;
    return copy_text(path + from, n - from);
}

kv_source *kv_source_new(const char *path)
{
    kv_source *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->path = copy_text(path, strlen(path));
    s->name = name_of(path);
    if (!s->path || !s->name) {
        kv_source_close(s);
        return NULL;
    }
    return s;
}

bool kv_source_add(kv_source *s, const char *name, size_t name_size, uint64_t place)
{
    kv_member m = { .name = copy_text(name, name_size), .place = place };
    if (m.name && kv_vec_push(&s->members, m))
        return true;
    free(m.name);
    return false;
}

const kv_member *kv_source_find(const kv_source *s, const char *name)
{
    for (size_t i = 0; i < s->members.count; i++)
        if (!strcmp(s->members.at[i].name, name))
            return &s->members.at[i];
    return NULL;
}

kv_status kv_source_load(kv_source *s, const kv_member *m, kv_text *data, kv_error *err)
{
    *data = (kv_text){ "", 0 };
    return s->load(s, m, data, err);
}

void kv_source_unload(kv_source *s, kv_text data) { s->unload(s, data); }

static kv_status load_memory(kv_source *s, const kv_member *m, kv_text *data, kv_error *err)
{
    (void)err;
    const kv_memory_file *file = &s->files[m->place];
    if (file->size)
        *data = (kv_text){ file->data, file->size };
    return KV_OK;
}

static void unload_memory(kv_source *s, kv_text data)
{
    (void)s;
    (void)data;
}

kv_status kv_source_open_memory(kv_source **out, const kv_memory_file *files, size_t count, kv_error *err)
{
    *out = NULL;
    kv_source *s = kv_source_new("");
    if (!s)
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    s->files = files;
    s->load = load_memory;
    s->unload = unload_memory;
    for (size_t i = 0; i < count; i++)
        if (!kv_source_add(s, files[i].name, strlen(files[i].name), i)) {
            kv_source_close(s);
            return kv_fail(err, KV_MEMORY, NULL, "memory is out");
        }
    *out = s;
    return KV_OK;
}
