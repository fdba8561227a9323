"""Lays the folders of a build out: small objects are linked into the root that the sandbox shows, big ones are mounted.

A mount costs a tenth of a millisecond, more the more there are, and a link a fiftieth: small inputs are links.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass, field

from guestpipe.build.request import OWN_FOLDERS, BuildRequest
from guestpipe.build.sandbox import Staged
from guestpipe.store.files import remove_tree

LINK_LIMIT = 24
"""An object with more files, folders and links than this is mounted."""

_NO_LINK = (errno.EMLINK, errno.EPERM, errno.EXDEV)
_Entry = tuple[str, str, int, int]
"""Path from the top of the object (with a `/` before it, the top itself is empty), link target or `/` for a folder or
nothing for a file, mode, time of change."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """What objects consist of, remembered: an object never changes."""

    known: dict[str, tuple[_Entry, ...] | None] = field(default_factory=dict)

    def of(self, path: str) -> tuple[_Entry, ...] | None:
        """Return all entries of the tree at `path`, folders before what is in them; None if they are too many."""
        if path not in self.known:
            self.known[path] = _entries(path)
        return self.known[path]


def stage(request: BuildRequest, workspace: str, shapes: Shapes) -> Staged:
    """Fill the empty folder `workspace` with what the sandbox of `request` is mounted from."""
    view = f"{workspace}/view"
    binds: list[tuple[str, str]] = []
    os.mkdir(view)
    for name in OWN_FOLDERS:
        os.mkdir(f"{view}/{name}")
    for name in sorted(os.listdir(request.root)):
        if name not in OWN_FOLDERS:
            _show(f"{request.root}/{name}", view, name, shapes, binds)
    made = set(OWN_FOLDERS)
    for place, path in request.shown:
        parent = os.path.dirname(place)
        if parent and parent not in made:
            os.makedirs(f"{view}/{parent}", exist_ok=True)
            made.add(parent)
        _show(path, view, place, shapes, binds)
    for name, text in request.settings:
        with open(f"{view}/settings/{name}", "w", encoding="utf-8", newline="") as file:
            file.write(text)
    staged = Staged(view=view, binds=tuple(binds), build=f"{workspace}/build", out=f"{workspace}/out")
    for folder in (staged.build, staged.out):
        os.makedirs(folder, exist_ok=True)
    return staged


def _show(path: str, view: str, place: str, shapes: Shapes, binds: list[tuple[str, str]]) -> None:
    """Make the object at `path` visible at `place`: linked, or as a mount point and a line in `binds`."""
    target = f"{view}/{place}"
    entries = shapes.of(path)
    if entries is not None and _linked(path, target, entries):
        return
    if stat.S_ISDIR(os.stat(path, follow_symlinks=False).st_mode):
        os.makedirs(target, exist_ok=True)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o444))
    binds.append((path, place))


def _linked(path: str, target: str, entries: tuple[_Entry, ...]) -> bool:
    """Make `target` the same tree as `path` by hard links; say False if a file has as many links as it can have.

    Folders get the object's own modes and times: a recipe must not see which way it was shown.
    """
    folders: list[tuple[str, int, int]] = []
    try:
        for relative, kind, mode, mtime_ns in entries:
            there = target + relative
            if kind == "/":
                if relative or not os.path.isdir(there):
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
