"""Makes the checkout's own .venv, for `./guestpipe` and `./check`: by the standard library alone, without root."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Sequence
from pathlib import Path

from guestpipe.cli.terminal import note
from guestpipe.errors import GuestpipeError, HostError
from guestpipe.store.apt import Apt
from guestpipe.store.unpack import unpack_deb

_PIP_PACKAGE = "python3-pip-whl"


def main(arguments: Sequence[str]) -> int:
    """Make .venv in the folder `arguments[0]`, with the optional dependencies `arguments[1]`; return the exit code."""
    try:
        set_up(Path(arguments[0]), arguments[1] if len(arguments) > 1 else "")
    except GuestpipeError as error:
        note(f"error: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        note("interrupted; the next call sets up what is missing")
        return 130
    return 0


def set_up(checkout: Path, extra: str) -> None:
    """Ensure that .venv has what pyproject.toml asks for. Several at once wait for one; a stamp comes last."""
    project = checkout / "pyproject.toml"
    folder = checkout / ".venv"
    with project.open("rb") as held:
        # Its own lock file would have to be ignored by git and be cleaned up: this one is there anyway.
        fcntl.flock(held, fcntl.LOCK_EX)
        if _is_ready(_stamp(folder, extra), project) and (folder / "bin/python").exists():
            return
        wanted = _requirements(held.read().decode(), extra)
        names = ", ".join(sorted(re.split(r"[^A-Za-z0-9._-]", name)[0] for name in wanted))
        note(f"guestpipe: setting up {folder} ({names}); this happens once")
        try:
            python = _environment(folder)
            _install(python, wanted)
            for stamp in {_stamp(folder, ""), _stamp(folder, extra)}:
                stamp.touch()
                newest = max(stamp.stat().st_mtime_ns, project.stat().st_mtime_ns + 1_000_000)
                os.utime(stamp, ns=(newest, newest))
        except PermissionError as error:
            raise HostError(
                f"cannot write to `{error.filename}`",
                hint="copy the checkout to a folder of yours, or install guestpipe: `pip install .`",
            ) from error


def _stamp(folder: Path, extra: str) -> Path:
    return folder / f"ready-{extra}" if extra else folder / "ready"


def _is_ready(stamp: Path, project: Path) -> bool:
    return stamp.exists() and stamp.stat().st_mtime_ns > project.stat().st_mtime_ns


def _requirements(project: str, extra: str) -> list[str]:
    declared = tomllib.loads(project)["project"]
    extras = declared["optional-dependencies"]
    return [*declared["dependencies"], *extras["s3"], *(extras[extra] if extra else [])]


def _environment(folder: Path) -> Path:
    """Return the interpreter of the virtual environment `folder`, which is made anew if it does not run."""
    python = folder / "bin/python"
    if not python.exists() or subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
    return python


def _install(python: Path, wanted: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        pip, environment = _pip(python, Path(scratch))
        command = [*pip, "install", "--quiet", "--no-input", "--disable-pip-version-check", *wanted]
        if subprocess.run(command, env={**os.environ, **environment}, check=False).returncode == 0:
            return
    raise HostError(
        "pip could not install what guestpipe needs; its own words are above",
        hint="check the network and pip's configuration (`pip config list`), then call again",
    )


def _pip(python: Path, scratch: Path) -> tuple[list[str], dict[str, str]]:
    """Return a command that runs pip for `python`, and its environment.

    In this order: the environment's own, the host's, the one that Python carries, the one that Debian packages.
    """
    if _runs([str(python), "-m", "pip", "--version"]):
        return [str(python), "-m", "pip"], {}
    if _runs(hosts := [sys.executable, "-m", "pip", "--python", str(python)], "--version"):
        return hosts, {}
    carried = importlib.util.find_spec("ensurepip")
    if carried is not None and carried.origin is not None:
        for wheel in (Path(carried.origin).parent / "_bundled").glob("pip-*.whl"):
            return [str(python), "-m", "pip"], {"PYTHONPATH": str(wheel)}
    return [str(python), "-m", "pip"], {"PYTHONPATH": str(_debian_pip(scratch))}


def _runs(command: Sequence[str], *more: str) -> bool:
    return subprocess.run([*command, *more], capture_output=True, check=False).returncode == 0


def _debian_pip(scratch: Path) -> Path:
    """Return pip's wheel from Debian's archive, fetched by apt without root."""
    note(f"guestpipe: there is no pip on this machine; fetching Debian's {_PIP_PACKAGE} with apt")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "guestpipe"
    apt = Apt(cache / "apt", os.environ)
    try:
        apt.update()
        apt.download(["download", _PIP_PACKAGE], scratch)
        (package,) = scratch.glob("*.deb")
        unpack_deb(package, scratch / "unpacked")
        return next((scratch / "unpacked/usr/share/python-wheels").glob("pip-*.whl"))
    except GuestpipeError as error:
        raise HostError(
            "there is no pip on this machine, and it could not be fetched",
            detail=tuple(str(error).splitlines()),
            hint="as root: apt-get install python3-venv",
        ) from error
