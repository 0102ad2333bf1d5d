/* plan_show.h - an answered plan as text for people, no line wider than 100 columns
 *
 *     plan_show.c      what was asked, the options in a table, each with its chain, notes
 *     plan_explain.c   one option: every hour, price line and gram with where it comes from
 *     plan_nothing.c   nothing fits: how far one gets, what blocks, commands that would work      */
#ifndef KV_CLI_PLAN_SHOW_H
#define KV_CLI_PLAN_SHOW_H

#include <stdio.h>

#include "cli/clock.h"
#include "cli/plan.h"
#include "cli/say.h"

typedef struct {
    FILE *out;
    const kv_corridor *c;
    const kv_cli_wishes *wishes;
    const kv_plan *plan;
    kv_cli_clock *clock;
    kv_cli_style style;
} kv_cli_page;

void kv_cli_show_asked(const kv_cli_page *page);
void kv_cli_show_plan(const kv_cli_page *page);
void kv_cli_explain(const kv_cli_page *page, const kv_option *option, int64_t number);
void kv_cli_show_nothing(const kv_cli_page *page);

/* a place for people: the terminal's name when `terminal`, else that of the place it belongs to */
const char *kv_cli_place_name(const kv_cli_page *page, const kv_place_seen *place, bool terminal);
const char *kv_cli_mode(kv_mode mode);                  /* rail, sea, ferry, truck ... */
const char *kv_cli_money(kv_money m, char out[40]);     /* 4310.00 USD */

/* the command that was typed, with one change of a remedy made ("without --avoid RU", "--arrive-by 2027-01-09"), quoted
 * for a shell; malloc'd, NULL when memory is out */
char *kv_cli_changed_command(const kv_cli_wishes *wishes, const char *change);

#endif
