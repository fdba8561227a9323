"""Why a step's key is not what it was: the first causes, with all that follows from them left out; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from guestpipe.plan.step import Step, Tree

FilesChanged = Callable[[Tree, Tree], tuple[str, ...]]
"""Old and new tree → the paths that differ, each with a word: `src/main.c changed`."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A step that differs in itself, not only in what it is made from."""

    step: str
    what: tuple[str, ...]


def causes(
    old: Mapping[str, Step], new: Mapping[str, Step], name: str, files_changed: FilesChanged
) -> tuple[Cause, ...]:
    """Return the first causes for which the plan key of `name` differs between two plans; none if it does not."""
    found: list[Cause] = []
    seen = {name}
    waiting = [name]
    while waiting:
        step = new[waiting.pop()]
        before = old.get(step.name)
        if before is None:
            found.append(Cause(step.name, ("it was not in the plan before",)))
            continue
        if what := differences(before, step, files_changed):
            found.append(Cause(step.name, what))
        for _, below in step.inputs:
            if below not in seen:
                seen.add(below)
                waiting.append(below)
    return tuple(sorted(found, key=lambda cause: cause.step))


def differences(old: Step, new: Step, files_changed: FilesChanged) -> tuple[str, ...]:
    """Return how two steps of one name differ in themselves, a line each."""
    lines: list[str] = []
    for field in ("kind", "recipe", "argv"):
        if getattr(old, field) != getattr(new, field):
            lines.append(f"`{field}`: {getattr(old, field)!r} → {getattr(new, field)!r}")
    for field, noun in (("environment", "variable"), ("settings", "setting"), ("links", "link")):
        lines += _pairs(dict(getattr(old, field)), dict(getattr(new, field)), noun)
    lines += _names(dict(old.inputs), dict(new.inputs))
    if old.fixed != new.fixed and (old.fixed and old.fixed.digest) != (new.fixed and new.fixed.digest):
        lines.append(f"fetched: {old.fixed and old.fixed.origin} → {new.fixed and new.fixed.origin}")
    before, after = dict(old.trees), dict(new.trees)
    for mount in sorted({*before, *after}):
        if mount not in before or mount not in after:
            lines.append(f"`{mount}` is {'new' if mount in after else 'gone'}")
        elif before[mount].digest != after[mount].digest:
            lines += [f"`{mount}`: {line}" for line in files_changed(before[mount], after[mount])]
    return tuple(lines)


def _pairs(old: Mapping[str, str], new: Mapping[str, str], noun: str) -> list[str]:
    return [
        f"{noun} `{key}`: {_shown(old.get(key))} → {_shown(new.get(key))}"
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    ]


def _names(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return [
        f"input `{mount}`: {old.get(mount, 'none')} → {new.get(mount, 'none')}"
        for mount in sorted({*old, *new})
        if old.get(mount) != new.get(mount)
    ]


def _shown(value: str | None) -> str:
    return "unset" if value is None else repr(value) if len(value) < 60 else repr(value[:57] + "...")
