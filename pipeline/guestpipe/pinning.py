"""Makes a whole lock: tool roots first, by them the descriptions of Haskell packages, and then all their sources."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guestpipe import haskell, lock
from guestpipe.errors import DeclarationError
from guestpipe.flow import Wishes, run
from guestpipe.model.lock import Lock
from guestpipe.planning import plan_recipes, read_locks
from guestpipe.report import Reporter
from guestpipe.resolve import packages
from guestpipe.share import root as share_root
from guestpipe.store.store import Store

if TYPE_CHECKING:
    from guestpipe.debian import Archive
    from guestpipe.model.guest import Guest
    from guestpipe.model.recipe import Recipe
    from guestpipe.resolve.catalogue import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinning:
    """What a lock is to be made for."""

    own: Mapping[str, Entry]
    """The recipes beside the lock."""
    every: Mapping[str, Entry]
    """These and ours: what descriptions are read with, and packages made of."""
    wanted: Mapping[str, tuple[str, ...]]
    """Haskell packages that are asked for, with their flags."""

    def recipes(self, pinned: Lock) -> dict[str, Recipe]:
        """Return the recipes that a lock with the packages of `pinned` is for."""
        made = packages.with_packages(self.every, pinned)
        names = {*self.own, *(packages.recipe_name(package.name) for package in pinned.haskell)}
        return {name: made[name].recipe for name in sorted(names)}

    def known(self) -> frozenset[str]:
        """Return the packages that have a recipe of their own."""
        return frozenset(
            packages.spelling(entry) for name, entry in self.every.items() if name.startswith(packages.PREFIX)
        )


def for_recipes(own: Mapping[str, Entry], every: Mapping[str, Entry]) -> Pinning:
    """Return what the lock of a folder of recipes is made for."""
    templates = [entry.recipe for entry in own.values() if entry.recipe.kind == "haskell"]
    wanted = {name: one.package_flags.get(name, ()) for one in templates for name in one.packages}
    return Pinning(own=own, every=every, wanted=wanted)


def for_guest(guest: Guest, own: Mapping[str, Entry], every: Mapping[str, Entry]) -> Pinning:
    """Return what the lock beside a guest is made for: `every` has the packages that come with guestpipe, too."""
    if unknown := sorted(set(guest.program.package_flags) - set(guest.program.packages)):
        raise DeclarationError(
            f"`{unknown[0]}` has flags, and is not among the packages",
            where="guest.toml: program.package-flags",
            hint="name it in `program.packages` as well",
        )
    flags = guest.program.package_flags
    flagged = {packages.recipe_name(name) for name in flags}
    wanted = (
        {name: flags.get(name, ()) for name in guest.program.packages} if guest.program.language == "haskell" else {}
    )
    return Pinning(own=own, every={name: entry for name, entry in every.items() if name not in flagged}, wanted=wanted)


@dataclass(frozen=True, slots=True)
class Describing:
    """Reads descriptions in the sandbox, in a store that is opened when there is one to read."""

    open_store: Callable[[], Store]
    wishes: Wishes
    reporter: Reporter


def make(pinning: Pinning, archive: Archive, old: Lock, renew: Collection[str] | None, describing: Describing) -> Lock:
    """Return the lock that fits `pinning`; see `lock.make`."""
    tools = lock.make({name: entry.recipe for name, entry in pinning.own.items()}, archive, old, renew)
    if not pinning.wanted:
        return tools
    base = _beside_ours(tools)
    kept = lock.kept_sources(old, renew)

    def describe(asked: haskell.Asked) -> haskell.Description:
        reader = pinning.every[packages.DESCRIPTION]
        entry = packages.description(asked.name, asked.debian, asked.flags, asked.missing, reader)
        pinned = lock.sources_of({entry.name: entry.recipe}, archive, kept)
        with_sources = base.model_copy(update={"source": pinned})
        with describing.open_store() as store:
            plan = plan_recipes([entry.name], {**pinning.every, entry.name: entry}, with_sources, store)
            outcome = run(plan, [entry.name], store, describing.wishes, describing.reporter)
            text = store.object_path(outcome.objects[entry.name]) / "description"
            return haskell.read(text.read_text(encoding="utf-8"))

    found = haskell.pin(pinning.wanted, pinning.known(), archive, describe)
    recipes = pinning.recipes(Lock(haskell=found))
    return lock.make(recipes, archive, old, renew).model_copy(update={"haskell": found})


def complaints(pinning: Pinning, held: Lock) -> list[str]:
    """Return, for people, each way in which `held` does not fit `pinning`."""
    return [*lock.complaints(held, pinning.recipes(held)), *haskell.complaints(held, pinning.wanted, pinning.known())]


def _beside_ours(made: Lock) -> Lock:
    """Return `made` with the tool roots of our own lock, unless it has them itself."""
    file: Path = share_root() / "guestpipe.lock"
    ours = read_locks([file])
    mine = {package.name for package in made.package}
    return Lock(
        package=(*made.package, *(package for package in ours.package if package.name not in mine)),
        roots={**ours.roots, **made.roots},
    )
