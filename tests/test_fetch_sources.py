"""Which archives and settings of the host the private apt state takes over, and fetching from an address."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from debian_world import sha256
from guestpipe.digest import Digest
from guestpipe.errors import DigestMismatchError, FetchError, HostError
from guestpipe.plan.step import Fixed
from guestpipe.store.apt import Apt, Source, debian_sources, settings, sources_text
from guestpipe.store.fetch import Fetcher

DEB822 = """\
# a comment
Types: deb
URIs: http://mirror.test/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.test/debian-security
Suites: bookworm-security
Components: main
Enabled: no
"""


def suites(text: str) -> list[str]:
    return [source.suite for source in debian_sources([text])]


def test_both_forms_of_a_sources_file_are_read() -> None:
    line = "deb [arch=amd64 signed-by=/k/debian-archive.gpg] http://mirror.test/debian bookworm main contrib # near\n"
    assert debian_sources([line]) == (
        Source("http://mirror.test/debian", "bookworm", (("Signed-By", "/k/debian-archive.gpg"),)),
    )
    assert suites(DEB822) == ["bookworm", "bookworm-updates"]


def test_a_key_inside_a_sources_file_comes_along() -> None:
    key = "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n -----END PGP PUBLIC KEY BLOCK-----\n"
    text = "Types: deb\nURIs: http://mirror.test/debian\nSuites: bookworm\nComponents: main\n" + key
    (source,) = debian_sources([text])
    assert key.partition(":")[2].strip() in sources_text([source])


@pytest.mark.parametrize(
    "line",
    [
        "deb http://vendor.test/apt vendor-bookworm main",
        "deb [signed-by=/k/vendor.gpg] http://vendor.test/debian bookworm main",
        "deb http://vendor.test/debian bookworm stable",
        "deb-src http://mirror.test/debian bookworm main",
        "# deb http://mirror.test/debian bookworm main",
        "deb http://mirror.test/debian bookworm-backports main",
        "deb http://mirror.test/ubuntu noble main",
    ],
)
def test_what_is_not_debians_own_binary_archive_is_left_out(line: str) -> None:
    assert suites(line) == []


def test_a_host_with_another_release_uses_its_mirror_for_ours() -> None:
    assert suites("deb http://mirror.test/debian trixie main\ndeb http://mirror.test/s trixie-security main") == [
        "bookworm",
        "bookworm-security",
    ]


def test_our_sources_file_is_read_again_as_the_same_sources() -> None:
    sources = debian_sources([DEB822])
    assert debian_sources([sources_text(sources)]) == sources


def test_proxies_and_certificates_come_along_and_hooks_do_not() -> None:
    dump = (
        'Acquire::http::Proxy "http://proxy.test:3128";\n'
        'Acquire::https::CaInfo "/etc/ssl/own.pem";\n'
        'Acquire::Languages:: "de";\n'
        'APT::Update::Post-Invoke:: "rm -f /var/cache/apt/archives/*.deb";\n'
        'DPkg::Post-Invoke:: "rm -rf everything";\n'
        'Dir::State "var/lib/apt";\n'
    )
    text = settings(dump, Path("/a cache/apt"))
    assert 'Acquire::http::Proxy "http://proxy.test:3128";' in text
    assert 'Acquire::https::CaInfo "/etc/ssl/own.pem";' in text
    assert "Invoke" not in text
    assert '"de"' not in text
    assert 'Dir::State "/a cache/apt/state";' in text
    assert 'Dir::State "var/lib/apt"' not in text


def test_a_host_without_an_archive_of_debian_is_told_where_to_name_one(tmp_path: Path) -> None:
    (tmp_path / "sources.list").write_text("deb http://mirror.test/ubuntu noble main\n")
    with pytest.raises(HostError, match="no archive of Debian") as caught:
        Apt(tmp_path / "state", os.environ, etc=tmp_path).update()
    assert "GUESTPIPE_DEBIAN_SOURCES" in (caught.value.hint or "")


def quiet(_bytes: int) -> None:
    """Take notice of no progress."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Write no log."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Return a folder and the address at which it is served."""
    folder = tmp_path / "site"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def fetcher(folder: Path) -> Fetcher:
    return Fetcher(folder / "cache", offline=False, environ={})


def test_an_address_is_fetched_and_checked(site: tuple[Path, str], tmp_path: Path) -> None:
    folder, address = site
    (folder / "kernel.tar").write_bytes(b"x" * 1_000_000)
    wanted = Fixed(sha256(b"x" * 1_000_000), 1_000_000, f"{address}/kernel.tar")
    told: list[int] = []
    found = fetcher(tmp_path).fetch([wanted], tmp_path / "into", told.append)
    assert found[wanted.digest].stat().st_size == 1_000_000
    assert told[-1] == 1_000_000


def test_a_file_on_this_machine_can_be_an_address_and_its_size_unknown(tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"mine")
    wanted = Fixed(sha256(b"mine"), 0, (tmp_path / "a file").as_uri())
    assert fetcher(tmp_path).fetch([wanted], tmp_path / "into", quiet)[wanted.digest].read_bytes() == b"mine"


def test_an_address_that_gives_other_bytes_is_a_mismatch(site: tuple[Path, str], tmp_path: Path) -> None:
    folder, address = site
    (folder / "kernel.tar").write_bytes(b"other")
    with pytest.raises(DigestMismatchError) as caught:
        fetcher(tmp_path).fetch([Fixed(sha256(b"this"), 0, f"{address}/kernel.tar")], tmp_path / "into", quiet)
    assert Path(caught.value.where or "").read_bytes() == b"other"


def test_an_address_with_nothing_there_is_an_error_that_names_it(site: tuple[Path, str], tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"/none\.tar"):
        fetcher(tmp_path).fetch([Fixed(Digest("0" * 64), 0, f"{site[1]}/none.tar")], tmp_path / "into", quiet)


@pytest.mark.parametrize("address", ["ftp://mirror.test/x", "/etc/passwd", "git+ssh://x/y", "http://", "file:///none"])
def test_an_address_that_cannot_be_fetched_from_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(FetchError):
        fetcher(tmp_path).fetch([Fixed(Digest("0" * 64), 0, address)], tmp_path / "into", quiet)
