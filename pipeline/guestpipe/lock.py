"""Makes the Lock: from recipes and an archive to pinned packages, sources and the members of each root. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from guestpipe.debian import Archive, Package, Relation, Source
from guestpipe.errors import DeclarationError
from guestpipe.model.lock import Lock, LockedPackage, LockedSource
from guestpipe.parse import suggestion

if TYPE_CHECKING:
    from guestpipe.model.recipe import DebianSource, Recipe

HEADER = (
    "Every Debian package and source file that the recipes beside this file use, pinned by digest.",
    "Written by `guestpipe lock`; `guestpipe lock --update` renews the versions.",
)


class _UnfitPinError(Exception):
    """A pinned version does not go with the others any more; `args[0]` is the package to renew."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which version of each package is taken, and which of several alternatives."""

    archive: Archive
    pins: Mapping[str, LockedPackage]
    given_up: frozenset[str]
    """Packages whose pin was given up."""
    requested: frozenset[str]
    """What the recipes name themselves: preferred among alternatives."""

    def package(self, name: str) -> Package | None:
        """Return the package of that name in the archive that is taken; None if a pin is taken that has left it."""
        if pin := self.pins.get(name):
            return self.archive.package(name, pin.version)
        return self.archive.packages[name][0]

    def version(self, name: str) -> str | None:
        """Return the version of `name` that is taken; None if there is no such package."""
        if pin := self.pins.get(name):
            return pin.version
        found = self.archive.packages.get(name)
        return found[0].version if found else None

    def locked(self, name: str) -> LockedPackage:
        """Return what the lock says of `name`."""
        package = self.package(name)
        if package is None:
            return self._gone(self.pins[name])
        needs = {self._chosen(package, group) for group in package.needs}
        return LockedPackage.model_validate(
            {
                "name": name,
                "version": package.version,
                "architecture": package.architecture,
                "sha256": package.sha256,
                "size": package.size_bytes,
                "needs": tuple(sorted(needs - {name})),
            }
        )

    def _gone(self, pin: LockedPackage) -> LockedPackage:
        # Which versions it needs is not known any more: it stays only while those that it was locked with do.
        if pin.name in self.archive.packages and self.given_up.intersection(pin.needs):
            raise _UnfitPinError(pin.name)
        return pin

    def _chosen(self, package: Package, group: tuple[Relation, ...]) -> str:
        ordered = sorted(group, key=lambda relation: relation.name not in self.requested)
        for relation in ordered:
            if self._fits(relation):
                return relation.name
        for relation in ordered:
            if provider := self._provider(relation):
                return provider
        for relation in ordered:
            found = self.archive.packages.get(relation.name, ())
            if relation.name in self.pins and any(relation.allows(one.version) for one in found):
                raise _UnfitPinError(relation.name)
        if package.name in self.pins:
            raise _UnfitPinError(package.name)
        raise DeclarationError(
            f"Debian package `{package.name}` {package.version} needs `{' | '.join(map(str, group))}`, which is gone",
            hint="the archive may be changing at this moment: try again, or leave the package out by `without`",
        )

    def _fits(self, relation: Relation) -> bool:
        version = self.version(relation.name)
        return version is not None and relation.allows(version)

    def _provider(self, relation: Relation) -> str | None:
        names = [name for name in self.archive.providers.get(relation.name, ()) if self._provides(name, relation)]
        return min(names, key=lambda name: (name not in self.requested, name), default=None)

    def _provides(self, name: str, relation: Relation) -> bool:
        package = self.package(name)
        offers = [offer for offer in package.provides if offer.name == relation.name] if package else []
        return any(not relation.operator or (offer.version and relation.allows(offer.version)) for offer in offers)


def make(recipes: Mapping[str, Recipe], archive: Archive, old: Lock, renew: Collection[str] | None) -> Lock:
    """Return the lock that fits `recipes`.

    A version that `old` pins stays while it goes with the others; of the names in `renew` (None: of all) the newest is
    taken. Of several alternatives the first is, unless a recipe names another.
    """
    tools = {name: recipe for name, recipe in sorted(recipes.items()) if recipe.kind == "tools"}
    requested = frozenset(name for recipe in tools.values() for name in recipe.packages)
    for recipe_name, recipe in tools.items():
        _known(recipe_name, recipe, archive, old)
    given_up = frozenset(name for name in _names(old) if renew is None or name in renew)
    pins = {pin.name: pin for pin in old.package if pin.name not in given_up}
    while True:
        choice = _Choice(archive, pins, given_up, requested)
        packages: dict[str, LockedPackage] = {}
        try:
            for recipe in tools.values():
                _reach(recipe, packages, choice)
            break
        except _UnfitPinError as unfit:
            del pins[unfit.args[0]]
            given_up |= {unfit.args[0]}
    return Lock(
        package=tuple(packages[name] for name in sorted(packages)),
        source=sources_of(recipes, archive, kept_sources(old, renew)),
        roots={name: members(recipe, packages) for name, recipe in tools.items()},
    )


def _names(lock: Lock) -> set[str]:
    return {package.name for package in lock.package} | {source.name for source in lock.source}


def members(recipe: Recipe, packages: Mapping[str, LockedPackage]) -> tuple[str, ...]:
    """Return the names of what the root of `recipe` is made of; those that `packages` lacks are named, not followed."""
    found: set[str] = set()
    ahead = list(recipe.packages)
    while ahead:
        name = ahead.pop()
        if name not in found and name not in recipe.without:
            found.add(name)
            ahead.extend(packages[name].needs if name in packages else ())
    return tuple(sorted(found))


def complaints(lock: Lock, recipes: Mapping[str, Recipe]) -> Iterator[str]:
    """Yield, for people, each way in which `lock` does not fit `recipes`."""
    packages = {package.name: package for package in lock.package}
    tools = {name: recipe for name, recipe in sorted(recipes.items()) if recipe.kind == "tools"}
    for name, recipe in tools.items():
        root, wanted = set(lock.roots.get(name, ())), set(members(recipe, packages))
        yield from (f"recipe `{name}` needs package `{lacks}`, which the lock lacks" for lacks in sorted(wanted - root))
        yield from (f"recipe `{name}` does not need package `{extra}`" for extra in sorted(root - wanted))
        yield from (f"package `{free}` of `{name}` is not pinned" for free in sorted(wanted & root - set(packages)))
    yield from (f"there is no recipe `{name}` any more" for name in sorted(set(lock.roots) - set(tools)))
    used = {package for root in lock.roots.values() for package in root}
    yield from (f"package `{name}` is in no root" for name in sorted(set(packages) - used))
    sources = {source.name: source for source in lock.source}
    wanted_sources = _wanted_sources(recipes)
    for name, wanted_source in sorted(wanted_sources.items()):
        if name not in sources or not _fits_source(sources[name], wanted_source):
            yield f"source `{name}` is to be `{wanted_source.file}` of `{wanted_source.debian}`, which is not pinned"
    yield from (f"source `{name}` is in no recipe" for name in sorted(set(sources) - set(wanted_sources)))


def gone(lock: Lock, archive: Archive) -> Iterator[str]:
    """Yield `name version` of what is pinned but not in `archive` any more."""
    for package in lock.package:
        if archive.package(package.name, package.version) is None:
            yield f"{package.name} {package.version}"
    for source in lock.source:
        if all(found.version != source.version for found in archive.sources.get(source.package, ())):
            yield f"{source.package} {source.version} (source)"


def text(lock: Lock) -> str:
    """Return the file that says `lock`: sorted, a table to a package and a line to a member of a root."""
    import tomlkit

    document = tomlkit.document()
    for line in HEADER:
        document.add(tomlkit.comment(line))
    document.add("format", tomlkit.item(lock.format))
    document.add("system", tomlkit.item(lock.system))
    roots = tomlkit.table()
    for name, root in sorted(lock.roots.items()):
        roots.add(name, tomlkit.item(sorted(root)).multiline(multiline=True))
    document.add("roots", roots)
    for kind, items in (("source", lock.source), ("haskell", lock.haskell), ("package", lock.package)):
        tables = tomlkit.aot()
        for item in sorted(items, key=lambda item: item.name):
            tables.append(tomlkit.item(item.model_dump(mode="json", exclude_defaults=True)))
        if items:
            document.add(kind, tables)
    return tomlkit.dumps(document)


def _known(recipe_name: str, recipe: Recipe, archive: Archive, old: Lock) -> None:
    pinned = {package.name for package in old.package}
    for name in recipe.packages:
        if name not in archive.packages and name not in pinned:
            raise DeclarationError(
                f"there is no Debian package `{name}`",
                where=f"recipes/{recipe_name}/recipe.toml: packages",
                hint=suggestion(name, archive.packages),
            )


def _reach(recipe: Recipe, packages: dict[str, LockedPackage], choice: _Choice) -> None:
    """Add to `packages` what the root of `recipe` is made of."""
    while missing := [name for name in members(recipe, packages) if name not in packages]:
        for name in missing:
            packages[name] = choice.locked(name)


def _wanted_sources(recipes: Mapping[str, Recipe]) -> dict[str, DebianSource]:
    wanted: dict[str, DebianSource] = {}
    for recipe_name, recipe in sorted(recipes.items()):
        for name, source in recipe.source.items():
            if wanted.setdefault(name, source) != source:
                raise DeclarationError(
                    f"the source `{name}` is not the same in every recipe that names it",
                    where=f"recipes/{recipe_name}/recipe.toml: source.{name}",
                    hint="give one of the two another name",
                )
    return wanted


def _fits_source(locked: LockedSource, wanted: DebianSource) -> bool:
    return locked.package == wanted.debian and fnmatchcase(locked.file, wanted.file)


def kept_sources(old: Lock, renew: Collection[str] | None) -> dict[str, LockedSource]:
    """Return the sources of `old` that are not to be renewed, by name."""
    return {pin.name: pin for pin in old.source if renew is not None and pin.name not in renew}


def sources_of(
    recipes: Mapping[str, Recipe], archive: Archive, pins: Mapping[str, LockedSource]
) -> tuple[LockedSource, ...]:
    """Return the sources that `recipes` name, as in `pins` or else the newest."""
    locked = []
    for name, wanted in sorted(_wanted_sources(recipes).items()):
        if name in pins and _fits_source(pins[name], wanted):
            locked.append(pins[name])
            continue
        found = archive.sources.get(wanted.debian, ())
        if not found:
            raise DeclarationError(
                f"there is no Debian source package `{wanted.debian}`",
                where=f"source.{name}.debian",
                hint=suggestion(wanted.debian, archive.sources),
            )
        locked.append(_locked_source(name, wanted, found[0]))
    return tuple(locked)


def _locked_source(name: str, wanted: DebianSource, found: Source) -> LockedSource:
    matching = [file for file in found.files if fnmatchcase(file.name, wanted.file) and not file.name.endswith(".asc")]
    if len(matching) != 1:
        raise DeclarationError(
            f"`{wanted.file}` stands for {len(matching)} files of the source package `{found.name}`, not one",
            where=f"source.{name}.file",
            hint=f"its files: {', '.join(file.name for file in found.files)}",
        )
    return LockedSource.model_validate(
        {
            "name": name,
            "package": found.name,
            "version": found.version,
            "file": matching[0].name,
            "sha256": matching[0].sha256,
            "size": matching[0].size_bytes,
        }
    )


def changes(old: Lock, new: Lock) -> Iterator[str]:
    """Yield, for people, what `new` says otherwise than `old`."""
    before, after = _versions(old), _versions(new)
    for name in sorted({*before, *after}):
        if name not in before:
            yield f"+ {name} {after[name]}"
        elif name not in after:
            yield f"- {name} {before[name]}"
        elif before[name] != after[name]:
            yield f"~ {name} {before[name]} → {after[name]}"


def _versions(lock: Lock) -> dict[str, str]:
    packages = {package.name: package.version for package in lock.package}
    return packages | {f"{source.name} (source)": source.version for source in lock.source}
