"""What is said while steps are realized: plain lines, JSON, a live tree."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from rich.console import Console

from guestpipe.cli import events, plain
from guestpipe.cli.live import Live, Picture
from guestpipe.errors import BuildError
from guestpipe.report import (
    Event,
    FetchProgress,
    RunFinished,
    RunStarted,
    StepFailed,
    StepFinished,
    StepNoted,
    StepSkipped,
    StepStarted,
    StepWaiting,
)

ERROR = BuildError("`libc` failed with exit status 2", where="log", hint="look", detail=("a", "b"))
STORY: list[Event] = [
    RunStarted(3, 2, 20_000_000),
    FetchProgress(100, 20_000_000),
    FetchProgress(10_000_000, 20_000_000),
    FetchProgress(20_000_000, 20_000_000),
    StepFinished("newlib.tar", "fetched", 0.0, "x-newlib.tar"),
    StepStarted("libc", 83.0),
    StepStarted("kernel", None),
    StepWaiting("stubs"),
    StepFinished("stubs", "cached", 0.0, "x-stubs"),
    StepFinished("kernel", "built", 1.25, "x-kernel"),
    StepNoted("kernel", ("a.c:1: warning: b",)),
    StepFinished("image", "cutoff", 0.0, "x-image"),
    StepFailed("libc", ERROR),
    StepSkipped("guest", "libc"),
    RunFinished(built=1, cutoff=1, fetched=1, cached=1, failed=1, skipped=1, wall_s=3700),
]


def test_plain_lines_tell_the_story() -> None:
    lines: list[str] = []
    reporter = plain.Plain(lines.append)
    for event in STORY:
        reporter.tell(event)
    assert lines == [
        "up to 3 steps to build, 2 files to fetch (20.0 MB)",
        "fetched 10.0 MB of 20.0 MB",
        "fetched 20.0 MB of 20.0 MB",
        "building libc (last time 1:23)",
        "building kernel",
        "waiting for stubs: another guestpipe is building it",
        "built kernel in 1.2 s",
        "kernel says:\n  | a.c:1: warning: b",
        "kept image: what it is made from has not changed",
        "failed libc: `libc` failed with exit status 2",
        "skipped guest: it needs libc",
        "1 fetched, 1 built, 1 kept, 1 failed, 1 skipped in 1:01:40",
    ]


def test_a_run_in_which_nothing_was_to_do_says_nothing() -> None:
    nothing = RunFinished(built=0, cutoff=0, fetched=0, cached=7, failed=0, skipped=0, wall_s=0.01)
    assert plain.line(nothing) == ""


def test_every_event_is_one_json_object_with_its_fields() -> None:
    lines: list[str] = []
    reporter = events.Events(lines.append)
    for event in STORY:
        reporter.tell(event)
    read = [json.loads(line) for line in lines]
    assert all("\n" not in line for line in lines)
    assert read[0] == {"event": "run-started", "steps": 3, "files": 2, "fetch_bytes": 20_000_000}
    assert read[5] == {"event": "step-started", "step": "libc", "last_wall_s": 83.0}
    assert read[9] == {"event": "step-finished", "step": "kernel", "how": "built", "wall_s": 1.25, "object": "x-kernel"}
    assert read[12]["error"] == {
        "what": "`libc` failed with exit status 2",
        "where": "log",
        "hint": "look",
        "detail": ["a", "b"],
        "exit_code": 100,
    }


def drawn(story: list[Event], *, width: int = 80, height: int = 24, at_s: float = 5.0) -> list[str]:
    """Return what the live tree looks like `at_s` seconds after `story` has happened."""
    clock = [0.0]
    picture = Picture(now=lambda: clock[0])
    for event in story:
        picture.take(event)
    clock[0] = at_s
    console = Console(file=io.StringIO(), width=width, height=height, color_system=None)
    console.print(picture)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_the_tree_shows_what_runs_how_long_and_how_long_last_time() -> None:
    assert drawn(STORY[:8]) == [
        "0 of 3 steps, 2 running, unpacked 1 of 2 files",
        "├──   5.0 s  libc (last time 1:23)",
        "├──   5.0 s  kernel",
        "└── waiting  stubs: another guestpipe has begun",
    ]


def test_the_tree_shows_how_much_is_fetched() -> None:
    assert drawn(STORY[:3]) == ["0 of 3 steps, fetched 10.0 MB of 20.0 MB"]


def test_the_tree_shows_how_much_is_unpacked_when_all_is_fetched() -> None:
    assert drawn(STORY[:5]) == ["0 of 3 steps, unpacked 1 of 2 files"]


def test_what_is_done_leaves_the_tree() -> None:
    unpacked = StepFinished("gcc.tar", "fetched", 0.0, "x-gcc.tar")
    assert drawn([*STORY[:-1], unpacked]) == ["3 of 3 steps"]


@pytest.mark.parametrize("width", [8, 20, 40])
def test_a_narrow_terminal_gets_less_and_no_line_too_long(width: int) -> None:
    lines = drawn(STORY[:8], width=width)
    assert len(lines) == 4
    assert all(len(line) <= width for line in lines)
    assert "last time" not in "".join(lines)


def test_a_low_terminal_gets_the_first_steps_and_the_number_of_the_others() -> None:
    story: list[Event] = [RunStarted(30, 0, 0), *(StepStarted(f"s{number}", None) for number in range(30))]
    lines = drawn(story, height=10)
    assert len(lines) == 8
    assert "and 24 more" in lines[-1]


def test_the_live_reporter_leaves_the_lines_that_matter() -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system=None)
    live = Live(console)
    for event in STORY:
        live.tell(event)
    live.close()
    assert isinstance(console.file, io.StringIO)
    said = console.file.getvalue()
    for words in ("built kernel in 1.2 s", "failed libc", "skipped guest", "1 fetched, 1 built"):
        assert words in said


def test_rich_is_imported_by_the_live_tree_only() -> None:
    program = (
        "import sys, guestpipe.cli.plain, guestpipe.cli.events, guestpipe.build.schedule;"
        "print([name for name in ('rich', 'sh', 'networkx', 'pydantic', 'tomlkit', 'asyncio') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "[]\n"
