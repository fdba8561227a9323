"""How many instructions a change of threads takes on Kitten, and in a Linux guest under the same QEMU.

    python -m benchmarks.switches [--turns N] [--rounds N] [--json] [--store FOLDER]

`benchmarks/turns/switches.c` is compiled for both. Two threads take turns by sched_yield, or by a mutex and a
condition, on one processor, which is counted exactly (`-icount`); or by semaphores across two processors, which Linux
does not start while QEMU counts so: there the machines run freely, and the least of some rounds counts. A plug-in of
QEMU (recipe `bench-plugin`) counts what all processors execute between two marks.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
sys.path[:0] = [str(CHECKOUT / "pipeline"), str(CHECKOUT / "tests"), str(CHECKOUT)]

from benchmarks import linux_guest  # noqa: E402
from benchmarks.boot import symbol  # noqa: E402

import pinned  # noqa: E402 the tests' pinned programs
from guestpipe.flow import Wishes, realize, tool_roots  # noqa: E402
from guestpipe.plan.settings import command_line  # noqa: E402
from guestpipe.report import Silent  # noqa: E402
from guestpipe.store.store import Store  # noqa: E402
from guestpipe.vmm import qemu  # noqa: E402
from guestpipe.vmm.machine import Launch, Machine  # noqa: E402

SOURCE = HERE / "turns"
WAYS = {"yield": (1, "context switch"), "mutex": (1, "mutex hand-over"), "futex": (2, "futex wake across processors")}
"""Argument → processors, and what it is called."""
REACH = 0.5
LIMIT_S = 300.0
PLUGIN = "exec gcc-12 -O2 -shared -fPIC -I/source -o program /source/count.c"

Argv = Callable[[int, Sequence[str]], list[str]]
"""Makes a command line of a number of processors and the program's arguments."""
Systems = tuple[dict[str, tuple[Argv, bytes]], Path]
"""The command lines and programs by system, and the plug-in."""


def counted(argv: Sequence[str], plugin: Path, elf: bytes, cpus: int, folder: Path) -> int:
    """Return how many instructions all processors execute between the marks."""
    marks = ",".join(f"{name}={symbol(elf, f'counted_{name}'):#x}" for name in ("begin", "end"))
    (folder / "counts").write_text("")
    option = f"{plugin},out={folder}/counts,clock={folder}/clock,cpus={cpus},{marks}"
    ran = subprocess.run(
        [*argv, "-plugin", option], stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S, check=False
    )
    lines = [line.split() for line in (folder / "counts").read_text().splitlines()]
    # Both marks, and what the plug-in says last. Not by the console: there Linux's last words mix with the program's.
    if [name for name, *_ in lines] != ["begin", "end", "end"]:
        raise SystemExit(f"the program did not come to its end:\n{ran.stdout.decode(errors='replace')[-2000:]}")
    sums = {name: sum(map(int, counts)) for name, *counts in lines[:2]}
    return sums["end"] - sums["begin"]


def systems(folder: Path, wishes: Wishes) -> Systems:
    """Return what is to be measured, and builds what of it is not there."""
    with Store.open(pinned.STORE) as store:
        tools = tool_roots(["toolchain-ghc"], [CHECKOUT / "recipes"], store, wishes, Silent())["toolchain-ghc"]
    plugin = linux_guest.compiled(tools, CHECKOUT / "recipes" / "bench-plugin", folder / "plugin", PLUGIN, ())
    options = ["-O2", "-D_GNU_SOURCE"]
    program = linux_guest.compile_c(tools, SOURCE, folder / "build", ["switches.c"], options)
    kernel = linux_guest.linux_kernel(wishes, folder)
    (folder / "root").write_bytes(linux_guest.initramfs(program))
    made = realize(str(SOURCE / "guest.toml"), wishes, Silent(), ("image", "vmm"))
    vmm = qemu.pinned(made.tools["vmm"])

    def ours(cpus: int, words: Sequence[str]) -> list[str]:
        machine = Machine(vmm="qemu", machine="microvm", cpus=cpus, memory_bytes=64 << 20)
        line = command_line("switches", words, {}, {"cpus": cpus})
        shift = 0 if cpus == 1 else None
        image = made.image / "guest.elf"
        launch = Launch(machine=machine, image=image, format="elf", command_line=line, icount_shift=shift)
        return list(qemu.command(launch, vmm, 2, 2))

    def linux(cpus: int, words: Sequence[str]) -> list[str]:
        return linux_guest.command(vmm, kernel, folder / "root", words, cpus=cpus, icount=cpus == 1)

    return {
        "kitten": (ours, (made.image / "guest.debug.elf").read_bytes()),
        "linux": (linux, program.read_bytes()),
    }, plugin


def row(way: str, turns: int, rounds: int, made: Systems, folder: Path) -> dict[str, float]:
    """Return instructions of one change by system; of what is not exact, the least of some rounds."""
    every, plugin = made
    cpus, _ = WAYS[way]
    least = {}
    for system, (argv, elf) in every.items():
        taken = range(rounds if cpus > 1 else 1)
        found = min(counted(argv(cpus, [way, str(turns)]), plugin, elf, cpus, folder) for _ in taken)
        least[system] = found / (2 * turns)
    return least


def main() -> int:
    """Measure and print; 1 if one is beyond what is to be reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3, help="of what is not exact")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--store", default="")
    args = parser.parse_args()
    pinned.put_on_path()
    wishes = Wishes(environ=os.environb, cache=pinned.CACHE, store=args.store, link=False)
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = systems(folder, wishes)
        for way, (_, what) in WAYS.items():
            least = row(way, args.turns, args.rounds, made, folder)
            rows.append((what, least["kitten"], least["linux"]))
    if args.json:
        told = [{"what": what, "kitten": ours, "linux": theirs} for what, ours, theirs in rows]
        print(json.dumps({"rows": told, "reach": REACH}, indent=2))
    else:
        print(f"{'instructions':<32}{'Kitten':>9}{'Linux':>9}{'ratio':>8}   (reach {REACH})")
        for what, ours, theirs in rows:
            print(f"{what:<32}{ours:>9.0f}{theirs:>9.0f}{ours / theirs:>8.2f}")
    return int(any(ours / theirs > REACH for _, ours, theirs in rows))


if __name__ == "__main__":
    sys.exit(main())
