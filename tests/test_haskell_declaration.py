"""What a guest in Haskell may say, and what stands beneath it when it says nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guestpipe.errors import DeclarationError
from guestpipe.parse import read_guest, read_lock
from guestpipe.resolve import catalogue
from guestpipe.resolve.packages import spelling, with_packages
from guestpipe.resolve.resolution import resolve
from libc_world import CHECKOUT

HASKELL = 'name = "h"\n[program]\nlanguage = "haskell"\nsources = ["*.hs"]\n'


def declared(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "guest.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_haskell_guest_stands_on_the_ghc_runtime_and_the_posix_stubs(tmp_path: Path) -> None:
    guest = read_guest(declared(tmp_path, HASKELL))
    assert (guest.runtime.name, guest.libc.stubs, guest.libc.name) == ("ghc", "posix", "newlib")


def test_what_a_haskell_guest_says_of_its_stubs_wins(tmp_path: Path) -> None:
    guest = read_guest(declared(tmp_path, HASKELL + '[libc]\nstubs = "mine"\n'))
    assert (guest.runtime.name, guest.libc.stubs) == ("ghc", "mine")


def test_a_table_that_is_none_is_refused_as_it_is_in_a_c_guest(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        read_guest(declared(tmp_path, 'libc = "posix"\n' + HASKELL))
    assert "libc" in caught.value.what


def resolved(tmp_path: Path, text: str) -> dict[str, set[str]]:
    """Return the inputs of each recipe of the guest."""
    guest = read_guest(declared(tmp_path, text))
    found = resolve(guest, catalogue.read([CHECKOUT / "recipes"]))
    return {bound.entry.name: {name for name, _ in bound.inputs} for bound in found.bound}


def test_a_package_brings_those_that_it_needs_and_no_other(tmp_path: Path) -> None:
    inputs = resolved(tmp_path, HASKELL + 'packages = ["deepseq"]\n')["program-haskell"]
    assert {"haskell-deepseq", "haskell-array", "haskell-base"} <= inputs
    assert "haskell-containers" not in inputs


def test_no_haskell_is_built_for_a_guest_in_c(tmp_path: Path) -> None:
    inputs = resolved(tmp_path, 'name = "c"\n[program]\nlanguage = "c"\nsources = ["a.c"]\n')
    assert not [name for name in inputs if name.startswith(("haskell-", "ghc-"))]


def test_a_change_of_the_kernel_compiles_no_haskell(tmp_path: Path) -> None:
    inputs = resolved(tmp_path, HASKELL)
    beneath = {"program-haskell", "runtime-ghc"}
    while grown := {one for name in beneath for one in inputs.get(name, ())} - beneath:
        beneath |= grown
    assert not beneath & {"kernel-geekos", "kernel-arch", "stubs-posix", "link"}


def test_the_libraries_of_haskell_wait_for_the_headers_of_libc_and_not_for_libc(tmp_path: Path) -> None:
    inputs = resolved(tmp_path, HASKELL)
    beneath = {"program-haskell", "runtime-ghc"}
    while grown := {one for name in beneath for one in inputs.get(name, ())} - beneath:
        beneath |= grown
    assert "libc-headers" in beneath
    assert not beneath & {"libc", "libc-newlib"}


def test_every_package_of_the_documentation_has_a_recipe_and_the_other_way_round() -> None:
    text = (CHECKOUT / "docs/haskell.md").read_text(encoding="utf-8")
    listed = re.findall(r"`([A-Za-z-]+)`", text[text.index("\nOf GHC's own: ") : text.index("\n## Packages of Debian")])
    locked = read_lock(CHECKOUT / "guestpipe.lock")
    built = {
        spelling(entry)
        for name, entry in with_packages(catalogue.read([CHECKOUT / "recipes"]), locked).items()
        if name.startswith("haskell-")
    }
    assert set(listed) == built - {"base", "ghc-boot-th"}
