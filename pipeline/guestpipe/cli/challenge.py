"""`guestpipe challenge`: compares what was built here with what caches claim of the same steps."""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import note, say
from guestpipe.errors import NotReproducibleError

if TYPE_CHECKING:
    from guestpipe.check.challenge import Answer

HELP = "compare what was built here with what caches claim"

_SHOWN = 10
_WORDS = {
    "same": "same",
    "other": "OTHER",
    "taken": "no second build",
    "nothing": "nothing",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from guestpipe.cli.realize import guest_argument

    guest_argument(parser)
    parser.add_argument("--substituter", action="append", metavar="CACHE", help="challenge CACHE, too")
    parser.add_argument("--trusted-key", action="append", metavar="KEY", help="whose signature means something")
    parser.add_argument("--json", action="store_true", help="for machines: JSON instead of words")


def main(args: argparse.Namespace) -> int:
    """Ask, and say it; raises NotReproducibleError if a cache has other bytes for a step."""
    from guestpipe.check.challenge import challenge
    from guestpipe.cli.places import caches, wishes
    from guestpipe.flow import plan

    planned = plan(args.guest, wishes(args))
    with planned.store as store:
        answers = challenge(planned.plan, store, caches(args), dict(os.environ), offline=args.offline)
    if args.json:
        say(json.dumps([_told(answer) for answer in answers], indent=2, ensure_ascii=False))
    else:
        for answer in answers:
            say(_line(answer))
    counts = Counter(answer.said for answer in answers)
    note(
        f"{counts['same']} the same by a build of their own, {counts['other']} other, "
        f"{counts['taken']} of one build with ours, {counts['nothing']} unknown to the cache"
    )
    if unlike := [answer for answer in answers if answer.said == "other"]:
        raise _disputed(unlike)
    return 0


def _line(answer: Answer) -> str:
    who = "not signed"
    if answer.signers:
        who = f"signed by {', '.join(answer.signers)}" + (", trusted" if answer.is_trusted else "")
    said = _WORDS[answer.said]
    return f"{said:<17}{answer.step}  {answer.cache}" + ("" if answer.said == "nothing" else f"  ({who})")


def _told(answer: Answer) -> dict[str, object]:
    return {
        "step": answer.step,
        "cache": answer.cache,
        "said": answer.said,
        "ours": answer.ours.name,
        "theirs": answer.theirs_name or None,
        "signers": list(answer.signers),
        "trusted": answer.is_trusted,
    }


def _disputed(unlike: Sequence[Answer]) -> NotReproducibleError:
    from guestpipe.compare.difference import listed
    from guestpipe.compare.tree import trees

    lines: list[str] = []
    for answer in unlike:
        lines += [f"{answer.step} of {answer.cache}", f"  ours   {answer.ours.name}", f"  theirs {answer.theirs_name}"]
        if answer.theirs is None:
            lines.append("  the cache has not its bytes")
        else:
            lines += [f"  {line}" for line in listed(trees(answer.ours, answer.theirs), _SHOWN)]
    names = " and ".join(dict.fromkeys(f"`{answer.step}`" for answer in unlike))
    return NotReproducibleError(
        f"caches have other bytes for {names} than this machine built",
        detail=tuple(lines),
        hint="`guestpipe check STEP` tells whether the step gives the same bytes here each time",
    )
