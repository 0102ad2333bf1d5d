/* arena.h - memory that is freed all at once
 *
 *     block 1 [####used####|....]  ->  block 2 [##|..........]  ->  ...
 *
 * A request takes an arena, its answer lives there, one reset ends it. Blocks double in size, so the
 * cost of n allocations is O(n) and at most log2(total) calls of malloc. Not for sharing between threads. */
#ifndef KV_BASE_ARENA_H
#define KV_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

typedef struct kv_arena_block kv_arena_block;
typedef struct {            /* invariant: used <= size; {0} is an empty arena */
    kv_arena_block *block;
    unsigned char *base;
    size_t used, size;
} kv_arena;

/* returns   size zeroed bytes aligned to align (a power of two <= 64); NULL only when memory is out */
void *kv_arena_alloc(kv_arena *a, size_t size, size_t align);
void *kv_arena_copy(kv_arena *a, const void *data, size_t size);          /* a copy, max aligned */
char *kv_arena_text(kv_arena *a, const char *data, size_t size);          /* a copy with NUL behind */
__attribute__((format(printf, 2, 3)))
char *kv_arena_format(kv_arena *a, const char *format, ...);
void  kv_arena_reset(kv_arena *a);      /* everything in it is gone, the largest block is kept */
void  kv_arena_free(kv_arena *a);       /* back to {0} */

#define kv_new(arena, type)          ((type *)kv_arena_alloc((arena), sizeof(type), _Alignof(type)))
#define kv_new_array(arena, type, n) ((type *)kv_arena_alloc_many((arena), (size_t)(n), sizeof(type), _Alignof(type)))
static inline void *kv_arena_alloc_many(kv_arena *a, size_t n, size_t size, size_t align)
{
    return n > SIZE_MAX / size ? NULL : kv_arena_alloc(a, n * size, align);
}

#endif
