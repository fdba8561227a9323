"""What a guest in Haskell may say, and what stands beneath it when it says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from guestpipe.errors import DeclarationError
from guestpipe.parse import read_guest

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
