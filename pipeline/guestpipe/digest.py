"""Digests and names: sha256, Nix's base 32, canonical JSON, base names of objects. The only use of hashlib is here.

The encodings are specified to the byte in `docs/store-format.md`.
"""

from __future__ import annotations

try:
    # `hashlib` is this and a trial of every algorithm.
    from _hashlib import openssl_sha256
except ImportError:
    from hashlib import sha256 as openssl_sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NewType

    Digest = NewType("Digest", str)
    """A sha256 as 64 lower-case hexadecimal digits."""
else:
    Digest = str

NIX_STORE = "/nix/store"
"""The store folder under which base names are computed, whatever the folder of the store is."""

sha256 = openssl_sha256

_NIX_ALPHABET = "0123456789abcdfghijklmnpqrsvwxyz"
_NIX_PAIRS = tuple(first + second for first in _NIX_ALPHABET for second in _NIX_ALPHABET)


def sha256_hex(content: bytes) -> Digest:
    """Return the digest of `content`."""
    return Digest(sha256(content).hexdigest())


def canonical_json(value: object) -> bytes:
    """Return the one encoding of `value`: keys sorted, no white space, UTF-8; floats and NaN do not occur."""
    import json

    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def nix_base32(raw: bytes) -> str:
    """Return Nix's base 32 of `raw`: its own alphabet, least significant digit last (Nix, `libutil/hash.cc`)."""
    number = int.from_bytes(raw, "little")
    length = (len(raw) * 8 - 1) // 5 + 1
    pairs = [_NIX_PAIRS[(number >> shift) & 1023] for shift in range((length - 1) // 2 * 10, -1, -10)]
    return "".join(pairs)[-length:]


def from_nix_base32(text: str) -> bytes | None:
    """Return the 32 bytes whose base 32 is `text`; None if it is not that of any."""
    if len(text) != 52 or text[0] not in "01" or any(letter not in _NIX_ALPHABET for letter in text):
        return None
    number = 0
    for letter in text:
        number = number << 5 | _NIX_ALPHABET.index(letter)
    return number.to_bytes(32, "little")


def object_base_name(nar_digest: Digest, name: str) -> str:
    """Return `<digest32>-<name>`, what `nix-store --add-fixed --recursive sha256` calls the same tree."""
    fingerprint = sha256(f"source:sha256:{nar_digest}:{NIX_STORE}:{name}".encode()).digest()
    folded = int.from_bytes(fingerprint[:20], "little") ^ int.from_bytes(fingerprint[20:], "little")
    return f"{nix_base32(folded.to_bytes(20, 'little'))}-{name}"
