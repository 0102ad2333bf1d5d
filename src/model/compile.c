/* compile.c - from a pack to one image: the steps in their order, then the bytes
 *
 * The image that leaves here has passed the same check as one that comes from a disk. If it does not pass, the fault is
 * ours, and it is better told now than met in a search. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/compile.h"
#include "model/image.h"

kv_status kv_build_no_memory(kv_build *b)
{
    return kv_fail(b->err, KV_MEMORY, NULL, "memory is out");
}

static size_t aligned(size_t at) { return (at + KV_IMAGE_ALIGN - 1) & ~(size_t)(KV_IMAGE_ALIGN - 1); }

static kv_status write_image(kv_build *b, void **out, size_t *out_size)
{
    struct { const void *at; size_t count, element; } section[KV_SECTION_COUNT] = {
#define X(member, type, text) { b->member.at, b->member.count, sizeof(type) },
        KV_SECTION_MAP(X)
#undef X
    };
    size_t table = sizeof(kv_image_header), end = table + KV_SECTION_COUNT * sizeof(kv_image_section), size = end;
    for (size_t s = 0; s < KV_SECTION_COUNT; s++) {
        if (section[s].count >= KV_NONE)
            return kv_fail(b->err, KV_INVALID, NULL, "too large: %zu %s", section[s].count, kv_layout_of((kv_section)s).name);
        size = aligned(size) + section[s].count * section[s].element;
    }
    char *image = aligned_alloc(KV_IMAGE_ALIGN, aligned(size));
    if (!image)
        return kv_build_no_memory(b);
    memset(image, 0, end);
    for (size_t s = 0; s < KV_SECTION_COUNT; s++) {
        size_t at = aligned(end), bytes = section[s].count * section[s].element;
        memset(image + end, 0, at - end);
        kv_image_section entry = { at, (uint32_t)section[s].count, (uint32_t)section[s].element };
        memcpy(image + table + s * sizeof entry, &entry, sizeof entry);
        if (bytes)
            memcpy(image + at, section[s].at, bytes);
        end = at + bytes;
    }
    assert(end == size);
    kv_image_seal(image, size);
    *out = image;
    *out_size = size;
    return KV_OK;
}

static void free_build(kv_build *b)
{
#define X(member, type, text) kv_vec_free(&b->member);
    KV_SECTION_MAP(X)
#undef X
    for (size_t s = 0; s < KV_SECTION_COUNT; s++)
        free(b->row_of[s]);
    free(b->text_of);
    free(b->pack_trip);
    free(b->calendar_first);
    free(b->calendar_day);
    free(b->frequency_first);
    free(b->frequencies);
    free(b->metres);
    for (size_t z = 0; z < b->zones.count; z++) {
        kv_zone_close(b->zones.at[z]);
        free(b->day_start.at[z]);
    }
    kv_vec_free(&b->zone_name);
    kv_vec_free(&b->zones);
    kv_vec_free(&b->day_start);
}

static kv_status build(kv_build *b)
{
    static kv_status (*const step[])(kv_build *) = {
        kv_build_rows, kv_build_days, kv_build_distances, kv_build_patterns, kv_build_hours, kv_build_stops, kv_build_links,
    };
    kv_status status = KV_OK;
    for (size_t i = 0; status == KV_OK && i < sizeof step / sizeof step[0]; i++)
        status = step[i](b);
    if (status == KV_OK && !kv_vec_push(&b->info, b->about))
        status = kv_build_no_memory(b);
    return status;
}

kv_status kv_compile(kv_corridor **out, const kv_pack *pack, kv_compile_options options, kv_error *err)
{
    *out = NULL;
    if (pack->error_count) {
        kv_fail(err, KV_INVALID, NULL, "the pack has %zu error%s", pack->error_count, pack->error_count == 1 ? "" : "s");
        return kv_hint(err, "see them all: karvan pack check DIR");
    }
    kv_build b = { .pack = pack, .options = options, .err = err };
    b.about.is_freight = pack->is_freight;
    b.about.change_default_s = options.change_default_s > 0 ? (uint32_t)options.change_default_s : 0;
    b.about.compiled_from = pack->newest_file;
    void *image = NULL;
    size_t size = 0;
    kv_corridor *c = malloc(sizeof *c);
    kv_status status = c ? build(&b) : kv_build_no_memory(&b);
    if (status == KV_OK)
        status = write_image(&b, &image, &size);
    free_build(&b);
    if (status == KV_OK && kv_image_bind(c, image, size, "compiled image", err) != KV_OK) {
        status = KV_BUG;
        if (err)
            err->status = KV_BUG;
    }
    if (status != KV_OK) {
        free(image);
        free(c);
        return status;
    }
    c->owned = 1;
    *out = c;
    return KV_OK;
}
