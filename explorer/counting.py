"""How much a forward pass computes, by the conventions of the tools that people compare: one network, many numbers.

What each tool counts was read in its documentation and source: torchvision's published GFLOPS, torchinfo 1.8, fvcore
0.1.5, ptflops 0.7 with its "pytorch" backend, torch.utils.flop_counter. All of a network in evaluation mode, batch 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import prod

import networkx as nx

from explorer.metrics import macs

Counts = dict[str, int]


@dataclass(frozen=True)
class Convention:
    """How often each term of `counts` is counted; what is not named is not counted."""

    name: str
    factors: Mapping[str, int]

    def addends(self, counted: Counts) -> Counts:
        """{term: what it adds}, without those that add nothing."""
        return {term: factor * counted[term] for term, factor in self.factors.items() if factor * counted[term]}

    def total(self, counted: Counts) -> int:
        return sum(self.addends(counted).values())


SWITCHES: dict[str, Mapping[str, int]] = {
    "double": {"macs": 1},
    "bias": {"bias": 1},
    "batch_norm": {"batch_norm": 2},
    "relu": {"relu": 1},
    "pooling": {"max_pool2d": 1, "avg_pool2d": 1, "adaptive_avg_pool2d": 1},
    "adds": {"add": 1},
}
CONVENTIONS = {
    convention.name: convention
    for convention in (
        Convention("he2015", {"macs": 1, "strided_later": -1}),
        Convention("torchvision", {"macs": 1}),
        Convention("torchinfo", {"macs": 1, "bias": 1, "batch_norm_parameters": 1}),
        Convention("fvcore", {"macs": 1, "batch_norm": 2, "adaptive_avg_pool2d": 1}),
        Convention("ptflops", {"macs": 1, "bias": 1, "batch_norm": 2, "relu": 2, "max_pool2d": 2, "avg_pool2d": 2,
                               "adaptive_avg_pool2d": 2}),
        Convention("flop_counter", {"macs": 2}),
    )
}


def chosen(switches: Iterable[str]) -> Convention:
    """Multiply-adds once, and beside them what is switched on."""
    factors = {"macs": 1}
    for switch in switches:
        for term, factor in SWITCHES[switch].items():
            factors[term] = factors.get(term, 0) + factor
    return Convention("chosen", factors)


def counts(graph: nx.DiGraph) -> Counts:
    """{term: number}, of all operations of a graph.

    `macs` are multiply-adds, `bias` the values that a bias is added to, `batch_norm`, `relu` and `add` the values that
    these give, the poolings' the values that these read, `batch_norm_parameters` its scales and shifts, and
    `strided_later` the multiply-adds of first 1×1 convolutions that a network with the stride there (v1) does without.
    """
    multiply_adds = macs.values(graph)
    return {"macs": sum(multiply_adds.values()), "strided_later": strided_later(graph, multiply_adds),
            **{term: sum(count(graph, node) for node in graph) for term, count in TERMS.items()}}


def _given(op: str) -> Callable[[nx.DiGraph, str], int]:
    """Values that an operation gives."""
    return lambda graph, node: prod(graph.nodes[node]["shape"]) if graph.nodes[node]["op"] == op else 0


def _read(op: str) -> Callable[[nx.DiGraph, str], int]:
    """Values that an operation reads, each once."""
    return lambda graph, node: (sum(prod(graph.nodes[source]["shape"]) for source in graph.predecessors(node))
                                if graph.nodes[node]["op"] == op else 0)


def _biased(graph: nx.DiGraph, node: str) -> int:
    data = graph.nodes[node]
    return prod(data["shape"]) if data["settings"].get("bias") else 0


def _normalising(graph: nx.DiGraph, node: str) -> int:
    return graph.nodes[node]["parameters"] if graph.nodes[node]["op"] == "batch_norm" else 0


TERMS: dict[str, Callable[[nx.DiGraph, str], int]] = {
    "bias": _biased,
    "batch_norm": _given("batch_norm"),
    "batch_norm_parameters": _normalising,
    "relu": _given("relu"),
    "max_pool2d": _read("max_pool2d"),
    "avg_pool2d": _read("avg_pool2d"),
    "adaptive_avg_pool2d": _read("adaptive_avg_pool2d"),
    "add": _given("add"),
}


def _has_v1(graph: nx.DiGraph) -> bool:
    """Whether it is the paper's network, or may be, but for where its strides are."""
    spec = graph.graph.get("spec")
    return not spec or (spec.architecture.block, spec.architecture.network) == ("Bottleneck", "ResNet")


def strided_later(graph: nx.DiGraph, multiply_adds: Mapping[str, int]) -> int:
    """What each block's first 1×1 convolution would save if it gave as many positions as the block."""
    if not _has_v1(graph):
        return 0
    firsts: dict[str, str] = {}
    merges = {data["block"]: node for node, data in graph.nodes(data=True) if data["branch"] == "merge"}
    for node, data in graph.nodes(data=True):
        if data["branch"] == "residual" and data["op"] == "conv2d":
            firsts.setdefault(data["block"], node)
    narrow = ((block, node) for block, node in firsts.items() if set(graph.nodes[node]["settings"]["kernel"]) == {1})
    return sum(multiply_adds[node] - multiply_adds[node] * _positions(graph, merges[block]) // _positions(graph, node)
               for block, node in narrow)


def _positions(graph: nx.DiGraph, node: str) -> int:
    return prod(graph.nodes[node]["shape"][1:])
