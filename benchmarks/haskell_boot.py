"""How many instructions a guest in Haskell runs before its `main`, and where they go; every figure is exact.

    python -m benchmarks.haskell_boot [--json] [--machine microvm] [--store FOLDER]

QEMU counts (`-icount shift=0`) while a debugger stops at one function after the other, in the order in which GHC's
runtime calls them; what is said of a row is what ran from there to the next. The figures are the same on every machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "pipeline"), str(HERE.parent)]

from benchmarks.boot import LIMIT_S, MACHINES, instructions_at, pvh_entry, symbol  # noqa: E402

from guestpipe.cli.places import cache  # noqa: E402
from guestpipe.flow import Wishes, realize  # noqa: E402
from guestpipe.report import Silent  # noqa: E402
from guestpipe.vmm import qemu  # noqa: E402
from guestpipe.vmm.machine import Launch, Machine  # noqa: E402

GUEST = HERE.parent / "guests/hello-haskell/guest.toml"
REACH = 5_000_000
STAGES = (
    ("__libc_init_array", "constructors: of `base`, the locale"),
    ("main", "main() in C"),
    ("hs_init_ghc", "hs_init: locale, time, defaults"),
    ("setupRtsFlags", "hs_init: options"),
    ("initScheduler", "hs_init: scheduler"),
    ("initStorage", "hs_init: the heap"),
    ("initStablePtrTable", "hs_init: roots of `base`, foreign exports"),
    ("initGlobalStore", "hs_init: the rest"),
    ("startTimer", "hs_init: clock, signals"),
    ("rts_evalLazyIO", "first turn of the scheduler; handlers, encodings, standard streams"),
)
"""Functions in the order in which they are called, and what runs from there on."""
MAINS = ("Main_main1_info", "Main_main_info", "Main_zdwmain_info")
"""What GHC may call the code of `main`."""


def measure(folder: Path, program: tuple[str, ...], machine: str) -> list[tuple[str, int]]:
    """Return the stages from the kernel's entry to Haskell's `main`, and the instructions of each."""
    image, debug = folder / "guest.elf", (folder / "guest.debug.elf").read_bytes()
    launch = Launch(
        machine=Machine(vmm="qemu", machine=machine, cpus=1, memory_bytes=64 << 20),
        image=image,
        format="elf",
        limit_s=LIMIT_S,
    )
    haskell = next(at for name in MAINS if (at := found(debug, name)) is not None)
    addresses = [pvh_entry(image.read_bytes()), *(symbol(debug, name) for name, _ in STAGES), haskell]
    counts = instructions_at(launch, program, addresses)
    labels = ["kernel", *(label for _, label in STAGES)]
    return [(label, later - earlier) for label, (earlier, later) in zip(labels, pairwise(counts), strict=True)]


def found(elf: bytes, name: str) -> int | None:
    """Return the address of a symbol, if there is one."""
    try:
        return symbol(elf, name)
    except SystemExit:
        return None


def main() -> int:
    """Measure and print; 1 if it is more than is to be reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--machine", choices=MACHINES, default="microvm")
    parser.add_argument("--store", default="")
    args = parser.parse_args()
    wishes = Wishes(environ=os.environb, cache=cache(), store=args.store, link=False)
    realized = realize(str(GUEST), wishes, Silent(), ("image", "vmm"))
    rows = measure(realized.image, qemu.pinned(realized.tools["vmm"]), args.machine)
    total = sum(count for _, count in rows)
    if args.json:
        told = {"stages": [{"stage": label, "instructions": count} for label, count in rows], "total": total}
        sys.stdout.write(json.dumps({**told, "reach": REACH}, indent=2) + "\n")
    else:
        for label, count in rows:
            sys.stdout.write(f"{label:<70}{count:>12,}\n")
        sys.stdout.write(f"{'kernel entry to Haskell main':<70}{total:>12,} = {total / REACH:.2f} of {REACH:,}\n")
    return int(total > REACH)


if __name__ == "__main__":
    sys.exit(main())
