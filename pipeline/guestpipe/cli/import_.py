"""`guestpipe import`: takes in a file that `guestpipe export` wrote."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from guestpipe.cli.terminal import note, say

HELP = "take in a file that `guestpipe export` wrote; prints the hashes in it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--store", metavar="FOLDER", help="the store (default: GUESTPIPE_STORE, or `store/` here)")
    parser.add_argument("--trusted-key", action="append", default=[], metavar="KEY", help="believe what KEY has signed")
    parser.add_argument(
        "--accept-unsigned", action="store_true", help="believe what it says of steps without signature"
    )
    parser.add_argument("--json", action="store_true", help="for machines: JSON lines instead of words")


def main(args: argparse.Namespace) -> int:
    """Bring all of the file into the store."""
    from guestpipe.cli.fetch import say_vouched
    from guestpipe.cli.places import config
    from guestpipe.cli.realize import reporter
    from guestpipe.cli.store import store_folder
    from guestpipe.sharing.publish import take_in
    from guestpipe.store.store import Store
    from guestpipe.substitute.signing import public_key

    keys = tuple(public_key(text, "trusted keys") for text in (*config().trusted_keys, *args.trusted_key))
    with Store.open(store_folder(args.store, "guest.toml")) as store, reporter(events=args.json) as tells:
        shares = take_in(Path(args.file), store, keys, tells, accepts_unsigned=args.accept_unsigned)
    for share, who in shares:
        if args.json:
            signers = {"signed_by": list(who.trusted), "also": list(who.others)}
            say(json.dumps({"event": "imported", "share": share.base_name, "provenance": signers}))
        else:
            say(share.base_name)
            say_vouched(who)
            note(f"now: guestpipe run {share.base_name}")
    return 0
