"""What is expected of each test, as `expected.toml` says: it passes, it fails, or a rule leaves it out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("expected.toml")


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


@dataclass(frozen=True, slots=True)
class Expectations:
    """All tests by name: each is in one of the three."""

    passes: tuple[str, ...]
    fails: Mapping[str, Failure]
    left_out: Mapping[str, LeftOut]
    slow: frozenset[str]

    @property
    def run(self) -> tuple[str, ...]:
        """Return the tests that are run."""
        return tuple(sorted([*self.passes, *self.fails]))

    @property
    def sample(self) -> tuple[str, ...]:
        """Return those that the suite of the project runs: every second one that is not slow."""
        return tuple(path for path in self.run if path not in self.slow)[::2]

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


def expectations() -> Expectations:
    """Return what is expected of each test."""
    return read(FILE.read_text(encoding="utf-8"))
