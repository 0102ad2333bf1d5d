"""A plain feed that a person can follow: Aach to Bach, every day of December 2026 at eight."""

FEED = {
    'agency.txt': 'agency_id,agency_name,agency_url,agency_timezone\nA,A,http://a.invalid,Europe/Berlin\n',
    'stops.txt': 'stop_id,stop_name,stop_lat,stop_lon\na,Aach,50,10\nb,Bach,51,11\n',
    'routes.txt': 'route_id,agency_id,route_short_name,route_type\nr,A,r,2\n',
    'trips.txt': 'route_id,service_id,trip_id\nr,s,t\n',
    'stop_times.txt': 'trip_id,stop_sequence,stop_id,arrival_time,departure_time\nt,1,a,08:00:00,08:00:00\nt,2,b,09:00:00,09:00:00\n',
    'calendar.txt': 'service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\ns,1,1,1,1,1,1,1,20261201,20261231\n',
}
