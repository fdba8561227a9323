"""The portable parts of the kernel, compiled for the host with sanitizers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel_host.toolchain import Toolchain

ARCH = "/checkout/recipes/kernel-arch/portable"
MEMORY = "/checkout/recipes/kernel-arch/memory"
KITTEN = "/checkout/recipes/kernel-kitten/src"
GEEKOS = "/checkout/recipes/kernel-geekos/src"

PROGRAMS = {
    "boot": ("/checkout/recipes/kernel-arch/src/boot.c", f"{ARCH}/ranges.c"),
    "acpi": ("/checkout/recipes/kernel-arch/src/acpi.c",),
    "clock": ("/checkout/recipes/kernel-arch/src/clock.c",),
    "timestamp": ("/checkout/recipes/kernel-arch/src/timestamp.c",),
    "ranges": (f"{ARCH}/ranges.c",),
    "format": (f"{ARCH}/format.c",),
    "symbols": (f"{ARCH}/symbols.c",),
    "pages": (f"{MEMORY}/pages.c", f"{MEMORY}/runs.c", f"{ARCH}/ranges.c"),
    "pmem": (f"{MEMORY}/pmem.c", f"{MEMORY}/pages.c", f"{MEMORY}/runs.c", f"{ARCH}/ranges.c"),
    "small": (f"{MEMORY}/small.c",),
    "scheduler": (f"{GEEKOS}/kthread.c", f"{GEEKOS}/synch.c", f"{ARCH}/format.c"),
    "kitten": (f"{KITTEN}/sched.c", f"{KITTEN}/futex.c"),
    "command_line": (f"{ARCH}/command_line.c", f"{ARCH}/format.c"),
}

COMPILE = """
program=$1; shift
tests=/checkout/tests/kernel_host
recipes=/checkout/recipes
gcc -D_GNU_SOURCE -std=c11 -g -O1 -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all \
    -fsanitize-undefined-trap-on-error -static-libasan -no-pie -fno-pie -I$tests/include \
    -I$recipes/kernel-geekos/include -I$recipes/kernel-kitten/include -I$recipes/kernel-arch/include \
    -I$recipes/kernel-interface/include \
    -o "$program" "$tests/$program.c" "$tests/host.c" "$@"
"""

RUN = 'ASAN_OPTIONS=detect_leaks=0 ./"$1"'


def compiled(toolchain: Toolchain, program: str) -> None:
    done = toolchain.sh(COMPILE, program, *PROGRAMS[program])
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("program", sorted(set(PROGRAMS) - {"command_line"}))
def test_what_is_portable_holds_under_sanitizers(toolchain_root: Path, tmp_path: Path, program: str) -> None:
    toolchain = Toolchain(toolchain_root, tmp_path)
    compiled(toolchain, program)
    done = toolchain.sh(RUN, program)
    assert done.returncode == 0, done.stderr.decode()


@pytest.fixture(scope="module")
def parser(toolchain_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Toolchain:
    """Return a toolchain in whose folder the parser of command lines stands."""
    toolchain = Toolchain(toolchain_root, tmp_path_factory.mktemp("command-line"))
    compiled(toolchain, "command_line")
    return toolchain


def parsed(parser: Toolchain, *pairs: tuple[bytes, bytes]) -> list[list[bytes]]:
    """Return for each pair of baked line and loader's line what the kernel makes of it."""
    lines = b"".join(baked + b"\0" + loader + b"\0" for baked, loader in pairs)
    done = parser.sh(RUN, "command_line", stdin=lines)
    assert done.returncode == 0, done.stderr.decode()
    return [item.split(b"\0") for item in done.stdout.split(b"\0\0")[:-1]]


ENVIRONMENT = b"name=app env.A=1 env.B=2 -- x y"


@pytest.mark.parametrize(
    ("baked", "loader", "expected"),
    [
        (b"", b"", ["=ok", "aguest"]),
        (b"name=app", b"", ["=ok", "aapp"]),
        (b"name=app -- a  b ", b"", ["=ok", "aapp", "aa", "ab"]),
        (b"  --", b"", ["=ok", "aguest"]),
        (b"-- --", b"", ["=ok", "aguest", "a--"]),
        (b'-- "" "a b" c" "d "\\x41\\\\\\""', b"", ["=ok", "aguest", "a", "aa b", "ac d", 'aA\\"']),
        (b"-- a\\b \\", b"", ["=ok", "aguest", "aa\\b", "a\\"]),
        (ENVIRONMENT, b"", ["=ok", "aapp", "ax", "ay", "eA=1", "eB=2"]),
        (ENVIRONMENT, b"env.C=3 env.A=9", ["=ok", "aapp", "ax", "ay", "eA=9", "eB=2", "eC=3"]),
        (ENVIRONMENT, b"name=other -- z", ["=ok", "aother", "az", "eA=1", "eB=2"]),
        (ENVIRONMENT, b"--", ["=ok", "aapp", "eA=1", "eB=2"]),
        (b'env.E= "env.Q=a b"', b"", ["=ok", "aguest", "eE=", "eQ=a b"]),
        (b"console=serial", b"console=vga", ["=ok", "aguest", "cvga"]),
        (b"quiet", b"", ["=bad", "!a parameter has the form NAME=VALUE, at `quiet`"]),
        (b"", b"a=b -- c", ["=bad", "!parameters are name=, env.NAME=, console=, cpus= and sched-hz=, at `a=b -- c`"]),
        (b"env.=x", b"", ["=bad", "!a variable has a name, at `env.=x`"]),
        (b'"--" a', b"", ["=bad", '!a parameter has the form NAME=VALUE, at `"--" a`']),
        (b'-- ok "open', b"", ["=bad", '!a `"` is not closed, at `"open`']),
        (b'-- "\\q"', b"", ["=bad", '!`\\` in quotes stands before `"`, `\\` or `xHH`, at `"\\q"`']),
        (b'-- "\\x0"', b"", ["=bad", '!`\\x` in quotes stands before two hexadecimal digits, not both 0, at `"\\x0"`']),
        (
            b'-- "\\x00"',
            b"",
            ["=bad", '!`\\x` in quotes stands before two hexadecimal digits, not both 0, at `"\\x00"`'],
        ),
    ],
)
def test_a_command_line_is_read_as_documented(
    parser: Toolchain, baked: bytes, loader: bytes, expected: list[str]
) -> None:
    assert parsed(parser, (baked, loader)) == [[item.encode() for item in expected]]


def quoted(argument: bytes) -> bytes:
    return b'"' + b"".join(b"\\x%02x" % byte if byte in b'\\"\n' else bytes([byte]) for byte in argument) + b'"'


ARGUMENT = st.binary(max_size=12).map(lambda text: text.replace(b"\0", b"x"))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(ARGUMENT, max_size=6), min_size=1, max_size=40))
def test_quoted_arguments_arrive_unchanged(parser: Toolchain, argument_lists: list[list[bytes]]) -> None:
    pairs = [(b"-- " + b" ".join(map(quoted, arguments)), b"") for arguments in argument_lists]
    results = parser_results(parser, pairs)
    assert results == [
        [b"=ok", b"aguest", *(b"a" + argument for argument in arguments)] for arguments in argument_lists
    ]


JUNK = st.lists(
    st.sampled_from([b'"', b"\\", b"x", b"4", b" ", b"--", b"env.A=", b"name=", b"=", b"\xff"]), max_size=12
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(JUNK.map(b"".join), JUNK.map(b"".join)), min_size=1, max_size=40))
def test_any_line_is_read_or_refused(parser: Toolchain, pairs: list[tuple[bytes, bytes]]) -> None:
    assert all(result[0] in {b"=ok", b"=bad"} for result in parser_results(parser, pairs))


def parser_results(parser: Toolchain, pairs: list[tuple[bytes, bytes]]) -> list[list[bytes]]:
    results = parsed(parser, *pairs)
    assert len(results) == len(pairs)
    return results
