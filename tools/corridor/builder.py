"""From a line written as a list of places to routes, trips and stop times in both directions.

A line names the places where it works; the way between them is the quickest over the section table, so its
kilometres and hours are those of the sections. Hours of a section lie between its least and its typical
figure: `share` 0 is the least (a block train on a good day), 1 the typical. Border stations on the way
become stops with their dwell, because formalities are done there while the unit stays on its vehicle.
"""
import re

from .facts import number

# Here the gauge changes: no train of this pack runs through.
BREAKS = {"KZDOS", "KZ-ALTYNKOL", "KZHOR", "GEZAI", "IRCKT", "IR-INCHEHBORUN", "IRASR", "PLMAA", "HUZAH", "RUZBK", "CNERC"}
OPEN_BORDERS = {"KZPPK"}

# Border dwell in hours (block train or least, ordinary) where the facts have none; all our estimates.
BORDER_DWELL = {"CNAKL": (8, 14.4), "CNHRS": (8, 14.4), "CNMLX": (8, 12), "UZ-KHODZHADAVLET": (4, 8), "TM-ETREK": (4, 8), "BGRDU": (1, 2),
                "KZSRY": (12, 48), "TMFAR": (3.9, 3.9), "KZ-BOLASHAK": (3.9, 3.9), "GE-SARPI": (4, 8), "BYBQT": (5, 8.5), "TMSRK": (4, 12),
                "BGSWG": (2, 6), "CNTCS": (4, 8), "AZDJU": (1, 1), "AZ-HORADIZ": (1, 1), "IRASR": (3, 12)}
# Road borders without a place of their own: hours added to the section.
ROAD_BORDER = {("GETBS", "TRKSY"): 12, ("KZCIT", "UZTAS"): 9, ("UZNCU", "KZ-BEYNEU"): 9, ("KGFRU", "KZALA"): 5, ("CNKSS", "KGOSS"): 30,
               ("KGOSS", "UZTAS"): 9, ("CNHRS", "KZALA"): 4.3, ("BGSOF", "RSBEG"): 6, ("RSBEG", "HUBUD"): 8, ("CNAKL", "KZDOS"): 4.3,
               ("BGSWG", "BGPDV"): 4}
ROUTE_TYPE = {"rail": 2, "sea": 4, "ferry": 4, "road": 3, "air": 1100, "pipeline": 2, "barge": 4}
DWELL = {"rail": 1.0, "road": 0.5, "sea": 24.0, "ferry": 12.0, "air": 1.5, "pipeline": 0}


def clock(hours):
    minutes = round(hours * 6) * 10
    return f"{minutes // 60:02}:{minutes % 60:02}:00"


class Stop:
    """PLACE, PLACE@TERMINAL, with +hours of dwell; PLACE> only takes on, PLACE< only sets down, PLACE! does neither."""

    def __init__(self, token, backwards=False):
        m = re.fullmatch(r"([A-Z0-9-]+)(?:@([A-Z]+))?(?:\+([\d.]+))?([<>!]?)", token)
        self.place, self.code = m.group(1), m.group(2)
        self.dwell = float(m.group(3)) if m.group(3) else None
        mark = m.group(4)
        if backwards and mark in ("<", ">"):
            mark = "<" if mark == ">" else ">"
        self.takes, self.sets = mark in ("", ">"), mark in ("", "<")


def stations(net, mode, graph, tokens, backwards):
    """The stops of a line: those it names and the border stations between them, where nothing is loaded; with the sections
    up to each."""
    stops = [Stop(t, backwards) for t in tokens]
    out, sections = [stops[0]], [[]]
    for here, there in zip(stops, stops[1:]):
        way = net.path(graph, here.place, there.place, avoid=BREAKS if mode == "rail" else ())
        part = []
        for a, b, row in way:
            net.served.add(row["id"])
            part.append((a, b, row))
            on_the_way = b != there.place
            if on_the_way and mode in ("rail", "road") and net.places[b]["kind"] == "border_station" and b not in OPEN_BORDERS:
                out.append(Stop(b + "!"))
                sections.append(part)
                part = []
        out.append(there)
        sections.append(part)
    return out, sections


def border_dwell(net, place, mode, block, outward):
    if net.places[place]["kind"] != "border_station" or place in OPEN_BORDERS:
        return None
    fact = None
    if mode in ("rail", "road"):
        fact = net.facts.hours(place, "customs_border", mode, "outbound" if outward else "inbound") or net.facts.hours(place, "customs_border", mode, "")
    if place in ("CNAKL", "CNHRS", "KZDOS", "KZ-ALTYNKOL"):
        fact = None                     # measured over all wagons with their queue; a through train is faster
    if fact:
        return fact[0] if block else fact[1]
    if place in BORDER_DWELL:
        return BORDER_DWELL[place][0 if block else 1]
    return 3.0 if block else 6.0


def timing(net, mode, stops, sections, share, block, dwell):
    """(stop, arrival h, departure h, km) from 0 at the first departure."""
    at, km, out = 0.0, 0.0, []
    for i, stop in enumerate(stops):
        for a, b, row in sections[i]:
            typ = number(row["transit_h_typ"]) or number(row["distance_km"]) / 26
            least = number(row["transit_h_min"]) or typ
            at += least + share * (typ - least)
            if mode == "road":
                at += ROAD_BORDER.get((a, b), ROAD_BORDER.get((b, a), 0))
            km += number(row["distance_km"])
        arrive = at
        if 0 < i < len(stops) - 1:
            rest = stop.dwell
            if rest is None:
                outward = net.country(stops[i + 1].place) != net.country(stop.place)
                rest = border_dwell(net, stop.place, mode, block, outward)
            at += dwell if rest is None else rest
        out.append((stop, arrive, at, km))
    return out


class Lines:
    """Writes lines into the pack. Keyword arguments of line():
    graph      mode of the section rows, when it is not the mode itself
    share      between least (0) and typical (1) section hours;  block: border stations take their least time
    days       calendar code, or a list of (calendar code, hour of departure); back_days likewise for the way back
    hour       of departure in the carrier's zone;  both: False for one direction only
    wait       (p10, p50, p90, max) hours for when_full; headway in hours for headway
    groups     through groups of the forward direction; back_groups
    """

    def __init__(self, pack, facts, net):
        self.pack, self.facts, self.net = pack, facts, net
        self.agency_zone = {}
        self.route_ids = set()
        self.lines = []

    def agency(self, agency_id, name, zone, url=""):
        self.agency_zone[agency_id] = zone
        self.pack.add("agency.txt", agency_id=agency_id, agency_name=name, agency_timezone=zone, agency_url=url or "https://karvan.invalid/")

    def line(self, line_id, agency, mode, name, places, *, equipment, graph=None, share=1.0, block=False, days="daily", back_days=None, hour=8,
             back_hour=None, dispatch="timetable", headway=None, wait=None, back_wait=None, capacity=None, unit="TEU", cutoff=12, gross=None,
             plugs=None, dg="", emission="", groups="", back_groups="", source=None, confidence="estimate", notes="", both=True, dwell=None):
        tokens = places.split()
        graph = graph or mode
        if dwell is None:
            dwell = 0.5 if block else DWELL[mode]
        written = source or ""
        source_id, also = self.pack.cite(written) if written else (self.pack.own("goods-trains"), "")
        back_tokens = list(reversed(tokens))
        ways = [(tokens, days, hour, wait, groups)]
        if both:
            ways.append((back_tokens, back_days or days, (hour + 11) % 24 if back_hour is None else back_hour, back_wait or wait, back_groups))
        names = []
        for way_tokens, way_days, way_hour, way_wait, way_groups in ways:
            stops, sections = stations(self.net, mode, graph, way_tokens, way_tokens is back_tokens)
            plan = timing(self.net, mode, stops, sections, share, block, dwell)
            first, last = self.net.places[stops[0].place], self.net.places[stops[-1].place]
            heading = "W" if float(last["lon"]) < float(first["lon"]) else "E"
            route_id = f"{line_id}-{heading}"
            assert route_id not in self.route_ids, route_id
            self.route_ids.add(route_id)
            names.append(route_id)
            self.pack.add("routes.txt", route_id=route_id, agency_id=agency, route_short_name=line_id,
                          route_long_name=f"{name}: {short(first['name'])} - {short(last['name'])}", route_type=ROUTE_TYPE[mode])
            note = "; ".join(n for n in (notes, also) if n)
            fields = dict(route_id=route_id, mode=mode, dispatch=dispatch, equipment=equipment, cutoff_h=cutoff, gross_max_t=gross,
                          reefer_plugs=plugs, dg_classes=dg, emission_class=emission or mode, through_groups=way_groups,
                          source_id=source_id, confidence=confidence, notes=note)
            if capacity:
                fields.update(capacity=capacity, capacity_unit=unit)
            if dispatch == "headway":
                fields["headway_h"] = headway
            if dispatch == "when_full":
                fields.update(zip(("wait_p10_h", "wait_p50_h", "wait_p90_h", "wait_max_h"), way_wait))
            self.pack.add("freight_services.txt", **fields)
            trips = [(way_days, way_hour)] if isinstance(way_days, str) else way_days
            for n, (code, start) in enumerate(trips, 1):
                trip_id = f"{route_id}-{n}"
                self.pack.add("trips.txt", route_id=route_id, service_id=self.pack.calendar(code), trip_id=trip_id, trip_headsign=last["name"])
                for i, (stop, arrive, depart, km) in enumerate(plan):
                    terminal = self.net.use(stop.place, stop.code, mode)
                    self.pack.add("stop_times.txt", trip_id=trip_id, stop_sequence=i + 1, stop_id=terminal, arrival_time=clock(start + arrive),
                                  departure_time=clock(start + depart), pickup_type=1 if i == len(plan) - 1 or not stop.takes else "",
                                  drop_off_type=1 if i == 0 or not stop.sets else "", shape_dist_traveled=round(km, 1))
        return names


def short(name):
    return re.sub(r" \(.*?\)| port$| dry port$", "", name)
