"""A hundred processes killed at random moments: the store is sound, nothing runs on, the next run finishes."""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pinned
from conftest import FRONT, Guestpipe
from worlds import write_tiny

KILLS = 100


def test_a_store_survives_a_hundred_kills_of_realize(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest, store = write_tiny(tmp_path / "project"), tmp_path / "store"
    first = guestpipe("realize", guest, "--store", store)
    assert first.returncode == 0, first.stderr
    script = guest.parent / "recipes" / "kernel-geekos" / "build.sh"
    original, chance = script.read_text(), random.Random(2009)  # noqa: S311 moments, not secrets
    script.write_text('echo first > "$out/number"\n')
    began = time.monotonic()
    assert guestpipe("realize", guest, "--store", store).returncode == 0
    whole_s = time.monotonic() - began
    killed = 0
    for number in range(KILLS):
        script.write_text(f'echo {number} > "$out/number"\n')
        process = subprocess.Popen(
            [*FRONT, "realize", str(guest), "--store", str(store)],
            env={**os.environ, "XDG_CACHE_HOME": str(pinned.CACHE.parent)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(chance.uniform(0.01, whole_s))
        except subprocess.TimeoutExpired:
            process.kill()
            killed += process.wait() < 0
    assert killed > KILLS // 4
    script.write_text(original)
    assert guestpipe("realize", guest, "--store", store).stdout == first.stdout
    verified = guestpipe("store", "verify", "--contents", "--store", store)
    assert verified.returncode == 0, verified.stdout
    assert list((store / "tmp").iterdir()) == []
    assert not [p for p in Path("/proc").glob("[0-9]*") if _runs_in(p, store)]


def _runs_in(process: Path, store: Path) -> bool:
    try:
        return (
            os.fsencode(store) in (process / "mountinfo").read_bytes()
            and b"bwrap" in (process / "cmdline").read_bytes()
        )
    except OSError:
        return False
