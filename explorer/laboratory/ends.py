"""Where the blocks of a network end, with shortcuts or without: what an experiment looks at block by block."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import networkx as nx

from explorer.residual import Block, residual_blocks


@dataclass(frozen=True)
class End:
    """Of one block: `out` gives what the next block gets, `at` is where a picture shows that.

    With a shortcut, `at` is the ⊕, and `out` the ReLU after it or, where none follows directly, the ⊕ itself. Without
    one both are the last operation of the block's module, and `block` is None.
    """

    name: str
    stage: str
    at: str
    out: str
    block: Block | None = None


def ends(graph: nx.DiGraph) -> tuple[End, ...]:
    """The end of every block, in the order of the network."""
    return tuple(_merged(graph, block) for block in residual_blocks(graph)) or tuple(_plain(graph))


def _merged(graph: nx.DiGraph, block: Block) -> End:
    after = [node for node in graph.successors(block.merge) if len(graph.succ[block.merge]) == 1]
    out = next((node for node in after if graph.nodes[node]["op"] == "relu"), block.merge)
    return End(block.name, graph.nodes[block.merge]["stage"], block.merge, out, block)


def _plain(graph: nx.DiGraph) -> list[End]:
    """The modules that hold the operations of the stages, each with the last of them."""
    staged = [node for node, stage in graph.nodes(data="stage") if stage not in ("input", "stem", "head")]
    lasts = {module: list(nodes)[-1] for module, nodes in groupby(staged, key=lambda node: node.rpartition(".")[0])}
    return [End(module, graph.nodes[last]["stage"], last, last) for module, last in lasts.items()]
