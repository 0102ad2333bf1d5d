/* compile_links.c - transfers.txt: change times at stops and links between them
 *
 * Every row is spread out to pairs of terminals and remembers how exactly it named them. For each pair the most exact
 * rows decide: when one of them says "not possible" there is none, else the shortest time holds.
 *
 *     0   two terminals                     A1 -> B2
 *     1   a terminal and a place            A1 -> B
 *     2   two places                        A  -> B
 *     3   implied: siblings of one place, on a plain feed only
 *
 * A pair of a terminal with itself is the change time there. In a freight pack handling rows say how long a change
 * takes, so nothing is implied and change times not given are 0. */
#include <stdlib.h>

#include "model/compile.h"

enum { NOT_POSSIBLE = 3, IMPLIED = 3 };
static const uint64_t pairs_max = 50000000;

typedef struct { uint32_t from, to, exact, seconds; } pair;     /* seconds KV_NEVER: not possible */
typedef KV_VEC(pair) pairs;

static int by_pair(const void *a, const void *b)
{
    const pair *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    if (x->exact != y->exact)
        return x->exact < y->exact ? -1 : 1;
    return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

static int by_seconds(const void *a, const void *b)
{
    const kv_link *x = a, *y = b;
    if (x->seconds != y->seconds)
        return x->seconds < y->seconds ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

/* terminals that a stop stands for */
static const uint32_t *terminals(const kv_build *b, const uint32_t *stop, uint32_t *count)
{
    const kv_stop_row *s = &b->stops.at[*stop];
    *count = s->kind == KV_STOP_PLACE ? s->child_count : 1;
    return s->kind == KV_STOP_PLACE && s->child_count ? b->stop_children.at + s->first_child : stop;
}

static kv_status spread(kv_build *b, uint32_t from, uint32_t to, uint32_t exact, uint32_t seconds, pairs *out)
{
    uint32_t from_count, to_count;
    const uint32_t *x = terminals(b, &from, &from_count), *y = terminals(b, &to, &to_count);
    if (out->count + (uint64_t)from_count * to_count > pairs_max) {
        kv_fail(b->err, KV_INVALID, "transfers.txt", "more than %llu pairs of terminals", (unsigned long long)pairs_max);
        return kv_hint(b->err, "is a place meant that has fewer terminals than %s?", kv_build_text(b, b->stops.at[from].id));
    }
    if (!kv_vec_reserve(out, (size_t)from_count * to_count))
        return kv_build_no_memory(b);
    for (uint32_t i = 0; i < from_count; i++)
        for (uint32_t j = 0; j < to_count; j++)
            if (exact != IMPLIED || i != j)
                out->at[out->count++] = (pair){ x[i], y[j], exact, seconds };
    return KV_OK;
}

static kv_status collect(kv_build *b, pairs *out)
{
    const kv_pack *pack = b->pack;
    const uint32_t *row_of = b->row_of[KV_SECTION_stops];
    uint32_t unsaid = pack->is_freight ? 0 : b->about.change_default_s;
    kv_status status = KV_OK;
    for (size_t i = 0; status == KV_OK && i < pack->transfers.count; i++) {
        const kv_transfer *t = &pack->transfers.at[i];
        if (t->type > NOT_POSSIBLE)
            continue;
        uint32_t from = row_of[t->from_stop], to = row_of[t->to_stop];
        uint32_t exact = (b->stops.at[from].kind == KV_STOP_PLACE ? 1u : 0u) + (b->stops.at[to].kind == KV_STOP_PLACE ? 1u : 0u);
        uint32_t seconds = t->type == NOT_POSSIBLE ? KV_NEVER : t->seconds < 0 ? unsaid : (uint32_t)t->seconds;
        status = spread(b, from, to, exact, seconds, out);
    }
    for (uint32_t s = 0; status == KV_OK && !pack->is_freight && s < b->stops.count; s++)
        if (b->stops.at[s].child_count > 1)
            status = spread(b, s, s, IMPLIED, unsaid, out);
    return status;
}

/* pairs are sorted: of each (from, to) the most exact come first, the shortest of them foremost */
static kv_status settle(kv_build *b, const pairs *all)
{
    size_t at = 0;
    bool memory = true;
    for (uint32_t s = 0; memory && s < b->stops.count; s++) {
        uint32_t first = (uint32_t)b->links.count;
        b->link_first.at[b->link_first.count++] = first;
        while (memory && at < all->count && all->at[at].from == s) {
            pair p = all->at[at];
            for (; at < all->count && all->at[at].from == s && all->at[at].to == p.to; at++)
                if (all->at[at].exact == p.exact && all->at[at].seconds == KV_NEVER)
                    p.seconds = KV_NEVER;
            if (p.to == s)
                b->change_s.at[s] = p.seconds;
            else if (p.seconds != KV_NEVER)
                memory = kv_vec_push(&b->links, ((kv_link){ p.to, p.seconds }));
        }
        if (memory && b->links.count > first)
            qsort(b->links.at + first, b->links.count - first, sizeof b->links.at[0], by_seconds);
    }
    return memory && kv_vec_push(&b->link_first, (uint32_t)b->links.count) ? KV_OK : kv_build_no_memory(b);
}

kv_status kv_build_links(kv_build *b)
{
    size_t stops = b->stops.count;
    if (!kv_vec_reserve(&b->change_s, stops) || !kv_vec_reserve(&b->link_first, stops + 1))
        return kv_build_no_memory(b);
    for (size_t s = 0; s < stops; s++)
        b->change_s.at[b->change_s.count++] = b->pack->is_freight ? 0 : b->about.change_default_s;
    pairs all = { 0 };
    kv_status status = collect(b, &all);
    if (status == KV_OK && all.count)
        qsort(all.at, all.count, sizeof all.at[0], by_pair);
    if (status == KV_OK)
        status = settle(b, &all);
    kv_vec_free(&all);
    return status;
}
