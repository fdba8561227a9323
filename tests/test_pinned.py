"""The tests' own store: larger than it is to be, it loses what was not used for long; never while it is in use."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pinned
from guestpipe.store.gc import Policy
from guestpipe.store.store import Store
from store_worlds import build, key

SMALL = Policy(grace_s=0, max_bytes=1500)


def fill(path: Path) -> None:
    for number in range(3):
        with Store.open(path, now=partial(float, number)) as store:
            build(store, number, {"f": b"x" * 500, "number": str(number).encode()})


def kept(path: Path) -> list[int]:
    with Store.open(path) as store:
        return [number for number in range(3) if store.by_plan_key(key(number))]


def test_a_store_that_is_too_large_loses_what_was_not_used_for_longest(tmp_path: Path) -> None:
    fill(tmp_path)
    pinned.bound(tmp_path, SMALL)
    assert kept(tmp_path) == [2]


def test_a_store_within_its_bound_keeps_everything(tmp_path: Path) -> None:
    fill(tmp_path)
    pinned.bound(tmp_path, SMALL._replace(max_bytes=1 << 20))
    assert kept(tmp_path) == [0, 1, 2]


def test_a_store_that_another_session_uses_is_left_alone(tmp_path: Path) -> None:
    fill(tmp_path)
    with Store.open(tmp_path):
        pinned.bound(tmp_path, SMALL)
    assert kept(tmp_path) == [0, 1, 2]


def test_what_another_session_has_just_made_stays(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        build(store, 0, {"f": b"x" * 2000})
    pinned.bound(tmp_path, pinned.BOUND._replace(max_bytes=1))
    assert kept(tmp_path) == [0]
