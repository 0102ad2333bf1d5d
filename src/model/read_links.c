/* read_links.c - the small standard files: transfers.txt, shapes.txt, feed_info.txt
 *
 * Shapes are for maps. They are checked, since a pack is a feed that other programs read too, and not kept. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/read.h"

/* ---- transfers.txt ------------------------------------------------------------------------------------- */

typedef struct { kv_transfer row; int32_t type; kv_str narrow; uint8_t has_narrow, has_seconds, has_from, has_to; } transfer_in;

#define NARROW(name) KV_COLUMN(transfer_in, narrow, name, TEXT, .given = offsetof(transfer_in, has_narrow))
static const kv_column transfer_columns[] = {
    KV_COLUMN(transfer_in, row.from_stop, "from_stop_id", STOP, .lenient = true, .given = offsetof(transfer_in, has_from)),
    KV_COLUMN(transfer_in, row.to_stop, "to_stop_id", STOP, .lenient = true, .given = offsetof(transfer_in, has_to)),
    KV_COLUMN(transfer_in, type, "transfer_type", INTEGER, .lenient = true, .min = 0, .max = 5),
    KV_COLUMN(transfer_in, row.seconds, "min_transfer_time", INTEGER, .given = offsetof(transfer_in, has_seconds), .min = 0,
              .max = INT32_MAX, .preset = -1),
    NARROW("from_route_id"), NARROW("to_route_id"), NARROW("from_trip_id"), NARROW("to_trip_id"),
};
#undef NARROW

static void take_transfer(kv_reader *r, void *in)
{
    transfer_in *t = in;
    enum { STAY_SEATED = 4 };
    if (t->has_narrow || t->type >= STAY_SEATED) {
        if (!r->narrow_transfers_told) {
            kv_finding *f = kv_row_report(r, KV_FINDING_WARNING, "", "transfers between single routes or trips are not read");
            kv_finding_hint(r, f, "told once for the file; those between stops hold");
        }
        r->narrow_transfers_told = true;
        return;
    }
    if (!t->has_from || !t->has_to) {
        kv_row_report(r, kv_lenient(r), t->has_from ? "to_stop_id" : "from_stop_id", "is empty, but required");
        return;
    }
    if (t->row.from_stop == KV_NONE || t->row.to_stop == KV_NONE || r->row_errors)
        return;
    if (t->type == 2 && !t->has_seconds) {
        kv_finding *f = kv_row_report(r, kv_lenient(r), "min_transfer_time", "is empty, but transfer_type 2 is about it");
        kv_finding_hint(r, f, "write the seconds a change takes");
    }
    t->row.type = (uint8_t)t->type;
    kv_reader_push(r, &r->pack->transfers, t->row);
}

const kv_table kv_table_transfers = { .file = "transfers.txt", KV_COLUMNS(transfer_columns), .row_size = sizeof(transfer_in),
                                      .line = offsetof(transfer_in, row.line), .take = take_transfer };

/* ---- shapes.txt ---------------------------------------------------------------------------------------- */

typedef struct { double lat, lon, distance; kv_str shape; int32_t sequence; uint32_t line; } point_in;

static const kv_column shape_columns[] = {
    KV_COLUMN(point_in, shape, "shape_id", TEXT, .required = true, .lenient = true),
    KV_COLUMN(point_in, lat, "shape_pt_lat", NUMBER, .required = true, .lenient = true, .min = -90, .max = 90),
    KV_COLUMN(point_in, lon, "shape_pt_lon", NUMBER, .required = true, .lenient = true, .min = -180, .max = 180),
    KV_COLUMN(point_in, sequence, "shape_pt_sequence", INTEGER, .required = true, .lenient = true, .min = 0, .max = INT32_MAX),
    KV_COLUMN(point_in, distance, "shape_dist_traveled", NUMBER, .lenient = true, .min = 0, .max = 1e9, .preset = NAN),
};

static void take_point(kv_reader *r, void *in)
{
    const point_in *p = in;
    if (!p->shape)
        return;
    if (kv_ids_find(&r->shapes, &r->pack->text, kv_text_of(kv_reader_id(r, p->shape))) == KV_NONE
        && !kv_ids_put(&r->shapes, &r->pack->text, p->shape, 0))
        r->status = KV_MEMORY;
    kv_shape_in kept = { .shape = p->shape, .sequence = (uint32_t)p->sequence, .line = p->line, .distance = (float)p->distance };
    if (!r->row_faults)
        kv_reader_push(r, &r->shapes_in, kept);
}

static int compare_points(const void *a, const void *b)
{
    const kv_shape_in *x = a, *y = b;
    if (x->shape != y->shape)
        return x->shape < y->shape ? -1 : 1;
    if (x->sequence != y->sequence)
        return x->sequence < y->sequence ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static void done_shapes(kv_reader *r)
{
    kv_shape_in *p = r->shapes_in.at;
    bool sorted = true;
    for (size_t i = 1; i < r->shapes_in.count && sorted; i++)
        sorted = compare_points(&p[i - 1], &p[i]) <= 0;
    if (!sorted)
        qsort(p, r->shapes_in.count, sizeof *p, compare_points);
    for (size_t i = 1; i < r->shapes_in.count; i++) {
        if (p[i].shape != p[i - 1].shape)
            continue;
        char value[32];
        if (p[i].sequence == p[i - 1].sequence) {
            snprintf(value, sizeof value, "%u", p[i].sequence);
            kv_report(r, kv_lenient(r), r->file, p[i].line, "shape_pt_sequence", kv_text_of(value),
                      "stands for shape %s already in line %u", kv_reader_id(r, p[i].shape), p[i - 1].line);
        }
        if (p[i].distance < p[i - 1].distance) {
            snprintf(value, sizeof value, "%g", (double)p[i].distance);
            kv_report(r, kv_lenient(r), r->file, p[i].line, "shape_dist_traveled", kv_text_of(value),
                      "is less than %g at the point of shape %s before it", (double)p[i - 1].distance, kv_reader_id(r, p[i].shape));
        }
    }
    kv_vec_free(&r->shapes_in);
}

const kv_table kv_table_shapes = { .file = "shapes.txt", KV_COLUMNS(shape_columns), .row_size = sizeof(point_in),
                                   .line = offsetof(point_in, line), .take = take_point, .done = done_shapes };

/* ---- feed_info.txt ------------------------------------------------------------------------------------- */

typedef struct { kv_str name, publisher, version; int32_t from, to; uint32_t line; } feed_in;

static const kv_column feed_columns[] = {
    KV_COLUMN(feed_in, name, "feed_name", TEXT),
    KV_COLUMN(feed_in, publisher, "feed_publisher_name", TEXT),
    KV_COLUMN(feed_in, version, "feed_version", TEXT),
    KV_COLUMN(feed_in, from, "feed_start_date", GTFS_DATE, .lenient = true, .preset = INT32_MIN),
    KV_COLUMN(feed_in, to, "feed_end_date", GTFS_DATE, .lenient = true, .preset = INT32_MAX),
};

static void take_feed(kv_reader *r, void *in)
{
    const feed_in *feed = in;
    if (r->row_count > 1) {
        kv_row_report(r, KV_FINDING_WARNING, "", "a feed is described by one row; this one is not read");
        return;
    }
    kv_pack *pack = r->pack;
    if (feed->name)
        pack->name = feed->name;
    pack->publisher = feed->publisher;
    pack->version = feed->version;
    if (feed->to < feed->from) {
        kv_row_report(r, kv_lenient(r), "feed_end_date", "is before feed_start_date");
        return;
    }
    pack->feed_from = feed->from;
    pack->feed_to = feed->to;
}

const kv_table kv_table_feed_info = { .file = "feed_info.txt", KV_COLUMNS(feed_columns), .row_size = sizeof(feed_in),
                                      .line = offsetof(feed_in, line), .take = take_feed };
