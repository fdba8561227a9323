"""Counted benchmarks, done: the guest is planned with its benchmarks as steps, they are realized, and read."""

from __future__ import annotations

from collections.abc import Sequence

from guestpipe import flow
from guestpipe.bench.result import Counted, counted
from guestpipe.bench.steps import PATTERN, Case, cases, counted_step, with_steps
from guestpipe.check.check import Question, Verdict, check_steps
from guestpipe.errors import BuildLimitError
from guestpipe.flow import Wishes
from guestpipe.model.guest import Guest
from guestpipe.plan.step import Plan, Step
from guestpipe.planning import Planned
from guestpipe.report import Reporter


def count(guest: Guest, names: Sequence[str], planned: Planned, wishes: Wishes, reporter: Reporter) -> list[Counted]:
    """Return the results of the benchmarks `names`, or of all; a run that the store knows is not run again."""
    wanted = cases(guest, names)
    steps, plan = planned_cases(guest, wanted, planned)
    store = planned.store
    try:
        outcome = flow.run(plan, [step.name for step in steps], store, wishes, reporter)
    except BuildLimitError as error:
        raise _starved(error, wanted) from error
    objects = [outcome.objects[step.name] for step in steps]
    store.root(f"bench {guest.name}", [obj.base_name for obj in objects])
    store.flush()
    return [
        counted(case.name, case.cpus, plan.keys[step.name], store.object_path(obj), case.bench.read)
        for case, step, obj in zip(wanted, steps, objects, strict=True)
    ]


def count_again(
    guest: Guest, names: Sequence[str], planned: Planned, rounds: int, wishes: Wishes, reporter: Reporter
) -> list[Verdict]:
    """Return whether each benchmark gives the same bytes in `rounds` further runs under other circumstances."""
    steps, plan = planned_cases(guest, cases(guest, names), planned)
    return check_steps(plan, steps, planned.store, Question(rounds=rounds), wishes, reporter)


def planned_cases(guest: Guest, wanted: Sequence[Case], planned: Planned) -> tuple[list[Step], Plan]:
    """Return the steps of the cases, and the plan with them."""
    pattern = next(step for step in planned.plan.steps if step.name == planned.plan.tops[PATTERN])
    image = planned.plan.tops["image"]
    steps = [counted_step(case, pattern, image, planned.facts, guest.expect.status) for case in wanted]
    return steps, with_steps(planned.plan, steps)


def _starved(error: BuildLimitError, wanted: Sequence[Case]) -> BuildLimitError:
    """Return the error of a run over its time; on several processors, with what the reason may be."""
    if any(case.cpus > 1 for case in wanted):
        error.hint = (
            "processors that are counted take turns, and only PAUSE and HLT end a turn: a loop that waits for another "
            "processor without PAUSE waits for ever; or raise `limit-s` of the benchmark"
        )
    return error
