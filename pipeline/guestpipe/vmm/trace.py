"""The calls of libc's stubs that a traced guest tells on the control port, counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_CALL = re.compile(r"(\w+)\(.*")
_FAILED = re.compile(r" = (?:-?\d+ |NULL |0xf{16} )?E[A-Z0-9]+(?: \(refused.*\))?$")
_REFUSED = re.compile(r" \(refused(?:: [^)]*)?\)$")


@dataclass(slots=True)
class Counts:
    """How often a function was called, failed, and was refused because a guest does not have what it is for."""

    calls: int = 0
    failed: int = 0
    refused: int = 0


@dataclass(slots=True)
class Tally:
    """The calls of a run, by function."""

    functions: dict[str, Counts] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    """Functions that have not returned, the last one last."""

    def enter(self, name: str) -> None:
        """Note that a function was called."""
        self.pending.append(name)

    def take(self, line: str) -> None:
        """Count a call as it was told: `open("/etc/motd", O_RDONLY) = -1 ENOENT`."""
        found = _CALL.fullmatch(line)
        name = found[1] if found else line
        if name in self.pending:
            del self.pending[len(self.pending) - 1 - self.pending[::-1].index(name)]
        counts = self.functions.setdefault(name, Counts())
        counts.calls += 1
        counts.failed += _FAILED.search(line) is not None
        counts.refused += _REFUSED.search(line) is not None

    def table(self) -> list[str]:
        """Return the table: what was called most first."""
        waiting = [f"{name}(…) had not returned" for name in self.pending]
        if not self.functions:
            return waiting or ["the guest made no call"]
        ordered = sorted(self.functions.items(), key=lambda item: (-item[1].calls, item[0]))
        rows = [("calls", "failed", "refused", "function")]
        rows += [(str(c.calls), _or_blank(c.failed), _or_blank(c.refused), name) for name, c in ordered]
        total = Counts(*(sum(getattr(c, key) for _, c in ordered) for key in ("calls", "failed", "refused")))
        rows.append((str(total.calls), _or_blank(total.failed), _or_blank(total.refused), "in all"))
        return waiting + [f"{calls:>8} {failed:>8} {refused:>8}  {name}" for calls, failed, refused, name in rows]


def _or_blank(number: int) -> str:
    return str(number) if number else ""
