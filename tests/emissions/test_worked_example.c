/* test_worked_example.c - one TEU with 10 t from Altynkol to Poti, to the kilogram
 *
 *     Altynkol -- rail 2,800 km -- Aktau -- feeder 470 km -- Alat -- rail AZ 440 km, GE 370 km -- Poti
 *
 * The factors stand in the pack below, as a pack would give them; docs/formulas.md#emissions shows the same sum. */
#include "check.h"

#include <math.h>

#include "emissions/emissions.h"
#include "model/pack.h"

static const char *const files[][2] = {
    { "agency.txt", "agency_id,agency_name,agency_url,agency_timezone\nX,Carrier,,UTC\n" },
    { "stops.txt",
      "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,country\n"
      "AZALA,Alat,39.94,49.41,0,,AZ\nGEGAR,Gardabani,41.45,45.1,0,,GE\nGEPTI,Poti,42.15,41.66,0,,GE\nKZAAU,Aktau,43.6,51.22,0,,KZ\nKZALT,Altynkol,44.2,80.3,0,,KZ\n"
      "NLRTM,Rotterdam,51.95,4.05,0,,NL\n" },
    { "routes.txt", "route_id,agency_id,route_short_name,route_type\nKZ,X,KZ,2\nSEA,X,SEA,4\nFERRY,X,FERRY,4\nAZGE,X,AZGE,2\nOCEAN,X,OCEAN,4\nAIR,X,AIR,1100\n" },
    { "calendar.txt", "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nD,1,1,1,1,1,1,1,20260601,20260607\n" },
    { "trips.txt", "route_id,service_id,trip_id\nKZ,D,KZ\nSEA,D,SEA\nFERRY,D,FERRY\nAZGE,D,AZGE\nOCEAN,D,OCEAN\nAIR,D,AIR\n" },
    { "stop_times.txt",
      "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n"
      "KZ,00:00:00,00:00:00,KZALT,1,0\nKZ,80:00:00,80:00:00,KZAAU,2,2800\nSEA,00:00:00,00:00:00,KZAAU,1,0\nSEA,24:00:00,24:00:00,AZALA,2,470\n"
      "FERRY,00:00:00,00:00:00,KZAAU,1,0\nFERRY,24:00:00,24:00:00,AZALA,2,470\nAZGE,00:00:00,00:00:00,AZALA,1,0\nAZGE,12:00:00,13:00:00,GEGAR,2,440\n"
      "AZGE,30:00:00,30:00:00,GEPTI,3,810\nOCEAN,00:00:00,00:00:00,KZAAU,1,0\nOCEAN,400:00:00,400:00:00,NLRTM,2,20000\n"
      "AIR,00:00:00,00:00:00,KZAAU,1,0\nAIR,10:00:00,10:00:00,NLRTM,2,6000\n" },
    { "freight_services.txt",
      "route_id,mode,equipment,emission_class,source_id,confidence\n"
      "KZ,rail,G,rail-container,S,derived\nSEA,sea,G,feeder-1000,S,published\nFERRY,ferry,G,rail-ferry,S,derived\n"
      "AZGE,rail,G,rail-container,S,derived\nOCEAN,sea,G,ocean,S,estimate\nAIR,air,G,air,S,published\n" },
    { "freight_handling.txt",
      "stop_id,from_mode,to_mode,operation,p50_h,co2e_kg,co2e_unit,source_id,confidence\n"
      "KZALT,none,rail,gauge_change,8,10,TEU,S,estimate\nKZAAU,rail,sea,transhipment,12,10,TEU,S,estimate\nAZALA,sea,rail,transhipment,12,10,TEU,S,estimate\n" },
    { "freight_emissions.txt",
      "emission_class,country,traction,unit,wtt_g,ttw_g,source_id,confidence\n"
      "rail-container,KZ,40 % electric,t_km,11.59,10.76,S,derived\nrail-container,AZ,electric,t_km,18.54,0,S,derived\nrail-container,GE,electric,t_km,4.63,0,S,derived\n"
      "feeder-1000,,fuel oil,t_km,8.28,36.8,S,published\nrail-ferry,,gas oil,t_km,19,106,S,derived\nocean,,fuel oil,TEU_km,11,49,S,estimate\nair,,kerosene,t_km,100,566,S,published\n" },
    { "sources.txt", "source_id,title\nS,the worked example\n" },
};

static int64_t kilograms(kv_co2 co2) { return (int64_t)floor((co2.wtt_g + co2.ttw_g) / 1000 + 0.5); }

static const kv_pattern_row *pattern_of(const kv_corridor *c, const char *route)
{
    for (uint32_t i = 0; i < c->patterns_count; i++)
        if (!strcmp(kv_corridor_text(c, c->services[c->patterns[i].service].id), route))
            return &c->patterns[i];
    return NULL;
}

static void test_worked_example(void **state)
{
    (void)state;
    kv_memory_file file[COUNT(files)];
    for (size_t i = 0; i < COUNT(files); i++)
        file[i] = (kv_memory_file){ files[i][0], files[i][1], strlen(files[i][1]) };
    kv_error err = { 0 };
    kv_pack *pack = NULL;
    kv_corridor *c = NULL;
    check_i64(kv_pack_read_memory(&pack, file, COUNT(file), &err), KV_OK, err.text);
    for (size_t i = 0; i < pack->findings.count; i++)
        if (pack->findings.at[i].severity == KV_FINDING_ERROR)
            print_error("%s:%u %s %s\n", pack->findings.at[i].file, pack->findings.at[i].line, pack->findings.at[i].column, pack->findings.at[i].reason);
    check_i64(pack->error_count, 0, "the example is a pack");
    check_i64(kv_compile(&c, pack, (kv_compile_options){ INT32_MIN, INT32_MAX, 0 }, &err), KV_OK, err.text);

    kv_cargo cargo;
    check_i64(kv_cargo_parse(&cargo, "22G1", "10t", NULL, NULL, &err), KV_OK, "one TEU, 10 t");
    static const struct { const char *route; uint32_t board, alight; int64_t kg; const char *why; } leg[] = {
        { "KZ", 0, 1, 626, "Rail KZ" },
        { "SEA", 0, 1, 212, "feeder below 1,000 TEU" },
        { "AZGE", 0, 1, 82, "Rail AZ" },
        { "AZGE", 1, 2, 17, "Rail GE" },
        { "AZGE", 0, 2, 99, "both" },
        { "FERRY", 0, 1, 588, "the rail ferry instead" },
        { "OCEAN", 0, 1, 1200, "the whole way by sea" },
        { "AIR", 0, 1, 39960, "by air" },
    };
    kv_co2 chain = { 0, 0 };
    for (size_t i = 0; i < COUNT(leg); i++) {
        bool known = false;
        kv_co2 co2 = kv_emissions_leg(c, &cargo, pattern_of(c, leg[i].route), leg[i].board, leg[i].alight, &known, NULL);
        check_true(known, leg[i].why);
        check_i64(kilograms(co2), leg[i].kg, leg[i].why);
        if (i < 4) {
            chain.wtt_g += co2.wtt_g;
            chain.ttw_g += co2.ttw_g;
        }
    }
    static const struct { const char *stop; kv_mode from, to; } hub[] = {
        { "KZALT", KV_MODE_NONE, KV_MODE_RAIL }, { "KZAAU", KV_MODE_RAIL, KV_MODE_SEA }, { "AZALA", KV_MODE_SEA, KV_MODE_RAIL },
    };
    for (size_t i = 0; i < COUNT(hub); i++) {
        kv_co2 co2 = kv_emissions_change(c, &cargo, kv_corridor_stop(c, kv_text_of(hub[i].stop)), hub[i].from, hub[i].to, 20606, NULL);
        check_i64(kilograms(co2), 10, hub[i].stop);
        chain.ttw_g += co2.ttw_g;
    }
    check_i64(kilograms(chain), 966, "the chain");
    check_i64((int64_t)floor((chain.wtt_g + chain.ttw_g) / 100 + 0.5), 9664, "966.4 kg unrounded");
    kv_corridor_close(c);
    kv_pack_free(pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_worked_example) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
