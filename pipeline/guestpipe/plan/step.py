"""The Step and the Plan: everything that can influence a build, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from guestpipe.digest import Digest

FORMAT = 1
"""Raised when the meaning of a field changes; part of every key."""

SYSTEM = "x86_64-linux"
"""The machine that builds run on."""

Kind = Literal["file", "package", "tools", "build"]
"""How a step gets its object.

`file`: fetched bytes, a fixed digest; the object is one regular file.
`package`: a fetched `.deb`, a fixed digest; the object is its unpacked tree, merged-/usr.
`tools`: the union of package trees, plus `links`; the object is a root folder with `usr/`, `etc/`…
`build`: `argv` run in the sandbox; the object is what it left in `/out`.
"""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Bytes that are known by their digest before they are fetched."""

    digest: Digest
    size_bytes: int
    origin: str
    """How to get them: `deb:NAME=VERSION:ARCH`, `debsrc:PACKAGE=VERSION:FILE` or a URL. Not part of a key."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A local file tree: recipe folder, patch, program source. Known by content before anything is built."""

    name: str
    digest: Digest
    """sha256 of its NAR."""
    path: str
    """Where it is on this machine. Not part of a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One node of the graph. Tuples of pairs are sorted by their first item."""

    name: str
    """Unique in a plan, and the name part of the object's base name."""
    kind: Kind
    recipe: str = ""
    """Name of the recipe; empty for `file` and `package`."""
    argv: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    """What the recipe reads of the guest: file name under `/settings`, content."""
    inputs: tuple[tuple[str, str], ...] = ()
    """Mount name and step name. For `build`: `/in/<mount>`; but `source/<name>` is `/source/<name>`, `tools` is `/`."""
    trees: tuple[tuple[str, Tree], ...] = ()
    """Mount name and tree: `recipe`, `patches/<n>`, `source/<name>`."""
    fixed: Fixed | None = None
    links: tuple[tuple[str, str], ...] = ()
    """For `tools`: symbolic links to add (path, target)."""
    limit_s: int = 0
    """Wall-clock limit of the build in seconds; 0 is none. Not part of a key: it cannot change an output."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The Steps of one Guest in an order in which inputs come first, with their plan keys."""

    steps: tuple[Step, ...]
    keys: Mapping[str, Digest]
    """Step name → plan key."""
    tops: Mapping[str, str]
    """What the guest asked for → step name: `image`, `vmm`; and what guestpipe needs itself: `sandbox`, `check`."""
