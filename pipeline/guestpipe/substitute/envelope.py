"""Statements signed by the keys of caches: DSSE envelopes, as in-toto wants them. The door to securesystemslib."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guestpipe.digest import canonical_json, sha256_hex
from guestpipe.errors import LyingCacheError
from guestpipe.substitute.signing import PublicKey, SecretKey, is_signed

if TYPE_CHECKING:
    from securesystemslib.dsse import Envelope

TYPE = "application/vnd.in-toto+json"
FOLDER = "guestpipe/provenance"
MAX_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """What an envelope holds."""

    statement: bytes
    trusted: tuple[str, ...]
    """Names of the keys that were asked for and have signed it."""
    others: tuple[str, ...]
    """Who else is said to have signed it."""


def path_of(statement: bytes) -> str:
    """Return where a cache has the envelope of a statement."""
    return f"{FOLDER}/{sha256_hex(statement)}"


def sealed(statement: bytes, key: SecretKey) -> bytes:
    """Return an envelope with `statement`, signed."""
    from securesystemslib.dsse import Envelope

    return _signed(Envelope(statement, TYPE, {}), key)


def signed(text: bytes, key: SecretKey, where: str) -> bytes:
    """Return the envelope with a signature of `key` more; one that it had before is replaced."""
    return _signed(_read(text, where), key)


def opened(text: bytes, keys: Iterable[PublicKey], where: str) -> Opened:
    """Return what the envelope in `text` holds, and who has signed it."""
    envelope = _read(text, where)
    known, message = list(keys), envelope.pae()
    said = {name: base64.b64encode(bytes.fromhex(one.signature)).decode() for name, one in envelope.signatures.items()}
    trusted = [name for name, value in said.items() if is_signed(message, [f"{name}:{value}"], known)]
    forged = {key.name for key in known} & set(said) - set(trusted)
    if forged:
        raise LyingCacheError(
            f"the statement of provenance is not what `{min(forged)}` has signed, or was signed by another", where=where
        )
    return Opened(envelope.payload, tuple(sorted(trusted)), tuple(sorted(set(said) - set(trusted))))


def _signed(envelope: Envelope, key: SecretKey) -> bytes:
    from securesystemslib.signer import Signature  # type: ignore[attr-defined]

    _, _, value = key.sign(envelope.pae()).partition(":")
    envelope.signatures[key.name] = Signature(key.name, base64.b64decode(value).hex())
    told = envelope.to_dict()
    return canonical_json({**told, "signatures": sorted(told["signatures"], key=lambda one: str(one["keyid"]))}) + b"\n"


def _read(text: bytes, where: str) -> Envelope:
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import Error

    try:
        envelope = Envelope.from_dict(json.loads(text))
        if envelope.payload_type != TYPE:
            raise ValueError(f"its payload is `{envelope.payload_type}`")
    except (Error, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise LyingCacheError(
            "this is not a statement of provenance in an envelope", where=where, detail=(str(error)[:200],)
        ) from error
    return envelope
