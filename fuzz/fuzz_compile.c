/* fuzz_compile.c - any text files, read and then compiled
 *
 * The input is one text: "== stops.txt" on a line of its own begins a file. A pack that the checker passes must compile
 * or be refused with a reason; that the compiler's image fails its own check (KV_BUG) is a find. Three days are
 * compiled, so that a year of a train every second does not take the time. */
#include <assert.h>
#include <string.h>

#include "model/pack.h"
#include "walk_corridor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILES_MAX = 24 };

/* cuts the input into files; the names are copied, since those in the input have no end */
static size_t cut(const char *data, size_t size, kv_memory_file file[FILES_MAX], char name[FILES_MAX][32])
{
    size_t count = 0;
    const char *end = data + size;
    for (const char *at = data; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop + 1 : end;
        if (stop - at > 3 && !memcmp(at, "== ", 3)) {
            if (count == FILES_MAX)
                break;
            size_t n = (size_t)(stop - at) - 3 - (stop[-1] == '\n');
            n = n < sizeof name[0] - 1 ? n : sizeof name[0] - 1;
            memcpy(name[count], at + 3, n);
            name[count][n] = '\0';
            file[count] = (kv_memory_file){ name[count], stop, 0 };
            count++;
        } else if (count) {
            file[count - 1].size = (size_t)(stop - file[count - 1].data);
        }
        at = stop;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kv_memory_file file[FILES_MAX];
    char name[FILES_MAX][32];
    size_t count = cut((const char *)data, size, file, name);
    kv_pack *pack;
    kv_error err = { 0 };
    if (kv_pack_read_memory(&pack, file, count, &err) != KV_OK) {
        assert(!pack && err.text[0]);
        return 0;
    }
    kv_compile_options options = { INT32_MIN, INT32_MAX, 600 };
    for (size_t i = 0; i < pack->calendars.count; i++)
        if (pack->calendars.at[i].first_day > options.first_day)
            options.first_day = pack->calendars.at[i].first_day;
    if (pack->calendars.count)
        options.last_day = options.first_day + 2;
    kv_corridor *c = NULL;
    kv_status status = kv_compile(&c, pack, options, &err);
    assert(status == KV_OK || (status == KV_INVALID && !c && err.text[0]));
    assert(!pack->error_count || status == KV_INVALID);
    if (c)
        walk_corridor(c);
    kv_corridor_close(c);
    kv_pack_free(pack);
    return 0;
}
