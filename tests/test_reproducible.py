"""Every step of a shipped C guest gives the same bytes under other circumstances: path, host, date, processors, order.

The steps of Haskell guests take minutes: `guestpipe check guests/fibonacci-haskell/guest.toml --all` is their test.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import CHECKOUT, Guestpipe

STEPS = ("kernel-interface", "machine-flags", "kernel-arch", "kernel-geekos", "stubs-minimal", "program-c", "link")
IMAGES = ("image-elf", "image-raw", "hello-c")


def hello(tmp_path: Path) -> Path:
    shutil.copytree(CHECKOUT / "guests" / "hello-c", tmp_path / "hello-c", symlinks=True, ignore=lambda *_: ["result"])
    return tmp_path / "hello-c" / "guest.toml"


def test_kernel_stubs_program_and_images_are_the_same_bytes_again(guestpipe: Guestpipe, tmp_path: Path) -> None:
    said = guestpipe("check", hello(tmp_path), *STEPS, *IMAGES, "--rounds", "2")
    assert said.returncode == 0, said.stderr
    assert said.stdout.count("(2 builds)") == len(STEPS) + len(IMAGES)


def test_newlib_is_the_same_bytes_again(guestpipe: Guestpipe, tmp_path: Path) -> None:
    said = guestpipe("check", hello(tmp_path), "libc-newlib")
    assert said.returncode == 0, said.stderr
    assert said.stdout == "same     libc-newlib  (1 build)\n"
