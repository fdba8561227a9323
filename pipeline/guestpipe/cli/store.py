"""`guestpipe store`: list, explain, verify, repair, collect and measure what has been fetched and built."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guestpipe.cli.store_words import age_text, found, seconds, sentence, size_bytes, size_text
from guestpipe.cli.terminal import note, say
from guestpipe.errors import DeclarationError, UsageError
from guestpipe.store.store import Store

if TYPE_CHECKING:
    from guestpipe.store.gc import Garbage
    from guestpipe.store.verify import Rebuild, Verified

HELP = "list, explain, verify, repair, collect and measure what is in the store"

DAMAGED = 74


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
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
    gc.add_argument("--max-size", metavar="SIZE", help="remove only until SIZE is left (20G), the longest unused first")
    gc.add_argument(
        "--grace", metavar="TIME", default="1h", help="keep what was made or used within TIME (default: 1h)"
    )
    deed("du", "measure the objects on the disk; files that objects share are counted once in the total")


def main(args: argparse.Namespace) -> int:
    """Do the deed."""
    path = store_folder(args.store, Path(args.guest))
    if args.deed == "gc" and not args.dry_run:
        return _gc(path, args)
    with Store.open(path, create=False, waiting=lambda: note("waiting: a garbage collection is running")) as store:
        if args.deed == "repair":
            return _repair(store, args, _rebuilder(store, args))
        deeds: dict[str, Callable[[Store, argparse.Namespace], int]] = {
            "ls": _ls,
            "info": _info,
            "verify": _verify,
            "gc": _dry_gc,
            "du": _du,
        }
        return deeds[args.deed](store, args)


def _rebuilder(store: Store, args: argparse.Namespace) -> Rebuild | None:
    """Return what brings damaged objects back by the plan of the guest, if there is one here."""
    if not Path(args.guest).exists():
        return None
    from guestpipe import flow
    from guestpipe.cli.places import cache
    from guestpipe.cli.plain import Plain

    wishes = flow.Wishes(environ=os.environb, cache=cache(), store=str(store.path))
    return flow.rebuilder(args.guest, wishes, store, Plain(note))


def store_folder(named: str | None, guest: Path) -> Path:
    """Return the store: the one named, else GUESTPIPE_STORE, else that of the guest, else `store/` beside the guest."""
    if chosen := named or os.environ.get("GUESTPIPE_STORE"):
        return Path(chosen)
    declared: object = None
    if guest.exists():
        import tomllib

        # Only this one key: a guest that is otherwise wrong must not keep its store from being looked after.
        try:
            declared = tomllib.loads(guest.read_text(encoding="utf-8")).get("store", {}).get("path")
        except (ValueError, AttributeError) as error:
            raise DeclarationError(f"the store of the guest cannot be read: {error}", where=str(guest)) from error
    return guest.parent / (declared if isinstance(declared, str) else "store")


def _ls(store: Store, args: argparse.Namespace) -> int:
    entries = [entry for entry in reversed(store.records.entries()) if store.object_path(entry.base_name).exists()]
    rooted = {name for root in store.records.roots() for name in root.base_names}
    if args.json:
        listed = [
            {
                "base_name": entry.base_name,
                "digest": entry.object.digest,
                "name": entry.object.name,
                "size_bytes": entry.object.size_bytes,
                "added_at": entry.added_at,
                "used_at": entry.used_at,
                "is_rooted": entry.base_name in rooted,
            }
            for entry in entries
        ]
        return _json(listed)
    now = time.time()
    for entry in entries:
        mark = "root" if entry.base_name in rooted else ""
        say(
            f"{size_text(entry.object.size_bytes):>10}  {age_text(now - entry.used_at):>5}  {mark:4}  {entry.base_name}"
        )
    return 0


def _info(store: Store, args: argparse.Namespace) -> int:
    if args.object:
        return _info_object(store, args)
    objects, realisations, size = store.records.counts()
    damaged = sorted(os.listdir(store.path / "damaged"))
    roots = store.records.roots()
    if args.json:
        return _json(
            {
                "path": str(store.path),
                "objects": objects,
                "realisations": realisations,
                "size_bytes": size,
                "roots": [{"name": r.name, "link": r.link, "objects": list(r.base_names)} for r in roots],
                "damaged": damaged,
            }
        )
    say(f"store         {store.path}")
    say(f"objects       {objects}, {size_text(size)}")
    say(f"realisations  {realisations}")
    alive = [root for root in roots if store.is_alive(root)]
    for root in alive:
        say(f"root          {root.name}: {len(root.base_names)} objects")
    if len(alive) < len(roots):
        say(f"              {len(roots) - len(alive)} more, whose links are gone: the next gc forgets them")
    for name in damaged:
        say(f"damaged       {store.path / 'damaged' / name}")
    return 0


def _info_object(store: Store, args: argparse.Namespace) -> int:
    start = args.object.rsplit("/", maxsplit=1)[-1]
    entries = [entry for entry in store.records.entries() if entry.base_name.startswith(start)]
    if len(entries) != 1:
        count = f"{len(entries)} objects" if entries else "no object"
        raise UsageError(f"`{args.object}` names {count} of the store", hint="`guestpipe store ls` lists them")
    entry = entries[0]
    keepers = [root.name for root in store.records.roots() if entry.base_name in root.base_names]
    origins = [store.realisation(key) for key in store.records.plan_keys(entry.base_name)]
    realisations = [
        {
            "plan_key": made.plan_key,
            "action_key": made.action_key,
            "object": made.object.base_name,
            "log": made.log.base_name if made.log else None,
            "began_at": made.began_at,
            "wall_s": made.wall_s,
            "cpu_s": made.cpu_s,
            "builder": made.builder,
        }
        for made in origins
        if made
    ]
    facts: dict[str, Any] = {
        "path": str(store.object_path(entry.base_name)),
        "digest": entry.object.digest,
        "size_bytes": entry.object.size_bytes,
        "added_at": entry.added_at,
        "used_at": entry.used_at,
        "roots": keepers,
        "realisations": realisations,
    }
    if args.json:
        return _json(facts)
    say(f"path        {facts['path']}")
    say(f"digest      {entry.object.digest}")
    say(f"size        {size_text(entry.object.size_bytes)}")
    say(f"kept by     {', '.join(keepers) or 'nothing'}")
    for made in realisations:
        began = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(float(str(made["began_at"]))))
        say(f"made        {began} in {made['wall_s']:.1f} s ({made['cpu_s']:.1f} s of CPU) by {made['builder']}")
        say(f"  plan key    {made['plan_key']}")
        say(f"  action key  {made['action_key']}")
        if made["log"]:
            say(f"  log         {store.object_path(str(made['log']))}")
    return 0


def _verify(store: Store, args: argparse.Namespace) -> int:
    from guestpipe.store.verify import verify

    verified = verify(store, contents=args.contents, jobs=len(os.sched_getaffinity(0)))
    if args.json:
        _json({"objects": verified.objects, "size_bytes": verified.size_bytes, **found(store, verified)})
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


def _repair(store: Store, args: argparse.Namespace, rebuild: Rebuild | None) -> int:
    from guestpipe.store.verify import repair, verify

    verified = verify(store, contents=True, jobs=len(os.sched_getaffinity(0)))
    repaired = repair(store, verified.findings, rebuild)
    left = [finding for finding in verified.findings if finding.kind == "records"]
    if args.json:
        _json(
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


def _gc(path: Path, args: argparse.Namespace) -> int:
    from guestpipe.store.gc import collect

    garbage = collect(path, _policy(args), waiting=lambda: note("waiting: other processes are using the store"))
    return _report(garbage, args, "removed")


def _dry_gc(store: Store, args: argparse.Namespace) -> int:
    from guestpipe.store.gc import find

    garbage = find(store, _policy(args))
    if not args.json:
        for entry in garbage.objects:
            say(f"{size_text(entry.object.size_bytes):>10}  {entry.base_name}")
    return _report(garbage, args, "would remove")


def _report(garbage: Garbage, args: argparse.Namespace, done: str) -> int:
    if args.json:
        return _json(
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


def _du(store: Store, args: argparse.Namespace) -> int:
    from guestpipe.store.usage import usage

    here = [e.base_name for e in store.records.entries() if os.path.lexists(store.object_path(e.base_name))]
    uses, total = usage(store, here)
    uses.sort(key=lambda use: use.own_bytes, reverse=True)
    if args.json:
        return _json(
            {
                "objects": [
                    {
                        "base_name": use.base_name,
                        "files": use.files,
                        "apparent_bytes": use.apparent_bytes,
                        "disk_bytes": use.disk_bytes,
                        "own_bytes": use.own_bytes,
                    }
                    for use in uses
                ],
                "apparent_bytes": total.apparent_bytes,
                "disk_bytes": total.disk_bytes,
                "shared_bytes": total.shared_bytes,
            }
        )
    say(f"{'own':>10}  {'disk':>10}  {'apparent':>10}  files  object")
    for use in uses:
        sizes = (use.own_bytes, use.disk_bytes, use.apparent_bytes)
        say("  ".join(f"{size_text(size):>10}" for size in sizes) + f"  {use.files:5}  {use.base_name}")
    say(
        f"{size_text(total.disk_bytes)} on the disk, {size_text(total.apparent_bytes)} apparent;"
        f" {size_text(total.shared_bytes)} saved by sharing files"
    )
    return 0


def _policy(args: argparse.Namespace) -> Any:
    from guestpipe.store.gc import Policy

    return Policy(
        grace_s=seconds(args.grace),
        keep_newer_s=seconds(args.keep_newer),
        max_bytes=None if args.max_size is None else size_bytes(args.max_size),
    )


def _json(value: object) -> int:
    say(json.dumps(value, indent=2))
    return 0
