"""What each terminal does between two vehicles: hours from the facts where they have them, else by kind of
terminal; prices from the tariff facts (T215-T240), from CPMM border costs, else estimates; CO2e of hubs.

Rows of a terminal that match a change add up, so each pair of vehicles gets one row of work and, at a border,
one row of formalities.
"""
from .builder import BREAKS

BOX = "container"

# hours (p10, p50, p90) and price per container, by pair of vehicles, when nothing better is known
BOX_CHANGE = {
    ("none", "rail"): ((4, 12, 36), 55), ("rail", "none"): ((4, 10, 36), 55), ("none", "sea"): ((6, 24, 60), 120), ("sea", "none"): ((6, 24, 72), 120),
    ("none", "road"): ((1, 3, 12), 20), ("road", "none"): ((1, 3, 12), 20), ("none", "ferry"): ((2, 6, 24), 60), ("ferry", "none"): ((2, 6, 24), 60),
    ("rail", "rail"): ((3, 8, 24), 30), ("rail", "road"): ((3, 8, 24), 45), ("road", "rail"): ((4, 12, 36), 45), ("rail", "sea"): ((12, 36, 96), 140), ("sea", "rail"): ((12, 36, 96), 140),
    ("rail", "ferry"): ((3, 8, 30), 60), ("ferry", "rail"): ((3, 8, 30), 60), ("road", "sea"): ((8, 24, 72), 130), ("sea", "road"): ((8, 24, 72), 130),
    ("road", "ferry"): ((1, 4, 16), 30), ("ferry", "road"): ((1, 4, 16), 30), ("road", "road"): ((2, 6, 24), 35), ("sea", "sea"): ((24, 48, 120), 110),
    ("sea", "ferry"): ((8, 24, 72), 110), ("ferry", "sea"): ((8, 24, 72), 110), ("ferry", "ferry"): ((6, 12, 48), 60),
}
WAGON_CHANGE = {
    ("none", "rail"): ((6, 24, 72), 40), ("rail", "none"): ((6, 18, 60), 40), ("rail", "rail"): ((4, 12, 48), 18), ("rail", "ferry"): ((3, 6, 24), 35), ("ferry", "rail"): ((3, 6, 24), 35),
    ("none", "ferry"): ((6, 12, 36), 50), ("ferry", "none"): ((6, 12, 36), 50), ("ferry", "ferry"): ((6, 12, 48), 35),
}
TRUCK_CHANGE = {
    ("none", "road"): ((0, 0.5, 3), 0), ("road", "none"): ((0, 0.5, 3), 0), ("road", "ferry"): ((1, 3, 12), 0), ("ferry", "road"): ((1, 2, 10), 0), ("none", "ferry"): ((1, 3, 12), 0),
    ("ferry", "none"): ((1, 2, 10), 0), ("road", "road"): ((0.5, 1, 4), 0), ("ferry", "ferry"): ((2, 4, 12), 0),
}
BULK_CHANGE = {  # price per tonne
    ("none", "rail"): ((12, 24, 72), 2.5), ("rail", "none"): ((12, 24, 72), 2.5), ("none", "sea"): ((12, 36, 96), 5), ("sea", "none"): ((12, 36, 96), 5), ("rail", "sea"): ((24, 48, 144), 6),
    ("sea", "rail"): ((24, 48, 120), 6), ("rail", "rail"): ((6, 18, 60), 0.5), ("sea", "sea"): ((24, 72, 168), 6), ("sea", "pipeline"): ((12, 30, 72), 2), ("pipeline", "none"): ((6, 24, 48), 1.5),
    ("none", "pipeline"): ((6, 24, 48), 1.5), ("rail", "pipeline"): ((12, 30, 72), 2.5), ("pipeline", "sea"): ((12, 30, 96), 2),
}
GENERAL_CHANGE = {  # price per tonne
    ("none", "air"): ((3, 8, 24), 60), ("air", "none"): ((3, 8, 24), 60), ("road", "air"): ((3, 8, 24), 60), ("air", "road"): ((3, 8, 24), 60), ("air", "air"): ((3, 8, 24), 40),
    ("none", "road"): ((1, 3, 12), 6), ("road", "none"): ((1, 3, 12), 6), ("road", "road"): ((2, 6, 24), 8), ("road", "sea"): ((12, 36, 96), 9), ("sea", "road"): ((12, 36, 96), 9),
    ("none", "sea"): ((12, 36, 96), 7), ("sea", "none"): ((12, 36, 96), 7), ("road", "ferry"): ((2, 6, 24), 9), ("ferry", "road"): ((2, 6, 24), 9), ("none", "ferry"): ((2, 6, 24), 7),
    ("ferry", "none"): ((2, 6, 24), 7), ("sea", "sea"): ((24, 72, 168), 10), ("ferry", "sea"): ((12, 36, 96), 9), ("sea", "ferry"): ((12, 36, 96), 9), ("ferry", "ferry"): ((4, 12, 36), 9),
}

# Ports and terminals whose box prices the tariff facts give: terminal -> (price of a lift between vehicles, tariff row)
BOX_PRICE = {"KZAAU-PORT": (130, "T216"), "AZALA-PORT": (120, "T221"), "GEPTI-PORT": (180, "T227")}
BULK_PRICE = {("KZAAU-PORT", "rail", "sea"): (9, "T231"), ("AZALA-PORT", "sea", "rail"): (6, "T233"), ("AZALA-PORT", "sea", "none"): (6, "T233"),
              ("KZAAU-OIL", "rail", "sea"): (5, "T237"), ("KZAAU-OIL", "none", "sea"): (5, "T237")}
# box hours by facts: terminal -> list of (from, to, operation in the facts, mode)
FACT_HOURS = [
    ("CNXAG", "none", "rail", "terminal_handling", "rail"), ("CNCQI", "none", "rail", "terminal_handling", "rail"), ("CNULZ", "none", "rail", "terminal_handling", "rail"),
    ("CNULZ", "rail", "rail", "terminal_handling", "rail"), ("CNLYG", "sea", "rail", "terminal_handling", "sea"), ("CNLYG", "rail", "sea", "terminal_handling", "sea"),
    ("KZALA", "rail", "rail", "terminal_handling", "rail"), ("KZ-SHU", "rail", "rail", "terminal_handling", "rail"), ("KZ-MANGYSTAU", "rail", "rail", "terminal_handling", "rail"),
    ("KZ-BEYNEU", "rail", "rail", "terminal_handling", "rail"), ("KZ-SAKSAULSKAYA", "rail", "rail", "terminal_handling", "rail"), ("KZAST", "rail", "rail", "terminal_handling", "rail"),
    ("GETBS", "rail", "rail", "terminal_handling", "rail"), ("TRKSY", "rail", "rail", "terminal_handling", "rail"), ("TRHAL", "rail", "rail", "terminal_handling", "rail"),
    ("TRIZT", "rail", "rail", "terminal_handling", "rail"), ("HUBUD", "rail", "rail", "terminal_handling", "rail"), ("KGFRU", "rail", "none", "terminal_handling", "rail"),
    ("UZTAS", "none", "rail", "terminal_handling", "rail"), ("UZTAS", "rail", "none", "terminal_handling", "rail"), ("AZ-ABSHERON", "rail", "none", "terminal_handling", "rail"),
    ("DEDUI", "rail", "none", "terminal_handling", "rail"), ("HUBUD", "rail", "none", "terminal_handling", "rail"), ("TRHAL", "rail", "none", "terminal_handling", "rail"),
    ("TRIZT", "rail", "none", "terminal_handling", "rail"), ("TRKSY", "rail", "none", "terminal_handling", "rail"),
    ("KZAAU", "rail", "sea", "transhipment_rail_sea", "rail-sea"), ("KZAAU", "sea", "rail", "transhipment_sea_rail", "sea-rail"),
    ("AZALA", "sea", "rail", "transhipment_sea_rail", "sea-rail"), ("AZALA", "rail", "sea", "transhipment_rail_sea", "rail-sea"),
    ("GEPTI", "rail", "sea", "transhipment_rail_sea", "rail-sea"), ("GEPTI", "sea", "rail", "transhipment_sea_rail", "sea-rail"),
    ("GEBUS", "rail", "sea", "transhipment_rail_sea", "rail-sea"), ("GEBUS", "sea", "rail", "transhipment_sea_rail", "sea-rail"),
    ("TRMER", "rail", "sea", "transhipment_rail_sea", "rail-sea"), ("ROCND", "sea", "rail", "transhipment_sea_rail", "sea-rail"), ("ROCND", "rail", "sea", "transhipment_rail_sea", "rail-sea"),
    ("BGBOJ", "sea", "rail", "transhipment_sea_rail", "sea-rail"), ("ITTRS", "sea", "rail", "transhipment_sea_rail", "sea-rail"), ("GRPIR", "sea", "rail", "transhipment_sea_rail", "sea-rail"),
    ("TRAMR", "sea", "road", "transhipment_sea_rail", "sea-rail"), ("SGSIN", "sea", "sea", "terminal_handling", "sea"), ("NLRTM", "sea", "rail", "terminal_handling", "sea"),
    ("NLRTM", "sea", "road", "terminal_handling", "sea"), ("NLRTM", "sea", "none", "terminal_handling", "sea"),
]
FACT_WAGON_HOURS = [
    ("KZKUR", "rail", "ferry", "transhipment_rail_sea", "rail-sea"), ("KZKUR", "ferry", "rail", "transhipment_sea_rail", "sea-rail"),
    ("TMKRW", "rail", "ferry", "transhipment_rail_sea", "rail-sea"), ("TMKRW", "ferry", "rail", "transhipment_sea_rail", "sea-rail"),
    ("UAILK", "ferry", "rail", "transhipment_sea_rail", "sea-rail"), ("KZ-MANGYSTAU", "rail", "rail", "terminal_handling", "rail"), ("KZALA", "rail", "rail", "terminal_handling", "rail"),
    ("KZ-BEYNEU", "rail", "rail", "terminal_handling", "rail"), ("KZ-SHU", "rail", "rail", "terminal_handling", "rail"), ("KZ-SAKSAULSKAYA", "rail", "rail", "terminal_handling", "rail"),
]
THROUGHPUT = {"KZAAU-PORT": (384, "TEU", "140,000 TEU a year; 240,000 from 2026 is announced, 300,000 also written"), "AZALA-PORT": (411, "TEU", "150,000 TEU a year"),
              "GEPTI-PORT": (1742, "TEU", "636,000 handled in 2025"), "GEBUS-PORT": (548, "TEU", "200,000 TEU a year"), "ROCND-PORT": (4110, "TEU", "1.5 million TEU a year"),
              "KZHOR-RAIL": (20, "train", "19-20 trains a day since 2022"), "KZDOS-RAIL": (760, "TEU", "2016; terminal 320,000 TEU a year after stage 2"), "CNXAG-RAIL": (364, "TEU", "133,000 TEU a year in the Kazakh terminal alone"),
              "KZKUR-PORT": (47, "wagon", "47 wagons a day seen in May 2025; design 5 ferries a day"), "PLMAA-RAIL": (14, "train", "2018"), "RUZBK-RAIL": (32, "train", "plan 2023")}
STORAGE = {"KZAAU-PORT": (10, 8, "T240"), "AZALA-PORT": (10, 8, "T240")}       # terminal: (free days, USD a day, tariff row)
# Break of gauge: hours for boxes from the facts (place, operation), bogie change for wagons
GAUGE = {"KZDOS": "gauge_change", "KZ-ALTYNKOL": None, "KZHOR": "gauge_change", "GEZAI": "gauge_change", "IRCKT": "gauge_change", "IR-INCHEHBORUN": "gauge_change", "IRASR": "gauge_change",
         "PLMAA": "gauge_change", "HUZAH": "gauge_change", "RUZBK": "gauge_change"}
# Border formalities at stations: place -> (USD a shipment, note); the price is of the crossing of one shipment as CPMM measured it
BORDER_PRICE = {
    "KZDOS": (297, "average of Kazakh rail crossings in both directions, 2022; inbound 313, outbound 185"), "KZ-ALTYNKOL": (297, "average of Kazakh rail crossings in both directions, 2022; inbound 313, outbound 185"),
    "CNAKL": (90, "Chinese rail average 2023"), "CNHRS": (90, "Chinese rail average 2023"), "KZ-BOLASHAK": (81, "Turkmen rail average 2023"), "TMFAR": (81, "Turkmen rail average 2023"),
}
CPMM_RAIL_USD = 215     # T210, average of all CAREC rail crossings 2022
CPMM_ROAD_USD = 208     # T211


def write(pack, facts, net):
    hub = Hub(pack, facts, net)
    for terminal in sorted(net.used):
        hub.terminal(terminal, net.used[terminal])


class Hub:
    def __init__(self, pack, facts, net):
        self.pack, self.facts, self.net = pack, facts, net
        self.carries = {}                       # terminal -> {mode: set of equipment words}
        mode_of = {row["route_id"]: (row["mode"], row["equipment"]) for row in pack.rows("freight_services.txt")}
        route_of = {row["trip_id"]: row["route_id"] for row in pack.rows("trips.txt")}
        for row in pack.rows("stop_times.txt"):
            mode, equipment = mode_of[route_of[row["trip_id"]]]
            self.carries.setdefault(row["stop_id"], {}).setdefault(mode, set()).update(equipment.split(";"))

    def terminal(self, terminal, modes):
        place = terminal.rsplit("-", 1)[0]
        carries = self.carries[terminal]
        ways = sorted(modes)
        pairs = [("none", m) for m in ways] + [(m, "none") for m in ways] + [(a, b) for a in ways for b in ways]

        def both(pair, *words):
            """some vehicle of each side takes this equipment"""
            return all(m == "none" or any(w in carries[m] for w in words) for m in pair)

        for pair in pairs:
            if both(pair, "G") and pair in BOX_CHANGE:
                self.box(terminal, place, pair)
            if both(pair, "wagon", "wagon-tank", "wagon-hopper", "wagon-covered", "wagon-gondola") and pair in WAGON_CHANGE:
                self.wagon(terminal, place, pair)
            if both(pair, "truck") and pair in TRUCK_CHANGE:
                self.truck(terminal, place, pair)
            if both(pair, "bulk-dry", "bulk-liquid") and pair in BULK_CHANGE:
                self.bulk(terminal, place, pair)
            if both(pair, "general") and pair in GENERAL_CHANGE:
                hours, price = GENERAL_CHANGE[pair]
                self.row(terminal, pair, "terminal" if "none" in pair else "transhipment", "general", hours, price, "t", 1.0, "t")
        self.formalities(terminal, place, ways, carries)

    def row(self, terminal, pair, operation, equipment, hours, price, unit, co2=0, co2_unit="TEU", source=None, confidence="estimate", note="", applies="change", storage=None, throughput=None, **more):
        fields = dict(stop_id=terminal, from_mode=pair[0], to_mode=pair[1], operation=operation, applies=applies, equipment=equipment,
                      p10_h=float(hours[0]), p50_h=float(hours[1]), p90_h=float(hours[2]), source_id=source or self.pack.own(), confidence=confidence, notes=note)
        if price:
            fields.update(price=float(price), price_unit=unit, currency="USD")
        if co2:
            fields.update(co2e_kg=float(co2), co2e_unit=co2_unit)
        if storage:
            fields.update(free_days=storage[0], storage_day=storage[1], storage_unit="unit", currency="USD")
        if throughput:
            fields.update(throughput_day=throughput[0], throughput_unit=throughput[1])
        fields.update(more)
        self.pack.add("freight_handling.txt", **fields)

    def fact(self, table, place, pair):
        for where, a, b, operation, mode in table:
            if where == place and (a, b) == pair:
                return self.facts.hours(place, operation, mode)
        return None

    def box(self, terminal, place, pair):
        hours, price = BOX_CHANGE[pair]
        source, confidence, notes, operation = None, "estimate", [], "terminal" if "none" in pair else "transhipment"
        valid = {}
        if pair == ("rail", "rail") and place in GAUGE:
            return self.gauge(terminal, place)
        known = self.fact(FACT_HOURS, place, pair)
        if known:
            hours = known[:3]
            source, also = self.pack.cite(known[3]["source"])
            confidence = known[3]["confidence"] if known[3]["confidence"] != "published" else "published"
            notes += [known[3]["notes"], also]
        if terminal in BOX_PRICE and any(m in pair for m in ("sea",)):
            price, tariff = BOX_PRICE[terminal]
            if "none" in pair:
                price = round(price * 0.75)
            notes.append(f"price from {tariff}: {price} USD a 40 ft box, also charged for 20 ft; carried forward, an estimate (error band about 35 per cent)")
            confidence = "estimate"
            valid = carried(self.facts.tariffs[tariff])
        elif price:
            notes.append("price is our estimate")
        # a box that stays on its wagon is shunted; one that changes vehicle is lifted
        co2 = 2 if pair == ("rail", "rail") else 10
        storage = STORAGE.get(terminal) if pair[1] != "none" and "sea" in pair else None
        if storage:
            notes.append(f"storage from {storage[2]}, an estimate")
        throughput = THROUGHPUT.get(terminal) if ("none" not in pair and "sea" in pair) or (pair == ("none", "rail") and place == "CNXAG") else None
        if throughput:
            notes.append("throughput: " + throughput[2])
        self.row(terminal, pair, operation, BOX, hours, price, "container", co2, "TEU", source, confidence, join(notes), storage=storage, throughput=throughput, **valid)

    def gauge(self, terminal, place):
        """The box is lifted from wagon to wagon. CPMM's 329 USD a shipment (2020) covers reloaded wagon loads too; for boxes
        the crane price T215 is taken."""
        notes = ["gauge change by crane; price from T215 (110 USD), not the CPMM average of 329 USD a shipment (2020), which mixes in reloaded wagon loads"]
        operation = GAUGE[place]
        known = self.facts.hours(place, operation, "rail") if operation else self.facts.hours("KZDOS", "gauge_change", "rail")
        source, also = self.pack.cite(known[3]["source"])
        hours = known[:3]
        confidence = known[3]["confidence"]
        if place == "KZ-ALTYNKOL":
            notes.append("hours of Dostyk taken for Altynkol")
            confidence = "derived"
        if place == "KZHOR":
            hours = (2, 5, 16)
            notes.append("crane time 47-71 minutes a train is published; hours with queue and shunting are our estimate")
            confidence = "estimate"
        notes += [known[3]["notes"], also]
        self.row(terminal, ("rail", "rail"), "gauge_change", BOX, hours, 110, "container", 10, "TEU", source, confidence, join(notes), storage=STORAGE.get(terminal), throughput=THROUGHPUT.get(terminal),
                 **carried(self.facts.tariffs["T215"]))

    def wagon(self, terminal, place, pair):
        hours, price = WAGON_CHANGE[pair]
        source, confidence, notes = None, "estimate", []
        if pair == ("rail", "rail") and place in BREAKS:
            known = self.facts.hours(place, "bogie_change", "rail")
            hours = known[:3] if known else (6, 24, 72)
            notes = ["bogie change; price is the CPMM average of a gauge change, 329 USD a shipment in 2020, taken for a wagon", known[3]["notes"] if known else ""]
            source = self.pack.source("https://cpmm.carecprogram.org/2020-report/rail-transport/")
            self.row(terminal, pair, "gauge_change", "wagon", hours, 329, "wagon", 5, "TEU", source, "estimate", join(notes))
            return
        known = self.fact(FACT_WAGON_HOURS, place, pair)
        if known:
            hours = known[:3]
            source, also = self.pack.cite(known[3]["source"])
            notes += [known[3]["notes"], also]
            confidence = known[3]["confidence"]
        notes.append("price is our estimate")
        throughput = THROUGHPUT.get(terminal) if "ferry" in pair and "rail" in pair else None
        self.row(terminal, pair, "terminal" if "none" in pair else "transhipment", "wagon", hours, price, "wagon", 2 if pair != ("none", "rail") else 1, "unit", source,
                 "estimate", join(notes), throughput=throughput)

    def truck(self, terminal, place, pair):
        hours, price = TRUCK_CHANGE[pair]
        self.row(terminal, pair, "terminal" if "none" in pair else "transhipment", "truck;trailer", hours, price, "truck", 1 if "ferry" in pair else 0, "unit")

    def bulk(self, terminal, place, pair):
        hours, price = BULK_CHANGE[pair]
        notes, valid = [], {}
        known = BULK_PRICE.get((terminal, *pair))
        if known:
            price = known[0]
            notes.append(f"price from {known[1]}, an estimate of the facts, carried forward")
            valid = carried(self.facts.tariffs[known[1]])
        if terminal == "KZAAU-OIL" and pair[1] == "sea":
            hours = (12, 24, 60)
            notes.append("loading one tanker takes about 24 h")
        liquid = terminal.endswith("-OIL")
        self.row(terminal, pair, "terminal" if "none" in pair else "transhipment", "bulk-liquid" if liquid else "bulk", hours, price, "t", 0.35 if liquid else 1.1, "t", note=join(notes), **valid)

    def formalities(self, terminal, place, ways, carries):
        kind = self.net.places[place]["kind"]
        country = self.net.country(place)
        if "rail" in ways and kind == "border_station" and place not in ("KZPPK", "CNTCS", "AZDJU"):
            price, note = BORDER_PRICE.get(place, (CPMM_RAIL_USD, "average of all CAREC rail crossings, 2022 (T210)"))
            if country in ("BG", "RO", "HU", "PL", "BY"):
                price, note = 60, "our estimate"
            known = self.facts.hours(place, "customs_border", "rail")
            source, confidence, notes = None, "estimate", [f"{price} USD a shipment: {note}"]
            if place in ("KZDOS", "KZ-ALTYNKOL"):
                known = self.facts.hours("KZ-ALTYNKOL", "terminal_handling", "rail")
                hours = known[:3]
                source, confidence = self.pack.source(known[3]["source"]), "derived"
                notes.append("clearance of a container train 0.5 to 3 h; the CPMM average of 78 h inbound holds for all wagons with their queue and break of gauge and is not used")
                wagon_hours = (6, 48, 120)
            elif place in ("CNAKL", "CNHRS"):
                hours, wagon_hours = (6, 8, 30), (14, 14.4, 30.5)
                source = self.pack.source(known[3]["source"])
                notes.append("14.4 h is the Chinese rail average of 2023; block trains are planned with 8 h, our estimate")
            elif known:
                hours = known[:3]
                source, also = self.pack.cite(known[3]["source"])
                confidence = known[3]["confidence"] if known[3]["hours_min"] else "derived"
                notes += [known[3]["notes"], also, "" if known[3]["hours_min"] else "least and longest are half and double of the typical figure"]
                wagon_hours = hours
            else:
                hours = wagon_hours = (2, 6, 24)
            if price == 60:
                confidence = "estimate"
            self.row(terminal, ("rail", "rail"), "border", BOX, hours, price, "shipment", source=source, confidence=confidence, note=join(notes), applies="both")
            if "road" in ways:
                for pair in (("rail", "road"), ("road", "rail")):
                    self.row(terminal, pair, "border", BOX, hours, price, "shipment", source=source, confidence=confidence, note=join(notes))
            if "wagon" in carries["rail"] or "wagon-tank" in carries["rail"]:
                self.row(terminal, ("rail", "rail"), "border", "wagon;bulk", wagon_hours, price, "shipment", source=source, confidence="estimate", note=join(notes), applies="both")
        if "road" in ways and kind == "border_station" and place not in ("KZ-ALTYNKOL", "KZHOR", "PLMAA"):
            out = self.facts.hours(place, "customs_border", "road", "outbound")
            into = self.facts.hours(place, "customs_border", "road", "inbound")
            known = out or into or self.facts.hours(place, "customs_border", "road")
            if known:
                spread = [r[:3] for r in (out, into) if r] or [known[:3]]
                hours = [sum(r[i] for r in spread) / len(spread) for i in range(3)]
                source, also = self.pack.cite(known[3]["source"])
                prices = [float(r[3]["cost_usd"]) for r in (out, into) if r and r[3]["cost_usd"]] or ([float(known[3]["cost_usd"])] if known[3]["cost_usd"] else [CPMM_ROAD_USD])
                price = round(sum(prices) / len(prices))
                notes = ["mean of both directions" if out and into else "", known[3]["notes"], also, "spread is half and double of the typical figure" if not known[3]["hours_min"] else ""]
                confidence = "derived"
            else:
                hours, price, source, notes, confidence = (1, 4.3, 20), CPMM_ROAD_USD, self.pack.source(self.facts.tariffs["T211"]["source"]), ["208 USD is the average of all CAREC road crossings in 2022 (T211); hours are our estimate"], "estimate"
            if country in ("BG", "HU", "RO"):
                price = 60
            self.row(terminal, ("road", "road"), "border", "container;truck;trailer;general", hours, price, "unit" if country not in ("BG",) else "unit", source=source, confidence=confidence, note=join(notes), applies="both")
        if kind == "seaport" and place in ("KZAAU", "KZKUR", "AZALA", "GEPTI", "GEBUS", "TMKRW", "TRAMR", "ROCND", "TRMER", "BGBOJ", "NLRTM", "DEHAM", "GRPIR"):
            hours = {"KZAAU": (2, 6, 24), "GEPTI": (1, 4, 24)}.get(place, (1, 4, 16))
            for land in [w for w in ways if w in ("rail", "road")]:
                for water in [w for w in ways if w in ("sea", "ferry")]:
                    words = set(carries[land]) & set(carries[water])
                    if not words:
                        continue
                    for pair in ((land, water), (water, land)):
                        if place == "AZALA" and land == "road" and water == "ferry":
                            known = self.facts.hours("AZALA", "customs_border", "road", "outbound" if pair[0] == "road" else "inbound")
                            self.row(terminal, pair, "customs", "truck;trailer;container;general", known[:3], known[3]["cost_usd"], "unit", source=self.pack.source(known[3]["source"]), confidence="derived",
                                     note=f"{known[3]['notes']}; CPMM 2022; spread is half and double of the figure")
                        else:
                            self.row(terminal, pair, "customs", "any", hours, 45, "shipment", note="transit declaration; hours and price are our estimate")


def carried(tariff):
    """Validity of a price that the facts date until some day and the pack carries on."""
    last = tariff["valid_to"] or tariff["valid_from"]
    return dict(valid_from=tariff["valid_from"], valid_to="2028-12-31", carried_after=last)


def join(notes):
    return "; ".join(n.strip() for n in notes if n and n.strip())
