"""The programs that tests ask as outsiders (Nix, QEMU, Bochs…): pinned tool roots, realized into the tests' own store.

`put_on_path` writes a small script for each and puts their folder first on PATH, so that a test finds what the lock
names and never what happens to be installed.
"""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from guestpipe.flow import Wishes, tool_roots
from guestpipe.process import loaded
from guestpipe.report import Silent
from guestpipe.store.gc import Policy, collect
from guestpipe.store.store import Store
from guestpipe.vmm import qemu

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "guestpipe"
STORE = CACHE / "test-store"
"""Warm from run to run: what it holds is pinned by digest, so it can be old but not wrong."""

BOUND = Policy(grace_s=3 * 3600, max_bytes=20 << 30)
"""A cold store of one tree has 9 GiB; what another session has made within its 90 minutes stays."""

PROGRAMS = {
    "nix": ("nix", "nix-store", "nix-hash", "nix-build", "nix-instantiate"),
    "bochs": ("bochs-bin",),
    "clang-format": ("clang-format-14",),
    "sandbox-bubblewrap": ("bwrap",),
    "vmm-qemu": ("qemu-system-x86_64",),
}
"""Tool root → programs of it that tests call by name."""


class _InUseError(Exception):
    pass


def roots(names: Iterable[str]) -> dict[str, Path]:
    """Return where the tool roots are; they are realized if they are not there."""
    wishes = Wishes(environ=os.environb, cache=CACHE)
    with Store.open(STORE) as store:
        return tool_roots(list(names), [HERE / "recipes"], store, wishes, Silent())


def bound(store: Path, policy: Policy = BOUND) -> None:
    """Remove what was not used for longest from a store that is larger than `policy` says and in nobody else's use."""
    with Store.open(store) as opened:
        _, _, size_bytes = opened.records.counts()
    if policy.max_bytes is not None and size_bytes > policy.max_bytes:
        with suppress(_InUseError):
            collect(store, policy, waiting=_leave)


def _leave() -> None:
    raise _InUseError


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
