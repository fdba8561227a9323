"""`guestpipe challenge`: what a cache claims is held against what was built here, step by step and byte by byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Guestpipe
from worlds import write_tiny


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "project")


def built(guestpipe: Guestpipe, tiny: Path, store: Path) -> None:
    said = guestpipe("realize", tiny, "--store", store)
    assert said.returncode == 0, said.stderr


def shared(guestpipe: Guestpipe, tiny: Path, store: Path, *how: str) -> Path:
    """Build in a store of its own, push all of it, and return the cache."""
    built(guestpipe, tiny, store)
    cache = store.with_name(f"{store.name}-cache")
    said = guestpipe("cache", "push", cache, "--guest", tiny, "--store", store, *(how or ("--unsigned",)))
    assert said.returncode == 0, said.stderr
    return cache


def test_a_cache_that_built_the_same_is_confirmed_with_its_signer(
    guestpipe: Guestpipe, tiny: Path, tmp_path: Path
) -> None:
    key = guestpipe("cache", "keygen", "lab-1", "--out", tmp_path / "secret").stdout.strip()
    cache = shared(guestpipe, tiny, tmp_path / "theirs", "--key", str(tmp_path / "secret"))
    built(guestpipe, tiny, tmp_path / "ours")
    asked = ("challenge", tiny, "--store", tmp_path / "ours", "--substituter", cache)
    said = guestpipe(*asked, "--trusted-key", key)
    assert said.returncode == 0, said.stderr
    assert "same             link  " in said.stdout
    assert "(signed by lab-1, trusted)" in said.stdout
    assert "0 other, 0 of one build with ours" in said.stderr
    assert "trusted" not in guestpipe(*asked).stdout


def test_a_cache_with_other_bytes_is_named_with_what_differs(guestpipe: Guestpipe, tiny: Path, tmp_path: Path) -> None:
    script = 'dd if=/dev/urandom of="$out/x" bs=8 count=1\n'
    (tiny.parent / "recipes/link/build.sh").write_text(script)
    cache = shared(guestpipe, tiny, tmp_path / "theirs")
    built(guestpipe, tiny, tmp_path / "ours")
    asked = ("challenge", tiny, "--store", tmp_path / "ours", "--substituter", cache)
    said = guestpipe(*asked)
    assert said.returncode == 104
    assert "caches have other bytes for `link`" in said.stderr
    assert "  x: differ at 0x0: " in said.stderr
    answers = {one["step"]: one for one in json.loads(guestpipe(*asked, "--json").stdout)}
    assert answers["link"]["said"] == "other"
    assert answers["program-c"]["said"] == "same"
    theirs = tmp_path / "ours" / "objects" / answers["link"]["theirs"]
    assert (theirs / "x").stat().st_size == 8
    # Their object is here to be looked at, and is not believed for that.
    after = guestpipe("realize", tiny, "--store", tmp_path / "ours", "--rebuild=image-elf")
    assert answers["link"]["ours"] in {path.name for path in (tmp_path / "ours/objects").iterdir()}
    assert after.returncode == 0, after.stderr


def test_what_was_taken_from_the_cache_proves_nothing(guestpipe: Guestpipe, tiny: Path, tmp_path: Path) -> None:
    cache = shared(guestpipe, tiny, tmp_path / "theirs")
    said = guestpipe("challenge", tiny, "--store", tmp_path / "theirs", "--substituter", cache)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("no second build  ")
    assert "0 the same by a build of their own" in said.stderr


def test_a_cache_that_knows_nothing_says_nothing(guestpipe: Guestpipe, tiny: Path, tmp_path: Path) -> None:
    built(guestpipe, tiny, tmp_path / "ours")
    (tmp_path / "empty").mkdir()
    said = guestpipe("challenge", tiny, "--store", tmp_path / "ours", "--substituter", tmp_path / "empty")
    assert said.returncode == 0, said.stderr
    assert {line.split()[0] for line in said.stdout.splitlines()} == {"nothing"}


def test_without_a_cache_there_is_nobody_to_challenge(guestpipe: Guestpipe, tiny: Path, tmp_path: Path) -> None:
    said = guestpipe("challenge", tiny, XDG_CONFIG_HOME=str(tmp_path))
    assert said.returncode == 64
    assert "there is no cache to challenge" in said.stderr
