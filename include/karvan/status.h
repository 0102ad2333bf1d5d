/* karvan/status.h - statuses and errors of every kv_* function
 *
 * One list serves the enum, the process exit code, the HTTP status and the help text. */
#ifndef KARVAN_STATUS_H
#define KARVAN_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/*    name      exit http retry  what it means */
#define KV_STATUS_MAP(X) \
    X(OK,         0, 200, 0, "done") \
    X(NOTHING,    1, 200, 0, "it worked, but nothing was found") \
    X(INVALID,    2, 422, 0, "the input is not valid") \
    X(MISSING,    2, 404, 0, "there is no such thing") \
    X(CONFLICT,   3, 409, 0, "it clashes with what is already there") \
    X(BUSY,       4, 503, 1, "try again in a moment") \
    X(MEMORY,     4, 503, 1, "memory is out") \
    X(BUG,       70, 500, 0, "karvan made a mistake, please report it")
#define X(name, exit_code, http, retry, text) KV_##name,
typedef enum { KV_STATUS_MAP(X) KV_STATUS_COUNT } kv_status;
#undef X

/* What went wrong, for the person who has to mend it. Plain value: copy, print, zero with {0}. */
typedef struct {
    kv_status status;
    char text[240];     /* leg arrives 07:10, before it departs 07:40 */
    char where[120];    /* stop_times.txt:214 departure_time; empty when there is no place */
    char hint[120];     /* past midnight write 31:10; empty when we know no way out */
} kv_error;

int         kv_status_exit_code(kv_status status);  /* 0, 1, 2, 3, 4 or 70 */
int         kv_status_http(kv_status status);       /* 200 .. 503 */
const char *kv_status_text(kv_status status);       /* static, never NULL */

#ifdef __cplusplus
}
#endif
#endif
