"""Events as plain lines, for what is not a terminal: logs, pipes, continuous integration."""

from __future__ import annotations

from collections.abc import Callable

from guestpipe.report import (
    CacheTrouble,
    Event,
    FetchProgress,
    ObjectTransferred,
    RunFinished,
    RunStarted,
    StepFailed,
    StepFinished,
    StepNoted,
    StepSkipped,
    StepStarted,
    StepWaiting,
    TransferProgress,
    TransferStarted,
)

_PARTS = 10
"""A fetch says something whenever another one of so many parts has come."""
_SMALL_BYTES = 10_000_000
"""A transfer of less goes without saying how far it is."""


class Plain:
    """A reporter that gives each line to `write`."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._parts = 0

    def tell(self, event: Event) -> None:
        """Write the line for `event`, if it is worth one."""
        if isinstance(event, TransferProgress) and event.total_bytes < _SMALL_BYTES:
            return
        if isinstance(event, FetchProgress | TransferProgress):
            parts = event.bytes * _PARTS // max(1, event.total_bytes)
            if parts <= self._parts:
                return
            self._parts = parts
        elif isinstance(event, RunStarted | TransferStarted):
            self._parts = 0
        if text := line(event):
            self._write(text)


def line(event: Event) -> str:
    """Return what is said about `event`; nothing if it goes without saying."""
    match event:
        case RunStarted(steps, files, size_bytes):
            # A step whose inputs come out as they were will not be built.
            said = [f"{'up to ' if steps > 1 else ''}{plural(steps, 'step')} to build"] if steps else []
            said += [f"{plural(files, 'file')} to fetch ({megabytes(size_bytes)})"] if files else []
            return ", ".join(said)
        case StepStarted(step, last_wall_s):
            return f"building {step}" + (f" (last time {duration(last_wall_s)})" if last_wall_s else "")
        case StepFinished(step, "built", wall_s, _):
            return f"built {step} in {duration(wall_s)}"
        case StepFinished(step, "cutoff", _, _):
            return f"kept {step}: what it is made from has not changed"
        case StepFinished(step, "substituted", _, _):
            return f"substituted {step}: others built it of the same inputs"
        case StepNoted(step, lines):
            return "\n".join([f"{step} says:", *(f"  | {said}" for said in lines)])
        case StepFailed(step, error):
            return f"failed {step}: {error.what}"
        case StepSkipped(step, because):
            return f"skipped {step}: it needs {because}"
        case StepWaiting(step):
            return f"waiting for {step or 'files'}: another guestpipe is {'building it' if step else 'fetching'}"
        case FetchProgress(so_far, total):
            return f"fetched {megabytes(so_far)} of {megabytes(total)}"
        case RunFinished():
            return summary(event)
        case _:
            return _line_of_cache(event)


def _line_of_cache(event: Event) -> str:
    match event:
        case TransferStarted(direction, objects, size_bytes) if objects:
            return f"{plural(objects, 'object')} to {direction} ({megabytes(size_bytes)} unpacked)"
        case TransferProgress(so_far, total):
            return f"{megabytes(so_far)} of {megabytes(total)}"
        case ObjectTransferred(direction, base_name, cache, _):
            return f"{direction}ed {base_name[33:]} {'to' if direction == 'push' else 'from'} {cache}"
        case CacheTrouble(cache, error):
            return "\n".join([f"warning: {cache}: {error.what}", *([f"  hint: {error.hint}"] if error.hint else [])])
        case _:
            return ""


def summary(done: RunFinished) -> str:
    """Return what was done; nothing if there was nothing to do."""
    counts = (
        (done.fetched, "fetched"),
        (done.substituted, "substituted"),
        (done.built, "built"),
        (done.cutoff, "kept"),
        (done.failed, "failed"),
        (done.skipped, "skipped"),
    )
    said = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"{said} in {duration(done.wall_s)}" if said else ""


def duration(seconds: float) -> str:
    """Return `seconds` as one reads a clock."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def megabytes(size_bytes: int) -> str:
    """Return a size."""
    return f"{size_bytes / 1e6:.1f} MB"


def plural(count: int, noun: str) -> str:
    """Return `count` and the noun in the right number."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
