/* rich.h - labels and bags of the many-criteria search (labels.c, bags.c, least.c share them)
 *
 *     stop v:  bag  [ label | label | label ]      a label: one way to be at v, with all it has cost
 *                                                  a bag:   those that may still lead to the best of something  */
#ifndef KV_PLAN_RICH_H
#define KV_PLAN_RICH_H

#include "plan/planner.h"

enum {
    KIND_MODE = 15,             /* low bits: mode of the vehicle it came by */
    KIND_LINKED = 16,           /* came over a link: ready as it is */
    KIND_PAYS = 32,             /* a timetabled ride has been taken: waiting is charged from now on */
    KIND_TRUCKED = 64,          /* came to its first terminal by truck: one transhipment more than its rides say */
    KIND_SAME = KIND_MODE | KIND_LINKED
};

typedef struct {
    kv_tick at;                 /* arrival at stop */
    uint32_t price, co2, start; /* start: departure of the journey, only compared in profiles */
    uint16_t chance;
    uint8_t rides, kind;
    uint16_t lateness, open;    /* open: an unfinished through rate (index into rich.open), 0 none */
    uint32_t stop, parent;      /* parent KV_NONE: the origin */
    uint32_t pattern, run;      /* pattern KV_NONE: origin or link */
    uint16_t board, alight;
    kv_tick depart, ready;
    kv_tick rival;              /* KV_NEVER, or: a label that was here at `rival` does as well until its free days end */
    uint32_t through;           /* rate that ended with this ride, KV_NONE */
    uint32_t access;
} kv_label;

/* What is compared lies in lanes of four, so that one step tests four labels: every value is below 2^31, and less is
 * better in each. Lanes without a label hold INT32_MAX and label -1. */
enum { KV_LANES = 4 };
typedef int32_t kv_lanes __attribute__((vector_size(4 * KV_LANES)));
typedef struct {
    kv_lanes at, price, co2, chance;
    kv_lanes changes;           /* 2 * rides, + 1 when it came by truck to the first terminal */
    kv_lanes start;             /* minus the departure, in profiles; else 0 */
    kv_lanes key;               /* mode, linked and open rate: labels with different ones are not compared */
    kv_lanes label;
} kv_block;

typedef struct { uint32_t first, count, room; } kv_bag;     /* blocks from first; count labels; room in blocks */

typedef struct { uint32_t group, stop, covers_handling, epoch, least; } kv_open_rate;   /* least: bound of what is still to pay */

typedef struct {                /* a journey found: the target bag */
    kv_tick at;
    uint32_t price, co2, start;
    uint16_t chance;
    uint8_t transhipments, to;
    uint32_t label;
    uint32_t true_price, true_co2;  /* also when not compared */
    uint16_t true_chance;
    uint8_t true_transhipments;
} kv_target;

typedef struct {                /* least values still needed, one set a criterion */
    uint32_t *arrived, *ready;  /* [stops] */
    uint32_t *departing;        /* [positions] from boarding there, its leg included */
} kv_least;

struct kv_rich {
    kv_planner *p;
    const kv_corridor *c;
    const kv_costs *costs;
    const kv_question *q;
    /* of the corridor and costs */
    uint32_t *leg_seconds;      /* [legs] least riding time, with cut-off and planned wait */
    uint32_t *leg_least;        /* [legs] least price over epochs; KV_UNPRICED, KV_BARRED when that is so in all */
    uint32_t *change_seconds, *change_price, *change_co2;   /* [stops] least over pairs of modes */
    uint8_t  *has_flexible;     /* [stops] a flexible pattern or a link leaves here */
    uint8_t  *month;            /* [days] of the corridor's ticks */
    uint32_t month_count;
    uint64_t bound_costs;       /* identity of the costs these were made for */
    bool storage_any;           /* some stop charges storage */
    bool hold;                  /* and the question wants cargo held back on purpose to save it */
    uint32_t free_least_s;      /* least free time of the stops that charge storage */
    uint32_t *through_back_first, *through_back;            /* through rates into each stop */
    uint16_t *shift;            /* [lateness squared] hours; SHIFT_UNKNOWN until asked */
    uint32_t shift_count;
    /* of the destination */
    kv_least seconds, price, co2;
    uint64_t bounds_key;
    KV_VEC(uint64_t) heap;
    /* of the question */
    bool rough, use_price, use_co2, use_chance;
    bool want_price, want_co2, want_chance, want_transhipments;
    bool grid;                  /* profile: this start may begin with a flexible ride or a truck */
    uint32_t latest;
    KV_VEC(kv_label) labels;
    KV_VEC(kv_block) blocks;
    kv_bag *bags;               /* [stops] */
    KV_VEC(uint32_t) touched;   /* stops whose bag is not empty */
    KV_VEC(uint32_t) round, next_round;     /* labels to expand */
    KV_VEC(kv_open_rate) open;  /* [0] unused */
    KV_VEC(kv_target) targets;
    KV_VEC(kv_block) target_lanes;              /* at, price, co2, chance, changes (transhipments), start of targets, in order */
    uint32_t *asked_first;      /* block of target_lanes that settled the last question */
    KV_VEC(uint32_t) starts;
    uint64_t tried, kept, scanned;
    bool capped, legs_short;
    uint32_t nearest_stop; kv_tick nearest_at; double nearest_km;
};

#define SHIFT_UNKNOWN UINT16_MAX
#define SHIFT_NEVER   (UINT16_MAX - 1)

/* least.c */
bool kv_least_bind(kv_rich *r, const kv_costs *costs);      /* tables of corridor and costs; false: memory is out */
bool kv_least_make(kv_rich *r);                             /* bounds of q's end points */

/* bags.c */
/* (remembers which block did, to ask it first the next time) */
bool kv_target_beats(const kv_rich *r, kv_tick at, uint32_t price, uint32_t co2, uint32_t transhipments, uint32_t chance, uint32_t start);
bool kv_target_offer(kv_rich *r, kv_target t, bool *kept);  /* false: memory is out */
/* put the label (last of r->labels) into its stop's bag; *kept says whether it stays */
bool kv_bag_offer(kv_rich *r, kv_label *label, uint32_t index, bool *kept);
/* what label y at its stop may at best become, against the journeys found */
bool kv_label_hopeless(const kv_rich *r, const kv_label *y);

static inline uint32_t kv_sum(uint32_t a, uint32_t b) { return a >= UINT32_MAX - 2 - b || b >= UINT32_MAX - 2 ? UINT32_MAX - 2 : a + b; }

#endif
