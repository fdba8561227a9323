"""From `guest.toml` on disk to a Plan: reads declarations, captures trees, remembers both."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guestpipe import memory
from guestpipe.front import absolute, stamp
from guestpipe.memory import Remembered, stamps_of
from guestpipe.plan.keys import plan_keys
from guestpipe.plan.step import Plan, Step, Tree
from guestpipe.share import root as share_root

if TYPE_CHECKING:
    from guestpipe.capture import Wanted
    from guestpipe.model.guest import Guest
    from guestpipe.model.lock import Lock
    from guestpipe.resolve.catalogue import Entry
    from guestpipe.store.store import Store

SANDBOX = "sandbox-bubblewrap"
"""The recipe of the sandbox itself."""

OpenStore = Callable[[str], "Store"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What verbs need of a guest besides its plan."""

    name: str
    vmm: str
    machine: str
    cpus: int
    memory_bytes: int
    formats: tuple[str, ...]
    limit_s: int
    expect_status: int
    expect_output: str | None
    kernel: str
    kernel_cpus: int
    """The most processors that the kernel uses."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, where it is to be realized, and what is remembered of its making."""

    plan: Plan
    facts: Facts
    store: Store
    guest_path: str
    remembered: Remembered


def plan_guest(guest: str, store: str, environ: Mapping[bytes, bytes], open_store: OpenStore) -> Planned:
    """Return the plan of the guest at path `guest`; `store` is the user's choice of a store folder, or empty."""
    path = absolute(guest, dict(environ))
    _refuse_unnameable(path)
    seen: dict[str, str] = {}
    known = memory.recall(path, store, environ, seen)
    if known is None:
        with _told_with_its_line(path):
            return _plan_anew(path, store, environ, open_store)
    opened = open_store(known.store)
    fresh = _recaptured(known, opened, seen)
    if fresh is not known:
        memory.remember(path, store, environ, fresh)
    plan = Plan(fresh.steps, plan_keys(fresh.steps), dict(fresh.tops))
    return Planned(plan, Facts(**fresh.facts), opened, path, fresh)


def plan_tools(names: Sequence[str], folders: Sequence[Path]) -> Plan:
    """Return the plan of the tool roots `names`, recipes in `folders` or ours, pinned by the locks beside them."""
    from guestpipe.errors import DeclarationError
    from guestpipe.parse import suggestion
    from guestpipe.plan.make import make_tools_plan
    from guestpipe.resolve.catalogue import read

    places = [*folders, share_root() / "recipes"]
    catalogue = {name: entry for name, entry in read(places).items() if entry.recipe.kind == "tools"}
    for name in names:
        if name not in catalogue:
            raise DeclarationError(f"there are no tools `{name}`", hint=suggestion(name, catalogue))
    locks = [place.parent / "guestpipe.lock" for place in places]
    return make_tools_plan([catalogue[name] for name in names], read_locks(locks))


def plan_recipes(names: Sequence[str], catalogue: Mapping[str, Entry], lock: Lock, store: Store) -> Plan:
    """Return the plan of the recipes `names`, which ask for nothing of a guest."""
    from guestpipe.capture import capture, of_recipe
    from guestpipe.plan.make import make_recipes_plan
    from guestpipe.resolve.resolution import closure

    bound = closure([*names, SANDBOX], catalogue)
    wanted = [tree for one in bound for tree in of_recipe(one.entry)]
    trees = {(tree.recipe, tree.mount): capture(store, tree) for tree in wanted}
    return make_recipes_plan(bound, lock, trees, SANDBOX)


def store_folder(guest: Guest | None, folder: Path, chosen: str, environ: Mapping[bytes, bytes]) -> Path:
    """Return where the store is: the user's choice, the environment's, the guest's, or beside guest.toml."""
    if chosen:
        return Path(absolute(chosen, dict(environ)))
    if from_environment := environ.get(b"GUESTPIPE_STORE"):
        return Path(absolute(os.fsdecode(from_environment), dict(environ)))
    if guest is not None and guest.store is not None:
        return Path(os.path.normpath(folder / guest.store.path))
    return folder / "store"


def recipe_folders(guest: Guest, folder: Path) -> list[Path]:
    """Return the folders of recipes in the order in which they win; refuses one of the guest's that is not there."""
    own = [Path(os.path.normpath(folder / path)) for path in guest.recipes.path]
    for index, place in enumerate(own):
        if not place.is_dir():
            from guestpipe.errors import MissingFileError

            raise MissingFileError(
                f"the folder of recipes `{guest.recipes.path[index]}` does not exist",
                where=f"{folder / 'guest.toml'}: recipes.path[{index}]",
            )
    return [*own, *(place for place in [share_root() / "recipes"] if place not in own)]


def read_locks(places: list[Path]) -> Lock:
    """Return the locks at `places` as one; an earlier one wins, one that is not there says nothing."""
    from guestpipe.model.lock import Lock
    from guestpipe.parse import read_lock

    locks = [read_lock(place) for place in places if place.is_file()]
    return Lock(
        package=tuple({package.name: package for lock in reversed(locks) for package in lock.package}.values()),
        source=tuple({source.name: source for lock in reversed(locks) for source in lock.source}.values()),
        haskell=tuple({package.name: package for lock in reversed(locks) for package in lock.haskell}.values()),
        roots={name: packages for lock in reversed(locks) for name, packages in lock.roots.items()},
    )


def _refuse_unnameable(path: str) -> None:
    """Refuse a path that records, which are text, cannot hold."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError as error:
        from guestpipe.errors import DeclarationError

        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        raise DeclarationError(f"the path `{shown}` is not UTF-8", hint="rename the folder") from error


@contextmanager
def _told_with_its_line(guest: str) -> Iterator[None]:
    """Let an error about a key of guest.toml say the path and the line of it, which who raises it may not know."""
    from guestpipe.errors import GuestpipeError

    try:
        yield
    except GuestpipeError as error:
        from guestpipe.parse import located

        error.where = error.where and located(error.where, Path(guest))
        raise


def _plan_anew(path: str, chosen: str, environ: Mapping[bytes, bytes], open_store: OpenStore) -> Planned:
    from guestpipe.capture import capture, refuse_missing_folders, source_files, wanted
    from guestpipe.parse import read_guest
    from guestpipe.plan.make import make_plan
    from guestpipe.plan.settings import refuse_unread, settings
    from guestpipe.resolve.catalogue import read
    from guestpipe.resolve.packages import with_packages
    from guestpipe.resolve.resolution import resolve

    folder = Path(path).parent
    own_stamps = (*_code_stamps(), (path, stamp(path)))
    guest = read_guest(Path(path))
    folders = recipe_folders(guest, folder)
    locks = lock_places(folders, folder)
    own_stamps += tuple((str(lock), stamp(str(lock))) for lock in locks)
    own_stamps += tuple(pair for place in folders for pair in _catalogue_stamps(place))
    own_stamps += tuple(pair for pattern in guest.program.sources for pair in _glob_stamps(folder, pattern))
    lock = read_locks(locks)
    catalogue = with_packages(read(folders), lock)
    resolution = resolve(guest, catalogue)
    refuse_unread(guest, [bound.entry for bound in resolution.bound])
    sources = source_files(folder, guest.program.sources)
    refuse_missing_folders(folder, guest.program.include)
    opened = open_store(str(store_folder(guest, folder, chosen, environ)))
    trees = []
    captured: dict[tuple[str, tuple[str, ...]], Tree] = {}
    for tree in wanted(resolution, folder, sources):
        stamps = stamps_of(tree.root, tree.files)
        if (tree.root, tree.files) not in captured:
            captured[tree.root, tree.files] = capture(opened, tree)
        trees.append((tree, captured[tree.root, tree.files], stamps))
    by_mount = {(tree.recipe, tree.mount): held for tree, held, _ in trees}
    plan = make_plan(resolution, lock, by_mount, settings(guest, sources))
    facts = _facts(guest, catalogue)
    remembered = Remembered(own_stamps, tuple(trees), plan.steps, plan.tops, str(opened.path), facts)
    memory.remember(path, chosen, environ, remembered)
    return Planned(plan, Facts(**facts), opened, path, remembered)


def _recaptured(known: Remembered, store: Store, seen: dict[str, str]) -> Remembered:
    """Return `known` with the trees that have changed captured anew; `known` itself when none has."""
    from guestpipe.capture import capture

    changed: dict[tuple[str, str], Tree] = {}
    trees: list[tuple[Wanted, Tree, tuple[tuple[str, str], ...]]] = []
    captured: dict[tuple[str, tuple[str, ...]], Tree] = {}
    for tree, held, stamps in known.trees:
        if memory.unchanged(stamps, seen) and os.path.lexists(held.path):
            trees.append((tree, held, stamps))
            continue
        now = stamps_of(tree.root, tree.files)
        if (tree.root, tree.files) not in captured:
            captured[tree.root, tree.files] = capture(store, tree)
        fresh = captured[tree.root, tree.files]
        trees.append((tree, fresh, now))
        changed[tree.recipe, tree.mount] = fresh
    if not changed:
        return known
    recipes = {recipe for recipe, _ in changed}
    steps = tuple(_with_trees(step, changed) if step.recipe in recipes else step for step in known.steps)
    return replace(known, trees=tuple(trees), steps=steps)


def _with_trees(step: Step, changed: Mapping[tuple[str, str], Tree]) -> Step:
    return replace(step, trees=tuple((mount, changed.get((step.recipe, mount), tree)) for mount, tree in step.trees))


def lock_places(folders: list[Path], folder: Path) -> list[Path]:
    """Return where locks may be: beside guest.toml, beside each folder of recipes, ours last."""
    places = [folder / "guestpipe.lock", *(place.parent / "guestpipe.lock" for place in folders)]
    return list(dict.fromkeys(places))


def _catalogue_stamps(folder: Path) -> tuple[tuple[str, str], ...]:
    found = [(str(folder), stamp(str(folder)))]
    if folder.is_dir():
        for place in sorted(entry.path for entry in os.scandir(folder)):
            found += [(file, stamp(file)) for file in (place, f"{place}/recipe.toml")]
    return tuple(found)


def _glob_stamps(folder: Path, pattern: str) -> tuple[tuple[str, str], ...]:
    """Return stamps of the folders whose entries decide what `pattern` stands for."""
    import glob

    if not glob.has_magic(pattern):
        return ()
    fixed = []
    for part in pattern.split("/"):
        if glob.has_magic(part):
            break
        fixed.append(part)
    base = folder.joinpath(*fixed)
    return tuple((place, stamp(place)) for place, _, _ in os.walk(base))


def _code_stamps() -> tuple[tuple[str, str], ...]:
    """Return stamps of our own modules that decide what a plan is, for those who edit guestpipe itself."""
    here = Path(__file__).parent
    rooms = [here, here / "model", here / "resolve", here / "plan"]
    return tuple((str(file), stamp(str(file))) for room in rooms for file in sorted(room.glob("*.py")))


def _facts(guest: Guest, catalogue: Mapping[str, Entry]) -> dict[str, Any]:
    from guestpipe.model.guest import memory_bytes

    kernel = next(
        entry.recipe
        for entry in catalogue.values()
        if (entry.recipe.provides, entry.recipe.variant) == ("kernel", guest.kernel.variant)
    )
    return {
        "name": guest.name,
        "vmm": guest.target.vmm,
        "machine": guest.target.machine,
        "cpus": guest.target.cpus,
        "memory_bytes": memory_bytes(guest.target.memory),
        "formats": tuple(guest.target.formats),
        "limit_s": guest.target.limit_s,
        "expect_status": guest.expect.status,
        "expect_output": guest.expect.output,
        "kernel": guest.kernel.variant,
        "kernel_cpus": kernel.offers.cpus if kernel.offers else 1,
    }
