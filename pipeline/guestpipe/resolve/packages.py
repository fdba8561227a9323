"""Packages of the program's language: their recipes, and those that a lock makes of one template. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from guestpipe.errors import DeclarationError
from guestpipe.model.recipe import DebianSource
from guestpipe.parse import suggestion
from guestpipe.resolve.catalogue import Entry

if TYPE_CHECKING:
    from guestpipe.model.guest import Guest
    from guestpipe.model.lock import Lock, LockedHaskell

PREFIX = "haskell-"

DESCRIPTION = "cabal-description"
"""The recipe that reads the description of a package."""


def recipe_name(package: str) -> str:
    """Return the name of the recipe of the Haskell package `package`."""
    return f"{PREFIX}{package.lower()}"


def sources(package: str, debian: str) -> dict[str, DebianSource]:
    """Return the two files of Debian's source package `debian` that make the source of `package`."""
    name = recipe_name(package)
    return {
        name: DebianSource(debian=debian, file="*.orig.tar.*"),
        f"{name}.debian": DebianSource(debian=debian, file="*.debian.tar.*"),
    }


def with_packages(catalogue: Mapping[str, Entry], lock: Lock) -> dict[str, Entry]:
    """Return `catalogue` with a recipe for each Haskell package that `lock` has; a folder of the same name wins."""
    template = next((entry for entry in catalogue.values() if entry.recipe.kind == "haskell"), None)
    if template is None:
        return dict(catalogue)
    locked = {recipe_name(package.name): package for package in lock.haskell}
    made = {name: _made(name, package, template, locked, catalogue) for name, package in locked.items()}
    return made | dict(catalogue)


def description(package: str, debian: str, flags: Iterable[str], missing: Iterable[str], reader: Entry) -> Entry:
    """Return the recipe that describes `package` as it is when there are no packages `missing`."""
    environment = {"package": package, "flags": " ".join(flags), "missing": " ".join(sorted(missing))}
    recipe = reader.recipe.model_copy(update={"source": sources(package, debian), "environment": environment})
    return Entry(f"description-{package.lower()}", recipe, reader.folder)


def spelling(entry: Entry) -> str:
    """Return the package of a recipe as its authors spell it."""
    return entry.recipe.environment.get("package", entry.name.removeprefix(PREFIX))


def needed(guest: Guest, catalogue: Mapping[str, Entry]) -> tuple[str, ...]:
    """Return the recipes of the guest's packages and of those that they need, sorted."""
    prefix = f"{guest.program.language}-"
    found: set[str] = set()
    for package in guest.program.packages:
        entry = catalogue.get(f"{prefix}{package.lower()}")
        if entry is None or spelling(entry) != package:
            raise _unknown(guest, package, catalogue)
        found |= {entry.name, *_beneath([entry.name], {}, catalogue)}
    return tuple(sorted(found))


def _unknown(guest: Guest, package: str, catalogue: Mapping[str, Entry]) -> DeclarationError:
    language = guest.program.language
    known = [spelling(entry) for name, entry in catalogue.items() if name.startswith(f"{language}-")]
    hint = suggestion(package, known) or ""
    if language == "haskell":
        meant = f"{hint} " if hint.startswith("did you mean") else ""
        hint = f"{meant}if Debian has it, `guestpipe lock --guest guest.toml` pins its source and what it needs"
    return DeclarationError(
        f"there is no {language} package `{package}`", where="guest.toml: program.packages", hint=hint
    )


def _made(
    name: str,
    package: LockedHaskell,
    template: Entry,
    locked: Mapping[str, LockedHaskell],
    catalogue: Mapping[str, Entry],
) -> Entry:
    beneath = _beneath([recipe_name(one) for one in package.needs], locked, catalogue)
    update = {
        "summary": f"{package.name} {package.version}: a Haskell package from Debian's source",
        "kind": "build",
        "packages": (),
        "package_flags": {},
        "inputs": (*template.recipe.inputs, *sorted(beneath)),
        "source": sources(package.name, package.debian),
        "environment": {**template.recipe.environment, "package": package.name, "flags": " ".join(package.flags)},
    }
    # A folder of its own: a package that is added to the list builds no other anew.
    return Entry(name, template.recipe.model_copy(update=update), template.folder / "package")


def _beneath(
    names: Iterable[str], locked: Mapping[str, LockedHaskell], catalogue: Mapping[str, Entry]
) -> frozenset[str]:
    """Return the recipes of packages `names`, and of all that these need."""
    found: set[str] = set()
    ahead = list(names)
    while ahead:
        name = ahead.pop()
        if name in found:
            continue
        found.add(name)
        if name in catalogue:
            ahead += [one for one in catalogue[name].recipe.inputs if one.startswith(PREFIX)]
        elif name in locked:
            ahead += [recipe_name(one) for one in locked[name].needs]
    return frozenset(found)
