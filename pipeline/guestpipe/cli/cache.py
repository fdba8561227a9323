"""`guestpipe cache`: pushes to caches in Nix's format and pulls from them, lists and signs what they have."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from guestpipe.cli.store_words import say_json, size_text
from guestpipe.cli.terminal import note, say
from guestpipe.errors import MissingFileError, UsageError

if TYPE_CHECKING:
    from guestpipe.substitute.choice import Configured
    from guestpipe.substitute.push import Manner, Pushed
    from guestpipe.substitute.signing import SecretKey

HELP = "push what was made to a cache, pull from one, list and sign what it has"

_JOBS = 4


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")

    def deed(name: str, words: str) -> argparse.ArgumentParser:
        return deeds.add_parser(name, help=words, description=words)

    push = deed("push", "put a realized guest, or single objects, into a cache")
    push.add_argument(
        "cache", nargs="?", metavar="CACHE", help="a folder, file://, http(s):// or s3:// (default: config)"
    )
    push.add_argument("--object", action="append", metavar="OBJECT", help="push this object of the store, and no guest")
    push.add_argument("--tools", action="store_true", help="also the tool roots of the builds")
    push.add_argument("--sources", action="store_true", help="also what was fetched: packages and source archives")
    push_arguments(push)
    pull = deed("pull", "bring what a cache has of a guest, or single objects, into the store")
    pull.add_argument("cache", metavar="CACHE")
    pull.add_argument("objects", nargs="*", metavar="OBJECT", help="base name, or the 32 digits that it begins with")
    pull.add_argument("--tools", action="store_true", help="of a guest: also the tool roots of the builds")
    pull.add_argument("--sources", action="store_true", help="of a guest: also packages and source archives")
    pull.add_argument("--trusted-key", action="append", default=[], metavar="KEY", help="also believe what KEY signed")
    pull.add_argument("--accept-unsigned", action="store_true", help="believe the cache without a signature")
    for common in (push, pull):
        common.add_argument(
            "--store", metavar="FOLDER", help="the store (default: GUESTPIPE_STORE, or that of the guest)"
        )
        common.add_argument("--guest", metavar="FILE", default="guest.toml", help="the guest (default: guest.toml)")
        common.add_argument("--jobs", "-j", type=int, metavar="N", help="objects at a time")
        common.add_argument("--json", action="store_true", help="for machines: JSON lines instead of words")
    listing = deed("ls", "list what is in a cache")
    listing.add_argument("cache", metavar="CACHE")
    listing.add_argument("--json", action="store_true", help="write JSON")
    sign = deed("sign", "add a signature to all that is in a cache")
    sign.add_argument("cache", metavar="CACHE")
    sign.add_argument("--key", metavar="FILE", help="secret key (default: config)")
    keygen = deed("keygen", "make a key: prints the public one, writes the secret one to a file")
    keygen.add_argument("name", metavar="NAME", help="such as `lab.example.org-1`")
    keygen.add_argument(
        "--out", metavar="FILE", help="where to write the secret key (default: NAME.secret in the config)"
    )


def push_arguments(parser: argparse._ActionsContainer) -> None:
    """Declare how to push."""
    parser.add_argument("--unsigned", action="store_true", help="sign nothing")
    parser.add_argument("--key", metavar="FILE", help="secret key that signs (default: config)")
    parser.add_argument("--compression", choices=("zstd", "xz", "none"), help="of the archives (default: zstd)")


def main(args: argparse.Namespace) -> int:
    """Do the deed."""
    deeds: dict[str, Callable[[argparse.Namespace], int]] = {
        "push": _push,
        "pull": _pull,
        "ls": _ls,
        "sign": _sign,
        "keygen": _keygen,
    }
    return deeds[args.deed](args)


def _push(args: argparse.Namespace) -> int:
    from guestpipe.cli.places import config
    from guestpipe.cli.realize import reporter
    from guestpipe.sharing.closure import closure, named
    from guestpipe.store.store import Store
    from guestpipe.substitute.place import open_place
    from guestpipe.substitute.push import push

    known = config()
    place = open_place(cache_address(args.cache, known), os.environ)
    manner = manner_of(args, known)
    if args.object:
        with Store.open(_store_folder(args), create=False) as store, reporter(events=args.json) as tells:
            return _told(push(store, place, named(store, args.object), (), manner, tells), place.url, args)
    planned = _planned(args)
    with planned.store, reporter(events=args.json) as tells:
        found = closure(planned, _included(args))
        return _told(push(planned.store, place, found.objects(), found.made, manner, tells), place.url, args)


def _told(pushed: Pushed, url: str, args: argparse.Namespace) -> int:
    if not args.json:
        say(
            f"{url}: {len(pushed.new)} objects are new, {len(pushed.known)} were there;"
            f" {pushed.claims} realisations are new or signed anew"
        )
    for ours, theirs in pushed.disputed:
        note(
            f"warning: the cache says that `{ours.object.name}` is {theirs.object.base_name}, here it is"
            f" {ours.object.base_name}\n  hint: one of the two builds was not reproducible; the cache is left as it is"
        )
    return 0


def _pull(args: argparse.Namespace) -> int:
    from guestpipe.cli.places import config
    from guestpipe.cli.realize import reporter
    from guestpipe.sharing.transfer import pull_named
    from guestpipe.store.store import Store
    from guestpipe.substitute.place import open_place
    from guestpipe.substitute.signing import public_key

    if not args.objects:
        return _pull_guest(args)
    place = open_place(args.cache, os.environ)
    keys = tuple(public_key(text, "trusted keys") for text in (*config().trusted_keys, *args.trusted_key))
    with Store.open(_store_folder(args)) as store, reporter(events=args.json) as tells:
        found = pull_named(store, place, args.objects, keys, args.jobs or _JOBS, tells)
        if not args.json:
            for obj in found:
                say(str(store.object_path(obj)))
    return 0


def _pull_guest(args: argparse.Namespace) -> int:
    from guestpipe.cli.places import cache, config
    from guestpipe.cli.realize import reporter
    from guestpipe.sharing.closure import keys_of
    from guestpipe.substitute.ask import opened
    from guestpipe.substitute.choice import Caches

    chosen = frozenset([args.cache])
    caches = Caches(
        addresses=(args.cache,),
        named=chosen,
        trusted_keys=(*config().trusted_keys, *args.trusted_key),
        accept_unsigned=chosen if args.accept_unsigned or args.cache in config().accept_unsigned else frozenset(),
    )
    planned = _planned(args)
    with planned.store as store, reporter(events=args.json) as tells:
        others = opened(store, caches, cache() / "substitute", dict(os.environ), tells)
        keys = keys_of(planned.plan, _included(args))
        found = others.by_plan_keys(keys)
        others.close()
    if not args.json:
        say(f"{len(found)} of {len(keys)} steps of `{planned.facts.name}` have their objects")
    return 0


def _included(args: argparse.Namespace) -> list[str]:
    return [word for word in ("tools", "sources") if getattr(args, word)]


def _ls(args: argparse.Namespace) -> int:
    from guestpipe.sharing.transfer import held
    from guestpipe.substitute.place import open_place

    found = sorted(held(open_place(args.cache, os.environ)), key=lambda info: (info.name, info.base_name))
    if args.json:
        return say_json(
            [
                {
                    "base_name": info.base_name,
                    "nar_sha256": info.nar_digest,
                    "nar_bytes": info.nar_bytes,
                    "file_bytes": info.file_bytes,
                    "signed_by": [signature.partition(":")[0] for signature in info.signatures],
                }
                for info in found
            ]
        )
    for info in found:
        signed = ", ".join(signature.partition(":")[0] for signature in info.signatures)
        say(f"{size_text(info.nar_bytes):>10}  {info.base_name}" + (f"  signed by {signed}" if signed else ""))
    return 0


def _sign(args: argparse.Namespace) -> int:
    from guestpipe.cli.places import config
    from guestpipe.substitute.place import open_place
    from guestpipe.substitute.push import sign

    key = secret_key(args.key, config())
    if key is None:
        raise UsageError("there is no key to sign with", hint="`--key FILE`; `guestpipe cache keygen NAME` makes one")
    place = open_place(args.cache, os.environ)
    paths = [name for name in place.names("") if name.endswith(".narinfo")]
    folders = ("guestpipe/plan", "guestpipe/action", "guestpipe/provenance")
    paths += [f"{folder}/{name}" for folder in folders for name in place.names(folder)]
    changed = sum(sign(place, path, key) for path in paths)
    say(f"{place.url}: signed {changed} of {len(paths)} files as {key.name}")
    return 0


def _keygen(args: argparse.Namespace) -> int:
    from guestpipe.cli.places import config_folder
    from guestpipe.substitute.signing import generate

    key = generate(args.name)
    file = Path(args.out) if args.out else config_folder() / f"{args.name}.secret"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise MissingFileError(
            "there is a file already where the secret key is to be", where=str(file), hint="name another: `--out FILE`"
        ) from error
    with open(fd, "w", encoding="ascii") as opened:
        opened.write(key.text() + "\n")
    say(str(key.public))
    note(f"the secret key is in {file}: keep it to yourself; give the line above to those who are to trust you")
    return 0


def cache_address(given: str | None, known: Configured) -> str:
    """Return where to push."""
    address = given or known.push_cache
    if not address:
        raise UsageError("no cache is named", hint="name one, or set `cache` of `[push]` in your configuration")
    return address


def secret_key(given: str | None, known: Configured) -> SecretKey | None:
    """Return the key that signs, if there is one."""
    from guestpipe.cli.places import config_folder
    from guestpipe.substitute.signing import read_secret

    if given:
        return read_secret(Path(given))
    if known.secret_key:
        return read_secret(config_folder() / Path(known.secret_key).expanduser())
    return None


def manner_of(args: argparse.Namespace, known: Configured) -> Manner:
    """Return how to push; says so if nothing will be signed."""
    from guestpipe.substitute.push import Manner

    key = None if args.unsigned else secret_key(args.key, known)
    if key is None and not args.unsigned:
        note("note: nothing is signed; others will have to accept unsigned realisations (`guestpipe cache keygen`)")
    return Manner(key=key, compression=args.compression or known.compression, jobs=args.jobs or _JOBS)


def _planned(args: argparse.Namespace) -> Planned:
    from guestpipe.cli.places import cache
    from guestpipe.flow import Wishes, plan

    return plan(args.guest, Wishes(environ=os.environb, cache=cache(), store=args.store or ""))


def _store_folder(args: argparse.Namespace) -> str:
    from guestpipe.cli.store import store_folder

    return store_folder(args.store, args.guest)


if TYPE_CHECKING:
    from guestpipe.planning import Planned
