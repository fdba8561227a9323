"""What Debian's indexes say: packages and sources with their versions and dependencies; version order. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from guestpipe.digest import Digest

_ARCHITECTURES = ("amd64", "all")
_RELATION = re.compile(
    r"\s*([a-z0-9][a-z0-9+.-]*)(?::\w+)?\s*(?:\(\s*(<<|<=|=|>=|>>)\s*([^)\s]+)\s*\))?\s*(?:\[[^]]*\])?\s*"
)
_ORDER: Mapping[str, Callable[[object, object], bool]] = {
    "<<": lambda one, other: one < other,  # type: ignore[operator]
    "<=": lambda one, other: one <= other,  # type: ignore[operator]
    "=": lambda one, other: one == other,
    ">=": lambda one, other: one >= other,  # type: ignore[operator]
    ">>": lambda one, other: one > other,  # type: ignore[operator]
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A package that is asked for, and which versions of it will do."""

    name: str
    operator: str = ""
    version: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.operator} {self.version})" if self.operator else self.name

    def allows(self, version: str) -> bool:
        """Tell whether `version` will do."""
        return not self.operator or _ORDER[self.operator](version_key(version), version_key(self.version))


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a binary package in an archive."""

    name: str
    version: str
    architecture: str
    sha256: Digest
    size_bytes: int
    needs: tuple[tuple[Relation, ...], ...] = ()
    """Pre-Depends and Depends: of each group, one has to be there."""
    provides: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    name: str
    sha256: Digest
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Source:
    """One version of a source package in an archive."""

    name: str
    version: str
    files: tuple[SourceFile, ...]
    binaries: tuple[str, ...] = ()
    """Names of the packages that are built from it."""


@dataclass(frozen=True, slots=True)
class Archive:
    """All versions of all packages, newest first."""

    packages: Mapping[str, tuple[Package, ...]]
    sources: Mapping[str, tuple[Source, ...]]
    providers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Virtual package → the names of those that provide it, sorted."""

    def package(self, name: str, version: str) -> Package | None:
        """Return that version of `name`, if the archive has it."""
        return next((found for found in self.packages.get(name, ()) if found.version == version), None)


@lru_cache(maxsize=4096)
def version_key(version: str) -> tuple[object, ...]:
    """Return a key that orders versions as Debian's policy (5.6.12) does."""
    epoch, _, rest = version.rpartition(":")
    upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "")
    return (int(epoch or 0), _part_key(upstream), _part_key(revision))


def _part_key(part: str) -> tuple[object, ...]:
    keys: list[object] = []
    for letters, digits in re.findall(r"(\D*)(\d*)", part or "0"):
        if letters or digits:
            keys += [(*map(_letter_key, letters), 0), int(digits or 0)]
    return (*keys, (0,))


def _letter_key(letter: str) -> int:
    return -1 if letter == "~" else ord(letter) if letter.isalpha() else ord(letter) + 256


def relations(text: str) -> tuple[tuple[Relation, ...], ...]:
    """Return the groups of alternatives of a dependency field."""
    groups = []
    for group in filter(None, (part.strip() for part in text.split(","))):
        matches = [_RELATION.fullmatch(one) for one in group.split("|")]
        groups.append(tuple(Relation(match[1], match[2] or "", match[3] or "") for match in matches if match))
    return tuple(groups)


def archive(packages: Iterable[str], sources: Iterable[str]) -> Archive:
    """Return what the index texts `packages` and `sources` say."""
    binaries: dict[str, dict[str, Package]] = {}
    for text in packages:
        for entry in _stanzas(text, _PACKAGE_FIELDS):
            if entry.get("Architecture") in _ARCHITECTURES:
                package = _package(entry)
                binaries.setdefault(package.name, {})[package.version] = package
    origins: dict[str, dict[str, Source]] = {}
    for text in sources:
        for entry in _stanzas(text, _SOURCE_FIELDS):
            source = _source(entry)
            origins.setdefault(source.name, {})[source.version] = source
    return of(
        (package for versions in binaries.values() for package in versions.values()),
        (source for versions in origins.values() for source in versions.values()),
    )


def of(packages: Iterable[Package], sources: Iterable[Source] = ()) -> Archive:
    """Return the archive that holds `packages` and `sources`."""
    by_name: dict[str, list[Package]] = {}
    providers: dict[str, set[str]] = {}
    for package in packages:
        by_name.setdefault(package.name, []).append(package)
        for relation in package.provides:
            providers.setdefault(relation.name, set()).add(package.name)
    origins: dict[str, list[Source]] = {}
    for source in sources:
        origins.setdefault(source.name, []).append(source)
    return Archive(
        {name: tuple(sorted(found, key=_newest, reverse=True)) for name, found in by_name.items()},
        {name: tuple(sorted(found, key=_newest, reverse=True)) for name, found in origins.items()},
        {name: tuple(sorted(found)) for name, found in providers.items()},
    )


def _newest(item: Package | Source) -> tuple[object, ...]:
    return version_key(item.version)


_PACKAGE_FIELDS = "Package|Version|Architecture|SHA256|Size|Depends|Pre-Depends|Provides"
_SOURCE_FIELDS = "Package|Version|Binary|Checksums-Sha256"


def _stanzas(text: str, fields: str) -> Iterator[dict[str, str]]:
    pattern = re.compile(rf"^({fields}): ?(.*(?:\n[ \t].*)*)", re.MULTILINE)
    for stanza in text.split("\n\n"):
        entry = dict(pattern.findall(stanza))
        if "Package" in entry:
            yield entry


def _package(entry: Mapping[str, str]) -> Package:
    provides = relations(entry.get("Provides", ""))
    return Package(
        entry["Package"],
        entry["Version"],
        entry["Architecture"],
        Digest(entry["SHA256"]),
        int(entry["Size"]),
        relations(entry.get("Pre-Depends", "")) + relations(entry.get("Depends", "")),
        tuple(group[0] for group in provides),
    )


def _source(entry: Mapping[str, str]) -> Source:
    return Source(
        entry["Package"],
        entry["Version"],
        tuple(_source_files(entry.get("Checksums-Sha256", ""))),
        tuple(name.strip() for name in entry.get("Binary", "").split(",") if name.strip()),
    )


def _source_files(text: str) -> Iterator[SourceFile]:
    for line in filter(None, map(str.strip, text.splitlines())):
        digest, size, name = line.split()
        yield SourceFile(name, Digest(digest), int(size))
