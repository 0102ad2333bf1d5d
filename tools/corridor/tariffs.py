"""Rates: the published ones as lanes and through rates, the estimates of the facts, and a rate by distance for every
country, mode and kind of equipment so that no leg is without a price.

Kinds of fall-back by distance are dearer than the special rates beside them, so a special rate always wins
on its own stretch. A rate whose published validity has ended is carried to the end of the pack and says since when.
"""
from .facts import number
from .pack import CARRIED_TO
from .environment import USD_PER

BIG = "40;45"
EAST = 1.75      # eastbound against westbound boxes on the 1520 part, so that Poti - Almaty adds up to the published 5,350-5,400

EAST_NOTE = f"eastbound {EAST} times westbound, set so that the chain Poti - Almaty adds up to the published 5,350-5,400 USD"

# Rail by distance. country: (currency, box 40/45 ft a km, box 20 ft a km, wagon goods a t-km, least tonnes a wagon)
RAIL = {
    "CN": ("CNY", 3.4, 2.1, 0.16, 60), "KZ": ("USD", 0.85, 0.48, 0.0270, 60), "UZ": ("USD", 0.80, 0.45, 0.0260, 60), "TM": ("USD", 0.85, 0.48, 0.0280, 60),
    "KG": ("USD", 0.85, 0.48, 0.0300, 60), "AZ": ("USD", 1.60, 0.90, 0.0340, 60), "GE": ("USD", 1.65, 0.92, 0.0400, 60), "AM": ("USD", 1.30, 0.73, 0.0420, 60),
    "TR": ("USD", 0.55, 0.33, 0.0350, 50), "IR": ("USD", 0.40, 0.24, 0.0250, 50), "RU": ("USD", 0.70, 0.40, 0.0260, 60), "BY": ("USD", 0.75, 0.42, 0.0300, 60),
    "UA": ("USD", 0.85, 0.48, 0.0320, 60), "BG": ("EUR", 0.85, 0.55, 0.0480, 45), "RO": ("EUR", 0.85, 0.55, 0.0480, 45), "RS": ("EUR", 0.85, 0.55, 0.0480, 45),
    "HU": ("EUR", 0.90, 0.58, 0.0520, 45), "AT": ("EUR", 1.05, 0.68, 0.0580, 45), "SK": ("EUR", 0.90, 0.58, 0.0520, 45), "CZ": ("EUR", 0.95, 0.61, 0.0540, 45),
    "PL": ("EUR", 0.90, 0.58, 0.0520, 45), "DE": ("EUR", 1.05, 0.68, 0.0580, 45), "NL": ("EUR", 1.10, 0.71, 0.0580, 45), "IT": ("EUR", 1.05, 0.68, 0.0580, 45), "GR": ("EUR", 0.90, 0.58, 0.0520, 45),
}
# Road by distance, a lorry or a box on it: (currency, a km). CAREC countries by CPMM: 945 USD for 500 km and 20 t (T209)
CAREC = ("KZ", "UZ", "TM", "KG", "AZ", "GE")
ROAD = {"CN": ("CNY", 7.5), "TR": ("USD", 1.45), "IR": ("USD", 1.10), "BG": ("EUR", 1.40), "RO": ("EUR", 1.40), "RS": ("EUR", 1.40), "HU": ("EUR", 1.45), "AT": ("EUR", 1.70),
        "CZ": ("EUR", 1.50), "PL": ("EUR", 1.40), "DE": ("EUR", 1.75), "NL": ("EUR", 1.80), "IT": ("EUR", 1.65), "GR": ("EUR", 1.55), "RU": ("USD", 1.20), "SK": ("EUR", 1.50), "AM": ("USD", 1.60)}


def write(pack, facts, net):
    t = Tariffs(pack, facts)
    by_distance(t, net)
    kazakhstan_and_caspian(t)
    caucasus(t)
    turkiye_and_black_sea(t)
    through(t)
    ocean(t)
    oil(t)
    asco(t)
    air(t)
    surcharges(t)


class Tariffs:
    def __init__(self, pack, facts):
        self.pack, self.facts = pack, facts
        self.ids = set()

    def rate(self, tariff_id, kind, amount, unit, currency="USD", **fields):
        assert tariff_id not in self.ids, tariff_id
        self.ids.add(tariff_id)
        row = dict(tariff_id=tariff_id, kind=kind, amount=amount, currency=currency, unit=unit, valid_from="2026-01-01", valid_to=CARRIED_TO, source_id=self.pack.own("fallback-rates"),
                   confidence="estimate")
        row.update(fields)
        self.pack.add("freight_tariffs.txt", **row)

    def fact(self, fact_id, suffix="", kind="lane", unit="container", amount=None, notes="", confidence=None, **fields):
        """A row of the facts: its amount, source and validity, carried on to the end of the pack."""
        f = self.facts.tariffs[fact_id]
        source, also = self.pack.cite(f["source"])
        last = f["valid_to"] or f["valid_from"]
        if "2023-2025" in f["source"]:
            last = "2025-12-31"             # the site's footer bounds the list
        first = min(f["valid_from"], "2026-01-01")
        changed = amount is not None and amount != number(f["amount"])
        if confidence is None:
            confidence = f["confidence"] if not changed else ("derived" if f["confidence"] == "published" else f["confidence"])
        self.rate(fact_id + suffix, kind, number(f["amount"]) if amount is None else amount, unit, f["currency"], source_id=source, confidence=confidence, valid_from=first, carried_after=last,
                  notes="; ".join(n for n in (notes, f["notes"], also) if n), **fields)


def by_distance(t, net):
    pack = t.pack
    cpmm_road = pack.source(t.facts.tariffs["T209"]["source"])
    cpmm_rail = "between the North-South special rate of 0.24 USD a FEU-km (2023) and the CAREC survey average of 1.61 USD a km for 20 t (2022); our estimate"
    used = {"rail": set(), "road": set()}
    mode_of = {r["route_id"]: r["mode"] for r in pack.rows("freight_services.txt")}
    route_of = {r["trip_id"]: r["route_id"] for r in pack.rows("trips.txt")}
    country = {r["stop_id"]: r["country"] for r in pack.rows("stops.txt")}
    before = None
    for r in pack.rows("stop_times.txt"):
        mode = mode_of[route_of[r["trip_id"]]]
        if before and before["trip_id"] == r["trip_id"] and mode in used:
            used[mode].add((country[before["stop_id"]], country[r["stop_id"]]))
        before = r

    def usd(currency, amount):
        return amount * USD_PER[currency]

    for a, b in sorted(used["rail"]):
        # a border stretch costs what the dearer of the two countries asks
        c = a if usd(RAIL[a][0], RAIL[a][1]) >= usd(RAIL[b][0], RAIL[b][1]) else b
        w = a if usd(RAIL[a][0], RAIL[a][3]) >= usd(RAIL[b][0], RAIL[b][3]) else b
        tag = f"KM-RAIL-{a}" if a == b else f"KM-RAIL-{a}-{b}"
        note = cpmm_rail if a == b and a in CAREC else ("border stretch, by the dearer country" if a != b else "level by judgement")
        if c == "CN":
            note = "near the national container tariff of some 3.2-3.4 CNY a box-km, from memory"
        common = dict(mode="rail", from_id=a, to_id=b, load="any")
        currency, big, small, _, _ = RAIL[c]
        t.rate(f"{tag}-40", "km", big, "container_km", currency, equipment=BIG, notes=note, **common)
        t.rate(f"{tag}-20", "km", small, "container_km", currency, equipment="20", weight_to_t=24, notes=note + "; up to 24 t", **common)
        t.rate(f"{tag}-20H", "km", round(small * 1.2, 3), "container_km", currency, equipment="20", weight_from_t=24, notes=note + "; over 24 t 1.2 times, the ratio of T013 to T012", **common)
        currency, _, _, tonne, least = RAIL[w]
        t.rate(f"{tag}-WAGON", "km", tonne, "t_km", currency, equipment="wagon", weight_min_t=least, notes=note + f"; at least {least} t a wagon; hire of the wagon included", **common)
        t.rate(f"{tag}-BULK", "km", tonne, "t_km", currency, equipment="bulk", notes=note + "; goods in the carrier's wagons", **common)
        if a == b and a in ("KZ", "UZ", "TM", "AZ", "GE", "RU", "TR"):
            t.rate(f"{tag}-EMPTY-40", "km", round(big * 0.45, 3), "container_km", RAIL[c][0], equipment=BIG, notes="empty box: 45 per cent of the laden rate as T214 against T212; our estimate", **{**common, "load": "empty"})
            t.rate(f"{tag}-EMPTY-20", "km", round(small * 0.45, 3), "container_km", RAIL[c][0], equipment="20", notes="empty box: 45 per cent of the laden rate as T214 against T212; our estimate", **{**common, "load": "empty"})
            t.rate(f"{tag}-EMPTY-WAGON", "km", round(tonne * least * 0.25, 3), "wagon_km", currency, equipment="wagon", notes="returning wagon: a quarter of the laden rate; our estimate", **{**common, "load": "empty"})
    for hs, share, what in (("10", 0.90, "grain"), ("31", 0.88, "fertiliser"), ("25;26", 0.85, "minerals and ores")):
        for c in ("KZ", "UZ", "TM", "AZ", "GE"):
            currency, _, _, tonne, least = RAIL[c]
            for kind, unit_min in (("wagon", least), ("bulk", None)):
                t.rate(f"KM-RAIL-{c}-{kind.upper()}-{hs.split(';')[0]}", "km", round(tonne * share, 4), "t_km", currency, mode="rail", from_id=c, to_id=c, equipment=kind, hs=hs, weight_min_t=unit_min,
                       notes=f"{what}: lower tariff class, {round((1 - share) * 100)} per cent below general goods by our estimate")
    for hs, amount, note in (("2709", 0.059, "crude in tank wagons with their hire: T239 (38 USD a tonne Tengiz - Aktau) over 640 km"), ("2710;2711", 0.034, "oil products and gas in tank wagons with their hire")):
        for kind, unit_min in (("wagon-tank", 50), ("bulk-liquid", None)):
            t.rate(f"KM-RAIL-KZ-{kind.upper()}-{hs[:4]}", "km", amount, "t_km", mode="rail", from_id="KZ", to_id="KZ", equipment=kind, hs=hs, weight_min_t=unit_min, notes=note + "; our estimate")
    for a, b in sorted(used["road"] | {(c, c) for c in (*CAREC, *ROAD)}):
        def road(c):
            return ("USD", 1.89) if c in CAREC else ROAD[c]
        c = a if usd(*road(a)) >= usd(*road(b)) else b
        currency, amount = road(c)
        tag = f"KM-ROAD-{a}" if a == b else f"KM-ROAD-{a}-{b}"
        if c in CAREC:
            extra = dict(source_id=cpmm_road, confidence="derived", valid_from="2022-01-01", carried_after="2022-12-31", notes="945 USD for 500 km and 20 t, CAREC average of 2022 (T209), taken for a lorry whatever its load")
        else:
            extra = dict(notes="level by judgement")
        common = dict(mode="road", from_id=a, to_id=b, load="any", **extra)
        least = round(120 / USD_PER[currency], -1)
        t.rate(f"{tag}-BOX", "km", amount, "container_km", currency, equipment="container", minimum=least, **common)
        t.rate(f"{tag}-LORRY", "km", amount, "truck_km", currency, equipment="truck;trailer", minimum=least, **common)
        t.rate(f"{tag}-GENERAL", "km", round(amount / 16, 4), "t_km", currency, equipment="general", minimum=least, **common)
    t.rate("KM-SEA-FEEDER-40", "km", 2.8, "container_km", mode="sea", equipment=BIG, load="any", minimum=300, notes="short sea; lanes are cheaper; our estimate")
    t.rate("KM-SEA-FEEDER-20", "km", 1.6, "container_km", mode="sea", equipment="20", load="any", minimum=180, notes="short sea; lanes are cheaper; our estimate")
    t.rate("KM-SEA-OCEAN-40", "km", 0.30, "container_km", agency_id="OCN", mode="sea", equipment=BIG, load="any", minimum=350, notes="ocean legs without a lane rate; our estimate")
    t.rate("KM-SEA-OCEAN-20", "km", 0.19, "container_km", agency_id="OCN", mode="sea", equipment="20", load="any", minimum=220, notes="ocean legs without a lane rate; our estimate")
    t.rate("KM-SEA-BULK", "km", 0.055, "t_km", mode="sea", equipment="bulk-dry;general", minimum=10000, notes="coaster; our estimate")
    t.rate("KM-SEA-TANKER", "km", 0.028, "t_km", mode="sea", equipment="bulk-liquid", minimum=20000, notes="small tanker; our estimate")
    t.rate("KM-FERRY-LORRY", "km", 3.2, "truck_km", mode="ferry", equipment="truck;trailer", load="any", notes="ferry; our estimate above the lanes")
    t.rate("KM-FERRY-WAGON", "km", 4.2, "wagon_km", mode="ferry", equipment="wagon", load="any", notes="ferry; our estimate above the lanes")
    t.rate("KM-FERRY-BOX-40", "km", 3.2, "container_km", mode="ferry", equipment=BIG, load="any", notes="ferry; our estimate above the lanes")
    t.rate("KM-FERRY-BOX-20", "km", 1.7, "container_km", mode="ferry", equipment="20", load="any", notes="ferry; our estimate above the lanes")
    t.rate("KM-FERRY-GENERAL", "km", 0.55, "t_km", mode="ferry", equipment="general", notes="ferry; our estimate")


def kazakhstan_and_caspian(t):
    ktze = dict(agency_id="KTZE", mode="rail")
    band = "carried forward from 2025"
    t.fact("T212", equipment=BIG, from_id="KZ-ALTYNKOL", to_id="KZAAU", covers="Altynkol - Aktau Port", notes=band, **ktze)
    t.fact("T213", equipment="20", from_id="KZ-ALTYNKOL", to_id="KZAAU", covers="Altynkol - Aktau Port", notes=band, **ktze)
    t.fact("T214", equipment=BIG, load="empty", from_id="KZ-ALTYNKOL", to_id="KZAAU", both_ways=1, covers="Altynkol - Aktau Port", notes=band, **ktze)
    t.fact("T212", "-DOS", equipment=BIG, from_id="KZDOS", to_id="KZAAU", covers="Dostyk - Aktau Port", notes="Altynkol's rate taken for Dostyk, whose way is 3,059 km", **ktze)
    t.fact("T213", "-DOS", equipment="20", from_id="KZDOS", to_id="KZAAU", covers="Dostyk - Aktau Port", notes="Altynkol's rate taken for Dostyk, whose way is 3,059 km", **ktze)
    east = EAST_NOTE
    for suffix, origin in (("", "KZ-ALTYNKOL"), ("-DOS", "KZDOS")):
        t.fact("T212", "-E" + suffix, amount=1450 * EAST, equipment=BIG, from_id="KZAAU", to_id=origin, notes=east, **ktze)
        t.fact("T213", "-E" + suffix, amount=800 * EAST, equipment="20", from_id="KZAAU", to_id=origin, notes=east, **ktze)
    for agency in ("KMTF", "ASCO"):
        sea = dict(agency_id=agency, mode="sea")
        t.fact("T218", f"-{agency}", equipment=BIG, from_id="KZAAU", to_id="AZALA", covers="Aktau - Alat, liner out", notes=band, **sea)
        t.fact("T219", f"-{agency}", equipment="20", from_id="KZAAU", to_id="AZALA", covers="Aktau - Alat, liner out", notes=band, **sea)
        t.fact("T218", f"-E-{agency}", amount=700 * EAST, equipment=BIG, from_id="AZALA", to_id="KZAAU", notes=east, **sea)
        t.fact("T219", f"-E-{agency}", amount=400 * EAST, equipment="20", from_id="AZALA", to_id="KZAAU", notes=east, **sea)
        t.fact("T220", f"-{agency}", equipment=BIG, load="empty", from_id="AZALA", to_id="KZAAU", notes=band, **sea)
        t.fact("T220", f"-20-{agency}", amount=170, equipment="20", load="empty", from_id="AZALA", to_id="KZAAU", notes="20 ft after the 40 ft figure", **sea)
    t.rate("TM-FEEDER-40", "lane", 550, "container", agency_id="TMRF", mode="sea", equipment=BIG, from_id="TMKRW", to_id="AZALA", both_ways=1, notes="after T218 by distance")
    t.rate("TM-FEEDER-20", "lane", 320, "container", agency_id="TMRF", mode="sea", equipment="20", from_id="TMKRW", to_id="AZALA", both_ways=1, notes="after T219 by distance")
    grain = dict(mode="rail", hs="10", from_id="KZKSN", to_id="KZAAU", covers="Kostanay - Aktau Port")
    t.fact("T230", equipment="wagon-hopper;wagon-covered", unit="t", weight_min_t=60, notes=band + "; the facts say about 2,500 km, the section table 2,050", **grain)
    t.fact("T230", "-BULK", equipment="bulk-dry", unit="t", notes=band, **grain)
    t.fact("T239", equipment="wagon-tank;bulk-liquid", unit="t", mode="rail", hs="2709", from_id="KZTGZ", to_id="KZAAU", covers="Tengiz - Aktau", weight_min_t=50, notes=band)
    t.fact("T232", equipment="bulk-dry", unit="t", mode="sea", hs="10", from_id="KZAAU", to_id="AZALA", covers="Aktau - Baku, coaster; drawn to Alat", notes=band)
    t.fact("T232", "-IR", amount=34, equipment="bulk-dry", unit="t", mode="sea", hs="10", from_id="KZAAU", to_id="IR", notes="Aktau - Baku by distance and the published gap of 10-15 USD a tonne against Astrakhan - Iran (T167, T168), middle")
    t.fact("T018", kind="lane", unit="truck", amount=1650, equipment="truck;trailer", mode="ferry", from_id="KZKUR", to_id="IRAMD", both_ways=1, notes="middle of the published 1,600-1,700 (T018, T019)")
    # Eastern North-South branch: special rates by distance of 2023, for its own container train
    for country in ("KZ", "TM", "IR"):
        for agency in ("KTI",):
            where = dict(agency_id=agency, mode="rail", from_id=country, to_id=country, kind="km", unit="container_km")
            tail = f"-{country}-{agency}"
            t.fact("T012", tail, equipment="20", weight_to_t=24, notes="published per TEU-km for 2023 and carried forward", **where)
            t.fact("T013", tail, equipment="20", weight_from_t=24, notes="published per TEU-km for 2023 and carried forward", **where)
            t.fact("T014", tail, equipment=BIG, notes="published per FEU-km for 2023 and carried forward", **where)


def caucasus(t):
    for agency in ("ADYC", "ADY"):
        rail = dict(agency_id=agency, mode="rail")
        t.fact("T223", f"-{agency}", equipment=BIG, from_id="AZALA", to_id="AZ-BOYUKKESIK", covers="Alat - Boyuk Kesik", **rail)
        t.fact("T224", f"-{agency}", equipment=BIG, from_id="AZ-BOYUKKESIK", to_id="GEPTI", covers="Boyuk Kesik - Poti", **rail)
        t.fact("T224", f"-BUS-{agency}", amount=360, equipment=BIG, from_id="AZ-BOYUKKESIK", to_id="GEBUS", covers="Boyuk Kesik - Batumi", notes="Poti's rate by distance", **rail)
        t.fact("T223", f"-20-{agency}", amount=225, equipment="20", from_id="AZALA", to_id="AZ-BOYUKKESIK", notes="20 ft at 0.56 of 40 ft, the ratio of T213 to T212", **rail)
        t.fact("T224", f"-20-{agency}", amount=185, equipment="20", from_id="AZ-BOYUKKESIK", to_id="GEPTI", notes="20 ft at 0.56 of 40 ft", **rail)
        t.fact("T224", f"-20-BUS-{agency}", amount=202, equipment="20", from_id="AZ-BOYUKKESIK", to_id="GEBUS", notes="20 ft at 0.56 of 40 ft", **rail)
        # eastbound, see EAST
        t.fact("T223", f"-E-{agency}", amount=400 * EAST, equipment=BIG, from_id="AZ-BOYUKKESIK", to_id="AZALA", notes=EAST_NOTE, **rail)
        t.fact("T224", f"-E-{agency}", amount=330 * EAST, equipment=BIG, from_id="GEPTI", to_id="AZ-BOYUKKESIK", notes=EAST_NOTE, **rail)
        t.fact("T225", f"-{agency}", amount=440, equipment=BIG, from_id="AZ-BOYUKKESIK", to_id="GEZAI", both_ways=1, covers="Boyuk Kesik - Akhalkalaki", notes="520 USD Boyuk Kesik - Kars less Akhalkalaki - Kars; transfer is charged as handling", **rail)
    t.rate("BTK-ZAI-KSY-40", "lane", 80, "container", agency_id="TCDD", mode="rail", equipment=BIG, from_id="GEZAI", to_id="TRKSY", both_ways=1, notes="part of T225")
    for agency in ("ADY", "ADYC"):
        t.rate(f"ALAT-ABSHERON-40-{agency}", "lane", 110, "container", agency_id=agency, mode="rail", equipment=BIG, from_id="AZALA", to_id="AZ-ABSHERON", both_ways=1, notes="short haul; our estimate")
        t.rate(f"ALAT-ABSHERON-20-{agency}", "lane", 70, "container", agency_id=agency, mode="rail", equipment="20", from_id="AZALA", to_id="AZ-ABSHERON", both_ways=1, notes="short haul; our estimate")
    # Georgian Railway 2016: real weight breaks, dollars a tonne by the load of the wagon
    loads = [25, 30, 35, 40, 45, 50, 55, 60]
    for n, load in enumerate(loads):
        above = loads[n + 1] if n + 1 < len(loads) else None
        for fact_id, port in ((f"T{22 + 2 * n:03}", "GEPTI"), (f"T{23 + 2 * n:03}", "GEBUS")):
            t.fact(fact_id, unit="t", mode="rail", equipment="wagon", hs="2506;2508;2519;2530;2614", from_id=port, to_id="GEGAR", weight_from_t=load, weight_to_t=above, covers="Georgian part, Ukraine - Central Asia and China by the Black Sea ferry",
                   notes="notice for 2016, nothing later found")
    t.fact("T038", unit="t", mode="rail", equipment="wagon", from_id="GEPTI", to_id="GEGAR", weight_from_t=25, weight_to_t=30, notes="notice for 2016; heavier loads of this class are cut off in the stored page")
    t.fact("T039", unit="t", mode="rail", equipment="wagon", from_id="GEPTI", to_id="GEGAR", weight_from_t=30, weight_to_t=35, notes="notice for 2016; heavier loads of this class are cut off in the stored page")
    t.fact("T235", unit="t", mode="rail", equipment="wagon;bulk-dry", hs="31", from_id="AZALA", to_id="GEPTI", weight_min_t=60)
    t.fact("T236", unit="t", mode="rail", equipment="wagon", hs="72;74;76;79", from_id="AZALA", to_id="GEPTI", weight_min_t=60)
    t.fact("T236", "-BUS", unit="t", amount=27, mode="rail", equipment="wagon", hs="72;74;76;79", from_id="AZALA", to_id="GEBUS", weight_min_t=60, notes="Poti's rate by distance")


def turkiye_and_black_sea(t):
    for agency in ("TCDD", "PE"):
        for tag, end, amount in (("HAL", "TRHAL", 900), ("IZT", "TRIZT", 850), ("DRC", "TRDRC", 860)):
            t.fact("T226", f"-{tag}-{agency}", amount=amount, agency_id=agency, mode="rail", equipment=BIG, from_id="TRKSY", to_id=end, both_ways=1, covers="Kars - Istanbul", notes="" if end == "TRHAL" else "by distance")
    sea = dict(mode="sea", equipment=BIG)
    small = dict(mode="sea", equipment="20")
    t.fact("T228", from_id="GEPTI", to_id="ROCND", **sea)
    t.fact("T228", "-BUS", from_id="GEBUS", to_id="ROCND", notes="Poti's rate taken for Batumi", **sea)
    t.fact("T228", "-E", amount=850, from_id="ROCND", to_id="GE", notes="eastbound ships are fuller; our estimate", **sea)
    t.fact("T228", "-20", amount=460, from_id="GE", to_id="ROCND", both_ways=1, notes="20 ft at 0.6 of 40 ft", **small)
    t.fact("T229", from_id="GE", to_id="TRAMR", **sea)
    t.fact("T229", "-E", amount=700, from_id="TRAMR", to_id="GE", notes="eastbound ships are fuller; our estimate", **sea)
    t.fact("T229", "-20", amount=380, from_id="GE", to_id="TRAMR", both_ways=1, notes="20 ft at 0.6 of 40 ft", **small)
    for tag, a, b, amount in (("AMR-CND", "TRAMR", "ROCND", 380), ("AMR-BOJ", "TRAMR", "BGBOJ", 330), ("AMR-VAR", "TRAMR", "BGVAR", 340), ("AMR-ODS", "TRAMR", "UAODS", 520), ("AMR-IZM", "TRAMR", "TRIZM", 300),
                              ("AMR-MER", "TRAMR", "TRMER", 520), ("AMR-PIR", "TRAMR", "GRPIR", 380), ("SSX-PTI", "TRSSX", "GEPTI", 450), ("PIR-PTI", "GRPIR", "GEPTI", 820)):
        t.rate(f"BS-{tag}-40", "lane", amount, "container", mode="sea", equipment=BIG, from_id=a, to_id=b, both_ways=1, notes="short sea; our estimate by distance after T229")
        t.rate(f"BS-{tag}-20", "lane", round(amount * 0.62), "container", mode="sea", equipment="20", from_id=a, to_id=b, both_ways=1, notes="short sea; our estimate by distance after T229")
    for tag, a, b, amount, boxes in (("BUS-BOJ", "GE", "BGBOJ", 1650, 1150), ("KSP-CND", "TRKSP", "ROCND", 750, None), ("SSX-NVS", "TRSSX", "RUNVS", 900, None), ("BUS-ILK", "GEBUS", "UAILK", 1900, None)):
        t.rate(f"RORO-{tag}", "lane", amount, "truck", mode="ferry", equipment="truck;trailer", from_id=a, to_id=b, both_ways=1, load="any", notes="ro-ro; our estimate")
        if boxes:
            t.rate(f"RORO-{tag}-40", "lane", boxes, "container", mode="ferry", equipment=BIG, from_id=a, to_id=b, both_ways=1, notes="box on a trailer of the ship; our estimate")
            t.rate(f"RORO-{tag}-20", "lane", round(boxes * 0.6), "container", mode="ferry", equipment="20", from_id=a, to_id=b, both_ways=1, notes="box on a trailer of the ship; our estimate")
    t.rate("RORO-BUS-ILK-WAGON", "lane", 1750, "wagon", mode="ferry", equipment="wagon", from_id="GEBUS", to_id="UAILK", both_ways=1, load="any", notes="rail ferry; our estimate after the ASCO metre rates by distance")


def through(t):
    west = dict(kind="through", through_group="TITR-W", covers_handling=1, equipment=BIG)
    t.fact("T243", from_id="CNXAG", to_id="AZ-ABSHERON", covers="Xi'an - Altynkol - Aktau - Alat - Absheron", **west)
    t.fact("T244", from_id="CNXAG", to_id="GEPTI", covers="Xi'an - Altynkol - Aktau - Alat - Poti", **west)
    t.fact("T244", "-BUS", amount=4950, from_id="CNXAG", to_id="GEBUS", covers="Xi'an - Altynkol - Aktau - Alat - Batumi", notes="Poti's rate, a little longer", **west)
    t.fact("T243", "-20", amount=2500, from_id="CNXAG", to_id="AZ-ABSHERON", notes="20 ft at 0.58 of 40 ft", **{**west, "equipment": "20"})
    t.fact("T244", "-20", amount=2850, from_id="CNXAG", to_id="GEPTI", notes="20 ft at 0.58 of 40 ft", **{**west, "equipment": "20"})
    why = ("fixed price of March 2023 for three years (was 5,000, T183, no longer used); read as Altynkol or Dostyk - Georgia, whose sections add up to about 3,130 USD: the wording of the source is muddled; size not given, taken for 40 ft")
    for origin, tag in (("KZ-ALTYNKOL", "ALT"), ("KZDOS", "DOS")):
        for port in ("GEPTI", "GEBUS"):
            t.fact("T184", f"-{tag}-{port[2:]}", from_id=origin, to_id=port, covers="China border - Aktau - Alat - Georgian port", notes=why, **west)
    for tag, end in (("ALA", "KZALA"), ("AAU", "KZAAU")):
        t.fact("T003", f"-{tag}", amount=5375, kind="through", through_group="TITR-E", covers_handling=1, equipment=BIG, from_id="GEPTI", to_id=end, covers="Poti - Alat - Aktau - Almaty", notes="middle of the published 5,350-5,400 (T003, T004); the same price is quoted for Almaty and Aktau")
    istanbul = "the agreed TITR rate of 2018 (3,474 USD Altynkol - Istanbul, T182) is not used: the fixed 3,200 USD of 2023 for the shorter Altynkol - Georgia shows that the level moved"
    t.rate("TITR-IST-40", "through", 4150, "container", through_group="TITR-BTK-W", covers_handling=1, equipment=BIG, from_id="KZ-ALTYNKOL", to_id="TRHAL", covers="Altynkol - Aktau - Alat - Akhalkalaki - Istanbul Halkali", source_id=t.pack.own(),
           notes="our estimate: about 4 per cent below the sum of the sections; " + istanbul)
    t.rate("TITR-IZT-40", "through", 4050, "container", through_group="TITR-BTK-W", covers_handling=1, equipment=BIG, from_id="KZ-ALTYNKOL", to_id="TRIZT", covers="Altynkol - Aktau - Alat - Akhalkalaki - Kosekoy", source_id=t.pack.own(), notes="our estimate as to Halkali; " + istanbul)
    t.rate("TITR-MER-40", "through", 3950, "container", through_group="TITR-BTK-W", covers_handling=1, equipment=BIG, from_id="KZ-ALTYNKOL", to_id="TRMER", covers="Altynkol - Aktau - Alat - Akhalkalaki - Mersin", source_id=t.pack.own(), notes="our estimate as to Halkali; " + istanbul)
    casca = dict(kind="through", through_group="CASCA-W", covers_handling=1, from_id="UZTAS", to_id="TRDRC", covers="Tashkent (Sergeli) - Turkmenbashi - Alat - Akhalkalaki - Derince")
    t.fact("T001", equipment="20", weight_to_t=24, notes="published April 2020 without an end; carried forward, so likely low today", **casca)
    t.fact("T002", equipment=BIG, notes="published April 2020 without an end; carried forward, so likely low today", **casca)
    # Northern route: the 1520 part by the ERAI index, China - Europe by quotes
    for agency in ("UTLC",):
        for origin, tag in (("KZDOS", "DOS"), ("KZ-ALTYNKOL", "ALT")):
            t.fact("T040", f"-{tag}", agency_id=agency, mode="rail", equipment=BIG, from_id=origin, to_id="BYBQT", covers="China border - Brest, 1520 mm part", notes="latest half-year average; T041-T042 give its range 3,239-3,292, T049-T053 older values")
            t.fact("T050", f"-{tag}", agency_id=agency, mode="rail", equipment=BIG, from_id="BYBQT", to_id=origin, covers="Brest - China border, 1520 mm part", notes="latest eastbound sub-index found")
            t.fact("T040", f"-20-{tag}", amount=1950, agency_id=agency, mode="rail", equipment="20", from_id=origin, to_id="BYBQT", notes="20 ft at 0.6 of 40 ft")
            t.fact("T050", f"-20-{tag}", amount=1560, agency_id=agency, mode="rail", equipment="20", from_id="BYBQT", to_id=origin, notes="20 ft at 0.6 of 40 ft")
        t.rate("UTLC-BQT-MAA-40", "lane", 150, "container", agency_id=agency, mode="rail", equipment=BIG, from_id="BYBQT", to_id="PLMAA", both_ways=1, notes="border stretch; our estimate")
        t.rate("UTLC-BQT-MAA-20", "lane", 100, "container", agency_id=agency, mode="rail", equipment="20", from_id="BYBQT", to_id="PLMAA", both_ways=1, notes="border stretch; our estimate")
    north = dict(kind="through", through_group="NORTH-W", covers_handling=1, equipment=BIG)
    why = "latest of the quotes of 2025 (T043-T048: 5,800 in January, 5,550 in February, 5,250 in March)"
    for end in ("DEDUI", "DEHAM", "PLLOD", "PLWAW", "PLMAA"):
        for origin, tag in (("CNCDU", "CDU"), ("CNCQI", "CQI")):
            t.fact("T047", f"-{tag}-{end}", from_id=origin, to_id=end, covers="China - Poland / Germany by rail, shipper's box", notes=why, **north)
        for origin, tag in (("CNXAG", "XAG"), ("CNZGZ", "ZGZ"), ("CNNHN", "NHN")):
            t.fact("T047", f"-{tag}-{end}", from_id=origin, to_id=end, covers="China - Poland / Germany by rail, shipper's box", confidence="estimate", notes=f"Chengdu's quote taken for {origin}; " + why, **north)
        t.fact("T048", f"-{end}", from_id="CNSZP", to_id=end, covers="China - Poland / Germany by rail, shipper's box", notes=why, **north)


def ocean(t):
    def lane(fact_id, suffix, from_id, to_id, amount=None, equipment=BIG, notes="", confidence=None):
        t.fact(fact_id, suffix, amount=amount, agency_id="OCN", mode="sea", equipment=equipment, from_id=from_id, to_id=to_id, notes=notes, confidence=confidence)

    base = number(t.facts.tariffs["T191"]["amount"])
    lane("T191", "", "CNSHG", "NLRTM", notes="week 52 of 2025, the latest found; T054-T060 and T188-T190 are older")
    lane("T191", "-CN", "CN", "NLRTM", base + 60, notes="Shanghai's index plus 60 USD for the other ports of China", confidence="estimate")
    lane("T191", "-HAM", "CN", "DEHAM", base + 120, notes="Rotterdam's index plus 120 USD", confidence="estimate")
    lane("T192", "", "NLRTM", "CNSHG", notes="backhaul, week 52 of 2025")
    lane("T192", "-CN", "NLRTM", "CN", 520, notes="Shanghai's backhaul for the other ports of China", confidence="estimate")
    lane("T192", "-HAM", "DEHAM", "CN", 540, notes="Rotterdam's backhaul for Hamburg", confidence="estimate")
    lane("T193", "", "CNSHG", "ITGOA", notes="week 52 of 2025")
    lane("T193", "-CN", "CN", "ITGOA", 3490, notes="Shanghai's index plus 63 USD", confidence="estimate")
    lane("T193", "-TRS", "CN", "ITTRS", 3450, notes="Genoa's index taken for Trieste", confidence="estimate")
    why = ("Argus has Shanghai - Poti, the farther port, at 2,000-2,500 in November 2025, so the 3,400 set after Genoa in December (T197) is not used: boxes would go to Poti "
           "and back; rates of 2017 (T064-T067) are older still")
    for tag, port, amount in (("AMR", "TRAMR", 2150), ("MER", "TRMER", 2150), ("CND", "ROCND", 2350), ("PIR", "GRPIR", 2300)):
        t.fact("T197", f"-{tag}", amount=amount, agency_id="OCN", mode="sea", equipment=BIG, from_id="CN", to_id=port, notes=f"{amount:,} is our estimate below or about the Poti rate. {why}")
    for tag, port, amount in (("PIR", "GRPIR", 650), ("AMR", "TRAMR", 750), ("MER", "TRMER", 750), ("CND", "ROCND", 850), ("GOA", "ITGOA", 600), ("TRS", "ITTRS", 650)):
        t.rate(f"OCN-{tag}-CN-40", "lane", amount, "container", agency_id="OCN", mode="sea", equipment=BIG, from_id=port, to_id="CN", notes="backhaul; our estimate after the Rotterdam index (T192)")
        t.rate(f"OCN-{tag}-CN-20", "lane", round(amount * 0.6), "container", agency_id="OCN", mode="sea", equipment="20", from_id=port, to_id="CN", notes="backhaul; our estimate")
    for tag, port, amount in (("RTM", "NLRTM", 1600), ("HAM", "DEHAM", 1680), ("GOA", "ITGOA", 2100), ("PIR", "GRPIR", 1400), ("TRS", "ITTRS", 2080), ("AMR", "TRAMR", 1320), ("MER", "TRMER", 1320), ("CND", "ROCND", 1450)):
        t.rate(f"OCN-CN-{tag}-20", "lane", amount, "container", agency_id="OCN", mode="sea", equipment="20", from_id="CN", to_id=port, notes="20 ft at about 0.6 of 40 ft")
    t.rate("OCN-CN-SRP-40", "lane", 1900, "container", agency_id="OCN", mode="sea", equipment=BIG, from_id="CN", to_id="IRSRP", notes="our estimate")
    t.rate("OCN-CN-SRP-20", "lane", 1150, "container", agency_id="OCN", mode="sea", equipment="20", from_id="CN", to_id="IRSRP", notes="our estimate")
    poti = dict(kind="through", through_group="OCN-BS-W", covers_handling=1, equipment=BIG, from_id="CNSHG", to_id="GEPTI", covers="Shanghai - Poti with the Black Sea feeder")
    t.fact("T005", amount=2250, notes="middle of the published 2,000-2,500 (T005, T006); T186-T187 are of 2020-21", **poti)
    t.fact("T005", "-NBG", amount=2300, notes="Shanghai's rate for Ningbo", confidence="estimate", **{**poti, "from_id": "CNNBG", "covers": "Ningbo - Poti with the Black Sea feeder"})
    t.fact("T005", "-QDG", amount=2320, notes="Shanghai's rate for Qingdao", confidence="estimate", **{**poti, "from_id": "CNQDG", "covers": "Qingdao - Poti with the Black Sea feeder"})
    t.fact("T005", "-LYG", amount=2350, notes="Shanghai's rate for Lianyungang", confidence="estimate", **{**poti, "from_id": "CNLYG", "covers": "Lianyungang - Poti with the Black Sea feeder"})
    t.fact("T005", "-20", amount=1400, notes="20 ft at 0.62 of 40 ft", confidence="estimate", **{**poti, "equipment": "20"})
    t.rate("OCN-PTI-SHG-40", "through", 1000, "container", through_group="OCN-BS-E", covers_handling=1, equipment=BIG, from_id="GEPTI", to_id="CNSHG", covers="Poti - Shanghai with the Black Sea feeder", source_id=t.pack.own(), notes="backhaul; our estimate")


def oil(t):
    """State ceilings of 2015 for transit through Azerbaijan, all payments included; the operator may give up to 30 per cent off."""
    why = "ceiling in force since December 2015, up to 30 per cent discount possible (T163); carried forward"
    tank = dict(unit="t", mode="rail", equipment="wagon-tank;bulk-liquid", weight_min_t=50)
    place = {"Dubendi": "AZBAK-OIL", "Alat": "AZALA", "Baku": "AZBAK-RAIL", "Sangachal": "AZSAN", "Yalama": "AZYAL", "Boyuk Kesik": "AZ-BOYUKKESIK", "Astara": "AZAST"}
    mazut = "27101962;27101964;27101966;27101968"
    for n in range(135, 157):
        fact_id = f"T{n}"
        f = t.facts.tariffs[fact_id]
        if f["from_name"] not in place or f["to_name"] not in place:
            continue                                    # Garadagh is not a place of the pack
        goods = f["commodity_group"]
        hs = {"crude oil": "2709", "fuel oil (mazut)": mazut, "jet fuel": "27101921", "other oil products": "2710"}[goods]
        if goods == "other oil products":
            hs += ";-" + mazut.replace(";", ";-")
        t.fact(fact_id, from_id=place[f["from_name"]], to_id=place[f["to_name"]], hs=hs, notes=why + ("; mazut told apart by its eight-digit codes" if hs == mazut else ""), **tank)
    ship = dict(unit="t", mode="sea", equipment="bulk-liquid", hs="2709", from_id="TMKRW-OIL")
    t.fact("T157", to_id="AZSAN", notes=why + "; Kiyanly is 1 USD less (T160)", **ship)
    t.fact("T158", to_id="AZBAK-OIL", notes=why + "; Kiyanly is 10.2 (T161)", **ship)
    t.fact("T238", unit="t", mode="sea", equipment="bulk-liquid", hs="2709", from_id="KZAAU-OIL", to_id="AZSAN")
    t.fact("T238", "-DUB", unit="t", mode="sea", equipment="bulk-liquid", hs="27", from_id="KZAAU-OIL", to_id="AZBAK-OIL", notes="Sangachal's rate taken for Dubendi and for products")
    t.fact("T238", "-MCX", unit="t", amount=10, mode="sea", equipment="bulk-liquid", hs="27", from_id="KZAAU-OIL", to_id="RUMCX", notes="by distance")
    t.fact("T164", unit="t", mode="pipeline", equipment="bulk-liquid", agency_id="BTC", from_id="AZSAN", to_id="TRCEY")
    t.fact("T165", unit="t", mode="pipeline", equipment="bulk-liquid", agency_id="CPC", from_id="KZTGZ", to_id="RUNVS", notes="comparison; 38 quoted in 2017 and 2024, 27 in 2005 (T166)")


def asco(t):
    """Ferry rates of ASCO a metre of deck: as published. A four-axle tank wagon counts 13 m, a grain hopper is 14.73 m."""
    lines = (("TMKRW", {"general": "T073", "general-empty": "T074", "oil": "T077", "oil-empty": "T078", "spirit": "T085", "gas": "T089"}),
             ("KZKUR", {"general": "T075", "general-empty": "T076", "oil": "T079", "oil-empty": "T080", "spirit": "T087", "gas": "T091"}))
    closed = "wagon-covered;wagon-hopper;wagon-gondola;wagon-flat"
    for port, rows in lines:
        where = dict(agency_id="ASCO", mode="ferry", unit="lane_m", from_id="AZALA", to_id=port, both_ways=1)
        t.fact(rows["general"], equipment=closed, notes="the list's coefficient of 1.2 for wagons longer than 15 m (T101) and its rates for covered wagons with oil (T081, T083) are left out", **where)
        t.fact(rows["general-empty"], equipment=closed, load="empty", **where)
        for what, hs in (("oil", "27;-2711"), ("spirit", "22"), ("gas", "2711")):
            t.fact(rows[what], equipment="wagon-tank", hs=hs, **where)
        t.fact(rows["general"], "-TANK", equipment="wagon-tank", hs="01-21;23-26;28-97", notes="base price for a tank wagon with other goods", **where)
        t.fact(rows["oil-empty"], equipment="wagon-tank", load="empty", **where)
    # the Aktau line is not in the list: Kuryk's metre rate
    aktau = dict(agency_id="ASCO", mode="ferry", unit="lane_m", from_id="AZALA", to_id="KZAAU", both_ways=1, notes="Kuryk's metre rate taken for Aktau, which is not in the list", confidence="estimate")
    t.fact("T075", "-AAU", equipment=closed, **aktau)
    t.fact("T079", "-AAU", equipment="wagon-tank", hs="27;-2711", **aktau)
    truck = dict(agency_id="ASCO", mode="ferry", unit="lane_m", load="any", equipment="truck;trailer")
    t.fact("T110", from_id="AZALA", to_id="KZKUR", notes="eastbound; a return ticket is 109 a metre (T112)", **truck)
    t.fact("T111", from_id="KZKUR", to_id="AZALA", notes="a return ticket is 109 a metre (T112)", **truck)
    t.fact("T107", from_id="AZALA", to_id="TMKRW", both_ways=1, notes="998.25 for 16.5 m, also published as 1,000 (T126); the port's 1,200 of December 2023 (T207) is not used: the line's own list is lower and says so twice", **truck)
    t.fact("T132", unit="truck", agency_id="ASCO", mode="ferry", load="any", from_id="AZALA", to_id="KZAAU", both_ways=1, equipment="truck;trailer", notes="2015 price for Aktau and Turkmenbashi; nothing later for Aktau")
    tm = dict(agency_id="TMRF", mode="ferry", unit="truck", load="any", from_id="TMKRW", to_id="AZALA", both_ways=1)
    t.fact("T129", equipment="truck", **tm)
    t.fact("T131", equipment="trailer", **tm)
    box = dict(agency_id="ASCO", mode="ferry", load="any", from_id="AZALA", both_ways=1)
    for fact_id, port, size in (("T116", "TMKRW", BIG), ("T117", "TMKRW", "20"), ("T118", "KZKUR", BIG), ("T119", "KZKUR", "20")):
        t.fact(fact_id, to_id=port, equipment=size, **box)
    t.fact("T120", unit="t", to_id="TMKRW", equipment="general", **{**box, "load": "laden"})
    t.fact("T121", unit="t", to_id="KZKUR", equipment="general", **{**box, "load": "laden"})


def air(t):
    for a, b, amount in (("KZAAU", "AZBAK", 1100), ("KZAST", "AZBAK", 1900), ("KZALA", "AZBAK", 2000), ("KZCIT", "AZBAK", 1800), ("CNULZ", "KZALA", 1300), ("CNULZ", "AZBAK", 2600)):
        t.rate(f"AIR-{a[2:]}-{b[2:]}", "lane", amount, "t", mode="air", equipment="general", from_id=a, to_id=b, both_ways=1, minimum=90, notes="level by judgement, between one and three dollars a kilogram")


def surcharges(t):
    pack, facts = t.pack, t.facts

    def add(surcharge_id, name, **fields):
        row = dict(surcharge_id=surcharge_id, name=name, kind="fixed", applies_to="leg", currency="USD", valid_from="2026-01-01", valid_to=CARRIED_TO, source_id=pack.own(), confidence="estimate")
        row.update(fields)
        if row["kind"] == "percent":
            row.pop("currency"), row.pop("unit", None)
        pack.add("freight_surcharges.txt", **row)

    def fact(fact_id, surcharge_id, name, **fields):
        f = facts.tariffs[fact_id]
        source, also = pack.cite(f["source"])
        notes = "; ".join(n for n in (fields.pop("notes", ""), f["notes"], also) if n)
        add(surcharge_id, name, **{**dict(amount=number(f["amount"]), source_id=source, confidence=f["confidence"], valid_from=f["valid_from"], carried_after=f["valid_to"] or f["valid_from"], notes=notes), **fields})

    fact("T242", "T242", "Forwarder's commission and guard", applies_to="journey", equipment="40;45", unit="container")
    fact("T242", "T242-20", "Forwarder's commission and guard", applies_to="journey", equipment="20", unit="container", amount=80, notes="20 ft after the 40 ft figure")
    fact("T242", "T242-WAGON", "Forwarder's commission", applies_to="journey", equipment="wagon", unit="wagon", amount=45, notes="wagon after the 40 ft figure")
    fact("T242", "T242-TRUCK", "Forwarder's commission", applies_to="journey", equipment="truck;trailer", unit="truck", amount=60, notes="lorry after the 40 ft figure")
    for pair in (("AZ", "GE"), ("GE", "AZ")):
        fact("T241", f"T241-{pair[0]}-{pair[1]}", "Use of fitting platforms, two days", mode="rail", from_id=pair[0], to_id=pair[1], equipment="container", unit="container", amount=35,
             notes="25 USD a day less the 30 per cent of 2025 on ADY and GR (T009, T010), two days by our estimate; waived inside Kazakhstan (T011)")
    fact("T008", "T007-JAN26", "Storm month on the Caspian", mode="sea", from_id="KZAAU", to_id="AZALA", equipment="40;45", unit="container", amount=350, valid_from="2026-01-01", valid_to="2026-01-31", carried_after="2026-01-31",
         confidence="derived", notes="middle of the 200-500 USD rise of January 2026 (T007, T008)")
    for year in (2026, 2027):
        add(f"STORM-{year}", "Storm season on the Caspian", mode="sea", from_id="KZAAU", to_id="AZALA", equipment="40;45", unit="container", amount=90, valid_from=f"{year}-11-15", valid_to=f"{year + 1}-02-15",
            notes="a quarter of the rise of January 2026 in other winters; our estimate")
    for port in ("GEPTI", "GEBUS", "ROCND", "BGBOJ", "BGVAR"):
        add(f"WAR-{port}", "Black Sea war risk", applies_to="passing", stop_id=f"{port}-PORT", mode="sea", equipment="container", unit="container", amount=25, notes="level by judgement")
    for port in ("UAODS", "UAILK"):
        add(f"WAR-{port}", "Black Sea war risk, Ukraine", applies_to="passing", stop_id=f"{port}-PORT", equipment="any", unit="unit", amount=260, notes="level by judgement")
    for port, amount in (("NL", 75), ("DE", 75), ("GR", 60), ("RO", 60), ("IT", 60)):
        add(f"ETS-{port}-IN", "EU emissions trading, ocean leg", agency_id="OCN", mode="sea", from_id="CN", to_id=port, equipment="container", unit="FEU", amount=amount, currency="EUR", notes="level by judgement; half the voyage's allowances")
        add(f"ETS-{port}-OUT", "EU emissions trading, ocean leg", agency_id="OCN", mode="sea", from_id=port, to_id="CN", equipment="container", unit="FEU", amount=amount, currency="EUR", notes="level by judgement; half the voyage's allowances")
    add("FUEL-ROAD-EU", "Diesel floater, lorries of Europe", kind="percent", applies_to="base", agency_id="HEU", mode="road", amount=6, notes="level by judgement")
    add("FUEL-ROAD-TR", "Diesel floater, lorries of Turkiye", kind="percent", applies_to="base", agency_id="HTR", mode="road", amount=4, notes="level by judgement")
    for port, fact_id, percent in (("KZKUR", "T095", 10.42), ("TMKRW", "T093", 11.63)):
        f = facts.tariffs[fact_id]
        add(f"DG-FERRY-{port[2:]}", "Dangerous goods on the ferry", kind="percent", applies_to="base", agency_id="ASCO", mode="ferry", from_id="AZALA", to_id=port, dg=1, amount=percent, source_id=pack.source(f["source"]), confidence="derived",
            valid_from=f["valid_from"], carried_after="2025-12-31", notes=f"{f['amount']} against the base price a metre")
        add(f"DG-FERRY-{port[2:]}-W", "Dangerous goods on the ferry", kind="percent", applies_to="base", agency_id="ASCO", mode="ferry", from_id=port, to_id="AZALA", dg=1, amount=percent, source_id=pack.source(f["source"]), confidence="derived",
            valid_from=f["valid_from"], carried_after="2025-12-31", notes=f"{f['amount']} against the base price a metre")
    add("DG-RAIL", "Dangerous goods on rails", kind="percent", applies_to="base", mode="rail", dg=1, amount=20, notes="level by judgement")
    add("DG-SEA", "Dangerous goods at sea", kind="percent", applies_to="base", mode="sea", dg=1, amount=15, notes="level by judgement")
    add("REEFER-RAIL", "Power for refrigerated boxes on rails", mode="rail", reefer=1, equipment="container", unit="container", amount=220, notes="level by judgement, generator set")
    add("REEFER-SEA", "Power for refrigerated boxes at sea", kind="percent", applies_to="base", mode="sea", reefer=1, amount=45, notes="level by judgement")
