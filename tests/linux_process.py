"""Guests as processes of Linux: the same objects on `tests/recipes/kernel-linux`, on real processors, not emulated."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pinned
from guestpipe import flow
from guestpipe.report import Silent


def linked(guest: Path) -> Path:
    """Return the program of a guest.toml whose kernel Kitten is exchanged for Linux."""
    text = guest.read_text(encoding="utf-8").replace('variant = "kitten"', 'variant = "linux"')
    guest.write_text(f'{text}\n[recipes]\npath = ["{pinned.HERE}/recipes"]\n', encoding="utf-8")
    wishes = flow.Wishes(environ=os.environb, cache=pinned.CACHE, store=str(pinned.STORE))
    planned = flow.plan(str(guest), wishes)
    with planned.store as store:
        outcome = flow.run(planned.plan, ["link"], store, wishes, Silent())
        return store.object_path(outcome.objects["link"]) / "guest.elf"


def run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it; its panics are on standard error, with the status 127."""
    return subprocess.run(
        [program, *arguments],
        env={},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )
