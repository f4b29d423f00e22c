"""What an operation of a graph looks at along height and along width."""

from __future__ import annotations

from typing import TypeAlias

import networkx as nx

from explorer.arithmetic import FORMULAS, Adaptive, Shape, Window

Sliding: TypeAlias = "Window | Adaptive | None"


def windows(graph: nx.DiGraph, node: str) -> tuple[Sliding, Sliding]:
    """The kernel along height and along width; None where it looks at one position."""
    data = graph.nodes[node]
    shapes = [graph.nodes[source]["shape"] for source in graph.predecessors(node)]
    rule = FORMULAS.get(data["op"])
    return (rule.windows(shapes, data["settings"]) if rule else ()) or (None, None)


def spatial(shape: Shape) -> tuple[int, int]:
    """Rows and columns; a tensor that has none is one position."""
    return shape[1:] if len(shape) == 3 else (1, 1)


def input_of(graph: nx.DiGraph) -> str:
    """The name of the network's input."""
    return next(node for node, op in graph.nodes(data="op") if op == "input")
