"""NAR: one serialisation per tree, and no tree from anything else."""

from __future__ import annotations

import io
import os
import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from guestpipe import nar
from guestpipe.digest import object_base_name
from guestpipe.errors import GuestpipeError, MissingFileError, StoreError
from guestpipe.nar import UnfitTreeError
from guestpipe.store.restore import MalformedArchiveError, restore
from store_worlds import contents, folders, make, read, trees


def archive(path: Path) -> bytes:
    written = io.BytesIO()
    size = nar.dump(path, written.write)
    assert size == len(written.getvalue())
    return written.getvalue()


def text(word: bytes) -> bytes:
    return len(word).to_bytes(8, "little") + word + bytes(-len(word) % 8)


def words(*given: bytes) -> bytes:
    return b"".join(map(text, (b"nix-archive-1", *given)))


def file(content: bytes) -> tuple[bytes, ...]:
    return (b"(", b"type", b"regular", b"contents", content, b")")


def entry(name: bytes, *node: bytes) -> tuple[bytes, ...]:
    return (b"entry", b"(", b"name", name, b"node", *node, b")")


def folder(*entries: tuple[bytes, ...]) -> bytes:
    return words(b"(", b"type", b"directory", *(word for one in entries for word in one), b")")


@given(trees)
def test_what_is_dumped_is_restored(tree: object) -> None:
    with tempfile.TemporaryDirectory() as place:
        source, copy = make(Path(place, "source"), tree), Path(place, "copy")
        stream = io.BytesIO(archive(source))
        restore(stream.read, copy)
        assert read(copy) == tree
        assert not stream.read()
        assert nar.digest(copy) == nar.digest(source)


@given(folders, folders)
def test_different_trees_have_different_digests_and_equal_ones_the_same(one: object, other: object) -> None:
    with tempfile.TemporaryDirectory() as place:
        digests = [nar.digest(make(Path(place, name), tree)) for name, tree in (("one", one), ("other", other))]
        assert (digests[0] == digests[1]) == (one == other)


@given(contents)
def test_a_file_has_the_bytes_that_the_format_says(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        assert archive(make(Path(place, "file"), content)) == words(*file(content))


def test_the_example_of_the_format_description_holds(tmp_path: Path) -> None:
    digest, size = nar.digest(make(tmp_path / "x", b"x"))
    said = (Path(__file__).parent.parent / "docs/store-format.md").read_text(encoding="utf-8")
    assert f"{size} bytes, sha256 `{digest}`" in said
    assert f"`{object_base_name(digest, 'x')}`" in said


def test_a_folder_has_the_bytes_that_the_format_says(tmp_path: Path) -> None:
    tree = make(tmp_path / "tree", {"b": (b"run",), "a": "b", "é": {}})
    assert archive(tree) == folder(
        entry(b"a", b"(", b"type", b"symlink", b"target", b"b", b")"),
        entry(b"b", b"(", b"type", b"regular", b"executable", b"", b"contents", b"run", b")"),
        entry("é".encode(), b"(", b"type", b"directory", b")"),
    )


def test_times_owners_and_all_modes_but_the_executable_bit_do_not_count(tmp_path: Path) -> None:
    tree = make(tmp_path / "tree", {"file": b"x", "run": (b"y",)})
    before = nar.digest(tree)
    (tree / "file").chmod(0o440)
    (tree / "run").chmod(0o711)
    tree.chmod(0o700)
    os.utime(tree / "file", (5, 5))
    assert nar.digest(tree) == before
    (tree / "file").chmod(0o555)
    assert nar.digest(tree) != before


@pytest.mark.parametrize("size", [0, 1, 8, 65536, 65537, 262144, 262145, 1 << 20, (1 << 20) + 3])
def test_large_files_are_the_same_as_small_ones(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    assert archive(make(tmp_path / "file", content)) == words(*file(content))


def test_names_are_sorted_by_their_bytes(tmp_path: Path) -> None:
    names = ["a", "B", "a.b", "a-b", "\U0001f600", "￿", "é", "z"]
    tree = make(tmp_path / "tree", dict.fromkeys(names, b""))
    assert archive(tree) == folder(*(entry(name, *file(b"")) for name in sorted(n.encode() for n in names)))


def test_a_name_that_is_not_utf_8_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/d/caf\xe9")).touch()
    with pytest.raises(UnfitTreeError, match=r"`d/caf\\xe9` is not a UTF-8 name"):
        nar.digest(tmp_path)


def test_a_link_target_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    os.symlink(b"caf\xe9", os.fsencode(tmp_path) + b"/link")
    with pytest.raises(UnfitTreeError, match="`link` is not a UTF-8 name or link target"):
        nar.digest(tmp_path)


@pytest.mark.parametrize(("kind", "words"), [("fifo", "a named pipe"), ("socket", "a socket")])
def test_what_is_neither_file_nor_folder_nor_link_is_refused(tmp_path: Path, kind: str, words: str) -> None:
    (tmp_path / "d").mkdir()
    if kind == "fifo":
        os.mkfifo(tmp_path / "d/odd")
    else:
        with socket.socket(socket.AF_UNIX) as listening:
            old = Path.cwd()
            os.chdir(tmp_path / "d")
            try:
                listening.bind("odd")
            finally:
                os.chdir(old)
    with pytest.raises(UnfitTreeError, match=f"`d/odd` is {words}"):
        nar.digest(tmp_path)


def test_a_device_is_refused() -> None:
    with pytest.raises(UnfitTreeError, match="a character device"):
        nar.digest("/dev/null")


def test_a_tree_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="absent"):
        nar.digest(tmp_path / "absent")


def test_folders_without_end_are_refused_not_followed(tmp_path: Path) -> None:
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        for _ in range(nar.MAX_DEPTH + 1):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
    with pytest.raises(UnfitTreeError, match="more than 256 deep"):
        nar.digest(tmp_path)


MALFORMED = {
    "nothing": b"",
    "another magic": text(b"nix-archive-2"),
    "a cut archive": words(*file(b"hello"))[:-3],
    "a name with a slash": folder(entry(b"a/b", *file(b""))),
    "a name that is ..": folder(entry(b"..", *file(b""))),
    "a name that is .": folder(entry(b".", *file(b""))),
    "an empty name": folder(entry(b"", *file(b""))),
    "a name with a NUL": folder(entry(b"a\0b", *file(b""))),
    "a name that is not UTF-8": folder(entry(b"caf\xe9", *file(b""))),
    "a name of 256 bytes": folder(entry(b"n" * 256, *file(b""))),
    "unsorted names": folder(entry(b"b", *file(b"")), entry(b"a", *file(b""))),
    "the same name twice": folder(entry(b"a", *file(b"")), entry(b"a", *file(b""))),
    "an unknown kind": words(b"(", b"type", b"device", b")"),
    "an executable mark with text": words(b"(", b"type", b"regular", b"executable", b"yes", b"contents", b"", b")"),
    "a file without contents": words(b"(", b"type", b"regular", b")"),
    "padding that is not zero": words(*file(b"hello")).replace(b"hello\0\0\0", b"hello\0\0\1"),
    "an empty link": words(b"(", b"type", b"symlink", b"target", b"", b")"),
    "a link with a NUL": words(b"(", b"type", b"symlink", b"target", b"a\0", b")"),
    "a length beyond all bounds": text(b"nix-archive-1") + text(b"(") + text(b"type") + (1 << 60).to_bytes(8, "little"),
    "folders without end": text(b"nix-archive-1")
    + b"".join(map(text, (b"(", b"type", b"directory", b"entry", b"(", b"name", b"d", b"node"))) * 400,
}


@pytest.mark.parametrize("case", MALFORMED)
def test_an_archive_with_(case: str, tmp_path: Path) -> None:
    with pytest.raises(MalformedArchiveError, match="this is not a NAR") as caught:
        restore(io.BytesIO(MALFORMED[case]).read, tmp_path / "out")
    assert caught.value.where
    assert caught.value.where.startswith("byte ")
    assert set(os.listdir(tmp_path)) <= {"out"}


@settings(max_examples=200)
@given(folders, contents)
def test_whatever_is_restored_dumps_to_the_same_bytes(tree: object, noise: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        whole = bytearray(archive(make(Path(place, "source"), tree)))
        for number, byte in enumerate(noise):
            whole[(number * 7919 + byte * 104729) % len(whole)] ^= byte
        stream = io.BytesIO(bytes(whole))
        try:
            restore(stream.read, Path(place, "copy"))
        except (MalformedArchiveError, StoreError):
            return
        assert archive(Path(place, "copy")) == bytes(whole[: stream.tell()])


def test_restoring_over_something_is_refused(tmp_path: Path) -> None:
    make(tmp_path / "there", b"old")
    with pytest.raises(GuestpipeError, match="cannot write"):
        restore(io.BytesIO(words(*file(b"new"))).read, tmp_path / "there")
    assert (tmp_path / "there").read_bytes() == b"old"
