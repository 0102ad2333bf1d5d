/* test_gazetteer.c - what people type, and which place they mean */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <xxhash.h>

#include "base/random.h"
#include "gazetteer_kit.h"

static world w;

static const char *const corridor[] = {
    "AZALA", "AZBAK", "CNAKL", "CNHRS", "CNLYG", "CNQDG", "CNSHG", "CNTXG", "CNXAG", "GEBUS", "GEPTI", "GETBS", "IRASR",
    "IRSRP", "KZAAU", "KZALA", "KZDOS", "KZHOR", "KZKUR", "KZ-ALTYNKOL", "RUASF", "ROCND", "TMKRW", "TRAMR", "TRKSY", "TRMER",
};

static int open_world(void **state)
{
    (void)state;
    world_open(&w);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    world_close(&w);
    return 0;
}

static kv_gazetteer_hits find(kv_arena *arena, const char *query, kv_gazetteer_options options)
{
    kv_error err = { 0 };
    kv_gazetteer_hits hits;
    kv_status status = kv_gazetteer_find(w.g, kv_text_of(query), &options, arena, &hits, &err);
    if (status)
        print_message("%s: %s\n", query, err.text);
    assert_int_equal(status, KV_OK);
    return hits;
}

/* ---- the table ---------------------------------------------------------------------------------------- */

#define NONE KV_MATCH_COUNT

static const struct { const char *query, *code; kv_match match; const char *why; } row[] = {
    /* codes */
    { "KZAAU", "KZAAU", KV_MATCH_CODE, "a code as it stands in the list" },
    { "kzaau", "KZAAU", KV_MATCH_CODE, "small letters" },
    { "KZ AAU", "KZAAU", KV_MATCH_CODE, "as printed on documents, with a blank" },
    { "KZ-AAU", "KZAAU", KV_MATCH_CODE, "with a hyphen" },
    { "  gepti ", "GEPTI", KV_MATCH_CODE, "blanks around it" },
    { "UZ6BT", "UZ6BT", KV_MATCH_CODE, "a code with a digit" },
    { "KZ-ALTYNKOL", "KZ-ALTYNKOL", KV_MATCH_CODE, "a place that the list has not" },
    { "kz altynkol", "KZ-ALTYNKOL", KV_MATCH_CODE, "the same with a blank" },
    { "AZ-REDBRIDGE", "AZ-REDBRIDGE", KV_MATCH_CODE, "one bridge, two codes" },
    { "GEANA", "GEANA", KV_MATCH_CODE, "a code of a newer list, from extra.csv" },
    { "deham", "DEHAM", KV_MATCH_CODE, "a code far from the corridor" },
    /* plain names */
    { "Xian", "CNXAG", KV_MATCH_NAME, "the corridor's Xi'an comes before the city" },
    { "Xi'an", "CNXAG", KV_MATCH_NAME, "an apostrophe parts nothing" },
    { "Xi’an", "CNXAG", KV_MATCH_NAME, "nor does a printed one" },
    { "xi an", "CNXAG", KV_MATCH_NAME, "words grown apart" },
    { "Poti", "GEPTI", KV_MATCH_NAME, "a port whose name begins many others" },
    { "Baku", "AZBAK", KV_MATCH_NAME, "the city, not its port at Alat" },
    { "Rotterdam", "NLRTM", KV_MATCH_NAME, "with more functions than its namesakes" },
    { "Hamburg", "DEHAM", KV_MATCH_NAME, "one of several Hamburgs" },
    { "Aktau", "KZAAU", KV_MATCH_NAME, "the port, not the airport" },
    { "Bandar Abbas", "IRSRP", KV_MATCH_NAME, "the corridor's terminal has the city's name" },
    { "bandarabbas", "IRSRP", KV_MATCH_NAME, "words grown together" },
    { "Alma Ata", "KZALA", KV_MATCH_NAME, "hyphen or blank" },
    { "St Petersburg", "RULED", KV_MATCH_NAME, "St is saint before a name" },
    { "Saint-Petersburg", "RULED", KV_MATCH_NAME, "with a hyphen" },
    { "Shu", "KZ-SHU", KV_MATCH_NAME, "three letters are a name too" },
    { "Paris", "FRPAR", KV_MATCH_NAME, "importance decides among equals" },
    /* marks */
    { "Köln", "DECGN", KV_MATCH_NAME, "the letter put back" },
    { "Koln", "DECGN", KV_MATCH_NAME, "without its mark" },
    { "Koeln", "DECGN", KV_MATCH_NAME, "written wide" },
    { "Muenchen", "DEMUC", KV_MATCH_NAME, "written wide" },
    { "Malmo", "SEMMA", KV_MATCH_NAME, "Swedish without marks" },
    { "Ålesund", "NOAES", KV_MATCH_NAME, "a ring on a capital" },
    { "Aalesund", "NOAES", KV_MATCH_NAME, "the ring written wide" },
    { "A\xCC\x8Alesund", "NOAES", KV_MATCH_NAME, "the ring as a character of its own" },
    { "Gəncə", "AZGAN", KV_MATCH_NAME, "Azerbaijani" },
    { "Gence", "AZGAN", KV_MATCH_NAME, "as Azerbaijanis type it without schwa" },
    { "Bakı", "AZBAK", KV_MATCH_NAME, "dotless i" },
    { "BAKI", "AZBAK", KV_MATCH_NAME, "and its capital" },
    { "İstanbul", "TRIST", KV_MATCH_NAME, "dotted capital I" },
    { "İzmir", "TRIZM", KV_MATCH_NAME, "a name that the list had broken" },
    { "Köstence", "ROCND", KV_MATCH_NAME, "Turkish name of a Romanian port" },
    { "Constanța", "ROCND", KV_MATCH_NAME, "comma below" },
    { "Constanţa", "ROCND", KV_MATCH_NAME, "cedilla instead, as old keyboards have it" },
    { "Łódź", "PLLOD", KV_MATCH_NAME, "three Polish marks in four letters" },
    { "Győr", "HUGYO", KV_MATCH_NAME, "Hungarian double acute" },
    { "São Paulo", "BRSAO", KV_MATCH_NAME, "tilde" },
    { "sao paulo", "BRSAO", KV_MATCH_NAME, "and without" },
    /* Cyrillic */
    { "Сиань", "CNXAG", KV_MATCH_NAME, "Xi'an in Russian" },
    { "Актау", "KZAAU", KV_MATCH_NAME, "Aktau in Russian" },
    { "Ақтау", "KZAAU", KV_MATCH_NAME, "Aktau in Kazakh" },
    { "Қарағанды", "KZKGF", KV_MATCH_NAME, "Karaganda in Kazakh" },
    { "Qarağandy", "KZKGF", KV_MATCH_NAME, "Karaganda in Kazakh, Latin letters" },
    { "Шымкент", "KZCIT", KV_MATCH_NAME, "Shymkent" },
    { "Баку", "AZBAK", KV_MATCH_NAME, "Baku in Russian" },
    { "БАКУ", "AZBAK", KV_MATCH_NAME, "in capitals" },
    { "Тбилиси", "GETBS", KV_MATCH_NAME, "Tbilisi in Russian" },
    { "Тифлис", "GETBS", KV_MATCH_NAME, "its old name in Russian" },
    { "Одеса", "UAODS", KV_MATCH_NAME, "Odesa in Ukrainian" },
    { "Київ", "UAIEV", KV_MATCH_NAME, "Kyiv: a letter that Russian has not" },
    { "Солун", "GRSKG", KV_MATCH_NAME, "Thessaloniki in Bulgarian" },
    { "Тошкент", "UZTAS", KV_MATCH_NAME, "Tashkent in Uzbek Cyrillic" },
    { "Улаанбаатар", "MNULN", KV_MATCH_NAME, "Mongolian" },
    { "Чимкент", "KZCIT", KV_MATCH_NAME, "the Soviet spelling" },
    /* Chinese */
    { "西安", "CNXAG", KV_MATCH_NAME, "Xi'an" },
    { "霍尔果斯", "KZHOR", KV_MATCH_NAME, "Khorgos: the Kazakh side has more functions" },
    { "阿拉山口", "CNAKL", KV_MATCH_NAME, "Alashankou" },
    { "连云港", "CNLYG", KV_MATCH_NAME, "Lianyungang: its last sign, harbour, belongs to it" },
    { "上海港", "CNSHG", KV_MATCH_NAME, "Shanghai harbour" },
    { "西安市", "CNXAG", KV_MATCH_NAME, "Xi'an city: the sign for city is left out" },
    { "烏魯木齊", "CNURM", KV_MATCH_NAME, "Urumqi in traditional signs" },
    { "阿拉木图", "KZALA", KV_MATCH_NAME, "Almaty" },
    { "苏州", "CNSZH", KV_MATCH_NAME, "Suzhou in Jiangsu, by its signs" },
    { "义乌", "CNYIU", KV_MATCH_NAME, "Yiwu" },
    /* Georgian, Armenian, Greek, Persian, Korean */
    { "თბილისი", "GETBS", KV_MATCH_NAME, "Tbilisi" },
    { "ფოთი", "GEPTI", KV_MATCH_NAME, "Poti" },
    { "ბაქო", "AZBAK", KV_MATCH_NAME, "Baku in Georgian" },
    { "Երևան", "AMEVN", KV_MATCH_NAME, "Yerevan, with the ligature" },
    { "Θεσσαλονίκη", "GRSKG", KV_MATCH_NAME, "Thessaloniki" },
    { "تهران", "IRTHR", KV_MATCH_NAME, "Tehran" },
    { "بندر عباس", "IRBND", KV_MATCH_NAME, "Bandar Abbas" },
    { "부산", "KRPUS", KV_MATCH_NAME, "Busan" },
    /* former and foreign names */
    { "Constantinople", "TRIST", KV_MATCH_NAME, "until 1930" },
    { "Tiflis", "GETBS", KV_MATCH_NAME, "until 1936, and in Turkish and German" },
    { "Krasnovodsk", "TMKRW", KV_MATCH_NAME, "until 1993; the corridor's port before the list's old entry" },
    { "Shevchenko", "KZAAU", KV_MATCH_NAME, "until 1991" },
    { "Trebizond", "TRTZX", KV_MATCH_NAME, "Trabzon in old books" },
    { "Nur-Sultan", "KZAST", KV_MATCH_NAME, "until 2022, and still in the list" },
    { "Astana", "KZAST", KV_MATCH_NAME, "now again" },
    { "Sian", "CNXAG", KV_MATCH_NAME, "in old atlases" },
    { "Urumchi", "CNURM", KV_MATCH_NAME, "in old atlases" },
    { "Peking", "CNBJS", KV_MATCH_NAME, "in German" },
    { "Leningrad", "RULED", KV_MATCH_NAME, "in the list's brackets" },
    { "Gorkiy", "RUGOJ", KV_MATCH_NAME, "in the list's brackets" },
    { "Bruges", "FRBRU", KV_MATCH_NAME, "a village of that name before a name in brackets" },
    { "Bruges, Belgium", "BEBGS", KV_MATCH_NAME, "in the list's brackets" },
    { "Smyrna", "TRIZM", KV_MATCH_NAME, "Izmir, before its namesakes in America" },
    { "Danzig", "PLGDN", KV_MATCH_NAME, "Gdansk in German" },
    /* what a place is */
    { "port of baku", "AZALA", KV_MATCH_NAME, "the corridor's port has the name" },
    { "baku port", "AZALA", KV_MATCH_NAME, "in any order" },
    { "Port of Poti", "GEPTI", KV_MATCH_NAME, "a word that is not in the name" },
    { "poti port", "GEPTI", KV_MATCH_NAME, "in any order" },
    { "Port of Hamburg", "DEHAM", KV_MATCH_NAME, "not a namesake without a port" },
    { "порт Актау", "KZAAU", KV_MATCH_NAME, "port Aktau in Russian" },
    { "г. Алматы", "KZALA", KV_MATCH_NAME, "Russian shorthand for city" },
    { "ст. Достык", "KZDOS", KV_MATCH_NAME, "Russian shorthand for station, not for Saint" },
    { "Bender Enzeli", "IRBAZ", KV_MATCH_NAME, "port in Persian" },
    { "Dostyk station", "KZDOS", KV_MATCH_NAME, "a railway station" },
    { "Port Said", "EGPSD", KV_MATCH_NAME, "here port belongs to the name" },
    { "Ningbo", "CNNBO", KV_MATCH_NAME, "city before port without a favourite" },
    { "airport hamburg", "DEHAM", KV_MATCH_NAME, "an airport by its function" },
    { "Petersburg Saint", "RULED", KV_MATCH_NAME, "all words, another order" },
    { "gateway khorgos", "KZHOR", KV_MATCH_WORDS, "some words, another order" },
    { "shahid rajaee", "IRSRP", KV_MATCH_NAME, "the terminal of Bandar Abbas" },
    /* with a country */
    { "Xian, CN", "CNXAG", KV_MATCH_NAME, "country code behind a comma" },
    { "xian cn", "CNXAG", KV_MATCH_NAME, "without a comma" },
    { "Poti Georgia", "GEPTI", KV_MATCH_NAME, "country name" },
    { "Georgia Poti", "GEPTI", KV_MATCH_NAME, "in front" },
    { "Поти, Грузия", "GEPTI", KV_MATCH_NAME, "in Russian" },
    { "波季，格鲁吉亚", "GEPTI", KV_MATCH_NAME, "in Chinese, with its comma" },
    { "Astara, Azerbaijan", "AZAST", KV_MATCH_NAME, "two towns, one name, a river between" },
    { "Astara Iran", "IRASR", KV_MATCH_NAME, "the other one" },
    { "Khorgos, China", "CNHRS", KV_MATCH_NAME, "two sides of a border" },
    { "Hamburg, PA", "USHMQ", KV_MATCH_NAME, "a namesake, wanted" },
    { "Tripoli, Lebanon", "LBKYE", KV_MATCH_NAME, "the smaller namesake" },
    { "Valencia Spain", "ESVLC", KV_MATCH_NAME, "three Valencias" },
    { "Tashkent Uzbekistan", "UZTAS", KV_MATCH_NAME, "a country of ten letters" },
    { "London, Canada", "CALOD", KV_MATCH_NAME, "London, Ontario" },
    { "London, United Kingdom", "GBLON", KV_MATCH_NAME, "a country of two words" },
    { "london uk", "GBLON", KV_MATCH_NAME, "as people say" },
    { "Moscow Russian Federation", "RUMOW", KV_MATCH_NAME, "two words without a comma" },
    { "Baku Türkiye", NULL, NONE, "no Baku in Turkey, nor anything near" },
    { "Springfield, IL", "USSPI", KV_MATCH_NAME, "a state of America" },
    { "Luxembourg", "LULUX", KV_MATCH_NAME, "a country's name alone is a place" },
    /* unfinished */
    { "Almat", "KZALA", KV_MATCH_PREFIX, "a last word unfinished" },
    { "Tbili", "GETBS", KV_MATCH_PREFIX, "a first word unfinished" },
    { "bandar ab", "IRSRP", KV_MATCH_PREFIX, "only the last word may be" },
    { "Астрах", "RUASF", KV_MATCH_PREFIX, "Astrakhan begun in Russian" },
    /* typing errors */
    { "Istanbull", "TRIST", KV_MATCH_FUZZY, "a letter too many" },
    { "Istnbul", "TRIST", KV_MATCH_FUZZY, "a letter too few" },
    { "Istunbul", "TRIST", KV_MATCH_FUZZY, "a wrong letter" },
    { "Itsanbul", "TRIST", KV_MATCH_FUZZY, "two letters exchanged count once" },
    { "Tbilissy", "GETBS", KV_MATCH_FUZZY, "one wrong in eight" },
    { "Rotterdem", "NLRTM", KV_MATCH_FUZZY, "a wrong letter in nine" },
    { "Roterdam", "NLRTM", KV_MATCH_PREFIX, "one t: how the Georgian name begins" },
    { "Rottredma", "NLRTM", KV_MATCH_FUZZY, "two mistakes in nine letters" },
    { "Altynkyl", "KZ-ALTYNKOL", KV_MATCH_FUZZY, "a place of the corridor" },
    { "Gdynka", "PLGDY", KV_MATCH_FUZZY, "one in six" },
    { "Xamburg", "DEHAM", KV_MATCH_FUZZY, "the first letter" },
    { "Hamburq", "DEHAM", KV_MATCH_NAME, "the last letter: Azerbaijani, no mistake" },
    { "Pyreus", "GRPIR", KV_MATCH_FUZZY, "one mistake against the short form" },
    { "sankt petersberg", "RULED", KV_MATCH_FUZZY, "two words, one mistake" },
    { "novorosijsk", "RUNVS", KV_MATCH_FUZZY, "a foreign romanisation" },
    { "shimkent kazakhstan", "KZCIT", KV_MATCH_NAME, "the list's own other spelling" },
    { "Poty, Georgia", "GEPTI", KV_MATCH_FUZZY, "a mistake, and a country" },
    { "port of rotterdem", "NLRTM", KV_MATCH_FUZZY, "a mistake, and a word that is not in the name" },
    { "Иркуцк", "RUIKT", KV_MATCH_NAME, "Irkutsk as it sounds: one letter for two that read alike" },
    { "Иркустк", "RUIKT", KV_MATCH_FUZZY, "Irkutsk with two Russian letters exchanged" },
    /* nothing */
    { "qwertyuiop", NULL, NONE, "a hand on the keyboard" },
    { "zzzzzz", NULL, NONE, "no word has so many z" },
    { "xqj", NULL, NONE, "three letters forgive no mistake" },
    { "Atlantis of the Caspian", NULL, NONE, "words that are never together" },
    { "", NULL, NONE, "nothing asked, nothing found" },
    { "   ", NULL, NONE, "blanks" },
    { ", . ; - / ( )", NULL, NONE, "signs" },
    { "'''", NULL, NONE, "apostrophes vanish" },
    { "%s%n%x", NULL, NONE, "a format is text" },
    { "'; DROP TABLE places; --", NULL, NONE, "a command is text" },
    { "../../../etc/passwd", NULL, NONE, "a path is text" },
    { "<script>alert(1)</script>", NULL, NONE, "a page is text" },
    { "🚂🚢", NULL, NONE, "train and ship are no letters" },
    { "ZZZZZ", NULL, NONE, "a code that is not there, nor a name" },
};

static void test_table(void **state)
{
    (void)state;
    kv_arena arena = { 0 };
    const kv_gazetteer_marks *marks
        = kv_gazetteer_mark(w.g, corridor, sizeof corridor / sizeof corridor[0], &arena, NULL);
    int wrong = 0;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        kv_gazetteer_hits hits = find(&arena, row[i].query, (kv_gazetteer_options){ .favoured = marks });
        const char *code = hits.count ? hits.at[0].place.code : NULL;
        kv_match match = hits.count ? hits.at[0].match : NONE;
        bool good = code && row[i].code ? !strcmp(code, row[i].code) && match == row[i].match : code == row[i].code;
        if (!good)
            print_message("'%s' (%s): found %s by %s, wanted %s by %s\n", row[i].query, row[i].why, code ? code : "nothing",
                          match == NONE ? "-" : kv_match_text(match), row[i].code ? row[i].code : "nothing",
                          row[i].match == NONE ? "-" : kv_match_text(row[i].match));
        wrong += !good;
    }
    assert_int_equal(wrong, 0);
    kv_arena_free(&arena);
}

/* ---- input that is refused ---------------------------------------------------------------------------- */

static void test_refused(void **state)
{
    (void)state;
    char too_long[KV_GAZETTEER_QUERY_BYTES_MAX + 2], too_wide[301];
    memset(too_long, 'a', sizeof too_long - 1);
    too_long[sizeof too_long - 1] = '\0';
    for (size_t i = 0; i < 300; i += 3)
        memcpy(too_wide + i, "\xE8\xA5\xBF", 3);
    too_wide[300] = '\0';
    const struct { kv_text query; kv_gazetteer_options options; const char *says, *why; } bad[] = {
        { { "Bak\xFF", 4 }, { 0 }, "byte 4 is not UTF-8", "Latin-1" },
        { { "Bak\xC3", 4 }, { 0 }, "byte 4 is not UTF-8", "cut in the middle of a character" },
        { { "\xC0\xAF", 2 }, { 0 }, "byte 1 is not UTF-8", "an overlong slash" },
        { { "\xED\xA0\x80", 3 }, { 0 }, "byte 1 is not UTF-8", "half a surrogate pair" },
        { { "a\0b", 3 }, { 0 }, "byte 2 is not UTF-8", "NUL" },
        { kv_text_of(too_long), { 0 }, "bytes are more than any name has", "more than 400 bytes" },
        { kv_text_of(too_wide), { 0 }, "longer than any name", "100 signs of which each reads as two letters" },
        { kv_text_of("a b c d e f g h i j k l m n o p q"), { 0 }, "more than 16 words", "17 words" },
        { kv_text_of("Baku"), { .limit = 101 }, "101 hits are more than 100", "greedy" },
        { kv_text_of("Baku"), { .country = "A" }, "not a country code", "one letter" },
        { kv_text_of("Baku"), { .country = "AZE" }, "not a country code", "three letters" },
        { kv_text_of("Baku"), { .country = "4Z" }, "not a country code", "a digit" },
    };
    kv_arena arena = { 0 };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        kv_error err = { 0 };
        kv_gazetteer_hits hits = { (void *)&err, 9 };
        kv_status status = kv_gazetteer_find(w.g, bad[i].query, &bad[i].options, &arena, &hits, &err);
        if (status != KV_INVALID || !strstr(err.text, bad[i].says))
            fail_msg("%s: status %d, %s", bad[i].why, (int)status, err.text);
        assert_int_equal(hits.count, 0);
    }
    kv_arena_free(&arena);
}

/* ---- options ------------------------------------------------------------------------------------------ */

static void test_options(void **state)
{
    (void)state;
    kv_arena arena = { 0 };
    kv_gazetteer_hits hits = find(&arena, "San", (kv_gazetteer_options){ .limit = 100 });
    assert_int_equal(hits.count, 100);
    for (size_t i = 1; i < hits.count; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(hits.at[i].place.code, hits.at[j].place.code);
    for (uint32_t limit = 1; limit <= 20; limit++) {        /* fewer hits are the beginning of more */
        kv_gazetteer_hits few = find(&arena, "San", (kv_gazetteer_options){ .limit = limit });
        assert_int_equal(few.count, limit);
        for (size_t i = 0; i < limit; i++)
            assert_string_equal(few.at[i].place.code, hits.at[i].place.code);
    }
    assert_int_equal(find(&arena, "San", (kv_gazetteer_options){ 0 }).count, KV_GAZETTEER_LIMIT);

    hits = find(&arena, "London", (kv_gazetteer_options){ .country = "ca", .limit = 50 });
    assert_true(hits.count > 0);
    for (size_t i = 0; i < hits.count; i++)
        assert_string_equal(hits.at[i].place.country, "CA");
    assert_int_equal(find(&arena, "KZAAU", (kv_gazetteer_options){ .country = "CA" }).count, 0);

    hits = find(&arena, "Port", (kv_gazetteer_options){ .functions = KV_PLACE_PORT, .limit = 100 });
    assert_int_equal(hits.count, 100);
    for (size_t i = 0; i < hits.count; i++)
        assert_true(hits.at[i].place.functions & KV_PLACE_PORT);

    assert_int_equal(find(&arena, "Istnbul", (kv_gazetteer_options){ .exact = true }).count, 0);
    assert_int_equal(find(&arena, "Istanb", (kv_gazetteer_options){ .exact = true }).count, 0);
    assert_string_equal(find(&arena, "Istanbul", (kv_gazetteer_options){ .exact = true }).at[0].place.code, "TRIST");

    hits = find(&arena, "Astara", (kv_gazetteer_options){ 0 });
    const char *const north[] = { "AZAST", "XX-NOWHERE" }, *const south[] = { "IRASR" };
    size_t unknown;
    kv_gazetteer_options option = { .favoured = kv_gazetteer_mark(w.g, north, 2, &arena, &unknown) };
    assert_int_equal(unknown, 1);
    assert_string_equal(find(&arena, "Astara", option).at[0].place.code, "AZAST");
    assert_true(find(&arena, "Astara", option).at[0].favoured);
    option.favoured = kv_gazetteer_mark(w.g, south, 1, &arena, NULL);
    assert_string_equal(find(&arena, "Astara", option).at[0].place.code, "IRASR");
    assert_false(find(&arena, "Astara", option).at[1].favoured);
    kv_arena_free(&arena);
}

/* ---- what a hit says ---------------------------------------------------------------------------------- */

static void test_place(void **state)
{
    (void)state;
    kv_gazetteer_place p;
    assert_true(kv_gazetteer_get(w.g, kv_text_of("cn xag"), &p));
    assert_string_equal(p.code, "CNXAG");
    assert_string_equal(p.name, "Xi'an International Land Port");
    assert_string_equal(p.listed, "Xianguojilugang");
    assert_string_equal(p.country, "CN");
    assert_string_equal(p.subdivision, "SN");
    char functions[16];
    assert_int_equal(kv_place_functions_text(p.functions, functions), 5);
    assert_string_equal(functions, "12356");
    assert_true(p.located);
    assert_true(p.lat > 34 && p.lat < 35 && p.lon > 108 && p.lon < 110);
    assert_false(kv_gazetteer_get(w.g, kv_text_of("XXXXX"), &p));
    assert_string_equal(p.code, "CNXAG");                   /* untouched */
    assert_false(kv_gazetteer_get(w.g, kv_text_of(""), &p));
    assert_false(kv_gazetteer_get(w.g, kv_text_of("KZ-ALTYNKOL-AND-MUCH-MORE-THAN-A-CODE"), &p));

    kv_arena arena = { 0 };
    kv_gazetteer_hits hits = find(&arena, "Тифлис", (kv_gazetteer_options){ 0 });
    assert_string_equal(hits.at[0].spelling, "Тифлис");
    assert_string_equal(hits.at[0].language, "ru");
    assert_string_equal(hits.at[0].place.name, "Tbilisi");
    hits = find(&arena, "Rottredma", (kv_gazetteer_options){ 0 });
    assert_int_equal(hits.at[0].errors, 2);
    hits = find(&arena, "KZAAU", (kv_gazetteer_options){ 0 });
    assert_string_equal(hits.at[0].spelling, "KZAAU");
    kv_arena_free(&arena);

    assert_string_equal(kv_gazetteer_country_name(w.g, "GE"), "Georgia");
    assert_string_equal(kv_gazetteer_country_name(w.g, "kz"), "Kazakhstan");
    assert_string_equal(kv_gazetteer_country_name(w.g, "QQ"), "");
    assert_string_equal(kv_gazetteer_country_name(w.g, ""), "");
    assert_string_equal(kv_gazetteer_country_name(w.g, "USA"), "");
}

/* No name of the list shows a letter that was lost on the way. */
static void test_letters(void **state)
{
    (void)state;
    for (size_t i = 0; i < kv_gazetteer_count(w.g); i++) {
        kv_gazetteer_place p = kv_gazetteer_at(w.g, i);
        assert_null(strstr(p.listed, "\xEF\xBF\xBD"));
        assert_null(strchr(p.listed, '?'));
        assert_null(strchr(p.listed, '"'));
        assert_true(kv_utf8_valid(kv_text_of(p.listed), NULL));
        assert_true(kv_utf8_valid(kv_text_of(p.name), NULL));
    }
}

/* ---- typing errors against the plain table ------------------------------------------------------------ */

static size_t spoil(kv_random *r, const char *term, size_t n, uint32_t errors, char *out)
{
    memcpy(out, term, n);
    for (uint32_t e = 0; e < errors; e++) {
        uint32_t at = kv_random_below(r, (uint32_t)n), kind = kv_random_below(r, 4);
        char letter = (char)('a' + kv_random_below(r, 26));
        if (kind == 0 && n > 4) {                           /* too few */
            memmove(out + at, out + at + 1, n - at - 1);
            n--;
        } else if (kind == 1 && n + 1 < KV_KEY_BYTES_MAX) { /* too many */
            memmove(out + at + 1, out + at, n - at);
            out[at] = letter;
            n++;
        } else if (kind == 2 && at + 1 < n) {               /* exchanged */
            char c = out[at];
            out[at] = out[at + 1];
            out[at + 1] = c;
        } else {
            out[at] = letter;
        }
    }
    return n;
}

static void test_near_oracle(void **state)
{
    (void)state;
    kv_random r;
    kv_arena arena = { 0 };
    kv_random_seed(&r, 20261201);
    for (int round = 0; round < 60; round++) {
        kv_text term;
        do
            term = kv_term(w.g, kv_random_below(&r, w.g->term_count));
        while (term.n < 4 || term.n > 40);
        char word[KV_KEY_BYTES_MAX];
        size_t n = spoil(&r, term.p, term.n, kv_random_below(&r, 4), word);
        uint32_t limit = round % 5 ? kv_errors_forgiven(n) : 1 + kv_random_below(&r, 2);
        kv_near *near;
        size_t count, at = 0;
        kv_arena_reset(&arena);
        assert_true(kv_term_near(w.g, word, n, limit, &arena, &near, &count));
        for (uint32_t t = 0; t < w.g->term_count; t++) {
            kv_text other = kv_term(w.g, t);
            if (other.n > n + limit || n > other.n + limit)
                continue;                                   /* so many letters more are so many errors */
            uint32_t errors = plain_errors(word, n, other.p, other.n);
            assert_int_equal(kv_typing_errors(word, n, other.p, other.n, limit), errors < limit + 1 ? errors : limit + 1);
            if (errors > limit)
                continue;
            if (at == count || near[at].term != t || near[at].errors != errors)
                fail_msg("round %d: '%.*s' and '%.*s' are %u errors apart, the walk says otherwise", round, (int)n, word,
                         (int)other.n, other.p, errors);
            at++;
        }
        assert_int_equal(at, count);
    }
    kv_arena_free(&arena);
}

/* ---- many threads, one gazetteer ---------------------------------------------------------------------- */

static uint64_t ask_everything(void)
{
    kv_arena arena = { 0 };
    uint64_t sum = 0;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        kv_gazetteer_hits hits;
        kv_arena_reset(&arena);
        if (kv_gazetteer_find(w.g, kv_text_of(row[i].query), NULL, &arena, &hits, NULL))
            return 0;
        for (size_t h = 0; h < hits.count; h++)
            sum = sum * 31 + kv_text_hash(kv_text_of(hits.at[h].place.code)) + (uint64_t)hits.at[h].match;
    }
    kv_arena_free(&arena);
    return sum;
}

static void *ask(void *sum)
{
    *(uint64_t *)sum = ask_everything();
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    uint64_t alone = ask_everything(), sum[4];
    pthread_t thread[4];
    assert_int_not_equal(alone, 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, ask, &sum[i]), 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(thread[i], NULL);
        assert_int_equal(sum[i], alone);
    }
}

/* ---- the file ----------------------------------------------------------------------------------------- */

static void refuse(char *bytes, size_t size, const char *says, const char *why)
{
    kv_error err = { 0 };
    kv_gazetteer *g = w.g;
    kv_status status = kv_gazetteer_open_bytes(&g, bytes, size, "places.kvg", &err);
    if (status != KV_INVALID || !strstr(err.text, says) || strcmp(err.where, "places.kvg") != 0)
        fail_msg("%s: status %d, %s: %s", why, (int)status, err.where, err.text);
    assert_null(g);
}

static void sign(char *bytes, size_t size)
{
    size_t from = offsetof(kv_gazetteer_header, checksum) + 8;
    uint64_t checksum = XXH3_64bits(bytes + from, size - from);
    memcpy(bytes + from - 8, &checksum, 8);
}

static void test_damage(void **state)
{
    (void)state;
    size_t size = w.bytes.n;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    memcpy(bytes, w.bytes.p, size);
    kv_random r;
    kv_random_seed(&r, 7);
    for (int i = 0; i < 40; i++) {
        uint32_t at = i < 8 ? 32 + (uint32_t)i * 37 : 32 + kv_random_below(&r, (uint32_t)size - 32);
        char bit = (char)(1 << kv_random_below(&r, 8));
        bytes[at] = (char)(bytes[at] ^ bit);
        refuse(bytes, size, "checksum", "one bit is wrong");
        bytes[at] = (char)(bytes[at] ^ bit);
    }
    refuse(bytes, size - 1, "cut off", "the last byte is missing");
    refuse(bytes, size / 2, "cut off", "half of it is missing");
    refuse(bytes, sizeof(kv_gazetteer_header), "cut off", "only the header is there");
    refuse(bytes, sizeof(kv_gazetteer_header) - 1, "not an index", "not even the header is there");
    refuse(bytes, 0, "not an index", "an empty file");
    bytes[0] = 'X';
    refuse(bytes, size, "not an index", "another kind of file");
    bytes[0] = 'K';
    bytes[8]++;
    refuse(bytes, size, "version", "a later version");
    bytes[8]--;

    kv_gazetteer_header *h = (kv_gazetteer_header *)(void *)bytes, good = *h;
    for (int s = 0; s < KV_GAZETTEER_SECTION_COUNT; s++) {
        h->section[s].offset = size - 8;
        h->section[s].count = 100;
        sign(bytes, size);
        refuse(bytes, size, "outside", "a section beyond the end, under a good checksum");
        *h = good;
        h->section[s].offset += 4;
        sign(bytes, size);
        refuse(bytes, size, "outside", "a section that is not aligned");
        *h = good;
        h->section[s].count = UINT64_MAX / 2;
        sign(bytes, size);
        refuse(bytes, size, "outside", "a count that overflows");
        *h = good;
    }
    uint32_t *post = (uint32_t *)(void *)(bytes + h->section[KV_GAZETTEER_names].offset), kept = *post;
    *post = UINT32_MAX;
    sign(bytes, size);
    refuse(bytes, size, "leads outside", "a posting of no spelling");
    *post = kept;
    sign(bytes, size);
    kv_gazetteer *g;
    assert_int_equal(kv_gazetteer_open_bytes(&g, bytes, size, "whole again", NULL), KV_OK);
    kv_gazetteer_close(g);
    free(bytes);
    kv_error err = { 0 };
    assert_int_equal(kv_gazetteer_open(&g, "no/such/places.kvg", &err), KV_MISSING);
    assert_null(g);
    kv_gazetteer_close(NULL);
}

/* ---- the builder -------------------------------------------------------------------------------------- */

#define HEAD "code,name,name_ascii,subdivision,function,lat,lon\n"

static kv_gazetteer_source source(const char *where, const char *text)
{
    return (kv_gazetteer_source){ where, text, strlen(text) };
}

static void test_build_refuses(void **state)
{
    (void)state;
    static const struct { const char *list, *extra, *names, *where, *says, *why; } bad[] = {
        { "", "", "", "list.csv", "no heading", "an empty file" },
        { "code,name\nKZAAU,Aktau\n", "", "", "list.csv", "no column name_ascii", "a column is missing" },
        { HEAD, "", "", "", "no place", "no rows" },
        { HEAD "KZAAU,Aktau,,,1,43.6,51.2\nKZAAU,Aktau,,,1,43.6,51.2\n", "", "", "", "KZAAU stands there twice", "a code twice" },
        { HEAD "KZAAU,Aktau,,,1,43.6,51.2\n\nKZ,Aktau,,,1,,\n", "", "", "list.csv:4 code", "'KZ' is not a code", "a short code" },
        { HEAD "kzaau,Aktau,,,1,,\n", "", "", "list.csv:2 code", "is not a code", "small letters" },
        { HEAD "KZAAU,,,,1,,\n", "", "", "list.csv:2 name", "is empty", "no name" },
        { HEAD "KZAAU,Aktau,,ABCD,1,,\n", "", "", "list.csv:2 subdivision", "'ABCD'", "a long subdivision" },
        { HEAD "KZAAU,Aktau,,,1,143.6,51.2\n", "", "", "list.csv:2 lat", "'143.6' is not a latitude", "beyond the pole" },
        { HEAD "KZAAU,Aktau,,,1,43.6,\n", "", "", "list.csv:2 lon", "is not a longitude", "half a position" },
        { HEAD "KZAAU,Akt\xFFu,,,1,,\n", "", "", "list.csv:2 name", "not UTF-8", "Latin-1" },
        { HEAD "KZAAU,\"Aktau,,,1,,\n", "", "", "list.csv:2", "quote", "an open quote" },
        { HEAD "KZAAU,Aktau,,,1,,\n", "code,name,lat,lon\n", "", "extra.csv", "no column kind",
          "extra places without a kind" },
        { HEAD "KZAAU,Aktau,,,1,,\n", "", "code,lang,name\nKZXXX,ru,X\n", "names.csv:2 code",
          "'KZXXX' is the code of no place", "a name for nobody" },
        { HEAD "KZAAU,Aktau,,,1,,\n", "", "code,lang,name\nKZAAU,ru,\n", "names.csv:2 name", "is empty", "nobody's name" },
        { HEAD "KZAAU,Aktau,,,1,,\n", "", "code,lang,name\nKZAAU,russian,X\n", "names.csv:2 lang", "'russian'", "a language in full" },
        { HEAD "KZAAU,a b c d e f g h i j k l m n o p q,,,1,,\n", "", "", "", "too many letters or words", "a name of 17 words" },
    };
    kv_arena arena = { 0 };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        kv_error err = { 0 };
        kv_text out;
        kv_status status = kv_gazetteer_build(source("list.csv", bad[i].list), source("extra.csv", bad[i].extra),
                                              source("names.csv", bad[i].names), &arena, &out, &err);
        if (status != KV_INVALID || strcmp(err.where, bad[i].where) != 0 || !strstr(err.text, bad[i].says))
            fail_msg("%s: status %d, '%s': %s", bad[i].why, (int)status, err.where, err.text);
        kv_arena_reset(&arena);
    }
    kv_arena_free(&arena);
}

static void test_build_small(void **state)
{
    (void)state;
    kv_arena arena = { 0 };
    kv_text out, again;
    kv_gazetteer *g;
    kv_gazetteer_source list = source("list", HEAD "KZAAU,Aktau Pt,,MAN,12,43.6,-51.25\nBEBGS,Brugge (Bruges),,,0,,\n");
    kv_gazetteer_source extra = source("extra", "code,name,lat,lon,kind\nKZ-XONE,Xone,-1.5,2,border_station\n");
    kv_gazetteer_source names = source("names", "code,lang,name\nKZAAU,ru,Актау\nKZAAU,en,Aktau port\n");
    assert_int_equal(kv_gazetteer_build(list, extra, names, &arena, &out, NULL), KV_OK);
    assert_int_equal(kv_gazetteer_build(list, extra, names, &arena, &again, NULL), KV_OK);
    assert_int_equal(out.n, again.n);
    assert_memory_equal(out.p, again.p, out.n);
    assert_int_equal(kv_gazetteer_open_bytes(&g, out.p, out.n, "small", NULL), KV_OK);
    assert_int_equal(kv_gazetteer_count(g), 3);
    assert_string_equal(kv_gazetteer_at(g, 0).code, "BEBGS");
    assert_false(kv_gazetteer_at(g, 0).located);
    assert_int_equal(kv_gazetteer_at(g, 0).functions, KV_PLACE_NO_FUNCTION);
    assert_string_equal(kv_gazetteer_at(g, 1).name, "Xone");
    assert_int_equal(kv_gazetteer_at(g, 1).functions, KV_PLACE_BORDER);
    assert_float_equal(kv_gazetteer_at(g, 1).lat, -1.5, 1e-9);
    assert_string_equal(kv_gazetteer_at(g, 2).name, "Aktau port");
    assert_string_equal(kv_gazetteer_at(g, 2).listed, "Aktau Pt");
    assert_float_equal(kv_gazetteer_at(g, 2).lon, -51.25, 1e-9);
    kv_gazetteer_hits hits;
    assert_int_equal(kv_gazetteer_find(g, kv_text_of("aktau"), NULL, &arena, &hits, NULL), KV_OK);
    assert_int_equal(hits.count, 1);
    assert_int_equal(hits.at[0].match, KV_MATCH_NAME);
    assert_string_equal(hits.at[0].spelling, "Актау");
    kv_gazetteer_close(g);
    kv_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),        cmocka_unit_test(test_refused),        cmocka_unit_test(test_options),
        cmocka_unit_test(test_place),        cmocka_unit_test(test_letters),        cmocka_unit_test(test_near_oracle),
        cmocka_unit_test(test_threads),      cmocka_unit_test(test_damage),         cmocka_unit_test(test_build_refuses),
        cmocka_unit_test(test_build_small),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
