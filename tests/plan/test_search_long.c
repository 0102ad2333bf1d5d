/* test_search_long.c - the same against many more worlds */
#define WORLDS 40000
#define FIRST_SEED 1000000
#include "test_search.c"
