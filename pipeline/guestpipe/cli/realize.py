"""`guestpipe realize`: builds what a guest declares; and the arguments that all verbs share that realize."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import note, say

if TYPE_CHECKING:
    from guestpipe.flow import Realized
    from guestpipe.report import Reporter

HELP = "build what a guest declares; prints the folder of the image"

GUEST = "default: guest.toml"
SHARED = f"{GUEST}; the hash of what somebody shared will do"


def realizing(parser: argparse.ArgumentParser, guest: str = GUEST) -> None:
    """Declare the arguments of every verb that realizes."""
    guest_argument(parser, guest)
    group = parser.add_argument_group("realizing")
    group.add_argument("--jobs", "-j", type=_count, metavar="N", help="builds at a time (default: the number of cores)")
    group.add_argument("--keep-going", "-k", action="store_true", help="after a failure, build what does not need it")
    group.add_argument("--offline", action="store_true", help="fetch nothing; say what is missing")
    group.add_argument("--rebuild", action="append", metavar="STEP", help="build STEP although it is known")
    group.add_argument("--json", action="store_true", help="for machines: JSON instead of words")
    caching(parser)


def caching(parser: argparse.ArgumentParser) -> None:
    """Declare which caches are asked before anything is built, and whom to believe."""
    group = parser.add_argument_group("caches (besides those of your configuration)")
    group.add_argument("--substituter", action="append", metavar="CACHE", help="ask CACHE before anything is built")
    group.add_argument("--no-substituters", action="store_true", help="ask no cache")
    group.add_argument("--trusted-key", action="append", metavar="KEY", help="believe what KEY has signed")
    group.add_argument(
        "--accept-unsigned", action="store_true", help="believe the caches of `--substituter` without a signature"
    )


def guest_argument(parser: argparse.ArgumentParser, words: str = GUEST) -> None:
    """Declare which guest and which store."""
    parser.add_argument("guest", nargs="?", default="guest.toml", metavar="GUEST", help=words)
    parser.add_argument("--store", metavar="FOLDER", help="the store (default: GUESTPIPE_STORE, or that of the guest)")
    parser.set_defaults(jobs=None, keep_going=False, offline=False, rebuild=None)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    realizing(parser)
    parser.add_argument("--dry-run", "-n", action="store_true", help="say what would be done")
    parser.add_argument(
        "--from",
        dest="origin",
        metavar="HASH",
        help="build from source what somebody shared, and compare every step; with --rebuild STEP, only that one",
    )


def main(args: argparse.Namespace) -> int:
    """Realize and print where the image is."""
    if args.origin:
        return _again(args)
    if args.dry_run:
        return _dry_run(args)
    realized = realize(args, events=args.json)
    if not args.json:
        say(str(realized.image))
    return 0


def realize(args: argparse.Namespace, wants: Iterable[str] = ("image",), *, events: bool = False) -> Realized:
    """Realize what the arguments name, telling about it on standard error (`events`: as JSON on standard output)."""
    from guestpipe.cli.places import wishes
    from guestpipe.flow import realize as flow_realize

    with reporter(events=events) as tells:
        return flow_realize(args.guest, wishes(args), tells, wants)


class reporter:  # noqa: N801 a context manager that reads as a word
    """The fitting way to tell what happens: JSON lines, a live tree on a terminal, or plain lines."""

    def __init__(self, *, events: bool = False) -> None:
        self._told: Reporter
        if events:
            from guestpipe.cli.events import Events

            self._told = Events(say)
        elif sys.stderr.isatty():
            from guestpipe.cli.live import Live

            self._told = Live()
        else:
            from guestpipe.cli.plain import Plain

            self._told = Plain(note)

    def __enter__(self) -> Reporter:
        return self._told

    def __exit__(self, *_: object) -> None:
        close = getattr(self._told, "close", None)
        if close is not None:
            close()


def _again(args: argparse.Namespace) -> int:
    from guestpipe.cli.places import wishes
    from guestpipe.cli.store import store_folder
    from guestpipe.errors import UsageError
    from guestpipe.sharing.fetch import again, is_hash
    from guestpipe.store.store import Store

    if not is_hash(args.origin):
        raise UsageError(f"`{args.origin}` is not a hash of a share", hint="`guestpipe share` prints one")
    if args.dry_run:
        raise UsageError("`--from` builds: it does not go with `--dry-run`", hint="`guestpipe fetch HASH` only fetches")
    with Store.open(store_folder(args.store, args.guest)) as store, reporter(events=args.json) as tells:
        fetched, steps = again(args.origin, store, wishes(args), tells)
    if not args.json:
        say(str(fetched.image))
        note(f"`{fetched.share.facts.name}`: {steps} step{'s' * (steps != 1)} built from source, every byte as shared")
    return 0


def _dry_run(args: argparse.Namespace) -> int:
    from guestpipe.cli.places import wishes
    from guestpipe.flow import foresee, plan

    wanted = wishes(args)
    planned = plan(args.guest, wanted)
    with planned.store, reporter() as tells:
        say(str(foresee(planned, [planned.plan.tops["image"]], wanted, tells)))
    return 0


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
