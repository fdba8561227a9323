"""Whether a realized image fits into its machine's memory: a kernel that does not fit cannot say so."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

from guestpipe.errors import UsageError
from guestpipe.vmm.machine import Launch

# Two structures of our own: pyelftools takes a tenth of a second to import, and every run would wait for it.
_HEADER = struct.Struct("<32xQ14xHH6x")
"""Of an ELF file: where program headers are, how long one is, how many."""
_SEGMENT = struct.Struct("<I4x16xQ8xQ8x")
"""Of a program header: type, physical address, bytes in memory."""
_LOADED = 1
_MIB = 1 << 20


def with_image(launch: Launch, folder: Path) -> Launch:
    """Return `launch` with its image in `folder`; refuse one that is larger than the machine's memory.

    QEMU would boot it, and it would reset or stand still without a word.
    """
    placed = replace(launch, image=folder / launch.image)
    memory_bytes = launch.machine.memory_bytes
    if placed.format == "elf" and (end := end_in_memory(placed.image)) > memory_bytes:
        raise UsageError(
            f"the image takes memory up to {end / _MIB:.2f} MiB, and the machine has {memory_bytes / _MIB:.4g} MiB",
            where=str(placed.image),
            hint="give it more: `memory` in guest.toml, or `--memory`",
        )
    return placed


def end_in_memory(image: Path) -> int:
    """Return the address after the last byte that the ELF file `image` takes when it is loaded."""
    with image.open("rb") as file:
        start, length, count = _HEADER.unpack(file.read(_HEADER.size))
        file.seek(start)
        headers = file.read(length * count)
    segments = (_SEGMENT.unpack_from(headers, at * length) for at in range(count))
    return max((address + size for kind, address, size in segments if kind == _LOADED), default=0)
