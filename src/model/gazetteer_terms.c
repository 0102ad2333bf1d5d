/* gazetteer_terms.c - the sorted dictionary: equal, beginning with, nearly
 *
 * "Nearly" walks the dictionary once, in order, with the table of the edit distance that grows by one row a
 * letter. Terms that share letters share rows, and as soon as all of a row exceeds the limit every term that
 * begins the same is passed over by reading one byte of each, eight at a time, term_lcp:
 *
 *     query almati        a l m a t i
 *     almaata   lcp 0   0 1 2 3 4 5 6
 *     almaty    lcp 4   a 1 0 1 2 3 4 5       only the letters behind the shared "alma" are new rows
 *     alpaka    lcp 2     ...
 *
 * Only the 2 * limit + 1 cells around the diagonal can be within the limit; the others are not computed.
 *
 * Errors early in a word keep too much of the dictionary alive, so there are two walks, each strict at its start:
 * two errors lie either at most one in the first half (walk forward, at most one error there), or both in it and
 * none in the second half (walk the terms sorted by their ends, no error there). For one error likewise 0 and 0.
 * An exchange of the two letters at the seam belongs to neither half; the forward walk is strict one letter less,
 * so that it sees it. */
#include "model/gazetteer_index.h"

#include <stdlib.h>
#include <string.h>

/* ---- equal and beginning ------------------------------------------------------------------------------ */

static int compare(kv_text term, const char *p, size_t n)
{
    int c = memcmp(term.p, p, term.n < n ? term.n : n);
    return c ? c : (term.n > n) - (term.n < n);
}

/* the first term that is not before p */
static uint32_t lower_bound(const kv_gazetteer *g, const char *p, size_t n)
{
    uint32_t low = 0, high = g->term_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare(kv_term(g, middle), p, n) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool kv_gazetteer_term(const kv_gazetteer *g, const char *p, size_t n, uint32_t *term)
{
    *term = lower_bound(g, p, n);
    return *term < g->term_count && !compare(kv_term(g, *term), p, n);
}

kv_terms kv_term_prefix(const kv_gazetteer *g, const char *p, size_t n)
{
    uint32_t first = lower_bound(g, p, n), low = first, high = g->term_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        kv_text t = kv_term(g, middle);
        if (t.n >= n && !memcmp(t.p, p, n))
            low = middle + 1;
        else
            high = middle;
    }
    return (kv_terms){ first, low };
}

/* ---- nearly ------------------------------------------------------------------------------------------- */

enum { FAR = 100 };

/* rows[d][j]: errors between the first d letters of the term and the first j of the query, FAR when they cannot be
 * within the limit. Row d needs rows d - 1 and d - 2. */
typedef struct { uint8_t cell[KV_KEY_BYTES_MAX + 3]; } row;

typedef struct {
    const char *q;                  /* the query, for the second walk its letters from the end */
    uint32_t n, limit;
    uint32_t strict, strict_limit;  /* at most so many errors before column `strict` */
} pattern;

/* Returns the least cell of row d; letter and before are letters d and d - 1 of the term. */
static uint8_t fill_row(row *rows, const pattern *x, uint32_t d, char letter, char before)
{
    uint32_t limit = x->limit, n = x->n, from = d > limit ? d - limit : 0, to = d + limit < n ? d + limit : n;
    uint8_t least = FAR;
    uint8_t *now = rows[d].cell;
    const uint8_t *up = rows[d - 1].cell;
    if (from > to)
        return FAR;
    if (from > 0)
        now[from - 1] = FAR;
    for (uint32_t j = from; j <= to; j++) {
        uint8_t best;
        if (j == 0) {
            best = (uint8_t)d;
        } else {
            best = (uint8_t)(up[j - 1] + (letter != x->q[j - 1]));
            uint8_t more = (uint8_t)(up[j] + 1), less = (uint8_t)(now[j - 1] + 1);
            best = more < best ? more : best;
            best = less < best ? less : best;
            if (d > 1 && j > 1 && letter == x->q[j - 2] && before == x->q[j - 1]) {
                uint8_t swapped = (uint8_t)(rows[d - 2].cell[j - 2] + 1);
                best = swapped < best ? swapped : best;
            }
        }
        now[j] = best > (j <= x->strict ? x->strict_limit : limit) ? FAR : best;
        least = now[j] < least ? now[j] : least;
    }
    if (to < n)
        now[to + 1] = FAR;
    return least;
}

static void first_row(row *r, const pattern *x)
{
    for (uint32_t j = 0; j <= x->n; j++)
        r->cell[j] = j <= (j <= x->strict ? x->strict_limit : x->limit) ? (uint8_t)j : FAR;
}

/* The first place from t on with lcp below d. */
static uint32_t skip(const uint8_t *lcp, uint32_t t, uint32_t count, uint32_t d)
{
    const uint64_t ones = UINT64_MAX / 255, below = ones * d;
    assert(d <= 128);                                   /* the trick's limit */
    for (; t + 8 <= count; t += 8) {
        uint64_t eight;
        memcpy(&eight, lcp + t, sizeof eight);
        if ((eight - below) & ~eight & ones * 128)
            break;
    }
    while (t < count && lcp[t] >= d)
        t++;
    return t;
}

typedef struct { kv_arena *arena; kv_near *at; size_t count, room; } near_list;

static bool push(near_list *list, kv_near found)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 64;
        kv_near *more = kv_new_array(list->arena, kv_near, room);
        if (!more)
            return false;
        if (list->count)
            memcpy(more, list->at, list->count * sizeof *more);
        list->at = more;
        list->room = room;
    }
    list->at[list->count++] = found;
    return true;
}

/* Walk all terms in their order, or by their ends when order says which comes when. */
static bool walk(const kv_gazetteer *g, const uint32_t *order, const uint8_t *lcp, const pattern *x, near_list *list)
{
    row rows[KV_KEY_BYTES_MAX + 1];
    uint32_t known = 0;                         /* rows 0 .. known are those of the term before */
    first_row(&rows[0], x);
    for (uint32_t t = 0; t < g->term_count;) {
        uint32_t id = order ? order[t] : t;
        kv_text term = kv_term(g, id);
        const char *last = term.p + term.n - 1;
        uint32_t d = lcp[t] < known ? lcp[t] : known;
        uint8_t least = 0;
        while (d < term.n && d < x->n + x->limit) {
            d++;
            char letter = order ? last[1 - (ptrdiff_t)d] : term.p[d - 1];
            char before = d < 2 ? '\0' : order ? last[2 - (ptrdiff_t)d] : term.p[d - 2];
            least = fill_row(rows, x, d, letter, before);
            if (least > x->limit)
                break;
        }
        known = d;
        if (least > x->limit || (d == x->n + x->limit && term.n > d)) {
            t = skip(lcp, t + 1, g->term_count, d);     /* no later one that shares these letters can be near */
            continue;
        }
        if (d + x->limit >= x->n && rows[d].cell[x->n] <= x->limit && !push(list, (kv_near){ id, rows[d].cell[x->n] }))
            return false;
        t++;
    }
    return true;
}

static int by_term(const void *a, const void *b)
{
    const kv_near *p = a, *q = b;
    return (p->term > q->term) - (p->term < q->term);
}

bool kv_term_near(const kv_gazetteer *g, const char *p, size_t size, uint32_t limit, kv_arena *arena,
                  kv_near **out, size_t *count)
{
    assert(limit >= 1 && limit <= 2 && size >= 4 && size <= KV_KEY_BYTES_MAX);
    char backward[KV_KEY_BYTES_MAX];
    uint32_t n = (uint32_t)size, half = n / 2;
    for (uint32_t i = 0; i < n; i++)
        backward[i] = p[n - 1 - i];
    pattern first = { p, n, limit, half - 1, limit - 1 }, second = { backward, n, limit, n - half, 0 };
    near_list list = { .arena = arena };
    if (!walk(g, NULL, g->term_lcp, &first, &list) || !walk(g, g->back, g->back_lcp, &second, &list))
        return false;
    if (list.count)
        qsort(list.at, list.count, sizeof *list.at, by_term);
    size_t kept = 0;
    for (size_t i = 0; i < list.count; i++) {           /* the walks may both see a term; each knows its errors */
        if (kept && list.at[kept - 1].term == list.at[i].term) {
            if (list.at[i].errors < list.at[kept - 1].errors)
                list.at[kept - 1].errors = list.at[i].errors;
        } else {
            list.at[kept++] = list.at[i];
        }
    }
    *out = list.at;
    *count = kept;
    return true;
}

uint32_t kv_typing_errors(const char *a, size_t an, const char *b, size_t bn, uint32_t limit)
{
    assert(an <= KV_KEY_BYTES_MAX && bn <= KV_KEY_BYTES_MAX && limit <= 2);
    if (an > bn + limit || bn > an + limit)
        return limit + 1;
    if (an == bn && !memcmp(a, b, an))
        return 0;
    if (!limit)
        return 1;
    row rows[KV_KEY_BYTES_MAX + 1];
    pattern x = { b, (uint32_t)bn, limit, 0, limit };
    first_row(&rows[0], &x);
    for (uint32_t d = 1; d <= an; d++)
        if (fill_row(rows, &x, d, a[d - 1], d < 2 ? '\0' : a[d - 2]) > limit)
            return limit + 1;
    return rows[an].cell[bn] <= limit ? rows[an].cell[bn] : limit + 1;
}
