"""How a tree becomes an object: normal form, digest and refusals in a single walk, where it is or as a copy."""

from __future__ import annotations

import os
import stat

from guestpipe.digest import Digest, sha256
from guestpipe.nar import OPEN_FOLDER, TAIL, UnfitTreeError, Walk, write_all
from guestpipe.store.objects import FOLDER_MODE, MTIME_NS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guestpipe.nar import Write

_SHORTEST_NEEDLE = 12
_KEPT_ATTRIBUTES = frozenset(("security.selinux",))
_TIMES = (MTIME_NS, MTIME_NS)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def needle_for(store: str) -> bytes:
    """Return the bytes that no output may contain: the path of the store, or of its objects if it is very short."""
    return os.fsencode(store if len(store) >= _SHORTEST_NEEDLE else f"{store}/objects/")


def seal_tree(path: str, needle: bytes) -> tuple[Digest, int]:
    """Bring the tree at `path` into normal form, refuse what no object may hold, return its digest and NAR size.

    The topmost folder stays writable, so that it can still be moved.
    """
    hasher = sha256()
    size = _Seal(hasher.update, needle).run(path)
    return Digest(hasher.hexdigest()), size


def renormalise(path: str) -> None:
    """Bring a sealed tree back into normal form."""
    _Normalise(lambda _: None).run(path)
    if os.path.isdir(path):
        os.chmod(path, FOLDER_MODE)


def copy_tree(source: str, target: str) -> tuple[Digest, int]:
    """Make `target` a copy of `source` in normal form; return its digest and NAR size, read from `source` once."""
    hasher = sha256()
    copy = _Copy(hasher.update, target)
    try:
        size = copy.run(source)
    finally:
        copy.close()
    return Digest(hasher.hexdigest()), size


class _Fit(Walk):
    """A walk that refuses what no object may hold."""

    __slots__ = ()

    def check_file(self, mode: int) -> None:
        if mode & (stat.S_ISUID | stat.S_ISGID):
            kind = "setuid" if mode & stat.S_ISUID else "setgid"
            raise self.unfit(f"`{self.where()}` is {kind}", hint="clear the bit: nothing in a store may gain rights")

    def on_symlink(self, target: str) -> None:
        if not self.trail:
            raise self.unfit("the tree is a symbolic link", hint="an object is a file or a folder")
        if target.startswith("/"):
            raise self.unfit(f"`{self.where()}` is a link to `{target}`, out of the tree", hint="make it relative")
        depth = len(self.trail) - 1
        for part in target.split("/"):
            depth += -1 if part == ".." else part not in ("", ".")
            if depth < 0:
                raise self.unfit(f"`{self.where()}` is a link to `{target}`, out of the tree")
        # `folder/..` need not be where it seems to be if `folder` is a link itself.
        if ".." in target.lstrip("./"):
            root, end = os.path.realpath(self.root), os.path.realpath(os.path.join(self.root, *self.trail))
            if not f"{end}/".startswith(f"{root}/"):
                raise self.unfit(f"`{self.where()}` is a link to `{target}`, out of the tree")


class _Normalise(_Fit):
    """A walk that brings a tree into normal form; the topmost folder stays writable, so that it can be moved."""

    __slots__ = ("_uid",)

    def __init__(self, write: Write) -> None:
        super().__init__(write)
        self._uid = os.geteuid()

    def open_file(self, name: str, folder: int | None) -> int:
        try:
            return super().open_file(name, folder)
        except PermissionError:
            mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
            os.chmod(name, stat.S_IMODE(mode) | 0o400, dir_fd=folder)
            return super().open_file(name, folder)

    def open_folder(self, name: str, folder: int | None) -> int:
        try:
            return super().open_folder(name, folder)
        except PermissionError:
            os.chmod(name, 0o700, dir_fd=folder)
            return super().open_folder(name, folder)

    def on_folder(self, fd: int, status: os.stat_result) -> None:
        if status.st_mode & 0o700 != 0o700:
            os.fchmod(fd, 0o700)

    def symlink_done(self, name: str, folder: int | None, target: str) -> None:
        os.utime(name, ns=_TIMES, dir_fd=folder, follow_symlinks=False)

    def file_done(self, fd: int, status: os.stat_result, content: bytes | None) -> None:
        mode = status.st_mode
        if mode & 0o6000:
            self.check_file(mode)
        self._own(fd, status)
        mode = 0o555 if mode & 0o100 else 0o444
        if stat.S_IMODE(status.st_mode) != mode:
            os.fchmod(fd, mode)
        if status.st_mtime_ns != MTIME_NS:
            os.utime(fd, ns=_TIMES)

    def folder_done(self, fd: int, status: os.stat_result) -> None:
        self._own(fd, status)
        os.fchmod(fd, FOLDER_MODE if self.trail else 0o755)
        os.utime(fd, ns=_TIMES)

    def _own(self, fd: int, status: os.stat_result) -> None:
        for attribute in _attributes(fd):
            os.removexattr(fd, attribute)
        if status.st_uid != self._uid:
            os.fchown(fd, self._uid, -1)


class _Seal(_Normalise):
    """A walk that also refuses a tree in which the path of the store occurs."""

    __slots__ = ("_needle",)

    def __init__(self, write: Write, needle: bytes) -> None:
        super().__init__(write)
        self._needle = needle

    def on_chunk(self, chunk: memoryview, offset: int) -> None:
        buffer, needle = self.buffer, self._needle
        behind, end = min(offset, len(needle) - 1), TAIL + len(chunk)
        if (found := buffer.find(needle, TAIL - behind, end)) >= 0:
            raise self._leak(offset + found - TAIL)
        buffer[TAIL - len(needle) + 1 : TAIL] = buffer[end - len(needle) + 1 : end]

    def on_symlink(self, target: str) -> None:
        super().on_symlink(target)
        if (found := os.fsencode(target).find(self._needle)) >= 0:
            raise self._leak(found)

    def file_done(self, fd: int, status: os.stat_result, content: bytes | None) -> None:
        if content and (found := content.find(self._needle)) >= 0:
            raise self._leak(found)
        super().file_done(fd, status, content)

    def _leak(self, offset: int) -> UnfitTreeError:
        return self.unfit(
            f"`{self.where()}` contains the path of the store, `{os.fsdecode(self._needle)}`, at byte {offset}",
            hint="an object must not depend on where the store is; the sandbox shows inputs at `/in/<name>`",
        )


def _attributes(fd: int) -> list[str]:
    try:
        return [name for name in os.listxattr(fd) if name not in _KEPT_ATTRIBUTES]
    except OSError:
        return []


class _Copy(_Fit):
    """A walk that makes the same tree elsewhere, in normal form."""

    __slots__ = ("_folders", "_made", "_masked", "_target")

    def __init__(self, write: Write, target: str) -> None:
        super().__init__(write)
        self._target = target
        self._folders: list[int] = []
        self._made = -1
        self._masked = bool(_umask() & 0o555)

    def close(self) -> None:
        """Close what a walk that failed left open."""
        for fd in (*self._folders, self._made):
            if fd >= 0:
                os.close(fd)

    def _place(self) -> tuple[str, int | None]:
        return (self.trail[-1], self._folders[-1]) if self.trail else (self._target, None)

    def on_folder(self, fd: int, status: os.stat_result) -> None:
        name, folder = self._place()
        os.mkdir(name, 0o700, dir_fd=folder)
        self._folders.append(os.open(name, OPEN_FOLDER, dir_fd=folder))

    def folder_done(self, fd: int, status: os.stat_result) -> None:
        made = self._folders.pop()
        try:
            os.fchmod(made, FOLDER_MODE if self.trail else 0o755)
            os.utime(made, ns=_TIMES)
        finally:
            os.close(made)

    def symlink_done(self, name: str, folder: int | None, target: str) -> None:
        made, into = self._place()
        os.symlink(target, made, dir_fd=into)
        os.utime(made, ns=_TIMES, dir_fd=into, follow_symlinks=False)

    def on_chunk(self, chunk: memoryview, offset: int) -> None:
        if not offset:
            self._made = self._create(0o444)
        write_all(self._made, chunk)

    def file_done(self, fd: int, status: os.stat_result, content: bytes | None) -> None:
        mode = status.st_mode
        if mode & 0o6000:
            self.check_file(mode)
        mode = 0o555 if mode & 0o100 else 0o444
        if content is None:
            made, self._made = self._made, -1
        else:
            made = self._create(mode)
        try:
            if content:
                write_all(made, content)
            if self._masked or (content is None and mode == 0o555):
                os.fchmod(made, mode)
            os.utime(made, ns=_TIMES)
        finally:
            os.close(made)

    def _create(self, mode: int) -> int:
        if self.trail:
            return os.open(self.trail[-1], _CREATE, mode, dir_fd=self._folders[-1])
        return os.open(self._target, _CREATE, mode)


def _umask() -> int:
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("Umask:"):
                return int(line[6:], 8)
    return 0o777
