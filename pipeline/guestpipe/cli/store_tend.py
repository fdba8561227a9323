"""The deeds of `guestpipe store` that keep it sound and small: `verify`, `repair`, `gc`."""

from __future__ import annotations

import os

from guestpipe.cli.store_words import DAMAGED, found, say_json, seconds, sentence, size_bytes, size_text
from guestpipe.cli.terminal import note, say
from guestpipe.store import verify as verification

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guestpipe.store.gc import Garbage, Policy
    from guestpipe.store.store import Store
    from guestpipe.store.verify import Rebuild, Verified


def verify(store: Store, args: argparse.Namespace) -> int:
    """Say what is wrong."""
    verified = verification.verify(store, contents=args.contents, jobs=len(os.sched_getaffinity(0)))
    if args.json:
        say_json({"objects": verified.objects, "size_bytes": verified.size_bytes, **found(store, verified)})
    else:
        for finding in verified.findings:
            say(sentence(finding))
        _say_leftovers(verified)
        depth = "every byte of" if args.contents else "the surface of"
        say(f"verified {depth} {verified.objects} objects: {len(verified.findings) or 'nothing'} wrong")
    if verified.findings:
        note("hint: `guestpipe store repair` mends what is damaged")
        return DAMAGED
    return 0


def _say_leftovers(verified: Verified) -> None:
    if verified.misses:
        say(f"{len(verified.misses)} recorded objects are gone; they are made again when asked for")
    if verified.strays:
        say(f"{len(verified.strays)} trees have no record; `guestpipe store gc` removes them")


def repair(store: Store, args: argparse.Namespace, rebuild: Rebuild | None) -> int:
    """Mend what is wrong, and say what was."""
    verified = verification.verify(store, contents=True, jobs=len(os.sched_getaffinity(0)))
    repaired = verification.repair(store, verified.findings, rebuild)
    left = [finding for finding in verified.findings if finding.kind == "records"]
    if args.json:
        say_json(
            {
                **found(store, verified),
                "repaired": [
                    {
                        "base_name": done.finding.base_name,
                        "is_back": done.is_back,
                        "aside": done.aside,
                        "why": done.why and done.why.what,
                    }
                    for done in repaired
                ],
            }
        )
        return DAMAGED if left else 0
    for done in repaired:
        say(sentence(done.finding))
        if done.aside:
            say(f"  moved to {done.aside}")
        if done.why:
            note(f"warning: it could not be rebuilt: {done.why}")
        say("  mended" if done.is_back else "  forgotten: it is built again when it is next asked for")
    for finding in left:
        say(sentence(finding))
    say(f"repaired {len(repaired)} of {len(verified.findings)}" if verified.findings else "nothing is damaged")
    if left:
        note("hint: move records.sqlite out of the store; objects are proved and used again when they are asked for")
    return DAMAGED if left else 0


def gc(path: str, args: argparse.Namespace) -> int:
    """Remove what nothing keeps."""
    from guestpipe.store.gc import collect

    garbage = collect(path, _policy(args), waiting=lambda: note("waiting: other processes are using the store"))
    return _report(garbage, args, "removed")


def dry_gc(store: Store, args: argparse.Namespace) -> int:
    """Say what would be removed."""
    from guestpipe.store.gc import find

    garbage = find(store, _policy(args))
    if not args.json:
        for entry in garbage.objects:
            say(f"{size_text(entry.object.size_bytes):>10}  {entry.base_name}")
    return _report(garbage, args, "would remove")


def _report(garbage: Garbage, args: argparse.Namespace, done: str) -> int:
    if args.json:
        return say_json(
            {
                "objects": [entry.base_name for entry in garbage.objects],
                "size_bytes": garbage.size_bytes,
                "lost": [entry.base_name for entry in garbage.lost],
                "strays": list(garbage.strays),
                "inspected": list(garbage.inspected),
                "roots": [root.name for root in garbage.roots],
                "kept": garbage.kept,
                "kept_bytes": garbage.kept_bytes,
                "is_dry_run": args.dry_run,
            }
        )
    for root in garbage.roots:
        note(f"{done} root {root.name}: its link does not lead to an object any more")
    say(f"{done} {len(garbage.objects)} objects, {size_text(garbage.size_bytes)}")
    if garbage.strays:
        say(f"{done} {len(garbage.strays)} trees without a record")
    if garbage.inspected:
        say(f"{done} {len(garbage.inspected)} old trees from damaged/ and failed/")
    say(f"kept {garbage.kept} objects, {size_text(garbage.kept_bytes)}")
    return 0


def _policy(args: argparse.Namespace) -> Policy:
    from guestpipe.store.gc import Policy

    return Policy(
        grace_s=seconds(args.grace),
        keep_newer_s=seconds(args.keep_newer),
        max_bytes=None if args.max_size is None else size_bytes(args.max_size),
    )
