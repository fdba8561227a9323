"""Counts the shipped benchmarks and says whether each gives, to the byte, what tests/golden/bench-counted.json records.

    python benchmarks/counted.py [GUEST…] [--rounds N]

With `--rounds`, each is counted N times more under other circumstances, first on the idle machine, then with all of its
processors kept busy. The recorded results are of another machine; on an empty one this is the whole test:

    ./guestpipe --version && .venv/bin/python benchmarks/counted.py fibonacci sort
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
GOLDEN = CHECKOUT / "tests/golden/bench-counted.json"
_BUSY = "while True: sum(range(100_000))"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    recorded: dict[str, Any] = json.loads(GOLDEN.read_text())
    parser.add_argument("guests", nargs="*", default=[], help=f"of: {' '.join(recorded)}")
    parser.add_argument("--rounds", type=int, default=0)
    args = parser.parse_args()
    bad = 0
    for guest in args.guests or recorded:
        bad += not is_as_recorded(guest, recorded[guest])
        if args.rounds:
            bad += not is_the_same_again(guest, args.rounds, "idle")
            with busy():
                bad += not is_the_same_again(guest, args.rounds, "loaded")
    return int(bad > 0)


def is_as_recorded(guest: str, recorded: dict[str, Any]) -> bool:
    done = bench(guest, "--json")
    if done.returncode != 0:
        say(f"{guest}: failed\n{done.stderr}")
        return False
    good = True
    for one in json.loads(done.stdout):
        name = f"{one['benchmark']}-{one['cpus']}"
        known = recorded.get(name, {})
        same = bool(known) and all(one[key] == value for key, value in known.items())
        verdict = "as recorded" if same else f"OTHER, recorded {known.get('result')}"
        say(f"{guest} {name}: {one['result']}  {one['program']} instructions, {one['virtual_ns']} ns: {verdict}")
        good &= same
    return good


def is_the_same_again(guest: str, rounds: int, how: str) -> bool:
    done = bench(guest, "--check", "--rounds", str(rounds))
    say(f"{guest}, {how}: " + (done.stderr.splitlines()[-1] if done.returncode == 0 else done.stderr))
    return done.returncode == 0


def bench(guest: str, *more: str) -> subprocess.CompletedProcess[str]:
    argv = [str(CHECKOUT / "guestpipe"), "bench", str(CHECKOUT / "guests" / guest / "guest.toml"), *more]
    return subprocess.run(argv, capture_output=True, text=True, check=False)


@contextmanager
def busy() -> Iterator[None]:
    """Keep every processor busy with twice as many processes as there are."""
    others = [subprocess.Popen([sys.executable, "-c", _BUSY]) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
