"""Real Nix agrees with us: on digests, on base names, on the bytes of the archive, and on normal form."""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from guestpipe import nar
from guestpipe.digest import object_base_name
from guestpipe.store.restore import restore
from guestpipe.store.store import Store
from store_worlds import folders, make, read, trees

Nix = Callable[..., bytes]
"""Run a program of Nix and return what it prints."""

TREE = {
    "bin": {"run": (b"#!/bin/sh\nexit 0\n",)},
    "empty": {},
    "link": "bin/run",
    "text": b"hello\n",
    "üñí": b"\0" * 100_000,
    "a-b": b"",
    "a.b": b"",
    "aB": b"",
}


@pytest.fixture
def real_nix(tmp_path: Path) -> Nix:
    """A Nix with a private store and no daemon."""
    state = tmp_path / "nix"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(state),
        "NIX_REMOTE": "local",
        "NIX_STORE_DIR": str(state / "store"),
        **{f"NIX_{name}_DIR": str(state / name.lower()) for name in ("STATE", "LOG", "LOCALSTATE", "CONF")},
    }
    (state / "conf").mkdir(parents=True)
    (state / "conf/nix.conf").write_text("build-users-group =\n")

    def run(*argv: str | Path, store_dir: str | None = None, stdin: bytes = b"") -> bytes:
        # A store elsewhere is only talked about, not made: /nix is not ours to write to.
        names = environment | ({"NIX_STORE_DIR": store_dir, "NIX_REMOTE": "dummy://"} if store_dir else {})
        return subprocess.run(argv, env=names, input=stdin, capture_output=True, check=True).stdout

    return run


def test_nix_hash_gives_the_same_digest(real_nix: Nix, tmp_path: Path) -> None:
    tree = make(tmp_path / "tree", TREE)
    assert real_nix("nix-hash", "--type", "sha256", tree).decode().strip() == nar.digest(tree)[0]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(trees)
def test_nix_hash_gives_the_same_digest_for_any_tree(real_nix: Nix, tree: object) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = make(Path(place, "tree"), tree)
        assert real_nix("nix-hash", "--type", "sha256", path).decode().strip() == nar.digest(path)[0]


def test_nix_computes_the_same_base_name_under_nix_store(real_nix: Nix, tmp_path: Path) -> None:
    digest, _ = nar.digest(make(tmp_path / "tree", TREE))
    argv = ("nix-store", "--print-fixed-path", "--recursive", "sha256", digest, "thing-1.0")
    printed = real_nix(*argv, store_dir="/nix/store").decode().strip()
    assert printed == f"/nix/store/{object_base_name(digest, 'thing-1.0')}"


def test_nix_finds_an_object_to_be_in_normal_form_already(real_nix: Nix, tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        obj = store.add(make(tmp_path / "tree", TREE), "thing")
        path = store.object_path(obj)
        added = Path(real_nix("nix-store", "--add-fixed", "--recursive", "sha256", path).decode().strip())
        named = real_nix("nix-store", "--print-fixed-path", "--recursive", "sha256", obj.digest, path.name)
        assert str(added) == named.decode().strip()
        assert nar.digest(added)[0] == obj.digest
        modes = {p.relative_to(path): oct(p.lstat().st_mode) for p in path.rglob("*")}
        assert modes == {p.relative_to(added): oct(p.lstat().st_mode) for p in added.rglob("*")}
        assert {p.lstat().st_mtime for p in (*path.rglob("*"), *added.rglob("*"))} == {1.0}


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(folders)
def test_nix_restores_what_we_dump_and_we_restore_what_nix_dumps(real_nix: Nix, tree: object) -> None:
    with tempfile.TemporaryDirectory() as place:
        source = make(Path(place, "source"), tree)
        ours = io.BytesIO()
        nar.dump(source, ours.write)
        real_nix("nix-store", "--restore", Path(place, "by-nix"), stdin=ours.getvalue())
        assert read(Path(place, "by-nix")) == tree
        assert real_nix("nix-store", "--dump", source) == ours.getvalue()
        restore(io.BytesIO(ours.getvalue()).read, Path(place, "by-us"))
        assert read(Path(place, "by-us")) == tree
