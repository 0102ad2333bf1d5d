/* random.c - xoshiro256** of Blackman and Vigna (2018), its state filled by splitmix64
 *
 * Not for secrets. The sequence of a seed is part of what tests and benchmarks mean: it never changes. */
#include "base/random.h"

#include <assert.h>

static uint64_t rotate_left(uint64_t x, int k) { return x << k | x >> (64 - k); }

void kv_random_seed(kv_random *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        seed += 0x9E3779B97F4A7C15u;
        uint64_t z = seed;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        r->s[i] = z ^ z >> 31;
    }
}

uint64_t kv_random_u64(kv_random *r)
{
    uint64_t *s = r->s, result = rotate_left(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

/* The high half of x * n is even over 0 .. n-1 but for 2^32 % n values of x, which are drawn again. */
uint32_t kv_random_below(kv_random *r, uint32_t n)
{
    assert(n > 0);
    uint32_t uneven = (0u - n) % n;
    for (;;) {
        uint64_t product = (kv_random_u64(r) >> 32) * n;
        if ((uint32_t)product >= uneven)
            return (uint32_t)(product >> 32);
    }
}

double kv_random_unit(kv_random *r)
{
    return (double)(kv_random_u64(r) >> 11) * 0x1p-53;
}
