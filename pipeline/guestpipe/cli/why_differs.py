"""`guestpipe why-differs A B`: follows two plans down to the first cause for which their images differ."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from guestpipe.cli.diff import DIFFER, subjects, two_subjects
from guestpipe.cli.terminal import say
from guestpipe.errors import DeclarationError, NotReproducibleError

if TYPE_CHECKING:
    from guestpipe.diff.subject import Subject

HELP = "say for which first cause two images differ: a field, a source, a tool's version"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    two_subjects(parser)


def main(args: argparse.Namespace) -> int:
    """Find the first causes, and say them; 1 if there is any."""
    from guestpipe.diff.contrast import contrast, first_causes, first_unlike
    from guestpipe.diff.subject import IMAGE

    old, new = subjects(args)
    _refuse_unplanned(old, new)
    assert old.plan and new.plan
    if old.plan.keys[IMAGE] == new.plan.keys[IMAGE]:
        step = first_unlike(old, new)
        if step is None and old.path and new.path and old.path.name != new.path.name:
            step = IMAGE
        if step is None:
            say("they do not differ: the same steps from the same sources by the same tools")
            return 0
        raise NotReproducibleError(
            f"the plans are the same, and `{step}` gave other bytes", hint=f"`guestpipe check {step}` says more"
        )
    found = first_causes(old, new)
    for key, was, now in contrast(old, new).fields:
        say(f"guest.toml: {key}: {was} → {now}")
    for cause in found:
        for what in cause.what:
            say(f"{cause.step}: {what}")
    if old.path and new.path and old.path.name == new.path.name:
        say("for all that, the image is the same object")
        return 0
    return DIFFER


def _refuse_unplanned(*sides: Subject) -> None:
    for side in sides:
        if side.plan is None:
            raise DeclarationError(
                f"nothing tells how `{side.word}` was made",
                hint="name a guest.toml, or an image that this store realized; `guestpipe diff` compares bytes alone",
            )
