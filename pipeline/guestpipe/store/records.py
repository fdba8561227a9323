"""What a store knows, as rows: objects, realisations, timings, roots. All SQL but the schema is here."""

from __future__ import annotations

from guestpipe.errors import StoreError
from guestpipe.store.objects import Object
from guestpipe.store.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from sqlite3 import Connection
    from typing import Any

    from guestpipe.digest import Digest
    from guestpipe.store.database import Database

_ENTRY = "o.id, o.base_name, o.digest, o.name, o.size_bytes, o.synced OR o.boot = ?, o.used_at, o.added_at"


class Entry(NamedTuple):
    """The row of an object."""

    id: int
    base_name: str
    object: Object
    is_trusted: bool
    """Sealed in this boot, or known to have reached the disk."""
    used_at: float
    added_at: float


class Realisation(NamedTuple):
    """The record «this plan key / action key gave that object»."""

    plan_key: Digest
    action_key: Digest
    object: Object
    log: Object | None
    began_at: float
    wall_s: float
    cpu_s: float
    builder: str


class Root(NamedTuple):
    """What gc keeps for a name."""

    name: str
    link: str | None
    """The result link it stands for, relative to the store if that is in the link's folder."""
    base_names: tuple[str, ...]


def _entry(row: Iterable[Any]) -> Entry:
    number, base_name, digest, name, size, is_trusted, used_at, added_at = row
    return Entry(number, base_name, Object(digest, name, size), bool(is_trusted), used_at, added_at)


class Records:
    """The rows of one store, seen from one boot."""

    __slots__ = ("_boot", "_database")

    def __init__(self, database: Database, boot: str) -> None:
        self._database = database
        self._boot = boot

    def by_keys(self, column: str, keys: Iterable[Digest]) -> Iterator[tuple[Digest, Entry]]:
        """Return each key that has a realisation, with its object; `column` is `plan_key` or `action_key`.

        Many plan keys lead to one action key as a guest is edited, and all to one object: one row is enough.
        """
        import json

        rows = self._database.query(
            f"SELECT k.value, {_ENTRY} FROM json_each(?) k JOIN realisations r ON r.plan_key ="  # noqa: S608
            f" (SELECT plan_key FROM realisations WHERE {column} = k.value LIMIT 1)"
            " JOIN objects o ON o.id = r.object",
            self._boot,
            json.dumps(list(keys)),
        )
        return ((row[0], _entry(row[1:])) for row in rows)

    def entry(self, base_name: str) -> Entry | None:
        """Return the entry of an object."""
        rows = self._database.query(
            f"SELECT {_ENTRY} FROM objects o WHERE o.base_name = ?",  # noqa: S608
            self._boot,
            base_name,
        )
        return _entry(rows[0]) if rows else None

    def entries(self) -> list[Entry]:
        """Return all entries, the longest unused first."""
        sql = f"SELECT {_ENTRY} FROM objects o ORDER BY o.used_at, o.id"  # noqa: S608
        return [_entry(row) for row in self._database.query(sql, self._boot)]

    def realisation(self, plan_key: Digest) -> tuple[Realisation, Entry, Entry | None] | None:
        """Return the realisation of a plan key with the entries of its object and its log."""
        rows = self._database.query(
            "SELECT r.action_key, r.began_at, r.wall_s, r.cpu_s, r.builder, o.base_name, l.base_name"
            " FROM realisations r JOIN objects o ON o.id = r.object LEFT JOIN objects l ON l.id = r.log"
            " WHERE r.plan_key = ?",
            plan_key,
        )
        if not rows:
            return None
        action_key, began_at, wall_s, cpu_s, builder, object_name, log_name = rows[0]
        entry, log = self.entry(object_name), self.entry(log_name) if log_name else None
        if not entry:
            return None
        made = Realisation(
            plan_key=plan_key,
            action_key=action_key,
            object=entry.object,
            log=log.object if log else None,
            began_at=began_at,
            wall_s=wall_s,
            cpu_s=cpu_s,
            builder=builder,
        )
        return made, entry, log

    def plan_keys(self, base_name: str) -> tuple[Digest, ...]:
        """Return the plan keys that gave an object, or whose log it is."""
        rows = self._database.query(
            "SELECT r.plan_key FROM objects o JOIN realisations r ON o.id IN (r.object, r.log) WHERE o.base_name = ?"
            " ORDER BY 1",
            base_name,
        )
        return tuple(row[0] for row in rows)

    def logs(self) -> list[tuple[int, int]]:
        """Return the ids of each object and a log of how it was made."""
        return [
            (row[0], row[1])
            for row in self._database.query("SELECT DISTINCT object, log FROM realisations WHERE log IS NOT NULL")
        ]

    def last_wall_s(self, name: str) -> float | None:
        """Return how long the step took when it was last built."""
        rows = self._database.query("SELECT wall_s FROM timings WHERE name = ?", name)
        return float(rows[0][0]) if rows else None

    def roots(self) -> list[Root]:
        """Return all roots by name."""
        kept: dict[str, list[str]] = {}
        for root, base_name in self._database.query("SELECT root, base_name FROM root_objects ORDER BY 1, 2"):
            kept.setdefault(root, []).append(base_name)
        rows = self._database.query("SELECT name, link FROM roots ORDER BY name")
        return [Root(name, link, tuple(kept.get(name, ()))) for name, link in rows]

    def counts(self) -> tuple[int, int, int]:
        """Return the numbers of objects and realisations, and the NAR bytes of all objects."""
        rows = self._database.query(
            "SELECT (SELECT count(*) FROM objects), (SELECT count(*) FROM realisations),"
            " (SELECT coalesce(sum(size_bytes), 0) FROM objects)"
        )
        return rows[0][0], rows[0][1], rows[0][2]

    def add(self, connection: Connection, objects: Iterable[tuple[str, Object]], now: float) -> None:
        """Write rows for objects that were sealed in this boot."""
        connection.executemany(
            "INSERT INTO objects (base_name, digest, name, size_bytes, added_at, used_at, boot, synced)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (base_name) DO UPDATE SET used_at = excluded.used_at",
            [(base, obj.digest, obj.name, obj.size_bytes, now, now, self._boot) for base, obj in objects],
        )

    def realise(self, connection: Connection, made: Realisation) -> None:
        """Write a realisation; one that stood under the same keys is replaced."""
        obj, log = _row(connection, made.object), _row(connection, made.log) if made.log else None
        facts = (made.action_key, obj, log, made.began_at, made.wall_s, made.cpu_s, made.builder)
        connection.execute(
            "INSERT OR REPLACE INTO realisations"
            " (plan_key, action_key, object, log, began_at, wall_s, cpu_s, builder) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (made.plan_key, *facts),
        )
        connection.execute(
            "UPDATE realisations SET object = ?2, log = ?3, began_at = ?4, wall_s = ?5, cpu_s = ?6, builder = ?7"
            " WHERE action_key = ?1 AND object <> ?2",
            facts,
        )
        connection.execute(
            "INSERT OR REPLACE INTO timings (name, wall_s, cpu_s, began_at) VALUES (?, ?, ?, ?)",
            (made.object.name, made.wall_s, made.cpu_s, made.began_at),
        )

    def alias(self, connection: Connection, aliases: Iterable[tuple[Digest, Digest, Object]], now: float) -> None:
        """Write that each plan key gave what its action key is known to have given."""
        for plan_key, action_key, obj in aliases:
            written = connection.execute(
                "INSERT OR REPLACE INTO realisations"
                " (plan_key, action_key, object, log, began_at, wall_s, cpu_s, builder)"
                " SELECT ?, action_key, object, log, began_at, wall_s, cpu_s, builder FROM realisations"
                " WHERE action_key = ? LIMIT 1",
                (plan_key, action_key),
            )
            if not written.rowcount:
                connection.execute(
                    "INSERT OR REPLACE INTO realisations"
                    " (plan_key, action_key, object, log, began_at, wall_s, cpu_s, builder)"
                    " VALUES (?, ?, ?, NULL, ?, 0, 0, 'unknown')",
                    (plan_key, action_key, _row(connection, obj), now),
                )

    def root(self, connection: Connection, root: Root, now: float) -> None:
        """Write a root in place of one with the same name."""
        connection.execute(
            "INSERT OR REPLACE INTO roots (name, link, made_at) VALUES (?, ?, ?)", (root.name, root.link, now)
        )
        connection.execute("DELETE FROM root_objects WHERE root = ?", (root.name,))
        connection.executemany(
            "INSERT OR IGNORE INTO root_objects (root, base_name) VALUES (?, ?)",
            [(root.name, base_name) for base_name in root.base_names],
        )

    def unroot(self, connection: Connection, names: Iterable[str]) -> None:
        """Forget roots."""
        for name in names:
            connection.execute("DELETE FROM root_objects WHERE root = ?", (name,))
            connection.execute("DELETE FROM roots WHERE name = ?", (name,))

    def forget(self, connection: Connection, ids: Iterable[int]) -> None:
        """Forget objects and the realisations that gave them."""
        rows = [(number,) for number in ids]
        connection.executemany("DELETE FROM realisations WHERE object = ?", rows)
        connection.executemany("UPDATE realisations SET log = NULL WHERE log = ?", rows)
        connection.executemany("DELETE FROM objects WHERE id = ?", rows)

    def touch(self, connection: Connection, ids: Iterable[int], now: float) -> None:
        """Write that objects were used."""
        connection.executemany("UPDATE objects SET used_at = ? WHERE id = ?", [(now, number) for number in ids])

    def trust(self, connection: Connection, number: int) -> None:
        """Write that an object was read back from the disk and is whole."""
        connection.execute("UPDATE objects SET synced = 1 WHERE id = ?", (number,))

    def last_unsynced(self) -> int:
        """Return the highest id of an object of this boot that is not known to be on the disk, or 0."""
        rows = self._database.query(
            "SELECT coalesce(max(id), 0) FROM objects WHERE synced = 0 AND boot = ?", self._boot
        )
        return int(rows[0][0])

    def synced(self, connection: Connection, up_to: int) -> None:
        """Write that the objects of this boot with ids up to a number are on the disk."""
        connection.execute(
            "UPDATE objects SET synced = 1 WHERE id <= ? AND boot = ? AND synced = 0", (up_to, self._boot)
        )


def _row(connection: Connection, obj: Object) -> int:
    row = connection.execute("SELECT id FROM objects WHERE base_name = ?", (obj.base_name,)).fetchone()
    if not row:
        raise StoreError(f"`{obj.base_name}` is to be recorded but was not sealed in this store")
    return int(row[0])
