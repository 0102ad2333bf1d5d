/* test_status.c - errors stay readable whatever is quoted in them */
#include "check.h"

#include <stdlib.h>

#include "base/status.h"
#include "base/text.h"

static void test_lists(void **state)
{
    (void)state;
    static const struct { kv_status status; int exit_code, http; const char *why; } row[] = {
        { KV_OK, 0, 200, "done" },
        { KV_NOTHING, 1, 200, "worked, nothing found" },
        { KV_INVALID, 2, 422, "input wrong" },
        { KV_MISSING, 2, 404, "no such thing" },
        { KV_CONFLICT, 3, 409, "clash" },
        { KV_BUSY, 4, 503, "try again" },
        { KV_MEMORY, 4, 503, "memory" },
        { KV_BUG, 70, 500, "our mistake" },
        { KV_STATUS_COUNT, 70, 500, "not a status: that is a bug of ours" },
        { (kv_status)-1, 70, 500, "not a status either" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        check_i64(kv_status_exit_code(row[i].status), row[i].exit_code, row[i].why);
        check_i64(kv_status_http(row[i].status), row[i].http, row[i].why);
        check_true(kv_status_text(row[i].status)[0], row[i].why);
    }
}

static void test_fill(void **state)
{
    (void)state;
    kv_error err = { 0 };
    check_i64(kv_fail(&err, KV_CONFLICT, "legs.csv:214", "leg %d overlaps", 7), KV_CONFLICT, "the status comes back");
    check_i64(err.status, KV_CONFLICT, "and is kept");
    check_text(err.text, "leg 7 overlaps", "text");
    check_text(err.where, "legs.csv:214", "where");
    check_text(err.hint, "", "no hint yet");
    check_i64(kv_hint(&err, "move it by %d h", 2), KV_CONFLICT, "a hint keeps the status");
    check_text(err.hint, "move it by 2 h", "hint");
    check_text(err.text, "leg 7 overlaps", "and keeps the text");
    kv_fail(&err, KV_INVALID, NULL, "new");
    check_text(err.where, "", "NULL is no place");
    check_text(err.hint, "", "an old hint does not stay with a new error");
    check_i64(kv_fail(NULL, KV_BUSY, "x", "y"), KV_BUSY, "nobody asked for the words");
    check_i64(kv_hint(NULL, "nobody asks"), KV_INVALID, "never KV_OK: a hint follows a failure");
}

static void test_quoting_itself(void **state)
{
    (void)state;
    kv_error err = { 0 };
    kv_fail(&err, KV_INVALID, "stops.txt:3", "latitude 95 is too large");
    kv_fail(&err, KV_INVALID, err.where, "pack refused: %s", err.text);
    check_text(err.text, "pack refused: latitude 95 is too large", "an error may quote the one it replaces");
    check_text(err.where, "stops.txt:3", "and take its place");
}

static void test_clean(void **state)
{
    (void)state;
    static const struct { const char *in, *out, *why; } row[] = {
        { "Böyük Kəsik", "Böyük Kəsik", "UTF-8 stays" },
        { "a\nb\tc\x1b[31m\x7f", "a?b?c?[31m?", "no line breaks, no terminal control" },
        { "Bak\xfc", "Bak?", "a Latin-1 byte at the end" },
        { "\xff\xfe x \xc3", "?? x ?", "not UTF-8 at all" },
        { "\xed\xa0\x80", "???", "a surrogate" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_error err = { 0 };
        kv_fail(&err, KV_INVALID, row[i].in, "%s", row[i].in);
        check_text(err.text, row[i].out, row[i].why);
        check_text(err.where, row[i].out, row[i].why);
        kv_hint(&err, "%s", row[i].in);
        check_text(err.hint, row[i].out, row[i].why);
    }
}

static void test_cut(void **state)
{
    (void)state;
    /* "ə" is two bytes, "中" three: every length of lead moves the cut to another place of the character */
    static const char *const unit[] = { "x", "ə", "中", "🚂" };
    for (size_t u = 0; u < COUNT(unit); u++)
        for (size_t lead = 0; lead < 8; lead++) {
            char text[800] = { 0 };
            memset(text, 'a', lead);
            for (size_t at = lead; at + 5 < sizeof text; at += strlen(unit[u]))
                memcpy(text + at, unit[u], strlen(unit[u]));
            kv_error err = { 0 };
            kv_fail(&err, KV_INVALID, text, "%s", text);
            size_t n = strlen(err.text), w = strlen(err.where);
            check_true(n < sizeof err.text && n > sizeof err.text - 5, "as much as there is room for");
            check_true(w < sizeof err.where && w > sizeof err.where - 5, "of where too");
            check_true(!memcmp(err.text, text, n), "cut, not changed");
            check_true(kv_utf8_valid(kv_text_of(err.text), NULL), "cut between characters");
            check_true(kv_utf8_valid(kv_text_of(err.where), NULL), "cut between characters");
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists), cmocka_unit_test(test_fill), cmocka_unit_test(test_quoting_itself),
        cmocka_unit_test(test_clean), cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
