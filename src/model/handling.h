/* handling.h - which handling rows hold for a change of vehicle, or for passing, at a terminal */
#ifndef KV_MODEL_HANDLING_H
#define KV_MODEL_HANDLING_H

#include "model/cargo.h"
#include "model/corridor.h"

enum { KV_HANDLING_ROWS_MAX = 32 };
/* from, to: modes of the two vehicles, NONE for origin or destination; passing: from == to and the unit stays on its vehicle
 * rows: indices into corridor->handling, ascending; returns how many (at most KV_HANDLING_ROWS_MAX).
 * Rows of the place and of the terminal add up; of one stop's rows with the same operation and applies, those that name a
 * mode or equipment win over those that do not. day: validity. A row holds for an item when its equipment does; a
 * shipment of several items gets the rows of all of them, each once. */
uint32_t kv_handling_rows(const kv_corridor *c, const kv_cargo *cargo, uint32_t stop, kv_mode from, kv_mode to,
                          bool passing, int32_t day, uint32_t rows[KV_HANDLING_ROWS_MAX]);
/* the rows of one item alone */
uint32_t kv_handling_rows_item(const kv_corridor *c, const kv_cargo_item *item, uint32_t stop, kv_mode from, kv_mode to,
                               bool passing, int32_t day, uint32_t rows[KV_HANDLING_ROWS_MAX]);
/* sum of planned (50 %) seconds of these rows */
uint32_t kv_handling_seconds(const kv_corridor *c, const uint32_t *rows, uint32_t count);

#endif
