"""The Store: a handle by which several processes seal objects, record realisations and find both again."""

from __future__ import annotations

import errno
import itertools
import os
import time
from contextlib import contextmanager, suppress

from guestpipe import __version__
from guestpipe.errors import BuildError, GuestpipeError, StoreError
from guestpipe.nar import UnfitTreeError
from guestpipe.store.database import FILE, Database
from guestpipe.store.files import boot_id, is_link_into, lock_file, remove_tree, sync_filesystem, unlock
from guestpipe.store.objects import FOLDER_MODE, Object, check_name, check_tree
from guestpipe.store.place import explained, explaining, is_made, make, make_link, make_reserve, open_lock, tidy
from guestpipe.store.records import Realisation, Records, Root
from guestpipe.store.scratch import Scratch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path
    from sqlite3 import Connection
    from types import TracebackType

    from guestpipe.digest import Digest
    from guestpipe.store.records import Entry

__all__ = ["Object", "Realisation", "Store"]

BUILDER = f"guestpipe {__version__}"

_USED_GRAIN_S = 600.0


class Store:
    """An open store. Threads may share a handle; processes each open their own."""

    def __init__(
        self, path: str, *, boot: str, exclusive: bool, waiting: Callable[[], None] | None, now: Callable[[], float]
    ) -> None:
        self._path = path
        self._now = now
        self.objects = os.path.join(path, "objects")
        self._pending: dict[str, Object] = {}
        self._used: set[int] = set()
        self._scratch = Scratch(path)
        self._objects_fd = -1
        self.is_exclusive = exclusive
        self._lock = open_lock(os.path.join(path, "lock"), exclusive, waiting)
        try:
            if exclusive:
                with suppress(FileNotFoundError):
                    os.unlink(os.path.join(path, "reserve"))
            self._objects_fd = os.open(self.objects, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            self.database = Database(path)
            self.records = Records(self.database, boot)
            tidy(path)
        except BaseException:
            self._release()
            raise

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        create: bool = True,
        exclusive: bool = False,
        waiting: Callable[[], None] | None = None,
        boot: str | None = None,
        now: Callable[[], float] = time.time,
    ) -> Store:
        """Open the store in the folder `path`.

        `exclusive` waits until no other process has the store open, and keeps others out; `waiting` is called once if
        there is anybody to wait for. `boot` and `now` stand for the machine's boot id and clock.
        """
        real = os.path.realpath(path)
        try:
            if not create and not os.path.exists(os.path.join(real, FILE)):
                raise StoreError(f"there is no store at `{real}`", hint="name one: --store or GUESTPIPE_STORE")
            if not is_made(real):
                make(real)
            if not os.access(os.path.join(real, "objects"), os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.path.join(real, "objects"))
            return cls(real, boot=boot or boot_id(), exclusive=exclusive, waiting=waiting, now=now)
        except OSError as error:
            raise explained(error, real) from error

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write what is pending and let go of the store; closing twice is fine."""
        if self._lock < 0:
            return
        try:
            self._write_back()
        finally:
            try:
                self.database.close()
            finally:
                if self.is_exclusive:
                    make_reserve(self._path)
                self._release()

    def _write_back(self) -> None:
        if self._pending or self._used:
            with self.database.transaction() as connection:
                self._write_pending(connection)
                self.records.touch(connection, self._used, self._now())
            self._used.clear()

    def _write_pending(self, connection: Connection) -> None:
        pending = dict(self._pending)
        if pending:
            self.records.add(connection, pending.items(), self._now())
            for base_name in pending:
                self._pending.pop(base_name, None)

    def _release(self) -> None:
        self._scratch.remove()
        for fd in (self._objects_fd, self._lock):
            if fd >= 0:
                os.close(fd)
        self._lock = self._objects_fd = -1

    @property
    def path(self) -> Path:
        """The folder of the store, absolute and without links."""
        from pathlib import Path

        return Path(self._path)

    def object_path(self, of: Object | str) -> Path:
        """Return where an object, or the object with a base name, is."""
        from pathlib import Path

        return Path(self.objects, of if isinstance(of, str) else of.base_name)

    # Find.

    def by_plan_key(self, key: Digest) -> Object | None:
        """Return the object that the step with this plan key gave, if it is here."""
        return self.by_plan_keys((key,)).get(key)

    def by_plan_keys(self, keys: Iterable[Digest]) -> dict[Digest, Object]:
        """Return, for each plan key whose object is here, the object."""
        found = self.records.by_keys("plan_key", keys)
        return {key: entry.object for key, entry in found if self._is_here(entry)}

    def by_action_key(self, key: Digest) -> Object | None:
        """Return the object that a step with this action key gave, if it is here."""
        return self.by_action_keys((key,)).get(key)

    def by_action_keys(self, keys: Iterable[Digest]) -> dict[Digest, Object]:
        """Return, for each action key whose object is here, the object."""
        found = self.records.by_keys("action_key", keys)
        return {key: entry.object for key, entry in found if self._is_here(entry)}

    def object(self, digest: Digest, name: str) -> Object | None:
        """Return the object with this digest and name, if it is here."""
        return self.by_base_name(Object(digest, name, 0).base_name)

    def by_base_name(self, base_name: str) -> Object | None:
        """Return the object with this base name, if it is here."""
        if obj := self._pending.get(base_name):
            return obj
        entry = self.records.entry(base_name)
        return entry.object if entry and self._is_here(entry) else None

    def realisation(self, plan_key: Digest) -> Realisation | None:
        """Return how the object of a plan key was made, if it is here; a log that is gone is None."""
        found = self.records.realisation(plan_key)
        if not found or not self._is_here(found[1]):
            return None
        made, _, log = found
        if log and not self._is_here(log):
            return made._replace(log=None)
        return made

    def last_wall_s(self, step_name: str) -> float | None:
        """Return how long the step took when it was last built here."""
        return self.records.last_wall_s(step_name)

    def _is_here(self, entry: Entry) -> bool:
        if not os.access(entry.base_name, os.F_OK, dir_fd=self._objects_fd):
            return False
        if not entry.is_trusted and not self._prove(entry):
            return False
        if self._now() - entry.used_at > _USED_GRAIN_S:
            self._used.add(entry.id)
        return True

    def _prove(self, entry: Entry) -> bool:
        """Read back an object that may not have reached the disk before the machine stopped."""
        is_whole = self._is_whole(entry.object, entry.base_name)
        if not is_whole:
            self.set_aside(entry.base_name)
        with self.database.transaction() as connection:
            if is_whole:
                self.records.trust(connection, entry.id)
            else:
                self.records.forget(connection, (entry.id,))
        return is_whole

    # Add.

    def workspace(self, label: str) -> AbstractContextManager[Path]:
        """Give a fresh private folder on the disk of the store; it is gone afterwards, also after a `kill -9`."""
        return self._scratch.workspace(label)

    def seal(self, tree: Path, name: str, expected: Digest | None = None) -> Object:
        """Make the tree an object: it is brought into normal form and moved into the store, or refused where it is.

        With `expected`, a tree with another digest is refused, too.
        """
        from guestpipe.store.seal import needle_for, seal_tree

        check_name(name)
        with explaining(self._path):
            try:
                digest, size = seal_tree(os.fspath(tree), needle_for(self._path))
            except UnfitTreeError as error:
                raise BuildError(error.what, where=f"{name}: {error.where}", hint=error.hint) from error
            if expected not in (None, digest):
                raise BuildError(f"its content has sha256 {digest}, not {expected}", where=name)
            return self._place(os.fspath(tree), Object(digest, name, size))

    def add(self, source: Path, name: str, expected: Digest | None = None) -> Object:
        """Copy a tree into the store; with `expected`, nothing is copied if the object is here already."""
        from guestpipe.store.seal import copy_tree

        check_name(name)
        if expected and (known := self.object(expected, name)):
            return known
        with self.workspace(name) as workspace, explaining(self._path):
            tree = os.path.join(workspace, "tree")
            digest, size = copy_tree(os.fspath(source), tree)
            if expected not in (None, digest):
                raise StoreError(
                    f"`{source}` changed while guestpipe ran (sha256 {expected} when planned, {digest} now)",
                    where=os.fspath(source),
                    hint="run the command again",
                )
            return self._place(tree, Object(digest, name, size))

    def _place(self, tree: str, obj: Object) -> Object:
        base_name = obj.base_name
        target = os.path.join(self.objects, base_name)
        if os.path.lexists(target) and self._is_sound(base_name, obj):
            remove_tree(tree)
        elif os.path.isdir(tree):
            # A folder that is read-only can be renamed, but not into another folder.
            staged = self._scratch.unseen()
            os.rename(tree, staged)
            os.chmod(staged, FOLDER_MODE)
            try:
                os.rename(staged, target)
            except OSError as error:
                remove_tree(staged)
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
        else:
            os.rename(tree, target)
        self._pending[base_name] = obj
        return obj

    def _is_sound(self, base_name: str, obj: Object) -> bool:
        """Say whether the object that is there can be used; one that cannot is moved aside."""
        entry = self.records.entry(base_name)
        if base_name in self._pending or (entry and entry.is_trusted):
            return True
        if self._is_whole(obj, base_name):
            return True
        self.set_aside(base_name)
        return False

    def _is_whole(self, obj: Object, base_name: str) -> bool:
        try:
            digest, _, complaints = check_tree(os.path.join(self.objects, base_name))
        except GuestpipeError:
            return False
        return digest == obj.digest and not complaints

    def take_out(self, base_name: str) -> str | None:
        """Give an object another name that nothing looks for, in one rename; return its path, None if it is gone."""
        return self.take_away(os.path.join(self.objects, base_name))

    def take_away(self, path: str) -> str | None:
        """Do so with any tree of the store: of several processes, one has it then."""
        unseen = self._scratch.unseen()
        try:
            os.rename(path, unseen)
        except FileNotFoundError:
            return None
        return unseen

    def set_aside(self, base_name: str) -> Path | None:
        """Move a damaged object to `damaged/`, where nothing uses it, and return its path there."""
        from pathlib import Path

        unseen = self.take_out(base_name)
        if not unseen:
            return None
        if os.path.isdir(unseen):
            # A folder that is read-only cannot be renamed into another folder.
            os.chmod(unseen, 0o700)
        for number in itertools.count(1):
            target = os.path.join(self._path, "damaged", f"{base_name}~{number}")
            if not os.path.lexists(target):
                break
        os.rename(unseen, target)
        return Path(target)

    # Record.

    def record(
        self,
        plan_key: Digest,
        action_key: Digest,
        obj: Object,
        *,
        log: Object | None = None,
        began_at: float,
        wall_s: float,
        cpu_s: float,
        builder: str = BUILDER,
    ) -> None:
        """Write that a step with these keys gave `obj`, in one transaction."""
        made = Realisation(
            plan_key=plan_key,
            action_key=action_key,
            object=obj,
            log=log,
            began_at=began_at,
            wall_s=wall_s,
            cpu_s=cpu_s,
            builder=builder,
        )
        with self.database.transaction() as connection:
            self._write_pending(connection)
            self.records.realise(connection, made)

    def alias(self, plan_key: Digest, action_key: Digest, obj: Object) -> None:
        """Write that another plan key leads to a known action key: early cutoff."""
        self.aliases(((plan_key, action_key, obj),))

    def aliases(self, aliases: Iterable[tuple[Digest, Digest, Object]]) -> None:
        """Write many aliases (plan key, action key, object) in one transaction."""
        with self.database.transaction() as connection:
            self._write_pending(connection)
            self.records.alias(connection, aliases, self._now())

    def flush(self) -> None:
        """Return when everything recorded so far is on the disk and marked so."""
        self._write_back()
        if last := self.records.last_unsynced():
            with explaining(self._path):
                sync_filesystem(self._path)
            with self.database.transaction() as connection:
                self.records.synced(connection, last)

    @contextmanager
    def lock_step(self, plan_key: Digest, waiting: Callable[[], None] | None = None) -> Iterator[None]:
        """Hold a step, so that no other process builds it; `waiting` is called once if another does."""
        path = os.path.join(self._path, "locks", plan_key[:32])
        with explaining(self._path):
            fd = lock_file(path, waiting)
        try:
            yield
        finally:
            unlock(fd, path)

    # Keep.

    def root(self, name: str, base_names: Iterable[str]) -> None:
        """Keep these objects from gc until the root `name` is written anew or forgotten."""
        self._write_root(Root(name, None, tuple(sorted(set(base_names)))))

    def unroot(self, name: str) -> None:
        """Forget a root."""
        with self.database.transaction() as connection:
            self.records.unroot(connection, (name,))

    def link(self, link: Path, obj: Object, keeps: Iterable[str] = ()) -> None:
        """Make `link` a symbolic link to the object, and a root of it and of `keeps` for as long as it is there."""
        registered = make_link(self._path, os.fspath(link), obj.base_name)
        self._write_root(Root(f"link {registered}", registered, tuple(sorted({obj.base_name, *keeps}))))

    def is_alive(self, root: Root) -> bool:
        """Say whether a root is a named one, or its link still leads to an object of the store."""
        return root.link is None or is_link_into(os.path.join(self._path, root.link), self.objects)

    def _write_root(self, root: Root) -> None:
        with self.database.transaction() as connection:
            self._write_pending(connection)
            self.records.root(connection, root, self._now())
