"""`guestpipe share`: publishes a realized guest with all that it was made from, and prints the one hash for it."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import say

if TYPE_CHECKING:
    from guestpipe.planning import Planned
    from guestpipe.sharing.publish import Wanted
    from guestpipe.substitute.push import Manner

HELP = "publish a guest with all that it was made from; prints one hash"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--to", metavar="CACHE", help="a folder, file://, http(s):// or s3:// (default: config)")
    sharing(parser)


def sharing(parser: argparse.ArgumentParser) -> None:
    """Declare what `share` and `export` have in common."""
    from guestpipe.cli.cache import push_arguments
    from guestpipe.cli.realize import realizing

    realizing(parser)
    group = parser.add_argument_group("sharing")
    push_arguments(group)
    group.add_argument("--tools", action="store_true", help="also the tool roots of the builds")
    group.add_argument("--sources", action="store_true", help="also what was fetched: packages and source archives")
    group.add_argument(
        "--results",
        action="append",
        default=[],
        metavar="FILE",
        help="also what `bench --measured … --output` wrote",
    )


def main(args: argparse.Namespace) -> int:
    """Realize, publish, and print the hash and the line for the other side."""
    from guestpipe.cli.cache import cache_address, manner_of
    from guestpipe.cli.places import config
    from guestpipe.cli.realize import reporter
    from guestpipe.sharing.publish import publish
    from guestpipe.substitute.place import open_place

    known = config()
    place = open_place(cache_address(args.to, known), os.environ)
    manner = manner_of(args, known)
    planned = realized(args)
    with planned.store, reporter(events=args.json) as tells:
        share, _ = publish(planned, place, manner, wanted(args), tells)
    # Not the address as it was given: a password may be in it.
    say_share(share.base_name, ["--substituter", place.url], manner, json=args.json)
    return 0


def realized(args: argparse.Namespace) -> Planned:
    """Realize the guest with its emulator, and return its plan with the store open."""
    from guestpipe.cli.places import wishes
    from guestpipe.cli.realize import realize
    from guestpipe.flow import plan

    realize(args, ("image", "vmm"), events=args.json)
    return plan(args.guest, wishes(args))


def wanted(args: argparse.Namespace) -> Wanted:
    """Return what is to be published besides builds, emulator and sandbox."""
    from guestpipe.sharing.publish import Wanted

    include = tuple(word for word in ("tools", "sources") if getattr(args, word))
    return Wanted(include=include, results=tuple(map(Path, args.results)))


def say_share(base_name: str, where: list[str], manner: Manner, *, json: bool) -> None:
    """Print the hash, and the line that the other side pastes."""
    key = ["--trusted-key", str(manner.key.public)] if manner.key else []
    line = shlex.join(["guestpipe", "run", base_name, *where, *(key if where else [])])
    if json:
        import json as encoder

        say(encoder.dumps({"event": "shared", "share": base_name, "line": line}))
        return
    say(base_name)
    say(line)
