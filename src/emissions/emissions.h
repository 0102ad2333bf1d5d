/* emissions.h - CO2e of a transport chain by ISO 14083, well-to-tank and tank-to-wheel apart
 *
 * leg: sum over stretches between calls of  g(class, country) * activity * distance_factor,  activity = goods mass * distance, or TEU *
 * distance; hub: kg per TEU, tonne or unit of each handling row. Mass counts goods with packing, not the container.
 * source    docs/formulas.md#emissions; factors are rows of freight_emissions.txt */
#ifndef KV_EMISSIONS_EMISSIONS_H
#define KV_EMISSIONS_EMISSIONS_H

#include "base/vec.h"
#include "model/cargo.h"
#include "model/corridor.h"

typedef struct { double wtt_g, ttw_g; } kv_co2;
typedef struct {
    uint32_t stop_from, stop_to;
    uint32_t row;               /* emission row, or handling row when is_hub; KV_NONE: no factor known */
    bool is_hub;
    double distance_km;         /* 0 for hubs */
    double activity;            /* t-km, TEU-km, or units of the hub row */
    kv_co2 co2;
} kv_emission_line;
typedef KV_VEC(kv_emission_line) kv_emission_lines;

/* returns grams for the whole shipment; *known false when a stretch has no factor (it then counts 0). lines may be NULL.
 * Neighbouring stretches with the same row are joined into one line. Calls between the ends add the CO2e of handling rows that apply
 * when passing, as they stand on the corridor's first day. A row of the service's emission class and the country of the stretch's
 * first call holds, else the row of the class without a country. Where a unit does not go with the cargo, 10 t of goods are a TEU. */
kv_co2 kv_emissions_leg(const kv_corridor *c, const kv_cargo *cargo, const kv_pattern_row *pattern, uint32_t board, uint32_t alight,
                        bool *known, kv_emission_lines *lines);
/* a change of vehicle; hub figures are well-to-wheel, given as wtt 0 / ttw all when the pack does not split them */
kv_co2 kv_emissions_change(const kv_corridor *c, const kv_cargo *cargo, uint32_t stop, kv_mode from, kv_mode to, int32_t day,
                           kv_emission_lines *lines);
/* grams as the search counts them: each leg or change rounded to whole grams, half up; at most UINT32_MAX - 1 */
uint32_t kv_co2_grams(kv_co2 co2);
/* truck to or from a terminal by the emission class "road" of a country; its line has row KV_NONE when no factor is known */
kv_co2 kv_emissions_road(const kv_corridor *c, const kv_cargo *cargo, const char *country, double distance_km, kv_emission_lines *lines);

#endif
