"""The sample guests and the guests that test libc and its stubs, each built and booted."""

from __future__ import annotations

from pathlib import Path

import pytest

from libc_world import Guestpipe, complaint, copied, made

KIB = 1024


@pytest.mark.parametrize(
    "guest",
    [
        *(
            ".",
            "guests/fibonacci",
            "guests/hello-c",
            "guests/hello-write",
            "guests/hello-printf",
            "guests/sort",
            "guests/status",
        ),
        *("tests/guests/stubs", "tests/guests/libc", "tests/guests/memory", "tests/guests/abort"),
        "tests/guests/regex",
    ],
)
def test_a_guest_does_what_it_declares_to_expect(guest: str, guestpipe: Guestpipe, tmp_path: Path) -> None:
    ran = guestpipe("test", copied(guest, tmp_path))
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("status", [0, 1, 127, 128, 254, 255])
def test_what_main_returns_is_what_run_returns(status: int, guestpipe: Guestpipe, tmp_path: Path) -> None:
    assert guestpipe("run", copied("guests/status", tmp_path), "--", str(status)).returncode == status


def test_standard_input_is_the_console_up_to_its_end(guestpipe: Guestpipe, tmp_path: Path) -> None:
    ran = guestpipe("run", copied("guests/echo", tmp_path), stdin="one\ntwo \x04\x16 three\nno newline")
    assert ran.stdout == "ONE\nTWO \x04\x16 THREE\nNO NEWLINE2 lines, 27 bytes\n"


def test_arguments_after_two_dashes_replace_those_of_the_declaration(guestpipe: Guestpipe, tmp_path: Path) -> None:
    ran = guestpipe("run", copied("guests/hello-c", tmp_path), "--", "a b", 'c"d', "\\")
    assert ran.stdout == 'Hello from hello-c!\nargument 1: a b\nargument 2: c"d\nargument 3: \\\n'


def test_megabytes_on_the_console_arrive_whole_and_in_order(guestpipe: Guestpipe, tmp_path: Path) -> None:
    ran = guestpipe("run", copied("tests/guests/chatter", tmp_path))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "".join(f"line {line:010}\n" for line in range(3 * 1024 * 1024 // 16))


def test_a_block_of_3_gib_is_asked_of_the_machine(guestpipe: Guestpipe, tmp_path: Path) -> None:
    program = """
        #include <stddef.h>
        #include <stdlib.h>
        static ptrdiff_t asked;
        void *sbrk(ptrdiff_t delta) { asked = delta; return (void *)-1; }
        int main(void) { return malloc(3UL << 30) == NULL && asked >= 3L << 30 ? 0 : 1; }
    """
    ran = guestpipe("run", made(tmp_path, {"main.c": program}))
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("guest", "says"),
    [
        ("overflow", "stack overflow"),
        ("null", "null pointer"),
        ("write-code", "read-only"),
        ("run-data", "not code"),
        ("triple-fault", "reset"),
    ],
)
def test_a_guest_that_dies_is_told_from_one_that_exits(
    guest: str, says: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    ran = guestpipe("run", copied(f"tests/guests/{guest}", tmp_path))
    assert ran.returncode == 125
    assert says in complaint(ran)


def test_a_guest_that_never_ends_is_stopped_at_its_limit(guestpipe: Guestpipe, tmp_path: Path) -> None:
    ran = guestpipe("run", copied("tests/guests/never-ends", tmp_path))
    assert (ran.returncode, ran.stdout) == (124, "for ever\n")


def test_a_guest_that_is_silent_against_its_expectation_fails_its_test(guestpipe: Guestpipe, tmp_path: Path) -> None:
    assert guestpipe("test", copied("tests/guests/silent", tmp_path)).returncode == 123


@pytest.mark.parametrize(("guest", "at_most"), [("hello-write", 32 * KIB), ("hello-printf", 160 * KIB)])
def test_an_image_is_small(guest: str, at_most: int, guestpipe: Guestpipe, tmp_path: Path) -> None:
    guestpipe("realize", copied(f"guests/{guest}", tmp_path))
    assert (tmp_path / "result/guest.elf").stat().st_size <= at_most
