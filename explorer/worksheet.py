"""The worksheet: every operation that changes a shape, with its arithmetic, and why the branches agree at each ⊕."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from math import prod

import networkx as nx

from explorer.arithmetic import FORMULAS, Adaptive, Shape, Window, times
from explorer.describe import operation_name, sign
from explorer.properties import convolution, share, strided, zero_channels
from explorer.residual import Block, operands, residual_blocks
from explorer.tables import Column, Row, Table

Words = Mapping[str, str]
COLUMNS = ("name", "operation", "arriving", "leaving", "arithmetic", "floor")


@dataclass(frozen=True)
class Line:
    """An operation that changes a shape, or a ⊕; where blocks are alike, the same one of each: `nodes`.

    `windows` are those along height and width. `blocks` are the names of the residual blocks, in their order.
    """

    nodes: tuple[str, ...]
    blocks: tuple[str, ...]
    op: str
    settings: Mapping[str, object]
    inputs: tuple[Shape, ...]
    shape: Shape
    windows: tuple[Window | Adaptive, ...]

    @property
    def title(self) -> str:
        """`layer3.1 – layer3.5 conv1`"""
        if len(self.blocks) < 2:
            return self.nodes[0]
        return f"{self.blocks[0]} – {self.blocks[-1]} {self.local}"

    @property
    def local(self) -> str:
        """Its name within its block."""
        return self.nodes[0].removeprefix(f"{self.blocks[0]}.") if self.blocks else self.nodes[0]

    @property
    def resizes(self) -> bool:
        return any(window.out != window.size for window in self.windows)

    def like(self, other: Line) -> bool:
        """Whether it is the same but for the block that it is in."""
        return (self.local, self.settings, self.inputs, self.shape) == (
            other.local, other.settings, other.inputs, other.shape)


def lines(graph: nx.DiGraph) -> tuple[Line, ...]:
    """In the order of the network; consecutive blocks in which every line is alike are told once."""
    found: list[list[Line]] = []
    for block, nodes in groupby(graph, key=lambda node: graph.nodes[node]["block"]):
        inside = [_line(graph, node, block) for node in nodes if _tells(graph, node)]
        if found and block and _alike(found[-1], inside):
            found[-1] = [_joined(*pair) for pair in zip(found[-1], inside, strict=True)]
        else:
            found.append(inside)
    return tuple(line for inside in found for line in inside)


def _tells(graph: nx.DiGraph, node: str) -> bool:
    data = graph.nodes[node]
    arriving = [graph.nodes[source]["shape"] for source in graph.predecessors(node)]
    return data["branch"] == "merge" or any(shape != data["shape"] for shape in arriving)


def _line(graph: nx.DiGraph, node: str, block: str | None) -> Line:
    data = graph.nodes[node]
    inputs = tuple(graph.nodes[source]["shape"] for source in operands(graph, node))
    windows = FORMULAS[data["op"]].windows(inputs, data["settings"]) if data["op"] in FORMULAS else ()
    return Line((node,), (block,) if block else (), data["op"], data["settings"], inputs, data["shape"], windows)


def _alike(some: list[Line], others: list[Line]) -> bool:
    return len(some) == len(others) and all(a.blocks and a.like(b) for a, b in zip(some, others, strict=True))


def _joined(line: Line, other: Line) -> Line:
    return Line(line.nodes + other.nodes, line.blocks + other.blocks, line.op, line.settings, line.inputs, line.shape,
                line.windows)


@dataclass(frozen=True)
class Working:
    """The arithmetic of one axis, or of both where `axis` is empty, and what the floor drops in it, if anything."""

    axis: str
    arithmetic: str
    floor: str = ""

    def of_axis(self, text: str) -> str:
        return f"{self.axis}: {text}" if self.axis and text else text


class Telling:
    """The parts of a line in words."""

    def __init__(self, graph: nx.DiGraph, words: Words):
        self.graph, self.words = graph, words
        self.merges = {block.merge: block for block in residual_blocks(graph)}

    def say(self, key: str, **parts: object) -> str:
        return self.words[f"shapes.{key}"].format(**parts)

    def operation(self, line: Line) -> str:
        """`3×3, 128, /2` as He et al. write it; a pooling says what it is."""
        settings = line.settings
        name = operation_name(vars(line), self.words)
        if "kernel" not in settings:
            return name
        if line.op == "conv2d":
            return convolution(settings)
        return ", ".join(filter(None, (f"{name} {times(settings['kernel'])}", strided(settings))))

    def arriving(self, line: Line) -> str:
        return sign(line.op, self.words).join(map(times, line.inputs))

    def workings(self, line: Line) -> tuple[Working, ...]:
        """One for height and width together, or one for each where they differ; of a ⊕ why its operands agree."""
        if line.nodes[0] in self.merges:
            return (Working("", self.agreement(self.merges[line.nodes[0]])),)
        if line.op == "flatten":
            return (Working("", f"{' · '.join(map(str, line.inputs[0]))} = {prod(line.shape)}"),)
        if line.op == "linear":
            return (Working("", self.say("linear")),)
        if line.op == "mul":
            return (Working("", self.say("scaled")),)
        if line.op == "zero_pad":
            before, after = (shape[0] for shape in (line.inputs[0], line.shape))
            return (Working("", self.say("zeros", before=before, count=zero_channels(line.settings), after=after)),)
        axes = ("",) if len(set(line.windows)) == 1 else (self.say("height"), self.say("width"))
        return tuple(Working(axis, window.formula, self._dropped(window))
                     for axis, window in zip(axes, line.windows, strict=False))

    def _dropped(self, window: Window | Adaptive) -> str:
        if not window.dropped:
            return ""
        short = int(window.dropped * window.stride) - window.padding[1]
        where = self.say("short", count=short) if short > 0 else self.say("padding")
        return self.say("dropped", share=share(window.dropped), where=where)

    def agreement(self, block: Block) -> str:
        """Why F(x) and the other operand have one shape.

        With 2p = d(k − 1) an operation of stride s makes ⌊(n − 1)/s⌋ + 1 of n, whatever its kernel, and a chain of them
        does what one with the product of their strides would.
        """
        residual, shortcut = (self._windows(block.fork, branch) for branch in (block.residual, block.shortcut))
        channels = self.graph.nodes[block.merge]["shape"][0]
        strides = {_strides(residual), _strides(shortcut)}
        if len(strides) > 1 or not all(map(_centred, (*residual, *shortcut))):
            return self.say("agree", shape=times(self.graph.nodes[block.merge]["shape"]))
        stride = times(tuple(dict.fromkeys(*strides)) or (1,))
        key = f"agree.{block.kind}" if stride == "1" else "agree.strided"
        return self.say(key, stride=stride, channels=channels)

    def _windows(self, fork: str, branch: tuple[str, ...]) -> list[tuple[Window | Adaptive, ...]]:
        """Along a branch from the fork to its end; past what only scales its tensor."""
        found, node = [], branch[-1] if branch else fork
        while node != fork:
            found.insert(0, _line(self.graph, node, None).windows)
            node = max(self.graph.predecessors(node), key=lambda source: prod(self.graph.nodes[source]["shape"]))
        return list(filter(None, found))


def _strides(branch: list[tuple[Window | Adaptive, ...]]) -> tuple[int, ...]:
    return tuple(prod(window.stride for window in axis) for axis in zip(*branch, strict=True)) or (1, 1)


def _centred(windows: tuple[Window | Adaptive, ...]) -> bool:
    return all(isinstance(window, Window) and not window.ceil_mode and sum(window.padding) == window.reach - 1
               for window in windows)


def table(graph: nx.DiGraph, words: Words) -> Table:
    tell = Telling(graph, words)
    columns = tuple(Column(key, words[f"shapes.column.{key}"]) for key in COLUMNS)
    rows = tuple(Row(line.nodes[0], _cells(tell, line)) for line in lines(graph))
    return Table(columns, rows, (words["shapes.worksheet.note"],))


def _cells(tell: Telling, line: Line) -> tuple[str, ...]:
    workings = tell.workings(line)
    arithmetic = "; ".join(working.of_axis(working.arithmetic) for working in workings)
    floor = "; ".join(filter(None, (working.of_axis(working.floor) for working in workings)))
    return line.title, tell.operation(line), tell.arriving(line), times(line.shape), arithmetic, floor
