/* status.h - how every call that can fail says so
 *
 * A function that can fail returns kv_status and, if asked, fills a kv_error for a person: what is
 * wrong with the value shown, where it stands, what to do. Nothing is allocated and no "last error"
 * is kept aside: the caller owns the kv_error, usually on its stack. */
#ifndef KV_BASE_STATUS_H
#define KV_BASE_STATUS_H

#include <stdarg.h>

#include "karvan/status.h"

/* kv_fail - fill an error and return its status, so that callers write `return kv_fail(...)`
 * err      may be NULL: then only the status travels
 * status   any but KV_OK
 * where    "stops.txt:12 stop_lat", "--depart", "body.cargo[0].type"; NULL or "" when there is no place
 * format   what is wrong, with the value shown; longer text is cut at a UTF-8 boundary */
__attribute__((format(printf, 4, 5)))
kv_status kv_fail(kv_error *err, kv_status status, const char *where, const char *format, ...);

/* kv_hint - add what to do about it; keeps status, text and where. Returns err->status; without an err KV_INVALID, so that
 * `return kv_hint(...)` behind a kv_fail() that had nowhere to write is a failure all the same. */
__attribute__((format(printf, 2, 3)))
kv_status kv_hint(kv_error *err, const char *format, ...);

#endif
