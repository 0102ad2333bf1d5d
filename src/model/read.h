/* read.h - inside the reader: tables of columns, the row in hand, ids, findings
 *
 *     kv_table "freight_closures.txt"                         one text row            one struct
 *       "stop_id" STOP    required  -> .stop                  KZAAU,1,0.12,...  --->  { .stop = 17, .month = 1,
 *       "month"   INTEGER required 1..12 -> .month                                      .chance = 0.12, ... }
 *       "chance"  NUMBER  required 0..1  -> .chance                                  --> take(): checks, keeps
 *
 * A column stands once, in its table: the reader, the checker's words ("must be one of rail, sea ..."), the hints
 * and the test of docs/pack-format.md all read it. Files are read in the order of kv_tables, so that what a row
 * names is there before it. Nothing here stops at a fault: a faulty field takes its default, the finding makes
 * the pack one that cannot be compiled, and the row is kept for the sake of the checks behind it. */
#ifndef KV_MODEL_READ_H
#define KV_MODEL_READ_H

#include <stddef.h>

#include "base/csv.h"
#include "model/pack.h"
#include "model/source.h"

/* ---- columns and tables -------------------------------------------------------------------------------- */

/*    kind            member type     written as */
#define KV_COLUMN_MAP(X) \
    X(TEXT,           kv_str,         "text") \
    X(WORD,           uint8_t,        "word") \
    X(INTEGER,        int32_t,        "whole number") \
    X(NUMBER,         double,         "decimal") \
    X(DECIMAL,        kv_decimal,     "decimal, at most 9 digits behind the point") \
    X(HOURS,          int32_t,        "hours") \
    X(TONNES,         int32_t,        "tonnes") \
    X(FLAG,           uint8_t,        "0 or 1") \
    X(DATE,           int32_t,        "date YYYY-MM-DD") \
    X(GTFS_DATE,      int32_t,        "date YYYYMMDD") \
    X(CLOCK,          int32_t,        "time HH:MM:SS") \
    X(EQUIPMENT,      uint32_t,       "equipment list") \
    X(EQUIPMENT_TEXT, kv_str,         "equipment list") \
    X(HS,             kv_str,         "HS list") \
    X(DG,             uint32_t,       "all, none or list of 1..9") \
    X(MODES,          uint32_t,       "list of modes") \
    X(CURRENCY,       kv_currency,    "ISO 4217 code") \
    X(COUNTRY,        char[4],        "ISO 3166 code") \
    X(ZONE,           kv_str,         "time zone") \
    X(OPENING,        kv_str,         "opening hours") \
    X(AGENCY,         uint32_t,       "agency_id") \
    X(STOP,           uint32_t,       "stop_id") \
    X(ROUTE,          uint32_t,       "route_id") \
    X(TRIP,           uint32_t,       "trip_id") \
    X(SOURCE,         uint32_t,       "source_id")
#define X(name, type, written) KV_COLUMN_##name,
typedef enum { KV_COLUMN_MAP(X) KV_COLUMN_KIND_COUNT } kv_column_kind;
#undef X

typedef struct {
    const char *name;
    kv_column_kind kind;
    kv_list list;               /* WORD: which list */
    uint32_t words;             /* WORD: bits of the entries that may be written; 0: all */
    bool required;
    bool lenient;               /* on a plain feed a bad value is only a warning, and counts as empty */
    uint16_t offset;            /* of the member in the row */
    uint16_t given;             /* of a uint8_t that becomes 1 when the field is filled; 0: none */
    double min, max;            /* in the column's unit; min == max: any */
    double preset;              /* when empty: number, seconds, word, mask; a text is empty, an index KV_NONE */
} kv_column;
enum { KV_COLUMNS_MAX = 64 };

typedef enum {                  /* in the order of reading */
    KV_TABLE_SOURCES, KV_TABLE_AGENCY, KV_TABLE_STOPS, KV_TABLE_ROUTES, KV_TABLE_SERVICES, KV_TABLE_CALENDAR,
    KV_TABLE_CALENDAR_DATES, KV_TABLE_SHAPES, KV_TABLE_TRIPS, KV_TABLE_STOP_TIMES, KV_TABLE_FREQUENCIES,
    KV_TABLE_TRANSFERS, KV_TABLE_FEED_INFO, KV_TABLE_HANDLING, KV_TABLE_VARIABILITY, KV_TABLE_CLOSURES, KV_TABLE_FX,
    KV_TABLE_TARIFFS, KV_TABLE_SURCHARGES, KV_TABLE_EMISSIONS, KV_TABLE_SECTIONS, KV_TABLE_PROJECTS, KV_TABLE_COUNT
} kv_table_id;

typedef struct kv_reader kv_reader;
typedef struct {
    const char *file;
    bool required;                              /* of a pack; a file that is there needs at least one row then */
    const kv_column *columns;
    size_t column_count, row_size;
    uint16_t line;                              /* offset of the uint32_t that takes the row's line */
    void (*take)(kv_reader *r, void *row);      /* after all fields of a row are parsed */
    void (*read)(kv_reader *r);                 /* instead of take: reads the opened file by itself */
    void (*done)(kv_reader *r);                 /* behind the last row, also when the file is not there; may be NULL */
} kv_table;

extern const kv_table *const kv_tables[KV_TABLE_COUNT];
const kv_table *kv_table_named(const char *file);           /* NULL: not a file of ours */

/* KV_COLUMN(struct, member, "name", KIND, further fields of kv_column ...) */
#define KV_COLUMN(row, member, name_, ...) KV_COLUMN_FILL(row, member, __VA_ARGS__, .name = name_)
#define KV_COLUMN_FILL(row, member, kind_, ...) \
    { .kind = KV_COLUMN_##kind_, .offset = (uint16_t)offsetof(row, member), __VA_ARGS__ }
#define KV_COLUMNS(array) .columns = array, .column_count = sizeof array / sizeof array[0]

/* Columns that many freight files share. */
#define KV_VALIDITY_COLUMNS(row, valid) \
    KV_COLUMN(row, valid.from, "valid_from", DATE, .preset = INT32_MIN), \
    KV_COLUMN(row, valid.to, "valid_to", DATE, .preset = INT32_MAX), \
    KV_COLUMN(row, valid.carried_after, "carried_after", DATE, .preset = INT32_MAX)
#define KV_SOURCE_COLUMNS(row, origin) \
    KV_COLUMN(row, origin.source, "source_id", SOURCE, .required = true), \
    KV_COLUMN(row, origin.confidence, "confidence", WORD, .list = KV_LIST_CONFIDENCE, .required = true)
#define KV_NOTES_COLUMN(row, member) KV_COLUMN(row, member, "notes", TEXT)
/* price units of things that have no distance */
#define KV_UNITS_WITHOUT_KM ((1u << KV_PER_CONTAINER_KM) - 1)

/* "one of rail, sea, ferry", "a whole number from 1 to 12": what may stand in a column, for messages */
size_t kv_column_words(const kv_column *c, char *out, size_t size);

/* ---- ids: text -> index --------------------------------------------------------------------------------- */

typedef struct { uint32_t tag; kv_str key; uint32_t value; } kv_id_slot;
typedef struct { kv_id_slot *slot; size_t slot_count, used; } kv_ids;

uint32_t kv_ids_find(const kv_ids *ids, const kv_pool *pool, kv_text id);       /* KV_NONE when it is not there */
/* false when memory is out; id must not be there yet and lie in the pool as key */
bool     kv_ids_put(kv_ids *ids, const kv_pool *pool, kv_str key, uint32_t value);
/* the known id that looks most like this one, "" when none does; O(ids), for hints */
const char *kv_ids_near(const kv_ids *ids, const kv_pool *pool, kv_text id);
void     kv_ids_free(kv_ids *ids);
/* do two words differ by a slip of the keyboard? 0 the same but for case, 1, 2; 9 for anything further */
int      kv_word_distance(kv_text a, kv_text b);
bool     kv_word_near(kv_text a, kv_text b);                /* close enough, for their length, to suggest one for the other */

enum { KV_MARK_PLACE = 1, KV_MARK_CHILDREN = 2 };

/* Values in kv_reader.stops for stops that are read and left out: KV_STOP_LEFT_OUT + location_type (2..4). */
#define KV_STOP_LEFT_OUT (KV_NONE - 16)

/* ---- the reader ----------------------------------------------------------------------------------------- */

typedef struct {                                /* stops.txt, before rows are sorted and parents known */
    kv_stop_row row;
    kv_str parent, hours;
    int32_t type;
} kv_stop_in;

typedef struct { uint32_t line; } kv_line;
typedef struct { uint32_t calendar; int32_t day; uint32_t line; uint8_t added, pad[3]; } kv_exception_in;
typedef struct { uint32_t shape, sequence, line; float distance; } kv_shape_in;

struct kv_reader {
    kv_pack *pack;
    kv_source *source;
    kv_status status;                           /* KV_OK, or KV_MEMORY: nothing more is read */
    bool usable[KV_TABLE_COUNT];                /* the file is there, has its required columns, and rows if it needs them */
    bool lost_row[KV_TABLE_COUNT];              /* a row of it could not be split into fields */
    size_t warning_kept;                        /* findings at and behind this index hold no warning to give way */

    /* the file in hand */
    const kv_table *table;
    const char *file;                           /* its name */
    kv_csv csv;
    kv_text bytes;
    bool dirty;                                 /* has NULs or is not UTF-8: every field has to be looked at */
    const char *encoding;                       /* what it may be instead of UTF-8, "" unknown; when dirty */
    int16_t where[KV_COLUMNS_MAX];              /* field of each column, -1 when the file does not have it */
    size_t header_fields;
    uint32_t row_faults, row_errors;            /* in fields of the row in hand; errors: those that are no mere warnings */
    size_t row_count;

    /* what rows name */
    kv_ids sources, agencies, stops, routes, calendars, trips, shapes, zones, unknown_zones;
    kv_ids tariffs, surcharges, sections, projects, countries, groups;

    /* kept until the file, or all files, are read */
    KV_VEC(kv_stop_in) stops_in;
    KV_VEC(kv_str) stop_parents;                /* per stop, parent_station as written */
    KV_VEC(uint8_t) stop_marks;                 /* per stop, KV_MARK_*: what millions of calls ask about it */
    KV_VEC(uint8_t) service_trips;              /* per service: a trip of it was read */
    KV_VEC(kv_line) source_lines, agency_lines, calendar_lines;    /* lines of rows that keep none */
    KV_VEC(kv_exception_in) exceptions_in;
    KV_VEC(kv_shape_in) shapes_in;
    KV_VEC(uint8_t) trip_lost;                  /* per trip, when any: a call of it was faulty */
    bool narrow_transfers_told;
    bool trip_without_route;                    /* told; its service is not told to have no trip as well */
};

/* All that a pack needs; *out is set also when memory ran out half-way (then the pack is freed and status told). */
kv_status kv_pack_read_source(kv_pack **out, kv_source *source, kv_error *err);

/* Opens the file of r->table: bytes, encoding, header. false: it is not usable (told). */
bool kv_table_open(kv_reader *r);
/* The next row is in r->csv.field; faults are told and stepped over. false: no more. */
bool kv_table_next(kv_reader *r);
/* What kv_table_next does with a row that somebody else has split into r->csv.field. */
void kv_table_begin_row(kv_reader *r);
/* The field of a column of the row in hand, trimmed; empty when it is not there. */
kv_text kv_table_field(const kv_reader *r, size_t column);
/* Fills row from the row in hand, faults are told; row is set to the defaults first. */
void kv_table_parse(kv_reader *r, const void *blank, void *row);
/* One filled field; false when it was faulty (told). */
bool kv_value_parse(kv_reader *r, const kv_column *c, kv_text t, void *row);

#define KV_NO_TIME INT32_MIN                    /* in arrive_s and depart_s until kv_check_trips */

/* H:MM:SS to HHHH:MM:SS; NULL, or what is wrong with it */
const char *kv_clock_parse(kv_text t, int32_t *seconds);

/* Reads all rows of the opened file: parse, take. */
void kv_table_read(kv_reader *r);
kv_table_id kv_table_id_of(const kv_reader *r);     /* of the file in hand */

/* UTF-8? Told once when the file cannot be read at all (false), else the fields tell. */
bool kv_encoding_check(kv_reader *r);
bool kv_encoding_field(kv_reader *r, const char *column, kv_text t);

/* text into the pack's pool; sets r->status when memory is out */
kv_str kv_reader_text(kv_reader *r, kv_text t);
#define kv_reader_push(r, vec, item) \
    ((r)->status == KV_OK && !kv_vec_push((vec), (item)) ? (void)((r)->status = KV_MEMORY) : (void)0)

/* ---- findings ------------------------------------------------------------------------------------------- */

/* NULL when it was only counted (too many, or memory is out). value is made printable and cut at 80 bytes. */
__attribute__((format(printf, 7, 8)))
kv_finding *kv_report(kv_reader *r, kv_severity severity, const char *file, uint32_t line, const char *column,
                      kv_text value, const char *format, ...);
/* the same for the row in hand; value is what its column holds; column "" for the row */
__attribute__((format(printf, 4, 5)))
kv_finding *kv_row_report(kv_reader *r, kv_severity severity, const char *column, const char *format, ...);
/* f may be NULL */
__attribute__((format(printf, 3, 4)))
void kv_finding_hint(kv_reader *r, kv_finding *f, const char *format, ...);
/* what to do about an id that is not in a table */
const char *kv_missing_hint(const kv_reader *r, kv_table_id table);
/* "did you mean ...?" when a known id looks like this one, else the other hint */
void kv_hint_near(kv_reader *r, kv_finding *f, const kv_ids *ids, kv_text id, const char *otherwise);
/* an error in a freight pack; only a warning on a plain feed, where planning remains possible */
kv_severity kv_lenient(const kv_reader *r);
/* at most 80 bytes of printable UTF-8 and a NUL */
enum { KV_VALUE_BYTES_MAX = 80 };
void kv_printable(char out[KV_VALUE_BYTES_MAX + 1], kv_text value);
const char *kv_reader_id(const kv_reader *r, kv_str s);     /* of the pool, for messages */

/* Keeps the id of the row in hand under this index; false when it is empty or an earlier row has it (told).
 * rows, stride, line: where the source lines of earlier rows stand, to name the first one */
bool kv_id_keep(kv_reader *r, kv_ids *ids, const char *column, kv_str id, size_t index, const void *rows, size_t stride,
                size_t line);
#define kv_id_keep_in(r, ids, column, id, vec, line) \
    kv_id_keep((r), (ids), (column), (id), (vec)->count, (vec)->at, sizeof *(vec)->at, \
               offsetof(__typeof__(*(vec)->at), line))

/* validity of the row in hand: not inverted, and what was carried forward was carried to somewhere */
void kv_check_validity(kv_reader *r, const kv_validity *v);

/* ---- what is checked when everything is read -------------------------------------------------------------- */

void kv_check_stops(kv_reader *r);              /* parents, called behind stops.txt */
void kv_check_calendars(kv_reader *r);
void kv_check_trips(kv_reader *r);              /* order and times of trips, interpolation */
void kv_check_frequencies(kv_reader *r);
void kv_check_services(kv_reader *r);
void kv_check_prices(kv_reader *r);

#endif
