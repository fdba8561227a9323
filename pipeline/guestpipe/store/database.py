"""The SQLite file of a store: opening, migrating, one transaction at a time, and what its errors mean."""

from __future__ import annotations

import os
from _thread import RLock
from contextlib import contextmanager

from guestpipe.errors import StoreError
from guestpipe.store.files import lock_file, unlock

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from typing import Any
else:
    # The same without the converters of dates, which cost more than opening the database.
    import _sqlite3 as sqlite3

APPLICATION_ID = 0x67756573
"""`gues` in ASCII, in the header of the file."""
SCHEMA = 1
"""The number of the newest migration."""
FILE = "records.sqlite"
SPACE_HINT = "free some space: `guestpipe store gc` works on a full disk"

_BUSY_S = 60.0
_MIGRATIONS = os.path.join(os.path.dirname(__file__), "migrations")


class Database:
    """One connection; threads take turns."""

    __slots__ = ("_connection", "_lock", "_path")

    def __init__(self, store: str) -> None:
        self._path = os.path.join(store, FILE)
        self._lock = RLock()
        with self._translated():
            self._connection = sqlite3.connect(
                self._path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare(store)
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self, store: str) -> None:
        if self._pragma("user_version") != SCHEMA:
            lock = os.path.join(store, "locks", "migrate")
            fd = lock_file(lock)
            try:
                self._migrate()
            finally:
                unlock(fd, lock)
        if self._pragma("application_id") != APPLICATION_ID:
            raise self._foreign()
        self._connection.execute("PRAGMA synchronous = NORMAL")

    def _migrate(self) -> None:
        version = self._pragma("user_version")
        if version > SCHEMA:
            raise StoreError(
                f"the store was made by a newer guestpipe (schema {version}, known here: {SCHEMA})",
                where=self._path,
                hint="update guestpipe, or use another store",
            )
        is_empty = not self._connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
        if not is_empty and self._pragma("application_id") != APPLICATION_ID:
            raise self._foreign()
        self._connection.execute("PRAGMA journal_mode = WAL")
        for number in range(version + 1, SCHEMA + 1):
            self._connection.executescript(
                f"BEGIN IMMEDIATE; {migration(number)}"
                f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number}; COMMIT;"
            )

    def _pragma(self, name: str) -> int:
        return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])

    def _foreign(self) -> StoreError:
        return StoreError(f"`{self._path}` is not the records of a guestpipe store", hint="use another folder")

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows."""
        with self._lock, self._translated():
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Make what is written inside whole or undone."""
        with self._lock, self._translated():
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def faults(self, thorough: bool) -> list[str]:
        """Return what SQLite finds wrong with the file."""
        if not thorough:
            return []
        return [str(row[0]) for row in self.query("PRAGMA quick_check(20)") if row[0] != "ok"]

    def close(self) -> None:
        """Close the connection; the last one to close folds the log into the file."""
        with self._lock, self._translated():
            self._connection.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def _explained(self, error: sqlite3.Error) -> Exception:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(os.path.dirname(self._path))):
            return StoreError("no space left for the records of the store", where=self._path, hint=SPACE_HINT)
        if code == sqlite3.SQLITE_BUSY:
            return StoreError(f"another process held the records for {_BUSY_S:.0f} s", where=self._path)
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
            return StoreError(f"the records of the store cannot be written: {error}", where=self._path)
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            return StoreError(
                f"the records of the store are damaged: {error}",
                where=self._path,
                hint="move the file away: objects are kept, and used again when they are next asked for",
            )
        return error


def migration(number: int) -> str:
    """Return the SQL that leads from the schema before `number` to `number`."""
    (name,) = (name for name in os.listdir(_MIGRATIONS) if name.startswith(f"{number:04}_"))
    with open(os.path.join(_MIGRATIONS, name), encoding="utf-8") as file:
        return file.read()


def _is_full(path: str) -> bool:
    return os.statvfs(path).f_bavail < 64
