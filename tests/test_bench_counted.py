"""`guestpipe bench`: counted benchmarks are steps; their results are objects, the same to the last digit each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Guestpipe
from guestpipe.bench.result import Counted, figures
from guestpipe.cli.bench import number, table
from guestpipe.errors import ExpectationError
from libc_world import copied

LOOP = """\
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) void spin(long n)
{
    __asm__ volatile("1: dec %0; jnz 1b" : "+r"(n));
}

int main(int argc, char **argv)
{
    long rounds = argc > 1 ? atol(argv[1]) : 1;
    unsigned long start = __builtin_ia32_rdtsc();

    spin(rounds);
    printf("took %lu ns\\n", __builtin_ia32_rdtsc() - start);
    return argc > 2;
}
"""


@pytest.fixture
def guest(tmp_path: Path) -> Path:
    """Return a guest whose program spins as often as its argument says."""
    path = copied("guests/fibonacci", tmp_path)
    text = path.read_text().partition("[expect]")[0]
    path.write_text(f"{text.replace('fibonacci.c', 'loop.c')}\n")
    (path.parent / "loop.c").write_text(LOOP)
    return path


def with_bench(guest: Path, *lines: str, name: str = "loop") -> Path:
    guest.write_text("\n".join((guest.read_text(), f"[bench.{name}]", *lines, "")))
    return guest


def results(guestpipe: Guestpipe, guest: Path, *words: str) -> list[dict[str, object]]:
    said = guestpipe("bench", guest, *words, "--json")
    assert said.returncode == 0, said.stderr
    found: list[dict[str, object]] = json.loads(said.stdout)
    return found


def test_a_loop_of_two_instructions_takes_two_instructions_a_round(guestpipe: Guestpipe, guest: Path) -> None:
    for rounds in (1000, 51000):
        with_bench(guest, f'cmd = ["{rounds}"]', 'read = { took = "took ([0-9]+) ns" }', name=f"loop{rounds}")
    few, many = results(guestpipe, guest)
    # What else differs is the reading of another argument and the printing of another figure.
    assert 0 <= int(str(many["program"])) - int(str(few["program"])) - 2 * 50_000 < 200
    assert int(str(many["figures"]["took"])) - int(str(few["figures"]["took"])) == 2 * 50_000  # type: ignore[index]


def test_a_shift_stretches_time_and_counts_the_same_instructions(guestpipe: Guestpipe, guest: Path) -> None:
    with_bench(guest, 'cmd = ["5000"]', "shift = 0", 'read = { took = "took ([0-9]+) ns" }', name="fast")
    with_bench(guest, 'cmd = ["5000"]', "shift = 3", 'read = { took = "took ([0-9]+) ns" }', name="slow")
    fast, slow = results(guestpipe, guest)
    assert int(str(slow["figures"]["took"])) == 8 * int(str(fast["figures"]["took"]))  # type: ignore[index]
    for result, shift in ((fast, 0), (slow, 3)):
        (instructions,) = result["marks"][-1]["instructions"]  # type: ignore[index]
        # The last instruction turns the machine off: it never ends.
        assert result["virtual_ns"] == (instructions - 1) << shift


def test_time_that_a_guest_sleeps_is_virtual_and_costs_no_instructions(guestpipe: Guestpipe, guest: Path) -> None:
    guest.write_text(f'{guest.read_text()}[libc]\nstubs = "posix"\n')
    (guest.parent / "loop.c").write_text(
        "#include <stdlib.h>\n#include <time.h>\nint main(int argc, char **argv)\n{\n"
        "    struct timespec time = { .tv_sec = argc > 1 ? atol(argv[1]) : 0 };\n    return nanosleep(&time, 0);\n}\n"
    )
    with_bench(guest, 'cmd = ["1000"]')
    (result,) = results(guestpipe, guest)
    assert 1_000_000_000_000 <= int(str(result["virtual_ns"])) < 1_001_000_000_000
    assert int(str(result["program"])) < 100_000_000


def test_a_result_is_an_object_with_a_hash_and_is_not_made_twice(guestpipe: Guestpipe, guest: Path) -> None:
    with_bench(guest, 'cmd = ["7"]', 'marks = ["spin"]')
    first = guestpipe("bench", guest)
    again = guestpipe("bench", guest)
    assert first.stdout == again.stdout
    assert "built" not in again.stderr
    assert again.stdout.splitlines()[1].split()[-1].endswith("-fibonacci-c.loop-1")
    (result,) = results(guestpipe, guest)
    marks = [mark["name"] for mark in result["marks"]]  # type: ignore[attr-defined]
    assert marks == ["kernel_entry_pvh", "program_start", "main", "spin", "exit", "kernel_exit", "end"]


def test_twenty_runs_under_other_circumstances_are_the_same_bytes(guestpipe: Guestpipe, guest: Path) -> None:
    said = guestpipe("bench", with_bench(guest, 'cmd = ["9"]'), "--check", "--rounds", "20")
    assert said.returncode == 0, said.stderr
    assert "20 more runs under other circumstances, every byte the same" in said.stderr


def test_random_numbers_of_the_processor_are_the_same_again(guestpipe: Guestpipe, guest: Path) -> None:
    (guest.parent / "loop.c").write_text(
        "#include <stdio.h>\nint main(void)\n{\n    unsigned long random;\n"
        '    __asm__ volatile("1: rdrand %0; jnc 1b" : "=r"(random));\n'
        '    printf("%lx\\n", random);\n    return 0;\n}\n'
    )
    with_bench(guest, 'vmm-options = ["-cpu", "max"]', 'read = { random = "([0-9a-f]+)" }')
    said = guestpipe("bench", guest, "--check", "--rounds", "3")
    assert said.returncode == 0, said.stderr


def test_an_option_that_lets_the_host_in_is_refused_by_name(guestpipe: Guestpipe, guest: Path) -> None:
    said = guestpipe("bench", with_bench(guest, 'vmm-options = ["-icount", "shift=0,sleep=on"]'))
    assert said.returncode == 64
    assert "a counted run would not be the same twice: `sleep=on`, QEMU's default" in said.stderr
    assert "built" not in said.stderr


def test_a_benchmark_that_fails_is_no_result(guestpipe: Guestpipe, guest: Path) -> None:
    said = guestpipe("bench", with_bench(guest, 'cmd = ["1", "fail"]'))
    assert said.returncode == 100
    assert "`fibonacci-c.loop-1`: the guest exited with 1, not with 0 as `[expect]` says" in said.stderr


def test_a_guest_that_dies_is_no_result(guestpipe: Guestpipe, guest: Path) -> None:
    (guest.parent / "loop.c").write_text("int main(void) { *(volatile int *)0 = 1; return 0; }\n")
    said = guestpipe("bench", with_bench(guest, 'cmd = ["1"]'))
    assert said.returncode == 100
    assert "the guest died: " in said.stderr


def test_a_figure_that_is_not_on_the_console_is_named(guestpipe: Guestpipe, guest: Path) -> None:
    said = guestpipe("bench", with_bench(guest, 'read = { speed = "speed: ([0-9]+)" }'))
    assert said.returncode == 123
    assert "nothing on the console is what `speed` reads" in said.stderr
    assert "took" in said.stderr


def test_more_processors_than_the_kernel_uses_are_refused(guestpipe: Guestpipe, guest: Path) -> None:
    said = guestpipe("bench", with_bench(guest, "cpus = [1, 2]"))
    assert said.returncode == 64
    assert "the guest cannot have 2 processors" in said.stderr


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (('read = { x = "(" }',), "is not a regular expression"),
        (('read = { x = "abc" }',), "must have one group"),
        (("shift = 11",), "bench.loop.shift"),
        (("cpus = [0]",), "bench.loop.cpus"),
        (('marks = ["a b"]',), "bench.loop.marks"),
        (('command = ["1"]',), "bench.loop"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(
    guestpipe: Guestpipe, guest: Path, lines: tuple[str, ...], complaint: str
) -> None:
    said = guestpipe("bench", with_bench(guest, *lines))
    assert said.returncode == 65
    assert complaint in said.stderr


def test_a_benchmark_that_is_none_is_answered_with_the_nearest(guestpipe: Guestpipe, guest: Path) -> None:
    assert "declare one: `[bench.NAME]`" in guestpipe("bench", guest).stderr
    said = guestpipe("bench", with_bench(guest, 'cmd = ["1"]'), "lop")
    assert said.returncode == 65
    assert "did you mean `loop`?" in said.stderr


def test_the_first_match_on_the_console_is_the_figure() -> None:
    assert figures("b", "x 1\nx 2\n", {"x": "^x ([0-9])$"}) == {"x": "1"}
    with pytest.raises(ExpectationError):
        figures("b", "", {"x": "(.)"})


def test_counts_of_several_processors_are_added() -> None:
    marks = (("kernel_entry_pvh", (10, 0)), ("main", (1010, 500)), ("end", (2000, 900)))
    result = Counted(bench="b", cpus=2, plan_key="k", object="o", marks=marks, virtual_ns=5, figures={"a": "7"})
    assert (result.boot, result.program) == (1500, 1390)
    assert result.between("nowhere", "end") is None
    assert table([result])[1].split() == ["b", "2", "1", "500", "1", "390", "5", "7", "o"]
    assert number(None) == "-"


def test_processors_are_counted_each_on_a_kernel_that_uses_them(guestpipe: Guestpipe, guest: Path) -> None:
    guest.write_text(f'{guest.read_text()}[kernel]\nvariant = "kitten"\n[target]\ncpus = 2\n')
    said = guestpipe("bench", with_bench(guest, 'cmd = ["7"]', "cpus = [1, 2]"), "--check", "--rounds", "2", "--json")
    assert said.returncode == 0, said.stderr
    one, two = json.loads(said.stdout)
    assert [len(mark["instructions"]) for mark in one["marks"]] == [1] * len(one["marks"])
    assert all(count > 0 for count in two["marks"][-1]["instructions"])


def test_a_run_on_several_processors_that_does_not_end_is_told_of_pause(guestpipe: Guestpipe, guest: Path) -> None:
    guest.write_text(f'{guest.read_text()}[kernel]\nvariant = "kitten"\n[target]\ncpus = 2\n')
    (guest.parent / "loop.c").write_text("int main(void) { for (;;) ; }\n")
    said = guestpipe("bench", with_bench(guest, "limit-s = 3"))
    assert said.returncode == 101
    assert "only PAUSE and HLT end a turn" in said.stderr
