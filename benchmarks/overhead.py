"""What an operating system costs: the programs of `guests/data-parallel` natively, on Linux, GeekOS and Kitten.

    python -m benchmarks.overhead [--rounds N] [--turns N] [--scale N] [--instructions] [--plot FILE.svg] [--json FILE]
                                  [--store FOLDER] [NAME …]

The same GHC compiles the same sources with the same packages, for guests and, statically, for Linux. Linux is Debian's
for virtual machines, with nothing in it but the program; all but `native` is under the same QEMU, by TCG, several
processors in several threads of the host. Systems take turns in each round, so that a loaded host harms all, and the
best of all turns counts. GeekOS has one processor. A program says itself how long it took, by the clock of its system.

`--instructions` counts them as well, on one processor (`-icount shift=0`), where time is the number of instructions.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
sys.path[:0] = [str(CHECKOUT / "pipeline"), str(CHECKOUT / "tests"), str(CHECKOUT)]

from benchmarks import linux_guest, overhead_plot  # noqa: E402
from benchmarks.beside import observe_beside  # noqa: E402
from benchmarks.observed import Observed, observe  # noqa: E402

import pinned  # noqa: E402 the tests' pinned programs
from guestpipe.flow import Wishes, realize, tool_roots  # noqa: E402
from guestpipe.parse import read_guest  # noqa: E402
from guestpipe.plan.settings import command_line  # noqa: E402
from guestpipe.report import Silent  # noqa: E402
from guestpipe.store.store import Store  # noqa: E402
from guestpipe.vmm import qemu  # noqa: E402
from guestpipe.vmm.machine import Launch, Machine  # noqa: E402

GUEST = CHECKOUT / "guests" / "data-parallel"
MEMORY_BYTES = 512 << 20
LIMIT_S = 900.0
FIRST = "timed "
EACH_REACH, MEAN_REACH, BALANCE_REACH, SPEED_UP_REACH = 1.0, 0.95, 0.95, 1.8
ENDLESS = 1_000_000
"""Turns of whoever is only there to have another's host be busy."""
BALANCED = "Mandelbrot"
"""The program by which two processors are compared with one: halves that are alike, and hardly anything else."""


@dataclass(frozen=True)
class System:
    """What programs run on: its name, its processors, and what makes a command line of their arguments."""

    name: str
    cpus: int
    argv: Callable[[Sequence[str], bool], list[str]]
    """Of the program's arguments, and whether instructions are counted."""
    is_native: bool = False

    @property
    def label(self) -> str:
        """What tables call it."""
        return f"{self.name} {self.cpus}"


@dataclass
class Found:
    """The best of all turns on one system."""

    ns: dict[str, int] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    instructions: dict[str, int] = field(default_factory=dict)
    boot_s: float = math.inf
    peak_bytes: int = 0


def systems(folder: Path, args: argparse.Namespace, wishes: Wishes) -> tuple[list[System], list[str]]:
    """Return the systems, and the command of the ideal program with two threads; builds what is not there."""
    with Store.open(pinned.STORE) as store:
        tools = tool_roots(["toolchain-ghc"], [CHECKOUT / "recipes"], store, wishes, Silent())["toolchain-ghc"]
        packages = tool_roots(["linux-haskell"], [HERE / "recipes"], store, wishes, Silent())["linux-haskell"]
    declared = read_guest(GUEST / "guest.toml").program.ghc_options
    options = [*declared, "-threaded", "-rtsopts", "-with-rtsopts=-N"]
    program = linux_guest.compile_haskell(tools, GUEST, folder / "build", options, packages)
    ideal = linux_guest.compile_c(tools, HERE / "ideal", folder / "ideal", ["ideal.c"], ["-O2"])
    kernel = linux_guest.linux_kernel(wishes, folder)
    (folder / "root").write_bytes(linux_guest.initramfs(program))
    images, vmm = realized(folder, wishes)

    def native(words: Sequence[str], counted: bool) -> list[str]:
        return [str(program), *words]

    def linux(cpus: int) -> Callable[[Sequence[str], bool], list[str]]:
        return lambda words, counted: linux_guest.command(
            (*vmm, *NAMED),
            kernel,
            folder / "root",
            words,
            cpus=cpus,
            memory_bytes=MEMORY_BYTES,
            icount=counted,
            is_clock_fine=True,
        )

    def ours(name: str, cpus: int) -> Callable[[Sequence[str], bool], list[str]]:
        return lambda words, counted: guest_command(vmm, images[name], cpus, words, counted)

    return [
        System("native", 1, native, True),
        System("native", 2, native, True),
        *(System("linux", cpus, linux(cpus)) for cpus in (1, 2)),
        System("geekos", 1, ours("geekos", 1)),
        *(System("kitten", cpus, ours("kitten", cpus)) for cpus in (1, 2)),
    ], [str(ideal)]


NAMED = ("-name", "guest,debug-threads=on")
"""So that QEMU's threads say which processor each is."""


def realized(folder: Path, wishes: Wishes) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Return the images by kernel, and the emulator. What GeekOS runs is the same but for the threads."""
    text = (GUEST / "guest.toml").read_text()
    alone = text.replace('variant = "kitten"', 'variant = "geekos"').replace("threaded = true", "threaded = false")
    images = {}
    for name, declared in (("kitten", text), ("geekos", alone.replace("cpus = 2", "cpus = 1"))):
        place = folder / name
        place.mkdir()
        for source in GUEST.glob("*.hs"):
            (place / source.name).write_bytes(source.read_bytes())
        (place / "guest.toml").write_text(declared)
        made = realize(str(place / "guest.toml"), wishes, Silent(), ("image", "vmm"))
        images[name] = made.image / "guest.elf"
    return images, qemu.pinned(made.tools["vmm"])


def guest_command(vmm: Sequence[str], image: Path, cpus: int, words: Sequence[str], counted: bool) -> list[str]:
    """Return the argv that boots a guest of ours."""
    machine = Machine(vmm="qemu", machine="microvm", cpus=cpus, memory_bytes=MEMORY_BYTES)
    line = command_line("data-parallel", words, {}, {"cpus": cpus})
    shift = 0 if counted else None
    launch = Launch(machine=machine, image=image, format="elf", command_line=line, icount_shift=shift)
    return list(qemu.command(launch, (*vmm, *NAMED), 2, 2))


def answers(said: str) -> dict[str, tuple[str, int]]:
    """Return program → answer and nanoseconds."""
    if "done" not in said:
        raise SystemExit(f"the programs did not come to their end:\n{said[-2000:]}")
    lines = [line.strip().removeprefix(FIRST) for line in said.splitlines() if line.startswith(FIRST)]
    told = {}
    for line in lines:
        name, _, rest = line.partition(": ")
        answer, _, ns = rest.partition(" in ")
        told[name] = (answer, int(ns))
    return told


def take(found: Found, observed: Observed) -> None:
    """Note what is better than before; an answer that is not the one from before is kept as such."""
    for name, (answer, ns) in answers(observed.console).items():
        found.ns[name] = min(ns, found.ns.get(name, ns))
        if found.answers.setdefault(name, answer) != answer:
            found.answers[name] = "differs"
    found.boot_s = min(found.boot_s, observed.first_s)
    found.peak_bytes = max(found.peak_bytes, observed.peak_bytes)


def measured(every: Sequence[System], args: argparse.Namespace) -> dict[str, Found]:
    """Return what was found, by system; they take turns."""
    table = {system.label: Found() for system in every}
    words = [str(args.turns), str(args.scale), *args.names]
    for _ in range(args.rounds):
        for system in every:
            confined = system.cpus if system.is_native else None
            take(table[system.label], observe(system.argv(words, False), "on ", LIMIT_S, confined))
    for system in every if args.instructions else ():
        if system.cpus == 1 and not system.is_native:
            counted = observe(system.argv(["1", "1", *args.names], True), "on ", LIMIT_S)
            table[system.label].instructions = {name: ns for name, (_, ns) in answers(counted.console).items()}
    return table


def balance(every: Sequence[System], ideal: Sequence[str], args: argparse.Namespace) -> dict[str, float]:
    """Return how well Kitten's two processors share, and how much faster than one they are beside the ideal.

    The ideal is what this host gives to two machines of one processor each that compute the same at the same time.
    """
    one, two = (system for system in every if system.name == "kitten")
    words = [str(args.turns), str(args.scale), BALANCED]
    endless = one.argv([str(ENDLESS), str(args.scale), BALANCED], False)
    shares, took, beside, native = [], {1: math.inf, 2: math.inf}, math.inf, [math.inf, math.inf]
    for _ in range(args.rounds):
        for system in (one, two):
            observed = observe(system.argv(words, False), "on ", LIMIT_S)
            took[system.cpus] = min(took[system.cpus], answers(observed.console)[BALANCED][1])
            vcpus = [spent for name, spent in observed.threads_s.items() if name.startswith("CPU ")]
            if system is two:
                shares.append(min(vcpus) / max(vcpus))
        observed = observe_beside(endless, one.argv(words, False), "on ", LIMIT_S)
        beside = min(beside, answers(observed.console)[BALANCED][1])
        said = observe([*ideal, str(args.turns)], "ideal", LIMIT_S).console.split()
        native = [min(best, int(ns)) for best, ns in zip(native, said[1:], strict=True)]
    speed_up, possible = took[1] / took[2], 2 * took[1] / beside
    return {
        "balance": max(shares),
        "speed-up": speed_up,
        "ideal": possible,
        "of two": 2 * speed_up / possible,
        "native threads": native[0] / native[1],
    }


def show(table: dict[str, Found], shared: dict[str, float]) -> int:
    """Print all; 1 if something is beyond what is to be reached, or if answers differ."""
    labels, names = list(table), list(table["kitten 2"].ns)
    print(f"{'best, ms':<28}" + "".join(f"{label:>10}" for label in labels) + f"{'K2:L2':>8}{'K1:K2':>7}{'L1:L2':>7}")
    wrong, ratios = [], []
    for name in names:
        ns = {label: found.ns[name] for label, found in table.items()}
        ratios.append(ns["kitten 2"] / ns["linux 2"])
        ups = ns["kitten 1"] / ns["kitten 2"], ns["linux 1"] / ns["linux 2"]
        row = "".join(f"{ns[label] / 1e6:>10.2f}" for label in labels)
        print(f"{name:<28}{row}{ratios[-1]:>8.2f}{ups[0]:>7.2f}{ups[1]:>7.2f}")
        if len({found.answers[name] for found in table.values()}) != 1:
            wrong.append(f"{name}: the answers differ")
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    rows = [("boot, s", [f"{found.boot_s:.2f}" for found in table.values()])]
    rows.append(("memory of the process, MiB", [f"{found.peak_bytes >> 20}" for found in table.values()]))
    for name in names if table["kitten 1"].instructions else ():
        counts = [found.instructions.get(name) for found in table.values()]
        rows.append((f"{name}, M instr.", ["" if count is None else f"{count / 1e6:.1f}" for count in counts]))
    for what, cells in rows:
        print(f"{what:<28}" + "".join(f"{cell:>10}" for cell in cells))
    print(f"Kitten to Linux on 2 processors: geometric mean {mean:.3f} (reach {MEAN_REACH}), most {max(ratios):.2f}")
    print(f"Kitten's two processors: balance {shared['balance']:.3f} (reach {BALANCE_REACH}) by processor time;")
    print(f"  {shared['speed-up']:.2f} x by the clock, of {shared['ideal']:.2f} x by two machines at once: ", end="")
    print(f"{shared['of two']:.2f} of 2 (reach {SPEED_UP_REACH})   load {os.getloadavg()[0]:.1f}")
    print(f"  (two threads of a C program on this host: {shared['native threads']:.2f} x)")
    print("\n".join(wrong), end="\n" if wrong else "")
    reached = mean <= MEAN_REACH and max(ratios) <= EACH_REACH and shared["balance"] >= BALANCE_REACH
    return int(bool(wrong) or not reached or shared["of two"] < SPEED_UP_REACH)


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=8, help="boots of each system")
    parser.add_argument("--turns", type=int, default=12, help="turns of each program in a boot")
    parser.add_argument("--scale", type=int, default=1, help="how large the questions are")
    parser.add_argument("--instructions", action="store_true")
    parser.add_argument("--plot", type=Path, metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--store", default="")
    parser.add_argument("names", nargs="*", metavar="NAME")
    return parser.parse_args()


def main() -> int:
    """Measure, print, draw."""
    args = arguments()
    pinned.put_on_path()
    wishes = Wishes(environ=os.environb, cache=pinned.CACHE, store=args.store, link=False)
    with tempfile.TemporaryDirectory() as name:
        every, ideal = systems(Path(name), args, wishes)
        table = measured(every, args)
        shared = balance(every, ideal, args)
    if args.json:
        told = {label: vars(found) for label, found in table.items()}
        args.json.write_text(json.dumps({"systems": told, "kitten": shared}, indent=2) + "\n")
    if args.plot:
        overhead_plot.draw({label: found.ns for label, found in table.items()}, args.plot)
    return show(table, shared)


if __name__ == "__main__":
    sys.exit(main())
