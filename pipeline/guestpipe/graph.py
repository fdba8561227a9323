"""Questions about directed graphs, by networkx: what is above, and the way down. The only use of it is here.

A graph is a mapping from each name to the names that it needs; a name that is only needed needs nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx

Needs = Mapping[str, Iterable[str]]


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
