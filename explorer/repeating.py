"""What is alike is traced once and written down as often as it is there: a graph whose blocks follow themselves."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from itertools import accumulate, groupby

import networkx as nx


def repeated(graph: nx.DiGraph, more: Mapping[str, int]) -> nx.DiGraph:
    """The graph with so many more of each block after it: {"layer3.1": 34} adds layer3.2 to layer3.35.

    The operations of a block stand in a row. What it takes from outside is one tensor, and its last operation gives one
    of the same shape: each copy takes what the one before gives, and what came after the block takes the last copy's.
    """
    if not more:
        return graph
    longer = nx.DiGraph(**graph.graph)
    names: dict[str, str] = {}  # operation, or its block -> its latest copy
    for block, group in groupby(graph, key=lambda node: _of(node, more)):
        nodes = tuple(group)
        names |= {node: node for node in (*nodes, *_blocks(graph, nodes))}
        _write(longer, graph, nodes, names)
        for times in range(1, more.get(block, 0) + 1):
            name = _counted_up(block, times)
            before = dict.fromkeys(_sources(graph, nodes), names[nodes[-1]])
            names |= before | {node: name + node.removeprefix(block) for node in (*nodes, *_blocks(graph, nodes))}
            _write(longer, graph, nodes, names)
    return longer


def _of(node: str, blocks: Container[str]) -> str:
    """Which of the blocks the operation is in; "" where it is in none."""
    modules = accumulate(node.split("."), "{}.{}".format)
    return next((module for module in modules if module in blocks), "")


def _blocks(graph: nx.DiGraph, nodes: Iterable[str]) -> set[str]:
    """The residual blocks that the nodes are in."""
    return {graph.nodes[node]["block"] for node in nodes} - {None}


def _write(longer: nx.DiGraph, graph: nx.DiGraph, nodes: Iterable[str], names: Mapping[str, str]) -> None:
    """Some nodes of `graph` and the edges into them, under the names that they and their blocks have now."""
    for node in nodes:
        data = graph.nodes[node]
        longer.add_node(names[node], **data | {"block": names.get(data["block"])})
        longer.add_edges_from((names[source], names[node], data) for source, data in graph.pred[node].items())


def _counted_up(block: str, times: int) -> str:
    """The name so many blocks after this one: layer3.1, 2 -> layer3.3."""
    parent, _, index = block.rpartition(".")
    return f"{parent}.{int(index) + times}"


def _sources(graph: nx.DiGraph, nodes: tuple[str, ...]) -> set[str]:
    """What the nodes take from outside."""
    return {source for node in nodes for source in graph.pred[node]}.difference(nodes)
