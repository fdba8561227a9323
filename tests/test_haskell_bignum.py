"""Numbers of any length: native or by GMP, each with libraries of its own, and the same results."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from conftest import caller
from guestpipe.errors import DeclarationError
from guestpipe.parse import read_guest
from guestpipe.resolve import catalogue
from guestpipe.resolve.resolution import Resolution, resolve
from libc_world import CHECKOUT, Guestpipe, complaint, made

COLD_S = 3000
"""A cold store compiles base once more."""

MAIN = """module Main (main) where

import Data.Bits (popCount, shiftR, testBit, xor)
import Numeric.Natural (Natural)

main :: IO ()
main = do
  let a = product [1 .. 300] :: Integer
      b = 3 ^ (2000 :: Int) + 7 :: Integer
  print (a * b)
  print (a * a `div` b, (-a) `divMod` (b `div` 12345), a `quotRem` (-987654321987654321))
  print (gcd a (b * 720), lcm 123456789012345678901234567890 a)
  print (a - b, signum (a - b), compare a b, a == a + 1)
  print (a `xor` b, popCount b, testBit b 1000, b `shiftR` 1234)
  print (fromInteger b :: Int, fromInteger (a `shiftR` 1995) :: Double, read (show a) == a)
  print (length (show (2 ^ (60000 :: Int) - 1 :: Integer)))
  print (fromIntegral a + 1 :: Natural)
"""


def expected() -> list[str]:
    """Return what MAIN prints, by Python's own numbers."""
    a, b = math.factorial(300), 3**2000 + 7
    divided = divmod(-a, b // 12345)
    by = 987654321987654321
    # quotRem rounds to zero.
    cut = (-(a // by), a % by)
    wrapped = (b + 2**63) % 2**64 - 2**63
    return [
        str(a * b),
        f"({a * a // b},({divided[0]},{divided[1]}),({cut[0]},{cut[1]}))",
        f"({math.gcd(a, b * 720)},{math.lcm(123456789012345678901234567890, a)})",
        f"({a - b},-1,LT,False)",
        f"({a ^ b},{b.bit_count()},{bool(b >> 1000 & 1)},{b >> 1234})",
        f"({wrapped},{_as_double(a >> 1995)},True)",
        str(math.floor(60000 * math.log10(2)) + 1),
        str(a + 1),
    ]


def _as_double(value: int) -> str:
    digits = str(value)
    return f"{digits[0]}.{digits[1:].rstrip('0') or '0'}e{len(digits) - 1}"


@pytest.mark.parametrize("bignum", ["native", "gmp"])
def test_large_numbers_are_what_python_says_they_are(bignum: str, tmp_path: Path) -> None:
    guest = made(tmp_path, {"Main.hs": MAIN}, language="haskell")
    guest.write_text(guest.read_text() + f'[runtime]\nbignum = "{bignum}"\n')
    ran = caller(tmp_path, COLD_S)("run", guest)
    assert ran.stdout.splitlines() == expected(), ran.stderr


def resolved(folder: Path, more: str) -> Resolution:
    text = f'name = "h"\n[program]\nlanguage = "haskell"\nsources = ["*.hs"]\npackages = ["containers"]\n{more}'
    (folder / "guest.toml").write_text(text, encoding="utf-8")
    return resolve(read_guest(folder / "guest.toml"), catalogue.read([CHECKOUT / "recipes"]))


def test_gmp_takes_the_place_of_the_native_recipe_and_changes_no_other(tmp_path: Path) -> None:
    native, gmp = (
        {bound.entry.name: bound for bound in resolved(tmp_path, more).bound}
        for more in ("", '[runtime]\nbignum = "gmp"\n')
    )
    assert set(gmp) - set(native) == {"libgmp", "toolchain-gmp"}
    assert not set(native) - set(gmp)
    assert [name for name in native if native[name] != gmp[name]] == ["haskell-ghc-bignum"]
    assert gmp["haskell-ghc-bignum"].entry.folder.name == "ghc-bignum-gmp"


def test_a_bignum_that_no_recipe_provides_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        resolved(tmp_path, '[runtime]\nbignum = "gmpp"\n')
    assert caught.value.what == "no recipe provides the bignum `gmpp`"
    assert caught.value.hint == "did you mean `gmp`?"


def test_a_bignum_means_nothing_to_a_guest_without_a_runtime(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = made(tmp_path, {"main.c": "int main(void) { return 0; }\n"})
    guest.write_text(guest.read_text() + '[runtime]\nbignum = "gmp"\n')
    assert "`runtime.bignum` means nothing to this guest" in complaint(guestpipe("plan", guest))
