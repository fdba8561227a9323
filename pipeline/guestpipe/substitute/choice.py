"""Which caches to ask, and whom to believe: what a user may choose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Caches:
    """Which caches to ask, and whom to believe."""

    addresses: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    """Those of `addresses` that the user named for this run: they are asked even if they failed a moment ago."""
    trusted_keys: tuple[str, ...] = ()
    accept_unsigned: frozenset[str] = frozenset()
    """Those of `addresses` whose realisations are believed without a signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """What the user's configuration says of caches."""

    substituters: tuple[str, ...] = ()
    trusted_keys: tuple[str, ...] = ()
    accept_unsigned: tuple[str, ...] = ()
    push_cache: str = ""
    secret_key: str = ""
    compression: str = "zstd"
