"""Two subjects side by side: fields, steps, objects, bytes; and the first cause of it all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guestpipe.compare.difference import Difference, listed
from guestpipe.compare.tree import trees
from guestpipe.diff.subject import IMAGE, Subject
from guestpipe.errors import UsageError
from guestpipe.plan.explain import Cause, causes, differences
from guestpipe.plan.step import Plan, Step, Tree

FILES_SHOWN = 4
"""So many differences of a changed source tree are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """All that differs. Steps are by name; a step is the same if its key is."""

    fields: tuple[tuple[str, str, str], ...]
    """Key, old and new value of guest.toml."""
    gone: tuple[str, ...]
    new: tuple[str, ...]
    changed: tuple[Cause, ...]
    """Steps of another key; `what` is empty for one that only stands on others that differ."""
    same: int
    objects_same: tuple[str, ...]
    """Steps of both whose objects are the same, though keys may differ."""
    objects_other: tuple[str, ...]
    unrealized: tuple[str, ...]
    """Steps of which one side has no object in the store."""

    @property
    def is_same(self) -> bool:
        return not (self.fields or self.gone or self.new or self.changed or self.objects_other)


def contrast(old: Subject, new: Subject) -> Contrast:
    """Return what differs between the declarations and plans of two subjects."""
    before, after = _steps(old.plan), _steps(new.plan)
    both = [name for name in before if name in after]
    changed = [name for name in both if _key(old.plan, name) != _key(new.plan, name)]
    held = [name for name in both if name in old.objects and name in new.objects]
    return Contrast(
        fields=tuple(
            (key, old.fields.get(key, "unset"), new.fields.get(key, "unset"))
            for key in dict.fromkeys((*old.fields, *new.fields))
            if old.fields and new.fields  # an image knows its plan, and not what declared it
            if old.fields.get(key, "unset") != new.fields.get(key, "unset")
        ),
        gone=tuple(name for name in before if name not in after),
        new=tuple(name for name in after if name not in before),
        changed=tuple(Cause(name, differences(before[name], after[name], files_changed)) for name in changed),
        same=len(both) - len(changed),
        objects_same=tuple(name for name in held if old.objects[name].digest == new.objects[name].digest),
        objects_other=tuple(name for name in held if old.objects[name].digest != new.objects[name].digest),
        unrealized=tuple(name for name in both if name not in held),
    )


def refuse_what_cannot_be_compared(old: Subject, new: Subject) -> None:
    """Raise UsageError for a guest that is not realized beside what is only bytes."""
    for one, other in ((old, new), (new, old)):
        if one.path is None and other.plan is None:
            raise UsageError(
                f"`{one.word}` is not realized, and there are only bytes of `{other.word}`: nothing to compare",
                hint=f"`guestpipe realize {one.word}`, or name another guest",
            )


def first_causes(old: Subject, new: Subject) -> tuple[Cause, ...]:
    """Return the steps that differ in themselves: what else differs, differs for their sake."""
    before, after = _steps(old.plan), _steps(new.plan)
    found = causes(before, after, IMAGE, files_changed)
    # A step that is new is there because another one asks for it.
    return tuple(cause for cause in found if cause.step in before) or found


def first_unlike(old: Subject, new: Subject) -> str | None:
    """Return the first step of one plan that gave two objects from the same inputs."""
    for step in old.plan.steps if old.plan else ():
        sides = [side.objects.get(step.name) for side in (old, new)]
        if all(sides) and sides[0] != sides[1]:
            return step.name
    return None


def files_changed(old: Tree, new: Tree) -> tuple[str, ...]:
    """Return what differs between two captured trees, the first of it."""
    gone = [tree for tree in (old, new) if not Path(tree.path).exists()]
    if gone:
        return (f"{old.digest[:12]}… → {new.digest[:12]}… (no longer in the store: {gone[0].name})",)
    return tuple(listed(trees(Path(old.path), Path(new.path)), FILES_SHOWN))


def bytes_of(old: Subject, new: Subject) -> Iterator[Difference]:
    """Yield what differs in the bytes, if both sides have any."""
    if old.path is not None and new.path is not None:
        yield from trees(old.path, new.path)


def _steps(plan: Plan | None) -> dict[str, Step]:
    return {step.name: step for step in plan.steps} if plan else {}


def _key(plan: Plan | None, name: str) -> str:
    return plan.keys[name] if plan else ""
