"""How to realize, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from guestpipe.digest import Digest
from guestpipe.errors import GuestpipeError
from guestpipe.report import How
from guestpipe.store.objects import Object

FETCH = "fetch"
"""What a failed fetch is called among the failures; it is one for all files."""


class Substitutes(Protocol):
    """Who may have what others built."""

    def by_plan_keys(self, keys: Iterable[Digest]) -> Mapping[Digest, Object]:
        """Return the objects of the plan keys that are known here or elsewhere; they are in the store then."""

    def by_action_key(self, key: Digest) -> Any:
        """Return what is known elsewhere of an action key, or None; the object is in the store then. For threads."""

    def take(self, plan_key: Digest, action_key: Digest, found: Any, /) -> Object:
        """Record what `by_action_key` found as what a step gave, and return it."""

    def say(self) -> None:
        """Tell of troubles that threads had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to realize."""

    bubblewrap: tuple[str, ...]
    """The program; if it is not the host's, with the loader before it."""
    jobs: int
    """Builds at one time, and what a build is told in `$jobs`."""
    keep_going: bool = False
    """After a failure, go on with what does not depend on it."""
    rebuild: frozenset[str] = frozenset()
    """Names of steps to build although they are known."""
    substitutes: Substitutes | None = None
    """Who is asked before anything is built."""


@dataclass(frozen=True, slots=True)
class Failure:
    step: str
    error: GuestpipeError


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    objects: dict[str, Object] = field(default_factory=dict)
    """Step name → object, of all steps that were looked at and have one."""
    how: dict[str, How] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    """Steps that depend on a failed one → that one."""
    changed: dict[str, tuple[Object, Object]] = field(default_factory=dict)
    """Steps of `rebuild` that gave other bytes than before: what it was, what it is."""

    def count(self, how: How) -> int:
        """Return how many steps came to their objects in this way."""
        return sum(one == how for one in self.how.values())
