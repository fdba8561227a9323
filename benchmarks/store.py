"""The store against `nix-store` in the same run: whole processes, interleaved, CPU and wall, best of several rounds.

    python benchmarks/store.py [--rounds 5] [--folder /var/tmp] [--json]

A ratio is Nix's figure through ours: above 1 guestpipe is faster. Nix has no deed that seals a tree where it is;
sealing stands against `nix-store --add`, which copies, and so does our own copy, `add`. Verifying and collecting go by
`./guestpipe`. The row of the empty store says what starting costs; the last column is the ratio of CPU without it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
PIPELINE = HERE.parent / "pipeline"
sys.path.insert(0, str(PIPELINE))

from guestpipe.store.files import remove_tree  # noqa: E402
from guestpipe.store.store import Store  # noqa: E402

LARGE_BYTES = 256 << 20
SMALL_FILES = 10_000
OBJECTS = 2000

DEED = """
import sys
sys.path.insert(0, sys.argv[1])
from guestpipe.store.store import Store
with Store.open(sys.argv[2]) as store:
    getattr(store, sys.argv[3])(sys.argv[4], "tree")
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took."""

    cpu_s: float
    wall_s: float


@dataclass(frozen=True, slots=True)
class Pair:
    """One deed by both: what to do before each round, and the two commands."""

    name: str
    prepare: Callable[[], None]
    nix: tuple[str, ...]
    ours: tuple[str, ...]


def cost(argv: tuple[str, ...], environment: dict[str, str]) -> Cost:
    """Run a command and return what it and its children took."""
    began = time.perf_counter()
    with subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, argv)
    return Cost(used.ru_utime + used.ru_stime, wall_s)


class Bench:
    """The trees and stores of one run, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.large, self.small = folder / "large", folder / "small"
        self.copy, self.ours, self.nix = folder / "copy", folder / "ours", folder / "nix"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "NIX_REMOTE": "local",
            "NIX_STORE_DIR": str(self.nix / "store"),
            **{f"NIX_{name}_DIR": str(self.nix / name.lower()) for name in ("STATE", "LOG", "LOCALSTATE")},
            "NIX_CONF_DIR": str(folder),
        }
        (folder / "nix.conf").write_text("build-users-group =\n")

    def make_trees(self) -> None:
        """Write a tree of 256 MiB in 16 files, and one of 10,000 small files."""
        chance = random.Random(1)  # noqa: S311
        self.large.mkdir()
        for number in range(16):
            (self.large / str(number)).write_bytes(chance.randbytes(LARGE_BYTES // 16))
        for number in range(SMALL_FILES):
            place = self.small / f"{number // 100:03}"
            place.mkdir(parents=True, exist_ok=True)
            (place / str(number)).write_bytes(chance.randbytes(chance.randrange(200, 3000)))

    def clear(self) -> None:
        """Leave both stores empty and ready."""
        remove_tree(str(self.ours))
        remove_tree(str(self.nix))
        Store.open(self.ours).close()
        self._nix("nix-store", "--init")

    def holding(self, tree: Path) -> None:
        """Leave both stores with one tree."""
        self.clear()
        with Store.open(self.ours) as store:
            store.add(tree, "tree")
        self._nix("nix-store", "--add", str(tree))

    def holding_many(self) -> None:
        """Leave both stores with many small objects that nothing keeps."""
        self.clear()
        many = self.folder / "many"
        if not many.exists():
            for number in range(OBJECTS):
                (many / f"o{number}").mkdir(parents=True)
                (many / f"o{number}" / "file").write_text(f"{number}\n")
        with Store.open(self.ours) as store:
            for tree in sorted(many.iterdir()):
                store.add(tree, tree.name)
        trees = [str(tree) for tree in sorted(many.iterdir())]
        self._nix("nix-store", "--add", *trees)

    def sealable(self, tree: Path) -> None:
        """Leave empty stores and a copy of the tree that may be moved into ours."""
        self.clear()
        remove_tree(str(self.copy))
        shutil.copytree(tree, self.copy)

    def pairs(self) -> list[Pair]:
        """Return what is compared."""
        deed = (sys.executable, "-I", "-S", "-c", DEED, str(PIPELINE), str(self.ours))
        verify = ("nix-store", "--verify", "--check-contents")
        check = self._store("verify", "--contents")
        found = [Pair("verify an empty store", self.clear, verify, check)]
        for name, tree in (("256 MiB", self.large), (f"{SMALL_FILES:,} small files", self.small)):
            add = ("nix-store", "--add", str(tree))
            seal = (*deed, "seal", str(self.copy))
            found += [
                Pair(f"seal {name}", partial(self.sealable, tree), add, seal),
                Pair(f"add {name} (copy)", self.clear, add, (*deed, "add", str(tree))),
                Pair(f"verify {name}", partial(self.holding, tree), verify, check),
            ]
        collect = self._store("gc", "--grace", "0s")
        return [
            *found,
            Pair(f"verify {OBJECTS:,} objects", self.holding_many, verify, check),
            Pair(f"gc of {OBJECTS:,} objects", self.holding_many, ("nix-store", "--gc"), collect),
        ]

    def _store(self, *words: str) -> tuple[str, ...]:
        return (str(HERE.parent / "guestpipe"), "store", *words, "--store", str(self.ours))

    def _nix(self, *argv: str) -> None:
        subprocess.run(argv, env=self.environment, check=True, capture_output=True)


def measure(bench: Bench, pair: Pair, rounds: int) -> tuple[list[Cost], list[Cost]]:
    """Return what both took in each round; one round goes first unmeasured, so that caches are warm."""
    nix, ours = [], []
    for number in range(rounds + 1):
        if number == 0 or not pair.name.startswith("verify"):
            pair.prepare()
        costs = cost(pair.nix, bench.environment), cost(pair.ours, bench.environment)
        if number:
            nix.append(costs[0])
            ours.append(costs[1])
    return nix, ours


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where to work (default: the folder for temporary files)")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if not shutil.which("nix-store"):
        sys.stderr.write("benchmarks/store.py needs nix-store (Debian's nix-bin)\n")
        return 69
    rows = []
    place = Path(tempfile.mkdtemp(prefix="guestpipe-bench-", dir=args.folder))
    try:
        bench = Bench(place)
        bench.make_trees()
        if not args.json:
            sys.stdout.write(
                f"{'':30}{'CPU: ours':>11}{'Nix':>10}{'ratio':>8}{'wall: ours':>14}{'Nix':>10}{'ratio':>8}"
            )
            sys.stdout.write(f"{'CPU -start':>12}\n")
        for pair in bench.pairs():
            rows.append(Row(pair.name, *map(best, measure(bench, pair, args.rounds))))
            if not args.json:
                sys.stdout.write(rows[-1].text(rows[0]) + "\n")
                sys.stdout.flush()
    finally:
        remove_tree(str(place))
    if args.json:
        sys.stdout.write(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    return 0


@dataclass(frozen=True, slots=True)
class Row:
    """What a deed took at best."""

    name: str
    nix: Cost
    ours: Cost

    def text(self, start: Row) -> str:
        """Return the line of the table; `start` is the row of the empty store."""
        cells = [f"{self.name:30}"]
        for ours, nix, width in ((self.ours.cpu_s, self.nix.cpu_s, 9), (self.ours.wall_s, self.nix.wall_s, 12)):
            cells.append(f"{ours:{width}.3f} s{nix:8.3f} s{nix / ours:8.2f}")
        if self is not start:
            work = self.ours.cpu_s - start.ours.cpu_s, self.nix.cpu_s - start.nix.cpu_s
            cells.append(f"{work[1] / max(work[0], 1e-6):12.2f}")
        return "".join(cells)


def best(costs: list[Cost]) -> Cost:
    """Return the least CPU and the least wall time."""
    return Cost(min(cost.cpu_s for cost in costs), min(cost.wall_s for cost in costs))


if __name__ == "__main__":
    raise SystemExit(main())
