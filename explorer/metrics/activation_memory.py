"""Memory of the tensors that operations create, and how much of it is alive at once."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import networkx as nx

from explorer.remembered import once

FLOAT32_BYTES = 4


@once
def values(graph: nx.DiGraph) -> Mapping[str, int]:
    """Bytes of each operation's output, float32, batch 1; none where it is written in place or is a view.

    The network's input is given, not created: it has none.
    """
    return {node: FLOAT32_BYTES * prod(data["shape"]) if _creates(data) else 0 for node, data in graph.nodes(data=True)}


def _creates(data: Mapping) -> bool:
    return bool(data["shape"]) and not data["in_place"] and data["op"] != "input"


def peak(graph: nx.DiGraph) -> int:
    """Bytes of created tensors alive at the fullest moment of a forward pass without gradients, in the graph's order.

    The input, which lives all the time, comes on top.
    """
    sizes = values(graph)
    owner: dict[str, str] = {}
    last_use: dict[str, str] = {}
    for node, data in graph.nodes(data=True):
        sources = list(graph.predecessors(node))
        owner[node] = owner[sources[0]] if data["in_place"] and sources else node
        for used in (node, *sources):
            last_use[owner[used]] = node
    ends: dict[str, list[str]] = {}
    for tensor, node in last_use.items():
        ends.setdefault(node, []).append(tensor)

    alive = highest = 0
    for node in graph:
        alive += sizes[node]
        highest = max(highest, alive)
        alive -= sum(sizes[tensor] for tensor in ends.get(node, ()))
    return highest
