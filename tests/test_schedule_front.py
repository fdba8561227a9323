"""The bookkeeping of what is ready, on any graph."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guestpipe.build.front import Front
from guestpipe.plan.step import Step

Graph = list[set[int]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw, for each step, which of the earlier ones it needs."""
    size = draw(st.integers(1, 30))
    return [draw(st.sets(st.integers(0, n - 1), max_size=4)) if n else set() for n in range(size)]


def front_of(graph: Graph) -> Front:
    steps = [
        Step(name=str(n), kind="build", inputs=tuple((f"i{m}", str(m)) for m in sorted(needs)))
        for n, needs in enumerate(graph)
    ]
    return Front.of(steps)


def below(graph: Graph, name: int) -> set[int]:
    return {name}.union(*(below(graph, needs) for needs in graph[name]))


@given(graphs())
def test_each_step_is_ready_once_and_after_all_it_needs(graph: Graph) -> None:
    front = front_of(graph)
    done: list[int] = []
    while front.ready:
        step = front.ready.popleft()
        assert graph[int(step.name)] <= set(done)
        done.append(int(step.name))
        front.realized(step.name)
    assert sorted(done) == list(range(len(graph)))


@given(graphs())
def test_a_step_stands_as_deep_as_the_longest_way_above_it(graph: Graph) -> None:
    above = dict.fromkeys(range(len(graph)), 0)
    for top in reversed(range(len(graph))):
        for needs in graph[top]:
            above[needs] = max(above[needs], above[top] + 1)
    assert front_of(graph).above == {str(n): depth for n, depth in above.items()}


@given(graphs(), st.data())
def test_a_failure_loses_exactly_what_depends_on_it(graph: Graph, data: st.DataObject) -> None:
    bad = data.draw(st.integers(0, len(graph) - 1))
    front = front_of(graph)
    done: set[int] = set()
    lost: set[int] = set()
    while front.ready:
        name = front.ready.popleft().name
        if int(name) == bad:
            lost.update(map(int, front.failed(name)))
        else:
            done.add(int(name))
            front.realized(name)
    above = {n for n in range(len(graph)) if bad in below(graph, n)} - {bad}
    assert lost == above
    assert done == set(range(len(graph))) - above - {bad}


def test_a_step_may_read_one_input_under_two_names() -> None:
    steps = [Step(name="a", kind="build"), Step(name="b", kind="build", inputs=(("x", "a"), ("y", "a")))]
    front = Front.of(steps)
    front.ready.clear()
    front.realized("a")
    assert [step.name for step in front.ready] == ["b"]


def test_ten_thousand_inputs_are_counted_once_each() -> None:
    steps = [Step(name=f"s{n}", kind="build") for n in range(10_000)]
    front = Front.of([*steps, Step(name="top", kind="build", inputs=tuple((step.name, step.name) for step in steps))])
    front.ready.clear()
    for step in steps:
        assert not front.ready
        front.realized(step.name)
    assert [step.name for step in front.ready] == ["top"]
