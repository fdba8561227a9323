"""Measured benchmarks, done: the guest is booted again and again, and what it took is recorded with the machine."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from guestpipe import __version__
from guestpipe.bench.record import Results, Series, numeric
from guestpipe.bench.result import figures
from guestpipe.bench.steps import Case, cases, launch_of
from guestpipe.errors import ExpectationError, GuestTimeoutError
from guestpipe.flow import Realized
from guestpipe.model.guest import Guest
from guestpipe.process import timed
from guestpipe.vmm import qemu
from guestpipe.vmm.choose import Overrides
from guestpipe.vmm.fit import with_image
from guestpipe.vmm.kvm import Kvm
from guestpipe.vmm.machine import Launch
from guestpipe.vmm.run import run, status_of

Mode = Literal["tcg", "kvm"]


def measure(
    guest: Guest,
    names: Sequence[str],
    mode: Mode,
    realized: Realized,
    kvm: Callable[[], Kvm],
    tell: Callable[[str], None],
) -> Results:
    """Return what each benchmark took, by its repetitions; `tell` hears of each run."""
    program = qemu.pinned(realized.tools["vmm"])
    before = _load()
    launches = [
        (case, with_image(launch, realized.image))
        for case in cases(guest, names)
        for launch in [launch_of(case, realized.facts, Overrides(accel=mode), kvm)]
    ]
    series = tuple(_series(case, launch, program, guest.expect.status, tell) for case, launch in launches)
    return Results(
        guest=guest.name,
        image=realized.object.base_name,
        mode=mode,
        series=series,
        circumstances={
            **machine(),
            "load before": before,
            "load after": _load(),
            "guestpipe": __version__,
            "vmm": realized.tools["vmm"].name,
        },
    )


def measure_native(guest: Guest, names: Sequence[str], program: Path, tell: Callable[[str], None]) -> Results:
    """Return what each benchmark took as a program of this machine, `program`."""
    before = _load()
    series = tuple(_repeated(case, tell, partial(_native, case, guest, program)) for case in cases(guest, names))
    return Results(
        guest=guest.name,
        image=program.parent.name,
        mode="native",
        series=series,
        circumstances={**machine(), "load before": before, "load after": _load(), "guestpipe": __version__},
    )


def _native(case: Case, guest: Guest, program: Path) -> dict[str, float]:
    arguments = guest.program.cmd if case.bench.cmd is None else case.bench.cmd
    with tempfile.TemporaryFile() as output:
        took = timed((str(program), *arguments), guest.program.env, output=output.fileno(), limit_s=case.bench.limit_s)
        output.seek(0)
        console = output.read().decode(errors="replace")
    if took is None:
        raise GuestTimeoutError(
            f"benchmark `{case.name}`: the program did not end within {case.bench.limit_s} s",
            hint="raise `limit-s` of the benchmark",
        )
    ended, wall_s = took
    return _figures(case, console, ended.status, guest.expect.status, wall_s, ended.cpu_s)


def _series(case: Case, launch: Launch, program: tuple[str, ...], status: int, tell: Callable[[str], None]) -> Series:
    def boot() -> dict[str, float]:
        transcript = run(launch, (*program, *case.bench.vmm_options))
        console = transcript.console.decode(errors="replace")
        cpu_s = transcript.counters["cpu_us"] / 1e6
        return _figures(case, console, status_of(transcript), status, transcript.wall_s, cpu_s)

    return _repeated(case, tell, boot)


def _repeated(case: Case, tell: Callable[[str], None], once: Callable[[], dict[str, float]]) -> Series:
    found: dict[str, list[float]] = {}
    for number in range(-case.bench.warm_up, case.bench.repetitions):
        tell(f"{case.name} on {case.cpus}: " + (f"run {number + 1}" if number >= 0 else "warm-up"))
        for name, value in once().items():
            if number >= 0:
                found.setdefault(name, []).append(value)
    return Series(bench=case.name, cpus=case.cpus, samples={name: tuple(values) for name, values in found.items()})


def _figures(case: Case, console: str, ended: int, wanted: int, wall_s: float, cpu_s: float) -> dict[str, float]:
    if ended != wanted:
        raise ExpectationError(
            f"benchmark `{case.name}`: the program exited with {ended}, not with {wanted} as `[expect]` says",
            detail=tuple(console.splitlines()[-10:]),
        )
    said = figures(case.name, console, case.bench.read)
    own = {name: value for name, text in said.items() if (value := numeric(text)) is not None}
    return {"wall, s": wall_s, "cpu, s": cpu_s, **own}


def machine() -> dict[str, str]:
    """Return what this machine is, as far as figures depend on it."""
    memory = _field(Path("/proc/meminfo"), "MemTotal")
    return {
        "processor": _field(Path("/proc/cpuinfo"), "model name"),
        "processors": f"{os.cpu_count()}, of which we may use {len(os.sched_getaffinity(0))}",
        "memory": memory,
        "kernel": f"{platform.system()} {platform.release()}",
    }


def _field(file: Path, name: str) -> str:
    for line in file.read_text(errors="replace").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"


def _load() -> str:
    return " ".join(Path("/proc/loadavg").read_text().split()[:3])
