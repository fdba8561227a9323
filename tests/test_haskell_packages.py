"""Haskell packages of Debian's source as they are pinned: a guest that uses several, and which modules they have."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import pytest

import pinned
from conftest import caller
from guestpipe.flow import Wishes, plan
from guestpipe.parse import read_lock
from guestpipe.resolve.catalogue import read
from guestpipe.resolve.packages import spelling, with_packages
from libc_world import CHECKOUT, made

MODULES = CHECKOUT / "recipes/program-haskell/modules"
COLD_S = 3000
"""A cold store compiles vector and repa first."""

MAIN = """{-# LANGUAGE TemplateHaskell #-}
module Main (main) where

import Control.Monad.Base (liftBase)
import Control.Monad.Trans.State (evalStateT, get, modify)
import Control.Parallel.Strategies (parMap, rseq)
import qualified Data.Array.Repa as R
import Data.Hashable (hash)
import qualified Data.HashMap.Strict as M
import Data.List (sort)
import qualified Data.Map as Map
import qualified Data.Vector as V
import qualified Data.Vector.Unboxed as U
import Instances.TH.Lift ()
import Language.Haskell.TH.Syntax (lift)
import System.Random (mkStdGen, randomRs)
import Test.QuickCheck
import Test.QuickCheck.All (forAllProperties)

prop_reversed_twice_is_the_same :: [Int] -> Bool
prop_reversed_twice_is_the_same xs = reverse (reverse xs) == xs

prop_all_are_small :: Int -> Bool
prop_all_are_small n = n < 5

return []

main :: IO ()
main = do
  print (U.sum (U.generate 1000 (\\i -> i * i) :: U.Vector Int))
  print (V.toList (V.map (+ 1) (V.fromList [1, 2, 3 :: Int])))
  print $(lift (U.toList (U.reverse (U.enumFromN (1 :: Int) 5))))
  print (take 5 (randomRs (1, 6 :: Int) (mkStdGen 2009)) == take 5 (randomRs (1, 6) (mkStdGen 2009)))
  print (sum (parMap rseq (* 2) [1 .. 100 :: Int]))
  print (sort (M.toList (M.fromListWith (+) [(c, 1 :: Int) | c <- "mississippi"])))
  print (hash (1 :: Int))
  print (R.toList (R.computeUnboxedS (R.map (* 2) (R.fromListUnboxed (R.ix1 3) [1, 2, 3 :: Int]))))
  evalStateT (modify (+ 1) >> get >>= liftBase . print) (41 :: Int)
  print (Map.lookup "b" $(lift (Map.fromList [("a", 1 :: Int), ("b", 2)])))
  ok <- $(forAllProperties) (quickCheckWithResult stdArgs {chatty = False})
  print ok
"""

PACKAGES = [
    *("containers", "th-lift-instances"),
    *("QuickCheck", "hashable", "parallel", "random", "repa", "template-haskell", "transformers", "transformers-base"),
    *("unordered-containers", "vector"),
]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the lines that a guest prints which uses PACKAGES."""
    folder = tmp_path_factory.mktemp("packages")
    guest = made(folder, {"Main.hs": MAIN}, language="haskell", packages=PACKAGES)
    ran = caller(folder, COLD_S)("run", guest)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (0, "332833500"),
        (1, "[2,3,4]"),
        (2, "[5,4,3,2,1]"),
        (3, "True"),
        (4, "10100"),
        (5, "[('i',4),('m',1),('p',2),('s',4)]"),
        (6, "1"),
        (7, "[2,4,6]"),
        (8, "42"),
        (9, "Just 2"),
    ],
    ids=[
        *("vector", "boxed", "in-a-splice", "random", "parallel", "hash-map", "hashable", "repa"),
        *("transformers-base", "splices-of-its-own"),
    ],
)
def test_a_package_does_in_a_guest_what_it_is_for(line: int, text: str, printed: list[str]) -> None:
    assert printed[line] == text


def test_quickcheck_finds_the_properties_of_a_module_by_a_splice_and_the_wrong_one(printed: list[str]) -> None:
    told = "\n".join(printed[10:])
    assert re.search(r"=== prop_reversed_twice_is_the_same from Main.hs:\d+ ===\n", told)
    assert printed[-1] == "False"


TINY = """cabal-version: >=1.10
name: splitmix
version: 0.1.0.4
build-type: Simple
library
  default-language: Haskell2010
  build-depends: base
  exposed-modules: Tiny
"""
BESIDE = "executable beside\n  default-language: Haskell2010\n  build-depends: base, nowhere\n  main-is: Beside.hs\n"


PRINTS = "import Tiny (tiny)\n\nmain :: IO ()\nmain = putStrLn tiny\n"


def with_its_own(folder: Path, package: str, files: Mapping[str, str], main: str = PRINTS) -> Path:
    """Return a guest in `folder` that uses `package`, whose source is `files` instead of Debian's."""
    guest = made(folder, {"Main.hs": main}, language="haskell", packages=[package])
    with guest.open("a") as declared:
        declared.write(f'[source.haskell-{package}]\npath = "mine"\n')
    (folder / "mine").mkdir()
    for name, text in files.items():
        (folder / "mine" / name).write_text(text)
    return guest


@pytest.mark.parametrize(
    "cabal",
    [TINY + BESIDE, TINY.replace("version: 0.1.0.4", "version:\t0.1.0.4 ")],
    ids=["a-program-beside-its-library", "blanks-about-its-version"],
)
def test_a_package_is_built_whatever_its_description_has(cabal: str, tmp_path: Path) -> None:
    told = str(uuid4())
    module = f'module Tiny (tiny) where\n\ntiny :: String\ntiny = "{told}"\n'
    guest = with_its_own(tmp_path, "splitmix", {"splitmix.cabal": cabal, "Tiny.hs": module})
    ran = caller(tmp_path, COLD_S)("run", guest)
    assert (ran.returncode, ran.stdout) == (0, f"{told}\n"), ran.stderr


ASKING = """module Tiny (tiny) where

#ifndef __unix__
#error "what system is this?"
#endif
#include <unistd.h>

tiny :: String
tiny = "TOLD " ++ show (#{const _POSIX_VERSION} :: Int)
"""


def test_a_package_that_asks_what_system_it_is_for_is_told_posix(tmp_path: Path) -> None:
    told = str(uuid4())
    guest = with_its_own(tmp_path, "splitmix", {"splitmix.cabal": TINY, "Tiny.hsc": ASKING.replace("TOLD", told)})
    ran = caller(tmp_path, COLD_S)("run", guest)
    assert (ran.returncode, ran.stdout) == (0, f"{told} 200809\n"), ran.stderr


FIELDS = """module Fields (fields) where

import Language.Haskell.TH
import Language.Haskell.TH.Datatype

fields :: Name -> Q Exp
fields name = do
  described <- reifyDatatype name
  listE [stringE (nameBase f) | RecordConstructor fs <- constructorVariant <$> datatypeCons described, f <- fs]
"""
OF_ITS_OWN = {
    "th-lift.cabal": TINY.replace("splitmix", "th-lift").replace("base\n", "base, template-haskell, th-abstraction\n")
    + "  other-modules: Fields\n",
    "Fields.hs": FIELDS,
    "Tiny.hs": "{-# LANGUAGE TemplateHaskell #-}\nmodule Tiny (tiny) where\n\nimport Fields\n\n"
    "data Point = Point {abscissa :: Int, ordinate :: Int}\n\npure []\n\n"
    "tiny :: [String]\ntiny = $(fields ''Point)\n",
}


def test_a_package_whose_splices_are_its_own_is_the_same_wherever_it_is_built(tmp_path: Path) -> None:
    guest = with_its_own(tmp_path, "th-lift", OF_ITS_OWN, PRINTS.replace("putStrLn", "print"))
    guestpipe = caller(tmp_path, COLD_S)
    ran = guestpipe("run", guest)
    assert (ran.returncode, ran.stdout) == (0, '["abscissa","ordinate"]\n'), ran.stderr
    checked = guestpipe("check", guest, "haskell-th-lift")
    assert checked.returncode == 0, checked.stdout + checked.stderr


COMPACT = """{-# LANGUAGE MagicHash #-}
module Main (main) where

import Control.Exception (CompactionFailed, try)
import qualified Data.Map as M
import GHC.Compact
import GHC.Exts.Heap (GenClosure (ConstrClosure, name), getClosureData)
import GHC.Integer.GMP.Internals (Integer (S#))
import System.Mem (performMajorGC)
import Text.XHtml.Strict (p, showHtmlFragment, (<<))

main :: IO ()
main = do
  region <- compactWithSharing (M.fromList [(i, show i) | i <- [1 .. 1000 :: Int]])
  performMajorGC
  print (M.lookup 500 (getCompact region))
  inCompact region (getCompact region M.! 3) >>= print
  refused <- try (compact not)
  print (either (\\failed -> show (failed :: CompactionFailed)) (const "a function") refused)
  found <- getClosureData $! Just (M.size (getCompact region))
  putStrLn (case found of ConstrClosure {name = constructor} -> constructor; _ -> "no constructor")
  print (case 7 of S# _ -> "small"; _ -> "large")
  putStrLn (showHtmlFragment (p << "x < y"))
"""


def test_the_libraries_of_ghcs_that_only_some_guests_use_do_what_they_are_for(tmp_path: Path) -> None:
    packages = ["containers", "ghc-compact", "ghc-heap", "integer-gmp", "xhtml"]
    guest = made(tmp_path, {"Main.hs": COMPACT}, language="haskell", packages=packages)
    ran = caller(tmp_path, COLD_S)("run", guest)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [
        *('Just "500"', "True", '"compaction failed: cannot compact functions"', "Just", '"small"', "<p>x &lt; y</p>"),
    ]


def exposed(conf: str) -> Iterator[str]:
    """Yield the modules that the registration `conf` exposes."""
    (block,) = re.findall(r"^exposed-modules:(.*?)^[a-z-]+:", conf, re.DOTALL | re.MULTILINE)
    own = re.sub(r"(\S+)\s+from\s+\S+", r"\1", block)
    yield from filter(None, re.split(r"[\s,]+", own))


def test_every_module_that_a_package_has_is_known_to_the_errors_of_a_program(tmp_path: Path) -> None:
    catalogue = with_packages(read([CHECKOUT / "recipes"]), read_lock(CHECKOUT / "guestpipe.lock"))
    names = {name: spelling(entry) for name, entry in catalogue.items() if name.startswith("haskell-")}
    asked = sorted(set(names.values()) - {"base", "ghc-boot-th"})
    guest = made(tmp_path, {"Main.hs": "main :: IO ()\nmain = pure ()\n"}, language="haskell", packages=asked)
    assert caller(tmp_path, COLD_S)("realize", guest).returncode == 0
    planned = plan(str(guest), Wishes(environ=os.environb, cache=pinned.CACHE, store=str(pinned.STORE)))
    lines = []
    with planned.store as store:
        held = store.by_plan_keys(planned.plan.keys[name] for name in names)
        for name, package in sorted(names.items(), key=lambda pair: pair[1]):
            (conf,) = (store.object_path(held[planned.plan.keys[name]]) / "package.conf.d").glob("*.conf")
            lines += [f"{module} {package}\n" for module in sorted(exposed(conf.read_text(encoding="utf-8")))]
    if os.environ.get("GUESTPIPE_ACCEPT"):
        MODULES.write_text("".join(lines), encoding="utf-8")
        pytest.skip("accepted the list of modules")
    assert MODULES.read_text(encoding="utf-8") == "".join(lines)
