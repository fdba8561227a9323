"""A plan as text, JSON and a picture."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pinned
from guestpipe.digest import Digest
from guestpipe.errors import HostError
from guestpipe.plan.dot import to_dot
from guestpipe.plan.draw import draw
from guestpipe.plan.picture import (
    STATES,
    Node,
    State,
    bytes_in_words,
    seconds_in_words,
    summary,
    to_json,
    to_text,
)
from guestpipe.plan.step import Fixed, Plan, Step

KEY = Digest("a" * 64)


@pytest.fixture(scope="session")
def graphviz() -> Path:
    """Return the root of the pinned Graphviz."""
    return pinned.roots(["graphviz"])["graphviz"]


def node(name: str, needs: str = "", state: State = "cached", *, tools: str = "", **known: object) -> Node:
    """A build step; its inputs are words."""
    inputs = [(word, word) for word in needs.split()] + ([("tools", tools)] if tools else [])
    step = Step(name=name, kind="build", recipe=name, inputs=tuple(sorted(inputs)))
    return Node(step, state, **known)  # type: ignore[arg-type]


def fetched(kind: str, name: str, state: State = "fetch", size_bytes: int = 1_000_000) -> Node:
    step = Step(name=name, kind=kind, fixed=Fixed(KEY, size_bytes, f"deb:{name}"))  # type: ignore[arg-type]
    return Node(step, state, size_bytes)


def root(name: str, packages: Sequence[Node], state: State = "build") -> Node:
    inputs = tuple((package.step.name, package.step.name) for package in packages)
    return Node(Step(name=name, kind="tools", recipe=name, inputs=inputs), state)


def plan(nodes: Sequence[Node], top: str) -> Plan:
    return Plan(tuple(n.step for n in nodes), {n.step.name: KEY for n in nodes}, {"image": top})


def world() -> list[Node]:
    packages = [fetched("package", "gcc-12"), fetched("package", "make", "cached"), fetched("package", "sed")]
    return [
        *packages,
        root("toolchain", packages),
        fetched("file", "newlib.tar.xz", size_bytes=9_600_000),
        node("flags", tools="toolchain", size_bytes=300),
        node("libc", "flags newlib.tar.xz", "maybe", tools="toolchain", last_wall_s=71.0),
        node("kernel", "flags", "build", tools="toolchain", reason="its recipe has changed: trap.c"),
        node("hello", "kernel libc flags", "build", tools="toolchain"),
    ]


def test_the_tree_shows_shared_things_once_and_packages_as_one_line() -> None:
    nodes = world()
    assert to_text(plan(nodes, "hello"), nodes) == "\n".join(
        (
            "hello                build",
            "├─ flags             cached  300 B",
            "├─ kernel            build                                 its recipe has changed: trap.c",
            "│  └─ flags (above)",
            "└─ libc              maybe           1 min 11 s last time",
            "   ├─ flags (above)",
            "   └─ newlib.tar.xz  fetch   9.6 MB",
            "toolchain            build",
            "└─ 3 packages        fetch   2.0 MB                        2 of them",
            "",
            "3 to build, up to 4 if their outputs change; 3 to fetch (12 MB); 2 in the store",
        )
    )


def test_a_plan_deeper_than_the_stack_of_python_is_shown() -> None:
    nodes = [node(f"n{i}", f"n{i - 1}" if i else "") for i in range(3000)]
    lines = to_text(plan(nodes, "n2999"), nodes).splitlines()
    assert len(lines) == 3002
    assert "n0" in lines[2999]


def test_when_nothing_is_to_be_done_it_says_so() -> None:
    assert summary([node("a"), node("b")]) == "nothing to do: 2 steps in the store"
    assert summary([fetched("file", "a"), node("b")]) == "1 to fetch (1.0 MB); 1 in the store"


def test_json_holds_every_step_with_its_state() -> None:
    nodes = world()
    told = json.loads(to_json(plan(nodes, "hello"), nodes))
    assert told["format"] == 1
    assert told["tops"] == {"image": "hello"}
    steps = {step["name"]: step for step in told["steps"]}
    assert list(steps) == [n.step.name for n in nodes]
    assert steps["kernel"] == {
        "name": "kernel",
        "kind": "build",
        "recipe": "kernel",
        "plan_key": KEY,
        "inputs": {"flags": "flags", "tools": "toolchain"},
        "trees": {},
        "origin": None,
        "state": "build",
        "size_bytes": None,
        "last_wall_s": None,
        "reason": "its recipe has changed: trap.c",
        "substituter": None,
        "file_bytes": None,
    }


def test_the_picture_has_a_box_for_each_step_and_none_for_packages() -> None:
    dot = to_dot(world(), "hello")
    boxes = set(re.findall(r'^ +"([^"]+)" \[label=', dot, re.MULTILINE))
    assert boxes == {"toolchain", "newlib.tar.xz", "flags", "libc", "kernel", "hello"}
    assert "3 packages, 3.0 MB" in dot


def test_an_edge_that_others_imply_is_drawn_faintly() -> None:
    edges = dict(re.findall(r'"(\w+)" -> "hello" \[([^\]]+)\]', to_dot(world(), "hello")))
    assert edges["kernel"] == edges["libc"] == "weight=3"
    assert "arrowhead=none" in edges["flags"]


def test_the_legend_names_only_states_that_occur() -> None:
    dot = to_dot([node("a", state="build")], "a")
    assert "from a substituter" not in dot
    assert "in the store" not in dot


@given(st.integers(0, 10**15))
def test_sizes_in_words_are_near_the_truth(size: int) -> None:
    number, unit = bytes_in_words(size).split()
    told = float(number) * 1000 ** ("B", "kB", "MB", "GB", "TB").index(unit)
    assert abs(told - size) <= max(size * 0.051, 0.5)
    assert len(number) <= 4


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0004, "0 ms"),
        (0.04, "40 ms"),
        (0.1, "0.1 s"),
        (9.94, "9.9 s"),
        (59.4, "59 s"),
        (60, "1 min 00 s"),
        (245.2, "4 min 05 s"),
    ],
)
def test_durations_in_words(seconds: float, words: str) -> None:
    assert seconds_in_words(seconds) == words


@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=30))
def test_the_summary_counts_every_step_once(states: list[State]) -> None:
    said = summary([node(f"n{i}", state=state) for i, state in enumerate(states)])
    counts = {state: states.count(state) for state in STATES}
    most = re.search(r"up to (\d+)", said)
    building = int(most[1]) if most else int((re.search(r"(\d+) to build", said) or [0, 0])[1])
    others = [
        int(n)
        for n in re.findall(r"(\d+) (?:step|steps)? ?(?:to fetch|from a substituter|in the store|not needed)", said)
    ]
    assert building == counts["build"] + counts["maybe"]
    assert sum(others) == len(states) - building


def test_the_pinned_graphviz_draws_the_same_picture_again(graphviz: Path) -> None:
    dot = to_dot(world(), 'a "title" & <more>')
    png = draw(dot, "png", graphviz)
    assert png.startswith(b"\x89PNG")
    assert png == draw(dot, "png", graphviz)
    svg = draw(dot, "svg", graphviz).decode()
    assert "kernel" in svg
    assert str(graphviz) not in svg


def test_what_graphviz_cannot_read_is_an_error_in_its_words(graphviz: Path) -> None:
    with pytest.raises(HostError, match="Graphviz failed") as refusal:
        draw("digraph {", "svg", graphviz)
    assert "syntax error" in str(refusal.value)


def test_a_root_without_graphviz_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="Graphviz failed"):
        draw("digraph {}", "svg", tmp_path)
