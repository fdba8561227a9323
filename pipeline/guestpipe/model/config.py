"""The user's own configuration: which caches to ask, whom to believe, where to push."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from guestpipe.model.base import Line, Model


class Push(Model):
    """What `guestpipe cache push` and `guestpipe share` do unless told otherwise."""

    cache: Line | None = None
    """Address of the cache."""
    secret_key: Line | None = None
    """File of the key that signs."""
    compression: Literal["zstd", "xz", "none"] = "zstd"


class Config(Model):
    """The file `config.toml` in guestpipe's folder of the user's configuration."""

    substituters: tuple[Line, ...] = Field(default=(), strict=False)
    """Addresses of caches that are asked before anything is built, in this order."""
    trusted_keys: tuple[Line, ...] = Field(default=(), strict=False)
    """Public keys, `NAME:BASE64`, whose signatures are believed."""
    accept_unsigned: tuple[Line, ...] = Field(default=(), strict=False)
    """Addresses of caches whose realisations are believed without a signature."""
    push: Push = Push()
