"""Garbage collection: which objects nothing keeps, and their removal, in that order and linear in their number."""

from __future__ import annotations

import os
import time
from contextlib import suppress

from guestpipe.errors import StoreError
from guestpipe.store.files import remove_folder, remove_tree
from guestpipe.store.place import explained
from guestpipe.store.store import Store
from guestpipe.store.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from guestpipe.store.records import Entry, Root

GRACE_S = 3600.0
"""What was made or used less than this ago is kept: its result link may be about to be made."""
INSPECTED_S = 7 * 86400.0
"""How long a damaged object, or what a failed build left, stays for inspection."""
_INSPECTED = ("damaged", "failed")


class Policy(NamedTuple):
    """What besides the roots is kept."""

    grace_s: float = GRACE_S
    keep_newer_s: float = 0.0
    """Keep what was used within this time."""
    max_bytes: int | None = None
    """Remove only until the NARs of all objects are not more than this, the longest unused first; None: remove all."""


class Garbage(NamedTuple):
    """What a collection removes; known before anything is."""

    objects: tuple[Entry, ...]
    lost: tuple[Entry, ...]
    """Rows whose objects are gone."""
    strays: tuple[str, ...]
    """Names in `objects/` that no row knows."""
    inspected: tuple[str, ...]
    """Damaged trees and what failed builds left, long ago; relative to the store."""
    roots: tuple[Root, ...]
    """Roots whose links lead here no more."""
    kept: int
    kept_bytes: int

    @property
    def size_bytes(self) -> int:
        """The NAR bytes of the objects."""
        return sum(entry.object.size_bytes for entry in self.objects)


def collect(path: Path | str, policy: Policy, *, waiting: Callable[[], None] | None = None) -> Garbage:
    """Remove from the store at `path` what nothing keeps; wait until no other process uses the store."""
    with Store.open(path, create=False, exclusive=True, waiting=waiting) as store:
        garbage = find(store, policy)
        remove(store, garbage)
    return garbage


def find(store: Store, policy: Policy, *, now: float | None = None) -> Garbage:
    """Return what `remove` would remove."""
    now = time.time() if now is None else now
    roots = store.records.roots()
    dangling = {root.name: root for root in roots if not store.is_alive(root)}
    entries = store.records.entries()
    names = set(os.listdir(store.objects))
    live = _live(store, entries, (root for root in roots if root.name not in dangling))
    limit = now - max(policy.grace_s, policy.keep_newer_s)
    dead = [
        entry
        for entry in entries
        if entry.id not in live and max(entry.used_at, entry.added_at) < limit and entry.base_name in names
    ]
    lost = tuple(entry for entry in entries if entry.base_name not in names)
    total = sum(entry.object.size_bytes for entry in entries if entry.base_name in names)
    if policy.max_bytes is not None:
        dead = _oldest(dead, total - policy.max_bytes)
    known = {entry.base_name for entry in entries}
    objects = store.path / "objects"
    return Garbage(
        objects=tuple(dead),
        lost=lost,
        strays=tuple(name for name in sorted(names - known) if name[0] != "." and _changed_at(objects / name) < limit),
        inspected=_inspected(store.path, now - max(INSPECTED_S, policy.grace_s)),
        roots=tuple(dangling.values()),
        kept=len(entries) - len(lost) - len(dead),
        kept_bytes=total - sum(entry.object.size_bytes for entry in dead),
    )


def remove(store: Store, garbage: Garbage) -> None:
    """Remove garbage from a store that was opened `exclusive`.

    Objects go before their rows: a row without its object is a miss, and removing frees the space that the rows need
    on a full disk.
    """
    if not store.is_exclusive:
        raise StoreError("garbage is removed only from a store that no other process uses", where=str(store.path))
    try:
        for name in (*(entry.base_name for entry in garbage.objects), *garbage.strays):
            _remove_object(store, store.objects, name)
        for name in garbage.inspected:
            remove_tree(str(store.path / name))
        # Killed processes leave the files of their locks; nobody can hold one now.
        for lock in (store.path / "locks").iterdir():
            lock.unlink()
    except OSError as error:
        raise explained(error, str(store.path)) from error
    finally:
        _forget(store, garbage)


def _forget(store: Store, garbage: Garbage) -> None:
    left = set(os.listdir(store.objects))
    gone = [entry.id for entry in (*garbage.objects, *garbage.lost) if entry.base_name not in left]
    with store.database.transaction() as connection:
        store.records.unroot(connection, (root.name for root in garbage.roots))
        store.records.forget(connection, gone)


def _live(store: Store, entries: list[Entry], roots: Iterable[Root]) -> set[int]:
    rooted = {name for root in roots for name in root.base_names}
    live = {entry.id for entry in entries if entry.base_name in rooted}
    return live | {log for obj, log in store.records.logs() if obj in live}


def _inspected(path: Path, limit: float) -> tuple[str, ...]:
    trees = (tree for folder in _INSPECTED if (path / folder).is_dir() for tree in sorted((path / folder).iterdir()))
    return tuple(str(tree.relative_to(path)) for tree in trees if _changed_at(tree) < limit)


def _oldest(dead: list[Entry], excess: int) -> list[Entry]:
    chosen = []
    for entry in dead:
        if excess <= 0:
            break
        chosen.append(entry)
        excess -= entry.object.size_bytes
    return chosen


def _remove_object(store: Store, objects: str, name: str) -> None:
    try:
        os.unlink(f"{objects}/{name}")
    except IsADirectoryError:
        # Out of sight first: half an object must not be found under its name.
        if unseen := store.take_out(name):
            remove_folder(unseen)
    except FileNotFoundError:
        pass


def _changed_at(path: Path) -> float:
    with suppress(FileNotFoundError):
        return path.lstat().st_ctime
    return 0.0
