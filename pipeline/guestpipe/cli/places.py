"""Where things are on this machine, by the environment: the user's cache folder, and the wishes of a run."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from guestpipe.cli.terminal import note
from guestpipe.flow import Wishes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guestpipe.model.config import Config
    from guestpipe.substitute.choice import Caches


def cache() -> Path:
    """Return guestpipe's folder in the user's cache folder."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", "/nonexistent"), ".cache")
    return Path(home) / "guestpipe"


def config_folder() -> Path:
    """Return guestpipe's folder in the user's configuration folder."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.environ.get("HOME", "/nonexistent"), ".config")
    return Path(home) / "guestpipe"


def config() -> Config:
    """Return the user's configuration."""
    from guestpipe.parse import read_config

    return read_config(config_folder() / "config.toml")


def wishes(args: argparse.Namespace) -> Wishes:
    """Return what the arguments of `cli/realize.py` ask for, in this environment."""
    return Wishes(
        environ=os.environb,
        cache=cache(),
        store=args.store or "",
        jobs=args.jobs or 0,
        keep_going=args.keep_going,
        offline=args.offline,
        rebuild=tuple(args.rebuild or ()),
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
