"""A run of residual blocks unravelled into the tree of its paths: Veit et al. 2016, Fig. 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from explorer.arithmetic import times
from explorer.drawing.colouring import stage_colours
from explorer.drawing.marks import Label, Rectangle, circle, plus, polygon, rectangle, segment
from explorer.drawing.sheet import Drawing, Page
from explorer.paths import is_weighted
from explorer.residual import Block
from explorer.tables import Column, Row, Table
from explorer.theme import DASHES, text_width, translucent

ROW, TALLEST = 2.2, 3.6  # em, from one path to the next
HEAD = 3.2  # em, for the blocks' names and the tensors'
SUBSCRIPTS = "₁₂₃"
FILLING = 0.35
ROOMY = 36  # em: from here on every path's layers are told


@dataclass(frozen=True)
class Tree:
    """Where the paths begin, how far apart they are, and how wide the place of a block is."""

    room: Rectangle
    row: float
    start: float
    column: float
    blocks: Sequence[Block]

    def height(self, path: int) -> float:
        return self.room[3] - (path + 0.5) * self.row

    def middle(self, level: int) -> float:
        return self.start + (level + 0.42) * self.column

    def joint(self, level: int) -> float:
        return self.start + (level + 0.86) * self.column


def least_height(page: Page, blocks: Sequence[Block]) -> float:
    return (HEAD + ROW * 2 ** len(blocks)) * page.em


def draw(page: Page, drawing: Drawing, room: Rectangle, blocks: Sequence[Block]) -> None:
    """2ⁿ paths, the one over shortcuts only on top. Two of them meet at each ⊕, n times on the way to the one output.

    A branch that is there several times is there once in the network.
    """
    tree = _tree(page, room, blocks)
    widest = max(text_width(block.name, page.em, bold=True) for block in blocks)
    drawing.crowded = widest + 0.3 * page.em > tree.column
    for level, block in enumerate(blocks):
        drawing.labels.append(Label(block.name, tree.middle(level), room[3] - 2.5 * page.em, page.em, page.theme.ink,
                                    bold=True))
        for path in range(2 ** (level + 1) - 1, 2 ** len(blocks), 2 ** (level + 1)):
            _joined(page, drawing, tree, level, path)
    _ends(page, drawing, tree)


def _tree(page: Page, room: Rectangle, blocks: Sequence[Block]) -> Tree:
    left, bottom, right, top = room
    texts = [_told(page, blocks, path, right - left) for path in range(2 ** len(blocks))]
    texts += [page.words["paths.tree.heading"]] * (right - left > ROOMY * page.em)
    names = max(text_width(text, page.em) for text in texts)
    start = left + names + 1.2 * page.em
    row = min((top - bottom - HEAD * page.em) / 2 ** len(blocks), TALLEST * page.em)
    below = (left, bottom, right, top - HEAD * page.em)
    return Tree(below, row, start, (right - 1.6 * page.em - start) / len(blocks), blocks)


def _joined(page: Page, drawing: Drawing, tree: Tree, level: int, path: int) -> None:
    """One ⊕: the residual branch comes along this path, the shortcut from the path above that lacks this branch."""
    block, y, above = tree.blocks[level], tree.height(path), tree.height(path - 2**level)
    before = tree.joint(level - 1) if level else tree.start
    middle, joint, weight = tree.middle(level), tree.joint(level), page.canvas.line
    wide, tall, radius = min(0.32 * tree.column, 2.4 * page.em), 0.75 * page.em, 0.5 * page.em
    box = (middle - wide, y - tall, middle + wide, y + tall)
    colour = stage_colours(page.stages)[page.graph.nodes[block.merge]["stage"]]
    after = radius if level else 0
    through = segment(before + after, y, box[0], y) + segment(box[2], y, joint - radius, y)
    drawing.stroke(through, page.theme.ink, weight)
    shortcut = f"M{before + after:.1f},{above:.1f}H{joint:.1f}V{y + radius:.1f}"
    drawing.stroke(shortcut, page.theme.shortcut(block.kind), 1.2 * weight, DASHES[block.kind])
    drawing.fill(rectangle(*box), translucent(colour, FILLING))
    drawing.stroke(rectangle(*box), colour, weight)
    drawing.labels.append(Label(f"F{SUBSCRIPTS[level]}", middle, y, page.em, page.theme.ink))
    drawing.stroke(circle(joint, y, radius) + plus(joint, y, radius), page.theme.shortcut(block.kind), weight)
    drawing.areas.append((block.name, box, page.described.hover(block.name)))
    square = (joint - radius, y - radius, joint + radius, y + radius)
    drawing.areas.append((block.merge, square, page.described.hover(block.merge)))
    for name, outline in ((block.name, rectangle(*box)), (block.shortcut_name, shortcut),
                          (block.merge, rectangle(*square))):
        drawing.outlines[name] = drawing.outlines.get(name, "") + outline


def _ends(page: Page, drawing: Drawing, tree: Tree) -> None:
    """What goes in, once for every path, with what each path is; and what comes out."""
    em, paths = page.em, 2 ** len(tree.blocks)
    left, _, right, top = tree.room
    first, last = tree.blocks[0].fork, tree.blocks[-1].merge
    shapes = [times(page.graph.nodes[node]["shape"]) for node in (first, last)]
    drawing.labels += [
        Label(f"x: {shapes[0]}", left, top + 2.4 * em, em, page.theme.quiet, "start"),
        Label("y", right - 0.6 * em, tree.height(paths - 1), em, page.theme.ink, bold=True),
    ]
    if right - left > ROOMY * em:
        drawing.labels.append(Label(page.words["paths.tree.heading"], tree.start - 0.6 * em, top + 0.7 * em, em,
                                    page.theme.quiet, "end"))
    drawing.stroke(segment(tree.start, tree.height(0), tree.start, tree.height(paths - 1)), page.theme.ink,
                   page.canvas.line)
    y, end = tree.height(paths - 1), right - 1.2 * em
    drawing.stroke(segment(tree.joint(len(tree.blocks) - 1) + 0.5 * em, y, end - 0.4 * em, y), page.theme.ink,
                   page.canvas.line)
    drawing.fill(polygon((end - 0.5 * em, y - 0.3 * em), (end, y), (end - 0.5 * em, y + 0.3 * em)), page.theme.ink)
    for path in range(paths):
        drawing.labels.append(Label(_told(page, tree.blocks, path, right - left), tree.start - 0.6 * em,
                                    tree.height(path), em, page.theme.quiet, "end"))


def _told(page: Page, blocks: Sequence[Block], path: int, room: float) -> str:
    """`F₁ → F₃: 6`, its weighted layers; without them where there is little room."""
    roomy = room > ROOMY * page.em
    name = (" → " if roomy else "").join(_taken(blocks, path)) or page.words["paths.tree.none"]
    layers = _layers(page.graph, blocks, path)
    return page.words["paths.tree.path"].format(path=name, layers=layers) if roomy else name


def _taken(blocks: Sequence[Block], path: int) -> list[str]:
    """The branches that it goes through; `path` has a bit for each block."""
    return [f"F{SUBSCRIPTS[level]}" for level in range(len(blocks)) if path >> level & 1]


def _layers(graph: nx.DiGraph, blocks: Sequence[Block], path: int) -> int:
    """The weighted layers that it crosses in these blocks."""
    crossed = (node for level, block in enumerate(blocks)
               for node in (block.residual if path >> level & 1 else block.shortcut))
    return sum(is_weighted(graph, node) for node in crossed)


def table(graph: nx.DiGraph, blocks: Sequence[Block], words: Mapping[str, str]) -> Table:
    """Every path through these blocks."""
    columns = (Column("path", words["paths.tree.column"]),
               Column("branches", words["paths.branches"], number=True),
               Column("layers", words["paths.layers"], number=True))
    paths = ((_taken(blocks, path), _layers(graph, blocks, path)) for path in range(2 ** len(blocks)))
    rows = (Row("", (" → ".join(taken) or words["paths.tree.none"], len(taken), layers)) for taken, layers in paths)
    names = ", ".join(f"F{SUBSCRIPTS[level]}: {block.name}" for level, block in enumerate(blocks))
    return Table(columns, tuple(rows), (names,))
