"""Learnable parameters of every operation."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx

from explorer.remembered import once


@once
def values(graph: nx.DiGraph) -> Mapping[str, int]:
    return dict(graph.nodes(data="parameters"))
