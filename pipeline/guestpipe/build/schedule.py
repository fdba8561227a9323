"""Realizes a Plan: only what is needed, ready steps in parallel, each once even if other processes realize it, too."""

from __future__ import annotations

import heapq
import os
import select
import time
from collections import deque
from collections.abc import Iterable
from contextlib import ExitStack
from functools import partial
from typing import Any

from guestpipe.build import job as jobs
from guestpipe.build import run
from guestpipe.build.failure import notes
from guestpipe.build.front import Front
from guestpipe.build.interrupt import Interrupt
from guestpipe.build.job import Busy, Job
from guestpipe.build.ledger import Ledger
from guestpipe.build.need import needed
from guestpipe.build.outcome import Failure, Options, Outcome
from guestpipe.build.provide import Fetcher, Provider
from guestpipe.build.request import build_request
from guestpipe.build.stage import Shapes
from guestpipe.build.work import Workers
from guestpipe.digest import Digest
from guestpipe.errors import GuestpipeError, HostError, StoreError
from guestpipe.plan.step import Plan, Step
from guestpipe.process import Ended
from guestpipe.report import Reporter, RunFinished, RunStarted, StepNoted, StepStarted
from guestpipe.store.objects import Object
from guestpipe.store.store import Store

__all__ = ["Failure", "Options", "Outcome", "realize"]

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
    need = needed(plan, tops, options.substitutes or store, options.rebuild)
    outcome = Outcome(objects=dict(need.known), how=dict.fromkeys(need.known, "cached"))
    if need.wanted:
        fixed = [step.fixed for step in need.wanted if step.fixed is not None]
        reporter.tell(RunStarted(len(need.wanted) - len(fixed), len(fixed), sum(one.size_bytes for one in fixed)))
        ledger = Ledger(plan, store, options, reporter, outcome, Front.of(need.wanted))
        read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            with Interrupt(write) as interrupt:
                _Loop(ledger, fetcher, interrupt, read, write).run()
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
        substituted=outcome.count("substituted"),
    )


class _Loop:
    """Starts what is ready and waits for what runs. All of it is on one thread, but for what `Workers` do."""

    def __init__(self, ledger: Ledger, fetcher: Fetcher, interrupt: Interrupt, read: int, write: int) -> None:
        self.ledger = ledger
        self.options = ledger.options
        self.store = ledger.store
        self.interrupt = interrupt
        self.wake = read
        self.workers = Workers(max(2, self.options.jobs), partial(_poke, write))
        unfetched = [step for step in ledger.front.steps.values() if step.fixed is not None]
        self.provider = Provider(ledger, self.workers, fetcher, unfetched)
        self.guard = run.Guard(os.fspath(self.store.path))
        self.poll = select.poll()
        self.poll.register(read, select.POLLIN)
        self.active: dict[int, Job] = {}
        """By the file descriptor that says it has ended."""
        self.to_build: list[tuple[tuple[int, int], str, Step, Digest]] = []
        """Ready, and not cut off; a heap, the most urgent first; with action keys."""
        self.waiting: deque[tuple[Step, Digest]] = deque()
        """Steps that another process builds."""
        self.sealing = 0
        """Builds that have ended and whose big trees are sealed now: work like any other, and what waits for it comes
        before what could be started in its place."""
        self.next_retry = 0.0
        self.shapes = Shapes()

    def run(self) -> None:
        """Realize all that is wanted, or stop at a failure."""
        try:
            while self._start():
                self._wait()
        finally:
            for job in list(self.active.values()):
                jobs.abandon(job)
            self.workers.stop()
            self.ledger.let_go()

    def _start(self) -> bool:
        """Start what can be started; say whether there is anything to wait for."""
        if self.interrupt.asked:
            raise KeyboardInterrupt
        if self.ledger.stopped:
            return bool(self.active or self.workers.busy)
        self.provider.fetch()
        self._retry()
        self._cut_off()
        while self.to_build and len(self.active) + self.sealing < self.options.jobs and not self.ledger.stopped:
            self._begin(*heapq.heappop(self.to_build)[2:])
            self._cut_off()
        return bool(self.active or self.workers.busy or self._blocked())

    def _blocked(self) -> bool:
        return bool(self.waiting or self.provider.unfetched)

    def _wait(self) -> None:
        limit_s = _RETRY_S if self._blocked() else None
        for fd in self.guard.wait(self.poll, [job.running for job in self.active.values()], limit_s):
            if self.interrupt.asked:
                return
            if fd == self.wake:
                os.read(fd, 1 << 16)
            else:
                self._ended(self.active.pop(fd))
        # Those that come meanwhile are for the next turn: no thread can keep us here.
        for _ in range(len(self.workers.results)):
            self.workers.results.popleft()()

    def _cut_off(self) -> None:
        """Find the objects of ready steps whose inputs are as in an earlier build; the rest is to be built."""
        ledger = self.ledger
        while ready := list(ledger.front.ready):
            ledger.front.ready.clear()
            keyed = [(step, ledger.action_key(step)) for step in ready]
            found = self.store.by_action_keys([key for step, key in keyed if step.name not in self.options.rebuild])
            self.store.aliases([(ledger.key(step), key, found[key]) for step, key in keyed if key in found])
            for step, key in keyed:
                if key in found:
                    ledger.realized(step, found[key], "cutoff")
                else:
                    self._ask_others(step, key)

    def _ask_others(self, step: Step, key: Digest) -> None:
        """Look for what others built of the same inputs; what nobody has is to be built."""
        others = self.options.substitutes
        if others is None or step.name in self.options.rebuild:
            self._queue(step, key)
            return

        def told(found: Any) -> None:
            others.say()
            if found is None:
                self._queue(step, key)
            else:
                self.ledger.realized(step, others.take(self.ledger.key(step), key, found), "substituted")

        self.workers.do(partial(others.by_action_key, key), told, _raise)

    def _queue(self, step: Step, key: Digest) -> None:
        heapq.heappush(self.to_build, (self.ledger.front.urgency(step.name), step.name, step, key))

    def _retry(self) -> None:
        """Ask again for the steps that other processes build."""
        if not self.waiting or (now := time.monotonic()) < self.next_retry:
            return
        self.next_retry = now + _RETRY_S
        while self.waiting:
            self._queue(*self.waiting.popleft())

    def _begin(self, step: Step, key: Digest) -> None:
        try:
            held = self.ledger.lock(self.ledger.key(step))
        except Busy:
            self.ledger.waits(step.name)
            self.waiting.append((step, key))
            return
        with ExitStack() as undo:
            undo.push(held)
            if step.name not in self.options.rebuild and (obj := self.store.by_action_key(key)):
                # Another process has built it since we asked.
                self.store.alias(self.ledger.key(step), key, obj)
                self.ledger.realized(step, obj, "cached")
                return
            self.ledger.reporter.tell(StepStarted(step.name, self.store.last_wall_s(step.name)))
            undo.pop_all()
        if step.kind == "tools":
            self.provider.unite(step, key, held)
            return
        try:
            self._build(step, key, held)
        except (HostError, StoreError):
            raise
        except GuestpipeError as error:
            self._failed(step, error)

    def _build(self, step: Step, key: Digest, held: ExitStack) -> None:
        with ExitStack() as undo:
            undo.push(held)
            inputs = {mount: self.ledger.path(name) for mount, name in step.inputs}
            trees = {mount: self.ledger.tree(tree) for mount, tree in step.trees}
            request = build_request(step, inputs, trees, self.options.jobs)
            undo.pop_all()
        job = jobs.begin(request, step, key, held, self.store, self.shapes, self.options.bubblewrap)
        self.active[job.running.child.pidfd] = job
        self.poll.register(job.running.child.pidfd, select.POLLIN)

    def _ended(self, job: Job) -> None:
        self.poll.unregister(job.running.child.pidfd)
        wall_s = time.monotonic() - job.running.began
        ended = run.finish(job.running)
        os.close(job.running.log)
        with ExitStack() as undo:
            undo.push(job.held)
            if error := jobs.failure_of(job, ended, self.store, self.options.bubblewrap):
                self._failed(job.step, jobs.keep(job, self.store, error))
                return
            undo.pop_all()
        self.sealing += 1
        seal, sealed = partial(jobs.seal, job, self.store), partial(self._sealed, job, ended, wall_s)
        if not job.is_small():
            self.workers.do(seal, sealed, partial(self._not_sealed, job))
            return
        try:
            results = seal()
        except BaseException as error:
            self._not_sealed(job, error)
        else:
            sealed(results)

    def _sealed(self, job: Job, ended: Ended, wall_s: float, results: tuple[Object, Object | None]) -> None:
        self.sealing -= 1
        obj, log = results
        with job.held:
            took = job.began_at, wall_s
            self.ledger.made(job.step, job.action_key, obj, "built", took, cpu_s=ended.cpu_s, log=log)
            if log is not None and (lines := notes(str(self.store.object_path(log)))):
                self.ledger.reporter.tell(StepNoted(job.step.name, lines))
            jobs.forget_failure(job.step.name, self.store)

    def _not_sealed(self, job: Job, error: BaseException) -> None:
        self.sealing -= 1
        with job.held:
            if not isinstance(error, GuestpipeError) or isinstance(error, StoreError):
                raise error
            self._failed(job.step, jobs.keep(job, self.store, error))

    def _failed(self, step: Step, error: GuestpipeError) -> None:
        self.ledger.failed(step.name, error)
        self.ledger.lost(step.name, step.name)


def _raise(error: BaseException) -> None:
    raise error


def _poke(write: int) -> None:
    try:
        os.write(write, b"\0")
    except BlockingIOError:
        # It is full: the loop will wake up anyway.
        return
