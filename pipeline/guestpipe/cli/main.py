"""The command `guestpipe`: finds the verb, runs it, and turns every error into words and an exit code."""

from __future__ import annotations

import os
import sys

from guestpipe import __version__
from guestpipe.cli.terminal import note, say
from guestpipe.errors import GuestpipeError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn, Protocol

    class Verb(Protocol):
        """What a module of a verb has."""

        HELP: str

        def arguments(self, parser: argparse.ArgumentParser) -> None:
            """Declare the arguments."""

        def main(self, args: argparse.Namespace) -> int:
            """Do it; return the exit code.

            A verb may also have `plain`, which reads the commonest arguments without argparse, or returns None.
            """


VERBS: dict[str, tuple[str, ...]] = {
    "make a guest": ("init", "schema", "lock"),
    "see what would happen": ("plan", "why"),
    "do it": ("realize", "run", "test", "shell"),
    "prove it": ("check", "challenge", "diff", "why-differs", "provenance"),
    "measure it": ("bench",),
    "look after the store": ("store",),
    "share it": ("share", "fetch", "export", "import", "cache"),
}
"""Verbs by what they are for; each is a module of this package."""

INTERRUPTED = 130
BUG = 70


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `guestpipe ARGUMENTS`; return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        try:
            return _run(given)
        finally:
            sys.stdout.flush()
    except GuestpipeError as error:
        note(f"error: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        note("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody to tell.
        import signal

        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 128 + signal.SIGPIPE
    except OSError as error:
        if error.errno in _FULL:
            place = f" ({error.filename})" if error.filename else ""
            note(f"error: no space left on the device{place}\n  hint: `guestpipe store gc` frees what no guest needs")
            return 74
        if error.errno in _NOT_FOR_US and error.filename:
            note(f"error: `{os.fsdecode(error.filename)}` cannot be used: {(error.strerror or '').lower()}")
            return 66
        return _bug()
    except Exception:
        return _bug()


def _bug() -> int:
    """Show the error that nobody foresaw, whole."""
    import traceback

    note(f"{traceback.format_exc()}this is a bug in guestpipe")
    return BUG


_FULL = (28, 122)
"""ENOSPC, EDQUOT."""

_NOT_FOR_US = (1, 13, 30, 36, 40)
"""EPERM, EACCES, EROFS, ENAMETOOLONG, ELOOP: what only the user can change."""


def _run(given: list[str]) -> int:
    if not given or given[0] in ("-h", "--help", "help"):
        say(_overview())
        return 0
    if given[0] in ("-V", "--version", "version"):
        say(f"guestpipe {__version__}")
        return 0
    name = given[0]
    known = [verb for verbs in VERBS.values() for verb in verbs]
    if name not in known:
        raise UsageError(f"there is no verb `{name}`", hint=_nearest(name, known, "`guestpipe --help` shows the verbs"))
    verb = _verb(name)
    plain: Callable[[list[str]], Any] = getattr(verb, "plain", lambda _: None)
    return verb.main(plain(given[1:]) or _parsed(name, verb, given[1:]))


def _parsed(name: str, verb: Verb, own: list[str]) -> argparse.Namespace:
    import argparse

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            raise _usage(message, f"`{self.prog} --help` shows what there is")

    rest: list[str] = []
    if (takes := getattr(verb, "REST", "")) and "--" in own:
        own, rest = own[: own.index("--")], own[own.index("--") + 1 :]
    parser = Parser(prog=f"guestpipe {name}", description=verb.HELP, epilog=f"after `--`: {takes}" if takes else None)
    verb.arguments(parser)
    return parser.parse_args(own, argparse.Namespace(rest=tuple(rest)))


def _usage(message: str, hint: str) -> UsageError:
    """Return argparse's complaint in our words, where it has a word that is not among those that there are."""
    import re

    match = re.fullmatch(r"argument [^:]+: invalid choice: '(.*)' \(choose from (.*)\)", message)
    if match is None:
        return UsageError(message, hint=hint)
    names = re.findall(r"'([^']*)'", match[2])
    return UsageError(
        f"`{match[1]}` is none of {', '.join(f'`{name}`' for name in names)}", hint=_nearest(match[1], names, hint)
    )


def _nearest(word: str, names: list[str], otherwise: str) -> str:
    import difflib

    close = difflib.get_close_matches(word, names, n=1)
    return f"did you mean `{close[0]}`?" if close else otherwise


def _verb(name: str) -> Verb:
    # `importlib` imports `warnings`, for nothing.
    module = "import_" if name == "import" else name.replace("-", "_")
    verb: Verb = __import__(f"guestpipe.cli.{module}", fromlist=["main"])
    return verb


def _overview() -> str:
    lines = ["usage: guestpipe VERB [ARGUMENT...]", ""]
    for purpose, verbs in VERBS.items():
        lines.append(f"{purpose}:")
        lines += [f"  {verb:<13}{_verb(verb).HELP}" for verb in verbs]
        lines.append("")
    lines.append("`guestpipe VERB --help` says more; exit codes and configuration keys are in docs/reference.md")
    return "\n".join(lines)
