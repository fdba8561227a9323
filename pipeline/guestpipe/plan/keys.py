"""Keys: what names a step before anything is built (plan key) and when its inputs are known (action key)."""

from __future__ import annotations

from collections.abc import Mapping

from guestpipe.digest import Digest, canonical_json, sha256_hex
from guestpipe.plan.step import FORMAT, SYSTEM, Step


def plan_key(step: Step, input_keys: Mapping[str, Digest]) -> Digest:
    """Return the key in which inputs stand by their plan keys; `input_keys` maps step names to them."""
    return sha256_hex(encode(step, "plan", input_keys))


def action_key(step: Step, input_digests: Mapping[str, Digest]) -> Digest:
    """Return the key in which inputs stand by the NAR digests of their objects."""
    return sha256_hex(encode(step, "action", input_digests))


def plan_keys(steps: tuple[Step, ...]) -> dict[str, Digest]:
    """Return the plan key of every step; inputs come first in `steps`."""
    keys: dict[str, Digest] = {}
    for step in steps:
        keys[step.name] = plan_key(step, keys)
    return keys


def encode(step: Step, key: str, inputs: Mapping[str, Digest]) -> bytes:
    """Return the record whose sha256 is the key: one canonical JSON object, every field present."""
    fixed = step.fixed
    return canonical_json(
        {
            "format": FORMAT,
            "system": SYSTEM,
            "key": key,
            "name": step.name,
            "kind": step.kind,
            "recipe": step.recipe,
            "argv": step.argv,
            "environment": step.environment,
            "settings": step.settings,
            "inputs": [(mount, inputs[name]) for mount, name in step.inputs],
            "trees": [(mount, tree.digest) for mount, tree in step.trees],
            "fixed": None if fixed is None else {"sha256": fixed.digest, "size": fixed.size_bytes},
            "links": step.links,
        }
    )
