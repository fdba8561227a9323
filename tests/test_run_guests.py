"""`guestpipe run` and `guestpipe test` on real guests: what the user types, and what comes of it."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import pinned
from conftest import FRONT, Guestpipe
from libc_world import complaint, copied

HELLO = "Hello from hello-c!\nargument 1: one\nargument 2: two words\n"


@pytest.fixture
def hello(tmp_path: Path) -> Path:
    return copied("guests/hello-c", tmp_path)


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    return copied("tests/guests/never-ends", tmp_path)


def started(*arguments: str | Path) -> subprocess.Popen[str]:
    """Start guestpipe on the tests' store without waiting for it."""
    environment = {**os.environ, "GUESTPIPE_STORE": str(pinned.STORE)}
    return subprocess.Popen(
        [*FRONT, *map(str, arguments)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize(
    "choice",
    [
        *(("--machine", machine, "--format", form) for machine in ("q35", "pc") for form in ("elf", "raw")),
        ("--memory", "2Mi"),
        ("--icount", "0"),
        ("--accel", "tcg"),
    ],
    ids=" ".join,
)
def test_a_guest_says_the_same_on_every_machine(choice: tuple[str, ...], hello: Path, guestpipe: Guestpipe) -> None:
    ran = guestpipe("run", hello, *choice)
    assert (ran.returncode, ran.stdout) == (0, HELLO)


def test_standard_output_is_the_console_and_nothing_else(hello: Path, guestpipe: Guestpipe) -> None:
    ran = guestpipe("run", hello)
    assert ran.stdout == HELLO
    assert "booting `hello-c` on microvm, 1 processor, 64 MiB, by " in ran.stderr


def test_a_dry_run_prints_the_line_that_boots_the_guest(hello: Path, guestpipe: Guestpipe) -> None:
    line = guestpipe("run", hello, "--dry-run", "--accel", "tcg").stdout
    assert len(line.splitlines()) == 1
    pasted = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, timeout=60, check=False, input="")
    assert (pasted.returncode, pasted.stdout) == (1, HELLO)
    assert "guestpipe exit 0" in pasted.stderr.splitlines()


def test_a_transcript_says_what_the_run_gave(hello: Path, guestpipe: Guestpipe, tmp_path: Path) -> None:
    ran = guestpipe("run", hello, "--transcript", tmp_path / "transcript.json")
    told = json.loads((tmp_path / "transcript.json").read_text())
    assert ran.stdout == told["console"] == HELLO
    assert (told["status"], told["died"], told["console_bytes"]) == (0, None, len(HELLO))
    assert told["counters"]["vmm_code"] == 1


def test_json_is_all_that_a_machine_reads(hello: Path, guestpipe: Guestpipe) -> None:
    told = json.loads(guestpipe("run", hello, "--json", "--", "x").stdout)
    assert told["console"] == "Hello from hello-c!\nargument 1: x\n"


def test_a_guest_that_does_not_meet_its_expectation_is_shown(hello: Path, guestpipe: Guestpipe) -> None:
    ran = guestpipe("test", hello, "--", "other")
    assert ran.returncode == 123
    assert "did not print `argument 2: two words`" in complaint(ran)
    assert "| argument 1: other" in complaint(ran)
    assert guestpipe("test", hello).returncode == 0


def test_a_machine_reads_whether_all_was_as_expected(hello: Path, guestpipe: Guestpipe) -> None:
    assert json.loads(guestpipe("test", hello, "--json").stdout) == {
        "as_expected": True,
        "status": 0,
        "complaint": None,
    }
    told = json.loads(guestpipe("test", hello, "--json", "--", "other").stdout)
    assert told["as_expected"] is False
    assert "argument 2: two words" in told["complaint"]


@pytest.mark.parametrize(
    ("choice", "complains"),
    [
        (("--cpus", "2"), "its kernel `geekos` uses 1"),
        (("--format", "raw"), "no BIOS that boots a raw disk"),
        (("--memory", "64K"), "cannot boot"),
        (("--machine", "vax"), "`vax` is none of `microvm`, `q35`, `pc`"),
        (("--json", "--gdb"), "does not go with `--gdb`"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_run_is_refused_before_anything_is_built(
    choice: tuple[str, ...], complains: str, hello: Path, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    ran = guestpipe("run", hello, *choice, "--store", tmp_path / "empty", "--offline")
    assert ran.returncode == 64
    assert complains in complaint(ran)


@pytest.mark.parametrize("verb", ["run", "test"])
def test_a_machine_that_is_smaller_than_the_image_is_refused(verb: str, hello: Path, guestpipe: Guestpipe) -> None:
    ran = guestpipe(verb, hello, "--memory", "1Mi")
    assert ran.returncode == 64
    assert re.search(r"the image takes memory up to 1\.\d\d MiB, and the machine has 1 MiB", complaint(ran))


def test_a_longer_limit_of_the_command_wins_over_that_of_the_guest(endless: Path, guestpipe: Guestpipe) -> None:
    ran = guestpipe("run", endless, "--limit", "0.5")
    assert ran.returncode == 124
    assert "did not end within 0.5 s" in complaint(ran)


def test_an_interrupt_ends_the_guest_with_130(endless: Path) -> None:
    with started("run", endless, "--limit", "300") as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "for ever\n"
        (vmm,) = children(run.pid)
        run.send_signal(signal.SIGINT)
        assert run.wait(60) == 130
        assert not Path(f"/proc/{vmm}").exists()


def test_a_guest_does_not_outlive_a_guestpipe_that_is_killed(endless: Path) -> None:
    with started("run", endless, "--limit", "300") as run:
        assert run.stdout is not None
        run.stdout.readline()
        (vmm,) = children(run.pid)
        descriptor = os.pidfd_open(vmm)
        run.kill()
        assert select.select([descriptor], [], [], 60)[0]
        os.close(descriptor)


def test_a_reader_that_goes_away_ends_the_guest(tmp_path: Path) -> None:
    with started("run", copied("tests/guests/chatter", tmp_path)) as run:
        assert run.stdout is not None
        run.stdout.readline()
        run.stdout.close()
        assert run.wait(60) == 128 + signal.SIGPIPE


@pytest.fixture
def port() -> Iterator[int]:
    """A port that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number = int(listener.getsockname()[1])
    yield number


def test_with_gdb_the_guest_waits_and_runs_when_a_debugger_lets_it(hello: Path, port: int) -> None:
    with started("run", hello, "--gdb-port", str(port)) as run:
        assert run.stderr is not None
        line = next(line for line in run.stderr if line.startswith("waiting for: "))
        assert f"target remote 127.0.0.1:{port}" in line
        assert "guest.debug.elf" in line
        with connected(port, run) as debugger:
            debugger.sendall(b"+$D#44")
            assert debugger.recv(100)
            assert run.stdout is not None
            assert run.stdout.read() == HELLO
        assert run.wait(60) == 0


def test_a_port_that_is_taken_is_told_with_how_to_name_another(hello: Path, guestpipe: Guestpipe) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = guestpipe("run", hello, "--gdb-port", str(taken.getsockname()[1]))
    assert ran.returncode == 69
    assert "address already in use" in complaint(ran)
    assert "another: `--gdb-port PORT`" in complaint(ran)


def connected(port: int, run: subprocess.Popen[str]) -> socket.socket:
    """Connect as soon as the machine listens."""
    while run.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=60)
        except ConnectionRefusedError:
            continue
    raise AssertionError("guestpipe ended")
