"""The tutorials of docs/recipe-format.md, run as they stand."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pinned
from conftest import FRONT

TEXT = (Path(__file__).parent.parent / "docs" / "recipe-format.md").read_text(encoding="utf-8")


def test_the_tutorials_do_what_they_say(tmp_path: Path) -> None:
    command = tmp_path / "bin" / "guestpipe"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.join(FRONT)} "$@"\n')
    command.chmod(0o755)
    first, second, kernel = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    ran = subprocess.run(
        ["/bin/sh", "-euc", f"{first}\n{second}\necho the kernel\n{kernel}"],
        cwd=tmp_path,
        env={
            "PATH": f"{command.parent}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "GUESTPIPE_STORE": str(pinned.STORE),
            "XDG_CACHE_HOME": str(pinned.CACHE.parent),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    recipe, own_kernel = ran.stdout.split("the kernel\n")
    assert "→ link → program-c → prime-table" in recipe
    assert "`primes` did what is expected of it" in recipe
    assert "kernel-mine" in own_kernel
    assert "kernel-geekos" not in own_kernel
    libc = next(line for line in own_kernel.splitlines() if "libc-newlib" in line and "above" not in line)
    assert "cached" in libc
    assert "did what is expected of it" in own_kernel
