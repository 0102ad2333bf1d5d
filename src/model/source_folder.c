/* source_folder.c - a pack that lies in a folder: its files are mapped, not copied */
#define _XOPEN_SOURCE 700
#include "model/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zip.h>

#include "base/file.h"

static kv_status load_folder(kv_source *s, const kv_member *m, kv_text *data, kv_error *err)
{
    size_t folder = strlen(s->path), name = strlen(m->name);
    char *path = malloc(folder + name + 2);
    if (!path)
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    memcpy(path, s->path, folder);
    path[folder] = '/';
    memcpy(path + folder + 1, m->name, name + 1);
    kv_file file;
    kv_status status = kv_file_map(&file, path, err);
    free(path);
    if (status == KV_OK)
        *data = (kv_text){ file.data, file.size };
    return status;
}

static void unload_folder(kv_source *s, kv_text data)
{
    (void)s;
    kv_file file = { data.p, data.n };
    kv_file_unmap(&file);
}

kv_status kv_source_open_folder(kv_source *s, kv_error *err)
{
    s->load = load_folder;
    s->unload = unload_folder;
    DIR *dir = opendir(s->path);
    if (!dir)
        return kv_fail(err, errno == ENOENT ? KV_MISSING : KV_INVALID, s->path, "cannot open the folder: %s", strerror(errno));
    kv_status status = KV_OK;
    for (struct dirent *entry; status == KV_OK && (entry = readdir(dir));) {
        struct stat st;
        if (fstatat(dirfd(dir), entry->d_name, &st, 0) || !S_ISREG(st.st_mode))
            continue;                                       /* folders, pipes, links that lead nowhere */
        if (!kv_source_add(s, entry->d_name, strlen(entry->d_name), 0))
            status = kv_fail(err, KV_MEMORY, NULL, "memory is out");
        if (st.st_mtime > s->newest)
            s->newest = st.st_mtime;
    }
    closedir(dir);
    return status;
}

kv_status kv_source_open(kv_source **out, const char *path, kv_error *err)
{
    *out = NULL;
    struct stat st;
    if (stat(path, &st)) {
        kv_fail(err, errno == ENOENT || errno == ENOTDIR ? KV_MISSING : KV_INVALID, path, "cannot open the pack: %s",
                strerror(errno));
        return kv_hint(err, "a pack is a folder of .txt files or a .zip of them");
    }
    char *real = realpath(path, NULL);                      /* so that a pack read as "." has a name */
    kv_source *s = kv_source_new(real ? real : path);
    free(real);
    if (!s)
        return kv_fail(err, KV_MEMORY, NULL, "memory is out");
    kv_status status;
    if (S_ISDIR(st.st_mode)) {
        status = kv_source_open_folder(s, err);
    } else if (S_ISREG(st.st_mode)) {
        status = kv_source_open_zip(s, err);
    } else {
        status = kv_fail(err, KV_INVALID, path, "neither a folder nor a file");
    }
    if (status != KV_OK) {
        kv_source_close(s);
        return status;
    }
    *out = s;
    return KV_OK;
}

void kv_source_close(kv_source *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->members.count; i++)
        free(s->members.at[i].name);
    kv_vec_free(&s->members);
    if (s->archive)
        zip_discard(s->archive);
    free(s->path);
    free(s->name);
    free(s);
}
