/* money.h - money is an integer of minor units and a currency; a rate has more digits than an amount
 *
 * Multiply wide, round once, by a named rule (half to even). No floating point anywhere. */
#ifndef KV_BASE_MONEY_H
#define KV_BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

typedef struct { char code[4]; } kv_currency;           /* ISO 4217, "USD" */
typedef struct { int64_t minor; kv_currency currency; } kv_money;

/* A decimal number exactly as written: mantissa / 10^scale, scale 0 .. 9. */
typedef struct { int64_t mantissa; int32_t scale; } kv_decimal;

bool    kv_decimal_parse(kv_text t, kv_decimal *out);   /* "-30", "0.15", "2305.42"; at most 18 digits */
bool    kv_currency_parse(kv_text t, kv_currency *out); /* three capitals that ISO 4217 knows */
int     kv_currency_digits(kv_currency c);              /* 2 for USD, 0 for JPY, 3 for KWD */
bool    kv_currency_same(kv_currency a, kv_currency b);

int64_t kv_div_half_even(int64_t n, int64_t d);                     /* d > 0 */
__extension__ typedef __int128 kv_wide;
int64_t kv_wide_div_half_even(kv_wide n, kv_wide d);                /* d > 0; saturates at INT64 limits */

/* amount * quantity (quantity_n / quantity_d), in minor units of the currency, rounded once */
int64_t kv_money_times(kv_decimal amount, kv_currency c, int64_t quantity_n, int64_t quantity_d);
/* minor units of `from` into minor units of `to` at rate (1 from = rate to), rounded once */
int64_t kv_money_convert(int64_t minor, kv_currency from, kv_currency to, kv_decimal rate);
size_t  kv_money_format(kv_money m, char out[32]);                  /* "4310.00", no currency */

#endif
