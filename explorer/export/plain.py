"""A network as plain data: what JSON can say, with every metric on every operation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

import networkx as nx

from explorer.metrics import METRICS, Measured


def measured(graph: nx.DiGraph) -> nx.DiGraph:
    """A copy in which every operation has every metric, None where it is not counted, and the Spec is a dictionary."""
    spec = graph.graph.get("spec")
    plain = nx.DiGraph(**graph.graph | ({"spec": asdict(spec)} if spec else {}))
    values = Measured(graph)
    for node, data in graph.nodes(data=True):
        plain.add_node(node, **data | {name: values[name].get(node) for name in METRICS})
    plain.add_edges_from(graph.edges(data=True))
    return plain


def node_link(graph: nx.DiGraph) -> dict:
    """networkx's node-link data; `networkx.node_link_graph` reads it back. In JSON shapes are lists."""
    return nx.node_link_data(measured(graph), edges="edges")


def text(graph: nx.DiGraph, words: Mapping[str, str]) -> str:
    """The node-link data as JSON. It has no words of a language."""
    return json.dumps(node_link(graph), ensure_ascii=False) + "\n"
