"""Multiply-accumulates of every operation. He et al. 2015 call them FLOPs."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx

from explorer.arithmetic import FORMULAS
from explorer.remembered import once


@once
def values(graph: nx.DiGraph) -> Mapping[str, int]:
    """MACs for an input of batch 1. Operations without a rule are left out: they are not counted, not zero."""
    return {node: _macs(graph, node) for node, op in graph.nodes(data="op") if op in FORMULAS}


def total(graph: nx.DiGraph) -> int:
    """Of the network, at least: what no rule knows is not in it."""
    return sum(values(graph).values())


def _macs(graph: nx.DiGraph, node: str) -> int:
    data = graph.nodes[node]
    inputs = [graph.nodes[source]["shape"] for source in graph.predecessors(node)]
    return FORMULAS[data["op"]].macs(inputs, data["shape"], data["settings"])
