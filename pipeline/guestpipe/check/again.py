"""Builds steps again, several at a time, and seals what comes out; nothing of it is recorded as a realisation."""

from __future__ import annotations

import os
import select
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from guestpipe.build import job as jobs
from guestpipe.build import run
from guestpipe.build.job import Job
from guestpipe.build.request import BuildRequest
from guestpipe.build.stage import Shapes
from guestpipe.digest import Digest
from guestpipe.errors import GuestpipeError, StoreError
from guestpipe.plan.step import Step
from guestpipe.store.objects import Object
from guestpipe.store.store import Store


@dataclass(frozen=True, slots=True)
class Trial:
    """One more build of a step."""

    step: Step
    number: int
    whats: tuple[str, ...]
    """What is other than usual."""
    request: BuildRequest


def build_again(
    trials: Iterable[Trial],
    store: Store,
    bubblewrap: tuple[str, ...],
    at_a_time: int,
    starts: Callable[[Trial], None],
) -> Iterator[tuple[Trial, Object | GuestpipeError, float]]:
    """Yield each trial with the object it gave, or why it failed, and the seconds it took, in the order of their ends.

    `starts` hears of each that begins.
    """
    waiting, active, shapes = deque(trials), dict[int, tuple[Trial, Job]](), Shapes()
    poll, guard = select.poll(), run.Guard(os.fspath(store.path))
    try:
        while waiting or active:
            while waiting and len(active) < at_a_time:
                trial = waiting.popleft()
                starts(trial)
                job = jobs.begin(trial.request, trial.step, Digest(""), ExitStack(), store, shapes, bubblewrap)
                active[job.running.child.pidfd] = trial, job
                poll.register(job.running.child.pidfd, select.POLLIN)
            for fd in guard.wait(poll, [job.running for _, job in active.values()]):
                poll.unregister(fd)
                trial, job = active.pop(fd)
                wall_s = time.monotonic() - job.running.began
                yield trial, _ended(job, store, bubblewrap), wall_s
    finally:
        for _, job in active.values():
            jobs.abandon(job)


def _ended(job: Job, store: Store, bubblewrap: tuple[str, ...]) -> Object | GuestpipeError:
    ended = run.finish(job.running)
    os.close(job.running.log)
    with job.held:
        if error := jobs.failure_of(job, ended, store, bubblewrap):
            return jobs.keep(job, store, error)
        try:
            return store.seal(Path(job.running.staged.out), job.step.name)
        except StoreError:
            raise
        except GuestpipeError as error:
            return jobs.keep(job, store, error)
