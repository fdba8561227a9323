"""Medians with intervals, and whether two series differ, by ranks alone; the door to SciPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

from guestpipe.errors import HostError

CONFIDENCE = 0.95
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Middle:
    """A median, and an interval that holds the true one with at least the confidence; None if there are too few."""

    median: float
    interval: tuple[float, float] | None


def middle(samples: Sequence[float]) -> Middle:
    """Return median and interval by ranks: how many of the samples lie below the true median is binomial."""
    ordered = sorted(samples)
    count = len(ordered)
    tail, outside = 0, 0.0
    while tail < count // 2 and 2 * (outside + comb(count, tail) / 2**count) <= 1 - CONFIDENCE:
        outside += comb(count, tail) / 2**count
        tail += 1
    interval = (ordered[tail - 1], ordered[count - tail]) if tail else None
    return Middle(median(ordered), interval)


def chance(old: Sequence[float], new: Sequence[float]) -> float:
    """Return how probable such a difference is if both are samples of one thing (Mann and Whitney's test)."""
    try:
        from scipy.stats import mannwhitneyu
    except ImportError as error:
        raise needs_extra("SciPy") from error
    return float(mannwhitneyu(old, new, alternative="two-sided").pvalue)


def needs_extra(what: str) -> HostError:
    """Return the error for a library that only comparing needs."""
    return HostError(
        f"comparing measured results needs {what}, which is not installed",
        hint="install guestpipe's extra `bench`: `pip install 'guestpipe[bench]'`, in a checkout "
        "`.venv/bin/python -m pip install matplotlib scipy`",
    )
