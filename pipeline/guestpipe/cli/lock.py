"""`guestpipe lock`: pins every Debian package and source that recipes use, or checks that the pins fit."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import note, say
from guestpipe.errors import DeclarationError, UsageError

if TYPE_CHECKING:
    from guestpipe.debian import Archive
    from guestpipe.model.lock import Lock

HELP = "pin the packages and sources of recipes in guestpipe.lock, renew or check the pins"

_FRESH_S = 600
_SHOWN = 30


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--recipes",
        metavar="FOLDER",
        help="the folder of the recipes (default: those that come with guestpipe); guestpipe.lock is beside it",
    )
    parser.add_argument("--update", nargs="*", metavar="NAME", help="take the newest version of NAME, or of everything")
    parser.add_argument("--check", action="store_true", help="change nothing: exit with 65 if the lock does not fit")
    parser.add_argument("--offline", action="store_true", help="with --check: do not ask what left the mirror")


def main(args: argparse.Namespace) -> int:
    """Make, renew or check the lock."""
    from guestpipe import lock, share
    from guestpipe.model.lock import Lock
    from guestpipe.parse import read_lock
    from guestpipe.resolve import catalogue

    if args.check and args.update is not None:
        raise UsageError("`--check` changes nothing, so it does not go with `--update`")
    if args.offline and not args.check:
        raise UsageError("a lock is made from the archive's lists, so `--offline` needs `--check`")
    folder = Path(args.recipes) if args.recipes else share.root() / "recipes"
    file = folder.resolve().parent / "guestpipe.lock"
    recipes = {name: entry.recipe for name, entry in catalogue.read([folder]).items()}
    if args.check:
        return _check(file, read_lock(file), list(lock.complaints(read_lock(file), recipes)), offline=args.offline)
    old = read_lock(file) if file.exists() else Lock()
    renew = () if args.update is None else args.update or None
    _known(renew or (), old)
    new = lock.make(recipes, _archive(), old, renew)
    for line in lock.changes(old, new):
        say(line)
    _write(file, lock.text(new))
    sizes = {package.name: package.size for package in new.package}
    for name, root in sorted(new.roots.items()):
        note(f"{name}: {len(root)} packages, {sum(sizes[member] for member in root) / 1e6:.1f} MB")
    note(f"{file}: {len(new.package)} packages, {len(new.source)} sources")
    return 0


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
