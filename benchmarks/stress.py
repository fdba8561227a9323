"""Boots stress guests again and again, each with a seed of its own, on 2 to 8 processors: none may get it wrong.

    python -m benchmarks.stress [--boots 1000] [--first SEED] [--guest stress|stress-haskell] [--failures FOLDER]

`tests/guests/stress` (threads of POSIX) and `tests/guests/stress-haskell` (GHC's threaded runtime) take turns. A guest
grows random trees of threads by its seed, and checks by one thread alone what came of them. A boot that ends otherwise,
or not within its limit, is printed with its seed, the number of processors and the console, kept in the folder of
failures, and makes the command end with 1. The same seed gives the same trees; the order of threads is another matter.

On a loaded host at low priority give it a long `--limit`: a boot of some seconds may not get a processor for minutes.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
sys.path[:0] = [str(CHECKOUT / "pipeline"), str(CHECKOUT)]

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


@dataclass(frozen=True, slots=True)
class Boot:
    """One boot that is to be made."""

    guest: str
    seed: int
    cpus: int


def boots(first: int, count: int, guests: tuple[str, ...] = GUESTS) -> list[Boot]:
    """Return `count` boots with the seeds from `first` on; guests and numbers of processors take turns."""
    numbers = MOST - FEWEST + 1
    return [
        Boot(guests[seed % len(guests)], seed, FEWEST + seed // len(guests) % numbers)
        for seed in range(first, first + count)
    ]


def booted(boot: Boot, realized: Realized, limit_s: float) -> Transcript:
    """Return what came of a boot."""
    machine = Machine(vmm="qemu", machine="microvm", cpus=boot.cpus, memory_bytes=256 << 20)
    words = command_line(boot.guest, [str(boot.seed)], {}, {"cpus": boot.cpus})
    launch = Launch(
        machine=machine, image=realized.image / "guest.elf", format="elf", limit_s=limit_s, command_line=words
    )
    return run(launch, qemu.pinned(realized.tools["vmm"]))


def complaint(transcript: Transcript) -> str | None:
    """Return what is wrong with a boot, or None."""
    if transcript.died:
        return f"{transcript.died} ({transcript.counters['cpu_us'] / 1e6:.1f} s of processor time)"
    if transcript.status:
        return f"status {transcript.status}"
    return None if SAID in transcript.console.decode(errors="replace") else f"it did not say `{SAID}`"


def tell(boot: Boot, transcript: Transcript, wrong: str, folder: Path | None) -> None:
    """Print a failure, and keep it."""
    console = transcript.console.decode(errors="replace")
    what = f"{boot.guest}, seed {boot.seed}, {boot.cpus} processors: {wrong}\n{console}\n"
    sys.stdout.write(f"FAILED {what}")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        says = "\n".join(transcript.vmm_says)
        (folder / f"{boot.guest}-{boot.seed}-{boot.cpus}").write_text(f"{what}{says}\n", encoding="utf-8")


def main() -> int:
    """Boot them all; 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--boots", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1, metavar="SEED")
    parser.add_argument("--guest", choices=GUESTS, help="one of them alone")
    parser.add_argument("--limit", type=float, default=600.0, metavar="SECONDS", help="of one boot")
    parser.add_argument("--failures", type=Path, metavar="FOLDER")
    parser.add_argument("--store", default="")
    args = parser.parse_args()
    guests = (args.guest,) if args.guest else GUESTS
    wishes = Wishes(environ=os.environb, cache=cache(), store=args.store, link=False)
    made = {
        name: realize(str(CHECKOUT / "tests" / "guests" / name / "guest.toml"), wishes, Silent(), ("image", "vmm"))
        for name in guests
    }
    failed, began = 0, time.monotonic()
    for number, boot in enumerate(boots(args.first, args.boots, guests), 1):
        transcript = booted(boot, made[boot.guest], args.limit)
        if wrong := complaint(transcript):
            failed += 1
            tell(boot, transcript, wrong, args.failures)
        if number % 50 == 0 or number == args.boots:
            minutes = (time.monotonic() - began) / 60
            sys.stdout.write(f"{number} boots, {failed} failed, {minutes:.1f} min\n")
            sys.stdout.flush()
    return int(failed != 0)


if __name__ == "__main__":
    sys.exit(main())
