"""The Open POSIX Test Suite's tests of threads: what is expected of each, and a sample of them run as guests."""

from __future__ import annotations

import pytest

from posix_expected import expectations
from posix_suite import judge, suite

EXPECTS = expectations()


def test_expectations_are_of_tests_that_the_suite_has() -> None:
    known = {*suite().paths, *suite().refused}
    assert known >= {*EXPECTS.no_reference, *EXPECTS.fails, *EXPECTS.varies, *EXPECTS.sample}


def test_whatever_no_guest_can_be_made_of_is_expected_to_be_refused_so() -> None:
    refused = {path: why for path, why in suite().refused.items() if path not in EXPECTS.no_reference}
    assert refused.items() <= EXPECTS.fails.items()


def test_every_failure_has_a_reason() -> None:
    assert all(EXPECTS.fails.values())
    assert all(EXPECTS.reasons[path] for path in EXPECTS.fails)


@pytest.mark.parametrize("path", EXPECTS.sample)
def test_a_test_of_the_suite_ends_as_expected(path: str) -> None:
    verdict = judge(path)
    assert verdict.linux == "", "no reference"
    assert verdict.guest == EXPECTS.of(path), verdict.console
