/* layout.h - what every row of a corridor is made of, said once
 *
 * The compiler copies, renumbers and sorts rows by these tables; the opener checks by them that no row of a file
 * leads outside; the header of a file carries their hash, so that a file with other rows is refused.
 * The order in which a table names the fields is the order by which rows are sorted. */
#ifndef KV_MODEL_LAYOUT_H
#define KV_MODEL_LAYOUT_H

#include <stddef.h>

#include "model/corridor.h"

typedef enum {
#define X(member, type, text) KV_SECTION_##member,
    KV_SECTION_MAP(X)
#undef X
    KV_SECTION_COUNT
} kv_section;

typedef enum {
    KV_FIELD_TEXT,              /* kv_str */
    KV_FIELD_INDEX,             /* uint32_t: a row of section `of` */
    KV_FIELD_OPTIONAL,          /* the same, or KV_NONE */
    KV_FIELD_WORD,              /* uint8_t below `of` */
    KV_FIELD_U32,
    KV_FIELD_I32,
    KV_FIELD_I64,
    KV_FIELD_SCALE,             /* int32_t 0 .. 9: digits behind the point of a kv_decimal */
    KV_FIELD_F64,
    KV_FIELD_CODE,              /* char[4], NUL-terminated */
    KV_FIELD_LINE,              /* uint32_t: where in its file; named last, so that it only parts equal rows */
    KV_FIELD_DERIVED            /* uint32_t that the compiler fills in later; zero until then */
} kv_field_kind;

typedef struct {
    uint16_t offset;
    uint8_t kind;               /* kv_field_kind */
    uint8_t of;                 /* a kv_section, or the limit of a word */
} kv_field;

typedef struct {
    const char *name;
    uint32_t element;           /* bytes of one row */
    uint32_t field_count;
    const kv_field *fields;     /* NULL for the plain arrays of the timetable */
} kv_layout;

kv_layout kv_layout_of(kv_section section);
size_t    kv_field_size(kv_field_kind kind);
uint64_t  kv_layout_hash(void);             /* over names, sizes and fields of all sections, and the words of terms.h */

/* < 0, 0, > 0 like strcmp; both rows of one section, texts in the order of their offsets */
int       kv_layout_compare(const kv_layout *layout, const void *a, const void *b);

#endif
