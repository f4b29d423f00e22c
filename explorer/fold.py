"""Operations -> steps and blocks -> stages: what is seen at each level of folding, and how numbers combine in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import networkx as nx

from explorer.remembered import once
from explorer.residual import Block, residual_blocks
from explorer.spec import Invalid

LEVELS = ("stages", "blocks", "operations")
BRANCHES = ("shortcut", "residual", "merge", "trunk")
ENDS = frozenset({"input", "stem", "head"})  # what is before the stages and after them
PLATES = frozenset({"batch_norm", "relu", "identity", "flatten", "view", "reshape", "output"})


@dataclass(frozen=True)
class Part:
    """A piece of the network that can be drawn as one thing: a stage, a block, a step or an operation.

    A step is an operation with those that follow it and leave the tensor's shape as it is (batch norm, ReLU, flatten);
    it is named after the first. `nodes` are the operations inside, in topological order.
    """

    name: str
    kind: str
    nodes: tuple[str, ...]
    children: tuple[Part, ...] = ()
    block: Block | None = None

    @property
    def out(self) -> str:
        """The operation whose tensor leaves this part."""
        return self.nodes[-1]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The residual blocks that it is or has inside."""
        return (self.block,) if self.block else tuple(block for child in self.children for block in child.blocks)


def whole(graph: nx.DiGraph) -> Part:
    """The network itself, with its stages."""
    return Part("", "network", tuple(graph), hierarchy(graph))


@once
def hierarchy(graph: nx.DiGraph) -> tuple[Part, ...]:
    """The stages in the order of the network, each with its blocks and steps, each of those with its operations."""
    by_name = {block.name: block for block in residual_blocks(graph)}
    stages = groupby(graph.nodes(data=True), key=lambda item: item[1]["stage"])
    return tuple(_stage(graph, name, tuple(node for node, _ in items), by_name) for name, items in stages)


def _stage(graph: nx.DiGraph, name: str, nodes: tuple[str, ...], blocks: Mapping[str, Block]) -> Part:
    children: list[Part] = []
    for block, members in groupby(nodes, key=lambda node: graph.nodes[node]["block"]):
        inside = tuple(members)
        if block is None:
            children += _steps(graph, inside)
        else:
            before, after = _divided(inside, blocks[block])
            branches = before, *([n for n in after if graph.nodes[n]["branch"] == branch] for branch in BRANCHES)
            children.append(Part(block, "block", inside, tuple(s for b in branches for s in _steps(graph, b)),
                                 blocks[block]))
    return Part(name, "stage", nodes, tuple(children))


def _divided(nodes: tuple[str, ...], block: Block) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A block's operations up to its fork, which a block has that normalises x for both branches, and all others."""
    behind = nodes.index(block.fork) + 1 if block.fork in nodes else 0
    return nodes[:behind], nodes[behind:]


def _steps(graph: nx.DiGraph, nodes: Iterable[str]) -> tuple[Part, ...]:
    """Operations in a row, each joined by those after it that keep the shape."""
    runs: list[list[str]] = []
    for node in nodes:
        if runs and graph.nodes[node]["op"] in PLATES:
            runs[-1].append(node)
        else:
            runs.append([node])
    return tuple(Part(run[0], "step", tuple(run), _operations(run)) for run in runs)


def _operations(nodes: Iterable[str]) -> tuple[Part, ...]:
    return tuple(Part(node, "operation", (node,)) for node in nodes)


def opened(stages: Iterable[Part], level: str, also: Iterable[str] = (), but: Iterable[str] = ()) -> frozenset[str]:
    """Names of the parts that stand open: those that the level opens, `also` some more, `but` some not."""
    stages = tuple(stages)
    names: set[str] = set()
    if level != "stages":
        names.update(stage.name for stage in stages)
    if level == "operations":
        names.update(child.name for stage in stages for child in stage.children)
    within = {child.name: stage.name for stage in stages for child in stage.children}
    wanted = set(also)
    names |= wanted | {within[name] for name in wanted if name in within}
    return frozenset(names - set(but))


def visible(stages: Iterable[Part], names: frozenset[str]) -> Iterator[Part]:
    """The parts that are drawn as one thing each when those in `names` stand open."""
    return (part for part in walk(stages, names) if part.kind == "operation" or part.name not in names)


def walk(stages: Iterable[Part], names: frozenset[str]) -> Iterator[Part]:
    """What can be stepped through, in order: the visible parts, and every open block before what is inside it."""
    for stage in stages:
        for child in stage.children if stage.name in names else (stage,):
            if child.kind == "stage" or child.name not in names:
                yield child
            elif child.kind == "step":
                yield from child.children
            else:
                yield child
                yield from (operation for step in child.children for operation in step.children)


def names(graph: nx.DiGraph) -> frozenset[str]:
    """Of all parts, operations and shortcuts."""
    return frozenset(name for name, _ in within(hierarchy(graph)))


def no_part(field: str, name: str, graph: nx.DiGraph) -> Invalid:
    """The refusal of a name that is of no part."""
    stages = hierarchy(graph)
    children = [child for stage in stages for child in stage.children if child.name != stage.name]
    inside = max(children, key=lambda child: child.block is not None, default=stages[0])
    return Invalid(field, name, tuple(stage.name for stage in stages), "part", inside=inside.name)


def within(parts: Iterable[Part], holders: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each part, operation and shortcut is inside of, innermost first: `bn1` in `conv1`, in `stem`."""
    for part in parts:
        others = tuple(name for name in holders if name != part.name)
        inside = (part.name, *others)
        yield part.name, others
        if part.block:
            yield part.block.shortcut_name, inside
        yield from within(part.children, inside)


def combined(values: Mapping[str, float], part: Part, how: str) -> float | None:
    """One number for a part: the "sum" or "max" over its operations, or the "last"; None where one is missing.

    What was measured at few operations only is "found", the last that there is, or the "total" of all that there are.
    """
    if how == "last":
        return values.get(part.out)
    if how == "found":
        return next((values[node] for node in reversed(part.nodes) if node in values), None)
    if how == "total":
        known = [values[node] for node in part.nodes if node in values]
        return sum(known) if known else None
    inside = [values.get(node) for node in part.nodes]
    if None in inside:
        return None
    return sum(inside) if how == "sum" else max(inside)
