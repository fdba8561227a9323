"""Rings, orders, and what is above and below."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guestpipe import graph

HELLO = {"hello": ["kernel", "libc"], "kernel": ["arch"], "libc": ["flags"], "arch": ["flags"], "flags": []}

graphs = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=4), max_size=6)


def test_a_ring_is_named_wholly_and_begins_at_its_least_name() -> None:
    assert graph.find_cycle({"x": ["c"], "c": ["a"], "a": ["b"], "b": ["c"]}) == ("a", "b", "c")
    assert graph.find_cycle({"a": ["a"]}) == ("a",)


def test_without_a_ring_there_is_none() -> None:
    assert graph.find_cycle(HELLO) is None


@given(graphs)
def test_what_is_called_a_ring_is_one(needs: dict[str, list[str]]) -> None:
    ring = graph.find_cycle(needs)
    if ring is None:
        order = graph.topological_order(needs)
        assert all(
            order.index(needed) < order.index(name) for name, all_needed in needs.items() for needed in all_needed
        )
        return
    assert all(after in needs[name] for name, after in zip(ring, (*ring[1:], ring[0]), strict=True))


def test_the_order_does_not_depend_on_how_the_graph_is_written() -> None:
    backwards = {name: list(reversed(needs)) for name, needs in reversed(HELLO.items())}
    assert graph.topological_order(HELLO) == graph.topological_order(backwards)
    assert graph.topological_order(HELLO) == ("flags", "arch", "kernel", "libc", "hello")


def test_ancestors_are_what_a_step_needs_and_descendants_what_needs_it() -> None:
    assert graph.ancestors(HELLO, "kernel") == {"arch", "flags"}
    assert graph.descendants(HELLO, "arch") == {"kernel", "hello"}


def test_a_shortest_way_down_is_found_if_there_is_one() -> None:
    assert graph.shortest_path(HELLO, "hello", "flags") == ("hello", "libc", "flags")
    assert graph.shortest_path(HELLO, "libc", "kernel") is None
