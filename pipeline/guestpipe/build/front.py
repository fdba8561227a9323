"""Which steps are ready: counters of missing inputs, so that a finished step costs its dependents and no more; pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from guestpipe.plan.step import Step


@dataclass(slots=True)
class Front:
    """The wanted steps of a plan, and how far they are."""

    steps: dict[str, Step]
    missing: dict[str, int]
    dependents: dict[str, list[str]]
    ready: deque[Step] = field(default_factory=deque)
    """Steps all of whose inputs have objects; fetches are not among them."""
    above: dict[str, int] = field(default_factory=dict)
    """Of each step, how many stand above it on the longest way up."""
    lost: dict[str, str] = field(default_factory=dict)
    """Steps that cannot be realized → the step that failed."""

    @classmethod
    def of(cls, wanted: Iterable[Step]) -> Front:
        """Return the front of `wanted`, inputs first, before anything is done."""
        steps = {step.name: step for step in wanted}
        front = cls(steps, {}, {name: [] for name in steps})
        for step in steps.values():
            inputs = {name for _, name in step.inputs if name in steps}
            front.missing[step.name] = len(inputs)
            for name in inputs:
                front.dependents[name].append(step.name)
            if not inputs and step.fixed is None:
                front.ready.append(step)
        for name in reversed(steps):
            front.above[name] = 1 + max((front.above[one] for one in front.dependents[name]), default=-1)
        return front

    def urgency(self, name: str) -> tuple[int, int]:
        """Return what sorts ready steps, the most urgent first: by the longest way up, then by how many wait for it."""
        return -self.above[name], -len(self.dependents[name])

    def realized(self, name: str) -> None:
        """Note that the step has its object."""
        for dependent in self.dependents[name]:
            self.missing[dependent] -= 1
            if not self.missing[dependent] and dependent not in self.lost:
                self.ready.append(self.steps[dependent])

    def failed(self, name: str) -> list[str]:
        """Note that the step has none; return the steps that are lost by that and were not before."""
        found, waiting = [], [name]
        while waiting:
            for dependent in self.dependents[waiting.pop()]:
                if dependent not in self.lost:
                    self.lost[dependent] = name
                    found.append(dependent)
                    waiting.append(dependent)
        return found
