"""A plan as a file: `realize` keeps one for each image, so that how it was made can be told later; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from guestpipe.digest import Digest, canonical_json, object_base_name
from guestpipe.errors import StoreError
from guestpipe.plan.keys import plan_keys
from guestpipe.plan.step import Fixed, Plan, Step, Tree

FORMAT = 1
SUFFIX = ".plan"
"""The object is called as its guest, with this at the end."""


def to_bytes(plan: Plan) -> bytes:
    """Return the record: canonical JSON, specified in `docs/store-format.md`."""
    steps = [_said(step) for step in plan.steps]
    return canonical_json({"format": FORMAT, "tops": dict(plan.tops), "steps": steps})


def from_bytes(content: bytes, object_path: Callable[[str], str]) -> Plan:
    """Return the plan of a record; `object_path` says where the object with a base name is, or would be."""
    try:
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise StoreError(f"a plan of format {told['format']}; this guestpipe reads {FORMAT}")
        steps = tuple(_step(said, object_path) for said in told["steps"])
        return Plan(steps, plan_keys(steps), dict(told["tops"]))
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError("the record of a plan cannot be read", detail=(repr(error),)) from error


def _said(step: Step) -> dict[str, Any]:
    fixed = step.fixed
    return {
        "name": step.name,
        "kind": step.kind,
        "recipe": step.recipe,
        "argv": step.argv,
        "environment": step.environment,
        "settings": step.settings,
        "inputs": step.inputs,
        "trees": [(mount, tree.name, tree.digest) for mount, tree in step.trees],
        "fixed": None if fixed is None else {"sha256": fixed.digest, "size": fixed.size_bytes, "origin": fixed.origin},
        "links": step.links,
        "limit": step.limit_s,
    }


def _step(said: Mapping[str, Any], object_path: Callable[[str], str]) -> Step:
    fixed = said["fixed"]
    return Step(
        name=said["name"],
        kind=said["kind"],
        recipe=said["recipe"],
        argv=tuple(said["argv"]),
        environment=_pairs(said["environment"]),
        settings=_pairs(said["settings"]),
        inputs=_pairs(said["inputs"]),
        trees=tuple(
            (mount, Tree(name, Digest(digest), object_path(object_base_name(Digest(digest), name))))
            for mount, name, digest in said["trees"]
        ),
        fixed=None if fixed is None else Fixed(Digest(fixed["sha256"]), fixed["size"], fixed["origin"]),
        links=_pairs(said["links"]),
        limit_s=said["limit"],
    )


def _pairs(said: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in said)
