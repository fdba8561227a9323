"""`guestpipe diff A B`: what differs between two guests, images, objects or trees."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guestpipe.compare.difference import Difference
    from guestpipe.diff.contrast import Contrast
    from guestpipe.diff.subject import Subject

HELP = "say what differs: fields, steps, objects, files, sections, symbols"

DIFFER = 1
"""The exit code if they do, as diff(1) has it."""

_MOST = 40


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    two_subjects(parser)
    parser.add_argument("--all", action="store_true", help=f"every difference of the bytes, not the first {_MOST}")
    parser.add_argument("--json", action="store_true", help="for machines: JSON instead of words")


def two_subjects(parser: argparse.ArgumentParser) -> None:
    """Declare what is compared."""
    parser.add_argument("old", metavar="A", help="a guest.toml or its folder, a path, or an object: its hash will do")
    parser.add_argument("new", metavar="B")
    parser.add_argument("--store", metavar="FOLDER", help="the store (default: GUESTPIPE_STORE, or that of the guest)")
    parser.set_defaults(jobs=None, keep_going=False, offline=False, rebuild=None)


def subjects(args: argparse.Namespace) -> tuple[Subject, Subject]:
    """Return what the two words mean."""
    from guestpipe.cli.places import wishes
    from guestpipe.diff.subject import subject

    wanted = wishes(args)
    return subject(args.old, wanted), subject(args.new, wanted)


def main(args: argparse.Namespace) -> int:
    """Compare, and say it; 1 if they differ."""
    from guestpipe.diff.contrast import bytes_of, contrast, refuse_what_cannot_be_compared

    old, new = subjects(args)
    refuse_what_cannot_be_compared(old, new)
    found, in_bytes = contrast(old, new), list(bytes_of(old, new))
    if args.json:
        say(_told(found, in_bytes))
    else:
        for line in (*_plan_lines(old, new, found), *_byte_lines(old, new, in_bytes, everything=args.all)):
            say(line)
    return DIFFER if in_bytes or not found.is_same else 0


def _plan_lines(old: Subject, new: Subject, found: Contrast) -> Iterator[str]:
    if found.fields:
        yield "fields of guest.toml"
        yield from (f"  {key}: {was} → {now}" for key, was, now in found.fields)
    if old.plan is None or new.plan is None:
        return
    yield f"steps: {found.same} the same, {len(found.changed)} changed, {len(found.gone)} gone, {len(found.new)} new"
    yield from (f"  {name} is gone" for name in found.gone)
    yield from (f"  {name} is new" for name in found.new)
    for cause in found.changed:
        yield from (f"  {cause.step}: {what}" for what in cause.what or ("what it is made from",))
    if found.objects_same or found.objects_other:
        yield f"objects: {len(found.objects_same)} the same, {len(found.objects_other)} other"
        yield from (f"  {name}: {_names(old, new, name)}" for name in found.objects_other)
    if found.unrealized:
        yield f"not in the store on one side: {', '.join(found.unrealized[:8])}" + (
            f" and {len(found.unrealized) - 8} more" if len(found.unrealized) > 8 else ""
        )


def _names(old: Subject, new: Subject, step: str) -> str:
    return f"{old.objects[step].base_name} → {new.objects[step].base_name}"


def _byte_lines(old: Subject, new: Subject, found: list[Difference], *, everything: bool) -> Iterator[str]:
    from guestpipe.compare.difference import listed

    for side in (old, new):
        if side.path is None:
            yield f"`{side.word}` is not realized, so there are no bytes to compare"
            return
    yield f"bytes: {f'{len(found)} differences' if found else 'the same'}"
    yield from (f"  {line}" for line in listed(found, len(found) if everything else _MOST))


def _told(found: Contrast, in_bytes: list[Difference]) -> str:
    return json.dumps(
        {
            "fields": [{"key": key, "old": was, "new": now} for key, was, now in found.fields],
            "steps": {
                "same": found.same,
                "gone": found.gone,
                "new": found.new,
                "changed": {cause.step: cause.what for cause in found.changed},
            },
            "objects": {
                "same": found.objects_same,
                "other": found.objects_other,
                "unrealized": found.unrealized,
            },
            "bytes": [{"where": one.where, "what": one.what} for one in in_bytes],
        },
        indent=2,
        ensure_ascii=False,
    )
