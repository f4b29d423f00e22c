"""Residual blocks, found from the graph alone: where each shortcut forks off and joins, and what kind it is.

He et al. 2015, section 3.2: y = F(x) + x where the shapes agree, y = F(x) + W_s·x where they do not.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

import networkx as nx

from explorer.remembered import once


@dataclass(frozen=True)
class Block:
    """One residual block, named after its module, or after its ⊕ where the module holds several blocks.

    `fork` gives x and `merge` is the ⊕. `residual` holds the operations of F, `shortcut` those on the other branch,
    both in topological order. `kind` is "identity" where the shortcut is empty, "projection" where it convolves,
    "parameter-free" where it has operations but none with parameters.
    """

    name: str
    fork: str
    merge: str
    kind: str
    residual: tuple[str, ...]
    shortcut: tuple[str, ...]

    @property
    def shortcut_name(self) -> str:
        return f"{self.name}.shortcut"


@once
def residual_blocks(graph: nx.DiGraph) -> tuple[Block, ...]:
    """The blocks of a traced graph, in topological order of their ⊕.

    A block is every addition of two different tensors that come from one: the fork is the nearest operation that
    dominates both. Of the two branches the shortcut is the one with less to compute. It works on any graph whose nodes
    have `op` and `parameters`, nested blocks included.

    >>> import explorer
    >>> first = explorer.residual_blocks(explorer.trace(explorer.Spec(depth=50)))[0]
    >>> first.name, first.kind, first.fork, first.merge
    ('layer1.0', 'projection', 'maxpool', 'layer1.0.add')

    Raises `NoGraph`, a ValueError, for a Spec or anything else.
    """
    order = {node: place for place, node in enumerate(nx.topological_sort(graph))}
    source = next(node for node in order if graph.nodes[node]["op"] == "input")
    dominators = {**nx.immediate_dominators(graph, source), source: source}  # networkx 3.6 leaves the source out
    merges = [node for node in order if graph.nodes[node]["op"] == "add" and _joins(graph, node, dominators)]
    parents = Counter(map(_parent, merges))
    names = (_parent(merge) if parents[_parent(merge)] == 1 else merge for merge in merges)
    return tuple(_block(graph, name, dominators[merge], merge, order)
                 for name, merge in zip(names, merges, strict=True))


def operands(graph: nx.DiGraph, node: str) -> list[str]:
    """The operations whose tensors it takes, in the order of its arguments."""
    return sorted(graph.pred[node], key=lambda source: graph.edges[source, node].get("position", 0))


def _parent(node: str) -> str:
    """The module that an operation is in; its own name where that is the network itself."""
    return node.rpartition(".")[0] or node


def _joins(graph: nx.DiGraph, node: str, dominators: dict[str, str]) -> bool:
    operands = list(graph.predecessors(node))
    return len(operands) == 2 and all(operand in dominators for operand in operands)


def _block(graph: nx.DiGraph, name: str, fork: str, merge: str, order: dict[str, int]) -> Block:
    branches = [_between(graph, fork, operand, order) for operand in graph.predecessors(merge)]
    shortcut, residual = sorted(branches, key=lambda branch: _work(graph, branch))
    return Block(name, fork, merge, _kind(graph, shortcut), residual, shortcut)


def _between(graph: nx.DiGraph, fork: str, operand: str, order: dict[str, int]) -> tuple[str, ...]:
    """The operations on every way from the fork to the operand, the operand included and the fork not."""
    found, waiting = set(), deque([operand] if operand != fork else [])
    while waiting:
        node = waiting.popleft()
        found.add(node)
        waiting.extend(n for n in graph.predecessors(node) if n != fork and n not in found and n in order)
    return tuple(sorted(found, key=order.__getitem__))


def _work(graph: nx.DiGraph, branch: tuple[str, ...]) -> tuple[int, int]:
    weighted = sum(graph.nodes[node]["parameters"] > 0 for node in branch)
    return weighted, len(branch)


def _kind(graph: nx.DiGraph, shortcut: tuple[str, ...]) -> str:
    if not shortcut:
        return "identity"
    return "projection" if any(graph.nodes[node]["parameters"] for node in shortcut) else "parameter-free"
