"""A table as plain data: what the page shows as HTML, what is saved as CSV, what a picture of it says."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TypeAlias

SAFE = 2**53 - 1
Cell: TypeAlias = "str | int | float | None"  # None is shown as not counted


@dataclass(frozen=True)
class Column:
    """`key` heads it in CSV, `title` on the page; numbers stand to the right and sort as numbers, prose has room."""

    key: str
    title: str
    number: bool = False
    prose: bool = False


@dataclass(frozen=True)
class Row:
    """`name` is the part of the network that it is about, to be lit wherever that is shown; "" where there is none.

    What was measured and is not finite is no number: JSON has no word for it, and CSV as many as programs.
    """

    name: str
    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", tuple(map(_finite, self.cells)))


@dataclass(frozen=True)
class Table:
    """`notes` are sentences beneath it: conventions, and what is to be seen in it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def plain(table: Table) -> dict:
    """A table for JSON, whose numbers a browser reads as doubles: a larger whole number than these hold is text."""
    content = asdict(table)
    for row in content["rows"]:
        row["cells"] = tuple(map(_readable, row["cells"]))
    return content


def _finite(cell: Cell) -> Cell:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _readable(cell: Cell) -> Cell:
    return str(cell) if isinstance(cell, int) and abs(cell) > SAFE else cell
