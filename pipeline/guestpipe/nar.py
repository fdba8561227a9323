"""Nix's archive format: one serialisation for one file tree, and the digest of it. The only walk over file contents.

The format is specified to the byte in `docs/store-format.md`. Paths are `str` and calls go by folder descriptor: this
is the hot loop of sealing and verifying.
"""

from __future__ import annotations

import os
import stat
from errno import EACCES, EIO, ELOOP, ENOENT, ENOTDIR, EPERM
from operator import attrgetter

from guestpipe.digest import Digest, sha256
from guestpipe.errors import DeclarationError, MissingFileError, StoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[bytes | memoryview], object]

MAX_DEPTH = 256
"""Folders inside each other; one descriptor is open per folder."""
MAX_NAME = 255
MAX_TARGET = 4095

FLUSH = 256 * 1024
LARGE = 64 * 1024
TAIL = 4096
"""Bytes in front of a chunk where the end of the chunk before it may stand."""


class UnfitTreeError(DeclarationError):
    """A tree holds something that has no serialisation, or that no object may hold."""


def _text(text: bytes) -> bytes:
    return len(text).to_bytes(8, "little") + text + bytes(-len(text) % 8)


MAGIC = _text(b"nix-archive-1")
OPEN, CLOSE = _text(b"("), _text(b")")
TYPE, ENTRY, NAME, NODE = _text(b"type"), _text(b"entry"), _text(b"name"), _text(b"node")
REGULAR, EXECUTABLE, CONTENTS, EMPTY = _text(b"regular"), _text(b"executable"), _text(b"contents"), _text(b"")
SYMLINK, TARGET, DIRECTORY = _text(b"symlink"), _text(b"target"), _text(b"directory")

_ENTRY_NAME = ENTRY + OPEN + NAME
_LENGTH = tuple(n.to_bytes(8, "little") for n in range(4 * MAX_NAME + 1))
_PAD = tuple(bytes(-n % 8) for n in range(8))
_PAD_NODE = tuple(pad + NODE for pad in _PAD)
_PAD_CLOSE = tuple(pad + CLOSE for pad in _PAD)
_PLAIN = OPEN + TYPE + REGULAR + CONTENTS
_EXECUTABLE = OPEN + TYPE + REGULAR + EXECUTABLE + EMPTY + CONTENTS
_SYMLINK = OPEN + TYPE + SYMLINK + TARGET
_DIRECTORY = OPEN + TYPE + DIRECTORY

_KINDS = {
    stat.S_IFBLK: "a block device",
    stat.S_IFCHR: "a character device",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
}
_ABOUT_READING = (EACCES, EIO, ELOOP, ENOENT, ENOTDIR, EPERM)
_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
OPEN_FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_DIRECTORY
_by_name = attrgetter("name")


class Walk:
    """One walk over a tree in the order of the archive, each piece passed to `write`.

    The methods whose names end in `_done` or start with `on_` are for subclasses that do more in the same walk.
    """

    __slots__ = ("_parts", "_pending", "_write", "buffer", "root", "size_bytes", "trail")

    def __init__(self, write: Write) -> None:
        self._write = write
        self._parts: list[bytes] = [MAGIC]
        self._pending = 0
        self.size_bytes = 0
        self.buffer = bytearray()
        self.root = ""
        self.trail: list[str] = []

    def run(self, path: str | Path) -> int:
        """Serialise the tree at `path` and return the size of the archive in bytes."""
        self.root = root = os.fspath(path)
        try:
            self._root(root)
        except UnicodeEncodeError:
            raise self.unfit(f"`{self.where()}` is not a UTF-8 name or link target") from None
        except OSError as error:
            if error.errno not in _ABOUT_READING:
                raise
            raise self.failed(error) from error
        self._flush()
        return self.size_bytes

    def _root(self, root: str) -> None:
        try:
            fd = self.open_folder(root, None)
        except NotADirectoryError:
            self._single(root)
        else:
            self._folder(fd)

    def _single(self, root: str) -> None:
        mode = os.lstat(root).st_mode
        if stat.S_ISREG(mode):
            self._file(root, None)
        elif stat.S_ISLNK(mode):
            self._symlink(root, None)
        else:
            raise self.unfit(f"the tree is {_KINDS.get(stat.S_IFMT(mode), 'of an unknown kind')}")

    def _folder(self, fd: int) -> None:
        try:
            if len(self.trail) > MAX_DEPTH:
                raise self.unfit(f"folders are more than {MAX_DEPTH} deep")
            status = os.fstat(fd)
            self.on_folder(fd, status)
            parts, trail = self._parts, self.trail
            parts.append(_DIRECTORY)
            with os.scandir(fd) as entries:
                ordered = sorted(entries, key=_by_name)
            for entry in ordered:
                name = entry.name
                trail.append(name)
                raw = name.encode()
                length = len(raw)
                parts += (_ENTRY_NAME, _LENGTH[length], raw, _PAD_NODE[length & 7])
                if entry.is_file(follow_symlinks=False):
                    self._file(name, fd)
                elif entry.is_dir(follow_symlinks=False):
                    self._folder(self.open_folder(name, fd))
                elif entry.is_symlink():
                    self._symlink(name, fd)
                else:
                    mode = entry.stat(follow_symlinks=False).st_mode
                    raise self.unfit(f"`{self.where()}` is {_KINDS.get(stat.S_IFMT(mode), 'of an unknown kind')}")
                parts.append(CLOSE)
                trail.pop()
            parts.append(CLOSE)
            self.folder_done(fd, status)
        finally:
            os.close(fd)

    def _file(self, name: str, folder: int | None) -> None:
        fd = self.open_file(name, folder)
        try:
            status = os.fstat(fd)
            size, mode = status.st_size, status.st_mode
            parts = self._parts
            parts.append(_EXECUTABLE if mode & 0o100 else _PLAIN)
            parts.append(size.to_bytes(8, "little"))
            if size <= LARGE:
                content = os.read(fd, size + 1) if size else b""
                if len(content) != size:
                    raise self.unfit(f"`{self.where()}` changed while it was read", hint="run the command again")
                parts.append(content)
                self._pending += size
                self.file_done(fd, status, content)
            else:
                self._flush()
                self._contents(fd, size)
                self.file_done(fd, status, None)
            parts.append(_PAD_CLOSE[size & 7])
            if self._pending > FLUSH or len(parts) > 8192:
                self._flush()
        finally:
            os.close(fd)

    def _contents(self, fd: int, size: int) -> None:
        if not self.buffer:
            self.buffer = bytearray(TAIL + FLUSH)
        view = memoryview(self.buffer)[TAIL:]
        write, left = self._write, size
        while left > 0:
            got = os.readv(fd, [view])
            if not got or got > left:
                break
            chunk = view[:got]
            write(chunk)
            self.on_chunk(chunk, size - left)
            left -= got
        if left:
            raise self.unfit(f"`{self.where()}` changed while it was read", hint="run the command again")
        self.size_bytes += size

    def _symlink(self, name: str, folder: int | None) -> None:
        target = os.readlink(name, dir_fd=folder)
        raw = target.encode()
        self.on_symlink(target)
        self._parts += (_SYMLINK, len(raw).to_bytes(8, "little"), raw, _PAD_CLOSE[len(raw) & 7])
        self.symlink_done(name, folder, target)

    def _flush(self) -> None:
        joined = b"".join(self._parts)
        self._write(joined)
        self.size_bytes += len(joined)
        self._parts.clear()
        self._pending = 0

    def where(self) -> str:
        """Return the path of the file in hand, relative to the tree; bytes that are not UTF-8 stand as `\\xHH`."""
        return os.fsencode("/".join(self.trail) or ".").decode(errors="backslashreplace")

    def unfit(self, what: str, *, hint: str | None = None) -> UnfitTreeError:
        """Return the error for the file in hand."""
        return UnfitTreeError(what, where=self.where(), hint=hint)

    def failed(self, error: OSError) -> MissingFileError | StoreError:
        """Return the error for the file in hand, which cannot be read."""
        place = os.path.join(self.root, *self.trail).encode(errors="surrogateescape").decode(errors="backslashreplace")
        kind = StoreError if error.errno == EIO else MissingFileError
        return kind(f"cannot read `{place}`: {error.strerror}", where=place)

    def open_file(self, name: str, folder: int | None) -> int:
        """Open the file in hand for reading."""
        return os.open(name, _OPEN_FILE, dir_fd=folder)

    def open_folder(self, name: str, folder: int | None) -> int:
        """Open the folder in hand for reading."""
        return os.open(name, OPEN_FOLDER, dir_fd=folder)

    def on_folder(self, fd: int, status: os.stat_result) -> None:
        """See a folder before what is in it."""

    def on_chunk(self, chunk: memoryview, offset: int) -> None:
        """See a piece of a large file; it lies in `buffer` from `TAIL` on."""

    def on_symlink(self, target: str) -> None:
        """See a symbolic link; its name is the end of `trail`."""

    def symlink_done(self, name: str, folder: int | None, target: str) -> None:
        """See a symbolic link after it was serialised."""

    def file_done(self, fd: int, status: os.stat_result, content: bytes | None) -> None:
        """See a file after its contents; `content` is None if it came by `on_chunk`."""

    def folder_done(self, fd: int, status: os.stat_result) -> None:
        """See a folder after what is in it."""


def digest(path: str | Path) -> tuple[Digest, int]:
    """Return the sha256 of the NAR of the tree at `path`, and the size of that NAR in bytes."""
    hasher = sha256()
    size = Walk(hasher.update).run(path)
    return Digest(hasher.hexdigest()), size


def dump(path: str | Path, write: Write) -> int:
    """Write the NAR of the tree at `path` and return its size in bytes."""
    return Walk(write).run(path)


def write_all(fd: int, content: bytes | memoryview) -> int:
    """Write the whole of `content` and return its length."""
    written = os.write(fd, content)
    while written < len(content):
        written += os.write(fd, memoryview(content)[written:])
    return len(content)
