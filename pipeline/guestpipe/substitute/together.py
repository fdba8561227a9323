"""Doing several things at once that wait for a network or a disk, and hearing of them on one thread."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from guestpipe.store.objects import Object

T = TypeVar("T")
R = TypeVar("R")


class StoppedError(Exception):
    """Raised in a thread whose work nobody wants any more."""


@dataclass(frozen=True, slots=True)
class Did(Generic[T, R]):
    """What came of one task: a result, or an error."""

    task: T
    result: R | None
    error: BaseException | None


def biggest_first(objects: Iterable[Object]) -> list[Object]:
    """Return `objects` in the order in which threads do best: nobody waits for the longest at the end."""
    return sorted(objects, key=lambda obj: (-obj.size_bytes, obj.base_name))


def each(
    tasks: Iterable[T],
    do: Callable[[T, Callable[[int], None]], R],
    most: int,
    done: Callable[[Did[T, R]], None],
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Call `do` on each of `tasks`, up to `most` at a time, in threads; `done` hears of each, on our own thread.

    `do` may say how many bytes it has done; `progress` hears the sum of all, on our own thread. What `done` raises
    stops everything; no thread is left running then.
    """
    waiting = deque(tasks)
    if not waiting:
        return
    heard: queue.SimpleQueue[Did[T, R] | None] = queue.SimpleQueue()
    so_far: dict[int, int] = {}
    stopping = threading.Event()

    def work() -> None:
        while not stopping.is_set():
            try:
                task = waiting.popleft()
            except IndexError:
                return
            number = id(task)

            def count(size: int, number: int = number) -> None:
                if stopping.is_set():
                    raise StoppedError
                so_far[number] = size
                heard.put(None)

            try:
                heard.put(Did(task, do(task, count), None))
            except BaseException as error:
                heard.put(Did(task, None, error))

    left, threads = len(waiting), []
    try:
        for _ in range(min(most, left)):
            threads.append(threading.Thread(target=work, daemon=True))
            threads[-1].start()
        told = 0
        while left:
            word = heard.get()
            if word is not None:
                left -= 1
                done(word)
            if (now := sum(so_far.copy().values())) != told:
                told = now
                progress(now)
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
