"""A cache in a folder: what is pushed can be pulled, is what real Nix reads, and is never there by half."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cache_worlds import LAB, OTHER, TREE, Heard, folder, made, pushed
from cache_worlds import nix as real_nix
from guestpipe.errors import LyingCacheError, StoreError
from guestpipe.report import ObjectTransferred, TransferProgress, TransferStarted
from guestpipe.store.store import Store
from guestpipe.substitute import claim as claims
from guestpipe.substitute.folder import Folder
from guestpipe.substitute.narinfo import fingerprint, path_of, read
from guestpipe.substitute.place import UnreachableError, open_place
from guestpipe.substitute.pull import look_up, pull
from guestpipe.substitute.push import Manner, push
from guestpipe.substitute.signing import is_signed, public_key, read_secret
from store_worlds import build, damage, key, seal
from store_worlds import read as tree_at

Nix = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def nix(tmp_path: Path) -> Nix:
    """Real Nix, with its own store at `/nix/store` beneath the test's folder."""
    return partial(real_nix, tmp_path / "nix")


@pytest.mark.parametrize("compression", ["zstd", "xz", "none"])
def test_what_is_pushed_can_be_pulled_into_another_store(tmp_path: Path, compression: str) -> None:
    place = folder(tmp_path / "cache")
    with Store.open(tmp_path / "a") as a, Store.open(tmp_path / "b") as b:
        one = made(a)
        pushed(a, place, one, compression=compression)
        info = look_up(place, one.object.base_name)
        assert info is not None
        assert info.compression == compression
        assert pull(b, place, info) == one.object
        assert tree_at(b.object_path(one.object)) == TREE


@pytest.mark.parametrize("compression", ["zstd", "xz", "none"])
def test_real_nix_copies_what_we_publish_and_verifies_it_without_a_signature(
    nix: Nix, tmp_path: Path, compression: str
) -> None:
    place = folder(tmp_path / "cache")
    with Store.open(tmp_path / "store") as store:
        one = made(store)
        pushed(store, place, one, signer=None, compression=compression)
    path = f"/nix/store/{one.object.base_name}"
    root = tmp_path / "root"
    copied = nix("copy", "--from", place.url, "--to", root, path)
    assert copied.returncode == 0, copied.stderr
    assert tree_at(Path(f"{root}{path}")) == TREE
    verified = nix("store", "verify", "--store", root, path)
    assert verified.returncode == 0, verified.stderr


def test_real_nix_reads_path_info_and_our_signature(nix: Nix, tmp_path: Path) -> None:
    place = folder(tmp_path / "cache")
    with Store.open(tmp_path / "store") as store:
        one = made(store)
        pushed(store, place, one)
    path = f"/nix/store/{one.object.base_name}"
    said = json.loads(nix("path-info", "--store", place.url, "--json", path).stdout)[0]
    assert said["narSize"] == one.object.size_bytes
    assert said["ca"].startswith("fixed:r:sha256:")
    assert [signature.partition(":")[0] for signature in said["signatures"]] == ["lab-1"]
    # Without this line Nix has nothing to go by but the signature.
    file = tmp_path / "cache" / path_of(one.object.base_name)
    file.write_text("".join(line for line in file.read_text().splitlines(True) if not line.startswith("CA:")))
    argv = ("copy", "--from", place.url, "--to", tmp_path / "root", path, "--option", "trusted-public-keys")
    assert nix(*argv, "").returncode != 0
    assert nix(*argv, f"lab-1:{str(OTHER.public).partition(':')[2]}").returncode != 0
    assert nix(*argv, LAB.public).returncode == 0


def test_we_pull_what_real_nix_copied_into_its_own_cache(nix: Nix, tmp_path: Path) -> None:
    ours, theirs = folder(tmp_path / "ours"), folder(tmp_path / "theirs")
    with Store.open(tmp_path / "a") as a, Store.open(tmp_path / "b") as b:
        one = made(a)
        pushed(a, ours, one)
        path = f"/nix/store/{one.object.base_name}"
        for compression in ("xz", "bzip2", "zstd", "none"):
            url = f"{theirs.url}-{compression}"
            copied = nix("copy", "--from", ours.url, "--to", f"{url}?compression={compression}", path)
            assert copied.returncode == 0, copied.stderr
            place = open_place(url, {})
            info = look_up(place, one.object.base_name[:32])
            assert info is not None
            assert info.compression == compression
            assert pull(b, place, info) == one.object
            b.set_aside(one.object.base_name)
            with b.database.transaction() as connection:
                b.records.forget(connection, [e.id for e in b.records.entries()])
            b._pending.clear()


def test_our_key_is_a_key_of_nix(
    nix: Nix, guestpipe: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    made_key = guestpipe("cache", "keygen", "lab.example-1", "--out", tmp_path / "secret")
    assert made_key.returncode == 0, made_key.stderr
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    public = subprocess.run(
        ["nix", "--experimental-features", "nix-command", "key", "convert-secret-to-public"],
        input=(tmp_path / "secret").read_text().strip(),
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NIX_STATE_DIR": str(tmp_path)},
    ).stdout.strip()
    assert public == made_key.stdout.strip() == str(read_secret(tmp_path / "secret").public)
    again = guestpipe("cache", "keygen", "lab.example-1", "--out", tmp_path / "secret")
    assert again.returncode == 66


def test_the_archive_comes_before_the_narinfo_and_the_realisation_last(tmp_path: Path) -> None:
    order: list[str] = []

    class Watched(type(folder(tmp_path))):  # type: ignore[misc]
        def write(self, path: str, content: bytes | Path, *, replace: bool = False) -> bool:
            order.append(path)
            return bool(super().write(path, content, replace=replace))

    with Store.open(tmp_path / "store") as store:
        one = made(store)
        pushed(store, Watched(str(tmp_path / "cache")), one)
    assert [path.split("/")[0] for path in order] == [
        "nix-cache-info",
        "nar",
        path_of(one.object.base_name),
        "guestpipe",
        "guestpipe",
    ]


def test_a_push_that_fails_at_the_archive_leaves_nothing_visible(tmp_path: Path) -> None:
    class Full(type(folder(tmp_path))):  # type: ignore[misc]
        def write(self, path: str, content: bytes | Path, *, replace: bool = False) -> bool:
            if path.startswith("nar/"):
                raise UnreachableError("no space left", where=path)
            return bool(super().write(path, content, replace=replace))

    with Store.open(tmp_path / "store") as store:
        one = made(store)
        with pytest.raises(UnreachableError):
            pushed(store, Full(str(tmp_path / "cache")), one)
    assert look_up(folder(tmp_path / "cache"), one.object.base_name) is None
    assert not (tmp_path / "cache/guestpipe").exists()


def test_pushing_again_sends_nothing_and_writes_nothing(tmp_path: Path) -> None:
    place = folder(tmp_path / "cache")
    with Store.open(tmp_path / "store") as store:
        one = made(store)
        assert pushed(store, place, one).new == (one.object,)
        before = {p: p.stat().st_mtime_ns for p in (tmp_path / "cache").rglob("*")}
        second = pushed(store, place, one)
        assert (second.new, second.known, second.claims) == ((), (one.object,), 0)
        assert {p: p.stat().st_mtime_ns for p in (tmp_path / "cache").rglob("*")} == before


def test_pushing_with_another_key_adds_its_signature_to_those_that_are_there(tmp_path: Path) -> None:
    place = folder(tmp_path / "cache")
    with Store.open(tmp_path / "store") as store:
        one = made(store)
        pushed(store, place, one)
        pushed(store, place, one, signer=OTHER)
        info = look_up(place, one.object.base_name)
        content = place.read(claims.plan_path(key(1)), 1 << 16)
        assert info is not None
        assert content is not None
        said = claims.read(content, claims.plan_path(key(1)), "here")
        for signer in (LAB, OTHER):
            assert is_signed(fingerprint(info), info.signatures, [signer.public])
            assert is_signed(claims.message(said), said.signatures, [signer.public])


def test_a_cache_that_says_something_else_of_a_step_is_left_as_it_is_and_named(tmp_path: Path) -> None:
    place = folder(tmp_path / "cache")
    with Store.open(tmp_path / "a") as a, Store.open(tmp_path / "b") as b:
        first = made(a, tree={"x": b"1"})
        pushed(a, place, first)
        second = made(b, tree={"x": b"2"})
        told = pushed(b, place, second)
        assert [(ours, theirs.object) for ours, theirs in told.disputed] == [(second, first.object)]
        content = place.read(claims.plan_path(key(1)), 1 << 16)
        assert content is not None
        assert claims.read(content, claims.plan_path(key(1)), "here").object == first.object


def test_a_damaged_object_is_not_pushed(tmp_path: Path) -> None:
    place = folder(tmp_path / "cache")
    with Store.open(tmp_path / "store") as store:
        one = made(store)
        damage(store.object_path(one.object) / "large")
        with pytest.raises(StoreError, match="is damaged, and was not pushed"):
            pushed(store, place, one)
    assert look_up(place, one.object.base_name) is None


def test_a_cache_of_another_store_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/nix-cache-info").write_text("StoreDir: /opt/store\n")
    with Store.open(tmp_path / "store") as store:
        told = made(store)
        with pytest.raises(Exception, match="another store folder"):
            pushed(store, folder(tmp_path / "cache"), told)


def test_several_objects_are_pushed_with_progress(tmp_path: Path) -> None:
    heard = Heard()
    with Store.open(tmp_path / "store") as store:
        objects = [seal(store, {"n": b"%d" % number * 300_000}, f"thing-{number}") for number in range(5)]
        push(store, folder(tmp_path / "cache"), objects, (), Manner(), heard)
    total = sum(obj.size_bytes for obj in objects)
    assert heard.events[0] == TransferStarted("push", 5, total)
    assert {e.object for e in heard.events if isinstance(e, ObjectTransferred)} == {obj.base_name for obj in objects}
    assert [e for e in heard.events if isinstance(e, TransferProgress)][-1] == TransferProgress(total, total)


def test_two_pushes_at_once_leave_one_whole_cache(tmp_path: Path) -> None:
    import threading

    place = folder(tmp_path / "cache")
    with Store.open(tmp_path / "store") as store:
        what = [made(store, number, {"n": b"%d" % number * 1000}, f"thing-{number}") for number in range(1, 20)]
        threads = [threading.Thread(target=pushed, args=(store, place, *what)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with Store.open(tmp_path / "other") as other:
        for one in what:
            info = look_up(place, one.object.base_name)
            assert info is not None
            assert pull(other, place, info) == one.object


def test_the_command_pushes_lists_signs_and_pulls(
    guestpipe: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    with Store.open(tmp_path / "a") as a:
        obj = build(a, 1, TREE)
    guestpipe("cache", "keygen", "lab-1", "--out", tmp_path / "secret")
    pushing = guestpipe("cache", "push", tmp_path / "cache", "--object", obj.base_name, "--store", tmp_path / "a")
    assert pushing.returncode == 0, pushing.stderr
    assert "1 objects are new" in pushing.stdout
    assert "nothing is signed" in pushing.stderr
    signing = guestpipe("cache", "sign", tmp_path / "cache", "--key", tmp_path / "secret")
    assert "signed 1 of 1 files as lab-1" in signing.stdout
    assert f"{obj.base_name}  signed by lab-1" in guestpipe("cache", "ls", tmp_path / "cache").stdout
    pulling = guestpipe("cache", "pull", tmp_path / "cache", obj.base_name[:32], "--store", tmp_path / "b")
    assert pulling.stdout.strip() == str(tmp_path / "b/objects" / obj.base_name)
    missing = guestpipe("cache", "pull", tmp_path / "cache", "0" * 32, "--store", tmp_path / "b")
    assert missing.returncode == 66


@pytest.mark.parametrize("text", ["", "lab-1", "lab-1:", "lab-1:AAAA", ":AAAA", "a b:AAAA"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Exception, match="this is not a public key"):
        public_key(text, "here")


def test_a_narinfo_is_read_as_it_was_written(tmp_path: Path) -> None:
    place = folder(tmp_path / "cache")
    with Store.open(tmp_path / "store") as store:
        one = made(store)
        pushed(store, place, one)
    content = place.read(path_of(one.object.base_name), 1 << 20)
    assert content is not None
    from guestpipe.substitute.narinfo import text_of

    assert text_of(read(content, one.object.base_name, "here")) == content
    with pytest.raises(LyingCacheError):
        read(content + b"\xff\n", one.object.base_name, "here")


def test_a_folder_that_is_not_there_is_told_so_and_is_no_empty_cache(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert Folder(str(tmp_path / "empty")).read("x.narinfo", 100) is None
    with pytest.raises(UnreachableError, match="there is no such folder"):
        Folder(str(tmp_path / "gone")).read("x.narinfo", 100)
