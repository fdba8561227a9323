"""The guests of this folder as test cases: what their head comments say of how they run and how they end."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent

OFFERS = {"geekos": "one-thread", "kitten": "threads"}
"""The kernels that there are, and what they offer to programs."""

_LINE = re.compile(r"^ \* ([a-z-]+): ?(.*)$")
_KEYS = frozenset(
    [
        "kernel",
        "needs",
        "processors",
        "memory",
        "machine",
        "baked",
        "loader",
        "qemu",
        "input",
        "input-count",
        "expect-exit",
        "expect-panic",
        "expect-console",
    ]
)


@dataclass(frozen=True, slots=True)
class Case:
    """One guest program and what is expected of it."""

    name: str
    source: Path
    kernel: str
    """The kernel that it is a part of, with all of that one's names; empty: it sees the contract alone."""
    needs: str
    """`threads` or `one-thread`, if only a kernel that offers that can run it."""
    processors: tuple[int, ...]
    """With how many it runs, one after the other."""
    memory: str
    machines: tuple[str, ...]
    baked: str
    loader: str
    qemu: tuple[str, ...]
    input: bytes
    exit: int | None
    """The expected status; `None` when a panic is expected."""
    panic: str
    """What the panic's message contains."""
    console: tuple[str, ...]
    """What the console shows."""

    def runs_on(self, kernel: str) -> bool:
        """Return whether it is for this kernel: part of it, or a paragraph of the contract that it offers."""
        return self.kernel in ("", kernel) and self.needs in ("", OFFERS[kernel])

    def computers(self, kernel: str) -> tuple[tuple[str, int], ...]:
        """Return on which machines, and with how many processors there, it runs on a kernel.

        What is the machine's is the same for all kernels and tried with the first of them.
        """
        machines = self.machines if kernel == next(iter(OFFERS)) else self.machines[:1]
        return tuple((machine, count) for machine in machines for count in self.processors)

    def complaint(self, control: str, console: str) -> str:
        """Return what is wrong with the control line and the console of a run, or nothing."""
        wanted = f"guestpipe panic .*{re.escape(self.panic)}.*" if self.exit is None else f"guestpipe exit {self.exit}"
        if not re.fullmatch(wanted + "\n", control):
            return f"the control port says {control!r}, not {wanted!r}"
        missing = [text for text in self.console if text not in console]
        return f"the console does not show {missing[0]!r}" if missing else ""


def read_case(source: Path) -> Case:
    """Return the case that a guest's head comment describes; raises ValueError for a key that is none."""
    fields: dict[str, list[str]] = {}
    for line in source.read_text().partition("*/")[0].splitlines():
        match = _LINE.match(line)
        if match is not None:
            fields.setdefault(match[1], []).append(match[2])
    unknown = sorted(set(fields) - _KEYS)
    if unknown or ("expect-exit" in fields) == ("expect-panic" in fields):
        raise ValueError(f"{source}: unknown `{unknown}`, or not just one of `expect-exit` and `expect-panic`")

    def one(key: str, default: str) -> str:
        return fields.get(key, [default])[0]

    count = int(one("input-count", "0"))
    typed = one("input", "").encode().decode("unicode_escape").encode("latin-1")
    return Case(
        name=source.stem,
        source=source,
        kernel=one("kernel", ""),
        needs=one("needs", ""),
        processors=tuple(map(int, one("processors", "1").split())),
        memory=one("memory", "32M"),
        machines=tuple(one("machine", "microvm q35 pc").split()),
        baked=one("baked", ""),
        loader=one("loader", ""),
        qemu=tuple(shlex.split(one("qemu", ""))),
        input=bytes(ord("0") + i % 50 for i in range(count)) + b"\x04" if count else typed,
        exit=int(fields["expect-exit"][0]) if "expect-exit" in fields else None,
        panic=one("expect-panic", ""),
        console=tuple(fields.get("expect-console", ())),
    )


def all_cases() -> tuple[Case, ...]:
    """Return the cases of this folder by name."""
    return tuple(read_case(source) for source in sorted(FOLDER.glob("*.c")))
