/* vec.h - a growing array of any type
 *
 *     KV_VEC(int) v = {0};
 *     if (!kv_vec_push(&v, 7)) return KV_MEMORY;      // false only when memory is out
 *     for (size_t i = 0; i < v.count; i++) use(v.at[i]);
 *     kv_vec_free(&v);                                                                             */
#ifndef KV_BASE_VEC_H
#define KV_BASE_VEC_H

#include <stdbool.h>
#include <stddef.h>

#define KV_VEC(type) struct { type *at; size_t count, room; }

/* room for `more` further items; false only when memory is out, and then v is as before */
#define kv_vec_reserve(v, more) \
    kv_vec_grow((void **)&(v)->at, (v)->count, &(v)->room, (more), sizeof *(v)->at)
#define kv_vec_push(v, item) (kv_vec_reserve((v), 1) && ((v)->at[(v)->count++] = (item), true))
#define kv_vec_free(v)       (kv_vec_drop((void **)&(v)->at), (v)->count = (v)->room = 0)

bool kv_vec_grow(void **at, size_t count, size_t *room, size_t more, size_t item_size);
void kv_vec_drop(void **at);

#endif
