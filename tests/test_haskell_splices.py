"""Template Haskell: splices run while a guest is compiled, with code of the program, of libraries and of packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import caller
from libc_world import Guestpipe, complaint, made

FILES = {
    "Main.hs": """{-# LANGUAGE TemplateHaskell, QuasiQuotes #-}
module Main (main) where

import Language.Haskell.TH.Syntax (lift)
import Splices

data Colour = Red | Green | Blue

$(names ''Colour)

{-# ANN main "annotations run as splices do" #-}
main :: IO ()
main = do
  print $(lift (sum [1 .. 1000 :: Integer] ^ (7 :: Int)))
  print $(power 5)
  print $(counted "the quick the lazy the end")
  putStrLn [backwards|a quote
of two lines|]
  print (map nameOf [Red, Green, Blue])
""",
    "Splices.hs": """{-# LANGUAGE TemplateHaskell #-}
module Splices (backwards, counted, names, power) where

import qualified Data.Map as Map
import Language.Haskell.TH
import Language.Haskell.TH.Quote
import Language.Haskell.TH.Syntax (lift)

power :: Int -> Q Exp
power n = [| product (replicate n (2 :: Int)) |]

counted :: String -> Q Exp
counted text = lift (Map.toList (Map.fromListWith (+) [(word, 1 :: Int) | word <- words text]))

backwards :: QuasiQuoter
backwards = QuasiQuoter {quoteExp = stringE . reverse, quotePat = none, quoteType = none, quoteDec = none}
  where
    none _ = fail "only an expression"

names :: Name -> Q [Dec]
names of' = do
  TyConI (DataD _ _ _ _ constructors _) <- reify of'
  let named = mkName "nameOf"
      line (NormalC name _) = clause [conP name []] (normalB (stringE (nameBase name))) []
      line _ = fail "only plain constructors"
  pure <$> funD named (map line constructors)
""",
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the lines that a guest made of FILES prints."""
    folder = tmp_path_factory.mktemp("splices")
    guest = made(folder, FILES, language="haskell", packages=["containers", "template-haskell"])
    ran = caller(folder)("run", guest)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()


def test_a_splice_computes_a_constant(printed: list[str]) -> None:
    assert printed[0] == str(sum(range(1, 1001)) ** 7)


def test_a_splice_comes_from_another_module_of_the_program(printed: list[str]) -> None:
    assert printed[1] == "32"


def test_a_splice_runs_code_of_a_library_that_comes_with_the_compiler(printed: list[str]) -> None:
    assert printed[2] == '[("end",1),("lazy",1),("quick",1),("the",3)]'


def test_a_quasi_quoter_reads_its_text(printed: list[str]) -> None:
    assert printed[3:5] == ["senil owt fo", "etouq a"]


def test_a_declaration_is_made_of_what_is_known_of_a_type(printed: list[str]) -> None:
    assert printed[5] == '["Red","Green","Blue"]'


def refused(guestpipe: Guestpipe, folder: Path, files: dict[str, str]) -> str:
    ran = guestpipe("realize", made(folder, files, language="haskell", packages=["template-haskell"]))
    assert ran.returncode == 100, ran.stdout + ran.stderr
    return complaint(ran)


def test_a_splice_that_fails_is_told_in_its_own_words_at_its_place(guestpipe: Guestpipe, tmp_path: Path) -> None:
    text = '{-# LANGUAGE TemplateHaskell #-}\nmain :: IO ()\nmain = print ($(fail "no number fits") :: Int)\n'
    told = refused(guestpipe, tmp_path, {"Main.hs": text})
    assert "`Main.hs` does not compile: no number fits" in told
    assert "at Main.hs:3:16" in told


def test_a_splice_that_calls_c_of_the_program_is_refused_by_the_functions_name(
    guestpipe: Guestpipe, tmp_path: Path
) -> None:
    files = {
        "Main.hs": "{-# LANGUAGE TemplateHaskell #-}\nimport Language.Haskell.TH.Syntax (lift)\nimport Twice\n"
        "main :: IO ()\nmain = print $(lift (toInteger (twice 21)))\n",
        "Twice.hs": "module Twice where\nimport Foreign.C\nforeign import ccall unsafe twice :: CInt -> CInt\n",
        "twice.c": "int twice(int x);\nint twice(int x) { return 2 * x; }\n",
    }
    told = refused(guestpipe, tmp_path, files)
    assert "a splice calls the C function `twice`, which is not there when the program is compiled" in told


FIELDS = """module Fields (fields) where

import Language.Haskell.TH
import Language.Haskell.TH.Datatype

fields :: Name -> Q Exp
fields name = do
  described <- reifyDatatype name
  let found = [names | RecordConstructor names <- map constructorVariant (datatypeCons described)]
  listE (map (stringE . nameBase) (concat found))
"""


def test_splices_run_twins_wherever_the_build_folder_is(guestpipe: Guestpipe, tmp_path: Path) -> None:
    main = "{-# LANGUAGE TemplateHaskell #-}\nmodule Main (main) where\n\nimport Fields\n\n"
    main += "data Point = Point {abscissa :: Int, ordinate :: Int}\n\npure []\n\n"
    main += "main :: IO ()\nmain = print $(fields ''Point)\n"
    packages = ["template-haskell", "th-abstraction"]
    guest = made(tmp_path, {"Main.hs": main, "Fields.hs": FIELDS}, language="haskell", packages=packages)
    assert guestpipe("realize", guest).returncode == 0
    again = guestpipe("check", guest, "program-haskell")
    assert again.returncode == 0, again.stdout + again.stderr
