"""Lays the folders of a build out: what the sandbox mounts, and where many small inputs become one mount.

A mount costs a tenth of a millisecond, and more the more there are; what a hard link costs stays the same.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass, field

from guestpipe.build.request import OWN_FOLDERS, BuildRequest
from guestpipe.build.sandbox import Staged
from guestpipe.store.files import remove_tree

FEW = 12
"""So many inputs are a mount each; of more, those that are small are linked into one folder."""
LINK_LIMIT = 24
"""An object with more files, folders and links than this is mounted in any case."""

_NO_LINK = (errno.EMLINK, errno.EPERM, errno.EXDEV)
_Entry = tuple[str, str, int, int]
"""Path from the top of the object (with a `/` before it, the top itself is empty), link target or `/` for a folder or
nothing for a file, mode, time of change."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """What objects consist of, remembered: an object never changes."""

    small: dict[str, tuple[_Entry, ...] | None] = field(default_factory=dict)
    roots: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def of(self, path: str) -> tuple[_Entry, ...] | None:
        """Return all entries of the tree at `path`, folders before what is in them; None if they are too many."""
        if path not in self.small:
            self.small[path] = _entries(path)
        return self.small[path]

    def root(self, path: str) -> tuple[tuple[str, str], ...]:
        """Return the names at the top of a tool root, and the link targets of those that are links."""
        if path not in self.roots:
            with os.scandir(path) as entries:
                found = {entry.name: os.readlink(entry.path) if entry.is_symlink() else "" for entry in entries}
            self.roots[path] = tuple(sorted((name, to) for name, to in found.items() if name not in OWN_FOLDERS))
        return self.roots[path]


def stage(request: BuildRequest, workspace: str, shapes: Shapes) -> Staged:
    """Make what the sandbox of `request` is mounted from; new folders and links are in the folder `workspace`."""
    tops = shapes.root(request.root)
    binds = [(f"{request.root}/{name}", name) for name, target in tops if not target]
    if len(request.shown) <= FEW:
        binds += [(path, place) for place, path in request.shown]
    else:
        binds += _gathered(request, workspace, shapes)
    if request.settings:
        binds.append((_settings(request, workspace), "settings"))
    staged = Staged(
        links=tuple((target, name) for name, target in tops if target),
        binds=tuple(binds),
        build=f"{workspace}/build",
        out=f"{workspace}/out",
        world=request.world,
    )
    for folder in (staged.build, staged.out):
        os.makedirs(folder, exist_ok=True)
    return staged


def _settings(request: BuildRequest, workspace: str) -> str:
    folder = f"{workspace}/settings"
    os.makedirs(folder, exist_ok=True)
    for name, text in request.settings:
        with open(f"{folder}/{name}", "w", encoding="utf-8", newline="") as file:
            file.write(text)
    return folder


def _gathered(request: BuildRequest, workspace: str, shapes: Shapes) -> list[tuple[str, str]]:
    """Link small inputs into one folder for each of `/in`, `/source`, `/patches`; return all there is to mount."""
    view = f"{workspace}/view"
    remove_tree(view)
    os.mkdir(view)
    gathered: dict[str, tuple[str, str]] = {}
    single: list[tuple[str, str]] = []
    for place, path in request.shown:
        top = place.partition("/")[0]
        if top == place:
            single.append((path, place))
            continue
        if top not in gathered:
            os.mkdir(f"{view}/{top}")
            gathered[top] = f"{view}/{top}", top
        entries = shapes.of(path)
        if entries is None or not _linked(path, f"{view}/{place}", entries):
            _make_mount_point(path, f"{view}/{place}")
            single.append((path, place))
    return [*gathered.values(), *single]


def _make_mount_point(path: str, target: str) -> None:
    if stat.S_ISDIR(os.stat(path, follow_symlinks=False).st_mode):
        os.mkdir(target)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o444))


def _linked(path: str, target: str, entries: tuple[_Entry, ...]) -> bool:
    """Make `target` the same tree as `path` by hard links; say False if a file has as many links as it can have.

    Folders get the object's own modes and times: a recipe must not see which way it was shown.
    """
    folders: list[tuple[str, int, int]] = []
    try:
        for relative, kind, mode, mtime_ns in entries:
            there = target + relative
            if kind == "/":
                os.mkdir(there)
                folders.append((there, mode, mtime_ns))
            elif kind:
                os.symlink(kind, there)
            else:
                os.link(path + relative, there, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        remove_tree(target)
        return False
    for there, mode, mtime_ns in reversed(folders):
        os.chmod(there, mode)
        os.utime(there, ns=(mtime_ns, mtime_ns))
    return True


def _entries(path: str) -> tuple[_Entry, ...] | None:
    found: list[_Entry] = []
    waiting = [""]
    while waiting:
        relative = waiting.pop()
        there = path + relative
        status = os.stat(there, follow_symlinks=False)
        kind = "/" if stat.S_ISDIR(status.st_mode) else os.readlink(there) if stat.S_ISLNK(status.st_mode) else ""
        found.append((relative, kind, stat.S_IMODE(status.st_mode), status.st_mtime_ns))
        if kind == "/":
            waiting.extend(f"{relative}/{name}" for name in os.listdir(there))
        if len(found) + len(waiting) > LINK_LIMIT:
            return None
    return tuple(found)
