"""class Cost: what an experiment needs, derived from the traced graph before anything is allocated."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import networkx as nx

from explorer.metrics import activation_memory, macs
from explorer.metrics.activation_memory import FLOAT32_BYTES

KEEP_THEIR_INPUT = frozenset({"conv2d", "batch_norm", "linear"})
TRAINING_PASSES = 3  # the gradient of a product needs two products more, one for each factor


@dataclass(frozen=True)
class Cost:
    """`bytes` that are held at once at least, and `macs` that are computed in all: multiply-adds, each counted once."""

    bytes: int
    macs: int


def evaluating(graph: nx.DiGraph, batch: int, passes: int = 1) -> Cost:
    """Forward passes in evaluation mode without gradients: state, input, and the activations alive at once."""
    held = _state(graph, 1) + batch * (_input(graph) + activation_memory.peak(graph))
    return Cost(held, passes * batch * _macs(graph))


def training(graph: nx.DiGraph, batch: int, passes: int = 1) -> Cost:
    """Forward and backward passes: state and gradients, input, and what is kept of the forward pass for the backward.

    Convolutions, batch norms and linear layers keep what they take. A lower bound: others keep something too.
    """
    held = _state(graph, 2) + batch * (_input(graph) + _kept(graph))
    return Cost(held, TRAINING_PASSES * passes * batch * _macs(graph))


def _state(graph: nx.DiGraph, copies: int) -> int:
    """Bytes of the parameters, so often, and of the buffers."""
    return FLOAT32_BYTES * sum(copies * data["parameters"] + data["buffers"] for _, data in graph.nodes(data=True))


def _input(graph: nx.DiGraph) -> int:
    return FLOAT32_BYTES * sum(prod(data["shape"]) for _, data in graph.nodes(data=True) if data["op"] == "input")


def _kept(graph: nx.DiGraph) -> int:
    kept = {source for node, op in graph.nodes(data="op") if op in KEEP_THEIR_INPUT for source in graph.pred[node]}
    return FLOAT32_BYTES * sum(prod(graph.nodes[node]["shape"]) for node in kept if graph.nodes[node]["op"] != "input")


def _macs(graph: nx.DiGraph) -> int:
    return sum(macs.values(graph).values())
