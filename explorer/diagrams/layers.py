"""Layers: the whole table. Every operation with its shapes and its cost; as a picture, as many rows as can be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil

import networkx as nx

from explorer.arithmetic import times
from explorer.describe import operation_name, sign
from explorer.drawing.colouring import stage_colours
from explorer.drawing.header import Header, header
from explorer.drawing.header import caption as titled
from explorer.drawing.marks import Label, Rectangle, blank, hit_trace, path, rectangle, segment, text_trace
from explorer.fold import Part, combined, hierarchy, opened, visible
from explorer.metrics import METRICS, Measured, Values
from explorer.residual import operands, residual_blocks
from explorer.tables import Cell, Column, Row, Table
from explorer.theme import CANVASES, THEMES, Canvas, Theme, text_width

COSTS = ("parameters", "macs", "activation_memory")
LINE = 1.4  # em
LEAST, SMALLEST = 0.75, 12  # of the canvas's text, and in pixels: a table may be smaller
FINEST = ("operations", "blocks", "stages")
SQUARE = 1.4  # em, for the stage's colour before a name
GAP = 1.0  # em between two columns
NUMERIC = 2  # columns before the first number
NOT_COUNTED = "?"


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

    size: float
    widths: tuple[float, ...]
    down: int
    top: float

    @property
    def width(self) -> float:
        return sum(self.widths) + SQUARE * self.size

    @property
    def line(self) -> float:
        return LINE * self.size

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
    room, colours = CANVASES[canvas], THEMES[theme]
    stages = hierarchy(graph, residual_blocks(graph))
    values = Measured(graph)
    top = header([titled(graph, values, words, room) if caption == "on" else []], room, colours)
    titles = tuple(words[f"layers.{name}.short"] for name in ("name", "out", *COSTS))
    parts, grid = _fitting(graph, values, stages, titles, room, top)
    rows = [_cells(graph, values, part)[: len(grid.widths)] for part in parts]
    areas = {part.name: grid.area(row) for row, part in enumerate(parts)}
    shapes = [*_squares(grid, graph, parts, stages), *_rules(grid, len(rows), colours), *top.shapes]
    meta = {"width": room.width, "outlines": {name: rectangle(*area) for name, area in areas.items()},
            "walk": [*areas], "folds": {}}
    hits = [(part.name, areas[part.name], _hover(titles, row)) for part, row in zip(parts, rows, strict=True)]
    return {
        "data": [text_trace(_labels(grid, titles, rows, colours)), text_trace(top.labels, fixed=True), hit_trace(hits)],
        "layout": {**blank(room, colours), "shapes": shapes, "meta": meta},
    }


def _fitting(graph: nx.DiGraph, values: Mapping[str, Values], stages: tuple[Part, ...], titles: tuple[str, ...],
             room: Canvas, top: Header) -> tuple[list[Part], Grid]:
    """The finest parts that fit, with all columns if that can be; stages with the first columns fit everywhere."""
    for columns in range(len(titles), 1, -1):
        for level in FINEST:
            parts = list(visible(stages, opened(stages, level)))
            rows = [_cells(graph, values, part)[:columns] for part in parts]
            grid = _grid([titles[:columns], *rows], room, top)
            if grid:
                return parts, grid
    raise AssertionError("a canvas too small for the stages' names and shapes")


def _grid(rows: list[tuple[str, ...]], room: Canvas, top: Header) -> Grid | None:
    """In the largest text that fits, or None."""
    for size in range(room.text, max(ceil(LEAST * room.text), SMALLEST) - 1, -1):
        widths = tuple(max(text_width(cell, size, bold=not row) for row, cell in enumerate(column)) + GAP * size
                       for column in zip(*rows, strict=True))
        height = room.height - top.height - size
        grid = Grid(size, widths, int(height / (LINE * size)) - 1, height + size / 2)
        folds = ceil((len(rows) - 1) / grid.down)
        if folds * grid.width < room.width - size:
            return replace(grid, down=ceil((len(rows) - 1) / folds))
    return None


def _cells(graph: nx.DiGraph, values: Mapping[str, Values], part: Part) -> tuple[str, ...]:
    """Name, output shape and costs of a part."""
    numbers = (combined(values[name], part, METRICS[name].fold) for name in COSTS)
    costs = (NOT_COUNTED if number is None else METRICS[name].shown(number)
             for name, number in zip(COSTS, numbers, strict=True))
    return part.name, times(graph.nodes[part.out]["shape"]), *costs


def _labels(grid: Grid, titles: tuple[str, ...], rows: list[tuple[str, ...]], theme: Theme) -> Iterator[Label]:
    """Names and shapes from the left, numbers to the right; the titles above every fold."""
    for fold in range(ceil(len(rows) / grid.down)):
        left, middle = grid.place(fold * grid.down)
        yield from _line(grid, titles[: len(grid.widths)], left, middle + grid.line, theme.quiet, bold=True)
    for place, row in enumerate(rows):
        yield from _line(grid, row, *grid.place(place), theme.ink)


def _line(grid: Grid, cells: Iterable[str], left: float, y: float, colour: str, bold: bool = False) -> Iterator[Label]:
    x = left + SQUARE * grid.size
    for place, (cell, width) in enumerate(zip(cells, grid.widths, strict=True)):
        numeric = place >= NUMERIC
        yield Label(cell, x + width - GAP * grid.size if numeric else x, y, grid.size, colour,
                    "end" if numeric else "start", bold)
        x += width


def _squares(grid: Grid, graph: nx.DiGraph, parts: list[Part], stages: tuple[Part, ...]) -> Iterator[dict]:
    """The colour of its stage before every name."""
    batches: dict[str, list[str]] = defaultdict(list)
    half = 0.4 * grid.size
    for row, part in enumerate(parts):
        left, middle = grid.place(row)
        batches[graph.nodes[part.out]["stage"]].append(rectangle(left, middle - half, left + 2 * half, middle + half))
    for stage, colour in stage_colours(stages).items():
        yield path("".join(batches[stage]), fill=colour)


def _rules(grid: Grid, rows: int, theme: Theme) -> Iterator[dict]:
    """A line under the titles."""
    for fold in range(ceil(rows / grid.down)):
        left, _, right, y = grid.area(fold * grid.down)
        yield path(segment(left, y, right, y), color=theme.line, width=1)


def _hover(titles: Iterable[str], row: Iterable[str]) -> str:
    name, *more = zip(titles, row, strict=False)
    return "<br>".join((f"<b>{name[1]}</b>", *(f"{title}: {cell}" for title, cell in more)))
