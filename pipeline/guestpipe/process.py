"""Processes: the one door to `sh`, for the rare commands of the host, and a light spawn for the many."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass

from guestpipe.errors import HostError


@dataclass(frozen=True, slots=True)
class Child:
    """A process that runs; `pidfd` becomes readable when it has ended."""

    pid: int
    pidfd: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: `status` as a shell says it, 128 + n for signal n."""

    status: int
    cpu_s: float
    """User and system time of the process and of all it waited for."""


def spawn(argv: tuple[str, ...], environment: Mapping[str, str], *, output: int, passed: Mapping[int, int]) -> Child:
    """Start `argv` with nothing to read; standard output and error go to the file descriptor `output`.

    `passed` maps numbers of file descriptors there to ours. About 1 ms; no thread, no pipe, no copy of our memory.
    """
    actions: list[tuple[int, int, str, int, int] | tuple[int, int, int]] = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, output, 1),
        (os.POSIX_SPAWN_DUP2, output, 2),
        *((os.POSIX_SPAWN_DUP2, ours, theirs) for theirs, ours in passed.items()),
    ]
    try:
        # A group of its own: Ctrl-C on the terminal is ours to hear, and we end it.
        pid = os.posix_spawn(
            argv[0], argv, environment, file_actions=actions, setpgroup=0, setsigdef=_USUAL, setsigmask=()
        )
    except OSError as error:
        raise HostError(f"cannot start `{argv[0]}`: {error.strerror}") from error
    return Child(pid, os.pidfd_open(pid))


def wait(child: Child) -> Ended:
    """Wait for the end of `child` and let go of it."""
    _, status, usage = os.wait4(child.pid, 0)
    os.close(child.pidfd)
    code = os.waitstatus_to_exitcode(status)
    return Ended(code if code >= 0 else 128 - code, usage.ru_utime + usage.ru_stime)


def timed(
    argv: tuple[str, ...], environment: Mapping[str, str], *, output: int, limit_s: float
) -> tuple[Ended, float] | None:
    """Run `argv` to its end and return how it ended and the seconds it took; None if it was over its limit."""
    began = time.monotonic()
    child = spawn(argv, environment, output=output, passed={})
    poll = select.poll()
    poll.register(child.pidfd, select.POLLIN)
    try:
        if poll.poll(limit_s * 1000):
            wall_s = time.monotonic() - began
            return wait(child), wall_s
    except BaseException:
        os.killpg(child.pid, signal.SIGKILL)
        wait(child)
        raise
    os.killpg(child.pid, signal.SIGKILL)
    wait(child)
    return None


def converse(argv: tuple[str, ...], environment: Mapping[str, str], *, passed: Mapping[int, int]) -> int:
    """Run `argv` on our own terminal and return its status; Ctrl-C is for it alone meanwhile."""
    actions = [(os.POSIX_SPAWN_DUP2, ours, theirs) for theirs, ours in passed.items()]
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        pid = os.posix_spawn(argv[0], argv, environment, file_actions=actions, setsigdef=_USUAL)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except OSError as error:
        raise HostError(f"cannot start `{argv[0]}`: {error.strerror}") from error
    finally:
        for number, action in before.items():
            signal.signal(number, action)
    return code if code >= 0 else 128 - code


def host(argv: tuple[str, ...], environment: Mapping[str, str], *, limit_s: float | None = None) -> tuple[int, str]:
    """Run a command of the host through `sh`; return its status and what it wrote to both its outputs.

    Raises HostError if there is no such program. It costs 20 ms: for what happens once.
    """
    import sh

    try:
        command = sh.Command(argv[0])
    except sh.CommandNotFound as error:
        raise HostError(f"there is no `{argv[0]}` on this machine") from error
    said = command(
        *argv[1:],
        _env=dict(environment),
        _err_to_out=True,
        _tty_out=False,
        _ok_code=tuple(range(256)),
        _timeout=limit_s,
        _return_cmd=True,
    )
    return said.exit_code, str(said)


def rooted(root: str, program: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the prefix of an argv that runs `program` out of the tool root `root`, libraries and all, on this machine.

    Nothing else of our environment is passed on.
    """
    return ("/usr/bin/env", "-i", *(f"{name}={value}" for name, value in environment.items()), *loaded(root, program))


def loaded(root: str, program: str) -> tuple[str, ...]:
    """Return the same for a caller that sets the whole environment itself."""
    libraries = f"{root}/usr/lib/x86_64-linux-gnu"
    loader = (f"{libraries}/ld-linux-x86-64.so.2", "--inhibit-cache", "--library-path", f"{libraries}:{root}/usr/lib")
    return (*loader, f"{root}/{program}")


_USUAL = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGPIPE, signal.SIGXFSZ, signal.SIGCHLD)
"""Python ignores some of these; a program that we start expects them as usual."""
