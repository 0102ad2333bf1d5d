"""The research tables, read as lists of dictionaries, with the places renamed to pack ids."""
import csv
import re


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return [{k: (v or "").strip() for k, v in row.items()} for row in csv.DictReader(f)]


def number(text):
    return float(text) if text else None


class Facts:
    def __init__(self, folder):
        self.places = read(folder / "places.csv")
        self.links = read(folder / "links.csv")
        self.handling = read(folder / "handling.csv")
        self.calendars = read(folder / "calendars.csv")
        self.tariffs = {row["id"]: row for row in read(folder / "tariffs.csv")}
        self.projects = read(folder / "projects.csv")
        self.traffic = read(folder / "traffic.csv")
        # a place without a UN/LOCODE is X-NAME in the facts and CC-NAME in the pack
        self.renamed = {}
        for row in self.places:
            fact_id = row["id"]
            row["id"] = f"{row['country']}-{self.plain(fact_id[2:], row['country'])}" if fact_id.startswith("X-") else fact_id
            self.renamed[fact_id] = row["id"]
        for row in self.links:
            row["from_id"], row["to_id"] = self.place(row["from_id"]), self.place(row["to_id"])
        for row in self.handling:
            row["place_id"] = self.place(row["place_id"])
        for row in self.calendars:
            row["origin_id"], row["destination_id"] = self.place(row["origin_id"]), self.place(row["destination_id"])

    @staticmethod
    def plain(name, country):
        """REDBRIDGE-AZ in AZ is AZ-REDBRIDGE."""
        return re.sub(f"-{country}$", "", name)

    def place(self, fact_id):
        return self.renamed.get(fact_id, fact_id)

    def link(self, link_id):
        for row in self.links:
            if row["id"] == link_id:
                return row
        raise KeyError(link_id)

    def service(self, name):
        for row in self.calendars:
            if row["service_name"] == name:
                return row
        raise KeyError(name)

    def hours(self, place, operation, mode=None, direction=None):
        """(min, typical, max, row) of a handling fact; None when nobody measured or judged it."""
        for row in self.handling:
            if row["place_id"] == place and row["operation"] == operation and row["hours_typ"]:
                if (mode is None or row["mode"] == mode) and (direction is None or row["direction"] == direction):
                    typ = number(row["hours_typ"])
                    low = number(row["hours_min"]) if row["hours_min"] else round(typ * 0.5, 2)
                    high = number(row["hours_max"]) if row["hours_max"] else round(typ * 2.0, 2)
                    return low, typ, high, row
        return None
