"""What is known of a run while it goes on: objects, failures, locks; every change of it is told."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from guestpipe.build.front import Front
from guestpipe.build.job import lock
from guestpipe.build.outcome import Failure, Options, Outcome
from guestpipe.digest import Digest
from guestpipe.errors import GuestpipeError
from guestpipe.plan.keys import action_key
from guestpipe.plan.step import Plan, Step, Tree
from guestpipe.report import How, Reporter, StepFailed, StepFinished, StepSkipped, StepWaiting
from guestpipe.store.objects import Object
from guestpipe.store.store import Store


@dataclass(slots=True)
class Ledger:
    """One run's books, kept on the loop's thread."""

    plan: Plan
    store: Store
    options: Options
    reporter: Reporter
    outcome: Outcome
    front: Front
    stopped: bool = False
    """Whether nothing new is to be started."""
    _told: set[str] = field(default_factory=set)
    _holding: set[ExitStack] = field(default_factory=set)
    _paths: dict[str, str] = field(default_factory=dict)
    _trees: dict[tuple[Digest, str], str] = field(default_factory=dict)

    def key(self, step: Step) -> Digest:
        """Return the plan key."""
        return self.plan.keys[step.name]

    def action_key(self, step: Step) -> Digest:
        """Return the action key; the inputs have objects."""
        return action_key(step, {name: self.outcome.objects[name].digest for _, name in step.inputs})

    def path(self, name: str) -> str:
        """Return where the object of the step `name` is."""
        path = self._paths.get(name)
        if path is None:
            path = self._paths[name] = os.fspath(self.store.object_path(self.outcome.objects[name]))
        return path

    def tree(self, tree: Tree) -> str:
        """Return where the object of a local tree is; it is copied into the store if it is not there."""
        path = self._trees.get((tree.digest, tree.name))
        if path is None:
            obj = self.store.add(Path(tree.path), tree.name, tree.digest)
            path = self._trees[tree.digest, tree.name] = os.fspath(self.store.object_path(obj))
        return path

    def lock(self, key: Digest) -> ExitStack:
        """Return what holds a key until it is closed; raises Busy if another process does."""
        held = lock(self.store, key)
        self._holding.add(held)
        held.callback(self._holding.discard, held)
        return held

    def let_go(self) -> None:
        """Close all locks and workspaces that are still held."""
        for held in list(self._holding):
            held.close()

    def waits(self, name: str) -> None:
        """Say, once, that another process builds the step."""
        if name not in self._told:
            self._told.add(name)
            self.reporter.tell(StepWaiting(name))

    def made(
        self,
        step: Step,
        key: Digest,
        obj: Object,
        how: How,
        began: tuple[float, float],
        *,
        cpu_s: float,
        log: Object | None,
    ) -> None:
        """Record an object that was made now; `began` is when, since the epoch, and how long it took."""
        if step.name in self.options.rebuild:
            before = self.store.by_plan_key(self.key(step))
            if before is not None and before.digest != obj.digest:
                self.outcome.changed[step.name] = before, obj
        began_at, wall_s = began
        self.store.record(self.key(step), key, obj, log=log, began_at=began_at, wall_s=wall_s, cpu_s=cpu_s)
        self.realized(step, obj, how, wall_s)

    def realized(self, step: Step, obj: Object, how: How, wall_s: float = 0.0) -> None:
        """Note that the step has its object."""
        self.outcome.objects[step.name] = obj
        self.outcome.how[step.name] = how
        self.reporter.tell(StepFinished(step.name, how, wall_s, obj.base_name))
        self.front.realized(step.name)

    def failed(self, name: str, error: GuestpipeError) -> None:
        """Note a failure; unless we are to keep going, nothing new is started."""
        self.outcome.failures.append(Failure(name, error))
        self.reporter.tell(StepFailed(name, error))
        self.stopped = self.stopped or not self.options.keep_going

    def lost(self, name: str, because: str) -> None:
        """Note that what depends on the step `name` cannot be realized."""
        for dependent in self.front.failed(name):
            self.outcome.skipped[dependent] = because
            self.reporter.tell(StepSkipped(dependent, because))
