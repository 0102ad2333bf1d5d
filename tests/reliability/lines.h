/* lines.h - the quantile lines of docs/pack-format.md once more, as a person would draw them: for oracles
 *
 * Nothing here knows of whole hours. A value is read off the lines at a probability; so are a mean and the probability of
 * staying below a value, by walking along the lines in small steps. */
#ifndef KV_TESTS_LINES_H
#define KV_TESTS_LINES_H

#include <math.h>

#include "base/random.h"

typedef struct { double p10, p50, p90, low, high; } lines;     /* hours; low, high: -INFINITY, INFINITY when open */

/* the value that is not passed with probability u, 0 <= u <= 1 */
static inline double lines_at(lines l, double u)
{
    double x = l.p10 - (l.p50 - l.p10) / 4 * (1 - u / 0.1);
    if (u >= 0.9)
        x = l.p90 + (l.p90 - l.p50) / 2 * ((u - 0.9) / 0.1);
    else if (u >= 0.5)
        x = l.p50 + (l.p90 - l.p50) * ((u - 0.5) / 0.4);
    else if (u >= 0.1)
        x = l.p10 + (l.p50 - l.p10) * ((u - 0.1) / 0.4);
    return fmin(fmax(x, l.low), l.high);
}

static inline double lines_draw(kv_random *r, lines l) { return lines_at(l, kv_random_unit(r)); }

enum { LINES_STEPS = 20000 };

static inline double lines_mean(lines l)
{
    double sum = 0;
    for (int i = 0; i < LINES_STEPS; i++)
        sum += lines_at(l, (i + 0.5) / LINES_STEPS);
    return sum / LINES_STEPS;
}

/* probability of at most k hours, averaged over k .. k + 1: what a distribution over whole hours should say */
static inline double lines_below(lines l, double k)
{
    double sum = 0;
    for (int i = 0; i < LINES_STEPS; i++)
        sum += fmin(fmax(k + 1 - lines_at(l, (i + 0.5) / LINES_STEPS), 0), 1);
    return sum / LINES_STEPS;
}

#endif
