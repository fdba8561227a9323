"""`guestpipe diff` and `why-differs`: what differs between guests, images and objects, and the first cause of it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Guestpipe
from guestpipe.digest import Digest
from guestpipe.errors import StoreError
from guestpipe.plan.keys import plan_keys
from guestpipe.plan.record import from_bytes, to_bytes
from guestpipe.plan.step import Fixed, Plan, Step, Tree
from worlds import write_tiny

TEXT = st.text(max_size=8)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)
DIGESTS = st.integers(0, 2**256 - 1).map(lambda number: Digest(f"{number:064x}"))


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Return two guests that say the same."""
    return write_tiny(tmp_path / "one"), write_tiny(tmp_path / "two")


def test_guests_that_say_the_same_do_not_differ(guestpipe: Guestpipe, two: tuple[Path, Path]) -> None:
    for guest in two:
        guestpipe("realize", guest)
    said = guestpipe("diff", *two)
    assert said.returncode == 0, said.stderr
    assert "0 changed, 0 gone, 0 new" in said.stdout
    assert said.stdout.endswith("bytes: the same\n")
    why = guestpipe("why-differs", *two)
    assert (why.returncode, why.stdout.partition(":")[0]) == (0, "they do not differ")


def test_a_changed_field_and_source_are_told_with_all_that_follows(
    guestpipe: Guestpipe, two: tuple[Path, Path]
) -> None:
    one, other = two
    other.write_text(other.read_text().replace("[recipes]", 'c-options = ["-O3"]\n[recipes]'))
    (other.parent / "main.c").write_text("int main(void) { return 1; }\n")
    script = 'cat "$source/program/main.c" /settings/* > "$out/made"\n'
    for guest in two:
        (guest.parent / "recipes/program-c/build.sh").write_text(script)
        guestpipe("realize", guest)
    said = guestpipe("diff", one.parent, other.parent)
    assert said.returncode == 1
    lines = [line.strip() for line in said.stdout.splitlines()]
    assert 'program.c-options: [] → ["-O3"]' in lines
    assert "program-c: setting `program.c-options`: '' → '-O3'" in lines
    assert any(
        line.startswith("program-c: `source/program`: main.c: line 1: `int main(void) { return 0; }`") for line in lines
    )
    assert "link: what it is made from" in lines
    assert any("made: line 1: `int main(void) { return 0; }` → " in line for line in lines)


def test_the_first_cause_is_told_and_nothing_that_follows_from_it(guestpipe: Guestpipe, two: tuple[Path, Path]) -> None:
    one, other = two
    script = other.parent / "recipes/kernel-geekos/build.sh"
    script.write_text("# a word\n" + script.read_text())
    said = guestpipe("why-differs", one, other)
    assert said.returncode == 1, said.stderr
    assert len(said.stdout.splitlines()) == 1
    assert said.stdout.startswith("kernel-geekos: `recipe`: build.sh: line 1: ")


def test_another_tool_is_a_first_cause(guestpipe: Guestpipe, two: tuple[Path, Path]) -> None:
    one, other = two
    recipe = other.parent / "recipes/link/recipe.toml"
    recipe.write_text(recipe.read_text().replace('"busybox"', '"toolchain-gcc"'))
    assert "link: input `tools`: busybox → toolchain-gcc" in guestpipe("why-differs", one, other).stdout


def test_an_image_knows_how_it_was_made(guestpipe: Guestpipe, two: tuple[Path, Path]) -> None:
    one, _ = two
    script = one.parent / "recipes/link/build.sh"
    script.write_text(f'echo {time.time_ns()} > "$out/x"\n')
    old = Path(guestpipe("realize", one).stdout.strip())
    script.write_text(f'echo {time.time_ns()} > "$out/x"\n')
    guestpipe("realize", one)
    for word in (old.name, old.name[:20], old):
        said = guestpipe("why-differs", word, one.parent / "result")
        assert said.returncode == 1, said.stderr
        assert said.stdout.startswith("link: `recipe`: build.sh: line 1: ")


def test_a_step_that_gave_other_bytes_by_the_same_plan_is_named(guestpipe: Guestpipe, two: tuple[Path, Path]) -> None:
    one, other = two
    for guest, store in ((one, "a"), (other, "b")):
        script = 'dd if=/dev/urandom of="$out/x" bs=8 count=1\n'
        (guest.parent / "recipes/link/build.sh").write_text(script)
        guest.write_text(guest.read_text() + f'[store]\npath = "{store}"\n')
    environment = {"GUESTPIPE_STORE": ""}
    for guest in two:
        said = guestpipe("realize", guest, **environment)
        assert said.returncode == 0, said.stderr
    said = guestpipe("why-differs", one, other, **environment)
    assert said.returncode == 104
    assert "the plans are the same, and `link` gave other bytes" in said.stderr


def test_plain_folders_are_compared_as_bytes(guestpipe: Guestpipe, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    said = guestpipe("diff", "a", "b", "--json")
    assert said.returncode == 1
    assert json.loads(said.stdout)["bytes"] == [{"where": ["file", "line 1"], "what": "`a` → `b`"}]


def test_what_is_nothing_is_refused(guestpipe: Guestpipe, two: tuple[Path, Path], tmp_path: Path) -> None:
    said = guestpipe("diff", "zzzz", two[0])
    assert said.returncode == 64
    assert "`zzzz` names neither a path nor an object of the store" in said.stderr
    (tmp_path / "folder").mkdir()
    said = guestpipe("why-differs", "folder", two[0])
    assert said.returncode == 65
    assert "nothing tells how `folder` was made" in said.stderr


def test_a_guest_is_compared_with_bytes_by_its_own_alone(
    guestpipe: Guestpipe, two: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    guestpipe("realize", two[0])
    said = guestpipe("diff", "folder", two[0])
    assert said.returncode == 1
    assert "fields of guest.toml" not in said.stdout
    assert "is new" in said.stdout
    two[0].write_text(two[0].read_text().replace("[program]", '[program]\ncmd = ["another"]'))
    said = guestpipe("diff", two[0], "folder")
    assert said.returncode == 64
    assert f"`{two[0]}` is not realized, and there are only bytes of `folder`" in said.stderr


@given(
    st.builds(
        Step,
        name=TEXT,
        kind=st.sampled_from(["file", "package", "tools", "build"]),
        argv=st.lists(TEXT, max_size=2).map(tuple),
        environment=PAIRS,
        settings=PAIRS,
        trees=st.lists(st.tuples(TEXT, st.builds(Tree, st.just("tree"), DIGESTS, st.just(""))), max_size=2).map(tuple),
        fixed=st.none() | st.builds(Fixed, DIGESTS, st.integers(0, 2**40), TEXT),
        links=PAIRS,
        limit_s=st.integers(0, 9999),
    )
)
def test_a_plan_comes_back_from_its_record_with_the_same_keys(step: Step) -> None:
    above = Step(name=step.name + "'", kind="build", inputs=(("in", step.name),))
    plan = Plan((step, above), plan_keys((step, above)), {"image": above.name})
    back = from_bytes(to_bytes(plan), lambda _: "")
    assert back == plan
    assert to_bytes(back) == to_bytes(plan)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format": 1, "tops": {}, "steps": [{}]}', b'{"format": 99}'])
def test_what_is_no_record_of_a_plan_is_refused(content: bytes) -> None:
    with pytest.raises(StoreError):
        from_bytes(content, lambda _: "")
