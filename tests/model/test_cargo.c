/* test_cargo.c - what people write about a cargo, and what becomes of it */
#include "check.h"

#include <stdlib.h>

#include "base/random.h"
#include "kit.h"
#include "model/equipment.h"

static void test_items(void **state)
{
    (void)state;
    static const struct {
        const char *cargo, *weight, *hs; int items; int64_t units, teu_100, goods_kg, gross_kg; const char *code, *why;
    } row[] = {
        { "", NULL, NULL, 1, 1, 200, 20000, 23800, "45G1", "nothing asked is one 40' high cube with 10 t a TEU" },
        { "2x45G1", "24t", NULL, 1, 2, 400, 24000, 27800, "45G1", "goods and the box's own 3.8 t" },
        { "45g1", "24000kg", NULL, 1, 1, 200, 24000, 27800, "45G1", "small letters and kilograms" },
        { "22G1", NULL, NULL, 1, 1, 100, 10000, 12200, "22G1", "20': 10 t, tare 2.2 t" },
        { "22GP", NULL, NULL, 1, 1, 100, 10000, 12200, "22G1", "the type group written as letters" },
        { "42G1", NULL, NULL, 1, 1, 200, 20000, 23800, "42G1", "8'6\" high" },
        { "45R1", NULL, NULL, 1, 1, 200, 20000, 24600, "45R1", "a reefer's own mass is 4.6 t" },
        { "L5G1", NULL, NULL, 1, 1, 225, 22500, 27300, "L5G1", "45': 2.25 TEU" },
        { "22T1", NULL, NULL, 1, 1, 100, 10000, 13700, "22T1", "tank" },
        { "22U1", NULL, NULL, 1, 1, 100, 10000, 12200, "22U1", "open top" },
        { "22P1", NULL, NULL, 1, 1, 100, 10000, 12200, "22P1", "flat rack" },
        { "12G0", NULL, NULL, 1, 1, 50, 5000, 6300, "12G0", "10'" },
        { " 2 x 45G1 , 1x22R1 ", "20t", NULL, 2, 3, 500, 20000, 23800, "45G1", "blanks, two items" },
        { "3X22G1", NULL, NULL, 1, 3, 300, 10000, 12200, "22G1", "a capital X" },
        { "3\xC3\x97" "22G1", NULL, NULL, 1, 3, 300, 10000, 12200, "22G1", "the sign of multiplication" },
        { "30xwagon", NULL, "1001", 1, 30, 0, 65000, 88000, "wagon", "65 t a wagon" },
        { "30xwagon-tank", "60t", "2709", 1, 30, 0, 60000, 83000, "wagon-tank", "one type of wagon" },
        { "3xtruck", NULL, NULL, 1, 3, 0, 20000, 35000, "truck", "20 t a truck" },
        { "1xtrailer", "12.5t", NULL, 1, 1, 0, 12500, 19500, "trailer", "a part of a tonne" },
        { "500t", NULL, "1001", 1, 1, 0, 500000, 500000, "500t", "bulk is one unit" },
        { "1250.5t", NULL, NULL, 1, 1, 0, 1250500, 1250500, "1250.5t", "bulk with a point" },
        { "2x45G1", "empty", NULL, 1, 2, 400, 0, 3800, "45G1", "empty boxes weigh what they weigh" },
        { "45G1", "26.68t", NULL, 1, 1, 200, 26680, 30480, "45G1", "30.48 t gross is allowed" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_cargo c = { 0 };
        kv_error err = { 0 };
        check_i64(kv_cargo_parse(&c, row[i].cargo, row[i].weight, row[i].hs, NULL, &err), KV_OK, row[i].why);
        check_i64(c.item_count, row[i].items, row[i].why);
        check_i64(kv_cargo_units(&c), row[i].units, row[i].why);
        check_i64(kv_cargo_teu_100(&c), row[i].teu_100, row[i].why);
        check_i64(c.item[0].goods_kg, row[i].goods_kg, row[i].why);
        check_i64(c.item[0].gross_kg, row[i].gross_kg, row[i].why);
        check_text(c.item[0].code, row[i].code, row[i].why);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct { const char *cargo, *weight, *hs, *dg, *where, *hint, *why; } row[] = {
        { "2x20GP", NULL, NULL, NULL, "--cargo", "write 22G1", "trade name of a 20' box" },
        { "40HC", NULL, NULL, NULL, "--cargo", "write 45G1", "trade name of a high cube" },
        { "2x40hq", NULL, NULL, NULL, "--cargo", "write 45G1", "and in small letters" },
        { "40DV", NULL, NULL, NULL, "--cargo", "write 42G1", "dry van" },
        { "1xlorry", NULL, NULL, NULL, "--cargo", "write truck", "another word for a truck" },
        { "5xtank", NULL, NULL, NULL, "--cargo", "write wagon-tank", "which tank?" },
        { "500T", NULL, NULL, NULL, "--cargo", "tonnes of bulk are written 500t", "T is a tank, t is a tonne" },
        { "45X1", NULL, NULL, NULL, "--cargo", "containers: 22G1 42G1", "no such type group" },
        { "55G1", NULL, NULL, NULL, "--cargo", "containers: 22G1 42G1", "no such length" },
        { "0x45G1", NULL, NULL, NULL, "--cargo", "write 2x45G1", "none at all" },
        { "10001x45G1", NULL, NULL, NULL, "--cargo", "write 2x45G1", "more than any ship takes" },
        { "99999999999999999999x45G1", NULL, NULL, NULL, "--cargo", "write 2x45G1", "more than a number holds" },
        { "2x500t", NULL, NULL, NULL, "--cargo", "write the whole weight", "bulk is not counted" },
        { "0t", NULL, NULL, NULL, "--cargo", "between 1kg", "nothing to carry" },
        { "45G1,,22G1", NULL, NULL, NULL, "--cargo", "containers: 22G1", "an empty item" },
        { "45G1,45G1,45G1,45G1,45G1,45G1,45G1,45G1,45G1", NULL, NULL, NULL, "--cargo", "two shipments", "nine kinds" },
        { "45G1", "27t", NULL, NULL, "--weight", "at most 26.68t", "30.48 t gross less 3.8 t" },
        { "22G1", "644444444444444444t", NULL, NULL, "--weight", "at most 28.28t", "more than the Earth has" },
        { "wagon", "76t", NULL, NULL, "--weight", "at most 75.00t", "no wagon carries it" },
        { "truck", "31t", NULL, NULL, "--weight", "at most 30.00t", "no truck carries it" },
        { "45G1", "24", NULL, NULL, "--weight", "with its unit: 24t or 24kg", "a bare number" },
        { "45G1", "24,5t", NULL, NULL, "--weight", "such as 24t", "a comma" },
        { "45G1", "-1t", NULL, NULL, "--weight", "such as 24t", "below zero" },
        { "500t", "24t", NULL, NULL, "--weight", "leave --weight out", "bulk said it already" },
        { "45G1", NULL, "1", NULL, "--hs", "2 to 10 digits", "one digit" },
        { "45G1", NULL, "12345678901", NULL, "--hs", "2 to 10 digits", "eleven digits" },
        { "45G1", NULL, "grain", NULL, "--hs", "2 to 10 digits", "a word" },
        { "45G1", NULL, "7701", NULL, "--hs", "without 77", "chapter 77 is kept free" },
        { "45G1", NULL, "0001", NULL, "--hs", "01 to 97", "chapter 00" },
        { "45G1", NULL, "9801", NULL, "--hs", "01 to 97", "chapter 98 is national" },
        { "45G1", NULL, NULL, "0", "--dg", "1 to 9", "no class 0" },
        { "45G1", NULL, NULL, "3.9", "--dg", "1 to 9", "no such division" },
        { "45G1", NULL, NULL, "petrol", "--dg", "1 to 9", "a word" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_cargo c = { .item_count = 77 };
        kv_error err = { 0 };
        check_i64(kv_cargo_parse(&c, row[i].cargo, row[i].weight, row[i].hs, row[i].dg, &err), KV_INVALID, row[i].why);
        check_text(err.where, row[i].where, row[i].why);
        check_true(err.text[0] != '\0', row[i].why);
        if (!strstr(err.hint, row[i].hint))
            check_text(err.hint, row[i].hint, row[i].why);
        check_i64(c.item_count, 77, "a refusal leaves the cargo alone");
    }
}

static void test_goods(void **state)
{
    (void)state;
    enum {
        COVERED = 1 << KV_EQUIPMENT_WAGON_COVERED, HOPPER = 1 << KV_EQUIPMENT_WAGON_HOPPER, TANK = 1 << KV_EQUIPMENT_WAGON_TANK,
        DRY = 1 << KV_EQUIPMENT_BULK_DRY, LIQUID = 1 << KV_EQUIPMENT_BULK_LIQUID, GENERAL = 1 << KV_EQUIPMENT_GENERAL,
    };
    static const struct { const char *cargo, *hs; uint32_t equipment; const char *why; } row[] = {
        { "wagon", "1001", COVERED | HOPPER, "grain" },
        { "wagon", "2709", TANK, "crude oil" },
        { "wagon-covered", "2709", COVERED, "asked for by name, whatever the goods" },
        { "500t", "2710", LIQUID, "oil products" },
        { "500t", "1511", LIQUID, "palm oil" },
        { "500t", "1001", DRY, "wheat" },
        { "500t", "2603", DRY, "ore" },
        { "500t", "2701", DRY, "coal" },
        { "500t", "2713", GENERAL, "petroleum coke: neither list" },
        { "500t", "8471", GENERAL, "anything else" },
        { "500t", NULL, GENERAL, "unknown" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_cargo c = kit_cargo(row[i].cargo, NULL, row[i].hs);
        check_i64(c.item[0].equipment, row[i].equipment, row[i].why);
    }
    check_text(kit_cargo("45G1", NULL, "8471.30").hs, "847130", "dots are dropped");
    kv_cargo c;
    kv_error err = { 0 };
    check_i64(kv_cargo_parse(&c, "22T1", NULL, "2710", "6.1", &err), KV_OK, "class with division");
    check_i64(c.dg_class, 6, "the class counts");
    check_i64(kit_cargo("1x45G1,1x22R1", NULL, NULL).reefer, 1, "any reefer needs power");
    check_i64(kit_cargo("45G1", "0t", NULL).empty, 1, "0t is empty");
    check_i64(kit_cargo("truck", NULL, NULL).item[0].lane_cm, 1650, "a truck on deck");
    check_i64(kit_cargo("wagon-tank", NULL, NULL).item[0].lane_cm, 1300, "a tank wagon on deck");
    check_i64(kit_cargo("wagon", NULL, "1001").item[0].lane_cm, 1473, "a wagon on deck");
}

static void test_hs_lists(void **state)
{
    (void)state;
    static const struct { const char *list, *hs; bool fits; const char *why; } row[] = {
        { "", "1001", true, "an empty list is for all goods" },
        { "", "", true, "and for goods that nobody named" },
        { "10", "", false, "unknown goods fit no list" },
        { "-2709", "", false, "not even one that only excludes" },
        { "10", "1001", true, "a chapter" },
        { "10", "10", true, "the chapter itself" },
        { "1001", "10", false, "a chapter is not yet wheat" },
        { "1001", "100119", true, "a subheading" },
        { "1001", "1002", false, "rye is not wheat" },
        { "72-76", "7208", true, "a range of chapters" },
        { "72-76", "76", true, "its end belongs to it" },
        { "72-76", "7701", false, "beyond it" },
        { "2709-2711", "271019", true, "a range of headings" },
        { "27;-2709", "2710", true, "a chapter with a hole" },
        { "27;-2709", "2709", false, "the hole" },
        { "-2709", "1001", true, "all but one" },
        { "-72-76", "7408", false, "a range left out" },
        { "-2709;27", "270900", false, "the order does not matter" },
        { "10;xx", "1001", false, "a broken list fits nothing" },
        { "10-", "1001", false, "half a range" },
        { "1", "1001", false, "one digit" },
    };
    for (size_t i = 0; i < COUNT(row); i++)
        check_i64(kv_hs_matches(kv_text_of(row[i].list), row[i].hs), row[i].fits, row[i].why);
}

static void test_equipment_lists(void **state)
{
    (void)state;
    static const struct { const char *list, *cargo, *hs; int narrow; const char *why; } row[] = {     /* -1: does not fit */
        { "", "45G1", NULL, 0, "empty is any" },
        { "any", "wagon", "1001", 0, "any" },
        { "G", "45G1", NULL, 1, "a letter" },
        { "container", "45R1", NULL, 1, "a family" },
        { "40", "45G1", NULL, 2, "a length" },
        { "40", "L5G1", NULL, -1, "45' is not 40'" },
        { "45G1", "45G1", NULL, 3, "the code" },
        { "45G1", "42G1", NULL, -1, "another height" },
        { "G;40;45G1", "45G1", NULL, 3, "the narrowest entry counts" },
        { "20;45", "45G1", NULL, -1, "45 is a length here, not a height" },
        { "R", "45G1", NULL, -1, "no reefer" },
        { "wagon", "wagon-tank", NULL, 1, "a family of wagons" },
        { "wagon-tank", "wagon-tank", NULL, 3, "the very wagon" },
        { "wagon-hopper", "wagon", "1001", 2, "one of the wagons that would do" },
        { "wagon-tank", "wagon", "1001", -1, "no tank for grain" },
        { "truck", "truck", NULL, 3, "a truck" },
        { "trailer", "truck", NULL, -1, "a trailer is not a truck" },
        { "bulk", "500t", "1001", 1, "dry bulk is bulk" },
        { "bulk-liquid", "500t", "1001", -1, "wheat is not liquid" },
        { "G;boat", "45G1", NULL, -1, "a broken list fits nothing" },
        { "G;;R", "45G1", NULL, -1, "an empty entry" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_cargo c = kit_cargo(row[i].cargo, NULL, row[i].hs);
        int narrow = 9;
        bool fits = kv_equipment_matches(kv_text_of(row[i].list), &c.item[0], &narrow);
        check_i64(fits ? narrow : -1, row[i].narrow, row[i].why);
    }
    kv_equipment_set set;
    kv_text bad;
    check_true(!kv_equipment_set_parse(kv_text_of("G;boat"), &set, &bad) && kv_text_is(bad, "boat"), "the bad entry is named");
}

static void test_fits(void **state)
{
    (void)state;
    static const struct {
        const char *equipment, *cargo, *weight, *hs, *dg; kv_capacity_unit unit; int32_t capacity, plugs, gross_t; const char *reason, *why;
    } row[] = {
        { "G;R", "2x45G1", NULL, NULL, NULL, KV_CAPACITY_TEU, 4, -1, 0, "", "4 TEU of 4" },
        { "G;R", "3x45G1", NULL, NULL, NULL, KV_CAPACITY_TEU, 5, -1, 0, "carries 5 TEU, not 6", "6 TEU of 5" },
        { "G;R", "3x45G1", NULL, NULL, NULL, KV_CAPACITY_TEU, 0, -1, 0, "", "capacity is not known" },
        { "wagon", "60xwagon", NULL, "1001", NULL, KV_CAPACITY_WAGON, 54, -1, 0, "carries 54 wagons, not 60", "a long train" },
        { "wagon;G", "5x22G1", NULL, NULL, NULL, KV_CAPACITY_WAGON, 2, -1, 0, "carries 2 wagons, not 3", "two TEU a wagon" },
        { "bulk", "500t", NULL, "1001", NULL, KV_CAPACITY_T, 500, -1, 0, "", "tonnes" },
        { "bulk", "500.5t", NULL, "1001", NULL, KV_CAPACITY_T, 500, -1, 0, "carries 500 tonnes, not 501", "half a tonne too much" },
        { "truck", "2xtruck", NULL, NULL, NULL, KV_CAPACITY_LANE_M, 33, -1, 0, "", "16.5 m each" },
        { "truck", "2xtruck", NULL, NULL, NULL, KV_CAPACITY_LANE_M, 32, -1, 0, "carries 32 lane metres, not 33", "a metre short" },
        { "G", "45R1", NULL, NULL, NULL, KV_CAPACITY_TEU, 0, 4, 0, "takes no reefer containers (45R1)", "dry only" },
        { "G;R", "45R1", NULL, NULL, NULL, KV_CAPACITY_TEU, 0, -1, 0, "takes no reefers: plugs are not known", "unknown plugs" },
        { "G;R", "45R1", NULL, NULL, NULL, KV_CAPACITY_TEU, 0, 0, 0, "takes no reefers: it has no plugs", "no plugs" },
        { "G;R", "3x45R1", NULL, NULL, NULL, KV_CAPACITY_TEU, 0, 2, 0, "has 2 reefer plugs, not 3", "too few plugs" },
        { "G;R", "3x45R1", "empty", NULL, NULL, KV_CAPACITY_TEU, 0, -1, 0, "", "an empty reefer needs no plug" },
        { "G", "45G1", NULL, NULL, "3", KV_CAPACITY_TEU, 0, -1, 0, "takes no dangerous goods of class 3", "class 9 only" },
        { "G", "45G1", NULL, NULL, "9", KV_CAPACITY_TEU, 0, -1, 0, "", "class 9" },
        { "G", "45G1", "24t", NULL, NULL, KV_CAPACITY_TEU, 0, -1, 24, "takes units up to 24.0 t, not 27.8 t", "too heavy" },
        { "wagon-tank", "wagon", NULL, "1001", NULL, KV_CAPACITY_WAGON, 0, -1, 0, "takes no wagons for these goods", "tank wagons only" },
        { "wagon-tank", "wagon-flat", NULL, NULL, NULL, KV_CAPACITY_WAGON, 0, -1, 0, "takes no flat wagons", "tank wagons only" },
        { "G", "1x45G1,1xtruck", NULL, NULL, NULL, KV_CAPACITY_TEU, 0, -1, 0, "takes no trucks", "every item has to fit" },
        { "G", "500t", NULL, "1001", NULL, KV_CAPACITY_TEU, 0, -1, 0, "takes no dry bulk", "boxes only" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kit k = { 0 };
        kit_service(&k, "S", "A", "rail");
        kv_service_row *s = &k.services.at[0];
        check_true(kv_equipment_mask_parse(kv_text_of(row[i].equipment), &s->equipment, NULL), row[i].why);
        s->capacity = row[i].capacity;
        s->capacity_unit = (uint8_t)row[i].unit;
        s->reefer_known = row[i].plugs >= 0;
        s->reefer_plugs = row[i].plugs;
        s->gross_kg_max = row[i].gross_t * 1000;
        s->dg_classes = 1 << 9;
        kv_cargo c;
        kv_error err = { 0 };
        check_i64(kv_cargo_parse(&c, row[i].cargo, row[i].weight, row[i].hs, row[i].dg, &err), KV_OK, row[i].why);
        char reason[120];
        bool fits = kv_cargo_fits(kit_done(&k), 0, &c, reason);
        check_text(reason, row[i].reason, row[i].why);
        check_i64(fits, !row[i].reason[0], row[i].why);
        s->is_freight = 0;
        check_true(kv_cargo_fits(kit_done(&k), 0, &c, reason) && !reason[0], "a plain feed takes everything");
        kit_free(&k);
    }
}

/* Whatever is written: understood or refused with a reason, and what is understood keeps the invariants. */
static void test_scribble(void **state)
{
    (void)state;
    static const char *const piece[] = { "2", "x", "45G1", "22R1", "wagon", "-tank", "t", "kg", "500", ",", " ", ".", "truck", "1001", "empty", "3" };
    kv_random r;
    kv_random_seed(&r, 7);
    for (int i = 0; i < 20000; i++) {
        char text[4][64] = { "", "", "", "" };
        for (int k = 0; k < 4; k++)
            for (uint32_t n = kv_random_below(&r, 4 - (k > 0)); n; n--)
                strncat(text[k], piece[kv_random_below(&r, COUNT(piece))], sizeof text[k] - strlen(text[k]) - 1);
        kv_cargo c;
        kv_error err = { 0 };
        if (kv_cargo_parse(&c, text[0], text[1], text[2], text[3], &err) != KV_OK) {
            check_true(err.text[0] && err.hint[0] && err.where[0], text[0]);
            continue;
        }
        check_true(c.item_count >= 1 && c.item_count <= KV_CARGO_ITEMS_MAX, text[0]);
        for (int k = 0; k < c.item_count; k++)
            check_true(c.item[k].count >= 1 && c.item[k].equipment && c.item[k].goods_kg >= 0
                       && c.item[k].gross_kg >= c.item[k].goods_kg, text[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items), cmocka_unit_test(test_refusals), cmocka_unit_test(test_goods), cmocka_unit_test(test_hs_lists),
        cmocka_unit_test(test_equipment_lists), cmocka_unit_test(test_fits), cmocka_unit_test(test_scribble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
