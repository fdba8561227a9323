"""Starting: the verbs that look after the store import nothing that they do not use, nor does the store itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import FRONT
from guestpipe.store.store import Store
from store_worlds import build

DEAR = {
    "argparse",
    "ast",
    "bz2",
    "dataclasses",
    "datetime",
    "enum",
    "hashlib",
    "importlib.metadata",
    "inspect",
    "json",
    "locale",
    "lzma",
    "pathlib",
    "pickle",
    "pydantic",
    "re",
    "shutil",
    "signal",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "typing",
    "urllib",
    "warnings",
}
"""What takes as long to import as a small store to verify, or brings in something that does."""


def imported(*arguments: str) -> set[str]:
    command = [sys.executable, "-I", "-S", "-X", "importtime", *arguments]
    done = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=True)
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "store") as made:
        build(made, 1, {"bin": {"tool": (b"tool",)}})
    return tmp_path / "store"


def test_a_verification_imports_nothing_dear(store: Path) -> None:
    modules = imported(*FRONT[3:], "store", "verify", "--contents", "--store", str(store))
    assert "guestpipe.store.verify" in modules
    assert not modules & DEAR


def test_the_store_itself_imports_nothing_dear() -> None:
    house = str(Path(FRONT[3]).parent.parent)
    modules = imported("-c", f"import sys; sys.path.insert(0, {house!r}); import guestpipe.store.store")
    assert "guestpipe.store.database" in modules
    assert not modules & DEAR


def test_arguments_in_full_are_read_as_in_short(store: Path) -> None:
    said = [
        subprocess.run([*FRONT, "store", "verify", *words], capture_output=True, text=True, check=True).stdout
        for words in (["--store", str(store), "--contents"], [f"--store={store}", "--cont"])
    ]
    assert said == ["verified every byte of 1 objects: nothing wrong\n"] * 2


@pytest.mark.parametrize(
    "words",
    [["verify", "--content", "x"], ["verify", "--store"], ["ls", "--contents"], ["verify", "--store", "--json"]],
)
def test_wrong_arguments_are_refused_with_their_names(words: list[str]) -> None:
    said = subprocess.run([*FRONT, "store", *words], capture_output=True, text=True, check=False)
    assert said.returncode == 64
    assert words[-1] in said.stderr or words[-2] in said.stderr
    assert "`guestpipe store" in said.stderr
