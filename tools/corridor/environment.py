"""Closures, lateness, emissions, exchange rates, sections and projects."""
from .facts import number

# Dollars for one unit: People's Bank parity of 27 January 2026 and others, see fx() below
USD_PER = {"USD": 1.0, "EUR": 827.55 / 698.58, "CNY": 100 / 698.58}

GRID = {"CN": 582, "KZ": 821, "AZ": 671, "GE": 168, "TR": 465, "RO": 241, "BG": 335, "TM": 1306, "UZ": 1168, "KG": 147, "RU": 441, "IR": 655, "AM": 265, "UA": 260, "DE": 381, "PL": 662, "EU": 292, "BY": 441}
# share of the rail work done under the wire
WIRED = {"CN": 1, "KZ": 0.4, "UZ": 0.6, "TM": 0, "KG": 0, "AZ": 1, "GE": 1, "AM": 1, "RU": 1, "BY": 0.7, "IR": 0, "UA": 1, "BG": 1, "RO": 0.8, "RS": 1, "HU": 1, "AT": 1, "SK": 1, "CZ": 1, "PL": 1, "DE": 1,
         "NL": 1, "IT": 1, "GR": 0.8, "TR": 0.5}
HEAVY = {"CN", "KZ", "UZ", "TM", "KG", "AZ", "GE", "AM", "RU", "BY", "UA"}
WH = {True: {"bulk": 16.8, "mixed": 19.4, "container": 25.1}, False: {"bulk": 27.8, "mixed": 32.2, "container": 41.5}}
DIESEL = 3870 / 0.37 / 11860          # gCO2e for a Wh at the rail
DIESEL_TTW = 2.66 / (2.66 + 0.624)


def write(pack, facts, net):
    closures(pack, net)
    lateness(pack)
    emissions(pack)
    fx(pack)
    sections(pack, facts, net)
    projects(pack, facts, net)


def closures(pack, net):
    oct25 = pack.source("https://www.lada.kz/aktau_news/society/145555-plokhaia-pogoda-i-nizkii-uroven-vody-v-kaspii-negativno-vliiaiut-na-rabotu-portov-v-mangistau-ktzh.html")
    kuryk = pack.source("https://evrimagaci.org/tpg/major-ferry-transport-disruptions-hit-cargo-and-passengers-99571")
    jan26 = pack.source("https://www.inbusiness.kz/ru/last/shtormy-na-kaspii-vzvintili-ceny-kontejnery-po-tmtm-podorozhali")
    poti = pack.source("https://dfwatch.net/poti-port-closed-due-to-storm-32885-23173")
    # chance by month, then hours at 50 and 90 per cent
    aktau = [0.28, 0.22, 0.18, 0.12, 0.08, 0.06, 0.06, 0.08, 0.12, 0.27, 0.28, 0.27]
    season = [0.26, 0.21, 0.17, 0.11, 0.07, 0.05, 0.05, 0.07, 0.10, 0.20, 0.40, 0.40]
    black = [0.16, 0.15, 0.12, 0.07, 0.04, 0.03, 0.03, 0.03, 0.05, 0.08, 0.12, 0.15]
    table = [("KZAAU-PORT", aktau, 1.0, (24, 84)), ("KZAAU-OIL", aktau, 1.1, (24, 84)), ("KZKUR-PORT", season, 1.0, (24, 96)), ("AZALA-PORT", aktau, 0.65, (16, 60)), ("TMKRW-PORT", aktau, 0.6, (16, 60)),
             ("TMKRW-OIL", aktau, 0.7, (16, 60)), ("AZBAK-OIL", aktau, 0.7, (16, 60)), ("AZSAN-OIL", aktau, 0.7, (16, 60)), ("IRAMD-PORT", aktau, 0.4, (12, 48)), ("IRBAZ-PORT", aktau, 0.4, (12, 48)),
             ("GEPTI-PORT", black, 1.3, (20, 72)), ("GEBUS-PORT", black, 0.6, (12, 48)), ("ROCND-PORT", black, 0.9, (14, 48)), ("BGBOJ-PORT", black, 0.7, (12, 40)), ("BGVAR-PORT", black, 0.8, (12, 44)),
             ("RUNVS-PORT", black, 1.6, (24, 84)), ("UAILK-PORT", black, 0.9, (14, 48)), ("UAODS-PORT", black, 0.9, (14, 48)), ("TRKSP-PORT", black, 0.9, (12, 40)), ("TRSSX-PORT", black, 0.7, (12, 40)), ("TRAMR-PORT", black, 0.35, (8, 30))]
    for stop, chances, factor, (p50, p90) in table:
        if stop not in net.used:
            continue
        for month, chance in enumerate(chances, 1):
            chance = round(min(chance * factor, 0.6), 3)
            a, b, source, note = p50, p90, pack.own(), "our estimate"
            if stop == "KZAAU-PORT" and month == 10:
                b, source, note = 120, oct25, "closed 11 of 31 days in October 2025 by wind and low water; one year only, so a little lower for the years to come"
            elif stop == "KZKUR-PORT" and month in (11, 12):
                source, note = kuryk, "wind closed the port about half of November and December 2025; a little lower for the years to come"
            elif stop in ("KZAAU-PORT", "KZKUR-PORT", "AZALA-PORT") and month == 1:
                source, note = jan26, "ten storm days on the Caspian in January 2026; our reading"
            elif stop == "GEPTI-PORT" and month in (11, 12, 1, 2):
                source, note = poti, "closures of up to four days reported; chance is our estimate"
            pack.add("freight_closures.txt", stop_id=stop, month=month, modes="sea;ferry", chance=float(chance), p50_h=a, p90_h=b, source_id=source, confidence="estimate", notes=note)


def lateness(pack):
    def row(on, key, p10, p50, p90, month="", note="our estimate", a="", b=""):
        pack.add("freight_variability.txt", applies_to=on, id=key, from_stop_id=a, to_stop_id=b, month=month, p10_h=p10, p50_h=p50, p90_h=p90, source_id=pack.own(), confidence="estimate", notes=note)

    row("mode", "rail", -4, 4, 36)
    row("mode", "sea", -4, 4, 36)
    row("mode", "ferry", -2, 2, 14)
    row("mode", "road", -3, 2, 16)
    row("mode", "air", -0.3, 0.5, 8)
    row("mode", "pipeline", -6, 0, 12)
    row("carrier", "CR", -6, 2, 20, note="block trains keep time best in China; our estimate")
    row("carrier", "KTZE", -6, 8, 48, note="3 days published against a 5-day aim; our estimate")
    row("carrier", "KTZ", -6, 10, 60)
    row("carrier", "UTLC", -8, 2, 24, note="under 6 days Dostyk - Brest published; our estimate")
    row("carrier", "TCDD", -4, 8, 48)
    row("carrier", "TDY", -4, 10, 60)
    row("carrier", "OCN", -24, 24, 120, note="ocean schedule reliability of the last years; our estimate")
    winter = {1: 1.6, 2: 1.5, 3: 1.2, 10: 1.3, 11: 1.6, 12: 1.6}
    for carrier, p50, p90 in (("ASCO", 3, 18), ("KMTF", 3, 18), ("TMRF", 3, 18), ("CSPC", 6, 36), ("GRBT", 6, 36), ("BSF", 6, 36), ("EMC", 6, 36), ("DRU", 4, 24), ("UKRF", 8, 48)):
        row("carrier", carrier, -2, p50, p90)
        for month, factor in winter.items():
            row("carrier", carrier, -2, float(p50 * factor), float(p90 * factor), month, "winter wind; our estimate")
    for month, factor in ((12, 1.3), (1, 1.5), (2, 1.4)):
        row("mode", "road", -3, float(2 * factor + 2), float(16 * factor), month, "snow and ice; our estimate")
        row("carrier", "KTZ", -6, float(10 * factor), float(60 * factor), month, "winter; our estimate")
    for route in ("TITR-XAG-1-W", "TITR-XAG-2-W"):
        row("route", route, -8, 4, 24, note="Xi'an - Baku took 11 to 17 days: most of that spread is the sea, not this train; our estimate")


def emissions(pack):
    source = pack.own("factors")

    def add(name, wtt, ttw, unit="t_km", country="", traction="", factor=None, year=2023, certainty="C", confidence="derived", note="", source_id=None):
        pack.add("freight_emissions.txt", emission_class=name, country=country, traction=traction, unit=unit, wtt_g=float(round(wtt, 3)), ttw_g=float(round(ttw, 3)), distance_factor=factor, year=year, certainty=certainty,
                 source_id=source_id or source, confidence=confidence, notes=note)

    def rail(wh, country, wired, hills=1.0):
        electric = wh * GRID.get(country, GRID["EU"]) / 1000 * 1.10 * hills
        diesel = wh * DIESEL * hills
        wtt = wired * electric + (1 - wired) * diesel * (1 - DIESEL_TTW)
        ttw = (1 - wired) * diesel * DIESEL_TTW
        return wtt, ttw

    for kind in ("container", "mixed", "bulk"):
        for country in sorted(WIRED):
            wired, heavy = WIRED[country], country in HEAVY
            wtt, ttw = rail(WH[heavy][kind], country, wired)
            traction = "electric" if wired == 1 else "diesel" if wired == 0 else f"{round(wired * 100)} % electric"
            known = country in GRID
            add(f"rail-{kind}", wtt, ttw, country=country, traction=traction, certainty="C" if known and wired in (0, 1) else "D", confidence="derived" if known and wired in (0, 1) else "estimate",
                note=f"{WH[heavy][kind]:g} Wh a net t-km, {'heavy 1520 mm or Chinese' if heavy else '1,000 t'} train" + (f", grid {GRID[country]} g/kWh" if known and wired else "") + ("" if known else ", mean grid of the EU") +
                ("; share under the wire is our estimate" if wired not in (0, 1) else ""))
        wtt, ttw = rail(WH[True][kind], "", 0)
        add(f"rail-{kind}", wtt, ttw, traction="diesel", certainty="C", note="any other country: heavy diesel train")
    wtt, ttw = rail(WH[True]["mixed"], "GE", 0.4, 1.3)
    add("rail-btk", wtt, ttw, country="GE", traction="40 % electric", certainty="D", confidence="estimate", note="mountains 1.3 times; Tbilisi - Akhalkalaki partly diesel")
    wtt, ttw = rail(WH[True]["mixed"], "AZ", 1)
    add("rail-btk", wtt, ttw, country="AZ", traction="electric", note="as rail-mixed")
    wtt, ttw = rail(WH[False]["mixed"], "TR", 0, 1.3)
    add("rail-btk", wtt, ttw, traction="diesel", certainty="D", confidence="estimate", note="other countries: diesel in the mountains")
    wtt, ttw = rail(WH[False]["container"], "TR", 0.4, 1.15)
    add("rail-turkiye", wtt, ttw, traction="40 % electric", certainty="D", confidence="estimate", note="Kars - Ankara mostly diesel in the mountains, electric further west")
    desnz = dict(source_id=pack.own("desnz"), year=2025, certainty="A", confidence="published")
    add("feeder-1000", 8.3, 36.8, traction="marine fuel", note="container ship below 1,000 TEU", **desnz)
    add("feeder-2000", 7.4, 32.5, traction="marine fuel", note="container ship of 1,000-1,999 TEU", **desnz)
    add("ocean", 11.2, 48.8, unit="TEU_km", traction="fuel oil", year=2025, certainty="D", confidence="estimate", note="60 g a TEU-km on Asia - Europe lanes; 80 is quoted for the Panama lane, 16 g a t-km by UK DESNZ for ships above 8,000 TEU is higher")
    add("rail-ferry", 19, 106, traction="gas oil", year=2025, certainty="D", confidence="estimate", note="ro-pax of 10,000-19,999 GT, 125 g in all; no class for rail ferries is published")
    add("ro-ro", 13.9, 61.1, traction="fuel oil", note="ro-ro below 2,000 lane metres, 75 g", **{**desnz, "confidence": "derived"})
    add("general-cargo-ship", 3.0, 13.2, traction="fuel oil", note="average", **desnz)
    add("tanker-caspian", 3.2, 14.3, traction="fuel oil", year=2025, certainty="D", confidence="estimate", note="15-20 g for tankers of 5-13 kt")
    add("truck-eu", 18, 77, traction="diesel", factor=1.05, note="articulated lorry above 33 t, average load", **desnz)
    add("truck-1520", 20.8, 89.2, traction="diesel", factor=1.05, year=2025, certainty="D", confidence="estimate", note="older fleet and empty returns: 110 g")
    add("air", 122, 544, traction="kerosene", note="long-haul freighter, 666 g without the effect of height; 1,035 with it", **desnz)
    add("pipeline-btc", 10, 0, traction="electric and gas", year=2025, certainty="D", confidence="estimate", note="pumps partly driven by gas, all counted upstream")
    add("pipeline-kz", 13, 0, traction="electric", year=2025, certainty="D", confidence="estimate", note="0.014 kWh a t-km on the Kazakh grid")
    for mode, wtt, ttw, note in (("rail", 4.2, 17.9, "heavy diesel train"), ("road", 18, 77, "articulated lorry"), ("sea", 8.3, 36.8, "small container ship"), ("ferry", 19, 106, "ro-pax"), ("pipeline", 10, 0, "")):
        add(mode, wtt, ttw, traction="", year=2025, certainty="D", confidence="estimate", note="used where a service names no class; " + note)


def fx(pack):
    cfets = pack._add_source("http://www.sjzmxmy.com/english/20260127/cba751482a5e433bb6c121e58d8ae77b/c.html", "Market exchange rates in China, Jan. 27: central parity of the China Foreign Exchange Trade System", "Xinhua", "2026-01-27",
                             "http://www.sjzmxmy.com/english/20260127/cba751482a5e433bb6c121e58d8ae77b/c.html")
    manat = pack._add_source("https://menafn.com/1110547108/Weekly-Review-Of-Azerbaijans-Currency-Market", "Weekly review of Azerbaijan's currency market", "MENAFN / Trend", "2026-01-02", "https://menafn.com/1110547108/Weekly-Review-Of-Azerbaijans-Currency-Market")
    tenge = pack._add_source("https://www.inform.kz/ru/dollar-podeshevel-do-501-tenge-ff0bfd", "Dollar falls to 501 tenge: rate of the National Bank for 23 January", "Kazinform", "2026-01-23", "https://www.inform.kz/ru/dollar-podeshevel-do-501-tenge-ff0bfd")

    def row(date, base, quote, rate, source, confidence, note):
        pack.add("freight_fx.txt", date=date, base=base, quote=quote, rate=rate, source_id=source, confidence=confidence, notes=note)

    row("2026-01-02", "USD", "AZN", "1.7", manat, "published", "official rate, held at 1.7 for years")
    row("2026-01-23", "USD", "KZT", "503.35", tenge, "published", "official rate for 23 January; the year is read from the euro rate beside it")
    row("2026-01-27", "USD", "CNY", "6.9858", cfets, "published", "central parity")
    cross = "from the yuan parities of the same day"
    row("2026-01-27", "EUR", "USD", f"{827.55 / 698.58:.6f}", cfets, "derived", cross)
    row("2026-01-27", "CHF", "USD", f"{896.46 / 698.58:.6f}", cfets, "derived", cross)
    row("2026-01-27", "GBP", "USD", f"{952.61 / 698.58:.6f}", cfets, "derived", cross)
    row("2026-01-27", "USD", "RUB", f"{1097.67 * 6.9858 / 100:.4f}", cfets, "derived", cross)
    row("2026-01-27", "USD", "TRY", f"{622.954 * 6.9858 / 100:.4f}", cfets, "derived", cross)
    row("2026-01-27", "USD", "PLN", f"{50.828 * 6.9858 / 100:.4f}", cfets, "derived", cross)
    row("2026-01-27", "USD", "HUF", f"{4610.14 * 6.9858 / 100:.2f}", cfets, "derived", cross)
    own = pack.own()
    for quote, rate in (("GEL", "2.70"), ("UZS", "12100"), ("TMT", "3.5"), ("KGS", "87.4"), ("RON", "4.30"), ("RSD", "99"), ("CZK", "20.5"), ("BYN", "2.9"), ("UAH", "43"), ("AMD", "381"), ("SGD", "1.27")):
        row("2026-01-27", "USD", quote, rate, own, "estimate", "from memory, no page read")


MODES = {"rail": "rail", "road": "road", "air": "air", "pipeline": "pipeline", "feeder": "sea", "sea": "sea", "bulk": "sea", "tanker": "sea", "rail_ferry": "ferry", "ro_ro_ferry": "ferry", "ferry-kuryk-iran": "ferry", "fibre": "none",
         "cable": "none"}
FLOWS = ("_carried", "_observed", "_handled")


def sections(pack, facts, net):
    for row in facts.links + net.extra_links:
        gauges = [g for g in row["gauge_mm"].split("/") if g]
        source, also = pack.cite(row["source"])
        unit, value = row["capacity_unit"], number(row["capacity_value"])
        fields = {}
        if value is not None:
            if unit.endswith(FLOWS):
                for tail in FLOWS:
                    unit = unit.removesuffix(tail)
                fields = dict(load=value, load_unit=unit, load_year=row["year"])
            else:
                fields = dict(capacity=value, capacity_unit=unit)
        notes = "; ".join(n for n in (row["notes"], f"estimated: {row['est_fields'].replace(' ', ', ')}" if row["est_fields"] and "distance_km" in row["est_fields"] else "",
                                      f"hours {row['transit_h_min']} / {row['transit_h_typ']} / {row['transit_h_max']}" if row["transit_h_typ"] and row["mode"] != "pipeline" else "",
                                      f"break of gauge {row['gauge_mm']} mm" if len(gauges) > 1 else "", also) if n)
        name = f"{net.places[row['from_id']]['name']} - {net.places[row['to_id']]['name']}"
        pack.add("freight_sections.txt", section_id=row["id"], name=name, from_stop_id=row["from_id"], to_stop_id=row["to_id"], mode=MODES[row["mode"]], layer=row["layer"], both_ways=row["bidirectional"],
                 operator=row["operator"], gauge_mm=gauges[0] if gauges else "", length_km=number(row["distance_km"]), year=row["year"], status=row["status"], source_id=source, confidence=row["confidence"], notes=notes, **fields)


PROJECT_LAYER = {"digital": "data", "energy": "power", "telecom": "data"}
TARGETS = {
    "P01": "KZAAU-PORT", "P02": "KZKUR-PORT", "P03": "KZKUR-PORT", "P04": "ro_ro_ferry-KZKUR-AZALA", "P06": "AZALA-PORT", "P07": "AZALA-PORT", "P08": "AZALA-PORT", "P09": "AZALA-PORT", "P10": "rail-MARABDA-GEZAI",
    "P11": "rail-GETBS-GEKHI", "P12": "rail-KZDOS-KZAGY", "P13": "rail-KAZYBEKBEK-ZHETYGEN", "P14": "rail-KZARY-UZTAS", "P15": "rail-MOINTY-KYZYLZHAR", "P16": "rail-AYAGOZ-BAKHTY", "P17": "GEANA", "P18": "GEPTI-PORT", "P19": "GEPTI-PORT",
    "P20": "fibre-KZAAU-AZSUQ", "P21": "cable-KZAAU-AZBAK", "P24": "CNXAG-RAIL", "P25": "AZALA-PORT", "P27": "HUBUD-RAIL", "P28": "KZAAU-OIL", "P29": "rail-AZALA-YEVLAKH", "P30": "AZALA-PORT", "P31": "sea-KZAAU-AZBAK", "P32": "KZAAU-PORT",
    "P33": "rail_ferry-KZKUR-AZALA", "P36": "AZALA-PORT", "P37": "GEPTI-PORT",
}


def projects(pack, facts, net):
    for row in facts.projects:
        source, also = pack.cite(row["source"])
        target = TARGETS.get(row["id"], "")
        pack.add("freight_projects.txt", project_id=row["id"], name=row["name"], country=row["country"], kind=row["kind"], layer=PROJECT_LAYER.get(row["layer"], "freight"), status=row["status"], start=row["start"], completion=row["expected_completion"],
                 cost_musd=number(row["cost_musd"]), adds_value=number(row["capacity_added_value"]), adds_unit=row["capacity_added_unit"], target=target, relieves=row["bottleneck_relieved"], source_id=source, confidence=row["confidence"],
                 notes="; ".join(n for n in (row["notes"], f"layer in the facts: {row['layer']}", also) if n))
