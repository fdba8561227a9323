"""From a log to what the user is told: the error of a build that failed, notes of one that did not. No sandbox: why."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path

from guestpipe.errors import BuildError, BuildLimitError, GuestpipeError, HostError, StoreError

TAIL_LINES = 20
NOTE = "guestpipe-note: "
"""Starts a line of a log that is for the user, though the build goes well."""
MARK = "guestpipe-error: "
"""Starts a line of a log that says `what: …`, `where: …` or `hint: …` better than we could, or `said: …` for a tool."""
ABOVE = "in the log above"
"""A hint with these words is about what a tool wrote before it, which then stands in the error."""

_TAIL_BYTES = 1 << 16
_TOO_LARGE = os.strerror(errno.EFBIG)
_NEARLY_FULL_BYTES = 1 << 20
_SWITCHES = (
    ("/proc/sys/user/max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=15000"),
    ("/proc/sys/kernel/unprivileged_userns_clone", "0", "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ),
)
_IN_A_CONTAINER = (
    "in a container, start it so that it may make namespaces, such as "
    "`docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined`"
)


def tail(log: str) -> list[str]:
    """Return the last lines of the file `log`, without what a terminal would obey."""
    with open(log, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL_BYTES))
        text = file.read().decode(errors="replace")
    return ["".join(c if c.isprintable() else " " if c == "\t" else "?" for c in line) for line in text.splitlines()]


def notes(log: str) -> tuple[str, ...]:
    """Return what a build that went well says to the user by its log."""
    return tuple(line.removeprefix(NOTE).rstrip() for line in tail(log) if line.startswith(NOTE))


def build_failure(step: str, status: int, over: str | None, log: str) -> BuildError:
    """Return the error for a build that ended with `status`; `over` says which limit it broke, if that is why."""
    lines = tail(log)
    hint = f"look inside with `guestpipe shell {step}`"
    # The script itself, as pid 1, is not killed by the signal: its write fails.
    if over is None and (status == 128 + signal.SIGXFSZ or (status and _TOO_LARGE in "".join(lines[-TAIL_LINES:]))):
        over = "wrote a file that is larger than its limit"
    if over is not None:
        return BuildLimitError(f"`{step}` {over}", where=log, detail=tuple(lines[-TAIL_LINES:]), hint=hint)
    if lifted := list(_lifted(lines)):
        first, *rest = lifted
        further = [f"{key}: {text}" for one in rest for key, text in one.items() if key != "said"]
        return BuildError(
            f"`{step}`: {first.get('what', 'failed')}",
            where=first.get("where", log),
            detail=(
                *_said(first, lines),
                *further,
                *([f"the whole log: {log}"] if "where" in first else []),
            ),
            hint=first.get("hint", hint),
        )
    return BuildError(f"`{step}` {ending(status)}", where=log, detail=tuple(lines[-TAIL_LINES:]), hint=hint)


def ending(status: int) -> str:
    """Return how a process ended, in words."""
    if status <= 128:
        return f"failed with exit status {status}"
    try:
        return f"was ended by {signal.Signals(status - 128).name}"
    except ValueError:
        return f"failed with exit status {status}"


def _said(told: Mapping[str, str], lines: list[str]) -> list[str]:
    """Return the message of a tool for the error `told`: from its first error on, if it is one of many lines."""
    if "said" in told or ABOVE not in told.get("hint", ""):
        return told.get("said", "").splitlines()
    above = [line.rstrip() for line in takewhile(lambda line: not line.startswith(MARK), lines)]
    first = next((at for at, line in enumerate(above) if "error:" in line.lower()), max(0, len(above) - TAIL_LINES))
    return above[first:][:TAIL_LINES]


def _lifted(lines: list[str]) -> Iterator[dict[str, str]]:
    told: dict[str, str] = {}
    for line in lines:
        if not line.startswith(MARK):
            continue
        key, _, text = line.removeprefix(MARK).partition(": ")
        if key == "said":
            told[key] = f"{told.get(key, '')}{text.rstrip()}\n"
            continue
        if key in told:
            yield told
            told = {}
        told[key] = text.strip()
    if told:
        yield told


def named(error: GuestpipeError, step: str) -> GuestpipeError:
    """Return `error`, which came up while the output of `step` was sealed, with the step's name in it."""
    if isinstance(error, StoreError):
        return error
    return BuildError(f"the output of `{step}`: {error.what}", where=error.where, detail=error.detail, hint=error.hint)


def no_space(folder: str) -> StoreError | None:
    """Return the error that says so if the file system of `folder` is full."""
    status = os.statvfs(folder)
    if status.f_bavail * status.f_frsize > _NEARLY_FULL_BYTES and (status.f_favail or not status.f_files):
        return None
    return StoreError(
        "there is no space left on the file system of the store",
        where=folder,
        hint="free some, or run `guestpipe store gc`",
    )


def namespace_advice(switches: Mapping[str, str]) -> str:
    """Return the command that lets this host make namespaces; `switches` has the content of files of /proc/sys."""
    for path, closed, remedy in _SWITCHES:
        if switches.get(path, "").strip() == closed:
            return f"run `{remedy}`"
    return _IN_A_CONTAINER


def no_namespaces(said: str) -> HostError:
    """Return the error for a host on which bubblewrap, which says `said`, cannot make a sandbox."""
    switches = {path: Path(path).read_text() for path, _, _ in _SWITCHES if Path(path).exists()}
    return HostError(
        "this machine does not let us make a sandbox, and nothing is built without one",
        detail=tuple(said.strip().splitlines()[-3:]),
        hint=namespace_advice(switches),
    )
