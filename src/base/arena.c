/* arena.c - memory that is freed all at once
 *
 * A block is one aligned allocation: its header, then the bytes that are handed out. Each new block is at least
 * twice the one before, so the newest is the largest and is what a reset keeps. Bytes are zeroed when they are
 * handed out, because after a reset they are not fresh. */
#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN_MAX = 64, FIRST_SIZE = 4096 - ALIGN_MAX };

struct kv_arena_block {
    _Alignas(ALIGN_MAX) kv_arena_block *before;
    size_t size;                            /* bytes behind this header */
};
static_assert(sizeof(kv_arena_block) == ALIGN_MAX, "what lies behind the header is aligned as the header is");

static void *grow(kv_arena *a, size_t size, size_t align)
{
    size_t room = a->size > SIZE_MAX / 4 ? a->size : 2 * a->size;
    if (room < FIRST_SIZE)
        room = FIRST_SIZE;
    if (size > SIZE_MAX / 2)
        return NULL;
    if (room < size)
        room = size;
    room = (room + ALIGN_MAX - 1) & ~(size_t)(ALIGN_MAX - 1);
    kv_arena_block *block = aligned_alloc(ALIGN_MAX, sizeof *block + room);
    if (!block)
        return NULL;
    block->before = a->block;
    block->size = room;
    a->block = block;
    a->base = (unsigned char *)(block + 1);
    a->size = room;
    a->used = 0;
    return kv_arena_alloc(a, size, align);
}

void *kv_arena_alloc(kv_arena *a, size_t size, size_t align)
{
    assert(align && align <= ALIGN_MAX && !(align & (align - 1)));
    size_t at = (a->used + align - 1) & ~(align - 1);
    if (!a->block || at > a->size || size > a->size - at)
        return grow(a, size, align);
    a->used = at + size;
    return memset(a->base + at, 0, size);
}

void *kv_arena_copy(kv_arena *a, const void *data, size_t size)
{
    void *copy = kv_arena_alloc(a, size, _Alignof(max_align_t));
    if (copy && size)
        memcpy(copy, data, size);
    return copy;
}

char *kv_arena_text(kv_arena *a, const char *data, size_t size)
{
    char *copy = size == SIZE_MAX ? NULL : kv_arena_alloc(a, size + 1, 1);
    if (copy && size)
        memcpy(copy, data, size);           /* the NUL is already there */
    return copy;
}

char *kv_arena_format(kv_arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    char *text = n < 0 ? NULL : kv_arena_alloc(a, (size_t)n + 1, 1);
    if (text)
        vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

static void free_chain(kv_arena_block *block)
{
    while (block) {
        kv_arena_block *before = block->before;
        free(block);
        block = before;
    }
}

void kv_arena_reset(kv_arena *a)
{
    if (a->block) {
        free_chain(a->block->before);
        a->block->before = NULL;
    }
    a->used = 0;
}

void kv_arena_free(kv_arena *a)
{
    free_chain(a->block);
    *a = (kv_arena){ 0 };
}
