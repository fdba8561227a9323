"""Golden files: what must not change unnoticed. `GUESTPIPE_ACCEPT=1` rewrites one and skips; it never passes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """Assert that `text` is what the file `name` holds."""
    file = FOLDER / name
    if os.environ.get("GUESTPIPE_ACCEPT"):
        file.write_text(text, encoding="utf-8")
        pytest.skip(f"accepted {name}: review it line by line")
    assert text == file.read_text(encoding="utf-8"), (
        f"{name} changed; if that is meant: GUESTPIPE_ACCEPT=1, and say why"
    )
