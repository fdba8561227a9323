"""A Difference: where in two trees, and what is there in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

SHOWN_BYTES, SHOWN_LETTERS = 8, 24
"""How much is shown from the first byte that differs on: as text if all of it can be printed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`where` goes from the outside in: file, member of an archive, section, symbol."""

    where: tuple[str, ...]
    what: str

    def __str__(self) -> str:
        return ": ".join((*self.where, self.what))


def inside(place: str, found: Iterable[Difference]) -> Iterator[Difference]:
    """Yield what was found within `place`, seen from outside."""
    return (replace(one, where=(place, *one.where)) for one in found)


def first_difference(old: bytes, new: bytes) -> int:
    """Return the offset of the first byte that differs; the length of the shorter one if it begins the other."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[:middle] == new[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def bytes_differ(old: bytes, new: bytes) -> str:
    """Return where two strings of bytes that differ first do, and what is there."""
    at = first_difference(old, new)
    said = f"at {at:#x}: {_shown(old, new, at)}"
    if len(old) != len(new):
        return f"{len(old)} bytes → {len(new)} bytes, differ {said}"
    count = sum(a != b for a, b in zip(old[at:], new[at:], strict=True))
    return f"differ {said} ({count} byte{'s' * (count != 1)} in all)"


def listed(found: Iterable[Difference], most: int) -> list[str]:
    """Return the first `most` differences as lines, and a last one that says how many there are besides."""
    rest = iter(found)
    lines = [str(one) for one in islice(rest, most)]
    left = sum(1 for _ in rest)
    return [*lines, f"and {left} more"] if left else lines


def _shown(old: bytes, new: bytes, at: int) -> str:
    texts = [content[at : at + SHOWN_LETTERS].partition(b"\0")[0] for content in (old, new)]
    if all(len(text) >= SHOWN_BYTES and text.isascii() and text.decode().isprintable() for text in texts):
        return " → ".join(f"`{text.decode()}`" for text in texts)
    return " → ".join(content[at : at + SHOWN_BYTES].hex(" ") or "the end" for content in (old, new))
