"""What belongs to one handle on a store while its process lives: a folder in `tmp/`, names that nobody looks for."""

from __future__ import annotations

import itertools
import os
from _thread import allocate_lock
from contextlib import contextmanager, suppress

from guestpipe.store.files import lock_file, remove_tree, unlock
from guestpipe.store.place import explaining

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Scratch:
    """Made when it is first needed; its lock says that the process lives, and `tidy` removes what the dead left."""

    __slots__ = ("_numbers", "_store", "_tmp", "_token", "_turn")

    def __init__(self, store: str) -> None:
        self._store = store
        self._tmp = os.path.join(store, "tmp")
        self._numbers = itertools.count(1)
        self._token: tuple[str, int] | None = None
        self._turn = allocate_lock()

    @contextmanager
    def workspace(self, label: str) -> Iterator[Path]:
        """Give a fresh private folder; it is gone afterwards."""
        from pathlib import Path

        path = os.path.join(self._tmp, self._own_token(), f"{_plain(label)}-{next(self._numbers)}")
        with explaining(self._store):
            os.mkdir(path, 0o700)
        try:
            yield Path(path)
        finally:
            with explaining(self._store):
                remove_tree(path)

    def unseen(self) -> str:
        """Return a fresh path among the objects that nothing looks for."""
        return os.path.join(self._store, "objects", f".{self._own_token()}-{next(self._numbers)}")

    def remove(self) -> None:
        """Remove the folder and let go of its lock."""
        if self._token:
            token, fd = self._token
            self._token = None
            with suppress(OSError):
                remove_tree(os.path.join(self._tmp, token))
            unlock(fd, os.path.join(self._tmp, f"{token}.lock"))

    def _own_token(self) -> str:
        with self._turn, explaining(self._store):
            if not self._token:
                token = f"{os.getpid()}-{os.urandom(4).hex()}"
                fd = lock_file(os.path.join(self._tmp, f"{token}.lock"))
                os.mkdir(os.path.join(self._tmp, token), 0o700)
                self._token = token, fd
            return self._token[0]


def _plain(label: str) -> str:
    return "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in label)[:100] or "work"
