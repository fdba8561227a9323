"""Threads for what waits or computes without Python: fetching, unpacking, uniting, sealing big trees."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TypeVar

_T = TypeVar("_T")
_V = TypeVar("_V")


class Stopped(Exception):  # noqa: N818
    """Raised in a thread whose work nobody wants any more."""


@dataclass(slots=True)
class Workers:
    """Up to `most` threads, started when needed; `wake` makes the loop's thread look at `results`."""

    most: int
    wake: Callable[[], None]
    results: deque[Callable[[], None]] = field(default_factory=deque)
    busy: int = 0
    """Tasks that were handed over and whose results have not been taken."""
    stopping: bool = False
    _tasks: SimpleQueue[Callable[[], None] | None] = field(default_factory=SimpleQueue)
    _threads: list[threading.Thread] = field(default_factory=list)

    def do(self, task: Callable[[], _T], done: Callable[[_T], None], failed: Callable[[BaseException], None]) -> None:
        """Run `task` in a thread; then, on the loop's thread, `done` with its result or `failed` with its error."""
        self.busy += 1

        def attempt() -> None:
            try:
                result = task()
            except BaseException as error:
                self.say(self._taken(failed, error))
            else:
                self.say(self._taken(done, result))

        self._tasks.put(attempt)
        if len(self._threads) < min(self.most, self.busy):
            thread = threading.Thread(target=self._run, name=f"guestpipe-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def say(self, word: Callable[[], None]) -> None:
        """Have `word` called on the loop's thread; for threads."""
        self.results.append(word)
        self.wake()

    def check(self) -> None:
        """Raise Stopped if nobody wants the work any more; for threads that take long."""
        if self.stopping:
            raise Stopped

    def stop(self) -> None:
        """Return when no thread runs; tasks that have not begun are dropped."""
        self.stopping = True
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            if self.stopping:
                return
            task()

    def _taken(self, call: Callable[[_V], None], value: _V) -> Callable[[], None]:
        def take() -> None:
            self.busy -= 1
            call(value)

        return take
