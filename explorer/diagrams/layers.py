"""Layers: the whole table. Every operation with its shapes and its cost; as a picture, as many rows as can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil

import networkx as nx

from explorer.arithmetic import times
from explorer.describe import operation_name, sign
from explorer.drawing.colouring import stage_colours
from explorer.drawing.marks import Label, Rectangle, rectangle, segment
from explorer.drawing.sheet import Drawing, Page, picture
from explorer.fold import Part, combined, opened, visible
from explorer.metrics import COSTS, METRICS, Measured
from explorer.metrics.units import NOT_COUNTED
from explorer.residual import operands
from explorer.tables import Cell, Column, Row, Table
from explorer.theme import Theme, text_width

COLUMNS = ("name", "out", *COSTS)  # of the picture
WITH_INPUT = ("name", "in", "out", *COSTS)  # the same, where there is room for one more
LINE, LOOSE = 1.4, 1.75  # em from line to line: at least, and where there is room
FINEST = ("operations", "blocks", "stages")
SQUARE = 1.4  # em, for the stage's colour before a name
GAP = 1.0  # em between two columns


def table(graph: nx.DiGraph, words: Mapping[str, str]) -> Table:
    """One row for each operation, in the order of the network."""
    values = Measured(graph)
    columns = [Column(name, words[f"layers.{name}"]) for name in ("name", "type", "kernel", "stride", "in", "out")]
    columns += [Column(name, words[f"layers.{name}"], number=True) for name in COSTS]
    rows = tuple(Row(node, (*_described(graph, node, words), *(values[name].get(node) for name in COSTS)))
                 for node in graph)
    notes = tuple(f"{METRICS[name].title_in(words)}: "
                  f"{METRICS[name].convention_in(words)}." for name in COSTS)
    return Table(tuple(columns), rows, notes)


def _described(graph: nx.DiGraph, node: str, words: Mapping[str, str]) -> Iterator[Cell]:
    """Name, type, kernel, stride, and the shapes that come in and go out."""
    data = graph.nodes[node]
    yield node
    yield operation_name(data, words)
    yield times(data["settings"].get("kernel", ()))
    yield times(data["settings"].get("stride", ()))
    yield sign(data["op"], words).join(times(graph.nodes[source]["shape"]) for source in operands(graph, node))
    yield times(data["shape"])


@dataclass(frozen=True)
class Grid:
    """Rows of text in columns of a width each, `down` of them under one another, then again beside that."""

    columns: tuple[str, ...]
    size: float
    widths: tuple[float, ...]
    down: int
    top: float
    line: float

    @property
    def width(self) -> float:
        return sum(self.widths) + SQUARE * self.size

    def place(self, row: int) -> tuple[float, float]:
        """The left of a row and the height of its middle."""
        fold, line = divmod(row, self.down)
        return self.size + fold * self.width, self.top - (line + 1.5) * self.line

    def area(self, row: int) -> Rectangle:
        left, middle = self.place(row)
        right = left + self.width - GAP * self.size
        return left, middle - self.line / 2, right, middle + self.line / 2


def draw(graph: nx.DiGraph, words: Mapping[str, str], *, canvas: str, theme: str, caption: str) -> dict:
    """The table as a picture: operations where all of them fit on the canvas, else blocks, else stages."""
    return picture(graph, words, canvas, theme, caption == "on", lambda theme: (), _drawn)


def _drawn(page: Page) -> Drawing:
    parts, grid = _fitting(page)
    titles = _titles(page, grid.columns)
    rows = [_cells(page, part, grid.columns) for part in parts]
    drawing, half = Drawing(labels=list(_labels(grid, titles, rows, page.theme))), 0.4 * grid.size
    colours = stage_colours(page.stages)
    for place, (part, row) in enumerate(zip(parts, rows, strict=True)):
        (left, middle), area = grid.place(place), grid.area(place)
        square = rectangle(left, middle - half, left + 2 * half, middle + half)
        drawing.fill(square, colours[page.graph.nodes[part.out]["stage"]])
        drawing.outlines[part.name] = rectangle(*area)
        drawing.areas.append((part.name, area, _hover(titles, row)))
    for fold in range(ceil(len(rows) / grid.down)):
        left, _, right, y = grid.area(fold * grid.down)
        drawing.stroke(segment(left, y, right, y), page.theme.line, 1)
    drawing.walk = [*drawing.outlines]
    return drawing


def _fitting(page: Page) -> tuple[list[Part], Grid]:
    """The finest parts that fit, with all columns if that can be; stages with the first columns fit everywhere."""
    for columns in range(len(COLUMNS), 1, -1):
        for level in FINEST:
            parts = list(visible(page.stages, opened(page.stages, level)))
            grid = _grid(page, parts, COLUMNS[:columns])
            if grid:
                fuller = _grid(page, parts, WITH_INPUT) if columns == len(COLUMNS) else None
                return parts, _spread(page, fuller if fuller and fuller.size == grid.size else grid, len(parts))
    raise AssertionError("a canvas too small for the stages' names and shapes")


def _grid(page: Page, parts: list[Part], columns: tuple[str, ...]) -> Grid | None:
    """In the largest text that fits, or None."""
    room = page.canvas
    rows = [_titles(page, columns), *(_cells(page, part, columns) for part in parts)]
    for size in room.sizes:
        widths = tuple(max(text_width(cell, size, bold=not row) for row, cell in enumerate(column)) + GAP * size
                       for column in zip(*rows, strict=True))
        height = _room(page, size)
        grid = Grid(columns, size, widths, int(height / (LINE * size)) - 1, height + size / 2, LINE * size)
        folds = ceil(len(parts) / grid.down)
        if folds * grid.width < room.width - size:
            return replace(grid, down=ceil(len(parts) / folds))
    return None


def _room(page: Page, size: float) -> float:
    """How high the table may be."""
    return page.canvas.height - page.header.height - size


def _spread(page: Page, grid: Grid, rows: int) -> Grid:
    """Over the whole width of the canvas, and as much of its height as still reads as lines."""
    folds = ceil(rows / grid.down)
    more = (page.canvas.width - grid.size - folds * grid.width) / (folds * len(grid.columns))
    line = min(_room(page, grid.size) / (grid.down + 1), LOOSE * grid.size)
    return replace(grid, widths=tuple(width + more for width in grid.widths), line=max(line, grid.line))


def _titles(page: Page, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(page.words[f"layers.{name}.short"] for name in columns)


def _cells(page: Page, part: Part, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_cell(page, part, name) for name in columns)


def _cell(page: Page, part: Part, column: str) -> str:
    """Its name, the shape that comes in or goes out, or a cost."""
    shapes = page.graph.nodes(data="shape")
    if column == "name":
        return part.name
    if column == "in":
        first = part.nodes[0]
        return sign(page.graph.nodes[first]["op"], page.words).join(
            times(shapes[source]) for source in operands(page.graph, first))
    if column == "out":
        return times(shapes[part.out])
    number = combined(page.values[column], part, METRICS[column].fold)
    return NOT_COUNTED if number is None else METRICS[column].shown(number)


def _labels(grid: Grid, titles: tuple[str, ...], rows: list[tuple[str, ...]], theme: Theme) -> Iterator[Label]:
    """Names and shapes from the left, numbers to the right; the titles above every fold."""
    for fold in range(ceil(len(rows) / grid.down)):
        left, middle = grid.place(fold * grid.down)
        yield from _line(grid, titles, left, middle + grid.line, theme.quiet, bold=True)
    for place, row in enumerate(rows):
        yield from _line(grid, row, *grid.place(place), theme.ink)


def _line(grid: Grid, cells: Iterable[str], left: float, y: float, colour: str, bold: bool = False) -> Iterator[Label]:
    x = left + SQUARE * grid.size
    for column, cell, width in zip(grid.columns, cells, grid.widths, strict=True):
        numeric = column in COSTS
        yield Label(cell, x + width - GAP * grid.size if numeric else x, y, grid.size, colour,
                    "end" if numeric else "start", bold)
        x += width


def _hover(titles: Iterable[str], row: Iterable[str]) -> str:
    name, *more = zip(titles, row, strict=False)
    return "<br>".join((f"<b>{name[1]}</b>", *(f"{title}: {cell}" for title, cell in more)))
