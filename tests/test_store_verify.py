"""Verification names what is wrong, with both digests; repair makes it right or forgets it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from guestpipe.digest import Digest
from guestpipe.errors import FetchError
from guestpipe.store import database
from guestpipe.store.files import remove_tree
from guestpipe.store.objects import Object
from guestpipe.store.store import Store
from guestpipe.store.usage import usage
from guestpipe.store.verify import repair, verify
from store_worlds import build, damage, key, make, read, seal

TREE = {"d": {"f": b"content" * 100}, "run": (b"#!",), "l": "d/f"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store")


def writable(path: Path) -> None:
    path.chmod(0o755)


def flip(path: Path) -> None:
    damage(path / "d/f")


def cut(path: Path) -> None:
    (path / "d/f").chmod(0o644)
    (path / "d/f").write_bytes(b"")


def add(path: Path) -> None:
    writable(path)
    (path / "more").write_bytes(b"")


def take(path: Path) -> None:
    writable(path / "d")
    (path / "d/f").unlink()


def plug(path: Path) -> None:
    writable(path)
    os.mkfifo(path / "pipe")


def replace_by_a_file(path: Path) -> None:
    remove_tree(str(path))
    path.write_bytes(b"")


@pytest.mark.parametrize("spoil", [flip, cut, add, take, plug, replace_by_a_file], ids=lambda spoil: spoil.__name__)
def test_damage_is_found_set_aside_and_rebuilt(store: Store, spoil: Callable[[Path], None]) -> None:
    obj, sound = build(store, 1, TREE), build(store, 2, b"sound")
    spoil(store.object_path(obj))
    found = verify(store, contents=True)
    assert [(finding.kind, finding.base_name, finding.expected) for finding in found.findings] == [
        ("damaged", obj.base_name, obj.digest)
    ]
    assert found.findings[0].found != obj.digest
    assert found.objects == 2
    asked: list[tuple[Object, tuple[Digest, ...]]] = []

    def rebuild(wanted: Object, plan_keys: tuple[Digest, ...]) -> bool:
        asked.append((wanted, plan_keys))
        return build(store, 1, TREE) == wanted

    (done,) = repair(store, found.findings, rebuild)
    assert asked == [(obj, (key(1),))]
    assert done.is_back
    assert done.aside == str(store.path / "damaged" / f"{obj.base_name}~1")
    assert Path(done.aside).exists()
    assert read(store.object_path(obj)) == TREE
    assert verify(store, contents=True).findings == ()
    assert store.by_plan_key(key(1)) == obj
    assert store.by_plan_key(key(2)) == sound


def test_damage_that_cannot_be_rebuilt_is_forgotten_and_built_when_next_asked_for(store: Store) -> None:
    obj = build(store, 1, TREE)
    flip(store.object_path(obj))
    (done,) = repair(store, verify(store, contents=True).findings, lambda obj, keys: False)
    assert not done.is_back
    assert store.by_plan_key(key(1)) is None
    assert verify(store, contents=True).findings == ()
    assert build(store, 1, TREE) == obj
    assert verify(store, contents=True).findings == ()


def test_a_rebuild_that_fails_is_told_and_the_others_go_on(store: Store) -> None:
    objects = {build(store, number, {"f": str(number).encode()}): number for number in (1, 2)}
    for obj in objects:
        damage(store.object_path(obj) / "f")

    def rebuild(wanted: Object, plan_keys: tuple[Digest, ...]) -> bool:
        if plan_keys == (key(1),):
            raise FetchError("no network")
        return build(store, objects[wanted], {"f": b"2"}) == wanted

    repaired = repair(store, verify(store, contents=True).findings, rebuild)
    done = {r.finding.base_name: (r.is_back, r.why and r.why.what) for r in repaired}
    assert sorted(done.values()) == [(False, "no network"), (True, None)]


def test_a_rebuild_that_gives_other_bytes_is_not_taken_for_the_lost_object(store: Store) -> None:
    obj = build(store, 1, TREE)
    flip(store.object_path(obj))

    def rebuild(wanted: Object, plan_keys: tuple[Digest, ...]) -> bool:
        return bool(build(store, 1, {"other": b""}))

    (done,) = repair(store, verify(store, contents=True).findings, rebuild)
    assert not done.is_back


def test_a_damaged_log_is_found_too(store: Store) -> None:
    build(store, 1, TREE, log=b"a long story")
    made = store.realisation(key(1))
    assert made
    assert made.log
    damage(store.object_path(made.log))
    found = verify(store, contents=True).findings
    assert [finding.base_name for finding in found] == [made.log.base_name]
    repair(store, found)
    made = store.realisation(key(1))
    assert made
    assert made.log is None


def test_wrong_modes_and_times_are_mended_in_place(store: Store) -> None:
    obj = build(store, 1, TREE)
    path = store.object_path(obj)
    (path / "d/f").chmod(0o644)
    os.utime(path / "run")
    (path / "d").chmod(0o700)
    (finding,) = verify(store, contents=True).findings
    assert finding.kind == "unfit"
    assert "`d/f` has mode 0644" in finding.what
    (done,) = repair(store, [finding])
    assert done.is_back
    assert verify(store, contents=True).findings == ()
    assert os.listdir(store.path / "damaged") == []


def test_without_contents_the_surface_is_looked_at(store: Store) -> None:
    obj, other = build(store, 1, TREE), build(store, 2, b"file")
    flip(store.object_path(obj))
    assert verify(store, contents=False).findings == ()
    store.object_path(other).chmod(0o644)
    assert [finding.kind for finding in verify(store, contents=False).findings] == ["unfit"]


@pytest.mark.parametrize("contents", [False, True])
def test_an_object_that_is_gone_is_a_miss_unless_a_root_keeps_it(store: Store, contents: bool) -> None:
    rooted, loose = build(store, 1, TREE), build(store, 2, b"loose")
    store.root("mine", [rooted.base_name])
    for obj in (rooted, loose):
        remove_tree(str(store.object_path(obj)))
    found = verify(store, contents=contents)
    assert [(finding.kind, finding.base_name) for finding in found.findings] == [("missing", rooted.base_name)]
    assert found.misses == (loose.base_name,)
    (done,) = repair(store, found.findings, lambda obj, keys: build(store, 1, TREE) == obj)
    assert done.is_back
    assert done.aside is None
    assert verify(store, contents=contents).findings == ()


def test_a_tree_without_a_record_is_no_damage(store: Store) -> None:
    stray = seal(store, TREE)
    store._pending.clear()
    found = verify(store, contents=True)
    assert found.findings == ()
    assert found.strays == (stray.base_name,)


def test_a_record_that_was_changed_is_found(store: Store) -> None:
    obj = build(store, 1, TREE)
    with store.database.transaction() as connection:
        connection.execute("UPDATE objects SET digest = ?", (key(5),))
    (finding,) = verify(store, contents=True).findings
    assert (finding.kind, finding.expected, finding.found) == ("damaged", key(5), obj.digest)


def test_damaged_records_are_found_and_say_what_to_do(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        for number in range(200):
            build(store, number, str(number).encode())
    path = tmp_path / database.FILE
    content = bytearray(path.read_bytes())
    content[3 * 4096 : 3 * 4096 + 64] = b"\xff" * 64
    path.write_bytes(bytes(content))
    with Store.open(tmp_path) as store:
        try:
            kinds = {finding.kind for finding in verify(store, contents=True).findings}
        except Exception as error:
            assert "records of the store are damaged" in str(error)
            assert "move the file away" in str(error)
            kinds = {"records"}
    assert "records" in kinds


def test_when_the_records_are_lost_objects_are_proved_and_used_again(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        obj = build(store, 1, TREE)
        inode = store.object_path(obj).stat().st_ino
    for name in os.listdir(tmp_path):
        if name.startswith(database.FILE):
            (tmp_path / name).unlink()
    with Store.open(tmp_path) as store:
        assert store.by_plan_key(key(1)) is None
        assert build(store, 1, TREE) == obj
        assert store.object_path(obj).stat().st_ino == inode


def test_files_that_objects_share_are_counted_once(store: Store) -> None:
    package = seal(store, {"lib": b"x" * 10_000, "only": b"y" * 5000}, "package")
    with store.workspace("union") as workspace:
        union = make(workspace / "tree", {})
        os.link(store.object_path(package) / "lib", union / "lib")
        root = store.seal(union, "root")
    alone = seal(store, b"z" * 3000, "alone")
    uses, total = usage(store, [package.base_name, root.base_name, alone.base_name])
    assert [use.files for use in uses] == [2, 1, 1]
    assert [use.apparent_bytes for use in uses] == [15_000, 10_000, 3000]
    assert total.apparent_bytes == 28_000
    lib = (store.object_path(package) / "lib").stat().st_blocks * 512
    assert total.shared_bytes == lib
    assert total.disk_bytes == sum(use.disk_bytes for use in uses) - lib
    assert [use.disk_bytes - use.own_bytes for use in uses] == [lib, lib, 0]


def test_sealing_a_tree_that_shares_files_with_an_object_leaves_the_object_alone(store: Store) -> None:
    package = build(store, 1, {"lib": (b"x" * 100_000,)}, "package")
    with store.workspace("union") as workspace:
        union = make(workspace / "tree", {})
        os.link(store.object_path(package) / "lib", union / "lib")
        store.seal(union, "root")
    assert verify(store, contents=True).findings == ()


def test_sqlite_is_asked_for_faults_only_when_contents_are(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        assert store.database.faults(True) == []
        assert store.database.faults(False) == []
        with sqlite3.connect(tmp_path / database.FILE) as other:
            assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
