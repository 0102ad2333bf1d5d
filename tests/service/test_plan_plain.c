/* test_plan_plain.c - a bare GTFS feed without a freight file: times and transfers, limits, no prices */
#include "ask.h"

static asked feed;

static const kv_memory_file files[] = {
#define FILE(name, text) { name, text, sizeof text - 1 }
    FILE("agency.txt", "agency_id,agency_name,agency_timezone\nA,Alpha,Europe/Berlin\nB,Beta,Europe/Berlin\n"),
    FILE("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nX,Ixburg,50,8\nY,Ypsdorf,50.5,8.5\nZ,Zetstadt,51,9\nQ,Qdorf,55,9\n"),
    FILE("routes.txt", "route_id,agency_id,route_short_name,route_type\nR1,A,1,2\nR2,B,2,2\nR3,B,3,3\n"),
    FILE("trips.txt", "route_id,service_id,trip_id\nR1,D,T1\nR2,D,T2\nR2,D,T3\nR3,D,T4\n"),
    FILE("calendar.txt", "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nD,1,1,1,1,1,1,1,20261201,20261231\n"),
    FILE("stop_times.txt", "trip_id,stop_id,stop_sequence,arrival_time,departure_time\n"
                           "T1,X,1,08:00:00,08:00:00\nT1,Y,2,09:00:00,09:00:00\n"
                           "T2,Y,1,09:03:00,09:03:00\nT2,Z,2,10:00:00,10:00:00\n"
                           "T3,Y,1,10:03:00,10:03:00\nT3,Z,2,11:00:00,11:00:00\n"
                           "T4,X,1,08:30:00,08:30:00\nT4,Z,2,12:00:00,12:00:00\n"),
    FILE("transfers.txt", "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nY,Y,2,600\n"),
#undef FILE
};

static int open_feed(void **state)
{
    (void)state;
    kv_error err = { 0 };
    kv_pack *pack = NULL;
    check_i64(kv_pack_read_memory(&pack, files, COUNT(files), &err), KV_OK, err.text);
    open_pack(&feed, pack, NULL);
    kv_pack_free(pack);
    return 0;
}

static int close_feed(void **state)
{
    (void)state;
    close_asked(&feed);
    return 0;
}

static void test_times(void **state)
{
    (void)state;
    check_i64(ask(&feed, .from = "X", .to = "Z", .depart = "2026-12-10"), KV_OK, feed.err.text);
    check_i64(feed.plan.all_count, 2, "11:00 with a change, 12:00 without");
    check_true(!feed.plan.priced, "no prices");
    kv_option *o = &feed.plan.all[0];
    check_option(&feed, o);
    check_text(chain(&feed, o), "R1 R2", "the early bus at Y leaves 3 minutes after arrival, 10 are needed");
    check_time(o->parts[1].depart, "2026-12-10T09:03:00Z", "10:03 in Berlin");
    check_i64(o->parts[1].handling_s, 600, "change time");
    check_i64(o->journey->transhipments, 1, "one change");
    check_i64(o->line_count, 0, "no lines");
    check_true(o->chance == 1, "nothing is known of chances");
    check_text(chain(&feed, &feed.plan.all[1]), "R3", "direct");
    bool said = false;
    for (uint32_t i = 0; i < feed.plan.note_count; i++)
        said = said || strstr(feed.plan.notes[i], "no freight files");
    check_true(said, "it says that it is a plain feed");
}

static void test_limits(void **state)
{
    (void)state;
    check_i64(ask(&feed, .from = "X", .to = "Z", .depart = "2026-12-10", .avoid_carriers = "a"), KV_OK, feed.err.text);
    check_i64(feed.plan.all_count, 1, "without Alpha");
    check_text(chain(&feed, &feed.plan.all[0]), "R3", "direct");
    check_i64(ask(&feed, .from = "X", .to = "Z", .depart = "2026-12-10", .avoid_modes = "road"), KV_OK, feed.err.text);
    check_text(chain(&feed, &feed.plan.all[0]), "R1 R2", "the same change time under a limit as without");
    check_time(kv_tick_time(feed.c, feed.plan.all[0].journey->arrive), "2026-12-10T10:00:00Z", "11:00 in Berlin");
    check_i64(ask_request(&feed, (kv_plan_request){ .from = "X", .to = "Z", .depart = "2026-12-10", .transfers_max = 0 }), KV_OK, feed.err.text);
    check_text(chain(&feed, &feed.plan.all[0]), "R3", "no change");
    check_i64(ask(&feed, .from = "X", .to = "Q", .depart = "2026-12-10"), KV_NOTHING, "nothing goes there");
    check_text(feed.plan.blocks[0], "no service reaches Qdorf", "and so it says");
    check_text(feed.plan.furthest.code, "Z", "the nearest that is reached");
}

static void test_profile(void **state)
{
    (void)state;
    check_i64(ask(&feed, .from = "X", .to = "Z", .depart = "2026-12-10..2026-12-12", .profile = true), KV_OK, feed.err.text);
    check_i64(feed.plan.all_count, 6, "two ways on each of three days");
    for (uint32_t i = 0; i < feed.plan.all_count; i++)
        check_option(&feed, &feed.plan.all[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_times), cmocka_unit_test(test_limits), cmocka_unit_test(test_profile) };
    return cmocka_run_group_tests(tests, open_feed, close_feed);
}
