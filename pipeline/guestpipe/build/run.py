"""Runs a staged build in bubblewrap and ends it, whatever it does: limits, the whole process tree, processor time."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from guestpipe import process
from guestpipe.build import sandbox
from guestpipe.build.request import BuildRequest, Limits
from guestpipe.build.sandbox import Staged
from guestpipe.process import Child, Ended
from guestpipe.store.files import remove_tree

_DIES_S = 60.0
"""How long we wait for the last process of a sandbox after it was killed."""
_PERIOD_S = 0.05
_OPEN_FILES = 4096
_STACK_BYTES = 8 << 20
_OOM_SCORE = "500"
"""If memory runs out, a build is killed before the rest of the machine."""


@dataclass(slots=True)
class Running:
    """A build that runs."""

    request: BuildRequest
    staged: Staged
    child: Child
    log: int
    """File descriptor of its log."""
    began: float
    """time.monotonic()"""
    over: str | None = None
    """Which limit it broke, if it was stopped for that."""


def start(request: BuildRequest, staged: Staged, log: int, bubblewrap: tuple[str, ...]) -> Running:
    """Start the build; its output goes to the file descriptor `log`."""
    options = "".join(f"{option}\0" for option in sandbox.arguments(staged)).encode()
    read, write = os.pipe()
    try:
        child = _spawn(request, log, bubblewrap, read)
        # bubblewrap waits for the end of its arguments: nothing of the build can run before its limits hold.
        _limit(child.pid, request.limits)
        if request.world.cpus:
            os.sched_setaffinity(child.pid, request.world.cpus)
        with contextlib.suppress(BrokenPipeError):
            _write(write, options)
    finally:
        os.close(read)
        os.close(write)
    return Running(request, staged, child, log, time.monotonic())


def _spawn(request: BuildRequest, log: int, bubblewrap: tuple[str, ...], read: int) -> Child:
    argv = sandbox.command(bubblewrap, request.argv)
    umask = os.umask(request.world.umask)
    try:
        return process.spawn(argv, dict(request.environment), output=log, passed={sandbox.ARGUMENTS_FD: read})
    finally:
        os.umask(umask)


def _write(fd: int, content: bytes) -> None:
    while content:
        content = content[os.write(fd, content) :]


def _limit(pid: int, limits: Limits) -> None:
    # The kernel counts all processes of the user here, and nothing at all for root: `Guard` counts for everybody.
    wanted = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (limits.written_bytes, limits.written_bytes),
        resource.RLIMIT_NPROC: (_threads() + limits.processes,) * 2,
        resource.RLIMIT_NOFILE: (_OPEN_FILES, _OPEN_FILES),
        resource.RLIMIT_STACK: (_STACK_BYTES, resource.RLIM_INFINITY),
    }
    with contextlib.suppress(ProcessLookupError):
        for kind, pair in wanted.items():
            most = resource.getrlimit(kind)[1]
            soft, hard = (most if most != -1 and (value == -1 or value > most) else value for value in pair)
            resource.prlimit(pid, kind, (soft, hard))
        with contextlib.suppress(OSError), open(f"/proc/{pid}/oom_score_adj", "w", encoding="ascii") as file:
            file.write(_OOM_SCORE)


def finish(running: Running) -> Ended:
    """Wait for the end of the build; nothing of it is left."""
    return process.wait(running.child)


def stop(running: Running, why: str | None = None) -> None:
    """Kill the build with all its processes and return when they are gone; `finish` still has to be called."""
    running.over = running.over or why
    last = []
    for pid in _children(running.child.pid):
        with contextlib.suppress(ProcessLookupError):
            last.append(os.pidfd_open(pid))
            with contextlib.suppress(PermissionError):
                # It can only die, and take the others with it, when it gets a processor.
                os.sched_setscheduler(pid, os.SCHED_RR, os.sched_param(1))
    signal.pidfd_send_signal(running.child.pidfd, signal.SIGKILL)
    for pidfd in last:
        # Our kill reaches the sandbox's first process through bubblewrap's death; say it to that one, too.
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        select.select([pidfd], [], [], _DIES_S)
        os.close(pidfd)


def run(request: BuildRequest, staged: Staged, log: int, bubblewrap: tuple[str, ...]) -> tuple[Running, Ended]:
    """Run the build to its end; for one build at a time."""
    running = start(request, staged, log, bubblewrap)
    poll = select.poll()
    poll.register(running.child.pidfd, select.POLLIN)
    guard = Guard(os.path.dirname(staged.out))
    try:
        while not guard.wait(poll, [running]):
            pass
    except BaseException:
        stop(running)
        finish(running)
        raise
    return running, finish(running)


def clear(workspace: str) -> None:
    """Remove the folders of a build."""
    remove_tree(workspace)


def _threads() -> int:
    with open("/proc/loadavg", "rb") as file:
        return int(file.read().split()[3].partition(b"/")[2])


@dataclass(slots=True)
class Guard:
    """Watches running builds; one look costs 20 us as long as nothing is suspicious."""

    folder: str
    """A folder of the file system that the builds write to."""
    threads: int = field(default_factory=_threads)
    """Of the whole machine, when no build was suspected."""
    free_bytes: int = -1
    first_in_line: bool = field(default_factory=lambda: os.geteuid() == 0)
    """Whether we can step before all that wait for a processor."""
    _next: float = 0.0

    def wait(self, poll: select.poll, running: Collection[Running], limit_s: float | None = None) -> list[int]:
        """Return the file descriptors of `poll` that are ready, none after a time; look at the builds now and then.

        Among the thousands of processes of a build that forks without end it would be seconds until our turn, so we
        wait first in line, and go back into the line when we have looked. Only root may; for others, the kernel's own
        limit on processes holds.
        """
        period_s = _PERIOD_S if running else 60.0
        wait_s = period_s if limit_s is None else min(period_s, limit_s)
        self._step(os.SCHED_RR | os.SCHED_RESET_ON_FORK, 1)
        try:
            ready = poll.poll(wait_s * 1000)
            if running and (now := time.monotonic()) >= self._next:
                self._next = now + _PERIOD_S
                self.look(running)
        finally:
            self._step(os.SCHED_OTHER, 0)
        return [fd for fd, _ in ready]

    def _step(self, policy: int, priority: int) -> None:
        if self.first_in_line:
            try:
                os.sched_setscheduler(0, policy, os.sched_param(priority))
            except PermissionError:
                self.first_in_line = False

    def look(self, running: Iterable[Running]) -> None:
        """Stop each build that is over a limit."""
        builds = [build for build in running if build.over is None]
        now = time.monotonic()
        for build in builds:
            limits = build.request.limits
            if 0 < limits.wall_s < now - build.began:
                stop(build, f"ran longer than its limit of {limits.wall_s:g} s")
            elif os.fstat(build.log).st_size > limits.log_bytes:
                stop(build, f"wrote more than {limits.log_bytes} bytes to its log")
        self._count_processes([build for build in builds if build.over is None])
        self._count_bytes([build for build in builds if build.over is None])

    def _count_processes(self, builds: list[Running]) -> None:
        if not builds or (threads := _threads()) - self.threads <= min(b.request.limits.processes for b in builds):
            return
        parents = _parents()
        for build in builds:
            if _family(build.child.pid, parents) > build.request.limits.processes:
                stop(build, f"had more than {build.request.limits.processes} processes")
        self.threads = threads if not any(build.over for build in builds) else _threads()

    def _count_bytes(self, builds: list[Running]) -> None:
        free = _free_bytes(self.folder)
        self.free_bytes = max(self.free_bytes, free)
        if not builds or self.free_bytes - free <= min(build.request.limits.written_bytes for build in builds):
            return
        self.free_bytes = free
        for build in builds:
            limit = build.request.limits.written_bytes
            if _written_bytes(build.staged.build) + _written_bytes(build.staged.out) > limit:
                stop(build, f"wrote more than {limit} bytes")


def _children(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", "rb") as file:
            return [int(word) for word in file.read().split()]
    except FileNotFoundError:
        return [child for child, (parent, _) in _parents().items() if parent == pid]


def _parents() -> Mapping[int, tuple[int, int]]:
    """Return parent and number of threads of every process of the machine."""
    found: dict[int, tuple[int, int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
                found[int(name)] = int(fields[1]), int(fields[17])
    return found


def _family(pid: int, parents: Mapping[int, tuple[int, int]]) -> int:
    """Return how many threads the descendants of `pid` have."""
    children: dict[int, list[int]] = {}
    for child, (parent, _) in parents.items():
        children.setdefault(parent, []).append(child)
    count, waiting = 0, list(children.get(pid, ()))
    while waiting:
        child = waiting.pop()
        count += parents[child][1]
        waiting.extend(children.get(child, ()))
    return count


def _free_bytes(folder: str) -> int:
    status = os.statvfs(folder)
    return status.f_bfree * status.f_frsize


def _written_bytes(folder: str) -> int:
    total, waiting = 0, [folder]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                total += entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
    return total
