"""Runs the Open POSIX Test Suite's tests of threads as guests and says what is not as `expected.toml` has it.

    .venv/bin/python tests/posix [--jobs N] [PATTERN …]

Patterns are of names such as `pthread_join/*`; without one, all tests are run. Ends with 1 if anything is unexpected.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS.parent / "pipeline"), str(TESTS)]

from posix_expected import Expectations, expectations  # noqa: E402
from posix_suite import Verdict, judge, suite  # noqa: E402

_SHOWN_LINES = 10


def main(argv: Sequence[str]) -> int:
    """Run what is asked for and report."""
    parser = argparse.ArgumentParser(prog="tests/posix", description="run the Open POSIX Test Suite's tests as guests")
    parser.add_argument("patterns", nargs="*", metavar="PATTERN", help="names, with * and ?")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="tests at a time")
    args = parser.parse_args(argv)
    expects = expectations()
    wanted = [path for path in sorted([*suite().paths, *suite().refused]) if _is_wanted(path, args.patterns)]
    started = time.monotonic()
    verdicts = []
    with ThreadPoolExecutor(args.jobs) as pool:
        for verdict in pool.map(judge, wanted):
            verdicts.append(verdict)
            print(_told(verdict, expects), flush=True)
    references = [verdict for verdict in verdicts if not verdict.linux]
    passing = sum(not verdict.guest for verdict in references)
    unexpected = [verdict.path for verdict in verdicts if not _is_as_expected(verdict, expects)]
    print(f"{passing} of the {len(references)} that Linux passes pass as guests", end=", ")
    print(f"{len(unexpected)} of {len(verdicts)} not as expected, in {time.monotonic() - started:.0f} s")
    return 1 if unexpected else 0


def _is_as_expected(verdict: Verdict, expects: Expectations) -> bool:
    if verdict.path in expects.varies:
        return True
    if verdict.linux:
        return verdict.path in expects.no_reference
    return verdict.guest == expects.of(verdict.path)


def _is_wanted(path: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(fnmatchcase(path, pattern) for pattern in patterns)


def _told(verdict: Verdict, expects: Expectations) -> str:
    if verdict.linux:
        return f"{verdict.path}: no reference: on Linux it {verdict.linux}"
    what = verdict.guest or "passes"
    if _is_as_expected(verdict, expects):
        return f"{verdict.path}: {what}" + (", as expected" if verdict.guest else "") + f" ({verdict.wall_s:.1f} s)"
    said = "".join(f"\n    {line}" for line in verdict.console.splitlines()[-_SHOWN_LINES:])
    return f"{verdict.path}: {what}, instead of: {expects.of(verdict.path) or 'passes'}{said}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
