"""Builds that hang, fork or write without end: they are stopped, the error says so, and nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from build_world import Built, bubblewrap, build, request
from guestpipe.build import failure, run, stage
from guestpipe.build.request import Limits
from guestpipe.errors import BuildLimitError, HostError


@pytest.fixture(scope="session")
def root(small_root: Path) -> Path:
    return small_root


def processes_in(folder: Path) -> list[str]:
    """Return the processes that have `folder` in one of their mounts: the sandboxes of its builds."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and str(folder).encode() in (process / "mountinfo").read_bytes():
                found.append((process / "cmdline").read_bytes().decode())
        except OSError:
            continue
    return found


def stopped(built: Built, words: str) -> None:
    assert isinstance(built.error, BuildLimitError), built.error
    assert words in built.error.what
    assert built.error.hint == "look inside with `guestpipe shell step`"


def test_a_build_that_hangs_is_stopped_at_its_limit(root: Path, tmp_path: Path) -> None:
    built = build(request(root, limits=Limits(wall_s=0.2)), "echo begun; sleep 1000 & sleep 1000", tmp_path)
    stopped(built, "ran longer than its limit of 0.2 s")
    assert built.error is not None
    assert built.error.detail == ("begun",)
    assert processes_in(tmp_path) == []


def test_a_build_that_forks_without_end_is_stopped(root: Path, tmp_path: Path) -> None:
    script = "f() { f & f & sleep 100; }; f; sleep 100"
    built = build(request(root, limits=Limits(wall_s=20, processes=300)), script, tmp_path)
    if os.geteuid() == 0:
        stopped(built, "had more than 300 processes")
    else:
        # The kernel may refuse the next fork before we look; what is left then ends at the limit of time.
        assert built.error is not None
        assert built.over == "had more than 300 processes" or "can't fork" in built.log
    assert processes_in(tmp_path) == []


def test_a_build_that_writes_one_huge_file_is_stopped(root: Path, tmp_path: Path) -> None:
    script = "exec dd if=/dev/zero of=/out/x bs=1048576 count=100"
    built = build(request(root, limits=Limits(written_bytes=10 << 20)), script, tmp_path)
    stopped(built, "wrote")
    assert (built.out / "x").stat().st_size <= 10 << 20


def test_a_build_that_writes_many_files_is_stopped(root: Path, tmp_path: Path) -> None:
    script = "i=0; while :; do i=$((i+1)); dd if=/dev/zero of=/out/$i bs=1048576 count=8 2>/dev/null; done"
    built = build(request(root, limits=Limits(wall_s=100, written_bytes=64 << 20)), script, tmp_path)
    stopped(built, f"wrote more than {64 << 20} bytes")


def test_a_build_that_talks_without_end_is_stopped(root: Path, tmp_path: Path) -> None:
    built = build(request(root, limits=Limits(wall_s=100, log_bytes=1 << 20)), "while :; do echo words; done", tmp_path)
    stopped(built, f"wrote more than {1 << 20} bytes to its log")
    assert built.error is not None
    assert len(built.error.detail) == failure.TAIL_LINES


def test_a_build_dies_with_guestpipe(root: Path, tmp_path: Path) -> None:
    recipe, workspace = tmp_path / "recipe", tmp_path / "work"
    recipe.mkdir()
    workspace.mkdir()
    (recipe / "build.sh").write_text("echo begun > /out/begun; sleep 1000 & sleep 1000")
    wanted = request(root, shown={"recipe": recipe})
    program = (
        "import sys; from guestpipe.build import run, stage; from guestpipe.build.request import *\n"
        f"wanted = {wanted!r}\nstaged = stage.stage(wanted, {str(workspace)!r}, stage.Shapes())\n"
        f"run.run(wanted, staged, 2, {bubblewrap()!r})"
    )
    ours = subprocess.Popen([sys.executable, "-c", program], env={"PYTHONPATH": ":".join(sys.path)})
    wait_for((workspace / "out/begun").exists)
    ours.kill()
    ours.wait()
    wait_for(lambda: not processes_in(tmp_path))


def wait_for(happens: object) -> None:
    end = time.monotonic() + 30
    while not happens():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen"
        os.sched_yield()


def test_a_build_that_is_interrupted_is_gone_before_we_go_on(root: Path, tmp_path: Path) -> None:
    recipe, workspace = tmp_path / "recipe", tmp_path / "work"
    recipe.mkdir()
    workspace.mkdir()
    (recipe / "build.sh").write_text("sleep 1000 & sleep 1000")
    wanted = request(root, shown={"recipe": recipe})
    staged = stage.stage(wanted, str(workspace), stage.Shapes())
    with (tmp_path / "log").open("wb") as log:
        running = run.start(wanted, staged, log.fileno(), bubblewrap())
        wait_for(lambda: len(processes_in(tmp_path)) > 1)
        run.stop(running)
        assert processes_in(tmp_path) == []
        assert run.finish(running).status == 128 + signal.SIGKILL


def test_where_there_are_no_user_namespaces_the_error_says_what_to_run(tmp_path: Path) -> None:
    unshare = ["unshare", "--user", "--map-root-user", "sh", "-c"]
    program = f"from guestpipe.build.probe import probe; probe({bubblewrap()!r})"
    closed = f"echo 0 > /proc/sys/user/max_user_namespaces; exec '{sys.executable}' -c \"{program}\""
    ran = subprocess.run(
        [*unshare, closed],
        env={"PYTHONPATH": ":".join(sys.path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "guestpipe.errors.HostError: this machine does not let us make a sandbox" in ran.stderr
    assert "hint: run `sudo sysctl -w user.max_user_namespaces=15000`" in ran.stderr


@pytest.mark.parametrize(
    ("switches", "words"),
    [
        ({"/proc/sys/user/max_user_namespaces": "0\n"}, "user.max_user_namespaces=15000"),
        ({"/proc/sys/kernel/unprivileged_userns_clone": "0\n"}, "kernel.unprivileged_userns_clone=1"),
        ({"/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n"}, "apparmor_restrict_unprivileged_userns=0"),
        ({"/proc/sys/user/max_user_namespaces": "9\n"}, "in a container"),
    ],
)
def test_each_switch_that_closes_namespaces_has_its_remedy(switches: dict[str, str], words: str) -> None:
    assert words in failure.namespace_advice(switches)


def test_a_host_error_has_the_exit_code_of_one() -> None:
    assert failure.no_namespaces("bwrap: no\n").exit_code == HostError.exit_code
