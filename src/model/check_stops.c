/* check_stops.c - which place does a terminal belong to?
 *
 *     place (1)  <-- parent_station --  terminal (0)         two levels, nothing else
 *
 * A circle of parents breaks that rule somewhere; it is named as a circle all the same, since "must be a place"
 * would not help whoever has to mend it. */
#include <string.h>

#include "model/read.h"

static kv_text id_of(const kv_reader *r, kv_str s) { return kv_text_of(kv_reader_id(r, s)); }

/* Does following parents from here lead back here? Steps are bounded: a circle elsewhere is another stop's. */
static bool in_circle(const kv_reader *r, uint32_t stop)
{
    enum { STEPS_MAX = 32 };
    uint32_t at = stop;
    for (int step = 0; step < STEPS_MAX; step++) {
        kv_str parent = r->stop_parents.at[at];
        at = parent ? kv_ids_find(&r->stops, &r->pack->text, id_of(r, parent)) : KV_NONE;
        if (at >= KV_STOP_LEFT_OUT)
            return false;
        if (at == stop)
            return true;
    }
    return false;
}

static void check_parent(kv_reader *r, uint32_t index)
{
    kv_stop_row *stop = &r->pack->stops.at[index];
    kv_str parent = r->stop_parents.at[index];
    if (!parent)
        return;
    kv_text name = id_of(r, parent);
    uint32_t at = kv_ids_find(&r->stops, &r->pack->text, name);
    const char *file = r->file;
    kv_finding *f;
    if (at == index) {
        f = kv_report(r, KV_FINDING_ERROR, file, stop->line, "parent_station", name, "is the stop itself");
        kv_finding_hint(r, f, "leave it empty, or name the place");
    } else if (at == KV_NONE) {
        f = kv_report(r, kv_lenient(r), file, stop->line, "parent_station", name, "is not in stops.txt");
        kv_hint_near(r, f, &r->stops, name, "add the place with location_type 1, or leave it empty");
    } else if (at < KV_STOP_LEFT_OUT && in_circle(r, index)) {
        f = kv_report(r, KV_FINDING_ERROR, file, stop->line, "parent_station", name, "goes in a circle back to this stop");
        kv_finding_hint(r, f, "a terminal names its place, a place names nothing");
    } else if (at >= KV_STOP_LEFT_OUT || r->pack->stops.at[at].kind != KV_STOP_PLACE) {
        f = kv_report(r, KV_FINDING_ERROR, file, stop->line, "parent_station", name, "is not a place (location_type 1)");
        kv_finding_hint(r, f, "a terminal names its place, a place names nothing");
    } else if (stop->kind == KV_STOP_PLACE) {
        f = kv_report(r, kv_lenient(r), file, stop->line, "parent_station", name, "a place (location_type 1) has no parent");
        kv_finding_hint(r, f, "a terminal (location_type 0) names its place, a place names nothing");
    } else {
        stop->parent = at;
        r->stop_marks.at[at] |= KV_MARK_CHILDREN;
        if (!stop->zone)
            stop->zone = r->pack->stops.at[at].zone;
    }
}

void kv_check_stops(kv_reader *r)
{
    for (uint32_t i = 0; i < r->pack->stops.count; i++)
        check_parent(r, i);
    for (size_t i = 0; i < r->pack->stops.count; i++) {
        kv_text code = kv_text_of(r->pack->stops.at[i].country);
        if (!code.n || kv_ids_find(&r->countries, &r->pack->text, code) != KV_NONE)
            continue;
        if (!kv_ids_put(&r->countries, &r->pack->text, kv_reader_text(r, code), 0))
            r->status = KV_MEMORY;
    }
}
