/* fuzz_corridor.c - a compiled corridor from any bytes
 *
 * As they are, and with a right header and section table over them: a checksum stops accidents, not malice, and without
 * it no run would ever get behind the checksum. What is accepted is walked; a refusal always says why.
 *
 * For the second form the input is: one byte for each section, how many elements it has, then the elements. */
#include <assert.h>
#include <stdlib.h>

#include "model/image.h"
#include "walk_corridor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool try_image(const void *image, size_t size)
{
    kv_corridor c;
    kv_error err = { 0 };
    if (kv_image_bind(&c, image, size, "fuzz", &err) != KV_OK) {
        assert(err.status == KV_INVALID && err.text[0] && err.hint[0]);
        return false;
    }
    walk_corridor(&c);
    return true;
}

static size_t aligned(size_t at) { return (at + KV_IMAGE_ALIGN - 1) & ~(size_t)(KV_IMAGE_ALIGN - 1); }

/* an image that passes all tests but those of its content */
static void try_sections(const uint8_t *data, size_t size)
{
    if (size < KV_SECTION_COUNT)
        return;
    const uint8_t *counts = data;
    data += KV_SECTION_COUNT;
    size -= KV_SECTION_COUNT;
    size_t end = sizeof(kv_image_header) + KV_SECTION_COUNT * sizeof(kv_image_section), room = end;
    for (kv_section s = 0; s < KV_SECTION_COUNT; s++)
        room = aligned(room) + (size_t)counts[s] * kv_layout_of(s).element;
    char *image = aligned_alloc(KV_IMAGE_ALIGN, aligned(room));
    assert(image);
    memset(image, 0, aligned(room));
    for (kv_section s = 0; s < KV_SECTION_COUNT; s++) {
        size_t at = aligned(end), bytes = (size_t)counts[s] * kv_layout_of(s).element;
        kv_image_section entry = { at, counts[s], kv_layout_of(s).element };
        memcpy(image + sizeof(kv_image_header) + s * sizeof entry, &entry, sizeof entry);
        size_t given = bytes < size ? bytes : size;
        memcpy(image + at, data, given);
        data += given;
        size -= given;
        end = at + bytes;
    }
    assert(end == room);
    kv_image_seal(image, room);
    try_image(image, room);
    free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *image = aligned_alloc(KV_IMAGE_ALIGN, aligned(size + 1));
    assert(image);
    if (size)
        memcpy(image, data, size);
    try_image(image, size);
    if (size >= sizeof(kv_image_header)) {
        kv_image_seal(image, size);
        try_image(image, size);
    }
    free(image);
    try_sections(data, size);
    return 0;
}
