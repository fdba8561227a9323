"""What the guest said, and the verdict over it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guestpipe.vmm import qemu
from guestpipe.vmm.listen import Console, Control, verdict
from guestpipe.vmm.run import END_OF_INPUT, TAKE_LITERALLY, escape


def heard(said: bytes) -> Control:
    control = Control()
    control.feed(said)
    control.end()
    return control


def judged(said: bytes, code: int, says: tuple[str, ...] = ()) -> str | None:
    control = heard(said)
    return verdict(control, code=code, expected_code=qemu.code_for(control.status or 0), says=says)


@given(st.integers(0, 255))
def test_a_status_is_heard_exactly_and_agrees_with_the_code_of_qemu(status: int) -> None:
    said = b"guestpipe exit %d\n" % status
    assert heard(said).status == status
    assert judged(said, ((status & 0x7F) << 1) | 1) is None


@given(st.lists(st.binary(max_size=40)), st.integers(0, 255))
def test_how_the_bytes_are_cut_into_chunks_does_not_matter(chunks: list[bytes], status: int) -> None:
    said = b"".join(chunks) + b"\nguestpipe exit %d\n" % status
    whole, pieces = heard(said), Control()
    for byte in said:
        pieces.feed(bytes((byte,)))
    pieces.end()
    assert (pieces.status, pieces.panic) == (whole.status, whole.panic)


def test_a_status_that_qemu_contradicts_is_no_status() -> None:
    complaint = judged(b"guestpipe exit 3\n", 9)
    assert complaint == "the guest said that it exits with 3, but the VMM ended with code 9"


def test_a_status_that_is_cut_off_or_too_large_is_no_status() -> None:
    assert heard(b"guestpipe exit 12").status is None
    assert heard(b"guestpipe exit 256\n").status is None
    assert heard(b"x guestpipe exit 1\n").status is None


def test_the_first_status_counts() -> None:
    assert heard(b"guestpipe exit 1\nguestpipe exit 2\n").status == 1


def test_a_panic_wins_over_a_status_and_is_heard_even_when_cut_off() -> None:
    assert judged(b"guestpipe exit 0\nguestpipe panic free of page 7", 1) == "the guest panicked: free of page 7"


def test_a_line_without_end_is_kept_in_bounded_memory() -> None:
    control = Control()
    for _ in range(1000):
        control.feed(b"guestpipe panic " * 1000)
    control.end()
    assert control.panic is not None
    assert len(control.panic) <= 4096


def test_silence_is_told_apart_by_how_the_vmm_ended() -> None:
    assert judged(b"Triple fault\n", 0) == "the guest reset: triple fault"
    assert judged(b"", 0) == "the guest reset or powered off without saying a status"
    assert judged(b"", 11) == "the guest left without saying a status: the VMM ended with code 11"
    assert judged(b"", 1, ("cannot load kernel",)) == "the VMM failed: it ended with code 1"
    assert judged(b"", -11) == "the VMM failed: it ended by SIGSEGV"


@given(st.lists(st.binary(max_size=50)))
def test_a_short_console_is_kept_whole_and_a_long_one_by_its_ends(chunks: list[bytes]) -> None:
    console, whole = Console(limit_bytes=64), b"".join(chunks)
    for chunk in chunks:
        console.feed(chunk)
    assert console.size_bytes == len(whole)
    assert console.kept() == (whole if len(whole) <= 64 else whole[:32] + whole[-32:])


@given(st.binary())
def test_typed_bytes_arrive_as_typed_and_never_end_the_input(typed: bytes) -> None:
    arrived, sent = bytearray(), iter(escape(typed))
    for byte in sent:
        assert bytes((byte,)) != END_OF_INPUT
        arrived.append(next(sent) if bytes((byte,)) == TAKE_LITERALLY else byte)
    assert arrived == typed
