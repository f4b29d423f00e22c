"""A table as plain text, its columns in line: for a terminal, a log, a notebook's text cell."""

from __future__ import annotations

import io
from collections.abc import Mapping

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from explorer.tables import Cell, Column, Table

WIDEST = 10_000  # columns of a terminal that no line is broken for


def aligned(table: Table, words: Mapping[str, str]) -> str:
    """Titles, rows and notes; a Chinese sign is two columns wide. Lines are as long as they need."""
    grid = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in table.columns:
        grid.add_column(Text(column.title), justify="right" if column.number else "left", no_wrap=True)
    for row in table.rows:
        cells = zip(row.cells, table.columns, strict=True)
        grid.add_row(*(Text(shown(cell, column, words)) for cell, column in cells))
    drawn = io.StringIO()
    Console(file=drawn, width=WIDEST, color_system=None).print(grid)
    lines = (line.rstrip() for line in drawn.getvalue().splitlines())
    return "\n".join((*lines, *(("", *table.notes) if table.notes else ())))


def shown(cell: Cell, column: Column, words: Mapping[str, str]) -> str:
    """As on the page: whole numbers in full, others to three digits."""
    if cell is None:
        return words["describe.uncounted"]
    if not column.number or isinstance(cell, str):
        return str(cell)
    return f"{int(cell):,}" if float(cell).is_integer() else f"{float(f'{cell:.3g}'):,g}"
