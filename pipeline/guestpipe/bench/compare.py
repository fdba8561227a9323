"""Results side by side, the first of them being what the others are compared with; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from guestpipe.bench.record import Results, Series
from guestpipe.bench.statistics import SIGNIFICANT, chance, middle
from guestpipe.errors import DeclarationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure of one benchmark, in two results."""

    bench: str
    cpus: int
    figure: str
    old: float
    new: float
    chance: float | None
    """That they do not differ; None if both are exact, or there is one run only."""

    @property
    def ratio(self) -> float | None:
        return self.new / self.old if self.old else None

    @property
    def verdict(self) -> str:
        """What can be said of the difference."""
        if self.old == self.new:
            return "the same"
        if self.chance is None:
            return "differs"
        return "significant" if self.chance < SIGNIFICANT else "may be chance"


def rows(old: Results, new: Results) -> list[Row]:
    """Return a row for each figure that both have."""
    if old.is_exact != new.is_exact:
        raise DeclarationError(
            "counted results cannot be compared with measured ones: instructions and virtual time are not seconds",
            where=f"{old.guest}, {old.mode}; {new.guest}, {new.mode}",
        )
    twins = {(one.bench, one.cpus): one for one in new.series}
    return [
        _row(one, twin, figure, exact=old.is_exact and new.is_exact)
        for one in old.series
        if (twin := twins.get((one.bench, one.cpus)))
        for figure in one.samples
        if figure in twin.samples
    ]


def _row(old: Series, new: Series, figure: str, *, exact: bool) -> Row:
    before, after = old.samples[figure], new.samples[figure]
    can_tell = not exact and min(len(before), len(after)) > 1 and set(before) != set(after)
    return Row(
        bench=old.bench,
        cpus=old.cpus,
        figure=figure,
        old=median(before),
        new=median(after),
        chance=chance(before, after) if can_tell else None,
    )


def table(old: Results, new: Results, names: tuple[str, str]) -> list[tuple[str, ...]]:
    """Return a head and rows of cells."""
    found: list[tuple[str, ...]] = [("benchmark", "cpus", "figure", *names, "ratio", "verdict")]
    for row in rows(old, new):
        ratio = "-" if row.ratio is None else f"{row.ratio:.3f}"
        said = row.verdict if row.chance is None else f"{row.verdict} (p = {row.chance:.3g})"
        found.append((row.bench, str(row.cpus), row.figure, shown(row.old), shown(row.new), ratio, said))
    return found


def series_rows(results: Results) -> list[tuple[str, ...]]:
    """Return a head and a row for each figure: its median and the interval of that."""
    found: list[tuple[str, ...]] = [("benchmark", "cpus", "figure", "runs", "median", "at least 95 % between")]
    for one in results.series:
        for figure, samples in one.samples.items():
            centre = middle(samples)
            between = " and ".join(map(shown, centre.interval)) if centre.interval else "too few runs"
            if results.is_exact:
                between = "exact"
            found.append((one.bench, str(one.cpus), figure, str(len(samples)), shown(centre.median), between))
    return found


def shown(value: float) -> str:
    """Return a figure with as many digits as mean something."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}".replace(",", " ")
    return f"{value:.4g}"


def aligned(cells: Sequence[Sequence[str]], left: frozenset[int]) -> list[str]:
    """Return rows as lines with aligned columns; those of `left` begin at the left."""
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return [
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
