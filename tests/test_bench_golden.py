"""The shipped benchmarks give on this machine the very results that are recorded in the tree, from another machine.

A changed kernel, libc or runtime gives another result, recorded anew by `GUESTPIPE_ACCEPT=1` and looked at line by
line, as it tells what the change costs in instructions. Another plan that gives the same bytes changes nothing.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

import pytest

from conftest import CHECKOUT, Guestpipe
from goldens import FOLDER
from guestpipe.bench.compare import aligned
from guestpipe.cli.bench import number

FILE = FOLDER / "bench-counted.json"
GUESTS = ("fibonacci", "sort", "fibonacci-haskell")


@pytest.mark.parametrize("guest", GUESTS)
def test_a_shipped_benchmark_gives_what_is_recorded(guestpipe: Guestpipe, guest: str) -> None:
    said = guestpipe("bench", CHECKOUT / "guests" / guest / "guest.toml", "--json")
    assert said.returncode == 0, said.stderr
    found = {f"{one['benchmark']}-{one['cpus']}": kept(one) for one in json.loads(said.stdout)}
    known: dict[str, Any] = json.loads(FILE.read_text()) if FILE.exists() else {}
    if os.environ.get("GUESTPIPE_ACCEPT"):
        FILE.write_text(json.dumps({**known, guest: found}, indent=2, sort_keys=True) + "\n")
        pytest.skip("accepted")
    recorded = known[guest]
    assert recorded.keys() == found.keys()
    assert found == recorded, f"{guest}: if that is meant, GUESTPIPE_ACCEPT=1 records it"


def test_the_figures_of_the_documentation_are_those_that_are_recorded() -> None:
    page = CHECKOUT / "docs/bench.md"
    one = json.loads(FILE.read_text())["fibonacci"]["fibonacci-1"]
    counts = (number(one[name]) for name in ("to_main", "program", "virtual_ns"))
    head = ("benchmark", "cpus", "to main", "program", "virtual ns", "answer", "result")
    rows = [head, ("fibonacci", "1", *counts, one["figures"]["answer"], one["result"])]
    shown = "\n".join(aligned(rows, frozenset({0, 6}))) + "\n"
    text = page.read_text(encoding="utf-8")
    if os.environ.get("GUESTPIPE_ACCEPT"):
        page.write_text(re.sub(r"benchmark  cpus .*\n.*\n", shown, text, count=1), encoding="utf-8")
        pytest.skip("accepted")
    assert shown in text, "docs/bench.md: if that is meant, GUESTPIPE_ACCEPT=1 writes it there, too"


def kept(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("result", "to_main", "program", "virtual_ns", "figures")}
