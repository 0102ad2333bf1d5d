/* plan_explain.c - one option told completely: every hour with its cause, every line of the price, every gram of CO2e, the
 * chance of each connection and what goes next when it is missed, and where each figure comes from
 *
 * Sources stand as [S031] behind a figure and once in full at the end; "est." marks an estimate. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/plan_show.h"

typedef struct {
    const kv_cli_page *page;
    const kv_option *o;
    bool *cited;                /* [sources] */
} teller;

typedef struct { char text[1600]; size_t used; } line;

__attribute__((format(printf, 2, 3)))
static void add(line *l, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(l->text + l->used, sizeof l->text - l->used, format, args);
    va_end(args);
    if (n > 0)
        l->used = l->used + (size_t)n < sizeof l->text ? l->used + (size_t)n : sizeof l->text - 1;
}

static const char *text(const teller *t, kv_str s) { return kv_corridor_text(t->page->c, s); }

/* " [S031]", " [S031, est.]"; nothing for rows without a source */
static void cite(teller *t, line *l, const kv_origin *origin)
{
    if (!origin || origin->source == KV_NONE)
        return;
    const char *sure = origin->confidence == KV_CONFIDENCE_ESTIMATE ? ", est." : origin->confidence == KV_CONFIDENCE_DERIVED ? ", derived" : "";
    add(l, " [%s%s]", text(t, t->page->c->sources[origin->source].id), sure);
    if (t->cited)
        t->cited[origin->source] = true;
}

static void heading(const teller *t, const char *what)
{
    fprintf(t->page->out, "\n%s%s%s\n", t->page->style.bold, what, t->page->style.plain);
}

static void print(const teller *t, int indent, const line *l)
{
    fprintf(t->page->out, "%*s", indent, "");
    kv_cli_wrap(t->page->out, indent, indent + 2, l->text);
}

/* "  departs     2026-12-03 06:00   text" */
static void moment(const teller *t, const char *what, kv_time at, const char *zone, const line *l)
{
    FILE *out = t->page->out;
    fprintf(out, "     %-10s %-16s%s", what, kv_cli_minute(t->page->clock, zone, at).text, l->used ? "   " : "");
    kv_cli_wrap(out, 35, 35, l->text);
}

/* ---- hours ---------------------------------------------------------------------------------------------------- */

static void handling(teller *t, line *l, const kv_part *part)
{
    if (!part->handling_count && part->handling_s)
        add(l, "%.1f h to change", (double)part->handling_s / 3600);
    for (uint32_t i = 0; i < part->handling_count; i++) {
        const kv_handling_row *h = &t->page->c->handling[part->handling_rows[i]];
        add(l, "%s%s %.4g h (%.4g to %.4g)", l->used ? ", " : "", kv_term_shown(KV_LIST_OPERATION, h->operation), h->p50_s / 3600.0, h->p10_s / 3600.0,
            h->p90_s / 3600.0);
        cite(t, l, &h->origin);
    }
    if (part->opening_wait_s > 0)
        add(l, "%swaiting for opening %.1f h", l->used ? ", " : "", (double)part->opening_wait_s / 3600);
}

static void calls(teller *t, const kv_part *part)
{
    if (part->call_count < 3)
        return;
    line l = { .used = 0 };
    for (uint32_t i = 1; i + 1 < part->call_count; i++)
        add(&l, "%s%s %s", i > 1 ? ", " : "by ", kv_cli_place_name(t->page, &part->calls[i], false),
            kv_cli_day_month(t->page->clock, part->calls[i].zone, part->call_arrive[i]).text);
    fprintf(t->page->out, "     %-10s ", "calls");
    kv_cli_wrap(t->page->out, 16, 16, l.text);
}

static const char *vehicle(kv_mode mode)
{
    switch (mode) {
    case KV_MODE_RAIL: return "train";
    case KV_MODE_SEA: case KV_MODE_FERRY: case KV_MODE_BARGE: return "ship";
    case KV_MODE_AIR: return "flight";
    case KV_MODE_ROAD: return "truck";
    default: return "departure";
    }
}

static void ride(teller *t, const kv_part *part, bool first)
{
    const kv_cli_page *page = t->page;
    line l = { .used = 0 };
    add(&l, "%s", *part->carrier ? part->carrier : "no carrier named");
    if (*part->service_id)
        add(&l, ", service %s", *part->service ? part->service : part->service_id);
    if (*part->trip_id)
        add(&l, ", trip %s", part->trip_id);
    add(&l, ", %s", kv_term_shown(KV_LIST_DISPATCH, (int)part->dispatch));
    if (part->capacity)
        add(&l, ", %d %s a departure", part->capacity, kv_term_shown(KV_LIST_CAPACITY_UNIT, (int)part->capacity_unit));
    if (part->distance_km > 0)
        add(&l, ", %.0f km", part->distance_km);
    cite(t, &l, part->origin);
    print(t, 5, &l);
    l = (line){ .used = 0 };
    handling(t, &l, part);
    if (!l.used)
        add(&l, first ? "the cargo is at the terminal" : "nothing to be done");
    moment(t, "ready", part->ready, part->from.zone, &l);
    if (part->cutoff != part->depart) {
        l = (line){ .used = 0 };
        add(&l, "%.4g h before departure", (double)(part->depart - part->cutoff) / 3600);
        moment(t, "cut-off", part->cutoff, part->from.zone, &l);
    }
    l = (line){ .used = 0 };
    double wait_h = (double)part->wait_s / 3600;
    if (part->dispatch != KV_DISPATCH_TIMETABLE)
        add(&l, "expected, %.1f h after the cargo is ready: it leaves %s", wait_h, kv_term_shown(KV_LIST_DISPATCH, (int)part->dispatch));
    else if (wait_h > 0)
        add(&l, "%.1f h %s the %s", wait_h, first ? "between readiness and" : "waiting for", vehicle(part->mode));
    moment(t, "departs", part->depart, part->from.zone, &l);
    calls(t, part);
    l = (line){ .used = 0 };
    add(&l, "%.1f h on the way", (double)(part->arrive - part->depart) / 3600);
    if (part->arrive_p10 != part->arrive_p90)
        add(&l, "; really between %s (10 %%) and %s (90 %%)", kv_cli_minute(page->clock, part->to.zone, part->arrive_p10).text,
            kv_cli_minute(page->clock, part->to.zone, part->arrive_p90).text);
    moment(t, "arrives", part->arrive, part->to.zone, &l);
    if (first)
        return;
    l = (line){ .used = 0 };
    if (part->dispatch != KV_DISPATCH_TIMETABLE)
        add(&l, "cannot be missed: it leaves when cargo is there");
    else
        add(&l, "made with %.0f %%", part->chance * 100);
    if (part->next_depart != KV_TIME_NONE)
        add(&l, "; when missed, the next departs %s", kv_cli_minute(page->clock, part->from.zone, part->next_depart).text);
    else if (part->dispatch == KV_DISPATCH_TIMETABLE)
        add(&l, "; when missed, no later departure of this service is known");
    fprintf(page->out, "     %-10s ", "connection");
    kv_cli_wrap(page->out, 16, 16, l.text);
}

static void truck(teller *t, const kv_part *part)
{
    line l = { .used = 0 };
    add(&l, "%s, %.0f km by road [est.]", part->kind == KV_PART_ACCESS ? "first mile" : part->kind == KV_PART_EGRESS ? "last mile" : "by truck all the way",
        part->distance_km);
    print(t, 5, &l);
    l = (line){ .used = 0 };
    handling(t, &l, part);
    moment(t, "departs", part->depart, part->from.zone, &l);
    l = (line){ .used = 0 };
    add(&l, "%.1f h on the way", (double)(part->arrive - part->depart) / 3600);
    moment(t, "arrives", part->arrive, part->to.zone, &l);
}

static void parts(teller *t)
{
    const kv_option *o = t->o;
    bool first = true;
    heading(t, "Legs (times are those of each place)");
    for (uint32_t i = 0; i < o->part_count; i++) {
        const kv_part *part = &o->parts[i];
        line l = { .used = 0 };
        add(&l, "%u. %s: %s%s%s%s", i + 1, kv_cli_mode(part->mode), kv_cli_place_name(t->page, &part->from, true), *part->from.code ? " (" : "",
            part->from.code, *part->from.code ? ")" : "");
        add(&l, " to %s%s%s%s", kv_cli_place_name(t->page, &part->to, true), *part->to.code ? " (" : "", part->to.code, *part->to.code ? ")" : "");
        fputs("  ", t->page->out);
        kv_cli_wrap(t->page->out, 2, 5, l.text);
        if (part->kind == KV_PART_RIDE)
            ride(t, part, first);
        else
            truck(t, part);
        first = first && part->kind != KV_PART_RIDE;
    }
}

/* ---- money ------------------------------------------------------------------------------------------------------ */

static void decimal(char out[40], kv_decimal d)
{
    double scale = pow(10, d.scale);
    snprintf(out, 40, "%.*f", (int)d.scale, (double)d.mantissa / scale);
    if (d.scale) {                                      /* 24.000 t says no more than 24 */
        size_t n = strlen(out);
        while (out[n - 1] == '0')
            out[--n] = '\0';
        if (out[n - 1] == '.')
            out[--n] = '\0';
    }
}

/* "2 containers x 1450 USD", "8.5 % of 2900.00 USD" */
static void reckoning(const teller *t, line *l, const kv_plan_line *p)
{
    const kv_corridor *c = t->page->c;
    char quantity[40], amount[40], money[40];
    decimal(quantity, p->line.quantity);
    uint32_t row = p->line.row;
    switch (p->line.kind) {
    case KV_LINE_TARIFF: case KV_LINE_THROUGH: case KV_LINE_ACCESS:
        decimal(amount, c->tariffs[row].amount);
        add(l, "%s %s at %s %s", quantity, kv_term_word(KV_LIST_PRICE_UNIT, p->line.unit), amount, c->tariffs[row].currency.code);
        break;
    case KV_LINE_SURCHARGE:
        decimal(amount, c->surcharges[row].amount);
        if (c->surcharges[row].kind == KV_SURCHARGE_PERCENT)
            add(l, "%s %% of %s", amount, quantity);
        else
            add(l, "%s %s at %s %s", quantity, kv_term_word(KV_LIST_PRICE_UNIT, p->line.unit), amount, c->surcharges[row].currency.code);
        break;
    case KV_LINE_HANDLING:
        decimal(amount, c->handling[row].price);
        add(l, "%s %s at %s %s", quantity, kv_term_word(KV_LIST_PRICE_UNIT, p->line.unit), amount, c->handling[row].currency.code);
        break;
    case KV_LINE_STORAGE:
        decimal(amount, c->handling[row].storage_day);
        add(l, "%s days beyond %d free, %s %s a day and %s", quantity, c->handling[row].free_days, amount, c->handling[row].currency.code,
            kv_term_word(KV_LIST_PRICE_UNIT, p->line.unit));
        break;
    }
    if (!kv_currency_same(p->line.amount.currency, t->page->plan->currency)) {
        add(l, " = %s", kv_cli_money(p->line.amount, money));
        if (p->line.fx_day != INT32_MIN)
            add(l, " at the rate of %s", kv_cli_day(p->line.fx_day).text);
    }
}

static int32_t day_of(kv_time t) { return (int32_t)(t / KV_DAY_S - (t % KV_DAY_S < 0)); }

static void validity(const teller *t, line *l, const kv_plan_line *p)
{
    int32_t day = day_of(p->part == KV_NONE ? t->page->plan->ready : t->o->parts[p->part].depart);
    bool carried = p->valid.carried_after != INT32_MAX && day > p->valid.carried_after;
    if (carried)
        add(l, "; published to %s, carried forward", kv_cli_day(p->valid.carried_after).text);
    else if (p->valid.to < INT32_MAX / 2)
        add(l, "; valid to %s", kv_cli_day(p->valid.carried_after != INT32_MAX ? p->valid.carried_after : p->valid.to).text);
}

static void price_line(teller *t, const kv_plan_line *p)
{
    FILE *out = t->page->out;
    char amount[40];
    kv_money_format((kv_money){ p->line.converted, t->page->plan->currency }, amount);
    line l = { .used = 0 };
    add(&l, "%s", p->name);
    if (p->line.item != KV_NONE && t->page->plan->cargo.item_count > 1)
        add(&l, " (%s)", t->page->plan->cargo.item[p->line.item].code);
    fprintf(out, "  %12s  ", amount);
    kv_cli_wrap(out, 16, 16, l.text);
    l = (line){ .used = 0 };
    reckoning(t, &l, p);
    add(&l, "; %s", p->id);
    validity(t, &l, p);
    cite(t, &l, p->origin);
    fprintf(out, "%16s%s", "", t->page->style.dim);
    kv_cli_wrap(out, 16, 18, l.text);
    fputs(t->page->style.plain, out);
}

static void prices(teller *t)
{
    const kv_option *o = t->o;
    if (!t->page->plan->priced)
        return;
    char total[40], what[80];
    snprintf(what, sizeof what, "Price in %s", t->page->plan->currency.code);
    heading(t, what);
    int64_t sum = 0;
    for (uint32_t i = 0; i <= o->part_count; i++) {     /* leg by leg, then what is for the journey */
        uint32_t part = i < o->part_count ? i : KV_NONE;
        int64_t leg = 0;
        uint32_t lines = 0;
        for (uint32_t k = 0; k < o->line_count; k++)
            if (o->lines[k].part == part) {
                leg += o->lines[k].line.converted;
                lines++;
            }
        if (!lines)
            continue;
        kv_money_format((kv_money){ leg, t->page->plan->currency }, total);
        line l = { .used = 0 };
        if (part == KV_NONE)
            add(&l, "for the journey: %s", total);
        else
            add(&l, "leg %u, %s to %s: %s", part + 1, kv_cli_place_name(t->page, &o->parts[part].from, false),
                kv_cli_place_name(t->page, &o->parts[part].to, false), total);
        print(t, 2, &l);
        for (uint32_t k = 0; k < o->line_count; k++)
            if (o->lines[k].part == part)
                price_line(t, &o->lines[k]);
        sum += leg;
    }
    kv_money_format((kv_money){ sum, t->page->plan->currency }, total);
    fprintf(t->page->out, "  %12s  %sin all%s\n", total, t->page->style.bold, t->page->style.plain);
}

/* ---- emissions ---------------------------------------------------------------------------------------------------- */

static void emission_line(teller *t, const kv_emission_line *e)
{
    const kv_corridor *c = t->page->c;
    FILE *out = t->page->out;
    line l = { .used = 0 };
    const char *from = text(t, c->stops[e->stop_from == KV_NONE ? 0 : e->stop_from].name), *to = text(t, c->stops[e->stop_to == KV_NONE ? 0 : e->stop_to].name);
    bool road = e->stop_from == KV_NONE || e->stop_to == KV_NONE;
    if (e->is_hub)
        add(&l, "handling at %s", from);
    else if (road)
        add(&l, "truck");
    else
        add(&l, "%s to %s", from, to);
    if (!e->is_hub)
        add(&l, ", %.0f km", e->distance_km);
    if (e->row == KV_NONE) {
        add(&l, ": no factor known, counted as nothing");
    } else if (!e->is_hub) {
        const kv_emission_row *row = &c->emissions[e->row];
        add(&l, ", %.6g %s of %s%s%s", e->activity, row->unit == KV_EMISSION_TEU_KM ? "TEU-km" : "t-km", text(t, row->emission_class),
            *text(t, row->traction) ? ", " : "", text(t, row->traction));
        add(&l, ", %.4g + %.4g g", row->wtt_g, row->ttw_g);
        cite(t, &l, &row->origin);
    } else {
        cite(t, &l, &c->handling[e->row].origin);
    }
    fprintf(out, "  %9.1f %9.1f %9.1f   ", (e->co2.wtt_g + e->co2.ttw_g) / 1000, e->co2.wtt_g / 1000, e->co2.ttw_g / 1000);
    kv_cli_wrap(out, 34, 34, l.text);
}

static void emissions(teller *t)
{
    const kv_option *o = t->o;
    if (!o->emission_count)
        return;
    heading(t, "CO2e in kg (ISO 14083: well-to-wheel = well-to-tank + tank-to-wheel)");
    for (uint32_t i = 0; i < o->emission_count; i++)
        emission_line(t, &o->emissions[i]);
    fprintf(t->page->out, "  %9.1f %9.1f %9.1f   %sin all%s\n", (o->co2.wtt_g + o->co2.ttw_g) / 1000, o->co2.wtt_g / 1000, o->co2.ttw_g / 1000,
            t->page->style.bold, t->page->style.plain);
}

/* ---- arrival and sources -------------------------------------------------------------------------------------------- */

static void arrival(teller *t)
{
    const kv_arrival *a = &t->o->arrival;
    const struct { int percent; kv_time at; } marks[] = { { 10, a->p10 }, { 50, a->p50 }, { 80, a->p80 }, { 90, a->p90 }, { 95, a->p95 } };
    if (!t->page->c->info->is_freight)
        return;
    heading(t, "Arrival");
    const char *zone = t->page->plan->to.zone;
    fprintf(t->page->out, "     planned    %s   every connection made as planned: %.0f %%\n",
            kv_cli_minute(t->page->clock, zone, kv_tick_time(t->page->c, t->o->journey->arrive)).text, a->on_plan * 100);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        fprintf(t->page->out, "     %2d %%       %s\n", marks[i].percent, kv_cli_minute(t->page->clock, zone, marks[i].at).text);
    fprintf(t->page->out, "     on average %.1f h %s than planned\n", fabs(a->mean_h), a->mean_h < 0 ? "earlier" : "later");
    if (a->missed_beyond > 0.0005)
        fprintf(t->page->out, "     in %.1f %% of cases a connection is missed and nothing later is known\n", a->missed_beyond * 100);
}

static void sources(teller *t)
{
    const kv_corridor *c = t->page->c;
    bool any = false;
    for (uint32_t i = 0; t->cited && i < c->sources_count; i++) {
        if (!t->cited[i])
            continue;
        if (!any)
            heading(t, "Sources");
        any = true;
        const kv_source_row *s = &c->sources[i];
        line l = { .used = 0 };
        add(&l, "%s", text(t, s->title));
        if (*text(t, s->publisher))
            add(&l, "; %s", text(t, s->publisher));
        if (*text(t, s->date))
            add(&l, ", %s", text(t, s->date));
        fprintf(t->page->out, "  %-7s ", text(t, s->id));
        kv_cli_wrap(t->page->out, 10, 10, l.text);
        if (*text(t, s->address)) {                     /* on a line of its own: most then stay whole */
            fprintf(t->page->out, "%10s", "");
            kv_cli_wrap(t->page->out, 10, 10, text(t, s->address));
        }
    }
}

void kv_cli_explain(const kv_cli_page *page, const kv_option *option, int64_t number)
{
    teller t = { .page = page, .o = option, .cited = calloc(page->c->sources_count + 1u, sizeof(bool)) };
    char what[200], price[40] = "";
    kv_cli_show_asked(page);
    if (page->plan->priced)
        kv_cli_money(option->price, price);
    snprintf(what, sizeof what, "Option %lld%s%s%s%s%s%s", (long long)number, *option->label ? ": " : "", option->label, *price ? "; " : "", price,
             *option->countries ? "; " : "", option->countries);
    heading(&t, what);
    parts(&t);
    prices(&t);
    emissions(&t);
    arrival(&t);
    sources(&t);
    if (page->plan->note_count)
        fputc('\n', page->out);
    for (uint32_t i = 0; i < page->plan->note_count; i++) {
        fputs("note: ", page->out);
        kv_cli_wrap(page->out, 6, 6, page->plan->notes[i]);
    }
    free(t.cited);
}
