"""A plan to look at: what is there, what will be fetched and built; as text and as JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from guestpipe.plan.step import Plan, Step

State = Literal["cached", "substitute", "fetch", "build", "maybe", "unneeded"]
"""What will happen with a step.

`cached`: nothing, its object is in the store. `substitute`: a substituter has it. `fetch`: its bytes are fetched.
`build`: it is built. `maybe`: it is built if one of its inputs comes out different. `unneeded`: nothing, as what is
made of it is there.
"""

STATES: tuple[State, ...] = ("build", "maybe", "fetch", "substitute", "cached", "unneeded")
"""In the order in which they matter to the one who looks."""

WORDS: Mapping[State, str] = {
    "build": "build",
    "maybe": "build if an input changes",
    "fetch": "fetch",
    "substitute": "from a substituter",
    "cached": "in the store",
    "unneeded": "not needed",
}

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Node:
    """A step and what is known of its future and past."""

    step: Step
    state: State
    size_bytes: int | None = None
    """Of its object, or of what is fetched for it."""
    last_wall_s: float | None = None
    """How long it took the last time."""
    reason: str | None = None
    """Why it is built."""
    place: str | None = None
    """The substituter that has it."""
    file_bytes: int | None = None
    """How much comes from there over the line."""


def summary(nodes: Sequence[Node]) -> str:
    """Return what will happen in one line: «2 to build, up to 5 if their inputs change; 31 to fetch (62 MB)»."""
    by_state = {state: [node for node in nodes if node.state == state] for state in STATES}
    if not any(by_state[state] for state in STATES if state not in _IDLE):
        rest = f"; {len(by_state['unneeded'])} not needed" if by_state["unneeded"] else ""
        return f"nothing to do: {count_in_words(len(by_state['cached']), 'step')} in the store{rest}"
    build, maybe = len(by_state["build"]), len(by_state["maybe"])
    said = [f"{build} to build" + (f", up to {build + maybe} if their outputs change" if maybe else "")]
    for state in ("fetch", "substitute", *_IDLE):
        found = by_state[state]
        size = sum_in_words(found) if state not in _IDLE else ""
        if found:
            said.append(f"{len(found)} {_SUMMED[state]}" + (f" ({size})" if size else ""))
    return "; ".join(said if build or maybe else said[1:])


_IDLE: tuple[State, ...] = ("cached", "unneeded")
_SUMMED = {"fetch": "to fetch", "substitute": "from a substituter", "cached": "in the store", "unneeded": "not needed"}


def to_json(plan: Plan, nodes: Sequence[Node]) -> str:
    """Return all of the plan as JSON, steps in an order in which inputs come first."""
    steps = [
        {
            "name": node.step.name,
            "kind": node.step.kind,
            "recipe": node.step.recipe or None,
            "plan_key": plan.keys.get(node.step.name),
            "inputs": dict(node.step.inputs),
            "trees": {mount: tree.digest for mount, tree in node.step.trees},
            "origin": node.step.fixed.origin if node.step.fixed else None,
            "state": node.state,
            "size_bytes": node.size_bytes,
            "last_wall_s": node.last_wall_s,
            "reason": node.reason,
            "substituter": node.place,
            "file_bytes": node.file_bytes,
        }
        for node in nodes
    ]
    return json.dumps({"format": FORMAT, "tops": dict(plan.tops), "steps": steps}, indent=2, ensure_ascii=False)


def to_text(plan: Plan, nodes: Sequence[Node]) -> str:
    """Return the plan as a tree, each top and each tool root with what it needs; what was shown is not shown again.

    Steps see the root of their tools as `/`: those edges are said in words and not drawn.
    """
    known = {node.step.name: node for node in nodes}
    rows: list[tuple[str, str, str, str, str]] = []
    shown: set[str] = set()
    for root in _roots(plan, nodes):
        rows += _tree(root, known, shown)
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    lines = [
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4])) for row in rows
    ]
    return "\n".join([*(line.rstrip() for line in lines), "", summary(nodes)])


def bytes_in_words(size: int) -> str:
    """Return a size as people say it: 512 B, 21 kB, 62 MB, 1.2 GB."""
    value, units = float(size), ("B", "kB", "MB", "GB", "TB")
    for unit in units:
        if value < 999.5 or unit == units[-1]:
            return f"{value:.0f} {unit}" if value >= 9.95 or unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError


def seconds_in_words(seconds: float) -> str:
    """Return a duration as people say it: 30 ms, 0.3 s, 12 s, 4 min 05 s."""
    if seconds < 0.0995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s"


def count_in_words(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def sum_in_words(nodes: Iterable[Node]) -> str:
    total = sum(node.size_bytes or 0 if node.file_bytes is None else node.file_bytes for node in nodes)
    return bytes_in_words(total) if total else ""


def packages_of(node: Node, known: Mapping[str, Node]) -> list[Node]:
    """Return the packages among the inputs of a step."""
    found = [known[name] for _, name in node.step.inputs]
    return [needed for needed in found if needed.step.kind == "package"]


def packages_in_words(packages: Sequence[Node]) -> str:
    size = sum_in_words(packages)
    return count_in_words(len(packages), "package") + (f", {size}" if size else "")


def state_of_all(nodes: Sequence[Node]) -> State:
    """Return the state that matters most among `nodes`."""
    return min((node.state for node in nodes), key=STATES.index)


def _roots(plan: Plan, nodes: Sequence[Node]) -> list[str]:
    shown = {node.step.name for node in nodes}
    tools = [node.step.name for node in nodes if node.step.kind == "tools"]
    return list(dict.fromkeys([*(top for top in plan.tops.values() if top in shown), *tools]))


Row = tuple[str, str, str, str, str]


def _tree(root: str, known: Mapping[str, Node], shown: set[str]) -> Iterator[Row]:
    """Yield the rows of a tree; with a stack of its own, for a plan may be deeper than Python's."""
    stack = [(root, "", "")]
    while stack:
        name, lead, below = stack.pop()
        if name in shown:
            if lead:
                yield (f"{lead}{name} (above)", "", "", "", "")
            continue
        shown.add(name)
        node = known[name]
        yield _row(lead + name, node)
        packages = packages_of(node, known)
        needed = [known[other] for mount, other in node.step.inputs if mount != "tools"]
        children = [other.step.name for other in needed if other.step.kind != "package"]
        if packages:
            yield _packages_row(below + ("├─ " if children else "└─ "), packages)
        for i, child in reversed(list(enumerate(children))):
            is_last = i == len(children) - 1
            stack.append((child, below + ("└─ " if is_last else "├─ "), below + ("   " if is_last else "│  ")))


def _row(name: str, node: Node) -> Row:
    size = bytes_in_words(node.size_bytes) if node.size_bytes is not None else ""
    last = f"{seconds_in_words(node.last_wall_s)} last time" if node.last_wall_s is not None else ""
    coming = f"{bytes_in_words(node.file_bytes or 0)} from {node.place}" if node.place else ""
    return (name, node.state, size, last, coming or node.reason or "")


def _packages_row(lead: str, packages: Sequence[Node]) -> Row:
    state = state_of_all(packages)
    of_state = [node for node in packages if node.state == state]
    said = "" if len(of_state) == len(packages) else f"{len(of_state)} of them"
    return (lead + count_in_words(len(packages), "package"), state, sum_in_words(of_state), "", said)
