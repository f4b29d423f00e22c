"""Comma-separated values (RFC 4180), byte for byte what the page saves."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import networkx as nx

from explorer.diagrams import tabulate
from explorer.tables import Cell, Table

BYTE_ORDER_MARK = "\ufeff"  # tells Excel that it is UTF-8


def separated(table: Table) -> str:
    """Each column's key, then the rows; what is not counted is empty, numbers are in full."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL)
    writer.writerow(column.key for column in table.columns)
    writer.writerows(map(_written, row.cells) for row in table.rows)
    return BYTE_ORDER_MARK + lines.getvalue().removesuffix("\r\n")


def layers(graph: nx.DiGraph, words: Mapping[str, str]) -> str:
    """One row for each operation: the table of the diagram Layers."""
    return separated(tabulate("layers", graph, words))


def _written(cell: Cell) -> Cell:
    """A float without a fraction as the page has it, which knows one kind of number."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
