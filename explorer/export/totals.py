"""A network in a few numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

import networkx as nx

from explorer.describe import operations
from explorer.metrics import METRICS, Measured
from explorer.residual import residual_blocks


def summary(graph: nx.DiGraph) -> dict:
    """Totals with unit and convention, blocks by kind, the shape after each stage.

    Operations are counted without input and output.
    """
    spec = graph.graph["spec"]
    values = Measured(graph)
    return {
        "name": spec.architecture.name,
        **asdict(spec),
        "block": spec.architecture.block,
        "layers": list(spec.architecture.layers),
        "operations": len(operations(graph)),
        "blocks": dict(Counter(block.kind for block in residual_blocks(graph))),
        "shapes": {data["stage"]: list(data["shape"]) for _, data in graph.nodes(data=True)},
        "metrics": {name: _total(name, values[name]) for name in METRICS if METRICS[name].fold != "last"},
        "uncounted": list(graph.graph["uncounted"]),
    }


def _total(name: str, values: dict[str, int]) -> dict:
    metric = METRICS[name]
    combine = {"sum": sum, "max": max}[metric.fold]
    return {"value": combine(values.values()), "unit": metric.unit, "convention": metric.convention}
