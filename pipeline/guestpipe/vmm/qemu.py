"""QEMU: the command line for a Launch, and what its exit code means."""

from __future__ import annotations

import shlex
from pathlib import Path

from guestpipe.errors import HostError, UsageError
from guestpipe.process import rooted
from guestpipe.vmm.machine import Launch, Machine

MACHINES = ("microvm", "q35", "pc")
FORMATS = ("elf", "raw")

CONTROL_PORT = 0xE9
EXIT_PORT = 0xF4
PASTED_CONTROL_FD, PASTED_LOG_FD = 3, 4

_PAGE_BYTES = 8192
"""QEMU rounds a machine's memory up to this; we round down before, so that no guest has more than it declares."""


def pinned(root: Path) -> tuple[str, ...]:
    """Return the program prefix that runs QEMU out of the tool root `root` with nothing of the host's.

    QEMU looks for its modules and firmware beside its own executable, which is the loader when the loader runs it:
    both places are therefore said outright.
    """
    program = "usr/bin/qemu-system-x86_64"
    if not (root / program).exists():
        raise HostError("there is no QEMU in the tool root", where=str(root), hint="run `guestpipe store verify`")
    modules = {"QEMU_MODULE_DIR": f"{root}/usr/lib/x86_64-linux-gnu/qemu"}
    firmware = ("-L", f"{root}/usr/share/qemu", "-L", f"{root}/usr/share/seabios")
    return (*rooted(str(root), program, modules), *firmware)


def command(
    launch: Launch,
    program: tuple[str, ...],
    control_fd: int = PASTED_CONTROL_FD,
    log_fd: int = PASTED_LOG_FD,
) -> tuple[str, ...]:
    """Return the argv that boots `launch`: console on standard input and output, control lines on `control_fd`.

    What goes to `log_fd` says which processor was reset when, and why: a triple fault has no other voice.
    """
    check(launch)
    return (
        *program,
        *("-machine", _machine(launch.machine)),
        *("-accel", _accel(launch)),
        *("-cpu", "qemu64"),
        *("-smp", str(launch.machine.cpus)),
        *("-m", f"{launch.machine.memory_bytes // _PAGE_BYTES * _PAGE_BYTES // 1024}K"),
        *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"),
        *("-chardev", _console(launch), "-serial", "chardev:console"),
        *("-chardev", f"file,id=control,path=/dev/fd/{control_fd}"),
        *("-device", f"isa-debugcon,iobase={CONTROL_PORT:#x},chardev=control"),
        *("-device", f"isa-debug-exit,iobase={EXIT_PORT:#x},iosize=0x4"),
        *("-d", "cpu_reset", "-D", f"/dev/fd/{log_fd}"),
        *_clock(launch),
        *_image(launch),
        *(("-gdb", f"tcp:127.0.0.1:{launch.gdb_port}", "-S") if launch.gdb_port is not None else ()),
    )


def pasteable(argv: tuple[str, ...]) -> str:
    """Return `argv` as one line for a shell, with the control lines on the terminal."""
    return f"{shlex.join(argv)} {PASTED_CONTROL_FD}>&2 {PASTED_LOG_FD}>/dev/null"


def code_for(status: int) -> int:
    """Return the exit code of QEMU when a guest exits with `status`: isa-debug-exit has seven bits."""
    return (status & 0x7F) << 1 | 1


def check(launch: Launch) -> None:
    """Refuse what QEMU cannot boot, or would boot as something else."""
    if launch.machine.machine not in MACHINES:
        raise UsageError(f"QEMU has no machine `{launch.machine.machine}` that guests boot on", hint=_one_of(MACHINES))
    if launch.format not in FORMATS:
        raise UsageError(f"QEMU cannot boot an image of format `{launch.format}`", hint=_one_of(FORMATS))
    if launch.format == "raw":
        _check_raw(launch)
    if launch.icount_shift is not None and launch.machine.accel == "kvm":
        raise UsageError("KVM cannot count instructions", hint="leave out `--icount`, or use `--accel tcg`")
    if launch.icount_shift is not None and not 0 <= launch.icount_shift <= 10:
        raise UsageError(f"`--icount {launch.icount_shift}`: the shift is a number from 0 to 10")


def _check_raw(launch: Launch) -> None:
    if launch.machine.machine == "microvm":
        raise UsageError(
            "machine `microvm` has no BIOS that boots a raw disk",
            hint="use `--machine q35` or `--machine pc`, or the image `--format elf`",
        )
    if launch.command_line:
        raise UsageError(
            "a raw disk takes no command line: its arguments are those of guest.toml",
            hint="use `--format elf`, or change `cmd` and `env` in guest.toml",
        )
    if launch.icount_shift is not None:
        raise UsageError(
            "a disk is read when the host pleases, so instruction counts would differ from run to run",
            hint="use `--format elf` with `--icount`",
        )


def _one_of(words: tuple[str, ...]) -> str:
    return "one of " + ", ".join(f"`{word}`" for word in words)


def _machine(machine: Machine) -> str:
    if machine.machine != "microvm":
        return machine.machine
    # Said outright because QEMU leaves the clock and timers out under KVM, and would add words to the command line.
    return "microvm,pit=on,pic=on,rtc=on,auto-kernel-cmdline=off"


def _accel(launch: Launch) -> str:
    if launch.machine.accel == "kvm":
        return "kvm"
    return "tcg,thread=multi" if launch.machine.cpus > 1 and launch.icount_shift is None else "tcg"


def _console(launch: Launch) -> str:
    # A pipe that is full would make a guest that counts instructions wait for the host: it writes to a file.
    if launch.icount_shift is not None:
        return "file,id=console,path=/dev/fd/1"
    return "stdio,id=console"


def _clock(launch: Launch) -> tuple[str, ...]:
    if launch.icount_shift is None:
        return ()
    return (
        *("-icount", f"shift={launch.icount_shift},sleep=off"),
        *("-rtc", "base=2024-01-01T00:00:00,clock=vm", "-seed", "1"),
    )


def _image(launch: Launch) -> tuple[str, ...]:
    path = str(launch.image)
    if launch.format == "raw":
        drive = f"if=none,id=disk,file={path.replace(',', ',,')},format=raw,snapshot=on"
        return ("-drive", drive, "-device", "ide-hd,drive=disk,bus=ide.0")
    return ("-kernel", path, *(("-append", launch.command_line) if launch.command_line else ()))
