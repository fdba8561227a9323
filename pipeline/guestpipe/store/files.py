"""Small deeds on files that the store does in more than one place: remove a tree, hold a lock file, sync a disk."""

from __future__ import annotations

import fcntl
import os

from guestpipe.errors import HostError
from guestpipe.nar import OPEN_FOLDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_DEEPEST = 64


def remove_tree(path: str) -> None:
    """Remove the file or tree at `path`, whatever its modes; nothing there is fine too."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    except IsADirectoryError:
        remove_folder(path)


def remove_folder(path: str) -> None:
    """Remove the folder at `path` and all that is in it, whatever its modes."""
    try:
        top = os.open(path, OPEN_FOLDER)
        os.fchmod(top, 0o700)
    except PermissionError:
        os.chmod(path, 0o700)
        top = os.open(path, OPEN_FOLDER)
    try:
        moved = 0
        # Folders that lie too deep are moved up, so that no tree is too deep to be removed.
        while (after := _empty_folder(top, top, 0, moved)) != moved:
            moved = after
    finally:
        os.close(top)
    os.rmdir(path)


def _empty_folder(fd: int, top: int, depth: int, moved: int) -> int:
    with os.scandir(fd) as entries:
        for entry in list(entries):
            name = entry.name
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(name, dir_fd=fd)
                continue
            os.chmod(name, 0o700, dir_fd=fd)
            if depth >= _DEEPEST:
                moved += 1
                os.rename(name, f".deep-{os.urandom(8).hex()}", src_dir_fd=fd, dst_dir_fd=top)
                continue
            inner = os.open(name, OPEN_FOLDER, dir_fd=fd)
            try:
                moved = _empty_folder(inner, top, depth + 1, moved)
            finally:
                os.close(inner)
            os.rmdir(name, dir_fd=fd)
    return moved


def lock_file(path: str, waiting: Callable[[], None] | None = None) -> int:
    """Return a descriptor that holds the lock file at `path` alone; `waiting` is called once if another holds it.

    The holder may unlink the file: a lock on a file that is no longer at `path` is worth nothing and taken anew.
    """
    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if waiting:
                    waiting()
                    waiting = None
                fcntl.flock(fd, fcntl.LOCK_EX)
            if is_at(fd, path):
                return fd
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)


def try_lock(path: str) -> int | None:
    """Return a descriptor that holds the existing lock file at `path`, or None if it is gone or a process holds it."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        return None
    if is_at(fd, path):
        return fd
    os.close(fd)
    return None


def unlock(fd: int, path: str) -> None:
    """Remove the lock file at `path` and let go of it."""
    try:
        os.unlink(path)
    finally:
        os.close(fd)


def is_at(fd: int, path: str) -> bool:
    """Say whether `path` still leads to the open file `fd`."""
    try:
        here, there = os.fstat(fd), os.stat(path, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return (here.st_ino, here.st_dev) == (there.st_ino, there.st_dev)


def boot_id() -> str:
    """Return what Linux calls the current boot."""
    try:
        with open("/proc/sys/kernel/random/boot_id", "rb") as file:
            return file.read().strip().decode()
    except OSError as error:
        raise HostError("the store needs /proc/sys/kernel/random/boot_id to tell one boot from another") from error


def sync_filesystem(path: str) -> None:
    """Return when everything on the file system that holds `path` is on the disk."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if libc.syncfs(fd):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), path)
    finally:
        os.close(fd)


def is_link_into(path: str, folder: str) -> bool:
    """Say whether `path` is a symbolic link to something that is directly in `folder`."""
    try:
        target = os.path.join(os.path.dirname(path), os.readlink(path))
    except OSError:
        return False
    real = os.path.join(os.path.realpath(os.path.dirname(target)), os.path.basename(target))
    return os.path.dirname(real) == folder and os.path.lexists(real)
