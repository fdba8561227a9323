"""What is booted and what came of it: Machine, Launch, Transcript, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Accelerator = Literal["tcg", "kvm"]
"""`tcg`: QEMU translates the guest's code; `kvm`: the processor runs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The computer that the guest sees, and what stands in for it."""

    vmm: str
    machine: str
    cpus: int
    memory_bytes: int
    accel: Accelerator = "tcg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A machine with an image in it, ready to be started."""

    machine: Machine
    image: Path
    format: str
    """The image's format, `elf` or `raw`."""
    command_line: str = ""
    """What the loader hands to the kernel besides the baked command line."""
    gdb_port: int | None = None
    """Port of 127.0.0.1 on which the machine, halted, waits for a debugger."""
    limit_s: float | None = None
    """How long the run may take."""
    icount_shift: int | None = None
    """Count instructions: each takes 2**shift virtual nanoseconds, and every run is the same to the bit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What a run gave. Exactly one of `status` and `died` is set."""

    console: bytes
    """All of the console's output; of a long one the beginning and the end."""
    console_bytes: int
    """How long the whole output was."""
    status: int | None = None
    """What the guest exited with, 0 to 255."""
    died: str | None = None
    """Why there is no status: a panic, a triple fault, a VMM that failed, the time limit."""
    over_limit: bool = False
    """Whether the guest was stopped because it was over its time limit."""
    vmm_says: tuple[str, ...] = ()
    """The last lines that the VMM itself wrote."""
    wall_s: float = 0.0
    counters: Mapping[str, int] = field(default_factory=dict)
    """`vmm_code`: what the VMM exited with; `cpu_us`: processor time that it took."""
