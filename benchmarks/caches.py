"""Pushes and pulls a guest's closure through a local S3 server, and does the same with `nix copy`: wall, CPU, ratio.

    python benchmarks/caches.py [GUEST] [--rounds N]

The guest has to be realized (GUESTPIPE_STORE says where). Both put the same objects into the same server (Nix by HTTP,
since Debian's has no S3) with the same compression, and take them out again into an empty store, in turns. Real Nix
and the server are those that the tests pin.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "pipeline"), str(HERE.parent / "tests")]

import pinned  # noqa: E402
from conftest import FRONT  # noqa: E402
from guestpipe.flow import Wishes, plan  # noqa: E402
from guestpipe.sharing.closure import closure  # noqa: E402
from s3_server import KEYS, S3, serving_s3  # noqa: E402

Taken = tuple[float, float]
"""Wall and CPU seconds."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("guest", nargs="?", default=str(HERE.parent / "guest.toml"))
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    programs = pinned.put_on_path()
    place = Path(tempfile.mkdtemp(prefix="guestpipe-caches-"))
    try:
        with serving_s3(place / "s3") as s3:
            return measure(args.guest, args.rounds, place, s3)
    finally:
        subprocess.run(["chmod", "-R", "u+w", place], check=False)
        shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(programs, ignore_errors=True)


def measure(guest: str, rounds: int, place: Path, s3: S3) -> int:
    planned = plan(guest, Wishes(environ=os.environb, cache=pinned.CACHE))
    with planned.store as store:
        objects = closure(planned).objects()
        folder = store.path
    names = sorted({obj.base_name for obj in objects})
    size = sum(obj.size_bytes for obj in {obj.base_name: obj for obj in objects}.values())
    say(f"{planned.facts.name}: {len(names)} objects, {size / 1e6:.1f} MB")
    root = nix_store(place / "root", folder, names, s3, place)
    results: dict[str, list[Taken]] = {}
    for number in range(rounds):
        for what, argv, undo in deeds(number, place, folder, root, names, s3):
            results.setdefault(what, []).append(taken(argv, environment(place)))
            undo()
    for what in ("push", "pull"):
        ours, theirs = results[f"guestpipe {what}"], results[f"nix {what}"]
        wall = statistics.median(a[0] / b[0] for a, b in zip(ours, theirs, strict=True))
        cpu = statistics.median(a[1] / b[1] for a, b in zip(ours, theirs, strict=True))
        for name, rows in ((f"guestpipe {what}", ours), (f"nix copy, {what}", theirs)):
            walls, cpus = (" ".join(f"{row[part]:6.2f}" for row in rows) for part in (0, 1))
            say(f"  {name:<16} wall {walls} s   cpu {cpus} s")
        say(f"  {what}: {wall:.2f} x wall, {cpu:.2f} x cpu of nix copy (medians of {rounds} pairs)")
    return 0


def deeds(
    number: int, place: Path, folder: Path, root: Path, names: list[str], s3: S3
) -> list[tuple[str, list[str], Callable[[], None]]]:
    """Return the four commands of a round, and what removes what each left."""
    ours, theirs = place / f"ours-{number}", place / f"theirs-{number}"
    paths = [f"/nix/store/{name}" for name in names]
    by_us, by_nix = s3.address("open", f"us-{number}"), f"{s3.plain('open')}/nix-{number}"
    return [
        (
            "guestpipe push",
            [*FRONT, "cache", "push", by_us, "--store", str(folder), *(f"--object={name}" for name in names)],
            lambda: None,
        ),
        ("nix push", ["nix", "copy", "--from", str(root), "--to", f"{by_nix}?compression=zstd", *paths], lambda: None),
        ("guestpipe pull", [*FRONT, "cache", "pull", by_us, *names, "--store", str(ours)], lambda: remove(ours)),
        ("nix pull", ["nix", "copy", "--from", by_nix, "--to", str(theirs), *paths], lambda: remove(theirs)),
    ]


def nix_store(root: Path, folder: Path, names: list[str], s3: S3, place: Path) -> Path:
    """Return a store of Nix with the same objects, by way of a cache of ours."""
    argv = [*FRONT, "cache", "push", str(place / "seed"), "--compression", "none", "--store", str(folder)]
    taken([*argv, *(f"--object={name}" for name in names)], environment(place))
    paths = [f"/nix/store/{name}" for name in names]
    taken(["nix", "copy", "--from", f"file://{place}/seed", "--to", str(root), *paths], environment(place))
    return root


def environment(place: Path) -> dict[str, str]:
    (place / "home").mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(place / "home"),
        "XDG_CACHE_HOME": str(place / "home"),
        "NIX_STORE_DIR": "/nix/store",
        "NIX_STATE_DIR": str(place / "nix-state"),
        # A cache of narinfos from another round would spare Nix its questions.
        "NIX_CONFIG": "build-users-group =\nexperimental-features = nix-command\nnarinfo-cache-positive-ttl = 0\n"
        "narinfo-cache-negative-ttl = 0\n",
        **KEYS,
    }


def taken(argv: list[str], env: dict[str, str]) -> Taken:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(argv[:8])}…\n{done.stderr}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def remove(path: Path) -> None:
    subprocess.run(["chmod", "-R", "u+w", path], check=True)
    shutil.rmtree(path)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
