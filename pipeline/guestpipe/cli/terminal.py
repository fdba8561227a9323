"""The only place that writes to standard output and standard error."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    """Write `text`, the result that was asked for, and a newline to standard output."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Write `text`, a word about what happens, and a newline to standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def pour(chunk: bytes) -> None:
    """Write `chunk`, output of a guest, to standard output at once."""
    sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
