"""The paths from input to output: how many there are of each length, and the one that a choice per block leads along.

Veit, Wilber and Belongie, Residual Networks Behave Like Ensembles of Relatively Shallow Networks, 2016
(https://arxiv.org/abs/1605.06431): n residual blocks in a row give 2ⁿ paths. They are counted, never listed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, zip_longest

import networkx as nx

from explorer.remembered import expect_graph
from explorer.residual import Block, operands, residual_blocks

WEIGHTED = frozenset({"linear", *(f"conv{kind}{axes}d" for kind in ("", "transpose") for axes in (1, 2, 3))})
Lengths = dict[int, int]


def path_lengths(graph: nx.DiGraph) -> Lengths:
    """{weighted layers on the path: number of paths}, over all paths from input to output, exact.

    Convolutions and linear layers are weighted layers, as He et al. 2015 count depth; batch norm is none. A projection
    shortcut crosses one.

    >>> import explorer
    >>> lengths = explorer.path_lengths(explorer.trace(explorer.Spec(depth=50)))
    >>> max(lengths), sum(lengths.values())
    (50, 65536)

    Raises `NoGraph`, a ValueError, for a Spec or anything else.
    """
    expect_graph(graph)
    return _counted(graph, lambda source, node: is_weighted(graph, node))


def branches_taken(graph: nx.DiGraph) -> Lengths:
    """{residual branches taken: number of paths}, over all paths from input to output, exact.

    A residual branch inside another one counts beside it.

    >>> import explorer
    >>> dict(sorted(explorer.branches_taken(explorer.trace(explorer.Spec(depth=18))).items()))
    {0: 1, 1: 8, 2: 28, 3: 56, 4: 70, 5: 56, 6: 28, 7: 8, 8: 1}

    Raises `NoGraph`, a ValueError, for a Spec or anything else.
    """
    ends = residual_ends(residual_blocks(graph))
    return _counted(graph, lambda source, node: ends.get(node) == source)


def is_weighted(graph: nx.DiGraph, node: str) -> bool:
    """Also a convolution that no rule is of."""
    return graph.nodes[node]["op"].removeprefix("other ") in WEIGHTED


def total(lengths: Mapping[int, int]) -> int:
    return sum(lengths.values())


def mean(lengths: Mapping[int, int]) -> Fraction:
    """Of the length, over all paths. Raises ZeroDivisionError where there are none."""
    return Fraction(sum(length * paths for length, paths in lengths.items()), total(lengths))


def span(lengths: Mapping[int, int]) -> tuple[int, int]:
    """The length of the shortest path and of the longest."""
    return min(lengths), max(lengths)


@dataclass(frozen=True)
class Route:
    """One path: its operations from input to output, its residual branches and its weighted layers."""

    nodes: tuple[str, ...]
    branches: int
    layers: int


def route(graph: nx.DiGraph, shortcuts: Collection[str] = ()) -> Route:
    """The path that takes the shortcut in the blocks of these names and F in all others.

    Where tensors meet that are no residual block's branches, it goes on along the first. A name that no block has, or
    of a block that the path does not come by, changes nothing.
    """
    blocks = residual_blocks(graph)
    ends, taken = residual_ends(blocks), _taken(blocks, shortcuts)
    on_a_path = _on_paths(graph)
    nodes = [_last(graph)]
    while graph.nodes[nodes[-1]]["op"] != "input":
        sources = [source for source in operands(graph, nodes[-1]) if source in on_a_path]
        nodes.append(taken.get(nodes[-1], sources[0]))
    nodes.reverse()
    branches = sum(ends.get(node) == source for source, node in pairwise(nodes))
    return Route(tuple(nodes), branches, sum(is_weighted(graph, node) for node in nodes))


def residual_ends(blocks: Iterable[Block]) -> dict[str, str]:
    """{⊕: the operation whose tensor F(x) it adds}."""
    return {block.merge: block.residual[-1] for block in blocks}


def _taken(blocks: Iterable[Block], shortcuts: Collection[str]) -> dict[str, str]:
    """{⊕: the operation that the path comes from}."""
    return {block.merge: (block.fork, *block.shortcut)[-1] if block.name in shortcuts else block.residual[-1]
            for block in blocks}


def _counted(graph: nx.DiGraph, step: Callable[[str, str], int]) -> Lengths:
    """{length: number of paths} to the output, where an edge from a source to a node is `step` long.

    The paths to a node are a polynomial, kept as its lowest power and its coefficients: along an edge the power grows,
    where edges meet the polynomials add up.
    """
    found: dict[str, tuple[int, tuple[int, ...]]] = {}
    for node in nx.topological_sort(graph):
        arriving = [(found[source][0] + step(source, node), found[source][1])
                    for source in graph.predecessors(node) if source in found]
        if graph.nodes[node]["op"] == "input":
            found[node] = 0, (1,)
        elif arriving and _carries(graph, node):
            found[node] = _added(arriving)
    lowest, counts = found[_last(graph)]
    return {length: paths for length, paths in enumerate(counts, start=lowest) if paths}


def _added(polynomials: list[tuple[int, tuple[int, ...]]]) -> tuple[int, tuple[int, ...]]:
    if len(polynomials) == 1:
        return polynomials[0]
    lowest = min(power for power, _ in polynomials)
    shifted = ((0,) * (power - lowest) + counts for power, counts in polynomials)
    return lowest, tuple(map(sum, zip_longest(*shifted, fillvalue=0)))


def _on_paths(graph: nx.DiGraph) -> set[str]:
    """What can be reached from the input through tensors."""
    found: set[str] = set()
    for node in nx.topological_sort(graph):
        begins = graph.nodes[node]["op"] == "input"
        if begins or (_carries(graph, node) and not found.isdisjoint(graph.pred[node])):
            found.add(node)
    return found


def _carries(graph: nx.DiGraph, node: str) -> bool:
    """Whether it gives a tensor, and so a gradient: a size that was asked for gives none."""
    return graph.nodes[node]["shape"] != () or graph.nodes[node]["op"] == "output"


def _last(graph: nx.DiGraph) -> str:
    return next(node for node, op in graph.nodes(data="op") if op == "output")
