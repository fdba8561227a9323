"""Records: what was made under which key is found again, and nothing else is."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from guestpipe.digest import Digest
from guestpipe.errors import StoreError
from guestpipe.store import database
from guestpipe.store.files import remove_tree
from guestpipe.store.store import BUILDER, Store
from store_worlds import build, damage, key, make, seal


def action(number: int) -> Digest:
    return key(number + 10**9)


def test_what_was_recorded_is_found_by_both_keys_by_another_process(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        obj = build(store, 1, {"f": b"x"}, log=b"done\n")
    with Store.open(tmp_path / "store", create=False) as store:
        assert store.by_plan_key(key(1)) == obj
        assert store.by_action_key(action(1)) == obj
        assert store.object(obj.digest, obj.name) == obj
        assert store.by_plan_key(key(2)) is None
        made = store.realisation(key(1))
        assert made
        assert (made.object, made.action_key, made.builder) == (obj, action(1), BUILDER)
        assert (made.began_at, made.wall_s, made.cpu_s) == (1.0, 2.0, 1.5)
        assert made.log
        assert store.object_path(made.log).read_bytes() == b"done\n"
        assert store.last_wall_s("thing") == 2.0
        assert store.last_wall_s("nothing") is None


def test_many_keys_are_found_at_once(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        made = {key(number): build(store, number, str(number).encode()) for number in range(50)}
        assert store.by_plan_keys([key(number) for number in range(0, 100)]) == made
        assert store.by_plan_keys([]) == {}


def test_another_plan_key_leads_to_a_known_action_key(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        obj = build(store, 1, {"f": b"x"}, log=b"said")
        store.alias(key(2), action(1), obj)
        first, second = store.realisation(key(1)), store.realisation(key(2))
        assert first
        assert second
        assert (second.object, second.log, second.wall_s) == (first.object, first.log, first.wall_s)
        store.aliases((key(number), action(1), obj) for number in range(3, 6))
        assert set(store.by_plan_keys([key(n) for n in range(1, 6)])) == {key(n) for n in range(1, 6)}


def test_a_rebuild_that_gives_another_object_changes_every_plan_key_of_its_action_key(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        obj = build(store, 1, b"old")
        store.alias(key(2), action(1), obj)
        new = build(store, 1, b"new")
        assert store.by_plan_key(key(1)) == store.by_plan_key(key(2)) == store.by_action_key(action(1)) == new


def test_a_record_without_its_object_is_a_miss(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        obj = build(store, 1, {"f": b"x"}, log=b"said")
        made = store.realisation(key(1))
        assert made
        assert made.log
        remove_tree(str(store.object_path(made.log)))
        made = store.realisation(key(1))
        assert made
        assert made.log is None
        remove_tree(str(store.object_path(obj)))
        assert store.by_plan_key(key(1)) is None
        assert store.by_action_key(action(1)) is None
        assert store.object(obj.digest, obj.name) is None
        assert store.realisation(key(1)) is None
        assert build(store, 1, {"f": b"x"}) == obj
        assert store.by_plan_key(key(1)) == obj


def test_an_object_that_was_never_sealed_cannot_be_recorded(tmp_path: Path) -> None:
    with Store.open(tmp_path / "one") as one, Store.open(tmp_path / "two") as two:
        obj = seal(one, b"x")
        with pytest.raises(StoreError, match="was not sealed in this store"):
            two.record(key(1), key(2), obj, log=None, began_at=0, wall_s=0, cpu_s=0)


def test_after_a_power_loss_what_had_not_reached_the_disk_is_proved_before_it_is_used(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store", boot="first") as store:
        synced = build(store, 1, {"f": b"synced"})
        store.flush()
        whole = build(store, 2, {"f": b"whole"})
        torn = build(store, 3, {"f": b"torn"})
        empty = build(store, 4, {"f": b"emptied"})
    for obj, content in ((torn, b"to\0\0"), (empty, b"")):
        path = tmp_path / "store/objects" / obj.base_name / "f"
        path.chmod(0o644)
        path.write_bytes(content)
    with Store.open(tmp_path / "store", boot="second") as store:
        assert store.by_plan_key(key(1)) == synced
        assert store.by_plan_key(key(2)) == whole
        assert store.by_plan_key(key(3)) is None
        assert store.object(empty.digest, empty.name) is None
        assert sorted(os.listdir(store.path / "damaged")) == sorted(f"{o.base_name}~1" for o in (torn, empty))
        assert build(store, 3, {"f": b"torn"}) == torn
        assert store.by_plan_key(key(3)) == torn


def test_after_a_power_loss_a_tree_that_cannot_even_be_read_is_a_miss(tmp_path: Path) -> None:
    with Store.open(tmp_path, boot="first") as store:
        obj = build(store, 1, {"f": b"x"})
    path = tmp_path / "objects" / obj.base_name
    path.chmod(0o755)
    os.mkfifo(path / "pipe")
    with Store.open(tmp_path, boot="second") as store:
        assert store.by_plan_key(key(1)) is None
        assert build(store, 1, {"f": b"x"}) == obj
        assert store.by_plan_key(key(1)) == obj


def test_after_a_power_loss_a_log_that_was_torn_is_no_log(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store", boot="first") as store:
        build(store, 1, {"f": b"x"}, log=b"a long story")
        made = store.realisation(key(1))
        assert made
        assert made.log
        damage(store.object_path(made.log))
    with Store.open(tmp_path / "store", boot="second") as store:
        made = store.realisation(key(1))
        assert made
        assert made.log is None


def test_what_was_proved_once_is_trusted_from_then_on(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store", boot="first") as store:
        obj = build(store, 1, {"f": b"x"})
    with Store.open(tmp_path / "store", boot="second") as store:
        assert store.by_plan_key(key(1)) == obj
    with Store.open(tmp_path / "store", boot="third") as store:
        entry = store.records.entry(obj.base_name)
        assert entry
        assert entry.is_trusted


def test_flush_marks_what_was_recorded_and_sealed_before_it(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store", boot="first") as store:
        obj, sealed = build(store, 1, b"x"), seal(store, b"only sealed")
        store.flush()
    with Store.open(tmp_path / "store", boot="second") as store:
        for base_name in (obj.base_name, sealed.base_name):
            entry = store.records.entry(base_name)
            assert entry
            assert entry.is_trusted


def test_using_an_object_is_noted_but_not_at_every_look(tmp_path: Path) -> None:
    times = [1000.0]
    with Store.open(tmp_path / "store", now=lambda: times[0]) as store:
        obj = build(store, 1, b"x")
        times[0] = 1100.0
        store.by_plan_key(key(1))
    for later, used in ((1200.0, 1000.0), (5000.0, 5000.0)):
        times[0] = later
        with Store.open(tmp_path / "store", now=lambda: times[0]) as store:
            store.by_plan_key(key(1))
        with Store.open(tmp_path / "store", now=lambda: times[0]) as store:
            entry = store.records.entry(obj.base_name)
            assert entry
            assert entry.used_at == used


def test_a_result_link_leads_to_the_object_and_follows_a_moved_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    other = tmp_path / "other"
    other.mkdir()
    with Store.open(project / "store") as store:
        obj = build(store, 1, b"image")
        store.link(project / "result", obj)
        store.link(project / "result", obj)
        store.link(other / "link", obj)
        assert (other / "link").readlink() == store.object_path(obj)
        assert {root.link for root in store.records.roots()} == {"../result", str(other / "link")}
    project.rename(tmp_path / "moved")
    assert (tmp_path / "moved/result").read_bytes() == b"image"


def test_a_file_in_the_place_of_the_result_link_is_not_overwritten(tmp_path: Path) -> None:
    make(tmp_path / "result", b"mine")
    with Store.open(tmp_path / "store") as store, pytest.raises(StoreError, match="is in the way"):
        store.link(tmp_path / "result", build(store, 1, b"image"))
    assert (tmp_path / "result").read_bytes() == b"mine"


def test_a_store_that_is_not_there_is_not_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store at"):
        Store.open(tmp_path / "absent", create=False)
    assert not (tmp_path / "absent").exists()


def test_folders_that_were_removed_by_hand_are_made_again_and_their_objects_are_misses(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        obj = build(store, 1, {"f": b"x"})
    for folder in ("objects", "tmp", "locks", "damaged"):
        remove_tree(str(tmp_path / folder))
    with Store.open(tmp_path) as store:
        assert store.by_plan_key(key(1)) is None
        assert build(store, 1, {"f": b"x"}) == obj


def test_a_store_of_a_newer_guestpipe_is_refused_untouched(tmp_path: Path) -> None:
    Store.open(tmp_path / "store").close()
    with sqlite3.connect(tmp_path / "store" / database.FILE) as connection:
        connection.execute(f"PRAGMA user_version = {database.SCHEMA + 1}")
    with pytest.raises(StoreError, match="newer guestpipe"):
        Store.open(tmp_path / "store")


@pytest.mark.parametrize("content", [b"x" * 4096, "sqlite"])
def test_records_that_are_not_ours_are_refused_untouched(tmp_path: Path, content: bytes | str) -> None:
    for folder in ("objects", "tmp", "locks", "damaged"):
        (tmp_path / folder).mkdir()
    path = tmp_path / database.FILE
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE addresses (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"not the records of a guestpipe store|damaged"):
        Store.open(tmp_path)
    assert path.read_bytes() == before


def test_every_migration_is_there_and_no_other() -> None:
    here = Path(database.__file__).parent / "migrations"
    numbers = sorted(int(path.name[:4]) for path in here.glob("*.sql"))
    assert numbers == list(range(1, database.SCHEMA + 1))


def test_opening_a_store_costs_few_modules() -> None:
    code = "import sys, guestpipe.store.store; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_paths())
    loaded = set(done.stdout.split())
    heavy = {"pydantic", "networkx", "sh", "rich", "tomlkit", "asyncio", "subprocess", "ctypes", "logging", "tempfile"}
    assert loaded & heavy == set()
    assert not {module for module in loaded if module.startswith("guestpipe.model")}


def _paths() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(database.__file__).parents[2])}
