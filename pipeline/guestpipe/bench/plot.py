"""Results as a picture: medians with their intervals, a panel for each figure; the door to matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Literal

from guestpipe.bench.record import Results
from guestpipe.bench.statistics import middle, needs_extra
from guestpipe.errors import DeclarationError

Picture = Literal["svg", "png"]
_WIDTH_INCHES, _PANEL_INCHES = 8.0, 2.6


def plot(results: Sequence[Results], names: Sequence[str], picture: Picture) -> bytes:
    """Return the picture of all figures that the results have in common; the same results give the same bytes."""
    try:
        import matplotlib
    except ImportError as error:
        raise needs_extra("matplotlib") from error
    matplotlib.use("Agg")
    from matplotlib import pyplot

    panels = _panels(results)
    if not panels:
        raise DeclarationError("these results have no figure in common, so there is nothing to draw")
    # Names of elements in an SVG are random otherwise.
    with matplotlib.rc_context({"svg.hashsalt": "guestpipe", "svg.fonttype": "path", "font.family": "DejaVu Sans"}):
        size = (_WIDTH_INCHES, _PANEL_INCHES * len(panels))
        figure, axes = pyplot.subplots(len(panels), 1, figsize=size, layout="constrained", squeeze=False)
        for axis, (name, cases) in zip(axes[:, 0], panels.items(), strict=True):
            _draw(axis, name, cases, results, names)
        out = BytesIO()
        figure.savefig(out, format=picture, metadata={"Date": None} if picture == "svg" else {"Software": None})
        pyplot.close(figure)
    return out.getvalue()


def _panels(results: Sequence[Results]) -> dict[str, list[tuple[str, int]]]:
    """Return figure → benchmarks and processors that have it in all results."""
    found: dict[str, list[tuple[str, int]]] = {}
    held = [{(one.bench, one.cpus): one.samples for one in each.series} for each in results]
    for one in results[0].series:
        for figure in one.samples:
            if all(figure in each.get((one.bench, one.cpus), {}) for each in held):
                found.setdefault(figure, []).append((one.bench, one.cpus))
    return found


def _draw(
    axis: Any, name: str, cases: Sequence[tuple[str, int]], results: Sequence[Results], names: Sequence[str]
) -> None:
    height = 0.8 / len(results)
    for number, (each, label) in enumerate(zip(results, names, strict=True)):
        series = {(one.bench, one.cpus): one.samples[name] for one in each.series if (one.bench, one.cpus) in cases}
        found = [middle(series[case]) for case in cases]
        medians = [one.median for one in found]
        low = [one.median - one.interval[0] if one.interval else 0.0 for one in found]
        high = [one.interval[1] - one.median if one.interval else 0.0 for one in found]
        places = [place + number * height for place in range(len(cases))]
        axis.barh(places, medians, height, xerr=[low, high], capsize=3, label=label)
    axis.set_yticks([place + 0.4 - height / 2 for place in range(len(cases))])
    axis.set_yticklabels([bench if cpus == 1 else f"{bench}, {cpus} processors" for bench, cpus in cases])
    axis.invert_yaxis()
    axis.set_title(name, loc="left", fontsize="medium")
    if len(results) > 1:
        axis.legend(fontsize="small")
