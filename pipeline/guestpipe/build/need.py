"""Which steps of a plan have to be realized, and what that will mean; nothing is done here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from guestpipe.digest import Digest
from guestpipe.plan.keys import action_key
from guestpipe.plan.step import Plan, Step
from guestpipe.store.objects import Object


class Known(Protocol):
    """Who knows what plan keys gave."""

    def by_plan_keys(self, keys: Iterable[Digest]) -> Mapping[Digest, Object]:
        """Return the objects of the plan keys that are known."""


class Records(Known, Protocol):
    """What a store knows of earlier builds."""

    def by_action_key(self, key: Digest) -> Object | None:
        """Return the object of an action key."""

    def last_wall_s(self, step_name: str) -> float | None:
        """Return how long a step took when it was last built here."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An object that a cache has."""

    place: str
    """The cache."""
    file_bytes: int
    """How much comes over the line."""
    wall_s: float
    """How long it took to build there."""
    signers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """`known` steps have objects; `wanted` ones have to be realized, inputs first. Other steps were not looked at."""

    known: Mapping[str, Object]
    wanted: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What realizing would do."""

    fetches: tuple[str, ...]
    fetch_bytes: int
    """Of those whose size is known."""
    builds: tuple[str, ...]
    """Steps that will be built."""
    perhaps: tuple[str, ...]
    """Steps that will be built if the output of one of `builds` is not what it was."""
    cutoffs: tuple[str, ...]
    """Steps whose plan key is new, and whose object is known nevertheless."""
    known: Mapping[str, Object] = field(default_factory=dict)
    """Step → object, of those that are known."""
    offered: Mapping[str, Offered] = field(default_factory=dict)
    """Those of `known` whose object is not here, and which cache has it."""

    @property
    def offered_bytes(self) -> int:
        return sum(one.file_bytes for one in {id(one): one for one in self.offered.values()}.values())

    def __str__(self) -> str:
        if not (self.fetches or self.builds or self.perhaps or self.offered):
            return "everything is up to date"
        said = [f"{len(self.fetches)} to fetch ({self.fetch_bytes / 1e6:.1f} MB)"] if self.fetches else []
        if self.offered:
            said.append(f"{len(self.offered)} from caches ({self.offered_bytes / 1e6:.1f} MB)")
        said.append(f"{len(self.builds)} to build")
        if self.perhaps:
            said.append(
                f"up to {len(self.perhaps)} more if {'its' if len(self.builds) == 1 else 'their'} output changes"
            )
        return ", ".join(said)


def needed(plan: Plan, tops: Iterable[str], records: Known, rebuild: Collection[str] = ()) -> Need:
    """Return what `tops`, names of steps, need: a step whose plan key is known needs none of its inputs.

    Steps of `rebuild` are wanted whether known or not, if `tops` depend on them; those between see what comes out.
    """
    steps = {step.name: step for step in plan.steps}
    anew = _above(plan, frozenset(rebuild))
    known: dict[str, Object] = {}
    wanted: set[str] = set()
    frontier = list(dict.fromkeys(tops))
    seen = set(frontier)
    while frontier:
        found = records.by_plan_keys([plan.keys[name] for name in frontier if name not in anew])
        below: list[str] = []
        for name in frontier:
            if obj := found.get(plan.keys[name]):
                known[name] = obj
                continue
            wanted.add(name)
            for _, wants in steps[name].inputs:
                if wants not in seen:
                    seen.add(wants)
                    below.append(wants)
        frontier = below
    return Need(known, tuple(step for step in plan.steps if step.name in wanted))


def _above(plan: Plan, names: frozenset[str]) -> set[str]:
    """Return `names` and all steps that depend on them."""
    above = set(names)
    if names:
        for step in plan.steps:
            if any(wants in above for _, wants in step.inputs):
                above.add(step.name)
    return above


@dataclass(slots=True)
class _Foresight:
    objects: dict[str, Object]
    fetches: list[str] = field(default_factory=list)
    builds: list[str] = field(default_factory=list)
    perhaps: list[str] = field(default_factory=list)
    cutoffs: list[str] = field(default_factory=list)


def forecast(plan: Plan, tops: Iterable[str], records: Records, rebuild: Collection[str] = ()) -> Forecast:
    """Return what realizing `tops` would do now."""
    need = needed(plan, tops, records, rebuild)
    seen = _Foresight(dict(need.known))
    size_bytes = 0
    for step in need.wanted:
        if step.fixed is not None:
            seen.fetches.append(step.name)
            size_bytes += step.fixed.size_bytes
        else:
            _foresee(step, seen, records, rebuild)
    return Forecast(
        fetches=tuple(seen.fetches),
        fetch_bytes=size_bytes,
        builds=tuple(seen.builds),
        perhaps=tuple(seen.perhaps),
        cutoffs=tuple(seen.cutoffs),
        known=seen.objects,
    )


def _foresee(step: Step, seen: _Foresight, records: Records, rebuild: Collection[str]) -> None:
    if step.name in rebuild:
        seen.builds.append(step.name)
    elif (digests := input_digests(step, seen.objects.get)) is not None:
        if obj := records.by_action_key(action_key(step, digests)):
            seen.objects[step.name] = obj
            seen.cutoffs.append(step.name)
        else:
            seen.builds.append(step.name)
    elif records.last_wall_s(step.name) is None:
        # It was never built here: there is no earlier output that could do.
        seen.builds.append(step.name)
    else:
        seen.perhaps.append(step.name)


def input_digests(step: Step, object_of: Callable[[str], Object | None]) -> dict[str, Digest] | None:
    """Return the digests of the inputs of `step` by step name, or None if one is not known yet."""
    digests: dict[str, Digest] = {}
    for _, name in step.inputs:
        obj = object_of(name)
        if obj is None:
            return None
        digests[name] = obj.digest
    return digests
