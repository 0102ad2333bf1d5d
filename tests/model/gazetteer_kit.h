/* gazetteer_kit.h - the gazetteer of data/places, built in memory, for tests */
#ifndef KV_TESTS_GAZETTEER_KIT_H
#define KV_TESTS_GAZETTEER_KIT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "model/gazetteer_index.h"

typedef struct {
    kv_arena arena;
    kv_text bytes;
    kv_gazetteer *g;
} world;

static kv_gazetteer_source world_file(const char *name, kv_file *file, char path[512])
{
    kv_error err = { 0 };
    snprintf(path, 512, "%s/data/places/%s", KARVAN_SOURCE_ROOT, name);
    if (kv_file_map(file, path, &err)) {
        fprintf(stderr, "%s: %s\n", err.where, err.text);
        exit(1);
    }
    return (kv_gazetteer_source){ name, file->data, file->size };
}

static void world_open(world *w)
{
    kv_error err = { 0 };
    kv_file file[3];
    char path[3][512];
    kv_gazetteer_source list = world_file("unlocode.csv", &file[0], path[0]);
    kv_gazetteer_source extra = world_file("extra.csv", &file[1], path[1]);
    kv_gazetteer_source names = world_file("names.csv", &file[2], path[2]);
    *w = (world){ 0 };
    if (kv_gazetteer_build(list, extra, names, &w->arena, &w->bytes, &err)
        || kv_gazetteer_open_bytes(&w->g, w->bytes.p, w->bytes.n, "memory", &err)) {
        fprintf(stderr, "%s: %s\n", err.where, err.text);
        exit(1);
    }
    for (int i = 0; i < 3; i++)
        kv_file_unmap(&file[i]);
}

static void world_close(world *w)
{
    kv_gazetteer_close(w->g);
    kv_arena_free(&w->arena);
}

/* ---- the slow, obvious distance ------------------------------------------------------------------------- */

static uint32_t least3(uint32_t a, uint32_t b, uint32_t c) { return a < b ? (a < c ? a : c) : (b < c ? b : c); }

/* optimal string alignment, the whole table */
static uint32_t plain_errors(const char *a, size_t an, const char *b, size_t bn)
{
    static uint32_t d[KV_KEY_BYTES_MAX + 2][KV_KEY_BYTES_MAX + 2];
    for (size_t i = 0; i <= an; i++)
        d[i][0] = (uint32_t)i;
    for (size_t j = 0; j <= bn; j++)
        d[0][j] = (uint32_t)j;
    for (size_t i = 1; i <= an; i++)
        for (size_t j = 1; j <= bn; j++) {
            d[i][j] = least3(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    return d[an][bn];
}

#endif
