#!/usr/bin/env python3
"""check_includes.py ROOT - do all includes run one way between the rooms?

    base -> model -> engines -> booking, document -> store -> service -> http, cli

A file includes from its own room and from what stands to its left, never to its right and never from a neighbour.
Public headers stand apart: they include one another only, everybody may include them, but base, which has never
heard of freight, takes nothing from them but the statuses. The check first proves on made-up trees that it sees
each kind of fault, so that a silent change of the pattern cannot turn it into one that finds nothing.
"""
import pathlib
import re
import sys
import tempfile

RANK = {"base": 0, "model": 1,
        "plan": 2, "price": 2, "emissions": 2, "reliability": 2, "flow": 2, "simulate": 2, "trade": 2,
        "booking": 3, "document": 3, "store": 4, "service": 5, "http": 6, "cli": 6}
BASE_MAY_TAKE = {"karvan/status.h"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.M)


def fault_in(room, quoted, target, root):
    """Why a file of this room ('karvan' for public headers) may not include target; None when it may."""
    first = target.split("/")[0]
    if not quoted and first not in RANK:
        return None                                     # the C library or one we link
    if first == "karvan":
        if not (root / "include" / target).is_file():
            return "there is no such public header"
        if room == "base" and target not in BASE_MAY_TAKE:
            return "base has never heard of freight"
        return None
    if room == "karvan":
        return "a public header includes nothing of src"
    if first not in RANK or "/" not in target or ".." in target:
        return 'write it as "room/file.h"'
    if not (root / "src" / target).is_file():
        return "there is no such header"
    if first == room or RANK[first] < RANK[room]:
        return None
    if RANK[first] == RANK[room]:
        return f"{room} and {first} do not include one another; what needs both is a use case in service"
    return f"{first} stands to the right of {room}"


def faults(root):
    files = [*(root / "src").rglob("*.[ch]"), *(root / "include").rglob("*.h")]
    for path in sorted(files):
        parts = path.relative_to(root).parts
        room = parts[1]
        if room not in RANK and room != "karvan":
            yield f"{path.relative_to(root)}: this is not in a room"
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for match in INCLUDE.finditer(text):
            quoted = match[1] is not None
            target = match[1] or match[2]
            why = fault_in(room, quoted, target, root)
            if why:
                line = text.count("\n", 0, match.start()) + 1
                yield f"{path.relative_to(root)}:{line}: includes {target}: {why}"


#       file                    its text                            fault expected, or ""
SELF_CHECK = [
    ("src/plan/rounds.c",       '#include "model/corridor.h"',      ""),
    ("src/plan/rounds.c",       '#include "plan/search.h"',         ""),
    ("src/plan/rounds.c",       '#include <zlib.h>',                ""),
    ("src/plan/rounds.c",       '#include "karvan/plan.h"',         ""),
    ("src/service/quote.c",     '#include "price/price.h"',         ""),
    ("src/plan/rounds.c",       '#include "price/price.h"',         "one another"),
    ("src/plan/rounds.c",       '  #  include <price/price.h>',     "one another"),
    ("src/http/server.c",       '#include "cli/cli.h"',             "one another"),
    ("src/base/text.c",         '#include "model/corridor.h"',      "to the right"),
    ("src/base/text.c",         '#include "karvan/plan.h"',         "never heard"),
    ("src/base/text.c",         '#include "karvan/status.h"',       ""),
    ("src/price/price.c",       '\n#include "service/quote.h"',     "to the right"),
    ("src/plan/rounds.c",       '#include "search.h"',              "room/file.h"),
    ("src/plan/rounds.c",       '#include "plan/../cli/cli.h"',     "room/file.h"),
    ("src/plan/rounds.c",       '#include "plan/gone.h"',           "no such header"),
    ("src/attic/old.c",         '',                                 "not in a room"),
    ("include/karvan/plan.h",   '#include "karvan/status.h"',       ""),
    ("include/karvan/plan.h",   '#include <stdint.h>',              ""),
    ("include/karvan/plan.h",   '#include "base/text.h"',           "nothing of src"),
    ("include/karvan/plan.h",   '#include <base/text.h>',           "nothing of src"),
]


def check_self():
    headers = ["include/karvan/status.h", "include/karvan/plan.h", "src/base/text.h", "src/model/corridor.h",
               "src/plan/search.h", "src/price/price.h", "src/service/quote.h", "src/cli/cli.h"]
    for name, text, expected in SELF_CHECK:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path in [*headers, name]:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text("", encoding="utf-8")
            (root / name).write_text(text + "\n", encoding="utf-8")
            found = list(faults(root))
            good = len(found) == 1 and expected in found[0] if expected else not found
            if not good:
                print(f"the check is broken: {name} with {text!r} gave {found}, expected {expected or 'nothing'!r}")
                return False
    return True


def main():
    root = pathlib.Path(sys.argv[1])
    if not check_self():
        return 1
    found = list(faults(root))
    print("\n".join(found) or "all includes run one way")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
