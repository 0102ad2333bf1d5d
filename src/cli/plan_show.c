/* plan_show.c - the options in a table */
#include "cli/plan_show.h"

void kv_cli_show_plan(FILE *out, const kv_corridor *c, const kv_cli_wishes *wishes, const kv_plan *plan)
{
    (void)wishes;
    for (uint32_t i = 0; i < plan->option_count; i++) {
        const kv_option *o = plan->options + i;
        char d[32], a[32], m[32];
        kv_time_format(kv_tick_time(c, o->journey->depart), d);
        kv_time_format(kv_tick_time(c, o->journey->arrive), a);
        kv_money_format(o->price, m);
        fprintf(out, "%u %s %.10s %.10s %s %.0f kg %u %.2f %s\n", i + 1, o->label, d, a, m, o->co2_kg, o->journey->transhipments, o->chance, o->countries);
        for (uint32_t p = 0; p < o->part_count; p++)
            fprintf(out, "   %s %s -> %s %s\n", kv_term_shown(KV_LIST_MODE, (int)o->parts[p].mode), o->parts[p].from.name, o->parts[p].to.name, o->parts[p].carrier ? o->parts[p].carrier : "");
    }
    for (uint32_t i = 0; i < plan->block_count; i++) fprintf(out, "blocks: %s\n", plan->blocks[i]);
    for (uint32_t i = 0; i < plan->remedy_count; i++) fprintf(out, "try %s: %s\n", plan->remedies[i].change, plan->remedies[i].result);
    for (uint32_t i = 0; i < plan->note_count; i++) fprintf(out, "note: %s\n", plan->notes[i]);
}
