"""Pushes and pulls killed at random moments: nothing is lost, sealed wrong or seen by half, and the next one ends.

`PYTHONPATH=pipeline .venv/bin/python tests/test_cache_kill.py 200` does as many of each.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pinned
from cache_worlds import folder
from conftest import FRONT
from guestpipe.store.store import Store
from guestpipe.substitute.claim import MAX_BYTES, read
from guestpipe.substitute.narinfo import is_base_name
from guestpipe.substitute.pull import look_up, pull
from store_worlds import seal

KILLS = 15
OBJECTS = 6


def test_pushes_and_pulls_killed_at_random_moments(tmp_path: Path) -> None:
    push_and_pull(tmp_path, KILLS)


def push_and_pull(place: Path, kills: int) -> None:
    """Kill `kills` pushes and as many pulls, and look at what they left after each."""
    chance = random.Random(2009)  # noqa: S311 moments, not secrets
    with Store.open(place / "a") as store:
        objects = [
            seal(store, {"random": chance.randbytes(400_000), "zero": bytes(3_000_000)}, f"thing-{number}")
            for number in range(OBJECTS)
        ]
    names = [obj.base_name for obj in objects]
    pushing = ["cache", "push", "--store", str(place / "a"), *(f"--object={name}" for name in names)]
    pulling = ["cache", "pull", str(place / "cache"), *names, "--store", str(place / "b")]
    pushes = pulls = 0
    whole_s = timed([*pushing, str(place / "timed")])
    while pushes < kills:
        if killed([*pushing, str(place / "cache")], chance.uniform(0.2, 1.0) * whole_s):
            pushes += 1
        else:
            remove(place / "cache")
        whatever_is_seen_is_whole(place / "cache", place / "seen")
    assert run([*pushing, str(place / "cache")]) == 0
    whole_s = timed([*pulling[:-1], str(place / "timed-too")])
    while pulls < kills:
        if killed(pulling, chance.uniform(0.2, 1.0) * whole_s):
            pulls += 1
        else:
            remove(place / "b")
        sealed_is_sound(place / "b", names)
    assert run(pulling) == 0
    assert run(["store", "verify", "--contents", "--store", str(place / "b")]) == 0
    assert list((place / "b/tmp").iterdir()) == []
    assert {path.name for path in (place / "b/objects").iterdir()} == set(names)


def whatever_is_seen_is_whole(cache: Path, store: Path) -> None:
    """Pull all that the cache shows; a narinfo without its archive would be refused."""
    here = folder(cache)
    with Store.open(store) as opened:
        for name in here.names(""):
            if name.endswith(".narinfo"):
                info = look_up(here, name.removesuffix(".narinfo"))
                assert info is not None
                pull(opened, here, info)
        for kind in ("plan", "action"):
            for name in here.names(f"guestpipe/{kind}"):
                content = here.read(f"guestpipe/{kind}/{name}", MAX_BYTES)
                assert content is not None
                read(content, f"guestpipe/{kind}/{name}", "here")


def sealed_is_sound(store: Path, names: list[str]) -> None:
    if not (store / "records.sqlite").exists():
        return
    assert run(["store", "verify", "--contents", "--store", str(store)]) == 0
    assert {path.name for path in (store / "objects").iterdir() if is_base_name(path.name)} <= set(names)


def killed(arguments: list[str], after_s: float) -> bool:
    process = start(arguments)
    try:
        process.wait(after_s)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait() < 0
    return False


def timed(arguments: list[str]) -> float:
    began = time.monotonic()
    assert run(arguments) == 0
    return time.monotonic() - began


def run(arguments: list[str]) -> int:
    return start(arguments).wait()


def start(arguments: list[str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(pinned.CACHE.parent), "XDG_CONFIG_HOME": "/nonexistent"}
    quiet = subprocess.DEVNULL
    return subprocess.Popen([*FRONT, *arguments], env=environment, stdout=quiet, stderr=quiet)


def remove(path: Path) -> None:
    subprocess.run(["chmod", "-R", "u+w", path], check=False, capture_output=True)
    subprocess.run(["rm", "-rf", path], check=True)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    with tempfile.TemporaryDirectory() as name:
        push_and_pull(Path(name), count)
        for store in ("a", "b", "seen", "timed-too"):
            remove(Path(name, store))
    sys.stdout.write(f"{count} pushes and {count} pulls killed: nothing lost, nothing wrong sealed\n")
