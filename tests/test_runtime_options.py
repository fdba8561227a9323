"""Options of GHC's runtime: which a guest may declare, and that they are in force when it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from guestpipe.errors import DeclarationError
from guestpipe.parse import read_guest
from guestpipe.resolve.runtime_options import refuse_options
from libc_world import Guestpipe, complaint, copied, made

STATISTICS = """import GHC.RTS.Flags
main :: IO ()
main = do
  flags <- getGCFlags
  print (minAllocAreaSize flags, maxHeapSize flags, generations flags)
"""

TAKEN = """
-A4m -A8192 -AL1m -n256k -M48m -Mgrace=1m -H -H16M -O1m -K1m -kc32k -G3 -F1.5 -c -c30 -C0 -V0.01 -I0.3 -Iw1 -T -s -S
-t -xn --nonmoving-gc -Z -m5 --install-signal-handlers=no --machine-readable
"""


def refusal(tmp_path: Path, options: list[str], more: str = "") -> str:
    """Return what is said of the options; nothing if they are taken."""
    guest = made(tmp_path, {"Main.hs": "main :: IO ()\nmain = pure ()\n"}, language="haskell")
    guest.write_text(guest.read_text() + f"[runtime]\noptions = {options!r}\n{more}".replace("'", '"'))
    try:
        refuse_options(read_guest(guest))
    except DeclarationError as error:
        assert error.where == "guest.toml: runtime.options"
        assert error.hint
        return error.what
    return ""


@pytest.mark.parametrize("option", TAKEN.split())
def test_an_option_that_the_guest_can_serve_is_taken(option: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, [option]) == ""


@pytest.mark.parametrize(
    ("option", "what"),
    [
        ("-A64m", "asks for all of the machine's memory or more: `target.memory` is 64Mi"),
        ("-H1g", "asks for all of the machine's memory or more"),
        ("-M65536k", "asks for all of the machine's memory or more"),
        ("-A100", "is too little for GHC's runtime: at least 8192 bytes"),
        ("-N", "needs a threaded runtime"),
        ("-N2", "needs a threaded runtime"),
        ("-qg", "needs a threaded runtime"),
        ("-smine.txt", "writes a file"),
        ("-hT", "writes a file"),
        ("-l", "needs a runtime with an event log"),
        ("-p", "needs a program that is built for profiling"),
        ("-Ds", "needs a runtime that is built for debugging"),
        ("-xm40000000", "is not for guests"),
        ("--info", "prints something and ends the program"),
        ("-A4m -H8m", "is no option of GHC's runtime"),
        ("-A", "is no option of GHC's runtime"),
        ("-A4q", "is no option of GHC's runtime"),
        ("+RTS", "is no option of GHC's runtime"),
        ("-G0", "is no option of GHC's runtime"),
        ("nonsense", "is no option of GHC's runtime"),
    ],
)
def test_any_other_is_refused_by_name(option: str, what: str, tmp_path: Path) -> None:
    assert f"`{option}` {what}" in refusal(tmp_path, ["-T", option])


def test_processors_are_those_of_the_machine(tmp_path: Path) -> None:
    threaded = "threaded = true\n[target]\ncpus = 2\n"
    assert refusal(tmp_path / "two", ["-N2", "-qg"], threaded) == ""
    assert refusal(tmp_path / "all", ["-N"], threaded) == ""
    assert "`-N3` is for 3 processors, and the machine has 2" in refusal(tmp_path / "three", ["-N3"], threaded)


def test_options_are_refused_before_anything_is_built(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = made(tmp_path, {"Main.hs": STATISTICS}, language="haskell")
    guest.write_text(guest.read_text() + '[runtime]\noptions = ["-A1g"]\n')
    ran = guestpipe("realize", guest)
    assert ran.returncode == 65
    assert "`-A1g` asks for all of the machine's memory" in complaint(ran)
    assert "building" not in ran.stderr


def test_a_guest_in_c_has_no_options_of_a_runtime(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = made(tmp_path, {"main.c": "int main(void) { return 0; }\n"})
    guest.write_text(guest.read_text() + '[runtime]\nrtsopts = "all"\n')
    assert "`runtime.rtsopts` means nothing to this guest" in complaint(guestpipe("plan", guest))


def test_declared_options_are_in_force_and_recompile_nothing(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = made(tmp_path, {"Main.hs": STATISTICS}, language="haskell")
    assert guestpipe("realize", guest).returncode == 0
    guest.write_text(guest.read_text() + '[runtime]\noptions = ["-A2m", "-M48m", "-G3"]\n')
    ran = guestpipe("run", guest)
    assert ran.stdout == f"({(2 << 20) // 4096},{(48 << 20) // 4096},3)\n", ran.stderr
    assert "building program-haskell" not in ran.stderr


def test_a_main_in_c_that_calls_hs_init_has_them_too(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = copied("guests/fibonacci-haskell", tmp_path)
    guest.write_text(guest.read_text() + '\n[runtime]\noptions = ["-t"]\n')
    ran = guestpipe("run", guest)
    assert "Fibonacci: 267914296" in ran.stdout
    assert "<<ghc: " in ran.stdout


@pytest.mark.parametrize(
    ("rtsopts", "arguments", "status", "said"),
    [
        ("some", ["+RTS", "-A2m", "-RTS"], 1, 'Most RTS options are disabled. Say `rtsopts = "all"` under [runtime]'),
        ("all", ["+RTS", "-N2", "-RTS"], 1, "the flag -N2 requires `threaded = true` under [runtime] in guest.toml"),
        ("all", ["+RTS", "-A2m", "-RTS", "x"], 0, '["x"]'),
        ("none", ["+RTS", "-?", "-RTS", "x"], 1, 'RTS options are disabled. Say `rtsopts = "all"` under'),
        ("ignore", ["+RTS", "-A2m", "-RTS", "x"], 0, '["+RTS","-A2m","-RTS","x"]'),
    ],
)
def test_the_command_line_may_hold_what_rtsopts_says(
    rtsopts: str, arguments: list[str], status: int, said: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    body = "import System.Environment\nmain :: IO ()\nmain = getArgs >>= print\n"
    guest = made(tmp_path, {"Main.hs": body}, language="haskell")
    guest.write_text(guest.read_text() + f'[runtime]\nrtsopts = "{rtsopts}"\n')
    ran = guestpipe("run", guest, "--", *arguments)
    assert (ran.returncode, said in ran.stdout) == (status, True), ran.stdout + ran.stderr
