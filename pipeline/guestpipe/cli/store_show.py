"""The deeds of `guestpipe store` that show what is there: `ls`, `info`, `du`."""

from __future__ import annotations

import os
import time

from guestpipe.cli.store_words import age_text, say_json, size_text
from guestpipe.cli.terminal import say
from guestpipe.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from guestpipe.store.store import Store


def ls(store: Store, args: argparse.Namespace) -> int:
    """List the objects."""
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
        return say_json(listed)
    now = time.time()
    for entry in entries:
        mark = "root" if entry.base_name in rooted else ""
        say(
            f"{size_text(entry.object.size_bytes):>10}  {age_text(now - entry.used_at):>5}  {mark:4}  {entry.base_name}"
        )
    return 0


def info(store: Store, args: argparse.Namespace) -> int:
    """Say what the store holds, or everything about one object."""
    if args.object:
        return _info_object(store, args)
    objects, realisations, size = store.records.counts()
    damaged = sorted(os.listdir(store.path / "damaged"))
    roots = store.records.roots()
    if args.json:
        return say_json(
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
        return say_json(facts)
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


def du(store: Store, args: argparse.Namespace) -> int:
    """Measure the objects."""
    from guestpipe.store.usage import usage

    here = [e.base_name for e in store.records.entries() if os.path.lexists(store.object_path(e.base_name))]
    uses, total = usage(store, here)
    uses.sort(key=lambda use: use.own_bytes, reverse=True)
    if args.json:
        return say_json(
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
