"""Runs a case on Linux (a step of the store, run once) and as a guest (booted each time), on the store of the tests."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pinned
from ghc import guests
from ghc.bed import PLAIN, Bed
from ghc.case import Case
from ghc.outcome import Outcome
from guestpipe import flow
from guestpipe.errors import GuestpipeError
from guestpipe.plan.settings import word
from guestpipe.report import Silent
from guestpipe.vmm import qemu
from guestpipe.vmm.machine import Launch, Machine, Transcript
from guestpipe.vmm.run import run as boot

HERE = Path(__file__).parent
FOLDERS = pinned.CACHE / "ghc-tests" / sha256(str(HERE).encode()).hexdigest()[:12]
"""Where this checkout writes its cases: planning is quicker where it has been before."""
TESTS, REFERENCE = "ghc-tests", "program-haskell"
ENVIRONMENT = {"HOME": "/", "PATH": "/bin", "TERM": "vt100"}
"""What GHC's driver has there, too; LC_ALL is not needed, as text is UTF-8 anyway."""
STOPPED = 99
"""What GHC's driver says of a test that took too long."""


def wishes() -> flow.Wishes:
    """Return what all realizing here wants: one build at a time, as several cases are run at once."""
    return flow.Wishes(environ=os.environb, cache=pinned.CACHE, store=str(pinned.STORE), jobs=1, link=False)


def tests() -> Path:
    """Return the folder of GHC's tests, out of the source that the lock names."""
    return _step(HERE / PLAIN.reference, TESTS)


def reference(folder: Path, bed: Bed = PLAIN) -> Outcome:
    """Return what the case in `folder` gave on Linux, with the runtime of `bed`."""
    gave = _step(folder / bed.reference, REFERENCE)
    if not (gave / "status").is_file():
        return Outcome(None, died="does not compile: " + _first_error((gave / "log").read_text("utf-8", "replace")))
    return Outcome(int((gave / "status").read_text()), (gave / "stdout").read_bytes(), (gave / "stderr").read_bytes())


def guest(case: Case, folder: Path, bed: Bed = PLAIN) -> Outcome:
    """Return what the case in `folder` gives as a guest, booted now."""
    try:
        realized = flow.realize(str(folder / bed.declaration), wishes(), Silent(), ("image", "vmm"))
    except GuestpipeError as error:
        return Outcome(None, died=f"refused: {error.what}")
    launch = Launch(
        machine=Machine(vmm="qemu", machine="microvm", cpus=bed.processors, memory_bytes=realized.facts.memory_bytes),
        image=realized.image / "guest.elf",
        format="elf",
        command_line=_command_line(case),
        limit_s=case.limit_s,
    )
    stdin = folder / guests.INPUT
    with open(stdin if stdin.is_file() else os.devnull, "rb") as keyboard:
        return _outcome(boot(launch, qemu.pinned(realized.tools["vmm"]), keyboard=keyboard.fileno()))


def _command_line(case: Case) -> str:
    environment = (f"env.{name}={value}" for name, value in ENVIRONMENT.items())
    return " ".join((f"name={word(case.name)}", *environment, "--", *map(word, case.arguments)))


def _outcome(transcript: Transcript) -> Outcome:
    if transcript.over_limit:
        return Outcome(STOPPED, transcript.console, wall_s=transcript.wall_s)
    return Outcome(transcript.status, transcript.console, died=transcript.died or "", wall_s=transcript.wall_s)


def _step(declaration: Path, step: str) -> Path:
    """Return where the object of a step of this plan is, realized if it is not there."""
    planned = flow.plan(str(declaration), wishes())
    with planned.store as store:
        outcome = flow.run(planned.plan, [step], store, wishes(), Silent())
        return store.object_path(outcome.objects[step])


def _first_error(log: str) -> str:
    lines: Sequence[str] = [line.strip() for line in log.splitlines() if line.strip()]
    at = next((index for index, line in enumerate(lines) if "error:" in line), 0)
    return " ".join(lines[at : at + 2])
