"""Realizes a Plan: only what is needed, ready steps in parallel, each once even if other processes realize it, too."""

from __future__ import annotations

import os
import select
import time
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from guestpipe.build import job as jobs
from guestpipe.build import run
from guestpipe.build.front import Front
from guestpipe.build.interrupt import Interrupt
from guestpipe.build.job import Busy, Job
from guestpipe.build.need import needed
from guestpipe.build.outcome import FETCH, Failure, Options, Outcome
from guestpipe.build.provide import Fetcher, blamed, fetched, united
from guestpipe.build.request import build_request
from guestpipe.build.stage import Shapes
from guestpipe.build.work import Stopped, Workers
from guestpipe.digest import Digest, sha256_hex
from guestpipe.errors import GuestpipeError, HostError, StoreError
from guestpipe.plan.keys import action_key
from guestpipe.plan.step import Plan, Step, Tree
from guestpipe.process import Ended
from guestpipe.report import (
    FetchProgress,
    How,
    Reporter,
    RunFinished,
    RunStarted,
    StepFailed,
    StepFinished,
    StepSkipped,
    StepStarted,
    StepWaiting,
)
from guestpipe.store.objects import Object
from guestpipe.store.store import Store

__all__ = ["Failure", "Options", "Outcome", "realize"]

_FETCH_LOCK = sha256_hex(b"guestpipe fetches")
_RETRY_S = 0.1
"""How often we ask whether another process has finished a step."""


def realize(
    plan: Plan, tops: Iterable[str], store: Store, fetcher: Fetcher, options: Options, reporter: Reporter
) -> Outcome:
    """Realize the steps named `tops` and return what came of it; failures of builds are in the outcome.

    Raises KeyboardInterrupt when it was interrupted, StoreError and HostError if nothing more can be done here; nothing
    is left running in any case.
    """
    began = time.monotonic()
    need = needed(plan, tops, store, options.rebuild)
    outcome = Outcome(objects=dict(need.known), how=dict.fromkeys(need.known, "cached"))
    if need.wanted:
        fixed = [step.fixed for step in need.wanted if step.fixed is not None]
        reporter.tell(RunStarted(len(need.wanted) - len(fixed), len(fixed), sum(one.size_bytes for one in fixed)))
        read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            with Interrupt(write) as interrupt:
                _Realizer(plan, store, fetcher, options, reporter, outcome, interrupt, read, write).run(need.wanted)
        finally:
            os.close(read)
            os.close(write)
    reporter.tell(_finished(outcome, time.monotonic() - began))
    return outcome


def _finished(outcome: Outcome, wall_s: float) -> RunFinished:
    return RunFinished(
        built=outcome.count("built"),
        cutoff=outcome.count("cutoff"),
        fetched=outcome.count("fetched"),
        cached=outcome.count("cached"),
        failed=len(outcome.failures),
        skipped=len(outcome.skipped),
        wall_s=wall_s,
    )


class _Realizer:
    """One run. All of it happens on one thread, but for what `Workers` do."""

    def __init__(
        self,
        plan: Plan,
        store: Store,
        fetcher: Fetcher,
        options: Options,
        reporter: Reporter,
        outcome: Outcome,
        interrupt: Interrupt,
        read: int,
        write: int,
    ) -> None:
        self.keys = plan.keys
        self.store = store
        self.fetcher = fetcher
        self.options = options
        self.tell = reporter.tell
        self.outcome = outcome
        self.interrupt = interrupt
        self.wake = read
        self.workers = Workers(max(2, options.jobs), partial(_poke, write))
        self.guard = run.Guard(os.fspath(store.path))
        self.poll = select.poll()
        self.poll.register(read, select.POLLIN)
        self.active: dict[int, Job] = {}
        """By the file descriptor that says it has ended."""
        self.to_build: deque[tuple[Step, Digest]] = deque()
        """Ready, and not cut off; with action keys."""
        self.waiting: deque[tuple[Step, Digest]] = deque()
        """Steps that another process builds."""
        self.unfetched: list[Step] = []
        """Steps whose fetch has not begun."""
        self.stopped = False
        self.told: set[str] = set()
        """Steps of which we said that another process builds them."""
        self.holding: set[ExitStack] = set()
        """Locks and workspaces."""
        self.next_retry = 0.0
        self.paths: dict[str, str] = {}
        """Step name → where its object is."""
        self.trees: dict[tuple[Digest, str], str] = {}
        self.shapes = Shapes()

    def run(self, wanted: tuple[Step, ...]) -> None:
        """Realize `wanted`."""
        self.front = Front.of(wanted)
        self.unfetched = [step for step in wanted if step.fixed is not None]
        try:
            while self._start():
                self._wait()
        finally:
            self.stopped = True
            for job in list(self.active.values()):
                jobs.abandon(job)
            self.workers.stop()
            for held in list(self.holding):
                held.close()

    def _start(self) -> bool:
        """Start what can be started; say whether there is anything left to wait for."""
        if self.interrupt.asked:
            raise KeyboardInterrupt
        if not self.stopped:
            self._fetch()
            self._retry()
            self._cut_off()
            while self.to_build and len(self.active) < self.options.jobs:
                self._begin(*self.to_build.popleft())
                self._cut_off()
            pending = bool(self.waiting or self.unfetched)
        return bool(self.active or self.workers.busy or (not self.stopped and pending))

    def _wait(self) -> None:
        limit_s = _RETRY_S if self.waiting or self.unfetched else None
        for fd in self.guard.wait(self.poll, [job.running for job in self.active.values()], limit_s):
            if fd == self.wake:
                os.read(fd, 1 << 16)
            else:
                self._ended(self.active.pop(fd))
        while self.workers.results:
            self.workers.results.popleft()()

    # Steps that need not be built.

    def _cut_off(self) -> None:
        """Find the objects of ready steps whose inputs are as in an earlier build; the rest is to be built."""
        while ready := list(self.front.ready):
            self.front.ready.clear()
            keyed = [(step, self._action_key(step)) for step in ready]
            asked = [key for step, key in keyed if step.name not in self.options.rebuild]
            found = self.store.by_action_keys(asked)
            self.store.aliases([(self.keys[s.name], key, found[key]) for s, key in keyed if key in found])
            for step, key in keyed:
                if key in found:
                    self._realized(step, found[key], "cutoff", 0.0)
                else:
                    self.to_build.append((step, key))

    def _action_key(self, step: Step) -> Digest:
        return action_key(step, {name: self.outcome.objects[name].digest for _, name in step.inputs})

    def _realized(self, step: Step, obj: Object, how: How, wall_s: float) -> None:
        self.outcome.objects[step.name] = obj
        self.outcome.how[step.name] = how
        self.tell(StepFinished(step.name, how, wall_s, obj.base_name))
        self.front.realized(step.name)

    def _failed(self, name: str, error: GuestpipeError) -> None:
        self.outcome.failures.append(Failure(name, error))
        self.tell(StepFailed(name, error))
        self.stopped = self.stopped or not self.options.keep_going

    def _lost(self, name: str, because: str) -> None:
        for dependent in self.front.failed(name):
            self.outcome.skipped[dependent] = because
            self.tell(StepSkipped(dependent, because))

    # Builds.

    def _begin(self, step: Step, key: Digest) -> None:
        try:
            held = self._lock(self.keys[step.name])
        except Busy:
            self._tell_waiting(step.name)
            self.waiting.append((step, key))
            return
        with ExitStack() as undo:
            undo.push(held)
            if step.name not in self.options.rebuild and (obj := self.store.by_action_key(key)):
                # Another process has built it since we asked.
                self.store.alias(self.keys[step.name], key, obj)
                self._realized(step, obj, "cached", 0.0)
                return
            undo.pop_all()
        self.tell(StepStarted(step.name, self.store.last_wall_s(step.name)))
        if step.kind == "tools":
            self._unite(step, key, held)
            return
        try:
            self._start_build(step, key, held)
        except (HostError, StoreError):
            raise
        except GuestpipeError as error:
            self._failed(step.name, error)
            self._lost(step.name, step.name)

    def _lock(self, key: Digest) -> ExitStack:
        held = jobs.lock(self.store, key)
        self.holding.add(held)
        held.callback(self.holding.discard, held)
        return held

    def _tell_waiting(self, name: str) -> None:
        if name not in self.told:
            self.told.add(name)
            self.tell(StepWaiting(name))

    def _start_build(self, step: Step, key: Digest, held: ExitStack) -> None:
        with ExitStack() as undo:
            undo.push(held)
            inputs = {mount: self._path(name) for mount, name in step.inputs}
            trees = {mount: self._tree(tree) for mount, tree in step.trees}
            request = build_request(step, inputs, trees, self.options.jobs)
            job = jobs.begin(request, step, key, held, self.store, self.shapes, self.options.bubblewrap)
            undo.pop_all()
        self.active[job.running.child.pidfd] = job
        self.poll.register(job.running.child.pidfd, select.POLLIN)

    def _path(self, name: str) -> str:
        path = self.paths.get(name)
        if path is None:
            path = self.paths[name] = os.fspath(self.store.object_path(self.outcome.objects[name]))
        return path

    def _tree(self, tree: Tree) -> str:
        """Return where the object of a local tree is; it is copied into the store if it is not there."""
        path = self.trees.get((tree.digest, tree.name))
        if path is None:
            obj = self.store.add(Path(tree.path), tree.name, tree.digest)
            path = self.trees[tree.digest, tree.name] = os.fspath(self.store.object_path(obj))
        return path

    def _ended(self, job: Job) -> None:
        self.poll.unregister(job.running.child.pidfd)
        wall_s = time.monotonic() - job.running.began
        ended = run.finish(job.running)
        os.close(job.running.log)
        with ExitStack() as undo:
            undo.push(job.held)
            error = jobs.failure_of(job, ended, self.store, self.options.bubblewrap)
            if error is not None:
                self._build_failed(job, error)
                return
            if job.is_small():
                self._seal(job, ended, wall_s)
                return
            undo.pop_all()
        self.workers.do(
            partial(jobs.seal, job, self.store),
            partial(self._sealed, job, ended, wall_s),
            partial(self._not_sealed, job),
        )

    def _seal(self, job: Job, ended: Ended, wall_s: float) -> None:
        try:
            results = jobs.seal(job, self.store)
        except GuestpipeError as error:
            self._not_sealed(job, error)
        else:
            self._sealed(job, ended, wall_s, results)

    def _sealed(self, job: Job, ended: Ended, wall_s: float, results: tuple[Object, Object | None]) -> None:
        obj, log = results
        step = job.step
        self._compare(step, obj)
        self.store.record(
            self.keys[step.name],
            job.action_key,
            obj,
            log=log,
            began_at=job.began_at,
            wall_s=wall_s,
            cpu_s=ended.cpu_s,
        )
        jobs.forget_failure(step.name, self.store)
        job.held.close()
        self._realized(step, obj, "built", wall_s)

    def _compare(self, step: Step, obj: Object) -> None:
        if step.name in self.options.rebuild:
            before = self.store.by_plan_key(self.keys[step.name])
            if before is not None and before.digest != obj.digest:
                self.outcome.changed[step.name] = before, obj

    def _not_sealed(self, job: Job, error: BaseException) -> None:
        with job.held:
            if not isinstance(error, GuestpipeError) or isinstance(error, StoreError):
                raise error
            self._build_failed(job, error)

    def _build_failed(self, job: Job, error: GuestpipeError) -> None:
        self._failed(job.step.name, jobs.keep(job, self.store, error))
        self._lost(job.step.name, job.step.name)

    def _retry(self) -> None:
        """Ask again for the steps that other processes build."""
        if not self.waiting or (now := time.monotonic()) < self.next_retry:
            return
        self.next_retry = now + _RETRY_S
        again, self.waiting = self.waiting, deque()
        self.to_build.extendleft(again)

    # Tool roots.

    def _unite(self, step: Step, key: Digest, held: ExitStack) -> None:
        packages = [Path(self._path(name)) for _, name in step.inputs]
        began = time.monotonic(), time.time()
        self.workers.do(
            partial(united, step, packages, self.store),
            partial(self._united, step, key, held, began),
            partial(self._not_provided, step, held),
        )

    def _united(self, step: Step, key: Digest, held: ExitStack, began: tuple[float, float], obj: Object) -> None:
        with held:
            wall_s = time.monotonic() - began[0]
            self._compare(step, obj)
            self.store.record(self.keys[step.name], key, obj, began_at=began[1], wall_s=wall_s, cpu_s=0.0)
        self._realized(step, obj, "built", wall_s)

    def _not_provided(self, step: Step, held: ExitStack, error: BaseException) -> None:
        with held:
            if isinstance(error, Stopped):
                return
            if not isinstance(error, GuestpipeError):
                raise error
            self._failed(step.name, blamed(error, step))
            self._lost(step.name, step.name)

    # Fetches.

    def _fetch(self) -> None:
        """Begin to fetch all that has to be fetched, in one go; one process of a store fetches at a time."""
        if not self.unfetched:
            return
        with ExitStack() as undo:
            try:
                held = undo.enter_context(self._lock(_FETCH_LOCK))
            except Busy:
                self._tell_waiting("")
                return
            wanted, self.unfetched = self._still_unfetched(), []
            if not wanted:
                return
            folder = held.enter_context(self.store.workspace(FETCH))
            undo.pop_all()
        fixed = [step.fixed for step in wanted if step.fixed is not None]
        progress = partial(self._progress, sum(one.size_bytes for one in fixed))
        self.workers.do(
            lambda: self.fetcher.fetch(fixed, folder / "fetched", progress),
            partial(self._fetched, wanted, held, folder),
            partial(self._not_fetched, wanted, held),
        )

    def _still_unfetched(self) -> list[Step]:
        found = self.store.by_plan_keys([self.keys[step.name] for step in self.unfetched])
        missing = []
        for step in self.unfetched:
            if (obj := found.get(self.keys[step.name])) and step.name not in self.options.rebuild:
                self._realized(step, obj, "cached", 0.0)
            else:
                missing.append(step)
        return missing

    def _progress(self, total_bytes: int, so_far: int) -> None:
        self.workers.check()
        self.workers.say(lambda: self.tell(FetchProgress(so_far, total_bytes)))

    def _fetched(self, wanted: list[Step], held: ExitStack, folder: Path, files: Mapping[Digest, Path]) -> None:
        left = {step.name for step in wanted}
        (folder / "objects").mkdir()
        for step in wanted:
            assert step.fixed is not None
            self.workers.do(
                partial(fetched, step, files[step.fixed.digest], folder / "objects", self.store),
                partial(self._provided, step, left, held),
                partial(self._not_unpacked, step, left, held),
            )

    def _provided(self, step: Step, left: set[str], held: ExitStack, obj: Object) -> None:
        self._compare(step, obj)
        key = self._action_key(step)
        self.store.record(self.keys[step.name], key, obj, began_at=time.time(), wall_s=0.0, cpu_s=0.0)
        self._realized(step, obj, "fetched", 0.0)
        self._one_less(step, left, held)

    def _not_unpacked(self, step: Step, left: set[str], held: ExitStack, error: BaseException) -> None:
        with ExitStack() as nothing:
            self._not_provided(step, nothing, error)
        self._one_less(step, left, held)

    def _one_less(self, step: Step, left: set[str], held: ExitStack) -> None:
        left.discard(step.name)
        if not left:
            held.close()

    def _not_fetched(self, wanted: list[Step], held: ExitStack, error: BaseException) -> None:
        with held:
            if isinstance(error, Stopped):
                return
            if not isinstance(error, GuestpipeError):
                raise error
            self._failed(FETCH, error)
            for step in wanted:
                self.outcome.skipped[step.name] = FETCH
                self._lost(step.name, FETCH)


def _poke(write: int) -> None:
    try:
        os.write(write, b"\0")
    except BlockingIOError:
        # It is full: the loop will wake up anyway.
        return
