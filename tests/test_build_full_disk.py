"""A disk that is full while a step is built: the error says so, and the next run, with space, finishes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import os, sys
from build_plans import *
from guestpipe.errors import StoreError
folder, root = Path(sys.argv[1]), Path(sys.argv[2])
(folder / "store").mkdir(parents=True)
os.system(f"mount -t tmpfs -o size=12m tmpfs {folder}/store")
world = World(folder, root)
try:
    world.realize(plan_of(world.step("big", "dd if=/dev/zero of=/out/x bs=1048576 count=30")))
    sys.exit("it was built")
except StoreError as error:
    print(error)
    assert error.exit_code == 74
assert world.left_over() == [], world.left_over()
print(world.realize(plan_of(world.step("small", "echo x > /out/text"))).count("built"), "built")
world.store.close()
"""


def test_a_full_disk_is_named_and_the_store_goes_on(tmp_path: Path, small_root: Path) -> None:
    ran = subprocess.run(
        [
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            sys.executable,
            "-c",
            PROGRAM,
            str(tmp_path),
            str(small_root),
        ],
        env={"PYTHONPATH": ":".join(sys.path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "no space left" in ran.stdout
    assert "hint: " in ran.stdout
    assert ran.stdout.endswith("1 built\n")
