"""What is expected of each test of the Open POSIX Test Suite: it passes, fails for a reason, or Linux fails it, too."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "posix/expected.toml"


@dataclass(frozen=True, slots=True)
class Expectations:
    """Tests by name; whatever is not named passes."""

    no_reference: frozenset[str]
    fails: Mapping[str, str]
    """Those that Linux passes and a guest does not, and what they say then."""
    reasons: Mapping[str, str]
    varies: frozenset[str]
    """Those that end one way or another by chance, on Linux as well: they are run and not judged."""
    sample: tuple[str, ...]
    """What the suite of the project runs."""

    def of(self, path: str) -> str:
        """Return what the test `path` is expected to say as a guest: nothing if it passes."""
        return self.fails.get(path, "")


def expectations() -> Expectations:
    """Return what is expected of each test."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    fails = said["fails"]
    return Expectations(
        no_reference=frozenset(said["no-reference"]),
        fails={path: says for rule in fails.values() for path, says in rule["tests"].items()},
        reasons={path: rule["reason"] for rule in fails.values() for path in rule["tests"]},
        varies=frozenset(said["varies"]),
        sample=tuple(said["sample"]),
    )
