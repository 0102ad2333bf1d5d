/* fold.c - the tariffs, factors and distributions of one shipment, folded into the flat arrays that the search adds up
 *
 *     tariffs, surcharges, fx --kv_price_*--+
 *     emission factors --kv_emissions_*-----+--> kv_costs: one number for each leg, change and through rate
 *     delays, closures --kv_reliability_*---+
 *
 * A fold is made for a cargo, a currency, limits and a run of epochs (stretches of days in which no price changes), and
 * kept for the next question about the same. Legs are priced once for each stop sequence of a service: patterns that differ
 * in their times alone share the figures. */
#include "service/desk.h"

#include <stdlib.h>
#include <string.h>

static kv_status no_memory(kv_error *err) { return kv_fail(err, KV_MEMORY, "", "memory is out"); }

bool kv_cost_of(int64_t minor, kv_currency currency, uint32_t *out, kv_error *err)
{
    if (minor >= KV_COST_MAX) {
        kv_fail(err, KV_INVALID, "currency", "an amount in %s is larger than the search can count", currency.code);
        kv_hint(err, "ask in a currency of larger units, such as USD, or split the shipment");
        return false;
    }
    *out = minor < 0 ? 0 : (uint32_t)minor;
    return true;
}

/* ---- the key ------------------------------------------------------------------------------------------- */

typedef KV_VEC(char) bytes;

static bool put(bytes *key, const void *data, size_t size)
{
    if (!kv_vec_reserve(key, size))
        return false;
    memcpy(key->at + key->count, data, size);
    key->count += size;
    return true;
}

/* member by member: what lies between the members of a struct may be anything */
static bool key_of(const kv_desk *d, const kv_limits *l, const kv_cargo *cargo, kv_currency currency, const uint32_t epochs[2], bytes *key)
{
    bool ok = put(key, epochs, 2 * sizeof *epochs) && put(key, currency.code, 4) && put(key, &l->modes, sizeof l->modes)
           && put(key, l->country, l->country_count * sizeof l->country[0]) && put(key, &l->priced, sizeof l->priced)
           && put(key, &l->country_count, sizeof l->country_count)
           && put(key, l->agency_barred, d->corridor->agencies_count)
           && put(key, cargo->hs, strlen(cargo->hs) + 1) && put(key, &cargo->dg_class, 1) && put(key, &cargo->reefer, 1)
           && put(key, &cargo->empty, 1) && put(key, &cargo->weight_given, 1);
    for (int32_t i = 0; ok && i < cargo->item_count; i++) {
        const kv_cargo_item *item = &cargo->item[i];
        ok = put(key, &item->count, sizeof item->count) && put(key, &item->equipment, sizeof item->equipment)
          && put(key, item->code, strlen(item->code) + 1) && put(key, &item->length_ft, 1)
          && put(key, &item->teu_100, sizeof item->teu_100) && put(key, &item->goods_kg, sizeof item->goods_kg)
          && put(key, &item->gross_kg, sizeof item->gross_kg) && put(key, &item->lane_cm, sizeof item->lane_cm);
    }
    return ok;
}

/* ---- who may be ridden ----------------------------------------------------------------------------------- */

static bool find_services(const kv_corridor *c, const kv_limits *limits, kv_fold *f)
{
    uint8_t *fits = kv_new_array(&f->arena, uint8_t, c->services_count + 1);
    if (!fits)
        return false;
    char reason[120];
    for (uint32_t s = 0; s < c->services_count; s++)
        fits[s] = kv_limits_take(limits, &c->services[s]) && (!c->info->is_freight || kv_cargo_fits(c, s, &f->cargo, reason));
    f->fits = fits;
    return true;
}

/* ---- through rates ------------------------------------------------------------------------------------------ */

typedef struct {
    kv_str group[32];                   /* name of each bit */
    uint32_t count;
    const uint32_t *patterns;           /* [patterns]: bits */
    kv_through *pair;                   /* first_price: number of the tariff in `tariff`, until prices are laid out */
    uint32_t pair_count;
    uint32_t *tariff; uint32_t tariff_count;
    uint32_t *price;                    /* [tariff_count * epochs] */
} through;

static bool lists(kv_text list, kv_text name)
{
    kv_text item;
    while (kv_text_next(&list, ';', &item))
        if (kv_text_same(item, name))
            return true;
    return false;
}

static uint32_t group_bit(const kv_corridor *c, through *t, kv_str name, uint32_t *left_out)
{
    kv_text text = kv_text_of(kv_corridor_text(c, name));
    for (uint32_t i = 0; i < t->count; i++)
        if (kv_text_same(kv_text_of(kv_corridor_text(c, t->group[i])), text))
            return i;
    if (t->count == 32) {
        *left_out += 1;
        return KV_NONE;
    }
    t->group[t->count] = name;
    return t->count++;
}

/* for each stop the groups of patterns that a cargo may board there, or leave there */
static bool group_stops(const kv_corridor *c, const uint32_t *patterns, kv_arena *a, uint32_t **board, uint32_t **alight)
{
    *board = kv_new_array(a, uint32_t, c->stops_count);
    *alight = kv_new_array(a, uint32_t, c->stops_count);
    if (!*board || !*alight)
        return false;
    for (uint32_t p = 0; p < c->patterns_count; p++) {
        const kv_pattern_row *row = &c->patterns[p];
        for (uint32_t i = 0; patterns[p] && i < row->stop_count; i++) {
            uint32_t stop = c->position_stop[row->first_position + i];
            if (i + 1 < row->stop_count)
                (*board)[stop] |= patterns[p];
            if (i)
                (*alight)[stop] |= patterns[p];
        }
    }
    return true;
}

static int by_from_group_to(const void *a, const void *b)
{
    const kv_through *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return (x->rate > y->rate) - (x->rate < y->rate);
}

/* of two rates for the same stretch of a group, is x never dearer and does it cover as much? */
static bool never_dearer(const through *t, const kv_through *x, const kv_through *y, uint32_t epochs)
{
    if (x->covers_handling < y->covers_handling)
        return false;
    for (uint32_t e = 0; e < epochs; e++)
        if (t->price[x->first_price * epochs + e] > t->price[y->first_price * epochs + e])
            return false;
    return true;
}

static kv_status price_tariffs(const kv_desk *d, kv_fold *f, through *t, const int32_t *day, uint32_t epochs, kv_error *err)
{
    t->price = kv_new_array(&f->arena, uint32_t, (size_t)t->tariff_count * epochs + 1);
    if (!t->price)
        return no_memory(err);
    for (uint32_t i = 0; i < t->tariff_count; i++)
        for (uint32_t e = 0; e < epochs; e++) {
            int64_t minor = kv_price_through(d->pricer, &f->cargo, f->currency, t->tariff[i], day[e], NULL);
            uint32_t *price = &t->price[i * epochs + e];
            *price = KV_BARRED;
            if (minor != KV_PRICE_NONE && !kv_cost_of(minor, f->currency, price, err))
                return KV_INVALID;
        }
    return KV_OK;
}

static kv_status find_through(const kv_desk *d, kv_fold *f, through *t, const int32_t *day, uint32_t epochs, kv_error *err)
{
    const kv_corridor *c = d->corridor;
    kv_through_pair *pair;
    uint32_t count;
    kv_status s = kv_price_through_pairs(d->pricer, &f->cargo, &f->arena, &pair, &count);
    if (s != KV_OK)
        return s == KV_MEMORY ? no_memory(err) : kv_fail(err, s, "freight_tariffs.txt", "the through rates cannot be expanded");
    if (!count)
        return KV_OK;
    uint32_t *bit = kv_new_array(&f->arena, uint32_t, count), *patterns = kv_new_array(&f->arena, uint32_t, c->patterns_count + 1);
    t->tariff = kv_new_array(&f->arena, uint32_t, count);
    t->pair = kv_new_array(&f->arena, kv_through, count);
    if (!bit || !patterns || !t->tariff || !t->pair)
        return no_memory(err);
    for (uint32_t i = 0; i < count; i++)
        bit[i] = group_bit(c, t, pair[i].group, &f->groups_left_out);
    for (uint32_t p = 0; p < c->patterns_count; p++) {
        uint32_t service = c->patterns[p].service;
        const char *groups = kv_corridor_text(c, c->services[service].through_groups);
        for (uint32_t g = 0; f->fits[service] && *groups && g < t->count; g++)
            if (lists(kv_text_of(groups), kv_text_of(kv_corridor_text(c, t->group[g]))))
                patterns[p] |= 1u << g;
    }
    t->patterns = patterns;
    uint32_t *board, *alight;
    if (!group_stops(c, patterns, &f->arena, &board, &alight))
        return no_memory(err);
    for (uint32_t i = 0; i < count; i++) {
        if (bit[i] == KV_NONE || pair[i].from == pair[i].to
            || !(board[pair[i].from] >> bit[i] & 1) || !(alight[pair[i].to] >> bit[i] & 1))
            continue;
        uint32_t n = 0;                 /* pairs of one tariff come together */
        for (n = t->tariff_count; n && t->tariff[n - 1] != pair[i].tariff; n--) {}
        if (!n) {
            t->tariff[t->tariff_count++] = pair[i].tariff;
            n = t->tariff_count;
        }
        t->pair[t->pair_count++] = (kv_through){
            .group = bit[i], .from = pair[i].from, .to = pair[i].to, .rate = pair[i].tariff,
            .covers_handling = pair[i].covers_handling, .first_price = n - 1,
        };
    }
    s = price_tariffs(d, f, t, day, epochs, err);
    if (s != KV_OK)
        return s;
    qsort(t->pair, t->pair_count, sizeof *t->pair, by_from_group_to);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < t->pair_count; i++) {
        kv_through x = t->pair[i];
        bool useless = true;
        for (uint32_t e = 0; e < epochs; e++)
            useless = useless && t->price[x.first_price * epochs + e] == KV_BARRED;
        uint32_t from = kept;           /* kept ones of the same stretch stand from here */
        while (from && t->pair[from - 1].from == x.from && t->pair[from - 1].group == x.group && t->pair[from - 1].to == x.to)
            useless = useless || never_dearer(t, &t->pair[--from], &x, epochs);
        if (useless)
            continue;
        uint32_t end = kept;
        kept = from;
        for (uint32_t k = from; k < end; k++)
            if (!never_dearer(t, &x, &t->pair[k], epochs))
                t->pair[kept++] = t->pair[k];
        t->pair[kept++] = x;
    }
    t->pair_count = kept;
    return KV_OK;
}

/* ---- legs --------------------------------------------------------------------------------------------------- */

typedef struct {
    const int32_t *day; uint32_t epochs;
    uint32_t *price, *extra;            /* [epochs * leg_count] */
    uint32_t *co2;
    bool any_extra;
} legs;

static bool same_stops(const kv_corridor *c, const kv_pattern_row *a, const kv_pattern_row *b)
{
    if (a->stop_count != b->stop_count)
        return false;
    size_t n = a->stop_count;
    return !memcmp(c->position_stop + a->first_position, c->position_stop + b->first_position, n * sizeof *c->position_stop)
        && !memcmp(c->position_m + a->first_position, c->position_m + b->first_position, n * sizeof *c->position_m)
        && !memcmp(c->position_flags + a->first_position, c->position_flags + b->first_position, n);
}

static kv_status price_leg(const kv_desk *d, kv_fold *f, const kv_limits *limits, const through *t, legs *l, uint32_t pattern,
                           uint32_t i, uint32_t j, kv_error *err)
{
    const kv_corridor *c = d->corridor;
    const kv_pattern_row *p = &c->patterns[pattern];
    uint32_t leg = kv_leg_index(p, i, j), legs_all = c->info->leg_count;
    bool covered = t->patterns && t->patterns[pattern];
    if (c->info->is_freight) {
        bool known;
        l->co2[leg] = kv_co2_grams(kv_emissions_leg(c, &f->cargo, p, i, j, &known, NULL));
        if (l->co2[leg] >= KV_COST_MAX)
            return kv_fail(err, KV_INVALID, "cargo", "the emissions of this shipment are larger than the search can count");
    }
    for (uint32_t e = 0; e < l->epochs; e++) {
        uint32_t *price = &l->price[(size_t)e * legs_all + leg], *extra = &l->extra[(size_t)e * legs_all + leg];
        *price = 0;
        if (!limits->priced)
            continue;
        int64_t minor = kv_price_leg(d->pricer, &f->cargo, f->currency, p, i, j, l->day[e], NULL);
        if (minor == KV_PRICE_NONE)
            *price = covered ? KV_UNPRICED : KV_BARRED;
        else if (!kv_cost_of(minor, f->currency, price, err))
            return KV_INVALID;
        if (covered) {
            int64_t more = kv_price_leg_surcharges(d->pricer, &f->cargo, f->currency, p, i, j, l->day[e], NULL);
            if (more == KV_PRICE_NONE) {                /* a charge that cannot be converted */
                *price = KV_BARRED;
                continue;
            }
            if (!kv_cost_of(more, f->currency, extra, err))
                return KV_INVALID;
            l->any_extra = l->any_extra || *extra;
        }
    }
    return KV_OK;
}

/* the same figures as a pattern before it */
static void copy_legs(const kv_corridor *c, legs *l, const kv_pattern_row *from, const kv_pattern_row *to)
{
    size_t n = (size_t)from->stop_count * (from->stop_count - 1) / 2, all = c->info->leg_count;
    for (uint32_t e = 0; e < l->epochs; e++) {
        memcpy(l->price + e * all + to->first_leg, l->price + e * all + from->first_leg, n * sizeof *l->price);
        memcpy(l->extra + e * all + to->first_leg, l->extra + e * all + from->first_leg, n * sizeof *l->extra);
    }
    memcpy(l->co2 + to->first_leg, l->co2 + from->first_leg, n * sizeof *l->co2);
}

static kv_status price_pattern(const kv_desk *d, kv_fold *f, const kv_limits *limits, const through *t, legs *l, uint32_t pattern, kv_error *err)
{
    const kv_corridor *c = d->corridor;
    const kv_pattern_row *p = &c->patterns[pattern];
    const uint32_t *stop = c->position_stop + p->first_position;
    const uint8_t *flags = c->position_flags + p->first_position;
    for (uint32_t i = 0; i + 1 < p->stop_count; i++) {
        if ((flags[i] & KV_NO_PICKUP) || kv_limits_avoid(limits, c->stops[stop[i]].country))
            continue;
        for (uint32_t j = i + 1; j < p->stop_count; j++) {
            if (kv_limits_avoid(limits, c->stops[stop[j]].country))
                break;                  /* further legs from i pass here too */
            if (flags[j] & KV_NO_DROPOFF)
                continue;
            kv_status s = price_leg(d, f, limits, t, l, pattern, i, j, err);
            if (s != KV_OK)
                return s;
        }
    }
    return KV_OK;
}

static kv_status price_legs(const kv_desk *d, kv_fold *f, const kv_limits *limits, const through *t, legs *l, kv_error *err)
{
    const kv_corridor *c = d->corridor;
    size_t all = (size_t)c->info->leg_count;
    uint32_t *before = kv_new_array(&f->arena, uint32_t, c->patterns_count + 1);    /* the pattern before of the same service */
    uint32_t *last = kv_new_array(&f->arena, uint32_t, c->services_count + 1);
    l->price = kv_new_array(&f->arena, uint32_t, all * l->epochs + 1);
    l->extra = kv_new_array(&f->arena, uint32_t, all * l->epochs + 1);
    l->co2 = kv_new_array(&f->arena, uint32_t, all + 1);
    if (!l->price || !l->extra || !l->co2 || !before || !last)
        return no_memory(err);
    memset(l->price, 0xFF, all * l->epochs * sizeof *l->price);         /* KV_BARRED */
    memset(last, 0xFF, c->services_count * sizeof *last);
    for (uint32_t p = 0; p < c->patterns_count; p++) {
        const kv_pattern_row *row = &c->patterns[p];
        before[p] = last[row->service];
        last[row->service] = p;
        if (!f->fits[row->service])
            continue;
        uint32_t like = before[p];
        for (int tries = 0; like != KV_NONE && tries < 64 && !same_stops(c, &c->patterns[like], row); tries++)
            like = before[like];
        if (like != KV_NONE && same_stops(c, &c->patterns[like], row)) {
            copy_legs(c, l, &c->patterns[like], row);
            continue;
        }
        kv_status s = price_pattern(d, f, limits, t, l, p, err);
        if (s != KV_OK)
            return s;
    }
    return KV_OK;
}

static bool mark_stops(const kv_corridor *c, const legs *l, kv_fold *f)
{
    uint8_t *boards = kv_new_array(&f->arena, uint8_t, c->stops_count), *alights = kv_new_array(&f->arena, uint8_t, c->stops_count);
    if (!boards || !alights)
        return false;
    for (uint32_t p = 0; p < c->patterns_count; p++) {
        const kv_pattern_row *row = &c->patterns[p];
        if (!f->fits[row->service])
            continue;
        const uint32_t *stop = c->position_stop + row->first_position;
        for (uint32_t i = 0; i + 1 < row->stop_count; i++)
            for (uint32_t j = i + 1; j < row->stop_count; j++)
                for (uint32_t e = 0; e < l->epochs; e++)
                    if (l->price[(size_t)e * c->info->leg_count + kv_leg_index(row, i, j)] != KV_BARRED) {
                        boards[stop[i]] = alights[stop[j]] = 1;
                        break;
                    }
    }
    f->boards = boards;
    f->alights = alights;
    return true;
}

/* ---- epochs: those in which nothing differs become one --------------------------------------------------------- */

static bool same_as_before(const kv_corridor *c, const legs *l, const through *t, uint32_t kept, uint32_t e)
{
    size_t all = c->info->leg_count, size = all * sizeof *l->price;
    if (memcmp(l->price + kept * all, l->price + e * all, size) || memcmp(l->extra + kept * all, l->extra + e * all, size))
        return false;
    for (uint32_t i = 0; i < t->tariff_count; i++)
        if (t->price[i * l->epochs + kept] != t->price[i * l->epochs + e])
            return false;
    return true;
}

static bool lay_out(const kv_corridor *c, kv_fold *f, legs *l, through *t)
{
    size_t all = c->info->leg_count;
    kv_tick *from = kv_new_array(&f->arena, kv_tick, l->epochs);
    uint32_t *kept = kv_new_array(&f->arena, uint32_t, l->epochs), count = 0;
    if (!from || !kept)
        return false;
    for (uint32_t e = 0; e < l->epochs; e++) {
        if (count && same_as_before(c, l, t, count - 1, e))
            continue;
        memmove(l->price + count * all, l->price + e * all, all * sizeof *l->price);
        memmove(l->extra + count * all, l->extra + e * all, all * sizeof *l->extra);
        for (uint32_t i = 0; i < t->tariff_count; i++)
            t->price[i * l->epochs + count] = t->price[i * l->epochs + e];
        from[count] = count ? kv_time_tick(c, (kv_time)l->day[e] * KV_DAY_S) : 0;
        count++;
    }
    f->costs.corridor = c;
    f->costs.id = f->used_at;
    f->costs.epoch_count = count;
    f->costs.epoch_from = from;
    f->costs.leg_price = l->price;
    f->costs.leg_extra = l->any_extra ? l->extra : NULL;
    f->costs.leg_co2 = l->co2;
    if (!t->pair_count)
        return true;
    uint32_t *price = kv_new_array(&f->arena, uint32_t, (size_t)t->tariff_count * count);
    uint32_t *first = kv_new_array(&f->arena, uint32_t, c->stops_count + 1);
    if (!price || !first)
        return false;
    for (uint32_t i = 0; i < t->tariff_count; i++)
        memcpy(price + (size_t)i * count, t->price + (size_t)i * l->epochs, count * sizeof *price);
    for (uint32_t i = 0; i < t->pair_count; i++) {
        t->pair[i].first_price *= count;
        first[t->pair[i].from + 1]++;
    }
    for (uint32_t s = 0; s < c->stops_count; s++)
        first[s + 1] += first[s];
    f->costs.through = t->pair;
    f->costs.through_count = t->pair_count;
    f->costs.through_first = first;
    f->costs.through_price = price;
    f->costs.pattern_groups = t->patterns;
    return true;
}

static kv_status fill(kv_desk *d, kv_fold *f, const kv_limits *limits, const uint32_t epochs[2], int32_t charge_day, kv_error *err)
{
    legs l = { 0 };
    through t = { 0 };
    int32_t *days = kv_new_array(&f->arena, int32_t, epochs[1] - epochs[0] + 1);
    if (!days || !find_services(d->corridor, limits, f))
        return no_memory(err);
    days[0] = d->epoch_day[epochs[0]];
    l.day = days;
    l.epochs = 1;
    if (limits->priced)                                 /* a part of the desk's days: those that matter to this cargo */
        l.epochs = kv_price_epochs_for(d->pricer, &f->cargo, f->currency, days[0], d->epoch_day[epochs[1]], days, epochs[1] - epochs[0] + 1);
    if (l.epochs > epochs[1] - epochs[0] + 1)
        return l.epochs == UINT32_MAX ? no_memory(err) : kv_fail(err, KV_BUG, "fold", "a day on which prices change was forgotten");
    kv_status s = limits->priced ? find_through(d, f, &t, l.day, l.epochs, err) : KV_OK;
    if (s == KV_OK)
        s = price_legs(d, f, limits, &t, &l, err);
    if (s == KV_OK && (!lay_out(d->corridor, f, &l, &t) || !mark_stops(d->corridor, &(legs){ .epochs = f->costs.epoch_count, .price = l.price }, f)))
        s = no_memory(err);
    if (s == KV_OK)
        s = kv_fold_terminals(d, f, limits, charge_day, err);
    if (s == KV_OK && d->corridor->info->is_freight)
        s = kv_fold_chances(d, f, err);
    return s;
}

kv_status kv_fold_get(kv_clerk *k, const kv_limits *limits, const kv_cargo *cargo, kv_currency currency, int32_t charge_day,
                      int32_t to_day, const kv_fold **out, kv_error *err)
{
    kv_desk *d = k->desk;
    uint32_t epochs[2] = { kv_epoch_of(d, charge_day), kv_epoch_of(d, to_day) };
    bytes key = { 0 };
    if (!key_of(d, limits, cargo, currency, epochs, &key)) {
        kv_vec_free(&key);
        return no_memory(err);
    }
    int oldest = 0;
    for (int i = 0; i < KV_FOLDS_KEPT; i++) {
        kv_fold *f = k->fold[i];
        if (f && f->key_size == key.count && !memcmp(f->key, key.at, key.count)) {
            kv_vec_free(&key);
            f->used_at = ++k->now;
            *out = f;
            return KV_OK;
        }
        if (!f || (k->fold[oldest] && f->used_at < k->fold[oldest]->used_at))
            oldest = i;
    }
    if (k->fold[oldest]) {
        kv_arena arena = k->fold[oldest]->arena;        /* the fold lies in its own arena */
        k->fold[oldest] = NULL;
        kv_arena_free(&arena);
    }
    kv_arena arena = { 0 };
    kv_fold *f = kv_new(&arena, kv_fold);
    kv_status s = KV_MEMORY;
    if (f) {
        f->arena = arena;
        f->key = kv_arena_copy(&f->arena, key.at, key.count);
        f->key_size = key.count;
        f->cargo = *cargo;
        f->currency = currency;
        f->used_at = ++k->now;
        if (f->key)
            s = fill(d, f, limits, epochs, d->epoch_day[epochs[0]] > charge_day ? charge_day : d->epoch_day[epochs[0]], err);
    }
    kv_vec_free(&key);
    if (s != KV_OK) {
        if (f)
            arena = f->arena;
        kv_arena_free(&arena);
        return s == KV_MEMORY ? no_memory(err) : s;
    }
    k->fold[oldest] = f;
    *out = f;
    return KV_OK;
}

kv_status kv_clerk_fold(kv_clerk *k, const kv_plan_request *request, const kv_cargo *cargo, kv_currency currency, kv_time from,
                        kv_time to, const kv_costs **out, kv_error *err)
{
    kv_arena scratch = { 0 };
    kv_limits limits;
    const kv_fold *fold = NULL;
    kv_status s = kv_limits_of(k->desk, request, &scratch, &limits, err);
    if (s == KV_OK)
        s = kv_fold_get(k, &limits, cargo, currency, kv_day_of(from), kv_day_of(to), &fold, err);
    kv_arena_free(&scratch);
    if (s == KV_OK)
        *out = &fold->costs;
    return s;
}
