"""Verification and repair: what in the store is not what its records say, and making it so again."""

from __future__ import annotations

import os
from functools import partial

from guestpipe.digest import object_base_name
from guestpipe.errors import GuestpipeError
from guestpipe.store.objects import MTIME_NS, check_tree
from guestpipe.store.spread import spread
from guestpipe.store.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Literal

    from guestpipe.digest import Digest
    from guestpipe.store.objects import Object
    from guestpipe.store.records import Entry
    from guestpipe.store.store import Store

    Kind = Literal["damaged", "unfit", "missing", "records"]
    Rebuild = Callable[[Object, tuple[Digest, ...]], bool]
    """Bring back an object that the steps with these plan keys gave; return whether it is in the store again."""

_MODES = (0o444, 0o555)


class Finding(NamedTuple):
    """One thing that is wrong.

    `damaged`: the content has another digest than its record. `unfit`: the content is right, modes or times are not.
    `missing`: a root keeps it, but it is gone. `records`: the database itself.
    """

    kind: Kind
    base_name: str
    what: str
    expected: Digest | None = None
    found: Digest | None = None


class Verified(NamedTuple):
    """What a verification saw."""

    objects: int
    size_bytes: int
    findings: tuple[Finding, ...]
    misses: tuple[str, ...]
    """Recorded objects that are gone and that no root keeps: they are made again when asked for."""
    strays: tuple[str, ...]
    """Trees that no record names, as a killed process leaves them: proved before use, removed by gc."""


class Repaired(NamedTuple):
    """What was done about a finding."""

    finding: Finding
    is_back: bool
    """False: the object is forgotten, and built again when it is next asked for."""
    aside: str | None
    """Where the damaged tree is now."""
    why: GuestpipeError | None = None
    """What kept it from being rebuilt."""


def verify(store: Store, *, contents: bool, jobs: int = 1) -> Verified:
    """Compare the store with its records; with `contents`, read every byte, in `jobs` processes if there is much."""
    entries = store.records.entries()
    names = {name for name in os.listdir(store.objects) if name[0] != "."}
    rooted = {name for root in store.records.roots() if store.is_alive(root) for name in root.base_names}
    here = [entry for entry in entries if entry.base_name in names]
    gone = [entry.base_name for entry in entries if entry.base_name not in names]
    missing = [name for name in gone if name in rooted]
    look = partial(_look, contents, store.objects)
    findings = (
        *(Finding(kind="records", base_name="", what=fault) for fault in store.database.faults(contents)),
        *(Finding(kind="missing", base_name=name, what="is gone, although a root keeps it") for name in missing),
        *map(Finding._make, spread(look, here, lambda entry: entry.object.size_bytes, jobs if contents else 1)),
    )
    return Verified(
        objects=len(here) + len(missing),
        size_bytes=sum(entry.object.size_bytes for entry in here),
        findings=findings,
        misses=tuple(name for name in gone if name not in rooted),
        strays=tuple(sorted(names - {entry.base_name for entry in entries})),
    )


def repair(store: Store, findings: Iterable[Finding], rebuild: Rebuild | None = None) -> list[Repaired]:
    """Mend each finding: modes and times in place; a damaged tree goes aside and is rebuilt, or else forgotten.

    All go aside before the first is rebuilt: none may be made from another damaged one.
    """
    mended = [finding for finding in findings if finding.kind != "records"]
    lost = [_lost(store, finding) for finding in mended]
    repaired = []
    for finding, (entry, keys, aside) in zip(mended, lost, strict=True):
        try:
            repaired.append(Repaired(finding, _is_back(store, finding, entry, keys, rebuild), aside))
        except GuestpipeError as error:
            repaired.append(Repaired(finding, False, aside, error))
    return repaired


def _lost(store: Store, finding: Finding) -> tuple[Entry | None, tuple[Digest, ...], str | None]:
    """Take a damaged object out of the store; return its record, the plan keys that gave it, and where it is now."""
    name = finding.base_name
    if finding.kind == "unfit":
        return None, (), None
    entry, plan_keys = store.records.entry(name), store.records.plan_keys(name)
    aside = store.set_aside(name)
    if entry:
        with store.database.transaction() as connection:
            store.records.forget(connection, (entry.id,))
    return entry, plan_keys, os.fspath(aside) if aside else None


def _is_back(
    store: Store, finding: Finding, entry: Entry | None, plan_keys: tuple[Digest, ...], rebuild: Rebuild | None
) -> bool:
    if finding.kind == "unfit":
        from guestpipe.store.seal import renormalise

        renormalise(os.fspath(store.object_path(finding.base_name)))
        return True
    known = store.by_base_name(finding.base_name) is not None
    return known or (
        bool(entry and rebuild and rebuild(entry.object, plan_keys))
        and store.by_base_name(finding.base_name) is not None
    )


def _look(contents: bool, objects: str, entry: Entry) -> tuple[str | None, ...] | None:
    finding = _contents(objects, entry) if contents else _surface(objects, entry)
    return finding and tuple(finding)


def _contents(objects: str, entry: Entry) -> Finding | None:
    expected = entry.object.digest
    try:
        found, size, complaints = check_tree(f"{objects}/{entry.base_name}")
    except (GuestpipeError, OSError) as error:
        what = error.what if isinstance(error, GuestpipeError) else str(error)
        return Finding(kind="damaged", base_name=entry.base_name, what=what, expected=expected)
    if found != expected or size != entry.object.size_bytes:
        what = "its content is not what was sealed"
        return Finding(kind="damaged", base_name=entry.base_name, what=what, expected=expected, found=found)
    if object_base_name(found, entry.object.name) != entry.base_name:
        what = "its name does not belong to its content"
        return Finding(kind="damaged", base_name=entry.base_name, what=what, expected=expected, found=found)
    if complaints:
        return Finding(kind="unfit", base_name=entry.base_name, what="; ".join(complaints[:3]))
    return None


def _surface(objects: str, entry: Entry) -> Finding | None:
    status = os.lstat(f"{objects}/{entry.base_name}")
    if status.st_mode & 0o7777 in _MODES and status.st_mtime_ns == MTIME_NS:
        return None
    what = f"has mode {status.st_mode & 0o7777:04o} and was changed at {status.st_mtime_ns / 1e9:.0f}"
    return Finding(kind="unfit", base_name=entry.base_name, what=what)
