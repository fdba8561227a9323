"""The shipped benchmarks give on this machine the very results that are recorded in the tree, from another machine.

A changed kernel, libc or runtime gives another result, recorded anew by `GUESTPIPE_ACCEPT=1` and looked at line by
line, as it tells what the change costs in instructions. Another plan that gives the same bytes changes nothing.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from conftest import CHECKOUT, Guestpipe
from goldens import FOLDER

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


def kept(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("result", "to_main", "program", "virtual_ns", "figures")}
