"""What makes a counted run differ from itself is refused by name: QEMU's options, and those that a guest adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from guestpipe.errors import UsageError
from guestpipe.vmm import qemu
from guestpipe.vmm.exact import leaks, refuse_leaks
from guestpipe.vmm.machine import Launch, Machine

QEMU = ("/usr/bin/qemu-system-x86_64",)


def exact(*more: str, cpus: int = 1) -> tuple[str, ...]:
    machine = Machine(vmm="qemu", machine="microvm", cpus=cpus, memory_bytes=1 << 26)
    launch = Launch(machine=machine, image=Path("/in/image/guest.elf"), format="elf", icount_shift=0)
    return (*qemu.command(launch, QEMU), *more)


def without(option: str) -> tuple[str, ...]:
    words = list(exact())
    at = words.index(option)
    return (*words[:at], *words[at + 2 :])


@pytest.mark.parametrize("cpus", [1, 4])
def test_the_line_that_guestpipe_makes_is_exact(cpus: int) -> None:
    assert list(leaks(exact(cpus=cpus))) == []


@pytest.mark.parametrize(
    ("argv", "name"),
    [
        (exact("-icount", "shift=0"), "`sleep=on`, QEMU's default"),
        (exact("-icount", "shift=0,sleep=on"), "`sleep=on`, QEMU's default"),
        (exact("-icount", "shift=auto,sleep=off"), "`shift=auto`"),
        (exact("-icount", "shift=0,sleep=off,align=on"), "`align=on`"),
        (without("-icount"), "instructions are not counted"),
        (without("-rtc"), "the date of the host"),
        (exact("-rtc", "base=2024-01-01T00:00:00"), "the date of the host"),
        (exact("-rtc", "base=localtime,clock=vm"), "the date of the host"),
        (without("-seed"), "random numbers without a seed: RDRAND"),
        (exact("-drive", "file=disk.raw,if=virtio"), "a disk, `-drive file=disk.raw,if=virtio`"),
        (exact("--drive", "file=disk.raw"), "a disk"),
        (exact("-hda", "disk.raw"), "a disk"),
        (exact("-device", "virtio-blk-device,drive=d"), "a disk"),
        (exact("-device", "ide-hd,drive=d"), "a disk"),
        (exact("-netdev", "user,id=n"), "a network"),
        (exact("-device", "virtio-net-device"), "a network"),
        (exact("-serial", "stdio"), "a reader at the other end, `-serial stdio`"),
        (exact("-chardev", "pipe,id=x,path=/tmp/x"), "a reader at the other end"),
        (exact("-chardev", "socket,id=x,path=/tmp/x"), "a reader at the other end"),
        (exact("-accel", "kvm"), "`kvm`, which runs on the host's processor"),
        (exact("-enable-kvm"), "`tcg`, which runs on the host's processor"),
        (exact("-accel", "tcg,thread=multi"), "`thread=multi`"),
        (exact("-cpu", "host"), "`-cpu host`"),
        (exact("-gdb", "tcp:127.0.0.1:1234"), "a hand in the run"),
        (exact("-monitor", "stdio"), "a hand in the run"),
    ],
)
def test_what_lets_the_host_in_is_named(argv: tuple[str, ...], name: str) -> None:
    with pytest.raises(UsageError) as refused:
        refuse_leaks(argv)
    assert refused.value.exit_code == 64
    assert any(name in said for said in (refused.value.what, *refused.value.detail))
    assert refused.value.hint


@pytest.mark.parametrize("option", [("-cpu", "max"), ("-device", "virtio-rng-device"), ("-m", "32M")])
def test_what_does_no_harm_is_let_through(option: tuple[str, str]) -> None:
    refuse_leaks(exact(*option))
