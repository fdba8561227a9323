"""One build from its staging to its object, or to what is kept of a failed one."""

from __future__ import annotations

import errno
import os
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from guestpipe.build import run
from guestpipe.build.failure import build_failure, no_space
from guestpipe.build.probe import probe
from guestpipe.build.request import BuildRequest
from guestpipe.build.stage import Shapes, stage
from guestpipe.digest import Digest
from guestpipe.errors import BuildError, GuestpipeError
from guestpipe.plan.step import Step
from guestpipe.process import Ended
from guestpipe.store.files import remove_tree
from guestpipe.store.objects import Object
from guestpipe.store.place import explained
from guestpipe.store.store import Store

FAILED = "failed"
"""Folder of the store with what failed builds left: `<step>/build`, `<step>/out`, `<step>/log`."""

_SMALL_ENTRIES = 64
_SMALL_BYTES = 1 << 20
_SANDBOX_SAYS = "bwrap: "


class Busy(Exception):  # noqa: N818
    """Another process builds the step."""


@dataclass(slots=True, kw_only=True)
class Job:
    """A build that runs, with its lock and its workspace."""

    step: Step
    action_key: Digest
    held: ExitStack
    """Lock and workspace."""
    workspace: str
    running: run.Running
    began_at: float

    @property
    def log(self) -> str:
        """Where its output goes."""
        return f"{self.workspace}/log"

    def is_small(self) -> bool:
        """Say whether what it left is sealed and removed in a moment."""
        return _is_small(self.running.staged.out) and _is_small(self.running.staged.build)


def lock(store: Store, key: Digest) -> ExitStack:
    """Return what holds the step; raises Busy if another process does."""
    held = ExitStack()
    held.enter_context(store.lock_step(key, _busy))
    return held


def _busy() -> None:
    raise Busy


def begin(
    request: BuildRequest,
    step: Step,
    key: Digest,
    held: ExitStack,
    store: Store,
    shapes: Shapes,
    program: tuple[str, ...],
) -> Job:
    """Stage and start the build of `step`, whose action key is `key` and whose lock is in `held`."""
    with ExitStack() as undo:
        undo.push(held)
        workspace = os.fspath(held.enter_context(store.workspace(step.name)))
        try:
            staged = stage(request, workspace, shapes)
            log = os.open(f"{workspace}/log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise explained(error, os.fspath(store.path)) from error
        undo.callback(os.close, log)
        running = run.start(request, staged, log, program)
        undo.pop_all()
    return Job(step=step, action_key=key, held=held, workspace=workspace, running=running, began_at=time.time())


def failure_of(job: Job, ended: Ended, store: Store, program: tuple[str, ...]) -> GuestpipeError | None:
    """Return why the build failed, or None; raises HostError or StoreError if no build can work here."""
    if not ended.status and not job.running.over:
        return None if os.listdir(job.running.staged.out) else _nothing(job.step)
    error = build_failure(job.step.name, ended.status, job.running.over, job.log)
    if _starts_with(job.log, _SANDBOX_SAYS):
        probe(program)
    if full := no_space(os.fspath(store.path)):
        raise full from error
    return error


def _nothing(step: Step) -> BuildError:
    return BuildError(
        f"`{step.name}` left nothing in /out",
        where=f"recipe `{step.recipe}`",
        hint="build.sh has to put its results into /out",
    )


def seal(job: Job, store: Store) -> tuple[Object, Object | None]:
    """Return the object that the build left, and its log as one, if it said anything."""
    name = job.step.name
    try:
        # The folder is moved away, and its parent must allow that.
        obj = store.seal(Path(job.running.staged.out), name)
    except BuildError as error:
        raise BuildError(
            f"the output of `{name}` cannot be an object: {error.what}",
            where=error.where,
            detail=error.detail,
            hint=error.hint,
        ) from error
    if not os.stat(job.log).st_size:
        return obj, None
    try:
        return obj, store.seal(Path(job.log), f"{name}.log")
    except BuildError:
        # It tells where the store is; such a log is worth less than the build.
        return obj, None


def keep(job: Job, store: Store, error: GuestpipeError) -> GuestpipeError:
    """Move what a failed build left to `failed/`; return `error` with the paths that hold from now on."""
    place = os.path.join(store.path, FAILED, job.step.name)
    for folder in ("view", "settings"):
        remove_tree(f"{job.workspace}/{folder}")
    os.makedirs(os.path.dirname(place), exist_ok=True)
    while not _moved(job.workspace, place):
        forget_failure(job.step.name, store)
    error.where = error.where and error.where.replace(job.workspace, place)
    error.detail = tuple(line.replace(job.workspace, place) for line in error.detail)
    return error


def _moved(workspace: str, place: str) -> bool:
    """Move `workspace` to `place`, unless what a failed build left is there."""
    try:
        os.rename(workspace, place)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
            return False
        raise
    return True


def forget_failure(step: str, store: Store) -> None:
    """Remove what an earlier failed build of `step` left; other processes may do the same."""
    place = os.path.join(store.path, FAILED, step)
    if os.path.isdir(place) and (unseen := store.take_away(place)):
        remove_tree(unseen)


def abandon(job: Job) -> None:
    """End the build, whatever it does, and remove all of it."""
    run.stop(job.running)
    run.finish(job.running)
    with suppress(OSError):
        os.close(job.running.log)
    job.held.close()


def _starts_with(file: str, text: str) -> bool:
    with open(file, "rb") as log:
        return log.read(len(text)) == text.encode()


def _is_small(folder: str) -> bool:
    count = size = 0
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    size += entry.stat(follow_symlinks=False).st_size
                    if count > _SMALL_ENTRIES or size > _SMALL_BYTES:
                        return False
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except PermissionError:
            return False
    return True
