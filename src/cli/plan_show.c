/* plan_show.c - the options in a table
 *
 *      #  leaves      arrives     days         USD  CO2e t  changes  chance  there by: 50 / 80 / 90 %
 *      1  2026-12-03  2026-12-15  12.2    11966.59    9.40        4     3 %  12-15 / 12-27 / 01-03
 *         fastest; CN KZ AZ GE
 *         Xi'an -rail-> Dostyk -rail-> Aktau -truck-> Kuryk -ferry-> Alat -rail-> Poti
 *         China Railway, KTZ Express, Road hauliers of Kazakhstan, ASCO, Azerbaijan Railways                  */
#include "cli/plan_show.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/vec.h"

const char *kv_cli_mode(kv_mode mode)
{
    return mode == KV_MODE_ROAD ? "truck" : kv_term_word(KV_LIST_MODE, (int)mode);
}

const char *kv_cli_place_name(const kv_cli_page *page, const kv_place_seen *place, bool terminal)
{
    const kv_corridor *c = page->c;
    if (!terminal && place->stop != KV_NONE && c->stops[place->stop].parent != KV_NONE)
        return kv_corridor_text(c, c->stops[c->stops[place->stop].parent].name);
    return *place->name ? place->name : place->code;
}

const char *kv_cli_money(kv_money m, char out[40])
{
    char amount[32];
    kv_money_format(m, amount);
    snprintf(out, 40, "%s %s", amount, m.currency.code);
    return out;
}

/* ---- what was asked --------------------------------------------------------------------------------------------- */

static void show_cargo(const kv_cli_page *page)
{
    const kv_plan *p = page->plan;
    char line[600];
    size_t used = 0;
    for (int32_t i = 0; i < p->cargo.item_count && used < sizeof line - 100; i++) {
        const kv_cargo_item *item = &p->cargo.item[i];
        used += (size_t)snprintf(line + used, sizeof line - used, "%s", i ? " and " : "");
        if (kv_item_is_bulk(item))
            used += (size_t)snprintf(line + used, sizeof line - used, "%s", item->code);
        else
            used += (size_t)snprintf(line + used, sizeof line - used, "%d x %s of %.10g t", item->count, item->code, (double)item->goods_kg / 1000);
    }
    if (!p->cargo.weight_given && !kv_item_is_bulk(&p->cargo.item[0]))
        used += (size_t)snprintf(line + used, sizeof line - used, " (assumed)");
    if (*p->cargo.hs)
        used += (size_t)snprintf(line + used, sizeof line - used, ", HS %s", p->cargo.hs);
    if (p->cargo.dg_class)
        used += (size_t)snprintf(line + used, sizeof line - used, ", dangerous goods class %d", p->cargo.dg_class);
    kv_cli_moment first = kv_cli_minute(page->clock, p->from.zone, p->ready), last = kv_cli_minute(page->clock, p->from.zone, p->ready_last);
    if (!strcmp(first.text + 11, "00:00"))
        first.text[10] = '\0';
    if (!strcmp(last.text + 11, "23:59"))
        last.text[10] = '\0';
    bool window = p->ready_last != p->ready && p->ready_last != KV_TIME_NONE && strcmp(first.text, last.text) != 0;
    snprintf(line + used, sizeof line - used, "; ready %s%s%s", first.text, window ? " .. " : "", window ? last.text : "");
    kv_cli_wrap(page->out, 0, 2, page->c->info->is_freight ? line : line + used + 2);
}

void kv_cli_show_asked(const kv_cli_page *page)
{
    const kv_plan *p = page->plan;
    char text[500], from[120] = "", to[120] = "";
    if (*p->from.code)                                  /* a point on the map has none */
        snprintf(from, sizeof from, " (%s)", p->from.code);
    if (*p->to.code)
        snprintf(to, sizeof to, " (%s)", p->to.code);
    snprintf(text, sizeof text, "%s%s to %s%s", p->from.name, from, p->to.name, to);
    fputs(page->style.bold, page->out);
    kv_cli_wrap(page->out, 0, 2, text);
    fputs(page->style.plain, page->out);
    show_cargo(page);
}

/* ---- the table ---------------------------------------------------------------------------------------------------- */

static kv_time leaves(const kv_cli_page *page, const kv_option *o)
{
    kv_time depart = kv_tick_time(page->c, o->journey->depart);
    return o->part_count && o->parts[0].depart > depart ? o->parts[0].depart : depart;
}

static void heading(const kv_cli_page *page, bool distribution)
{
    const kv_plan *p = page->plan;
    bool freight = page->c->info->is_freight;
    fputs(page->style.dim, page->out);
    if (freight)
        fprintf(page->out, "   #  leaves      arrives      days  %11s  CO2e t  changes  chance%s\n", p->priced ? p->currency.code : "price",
                distribution ? "  there by: 50 / 80 / 90 %" : "  countries");
    else
        fprintf(page->out, "   #  leaves            arrives            hours  changes\n");
    fputs(page->style.plain, page->out);
}

static void figures(const kv_cli_page *page, const kv_option *o, size_t number, bool distribution)
{
    const kv_plan *p = page->plan;
    kv_time depart = leaves(page, o), arrive = kv_tick_time(page->c, o->journey->arrive);
    FILE *out = page->out;
    if (!page->c->info->is_freight) {
        fprintf(out, "%4zu  %s  %s  %6.1f  %7u\n", number, kv_cli_minute(page->clock, p->from.zone, depart).text,
                kv_cli_minute(page->clock, p->to.zone, arrive).text, (double)(arrive - depart) / 3600, o->journey->transhipments);
        return;
    }
    char price[32] = "-", chance[12] = "-";
    if (p->priced)
        kv_money_format(o->price, price);
    if (!isnan(o->chance))
        snprintf(chance, sizeof chance, "%.0f %%", o->chance * 100);
    fprintf(out, "%4zu  %s  %s  %6.1f  %11s  %6.2f  %7u  %6s", number, kv_cli_date(page->clock, p->from.zone, depart).text,
            kv_cli_date(page->clock, p->to.zone, arrive).text, (double)(arrive - depart) / KV_DAY_S, price, o->co2_kg / 1000,
            o->journey->transhipments, chance);
    if (distribution) {
        const kv_arrival *a = &o->arrival;
        kv_time marks[] = { a->p50, a->p80, a->p90 };
        for (size_t i = 0; i < 3; i++)
            fprintf(out, "%s%s", i ? " / " : "  ", kv_cli_day_month(page->clock, p->to.zone, marks[i]).text);
    } else {
        fputs("  ", out);
        if (kv_cli_width(o->countries) <= KV_CLI_COLUMNS - 76)
            fputs(o->countries, out);
        else
            kv_cli_cell(out, o->countries, KV_CLI_COLUMNS - 76);
    }
    fputc('\n', out);
}

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

/* the name of a stop on the chain: its place, or the terminal when the leg stays within one place */
static void add_end(const kv_cli_page *page, line *l, const kv_place_seen *end, const kv_place_seen *other)
{
    const char *name = kv_cli_place_name(page, end, false);
    bool same = !strcmp(name, kv_cli_place_name(page, other, false));
    add(l, "%s", same ? kv_cli_place_name(page, end, true) : name);
}

static void chain(const kv_cli_page *page, const kv_option *o)
{
    line l = { .used = 0 };
    for (uint32_t i = 0; i < o->part_count; i++) {
        const kv_part *part = &o->parts[i];
        if (!i)
            add_end(page, &l, &part->from, &part->to);
        else if (part->from.stop != o->parts[i - 1].to.stop) {          /* a link led to another terminal */
            add(&l, " -transfer-> ");
            add_end(page, &l, &part->from, &o->parts[i - 1].to);
        }
        add(&l, " -%s-> ", kv_cli_mode(part->mode));
        add_end(page, &l, &part->to, &part->from);
    }
    fputs("      ", page->out);
    kv_cli_wrap(page->out, 6, 8, l.text);
}

/* who carries; a carrier of several legs in a row stands once */
static void carriers(const kv_cli_page *page, const kv_option *o)
{
    line l = { .used = 0 };
    const kv_part *last = NULL;
    for (uint32_t i = 0; i < o->part_count;) {
        const kv_part *part = &o->parts[i];
        bool when_full = false;
        if (part->kind != KV_PART_RIDE || !*part->carrier) {
            i++;
            continue;
        }
        for (; i < o->part_count && o->parts[i].kind == KV_PART_RIDE && !strcmp(o->parts[i].carrier, part->carrier); i++)
            when_full = when_full || o->parts[i].dispatch == KV_DISPATCH_WHEN_FULL;
        add(&l, "%s%s%s", last ? "; " : "by ", part->carrier, when_full ? " (when full)" : "");
        last = part;
    }
    if (!last)
        return;
    fputs("      ", page->out);
    fputs(page->style.dim, page->out);
    kv_cli_wrap(page->out, 6, 8, l.text);
    fputs(page->style.plain, page->out);
}

static void labels(const kv_cli_page *page, const kv_option *o)
{
    line l = { .used = 0 };
    add(&l, "%s", o->label);
    if (*o->route && !strstr(o->label, o->route))
        add(&l, "%s%s", l.used ? "; " : "", o->route);
    if (*o->countries)
        add(&l, "%s%s", l.used ? "; " : "", o->countries);
    if (!l.used)
        return;
    fprintf(page->out, "      %s", page->style.bold);
    kv_cli_wrap(page->out, 6, 8, l.text);
    fputs(page->style.plain, page->out);
}

static void note(const kv_cli_page *page, const char *text)
{
    fputs("note: ", page->out);
    kv_cli_wrap(page->out, 6, 6, text);
}

static void notes(const kv_cli_page *page)
{
    const kv_plan *p = page->plan;
    uint32_t estimates = 0, carried = 0;
    for (uint32_t i = 0; i < p->option_count; i++) {
        estimates += p->options[i].has_estimate;
        carried += p->options[i].has_carried;
    }
    for (uint32_t i = 0; i < p->note_count; i++)
        note(page, p->notes[i]);
    char text[200], some[40];
    snprintf(some, sizeof some, "%u of these ways", estimates);
    if (estimates) {
        snprintf(text, sizeof text, "%s rest on estimates here or there; --explain N says which figures", estimates == p->option_count ? "all of these ways" : some);
        note(page, text);
    }
    snprintf(some, sizeof some, "%u of these ways", carried);
    if (carried) {
        snprintf(text, sizeof text, "%s use rates beyond their published validity, carried forward", carried == p->option_count ? "all of these ways" : some);
        note(page, text);
    }
}

void kv_cli_show_plan(const kv_cli_page *page)
{
    const kv_plan *p = page->plan;
    bool freight = page->c->info->is_freight;
    kv_cli_show_asked(page);
    fputc('\n', page->out);
    if (page->wishes->all) {
        heading(page, false);
        for (uint32_t i = 0; i < p->all_count; i++)
            figures(page, &p->all[i], i + 1, false);
        fputc('\n', page->out);
        notes(page);
        return;
    }
    heading(page, freight);
    for (uint32_t i = 0; i < p->option_count; i++) {
        const kv_option *o = &p->options[i];
        figures(page, o, i + 1, freight);
        labels(page, o);
        chain(page, o);
        carriers(page, o);
        fputc('\n', page->out);
    }
    if (!page->wishes->quiet && p->all_count > p->option_count)
        fprintf(page->out, "%u of %u ways that nothing beats; --all lists them, --explain N tells every figure of one\n", p->option_count, p->all_count);
    notes(page);
}
