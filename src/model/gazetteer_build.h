/* gazetteer_build.h - what the two halves of the builder share: rows read from csv, and how they are written */
#ifndef KV_MODEL_GAZETTEER_BUILD_H
#define KV_MODEL_GAZETTEER_BUILD_H

#include "model/gazetteer_index.h"

typedef struct {
    kv_place_row row;
    uint32_t ascii;                 /* the name without marks where it differs, else 0; a text */
} kv_listed_place;

typedef struct {
    kv_arena *arena;
    kv_error *err;
    kv_pool texts;
    uint16_t fold[KV_FOLD_COUNT];
    uint32_t *fold_at;              /* into texts */
    uint32_t fold_at_count;
    KV_VEC(kv_listed_place) places;
    KV_VEC(kv_spelling_row) spellings;
    KV_VEC(kv_country_row) countries;
} kv_gazetteer_builder;

/* letters as the builder has them now; good until the next text is put */
kv_letters kv_builder_letters(const kv_gazetteer_builder *b);

/* country names of many languages (gazetteer_countries.c) */
kv_status kv_builder_add_countries(kv_gazetteer_builder *b);

/* dictionary, sections, checksum (gazetteer_write.c); the bytes are in the arena */
kv_status kv_builder_write(kv_gazetteer_builder *b, kv_text *out);

#endif
