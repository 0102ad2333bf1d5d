/* check_hours.c - the grammar of opening hours, read piece by piece */
#include "model/hours.h"

#include <string.h>

static bool take(kv_text *t, char c)
{
    if (!t->n || t->p[0] != c)
        return false;
    t->p++;
    t->n--;
    return true;
}

static bool take_day(kv_text *t, int *day)
{
    static const char days[] = "MoTuWeThFrSaSu";
    for (int i = 0; i < 7 && t->n >= 2; i++)
        if (!memcmp(t->p, days + (size_t)(2 * i), 2)) {
            *day = i;
            t->p += 2;
            t->n -= 2;
            return true;
        }
    return false;
}

static bool take_two_digits(kv_text *t, int32_t *value)
{
    if (t->n < 2 || t->p[0] < '0' || t->p[0] > '9' || t->p[1] < '0' || t->p[1] > '9')
        return false;
    *value = (t->p[0] - '0') * 10 + (t->p[1] - '0');
    t->p += 2;
    t->n -= 2;
    return true;
}

static bool take_clock(kv_text *t, int32_t *seconds)
{
    int32_t hours, minutes;
    if (!take_two_digits(t, &hours) || !take(t, ':') || !take_two_digits(t, &minutes))
        return false;
    *seconds = hours * 3600 + minutes * 60;
    return minutes < 60 && *seconds <= 86400;
}

bool kv_hours_next(kv_text *rest, kv_hours_span *span, kv_text *bad)
{
    kv_text item;
    *bad = (kv_text){ 0 };
    do {
        if (!kv_text_next(rest, ';', &item))
            return false;
    } while (!item.n);
    kv_text t = item;
    int first = 0, last;
    bool good = take_day(&t, &first);
    last = first;
    good = good && (!take(&t, '-') || take_day(&t, &last)) && take(&t, ' ');
    while (take(&t, ' '))
        ;
    good = good && take_clock(&t, &span->from_s) && take(&t, '-') && take_clock(&t, &span->to_s) && !t.n
        && span->from_s < span->to_s;
    if (!good) {
        *bad = item;
        return false;
    }
    span->weekdays = 0;
    for (int day = first;; day = (day + 1) % 7) {
        span->weekdays = (uint8_t)(span->weekdays | 1u << day);
        if (day == last)
            return true;
    }
}
