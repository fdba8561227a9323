"""How much space objects take: by themselves, and together where they share files by hard links."""

from __future__ import annotations

import os
import stat

from guestpipe.store.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guestpipe.store.store import Store

_BLOCK = 512


class Usage(NamedTuple):
    """The space of one object in bytes."""

    base_name: str
    files: int
    apparent_bytes: int
    """The lengths of its files."""
    disk_bytes: int
    """The blocks of its files and folders."""
    own_bytes: int
    """What removing it, and only it, gives back: blocks that no other object shares."""


class Total(NamedTuple):
    """The space of several objects together."""

    apparent_bytes: int
    disk_bytes: int
    """Each file once, however many objects have it."""
    shared_bytes: int
    """What sharing saves."""


def usage(store: Store, base_names: Iterable[str]) -> tuple[list[Usage], Total]:
    """Return the space of each object, in the order given, and of all together."""
    seen: dict[tuple[int, int], tuple[int, set[int]]] = {}
    sizes: list[tuple[str, int, int, int, int]] = []
    for number, base_name in enumerate(base_names):
        sizes.append((base_name, *_measure(os.fspath(store.object_path(base_name)), number, seen)))
    own_shares = [0] * len(sizes)
    for blocks, owners in seen.values():
        if len(owners) == 1:
            own_shares[next(iter(owners))] += blocks
    usages = [
        Usage(base_name, files, apparent, single + linked, single + own)
        for (base_name, files, apparent, single, linked), own in zip(sizes, own_shares, strict=True)
    ]
    once = sum(size[3] for size in sizes) + sum(blocks for blocks, _ in seen.values())
    together = sum(use.disk_bytes for use in usages)
    return usages, Total(sum(use.apparent_bytes for use in usages), once, together - once)


def _measure(path: str, number: int, seen: dict[tuple[int, int], tuple[int, set[int]]]) -> tuple[int, int, int, int]:
    """Return files, apparent bytes, blocks of files with one link and of folders, blocks of files with more links."""
    files = apparent = single = linked = 0
    waiting = [path]
    while waiting:
        place = waiting.pop()
        status = os.lstat(place)
        blocks = status.st_blocks * _BLOCK
        if stat.S_ISDIR(status.st_mode):
            single += blocks
            with os.scandir(place) as entries:
                waiting += [entry.path for entry in entries]
            continue
        files += 1
        apparent += status.st_size
        key = (status.st_dev, status.st_ino)
        if status.st_nlink == 1:
            single += blocks
        elif key not in seen:
            seen[key] = blocks, {number}
            linked += blocks
        elif number not in seen[key][1]:
            seen[key][1].add(number)
            linked += blocks
    return files, apparent, single, linked
