"""One self-contained page on a guest and its results: HTML text from values; pure. Nothing is fetched, nothing runs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from guestpipe.bench.compare import series_rows, shown
from guestpipe.bench.record import NOT_REPRODUCIBLE, Results, Series
from guestpipe.bench.result import START

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222; }
h1, h2 { line-height: 1.2; } code { font-size: 90%; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 1rem 0; }
td, th { border: 1px solid #ccc; padding: .25rem .6rem; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.picture { overflow: auto; border: 1px solid #ccc; max-height: 45rem; } .picture svg { max-width: none; }
.bar { display: flex; height: 1.6rem; margin: .3rem 0; } .bar span { min-width: 2px; }
.note { background: #fff4d6; padding: .5rem 1rem; border-left: 4px solid #d99a00; }
"""
_COLOURS = ("#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2", "#9d755d", "#bab0ac")
_NUMBER = re.compile(r"-?[0-9][0-9 .e+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page tells."""

    results: Results
    facts: Mapping[str, str]
    """What the guest is, in words."""
    sizes: Sequence[tuple[str, int]]
    """Step and bytes of its object, and the files of the image."""
    graph: str
    """The plan as SVG; empty: none."""
    plots: Sequence[str]
    """Further pictures as SVG."""


def html(page: Page) -> str:
    """Return the page."""
    name = escape(page.results.guest)
    parts = [
        f"<h1>{name}</h1>",
        _note(page.results),
        _table([("what", "is"), *page.facts.items()]),
        "<h2>Results</h2>",
        _table(series_rows(page.results)),
        *(f'<div class="picture">{_inline(svg)}</div>' for svg in page.plots),
        *_timelines(page.results),
        "<h2>Sizes</h2>",
        _table([("what", "bytes"), *((what, shown(size)) for what, size in page.sizes)]),
    ]
    if page.graph:
        parts += ["<h2>What was built</h2>", f'<div class="picture">{_inline(page.graph)}</div>']
    body = "\n".join(filter(None, parts))
    head = f'<meta charset="utf-8"><title>{name}: benchmarks</title><style>{_STYLE}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _note(results: Results) -> str:
    if results.is_exact:
        return "<p>Counted: whoever realizes the same declaration gets these very figures, on any machine.</p>"
    return f'<p class="note">{escape(NOT_REPRODUCIBLE)}.</p>'


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *rest = rows
    lines = ["<table><thead><tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr></thead><tbody>"]
    lines += ["<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rest]
    return "\n".join([*lines, "</tbody></table>"])


def _cell(text: str) -> str:
    return f'<td class="number">{escape(text)}</td>' if _NUMBER.fullmatch(text) else f"<td>{escape(text)}</td>"


def _timelines(results: Results) -> list[str]:
    found = [_timeline(one) for one in results.series if len(one.marks) > 1]
    return ["<h2>From the first instruction to the last</h2>", *found] if found else []


def _timeline(series: Series) -> str:
    """Return the stretches between marks of a counted run as a bar, and a table of them."""
    sums = [(name, sum(counts)) for name, counts in series.marks]
    names = [("firmware", 0), *sums] if sums[0][0] == START else sums
    stretches = [(f"{a} → {b}", end - start) for (a, start), (b, end) in pairwise(names)]
    total = sum(count for _, count in stretches) or 1
    bar = "".join(
        f'<span style="flex:{count / total:.6f} 0 0;background:{_COLOURS[number % len(_COLOURS)]}" '
        f'title="{escape(label, quote=True)}: {shown(count)} instructions"></span>'
        for number, (label, count) in enumerate(stretches)
    )
    title = escape(series.bench if series.cpus == 1 else f"{series.bench}, {series.cpus} processors")
    rows = [("stretch", "instructions"), *((label, shown(count)) for label, count in stretches)]
    return f'<h3>{title}</h3>\n<div class="bar">{bar}</div>\n{_table(rows)}'


def _inline(svg: str) -> str:
    """Return an SVG document as an element of the page: without its prologue, links and scripts."""
    start = svg.find("<svg")
    text = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", svg[start:], flags=re.DOTALL)
    return text.strip()
