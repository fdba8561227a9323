"""Two archives of objects (`.a`) side by side, member by member; the door to arpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import arpy

from guestpipe.compare.content import contents
from guestpipe.compare.difference import Difference, inside

_HEADER_FIELDS = ("timestamp", "uid", "gid", "mode")


def archives(old: bytes, new: bytes) -> Iterator[Difference]:
    """Yield what differs between two archives: members, their order, their headers, their contents."""
    try:
        before, after = _members(old), _members(new)
    except arpy.ArchiveFormatError:
        return
    for name in sorted({*before, *after}):
        if name not in before or name not in after:
            yield Difference((name,), "member is new" if name in after else "member is gone")
            continue
        (old_header, old_bytes), (new_header, new_bytes) = before[name], after[name]
        for field, was, now in zip(_HEADER_FIELDS, old_header, new_header, strict=True):
            if was != now:
                yield Difference((name,), f"{field} {was} → {now}")
        if old_bytes != new_bytes:
            yield from inside(name, contents(old_bytes, new_bytes))
    if list(before) != list(after) and sorted(before) == sorted(after):
        at = next(i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b)
        yield Difference((), f"the order of its members differs from number {at + 1} on")


def _members(archive: bytes) -> dict[str, tuple[tuple[int, ...], bytes]]:
    """Return headers and contents by name, in their order; a name that comes again gets its number."""
    seen: Counter[str] = Counter()
    found: dict[str, tuple[tuple[int, ...], bytes]] = {}
    for member in arpy.Archive(fileobj=BytesIO(archive)):
        name = member.header.name.decode(errors="backslashreplace")
        seen[name] += 1
        header = tuple(int(getattr(member.header, field) or 0) for field in _HEADER_FIELDS)
        found[name if seen[name] == 1 else f"{name}#{seen[name]}"] = header, member.read()
    return found
