"""`guestpipe lock`: pins every Debian package and source that recipes use, or checks that the pins fit."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from guestpipe.cli.realize import reporter
from guestpipe.cli.terminal import note, say
from guestpipe.errors import DeclarationError, UsageError

if TYPE_CHECKING:
    from guestpipe.debian import Archive
    from guestpipe.model.lock import Lock
    from guestpipe.pinning import Describing, Pinning
    from guestpipe.report import Reporter

HELP = "pin the packages and sources of recipes in guestpipe.lock, renew or check the pins"

_FRESH_S = 600
_SHOWN = 30


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument(
        "--recipes",
        metavar="FOLDER",
        help="the folder of the recipes (default: those that come with guestpipe); guestpipe.lock is beside it",
    )
    whose.add_argument(
        "--guest",
        metavar="GUEST",
        help="a guest.toml: its own recipes, and its Haskell packages that do not come with guestpipe",
    )
    parser.add_argument("--update", nargs="*", metavar="NAME", help="take the newest version of NAME, or of everything")
    parser.add_argument("--check", action="store_true", help="change nothing: exit with 65 if the lock does not fit")
    parser.add_argument("--offline", action="store_true", help="with --check: do not ask what left the mirror")


def main(args: argparse.Namespace) -> int:
    """Make, renew or check the lock."""
    from guestpipe import lock, pinning
    from guestpipe.model.lock import Lock
    from guestpipe.parse import read_lock

    if args.check and args.update is not None:
        raise UsageError("`--check` changes nothing, so it does not go with `--update`")
    if args.offline and not args.check:
        raise UsageError("a lock is made from the archive's lists, so `--offline` needs `--check`")
    file, wanted = _of_guest(Path(args.guest)) if args.guest else _of_recipes(args.recipes)
    if args.check:
        return _check(file, read_lock(file), pinning.complaints(wanted, read_lock(file)), offline=args.offline)
    old = read_lock(file) if file.exists() else Lock()
    if old.haskell and not wanted.wanted and not args.guest:
        raise UsageError(f"`{file}` has Haskell packages of a guest", hint="make it by `guestpipe lock --guest GUEST`")
    renew = () if args.update is None else args.update or None
    _known(renew or (), old)
    with reporter() as tells:
        new = pinning.make(wanted, _archive(), old, renew, _describing(args.guest, file.parent, tells))
    for line in lock.changes(old, new):
        say(line)
    _write(file, lock.text(new))
    sizes = {package.name: package.size for package in new.package}
    for name, root in sorted(new.roots.items()):
        note(f"{name}: {len(root)} packages, {sum(sizes[member] for member in root) / 1e6:.1f} MB")
    note(f"{file}: {len(new.package)} packages, {len(new.source)} sources")
    return 0


def _of_recipes(named: str | None) -> tuple[Path, Pinning]:
    """Return where the lock of a folder of recipes is, and what it is for."""
    from guestpipe import share
    from guestpipe.pinning import for_recipes
    from guestpipe.resolve import catalogue

    ours = share.root() / "recipes"
    folder = Path(named) if named else ours
    return folder.resolve().parent / "guestpipe.lock", for_recipes(
        catalogue.read([folder]), catalogue.read([folder, ours])
    )


def _of_guest(guest: Path) -> tuple[Path, Pinning]:
    """Return where the lock of a guest is, and what it is for."""
    from guestpipe.parse import read_guest
    from guestpipe.pinning import for_guest
    from guestpipe.planning import read_locks, recipe_folders
    from guestpipe.resolve import catalogue, packages

    declared, folder = read_guest(guest), guest.resolve().parent
    file = folder / "guestpipe.lock"
    places = recipe_folders(declared, folder)
    beside = [place for place in places if place.parent == folder]
    others = [place.parent / "guestpipe.lock" for place in places if place not in beside]
    every = packages.with_packages(catalogue.read(places), read_locks(others))
    return file, for_guest(declared, catalogue.read(beside), every)


def _describing(guest: str | None, folder: Path, tells: Reporter) -> Describing:
    from guestpipe.cli.places import cache
    from guestpipe.flow import Wishes
    from guestpipe.parse import read_guest
    from guestpipe.pinning import Describing
    from guestpipe.planning import store_folder
    from guestpipe.store.store import Store

    declared = read_guest(Path(guest)) if guest else None
    wishes = Wishes(environ=os.environb, cache=cache())
    return Describing(lambda: Store.open(store_folder(declared, folder, "", os.environb)), wishes, tells)


def _check(file: Path, held: Lock, wrong: list[str], *, offline: bool) -> int:
    if wrong:
        more = (f"and {len(wrong) - _SHOWN} more",) if len(wrong) > _SHOWN else ()
        raise DeclarationError(
            f"`{file.name}` does not fit its recipes",
            where=str(file),
            detail=(*wrong[:_SHOWN], *more),
            hint="`guestpipe lock` makes it fit; versions that still go stay",
        )
    say(f"{file.name} fits its recipes: {len(held.package)} packages, {len(held.source)} sources")
    if offline:
        return 0
    from guestpipe import lock

    left = list(lock.gone(held, _archive()))
    for line in left:
        say(f"left the mirror: {line}")
    if left:
        note("a store or substituter that has these still realizes; `guestpipe lock --update` renews them")
    return 0


def _known(names: tuple[str, ...] | list[str], old: Lock) -> None:
    known = {item.name for item in old.package} | {item.name for item in old.source}
    for name in names:
        if name not in known:
            from guestpipe.parse import suggestion

            raise UsageError(f"`{name}` is not in the lock, so it cannot be renewed", hint=suggestion(name, known))


def _archive() -> Archive:
    from guestpipe import debian
    from guestpipe.cli.places import cache
    from guestpipe.store.apt import Apt

    apt = Apt(cache() / "apt", os.environ)
    age_s = apt.updated_s()
    if age_s is None or age_s > _FRESH_S:
        note("fetching the lists of the Debian archive")
        apt.update()
    return debian.archive(apt.indexes("Packages"), apt.indexes("Sources"))


def _write(file: Path, text: str) -> None:
    other = file.with_name(f".{file.name}.{os.getpid()}")
    other.write_text(text, encoding="utf-8")
    other.rename(file)
