/* random.h - repeatable random numbers (xoshiro256**, seeded by splitmix64); same seed, same run */
#ifndef KV_BASE_RANDOM_H
#define KV_BASE_RANDOM_H

#include <stdint.h>

typedef struct { uint64_t s[4]; } kv_random;
void     kv_random_seed(kv_random *r, uint64_t seed);
uint64_t kv_random_u64(kv_random *r);
uint32_t kv_random_below(kv_random *r, uint32_t n);     /* 0 .. n-1, unbiased; n > 0 */
double   kv_random_unit(kv_random *r);                  /* [0, 1) */

#endif
