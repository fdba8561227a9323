"""The tier's files, compiled for the host with sanitizers, against the host's own file system."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from kernel_host.toolchain import Toolchain

RUN = "ASAN_OPTIONS=detect_leaks=0 ./model"

NAMES = st.sampled_from(["a", "b", "c", "d"])
PART = st.one_of(NAMES, NAMES, NAMES, st.sampled_from([".", "..", "n" * 255]))
PATH = st.builds(
    lambda begin, parts, end: begin + "/".join(parts) + end,
    st.sampled_from(["", "", "", "", "/tmp/r/r/r/r/w/"]),  # noqa: S108
    st.lists(PART, min_size=1, max_size=3),
    st.sampled_from(["", "", "", "/", "//"]),
).map(lambda path: path[:4000])
ANY_PATH = st.one_of(PATH, PATH, PATH, PATH, st.just("-"))
SLOT = st.integers(0, 7)
SIZE = st.one_of(st.integers(0, 100), st.sampled_from([4095, 4096, 4097, 60000, 70000]))
PLACE = st.one_of(st.just(-1), st.integers(0, 9000), st.sampled_from([262143, 300000, 1 << 24, 1 << 40]))
LENGTH = st.one_of(st.integers(-1, 9000), st.sampled_from([4096, 262144, 1 << 30, 1 << 40]))
MODE = st.sampled_from([0o700, 0o600, 0o644, 0o755, 0o777, 0o666])
FLAGS = st.builds(
    lambda mode, *more: mode | sum(more),
    st.sampled_from([os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_RDWR]),
    *(st.sampled_from([0, flag]) for flag in (os.O_CREAT, os.O_EXCL, os.O_TRUNC, os.O_APPEND, os.O_NOFOLLOW)),
)
TIMES = st.tuples(st.integers(0, 2_000_000_000), st.sampled_from([0, 1, 123_456_789, 999_999_999, 1_000_000_000, -5]))


def line(*parts: st.SearchStrategy[object] | str) -> st.SearchStrategy[str]:
    """Return lines of words, each given or drawn."""
    drawn = [st.just(part) if isinstance(part, str) else part.map(str) for part in parts]
    return st.tuples(*drawn).map(" ".join)


LINES = st.one_of(
    line("open", SLOT, ANY_PATH, FLAGS, MODE.map(lambda mode: f"{mode:o}")),
    line("open", SLOT, NAMES, st.just(os.O_RDWR | os.O_CREAT), st.just("644")),
    line("close", SLOT, "0", "0", "0"),
    line("read", SLOT, SIZE, PLACE, "0"),
    line("write", SLOT, SIZE, st.just(-1), st.integers(0, 255)),
    line("write", SLOT, SIZE, PLACE, st.integers(0, 255)),
    line("lseek", SLOT, LENGTH, st.sampled_from([0, 1, 2, 9]), "0"),
    line("ftruncate", SLOT, LENGTH, "0", "0"),
    line("fstat", SLOT, "0", "0", "0"),
    line("fchdir", SLOT, "0", "0", "0"),
    line("dup", SLOT, SLOT, "0", "0"),
    line("mkdir", ANY_PATH, "-", MODE),
    line("mkdir", NAMES, "-", MODE),
    line("rmdir", ANY_PATH, "-", "0"),
    line("unlink", ANY_PATH, "-", "0"),
    line("mkfifo", PATH, "-", MODE),
    line("link", PATH, PATH, "0"),
    line("symlink", ANY_PATH, PATH, "0"),
    line("rename", PATH, PATH, "0"),
    line("rename", NAMES, PATH, "0"),
    line("chdir", PATH, "-", "0"),
    line("truncate", ANY_PATH, "-", LENGTH),
    line("chmod", PATH, "-", MODE),
    line("access", PATH, "-", st.integers(0, 8)),
    line("stat", ANY_PATH, "-", "0"),
    line("lstat", PATH, "-", "0"),
    line("readlink", PATH, "-", st.sampled_from([1, 5, 4096])),
    line("realpath", PATH, "-", "0"),
    line("names", PATH, "-", "0"),
    line("names", "..", "-", "0"),
    line("getcwd", "-", "-", st.sampled_from([1, 10, 4096])),
    line("utime", PATH, TIMES.map(lambda time: f"{time[0]} {time[1]}"), st.sampled_from([0, 0x100])),
)


@pytest.fixture(scope="module")
def model(toolchain_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Toolchain:
    """Return a toolchain in whose folder the program stands that does everything twice and compares."""
    toolchain = Toolchain(toolchain_root, tmp_path_factory.mktemp("files"))
    done = toolchain.sh("sh /checkout/tests/files_host/build.sh /checkout model")
    assert done.returncode == 0, done.stderr.decode()
    return toolchain


@settings(max_examples=80, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))  # it says the line
@given(st.lists(LINES, min_size=30, max_size=120))
@example(["open 0 . 0 0", "read 0 0 0 0"])  # a folder is not read, not even nothing of it
@example(["open 0 . 0 0", f"lseek 0 {1 << 40} 2 0"])  # what POSIX leaves open is not compared
@example(
    ["mkfifo a - 511", "open 0 a 0 0", "open 1 a 1 0"] + ["write 1 60000 -1 1"] * 2  # nor is what Linux does by pages
)
def test_files_in_memory_do_what_those_of_the_host_do(model: Toolchain, lines: list[str]) -> None:
    done = model.sh(RUN, stdin="".join(f"{text}\n" for text in lines).encode())
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
