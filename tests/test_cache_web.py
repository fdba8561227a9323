"""A cache behind HTTP: pushed to, pulled from, and every way in which a server can fail costs a word, not the build."""

from __future__ import annotations

import base64
import gzip
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from cache_server import Handler, Server, serving
from cache_worlds import TREE, made, nix, pushed
from guestpipe.errors import LyingCacheError, UsageError
from guestpipe.store.store import Store
from guestpipe.substitute import web
from guestpipe.substitute.narinfo import path_of
from guestpipe.substitute.place import UnreachableError, open_place
from guestpipe.substitute.pull import look_up, pull
from guestpipe.substitute.web import Web
from store_worlds import read as tree_at


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "served") as running:
        yield running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here waits for a server as long as users do."""
    monkeypatch.setattr(web, "READ_S", 0.5)
    monkeypatch.setattr(web, "CONNECT_S", 0.5)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_what_is_pushed_by_http_can_be_pulled(server: Server, tmp_path: Path) -> None:
    place = Web.at(server.url)
    with Store.open(tmp_path / "a") as a, Store.open(tmp_path / "b") as b:
        one = made(a)
        pushed(a, place, one)
        assert pushed(a, place, one).new == ()
        info = look_up(place, one.object.base_name)
        assert info is not None
        assert pull(b, place, info) == one.object
        assert tree_at(b.object_path(one.object)) == TREE


def test_real_nix_copies_to_and_from_the_same_server(server: Server, tmp_path: Path) -> None:
    place = Web.at(server.url)
    with Store.open(tmp_path / "a") as a:
        one = made(a)
        pushed(a, place, one)
    path = f"/nix/store/{one.object.base_name}"
    for argv in (
        ("copy", "--from", server.url, "--to", str(tmp_path / "root"), path),
        ("copy", "--from", str(tmp_path / "root"), "--to", f"{server.url}/by-nix", path),
    ):
        done = nix(tmp_path, *argv)
        assert done.returncode == 0, done.stderr
    theirs = Web.at(f"{server.url}/by-nix")
    with Store.open(tmp_path / "b") as b:
        info = look_up(theirs, one.object.base_name)
        assert info is not None
        assert pull(b, theirs, info) == one.object


def test_a_connection_that_breaks_in_an_archive_is_taken_up_where_it_broke(server: Server, tmp_path: Path) -> None:
    place = Web.at(server.url)
    broken: list[str] = []

    def breaks(handler: Handler) -> bool:
        if "/nar/" not in handler.path or len(broken) == 2:
            return False
        broken.append(handler.headers.get("Range", ""))
        content = handler.file.read_bytes()
        start = int((broken[-1] or "bytes=0-")[6:-1])
        handler.answer(206 if start else 200, content[start : start + 1000], len(content) - start)
        handler.close_connection = True
        return True

    with Store.open(tmp_path / "a") as a, Store.open(tmp_path / "b") as b:
        one = made(a, 1, {"file": os.urandom(100_000)})
        pushed(a, place, one)
        server.fault = breaks
        info = look_up(place, one.object.base_name)
        assert info is not None
        assert pull(b, place, info) == one.object
    assert broken == ["", "bytes=1000-"]


def test_a_server_that_ignores_ranges_is_read_from_the_start(server: Server, tmp_path: Path) -> None:
    place = Web.at(server.url)
    times: list[str] = []

    def breaks(handler: Handler) -> bool:
        if "/nar/" not in handler.path:
            return False
        times.append(handler.path)
        content = handler.file.read_bytes()
        handler.answer(200, content[:1000] if len(times) == 1 else content, len(content))
        handler.close_connection = True
        return True

    with Store.open(tmp_path / "a") as a, Store.open(tmp_path / "b") as b:
        one = made(a, 1, {"file": os.urandom(100_000)})
        pushed(a, place, one)
        server.fault = breaks
        info = look_up(place, one.object.base_name)
        assert info is not None
        assert pull(b, place, info) == one.object
    assert len(times) == 2


def test_an_archive_that_always_breaks_is_given_up(server: Server, tmp_path: Path) -> None:
    place = Web.at(server.url)

    def breaks(handler: Handler) -> bool:
        if "/nar/" in handler.path:
            handler.answer(200, b"", 1000)
            handler.close_connection = True
            return True
        return False

    with Store.open(tmp_path / "a") as a, Store.open(tmp_path / "b") as b:
        one = made(a)
        pushed(a, place, one)
        server.fault = breaks
        info = look_up(place, one.object.base_name)
        assert info is not None
        with pytest.raises(UnreachableError, match="does not answer"):
            pull(b, place, info)
        assert b.records.entries() == []


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UnreachableError, match=r"does not answer \(connection refused\)"):
        Web.at(f"http://127.0.0.1:{port}").read("x", 100)


def test_a_server_that_takes_the_connection_and_says_nothing() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(UnreachableError, match="does not answer"):
            Web.at(f"http://127.0.0.1:{silent.getsockname()[1]}").read("x", 100)


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_that_is_out_of_order_is_asked_again_and_then_named(server: Server, status: int) -> None:
    server.fault = lambda handler: handler.answer(status, b"")
    with pytest.raises(UnreachableError, match=str(status)):
        Web.at(server.url).read("x", 100)
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [403, 404, 410])
def test_what_a_server_has_not_is_not_there(server: Server, status: int) -> None:
    server.fault = lambda handler: handler.answer(status, b"no")
    place = Web.at(server.url)
    assert place.read("x", 100) is None
    assert place.stream("x", 0) is None
    assert not place.has("x")


def test_a_server_that_asks_for_a_password_gets_that_of_the_address_and_nobody_else_sees_it(server: Server) -> None:
    (server.root / "file").write_bytes(b"content")
    wanted = "Basic " + base64.b64encode(b"us er:pass/word").decode()

    def guarded(handler: Handler) -> bool:
        if handler.headers.get("Authorization") == wanted:
            return False
        handler.answer(401, b"")
        return True

    server.fault = guarded
    with pytest.raises(UnreachableError) as caught:
        Web.at(server.url).read("file", 100)
    assert "401" in caught.value.what
    place = Web.at(server.url.replace("//", "//us%20er:pass%2Fword@"))
    assert place.read("file", 100) == b"content"
    assert place.url == server.url


def test_a_narinfo_that_was_compressed_on_the_way_is_read(server: Server, tmp_path: Path) -> None:
    place = Web.at(server.url)

    def zipped(handler: Handler) -> bool:
        if not handler.path.endswith(".narinfo"):
            return False
        content = gzip.compress(handler.file.read_bytes())
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)
        return True

    with Store.open(tmp_path / "a") as a:
        one = made(a)
        pushed(a, place, one)
    server.fault = zipped
    info = look_up(place, one.object.base_name)
    assert info is not None
    assert info.base_name == one.object.base_name


def test_a_small_file_that_is_none_is_not_read_to_its_end(server: Server) -> None:
    (server.root / ("0" * 32 + ".narinfo")).write_bytes(gzip.compress(bytes(50 << 20)))

    def bomb(handler: Handler) -> bool:
        content = handler.file.read_bytes()
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)
        return True

    server.fault = bomb
    with pytest.raises(LyingCacheError, match="is longer than"):
        look_up(Web.at(server.url), "0" * 32)


def test_a_server_that_takes_no_files_says_so_at_the_first(server: Server, tmp_path: Path) -> None:
    server.takes = False
    with Store.open(tmp_path / "a") as a:
        one = made(a)
        with pytest.raises(UnreachableError, match="the server did not take `nix-cache-info`: 405"):
            pushed(a, Web.at(server.url), one)
    assert not (server.root / path_of(one.object.base_name)).exists()


def test_a_server_is_not_listed(server: Server) -> None:
    with pytest.raises(UsageError, match="does not list"):
        list(Web.at(server.url).names(""))


@pytest.mark.parametrize("address", ["ftp://x/y", "s3:/x", "gopher://"])
def test_what_is_no_address_is_refused(address: str) -> None:
    if "://" in address:
        with pytest.raises(UsageError, match="is no place for a cache"):
            open_place(address, {})
