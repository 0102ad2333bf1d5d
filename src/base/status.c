/* status.c - errors that a person can read, wherever they end up
 *
 * An error quotes what came from outside: a field of a broken file, an argument, a header. It is then printed
 * on a terminal or sent as JSON. So what is kept is always valid UTF-8 without control characters, cut between
 * two characters, and a message may quote the error it replaces. */
#include "base/status.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct { int exit_code, http; const char *text; } status_list[] = {
#define X(name, exit_code, http, retry, text) { exit_code, http, text },
    KV_STATUS_MAP(X)
#undef X
};

int kv_status_exit_code(kv_status status)
{
    return (unsigned)status < KV_STATUS_COUNT ? status_list[status].exit_code : status_list[KV_BUG].exit_code;
}

int kv_status_http(kv_status status)
{
    return (unsigned)status < KV_STATUS_COUNT ? status_list[status].http : status_list[KV_BUG].http;
}

const char *kv_status_text(kv_status status)
{
    return (unsigned)status < KV_STATUS_COUNT ? status_list[status].text : status_list[KV_BUG].text;
}

/* Copy n bytes of from into to (room for size, NUL included) as promised at the top of this file. */
static void copy_clean(char *to, size_t size, const char *from, size_t n)
{
    bool cut = n > size - 1;
    if (cut)
        n = size - 1;
    memcpy(to, from, n);
    to[n] = '\0';
    size_t bad = 0, done = 0;
    while (!kv_utf8_valid((kv_text){ to + done, n - done }, &bad)) {
        done += bad;
        /* a character cut in two at the end is dropped; a byte that was never UTF-8 shows as '?' */
        if (cut && n - done < 4 && (unsigned char)to[done] >= 0xC2) {
            n = done;
            to[n] = '\0';
            break;
        }
        to[done] = '?';
    }
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)to[i] < 0x20 || to[i] == 0x7F)
            to[i] = '?';
}

/* Format by way of a buffer of its own: the arguments may lie in the very error that is being written. */
__attribute__((format(printf, 3, 0)))
static void write_clean(char *to, size_t size, const char *format, va_list args)
{
    char buffer[512];
    int n = vsnprintf(buffer, sizeof buffer, format, args);
    size_t length = n < 0 ? 0 : (size_t)n < sizeof buffer ? (size_t)n : sizeof buffer - 1;
    copy_clean(to, size, buffer, length);
}

kv_status kv_fail(kv_error *err, kv_status status, const char *where, const char *format, ...)
{
    assert(status != KV_OK);
    if (!err)
        return status;
    char place[sizeof err->where], text[sizeof err->text];
    va_list args;
    va_start(args, format);
    write_clean(text, sizeof text, format, args);
    va_end(args);
    copy_clean(place, sizeof place, where ? where : "", where ? strlen(where) : 0);
    *err = (kv_error){ .status = status };
    memcpy(err->text, text, sizeof text);
    memcpy(err->where, place, sizeof place);
    return status;
}

kv_status kv_hint(kv_error *err, const char *format, ...)
{
    if (!err)
        return KV_INVALID;
    char hint[sizeof err->hint];
    va_list args;
    va_start(args, format);
    write_clean(hint, sizeof hint, format, args);
    va_end(args);
    memcpy(err->hint, hint, sizeof hint);
    return err->status;
}
