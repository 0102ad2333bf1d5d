/* plan_nothing.c - nothing fits: how far one gets, what blocks, and commands that would work */
#include <stdlib.h>
#include <string.h>

#include "cli/plan_show.h"

static void item(const kv_cli_page *page, const char *text)
{
    fputs("  - ", page->out);
    kv_cli_wrap(page->out, 4, 4, text);
}

/* a command is never broken at the page's edge: it is there to be pasted */
static void remedy(const kv_cli_page *page, const kv_remedy *r)
{
    char *command = kv_cli_changed_command(page->wishes, r->change);
    char text[300];
    snprintf(text, sizeof text, "%s: %s", r->change, r->result);
    item(page, text);
    if (!command)
        return;
    const char *rest = command;
    int column = 6;
    fputs("      ", page->out);
    while (*rest) {                                     /* broken before an option, with the backslash that a shell wants */
        size_t n = 1 + strcspn(rest + 1, " ");
        bool quoted = rest[1] == '\'';
        while (quoted && rest[n] && rest[n - 1] != '\'')
            n += 1 + strcspn(rest + n + 1, " ");
        char saved = rest[n];
        command[(size_t)(rest - command) + n] = '\0';
        int width = kv_cli_width(rest);
        if (column + width > KV_CLI_COLUMNS - 2 && column > 10) {
            fputs(" \\\n         ", page->out);
            column = 9;
        }
        fputs(rest, page->out);
        column += width;
        command[(size_t)(rest - command) + n] = saved;
        rest += n;
    }
    fputc('\n', page->out);
    free(command);
}

void kv_cli_show_nothing(const kv_cli_page *page)
{
    const kv_plan *p = page->plan;
    char text[500];
    kv_cli_show_asked(page);
    fprintf(page->out, "\n%sNo way fits.%s", page->style.bad, page->style.plain);
    if (p->furthest.stop != KV_NONE) {
        size_t used = (size_t)snprintf(text, sizeof text, " The cargo gets as far as %s (%s)", p->furthest.name, p->furthest.code);
        if (p->furthest_at != KV_TIME_NONE && used < sizeof text)
            used += (size_t)snprintf(text + used, sizeof text - used, ", there on %s", kv_cli_date(page->clock, p->furthest.zone, p->furthest_at).text);
        if (used < sizeof text)
            snprintf(text + used, sizeof text - used, ", %.0f km from %s.", p->furthest_km, p->to.name);
        fputc(' ', page->out);
        kv_cli_wrap(page->out, 13, 0, text);
    } else {
        fputc('\n', page->out);
    }
    if (p->block_count)
        fputs("\nWhat is in the way\n", page->out);
    for (uint32_t i = 0; i < p->block_count; i++)
        item(page, p->blocks[i]);
    if (p->remedy_count)
        fputs("\nWhat would help\n", page->out);
    for (uint32_t i = 0; i < p->remedy_count; i++)
        remedy(page, &p->remedies[i]);
    if (p->note_count)
        fputc('\n', page->out);
    for (uint32_t i = 0; i < p->note_count; i++) {
        fputs("note: ", page->out);
        kv_cli_wrap(page->out, 6, 6, p->notes[i]);
    }
}
