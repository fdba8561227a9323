"""Work on many items, spread over forked processes: for work that is all system calls and hashing."""

from __future__ import annotations

import marshal
import os

from guestpipe.errors import StoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    T = TypeVar("T")
    R = TypeVar("R")

_PER_ITEM = 32 << 10
"""What beginning an item costs, in bytes of work."""
_WORTH_A_PROCESS = 64 << 20
"""Less is done sooner than a fork is worth: two threads of one core also slow each other."""


def spread(work: Callable[[T], R | None], items: Sequence[T], weight: Callable[[T], int], jobs: int) -> list[R]:
    """Return what `work` gives for each item, but None; `jobs` processes share the items by weight in bytes.

    `work` must not touch what a fork does not copy: connections, threads; and must give what `marshal` knows.
    """
    shares = _shares(items, weight, jobs)
    others = [_fork(work, share) for share in shares[1:]]
    try:
        results = _do(work, shares[0])
    finally:
        answers = [_answer(child, pipe) for child, pipe in others]
    for answer in answers:
        if answer is None:
            raise StoreError("a process that was to share the work died", hint="run the command again")
        results += marshal.loads(answer)  # noqa: S302 our own process wrote it
    return results


def _shares(items: Sequence[T], weight: Callable[[T], int], jobs: int) -> list[list[T]]:
    ordered = sorted(items, key=weight, reverse=True)
    total = sum(weight(item) + _PER_ITEM for item in items)
    shares: list[list[T]] = [[] for _ in range(max(1, min(jobs, total // _WORTH_A_PROCESS, len(items))))]
    loads = [0] * len(shares)
    for item in ordered:
        lightest = loads.index(min(loads))
        shares[lightest].append(item)
        loads[lightest] += weight(item) + _PER_ITEM
    return shares


def _do(work: Callable[[T], R | None], share: Sequence[T]) -> list[R]:
    return [result for item in share if (result := work(item)) is not None]


def _fork(work: Callable[[T], R | None], share: Sequence[T]) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 1
    try:
        os.close(reading)
        with open(writing, "wb") as pipe:
            pipe.write(marshal.dumps(_do(work, share)))
        code = 0
    finally:
        os._exit(code)


def _answer(child: int, pipe: int) -> bytes | None:
    with open(pipe, "rb") as reading:
        answer = reading.read()
    return answer if os.waitpid(child, 0)[1] == 0 else None
