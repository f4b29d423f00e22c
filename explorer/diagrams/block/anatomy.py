"""One residual block as He et al. draw it (Fig. 2 and 5): from x at the top to y, its shortcut beside, real shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import networkx as nx

from explorer.arithmetic import times
from explorer.describe import Descriptions
from explorer.drawing.marks import Label, Rectangle, circle, plus, polygon, rectangle, segment
from explorer.drawing.sheet import Drawing
from explorer.fold import PLATES
from explorer.properties import ahead, convolution, kind_of, operand, strided
from explorer.residual import Block
from explorer.theme import DASHES, Canvas, Theme, mix, text_width

BOX, PLATE, SECOND_LINE = 1.9, 1.5, 1.1  # em: heights
ARROW, FORK, JOIN = 1.8, 2.5, 3.4  # em: from box to box, from x to the first, from the last to the ⊕
TITLE, SOURCE = 1.6, 1.0  # em: the block's name, and x
RADIUS, SIDE = 0.75, 0.6  # em: of the ⊕, from a line to its label
PAPER = {"batch_norm": 0.82, "relu": 0.68}  # of the paper in a box's colour; half in all others
MARGIN = 0.4  # em, between a block and the line around it
HALF, PALEST = 0.5, 0.88  # the latter where the colour is the ink, in which there are texts in the box


@dataclass(frozen=True)
class Anatomy:
    """A block to be drawn: `title` above it, boxes in `colour`; `narrow` writes a convolution on two lines."""

    graph: nx.DiGraph
    block: Block
    title: str
    colour: str
    words: Mapping[str, str]
    described: Descriptions
    canvas: Canvas
    theme: Theme
    narrow: bool = False

    @property
    def em(self) -> int:
        return self.canvas.text

    @cached_property
    def before(self) -> tuple[str, ...]:
        """The block's operations before its fork, where there are any."""
        return ahead(self.graph, self.block)

    @cached_property
    def source(self) -> str:
        """The operation whose tensor comes into the block."""
        return next(self.graph.predecessors(self.before[0])) if self.before else self.block.fork

    @cached_property
    def after(self) -> tuple[str, ...]:
        """The ReLU behind the ⊕, where there is one."""
        return tuple(node for node in self.graph.successors(self.block.merge)
                     if self.graph.nodes[node]["op"] == "relu")[:1]

    def shape(self, node: str) -> str:
        return times(self.graph.nodes[node]["shape"])

    def lines(self, node: str) -> tuple[str, ...]:
        """What stands in its box: `conv2 3×3, 128, /2`."""
        data, local = self.graph.nodes[node], node.removeprefix(f"{self.block.name}.")
        settings = data["settings"]
        name = self.words.get(f"block.op.{kind_of(data)}", data["op"])
        if "kernel" in settings:
            told = (convolution(settings),) if data["op"] == "conv2d" else (name, self.window(settings))
            return (local, *told) if self.narrow else (" ".join((local, *told)),)
        return (name,) if self.narrow or data["op"] == "relu" else (f"{local} {name}",)

    def window(self, settings: Mapping) -> str:
        """`2×2, /2` of a pooling."""
        kernel = times(settings["kernel"]) if set(settings["kernel"]) != {1} else ""
        return ", ".join(filter(None, (kernel, strided(settings))))

    def box_height(self, node: str) -> float:
        plate = self.graph.nodes[node]["op"] in PLATES
        return (PLATE if plate else BOX) + SECOND_LINE * (len(self.lines(node)) - 1)

    def box_width(self, nodes: tuple[str, ...]) -> float:
        return max((text_width(line, self.em) for node in nodes for line in self.lines(node)), default=0) + self.em

    def joined(self, before: str, node: str) -> bool:
        """Whether it stands right under the one before: it takes its tensor and leaves the shape as it is."""
        data = self.graph.nodes[node]
        return self.graph.has_edge(before, node) and data["op"] in PLATES

    def gaps(self, branch: tuple[str, ...]) -> list[float]:
        """The room above every box of a branch but the first."""
        return [0 if self.joined(*pair) else ARROW for pair in pairwise(branch)]

    def column(self, branch: tuple[str, ...]) -> float:
        """The height of a branch's boxes and arrows, in em."""
        return sum(map(self.box_height, branch)) + sum(self.gaps(branch))

    @property
    def height(self) -> float:
        """All of it, in em."""
        return TITLE + SOURCE + self.body

    @property
    def body(self) -> float:
        """What can be stretched: all below the x."""
        behind = sum(ARROW + self.box_height(node) for node in self.after) + ARROW
        return self.prelude + FORK + self.column(self.block.residual) + JOIN + RADIUS + behind + 0.6

    def stretched(self, stretch: float) -> float:
        """How high it is in pixels where its body is so many times as high as it need be."""
        return (TITLE + SOURCE + self.body * stretch) * self.em

    def stretch(self, room: float) -> float:
        """How many times as high as it need be its body is in a room of so many pixels."""
        return (room / self.em - TITLE - SOURCE) / self.body

    @property
    def prelude(self) -> float:
        """What comes before the fork, with the arrow that leads to it, in em."""
        return ARROW + self.column(self.before) if self.before else 0

    @property
    def operands(self) -> tuple[str, str]:
        """`F(x): 512×28×28` and `Wₛ·x: 512×28×28`"""
        residual, shortcut = (branch[-1] if branch else self.block.fork
                              for branch in (self.block.residual, self.block.shortcut))
        x = operand(self.graph, self.block)
        return (self.words["block.residual"].format(x=x, shape=self.shape(residual)),
                self.words[f"block.shortcut.{self.block.kind}"].format(x=x, shape=self.shape(shortcut)))

    @property
    def forked(self) -> str:
        """What both branches take: its shape, and its letter where it is not x."""
        shape = self.shape(self.block.fork)
        return self.words["block.fork"].format(x=operand(self.graph, self.block), shape=shape) if self.before else shape

    @cached_property
    def places(self) -> tuple[float, float, float]:
        """The middles of both columns and the right end, in pixels from the left."""
        em, block = self.em, self.block
        half = self.box_width((*self.before, *block.residual)) / 2
        middle = half + self.bows * em
        shapes = (self.forked, *map(self.shape, (self.source, *block.residual)))
        labels = max(text_width(shape, em) for shape in shapes) + SIDE * em
        operands = max(text_width(text, em) for text in self.operands) + (RADIUS + 2 * SIDE) * em
        beside = self.box_width(block.shortcut) / 2 if block.shortcut else 0.5 * em
        shortcut = middle + max(max(half, labels) + em + beside, operands + em)
        return middle, shortcut, shortcut + beside + em * 0.5

    @property
    def bows(self) -> int:
        """How many edges of the residual branch do not lead to the next box."""
        return len(self.skipping)

    @cached_property
    def skipping(self) -> list[tuple[str, str]]:
        branch = self.block.residual
        before = dict(pairwise((self.block.fork, *branch)))
        return [(source, node) for node in branch for source in self.graph.predecessors(node)
                if before.get(source) != node]

    @property
    def width(self) -> float:
        return max(self.places[2], text_width(self.title, self.em, bold=True))


def draw(it: Anatomy, drawing: Drawing, left: float, top: float, stretch: float = 1) -> None:
    """Puts the block on a canvas, its body `stretch` times as high as it need be."""
    em, unit = it.em, it.em * stretch
    middle, side, _ = (left + place for place in it.places)
    drawing.labels.append(Label(it.title, left, top - 0.8 * em, em, it.theme.ink, "start", bold=True))
    y = top - (TITLE + SOURCE / 2) * em
    drawing.labels.append(Label("x", middle, y, em, it.theme.ink, bold=True))
    boxes, y = _before(it, drawing, middle, y - SOURCE / 2 * em, unit)
    fork, first = y - 0.5 * em, y - FORK * unit
    _arrow(it, drawing, middle, y, first, it.forked, (fork - 0.6 * em + first) / 2)
    boxes |= dict(_boxes(it, it.block.residual, middle, first, unit))
    merge = min((boxes[node][1] for node in it.block.residual), default=first) - JOIN * unit
    _branch(it, drawing, it.block.residual, boxes, it.colour)
    _bows(it, drawing, boxes, fork)
    _arrow(it, drawing, middle, merge + JOIN * unit, merge + RADIUS * em, it.operands[0],
           merge + JOIN * unit - 0.65 * em)
    _shortcut(it, drawing, (middle, side), (fork, merge), unit)
    _sum(it, drawing, middle, merge)
    bottom = merge - RADIUS * em
    for node in it.after:
        boxes |= dict(_boxes(it, (node,), middle, bottom - ARROW * unit, unit))
        _arrow(it, drawing, middle, bottom, boxes[node][3], it.shape(it.block.merge))
        _branch(it, drawing, (node,), boxes, it.colour)
        bottom = boxes[node][1]
    given = it.words["block.given"].format(shape=it.shape((it.block.merge, *it.after)[-1]))
    _arrow(it, drawing, middle, bottom, bottom - ARROW * unit, given)
    _answer(it, drawing, boxes, (left, bottom - ARROW * unit, left + it.width, top), (middle, fork, merge))


def _before(it: Anatomy, drawing: Drawing, x: float, top: float, unit: float) -> tuple[dict[str, Rectangle], float]:
    """What the block does with x before its fork; its boxes, and where the line goes on."""
    if not it.before:
        return {}, top
    boxes = dict(_boxes(it, it.before, x, top - ARROW * unit, unit))
    _arrow(it, drawing, x, top, top - ARROW * unit, it.shape(it.source))
    _branch(it, drawing, it.before, boxes, it.colour)
    return boxes, boxes[it.before[-1]][1]


def _boxes(it: Anatomy, branch: tuple[str, ...], x: float, top: float,
           unit: float) -> Iterator[tuple[str, Rectangle]]:
    """Where the boxes of a branch stand, from the top of its first."""
    half = it.box_width(it.block.shortcut if branch == it.block.shortcut else (*it.before, *it.block.residual)) / 2
    for node, gap in zip(branch, (0, *it.gaps(branch)), strict=False):
        top -= gap * unit
        bottom = top - it.box_height(node) * unit
        yield node, (x - half, bottom, x + half, top)
        top = bottom


def _branch(it: Anatomy, drawing: Drawing, branch: tuple[str, ...], boxes: Mapping[str, Rectangle],
            colour: str) -> None:
    """The boxes of a branch, and the arrows between those that do not touch."""
    for node in branch:
        left, bottom, right, top = boxes[node]
        share = PALEST if colour == it.theme.ink else PAPER.get(it.graph.nodes[node]["op"], HALF)
        drawing.fill(rectangle(*boxes[node]), mix(colour, it.theme.paper, share), layer=1)
        drawing.stroke(rectangle(*boxes[node]), colour, it.canvas.line, layer=2)
        lines = it.lines(node)
        for place, text in enumerate(lines):
            y = (bottom + top) / 2 + ((len(lines) - 1) / 2 - place) * SECOND_LINE * it.em
            drawing.labels.append(Label(text, (left + right) / 2, y, it.em, it.theme.ink))
    for before, node in pairwise(branch):
        if it.graph.has_edge(before, node) and not it.joined(before, node):
            left, bottom, right, _ = boxes[before]
            colour_of_line = it.theme.line if branch != it.block.shortcut else it.theme.shortcut(it.block.kind)
            _arrow(it, drawing, (left + right) / 2, bottom, boxes[node][3], it.shape(before), colour=colour_of_line)


def _arrow(it: Anatomy, drawing: Drawing, x: float, start: float, end: float, text: str,
           y: float | None = None, colour: str = "") -> None:
    """A line down to its point, and beside it the shape of what it brings."""
    colour = colour or it.theme.line
    drawing.stroke(segment(x, start, x, end), colour, it.canvas.line)
    drawing.fill(_point(it, x, end, 0, -1), colour, layer=2)
    drawing.labels.append(Label(text, x + SIDE * it.em, (start + end) / 2 if y is None else y, it.em, it.theme.quiet,
                                "start"))


def _point(it: Anatomy, x: float, y: float, dx: int, dy: int) -> str:
    """The head of an arrow that ends here, coming in this direction."""
    long, half = 0.45 * it.em, 0.25 * it.em
    back = x - dx * long, y - dy * long
    return polygon((x, y), (back[0] + dy * half, back[1] + dx * half), (back[0] - dy * half, back[1] - dx * half))


def _bows(it: Anatomy, drawing: Drawing, boxes: Mapping[str, Rectangle], fork: float) -> None:
    """Edges within the branch that pass over a box, each on a line of its own at its left."""
    for place, (source, node) in enumerate(it.skipping):
        left, _, right, top = boxes[node]
        x, end = left - (place + 0.7) * it.em, top - 0.5 * it.em
        start = boxes[source][1] + 0.5 * it.em if source in boxes else fork
        begin = left if source in boxes else (left + right) / 2
        drawing.stroke(f"M{begin:.1f},{start:.1f}L{x:.1f},{start:.1f}L{x:.1f},{end:.1f}L{left:.1f},{end:.1f}",
                       it.theme.line, it.canvas.line)
        drawing.fill(_point(it, left, end, 1, 0), it.theme.line, layer=2)


def _shortcut(it: Anatomy, drawing: Drawing, xs: tuple[float, float], ys: tuple[float, float], unit: float) -> None:
    """The line from the fork past its boxes to the ⊕, in its style, with the operand that it brings."""
    em, (middle, side), (fork, merge) = it.em, xs, ys
    colour, end = it.theme.shortcut(it.block.kind), middle + RADIUS * em
    tall = it.column(it.block.shortcut) * unit
    boxes = dict(_boxes(it, it.block.shortcut, side, (fork + merge + tall) / 2, unit))
    _branch(it, drawing, it.block.shortcut, boxes, colour)
    upper, lower = (boxes[it.block.shortcut[0]][3], boxes[it.block.shortcut[-1]][1]) if boxes else (merge, merge)
    d = f"M{middle:.1f},{fork:.1f}L{side:.1f},{fork:.1f}L{side:.1f},{upper:.1f}"
    d += f"M{side:.1f},{lower:.1f}L{side:.1f},{merge:.1f}L{end:.1f},{merge:.1f}"
    drawing.stroke(d, colour, 1.4 * it.canvas.line, DASHES[it.block.kind])
    drawing.fill(_point(it, end, merge, -1, 0), colour, layer=2)
    drawing.labels.append(Label(it.operands[1], end + SIDE * em, merge + 0.85 * em, em, it.theme.quiet, "start"))
    name, told = it.block.shortcut_name, it.described.hover(it.block.shortcut_name)
    drawing.outlines[name] = d
    drawing.areas += [(name, (side - 0.6 * em, low, side + 0.6 * em, high), told)
                      for low, high in ((upper, fork), (merge, lower)) if high > low]
    for node, box in boxes.items():
        _hit(it, drawing, node, box)


def _sum(it: Anatomy, drawing: Drawing, x: float, y: float) -> None:
    """The ⊕."""
    r, colour = RADIUS * it.em, it.theme.shortcut(it.block.kind)
    drawing.fill(circle(x, y, r), it.theme.paper, layer=1)
    drawing.stroke(circle(x, y, r), colour, it.canvas.line, layer=2)
    drawing.stroke(plus(x, y, HALF * r), colour, it.canvas.line, layer=2)


def _hit(it: Anatomy, drawing: Drawing, node: str, area: Rectangle) -> None:
    drawing.areas.append((node, area, it.described.hover(node)))
    drawing.outlines[node] = rectangle(*area)


def _answer(it: Anatomy, drawing: Drawing, boxes: Mapping[str, Rectangle], whole: Rectangle,
            joints: tuple[float, float, float]) -> None:
    """What the pointer finds: the boxes, the ⊕, and the block by its name."""
    x, _, merge = joints
    for node, box in boxes.items():
        _hit(it, drawing, node, box)
    r = RADIUS * it.em
    _hit(it, drawing, it.block.merge, (x - r, merge - r, x + r, merge + r))
    left, bottom, right, top = whole
    title = left, top - 1.5 * it.em, right, top
    drawing.areas.append((it.block.name, title, it.described.hover(it.block.name)))
    around = MARGIN * it.em
    drawing.outlines[it.block.name] = rectangle(left - around, bottom - around, right + around, top + around)
