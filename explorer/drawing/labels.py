"""What is written below volumes: each one's name, kernel and shape, or as much of that as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import networkx as nx

from explorer.arithmetic import times
from explorer.drawing.marks import Label, spread
from explorer.layout import Box
from explorer.theme import Canvas, Theme, text_width

LINE = 1.2  # em, from a line to the next
BETWEEN = 0.1  # em, rows, beside that
FIRST = 0.5  # em, from what they stand below to the middle of the first line
MARGIN = 0.2  # em, below the last row
APART = 0.4  # em, labels of one row


@dataclass(frozen=True)
class Below:
    """Labels, and the height in pixels that they take with the margin below them."""

    labels: tuple[Label, ...] = ()
    height: float = 0.0


@dataclass(frozen=True)
class Space:
    """Where labels may stand, in pixels: from `left` to `right`, and from `top` down to `bottom`."""

    left: float
    right: float
    top: float
    bottom: float


def below(graph: nx.DiGraph, boxes: Iterable[Box], within: str, space: Space, canvas: Canvas, theme: Theme) -> Below:
    """The fullest wording that fits, as large and in as few rows as it may be; nothing where none fits.

    Names are those inside the part `within`.
    """
    boxes = list(boxes)
    if not boxes:
        return Below()
    named = [_texts(graph, box.part.name, within) for box in boxes]
    bare = [texts[0].split()[0] for texts in named]
    shapes = [(name, shape) for name, (_, shape) in zip(bare, named, strict=True)]
    for wording in (named, shapes, [texts[:1] for texts in named], [(name,) for name in bare]):
        for em in canvas.sizes:
            step = em * (LINE * len(wording[0]) + BETWEEN)
            for rows in range(1, int((space.top - space.bottom - MARGIN * em) / step) + 1):
                xs = _places(boxes, wording, rows, space, em)
                if xs:
                    return Below(tuple(_written(wording, xs, rows, step, space, em, theme)), rows * step + MARGIN * em)
    return Below()


def stride_of(graph: nx.DiGraph, node: str) -> str:
    """`, /2`; nothing where each position is visited."""
    stride = graph.nodes[node]["settings"].get("stride", (1,))[0]
    return f", /{stride}" if stride > 1 else ""


def _texts(graph: nx.DiGraph, node: str, within: str) -> tuple[str, str]:
    """`conv2 3×3, /2` and `128×28×28`."""
    name, kernel = node.removeprefix(f"{within}."), graph.nodes[node]["settings"].get("kernel")
    if kernel:
        name += f" {times(kernel)}{stride_of(graph, node)}"
    return name, times(graph.nodes[node]["shape"])


def _places(boxes: list[Box], wording: list[tuple[str, ...]], rows: int, space: Space, em: int) -> list[float]:
    """The middle of each label where they take turns in so many rows; none where a row is too long."""
    gap, xs = APART * em, [0.0] * len(boxes)
    widths = [max(text_width(text, em) for text in lines) + gap for lines in wording]
    for row in range(rows):
        if sum(widths[row::rows]) > space.right - space.left:
            return []
        middles = [box.x + box.width / 2 for box in boxes[row::rows]]
        xs[row::rows] = spread(middles, widths[row::rows], space.left, space.right, 0)
    return xs


def _written(wording: list[tuple[str, ...]], xs: list[float], rows: int, step: float, space: Space, em: int,
             theme: Theme) -> Iterator[Label]:
    for place, (lines, x) in enumerate(zip(wording, xs, strict=True)):
        y = space.top - FIRST * em - step * (place % rows)
        for line, (text, colour) in enumerate(zip(lines, (theme.ink, theme.quiet), strict=False)):
            yield Label(text, x, y - LINE * line * em, em, colour)
