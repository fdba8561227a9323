"""Which objects make up a guest: all that was made on the way to its image."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guestpipe.digest import Digest
from guestpipe.errors import MissingFileError, UsageError
from guestpipe.plan.step import Plan
from guestpipe.planning import Planned
from guestpipe.store.objects import Object
from guestpipe.store.store import Realisation, Store
from guestpipe.substitute.narinfo import is_base_name

_KINDS = {"tools": "tools", "package": "sources", "file": "sources"}
"""Kinds of steps that are pushed only when asked for, and by what word."""


@dataclass(frozen=True, slots=True)
class Closure:
    """What there is of a guest in the store."""

    made: tuple[Realisation, ...]

    def objects(self) -> list[Object]:
        """Return the objects and their logs."""
        return [obj for made in self.made for obj in (made.object, made.log) if obj is not None]


def closure(planned: Planned, include: Iterable[str] = ()) -> Closure:
    """Return what was made of a guest: its builds, emulator and sandbox; with `include`, also `tools` and `sources`."""
    plan, store = planned.plan, planned.store
    if store.by_plan_key(plan.keys[plan.tops["image"]]) is None:
        raise UsageError(
            f"`{planned.facts.name}` is not realized yet, so there is nothing to push",
            where=planned.guest_path,
            hint="`guestpipe realize` it first",
        )
    made = [found for key in keys_of(plan, include) if (found := store.realisation(key)) is not None]
    return Closure(tuple(made))


def keys_of(plan: Plan, include: Iterable[str] = ()) -> list[Digest]:
    """Return the plan keys of the steps that make up a guest."""
    asked, tops = set(include), set(plan.tops.values())
    names = [s.name for s in plan.steps if s.name in tops or s.kind not in _KINDS or _KINDS[s.kind] in asked]
    return [plan.keys[name] for name in names]


def named(store: Store, names: Iterable[str]) -> list[Object]:
    """Return the objects of the store that `names`, base names or paths, stand for."""
    found = []
    for name in names:
        base_name = name.rstrip("/").rpartition("/")[2]
        obj = store.by_base_name(base_name) if is_base_name(base_name) else None
        if obj is None:
            raise MissingFileError(
                f"`{name}` is no object of the store", where=str(store.path), hint="`guestpipe store ls` lists them"
            )
        found.append(obj)
    return found
