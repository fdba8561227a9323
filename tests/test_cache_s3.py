"""A cache in a bucket of a real S3 server: pushed, listed, signed, pulled, and refused without keys."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cache_worlds import LAB, OTHER, TREE, made, nix, pushed
from conftest import Guestpipe
from guestpipe.errors import HostError, UsageError
from guestpipe.store.store import Store
from guestpipe.substitute.bucket import Bucket
from guestpipe.substitute.narinfo import path_of
from guestpipe.substitute.place import UnreachableError, open_place
from guestpipe.substitute.pull import look_up, pull
from guestpipe.substitute.push import sign
from s3_server import KEYS, S3, serving_s3
from store_worlds import build
from store_worlds import read as tree_at


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    with serving_s3(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


def bucket(s3: S3, name: str, prefix: str = "") -> Bucket:
    return Bucket.at(s3.address(name, prefix), KEYS)


def test_what_is_pushed_into_a_bucket_can_be_pulled(s3: S3, tmp_path: Path) -> None:
    place = bucket(s3, "one", "some/prefix")
    with Store.open(tmp_path / "a") as a, Store.open(tmp_path / "b") as b:
        one = made(a)
        assert pushed(a, place, one).new == (one.object,)
        assert pushed(a, place, one).known == (one.object,)
        info = look_up(place, one.object.base_name)
        assert info is not None
        assert pull(b, place, info) == one.object
        assert tree_at(b.object_path(one.object)) == TREE
    assert list(place.names("")) == sorted([path_of(one.object.base_name), "nix-cache-info"])


def test_an_archive_in_many_parts_comes_whole(s3: S3, tmp_path: Path) -> None:
    place = bucket(s3, "large")
    with Store.open(tmp_path / "a") as a, Store.open(tmp_path / "b") as b:
        one = made(a, 1, {"random": os.urandom(30 << 20)})
        pushed(a, place, one)
        info = look_up(place, one.object.base_name)
        assert info is not None
        assert pull(b, place, info) == one.object


def test_a_file_is_made_once_and_replaced_only_when_asked(s3: S3) -> None:
    place = bucket(s3, "once")
    assert place.write("a/b", b"1")
    assert not place.write("a/b", b"2")
    assert place.read("a/b", 10) == b"1"
    assert place.write("a/b", b"3", replace=True)
    assert place.read("a/b", 10) == b"3"
    stream = place.stream("a/b", 0)
    assert stream is not None
    assert place.stream("a/none", 0) is None


def test_an_archive_can_be_taken_up_at_an_offset(s3: S3) -> None:
    place = bucket(s3, "offset")
    place.write("file", bytes(range(200)))
    opened = place.stream("file", 150)
    assert opened is not None
    with opened as stream:
        assert stream.read(20) + stream.read(100) == bytes(range(150, 200))
        assert stream.read(1) == b""


def test_signatures_are_added_in_the_bucket(s3: S3, tmp_path: Path) -> None:
    place = bucket(s3, "signed")
    with Store.open(tmp_path / "a") as a:
        one = made(a)
        pushed(a, place, one, signer=OTHER)
    assert sign(place, path_of(one.object.base_name), LAB)
    assert not sign(place, path_of(one.object.base_name), LAB)
    info = look_up(place, one.object.base_name)
    assert info is not None
    assert [signature.partition(":")[0] for signature in info.signatures] == ["lab-1", "other-1"]


def test_real_nix_reads_a_bucket_that_is_open_to_all(s3: S3, tmp_path: Path) -> None:
    with Store.open(tmp_path / "a") as a:
        one = made(a)
        pushed(a, bucket(s3, "open"), one)
    path = f"/nix/store/{one.object.base_name}"
    done = nix(tmp_path, "copy", "--from", s3.plain("open"), "--to", tmp_path / "root", path)
    assert done.returncode == 0, done.stderr
    assert tree_at(Path(f"{tmp_path}/root{path}")) == TREE


def test_without_keys_a_bucket_of_others_takes_nothing_and_shows_nothing(
    s3: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    place = Bucket.at(s3.address("one"), {})
    assert look_up(place, "0" * 32) is None
    with Store.open(tmp_path / "a") as a:
        one = made(a)
        with pytest.raises(UnreachableError) as caught:
            pushed(a, place, one)
    assert caught.value.hint is not None
    assert "AWS_ACCESS_KEY_ID" in caught.value.hint


def test_a_server_that_is_gone_costs_seconds() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = Bucket.at(f"s3://x?endpoint=127.0.0.1:{port}&scheme=http", KEYS)
    with pytest.raises(UnreachableError):
        place.read("nix-cache-info", 100)


@pytest.mark.parametrize("address", ["s3://", "s3://bucket?colour=blue", "s3:///prefix"])
def test_what_is_no_address_of_a_bucket_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        open_place(address, {})


def test_without_obstore_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(HostError) as caught:
        open_place("s3://bucket", {})
    assert caught.value.hint is not None
    assert "guestpipe[s3]" in caught.value.hint


def profile(monkeypatch: pytest.MonkeyPatch, folder: Path, secret: str) -> None:
    """Write a profile `lab` as people have it, and nothing else that tells keys."""
    for name in KEYS:
        monkeypatch.delenv(name)
    file = folder / "credentials"
    file.write_text(f"[lab]\naws_access_key_id = {KEYS['AWS_ACCESS_KEY_ID']}\naws_secret_access_key = {secret}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))


@pytest.mark.parametrize("by", ["address", "environment"])
def test_keys_come_from_a_profile_too(s3: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    profile(monkeypatch, tmp_path, KEYS["AWS_SECRET_ACCESS_KEY"])
    address = s3.address("one", f"profile-{by}") + ("&profile=lab" if by == "address" else "")
    place = Bucket.at(address, {"AWS_PROFILE": "lab"} if by == "environment" else {})
    with Store.open(tmp_path / "a") as a:
        one = made(a)
        pushed(a, place, one)
    assert look_up(bucket(s3, "one", f"profile-{by}"), one.object.base_name) is not None


def test_a_profile_that_is_none_or_has_a_wrong_key_is_refused(
    s3: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile(monkeypatch, tmp_path, "wrong")
    with pytest.raises(UsageError, match="profile `other` has no keys"):
        Bucket.at(s3.address("one") + "&profile=other", {})
    with Store.open(tmp_path / "a") as a, pytest.raises(UnreachableError):
        pushed(a, Bucket.at(s3.address("one") + "&profile=lab", {}), made(a))


def test_without_boto3_a_profile_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(HostError, match="needs the Python package `boto3`") as caught:
        open_place("s3://bucket?profile=lab", {})
    assert "guestpipe[aws]" in (caught.value.hint or "")


def test_the_command_pushes_to_a_bucket_and_pulls_from_it(s3: S3, guestpipe: Guestpipe, tmp_path: Path) -> None:
    with Store.open(tmp_path / "a") as a:
        obj = build(a, 1, TREE)
    address = s3.address("command")
    pushing = guestpipe("cache", "push", address, "--object", obj.base_name, "--store", tmp_path / "a")
    assert pushing.returncode == 0, pushing.stderr
    assert obj.base_name in guestpipe("cache", "ls", address).stdout
    pulling = guestpipe("cache", "pull", address, obj.base_name, "--store", tmp_path / "b")
    assert pulling.stdout.strip() == str(tmp_path / "b/objects" / obj.base_name)
