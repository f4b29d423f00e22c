"""Channels (or features) of every operation's output."""

from __future__ import annotations

import networkx as nx


def values(graph: nx.DiGraph) -> dict[str, int]:
    """What is no tensor, a size that was asked for say, has no channels and is left out."""
    return {node: shape[0] for node, shape in graph.nodes(data="shape") if shape}
