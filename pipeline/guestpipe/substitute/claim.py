"""A Claim: a realisation as a cache publishes it, «this plan key / action key gave that object», signed. Pure.

Each is one canonical JSON object, specified in `docs/caches.md`; it lies under both of its keys.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from guestpipe.digest import Digest, canonical_json
from guestpipe.errors import DeclarationError, LyingCacheError
from guestpipe.store.objects import Object, check_name
from guestpipe.store.records import Realisation
from guestpipe.substitute.signing import SecretKey

FORMAT = 1
MAX_BYTES = 1 << 16
_HEX = re.compile(r"[0-9a-f]{64}")
_TIMES = ("began_at_ms", "wall_ms", "cpu_ms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What somebody says that a step gave."""

    plan_key: Digest
    action_key: Digest
    object: Object
    log: Object | None
    began_at_ms: int
    wall_ms: int
    cpu_ms: int
    builder: str
    signatures: tuple[str, ...] = ()

    def signed(self, key: SecretKey) -> Claim:
        """Return the claim with a signature of `key` more; one that it had before is replaced."""
        kept = [sig for sig in self.signatures if not sig.startswith(f"{key.name}:")]
        return replace(self, signatures=tuple(sorted([*kept, key.sign(message(self))])))


def claim(made: Realisation) -> Claim:
    """Return what is published of a realisation."""
    return Claim(
        plan_key=made.plan_key,
        action_key=made.action_key,
        object=made.object,
        log=made.log,
        began_at_ms=round(made.began_at * 1000),
        wall_ms=round(made.wall_s * 1000),
        cpu_ms=round(made.cpu_s * 1000),
        builder=made.builder,
    )


def paths_of(what: Claim) -> tuple[str, str]:
    """Return where a cache has the claim."""
    return plan_path(what.plan_key), action_path(what.action_key)


def plan_path(key: Digest) -> str:
    """Return where a cache has what a plan key gave."""
    return f"guestpipe/plan/{key}"


def action_path(key: Digest) -> str:
    """Return where a cache has what an action key gave."""
    return f"guestpipe/action/{key}"


def message(what: Claim) -> bytes:
    """Return what a signature signs: all but the signatures."""
    return canonical_json(_content(what))


def text_of(what: Claim) -> bytes:
    """Return the claim as it lies in a cache."""
    return canonical_json({**_content(what), "signatures": list(what.signatures)})


def read(content: bytes, asked: str, where: str) -> Claim:
    """Return the claim in `content`; `asked` is the path under which it was."""
    try:
        found = _claim(json.loads(content))
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise LyingCacheError("this is not a realisation", where=where, detail=(str(error)[:200],)) from error
    if asked not in paths_of(found):
        raise LyingCacheError("the realisation is that of another key", where=where)
    return found


def _content(what: Claim) -> dict[str, Any]:
    return {
        "kind": "guestpipe realisation",
        "format": FORMAT,
        "plan_key": what.plan_key,
        "action_key": what.action_key,
        "object": _object(what.object),
        "log": _object(what.log) if what.log else None,
        "builder": what.builder,
        **{name: getattr(what, name) for name in _TIMES},
    }


def _object(obj: Object) -> dict[str, Any]:
    return {"name": obj.name, "nar_sha256": obj.digest, "nar_bytes": obj.size_bytes}


def _claim(content: dict[str, Any]) -> Claim:
    if content["kind"] != "guestpipe realisation" or content["format"] != FORMAT:
        raise ValueError("it is of another kind or format")
    times = {name: content[name] for name in _TIMES}
    signatures = content["signatures"]
    texts = (content["builder"], *signatures)
    if any(type(number) is not int for number in times.values()) or any(type(text) is not str for text in texts):
        raise ValueError("a field is of another type")
    return Claim(
        plan_key=_digest(content["plan_key"]),
        action_key=_digest(content["action_key"]),
        object=_named(content["object"]),
        log=_named(content["log"]) if content["log"] is not None else None,
        builder=content["builder"],
        signatures=tuple(signatures),
        **times,
    )


def _named(content: dict[str, Any]) -> Object:
    name, size = content["name"], content["nar_bytes"]
    if type(name) is not str or type(size) is not int or size < 0:
        raise ValueError("an object has a name and a size")
    try:
        check_name(name)
    except DeclarationError as error:
        raise ValueError(error.what) from error
    return Object(_digest(content["nar_sha256"]), name, size)


def _digest(text: str) -> Digest:
    if not _HEX.fullmatch(text):
        raise ValueError(f"`{text[:80]}` is not a sha256")
    return Digest(text)
