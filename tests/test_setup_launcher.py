"""`./guestpipe` on first use: what it sets up, how it is found, what happens when set-up fails or is cut short."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
PROJECT = """\
[project]
name = "guestpipe"
dependencies = ["{dependency}"]

[project.optional-dependencies]
dev = ["{dependency}"]
s3 = []
"""


def wheel(folder: Path) -> Path:
    """Make a package that is nothing but a module."""
    file = folder / "tiny-1.0-py3-none-any.whl"
    files = {
        "tiny.py": "",
        "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
        "tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{len(text)}\n"
        archive.writestr("tiny-1.0.dist-info/RECORD", record + "tiny-1.0.dist-info/RECORD,,\n")
    return file


class Checkout:
    """A checkout with our launcher and package, and a single small dependency."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a checkout"
        (self.folder / "pipeline").mkdir(parents=True)
        for name in ("guestpipe", "pipeline/setup.sh"):
            shutil.copy(CHECKOUT / name, self.folder / name)
        (self.folder / "pipeline/guestpipe").symlink_to(CHECKOUT / "pipeline/guestpipe")
        self.depend(f"tiny @ {wheel(folder).as_uri()}")
        # The first python3 on PATH has pip, whatever the host's has.
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.environ = {"PATH": path, "HOME": str(folder), "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}
        self.launcher = self.folder / "guestpipe"
        self.venv = self.folder / ".venv"

    def depend(self, dependency: str) -> None:
        """Say in pyproject.toml what is needed."""
        (self.folder / "pyproject.toml").write_text(PROJECT.format(dependency=dependency))

    def start(self, *command: str | Path, cwd: Path = Path("/")) -> subprocess.Popen[str]:
        """Start `command`, by default the launcher."""
        argv = [str(word) for word in command or (self.launcher, "--version")]
        pipe = subprocess.PIPE
        return subprocess.Popen(argv, cwd=cwd, env=self.environ, stdout=pipe, stderr=pipe, text=True)

    def run(self, *command: str | Path, cwd: Path = Path("/")) -> tuple[int, str, str]:
        """Run `command`; return its status, output and words."""
        child = self.start(*command, cwd=cwd)
        output, words = child.communicate()
        return child.returncode, output, words

    def imports(self, module: str) -> bool:
        """Tell whether the environment has `module`."""
        return self.run(self.venv / "bin/python", "-c", f"import {module}")[0] == 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Return a checkout that was never used."""
    return Checkout(tmp_path)


def test_the_first_use_sets_up_and_says_so_and_the_next_is_silent(checkout: Checkout) -> None:
    status, output, words = checkout.run()
    assert (status, output.split()[0]) == (0, "guestpipe")
    assert words == f"guestpipe: setting up {checkout.venv} (tiny); this happens once\n"
    assert checkout.imports("tiny")
    assert checkout.run() == (0, output, "")


def test_it_runs_from_any_folder_by_any_name(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/first").symlink_to("../a checkout/guestpipe")
    (tmp_path / "bin/gp").symlink_to(tmp_path / "bin/first")
    checkout.environ["PATH"] += f":{tmp_path}/bin"
    for command, folder in (("./guestpipe", checkout.folder), ("../guestpipe", checkout.folder / "pipeline")):
        assert checkout.run(command, "--version", cwd=folder)[0] == 0
    assert checkout.run(tmp_path / "bin/gp", "--version")[0] == 0
    assert checkout.run("gp", "--version")[0] == 0


def test_the_exit_code_is_that_of_the_command(checkout: Checkout) -> None:
    checkout.run()
    assert checkout.run(checkout.launcher, "no-such-verb")[0] == 64


@pytest.mark.parametrize("left", ["nothing", "half a folder", "no stamp"])
def test_a_set_up_that_was_cut_short_is_done_again(checkout: Checkout, left: str) -> None:
    if left == "half a folder":
        (checkout.venv / "bin").mkdir(parents=True)
        (checkout.venv / "bin/python").symlink_to("/nonexistent/python3")
    elif left == "no stamp":
        checkout.run()
        (checkout.venv / "ready").unlink()
    assert checkout.run()[0] == 0
    assert checkout.imports("tiny")
    assert checkout.run()[2] == ""


def test_a_changed_project_file_is_followed(checkout: Checkout) -> None:
    checkout.run()
    later = (checkout.venv / "ready").stat().st_mtime_ns + 10_000_000_000
    os.utime(checkout.folder / "pyproject.toml", ns=(later, later))
    assert "setting up" in checkout.run()[2]
    assert checkout.run()[2] == ""


def test_two_first_uses_at_once_set_up_once(checkout: Checkout) -> None:
    children = [checkout.start() for _ in range(2)]
    words = [child.communicate()[1] for child in children]
    assert [child.returncode for child in children] == [0, 0]
    assert sum("setting up" in text for text in words) == 1


def test_what_cannot_be_installed_is_an_error_and_leaves_no_stamp(checkout: Checkout, tmp_path: Path) -> None:
    good = (checkout.folder / "pyproject.toml").read_text()
    checkout.depend("there-is-no-such-package")
    status, _, words = checkout.run()
    assert status == 69
    assert "pip could not install" in words
    assert not (checkout.venv / "ready").exists()
    (checkout.folder / "pyproject.toml").write_text(good)
    assert checkout.run()[0] == 0


def test_the_tests_have_their_own_stamp_and_count_as_set_up(checkout: Checkout) -> None:
    assert checkout.run(checkout.folder / "pipeline/setup.sh", checkout.folder, "dev")[0] == 0
    assert (checkout.venv / "ready-dev").exists()
    assert checkout.run()[2] == ""


def test_a_host_without_a_new_enough_python_is_told_the_command(checkout: Checkout, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("sh", "readlink"):
        (programs / name).symlink_to(shutil.which(name) or "")
    (programs / "python3").write_text("#!/bin/sh\nexit 1\n")
    (programs / "python3").chmod(0o755)
    checkout.environ["PATH"] = str(programs)
    status, _, words = checkout.run()
    assert status == 69
    assert "apt-get install python3" in words
