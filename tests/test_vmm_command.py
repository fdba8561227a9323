"""QEMU's command line is a function of the Launch, and what cannot boot is refused."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guestpipe.errors import HostError, UsageError
from guestpipe.vmm import qemu
from guestpipe.vmm.machine import Launch, Machine

PROGRAM = ("qemu-system-x86_64",)
MICROVM = Machine(vmm="qemu", machine="microvm", cpus=1, memory_bytes=64 << 20)
HELLO = Launch(machine=MICROVM, image=Path("/store/hello/guest.elf"), format="elf")


def words(launch: Launch, option: str) -> list[str]:
    argv = qemu.command(launch, PROGRAM)
    return [argv[i + 1] for i, word in enumerate(argv) if word == option]


def on(machine: str, **changes: Any) -> Launch:
    return replace(HELLO, machine=replace(MICROVM, machine=machine, **changes))


def test_the_whole_command_of_an_elf_on_microvm_is_this() -> None:
    assert shlex.join(qemu.command(HELLO, PROGRAM)) == (
        "qemu-system-x86_64 -machine microvm,pit=on,pic=on,rtc=on,auto-kernel-cmdline=off -accel tcg -cpu qemu64 -smp 1"
        " -m 65536K -nodefaults -no-user-config -display none -no-reboot"
        " -chardev stdio,id=console -serial chardev:console"
        " -chardev file,id=control,path=/dev/fd/3 -device isa-debugcon,iobase=0xe9,chardev=control"
        " -device isa-debug-exit,iobase=0xf4,iosize=0x4 -d cpu_reset -D /dev/fd/4 -kernel /store/hello/guest.elf"
    )


def test_the_whole_command_of_a_raw_disk_on_q35_is_this() -> None:
    launch = replace(on("q35"), image=Path("/store/a,b/guest.raw"), format="raw")
    assert shlex.join(qemu.command(launch, PROGRAM)) == (
        "qemu-system-x86_64 -machine q35 -accel tcg -cpu qemu64 -smp 1"
        " -m 65536K -nodefaults -no-user-config -display none -no-reboot"
        " -chardev stdio,id=console -serial chardev:console"
        " -chardev file,id=control,path=/dev/fd/3 -device isa-debugcon,iobase=0xe9,chardev=control"
        " -device isa-debug-exit,iobase=0xf4,iosize=0x4 -d cpu_reset -D /dev/fd/4"
        " -drive if=none,id=disk,file=/store/a,,b/guest.raw,format=raw,snapshot=on -device ide-hd,drive=disk,bus=ide.0"
    )


def test_a_pasted_line_shows_the_control_lines_on_the_terminal() -> None:
    assert qemu.pasteable(("qemu", "-append", "-- 'a b'")) == "qemu -append '-- '\"'\"'a b'\"'\"'' 3>&2 4>/dev/null"


def test_the_accelerator_is_always_said() -> None:
    assert words(HELLO, "-accel") == ["tcg"]
    assert words(on("microvm", accel="kvm"), "-accel") == ["kvm"]


def test_processors_run_in_parallel_unless_instructions_are_counted() -> None:
    two = on("q35", cpus=2)
    assert words(two, "-accel") == ["tcg,thread=multi"]
    assert words(replace(two, icount_shift=0), "-accel") == ["tcg"]


def test_counted_runs_have_a_virtual_clock_and_write_to_a_file() -> None:
    counted = replace(HELLO, icount_shift=3)
    assert words(counted, "-icount") == ["shift=3,sleep=off"]
    assert words(counted, "-rtc") == ["base=2024-01-01T00:00:00,clock=vm"]
    assert words(counted, "-chardev")[0] == "file,id=console,path=/dev/fd/1"


def test_a_debugger_is_awaited_on_the_loopback_interface_only() -> None:
    argv = qemu.command(replace(HELLO, gdb_port=1234), PROGRAM)
    assert argv[-3:] == ("-gdb", "tcp:127.0.0.1:1234", "-S")


def test_the_command_line_goes_to_the_kernel_as_one_word() -> None:
    assert words(replace(HELLO, command_line='-- "a b"'), "-append") == ['-- "a b"']
    assert words(HELLO, "-append") == []


@pytest.mark.parametrize(("memory_bytes", "said"), [(1 << 20, "1024K"), (2_000_000, "1952K"), (64_000_000, "62496K")])
def test_a_guest_never_has_more_memory_than_it_declares(memory_bytes: int, said: str) -> None:
    assert words(on("microvm", memory_bytes=memory_bytes), "-m") == [said]


@pytest.mark.parametrize(
    ("launch", "complaint"),
    [
        (on("virt"), "no machine `virt`"),
        (replace(HELLO, format="iso"), "image of format `iso`"),
        (replace(HELLO, format="raw"), "has no BIOS that boots a raw disk"),
        (replace(on("pc"), format="raw", command_line="-- x"), "takes no command line"),
        (replace(on("pc"), format="raw", icount_shift=0), "instruction counts would differ"),
        (replace(on("pc", accel="kvm"), icount_shift=0), "KVM cannot count"),
        (replace(HELLO, icount_shift=11), "from 0 to 10"),
    ],
)
def test_what_cannot_boot_is_refused(launch: Launch, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint) as refusal:
        qemu.command(launch, PROGRAM)
    assert refusal.value.exit_code == 64


def test_a_pinned_qemu_takes_libraries_modules_and_firmware_from_its_own_root(tmp_path: Path) -> None:
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/qemu-system-x86_64").touch()
    words = qemu.pinned(tmp_path)
    assert words[:2] == ("/usr/bin/env", "-i")
    assert [word for word in words[2:] if word.startswith("/") and not word.startswith(str(tmp_path))] == []
    assert words[-2:] == ("-L", f"{tmp_path}/usr/share/seabios")


def test_a_root_without_qemu_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="no QEMU in the tool root"):
        qemu.pinned(tmp_path)
