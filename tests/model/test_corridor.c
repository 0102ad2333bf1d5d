/* test_corridor.c - a compiled file comes back as it was, and nothing else is believed */
#define _POSIX_C_SOURCE 200809L             /* mkdtemp, posix_memalign */
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "../../fuzz/walk_corridor.h"
#include "base/file.h"
#include "model/image.h"
#include "random_pack.h"

static char folder[64];
static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/karvan-corridor-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    (void)state;
    unlink(path_of("a"));
    unlink(path_of("b"));
    return rmdir(folder);
}

static kv_corridor *some_corridor(uint64_t seed)
{
    for (;; seed++) {                               /* some random packs have no departure */
        kv_pack *p = random_pack(seed);
        kv_corridor *c = NULL;
        kv_compile(&c, p, ALL_DAYS, NULL);
        make_free(p);
        if (c && c->run_base_count > 20 && c->handling_count && c->open_count && c->links_count && c->active_count)
            return c;
        kv_corridor_close(c);
    }
}

static void test_round_trip(void **state)
{
    (void)state;
    kv_corridor_close(NULL);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        kv_corridor *c = some_corridor(seed * 1000), *again = NULL;
        kv_error err = { 0 };
        check_i64(kv_corridor_save(c, path_of("a"), &err), KV_OK, "save");
        check_i64(kv_corridor_open(&again, path_of("a"), &err), KV_OK, err.text);
        check_i64(again->image_size, c->image_size, "size");
        check_true(!memcmp(again->image, c->image, c->image_size), "every byte");
        check_i64(walk_corridor(again), walk_corridor(c), "and what it says");
#define X(member, type, text) \
        check_i64(again->member##_count, c->member##_count, #member); \
        check_i64((uintptr_t)again->member % KV_IMAGE_ALIGN, 0, #member " is aligned");
        KV_SECTION_MAP(X)
#undef X
        kv_corridor_close(again);
        kv_corridor_close(c);
    }
}

/* What comes out of a table is what went in: found again by a field that names the row. */
static void test_rows_kept(void **state)
{
    (void)state;
    kv_pack *p = make_pack(true);
    make_stop(p, "B", 0, KV_NONE);
    make_stop(p, "A", 0, KV_NONE);
    PUT(&p->sources, ((kv_source_row){ .id = make_text(p, "S2"), .title = make_text(p, "Tariff 2026") }));
    PUT(&p->sources, ((kv_source_row){ .id = make_text(p, "S1") }));
    make_agency(p, "ZZ", "UTC");
    make_agency(p, "KTZ", "Asia/Almaty");
    make_trip(p, "T", make_service(p, "R2", 0), make_calendar(p, 0x7F, 20000, 20000));
    make_call(p, 0, 0, 0);
    make_call(p, 1, 3600, 3600);
    make_service(p, "R1", 1);
    kv_tariff_row t = { .id = make_text(p, "T212"), .kind = KV_TARIFF_THROUGH, .mode = KV_MODE_FERRY, .load = KV_LOAD_EMPTY,
                        .unit = KV_PER_FEU, .both_ways = 1, .covers_handling = 1, .has_minimum = 1, .agency = 1,
                        .through_group = make_text(p, "TITR"), .from = make_text(p, "KZAAU"), .to = make_text(p, "AZ"),
                        .equipment = make_text(p, "22G1;40"), .hs = make_text(p, "10;-1001"), .amount = { 145050, 2 },
                        .minimum = { 7, 0 }, .currency = { "USD" }, .weight_from_t = 10.5, .weight_to_t = INFINITY,
                        .weight_min_t = 20, .count_from = 2, .count_to = INT32_MAX, .valid = { 20000, 20100, 20050 },
                        .covers = make_text(p, "Altynkol - Aktau"), .notes = make_text(p, "by letter"),
                        .origin = { .source = 0, .line = 17, .confidence = KV_CONFIDENCE_DERIVED } };
    PUT(&p->tariffs, t);
    kv_corridor *c = compile(p, ALL_DAYS);
    const kv_tariff_row *got = &c->tariffs[0];
    check_i64(c->tariffs_count, 1, "one tariff");
    check_text(kv_corridor_text(c, got->id), "T212", "id");
    check_text(kv_corridor_text(c, got->through_group), "TITR", "through_group");
    check_text(kv_corridor_text(c, got->from), "KZAAU", "from");
    check_text(kv_corridor_text(c, got->to), "AZ", "to");
    check_text(kv_corridor_text(c, got->equipment), "22G1;40", "equipment");
    check_text(kv_corridor_text(c, got->hs), "10;-1001", "hs");
    check_text(kv_corridor_text(c, got->covers), "Altynkol - Aktau", "covers");
    check_text(kv_corridor_text(c, got->notes), "by letter", "notes");
    check_text(kv_corridor_text(c, c->agencies[got->agency].id), "KTZ", "agency by its new number");
    check_text(kv_corridor_text(c, c->sources[got->origin.source].title), "Tariff 2026", "source by its new number");
    check_true(got->kind == t.kind && got->mode == t.mode && got->load == t.load && got->unit == t.unit, "words");
    check_true(got->both_ways && got->covers_handling && got->has_minimum, "flags");
    check_true(got->amount.mantissa == 145050 && got->amount.scale == 2 && got->minimum.mantissa == 7, "amounts");
    check_text(got->currency.code, "USD", "currency");
    check_true(got->weight_from_t == 10.5 && isinf(got->weight_to_t) && got->weight_min_t == 20, "weights");
    check_true(got->count_from == 2 && got->count_to == INT32_MAX, "counts");
    check_true(got->valid.from == 20000 && got->valid.to == 20100 && got->valid.carried_after == 20050, "validity");
    check_true(got->origin.line == 17 && got->origin.confidence == KV_CONFIDENCE_DERIVED, "origin");
    check_text(kv_corridor_text(c, c->services[1].id), "R2", "services by id");
    check_text(kv_corridor_text(c, c->agencies[c->services[1].agency].id), "ZZ", "agency of R2");
    check_i64(c->trips[0].service, 1, "the trip follows its service");
    check_true(isnan(c->stops[0].lat), "an unknown position stays unknown");
    kv_corridor_close(c);
    make_free(p);
}

/* Every byte of every row belongs to a field of layout.c, or is padding: a column that is added must be added there. */
static void test_layout(void **state)
{
    (void)state;
    static const struct { kv_section section; size_t bare; } row[] = {
        { KV_SECTION_agencies, 0 },     { KV_SECTION_stops, 6 },      { KV_SECTION_services, 6 },
        { KV_SECTION_trips, 0 },        { KV_SECTION_handling, 20 },  { KV_SECTION_variability, 4 },
        { KV_SECTION_closures, 10 },    { KV_SECTION_tariffs, 20 },   { KV_SECTION_surcharges, 9 },
        { KV_SECTION_fx, 15 },          { KV_SECTION_emissions, 6 },  { KV_SECTION_sections, 12 },
        { KV_SECTION_projects, 7 },     { KV_SECTION_sources, 0 },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        kv_layout l = kv_layout_of(row[i].section);
        unsigned char byte[512] = { 0 };
        size_t bare = 0;
        check_true(l.element <= sizeof byte && l.field_count, l.name);
        for (uint32_t f = 0; f < l.field_count; f++)
            for (size_t k = 0; k < kv_field_size((kv_field_kind)l.fields[f].kind); k++)
                check_i64(byte[l.fields[f].offset + k]++, 0, l.name);
        for (size_t k = 0; k < l.element; k++)
            bare += !byte[k];
        check_i64(bare, row[i].bare, l.name);
    }
}

/* ---- refusals ---------------------------------------------------------------------------------------- */

static void check_refused(const void *data, size_t size, const char *want, const char *why)
{
    check_i64(kv_file_write(path_of("b"), data, size, NULL), KV_OK, "write");
    kv_corridor *c;
    kv_error err = { 0 };
    check_i64(kv_corridor_open(&c, path_of("b"), &err), KV_INVALID, why);
    check_true(!c, why);
    if (!strstr(err.text, want))
        check_text(err.text, want, why);
    check_true(strstr(err.where, "/b") && err.hint[0], "names the file and what to do");
}

static void test_refusals(void **state)
{
    (void)state;
    kv_corridor *c = some_corridor(5), *none;
    size_t size = c->image_size;
    char *image = malloc(size + 1);
    kv_image_header h;
    memcpy(image, c->image, size);
    memcpy(&h, image, sizeof h);
    check_refused("", 0, "empty", "an empty file");
    check_refused("stop_id,stop_name\nA,B\n", 22, "not a compiled corridor", "a text file");
    check_refused("K", 1, "cut short", "one byte");
    check_refused("KARVA", 5, "cut short", "less than the magic");
    check_refused(image, sizeof h - 1, "cut short", "less than a header");
    check_refused(image, sizeof h, "cut short", "only a header");
    check_refused(image, size - 1, "cut short", "one byte short");
    image[size] = 0;
    check_refused(image, size + 1, "damaged", "one byte more");
    for (size_t i = 0; i < sizeof h; i++) {
        image[i] ^= 1;
        check_refused(image, size, "", "a header with one bit turned");
        image[i] ^= 1;
    }
    kv_image_header other = h;
    other.version++;
    memcpy(image, &other, sizeof other);
    check_refused(image, size, "another version", "the next version");
    other = h;
    other.byte_order = 0x04030201;
    memcpy(image, &other, sizeof other);
    check_refused(image, size, "byte order", "a big-endian machine's");
    memcpy(image, &h, sizeof h);
    image[size - 1] ^= 1;
    check_refused(image, size, "checksum", "one bit of the last byte");
    kv_error err = { 0 };
    check_i64(kv_corridor_open(&none, folder, &err), KV_INVALID, "a folder");
    check_i64(kv_corridor_open(&none, path_of("nothing"), &err), KV_MISSING, "no such file");
    check_true(err.text[0] && !none, "says so");
    free(image);
    kv_corridor_close(c);
}

/* An accepted image is harmless, whatever was done to it. */
static bool try_damaged(const char *image, size_t size, uint64_t seed)
{
    kv_corridor c;
    kv_error err = { 0 };
    if (kv_image_bind(&c, image, size, "damaged", &err) == KV_OK) {
        walk_corridor(&c);
        return true;
    }
    char why[32];
    snprintf(why, sizeof why, "seed %u", (unsigned)seed);
    check_true(err.status == KV_INVALID && err.text[0] && err.hint[0], why);
    return false;
}

static void test_damage(void **state)
{
    (void)state;
    enum { TRIES = 5000 };
    kv_corridor *c = NULL;
    size_t accepted = 0, accepted_sealed = 0;
    for (uint64_t seed = 1; seed <= TRIES; seed++) {
        if (seed % 250 == 1) {
            kv_corridor_close(c);
            c = some_corridor(seed);
        }
        kv_random r;
        kv_random_seed(&r, seed);
        size_t size = c->image_size;
        char *image = malloc(size);
        make_sure(image != NULL);
        memcpy(image, c->image, size);
        for (uint32_t flips = draw(&r, 0, 3); flips > 0; flips--)
            image[kv_random_below(&r, (uint32_t)size)] ^= (char)(1 << kv_random_below(&r, 8));
        if (chance(&r, 30)) {                       /* a number that is far out, or just out */
            static const uint32_t number[] = { 0, 1, 0x7FFFFFFF, 0x80000000, UINT32_MAX, UINT32_MAX - 1 };
            uint32_t at = kv_random_below(&r, (uint32_t)size / 4) * 4, value = number[kv_random_below(&r, COUNT(number))];
            memcpy(image + at, &value, sizeof value);
        }
        if (chance(&r, 20))
            size = kv_random_below(&r, (uint32_t)size);
        void *exact;                                /* of its very size, so that sanitizers see the end */
        make_sure(!posix_memalign(&exact, KV_IMAGE_ALIGN, size + !size));
        memcpy(exact, image, size);
        bool same = size == c->image_size && !memcmp(exact, c->image, size);
        bool good = try_damaged(exact, size, seed);
        check_true(good == same, "only the whole image is accepted as it is");
        accepted += good;
        if (size >= sizeof(kv_image_header)) {
            kv_image_seal(exact, size);             /* a crafted one, with a right checksum */
            accepted_sealed += try_damaged(exact, size, seed);
        }
        free(exact);
        free(image);
    }
    kv_corridor_close(c);
    check_true(accepted > 100 && accepted_sealed > accepted + 500, "some damage does no harm, and is walked");
    check_true(accepted_sealed < TRIES * 3 / 4, "and much is found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_rows_kept), cmocka_unit_test(test_layout),
        cmocka_unit_test(test_refusals),   cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
