"""Two file trees side by side: what is only in one, what is of another kind, and which files hold other bytes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from guestpipe.compare.content import contents
from guestpipe.compare.difference import Difference, inside


def trees(old: Path, new: Path) -> Iterator[Difference]:
    """Yield every difference between two trees, or two files, that their digests show: times and owners are not."""
    if not old.is_dir() or old.is_symlink() or not new.is_dir() or new.is_symlink():
        yield from _entries(old, new)
        return
    before, after = set(os.listdir(old)), set(os.listdir(new))
    for name in sorted(before | after):
        if name not in after:
            yield Difference((name,), f"{_kind(old / name)} is gone")
        elif name not in before:
            yield Difference((name,), f"{_kind(new / name)} is new")
        elif _is_folder(old / name) and _is_folder(new / name):
            for one in trees(old / name, new / name):
                yield Difference((f"{name}/{one.where[0]}", *one.where[1:]), one.what)
        else:
            yield from inside(name, _entries(old / name, new / name))


def _entries(old: Path, new: Path) -> Iterator[Difference]:
    kinds = _kind(old), _kind(new)
    if kinds[0] != kinds[1]:
        yield Difference((), f"{kinds[0]} → {kinds[1]}")
        return
    if old.is_symlink():
        before, after = os.readlink(old), os.readlink(new)
        if before != after:
            yield Difference((), f"leads to `{before}` → `{after}`")
        return
    before_bytes, after_bytes = old.read_bytes(), new.read_bytes()
    if before_bytes != after_bytes:
        yield from contents(before_bytes, after_bytes)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _kind(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "link"
    if stat.S_ISDIR(mode):
        return "folder"
    return "program" if mode & 0o100 else "file"
