"""The noise guest: Kitten takes nothing from a thread that computes, and GeekOS its ticks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from libc_world import Guestpipe, copied


@pytest.mark.parametrize("kernel", ["kitten", "geekos"])
def test_instructions_are_taken_from_a_computation_by_ticks_alone(
    guestpipe: Guestpipe, tmp_path: Path, kernel: str
) -> None:
    guest = copied("guests/noise", tmp_path)
    guest.write_text(guest.read_text().replace('"kitten"', f'"{kernel}"'))
    ran = guestpipe("run", guest, "--icount", "0", "--", "2000000")
    assert ran.returncode == 0, ran.stderr
    span = re.search(r"looks in (\d+) counts", ran.stdout)
    noise = re.search(r"interrupted (\d+) times, for (\d+) counts", ran.stdout)
    assert span is not None
    assert noise is not None
    interrupted, counts = map(int, noise.groups())
    bars = re.findall(r"from +(\d+) counts: (\d+)", ran.stdout)
    assert sum(int(count) for _, count in bars) == interrupted
    assert sum(int(least) * int(count) for least, count in bars) <= counts
    if kernel == "kitten":
        assert (interrupted, counts) == (0, 0)
    else:
        ticks = int(span[1]) // 10_000_000
        assert interrupted in {ticks, ticks + 1}
        assert counts > 100 * ticks


@pytest.mark.parametrize("processors", [2, 4])
def test_no_processor_of_kitten_is_interrupted(processors: int, guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = copied("guests/noise", tmp_path)
    ran = guestpipe("run", guest, "--icount", "0", "--cpus", str(processors), "--", "200000")
    assert ran.returncode == 0, ran.stderr
    assert re.findall(r"thread (\d+): interrupted (\d+) times, for (\d+) counts", ran.stdout) == [
        (str(thread), "0", "0") for thread in range(processors)
    ]
