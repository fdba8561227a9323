"""Planning reads the world once and remembers; what it remembers is dropped the moment it may be wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from guestpipe import front, memory
from guestpipe.capture import source_files
from guestpipe.errors import DeclarationError, GuestpipeError, MissingFileError
from guestpipe.planning import Planned, plan_guest
from guestpipe.store.store import Store
from worlds import GUEST, LOCK, write_guest, write_recipes

HEAVY = ("pydantic", "tomlkit", "networkx", "sh", "rich")
OWN = '[recipes]\npath = ["recipes"]\n'


class World:
    """A guest with its own recipes and lock, a store, and a cache folder."""

    def __init__(self, folder: Path, text: str = GUEST + OWN) -> None:
        self.folder = folder / "project"
        write_recipes(self.folder / "recipes")
        (self.folder / "guestpipe.lock").write_text(LOCK)
        self.guest = write_guest(self.folder, text)
        self.environ: Mapping[bytes, bytes] = {b"XDG_CACHE_HOME": os.fsencode(folder / "cache")}
        self.settle()

    def settle(self) -> None:
        """Let the files grow old enough for their stamps to be trusted."""
        ready = time.time_ns() + memory._RACY_NS
        while time.time_ns() <= ready:
            os.sched_yield()

    def plan(self) -> Planned:
        planned = plan_guest(str(self.guest), "", self.environ, Store.open)
        planned.store.close()
        return planned

    def is_remembered(self) -> bool:
        return memory.recall(str(self.guest), "", self.environ, {}) is not None


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    yield World(tmp_path)


def test_a_second_planning_gives_the_same_plan(world: World) -> None:
    first = world.plan()
    assert world.is_remembered()
    second = world.plan()
    assert second.plan == first.plan
    assert second.facts == first.facts


def test_a_second_planning_imports_none_of_the_big_libraries(world: World) -> None:
    world.plan()
    script = (
        "import os, sys\nfrom guestpipe.planning import plan_guest\nfrom guestpipe.store.store import Store\n"
        f"plan_guest({str(world.guest)!r}, '', {dict(world.environ)!r}, Store.open)\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])\n"
    )
    path = str(Path(front.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_what_the_store_has_is_read_and_not_copied_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.plan()
    Path(front.memory_file(str(world.guest), "", dict(world.environ)) + ".plan").unlink()
    with monkeypatch.context() as patch:
        patch.delattr(Store, "add")
        assert world.plan().plan == first.plan
        with pytest.raises(AttributeError):
            (world.folder / "recipes/kernel-geekos/build.sh").write_text("echo other\n")
            world.plan()


def test_an_edited_script_changes_the_keys_above_it_without_reading_a_declaration(world: World) -> None:
    before = world.plan().plan
    (world.folder / "recipes" / "kernel-geekos" / "build.sh").write_text(": another\n")
    assert world.is_remembered()
    after = world.plan().plan
    changed = {name for name in before.keys if before.keys[name] != after.keys[name]}
    assert changed == {"kernel-geekos", "link", "image-elf", "sample"}


def test_an_edited_program_changes_its_key(world: World) -> None:
    before = world.plan().plan.keys["program-c"]
    (world.folder / "main.c").write_text("int main(void) { return 1; }\n")
    assert world.plan().plan.keys["program-c"] != before


@pytest.mark.parametrize(
    "path", ["guest.toml", "guestpipe.lock", "recipes/link/recipe.toml", "recipes/new/recipe.toml"]
)
def test_an_edited_declaration_is_read_again(world: World, path: str) -> None:
    world.plan()
    file = world.folder / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(file.read_text() + "\n" if file.exists() else 'summary = "n"\ntools = "toolchain"\n')
    assert not world.is_remembered()


def test_a_new_file_that_a_glob_stands_for_is_seen(tmp_path: Path) -> None:
    world = World(tmp_path, GUEST.replace('"main.c"', '"*.c"') + OWN)
    before = world.plan().plan
    (world.folder / "more.c").write_text("int more;\n")
    world.settle()
    after = world.plan().plan
    program = next(step for step in after.steps if step.name == "program-c")
    assert dict(program.settings)["program.sources"] == "main.c\nmore.c"
    assert before.keys["program-c"] != after.keys["program-c"]


def test_a_file_too_fresh_for_its_stamp_to_be_trusted_is_not_remembered(world: World) -> None:
    # Written "in the future", so that the outcome does not hang on how fast this test runs.
    late = time.time_ns() + 10**12
    fresh = memory.Remembered(((str(world.guest), f"{late} 1 1"),), (), (), {}, "/s", {})
    memory.remember(str(world.guest), "", world.environ, fresh)
    assert not world.is_remembered()


def test_a_cache_folder_that_cannot_be_written_costs_time_and_not_the_plan(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    world.environ = {b"XDG_CACHE_HOME": os.fsencode(tmp_path / "file")}
    assert world.plan().plan.steps


def test_a_damaged_memory_is_no_memory(world: World) -> None:
    world.plan()
    file = front.memory_file(str(world.guest), "", dict(world.environ)) + ".plan"
    for content in (b"", b"\x00nonsense", b"\xe9" * 99):
        Path(file).write_bytes(content)
        assert not world.is_remembered()
        assert world.plan().plan.steps


def test_of_many_guests_those_planned_last_are_remembered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_FILES", 10)
    cache = world.folder.parent / "cache/guestpipe/front"
    cache.mkdir(parents=True)
    for number in range(10):
        (cache / str(number)).touch()
        os.utime(cache / str(number), (number, number))
    world.plan()
    assert world.is_remembered()
    assert {file.name for file in cache.iterdir() if file.suffix != ".plan"} == {"6", "7", "8", "9"}


def refused(world: World) -> GuestpipeError:
    with pytest.raises(GuestpipeError) as caught:
        world.plan()
    return caught.value


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    error = refused(World(tmp_path, GUEST.replace("main.c", "mian.c") + OWN))
    assert isinstance(error, MissingFileError)
    assert "`mian.c` does not exist" in error.what
    assert (error.where or "").endswith("guest.toml:6: program.sources[0]")
    assert error.hint == "did you mean `main.c`?"


def test_a_glob_that_no_file_fits_is_named(tmp_path: Path) -> None:
    error = refused(World(tmp_path, GUEST.replace("main.c", "src/**/*.c") + OWN))
    assert error.what == "no file fits the source `src/**/*.c`"


@pytest.mark.parametrize(("place", "reason"), [("head", "does not exist"), ("main.c", "is not a folder")])
def test_a_folder_to_look_in_that_is_none_is_named_with_its_place(tmp_path: Path, place: str, reason: str) -> None:
    world = World(tmp_path, GUEST + f'include = [".", "{place}"]\n' + OWN)
    (world.folder / "headers").mkdir()
    recipe = world.folder / "recipes/program-c/recipe.toml"
    recipe.write_text(recipe.read_text().replace('"program.sources", ', '"program.sources", "program.include", '))
    error = refused(world)
    assert isinstance(error, MissingFileError)
    assert error.what == f"the folder of headers and modules `{place}` {reason}"
    assert error.where == f"{world.guest}:7: program.include[1]"
    assert error.hint == ("did you mean `headers`?" if place == "head" else None)


def test_a_folder_of_recipes_that_is_not_there_is_named_with_its_place(tmp_path: Path) -> None:
    error = refused(World(tmp_path, GUEST + '[recipes]\npath = ["recipes", "mine"]\n'))
    assert isinstance(error, MissingFileError)
    assert (error.what, error.where) == (
        "the folder of recipes `mine` does not exist",
        f"{tmp_path / 'project/guest.toml'}:8: recipes.path[1]",
    )


def test_what_cannot_be_resolved_is_told_with_the_line_of_its_key(tmp_path: Path) -> None:
    error = refused(World(tmp_path, GUEST + OWN + '[kernel]\nvariant = "gekos"\n'))
    assert error.where == f"{tmp_path / 'project/guest.toml'}:10: kernel.variant"


@pytest.mark.parametrize(("name", "shown"), [("a\nb.c", "a\\nb.c"), ("a\udcffb.c", "a\\xffb.c")])
def test_a_source_whose_name_is_no_line_of_text_is_refused(tmp_path: Path, name: str, shown: str) -> None:
    world = World(tmp_path, GUEST.replace("main.c", "*.c") + OWN)
    (world.folder / name).touch()
    assert refused(world).what == f"the name of the source `{shown}` is not one line of UTF-8"


def test_a_path_that_records_cannot_hold_is_refused(tmp_path: Path) -> None:
    error = refused(World(tmp_path / "a\udcffb"))
    assert isinstance(error, DeclarationError)
    assert error.what == f"the path `{tmp_path}/a\\xffb/project/guest.toml` is not UTF-8"


def test_a_declaration_that_is_a_link_to_itself_is_told_so(world: World) -> None:
    world.guest.unlink()
    world.guest.symlink_to("guest.toml")
    assert refused(world).what == "`guest.toml` cannot be read: too many levels of symbolic links"


def test_a_source_that_is_a_link_out_of_the_project_is_refused(world: World) -> None:
    (world.folder / "main.c").unlink()
    (world.folder / "main.c").symlink_to("/etc/hostname")
    error = refused(world)
    assert isinstance(error, DeclarationError)
    assert "leaves the project through a symbolic link" in error.what


def test_a_source_without_permission_is_named() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "main.c").touch(mode=0)
        is_root = os.geteuid() == 0
        if is_root:  # Root may read everything: lay that aside.
            os.seteuid(65534)
        try:
            with pytest.raises(MissingFileError) as caught:
                source_files(Path(folder), ["main.c"])
        finally:
            if is_root:
                os.seteuid(0)
    assert caught.value.what == "the source `main.c` cannot be read: permission denied"


PACKED = GUEST + '[program.files]\n"/etc/motd" = "motd"\n"/data" = "data"\n[libc]\nstubs = "posix"\n' + OWN


@pytest.fixture
def packed(tmp_path: Path) -> World:
    """Return the world of a guest with files, as it stood for a while."""
    data = tmp_path / "project" / "data"
    data.mkdir(parents=True)
    (data / "one").write_text("one\n")
    (tmp_path / "project" / "motd").write_text("hello\n")
    world = World(tmp_path, PACKED)
    world.settle()
    return world


@pytest.mark.parametrize("path", ["motd", "data/one", "data/new"])
def test_an_edited_file_of_the_guest_changes_the_image_and_not_the_program(packed: World, path: str) -> None:
    before = packed.plan().plan
    (packed.folder / path).write_text("another\n")
    packed.settle()
    after = packed.plan().plan
    changed = {name for name in before.keys if before.keys[name] != after.keys[name]}
    assert changed == {"boot-files", "link", "image-elf", "sample"}


def test_files_of_the_guest_stand_in_the_order_of_their_places(packed: World) -> None:
    step = next(step for step in packed.plan().plan.steps if step.name == "boot-files")
    assert dict(step.settings)["program.files"] == "/data\n/etc/motd"
    trees = dict(step.trees)
    assert Path(trees["source/0"].path, "one").read_text() == "one\n"
    assert Path(trees["source/1"].path).read_text() == "hello\n"


def test_files_of_the_guest_that_are_not_there_are_named(packed: World) -> None:
    (packed.folder / "motd").unlink()
    packed.settle()
    error = refused(packed)
    assert isinstance(error, MissingFileError)
    assert error.what == "the file `motd` for `/etc/motd` does not exist"
    assert (error.where or "").endswith("guest.toml:8: program.files['/etc/motd']")


def test_files_of_the_guest_that_are_a_link_out_of_the_project_are_refused(packed: World) -> None:
    (packed.folder / "motd").unlink()
    (packed.folder / "motd").symlink_to("/etc/hostname")
    assert "`motd` leaves the project through a symbolic link" in refused(packed).what


def test_patches_that_are_not_there_are_named(world: World) -> None:
    recipe = world.folder / "recipes" / "libc-newlib" / "recipe.toml"
    recipe.write_text('patches = ["newlib-9"]\n' + recipe.read_text())
    error = refused(world)
    assert "names patches that are not there: `newlib-9`" in error.what


def test_an_override_that_is_not_there_is_named(tmp_path: Path) -> None:
    error = refused(World(tmp_path, GUEST + OWN + '[source.newlib]\npath = "my-newlib"\n'))
    assert "`my-newlib`, which does not exist" in error.what


def test_an_override_by_path_is_a_tree_and_by_url_a_fetch(tmp_path: Path) -> None:
    (tmp_path / "project" / "mine").mkdir(parents=True)
    (tmp_path / "project" / "mine" / "configure").write_text("")
    by_path = World(tmp_path, GUEST + OWN + '[source.newlib]\npath = "mine"\n').plan().plan
    step = next(step for step in by_path.steps if step.name == "libc-newlib")
    assert "source/newlib" in dict(step.trees)
    url = f'[source.newlib]\nurl = "file:///srv/newlib-4.tar.gz"\nsha256 = "{"7" * 64}"\n'
    by_url = World(tmp_path, GUEST + OWN + url).plan().plan
    fetched = next(step for step in by_url.steps if step.kind == "file")
    assert (fetched.name, fetched.fixed and fetched.fixed.digest) == ("newlib-4.tar.gz", "7" * 64)


def test_the_store_is_where_the_user_the_environment_or_the_guest_says(world: World, tmp_path: Path) -> None:
    assert world.plan().store.path == world.folder / "store"
    world.environ = {**world.environ, b"GUESTPIPE_STORE": os.fsencode(tmp_path / "env")}
    assert world.plan().store.path == tmp_path / "env"
    chosen = plan_guest(str(world.guest), str(tmp_path / "chosen"), world.environ, Store.open)
    chosen.store.close()
    assert chosen.store.path == tmp_path / "chosen"
