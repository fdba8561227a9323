"""How `guestpipe store` writes findings, sizes and times, and reads the sizes and times of its arguments."""

from __future__ import annotations

from guestpipe.cli.terminal import say
from guestpipe.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from guestpipe.store.store import Store
    from guestpipe.store.verify import Finding, Verified

DAMAGED = 74
"""The exit code when something in the store is damaged."""

_TIMES = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def found(store: Store, verified: Verified) -> dict[str, Any]:
    """Return what a verification found, for JSON."""
    findings = [
        {
            "kind": finding.kind,
            "path": str(store.object_path(finding.base_name)) if finding.base_name else None,
            "what": finding.what,
            "expected": finding.expected,
            "found": finding.found,
        }
        for finding in verified.findings
    ]
    return {"findings": findings, "misses": list(verified.misses), "strays": list(verified.strays)}


def sentence(finding: Finding) -> str:
    """Return what a verification found, for people."""
    lines = [
        f"{finding.kind}: {finding.base_name}: {finding.what}" if finding.base_name else f"records: {finding.what}"
    ]
    if finding.expected:
        lines += [f"  expected sha256 {finding.expected}", f"  found    sha256 {finding.found or 'nothing readable'}"]
    return "\n".join(lines)


def seconds(text: str) -> float:
    """Return a time that a user gave, in seconds."""
    unit = _TIMES.get(text[-1:])
    if unit is None or not text[:-1].isdecimal():
        raise UsageError(f"`{text}` is not a time", hint="a number and a unit: 90s, 30m, 12h, 7d, 2w")
    return int(text[:-1]) * float(unit)


def size_bytes(text: str) -> int:
    """Return a size that a user gave, in bytes."""
    from guestpipe.model.guest import UNITS

    units = {**UNITS, "T": 1000**4, "Ti": 1024**4}
    number = text.rstrip("KMGTi")
    if not number.isdecimal() or text[len(number) :] not in units:
        raise UsageError(
            f"`{text}` is not a size", hint="a number and a unit: 500Mi, 20Gi; 20G is 20,000,000,000 bytes"
        )
    return int(number) * units[text[len(number) :]]


def size_text(size: float) -> str:
    """Return a size for people, to three digits or so."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"


def age_text(age_s: float) -> str:
    """Return how long ago for people."""
    for unit in ("d", "h", "m"):
        if age_s >= _TIMES[unit]:
            return f"{age_s / _TIMES[unit]:.0f} {unit}"
    return f"{max(age_s, 0):.0f} s"


def say_json(value: object) -> int:
    """Write a value as JSON; return the exit code of success."""
    import json

    say(json.dumps(value, indent=2))
    return 0
