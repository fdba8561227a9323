"""Collection: what a root, a grace time or a running process keeps stays; the rest goes, whole."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from guestpipe.errors import StoreError
from guestpipe.store import gc
from guestpipe.store.gc import Policy
from guestpipe.store.objects import Object
from guestpipe.store.store import Store
from store_worlds import build, key, make, seal

NOW = Policy(grace_s=0)
DAY_S = 86400.0


def here(path: Path) -> set[str]:
    return set(os.listdir(path / "objects"))


def names(*objects: Object) -> set[str]:
    return {obj.base_name for obj in objects}


def test_what_no_root_keeps_is_removed_with_its_records(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        build(store, 1, {"d": {"f": b"x"}}, log=b"said")
        kept = build(store, 2, b"kept")
        store.root("mine", [kept.base_name])
    garbage = gc.collect(tmp_path, NOW)
    assert here(tmp_path) == names(kept)
    assert len(garbage.objects) == 2
    assert garbage.kept == 1
    with Store.open(tmp_path) as store:
        assert store.records.counts()[:2] == (1, 1)
        assert store.by_plan_key(key(1)) is None
        assert store.last_wall_s("thing") == 2.0


def test_the_log_of_what_is_kept_is_kept(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        kept = build(store, 1, b"kept", log=b"said")
        store.root("mine", [kept.base_name])
    gc.collect(tmp_path, NOW)
    with Store.open(tmp_path) as store:
        made = store.realisation(key(1))
        assert made
        assert made.log


def test_a_result_link_keeps_its_object_and_all_it_names_until_it_is_removed_or_moved_on(tmp_path: Path) -> None:
    link = tmp_path / "result"
    with Store.open(tmp_path / "store") as store:
        image, kernel, other = build(store, 1, b"image"), build(store, 2, b"kernel"), build(store, 3, b"other")
        store.link(link, image, [kernel.base_name])
    gc.collect(tmp_path / "store", NOW)
    assert here(tmp_path / "store") == names(image, kernel)
    with Store.open(tmp_path / "store") as store:
        other = build(store, 3, b"other")
        store.link(link, other)
    gc.collect(tmp_path / "store", NOW)
    assert here(tmp_path / "store") == names(other)
    link.unlink()
    garbage = gc.collect(tmp_path / "store", NOW)
    assert here(tmp_path / "store") == set()
    assert [root.link for root in garbage.roots] == ["../result"]
    with Store.open(tmp_path / "store") as store:
        assert store.records.roots() == []


@pytest.mark.parametrize("replacement", ["file", "link to elsewhere"])
def test_a_result_link_that_became_something_else_keeps_nothing(tmp_path: Path, replacement: str) -> None:
    link = tmp_path / "result"
    with Store.open(tmp_path / "store") as store:
        store.link(link, build(store, 1, b"image"))
    link.unlink()
    make(link, b"" if replacement == "file" else "/etc")
    gc.collect(tmp_path / "store", NOW)
    assert here(tmp_path / "store") == set()


def test_a_result_link_that_was_copied_by_hand_is_not_a_root(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        obj = build(store, 1, b"image")
        (tmp_path / "mine").symlink_to(store.object_path(obj))
    gc.collect(tmp_path / "store", NOW)
    assert here(tmp_path / "store") == set()


def test_a_forgotten_root_keeps_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.root("mine", [build(store, 1, b"x").base_name])
        store.unroot("mine")
    gc.collect(tmp_path, NOW)
    assert here(tmp_path) == set()


def test_what_is_younger_than_the_grace_time_is_kept(tmp_path: Path) -> None:
    with Store.open(tmp_path, now=lambda: 0.0) as store:
        build(store, 1, b"old")
    with Store.open(tmp_path) as store:
        young = build(store, 2, b"young")
        stray = seal(store, b"sealed, then killed")
        store._pending.clear()
    gc.collect(tmp_path, Policy())
    assert here(tmp_path) == names(young, stray)


def test_keep_newer_counts_from_the_last_use(tmp_path: Path) -> None:
    with Store.open(tmp_path, now=lambda: 0.0) as store:
        used, unused = build(store, 1, b"used"), build(store, 2, b"unused")
    with Store.open(tmp_path, now=lambda: 5 * DAY_S) as store:
        assert store.by_plan_key(key(1))
    with Store.open(tmp_path) as store:
        garbage = gc.find(store, Policy(grace_s=0, keep_newer_s=3 * DAY_S), now=7 * DAY_S)
    assert [entry.object for entry in garbage.objects] == [unused]
    assert used.base_name in here(tmp_path)


def test_a_size_limit_removes_the_longest_unused_first_and_no_more_than_needed(tmp_path: Path) -> None:
    objects = []
    for number in range(5):
        with Store.open(tmp_path, now=lambda at=float(number): at) as store:  # type: ignore[misc]
            objects.append(build(store, number, b"x" * 1000, name=f"thing{number}"))
            if number == 0:
                store.root("mine", [objects[0].base_name])
    each = objects[0].size_bytes
    garbage = gc.collect(tmp_path, Policy(grace_s=0, max_bytes=3 * each))
    assert [entry.object.name for entry in garbage.objects] == ["thing1", "thing2"]
    assert garbage.kept_bytes == 3 * each
    assert here(tmp_path) == names(objects[0], *objects[3:])


def test_strays_are_removed_and_lost_rows_forgotten(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        lost = build(store, 1, b"lost")
        store.object_path(lost).unlink()
        seal(store, {"f": b"stray"})
        store._pending.clear()
    garbage = gc.collect(tmp_path, NOW)
    assert [entry.object for entry in garbage.lost] == [lost]
    assert len(garbage.strays) == 1
    assert here(tmp_path) == set()
    with Store.open(tmp_path) as store:
        assert store.records.counts() == (0, 0, 0)


def test_finding_removes_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        obj = build(store, 1, b"x")
        garbage = gc.find(store, NOW)
        assert [entry.object for entry in garbage.objects] == [obj]
        assert store.by_plan_key(key(1)) == obj


def test_removing_needs_a_store_that_nobody_else_uses(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, pytest.raises(StoreError, match="no other process"):
        gc.remove(store, gc.find(store, NOW))


def test_a_collection_waits_for_a_process_that_uses_the_store_and_says_so(tmp_path: Path) -> None:
    said = threading.Event()
    store = Store.open(tmp_path)
    build(store, 1, b"x")
    collecting = threading.Thread(target=gc.collect, args=(tmp_path, NOW), kwargs={"waiting": said.set})
    collecting.start()
    assert said.wait(30)
    assert store.by_plan_key(key(1))
    store.close()
    collecting.join(30)
    assert here(tmp_path) == set()


def test_a_process_waits_for_a_collection_and_says_so(tmp_path: Path) -> None:
    said = threading.Event()
    opened: list[Store] = []
    with Store.open(tmp_path, exclusive=True):
        opening = threading.Thread(target=lambda: opened.append(Store.open(tmp_path, waiting=said.set)))
        opening.start()
        assert said.wait(30)
        assert not opened
    opening.join(30)
    opened[0].close()


def test_a_collection_that_was_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        for number in range(20):
            build(store, number, {"f": str(number).encode()})
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from guestpipe.store import files, gc\n"
        "whole, left = gc.remove_folder, [7]\n"
        "def dying(path):\n"
        "    left[0] -= 1\n"
        "    left[0] or os.kill(os.getpid(), signal.SIGKILL)\n"
        "    whole(path)\n"
        "gc.remove_folder = dying\n"
        "gc.collect(Path(sys.argv[1]), gc.Policy(grace_s=0))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=_environment(), check=False)
    assert done.returncode == -9
    with Store.open(tmp_path) as store:
        found = store.by_plan_keys([key(number) for number in range(20)])
        assert set(here(tmp_path)) == names(*found.values())
        assert len(found) == 13
        assert os.listdir(tmp_path / "tmp") == []
    gc.collect(tmp_path, NOW)
    assert here(tmp_path) == set()
    assert (tmp_path / "reserve").stat().st_size > 0


def test_damaged_trees_and_what_failed_builds_left_stay_a_week_for_inspection(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        aside = store.set_aside(build(store, 1, {"f": b"x"}).base_name)
        assert aside
        make(tmp_path / "failed", {"step": {"build": {}}})
        assert gc.find(store, NOW).inspected == ()
    with Store.open(tmp_path, exclusive=True) as store:
        soon = aside.stat().st_ctime + gc.INSPECTED_S + 60
        garbage = gc.find(store, NOW, now=soon)
        assert garbage.inspected == (f"damaged/{aside.name}", "failed/step")
        gc.remove(store, garbage)
    assert not aside.exists()
    assert not (tmp_path / "failed/step").exists()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(gc.__file__).parents[2])}


def test_a_result_that_cannot_be_linked_is_told_of_the_link_and_not_of_the_store(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store, pytest.raises(StoreError) as caught:
        store.link(tmp_path / "gone" / "result", build(store, 1, b"image"))
    assert caught.value.what == "the link `result` cannot be made: no such file or directory"
    assert caught.value.where == str(tmp_path / "gone/result")
