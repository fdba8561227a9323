"""What program-haskell and the resolver say when something is wrong with a guest in Haskell."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest

from guestpipe.process import loaded
from libc_world import CHECKOUT, Guestpipe, complaint, made

HELLO = 'main :: IO ()\nmain = putStrLn "hello"\n'


def refused(guestpipe: Guestpipe, folder: Path, files: dict[str, str], **program: object) -> str:
    ran = guestpipe("realize", made(folder, files, language="haskell", **program))
    assert ran.returncode in {65, 100}, ran.stdout + ran.stderr
    return complaint(ran)


def test_a_type_error_is_ghcs_own_at_the_users_own_path(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": "main :: IO ()\nmain = 5 + True\n"})
    assert "`Main.hs` does not compile: " in told
    assert "at Main.hs:2:8" in told
    assert "  | Main.hs:2:8: error:\n" in told
    assert "  |     * Couldn't match expected type `IO ()' with actual type `Bool'\n" in told
    assert "  | 2 | main = 5 + True\n" in told


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


def test_warnings_are_told_when_the_program_is_compiled(guestpipe: Guestpipe, tmp_path: Path) -> None:
    never_built_before = uuid4()
    files = {
        "Main.hs": f"module Main (main) where\nimport Data.List\n{HELLO}-- {never_built_before}\n",
        "c.c": "int f(void);\nint f(void) {\n    int unused;\n    return 1;\n}\n",
    }
    guest = made(tmp_path, files, language="haskell", ghc_options=["-Wall"], c_options=["-Wall"])
    told = guestpipe("realize", guest).stderr
    assert "program-haskell says:\n  | Main.hs:2:1: warning: [-Wunused-imports]\n" in told
    assert "  |     The import of `Data.List' is redundant\n" in told
    assert "  | c.c:3:9: warning: unused variable 'unused' [-Wunused-variable]\n" in told
    assert "Compiling" not in told


def test_what_nothing_defines_is_told_with_who_asks_by_the_name_that_people_write(
    guestpipe: Guestpipe, tmp_path: Path
) -> None:
    body = "module Deep.Down (ask) where\nforeign import ccall nowhere_to_be_found :: Int -> IO Int\n"
    body += "ask :: Int -> IO Int\nask n = (+ 1) <$> nowhere_to_be_found n\n{-# NOINLINE ask #-}\n"
    files = {"Deep/Down.hs": body, "Main.hs": "import Deep.Down\nmain :: IO ()\nmain = ask 1 >>= print\n"}
    told = refused(guestpipe, tmp_path, files)
    assert "nothing defines `nowhere_to_be_found`" in told
    assert re.search(r"at program\.o: in function `Deep\.Down\.(\$w)?ask1?`", told)


def test_a_source_in_another_language_is_refused(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO, "x.rs": "fn main() {}\n"})
    assert "`x.rs` is neither Haskell nor C" in told


@pytest.mark.parametrize(
    ("files", "reason", "said"),
    [
        (
            {"app/Main.hs": HELLO, "lib/Main.hs": HELLO},
            "module `main:Main' is defined in multiple files: app/Main.hs",
            "lib/Main.hs\n",
        ),
        (
            {
                "Main.hs": f"import A\n{HELLO}",
                "A.hs": "module A where\nimport B\n",
                "B.hs": "module B where\nimport A\n",
            },
            "Module imports form a cycle",
            "imports `B' (B.hs)\n",
        ),
    ],
    ids=["two-mains", "cycle"],
)
def test_what_is_wrong_between_modules_is_told_with_their_names(
    files: dict[str, str], reason: str, said: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    told = refused(guestpipe, tmp_path, files)
    assert f"the program does not compile: {reason}" in told
    assert "at guest.toml: program.sources" in told
    assert said in told


def test_a_module_that_a_package_has_beneath_is_told_by_ghcs_own_knowledge(
    guestpipe: Guestpipe, tmp_path: Path
) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": f"import GHC.Lexeme\n{HELLO}"}, packages=["template-haskell"])
    assert "the package `ghc-boot-th` has it" in told


def test_a_module_that_two_packages_have_is_told_how_to_say_which(toolchain_root: Path) -> None:
    said = """
Main.hs:1:1: error:
    Ambiguous module name `Control.Monad.State':
      it was found in multiple packages: monads-tf-0.1.0.3 mtl-2.2.2
"""
    recipe = CHECKOUT / "recipes/program-haskell"
    awk = [*loaded(str(toolchain_root), "usr/bin/mawk"), "-v", f"modules={recipe / 'modules'}"]
    ran = subprocess.run([*awk, "-f", recipe / "explain.awk"], input=said, capture_output=True, text=True, check=True)
    told = ran.stdout.splitlines()
    assert told[0] == "guestpipe-error: what: `Main.hs` does not compile: Ambiguous module name `Control.Monad.State'"
    assert told[-1].startswith('guestpipe-error: hint: say which: `import "PACKAGE" MODULE`')


def test_names_of_any_letters_are_read_and_told_as_they_are(guestpipe: Guestpipe, tmp_path: Path) -> None:
    files = {
        "a b/Größe.hs": "module Größe (größe) where\ngröße :: Int\ngröße = 5\n",
        "-é.hs": "import Größe\nimport Foreign.C\nforeign import ccall one :: IO CInt\nmain :: IO ()\n"
        'main = one >>= print >> print größe >> error "λ"\n',
        '-it\'s "one".c': "int one(void);\nint one(void) {\n    return 1;\n}\n",
    }
    gave = guestpipe("run", made(tmp_path, files, language="haskell", include=["a b"]))
    assert gave.returncode == 1, gave.stderr
    assert gave.stdout.startswith("1\n5\nmade: λ\n")
    assert "error, called at ./-é.hs:5:40 in main:Main" in gave.stdout
    (tmp_path / "a b/Größe.hs").write_text("module Größe (größe) where\ngröße = λ\n", encoding="utf-8")
    told = complaint(guestpipe("run", tmp_path / "guest.toml"))
    assert "`a b/Größe.hs` does not compile: Variable not in scope: λ" in told
    assert "at a b/Größe.hs:2:9" in told


@pytest.mark.parametrize(
    "option",
    [
        *(
            "-threaded",
            "-rtsopts=all",
            "-with-rtsopts=-A1m",
            "-prof",
            "-lm",
            "-optl-s",
            "-fno-code",
            "-fhpc",
            "-E",
            "-F",
            "-e",
        ),
        *("--version", "-o", "-odir=x", "-package-db=x", "-pie"),
    ],
)
def test_an_option_of_ghcs_own_link_is_refused(option: str, guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, ghc_options=[option])
    assert f"`{option}` means nothing in a guest" in told
    assert "program.ghc-options" in told


def test_options_of_ghcs_own_runtime_are_not_for_the_compilers(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, ghc_options=["-O", "+RTS", "-M1m", "-RTS"])
    assert "`+RTS` is for the runtime of GHC while it compiles" in told
    assert "hint: put options of the guest's runtime in `options` of the table `[runtime]`" in told


@pytest.mark.parametrize("options", [["-main-is"], ["-Wall", "-optc"]])
def test_an_option_without_its_argument_is_told_so_and_takes_no_module_for_it(
    options: list[str], guestpipe: Guestpipe, tmp_path: Path
) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, ghc_options=options)
    assert f"`{options[-1]}` lacks its argument" in told
    assert "at guest.toml: program.ghc-options" in told


def test_a_main_that_is_asked_for_elsewhere_is_told_when_it_is_not_there(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, ghc_options=["-main-is", "Other"])
    assert "the program has no `main`" in told
    assert "`-main-is` asked for another" in told


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ("-prof", "means nothing in a guest"),
        ("-dynamic", "means nothing in a guest"),
        ("-fllvm", "means nothing in a guest"),
        ("-fhpc", "means nothing in a guest"),
        ("-F -pgmF no-such-program", "means nothing in a guest"),
        ("-stubdir elsewhere", "means nothing in a guest"),
        ("--make", "means nothing in a guest"),
        ("-package containers", "is not how a guest gets a package"),
        ("+RTS -A1m", "is for the runtime of GHC while it compiles"),
        ("-fplugin=Nowhere", "would run in GHC while it compiles"),
        ("-main-is", "lacks its argument"),
    ],
)
def test_what_ghc_fails_at_in_a_pragma_is_told_for_its_reason_and_with_its_place(
    option: str, reason: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    other = "{-# OPTIONS_GHC -Wall #-}\nmodule Other where\n"
    files = {"Other.hs": other, "src/Main.hs": f"-- one\n\n{{-# OPTIONS_GHC -O {option} #-}}\nimport Other ()\n{HELLO}"}
    told = refused(guestpipe, tmp_path, files)
    assert re.search(rf"`{re.escape(option.split(maxsplit=1)[0])}( [a-z]+)?` {reason}", told)
    assert "at src/Main.hs:3:16\n" in told


HEADS = """\
-- {-# OPTIONS_GHC -debug #-}
{- {- -} {-# OPTIONS_GHC -eventlog #-} -}
{-# LANGUAGE CPP #-}
{-# options_ghc -O2 -threaded "-with-rtsopts=-K1m -M3m"
    -o there #-} {-# OPTIONS_HUGS -rtsopts #-} {-#OPTIONS -fasm#-}
#if 1
{-# OPTIONS_GHC -rtsopts=all #-}
#else
{-# OPTIONS_GHC -no-rtsopts #-}
#endif
-- | What it is about.
module Heads (heads) where
{-# OPTIONS_GHC -shared #-}
heads :: String
heads = "{-# OPTIONS_GHC -static #-}"
"""


def test_what_ghc_ignores_in_a_pragma_is_told_with_what_to_say_instead(guestpipe: Guestpipe, tmp_path: Path) -> None:
    never_built_before = uuid4()
    files = {
        "Heads.hs": HEADS,
        "Main.lhs": "Not {-# OPTIONS_GHC -debug #-}\n\n> {-# OPTIONS_GHC -threaded -fllvm -fasm #-}\n> import Heads\n"
        f"> main :: IO ()\n> main = putStrLn heads\n\n{never_built_before}\n",
    }
    gave = guestpipe("realize", made(tmp_path, files, language="haskell"))
    assert gave.returncode == 0, gave.stderr
    told = re.findall(r"  \| (.*): `(.*)` does nothing in a pragma: (.*)", gave.stderr)
    assert [(place, option) for place, option, _ in told] == [
        ("Heads.hs:4:16", "-threaded"),
        ("Heads.hs:4:16", "-with-rtsopts=-K1m -M3m"),
        ("Heads.hs:4:16", "-o there"),
        ("Heads.hs:7:16", "-rtsopts=all"),
        ("Main.lhs:3:18", "-threaded"),
    ]
    assert told[0][2] == "set `threaded = true` in the table `[runtime]` instead"


def test_what_of_ghcs_reaches_the_c_compiler_and_the_preprocessor_does(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = "{-# LANGUAGE CPP #-}\n#ifndef ONE\n#error one\n#endif\n" + HELLO
    gave = guestpipe(
        "run", made(tmp_path, {"Main.hs": body}, language="haskell", ghc_options=["-optP-DONE", "-optc-O3"])
    )
    assert (gave.returncode, gave.stdout) == (0, "hello\n"), gave.stderr


def test_a_header_in_a_folder_of_includes_is_found_by_haskell_too(guestpipe: Guestpipe, tmp_path: Path) -> None:
    files = {
        "c/words.h": '#define WORD "from a header"\n#define NUMBER 42\n',
        "Main.hs": '{-# LANGUAGE CApiFFI, CPP #-}\n#include "words.h"\n'
        'foreign import capi "words.h value NUMBER" number :: Int\n'
        "main :: IO ()\nmain = putStrLn WORD >> print number\n",
    }
    gave = guestpipe("run", made(tmp_path, files, language="haskell", include=["c"]))
    assert (gave.returncode, gave.stdout) == (0, "from a header\n42\n"), gave.stderr


@pytest.mark.parametrize("option", ["-package", "-package=containers", "-package containers"])
def test_a_package_is_not_asked_for_by_an_option(option: str, guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, ghc_options=[option])
    assert f"`{option}` is not how a guest gets a package" in told
    assert "name it in `program.packages`" in told


def test_an_option_by_which_bytes_depend_on_the_machine_is_refused(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, ghc_options=["-O2", "-j4"])
    assert "`-j4` would give other bytes on another machine" in told


@pytest.mark.parametrize("option", ["-O2 -Wall", "-nonsense", "-XNonsense", "Nonsense.hs"])
def test_options_that_ghc_does_not_take_are_told_where_they_stand(
    option: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, ghc_options=[option])
    assert "GHC does not take the options: " in told
    assert option.split(maxsplit=1)[0] in told
    assert "at guest.toml: program.ghc-options" in told
    assert "each item of the list is one word" in told


def test_a_package_that_does_not_exist_is_refused_with_what_it_may_have_meant(
    guestpipe: Guestpipe, tmp_path: Path
) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, packages=["container"])
    assert "there is no haskell package `container`" in told
    assert "did you mean `containers`?" in told
    assert "program.packages" in told


@pytest.mark.parametrize("package", ["accelerate", "network"])
def test_a_package_that_does_not_come_with_guestpipe_is_told_how_to_get(
    package: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    told = refused(guestpipe, tmp_path, {"Main.hs": HELLO}, packages=[package])
    assert f"there is no haskell package `{package}`" in told
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
