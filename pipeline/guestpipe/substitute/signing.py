"""Ed25519 keys in Nix's form, `NAME:BASE64`: making, signing, verifying. The door to `cryptography`."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from guestpipe.errors import DeclarationError, MissingFileError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whose signatures are believed."""

    name: str
    raw: bytes

    def __str__(self) -> str:
        return f"{self.name}:{base64.b64encode(self.raw).decode()}"


@dataclass(frozen=True, slots=True)
class SecretKey:
    """What signs."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"SecretKey({self.name!r})"

    @property
    def public(self) -> PublicKey:
        """The key that others need to verify."""
        return PublicKey(self.name, _private(self).public_key().public_bytes_raw())

    def sign(self, message: bytes) -> str:
        """Return the signature of `message`, as a `Sig:` line and a realisation have it."""
        return f"{self.name}:{base64.b64encode(_private(self).sign(message)).decode()}"

    def text(self) -> str:
        """Return the key as it lies in its file."""
        return f"{self.name}:{base64.b64encode(self.seed + self.public.raw).decode()}"


def generate(name: str) -> SecretKey:
    """Return a new key."""
    if not _NAME.fullmatch(name):
        raise DeclarationError(
            f"`{name}` cannot name a key", hint="letters, digits, `.`, `_` and `-`, such as `lab.example.org-1`"
        )
    return SecretKey(name, os.urandom(32))


def read_secret(file: Path) -> SecretKey:
    """Return the secret key in `file`."""
    try:
        text = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise MissingFileError(
            "the secret key cannot be read", where=str(file), hint="`guestpipe cache keygen NAME` makes one"
        ) from error
    name, raw = _parts(text, str(file), 64)
    key = SecretKey(name, raw[:32])
    if key.public.raw != raw[32:]:
        raise DeclarationError("the two halves of the secret key do not belong together", where=str(file))
    return key


def public_key(text: str, where: str) -> PublicKey:
    """Return the public key that `text` says."""
    return PublicKey(*_parts(text, where, 32))


def is_signed(message: bytes, signatures: Iterable[str], keys: Iterable[PublicKey]) -> bool:
    """Say whether one of `signatures` is that of one of `keys` on `message`."""
    known = list(keys)
    return any(_verifies(message, signature, key) for signature in signatures for key in known)


def _verifies(message: bytes, signature: str, key: PublicKey) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    name, _, value = signature.partition(":")
    if name != key.name:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(base64.b64decode(value, validate=True), message)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _private(key: SecretKey) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(key.seed)


def _parts(text: str, where: str, length: int) -> tuple[str, bytes]:
    name, _, value = text.partition(":")
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not _NAME.fullmatch(name) or len(raw) != length:
        kind = "secret" if length == 64 else "public"
        raise DeclarationError(f"this is not a {kind} key: it should be `NAME:BASE64`", where=where)
    return name, raw


TYPE_CHECKING = False
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
