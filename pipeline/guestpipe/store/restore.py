"""Trees from archives: the strict reader of what `guestpipe.nar` writes."""

from __future__ import annotations

import os

from guestpipe import nar
from guestpipe.errors import StoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Read = Callable[[int], bytes]


class MalformedArchiveError(StoreError):
    """Bytes that claim to be a NAR are not one, or not the only one for their tree."""


def restore(read: Read, path: str | Path) -> None:
    """Make the tree at `path`, where nothing is yet, from the NAR that `read` gives.

    `read(n)` returns at most `n` bytes, none at the end. Every byte is checked: what `dump` would not write is refused.
    """
    _Reader(read).run(os.fspath(path))


class _Reader:
    """A strict parser that makes files by folder descriptor, so that no name can lead out of the tree."""

    __slots__ = ("_offset", "_read")

    def __init__(self, read: Read) -> None:
        self._read = read
        self._offset = 0

    def run(self, path: str) -> None:
        self._expect(nar.MAGIC)
        folder = os.open(os.path.dirname(path) or ".", nar.OPEN_FOLDER & ~os.O_NOFOLLOW)
        try:
            self._node(os.path.basename(path), folder, 0)
        except OSError as error:
            raise StoreError(f"cannot write `{path}`: {error.strerror}", where=path) from error
        finally:
            os.close(folder)

    def _node(self, name: str, folder: int, depth: int) -> None:
        self._expect(nar.OPEN + nar.TYPE)
        kind = self._string(16)
        if kind == b"regular":
            self._file(name, folder)
        elif kind == b"symlink":
            self._expect(nar.TARGET)
            os.symlink(self._utf8(self._string(nar.MAX_TARGET), "a link target"), name, dir_fd=folder)
            self._expect(nar.CLOSE)
        elif kind == b"directory":
            os.mkdir(name, 0o755, dir_fd=folder)
            inner = os.open(name, nar.OPEN_FOLDER, dir_fd=folder)
            try:
                self._entries(inner, depth + 1)
            finally:
                os.close(inner)
        else:
            raise self._bad(f"{kind!r} is no kind of file")

    def _entries(self, folder: int, depth: int) -> None:
        if depth > nar.MAX_DEPTH + 1:
            raise self._bad(f"folders are more than {nar.MAX_DEPTH} deep")
        last = b""
        while (word := self._string(16)) == b"entry":
            self._expect(nar.OPEN + nar.NAME)
            raw = self._string(nar.MAX_NAME)
            name = self._utf8(raw, "a name")
            if name in (".", "..") or "/" in name:
                raise self._bad(f"{name!r} is not a name")
            if raw <= last:
                raise self._bad(f"{name!r} comes after {last.decode()!r}: names must be sorted and differ")
            last = raw
            self._expect(nar.NODE)
            self._node(name, folder, depth)
            self._expect(nar.CLOSE)
        if word != b")":
            raise self._bad(f"{word!r} stands where `entry` or `)` is expected")

    def _file(self, name: str, folder: int) -> None:
        mode, word = 0o644, self._string(16)
        if word == b"executable":
            self._expect(nar.EMPTY)
            mode, word = 0o755, self._string(16)
        if word != b"contents":
            raise self._bad(f"{word!r} stands where `contents` is expected")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        fd = os.open(name, flags, mode, dir_fd=folder)
        try:
            os.fchmod(fd, mode)
            size = left = int.from_bytes(self._exactly(8), "little")
            while left:
                left -= nar.write_all(fd, self._exactly(min(left, nar.FLUSH)))
            self._padding(size)
        finally:
            os.close(fd)
        self._expect(nar.CLOSE)

    def _utf8(self, raw: bytes, kind: str) -> str:
        if not raw or b"\0" in raw:
            raise self._bad(f"{kind} is empty or holds a NUL")
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise self._bad(f"{kind}, {raw!r}, is not UTF-8") from None

    def _string(self, limit: int) -> bytes:
        length = int.from_bytes(self._exactly(8), "little")
        if length > limit:
            raise self._bad(f"a string of {length} bytes stands where at most {limit} are expected")
        text = self._exactly(length)
        self._padding(length)
        return text

    def _padding(self, length: int) -> None:
        if any(self._exactly(-length % 8)):
            raise self._bad("the padding is not zero")

    def _expect(self, wanted: bytes) -> None:
        at = self._offset
        if self._exactly(len(wanted)) != wanted:
            raise self._bad(f"{wanted.strip(bytes(1))!r} is missing", at)

    def _exactly(self, count: int) -> bytes:
        content = b""
        while len(content) < count:
            more = self._read(count - len(content))
            if not more:
                raise self._bad("it ends too early")
            content = content + more if content else more
            self._offset += len(more)
        return content

    def _bad(self, why: str, at: int | None = None) -> MalformedArchiveError:
        return MalformedArchiveError(f"this is not a NAR: {why}", where=f"byte {self._offset if at is None else at}")
