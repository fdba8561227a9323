"""The plan of a guest whose calls of libc's stubs are traced: the same steps, but for how they are linked; pure."""

from __future__ import annotations

from dataclasses import replace

from guestpipe.errors import DeclarationError
from guestpipe.plan.keys import plan_keys
from guestpipe.plan.settings import TRACE
from guestpipe.plan.step import Plan, Step


def traced(plan: Plan) -> Plan:
    """Return the plan with tracing on; the plan itself, and what is made by it, stays as it is."""
    if not any(name == TRACE for step in plan.steps for name, _ in step.settings):
        raise DeclarationError(
            f"no recipe of this guest reads the setting `{TRACE}`, so its calls cannot be traced",
            where="recipes/link/recipe.toml: settings",
            hint="build the guest with our own recipe `link`",
        )
    steps = tuple(_traced(step) for step in plan.steps)
    return Plan(steps, plan_keys(steps), plan.tops)


def _traced(step: Step) -> Step:
    told = tuple((name, "true" if name == TRACE else value) for name, value in step.settings)
    return step if told == step.settings else replace(step, settings=told)
