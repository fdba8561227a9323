"""What a test gave against what its `.stdout` and `.stderr` say, leniently where GHC's own driver is lenient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ghc.declared import Declared

_PLATFORMS = ("-x86_64-unknown-linux", "-linux", "")
_CALLED_AT = re.compile(r", called at (\S+?):\d+:\d+ in [\w.-]+:")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a test ended, and what it wrote. A guest has one console: then `stderr` is None and `stdout` holds both."""

    status: int | None
    """None: it has none, and `died` says why."""
    stdout: bytes = b""
    stderr: bytes | None = None
    died: str = ""
    wall_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Expected:
    """What a test has to give."""

    status: int
    stdout: str | None
    """None: whatever it likes."""
    stderr: str | None


def expected(test: Declared, root: Path, reference: Outcome) -> Expected:
    """Return what the files beside `test`, below `root`, ask of it, or what it gave on Linux."""
    options = test.options
    if options.is_as_on_linux:
        stdout, stderr = (normal(_text(stream or b""), test) for stream in (reference.stdout, reference.stderr))
        return Expected(options.exit_code, stdout, stderr)
    return Expected(
        options.exit_code,
        None if options.ignores_stdout else _wanted(test, root, "stdout"),
        None if options.ignores_stderr else _wanted(test, root, "stderr"),
    )


def complaint(gave: Outcome, wants: Expected, test: Declared) -> str:
    """Return what is not as expected; empty if all is."""
    if gave.status is None:
        return gave.died
    if gave.status != wants.status:
        return f"status {gave.status} instead of {wants.status}"
    stdout = normal(_text(gave.stdout), test)
    if gave.stderr is None:
        return "" if is_console(stdout, wants) else "the output differs"
    if wants.stdout is not None and stdout != wants.stdout:
        return "stdout differs"
    stderr = normal(_text(gave.stderr), test)
    return "" if wants.stderr is None or stderr.split() == wants.stderr.split() else "stderr differs"


def normal(text: str, test: Declared) -> str:
    """Return `text` without what may differ: lines and packages in call stacks, the last newline, carriage returns.

    Without what a backspace rubs out either: a guest's console is a terminal, where QuickCheck counts aloud.
    """
    plain = _CALLED_AT.sub(r", called at \1:<line> in <package>:", _left(text.replace("\r", "")))
    plain = plain.replace("CallStack (from ImplicitParams)", "CallStack (from HasCallStack)")
    whole = plain.removesuffix("\n")
    return test.options.normaliser(whole if whole.endswith("\n") or not plain else f"{whole}\n")


def is_console(text: str, wants: Expected) -> bool:
    """Tell whether `text` is what one console shows of both streams: each whole and in order, lines between lines."""
    if wants.stdout is not None and not wants.stderr:
        return text == wants.stdout if wants.stderr is not None else _has_in_order(_lines(text), _lines(wants.stdout))
    if wants.stdout is None:
        return wants.stderr is None or _has_in_order(_lines(text), _lines(wants.stderr))
    return is_shuffle(_lines(text), _lines(wants.stdout), _lines(wants.stderr or ""))


def is_shuffle(whole: Sequence[str], first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether `whole` is `first` and `second` put together, each in its own order."""
    if len(whole) != len(first) + len(second):
        return False
    reached = {0}
    """How much of `first` may have been used so far."""
    for index, line in enumerate(whole):
        reached = {
            used + step
            for used in reached
            for step, source, at in ((1, first, used), (0, second, index - used))
            if at < len(source) and source[at] == line
        }
    return len(first) in reached


def _left(text: str) -> str:
    left: list[str] = []
    for character in text if "\b" in text else ():
        if character != "\b":
            left.append(character)
        elif left and left[-1] != "\n":
            left.pop()
    return "".join(left) if left else text


def _has_in_order(whole: Sequence[str], part: Sequence[str]) -> bool:
    rest = iter(whole)
    return all(line in rest for line in part)


def _lines(text: str) -> list[str]:
    """Return the lines that are not blank, each with single spaces."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _wanted(test: Declared, root: Path, stream: str) -> str:
    """Return what the file for this stream says; a test without one is to be silent."""
    names = [f"{test.name}.{stream}{word}{platform}" for platform in _PLATFORMS for word in ("-ws-64", "")]
    found = next((file for name in names if (file := root / test.folder / name).is_file()), None)
    return normal(_text(found.read_bytes()), test) if found else ""


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")
