"""What the last planning of a guest gave, with stamps of all it read: so that the next need not read it again.

Three files for each guest in the user's cache folder. The first, plain text, is for `front.py` alone. The second holds
the plan: when only local trees have changed since (an edited source, an edited build.sh), they are captured anew and
the keys computed; no declaration is read again. The third has the steps of the last image, for `guestpipe why`.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guestpipe import __version__
from guestpipe.capture import Wanted
from guestpipe.digest import Digest
from guestpipe.front import VERSION, memory_file, stamp
from guestpipe.plan.step import FORMAT, Fixed, Step, Tree

_HEADER = ("guestpipe-plan", 1, FORMAT, __version__)
_RACY_NS = 30_000_000
"""A file that changed less than this before it was read may change again without its stamp showing it."""

MOST_FILES = 1000
"""When there are more, all but half as many are forgotten, those written first: a guest costs one planning then."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A planning as it was remembered: steps without keys, and what they were made from."""

    declarations: tuple[tuple[str, str], ...]
    """Path and stamp of every file and folder that decided the shape of the plan."""
    trees: tuple[tuple[Wanted, Tree, tuple[tuple[str, str], ...]], ...]
    steps: tuple[Step, ...]
    tops: Mapping[str, str]
    store: str
    facts: Mapping[str, Any]


def stamps_of(root: str, files: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Return path and stamp of `root` and all beneath it, or of `files` in it only."""
    if files:
        return tuple((path, stamp(path)) for path in (f"{root}/{file}" for file in files))
    found = [(root, stamp(root))]
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except NotADirectoryError:
            continue
        for entry in entries:
            found.append((entry.path, stamp(entry.path)))
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
    return tuple(found)


def unchanged(stamps: Iterable[tuple[str, str]], seen: dict[str, str]) -> bool:
    """Return whether every path still has its stamp; what was looked at is in `seen`, and not looked at twice."""
    for path, before in stamps:
        now = seen.get(path)
        if now is None:
            now = seen[path] = stamp(path)
        if now != before:
            return False
    return True


def recall(guest: str, store: str, environ: Mapping[bytes, bytes], seen: dict[str, str]) -> Remembered | None:
    """Return what is remembered of the guest at `guest`, if its declarations have not changed."""
    try:
        content = marshal.loads(Path(_plan_file(guest, store, environ)).read_bytes())  # noqa: S302 our own cache
        if content[0] != _HEADER or not unchanged(content[1], seen):
            return None
        _, declarations, trees, steps, tops, place, facts = content
        return Remembered(
            declarations,
            tuple((Wanted(*wanted), Tree(*tree), stamps) for wanted, tree, stamps in trees),
            tuple(_step(fields) for fields in steps),
            tops,
            place,
            facts,
        )
    except (OSError, ValueError, EOFError, TypeError, IndexError):
        return None


def remember(guest: str, store: str, environ: Mapping[bytes, bytes], what: Remembered) -> None:
    """Keep `what`, unless a file in it is so fresh that its stamp cannot be trusted."""
    if _racy(what):
        return
    content = (
        _HEADER,
        what.declarations,
        tuple(
            ((w.recipe, w.mount, w.name, w.root, w.files), (t.name, str(t.digest), t.path), stamps)
            for w, t, stamps in what.trees
        ),
        tuple(_fields(step) for step in what.steps),
        dict(what.tops),
        what.store,
        dict(what.facts),
    )
    _write(_plan_file(guest, store, environ), marshal.dumps(content))


def remember_result(
    guest: str, store: str, environ: Mapping[bytes, bytes], what: Remembered, held: str, link: str
) -> None:
    """Let the front door answer: `held` is the object that `what` gave, `link` the result link to it."""
    stamps = dict(what.declarations)
    stamps.update(pair for _, _, marks in what.trees for pair in marks)
    lines = [VERSION, held, link, os.readlink(link), *(f"{mark} {path}" for path, mark in stamps.items()), ""]
    if _racy(what) or any("\n" in line for line in lines):
        return
    _write(memory_file(guest, store, dict(environ)), "\n".join(lines).encode("utf-8", "surrogateescape"))


def remember_made(guest: str, environ: Mapping[bytes, bytes], steps: Iterable[Step]) -> None:
    """Keep the steps of the plan by which the guest was realized, for `guestpipe why`."""
    _write(_made_file(guest, environ), marshal.dumps((_HEADER, tuple(_fields(step) for step in steps))))


def made(guest: str, environ: Mapping[bytes, bytes]) -> tuple[Step, ...] | None:
    """Return the steps by which the guest was realized last, if that is known."""
    try:
        header, steps = marshal.loads(Path(_made_file(guest, environ)).read_bytes())  # noqa: S302 our own cache
        return tuple(_step(fields) for fields in steps) if header == _HEADER else None
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _made_file(guest: str, environ: Mapping[bytes, bytes]) -> str:
    return memory_file(guest, "", dict(environ)) + ".made"


def _racy(what: Remembered) -> bool:
    marks = [mark for _, mark in what.declarations]
    marks += [mark for _, _, stamps in what.trees for _, mark in stamps]
    newest = max((int(mark.split(" ")[0]) for mark in marks if not mark.startswith("-")), default=0)
    return newest > time.time_ns() - _RACY_NS


def _plan_file(guest: str, store: str, environ: Mapping[bytes, bytes]) -> str:
    return memory_file(guest, store, dict(environ)) + ".plan"


def _write(path: str, content: bytes) -> None:
    """Write as a whole; a cache that cannot be written costs time, not the result."""
    with contextlib.suppress(OSError):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        draft = f"{path}.{os.getpid()}"
        Path(draft).write_bytes(content)
        Path(draft).replace(path)
        _forget_oldest(Path(path).parent)


def _forget_oldest(folder: Path) -> None:
    if len(os.listdir(folder)) > MOST_FILES:
        written = sorted((entry.stat().st_mtime_ns, entry.path) for entry in os.scandir(folder))
        for _, path in written[: -MOST_FILES // 2]:
            os.unlink(path)


def _fields(step: Step) -> tuple[Any, ...]:
    return (
        step.name,
        step.kind,
        step.recipe,
        step.argv,
        step.environment,
        step.settings,
        step.inputs,
        tuple((mount, (tree.name, str(tree.digest), tree.path)) for mount, tree in step.trees),
        None if step.fixed is None else (str(step.fixed.digest), step.fixed.size_bytes, step.fixed.origin),
        step.links,
        step.limit_s,
    )


def _step(fields: tuple[Any, ...]) -> Step:
    name, kind, recipe, argv, environment, settings, inputs, trees, fixed, links, limit_s = fields
    return Step(
        name=name,
        kind=kind,
        recipe=recipe,
        argv=argv,
        environment=environment,
        settings=settings,
        inputs=inputs,
        trees=tuple((mount, Tree(label, Digest(digest), path)) for mount, (label, digest, path) in trees),
        fixed=None if fixed is None else Fixed(Digest(fixed[0]), fixed[1], fixed[2]),
        links=links,
        limit_s=limit_s,
    )
