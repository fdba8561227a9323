"""`guestpipe test`: realizes a guest, boots it, and compares what it did with `[expect]`."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import note, say
from guestpipe.errors import ExpectationError

if TYPE_CHECKING:
    from guestpipe.planning import Facts
    from guestpipe.vmm.machine import Transcript

HELP = "realize a guest, boot it, and compare what it does with [expect]"

REST = "arguments for the guest's program, instead of those in guest.toml"

_SHOWN_LINES = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from guestpipe.cli.realize import SHARED, realizing
    from guestpipe.cli.run import machine_arguments

    realizing(parser, SHARED)
    machine_arguments(parser)
    parser.set_defaults(gdb=False, gdb_port=None)


def main(args: argparse.Namespace) -> int:
    """Realize, boot with no input, compare; return 0 when all is as expected."""
    from guestpipe.cli.run import booting, ready
    from guestpipe.vmm import qemu
    from guestpipe.vmm.run import run, status_of

    launch, why, realized = ready(args)
    note(booting(realized.facts.name, launch, why))
    search = Search((realized.facts.expect_output or "").encode())
    transcript = run(launch, qemu.pinned(realized.tools["vmm"]), search.feed)
    complaint = unexpected(realized.facts, status_of(transcript), transcript, has_output=search.is_found)
    if args.json:
        say(json.dumps({"as_expected": complaint is None, "status": transcript.status, "complaint": complaint}))
    if complaint is not None:
        raise ExpectationError(complaint, where=f"{args.guest}: expect", detail=last_lines(transcript.console))
    if not args.json:
        say(f"`{realized.facts.name}` did what is expected of it, in {transcript.wall_s:.2f} s")
    return 0


@dataclass(slots=True)
class Search:
    """Looks for `wanted` in output as it comes, however long that is and wherever it is cut."""

    wanted: bytes
    is_found: bool = False
    _tail: bytes = b""

    def __post_init__(self) -> None:
        self.is_found = not self.wanted

    def feed(self, chunk: bytes) -> None:
        if self.is_found:
            return
        seen = self._tail + chunk
        self.is_found = self.wanted in seen
        self._tail = seen[len(seen) - len(self.wanted) + 1 :] if len(seen) >= len(self.wanted) else seen


def unexpected(facts: Facts, status: int, transcript: Transcript, *, has_output: bool) -> str | None:
    """Return what is not as the guest expects it, or None."""
    complaints = []
    if status != facts.expect_status:
        complaints.append(f"exited with {status} instead of {facts.expect_status}")
    if not has_output:
        size = f"{transcript.console_bytes} bytes" if transcript.console_bytes else "nothing at all"
        complaints.append(f"did not print `{facts.expect_output}` (it printed {size})")
    return f"`{facts.name}` " + " and ".join(complaints) if complaints else None


def last_lines(console: bytes) -> tuple[str, ...]:
    """Return the end of the console's output, to be shown."""
    return tuple(console.decode(errors="replace").splitlines()[-_SHOWN_LINES:])
