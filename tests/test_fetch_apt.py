"""Fetching by the host's real apt from an archive in a folder: what it asks for, checks, keeps and says."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from debian_world import World
from guestpipe.digest import Digest
from guestpipe.errors import DigestMismatchError, FetchError, HostError
from guestpipe.plan.step import Fixed
from guestpipe.store.apt import SOURCES_VARIABLE
from guestpipe.store.fetch import Fetcher

needs_apt = pytest.mark.skipif(
    shutil.which("apt-get") is None, reason="this host has no apt, so it cannot fetch packages"
)


def quiet(_bytes: int) -> None:
    """Take notice of no progress."""


class Host:
    """A host whose apt knows one archive, and writes down how it is called."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder / "archive")
        self.into = folder / "into"
        self.log = folder / "log"
        programs = folder / "programs"
        programs.mkdir(parents=True)
        shim = programs / "apt-get"
        shim.write_text(f'#!/bin/sh\necho "$@" >> "{self.log}"\nexec {shutil.which("apt-get")} "$@"\n')
        shim.chmod(0o755)
        path = f"{programs}:{os.environ['PATH']}"
        environ = self.world.environ({**os.environ, "PATH": path})
        self.fetcher = Fetcher(folder / "cache dir", offline=False, environ=environ)

    def calls(self, verb: str) -> list[str]:
        """Return the calls of apt-get with `verb` so far."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line for line in lines if line.startswith(verb)]


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """Return a host with an archive that is still empty."""
    return Host(tmp_path)


@needs_apt
def test_all_packages_come_by_one_call_and_each_file_is_named_by_its_digest(host: Host) -> None:
    wanted = [host.world.package("one", "1.0"), host.world.package("two", "1:2.0-3+b1")]
    found = host.fetcher.fetch(wanted, host.into, quiet)
    assert {path.name for path in found.values()} == {fixed.digest for fixed in wanted}
    assert all(path.stat().st_size == fixed.size_bytes for fixed in wanted for path in [found[fixed.digest]])
    assert host.calls("download") == ["download one=1.0 two=1:2.0-3+b1"]
    assert sorted(path.name for path in host.into.iterdir()) == sorted(found)


@needs_apt
def test_the_upstream_archive_of_a_source_comes_without_its_other_files(host: Host) -> None:
    files = {"s_1.orig.tar.gz": b"upstream", "s_1-1.debian.tar.xz": b"debian", "s_1-1.dsc": b"dsc"}
    upstream = host.world.source("s", "1-1", files)[0]
    found = host.fetcher.fetch([upstream], host.into, quiet)
    assert found[upstream.digest].read_bytes() == b"upstream"
    assert host.calls("source") == ["source --download-only --tar-only s=1-1"]


@needs_apt
def test_progress_grows_to_the_sum_of_the_sizes(host: Host) -> None:
    wanted = [host.world.package("one", "1", os.urandom(100_000)), host.world.package("two", "2")]
    told: list[int] = []
    host.fetcher.fetch(wanted, host.into, told.append)
    assert told == sorted(told)
    assert told[-1] == sum(fixed.size_bytes for fixed in wanted)


@needs_apt
def test_the_lists_are_fetched_once_and_used_again(host: Host) -> None:
    one, two = host.world.package("one", "1"), host.world.package("two", "1")
    host.fetcher.fetch([one], host.into, quiet)
    host.fetcher.fetch([two], host.into, quiet)
    assert len(host.calls("update")) == 1


@needs_apt
def test_a_version_that_the_lists_do_not_know_yet_is_found_by_new_lists(host: Host) -> None:
    host.fetcher.fetch([host.world.package("one", "1")], host.into, quiet)
    newer = host.world.package("one", "2")
    assert newer.digest in host.fetcher.fetch([newer], host.into, quiet)
    assert len(host.calls("update")) == 2


@needs_apt
def test_a_version_that_left_the_mirror_is_an_error_with_apts_words_and_a_way_out(host: Host) -> None:
    old = host.world.package("one", "1")
    host.world.package("one", "2")
    host.world.withdraw("one", "1")
    with pytest.raises(FetchError) as caught:
        host.fetcher.fetch([old], host.into, quiet)
    assert "deb:one=1:amd64" in caught.value.detail
    assert any("'1' for 'one' was not found" in line for line in caught.value.detail)
    assert "guestpipe lock --update" in (caught.value.hint or "")
    assert caught.value.exit_code == 75


@needs_apt
@pytest.mark.parametrize("lists", ["none", "old"])
def test_without_a_network_the_error_says_so_in_apts_words(host: Host, tmp_path: Path, lists: str) -> None:
    (tmp_path / "host.conf").write_text('Acquire::Retries "0";\n')
    environ = dict(host.fetcher.environ) | {"APT_CONFIG": str(tmp_path / "host.conf")}
    fetcher = Fetcher(host.fetcher.cache, offline=False, environ=environ)
    if lists == "old":
        fetcher.fetch([host.world.package("one", "1")], host.into, quiet)
    Path(environ[SOURCES_VARIABLE]).write_text("deb [trusted=yes] http://127.0.0.1:9/debian bookworm main\n")
    with pytest.raises(FetchError) as caught:
        fetcher.fetch([host.world.package("two", "1")], host.into, quiet)
    assert any("127.0.0.1:9" in line for line in caught.value.detail)
    assert "check the network" in (caught.value.hint or "")


@needs_apt
def test_what_can_be_had_before_a_failure_is_not_asked_for_again(host: Host) -> None:
    one, two = host.world.package("one", "1"), host.world.package("two", "1")
    host.fetcher.fetch([one], host.into, quiet)
    (host.world.root / "pool/two_1_amd64.deb").unlink()
    with pytest.raises(FetchError, match="1 of the pinned files"):
        host.fetcher.fetch([one, two], host.into, quiet)
    assert host.calls("download")[-1] == "download two=1"


@needs_apt
def test_bytes_with_another_digest_are_kept_aside_and_both_digests_are_named(host: Host) -> None:
    real = host.world.package("one", "1")
    pinned = Fixed(Digest("0" * 64), real.size_bytes, real.origin)
    with pytest.raises(DigestMismatchError) as caught:
        host.fetcher.fetch([pinned], host.into, quiet)
    aside = Path(caught.value.where or "")
    assert aside.stat().st_size == real.size_bytes
    assert any("0" * 64 in line for line in caught.value.detail)
    assert any(real.digest in line for line in caught.value.detail)
    assert caught.value.exit_code == 102
    assert list(host.into.iterdir()) == []


def test_offline_names_what_is_missing_and_starts_nothing(host: Host) -> None:
    fetcher = Fetcher(host.fetcher.cache, offline=True, environ=host.fetcher.environ)
    wanted = [Fixed(Digest(f"{n:064}"), 1, f"deb:p{n:02}=1:amd64") for n in range(10)]
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(wanted, host.into, quiet)
    assert caught.value.detail[0] == "deb:p00=1:amd64"
    assert caught.value.detail[-1] == "and 2 more"
    assert not host.log.exists()


def test_nothing_wanted_needs_neither_apt_nor_network(tmp_path: Path) -> None:
    assert Fetcher(tmp_path, offline=True, environ={}).fetch([], tmp_path / "into", quiet) == {}


def test_a_host_without_apt_is_told_what_to_do(host: Host, tmp_path: Path) -> None:
    fetcher = Fetcher(tmp_path / "cache", offline=False, environ={**host.fetcher.environ, "PATH": str(tmp_path)})
    with pytest.raises(HostError, match="no `apt-config` on this machine") as caught:
        fetcher.fetch([Fixed(Digest("0" * 64), 1, "deb:one=1:amd64")], host.into, quiet)
    assert "substituter" in (caught.value.hint or "")


@needs_apt
def test_what_progress_raises_ends_apt(host: Host, tmp_path: Path) -> None:
    wanted = host.world.package("one", "1")
    host.fetcher.fetch([wanted], host.into, quiet)
    stuck = tmp_path / "programs/apt-get"
    stuck.write_text(f'#!/bin/sh\necho $$ > "{tmp_path}/pid"\nexec sleep 1000\n')

    def interrupted(_bytes: int) -> None:
        if (tmp_path / "pid").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        host.fetcher.fetch([host.world.package("two", "1")], host.into, interrupted)
    pid = int((tmp_path / "pid").read_text())
    assert not Path(f"/proc/{pid}").exists()


@needs_apt
def test_two_at_once_share_the_state(host: Host, tmp_path: Path) -> None:
    wanted = [host.world.package(f"p{n}", "1") for n in range(4)]
    failures: list[BaseException] = []

    def fetch(number: int) -> None:
        try:
            found = host.fetcher.fetch(wanted, tmp_path / f"into{number}", quiet)
            assert len(found) == 4
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=fetch, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
