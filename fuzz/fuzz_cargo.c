/* fuzz_cargo.c - cargo texts, lists of goods and equipment from any bytes
 *
 * Input: cargo, weight, hs, dg, HS list, equipment list, one to a line. What is accepted keeps the promises of cargo.h and is
 * the same when its codes are written again; what is refused is told with a reason. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "model/cargo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_item(const kv_cargo_item *item)
{
    assert(item->count >= 1 && item->equipment && item->goods_kg >= 0 && item->gross_kg >= item->goods_kg);
    assert(item->code[0] && memchr(item->code, '\0', sizeof item->code));
    assert((item->length_ft != 0) == (item->teu_100 > 0));
    for (int unit = 0; unit < KV_CAPACITY_UNIT_COUNT; unit++)
        assert(kv_item_capacity_100(item, (kv_capacity_unit)unit) >= 0);
}

static void check_lists(kv_text goods, kv_text units, const kv_cargo *c)
{
    kv_hs_entry entries[KV_HS_ENTRIES_MAX];
    uint32_t count;
    kv_text bad = { 0 };
    int narrow = -1;
    bool parsed = kv_hs_parse(goods, entries, KV_HS_ENTRIES_MAX, &count, &bad);
    assert(parsed || (bad.p >= goods.p && bad.p + bad.n <= goods.p + goods.n));
    bool fits = parsed && kv_hs_fits(entries, count, c->hs, &narrow);
    assert(fits == kv_hs_matches(goods, c->hs));
    assert(!fits || (narrow >= 0 && narrow <= 10));
    assert(!parsed || kv_hs_fits(entries, count, "", NULL) == (count == 0));

    kv_equipment_set set;
    parsed = kv_equipment_set_parse(units, &set, &bad);
    assert(parsed || (bad.p >= units.p && bad.p + bad.n <= units.p + units.n));
    for (int i = 0; i < c->item_count; i++) {
        fits = parsed && kv_equipment_set_fits(&set, &c->item[i], &narrow);
        assert(fits == kv_equipment_matches(units, &c->item[i], NULL));
        assert(!fits || ((set.kinds & c->item[i].equipment) && narrow >= 0 && narrow <= 3));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kv_arena arena = { 0 };
    kv_text rest = { (const char *)data, size }, line[6] = { { 0 } };
    char *text[6];
    for (int i = 0; i < 6; i++) {
        kv_text_next(&rest, '\n', &line[i]);
        text[i] = kv_arena_text(&arena, line[i].n ? line[i].p : "", line[i].n);
        assert(text[i]);
    }
    kv_cargo c;
    kv_error err = { 0 };
    if (kv_cargo_parse(&c, text[0], text[1], text[2], text[3], &err) != KV_OK) {
        assert(err.status == KV_INVALID && err.text[0] && err.where[0] == '-' && err.hint[0]);
        kv_arena_free(&arena);
        return 0;
    }
    assert(c.item_count >= 1 && c.item_count <= KV_CARGO_ITEMS_MAX && c.dg_class <= 9);
    char again[KV_CARGO_ITEMS_MAX * 32] = "";
    bool whole = true;                      /* a bulk text longer than its code is cut */
    for (int i = 0; i < c.item_count; i++) {
        check_item(&c.item[i]);
        bool bulk = kv_item_is_bulk(&c.item[i]);
        size_t at = strlen(again);
        if (bulk)
            snprintf(again + at, sizeof again - at, "%s%s", i ? "," : "", c.item[i].code);
        else
            snprintf(again + at, sizeof again - at, "%s%dx%s", i ? "," : "", c.item[i].count, c.item[i].code);
        whole = whole && !(bulk && strlen(c.item[i].code) == sizeof c.item[i].code - 1);
    }
    kv_cargo second;
    if (whole) {
        kv_status status = kv_cargo_parse(&second, again, text[1], c.hs, text[3], &err);
        assert(status == KV_OK && second.item_count == c.item_count && kv_cargo_units(&second) == kv_cargo_units(&c));
        assert(kv_cargo_goods_kg(&second) == kv_cargo_goods_kg(&c) && kv_cargo_teu_100(&second) == kv_cargo_teu_100(&c));
    }
    check_lists(line[4], line[5], &c);
    kv_arena_free(&arena);
    return 0;
}
