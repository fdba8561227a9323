"""Threads of POSIX and of Haskell: on Kitten with some processors, and with the same objects as processes of Linux."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import linux_process
import pinned
from guestpipe.flow import Wishes, realize
from guestpipe.report import Silent
from guestpipe.vmm import qemu
from guestpipe.vmm.machine import Launch, Machine, Transcript
from guestpipe.vmm.run import run
from libc_world import Guestpipe, copied

DIED = 125
"""What `run` returns for a guest that panicked."""


def on(cpus: int, guest: Path) -> Path:
    """Return the guest.toml, with so many processors."""
    guest.write_text(re.sub(r"(?m)^cpus = .*$", f"cpus = {cpus}", guest.read_text()))
    return guest


@pytest.mark.parametrize("cpus", [1, 2, 4])
def test_threads_do_as_they_say_on_some_processors(cpus: int, guestpipe: Guestpipe, tmp_path: Path) -> None:
    ran = guestpipe("test", on(cpus, copied("tests/guests/threads", tmp_path)))
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_threads_do_as_they_say_again_and_again_on_real_processors(tmp_path: Path) -> None:
    program = linux_process.linked(copied("tests/guests/threads", tmp_path))
    for _ in range(25):
        ran = linux_process.run(program, "5000")
        lines = ran.stdout.splitlines()
        assert (ran.returncode, lines[-1]) == (0, "threads are as they say"), ran.stdout + ran.stderr
        assert all(re.fullmatch("a whole line of thread [0-7]", line) for line in lines[:-1]), ran.stdout


@pytest.mark.parametrize(
    ("way", "status", "says"),
    [
        ("overflow", DIED, "panic: .*stack overflow of diver"),
        ("deadlock", 7, "told of the deadlock"),
        ("exit", 42, ""),
        ("last", 0, "the last thread"),
    ],
)
def test_a_guest_with_threads_ends_by_name(
    way: str, status: int, says: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    ran = guestpipe("run", copied("tests/guests/threads-end", tmp_path), "--", way)
    assert ran.returncode == status, ran.stdout + ran.stderr
    assert re.search(says, ran.stdout + ran.stderr), ran.stdout + ran.stderr


def with_open_input(way: str, folder: Path, typed: bytes = b"") -> Transcript:
    """Run threads-end with input that does not end; what is typed comes when the guest has said a line."""
    wishes = Wishes(environ=os.environb, cache=pinned.CACHE, store=str(pinned.STORE), link=False)
    made = realize(str(copied("tests/guests/threads-end", folder)), wishes, Silent(), ("image", "vmm"))
    machine = Machine(vmm="qemu", machine="microvm", cpus=2, memory_bytes=64 << 20)
    launch = Launch(
        machine=machine, image=made.image / "guest.elf", format="elf", command_line=f"cpus=2 -- {way}", limit_s=120
    )
    keyboard, typing = os.pipe()
    with open(keyboard, "rb"), open(typing, "wb", buffering=0) as keys:

        def hear(chunk: bytes) -> None:
            if b"\n" in chunk:
                keys.write(typed)

        return run(launch, qemu.pinned(made.tools["vmm"]), hear, keyboard)


def test_input_that_nobody_waits_for_does_not_hide_a_deadlock(tmp_path: Path) -> None:
    said = with_open_input("input", tmp_path, b"x")
    # The last one to fall asleep is told; if that is what watches the input, nobody is there to be told.
    assert said.status == 7 or (said.died is not None and "deadlock: " in said.died), said


@pytest.mark.parametrize("way", ["reading", "holding"])
def test_exit_does_not_wait_for_a_thread_that_has_a_stream_and_sleeps(way: str, tmp_path: Path) -> None:
    said = with_open_input(way, tmp_path)
    assert (said.status, said.console) == (42, b"asleep\n"), said


@pytest.mark.parametrize("cpus", [1, 4])
def test_the_threaded_runtime_of_haskell_does_as_it_says(cpus: int, guestpipe: Guestpipe, tmp_path: Path) -> None:
    ran = guestpipe("test", on(cpus, copied("tests/guests/threads-haskell", tmp_path)))
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_threaded_runtime_does_as_it_says_on_real_processors(tmp_path: Path) -> None:
    program = linux_process.linked(copied("tests/guests/threads-haskell", tmp_path))
    for _ in range(5):
        ran = linux_process.run(program)
        assert (ran.returncode, ran.stdout) == (0, "every part as it says\n"), ran.stdout + ran.stderr


@pytest.mark.parametrize("cpus", [2, 4])
def test_a_processor_that_idles_takes_a_spark_at_once(cpus: int, guestpipe: Guestpipe, tmp_path: Path) -> None:
    ran = guestpipe("test", on(cpus, copied("tests/guests/sparks-haskell", tmp_path)))
    assert ran.returncode == 0, ran.stdout + ran.stderr
