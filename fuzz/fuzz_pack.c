/* fuzz_pack.c - any bytes as a pack: findings or a pack that holds together, never anything else
 *
 * The container is text, so that a corpus can be written and read by hand: a line "== stops.txt" begins a file, what follows
 * up to the next such line is its content. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/pack.h"

enum { FILES_MAX = 40, NAME_MAX_LENGTH = 40 };

static size_t split(const char *data, size_t size, char names[FILES_MAX][NAME_MAX_LENGTH + 1], kv_memory_file *file)
{
    size_t count = 0;
    for (size_t at = 0; at < size;) {
        const char *end = memchr(data + at, '\n', size - at);
        size_t n = end ? (size_t)(end - data) - at : size - at, next = at + n + (end != NULL);
        if (n > 3 && !memcmp(data + at, "== ", 3) && n - 3 <= NAME_MAX_LENGTH && count < FILES_MAX) {
            memcpy(names[count], data + at + 3, n - 3);
            names[count][n - 3] = '\0';
            file[count] = (kv_memory_file){ names[count], data + next, 0 };
            count++;
        } else if (count) {
            file[count - 1].size = (size_t)(data + next - file[count - 1].data);
        }
        at = next;
    }
    return count;
}

static void check_findings(const kv_pack *p)
{
    assert(p->findings.count <= KV_FINDINGS_MAX);
    assert((p->error_count + p->warning_count > 0) == (p->findings.count > 0));
    for (size_t i = 0; i < p->findings.count; i++) {
        const kv_finding *f = &p->findings.at[i];
        assert(f->file[0] && f->reason[0] && f->hint && f->column && strlen(f->value) <= 80);
        assert(kv_utf8_valid(kv_text_of(f->value), NULL) && kv_utf8_valid(kv_text_of(f->reason), NULL));
    }
}

/* what kv_compile relies on */
static void check_indices(const kv_pack *p)
{
    assert(p->stops.count == p->stop_hours.count && p->trips.count == p->trip_times.count);
    for (size_t i = 0; i < p->stops.count; i++)
        assert(p->stops.at[i].parent == KV_NONE || p->stops.at[p->stops.at[i].parent].kind == KV_STOP_PLACE);
    for (size_t i = 0; i < p->services.count; i++)
        assert(p->services.at[i].agency < p->agencies.count);
    for (size_t i = 0; i < p->trips.count; i++) {
        const kv_pack_trip *t = &p->trip_times.at[i];
        assert(p->trips.at[i].service < p->services.count && t->calendar < p->calendars.count);
        for (uint32_t k = 0; k < t->time_count; k++) {
            const kv_stop_time *c = &p->stop_times.at[t->first_time + k];
            assert(c->trip == i && c->stop < p->stops.count);
            assert(t->time_count < 2 || (c->arrive_s >= 0 && c->arrive_s <= c->depart_s));
            assert(!k || t->time_count < 2 || c[-1].depart_s <= c->arrive_s);
        }
    }
    for (size_t i = 0; i < p->handling.count; i++)
        assert(p->handling.at[i].stop < p->stops.count && p->handling.at[i].origin.source < p->sources.count);
    for (size_t i = 0; i < p->tariffs.count; i++)
        assert(p->tariffs.at[i].agency == KV_NONE || p->tariffs.at[i].agency < p->agencies.count);
    for (size_t i = 0; i < p->sections.count; i++)
        assert(p->sections.at[i].from_stop < p->stops.count && p->sections.at[i].to_stop < p->stops.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char names[FILES_MAX][NAME_MAX_LENGTH + 1];
    kv_memory_file file[FILES_MAX];
    size_t count = split((const char *)data, size, names, file);
    kv_pack *pack = NULL;
    kv_error err = { 0 };
    kv_status status = kv_pack_read_memory(&pack, file, count, &err);
    assert(status == KV_OK && pack);
    check_findings(pack);
    if (!pack->error_count)
        check_indices(pack);
    kv_pack_free(pack);
    return 0;
}
