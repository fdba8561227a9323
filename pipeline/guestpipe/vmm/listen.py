"""What a running guest says: console bytes (bounded), control lines, and the verdict over both; no process is here."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

CONSOLE_LIMIT_BYTES = 1 << 20
"""How much of the console a Transcript keeps: half from the beginning, half from the end."""

_LINE_LIMIT_BYTES = 4096
_EXIT = re.compile(rb"guestpipe exit ([0-9]{1,3})")
_CALL = re.compile(rb"guestpipe (enters|call) (.*)", re.DOTALL)
_PANIC = re.compile(rb"guestpipe panic ?(.*)", re.DOTALL)


@dataclass(slots=True)
class Console:
    """The console's output as it comes, in bounded memory."""

    size_bytes: int = 0
    limit_bytes: int = CONSOLE_LIMIT_BYTES
    _head: bytearray = field(default_factory=bytearray)
    _tail: bytearray = field(default_factory=bytearray)

    def feed(self, chunk: bytes) -> None:
        half = self.limit_bytes // 2
        self.size_bytes += len(chunk)
        room = half - len(self._head)
        self._head += chunk[:room]
        self._tail += chunk[room:]
        if len(self._tail) > 2 * half:
            del self._tail[:-half]

    def kept(self) -> bytes:
        """Return the whole output, or the beginning and the end of a long one."""
        half = self.limit_bytes // 2
        return bytes(self._head + self._tail[-half:])


@dataclass(slots=True)
class Control:
    """The lines of the control channel that mean something: the first exit, the first panic, a triple fault."""

    is_listening: bool = False
    """Whether the guest has said that it takes console input."""
    status: int | None = None
    panic: str | None = None
    triple_fault: bool = False
    on_call: Callable[[str, bool], None] | None = None
    """Told of each call of a traced guest: its name when it begins, and all of it, with True, when it has ended."""
    _line: bytearray = field(default_factory=bytearray)

    @property
    def is_final(self) -> bool:
        """Whether the guest has said its last word."""
        return self.status is not None or self.panic is not None or self.triple_fault

    def feed(self, chunk: bytes) -> None:
        for part in chunk.splitlines(keepends=True):
            room = _LINE_LIMIT_BYTES - len(self._line)
            self._line += part[:room]
            if part.endswith((b"\n", b"\r")):
                self._take(bytes(self._line).rstrip(b"\r\n"))
                self._line.clear()

    def end(self) -> None:
        """Take a last line without its newline: a panic counts even when cut off, a status does not."""
        if _PANIC.fullmatch(self._line):
            self._take(bytes(self._line))
        self._line.clear()

    def _take(self, line: bytes) -> None:
        if line.startswith(b"guestpipe listening"):
            self.is_listening = True
        elif self.on_call is not None and (found := _CALL.fullmatch(line)):
            self.on_call(found[2].decode(errors="replace"), found[1] == b"call")
        elif line == b"Triple fault":
            self.triple_fault = True
        elif (found := _EXIT.fullmatch(line)) and self.status is None and int(found[1]) <= 255:
            self.status = int(found[1])
        elif (found := _PANIC.fullmatch(line)) and self.panic is None:
            self.panic = found[1].decode(errors="replace")


def verdict(control: Control, *, code: int, expected_code: int, says: tuple[str, ...]) -> str | None:
    """Return why a guest that ended by itself has no status, or None when the status that it said is good.

    `code` is what the VMM exited with (negative: by a signal), `expected_code` what goes with the status.
    """
    if control.panic is not None:
        return f"the guest panicked: {control.panic}"
    if control.status is not None:
        if code == expected_code:
            return None
        return f"the guest said that it exits with {control.status}, but the VMM ended {_ended(code)}"
    return _silent_end(control, code, says)


def _silent_end(control: Control, code: int, says: tuple[str, ...]) -> str:
    if control.triple_fault:
        return "the guest reset: triple fault"
    if code == 0:
        return "the guest reset or powered off without saying a status"
    if code < 0 or says:
        return f"the VMM failed: it ended {_ended(code)}"
    return f"the guest left without saying a status: the VMM ended {_ended(code)}"


def _ended(code: int) -> str:
    if code >= 0:
        return f"with code {code}"
    try:
        return f"by {signal.Signals(-code).name}"
    except ValueError:
        return f"by signal {-code}"
