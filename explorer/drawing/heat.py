"""A grid of cells, each in the colour of its level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from explorer.drawing.marks import Rectangle, rectangle
from explorer.drawing.sheet import Drawing


def heat(drawing: Drawing, levels: Sequence[Iterable[int]], columns: int, ground: Rectangle, colours: Sequence[str],
         layer: int) -> None:
    """Rows of so many columns, from the top of the ground down; level 0 is left out, 1 is the first of the colours.

    Cells of a level that follow one another in a row are one rectangle.
    """
    left, bottom, right, top = ground
    down, across = (top - bottom) / len(levels), (right - left) / columns
    for row, line in enumerate(levels):
        start = 0
        for level, run in groupby(line):
            end = start + len(list(run))
            if level:
                box = left + start * across, top - (row + 1) * down, left + end * across, top - row * down
                drawing.fill(rectangle(*box), colours[level - 1], layer)
            start = end
