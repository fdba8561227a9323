"""What differs between two trees is said by file, member of an archive, section, symbol and offset."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_world import build, request
from guestpipe.compare.content import contents
from guestpipe.compare.difference import Difference, first_difference, listed
from guestpipe.compare.tree import trees

SCRIPT = """\
cat > one.c <<'END'
const int table[] = {1, 2, 3};
int first(int n) { return n + 1; }
int second(int n) { return n * 3; }
int (*const calls)(int) = first;
END
sed -e 's/n \\* 3/n * 5/' -e 's/2, 3/2, 7/' one.c > two.c
{ echo 'int third(int n) { return n; }'; cat one.c; } > more.c
sed -e 's/= first/= second/' one.c > calling.c
for name in one two more calling; do
    gcc -O1 -c $name.c -o object.o
    ar rcsD "$out/lib$name.a" object.o
    gcc -O1 -nostdlib -Wl,--build-id=none -Wl,-e,first -o "$out/$name" object.o
    cp object.o "$out/$name.o"
done
gcc -O1 -c one.c -o object.o
touch -d @86400 object.o
ar rcU "$out/libdated.a" object.o
ar rcsD "$out/libreordered.a" object.o two.c
ar rcsD "$out/libordered.a" two.c object.o
"""


@pytest.fixture(scope="module")
def compiled(toolchain_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with objects, archives and programs of sources that differ a little."""
    built = build(request(toolchain_root), SCRIPT, tmp_path_factory.mktemp("compiled") / "world")
    assert built.status == 0, built.log
    return built.out


def between(folder: Path, old: str, new: str) -> list[Difference]:
    return list(contents((folder / old).read_bytes(), (folder / new).read_bytes()))


def test_a_changed_function_is_named_with_section_and_offset(compiled: Path) -> None:
    found = {one.where: one.what for one in between(compiled, "one.o", "two.o")}
    code = next(where for where in found if where[0] == ".text")
    assert code[1].startswith("second+0x")
    assert found[".rodata", "table+0x8"] == (
        "differ at 0x8: 03 00 00 00 → 07 00 00 00 (1 byte in all); in the section at 0x8"
    )
    assert not any("first" in word for where in found for word in where)


def test_a_linked_program_is_compared_by_its_symbols_too(compiled: Path) -> None:
    places = [one.where for one in between(compiled, "one", "two")]
    assert any(where[0] == ".text" and where[1].startswith("second+") for where in places)


def test_a_new_function_is_a_new_symbol(compiled: Path) -> None:
    assert Difference((".text", "third"), "symbol is new") in between(compiled, "one.o", "more.o")
    assert Difference((".text", "third"), "symbol is gone") in between(compiled, "more.o", "one.o")


def test_relocations_are_compared_by_what_they_name_and_not_by_numbers(compiled: Path) -> None:
    places = [one.where[0] for one in between(compiled, "one.o", "more.o")]
    assert places
    assert not any(".rela.data" in place for place in places)
    said = [one.what for one in between(compiled, "one.o", "calling.o") if one.where[0].startswith(".rela.data")]
    assert said == ["0x0 R_X86_64_64 first+0 → 0x0 R_X86_64_64 second+0 (1 of 1 gone, 1 new)"]


def test_an_archive_is_compared_member_by_member(compiled: Path) -> None:
    places = [one.where for one in between(compiled, "libone.a", "libtwo.a")]
    assert ("object.o", ".rodata", "table+0x8") in places


def test_a_date_in_an_archive_is_named(compiled: Path) -> None:
    assert Difference(("object.o",), "timestamp 0 → 86400") in between(compiled, "libone.a", "libdated.a")


def test_another_order_in_an_archive_is_named(compiled: Path) -> None:
    assert between(compiled, "libordered.a", "libreordered.a") == [
        Difference((), "the order of its members differs from number 1 on")
    ]


def test_what_is_only_called_an_archive_or_a_program_is_compared_as_bytes() -> None:
    for magic in (b"!<arch>\n", b"\x7fELF"):
        (only,) = contents(magic + b"\0abc", magic + b"\0abd")
        assert only == Difference((), f"differ at {len(magic) + 3:#x}: 63 → 64 (1 byte in all)")


def test_text_is_compared_by_lines() -> None:
    (only,) = contents(b"one\ntwo\nthree\n", b"one\n2\nthree\nfour\n")
    assert str(only) == "line 2: `two` → `2`; 3 lines → 4 lines"


def test_trees_are_compared_by_all_that_their_digests_show(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for top in (old, new):
        (top / "deep/er").mkdir(parents=True)
        (top / "same").write_text("x")
        (top / "program").write_text("x")
    (old / "gone").write_text("")
    (new / "new").mkdir()
    (new / "program").chmod(0o755)
    (old / "link").symlink_to("same")
    (new / "link").symlink_to("program")
    (old / "deep/er/file").write_bytes(b"\0\1")
    (new / "deep/er/file").write_bytes(b"\0\2")
    assert [str(one) for one in trees(old, new)] == [
        "deep/er/file: differ at 0x1: 01 → 02 (1 byte in all)",
        "gone: file is gone",
        "link: leads to `same` → `program`",
        "new: folder is new",
        "program: file → program",
    ]


def test_a_long_list_says_how_much_it_leaves_out() -> None:
    found = [Difference((str(number),), "differs") for number in range(5)]
    assert listed(found, 3) == ["0: differs", "1: differs", "2: differs", "and 2 more"]
    assert listed(found, 5) == [str(one) for one in found]


@given(st.binary(), st.binary(), st.binary())
def test_the_first_difference_is_where_the_common_beginning_ends(common: bytes, old: bytes, new: bytes) -> None:
    at = first_difference(common + old, common + new)
    one, other = common + old, common + new
    assert one[:at] == other[:at]
    assert at in (len(one), len(other)) or one[at] != other[at]


@given(st.binary(), st.binary())
def test_contents_that_differ_have_a_difference(old: bytes, new: bytes) -> None:
    if old != new:
        assert list(contents(old, new))
