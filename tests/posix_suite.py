"""One test of the Open POSIX Test Suite to a verdict: what Linux makes of it, then what a guest does."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pinned
from guestpipe import flow
from guestpipe.report import Silent
from guestpipe.vmm import qemu
from guestpipe.vmm.machine import Launch, Machine, Transcript
from guestpipe.vmm.run import run as boot

GUEST = Path(__file__).parent / "posix/guest.toml"
PROGRAM = "program-c"
CPUS = 2
LIMIT_S = 60
SET_THE_CLOCK = frozenset({"pthread_cond_init/1-2", "pthread_cond_init/2-2"})
"""Who runs these on Linux as root sets the clock of the machine that the tests run on."""
SAYS: Mapping[int, str] = {0: "", 1: "fails", 2: "is unresolved", 4: "is unsupported", 5: "is untested"}
"""What the suite's statuses mean (posixtest.h)."""


@dataclass(frozen=True, slots=True)
class Suite:
    """All tests as one image for a guest, and each as a program of Linux."""

    image: Path
    vmm: Path
    memory_bytes: int
    linux: Path
    paths: tuple[str, ...]
    refused: Mapping[str, str]
    """Those that Linux builds and no guest can be made of, and why."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a test says on Linux and as a guest; empty if it passes. What does not pass on Linux is no reference."""

    path: str
    linux: str
    guest: str
    console: str = ""
    wall_s: float = 0.0


@cache
def suite() -> Suite:
    """Return the suite, built if it is not in the store of the tests."""
    wishes = flow.Wishes(environ=os.environb, cache=pinned.CACHE, store=str(pinned.STORE), link=False)
    realized = flow.realize(str(GUEST), wishes, Silent(), ("image", "vmm"))
    planned = flow.plan(str(GUEST), wishes)
    with planned.store as store:
        built = store.object_path(flow.run(planned.plan, [PROGRAM], store, wishes, Silent()).objects[PROGRAM])
    lines = (built / "refused").read_text("utf-8").splitlines()
    return Suite(
        image=realized.image / "guest.elf",
        vmm=realized.tools["vmm"],
        memory_bytes=realized.facts.memory_bytes,
        linux=built / "linux",
        paths=tuple((built / "tests").read_text("utf-8").split()),
        refused=dict(line.strip().split(" ", 1) for line in lines),
    )


def judge(path: str) -> Verdict:
    """Run the test `path` on Linux, and if it passes there as a guest."""
    if path in SET_THE_CLOCK:
        return Verdict(path, "is not run: it would set this machine's clock", "")
    linux = _on_linux(suite().linux / path.replace("/", "_").replace("-", "_"))
    if linux:
        return Verdict(path, linux, "")
    if path in suite().refused:
        return Verdict(path, "", suite().refused[path])
    gave = _as_guest(path)
    return Verdict(path, "", _said(gave), gave.console.decode(errors="replace"), gave.wall_s)


def _on_linux(program: Path) -> str:
    with tempfile.TemporaryDirectory() as place:
        try:
            ran = subprocess.run([program], cwd=place, capture_output=True, timeout=LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            return "hangs"
    return SAYS.get(ran.returncode, f"ends with {ran.returncode}")


def _as_guest(path: str) -> Transcript:
    made = suite()
    launch = Launch(
        machine=Machine(vmm="qemu", machine="microvm", cpus=CPUS, memory_bytes=made.memory_bytes),
        image=made.image,
        format="elf",
        command_line=f"name=posix-tests -- {path}",
        limit_s=LIMIT_S,
    )
    with open(os.devnull, "rb") as keyboard:
        return boot(launch, qemu.pinned(made.vmm), keyboard=keyboard.fileno())


def _said(gave: Transcript) -> str:
    if gave.over_limit:
        return "hangs"
    if gave.died:
        return f"dies: {gave.died}"
    return SAYS.get(gave.status or 0, f"ends with {gave.status}")
