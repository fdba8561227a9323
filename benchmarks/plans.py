"""How quick guestpipe is on plans of many steps, as ratios against `nix-build` on the equal graph in the same run.

Run it with `python -m benchmarks.plans [--full]` from the checkout, in the environment that `./check` makes.

- warm: an up-to-date guest, whole process, CPU time, best of many, the two tools taking turns;
- cold: an empty store but for the tools, layered graph, both sandboxed, two builds at a time, wall time;
- edit: the script of one leaf gets a comment; its output stays what it was.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CHECKOUT = HERE.parent
sys.path[:0] = [str(CHECKOUT / "pipeline"), str(CHECKOUT / "tests"), str(CHECKOUT)]

from benchmarks.graphs import fan_in, layered, write_guestpipe, write_nix  # noqa: E402

import pinned  # noqa: E402 the tests' pinned programs

SIZES = (10, 100, 1000)
TURNS = 15


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process and its children took, in seconds."""

    wall_s: float
    cpu_s: float


class Guestpipe:
    """guestpipe on one graph, with a store and a cache of its own."""

    def __init__(self, folder: Path, nodes: int, *, shape: str = "family", graph: str = "layered") -> None:
        self.folder = folder
        made = layered(nodes) if graph == "layered" else fan_in(nodes)
        self.guest = write_guestpipe(made, folder / "guest", shape=shape)
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "GUESTPIPE_STORE": str(folder / "store"),
        }

    def realize(self, *more: str) -> Cost:
        return spent([str(CHECKOUT / "guestpipe"), "realize", str(self.guest), *more], self.environment)

    def prepare(self) -> None:
        """Fetch what fetching there is, outside the measurement: the tools and the sandbox."""
        wishes = pinned.Wishes(environ=os.environb, cache=pinned.CACHE)
        names = ["busybox", "sandbox-bubblewrap"]
        with pinned.Store.open(self.folder / "store") as store:
            pinned.tool_roots(names, [CHECKOUT / "tests" / "recipes"], store, wishes, pinned.Silent())


class Nix:
    """nix-build on the same graph, with a store of its own, sandboxed."""

    def __init__(self, folder: Path, nodes: int, *, graph: str = "layered") -> None:
        busybox = pinned.roots(["busybox"])["busybox"]
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "NIX_CONFIG": "build-users-group =\nsandbox = true\nsandbox-fallback = false\nmax-jobs = 2\n"
            "substituters =\nexperimental-features = nix-command\n",
        }
        self.store = folder / "nix"
        added = self._nix("nix-store", "--add", str(busybox))
        made = layered(nodes) if graph == "layered" else fan_in(nodes)
        self.file = write_nix(made, folder / "expression", added.strip())

    def _nix(self, program: str, *arguments: str) -> str:
        command = [program, "--store", str(self.store), *arguments]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    def build(self) -> Cost:
        command = ["nix-build", "--store", str(self.store), "--no-out-link", str(self.file)]
        return spent([shutil.which("nix-build") or "nix-build", *command[1:]], self.environment)


def spent(command: Sequence[str], environment: dict[str, str]) -> Cost:
    """Run `command` to its end and return what it took; raises when it fails."""
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        pid = os.posix_spawn(
            command[0],
            command,
            environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, output.fileno(), 1), (os.POSIX_SPAWN_DUP2, output.fileno(), 2)],
        )
        _, status, usage = os.wait4(pid, 0)
        wall_s = time.perf_counter() - began
        if status:
            output.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{output.read().decode()[-2000:]}")
    return Cost(wall_s, usage.ru_utime + usage.ru_stime)


def warm(folder: Path, sizes: Sequence[int]) -> None:
    """Print the CPU time of doing nothing."""
    print(f"\nwarm, CPU ms, best of {TURNS}\n{'steps':>8} {'guestpipe':>10} {'nix-build':>10} {'ratio':>6}")
    for nodes in sizes:
        ours = Guestpipe(folder / f"warm-{nodes}", nodes)
        ours.prepare()
        ours.realize()
        time.sleep(0.1)  # stamps younger than 30 ms are not trusted
        ours.realize()
        theirs = Nix(folder / f"nix-{nodes}", nodes) if nodes <= 1000 else None
        if theirs:
            theirs.build()
        mine, other = [], []
        for _ in range(TURNS):
            mine.append(ours.realize().cpu_s)
            if theirs:
                other.append(theirs.build().cpu_s)
        print(f"{nodes:>8} {min(mine) * 1000:>10.1f}", end="")
        print(f" {min(other) * 1000:>10.1f} {min(mine) / min(other):>6.2f}" if other else f" {'-':>10} {'-':>6}")


def cold(folder: Path, nodes: int) -> None:
    """Print the wall time of building everything, both sandboxed."""
    ours = Guestpipe(folder / "cold", nodes)
    ours.prepare()
    theirs = Nix(folder / "cold-nix", nodes)
    mine = ours.realize("--jobs", "2")
    other = theirs.build()
    print(f"\ncold, layered, {nodes} steps, sandboxed, two at a time")
    print(f"  guestpipe {mine.wall_s:6.1f} s wall, {mine.cpu_s / nodes * 1000:5.1f} ms CPU a step")
    print(f"  nix-build {other.wall_s:6.1f} s wall, {other.cpu_s / nodes * 1000:5.1f} ms CPU a step")
    print(f"  ratio of wall times {mine.wall_s / other.wall_s:.2f}")


def flat(folder: Path, sizes: Sequence[int]) -> None:
    """Print the CPU time a step over sizes, and for a fan-in."""
    print("\ncold, CPU ms a step, guestpipe")
    for graph, nodes in [*(("layered", size) for size in sizes), ("fan-in", 1000)]:
        ours = Guestpipe(folder / f"flat-{graph}-{nodes}", nodes, graph=graph)
        ours.prepare()
        cost = ours.realize()
        print(f"  {graph:>8} {nodes:>6}: {cost.cpu_s / nodes * 1000:5.1f} ({cost.wall_s / nodes * 1000:.1f} ms wall)")


def edit(folder: Path, nodes: int) -> None:
    """Print what an edit costs that changes a leaf's script and not its output."""
    ours = Guestpipe(folder / "edit", nodes, shape="folders")
    ours.prepare()
    ours.realize()
    time.sleep(0.1)
    ours.realize()
    script = ours.guest.parent / "recipes" / "node-n0" / "build.sh"
    costs = []
    for number in range(5):
        script.write_text(script.read_text() + f"# edit {number}\n")
        costs.append(ours.realize())
    print(f"\nedit of a leaf's script that leaves its output as it was, {nodes} steps")
    print(f"  best of 5: {min(c.cpu_s for c in costs):.3f} s CPU, {min(c.wall_s for c in costs):.3f} s wall")


def main() -> None:
    """Run all, or what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="with 10,000 steps: ten minutes more")
    parser.add_argument("--only", choices=("warm", "cold", "flat", "edit"))
    args = parser.parse_args()
    pinned.put_on_path()
    with tempfile.TemporaryDirectory(dir=pinned.CACHE, prefix="benchmark-") as name:
        folder = Path(name)
        sizes = (*SIZES, 10_000) if args.full else SIZES
        if args.only in (None, "warm"):
            warm(folder, sizes)
        if args.only in (None, "cold"):
            cold(folder, 1000)
        if args.only in (None, "flat"):
            flat(folder, (100, 1000, 10_000) if args.full else (100, 1000))
        if args.only in (None, "edit"):
            edit(folder, 1000)


if __name__ == "__main__":
    main()
