"""Runs GHC's own tests as guests and says what is not as `expected.toml` has it.

    .venv/bin/python tests/ghc [--jobs N] [--kernel KERNEL] [--threaded] [--processors N] [PATTERN …]

With `--threaded` they run with GHC's threaded runtime, on Kitten, and `threaded.toml` says what is otherwise. Patterns
are of names such as `base/IO/*`; without one, all tests are run. Ends with 1 if anything is unexpected.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS.parent / "pipeline"), str(TESTS)]

from ghc import suite  # noqa: E402
from ghc.bed import Bed  # noqa: E402
from ghc.expected import Expectations, expectations  # noqa: E402

_SHOWN_LINES = 10


def main(argv: Sequence[str]) -> int:
    """Run what is asked for and report."""
    parser = argparse.ArgumentParser(prog="tests/ghc", description="run GHC's own tests as guests")
    parser.add_argument("patterns", nargs="*", metavar="PATTERN", help="names, with * and ?")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="tests at a time")
    parser.add_argument("--threaded", action="store_true", help="with GHC's threaded runtime, on Kitten")
    parser.add_argument("--kernel", choices=("geekos", "kitten"), help="default: geekos, and kitten with --threaded")
    parser.add_argument("--processors", type=int, default=1, metavar="N", help="of the machine (default: 1)")
    args = parser.parse_args(argv)
    kernel = args.kernel or ("kitten" if args.threaded else "geekos")
    if kernel == "geekos" and (args.threaded or args.processors != 1):
        parser.error("GeekOS gives programs one thread on one processor")
    bed = Bed(kernel=kernel, is_threaded=args.threaded, processors=args.processors)
    expects = expectations(bed)
    wanted = [path for path in expects.run if _is_wanted(path, args.patterns)]
    started = time.monotonic()
    suite.source()
    verdicts = []
    with ProcessPoolExecutor(args.jobs) as pool:
        for verdict in pool.map(partial(suite.judge, bed=bed), wanted):
            verdicts.append(verdict)
            print(_told(verdict, expects), flush=True)
    passing = sum(not verdict.linux and not verdict.guest for verdict in verdicts)
    unexpected = [verdict.path for verdict in verdicts if not is_as_expected(verdict, expects)]
    print(f"{passing} of {len(verdicts)} pass as guests ({passing / max(1, len(verdicts)):.1%})", end=", ")
    print(f"{len(unexpected)} not as expected, in {time.monotonic() - started:.0f} s")
    return 1 if unexpected else 0


def is_as_expected(verdict: suite.Verdict, expects: Expectations) -> bool:
    """Tell whether `verdict` is what `expected.toml` says."""
    return not verdict.linux and verdict.guest == expects.of(verdict.path)


def _is_wanted(path: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(fnmatchcase(path, pattern) for pattern in patterns)


def _told(verdict: suite.Verdict, expects: Expectations) -> str:
    if verdict.linux:
        return f"{verdict.path}: no reference: on Linux, {verdict.linux}"
    what = verdict.guest or "passes"
    if is_as_expected(verdict, expects):
        return f"{verdict.path}: {what}" + (", as expected" if verdict.guest else "") + f" ({verdict.wall_s:.1f} s)"
    gave = "".join(f"\n    {line}" for line in verdict.gave.splitlines()[-_SHOWN_LINES:])
    return f"{verdict.path}: {what}, instead of: {expects.of(verdict.path) or 'passes'}{gave}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
