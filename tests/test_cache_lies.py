"""A cache that lies is refused by name, and nothing of it is in the store afterwards."""

from __future__ import annotations

import io
import lzma
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cache_worlds import LAB, OTHER, folder, made, pushed
from guestpipe import nar
from guestpipe.digest import nix_base32, object_base_name, sha256_hex
from guestpipe.errors import FetchError, GuestpipeError, LyingCacheError, UntrustedError
from guestpipe.store.objects import check_tree
from guestpipe.store.store import Store
from guestpipe.substitute import claim as claims
from guestpipe.substitute import narinfo
from guestpipe.substitute.folder import Folder
from guestpipe.substitute.narinfo import NarInfo, path_of
from guestpipe.substitute.pull import look_up, pull
from store_worlds import key


class World:
    """A cache with one object, to be tampered with, and an empty store."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cache: Folder = folder(path / "cache")
        with Store.open(path / "a") as store:
            self.made = made(store, 1, {"file": bytes(range(256)) * 4000, "run": (b"x",)})
            self.other = made(store, 2, {"file": b"another"}, "thing")
            pushed(store, self.cache, self.made, self.other)
        found = look_up(self.cache, self.made.object.base_name)
        assert found is not None
        self.info: NarInfo = found

    @property
    def archive(self) -> Path:
        return self.path / "cache" / self.info.url

    def rewrite(self, info: NarInfo) -> None:
        (self.path / "cache" / path_of(self.made.object.base_name)).write_bytes(narinfo.text_of(info))

    def repack(self, content: bytes, **changes: object) -> None:
        """Put another archive there, with a narinfo whose packed size and digest are right."""
        self.archive.write_bytes(content)
        fields = {"file_bytes": len(content), "file_digest": sha256_hex(content), **changes}
        self.rewrite(replace(self.info, **fields))  # type: ignore[arg-type]

    def refused(self, kind: type[GuestpipeError] = LyingCacheError) -> str:
        """Pull into an empty store; return the complaint."""
        with Store.open(self.path / "b") as store:
            with pytest.raises(kind) as caught:
                info = look_up(self.cache, self.made.object.base_name)
                assert info is not None
                pull(store, self.cache, info)
            assert store.records.entries() == []
            assert list((self.path / "b/objects").iterdir()) == []
        assert list((self.path / "b/tmp").iterdir()) == []
        return caught.value.what


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_cut_archive(world: World) -> None:
    world.archive.write_bytes(world.archive.read_bytes()[:-20])
    assert world.refused().startswith("the archive is cut: ")


def test_an_archive_cut_to_nothing(world: World) -> None:
    world.archive.write_bytes(b"")
    assert world.refused().startswith("the archive is cut: 0 of ")


def test_an_altered_archive(world: World) -> None:
    content = bytearray(world.archive.read_bytes())
    content[len(content) // 2] ^= 1
    world.archive.write_bytes(bytes(content))
    assert world.refused().startswith("the archive is damaged: ")


def test_an_archive_altered_where_no_checksum_of_its_own_guards_it(world: World) -> None:
    plain = bytearray(zstandard.ZstdDecompressor().decompressobj().decompress(world.archive.read_bytes()))
    plain[len(plain) // 2] ^= 1
    world.repack(bytes(plain), compression="none")
    assert "its content has sha256 " in world.refused()


def test_an_archive_that_is_only_packed_otherwise_than_announced(world: World) -> None:
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(world.archive.read_bytes())
    world.repack(zstandard.ZstdCompressor(level=1).compress(plain), file_digest=sha256_hex(b"else"))
    assert world.refused() == "the packed archive has another digest than is announced"


def test_the_archive_of_another_object(world: World) -> None:
    other = look_up(world.cache, world.other.object.base_name)
    assert other is not None
    world.rewrite(replace(world.info, url=other.url, file_bytes=other.file_bytes, file_digest=other.file_digest))
    assert world.refused().startswith("the archive does not unpack to the ")


def test_the_archive_of_another_object_of_the_same_size(tmp_path: Path) -> None:
    world = World(tmp_path)
    with Store.open(tmp_path / "a") as store:
        twin = made(store, 3, {"file": bytes(range(255, -1, -1)) * 4000, "run": (b"x",)})
        pushed(store, world.cache, twin)
    other = look_up(world.cache, twin.object.base_name)
    assert other is not None
    world.rewrite(replace(world.info, url=other.url, file_bytes=other.file_bytes, file_digest=other.file_digest))
    assert "its content has sha256 " in world.refused()


def test_an_archive_longer_than_announced(world: World) -> None:
    with world.archive.open("ab") as file:
        file.write(bytes(1 << 20))
    assert world.refused().startswith("the archive is longer than the ")


def test_a_decompression_bomb_is_stopped_at_the_first_byte_too_many(world: World) -> None:
    for compression, pack in (("zstd", zstandard.ZstdCompressor().compress), ("xz", lzma.compress)):
        plain = (
            zstandard.ZstdDecompressor()
            .decompressobj()
            .decompress(World(world.path / compression).archive.read_bytes())
        )
        bomb = pack(plain + bytes(200 << 20))
        assert len(bomb) < 1 << 20
        world.repack(bomb, compression=compression)
        assert world.refused().startswith("the archive unpacks to more than the ")


def test_a_bomb_in_one_file_of_the_archive(world: World) -> None:
    head = nar.MAGIC + nar.OPEN + nar.TYPE + nar.REGULAR + nar.CONTENTS + (1 << 60).to_bytes(8, "little")
    world.repack(zstandard.ZstdCompressor().compress(head + bytes(100 << 20)))
    assert world.refused().startswith("the archive unpacks to more than the ")


def test_a_narinfo_that_announces_too_much(world: World) -> None:
    world.rewrite(replace(world.info, nar_bytes=1 << 50))
    assert "too many for an object" in world.refused()


def test_a_zstd_window_that_would_take_all_memory(world: World) -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=29)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    world.repack(packer.compress(bytes(world.info.nar_bytes)) + packer.flush())
    assert world.refused().startswith("the archive is damaged: ")


def _nar(*entries: tuple[bytes, bytes]) -> bytes:
    """Return an archive of a folder with files, whatever their names."""

    def text(content: bytes) -> bytes:
        return len(content).to_bytes(8, "little") + content + bytes(-len(content) % 8)

    inner = b"".join(
        nar.ENTRY + nar.OPEN + nar.NAME + text(name) + nar.NODE
        + nar.OPEN + nar.TYPE + nar.REGULAR + nar.CONTENTS + text(content) + nar.CLOSE + nar.CLOSE
        for name, content in entries
    )  # fmt: skip
    return nar.MAGIC + nar.OPEN + nar.TYPE + nar.DIRECTORY + inner + nar.CLOSE


def claimed(world: World, archive: bytes) -> None:
    """Publish `archive` under the name that its bytes have: everything fits, but it is not to be unpacked."""
    digest = sha256_hex(archive)
    base_name = object_base_name(digest, "thing")
    packed = zstandard.ZstdCompressor().compress(archive)
    info = replace(
        world.info,
        base_name=base_name,
        url="nar/evil.nar.zst",
        nar_digest=digest,
        nar_bytes=len(archive),
        file_bytes=len(packed),
        file_digest=sha256_hex(packed),
        signatures=(),
    )
    info = replace(info, signatures=(LAB.sign(narinfo.fingerprint(info)),))
    (world.path / "cache/nar/evil.nar.zst").write_bytes(packed)
    (world.path / "cache" / path_of(base_name)).write_bytes(narinfo.text_of(info))
    world.made = world.made._replace(object=world.made.object._replace(digest=digest))


@pytest.mark.parametrize("name", [b"..", b".", b"a/b", b"../../escaped", b"/etc/escaped", b"a\0b", b"", b"\xff"])
def test_names_that_lead_out_of_the_tree(world: World, name: bytes) -> None:
    claimed(world, _nar((name, b"evil")))
    said = world.refused()
    assert "is not a name" in said or "empty or holds a NUL" in said or "is not UTF-8" in said
    assert not list(world.path.rglob("escaped"))


def test_names_that_come_twice_or_out_of_order(world: World) -> None:
    claimed(world, _nar((b"a", b"1"), (b"a", b"2")))
    assert "names must be sorted and differ" in world.refused()


def test_a_link_that_leads_out_of_the_tree(world: World, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "link").symlink_to("/etc/passwd")
    archive = io.BytesIO()
    nar.dump(tree, archive.write)
    claimed(world, archive.getvalue())
    assert "out of the tree" in world.refused()


def test_a_name_that_no_object_may_have(world: World) -> None:
    path = world.path / "cache" / path_of(world.made.object.base_name)
    path.write_text(path.read_text().replace("-thing\n", "-../../thing\n"))
    assert "its `StorePath` is not one of `/nix/store`" in world.refused()


def test_a_replayed_narinfo_of_another_path(world: World) -> None:
    other = world.cache.read(path_of(world.other.object.base_name), 1 << 20)
    assert other is not None
    (world.path / "cache" / path_of(world.made.object.base_name)).write_bytes(other)
    assert world.refused().startswith("the narinfo is of another object: ")


def test_a_narinfo_with_the_digest_of_another_object(world: World) -> None:
    other = look_up(world.cache, world.other.object.base_name)
    assert other is not None
    world.rewrite(replace(other, base_name=world.info.base_name))
    assert "does not prove its content" in world.refused(UntrustedError)


@pytest.mark.parametrize("url", ["../secret", "/etc/passwd", "nar/../../x", "http://elsewhere/x", "nar//x", ".x", ""])
def test_an_archive_elsewhere(world: World, url: str) -> None:
    world.rewrite(replace(world.info, url=url))
    assert "leads out of the cache" in world.refused()


def test_an_archive_that_is_not_there(world: World) -> None:
    world.archive.unlink()
    assert world.refused() == "the archive that the narinfo names is not there"


def test_a_compression_that_nobody_knows(world: World) -> None:
    world.rewrite(replace(world.info, compression="lzip"))
    assert "which is not known" in world.refused()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"NarSize: ", b"NarSize: -"),
        (b"NarSize: ", b"NarSize: 99999999999999999999"),
        (b"NarHash: sha256:", b"NarHash: sha256:z"),
        (b"NarHash: sha256:", b"NarHash: md5:"),
        (b"StorePath: /nix/store/", b"StorePath: /elsewhere/"),
        (b"Compression: ", b"\x00\xff: "),
        (b"URL: ", b"NarHash: sha256:00\nURL: "),
        (b"URL: ", b"nonsense\nURL: "),
        (b"NarHash: ", b"Nothing: "),
    ],
)
def test_what_is_no_narinfo(world: World, old: bytes, new: bytes) -> None:
    file = world.path / "cache" / path_of(world.made.object.base_name)
    file.write_bytes(file.read_bytes().replace(old, new, 1))
    assert world.refused().startswith("this is not a narinfo: ")


def test_a_narinfo_without_end(world: World) -> None:
    (world.path / "cache" / path_of(world.made.object.base_name)).write_bytes(b"x" * (2 << 20))
    assert "is longer than" in world.refused()


def test_an_object_that_needs_others(world: World) -> None:
    world.rewrite(replace(world.info, references=(world.other.object.base_name,)))
    assert "needs other paths of a Nix store" in world.refused()


def test_a_path_of_nix_whose_name_proves_nothing_needs_a_signature_that_is_trusted(
    world: World, tmp_path: Path
) -> None:
    base_name = f"{nix_base32(bytes(20))}-thing"
    info = replace(world.info, base_name=base_name, ca="", signatures=())
    signed = replace(info, signatures=(OTHER.sign(narinfo.fingerprint(info)),))
    file = tmp_path / "cache" / path_of(base_name)
    for bad in (info, replace(signed, nar_bytes=info.nar_bytes + 1), replace(signed, signatures=("other-1:AAAA",))):
        file.write_bytes(narinfo.text_of(bad))
        with pytest.raises(UntrustedError):
            look_up(world.cache, base_name, (OTHER.public,))
    file.write_bytes(narinfo.text_of(signed))
    with pytest.raises(UntrustedError):
        look_up(world.cache, base_name, (LAB.public,))
    found = look_up(world.cache, base_name, (OTHER.public,))
    assert found is not None
    with Store.open(tmp_path / "b") as store:
        # It is an object like any other, under the name that its content has.
        assert pull(store, world.cache, found) == world.made.object


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b'{"kind": "guestpipe realisation", "format": 2}',
        b'{"kind": "guestpipe realisation", "format": 1}',
        b"\xff\xfe",
        b"[" * 5000,
    ],
)
def test_what_is_no_realisation(content: bytes) -> None:
    with pytest.raises(LyingCacheError, match="this is not a realisation"):
        claims.read(content, claims.plan_path(key(1)), "here")


def test_a_replayed_realisation_of_another_key(world: World) -> None:
    content = world.cache.read(claims.plan_path(key(2)), 1 << 16)
    assert content is not None
    with pytest.raises(LyingCacheError, match="the realisation is that of another key"):
        claims.read(content, claims.plan_path(key(1)), "here")


def test_a_realisation_that_names_an_object_outside(world: World) -> None:
    content = world.cache.read(claims.plan_path(key(1)), 1 << 16)
    assert content is not None
    for name in ("../../x", "", ".x", "a/b"):
        changed = content.replace(b'"name":"thing"', b'"name":"%s"' % name.encode())
        with pytest.raises(LyingCacheError):
            claims.read(changed, claims.plan_path(key(1)), "here")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["narinfo", "archive"]), st.floats(0, 1), st.binary(max_size=3), st.integers(0, 3))
def test_whatever_is_changed_in_a_cache_what_is_sealed_is_what_was_asked_for(
    world: World, which: str, where: float, put: bytes, dropped: int
) -> None:
    file = world.archive if which == "archive" else world.path / "cache" / path_of(world.made.object.base_name)
    content = file.read_bytes()
    at = int(where * len(content))
    file.write_bytes(content[:at] + put + content[at + dropped :])
    try:
        with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder, "store")) as store:
            try:
                info = look_up(world.cache, world.made.object.base_name)
                if info is not None:
                    assert pull(store, world.cache, info) == world.made.object
            except (LyingCacheError, UntrustedError):
                assert store.records.entries() == []
            sealed = {path.name for path in Path(folder, "store/objects").iterdir()}
            assert sealed <= {world.made.object.base_name}
            assert all(check_tree(f"{folder}/store/objects/{n}")[0] == world.made.object.digest for n in sealed)
            subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    finally:
        file.write_bytes(content)


def test_every_refusal_is_a_fetch_that_failed_and_has_its_own_exit_code() -> None:
    assert (LyingCacheError.exit_code, UntrustedError.exit_code, FetchError.exit_code) == (76, 77, 75)
