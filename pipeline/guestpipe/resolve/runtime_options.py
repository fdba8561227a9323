"""The options of GHC's runtime system that a guest may have in force, and what it takes for each; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guestpipe.errors import DeclarationError
from guestpipe.model.guest import memory_bytes

if TYPE_CHECKING:
    from guestpipe.model.guest import Guest

_WHERE = "guest.toml: runtime.options"
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}

_SIZES = {
    **dict.fromkeys(("-A", "-AL", "-n"), 8192),
    **dict.fromkeys(("-H", "-M", "-Mgrace=", "-O", "-xq"), 4096),
    **dict.fromkeys(("-k", "-kb", "-kc", "-ki"), 8),
    "-K": 0,
}
"""Options that take a size → the least that GHC takes, in bytes."""

_OF_THE_HEAP = frozenset({"-A", "-AL", "-H", "-M", "-n", "-O"})
"""Those whose memory has to be there."""

_SIZED = re.compile(rf"({'|'.join(sorted(_SIZES, key=len, reverse=True))})([0-9]+)([kmgKMG]?)")
_PLAIN = re.compile(
    rf"-[BHTZwsSt]|-xn|-G[1-9][0-9]*|-[CIVc](?:{_NUMBER})?|-Iw{_NUMBER}|-[Fm]{_NUMBER}|--long-gc-sync={_NUMBER}"
    "|--(?:copying-gc|nonmoving-gc|internal-counters|machine-readable|disable-delayed-os-memory-return)"
    "|--(?:install-signal-handlers|generate-stack-traces)=(?:yes|no)"
)
_PROCESSORS = re.compile(r"-N([1-9][0-9]*)?|-maxN([1-9][0-9]*)")
_THREADED = re.compile(r"-g1|-q[gb][0-9]*|-q[in][0-9]+|-q[am]|-e[0-9]*")

_NEVER = (
    (
        r"-[sSt].+|-h.*|-ol.*",
        "writes a file",
        "without the name of a file, `-s`, `-S` and `-t` write to standard error",
    ),
    (r"-l.*", "needs a runtime with an event log, which guests have not", None),
    (r"-[pPRLi].*|-x[ct]", "needs a program that is built for profiling, which guests are not", None),
    (r"-[Dv].*", "needs a runtime that is built for debugging, which that of guests is not", None),
    (r"-r.*", "needs a program that counts its steps (`-ticky`), which guests do not", None),
    (
        r"-\?|--info",
        "prints something and ends the program",
        "give it to one run: `guestpipe run guest.toml -- +RTS …`",
    ),
    (r"-x[bmp].*|--(?:numa|io-manager|install-seh-handlers|generate-crash-dumps).*", "is not for guests", None),
)
"""Options of GHC that no guest can have: what they look like, why, and what to do instead."""


def refuse_options(guest: Guest) -> None:
    """Refuse what is no option, and one that the guest's machine or runtime cannot serve."""
    for option in guest.runtime.options:
        _refuse(option, guest)


def _refuse(option: str, guest: Guest) -> None:
    if sized := _SIZED.fullmatch(option):
        _refuse_size(option, sized[1], int(sized[2]) * _UNITS[sized[3].lower()], guest)
    elif processors := _PROCESSORS.fullmatch(option):
        _refuse_unthreaded(option, guest)
        _refuse_processors(option, int(processors[1] or processors[2] or 1), guest)
    elif _THREADED.fullmatch(option):
        _refuse_unthreaded(option, guest)
    elif not _PLAIN.fullmatch(option):
        raise _unknown(option)


def _refuse_size(option: str, kind: str, size_bytes: int, guest: Guest) -> None:
    if size_bytes < _SIZES[kind]:
        raise DeclarationError(
            f"`{option}` is too little for GHC's runtime: at least {_SIZES[kind]} bytes",
            where=_WHERE,
            hint="sizes have the units k, m and g",
        )
    if kind in _OF_THE_HEAP and size_bytes >= memory_bytes(guest.target.memory):
        raise DeclarationError(
            f"`{option}` asks for all of the machine's memory or more: `target.memory` is {guest.target.memory}",
            where=_WHERE,
            hint="raise `target.memory`, or lower the option",
        )


def _refuse_unthreaded(option: str, guest: Guest) -> None:
    if not guest.runtime.threaded:
        raise DeclarationError(
            f"`{option}` needs a threaded runtime, and this guest's is not",
            where=_WHERE,
            hint="set `threaded = true` under `[runtime]`, on a kernel with threads; or take the option out",
        )


def _refuse_processors(option: str, count: int, guest: Guest) -> None:
    if count > guest.target.cpus:
        raise DeclarationError(
            f"`{option}` is for {count} processors, and the machine has {guest.target.cpus}",
            where=_WHERE,
            hint=f"raise `target.cpus`, or say `-N{guest.target.cpus}`",
        )


def _unknown(option: str) -> DeclarationError:
    for pattern, why, hint in _NEVER:
        if re.fullmatch(pattern, option):
            return DeclarationError(f"`{option}` {why}", where=_WHERE, hint=hint or "take it out")
    return DeclarationError(
        f"`{option}` is no option of GHC's runtime",
        where=_WHERE,
        hint="docs/haskell.md has those that a guest can have",
    )
