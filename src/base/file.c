/* file.c - whole files: map one read-only, write one entirely or not at all
 *
 * Writing goes to a new name in the same folder, is forced to the disk, and takes the old name's place in one
 * step; the folder is forced too, so that after a power cut there is the old file or the new one. */
#define _POSIX_C_SOURCE 200809L
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static kv_status fail_errno(kv_error *err, const char *path, const char *doing)
{
    int why = errno;
    kv_status status = why == ENOENT || why == ENOTDIR ? KV_MISSING
                     : why == ENOMEM ? KV_MEMORY
                     : why == EAGAIN || why == ENOSPC || why == EDQUOT || why == EMFILE || why == ENFILE ? KV_BUSY
                     : KV_INVALID;
    return kv_fail(err, status, path, "cannot %s: %s", doing, strerror(why));
}

kv_status kv_file_map(kv_file *out, const char *path, kv_error *err)
{
    *out = (kv_file){ 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return fail_errno(err, path, "open the file");
    struct stat st;
    kv_status status = KV_OK;
    if (fstat(fd, &st)) {
        status = fail_errno(err, path, "look at the file");
    } else if (!S_ISREG(st.st_mode)) {
        status = kv_fail(err, KV_INVALID, path, S_ISDIR(st.st_mode) ? "this is a folder, not a file"
                                                                    : "this is not a regular file");
    } else if (st.st_size == 0) {
        out->data = "";                             /* mmap refuses empty files */
    } else if ((uintmax_t)st.st_size > SIZE_MAX / 2) {
        status = kv_fail(err, KV_INVALID, path, "the file is too long for this machine");
    } else {
        void *data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data == MAP_FAILED)
            status = fail_errno(err, path, "map the file");
        else
            *out = (kv_file){ data, (size_t)st.st_size };
    }
    close(fd);
    return status;
}

void kv_file_unmap(kv_file *f)
{
    if (f->size)
        munmap((void *)(uintptr_t)f->data, f->size);
    *f = (kv_file){ 0 };
}

static bool write_all(int fd, const char *data, size_t size)
{
    while (size) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        size -= (size_t)n;
    }
    return true;
}

/* The name's own permissions stay when it is already there; a new file gets what the umask leaves. */
static int open_beside(char *name, size_t size, const char *path)
{
    struct stat old;
    bool was_there = !stat(path, &old);
    for (unsigned attempt = 0; attempt < 100; attempt++) {
        int n = snprintf(name, size, "%s.%ld-%u.tmp", path, (long)getpid(), attempt);
        if (n < 0 || (size_t)n >= size) {
            errno = ENAMETOOLONG;
            return -1;
        }
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 && was_there)
            (void)fchmod(fd, old.st_mode & 0777);   /* best effort: the content matters more */
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

static void sync_folder_of(const char *path)
{
    char folder[PATH_MAX] = ".";
    const char *slash = strrchr(path, '/');
    if (slash) {
        size_t n = slash == path ? 1 : (size_t)(slash - path);
        memcpy(folder, path, n);
        folder[n] = '\0';
    }
    int fd = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd < 0)
        return;                                     /* a folder may be writable but not readable */
    (void)fsync(fd);
    close(fd);
}

kv_status kv_file_write(const char *path, const void *data, size_t size, kv_error *err)
{
    char name[PATH_MAX];
    int fd = open_beside(name, sizeof name, path);
    if (fd < 0)
        return fail_errno(err, path, "write a file here");
    bool written = write_all(fd, data, size) && !fsync(fd);
    int why = errno;
    if (close(fd) && written) {
        written = false;
        why = errno;
    }
    if (!written || rename(name, path)) {
        if (!written)
            errno = why;
        kv_status status = fail_errno(err, path, "write the file");
        unlink(name);
        return status;
    }
    sync_folder_of(path);
    return KV_OK;
}
