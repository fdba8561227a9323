"""What a word of the command line stands for: a guest, an object of the store, or a tree on the disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from guestpipe import flow
from guestpipe.errors import UsageError
from guestpipe.flow import Wishes
from guestpipe.plan.record import SUFFIX, from_bytes
from guestpipe.plan.step import Plan
from guestpipe.store.objects import Object
from guestpipe.store.store import Store

IMAGE = "image"
"""What the step of a guest's image is called here, so that guests of two names can be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One of the two that are compared."""

    word: str
    path: Path | None
    """Its bytes; None for a guest that is not realized."""
    plan: Plan | None = None
    """How it is made, if that is known; the step of the image is called `image`."""
    objects: Mapping[str, Object] = field(default_factory=dict)
    """Step → object, of those that are in the store."""
    places: Mapping[str, Path] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    """What guest.toml says, key by key; defaults too."""


def subject(word: str, wishes: Wishes) -> Subject:
    """Return what `word` means: a guest.toml or its folder, a path, or (the beginning of) a base name or digest."""
    path = Path(word)
    if path.suffix == ".toml" or (path / "guest.toml").is_file():
        return _guest(word, path if path.suffix == ".toml" else path / "guest.toml", wishes)
    if path.exists():
        real = Path(os.path.realpath(path))
        with_store = (real.parent.parent / "records.sqlite").is_file() and real.parent.name == "objects"
        return _object(word, real.name, real.parent.parent) if with_store else Subject(word=word, path=real)
    if not wishes.store and b"GUESTPIPE_STORE" not in wishes.environ:
        return _object(word, word, Path("store"))
    return _object(word, word, Path(wishes.store or os.fsdecode(wishes.environ[b"GUESTPIPE_STORE"])))


def _guest(word: str, path: Path, wishes: Wishes) -> Subject:
    from guestpipe.parse import read_guest

    planned = flow.plan(os.fspath(path), wishes)
    with planned.store as store:
        found = of_plan(word, planned.plan, store)
    return replace(found, fields=flat(read_guest(path).model_dump(mode="json", by_alias=True)))


def of_plan(word: str, plan: Plan, store: Store) -> Subject:
    """Return a subject with a plan, and with all of its objects that are in the store."""
    named = with_image(plan)
    known = store.by_plan_keys(plan.keys.values())
    objects = {step: known[key] for step, key in named.keys.items() if key in known}
    places = {step: store.object_path(obj) for step, obj in objects.items()}
    return Subject(word=word, path=places.get(IMAGE), plan=named, objects=objects, places=places)


def _object(word: str, start: str, folder: Path) -> Subject:
    with Store.open(folder, create=False) as store:
        entries = [
            entry
            for entry in store.records.entries()
            if entry.base_name.startswith(start) or entry.object.digest.startswith(start)
        ]
        if len(entries) != 1:
            count = f"{len(entries)} objects" if entries else "neither a path nor an object"
            called = [entry.base_name for entry in store.records.entries() if entry.object.name == word][:3]
            raise UsageError(
                f"`{word}` names {count} of the store at `{store.path}`",
                hint=f"give the hash of one that is called so: {', '.join(f'`{name}`' for name in called)}"
                if called
                else "`guestpipe store ls` lists them",
            )
        base_name = entries[0].base_name
        path = store.object_path(base_name)
        plan = plan_of(base_name, store)
        if plan is None:
            return Subject(word=word, path=path)
        # What was asked for is this object, whatever the plan has given since.
        return replace(of_plan(word, plan, store), path=path)


def plan_of(base_name: str, store: Store) -> Plan | None:
    """Return the plan whose image the object is, if the store has a record of it."""
    keys = set(store.records.plan_keys(base_name))
    # Both are called as the guest is: the store may hold thousands of other plans.
    record = base_name.partition("-")[2] + SUFFIX
    for entry in store.records.entries():
        place = store.object_path(entry.base_name)
        if entry.object.name == record and place.is_file():
            plan = from_bytes(place.read_bytes(), lambda name: os.fspath(store.object_path(name)))
            if plan.keys[plan.tops[IMAGE]] in keys:
                return plan
    return None


def with_image(plan: Plan) -> Plan:
    """Return the part of the plan that its image needs, with the image's step called `image`; keys are unchanged."""
    top = plan.tops[IMAGE]
    steps = {step.name: step for step in plan.steps}
    needed, waiting = set[str](), [top]
    while waiting:
        if (name := waiting.pop()) not in needed:
            needed.add(name)
            waiting += [below for _, below in steps[name].inputs]
    kept = tuple(replace(s, name=IMAGE) if s.name == top else s for s in plan.steps if s.name in needed)
    keys = {IMAGE if name == top else name: key for name, key in plan.keys.items() if name in needed}
    return Plan(kept, keys, {IMAGE: IMAGE})


def flat(told: object, key: str = "") -> dict[str, str]:
    """Return nested tables as `table.key` → value in words."""
    if not isinstance(told, Mapping):
        return {key: _words(told)}
    found: dict[str, str] = {}
    for name, value in told.items():
        found |= flat(value, f"{key}.{name}" if key else str(name))
    return found


def _words(value: object) -> str:
    import json

    return "unset" if value is None else json.dumps(value, ensure_ascii=False)
