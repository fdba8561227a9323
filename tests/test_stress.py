"""Random trees of threads by a seed, on several processors: a sample of `python -m benchmarks.stress`."""

from __future__ import annotations

from pathlib import Path

import pytest

import linux_process
from libc_world import Guestpipe, copied


@pytest.mark.parametrize(
    ("guest", "arguments", "processors"),
    [
        ("stress", ("1",), 2),
        ("stress", ("2",), 4),
        ("stress", ("3",), 8),
        ("stress", ("6",), 64),
        ("stress-haskell", ("4",), 2),
        ("stress-haskell", ("5",), 4),
        ("stress-haskell", ("19", "1"), 16),
    ],
)
def test_many_threads_give_what_one_alone_does(
    guest: str, arguments: tuple[str, ...], processors: int, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    folder = copied(f"tests/guests/{guest}", tmp_path)
    ran = guestpipe("run", folder, "--cpus", str(processors), "--accel", "tcg", "--", *arguments)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "threads as one alone" in ran.stdout


def test_the_same_trees_are_the_same_on_linux(guestpipe: Guestpipe, tmp_path: Path) -> None:
    folder = copied("tests/guests/stress", tmp_path)
    here = guestpipe("run", folder, "--cpus", "2", "--accel", "tcg", "--", "6")
    there = linux_process.run(linux_process.linked(folder), "6")
    assert (here.returncode, here.stdout) == (there.returncode, there.stdout)
