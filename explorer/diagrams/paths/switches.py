"""A row of cells, one per residual block, in the colours of their stages: through F, or over the shortcut."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from explorer.drawing.colouring import stage_colours
from explorer.drawing.marks import Label, Rectangle, rectangle, segment
from explorer.drawing.sheet import Drawing, Page
from explorer.residual import Block
from explorer.theme import DASHES, text_width

NARROWEST, WIDEST = 1.9, 4.2  # em, for a cell
ARC, BOX, NAME = 1.0, 1.5, 1.7  # em, from the top of a cell
MOST_ROWS = 4  # on a slide
GAP = 0.2  # of a cell, on either side of its box


@dataclass(frozen=True)
class Cell:
    """Where a block stands, and the height of its axis."""

    block: Block
    stage: str
    area: Rectangle
    em: float

    @property
    def box(self) -> Rectangle:
        left, _, right, top = self.area
        inset = GAP * (right - left)
        return left + inset, top - (ARC + BOX) * self.em, right - inset, top - ARC * self.em

    @property
    def axis(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    @property
    def through(self) -> str:
        """The line into the box and out of it."""
        left, _, right, _ = self.area
        return segment(left, self.axis, self.box[0], self.axis) + segment(self.box[2], self.axis, right, self.axis)

    @property
    def over(self) -> str:
        """The line over the box, with round corners."""
        left, _, right, top = self.area
        y, top, reach = self.axis, top - 0.4 * self.em, self.box[0] - left
        start, end, r = left + reach / 2, right - reach / 2, min(0.5 * self.em, reach / 2 + GAP * self.em)
        return (f"M{left:.1f},{y:.1f}H{start:.1f}V{top - r:.1f}Q{start:.1f},{top:.1f} {start + r:.1f},{top:.1f}"
                f"H{end - r:.1f}Q{end:.1f},{top:.1f} {end:.1f},{top - r:.1f}V{y:.1f}H{right:.1f}")


def cells(page: Page, blocks: Sequence[Block], top: float) -> list[Cell]:
    """From `top` downwards, in as many rows as it takes that every cell can be hit, or that a slide has room for."""
    em, room = page.em, page.right - page.left
    rows = next((rows for rows in range(1, len(blocks) + 1) if room * rows >= NARROWEST * em * len(blocks)), 1)
    rows = rows if page.canvas.pans else min(rows, MOST_ROWS)
    per_row = max(-(-len(blocks) // rows), 1)
    width = min(room / per_row, WIDEST * em)
    found = []
    for place, block in enumerate(blocks):
        row, column = divmod(place, per_row)
        left, ceiling = page.left + column * width, top - row * (ARC + BOX + NAME) * em
        area = (left, ceiling - (ARC + BOX) * em, left + width, ceiling)
        found.append(Cell(block, page.graph.nodes[block.merge]["stage"], area, em))
    return found


def bottom(placed: Sequence[Cell]) -> float:
    return min((cell.area[1] - NAME * cell.em for cell in placed), default=0.0)


def draw(page: Page, drawing: Drawing, placed: Sequence[Cell], filled: Collection[str], routed: bool,
         hover: Callable[[Block], str]) -> None:
    """Boxes are filled for the blocks of these names; where `routed`, a line leads through those, over the others."""
    colours = stage_colours(page.stages)
    for cell in placed:
        block, weight = cell.block, page.canvas.line
        through = block.name in filled
        if through:
            drawing.fill(rectangle(*cell.box), colours[cell.stage])
        drawing.stroke(rectangle(*cell.box), colours[cell.stage], weight)
        if routed and through:
            drawing.stroke(cell.through, page.theme.ink, 1.3 * weight)
        elif routed:
            drawing.stroke(cell.over, page.theme.shortcut(block.kind), 1.3 * weight, DASHES[block.kind], layer=2)
            drawing.outlines[block.shortcut_name] = cell.over
        drawing.outlines[block.name] = rectangle(*cell.box)
        drawing.walk.append(block.name)
        drawing.areas.append((block.name, cell.area, hover(block)))
    drawing.labels += _names(page, placed)


def _names(page: Page, placed: Sequence[Cell]) -> Iterator[Label]:
    """Of every stage, below its cells in a row, where there is room."""
    for (stage, _), group in groupby(placed, key=lambda cell: (cell.stage, cell.area[1])):
        first, *more = group
        left, right = first.area[0], (more or [first])[-1].area[2]
        if text_width(stage, page.em) < right - left:
            yield Label(stage, (left + right) / 2, first.area[1] - 0.8 * page.em, page.em, page.theme.quiet)
