/* test_gazetteer_all.c - every place of the world, and typing errors against trying all names
 *
 * Slow. The list itself is the table: each code leads to its place, each name with its country too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/random.h"
#include "gazetteer_kit.h"

static world w;

static int open_world(void **state)
{
    (void)state;
    world_open(&w);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    world_close(&w);
    return 0;
}

static bool among(const kv_gazetteer_hits *hits, const char *code)
{
    for (size_t i = 0; i < hits->count; i++)
        if (!strcmp(hits->at[i].place.code, code))
            return true;
    return false;
}

static kv_gazetteer_hits find(const char *query, const kv_gazetteer_options *options, kv_arena *arena)
{
    kv_error err = { 0 };
    kv_gazetteer_hits hits;
    if (kv_gazetteer_find(w.g, kv_text_of(query), options, arena, &hits, &err))
        fail_msg("'%s': %s", query, err.text);
    return hits;
}

static void test_every_code(void **state)
{
    (void)state;
    kv_arena arena = { 0 };
    const char *before = "";
    assert_true(kv_gazetteer_count(w.g) > 115000);
    for (size_t i = 0; i < kv_gazetteer_count(w.g); i++) {
        kv_gazetteer_place p = kv_gazetteer_at(w.g, i), got;
        assert_true(strcmp(before, p.code) < 0);
        before = p.code;
        assert_true(kv_gazetteer_get(w.g, kv_text_of(p.code), &got));
        assert_string_equal(got.code, p.code);
        kv_arena_reset(&arena);
        kv_gazetteer_hits hits = find(p.code, &(kv_gazetteer_options){ .limit = 1 }, &arena);
        if (hits.count != 1 || hits.at[0].match != KV_MATCH_CODE || strcmp(hits.at[0].place.code, p.code) != 0)
            fail_msg("%s is not found by its code", p.code);
    }
    kv_arena_free(&arena);
}

static void test_every_name(void **state)
{
    (void)state;
    kv_arena arena = { 0 };
    size_t first = 0, count = kv_gazetteer_count(w.g);
    for (size_t i = 0; i < count; i++) {
        kv_gazetteer_place p = kv_gazetteer_at(w.g, i);
        char query[200];
        for (int listed = 0; listed < 2; listed++) {
            snprintf(query, sizeof query, "%s, %s", listed ? p.listed : p.name, p.country);
            kv_arena_reset(&arena);
            kv_gazetteer_hits hits = find(query, &(kv_gazetteer_options){ .limit = 50 }, &arena);
            if (!among(&hits, p.code))
                fail_msg("%s is not found by '%s'", p.code, query);
            assert_int_equal(hits.at[0].match, KV_MATCH_NAME);
            for (size_t h = 0; h < hits.count; h++)
                if (!strcmp(hits.at[h].place.code, p.code) && hits.at[h].match != KV_MATCH_NAME)
                    fail_msg("%s has the name '%s', but is found by %s", p.code, query, kv_match_text(hits.at[h].match));
            first += listed && hits.count && !strcmp(hits.at[0].place.code, p.code);
        }
    }
    print_message("%.2f %% of all places are the first hit for their name and country\n",
                  100 * (double)first / (double)count);
    assert_true(first > count * 9 / 10);                   /* the others share name and country with somebody */
    kv_arena_free(&arena);
}

/* ---- typing errors ------------------------------------------------------------------------------------ */

static void spoil(kv_random *r, char *text, uint32_t errors)
{
    for (uint32_t e = 0; e < errors; e++) {
        size_t n = strlen(text);
        uint32_t at = kv_random_below(r, (uint32_t)n), kind = kv_random_below(r, 4);
        char letter = (char)('a' + kv_random_below(r, 26));
        if (kind == 0) {
            memmove(text + at, text + at + 1, n - at);
        } else if (kind == 1) {
            memmove(text + at + 1, text + at, n - at + 1);
            text[at] = letter;
        } else if (kind == 2 && at + 1 < n) {
            char c = text[at];
            text[at] = text[at + 1];
            text[at + 1] = c;
        } else {
            text[at] = letter;
        }
    }
}

static size_t squeeze(const char *key, char out[KV_KEY_BYTES_MAX + 1])
{
    size_t n = 0;
    for (; *key; key++)
        if (*key != ' ')
            out[n++] = *key;
    out[n] = '\0';
    return n;
}

/* Whatever trying all names finds within the errors that are forgiven, the search finds too, and says the same
 * number of errors; unless better matches or a hundred others stand before it. */
static void test_oracle(void **state)
{
    (void)state;
    kv_random r;
    kv_arena arena = { 0 };
    kv_letters letters = { w.g->fold, w.g->fold_at, w.g->texts };
    size_t compared = 0;
    kv_random_seed(&r, 19910816);
    for (int round = 0; round < 300; round++) {
        char query[KV_KEY_BYTES_MAX + 8], typed[KV_KEY_BYTES_MAX + 1], name[KV_KEY_BYTES_MAX + 1];
        const kv_spelling_row *s;
        do
            s = &w.g->spellings[kv_random_below(&r, w.g->spellings_count)];
        while (s->bytes < 5 || s->bytes > 30);
        snprintf(query, sizeof query, "%s", w.g->texts + s->key);
        spoil(&r, query, 1 + kv_random_below(&r, 2));
        kv_key key;
        assert_int_equal(kv_fold(&letters, kv_text_of(query), &key), KV_FOLDED);
        size_t n = squeeze(key.p, typed);
        uint32_t limit = kv_errors_forgiven(n);
        kv_arena_reset(&arena);
        kv_gazetteer_hits hits = find(query, &(kv_gazetteer_options){ .limit = 100 }, &arena);
        if (!hits.count || hits.at[0].match <= KV_MATCH_NAME || hits.count == 100)
            continue;
        for (uint32_t i = 0; i < w.g->spellings_count; i++) {
            const kv_spelling_row *other = &w.g->spellings[i];
            if (other->bytes + limit < n || (size_t)(other->bytes - other->words + 1) > n + limit)
                continue;
            size_t m = squeeze(w.g->texts + other->key, name);
            uint32_t errors = plain_errors(typed, n, name, m);
            if (errors > limit)
                continue;
            kv_gazetteer_place p = kv_gazetteer_at(w.g, other->place);
            size_t h = 0;
            while (h < hits.count && strcmp(hits.at[h].place.code, p.code) != 0)
                h++;
            if (h == hits.count)
                fail_msg("round %d: '%s' is %u errors from '%s' (%s), which is not found", round, query, errors, name, p.code);
            if (hits.at[h].match == KV_MATCH_FUZZY && hits.at[h].errors > errors)
                fail_msg("round %d: '%s' is %u errors from '%s' (%s), found with %u", round, query, errors, name, p.code,
                         hits.at[h].errors);
            compared++;
        }
        for (size_t h = 0; h < hits.count; h++)
            assert_true(hits.at[h].match != KV_MATCH_FUZZY || (hits.at[h].errors >= 1 && hits.at[h].errors <= 2)
                        || key.count > 1);
    }
    print_message("%zu near names compared\n", compared);
    assert_true(compared > 300);
    kv_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code), cmocka_unit_test(test_every_name), cmocka_unit_test(test_oracle),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
