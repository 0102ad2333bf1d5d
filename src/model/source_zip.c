/* source_zip.c - a pack that lies in a zip archive
 *
 * Only members whose names are known are unzipped. An archive is not believed: what a member claims to hold is
 * held against the limits before any memory is taken, and a member that holds more than it claims is refused. */
#include "model/source.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zip.h>

#include "model/read.h"

static const char truncated_hint[] = "the archive may be cut short or damaged: fetch or make it again";

static kv_status load_zip(kv_source *s, const kv_member *m, kv_text *data, kv_error *err)
{
    zip_t *archive = s->archive;
    zip_stat_t st;
    zip_stat_init(&st);
    const zip_uint64_t need = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    if (zip_stat_index(archive, m->place, 0, &st) || (st.valid & need) != need) {
        kv_fail(err, KV_INVALID, m->name, "cannot be found in the archive: %s", zip_strerror(archive));
        return kv_hint(err, "%s", truncated_hint);
    }
    unsigned long long size = st.size, packed = st.comp_size;
    if (size > KV_ZIP_RATIO_FREE && size / (packed ? packed : 1) > KV_ZIP_RATIO_MAX) {
        kv_fail(err, KV_INVALID, m->name, "unzips from %llu to %llu bytes, more than %d times its size", packed, size,
                (int)KV_ZIP_RATIO_MAX);
        return kv_hint(err, "no timetable is that repetitive; if it is honest, unzip it and read the folder");
    }
    if (size > KV_ZIP_TOTAL_MAX - s->unzipped) {
        kv_fail(err, KV_INVALID, m->name, "the archive's files come to more than 4 GiB");
        return kv_hint(err, "unzip it and read the folder");
    }
    char *bytes = malloc((size_t)size + 1);
    if (!bytes)
        return kv_fail(err, KV_MEMORY, m->name, "memory is out for %llu bytes", size);
    zip_file_t *file = zip_fopen_index(archive, m->place, 0);
    if (!file) {
        kv_fail(err, KV_INVALID, m->name, "cannot be unzipped: %s", zip_strerror(archive));
        free(bytes);
        return kv_hint(err, "%s", truncated_hint);
    }
    zip_uint64_t have = 0;
    zip_int64_t got;                                        /* one byte more than claimed, to see the end and the sum */
    while (have <= size && (got = zip_fread(file, bytes + have, size + 1 - have)) > 0)
        have += (zip_uint64_t)got;
    s->unzipped += have;
    kv_status status = KV_OK;
    if (have > size)
        status = kv_fail(err, KV_INVALID, m->name, "holds more than the %llu bytes that the archive claims", size);
    else if (got < 0)
        status = kv_fail(err, KV_INVALID, m->name, "cannot be unzipped: %s", zip_file_strerror(file));
    else if (have < size)
        status = kv_fail(err, KV_INVALID, m->name, "ends after %llu of %llu bytes", (unsigned long long)have, size);
    zip_fclose(file);
    if (status != KV_OK) {
        free(bytes);
        return kv_hint(err, "%s", truncated_hint);
    }
    *data = (kv_text){ bytes, (size_t)size };
    return KV_OK;
}

static void unload_zip(kv_source *s, kv_text data)
{
    (void)s;
    free((void *)(uintptr_t)data.p);
}

/* "feed/stops.txt" -> length of "feed/" */
static size_t folder_length(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? (size_t)(slash - name) + 1 : 0;
}

/* The folder of the archive in which the pack lies: the one with the most known names, of those the least deep.
 * Only the first folders are weighed, so that an archive of a million folders costs no million squared. */
enum { FOLDERS_WEIGHED_MAX = 64 };
static const char *choose_folder(zip_t *archive, size_t *length)
{
    const char *best = "";
    size_t best_length = 0, best_known = 0;
    zip_int64_t count = zip_get_num_entries(archive, 0);
    int weighed = 0;
    for (zip_int64_t i = 0; i < count && weighed < FOLDERS_WEIGHED_MAX; i++) {
        const char *name = zip_get_name(archive, (zip_uint64_t)i, 0);
        if (!name || !kv_table_named(name + folder_length(name)))
            continue;
        size_t n = folder_length(name), known = 0;
        if (best_known && n == best_length && !memcmp(name, best, n))
            continue;                                       /* counted already */
        weighed++;
        for (zip_int64_t k = i; k < count; k++) {
            const char *other = zip_get_name(archive, (zip_uint64_t)k, 0);
            known += other && folder_length(other) == n && !memcmp(other, name, n) && kv_table_named(other + n);
        }
        if (known > best_known || (known == best_known && n < best_length)) {
            best = name;
            best_length = n;
            best_known = known;
        }
    }
    *length = best_length;
    return best;
}

kv_status kv_source_open_zip(kv_source *s, kv_error *err)
{
    s->load = load_zip;
    s->unload = unload_zip;
    int why = 0;
    zip_t *archive = zip_open(s->path, ZIP_RDONLY, &why);
    if (!archive) {
        zip_error_t error;
        zip_error_init_with_code(&error, why);
        kv_status status = why == ZIP_ER_MEMORY ? KV_MEMORY : why == ZIP_ER_NOENT ? KV_MISSING : KV_INVALID;
        kv_fail(err, status, s->path, "not a zip archive, or its end is missing (%s)", zip_error_strerror(&error));
        zip_error_fini(&error);
        kv_hint(err, "a pack is a folder of .txt files or a .zip of them; fetch an archive again if it may be cut short");
        return status;
    }
    s->archive = archive;
    struct stat st;
    if (!stat(s->path, &st))
        s->newest = st.st_mtime;
    size_t length;
    const char *folder = choose_folder(archive, &length);
    zip_int64_t count = zip_get_num_entries(archive, 0);
    for (zip_int64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(archive, (zip_uint64_t)i, 0);
        if (!name || folder_length(name) != length || memcmp(name, folder, length) != 0 || !name[length])
            continue;
        const kv_member *known = kv_table_named(name + length) ? kv_source_find(s, name + length) : NULL;
        if (known) {
            s->members.at[known - s->members.at].twice = true;
            continue;
        }
        if (!kv_source_add(s, name + length, strlen(name + length), (uint64_t)i))
            return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    }
    return KV_OK;
}
