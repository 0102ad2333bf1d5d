/* tiny.h - small random corridors with folded costs, made straight in memory; same seed, same world */
#ifndef TESTS_PLAN_TINY_H
#define TESTS_PLAN_TINY_H

#include "base/arena.h"
#include "base/random.h"
#include "plan/search.h"

typedef struct {
    kv_arena arena;
    kv_corridor c;
    kv_costs costs;
    kv_question q;
    kv_access from[3], to[3];
    bool plain;
} tiny;

void tiny_make(tiny *w, uint64_t seed, bool plain);
void tiny_free(tiny *w);
void tiny_print(const tiny *w);         /* everything that is needed to follow a case by hand, to stderr */

#endif
