/* source.h - where a pack's files come from: a folder, a zip archive, or memory
 *
 *     kv_source_open --> names of the members --> kv_source_load one, use it, kv_source_unload --> kv_source_close
 *
 * Only names are looked at when a source opens; a member's bytes are mapped or unzipped when asked for. Members of
 * a zip may lie inside one sub-folder, as most archives have them: the folder with the most known names counts. */
#ifndef KV_MODEL_SOURCE_H
#define KV_MODEL_SOURCE_H

#include <stdbool.h>

#include "base/status.h"
#include "base/text.h"
#include "base/vec.h"
#include "model/pack.h"

/* Limits against archives made to fill the memory. Real timetables unzip to 3 .. 40 times their size. */
#define KV_ZIP_TOTAL_MAX (UINT64_C(4) << 30)    /* bytes unzipped in all */
enum { KV_ZIP_RATIO_MAX = 250 };                /* of a member larger than KV_ZIP_RATIO_FREE */
#define KV_ZIP_RATIO_FREE (UINT64_C(16) << 20)

typedef struct {
    char *name;                     /* without folders */
    uint64_t place;                 /* index in the archive or in the array of memory files */
    bool twice;                     /* the archive holds a second member of this name; the first is read */
} kv_member;

typedef struct kv_source {
    KV_VEC(kv_member) members;
    int64_t newest;                 /* modification time of the newest member, UTC seconds; 0 unknown */
    char *name;                     /* of the folder or archive, without path and ".zip" */
    char *path;
    void *archive;                  /* zip_t of an archive */
    const kv_memory_file *files;    /* of a memory source; borrowed */
    uint64_t unzipped;              /* bytes so far */
    kv_status (*load)(struct kv_source *s, const kv_member *m, kv_text *data, kv_error *err);
    void (*unload)(struct kv_source *s, kv_text data);
} kv_source;

/* path      a folder, or a file: then it must be a zip
 * errors    KV_MISSING or KV_INVALID: nothing there, no folder and no zip, cut short; KV_MEMORY              */
kv_status kv_source_open(kv_source **out, const char *path, kv_error *err);
/* files     stay where they are until kv_source_close; names without folders */
kv_status kv_source_open_memory(kv_source **out, const kv_memory_file *files, size_t count, kv_error *err);
void      kv_source_close(kv_source *s);        /* NULL is fine */

/* the member of this name, NULL when there is none */
const kv_member *kv_source_find(const kv_source *s, const char *name);
/* data      valid until kv_source_unload; data->p is never NULL
 * errors    KV_INVALID with a text and hint: unreadable, damaged, too large                                   */
kv_status kv_source_load(kv_source *s, const kv_member *m, kv_text *data, kv_error *err);
void      kv_source_unload(kv_source *s, kv_text data);

/* ---- for the kinds of sources -------------------------------------------------------------------------- */

kv_source *kv_source_new(const char *path);                     /* NULL: memory is out */
bool kv_source_add(kv_source *s, const char *name, size_t name_size, uint64_t place);
kv_status kv_source_open_folder(kv_source *s, kv_error *err);   /* fill in a new source */
kv_status kv_source_open_zip(kv_source *s, kv_error *err);

#endif
