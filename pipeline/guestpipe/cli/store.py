"""`guestpipe store`: list, explain, verify, repair, collect and measure what has been fetched and built."""

from __future__ import annotations

import os
from types import SimpleNamespace

from guestpipe.cli.store_words import DAMAGED
from guestpipe.cli.terminal import note
from guestpipe.errors import DeclarationError
from guestpipe.store.store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from guestpipe.store.verify import Rebuild

HELP = "list, explain, verify, repair, collect and measure what is in the store"

_PLAIN = {"ls": (), "verify": ("--contents",), "repair": (), "du": ()}
"""Deeds without other arguments than those that all have, and flags."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    import argparse

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--store", metavar="FOLDER", help="the store (default: GUESTPIPE_STORE, or that of the guest)")
    common.add_argument("--guest", metavar="FILE", default="guest.toml", help="the guest (default: guest.toml)")
    common.add_argument("--json", action="store_true", help="write JSON")
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")

    def deed(name: str, words: str) -> argparse.ArgumentParser:
        return deeds.add_parser(name, help=words, description=words, parents=[common])

    deed("ls", "list the objects, the last used first")
    info = deed("info", "say what the store holds, or where an object comes from and what keeps it")
    info.add_argument("object", nargs="?", metavar="OBJECT", help="base name, path, or the start of either")
    verify = deed("verify", f"compare the store with its records; exit with {DAMAGED} if something is damaged")
    verify.add_argument("--contents", action="store_true", help="read every byte")
    deed("repair", "verify the contents and mend what is damaged; damaged trees are kept in damaged/")
    gc = deed("gc", "remove what no root keeps")
    gc.add_argument("--dry-run", action="store_true", help="remove nothing, say what would be removed")
    gc.add_argument("--keep-newer", metavar="TIME", default="0s", help="keep what was used within TIME (7d, 12h)")
    gc.add_argument(
        "--max-size", metavar="SIZE", help="remove only until SIZE is left (20Gi), the longest unused first"
    )
    gc.add_argument(
        "--grace", metavar="TIME", default="1h", help="keep what was made or used within TIME (default: 1h)"
    )
    deed("du", "measure the objects on the disk; files that objects share are counted once in the total")


def plain(words: list[str]) -> Any:
    """Read the arguments of a deed that has few: argparse takes longer than the verification of a small store."""
    deed, *others = words or [""]
    if deed not in _PLAIN:
        return None
    args = SimpleNamespace(deed=deed, store=None, guest="guest.toml", json=False, contents=False)
    rest = iter(others)
    for word in rest:
        if word in ("--json", *_PLAIN[deed]):
            setattr(args, word[2:], True)
        elif word in ("--store", "--guest") and not (value := next(rest, "-")).startswith("-"):
            setattr(args, word[2:], value)
        else:
            return None
    return args


def main(args: argparse.Namespace) -> int:
    """Do the deed."""
    path = store_folder(args.store, args.guest)
    if args.deed == "gc" and not args.dry_run:
        from guestpipe.cli.store_tend import gc

        return gc(path, args)
    with Store.open(path, create=False, waiting=lambda: note("waiting: a garbage collection is running")) as store:
        if args.deed in ("ls", "info", "du"):
            from guestpipe.cli import store_show

            return {"ls": store_show.ls, "info": store_show.info, "du": store_show.du}[args.deed](store, args)
        from guestpipe.cli import store_tend

        if args.deed == "repair":
            return store_tend.repair(store, args, _rebuilder(store, args))
        return {"verify": store_tend.verify, "gc": store_tend.dry_gc}[args.deed](store, args)


def _rebuilder(store: Store, args: argparse.Namespace) -> Rebuild | None:
    """Return what brings damaged objects back by the plan of the guest, if there is one here."""
    if not os.path.exists(args.guest):
        return None
    from guestpipe import flow
    from guestpipe.cli.places import cache, caches
    from guestpipe.cli.plain import Plain

    wishes = flow.Wishes(environ=os.environb, cache=cache(), store=str(store.path), caches=lambda: caches(args))
    return flow.rebuilder(args.guest, wishes, store, Plain(note))


def store_folder(named: str | None, guest: str) -> str:
    """Return the store: the one named, else GUESTPIPE_STORE, else that of the guest, else `store/` beside the guest."""
    if chosen := named or os.environ.get("GUESTPIPE_STORE"):
        return chosen
    declared: object = None
    if os.path.exists(guest):
        import tomllib

        # Only this one key: a guest that is otherwise wrong must not keep its store from being looked after.
        try:
            with open(guest, "rb") as file:
                declared = tomllib.load(file).get("store", {}).get("path")
        except (ValueError, AttributeError) as error:
            raise DeclarationError(f"the store of the guest cannot be read: {error}", where=guest) from error
    return os.path.join(os.path.dirname(guest), declared if isinstance(declared, str) else "store")
