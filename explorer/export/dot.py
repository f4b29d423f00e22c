"""DOT, the language of Graphviz: stages and blocks are clusters, an edge that begins a shortcut has its dashes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import networkx as nx

from explorer.arithmetic import times
from explorer.describe import operation_name
from explorer.export.plain import measured
from explorer.fold import Part, hierarchy
from explorer.metrics import METRICS
from explorer.properties import called
from explorer.residual import residual_blocks
from explorer.theme import DASHES

STYLES = {"solid": "solid", "dot": "dotted", "dash": "dashed"}  # Plotly's word for a line: Graphviz's


def text(graph: nx.DiGraph, words: Mapping[str, str]) -> str:
    """Nodes have `op`, `shape_out`, as JSON text, and every metric beside the label that Graphviz draws.

    `shape` is Graphviz's word for a node's outline.
    """
    lines = (f"digraph {_quoted(called(graph))} {{", "node [shape=box];", *_nodes(graph, words), *_clusters(graph),
             *_edges(graph), "}")
    return "\n".join(lines) + "\n"


def _nodes(graph: nx.DiGraph, words: Mapping[str, str]) -> Iterator[str]:
    """All of them before the clusters: who does not look into those finds every operation all the same."""
    for node, data in measured(graph).nodes(data=True):
        label = f"{node}\n{operation_name(data, words)}\n{times(data['shape'])}"
        numbers = {name: data[name] for name in METRICS if data[name] is not None}
        yield _statement(_quoted(node), label=label, op=data["op"], shape_out=json.dumps(data["shape"]), **numbers)


def _clusters(graph: nx.DiGraph) -> Iterator[str]:
    for stage in hierarchy(graph):
        blocks = [child for child in stage.children if child.block]
        inside = {node for block in blocks for node in block.nodes}
        yield f"subgraph {_quoted(f'cluster_{stage.name}')} {{ label={_quoted(stage.name)};"
        yield from map(_cluster, blocks)
        yield from (f"{_quoted(node)};" for node in stage.nodes if node not in inside)
        yield "}"


def _cluster(block: Part) -> str:
    members = " ".join(f"{_quoted(node)};" for node in block.nodes)
    return f"subgraph {_quoted(f'cluster_{block.name}')} {{ label={_quoted(block.name)}; {members} }}"


def _edges(graph: nx.DiGraph) -> Iterator[str]:
    styles = {(block.fork, (*block.shortcut, block.merge)[0]): STYLES[DASHES[block.kind]]
              for block in residual_blocks(graph)}
    for source, target, position in graph.edges(data="position"):
        style = {"style": styles[source, target]} if (source, target) in styles else {}
        yield _statement(f"{_quoted(source)} -> {_quoted(target)}", position=position, **style)


def _statement(subject: str, **attributes: str | int) -> str:
    return f"{subject} [{', '.join(f'{key}={_quoted(str(value))}' for key, value in attributes.items())}];"


def _quoted(text: str) -> str:
    """A quoted string: `\\n` in it is a line's end, and a backslash of its own is two."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
