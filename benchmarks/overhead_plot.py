"""The picture of `benchmarks.overhead`: each program's time on each system, beside Linux on one processor."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

COLOURS = {"native": "#9a9a9a", "linux": "#d98e32", "geekos": "#7a9e5f", "kitten": "#33658a"}
SHOWN = ("linux 1", "geekos 1", "kitten 1", "linux 2", "kitten 2")
BASE = "linux 1"


def draw(best_ns: Mapping[str, Mapping[str, int]], file: Path) -> None:
    """Write the picture, `.svg` or `.png`; the same figures give the same bytes."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = list(best_ns[BASE])
    height = 0.8 / len(SHOWN)
    with matplotlib.rc_context({"svg.hashsalt": "guestpipe", "svg.fonttype": "path", "font.family": "DejaVu Sans"}):
        figure, axis = pyplot.subplots(figsize=(8.0, 0.75 * len(names) + 1.2), layout="constrained")
        for number, label in enumerate(SHOWN):
            name, cpus = label.split()
            widths = [best_ns[label][program] / best_ns[BASE][program] for program in names]
            places = [place + number * height for place in range(len(names))]
            hatch = "////" if cpus == "2" else None
            legend = f"{name.capitalize()}, {cpus} processor{'s' * (cpus != '1')}"
            axis.barh(
                places, widths, height * 0.9, label=legend, color=COLOURS[name], hatch=hatch, edgecolor="white", lw=0
            )
        axis.axvline(1.0, color="#444444", lw=0.8)
        axis.set_yticks([place + 0.4 - height / 2 for place in range(len(names))], names)
        axis.invert_yaxis()
        axis.set_xlabel("time, where Linux on one processor is 1 (shorter is better)")
        axis.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside upper center", ncols=3, fontsize="small", frameon=False)
        figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else {"Software": None})
        pyplot.close(figure)
