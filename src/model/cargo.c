/* cargo.c - what a person writes about a cargo, turned into units, tonnes and TEU
 *
 *     "2x45G1,30xwagon"   --items-->   count 2, code 45G1      count 30, code wagon
 *     weight, hs          --masses->   goods, gross, TEU       kinds of wagon that suit the goods
 *
 * Whoever writes a trade name (40HC, lorry, 20ft) is told the code to write instead: the same box has one name
 * everywhere in the pack, and a guess here would be a wrong price there. */
#include "model/cargo.h"

#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "model/equipment.h"

enum {
    COUNT_MAX = 10000,
    TONNES_MAX = 10000000,
    WAGON_TARE_KG = 23000, WAGON_GOODS_KG = 65000, WAGON_GOODS_KG_MAX = 75000,
    TRUCK_TARE_KG = 15000, TRAILER_TARE_KG = 7000, TRUCK_GOODS_KG = 20000, TRUCK_GOODS_KG_MAX = 30000,
    GOODS_KG_A_TEU = 10000,
    TRUCK_LANE_CM = 1650, TRAILER_LANE_CM = 1360, WAGON_LANE_CM = 1473, TANK_WAGON_LANE_CM = 1300,
};

/* what people write, and what we would have them write */
static const struct { const char *word, *code; } trade_names[] = {
    { "20GP", "22G1" }, { "20DV", "22G1" }, { "20DC", "22G1" }, { "20ST", "22G1" }, { "20FT", "22G1" }, { "20'", "22G1" },
    { "20", "22G1" },   { "TEU", "22G1" },  { "20RF", "22R1" }, { "20RE", "22R1" }, { "20OT", "22U1" }, { "20FR", "22P1" },
    { "20TK", "22T1" }, { "20TC", "22T1" }, { "20HC", "25G1" }, { "40GP", "42G1" }, { "40DV", "42G1" }, { "40DC", "42G1" },
    { "40ST", "42G1" }, { "40FT", "42G1" }, { "40'", "42G1" },  { "40", "42G1" },   { "FEU", "42G1" },  { "40HC", "45G1" },
    { "40HQ", "45G1" }, { "HC", "45G1" },   { "HQ", "45G1" },   { "40RF", "45R1" }, { "40RH", "45R1" }, { "40HR", "45R1" },
    { "40RE", "45R1" }, { "40OT", "42U1" }, { "40FR", "42P1" }, { "45HC", "L5G1" }, { "45HQ", "L5G1" }, { "45FT", "L5G1" },
    { "45'", "L5G1" },  { "45", "L5G1" },   { "45RF", "L5R1" }, { "CONTAINER", "45G1" }, { "BOX", "45G1" },
    { "REEFER", "45R1" }, { "TANK-CONTAINER", "22T1" }, { "TANK", "wagon-tank" }, { "TANKER", "wagon-tank" },
    { "TANK-WAGON", "wagon-tank" }, { "HOPPER", "wagon-hopper" }, { "GONDOLA", "wagon-gondola" },
    { "COVERED", "wagon-covered" }, { "PLATFORM", "wagon-flat" }, { "FLAT", "wagon-flat" }, { "WAGONS", "wagon" },
    { "LORRY", "truck" }, { "TRUCKS", "truck" }, { "TRAILERS", "trailer" }, { "SEMITRAILER", "trailer" },
};

/* the digits behind a type group that ISO 6346 writes as letters when only the group is known */
static const struct { const char *group, *type; } group_codes[] = {
    { "GP", "G1" }, { "RE", "R0" }, { "RT", "R1" }, { "RS", "R3" }, { "UT", "U1" }, { "PL", "P0" }, { "PF", "P1" },
    { "PC", "P3" }, { "PS", "P5" }, { "TN", "T1" }, { "TD", "T3" }, { "TG", "T7" }, { "VH", "V0" }, { "BU", "B0" },
};

static kv_text upper(kv_text t, char buffer[16])
{
    size_t n = t.n < 15 ? t.n : 15;
    for (size_t i = 0; i < n; i++)
        buffer[i] = t.p[i] >= 'a' && t.p[i] <= 'z' ? (char)(t.p[i] - 'a' + 'A') : t.p[i];
    buffer[n] = '\0';
    return (kv_text){ buffer, n };
}

/* ---- one item ----------------------------------------------------------------------------------------- */

static kv_status unknown_item(kv_text t, kv_error *err)
{
    char buffer[16];
    kv_text word = upper(t, buffer);
    kv_fail(err, KV_INVALID, "--cargo", "'%.*s' is not a container type, wagon, truck or weight", (int)(t.n < 40 ? t.n : 40),
            t.p ? t.p : "");
    for (size_t i = 0; t.n < sizeof buffer && i < sizeof trade_names / sizeof trade_names[0]; i++)
        if (kv_text_is(word, trade_names[i].word))
            return kv_hint(err, "write %s", trade_names[i].code);
    if (word.n > 1 && word.n < 15 && word.p[word.n - 1] == 'T' && word.p[0] >= '0' && word.p[0] <= '9')
        return kv_hint(err, "tonnes of bulk are written 500t");
    return kv_hint(err, "containers: 22G1 42G1 45G1 L5G1 22R1 45R1 22T1 22U1 22P1; wagon, wagon-tank, truck, trailer; 500t");
}

/* ISO 6346: length, height and width, type; fills length, TEU, code, kind */
static bool parse_container(kv_text t, kv_cargo_item *item)
{
    char buffer[16];
    kv_text code = upper(t, buffer);
    if (t.n != 4)
        return false;
    for (size_t i = 0; i < sizeof trade_names / sizeof trade_names[0]; i++)
        if (kv_text_is(code, trade_names[i].word))          /* 20GP would be a box 8 feet high, and is never meant */
            return false;
    for (size_t i = 0; i < sizeof group_codes / sizeof group_codes[0]; i++)
        if (kv_text_is((kv_text){ code.p + 2, 2 }, group_codes[i].group))
            memcpy(buffer + 2, group_codes[i].type, 2);
    uint8_t feet = kv_iso_length_ft(buffer[0]);
    uint32_t kind = kv_iso_type_kind(buffer[2]);
    if (!feet || !memchr("0245689CDEFLMNP", buffer[1], 15) || !kind || buffer[3] < '0' || buffer[3] > '9')
        return false;
    item->length_ft = feet;
    item->equipment = kind;
    memcpy(item->code, buffer, 5);
    return true;
}

static bool parse_wagon_or_truck(kv_text t, kv_cargo_item *item)
{
    char lower[16];
    if (!t.n || t.n >= sizeof lower)
        return false;
    for (size_t i = 0; i < t.n; i++)
        lower[i] = t.p[i] >= 'A' && t.p[i] <= 'Z' ? (char)(t.p[i] - 'A' + 'a') : t.p[i];
    kv_text word = { lower, t.n };
    int kind = kv_term_find(KV_LIST_EQUIPMENT, word);
    if (kv_text_is(word, "wagon"))
        item->equipment = KV_EQUIPMENT_WAGONS;
    else if (kind >= KV_EQUIPMENT_WAGON_COVERED && kind <= KV_EQUIPMENT_TRAILER)
        item->equipment = 1u << kind;
    else
        return false;
    memcpy(item->code, lower, t.n);
    return true;
}

/* "500t", "1250.5t", "800kg" -> kilograms; false when it is no such text */
static bool parse_mass(kv_text t, int64_t *kg)
{
    bool tonnes = t.n > 1 && t.p[t.n - 1] == 't';
    bool kilos = t.n > 2 && t.p[t.n - 2] == 'k' && t.p[t.n - 1] == 'g';
    kv_decimal d;
    if (!tonnes && !kilos)
        return false;
    kv_text number = kv_text_trim((kv_text){ t.p, t.n - (kilos ? 2 : 1) });
    if (!kv_decimal_parse(number, &d) || d.mantissa < 0)
        return false;
    int64_t power = 1;
    for (int i = 0; i < d.scale; i++)
        power *= 10;
    *kg = kv_wide_div_half_even((kv_wide)d.mantissa * (tonnes ? 1000 : 1), power);
    return true;
}

static kv_status parse_bulk(kv_text t, int64_t kg, kv_cargo_item *item, kv_error *err)
{
    if (!kg || kg > (int64_t)TONNES_MAX * 1000) {
        kv_fail(err, KV_INVALID, "--cargo", "'%.*s' is not a weight to carry", (int)(t.n < 40 ? t.n : 40), t.p);
        return kv_hint(err, "between 1kg and %dt", TONNES_MAX);
    }
    item->equipment = 1u << KV_EQUIPMENT_GENERAL;           /* the goods may change it */
    item->goods_kg = kg;
    memcpy(item->code, t.p, t.n < sizeof item->code ? t.n : sizeof item->code - 1);
    return KV_OK;
}

/* "30x" in front: *count and what stands behind it. 1 without it; 0: the count is no use */
static int64_t cut_count(kv_text *t)
{
    size_t i = 0;
    while (i < t->n && t->p[i] >= '0' && t->p[i] <= '9')
        i++;
    kv_text number = { t->p, i };
    while (i < t->n && t->p[i] == ' ')
        i++;
    size_t times = i < t->n && (t->p[i] == 'x' || t->p[i] == 'X' || t->p[i] == '*') ? 1
                 : t->n - i >= 2 && !memcmp(t->p + i, "\xC3\x97", 2) ? 2 : 0;     /* the sign of multiplication */
    int64_t count = 1;
    if (!number.n || !times)
        return 1;
    *t = kv_text_trim((kv_text){ t->p + i + times, t->n - i - times });
    return kv_parse_i64(number, &count) && count >= 1 && count <= COUNT_MAX ? count : 0;
}

static kv_status parse_item(kv_text t, kv_cargo_item *item, kv_error *err)
{
    kv_text whole = t;
    int64_t count = cut_count(&t), kg;
    bool counted = t.p != whole.p;
    *item = (kv_cargo_item){ .count = (int32_t)count };
    if (!count) {
        kv_fail(err, KV_INVALID, "--cargo", "'%.*s': the count must be 1 to %d", (int)(whole.n < 40 ? whole.n : 40), whole.p,
                COUNT_MAX);
        return kv_hint(err, "write 2x45G1 or 30xwagon");
    }
    if (parse_container(t, item) || parse_wagon_or_truck(t, item))
        return KV_OK;
    if (!parse_mass(t, &kg))
        return unknown_item(t, err);
    if (counted) {
        kv_fail(err, KV_INVALID, "--cargo", "'%.*s': bulk is one weight, not a number of units",
                (int)(whole.n < 40 ? whole.n : 40), whole.p);
        return kv_hint(err, "write the whole weight, such as 500t");
    }
    return parse_bulk(t, kg, item, err);
}

/* ---- goods ---------------------------------------------------------------------------------------------- */

static kv_status parse_hs(const char *text, char hs[12], kv_error *err)
{
    size_t n = 0;
    hs[0] = '\0';
    if (!text || !*text)
        return KV_OK;
    bool digits = true;
    for (const char *p = text; *p && digits; p++) {
        if (*p == '.' || *p == ' ')
            continue;
        digits = *p >= '0' && *p <= '9' && n < 10;
        if (digits)
            hs[n++] = *p;
    }
    hs[n] = '\0';
    if (!digits || n < 2) {
        hs[0] = '\0';
        kv_fail(err, KV_INVALID, "--hs", "'%.40s' is not a code of the Harmonized System", text);
        return kv_hint(err, "2 to 10 digits: 10 for cereals, 1001 for wheat, 8471 for computers");
    }
    int chapter = (hs[0] - '0') * 10 + (hs[1] - '0');
    if (chapter < 1 || chapter > 97 || chapter == 77) {
        hs[0] = '\0';
        kv_fail(err, KV_INVALID, "--hs", "there is no chapter %02d in the Harmonized System", chapter);
        return kv_hint(err, "chapters run from 01 to 97, without 77");
    }
    return KV_OK;
}

static kv_status parse_dg(const char *text, uint8_t *class, kv_error *err)
{
    *class = 0;
    if (!text || !*text)
        return KV_OK;
    size_t n = strlen(text);
    bool good = text[0] >= '1' && text[0] <= '9'
             && (n == 1 || (n == 3 && text[1] == '.' && text[2] >= '1' && text[2] <= '6'));
    if (!good) {
        kv_fail(err, KV_INVALID, "--dg", "'%.40s' is not a class of dangerous goods", text);
        return kv_hint(err, "1 to 9, such as 3 for flammable liquids, or with its division: 6.1");
    }
    *class = (uint8_t)(text[0] - '0');
    return KV_OK;
}

/* does hs begin with any prefix of the ' ' list? */
static bool hs_among(const char *hs, const char *list)
{
    kv_text rest = kv_text_of(list), prefix;
    while (kv_text_next(&rest, ' ', &prefix))
        if (!strncmp(hs, prefix.p, prefix.n))
            return true;
    return false;
}

/* the wagons and holds that suit the goods */
static uint32_t suited_wagons(const char *hs)
{
    const uint32_t covered = 1u << KV_EQUIPMENT_WAGON_COVERED, hopper = 1u << KV_EQUIPMENT_WAGON_HOPPER,
                   gondola = 1u << KV_EQUIPMENT_WAGON_GONDOLA, tank = 1u << KV_EQUIPMENT_WAGON_TANK,
                   flat = 1u << KV_EQUIPMENT_WAGON_FLAT;
    if (hs_among(hs, "2709 2710 2711 2712 2707 15 2207 2208 28 29"))
        return hs_among(hs, "28 29") ? tank | covered : tank;
    if (hs_among(hs, "10 11 12 17 31 2523"))                /* grain, flour, oilseeds, sugar, fertilizer, cement */
        return hopper | covered;
    if (hs_among(hs, "25 26 2701 2702 2703 2704"))          /* minerals, ores, coal */
        return gondola | hopper;
    if (hs_among(hs, "72 73 44 68 69 76"))                  /* steel, timber, stone */
        return gondola | flat | covered;
    if (hs_among(hs, "84 86 87"))                           /* machines, vehicles */
        return flat | covered | gondola;
    return covered | gondola;
}

static uint32_t suited_hold(const char *hs)
{
    if (hs_among(hs, "2709 2710 2711 15"))
        return 1u << KV_EQUIPMENT_BULK_LIQUID;
    if (hs_among(hs, "10 25 26 2701 2702 2703 2704 31"))
        return 1u << KV_EQUIPMENT_BULK_DRY;
    return 1u << KV_EQUIPMENT_GENERAL;
}

/* ---- masses ----------------------------------------------------------------------------------------------- */

typedef struct { int64_t tare_kg, goods_kg, goods_kg_max; } masses;

static masses masses_of(const kv_cargo_item *item)
{
    if (item->length_ft) {
        kv_box box = kv_box_of(item->length_ft, item->equipment);
        return (masses){ box.tare_kg, (int64_t)GOODS_KG_A_TEU * item->teu_100 / 100, box.gross_kg_max - box.tare_kg };
    }
    if (item->equipment & KV_EQUIPMENT_WAGONS)
        return (masses){ WAGON_TARE_KG, WAGON_GOODS_KG, WAGON_GOODS_KG_MAX };
    int64_t tare = item->equipment & 1u << KV_EQUIPMENT_TRUCK ? TRUCK_TARE_KG : TRAILER_TARE_KG;
    return (masses){ tare, TRUCK_GOODS_KG, TRUCK_GOODS_KG_MAX };
}

static kv_status weigh(kv_cargo_item *item, const char *weight, int64_t goods_kg, kv_error *err)
{
    if (kv_item_is_bulk(item)) {
        item->gross_kg = item->goods_kg;
        return KV_OK;
    }
    if (item->length_ft) {
        kv_box box = kv_box_of(item->length_ft, item->equipment);
        item->teu_100 = box.teu_100;
        item->lane_cm = box.lane_cm;
    } else if (item->equipment & KV_EQUIPMENT_WAGONS)
        item->lane_cm = item->equipment == 1u << KV_EQUIPMENT_WAGON_TANK ? TANK_WAGON_LANE_CM : WAGON_LANE_CM;
    else
        item->lane_cm = item->equipment & 1u << KV_EQUIPMENT_TRUCK ? TRUCK_LANE_CM : TRAILER_LANE_CM;

    masses m = masses_of(item);
    if (goods_kg <= m.goods_kg_max) {
        item->goods_kg = goods_kg < 0 ? m.goods_kg : goods_kg;
        item->gross_kg = item->goods_kg + m.tare_kg;
        return KV_OK;
    }
    kv_fail(err, KV_INVALID, "--weight", "%.40s is more than one %s can carry", weight, item->code);
    return kv_hint(err, "at most %.2ft in each; write more units with less in each", (double)m.goods_kg_max / 1000);
}

static kv_status parse_weight(kv_cargo *c, const char *text, int64_t *kg, kv_error *err)
{
    kv_text t = kv_text_trim(kv_text_of(text));
    *kg = -1;
    if (!t.n)
        return KV_OK;
    bool boxes = false;
    for (int i = 0; i < c->item_count; i++)
        boxes = boxes || !kv_item_is_bulk(&c->item[i]);
    if (!boxes) {
        kv_fail(err, KV_INVALID, "--weight", "'%s' already is the weight", c->item[0].code);
        return kv_hint(err, "leave --weight out");
    }
    c->weight_given = 1;
    if (kv_text_is(t, "empty")) {
        *kg = 0;
    } else if (!parse_mass(t, kg)) {
        kv_decimal d;
        *kg = -1;
        kv_fail(err, KV_INVALID, "--weight", "'%.*s' is not a weight", (int)(t.n < 40 ? t.n : 40), t.p);
        if (kv_decimal_parse(t, &d) && d.mantissa >= 0)
            return kv_hint(err, "with its unit: %.*st or %.*skg, goods in each unit", (int)t.n, t.p, (int)t.n, t.p);
        return kv_hint(err, "goods in each unit, such as 24t, 24.5t or 24000kg; empty for empty units");
    }
    c->empty = *kg == 0;
    return KV_OK;
}

kv_status kv_cargo_parse(kv_cargo *out, const char *cargo, const char *weight, const char *hs, const char *dg, kv_error *err)
{
    kv_cargo c = { 0 };
    kv_text rest = kv_text_trim(kv_text_of(cargo)), t;
    if (!rest.n)
        rest = kv_text_of("45G1");
    kv_status status = KV_OK;
    while (status == KV_OK && kv_text_next(&rest, ',', &t)) {
        if (c.item_count == KV_CARGO_ITEMS_MAX) {
            kv_fail(err, KV_INVALID, "--cargo", "more than %d kinds of units in one shipment", KV_CARGO_ITEMS_MAX);
            return kv_hint(err, "ask for them in two shipments");
        }
        status = parse_item(t, &c.item[c.item_count++], err);
    }
    if (status == KV_OK)
        status = parse_hs(hs, c.hs, err);
    if (status == KV_OK)
        status = parse_dg(dg, &c.dg_class, err);
    int64_t kg = -1;
    if (status == KV_OK)
        status = parse_weight(&c, weight, &kg, err);
    for (int i = 0; status == KV_OK && i < c.item_count; i++) {
        kv_cargo_item *item = &c.item[i];
        if (item->equipment == KV_EQUIPMENT_WAGONS)
            item->equipment = suited_wagons(c.hs);
        if (kv_item_is_bulk(item))
            item->equipment = suited_hold(c.hs);
        c.reefer |= item->equipment == 1u << KV_EQUIPMENT_BOX_REEFER;
        status = weigh(item, weight, kg, err);
    }
    if (status == KV_OK)
        *out = c;
    return status;
}

/* ---- sums --------------------------------------------------------------------------------------------------- */

int64_t kv_cargo_teu_100(const kv_cargo *c)
{
    int64_t sum = 0;
    for (int i = 0; i < c->item_count; i++)
        sum += (int64_t)c->item[i].teu_100 * c->item[i].count;
    return sum;
}

int64_t kv_cargo_goods_kg(const kv_cargo *c)
{
    int64_t sum = 0;
    for (int i = 0; i < c->item_count; i++)
        sum += c->item[i].goods_kg * c->item[i].count;
    return sum;
}

int64_t kv_cargo_units(const kv_cargo *c)
{
    int64_t sum = 0;
    for (int i = 0; i < c->item_count; i++)
        sum += c->item[i].count;
    return sum;
}
