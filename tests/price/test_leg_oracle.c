/* test_leg_oracle.c - the price of a leg against trying every way to cover it, on small random worlds
 *
 * The oracle reads rows as docs/pack-format.md words them: which rates hold between two calls, which of one price list win,
 * where a leg is cut, every chain of lines over the cuts. It shares the parsers of lists and money with the engine, nothing else. */
#include "check.h"

#include "../model/kit.h"
#include "base/random.h"
#include "price/price.h"

enum { WORLDS = 4000, CALLS_MAX = 6, RATES_MAX = 14 };

typedef struct {
    const kv_corridor *c;
    const kv_cargo *cargo;
    kv_cargo_item item;                 /* kinds narrowed to the service's */
    const kv_pattern_row *pattern;
    int32_t day;
    kv_currency asked;
    bool holds[RATES_MAX][CALLS_MAX][CALLS_MAX];        /* rate may be one line from call to call */
    bool cut[CALLS_MAX];
    uint32_t board, alight;
    int64_t least;
    uint32_t least_lines, lines;        /* of the least sum: of one item, of all */
    uint64_t tried;
} oracle;

static const char *text(const oracle *o, kv_str s) { return kv_corridor_text(o->c, s); }

static bool place_holds(const oracle *o, kv_str ref, uint32_t stop)
{
    const char *name = text(o, ref);
    const kv_stop_row *s = &o->c->stops[stop];
    if (!*name || !strcmp(name, text(o, s->id)) || !strcmp(name, s->country))
        return true;
    return s->parent != KV_NONE && !strcmp(name, text(o, o->c->stops[s->parent].id));
}

static uint32_t stop_at(const oracle *o, uint32_t call) { return o->c->position_stop[o->pattern->first_position + call]; }
static int64_t metres(const oracle *o, uint32_t a, uint32_t b)
{
    return (int64_t)o->c->position_m[o->pattern->first_position + b] - o->c->position_m[o->pattern->first_position + a];
}

static bool ends_hold(const oracle *o, const kv_tariff_row *t, uint32_t a, uint32_t b)
{
    bool there = place_holds(o, t->from, stop_at(o, a)) && place_holds(o, t->to, stop_at(o, b));
    bool back = place_holds(o, t->from, stop_at(o, b)) && place_holds(o, t->to, stop_at(o, a));
    return there || (t->both_ways && back);
}

/* how many units x 10^6 the row is paid for; -1: its unit does not go with the item */
static int64_t units(const oracle *o, const kv_tariff_row *t, uint32_t a, uint32_t b)
{
    const kv_cargo_item *i = &o->item;
    int64_t m = metres(o, a, b), kg = i->goods_kg;
    if (t->weight_min_t * 1000 > (double)kg)
        kg = (int64_t)(t->weight_min_t * 1000 + 0.5);
    bool box = i->length_ft != 0, wagon = !strncmp(i->code, "wagon", 5);
    switch (t->unit) {
    case KV_PER_CONTAINER: return box ? i->count * 1000000LL : -1;
    case KV_PER_TEU: return box ? i->count * i->teu_100 * 10000LL : -1;
    case KV_PER_WAGON: return wagon ? i->count * 1000000LL : -1;
    case KV_PER_T: return i->count * kg * 1000;
    case KV_PER_CONTAINER_KM: return box ? i->count * m * 1000 : -1;
    case KV_PER_TEU_KM: return box ? i->count * i->teu_100 * m * 10 : -1;
    case KV_PER_T_KM: return i->count * kg * m;
    default: return -1;
    }
}

/* -1 when the row is not for this cargo, day and carrier; else larger is narrower */
static int narrowness(const oracle *o, const kv_tariff_row *t)
{
    const kv_service_row *s = &o->c->services[o->pattern->service];
    if ((t->agency != KV_NONE && t->agency != s->agency) || (t->mode != KV_MODE_NONE && t->mode != s->mode))
        return -1;
    if (o->day < t->valid.from || o->day > t->valid.to || units(o, t, 0, 1) < 0 || o->cargo->empty)
        return -1;
    if (t->load == KV_LOAD_EMPTY || !kv_hs_matches(kv_text_of(text(o, t->hs)), o->cargo->hs))
        return -1;
    int equipment;
    if (!kv_equipment_matches(kv_text_of(text(o, t->equipment)), &o->item, &equipment))
        return -1;
    double gross = (double)(o->item.length_ft ? o->item.gross_kg : o->item.goods_kg) / 1000;
    int64_t count = kv_cargo_units(o->cargo);
    if (gross < t->weight_from_t || gross >= t->weight_to_t || count < t->count_from || count > t->count_to)
        return -1;
    const char *hs = text(o, t->hs);
    int goods = *hs ? (int)strlen(hs) : 0;      /* one prefix, or one exclusion, in this world */
    if (*hs == '-')
        goods = 0;
    int weight = t->weight_from_t > 0 || t->weight_to_t < 1e9, breaks = t->count_from > 1 || t->count_to < INT32_MAX;
    bool carried = o->day > t->valid.carried_after;
    return (goods + (*hs != '\0')) * 10000 + equipment * 1000 + (t->load != KV_LOAD_ANY) * 100 + weight * 20 + breaks * 10 + !carried;
}

static bool same_list(const kv_tariff_row *a, const kv_tariff_row *b)
{
    return a->kind == b->kind && a->agency == b->agency && a->mode == b->mode && a->from == b->from && a->to == b->to;
}

static bool is_place(const oracle *o, kv_str ref)
{
    const char *name = text(o, ref);
    return *name && strcmp(name, "KZ") != 0 && strcmp(name, "AZ") != 0 && strcmp(name, "GE") != 0;
}

/* a rate by distance between countries or anywhere: it holds stretch by stretch */
static bool by_stretches(const oracle *o, const kv_tariff_row *t)
{
    return t->kind == KV_TARIFF_KM && !is_place(o, t->from) && !is_place(o, t->to);
}

/* does the row hold from call to call, before others of its list are looked at? */
static bool may_hold(const oracle *o, const kv_tariff_row *t, uint32_t a, uint32_t b)
{
    if (!by_stretches(o, t))
        return ends_hold(o, t, a, b);
    for (uint32_t k = a; k < b; k++)
        if (!ends_hold(o, t, k, k + 1))
            return false;
    return true;
}

static bool is_chosen(const oracle *o, uint32_t rate, uint32_t a, uint32_t b)
{
    const kv_tariff_row *t = &o->c->tariffs[rate];
    int mine = narrowness(o, t);
    if (mine < 0 || !may_hold(o, t, a, b))
        return false;
    for (uint32_t i = 0; i < o->c->tariffs_count; i++)
        if (same_list(&o->c->tariffs[i], t) && may_hold(o, &o->c->tariffs[i], a, b) && narrowness(o, &o->c->tariffs[i]) > mine)
            return false;
    return true;
}

static void find_holds(oracle *o)
{
    memset(o->holds, 0, sizeof o->holds);
    memset(o->cut, 0, sizeof o->cut);
    for (uint32_t r = 0; r < o->c->tariffs_count; r++) {
        const kv_tariff_row *t = &o->c->tariffs[r];
        bool stretches = by_stretches(o, t);
        for (uint32_t a = o->board; a < o->alight; a++)
            for (uint32_t b = a + 1; b <= o->alight; b++) {
                bool holds = true;
                if (stretches)                          /* every stretch by itself: the list may differ from one to the next */
                    for (uint32_t k = a; k < b; k++)
                        holds = holds && is_chosen(o, r, k, k + 1);
                else
                    holds = is_chosen(o, r, a, b);
                o->holds[r][a][b] = holds;
                if (holds && !stretches)
                    o->cut[a] = o->cut[b] = true;
            }
        for (uint32_t k = o->board; stretches && k < o->alight; k++) {
            if (!o->holds[r][k][k + 1])
                continue;
            if (k == o->board || !o->holds[r][k - 1][k])
                o->cut[k] = true;
            if (k + 1 == o->alight || !o->holds[r][k + 1][k + 2])
                o->cut[k + 1] = true;
        }
    }
}

static int64_t convert(const oracle *o, int64_t minor, kv_currency from)
{
    if (kv_currency_same(from, o->asked))
        return minor;
    kv_decimal rate = o->c->fx[0].rate;                 /* one row in this world: USD KZT */
    if (kv_currency_same(from, o->c->fx[0].base))
        return kv_money_convert(minor, from, o->asked, rate);
    int64_t power = 1;
    for (int i = 0; i < rate.scale; i++)
        power *= 10;
    return kv_wide_div_half_even((kv_wide)minor * power, rate.mantissa);
}

static int64_t line_price(const oracle *o, uint32_t rate, uint32_t a, uint32_t b)
{
    const kv_tariff_row *t = &o->c->tariffs[rate];
    int64_t minor = kv_money_times(t->amount, t->currency, units(o, t, a, b), 1000000);
    int64_t least = t->has_minimum ? kv_money_times(t->minimum, t->currency, 1, 1) : 0;
    minor = minor < least ? least : minor;
    int64_t sum = convert(o, minor, t->currency);
    for (uint32_t i = 0; i < o->c->surcharges_count; i++) {
        const kv_surcharge_row *s = &o->c->surcharges[i];
        if (s->kind != KV_SURCHARGE_PERCENT || !place_holds(o, s->from, stop_at(o, a)) || !place_holds(o, s->to, stop_at(o, b)))
            continue;
        kv_decimal part = { s->amount.mantissa, s->amount.scale };
        int64_t power = 100;
        for (int k = 0; k < part.scale; k++)
            power *= 10;
        sum += convert(o, kv_wide_div_half_even((kv_wide)minor * part.mantissa, power), t->currency);
    }
    return sum;
}

static void try_all(oracle *o, uint32_t at, uint32_t last, int64_t sum, uint32_t lines)
{
    if (at == o->alight) {
        if (o->least < 0 || sum < o->least || (sum == o->least && lines < o->least_lines)) {
            o->least = sum;
            o->least_lines = lines;
        }
        o->tried++;
        return;
    }
    for (uint32_t b = at + 1; b <= o->alight; b++)
        for (uint32_t r = 0; o->cut[b] && r < o->c->tariffs_count; r++) {
            bool km = o->c->tariffs[r].kind == KV_TARIFF_KM;
            if (o->holds[r][at][b] && !(km && r == last))
                try_all(o, b, km ? r : KV_NONE, sum + line_price(o, r, at, b), lines + 1);
        }
}

static int64_t oracle_price(oracle *o)
{
    int64_t sum = 0;
    for (int i = 0; i < o->cargo->item_count; i++) {
        o->item = o->cargo->item[i];
        o->item.equipment &= o->c->services[o->pattern->service].equipment;
        find_holds(o);
        o->least = -1;
        if (o->cut[o->board])
            try_all(o, o->board, KV_NONE, 0, 0);
        if (o->least < 0)
            return KV_PRICE_NONE;
        sum += o->least;
        o->lines += o->least_lines;
    }
    return sum;
}

/* ---- random worlds ---------------------------------------------------------------------------------------- */

static kv_random rng;
static const char *pick(const char *const *list, uint32_t count) { return list[kv_random_below(&rng, count)]; }
#define PICK(...) pick((const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ })))

static kit_rate random_rate(uint32_t n)
{
    static char amount[RATES_MAX + 1][24], id[RATES_MAX + 1][8];
    bool km = kv_random_below(&rng, 2);
    snprintf(id[n], sizeof id[n], "R%u", n);
    snprintf(amount[n], sizeof amount[n], "%u.%03u", kv_random_below(&rng, km ? 2 : 60), kv_random_below(&rng, 1000));
    kit_rate r = {
        .id = id[n], .kind = km ? "km" : "lane", .amount = amount[n],
        .agency = PICK("", "", "", "A", "B"), .mode = PICK("", "", "", "rail", "sea"),
        .from = PICK("", "", "KZ", "KZ", "KZ", "AZ", "GE", "P", "PX", "QX", "K1"), .to = PICK("", "", "KZ", "KZ", "AZ", "AZ", "GE", "P", "PY", "QX", "K2"),
        .both_ways = kv_random_below(&rng, 2), .equipment = PICK("", "", "", "any", "G", "40", "20", "45G1", "wagon", "container", "wagon-hopper"),
        .load = PICK("", "", "", "any", "any", "empty"), .hs = PICK("", "", "", "", "", "84", "8471", "-84", "10"),
        .unit = km ? PICK("container_km", "container_km", "TEU_km", "t_km") : PICK("container", "container", "TEU", "t", "t", "wagon"),
        .currency = PICK("USD", "USD", "KZT"), .minimum = kv_random_below(&rng, 4) ? NULL : PICK("5", "20.5"),
        .weight_min_t = kv_random_below(&rng, 5) ? 0 : 22.5,
    };
    if (!kv_random_below(&rng, 6))
        r.weight_from_t = 24;
    else if (!kv_random_below(&rng, 4))
        r.weight_to_t = 24;
    if (!kv_random_below(&rng, 5))
        r.count_from = 2;
    else if (!kv_random_below(&rng, 5))
        r.count_to = 2;
    if (!kv_random_below(&rng, 6))
        r.valid_from = PICK("2026-06-15", "2026-06-16");
    if (!kv_random_below(&rng, 6))
        r.valid_to = PICK("2026-06-15", "2026-06-14");
    if (!kv_random_below(&rng, 4))
        r.carried_after = PICK("2026-06-15", "2026-06-14");
    return r;
}

static void random_world(kit *k)
{
    static const char *const stop[] = { "G1", "K1", "K2", "PX", "PY", "QX", "QY" };
    kit_stop(k, "G1", "GE", "");
    kit_stop(k, "K1", "KZ", "");
    kit_stop(k, "K2", "KZ", "");
    kit_stop(k, "P", "KZ", "place");
    kit_stop(k, "PX", "KZ", "P");
    kit_stop(k, "PY", "KZ", "P");
    kit_stop(k, "Q", "AZ", "place");
    kit_stop(k, "QX", "AZ", "Q");
    kit_stop(k, "QY", "AZ", "Q");
    kit_fx(k, "2026-01-01", "USD", "KZT", "7.3");
    for (int i = 0; i < 2; i++) {
        char calls[64] = "";
        uint32_t metre[CALLS_MAX] = { 0 }, count = 2 + kv_random_below(&rng, CALLS_MAX - 1);
        for (uint32_t n = 0; n < count; n++) {          /* a call may come twice */
            size_t at = strlen(calls);
            snprintf(calls + at, sizeof calls - at, "%s%s", n ? " " : "", stop[kv_random_below(&rng, COUNT(stop))]);
            metre[n] = n ? metre[n - 1] + kv_random_below(&rng, 20000) : 0;
        }
        uint32_t service = kit_service(k, i ? "S1" : "S0", PICK("A", "B"), PICK("rail", "sea"));
        if (!kv_random_below(&rng, 3))
            k->services.at[service].equipment = 0xFFFF & ~(1u << KV_EQUIPMENT_WAGON_HOPPER);
        kit_ride(k, service, calls, metre);
    }
    for (uint32_t n = 4 + kv_random_below(&rng, RATES_MAX - 5), i = 0; i < n; i++)
        kit_tariff(k, random_rate(i));
    for (uint32_t n = kv_random_below(&rng, 3), i = 0; i < n; i++)
        kit_surcharge(k, (kit_extra){
            .id = "FUEL", .kind = "percent", .on = "base", .from = PICK("", "KZ", "P"), .to = PICK("", "AZ", "QX"), .amount = PICK("10", "7.25", "-12.5"),
        });
}

/* tariff_lines: how many of the lines are rates */
static int64_t ask(const kv_corridor *c, const kv_pricer *p, const kv_cargo *cargo, uint32_t pattern, uint32_t a, uint32_t b, kv_currency asked,
                   uint64_t seed, uint32_t *tariff_lines)
{
    char why[80];
    kv_price_lines lines = { 0 };
    snprintf(why, sizeof why, "seed %llu pattern %u leg %u-%u", (unsigned long long)seed, pattern, a, b);
    int64_t number = kv_price_leg(p, cargo, asked, &c->patterns[pattern], a, b, kit_day("2026-06-15", 0), NULL);
    int64_t with = kv_price_leg(p, cargo, asked, &c->patterns[pattern], a, b, kit_day("2026-06-15", 0), &lines), sum = 0;
    *tariff_lines = 0;
    for (size_t i = 0; i < lines.count; i++) {
        sum += lines.at[i].converted;
        *tariff_lines += lines.at[i].kind == KV_LINE_TARIFF;
    }
    check_i64(with, number, why);
    check_i64(number == KV_PRICE_NONE ? KV_PRICE_NONE : sum, number, why);
    kv_vec_free(&lines);
    return number;
}

static bool new_list(const kit *k, uint32_t last)
{
    for (uint32_t i = 0; i < last; i++)
        if (same_list(&k->tariffs.at[i], &k->tariffs.at[last]))
            return false;
    return true;
}

static void test_all_covers(void **state)
{
    (void)state;
    uint64_t tried = 0, priced = 0, several = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        kit k = { 0 };
        kv_error err = { 0 };
        kv_random_seed(&rng, seed);
        random_world(&k);
        kv_cargo cargo = kit_cargo(PICK("45G1", "2x45G1", "3x22G1", "2xwagon", "1x45G1,2x22G1"), PICK("21t", "21.8t", "24t", "15t"), PICK("", "84", "8471", "1001"));
        kv_currency asked = kit_currency(PICK("USD", "KZT"));
        kv_pricer *p = NULL, *more = NULL;
        const kv_corridor *c = kit_done(&k);
        check_i64(kv_pricer_open(&p, c, &err), KV_OK, err.text);
        int64_t price[2][CALLS_MAX][CALLS_MAX];
        for (uint32_t n = 0; n < c->patterns_count; n++)
            for (uint32_t a = 0; a + 1 < c->patterns[n].stop_count; a++)
                for (uint32_t b = a + 1; b < c->patterns[n].stop_count; b++) {
                    oracle o = { .c = c, .cargo = &cargo, .pattern = &c->patterns[n], .day = kit_day("2026-06-15", 0), .asked = asked, .board = a, .alight = b };
                    char why[80];
                    snprintf(why, sizeof why, "seed %llu pattern %u leg %u-%u", (unsigned long long)seed, n, a, b);
                    uint32_t lines;
                    price[n][a][b] = ask(c, p, &cargo, n, a, b, asked, seed, &lines);
                    check_i64(price[n][a][b], oracle_price(&o), why);
                    if (price[n][a][b] != KV_PRICE_NONE)
                        check_i64(lines, o.lines, why);
                    tried += o.tried;
                    priced += price[n][a][b] >= 0;
                    several += o.tried > 1;
                }
        /* one more price list: nothing becomes dearer, nothing loses its price */
        kit_tariff(&k, random_rate(RATES_MAX));
        c = kit_done(&k);
        check_i64(kv_pricer_open(&more, c, &err), KV_OK, err.text);
        for (uint32_t n = 0; new_list(&k, (uint32_t)k.tariffs.count - 1) && n < c->patterns_count; n++)
            for (uint32_t a = 0; a + 1 < c->patterns[n].stop_count; a++)
                for (uint32_t b = a + 1; b < c->patterns[n].stop_count; b++) {
                    uint32_t lines;
                    int64_t now = ask(c, more, &cargo, n, a, b, asked, seed, &lines);
                    check_true(price[n][a][b] == KV_PRICE_NONE || (now >= 0 && now <= price[n][a][b]), "a further price list never makes dearer");
                }
        kv_pricer_close(p);
        kv_pricer_close(more);
        kit_free(&k);
    }
    print_message("%llu legs priced, %llu with a choice, %llu covers tried\n", (unsigned long long)priced, (unsigned long long)several, (unsigned long long)tried);
    check_true(priced > 2 * WORLDS && several > WORLDS, "enough legs have prices, and a choice");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_all_covers) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
