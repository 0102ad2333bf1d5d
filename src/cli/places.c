/* places.c - karvan places: find a place of the world by code or name, in any script */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "cli/say.h"
#include "model/gazetteer.h"

typedef struct {
    const char *country, *pack;
    int64_t limit;
    bool json;
} wishes;

static const kv_cli_option options[] = {
    KV_CLI_TEXT(wishes, country, "country", "CC", "only places of this country", "GE"),
    KV_CLI_COUNT(wishes, limit, "limit", "N", "how many places at most; 10 when not given", "20", 1, KV_GAZETTEER_LIMIT_MAX),
    KV_CLI_TEXT(wishes, pack, "pack", "PATH", "pack whose places come first among equals and are marked; the reference corridor when not given",
                "packs/middle-corridor"),
    KV_CLI_FLAG(wishes, json, "json", "the answer for programs"),
};

static const kv_cli_command command = {
    .name = "places", .usage = "places NAME [options]",
    .about = "Finds a place among the UN/LOCODEs of the world by its code or its name, with small typing errors forgiven. The name may be written in any script, "
             "with its country behind it. What the corridor serves is marked with a star.",
    .options = options, .option_count = sizeof options / sizeof *options, .operands = "NAME", .operands_max = 4,
    .examples = "karvan places Poti\nkarvan places 'Сиань, Китай'\nkarvan places batumi --country GE --json",
    .exits = "Exit codes: 0 found, 1 nothing has such a name, 2 the input is not valid, 4 try again (memory), 70 our bug.",
};

/* the places of a pack as a set; NULL without a pack */
static const kv_gazetteer_marks *marks_of(const kv_gazetteer *g, const kv_corridor *c, kv_arena *arena)
{
    if (!c)
        return NULL;
    const char **codes = kv_new_array(arena, const char *, c->stops_count + 1);
    size_t count = 0;
    for (uint32_t s = 0; codes && s < c->stops_count; s++)
        if (c->stops[s].parent == KV_NONE)
            codes[count++] = kv_corridor_text(c, c->stops[s].id);
    return codes ? kv_gazetteer_mark(g, codes, count, arena, NULL) : NULL;
}

static void print_functions(FILE *out, uint32_t functions)
{
    static const struct { uint32_t bit; const char *text; } words[] = {
        { KV_PLACE_PORT, "port" }, { KV_PLACE_RAIL, "rail" }, { KV_PLACE_ROAD, "road" }, { KV_PLACE_AIRPORT, "air" }, { KV_PLACE_INLAND, "inland" },
        { KV_PLACE_FIXED, "pipe" }, { KV_PLACE_BORDER, "border" },
    };
    char line[200] = "";
    size_t used = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (functions & words[i].bit)
            used += (size_t)snprintf(line + used, sizeof line - used, "%s%s", used ? "," : "", words[i].text);
    fputs(line, out);
}

static void print_text(const kv_gazetteer *g, const kv_gazetteer_hits *hits)
{
    kv_cli_style style = kv_cli_style_of(stdout, false);
    for (size_t i = 0; i < hits->count; i++) {
        const kv_gazetteer_hit *h = &hits->at[i];
        const kv_gazetteer_place *p = &h->place;
        fputs(style.bold, stdout);
        kv_cli_cell(stdout, p->code, 12);
        fputs(style.plain, stdout);
        printf("%s ", h->favoured ? "*" : " ");
        bool other = strcmp(p->name, h->spelling) != 0 && h->match != KV_MATCH_CODE;
        char name[300];
        snprintf(name, sizeof name, other ? "%s (%s)" : "%s", p->name, h->spelling);
        kv_cli_cell(stdout, name, 44);
        putchar(' ');
        kv_cli_cell(stdout, kv_gazetteer_country_name(g, p->country), 16);
        putchar(' ');
        print_functions(stdout, p->functions);
        putchar('\n');
    }
}

static json_t *hit_json(const kv_gazetteer *g, const kv_gazetteer_hit *h)
{
    const kv_gazetteer_place *p = &h->place;
    json_t *functions = json_array();
#define X(name, sign, text) if (p->functions & KV_PLACE_##name) json_array_append_new(functions, json_string(text));
    KV_PLACE_FUNCTION_MAP(X)
#undef X
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:i, s:s, s:s, s:b}", "code", p->code, "name", p->name, "listed", p->listed,
                     "country", p->country, "country_name", kv_gazetteer_country_name(g, p->country), "subdivision", p->subdivision, "functions", functions,
                     "lat", p->located ? json_real(p->lat) : json_null(), "lon", p->located ? json_real(p->lon) : json_null(),
                     "match", kv_match_text(h->match), "errors", (int)h->errors, "spelling", h->spelling, "language", h->language, "in_pack", (int)h->favoured);
}

static int print_json(const kv_gazetteer *g, const char *name, const kv_gazetteer_hits *hits)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < hits->count; i++)
        ok = !json_array_append_new(list, hit_json(g, &hits->at[i]));
    json_t *root = json_pack("{s:s, s:o}", "name", name, "places", list);
    char *text = ok && root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) : NULL;
    if (text)
        puts(text);
    free(text);
    json_decref(root);
    return text ? 0 : kv_status_exit_code(KV_MEMORY);
}

static int find(const wishes *w, const char *name, const kv_gazetteer *g, const kv_corridor *c)
{
    kv_arena arena = { 0 };
    kv_error err = { 0 };
    kv_gazetteer_hits hits = { 0 };
    kv_gazetteer_options how = { .limit = (uint32_t)w->limit, .favoured = marks_of(g, c, &arena) };
    if (w->country) {
        size_t n = strlen(w->country);
        for (size_t i = 0; i < n && i < 2; i++)
            how.country[i] = (char)toupper((unsigned char)w->country[i]);
        if (n != 2 || !*kv_gazetteer_country_name(g, how.country)) {
            kv_arena_free(&arena);
            return kv_cli_mistake("places", "--country GE", "'--country' needs the two letters of a country: %.60s", w->country);
        }
    }
    int code;
    if (kv_gazetteer_find(g, kv_text_of(name), &how, &arena, &hits, &err) != KV_OK) {
        err.where[0] = '\0';                            /* there is one name only */
        code = kv_cli_error("places", &err);
    } else {
        code = hits.count ? 0 : kv_status_exit_code(KV_NOTHING);
        int printed = 0;
        if (w->json)
            printed = print_json(g, name, &hits);
        else if (hits.count)
            print_text(g, &hits);
        else
            fprintf(stderr, "karvan: no place is called \"%s\"\n", name);
        code = printed ? printed : code;
    }
    kv_arena_free(&arena);
    return code;
}

int kv_cli_run_places(int argc, char **argv)
{
    wishes w = { .limit = KV_GAZETTEER_LIMIT };
    kv_cli_operands operands;
    int code = kv_cli_parse(&command, argc, argv, &w, &operands);
    if (code != KV_CLI_GO_ON)
        return code;
    if (!operands.count)
        return kv_cli_mistake("places", "karvan places Poti", "NAME is missing: a code or a name");
    char name[KV_GAZETTEER_QUERY_BYTES_MAX + 2] = "", path[KV_CLI_PATH_MAX];
    size_t used = 0;
    for (int i = 0; i < operands.count && used < sizeof name; i++)
        used += (size_t)snprintf(name + used, sizeof name - used, "%s%s", i ? " " : "", operands.operand[i]);
    kv_error err = { 0 };
    kv_gazetteer *g = NULL;
    kv_cli_pack pack = { 0 };
    if (!kv_cli_data_path("places.kvg", path))
        return kv_cli_mistake("places", "make install, or run karvan from its build folder", "the index of places is not installed: %s is not there", path);
    if (kv_gazetteer_open(&g, path, &err) != KV_OK)
        return kv_cli_error("places", &err);
    if (w.pack || kv_cli_pack_path(NULL, path))
        code = kv_cli_open_pack("places", w.pack, NULL, &pack);
    if (code == KV_CLI_GO_ON)
        code = find(&w, name, g, pack.corridor);
    kv_cli_close_pack(&pack);
    kv_gazetteer_close(g);
    return kv_cli_finish(code);
}
