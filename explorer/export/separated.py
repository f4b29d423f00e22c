"""Comma-separated values (RFC 4180), byte for byte what the page saves.

Whole numbers beyond 2⁵³, such as counts of paths, are exact here; the page's script rounds them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal

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
    """A float as JavaScript writes it: without a fraction as an integer, and with an exponent only below 10⁻⁶."""
    if not isinstance(cell, float):
        return cell
    if cell.is_integer():
        return int(cell)
    return format(Decimal(repr(cell)), "f") if abs(cell) >= 1e-6 else repr(cell).replace("e-0", "e-")
