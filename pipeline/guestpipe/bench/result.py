"""What a counted run gave: instructions up to each mark and the figures on its console, out of the step's object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from guestpipe.errors import ExpectationError, StoreError

START, MAIN, END = "kernel_entry_pvh", "main", "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A counted run."""

    bench: str
    cpus: int
    plan_key: str
    """Of the step: what the result is the result of."""
    object: str
    """Base name of the step's object: the hash of the result."""
    marks: tuple[tuple[str, tuple[int, ...]], ...]
    """Name → instructions of each processor when it was first reached, in that order; the last is `end`."""
    virtual_ns: int
    """From the first instruction to the last, by the guest's own clock."""
    figures: Mapping[str, str]

    def between(self, start: str, end: str) -> int | None:
        """Return how many instructions all processors together ran from one mark to another."""
        counts = {name: sum(each) for name, each in self.marks}
        if start not in counts or end not in counts:
            return None
        return counts[end] - counts[start]

    @property
    def boot(self) -> int | None:
        """From the kernel's entry to `main`."""
        return self.between(START, MAIN)

    @property
    def program(self) -> int | None:
        """From `main` to the end of the machine."""
        return self.between(MAIN, END)


def counted(bench: str, cpus: int, plan_key: str, place: Path, patterns: Mapping[str, str]) -> Counted:
    """Return the result whose object is at `place`; raises ExpectationError if a figure is not on the console."""
    console = (place / "console").read_bytes().decode(errors="replace")
    return Counted(
        bench=bench,
        cpus=cpus,
        plan_key=plan_key,
        object=place.name,
        marks=_marks((place / "counts").read_text(encoding="utf-8"), place),
        virtual_ns=_whole(place / "virtual-ns"),
        figures=figures(bench, console, patterns),
    )


def figures(bench: str, console: str, patterns: Mapping[str, str]) -> dict[str, str]:
    """Return what each pattern finds on the console: the first match is what counts."""
    found = {}
    for name, pattern in patterns.items():
        match = re.search(pattern, console, re.MULTILINE)
        if match is None:
            raise ExpectationError(
                f"benchmark `{bench}`: nothing on the console is what `{name}` reads",
                where=f"guest.toml: bench.{bench}.read.{name}",
                detail=tuple(console.splitlines()[-10:]),
                hint=f"the pattern is `{pattern}`",
            )
        found[name] = match[1]
    return found


def _whole(file: Path) -> int:
    try:
        return int(file.read_text(encoding="ascii"))
    except ValueError as error:
        raise StoreError("the virtual time of a run cannot be read", where=str(file)) from error


def _marks(text: str, place: Path) -> tuple[tuple[str, tuple[int, ...]], ...]:
    try:
        lines = [line.split() for line in text.splitlines()]
        return tuple((name, tuple(map(int, counts))) for name, *counts in lines)
    except ValueError as error:
        raise StoreError("the counts of a run cannot be read", where=str(place / "counts")) from error
