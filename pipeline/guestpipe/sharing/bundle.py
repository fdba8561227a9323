"""One file that carries a share to people without a server: a cache in a tar archive."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from guestpipe.errors import LyingCacheError, MissingFileError, UsageError, reason_of
from guestpipe.substitute.place import Stream


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of such an archive; nothing of it is unpacked anywhere but into the store."""

    file: Path
    members: dict[str, tuple[int, int]]
    """Path → where its bytes are, and how many."""

    @classmethod
    def open(cls, file: Path) -> Bundle:
        """Return the bundle in `file`."""
        try:
            with tarfile.open(file, "r:") as archive:
                members = {one.name: (one.offset_data, one.size) for one in archive if one.isreg()}
        except tarfile.TarError as error:
            raise LyingCacheError(f"this is not a bundle: {error}", where=str(file)) from error
        except OSError as error:
            reason = reason_of(error)
            raise MissingFileError(f"the bundle cannot be read: {reason}", where=str(file)) from error
        return cls(file, members)

    @property
    def url(self) -> str:
        return str(self.file)

    def read(self, path: str, limit: int) -> bytes | None:
        if path not in self.members:
            return None
        offset, size = self.members[path]
        if size > limit:
            raise LyingCacheError(f"`{path}` is longer than {limit} bytes", where=self.url)
        with self.file.open("rb") as opened:
            opened.seek(offset)
            return opened.read(size)

    def stream(self, path: str, offset: int) -> AbstractContextManager[Stream] | None:
        if path not in self.members:
            return None
        start, size = self.members[path]
        return cast(
            "AbstractContextManager[Stream]", io.BufferedReader(_Part(self.file, start + offset, size - offset))
        )

    def has(self, path: str) -> bool:
        return path in self.members

    def write(self, path: str, content: bytes | Path, *, replace: bool = False) -> bool:
        raise UsageError("a bundle is not pushed to", where=self.url, hint="`guestpipe export` writes one")

    def names(self, folder: str) -> Iterator[str]:
        start = f"{folder}/" if folder else ""
        return (
            name[len(start) :]
            for name in sorted(self.members)
            if name.startswith(start) and "/" not in name[len(start) :]
        )

    def tidy(self) -> None:
        """Do nothing."""


class _Part(io.RawIOBase):
    """Some of the bytes of a file."""

    def __init__(self, file: Path, offset: int, size: int) -> None:
        super().__init__()
        self._file = file.open("rb", buffering=0)
        self._file.seek(offset)
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self._file.read(min(len(buffer), self._left))
        self._left -= len(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()
        super().close()


def write(folder: Path, file: Path) -> None:
    """Make `file`, whole or not at all, of the cache in `folder`: names sorted, nothing of this machine in it."""
    arriving = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with tarfile.open(arriving, "x:", format=tarfile.PAX_FORMAT) as archive:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                member = tarfile.TarInfo(str(path.relative_to(folder)))
                member.size, member.mtime, member.mode = path.stat().st_size, 1, 0o444
                with path.open("rb") as opened:
                    archive.addfile(member, opened)
        arriving.rename(file)
    except OSError as error:
        reason = reason_of(error)
        raise MissingFileError(f"the bundle cannot be written: {reason}", where=str(file)) from error
    finally:
        arriving.unlink(missing_ok=True)
