"""Every step of the shipped guests gives the same bytes when it is built again, with another number of jobs."""

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
    guest = hello(tmp_path)
    first = guestpipe("realize", guest)
    again = guestpipe("realize", guest, "--jobs", "1", *(f"--rebuild={step}" for step in (*STEPS, *IMAGES)))
    assert again.returncode == 0, again.stderr
    assert again.stdout == first.stdout
    assert f"{len(STEPS) + len(IMAGES)} built" in again.stderr


def test_newlib_is_the_same_bytes_again(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = hello(tmp_path)
    first = guestpipe("realize", guest)
    again = guestpipe("realize", guest, "--jobs", "3", "--rebuild=libc-newlib")
    assert again.returncode == 0, again.stderr
    assert again.stdout == first.stdout
    assert "built libc-newlib" in again.stderr
