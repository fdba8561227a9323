"""Two files' bytes side by side, by what they are: an archive of objects, an ELF, text, or bytes."""

from __future__ import annotations

from collections.abc import Iterator

from guestpipe.compare.difference import Difference, bytes_differ

_AR, _ELF = b"!<arch>\n", b"\x7fELF"
_LONGEST_TEXT = 1 << 22
_LONGEST_LINE = 100


def contents(old: bytes, new: bytes) -> Iterator[Difference]:
    """Yield the differences between the contents of two files, which differ."""
    found = False
    for one in _by_kind(old, new):
        found = True
        yield one
    if not found:
        # What no part of it shows: padding, the order of parts.
        yield Difference((), bytes_differ(old, new))


def _by_kind(old: bytes, new: bytes) -> Iterator[Difference]:
    if old.startswith(_AR) and new.startswith(_AR):
        from guestpipe.compare.archive import archives

        yield from archives(old, new)
    elif old.startswith(_ELF) and new.startswith(_ELF):
        from guestpipe.compare.elf import elves

        yield from elves(old, new)
    elif (before := _text(old)) is not None and (after := _text(new)) is not None:
        yield _lines(before, after)


def _text(content: bytes) -> list[str] | None:
    if len(content) > _LONGEST_TEXT or b"\0" in content:
        return None
    try:
        return content.decode().splitlines()
    except UnicodeDecodeError:
        return None


def _lines(old: list[str], new: list[str]) -> Difference:
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    count = f"; {len(old)} lines → {len(new)} lines" if len(old) != len(new) else ""
    return Difference((f"line {at + 1}",), f"{_line(old, at)} → {_line(new, at)}{count}")


def _line(lines: list[str], at: int) -> str:
    if at >= len(lines):
        return "the end"
    line = lines[at]
    return f"`{line}`" if len(line) <= _LONGEST_LINE else f"`{line[:_LONGEST_LINE]}…`"
