"""The Lock: every Debian package and source file, pinned by digest; what `guestpipe.lock` says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from guestpipe.model.base import Line, Model, Name, PackageName, Sha256


class LockedPackage(Model):
    """One `.deb`."""

    name: Name
    version: Line
    architecture: Literal["amd64", "all"]
    sha256: Sha256
    size: int = Field(ge=1)
    """In bytes."""
    needs: tuple[Name, ...] = Field(default=(), strict=False)
    """Names of the packages that it depends on, alternatives chosen."""


class LockedSource(Model):
    """One file of a Debian source package."""

    name: Name
    """The source's name in the recipes."""
    package: Name
    version: Line
    file: Line
    sha256: Sha256
    size: int = Field(ge=1)
    """In bytes."""


class LockedHaskell(Model):
    """One Haskell package that is built from Debian's source: what `guestpipe lock` read in its description."""

    name: PackageName
    """As its authors spell it: `QuickCheck`. Its recipe is `haskell-quickcheck`."""
    version: Line
    """Its authors' version, not Debian's."""
    debian: Name
    """Debian's source package."""
    flags: tuple[Line, ...] = Field(default=(), strict=False)
    """Flags that it was described with, such as `-templateHaskell`."""
    needs: tuple[PackageName, ...] = Field(default=(), strict=False)
    """Packages that it is built with, without what these need."""


class Lock(Model):
    """Pinned packages and sources; `roots` says which packages make up the root of each `tools` recipe."""

    format: Literal[1] = 1
    system: Literal["debian-12-amd64"] = "debian-12-amd64"
    package: tuple[LockedPackage, ...] = Field(default=(), strict=False)
    source: tuple[LockedSource, ...] = Field(default=(), strict=False)
    haskell: tuple[LockedHaskell, ...] = Field(default=(), strict=False)
    roots: dict[Name, Annotated[tuple[Name, ...], Field(strict=False)]] = Field(default_factory=dict)
