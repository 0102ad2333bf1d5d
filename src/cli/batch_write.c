/* batch_write.c - journeys as lines:  id,transfers,departure,arrival[,price,currency][,co2e_kg][,chance]
 *
 * or, for programs, each an object: {"id": "q1", "transfers": 2, "departure": "...", ...}. Times are written as the question's was: local time of the pack, or UTC with its Z. */
#include <stdarg.h>
#include <string.h>

#include "cli/batch.h"

enum { LINE_MAX_BYTES = 400 };

void kv_cli_write_header(FILE *out, const kv_cli_columns *columns)
{
    if (columns->json)
        return;
    fputs("id,transfers,departure,arrival", out);
    if (columns->criteria & KV_BY_PRICE)
        fputs(",price,currency", out);
    if (columns->criteria & KV_BY_CO2)
        fputs(",co2e_kg", out);
    if (columns->criteria & KV_BY_CHANCE)
        fputs(",chance", out);
    fputc('\n', out);
}

static void put(kv_cli_text *out, const char *text, size_t n)
{
    memcpy(out->at + out->count, text, n);
    out->count += n;
}

__attribute__((format(printf, 2, 3)))
static void put_format(kv_cli_text *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(out->at + out->count, out->room - out->count, format, args);
    va_end(args);
    if (n > 0)
        out->count += (size_t)n;
}

/* an id is written as CSV wants it; room is there */
static void put_id(kv_cli_text *out, const char *id)
{
    if (!strpbrk(id, ",\"\r\n")) {
        put(out, id, strlen(id));
        return;
    }
    put(out, "\"", 1);
    for (; *id; id++) {
        if (*id == '"')
            put(out, "\"", 1);
        put(out, id, 1);
    }
    put(out, "\"", 1);
}

/* the same as JSON wants it */
static void put_id_json(kv_cli_text *out, const char *id)
{
    put(out, "\"", 1);
    for (; *id; id++) {
        if ((unsigned char)*id < 0x20) {
            put_format(out, "\\u%04x", (unsigned)(unsigned char)*id);
            continue;
        }
        if (*id == '"' || *id == '\\')
            put(out, "\\", 1);
        put(out, id, 1);
    }
    put(out, "\"", 1);
}

static void put_time(kv_cli_text *out, kv_time t, bool local, kv_zone *zone)
{
    char text[32];
    size_t n = kv_time_format(local ? t + kv_zone_offset(zone, t) : t, text);
    put(out, text, local && n ? n - 1 : n);             /* local time has no Z */
}

static void put_line(kv_cli_text *out, const kv_cli_columns *columns, const kv_corridor *c, const kv_cli_query *query, const kv_journey *j,
                     int64_t charge, kv_zone *zone)
{
    char price[32];
    bool json = columns->json;
    if (json) {
        put_format(out, "{\"id\": ");
        put_id_json(out, query->id);
    } else {
        put_id(out, query->id);
    }
    put_format(out, json ? ", \"transfers\": %u, \"departure\": \"" : ",%u,", j->transhipments);
    put_time(out, kv_tick_time(c, j->depart), query->local, zone);
    put_format(out, json ? "\", \"arrival\": \"" : ",");
    put_time(out, kv_tick_time(c, j->arrive), query->local, zone);
    if (json)
        put(out, "\"", 1);
    if (columns->criteria & KV_BY_PRICE) {
        kv_money_format((kv_money){ j->price + charge, columns->currency }, price);
        put_format(out, json ? ", \"price\": {\"amount\": \"%s\", \"currency\": \"%s\"}" : ",%s,%s", price, columns->currency.code);
    }
    if (columns->criteria & KV_BY_CO2)
        put_format(out, json ? ", \"co2e_kg\": %u.%03u" : ",%u.%03u", j->co2_g / 1000, j->co2_g % 1000);
    if (columns->criteria & KV_BY_CHANCE)
        put_format(out, json ? ", \"chance\": %.4f" : ",%.4f", kv_chance_of_cost(j->chance_cost));
    put_format(out, json ? "}\n" : "\n");
}

bool kv_cli_write_answer(kv_cli_text *out, const kv_cli_columns *columns, const kv_corridor *c, const kv_cli_query *query,
                         const kv_answer *answer, int64_t charge, kv_zone *zone)
{
    size_t id_bytes = 6 * strlen(query->id) + 2;
    for (uint32_t i = 0; i < answer->count; i++) {
        if (!kv_vec_reserve(out, id_bytes + LINE_MAX_BYTES))
            return false;
        put_line(out, columns, c, query, &answer->journeys[i], charge, zone);
    }
    return true;
}
