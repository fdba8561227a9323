"""Questions about directed graphs, by networkx: rings, orders, what is above and below. The only use of it is here.

A graph is a mapping from each name to the names that it needs; a name that is only needed needs nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx

Needs = Mapping[str, Iterable[str]]


def find_cycle(needs: Needs) -> tuple[str, ...] | None:
    """Return a ring, each name needing the next and the last the first, or None; it begins at its least name."""
    try:
        edges = nx.find_cycle(_graph(needs))
    except nx.NetworkXNoCycle:
        return None
    ring = [edge[0] for edge in edges]
    first = ring.index(min(ring))
    return (*ring[first:], *ring[:first])


def topological_order(needs: Needs) -> tuple[str, ...]:
    """Return all names, each after what it needs; the same for the same graph, however it is written down.

    There must be no ring.
    """
    return tuple(nx.lexicographical_topological_sort(_graph(needs).reverse(copy=False)))


def ancestors(needs: Needs, name: str) -> frozenset[str]:
    """Return everything that `name` needs, directly or not."""
    return frozenset(nx.descendants(_graph(needs), name))


def descendants(needs: Needs, name: str) -> frozenset[str]:
    """Return everything that needs `name`, directly or not."""
    return frozenset(nx.ancestors(_graph(needs), name))


def shortest_path(needs: Needs, top: str, name: str) -> tuple[str, ...] | None:
    """Return a shortest way from `top` down to `name`, both included, or None; always the same one."""
    try:
        return tuple(nx.shortest_path(_graph(needs), top, name))
    except nx.NetworkXNoPath:
        return None


def _graph(needs: Needs) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for name in sorted(needs):
        graph.add_node(name)
        graph.add_edges_from((name, needed) for needed in sorted(needs[name]))
    return graph
