/* file.h - whole files: map one read-only, write one so that it is there entirely or not at all */
#ifndef KV_BASE_FILE_H
#define KV_BASE_FILE_H

#include <stddef.h>

#include "base/status.h"

typedef struct { const char *data; size_t size; } kv_file;   /* data is never NULL after success */
kv_status kv_file_map(kv_file *out, const char *path, kv_error *err);
void      kv_file_unmap(kv_file *f);
/* temporary name in the same folder, fsync, rename; on failure the old file is as it was */
kv_status kv_file_write(const char *path, const void *data, size_t size, kv_error *err);

#endif
