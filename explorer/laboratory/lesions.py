"""What a network still gets right when residual branches are switched off, or blocks without shortcuts taken out.

Veit, Wilber and Belongie, Residual Networks Behave Like Ensembles of Relatively Shallow Networks, 2016
(https://arxiv.org/abs/1605.06431), sections 4.1 and 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from explorer.laboratory.ends import End, ends
from explorer.laboratory.level import Level
from explorer.laboratory.record import Overlays, Record
from explorer.laboratory.unsuited import Unsuited
from explorer.spec import choose


@dataclass(frozen=True)
class Lesion:
    """What is left when this block alone is off; None where it cannot be: see `possible`."""

    block: str
    at: str
    accuracy: float | None


@dataclass(frozen=True)
class Lesions(Record):
    """A network trained on the digits for so many `steps`, a toy problem; tested in evaluation mode, not trained again.

    A block is off where y = x through its shortcut, with the projection where there is one, and the ReLU after the ⊕.
    An accuracy is the share of the test images that is named right. With weights of the reader's own there are no right
    names: `steps` is 0, and accuracy is the share of images named as by the whole network, `whole` thus 1. The images
    are digits then too, enlarged to the network's input.

    off     the blocks that were to be off together, and `left` the accuracy without them
    random  the accuracy with 0, 1, … blocks off, as they follow in each of so many `orders` by chance
    images  how many were named
    """

    network: str
    whole: float
    lesions: tuple[Lesion, ...]
    off: tuple[str, ...]
    left: float
    random: tuple[Level, ...]
    orders: int
    images: int
    steps: int

    def overlays(self) -> Overlays:
        """How much less is right than in the whole network: less than 0 where it is more."""
        return {"lesion": {lesion.at: self.whole - lesion.accuracy
                           for lesion in self.lesions if lesion.accuracy is not None}}


def possible(graph: nx.DiGraph) -> dict[str, tuple[str, str]]:
    """{block: (operation that is taken out, the one whose tensor is passed on)} for all that can be off.

    With a shortcut the ⊕ is taken out. Without one it is the block's last operation, where the block gives a tensor of
    the shape that it takes.
    """
    return {end.name: passed for end in ends(graph) if (passed := _passed(graph, end))}


def _passed(graph: nx.DiGraph, end: End) -> tuple[str, str] | None:
    if end.block:
        return end.at, (end.block.fork, *end.block.shortcut)[-1]
    first = next(node for node in graph if node.rpartition(".")[0] == end.name)
    source, = graph.pred[first]
    return (end.out, source) if graph.nodes[source]["shape"] == graph.nodes[end.out]["shape"] else None


def chosen(graph: nx.DiGraph, off: str) -> tuple[str, ...]:
    """The blocks of a list with commas, each once.

    Raises `Invalid` for a name that no block has, and `Unsuited` for a block that cannot be off.
    """
    names, found = tuple(dict.fromkeys(filter(None, off.split(",")))), possible(graph)
    for name in names:
        if choose("block", name, [end.name for end in ends(graph)]) not in found:
            raise Unsuited("unsuited.lesion", block=name, network=graph.graph["spec"].architecture.name)
    return names
