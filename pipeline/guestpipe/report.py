"""What happens while steps are realized, as values, and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from guestpipe.errors import GuestpipeError

How = Literal["built", "cached", "cutoff", "fetched", "substituted"]
"""How a step came to its object.

`cached`: its plan key was known, or another process built it meanwhile. `cutoff`: its inputs were made anew, but are
the same bytes as before, so it was not built. `substituted`: the same, and a cache had its object.
"""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """What is needed is known now: `steps` to build (some may end as `cutoff`), `files` to fetch."""

    steps: int
    files: int
    fetch_bytes: int


@dataclass(frozen=True, slots=True)
class StepStarted:
    step: str
    last_wall_s: float | None
    """How long it took when it was last built here."""


@dataclass(frozen=True, slots=True)
class StepFinished:
    step: str
    how: How
    wall_s: float
    object: str
    """Base name of its object."""


@dataclass(frozen=True, slots=True)
class StepNoted:
    """A build that went well has something to say all the same: warnings of a compiler."""

    step: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepFailed:
    step: str
    error: GuestpipeError


@dataclass(frozen=True, slots=True)
class StepSkipped:
    step: str
    because: str
    """The step that failed."""


@dataclass(frozen=True, slots=True)
class StepWaiting:
    """Another process builds the step; `step` is empty if it fetches."""

    step: str


@dataclass(frozen=True, slots=True)
class FetchProgress:
    bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class RunFinished:
    built: int
    cutoff: int
    fetched: int
    cached: int
    failed: int
    skipped: int
    wall_s: float
    substituted: int = 0


@dataclass(frozen=True, slots=True)
class TransferStarted:
    """Objects are about to be pushed to a cache, or pulled from one; `bytes` are those of their archives, unpacked."""

    direction: Literal["push", "pull"]
    objects: int
    bytes: int


@dataclass(frozen=True, slots=True)
class TransferProgress:
    bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class ObjectTransferred:
    direction: Literal["push", "pull"]
    object: str
    """Base name."""
    cache: str
    bytes: int


@dataclass(frozen=True, slots=True)
class CacheTrouble:
    """A cache is not used for something, or not at all any more, and why."""

    cache: str
    error: GuestpipeError


Event = (
    RunStarted
    | StepStarted
    | StepFinished
    | StepNoted
    | StepFailed
    | StepSkipped
    | StepWaiting
    | FetchProgress
    | RunFinished
    | TransferStarted
    | TransferProgress
    | ObjectTransferred
    | CacheTrouble
)


class Reporter(Protocol):
    """Whoever shows events; called by one thread only."""

    def tell(self, event: Event) -> None:
        """Show `event`."""


class Silent:
    """Shows nothing."""

    def tell(self, event: Event) -> None:
        """Do nothing with `event`."""
