"""class Shown: a table that shows itself, in a terminal and in a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from explorer.export.aligned import aligned, shown
from explorer.tables import Row, Table


@dataclass(frozen=True, repr=False)
class Shown:
    """`str` and `repr` are plain text under a title; a notebook gets a table."""

    title: str
    table: Table
    words: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.title}\n\n{aligned(self.table, self.words)}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(column.title)}</th>" for column in self.table.columns)
        rows = "".join(f"<tr>{''.join(self._cells(row))}</tr>" for row in self.table.rows)
        notes = "".join(f"<br>{escape(note)}" for note in self.table.notes)
        return f"<table><caption>{escape(self.title)}{notes}</caption><tr>{head}</tr>{rows}</table>"

    def _cells(self, row: Row) -> Iterator[str]:
        for cell, column in zip(row.cells, self.table.columns, strict=True):
            side = "right" if column.number else "left; white-space: pre"
            yield f'<td style="text-align: {side}">{escape(shown(cell, column, self.words))}</td>'
