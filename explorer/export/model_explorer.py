"""A graph for Google's Model Explorer (https://github.com/google-ai-edge/model-explorer).

Its JSON is that of the dataclasses in `model_explorer.graph_builder` (version 0.1.34). Of an object its page reads a
GraphCollection only: with a label and its graphs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import networkx as nx

from explorer.arithmetic import times
from explorer.fold import Part, combined, whole
from explorer.metrics import METRICS, Measured
from explorer.properties import called, input_shape


def text(graph: nx.DiGraph, words: Mapping[str, str]) -> str:
    """Namespaces are stage and block, `layer1/layer1.0`. A tensor's shape has the batch of 1 before it.

    Labels are PyTorch's names: the font that draws them has neither × nor Chinese.
    """
    return json.dumps(_collection(graph, words), ensure_ascii=False) + "\n"


def _collection(graph: nx.DiGraph, words: Mapping[str, str]) -> dict:
    name = f"{called(graph)} {times(input_shape(graph))}"
    values = Measured(graph)
    nodes = [_node(graph, node, values, words) for node in graph]
    groups = _groups(graph, values, words)
    return {"label": name, "graphs": [{"id": name, "nodes": nodes, "groupNodeAttributes": groups}]}


def _node(graph: nx.DiGraph, node: str, values: Measured, words: Mapping[str, str]) -> dict:
    data = graph.nodes[node]
    return {
        "id": node,
        "label": data["op"],
        "namespace": "/".join(filter(None, (data["stage"], data["block"]))),
        "attrs": _pairs({"name": node, **_settings(data), **_numbers(Part(node, "operation", (node,)), values, words)}),
        "incomingEdges": [{"sourceNodeId": source, "sourceNodeOutputId": "0", "targetNodeInputId": str(position)}
                          for source, _, position in graph.in_edges(node, data="position")],
        "outputsMetadata": [{"id": "0", "attrs": _pairs({"tensor_shape": f"float32[{_batched(data['shape'])}]"})}],
    }


def _groups(graph: nx.DiGraph, values: Measured, words: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """{namespace: its metrics}, for the whole under ""."""
    network = whole(graph)
    return {namespace: _numbers(part, values, words)
            for namespace, part in (("", network), *(pair for stage in network.children for pair in _within(stage)))}


def _within(stage: Part) -> Iterator[tuple[str, Part]]:
    yield stage.name, stage
    yield from ((f"{stage.name}/{child.name}", child) for child in stage.children if child.block)


def _numbers(part: Part, values: Measured, words: Mapping[str, str]) -> dict[str, str]:
    """Every metric in full, with its unit."""
    found = {name: combined(values[name], part, metric.fold) for name, metric in METRICS.items()}
    return {METRICS[name].title_in(words):
            words["describe.uncounted"] if value is None else f"{value:,} {METRICS[name].unit}".rstrip()
            for name, value in found.items()}


def _settings(data: Mapping) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in data["settings"].items()}


def _batched(shape: tuple[int, ...]) -> str:
    return ",".join(map(str, (1, *shape)))


def _pairs(items: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in items.items()]
