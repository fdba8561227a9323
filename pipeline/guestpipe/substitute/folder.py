"""A cache in a folder: on a disk, a stick, a network file system."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from guestpipe.errors import LyingCacheError, reason_of
from guestpipe.substitute.place import Stream, UnreachableError

_ARRIVING = ".arriving-"
_ABANDONED_S = 3600.0


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder; files come into it by one link or rename each."""

    root: str

    @property
    def url(self) -> str:
        return f"file://{quote(self.root)}"

    def read(self, path: str, limit: int) -> bytes | None:
        try:
            with open(self._at(path), "rb") as file:
                content = file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError) as error:
            if not os.path.isdir(self.root):
                raise UnreachableError("there is no such folder", where=self.url) from error
            return None
        except OSError as error:
            raise self._failed(path, error) from error
        if len(content) > limit:
            raise LyingCacheError(f"`{path}` is longer than {limit} bytes", where=self.url)
        return content

    def stream(self, path: str, offset: int) -> AbstractContextManager[Stream] | None:
        try:
            # Closed by the caller: it is the context manager that we return.
            file = open(self._at(path), "rb", buffering=0)  # noqa: SIM115
            file.seek(offset)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._failed(path, error) from error
        return file

    def has(self, path: str) -> bool:
        return os.path.exists(self._at(path))

    def write(self, path: str, content: bytes | Path, *, replace: bool = False) -> bool:
        target = self._at(path)
        if not replace and os.path.exists(target):
            return False
        folder = os.path.dirname(target)
        try:
            os.makedirs(folder, exist_ok=True)
            arriving = os.path.join(folder, f"{_ARRIVING}{os.getpid()}-{os.urandom(4).hex()}")
            try:
                self._put(arriving, content)
                return self._show(arriving, target, replace=replace)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(arriving)
        except OSError as error:
            raise self._failed(path, error) from error

    def _put(self, arriving: str, content: bytes | Path) -> None:
        with open(arriving, "xb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                with content.open("rb") as source:
                    shutil.copyfileobj(source, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())

    def _show(self, arriving: str, target: str, *, replace: bool) -> bool:
        if replace:
            os.rename(arriving, target)
            return True
        try:
            os.link(arriving, target)
        except FileExistsError:
            return False
        return True

    def names(self, folder: str) -> Iterator[str]:
        try:
            with os.scandir(self._at(folder)) as entries:
                yield from sorted(e.name for e in entries if e.is_file() and not e.name.startswith("."))
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._failed(folder, error) from error

    def tidy(self) -> None:
        for name in ("", "nar", "guestpipe/plan", "guestpipe/action"):
            with suppress(OSError), os.scandir(self._at(name)) as entries:
                for entry in entries:
                    if entry.name.startswith(_ARRIVING) and time.time() - entry.stat().st_mtime > _ABANDONED_S:
                        os.unlink(entry.path)

    def _at(self, path: str) -> str:
        return os.path.join(self.root, path.partition("?")[0])

    def _failed(self, path: str, error: OSError) -> UnreachableError:
        reason = reason_of(error)
        return UnreachableError(f"`{path}` of the cache cannot be used: {reason}", where=self.url)
