"""The swap: `variant = "kitten"` in the place of `"geekos"` makes another kernel, link and image, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest

from libc_world import Guestpipe, made

C = '#include <stdio.h>\nint main(void) { printf("%.3f from GUEST\\n", 2.5); return 7; }\n'
HASKELL = 'import System.Exit\nmain :: IO ()\nmain = putStrLn "2.500 from GUEST" >> exitWith (ExitFailure 7)\n'
SWAPPED = {"link", "image-elf", "made"}


def plan_keys(guestpipe: Guestpipe, guest: Path) -> dict[str, str]:
    """Return the plan key of every step that is built, by name: what has the same key is the same object."""
    planned = guestpipe("plan", guest, "--json")
    assert planned.returncode == 0, planned.stderr
    return {step["name"]: step["plan_key"] for step in json.loads(planned.stdout)["steps"]}


def built(stderr: str) -> set[str]:
    return set(re.findall(r"^built (\S+) in ", stderr, re.MULTILINE))


@pytest.mark.parametrize(("file", "text", "language"), [("main.c", C, "c"), ("Main.hs", HASKELL, "haskell")])
def test_another_kernel_makes_another_kernel_link_and_image_and_nothing_else(
    guestpipe: Guestpipe, tmp_path: Path, file: str, text: str, language: str
) -> None:
    never_built_before = str(uuid4())
    guest = made(tmp_path, {file: text.replace("GUEST", never_built_before)}, language=language)
    declared = guest.read_text()
    on_geekos = guestpipe("run", guest)
    assert (on_geekos.stdout, on_geekos.returncode) == (f"2.500 from {never_built_before}\n", 7), on_geekos.stderr
    before = plan_keys(guestpipe, guest)

    guest.write_text(declared + '[kernel]\nvariant = "kitten"\n')
    on_kitten = guestpipe("run", guest)
    assert (on_kitten.stdout, on_kitten.returncode) == (on_geekos.stdout, 7), on_kitten.stderr
    after = plan_keys(guestpipe, guest)
    assert built(on_kitten.stderr) - {"kernel-kitten"} == SWAPPED
    assert set(before) - set(after) == {"kernel-geekos"}
    assert set(after) - set(before) == {"kernel-kitten"}
    assert {name for name in set(before) & set(after) if before[name] != after[name]} == SWAPPED


def test_a_guest_with_four_processors_has_them_on_kitten_and_is_refused_on_geekos(
    guestpipe: Guestpipe, tmp_path: Path
) -> None:
    count = "#include <guest/kernel.h>\nint main(void) { return (int)kernel_processor_count(); }\n"
    header = Path(__file__).parent.parent / "recipes/kernel-interface/include/guest/kernel.h"
    guest = made(
        tmp_path, {"main.c": count, "guest/kernel.h": header.read_text()}, sources=["main.c", "guest/kernel.h"]
    )
    declared = guest.read_text()
    guest.write_text(declared + '[target]\ncpus = 4\n[kernel]\nvariant = "kitten"\n')
    assert guestpipe("run", guest).returncode == 4
    assert guestpipe("run", "--cpus", "2", guest).returncode == 2
    assert guestpipe("run", "--cpus", "1", guest).returncode == 1
    guest.write_text(declared + "[target]\ncpus = 4\n")
    refused = guestpipe("run", guest)
    assert "the kernel `geekos` uses 1 processor, and the guest asks for 4" in refused.stderr
    assert "kernels with threads: `kitten`" in refused.stderr
