"""One test from its declaration to a verdict: what Linux makes of it, then what a guest does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ghc import guests, outcome, run
from ghc.bed import PLAIN, Bed
from ghc.case import case
from ghc.declared import Declared, read_all


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is not as a test asks, on Linux and as a guest; empty if all is. What Linux fails is no guest."""

    path: str
    linux: str
    guest: str
    gave: str = ""
    """The guest's console."""
    wall_s: float = 0.0
    """How long the guest ran."""


@cache
def source() -> tuple[Path, dict[str, Declared]]:
    """Return where GHC's tests are, and their declarations by name."""
    root = run.tests()
    return root, {test.path: test for test in read_all(root)}


def judge(path: str, bed: Bed = PLAIN) -> Verdict:
    """Compile, run, boot and compare the test `path`."""
    root, tests = source()
    test = tests[path]
    made = case(test, root, bed)
    folder = run.FOLDERS / path.replace("/", "-")
    guests.write(made, root, folder)
    reference = run.reference(folder, bed)
    wants = outcome.expected(test, root, reference)
    linux = outcome.complaint(reference, wants, test)
    if linux:
        return Verdict(path, linux, "")
    gave = run.guest(made, folder, bed)
    return Verdict(path, "", outcome.complaint(gave, wants, test), gave.stdout.decode(errors="replace"), gave.wall_s)
