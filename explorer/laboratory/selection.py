"""Which tensor is meant by the name of an operation, a block, its shortcut or a stage."""

from __future__ import annotations

import networkx as nx

from explorer.fold import no_part
from explorer.laboratory.ends import ends


def selected(graph: nx.DiGraph, name: str) -> str:
    """The operation that gives it; by default what the last block gives. Raises `Invalid` for a name that is none."""
    found = tensors(graph)
    if name and name not in found:
        raise no_part("select", name, graph)
    return found[name]


def tensors(graph: nx.DiGraph) -> dict[str, str]:
    """{name: the operation whose tensor is meant}; "" is what the last block gives. Parameters have none."""
    blocks = ends(graph)
    found = {stage: node for node, stage in graph.nodes(data="stage")}
    found |= {end.name: end.out for end in blocks}
    found |= {end.block.shortcut_name: (end.block.fork, *end.block.shortcut)[-1] for end in blocks if end.block}
    found[""] = blocks[-1].out if blocks else list(graph)[-1]
    return found | {node: node for node, op in graph.nodes(data="op") if op != "parameter"}
