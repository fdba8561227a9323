"""Packages that are compiled in batches (`ghc-in-batches` of the recipe ghc-package), by the small ghc-bignum."""

from __future__ import annotations

import shutil
from pathlib import Path

import pinned
from conftest import CHECKOUT, Guestpipe
from libc_world import complaint, made

STEP = "haskell-ghc-bignum"
GOOD = "# Two processes, the second after the first.\n-c GHC.Num.Primitives\n\n--make \\\n  GHC.Num.WordArray\n"


def with_batches(folder: Path, batches: str) -> Path:
    """Return a guest in Haskell whose own recipe of ghc-bignum has the list `batches`."""
    guest = made(folder, {"Main.hs": "main :: IO ()\nmain = pure ()\n"}, language="haskell")
    with guest.open("a") as file:
        file.write('[recipes]\npath = ["recipes"]\n')
    recipe = folder / "recipes" / STEP
    shutil.copytree(CHECKOUT / "recipes" / STEP, recipe)
    (recipe / "batches").write_text(batches)
    return guest


def refused(guestpipe: Guestpipe, folder: Path, batches: str) -> str:
    ran = guestpipe("realize", with_batches(folder, batches))
    assert ran.returncode == 100, ran.stdout + ran.stderr
    return complaint(ran)


def test_a_package_in_batches_is_the_same_bytes_again(guestpipe: Guestpipe, tmp_path: Path) -> None:
    said = guestpipe("check", with_batches(tmp_path, GOOD), STEP)
    assert said.returncode == 0, said.stderr
    assert said.stdout == f"same     {STEP}  (1 build)\n"


def test_a_module_that_the_package_has_not_is_named(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, "-c GHC.Num.Nowhere\n")
    assert "`GHC.Num.Nowhere` is on the list, but the package has no such module" in told
    assert "at `batches` of the recipe" in told
    assert f"`{STEP}`" in told


def test_a_line_that_says_no_mode_is_refused(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, "GHC.Num.Primitives")
    assert "a line begins with `GHC.Num.Primitives`" in told


def test_a_module_in_two_batches_is_named(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, GOOD + "\n-c GHC.Num.WordArray\n")
    assert "compiled twice: GHC.Num.WordArray" in told


def test_a_batch_that_imports_what_is_not_compiled_yet_fails(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, "-c GHC.Num.WordArray\n")
    assert "`ghc-bignum` does not build (`setup build`)" in told
    log = pinned.STORE / "failed" / STEP / "log"
    assert "GHC.Num.Primitives" in log.read_text()
