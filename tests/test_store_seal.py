"""Sealing: any tree becomes an object in normal form, or is refused with the name of what is wrong with it."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from guestpipe import nar
from guestpipe.errors import BuildError, DeclarationError, GuestpipeError, StoreError
from guestpipe.nar import UnfitTreeError
from guestpipe.store.files import remove_tree
from guestpipe.store.objects import check_tree
from guestpipe.store.store import Store
from store_worlds import damage, folders, key, make, read, seal, trees


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "some-store")


def objects(store: Store) -> set[str]:
    return set(os.listdir(store.path / "objects"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(folders)
def test_a_sealed_tree_is_unchanged_in_normal_form_and_named_by_its_content(store: Store, tree: object) -> None:
    obj = seal(store, tree)
    path = store.object_path(obj)
    assert read(path) == tree
    assert check_tree(str(path)) == (obj.digest, obj.size_bytes, ())
    assert nar.digest(path) == (obj.digest, obj.size_bytes)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(trees.filter(lambda tree: not isinstance(tree, str)))
def test_a_copied_tree_is_the_same_object_as_a_sealed_one(store: Store, tree: object) -> None:
    with store.workspace("test") as workspace:
        source = make(workspace / "source", tree)
        added = store.add(source, "thing")
        assert read(source) == tree
        assert check_tree(str(store.object_path(added)))[2] == ()
        remove_tree(str(store.object_path(added)))
        assert store.seal(source, "thing") == added


def test_modes_times_and_attributes_are_brought_into_normal_form(store: Store) -> None:
    with store.workspace("test") as workspace:
        tree = make(workspace / "tree", {"d": {"f": b"x", "run": (b"y",), "none": b"z"}, "l": "d/f"})
        (tree / "d/none").chmod(0)
        (tree / "d/run").chmod(0o766)
        os.setxattr(tree / "d/f", "user.note", b"hello")
        (tree / "d").chmod(0)
        tree.chmod(0o2777)
        path = store.object_path(store.seal(tree, "thing"))
    found = {str(p.relative_to(path)): stat.S_IMODE(p.lstat().st_mode) for p in (path, *path.rglob("*"))}
    assert found == {".": 0o555, "d": 0o555, "d/f": 0o444, "d/run": 0o555, "d/none": 0o444, "l": 0o777}
    assert {p.lstat().st_mtime_ns for p in (path, *path.rglob("*"))} == {10**9}
    assert os.listxattr(path / "d/f") == []


def test_a_copy_is_in_normal_form_under_any_umask(store: Store, tmp_path: Path) -> None:
    source = make(tmp_path / "source", {"f": b"x", "run": (b"y",), "large": (b"z" * 100_000,)})
    old = os.umask(0o077)
    try:
        obj = store.add(source, "thing")
    finally:
        os.umask(old)
    assert check_tree(str(store.object_path(obj)))[2] == ()


def test_the_same_tree_twice_is_one_object(store: Store) -> None:
    first = seal(store, {"a": b"1"})
    inode = store.object_path(first).stat().st_ino
    assert seal(store, {"a": b"1"}) == first
    assert store.object_path(first).stat().st_ino == inode
    assert objects(store) == {first.base_name}


def test_the_same_tree_under_another_name_is_another_object(store: Store) -> None:
    one, other = seal(store, b"1", "one"), seal(store, b"1", "other")
    assert one.digest == other.digest
    assert objects(store) == {one.base_name, other.base_name}


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "a b", "é", "n" * 212])
def test_a_name_that_nix_would_refuse_is_refused(store: Store, name: str) -> None:
    with pytest.raises(DeclarationError, match="cannot name an object"):
        seal(store, b"", name)


def fifo(tree: Path) -> None:
    os.mkfifo(tree / "d/odd")


def a_socket(tree: Path) -> None:
    here = Path.cwd()
    os.chdir(tree / "d")
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("odd")
    finally:
        os.chdir(here)


def setuid(tree: Path) -> None:
    make(tree / "d/odd", b"x").chmod(0o4755)


def setgid(tree: Path) -> None:
    make(tree / "d/odd", b"x").chmod(0o2755)


def not_utf_8(tree: Path) -> None:
    Path(os.fsdecode(os.fsencode(tree) + b"/d/odd\xff")).touch()


def absolute(tree: Path) -> None:
    (tree / "d/odd").symlink_to("/etc/passwd")


def escaping(tree: Path) -> None:
    (tree / "d/odd").symlink_to("../../outside")


def escaping_by_a_detour(tree: Path) -> None:
    (tree / "d/up").symlink_to("..")
    (tree / "d/odd").symlink_to("up/../outside")


REFUSED = {
    fifo: "`d/odd` is a named pipe",
    a_socket: "`d/odd` is a socket",
    setuid: "`d/odd` is setuid",
    setgid: "`d/odd` is setgid",
    not_utf_8: r"`d/odd\xff` is not a UTF-8 name",
    absolute: "`d/odd` is a link to `/etc/passwd`, out of the tree",
    escaping: "`d/odd` is a link to `../../outside`, out of the tree",
    escaping_by_a_detour: "`d/odd` is a link to `up/../outside`, out of the tree",
}


@pytest.mark.parametrize("spoil", REFUSED, ids=lambda spoil: spoil.__name__)
def test_sealing_refuses(spoil, store: Store) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    with store.workspace("test") as workspace:
        tree = make(workspace / "tree", {"d": {"fine": b""}})
        spoil(tree)
        with pytest.raises(BuildError) as caught:
            store.seal(tree, "thing")
        assert REFUSED[spoil] in caught.value.what
        assert caught.value.where
        assert caught.value.where.startswith("thing: d/odd")
        with pytest.raises(UnfitTreeError):
            store.add(tree, "thing")
    assert objects(store) == set()


def test_a_tree_that_is_a_link_is_refused(store: Store) -> None:
    with pytest.raises(BuildError, match="the tree is a symbolic link"):
        seal(store, "elsewhere")


def test_links_that_stay_in_the_tree_are_kept(store: Store) -> None:
    tree = {"d": {"up": "../f", "here": "e/../g", "e": {}, "g": b""}, "f": b"", "dangling": "d/absent", "dot": "."}
    assert read(store.object_path(seal(store, tree))) == tree


@pytest.mark.parametrize("before", [0, 1, 65500, 65536, 262100, 262143, 262144, 262150, 524280, 600_000])
def test_an_output_that_contains_the_path_of_the_store_is_refused_with_the_offset(store: Store, before: int) -> None:
    content = b"-" * before + os.fsencode(store.path) + b"/objects/x" + b"-" * 70_000
    with pytest.raises(BuildError, match=f"(?m)`f` contains the path of the store, .* at byte {before}$"):
        seal(store, {"f": content})
    assert objects(store) == set()


def test_a_link_that_contains_the_path_of_the_store_is_refused(store: Store) -> None:
    with pytest.raises(BuildError, match="`l` contains the path of the store"):
        seal(store, {"l": f"x{store.path}"})


def test_a_tree_that_changed_since_it_was_planned_is_refused(store: Store, tmp_path: Path) -> None:
    source = make(tmp_path / "source", {"f": b"old"})
    digest, _ = nar.digest(source)
    (source / "f").write_bytes(b"new")
    with pytest.raises(StoreError, match="changed while guestpipe ran"):
        store.add(source, "thing", digest)
    assert objects(store) == set()


def test_a_tree_that_is_known_is_not_copied_again(store: Store, tmp_path: Path) -> None:
    source = make(tmp_path / "source", {"f": b"x"})
    obj = store.add(source, "thing")
    remove_tree(str(source))
    assert store.add(source, "thing", obj.digest) == obj


def test_a_tree_on_another_disk_is_refused_with_what_to_do(store: Store) -> None:
    shm = Path("/dev/shm")  # noqa: S108
    if not shm.is_dir() or shm.stat().st_dev == store.path.stat().st_dev:
        pytest.skip("there is no other disk")
    tree = make(shm / f"guestpipe-test-{os.getpid()}", b"x")
    try:
        with pytest.raises(StoreError, match="not on the disk of the store"):
            store.seal(tree, "thing")
    finally:
        tree.unlink()


def test_an_object_that_a_killed_process_left_is_proved_before_it_is_used(store: Store) -> None:
    obj = seal(store, {"f": b"content"})
    store._pending.clear()  # as if the process had been killed before it recorded the object
    damage(store.object_path(obj) / "f")
    again = seal(store, {"f": b"content"})
    store.record(key(1), key(2), again, log=None, began_at=0, wall_s=0, cpu_s=0)
    assert read(store.object_path(again)) == {"f": b"content"}
    assert os.listdir(store.path / "damaged") == [f"{obj.base_name}~1"]


def test_a_workspace_is_private_and_gone_afterwards_whatever_is_in_it(store: Store) -> None:
    with store.workspace("gcc 12/../x") as workspace:
        assert stat.S_IMODE(workspace.stat().st_mode) == 0o700
        tree = make(workspace / "tree", {"d": {"e": {"f": b"x"}}})
        (tree / "d/e").chmod(0)
        (tree / "d").chmod(0o555)
        os.chdir(tree)
        for _ in range(300):
            Path("deep").mkdir()
            os.chdir("deep")
        os.chdir("/")
    assert not workspace.exists()


def test_a_workspace_is_gone_after_an_error_too(store: Store) -> None:
    with pytest.raises(GuestpipeError), store.workspace("x") as workspace:
        raise GuestpipeError("no")
    assert not workspace.exists()
