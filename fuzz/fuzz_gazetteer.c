/* fuzz_gazetteer.c - any query against a small world, any damage to its index
 *
 * The first byte says which:
 *   even   the rest is a query (its first byte the options): hits are sorted, each place once, each of the wanted
 *          country; the same query gives the same answer; a refusal says why
 *   odd    the rest overwrites the index, four bytes a time (where, what), then the checksum is made good: it is
 *          refused, or every lookup stays inside */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "model/gazetteer_index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char list[] =
    "code,name,name_ascii,subdivision,function,lat,lon\n"
    "AZBAK,Baku,,,1245,40.4,49.8\nCNXAG,Xianguojilugang,,SN,12356,34.3,109\n"
    "DEMUC,M\xC3\xBCnchen,Munchen,BY,2345,48.1,11.6\n"
    "BEBGS,Brugge (Bruges),,VWV,134,,\nGEPTI,Poti,,,1,42.1,41.7\n"
    "CNNBG,Ningbo Pt,,ZJ,1,,\nRULED,Saint Petersburg (ex Leningrad),,SPE,12345,,\n"
    "JPFKY,\"Fukuyama, Hiroshima\",,,,,\nITSGT,San Giovanni Teatino/Chieti,,CH,3,,\nXZAAD,Aasgard,,,0,,\n";
static const char extra[] = "code,name,lat,lon,kind\nKZ-ALTYNKOL,Altynkol,44.19,80.22,border_station\n";
static const char names[] =
    "code,lang,name\nCNXAG,en,Xi'an\nCNXAG,zh,\xE8\xA5\xBF\xE5\xAE\x89\nAZBAK,az,Bak\xC4\xB1\n"
    "GEPTI,ka,\xE1\x83\xA4\xE1\x83\x9D\xE1\x83\x97\xE1\x83\x98\n";

static kv_arena arena;                                      /* the small world lives as long as the fuzzer */
static kv_text world;
static kv_gazetteer *gazetteer;

static void make_world(void)
{
    kv_gazetteer_source a = { "list", list, sizeof list - 1 }, b = { "extra", extra, sizeof extra - 1 };
    kv_gazetteer_source c = { "names", names, sizeof names - 1 };
    kv_status built = kv_gazetteer_build(a, b, c, &arena, &world, NULL);
    assert(!built);
    kv_status opened = kv_gazetteer_open_bytes(&gazetteer, world.p, world.n, "world", NULL);
    assert(!opened);
}

static void ask(const kv_gazetteer *g, kv_text query, uint8_t how, bool sound)
{
    kv_arena a = { 0 };
    kv_error err = { 0 };
    kv_gazetteer_options o = { .limit = how % 8, .exact = how & 8, .functions = how & 16 ? KV_PLACE_PORT : 0 };
    const char *codes[] = { "GEPTI", "CNXAG" };
    if (how & 32)
        memcpy(o.country, "CN", 3);
    if (how & 64)
        o.favoured = kv_gazetteer_mark(g, codes, 2, &a, NULL);
    kv_gazetteer_hits hits, again;
    kv_status status = kv_gazetteer_find(g, query, &o, &a, &hits, &err);
    assert(status ? err.text[0] && !hits.count : !err.text[0]);
    assert(hits.count <= (o.limit ? o.limit : KV_GAZETTEER_LIMIT));
    for (size_t i = 0; sound && i < hits.count; i++) {
        assert(hits.at[i].match < KV_MATCH_COUNT && hits.at[i].errors <= 2);
        assert(!i || hits.at[i].match >= hits.at[i - 1].match);
        assert(!o.country[0] || !strcmp(hits.at[i].place.country, o.country));
        assert(!o.functions || hits.at[i].place.functions & o.functions);
        for (size_t j = 0; j < i; j++)
            assert(strcmp(hits.at[i].place.code, hits.at[j].place.code) != 0);
    }
    kv_status second = kv_gazetteer_find(g, query, &o, &a, &again, NULL);
    assert(second == status && again.count == hits.count);
    kv_arena_free(&a);
}

static void damage(const uint8_t *data, size_t size)
{
    char *bytes = aligned_alloc(8, (world.n + 7) & ~(size_t)7);
    assert(bytes);
    memcpy(bytes, world.p, world.n);
    for (; size >= 4; data += 4, size -= 4) {
        size_t at = ((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) % world.n; /* any byte, the header too */
        bytes[at] = (char)data[3];
    }
    size_t from = offsetof(kv_gazetteer_header, checksum) + 8;
    uint64_t checksum = XXH3_64bits(bytes + from, world.n - from);
    memcpy(bytes + from - 8, &checksum, 8);
    kv_gazetteer *g;
    kv_error err = { 0 };
    if (kv_gazetteer_open_bytes(&g, bytes, world.n, "damaged", &err)) {
        assert(err.text[0] && !g);
    } else {
        static const char *const query[] = { "Baku", "xian", "M\xC3\xBCnchen, Germany", "Poty", "altynkul", "s", "san giovani" };
        for (size_t i = 0; i < sizeof query / sizeof query[0]; i++)
            ask(g, kv_text_of(query[i]), (uint8_t)(i * 37), false);
        for (size_t i = 0; i < kv_gazetteer_count(g); i++)
            assert(kv_gazetteer_at(g, i).name);
        (void)kv_gazetteer_country_name(g, "GE");
        kv_gazetteer_close(g);
    }
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!gazetteer)
        make_world();
    if (size < 2)
        return 0;
    if (data[0] % 2 == 0)
        ask(gazetteer, (kv_text){ (const char *)data + 2, size - 2 }, data[1], true);
    else
        damage(data + 1, size - 1);
    return 0;
}
