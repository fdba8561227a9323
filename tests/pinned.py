"""The programs that tests ask as outsiders (Nix, QEMU, Bochs…): pinned tool roots, realized into the tests' own store.

`put_on_path` writes a small script for each and puts their folder first on PATH, so that a test finds what the lock
names and never what happens to be installed.
"""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterable
from pathlib import Path

from guestpipe.flow import Wishes, tool_roots
from guestpipe.process import loaded
from guestpipe.report import Silent
from guestpipe.store.store import Store
from guestpipe.vmm import qemu

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "guestpipe"
STORE = CACHE / "test-store"
"""Warm from run to run: what it holds is pinned by digest, so it can be old but not wrong."""

PROGRAMS = {
    "nix": ("nix", "nix-store", "nix-hash", "nix-build", "nix-instantiate"),
    "bochs": ("bochs-bin",),
    "clang-format": ("clang-format-14",),
    "sandbox-bubblewrap": ("bwrap",),
    "vmm-qemu": ("qemu-system-x86_64",),
}
"""Tool root → programs of it that tests call by name."""


def roots(names: Iterable[str]) -> dict[str, Path]:
    """Return where the tool roots are; they are realized if they are not there."""
    wishes = Wishes(environ=os.environb, cache=CACHE)
    with Store.open(STORE) as store:
        return tool_roots(list(names), [HERE / "recipes"], store, wishes, Silent())


def put_on_path() -> Path:
    """Put scripts for all PROGRAMS first on PATH; return their folder."""
    found = roots(PROGRAMS)
    folder = Path(tempfile.mkdtemp(prefix="guestpipe-tests-"))
    for name, programs in PROGRAMS.items():
        for program in programs:
            script = folder / program.removesuffix("-14").removesuffix("-bin")
            script.write_text(f'#!/bin/sh\nexec {shlex.join(_argv(name, program, found[name]))} "$@"\n')
            script.chmod(0o755)
    os.environ["PATH"] = f"{folder}:{os.environ['PATH']}"
    return folder


def _argv(name: str, program: str, root: Path) -> tuple[str, ...]:
    argv = loaded(str(root), f"usr/bin/{program}")
    if name == "vmm-qemu":
        return qemu.pinned(root)
    if name == "bochs":
        plugins = f"LTDL_LIBRARY_PATH={root}/usr/lib/x86_64-linux-gnu/bochs/plugins"
        return ("env", f"BXSHARE={root}/usr/share/bochs", plugins, *argv)
    return argv
