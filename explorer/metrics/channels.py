"""Channels (or features) of every operation's output."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx

from explorer.remembered import once


@once
def values(graph: nx.DiGraph) -> Mapping[str, int]:
    """What is no tensor, a size that was asked for say, has no channels and is left out."""
    return {node: shape[0] for node, shape in graph.nodes(data="shape") if shape}
