"""The pack being built: its tables, its sources and its calendars."""
import datetime
import re
from urllib.parse import unquote, urlsplit

FIRST_DAY = datetime.date(2026, 1, 1)
LAST_DAY = datetime.date(2028, 12, 31)
CARRIED_TO = LAST_DAY.isoformat()

COLUMNS = {
    "agency.txt": "agency_id agency_name agency_url agency_timezone",
    "stops.txt": "stop_id stop_name stop_lat stop_lon location_type parent_station stop_timezone country kind gauge_mm "
                 "opening_hours source_id confidence notes",
    "routes.txt": "route_id agency_id route_short_name route_long_name route_type",
    "trips.txt": "route_id service_id trip_id trip_headsign",
    "stop_times.txt": "trip_id stop_sequence stop_id arrival_time departure_time pickup_type drop_off_type shape_dist_traveled",
    "calendar.txt": "service_id monday tuesday wednesday thursday friday saturday sunday start_date end_date",
    "calendar_dates.txt": "service_id date exception_type",
    "transfers.txt": "from_stop_id to_stop_id transfer_type min_transfer_time",
    "feed_info.txt": "feed_publisher_name feed_publisher_url feed_lang feed_start_date feed_end_date feed_version",
    "freight_services.txt": "route_id mode dispatch equipment capacity capacity_unit cutoff_h headway_h wait_p10_h wait_p50_h "
                            "wait_p90_h wait_max_h gross_max_t reefer_plugs dg_classes emission_class through_groups "
                            "source_id confidence notes",
    "freight_handling.txt": "stop_id from_mode to_mode operation applies equipment p10_h p50_h p90_h throughput_day "
                            "throughput_unit price price_unit currency free_days storage_day storage_unit co2e_kg co2e_unit "
                            "valid_from valid_to carried_after source_id confidence notes",
    "freight_variability.txt": "applies_to id from_stop_id to_stop_id month p10_h p50_h p90_h source_id confidence notes",
    "freight_closures.txt": "stop_id month modes chance p50_h p90_h source_id confidence notes",
    "freight_tariffs.txt": "tariff_id kind agency_id mode through_group from_id to_id both_ways equipment load hs "
                           "weight_from_t weight_to_t count_from count_to amount currency unit weight_min_t minimum "
                           "covers_handling valid_from valid_to carried_after covers source_id confidence notes",
    "freight_surcharges.txt": "surcharge_id name kind applies_to agency_id mode from_id to_id stop_id equipment hs dg reefer "
                              "amount currency unit valid_from valid_to carried_after source_id confidence notes",
    "freight_fx.txt": "date base quote rate source_id confidence notes",
    "freight_emissions.txt": "emission_class country traction unit wtt_g ttw_g distance_factor year certainty source_id "
                             "confidence notes",
    "freight_sections.txt": "section_id name from_stop_id to_stop_id mode layer both_ways operator gauge_mm capacity "
                            "capacity_unit length_km year load load_unit load_year status source_id confidence notes",
    "freight_projects.txt": "project_id name country kind layer status start completion cost_musd adds_value adds_unit "
                            "target relieves source_id confidence notes",
    "sources.txt": "source_id title publisher date address",
}

PUBLISHERS = {
    "cpmm.carecprogram.org": "CAREC CPMM", "github.com": "GitHub", "report.az": "Report News Agency", "trend.az": "Trend News Agency",
    "azernews.az": "Azernews", "astanatimes.com": "The Astana Times", "interrail.ru": "InterRail", "asco.az": "ASCO",
    "transit.az": "Transit coordination council of Azerbaijan", "index1520.com": "Eurasian Rail Alliance Index", "railways.kz": "KTZ",
    "seanews.ru": "SeaNews", "sea-news.az": "Sea News Azerbaijan", "menafn.com": "MENAFN", "wikipedia.org": "Wikipedia",
    "caliber.az": "Caliber", "qazinform.com": "Kazinform", "inform.kz": "Kazinform", "railwaygazette.com": "Railway Gazette",
    "utlc.com": "UTLC ERA", "middlecorridor.com": "TITR association", "lada.kz": "Lada.kz", "bp.com": "bp",
    "railway.ge": "Georgian Railway", "railturkey.org": "Rail Turkey", "raillynews.com": "RayHaber", "uic.org": "UIC",
    "vestikavkaza.ru": "Vestnik Kavkaza", "newscentralasia.net": "News Central Asia", "ktze.kz": "KTZ Express",
    "railwaypro.com": "Railway PRO", "railfreight.com": "RailFreight", "inbusiness.kz": "inbusiness.kz", "xinhuanet.com": "Xinhua",
}

ESTIMATE = "estimate"        # key of the pack's own judgement in the sources
FACTORS = "factors"
GOODS_TRAINS = "goods-trains"
FALLBACK = "fallback-rates"
DESNZ = "desnz"

OWN = [  # (key, title, publisher, date, address)
    (ESTIMATE, "Estimate of the makers of this pack: own knowledge and judgement, not looked up anywhere", "Karvan", "2026-03", ""),
    (GOODS_TRAINS, "Assumed timetable: ordinary goods trains, lorries and ships run here, but their times are not published; "
                   "running times from the section table with its speed classes", "Karvan", "2026-03", ""),
    (FALLBACK, "Assumed price level: rate by distance set by judgement between published rates of the same region", "Karvan", "2026-03", ""),
    (FACTORS, "Computed from public emission factors: ISO 14083 method, EcoTransIT energy table, Ember grid intensities, "
              "UK DESNZ 2025 conversion factors (Open Government Licence 3.0)", "Karvan", "2026-03", ""),
    (DESNZ, "UK greenhouse gas reporting: conversion factors 2025 (Open Government Licence 3.0), read in a public copy", "UK DESNZ", "2025",
     "https://github.com/scope3emissiontest-oss/JulesProject"),
]


class Pack:
    def __init__(self):
        self.tables = {name: [] for name in COLUMNS}
        self._sources = {}           # address or key -> id
        self._calendars = {}         # code -> service_id
        for key, title, publisher, date, address in OWN:
            self._add_source(key, title, publisher, date, address)

    # ---- rows

    def add(self, table, **fields):
        unknown = set(fields) - set(COLUMNS[table].split())
        assert not unknown, (table, unknown)
        self.tables[table].append({k: text(v) for k, v in fields.items()})

    def rows(self, table):
        return self.tables[table]

    # ---- sources: each address once

    def _add_source(self, key, title, publisher, date, address):
        source_id = f"S{len(self._sources) + 1:03}"
        self._sources[key] = source_id
        self.add("sources.txt", source_id=source_id, title=title, publisher=publisher, date=date, address=address)
        return source_id

    def own(self, key=ESTIMATE):
        return self._sources[key]

    def source(self, written):
        """The id of the first source in a `source` column of the facts, new when first met. Own knowledge
        and judgement all lead to the estimate's row."""
        return self.sources(written)[0]

    def sources(self, written):
        date = (re.findall(r"\((?:[^()]*?)((?:19|20)\d\d(?:-\d\d)?(?:-\d\d)?)[^()]*\)\s*$", written) or [""])[-1]
        addresses = re.findall(r"https?://\S+", written)
        addresses = [a.rstrip(",;") for a in addresses]
        found = []
        for address in addresses:
            if address not in self._sources:
                title, publisher = title_of(address)
                self._add_source(address, title, publisher, date, address)
            found.append(self._sources[address])
        if not found:
            if not written or re.match(r"own |computed ", written) or written.startswith("Own"):
                return [self._sources[ESTIMATE]]
            if written not in self._sources:
                self._add_source(written, written, "", date, "")
            found.append(self._sources[written])
        return found

    def cite(self, written):
        """(source id, ", also S012 S013" for the notes)"""
        found = self.sources(written)
        return found[0], (f"also {' '.join(found[1:])}" if len(found) > 1 else "")

    # ---- calendars

    def calendar(self, code):
        """daily | digits of weekdays, 1 Monday | digits/n+p every n-th week (phase p) | digits-d/n without
        weekday d in every n-th week"""
        if code not in self._calendars:
            self._calendars[code] = make_calendar(self, code)
        return self._calendars[code]

    # ---- end

    def finish(self):
        self.add("feed_info.txt", feed_publisher_name="Karvan", feed_publisher_url="https://karvan.invalid/", feed_lang="en",
                 feed_start_date=FIRST_DAY.strftime("%Y%m%d"), feed_end_date=LAST_DAY.strftime("%Y%m%d"), feed_version="middle-corridor 1")

    def save(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, columns in COLUMNS.items():
            columns = columns.split()
            path = folder / name
            if not self.tables[name]:
                path.unlink(missing_ok=True)
                continue
            with open(path, "w", encoding="utf-8", newline="") as f:
                f.write(",".join(columns) + "\n")
                for row in self.tables[name]:
                    f.write(",".join(field(row.get(c, "")) for c in columns) + "\n")

    def tell(self, readme, lines):
        """The counts, between their marks in the pack's README."""
        if not readme.exists():
            return
        before, _, rest = readme.read_text(encoding="utf-8").partition("<!-- counts")
        mark, _, rest = rest.partition("-->\n")
        _, _, after = rest.partition("<!-- end of counts -->")
        table = "| file | rows |\n|---|---|\n" + "".join(f"| {name} | {count} |\n" for name, count in self.counts())
        facts = "".join(f"- {line}\n" for line in lines)
        readme.write_text(f"{before}<!-- counts{mark}-->\n{table}\n{facts}<!-- end of counts -->{after}", encoding="utf-8")

    def counts(self):
        return [(name, len(rows)) for name, rows in self.tables.items() if rows]


def text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)


def field(value):
    if any(c in value for c in ',"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


def title_of(address):
    parts = urlsplit(address)
    host = re.sub(r"^(www|en|ru|m|de)\.", "", parts.netloc.split(":")[0])
    publisher = next((name for key, name in PUBLISHERS.items() if host.endswith(key)), host)
    words = unquote(parts.path).strip("/").split("/")
    slug = max(words, key=len) if words else ""
    slug = re.sub(r"\.(html?|amp|php)$", "", slug)
    slug = re.sub(r"[-_+]+", " ", slug).strip()
    if len(slug) < 8 or not re.search(r"[^\W\d]{4}", slug):
        slug = " ".join(w for w in re.split(r"[/_.-]+", unquote(parts.path)) if w)
        if parts.query:
            slug = (slug + " " + parts.query).strip()
    return (f"{publisher}: {slug[:110]}" if slug else publisher), publisher


WEEKDAY = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def make_calendar(pack, code):
    keep = lambda day: True                                   # noqa: E731
    if code == "daily":
        days, service_id = "1234567", "DAILY"
    else:
        m = re.fullmatch(r"([1-7]+)(?:-([1-7])/(\d+))?(?:/(\d+)(?:\+(\d+))?)?", code)
        days, without, every_without, every, phase = m.groups()
        service_id = "-".join(WEEKDAY[int(d) - 1] for d in days)
        week = lambda day: (day - FIRST_DAY.replace(day=1) + datetime.timedelta(days=3)).days // 7   # noqa: E731  weeks from Monday 2025-12-29
        if without:
            service_id += f"-NO-{WEEKDAY[int(without) - 1]}-EVERY-{every_without}"
            keep = lambda day: not (day.isoweekday() == int(without) and week(day) % int(every_without) == 0)   # noqa: E731
        if every:
            phase = int(phase or 0)
            service_id += f"-EVERY-{every}" + (f"-FROM-{phase}" if phase else "")
            keep = lambda day: week(day) % int(every) == phase   # noqa: E731
    flags = {name: (str(i + 1) in days) for i, name in
             enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
    pack.add("calendar.txt", service_id=service_id, start_date=FIRST_DAY.strftime("%Y%m%d"),
             end_date=LAST_DAY.strftime("%Y%m%d"), **flags)
    day = FIRST_DAY
    while day <= LAST_DAY:
        if str(day.isoweekday()) in days and not keep(day):
            pack.add("calendar_dates.txt", service_id=service_id, date=day.strftime("%Y%m%d"), exception_type=2)
        day += datetime.timedelta(days=1)
    return service_id
