"""Whether a guest that has not ended is stuck or only starved by its host; and what its processors do, if it is stuck.

A guest has its limit in processor time, which a loaded host does not take from it. It is also stuck if for a while
none of its processors used any, nor waited for one of the host's. Then its processors are looked at twice.
"""

from __future__ import annotations

import bisect
import contextlib
import gzip
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.monitor import Monitor, Registers
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

_STACK_WORDS, _FRAMES = 192, 14
_PAGE = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """When a guest is given up."""

    cpu_s: float
    """Processor time of its processors."""
    wall_s: float
    still_s: float = 60.0
    """How long none of them wants any."""
    look_s: float = 5.0
    """How often one looks."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What the threads of the host that run a guest's processors had so far, and waited for."""

    at_s: float
    running_s: tuple[float, ...]
    waiting_s: tuple[float, ...]

    def wanted_s(self) -> float:
        """Return how much processor time they had or would have liked to have."""
        return sum(self.running_s) + sum(self.waiting_s)


def spent(threads: Sequence[int], at_s: float) -> Spent:
    """Return what threads have had of the host. Raises OSError when they are gone."""
    both = [Path(f"/proc/{thread}/schedstat").read_text().split() for thread in threads]
    return Spent(at_s, tuple(int(ran) / 1e9 for ran, *_ in both), tuple(int(wait) / 1e9 for _, wait, *_ in both))


_STILL = 0.02
"""The share of one processor's time that counts as none: one that sleeps wakes for a moment now and then."""


def reason(looks: Sequence[Spent], limits: Limits) -> str | None:
    """Return why a guest is to be given up after these looks at it, or None."""
    now = looks[-1]
    if sum(now.running_s) > limits.cpu_s:
        return f"it has not ended after {sum(now.running_s):.1f} s of processor time"
    if now.at_s > limits.wall_s:
        return f"it has not ended after {now.at_s:.0f} s"
    before = [look for look in looks if now.at_s - look.at_s >= limits.still_s]
    if before and now.wanted_s() - before[-1].wanted_s() < _STILL * (now.at_s - before[-1].at_s):
        return f"for {now.at_s - before[-1].at_s:.0f} s none of its processors had anything to do"
    return None


class Symbols:
    """The functions of an image by address."""

    def __init__(self, elf: Path) -> None:
        with elf.open("rb") as file:
            tables = [s for s in ELFFile(file).iter_sections() if isinstance(s, SymbolTableSection)]
            found = [
                (int(symbol["st_value"]), int(symbol["st_size"]), symbol.name)
                for table in tables
                for symbol in table.iter_symbols()
                if symbol["st_info"]["type"] == "STT_FUNC" and symbol["st_shndx"] != "SHN_UNDEF"
            ]
        self._all = sorted(found)
        self._starts = [start for start, _, _ in self._all]

    def place(self, address: int) -> str | None:
        """Return a function and how far into it an address is, or None."""
        at = bisect.bisect_right(self._starts, address) - 1
        if at < 0:
            return None
        start, size, name = self._all[at]
        return f"{name}+{address - start:#x}" if address < start + max(size, 1) else None


def where(monitor: Monitor, symbols: Symbols, cpu: int, registers: Registers) -> str:
    """Return where a processor is, and what on its stack looks like a place to return to."""
    words = monitor.words(cpu, registers.rsp, _STACK_WORDS)
    frames = [place for word in words if (place := symbols.place(word))][:_FRAMES]
    here = symbols.place(registers.rip) or "?"
    state = "halted at" if registers.is_halted else "runs at"
    return f"{state} {registers.rip:#x} {here}; on the stack: {' '.join(frames) or 'nothing'}"


def stopped(monitor: Monitor, symbols: Symbols) -> list[str]:
    """Return where each processor is; the machine stands still meanwhile."""
    monitor.ask("stop")
    told = [where(monitor, symbols, cpu, found) for cpu, found in enumerate(monitor.registers())]
    monitor.ask("cont")
    return told


def report(first: Spent, last: Spent, places: Sequence[Sequence[str]]) -> str:
    """Return what was seen of each processor in two looks."""
    lines = [f"{len(first.running_s)} processors, looked at twice, {last.at_s - first.at_s:.1f} s apart:"]
    for cpu, ran in enumerate(last.running_s):
        took, waited = ran - first.running_s[cpu], last.waiting_s[cpu] - first.waiting_s[cpu]
        lines.append(f"processor {cpu}: {ran:.2f} s in all; between: {took:.3f} s, {waited:.3f} s waited for the host")
        lines += [f"  {one[cpu]}" for one in places]
    return "\n".join(lines)


@dataclass(slots=True)
class Watch:
    """Looks at a guest whose monitor is at `place` until it has ended, and ends it if it is stuck."""

    place: Path
    elf: Path
    limits: Limits
    memory: tuple[Path, int] | None = None
    """Where to keep the guest's memory if it is stuck, and how large it is."""
    verdict: str | None = None
    """Why it was given up."""
    evidence: str = ""
    _ended: threading.Event = field(default_factory=threading.Event)

    def during(self, run: Callable[[], None]) -> None:
        """Watch while `run` does its work."""
        thread = threading.Thread(target=self._follow)
        thread.start()
        try:
            run()
        finally:
            self._ended.set()
            thread.join()

    def _follow(self) -> None:
        began, looks = time.monotonic(), list[Spent]()
        while not self._ended.wait(self.limits.look_s):
            # The machine may end at any moment, and its monitor with it.
            with contextlib.suppress(OSError), Monitor(self.place) as monitor:
                threads = monitor.threads()
                looks.append(spent(threads, time.monotonic() - began))
                self.verdict = reason(looks, self.limits)
                if self.verdict:
                    try:
                        self._look(monitor, threads, began)
                    finally:
                        monitor.ask("quit")
            if self.verdict:
                return

    def _look(self, monitor: Monitor, threads: Sequence[int], began: float) -> None:
        symbols = Symbols(self.elf)
        try:
            places = [stopped(monitor, symbols)]
            first = spent(threads, time.monotonic() - began)
            if self._ended.wait(self.limits.look_s):
                raise ConnectionError("the machine has ended")
            last = spent(threads, time.monotonic() - began)
            places.append(stopped(monitor, symbols))
        except OSError as error:
            self.evidence = f"it went on when it was stopped and let go: {error}"
            return
        self.evidence = report(first, last, places)
        if self.memory:
            keep_memory(monitor, *self.memory)


def keep_memory(monitor: Monitor, place: Path, size: int) -> None:
    """Write a machine's memory from address 0 on to `place`, packed; the machine stops."""
    plain = place.with_suffix(".plain")
    monitor.ask("stop")
    monitor.ask("pmemsave", val=0, size=size // _PAGE * _PAGE, filename=str(plain))
    with plain.open("rb") as whole, gzip.open(place, "wb", compresslevel=1) as packed:
        shutil.copyfileobj(whole, packed)
    plain.unlink()
