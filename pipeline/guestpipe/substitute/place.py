"""Where a cache lies: what every kind of place can do, and which kind an address means."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from guestpipe.errors import FetchError, UsageError

INFO = "nix-cache-info"
INFO_TEXT = b"StoreDir: /nix/store\nWantMassQuery: 1\nPriority: 50\n"


class UnreachableError(FetchError):
    """A cache does not answer, or answers with an error."""


class Stream(Protocol):
    """Bytes that come."""

    def read(self, count: int, /) -> bytes:
        """Return at most `count` bytes, none at the end; UnreachableError if the connection broke."""


class Place(Protocol):
    """A cache's place. Everything but `url` may raise UnreachableError. Threads share it."""

    @property
    def url(self) -> str:
        """The address, without passwords."""

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the small file at `path`, None if there is none; LyingCacheError if it is longer than `limit`."""

    def stream(self, path: str, offset: int) -> AbstractContextManager[Stream] | None:
        """Return the bytes at `path` from `offset` on, None if there is no such file."""

    def has(self, path: str) -> bool:
        """Say whether there is a file."""

    def write(self, path: str, content: bytes | Path, *, replace: bool = False) -> bool:
        """Make the file, whole or not at all; False, and nothing done, if it is there and not to be replaced."""

    def names(self, folder: str) -> Iterator[str]:
        """Return the names of the files in `folder`."""

    def tidy(self) -> None:
        """Remove what interrupted writes left; nobody sees it, but it takes space."""


def open_place(address: str, environ: Mapping[str, str]) -> Place:
    """Return the place that `address` means: a folder, `file://`, `http(s)://`, `s3://`; keys are in `environ`."""
    scheme = urlsplit(address).scheme if "://" in address else ""
    if scheme in ("", "file"):
        from guestpipe.substitute.folder import Folder

        path = unquote(urlsplit(address).path) if scheme else address
        return Folder(os.path.abspath(os.path.expanduser(path)))
    if scheme in ("http", "https"):
        from guestpipe.substitute.web import Web

        return Web.at(address)
    if scheme == "s3":
        from guestpipe.substitute.bucket import Bucket

        return Bucket.at(address, environ)
    raise UsageError(
        f"`{address}` is no place for a cache", hint="a folder, file://FOLDER, http://…, https://… or s3://BUCKET"
    )


def begin(place: Place) -> None:
    """Make the place a cache if it is none yet; refuse one of another store folder."""
    place.tidy()
    if place.write(INFO, INFO_TEXT):
        return
    found = place.read(INFO, 1 << 16) or b""
    stores = [line.partition(b":")[2].strip() for line in found.splitlines() if line.startswith(b"StoreDir:")]
    if stores != [b"/nix/store"]:
        raise UsageError(
            f"`{place.url}` is a cache of another store folder than `/nix/store`",
            where=f"{place.url}/{INFO}",
            hint="push to another place",
        )
