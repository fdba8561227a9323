"""Guests of a few bytes on a real QEMU: console, status, and every way to end badly."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import pinned
from guestpipe.errors import GuestDiedError, GuestTimeoutError, HostError
from guestpipe.vmm.machine import Launch, Machine, Transcript
from guestpipe.vmm.qemu import pinned as pinned_qemu
from guestpipe.vmm.run import run, status_of
from vmm_guests import tiny

Boot = Callable[..., Transcript]


def launch_of(folder: Path, image: bytes, machine: str = "microvm", image_format: str = "elf") -> Launch:
    computer = Machine(vmm="qemu", machine=machine, cpus=1, memory_bytes=16 << 20)
    return Launch(machine=computer, image=tiny.write(folder, image), format=image_format, limit_s=60)


@pytest.fixture(scope="session")
def qemu() -> tuple[str, ...]:
    """Return the program prefix of the pinned QEMU."""
    return pinned_qemu(pinned.roots(["vmm-qemu"])["vmm-qemu"])


@pytest.fixture
def boot(tmp_path: Path, qemu: tuple[str, ...]) -> Boot:
    """Boot a tiny guest's code as a PVH kernel."""

    def boot_it(code: bytes, machine: str = "microvm", keyboard: int | None = None, **changes: Any) -> Transcript:
        launch = replace(launch_of(tmp_path, tiny.elf(code), machine), **changes)
        return run(launch, qemu, keyboard=keyboard)

    return boot_it


@pytest.mark.parametrize("machine", ["microvm", "q35", "pc"])
def test_a_guest_prints_and_exits_on_every_machine(boot: Boot, machine: str) -> None:
    transcript = boot(tiny.say(b"hello\n") + tiny.leave(42), machine)
    assert (transcript.console, transcript.status, transcript.died) == (b"hello\n", 42, None)


@pytest.mark.parametrize("machine", ["q35", "pc"])
def test_a_raw_disk_boots_from_bios(tmp_path: Path, qemu: tuple[str, ...], machine: str) -> None:
    launch = launch_of(tmp_path, tiny.boot_sector(tiny.leave(7, bits=16)), machine, "raw")
    launch.image.chmod(0o444)
    assert run(launch, qemu).status == 7


@pytest.mark.parametrize("status", [0, 1, 2, 63, 64, 100, 126, 127, 128, 129, 200, 254, 255])
def test_every_status_arrives_exactly(boot: Boot, status: int) -> None:
    assert status_of(boot(tiny.leave(status))) == status


def test_output_reaches_the_listener_before_the_guest_ends(tmp_path: Path, qemu: tuple[str, ...]) -> None:
    read, write = os.pipe()
    launch = launch_of(tmp_path, tiny.elf(tiny.say(b"name? ") + tiny.echo()))
    answers = iter([b"guest"])

    def answer(_chunk: bytes) -> None:
        for text in answers:
            os.write(write, text)
            os.close(write)

    assert run(launch, qemu, answer, keyboard=read).console == b"name? guest\x04"
    os.close(read)


def test_megabytes_of_console_arrive_whole_and_are_kept_in_part(tmp_path: Path, qemu: tuple[str, ...]) -> None:
    launch = launch_of(tmp_path, tiny.elf(tiny.say(b"<") + tiny.flood(2_500_000) + tiny.say(b">") + tiny.leave(0)))
    sizes: list[int] = []
    transcript = run(launch, qemu, lambda chunk: sizes.append(len(chunk)))
    assert (sum(sizes), transcript.console_bytes, transcript.status) == (2_500_002, 2_500_002, 0)
    assert len(transcript.console) == 1 << 20
    assert (transcript.console[:2], transcript.console[-2:]) == (b"<x", b"x>")


def test_nothing_is_typed_before_the_guest_listens(boot: Boot, tmp_path: Path) -> None:
    (tmp_path / "typed").write_bytes(b"abc")
    set_up_late = b"\xb9\x00\x00\x00\x08\xe2\xfe" + tiny.RESET_FIFO + tiny.LISTENING  # mov ecx, 2**27; loop to itself
    with (tmp_path / "typed").open("rb") as keyboard:
        assert boot(set_up_late + tiny.echo(), keyboard=keyboard.fileno()).console == b"abc\x04"


def test_a_guest_that_never_says_that_it_listens_is_typed_to_all_the_same(
    boot: Boot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guestpipe.vmm.run._UNSAID_LISTENING_S", 0.1)
    assert boot(tiny.echo()).console == b"\x04"


def test_a_guest_without_a_keyboard_reads_the_end_of_input(boot: Boot) -> None:
    assert boot(tiny.LISTENING + tiny.echo()).console == b"\x04"


def test_more_input_than_a_pipe_holds_arrives_in_order(boot: Boot, tmp_path: Path) -> None:
    typed = bytes(32 + i % 90 for i in range(70_000))
    (tmp_path / "typed").write_bytes(typed)
    with (tmp_path / "typed").open("rb") as keyboard:
        assert boot(tiny.LISTENING + tiny.echo(), keyboard=keyboard.fileno()).console == typed + b"\x04"


def test_the_bytes_with_a_meaning_are_marked_on_their_way_in(boot: Boot, tmp_path: Path) -> None:
    (tmp_path / "typed").write_bytes(b"a\x16\x04b")
    with (tmp_path / "typed").open("rb") as keyboard:
        assert boot(tiny.LISTENING + tiny.echo(), keyboard=keyboard.fileno()).console == b"a\x16\x16\x16\x04"


@pytest.mark.parametrize("machine", ["microvm", "q35"])
def test_a_triple_fault_is_called_that(boot: Boot, machine: str) -> None:
    transcript = boot(tiny.say(b"so far") + tiny.triple_fault(), machine)
    assert (transcript.died, transcript.console) == ("the guest reset: triple fault", b"so far")
    with pytest.raises(GuestDiedError, match="triple fault") as death:
        status_of(transcript)
    assert death.value.exit_code == 125


def test_a_panic_is_shown_with_its_words(boot: Boot) -> None:
    transcript = boot(tiny.control(b"guestpipe panic free of page 7\n") + tiny.out(tiny.DEBUG_EXIT, 0x7F) + tiny.HALT)
    with pytest.raises(GuestDiedError, match="the guest panicked: free of page 7"):
        status_of(transcript)


@pytest.mark.parametrize("code", [tiny.SPIN, tiny.HALT, tiny.flood(0xFFFFFFFF)], ids=["spins", "halts", "floods"])
def test_a_guest_that_does_not_end_is_ended(boot: Boot, code: bytes) -> None:
    transcript = boot(code, limit_s=0.5)
    assert transcript.over_limit
    with pytest.raises(GuestTimeoutError, match="did not end within") as timeout:
        status_of(transcript)
    assert timeout.value.exit_code == 124


def test_a_guest_that_does_not_power_off_after_its_status_has_none(boot: Boot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guestpipe.vmm.run._POWER_OFF_S", 0.2)
    transcript = boot(tiny.control(b"guestpipe exit 5\n") + tiny.HALT)
    assert transcript.status is None
    assert transcript.died == "the guest said that it exits with 5, but did not power off within 0.2 s"


def test_two_channels_that_disagree_are_an_error(boot: Boot) -> None:
    assert boot(tiny.leave(3, code=4)).died == "the guest said that it exits with 3, but the VMM ended with code 9"


def test_a_file_that_is_no_kernel_fails_in_the_words_of_qemu(tmp_path: Path, qemu: tuple[str, ...]) -> None:
    transcript = run(launch_of(tmp_path, b"not a kernel"), qemu)
    assert transcript.died is not None
    assert transcript.died.startswith("the VMM failed")
    assert transcript.vmm_says


def test_a_vmm_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="cannot start the VMM") as refusal:
        run(launch_of(tmp_path, b""), ("/nowhere/qemu",))
    assert refusal.value.where == "/nowhere/qemu"


def test_counted_runs_are_the_same_to_the_bit(boot: Boot) -> None:
    # The low half of the time stamp counter, byte by byte on the console.
    stamp = b"\x0f\x31\x89\xc3" + b"".join(
        tiny.wait_for(0x20) + b"\x66\xba\xf8\x03\x88\xd8\xee\xc1\xeb\x08" for _ in range(4)
    )
    code = tiny.flood(1000) + stamp + tiny.leave(0)
    first, second = boot(code, icount_shift=0), boot(code, icount_shift=0)
    assert first.console == second.console
    assert len(first.console) == 1004


def test_an_interrupt_ends_the_vmm_too(tmp_path: Path, qemu: tuple[str, ...]) -> None:
    launch = launch_of(tmp_path, tiny.elf(tiny.say(b"up") + tiny.SPIN))

    def interrupt(_chunk: bytes) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(launch, qemu, interrupt)
    assert not processes_with(str(launch.image))


def test_a_vmm_does_not_outlive_a_killed_parent(tmp_path: Path, qemu: tuple[str, ...]) -> None:
    launch = launch_of(tmp_path, tiny.elf(tiny.say(b"up\n") + tiny.SPIN))
    script = (
        "import sys; from guestpipe.vmm.run import run; from guestpipe.vmm.machine import Launch, Machine\n"
        "from pathlib import Path, PosixPath\n"
        f"run({launch!r}, {qemu!r}, lambda chunk: (sys.stdout.buffer.write(chunk), sys.stdout.flush()))"
    )
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen((sys.executable, "-c", script), stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        (vmm,) = processes_with(str(launch.image))
        descriptor = os.pidfd_open(vmm)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert ended(descriptor)


def processes_with(word: str) -> list[int]:
    """Return the processes that have `word` among their arguments."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if word in arguments:
            found.append(int(folder.name))
    return found


def ended(descriptor: int) -> bool:
    """Wait for the process to end, a minute at most."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    is_over = bool(poll.poll(60_000))
    os.close(descriptor)
    return is_over
