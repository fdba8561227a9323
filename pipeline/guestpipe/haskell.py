"""Haskell packages of Debian's source: which are pinned, by what their descriptions say; what a guest cannot have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guestpipe.errors import DeclarationError
from guestpipe.model.lock import LockedHaskell
from guestpipe.parse import suggestion

if TYPE_CHECKING:
    from guestpipe.debian import Archive
    from guestpipe.model.lock import Lock

COMPILERS_OWN = frozenset({"Cabal", "ghc", "ghc-boot", "ghci", "haskeline", "hpc", "libiserv", "terminfo"})
"""Libraries of the compiler's own that guests do not have."""

_IN_LIBC = frozenset({"c", "m", "pthread", "rt"})
"""What the libc of guests has under names of libraries of its own elsewhere."""


@dataclass(frozen=True, slots=True)
class Description:
    """What `recipes/cabal-describe` says of a package: each kind of fact, and the facts of it."""

    facts: Mapping[str, tuple[str, ...]]

    def all(self, kind: str) -> tuple[str, ...]:
        """Return the facts of `kind`."""
        return self.facts.get(kind, ())

    def one(self, kind: str) -> str:
        """Return the fact of `kind`, of which there is one."""
        return self.facts[kind][0]


@dataclass(frozen=True, slots=True)
class Asked:
    """A package whose description is asked for."""

    name: str
    debian: str
    """Debian's source package."""
    flags: tuple[str, ...]
    missing: frozenset[str]
    """Packages that there are not."""


Describe = Callable[[Asked], Description]


def read(text: str) -> Description:
    """Return what the text of a description says: a fact a line, the kind first."""
    facts: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        kind, _, fact = line.partition(" ")
        facts[kind] = (*facts.get(kind, ()), fact)
    return Description(facts)


def pin(
    wanted: Mapping[str, tuple[str, ...]], known: frozenset[str], archive: Archive, describe: Describe
) -> tuple[LockedHaskell, ...]:
    """Return the packages `wanted`, with their flags, and all that they need besides those in `known`, sorted.

    `known` has the packages that have a recipe, `archive` Debian's.
    """
    debian = _origins(archive)
    pinned: dict[str, LockedHaskell] = {}
    above: dict[str, str] = {}
    ahead = sorted(wanted)
    while ahead:
        name = ahead.pop(0)
        if name in pinned or name in known:
            continue
        if name in COMPILERS_OWN or name.lower() not in debian:
            raise _not_to_be_had(name, above, debian)
        asked = Asked(name, debian[name.lower()], wanted.get(name, ()), COMPILERS_OWN)
        one = _described(asked, above, known, debian, describe)
        if one.name != name:
            raise DeclarationError(
                f"there is no Haskell package `{name}`", where=_where(name, above), hint=f"did you mean `{one.name}`?"
            )
        pinned[name] = one
        for need in one.needs:
            if need not in wanted:
                above.setdefault(need, name)
        ahead += one.needs
    return tuple(pinned[name] for name in sorted(pinned))


def complaints(held: Lock, wanted: Mapping[str, tuple[str, ...]], known: frozenset[str]) -> Iterator[str]:
    """Yield, for people, each way in which the Haskell packages of `held` are not those that are `wanted`."""
    pinned = {package.name: package for package in held.haskell}
    reached: set[str] = set()
    ahead = [name for name in wanted if name not in known]
    while ahead:
        name = ahead.pop()
        if name in reached or name in known:
            continue
        reached.add(name)
        if name not in pinned:
            yield f"Haskell package `{name}` is not pinned"
            continue
        if pinned[name].flags != wanted.get(name, ()):
            yield f"Haskell package `{name}` is pinned with other flags than are asked for"
        ahead += pinned[name].needs
    yield from (f"Haskell package `{name}` is needed by none" for name in sorted(set(pinned) - reached))


def _described(
    asked: Asked, above: Mapping[str, str], known: frozenset[str], debian: Mapping[str, str], describe: Describe
) -> LockedHaskell:
    """Return what is locked of a package: as it is when what is nowhere is not there, if it can do without."""
    described = describe(asked)
    nowhere = {need for need in described.all("needs") if need not in known and need.lower() not in debian}
    if nowhere - {asked.name}:
        described = describe(Asked(asked.name, asked.debian, asked.flags, asked.missing | nowhere))
    if complaint := _complaint(described):
        what, hint = complaint
        raise DeclarationError(
            f"`{asked.name}` {what}",
            where=f"Debian's source package {asked.debian}",
            detail=_chain(asked.name, above),
            hint=hint,
        )
    return LockedHaskell(
        name=described.one("name"),
        version=described.one("version"),
        debian=asked.debian,
        flags=asked.flags,
        needs=tuple(sorted({*described.all("needs")} - {described.one("name")})),
    )


_WITHOUT = "do without it; a flag of the package may leave out the part that needs this (`package-flags`)"


def _complaint(described: Description) -> tuple[str, str] | None:
    """Return what of a package a guest cannot have, as the rest of a sentence, and what to do."""
    if unknown := described.all("unknown-flag"):
        return f"has no flag `{unknown[0]}`", suggestion(unknown[0], described.all("flag")) or "it has no flags"
    if lacking := described.all("lacks"):
        own = lacking[0] in COMPILERS_OWN
        return f"needs `{lacking[0]}`, which " + (
            "is a part of the compiler" if own else "Debian does not have"
        ), _WITHOUT
    if (kind := described.one("build-type")) != "Simple":
        asks = {"Configure": "a script `configure`, which would ask the build machine about itself, not the guest"}
        return f"is built by {asks.get(kind, 'a program of its own (`Setup.hs`)')}", (
            "write a recipe `haskell-…` that answers in its place, as recipes/haskell-time does"
        )
    if described.all("no-library") or described.all("not-buildable"):
        return "has no library that could be built for a guest", "name a package that is a library"
    if sub := described.all("sublibrary"):
        return f"has a library within itself, `{sub[0]}`, which is not built yet", _WITHOUT
    foreign = [library for library in described.all("c-library") if library not in _IN_LIBC]
    if foreign := [*foreign, *described.all("pkgconfig"), *described.all("framework")]:
        return f"needs the C library `{foreign[0]}`, which guests do not have", _WITHOUT
    if described.all("c++"):
        return "has C++ in it, which guests do not have", _WITHOUT
    if tools := [tool for tool in described.all("tool") if tool != "hsc2hs"]:
        return f"is made with the program `{tools[0]}`, which is not among our tools", _WITHOUT
    return None


def _origins(archive: Archive) -> dict[str, str]:
    """Return, by the small letters of a package, the source package of Debian's that it is built from."""
    found: dict[str, str] = {}
    for name, versions in archive.sources.items():
        for binary in versions[0].binaries:
            if binary.startswith("libghc-") and binary.endswith("-dev"):
                found[binary.removeprefix("libghc-").removesuffix("-dev").rstrip("0123456789")] = name
                found[binary.removeprefix("libghc-").removesuffix("-dev")] = name
    for name in archive.sources:
        if name.startswith("haskell-"):
            found[name.removeprefix("haskell-")] = name
            found.setdefault(name, name)  # `haskell-src-exts` is what its authors call it, too
    return found


def _not_to_be_had(name: str, above: Mapping[str, str], debian: Mapping[str, str]) -> DeclarationError:
    if name in above:
        return DeclarationError(
            f"`{above[name]}` needs `{name}`, which Debian does not have",
            where=_where(name, above),
            detail=_chain(above[name], above),
            hint=_WITHOUT,
        )
    if name in COMPILERS_OWN:
        return DeclarationError(
            f"`{name}` is a part of the compiler, and guests do not have it",
            where=_where(name, above),
            hint="do without",
        )
    return DeclarationError(
        f"there is no Haskell package `{name}` in Debian",
        where=_where(name, above),
        hint=suggestion(name, debian)
        or "take its modules among `program.sources`, or write a recipe `haskell-…`, as recipes/haskell-parsec is one",
    )


def _chain(name: str, above: Mapping[str, str]) -> tuple[str, ...]:
    """Return a line that says by which packages `name` came along, if nobody asked for it."""
    names = [name]
    while (asker := above.get(names[0])) is not None:
        names.insert(0, asker)
    return (
        (" needs ".join([f"`{names[0]}`", ", which needs ".join(f"`{one}`" for one in names[1:])]),)
        if names[1:]
        else ()
    )


def _where(name: str, above: Mapping[str, str]) -> str:
    return f"what `{above[name]}` needs" if name in above else "program.packages"
