"""The folder of a store: making it, locking it, tidying it after the dead, and what its errors mean."""

from __future__ import annotations

import errno
import fcntl
import os
from contextlib import contextmanager, suppress

from guestpipe.errors import StoreError, reason_of
from guestpipe.store.database import SPACE_HINT
from guestpipe.store.files import remove_tree, try_lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RESERVE_BYTES = 1 << 20
"""Space set aside when the store is made, so that `gc` can begin on a full disk."""

_FOLDERS = ("objects", "tmp", "locks", "damaged")


def explained(error: OSError, store: str) -> StoreError:
    """Return what a failed system call on the store means to its user."""
    where = os.fspath(error.filename) if isinstance(error.filename, str) else store
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError("no space left for the store", where=where, hint=SPACE_HINT)
    if error.errno == errno.EFBIG:
        return StoreError("a file is larger than the limit of the process or of the file system", where=where)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreError(
            f"the store at `{store}` cannot be written: {error.strerror}",
            where=where,
            hint="name another store (--store or GUESTPIPE_STORE), or give yourself access to this one",
        )
    if error.errno == errno.EXDEV:
        return StoreError("a tree to be sealed is not on the disk of the store", where=where, hint="use a workspace")
    return StoreError(f"the store at `{store}` cannot be used: {error.strerror}", where=where)


@contextmanager
def explaining(path: str) -> Iterator[None]:
    """Raise what a system call that fails inside, on the store or the link at `path`, means."""
    try:
        yield
    except OSError as error:
        raise explained(error, path) from error


def is_made(path: str) -> bool:
    """Say whether all folders of the store are there; somebody may have removed one by hand."""
    return all(os.path.isdir(os.path.join(path, folder)) for folder in _FOLDERS)


def make(path: str) -> None:
    """Make the folders of a store; what is there stays."""
    for folder in _FOLDERS:
        os.makedirs(os.path.join(path, folder), exist_ok=True)
    make_reserve(path)


def make_reserve(path: str) -> None:
    """Set space aside for the next collection."""
    fd = os.open(os.path.join(path, "reserve"), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        os.posix_fallocate(fd, 0, RESERVE_BYTES)
    except OSError:
        # A disk that is full now; the next collection makes it again.
        os.ftruncate(fd, 0)
    finally:
        os.close(fd)


def open_lock(path: str, exclusive: bool, waiting: Callable[[], None] | None) -> int:
    """Return a descriptor that holds the lock of the store, shared or alone; `waiting` is called before it waits."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
    try:
        try:
            fcntl.flock(fd, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                waiting()
            fcntl.flock(fd, kind)
    except BaseException:
        os.close(fd)
        raise
    return fd


def tidy(path: str) -> None:
    """Remove what dead processes left in the store."""
    tmp, objects = os.path.join(path, "tmp"), os.path.join(path, "objects")
    for name in sorted(os.listdir(tmp)):
        lock = os.path.join(tmp, name)
        if name.endswith(".lock") and (fd := try_lock(lock)) is not None:
            # What cannot be removed stays, and stays out of use: no reason not to open the store.
            with suppress(OSError):
                token = name.removesuffix(".lock")
                remove_tree(os.path.join(tmp, token))
                for unseen in os.listdir(objects):
                    if unseen.startswith(f".{token}-"):
                        remove_tree(os.path.join(objects, unseen))
                os.unlink(lock)
            os.close(fd)


def make_link(store: str, link: str, base_name: str) -> str:
    """Make `link` lead to an object, in one rename; return its path, relative to a store that is below its folder."""
    folder = os.path.realpath(os.path.dirname(link))
    path, target = os.path.join(folder, os.path.basename(link)), os.path.join(store, "objects", base_name)
    registered = path
    if store.startswith(f"{folder}/"):
        target, registered = os.path.relpath(target, folder), os.path.relpath(path, store)
    if os.path.lexists(path) and not os.path.islink(path):
        raise StoreError(f"`{path}` is in the way of the result link", hint="move it, or name another link")
    staged = f"{path}.{os.getpid()}-{os.urandom(4).hex()}"
    try:
        os.symlink(target, staged)
        os.replace(staged, path)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise explained(error, path) from error
        raise StoreError(
            f"the link `{os.path.basename(path)}` cannot be made: {reason_of(error)}",
            where=path,
            hint="what is realized is linked beside guest.toml: copy the guest to a folder that you can write to",
        ) from error
    return registered
