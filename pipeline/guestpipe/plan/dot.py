"""A plan for Graphviz: what will be built and fetched, as a picture one wants to look at. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from guestpipe.plan.picture import (
    STATES,
    WORDS,
    Node,
    State,
    bytes_in_words,
    count_in_words,
    packages_in_words,
    packages_of,
    seconds_in_words,
    state_of_all,
    summary,
)


def to_dot(nodes: Sequence[Node], title: str) -> str:
    """Return the plan for Graphviz, inputs on the left; packages stand in the box of the root that they make up.

    How many steps run in a root of tools is said in its box, and in theirs if most run in another; an edge that others
    imply is drawn faintly.
    """
    known = {node.step.name: node for node in nodes}
    ran_in = Counter(name for node in nodes for mount, name in node.step.inputs if mount == "tools")
    boxes = {
        kind: [_box(node, known, ran_in) for node in nodes if node.step.kind == kind]
        for kind in ("tools", "file", "build")
    }
    lines = [_HEAD, f"  label=<{_legend(title, nodes)}>;"]
    lines += _cluster("tools", "tool roots", boxes["tools"])
    roots = [_quoted(node.step.name) for node in nodes if node.step.kind == "tools"]
    lines += [f"  {' -> '.join(roots)} [style=invis];"] if len(roots) > 1 else []
    lines += _cluster("sources", "sources", boxes["file"])
    lines += [f"  {box}" for box in boxes["build"]]
    lines += [f"  {edge}" for edge in _edges(nodes)]
    return "\n".join([*lines, "}", ""])


_HEAD = """\
digraph plan {
  rankdir=LR; bgcolor="white"; pad=0.4; nodesep=0.28; ranksep=0.75; splines=spline; newrank=true;
  fontname="DejaVu Sans,Verdana,sans-serif"; fontsize=12; fontcolor="#1f2933"; labelloc=t; labeljust=l;
  node [fontname="DejaVu Sans,Verdana,sans-serif", fontsize=12, fontcolor="#1f2933", shape=box,
        style="rounded,filled", penwidth=1.3, margin="0.16,0.09", height=0.45];
  edge [color="#7b8794", arrowsize=0.65, penwidth=1.2];"""

_COLOURS: Mapping[State, tuple[str, str, str]] = {
    "build": ("#ffe3b8", "#c77700", "rounded,filled"),
    "maybe": ("#fff8eb", "#c77700", "rounded,filled,dashed"),
    "fetch": ("#d6e8ff", "#2368b8", "rounded,filled"),
    "substitute": ("#e9e0fb", "#6b46c1", "rounded,filled"),
    "cached": ("#dcf3e4", "#2f8f5b", "rounded,filled"),
    "unneeded": ("#f5f7fa", "#9aa5b1", "rounded,filled,dotted"),
}
"""Fill, border and style of each state; they stay apart for those who do not tell red from green."""

_GREY = "#52606d"


def _text(text: str, *, points: int = 12, colour: str = "", is_bold: bool = False) -> str:
    words = f"<B>{escape(text)}</B>" if is_bold else escape(text)
    return f'<FONT POINT-SIZE="{points}"' + (f' COLOR="{colour}"' if colour else "") + f">{words}</FONT>"


def _table(rows: Iterable[str], options: str = "") -> str:
    cells = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"{options}>{cells}</TABLE>'


def _box(node: Node, known: Mapping[str, Node], ran_in: Counter[str]) -> str:
    fill, border, style = _COLOURS[node.state]
    rows = [_text(node.step.name, is_bold=node.step.kind != "file")]
    if packages := packages_of(node, known):
        colour = _COLOURS[state_of_all(packages)][1]
        rows.append(_text(packages_in_words(packages), points=10, colour=colour))
    known_facts = (
        bytes_in_words(node.size_bytes) if node.size_bytes is not None else "",
        seconds_in_words(node.last_wall_s) if node.last_wall_s is not None else "",
        *(mount.partition("/")[2] for mount, _ in node.step.trees if mount.startswith("patches/")),
    )
    if facts := " · ".join(fact for fact in known_facts if fact):
        rows.append(_text(facts, points=10, colour=_GREY))
    if count := ran_in[node.step.name]:
        rows.append(
            _text(f"{count_in_words(count, 'step')} run{'s' if count == 1 else ''} in it", points=10, colour=_GREY)
        )
    root = dict(node.step.inputs).get("tools", "")
    if root and root != ran_in.most_common(1)[0][0]:
        rows.append(_text(f"in {root}", points=10, colour=_GREY))
    look = f'fillcolor="{fill}", color="{border}", style="{style}"'
    tip = node.reason or WORDS[node.state]
    return f"{_quoted(node.step.name)} [label=<{_table(rows)}>, {look}, tooltip={_quoted(tip)}];"


def _edges(nodes: Sequence[Node]) -> Iterator[str]:
    number = {node.step.name: 1 << i for i, node in enumerate(nodes)}
    below: dict[str, int] = {}
    for node in nodes:
        names = {name for mount, name in node.step.inputs if mount != "tools" and node.step.kind == "build"}
        implied = 0
        for name in names:
            implied |= below[name]
        below[node.step.name] = implied
        for name in sorted(names):
            below[node.step.name] |= number[name]
            faint = ' [color="#d3d9e0", arrowhead=none, weight=0]' if number[name] & implied else " [weight=3]"
            yield f"{_quoted(name)} -> {_quoted(node.step.name)}{faint};"


def _cluster(name: str, label: str, boxes: Sequence[str]) -> list[str]:
    if not boxes:
        return []
    colours = 'color="#e4e7eb"; fillcolor="#f7f9fb"'
    head = f'label=<{_text(label, points=11, colour=_GREY)}>; style="rounded,filled"; {colours}; margin=14;'
    return [f"  subgraph cluster_{name} {{ {head}", *(f"    {box}" for box in boxes), "  }"]


def _legend(title: str, nodes: Sequence[Node]) -> str:
    states = [state for state in STATES if any(node.state == state for node in nodes)]
    chips = "".join(
        f'<TD BGCOLOR="{_COLOURS[state][0]}" COLOR="{_COLOURS[state][1]}" STYLE="ROUNDED" BORDER="1" CELLPADDING="4">'
        f"{_text(WORDS[state], points=10)}</TD>"
        for state in states
    )
    chip_row = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="6" CELLPADDING="0"><TR>{chips}</TR></TABLE>'
    rows = (_text(title, points=20, is_bold=True), _text(summary(nodes), points=12, colour=_GREY), chip_row, " ")
    return _table(rows)


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
