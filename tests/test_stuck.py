"""Guests that do not end: a starved one is waited for, and of a stuck one is told where its processors are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from benchmarks import monitor
from benchmarks.stuck import Limits, Spent, Watch, reason

import pinned
from guestpipe.flow import Wishes, realize
from guestpipe.report import Silent
from guestpipe.vmm import qemu
from guestpipe.vmm.machine import Launch, Machine, Transcript
from guestpipe.vmm.run import run

LIMITS = Limits(cpu_s=100.0, wall_s=1000.0, still_s=60.0)


def looks(*wanted: tuple[float, float]) -> list[Spent]:
    """Return looks at two processors, 20 s apart, of what both together had and what they waited for."""
    return [Spent(20.0 * at, (ran, 0.0), (0.0, waited)) for at, (ran, waited) in enumerate(wanted)]


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (looks((1, 0), (20, 0), (60, 0), (99, 0)), None),
        (looks((1, 0), (20, 0), (60, 0), (101, 0)), "after 101.0 s of processor time"),
        # The host gave it next to nothing, and it wanted more.
        (looks((1, 0), (1, 20), (1.01, 40), (1.02, 60)), None),
        (looks(*((1 + at * 0.01, at * 20) for at in range(52))), "after 1020 s"),
        (looks((1, 0), (1, 0), (1, 0)), None),
        (looks((1, 0), (1, 0), (1, 0), (1.002, 0.001)), "for 60 s none of its processors had anything to do"),
        (looks((0, 0), (2, 0), (2, 0), (2, 0)), None),
    ],
)
def test_only_a_guest_that_wants_nothing_or_had_enough_is_given_up(seen: list[Spent], why: str | None) -> None:
    given = reason(seen, LIMITS)
    assert given == why if why is None else given is not None and given.endswith(why)


@pytest.fixture
def never_ends() -> tuple[Launch, tuple[str, ...]]:
    """Return a guest that computes for ever, and its emulator."""
    wishes = Wishes(environ=os.environb, cache=pinned.CACHE, store=str(pinned.STORE), link=False)
    made = realize(str(pinned.HERE / "guests/never-ends/guest.toml"), wishes, Silent(), ("image", "vmm"))
    machine = Machine(vmm="qemu", machine="microvm", cpus=1, memory_bytes=16 << 20)
    return Launch(machine=machine, image=made.image / "guest.elf", format="elf"), qemu.pinned(made.tools["vmm"])


def test_of_a_guest_that_never_ends_is_told_where_it_is(
    never_ends: tuple[Launch, tuple[str, ...]], tmp_path: Path
) -> None:
    launch, program = never_ends
    said = list[Transcript]()
    watch = Watch(
        tmp_path / "monitor",
        launch.image.with_name("guest.debug.elf"),
        Limits(cpu_s=0.2, wall_s=600.0, look_s=0.3),
        (tmp_path / "memory.gz", launch.machine.memory_bytes),
    )
    watch.during(lambda: said.append(run(launch, (*program, *monitor.option(watch.place)))))
    assert watch.verdict and "of processor time" in watch.verdict
    assert watch.evidence.count("runs at") == 2 and " main+0x" in watch.evidence
    assert b"for ever" in said[0].console
    assert (tmp_path / "memory.gz").stat().st_size > 0


def test_registers_are_read_as_the_monitor_says_them() -> None:
    text = "RAX=0000000000000001 RSP=0000009000fffe80\nRIP=0000000000101362 RFL=00000246 [---Z-P-] CPL=0 HLT=1"
    assert monitor.registers(text) == monitor.Registers(0x101362, 0x9000FFFE80, True)
