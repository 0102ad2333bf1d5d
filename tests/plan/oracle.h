/* oracle.h - the answer by trying everything: every ride, every run, every chain, in the words of plan/search.h */
#ifndef TESTS_PLAN_ORACLE_H
#define TESTS_PLAN_ORACLE_H

#include "base/vec.h"
#include "tiny.h"

typedef struct { uint32_t arrive, price, co2, transhipments, chance, depart; } oracle_vector;
typedef KV_VEC(oracle_vector) oracle_set;

/* every vector that nothing beats, sorted; criteria not asked for are 0 (depart only in a profile) */
void oracle_answer(const tiny *w, oracle_set *out);
/* the vector of a journey found by the search, recomputed from its rides; false: it breaks a rule (why says which) */
bool oracle_check(const tiny *w, const kv_journey *j, oracle_vector *out, const char **why);
/* sort, and drop what another vector beats or equals */
void oracle_reduce(oracle_set *set);

#endif
