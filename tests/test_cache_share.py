"""One hash is all that another needs: fetched, booted on an empty machine, built again from source and compared."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import pinned
from cache_server import serving
from cache_worlds import nix
from conftest import CHECKOUT, FRONT, Guestpipe
from guestpipe.digest import sha256_hex
from guestpipe.errors import LyingCacheError
from guestpipe.plan import record
from guestpipe.sharing import share as shares
from guestpipe.store.store import Object, Store
from guestpipe.substitute import envelope
from guestpipe.substitute.signing import generate
from libc_world import copied
from store_worlds import seal
from worlds import write_tiny

NOWHERE = {"GUESTPIPE_DEBIAN_SOURCES": "/nonexistent", "http_proxy": "http://127.0.0.1:9"}
"""An environment in which nothing can be fetched from Debian."""


@dataclass(frozen=True)
class Shared:
    """What one user shared, and the line that came of it."""

    folder: Path
    hash: str
    line: list[str]
    image: str

    @property
    def cache(self) -> Path:
        return self.folder / "cache"


def shared(folder: Path, guest: Path, *more: str, store: Path | None = None) -> Shared:
    key = generate("lab-1")
    (folder / "secret").write_text(key.text())
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_CACHE_HOME": str(pinned.CACHE.parent),
    }
    argv = [*FRONT, "share", str(guest), "--store", str(store or folder / "a"), "--to", str(folder / "cache"), *more]
    argv += ["--key", str(folder / "secret")]
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    word, line = done.stdout.splitlines()
    return Shared(folder, word, line.split(), (guest.parent / "result").readlink().name)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    folder = tmp_path_factory.mktemp("tiny")
    return shared(folder, write_tiny(folder / "project"), "--tools")


@pytest.fixture(scope="module")
def hello(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    folder = tmp_path_factory.mktemp("hello")
    shutil.copytree(CHECKOUT / "guests/hello-c", folder / "hello-c", ignore=lambda *_: ["result"])
    return shared(folder, folder / "hello-c/guest.toml", store=pinned.STORE)


@pytest.fixture
def empty(guestpipe: Guestpipe, tmp_path: Path) -> Guestpipe:
    """Guestpipe on a machine on which nothing is and nothing can be fetched but from caches."""

    def call(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        homes = {name: str(tmp_path / name.lower()) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
        return guestpipe(*arguments, GUESTPIPE_STORE=str(tmp_path / "store"), **homes, **NOWHERE, **more)

    return call


def test_the_line_that_share_prints_boots_the_guest_on_an_empty_machine(
    hello: Shared, empty: Guestpipe, tmp_path: Path
) -> None:
    assert hello.line[:3] == ["guestpipe", "run", hello.hash]
    done = empty(*hello.line[1:], "--accel", "tcg")
    assert done.returncode == 0, done.stderr
    assert "Hello from hello-c!" in done.stdout
    names = {path.name[33:] for path in (tmp_path / "store/objects").iterdir()}
    assert names == {"hello-c", "hello-c.share", "vmm-qemu"}
    assert "built" not in done.stderr
    assert "fetched" not in done.stderr


def test_without_the_key_the_emulator_of_the_cache_is_not_run(hello: Shared, empty: Guestpipe) -> None:
    done = empty("run", hello.hash, "--substituter", hello.cache)
    assert done.returncode == 69
    assert "names no archive of Debian" in done.stderr
    assert "signed by `lab-1`, whom you do not trust" in done.stderr


def test_a_hash_is_fetched_by_its_digits_alone_and_kept(tiny: Shared, empty: Guestpipe, tmp_path: Path) -> None:
    done = empty("fetch", tiny.hash[:32], "--substituter", tiny.cache)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).name == tiny.image
    empty("store", "gc", "--grace", "0s")
    assert {path.name for path in (tmp_path / "store/objects").iterdir()} == {tiny.image, tiny.hash}
    again = empty("fetch", tiny.hash)
    assert again.stdout == done.stdout


def test_everything_can_be_fetched_with_the_logs_and_sources(tiny: Shared, empty: Guestpipe, tmp_path: Path) -> None:
    done = empty("fetch", tiny.hash, "--all", "--substituter", tiny.cache)
    assert done.returncode == 0, done.stderr
    names = {path.name[33:] for path in (tmp_path / "store/objects").iterdir()}
    assert {"kernel-geekos", "kernel-geekos.recipe", "sample.source", "link"} <= names


def test_what_was_shared_is_built_again_from_source_and_compared(
    tiny: Shared, empty: Guestpipe, tmp_path: Path
) -> None:
    key = tiny.line[tiny.line.index("--trusted-key") + 1]
    done = empty("realize", "--from", tiny.hash, "--substituter", tiny.cache, "--trusted-key", key)
    assert done.returncode == 0, done.stderr
    assert "steps built from source, every byte as shared" in done.stderr
    assert "building kernel-geekos" in done.stderr
    assert Path(done.stdout.strip()).name == tiny.image


def test_one_step_of_a_haskell_guest_is_built_again_and_compared(guestpipe: Guestpipe, tmp_path: Path) -> None:
    path = copied("guests/hello-haskell", tmp_path)
    done = guestpipe("share", path, "--to", tmp_path / "cache", "--unsigned", "--compression", "none")
    assert done.returncode == 0, done.stderr
    word = done.stdout.splitlines()[0]
    again = guestpipe("realize", "--from", word, "--rebuild", "program-haskell", "--substituter", tmp_path / "cache")
    assert again.returncode == 0, again.stderr
    assert "1 step built from source, every byte as shared" in again.stderr
    assert "building program-haskell" in again.stderr
    assert Path(again.stdout.strip()).name == (path.parent / "result").readlink().name
    wrong = guestpipe("realize", "--from", word, "--rebuild", "program-haskel")
    assert wrong.returncode == 65
    assert "did you mean `program-haskell`?" in wrong.stderr


def contents(store: Store, word: str) -> tuple[Object, dict[str, bytes]]:
    """Return the share `word` of a store, and its files."""
    found = store.by_base_name(word)
    assert found is not None
    return found, {path.name: path.read_bytes() for path in store.object_path(found).iterdir()}


def altered(tiny: Shared, folder: Path, step: str) -> tuple[str, Path]:
    """Publish a share that says of `step` that it gave something else; return its hash and the cache."""
    cache = folder / "altered"
    shutil.copytree(tiny.cache, cache)
    environment = {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(pinned.CACHE.parent)}
    with Store.open(folder / "forge") as store:
        pull = [*FRONT, "cache", "pull", str(cache), tiny.hash, "--store", str(folder / "forge")]
        subprocess.run(pull, env=environment, check=True, capture_output=True)
        _, tree = contents(store, tiny.hash)
        other = seal(store, {"else": b"other bytes"}, step)
        content = json.loads(tree["share.json"])
        content["made"][step]["object"] = {"name": step, "nar_sha256": other.digest, "nar_bytes": other.size_bytes}
        tree["share.json"] = json.dumps(content).encode()
        share = seal(store, tree, "sample.share")
    for obj in (share, other):
        push = [*FRONT, "cache", "push", str(cache), "--object", obj.base_name, "--store", str(folder / "forge")]
        subprocess.run(push, env=environment, check=True, capture_output=True)
    return share.base_name, cache


def test_a_share_that_cannot_be_built_again_is_found_out_by_step(
    tiny: Shared, empty: Guestpipe, tmp_path: Path
) -> None:
    word, cache = altered(tiny, tmp_path, "link")
    key = tiny.line[tiny.line.index("--trusted-key") + 1]
    done = empty("realize", "--from", word, "--substituter", cache, "--trusted-key", key)
    assert done.returncode == 104, done.stderr
    assert "1 of " in done.stderr
    assert "link: there " in done.stderr


def test_the_line_to_paste_has_no_password(tiny: Shared, guestpipe: Guestpipe, tmp_path: Path) -> None:
    with serving(tmp_path / "served") as server:
        address = server.url.replace("//", "//me:secret@")
        argv = (
            "share",
            tiny.folder / "project/guest.toml",
            "--store",
            tiny.folder / "a",
            "--unsigned",
            "--to",
            address,
        )
        done = guestpipe(*argv)
    assert done.returncode == 0, done.stderr
    assert "secret" not in done.stdout + done.stderr
    assert f"--substituter {server.url}" in done.stdout


def test_a_hash_that_nobody_has_and_words_that_are_none(tiny: Shared, empty: Guestpipe, tmp_path: Path) -> None:
    missing = empty("fetch", "0" * 32, "--substituter", tiny.cache)
    assert missing.returncode == 66
    assert "nor in a cache that was asked" in missing.stderr
    assert empty("fetch", "nonsense").returncode == 64
    assert empty("realize", "--from", "nonsense").returncode == 64
    assert empty("run", "1" * 32).returncode == 66


def test_what_is_no_share_is_refused(tiny: Shared, empty: Guestpipe) -> None:
    done = empty("fetch", tiny.image[:32], "--substituter", tiny.cache)
    assert done.returncode == 76
    assert "is not a share" in done.stderr


def test_the_same_guest_shared_by_another_has_the_same_hash(tiny: Shared, tmp_path: Path) -> None:
    other = shared(tmp_path, write_tiny(tmp_path / "elsewhere"), "--tools")
    assert other.hash == tiny.hash


def test_a_share_says_plan_lock_and_declaration(tiny: Shared, empty: Guestpipe, tmp_path: Path) -> None:
    empty("fetch", tiny.hash, "--substituter", tiny.cache)
    place = tmp_path / "store/objects" / tiny.hash
    papers = {"provenance.json", "components.json"}
    assert {path.name for path in place.iterdir()} == {
        "share.json",
        "plan.json",
        "guest.toml",
        "guestpipe.lock",
        *papers,
    }
    plan = record.from_bytes((place / "plan.json").read_bytes(), str)
    lock = (place / "guestpipe.lock").read_text()
    pinned_digests = {step.fixed.digest for step in plan.steps if step.fixed}
    assert pinned_digests
    assert all(digest in lock for digest in pinned_digests)
    assert 'name = "sample"' in (place / "guest.toml").read_text()


def test_results_of_counted_benchmarks_are_shared(guestpipe: Guestpipe, empty: Guestpipe, tmp_path: Path) -> None:
    path = copied("guests/fibonacci", tmp_path)
    benched = guestpipe("bench", path)
    assert benched.returncode == 0, benched.stderr
    done = guestpipe("share", path, "--to", tmp_path / "cache", "--unsigned")
    assert done.returncode == 0, done.stderr
    word = done.stdout.splitlines()[0]
    fetched = empty("fetch", word, "--all", "--substituter", tmp_path / "cache")
    assert fetched.returncode == 0, fetched.stderr
    names = {place.name[33:] for place in (tmp_path / "store/objects").iterdir()}
    assert "fibonacci-c.fibonacci-1" in names


def key_of(line: list[str]) -> str:
    return line[line.index("--trusted-key") + 1]


def test_the_statement_of_provenance_is_signed_and_verified_when_it_is_fetched(tiny: Shared, empty: Guestpipe) -> None:
    argv = ("fetch", tiny.hash, "--substituter", tiny.cache)
    key = key_of(tiny.line)
    assert "its provenance is signed by `lab-1`, whom you trust" in empty(*argv, "--trusted-key", key).stderr
    assert "its provenance is signed by `lab-1`, whom you do not trust" in empty(*argv).stderr
    told = json.loads(empty(*argv, "--trusted-key", key, "--json").stdout.splitlines()[-1])
    assert told["provenance"] == {"signed_by": ["lab-1"], "also": []}


def test_a_second_signature_on_the_statement_is_added_by_cache_sign(
    tiny: Shared, empty: Guestpipe, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    shutil.copytree(tiny.cache, cache)
    (tmp_path / "other").write_text(generate("other-1").text())
    assert empty("cache", "sign", cache, "--key", tmp_path / "other").returncode == 0
    done = empty("fetch", tiny.hash, "--substituter", cache, "--trusted-key", key_of(tiny.line), "--json")
    assert json.loads(done.stdout.splitlines()[-1])["provenance"] == {"signed_by": ["lab-1"], "also": ["other-1"]}


@pytest.mark.parametrize(
    ("lie", "complaint"),
    [
        (lambda text: text.replace(b'"sig":"', b'"sig":"AAAA'), "is not what `lab-1` has signed"),
        (lambda _: envelope.sealed(b'{"another":1}', generate("lab-1")), "is not what `lab-1` has signed"),
        (lambda _: envelope.sealed(b'{"another":1}', generate("x-1")), "is another than was asked for"),
        (lambda text: text[:100], "is not a statement of provenance in an envelope"),
    ],
)
def test_a_cache_that_lies_about_the_statement_is_named_and_the_image_is_there(
    tiny: Shared, empty: Guestpipe, tmp_path: Path, lie: Callable[[bytes], bytes], complaint: str
) -> None:
    cache = tmp_path / "cache"
    shutil.copytree(tiny.cache, cache)
    (file,) = (cache / "guestpipe/provenance").iterdir()
    content = lie(file.read_bytes())
    file.unlink()
    file.write_bytes(content)
    done = empty("fetch", tiny.hash, "--substituter", cache, "--trusted-key", key_of(tiny.line))
    assert complaint in done.stderr
    assert "its provenance is not signed" in done.stderr
    assert Path(done.stdout.strip()).name == tiny.image


def test_a_statement_on_another_image_or_plan_is_refused(tiny: Shared, empty: Guestpipe, tmp_path: Path) -> None:
    empty("fetch", tiny.hash, "--substituter", tiny.cache)
    with Store.open(tmp_path / "store") as store:
        _, tree = contents(store, tiny.hash)
        told = json.loads(tree["provenance.json"])
        told["subject"][0]["digest"]["sha256"] = "0" * 64
        other = seal(store, {**tree, "provenance.json": json.dumps(told).encode()}, "image.share")
        told = json.loads(tree["provenance.json"])
        told["predicate"]["buildDefinition"]["internalParameters"]["planKey"] = "0" * 64
        third = seal(store, {**tree, "provenance.json": json.dumps(told).encode()}, "plan.share")
    for share, complaint in ((other, "is on another image"), (third, "says that another plan made the image")):
        done = empty("fetch", share.base_name)
        assert done.returncode == 76
        assert complaint in done.stderr


def test_measured_results_are_shared_with_the_guest_that_they_are_of_and_no_other(
    guestpipe: Guestpipe, empty: Guestpipe, tmp_path: Path
) -> None:
    path = copied("guests/fibonacci", tmp_path)
    path.write_text(path.read_text() + "repetitions = 2\nwarm-up = 0\n")
    measured = guestpipe("bench", path, "--measured", "tcg", "--output", tmp_path / "here.json")
    assert measured.returncode == 0, measured.stderr
    argv = ("share", path, "--to", tmp_path / "cache", "--unsigned", "--results")
    done = guestpipe(*argv, tmp_path / "here.json")
    assert done.returncode == 0, done.stderr
    word = done.stdout.splitlines()[0]
    fetched = empty("fetch", word, "--substituter", tmp_path / "cache")
    results = tmp_path / "store/objects" / word / "results/here.json"
    assert f"for `guestpipe bench compare`: {results}" in fetched.stderr
    assert results.read_bytes() == (tmp_path / "here.json").read_bytes()
    told = json.loads(results.read_text())
    (tmp_path / "else.json").write_text(json.dumps({**told, "image": "0" * 32 + "-else"}))
    refused = guestpipe(*argv, tmp_path / "else.json")
    assert refused.returncode == 65
    assert "results of another image" in refused.stderr


def test_one_file_does_the_same_without_a_server(
    tiny: Shared, guestpipe: Guestpipe, empty: Guestpipe, tmp_path: Path
) -> None:
    file = tmp_path / "sample.guestpipe"
    guest = tiny.folder / "project/guest.toml"
    argv = ("export", file, guest, "--store", tiny.folder / "a", "--key", tiny.folder / "secret")
    exported = guestpipe(*argv, "--tools")
    assert exported.returncode == 0, exported.stderr
    assert exported.stdout.split() == [tiny.hash, "guestpipe", "run", tiny.hash]
    assert guestpipe(*argv).returncode == 66
    imported = empty("import", file)
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout.strip() == tiny.hash
    fetched = empty("fetch", tiny.hash)
    assert Path(fetched.stdout.strip()).name == tiny.image
    # It is a cache of Nix when it is unpacked.
    (tmp_path / "unpacked").mkdir()
    subprocess.run(["tar", "-xf", file, "-C", tmp_path / "unpacked"], check=True)
    info = nix(tmp_path, "path-info", "--store", f"file://{tmp_path}/unpacked", f"/nix/store/{tiny.image}")
    assert info.stdout.strip() == f"/nix/store/{tiny.image}", info.stderr


def test_what_a_file_says_of_steps_counts_only_if_it_is_trusted(
    tiny: Shared, guestpipe: Guestpipe, empty: Guestpipe, tmp_path: Path
) -> None:
    file = tmp_path / "sample.guestpipe"
    guest = tiny.folder / "project/guest.toml"
    key = tiny.line[tiny.line.index("--trusted-key") + 1]
    guestpipe("export", file, guest, "--store", tiny.folder / "a", "--key", tiny.folder / "secret")
    known = write_tiny(tmp_path / "project")
    assert "whom you do not trust" in empty("import", file).stderr
    assert empty("realize", known, "--offline").returncode == 75
    assert "its provenance is signed by `lab-1`, whom you trust" in empty("import", file, "--trusted-key", key).stderr
    assert Path(empty("realize", known, "--offline").stdout.strip()).name == tiny.image


@pytest.mark.parametrize("damage", ["cut", "altered", "nonsense"])
def test_a_file_that_is_damaged_is_refused_and_leaves_nothing(
    tiny: Shared, guestpipe: Guestpipe, empty: Guestpipe, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "sample.guestpipe"
    guest = tiny.folder / "project/guest.toml"
    guestpipe("export", file, guest, "--store", tiny.folder / "a", "--unsigned")
    content = bytearray(file.read_bytes())
    with tarfile.open(file) as archive:
        (first, *_) = [member for member in archive if member.name.startswith("nar/")]
    if damage == "cut":
        del content[first.offset_data + 10 :]
    elif damage == "altered":
        content[first.offset_data + first.size // 2] ^= 1
    else:
        content[:] = b"nonsense" * 1000
    file.write_bytes(content)
    done = empty("import", file)
    assert done.returncode == 76, done.stderr
    assert done.stdout == ""


def test_a_share_is_read_strictly(tmp_path: Path, tiny: Shared, empty: Guestpipe) -> None:
    empty("fetch", tiny.hash, "--substituter", tiny.cache)
    with Store.open(tmp_path / "store") as store:
        found, tree = contents(store, tiny.hash)
        good = json.loads(tree["share.json"])
        assert shares.read(store, found).image.base_name == tiny.image

        def refused(name: str, content: bytes) -> None:
            bad: Object = seal(store, {**tree, name: content}, f"bad-{sha256_hex(content)[:8]}.share")
            with pytest.raises(LyingCacheError, match="is not a share"):
                shares.read(store, bad)

        guests: tuple[dict[str, object], ...] = (
            {"formats": ["../../x"]},
            {"formats": []},
            {"machine": "-x"},
            {"cpus": "1"},
            {"vmm": "qemu,x"},
        )
        for guest in guests:
            refused("share.json", json.dumps({**good, "guest": {**good["guest"], **guest}}).encode())
        changes: tuple[dict[str, object], ...] = (
            {"format": 2},
            {"kind": "x"},
            {"made": {}},
            {"made": {"unknown": good["made"]["sample"]}},
        )
        for change in changes:
            refused("share.json", json.dumps({**good, **change}).encode())
        for content in (b"", b"[]", b"\xff", b"[" * 10_000, b'{"format": 1}'):
            refused("share.json", content)
