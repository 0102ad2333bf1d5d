/* plan.h - what `karvan plan` was asked for, shared by its two ways: one question, or a file of them */
#ifndef KV_CLI_PLAN_H
#define KV_CLI_PLAN_H

#include "service/plan.h"

typedef struct {
    kv_plan_request request;            /* texts as typed */
    const char *pack, *batch;
    const char *criteria, *profile, *duration_max, *from_date;
    int64_t transfers_max;              /* -1: not given */
    int64_t options, explain, horizon_days;     /* 0: not given */
    int64_t days, threads, min_change_s;        /* -1: not given */
    double chance_min, truck_km_max;
    bool all, json, quiet, thorough, save_storage;
    char window[72];                    /* --depart and --profile as one window */
} kv_cli_wishes;

/* a list such as "arrival,price"; false at a word that is no criterion, which is then in *bad */
bool kv_cli_criteria(const char *list, uint32_t *mask, kv_text *bad);
/* "36h", "10d"; false when it is neither, or longer than 400 days */
bool kv_cli_duration(const char *text, uint32_t *seconds);

/* batch.c: answer a file of questions. returns the exit code */
int kv_cli_batch(const kv_cli_wishes *wishes);

#endif
