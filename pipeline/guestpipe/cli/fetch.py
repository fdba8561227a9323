"""`guestpipe fetch`: gets what somebody shared, by its hash."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import note, say
from guestpipe.errors import UsageError

if TYPE_CHECKING:
    from guestpipe.sharing.fetch import Fetched

HELP = "get what somebody shared, by its hash; prints the folder of the image"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from guestpipe.cli.realize import caching

    parser.add_argument("hash", metavar="HASH", help="as `guestpipe share` prints it, or its first 32 digits")
    parser.add_argument("--all", action="store_true", help="also all that the image was made from, with the logs")
    parser.add_argument("--store", metavar="FOLDER", help="the store (default: GUESTPIPE_STORE, or `store/` here)")
    parser.add_argument("--offline", action="store_true", help="ask only the store, and caches in folders")
    parser.add_argument("--json", action="store_true", help="for machines: JSON lines instead of words")
    caching(parser)
    parser.set_defaults(jobs=None, keep_going=False, rebuild=None, guest="guest.toml")


def main(args: argparse.Namespace) -> int:
    """Fetch, and print where the image is."""
    fetched = fetch(args.hash, args, everything=args.all, events=args.json)
    if args.json:
        say(json.dumps({"event": "fetched", "share": fetched.share.base_name, "image": str(fetched.image)}))
    else:
        say(str(fetched.image))
        facts = fetched.share.facts
        note(f"`{facts.name}`: {len(fetched.share.made)} steps; now: guestpipe run {fetched.share.base_name}")
    return 0


def fetch(word: str, args: argparse.Namespace, *, everything: bool = False, events: bool = False) -> Fetched:
    """Bring a share and its image into the store."""
    from guestpipe.cli.places import wishes
    from guestpipe.cli.realize import reporter
    from guestpipe.cli.store import store_folder
    from guestpipe.sharing import fetch as fetching
    from guestpipe.store.store import Store

    if not fetching.is_hash(word):
        raise UsageError(f"`{word}` is not a hash of a share", hint="`guestpipe share` prints one")
    with Store.open(store_folder(args.store, args.guest)) as store, reporter(events=events) as tells:
        return fetching.fetch(word, store, wishes(args), tells, everything=everything)
