"""Learnable parameters of every operation."""

from __future__ import annotations

import networkx as nx


def values(graph: nx.DiGraph) -> dict[str, int]:
    return dict(graph.nodes(data="parameters"))
