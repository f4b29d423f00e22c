"""class Cost: what an experiment needs, derived from the traced graph before anything is allocated."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import prod

import networkx as nx

from explorer.metrics import activation_memory, macs
from explorer.metrics.activation_memory import FLOAT32_BYTES

KEEP_THEIR_INPUT = frozenset({"conv2d", "batch_norm", "linear"})
GRADIENT_PASSES, TRAINING_PASSES = 2, 3  # the gradient of a product is another product, for each of its factors


@dataclass(frozen=True)
class Cost:
    """`bytes` that are held at once at least, and `macs` that are computed in all: multiply-adds, each counted once."""

    bytes: int
    macs: int


def evaluating(graph: nx.DiGraph, batch: int, passes: int = 1) -> Cost:
    """Forward passes in evaluation mode without gradients: state, input, and the activations alive at once.

    A lower bound: what convolutions need as workspace is not known before they run.
    """
    held = _state(graph, 1) + batch * (_input(graph) + activation_memory.peak(graph))
    return Cost(held, passes * batch * macs.total(graph))


def differentiating(graph: nx.DiGraph, batch: int, passes: int = 1) -> Cost:
    """Forward passes, and backward to activations only: state, input, and what the forward pass keeps for that.

    A lower bound: what batch norms take, which is as much as convolutions give.
    """
    held = _state(graph, 1) + batch * (_input(graph) + _taken(graph, frozenset({"batch_norm"})))
    return Cost(held, GRADIENT_PASSES * passes * batch * macs.total(graph))


def training(graph: nx.DiGraph, batch: int, passes: int = 1) -> Cost:
    """Forward passes, and backward to all: state and its gradients, input, and what the forward pass keeps for that.

    A lower bound: what convolutions, batch norms and linear layers take. Others keep something too.
    """
    held = _state(graph, 2) + batch * (_input(graph) + _taken(graph, KEEP_THEIR_INPUT))
    return Cost(held, TRAINING_PASSES * passes * batch * macs.total(graph))


def _state(graph: nx.DiGraph, copies: int) -> int:
    """Bytes of the parameters, so often, and of the buffers."""
    return FLOAT32_BYTES * sum(copies * data["parameters"] + data["buffers"] for _, data in graph.nodes(data=True))


def _input(graph: nx.DiGraph) -> int:
    return FLOAT32_BYTES * sum(prod(data["shape"]) for _, data in graph.nodes(data=True) if data["op"] == "input")


def _taken(graph: nx.DiGraph, ops: Collection[str]) -> int:
    """Bytes of the tensors that these operations take, the network's input apart, each once."""
    tensors = {source for node, op in graph.nodes(data="op") if op in ops for source in graph.pred[node]}
    return FLOAT32_BYTES * sum(prod(graph.nodes[node]["shape"]) for node in tensors
                               if graph.nodes[node]["op"] != "input")
