"""Places, their terminals, and the sections between them as graphs by mode."""
import heapq

from .facts import number

# Places the queries need that the facts do not list: (id, name, country, lat, lon, kind, gauge, notes)
EXTRA_PLACES = [
    ("TRIST", "Istanbul", "TR", "41.0167", "28.9667", "city", "", "UN/LOCODE point of the city; its rail and sea terminals are Halkali and Ambarli"),
    ("ITGOA", "Genoa port", "IT", "44.4167", "8.9500", "seaport", "1435", "Index port of the Asia-Mediterranean rates; UN/LOCODE point"),
]

# Sections the facts do not list. Distances are our estimates unless the note says how they were derived.
EXTRA_LINKS = [  # id, from, to, mode, km, hours (min, typ, max), note
    ("rail-KZTGZ-BEYNEU", "KZTGZ", "KZ-BEYNEU", "rail", 215, (5.0, 8.3, 14.3), "Tengiz - Kulsary - Beyneu; branch not in the section table"),
    ("rail-AZBAK-AZSAN", "AZBAK", "AZSAN", "rail", 45, (1.3, 2.0, 3.8), "part of Baku - Alat"),
    ("rail-AZSAN-AZALA", "AZSAN", "AZALA", "rail", 30, (0.9, 1.5, 2.6), "part of Baku - Alat"),
    ("sea-CNTXG-CNQDG", "CNTXG", "CNQDG", "sea", 830, (22, 28, 40), "coastal call of an ocean string"),
    ("sea-CNQDG-CNSHG", "CNQDG", "CNSHG", "sea", 740, (20, 25, 36), "coastal call of an ocean string"),
    ("sea-CNTXG-CNLYG", "CNTXG", "CNLYG", "sea", 930, (25, 31, 44), "coastal call of an ocean string"),
    ("sea-CNLYG-CNSHG", "CNLYG", "CNSHG", "sea", 650, (17, 22, 32), "coastal call of an ocean string"),
    ("sea-CNSHG-CNNBG", "CNSHG", "CNNBG", "sea", 290, (8, 10, 18), "coastal call of an ocean string"),
    ("sea-CNLYG-CNNBG", "CNLYG", "CNNBG", "sea", 830, (22, 28, 40), "coastal call of an ocean string"),
    ("sea-CNNBG-CNSZP", "CNNBG", "CNSZP", "sea", 1350, (36, 46, 60), "coastal call of an ocean string"),
    ("sea-CNNBG-CNGZG", "CNNBG", "CNGZG", "sea", 1430, (38, 48, 64), "coastal call of an ocean string"),
    ("sea-CNSHG-CNGZG", "CNSHG", "CNGZG", "sea", 1650, (44, 56, 74), "coastal call of an ocean string"),
    ("sea-SGSIN-NLRTM-CAPE", "SGSIN", "NLRTM", "sea", 21427, (640, 724, 960), "round the Cape: 25,558 km Shanghai - Rotterdam less 4,131 km to Singapore; at 16 kn"),
    ("sea-SGSIN-ITGOA-CAPE", "SGSIN", "ITGOA", "sea", 20800, (620, 703, 930), "round the Cape, then Gibraltar"),
    ("sea-SGSIN-GRPIR-CAPE", "SGSIN", "GRPIR", "sea", 22200, (660, 750, 990), "round the Cape, then Gibraltar"),
    ("sea-ITGOA-GRPIR", "ITGOA", "GRPIR", "sea", 1880, (53, 64, 90), "Mediterranean call of an ocean string"),
    ("sea-EGPSD-ITGOA", "EGPSD", "ITGOA", "sea", 2640, (75, 89, 119), "Mediterranean call of an ocean string"),
    ("sea-TRMER-TRAMR", "TRMER", "TRAMR", "sea", 1370, (40, 46, 70), "as the coastal feeder"),
    ("sea-TRAMR-ROCND", "TRAMR", "ROCND", "sea", 400, (14, 17, 40), "as the short-sea feeder"),
    ("sea-GRPIR-TRAMR", "GRPIR", "TRAMR", "sea", 655, (19, 23, 48), "as the feeder"),
    ("feeder-GEPTI-GEBUS", "GEPTI", "GEBUS", "feeder", 60, (2, 3, 12), "coastal call"),
    ("feeder-TRAMR-BGBOJ", "TRAMR", "BGBOJ", "feeder", 235, (9, 11, 30), "short-sea feeder"),
    ("feeder-BGBOJ-BGVAR", "BGBOJ", "BGVAR", "feeder", 95, (4, 5, 18), "short-sea feeder"),
    ("bulk-KZAAU-AZALA", "KZAAU", "AZALA", "bulk", 470, (24, 30, 96), "dry-bulk coaster on the way of the feeder"),
    ("tanker-KZAAU-AZSAN", "KZAAU", "AZSAN", "tanker", 465, (24, 30, 96), "beside the Aktau - Baku tanker row"),
    ("tanker-TMKRW-AZBAK", "TMKRW", "AZBAK", "tanker", 330, (16, 20, 72), "Alaja / Kiyanly - Dubendi"),
    ("tanker-TMKRW-AZSAN", "TMKRW", "AZSAN", "tanker", 340, (16, 20, 72), "Alaja / Kiyanly - Sangachal"),
    ("roro-KZKUR-IRAMD", "KZKUR", "IRAMD", "ferry-kuryk-iran", 760, (36, 44, 120), "ro-ro vessel with 32 lorries"),
    ("road-TRIST-TRHAL", "TRIST", "TRHAL", "road", 25, (0.8, 1.2, 3), "city drayage"),
    ("road-TRIST-TRAMR", "TRIST", "TRAMR", "road", 35, (1, 1.5, 4), "city drayage"),
    ("road-TRIST-TRHAY", "TRIST", "TRHAY", "road", 20, (0.8, 1.5, 4), "city drayage"),
    ("road-TRHAL-TRAMR", "TRHAL", "TRAMR", "road", 20, (0.6, 1, 3), "port drayage: Ambarli has no rail in the quay"),
    ("road-TRIST-TRIZT", "TRIST", "TRIZT", "road", 110, (1.8, 2.8, 6), "city drayage"),
    ("road-TRIZT-TRDRC", "TRIZT", "TRDRC", "road", 20, (0.5, 0.8, 2), "port drayage"),
    ("road-TRSSX-TRKSP", "TRSSX", "TRKSP", "road", 640, (10.7, 16, 29), "Black Sea coast road"),
    ("road-TRIST-TRKSP", "TRIST", "TRKSP", "road", 185, (3, 4.6, 9), "to the ro-ro port"),
    ("road-AZBAK-ABSHERON", "AZBAK", "AZ-ABSHERON", "road", 18, (0.5, 0.8, 2), "city drayage"),
    ("road-ABSHERON-AZALA", "AZ-ABSHERON", "AZALA", "road", 82, (1.5, 2.8, 5.5), "port drayage"),
    ("road-AZBAK-AZSUQ", "AZBAK", "AZSUQ", "road", 35, (0.7, 1.2, 3), "city drayage"),
    ("road-GEPTI-GEBUS", "GEPTI", "GEBUS", "road", 75, (1.9, 4, 8), "between the ports"),
    ("road-KZDOS-KZALA", "KZDOS", "KZALA", "road", 640, (12.5, 20.5, 32), "via Usharal and Taldykorgan"),
    ("road-KZKSN-KZAST", "KZKSN", "KZAST", "road", 690, (13.5, 22.1, 34.5), ""),
    ("road-KZKOV-KZAST", "KZKOV", "KZAST", "road", 300, (5.9, 9.6, 15), ""),
    ("road-KZPPK-KZKOV", "KZPPK", "KZKOV", "road", 185, (3.6, 5.9, 9.3), ""),
    ("road-KZKSN-KZAKX", "KZKSN", "KZAKX", "road", 760, (14.9, 24.4, 38), ""),
    ("road-AZALA-AZGAN", "AZALA", "AZGAN", "road", 340, (6.4, 11.8, 22.6), "on the M2"),
    ("road-NLRTM-DEDUI", "NLRTM", "DEDUI", "road", 215, (3.3, 4.8, 8.6), ""),
    ("road-DEHAM-DEDUI", "DEHAM", "DEDUI", "road", 380, (5.8, 8.4, 15.2), ""),
    ("road-CZPRG-DEHAM", "CZPRG", "DEHAM", "road", 640, (9.8, 14.2, 25.6), ""),
    ("road-PLMAA-PLLOD", "PLMAA", "PLLOD", "road", 320, (4.9, 7.1, 12.8), ""),
    ("road-PLMAA-DEHAM", "PLMAA", "DEHAM", "road", 980, (15.1, 21.8, 39.2), ""),
    ("road-GRPIR-BGSOF", "GRPIR", "BGSOF", "road", 830, (12.8, 18.4, 33.2), ""),
    ("road-BGVAR-BGSOF", "BGVAR", "BGSOF", "road", 440, (6.8, 9.8, 17.6), ""),
    ("road-ITTRS-ATVIE", "ITTRS", "ATVIE", "road", 490, (7.5, 10.9, 19.6), ""),
    ("road-CNSHG-CNNJI", "CNSHG", "CNNJI", "road", 330, (6.5, 10.6, 16.5), ""),
    ("road-CNYIU-CNNBG", "CNYIU", "CNNBG", "road", 210, (4.1, 6.7, 10.5), ""),
    ("road-CNXAG-CNZGZ", "CNXAG", "CNZGZ", "road", 490, (9.6, 15.7, 24.5), ""),
    ("road-CNSZP-CNGZG", "CNSZP", "CNGZG", "road", 150, (2.9, 4.8, 7.5), ""),
    ("road-CNULZ-CNAKL", "CNULZ", "CNAKL", "road", 490, (9.6, 15.7, 24.5), "G30 and G3018"),
]

ZONES = {
    "CN": "Asia/Shanghai", "KZ": "Asia/Almaty", "UZ": "Asia/Tashkent", "KG": "Asia/Bishkek", "TM": "Asia/Ashgabat", "AZ": "Asia/Baku",
    "GE": "Asia/Tbilisi", "AM": "Asia/Yerevan", "TR": "Europe/Istanbul", "BG": "Europe/Sofia", "RO": "Europe/Bucharest",
    "RS": "Europe/Belgrade", "HU": "Europe/Budapest", "AT": "Europe/Vienna", "CZ": "Europe/Prague", "SK": "Europe/Bratislava",
    "PL": "Europe/Warsaw", "DE": "Europe/Berlin", "NL": "Europe/Amsterdam", "IT": "Europe/Rome", "GR": "Europe/Athens",
    "UA": "Europe/Kyiv", "RU": "Europe/Moscow", "BY": "Europe/Minsk", "IR": "Asia/Tehran", "SG": "Asia/Singapore", "EG": "Africa/Cairo",
}
PLACE_ZONES = {"RUZBK": "Asia/Chita", "RUHTA": "Asia/Chita", "RUIKT": "Asia/Irkutsk", "RUOVB": "Asia/Novosibirsk", "RUOMS": "Asia/Omsk",
               "RUYEK": "Asia/Yekaterinburg", "RUREN": "Asia/Yekaterinburg", "RUASF": "Europe/Astrakhan"}

# The main terminal of a place is its port, its rail station or, without rails, its lorry park. OIL where oil is all there is.
OIL_ONLY = {"TRCEY", "GEKUL", "AZSAN"}
TERMINAL_NAMES = {"PORT": "port", "RAIL": "rail terminal", "ROAD": "lorry terminal", "AIR": "airport", "OIL": "oil terminal"}
SPECIAL_NAMES = {
    "AZBAK-OIL": "Baku, Dubendi oil terminal", "AZBAK-RAIL": "Baku goods station (Bilajari)", "AZBAK-AIR": "Baku Heydar Aliyev airport",
    "KZAAU-OIL": "Aktau port, oil berths", "TMKRW-OIL": "Turkmenbashi oil harbour (Alaja, Kiyanly)", "GEBUS-OIL": "Batumi oil terminal",
    "RUNVS-OIL": "Novorossiysk, CPC marine terminal", "RUMCX-PORT": "Makhachkala port",
    "KZHOR-RAIL": "KTZE-Khorgos Gateway dry port", "AZ-ABSHERON-RAIL": "Absheron logistics centre", "KZ-ALTYNKOL-RAIL": "Altynkol station",
    "TRIST-ROAD": "Istanbul, Ikitelli lorry terminal", "CNXAG-RAIL": "Xi'an International Land Port, container station",
}
# Opening hours are our estimate; everywhere else work goes on day and night.
OPENING = {"TRIST-ROAD": "Mo-Sa 06:00-22:00", "HUBUD-RAIL": "Mo-Fr 00:00-24:00;Sa 00:00-18:00", "ATVIE-RAIL": "Mo-Sa 05:00-22:00",
           "DEDUI-RAIL": "Mo-Fr 00:00-24:00;Sa 00:00-20:00", "CZPRG-RAIL": "Mo-Sa 05:00-22:00", "SKBTS-RAIL": "Mo-Sa 06:00-20:00"}

MODE_GRAPH = {"rail": "rail", "road": "road", "air": "air", "pipeline": "pipeline"}


class Network:
    """Places by id; graphs of sections by mode; the terminals that lines have used and by which modes."""

    def __init__(self, facts, pack):
        self.facts = facts
        self.pack = pack
        self.places = {row["id"]: row for row in facts.places}
        for pid, name, country, lat, lon, kind, gauge, notes in EXTRA_PLACES:
            self.places[pid] = {"id": pid, "name": name, "country": country, "lat": lat, "lon": lon, "kind": kind, "gauge_mm": gauge,
                                "notes": notes, "source": "https://unece.org/trade/cefact/UNLOCODE-Download", "confidence": "published"}
        self.extra_links = []
        for lid, a, b, mode, km, hours, note in EXTRA_LINKS:
            self.extra_links.append({"id": lid, "from_id": a, "to_id": b, "mode": mode, "operator": "", "layer": "oil" if mode == "tanker" else "freight",
                                     "gauge_mm": "", "distance_km": str(km), "transit_h_min": str(hours[0]), "transit_h_typ": str(hours[1]),
                                     "transit_h_max": str(hours[2]), "departures_per_week": "", "capacity_value": "", "capacity_unit": "",
                                     "year": "", "notes": note, "source": "", "confidence": "estimate", "bidirectional": "1",
                                     "status": "operating", "est_fields": ""})
        self.graphs = {}
        for row in facts.links + self.extra_links:
            if row["status"] != "operating" or not row["distance_km"] or row["id"] == "rail-KZDOS-BYBQT":
                continue                                    # the last is the whole of the sections beside it
            ends = [(row["from_id"], row["to_id"])]
            if row["bidirectional"] == "1":
                ends.append((row["to_id"], row["from_id"]))
            for a, b in ends:
                self.graphs.setdefault(row["mode"], {}).setdefault(a, []).append((b, row))
        self.used = {}                                      # terminal id -> set of modes
        self.served = set()                                 # ids of section rows some line runs over

    def country(self, place):
        return self.places[place]["country"]

    def has_rail(self, place):
        return place in self.graphs["rail"]

    def terminal(self, place, code=None):
        if not code:
            if place in OIL_ONLY:
                code = "OIL"
            elif self.places[place]["kind"] == "seaport":
                code = "PORT"
            elif self.has_rail(place):
                code = "RAIL"
            else:
                code = "ROAD"
        return f"{place}-{code}"

    def use(self, place, code, mode):
        terminal = self.terminal(place, code)
        self.used.setdefault(terminal, set()).add(mode)
        return terminal

    def path(self, graph, a, b, avoid=()):
        """The section between two places, else the sections of the quickest way: list of (from, to, row)."""
        direct = [row for there, row in self.graphs[graph].get(a, []) if there == b]
        if direct:
            return [(a, b, direct[0])]
        best, queue, came, count = {a: 0.0}, [(0.0, 0, a)], {}, 0
        while queue:
            cost, _, here = heapq.heappop(queue)
            if here == b:
                break
            if cost > best[here]:
                continue
            for there, row in self.graphs[graph].get(here, []):
                if there in avoid and there != b:
                    continue
                typ = number(row["transit_h_typ"]) or number(row["distance_km"]) / 26
                if cost + typ < best.get(there, 1e9):
                    best[there], came[there], count = cost + typ, (here, row), count + 1
                    heapq.heappush(queue, (best[there], count, there))
        if b not in came:
            raise ValueError(f"no {graph} way {a} - {b}")
        way = []
        while b != a:
            here, row = came[b]
            way.append((here, b, row))
            b = here
        return way[::-1]


def write(pack, facts, network):
    by_place = {}
    for terminal in sorted(network.used):
        by_place.setdefault(terminal.rsplit("-", 1)[0], []).append(terminal)
    for pid in sorted(network.places):
        row = network.places[pid]
        zone = PLACE_ZONES.get(pid, ZONES[row["country"]])
        gauges = [g for g in row["gauge_mm"].split("/") if g]
        source, also = pack.cite(row["source"])
        notes = "; ".join(n for n in (row["notes"], f"break of gauge {row['gauge_mm']} mm" if len(gauges) > 1 else "", also) if n)
        common = dict(stop_lat=row["lat"], stop_lon=row["lon"], stop_timezone=zone, country=row["country"], kind=row["kind"],
                      gauge_mm=gauges[0] if gauges else "", source_id=source, confidence=row["confidence"])
        pack.add("stops.txt", stop_id=pid, stop_name=row["name"], location_type=1, notes=notes, **common)
        for terminal in by_place.get(pid, []):
            code = terminal.rsplit("-", 1)[1]
            name = SPECIAL_NAMES.get(terminal)
            if not name:
                name = row["name"] if TERMINAL_NAMES[code] in row["name"].lower() else f"{row['name']}, {TERMINAL_NAMES[code]}"
            terminal_common = dict(common)
            if code in ("AIR", "ROAD"):
                terminal_common["gauge_mm"] = ""
            if code == "AIR":
                terminal_common["kind"] = "airport"
            hours = OPENING.get(terminal, "")
            pack.add("stops.txt", stop_id=terminal, stop_name=name, location_type=0, parent_station=pid, opening_hours=hours,
                     notes="drawn at the point of its place" + ("; opening hours are our estimate" if hours else ""),
                     **{**terminal_common, "confidence": "estimate" if hours else row["confidence"]})
