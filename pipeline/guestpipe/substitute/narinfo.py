"""A `.narinfo`: what a cache says about one object, read strictly and written as Nix writes it. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from guestpipe.digest import NIX_STORE, Digest, from_nix_base32, nix_base32, object_base_name
from guestpipe.errors import LyingCacheError

MAX_BYTES = 1 << 20
"""A longer one is not read."""

_BASE_NAME = re.compile(r"([0-9a-df-np-sv-z]{32})-([A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]{0,210})")
_ADDRESS = re.compile(r"[A-Za-z0-9_+=-][A-Za-z0-9._+=-]*(/[A-Za-z0-9_+=-][A-Za-z0-9._+=-]*)*(\?[A-Za-z0-9=&._-]*)?")
_NUMBER = re.compile(r"[0-9]{1,18}")
_ONCE = ("StorePath", "URL", "Compression", "FileHash", "FileSize", "NarHash", "NarSize", "References", "Deriver", "CA")


@dataclass(frozen=True, slots=True, kw_only=True)
class NarInfo:
    """What a cache says about an object."""

    base_name: str
    url: str
    """Where the archive is, relative to the cache."""
    compression: str
    file_digest: Digest | None
    file_bytes: int | None
    nar_digest: Digest
    nar_bytes: int
    references: tuple[str, ...] = ()
    """Base names of the paths that it needs; an object of ours needs none."""
    signatures: tuple[str, ...] = ()
    ca: str = ""

    @property
    def name(self) -> str:
        """The base name without its digest."""
        return self.base_name[33:]

    @property
    def is_proved(self) -> bool:
        """Whether the base name is that of the content, so that no signature is needed to believe it."""
        return not self.references and object_base_name(self.nar_digest, self.name) == self.base_name


def path_of(base_name: str) -> str:
    """Return where a cache has the narinfo of an object; the digest alone is enough."""
    return f"{base_name[:32]}.narinfo"


def is_base_name(text: str) -> bool:
    """Say whether `text` can be the base name of an object."""
    return _BASE_NAME.fullmatch(text) is not None


def nix_sha256(digest: Digest) -> str:
    """Return `digest` as Nix writes it."""
    return f"sha256:{nix_base32(bytes.fromhex(digest))}"


def fingerprint(info: NarInfo) -> bytes:
    """Return what a signature of `info` signs."""
    needs = ",".join(f"{NIX_STORE}/{name}" for name in info.references)
    return f"1;{NIX_STORE}/{info.base_name};{nix_sha256(info.nar_digest)};{info.nar_bytes};{needs}".encode()


def text_of(info: NarInfo) -> bytes:
    """Return the narinfo as it lies in a cache."""
    lines = [
        f"StorePath: {NIX_STORE}/{info.base_name}",
        f"URL: {info.url}",
        f"Compression: {info.compression}",
        *([f"FileHash: {nix_sha256(info.file_digest)}"] if info.file_digest else []),
        *([f"FileSize: {info.file_bytes}"] if info.file_bytes is not None else []),
        f"NarHash: {nix_sha256(info.nar_digest)}",
        f"NarSize: {info.nar_bytes}",
        f"References: {' '.join(info.references)}",
        *(f"Sig: {signature}" for signature in info.signatures),
        *([f"CA: {info.ca}"] if info.ca else []),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def read(content: bytes, asked: str, where: str) -> NarInfo:
    """Return what the narinfo `content` says of `asked`, a base name or its digest; `where` is for complaints."""
    fields, signatures = _fields(content, where)
    base_name = fields.get("StorePath", "").removeprefix(f"{NIX_STORE}/")
    if not is_base_name(base_name):
        raise _bad("its `StorePath` is not one of `/nix/store`", where)
    if base_name[:32] != asked[:32] or (len(asked) > 32 and base_name != asked):
        raise LyingCacheError(f"the narinfo is of another object: `{base_name}` instead of `{asked}`", where=where)
    url = fields.get("URL", "")
    if not _ADDRESS.fullmatch(url):
        raise _bad(f"its `URL`, `{url[:80]}`, leads out of the cache", where)
    return NarInfo(
        base_name=base_name,
        url=url,
        compression=fields.get("Compression", "bzip2"),
        file_digest=_digest(fields["FileHash"], where) if "FileHash" in fields else None,
        file_bytes=_number(fields["FileSize"], where) if "FileSize" in fields else None,
        nar_digest=_digest(fields.get("NarHash", ""), where),
        nar_bytes=_number(fields.get("NarSize", ""), where),
        references=tuple(fields.get("References", "").split()),
        signatures=signatures,
        ca=fields.get("CA", ""),
    )


def _fields(content: bytes, where: str) -> tuple[dict[str, str], tuple[str, ...]]:
    fields: dict[str, str] = {}
    signatures: list[str] = []
    try:
        lines = content.decode().splitlines()
    except UnicodeDecodeError:
        raise _bad("it is not UTF-8", where) from None
    for line in lines:
        key, colon, value = line.partition(": ")
        if not colon and not line.endswith(":"):
            raise _bad(f"`{line[:40]}` is not `Key: value`", where)
        if key == "Sig":
            signatures.append(value.strip())
        elif key in fields and key in _ONCE:
            raise _bad(f"it says `{key}` twice", where)
        else:
            fields[key.removesuffix(":")] = value.strip()
    return fields, tuple(signatures)


def _digest(text: str, where: str) -> Digest:
    """Return the sha256 that `text` says in any of the three ways in which Nix writes one."""
    raw: bytes | None = None
    kind, value = text[:7], text[7:]
    try:
        if kind == "sha256-":
            raw = base64.b64decode(value, validate=True)
        elif kind == "sha256:":
            raw = bytes.fromhex(value) if len(value) == 64 else from_nix_base32(value)
    except (ValueError, binascii.Error):
        raw = None
    if raw is None or len(raw) != 32:
        raise _bad(f"`{text[:80]}` is not a sha256", where)
    return Digest(raw.hex())


def _number(text: str, where: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise _bad(f"`{text[:40]}` is not a size", where)
    return int(text)


def _bad(why: str, where: str) -> LyingCacheError:
    return LyingCacheError(f"this is not a narinfo: {why}", where=where)
