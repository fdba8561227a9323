"""Steps that are not built: fetched files, unpacked packages, and the union of packages to a tool root; in threads."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from guestpipe.build.job import Busy
from guestpipe.build.ledger import Ledger
from guestpipe.build.outcome import FETCH
from guestpipe.build.work import Stopped, Workers
from guestpipe.digest import Digest, sha256_hex
from guestpipe.errors import GuestpipeError
from guestpipe.plan.step import Fixed, Step
from guestpipe.report import FetchProgress
from guestpipe.store.objects import Object
from guestpipe.store.store import Store

_FETCH_LOCK = sha256_hex(b"guestpipe fetches")


class Fetcher(Protocol):
    """Gets bytes that are known by their digests."""

    def fetch(self, wanted: Sequence[Fixed], into: Path, progress: Callable[[int], None]) -> Mapping[Digest, Path]:
        """Return where in the folder `into` the bytes are; `progress` hears how many there are so far."""


@dataclass(slots=True)
class Provider:
    """Fetches all that a run needs in one go, and unites tool roots."""

    ledger: Ledger
    workers: Workers
    fetcher: Fetcher
    unfetched: list[Step]
    """Steps whose fetch has not begun."""
    _so_far: FetchProgress | None = None
    """What is to be told of the fetch; a newer one replaces it."""

    def fetch(self) -> None:
        """Begin to fetch what has to be fetched, unless another process of the store fetches now."""
        if not self.unfetched:
            return
        try:
            held = self.ledger.lock(_FETCH_LOCK)
        except Busy:
            self.ledger.waits("")
            return
        with ExitStack() as undo:
            undo.push(held)
            wanted, self.unfetched = self._still_unfetched(), []
            if not wanted:
                return
            folder = held.enter_context(self.ledger.store.workspace(FETCH))
            undo.pop_all()
        fixed = [step.fixed for step in wanted if step.fixed is not None]
        progress = partial(self._progress, sum(one.size_bytes for one in fixed))
        self.workers.do(
            partial(self.fetcher.fetch, fixed, folder / "fetched", progress),
            partial(self._fetched, wanted, held, folder),
            partial(self._not_fetched, wanted, held),
        )

    def unite(self, step: Step, key: Digest, held: ExitStack) -> None:
        """Begin to make the tool root of `step`, whose action key is `key`; `held` is its lock."""
        packages = [Path(self.ledger.path(name)) for _, name in step.inputs]
        self.workers.do(
            partial(_united, step, packages, self.ledger.store),
            partial(self._united, step, key, held, time.time()),
            partial(self._not_provided, step, held),
        )

    def _united(self, step: Step, key: Digest, held: ExitStack, began_at: float, obj: Object) -> None:
        with held:
            took = began_at, max(0.0, time.time() - began_at)
            self.ledger.made(step, key, obj, "built", took, cpu_s=0.0, log=None)

    def _still_unfetched(self) -> list[Step]:
        found = self.ledger.store.by_plan_keys([self.ledger.key(step) for step in self.unfetched])
        missing = []
        for step in self.unfetched:
            obj = found.get(self.ledger.key(step))
            if obj is None or step.name in self.ledger.options.rebuild:
                missing.append(step)
            else:
                self.ledger.realized(step, obj, "cached")
        return missing

    def _progress(self, total_bytes: int, so_far: int) -> None:
        self.workers.check()
        is_first, self._so_far = self._so_far is None, FetchProgress(so_far, total_bytes)
        if is_first:
            self.workers.say(self._tell_progress)

    def _tell_progress(self) -> None:
        newest, self._so_far = self._so_far, None
        if newest is not None:
            self.ledger.reporter.tell(newest)

    def _fetched(self, wanted: list[Step], held: ExitStack, folder: Path, files: Mapping[Digest, Path]) -> None:
        left = {step.name for step in wanted}
        (folder / "objects").mkdir()
        for step in wanted:
            assert step.fixed is not None
            self.workers.do(
                partial(_unpacked, step, files[step.fixed.digest], folder / "objects", self.ledger.store),
                partial(self._provided, step, left, held),
                partial(self._not_unpacked, step, left, held),
            )

    def _provided(self, step: Step, left: set[str], held: ExitStack, obj: Object) -> None:
        key = self.ledger.action_key(step)
        self.ledger.made(step, key, obj, "fetched", (time.time(), 0.0), cpu_s=0.0, log=None)
        _one_less(step, left, held)

    def _not_unpacked(self, step: Step, left: set[str], held: ExitStack, error: BaseException) -> None:
        self._not_provided(step, ExitStack(), error)
        _one_less(step, left, held)

    def _not_provided(self, step: Step, held: ExitStack, error: BaseException) -> None:
        with held:
            if isinstance(error, Stopped):
                return
            if not isinstance(error, GuestpipeError):
                raise error
            error.where = error.where or f"step `{step.name}`"
            self.ledger.failed(step.name, error)
            self.ledger.lost(step.name, step.name)

    def _not_fetched(self, wanted: list[Step], held: ExitStack, error: BaseException) -> None:
        with held:
            if isinstance(error, Stopped):
                return
            if not isinstance(error, GuestpipeError):
                raise error
            self.ledger.failed(FETCH, error)
            for step in wanted:
                self.ledger.outcome.skipped[step.name] = FETCH
                self.ledger.lost(step.name, FETCH)


def _one_less(step: Step, left: set[str], held: ExitStack) -> None:
    left.discard(step.name)
    if not left:
        held.close()


def _unpacked(step: Step, file: Path, folder: Path, store: Store) -> Object:
    """Return the object of a `file` or `package` step whose bytes are in `file`; works in `folder`."""
    place = folder / step.name
    if step.kind == "file":
        # Another step may want the same bytes.
        os.link(file, place)
        return store.seal(place, step.name)
    from guestpipe.store.unpack import unpack_deb

    unpack_deb(file, place)
    return store.seal(place, step.name)


def _united(step: Step, packages: Sequence[Path], store: Store) -> Object:
    """Return the object of a `tools` step, whose inputs are the trees `packages`."""
    from guestpipe.store.unpack import compose

    with store.workspace(step.name) as folder:
        tree = folder / "root"
        compose(packages, dict(step.links), tree)
        return store.seal(tree, step.name)
