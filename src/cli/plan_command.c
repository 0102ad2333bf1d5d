/* plan_command.c - the command that was typed, with one thing changed, ready to be pasted */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "cli/plan_show.h"

typedef struct {
    const char *name;           /* of the option */
    const char *value;          /* NULL: not given */
    bool is_limit;              /* one that "without any of the limits" drops */
} given;

enum { GIVEN_MAX = 32 };

typedef struct {
    given option[GIVEN_MAX];
    size_t count;
    char number[6][32];         /* values that are numbers */
    char list[400];             /* a list with one item less */
} typed;

static void take(typed *t, const char *name, const char *value, bool is_limit)
{
    t->option[t->count++] = (given){ name, value && *value ? value : NULL, is_limit };
}

static void take_number(typed *t, int slot, const char *name, bool was_given, double value, bool is_limit)
{
    snprintf(t->number[slot], sizeof t->number[slot], "%.10g", value);
    take(t, name, was_given ? t->number[slot] : NULL, is_limit);
}

/* options in the order in which a person would write them */
static void gather(typed *t, const kv_cli_wishes *w)
{
    const kv_plan_request *r = &w->request;
    take(t, "--cargo", r->cargo, false);
    take(t, "--weight", r->weight, false);
    take(t, "--hs", r->hs, false);
    take(t, "--dg", r->dg, false);
    take(t, "--depart", r->depart, false);
    take(t, "--arrive-by", r->arrive_by, true);
    take(t, "--profile", w->profile, false);
    take(t, "--avoid", r->avoid, true);
    take(t, "--avoid-carriers", r->avoid_carriers, true);
    take(t, "--only-carriers", r->only_carriers, true);
    take(t, "--avoid-modes", r->avoid_modes, true);
    take(t, "--only-modes", r->only_modes, true);
    take(t, "--via", r->via, true);
    take(t, "--price-max", r->price_max, true);
    take_number(t, 0, "--chance-min", w->chance_min > 0, w->chance_min, true);
    take_number(t, 1, "--transfers-max", w->transfers_max >= 0, (double)w->transfers_max, true);
    take_number(t, 2, "--truck-km-max", w->truck_km_max >= 0, w->truck_km_max, false);
    take_number(t, 3, "--horizon-days", w->horizon_days > 0, (double)w->horizon_days, false);
    take(t, "--criteria", w->criteria, false);
    take(t, "--currency", r->currency, false);
    take(t, "--pack", w->pack, false);
}

static given *find(typed *t, kv_text name)
{
    for (size_t i = 0; i < t->count; i++)
        if (kv_text_is(name, t->option[i].name))
            return &t->option[i];
    return NULL;
}

/* a list without one of its items; NULL when nothing is left */
static const char *without(typed *t, const char *list, kv_text left_out)
{
    kv_text rest = kv_text_of(list), item;
    size_t used = 0;
    t->list[0] = '\0';
    while (kv_text_next(&rest, ',', &item))
        if (item.n && !kv_text_same(item, left_out) && used + item.n + 2 < sizeof t->list)
            used += (size_t)snprintf(t->list + used, sizeof t->list - used, "%s%.*s", used ? "," : "", (int)item.n, item.p);
    return used ? t->list : NULL;
}

static kv_text word(kv_text *rest)
{
    kv_text out = { 0 };
    *rest = kv_text_trim(*rest);
    if (rest->n)
        kv_text_next(rest, ' ', &out);
    *rest = kv_text_trim(*rest);
    return out;
}

/* "without --avoid RU", "without --via", "without any of the limits", "--cargo 4x45G1 --weight 12t" */
static void change_it(typed *t, kv_text change, kv_text values[GIVEN_MAX])
{
    kv_text name = word(&change);
    if (kv_text_is(name, "without")) {
        name = word(&change);
        given *g = find(t, name);
        if (g && change.n && g->value)
            g->value = without(t, g->value, change);
        else if (g)
            g->value = NULL;
        for (size_t i = 0; !g && i < t->count; i++)
            if (t->option[i].is_limit)
                t->option[i].value = NULL;
        return;
    }
    while (name.n) {
        given *g = find(t, name);
        kv_text value = word(&change);
        if (g) {
            values[g - t->option] = value;
            g->value = "";
        }
        name = word(&change);
    }
}

typedef KV_VEC(char) text_out;

static bool put(text_out *out, const char *text, size_t n)
{
    if (!kv_vec_reserve(out, n + 1))
        return false;
    memcpy(out->at + out->count, text, n);
    out->count += n;
    out->at[out->count] = '\0';
    return true;
}

/* one word for a shell: in quotes when it has anything but letters, digits and harmless signs */
static bool put_word(text_out *out, kv_text t)
{
    bool plain = t.n > 0;
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        plain = plain && (c >= 128 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || strchr("-_.,:/+=@%", c));
    }
    if (!put(out, " ", 1))
        return false;
    if (plain)
        return put(out, t.p, t.n);
    bool ok = put(out, "'", 1);
    for (size_t i = 0; ok && i < t.n; i++)
        ok = t.p[i] == '\'' ? put(out, "'\\''", 4) : put(out, t.p + i, 1);
    return ok && put(out, "'", 1);
}

char *kv_cli_changed_command(const kv_cli_wishes *w, const char *change)
{
    typed t = { .count = 0 };
    kv_text values[GIVEN_MAX] = { 0 };
    text_out out = { 0 };
    gather(&t, w);
    change_it(&t, kv_text_of(change), values);
    bool ok = put(&out, "karvan plan", 11) && put_word(&out, kv_text_of(w->request.from)) && put_word(&out, kv_text_of(w->request.to));
    for (size_t i = 0; ok && i < t.count; i++)
        if (t.option[i].value)
            ok = put_word(&out, kv_text_of(t.option[i].name)) && put_word(&out, values[i].n ? values[i] : kv_text_of(t.option[i].value));
    if (ok)
        return out.at;
    kv_vec_free(&out);
    return NULL;
}
