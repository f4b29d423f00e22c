"""A network in a few numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

import networkx as nx

from explorer.fold import combined, whole
from explorer.metrics import METRICS, Measured
from explorer.properties import called, input_shape, operations
from explorer.residual import residual_blocks


def summary(graph: nx.DiGraph) -> dict:
    """Totals with unit and convention, blocks by kind, the shape after each stage.

    Operations are counted without input and output. What no rule counts of `uncounted` operations has no total: None.
    """
    values, network = Measured(graph), whole(graph)
    return {
        **named(graph),
        **_made_of(graph),
        "operations": len(operations(graph)),
        "blocks": dict(Counter(block.kind for block in residual_blocks(graph))),
        "shapes": {data["stage"]: list(data["shape"]) for _, data in graph.nodes(data=True)},
        "metrics": {name: {"value": combined(values[name], network, metric.fold), "unit": metric.unit,
                           "convention": metric.convention}
                    for name, metric in METRICS.items() if metric.fold != "last"},
        "uncounted": list(graph.graph["uncounted"]),
    }


def named(graph: nx.DiGraph) -> dict:
    """Which network it is: its Spec, or the class and the input of somebody's own module."""
    spec = graph.graph.get("spec")
    return {"name": called(graph), **(asdict(spec) if spec else {"input": list(input_shape(graph))})}


def _made_of(graph: nx.DiGraph) -> dict:
    """The class of its blocks and how many a stage, where it has such a class."""
    if not (spec := graph.graph.get("spec")):
        return {}
    return {"block": spec.architecture.block, "layers": list(spec.architecture.layers)}
