/* plan_json.h - an answered plan as JSON text, the same for the command line, the library and the server
 *
 *     { "status": "ok", "query": {...}, "options": [ { "label": "fastest", "price": {"amount": "4310.00", "currency": "USD"},
 *       "legs": [...], "price_lines": [...], "emissions": [...], "arrival": {...} } ], "all": [...], "sources": {...},
 *       "notes": [...], "nothing": {...}, "counters": {...} }
 *
 * Money is {"amount", "currency"}, an instant {"time": RFC 3339 in UTC, "zone": of the place}, a place {"code", "name",
 * "country", "lat", "lon", "zone"}; distances end in _km, masses in _kg, emissions in co2e_kg, hours in _h. A figure's
 * `source` is a key of `sources`; `carried` says that it is used beyond its published validity. All fields: docs/planning.md. */
#ifndef KV_SERVICE_PLAN_JSON_H
#define KV_SERVICE_PLAN_JSON_H

#include "service/plan.h"

enum { KV_PLAN_JSON_INDENT = 1, KV_PLAN_JSON_NO_ALL = 2 };      /* flags: for people; without the list of the whole set */

/* kv_plan_json - write an answer
 * plan      of kv_plan_trip that returned KV_OK or KV_NOTHING over corridor c
 * out       NUL-terminated text from malloc, the caller frees it; *size without the NUL (size may be NULL)
 * errors    KV_MEMORY */
kv_status kv_plan_json(const kv_corridor *c, const kv_plan *plan, unsigned flags, char **out, size_t *size, kv_error *err);

#endif
