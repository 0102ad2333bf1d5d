/* zone.c - a zone of the tz database, read from the system's own copy (TZif, RFC 8536)
 *
 *     at[]       t0        t1        t2 ... tn   |  rule "EET-2EEST,M3.5.0/3,M10.5.0/4"
 *     offset[]  | o0      | o1      | o2 ... on  |  for every instant after tn
 *     before o   -> `first`
 *
 * Why not ICU, which we use for names: it carries a copy of its own, and that of Debian 12 is of 2022. It puts
 * Almaty at UTC+6, which ended on 2024-03-01. The system's copy is brought up to date with every release of
 * the database. Nothing here depends on TZ or tzset(), so one process can hold any number of zones. */
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/vec.h"

#define ZONE_FOLDER "/usr/share/zoneinfo/"
enum { NAME_MAX_LENGTH = 64, OFFSET_MAX = 26 * 3600 };

/* A day of every year: month.week.weekday (week 5 is the last), or a day number with or without 29 February. */
typedef struct {
    enum { DAY_MONTH_WEEK, DAY_WITHOUT_LEAP, DAY_WITH_LEAP } kind;
    int32_t month, week, weekday;           /* weekday 0 Sunday, as POSIX counts */
    int32_t day;                            /* 1..365 without, 0..365 with leap days */
    int32_t second;                         /* of the local clock, may lie outside the day */
} yearly;

struct kv_zone {
    KV_VEC(kv_time) at;
    KV_VEC(int32_t) offset;
    int32_t first;                          /* before at[0] */
    bool has_rule, has_summer;
    int32_t standard, summer;               /* seconds east of UTC */
    yearly begin, end;                      /* of summer time */
};

/* ---- the rule behind the last transition ------------------------------------------------------------- */

static bool take(const char **s, char c)
{
    if (**s != c)
        return false;
    ++*s;
    return true;
}

static bool take_number(const char **s, int32_t max, int32_t *out)
{
    if (**s < '0' || **s > '9')
        return false;
    int32_t value = 0;
    for (; **s >= '0' && **s <= '9'; ++*s) {
        value = value * 10 + (**s - '0');
        if (value > max)
            return false;
    }
    *out = value;
    return true;
}

static bool skip_name(const char **s)       /* EET or <+05> */
{
    const char *from = *s;
    if (take(s, '<')) {
        while (**s && **s != '>')
            ++*s;
        return take(s, '>');
    }
    while ((**s >= 'A' && **s <= 'Z') || (**s >= 'a' && **s <= 'z'))
        ++*s;
    return *s - from >= 3;
}

static bool take_clock(const char **s, int32_t *out)        /* [+-]hh[:mm[:ss]], hours to 167 */
{
    bool minus = take(s, '-');
    if (!minus)
        take(s, '+');
    int32_t hours, minutes = 0, seconds = 0;
    if (!take_number(s, 167, &hours))
        return false;
    if (take(s, ':') && !take_number(s, 59, &minutes))
        return false;
    if (minutes >= 0 && take(s, ':') && !take_number(s, 59, &seconds))
        return false;
    int32_t value = hours * 3600 + minutes * 60 + seconds;
    *out = minus ? -value : value;
    return true;
}

static bool take_yearly(const char **s, yearly *out)
{
    *out = (yearly){ .second = 2 * 3600 };
    if (take(s, 'M')) {
        out->kind = DAY_MONTH_WEEK;
        if (!take_number(s, 12, &out->month) || !take(s, '.') || !take_number(s, 5, &out->week) || !take(s, '.')
            || !take_number(s, 6, &out->weekday) || !out->month || !out->week)
            return false;
    } else {
        out->kind = take(s, 'J') ? DAY_WITHOUT_LEAP : DAY_WITH_LEAP;
        if (!take_number(s, 365, &out->day) || (out->kind == DAY_WITHOUT_LEAP && !out->day))
            return false;
    }
    return !take(s, '/') || take_clock(s, &out->second);
}

/* The TZ text of POSIX; its offsets count westwards. */
static bool parse_rule(kv_zone *zone, const char *s)
{
    if (!skip_name(&s) || !take_clock(&s, &zone->standard))
        return false;
    zone->standard = -zone->standard;
    zone->has_rule = true;
    if (!*s)
        return true;
    zone->has_summer = true;
    zone->summer = zone->standard + 3600;
    if (!skip_name(&s))
        return false;
    if (*s != ',') {
        if (!take_clock(&s, &zone->summer))
            return false;
        zone->summer = -zone->summer;
    }
    return take(&s, ',') && take_yearly(&s, &zone->begin) && take(&s, ',') && take_yearly(&s, &zone->end) && !*s;
}

/* the instant, on the local clock, at which y falls in a year */
static kv_time yearly_in(const yearly *y, int32_t year)
{
    int64_t days;
    if (y->kind == DAY_MONTH_WEEK) {
        int64_t first = kv_date_days((kv_date){ year, y->month, 1 });
        int32_t first_weekday = (kv_days_weekday(first) + 1) % 7;
        days = first + (y->weekday - first_weekday + 7) % 7 + 7 * (y->week - 1);
        int64_t next_month = y->month == 12 ? kv_date_days((kv_date){ year + 1, 1, 1 })
                                            : kv_date_days((kv_date){ year, y->month + 1, 1 });
        if (days >= next_month)
            days -= 7;
    } else {
        int64_t new_year = kv_date_days((kv_date){ year, 1, 1 });
        bool leap = kv_date_days((kv_date){ year, 3, 1 }) - new_year == 60;
        days = new_year + y->day;
        if (y->kind == DAY_WITHOUT_LEAP && !(leap && y->day >= 60))
            days--;
    }
    return days * KV_DAY_S + y->second;
}

static int32_t rule_offset(const kv_zone *zone, kv_time utc)
{
    const kv_time far = INT64_C(300000000000);              /* some ten thousand years, so that a year fits */
    if (!zone->has_summer || utc < -far || utc > far)
        return zone->standard;
    kv_time local = utc + zone->standard;
    int32_t year = kv_days_date(local / KV_DAY_S - (local % KV_DAY_S < 0)).year;
    kv_time begin = yearly_in(&zone->begin, year) - zone->standard;
    kv_time end = yearly_in(&zone->end, year) - zone->summer;
    bool in_summer = begin < end ? begin <= utc && utc < end : !(end <= utc && utc < begin);
    return in_summer ? zone->summer : zone->standard;
}

/* ---- reading TZif ------------------------------------------------------------------------------------ */

static int64_t big_endian(const unsigned char *p, size_t n)
{
    uint64_t value = p[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < n; i++)
        value = value << 8 | p[i];
    return (int64_t)value;
}

typedef struct { size_t utc_count, standard_count, leaps, times, types, names; } counts;
enum { HEADER = 44 };

static bool read_header(const unsigned char *p, size_t n, counts *out)
{
    if (n < HEADER || memcmp(p, "TZif", 4) != 0)
        return false;
    size_t *field[] = { &out->utc_count, &out->standard_count, &out->leaps, &out->times, &out->types, &out->names };
    for (size_t i = 0; i < 6; i++) {
        *field[i] = (size_t)(uint32_t)big_endian(p + 20 + 4 * i, 4);
        if (*field[i] > 100000)
            return false;
    }
    return out->types > 0;
}

static size_t body_size(const counts *c, size_t time_size)
{
    return c->times * (time_size + 1) + c->types * 6 + c->names + c->leaps * (time_size + 4)
         + c->standard_count + c->utc_count;
}

/* Version 2 and later: a block with 32-bit times for old readers, then the one with 64-bit times, then the rule. */
static bool read_zone(kv_zone *zone, const unsigned char *p, size_t n, bool *memory)
{
    counts c;
    if (!read_header(p, n, &c) || p[4] < '2' || n - HEADER < body_size(&c, 4))
        return false;
    size_t skip = HEADER + body_size(&c, 4);
    p += skip;
    n -= skip;
    if (!read_header(p, n, &c) || n - HEADER < body_size(&c, 8))
        return false;
    const unsigned char *times = p + HEADER, *indices = times + 8 * c.times, *types = indices + c.times;
    for (size_t i = 0; i < c.types; i++) {
        int64_t offset = big_endian(types + 6 * i, 4);
        if (offset < -OFFSET_MAX || offset > OFFSET_MAX)
            return false;
    }
    zone->first = (int32_t)big_endian(types, 4);
    *memory = kv_vec_reserve(&zone->at, c.times + 1) && kv_vec_reserve(&zone->offset, c.times + 1);
    if (!*memory)
        return false;
    for (size_t i = 0; i < c.times; i++) {
        kv_time at = big_endian(times + 8 * i, 8);
        if (indices[i] >= c.types || (i && at <= zone->at.at[i - 1]))
            return false;
        zone->at.at[zone->at.count++] = at;
        zone->offset.at[zone->offset.count++] = (int32_t)big_endian(types + 6 * (size_t)indices[i], 4);
    }
    const char *rule = (const char *)p + HEADER + body_size(&c, 8), *end = (const char *)p + n;
    if (rule == end || *rule != '\n')
        return false;
    rule++;
    const char *line_end = memchr(rule, '\n', (size_t)(end - rule));
    char text[128];
    if (!line_end || (size_t)(line_end - rule) >= sizeof text)
        return false;
    memcpy(text, rule, (size_t)(line_end - rule));
    text[line_end - rule] = '\0';
    return !text[0] || parse_rule(zone, text);
}

static bool plain_name(const char *name)
{
    size_t n = 0;
    for (; name[n]; n++) {
        char c = name[n];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool other = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || (c == '/' && n && name[n - 1] != '/');
        if ((!letter && !other) || n >= NAME_MAX_LENGTH)
            return false;
    }
    return n && name[n - 1] != '/';
}

kv_status kv_zone_open(kv_zone **out, const char *name, kv_error *err)
{
    *out = NULL;
    char path[sizeof ZONE_FOLDER + NAME_MAX_LENGTH];
    kv_file file;
    kv_status status = KV_INVALID;
    if (plain_name(name)) {
        size_t n = strlen(name);
        memcpy(path, ZONE_FOLDER, sizeof ZONE_FOLDER - 1);
        memcpy(path + sizeof ZONE_FOLDER - 1, name, n + 1);
        status = kv_file_map(&file, path, NULL);
    }
    if (status == KV_MEMORY || status == KV_BUSY)
        return kv_fail(err, status, NULL, "cannot read time zone '%s'", name);
    if (status != KV_OK) {
        kv_fail(err, KV_INVALID, NULL, "'%s' is not a time zone of the tz database", name);
        kv_hint(err, "write it like Asia/Almaty; if it is new or none is found, install or update the package tzdata");
        return KV_INVALID;
    }
    bool memory = true;
    kv_zone *zone = calloc(1, sizeof *zone);
    bool read = zone && read_zone(zone, (const unsigned char *)file.data, file.size, &memory);
    kv_file_unmap(&file);
    if (!read) {
        kv_zone_close(zone);
        if (!zone || !memory)
            return kv_fail(err, KV_MEMORY, NULL, "memory is out");
        kv_fail(err, KV_INVALID, path, "this file is not a time zone, or is damaged");
        kv_hint(err, "install the package tzdata again");
        return KV_INVALID;
    }
    *out = zone;
    return KV_OK;
}

void kv_zone_close(kv_zone *zone)
{
    if (!zone)
        return;
    kv_vec_free(&zone->at);
    kv_vec_free(&zone->offset);
    free(zone);
}

/* ---- asking ------------------------------------------------------------------------------------------ */

int32_t kv_zone_offset(kv_zone *zone, kv_time utc)
{
    size_t low = 0, high = zone->at.count;          /* the first transition after utc */
    if (high && utc >= zone->at.at[high - 1]) {
        if (zone->has_rule)
            return rule_offset(zone, utc);
        low = high;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->at.at[middle] <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low)
        return zone->offset.at[low - 1];
    return zone->at.count == 0 && zone->has_rule ? rule_offset(zone, utc) : zone->first;
}

/* A clock reading is tried with the offset of a day before and with that of a day after. When the clock was set
 * back both fit, and the first is taken; when it was set forward neither does, and the old offset leads to the
 * later reading: 02:30 becomes 03:30. */
kv_time kv_zone_to_utc(kv_zone *zone, kv_time wall)
{
    int32_t before = kv_zone_offset(zone, wall - KV_DAY_S), after = kv_zone_offset(zone, wall + KV_DAY_S);
    if (kv_zone_offset(zone, wall - before) == before)
        return wall - before;
    if (kv_zone_offset(zone, wall - after) == after)
        return wall - after;
    return wall - before;
}

kv_time kv_zone_service_day(kv_zone *zone, int64_t days)
{
    return kv_zone_to_utc(zone, days * KV_DAY_S + KV_DAY_S / 2) - KV_DAY_S / 2;
}
