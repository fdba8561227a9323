"""What a cold realize of the report's Fibonacci in Haskell takes, and whether both cores are kept busy.

    python -m benchmarks.haskell_cold [--guest FILE] [--jobs N] [--download]

The store is empty, but for what has to be fetched: that comes from the store of the tests, before the clock starts.
With `--download` all of it is fetched anew, and waiting for it is part of the wall time. CPU is that of guestpipe and
of all that it starts. On a machine that does other things at the same time wall time says little; then look at the last
line, which is made of the CPU time of each step: what the longest way through the plan leaves to be done at once.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
CHECKOUT = HERE.parent
sys.path[:0] = [str(CHECKOUT / "pipeline"), str(CHECKOUT / "tests"), str(CHECKOUT)]

from benchmarks.plans import spent  # noqa: E402

import pinned  # noqa: E402 the tests' pinned programs
from guestpipe.flow import Wishes, plan  # noqa: E402
from guestpipe.plan.step import Plan  # noqa: E402
from guestpipe.store.store import Store  # noqa: E402

REACH_CPU_S, REACH_RATIO = 12 * 60.0, 0.65
SHOWN_S = 1.0
"""Steps that take less are not listed."""


def plan_of(guest: Path, store: Path) -> Plan:
    """Return the plan of the guest."""
    planned = plan(str(guest), Wishes(environ=os.environb, cache=pinned.CACHE, store=str(store)))
    planned.store.close()
    return planned.plan


def give(made: Plan, store: Path) -> int:
    """Copy what the plan fetches into `store`, as far as the tests' store has it; return how many files that were."""
    given = 0
    with Store.open(pinned.STORE) as old, Store.open(store) as new:
        for step in made.steps:
            key = made.keys[step.name]
            held = old.by_plan_key(key) if step.fixed is not None else None
            if held is not None:
                obj = new.add(old.object_path(held), held.name, held.digest)
                new.record(key, key, obj, log=None, began_at=0.0, wall_s=0.0, cpu_s=0.0)
                given += 1
    return given


def timings(store: Path, since: float) -> dict[str, tuple[float, float, float]]:
    """Return when each step that was built in `store` began, counted from `since`, and its wall and CPU seconds."""
    with sqlite3.connect(f"file:{store / 'records.sqlite'}?mode=ro", uri=True) as records:
        rows = records.execute("SELECT name, began_at, wall_s, cpu_s FROM timings")
        return {name: (began_at - since, wall_s, cpu_s) for name, began_at, wall_s, cpu_s in rows}


def longest_way_s(made: Plan, cpu_s: dict[str, float]) -> float:
    """Return the CPU seconds of the longest way through the plan."""
    so_far: dict[str, float] = {}
    for step in made.steps:
        so_far[step.name] = cpu_s.get(step.name, 0.0) + max((so_far[name] for _, name in step.inputs), default=0.0)
    return max(so_far.values())


def main() -> int:
    """Measure once; 1 if something is beyond what is to be reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--guest", type=Path, default=CHECKOUT / "guests/fibonacci-haskell/guest.toml")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--download", action="store_true", help="fetch everything anew")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=pinned.CACHE, prefix="benchmark-") as name:
        folder = Path(name)
        store = folder / "store"
        made = plan_of(args.guest, store)
        given = 0 if args.download else give(made, store)
        print(f"{given} files given; load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
        environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "GUESTPIPE_STORE": str(store)}
        command = [str(CHECKOUT / "guestpipe"), "realize", str(args.guest), "--jobs", str(args.jobs)]
        since = time.time()
        cost = spent(command, environment)
        took = timings(store, since)
    print(f"{'step':<28}{'from s':>8}{'wall s':>8}{'CPU s':>8}")
    for step, (began_s, wall_s, cpu_s) in sorted(took.items(), key=lambda item: item[1]):
        if max(wall_s, cpu_s) >= SHOWN_S:
            print(f"{step:<28}{began_s:>8.1f}{wall_s:>8.1f}{cpu_s:>8.1f}")
    ratio = cost.wall_s / cost.cpu_s
    print(f"\nCPU {cost.cpu_s:.1f} s (reach {REACH_CPU_S:.0f})")
    print(f"wall {cost.wall_s:.1f} s, {ratio:.2f} of it (reach {REACH_RATIO})")
    steps_s = {step: cpu_s for step, (_, _, cpu_s) in took.items()}
    longest_s, all_s = longest_way_s(made, steps_s), sum(steps_s.values())
    best = max(longest_s / all_s, 1 / args.jobs)
    print(f"longest way {longest_s:.1f} s of CPU: at best {best:.2f}, if no step uses a second core")
    return int(cost.cpu_s > REACH_CPU_S or ratio > REACH_RATIO)


if __name__ == "__main__":
    sys.exit(main())
