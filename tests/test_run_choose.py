"""What a run is: the declaration, what the user wants different, and what is refused before anything is built."""

from __future__ import annotations

import argparse
import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestpipe.cli import run as cli_run
from guestpipe.cli.test import Search, last_lines, unexpected
from guestpipe.errors import GuestpipeError, HostError, UsageError
from guestpipe.planning import Facts
from guestpipe.vmm.choose import Overrides, launch_for
from guestpipe.vmm.kvm import Kvm
from guestpipe.vmm.machine import Launch, Machine, Transcript

FACTS = Facts(
    name="hello",
    vmm="qemu",
    machine="microvm",
    cpus=1,
    memory_bytes=64 << 20,
    formats=("elf", "raw"),
    limit_s=60,
    expect_status=0,
    expect_output="hello",
    kernel="geekos",
    kernel_cpus=1,
)
SLOW = Kvm(False, "a probe guest ran only 1.5 million instructions a second")
FAST = Kvm(True, "a probe guest ran 2000 million instructions a second")


def chosen(overrides: Overrides, kvm: Kvm = SLOW, facts: Facts = FACTS) -> Launch:
    return launch_for(facts, overrides, lambda: kvm)[0]


def refusal(overrides: Overrides, facts: Facts = FACTS) -> GuestpipeError:
    with pytest.raises(GuestpipeError) as refused:
        chosen(overrides, facts=facts)
    return refused.value


def parsed(*words: str, rest: tuple[str, ...] = ()) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    cli_run.arguments(parser)
    return parser.parse_args(words, argparse.Namespace(rest=rest))


def test_without_overrides_the_run_is_what_the_guest_declares() -> None:
    assert chosen(Overrides()) == Launch(
        machine=Machine(vmm="qemu", machine="microvm", cpus=1, memory_bytes=64 << 20, accel="tcg"),
        image=Path("guest.elf"),
        format="elf",
        limit_s=60,
    )


def test_every_override_reaches_the_launch() -> None:
    wanted = Overrides(machine="pc", memory_bytes=2 << 20, accel="tcg", format="raw", limit_s=5.5, gdb_port=4321)
    assert chosen(wanted) == Launch(
        machine=Machine(vmm="qemu", machine="pc", cpus=1, memory_bytes=2 << 20, accel="tcg"),
        image=Path("guest.raw"),
        format="raw",
        limit_s=5.5,
        gdb_port=4321,
    )


def test_more_processors_than_the_kernel_uses_are_refused() -> None:
    assert "its kernel `geekos` uses 1" in str(refusal(Overrides(cpus=2)))
    assert "uses 1 to 8" in str(refusal(Overrides(cpus=9), replace(FACTS, kernel_cpus=8)))
    assert chosen(Overrides(cpus=8), facts=replace(FACTS, kernel_cpus=8)).machine.cpus == 8
    assert refusal(Overrides(cpus=2)).hint == "another `[kernel] variant` may use more"
    assert refusal(Overrides(cpus=0)).exit_code == 64
    assert refusal(Overrides(cpus=0)).hint == "a machine has 1 or more"


def test_a_kernel_is_told_when_the_run_has_another_number_of_processors_than_was_declared() -> None:
    facts = replace(FACTS, kernel_cpus=8, cpus=4)
    assert chosen(Overrides(), facts=facts).command_line == ""
    assert chosen(Overrides(cpus=4), facts=facts).command_line == ""
    assert chosen(Overrides(cpus=2), facts=facts).command_line == "cpus=2"
    assert chosen(Overrides(cpus=1, command_line="-- a b"), facts=facts).command_line == "cpus=1 -- a b"
    assert "takes no command line" in str(refusal(Overrides(cpus=2, format="raw", machine="pc"), facts))


@pytest.mark.parametrize(
    ("overrides", "complaint"),
    [
        (Overrides(memory_bytes=4096), "4096 bytes of memory"),
        (Overrides(format="iso"), "no image of format `iso`"),
        (Overrides(format="raw"), "no BIOS that boots a raw disk"),
        (Overrides(format="raw", machine="q35", command_line="-- a"), "takes no command line"),
        (Overrides(format="raw", machine="q35", icount_shift=0), "counts would differ"),
    ],
)
def test_what_cannot_be_booted_is_refused(overrides: Overrides, complaint: str) -> None:
    assert complaint in str(refusal(overrides))


def test_a_vmm_that_only_recipes_know_is_refused() -> None:
    error = refusal(Overrides(), replace(FACTS, vmm="bochs"))
    assert (error.exit_code, error.what) == (65, "guestpipe does not know how to run the VMM `bochs`")


def test_kvm_is_used_where_it_was_seen_to_be_useful_and_the_reason_is_told() -> None:
    launch, why = launch_for(FACTS, Overrides(), lambda: FAST)
    assert (launch.machine.accel, why) == ("kvm", FAST.why)
    launch, why = launch_for(FACTS, Overrides(), lambda: SLOW)
    assert (launch.machine.accel, why) == ("tcg", f"no KVM: {SLOW.why}")


def test_kvm_that_is_asked_for_and_is_of_no_use_is_refused_with_the_reason() -> None:
    error = refusal(Overrides(accel="kvm"))
    assert isinstance(error, HostError)
    assert SLOW.why in str(error)


def test_kvm_is_not_asked_about_where_it_does_not_matter() -> None:
    def never() -> Kvm:
        raise AssertionError("not asked")

    assert launch_for(FACTS, Overrides(accel="tcg"), never)[0].machine.accel == "tcg"
    assert launch_for(FACTS, Overrides(icount_shift=0), never)[0].machine.accel == "tcg"


def test_a_debugger_may_take_its_time() -> None:
    assert chosen(Overrides(gdb_port=1234)).limit_s is None
    assert chosen(Overrides(gdb_port=1234, limit_s=9)).limit_s == 9


def test_arguments_of_the_command_become_overrides() -> None:
    args = parsed("--memory", "2Mi", "--machine", "q35", "--gdb", "--limit", "2.5", "x.toml", rest=("a b", 'c"'))
    assert cli_run.overrides(args) == Overrides(
        machine="q35", memory_bytes=2 << 20, gdb_port=1234, limit_s=2.5, command_line='-- "a b" "c\\""'
    )


def test_a_port_that_is_taken_is_refused_before_the_vmm_is_started() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HostError) as caught:
            cli_run._refuse_taken(port)
    assert caught.value.what == f"gdb cannot be waited for at port {port}: address already in use"
    cli_run._refuse_taken(port)


@pytest.mark.parametrize(
    "words", [("--memory", "2x"), ("--memory", "-1"), ("--gdb-port", "70000"), ("--limit", "0"), ("--limit", "nan")]
)
def test_arguments_that_mean_nothing_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        cli_run.overrides(parsed(*(f"{words[0]}={words[1]}",)))


def test_the_line_for_a_debugger_can_be_pasted() -> None:
    launch = replace(chosen(Overrides(gdb_port=1234)), image=Path("/a store/guest.elf"))
    assert cli_run.gdb_line(launch) == (
        "gdb '/a store/guest.debug.elf' -ex 'target remote 127.0.0.1:1234' -ex 'break main' -ex continue"
    )


def test_what_boots_is_said_in_one_line() -> None:
    launch, why = launch_for(FACTS, Overrides(memory_bytes=2_000_000), lambda: SLOW)
    assert cli_run.booting("hello", launch, why) == (
        f"booting `hello` on microvm, 1 processor, 1.907 MiB, by TCG (no KVM: {SLOW.why})"
    )


def test_a_transcript_is_told_as_json_whatever_bytes_it_has() -> None:
    transcript = Transcript(console=b"\xff\x00ok", console_bytes=4, status=3, counters={"vmm_code": 7})
    told = json.loads(cli_run.told_as_json(chosen(Overrides()), transcript))
    assert (told["status"], told["console"], told["counters"]) == (3, "\ufffd\x00ok", {"vmm_code": 7})


@given(st.binary(min_size=1, max_size=6), st.lists(st.binary(max_size=8)))
def test_expected_output_is_found_however_the_console_is_cut(wanted: bytes, chunks: list[bytes]) -> None:
    search = Search(wanted)
    for chunk in chunks:
        search.feed(chunk)
    assert search.is_found == (wanted in b"".join(chunks))


def test_without_an_expected_output_any_will_do() -> None:
    assert Search(b"").is_found


def test_a_complaint_names_what_was_expected_and_what_came() -> None:
    silent = Transcript(console=b"", console_bytes=0, status=1)
    assert unexpected(FACTS, 1, silent, has_output=False) == (
        "`hello` exited with 1 instead of 0 and did not print `hello` (it printed nothing at all)"
    )
    assert unexpected(FACTS, 0, silent, has_output=True) is None


def test_the_end_of_the_console_is_shown() -> None:
    console = b"".join(b"line %d\n" % i for i in range(100))
    assert last_lines(console) == tuple(f"line {i}" for i in range(80, 100))
