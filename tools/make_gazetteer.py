#!/usr/bin/env python3
"""make_gazetteer.py - from the raw UN/LOCODE list and the place list of the reference corridor to data/places/

    tools/make_gazetteer.py UNLOCODE.csv PLACES.csv OUTPUT_DIRECTORY

UNLOCODE.csv   locode,name,name_ascii,subdivision,function,date,lat,lon,coord_source
PLACES.csv     id,locode,name,country,lat,lon,kind,...; ids X-NAME have no LOCODE

writes unlocode.csv and extra.csv, in the order of their codes; the same input gives the same bytes.
names.csv in the same directory is written by hand and only read here, to name codes that do not exist.

What is wrong with the raw list, and what is done about it
  - It is a mixture: the part of France was UTF-8 and is whole, all other parts were Latin-1 and were read as
    UTF-8, so every letter outside ASCII became U+FFFD. The byte is gone, but the column without diacritics
    still has the base letter in its place. The letter is put back where the spelling of the country leaves no
    choice (German o is always ö), where a rule of spelling decides (Portuguese -ao is -ão), or where the
    word stands in gazetteer_words.txt or, for French, among the intact names of France. Otherwise the
    plain letter stays: no guess is written.
  - Some Central European letters were already "?" in the original; those names are mended by code below.
  - Rows whose name held a comma were cut at it: name and qualifier are joined again, function, subdivision
    and coordinates of such a row are lost.
  - The United States have lost their functions and their own coordinates; what stands there was matched by name,
    and is dropped where it lies outside of its state. The same for other countries.
  - Coordinates with a wrong sign or with latitude and longitude exchanged are turned round, impossible ones
    are dropped.
  - Missing coordinates are taken from places of the same country with the same name when those agree.
"""
import collections
import csv
import io
import math
import os
import re
import sys
import unicodedata

LOST = "\ufffd"
HERE = os.path.dirname(os.path.abspath(__file__))

FRENCH = set("BE CA CH LU FR CI BF GN ML CM MU MA MR TD CF TG TN GA HT GP MQ CG RE BJ GF VU NE SN SC WF YT MF BL "
             "TF MG NC DZ KM JE PF".split())
PORTUGUESE = set("BR PT AO MZ GW".split())
SPANISH = set("ES MX PA CL AR GT CO CR BO PE HN VE EC DO PY CU SV NI UY PR PH GQ BZ".split())
GROUPS = {"FRENCH": FRENCH, "PORTUGUESE": PORTUGUESE}

# Countries in which a lost letter can have been only one: plain -> marked.
LETTERS = {
    "DE AT LI NA": "aäoöuüAÄOÖUÜ",
    "SE": "aäoöAÄOÖ",
    "FI": "aäoöAÄOÖ",
    "NO SJ": "aåoøAÅOØ",
    "DK FO": "aåoøAÅOØ",
    "HU": "aáeéiíAÁEÉUÚ",
    "CZ SK": "aáeéiíoóuúyýAÁEÉIÍOÓUÚYÝ",
    "PL": "oóOÓ",
    "EE": "aäoõuüAÄOÕUÜ",
    "IS": "aáiíuúoóAÁIÍUÚOÓ",
    "TR": "cçoöuüCÇOÖUÜ",
    "TM": "aäoöuüyýAÄOÖUÜYÝ",
    "RO": "aâiîAÂIÎ",
    "AL": "eëcç",
    "RU BY UA": "eë",
    "KZ": "oö",
    "GR": "aáeéiíoóuúyýAÁEÉIÍOÓUÚYÝ",
    "IT": "aàeèiìoòuù",
    "CH": "aäoöuüeé",
    "LU": "eéaäuü",
    "AD": "aàoó",
    "MN": "oöuüOÖUÜ",
}

# Letters that were "?" already in the original, and the second halves of names cut at a comma.
NAMES = {
    "CZ9YI": "Střílky", "CZBAT": "Batňovice", "CZBOO": "Bolehošť", "CZBVZ": "Bratříkov",
    "CZCVA": "Červená Voda", "CZCYD": "Černý Důl", "CZJNR": "Jaroměřice nad Rokytnou", "CZKAD": "Kadaň",
    "CZKTA": "Košťálov", "CZMAE": "Mařatice", "CZMUV": "Mukařov", "CZOST": "Ostroměř", "CZPEV": "Petřvald",
    "CZPKR": "Křimice", "CZPRY": "Přemyslovice", "CZSIB": "Sibřina", "CZSVR": "Svrkyně", "CZTEC": "Těchonín",
    "CZTZK": "Těrlicko", "CZUCN": "Blučina", "HRCAK": "Čakovec", "HRGRA": "Gračac", "HRGSP": "Gospić",
    "HRKAS": "Kaštel Sućurac", "HRMET": "Metković", "HROTO": "Otočac", "HRSDA": "Satnica Đakovačka",
    "HUBLA": "Balatonfűzfő", "HUBOY": "Bőny", "HUFEL": "Felsőlajos", "HUFZS": "Fertőszentmiklós",
    "HUHAF": "Petőfibánya", "HUHAS": "Csemő", "HUKOZ": "Kőszárhegy", "HULOV": "Lövő", "HUMZK": "Mezőkomárom",
    "HUOTN": "Őrbottyán", "HUSZN": "Szendrő", "HUTEY": "Tényő", "HUUJR": "Újrónafő", "HUVCS": "Gávavencsellő",
    "HUVES": "Kemeneshőgyész", "HUZZB": "Mezőzombor", "JPAGC": "Agui/Aichi", "LTAGM": "Augmėnai",
    "LTDEW": "Darbėnai", "LTDID": "Didžioji Reišė", "LTEMK": "Eitminiškės", "LTKEL": "Kelmė",
    "LTMOS": "Mosėdis", "LVBRC": "Brocēni", "LVMPS": "Mālpils", "LVSKR": "Skrīveri", "MDVUL": "Vulcănești",
    "MTSGW": "San Ġwann, Valletta", "MTSJN": "San Ġiljan (St Julian)", "PLBED": "Będzino",
    "PLBEL": "Bełżyce", "PLDOL": "Dołuje Mierzyn", "PLGWM": "Głogów Małopolski", "PLKET": "Kętrzyn",
    "PLKMS": "Kamień Krajeński", "PLMIK": "Mikołów", "PLMRC": "Mroczeń", "PLSLA": "Sławno",
    "PLSTJ": "Stare Jeżewo", "PLWLR": "Wólka Radzymińska", "RODIM": "Dâmbovița", "RORGU": "Târgu Lăpuș",
    "SKBNI": "Balog nad Ipľom", "SKCEL": "Čeľadice", "SKHOK": "Horná Kráľová", "SKMES": "Mestečko",
    "SKPDT": "Podtureň", "SKPEL": "Ipeľský Sokolec", "SKR4B": "Rúbaň", "SKTOR": "Tornaľa",
    "SKVEP": "Veľká Paka", "SKVLN": "Veľká Lomnica", "SKVNV": "Višňové", "SKVOC": "Vaľkovce",
    "SKVRA": "Vranov nad Topľou", "SKVUE": "Veľké Uherce", "SKZKL": "Zemianske Kostoľany", "TRIZM": "İzmir",
    "TRMGL": "İçmeler", "TRMKP": "Mustafa Kemalpaşa", "TROPR": "Öncüpınar", "TRSRS": "Sarıseki",
    "VNVAG": "Vũng Áng", "PLCZE": "", "MUPEY": "Pointe d'Esny", "RUKAD": "Korolyov (ex Kaliningrad), Moskovskaya",
    "DE3AG": "Altenau, Mühlberg", "DE5AI": "Altenhof, Eckernförde", "DE9AH": "Altenhagen, Kröpelin",
    "DEBXE": "Buxheim, Unterallgäu", "DEPON": "Polling, Mühldorf am Inn",
    "DEREB": "Rottenbach, Erlangen-Höchstadt", "DESFU": "Stein bei Nürnberg, Fürth/Mittelfranken",
    "DKNDB": "Nordby Havn, Fanø", "DKVES": "Vesterø Havn, Læsø", "GRANI": "Agios Nikólaos, Kríti",
    "GRCHI": "Chaidari, Athens", "ISHFN": "Höfn, Hornafjördur", "PAPTY": "Panamá, Ciudad de",
    "PLPNI": "Panki, Janów", "PLJNO": "Janów, Katowice", "PTCAL": "Calheta, Island São Jorge",
    "PTLGP": "Lagoa, Island São Miguel", "PTMAS": "Maia, Island São Miguel", "ROCNC": "Câlnic, Gorj",
    "SELGR": "Älgarås, Töreboda", "SERUD": "Ruda, Högsby", "SESTR": "Sandvik, Styrsö",
    "ESMAH": "Mahón, Menorca", "JPOSM": "Ōshima, Nagasaki", "TRPAZ": "Pazarkule",
    "FOFAE": "",
}

SPECIAL = str.maketrans({"ø": "o", "Ø": "O", "æ": "a", "Æ": "A", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d",
                         "ı": "i", "İ": "I", "ß": "s", "ħ": "h", "ё": "e"})


def plain(text):
    """without diacritics, letter by letter: the length stays"""
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return text.translate(SPECIAL)


def fold(text):
    return re.sub(r"[^a-z0-9]+", " ", plain(text).lower()).strip()


def read_words(path):
    words = collections.defaultdict(dict)
    for line in open(path, encoding="utf-8"):
        if line.startswith("#") or not line.strip():
            continue
        where, *items = line.split()
        for country in GROUPS.get(where, where.split(",")):
            for word in items:
                words[country][plain(word)] = word
    return words


def french_words(rows):
    """words of the intact names of France that are always spelled with the same marks"""
    seen = collections.defaultdict(set)
    for r in rows:
        if r["locode"].startswith("FR") and LOST not in r["name"]:
            for w in re.findall(r"[^\W\d_]+", r["name"]):
                seen[plain(w)].add(w)
    return {k: next(iter(v)) for k, v in seen.items() if len(v) == 1}


def same_gaps(word, found):
    """does `found` agree with every letter that was not lost, and have a mark where one was?"""
    return len(word) == len(found) and all(
        (plain(f) != f) if w == LOST else plain(f) == plain(w) for w, f in zip(word, found))


def french(word, base):
    out = list(base)
    for i, c in enumerate(word):
        if c != LOST:
            continue
        b, before, rest = base[i], base[:i].lower(), base[i + 1:].lower()
        if b == "E":
            out[i] = "É"
        elif b == "c":
            out[i] = "ç"
        elif b == "e":
            grave = re.fullmatch(r"(re|res|ne|nes|se|le|les|ce|che|ches|de|des|me|mes|vre|vres|cles)", rest)
            grave = grave and LOST not in word[i + 1:] or (rest == "s" and before)
            out[i] = "è" if grave else "é"
        elif b in "Ii" and i == 0:
            out[i] = {"I": "Î", "i": "î"}[b]
        elif b == "a" and len(base) == 1:
            out[i] = "à"
        else:
            return None
    return "".join(out)


def portuguese(word, base, country):
    out = list(base)
    for i, c in enumerate(word):
        if c != LOST:
            continue
        b, rest = base[i], base[i + 1:].lower()
        nasal = rest[:1] in ("m", "n") and len(rest) > 1
        if b in "cC":
            out[i] = {"c": "ç", "C": "Ç"}[b]
        elif b in "iI":
            out[i] = {"i": "í", "I": "Í"}[b]
        elif b in "uU":
            umlaut = base[i - 1:i] in ("g", "q") and rest[:1] in ("e", "i")
            out[i] = "ü" if umlaut else {"u": "ú", "U": "Ú"}[b]
        elif b in "aA":
            if len(base) == 1:
                mark = "à"
            elif rest in ("o", "os", "ozinho", "e", "es", "i", "is"):
                mark = "ã"
            elif nasal:
                mark = "â"
            else:
                mark = "á"
            out[i] = mark if b == "a" else mark.upper()
        elif b in "oO":
            if rest in ("e", "es", "ezinhos"):
                mark = "õ"
            elif nasal:
                if country != "BR":
                    return None
                mark = "ô"
            else:
                mark = "ó"
            out[i] = mark if b == "o" else mark.upper()
        elif b in "eE":
            if nasal:
                if country != "BR" and not rest.startswith("nc"):
                    return None
                mark = "ê"
            else:
                mark = "é"
            out[i] = mark if b == "e" else mark.upper()
        else:
            return None
    return "".join(out)


def spanish(word, base, catalan):
    out = list(base)
    for i, c in enumerate(word):
        if c != LOST:
            continue
        b, rest = base[i], base[i + 1:].lower()
        if b in "nN":
            out[i] = {"n": "ñ", "N": "Ñ"}[b]
        elif b == "c":
            out[i] = "ç"
        elif b == "u" and base[i - 1:i].lower() in ("g", "q") and rest[:1] in ("e", "i"):
            out[i] = "ü"
        elif catalan and b in "ae" or catalan and b == "o" and rest not in ("", "s"):
            return None
        elif b in "aeiouAEIOU":
            out[i] = dict(zip("aeiouAEIOU", "áéíóúÁÉÍÓÚ"))[b]
        else:
            return None
    return "".join(out)


class Restorer:
    def __init__(self, rows):
        self.words = read_words(os.path.join(HERE, "gazetteer_words.txt"))
        self.france = french_words(rows)
        self.letters = {}
        for countries, pairs in LETTERS.items():
            for country in countries.split():
                self.letters[country] = dict(zip(pairs[0::2], pairs[1::2]))
        self.count = collections.Counter()

    def word(self, word, base, row):
        country = row["locode"][:2]
        found = self.words[country].get(base)
        if found == base:
            return None                                     # the list says: do not guess
        if found and same_gaps(word, found):
            return found
        if country in FRENCH and country not in ("CH", "LU"):
            found = self.france.get(base) or self.france.get(base.lower()) or self.france.get(base.capitalize())
            if found and same_gaps(word, found):
                return found if base[:1].isupper() == found[:1].isupper() else None
            return french(word, base)
        if country in PORTUGUESE:
            return portuguese(word, base, country)
        if country in SPANISH:
            return spanish(word, base, country == "ES" and row["subdivision"] in ("B", "GI", "L", "T", "PM"))
        letters = self.letters.get(country, {})
        if country == "HU" and any(w == LOST and b in "ouOU" for w, b in zip(word, base)) and base not in ("U",):
            return None                                     # ó, ö or ő: only the list knows
        if country == "IS" and any(w == LOST and b in "o" for w, b in zip(word, base)):
            return None
        out = []
        for i, (w, b) in enumerate(zip(word, base)):
            if w != LOST:
                out.append(w)
            elif b in letters:
                out.append(letters[b])
            else:
                return None
        out = "".join(out)
        if country == "IT" and not re.search(r"[àèìòù]$", out) and base not in (
                "Castions", "Chiopris", "Giorgio", "Gonars", "Gonnosfanadiga", "Soleminis", "Suergiu", "Verres"):
            return None
        if country == "SE" or country == "FI":              # -ås, -näs, -å are decided by the list; the rest is ä
            if re.search(r"(?<!n)äs$|ä$|gärd", out) and country == "SE":
                return None
        return out

    def name(self, row):
        """the name with its letters put back, word by word"""
        name, base = row["name"], row["name_ascii"]
        if LOST not in name:
            return name
        if len(name) != len(base) or LOST in base:
            self.count["not aligned"] += 1
            return base.replace(LOST, "")
        out = []
        for m in re.finditer(r"[^ \-/(),.'=\"]+|[ \-/(),.'=\"]+", name):
            part, under = m.group(), base[m.start():m.end()]
            if LOST in part:
                lost = part.count(LOST)
                found = self.word(part, under, row)
                self.count["letters put back" if found else "letters left plain"] += lost
                part = found or under
            out.append(part)
        return "".join(out)


def join_cut_rows(rows):
    """`"Ageo-Shi`, ` Saitama"` was one quoted field: join it, drop what slid into the wrong columns"""
    joined = 0
    for r in rows:
        if not r["name"].startswith('"'):
            continue
        joined += 1
        first, second = r["name"].strip('" '), r["name_ascii"].strip('" ')
        base = r["subdivision"].strip('" ')
        r["name"] = first + (", " + second if second else "")
        r["name_ascii"] = base + (", " + plain(second) if second else "")
        r["subdivision"] = r["function"] = r["lat"] = r["lon"] = r["coord_source"] = ""
    return joined


def km(a, b):
    la, lo, lb, lp = map(math.radians, (a[0], a[1], b[0], b[1]))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 12742 * math.asin(math.sqrt(h))


NOISE = re.compile(r"\b(apt|airport|international|int|intl|pt|port|railway|station|terminal|harbour|anchorage|"
                   r"of|city|free zone)\b")


def bare(name):
    return re.sub(r"\s+", " ", NOISE.sub(" ", fold(re.sub(r"\(.*?\)", " ", name)))).strip()


def fill_coordinates(rows, counts):
    """A row without coordinates gets those of its country's places with the same bare name, if they lie
    within 25 km of one another; 'Terminal/City' and 'Suburb/City' get those of the city."""
    known = collections.defaultdict(list)
    for r in rows:
        if r["lat"]:
            point = (float(r["lat"]), float(r["lon"]))
            keys = {bare(r["name_ascii"])}
            if "/" in r["name_ascii"]:
                keys = {bare(r["name_ascii"].split("/")[0])}
            for key in keys:
                if key:
                    known[r["locode"][:2], key].append((point, r["subdivision"]))
    for r in rows:
        if r["lat"]:
            continue
        names = [bare(r["name_ascii"].split("/")[0])]
        if "/" in r["name_ascii"]:
            names.append(bare(r["name_ascii"].split("/")[-1]))
        for rank, key in enumerate(names):
            near = known.get((r["locode"][:2], key), [])
            points = [p for p, sub in near if sub == r["subdivision"] or not sub or not r["subdivision"]]
            if not key or not points or any(km(points[0], p) > 25 for p in points):
                continue
            r["lat"], r["lon"] = ("%g" % x for x in points[0])
            r["coord_source"] = "city" if rank else "same-name"
            counts["coordinates from the " + ("city" if rank else "same name")] += 1
            break


# Far from every other place of their country, and right.
REMOTE = set("NLSAB CLIPC CLJFZ AUMQI AULDH JPMUS".split())


def mend_coordinates(rows, counts):
    """A minus sign or the order of latitude and longitude is often wrong. A place 250 km and more from every
    other place of its country is turned round if that brings it among them, else its coordinates go when
    they are unece's own, 400 km and more from all others, and far outside the country's usual extent."""
    countries = collections.defaultdict(list)
    for r in rows:
        if r["lat"]:
            p = (float(r["lat"]), float(r["lon"]))
            if abs(p[0]) < 0.1 and abs(p[1]) < 0.1 or abs(p[0]) > 90 or abs(p[1]) > 180:
                r["lat"] = r["lon"] = r["coord_source"] = ""
                counts["coordinates dropped (0, 0 or not on the earth)"] += 1
                continue
            countries[r["locode"][:2]].append((p, r))
    for country, items in countries.items():
        if len(items) < 10 or country == "AQ":
            continue
        cells = collections.defaultdict(list)
        for p, r in items:
            cells[int(p[0] // 3), int(p[1] // 5)].append((p, r))

        def nearest(p, me):
            for ring in (1, 5):                             # cells of 3 by 5 degrees; beyond 1500 km is far enough
                span = range(-ring, ring + 1)
                close = min((km(p, q) for dy in span for dx in span
                             for q, r in cells.get((int(p[0] // 3) + dy, int(p[1] // 5) + dx), ()) if r is not me),
                            default=9999)
                if close < 200:
                    break
            return close

        middle = (sorted(p[0] for p, _ in items)[len(items) // 2], sorted(p[1] for p, _ in items)[len(items) // 2])
        extent = sorted(km(middle, p) for p, _ in items)[len(items) * 95 // 100]
        for p, r in items:
            cell = cells[int(p[0] // 3), int(p[1] // 5)]
            if r["locode"] in REMOTE or any(s is not r and km(p, q) < 250 for q, s in cell):
                continue
            away = nearest(p, r)
            if away < 250:
                continue
            turns = [(nearest(q, r), q) for q in ((p[0], -p[1]), (-p[0], p[1]), (-p[0], -p[1]), (p[1], p[0]))
                     if abs(q[0]) <= 90]
            best, q = min(turns)
            if best < 50 and r["coord_source"] == "unece":
                r["lat"], r["lon"] = "%g" % q[0], "%g" % q[1]
                r["coord_source"] = "unece-turned"
                counts["coordinates turned round"] += 1
            elif away > 400 and r["coord_source"] == "unece" and km(middle, p) > 2 * extent:
                r["lat"] = r["lon"] = r["coord_source"] = ""
                counts["coordinates dropped (outside the country)"] += 1


def drop_misplaced(rows, counts):
    """Coordinates that were matched by name (geonames) can belong to a namesake: Chicago of Tennessee. They go when
    they lie far outside of what their subdivision's other places cover."""
    groups = collections.defaultdict(list)
    for r in rows:
        if r["lat"] and r["subdivision"]:
            groups[r["locode"][:2], r["subdivision"]].append(((float(r["lat"]), float(r["lon"])), r))
    for items in groups.values():
        if len(items) < 8:
            continue
        middle = tuple(sorted(p[i] for p, _ in items)[len(items) // 2] for i in (0, 1))
        extent = sorted(km(middle, p) for p, _ in items)[len(items) * 3 // 4]
        for p, r in items:
            if r["coord_source"] == "geonames" and km(middle, p) > max(150, 2 * extent):
                r["lat"] = r["lon"] = r["coord_source"] = ""
                counts["coordinates dropped (of a namesake)"] += 1


def pack_code(place):
    """X-ALTYNKOL in KZ is KZ-ALTYNKOL, X-REDBRIDGE-AZ in AZ is AZ-REDBRIDGE"""
    return place["country"] + "-" + re.sub("-" + place["country"] + "$", "", place["id"][2:])


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    text = open(sys.argv[1], "rb").read().decode("utf-8")
    rows = [r for r in csv.DictReader(io.StringIO(text, newline="")) if len(r["locode"]) == 5]
    places = list(csv.DictReader(open(sys.argv[2], encoding="utf-8", newline="")))
    counts = collections.Counter()
    restorer = Restorer(rows)

    counts["rows joined at a comma"] = join_cut_rows(rows)
    for r in rows:
        mended = NAMES.get(r["locode"])
        if mended:
            r["name"], r["name_ascii"] = mended, plain(mended).replace("d'", "d'")
            counts["names mended by code"] += 1
        else:
            r["name_ascii"] = r["name_ascii"].replace(LOST, "")
            r["name"] = restorer.name(r)
        for field in ("name", "name_ascii"):
            r[field] = re.sub(r"\s+", " ", r[field]).strip(" =")
    counts.update(restorer.count)

    raw = {r["locode"]: r for r in rows}
    mend_coordinates(rows, counts)
    drop_misplaced(rows, counts)
    for p in places:                                        # the corridor's own points: fill gaps, mend slips
        r = raw.get(p["locode"])
        if r and (not r["lat"] or km((float(r["lat"]), float(r["lon"])), (float(p["lat"]), float(p["lon"]))) > 60):
            r["lat"], r["lon"], r["coord_source"] = "%g" % float(p["lat"]), "%g" % float(p["lon"]), "corridor"
            counts["coordinates from the corridor"] += 1
    counts["rows without coordinates before"] = sum(not r["lat"] for r in rows)
    fill_coordinates(rows, counts)
    counts["rows without coordinates after"] = sum(not r["lat"] for r in rows)

    rows.sort(key=lambda r: r["locode"])
    out = sys.argv[3]
    write(os.path.join(out, "unlocode.csv"),
          ["code", "name", "name_ascii", "subdivision", "function", "lat", "lon", "coord_source"],
          [[r["locode"], r["name"], r["name_ascii"] if r["name_ascii"] != r["name"] else "", r["subdivision"],
            r["function"] if r["function"] != "0" else "", r["lat"], r["lon"], r["coord_source"]] for r in rows])

    extra = [[p["locode"] or pack_code(p), p["name"], p["lat"], p["lon"], p["country"], p["kind"],
              p["source"]] for p in places if p["locode"] not in raw]
    extra.sort()
    write(os.path.join(out, "extra.csv"), ["code", "name", "lat", "lon", "country", "kind", "source"], extra)
    counts["rows written"], counts["extra places"] = len(rows), len(extra)

    codes = {r["locode"] for r in rows} | {e[0] for e in extra}
    names = os.path.join(out, "names.csv")
    if os.path.exists(names):
        for n in csv.DictReader(open(names, encoding="utf-8", newline="")):
            if n["code"] not in codes:
                print("names.csv: no place has the code", n["code"], file=sys.stderr)
    for what, n in sorted(counts.items()):
        print("%7d %s" % (n, what), file=sys.stderr)


main()
