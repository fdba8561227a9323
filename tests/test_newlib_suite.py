"""newlib's own test suite: each program built and booted as a guest."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import pinned
from guestpipe import flow
from guestpipe.report import Silent
from newlib import suite as newlib

GUESTS = Path(__file__).parent.parent / "guests"

Guestpipe = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="session")
def suite() -> dict[str, str]:
    """Return the texts of the suite, out of the source of newlib that the lock names."""
    wishes = flow.Wishes(environ=os.environb, cache=pinned.CACHE, store=str(pinned.STORE))
    planned = flow.plan(str(GUESTS / "hello-c/guest.toml"), wishes)
    with planned.store as store:
        (step,) = (step.name for step in planned.plan.steps if step.kind == "file" and step.name.startswith("newlib_"))
        outcome = flow.run(planned.plan, [step], store, wishes, Silent())
        return newlib.texts(store.object_path(outcome.objects[step]))


def test_the_suite_has_the_programs_that_we_have_expectations_of(suite: dict[str, str]) -> None:
    assert {path for path in suite if path.endswith(".c")} == {program.path for program in newlib.programs()}


def test_every_program_that_does_not_pass_has_a_reason() -> None:
    for program in newlib.programs():
        assert (program.result == "pass") == (not program.reason and not program.says), program.path


@pytest.mark.parametrize("program", newlib.programs(), ids=lambda program: program.path)
def test_a_program_of_the_suite_ends_as_expected(
    program: newlib.Program, suite: dict[str, str], guestpipe: Guestpipe, tmp_path: Path
) -> None:
    ran = guestpipe("run", newlib.write_guest(tmp_path, program, suite))

    told = ran.stdout + ran.stderr
    assert program.says in told, told
    if program.result == "refused":
        assert ran.returncode == 100, told
        return
    passes = ran.returncode == 0 and newlib.is_as_expected(ran.stdout, newlib.expected_lines(program, suite))
    assert passes == (program.result != "fail"), told
