"""What `python -m benchmarks.switches` counts: a change of threads on Kitten, beside Linux under the same emulator."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from benchmarks import switches

import pinned
from guestpipe.flow import Wishes

TURNS = 500


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> switches.Systems:
    """Return the guests of Kitten and of Linux, and the plug-in that counts."""
    wishes = Wishes(environ=os.environb, cache=pinned.CACHE, store=str(pinned.STORE), link=False)
    return switches.systems(tmp_path_factory.mktemp("switches"), wishes)


@pytest.mark.parametrize("way", ["yield", "mutex"])
def test_a_change_of_threads_takes_at_most_half_of_what_it_does_on_linux(
    way: str, made: switches.Systems, tmp_path: Path
) -> None:
    counts = switches.row(way, TURNS, 1, made, tmp_path)
    assert counts["kitten"] <= switches.REACH * counts["linux"], counts


def test_on_one_processor_the_same_instructions_are_counted_again(made: switches.Systems, tmp_path: Path) -> None:
    every, plugin = made
    argv, elf = every["kitten"]
    once, again = (switches.counted(argv(1, ["mutex", "100"]), plugin, elf, 1, tmp_path) for _ in range(2))
    assert once == again
    assert switches.counted(argv(1, ["mutex", "200"]), plugin, elf, 1, tmp_path) > once


def test_what_two_processors_execute_is_counted(made: switches.Systems, tmp_path: Path) -> None:
    every, plugin = made
    argv, elf = every["kitten"]
    # How many there are is for a quiet host: here one may spin while the other's processor is taken away.
    assert switches.counted(argv(2, ["futex", "100"]), plugin, elf, 2, tmp_path) > 100


def test_a_program_that_does_not_come_to_its_end_is_no_figure(made: switches.Systems, tmp_path: Path) -> None:
    every, plugin = made
    died = [sys.executable, "-c", "print('it is dead')"]
    with pytest.raises(SystemExit, match="did not come to its end:\nit is dead"):
        switches.counted(died, plugin, every["kitten"][1], 1, tmp_path)
