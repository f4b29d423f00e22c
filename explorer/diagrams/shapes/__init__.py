"""Shapes: how did the input become this small? A staircase, a worksheet, and Table 1 of the paper, live."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx

from explorer import table1, worksheet
from explorer.diagrams.shapes import staircase, table1_picture, worksheet_picture
from explorer.drawing.sheet import picture
from explorer.spec import Spec
from explorer.tables import Table

VIEWS = {
    "staircase": (staircase.draw, lambda graph, words, others: staircase.table(graph, words)),
    "worksheet": (worksheet_picture.draw, lambda graph, words, others: worksheet.table(graph, words)),
    "table1": (table1_picture.draw, table1.table),
}


def others(spec: Spec, *, view: str) -> tuple[Spec, ...]:
    return table1.others(spec) if view == "table1" else ()


def draw(graph: nx.DiGraph, words: Mapping[str, str], *, view: str, canvas: str, theme: str, caption: str,
         others: Iterable[nx.DiGraph] = ()) -> dict:
    draw_view, _ = VIEWS[view]
    return picture(graph, words, canvas, theme, caption == "on", lambda theme: (), draw_view, others)


def table(graph: nx.DiGraph, words: Mapping[str, str], *, view: str, others: Iterable[nx.DiGraph] = ()) -> Table:
    """What the picture says, as a table."""
    _, table_of_view = VIEWS[view]
    return table_of_view(graph, words, others)
