"""Where the recipes, patches and the lock are that come with guestpipe: in the checkout, or carried by the wheel."""

from __future__ import annotations

from pathlib import Path


def root() -> Path:
    """Return the folder that holds `recipes/`, `patches/` and `guestpipe.lock`."""
    package = Path(__file__).resolve().parent
    carried = package / "_share"
    return carried if carried.is_dir() else package.parent.parent
