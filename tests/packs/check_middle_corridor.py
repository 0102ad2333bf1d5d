"""The committed reference pack passes its generator's own check, and is no smaller than promised."""
import csv
import sys
from pathlib import Path

root = Path(sys.argv[1])
sys.path.insert(0, str(root / "tools"))
sys.dont_write_bytecode = True

from corridor import check  # noqa: E402
from corridor.pack import COLUMNS, Pack  # noqa: E402

pack = Pack()
for name in COLUMNS:
    path = root / "packs" / "middle-corridor" / name
    if path.exists():                   # transfers.txt is not written: all changes stand in freight_handling.txt
        with open(path, encoding="utf-8", newline="") as f:
            pack.tables[name] = list(csv.DictReader(f))
faults = check.run(pack)
places = [r for r in pack.rows("stops.txt") if r["location_type"] == "1"]
if len(places) < 150:
    faults.append(f"{len(places)} places, 150 promised")
calendars = pack.rows("calendar.txt")
if {(r["start_date"], r["end_date"]) for r in calendars} != {("20260101", "20281231")}:
    faults.append("a calendar does not cover 2026 to 2028")
for table in ("freight_tariffs.txt", "freight_surcharges.txt"):
    for r in pack.rows(table):
        if r["carried_after"] and r["carried_after"] > r["valid_to"]:
            faults.append(f"{table}: {next(iter(r.values()))} is carried after its end")
        if r["confidence"] == "published" and not next(s for s in pack.rows("sources.txt") if s["source_id"] == r["source_id"])["title"]:
            faults.append(f"{table}: {next(iter(r.values()))} is published without a source")
own = {r["source_id"] for r in pack.rows("sources.txt") if not r["address"] and r["publisher"] == "Karvan"}
for table, rows in pack.tables.items():
    for r in rows:
        if r.get("confidence") == "published" and r["source_id"] in own:
            faults.append(f"{table}: {next(iter(r.values()))} is called published but rests on our own judgement")
for fault in faults[:40]:
    print(fault, file=sys.stderr)
sys.exit(1 if faults else 0)
