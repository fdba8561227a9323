"""Where things are on this machine, by the environment: the user's cache folder, and the wishes of a run."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from guestpipe.cli.terminal import note
from guestpipe.errors import MissingFileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guestpipe.flow import Wishes
    from guestpipe.substitute.choice import Caches, Configured


def cache() -> Path:
    """Return guestpipe's folder in the user's cache folder."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", "/nonexistent"), ".cache")
    return Path(home) / "guestpipe"


def to_write(word: str) -> Path:
    """Return the file `word`; refuses now what could not be written when the work is done."""
    file = Path(word)
    above = file.parent
    if file.is_dir():
        reason = "it is a folder"
    elif not above.is_dir():
        reason = f"there is no folder `{above}`"
    elif not os.access(file if file.exists() else above, os.W_OK):
        reason = "permission denied"
    else:
        return file
    raise MissingFileError(f"`{file.name}` cannot be written: {reason}", where=word)


def config_folder() -> Path:
    """Return guestpipe's folder in the user's configuration folder."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.environ.get("HOME", "/nonexistent"), ".config")
    return Path(home) / "guestpipe"


def config() -> Configured:
    """Return the user's configuration; one that is not there says nothing, and costs nothing to read."""
    from guestpipe.substitute.choice import Configured

    file = config_folder() / "config.toml"
    if not file.exists():
        return Configured()
    from guestpipe.parse import read_config

    said = read_config(file)
    return Configured(
        substituters=said.substituters,
        trusted_keys=said.trusted_keys,
        accept_unsigned=said.accept_unsigned,
        push_cache=said.push.cache or "",
        secret_key=said.push.secret_key or "",
        compression=said.push.compression,
    )


def wishes(args: argparse.Namespace) -> Wishes:
    """Return what the arguments of `cli/realize.py` ask for, in this environment."""
    from guestpipe.flow import Wishes

    return Wishes(
        environ=os.environb,
        cache=cache(),
        store=args.store or "",
        jobs=args.jobs or 0,
        keep_going=args.keep_going,
        offline=args.offline,
        rebuild=tuple(args.rebuild or ()),
        trace_libc=vars(args).get("trace_libc", False),
        caches=lambda: caches(args),
        waiting=lambda: note("waiting: another process collects the store's garbage"),
    )


def caches(args: argparse.Namespace) -> Caches:
    """Return which caches the configuration and the arguments of `cli/realize.py` name."""
    from guestpipe.substitute.choice import Caches

    # Verbs that only look have none of these arguments.
    given = vars(args)
    if given.get("no_substituters"):
        return Caches()
    known = config()
    named = tuple(given.get("substituter") or ())
    return Caches(
        addresses=tuple(dict.fromkeys((*named, *known.substituters))),
        named=frozenset(named),
        trusted_keys=(*known.trusted_keys, *(given.get("trusted_key") or ())),
        accept_unsigned=frozenset((*known.accept_unsigned, *(named if given.get("accept_unsigned") else ()))),
    )
