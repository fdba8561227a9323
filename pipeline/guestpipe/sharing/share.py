"""A share: one object that says all of a realized guest, so that its hash is all that another needs.

It is a folder: `share.json` names every object by its content, `plan.json` is the plan, with every source by its
digest, `guest.toml` and `guestpipe.lock` are what people read. Specified in `docs/caches.md`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from guestpipe.digest import Digest, canonical_json
from guestpipe.errors import LyingCacheError, StoreError
from guestpipe.plan import record
from guestpipe.plan.step import Plan
from guestpipe.planning import Facts, Planned
from guestpipe.sharing.closure import Closure
from guestpipe.store.objects import Object, check_name
from guestpipe.store.store import Store

FORMAT = 1
SUFFIX = ".share"
STATEMENT, COMPONENTS, RESULTS = "provenance.json", "components.json", "results"
"""The statement of provenance and the list of components; a folder of measured results. Any may be missing."""
_KIND = "guestpipe share"
_MAX_BYTES = 64 << 20
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Made:
    """What a step gave there."""

    object: Object
    log: Object | None


@dataclass(frozen=True, slots=True)
class Share:
    """What a share says."""

    base_name: str
    facts: Facts
    plan: Plan
    made: Mapping[str, Made]
    """Step → what it gave; not of every step."""
    statement: bytes | None = None
    """The statement of provenance."""

    @property
    def image(self) -> Object:
        """The guest's object."""
        return self.made[self.plan.tops["image"]].object

    def trees(self) -> list[Object]:
        """Return the local trees of the plan: recipe folders, patches, program sources."""
        trees = {tree.digest: Object(tree.digest, tree.name, 0) for step in self.plan.steps for _, tree in step.trees}
        return list(trees.values())


def make(planned: Planned, held: Closure, files: Mapping[str, bytes]) -> Object:
    """Seal the share of a guest, with further `files` in it.

    The same builds with the same logs give the same share everywhere.
    """
    steps = {key: name for name, key in planned.plan.keys.items()}
    content = {
        "kind": _KIND,
        "format": FORMAT,
        "guest": asdict(planned.facts),
        "made": {
            steps[one.plan_key]: {"object": _said(one.object), "log": _said(one.log) if one.log else None}
            for one in held.made
        },
    }
    with planned.store.workspace("share") as folder:
        tree = folder / "tree"
        tree.mkdir()
        (tree / "share.json").write_bytes(canonical_json(content))
        (tree / "plan.json").write_bytes(record.to_bytes(planned.plan))
        (tree / "guest.toml").write_bytes(Path(planned.guest_path).read_bytes())
        for name, text in files.items():
            (tree / name).parent.mkdir(exist_ok=True)
            (tree / name).write_bytes(text)
        return planned.store.seal(tree, f"{planned.facts.name}{SUFFIX}")


def read(store: Store, obj: Object) -> Share:
    """Return what the share `obj`, which is in the store, says; it may come from anybody."""
    place = store.object_path(obj)
    try:
        content = json.loads(_bytes(place / "share.json"))
        if content["kind"] != _KIND or content["format"] != FORMAT:
            raise ValueError("it is of another kind or format")
        plan = record.from_bytes(_bytes(place / "plan.json"), lambda name: str(store.object_path(name)))
        made = {str(step): _made(one) for step, one in content["made"].items()}
        facts = _facts(content["guest"])
        if not set(made) <= set(plan.keys) or plan.tops["image"] not in made:
            raise ValueError("it does not fit its plan")
        statement = _bytes(place / STATEMENT) if (place / STATEMENT).exists() else None
        return Share(obj.base_name, facts, plan, made, statement)
    except (OSError, StoreError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise LyingCacheError(
            f"`{obj.base_name}` is not a share",
            detail=(str(error)[:200],),
            hint="`guestpipe share` prints the right hash",
        ) from error


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise ValueError(f"`{file.name}` is too long")
    return content


def _said(obj: Object) -> dict[str, Any]:
    return {"name": obj.name, "nar_sha256": obj.digest, "nar_bytes": obj.size_bytes}


def _made(said: Mapping[str, Any]) -> Made:
    return Made(_object(said["object"]), _object(said["log"]) if said["log"] is not None else None)


def _object(said: Mapping[str, Any]) -> Object:
    check_name(said["name"])
    digest, size = said["nar_sha256"], said["nar_bytes"]
    if len(digest) != 64 or type(size) is not int:
        raise ValueError("an object has a digest and a size")
    return Object(Digest(bytes.fromhex(digest).hex()), said["name"], size)


def _facts(said: Mapping[str, Any]) -> Facts:
    """Return the facts; each has the type that it has where we write it."""
    kinds = {
        "name": str,
        "vmm": str,
        "machine": str,
        "cpus": int,
        "memory_bytes": int,
        "limit_s": int,
        "expect_status": int,
        "kernel": str,
        "kernel_cpus": int,
    }
    for name, kind in kinds.items():
        if type(said[name]) is not kind:
            raise ValueError(f"`{name}` is of another type")
    formats, output = said["formats"], said["expect_output"]
    if not all(_WORD.fullmatch(one) for one in (*formats, said["vmm"], said["machine"])):
        raise ValueError("`formats`, `vmm` or `machine` is no word")
    if not formats or not isinstance(output, str | None):
        raise ValueError("`formats` or `expect_output` is of another type")
    return Facts(**{**said, "formats": tuple(formats)})
