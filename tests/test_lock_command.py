"""`guestpipe lock`: the file it writes, what `--check` finds, and the locks of this very checkout."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from debian_world import World
from guestpipe import lock, pinning, share
from guestpipe.cli.main import main
from guestpipe.model.lock import Lock
from guestpipe.parse import read_lock
from guestpipe.resolve import catalogue

needs_apt = pytest.mark.skipif(shutil.which("apt-get") is None, reason="this host has no apt, so it cannot make a lock")


class Project:
    """A folder with recipes, and an archive for its lock to be made from."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder / "archive")
        self.recipes = folder / "recipes"
        self.file = folder / "guestpipe.lock"

    def recipe(self, name: str, packages: str, more: str = "") -> None:
        """Write a recipe of kind `tools`."""
        (self.recipes / name).mkdir(parents=True, exist_ok=True)
        listed = ", ".join(f'"{package}"' for package in packages.split())
        text = f'summary = "s"\nkind = "tools"\npackages = [{listed}]\n{more}'
        (self.recipes / name / "recipe.toml").write_text(text)

    def lock(self, *arguments: str) -> int:
        """Run the command; return its exit code."""
        return main(["lock", "--recipes", str(self.recipes), *arguments])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project with one recipe, whose host knows only its own archive."""
    made = Project(tmp_path)
    for key, value in made.world.environ(os.environ).items():
        monkeypatch.setenv(key, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made.world.package("shell", "1.0")
    made.recipe("root", "shell")
    return made


@needs_apt
def test_a_lock_is_made_and_read_back(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert project.lock() == 0
    held = read_lock(project.file)
    assert [(package.name, package.version) for package in held.package] == [("shell", "1.0")]
    assert capsys.readouterr().out == "+ shell 1.0\n"
    assert project.lock("--check") == 0


@needs_apt
def test_a_second_time_changes_nothing(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.lock()
    before = project.file.read_bytes()
    capsys.readouterr()
    assert project.lock() == 0
    assert project.file.read_bytes() == before
    assert capsys.readouterr().out == ""


@needs_apt
def test_check_says_what_left_the_mirror(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.lock()
    project.world.package("shell", "2.0")
    project.world.withdraw("shell", "1.0")
    shutil.rmtree(Path(os.environ["XDG_CACHE_HOME"]))
    capsys.readouterr()
    assert project.lock("--check") == 0
    assert "left the mirror: shell 1.0" in capsys.readouterr().out
    assert project.lock("--update") == 0
    assert capsys.readouterr().out == "~ shell 1.0 → 2.0\n"


@needs_apt
def test_check_finds_a_recipe_that_changed_without_asking_the_mirror(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.lock()
    before = project.file.read_bytes()
    project.recipe("root", "shell make")
    assert project.lock("--check", "--offline") == 65
    assert "recipe `root` needs package `make`, which the lock lacks" in capsys.readouterr().err
    assert project.file.read_bytes() == before


@pytest.mark.parametrize(
    "arguments", [["--check", "--update"], ["--offline"], ["--update", "unheard-of"]], ids=" ".join
)
def test_what_makes_no_sense_is_refused(
    project: Project, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert project.lock(*arguments) == 64
    assert "error: " in capsys.readouterr().err


def test_check_without_a_lock_says_how_to_make_one(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert project.lock("--check") == 66
    assert "there is no `guestpipe.lock`" in capsys.readouterr().err


def test_each_way_in_which_a_lock_does_not_fit_is_named() -> None:
    recipes = {name: entry.recipe for name, entry in catalogue.read([share.root() / "recipes"]).items()}
    held = read_lock(share.root() / "guestpipe.lock")
    without_root = held.model_copy(update={"roots": {k: v for k, v in held.roots.items() if k != "graphviz"}})
    assert "recipe `graphviz` needs package `libgvc6`, which the lock lacks" in lock.complaints(without_root, recipes)
    assert "package `libgvc6` is in no root" in lock.complaints(without_root, recipes)
    without_pin = held.model_copy(update={"package": tuple(p for p in held.package if p.name != "libgvc6")})
    assert "package `libgvc6` of `graphviz` is not pinned" in lock.complaints(without_pin, recipes)
    without_source = held.model_copy(update={"source": ()})
    assert any(
        "which is not pinned" in line and "`newlib`" in line for line in lock.complaints(without_source, recipes)
    )
    fewer = {name: recipe for name, recipe in recipes.items() if not name.startswith(("graphviz", "libc-newlib"))}
    assert "there is no recipe `graphviz` any more" in lock.complaints(held, fewer)
    assert "source `newlib` is in no recipe" in lock.complaints(held, fewer)


@pytest.mark.parametrize(
    "folder", [share.root(), Path(__file__).parent], ids=["guestpipe.lock", "tests/guestpipe.lock"]
)
def test_the_locks_in_the_tree_fit_their_recipes_and_are_as_the_command_writes_them(folder: Path) -> None:
    held = read_lock(folder / "guestpipe.lock")
    own, every = (
        catalogue.read(places) for places in ([folder / "recipes"], [folder / "recipes", share.root() / "recipes"])
    )
    assert pinning.complaints(pinning.for_recipes(own, every), held) == []
    assert (folder / "guestpipe.lock").read_text() == lock.text(held)


def test_an_empty_lock_is_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "guestpipe.lock").write_text(lock.text(Lock()))
    assert read_lock(tmp_path / "guestpipe.lock") == Lock()
