"""`guestpipe shell`: the very sandbox of a step, with what its failed build left."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from build_plans import World, plan_of
from guestpipe.build.shell import request_of
from guestpipe.errors import BuildError


@pytest.fixture(scope="session")
def root(small_root: Path) -> Path:
    return small_root


@pytest.fixture
def world(tmp_path: Path, root: Path) -> Iterator[World]:
    made = World(tmp_path, root)
    yield made
    assert made.left_over() == []
    made.store.close()


PROGRAM = """
import sys
from pathlib import Path
from build_plans import *
from guestpipe.build.shell import *
world = World(Path(sys.argv[1]), Path(sys.argv[2]))
plan = plan_of(world.step("in1", "echo one > /out/text"), world.step("bad", sys.argv[3], "in1"))
outcome = world.realize(plan)
request = request_of(plan.steps[-1], outcome.objects, world.store, 2)
status = open_shell(request, world.store, bubblewrap(), fresh=sys.argv[4] == "fresh", terminal=sys.argv[5])
left = world.left_over()
world.store.close()
assert left == [], left
sys.exit(status)
"""

HALF_BUILT = "echo half > half; echo out > /out/half; exit 1"


def shell(world: World, root: Path, typed: str, *, script: str = HALF_BUILT, fresh: bool = False) -> tuple[int, str]:
    """Return the status of a shell that reads `typed` from a pipe, and what it said."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(world.folder), str(root), script, "fresh" if fresh else "", ""],
        env={"PYTHONPATH": ":".join(sys.path), "PATH": os.environ["PATH"]},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_the_shell_has_the_mounts_and_the_environment_of_the_build(world: World, root: Path) -> None:
    status, said = shell(world, root, "cat /in/in1/text; echo $out $jobs; pwd; id -u; touch /usr/x; exit 7\n")
    assert status == 7
    assert said.split()[:5] == ["one", "/out", "2", "/build", "1000"]
    assert "Read-only file system" in said


def test_the_shell_finds_what_the_failed_build_left_and_keeps_what_is_done(world: World, root: Path) -> None:
    assert shell(world, root, "cat half /out/half; echo more > more; exit\n") == (0, "half\nout\n")
    place = world.folder / "store/failed/bad"
    # Realizing it again, as the program does, starts anew.
    assert sorted(os.listdir(place)) == ["build", "log", "out"]


def test_the_recipe_can_be_run_in_the_shell_and_fails_as_it_did(world: World, root: Path) -> None:
    status, said = shell(world, root, "sh -eu /recipe/build.sh; echo status $?\n")
    assert (status, said) == (0, "status 1\n")


def test_fresh_starts_empty(world: World, root: Path) -> None:
    assert shell(world, root, "ls; ls /out; exit\n", fresh=True) == (0, "")
    assert not (world.folder / "store/failed/bad").exists()


def test_a_step_that_did_not_fail_has_a_shell_too_and_nothing_of_it_stays(world: World, root: Path) -> None:
    script = "echo fine > /out/text"
    assert shell(world, root, "ls /out; echo x > /out/x; cat /out/x\n", script=script) == (0, "x\n")


def test_on_a_terminal_the_shell_prompts_with_the_steps_name(world: World, root: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(world.folder), str(root), HALF_BUILT, "", "xterm"],
        env={"PYTHONPATH": ":".join(sys.path), "PATH": os.environ["PATH"]},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    said = b""
    end = time.monotonic() + 60
    while b"bad $ " not in said and time.monotonic() < end:
        if select.select([ours], [], [], 1)[0]:
            said += os.read(ours, 4096)
    os.write(ours, b"exit 3\n")
    assert process.wait(timeout=60) == 3
    os.close(ours)
    assert b"bad $ " in said


def test_what_is_not_built_has_no_sandbox(world: World) -> None:
    plan = plan_of()
    with pytest.raises(BuildError, match="is not built in a sandbox"):
        request_of(plan.steps[0], {}, world.store, 1)
