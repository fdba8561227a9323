"""`guestpipe fetch`: gets what somebody shared, by its hash."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import note, say
from guestpipe.errors import UsageError

if TYPE_CHECKING:
    from guestpipe.sharing.fetch import Fetched
    from guestpipe.sharing.vouch import Vouched

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
    from guestpipe.sharing.share import RESULTS

    fetched = fetch(args.hash, args, everything=args.all, events=args.json)
    if args.json:
        who = {"signed_by": list(fetched.vouched.trusted), "also": list(fetched.vouched.others)}
        told = {"share": fetched.share.base_name, "image": str(fetched.image), "provenance": who}
        say(json.dumps({"event": "fetched", **told}))
    else:
        say(str(fetched.image))
        facts = fetched.share.facts
        note(f"`{facts.name}`: {len(fetched.share.made)} steps; now: guestpipe run {fetched.share.base_name}")
        say_vouched(fetched.vouched)
        for path in sorted((fetched.image.parent / fetched.share.base_name / RESULTS).glob("*")):
            note(f"measured results came along, for `guestpipe bench compare`: {path}")
    return 0


def say_vouched(who: Vouched) -> None:
    """Say whose signature the statement of provenance has."""
    if who.trusted:
        note(f"its provenance is signed by {', '.join(f'`{name}`' for name in who.trusted)}, whom you trust")
    elif who.others:
        note(f"its provenance is signed by {', '.join(f'`{name}`' for name in who.others)}, whom you do not trust")
    else:
        note("its provenance is not signed")


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
