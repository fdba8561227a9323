"""Guests in Haskell that fail: each says what went wrong, as GHC's programs do, and ends with a status of its own."""

from __future__ import annotations

import os
import re
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from libc_world import Guestpipe, made

Files = dict[str, str]


def ran(
    guestpipe: Guestpipe, folder: Path, body: str | Files, options: str = "", *arguments: str
) -> CompletedProcess[str]:
    """Return what a run of the Main module `body`, or of these files, gave; `options` are its runtime's."""
    guest = made(folder, {"Main.hs": body} if isinstance(body, str) else body, language="haskell")
    if options:
        guest.write_text(guest.read_text() + f'[runtime]\noptions = ["{options}"]\n')
    return guestpipe("run", guest, *(["--", *arguments] if arguments else []))


MUCH = "let xs = [1 :: Integer .. 10000000] in sum xs + fromIntegral (length xs)"


def test_more_heap_than_was_allowed_is_told_and_ends_with_251(guestpipe: Guestpipe, tmp_path: Path) -> None:
    gave = ran(guestpipe, tmp_path, f"main :: IO ()\nmain = print ({MUCH})\n", "-M16m")
    assert gave.returncode == 251
    assert "Heap exhausted" in gave.stdout
    assert "maximum heap size is 16777216 bytes" in gave.stdout


def test_a_program_may_catch_that_its_heap_overflows(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = f"""import Control.Exception
main :: IO ()
main = do
  grown <- try (evaluate ({MUCH}))
  case grown of
    Left HeapOverflow -> putStrLn "caught: heap overflow"
    Left other -> throwIO other
    Right n -> print n
"""
    gave = ran(guestpipe, tmp_path, body, "-M16m")
    assert (gave.returncode, gave.stdout) == (0, "caught: heap overflow\n")


def test_a_program_may_catch_that_the_memory_of_the_machine_is_used_up(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = f"""import Control.Exception
main :: IO ()
main = do
  grown <- try (evaluate ({MUCH}))
  print (either (== HeapOverflow) (const False) grown)
  print (length (show (product [1 :: Integer .. 2000])))
"""
    gave = ran(guestpipe, tmp_path, body)
    assert (gave.returncode, gave.stdout) == (0, "True\n5736\n")


def test_memory_that_is_used_up_ends_with_251_if_nobody_catches_it(guestpipe: Guestpipe, tmp_path: Path) -> None:
    gave = ran(guestpipe, tmp_path, f"main :: IO ()\nmain = print ({MUCH})\n")
    assert gave.returncode == 251
    assert "Out of memory" in gave.stdout


def test_a_heap_that_does_not_fit_twice_is_compacted(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = """import System.Mem
main :: IO ()
main = do
  let kept = [1 .. 900000] :: [Int]
  print (length kept)
  performMajorGC
  print (sum kept)
"""
    gave = ran(guestpipe, tmp_path, body)
    assert (gave.returncode, gave.stdout) == (0, "900000\n405000450000\n")


def test_more_stack_than_was_allowed_is_told_and_ends_with_2(guestpipe: Guestpipe, tmp_path: Path) -> None:
    gave = ran(guestpipe, tmp_path, "main :: IO ()\nmain = print (foldr (+) 0 [1 :: Integer .. 1000000])\n", "-K100k")
    assert gave.returncode == 2
    assert "Stack space overflow" in gave.stdout


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [("", 251, "out of memory"), ("-K24m", 0, "Left stack overflow\n")],
    ids=["80-percent", "less-than-half"],
)
def test_a_stack_may_be_caught_to_overflow_if_the_memory_holds_it_twice(
    options: str, status: int, said: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    body = """import Control.Exception
import System.Environment
down :: Int -> Int
down n = if n == 0 then 0 else n + down (n - 1)
main :: IO ()
main = do
  depth <- length <$> getArgs
  found <- try (evaluate (down (depth - 1))) :: IO (Either AsyncException Int)
  print found
"""
    gave = ran(guestpipe, tmp_path, body, options)
    assert (gave.returncode, said in gave.stdout) == (status, True), gave.stdout


def test_the_stack_of_c_that_runs_over_is_a_panic_that_names_it(guestpipe: Guestpipe, tmp_path: Path) -> None:
    files = {
        "Main.hs": "import Foreign.C\nforeign import ccall deep :: CInt -> IO CInt\n"
        "main :: IO ()\nmain = deep 100000000 >>= print\n",
        "deep.c": "int deep(int n);\nint deep(int n) {\n    volatile char room[256];\n    room[0] = (char)n;\n"
        "    return n == 0 ? 0 : deep(n - 1) + room[0];\n}\n",
    }
    gave = ran(guestpipe, tmp_path, files)
    assert gave.returncode == 125
    assert "panic: stack overflow of the primary thread" in gave.stdout
    assert " deep+0x" in gave.stdout


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "import Control.Concurrent\nmain :: IO ()\nmain = do\n  a <- newEmptyMVar\n  b <- newEmptyMVar\n"
            "  _ <- forkIO (takeMVar a >>= putMVar b)\n  _ <- takeMVar b\n  putMVar a (1 :: Int)\n",
            "thread blocked indefinitely in an MVar operation",
        ),
        (
            "import GHC.Conc\nmain :: IO ()\nmain = do\n  v <- newTVarIO False\n"
            "  atomically (readTVar v >>= \\set -> if set then pure () else retry)\n",
            "thread blocked indefinitely in an STM transaction",
        ),
        ("main :: IO ()\nmain = let x = x + 1 :: Int in print x\n", "<<loop>>"),
    ],
    ids=["mvars", "stm", "loop"],
)
def test_a_wait_that_cannot_end_is_told(body: str, said: str, guestpipe: Guestpipe, tmp_path: Path) -> None:
    gave = ran(guestpipe, tmp_path, body)
    assert gave.returncode == 1
    assert f"made: {said}" in gave.stdout


def test_an_uncaught_exception_of_a_thread_is_told_and_the_others_go_on(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = """import Control.Concurrent
import Control.Monad
import GHC.Conc
main :: IO ()
main = do
  child <- forkIO (error "the child fails")
  awaited child
  putStrLn "main goes on"
awaited :: ThreadId -> IO ()
awaited child = do
  status <- threadStatus child
  unless (status == ThreadFinished) (yield >> awaited child)
"""
    gave = ran(guestpipe, tmp_path, body)
    assert gave.returncode == 0
    assert "made: the child fails" in gave.stdout
    assert "error, called at Main.hs:6:20 in main:Main" in gave.stdout
    assert gave.stdout.endswith("main goes on\n")


def test_a_null_pointer_is_a_panic_that_names_the_function_of_the_module(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = """module Main (main, crash) where
import Foreign
crash :: Ptr Int -> IO Int
crash p = (+ 1) <$> peek p
{-# NOINLINE crash #-}
main :: IO ()
main = putStrLn "before" >> crash nullPtr >>= print
"""
    gave = ran(guestpipe, tmp_path, body)
    assert gave.returncode == 125
    assert gave.stdout.startswith("before\n")
    assert "panic: null pointer: read at 0" in gave.stdout
    assert " Main.$wcrash+0x" in gave.stdout


BACKTRACE = re.compile(
    r"(?m)^  [0-9a-f]{16} (\S+)\+0x[0-9a-f]+$|^  [0-9a-f]{16} (\S+)\+0$|^  (on another stack), at [0-9a-f]{16}:$"
)


def test_the_backtrace_goes_on_by_the_stack_of_haskell_to_its_end(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = """module Main (main, crash, deep) where
import Foreign
crash :: Ptr Int -> IO Int
crash p = (+ 1) <$> peek p
{-# NOINLINE crash #-}
deep :: Int -> IO Int
deep 0 = crash nullPtr
deep n = do { x <- deep (n - 1); return $! x + 1 }
main :: IO ()
main = deep 3 >>= print
"""
    gave = ran(guestpipe, tmp_path, body)
    lines = gave.stdout.split("backtrace:\n")[1].splitlines()
    found = [next(filter(None, match.groups())) for line in lines if (match := BACKTRACE.fullmatch(line))]
    assert len(found) == len(lines), lines
    assert found[:2] == ["Main.$wcrash", "on another stack"]
    assert found[2:6] == ["Main.$wdeep"] * 3 + ["Main.main1"]
    assert found[-1] == "stg_stop_thread_info"


def test_so_does_that_of_c_which_haskell_called(guestpipe: Guestpipe, tmp_path: Path) -> None:
    files = {
        "Main.hs": "import Foreign\nforeign import ccall outer :: Ptr Int -> IO Int\n"
        "main :: IO ()\nmain = outer nullPtr >>= print\n",
        "c.c": "long outer(volatile long *p);\n__attribute__((noipa)) static long inner(volatile long *p) {\n"
        "    volatile long read[] = {*p};\n    return outer((long *)read);\n}\n"
        "long outer(volatile long *p) {\n    return p ? *p : inner(p) + 1;\n}\n",
    }
    gave = ran(guestpipe, tmp_path, files)
    lines = gave.stdout.split("backtrace:\n")[1].splitlines()
    names = [line.split()[1].split("+")[0] for line in lines]
    assert names[:4] == ["inner", "outer", "Main.main1", "another"]
    assert names[-1] == "stg_stop_thread_info"


def test_so_is_one_that_c_gave_to_pure_code(guestpipe: Guestpipe, tmp_path: Path) -> None:
    files = {
        "src/Deep/Look.hs": """module Deep.Look (look) where
import Foreign
import System.IO.Unsafe
foreign import ccall nothing :: IO (Ptr Int)
look :: Int -> Int
look n = n + unsafePerformIO (nothing >>= peek)
{-# NOINLINE look #-}
""",
        "src/Main.hs": "import Deep.Look\nmain :: IO ()\nmain = print (look 3)\n",
        "n.c": "void *nothing(void);\nvoid *nothing(void) {\n    return 0;\n}\n",
    }
    guest = made(tmp_path, files, language="haskell", include=["src"])
    gave = guestpipe("run", guest)
    assert gave.returncode == 125
    assert "panic: null pointer: read at 0" in gave.stdout
    assert " Deep.Look.$wlook+0x" in gave.stdout


def test_arguments_that_are_not_utf8_come_to_the_program_as_ghc_has_them(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = "import System.Environment\nmain :: IO ()\nmain = getArgs >>= print\n"
    gave = ran(guestpipe, tmp_path, body, "", os.fsdecode(b"a\xffb"), "λ")
    assert (gave.returncode, gave.stdout) == (0, '["a\\56575b","\\955"]\n')


def test_so_does_an_environment_that_is_not_utf8(guestpipe: Guestpipe, tmp_path: Path) -> None:
    files = {
        "Main.hs": "import System.Environment\nforeign import ccall put :: IO ()\n"
        'main :: IO ()\nmain = put >> getEnv "NAME" >>= print\n',
        "put.c": '#include <stdlib.h>\nvoid put(void);\nvoid put(void) {\n    setenv("NAME", "a\\xff", 1);\n}\n',
    }
    gave = ran(guestpipe, tmp_path, files)
    assert (gave.returncode, gave.stdout) == (0, '"a\\56575"\n')
