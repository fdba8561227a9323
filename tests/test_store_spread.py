"""Spreading: every item is done once, in however many processes, and a process that dies is noticed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestpipe.errors import StoreError
from guestpipe.store import spread as spreading
from guestpipe.store.spread import spread
from guestpipe.store.store import Store
from guestpipe.store.verify import verify
from store_worlds import build, damage

LARGE = 64 << 20


@given(st.lists(st.integers(0, 1000)), st.integers(1, 4))
def test_every_item_is_done_once(items: list[int], jobs: int) -> None:
    done = spread(lambda item: item * 2 if item % 3 else None, items, lambda item: LARGE, jobs)
    assert sorted(done) == sorted(item * 2 for item in items if item % 3)


def test_much_work_is_done_by_several_processes_and_little_by_one() -> None:
    assert len(set(spread(lambda _: os.getpid(), range(6), lambda _: LARGE, 3))) == 3
    assert set(spread(lambda _: os.getpid(), range(6), lambda _: 1, 3)) == {os.getpid()}
    assert spread(lambda _: os.getpid(), [], lambda _: LARGE, 3) == []


def test_a_process_that_dies_is_noticed() -> None:
    here = os.getpid()
    with pytest.raises(StoreError, match="died"):
        spread(lambda _: os.getpid() if os.getpid() == here else os._exit(3), range(4), lambda _: LARGE, 2)


def test_a_verification_by_several_processes_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "_WORTH_A_PROCESS", 1)
    with Store.open(tmp_path) as store:
        objects = [build(store, number, {"f": str(number).encode()}) for number in range(20)]
        for obj in objects[::3]:
            damage(store.object_path(obj) / "f")
        found = {finding.base_name: finding for finding in verify(store, contents=True, jobs=3).findings}
        assert set(found) == {obj.base_name for obj in objects[::3]}
        assert {f.base_name: f for f in verify(store, contents=True).findings} == found
