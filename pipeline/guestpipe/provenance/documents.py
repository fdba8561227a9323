"""The documents on an image, and whether a statement of somebody else is on this image and this plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from guestpipe.diff.subject import IMAGE, Subject
from guestpipe.digest import sha256_hex
from guestpipe.errors import DeclarationError, LyingCacheError
from guestpipe.plan.record import to_bytes
from guestpipe.plan.step import Plan
from guestpipe.provenance.slsa import digests, statement

FILES = {"slsa": "provenance.json", "cyclonedx": "components.json"}
"""Format → what its file is called."""


def document(image: Subject, kind: str) -> bytes:
    """Return the document of `kind` on a realized image."""
    if image.plan is None or image.path is None or IMAGE not in image.objects:
        raise DeclarationError(
            f"`{image.word}` is not an image whose making is known here", hint="realize it: `guestpipe realize`"
        )
    held = image.objects[IMAGE]
    if kind == "slsa":
        return statement(held.name, held.base_name, held.digest, image.path, image.plan)
    from guestpipe.provenance.bom import components
    from guestpipe.provenance.parts import parts

    return components(held.name, held.base_name, held.digest, parts(image))


def verify(said: bytes, image: Path, plan: Plan, where: str) -> None:
    """Raise LyingCacheError unless the statement `said` is on `image` and on `plan`, whose top is called `image`."""
    try:
        told = json.loads(said)
        subjects = {one["name"]: one["digest"]["sha256"] for one in told["subject"]}
        made: dict[str, Any] = told["predicate"]["buildDefinition"]["internalParameters"]
        by_plan = made["plan"], made["planKey"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise LyingCacheError(
            "this is not a statement of provenance", where=where, detail=(str(error)[:200],)
        ) from error
    if subjects != digests(image):
        raise LyingCacheError("the statement of provenance is on another image", where=where)
    if by_plan != (sha256_hex(to_bytes(plan)), plan.keys[IMAGE]):
        raise LyingCacheError("the statement of provenance says that another plan made the image", where=where)
