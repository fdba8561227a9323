"""What is expected of each test: it passes, it fails, or a rule leaves it out.

`expected.toml` says so of guests of one thread, `threaded.toml` what is otherwise with the threaded runtime.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ghc.bed import PLAIN, Bed

FILE = Path(__file__).with_name("expected.toml")
THREADED_FILE = Path(__file__).with_name("threaded.toml")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Tests that are none for a guest, by one rule."""

    reason: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that Linux passes and a guest does not."""

    gives: str
    reason: str
    processors: tuple[int, ...] = ()
    """With so many processors; empty: with any number."""


@dataclass(frozen=True, slots=True)
class Expectations:
    """All tests by name: each is in one of the three."""

    passes: tuple[str, ...]
    fails: Mapping[str, Failure]
    left_out: Mapping[str, LeftOut]
    slow: frozenset[str]
    chosen: tuple[str, ...] = ()
    """The tests that the suite of the project runs, if the file says so."""

    @property
    def run(self) -> tuple[str, ...]:
        """Return the tests that are run."""
        return tuple(sorted([*self.passes, *self.fails]))

    @property
    def sample(self) -> tuple[str, ...]:
        """Return those that the suite of the project runs: every second that is not slow, or the chosen."""
        return self.chosen or tuple(path for path in self.run if path not in self.slow)[::2]

    def of(self, path: str) -> str:
        """Return what the test `path` is expected to give: empty if it passes."""
        return self.fails[path].gives if path in self.fails else ""


def read(text: str) -> Expectations:
    """Return the expectations that `text` holds."""
    said = tomllib.loads(text)
    return Expectations(
        passes=tuple(f"{folder}/{name}" for folder, names in said["passes"].items() for name in names),
        fails={path: Failure(**entry) for path, entry in said["fails"].items()},
        left_out={rule: LeftOut(entry["reason"], tuple(entry["tests"])) for rule, entry in said["left-out"].items()},
        slow=frozenset(said["slow"]),
    )


def read_threaded(text: str, others: Expectations, processors: int) -> Expectations:
    """Return the expectations with the threaded runtime, of which `text` has what differs from `others`."""
    said = tomllib.loads(text)
    left_out = {rule: LeftOut(entry["reason"], tuple(entry["tests"])) for rule, entry in said["left-out"].items()}
    out = {path for rule in left_out.values() for path in rule.tests}
    own = {
        path: Failure(**{**entry, "processors": tuple(entry.get("processors", ()))})
        for path, entry in said["fails"].items()
    }
    fails = {path: failure for path, failure in {**others.fails, **own}.items() if path not in out}
    fails = {path: failure for path, failure in fails.items() if processors in (failure.processors or (processors,))}
    run = {*others.run, *said["further"]} - out
    return replace(
        others,
        passes=tuple(sorted(run - fails.keys())),
        fails=fails,
        left_out=left_out,
        slow=others.slow,
        chosen=tuple(said["sample"]),
    )


def expectations(bed: Bed = PLAIN) -> Expectations:
    """Return what is expected of each test on `bed`."""
    plain = read(FILE.read_text(encoding="utf-8"))
    if not bed.is_threaded:
        return plain
    return read_threaded(THREADED_FILE.read_text(encoding="utf-8"), plain, bed.processors)
