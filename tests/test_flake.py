"""The flake, evaluated by real Nix without a network, against a stand-in for nixpkgs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CHECKOUT = HERE.parent

Evaluate = Callable[..., Any]


@pytest.fixture
def evaluate(tmp_path: Path) -> Evaluate:
    """Return a function that gives the value of an attribute of the flake."""
    for name in ("flake.nix", "pyproject.toml"):
        (tmp_path / "flake").mkdir(exist_ok=True)
        shutil.copy(CHECKOUT / name, tmp_path / "flake" / name)
    shutil.copytree(HERE / "nix/nixpkgs", tmp_path / "nixpkgs")

    def evaluated(attribute: str, apply: str = "x: x") -> Any:
        command = ["nix", "eval", "--offline", "--json", "--no-write-lock-file", "--apply", apply]
        command += ["--extra-experimental-features", "nix-command flakes", "--store", str(tmp_path / "store")]
        command += ["--override-input", "nixpkgs", f"path:{tmp_path}/nixpkgs", f"path:{tmp_path}/flake#{attribute}"]
        env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return evaluated


def test_nix_run_starts_guestpipe(evaluate: Evaluate) -> None:
    app = evaluate("apps.x86_64-linux.default")
    assert app["type"] == "app"
    assert app["program"].endswith("-guestpipe/bin/guestpipe")


def test_the_package_depends_on_what_pyproject_names_and_starts_the_front_door(evaluate: Evaluate) -> None:
    text = evaluate("packages.x86_64-linux.default", "x: x.given.text")
    assert "-I -S" in text
    assert "site-packages/guestpipe/front.py" in text
    assert text.rstrip().endswith('"$@"')
    apply = "x: map (package: package.name) (builtins.head x.given.packages).given.packages"
    names = evaluate("devShells.x86_64-linux.default", apply)
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    assert {name.partition(">")[0] for name in project["dependencies"]} <= set(names)


def test_there_are_a_shell_and_checks(evaluate: Evaluate) -> None:
    assert evaluate("devShells.x86_64-linux", "builtins.attrNames") == ["default"]
    assert evaluate("checks.x86_64-linux", "builtins.attrNames") == ["guestpipe", "lint", "tests"]


def test_the_tests_that_the_flake_runs_exist(evaluate: Evaluate) -> None:
    script = evaluate("checks.x86_64-linux.tests", "x: x.given.script")
    files = [word for word in script.split() if word.startswith("tests/")]
    assert files
    assert [file for file in files if not (CHECKOUT / file).is_file()] == []
