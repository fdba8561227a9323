"""Objects: their names, and whether a tree still is what was sealed."""

from __future__ import annotations

import os
import stat

from guestpipe.digest import Digest, object_base_name, sha256
from guestpipe.errors import DeclarationError
from guestpipe.nar import Walk
from guestpipe.store.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guestpipe.nar import Write

MTIME_NS = 1_000_000_000
"""Every file of an object was last changed one second after the epoch, as in a Nix store."""
FOLDER_MODE = 0o555

_NAME_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._?=")
_LONGEST_NAME = 211


class Object(NamedTuple):
    """A file tree in the store, named by its content."""

    digest: Digest
    name: str
    size_bytes: int
    """Of its NAR."""

    @property
    def base_name(self) -> str:
        """`<digest32>-<name>`, the name of the tree in `objects/`."""
        return object_base_name(self.digest, self.name)


def check_name(name: str) -> None:
    """Refuse a name that Nix would refuse as a store path name."""
    if not name or name[0] == "." or len(name) > _LONGEST_NAME or not _NAME_LETTERS.issuperset(name):
        raise DeclarationError(
            f"`{name}` cannot name an object",
            hint=f"1 to {_LONGEST_NAME} letters, digits and `+-._?=`, not starting with a dot",
        )


def check_tree(path: str) -> tuple[Digest, int, tuple[str, ...]]:
    """Return digest and NAR size of a sealed tree, and each way in which it is not in normal form."""
    hasher = sha256()
    check = _Check(hasher.update)
    size = check.run(path)
    return Digest(hasher.hexdigest()), size, tuple(check.complaints)


class _Check(Walk):
    """A walk that notes what is not in normal form."""

    __slots__ = ("complaints",)

    def __init__(self, write: Write) -> None:
        super().__init__(write)
        self.complaints: list[str] = []

    def file_done(self, fd: int, status: os.stat_result, content: bytes | None) -> None:
        if status.st_mode & 0o7777 not in (0o444, 0o555) or status.st_mtime_ns != MTIME_NS:
            self._complain(status)

    def folder_done(self, fd: int, status: os.stat_result) -> None:
        if status.st_mode & 0o7777 != FOLDER_MODE or status.st_mtime_ns != MTIME_NS:
            self._complain(status)

    def _complain(self, status: os.stat_result) -> None:
        changed = "" if status.st_mtime_ns == MTIME_NS else f", changed at {status.st_mtime_ns / 1e9:.0f}"
        self.complaints.append(f"`{self.where()}` has mode {stat.S_IMODE(status.st_mode):04o}{changed}")
