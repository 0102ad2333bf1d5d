#!/usr/bin/env python3
"""Build packs/middle-corridor from the facts: a GTFS feed with freight files beside it.

    python3 tools/make_corridor.py --facts ../shared/facts --out packs/middle-corridor

The facts are research tables (places, links, handling, calendars, tariffs, projects). This program turns
them into a pack as docs/pack-format.md describes it, keeps the source of every figure and marks every
estimate. Same facts, same bytes: no clock, no randomness, no set order. It ends with a check of its own
(references, prices, calendars) and prints counts; it fails when the check does.
"""
import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corridor import check, environment, handling, lines, places, tariffs  # noqa: E402
from corridor.facts import Facts  # noqa: E402
from corridor.pack import Pack  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--facts", type=Path, required=True, help="folder of the research tables")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack, made when missing")
    args = parser.parse_args()

    facts = Facts(args.facts)
    pack = Pack()
    network = places.Network(facts, pack)
    lines.write(pack, facts, network)          # agencies, routes, trips, times, services; says which terminals are used
    places.write(pack, facts, network)         # stops: the places and the terminals in use
    handling.write(pack, facts, network)
    tariffs.write(pack, facts, network)
    environment.write(pack, facts, network)    # closures, lateness, emissions, exchange, sections, projects
    pack.finish()
    pack.save(args.out)

    faults = check.run(pack)
    figures = list(check.figures(pack))
    pack.tell(args.out / "README.md", figures)
    for name, count in pack.counts():
        print(f"{name:26} {count:7}")
    print("\n".join(figures))
    for fault in faults:
        print("fault:", fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
