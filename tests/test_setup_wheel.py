"""The wheel: installed into a clean environment it is the same `guestpipe`, with recipes, patches and lock."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment that has the wheel, and what it needs as links to what we have."""
    folder = tmp_path_factory.mktemp("installed") / "a place"
    venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python"), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--no-compile", str(wheel)], check=True, capture_output=True)
    (packages,) = folder.glob("lib/python3.*/site-packages")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not (packages / entry.name).exists() and "guestpipe" not in entry.name:
            (packages / entry.name).symlink_to(entry)
    return folder


def run(*command: str | Path, cwd: Path) -> str:
    env = {"PATH": os.environ["PATH"], "HOME": str(cwd)}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_carries_every_recipe_patch_and_the_lock(wheel: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "recipes", "patches"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    wanted = tracked.stdout.split() or [str(p.relative_to(CHECKOUT)) for p in (CHECKOUT / "recipes").rglob("*.toml")]
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert {f"guestpipe/_share/{name}" for name in [*wanted, "guestpipe.lock"]} <= held


def test_the_installed_command_is_the_same_guestpipe(installed: Path, tmp_path: Path) -> None:
    ours = run(CHECKOUT / "guestpipe", "--version", cwd=tmp_path)
    assert run(installed / "bin/guestpipe", "--version", cwd=tmp_path) == ours
    (tmp_path / "linked").symlink_to(installed / "bin/guestpipe")
    assert run(tmp_path / "linked", "--version", cwd=tmp_path) == ours


def test_the_installed_command_finds_its_recipes_and_lock(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "bin/guestpipe", "lock", "--check", "--offline", cwd=tmp_path)
    assert "fits its recipes" in said
    where = run(installed / "bin/python", "-c", "from guestpipe import share; print(share.root())", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.resolve())


def test_the_plan_of_a_guest_is_the_same_as_the_checkouts(installed: Path, tmp_path: Path) -> None:
    run(installed / "bin/guestpipe", "init", str(tmp_path / "guest"), cwd=tmp_path)
    plans = [
        run(
            program,
            "plan",
            "--json",
            "--store",
            str(tmp_path / "store"),
            str(tmp_path / "guest/guest.toml"),
            cwd=tmp_path,
        )
        for program in (installed / "bin/guestpipe", CHECKOUT / "guestpipe")
    ]
    assert plans[0] == plans[1]


def test_without_a_whole_environment_beside_it_the_command_looks_for_its_packages(
    installed: Path, tmp_path: Path
) -> None:
    (packages,) = installed.glob("lib/python3.*/site-packages")
    other = tmp_path / "other"
    venv.EnvBuilder(symlinks=True, with_pip=False).create(other)
    (there,) = other.glob("lib/python3.*/site-packages")
    (there / "elsewhere.pth").write_text(f"{packages}\n")
    (other / "bin/guestpipe").write_bytes((installed / "bin/guestpipe").read_bytes())
    (other / "bin/guestpipe").chmod(0o755)
    assert run(other / "bin/guestpipe", "--version", cwd=tmp_path).startswith("guestpipe ")
