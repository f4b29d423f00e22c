"""Effective receptive field: which part of what it can see does a unit really listen to?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import partial

import networkx as nx

from explorer.arithmetic import times
from explorer.drawing.chart import cells
from explorer.drawing.header import Item
from explorer.drawing.heat import heat
from explorer.drawing.marks import Rectangle, rectangle
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page, Words, picture
from explorer.drawing.trial import carried_out
from explorer.laboratory.effective_field import HELD, EffectiveField
from explorer.metrics.receptive_field import Span
from explorer.metrics.units import percent
from explorer.tables import Column, Row, Table
from explorer.theme import SEQUENCE, Theme

CLASSES = (0.001, 0.01, 0.05, 0.2, 0.5)  # of the highest cell's share: what a colour begins with
THEORETICAL, NEAREST, EFFECTIVE = "solid", "8px,4px", "2px,3px"
THINNEST = 5  # pixels that an input is drawn wide at least


def draw(graph: nx.DiGraph, words: Words, *, canvas: str, theme: str, caption: str, found: EffectiveField) -> dict:
    """The input to scale: where the gradient arrives, and the fields that the unit has by its paths."""
    return picture(graph, words, canvas, theme, caption == "on", partial(_key, words), partial(_drawn, found))


def table(graph: nx.DiGraph, words: Words, *, found: EffectiveField) -> Table:
    columns = (Column("what", words["effective_field.what"]), Column("value", words["effective_field.value"]))
    rows = (("node", found.node), ("unit", times(found.unit)), ("size", times(found.size)),
            ("theoretical", f"{found.theoretical_side:.3g}"), ("side", f"{found.side:.3g}"),
            ("inside", percent(found.inside)), ("nearest", percent(found.nearest)))
    return Table(columns, tuple(Row("", (words[f"effective_field.{what}"], value)) for what, value in rows),
                 (words["effective_field.meaning"].format(batch=found.batch), carried_out(found, words)))


def _key(words: Words, theme: Theme) -> Iterator[Item]:
    yield Item(words["effective_field.key.heat"], scale=SEQUENCE[: len(CLASSES)])
    for name, dash in (("theoretical", THEORETICAL), ("nearest", NEAREST), ("effective", EFFECTIVE)):
        yield Item(words[f"effective_field.key.{name}"], line=(theme.ink, dash))


def _drawn(found: EffectiveField, page: Page) -> Drawing:
    drawing = Drawing(bottom=page.top)
    (area,) = cells(page, drawing, 1, list(_said(found, page.words)))
    ground = _ground(found, page, area)
    drawing.stroke(rectangle(*ground), page.theme.line, 1)
    heat(drawing, _levels(found), len(found.heat[0]), ground, SEQUENCE, layer=0)
    longest, shortest = ([getattr(seen, path).clipped(size) for seen, size in zip(found.sight, found.size, strict=True)]
                         for path in ("longest", "shortest"))
    weight = 1.2 * page.canvas.line
    for spans, dash in ((longest, THEORETICAL), (shortest, NEAREST), (_square(found), EFFECTIVE)):
        drawing.stroke(rectangle(*_on(ground, found.size, *spans)), page.theme.ink, weight, dash, layer=3)
    told = page.words["effective_field.told"].format(node=found.node, side=f"{found.side:.3g}")
    drawing.areas.append(("", ground, told))
    return drawing


def _ground(found: EffectiveField, page: Page, area: Rectangle) -> Rectangle:
    """The input, as large as there is room for it."""
    left, bottom, right, top = area
    height, width = found.size
    scale = min((right - left) / width, (top - bottom - page.em) / height)
    high, wide = max(height * scale, THINNEST), max(width * scale, THINNEST)
    start = (left + right - wide) / 2
    return start, top - 0.5 * page.em - high, start + wide, top - 0.5 * page.em


def _on(ground: Rectangle, size: tuple[int, int], rows: Span, columns: Span) -> Rectangle:
    """Pixels of the input on the ground; row 0 is at the top."""
    left, bottom, right, top = ground
    down, across = (top - bottom) / size[0], (right - left) / size[1]
    return (left + columns.first * across, top - (rows.last + 1) * down, left + (columns.last + 1) * across,
            top - rows.first * down)


def _square(found: EffectiveField) -> list[Span]:
    """As many pixels as hold most of the gradient, about the middle of what can be seen, within the input."""
    spans = []
    for seen, size in zip(found.sight, found.size, strict=True):
        middle = (seen.longest.first + seen.longest.last) / 2
        spans.append(Span(round(middle - found.side / 2 + 0.5), round(middle + found.side / 2 - 0.5)).clipped(size))
    return spans


def _levels(found: EffectiveField) -> list[list[int]]:
    peak = max(map(max, found.heat))
    return [[bisect_right(CLASSES, share / peak) if peak else 0 for share in row] for row in found.heat]


def _said(found: EffectiveField, words: Words) -> Iterator[Sentence]:
    side, whole = found.side, found.theoretical_side
    yield Sentence(words["effective_field.said"].format(
        node=found.node, held=f"{100 * HELD:.4g}", side=f"{side:.3g}", whole=f"{whole:.3g}",
        share=f"{100 * (side / whole) ** 2:.3g}"), bold=True)
    yield Sentence(words["effective_field.shortcuts"].format(nearest=percent(found.nearest)))
    yield Sentence(words["effective_field.meaning"].format(batch=found.batch), quiet=True)
    yield Sentence(carried_out(found, words), quiet=True)
