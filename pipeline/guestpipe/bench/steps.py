"""From the benchmarks of a guest to steps of its plan: each command line on each number of processors is one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from guestpipe.errors import DeclarationError
from guestpipe.parse import suggestion
from guestpipe.plan.keys import plan_keys
from guestpipe.plan.settings import word
from guestpipe.plan.step import Plan, Step
from guestpipe.planning import Facts
from guestpipe.vmm import qemu
from guestpipe.vmm.choose import Overrides, launch_for
from guestpipe.vmm.exact import refuse_leaks
from guestpipe.vmm.kvm import Kvm
from guestpipe.vmm.machine import Launch

if TYPE_CHECKING:
    from guestpipe.model.guest import Bench, Guest

PATTERN, NATIVE = "bench", "native"
"""The tops of a plan whose steps every counted benchmark, and every native program, is made after."""
MARKS = ("kernel_entry_pvh", "program_start", "main", "exit", "kernel_exit")
"""Symbols that instructions are counted up to, in every guest that has them."""

_QEMU = ("/usr/bin/qemu-system-x86_64", "-L", "/usr/share/qemu", "-L", "/usr/share/seabios")
_CONTROL_FD, _RESETS_FD = 3, 4
"""As recipes/bench-counted/build.sh opens them."""


@dataclass(frozen=True, slots=True)
class Case:
    """One benchmark on one number of processors."""

    name: str
    bench: Bench
    cpus: int


def cases(guest: Guest, names: Sequence[str] = ()) -> list[Case]:
    """Return the cases of the benchmarks `names`, or of all."""
    if not guest.bench:
        raise DeclarationError(
            f"`{guest.name}` has no benchmarks", where="guest.toml: bench", hint="declare one: `[bench.NAME]`"
        )
    for name in names:
        if name not in guest.bench:
            raise DeclarationError(
                f"`{guest.name}` has no benchmark `{name}`",
                where="guest.toml: bench",
                hint=suggestion(name, guest.bench),
            )
    return [
        Case(name, bench, cpus)
        for name, bench in guest.bench.items()
        if not names or name in names
        for cpus in dict.fromkeys(bench.cpus or (guest.target.cpus,))
    ]


def launch_of(case: Case, facts: Facts, overrides: Overrides, kvm: Callable[[], Kvm]) -> Launch:
    """Return how the case is booted; the image is relative to the guest's object."""
    if "elf" not in facts.formats:
        raise DeclarationError(
            f"benchmark `{case.name}` boots an image of format `elf`, which the guest has not",
            where="guest.toml: target.formats",
            hint="a disk is read when the host pleases; add `elf` to `formats`",
        )
    arguments = "" if case.bench.cmd is None else " ".join(("--", *map(word, case.bench.cmd)))
    wanted = replace(overrides, cpus=case.cpus, format="elf", command_line=arguments, limit_s=float(case.bench.limit_s))
    return launch_for(facts, wanted, kvm)[0]


def counted_step(case: Case, pattern: Step, image: str, facts: Facts, status: int) -> Step:
    """Return the step that runs `case`; `pattern` is the step of the recipe, `image` the name of the guest's."""
    launch = launch_of(case, facts, Overrides(accel="tcg", icount_shift=case.bench.shift), _no_kvm)
    launch = replace(launch, image=Path("/in/image/guest.elf"))
    argv = (*qemu.command(launch, _QEMU, _CONTROL_FD, _RESETS_FD), *case.bench.vmm_options)
    refuse_leaks(argv)
    settings = {
        "cpus": str(case.cpus),
        "marks": "\n".join(dict.fromkeys((*MARKS, *case.bench.marks))),
        "status": str(status),
        "vmm": "\n".join(argv),
    }
    return replace(
        pattern,
        name=f"{facts.name}.{case.name}-{case.cpus}",
        settings=tuple(sorted(settings.items())),
        inputs=tuple(sorted((*pattern.inputs, ("image", image)))),
        limit_s=case.bench.limit_s,
    )


def _no_kvm() -> Kvm:
    return Kvm(False, "a counted run is TCG's")


def native_step(guest: Guest, plan: Plan) -> Step:
    """Return the step that compiles the guest's program for this machine."""
    if guest.program.language != "c":
        raise DeclarationError(
            f"only C programs have native runs, and `{guest.name}` is in {guest.program.language}",
            where="guest.toml: program.language",
            hint="`--measured tcg` runs the guest",
        )
    pattern = next(step for step in plan.steps if step.name == plan.tops[NATIVE])
    mount, sources = next(pair for step in plan.steps for pair in step.trees if pair[0] == "source/program")
    return replace(pattern, name=f"{guest.name}.native", trees=tuple(sorted((*pattern.trees, (mount, sources)))))


def with_steps(plan: Plan, steps: Iterable[Step]) -> Plan:
    """Return the plan with further steps above all others; the patterns, which nothing stands on, are gone from it."""
    patterns = {plan.tops[PATTERN], plan.tops[NATIVE]}
    every = (*(step for step in plan.steps if step.name not in patterns), *steps)
    return Plan(every, plan_keys(every), {top: name for top, name in plan.tops.items() if name not in patterns})
