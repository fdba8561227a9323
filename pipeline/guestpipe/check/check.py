"""The one composition of a check: a guest's steps are realized, built again under perturbation, and compared."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from guestpipe import flow
from guestpipe.build.request import BuildRequest
from guestpipe.build.shell import request_of
from guestpipe.check.again import Trial, build_again
from guestpipe.check.perturb import PRELOADED, WHATS, perturbed
from guestpipe.errors import DeclarationError, GuestpipeError
from guestpipe.flow import Wishes
from guestpipe.plan.step import Plan, Step
from guestpipe.report import Reporter, RunStarted, StepFailed, StepFinished, StepStarted
from guestpipe.store.objects import Object
from guestpipe.store.store import Store

_C_LIBRARY = "usr/lib/x86_64-linux-gnu/libc.so.6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be checked, and how."""

    steps: tuple[str, ...] = ()
    """Names; none stands for the guest's own: its program and all that is made from it."""
    everything: bool = False
    """All steps of the image."""
    rounds: int = 1
    causes: bool = False
    """Whether to find which one circumstance makes a difference."""


@dataclass(slots=True)
class Verdict:
    """What came of one step."""

    step: str
    was: Path
    """The object that the store has."""
    not_varied: tuple[str, ...] = ()
    """What could not be other than usual for this step."""
    rounds: int = 0
    """In how many it gave the same bytes."""
    others: dict[int, Path] = field(default_factory=dict)
    """Round → the object of other bytes that it gave."""
    failures: dict[int, GuestpipeError] = field(default_factory=dict)
    causes: tuple[str, ...] = ()
    """What alone is enough for other bytes or a failure."""

    @property
    def is_same(self) -> bool:
        return not self.others and not self.failures


def check(guest: str, question: Question, wishes: Wishes, reporter: Reporter) -> list[Verdict]:
    """Return a verdict on each step that was asked for, in the order of the plan.

    Objects of other bytes are sealed and kept by the root `check <step>` until a check finds the step the same.
    """
    planned = flow.plan(guest, wishes)
    with planned.store as store:
        found = check_steps(planned.plan, chosen(planned.plan, question), store, question, wishes, reporter)
        store.flush()
    return found


def check_steps(
    plan: Plan, steps: Sequence[Step], store: Store, question: Question, wishes: Wishes, reporter: Reporter
) -> list[Verdict]:
    """Return a verdict on each of `steps`, which are of kind `build` and in `plan`."""
    inputs = [name for step in steps for _, name in step.inputs]
    wanted = dict.fromkeys([*(step.name for step in steps), *inputs, plan.tops["check"]])
    objects = flow.run(plan, wanted, store, wishes, reporter).objects
    workbench = _Workbench(
        store,
        flow.sandbox(plan, store, wishes, reporter),
        os.fspath(store.object_path(objects[plan.tops["check"]])),
        tuple(sorted(os.sched_getaffinity(0))),
        wishes.jobs,
        reporter,
    )
    found = workbench.verdicts(steps, objects, question)
    _keep(found, store)
    return found


def chosen(plan: Plan, question: Question) -> list[Step]:
    """Return the steps that are meant, all of kind `build`, inputs first."""
    steps = {step.name: step for step in plan.steps}
    for name in question.steps:
        if name not in steps:
            raise flow.unknown_step(name, plan)
        if steps[name].kind != "build":
            raise DeclarationError(
                f"`{name}` is not built by a script: it is of the kind `{steps[name].kind}`",
                hint="its bytes are held by digests in guestpipe.lock; there is nothing to build again",
            )
    if question.steps:
        wanted = set(question.steps)
    else:
        wanted = _below(steps, plan.tops["image"])
        if not question.everything:
            wanted &= _above(plan, {name for step in plan.steps for mount, name in step.inputs if mount == "program"})
    return [step for step in plan.steps if step.name in wanted and step.kind == "build"]


def _below(steps: Mapping[str, Step], top: str) -> set[str]:
    found, waiting = set[str](), [top]
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += [below for _, below in steps[name].inputs]
    return found


def _above(plan: Plan, names: set[str]) -> set[str]:
    found = set(names)
    for step in plan.steps:
        if any(name in found for _, name in step.inputs):
            found.add(step.name)
    return found


@dataclass(frozen=True, slots=True)
class _Workbench:
    store: Store
    bubblewrap: tuple[str, ...]
    tools: str
    cpus: tuple[int, ...]
    jobs: int
    reporter: Reporter

    def verdicts(self, steps: Sequence[Step], objects: Mapping[str, Object], question: Question) -> list[Verdict]:
        requests = {step.name: request_of(step, objects, self.store, len(self.cpus)) for step in steps}
        verdicts = {
            step.name: Verdict(step.name, self.store.object_path(objects[step.name]), _not_varied(requests[step.name]))
            for step in steps
        }
        numbers = range(1, question.rounds + 1)
        trials = [self._trial(step, requests[step.name], number, WHATS) for number in numbers for step in steps]
        self.reporter.tell(RunStarted(len(trials), 0, 0))
        for trial, gave in self._built(trials):
            verdict = verdicts[trial.step.name]
            if isinstance(gave, GuestpipeError):
                verdict.failures[trial.number] = gave
            elif gave.digest == objects[trial.step.name].digest:
                verdict.rounds += 1
            else:
                verdict.others[trial.number] = self.store.object_path(gave)
        found = list(verdicts.values())
        if question.causes:
            unlike = [step for step in steps if not verdicts[step.name].is_same]
            self._find_causes(unlike, requests, objects, verdicts)
        return found

    def _find_causes(
        self,
        steps: Sequence[Step],
        requests: Mapping[str, BuildRequest],
        objects: Mapping[str, Object],
        verdicts: Mapping[str, Verdict],
    ) -> None:
        """Build each step once as usual, and once with each circumstance alone other than usual."""
        alone = [(), *((what,) for what in WHATS)]
        first = {step.name: min({**verdicts[step.name].others, **verdicts[step.name].failures}) for step in steps}
        trials = [self._trial(step, requests[step.name], first[step.name], whats) for step in steps for whats in alone]
        for trial, gave in self._built(trials):
            if isinstance(gave, GuestpipeError) or gave.digest != objects[trial.step.name].digest:
                verdict = verdicts[trial.step.name]
                verdict.causes += trial.whats or ("nothing: it differs from build to build",)

    def _trial(self, step: Step, request: BuildRequest, number: int, whats: Iterable[str]) -> Trial:
        varied = tuple(what for what in whats if what not in _not_varied(request))
        return Trial(step, number, varied, perturbed(request, number, varied, self.tools, self.cpus))

    def _built(self, trials: Sequence[Trial]) -> Iterator[tuple[Trial, Object | GuestpipeError]]:
        def starts(trial: Trial) -> None:
            self.reporter.tell(StepStarted(trial.step.name, self.store.last_wall_s(trial.step.name)))

        at_a_time = self.jobs or len(self.cpus)
        for trial, gave, wall_s in build_again(trials, self.store, self.bubblewrap, at_a_time, starts):
            if isinstance(gave, Object):
                self.reporter.tell(StepFinished(trial.step.name, "built", wall_s, gave.base_name))
            else:
                self.reporter.tell(StepFailed(trial.step.name, gave))
            yield trial, gave


def _not_varied(request: BuildRequest) -> tuple[str, ...]:
    return () if os.path.exists(f"{request.root}/{_C_LIBRARY}") else PRELOADED


def _keep(verdicts: Iterable[Verdict], store: Store) -> None:
    for verdict in verdicts:
        name = f"check {verdict.step}"
        if verdict.others:
            store.root(name, [verdict.was.name, *(place.name for place in verdict.others.values())])
        else:
            store.unroot(name)
