"""What program-haskell and the resolver say when something is wrong with a guest in Haskell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from libc_world import Guestpipe, complaint, made

HELLO = 'main :: IO ()\nmain = putStrLn "hello"\n'


def refused(guestpipe: Guestpipe, folder: Path, files: dict[str, str], **program: object) -> str:
    ran = guestpipe("realize", made(folder, files, language="haskell", **program))
    assert ran.returncode in {65, 100}, ran.stdout + ran.stderr
    return complaint(ran)


def test_a_type_error_is_ghcs_own_at_the_users_own_path(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": "main :: IO ()\nmain = 5 + True\n"})
    assert "`Main.hs` does not compile: " in told
    assert "at Main.hs:2:8" in told


def test_what_does_not_parse_is_told_with_its_place(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"src/Main.hs": "main :: IO ()\nmain = = 5\n"})
    assert "`src/Main.hs` does not compile: parse error on input" in told
    assert "at src/Main.hs:2:8" in told


def test_a_module_that_is_nowhere_is_named(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": f"import Data.Nowhere\n{HELLO}"})
    assert "Could not find module `Data.Nowhere'" in told
    assert "at Main.hs:1:1" in told
    assert "program.packages" in told


@pytest.mark.parametrize(
    ("module", "package"),
    [("GHC.CString", "ghc-prim"), ("Data.Map", "containers"), ("Data.Vector", "vector")],
)
def test_a_module_of_a_package_that_was_not_asked_for_is_told_how_to_get(
    module: str, package: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": f"import {module}\n{HELLO}"})
    assert re.search(f"Could not (find|load) module `{module}'", told)
    assert f"the package `{package}` has it: add it to `program.packages`" in told


def test_a_program_without_main_is_told_so(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Fib.hs": "module Fib where\nfib :: Int\nfib = 1\n"})
    assert "the program has no `main`" in told


def test_a_main_module_without_main_is_told_so(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": "module Main where\nx :: Int\nx = 1\n"})
    assert "main" in told


def test_c_that_does_not_compile_is_told_with_the_users_own_path(guestpipe: Guestpipe, tmp_path: Path) -> None:
    files = {"Main.hs": HELLO, "c/part.c": "int part(void)\n{\n    return x;\n}\n"}
    told = refused(guestpipe, tmp_path, files)
    assert "`c/part.c` does not compile: " in told
    assert "at c/part.c:3:12" in told


def test_a_source_in_another_language_is_refused(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO, "x.rs": "fn main() {}\n"})
    assert "`x.rs` is neither Haskell nor C" in told


@pytest.mark.parametrize("option", ["-threaded", "-rtsopts=all", "-with-rtsopts=-A1m", "-prof", "-lm"])
def test_an_option_of_ghcs_own_link_is_refused(option: str, guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, ghc_options=[option])
    assert f"`{option}` means nothing in a guest" in told
    assert "program.ghc-options" in told


def test_a_package_that_does_not_exist_is_refused_with_what_it_may_have_meant(
    guestpipe: Guestpipe, tmp_path: Path
) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, packages=["container"])
    assert "there is no haskell package `container`" in told
    assert "did you mean `containers`?" in told
    assert "program.packages" in told


def test_a_package_that_does_not_come_with_guestpipe_is_told_how_to_get(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, packages=["accelerate"])
    assert "there is no haskell package `accelerate`" in told
    assert "guestpipe lock --guest guest.toml" in told


def test_a_package_is_called_as_its_authors_spell_it(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, packages=["quickcheck"])
    assert "did you mean `QuickCheck`?" in told


def test_options_of_the_haskell_compiler_mean_nothing_to_a_guest_in_c(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = made(tmp_path, {"main.c": "int main(void) { return 0; }\n"}, ghc_options=["-O2"])
    assert "`program.ghc-options` means nothing to this guest" in complaint(guestpipe("plan", guest))


def test_a_threaded_runtime_is_refused_on_a_kernel_that_gives_one_thread(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = made(tmp_path, {"Main.hs": HELLO}, language="haskell")
    guest.write_text(guest.read_text() + "[runtime]\nthreaded = true\n")
    assert "a threaded runtime cannot run on the kernel `geekos`" in complaint(guestpipe("plan", guest))
