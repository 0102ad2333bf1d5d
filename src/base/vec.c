/* vec.c - the one growing rule behind every KV_VEC: double, so that n pushes cost O(n)
 *
 * The pointer is moved by memcpy, since a `T *` may not be read through a `void **`. */
#include "base/vec.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BYTES = 64 };

bool kv_vec_grow(void **at, size_t count, size_t *room, size_t more, size_t item_size)
{
    assert(count <= *room && item_size);
    if (more <= *room - count)
        return true;
    if (more > SIZE_MAX / 2 / item_size - count)
        return false;
    size_t wanted = *room <= SIZE_MAX / 4 / item_size ? 2 * *room : *room;
    if (wanted < FIRST_BYTES / item_size)
        wanted = FIRST_BYTES / item_size;
    if (wanted < count + more)
        wanted = count + more;
    void *old;
    memcpy(&old, at, sizeof old);
    void *grown = realloc(old, wanted * item_size);
    if (!grown)
        return false;
    memcpy(at, &grown, sizeof grown);
    *room = wanted;
    return true;                            /* cppcheck-suppress memleak ; memcpy has passed it on */
}

void kv_vec_drop(void **at)
{
    void *old;
    memcpy(&old, at, sizeof old);
    free(old);
    old = NULL;
    memcpy(at, &old, sizeof old);
}
