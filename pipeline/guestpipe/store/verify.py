"""Verification and repair: what in the store is not what its records say, and making it so again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from guestpipe.digest import Digest, object_base_name
from guestpipe.errors import GuestpipeError
from guestpipe.store.objects import MTIME_NS, Object, check_tree, renormalise
from guestpipe.store.records import Entry
from guestpipe.store.store import Store

Kind = Literal["damaged", "unfit", "missing", "records"]
Rebuild = Callable[[Object, tuple[Digest, ...]], bool]
"""Bring back an object that the steps with these plan keys gave; return whether it is in the store again."""

_MODES = (0o444, 0o555)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong.

    `damaged`: the content has another digest than its record. `unfit`: the content is right, modes or times are not.
    `missing`: a root keeps it, but it is gone. `records`: the database itself.
    """

    kind: Kind
    base_name: str
    what: str
    expected: Digest | None = None
    found: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a verification saw."""

    objects: int
    size_bytes: int
    findings: tuple[Finding, ...]
    misses: tuple[str, ...]
    """Recorded objects that are gone and that no root keeps: they are made again when asked for."""
    strays: tuple[str, ...]
    """Trees that no record names, as a killed process leaves them: proved before use, removed by gc."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was done about a finding."""

    finding: Finding
    is_back: bool
    """False: the object is forgotten, and built again when it is next asked for."""
    aside: str | None
    """Where the damaged tree is now."""


def verify(store: Store, *, contents: bool, seen: Callable[[str], None] = lambda _: None) -> Verified:
    """Compare the store with its records; with `contents`, read every byte. `seen` is called for each object."""
    entries = store.records.entries()
    names = {name for name in os.listdir(store.path / "objects") if name[0] != "."}
    rooted = {name for root in store.records.roots() if store.is_alive(root) for name in root.base_names}
    findings = [Finding(kind="records", base_name="", what=fault) for fault in store.database.faults(contents)]
    misses = []
    for entry in entries:
        seen(entry.base_name)
        if entry.base_name in names:
            finding = _contents(store, entry) if contents else _surface(store, entry)
            findings += [finding] if finding else []
        elif entry.base_name in rooted:
            findings.append(
                Finding(kind="missing", base_name=entry.base_name, what="is gone, although a root keeps it")
            )
        else:
            misses.append(entry.base_name)
    return Verified(
        objects=len(entries) - len(misses),
        size_bytes=sum(entry.object.size_bytes for entry in entries),
        findings=tuple(findings),
        misses=tuple(misses),
        strays=tuple(sorted(names - {entry.base_name for entry in entries})),
    )


def repair(store: Store, findings: Iterable[Finding], rebuild: Rebuild | None = None) -> list[Repaired]:
    """Mend each finding: modes and times in place; a damaged tree goes aside and is rebuilt, or else forgotten."""
    return [_repair(store, finding, rebuild) for finding in findings if finding.kind != "records"]


def _repair(store: Store, finding: Finding, rebuild: Rebuild | None) -> Repaired:
    name = finding.base_name
    if finding.kind == "unfit":
        renormalise(os.fspath(store.object_path(name)))
        return Repaired(finding, True, None)
    entry, plan_keys = store.records.entry(name), store.records.plan_keys(name)
    aside = store.set_aside(name)
    if entry:
        with store.database.transaction() as connection:
            store.records.forget(connection, (entry.id,))
    is_back = bool(entry and rebuild and rebuild(entry.object, plan_keys)) and store.by_base_name(name) is not None
    return Repaired(finding, is_back, os.fspath(aside) if aside else None)


def _contents(store: Store, entry: Entry) -> Finding | None:
    expected = entry.object.digest
    try:
        found, size, complaints = check_tree(os.fspath(store.object_path(entry.base_name)))
    except GuestpipeError as error:
        return Finding(kind="damaged", base_name=entry.base_name, what=error.what, expected=expected)
    if found != expected or size != entry.object.size_bytes:
        what = "its content is not what was sealed"
        return Finding(kind="damaged", base_name=entry.base_name, what=what, expected=expected, found=found)
    if object_base_name(found, entry.object.name) != entry.base_name:
        what = "its name does not belong to its content"
        return Finding(kind="damaged", base_name=entry.base_name, what=what, expected=expected, found=found)
    if complaints:
        return Finding(kind="unfit", base_name=entry.base_name, what="; ".join(complaints[:3]))
    return None


def _surface(store: Store, entry: Entry) -> Finding | None:
    status = os.lstat(store.object_path(entry.base_name))
    if status.st_mode & 0o7777 in _MODES and status.st_mtime_ns == MTIME_NS:
        return None
    what = f"has mode {status.st_mode & 0o7777:04o} and was changed at {status.st_mtime_ns / 1e9:.0f}"
    return Finding(kind="unfit", base_name=entry.base_name, what=what)
