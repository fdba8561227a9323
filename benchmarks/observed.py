"""A program watched while it runs: what it prints and when, its processor time by thread, its memory."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Observed:
    """What a program gave and took."""

    console: str
    first_s: float
    """Until it printed `first`."""
    cpu_s: float
    peak_bytes: int
    threads_s: dict[str, float] = field(default_factory=dict)
    """Processor time since it printed `first`, of its threads by name."""


def observe(argv: Sequence[str], first: str, limit_s: float, cpus: int | None = None) -> Observed:
    """Run `argv`, on the first `cpus` processors of this machine or on all; raise SystemExit if it takes too long."""

    def confine() -> None:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cpus])

    began = time.monotonic()
    with subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=confine if cpus else None,  # noqa: PLW1509
    ) as process:
        try:
            return _watched(process, first, began, limit_s)
        finally:
            if process.returncode is None:
                process.kill()


def _watched(process: subprocess.Popen[bytes], first: str, began: float, limit_s: float) -> Observed:
    assert process.stdout
    said, first_s, before, last = b"", 0.0, dict[str, float](), dict[str, float]()
    while True:
        if time.monotonic() - began > limit_s:
            raise SystemExit(f"it did not end within {limit_s:g} s:\n{said.decode(errors='replace')[-2000:]}")
        ready, _, _ = select.select([process.stdout], [], [], _LOOK_S)
        last |= _threads_s(process.pid)
        if not ready:
            continue
        chunk = os.read(process.stdout.fileno(), 1 << 16)
        if not chunk:
            break
        said += chunk
        if not first_s and first.encode() in said:
            first_s, before = time.monotonic() - began, dict(last)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Observed(
        console=said.decode("utf-8", "replace"),
        first_s=first_s,
        cpu_s=used.ru_utime + used.ru_stime,
        peak_bytes=used.ru_maxrss << 10,
        threads_s={name: spent - before.get(name, 0.0) for name, spent in last.items()},
    )


def _threads_s(pid: int) -> dict[str, float]:
    """Return the processor time of each thread by its name; those of one name are added up."""
    spent: dict[str, float] = {}
    # Threads end while they are looked at.
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            name = (task / "comm").read_text().strip()
            ns = int((task / "schedstat").read_text().split()[0])
            spent[name] = spent.get(name, 0.0) + ns / 1e9
    return spent
