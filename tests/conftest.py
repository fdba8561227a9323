"""What all tests share: the pinned outsiders on PATH, and guestpipe itself as a command with the tests' warm store."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pinned

CHECKOUT = Path(__file__).parent.parent
_FOLDER = "GUESTPIPE_TESTS_PROGRAMS"


def pytest_configure(config: pytest.Config) -> None:
    """Realize the outsiders once, before workers start; they inherit PATH."""
    if not os.environ.get(_FOLDER):
        pinned.bound(pinned.STORE)
        os.environ[_FOLDER] = str(pinned.put_on_path())
        config.add_cleanup(_remove)


def _remove() -> None:
    shutil.rmtree(os.environ.pop(_FOLDER), ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def removable(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let pytest remove what no failure keeps: it gives up on folders that may not be written to, such as a store's."""
    yield
    if not request.session.testsfailed:
        for folder, _, _ in os.walk(tmp_path_factory.getbasetemp()):
            Path(folder).chmod(0o700)


@pytest.fixture(scope="session")
def small_root() -> Path:
    """Return the root of busybox: the smallest in which a script runs."""
    return pinned.roots(["busybox"])["busybox"]


@pytest.fixture(scope="session")
def toolchain_root() -> Path:
    """Return the root of the guests' compiler."""
    return pinned.roots(["toolchain-gcc"])["toolchain-gcc"]


Guestpipe = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def guestpipe(tmp_path: Path) -> Guestpipe:
    """Return a function that runs `guestpipe ARGUMENT…` in a process of its own, on the tests' store."""
    return caller(tmp_path)


def caller(folder: Path, limit_s: float = 600) -> Guestpipe:
    """Return what the fixture `guestpipe` is, with `folder` as home."""
    environment = {
        **os.environ,
        "GUESTPIPE_STORE": str(pinned.STORE),
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(pinned.CACHE.parent),
    }

    def call(
        *arguments: str | Path, cwd: Path = folder, stdin: str = "", **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*FRONT, *map(str, arguments)],
            cwd=cwd,
            env={**environment, **more},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
        )

    return call


def _site_packages() -> str:
    import pydantic

    return str(Path(pydantic.__file__).parent.parent)


FRONT = (sys.executable, "-I", "-S", str(CHECKOUT / "pipeline/guestpipe/front.py"), _site_packages())
"""How `./guestpipe` starts guestpipe."""
