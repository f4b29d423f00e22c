"""How many input pixels one output value can depend on.

Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019
(https://distill.pub/2019/computing-receptive-fields/): along a path, r grows by (k − 1)·j and the jump j by the stride.
"""

from __future__ import annotations

import networkx as nx

from explorer.arithmetic import FORMULAS

Field = tuple[int, int]


def values(graph: nx.DiGraph) -> dict[str, int]:
    """Pixels along the longer of height and width, over the path that sees most."""
    return {node: max(field for field, _ in axes) for node, axes in fields(graph).items()}


def fields(graph: nx.DiGraph) -> dict[str, tuple[Field, Field]]:
    """(receptive field, jump) in pixels, for height and for width."""
    found: dict[str, tuple[Field, Field]] = {}
    for node in graph:
        sources = list(graph.predecessors(node))
        arriving = [found[source] for source in sources] or [((1, 1), (1, 1))]
        widest = tuple(max(axis) for axis in zip(*arriving, strict=True))
        windows = _windows(graph, node, sources)
        found[node] = tuple(_through(field, window) for field, window in zip(widest, windows, strict=True))
    return found


def _windows(graph: nx.DiGraph, node: str, sources: list[str]) -> tuple:
    data = graph.nodes[node]
    shapes = [graph.nodes[source]["shape"] for source in sources]
    rule = FORMULAS.get(data["op"])
    return (rule.windows(shapes, data["settings"]) if rule else ()) or (None, None)


def _through(field: Field, window) -> Field:
    size, jump = field
    return field if window is None else (size + (window.reach - 1) * jump, jump * window.stride)
