"""Events as a live tree on a terminal: what runs, how long, how long last time, what is fetched; by rich."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live as RichLive
from rich.text import Text
from rich.tree import Tree

from guestpipe.cli.plain import duration, line, megabytes, plural, summary
from guestpipe.report import (
    CacheTrouble,
    Event,
    FetchProgress,
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

_NARROW = 50
"""Columns below which only names and times are shown."""
_LONG_S = 0.5
"""A build that took longer gets a line of its own when it is done."""
_ROWS_BESIDE = 4


@dataclass(slots=True)
class Picture:
    """What is to be seen now; rich asks for it several times a second."""

    now: Callable[[], float] = time.monotonic
    running: dict[str, tuple[float, float | None]] = field(default_factory=dict)
    """Step → when it started, and how long it took last time."""
    waiting: list[str] = field(default_factory=list)
    steps: int = 0
    done: int = 0
    files: int = 0
    unpacked: int = 0
    fetch: tuple[int, int] | None = None
    transfer: tuple[str, int, int] = ("", 0, 0)
    """`push` or `pull`, bytes so far, and of how many."""

    def take(self, event: Event) -> None:
        """Change with `event`."""
        match event:
            case RunStarted(steps, files, fetch_bytes):
                self.steps, self.done, self.fetch = steps, 0, (0, fetch_bytes) if fetch_bytes else None
                self.files, self.unpacked = files, 0
            case StepStarted(step, last_wall_s):
                self.running[step] = self.now(), last_wall_s
                self._waits_no_more(step)
            case StepFinished(step, how, _, _):
                self.done += how != "fetched"
                self.unpacked += how == "fetched"
                self.running.pop(step, None)
                self._waits_no_more(step)
            case StepFailed(step, _):
                self.running.pop(step, None)
                self._waits_no_more(step)
            case StepWaiting(step):
                self.waiting.append(step)
            case FetchProgress(so_far, total):
                self.fetch = None if so_far >= total else (so_far, total)
            case TransferStarted(direction, _, size_bytes):
                self.transfer = direction, 0, size_bytes
            case TransferProgress(so_far, total):
                self.transfer = self.transfer[0], so_far, total

    def _waits_no_more(self, step: str) -> None:
        if step in self.waiting:
            self.waiting.remove(step)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        wide = options.max_width >= _NARROW
        tree = Tree(_row(self._head(wide=wide)), guide_style="dim")
        rows = self._rows(wide=wide)
        room = max(1, (options.height or console.height) - _ROWS_BESIDE)
        for row in rows[:room]:
            tree.add(_row(row))
        if len(rows) > room:
            tree.add(_row(f"and {len(rows) - room} more", "dim"))
        yield tree

    def _head(self, *, wide: bool) -> str:
        said = [f"{self.done} of {plural(self.steps, 'step')}" if wide else f"{self.done}/{self.steps}"]
        if self.transfer[1] < self.transfer[2]:
            said.append(f"{self.transfer[0]}ed {megabytes(self.transfer[1])} of {megabytes(self.transfer[2])}")
        if self.running:
            said.append(f"{len(self.running)} running")
        if self.fetch:
            said.append(f"fetched {megabytes(self.fetch[0])} of {megabytes(self.fetch[1])}")
        elif self.unpacked < self.files:
            said.append(f"unpacked {self.unpacked} of {plural(self.files, 'file')}")
        return ", ".join(said)

    def _rows(self, *, wide: bool) -> list[str]:
        rows = []
        for step, (since, last_wall_s) in self.running.items():
            last = f" (last time {duration(last_wall_s)})" if wide and last_wall_s else ""
            rows.append(f"{duration(self.now() - since):>7}  {step}{last}")
        return [*rows, *(f"waiting  {step or 'files'}: another guestpipe has begun" for step in self.waiting)]


def _row(text: str, style: str = "") -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")


class Live:
    """A reporter that draws on standard error; the tree is there only while something is going on."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)
        self._picture = Picture()
        self._live: RichLive | None = None

    def tell(self, event: Event) -> None:
        """Show `event`."""
        self._picture.take(event)
        if isinstance(event, RunStarted | TransferStarted) and self._live is None:
            self._live = RichLive(self._picture, console=self._console, transient=True, refresh_per_second=8)
            self._live.start()
        if text := _lasting(event):
            self._console.print(text)
        if isinstance(event, RunFinished):
            self.close()

    def close(self) -> None:
        """Take the tree away."""
        if self._live is not None:
            self._live.stop()
            self._live = None


def _lasting(event: Event) -> Text | None:
    """Return the line that stays when the tree has gone, if `event` is worth one."""
    match event:
        case StepFinished(_, "built", wall_s, _) if wall_s >= _LONG_S:
            return Text(line(event), style="green")
        case StepFailed():
            return Text(line(event), style="bold red")
        case StepSkipped() | StepNoted():
            return Text(line(event), style="yellow")
        case CacheTrouble():
            return Text(line(event), style="yellow")
        case RunFinished() if text := summary(event):
            return Text(text, style="bold")
        case _:
            return None
