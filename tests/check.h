/* check.h - what every test program includes: cmocka, and checks that say why
 *
 * cmocka's own assertions show two numbers and a line. In a table of forty rows that does not tell which row; these
 * take the row's reason and show it. */
#ifndef KV_TESTS_CHECK_H
#define KV_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define check_i64(got, want, why)  check_i64_at((int64_t)(got), (int64_t)(want), (why), __FILE__, __LINE__)
#define check_true(what, why)      check_true_at((what), #what, (why), __FILE__, __LINE__)
#define check_text(got, want, why) check_text_at((got), (want), (why), __FILE__, __LINE__)

static inline void check_i64_at(int64_t got, int64_t want, const char *why, const char *file, int line)
{
    if (got == want)
        return;
    print_error("%s: got %lld, want %lld\n", why, (long long)got, (long long)want);
    _fail(file, line);
}

static inline void check_true_at(bool holds, const char *what, const char *why, const char *file, int line)
{
    if (holds)
        return;
    print_error("%s: not so: %s\n", why, what);
    _fail(file, line);
}

static inline void check_text_at(const char *got, const char *want, const char *why, const char *file, int line)
{
    if (got && !strcmp(got, want))
        return;
    print_error("%s: got \"%s\", want \"%s\"\n", why, got ? got : "(null)", want);
    _fail(file, line);
}

#endif
