"""What a traced graph says of itself: its name and input, what its operations and blocks are. It needs no words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import prod

import networkx as nx

from explorer.arithmetic import Shape, times
from explorer.residual import Block
from explorer.windows import input_of


def operations(graph: nx.DiGraph, nodes: Iterable[str] | None = None) -> list[str]:
    """What a network, or some of its nodes, compute with: all but input and output. So they are counted everywhere."""
    return [node for node in (graph if nodes is None else nodes) if graph.nodes[node]["op"] not in ("input", "output")]


def kind_of(data: Mapping) -> str:
    """Its op, told apart where that is more general than what it does.

    A pooling that leaves one value is global, and one that reads one value each only leaves out what is between.
    """
    op = data["op"]
    if op == "adaptive_avg_pool2d" and data["shape"][1:] == (1, 1):
        return f"{op}.global"
    if op == "avg_pool2d" and set(data["settings"]["kernel"]) == {1}:
        return f"{op}.subsampling"
    return op


def convolution(settings: Mapping) -> str:
    """`3×3, 128, C=32, /2`: kernel, channels, groups and stride, as He et al. and Xie et al. write them."""
    groups = settings.get("groups", 1)
    parts = [times(settings["kernel"]), str(settings["channels"]), f"C={groups}" if groups > 1 else ""]
    return ", ".join(filter(None, (*parts, strided(settings))))


def strided(settings: Mapping) -> str:
    """`/2`; nothing where each position is visited."""
    return f"/{per_axis(settings['stride'])}" if prod(settings["stride"]) > 1 else ""


def zero_channels(settings: Mapping) -> int:
    """How many a zero padding adds."""
    return sum(settings["padding"][0])


def ahead(graph: nx.DiGraph, block: Block) -> tuple[str, ...]:
    """The block's own operations before its fork: batch norm and ReLU of x where both branches take that."""
    found, node = [], block.fork
    while graph.nodes[node]["block"] == block.name:
        found.append(node)
        node = next(graph.predecessors(node))
    return tuple(reversed(found))


def operand(graph: nx.DiGraph, block: Block) -> str:
    """The letter for what both branches take: x, or a where that comes of x within the block."""
    return "a" if graph.nodes[block.fork]["block"] == block.name else "x"


def rectified(graph: nx.DiGraph, block: Block) -> bool:
    """Whether a ReLU comes right after the ⊕."""
    return any(graph.nodes[node]["op"] == "relu" for node in graph.successors(block.merge))


def input_shape(graph: nx.DiGraph) -> Shape:
    return graph.nodes[input_of(graph)]["shape"]


def called(graph: nx.DiGraph) -> str:
    """`ResNet-50`, or the class of somebody's own module."""
    spec = graph.graph.get("spec")
    return spec.architecture.name if spec else graph.graph.get("name", "")


def block_class(graph: nx.DiGraph) -> str:
    """`BasicBlock` or `Bottleneck`; nothing where the graph is not of an architecture that has a name."""
    spec = graph.graph.get("spec")
    return spec.architecture.block if spec else ""


def per_axis(values: Iterable[int]) -> str:
    """`2` where all are the same, else `2×1`."""
    values = tuple(values)
    return str(values[0]) if len(set(values)) == 1 else times(values)


def share(fraction: Fraction) -> str:
    """`½`, and of any other as it is written in one line."""
    return "½" if fraction == Fraction(1, 2) else str(fraction)
