"""The generator's own check of what it made: references, times, prices, calendars."""


def run(pack):
    faults = []
    stops = {r["stop_id"]: r for r in pack.rows("stops.txt")}
    agencies = {r["agency_id"] for r in pack.rows("agency.txt")}
    routes = {r["route_id"]: r for r in pack.rows("routes.txt")}
    services = {r["route_id"]: r for r in pack.rows("freight_services.txt")}
    sources = {r["source_id"] for r in pack.rows("sources.txt")}
    calendars = {r["service_id"] for r in pack.rows("calendar.txt")}
    trips = {r["trip_id"]: r for r in pack.rows("trips.txt")}
    addresses = [r["address"] for r in pack.rows("sources.txt") if r["address"]]
    if len(addresses) != len(set(addresses)):
        faults.append("sources.txt: an address stands twice")
    for table, rows in pack.tables.items():
        for r in rows:
            if "source_id" in r and r["source_id"] not in sources and table != "sources.txt":
                faults.append(f"{table}: unknown source {r['source_id']}")
            if "confidence" in r and r["confidence"] not in ("published", "derived", "estimate"):
                faults.append(f"{table}: confidence {r['confidence']}")
    for r in stops.values():
        if r["location_type"] == "0" and r["parent_station"] not in stops:
            faults.append(f"stop {r['stop_id']}: no place")
    for route_id, r in routes.items():
        if r["agency_id"] not in agencies:
            faults.append(f"route {route_id}: no carrier {r['agency_id']}")
        if route_id not in services:
            faults.append(f"route {route_id}: no freight service")
    emission = {r["emission_class"] for r in pack.rows("freight_emissions.txt")}
    for r in services.values():
        if emission and r["emission_class"] not in emission:
            faults.append(f"route {r['route_id']}: no emission class {r['emission_class']}")
    have_trip = set()
    for r in trips.values():
        have_trip.add(r["route_id"])
        if r["service_id"] not in calendars:
            faults.append(f"trip {r['trip_id']}: no calendar {r['service_id']}")
    faults += [f"route {r}: no trip" for r in routes if r not in have_trip]
    last = {}
    for r in pack.rows("stop_times.txt"):
        if r["stop_id"] not in stops:
            faults.append(f"stop time of {r['trip_id']}: no stop {r['stop_id']}")
        arrive, depart, km = seconds(r["arrival_time"]), seconds(r["departure_time"]), float(r["shape_dist_traveled"])
        before = last.get(r["trip_id"])
        if depart < arrive or (before and (arrive < before[0] or km <= before[1])):
            faults.append(f"stop time of {r['trip_id']} at {r['stop_id']}: goes back")
        last[r["trip_id"]] = (depart, km)
    faults += unpriced(pack, stops, routes, services, trips)
    return faults


def seconds(clock):
    h, m, s = clock.split(":")
    return int(h) * 3600 + int(m) * 60 + int(s)


FAMILIES = {"container": "G R T U P", "wagon": "wagon-covered wagon-hopper wagon-gondola wagon-tank wagon-flat", "bulk": "bulk-dry bulk-liquid"}
EVERY = "G R T U P wagon-covered wagon-hopper wagon-gondola wagon-tank wagon-flat truck trailer bulk-dry bulk-liquid general".split()


def words(equipment):
    """equipment list -> the kinds of item it takes; boxes as (letter, length)"""
    out = set()
    for word in (equipment or "any").split(";"):
        if word == "any":
            out.update(e for e in EVERY if len(e) > 1)
            out.update((letter, length) for letter in "GRTUP" for length in ("20", "40", "45"))
        elif word in ("20", "40", "45"):
            out.update((letter, word) for letter in "GRTUP")
        elif word == "container" or word in "GRTUP":
            out.update((letter, length) for letter in ("GRTUP" if word == "container" else word) for length in ("20", "40", "45"))
        elif word in FAMILIES:
            out.update(FAMILIES[word].split())
        else:
            out.add(word)
    return out


def unpriced(pack, stops, routes, services, trips):
    """Each pair of neighbouring stops of each line and each kind of equipment it takes has a rate by distance or a lane
    that holds for the whole period, whatever the goods."""
    if not pack.rows("freight_tariffs.txt"):
        return []
    rates = [(r, words(r.get("equipment"))) for r in pack.rows("freight_tariffs.txt")
             if r["kind"] != "through" and r.get("valid_to", "") in ("", "2028-12-31") and r.get("load", "") != "empty" and not r.get("hs")
             and not r.get("count_from")]

    def fits(ref, stop):
        return not ref or ref == stop or ref == stops[stop]["parent_station"] or ref == stops[stop]["country"]

    faults, seen = [], set()
    seq = {}
    for r in pack.rows("stop_times.txt"):
        seq.setdefault(trips[r["trip_id"]]["route_id"], {}).setdefault(r["trip_id"], []).append(r["stop_id"])
    for route_id, by_trip in seq.items():
        service, agency = services[route_id], routes[route_id]["agency_id"]
        calls = next(iter(by_trip.values()))
        mine = [(r, w) for r, w in rates if r.get("agency_id", "") in ("", agency) and r.get("mode", "") in ("", service["mode"])]
        wants = words(service["equipment"])
        for want in wants:
            able = [r for r, w in mine if want in w]
            for i in range(len(calls) - 1):
                ok = False
                for r in able:
                    for a, b in ((r.get("from_id", ""), r.get("to_id", "")),) + (((r.get("to_id", ""), r.get("from_id", "")),) if r.get("both_ways") == "1" else ()):
                        if r["kind"] == "km" and fits(a, calls[i]) and fits(b, calls[i + 1]):
                            ok = True
                        if r["kind"] == "lane" and any(fits(a, calls[x]) for x in range(i + 1)) and any(fits(b, calls[y]) for y in range(i + 1, len(calls))):
                            ok = True
                if not ok:
                    key = (route_id, calls[i], calls[i + 1])
                    if key not in seen:
                        seen.add(key)
                        faults.append(f"no rate: {route_id} {calls[i]} - {calls[i + 1]} for {want}")
    return faults


def figures(pack):
    services = {r["route_id"]: r for r in pack.rows("freight_services.txt")}
    days = {}
    flags = "monday tuesday wednesday thursday friday saturday sunday".split()
    off = {}
    for r in pack.rows("calendar_dates.txt"):
        off[r["service_id"]] = off.get(r["service_id"], 0) + 1
    for r in pack.rows("calendar.txt"):
        days[r["service_id"]] = sum(r[f] == "1" for f in flags) * 1096 / 7 - off.get(r["service_id"], 0)
    runs = sum(days[r["service_id"]] for r in pack.rows("trips.txt") if services[r["route_id"]]["dispatch"] == "timetable")
    places = [r for r in pack.rows("stops.txt") if r["location_type"] == "1"]
    yield f"{len(places)} places and {len(pack.rows('stops.txt')) - len(places)} terminals"
    modes = ", ".join(f"{sum(r['mode'] == mode for r in services.values())} {mode}" for mode in sorted({r["mode"] for r in services.values()}))
    yield f"{len(services)} services, one a direction: {modes}"
    kinds = ", ".join(f"{sum(r['dispatch'] == kind for r in services.values())} {kind}" for kind in ("timetable", "headway", "when_full"))
    yield f"by dispatch: {kinds}"
    yield f"{runs:.0f} timetabled departures in three years, {runs / 1096:.0f} a day"
    rows = [r["confidence"] for rows in pack.tables.values() for r in rows if "confidence" in r]
    yield "rows by confidence: " + ", ".join(f"{rows.count(word)} {word}" for word in ("published", "derived", "estimate"))
