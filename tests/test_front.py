"""The front door: an up-to-date guest is answered from stamps, and nothing is imported for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import FRONT, Guestpipe
from worlds import write_tiny

CHEAP = {"posix", "sys", "_blake2"}
"""What the front door may import besides what the interpreter has loaded anyway."""


class Tiny:
    """A tiny guest with caches and a home of its own."""

    def __init__(self, folder: Path, guestpipe: Guestpipe) -> None:
        self.guest = write_tiny(folder / "project")
        self.folder = self.guest.parent
        self.cache = folder / "cache"
        self._call = guestpipe

    def realize(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._call("realize", self.guest, *arguments, XDG_CACHE_HOME=str(self.cache))

    def settle(self) -> None:
        """Let the files grow old enough for their stamps to be trusted."""
        ready = time.time_ns() + 40_000_000
        while time.time_ns() < ready:
            os.sched_yield()

    def imported(self) -> set[str]:
        """Return what a realize imports besides what an empty program does."""
        return self.modules(*FRONT[3:], "realize", str(self.guest)) - self.modules("-c", "pass")

    def modules(self, *arguments: str) -> set[str]:
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.cache)}
        command = [sys.executable, "-I", "-S", "-X", "importtime", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
        return {line.rpartition("|")[2].strip() for line in lines}


@pytest.fixture
def tiny(tmp_path: Path, guestpipe: Guestpipe, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    import pinned

    monkeypatch.setenv("GUESTPIPE_STORE", str(pinned.STORE))
    made = Tiny(tmp_path, guestpipe)
    made.settle()
    return made


def test_a_second_realize_prints_the_same_and_imports_nothing(tiny: Tiny) -> None:
    first = tiny.realize()
    assert first.returncode == 0, first.stderr
    assert tiny.imported() <= CHEAP
    second = tiny.realize()
    assert (second.stdout, second.stderr) == (first.stdout, "")
    assert Path(first.stdout.strip()).is_dir()
    assert (tiny.folder / "result").resolve() == Path(first.stdout.strip())


@pytest.mark.parametrize("change", ["source", "script", "declaration", "link", "recipe"])
def test_whatever_changes_opens_the_whole_house(tiny: Tiny, change: str) -> None:
    tiny.realize()
    if change == "source":
        (tiny.folder / "main.c").write_text("int main(void) { return 2; }\n")
    elif change == "script":
        (tiny.folder / "recipes" / "link" / "build.sh").write_text("echo other > $out/x\n")
    elif change == "declaration":
        tiny.guest.write_text(tiny.guest.read_text() + "\n")
    elif change == "recipe":
        (tiny.folder / "recipes" / "new").mkdir()
    else:
        (tiny.folder / "result").unlink()
    assert "guestpipe.cli.main" in tiny.imported()


def test_an_edit_of_a_script_needs_none_of_the_big_libraries(tiny: Tiny) -> None:
    tiny.realize()
    (tiny.folder / "recipes" / "link" / "build.sh").write_text("echo other > $out/x\n")
    assert not tiny.imported() & {"pydantic", "tomlkit", "networkx", "sh", "rich"}


def test_a_store_of_ones_own_is_answered_for_itself(tiny: Tiny, tmp_path: Path) -> None:
    tiny.realize()
    other = tiny.realize("--store", str(tmp_path / "other"))
    assert other.returncode == 0, other.stderr
    assert other.stdout.startswith(str(tmp_path / "other"))


def test_another_guestpipe_with_other_recipes_answers_for_itself(tiny: Tiny, tmp_path: Path) -> None:
    tiny.realize()
    house = Path(FRONT[3]).parents[2]
    for part in ("pipeline/guestpipe", "recipes"):
        shutil.copytree(house / part, tmp_path / "other" / part)
    shutil.copy(house / "guestpipe.lock", tmp_path / "other")
    other = str(tmp_path / "other" / Path(FRONT[3]).relative_to(house))
    assert "guestpipe.cli.main" in tiny.modules(other, *FRONT[4:], "realize", str(tiny.guest))


def test_an_object_that_is_gone_is_realized_again(tiny: Tiny, tmp_path: Path) -> None:
    first = tiny.realize("--store", str(tmp_path / "own"))
    image = Path(first.stdout.strip())
    # Said before it is removed: the path of nothing is the folder that we are in.
    assert image.is_relative_to(tmp_path / "own" / "objects"), first.stderr
    subprocess.run(["chmod", "-R", "u+w", image], check=True)
    shutil.rmtree(image)
    again = tiny.realize("--store", str(tmp_path / "own"))
    assert again.returncode == 0, again.stderr
    assert image.is_dir()
