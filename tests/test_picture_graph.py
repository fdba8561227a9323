"""What is above a step, and the way down to it."""

from __future__ import annotations

from guestpipe import graph

HELLO = {"hello": ["kernel", "libc"], "kernel": ["arch"], "libc": ["flags"], "arch": ["flags"], "flags": []}


def test_descendants_are_what_needs_a_step_directly_or_not() -> None:
    assert graph.descendants(HELLO, "arch") == {"kernel", "hello"}
    assert graph.descendants(HELLO, "hello") == frozenset()


def test_a_shortest_way_down_is_found_if_there_is_one() -> None:
    assert graph.shortest_path(HELLO, "hello", "flags") == ("hello", "libc", "flags")
    assert graph.shortest_path(HELLO, "libc", "kernel") is None
