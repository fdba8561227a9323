"""The shipped benchmarks give on this machine the very results that are recorded in the tree, from another machine.

A result is recorded for a plan. A changed kernel is another plan, and if its result is another one, it is to be
recorded anew: `GUESTPIPE_ACCEPT=1`, to be looked at line by line, as it tells what the change costs in instructions.
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
    is_other_plan = any(one["plan_key"] != recorded[name]["plan_key"] for name, one in found.items())
    for one in (*found.values(), *recorded.values()):
        del one["plan_key"]
    if is_other_plan and found != recorded:
        pytest.skip(f"{guest}: another plan than the recorded one; GUESTPIPE_ACCEPT=1 records its result")
    assert found == recorded


def kept(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("plan_key", "result", "to_main", "program", "virtual_ns", "figures")}
