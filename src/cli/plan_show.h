/* plan_show.h - an answered plan as text for people, no wider than 100 columns */
#ifndef KV_CLI_PLAN_SHOW_H
#define KV_CLI_PLAN_SHOW_H

#include <stdio.h>

#include "cli/plan.h"

void kv_cli_show_plan(FILE *out, const kv_corridor *c, const kv_cli_wishes *wishes, const kv_plan *plan);

#endif
