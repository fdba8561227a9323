"""Starts the VMM of a Launch, carries the console both ways, and ends with a Transcript."""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

from guestpipe.errors import GuestDiedError, GuestTimeoutError, HostError
from guestpipe.vmm import qemu
from guestpipe.vmm.listen import Console, Control, verdict
from guestpipe.vmm.machine import Launch, Transcript

END_OF_INPUT = b"\x04"
TAKE_LITERALLY = b"\x16"

_PR_SET_PDEATHSIG = 1
_CHUNK_BYTES = 1 << 16
_POWER_OFF_S = 5.0
"""How long a guest may take to power off after its last word."""
_UNSAID_LISTENING_S = 1.0
"""When a guest that neither printed nor said that it listens is typed to all the same."""
_FILE_POLL_S = 0.05
_SAYS_LIMIT_BYTES = 8192
_SAYS_LINES = 20


def run(
    launch: Launch,
    program: tuple[str, ...],
    on_console: Callable[[bytes], None] = lambda _chunk: None,
    keyboard: int | None = None,
    on_call: Callable[[str, bool], None] | None = None,
) -> Transcript:
    """Boot `launch` with the VMM `program` and return what came of it; nothing is left running, whatever happens.

    Console output goes to `on_console` as it comes. `keyboard` is a file descriptor whose bytes the guest reads;
    without one it finds the end of input. A guest whose instructions are counted has no input at all. The calls of
    a traced guest go to `on_call`.
    """
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        control_read, control_write = os.pipe()
        stack.callback(os.close, control_read)
        counted = launch.icount_shift is not None
        output = stack.enter_context(tempfile.TemporaryFile()) if counted else None
        try:
            process = _start(qemu.command(launch, program, control_write, control_write), control_write, output)
        finally:
            os.close(control_write)
        stack.callback(_stop, process)
        talk = _Talk(process, control_read, on_console, keyboard, output, control=Control(on_call=on_call))
        if launch.gdb_port is None:
            talk.typing_at = started + _UNSAID_LISTENING_S
        over_limit = talk.until_it_ends(math.inf if launch.limit_s is None else started + launch.limit_s)
        return _transcript(launch, talk, over_limit, started)


def escape(typed: bytes) -> bytes:
    """Return `typed` with the two bytes that mean something to the guest's console marked to be taken literally."""
    marked = typed.replace(TAKE_LITERALLY, TAKE_LITERALLY * 2)
    return marked.replace(END_OF_INPUT, TAKE_LITERALLY + END_OF_INPUT)


def status_of(transcript: Transcript) -> int:
    """Return what the guest exited with. Raises GuestTimeoutError, GuestDiedError."""
    if transcript.died is None and transcript.status is not None:
        return transcript.status
    what = transcript.died or "the guest has no status"
    if transcript.over_limit:
        raise GuestTimeoutError(what, hint="give it longer: `--limit SECONDS`, or `limit-s` in guest.toml")
    raise GuestDiedError(
        what, detail=transcript.vmm_says, hint="`guestpipe run --gdb` halts the guest before its first instruction"
    )


def _start(argv: tuple[str, ...], control: int, output: IO[bytes] | None) -> subprocess.Popen[bytes]:
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def die_with_parent() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    try:
        return subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=output or subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            pass_fds=(control,),
            # Its own group: Ctrl-C on the terminal is ours to hear, and we end it.
            process_group=0,
            preexec_fn=die_with_parent,  # noqa: PLW1509
        )
    except OSError as error:
        raise HostError(f"cannot start the VMM: {error.strerror}", where=str(error.filename)) from error


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            stream.close()


@dataclass(slots=True)
class _Talk:
    """One run: what goes between the user, the guest and the VMM."""

    process: subprocess.Popen[bytes]
    control_fd: int
    on_console: Callable[[bytes], None]
    keyboard: int | None
    output: IO[bytes] | None
    console: Console = field(default_factory=Console)
    control: Control = field(default_factory=Control)
    says: bytearray = field(default_factory=bytearray)
    has_hung: bool = False
    """Whether the guest said its last word and then did not power off."""
    typing_at: float = math.inf
    """When to type to a guest that has neither printed nor said that it listens."""
    is_typing: bool = False
    _typed: bytes = b""
    _poll: select.poll = field(default_factory=select.poll)
    _sources: dict[int, Callable[[bytes], None]] = field(default_factory=dict)

    def until_it_ends(self, deadline: float) -> bool:
        """Carry everything until the VMM has ended; return whether it was stopped at `deadline`."""
        self._open()
        over_limit = is_final = False
        while self._sources:
            for fd, _event in self._poll.poll(self._wait_ms(min(deadline, self.typing_at))):
                self._serve(fd)
            self._follow_output()
            now = time.monotonic()
            if self._is_listened_to(now):
                self._begin_typing()
            if self.control.is_final and not is_final:
                is_final, deadline = True, now + _POWER_OFF_S
            if now >= deadline:
                self.process.kill()
                deadline, self.has_hung, over_limit = math.inf, is_final, not is_final
        self._follow_output()
        self.control.end()
        return over_limit

    def _open(self) -> None:
        assert self.process.stdin and self.process.stderr
        self._sources = {self.process.stderr.fileno(): self._hear_vmm, self.control_fd: self.control.feed}
        if self.process.stdout:
            self._sources[self.process.stdout.fileno()] = self._hear_console
        for fd in self._sources:
            self._poll.register(fd, select.POLLIN)
        os.set_blocking(self.process.stdin.fileno(), False)

    def _is_listened_to(self, now: float) -> bool:
        """Tell whether to begin typing: a byte that comes before the guest's serial port is set up is lost."""
        if self.is_typing:
            return False
        return self.control.is_listening or self.console.size_bytes > 0 or now >= self.typing_at

    def _begin_typing(self) -> None:
        self.is_typing, self.typing_at = True, math.inf
        if self.output:
            return
        if self.keyboard is None:
            self._type(END_OF_INPUT)
        else:
            self._poll.register(self.keyboard, select.POLLIN)

    def _wait_ms(self, until: float) -> int | None:
        if self.output:
            return int(_FILE_POLL_S * 1000)
        if until == math.inf:
            return None
        return max(0, int((until - time.monotonic()) * 1000) + 1)

    def _serve(self, fd: int) -> None:
        if fd == self.keyboard:
            self._read_keyboard(fd)
        elif self.process.stdin and fd == self.process.stdin.fileno():
            self._write_typed(fd)
        elif chunk := os.read(fd, _CHUNK_BYTES):
            self._sources[fd](chunk)
        else:
            self._poll.unregister(fd)
            del self._sources[fd]

    def _hear_console(self, chunk: bytes) -> None:
        self.console.feed(chunk)
        self.on_console(chunk)

    def _hear_vmm(self, chunk: bytes) -> None:
        self.says += chunk
        del self.says[:-_SAYS_LIMIT_BYTES]

    def _follow_output(self) -> None:
        while self.output and (chunk := os.pread(self.output.fileno(), _CHUNK_BYTES, self.console.size_bytes)):
            self._hear_console(chunk)

    def _read_keyboard(self, fd: int) -> None:
        try:
            typed = os.read(fd, _CHUNK_BYTES)
        except OSError:
            typed = b""
        self._poll.unregister(fd)
        if not typed:
            self.keyboard = None
        self._type(escape(typed) or END_OF_INPUT)

    def _type(self, typed: bytes) -> None:
        assert self.process.stdin
        self._typed = typed
        self._poll.register(self.process.stdin.fileno(), select.POLLOUT)

    def _write_typed(self, fd: int) -> None:
        try:
            self._typed = self._typed[os.write(fd, self._typed) :]
        except BlockingIOError:
            return
        except OSError:
            # The VMM is gone: nobody is left to type for.
            self._typed, self.keyboard = b"", None
        if not self._typed:
            self._poll.unregister(fd)
            if self.keyboard is not None:
                self._poll.register(self.keyboard, select.POLLIN)


def _transcript(launch: Launch, talk: _Talk, over_limit: bool, started: float) -> Transcript:
    process, control = talk.process, talk.control
    _pid, wait_status, usage = os.wait4(process.pid, 0)
    process.returncode = code = os.waitstatus_to_exitcode(wait_status)
    says = tuple(talk.says.decode(errors="replace").splitlines()[-_SAYS_LINES:])
    if over_limit:
        died: str | None = f"the guest did not end within {launch.limit_s:g} s"
    elif talk.has_hung and control.panic is None:
        died = f"the guest said that it exits with {control.status}, but did not power off within {_POWER_OFF_S:g} s"
    else:
        died = verdict(control, code=code, expected_code=qemu.code_for(control.status or 0), says=says)
    return Transcript(
        console=talk.console.kept(),
        console_bytes=talk.console.size_bytes,
        status=control.status if died is None else None,
        died=died,
        over_limit=over_limit,
        vmm_says=says,
        wall_s=time.monotonic() - started,
        counters={"vmm_code": code, "cpu_us": int((usage.ru_utime + usage.ru_stime) * 1_000_000)},
    )
