/* corridor.c - open, save and close a compiled corridor, and the few questions that every engine asks of it
 *
 * A file is never believed: first the header (is it ours, of this version, whole?), then one checksum over all
 * bytes, then the section table, then every index inside (corridor_check.c). After that the engines follow indices
 * without looking. The order of the tests is the order of helpful answers: a file of another version should hear that
 * it is old, not that it is damaged. */
#include "model/corridor.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/file.h"
#include "model/image.h"

enum { OWNED_MALLOC = 1, OWNED_MAPPED = 2 };

void kv_image_seal(void *image, size_t size)
{
    assert(size >= sizeof(kv_image_header));
    kv_image_header h = {
        .magic = KV_IMAGE_MAGIC,
        .byte_order = KV_IMAGE_BYTE_ORDER,
        .version = KV_IMAGE_VERSION,
        .layout = kv_layout_hash(),
        .size = size,
        .checksum = XXH3_64bits((const char *)image + sizeof h, size - sizeof h),
        .section_count = KV_SECTION_COUNT,
    };
    memcpy(image, &h, sizeof h);
}

static kv_status refuse(kv_error *err, const char *name, const char *text)
{
    kv_fail(err, KV_INVALID, name, "%s", text);
    return kv_hint(err, "compile it again: karvan pack compile DIR -o FILE");
}

static kv_status check_header(const void *image, size_t size, const char *name, kv_error *err)
{
    kv_image_header h;
    size_t magic = size < sizeof h.magic ? size : sizeof h.magic;
    if (!size)
        return refuse(err, name, "the file is empty");
    if (memcmp(image, KV_IMAGE_MAGIC, magic) != 0)
        return refuse(err, name, "this is not a compiled corridor");
    if (size < sizeof h)
        return refuse(err, name, "the compiled corridor is cut short");
    memcpy(&h, image, sizeof h);
    if (h.byte_order != KV_IMAGE_BYTE_ORDER)
        return refuse(err, name, "compiled on a machine of another byte order, or damaged");
    if (h.version != KV_IMAGE_VERSION || h.layout != kv_layout_hash() || h.section_count != KV_SECTION_COUNT)
        return refuse(err, name, "compiled by another version of karvan");
    if (h.size != size) {
        kv_fail(err, KV_INVALID, name, "the compiled corridor is %s: %zu of %" PRIu64 " bytes",
                h.size > size ? "cut short" : "damaged", size, h.size);
        return kv_hint(err, "copy it again, or compile it again: karvan pack compile DIR -o FILE");
    }
    bool zero = true;
    for (size_t i = 0; i < sizeof h.reserved / sizeof h.reserved[0]; i++)
        zero = zero && !h.reserved[i];
    if (!zero || h.checksum != XXH3_64bits((const char *)image + sizeof h, size - sizeof h))
        return refuse(err, name, "the compiled corridor is damaged: its checksum is wrong");
    return KV_OK;
}

/* where section s lies; NULL when the table is not the one that the writer would have written */
static const void *place(const char *image, size_t size, kv_section s, size_t *end, uint32_t *count)
{
    kv_image_section entry;
    memcpy(&entry, image + sizeof(kv_image_header) + s * sizeof entry, sizeof entry);
    size_t at = (*end + KV_IMAGE_ALIGN - 1) & ~(size_t)(KV_IMAGE_ALIGN - 1);
    if (entry.offset != at || at > size || entry.element != kv_layout_of(s).element
        || entry.count > (size - at) / entry.element)
        return NULL;
    *end = at + (size_t)entry.count * entry.element;
    *count = entry.count;
    return image + at;
}

kv_status kv_image_bind(kv_corridor *c, const void *image, size_t size, const char *name, kv_error *err)
{
    assert((uintptr_t)image % KV_IMAGE_ALIGN == 0);
    *c = (kv_corridor){ .image = image, .image_size = size };
    kv_status status = check_header(image, size, name, err);
    if (status != KV_OK)
        return status;
    size_t end = sizeof(kv_image_header) + KV_SECTION_COUNT * sizeof(kv_image_section);
    if (size < end)
        return refuse(err, name, "the compiled corridor is damaged: its section table is cut short");
#define X(member, type, text) \
    c->member = place(image, size, KV_SECTION_##member, &end, &c->member##_count); \
    if (!c->member) \
        return refuse(err, name, "the compiled corridor is damaged: its section table leads outside");
    KV_SECTION_MAP(X)
#undef X
    if (end != size)
        return refuse(err, name, "the compiled corridor is damaged: bytes behind its last section");
    return kv_corridor_check(c, name, err);
}

kv_status kv_corridor_open(kv_corridor **out, const char *path, kv_error *err)
{
    *out = NULL;
    kv_file file;
    kv_status status = kv_file_map(&file, path, err);
    if (status != KV_OK)
        return status;
    if (!file.size)
        return refuse(err, path, "the file is empty");
    kv_corridor *c = malloc(sizeof *c);
    status = c ? kv_image_bind(c, file.data, file.size, path, err) : kv_fail(err, KV_MEMORY, NULL, "memory is out");
    if (status != KV_OK) {
        free(c);
        kv_file_unmap(&file);
        return status;
    }
    c->owned = OWNED_MAPPED;
    *out = c;
    return KV_OK;
}

kv_status kv_corridor_save(const kv_corridor *c, const char *path, kv_error *err)
{
    return kv_file_write(path, c->image, c->image_size, err);
}

void kv_corridor_close(kv_corridor *c)
{
    if (!c)
        return;
    void *image = (void *)(uintptr_t)c->image;
    if (c->owned == OWNED_MALLOC)
        free(image);
    if (c->owned == OWNED_MAPPED)
        kv_file_unmap(&(kv_file){ image, c->image_size });
    free(c);
}

/* ---- questions --------------------------------------------------------------------------------------- */

uint32_t kv_corridor_stop(const kv_corridor *c, kv_text id)
{
    uint32_t low = 0, high = c->stops_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const char *have = kv_corridor_text(c, c->stops[middle].id);
        int order = strncmp(have, id.n ? id.p : "", id.n);      /* stops at the end of a shorter `have` */
        if (!order && have[id.n])
            order = 1;
        if (!order)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return KV_NONE;
}

kv_tick kv_time_tick(const kv_corridor *c, kv_time t)
{
    if (t <= c->info->base)
        return 0;
    uint64_t since = (uint64_t)t - (uint64_t)c->info->base;
    return since < KV_NEVER ? (kv_tick)since : KV_NEVER - 1;
}

/* first second at or after t within spans that ascend and do not touch; KV_NEVER behind the last */
static kv_tick first_within(const kv_span *span, uint32_t count, kv_tick t)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (span[middle].to <= t)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == count)
        return KV_NEVER;
    return t > span[low].from ? t : span[low].from;
}

kv_tick kv_stop_open_at(const kv_corridor *c, uint32_t stop, kv_tick t)
{
    uint32_t class = c->stops[stop].hours;
    if (class == KV_NONE || t == KV_NEVER)
        return t;
    uint32_t first = c->hours[class];
    return first_within(c->open + first, c->hours[class + 1] - first, t);
}

kv_tick kv_flex_depart(const kv_corridor *c, const kv_pattern_row *p, kv_tick t)
{
    assert(p->flexible);
    kv_tick from = first_within(c->active + p->first_active, p->active_count, t);
    if (from == KV_NEVER)
        return KV_NEVER;
    int32_t wait = c->services[p->service].wait_p50_s;
    uint64_t depart = (uint64_t)from + (uint64_t)(wait > 0 ? wait : 0);
    return depart < KV_NEVER ? (kv_tick)depart : KV_NEVER;
}

int kv_tick_month(const kv_corridor *c, kv_tick t)
{
    kv_time utc = kv_tick_time(c, t);
    return kv_days_date(utc / KV_DAY_S - (utc % KV_DAY_S < 0)).month;
}
