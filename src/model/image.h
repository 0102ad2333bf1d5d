/* image.h - a compiled corridor as bytes
 *
 *     0     header, 64 bytes: magic, version, byte order, layout, size, checksum of everything behind it
 *     64    one kv_image_section for each line of KV_SECTION_MAP, in that order
 *     ...   the sections in the same order, each on a multiple of 64, zeros between
 *
 * Nothing in it is a pointer. Only src/model/ and its tests look in here. */
#ifndef KV_MODEL_IMAGE_H
#define KV_MODEL_IMAGE_H

#include <assert.h>

#include "model/corridor.h"
#include "model/layout.h"

#define KV_IMAGE_MAGIC "KARVAN\0"           /* eight bytes with its own end */
enum {
    KV_IMAGE_VERSION = 1,
    KV_IMAGE_ALIGN = 64,
    KV_IMAGE_BYTE_ORDER = 0x01020304,
    KV_POSITIONS_MAX = 10000                /* stops of one pattern; keeps kv_leg_index within 32 bits */
};

typedef struct {
    char magic[8];
    uint32_t byte_order, version;
    uint64_t layout;                        /* kv_layout_hash() */
    uint64_t size;                          /* of the whole image */
    uint64_t checksum;                      /* XXH3 of everything behind the header */
    uint32_t section_count, reserved[5];
} kv_image_header;

typedef struct { uint64_t offset; uint32_t count, element; } kv_image_section;

static_assert(sizeof(kv_image_header) == KV_IMAGE_ALIGN, "the header is written as it lies in memory");
static_assert(sizeof(kv_image_section) == 16, "the section table is written as it lies in memory");

/* fill in a header for the image whose sections and table are in place */
void kv_image_seal(void *image, size_t size);

/* point c's tables into the image after checking all of it: header, checksum, section table, every index
 * image    aligned to 64; stays with its owner and must outlive c
 * name     for errors                                                                                     */
kv_status kv_image_bind(kv_corridor *c, const void *image, size_t size, const char *name, kv_error *err);

/* corridor_check.c: do all indices, spans and runs of bound tables stay inside? Linear; KV_INVALID says what does not */
kv_status kv_corridor_check(const kv_corridor *c, const char *name, kv_error *err);

#endif
