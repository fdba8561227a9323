"""The VGA screen and the PS/2 keyboard: keys are pressed, and the text is read from the screen's memory."""

from __future__ import annotations

import re
import socket
import subprocess
from pathlib import Path
from typing import IO

import pytest

from kernel_guests.case import all_cases
from test_kernel_boot import Objects, objects

__all__ = ["objects"]

ROWS = 25
COLUMNS = 80


class Monitor:
    """QEMU's monitor."""

    def __init__(self, path: Path) -> None:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen(1)
        self._listener = listener

    def accept(self) -> None:
        self._listener.settimeout(60)
        self._connection, _ = self._listener.accept()
        self._connection.settimeout(60)
        self._until_prompt()

    def ask(self, command: str) -> str:
        self._connection.sendall(command.encode() + b"\n")
        return self._until_prompt()

    def _until_prompt(self) -> str:
        text = b""
        while not text.endswith(b"(qemu) "):
            text += self._connection.recv(65536)
        return text.decode("latin-1")

    def screen(self) -> list[str]:
        """Return the lines of the VGA text screen."""
        dump = self.ask(f"xp /{ROWS * COLUMNS}hx 0xb8000")
        cells = "".join(
            chr(int(cell, 16) & 0xFF) for cell in re.findall(r" 0x([0-9a-f]{4})\b", dump.partition("\n")[2])
        )
        return [cells[row * COLUMNS : (row + 1) * COLUMNS].rstrip() for row in range(ROWS)]


KEYS = {" ": "spc", "\n": "ret", "\b": "backspace", "!": "shift-1", "'": "apostrophe", "~": "shift-grave_accent"}


def key(character: str) -> str:
    return KEYS.get(character) or (f"shift-{character.lower()}" if character.isupper() else character)


def wait_for(console: IO[bytes] | None, ending: bytes) -> None:
    """Read lines until one ends so."""
    assert console is not None
    line = b"\n"
    while not line.endswith(ending):
        line = console.readline()
        assert line, f"the console ended before {ending!r}"


@pytest.mark.parametrize("machine", ["pc", "q35"])
@pytest.mark.parametrize("console", ["serial,vga", ""])
def test_what_is_typed_arrives_and_is_seen(objects: Objects, tmp_path: Path, machine: str, console: str) -> None:
    case = next(case for case in all_cases() if case.name == "screen")
    image = objects.guest(case, tmp_path / "build")
    monitor = Monitor(tmp_path / "monitor")
    argv = [
        "qemu-system-x86_64",
        *(
            "-M",
            machine,
            "-accel",
            "tcg",
            "-m",
            "32M",
            "-kernel",
            str(image),
            "-append",
            f"console={console}" * bool(console),
        ),
        *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-device", "VGA", "-serial", "stdio"),
        *("-chardev", f"socket,id=monitor,path={tmp_path / 'monitor'}", "-mon", "chardev=monitor"),
        *("-debugcon", f"file:{tmp_path / 'control'}", "-device", "isa-debug-exit,iobase=0xf4,iosize=4"),
    ]
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        try:
            monitor.accept()
            wait_for(process.stdout, b"ready\n")
            for character in "Hello 'you'!\n":
                monitor.ask(f"sendkey {key(character)} 1")
            wait_for(process.stdout, b"done\n")
            # The screen is written after the serial line, and a line moves up before the next is empty.
            screens = (monitor.screen() for _ in range(1000))
            screen = next(screen for screen in screens if screen[-2:] == ["done", ""])
            monitor.ask("sendkey q 1")
            process.wait(60)
        finally:
            process.kill()
    assert (tmp_path / "control").read_text() == "guestpipe listening serial\nguestpipe exit 0\n"
    assert screen[-5:] == ["29", "ready   c", "typed Hello 'you'!", "done", ""]
    assert screen[0] == "9"
