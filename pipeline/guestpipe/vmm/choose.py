"""From what a guest declares and what the user overrides to a Launch. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from guestpipe.errors import DeclarationError, HostError, UsageError
from guestpipe.planning import Facts
from guestpipe.vmm import qemu
from guestpipe.vmm.kvm import Kvm
from guestpipe.vmm.machine import Accelerator, Launch, Machine

MEMORY_AT_LEAST = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What the user wants different for one run; None is as declared."""

    machine: str | None = None
    cpus: int | None = None
    memory_bytes: int | None = None
    accel: Literal["auto", "tcg", "kvm"] = "auto"
    format: str | None = None
    limit_s: float | None = None
    icount_shift: int | None = None
    gdb_port: int | None = None
    command_line: str = ""


def launch_for(facts: Facts, overrides: Overrides, kvm: Callable[[], Kvm]) -> tuple[Launch, str]:
    """Return how to boot the guest, and why by this accelerator; `kvm` is asked if needed.

    The image is relative to the guest's object.
    """
    if facts.vmm != "qemu":
        raise DeclarationError(
            f"guestpipe does not know how to run the VMM `{facts.vmm}`",
            where="guest.toml: target.vmm",
            hint="`qemu` is the one that it knows; `guestpipe realize` makes images for any",
        )
    cpus = facts.cpus if overrides.cpus is None else overrides.cpus
    if not 1 <= cpus <= facts.kernel_cpus:
        raise UsageError(
            f"the guest cannot have {cpus} processors: its kernel `{facts.kernel}` uses 1"
            + (f" to {facts.kernel_cpus}" if facts.kernel_cpus > 1 else ""),
            hint="a machine has 1 or more" if cpus < 1 else "another `[kernel] variant` may use more",
        )
    memory_bytes = facts.memory_bytes if overrides.memory_bytes is None else overrides.memory_bytes
    if memory_bytes < MEMORY_AT_LEAST:
        raise UsageError(f"a machine with {memory_bytes} bytes of memory cannot boot", hint="give it `1Mi` or more")
    image_format = overrides.format or facts.formats[0]
    if image_format not in facts.formats:
        raise UsageError(
            f"the guest has no image of format `{image_format}`",
            hint=f"add it to `formats` in guest.toml, which has {', '.join(f'`{name}`' for name in facts.formats)}",
        )
    accel, why = _accel(overrides, kvm)
    machine = overrides.machine or facts.machine
    launch = Launch(
        machine=Machine(vmm=facts.vmm, machine=machine, cpus=cpus, memory_bytes=memory_bytes, accel=accel),
        image=Path(f"guest.{image_format}"),
        format=image_format,
        command_line=_command_line(facts, overrides, cpus),
        gdb_port=overrides.gdb_port,
        limit_s=_limit_s(facts, overrides),
        icount_shift=overrides.icount_shift,
    )
    qemu.check(launch)
    return launch, why


def _command_line(facts: Facts, overrides: Overrides, cpus: int) -> str:
    """Return what the loader says: a kernel believes the declared number of processors until it is told another."""
    words = [f"cpus={cpus}"] if cpus != facts.cpus else []
    return " ".join([*words, *([overrides.command_line] if overrides.command_line else [])])


def _limit_s(facts: Facts, overrides: Overrides) -> float | None:
    if overrides.limit_s is not None:
        return overrides.limit_s
    return None if overrides.gdb_port is not None else facts.limit_s


def _accel(overrides: Overrides, kvm: Callable[[], Kvm]) -> tuple[Accelerator, str]:
    if overrides.icount_shift is not None and overrides.accel == "auto":
        return "tcg", "it counts instructions"
    if overrides.accel == "tcg":
        return "tcg", "as asked"
    found = kvm()
    if found.is_useful:
        return "kvm", found.why
    if overrides.accel == "kvm":
        raise HostError("KVM cannot be used here", detail=(found.why,), hint="leave out `--accel kvm`")
    return "tcg", f"no KVM: {found.why}"
