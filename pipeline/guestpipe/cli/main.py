"""The command `guestpipe`: finds the verb, runs it, and turns every error into words and an exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn, Protocol, cast

from guestpipe import __version__
from guestpipe.cli.terminal import note, say
from guestpipe.errors import GuestpipeError, UsageError

VERBS: dict[str, tuple[str, ...]] = {
    "make a guest": ("init", "schema", "lock"),
    "see what would happen": ("plan", "why"),
    "do it": ("realize", "run", "test", "shell"),
    "look after the store": ("store",),
}
"""Verbs by what they are for; each is a module of this package."""

INTERRUPTED = 130
BUG = 70


class Verb(Protocol):
    """What a module of a verb has."""

    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def main(self, args: argparse.Namespace) -> int:
        """Do it; return the exit code."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message, hint=f"`{self.prog} --help` shows what there is")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `guestpipe ARGUMENTS`; return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except GuestpipeError as error:
        note(f"error: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        note("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 128 + signal.SIGPIPE
    except OSError as error:
        if error.errno in _FULL:
            place = f" ({error.filename})" if error.filename else ""
            note(f"error: no space left on the device{place}\n  hint: `guestpipe store gc` frees what no guest needs")
            return 74
        raise


_FULL = (28, 122)
"""ENOSPC, EDQUOT."""


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
        import difflib

        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean `{close[0]}`?" if close else "`guestpipe --help` shows the verbs"
        raise UsageError(f"there is no verb `{name}`", hint=hint)
    verb = _verb(name)
    own, rest = given[1:], []
    if (takes := getattr(verb, "REST", "")) and "--" in own:
        own, rest = own[: own.index("--")], own[own.index("--") + 1 :]
    parser = _Parser(prog=f"guestpipe {name}", description=verb.HELP, epilog=f"after `--`: {takes}" if takes else None)
    verb.arguments(parser)
    return verb.main(parser.parse_args(own, argparse.Namespace(rest=tuple(rest))))


def _verb(name: str) -> Verb:
    return cast("Verb", importlib.import_module(f"guestpipe.cli.{name}"))


def _overview() -> str:
    lines = ["usage: guestpipe VERB [ARGUMENT...]", ""]
    for purpose, verbs in VERBS.items():
        lines.append(f"{purpose}:")
        lines += [f"  {verb:<10}{_verb(verb).HELP}" for verb in verbs]
        lines.append("")
    lines.append("`guestpipe VERB --help` says more; exit codes and configuration keys are in docs/reference.md")
    return "\n".join(lines)
