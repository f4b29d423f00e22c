"""GraphML, as Gephi, yEd, Cytoscape and networkx read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import networkx as nx

from explorer.export.plain import measured


def text(graph: nx.DiGraph, words: Mapping[str, str]) -> str:
    """`networkx.parse_graphml` reads it back. It has no words of a language.

    GraphML knows numbers, booleans and text: a shape is JSON text, `[64, 56, 56]`, an operation's settings are
    attributes of their own, `settings.kernel`, and what is None is left out.
    """
    full = measured(graph)
    flat = nx.DiGraph(**dict(_scalars(full.graph)))
    flat.add_nodes_from((node, dict(_scalars(data))) for node, data in full.nodes(data=True))
    flat.add_edges_from(full.edges(data=True))
    return "\n".join(nx.generate_graphml(flat)) + "\n"


def _scalars(data: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str | int | float | bool]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _scalars(value, f"{prefix}{key}.")
        elif value is not None:
            yield f"{prefix}{key}", value if isinstance(value, str | int | float) else json.dumps(value)
