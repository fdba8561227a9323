"""QEMU's monitor: a machine that runs is asked what its processors do, and is stopped, looked into and ended."""

from __future__ import annotations

import json
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

_ANSWER_S = 60.0
"""A machine on a loaded host may take its time."""
_PROCESSOR = re.compile(r"^CPU#(\d+)$(.*?)(?=^CPU#|\Z)", re.MULTILINE | re.DOTALL)


def option(place: Path) -> tuple[str, str]:
    """Return what has QEMU listen at `place`."""
    return "-qmp", f"unix:{place},server=on,wait=off"


@dataclass(frozen=True, slots=True)
class Registers:
    """Where a processor is."""

    rip: int
    rsp: int
    is_halted: bool


class Monitor:
    """A connection to the monitor at a place. Raises OSError when the machine has ended."""

    def __init__(self, place: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(_ANSWER_S)
        try:
            self._socket.connect(str(place))
            self._lines = self._socket.makefile("rb")
            self._lines.readline()
            self.ask("qmp_capabilities")
        except OSError:
            self._socket.close()
            raise

    def __enter__(self) -> Monitor:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._lines.close()
        self._socket.close()

    def ask(self, command: str, **arguments: Any) -> Any:
        """Return what a command gives; events that come meanwhile are passed over."""
        self._socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while line := self._lines.readline():
            answer = json.loads(line)
            if "error" in answer:
                raise OSError(f"the monitor refuses `{command}`: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]
        raise ConnectionError("the machine has ended")

    def say(self, line: str) -> str:
        """Return what a line for the monitor that people use gives."""
        return str(self.ask("human-monitor-command", **{"command-line": line})).replace("\r", "")

    def threads(self) -> list[int]:
        """Return for each processor the thread of the host that runs it."""
        return [cpu["thread-id"] for cpu in self.ask("query-cpus-fast")]

    def registers(self) -> list[Registers]:
        """Return where each processor is; to be asked while the machine is stopped."""
        return [registers(text) for _number, text in _PROCESSOR.findall(self.say("info registers -a"))]

    def words(self, cpu: int, address: int, count: int) -> list[int]:
        """Return 8-byte words as a processor sees them, up to the first that it cannot."""
        self.say(f"cpu {cpu}")
        lines = self.say(f"x /{count}gx {address:#x}").splitlines()
        return [int(word, 16) for line in lines for word in re.findall(r" 0x([0-9a-f]{16})\b", line)]


def registers(text: str) -> Registers:
    """Return what `info registers` says of one processor."""
    named = dict(re.findall(r"\b(RIP|RSP|HLT)=([0-9a-f]+)", text))
    return Registers(int(named["RIP"], 16), int(named["RSP"], 16), named["HLT"] == "1")
