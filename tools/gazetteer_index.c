/* gazetteer_index.c - used by the build: compile data/places into the index that the program maps
 *
 *     gazetteer_index unlocode.csv extra.csv names.csv places.kvg                                     */
#include <stdio.h>

#include "base/file.h"
#include "model/gazetteer.h"

static int complain(const kv_error *err)
{
    fprintf(stderr, "gazetteer_index: %s%s%s\n", err->where, *err->where ? ": " : "", err->text);
    return kv_status_exit_code(err->status);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: gazetteer_index unlocode.csv extra.csv names.csv OUTPUT\n");
        return 2;
    }
    kv_error err = { 0 };
    kv_file file[3] = { 0 };
    kv_gazetteer_source source[3];
    kv_status status = KV_OK;
    for (int i = 0; i < 3 && !status; i++) {
        status = kv_file_map(&file[i], argv[1 + i], &err);
        source[i] = (kv_gazetteer_source){ argv[1 + i], file[i].data, file[i].size };
    }
    kv_arena arena = { 0 };
    kv_text index = { 0 };
    if (!status)
        status = kv_gazetteer_build(source[0], source[1], source[2], &arena, &index, &err);
    if (!status)
        status = kv_file_write(argv[4], index.p, index.n, &err);
    kv_arena_free(&arena);
    for (int i = 0; i < 3; i++)
        kv_file_unmap(&file[i]);
    return status ? complain(&err) : 0;
}
