"""What a build sees, and that it sees nothing else."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from build_world import Built, build, request
from guestpipe.build import sandbox, stage


@pytest.fixture(scope="session")
def root(small_root: Path) -> Path:
    return small_root


def succeeded(built: Built) -> Built:
    assert built.error is None, f"{built.error}\n{built.log}"
    return built


def test_a_build_sees_its_folders_and_the_tool_root_and_nothing_else(root: Path, tmp_path: Path) -> None:
    built = succeeded(build(request(root), "ls /", tmp_path))
    assert built.log.split() == [
        *("bin", "build", "dev", "etc", "in", "lib", "lib64", "out", "patches", "proc", "recipe", "sbin", "settings"),
        *("source", "tmp", "usr"),
    ]


def test_the_environment_is_exactly_the_documented_one(root: Path, tmp_path: Path) -> None:
    wanted = request(root, extra={"CFLAGS": "-O2"}, argv=("/bin/env",))
    built = succeeded(build(wanted, "", tmp_path))
    assert sorted(built.log.splitlines()) == sorted(
        [
            *("CFLAGS=-O2", "HOME=/build", "LC_ALL=C", "PATH=/usr/bin", "SOURCE_DATE_EPOCH=1704067200"),
            *("TMPDIR=/tmp", "TZ=UTC", "in=/in", "jobs=2", "out=/out", "patches=/patches", "recipe=/recipe"),
            # bubblewrap says where it has gone.
            *("settings=/settings", "source=/source", "PWD=/build"),
        ]
    )


def test_a_build_is_user_1000_on_a_host_called_guestpipe_in_build(root: Path, tmp_path: Path) -> None:
    script = "id -u; id -g; hostname; pwd; umask; echo $$; ulimit -n; ulimit -c; cat /proc/self/oom_score_adj"
    built = succeeded(build(request(root), script, tmp_path))
    assert built.log.split() == ["1000", "1000", "guestpipe", "/build", "0022", "1", "4096", "0", "500"]


def test_declared_inputs_are_seen_at_their_places_and_no_others(root: Path, tmp_path: Path) -> None:
    tree, archive, patches = tmp_path / "tree", tmp_path / "archive", tmp_path / "patches"
    (tree / "lib").mkdir(parents=True)
    (tree / "lib/a").write_text("a")
    (tree / "lib/link").symlink_to("a")
    archive.write_text("tar")
    patches.mkdir()
    (patches / "0001.patch").write_text("p")
    shown = {"in/libc": tree, "source/newlib": archive, "patches/newlib": patches}
    wanted = request(root, shown=shown, settings={"program.name": "hello"})
    script = "cd /; find in source patches settings | sort; cat /settings/program.name; cat in/libc/lib/link"
    built = succeeded(build(wanted, script, tmp_path / "b"))
    assert built.log.split() == [
        *("in", "in/libc", "in/libc/lib", "in/libc/lib/a", "in/libc/lib/link"),
        *("patches", "patches/newlib", "patches/newlib/0001.patch", "settings", "settings/program.name"),
        *("source", "source/newlib", "helloa"),
    ]


def test_an_input_looks_the_same_whether_it_is_mounted_or_linked(root: Path, tmp_path: Path) -> None:
    seen = []
    others = {f"in/o{number}": tmp_path for number in range(stage.FEW)}
    for count, beside in ((9, {}), (stage.LINK_LIMIT - 2, others), (stage.LINK_LIMIT + 2, others)):
        tree = tmp_path / f"tree{count}"
        (tree / "d").mkdir(parents=True)
        (tree / "d/x").write_text("x")
        for number in range(count - 2):
            (tree / f"f{number}").write_text("f")
        (tree / "d").chmod(0o555)
        os.utime(tree / "d", (1, 1))
        tree.chmod(0o555)
        os.utime(tree, (1, 1))
        script = "stat -c '%a %Y %F' /in/t /in/t/d; echo; if (: > /in/t/new) || (: > /in/t/d/x); then echo WRITTEN; fi"
        built = succeeded(build(request(root, shown={"in/t": tree, **beside}), script, tmp_path / f"b{count}"))
        assert "WRITTEN" not in built.log
        seen.append(built.log.partition("\n\n")[0])
    assert seen == ["555 1 directory\n555 1 directory"] * 3


def test_a_build_has_no_network(root: Path, tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with listener:
        built = succeeded(build(request(root), "cat /proc/net/dev; cat /proc/net/route", tmp_path))
    assert [line.split(":")[0].strip() for line in built.log.splitlines() if ":" in line] == ["lo"]


def test_a_build_does_not_see_the_files_of_the_host(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    built = build(request(root), f"ls /usr/bin | wc -l; cat {tmp_path}/secret", tmp_path / "b")
    assert built.status == 1
    assert int(built.log.split()[0]) == len(os.listdir(root / "usr/bin"))
    assert "No such file" in built.log


@pytest.mark.parametrize(
    "place", ["x", "usr/bin/x", "in/x", "recipe/x", "settings/x", "dev/x", "etc/passwd", "source/x"]
)
def test_a_build_that_writes_outside_out_fails(root: Path, tmp_path: Path, place: str) -> None:
    built = build(request(root), f"echo x > /{place}", tmp_path)
    assert built.error is not None
    assert "Read-only file system" in built.log
    assert "failed with exit status" in built.error.what


def test_out_build_and_tmp_can_be_written(root: Path, tmp_path: Path) -> None:
    built = succeeded(build(request(root), "echo a > /out/a; echo b > b; echo c > /tmp/c; echo > /dev/null", tmp_path))
    assert (built.out / "a").read_text() == "a\n"
    assert (built.build / "b").read_text() == "b\n"


def test_a_build_cannot_make_a_device_or_change_its_inputs(root: Path, tmp_path: Path) -> None:
    script = "if busybox mknod /out/d b 1 1 || chmod 777 /recipe/build.sh; then echo DONE; fi"
    built = succeeded(build(request(root), script, tmp_path))
    assert "DONE" not in built.log


def test_devices_are_few_and_work(root: Path, tmp_path: Path) -> None:
    script = (
        "ls /dev; busybox head -c 2 /dev/zero | busybox od -An -tx1;"
        "busybox head -c 8 /dev/urandom | wc -c; echo y | cat /dev/stdin"
    )
    built = succeeded(build(request(root), script, tmp_path))
    assert built.log.split() == [
        *("fd", "full", "null", "random", "shm", "stderr", "stdin", "stdout", "urandom", "zero", "00", "00", "8", "y"),
    ]


def test_nothing_of_a_build_is_left_when_its_script_has_ended(root: Path, tmp_path: Path) -> None:
    built = succeeded(build(request(root), "(while :; do echo x >> /out/x; done) & sleep 0.05; exit 0", tmp_path))
    size = (built.out / "x").stat().st_size
    assert size > 0
    os.sync()
    assert (built.out / "x").stat().st_size == size


def test_a_thousand_inputs_are_one_mount(root: Path, tmp_path: Path) -> None:
    shown = {}
    for number in range(1000):
        tree = tmp_path / f"i/{number}"
        tree.mkdir(parents=True)
        (tree / "f").write_text(str(number))
        shown[f"in/i{number}"] = tree
    wanted = request(root, shown=shown)
    workspace = tmp_path / "w"
    workspace.mkdir()
    staged = stage.stage(wanted, str(workspace), stage.Shapes())
    assert [place for _, place in staged.binds] == ["etc", "usr", "in"]
    built = succeeded(build(wanted, "ls /in | wc -l; cat /in/i999/f", tmp_path / "b"))
    assert built.log.split() == ["1000", "999"]


def test_the_command_line_of_bubblewrap_is_short_and_may_start_with_a_loader() -> None:
    assert sandbox.command(("/ld.so", "--library-path", "/l", "/bwrap"), ("/bin/sh", "x")) == (
        *("/ld.so", "--library-path", "/l", "/bwrap", "--args", "3", "--", "/bin/sh", "x"),
    )


def test_processor_time_of_all_processes_is_measured(root: Path, tmp_path: Path) -> None:
    built = succeeded(build(request(root), "sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done'", tmp_path))
    assert built.cpu_s > 0.01
