"""Guests in Haskell, built and booted: the samples, and what of the language comes back to the host."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from libc_world import Guestpipe, copied, made

KIB = 1024


def ran(guestpipe: Guestpipe, folder: Path, body: str, stdin: str = "", **program: object) -> CompletedProcess[str]:
    """Return what a run of the Main module `body` gave."""
    return guestpipe("run", made(folder, {"Main.hs": body}, language="haskell", **program), stdin=stdin)


@pytest.mark.parametrize(
    "guest", ["guests/fibonacci-haskell", "guests/hello-haskell", "tests/guests/libraries-haskell"]
)
def test_a_guest_does_what_it_declares_to_expect(guest: str, guestpipe: Guestpipe, tmp_path: Path) -> None:
    tested = guestpipe("test", copied(guest, tmp_path))
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_the_image_of_the_reports_fibonacci_is_small(guestpipe: Guestpipe, tmp_path: Path) -> None:
    assert guestpipe("realize", copied("guests/fibonacci-haskell", tmp_path)).returncode == 0
    assert (tmp_path / "result/guest.elf").stat().st_size <= 2000 * KIB


def test_the_reports_fibonacci_boots_in_16_mib(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = copied("guests/fibonacci-haskell", tmp_path)
    guest.write_text(guest.read_text() + '\n[target]\nmemory = "16Mi"\n')
    assert guestpipe("test", guest).returncode == 0


@pytest.mark.parametrize("status", [1, 42, 255])
def test_exit_with_is_what_run_returns(status: int, guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = f"import System.Exit\nmain :: IO ()\nmain = exitWith (ExitFailure {status})\n"
    assert ran(guestpipe, tmp_path, body).returncode == status


def test_an_uncaught_error_is_told_with_its_call_stack_and_ends_with_1(guestpipe: Guestpipe, tmp_path: Path) -> None:
    gave = ran(guestpipe, tmp_path, 'main :: IO ()\nmain = error "no such luck"\n')
    assert gave.returncode == 1
    assert "made: no such luck" in gave.stdout
    assert "error, called at Main.hs:2:8 in main:Main" in gave.stdout


def test_a_blocked_main_thread_is_told_so(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = "import Control.Concurrent.MVar\nmain :: IO ()\nmain = newEmptyMVar >>= takeMVar\n"
    gave = ran(guestpipe, tmp_path, body)
    assert gave.returncode == 1
    assert "thread blocked indefinitely in an MVar operation" in gave.stdout


def test_standard_input_is_lines_of_text(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = "main :: IO ()\nmain = interact (unlines . map reverse . lines)\n"
    assert ran(guestpipe, tmp_path, body, stdin="λéa\ntwo\n").stdout == "aéλ\nowt\n"


def test_green_threads_are_preempted_and_delayed(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = """import Control.Concurrent
import Control.Monad
import System.Timeout

busy :: Int -> Int
busy n = length (filter even [1 .. n])

main :: IO ()
main = do
  done <- newEmptyMVar
  forM_ [1 .. 4 :: Int] $ \\k -> forkIO (do { threadDelay (k * 1000); putMVar done $! busy (100000 + 2 * k) })
  results <- replicateM 4 (takeMVar done)
  print (sum results)
  stopped <- timeout 50000 (forever (threadDelay 1000) :: IO ())
  print stopped
  endless <- timeout 100000 (print (length [n | n <- [1 :: Integer ..], n * n == 3]))
  print endless
"""
    assert ran(guestpipe, tmp_path, body).stdout == "200010\nNothing\nNothing\n"


def test_what_c_calls_back_is_haskell(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = """{-# LANGUAGE ForeignFunctionInterface #-}
import Foreign
import Foreign.C

type Order = Ptr CInt -> Ptr CInt -> IO CInt

foreign import ccall "wrapper" order :: Order -> IO (FunPtr Order)
foreign import ccall "stdlib.h qsort" qsort :: Ptr CInt -> CSize -> CSize -> FunPtr Order -> IO ()

main :: IO ()
main = withArrayLen [3, 1, 4, 1, 5, 9, 2, 6] $ \\count numbers -> do
  by <- order (\\a b -> (\\x y -> fromIntegral (fromEnum (compare x y) - 1)) <$> peek a <*> peek b)
  qsort numbers (fromIntegral count) 4 by
  freeHaskellFunPtr by
  peekArray count numbers >>= print
"""
    assert ran(guestpipe, tmp_path, body).stdout == "[1,1,2,3,4,5,6,9]\n"


def test_packages_that_are_asked_for_are_there(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = """import qualified Data.Map.Strict as Map
import Control.Monad.State

main :: IO ()
main = print (evalState (mapM step "mississippi") Map.empty)
  where
    step :: Char -> State (Map.Map Char Int) Int
    step letter = do
      modify (Map.insertWith (+) letter 1)
      gets (Map.findWithDefault 0 letter)
"""
    gave = ran(guestpipe, tmp_path, body, packages=["containers", "mtl"])
    assert gave.stdout == "[1,1,1,2,2,3,4,3,1,2,4]\n", gave.stderr


def test_time_and_what_posix_has_are_there_and_a_process_is_refused(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = """import Control.Exception
import Data.Time
import Data.Time.Clock.POSIX
import System.Directory
import System.Posix
import System.Process

main :: IO ()
main = do
  now <- getCurrentTime
  print (now > posixSecondsToUTCTime 1700000000)
  putStrLn (formatTime defaultTimeLocale "%A %F %T" (posixSecondsToUTCTime 86399))
  getCurrentTimeZone >>= print
  doesFileExist "/nothing" >>= print
  getSystemID >>= putStrLn . systemName
  print (sigINT, sigTERM)
  told <- try (readProcess "/bin/ls" [] "")
  print (told :: Either IOException String)
"""
    gave = ran(guestpipe, tmp_path, body, packages=["time", "directory", "unix", "process"])
    told = gave.stdout.splitlines()
    assert told[:-1] == ["True", "Thursday 1970-01-01 23:59:59", "GMT", "False", "guestpipe", "(2,15)"], gave.stderr
    assert told[-1].startswith("Left /bin/ls: ")
    assert "unsupported operation (Function not implemented)" in told[-1]


def test_files_are_written_locked_listed_and_removed(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = """import Control.Exception
import Data.List
import Data.Time.Clock.POSIX
import System.Directory
import System.IO
import System.Posix.Files

main :: IO ()
main = do
  createDirectoryIfMissing True "/tmp/a/b/c"
  setCurrentDirectory "/tmp/a"
  writeFile "b/text" "first\\n"
  appendFile "b/text" "second \\955\\n"
  readFile "/tmp/a/b/../b/text" >>= putStr
  withFile "b/text" ReadWriteMode $ \\h -> do
    told <- try (readFile "b/text") :: IO (Either IOException String)
    putStrLn (either show id told)
    hSeek h AbsoluteSeek 6
    hSetFileSize h 9
    hGetLine h >>= putStrLn
  renameFile "b/text" "other"
  createFileLink "other" "link"
  setModificationTime "other" (posixSecondsToUTCTime 1234567890.5)
  getModificationTime "link" >>= print . utcTimeToPOSIXSeconds
  status <- getFileStatus "link"
  print (fileSize status, isRegularFile status)
  listDirectory "." >>= print . sort
  canonicalizePath "link" >>= putStrLn
  (path, h) <- openTempFile "/tmp" "x.txt"
  hPutStr h "x" >> hClose h
  doesFileExist path >>= print
  told <- try (removeDirectory "/tmp/a") :: IO (Either IOException ())
  print told
  setCurrentDirectory "/" >> removeDirectoryRecursive "/tmp/a"
  doesPathExist "/tmp/a" >>= print
"""
    gave = ran(guestpipe, tmp_path, body, packages=["directory", "time", "unix"])
    assert gave.stdout.splitlines() == [
        "first",
        "second \N{GREEK SMALL LETTER LAMDA}",
        "b/text: openFile: resource busy (file is locked)",
        "sec",
        "1234567890.5s",
        "(9,True)",
        '["b","link","other"]',
        "/tmp/a/other",  # noqa: S108
        "True",
        "Left /tmp/a: removeDirectory: unsatisfied constraints (Directory not empty)",
        "False",
    ], gave.stderr


def test_a_file_that_is_not_there_is_an_exception(guestpipe: Guestpipe, tmp_path: Path) -> None:
    gave = ran(guestpipe, tmp_path, 'main :: IO ()\nmain = readFile "/etc/nothing" >>= putStr\n')
    assert gave.returncode == 1
    assert "/etc/nothing: openFile: does not exist" in gave.stdout


def test_memory_that_runs_out_ends_the_guest_with_a_status(guestpipe: Guestpipe, tmp_path: Path) -> None:
    gave = ran(
        guestpipe, tmp_path, "main :: IO ()\nmain = let xs = [1 :: Integer ..] in print (xs !! 100000000, sum xs)\n"
    )
    assert gave.returncode == 251
    assert "heap exhausted" in gave.stdout.lower() or "out of memory" in gave.stdout.lower()


def test_a_new_guest_in_haskell_does_what_it_says(guestpipe: Guestpipe, tmp_path: Path) -> None:
    assert guestpipe("init", "--language", "haskell", tmp_path / "new").returncode == 0
    tested = guestpipe("test", tmp_path / "new/guest.toml")
    assert tested.returncode == 0, tested.stdout + tested.stderr
