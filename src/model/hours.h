/* hours.h - opening hours as written in stops.txt: "Mo-Fr 08:00-20:00;Sa 09:00-13:00"
 *
 *     hours := span { ";" span }      span := day [ "-" day ] " " HH:MM "-" HH:MM
 *     day   := Mo Tu We Th Fr Sa Su   from 00:00 to 24:00, within one day; days may wrap: Sa-Mo */
#ifndef KV_MODEL_HOURS_H
#define KV_MODEL_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef struct {
    uint8_t weekdays;           /* bit 0 Monday; never 0 */
    int32_t from_s, to_s;       /* of the local clock, 0 <= from < to <= 86400 */
} kv_hours_span;

#define KV_HOURS_GRAMMAR "Mo-Fr 08:00-20:00;Sa 09:00-13:00, until 24:00 at the latest"

/* kv_hours_next - cut the next span off a list of opening hours
 * rest      what is left of the list; empty items are skipped
 * returns   true with *span; false at the end, or at an item that cannot be read: then *bad is that item, else empty */
bool kv_hours_next(kv_text *rest, kv_hours_span *span, kv_text *bad);

#endif
