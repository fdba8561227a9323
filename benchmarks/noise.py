"""What is taken from a computation: `guests/noise` on Kitten, GeekOS and in a Linux guest, to the instruction.

    python -m benchmarks.noise [--looks N] [--store FOLDER]

The same C is compiled for all, and all are under the same QEMU, which counts instructions (`-icount shift=0`): a look
at the clock that comes late was late by so many instructions of somebody else. Every figure of ours is exact. Linux
does not start a second processor while QEMU counts. Several processors then share one clock, and the emulator has them
take turns when a timer of any goes off, which would look like an interruption: they look less often, and end before.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
sys.path[:0] = [str(CHECKOUT / "pipeline"), str(CHECKOUT / "tests"), str(CHECKOUT)]

from benchmarks import linux_guest  # noqa: E402

import pinned  # noqa: E402 the tests' pinned programs
from guestpipe.flow import Wishes, realize, tool_roots  # noqa: E402
from guestpipe.plan.settings import command_line  # noqa: E402
from guestpipe.report import Silent  # noqa: E402
from guestpipe.store.store import Store  # noqa: E402
from guestpipe.vmm import qemu  # noqa: E402
from guestpipe.vmm.machine import Launch, Machine  # noqa: E402

GUEST = CHECKOUT / "guests" / "noise"
SYSTEMS = (("kitten", 1), ("kitten", 2), ("kitten", 4), ("geekos", 1))
LIMIT_S = 600.0
SHARED_LOOKS = 800_000
"""Of all processors, if there are several: 12,000,000 instructions."""


def ours(kernel: str, folder: Path, wishes: Wishes) -> tuple[Path, tuple[str, ...]]:
    """Return the image of the guest with a kernel, and the emulator."""
    place = folder / kernel
    place.mkdir()
    (place / "noise.c").write_bytes((GUEST / "noise.c").read_bytes())
    text = (GUEST / "guest.toml").read_text().replace('variant = "kitten"', f'variant = "{kernel}"')
    (place / "guest.toml").write_text(text)
    made = realize(str(place / "guest.toml"), wishes, Silent(), ("image", "vmm"))
    return made.image / "guest.elf", qemu.pinned(made.tools["vmm"])


def listened(argv: list[str]) -> list[tuple[int, int, int]]:
    """Return for each thread how long it listened, how often it was interrupted, and for how long."""
    ran = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S, check=False)
    said = ran.stdout.decode(errors="replace")
    spans = re.findall(r"looks in (\d+) counts", said)
    late = re.findall(r"interrupted (\d+) times, for (\d+) counts", said)
    if not spans:
        raise SystemExit(f"the guest did not come to its end:\n{said[-2000:]}")
    return [(int(span), int(times), int(counts)) for span, (times, counts) in zip(spans, late, strict=True)]


def main() -> int:
    """Measure and print; 1 if anything was taken on Kitten."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--looks", type=int, default=20_000_000)
    parser.add_argument("--store", default="")
    args = parser.parse_args()
    pinned.put_on_path()
    wishes = Wishes(environ=os.environb, cache=pinned.CACHE, store=args.store, link=False)
    with Store.open(pinned.STORE) as store:
        tools = tool_roots(["toolchain-ghc"], [CHECKOUT / "recipes"], store, wishes, Silent())["toolchain-ghc"]
    print(f"{'':<12}{'instructions':>16}{'interrupted':>13}{'for, each':>11}{'lost':>12}")
    taken = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images = {kernel: ours(kernel, folder, wishes) for kernel in ("kitten", "geekos")}
        vmm = images["kitten"][1]
        for kernel, cpus in SYSTEMS:
            machine = Machine(vmm="qemu", machine="microvm", cpus=cpus, memory_bytes=64 << 20)
            looks = args.looks if cpus == 1 else min(args.looks, SHARED_LOOKS // cpus)
            line = command_line("noise", [str(looks)], {}, {"cpus": cpus})
            launch = Launch(machine=machine, image=images[kernel][0], format="elf", command_line=line, icount_shift=0)
            heard = listened(list(qemu.command(launch, vmm, 2, 2)))
            show(f"{kernel} {cpus}", heard)
            taken += sum(times for _, times, _ in heard) if kernel == "kitten" else 0
        program = linux_guest.compile_c(tools, GUEST, folder / "build", ["noise.c"], ["-O2"])
        (folder / "root").write_bytes(linux_guest.initramfs(program))
        kernel_file = linux_guest.linux_kernel(wishes, folder)
        linux = linux_guest.command(vmm, kernel_file, folder / "root", [str(args.looks)], icount=True)
        show("linux 1", listened(linux))
    return int(taken != 0)


def show(label: str, heard: list[tuple[int, int, int]]) -> None:
    """Print a line for each thread."""
    for span, times, counts in heard:
        each = f"{counts / times:.0f}" if times else ""
        print(f"{label:<12}{span:>16,}{times:>13,}{each:>11}{counts / span:>11.4%}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
