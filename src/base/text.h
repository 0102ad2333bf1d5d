/* text.h - pieces of UTF-8 text, and a pool that stores each distinct text once */
#ifndef KV_BASE_TEXT_H
#define KV_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

typedef struct { const char *p; size_t n; } kv_text;    /* not NUL-terminated; {0} is empty */

kv_text  kv_text_of(const char *s);                     /* s may be NULL */
kv_text  kv_text_trim(kv_text t);                       /* without blanks and tabs at both ends */
bool     kv_text_is(kv_text t, const char *s);
bool     kv_text_same(kv_text a, kv_text b);
bool     kv_text_starts(kv_text t, const char *prefix);
/* cut the next item off *rest at separator; false when nothing is left. Items are trimmed. */
bool     kv_text_next(kv_text *rest, char separator, kv_text *item);
uint64_t kv_text_hash(kv_text t);
bool     kv_utf8_valid(kv_text t, size_t *bad_at);      /* no surrogates, no overlong forms, no NUL */

/* Whole-text numbers: true only when all of t is the number. */
bool kv_parse_i64(kv_text t, int64_t *out);
bool kv_parse_double(kv_text t, double *out);           /* 43.65, -1e-5; '.' only, no hex, no inf, no nan */

/* Distinct texts, NUL-terminated, one after another; a kv_str is an offset. 0 is the empty text. */
typedef uint32_t kv_str;
typedef struct {
    KV_VEC(char) bytes;
    uint32_t *slot;         /* open hash of kv_str + 1; 0 is free */
    size_t slot_count, used;
} kv_pool;

bool    kv_pool_put(kv_pool *pool, kv_text t, kv_str *out);     /* false: memory is out or 4 GiB reached */
const char *kv_pool_get(const kv_pool *pool, kv_str s);         /* valid until the next put */
void    kv_pool_free(kv_pool *pool);

#endif
