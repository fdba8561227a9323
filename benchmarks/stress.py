"""Boots stress guests again and again, each with a seed of its own, on 2 to 8 processors: none may get it wrong.

    python -m benchmarks.stress [--boots 1000] [--first SEED] [--guest stress|stress-haskell] [--failures FOLDER]

`tests/guests/stress` (threads of POSIX) and `tests/guests/stress-haskell` (GHC's threaded runtime) take turns. A guest
grows random trees of threads by its seed, and checks by one thread alone what came of them. A boot that ends otherwise,
or not at all, is printed with its seed, the number of processors and the console, kept in the folder of failures, and
makes the command end with 1. The same seed gives the same trees; the order of threads is another matter.

What does not end has its limit in processor time, so that a loaded host is not taken for a lost wake-up; before it is
ended its processors are looked at twice (`benchmarks/stuck.py`), and its memory is kept with the failures.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
sys.path[:0] = [str(CHECKOUT / "pipeline"), str(CHECKOUT)]

from benchmarks import monitor  # noqa: E402
from benchmarks.stuck import Limits, Watch  # noqa: E402

from guestpipe.cli.places import cache  # noqa: E402
from guestpipe.flow import Realized, Wishes, realize  # noqa: E402
from guestpipe.plan.settings import command_line  # noqa: E402
from guestpipe.report import Silent  # noqa: E402
from guestpipe.vmm import qemu  # noqa: E402
from guestpipe.vmm.machine import Launch, Machine, Transcript  # noqa: E402
from guestpipe.vmm.run import run  # noqa: E402

GUESTS = ("stress", "stress-haskell")
FEWEST, MOST = 2, 8
"""Processors."""
SAID = "as one alone"
MEMORY_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Boot:
    """One boot that is to be made."""

    guest: str
    seed: int
    cpus: int

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.guest}-{self.seed}-{self.cpus}"


def boots(first: int, count: int, guests: tuple[str, ...] = GUESTS, cpus: int | None = None) -> list[Boot]:
    """Return `count` boots with the seeds from `first` on; guests and numbers of processors take turns."""
    numbers = MOST - FEWEST + 1
    return [
        Boot(guests[seed % len(guests)], seed, cpus or FEWEST + seed // len(guests) % numbers)
        for seed in range(first, first + count)
    ]


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a boot, and what was seen of one that did not end."""

    transcript: Transcript
    stuck: str | None = None
    evidence: str = ""

    def complaint(self) -> str | None:
        """Return what is wrong with it, or None."""
        if self.stuck:
            return self.stuck
        if self.transcript.died:
            return f"{self.transcript.died} ({self.transcript.counters['cpu_us'] / 1e6:.1f} s of processor time)"
        if self.transcript.status:
            return f"status {self.transcript.status}"
        return None if SAID in self.transcript.console.decode(errors="replace") else f"it did not say `{SAID}`"


def booted(boot: Boot, realized: Realized, limits: Limits, folder: Path | None) -> Ended:
    """Return what came of a boot; the memory of one that does not end is kept in `folder`."""
    machine = Machine(vmm="qemu", machine="microvm", cpus=boot.cpus, memory_bytes=MEMORY_BYTES)
    words = command_line(boot.guest, [str(boot.seed)], {}, {"cpus": boot.cpus})
    launch = Launch(machine=machine, image=realized.image / "guest.elf", format="elf", command_line=words)
    keep = (folder / f"{boot.name}.memory.gz", MEMORY_BYTES) if folder else None
    with tempfile.TemporaryDirectory() as name:
        place, said = Path(name) / "monitor", list[Transcript]()
        watch = Watch(place, realized.image / "guest.debug.elf", limits, keep)
        program = (*qemu.pinned(realized.tools["vmm"]), *monitor.option(place))
        watch.during(lambda: said.append(run(launch, program)))
    return Ended(said[0], watch.verdict, watch.evidence)


def tell(boot: Boot, ended: Ended, wrong: str, folder: Path | None) -> None:
    """Print a failure, and keep it."""
    console = ended.transcript.console.decode(errors="replace")
    what = f"{boot.guest}, seed {boot.seed}, {boot.cpus} processors: {wrong}\n{ended.evidence}\n{console}\n"
    sys.stdout.write(f"FAILED {what}")
    if folder:
        says = "\n".join(ended.transcript.vmm_says)
        (folder / boot.name).write_text(f"{what}{says}\n", encoding="utf-8")


def main() -> int:
    """Boot them all; 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--boots", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1, metavar="SEED")
    parser.add_argument("--guest", choices=GUESTS, help="one of them alone")
    parser.add_argument("--cpus", type=int, help="always so many processors")
    parser.add_argument("--limit", type=float, default=300.0, metavar="SECONDS", help="of processor time, of one boot")
    parser.add_argument("--longest", type=float, default=3600.0, metavar="SECONDS", help="by the clock, of one boot")
    parser.add_argument("--failures", type=Path, metavar="FOLDER")
    parser.add_argument("--store", default="")
    args = parser.parse_args()
    guests = (args.guest,) if args.guest else GUESTS
    wishes = Wishes(environ=os.environb, cache=cache(), store=args.store, link=False)
    made = {
        name: realize(str(CHECKOUT / "tests" / "guests" / name / "guest.toml"), wishes, Silent(), ("image", "vmm"))
        for name in guests
    }
    if args.failures:
        args.failures.mkdir(parents=True, exist_ok=True)
    limits = Limits(args.limit, args.longest)
    failed, began = 0, time.monotonic()
    for number, boot in enumerate(boots(args.first, args.boots, guests, args.cpus), 1):
        ended = booted(boot, made[boot.guest], limits, args.failures)
        if wrong := ended.complaint():
            failed += 1
            tell(boot, ended, wrong, args.failures)
        if number % 50 == 0 or number == args.boots:
            minutes = (time.monotonic() - began) / 60
            sys.stdout.write(f"{number} boots, {failed} failed, {minutes:.1f} min\n")
            sys.stdout.flush()
    return int(failed != 0)


if __name__ == "__main__":
    sys.exit(main())
