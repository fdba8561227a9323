"""`guestpipe check`: builds steps again under other circumstances, and says whether they gave the same bytes."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from guestpipe.cli.terminal import note, say
from guestpipe.errors import GuestpipeError, NotReproducibleError, UsageError

if TYPE_CHECKING:
    from guestpipe.check.check import Verdict

HELP = "build steps again under other circumstances, and compare every byte"

_SHOWN = 20
"""Differences of a step that are shown in words; `--json` has all."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("steps", nargs="*", metavar="[GUEST] [STEP…]", help="default: what is made from the program")
    parser.add_argument("--all", action="store_true", help="every step of the image, down to the kernel and the libc")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="build N times, each time otherwise")
    parser.add_argument(
        "--cause", action="store_true", help="where bytes differ, find which circumstance alone is enough for it"
    )
    parser.add_argument("--store", metavar="FOLDER", help="the store (default: GUESTPIPE_STORE, or that of the guest)")
    parser.add_argument("--jobs", "-j", type=int, metavar="N", help="builds at a time (default: the number of cores)")
    parser.add_argument("--offline", action="store_true", help="fetch nothing; say what is missing")
    parser.add_argument("--json", action="store_true", help="for machines: JSON instead of words")
    parser.set_defaults(keep_going=False, rebuild=None)


def main(args: argparse.Namespace) -> int:
    """Check, and say it of each step; raises NotReproducibleError if one is not the same."""
    from guestpipe.check.check import Question, check
    from guestpipe.cli.places import wishes
    from guestpipe.cli.realize import reporter

    guest, steps = guest_and_rest(args.steps)
    if args.rounds < 1:
        raise UsageError(f"`--rounds {args.rounds}`: a step is built again at least once")
    if steps and args.all:
        raise UsageError("`--all` is every step: it does not go with names of steps")
    question = Question(steps=tuple(steps), everything=args.all, rounds=args.rounds, causes=args.cause)
    with reporter() as tells:
        verdicts = check(guest, question, wishes(args), tells)
    if args.json:
        say(json.dumps([told(verdict) for verdict in verdicts], indent=2, ensure_ascii=False))
    else:
        for verdict in verdicts:
            say(_line(verdict))
    if unlike := [verdict for verdict in verdicts if not verdict.is_same]:
        raise _not_reproducible(unlike, has_causes=args.cause)
    note(f"{len(verdicts)} steps, {sum(verdict.rounds for verdict in verdicts)} builds, every byte the same")
    return 0


def guest_and_rest(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return which guest is meant, and the other words: a first word that is a path names the guest."""
    import os

    if words and (words[0].endswith(".toml") or "/" in words[0] or os.path.exists(words[0])):
        return words[0], list(words[1:])
    return "guest.toml", list(words)


def told(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict for machines, with every difference."""
    from guestpipe.compare.tree import trees

    return {
        "step": verdict.step,
        "same": verdict.is_same,
        "rounds": verdict.rounds,
        "not_varied": list(verdict.not_varied),
        "was": str(verdict.was),
        "others": [
            {
                "round": number,
                "is": str(place),
                "differences": [{"where": one.where, "what": one.what} for one in trees(verdict.was, place)],
            }
            for number, place in sorted(verdict.others.items())
        ],
        "failures": [{"round": number, "error": str(error)} for number, error in sorted(verdict.failures.items())],
        "causes": list(verdict.causes),
    }


def _line(verdict: Verdict) -> str:
    said = "same" if verdict.is_same else "differs" if verdict.others else "fails"
    unvaried = f"; {' and '.join(verdict.not_varied)} not varied: its tools have no C library"
    rounds = f"{verdict.rounds} build{'s' * (verdict.rounds != 1)}"
    return f"{said:<9}{verdict.step}  ({rounds}{unvaried if verdict.not_varied else ''})"


def _not_reproducible(unlike: Sequence[Verdict], *, has_causes: bool) -> GuestpipeError:
    names = " and ".join(f"`{verdict.step}`" for verdict in unlike)
    detail = [line for verdict in unlike for line in detail_of(verdict)]
    hint = "both trees stay in the store; `guestpipe diff` compares them in full"
    if not has_causes:
        hint = "`--cause` builds it again with one circumstance changed at a time, and says which one matters"
    return NotReproducibleError(f"{names} gave other bytes when built again", detail=tuple(detail), hint=hint)


def detail_of(verdict: Verdict) -> list[str]:
    """Return what differs in a step that is not the same, as lines."""
    from guestpipe.compare.difference import listed
    from guestpipe.compare.tree import trees

    lines = [f"{verdict.step}: {', '.join(verdict.causes)} alone is enough"] if verdict.causes else []
    for number, place in sorted(verdict.others.items())[:1]:
        lines += [f"{verdict.step}, round {number}:", f"  was {verdict.was}", f"  is  {place}"]
        lines += [f"  {line}" for line in listed(trees(verdict.was, place), _SHOWN)]
    for number, error in sorted(verdict.failures.items())[:1]:
        lines += [f"{verdict.step}, round {number}:", *(f"  {line}" for line in str(error).splitlines())]
    return lines
